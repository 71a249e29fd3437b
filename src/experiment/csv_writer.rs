//! CSV: UTF-8, with a header, numbers in shortest round-trip form, missing values empty.

use std::fmt::Display;
use std::io::{self, Write};

use serde::Serialize;

use crate::observation::Table;
use crate::observation::cells::{Cells, put};
use crate::observation::decimal::{put_integer, put_number};
use crate::observation::table::{END, POINT, SEPARATOR, Shown};

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

    /// Returns the dialect of a word.
    pub fn parse(key: &str) -> Option<Self> {
        [Self::Plain, Self::ExcelDe].into_iter().find(|dialect| dialect.key() == key)
    }

    /// Returns what separates two cells.
    pub const fn delimiter(self) -> u8 {
        match self {
            Self::Plain => b',',
            Self::ExcelDe => b';',
        }
    }

    /// Returns what stands before the decimal places of a number.
    const fn point(self) -> u8 {
        match self {
            Self::Plain => b'.',
            Self::ExcelDe => b',',
        }
    }
}

/// A table in the making, written row by row.
#[derive(Debug)]
pub struct CsvWriter<W> {
    to: W,
    delimiter: u8,
    point: u8,
    /// For each byte whether a text with it stands in quotes.
    is_quoted: [bool; 256],
    /// What is gathered still; a delimiter stands behind each cell of the row that has been begun.
    unwritten: Vec<u8>,
}

/// Returns whether a spreadsheet takes a text for a formula; a number is none.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err()
}

/// Bytes that are gathered before they are written.
const GATHERED: usize = 1 << 16;

impl<W: Write> CsvWriter<W> {
    /// Begins a table with its header.
    ///
    /// # Errors
    /// Returns why nothing can be written.
    pub fn new<'a>(to: W, dialect: Dialect, header: impl IntoIterator<Item = &'a str>) -> io::Result<Self> {
        let (delimiter, point) = (dialect.delimiter(), dialect.point());
        let mut is_quoted = [false; 256];
        for byte in [delimiter, b'"', b'\r', b'\n'] {
            is_quoted[usize::from(byte)] = true;
        }
        let mut table = Self { to, delimiter, point, is_quoted, unwritten: Vec::new() };
        header.into_iter().for_each(|name| table.text(name));
        table.end_row()?;
        Ok(table)
    }

    /// Appends a row.
    ///
    /// # Errors
    /// Returns why it cannot be written.
    pub fn row(&mut self, row: &impl Serialize) -> io::Result<()> {
        put(self, row);
        self.end_row()
    }

    /// Appends all rows of a table, each between the same cells.
    ///
    /// # Errors
    /// Returns why they cannot be written.
    pub fn rows(
        &mut self,
        before: &impl Serialize,
        table: &Table,
        behind: &impl Serialize,
    ) -> io::Result<()> {
        let (before, behind) = (self.cells_of(before), self.cells_of(behind));
        let (delimiter, decimal) = (self.delimiter, self.point);
        let punctuated = |byte: &u8| match *byte {
            SEPARATOR => delimiter,
            POINT => decimal,
            END => b'\n',
            other => other,
        };
        // What needs quotes is the delimiter or comes before the hyphen in ASCII. Walks over all bytes at once, in which nothing
        // branches, are what makes this fast.
        let packed = table.bytes();
        let least = packed.iter().fold(u8::MAX, |least, byte| least.min(*byte));
        let looks_quoted = least < b'-' || delimiter > b'-' && packed.contains(&delimiter);
        let plain: Vec<u8> = if looks_quoted { Vec::new() } else { packed.iter().map(punctuated).collect() };
        let mut start = 0;
        for end in memchr::memchr_iter(END, packed) {
            self.unwritten.extend_from_slice(&before);
            if looks_quoted {
                for cell in packed[start..=end].split_inclusive(|byte| matches!(*byte, SEPARATOR | END)) {
                    let from = self.unwritten.len();
                    self.quoted(&cell[..cell.len() - 1]);
                    self.unwritten[from..].iter_mut().for_each(|byte| *byte = punctuated(byte));
                }
            } else {
                self.unwritten.extend_from_slice(&plain[start..end]);
                self.unwritten.push(delimiter);
            }
            self.unwritten.extend_from_slice(&behind);
            self.end_row()?;
            start = end + 1;
        }
        Ok(())
    }

    /// Returns cells as they stand in a row, each with its delimiter.
    fn cells_of(&mut self, row: &impl Serialize) -> Vec<u8> {
        let start = self.unwritten.len();
        put(self, row);
        self.unwritten.split_off(start)
    }

    #[inline]
    fn quoted(&mut self, text: &[u8]) {
        if text.iter().any(|byte| self.is_quoted[usize::from(*byte)]) {
            self.unwritten.push(b'"');
            for byte in text {
                // A quote is written twice.
                self.unwritten.extend(std::iter::repeat_n(*byte, if *byte == b'"' { 2 } else { 1 }));
            }
            self.unwritten.push(b'"');
        } else {
            self.unwritten.extend_from_slice(text);
        }
        self.unwritten.push(self.delimiter);
    }

    /// Ends a row of which all cells have been taken.
    ///
    /// # Errors
    /// Returns why it cannot be written.
    pub(super) fn end_row(&mut self) -> io::Result<()> {
        *self.unwritten.last_mut().expect("a row has cells because tables have columns") = b'\n';
        if self.unwritten.len() < GATHERED { Ok(()) } else { self.write() }
    }

    fn write(&mut self) -> io::Result<()> {
        let written = self.to.write_all(&self.unwritten);
        self.unwritten.clear();
        written
    }

    /// Writes what is gathered, and returns what was written to.
    ///
    /// # Errors
    /// Returns why it cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.write()?;
        Ok(self.to)
    }
}

