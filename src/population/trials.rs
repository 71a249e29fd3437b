//! Trials as facts: who takes part in which, and what people have been offered beyond what everybody has.
//!
//! Processes read opportunities here (a longer way, a message, a partner, a place that is kept) and never which trial they come from.
//! In a run without trials all of it is empty.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::index::{PersonId, ResidentId};
use crate::scenario::lever::Lever;
use crate::time::Week;

/// Somebody who takes part in a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Participant {
    /// Somebody who fled.
    Person(PersonId),
    /// An adult among the long-standing residents.
    Resident(ResidentId),
}

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
    /// In how many weeks it has been gone.
    pub gone: u32,
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
    /// How often they have met.
    pub met: u32,
}

/// A group of somebody who takes part and others of the other side, which meets once a week with a common task.
#[derive(Debug, Clone, PartialEq)]
pub struct ContactGroup {
    /// People who fled in it.
    pub persons: Vec<PersonId>,
    /// Long-standing residents in it.
    pub residents: Vec<ResidentId>,
    /// How many meetings are still to come.
    pub left: u32,
    /// At how many the one who takes part has met somebody.
    pub attended: u32,
}

/// Something that somebody may have so many times until a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Allowance {
    /// How many times more.
    left: u32,
    /// Until when.
    until: Week,
    /// How often it has been had.
    used: u32,
}

/// Who may have something how often, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Allowances(BTreeMap<PersonId, Allowance>);

/// Reminders of dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reminders {
    /// How many before each date.
    pub each: u32,
    /// Until when.
    pub until: Week,
    /// How many have arrived.
    pub arrived: u32,
}

/// An integration course that may begin before the procedure ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EarlyStart {
    /// How many weeks before the end of the procedure.
    pub weeks: i32,
    /// How many courses have begun while nothing else permitted it.
    pub begun: u32,
}

/// What hours from outside are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Help with finding a dwelling.
    Dwelling,
    /// Help with the search for work.
    Work,
    /// The same by an adviser, as a share of a post.
    Adviser,
    /// Classes of German.
    Class,
    /// Supervised practice at work.
    Practice,
    /// Work on needs that are open, as at a desk that follows people up.
    Advice,
}

/// Hours that somebody is given each week from outside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OutsideHours {
    /// What they are for.
    pub purpose: Purpose,
    /// Hours a week, or the share of an adviser's post.
    pub hours: f64,
    /// Until when.
    pub until: Week,
    /// Hours that have been used.
    pub used: f64,
}

/// What trials have brought about.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Trials {
    /// Parts by who takes part and number of the trial.
    pub part: BTreeMap<(Participant, usize), Part>,
    /// Persons, households or residents enrolled so far, by number of the trial.
    pub units: BTreeMap<usize, u32>,
    /// Whose way to the course is longer.
    pub further_way: BTreeMap<PersonId, FurtherWay>,
    /// Who is sent a message in which week, and whether it is a reminder.
    pub messages: BTreeMap<Week, Vec<(PersonId, bool)>>,
    /// How many somebody has remembered.
    pub informed: BTreeMap<PersonId, u32>,
    /// Pairs that have been brought together.
    pub partners: Vec<Partner>,
    /// To whose appointments somebody comes along from outside.
    pub companions: Allowances,
    /// To whose appointments somebody comes along if the district's staff and volunteers have the hours.
    pub own_companions: Allowances,
    /// Groups by who takes part.
    pub groups: BTreeMap<Participant, Vec<ContactGroup>>,
    /// For whom whoever refers makes the first appointment, and explains the way.
    pub appointments: Allowances,
    /// Who is reminded of dates.
    pub reminders: BTreeMap<PersonId, Reminders>,
    /// For whom the institution to which a desk refers sits in the house of the desk.
    pub same_house: Allowances,
    /// For whom a place in an integration course is kept.
    pub course_places: Allowances,
    /// For whose small children a place in childcare is kept.
    pub childcare_places: Allowances,
    /// Who is introduced to employers.
    pub introductions: Allowances,
    /// Whose integration course may begin before the procedure ends.
    pub early_start: BTreeMap<PersonId, EarlyStart>,
    /// Whose letters are answered with help from outside.
    pub letters: Allowances,
    /// Who is given hours from outside.
    pub support: BTreeMap<PersonId, Vec<OutsideHours>>,
    /// For which kinds of need somebody gets no help but that of a trial, a bit each.
    pub blocked: BTreeMap<PersonId, u8>,
}

impl Trials {
    /// Returns the part of a person in the first trial, by its number, in which the person has one.
    pub fn first_of(&self, id: PersonId) -> Option<&Part> {
        let who = Participant::Person(id);
        self.part.range((who, 0)..=(who, usize::MAX)).next().map(|(_, part)| part)
    }

    /// Returns the hours a week of classes and practice in which somebody takes part from outside.
    pub fn hours_of_programmes(&self, id: PersonId, week: Week) -> f64 {
        let own = self.support.get(&id).into_iter().flatten();
        let is_programme = |support: &&OutsideHours| {
            support.until > week && matches!(support.purpose, Purpose::Class | Purpose::Practice)
        };
        own.filter(is_programme).map(|support| support.hours).sum()
    }

