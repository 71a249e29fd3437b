//! Tables as CSV: UTF-8, with a header, numbers in shortest round-trip form, missing values empty.

use std::fmt::{self, Write};
use std::path::Path;

use crate::experiment::store::{NewFile, StoreFault};
use crate::observation::Cell;

/// How a table is punctuated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dialect {
    /// Comma between cells, point in numbers.
    #[default]
    Plain,
    /// Semicolon between cells, comma in numbers, as a German spreadsheet reads it.
    ExcelDe,
}

impl Dialect {
    /// Returns the word for it on the command line and in the manifest.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::ExcelDe => "excel-de",
        }
    }

    /// Returns what separates two cells.
    pub const fn delimiter(self) -> u8 {
        match self {
            Self::Plain => b',',
            Self::ExcelDe => b';',
        }
    }

    /// Writes a cell as it stands in a table; of numbers no negative zero, and nothing for what is not finite.
    fn write(self, cell: &Cell, text: &mut String) -> fmt::Result {
        match cell {
            Cell::Missing => Ok(()),
            Cell::Word(word) => text.write_str(word),
            Cell::Text(words) => text.write_str(words),
            Cell::Integer(value) => write!(text, "{value}"),
            Cell::Number(value) if !value.is_finite() => Ok(()),
            // Adding zero turns a negative zero into a positive one.
            Cell::Number(value) => match self {
                Self::Plain => write!(text, "{}", value + 0.0),
                Self::ExcelDe => text.write_str(&(value + 0.0).to_string().replace('.', ",")),
            },
        }
    }
}

/// A table in the making; nothing stands at its path before [`TableFile::finish`].
#[derive(Debug)]
pub struct TableFile {
    writer: csv::Writer<NewFile>,
    dialect: Dialect,
    /// The cell being written.
    cell: String,
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
        let file = NewFile::create(path)?;
        let writer = csv::WriterBuilder::new().delimiter(dialect.delimiter()).from_writer(file);
        let mut table = Self { writer, dialect, cell: String::new() };
        for name in header {
            table.field(|text| text.write_str(name))?;
        }
        table.end_row()?;
        Ok(table)
    }

    /// Appends a row.
    ///
    /// # Errors
    /// Returns why it cannot be written.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a Cell>) -> Result<(), StoreFault> {
        let dialect = self.dialect;
        for cell in cells {
            self.field(|text| dialect.write(cell, text))?;
        }
        self.end_row()
    }

    fn field(&mut self, write: impl FnOnce(&mut String) -> fmt::Result) -> Result<(), StoreFault> {
        self.cell.clear();
        write(&mut self.cell).expect("a cell is written because memory takes every text");
        let written = self.writer.write_field(&self.cell);
        self.checked(written)
    }

    fn end_row(&mut self) -> Result<(), StoreFault> {
        let written = self.writer.write_record(None::<&[u8]>);
        self.checked(written)
    }

    fn checked(&self, written: csv::Result<()>) -> Result<(), StoreFault> {
        written.map_err(|error| {
            StoreFault::unwritable(self.writer.get_ref().path(), std::io::Error::other(error))
        })
    }

    /// Puts the whole table in its place.
    ///
    /// # Errors
    /// Returns why it cannot be put there.
    pub fn finish(self) -> Result<(), StoreFault> {
        let path = self.writer.get_ref().path().to_owned();
        let file = self
            .writer
            .into_inner()
            .map_err(|error| StoreFault::unwritable(&path, std::io::Error::other(error.to_string())))?;
        file.put_in_place()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(dialect: Dialect, cell: &Cell) -> String {
        let mut text = String::new();
        dialect.write(cell, &mut text).unwrap();
        text
    }

    #[test]
    fn numbers_are_written_in_their_shortest_form_without_negative_zero_or_nan() {
        for (value, text) in [
            (0.1 + 0.2, "0.30000000000000004"),
            (-0.0, "0"),
            (f64::NAN, ""),
            (f64::INFINITY, ""),
            (12.0, "12"),
        ] {
            assert_eq!(written(Dialect::Plain, &Cell::Number(value)), text);
        }
    }

    #[test]
    fn the_german_dialect_has_decimal_commas() {
        assert_eq!(written(Dialect::ExcelDe, &Cell::Number(-1.5)), "-1,5");
        assert_eq!(written(Dialect::ExcelDe, &Cell::Text("a.b".to_owned())), "a.b");
    }

    #[test]
    fn cells_with_delimiters_are_quoted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        let mut table = TableFile::create(&path, Dialect::ExcelDe, ["a", "b"]).unwrap();
        table.row(&[Cell::Text("x;y".to_owned()), Cell::Number(0.5)]).unwrap();
        assert!(!path.exists());
        table.finish().unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "a;b\n\"x;y\";0,5\n");
    }
}
