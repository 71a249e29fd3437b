//! Experiments: many scenarios, run in pairs and compared.

pub mod design;
