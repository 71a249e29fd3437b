//! A table in one piece of memory: rows as text, the same bytes as in the files of a run, still without punctuation.

use super::decimal::{put_integer, put_number};

/// Stands behind each cell but the last of a row. Like the other two it occurs in no text, since UTF-8 lacks it.
pub(crate) const SEPARATOR: u8 = 0xff;

/// Stands before the decimal places of a number.
pub(crate) const POINT: u8 = 0xfe;

/// Stands behind the last cell of a row.
pub(crate) const END: u8 = 0xfd;

/// A table with named columns, filled cell by cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// Column names.
    pub columns: Vec<&'static str>,
    text: Vec<u8>,
    /// Cells of the row that has been begun.
    begun: usize,
}

impl Table {
    /// Returns a table without rows.
    pub const fn new(columns: Vec<&'static str>) -> Self {
        Self { columns, text: Vec::new(), begun: 0 }
    }

    /// Takes the rows that [`Table::bytes`] gave in the place of its own.
    pub fn fill(&mut self, bytes: Vec<u8>) {
        self.text = bytes;
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

    /// Appends the rows of another table with the same columns.
    ///
    /// # Panics
    /// When the columns are others.
    pub fn append(&mut self, other: &Self) {
        assert_eq!(self.columns, other.columns, "rows are appended to a table with their columns");
        self.text.extend_from_slice(&other.text);
    }

    /// Appends cells that hold nothing.
    pub fn missing(&mut self, count: usize) {
        self.text.resize(self.text.len() + count, SEPARATOR);
        self.begun += count;
    }

    /// Appends a word or a text.
    #[inline]
    pub fn text(&mut self, text: &str) {
        self.text.extend_from_slice(text.as_bytes());
        self.end_cell();
    }

    /// Appends a key: a word and numbers, joined by hyphens.
    pub fn key(&mut self, word: &str, numbers: &[i64]) {
        self.text.extend_from_slice(word.as_bytes());
        for number in numbers {
            self.text.push(b'-');
            put_integer(&mut self.text, *number);
        }
        self.end_cell();
    }

    /// Appends a whole number.
    #[inline]
    pub fn integer(&mut self, value: impl Into<i64>) {
        let value = value.into();
        // Most are flags.
        if (0..10).contains(&value) {
            self.text.extend_from_slice(&[b'0' + value as u8, SEPARATOR]);
            self.begun += 1;
        } else {
            put_integer(&mut self.text, value);
            self.end_cell();
        }
    }

    /// Appends a number; nothing for what is not finite.
    #[inline]
    pub fn number(&mut self, value: impl Into<f64>) {
        put_number(&mut self.text, value.into(), POINT);
        self.end_cell();
    }

    /// Appends a cell that may hold nothing, by what appends one that holds something.
    pub fn optional<T>(&mut self, value: Option<T>, put: impl FnOnce(&mut Self, T)) {
        match value {
            Some(value) => put(self, value),
            None => self.missing(1),
        }
    }

    #[inline]
    fn end_cell(&mut self) {
        self.text.push(SEPARATOR);
        self.begun += 1;
    }

    /// Ends a row.
    ///
    /// # Panics
    /// When it does not have one cell per column.
    pub fn end_row(&mut self) {
        assert_eq!(self.begun, self.columns.len(), "a row of a table has a cell a column");
        *self.text.last_mut().expect("a row is not empty because a table has columns") = END;
        self.begun = 0;
    }

    /// Returns the rows, each with one cell per column; numbers have a decimal point.
    pub fn rows(&self) -> impl Iterator<Item = Vec<String>> {
        let cell = |bytes: &[u8]| {
            let plain = bytes[..bytes.len() - 1].iter().map(|byte| if *byte == POINT { b'.' } else { *byte });
            String::from_utf8_lossy(&plain.collect::<Vec<_>>()).into_owned()
        };
        self.text
            .split_inclusive(|byte| *byte == END)
            .map(move |row| row.split_inclusive(|byte| matches!(*byte, SEPARATOR | END)).map(cell).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_read_as_they_were_packed() {
        let mut table = Table::new(vec!["a", "b", "c", "d"]);
        for value in [7, 10, i64::MIN] {
            table.text("süd, \"1.5\"\n");
            table.integer(value);
            table.number(-0.5);
            table.key("süd", &[-3, value]);
            table.end_row();
        }
        table.missing(2);
        table.optional(None, Table::text);
        table.optional(Some(f64::NAN), Table::number);
        table.end_row();
        let mut again = Table::new(table.columns.clone());
        again.fill(table.bytes().to_vec());
        assert_eq!(again, table);
        let rows: Vec<_> = again.rows().collect();
        assert_eq!(rows[0], ["süd, \"1.5\"\n", "7", "-0.5", "süd--3-7"]);
        assert_eq!(rows[1][1], "10");
        assert_eq!(rows[2][1..], ["-9223372036854775808", "-0.5", "süd--3--9223372036854775808"]);
        assert_eq!(rows[3], [""; 4]);
        assert_eq!(rows.len(), 4);
    }

    #[test]
    fn rows_are_appended_and_removed() {
        let mut one = Table::new(vec!["a"]);
        one.integer(1);
        one.end_row();
        let mut two = one.clone();
        two.append(&one);
        assert_eq!(two.rows().collect::<Vec<_>>(), [["1"], ["1"]]);
        two.clear();
        assert!(two.is_empty() && two.rows().next().is_none());
    }

    #[test]
    #[should_panic(expected = "a cell a column")]
    fn a_row_that_lacks_a_cell_is_found() {
        let mut table = Table::new(vec!["a", "b"]);
        table.integer(1);
        table.end_row();
    }
}
