//! Rows of single people and referrals cell by cell, and which of them meet conditions.

use std::fmt::{Display, Write};

use serde::Serialize;

use super::target::columns_of;
use crate::observation::Trace;
use crate::observation::cells::{Cells, put};
use crate::scenario::condition::{Conditions, Held, Test};

/// A cell of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Missing,
    /// A number, also a week, and 1 or 0 for yes or no.
    Number(f64),
    /// A word.
    Word(String),
}

impl Cell {
    /// Returns the number, nothing where it is none.
    pub const fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    const fn held(&self) -> Held<'_> {
        match self {
            Self::Missing => Held::Nothing,
            Self::Number(number) => Held::Number(*number),
            Self::Word(word) => Held::Word(word.as_str()),
        }
    }

    fn passes(&self, test: &Test) -> bool {
        test.passes(self.held())
    }
}

/// Cells of some columns of a row; their memory is used again for the next.
#[derive(Debug, Clone)]
pub struct Picked {
    columns: Vec<String>,
    /// For each column whether it is picked.
    is_wanted: Vec<bool>,
    cells: Vec<Cell>,
    next: usize,
}

impl Picked {
    /// Picks columns of a table by name.
    pub fn of<'a>(table: Trace, names: impl IntoIterator<Item = &'a str>) -> Self {
        let names: Vec<&str> = names.into_iter().collect();
        let columns: Vec<String> = columns_of(table).into_iter().map(|(name, _)| name).collect();
        let is_wanted: Vec<bool> = columns.iter().map(|name| names.contains(&name.as_str())).collect();
        let cells = vec![Cell::Missing; columns.len()];
        Self { columns, is_wanted, cells, next: 0 }
    }

    /// Takes the next row.
    pub fn take(&mut self, row: &impl Serialize) {
        self.next = 0;
        put(self, row);
    }

    /// Returns the position of a column.
    ///
    /// # Panics
    /// When there is none of this name.
    pub fn position(&self, name: &str) -> usize {
        let position = self.columns.iter().position(|known| known == name);
        position.expect("a column exists because whoever names it has looked")
    }

    /// Returns the number in a column, not a number where there is none.
    ///
    /// # Panics
    /// When there is no column of this name.
    pub fn number(&self, name: &str) -> f64 {
        self.at(self.position(name)).number().unwrap_or(f64::NAN)
    }

    /// Returns the word in a column, empty where there is none.
    ///
    /// # Panics
    /// When there is no column of this name.
    pub fn word(&self, name: &str) -> &str {
        match self.at(self.position(name)) {
            Cell::Word(word) => word,
            _ => "",
        }
    }

    /// Returns what stands in a column, as conditions look at it.
    ///
    /// # Panics
    /// When there is no column of this name.
    pub fn held(&self, name: &str) -> Held<'_> {
        self.at(self.position(name)).held()
    }

    /// Returns the cell at a position.
    pub fn at(&self, position: usize) -> &Cell {
        &self.cells[position]
    }

    fn cell(&mut self, set: impl FnOnce(&mut Cell)) {
        if self.is_wanted[self.next] {
            set(&mut self.cells[self.next]);
        }
        self.next += 1;
    }
}

/// Puts a text where there may have been another.
fn overwrite(cell: &mut Cell, text: impl Display) {
    if !matches!(cell, Cell::Word(_)) {
        *cell = Cell::Word(String::new());
    }
    if let Cell::Word(word) = cell {
        word.clear();
        write!(word, "{text}").expect("memory takes every text");
    }
}

impl Cells for Picked {
    fn missing(&mut self) {
        self.cell(|cell| *cell = Cell::Missing);
    }

    fn text(&mut self, text: &str) {
        self.cell(|cell| overwrite(cell, text));
    }

    fn display(&mut self, value: &(impl Display + ?Sized)) {
        self.cell(|cell| overwrite(cell, value));
    }

    fn integer(&mut self, value: i64) {
        self.cell(|cell| *cell = Cell::Number(value as f64));
    }

    fn number(&mut self, value: f64) {
        self.cell(|cell| *cell = Cell::Number(value));
    }
}

/// Conditions on columns by position.
#[derive(Debug, Clone)]
pub struct Sieve {
    all: Vec<(usize, Test)>,
    any: Vec<Self>,
}

impl Sieve {
    /// Looks up the columns of conditions.
    pub fn new(conditions: &Conditions, picked: &Picked) -> Self {
        let test = |(column, test): &(String, Test)| (picked.position(column), test.clone());
        Self {
            all: conditions.all.iter().map(test).collect(),
            any: conditions.any.iter().map(|other| Self::new(other, picked)).collect(),
        }
    }

    /// Returns whether a row meets them.
    pub fn passes(&self, picked: &Picked) -> bool {
        self.all.iter().all(|(position, test)| picked.at(*position).passes(test))
            && (self.any.is_empty() || self.any.iter().any(|other| other.passes(picked)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_words_and_flags_are_met_by_what_lies_within_them() {
        let within = |min, max, below| Test::Within { min, max, below };
        let open = f64::INFINITY;
        assert!(Cell::Number(0.5).passes(&within(0.5, open, 1.0)));
        assert!(!Cell::Number(1.0).passes(&within(0.5, open, 1.0)));
        assert!(Cell::Number(64.0).passes(&within(18.0, 64.0, open)));
        assert!(Cell::Number(1.0).passes(&Test::Is(true)) && Cell::Number(0.0).passes(&Test::Is(false)));
        assert!(Cell::Word("female".into()).passes(&Test::Among(vec!["male".into(), "female".into()])));
        for test in [within(-open, open, open), Test::Is(false), Test::Among(vec![String::new()])] {
            assert!(!Cell::Missing.passes(&test), "who has left meets nothing");
        }
    }

    #[test]
    fn of_alternatives_one_is_enough() {
        let picked = Picked::of(Trace::Panel, ["age"]);
        let condition = |low: f64| Conditions {
            all: vec![("age".into(), Test::Within { min: low, max: 99.0, below: 100.0 })],
            any: vec![],
        };
        let any = Conditions { all: vec![], any: vec![condition(40.0), condition(18.0)] };
        let sieve = Sieve::new(&any, &picked);
        let mut row = picked.clone();
        let age = row.position("age");
        row.cells[age] = Cell::Number(30.0);
        assert!(sieve.passes(&row));
        row.cells[age] = Cell::Number(17.0);
        assert!(!sieve.passes(&row));
    }
}
