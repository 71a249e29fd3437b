//! A scenario: everything a run depends on besides the replicate.
//!
//! [`draft`] holds what was written, layer upon layer, with its places in the files; [`Scenario`] is complete and valid.

use crate::configuration::Configuration;
use crate::district::District;
use crate::evidence::Evidence;
use crate::forcing::Forcings;
use crate::time::Week;

/// A complete and valid scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// A label; changes no number.
    pub name: String,
    /// The seed of all draws.
    pub seed: u64,
    /// Number of replicates.
    pub replicates: u32,
    /// Number of weeks.
    pub weeks: u32,
    /// Weeks between observations.
    pub every: u32,
    /// The smallest difference of an index that matters.
    pub relevant_difference: f64,
    /// The districts, in the order of the file.
    pub districts: Vec<DistrictPlan>,
    /// Series taken as given.
    pub forcings: Forcings,
    /// Parameters, overrides applied.
    pub evidence: Evidence,
}

/// A district and what is planned for it.
#[derive(Debug, Clone, PartialEq)]
pub struct DistrictPlan {
    /// The short id, such as `sb5`; draws depend on it.
    pub id: String,
    /// The district as found.
    pub district: District,
    /// The configuration from the beginning, then from each date of change on, in the order of time.
    pub configurations: Vec<(Week, Configuration)>,
}

mod stand_in;
pub use stand_in::{Difference, Fault, Faults, Loaded, Places, Source, differences, embedded, explain, load};
