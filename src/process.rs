//! Processes: one file, one process, one submodel of the ODD.

pub mod encounter;
pub mod housing;
pub mod identification;
pub mod learning;
pub mod schooling;
pub mod work;
