//! Stand-in for reading scenarios, replaced at the merge.

use std::fmt;
use std::path::PathBuf;

use crate::evidence::Evidence;
use crate::forcing::Forcings;
use crate::scenario::Scenario;
use crate::vocabulary::Language;

/// Where a scenario comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// One that is embedded.
    Embedded(String),
    /// A file.
    File(PathBuf),
}

/// A loaded scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The scenario.
    pub scenario: Scenario,
    /// Where its keys were set.
    pub places: Places,
}

/// Places of keys.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places;

/// A fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault(pub String);

/// All faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fault in &self.0 {
            writeln!(formatter, "{}", fault.0)?;
        }
        Ok(())
    }
}

/// A difference of two scenarios.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The key.
    pub key: String,
    /// The one value.
    pub a: Option<String>,
    /// The other.
    pub b: Option<String>,
}

/// Loads a scenario.
///
/// # Errors
/// Returns all faults.
pub fn load(source: &Source, settings: &[(String, String)]) -> Result<Loaded, Faults> {
    let fault = |text: String| Faults(vec![Fault(text)]);
    let mut scenario = Scenario {
        name: "default".to_owned(),
        seed: 1,
        replicates: 1,
        weeks: 416,
        every: 1,
        relevant_difference: 0.01,
        districts: Vec::new(),
        forcings: Forcings::default(),
        evidence: Evidence::embedded().map_err(|error| fault(error.to_string()))?,
    };
    let mut all = Vec::new();
    if matches!(source, Source::Embedded(name) if name != "default") {
        return Err(fault("no embedded scenario of this name".to_owned()));
    }
    if let Source::File(path) = source {
        let text =
            std::fs::read_to_string(path).map_err(|error| fault(format!("{}: {error}", path.display())))?;
        let table: toml::Table = toml::from_str(&text).map_err(|error| fault(error.to_string()))?;
        if table.is_empty() {
            return Err(fault(format!("{}:1:1: the file is empty", path.display())));
        }
        for (key, value) in table {
            all.push((key, value.as_str().map_or(value.to_string(), str::to_owned)));
        }
    }
    all.extend(settings.iter().cloned());
    for (key, value) in all {
        let bad = |_| fault(format!("`{key}`: {value}"));
        match key.as_str() {
            "name" => scenario.name = value,
            "seed" => scenario.seed = value.parse().map_err(bad)?,
            "replicates" => scenario.replicates = value.parse().map_err(bad)?,
            "weeks" => scenario.weeks = value.parse().map_err(bad)?,
            "every" => scenario.every = value.parse().map_err(bad)?,
            key if key.starts_with("intermediary") => {
                let mark = value.bytes().fold(1.0, |sum, byte| sum * 1.5 + f64::from(byte));
                let step = (crate::time::Week(key.len() as i32), mark);
                let mut steps = scenario.forcings.climate.national.steps().to_vec();
                steps.push(step);
                scenario.forcings.climate.national = crate::forcing::Series::new(steps);
            }
            _ => return Err(fault(format!("`{key}` is no key"))),
        }
    }
    if scenario.weeks == 0 || scenario.every == 0 {
        return Err(fault("`weeks` and `every` are at least 1".to_owned()));
    }
    Ok(Loaded { scenario, places: Places })
}

/// Explains a key.
///
/// # Errors
/// Returns the nearest known key.
pub fn explain(key: &str, _language: Language) -> Result<String, Faults> {
    if key == "seed" {
        Ok("seed: the seed of all draws\n".to_owned())
    } else {
        Err(Faults(vec![Fault(format!("`{key}` is no key"))]))
    }
}

/// Returns the differences of two scenarios.
pub fn differences(a: &Scenario, b: &Scenario) -> Vec<Difference> {
    let mut list = Vec::new();
    if a.seed != b.seed {
        list.push(Difference {
            key: "seed".to_owned(),
            a: Some(a.seed.to_string()),
            b: Some(b.seed.to_string()),
        });
    }
    list
}

/// Embedded scenarios and experiments.
pub mod embedded {
    /// Names and paths.
    pub const SCENARIOS: &[(&str, &str)] = &[("default", "default.toml")];
    /// Names and paths.
    pub const EXPERIMENTS: &[(&str, &str)] = &[("headline", "experiments/headline.toml")];

    /// Returns the content of an embedded file.
    pub fn file(path: &str) -> Option<&'static str> {
        match path {
            "default.toml" => Some("# The default scenario.\nname = \"default\"\n"),
            "experiments/headline.toml" => Some("# The headline.\nevery = 13\n[[point]]\nname = \"none\"\n"),
            _ => None,
        }
    }
}

impl Scenario {
    /// Returns the scenario as TOML.
    pub fn to_toml(&self) -> String {
        format!(
            "name = {:?}\nseed = {}\nreplicates = {}\nweeks = {}\nevery = {}\n",
            self.name, self.seed, self.replicates, self.weeks, self.every
        )
    }

    /// Returns the hash of the scenario.
    pub fn hash(&self) -> String {
        let text = format!("{} {:?}", self.to_toml(), self.forcings);
        blake3::hash(text.as_bytes()).to_hex().to_string()
    }
}
