//! What is measured: reads the world, never writes it.

pub(crate) mod cells;
pub mod chain;
pub(crate) mod decimal;
pub mod episodes;
pub mod facts;
pub mod groups;
pub mod key;
pub mod lives;
pub mod measure;
pub mod measurement;
pub mod panel;
pub mod places;
pub(crate) mod reading;
pub mod residents;
pub mod row;
pub mod rows;
pub mod series;
pub(crate) mod table;
pub mod table_column;
pub mod trace;
pub mod trial;

pub use episodes::EpisodeRow;
pub use lives::{Outcome, PersonRow};
pub use measure::{Direction, MEASURES, Measure, Role};
pub use panel::PanelRow;
pub use reading::Misread;
pub use residents::ResidentRow;
pub use row::{Keyed, Row};
pub use rows::{CostRow, FactRow, GroupRow, MapRow, NeedCounts, NeedRow, SeriesRow};
pub use table::Table;
pub use table_column::{Kind, TableColumn};
pub use trace::Trace;
pub use trial::TrialRow;

/// Weeks of a year of observation; a shorter last block of a run is not a whole year.
pub const WEEKS_OF_YEAR: u32 = crate::time::Week::YEAR as u32;
