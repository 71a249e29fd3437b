//! Reach: who is seen by an intermediary, by what could be expected of them without one.
//!
//! What can be expected is a mean over people alike in facts that are fixed before worlds differ, in the worlds without an
//! intermediary of all replicates. It serves as a description alone: no queue is ever ordered by it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::world::{AGE, Life, World};
use crate::observation::row::{Row, Text};
use crate::observation::{Outcome, WEEKS_OF_YEAR};

/// The outcomes that are expected.
const EXPECTED: [Outcome; 2] = [Outcome::Work, Outcome::PrivateDwelling];

/// Weeks of arrival that are taken together.
const HALF_YEAR: i16 = 26;

/// How many parts people are cut into.
const PARTS: u32 = 4;

/// A row of `reach.csv`: a quarter of people by what could be expected of them without an intermediary, and how many of it are seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReachRow {
    /// The number of the point.
    pub point: u32,
    /// The number of the point without an intermediary.
    pub against: u32,
    /// The outcome that could be expected.
    pub outcome: Text,
    /// The quarter, from 1 for those with the fewest expected years.
    pub quarter: u32,
    /// Expected years a person without an intermediary, from the year of the first opening on.
    pub expected: f64,
    /// Mean number of people under the point.
    pub persons: f64,
    /// How many of them had a first visit.
    pub seen: f64,
    /// Share of the second in the first.
    pub share: Option<f64>,
}

impl Row for ReachRow {}

/// People alike: position of the outcome, sex, age, education, household, half-year of arrival.
type Cell = (u8, [u8; 4], i16);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Count {
    persons: u64,
    seen: u64,
    weeks: u64,
}

/// People alike in a world, over replicates.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Reach {
    replicates: u32,
    cells: BTreeMap<Cell, Count>,
}

impl Reach {
    /// Adds a replicate.
    pub(super) fn add(&mut self, world: &World) {
        self.replicates += 1;
        for life in world.lives.iter().filter(|life| life.is_counted) {
            let [sex, age, education, household, ..] = life.groups;
            let half_year = life.who.arrived.div_euclid(HALF_YEAR);
            for (number, outcome) in (0..).zip(EXPECTED).filter(|(_, outcome)| is_expected(*outcome, life)) {
                let cell = (number, [sex, age, education, household], half_year);
                let count = self.cells.entry(cell).or_default();
                count.persons += 1;
                count.seen += u64::from(life.is_seen);
                count.weeks += u64::from(life.weeks[outcome as usize]);
            }
        }
    }

    /// Returns the rows beside what the worlds without an intermediary let expect; points are the own one and that.
    pub(super) fn rows(&self, nobody: &Self, [point, against]: [u32; 2]) -> Vec<ReachRow> {
        let mut rows = Vec::new();
        for (number, outcome) in (0..).zip(EXPECTED) {
            let cells = nobody.cells.iter().filter(|((of, ..), _)| *of == number);
            let mut cells: Vec<(&Cell, &Count)> = cells.collect();
            let expected = |count: &Count| count.weeks as f64 / count.persons as f64;
            // The sort is stable, so that cells of which the same is expected keep their order.
            cells.sort_by(|(_, one), (_, other)| expected(one).total_cmp(&expected(other)));
            let all: u64 = cells.iter().map(|(_, count)| count.persons).sum();
            if all == 0 {
                continue;
            }
            rows.extend((0..PARTS).map(|part| {
                let ends = [part, part + 1].map(|end| all as f64 * f64::from(end) / f64::from(PARTS));
                let quarter = self.part(&cells, ends);
                let [persons, seen] =
                    [quarter.persons, quarter.seen].map(|sum| sum / f64::from(self.replicates.max(1)));
                ReachRow {
                    point,
                    against,
                    outcome: outcome.key().into(),
                    quarter: part + 1,
                    expected: quarter.weeks / (ends[1] - ends[0]) / f64::from(WEEKS_OF_YEAR),
                    persons,
                    seen,
                    share: (persons > 0.0).then(|| seen / persons),
                }
            }));
        }
        rows
    }

    /// Returns own people and the expected weeks of a part of sorted cells; a cell that lies across its ends belongs to it in part.
    fn part(&self, cells: &[(&Cell, &Count)], [begin, end]: [f64; 2]) -> Part {
        let (mut part, mut before) = (Part::default(), 0.0);
        for (cell, count) in cells {
            let after = before + count.persons as f64;
            let share = (after.min(end) - before.max(begin)).max(0.0) / count.persons as f64;
            let own = self.cells.get(*cell).copied().unwrap_or_default();
            part.weeks += count.weeks as f64 * share;
            part.persons += own.persons as f64 * share;
            part.seen += own.seen as f64 * share;
            before = after;
        }
        part
    }
}

/// A part of people: those of the own world, and the weeks expected of those without an intermediary.
#[derive(Debug, Clone, Copy, Default)]
struct Part {
    persons: f64,
    seen: f64,
    weeks: f64,
}

/// Returns whether an outcome is expected of somebody: work of those from 18 to 64, a dwelling of everybody.
fn is_expected(outcome: Outcome, life: &Life) -> bool {
    outcome != Outcome::Work || matches!(life.groups[AGE], 2 | 3)
}
