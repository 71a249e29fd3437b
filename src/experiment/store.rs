//! The folder of an experiment: opened, refused or resumed, and written file by file without halves.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::experiment::batch::Batch;
use crate::experiment::journal::{self, Journal, RunId};
use crate::experiment::manifest::Manifest;
use crate::experiment::new_file::{PARTIAL, StoreFault, write_file};
use crate::experiment::refusal;
use crate::experiment::traces::Traces;
use crate::observation::Trace;
use crate::phrase::{Phrase, phrase};

/// The folder of finished runs.
const RUNS: &str = "runs";

/// The folder of resolved scenarios, one a point.
const POINTS: &str = "points";

/// The report.
const REPORT: &str = "report.html";

/// The file by which a folder is locked, in that of the runs.
const LOCK: &str = ".lock";

/// The list of points, in that folder as well.
const ROSTER: &str = "points";

/// The file that says what a folder holds.
pub const MANIFEST: &str = "manifest.json";

/// The folder of shards, each with a folder like this one.
pub const SHARDS: &str = "shards";

/// The files from which what a folder holds can be run again.
pub(super) const TEXTS: &[&str] = &["scenario.toml", "experiment.toml", "sets.csv"];

/// What `submit` leaves beside the shards: the script, its record and its lock, the logs, and the experiment as it was submitted.
pub const SUBMISSION: Submission = Submission {
    script: "submit.sh",
    record: "submit.json",
    lock: ".submit.lock",
    logs: "logs",
    experiment: "submitted",
};

/// Tables and texts that an experiment may leave in its folder.
const FILES: &[&str] = &[
    "scenario.toml",
    "experiment.toml",
    "sets.csv",
    "runs.csv",
    "points.csv",
    "series.csv",
    "groups.csv",
    "panel.csv",
    "residents.csv",
    "episodes.csv",
    "people.csv",
    "costs.csv",
    "chain.csv",
    "places.csv",
    "facts.csv",
    "trials.csv",
    "codebook.csv",
    "summary.csv",
    "differences.csv",
    "turning.csv",
    "access.csv",
    "prices.csv",
    "worth.csv",
    "populations.csv",
    "first_years.csv",
    "deadweight.csv",
    "reach.csv",
    REPORT,
    MANIFEST,
];

fn has_ending(name: &str, ending: &str) -> bool {
    Path::new(name).extension().is_some_and(|found| found == ending)
}

/// What to do with a folder that holds something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occupied {
    /// Refuse it.
    Refuse,
    /// Remove what the program wrote there, and begin anew.
    Replace,
}

/// What to do with a folder that another call is using.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Busy {
    /// Refuse it.
    Refuse,
    /// Wait until the other call has ended.
    Wait,
}

/// Names of what a submission to a cluster leaves in the folder of the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Submission {
    /// The job script.
    pub script: &'static str,
    /// What is remembered of the jobs.
    pub record: &'static str,
    /// The file by which a second watcher is kept away.
    pub lock: &'static str,
    /// The folder of the logs.
    pub logs: &'static str,
    /// The folder of the experiment as it was when it was submitted.
    pub experiment: &'static str,
}

impl Submission {
    fn has(self, name: &str) -> bool {
        [self.script, self.record, self.lock, self.logs, self.experiment].contains(&name)
    }
}

/// Returns what is recorded one by one in a folder of an experiment; nothing where there is none of that name.
pub fn recorded(folder: &Path, name: &str) -> Option<Traces> {
    let path = folder.join(MANIFEST);
    refuse_irregular(&path).ok()?;
    let manifest: Manifest = serde_json::from_slice(&fs::read(&path).ok()?).ok()?;
    (manifest.name == name).then_some(manifest.traces)
}

/// The folder of an experiment, locked for this process.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    journal: Journal,
    notes: Vec<Phrase>,
    // Held open: the lock ends with it.
    _lock: File,
}

