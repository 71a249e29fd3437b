//! A scenario: everything a run depends on besides the replicate.
//!
//! A draft holds what was written, layer upon layer, with its places in the files; [`Scenario`] is complete and valid.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::configuration::Configuration;
use crate::district::District;
use crate::district::synthetic::Synthetic;
use crate::evidence::Evidence;
use crate::forcing::Forcings;
use crate::phrase::{Phrase, phrase};
use crate::time::Week;
use crate::vocabulary::Markets;

mod combinations;
pub mod condition;
mod description;
pub(crate) mod draft;
pub mod embedded;
mod explain;
pub mod faults;
mod kin;
pub mod lever;
mod meanings;
pub(crate) mod names;
mod numbers;
mod options;
pub(crate) mod position;
mod prints;
mod resolve;
pub mod schema;
mod series;
pub(crate) mod source;
mod syntax;
mod synthetic;
mod text;
pub mod trial;

pub(crate) use description::figures;
pub use explain::{UnknownKey, explain};
pub(crate) use explain::{default_value, german_unit, literal};
pub use faults::{Fault, Faults};
pub(crate) use kin::Kin;
pub(crate) use options::quoted;
pub use position::Position;
pub use prints::Prints;
pub(crate) use resolve::{is_money, scenario as resolve};
pub use source::{LARGEST_FILE, Source};
pub(crate) use text::described;
pub use text::{Divergence, differences};
pub use trial::Trial;

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
    /// Whether who takes a dwelling, a vacancy or an apprenticeship leaves one fewer.
    pub markets: Markets,
    /// From which table the districts are drawn, if they are not described one by one.
    pub synthetic: Option<Synthetic>,
    /// The districts, in the order of the file or of their numbers.
    pub districts: Vec<DistrictPlan>,
    /// Series taken as given.
    pub forcings: Forcings,
    /// Parameters, overrides applied.
    pub evidence: Evidence,
    /// Trials, in the order of the file.
    pub trials: Vec<Trial>,
}

impl Default for Scenario {
    /// Returns the embedded default scenario.
    ///
    /// # Panics
    /// Never: a test loads it.
    fn default() -> Self {
        load(&Source::Embedded("default".to_owned()), &[])
            .expect("the embedded default scenario is valid because a test loads it")
            .scenario
    }
}

impl Scenario {
    /// Returns the scenario with another value at a key, both as on the command line, such as `intermediary.approach` and `guide`.
    ///
    /// # Errors
    /// Returns what is wrong with the key, the value, or the scenario that they would lead to.
    pub fn with(&self, key: &str, value: &str) -> Result<Self, Faults> {
        let home = position::Home::Folder(PathBuf::new());
        let text = Arc::new(position::Text::new(self.name.clone(), self.to_toml(), home));
        let setting = (key.to_owned(), value.to_owned());
        Ok(read(&Document::of(text)?, &[setting])?.scenario)
    }
}

/// A district and what is planned for it.
#[derive(Debug, Clone, PartialEq)]
pub struct DistrictPlan {
    /// The short id, such as `sb5`; draws depend on it.
    pub id: String,
    /// The district as found; scenarios that describe it alike share it.
    pub district: Arc<District>,
    /// The configuration from the beginning, then from each date of change on, in the order of time.
    pub configurations: Vec<(Week, Configuration)>,
}

/// A file or an embedded text, read once.
#[derive(Debug, Clone)]
pub struct Document {
    pub(crate) text: Arc<position::Text>,
    pub(crate) entries: Vec<source::Entry>,
    /// Keys that stand there twice, in two languages.
    pub(crate) twice: Vec<Fault>,
}

impl Document {
    /// Reads a source.
    ///
    /// # Errors
    /// Returns why it cannot be read, or every place where it is not TOML.
    pub fn open(source: &Source) -> Result<Self, Faults> {
        let text = source::open(source)?;
        Self::of(text)
    }

    /// Reads a text that was handed over, beside which stand others by their names. No name in it leads to a file.
    ///
    /// # Errors
    /// Returns every place where it is not TOML.
    pub fn given(name: &str, content: &str, beside: BTreeMap<String, String>) -> Result<Self, Faults> {
        let home = position::Home::Given(Arc::new(beside));
        Self::of(Arc::new(position::Text::new(name.to_owned(), content.to_owned(), home)))
    }

    fn of(text: Arc<position::Text>) -> Result<Self, Faults> {
        let mut twice = Vec::new();
        let entries = names::read(&text, "", &mut twice).map_err(Faults::from)?;
        Ok(Self { text, entries, twice })
    }

    /// Returns whether it has one of the keys that only experiments have.
    pub fn is_experiment(&self) -> bool {
        let own = ["base", "point", "factor", "contrast", "contrasts", "sample", "combine"];
        self.entries.iter().any(|entry| own.contains(&entry.key.as_str()))
    }

