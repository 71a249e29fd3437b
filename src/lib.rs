//! INTESO: an agent-based simulator of integration processes in city districts.
//!
//! The modules stand on floors, and a module imports from lower floors only (`docs/architecture.md`).

pub mod analysis;
pub mod city;
pub mod cli;
pub mod configuration;
pub mod dice;
pub mod district;
pub mod evidence;
pub mod experiment;
pub mod forcing;
pub mod index;
pub mod intermediary;
pub mod ledger;
pub mod network;
pub mod numeric;
pub mod observation;
pub mod phrase;
pub mod population;
pub mod process;
pub mod quantity;
pub mod report;
pub mod run;
pub mod scenario;
pub mod schedule;
pub mod statistics;
pub mod time;
pub mod today;
pub mod vocabulary;
pub mod world;
