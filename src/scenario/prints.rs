//! Fingerprints of scenarios: equal where the numbers of a run are equal, and made by parts.

use std::sync::Arc;

use super::options::written;
use super::text::{description, forcing, parameter, settings};
use super::{Scenario, synthetic, trial};
use crate::district::District;
use crate::evidence::{Evidence, Parameter};
use crate::forcing::{Forcings, LAYOUT};
use crate::vocabulary::Concept;

impl Scenario {
    /// Returns a fingerprint of everything that the numbers of a run depend on, as 64 hexadecimal digits.
    ///
    /// Neither the name, nor the number of replicates, nor the difference that counts as relevant is among it.
    pub fn hash(&self) -> String {
        Prints::default().of(self).0
    }
}

/// Fingerprints of scenarios, made by parts, since thousands of them share districts, series and evidence with one of them.
#[derive(Debug, Clone, Default)]
pub struct Prints {
    known: Option<Known>,
}

/// A scenario that others resemble, with its parts written out.
#[derive(Debug, Clone)]
struct Known {
    scenario: Scenario,
    districts: Vec<blake3::Hash>,
    /// By file.
    forcings: Vec<String>,
    /// One line a parameter.
    evidence: String,
    evidence_print: blake3::Hash,
}

impl Known {
    fn of(scenario: &Scenario) -> Self {
        let evidence: String =
            scenario.evidence.iter().map(|(key, found)| parameter_line(key, found)).collect();
        Self {
            districts: scenario.described().iter().map(|plan| print_of(&plan.district)).collect(),
            forcings: LAYOUT
                .iter()
                .map(|(file, columns)| forcing(&scenario.forcings, file, columns).written_out())
                .collect(),
            evidence_print: blake3::hash(evidence.as_bytes()),
            evidence,
            scenario: scenario.clone(),
        }
    }

    fn district(&self, district: &Arc<District>) -> Option<blake3::Hash> {
        let plans = self.scenario.described();
        plans.iter().position(|plan| Arc::ptr_eq(&plan.district, district)).map(|at| self.districts[at])
    }

    fn forcings(&self, given: &Forcings) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        for ((file, columns), text) in LAYOUT.iter().zip(&self.forcings) {
            let is_known = columns
                .iter()
                .all(|column| given.get(file, column) == self.scenario.forcings.get(file, column));
            if is_known {
                hasher.update(text.as_bytes());
            } else {
                hasher.update(forcing(given, file, columns).written_out().as_bytes());
            }
        }
        hasher.finalize()
    }

    /// Returns the print of evidence; lines of parameters that it shares are taken as they are, as many at once as stand together.
    fn evidence(&self, evidence: &Evidence) -> blake3::Hash {
        if evidence.is_shared_with(&self.scenario.evidence) {
            return self.evidence_print;
        }
        let mut hasher = blake3::Hasher::new();
        let mut rest = self.evidence.as_str();
        let mut shared = 0;
        for (key, parameter, is_shared) in evidence.beside(&self.scenario.evidence) {
            let line = rest[shared..].find('\n').map_or(0, |end| end + 1);
            if is_shared {
                shared += line;
            } else {
                hasher.update(&rest.as_bytes()[..shared]);
                hasher.update(parameter_line(key, parameter).as_bytes());
                rest = &rest[shared + line..];
                shared = 0;
            }
        }
        hasher.update(&rest.as_bytes()[..shared]);
        hasher.finalize()
    }
}

impl Prints {
    /// Returns prints that are made fast for scenarios like this one.
    pub fn near(scenario: &Scenario) -> Self {
        Self { known: Some(Known::of(scenario)) }
    }

    /// Returns the fingerprint of a scenario, and that of everything in it that is not an option.
    pub fn of(&self, scenario: &Scenario) -> (String, blake3::Hash) {
        let circumstances = self.circumstances(scenario);
        let mut hasher = blake3::Hasher::new();
        for (key, value) in settings(scenario).iter().filter(|(key, _)| !UNSEEN.contains(&key.as_str())) {
            enter(&mut hasher, &[key, value]);
        }
        for plan in &scenario.districts {
            for (week, configuration) in &plan.configurations {
                enter(&mut hasher, &[&plan.id, &week.monday().to_string()]);
                for (key, value) in written(configuration) {
                    enter(&mut hasher, &[&key, &value]);
                }
            }
        }
        hasher.update(circumstances.as_bytes());
        (hasher.finalize().to_hex().to_string(), circumstances)
    }

    /// Returns the fingerprint of all that is no option: beginning and length, districts, series and evidence.
    fn circumstances(&self, scenario: &Scenario) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        enter(&mut hasher, &[&scenario.seed.to_string(), &scenario.weeks.to_string()]);
        enter(&mut hasher, &[scenario.markets.key()]);
        let own = self.known.is_none().then(|| Known::of(scenario));
        let known = self.known.as_ref().or(own.as_ref()).expect("a scenario is known to itself at least");
        for (key, value) in scenario.trials.iter().flat_map(trial::written) {
            enter(&mut hasher, &["trial", key, &value]);
        }
        for (key, value) in scenario.synthetic.iter().flat_map(synthetic::written) {
            enter(&mut hasher, &[&key, &value]);
        }
        for plan in scenario.described() {
            enter(&mut hasher, &[&plan.id]);
            let print = known.district(&plan.district).unwrap_or_else(|| print_of(&plan.district));
            hasher.update(print.as_bytes());
        }
        hasher.update(known.forcings(&scenario.forcings).as_bytes());
        hasher.update(known.evidence(&scenario.evidence).as_bytes());
        hasher.finalize()
    }
}

/// Settings on which no number of a run depends.
const UNSEEN: [&str; 2] = ["replicates", "relevant_difference"];

fn enter(hasher: &mut blake3::Hasher, words: &[&str]) {
    for word in words {
        hasher.update(&(word.len() as u64).to_le_bytes());
        hasher.update(word.as_bytes());
    }
}

fn print_of(district: &District) -> blake3::Hash {
    blake3::hash(description(district).written_out().as_bytes())
}

fn parameter_line(key: &str, found: &Parameter) -> String {
    format!("{key} = {value}\n", value = parameter(key, found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_print_made_by_parts_is_that_of_the_whole() {
        let base = Scenario::default();
        let near = Prints::near(&base);
        let mut seen = vec![base.hash()];
        for (key, value) in [
            ("parameters.counselling.minutes_first_contact", "50"),
            ("parameters.travel.minutes_per_km", "{ value = 9, range = [1, 10], source = \"X\" }"),
            ("forcings.arrivals.scale", "2"),
            ("district.sb5.welfare", "0.2"),
            ("intermediary.siting", "decentral"),
            ("markets", "unlimited"),
            ("weeks", "100"),
        ] {
            let other = base.with(key, value).unwrap_or_else(|faults| panic!("{faults}"));
            let (print, circumstances) = near.of(&other);
            assert_eq!((print.clone(), circumstances), Prints::default().of(&other), "{key}");
            assert!(!seen.contains(&print), "{key}");
            seen.push(print);
        }
        let mut copy = base.clone();
        for (first, value) in [("account", 0.5), ("work", 0.5)] {
            let key =
                base.evidence.iter().find(|(key, _)| key.starts_with(first)).map(|(key, _)| key).unwrap();
            assert!(copy.evidence.set(key, value));
        }
        assert_eq!(near.of(&copy), Prints::default().of(&copy));
    }
}