    /// Returns the fault of a file that describes a district, which is easily taken for the scenario in it.
    fn taken_for_scenario(&self) -> Option<Fault> {
        let of = |key: &str| self.entries.iter().find(|entry| entry.key == key);
        let entry = of("neighbourhood").and(of("inhabitants"))?;
        let name = &self.text.name;
        let found = phrase!(
            "`{name}` describes a district and is no scenario",
            "`{name}` beschreibt einen Bezirk und ist kein Szenario"
        );
        Some(Fault::at(&entry.place, found).allowed(phrase!(
            "a scenario that names it by `[district.ID]` with `file`; `inteso new --district` writes one beside it",
            "ein Szenario, das ihn unter `[district.ID]` mit `file` nennt; `inteso new --district` schreibt eines daneben"
        )))
    }

    /// Returns the name of the file as it was given, or the path of what is embedded.
    pub fn name(&self) -> &str {
        &self.text.name
    }

    /// Returns the hash of the text.
    pub fn hash(&self) -> String {
        blake3::hash(self.text.content.as_bytes()).to_hex().to_string()
    }
}

/// A scenario with the places of what was written.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The scenario.
    pub scenario: Scenario,
    /// Where each key was set.
    pub places: Places,
}

/// Where the money of a scenario was set, so that a budget that does not suffice can be shown in the file.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// The changes.
    change: Option<Position>,
    /// Budget or staff: the district's id, empty for all, and the place.
    funding: Vec<(String, Position)>,
}

impl Places {
    pub(crate) fn of(draft: &draft::Draft) -> Self {
        let of = |path: &str| draft.value(path).map(|value| value.place.clone());
        let funding = draft.leaves.keys().filter_map(|path| match draft::option_of(path) {
            Some((prefix, draft::FUNDING)) => Some((prefix, of(path)?)),
            _ => None,
        });
        let id = |prefix: &str| prefix.trim_start_matches("district.").trim_end_matches('.').to_owned();
        Self { change: of("change"), funding: funding.map(|(prefix, place)| (id(prefix), place)).collect() }
    }

    /// Returns where the changes were set.
    pub const fn change(&self) -> Option<&Position> {
        self.change.as_ref()
    }

    /// Returns where budget or staff of a district was set, for it alone or for all.
    pub fn funding(&self, district: &str) -> Option<&Position> {
        let of = |id: &str| self.funding.iter().find(|(known, _)| known == id).map(|(_, place)| place);
        of(district).or_else(|| of(""))
    }
}

/// Returns the fault of a file that leads to no scenario though nothing else is wrong with it.
pub(crate) fn incomplete(name: &str) -> Fault {
    Fault::new(phrase!("`{name}` is incomplete", "`{name}` ist unvollständig"))
}

/// Loads a scenario and lays settings of the command line on top, given as keys and values.
///
/// # Errors
/// Returns every fault of every file involved.
pub fn load(source: &Source, overrides: &[(String, String)]) -> Result<Loaded, Faults> {
    read(&Document::open(source)?, overrides)
}

/// Makes a scenario of a document and settings of the command line on top of it.
///
/// # Errors
/// Returns every fault of every file involved.
pub fn read(document: &Document, overrides: &[(String, String)]) -> Result<Loaded, Faults> {
    if let Some(fault) = document.taken_for_scenario() {
        return Err(fault.into());
    }
    let mut faults = Vec::new();
    let evidence = Evidence::embedded().map_err(|fault| Fault::new(Phrase::same(fault.to_string())))?;
    let mut draft = draft::Draft::embedded_default(&mut faults);
    draft.stack(&document.text, &mut Vec::new(), &mut faults);
    draft.set(overrides, &mut faults);
    let places = Places::of(&draft);
    match resolve(&draft, &evidence, None, &mut faults) {
        Some(scenario) if faults.is_empty() => Ok(Loaded { scenario, places }),
        _ => {
            if faults.is_empty() {
                faults.push(incomplete(document.name()));
            }
            Err(faults.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_changes_what_it_names_and_nothing_else() {
        let default = Scenario::default();
        assert_eq!(default.with("weeks", &default.weeks.to_string()).unwrap(), default);
        let guide = default.with("intermediary.approach", "guide").unwrap();
        let loaded = [("intermediary.approach".to_owned(), "guide".to_owned())];
        assert_eq!(guide, load(&Source::Embedded("default".to_owned()), &loaded).unwrap().scenario);
        let faults = default.with("intermediary.aproach", "guide").unwrap_err().to_string();
        assert!(faults.contains("intermediary.approach"), "{faults}");
    }
}
