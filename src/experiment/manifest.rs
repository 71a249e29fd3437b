//! The manifest: which program made the files of a folder, from what, and whether they are complete.

use serde::{Deserialize, Serialize};

use crate::experiment::design::Experiment;

/// What a folder holds and where it came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The name of the program.
    pub program: String,
    /// Its version.
    pub version: String,
    /// The hash of its sources, which tells two builds of one version apart.
    pub sources: String,
    /// The commit from which it was built, as far as known.
    pub commit: Option<String>,
    /// The name of the experiment or scenario.
    pub name: String,
    /// The hash of everything that the numbers depend on, but for the number of replicates.
    pub identity: String,
    /// The files that were read, and their hashes.
    pub inputs: Vec<Input>,
    /// The points: number, label and hash.
    pub points: Vec<ManifestPoint>,
    /// The seed of each distinct scenario, in the order of the points.
    pub seeds: Vec<u64>,
    /// Number of replicates of each point.
    pub replicates: u32,
    /// Weeks of the base scenario.
    pub weeks: u32,
    /// Weeks between two observations of the base scenario.
    pub every: u32,
    /// Weeks of the panel's waves.
    pub panel_weeks: Vec<u32>,
    /// What the tables are written as.
    #[serde(default = "csv")]
    pub format: String,
    /// How texts in them are punctuated.
    pub dialect: String,
    /// Number of threads; no number depends on it.
    pub threads: usize,
    /// When the first call began.
    pub started: String,
    /// When the last call ended.
    pub ended: Option<String>,
    /// Whether all files are there and belong together.
    pub complete: bool,
}

/// Returns what tables were written as when a manifest did not say so yet.
fn csv() -> String {
    "csv".to_owned()
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// The path as given, or `embedded:` and a name.
    pub file: String,
    /// The hash of its content.
    pub hash: String,
}

/// A point in the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestPoint {
    /// The number.
    pub number: u32,
    /// The label.
    pub label: String,
    /// The hash of what its numbers depend on.
    pub hash: String,
}

/// What only the caller knows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Circumstances {
    /// The files that were read.
    pub inputs: Vec<Input>,
    /// Number of threads.
    pub threads: usize,
    /// Weeks of the panel's waves.
    pub panel_weeks: Vec<u32>,
    /// What the tables are written as.
    pub format: String,
    /// How texts in them are punctuated.
    pub dialect: String,
    /// The time of beginning.
    pub started: String,
}

impl Manifest {
    /// Describes an experiment that is about to begin.
    pub fn new(experiment: &Experiment, replicates: u32, circumstances: Circumstances) -> Self {
        let points: Vec<_> = experiment
            .points
            .iter()
            .map(|point| ManifestPoint {
                number: point.number as u32,
                label: point.label.clone(),
                hash: point.hash.clone(),
            })
            .collect();
        let mut seeds: Vec<u64> = experiment.points.iter().map(|point| point.scenario.seed).collect();
        seeds.dedup();
        Self {
            program: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            sources: env!("INTESO_SOURCES").to_owned(),
            commit: option_env!("INTESO_COMMIT").map(str::to_owned),
            name: experiment.name.clone(),
            identity: identity(experiment, &points),
            inputs: circumstances.inputs,
            points,
            seeds,
            replicates,
            weeks: experiment.base.weeks,
            every: experiment.base.every,
            panel_weeks: circumstances.panel_weeks,
            format: circumstances.format,
            dialect: circumstances.dialect,
            threads: circumstances.threads,
            started: circumstances.started,
            ended: None,
            complete: false,
        }
    }

    /// Returns whether another manifest was written by the same build of the program.
    pub fn is_of_same_program(&self, other: &Self) -> bool {
        self.program == other.program && self.version == other.version && self.sources == other.sources
    }

    /// Returns the manifest as indented JSON.
    ///
    /// # Panics
    /// Never: all of its fields have a form in JSON.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self)
            .expect("a manifest has a form in JSON because its fields have one");
        text.push('\n');
        text
    }
}

/// Returns the hash of what the tables depend on: points with labels and factors, contrasts, relevant difference.
fn identity(experiment: &Experiment, points: &[ManifestPoint]) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut enter = |text: &str| {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    enter(&experiment.name);
    for (point, planned) in points.iter().zip(&experiment.points) {
        enter(&point.number.to_string());
        enter(&point.label);
        enter(&point.hash);
        for (key, value) in &planned.factors {
            enter(key);
            enter(value);
        }
    }
    enter("contrasts");
    for contrast in &experiment.contrasts {
        enter(&contrast.better.to_string());
        enter(&contrast.than.to_string());
    }
    enter(&experiment.base.relevant_difference.to_string());
    hasher.finalize().to_hex().to_string()
}
