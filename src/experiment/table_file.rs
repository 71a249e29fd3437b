//! Tables as files, CSV or Parquet, each at its path only when it is whole.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::experiment::csv_writer::{CsvWriter, Dialect};
use crate::experiment::layout::{Chosen, Layout};
use crate::experiment::new_file::{NewFile, StoreFault};
#[cfg(feature = "parquet")]
use crate::experiment::parquet_writer::ParquetWriter;
use crate::observation::cells::put;
use crate::observation::{Row, Table};

/// What tables are written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Texts that every program reads.
    Csv(Dialect),
    /// Typed and compressed columns.
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Default for Format {
    fn default() -> Self {
        Self::Csv(Dialect::Plain)
    }
}

/// How the files of tables may end, whatever this build can write.
const ENDINGS: [&str; 2] = ["csv", "parquet"];

impl Format {
    /// Returns the format of a key, with texts punctuated as said; none where this build has no such format.
    pub fn of(key: &str, dialect: Dialect) -> Option<Self> {
        let all = [
            Self::Csv(dialect),
            #[cfg(feature = "parquet")]
            Self::Parquet,
        ];
        all.into_iter().find(|format| format.key() == key)
    }

    /// Returns the word for it on the command line and in the manifest, with which the name of a file ends.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Csv(_) => "csv",
            #[cfg(feature = "parquet")]
            Self::Parquet => "parquet",
        }
    }

    /// Returns how texts are punctuated; as usual where there are none.
    pub const fn dialect(self) -> Dialect {
        match self {
            Self::Csv(dialect) => dialect,
            #[cfg(feature = "parquet")]
            Self::Parquet => Dialect::Plain,
        }
    }
}

/// A table in the making; nothing stands at its path before [`TableFile::finish`].
#[derive(Debug)]
pub struct TableFile {
    writer: Writer,
    layout: Layout,
    path: PathBuf,
}

#[derive(Debug)]
enum Writer {
    Csv(CsvWriter<NewFile>),
    #[cfg(feature = "parquet")]
    Parquet(ParquetWriter<NewFile>),
}

/// Does the same with either writer.
macro_rules! with {
    ($writer:expr, $name:ident => $body:expr) => {
        match $writer {
            Writer::Csv($name) => $body,
            #[cfg(feature = "parquet")]
            Writer::Parquet($name) => $body,
        }
    };
}

impl TableFile {
    /// Begins a table; the path is without the ending, which the format decides.
    ///
    /// # Errors
    /// Returns why nothing can be written there.
    pub fn create(path: &Path, format: Format, layout: impl Into<Layout>) -> Result<Self, StoreFault> {
        let (path, layout) = (path.with_extension(format.key()), layout.into());
        let file = NewFile::create(&path)?;
        let writer = match format {
            Format::Csv(dialect) => {
                let names = layout.columns().iter().map(|column| &*column.name);
                CsvWriter::new(file, dialect, names).map(Writer::Csv)
            }
            #[cfg(feature = "parquet")]
            Format::Parquet => ParquetWriter::new(file, layout.columns()).map(Writer::Parquet),
        };
        let writer = writer.map_err(|error| StoreFault::unwritable(&path, error))?;
        Ok(Self { writer, layout, path })
    }

    /// Appends a row, with the cells of further columns in a tuple behind it.
    ///
    /// # Errors
    /// Returns why it cannot be written.
    ///
    /// # Panics
    /// When the row has other cells than the layout.
    pub fn row(&mut self, row: &impl Serialize) -> Result<(), StoreFault> {
        let written = with!(&mut self.writer, cells => match self.layout.is_kept() {
            None => cells.row(row),
            Some(is_kept) => {
                put(&mut Chosen { cells, is_kept: is_kept.iter() }, row);
                cells.end_row()
            }
        });
        written.map_err(|error| StoreFault::unwritable(&self.path, error))
    }

    /// Appends all rows of a table, each between the same cells; of such rows none are left out.
    ///
    /// # Errors
    /// Returns why they cannot be written.
    pub fn rows(
        &mut self,
        before: &impl Serialize,
        table: &Table,
        behind: &impl Serialize,
    ) -> Result<(), StoreFault> {
        let written = with!(&mut self.writer, cells => cells.rows(before, table, behind));
        written.map_err(|error| StoreFault::unwritable(&self.path, error))
    }

    /// Puts the whole table in its place, and removes the same table in another format, which would belong to nothing.
    ///
    /// # Errors
    /// Returns why it cannot be put there.
    pub fn finish(self) -> Result<(), StoreFault> {
        let Self { writer, path, .. } = self;
        let written: io::Result<NewFile> = with!(writer, cells => cells.finish());
        written.map_err(|error| StoreFault::unwritable(&path, error))?.put_in_place()?;
        remove_but(&path, path.extension().and_then(|ending| ending.to_str()))
    }
}

/// Writes a whole table.
///
/// # Errors
/// Returns why it cannot be written; then nothing has changed.
pub fn write_table<R: Row>(
    path: &Path,
    format: Format,
    rows: impl IntoIterator<Item = R>,
) -> Result<(), StoreFault> {
    let mut table = TableFile::create(path, format, R::columns())?;
    rows.into_iter().try_for_each(|row| table.row(&row))?;
    table.finish()
}

/// Writes a whole table, or removes that of a former call where there is no row.
///
/// # Errors
/// Returns why it cannot be written or removed.
pub fn write_some<R: Row>(path: &Path, format: Format, rows: Vec<R>) -> Result<(), StoreFault> {
    if rows.is_empty() { remove_table(path) } else { write_table(path, format, rows) }
}

/// Removes a table that a former call may have left, in any format.
///
/// # Errors
/// Returns why it cannot be removed.
pub fn remove_table(path: &Path) -> Result<(), StoreFault> {
    remove_but(path, None)
}

/// Returns the path of a table that stands in a folder in one of the formats; that of CSV where there is none.
pub fn find_table(path: &Path) -> PathBuf {
    let paths = ENDINGS.map(|ending| path.with_extension(ending));
    let [csv, _] = &paths;
    paths.iter().find(|path| path.exists()).unwrap_or(csv).clone()
}

fn remove_but(path: &Path, kept: Option<&str>) -> Result<(), StoreFault> {
    for ending in ENDINGS.iter().filter(|ending| Some(**ending) != kept) {
        let path = path.with_extension(ending);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(StoreFault::unwritable(&path, error));
            }
            _ => {}
        }
    }
    Ok(())
}
