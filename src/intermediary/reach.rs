//! For whom the intermediary is there: whom its sites see, and whom its own offers take in.

use super::{Establishment, Served};
use crate::index::PersonId;
use crate::population::{Enrolment, Housing, Person, Residence};
use crate::quantity::Weeks;
use crate::time::Week;
use crate::vocabulary::{Need, PerField};

/// For what and for whom the intermediary is there.
#[derive(Debug, Default)]
pub struct Reach {
    /// Fields whose needs it serves at its desks.
    serves: PerField<bool>,
    serves_whom: Served,
    /// Who attends something in the district, in order of id, where that is needed to know whom the intermediary is for.
    attending: Vec<PersonId>,
}

impl Reach {
    /// Returns what an intermediary is there for; nothing and nobody without one.
    pub fn of(establishment: Option<&Establishment>, enrolments: &[Enrolment]) -> Self {
        let Some(establishment) = establishment else { return Self::default() };
        let Establishment { serves, serves_whom, .. } = *establishment;
        let mut attending = Vec::new();
        if serves_whom.fled_attending && !serves_whom.fled_elsewhere {
            let here = enrolments.iter().filter(|enrolment| enrolment.in_district);
            attending = here.map(|enrolment| enrolment.person).collect();
            attending.sort_unstable();
        }
        Self { serves, serves_whom, attending }
    }

    /// Returns whether its desks are there for a need.
    pub fn serves(&self, need: Need) -> bool {
        self.serves[need.field()]
    }

    /// Returns whether the intermediary is there for a person: by where the person lives or attends something, or as a newcomer
    /// to the city.
    pub fn includes(
        &self,
        week: Week,
        newcomer_weeks: Weeks,
        id: PersonId,
        (who, home): (&Person, &Housing),
    ) -> bool {
        let served = &self.serves_whom;
        let is_there = match home.residence {
            Residence::District(_) => served.fled_in_district,
            Residence::RestOfCity => {
                served.fled_elsewhere || (served.fled_attending && self.attending.binary_search(&id).is_ok())
            }
        };
        is_there || (served.newcomers && f64::from(week.since(who.arrived)) < newcomer_weeks.get())
    }
}
