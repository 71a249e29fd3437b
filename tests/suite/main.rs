//! Integration tests: one binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

mod accounts;
mod attack;
mod baseline;
mod city;
mod cli_commands;
mod cli_faults;
mod cli_output;
mod cluster;
mod committed_results;
mod conservation;
mod design_faults;
mod designs;
mod dice;
mod equality;
mod house;
mod languages;
mod life_course;
mod local_network;
mod options;
mod options_desk;
mod options_list;
mod options_places;
mod options_referrals;
mod options_weeks;
#[cfg(feature = "parquet")]
mod parquet_tables;
mod performance;
mod protocol;
mod public;
mod purposes;
mod random_scenarios;
mod same_bytes;
mod scenario_arbitrary;
mod scenario_combinations;
mod scenario_design;
mod scenario_elsewhere;
mod scenario_embedded;
mod scenario_experiments;
mod scenario_faults;
mod scenario_layers;
mod scenario_ranges;
mod spread;
mod stage;
mod sweep;
mod sweep_command;
mod synthetic;
mod targets;
mod tolerance;
mod toy;
mod traces;
mod trials;
mod trials_command;
mod true_outputs;
mod validate_command;
