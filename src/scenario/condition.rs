//! Conditions on the columns of a table: whom a trial is open to, and whom a published figure counts.
//!
//! Written as a table of columns, all of which have to hold: a word or several, yes or no, a number, bounds of a number, or the days
//! between which a week lies. Under `any` stand tables of which one has to hold.

use super::faults::{Fault, nearest};
use super::options::{plain, quoted};
use super::source::{Data, Entry, Value};
use crate::phrase::{Phrase, phrase};
use crate::time::Week;

/// The key of alternatives.
pub(super) const ANY: &str = "any";

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Yes or no.
    Flag,
    /// A word.
    Word,
    /// A number.
    Number,
    /// A week.
    Week,
}

/// What a cell has to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// Yes, or no.
    Is(bool),
    /// One of these words.
    Among(Vec<String>),
    /// A number within bounds.
    Within {
        /// The lowest.
        min: f64,
        /// The highest.
        max: f64,
        /// All numbers are below this one.
        below: f64,
    },
}

/// What stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Held<'a> {
    /// Nothing.
    Nothing,
    /// A number; of yes and no 1 and 0.
    Number(f64),
    /// A word.
    Word(&'a str),
}

impl Test {
    /// Returns whether a cell passes; one that holds nothing passes no test.
    pub fn passes(&self, held: Held<'_>) -> bool {
        match (self, held) {
            (Self::Is(flag), Held::Number(number)) => *flag == (number != 0.0),
            (Self::Among(words), Held::Word(word)) => words.iter().any(|known| known == word),
            (Self::Within { min, max, below }, Held::Number(number)) => {
                (*min..=*max).contains(&number) && number < *below
            }
            _ => false,
        }
    }

    /// Writes the test as it stands in a file.
    fn written(&self) -> String {
        match self {
            Self::Is(flag) => flag.to_string(),
            Self::Among(words) => {
                let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
                format!("[{}]", words.join(", "))
            }
            Self::Within { min, max, below } => {
                let ends = [
                    ("min", min, f64::NEG_INFINITY),
                    ("max", max, f64::INFINITY),
                    ("below", below, f64::INFINITY),
                ];
                let mut said: Vec<String> = ends
                    .iter()
                    .filter(|(_, end, open)| *end != open)
                    .map(|(key, end, _)| format!("{key} = {}", plain(**end)))
                    .collect();
                // A table of bounds needs one, even if it excludes nothing.
                if said.is_empty() {
                    said.push("min = -inf".to_owned());
                }
                format!("{{ {} }}", said.join(", "))
            }
        }
    }
}

/// What a row has to be.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Conditions {
    /// Columns, all of which have to pass.
    pub all: Vec<(String, Test)>,
    /// Of these one has to be met, if there are any.
    pub any: Vec<Self>,
}

impl Conditions {
    /// Returns the columns that are looked at.
    pub fn columns(&self) -> Vec<&str> {
        let own = self.all.iter().map(|(column, _)| column.as_str());
        own.chain(self.any.iter().flat_map(Self::columns)).collect()
    }

