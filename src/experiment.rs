//! Experiments: designs, sweeps over points and replicates, and the folder that keeps what came out.
//!
//! The final files depend on the scenarios alone: not on threads, interruptions, or whether a point stands alone.

pub mod codebook;
pub mod contrasts;
pub mod csv_writer;
pub mod design;
mod keys;
pub mod labels;
pub mod manifest;
mod outline;
mod overlap;
pub mod panel_file;
pub mod point;
mod refusal;
pub mod remarks;
pub mod results;
pub mod run_file;
pub mod series_rows;
pub mod span;
pub mod store;
pub mod sweep;
pub mod table_file;
