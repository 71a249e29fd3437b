//! Tables as CSV: UTF-8, with a header, numbers in shortest round-trip form, missing values empty.

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

    /// Returns a number as written in a table: no negative zero, nothing for what is no finite number.
    pub fn number(self, value: f64) -> String {
        if !value.is_finite() {
            return String::new();
        }
        // Adding zero turns a negative zero into a positive one.
        let text = (value + 0.0).to_string();
        match self {
            Self::Plain => text,
            Self::ExcelDe => text.replace('.', ","),
        }
    }

    /// Returns a cell as written in a table.
    pub fn cell(self, cell: &Cell) -> String {
        match cell {
            Cell::Missing => String::new(),
            Cell::Word(word) => (*word).to_owned(),
            Cell::Text(text) => text.clone(),
            Cell::Integer(value) => value.to_string(),
            Cell::Number(value) => self.number(*value),
        }
    }
}

/// A table in the making; nothing stands at its path before [`TableFile::finish`].
#[derive(Debug)]
pub struct TableFile {
    writer: csv::Writer<NewFile>,
    dialect: Dialect,
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
        let mut table = Self { writer, dialect };
        table.record(header.into_iter().map(str::to_owned))?;
        Ok(table)
    }

    /// Appends a row.
    ///
    /// # Errors
    /// Returns why it cannot be written.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a Cell>) -> Result<(), StoreFault> {
        let dialect = self.dialect;
        self.record(cells.into_iter().map(|cell| dialect.cell(cell)))
    }

    fn record(&mut self, cells: impl IntoIterator<Item = String>) -> Result<(), StoreFault> {
        self.writer.write_record(cells).map_err(|error| {
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

    #[test]
    fn numbers_are_written_in_their_shortest_form_without_negative_zero_or_nan() {
        assert_eq!(Dialect::Plain.number(0.1 + 0.2), "0.30000000000000004");
        assert_eq!(Dialect::Plain.number(-0.0), "0");
        assert_eq!(Dialect::Plain.number(f64::NAN), "");
        assert_eq!(Dialect::Plain.number(f64::INFINITY), "");
        assert_eq!(Dialect::Plain.number(12.0), "12");
    }

    #[test]
    fn the_german_dialect_has_decimal_commas() {
        assert_eq!(Dialect::ExcelDe.number(-1.5), "-1,5");
        assert_eq!(Dialect::ExcelDe.cell(&Cell::Text("a.b".to_owned())), "a.b");
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
