//! Lists of parameter sets: a CSV file with keys as its header and one set in each row.
//!
//! The text is held as it is and a row is read when it is asked for, so that a long list takes no more memory than its file.

use std::sync::Arc;

use super::dimension::{Known, Own, twice, with_evidence};
use crate::phrase::phrase;
use crate::scenario::names;
use crate::scenario::position::Text;
use crate::scenario::source::{self, Data, Entry, Value};
use crate::scenario::{Fault, Position};

/// After so many faults the rest of the rows is not looked at.
const ENOUGH: usize = 200;

/// A list of parameter sets.
#[derive(Debug, Clone)]
pub(crate) struct List {
    text: Arc<Text>,
    columns: Vec<Column>,
    /// Where each set begins.
    rows: Vec<usize>,
}

#[derive(Debug, Clone)]
struct Column {
    path: String,
    place: Position,
    own: Option<Own>,
}

impl Column {
    /// Returns the value of a cell; words of options may be German.
    fn value(&self, cell: &Cell, text: &Arc<Text>) -> Value {
        let mut value = cell.value(text);
        names::word(&self.path, &mut value);
        value
    }
}

impl List {
    /// Reads a list, and checks every value of it.
    pub(super) fn read(text: &Arc<Text>, known: Known<'_>, faults: &mut Vec<Fault>) -> Self {
        let mut list = Self { text: Arc::clone(text), columns: Vec::new(), rows: Vec::new() };
        let before = faults.len();
        let mut has_header = false;
        let mut start = 0;
        for line in text.content.split_inclusive('\n') {
            let own = start;
            start += line.len();
            let content = line.trim_start_matches('\u{feff}');
            if content.starts_with('#') || content.trim().is_empty() {
                continue;
            }
            if !has_header {
                has_header = true;
                list.read_header(own, known, faults);
                if faults.len() > before {
                    return list;
                }
                continue;
            }
            list.check_row(own, known, faults);
            list.rows.push(own);
            if faults.len() > before + ENOUGH {
                return list;
            }
        }
        if list.rows.is_empty() {
            let name = &text.name;
            let place = Position::new(text, text.content.len(), text.content.len());
            let found = phrase!("`{name}` holds no parameter sets", "`{name}` enthält keine Parametersätze");
            faults.push(Fault::at(&place, found).allowed(phrase!(
                "a line of keys, then one set in each line",
                "eine Zeile mit Schlüsseln, dann ein Satz je Zeile"
            )));
        }
        list
    }

    fn read_header(&mut self, start: usize, known: Known<'_>, faults: &mut Vec<Fault>) {
        for cell in self.cells(start) {
            let place = cell.place(&self.text);
            let Some(named) = known.named(&names::key(&cell.text), &place, faults) else { continue };
            if self.columns.iter().any(|column| column.path == named.path) {
                faults.push(twice(&cell.text, &place));
            }
            self.columns.push(Column { own: known.own(&named.path), path: named.path, place });
        }
    }

    fn check_row(&self, start: usize, known: Known<'_>, faults: &mut Vec<Fault>) {
        let cells = self.cells(start);
        if cells.len() != self.columns.len() {
            let (count, needed) = (cells.len(), self.columns.len());
            let end = start + self.line(start).trim_end().len();
            let found = phrase!("{count} values in a row", "{count} Werte in einer Zeile");
            faults.push(
                Fault::at(&Position::new(&self.text, start, end), found)
                    .allowed(phrase!("{needed}, one for each key", "{needed}, einer für jeden Schlüssel")),
            );
            return;
        }
        for (column, cell) in self.columns.iter().zip(cells) {
            known.check(&column.path, &cell.place(&self.text), &column.value(&cell, &self.text), faults);
        }
    }

    /// Returns the number of sets.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Returns the keys with the places at which they are written.
    pub(super) fn keys(&self) -> impl Iterator<Item = (&str, &Position)> {
        self.columns.iter().map(|column| (column.path.as_str(), &column.place))
    }

    /// Returns the text of the file.
    pub(super) fn text(&self) -> &str {
        &self.text.content
    }

    /// Returns what a set says.
    pub(super) fn set(&self, number: usize) -> Vec<Entry> {
        let cells = self.cells(self.rows[number]);
        self.columns
            .iter()
            .zip(cells)
            .map(|(column, cell)| Entry {
                key: column.path.clone(),
                place: cell.place(&self.text),
                value: with_evidence(column.value(&cell, &self.text), column.own.as_ref()),
            })
            .collect()
    }

    fn line(&self, start: usize) -> &str {
        self.text.content[start..].split_inclusive('\n').next().unwrap_or_default()
    }

    /// Splits a line at the commas that stand outside quotation marks.
    fn cells(&self, start: usize) -> Vec<Cell> {
        let line = self.line(start);
        let mut cells = Vec::new();
        let (mut from, mut is_quoted) = (0, false);
        for (at, sign) in line.char_indices().chain([(line.len(), ',')]) {
            match sign {
                '"' => is_quoted = !is_quoted,
                ',' if !is_quoted || at == line.len() => {
                    cells.push(Cell::of(&line[from..at], start + from));
                    from = at + 1;
                }
                _ => {}
            }
        }
        cells
    }
}

/// A cell without spaces and quotation marks around it.
struct Cell {
    text: String,
    start: usize,
    end: usize,
}

impl Cell {
    fn of(written: &str, start: usize) -> Self {
        let is_around = |sign: char| sign.is_whitespace() || sign == '\u{feff}';
        let inner = written.trim_matches(is_around);
        let start = start + written.len() - written.trim_start_matches(is_around).len();
        let quoted = inner.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let text = quoted.map_or_else(|| inner.to_owned(), |quoted| quoted.replace("\"\"", "\""));
        Self { text, start, end: start + inner.len() }
    }

    fn place(&self, text: &Arc<Text>) -> Position {
        Position::new(text, self.start, self.end)
    }

    /// Returns the value as on the command line: what is no number, date, list or the like is a text.
    fn value(&self, text: &Arc<Text>) -> Value {
        let place = self.place(text);
        let data = match self.text.parse::<f64>() {
            Ok(number) if !self.text.contains(['.', 'e', 'E']) && number.abs() < 1e15 => {
                Data::Integer(number as i64)
            }
            Ok(number) => Data::Number(number),
            Err(_) => source::parse_setting("", &self.text).1.data,
        };
        Value { data, place }
    }
}
