//! What is measured: reads the world, never writes it.

pub(crate) mod decimal;
pub mod facts;
pub mod groups;
pub mod measure;
pub mod measurement;
pub mod panel;
pub mod series;
pub(crate) mod table;

pub use measure::{Direction, MEASURES, Measure, Role};
pub use table::Table;

use crate::time::Week;

/// Weeks of a year of observation; a shorter last block of a run is not a whole year.
pub const WEEKS_OF_YEAR: u32 = Week::YEAR as u32;

/// One row of `series.csv`: the measures of a district (or of all) when a number of weeks have been run.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// Position of the district in the scenario; `None` for all together.
    pub district: Option<usize>,
    /// Weeks run; the state is that at the end of them, flows are summed since the row before.
    pub week: Week,
    /// Whether the block of weeks is whole: `false` for a shorter last one.
    pub complete: bool,
    /// Values in the order of [`MEASURES`]; not a number where there is none.
    pub values: Vec<f64>,
}

/// One cell of a row that is written by itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Missing,
    /// A word of a closed list.
    Word(&'static str),
    /// Any text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
}
