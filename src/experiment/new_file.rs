//! Files without halves: written beside their place, synced, then renamed; and why a folder or file cannot be used.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::phrase::{Phrase, phrase};

/// The ending of a file in the making; one that is left behind by a crash is removed on opening.
pub(super) const PARTIAL: &str = ".partial";

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

/// Copies a file as others are written: beside its place, then renamed.
///
/// # Errors
/// Returns which of the two cannot be read or written.
pub fn copy_file(from: &Path, to: &Path) -> Result<(), StoreFault> {
    let mut source = File::open(from).map_err(|error| StoreFault::unwritable(from, error))?;
    let mut file = NewFile::create(to)?;
    io::copy(&mut source, &mut file).map_err(|error| StoreFault::unwritable(to, error))?;
    file.put_in_place()
}
