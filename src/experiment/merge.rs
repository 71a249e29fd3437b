//! Merging: shards of a sweep joined to the folder that the whole sweep would have left.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::experiment::batch::Batch;
use crate::experiment::journal::Journal;
use crate::experiment::manifest::Manifest;
use crate::experiment::new_file::{StoreFault, copy_file};
use crate::experiment::results::Texts;
use crate::experiment::selection::{Kept, Selection};
use crate::experiment::shard::Shard;
use crate::experiment::store::{self, Busy, MANIFEST, SHARDS, Store, TEXTS};
use crate::experiment::trace_file;
use crate::observation::Measure;
use crate::phrase::{Phrase, phrase};

/// Shards named one by one.
const NAMED: usize = 20;

/// Why folders cannot be joined.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.phrase())]
pub enum MergeFault {
    /// A folder cannot be read or written.
    Store(#[from] StoreFault),
    /// A folder holds no shard.
    NoShard {
        /// The folder.
        folder: PathBuf,
    },
    /// Two folders do not belong together.
    Apart {
        /// The one.
        folder: PathBuf,
        /// The other.
        other: PathBuf,
        /// In what they differ.
        reason: Phrase,
    },
    /// Runs are missing.
    Missing {
        /// How many.
        runs: usize,
        /// In which shards.
        shards: Vec<Shard>,
    },
}

impl MergeFault {
    /// Returns the fault in words.
    pub fn phrase(&self) -> Phrase {
        match self {
            Self::Store(fault) => fault.phrase(),
            Self::NoShard { folder } => {
                let folder = folder.display();
                phrase!(
                    "`{folder}` holds no shard of a sweep that can be read; `inteso sweep EXPERIMENT --shard I/N` makes one",
                    "`{folder}` enthält keinen lesbaren Teil eines Durchlaufs; `inteso sweep EXPERIMENT --shard I/N` rechnet einen"
                )
            }
            Self::Apart { folder, other, reason } => {
                let (folder, other) = (folder.display(), other.display());
                phrase!(
                    "`{folder}` and `{other}` do not belong together: {reason}",
                    "`{folder}` und `{other}` gehören nicht zusammen: {reason}";
                    reason = *reason
                )
            }
            Self::Missing { runs, shards } => {
                let more = shards.len().saturating_sub(NAMED);
                let mut names: Vec<String> = shards.iter().take(NAMED).map(Shard::to_string).collect();
                if more > 0 {
                    names.push("…".to_owned());
                }
                let names = names.join(", ");
                phrase!(
                    "{runs} runs are missing, of the shards {names}; run each again with `inteso sweep EXPERIMENT --shard I/N`: it does only what is missing",
                    "{runs} Läufe fehlen, aus den Teilen {names}; `inteso sweep EXPERIMENT --shard I/N` rechnet je Teil nur, was fehlt"
                )
            }
        }
    }
}

/// The folder of a shard.
#[derive(Debug, Clone)]
pub struct Part {
    /// The folder.
    pub folder: PathBuf,
    /// What it says it holds.
    pub manifest: Manifest,
}

/// Finds the shards in folders: a folder's own, or all within its folder of shards.
///
/// # Errors
/// Returns the first folder that holds none.
pub fn find(folders: &[PathBuf]) -> Result<Vec<Part>, MergeFault> {
    let mut parts = Vec::new();
    for folder in folders {
        let shards = folder.join(SHARDS);
        if !shards.is_dir() {
            parts.push(read(folder)?);
            continue;
        }
        let unreadable = |error| StoreFault::unwritable(&shards, error);
        let mut found = Vec::new();
        for entry in fs::read_dir(&shards).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            // What was begun a moment ago has no manifest yet; its runs will be missing.
            if path.join(MANIFEST).exists() {
                found.push(read(&path)?);
            }
        }
        if found.is_empty() {
            return Err(MergeFault::NoShard { folder: folder.clone() });
        }
        found.sort_by(|one, other| one.folder.cmp(&other.folder));
        parts.append(&mut found);
    }
    Ok(parts)
}

fn read(folder: &Path) -> Result<Part, MergeFault> {
    let path = folder.join(MANIFEST);
    store::refuse_irregular(&path)?;
    let bytes = fs::read(&path).ok();
    let manifest = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let manifest = manifest.ok_or_else(|| MergeFault::NoShard { folder: folder.to_owned() })?;
    Ok(Part { folder: folder.to_owned(), manifest })
}

