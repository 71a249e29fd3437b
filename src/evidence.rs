//! Parameters with their provenance: every number of the model, and only here.
//!
//! A file of `scenarios/evidence/` holds the parameters of one process; a parameter's key is the name of the file and the
//! path of tables within it, such as `counselling.minutes_first_contact`.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};

use crate::numeric::{exp, ln};

/// How well a number is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Counted or measured, seen in a source.
    Measured,
    /// Derived from measurements or recalled from the literature.
    Estimated,
    /// Fitted to facts within its range.
    Calibrated,
    /// Without evidence: a modelling assumption.
    Assumed,
    /// A convention or a value choice.
    Chosen,
}

/// The distribution of a parameter over its range, for designs of experiments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Distribution {
    /// Never varied.
    Fixed,
    /// Each value of the range is as plausible as any other.
    Uniform,
    /// Each order of magnitude within the range is as plausible as any other.
    LogUniform,
    /// The value is the most plausible one.
    Triangular,
}

impl Distribution {
    /// Returns the word in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::Uniform => "uniform",
            Self::LogUniform => "log_uniform",
            Self::Triangular => "triangular",
        }
    }

    /// Returns the value below which a share of the distribution lies, within the range whatever rounding does.
    ///
    /// The most plausible value matters to the triangular distribution alone, and a fixed number is that value.
    pub fn quantile(self, [low, high]: [f64; 2], most_plausible: f64, share: f64) -> f64 {
        let value = match self {
            Self::Fixed => most_plausible,
            Self::Uniform => low + (high - low) * share,
            Self::LogUniform => exp(ln(low) + (ln(high) - ln(low)) * share),
            Self::Triangular => {
                let below = (most_plausible - low) / (high - low);
                if share < below {
                    low + (share * (high - low) * (most_plausible - low)).sqrt()
                } else {
                    high - ((1.0 - share) * (high - low) * (high - most_plausible)).sqrt()
                }
            }
        };
        value.clamp(low, high)
    }
}

/// A number of the model with its provenance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// The number that the model uses.
    pub value: f64,
    /// The unit, in words.
    pub unit: String,
    /// The plausible range, ends included.
    pub range: [f64; 2],
    /// The distribution over the range.
    pub distribution: Distribution,
    /// How well it is known.
    pub kind: Kind,
    /// Where it comes from: ids of the evidence table, or what the assumption rests on.
    pub source: String,
    /// What the number says, in one or two sentences.
    #[serde(default)]
    pub note: String,
}

/// All parameters, by key.
///
/// Copies share what none of them has changed, since thousands of scenarios differ in few parameters or none.
#[derive(Debug, Clone)]
pub struct Evidence {
    parameters: Arc<BTreeMap<Arc<str>, Arc<Parameter>>>,
}

impl PartialEq for Evidence {
    fn eq(&self, other: &Self) -> bool {
        self.is_shared_with(other) || self.parameters == other.parameters
    }
}

macro_rules! evidence_files {
    ($($name:literal),* $(,)?) => {
        /// The embedded evidence files: name and content.
        pub const FILES: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../scenarios/evidence/", $name, ".toml")))),*];
    };
}

evidence_files![
    "account",
    "arrival",
    "attendance",
    "awareness",
    "city_network",
    "counselling",
    "encounter",
    "help_seeking",
    "housing",
    "identification",
    "institutions",
    "learning",
    "letters",
    "local_network",
    "measurement",
    "needs",
    "public_life",
    "referral",
    "residents",
    "schooling",
    "staff",
    "status",
    "travel",
    "volunteering",
    "work",
];

/// The evidence with which a district is sketched: name and content. It is no part of a scenario, since no run reads it.
pub const SKETCHES: &[(&str, &str)] = &[("sketch", include_str!("../scenarios/evidence/sketch.toml"))];

/// A fault in an evidence file or in the use of a parameter.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EvidenceFault {
    /// A file could not be read.
    #[error("evidence file `{file}`: {message}")]
    Unreadable {
        /// The file's name without ending.
        file: String,
        /// What is wrong.
        message: String,
    },
    /// A process asks for what the files do not hold, or they hold what no process asks for.
    #[error("parameters of `{section}`: {message}")]
    Mismatch {
        /// The section asked for.
        section: String,
        /// What is wrong.
        message: String,
    },
}

