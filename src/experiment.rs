//! Experiments: designs, sweeps over points and replicates, and the folder that keeps what came out.
//!
//! The final files depend on the scenarios alone: not on threads, interruptions, or whether a point stands alone.

#[cfg(feature = "store")]
mod apart;
#[cfg(feature = "store")]
pub mod batch;
pub mod contrasts;
pub mod csv_writer;
pub mod design;
mod fraction;
mod head;
#[cfg(feature = "store")]
pub mod journal;
mod keys;
pub mod labels;
#[cfg(feature = "store")]
pub mod layout;
pub mod lessons;
#[cfg(feature = "store")]
pub mod manifest;
#[cfg(feature = "store")]
pub mod merge;
#[cfg(feature = "store")]
pub mod new_file;
mod outline;
mod overlap;
#[cfg(feature = "parquet")]
mod parquet_reader;
#[cfg(feature = "parquet")]
mod parquet_writer;
pub mod point;
#[cfg(feature = "store")]
mod refusal;
pub mod remarks;
#[cfg(feature = "store")]
pub mod results;
#[cfg(feature = "store")]
pub mod roster;
mod sample;
pub mod selection;
#[cfg(feature = "store")]
pub mod shard;
pub mod span;
#[cfg(feature = "store")]
pub mod store;
#[cfg(feature = "store")]
pub mod supply;
#[cfg(feature = "store")]
pub mod sweep;
#[cfg(feature = "store")]
pub mod table_file;
#[cfg(feature = "store")]
pub mod table_reader;
pub mod terms;
#[cfg(feature = "store")]
pub mod trace_file;
#[cfg(feature = "store")]
pub mod traces;
#[cfg(feature = "store")]
pub mod trial_table;
pub mod until;
mod written;
