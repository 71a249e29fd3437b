//! Volunteers: spells of helping by residents, and by people who fled. German: *Ehrenamtliche*.

use crate::index::{Column, PersonId, ResidentId, VolunteerId};
use crate::time::{Agenda, Week};
use crate::vocabulary::Role;

/// Who helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Volunteer {
    /// A long-standing resident.
    Resident(ResidentId),
    /// Somebody who fled.
    Refugee(PersonId),
}

/// A spell of helping.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Service {
    /// Who helps.
    pub who: Volunteer,
    /// From when on.
    pub since: Week,
    /// The week in which it ends, once that is fixed.
    pub until: Week,
    /// Hours a week.
    pub hours_per_week: f32,
    /// What the volunteer does.
    pub role: Role,
    /// Whether the volunteer stays for years by inclination.
    pub lasting: bool,
    /// Whether the volunteer is attached to the intermediary.
    pub attached: bool,
    /// Whom the volunteer mentors or practises with.
    pub matched: Option<PersonId>,
    /// Motivation, 0 to 1; load and frustration lower it, recognition raises it.
    pub motivation: f32,
}

/// The volunteers of a district.
#[derive(Debug, Clone)]
pub struct Volunteers {
    /// One row a spell.
    pub service: Column<VolunteerId, Service>,
    /// Active spells, in order.
    pub active: Vec<VolunteerId>,
    /// Active spells attached to the intermediary, in order.
    pub attached: Vec<VolunteerId>,
    /// Active spells in roles that meet people who fled, in order.
    pub contact_active: Vec<VolunteerId>,
    /// Beginnings that are fixed: resident and week.
    pub beginnings: Agenda<ResidentId>,
    /// Ends that are fixed.
    pub ends: Agenda<VolunteerId>,
    /// Residents who have helped at any time, one flag a resident.
    pub ever: Vec<bool>,
    /// Number of residents who have helped at any time since week 0.
    pub ever_count: u32,
    /// Hours for coming along that attached volunteers still have in the current week.
    pub companion_hours: f64,
}

impl Volunteers {
    /// Returns no volunteers among a number of residents, with agendas from a week on.
    pub fn new(first: Week, residents: usize) -> Self {
        Self {
            service: Column::new(),
            active: Vec::new(),
            attached: Vec::new(),
            contact_active: Vec::new(),
            beginnings: Agenda::from(first),
            ends: Agenda::from(first),
            ever: vec![false; residents],
            ever_count: 0,
            companion_hours: 0.0,
        }
    }
}
