//! Integration tests: one binary.

mod dice;
mod house;
mod tolerance;
