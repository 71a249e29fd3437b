//! Today: what is the same for all processes in a week.

use crate::dice::{Dice, Entity, Purpose, Stream};
use crate::forcing::Forcings;
use crate::time::Week;

/// A week as every process sees it; who acts in it is a column of the state (`Refugees::acting`).
#[derive(Debug, Clone, Copy)]
pub struct Today<'a> {
    /// The week.
    pub week: Week,
    /// The dice of the replicate.
    pub dice: Dice,
    /// What is taken as given.
    pub forcings: &'a Forcings,
}

impl Today<'_> {
    /// Returns the stream of what an entity draws this week for a purpose.
    #[inline]
    pub fn stream(&self, purpose: Purpose, entity: Entity) -> Stream {
        self.dice.stream(purpose, self.week, entity)
    }
}
