//! Finding what the user names: an embedded scenario or experiment, or a file.

use std::path::{Path, PathBuf};

use super::Failure;
use super::options::Settings;
use crate::experiment::contrasts::Declaration;
use crate::experiment::design::{self, Experiment, Point};
use crate::experiment::manifest::Input;
use crate::scenario::{self, Loaded, Source, embedded};

/// Returns the source of a name: a file that is there, else an embedded name, else a path.
pub(super) fn source(name: &str) -> Source {
    let looks_like_a_path = Path::new(name).extension().is_some() || name.contains(['/', '\\']);
    if Path::new(name).is_file() || looks_like_a_path {
        Source::File(PathBuf::from(name))
    } else {
        Source::Embedded(name.to_owned())
    }
}

/// Returns the text of a source as far as it can be read.
fn text(source: &Source) -> Option<String> {
    match source {
        Source::File(path) => std::fs::read_to_string(path).ok(),
        Source::Embedded(name) => embedded::SCENARIOS
            .iter()
            .chain(embedded::EXPERIMENTS)
            .find(|(short, _)| *short == name.as_str())
            .and_then(|(_, path)| embedded::file(path))
            .map(str::to_owned),
    }
}

fn table(source: &Source) -> toml::Table {
    text(source).and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// Returns whether a source describes an experiment, by the keys that only experiments have.
pub(super) fn is_experiment(source: &Source) -> bool {
    let table = table(source);
    ["base", "point", "factor", "contrast", "contrasts"].iter().any(|key| table.contains_key(*key))
}

/// Returns the entry of a source in the manifest.
pub(super) fn manifest_input(source: &Source) -> Input {
    let file = match source {
        Source::Embedded(name) => format!("embedded:{name}"),
        Source::File(path) => path.display().to_string(),
    };
    let hash = blake3::hash(text(source).unwrap_or_default().as_bytes()).to_hex().to_string();
    Input { file, hash }
}

/// Loads a scenario.
///
/// # Errors
/// Returns all faults of the input.
pub(super) fn scenario(source: &Source, settings: &Settings) -> Result<Loaded, Failure> {
    Ok(scenario::load(source, &settings.assignments())?)
}

/// Loads an experiment; every scenario of it carries the number of replicates.
///
/// # Errors
/// Returns all faults of the input.
pub(super) fn experiment(source: &Source, settings: &Settings) -> Result<Experiment, Failure> {
    let mut experiment = design::load(source, &settings.assignments())?;
    if let Some(replicates) = settings.replicates {
        experiment.replicates = replicates;
    }
    let replicates = experiment.replicates;
    let scenarios = experiment.points.iter_mut().map(|point| &mut point.scenario);
    scenarios.chain([&mut experiment.base]).for_each(|scenario| scenario.replicates = replicates);
    Ok(experiment)
}

/// Returns a scenario as an experiment of one point.
pub(super) fn single(loaded: Loaded) -> Experiment {
    let Loaded { scenario, places, .. } = loaded;
    Experiment {
        name: scenario.name.clone(),
        question: String::new(),
        replicates: scenario.replicates,
        points: vec![Point {
            number: 1,
            label: scenario.name.clone(),
            aliases: Vec::new(),
            factors: Vec::new(),
            set: Vec::new(),
            scenario: scenario.clone(),
            places: places.clone(),
        }],
        contrasts: Vec::new(),
        declared: false,
        declaration: Declaration::default(),
        base: scenario,
        places,
    }
}
