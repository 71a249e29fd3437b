//! A batch: what is to be run of an experiment, in which order, and what is kept of it.

use crate::experiment::journal::RunId;
use crate::experiment::roster::{self, Entry, Roster};
use crate::experiment::selection::Selection;
use crate::experiment::shard::Shard;
use crate::experiment::supply::Supply;
use crate::experiment::traces::Traces;

/// What is to be run, and what is kept of it.
#[derive(Debug, Clone)]
pub struct Batch<'a> {
    /// The points and their models.
    pub supply: &'a Supply<'a>,
    /// The points in their order.
    pub roster: &'a Roster,
    /// Number of replicates of each point, numbered from 1.
    pub replicates: u32,
    /// What is recorded of each run one by one.
    pub traces: Traces,
    /// Tables and measures that are kept.
    pub selection: Selection,
    /// Which part of it.
    pub shard: Shard,
}

/// A run of the batch.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    /// The position of its point in the roster.
    pub point: usize,
    /// What it is.
    pub id: RunId,
}

impl Batch<'_> {
    pub(super) fn entry(&self, point: usize) -> &Entry {
        &self.roster.entries()[point]
    }

    /// Returns what the runs of a point are known by.
    pub fn id(&self, point: usize, replicate: u32) -> RunId {
        RunId { key: roster::key(&self.entry(point).print, &self.traces, &self.selection), replicate }
    }

    /// Returns the runs of this part in blocks, in the order in which they are begun.
    pub(super) fn blocks(&self) -> impl Iterator<Item = Vec<Run>> {
        let blocks = self.roster.blocks();
        let keys: Vec<_> = (0..self.roster.entries().len()).map(|point| self.id(point, 0).key).collect();
        let count = blocks.len() as u64;
        (1..=self.replicates).flat_map(move |replicate| {
            let before = count * u64::from(replicate - 1);
            let own = blocks.iter().zip(before..).filter(|(_, number)| self.shard.takes(*number));
            let of_points = |block: &Vec<usize>| {
                let run = |point: &usize| Run { point: *point, id: RunId { key: keys[*point], replicate } };
                block.iter().map(run).collect()
            };
            own.map(|(block, _)| of_points(block)).collect::<Vec<Vec<Run>>>()
        })
    }

    /// Returns the runs of this part in the order of the rows: by replicate, then by point.
    pub fn runs(&self) -> impl Iterator<Item = Run> {
        self.blocks().flatten()
    }

    /// Returns the number of runs of this part.
    pub fn count(&self) -> usize {
        self.runs().count()
    }

    /// Returns into how many pieces it can be cut: runs that have their first weeks in common stay together.
    pub fn pieces(&self) -> usize {
        self.blocks().count()
    }

    /// Returns the weeks of a run, each district's for itself.
    pub(super) fn weeks(&self, run: Run) -> usize {
        let Entry { weeks, districts, .. } = self.entry(run.point);
        *weeks as usize * *districts as usize
    }
}
