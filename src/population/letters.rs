//! Letters of the authorities: each asks for an answer by a date, and what is missed puts something off.
//! German: *Behördenschreiben*, *Fristen*.

use std::collections::BTreeMap;

use crate::index::{CaseId, HouseholdId, PersonId};
use crate::time::{Agenda, Week};

/// Letters on their way to a date, and what missed ones have put off; few people are among the latter at any time.
#[derive(Debug, Clone)]
pub struct Letters {
    /// Needs that have arisen with a letter since `letters` last ran.
    pub arrived: Vec<CaseId>,
    /// Letters whose date lies in a week.
    pub due: Agenda<CaseId>,
    /// The week in which a household has benefits again.
    pub benefits_from: BTreeMap<HouseholdId, Week>,
    /// The week before which no course takes somebody in.
    pub course_from: BTreeMap<PersonId, Week>,
}

impl Letters {
    /// Returns no letters, with an agenda from a week on.
    pub const fn new(first: Week) -> Self {
        Self {
            arrived: Vec::new(),
            due: Agenda::from(first),
            benefits_from: BTreeMap::new(),
            course_from: BTreeMap::new(),
        }
    }

    /// Returns whether a household has its benefits in a week, and so all the papers that say who pays the rent.
    pub fn has_papers(&self, household: HouseholdId, week: Week) -> bool {
        self.benefits_from.get(&household).is_none_or(|&from| from <= week)
    }

    /// Returns the first week, a given one or later, in which a course may take somebody in.
    pub fn course_begins(&self, id: PersonId, week: Week) -> Week {
        self.course_from.get(&id).map_or(week, |&from| from.max(week))
    }

    /// Stops a household's benefits for some weeks, behind a gap that is still open.
    pub fn stop_benefits(&mut self, household: HouseholdId, week: Week, weeks: i32) {
        let from = self.benefits_from.entry(household).or_insert(week);
        *from = (*from).max(week).plus(weeks);
    }

    /// Lets no course take somebody in before a week; a later one that holds already stays.
    pub fn put_off_course(&mut self, id: PersonId, until: Week) {
        let from = self.course_from.entry(id).or_insert(until);
        *from = (*from).max(until);
    }
}
