//! The supply of a sweep: its points and their models, made when they are needed and kept as far as memory stays small.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use crate::experiment::design::{Design, Experiment};
use crate::experiment::point::Point;
use crate::run::{Model, Models, Obstacles};
use crate::scenario::Faults;

/// Models that stay once they are made; a few tens of kilobytes each.
const STAYING: usize = 256;

/// Further models that are kept until others come: those of the runs on their way.
const PASSING: usize = 64;

/// The points of an experiment: all at hand, or resolved one at a time.
#[derive(Debug, Clone, Copy)]
pub enum Points<'a> {
    /// All at hand.
    AtHand(&'a Experiment),
    /// Resolved one at a time.
    OneByOne(&'a Design),
}

impl<'a> Points<'a> {
    /// Returns how many there are as written, those that resolve to the same scenario included.
    pub fn written(self) -> usize {
        match self {
            Self::AtHand(experiment) => experiment.points.len(),
            Self::OneByOne(design) => design.written(),
        }
    }

    /// Returns the point at a position.
    ///
    /// # Errors
    /// Returns all faults of the point.
    pub fn get(self, position: usize) -> Result<Cow<'a, Point>, Faults> {
        match self {
            Self::AtHand(experiment) => Ok(Cow::Borrowed(&experiment.points[position])),
            Self::OneByOne(design) => design.point_at(position).map(Cow::Owned),
        }
    }
}

/// The points of an experiment and their models.
#[derive(Debug)]
pub struct Supply<'a> {
    points: Points<'a>,
    made: Mutex<Models>,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    staying: BTreeMap<usize, Arc<Model>>,
    passing: VecDeque<(usize, Arc<Model>)>,
}

impl<'a> Supply<'a> {
    /// Makes the supply of points.
    pub fn new(points: Points<'a>) -> Self {
        Self { points, made: Mutex::default(), kept: Mutex::default() }
    }

    /// Returns the points.
    pub const fn points(&self) -> Points<'a> {
        self.points
    }

    /// Makes the model of a point that is at hand, and keeps it for the runs.
    ///
    /// # Errors
    /// Returns what its budget cannot pay.
    pub fn make(&self, position: usize, point: &Point) -> Result<Arc<Model>, Obstacles> {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner).model(&point.scenario);
        let model = Arc::new(made?);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.staying.len() < STAYING {
            kept.staying.insert(position, Arc::clone(&model));
        } else {
            if kept.passing.len() == PASSING {
                kept.passing.pop_front();
            }
            kept.passing.push_back((position, Arc::clone(&model)));
        }
        Ok(model)
    }

    /// Returns the model of a point that is known to be sound and feasible.
    ///
    /// # Panics
    /// When it is not.
    pub fn model(&self, position: usize) -> Arc<Model> {
        let known = {
            let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            let passing = || kept.passing.iter().find(|(own, _)| *own == position).map(|(_, model)| model);
            kept.staying.get(&position).or_else(passing).cloned()
        };
        known.unwrap_or_else(|| {
            let point = self.points.get(position).expect("the point is sound because it was looked through");
            self.make(position, &point).expect("the point is feasible because it was looked through")
        })
    }
}
