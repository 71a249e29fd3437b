//! Parquet: columns of one kind each, words by number, compressed with Snappy, missing values null.
//!
//! Rows are gathered until they hold [`GATHERED`] bytes and written as a row group, so that memory does not grow with the table.
//! Nothing but the rows decides what the bytes are.

use std::fmt::Display;
use std::io::{self, Write};
use std::sync::Arc;

use jiff::civil::{Date, date};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{ColumnPath, Type};
use serde::Serialize;

use crate::observation::cells::{Cells, put};
use crate::observation::{Kind, Table, TableColumn};

/// Bytes of cells in a row group: for a table of a hundred numbers about ten thousand rows.
const GATHERED: usize = 8 << 20;

/// Who made a file, in the form that readers expect; the same in all builds of a version.
const CREATED_BY: &str = concat!("inteso version ", env!("CARGO_PKG_VERSION"));

/// Day 0 of dates.
pub(super) const EPOCH: Date = date(1970, 1, 1);

/// A table in the making, written a row group at a time.
pub(super) struct ParquetWriter<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: Vec<Gathered>,
    /// The column of the next cell.
    position: usize,
    /// Bytes of the cells that are gathered.
    gathered: usize,
}

impl<W: Write + Send> std::fmt::Debug for ParquetWriter<W> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("ParquetWriter").field("columns", &self.columns.len()).finish_non_exhaustive()
    }
}

impl<W: Write + Send> ParquetWriter<W> {
    /// Begins a table.
    ///
    /// # Errors
    /// Returns why nothing can be written.
    pub(super) fn new(to: W, columns: &[TableColumn]) -> io::Result<Self> {
        let field = |column| schema_of(column).map(Arc::new);
        let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>().map_err(reason)?;
        let schema = Type::group_type_builder("table").with_fields(fields).build().map_err(reason)?;
        let mut properties = WriterProperties::builder()
            .set_created_by(CREATED_BY.to_owned())
            .set_compression(Compression::SNAPPY)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true);
        for column in columns.iter().filter(|column| column.kind == Kind::Number) {
            let path = ColumnPath::new(vec![column.name.clone().into_owned()]);
            properties = properties.set_column_dictionary_enabled(path, false);
        }
        let file = SerializedFileWriter::new(to, Arc::new(schema), Arc::new(properties.build()));
        let columns = columns.iter().map(|column| Gathered::new(column.kind)).collect();
        Ok(Self { file: file.map_err(reason)?, columns, position: 0, gathered: 0 })
    }

    /// Appends a row.
    ///
    /// # Errors
    /// Returns why it cannot be written.
    pub(super) fn row(&mut self, row: &impl Serialize) -> io::Result<()> {
        put(self, row);
        self.end_row()
    }

    /// Appends all rows of a table, each between the same cells.
    ///
    /// # Errors
    /// Returns why they cannot be written.
    pub(super) fn rows(
        &mut self,
        before: &impl Serialize,
        table: &Table,
        behind: &impl Serialize,
    ) -> io::Result<()> {
        for row in table.cells() {
            put(self, before);
            row.for_each(|cell| self.text(&cell));
            put(self, behind);
            self.end_row()?;
        }
        Ok(())
    }

    /// Ends a row of which all cells have been taken.
    ///
    /// # Errors
    /// Returns why it cannot be written.
    ///
    /// # Panics
    /// When the row has not a cell for each column, which no row of the program has.
    pub(super) fn end_row(&mut self) -> io::Result<()> {
        assert_eq!(self.position, self.columns.len(), "a row has a cell for each column");
        self.position = 0;
        if self.gathered < GATHERED { Ok(()) } else { self.write_group() }
    }

    fn write_group(&mut self) -> io::Result<()> {
        self.gathered = 0;
        let mut group = self.file.next_row_group().map_err(reason)?;
        for column in &mut self.columns {
            let writer = group.next_column().map_err(reason)?;
            column.write(writer.expect("a file has the columns of its table")).map_err(reason)?;
        }
        group.close().map(|_| ()).map_err(reason)
    }

    /// Writes what is gathered, and returns what was written to.
    ///
    /// # Errors
    /// Returns why it cannot be written.
    pub(super) fn finish(mut self) -> io::Result<W> {
        if self.gathered > 0 {
            self.write_group()?;
        }
        self.file.into_inner().map_err(reason)
    }

    fn put(&mut self, cell: impl FnOnce(&mut Gathered) -> usize) {
        self.gathered += cell(&mut self.columns[self.position]);
        self.position += 1;
    }
}

