//! Deadweight: needs met that would have been met without an intermediary, too.

use serde::{Deserialize, Serialize};

use super::frame::{Frame, Place};
use super::running::Running;
use super::world::{NeedMet, World};
use crate::observation::row::{Row, Text};
use crate::time::Week;
use crate::vocabulary::{Concept, Need};

/// Weeks within which a need has to be met without an intermediary.
const WITHIN: i32 = 26;

/// Stands for needs of all kinds.
const ALL_NEEDS: &str = "all";

/// A row of `deadweight.csv`: needs met under a configuration, and how many of them are met without an
/// intermediary, too.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeadweightRow {
    /// The number of the point.
    pub point: u32,
    /// The number of the point without an intermediary.
    pub against: u32,
    /// The district of arrival, or that of all together.
    pub district: String,
    /// The kind of need, or `all`.
    pub need: Text,
    /// Mean number of needs met from the first opening on that arose at least 26 weeks before the end.
    pub needs: f64,
    /// How many of them are met within 26 weeks of their onset without an intermediary.
    pub needs_against: f64,
    /// Mean share of the second in the first.
    pub share: Option<f64>,
    /// Lower end of the 95 % interval.
    pub low: Option<f64>,
    /// Upper end of the 95 % interval.
    pub high: Option<f64>,
    /// Replicates with a need met.
    pub n: u32,
}

impl Row for DeadweightRow {}

#[derive(Debug, Clone, PartialEq, Default)]
struct Sums {
    met: [u64; 2],
    share: Running,
}

/// The needs met under a point, district by district.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Deadweight {
    replicates: u32,
    /// The last week in which a need may arise so that its 26 weeks lie within the run.
    last_onset: Week,
    /// By district, then kind of need, all kinds last.
    sums: Vec<Sums>,
}

const KINDS: usize = Need::ALL.len() + 1;

impl Deadweight {
    /// Begins without replicates; of runs of so many weeks.
    pub(super) fn new(districts: usize, weeks: i32) -> Self {
        Self {
            replicates: 0,
            last_onset: Week(weeks - WITHIN),
            sums: vec![Sums::default(); districts * KINDS],
        }
    }

    /// Adds a replicate: a world, and the one without an intermediary.
    pub(super) fn add(&mut self, own: &World, nobody: &World) {
        let mut tallies = vec![[0_u32; 2]; self.sums.len()];
        let everywhere = self.sums.len() / KINDS - 1;
        for &(who, need, onset, _) in own.met.iter().filter(|(.., onset, _)| *onset <= self.last_onset) {
            let is_same = |(.., weeks): &NeedMet| *weeks <= WITHIN;
            let first = nobody.met.partition_point(|met| (met.0, met.1, met.2) < (who, need, onset));
            let same = nobody.met.get(first).filter(|met| (met.0, met.1, met.2) == (who, need, onset));
            let is_met = u32::from(same.is_some_and(is_same));
            for district in [usize::from(who.district), everywhere] {
                for kind in [usize::from(need), KINDS - 1] {
                    let tally = &mut tallies[district * KINDS + kind];
                    tally[0] += 1;
                    tally[1] += is_met;
                }
            }
        }
        self.replicates += 1;
        for (sums, [met, both]) in self.sums.iter_mut().zip(tallies) {
            sums.met[0] += u64::from(met);
            sums.met[1] += u64::from(both);
            sums.share.add(f64::from(both) / f64::from(met), 0.0);
        }
    }

    pub(super) fn rows(&self, frame: &Frame, own: &Place, nobody: &Place) -> Vec<DeadweightRow> {
        let mut rows = Vec::new();
        for (district, sums) in frame.districts.iter().zip(self.sums.chunks(KINDS)) {
            let kinds = Need::ALL.iter().map(|need| need.key()).chain([ALL_NEEDS]);
            rows.extend(kinds.zip(sums).map(|(need, sums)| {
                let [needs, needs_against] =
                    sums.met.map(|met| met as f64 / f64::from(self.replicates.max(1)));
                let [low, high] = sums.share.interval();
                DeadweightRow {
                    point: own.number,
                    against: nobody.number,
                    district: district.clone(),
                    need: need.into(),
                    needs,
                    needs_against,
                    share: sums.share.difference(),
                    low,
                    high,
                    n: sums.share.n(),
                }
            }));
        }
        rows
    }
}
