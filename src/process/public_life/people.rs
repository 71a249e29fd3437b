//! People who fled in public life: what they and their friends need.

use crate::index::{Column, PersonId};
use crate::population::{Person, Presence, Social, Visits};
use crate::vocabulary::{Concept, Need, PerNeed};

/// Who can state needs, sit in a body, and vote.
#[derive(Debug, Clone, Copy)]
pub(super) struct People<'a> {
    pub(super) present: &'a [PersonId],
    pub(super) person: &'a Column<PersonId, Person>,
    pub(super) presence: &'a Column<PersonId, Presence>,
    pub(super) social: &'a Column<PersonId, Social>,
    pub(super) visits: &'a Column<PersonId, Visits>,
}

impl People<'_> {
    /// Returns whether a person is in the city.
    pub(super) fn is_present(&self, id: PersonId) -> bool {
        self.presence[id] == Presence::Present
    }

    /// Adds a person's open needs to counts by kind.
    pub(super) fn add_needs(&self, id: PersonId, to: &mut PerNeed<f64>) {
        for &need in Need::ALL {
            if self.visits[id].open_need & (1 << need as u8) != 0 {
                to[need] += 1.0;
            }
        }
    }

    /// Returns the open needs of somebody and of the friends.
    pub(super) fn needs_around(&self, id: PersonId) -> PerNeed<f64> {
        let mut needs = PerNeed::default();
        self.add_needs(id, &mut needs);
        for &friend in self.social[id].peers.iter().filter(|&&friend| self.is_present(friend)) {
            self.add_needs(friend, &mut needs);
        }
        needs
    }
}