impl Store {
    /// Opens a folder for a batch that the manifest describes and writes the manifest there as not complete.
    ///
    /// Parents are created. What was begun with the same program is resumed, also with more replicates or points than before; the
    /// time of its beginning is kept.
    ///
    /// # Errors
    /// Returns why the folder cannot be used.
    pub fn open(
        folder: &Path,
        manifest: &mut Manifest,
        batch: &Batch<'_>,
        occupied: Occupied,
        busy: Busy,
    ) -> Result<Self, StoreFault> {
        // A folder that is refused is not touched, not even by a lock.
        inspect(folder, manifest, batch, occupied)?;
        let runs = folder.join(RUNS);
        for path in [&runs, &folder.join(POINTS)] {
            fs::create_dir_all(path).map_err(|error| StoreFault::unwritable(path, error))?;
        }
        let lock = take_lock(folder, &runs.join(LOCK), busy)?;
        // Another call may have begun or ended meanwhile.
        let found = inspect(folder, manifest, batch, occupied)?;
        match &found {
            // Runs of which no manifest says whose they are.
            Inspected::Empty => remove_where(&runs, is_run)?,
            Inspected::Same(previous) if occupied == Occupied::Refuse => {
                manifest.started.clone_from(&previous.started);
            }
            Inspected::Same(_) | Inspected::Other => clear(folder)?,
        }
        remove_where(&runs, |name| name.ends_with(PARTIAL))?;
        remove_where(folder, is_partial)?;
        write_file(&folder.join(MANIFEST), manifest.to_json().as_bytes())?;
        batch.roster.write(&runs.join(ROSTER))?;
        let (journal, notes) = Journal::open(&runs)?;
        Ok(Self { folder: folder.to_owned(), journal, notes, _lock: lock })
    }

    /// Returns why a folder could not be opened for a batch, without touching it.
    ///
    /// # Errors
    /// Returns that it holds something else.
    pub fn check(folder: &Path, manifest: &Manifest, batch: &Batch<'_>) -> Result<(), StoreFault> {
        inspect(folder, manifest, batch, Occupied::Refuse).map(drop)
    }

    /// Returns the finished runs.
    pub const fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Returns what was found damaged, in words.
    pub fn notes(&self) -> &[Phrase] {
        &self.notes
    }

    /// Returns the folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the path of a file in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Returns the path of the resolved scenario of a point.
    pub fn point_path(&self, number: usize) -> PathBuf {
        self.folder.join(POINTS).join(format!("{number}.toml"))
    }

    /// Returns the path of a trace of a district of a finished run, by the district's position.
    pub fn trace_path(&self, id: RunId, district: usize, trace: Trace) -> PathBuf {
        self.folder.join(RUNS).join(format!("{id}-{district}.{}", trace.key()))
    }

    /// Writes the manifest.
    ///
    /// # Errors
    /// Returns why it cannot be written.
    pub fn write_manifest(&self, manifest: &Manifest) -> Result<(), StoreFault> {
        write_file(&self.path(MANIFEST), manifest.to_json().as_bytes())
    }

    /// Removes a file that a former call may have left and that this one does not write.
    ///
    /// # Errors
    /// Returns why it cannot be removed.
    pub fn remove(&self, name: &str) -> Result<(), StoreFault> {
        let path = self.path(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(StoreFault::unwritable(&path, error))
            }
            _ => Ok(()),
        }
    }

    /// Removes report and pictures.
    ///
    /// # Errors
    /// Returns what cannot be removed.
    pub fn remove_report(&self) -> Result<(), StoreFault> {
        remove_where(&self.folder, is_picture)?;
        self.remove(REPORT)
    }
}

/// Removes what the program writes, by name, all pictures among it; the user's other files stay.
///
/// The manifest goes last: whatever interrupts this, the folder remains one of this program.
fn clear(folder: &Path) -> Result<(), StoreFault> {
    remove_where(&folder.join(RUNS), is_run)?;
    remove_where(&folder.join(POINTS), is_point)?;
    remove_where(folder, |name| name != MANIFEST && (is_table(name) || is_picture(name)))?;
    remove_where(folder, |name| name == MANIFEST)
}

