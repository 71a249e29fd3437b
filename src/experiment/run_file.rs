//! A finished run on disk: bit-exact, with a checksum, so that a damaged file is run again instead of believed.

use std::fs;
use std::path::Path;

use crate::experiment::store::{StoreFault, write_file};
use crate::run::Record;

/// The first bytes of a file; the number is that of the layout.
const MAGIC: &[u8] = b"INTESO run 4\n";

/// Writes a finished run; its panel lies in files of its own.
///
/// # Errors
/// Returns why it cannot be written.
///
/// # Panics
/// Never: all rows have a form in the file.
pub fn write(path: &Path, record: &Record) -> Result<(), StoreFault> {
    let mut bytes = postcard::to_extend(record, MAGIC.to_vec())
        .expect("a record has a form in bytes because its rows are numbers and words");
    let checksum = blake3::hash(&bytes);
    bytes.extend(checksum.as_bytes());
    write_file(path, &bytes)
}

/// Reads a finished run; `None` where there is none or a damaged one.
pub fn read(path: &Path) -> Option<Record> {
    let bytes = fs::read(path).ok()?;
    let (body, checksum) = bytes.split_last_chunk::<{ blake3::OUT_LEN }>()?;
    if blake3::hash(body).as_bytes() != checksum {
        return None;
    }
    let (record, rest) = postcard::take_from_bytes(body.strip_prefix(MAGIC)?).ok()?;
    rest.is_empty().then_some(record)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::CostItem;
    use crate::observation::{CostRow, FactRow, MEASURES, SeriesRow};
    use crate::time::Week;

    fn record() -> Record {
        let values = |value: f64| (0..MEASURES.len()).map(|position| value / position as f64).collect();
        let (district, item) = ("sb5".to_owned(), CostItem::UsersWaiting);
        let payer = item.payer();
        Record {
            replicate: 3,
            series: vec![
                SeriesRow::new("sb5", Week(0), true, values(0.1)),
                SeriesRow::new("all", Week(13), false, values(-1e-300)),
            ],
            groups: Vec::new(),
            costs: vec![CostRow { district, year: 2, item, payer, euros: 0.1 + 0.2, hours: -1e-300 }],
            facts: vec![FactRow {
                district: "sb5".to_owned(),
                line: "in_accommodation".into(),
                week: Week(-4),
                count: u64::MAX,
                of: None,
            }],
        }
    }

    #[test]
    fn a_run_is_read_back_bit_for_bit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.run");
        write(&path, &record()).unwrap();
        let run = read(&path).unwrap();
        assert_eq!(run, record());
        let bits =
            |record: &Record| record.series[1].values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&run), bits(&record()));
    }

    #[test]
    fn a_damaged_or_shortened_run_is_not_believed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.run");
        write(&path, &record()).unwrap();
        let whole = fs::read(&path).unwrap();
        for length in 0..whole.len() {
            fs::write(&path, &whole[..length]).unwrap();
            assert_eq!(read(&path), None, "cut to {length} bytes");
        }
        let mut flipped = whole;
        flipped[40] ^= 1;
        fs::write(&path, &flipped).unwrap();
        assert_eq!(read(&path), None);
        assert_eq!(read(&folder.path().join("nowhere.run")), None);
    }
}
