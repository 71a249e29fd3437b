//! Outlook: how many replicates a family of verdicts needs, as the rows of `differences.csv` tell.

use super::compare::{DifferenceRow, Verdict};
use super::primary::MOST_REPLICATES;
use crate::statistics::needed::Plan;
use crate::statistics::t_quantile;

/// How many replicates a family needs, as rows of `differences.csv` tell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outlook {
    /// Replicates seen.
    pub seen: u32,
    /// The widest interval from end to end, as a share of the person-years compared with.
    pub width: f64,
    /// How wide it may be.
    pub asked: f64,
    /// Replicates that make it so; nothing where that is beyond all reason.
    pub needed: Option<u32>,
    /// Differences that are judged.
    pub judged: usize,
    /// Those of them that are not decidable.
    pub open: usize,
    /// Replicates after which half of these are expected to be decided; nothing where that is beyond all reason.
    pub to_decide: Option<u32>,
}

impl Outlook {
    /// Reads it off the rows of a family whose relevant difference is a share of what is compared with; nothing without intervals.
    pub fn of(rows: &[DifferenceRow], relevant_difference: f64, asked: f64) -> Option<Self> {
        let judged: Vec<&DifferenceRow> = rows.iter().filter(|row| row.verdict.is_some()).collect();
        // The width of the interval, its standard error and what the interval is compared with.
        let read = |row: &&DifferenceRow| {
            let (low, high) = row.low.zip(row.high)?;
            let error =
                (high - low) / 2.0 / t_quantile(0.975, row.n.checked_sub(1).filter(|n| *n > 0)? as usize);
            let together = row.high_simultaneous? - row.low_simultaneous?;
            Some((together, error, row.relevant? / relevant_difference, row.n))
        };
        let read: Vec<(f64, f64, f64, u32)> = judged.iter().filter_map(read).collect();
        let seen = read.iter().map(|(.., n)| *n).max()?;
        let critical =
            read.iter().find(|(_, error, ..)| *error > 0.0).map(|(wide, error, ..)| wide / 2.0 / error)?;
        let plan = Plan::new(critical, seen, MOST_REPLICATES)?;
        let needed = read.iter().map(|(_, error, level, n)| {
            let deviation = error * f64::from(*n).sqrt();
            plan.for_width(Some(deviation), asked * level).map(|needed| needed.replicates)
        });
        let mut open: Vec<u32> = judged
            .iter()
            .filter(|row| row.verdict == Some(Verdict::NotDecidable))
            .map(|row| row.replicates_to_decide.unwrap_or(u32::MAX))
            .collect();
        open.sort_unstable();
        Some(Self {
            seen,
            width: read.iter().map(|(wide, _, level, _)| wide / level).fold(0.0, f64::max),
            asked,
            needed: needed.collect::<Option<Vec<_>>>().and_then(|needed| needed.into_iter().max()),
            judged: judged.len(),
            open: open.len(),
            to_decide: open
                .get(open.len().saturating_sub(1) / 2)
                .copied()
                .filter(|needed| *needed < u32::MAX),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{PointYears, Results};
    use crate::district::ALL_DISTRICTS;
    use crate::experiment::selection::Selection;
    use crate::observation::{MEASURES, SeriesRow};
    use crate::time::Week;

    #[test]
    fn rows_of_a_file_tell_what_the_family_itself_does() {
        let of = |number: u32, middle: f64, noise: f64| {
            let mut point = PointYears::new(number, &format!("p{number}"), [], 52);
            for one in [0.3, -0.1, 0.2, -0.4, 0.1, 0.0, -0.2, 0.4, -0.3, 0.0] {
                let values = vec![middle + noise * one; MEASURES.len()];
                point.push(&[SeriesRow::new(ALL_DISTRICTS, Week(52), true, values)]);
            }
            point
        };
        let mut results = Results::of_points(vec![of(1, 100.0, 1.0), of(2, 101.0, 9.0)]);
        results.contrasts = vec![(1, 0)];
        results.relevant_difference = 0.01;
        let primary = results.primary();
        let rows = results.primary_rows(&Selection::default());
        let outlook = Outlook::of(&rows, 0.01, 0.02).unwrap();
        assert_eq!((outlook.seen, outlook.judged, outlook.open), (10, 5, 5));
        assert!((outlook.width - primary.width().unwrap()).abs() < 1e-9);
        assert_eq!(outlook.needed, primary.for_width(0.02).map(|needed| needed.replicates));
        assert_eq!(Outlook::of(&[], 0.01, 0.02), None);
    }
}