impl<W: Write> Cells for CsvWriter<W> {
    #[inline]
    fn missing(&mut self) {
        self.unwritten.push(self.delimiter);
    }

    /// Texts stand in quotes where they would be misread without. Behind an apostrophe spreadsheets take for a text what they would
    /// take for a formula otherwise.
    fn text(&mut self, text: &str) {
        if is_formula(text) {
            self.quoted(format!("'{text}").as_bytes());
        } else {
            self.quoted(text.as_bytes());
        }
    }

    fn display(&mut self, value: &(impl Display + ?Sized)) {
        std::fmt::Write::write_fmt(&mut Shown(&mut self.unwritten), format_args!("{value}"))
            .expect("memory takes every text");
        self.unwritten.push(self.delimiter);
    }

    #[inline]
    fn integer(&mut self, value: i64) {
        put_integer(&mut self.unwritten, value);
        self.unwritten.push(self.delimiter);
    }

    /// There is no negative zero, and nothing for what is not finite.
    #[inline]
    fn number(&mut self, value: f64) {
        put_number(&mut self.unwritten, value, self.point);
        self.unwritten.push(self.delimiter);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(table: CsvWriter<Vec<u8>>) -> String {
        String::from_utf8(table.finish().unwrap()).unwrap()
    }

    proptest! {
        #[test]
        fn texts_are_quoted_as_readers_expect(texts in prop::collection::vec("([a-z,;\"\n .][a-z,;\"\r\n .]{0,3})?", 2..5)) {
            for dialect in [Dialect::Plain, Dialect::ExcelDe] {
                let table = CsvWriter::new(Vec::new(), dialect, texts.iter().map(String::as_str)).unwrap();
                let mut writer = csv::WriterBuilder::new().delimiter(dialect.delimiter()).from_writer(Vec::new());
                writer.write_record(&texts).unwrap();
                prop_assert_eq!(table.finish().unwrap(), writer.into_inner().unwrap());
            }
        }
    }

    #[test]
    fn the_german_dialect_has_decimal_commas_in_numbers_alone() {
        let mut table = CsvWriter::new(Vec::new(), Dialect::ExcelDe, ["a", "b", "c", "d"]).unwrap();
        table.row(&("x;y", -0.5, "a.b", f64::NAN)).unwrap();
        table.row(&((), f64::INFINITY, -3, None::<u32>)).unwrap();
        assert_eq!(written(table), "a;b;c;d\n\"x;y\";-0,5;a.b;\n;;-3;\n");
    }

    #[test]
    fn rows_of_a_table_stand_behind_point_and_replicate() {
        let mut packed = Table::default();
        for value in [1.5, -0.0] {
            packed.push(&("x,y", value));
        }
        for (dialect, expected) in [
            (Dialect::Plain, "point,replicate,a,b\n3,12,\"x,y\",1.5\n3,12,\"x,y\",0\n"),
            (Dialect::ExcelDe, "point;replicate;a;b\n3;12;x,y;1,5\n3;12;x,y;0\n"),
        ] {
            let mut table = CsvWriter::new(Vec::new(), dialect, ["point", "replicate", "a", "b"]).unwrap();
            table.rows(&(3, 12), &packed, &["z"; 0]).unwrap();
            assert_eq!(written(table), expected);
        }
    }
}
