//! The folder of an experiment: opened, refused or resumed, and written file by file without halves.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::experiment::design::Experiment;
use crate::experiment::manifest::Manifest;
use crate::experiment::refusal;
use crate::phrase::{Phrase, phrase};

/// The ending of a file in the making; one that is left behind by a crash is removed on opening.
const PARTIAL: &str = ".partial";

/// The folder of finished runs.
const RUNS: &str = "runs";

/// The folder of resolved scenarios, one a point.
const POINTS: &str = "points";

/// The report.
const REPORT: &str = "report.html";

/// The file by which a folder is locked, in that of the runs.
const LOCK: &str = ".lock";

/// The file that says what a folder holds.
pub const MANIFEST: &str = "manifest.json";

/// Tables and texts that an experiment may leave in its folder.
const FILES: &[&str] = &[
    "scenario.toml",
    "experiment.toml",
    "points.csv",
    "points.parquet",
    "series.csv",
    "series.parquet",
    "groups.csv",
    "groups.parquet",
    "panel.csv",
    "panel.parquet",
    "costs.csv",
    "costs.parquet",
    "facts.csv",
    "facts.parquet",
    "codebook.csv",
    "summary.csv",
    "summary.parquet",
    "differences.csv",
    "differences.parquet",
    "turning.csv",
    "turning.parquet",
    REPORT,
    MANIFEST,
];

/// Why a folder cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.phrase())]
pub enum StoreFault {
    /// Something could not be written or read.
    Unwritable {
        /// What.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The folder holds something else.
    Refused {
        /// The folder.
        path: PathBuf,
        /// What it holds.
        reason: Phrase,
    },
    /// The folder holds what no option replaces.
    Unusable {
        /// The folder or file.
        path: PathBuf,
        /// What is wrong with it.
        reason: Phrase,
    },
}

impl StoreFault {
    /// Makes the fault of a path that cannot be written or read.
    pub fn unwritable(path: &Path, source: io::Error) -> Self {
        Self::Unwritable { path: path.to_owned(), source }
    }

    /// Makes the fault of a folder that is not to be replaced.
    pub fn refused(path: &Path, reason: Phrase) -> Self {
        Self::Refused { path: path.to_owned(), reason }
    }

    /// Returns the fault in words.
    pub fn phrase(&self) -> Phrase {
        match self {
            Self::Unwritable { path, source } => {
                let path = path.display();
                phrase!("cannot write `{path}`: {source}", "`{path}` kann nicht geschrieben werden: {source}")
            }
            Self::Refused { path, reason } => {
                let path = path.display();
                phrase!(
                    "`{path}` {reason}; choose another folder with --out, or replace it with --force",
                    "`{path}` {reason}; --out wählt einen anderen Ordner, --force ersetzt den Inhalt";
                    reason = *reason
                )
            }
            Self::Unusable { path, reason } => {
                let path = path.display();
                phrase!(
                    "`{path}` {reason}; choose another folder with --out",
                    "`{path}` {reason}; --out wählt einen anderen Ordner";
                    reason = *reason
                )
            }
        }
    }
}

/// A file in the making: written beside its place, synced, then renamed.
#[derive(Debug)]
pub struct NewFile {
    writer: BufWriter<NamedTempFile>,
    path: PathBuf,
}

impl NewFile {
    /// Begins a file.
    ///
    /// # Errors
    /// Returns why nothing can be written beside its path.
    pub fn create(path: &Path) -> Result<Self, StoreFault> {
        let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".").suffix(PARTIAL);
        // A temporary file is private by default; a result is as readable as the user's other files.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(folder).map_err(|error| StoreFault::unwritable(path, error))?;
        Ok(Self { writer: BufWriter::with_capacity(1 << 16, file), path: path.to_owned() })
    }