impl<W: Write + Send> Cells for ParquetWriter<W> {
    fn missing(&mut self) {
        self.put(Gathered::missing);
    }

    fn text(&mut self, text: &str) {
        self.put(|column| column.text(text));
    }

    fn display(&mut self, value: &(impl Display + ?Sized)) {
        self.text(&value.to_string());
    }

    fn integer(&mut self, value: i64) {
        self.put(|column| column.integer(value));
    }

    fn number(&mut self, value: f64) {
        self.put(|column| column.number(value));
    }
}

/// Returns why a file cannot be written or read: what the system said, if it was the system.
pub(super) fn reason(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => {
            source.downcast().map_or_else(io::Error::other, |system: Box<io::Error>| *system)
        }
        other => io::Error::other(other),
    }
}

fn schema_of(column: &TableColumn) -> Result<Type, ParquetError> {
    let (physical, logical) = match column.kind {
        Kind::Integer => (Physical::INT64, None),
        Kind::Number => (Physical::DOUBLE, None),
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
        Kind::Boolean => (Physical::BOOLEAN, None),
    };
    Type::primitive_type_builder(&column.name, physical)
        .with_logical_type(logical)
        .with_repetition(Repetition::OPTIONAL)
        .build()
}

/// The cells of a column that are not written yet.
struct Gathered {
    /// 1 for each cell that holds something, 0 for each that holds nothing.
    is_filled: Vec<i16>,
    values: Values,
}

/// What the cells hold that hold something.
#[derive(Debug)]
enum Values {
    Integers(Vec<i64>),
    Numbers(Vec<f64>),
    /// All texts behind one another, and where each ends.
    Texts(Vec<u8>, Vec<usize>),
    /// In days.
    Dates(Vec<i32>),
    Booleans(Vec<bool>),
}

/// Each method takes a cell and returns how many bytes it holds.
impl Gathered {
    fn new(kind: Kind) -> Self {
        let values = match kind {
            Kind::Integer => Values::Integers(Vec::new()),
            Kind::Number => Values::Numbers(Vec::new()),
            Kind::Text => Values::Texts(Vec::new(), Vec::new()),
            Kind::Date => Values::Dates(Vec::new()),
            Kind::Boolean => Values::Booleans(Vec::new()),
        };
        Self { is_filled: Vec::new(), values }
    }

    fn filled(&mut self, bytes: usize) -> usize {
        self.is_filled.push(1);
        bytes + size_of::<i16>()
    }

    fn missing(&mut self) -> usize {
        self.is_filled.push(0);
        size_of::<i16>()
    }

    /// # Panics
    /// When the text is not of the kind of the column, which no text in a row of the program is.
    fn text(&mut self, text: &str) -> usize {
        fn read<T: std::str::FromStr>(text: &str) -> T {
            text.parse().ok().unwrap_or_else(|| panic!("`{text}` is of the kind of its column"))
        }
        if text.is_empty() {
            return self.missing();
        }
        match &mut self.values {
            Values::Integers(_) => self.integer(read(text)),
            Values::Numbers(_) => self.number(read(text)),
            Values::Texts(texts, ends) => {
                texts.extend_from_slice(text.as_bytes());
                ends.push(texts.len());
                self.filled(text.len() + size_of::<usize>())
            }
            Values::Dates(days) => {
                let since = EPOCH.until(read::<Date>(text)).expect("two dates are days apart");
                days.push(since.get_days());
                self.filled(size_of::<i32>())
            }
            Values::Booleans(_) => self.integer((matches!(text, "true" | "1")).into()),
        }
    }

