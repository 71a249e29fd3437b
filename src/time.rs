//! The calendar: weeks since Monday 2015-01-05, and an agenda of what has been fixed for a later week.

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

/// Weeks in a hundred years.
pub const WEEKS_IN_A_HUNDRED_YEARS: i32 = 5_218;

/// Weeks in a year, on average.
pub const WEEKS_PER_YEAR: f64 = WEEKS_IN_A_HUNDRED_YEARS as f64 / 100.0;

/// Weeks in a month, on average.
pub const WEEKS_PER_MONTH: f64 = WEEKS_PER_YEAR / 12.0;

/// Returns how many weeks old somebody is, at least, who is so many whole years old.
pub const fn weeks_of_life(years: i32) -> i32 {
    (years * WEEKS_IN_A_HUNDRED_YEARS + 99).div_euclid(100)
}

/// A week, counted from the one that begins on Monday 2015-01-05; the spin-up has negative weeks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Week(pub i32);

impl Week {
    /// The first week of the spin-up: Monday 2013-01-07.
    pub const SPIN_UP: Self = Self(-104);
    /// The first week of a run: Monday 2015-01-05.
    pub const START: Self = Self(0);
    /// A week that never comes.
    pub const NEVER: Self = Self(i32::MAX);
    /// Weeks in a quarter.
    pub const QUARTER: i32 = 13;
    /// Weeks in a year as observation, budgets, terms and grants count them: blocks without remainder.
    pub const YEAR: i32 = 52;

    /// Returns the week that holds a date.
    pub fn of(day: Date) -> Self {
        let days = day.duration_since(origin()).as_hours() / 24;
        Self(days.div_euclid(7) as i32)
    }

    /// Returns the Monday of the week.
    ///
    /// # Panics
    /// When the week lies thousands of years away.
    pub fn monday(self) -> Date {
        origin()
            .checked_add(jiff::Span::new().weeks(i64::from(self.0)))
            .expect("weeks of a run lie within the calendar because their number is bounded")
    }

    /// Returns the calendar year of the week's Monday.
    pub fn year(self) -> i32 {
        i32::from(self.monday().year())
    }

    /// Returns the first week of the block of [`Week::YEAR`] weeks that the week lies in.
    #[inline]
    #[must_use]
    pub const fn block(self) -> Self {
        Self(self.0.div_euclid(Self::YEAR) * Self::YEAR)
    }

    /// Returns the week a number of weeks later.
    #[inline]
    #[must_use]
    pub const fn plus(self, weeks: i32) -> Self {
        Self(self.0.saturating_add(weeks))
    }

    /// Returns the number of weeks since another week.
    #[inline]
    pub const fn since(self, earlier: Self) -> i32 {
        self.0.saturating_sub(earlier.0)
    }

    /// Returns the number of years since another week.
    #[inline]
    pub fn years_since(self, earlier: Self) -> f64 {
        f64::from(self.since(earlier)) / WEEKS_PER_YEAR
    }
}

fn origin() -> Date {
    date(2015, 1, 5)
}

/// What has been fixed to happen in later weeks.
///
/// An event costs something in its own week and nothing before.
#[derive(Debug, Clone, PartialEq)]
pub struct Agenda<E> {
    first: Week,
    weeks: Vec<Vec<E>>,
    /// Room of weeks that have passed, for weeks to come.
    spare: Vec<Vec<E>>,
}

impl<E> Default for Agenda<E> {
    fn default() -> Self {
        Self::from(Week::SPIN_UP)
    }
}

impl<E> Agenda<E> {
    /// Weeks that an agenda reaches; no run is longer, so what lies beyond would never be read.
    pub const HORIZON: i32 = 2_000;

    /// Returns an empty agenda that begins with the given week.
    pub const fn from(first: Week) -> Self {
        Self { first, weeks: Vec::new(), spare: Vec::new() }
    }

    /// Enters an event; a week that has passed is a fault of the caller, one that never comes is dropped.
    ///
    /// # Panics
    /// When the week lies before the agenda's first.
    pub fn enter(&mut self, week: Week, event: E) {
        if week.since(self.first) > Self::HORIZON {
            return;
        }
        let position = usize::try_from(week.since(self.first))
            .expect("an event lies ahead because nothing is fixed for the past");
        if self.weeks.len() <= position {
            self.weeks.resize_with(position + 1, Vec::new);
        }
        let events = &mut self.weeks[position];
        if events.capacity() == 0
            && let Some(spare) = self.spare.pop()
        {
            *events = spare;
        }
        events.push(event);
    }

    /// Takes the events of a week, in the order in which they were entered.
    pub fn take(&mut self, week: Week) -> Vec<E> {
        let position = usize::try_from(week.since(self.first)).ok();
        let Some(events) = position.and_then(|position| self.weeks.get_mut(position)) else {
            return Vec::new();
        };
        let mut events = std::mem::take(events);
        let mut taken = Vec::with_capacity(events.len());
        taken.append(&mut events);
        if events.capacity() > 0 {
            self.spare.push(events);
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_hold_the_dates_that_the_estimators_name() {
        for (day, week) in [
            (date(2013, 1, 7), -104),
            (date(2015, 1, 5), 0),
            (date(2015, 9, 2), 34),
            (date(2015, 11, 5), 43),
            (date(2016, 10, 1), 90),
            (date(2017, 3, 1), 112),
            (date(2019, 2, 28), 216),
            (date(2020, 10, 1), 299),
        ] {
            assert_eq!(Week::of(day), Week(week), "{day}");
        }
    }

    #[test]
    fn a_monday_lies_in_its_own_week() {
        for week in [-104, -1, 0, 1, 415, 700] {
            assert_eq!(Week::of(Week(week).monday()), Week(week));
        }
    }

    #[test]
    fn somebody_has_an_age_from_its_first_whole_week_on() {
        for years in 0..100 {
            let first = weeks_of_life(years);
            assert!(f64::from(first) >= f64::from(years) * WEEKS_PER_YEAR, "{years}");
            assert!(f64::from(first - 1) < f64::from(years) * WEEKS_PER_YEAR, "{years}");
        }
        assert_eq!([6, 18, 65].map(weeks_of_life), [314, 940, 3_392]);
    }

    #[test]
    fn an_agenda_gives_back_what_was_entered_for_the_week_alone() {
        let mut agenda = Agenda::from(Week(-3));
        agenda.enter(Week(2), "b");
        agenda.enter(Week(-3), "a");
        agenda.enter(Week(2), "c");
        assert_eq!(agenda.take(Week(-3)), ["a"]);
        assert_eq!(agenda.take(Week(2)), ["b", "c"]);
        assert!(agenda.take(Week(2)).is_empty());
    }
}
