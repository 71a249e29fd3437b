//! Tables as files, each at its path only when it is whole.

use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::experiment::csv_writer::{CsvWriter, Dialect};
use crate::experiment::new_file::{NewFile, StoreFault};
use crate::observation::Table;

/// A table in the making; nothing stands at its path before [`TableFile::finish`].
#[derive(Debug)]
pub struct TableFile {
    csv: CsvWriter<NewFile>,
    path: PathBuf,
}

impl TableFile {
    /// Begins a table with its header.
    ///
    /// # Errors
    /// Returns why nothing can be written there.
    pub fn create<'a>(
        path: &Path,
        dialect: Dialect,
        header: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, StoreFault> {
        let csv = CsvWriter::new(NewFile::create(path)?, dialect, header)
            .map_err(|error| StoreFault::unwritable(path, error))?;
        Ok(Self { csv, path: path.to_owned() })
    }

    /// Appends a row.
    ///
    /// # Errors
    /// Returns why it cannot be written.
    pub fn row(&mut self, row: &impl Serialize) -> Result<(), StoreFault> {
        self.write(|csv| csv.row(row))
    }

    /// Appends all rows of a table behind the number of a point and a replicate.
    ///
    /// # Errors
    /// Returns why they cannot be written.
    pub fn rows(&mut self, point: u32, replicate: u32, table: &Table) -> Result<(), StoreFault> {
        self.write(|csv| csv.rows(point, replicate, table))
    }

    fn write(
        &mut self,
        rows: impl FnOnce(&mut CsvWriter<NewFile>) -> io::Result<()>,
    ) -> Result<(), StoreFault> {
        rows(&mut self.csv).map_err(|error| StoreFault::unwritable(&self.path, error))
    }

    /// Puts the whole table in its place.
    ///
    /// # Errors
    /// Returns why it cannot be put there.
    pub fn finish(self) -> Result<(), StoreFault> {
        let Self { csv, path } = self;
        csv.finish().map_err(|error| StoreFault::unwritable(&path, error))?.put_in_place()
    }
}

/// Writes a whole table.
///
/// # Errors
/// Returns why it cannot be written; then nothing has changed.
pub fn write_table<'a, R: Serialize>(
    path: &Path,
    dialect: Dialect,
    header: impl IntoIterator<Item = &'a str>,
    rows: impl IntoIterator<Item = R>,
) -> Result<(), StoreFault> {
    let mut table = TableFile::create(path, dialect, header)?;
    rows.into_iter().try_for_each(|row| table.row(&row))?;
    table.finish()
}
