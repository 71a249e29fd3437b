//! The rows that a run leaves behind, one type a table; those of the panel stand with it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::measure::MEASURE_NAMES;
use super::row::{Listed, Row, Text, Values};
use crate::district::ALL_DISTRICTS;
use crate::ledger::{CostItem, Payer};
use crate::time::Week;

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