impl Evidence {
    /// Returns the embedded evidence, read once in the life of the program.
    ///
    /// # Errors
    /// Returns the first file that is not valid evidence.
    pub fn embedded() -> Result<Self, EvidenceFault> {
        static EMBEDDED: LazyLock<Result<Evidence, EvidenceFault>> = LazyLock::new(|| Evidence::read(FILES));
        EMBEDDED.clone()
    }

    /// Returns the evidence with which a district is sketched.
    ///
    /// # Errors
    /// Returns that the file is not valid evidence.
    pub fn of_sketches() -> Result<Self, EvidenceFault> {
        Self::read(SKETCHES)
    }

    /// Reads evidence files, given by name and content.
    ///
    /// # Errors
    /// Returns the first file that is not valid evidence.
    pub fn read(files: &[(&str, &str)]) -> Result<Self, EvidenceFault> {
        let mut parameters = BTreeMap::new();
        for (file, text) in files {
            let fault = |message: String| EvidenceFault::Unreadable { file: (*file).to_owned(), message };
            let table: toml::Table = toml::from_str(text).map_err(|error| fault(error.to_string()))?;
            gather(file, table, &mut parameters).map_err(fault)?;
        }
        Ok(Self { parameters: Arc::new(parameters) })
    }

    /// Returns whether another is a copy in which nothing was changed since.
    pub fn is_shared_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.parameters, &other.parameters)
    }

    /// Returns a parameter by its key.
    pub fn get(&self, key: &str) -> Option<&Parameter> {
        self.parameters.get(key).map(AsRef::as_ref)
    }

    /// Returns keys and parameters in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Parameter)> {
        self.parameters.iter().map(|(key, parameter)| (&**key, &**parameter))
    }

    /// Returns keys and parameters in alphabetical order, and whether another copy holds the very same parameter at the same place.
    pub fn beside<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = (&'a str, &'a Parameter, bool)> {
        let mut others = other.parameters.iter();
        self.parameters.iter().map(move |(key, parameter)| {
            let is_shared = others
                .next()
                .is_some_and(|(known, found)| Arc::ptr_eq(key, known) && Arc::ptr_eq(parameter, found));
            (&**key, &**parameter, is_shared)
        })
    }

    /// Replaces the value of a parameter; returns whether there is one of this key.
    pub fn set(&mut self, key: &str, value: f64) -> bool {
        self.change(key, |parameter| parameter.value = value)
    }

    /// Replaces value, range and source of a parameter for a scenario that has other evidence; returns whether there is one.
    pub fn replace(&mut self, key: &str, value: f64, range: [f64; 2], source: &str) -> bool {
        self.change(key, |parameter| {
            parameter.value = value;
            parameter.range = range;
            source.clone_into(&mut parameter.source);
        })
    }

    /// Takes a parameter over from other evidence, where that has it too.
    pub fn restore(&mut self, key: &str, other: &Self) {
        if let Some(found) = other.parameters.get(key)
            && let Some(own) = self.parameters.get(key)
            && !Arc::ptr_eq(own, found)
        {
            Arc::make_mut(&mut self.parameters).insert(Arc::from(key), Arc::clone(found));
        }
    }

    fn change(&mut self, key: &str, change: impl FnOnce(&mut Parameter)) -> bool {
        let found = Arc::make_mut(&mut self.parameters).get_mut(key);
        found.map(|parameter| change(Arc::make_mut(parameter))).is_some()
    }

    /// Returns the values of one section as the type that a process declares for them.
    ///
    /// Every parameter of the section is a field of the type and every field a parameter, or it is a fault.
    ///
    /// # Errors
    /// Returns what is missing, too much, or outside its kind's range.
    ///
    /// # Panics
    /// Never: the names of a key that leads to a parameter stand for tables, which the reading of evidence checks.
    pub fn section<T: for<'de> Deserialize<'de>>(&self, section: &str) -> Result<T, EvidenceFault> {
        let prefix = format!("{section}.");
        let mut table = toml::Table::new();
        for (key, parameter) in
            self.parameters.range::<str, _>((Bound::Included(prefix.as_str()), Bound::Unbounded))
        {
            let Some(path) = key.strip_prefix(&prefix) else { break };
            let mut place = &mut table;
            let mut steps = path.split('.').peekable();
            while let Some(step) = steps.next() {
                if steps.peek().is_none() {
                    place.insert(step.to_owned(), toml::Value::Float(parameter.value));
                    break;
                }
                place = place
                    .entry(step)
                    .or_insert_with(|| toml::Value::Table(toml::Table::new()))
                    .as_table_mut()
                    .expect("a step of a key is a table because no parameter has the key of a table");
            }
        }
        T::deserialize(table).map_err(|error| EvidenceFault::Mismatch {
            section: section.to_owned(),
            message: error.to_string().trim().to_owned(),
        })
    }
}

