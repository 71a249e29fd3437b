//! Notes: what the report takes over of points, districts, values and contrasts.

use crate::analysis::compare::Verdict;
use crate::analysis::turning::Side;
use crate::experiment::point::Comparator;
use crate::observation::Outcome;
use crate::phrase::Phrase;

/// A configuration of an experiment.
#[derive(Debug, Clone, PartialEq)]
pub struct PointNote {
    /// The number, from 1.
    pub number: u32,
    /// The label for reading.
    pub label: Phrase,
    /// Keys in which the points differ, with what the scenario says at them.
    pub factors: Vec<(Phrase, Phrase)>,
    /// Why its budget cannot pay for it; nothing where it can.
    pub infeasible: Option<Phrase>,
    /// Which comparator it is, if any.
    pub comparator: Option<Comparator>,
    /// The number of the point against which it is marked, under the same circumstances.
    pub reference: Option<u32>,
    /// Whether it stands under the circumstances that pictures show.
    pub is_pictured: bool,
    /// What it is of the intermediary's options, budget aside.
    pub policy: Phrase,
    /// Budget, load and whatever else it stands under, as far as points differ in it; empty where they do not.
    pub condition: Phrase,
    /// The same as a number, where it is a single one.
    pub size: Option<f64>,
}

impl PointNote {
    /// Returns whether it was run.
    pub const fn is_feasible(&self) -> bool {
        self.infeasible.is_none()
    }

    /// Returns whether it is a comparator.
    pub const fn is_comparator(&self) -> bool {
        self.comparator.is_some()
    }

    /// Returns whether it is the yardstick, which is compared with no form.
    pub fn is_yardstick(&self) -> bool {
        self.comparator == Some(Comparator::FullAccess)
    }
}

/// A district's id and name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DistrictName {
    /// The id in files.
    pub id: String,
    /// The name.
    pub name: Phrase,
}

/// To which point, district and measure a value belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ValueKey {
    /// The point's number.
    pub point: u32,
    /// The district's position in [`Material::districts`](super::Material::districts).
    pub district: usize,
    /// The measure's position in [`MEASURES`](crate::observation::MEASURES).
    pub measure: usize,
}

/// A contrast of two points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ContrastNote {
    /// The point compared.
    pub point: u32,
    /// The point against which it is compared.
    pub against: u32,
    /// The district's position in [`Material::districts`](super::Material::districts).
    pub district: usize,
    /// The outcome.
    pub outcome: Outcome,
    /// The paired mean difference in person-years, point minus the other; not a number where there is none.
    pub difference: f64,
    /// The lower end of the interval that holds together with all others; not a number where there is none.
    pub low: f64,
    /// The upper end of the same; not a number where there is none.
    pub high: f64,
    /// Mean person-years of the point compared with.
    pub level: f64,
    /// The verdict.
    pub verdict: Verdict,
    /// Replicates after which a verdict other than *not decidable* is to be expected.
    pub to_decide: Option<u32>,
}

/// Two policies under a condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// The district's position in [`Material::districts`](super::Material::districts).
    pub district: usize,
    /// The measure's position in [`MEASURES`](crate::observation::MEASURES).
    pub measure: usize,
    /// The policy.
    pub policy: Phrase,
    /// The policy with which it is compared.
    pub against: Phrase,
    /// The budget, load or other condition under which both stand.
    pub condition: Phrase,
    /// The condition as a number, where it is a single one.
    pub size: Option<f64>,
    /// The paired mean difference; not a number where there is none.
    pub difference: f64,
    /// Which of the two is ahead.
    pub side: Side,
    /// Whether each of the two is ahead under some condition.
    pub turns: bool,
}

impl ContrastNote {
    /// Returns the same contrast seen from the other point.
    pub(super) fn reversed(&self) -> Self {
        Self {
            point: self.against,
            against: self.point,
            difference: -self.difference,
            low: -self.high,
            high: -self.low,
            level: self.level + self.difference,
            verdict: self.verdict.reversed(),
            ..*self
        }
    }
}
