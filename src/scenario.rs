//! A scenario: everything a run depends on besides the replicate.
//!
//! A draft holds what was written, layer upon layer, with its places in the files; [`Scenario`] is complete and valid.

use std::collections::BTreeMap;

use crate::configuration::Configuration;
use crate::district::District;
use crate::evidence::Evidence;
use crate::forcing::Forcings;
use crate::time::Week;

mod combinations;
mod description;
pub(crate) mod draft;
pub mod embedded;
mod explain;
pub mod faults;
mod options;
mod resolve;
pub mod schema;
mod series;
pub(crate) mod source;
mod text;

pub(crate) use explain::literal;
pub use explain::{UnknownKey, explain};
pub use faults::{Fault, Faults, Place};
pub(crate) use resolve::scenario as resolve;
pub use source::{LARGEST_FILE, Source};
pub(crate) use text::quoted;
pub use text::{Difference, differences};

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

/// A scenario with the places of what was written.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The scenario.
    pub scenario: Scenario,
    /// Where each key was set.
    pub places: Places,
}

/// Where each key of a scenario was set, so that faults found later can be shown in the file.
#[derive(Debug, Clone, Default)]
pub struct Places {
    by_path: BTreeMap<String, Place>,
}

impl Places {
    pub(crate) fn of(draft: &draft::Draft) -> Self {
        let by_path =
            draft.leaves.iter().map(|(path, leaf)| (path.clone(), leaf.value.place.clone())).collect();
        Self { by_path }
    }

    /// Returns where a key such as `intermediary.siting` or `district.sb5.intermediary.siting` was set.
    ///
    /// A district's option that was set for all districts has its place there.
    pub fn find(&self, key: &str) -> Option<&Place> {
        let own = |path: &str| self.by_path.get(path);
        let inner = |prefix: &str, option: &str| {
            let renamed = match option {
                "approach" => draft::SUPPORT,
                draft::STAFF | draft::BUDGET => draft::FUNDING,
                other => other,
            };
            own(&format!("{prefix}intermediary.{renamed}"))
        };
        match draft::option_of(key) {
            Some((prefix, option)) => inner(prefix, option).or_else(|| inner("", option)),
            None => own(key),
        }
    }

    /// Makes a fault of a key, at its place where it has one.
    pub fn fault(&self, key: &str, found: impl Into<String>, allowed: impl Into<String>) -> Fault {
        Fault { place: self.find(key).cloned(), ..Fault::new(found) }.allowed(allowed)
    }
}

/// Loads a scenario and lays settings of the command line on top, given as keys and values.
///
/// # Errors
/// Returns every fault of every file involved.
pub fn load(source: &Source, overrides: &[(String, String)]) -> Result<Loaded, Faults> {
    let mut faults = Vec::new();
    let evidence = Evidence::embedded().map_err(|fault| Fault::new(fault.to_string()))?;
    let mut draft = draft::Draft::embedded_default(&mut faults);
    let text = source::open(source)?;
    draft.stack(&text, &mut Vec::new(), &mut faults);
    draft.set(overrides, &mut faults);
    let places = Places::of(&draft);
    match resolve(&draft, &evidence, &mut faults) {
        Some(scenario) if faults.is_empty() => Ok(Loaded { scenario, places }),
        _ => {
            if faults.is_empty() {
                faults.push(Fault::new(format!("`{}` is incomplete", text.name)));
            }
            Err(faults.into())
        }
    }
}
