//! Costs by item: what the budget pays and what others give, averaged over replicates.

use std::collections::BTreeMap;

use crate::ledger::CostItem;
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