    /// Returns the path at which the file will stand.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Puts the whole file in its place, instead of one that stands there.
    ///
    /// # Errors
    /// Returns why it cannot be put there; then nothing has changed.
    pub fn put_in_place(self) -> Result<(), StoreFault> {
        let Self { writer, path } = self;
        let placed = writer.into_inner().map_err(io::IntoInnerError::into_error).and_then(|file| {
            file.as_file().sync_all()?;
            file.persist(&path).map_err(|error| error.error)?;
            Ok(())
        });
        placed.map_err(|error| StoreFault::unwritable(&path, error))
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Writes a whole file.
///
/// # Errors
/// Returns why it cannot be written; then nothing has changed.
pub fn write_file(path: &Path, content: &[u8]) -> Result<(), StoreFault> {
    let mut file = NewFile::create(path)?;
    file.write_all(content).map_err(|error| StoreFault::unwritable(path, error))?;
    file.put_in_place()
}

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

/// The folder of an experiment, locked for this process.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    // Held open: the lock ends with it.
    _lock: File,
}

impl Store {
    /// Opens a folder for an experiment that the manifest describes and writes the manifest there as not complete.
    ///
    /// Parents are created. What was begun with the same program is resumed; the time of its beginning is kept.
    ///
    /// # Errors
    /// Returns why the folder cannot be used.
    pub fn open(
        folder: &Path,
        manifest: &mut Manifest,
        experiment: &Experiment,
        occupied: Occupied,
    ) -> Result<Self, StoreFault> {
        let found = Self::inspect(folder, manifest, experiment, occupied)?;
        let runs = folder.join(RUNS);
        for path in [&runs, &folder.join(POINTS)] {
            fs::create_dir_all(path).map_err(|error| StoreFault::unwritable(path, error))?;
        }
        let lock = lock(&runs.join(LOCK))?;
        if let Err(fs::TryLockError::WouldBlock) = lock.try_lock() {
            let reason = phrase!(
                "is in use by another call of the program",
                "wird gerade von einem anderen Aufruf des Programms benutzt"
            );
            return Err(StoreFault::Unusable { path: folder.to_owned(), reason });
        }
        let store = Self { folder: folder.to_owned(), _lock: lock };
        match found {
            // Runs of which no manifest says whose they are.
            Inspected::Empty => store.remove_where(&runs, is_run)?,
            Inspected::Same(previous) if occupied == Occupied::Refuse => manifest.started = previous.started,
            Inspected::Same(_) | Inspected::Other => store.clear()?,
        }
        store.remove_where(&runs, |name| name.ends_with(PARTIAL))?;
        store.remove_where(folder, is_partial)?;
        store.write_manifest(manifest)?;
        Ok(store)
    }

    /// Returns what a folder that may be used holds.
    fn inspect(
        folder: &Path,
        manifest: &Manifest,
        experiment: &Experiment,
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
            Some(previous) if previous.identity != manifest.identity => {
                refusal::what_differs(&folder.join(POINTS), &previous, manifest, experiment)
            }
            Some(previous) => return Ok(Inspected::Same(Box::new(previous))),
        };
        match occupied {
            Occupied::Refuse => Err(StoreFault::refused(folder, reason)),
            Occupied::Replace => Ok(Inspected::Other),
        }
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

    /// Returns the path of a finished run.
    pub fn run_path(&self, key: &str, replicate: u32) -> PathBuf {
        self.folder.join(RUNS).join(format!("{key}-{replicate}.run"))
    }

    /// Returns the path of the panel of a district of a finished run, by the district's position.
    pub fn panel_path(&self, key: &str, replicate: u32, district: usize) -> PathBuf {
        self.folder.join(RUNS).join(format!("{key}-{replicate}-{district}.panel"))
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

    /// Removes what the program writes, by name, all pictures among it; the user's other files stay.
    ///
    /// The manifest goes last: whatever interrupts this, the folder remains one of this program.
    fn clear(&self) -> Result<(), StoreFault> {
        self.remove_where(&self.folder.join(RUNS), is_run)?;
        self.remove_where(&self.folder.join(POINTS), is_point)?;
        self.remove_where(&self.folder, |name| {
            name != MANIFEST && (FILES.contains(&name) || is_picture(name))
        })?;
        self.remove(MANIFEST)
    }

    /// Removes report and pictures.
    ///
    /// # Errors
    /// Returns what cannot be removed.
    pub fn remove_report(&self) -> Result<(), StoreFault> {
        self.remove_where(&self.folder, is_picture)?;
        self.remove(REPORT)
    }

    #[expect(clippy::unused_self, reason = "only an open and locked folder is cleared")]
    fn remove_where(&self, folder: &Path, is_removed: impl Fn(&str) -> bool) -> Result<(), StoreFault> {
        for name in names(folder)? {
            if name.to_str().is_some_and(&is_removed) {
                fs::remove_file(folder.join(&name)).map_err(|error| StoreFault::unwritable(folder, error))?;
            }
        }
        Ok(())
    }
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
                holds_only(&folder.join(RUNS), |name| is_run(name) || name == LOCK || is_partial(name))?
            }
            Some(POINTS) => holds_only(&folder.join(POINTS), |name| is_point(name) || is_partial(name))?,
            Some(name) => is_partial(name),
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
    has_ending(name, "run") || has_ending(name, "panel")
}

fn is_picture(name: &str) -> bool {
    has_ending(name, "svg")
}

fn is_point(name: &str) -> bool {
    name.strip_suffix(".toml").is_some_and(|number| number.parse::<u32>().is_ok())
}
