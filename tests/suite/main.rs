//! Integration tests: one binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

mod cli_commands;
mod cli_output;
mod sweep;
