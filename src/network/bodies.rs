//! Local bodies: who sits in them, what has been stated before them, and what was decided. German: *Gremien*.

use crate::index::{InstitutionId, PersonId, VolunteerId};
use crate::time::Week;
use crate::vocabulary::{Need, PerNeed};

/// Who sits in a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    /// Nobody of the people concerned sought it.
    Empty,
    /// Somebody who fled.
    Fled(PersonId),
    /// A resident concerned: one who helps, by the spell of helping.
    Resident(VolunteerId),
    /// Institutions, parties and administration.
    Institution,
}

/// What a decision gives to an institution for a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Award {
    /// Which institution.
    pub institution: InstitutionId,
    /// Slots a week, or places.
    pub amount: f64,
    /// The week in which it ends.
    pub ends: Week,
}

/// The bodies of a district.
#[derive(Debug, Clone, Default)]
pub struct Bodies {
    /// Seats of the district council, the committee of the local network, and the advisory board for integration.
    pub seats: [Vec<Seat>; Self::COUNT],
    /// The week of the next decision in each body.
    pub next_decision: [Option<Week>; Self::COUNT],
    /// Needs that people stated when they were asked, by kind; they are forgotten with time.
    pub stated: PerNeed<f64>,
    /// Decisions by what they are for.
    pub decided: PerNeed<u32>,
    /// Share of recent decisions that follow the need stated most; `None` before the first decision.
    pub follows: Option<f64>,
    /// Grants that last.
    pub grants: Vec<Award>,
}

impl Bodies {
    /// Number of bodies.
    pub const COUNT: usize = 3;
    /// Position of the district council (*Bezirksvertretung*).
    pub const COUNCIL: usize = 0;
    /// Position of the committee of the local network (*Stadtteilkonferenz*), which is there while the network has members.
    pub const COMMITTEE: usize = 1;

    /// Returns all seats.
    pub fn all_seats(&self) -> impl Iterator<Item = Seat> {
        self.seats.iter().flatten().copied()
    }

    /// Returns the kind of need with the most of something, the first of equals; `None` where there is nothing.
    pub fn most(of: &PerNeed<f64>) -> Option<Need> {
        of.iter()
            .filter(|&(_, &much)| much > 0.0)
            .fold(None, |best: Option<(Need, f64)>, (need, &much)| match best {
                Some((_, before)) if before >= much => best,
                _ => Some((need, much)),
            })
            .map(|(need, _)| need)
    }
}
