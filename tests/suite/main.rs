//! Integration tests: one binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

mod cli_commands;
mod cli_output;
mod dice;
mod house;
mod life_course;
mod performance;
mod scenario_arbitrary;
mod scenario_design;
mod scenario_embedded;
mod scenario_faults;
mod scenario_layers;
mod sweep;
mod tolerance;
mod toy;
