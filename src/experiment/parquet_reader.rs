//! Parquet read back: the cells of each row as texts, as they would stand in a CSV file.

use std::fs::File;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use jiff::ToSpan;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::record::reader::RowIter;

use crate::experiment::parquet_writer::{EPOCH, reason};
use crate::observation::decimal::put_number;

/// The rows of a Parquet file that have not been read.
pub(super) struct ParquetReader {
    rows: RowIter<'static>,
    columns: Vec<String>,
}

impl std::fmt::Debug for ParquetReader {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("ParquetReader").field("columns", &self.columns).finish_non_exhaustive()
    }
}

impl ParquetReader {
    /// Opens a file.
    ///
    /// # Errors
    /// Returns that it cannot be read or is no Parquet file.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = SerializedFileReader::new(File::open(path)?).map_err(reason)?;
        let fields = file.metadata().file_metadata().schema().get_fields();
        let columns = fields.iter().map(|field| field.name().to_owned()).collect();
        Ok(Self { rows: file.into_iter(), columns })
    }

    /// Returns the names of the columns.
    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Reads the cells of the next row; returns whether there was one.
    ///
    /// # Errors
    /// Returns that the file cannot be read or is damaged.
    pub(super) fn read(&mut self, cells: &mut csv::StringRecord) -> io::Result<bool> {
        // Over some damage the library panics instead of telling.
        let row = catch_unwind(AssertUnwindSafe(|| self.rows.next())).map_err(|_| damaged())?;
        let Some(row) = row else { return Ok(false) };
        cells.clear();
        for (_, field) in row.map_err(reason)?.into_columns() {
            cells.push_field(&text(field)?);
        }
        Ok(true)
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the file is damaged")
}

fn text(field: Field) -> io::Result<String> {
    Ok(match field {
        Field::Null => String::new(),
        Field::Bool(value) => value.to_string(),
        Field::Int(value) => value.to_string(),
        Field::Long(value) => value.to_string(),
        Field::Double(value) => {
            let mut digits = Vec::new();
            put_number(&mut digits, value, b'.');
            String::from_utf8_lossy(&digits).into_owned()
        }
        Field::Str(text) => text,
        Field::Date(days) => EPOCH.checked_add(i64::from(days).days()).map_err(io::Error::other)?.to_string(),
        other => return Err(io::Error::other(format!("`{other}` is of a kind that no table has"))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::table_file::{Format, write_table};
    use crate::observation::FactRow;
    use crate::time::Week;

    fn read(path: &Path) -> io::Result<Vec<csv::StringRecord>> {
        let (mut reader, mut cells, mut rows) =
            (ParquetReader::open(path)?, csv::StringRecord::new(), Vec::new());
        while reader.read(&mut cells)? {
            rows.push(cells.clone());
        }
        Ok(rows)
    }

    #[test]
    fn a_file_that_is_cut_short_is_no_table_and_damage_is_an_error_at_most() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.parquet");
        let row = |count| FactRow {
            district: "sb5".to_owned(),
            line: if count % 2 == 0 { "even".into() } else { "odd".into() },
            week: Week(count as i32),
            count,
            of: (count > 3).then_some(count),
        };
        write_table(&path, Format::Parquet, (0..50).map(row)).unwrap();
        let rows = read(&path).unwrap();
        assert_eq!((rows.len(), &rows[4][1], &rows[3][4], &rows[4][4]), (50, "even", "", "4"));
        let whole = std::fs::read(&path).unwrap();
        for length in 0..whole.len() {
            std::fs::write(&path, &whole[..length]).unwrap();
            assert!(read(&path).is_err(), "cut to {length} bytes");
        }
        for position in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[position] ^= 0x55;
            std::fs::write(&path, &flipped).unwrap();
            // Whether it is noticed is another question, which checksums of whole files answer.
            let _ = read(&path);
        }
    }
}