    fn integer(&mut self, value: i64) -> usize {
        match &mut self.values {
            Values::Integers(integers) => {
                integers.push(value);
                self.filled(size_of::<i64>())
            }
            Values::Booleans(booleans) => {
                booleans.push(value != 0);
                self.filled(size_of::<bool>())
            }
            Values::Numbers(_) => self.number(value as f64),
            Values::Texts(..) | Values::Dates(_) => self.text(&value.to_string()),
        }
    }

    /// There is no negative zero, and nothing for what is not finite.
    fn number(&mut self, value: f64) -> usize {
        match &mut self.values {
            _ if !value.is_finite() => self.missing(),
            Values::Numbers(numbers) => {
                numbers.push(value + 0.0);
                self.filled(size_of::<f64>())
            }
            _ => self.text(&value.to_string()),
        }
    }

    /// Writes the cells and forgets them.
    fn write(&mut self, mut column: SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let is_filled = self.is_filled.as_slice();
        match &mut self.values {
            Values::Integers(values) => write::<Int64Type>(&mut column, is_filled, values)?,
            Values::Numbers(values) => write::<DoubleType>(&mut column, is_filled, values)?,
            Values::Dates(values) => write::<Int32Type>(&mut column, is_filled, values)?,
            Values::Booleans(values) => write::<BoolType>(&mut column, is_filled, values)?,
            Values::Texts(texts, ends) => {
                let (texts, mut start) = (ByteArray::from(std::mem::take(texts)), 0);
                let text = |end| {
                    let from = std::mem::replace(&mut start, end);
                    texts.slice(from, end - from)
                };
                let mut values = ends.drain(..).map(text).collect();
                write::<ByteArrayType>(&mut column, is_filled, &mut values)?;
            }
        }
        self.is_filled.clear();
        column.close()
    }
}

fn write<T: DataType>(
    column: &mut SerializedColumnWriter<'_>,
    is_filled: &[i16],
    values: &mut Vec<T::T>,
) -> Result<(), ParquetError> {
    column.typed::<T>().write_batch(values, Some(is_filled), None)?;
    values.clear();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_any_length_is_gathered_in_row_groups_of_bounded_size() {
        let columns: Vec<TableColumn> =
            (0..30).map(|number| TableColumn::new(format!("c{number}"), Kind::Number)).collect();
        let columns = [columns, vec![TableColumn::new("text", Kind::Text)]].concat();
        let mut table = ParquetWriter::new(io::sink(), &columns).unwrap();
        let row = vec![0.1_f64; 30];
        for number in 0..200_000 {
            table.row(&(row.as_slice(), number.to_string())).unwrap();
            assert!(table.gathered < GATHERED);
        }
        let held: usize = table.columns.iter().map(|column| column.is_filled.capacity()).sum();
        assert!(held < 2 * GATHERED / size_of::<f64>(), "{held} cells");
        let groups = table.file.flushed_row_groups().len();
        assert!(groups > 5, "{groups}");
    }

    #[test]
    fn cells_are_read_as_what_their_column_is() {
        let columns = [Kind::Integer, Kind::Number, Kind::Date, Kind::Boolean, Kind::Text];
        let columns: Vec<TableColumn> =
            columns.into_iter().map(|kind| TableColumn::new(format!("{kind:?}"), kind)).collect();
        let mut table = ParquetWriter::new(io::sink(), &columns).unwrap();
        table.row(&("-3", "0.25", "1970-01-02", "true", 7)).unwrap();
        table.row(&((), f64::NAN, "", None::<bool>, "")).unwrap();
        table.row(&(4, -0.0, "2015-09-02", 0, "=1")).unwrap();
        let values: Vec<_> = table.columns.iter().map(|column| format!("{:?}", column.values)).collect();
        assert_eq!(
            values,
            [
                "Integers([-3, 4])",
                "Numbers([0.25, 0.0])",
                "Dates([1, 16680])",
                "Booleans([true, false])",
                "Texts([55, 61, 49], [1, 3])"
            ]
        );
        assert!(table.columns.iter().all(|column| column.is_filled == [1, 0, 1]));
    }
}
