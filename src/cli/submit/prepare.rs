//! What a submission needs to know before anything is submitted: what the sweep takes, and what the jobs are told.

use std::fs;
use std::path::{Path, PathBuf};

use super::allotment::Need;
use crate::cli::estimate::{self, Extent};
use crate::cli::failure::Failure;
use crate::cli::options::Settings;
use crate::cli::study::{Subject, look_through};
use crate::cli::sweep::open;
use crate::experiment::batch::Batch;
use crate::experiment::manifest::{Circumstances, Manifest};
use crate::experiment::new_file::{StoreFault, write_file};
use crate::experiment::store::SUBMISSION;
use crate::experiment::traces::Traces;

/// Bytes that a further thread adds at least.
const THREAD: f64 = 15e6;

/// Runs the first weeks of the first point and returns what the whole takes.
pub(super) fn probe(batch: &Batch<'_>) -> Need {
    let mut extent = Extent::default();
    let feasible = || batch.roster.entries().iter().filter(|entry| entry.is_feasible);
    feasible().for_each(|entry| extent.add_point(entry));
    let first = feasible().next().expect("a point is feasible because the sweep was looked through");
    let model = batch.supply.model(first.position);
    let before = peak();
    let seconds = estimate::seconds(&model, &extent, batch.replicates);
    let bytes = peak().unwrap_or(estimate::PROGRAM);
    // Where the peak lies before the probe run, it says nothing of that.
    let bytes_of_thread = before.map_or(0.0, |before| bytes - before).max(THREAD);
    Need { runs: batch.count(), pieces: batch.pieces(), seconds, bytes, bytes_of_thread }
}

/// Returns the most memory that this process has had so far, in bytes, where the system tells.
fn peak() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1_024.0)
}

/// Writes the experiment as it is now, so that the jobs read what was checked, whatever becomes of its files.
///
/// Returns the file, or nothing where it would not be read as the same experiment.
///
/// # Errors
/// Returns what could not be written.
pub(super) fn freeze(
    subject: &Subject,
    batch: &Batch<'_>,
    manifest: &Manifest,
    folder: &Path,
) -> Result<Option<PathBuf>, Failure> {
    let folder = folder.join(SUBMISSION.experiment);
    fs::create_dir_all(&folder).map_err(|error| StoreFault::unwritable(&folder, error))?;
    for (name, text) in subject.texts(batch.replicates).files {
        write_file(&folder.join(name), text.as_bytes())?;
    }
    let path = folder.join("experiment.toml");
    let name = path.display().to_string();
    let Ok((again, _)) = open(&name, &Settings::default()) else { return Ok(None) };
    let supply = again.supply();
    let Ok(roster) = look_through(&supply, 1) else { return Ok(None) };
    let again_batch =
        Batch { supply: &supply, roster: &roster, replicates: again.base().replicates, ..batch.clone() };
    let found = Manifest::new(&again.name(), again.base(), &again_batch, Circumstances::default());
    let is_same = (&found.identity, found.replicates) == (&manifest.identity, manifest.replicates);
    Ok(is_same.then_some(path))
}

/// Returns the words that tell `sweep` which experiment this call was told.
pub(super) fn as_called(name: &str, settings: &Settings) -> Vec<String> {
    let path = std::path::absolute(name).ok().filter(|path| path.is_file());
    let mut words = vec![path.map_or_else(|| name.to_owned(), |path| path.display().to_string())];
    for (key, value) in settings.assignments() {
        words.push("--set".to_owned());
        words.push(format!("{key}={value}"));
    }
    words
}

/// Returns the words that tell `sweep` what is recorded and kept.
pub(super) fn recorded(manifest: &Manifest) -> Vec<String> {
    let Traces { panel_weeks, residents_weeks, residents, episodes, people } = &manifest.traces;
    let mut words = Vec::new();
    let mut option = |name: &str, values: &[String]| {
        if !values.is_empty() {
            words.extend([name.to_owned(), values.join(",")]);
        }
    };
    let weeks: Vec<String> = panel_weeks.iter().map(u32::to_string).collect();
    option("--panel-weeks", &weeks);
    // Residents have the waves of the panel, or the usual ones without it.
    let residents = (!residents_weeks.is_empty()).then(|| residents.to_string());
    option("--residents", residents.as_slice());
    option("--people", people.map(|_| "yes".to_owned()).as_slice());
    option("--tables", manifest.tables.as_deref().unwrap_or_default());
    option("--measures", manifest.measures.as_deref().unwrap_or_default());
    option("--format", std::slice::from_ref(&manifest.format));
    option("--dialect", std::slice::from_ref(&manifest.dialect));
    for (is_told, name) in [(*episodes, "--episodes"), (manifest.factors, "--factors")] {
        words.extend(is_told.then(|| name.to_owned()));
    }
    words
}

/// Returns whether a folder that is described so holds all that is wanted now.
pub(super) fn is_done(found: &Manifest, wanted: &Manifest) -> bool {
    let of = |manifest: &Manifest| (manifest.identity.clone(), manifest.replicates, recorded(manifest));
    found.complete && found.is_of_same_program(wanted) && of(found) == of(wanted)
}
