//! Costs: by item as means over replicates, and of each replicate what the budget pays and what others give.

use std::collections::BTreeMap;

use super::{PointYears, Results};
use crate::district::ALL_DISTRICTS;
use crate::ledger::{CostItem, Payer};
use crate::observation::CostRow;

/// An item of a point and year, all districts together, as the mean over replicates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// The point's number.
    pub point: u32,
    /// The year, from 1.
    pub year: u32,
    /// The item.
    pub item: CostItem,
    /// Euros.
    pub euros: f64,
    /// Hours.
    pub hours: f64,
}

/// Sums of costs by point, year and item.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Sums(BTreeMap<(u32, u32, CostItem), [f64; 2]>);

impl Sums {
    /// Adds the rows of a run.
    pub(super) fn add(&mut self, point: u32, rows: &[CostRow]) {
        for CostRow { year, item, euros, hours, .. } in rows {
            let sum = self.0.entry((point, *year, *item)).or_default();
            sum[0] += euros;
            sum[1] += hours;
        }
    }

    /// Returns the means; `replicates` says how many runs of a point were added.
    pub(super) fn means(&self, replicates: impl Fn(u32) -> usize) -> Vec<Cost> {
        let each = self.0.iter().map(|(&(point, year, item), [euros, hours])| {
            let count = replicates(point).max(1) as f64;
            Cost { point, year, item, euros: euros / count, hours: hours / count }
        });
        each.collect()
    }
}

/// The euros of one run in a district over the years that are summed up.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Spent {
    /// What the budget paid.
    pub own: f64,
    /// What others paid or did not charge.
    pub others: f64,
}

impl Spent {
    /// Returns both together.
    pub fn total(self) -> f64 {
        self.own + self.others
    }

    fn add(&mut self, payer: Payer, euros: f64) {
        match payer {
            Payer::Intermediary => self.own += euros,
            Payer::Others => self.others += euros,
        }
    }
}

/// The euros of each run: by point, then replicate, then district in the order of the point's.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Books(BTreeMap<u32, Vec<Vec<Spent>>>);

impl Books {
    /// Adds the rows of a run from a year on.
    pub(super) fn add(&mut self, point: &PointYears, rows: &[CostRow], first_year: u32) {
        let mut run = vec![Spent::default(); point.districts.len()];
        for CostRow { district, payer, euros, .. } in rows.iter().filter(|row| row.year >= first_year) {
            for id in [district, ALL_DISTRICTS] {
                if let Some(place) = point.district(id) {
                    run[place].add(*payer, *euros);
                }
            }
        }
        self.0.entry(point.number).or_default().push(run);
    }
}

impl Results {
    /// Returns the euros of all replicates of a point in a district, from the year of the first opening on; hours that others give
    /// have no price. Nothing where costs were not kept.
    pub fn spent(&self, position: usize, district: &str) -> Option<Vec<Spent>> {
        let point = &self.points[position];
        let (place, runs) = (point.district(district)?, self.books.as_ref()?.0.get(&point.number)?);
        Some(runs.iter().map(|run| run[place]).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Record;

    fn row(district: &str, year: u32, item: CostItem, euros: f64) -> CostRow {
        CostRow { district: district.to_owned(), year, item, payer: item.payer(), euros, hours: 1.0 }
    }

    #[test]
    fn what_a_run_cost_is_told_by_district_and_payer_from_the_first_year_on() {
        let point = PointYears::new(4, "a", ["sb5", "sb6"].map(str::to_owned), 104);
        let mut results = Results { first_year: 2, ..Results::of_points(vec![point]) };
        let costs = vec![
            row("sb5", 1, CostItem::Staff, 1_000.0),
            row("sb5", 2, CostItem::Staff, 100.0),
            row("sb5", 2, CostItem::Sites, 20.0),
            row("sb6", 2, CostItem::AnchorRent, 3.0),
            // Hours alone cost no euros.
            row("sb6", 2, CostItem::ExternalPlaces, 0.0),
        ];
        results.push(0, &Record { replicate: 1, costs, ..Record::default() });
        results.push(0, &Record { replicate: 2, ..Record::default() });
        let nothing = Spent::default();
        let of = |district: &str| results.spent(0, district).unwrap();
        assert_eq!(of("sb5"), [Spent { own: 120.0, others: 0.0 }, nothing]);
        assert_eq!(of("sb6"), [Spent { own: 0.0, others: 3.0 }, nothing]);
        assert_eq!(of("all"), [Spent { own: 120.0, others: 3.0 }, nothing]);
        assert_eq!(results.spent(0, "sb7"), None);
    }
}
