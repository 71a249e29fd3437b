//! A finished run on disk: bit-exact, with a checksum, so that a damaged file is run again instead of believed.

use std::fs;
use std::path::Path;

use crate::experiment::store::{StoreFault, write_file};
use crate::observation::{Observation, Table, facts, groups};
use crate::run::{Record, no_costs};
use crate::time::Week;

/// The first bytes of a file; the number is that of the layout.
const MAGIC: &[u8] = b"INTESO run 3\n";

/// Bytes of the checksum at the end.
const CHECKSUM: usize = 32;

/// A run read back; its panel lies in files of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredRun {
    /// Rows of `series.csv`.
    pub series: Vec<Observation>,
    /// Rows of `groups.csv`.
    pub groups: Table,
    /// Rows of `costs.csv`.
    pub costs: Table,
    /// Rows of `facts.csv`.
    pub facts: Table,
}

/// Writes a finished run without its panel.
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
    for table in [&record.groups, &record.costs, &record.facts] {
        put_count(&mut bytes, table.bytes().len());
        bytes.extend(table.bytes());
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
    let mut series = Vec::new();
    for _ in 0..reader.count()? {
        let district = reader.count()?.checked_sub(1);
        let week = Week(i32::from_le_bytes(reader.take()?));
        let complete = reader.take::<1>()? == [1];
        let values = (0..reader.count()?).map(|_| reader.number()).collect::<Option<_>>()?;
        series.push(Observation { district, week, complete, values });
    }
    let groups = reader.table(groups::empty())?;
    let costs = reader.table(no_costs())?;
    let facts = reader.table(facts::empty())?;
    reader.rest.is_empty().then_some(StoredRun { series, groups, costs, facts })
}

fn put_count(bytes: &mut Vec<u8>, count: usize) {
    bytes.extend((count as u32).to_le_bytes());
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

    fn table(&mut self, mut empty: Table) -> Option<Table> {
        let length = self.count()?;
        let (cells, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        empty.fill(cells.to_vec());
        Some(empty)
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
            groups: groups::empty(),
            costs: costs(),
            facts: facts::empty(),
        }
    }

    fn costs() -> Table {
        let mut costs = no_costs();
        costs.text("sb5");
        costs.integer(-4);
        costs.missing(2);
        costs.number(0.1 + 0.2);
        costs.number(1e-300);
        costs.end_row();
        costs
    }

    #[test]
    fn a_run_is_read_back_bit_for_bit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.run");
        write(&path, &record()).unwrap();
        let run = read(&path).unwrap();
        assert_eq!(run.series, record().series);
        assert_eq!(run.costs, costs());
        assert!(run.groups.is_empty() && run.facts.is_empty());
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
