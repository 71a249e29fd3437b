//! Meetings: how often somebody has met long-standing residents lately, and where.

use crate::time::Week;
use crate::vocabulary::Meeting;

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
