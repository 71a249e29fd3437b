//! INTESO: an agent-based simulator of integration processes in city districts.
//!
//! A scenario becomes a model, a model runs replicates:
//!
//! ```
//! use inteso::run::Model;
//! use inteso::scenario::Scenario;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let scenario = Scenario::default().with("intermediary.approach", "guide")?.with("weeks", "4")?;
//! let model = Model::new(&scenario)?;
//! for row in model.run(1).series {
//!     println!("{} {} {}", row.date, row.district, row.values[0]);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The folder `examples` has more. What is wrong with a key, a value or a budget is said in words, with its place.
//!
//! # Features
//!
//! All are on by default; without them the library neither writes files nor starts threads, also compiles for WebAssembly, and gives
//! the same bytes.
//!
//! - `cli`: the command line, and tables for a terminal.
//! - `explore`: the page on loopback; the only part that opens a connection.
//! - `store`: folders of results, sweeps over threads, and what reads results back.
//!
//! # Modules
//!
//! They stand on floors, and a module imports from lower floors only (`docs/architecture.md`).

pub mod analysis;
pub mod city;
#[cfg(feature = "cli")]
pub mod cli;
pub mod configuration;
pub mod dice;
pub mod district;
pub mod evidence;
pub mod experiment;
#[cfg(feature = "explore")]
pub mod explore;
pub mod forcing;
pub mod index;
pub mod intermediary;
pub mod ledger;
pub mod network;
pub mod numeric;
pub mod observation;
pub mod own_district;
pub mod phrase;
pub mod population;
pub mod process;
pub mod quantity;
pub mod report;
pub mod run;
pub mod scenario;
pub mod schedule;
pub mod session;
pub mod statistics;
pub mod time;
pub mod today;
pub mod vocabulary;
pub mod world;
