//! Whom the lot of a trial falls on, and what is known of them.

use super::columns::{OF_TRIALS, PANEL, RECEIVED, REFERRAL_KEPT, RESIDENTS, WEEKS_SINCE_ARRIVAL};
use crate::scenario::condition::Holds;

/// Whom the lot falls on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Each person who fled for itself.
    Person,
    /// A household of people who fled as a whole.
    Household,
    /// Each adult among the long-standing residents for itself.
    Resident,
}

/// Columns that stand in `trials.csv` anyway, or say when the table was asked.
const OWN: [&str; 9] =
    ["person", "wave", "week", "present", "district", "trial", "arm", "assigned_week", "taken_up"];

impl Unit {
    /// All units.
    pub const ALL: [Self; 3] = [Self::Person, Self::Household, Self::Resident];

    /// Returns the word in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Household => "household",
            Self::Resident => "resident",
        }
    }

    /// Returns the columns of the table that is kept of them.
    const fn columns(self) -> &'static [(&'static str, Holds)] {
        match self {
            Self::Person | Self::Household => PANEL,
            Self::Resident => RESIDENTS,
        }
    }

    /// Returns the columns on which the eligibility of a trial may look.
    pub fn conditional(self) -> impl Iterator<Item = (&'static str, Holds)> {
        let of_table =
            self.columns().iter().copied().filter(|(column, _)| !["person", "wave"].contains(column));
        let arrived = (self != Self::Resident).then_some((WEEKS_SINCE_ARRIVAL, Holds::Number));
        of_table.chain(arrived)
    }

    /// Returns the columns that a trial may look at as outcomes.
    pub fn outcomes(self) -> impl Iterator<Item = &'static str> {
        let of_table =
            self.columns().iter().map(|(column, _)| *column).filter(|column| !OWN.contains(column));
        let of_trials = match self {
            Self::Person | Self::Household => OF_TRIALS.as_slice(),
            Self::Resident => &[RECEIVED],
        };
        of_table.chain(of_trials.iter().copied())
    }

    /// Returns what an outcome holds.
    pub(super) fn holds(self, column: &str) -> Holds {
        if column == REFERRAL_KEPT {
            return Holds::Flag;
        }
        let known = self.columns().iter().find(|(known, _)| *known == column);
        known.map_or(Holds::Number, |(_, holds)| *holds)
    }

    /// Returns the unit of which a column would be known, as it is written, where it is not known of this one.
    pub fn knowing(self, column: &str) -> Option<&'static str> {
        let (other, written) = match self {
            Self::Person | Self::Household => (Self::Resident, "unit = \"resident\""),
            Self::Resident => (Self::Person, "unit = \"person\""),
        };
        let knows = |unit: Self| unit.conditional().any(|(known, _)| known == column);
        (knows(other) && !knows(self)).then_some(written)
    }
}
