//! Integration tests: one binary.

#![expect(clippy::unwrap_used, reason = "a test fails by panic, in its own functions as well")]

mod dice;
mod house;
mod life_course;
mod scenario_arbitrary;
mod scenario_design;
mod scenario_embedded;
mod scenario_faults;
mod scenario_layers;
mod tolerance;
mod toy;