/// Walks a table down to the parameters, which are the tables that hold a `value`.
fn gather(
    prefix: &str,
    table: toml::Table,
    into: &mut BTreeMap<Arc<str>, Arc<Parameter>>,
) -> Result<(), String> {
    for (name, value) in table {
        let key = format!("{prefix}.{name}");
        let toml::Value::Table(inner) = value else {
            return Err(format!("`{key}` is not a table"));
        };
        if inner.contains_key("value") {
            let parameter = Parameter::deserialize(inner)
                .map_err(|error| format!("`{key}`: {}", error.to_string().trim()))?;
            let [low, high] = parameter.range;
            if !(low <= parameter.value && parameter.value <= high) {
                return Err(format!("`{key}`: {} lies outside {low} to {high}", parameter.value));
            }
            into.insert(key.into(), Arc::new(parameter));
        } else {
            gather(&key, inner, into)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_closed_form() {
        // Of the triangular distribution from 0 to 4 with its peak at 1, a quarter lies below 1, and seven eighths below 4 − √1.5.
        let triangular = |share: f64| Distribution::Triangular.quantile([0.0, 4.0], 1.0, share);
        for (share, value) in
            [(0.0, 0.0), (0.0625, 0.5), (0.25, 1.0), (0.875, 4.0 - 1.5_f64.sqrt()), (1.0, 4.0)]
        {
            assert!((triangular(share) - value).abs() < 1e-12, "{share}");
        }
        assert_eq!(Distribution::Uniform.quantile([2.0, 4.0], 3.0, 0.25), 2.5);
        assert!((Distribution::LogUniform.quantile([0.01, 100.0], 1.0, 0.5) - 1.0).abs() < 1e-12);
        assert_eq!(Distribution::Fixed.quantile([0.0, 1.0], 0.3, 0.9), 0.3);
    }

    #[test]
    fn a_peak_at_an_end_is_a_triangle_too() {
        for share in [0.0, 0.3, 1.0] {
            let low = Distribution::Triangular.quantile([1.0, 2.0], 1.0, share);
            let high = Distribution::Triangular.quantile([1.0, 2.0], 2.0, 1.0 - share);
            assert!((low - (2.0 - (1.0 - share).sqrt())).abs() < 1e-12, "{share}");
            assert!((low - 1.0 - (2.0 - high)).abs() < 1e-12, "{share}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_quantile_lies_within_the_range_and_grows(
            low in 1e-6..1e6_f64, width in 1e-6..1e6_f64, peak in 0.0..=1.0_f64, one in 0.0..=1.0_f64, other in 0.0..=1.0_f64,
        ) {
            let range = [low, low + width];
            let peak = (low + width * peak).min(range[1]);
            for distribution in [Distribution::Uniform, Distribution::LogUniform, Distribution::Triangular] {
                let [a, b] = [one.min(other), one.max(other)].map(|share| distribution.quantile(range, peak, share));
                // Up to a rounding: the two sides of a triangle are not the same formula.
                proptest::prop_assert!(range[0] <= a && a <= b * (1.0 + 1e-12) && b <= range[1], "{distribution:?} {a} {b}");
            }
        }
    }
}
