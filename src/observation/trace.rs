//! Traces: what is recorded one by one beside what is counted, a table of its own each.

use super::{EpisodeRow, Keyed, PanelRow, PersonRow, ResidentRow, Row, TableColumn};

/// A table of what became of each of many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trace {
    /// `panel.csv`: people who fled, wave by wave.
    Panel,
    /// `residents.csv`: a sample of long-standing residents, wave by wave.
    Residents,
    /// `episodes.csv`: referral episodes, at the end of a run.
    Episodes,
    /// `people.csv`: what became of people who fled, at the end of a run.
    People,
}

impl Trace {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Panel, Self::Residents, Self::Episodes, Self::People];

    /// Those that are looked at once, at the end of a run.
    pub const OF_WHOLE_RUNS: [Self; 2] = [Self::Episodes, Self::People];

    /// Returns the name, as that of its file without ending.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Panel => "panel",
            Self::Residents => "residents",
            Self::Episodes => "episodes",
            Self::People => "people",
        }
    }

    /// Returns the columns of its table.
    pub fn columns(self) -> Vec<TableColumn> {
        match self {
            Self::Panel => Keyed::<PanelRow<'_>>::columns(),
            Self::Residents => Keyed::<ResidentRow<'_>>::columns(),
            Self::Episodes => Keyed::<EpisodeRow<'_>>::columns(),
            Self::People => Keyed::<PersonRow<'_>>::columns(),
        }
    }
}
