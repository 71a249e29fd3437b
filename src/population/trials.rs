//! Trials as facts: who takes part in which, and what people have been offered beyond what everybody has.
//!
//! Processes read opportunities here (a longer way, a message, a partner) and never which trial they come from. In a run without
//! trials all of it is empty.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::index::{PersonId, ResidentId};
use crate::scenario::lever::Lever;
use crate::time::Week;

/// Somebody's part in a trial.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The name of the trial.
    pub trial: Arc<str>,
    /// What it changes.
    pub lever: Lever,
    /// The name of the arm.
    pub arm: Arc<str>,
    /// How much the arm offers.
    pub amount: f64,
    /// Whether the person was eligible, and not only of the household of somebody who was.
    pub is_eligible: bool,
    /// The week of assignment.
    pub assigned: Week,
}

/// A longer way to the integration course.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct FurtherWay {
    /// Further minutes, each way.
    pub minutes: f64,
    /// Whether it has been gone.
    pub is_gone: bool,
}

/// Somebody who meets a person for some time: an adult resident who volunteers for nobody.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Partner {
    /// Who is met.
    pub person: PersonId,
    /// Who comes.
    pub resident: ResidentId,
    /// From when on they meet.
    pub from: Week,
    /// From when on they meet no more.
    pub until: Week,
    /// Meetings a week, on average.
    pub per_week: f64,
    /// Hours of a meeting.
    pub hours: f64,
    /// Whether they have met.
    pub has_met: bool,
}

/// Somebody who comes along to appointments.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Companion {
    /// To how many more.
    pub ways: u32,
    /// Until when.
    pub until: Week,
    /// Whether the district's staff and volunteers have to have the hours for it.
    pub is_own: bool,
    /// Whether anybody has come along.
    pub has_come: bool,
}

/// What trials have brought about.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Trials {
    /// Parts by person and number of the trial.
    pub part: BTreeMap<(PersonId, usize), Part>,
    /// Persons or households enrolled so far, by number of the trial.
    pub units: BTreeMap<usize, u32>,
    /// Whose way to the course is longer.
    pub further_way: BTreeMap<PersonId, FurtherWay>,
    /// Who is sent a message in which week, and whether it is a reminder.
    pub messages: BTreeMap<Week, Vec<(PersonId, bool)>>,
    /// Who has remembered one.
    pub informed: BTreeSet<PersonId>,
    /// Pairs that have been brought together.
    pub partners: Vec<Partner>,
    /// To whose appointments somebody comes along.
    pub companion: BTreeMap<PersonId, Companion>,
}

impl Trials {
    /// Returns the part of a person in the first trial, by its number, in which the person has one.
    pub fn first_of(&self, id: PersonId) -> Option<&Part> {
        self.part.range((id, 0)..=(id, usize::MAX)).next().map(|(_, part)| part)
    }

    /// Returns whether somebody has made use of what an arm offers; a bar is no offer, and holds.
    pub fn is_taken_up(&self, part: &Part, id: PersonId) -> bool {
        part.amount > 0.0
            && match part.lever {
                Lever::WorkBar => true,
                Lever::CourseTravel => self.further_way.get(&id).is_some_and(|way| way.is_gone),
                Lever::Information => self.informed.contains(&id),
                Lever::TandemOffer => self.partners.iter().any(|one| one.person == id && one.has_met),
                Lever::Accompaniment => self.companion.get(&id).is_some_and(|one| one.has_come),
                _ => false,
            }
    }
}

impl Companion {
    /// Returns whether there is a way left in a week.
    pub const fn is_there(&self, week: Week) -> bool {
        self.ways > 0 && week.0 < self.until.0
    }
}
