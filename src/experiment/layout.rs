//! What a table consists of: the columns of its rows, of which some may be left out, and further ones behind them.

use std::fmt::Display;

use crate::observation::cells::Cells;
use crate::observation::{Measure, Row, TableColumn};

/// The columns of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    columns: Vec<TableColumn>,
    /// For each cell of a row whether it stands in the table; nothing where all do.
    is_kept: Option<Vec<bool>>,
}

impl Layout {
    /// Returns the columns of a type of rows.
    pub fn of<R: Row>() -> Self {
        R::columns().into()
    }

    /// Leaves out all measures but some, named as in [`MEASURES`](crate::observation::MEASURES).
    #[must_use]
    pub fn with_measures(self, chosen: &[&str]) -> Self {
        let is_kept = |name: &str| Measure::position(name).is_none() || chosen.contains(&name);
        let is_kept: Vec<bool> = self.columns.iter().map(|column| is_kept(&column.name)).collect();
        let mut kept = is_kept.iter();
        let mut columns = self.columns;
        columns.retain(|_| kept.next() == Some(&true));
        Self { columns, is_kept: Some(is_kept) }
    }

    /// Adds columns whose cells the caller puts behind those of each row.
    #[must_use]
    pub fn followed_by(mut self, further: impl IntoIterator<Item = TableColumn>) -> Self {
        let before = self.columns.len();
        self.columns.extend(further);
        if let Some(is_kept) = &mut self.is_kept {
            is_kept.extend(vec![true; self.columns.len() - before]);
        }
        self
    }

    /// Returns the columns of the table.
    pub fn columns(&self) -> &[TableColumn] {
        &self.columns
    }

    /// Returns for each cell of a row whether it stands in the table; nothing where all do.
    pub(super) fn is_kept(&self) -> Option<&[bool]> {
        self.is_kept.as_deref()
    }
}

impl From<Vec<TableColumn>> for Layout {
    fn from(columns: Vec<TableColumn>) -> Self {
        Self { columns, is_kept: None }
    }
}

/// Hands on the cells of a row that stand in the table.
pub(super) struct Chosen<'a, C> {
    pub(super) cells: &'a mut C,
    /// For each cell to come whether it stands in the table.
    pub(super) is_kept: std::slice::Iter<'a, bool>,
}

impl<C: Cells> Chosen<'_, C> {
    fn put(&mut self, cell: impl FnOnce(&mut C)) {
        if *self.is_kept.next().expect("a row has as many cells as its type columns") {
            cell(self.cells);
        }
    }
}

impl<C: Cells> Cells for Chosen<'_, C> {
    fn missing(&mut self) {
        self.put(C::missing);
    }

    fn text(&mut self, text: &str) {
        self.put(|cells| cells.text(text));
    }

    fn display(&mut self, value: &(impl Display + ?Sized)) {
        self.put(|cells| cells.display(value));
    }

    fn integer(&mut self, value: i64) {
        self.put(|cells| cells.integer(value));
    }

    fn number(&mut self, value: f64) {
        self.put(|cells| cells.number(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::csv_writer::Dialect;
    use crate::experiment::table_file::{Format, TableFile};
    use crate::experiment::table_reader::TableReader;
    use crate::observation::{Keyed, Kind, MEASURES, SeriesRow};
    use crate::time::Week;

    #[test]
    fn a_table_may_lack_measures_and_have_further_columns_and_is_read_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("series");
        let factor = TableColumn::new("intermediary.siting", Kind::Text);
        let layout = Layout::of::<Keyed<SeriesRow>>().with_measures(&["visits", "placement"]);
        let layout = layout.followed_by([factor]);
        let row = SeriesRow::new("sb5", Week(3), true, (0..MEASURES.len()).map(|n| n as f64).collect());
        let keyed = Keyed { point: 2, replicate: 1, row };
        let formats = [
            Format::Csv(Dialect::Plain),
            #[cfg(feature = "parquet")]
            Format::Parquet,
        ];
        for format in formats {
            let mut table = TableFile::create(&path, format, layout.clone()).unwrap();
            table.row(&(&keyed, "central")).unwrap();
            table.finish().unwrap();
            let mut table = TableReader::<Keyed<SeriesRow>>::open(&path).unwrap();
            let own = ["point", "replicate", "district", "week", "date", "complete"];
            let expected = [&own[..], &["placement", "visits", "intermediary.siting"]].concat();
            assert_eq!(table.columns(), expected);
            let again = table.next_row().unwrap().unwrap().row;
            assert_eq!(again.values.get("visits"), keyed.row.values.get("visits"));
            assert!(again.values.get("culturation").unwrap().is_nan());
        }
        let text = std::fs::read_to_string(path.with_extension("csv"));
        #[cfg(not(feature = "parquet"))]
        assert!(text.unwrap().ends_with(",central\n"));
        #[cfg(feature = "parquet")]
        assert!(text.is_err(), "a table stands in one format");
    }
}
