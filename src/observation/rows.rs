//! The rows that a run leaves behind, one type a table; those of the panel stand with it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::measure::MEASURE_NAMES;
use super::row::{Listed, Row, Text, Values, Word};
use crate::district::ALL_DISTRICTS;
use crate::ledger::{CostItem, Payer};
use crate::time::Week;
use crate::vocabulary::Need;

/// The measures, in the order of [`MEASURES`](super::MEASURES).
#[derive(Debug, Clone, PartialEq)]
pub struct Measures;

impl Listed for Measures {
    const NAME: &'static str = "Measures";
    const NAMES: &'static [&'static str] = MEASURE_NAMES;
}

/// The outcomes of a group, in the order of the columns.
pub const OUTCOMES: &[&str] = &[
    "culturation",
    "placement",
    "interaction",
    "identification",
    "language_mean",
    "local_knowledge_mean",
    "employed_share",
    "good_german_share",
    "private_housing_share",
    "frequent_contact_share",
    "no_contact_share",
    "strong_tie_share",
    "belonging_mean",
    "welcome_share",
    "in_education_share",
];

/// The outcomes of a group, in the order of [`OUTCOMES`].
#[derive(Debug, Clone, PartialEq)]
pub struct GroupOutcomes;

impl Listed for GroupOutcomes {
    const NAME: &'static str = "GroupOutcomes";
    const NAMES: &'static [&'static str] = OUTCOMES;
}

/// A row of `series.csv`: the measures of a district (or of all) when a number of weeks have been run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeriesRow {
    /// The district's id, or [`ALL_DISTRICTS`] for all together.
    pub district: String,
    /// Weeks run; the state is that at the end of them, flows are summed since the row before.
    pub week: Week,
    /// The Monday of the week.
    pub date: Date,
    /// Whether the block of weeks is whole: `false` for a shorter last one.
    pub complete: bool,
    /// The measures; not a number where there is none.
    pub values: Values<Measures>,
}

impl SeriesRow {
    /// Makes a row; `values` stand in the order of [`MEASURES`](super::MEASURES).
    ///
    /// # Panics
    /// When there are more or less values than measures.
    pub fn new(district: &str, week: Week, complete: bool, values: Vec<f64>) -> Self {
        let (district, date, values) = (district.to_owned(), week.monday(), Values::new(values));
        Self { district, week, date, complete, values }
    }

    /// Returns whether it is of all districts together.
    pub fn is_of_all(&self) -> bool {
        self.district == ALL_DISTRICTS
    }
}

impl Row for SeriesRow {}

/// A row of `groups.csv`: the outcomes of a group in a district (or in all) at the end of a year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupRow {
    /// The district's id, or [`ALL_DISTRICTS`] for all together.
    pub district: String,
    /// Weeks run.
    pub week: Week,
    /// The Monday of the week.
    pub date: Date,
    /// The attribute by which the group is made.
    pub attribute: Text,
    /// The group.
    pub group: String,
    /// Number of people.
    pub persons: u32,
    /// The outcomes; not a number where one applies to nobody.
    pub outcomes: Values<GroupOutcomes>,
}

impl Row for GroupRow {}

/// A row of `costs.csv`: what an item has cost in a year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CostRow {
    /// The district's id.
    pub district: String,
    /// The year, from 1.
    pub year: u32,
    /// The item.
    pub item: CostItem,
    /// Who pays.
    pub payer: Payer,
    /// Euros.
    pub euros: f64,
    /// Hours.
    pub hours: f64,
}

impl Row for CostRow {}

/// A row of `chain.csv`: how many needs of a kind arose in a year, how far they came through the intermediary, and how they ended.
///
/// Each step from `arisen` to `admitted` holds the next one, and `arisen` is the sum of `met`, `lapsed`, `gone` and `open`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedRow {
    /// The district's id.
    pub district: String,
    /// The year in which they arose, from 1; 0 for those that were open when the first began.
    pub year: u32,
    /// The kind of need.
    pub need: Word<Need>,
    /// How many there are of them.
    pub counts: NeedCounts,
}

impl Row for NeedRow {}

/// Needs by the steps that they took and by how they ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NeedCounts {
    /// All of them.
    pub arisen: u64,
    /// Whose person had heard of the intermediary by the week in which the need ended, or by the end of the run, forgotten or not.
    pub known: u64,
    /// With which somebody came to a desk of the intermediary, whether or not their turn came.
    pub came: u64,
    /// That were looked at there, in turn or in follow-up, or for which a group was named there.
    pub served: u64,
    /// For which the intermediary issued a referral.
    pub sent: u64,
    /// With which such a referral got somebody to the institution.
    pub arrived: u64,
    /// For which such a referral led to a place or an appointment that was kept.
    pub admitted: u64,
    /// Met at a desk of the intermediary, or by the institution to which its referral led.
    pub met_through: u64,
    /// Met, by whomever.
    pub met: u64,
    /// Given up or gone away.
    pub lapsed: u64,
    /// Whose person left the city or died.
    pub gone: u64,
    /// Open at the end of the run.
    pub open: u64,
}

impl NeedCounts {
    /// Returns the counts of the steps, each of which holds the next: from `arisen` to `admitted`.
    pub const fn steps(&self) -> [u64; 7] {
        let [steps @ .., _, _, _, _, _] = self.each();
        steps
    }

    /// Returns all counts in the order of the columns.
    pub const fn each(&self) -> [u64; 12] {
        let Self { arisen, known, came, served, sent, arrived, admitted, .. } = *self;
        let Self { met_through, met, lapsed, gone, open, .. } = *self;
        [arisen, known, came, served, sent, arrived, admitted, met_through, met, lapsed, gone, open]
    }

    /// Counts a need whose last step has a position among the steps, with those before it.
    pub(super) fn count(&mut self, last: usize) {
        let Self { arisen, known, came, served, sent, arrived, admitted, .. } = self;
        let steps = [arisen, known, came, served, sent, arrived, admitted];
        steps.into_iter().take(last + 1).for_each(|count| *count += 1);
    }
}

/// A row of `places.csv`: a place on the map of a district, as at the end of the first replicate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MapRow {
    /// The district's id.
    pub district: String,
    /// A kind of institution by its key, or `site` (of the intermediary), `accommodation`, `administration`, `neighbourhood`.
    pub kind: Text,
    /// The name, which stays German; empty where none is known.
    pub name: String,
    /// Kilometres to the east of 6.78° E.
    pub east_km: f64,
    /// Kilometres to the north of 51.25° N.
    pub north_km: f64,
    /// The neighbourhood whose centre is nearest.
    pub neighbourhood: String,
    /// Places, or first appointments a week for people who fled; nothing for the other kinds.
    pub capacity: Option<f64>,
    /// Opening hours of the desk there, if there is one.
    pub hours_per_week: Option<f64>,
    /// Area of a neighbourhood in square kilometres.
    pub area_km2: Option<f64>,
    /// The week from which on it is there; that in which the spin-up begins for what was there before.
    pub first_week: Week,
    /// The last week, if it has one.
    pub last_week: Option<Week>,
}

impl Row for MapRow {}

/// A row of `facts.csv`: a count to be held against a published figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FactRow {
    /// The district's id.
    pub district: String,
    /// What is counted.
    pub line: Text,
    /// Weeks run.
    pub week: Week,
    /// How many it is true of.
    pub count: u64,
    /// Of how many; nothing for a number of people.
    pub of: Option<u64>,
}

impl Row for FactRow {}
