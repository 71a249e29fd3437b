//! Published figures beside the counts of a run: in or out of the band, or too few to say.
//!
//! Counts are pooled over replicates, districts, and configurations; nothing is fitted here.

use super::targets::{self, Counts, Target};
use crate::observation::{FactRow, Keyed};

/// Fewer counted referrals than this say nothing.
pub const LEAST: u64 = targets::verdict::LEAST as u64;

/// Where a figure lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Within the band.
    In,
    /// Outside the band.
    Out,
    /// Too few counted.
    TooFew,
}

/// A published figure with what the runs give.
#[derive(Debug, Clone, PartialEq)]
pub struct Beside {
    /// The published figure.
    pub target: &'static Target,
    /// What the runs give.
    pub value: f64,
    /// Where it lies.
    pub standing: Standing,
}

/// Holds counts against the published figures that have some; figures without any count are left out.
pub fn beside(counts: &[Keyed<FactRow>]) -> Vec<Beside> {
    let counted = targets::all().iter().filter_map(|target| Some((target, target.counts.as_ref()?)));
    counted.filter_map(|(target, of)| hold(counts, target, of)).collect()
}

fn hold(counts: &[Keyed<FactRow>], target: &'static Target, of: &Counts) -> Option<Beside> {
    let belongs = |FactRow { district, week, .. }: &FactRow| {
        of.district.as_ref().is_none_or(|meant| meant == district)
            && of.week.is_none_or(|meant| meant == *week)
    };
    let of_line = |line: &str| -> Vec<&Keyed<FactRow>> {
        counts.iter().filter(|count| count.row.line == line && belongs(&count.row)).collect()
    };
    let share = |rows: &[&Keyed<FactRow>]| {
        let of: u64 = rows.iter().filter_map(|count| count.row.of).sum();
        let count: u64 = rows.iter().map(|count| count.row.count).sum();
        (count as f64 / of as f64, of)
    };
    let rows = of_line(&of.line);
    if rows.is_empty() {
        return None;
    }
    let (value, weight) = if rows.iter().all(|count| count.row.of.is_none()) {
        // A number of people: the mean over the runs.
        let mut runs: Vec<_> = rows.iter().map(|row| (row.point, row.replicate)).collect();
        runs.sort_unstable();
        runs.dedup();
        (rows.iter().map(|count| count.row.count as f64).sum::<f64>() / runs.len() as f64, LEAST)
    } else {
        let (own, weight) = share(&rows);
        match &of.relative_to {
            Some(line) => {
                let (other, least) = share(&of_line(line));
                (own / other, weight.min(least))
            }
            None => (own, weight),
        }
    };
    if weight == 0 {
        return None;
    }
    let standing = if weight < LEAST {
        Standing::TooFew
    } else if target.band.holds(value) {
        Standing::In
    } else {
        Standing::Out
    };
    Some(Beside { target, value, standing })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Week;

    fn count(line: &'static str, replicate: u32, count: u64, of: Option<u64>) -> Keyed<FactRow> {
        let (district, line, week) = ("sb5".to_owned(), line.into(), Week(43));
        Keyed { point: 1, replicate, row: FactRow { district, line, week, count, of } }
    }

    #[test]
    fn shares_are_pooled_and_held_against_the_band() {
        let counts = [count("completed_alone", 1, 30, Some(100)), count("completed_alone", 2, 50, Some(150))];
        let lines = beside(&counts);
        assert_eq!(lines.len(), 1);
        assert!((lines[0].value - 0.32).abs() < 1e-12);
        assert_eq!(lines[0].standing, Standing::In);
    }

    #[test]
    fn few_referrals_say_nothing() {
        assert_eq!(beside(&[count("completed_alone", 1, 9, Some(10))])[0].standing, Standing::TooFew);
    }

    #[test]
    fn people_are_averaged_over_runs() {
        let lines =
            beside(&[count("in_accommodation", 1, 800, None), count("in_accommodation", 2, 900, None)]);
        assert_eq!(lines[0].value, 850.0);
        assert_eq!(lines[0].standing, Standing::In);
    }
}