/// Returns the shard with most replicates, from which the whole is described, after all were compared with it.
///
/// # Errors
/// Returns two that do not belong together.
///
/// # Panics
/// When there is none.
pub fn common(parts: &[Part]) -> Result<&Part, MergeFault> {
    let first = parts.iter().max_by_key(|part| part.manifest.replicates);
    let first = first.expect("there is a shard because a folder without any is a fault");
    for part in parts {
        if let Some(reason) = what_differs(&part.manifest, &first.manifest) {
            return Err(MergeFault::Apart {
                folder: part.folder.clone(),
                other: first.folder.clone(),
                reason,
            });
        }
    }
    Ok(first)
}

fn what_differs(one: &Manifest, other: &Manifest) -> Option<Phrase> {
    if !one.is_of_same_program(other) {
        let (here, there) = (&one.sources, &other.sources);
        return Some(phrase!(
            "they were made by two builds of the program, {here} and {there}",
            "sie stammen von zwei Ständen des Programms, {here} und {there}"
        ));
    }
    if one.name != other.name {
        let (here, there) = (&one.name, &other.name);
        return Some(phrase!(
            "they are of two experiments, `{here}` and `{there}`",
            "sie sind aus zwei Experimenten, `{here}` und `{there}`"
        ));
    }
    if one.identity != other.identity {
        return Some(phrase!(
            "their points, seeds or lengths differ",
            "ihre Punkte, Startwerte oder Längen unterscheiden sich"
        ));
    }
    let kept = |manifest: &Manifest| {
        let Manifest { traces, tables, measures, factors, format, dialect, .. } = manifest.clone();
        (traces, tables, measures, factors, format, dialect)
    };
    (kept(one) != kept(other)).then(|| {
        phrase!(
            "they keep other tables, measures or waves, or are punctuated in another way",
            "sie enthalten andere Tabellen, Kennzahlen oder Wellen oder sind anders geschrieben"
        )
    })
}

impl Part {
    /// Returns which tables and measures it keeps.
    pub fn selection(&self) -> Selection {
        let Manifest { tables, measures, .. } = &self.manifest;
        let tables = tables.iter().flatten().filter_map(|name| Kept::parse(name)).collect();
        let measures = measures.iter().flatten().filter_map(|name| Measure::position(name)).collect();
        Selection::new(tables, measures).with_factors(self.manifest.factors)
    }

    /// Returns the files from which it can be run again.
    ///
    /// # Errors
    /// Returns one that cannot be read.
    pub fn texts(&self) -> Result<Texts, MergeFault> {
        let mut files = Vec::new();
        for name in TEXTS {
            let path = self.folder.join(name);
            match fs::read_to_string(&path) {
                Ok(text) => files.push((*name, text)),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(StoreFault::unwritable(&path, error).into()),
            }
        }
        Ok(Texts { files })
    }
}

/// Takes the runs of a batch over from shards; returns what was found damaged, in words.
///
/// # Errors
/// Returns a shard that is in use or cannot be read, or how many runs are missing and in which shards.
pub fn gather(
    store: &Store,
    batch: &Batch<'_>,
    parts: &[Part],
    busy: Busy,
) -> Result<Vec<Phrase>, MergeFault> {
    let mut notes = Vec::new();
    for part in parts {
        let _lock = store::lock_folder(&part.folder, busy)?;
        let runs = store::runs_of(&part.folder);
        let (journal, found) = Journal::open(&runs)?;
        notes.extend(found);
        store.journal().take_over(&journal, batch.runs().map(|run| run.id))?;
        for run in batch.runs() {
            for path in batch.trace_paths(store, run) {
                let other = path.file_name().map(|name| runs.join(name));
                if let Some(other) = other.filter(|other| !path.exists() && trace_file::is_sound(other)) {
                    copy_file(&other, &path)?;
                }
            }
        }
    }
    let of = parts.iter().filter_map(|part| part.manifest.shard.as_ref()?.parse::<Shard>().ok());
    let of = of.map(Shard::of).max().unwrap_or(1);
    let missing = batch.missing(store, of);
    if missing.is_empty() {
        return Ok(notes);
    }
    let shards: BTreeSet<Shard> = missing.iter().copied().collect();
    Err(MergeFault::Missing { runs: missing.len(), shards: shards.into_iter().collect() })
}
