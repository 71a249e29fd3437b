//! Costs: by item as means over replicates, and of each replicate what the budget pays and what others give.

use std::collections::BTreeMap;

use super::years::PointYears;
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

    /// Returns what each run of a point cost in the district at a place.
    pub(super) fn of(&self, point: u32, place: usize) -> Option<Vec<Spent>> {
        Some(self.0.get(&point)?.iter().map(|run| run[place]).collect())
    }
}
