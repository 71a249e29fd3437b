//! The manifest: which program made the files of a folder, from what, and whether they are complete.

use serde::{Deserialize, Serialize};

use crate::experiment::batch::Batch;
use crate::experiment::selection::Selection;
use crate::experiment::table_file::Format;
use crate::experiment::traces::Traces;
use crate::observation::MEASURES;
use crate::scenario::Scenario;

/// Points that are listed one by one.
const LISTED: usize = 50;

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
    /// The hash of all points with their labels and factors.
    pub identity: String,
    /// The files that were read, and their hashes.
    pub inputs: Vec<Input>,
    /// Number of points.
    pub points_count: usize,
    /// The first points: number, label and hash.
    pub points: Vec<ManifestPoint>,
    /// The first seeds of distinct scenarios, in the order of the points.
    pub seeds: Vec<u64>,
    /// Number of replicates of each point.
    pub replicates: u32,
    /// Weeks of the base scenario.
    pub weeks: u32,
    /// Weeks between two observations of the base scenario.
    pub every: u32,
    /// What is recorded of each run one by one.
    #[serde(flatten)]
    pub traces: Traces,
    /// The tables that are kept; nothing for all of them.
    pub tables: Option<Vec<String>>,
    /// The measures that are kept; nothing for all of them.
    pub measures: Option<Vec<String>>,
    /// Whether factors and parameters stand beside each row.
    pub factors: bool,
    /// What the tables are written as.
    #[serde(default = "csv")]
    pub format: String,
    /// How texts in them are punctuated.
    pub dialect: String,
    /// Which part of a sweep it is, such as `3/7`; nothing for the whole.
    pub shard: Option<String>,
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
    /// What the tables are written as.
    pub format: Format,
    /// The time of beginning.
    pub started: String,
}

impl Manifest {
    /// Describes what is about to begin: a name, the scenario in which the points differ, and the batch.
    pub fn new(name: &str, base: &Scenario, batch: &Batch<'_>, circumstances: Circumstances) -> Self {
        let roster = batch.roster;
        let listed = roster.entries().iter().enumerate().take(LISTED).filter_map(|(place, entry)| {
            let point = batch.supply.points().get(entry.position).ok()?;
            Some(ManifestPoint {
                number: place as u32 + 1,
                label: point.label.clone(),
                hash: point.hash.clone(),
            })
        });
        let selection = &batch.selection;
        let all = Selection::default();
        let tables = selection.tables().iter().map(|table| table.key().to_owned()).collect();
        let names =
            |measures: &[usize]| measures.iter().map(|place| MEASURES[*place].name.to_owned()).collect();
        Self {
            program: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            sources: env!("INTESO_SOURCES").to_owned(),
            commit: option_env!("INTESO_COMMIT").map(str::to_owned),
            name: name.to_owned(),
            identity: identity(name, base, batch),
            inputs: circumstances.inputs,
            points_count: roster.entries().len(),
            points: listed.collect(),
            seeds: roster.seeds().iter().copied().take(LISTED).collect(),
            replicates: batch.replicates,
            weeks: base.weeks,
            every: base.every,
            traces: batch.traces.clone(),
            tables: (selection.tables() != all.tables()).then_some(tables),
            measures: selection.measures().map(names),
            factors: selection.has_factors(),
            format: circumstances.format.key().to_owned(),
            dialect: circumstances.format.dialect().key().to_owned(),
            shard: (!batch.shard.is_whole()).then(|| batch.shard.to_string()),
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

/// Returns the hash of what tables depend on but for replicates, waves and selection.
fn identity(name: &str, base: &Scenario, batch: &Batch<'_>) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(name.len() as u64).to_le_bytes()).update(name.as_bytes());
    hasher.update(&batch.roster.identity()).update(&base.relevant_difference.to_le_bytes());
    hasher.finalize().to_hex().to_string()
}
