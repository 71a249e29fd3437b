//! Tables read back: row by row, by the names of their columns, whatever their punctuation.

use std::fs::File;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use crate::experiment::csv_writer::Dialect;
#[cfg(feature = "parquet")]
use crate::experiment::parquet_reader::ParquetReader;
use crate::experiment::table_file::find_table;
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

impl TableFault {
    /// Returns the fault in words, with its place.
    pub fn phrase(&self) -> Phrase {
        let (file, message) = (self.file.display(), &self.message);
        if let Some(line) = self.line {
            phrase!("{file}, line {line}: {message}", "{file}, Zeile {line}: {message}"; message = *message)
        } else {
            phrase!("{file}: {message}", "{file}: {message}"; message = *message)
        }
    }
}

/// The rows of a table, one after the other.
#[derive(Debug)]
pub struct TableReader<R> {
    file: PathBuf,
    columns: Vec<String>,
    dialect: Dialect,
    source: Source,
    cells: csv::StringRecord,
    /// Rows read, the head among them.
    line: u64,
    rows: PhantomData<R>,
}

#[derive(Debug)]
enum Source {
    Csv(Box<csv::Reader<File>>),
    #[cfg(feature = "parquet")]
    Parquet(Box<ParquetReader>),
}

impl<R: DeserializeOwned> TableReader<R> {
    /// Opens a table, whatever it was written as; the path may be without the ending.
    ///
    /// # Errors
    /// Returns that it is no table that can be read.
    pub fn open(path: &Path) -> Result<Self, TableFault> {
        let file = find_table(path);
        let unreadable = |message: Phrase| TableFault { file: file.clone(), line: None, message };
        let foreign = |error: String| unreadable(Phrase::same(error));
        if !file.metadata().map_err(|error| foreign(error.to_string()))?.is_file() {
            return Err(unreadable(phrase!("no regular file", "keine gewöhnliche Datei")));
        }
        let (cells, line, rows) = (csv::StringRecord::new(), 1, PhantomData);
        if file.extension().is_some_and(|ending| ending == "parquet") {
            #[cfg(not(feature = "parquet"))]
            return Err(unreadable(phrase!(
                "this build of inteso reads no Parquet; `cargo build --release --features parquet` makes one that does",
                "dieses inteso ist ohne Parquet gebaut; `cargo build --release --features parquet` baut eines, das es liest"
            )));
            #[cfg(feature = "parquet")]
            {
                let reader = ParquetReader::open(&file).map_err(|error| foreign(error.to_string()))?;
                let (columns, dialect) = (reader.columns().to_vec(), Dialect::Plain);
                let source = Source::Parquet(Box::new(reader));
                return Ok(Self { file, columns, dialect, source, cells, line, rows });
            }
        }
        let open = |dialect: Dialect| {
            let mut reader = csv::ReaderBuilder::new()
                .delimiter(dialect.delimiter())
                .from_path(&file)
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
        let source = Source::Csv(Box::new(reader));
        Ok(Self { file, columns, dialect, source, cells, line, rows })
    }

    /// Returns how the table is punctuated; as usual where it has no texts.
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
        let is_read = match &mut self.source {
            Source::Csv(reader) => reader.read_record(&mut self.cells).map_err(|error| error.to_string()),
            #[cfg(feature = "parquet")]
            Source::Parquet(reader) => reader.read(&mut self.cells).map_err(|error| error.to_string()),
        };
        let is_read = is_read.map_err(|error| TableFault {
            file: self.file.clone(),
            line: None,
            message: Phrase::same(error),
        })?;
        if !is_read {
            return Ok(None);
        }
        self.line += 1;
        let row = reading::row(&self.columns, &self.cells, self.dialect == Dialect::ExcelDe);
        row.map(Some).map_err(|misread| self.fault(misread.0))
    }

    /// Makes a fault of the row that was read last.
    pub fn fault(&self, message: Phrase) -> TableFault {
        // A row of CSV may take several lines.
        let line = self.cells.position().map_or(self.line, csv::Position::line);
        TableFault { file: self.file.clone(), line: Some(line), message }
    }
}

