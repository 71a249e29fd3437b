//! Long-standing residents: many, and touched rarely.

use std::ops::Range;

use super::Attitudes;
use crate::dice::Entity;
use crate::district::Place;
use crate::index::{Column, NeighbourhoodId, ResidentId};
use crate::vocabulary::Sex;

/// Age groups of residents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum AgeGroup {
    /// Under 6 years.
    Under6,
    /// 6 to 17.
    From6,
    /// 18 to 44.
    From18,
    /// 45 to 59.
    From45,
    /// 60 to 74.
    From60,
    /// 75 and more.
    From75,
}

impl AgeGroup {
    /// All groups, youngest first.
    pub const ALL: [Self; 6] =
        [Self::Under6, Self::From6, Self::From18, Self::From45, Self::From60, Self::From75];

    /// Returns whether somebody of this group is an adult.
    pub fn is_adult(self) -> bool {
        self >= Self::From18
    }
}

/// What does not change about a resident.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resident {
    /// Where the resident lives.
    pub home: Place,
    /// In which neighbourhood.
    pub neighbourhood: NeighbourhoodId,
    /// Age group, held constant.
    pub age: AgeGroup,
    /// Sex.
    pub sex: Sex,
    /// Whether the resident has a migration history.
    pub migration_history: bool,
    /// Whether the resident works.
    pub works: bool,
    /// Whether the resident has children at home.
    pub children: bool,
}

/// The long-standing residents of a district.
#[derive(Debug, Clone)]
pub struct Residents {
    /// The entity from which the residents' own are made.
    pub root: Entity,
    /// What does not change, one row per resident; the residents of a neighbourhood stand together.
    pub resident: Column<ResidentId, Resident>,
    /// What they think of newcomers, and what meetings have left.
    pub attitudes: Attitudes,
    /// The rows of each neighbourhood.
    pub of_neighbourhood: Column<NeighbourhoodId, Range<u32>>,
    /// Who works, in order.
    pub working: Vec<ResidentId>,
    /// Who has children at home, in order.
    pub parents: Vec<ResidentId>,
    /// Adults, in order.
    pub adults: Vec<ResidentId>,
}

impl Residents {
    /// Kind number of residents in entities.
    pub const KIND: u32 = 1;

    /// Returns the entity of a resident.
    #[inline]
    pub fn entity(&self, id: ResidentId) -> Entity {
        Self::entity_of(self.root, id)
    }

    /// Returns the entity of a resident of the district whose residents' entities are made from a root.
    #[inline]
    pub fn entity_of(root: Entity, id: ResidentId) -> Entity {
        root.part(Self::KIND, u64::from(id.0))
    }
}