    /// Returns whether a row meets all of them, as far as it is known what its columns hold: what is not known may be anything.
    pub fn are_met<'a>(&self, held: &impl Fn(&str) -> Option<Held<'a>>) -> bool {
        self.all.iter().all(|(column, test)| held(column).is_none_or(|held| test.passes(held)))
            && (self.any.is_empty() || self.any.iter().any(|one| one.are_met(held)))
    }

    /// Returns whether it is known what all of their columns hold.
    pub fn are_known<'a>(&self, held: &impl Fn(&str) -> Option<Held<'a>>) -> bool {
        self.all.iter().all(|(column, _)| held(column).is_some())
            && self.any.iter().all(|one| one.are_known(held))
    }

    /// Writes the conditions as they stand in a file.
    pub(crate) fn written(&self) -> String {
        let mut said: Vec<String> =
            self.all.iter().map(|(column, test)| format!("{column} = {}", test.written())).collect();
        if !self.any.is_empty() {
            let any: Vec<String> = self.any.iter().map(Self::written).collect();
            said.push(format!("{ANY} = [{}]", any.join(", ")));
        }
        if said.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", said.join(", ")) }
    }

    /// Reads conditions on columns that hold what the caller says.
    pub(crate) fn read(value: &Value, columns: &[(&str, Holds)], faults: &mut Vec<Fault>) -> Self {
        let mut conditions = Self::default();
        let Data::Table(entries) = &value.data else {
            let allowed = phrase!("a table of columns", "eine Tabelle aus Spalten");
            faults.push(Fault::at(&value.place, value.description()).allowed(allowed));
            return conditions;
        };
        for Entry { key, place, value } in entries {
            if key == ANY {
                conditions.any = value.items().iter().map(|item| Self::read(item, columns, faults)).collect();
                if conditions.any.is_empty() {
                    let allowed = phrase!("a list of tables", "eine Liste von Tabellen");
                    faults.push(Fault::at(&value.place, value.found(key)).allowed(allowed));
                }
            } else if let Some((_, holds)) = columns.iter().find(|(column, _)| column == key) {
                match test(*holds, value) {
                    Some(test) => conditions.all.push((key.clone(), test)),
                    None => faults.push(Fault::at(&value.place, value.found(key)).allowed(holds.allowed())),
                }
            } else {
                let names = || columns.iter().map(|(column, _)| *column);
                let found = phrase!("no column is named `{key}`", "keine Spalte heißt `{key}`");
                let allowed = Phrase::same(names().collect::<Vec<_>>().join(", "));
                faults.push(Fault::at(place, found).allowed(allowed).nearest(nearest(key, names())));
            }
        }
        conditions
    }
}

impl Holds {
    fn allowed(self) -> Phrase {
        match self {
            Self::Flag => phrase!("true or false", "true oder false"),
            Self::Word => phrase!("a word or a list of words", "ein Wort oder eine Liste von Wörtern"),
            Self::Number => phrase!(
                "a number, or bounds such as {{ min = 18, max = 64 }} or {{ min = 0.5, below = 1 }}",
                "eine Zahl oder Grenzen wie {{ min = 18, max = 64 }} oder {{ min = 0.5, below = 1 }}"
            ),
            Self::Week => phrase!(
                "days such as {{ from = \"2015-01-05\", to = \"2016-12-31\" }}, or weeks such as {{ min = 0, max = 103 }}",
                "Tage wie {{ from = \"2015-01-05\", to = \"2016-12-31\" }} oder Wochen wie {{ min = 0, max = 103 }}"
            ),
        }
    }
}

/// Reads what a cell has to be.
fn test(holds: Holds, value: &Value) -> Option<Test> {
    match (holds, &value.data) {
        (Holds::Flag, Data::Boolean(flag)) => Some(Test::Is(*flag)),
        (Holds::Word, Data::Text(word)) => Some(Test::Among(vec![word.clone()])),
        (Holds::Word, Data::Array(items)) if !items.is_empty() => {
            let words: Option<Vec<String>> =
                items.iter().map(|item| item.word().map(str::to_owned)).collect();
            words.map(Test::Among)
        }
        (Holds::Number | Holds::Week, Data::Table(entries)) if !entries.is_empty() => bounds(holds, entries),
        (Holds::Number, _) => value.number().map(|number| within(number, number)),
        _ => None,
    }
}

const fn within(min: f64, max: f64) -> Test {
    Test::Within { min, max, below: f64::INFINITY }
}

/// Reads the bounds of a number; those of a week may be days.
fn bounds(holds: Holds, entries: &[Entry]) -> Option<Test> {
    let (mut min, mut max, mut below) = (f64::NEG_INFINITY, f64::INFINITY, f64::INFINITY);
    for Entry { key, value, .. } in entries {
        let day = || value.date().filter(|_| holds == Holds::Week).map(|day| f64::from(Week::of(day).0));
        match key.as_str() {
            "min" => min = value.number()?,
            "max" => max = value.number()?,
            "below" => below = value.number()?,
            "from" => min = day()?,
            "to" => max = day()?,
            _ => return None,
        }
    }
    (min <= max && min < below).then_some(Test::Within { min, max, below })
}
