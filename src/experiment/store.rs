//! The folder of an experiment: opened, refused or resumed, and written file by file without halves.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::experiment::manifest::Manifest;

/// The ending of a file in the making; one that is left behind by a crash is removed on opening.
const PARTIAL: &str = ".partial";

/// The folder of finished runs.
const RUNS: &str = "runs";

/// The folder of resolved scenarios, one a point.
const POINTS: &str = "points";

/// The file that says what a folder holds.
pub const MANIFEST: &str = "manifest.json";

/// Tables and texts that an experiment may leave in its folder.
const FILES: &[&str] = &[
    "scenario.toml",
    "experiment.toml",
    "points.csv",
    "series.csv",
    "groups.csv",
    "panel.csv",
    "costs.csv",
    "facts.csv",
    "codebook.csv",
    "summary.csv",
    "differences.csv",
    "turning.csv",
    "report.html",
    MANIFEST,
];

/// Why a folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreFault {
    /// Something could not be written or read.
    #[error("cannot write `{}`: {source}", path.display())]
    Unwritable {
        /// What.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The folder holds something else.
    #[error("`{}` {reason}; choose another folder with --out, or replace it with --force", path.display())]
    Refused {
        /// The folder.
        path: PathBuf,
        /// What it holds.
        reason: String,
    },
}

impl StoreFault {
    /// Makes the fault of a path that cannot be written or read.
    pub fn unwritable(path: &Path, source: io::Error) -> Self {
        Self::Unwritable { path: path.to_owned(), source }
    }

    fn refused(path: &Path, reason: &str) -> Self {
        Self::Refused { path: path.to_owned(), reason: reason.to_owned() }
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
    /// Opens a folder for what the manifest describes and writes the manifest there as not complete.
    ///
    /// Parents are created. What was begun with the same program is resumed; the time of its beginning is kept.
    ///
    /// # Errors
    /// Returns why the folder cannot be used.
    pub fn open(folder: &Path, manifest: &mut Manifest, occupied: Occupied) -> Result<Self, StoreFault> {
        let found = Self::inspect(folder, manifest, occupied)?;
        let runs = folder.join(RUNS);
        for path in [&runs, &folder.join(POINTS)] {
            fs::create_dir_all(path).map_err(|error| StoreFault::unwritable(path, error))?;
        }
        let lock_path = runs.join(".lock");
        let lock = File::create(&lock_path).map_err(|error| StoreFault::unwritable(&lock_path, error))?;
        if let Err(fs::TryLockError::WouldBlock) = lock.try_lock() {
            return Err(StoreFault::refused(folder, "is in use by another call of the program"));
        }
        let store = Self { folder: folder.to_owned(), _lock: lock };
        if let Some(previous) = found {
            if occupied == Occupied::Replace {
                store.clear()?;
            } else {
                manifest.started = previous.started;
            }
        }
        store.remove_where(&runs, |name| name.ends_with(PARTIAL))?;
        store.remove_where(folder, |name| name.starts_with('.') && name.ends_with(PARTIAL))?;
        store.write_manifest(manifest)?;
        Ok(store)
    }

    /// Returns the manifest found in a folder that may be used.
    fn inspect(
        folder: &Path,
        manifest: &Manifest,
        occupied: Occupied,
    ) -> Result<Option<Manifest>, StoreFault> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(StoreFault::unwritable(folder, error)),
        };
        let path = folder.join(MANIFEST);
        let previous = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut is_foreign = false;
                for entry in entries {
                    let entry = entry.map_err(|error| StoreFault::unwritable(folder, error))?;
                    // The folders alone are what a call leaves that ended before its manifest.
                    is_foreign |= entry.file_name() != RUNS && entry.file_name() != POINTS;
                }
                return if is_foreign && occupied == Occupied::Refuse {
                    Err(StoreFault::refused(folder, "holds files that are no results of this program"))
                } else {
                    Ok(None)
                };
            }
            Err(error) => return Err(StoreFault::unwritable(&path, error)),
        };
        let previous: Option<Manifest> = serde_json::from_str(&previous).ok();
        match (previous, occupied) {
            (None, Occupied::Refuse) => {
                Err(StoreFault::refused(folder, "holds a manifest that cannot be read"))
            }
            (Some(previous), Occupied::Refuse) if !previous.is_of_same_program(manifest) => {
                let reason = format!(
                    "holds results of another build of the program ({} {})",
                    previous.version, previous.sources
                );
                Err(StoreFault::Refused { path: folder.to_owned(), reason })
            }
            (Some(previous), Occupied::Refuse) if previous.identity != manifest.identity => {
                let reason = format!("holds another experiment (`{}`)", previous.name);
                Err(StoreFault::Refused { path: folder.to_owned(), reason })
            }
            (None, Occupied::Replace) => Ok(Some(manifest.clone())),
            (previous, _) => Ok(previous),
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

    /// Removes what the program wrote, by name; the user's own files stay.
    fn clear(&self) -> Result<(), StoreFault> {
        self.remove_where(&self.folder.join(RUNS), |name| {
            has_ending(name, "run") || has_ending(name, "panel")
        })?;
        self.remove_where(&self.folder.join(POINTS), |name| {
            name.strip_suffix(".toml").is_some_and(|number| number.parse::<u32>().is_ok())
        })?;
        self.remove_where(&self.folder, |name| FILES.contains(&name) || has_ending(name, "svg"))
    }

    #[expect(clippy::unused_self, reason = "only an open and locked folder is cleared")]
    fn remove_where(&self, folder: &Path, is_removed: impl Fn(&str) -> bool) -> Result<(), StoreFault> {
        let fault = |error| StoreFault::unwritable(folder, error);
        for entry in fs::read_dir(folder).map_err(fault)? {
            let entry = entry.map_err(fault)?;
            if entry.file_name().to_str().is_some_and(&is_removed) {
                fs::remove_file(entry.path()).map_err(fault)?;
            }
        }
        Ok(())
    }
}
