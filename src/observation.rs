//! What is measured: reads the world, never writes it.

pub(crate) mod cells;
pub(crate) mod decimal;
pub mod facts;
pub mod groups;
pub mod measure;
pub mod measurement;
pub mod panel;
pub(crate) mod reading;
pub mod row;
pub mod rows;
pub mod series;
pub(crate) mod table;
pub mod table_column;
pub mod trial;

pub use measure::{Direction, MEASURES, Measure, Role};
pub use panel::PanelRow;
pub use reading::Misread;
pub use row::{Keyed, Row};
pub use rows::{CostRow, FactRow, GroupRow, SeriesRow};
pub use table::Table;
pub use table_column::{Kind, TableColumn};
pub use trial::TrialRow;

/// Weeks of a year of observation; a shorter last block of a run is not a whole year.
pub const WEEKS_OF_YEAR: u32 = crate::time::Week::YEAR as u32;
