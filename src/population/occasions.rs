//! Occasions of the current week at which people who fled and long-standing residents are together.
//!
//! Processes that bring people together enter them here; `encounter` turns them into meetings and empties the list.

use crate::index::{PersonId, ResidentId};

/// People in one room: a group, an event, a course break.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Gathering {
    /// People who fled who are there.
    pub persons: Vec<PersonId>,
    /// Residents who are there.
    pub residents: Vec<ResidentId>,
    /// With how many residents each person who fled gets to talk.
    pub talks_each: u8,
    /// Whether people meet on an equal footing with a common task.
    pub equal_footing: bool,
}

/// What brings people together in the current week.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Occasions {
    /// Gatherings.
    pub gatherings: Vec<Gathering>,
    /// Pairs who meet: a volunteer or tandem partner and a person who fled.
    pub pairs: Vec<(PersonId, ResidentId)>,
}
