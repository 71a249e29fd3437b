//! Ties, meetings and feelings of people who fled. German: *Bindungen*, *Begegnungen*, *Zugehörigkeit*.

use crate::index::{PersonId, ResidentId};
use crate::time::Week;
use crate::vocabulary::Meeting;

/// Strength of a tie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TieStrength {
    /// One knows each other.
    Weak,
    /// A friend.
    Strong,
}

/// A tie to a long-standing resident.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tie {
    /// The resident.
    pub resident: ResidentId,
    /// Weak or strong.
    pub strength: TieStrength,
    /// Friendly meetings so far.
    pub meetings: u16,
    /// The week of the last meeting.
    pub last: Week,
}

impl Tie {
    /// Stands for a resident of the rest of the city; never a row of a column.
    pub const ELSEWHERE: ResidentId = ResidentId(u32::MAX);
}

/// Ties.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Social {
    /// Ties to long-standing residents of the district.
    pub ties: Vec<Tie>,
    /// Ties to long-standing residents elsewhere in the city, of whom nothing else is known: [`Tie::ELSEWHERE`].
    pub ties_elsewhere: Vec<Tie>,
    /// Friends among people who fled, of the district.
    pub peers: Vec<PersonId>,
    /// Confidants outside the household.
    pub confidants: u8,
    /// Of these, friends who fled.
    pub confidants_fled: u8,
}

impl Social {
    /// Returns all ties to residents, in the district and elsewhere.
    pub fn to_residents(&self) -> impl Iterator<Item = &Tie> {
        self.ties.iter().chain(&self.ties_elsewhere)
    }

    /// Returns whether there is a strong tie to a resident.
    pub fn has_friend(&self) -> bool {
        self.to_residents().any(|tie| tie.strength == TieStrength::Strong)
    }

    /// Returns the number of strong ties to residents.
    pub fn strong(&self) -> usize {
        self.to_residents().filter(|tie| tie.strength == TieStrength::Strong).count()
    }
}

/// Meetings with long-standing residents in the last 13 weeks, by place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meetings {
    ring: [[u8; 4]; Self::WINDOW],
    sum: [u16; 4],
}

impl Default for Meetings {
    fn default() -> Self {
        Self { ring: [[0; 4]; Self::WINDOW], sum: [0; 4] }
    }
}

impl Meetings {
    /// Weeks that are remembered.
    pub const WINDOW: usize = Week::QUARTER as usize;

    /// Returns the position of a week, which does not lie before the spin-up.
    #[inline]
    const fn slot(week: Week) -> usize {
        week.since(Week::SPIN_UP) as u32 as usize % Self::WINDOW
    }

    /// Opens a week, also one of the next few: what happened 13 weeks before it is forgotten.
    #[inline]
    pub fn open(&mut self, week: Week) {
        let slot = &mut self.ring[Self::slot(week)];
        if *slot != [0; 4] {
            for (sum, old) in self.sum.iter_mut().zip(*slot) {
                *sum -= u16::from(old);
            }
            *slot = [0; 4];
        }
    }

    /// Counts a meeting of the open week.
    #[inline]
    pub fn count(&mut self, week: Week, place: Meeting) {
        let slot = &mut self.ring[Self::slot(week)];
        if slot[place as usize] < u8::MAX {
            slot[place as usize] += 1;
            self.sum[place as usize] += 1;
        }
    }

    /// Returns the mean number of meetings a week at a place.
    pub fn per_week_at(&self, place: Meeting) -> f64 {
        f64::from(self.sum[place as usize]) / Self::WINDOW as f64
    }

    /// Returns the mean number of meetings a week.
    #[inline]
    pub fn per_week(&self) -> f64 {
        f64::from(self.sum.iter().sum::<u16>()) / Self::WINDOW as f64
    }
}

/// What a person feels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mind {
    /// Own attachment, 0 to 1.
    pub belonging: f32,
    /// Reception by others as perceived, 0 to 1.
    pub welcome: f32,
    /// Worry about hostility, 0 to 1.
    pub worry: f32,
    /// Trust in services, 0 to 1.
    pub trust: f32,
    /// Discouragement from seeking help, 0 to 1, fading.
    pub discouragement: f32,
    /// Refusals by landlords, employers and offices, not yet felt; `identification` consumes them once in four weeks.
    pub refusals_this_week: u8,
    /// Friendly meetings, not yet felt.
    pub friendly_this_week: u8,
    /// Hostile meetings, not yet felt.
    pub hostile_this_week: u8,
}
