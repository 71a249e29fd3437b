//! Enrolments: places in courses, groups and offers that people attend week by week.

use crate::index::{CaseId, InstitutionId, PersonId};
use crate::time::Week;
use crate::vocabulary::Need;

/// A place in a course, group or offer that somebody attends week by week.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Enrolment {
    /// Who attends.
    pub person: PersonId,
    /// Where.
    pub institution: InstitutionId,
    /// The need it serves.
    pub need: Need,
    /// The case it belongs to.
    pub case: CaseId,
    /// Hours a week.
    pub hours_per_week: f32,
    /// Whether children are looked after meanwhile.
    pub childcare: bool,
    /// Since when.
    pub since: Week,
    /// Whether nobody sent the person.
    pub directly: bool,
    /// Whether the intermediary sent the person.
    pub by_intermediary: bool,
    /// Whether it is in the district and not the like of it elsewhere: who attends lived here then or was sent by a desk of it.
    pub in_district: bool,
    /// Whether the place is kept for the person alone, beside those that all share.
    pub is_kept: bool,
    /// Whether the need has been met, and the person comes to the group for as long as there is room.
    pub is_regular: bool,
}
