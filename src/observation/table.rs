//! Rows in one piece of memory: as text, the same bytes as in the files of a run, still without punctuation.

use std::fmt::{Display, Write};

use serde::Serialize;

use super::cells::{Cells, put};
use super::decimal::{put_integer, put_number};
use super::reading::{self, Misread};
use super::row::Row;

/// Stands behind each cell but the last of a row. Like the other two it occurs in no text, since UTF-8 lacks it.
pub(crate) const SEPARATOR: u8 = 0xff;

/// Stands before the decimal places of a number.
pub(crate) const POINT: u8 = 0xfe;

/// Stands behind the last cell of a row.
pub(crate) const END: u8 = 0xfd;

/// Packed rows of one type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    text: Vec<u8>,
}

impl Table {
    /// Takes rows as [`Table::bytes`] gave them.
    pub const fn of(bytes: Vec<u8>) -> Self {
        Self { text: bytes }
    }

    /// Removes all rows; their memory is kept.
    pub fn clear(&mut self) {
        self.text.clear();
    }

    /// Returns all rows as bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.text
    }

    /// Returns whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Appends a row.
    ///
    /// # Panics
    /// When it has no cell.
    pub fn push(&mut self, row: &impl Serialize) {
        put(self, row);
        *self.text.last_mut().expect("a row is not empty because tables have columns") = END;
    }

    /// Returns the rows as the type that they were appended as.
    ///
    /// # Errors
    /// Returns the first row of which a cell does not fit.
    pub fn rows<R: Row>(&self) -> Result<Vec<R>, Misread> {
        self.each().collect()
    }

    /// Hands on the rows as the type that they were appended as, each read when its turn comes, or that a cell of it does not fit.
    pub fn each<R: Row>(&self) -> impl Iterator<Item = Result<R, Misread>> {
        let columns: Vec<String> = R::columns().into_iter().map(|column| column.name.into_owned()).collect();
        let (mut text, mut cells) = (Vec::new(), csv::StringRecord::new());
        self.text.split_inclusive(|byte| *byte == END).map(move |row| {
            text.clear();
            text.extend(row.iter().map(|byte| if *byte == POINT { b'.' } else { *byte }));
            cells.clear();
            for cell in text.split_inclusive(|byte| matches!(*byte, SEPARATOR | END)) {
                cells.push_field(&String::from_utf8_lossy(&cell[..cell.len() - 1]));
            }
            reading::row(&columns, &cells, false)
        })
    }

    /// Returns the cells of each row as texts.
    #[cfg(feature = "parquet")]
    pub(crate) fn cells(&self) -> impl Iterator<Item = impl Iterator<Item = String>> {
        let cell = |bytes: &[u8]| {
            let plain = bytes[..bytes.len() - 1].iter().map(|byte| if *byte == POINT { b'.' } else { *byte });
            String::from_utf8_lossy(&plain.collect::<Vec<_>>()).into_owned()
        };
        let rows = self.text.split_inclusive(|byte| *byte == END);
        rows.map(move |row| row.split_inclusive(|byte| matches!(*byte, SEPARATOR | END)).map(cell))
    }
}

impl Cells for Table {
    #[inline]
    fn missing(&mut self) {
        self.text.push(SEPARATOR);
    }

    #[inline]
    fn text(&mut self, text: &str) {
        self.text.extend_from_slice(text.as_bytes());
        self.text.push(SEPARATOR);
    }

    #[inline]
    fn display(&mut self, value: &(impl Display + ?Sized)) {
        write!(Shown(&mut self.text), "{value}").expect("memory takes every text");
        self.text.push(SEPARATOR);
    }

    #[inline]
    fn integer(&mut self, value: i64) {
        // Most are flags.
        if (0..10).contains(&value) {
            self.text.extend_from_slice(&[b'0' + value as u8, SEPARATOR]);
        } else {
            put_integer(&mut self.text, value);
            self.text.push(SEPARATOR);
        }
    }

    #[inline]
    fn number(&mut self, value: f64) {
        put_number(&mut self.text, value, POINT);
        self.text.push(SEPARATOR);
    }
}

/// Takes what is displayed.
pub(crate) struct Shown<'a>(pub(crate) &'a mut Vec<u8>);

impl Write for Shown<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Sample {
        a: String,
        b: i64,
        c: f64,
        d: Option<f32>,
    }

    impl Row for Sample {}

    #[test]
    fn rows_are_read_as_they_were_packed() {
        let row = |b| Sample { a: "süd, \"1.5\"\n".to_owned(), b, c: -0.5, d: (b > 7).then_some(0.1) };
        let rows = [7, 10, i64::MIN].map(row);
        let mut table = Table::default();
        for row in &rows {
            table.push(row);
        }
        let again = Table::of(table.bytes().to_vec());
        assert_eq!(again, table);
        assert_eq!(again.rows::<Sample>().unwrap(), rows);
        table.clear();
        assert!(table.is_empty() && table.rows::<Sample>().unwrap().is_empty());
    }
}
