//! A published figure in all its parts.

use crate::observation::episodes::EpisodeRow;
use crate::observation::residents::ResidentRow;
use crate::observation::{Kind, PanelRow, PersonRow, Row, Trace};
use crate::phrase::Phrase;
use crate::scenario::condition::{Conditions, Holds};
use crate::time::Week;

/// A published figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The line.
    pub id: String,
    /// The fact that it belongs to.
    pub fact: String,
    /// What it says.
    pub words: Phrase,
    /// The run that it is computed from, a point of [`RUNS`](super::RUNS).
    pub scenario: String,
    /// The run in which it has to come out as well, if any: what is said about people's lives must not rest on the intermediary.
    pub also_under: Option<String>,
    /// The table that its conditions are about.
    pub table: Trace,
    /// Whom it counts.
    pub population: Conditions,
    /// What is computed.
    pub estimator: Estimator,
    /// Weeks of the waves.
    pub waves: Vec<Week>,
    /// Where the published figure lies.
    pub band: Band,
    /// How far a model may be off that is as good as it can be, as a standard deviation; nothing where only the sign counts.
    pub discrepancy: Option<f64>,
    /// What it is for.
    pub role: Role,
    /// Where the band comes from.
    pub source: String,
    /// The counts of `facts.csv` that it can be computed from as well.
    pub counts: Option<Counts>,
}

/// Where a published figure lies; an open end is infinite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Band {
    /// Returns whether only the sign counts.
    pub fn is_sign(self) -> bool {
        let Self { low, high } = self;
        (low == 0.0 && high.is_infinite()) || (high == 0.0 && low.is_infinite())
    }

    /// Returns whether a value lies in it.
    pub fn holds(self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

/// What a line is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Parameters may be set by it.
    Calibration,
    /// It is held back.
    Validation,
    /// It checks what is forced, and counts as no fact.
    Forcing,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 3] = [Self::Calibration, Self::Validation, Self::Forcing];

    /// Returns the word in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Calibration => "calibration",
            Self::Validation => "validation",
            Self::Forcing => "forcing",
        }
    }
}

/// Lines of `facts.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// The line.
    pub line: String,
    /// The line in relation to which the share is taken, if any.
    pub relative_to: Option<String>,
    /// The district, or all of them.
    pub district: Option<String>,
    /// The week, where the count is made at several.
    pub week: Option<Week>,
}

/// The weeks from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first.
    pub from: Week,
    /// The last.
    pub to: Week,
}

/// What differs between districts when the configuration changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Response {
    /// The share whose first visit came within 52 weeks of arrival.
    FirstVisitWithinAYear,
    /// Completed referrals for each need that arises, in these weeks.
    ReferralsCompletedPerNeed(Span),
}

/// Other referrals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Others {
    /// The run that they are of, a point of [`RUNS`](super::RUNS).
    pub scenario: String,
    /// How people got there.
    pub mode: String,
}

/// What is computed.
#[derive(Debug, Clone, PartialEq)]
pub enum Estimator {
    /// The share of the population that meets conditions.
    Share(Conditions),
    /// That share among a group less that among another.
    DifferenceOfGroups {
        /// What is met.
        of: Conditions,
        /// The group.
        group: Conditions,
        /// The other.
        than: Conditions,
    },
    /// By how much gains in German are larger around the second year than around the fourth, in levels a year.
    DeclineOfGains,
    /// How the share changes from the first wave to the last among the same people; or, if that is more, how far other shares fall.
    ///
    /// So it is below 0 only where the one share falls and all others rise.
    FallWhileOthersRise {
        /// What is to fall.
        of: Conditions,
        /// What is to rise.
        rising: Vec<Conditions>,
    },
    /// The odds of meeting conditions for a group, as a multiple of the others' of the same sex, age, education and status.
    AdjustedOddsRatio {
        /// What is met.
        of: Conditions,
        /// The group.
        group: Conditions,
    },
    /// Who leaves accommodation, for each person and month in it.
    LeaversPerPersonMonth(Span),
    /// People in accommodation in a week, in a district or in all.
    InAccommodation {
        /// The district, or all.
        district: Option<String>,
        /// The week.
        at: Week,
    },
    /// Visits for each opening hour of a district, by people who fled and by long-standing residents.
    VisitsPerOpeningHour {
        /// The district.
        district: String,
        /// The weeks.
        span: Span,
    },
    /// Active volunteers in a week, as a multiple of the most of other weeks.
    ActiveRatio {
        /// The week.
        at: Week,
        /// The other weeks.
        to_peak: Span,
    },
    /// What one configuration has before another, in one district less in another.
    DifferenceOfDistricts {
        /// What is compared.
        of: Response,
        /// The other configuration, a point of [`RUNS`](super::RUNS).
        than: String,
        /// The district.
        district: String,
        /// The one that is subtracted.
        less: String,
    },
    /// The mean of a column.
    Mean(String),
    /// The mean of a column less its median.
    MeanLessMedian(String),
    /// The correlation of two columns.
    Correlation([String; 2]),
    /// The share of referrals that are completed within half a year, of those whose person is still in the city then; in relation to
    /// others it is standardised to the mix of field, status and way of both together.
    Completion {
        /// The others, if any.
        than: Option<Others>,
    },
    /// The mean by which people differ from themselves without what a trial offers them: the main figure of the study of this path.
    TrialEffect,
}

/// Returns the columns of a table, and what conditions on them may say.
pub(crate) fn columns_of(table: Trace) -> Vec<(String, Holds)> {
    let holds = |kind: Kind, name: &str| match kind {
        Kind::Boolean => Holds::Flag,
        Kind::Text | Kind::Date => Holds::Word,
        Kind::Integer if name.ends_with("week") || name == "dwelling_since" => Holds::Week,
        Kind::Integer | Kind::Number => Holds::Number,
    };
    let columns = match table {
        Trace::Panel => PanelRow::columns(),
        Trace::Residents => ResidentRow::columns(),
        Trace::Episodes => EpisodeRow::columns(),
        Trace::People => PersonRow::columns(),
    };
    columns.into_iter().map(|column| (column.name.to_string(), holds(column.kind, &column.name))).collect()
}