fn remove_where(folder: &Path, is_removed: impl Fn(&str) -> bool) -> Result<(), StoreFault> {
    for name in names(folder)? {
        if name.to_str().is_some_and(&is_removed) {
            fs::remove_file(folder.join(&name)).map_err(|error| StoreFault::unwritable(folder, error))?;
        }
    }
    Ok(())
}

/// Locks a folder of results that is only read.
///
/// # Errors
/// Returns that it is in use.
pub(super) fn lock_folder(folder: &Path, busy: Busy) -> Result<File, StoreFault> {
    take_lock(folder, &runs_of(folder).join(LOCK), busy)
}

/// Returns where the runs of a folder lie.
pub(super) fn runs_of(folder: &Path) -> PathBuf {
    folder.join(RUNS)
}

/// Locks a folder for this process.
fn take_lock(folder: &Path, path: &Path, busy: Busy) -> Result<File, StoreFault> {
    let lock = lock(path)?;
    match lock.try_lock() {
        Err(fs::TryLockError::WouldBlock) if busy == Busy::Wait => {
            lock.lock().map_err(|error| StoreFault::unwritable(path, error))?;
        }
        Err(fs::TryLockError::WouldBlock) => {
            let reason = phrase!(
                "is in use by another call of the program",
                "wird gerade von einem anderen Aufruf des Programms benutzt"
            );
            return Err(StoreFault::Unusable { path: folder.to_owned(), reason });
        }
        // Where there are no locks, a call that overlaps with another appends to a file of its own.
        Ok(()) | Err(fs::TryLockError::Error(_)) => {}
    }
    Ok(lock)
}

/// Returns what a folder that may be used holds.
fn inspect(
    folder: &Path,
    manifest: &Manifest,
    batch: &Batch<'_>,
    occupied: Occupied,
) -> Result<Inspected, StoreFault> {
    let path = folder.join(MANIFEST);
    refuse_irregular(&path)?;
    let previous = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return if occupied == Occupied::Replace {
                Ok(Inspected::Other)
            } else if is_foreign(folder)? {
                let reason = phrase!(
                    "holds files that are no results of this program",
                    "enthält Dateien, die keine Ergebnisse dieses Programms sind"
                );
                Err(StoreFault::refused(folder, reason))
            } else {
                Ok(Inspected::Empty)
            };
        }
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(StoreFault::unwritable(folder, error));
        }
        Err(error) => return Err(StoreFault::unwritable(&path, error)),
    };
    let previous: Option<Manifest> = serde_json::from_slice(&previous).ok();
    let reason = match previous {
        None => phrase!(
            "holds a manifest that cannot be read",
            "enthält ein Manifest, das sich nicht lesen lässt"
        ),
        Some(previous) if !previous.is_of_same_program(manifest) => {
            let Manifest { version, sources, .. } = previous;
            let own = &manifest.sources;
            phrase!(
                "holds results of another build of the program ({version} {sources}; this is {own})",
                "enthält Ergebnisse eines anderen Stands des Programms ({version} {sources}; dieser ist {own})"
            )
        }
        Some(previous) if !goes_on(folder, &previous, manifest, batch)? => {
            refusal::what_differs(&folder.join(POINTS), &previous, manifest, batch.supply.points())
        }
        Some(previous) => return Ok(Inspected::Same(Box::new(previous))),
    };
    match occupied {
        Occupied::Refuse => Err(StoreFault::refused(folder, reason)),
        Occupied::Replace => Ok(Inspected::Other),
    }
}

