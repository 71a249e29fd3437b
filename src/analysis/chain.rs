//! The chain of access: how far needs came on their way through the intermediary, as means over replicates.

use std::collections::BTreeMap;

use super::years::PointYears;
use crate::district::ALL_DISTRICTS;
use crate::observation::NeedRow;
use crate::vocabulary::{Concept, Need};

/// How many needs of a kind arose in a district from the year of the first opening on, how far they came and how they ended: means over
/// replicates.
#[derive(Debug, Clone, PartialEq)]
pub struct ChainRow {
    /// The point's number.
    pub point: u32,
    /// The district's id, or that of all together.
    pub district: String,
    /// The kind of need.
    pub need: Need,
    /// Needs that arose, whose person knew the intermediary, that came to its desk, were served there, sent on by it, arrived, and were
    /// admitted: each step holds the next.
    pub steps: [f64; 7],
    /// Met at a desk of the intermediary, or by the institution to which its referral led.
    pub met_through: f64,
    /// Met, by whomever.
    pub met: f64,
    /// Given up or gone away.
    pub lapsed: f64,
    /// Whose person left the city or died.
    pub gone: f64,
    /// Open at the end of the run.
    pub open: f64,
}

/// Sums of what became of needs: by point, then district in the order of the point's and kind of need.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Sums(BTreeMap<u32, BTreeMap<(usize, Need), [u64; 12]>>);

impl Sums {
    /// Adds the rows of a run from a year on.
    pub(super) fn add(&mut self, point: &PointYears, rows: &[NeedRow], first_year: u32) {
        if rows.is_empty() {
            return;
        }
        let sums = self.0.entry(point.number).or_default();
        for NeedRow { district, need, counts, .. } in rows.iter().filter(|row| row.year >= first_year) {
            for place in [district, ALL_DISTRICTS].into_iter().filter_map(|id| point.district(id)) {
                let sum = sums.entry((place, need.0)).or_default();
                sum.iter_mut().zip(counts.each()).for_each(|(sum, count)| *sum += count);
            }
        }
    }

    /// Returns the means of points.
    pub(super) fn rows(&self, points: &[PointYears]) -> Vec<ChainRow> {
        points.iter().filter_map(|point| self.means(point)).flatten().collect()
    }

    /// Returns the means of a point by district and kind of need.
    fn means(&self, point: &PointYears) -> Option<Vec<ChainRow>> {
        let sums = self.0.get(&point.number)?;
        let replicates = point.replicates().max(1) as f64;
        // Of a single district, all together would say the same again.
        let shown = if point.districts.len() > 2 { point.districts.len() } else { 1 };
        let row = |place: usize, need: Need| {
            let sum = sums.get(&(place, need)).copied().unwrap_or_default();
            let [steps @ .., met_through, met, lapsed, gone, open] = sum.map(|sum| sum as f64 / replicates);
            let (point, district) = (point.number, point.districts[place].clone());
            ChainRow { point, district, need, steps, met_through, met, lapsed, gone, open }
        };
        Some((0..shown).flat_map(|place| Need::ALL.iter().map(move |need| row(place, *need))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Results;
    use crate::observation::NeedCounts;
    use crate::observation::row::Word;
    use crate::run::Record;

    fn run(replicate: u32, rows: &[(&str, u32, Need, u64)]) -> Record {
        let row = |&(district, year, need, arisen): &(&str, u32, Need, u64)| NeedRow {
            district: district.to_owned(),
            year,
            need: Word(need),
            counts: NeedCounts { arisen, known: 1, met: 1, open: arisen - 1, ..NeedCounts::default() },
        };
        Record { replicate, chain: rows.iter().map(row).collect(), ..Record::default() }
    }

    fn results(districts: &[&str], runs: &[Record]) -> Results {
        let point = PointYears::new(4, "a", districts.iter().map(|id| (*id).to_owned()), 104);
        let mut results = Results { first_year: 2, ..Results::of_points(vec![point]) };
        for run in runs {
            results.push(0, run);
        }
        results
    }

    #[test]
    fn needs_since_the_first_opening_are_averaged_by_district_and_kind() {
        let runs = [
            run(1, &[("sb5", 1, Need::Job, 90), ("sb5", 2, Need::Job, 4), ("sb6", 3, Need::Job, 6)]),
            run(2, &[("sb5", 2, Need::Job, 2), ("sb5", 3, Need::Job, 2)]),
        ];
        let rows = results(&["sb5", "sb6"], &runs).chain_rows();
        assert_eq!(rows.len(), 3 * Need::ALL.len());
        let of = |district: &str, need: Need| {
            let row = rows.iter().find(|row| row.district == district && row.need == need).unwrap();
            (row.steps[0], row.steps[1], row.met, row.open)
        };
        assert_eq!(of("sb5", Need::Job), (4.0, 1.5, 1.5, 2.5));
        assert_eq!(of("sb6", Need::Job), (3.0, 0.5, 0.5, 2.5));
        assert_eq!(of("all", Need::Job), (7.0, 2.0, 2.0, 5.0));
        assert_eq!(of("all", Need::Health), (0.0, 0.0, 0.0, 0.0));
    }

    #[test]
    fn all_together_stand_beside_several_districts_alone_and_nothing_where_nothing_was_kept() {
        let rows = results(&["sb5"], &[run(1, &[("sb5", 2, Need::Job, 4)])]).chain_rows();
        assert_eq!(rows.len(), Need::ALL.len());
        assert!(rows.iter().all(|row| (row.point, row.district.as_str()) == (4, "sb5")));
        assert!(results(&["sb5"], &[Record::default()]).chain_rows().is_empty());
    }
}