impl<R: DeserializeOwned> Iterator for TableReader<R> {
    type Item = Result<R, TableFault>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_row().transpose()
    }
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use proptest::prelude::*;

    use super::*;
    use crate::experiment::results::{Factors, PointRow};
    use crate::experiment::table_file::{Format, TableFile};
    use crate::ledger::CostItem;
    use crate::observation::groups::ATTRIBUTES;
    use crate::observation::row::{Values, Word};
    use crate::observation::rows::OUTCOMES;
    use crate::observation::{
        CostRow, FactRow, GroupRow, Keyed, Kind, MEASURES, MapRow, NeedCounts, NeedRow, Row, SeriesRow,
        TableColumn,
    };
    use crate::time::Week;
    use crate::vocabulary::{Concept, Need};

    /// Writes rows and reads them back.
    fn again<R: serde::Serialize + DeserializeOwned>(
        rows: &[R],
        columns: Vec<TableColumn>,
        format: Format,
    ) -> Vec<R> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t");
        let mut table = TableFile::create(&path, format, columns).unwrap();
        for row in rows {
            table.row(row).unwrap();
        }
        table.finish().unwrap();
        TableReader::open(&path).unwrap().collect::<Result<_, _>>().unwrap()
    }

    fn number() -> impl Strategy<Value = f64> {
        any::<f64>().prop_filter("what is not finite is not written", |value| value.is_finite())
    }

    const FORMATS: &[Format] = &[
        Format::Csv(Dialect::Plain),
        Format::Csv(Dialect::ExcelDe),
        #[cfg(feature = "parquet")]
        Format::Parquet,
    ];

    /// A text that no spreadsheet takes for a formula.
    const TEXT: &str = "[a-zü][a-zü0-9,;\"\n .=+-]{0,8}";

    proptest! {
        #[test]
        fn rows_are_read_back_as_they_were_written(
            district in TEXT,
            week in 0..2_000_i32,
            (point, replicate, count) in any::<(u32, u32, u32)>(),
            (euros, hours) in (number(), number()),
            item in 0..CostItem::ALL.len(),
            is_so in any::<bool>(),
            levels in prop::collection::vec(prop::option::of(TEXT), 0..3),
        ) {
            let (week, item) = (Week(week), CostItem::ALL[item]);
            let (date, of) = (week.monday(), is_so.then_some(u64::from(count)));
            let keyed = |row| Keyed { point, replicate, row };
            let series = SeriesRow::new(&district, week, is_so, vec![euros; MEASURES.len()]);
            let outcomes = Values::new(vec![hours; OUTCOMES.len()]);
            let (attribute, group) = (ATTRIBUTES[0].into(), district.clone());
            let groups =
                GroupRow { district: district.clone(), week, date, attribute, group, persons: count, outcomes };
            let payer = item.payer();
            let costs = CostRow { district: district.clone(), year: count, item, payer, euros, hours };
            let counts = NeedCounts { arisen: count.into(), met: point.into(), ..NeedCounts::default() };
            let need = Word(Need::of_position(replicate as usize % Need::ALL.len()));
            let chain = NeedRow { district: district.clone(), year: point, need, counts };
            let place = MapRow {
                district: district.clone(),
                kind: "site".into(),
                name: String::new(),
                east_km: euros,
                north_km: hours,
                neighbourhood: district.clone(),
                capacity: is_so.then_some(hours),
                hours_per_week: None,
                area_km2: Some(euros),
                first_week: week,
                last_week: is_so.then_some(week),
            };
            let line = district.clone().into();
            let facts = FactRow { district: district.clone(), line, week, count: u64::from(count), of };
            let names: Vec<String> = (0..levels.len()).map(|number| format!("key.{number}")).collect();
            let keys: Vec<TableColumn> =
                names.iter().map(|name| TableColumn::new(name.clone(), Kind::Text)).collect();
            let factors = names.into_iter().zip(levels).collect();
            let points = PointRow {
                point,
                label: district.clone(),
                label_de: String::new(),
                factors: Factors(factors),
                hash: district.clone(),
                feasible: is_so,
                reason: is_so.then(|| district.clone()),
                merged: None,
                unopened: None,
            };
            for &format in FORMATS {
                let columns = Keyed::<SeriesRow>::columns();
                prop_assert_eq!(again(&[keyed(series.clone())], columns, format), [keyed(series.clone())]);
                prop_assert_eq!(&again(from_ref(&groups), GroupRow::columns(), format)[0], &groups);
                prop_assert_eq!(&again(from_ref(&costs), CostRow::columns(), format)[0], &costs);
                prop_assert_eq!(&again(from_ref(&chain), NeedRow::columns(), format)[0], &chain);
                prop_assert_eq!(&again(from_ref(&place), MapRow::columns(), format)[0], &place);
                prop_assert_eq!(&again(from_ref(&facts), FactRow::columns(), format)[0], &facts);
                prop_assert_eq!(&again(from_ref(&points), PointRow::columns(&keys), format)[0], &points);
            }
        }
    }

    #[test]
    fn a_cell_that_does_not_fit_is_named_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        let read = |text: &str| {
            std::fs::write(&path, text).unwrap();
            let all: Result<Vec<FactRow>, _> = TableReader::open(&path).and_then(Iterator::collect);
            all.map_err(|fault| (fault.line, fault.message.english().to_owned()))
        };
        // In any order of the columns, with others among them.
        assert_eq!(read("count,x,of,line,week,district\n3,,,a,4,sb5\n").unwrap()[0].count, 3);
        let fault = read("district,line,week,count,of\nsb5,a,4,3,\nsb5,a,4,three,\n").unwrap_err();
        assert_eq!(fault, (Some(3), "`three` is not a whole number".to_owned()));
        let fault = read("district,line,week,of\nsb5,a,4,\n").unwrap_err();
        assert_eq!(fault, (Some(2), "there is no column `count`".to_owned()));
        assert_eq!(read("").unwrap(), []);
    }
}