/// Returns whether a batch goes on with what a folder holds: the same experiment, or one to which points were added.
fn goes_on(
    folder: &Path,
    previous: &Manifest,
    manifest: &Manifest,
    batch: &Batch<'_>,
) -> Result<bool, StoreFault> {
    if previous.identity == manifest.identity {
        return Ok(true);
    }
    if previous.name != manifest.name {
        return Ok(false);
    }
    let runs = folder.join(RUNS);
    if let Some(is_part) = batch.roster.holds_all_of(&runs.join(ROSTER)) {
        return Ok(is_part);
    }
    // Without a list of points the former call ended before its first run.
    Ok(!names(&runs)?.iter().any(|name| name.to_str().is_some_and(is_run)))
}

/// What a folder holds that may be used.
enum Inspected {
    /// Nothing, or what a call leaves that ended before its manifest.
    Empty,
    /// Results of the same experiment and program.
    Same(Box<Manifest>),
    /// Results that are to be replaced.
    Other,
}

/// Refuses anything there that is not a regular file: reading a pipe would wait for whoever writes to it.
///
/// # Errors
/// Returns that it is none.
pub fn refuse_irregular(path: &Path) -> Result<(), StoreFault> {
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        let reason = phrase!("is not a regular file", "ist keine gewöhnliche Datei");
        return Err(StoreFault::Unusable { path: path.to_owned(), reason });
    }
    Ok(())
}

/// Opens the file that is locked; it is never emptied, and a link in its place is not followed.
fn lock(path: &Path) -> Result<File, StoreFault> {
    if fs::symlink_metadata(path).is_ok_and(|found| !found.is_file()) {
        let reason = phrase!(
            "is a link or no file, and was left alone",
            "ist eine Verknüpfung oder keine Datei und blieb unberührt"
        );
        return Err(StoreFault::Unusable { path: path.to_owned(), reason });
    }
    let opened = File::options().write(true).create(true).truncate(false).open(path);
    opened.map_err(|error| StoreFault::unwritable(path, error))
}

/// Returns whether a folder without manifest holds anything but what a call leaves that ended before its manifest.
fn is_foreign(folder: &Path) -> Result<bool, StoreFault> {
    for name in names(folder)? {
        let is_own = match name.to_str() {
            Some(RUNS) => {
                let is_own = |name: &str| is_run(name) || name == LOCK || name == ROSTER || is_partial(name);
                holds_only(&folder.join(RUNS), is_own)?
            }
            Some(SHARDS) => true,
            Some(POINTS) => holds_only(&folder.join(POINTS), |name| is_point(name) || is_partial(name))?,
            Some(name) => is_partial(name) || SUBMISSION.has(name),
            None => false,
        };
        if !is_own {
            return Ok(true);
        }
    }
    Ok(false)
}

fn holds_only(folder: &Path, is_own: impl Fn(&str) -> bool) -> Result<bool, StoreFault> {
    Ok(names(folder)?.iter().all(|name| name.to_str().is_some_and(&is_own)))
}

/// Returns the names in a folder, none where there is no folder.
fn names(folder: &Path) -> Result<Vec<OsString>, StoreFault> {
    let fault = |error| StoreFault::unwritable(folder, error);
    match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry.map_err(fault)?.file_name())).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(fault(error)),
    }
}

fn is_partial(name: &str) -> bool {
    name.starts_with('.') && name.ends_with(PARTIAL)
}

fn is_run(name: &str) -> bool {
    has_ending(name, journal::ENDING) || Trace::ALL.iter().any(|trace| has_ending(name, trace.key()))
}

/// Returns whether a file is a table or text of an experiment, in whichever format.
fn is_table(name: &str) -> bool {
    let as_csv = |name: &str| Some(format!("{}.csv", name.strip_suffix(".parquet")?));
    FILES.contains(&name) || as_csv(name).is_some_and(|name| FILES.contains(&name.as_str()))
}

fn is_picture(name: &str) -> bool {
    has_ending(name, "svg")
}

fn is_point(name: &str) -> bool {
    name.strip_suffix(".toml").is_some_and(|number| number.parse::<u32>().is_ok())
}
