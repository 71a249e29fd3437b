//! The convener of meetings and groups: whoever calls them, by which rules, and where.

use super::Parameters;
use crate::dice::Entity;
use crate::district::Place;
use crate::intermediary::Establishment;
use crate::quantity::Weeks;
use crate::time::Week;
use crate::today::Today;

/// What meetings and groups of a week have in common.
#[derive(Debug, Clone, Copy)]
pub(super) struct Convener<'a> {
    pub(super) today: &'a Today<'a>,
    pub(super) parameters: &'a Parameters,
    /// Whose draws decide on what is the meeting's as a whole; the same whoever pays for it.
    pub(super) entity: Entity,
    pub(super) centres: &'a [Place],
    pub(super) establishment: &'a Establishment,
}

impl Convener<'_> {
    /// Returns the week after so many weeks, at least one.
    pub(super) fn after(&self, weeks: Weeks) -> Week {
        self.today.week.plus((weeks.get() as i32).max(1))
    }
}
