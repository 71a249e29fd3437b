//! A finished run on disk: bit-exact, with a checksum, so that a damaged file is run again instead of believed.

use std::fs;
use std::path::Path;

use crate::experiment::store::{StoreFault, write_file};
use crate::observation::{Cell, Observation, Table};
use crate::run::Record;
use crate::time::Week;

/// The first bytes of a file; the number is that of the layout.
const MAGIC: &[u8] = b"INTESO run 2\n";

/// Bytes of the checksum at the end.
const CHECKSUM: usize = 32;

/// A table read back: like [`Table`], with names of its own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StoredTable {
    /// Column names.
    pub columns: Vec<String>,
    /// Rows, each with a cell a column.
    pub rows: Vec<Vec<Cell>>,
}

/// A run read back.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StoredRun {
    /// Rows of `series.csv`.
    pub series: Vec<Observation>,
    /// Rows of `groups.csv`.
    pub groups: StoredTable,
    /// Rows of `panel.csv`.
    pub panel: StoredTable,
    /// Rows of `costs.csv`.
    pub costs: StoredTable,
    /// Rows of `facts.csv`.
    pub facts: StoredTable,
}

/// Writes a finished run.
///
/// # Errors
/// Returns why it cannot be written.
pub fn write(path: &Path, record: &Record) -> Result<(), StoreFault> {
    let mut bytes = MAGIC.to_vec();
    put_count(&mut bytes, record.series.len());
    for row in &record.series {
        put_count(&mut bytes, row.district.map_or(0, |position| position + 1));
        bytes.extend(row.week.0.to_le_bytes());
        bytes.push(u8::from(row.complete));
        put_count(&mut bytes, row.values.len());
        for value in &row.values {
            bytes.extend(value.to_le_bytes());
        }
    }
    for table in [&record.groups, &record.panel, &record.costs, &record.facts] {
        put_table(&mut bytes, table);
    }
    let checksum = blake3::hash(&bytes);
    bytes.extend(checksum.as_bytes());
    write_file(path, &bytes)
}

/// Reads a finished run; `None` where there is none or a damaged one.
pub fn read(path: &Path) -> Option<StoredRun> {
    let bytes = fs::read(path).ok()?;
    let (body, checksum) = bytes.split_at_checked(bytes.len().checked_sub(CHECKSUM)?)?;
    if blake3::hash(body).as_bytes() != checksum {
        return None;
    }
    let mut reader = Reader { rest: body.strip_prefix(MAGIC)? };
    let mut run = StoredRun::default();
    for _ in 0..reader.count()? {
        let district = reader.count()?.checked_sub(1);
        let week = Week(i32::from_le_bytes(reader.take()?));
        let complete = reader.take::<1>()? == [1];
        let values = (0..reader.count()?).map(|_| reader.number()).collect::<Option<_>>()?;
        run.series.push(Observation { district, week, complete, values });
    }
    run.groups = reader.table()?;
    run.panel = reader.table()?;
    run.costs = reader.table()?;
    run.facts = reader.table()?;
    reader.rest.is_empty().then_some(run)
}

fn put_count(bytes: &mut Vec<u8>, count: usize) {
    bytes.extend((count as u32).to_le_bytes());
}

fn put_text(bytes: &mut Vec<u8>, text: &str) {
    put_count(bytes, text.len());
    bytes.extend(text.as_bytes());
}

fn put_table(bytes: &mut Vec<u8>, table: &Table) {
    put_count(bytes, table.columns.len());
    for column in &table.columns {
        put_text(bytes, column);
    }
    put_count(bytes, table.rows.len());
    for row in &table.rows {
        assert_eq!(row.len(), table.columns.len(), "a row of a table has a cell a column");
        for cell in row {
            match cell {
                Cell::Missing => bytes.push(0),
                Cell::Word(word) => {
                    bytes.push(1);
                    put_text(bytes, word);
                }
                Cell::Text(text) => {
                    bytes.push(1);
                    put_text(bytes, text);
                }
                Cell::Integer(value) => {
                    bytes.push(2);
                    bytes.extend(value.to_le_bytes());
                }
                Cell::Number(value) => {
                    bytes.push(3);
                    bytes.extend(value.to_le_bytes());
                }
            }
        }
    }
}

/// Reads values from the front of what is left.
struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*head)
    }

    fn count(&mut self) -> Option<usize> {
        self.take().map(|bytes| u32::from_le_bytes(bytes) as usize)
    }

    fn number(&mut self) -> Option<f64> {
        self.take().map(f64::from_le_bytes)
    }

    fn text(&mut self) -> Option<String> {
        let length = self.count()?;
        let (head, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        String::from_utf8(head.to_vec()).ok()
    }

    fn cell(&mut self) -> Option<Cell> {
        match self.take::<1>()? {
            [0] => Some(Cell::Missing),
            [1] => self.text().map(Cell::Text),
            [2] => self.take().map(|bytes| Cell::Integer(i64::from_le_bytes(bytes))),
            [3] => self.number().map(Cell::Number),
            _ => None,
        }
    }

    fn table(&mut self) -> Option<StoredTable> {
        let columns: Vec<String> = (0..self.count()?).map(|_| self.text()).collect::<Option<_>>()?;
        let rows = (0..self.count()?)
            .map(|_| columns.iter().map(|_| self.cell()).collect::<Option<Vec<_>>>())
            .collect::<Option<Vec<_>>>()?;
        Some(StoredTable { columns, rows })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        Record {
            replicate: 3,
            series: vec![
                Observation { district: Some(0), week: Week(0), complete: true, values: vec![0.1, -2.5] },
                Observation { district: None, week: Week(13), complete: false, values: vec![1e-300, 7.0] },
            ],
            groups: Table::default(),
            panel: Table {
                columns: vec!["person", "sex", "language"],
                rows: vec![vec![Cell::Integer(-4), Cell::Word("female"), Cell::Number(0.1 + 0.2)]],
            },
            costs: Table { columns: vec!["item"], rows: vec![vec![Cell::Missing]] },
            facts: Table::default(),
        }
    }

    #[test]
    fn a_run_is_read_back_bit_for_bit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.run");
        write(&path, &record()).unwrap();
        let run = read(&path).unwrap();
        assert_eq!(run.series, record().series);
        assert_eq!(run.panel.columns, ["person", "sex", "language"]);
        assert_eq!(run.panel.rows[0][1], Cell::Text("female".to_owned()));
        assert_eq!(run.panel.rows[0][2], Cell::Number(0.1 + 0.2));
        assert_eq!(run.costs.rows, [[Cell::Missing]]);
    }

    #[test]
    fn a_damaged_or_shortened_run_is_not_believed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.run");
        write(&path, &record()).unwrap();
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        assert_eq!(read(&path), None);
        let mut flipped = whole;
        flipped[40] ^= 1;
        fs::write(&path, &flipped).unwrap();
        assert_eq!(read(&path), None);
        assert_eq!(read(&folder.path().join("nowhere.run")), None);
    }
}
