//! Trials that replay what was published: what is compared with which figure, from runs to a verdict.
//!
//! They stand in `scenarios/trials/`: a scenario with its trials, and under `[[published]]` the figures that they are held against.

pub mod effect;
pub mod events;
pub mod kept;
pub mod published;
mod read;
mod regression;
pub mod runs;
mod sums;
pub mod verdict;

pub use read::{has_figures, study};