    /// Returns whether somebody has been offered what is only had by going somewhere: a place that is kept, or something about the way.
    pub fn has_way_to_go(&self, id: PersonId, week: Week) -> bool {
        [&self.course_places, &self.companions, &self.own_companions, &self.appointments, &self.same_house]
            .iter()
            .any(|offered| offered.is_there(id, week))
    }

    /// Returns the whole hours from outside that somebody has used.
    fn hours_used(&self, id: PersonId) -> u32 {
        self.support.get(&id).map_or(0.0, |own| own.iter().map(|support| support.used).sum::<f64>()) as u32
    }

    /// Returns whether somebody has made use of what an arm offers; a bar is no offer, and holds.
    pub fn is_taken_up(&self, part: &Part, who: Participant) -> bool {
        part.amount > 0.0 && (part.lever == Lever::WorkBar || self.received(part, who) > 0)
    }

    /// Returns how much somebody has had so far of what an arm offers, counted in what it is made of; of a bar nothing.
    pub fn received(&self, part: &Part, who: Participant) -> u32 {
        if part.amount <= 0.0 {
            return 0;
        }
        match (part.lever, who) {
            (Lever::GroupContact, _) => {
                self.groups.get(&who).map_or(0, |groups| groups.iter().map(|group| group.attended).sum())
            }
            (Lever::CourseTravel, Participant::Person(id)) => {
                self.further_way.get(&id).map_or(0, |way| way.gone)
            }
            (Lever::Information, Participant::Person(id)) => {
                self.informed.get(&id).copied().unwrap_or_default()
            }
            (Lever::TandemOffer, Participant::Person(id)) => {
                self.partners.iter().filter(|one| one.person == id).map(|one| one.met).sum()
            }
            (Lever::Accompaniment, Participant::Person(id)) => {
                self.companions.used(id) + self.own_companions.used(id)
            }
            (Lever::Appointment, Participant::Person(id)) => self.appointments.used(id),
            (Lever::Reminder, Participant::Person(id)) => {
                self.reminders.get(&id).map_or(0, |reminders| reminders.arrived)
            }
            (Lever::SameHouse, Participant::Person(id)) => self.same_house.used(id),
            (Lever::CoursePlaces, Participant::Person(id)) => self.course_places.used(id),
            (Lever::ChildcarePlace, Participant::Person(id)) => self.childcare_places.used(id),
            (Lever::EmployerMatching, Participant::Person(id)) => self.introductions.used(id),
            (Lever::Letters, Participant::Person(id)) => self.letters.used(id),
            (
                Lever::HousingSupport | Lever::JobSupport | Lever::Advice | Lever::IntensiveProgramme,
                Participant::Person(id),
            ) => self.hours_used(id),
            (Lever::EarlyStart, Participant::Person(id)) => {
                self.early_start.get(&id).map_or(0, |start| start.begun)
            }
            // A bar is no offer, and no other lever has anything for residents.
            (Lever::WorkBar, _) | (_, Participant::Resident(_)) => 0,
        }
    }
}

impl Allowances {
    /// Grants somebody further times for some weeks; what is left from before holds as long.
    pub fn grant(&mut self, id: PersonId, week: Week, times: u32, weeks: i32) {
        let own = self.0.entry(id).or_default();
        if own.until <= week {
            own.left = 0;
        }
        if own.left == 0 {
            own.until = week;
        }
        own.left += times;
        own.until = own.until.max(week.plus(weeks));
    }

    /// Returns whether nobody has ever been granted it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns whether somebody may have it in a week.
    pub fn is_there(&self, id: PersonId, week: Week) -> bool {
        self.0.get(&id).is_some_and(|own| own.left > 0 && week < own.until)
    }

    /// Takes it once for somebody; returns whether it was there.
    pub fn take(&mut self, id: PersonId, week: Week) -> bool {
        let is_there = self.is_there(id, week);
        if is_there && let Some(own) = self.0.get_mut(&id) {
            own.left -= 1;
            own.used += 1;
        }
        is_there
    }

    /// Returns how often somebody has had it.
    pub fn used(&self, id: PersonId) -> u32 {
        self.0.get(&id).map_or(0, |own| own.used)
    }
}

impl Reminders {
    /// Returns whether a date in a week is reminded of.
    pub const fn are_sent(&self, week: Week) -> bool {
        self.each > 0 && week.0 < self.until.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_offered_twice_adds_up_and_what_is_over_is_gone() {
        let (id, mut allowances) = (PersonId(7), Allowances::default());
        assert!(!allowances.take(id, Week(0)));
        allowances.grant(id, Week(0), 2, 10);
        allowances.grant(id, Week(4), 1, 4);
        assert!(allowances.take(id, Week(9)));
        assert!(!allowances.is_there(id, Week(10)));
        // Two were left, but their time is over.
        allowances.grant(id, Week(20), 1, 5);
        assert!(allowances.take(id, Week(24)));
        assert!(!allowances.take(id, Week(24)));
        assert_eq!(allowances.used(id), 2);
        assert_eq!(allowances.used(PersonId(8)), 0);
    }
}
