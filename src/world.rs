//! The world of a district: owns all state, and nothing else does.

use std::ops::Range;

use crate::city::CityInDistrict;
use crate::dice::Entity;
use crate::district::Place;
use crate::index::{Column, NeighbourhoodId, PersonId};
use crate::intermediary::{Intermediary, Plan};
use crate::ledger::Ledger;
use crate::network::LocalNetwork;
use crate::population::{Cases, Episodes, Occasions, Refugees, Residents, Volunteers};
use crate::time::{Agenda, Week};

#[cfg(test)]
pub(crate) mod toy;

/// A neighbourhood with its settled part as a circle.
#[derive(Debug, Clone, PartialEq)]
pub struct Ground {
    /// The centre.
    pub centre: Place,
    /// Radius of the settled part in kilometres.
    pub radius: f64,
    /// Inhabitants.
    pub inhabitants: u32,
    /// Rows of the residents.
    pub residents: Range<u32>,
}

impl Ground {
    /// Returns the neighbourhood whose centre is nearest to a place.
    ///
    /// # Panics
    /// When there is none: a district has one, or it would have been refused.
    pub fn nearest(ground: &Column<NeighbourhoodId, Self>, place: Place) -> NeighbourhoodId {
        ground
            .rows()
            .min_by(|a, b| a.1.centre.km_to(place).total_cmp(&b.1.centre.km_to(place)))
            .map(|(id, _)| id)
            .expect("a district has a neighbourhood because the scenario was checked")
    }
}

/// What is due for a person in a later week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LifeEvent {
    /// The asylum procedure ends.
    Decision(PersonId),
    /// The person reaches an age at which something changes (3, 6, 18, 65).
    Birthday(PersonId),
    /// Leaves the city.
    Departure(PersonId),
    /// Dies.
    Death(PersonId),
    /// A child is born to the person.
    Birth(PersonId),
    /// A spell of work, training or internship ends.
    SpellEnds(PersonId, Week),
    /// Recognition of a degree is decided.
    Recognition(PersonId),
    /// A letter of the authorities sends the person to a course.
    CourseLetter(PersonId),
    /// A place in childcare or school is due.
    SchoolPlace(PersonId),
}

/// All state of one district; the people of one district never meet those of another.
#[derive(Debug, Clone)]
pub struct DistrictWorld {
    /// The short id.
    pub id: String,
    /// The entity from which all others of the district are made.
    pub entity: Entity,
    /// Neighbourhoods.
    pub ground: Column<NeighbourhoodId, Ground>,
    /// Long-standing residents.
    pub residents: Residents,
    /// People who fled.
    pub refugees: Refugees,
    /// Needs as cases.
    pub cases: Cases,
    /// Referral episodes.
    pub episodes: Episodes,
    /// Volunteers.
    pub volunteers: Volunteers,
    /// What brings people together in the current week.
    pub occasions: Occasions,
    /// What is planned for the intermediary.
    pub plan: Plan,
    /// Institutions and ties.
    pub network: LocalNetwork,
    /// The intermediary and other desks.
    pub intermediary: Intermediary,
    /// What the city does here.
    pub city: CityInDistrict,
    /// What is due for persons in later weeks.
    pub life: Agenda<LifeEvent>,
    /// Beginnings of volunteering that residents' visits have been drawn for.
    pub helpers_seen: u64,
    /// What has happened so far.
    pub ledger: Ledger,
}

impl LifeEvent {
    /// Returns whose life it is.
    pub const fn person(self) -> PersonId {
        match self {
            Self::Decision(id)
            | Self::Birthday(id)
            | Self::Departure(id)
            | Self::Death(id)
            | Self::Birth(id)
            | Self::SpellEnds(id, _)
            | Self::CourseLetter(id)
            | Self::Recognition(id)
            | Self::SchoolPlace(id) => id,
        }
    }
}

impl DistrictWorld {
    /// Returns a district as it is before the first week: nobody who fled lives in it, nothing is planned, nothing has happened.
    pub fn new(
        id: &str,
        ground: Column<NeighbourhoodId, Ground>,
        residents: Residents,
        volunteers: Volunteers,
        network: LocalNetwork,
        intermediary: Intermediary,
        city: CityInDistrict,
    ) -> Self {
        Self {
            id: id.to_owned(),
            entity: Entity::named(id),
            ground,
            residents,
            refugees: Refugees::default(),
            cases: Cases::new(Week::SPIN_UP),
            episodes: Episodes::new(Week::SPIN_UP),
            volunteers,
            occasions: Occasions::default(),
            plan: Plan::default(),
            network,
            intermediary,
            city,
            life: Agenda::from(Week::SPIN_UP),
            helpers_seen: 0,
            ledger: Ledger::new(),
        }
    }
}
