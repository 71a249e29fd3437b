//! Tables read back: row by row, by the names of their columns, whatever their punctuation.

use std::fs::File;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use crate::experiment::table_file::Dialect;
use crate::observation::reading;
use crate::phrase::{Phrase, phrase};

/// A table, or a row of one, that is not what it should be.
#[derive(Debug, Clone, PartialEq)]
pub struct TableFault {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1; nothing where the file cannot be read at all.
    pub line: Option<u64>,
    /// What is wrong.
    pub message: Phrase,
}

/// The rows of a table, one after the other.
#[derive(Debug)]
pub struct TableReader<R> {
    file: PathBuf,
    columns: Vec<String>,
    dialect: Dialect,
    reader: csv::Reader<File>,
    cells: csv::StringRecord,
    rows: PhantomData<R>,
}

impl<R: DeserializeOwned> TableReader<R> {
    /// Opens a table.
    ///
    /// # Errors
    /// Returns that it is no table that can be read.
    pub fn open(file: &Path) -> Result<Self, TableFault> {
        let unreadable =
            |message: Phrase| TableFault { file: file.to_owned(), line: None, message };
        let foreign = |error: String| unreadable(Phrase::same(error));
        if !file.metadata().map_err(|error| foreign(error.to_string()))?.is_file() {
            return Err(unreadable(phrase!("no regular file", "keine gewöhnliche Datei")));
        }
        let open = |dialect: Dialect| {
            let mut reader = csv::ReaderBuilder::new()
                .delimiter(dialect.delimiter())
                .from_path(file)
                .map_err(|error| foreign(error.to_string()))?;
            let head = reader.headers().map_err(|error| foreign(error.to_string()))?;
            let columns = head.iter().map(|name| name.trim_start_matches('\u{feff}').to_owned());
            let columns: Vec<String> = columns.collect();
            Ok((reader, columns))
        };
        let (mut reader, mut columns) = open(Dialect::Plain)?;
        let mut dialect = Dialect::Plain;
        if columns.first().is_some_and(|first| first.contains(';')) {
            dialect = Dialect::ExcelDe;
            (reader, columns) = open(dialect)?;
        }
        let cells = csv::StringRecord::new();
        Ok(Self { file: file.to_owned(), columns, dialect, reader, cells, rows: PhantomData })
    }

    /// Returns how the table is punctuated.
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Returns the names of the columns.
    pub fn columns(&self) -> Vec<&str> {
        self.columns.iter().map(String::as_str).collect()
    }

    /// Reads the next row, or none when all have been read.
    ///
    /// # Errors
    /// Returns that the file cannot be read or that a cell of the row does not fit.
    pub fn next_row(&mut self) -> Result<Option<R>, TableFault> {
        let is_read = self.reader.read_record(&mut self.cells).map_err(|error| TableFault {
            file: self.file.clone(),
            line: None,
            message: Phrase::same(error.to_string()),
        })?;
        if !is_read {
            return Ok(None);
        }
        let row = reading::row(&self.columns, &self.cells, self.dialect == Dialect::ExcelDe);
        row.map(Some).map_err(|misread| self.fault(misread.0))
    }

    /// Makes a fault of the row that was read last.
    pub fn fault(&self, message: Phrase) -> TableFault {
        let line = self.cells.position().map_or(0, csv::Position::line);
        TableFault { file: self.file.clone(), line: Some(line), message }
    }
}

impl<R: DeserializeOwned> Iterator for TableReader<R> {
    type Item = Result<R, TableFault>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_row().transpose()
    }
}
