//! The table of all keys of a scenario file: type, range, unit, words in both languages, and what an option creates.
//!
//! Checks, explanations and proposals of nearest names read this one table.

use super::faults::{self, Fault};
use super::numbers;
use super::source::{Data, Entry, Value};
use crate::phrase::{Phrase, phrase};
use crate::vocabulary::{
    Approach, Attachment, Audience, Concept, Coordinator, Field as Theme, InstitutionKind, Naming,
    NamingScope, Siting, Sponsorship, Support, Task, Tier,
};

mod background;
mod german;
mod synthetic;
mod table;

pub use background::{BACKGROUND, Background};
pub use german::{STEPS, WORDS, german, in_german};
pub(crate) use german::{folded, nearest};
pub use table::FIELDS;
pub(crate) use table::MOST_ARRIVALS;

/// Returns what stands behind an option: evidence and parameters.
pub fn background(key: &str) -> Option<&'static Background> {
    // A single field of action has the background of the approach.
    let key = if key.starts_with("intermediary.approach.") { "intermediary.approach" } else { key };
    BACKGROUND.iter().find(|background| background.keys.contains(&key))
}

/// A word of a closed list in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// The English word.
    pub key: &'static str,
    /// The German word that is accepted as well.
    pub german_key: &'static str,
    /// The label in English.
    pub english: &'static str,
    /// The label in German.
    pub german: &'static str,
}

/// The type and range of a value.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Any text.
    Text,
    /// A list of texts.
    Texts,
    /// Yes or no.
    Boolean,
    /// A day.
    Date,
    /// A whole number.
    Integer {
        /// The smallest allowed value.
        low: i64,
        /// The largest allowed value.
        high: i64,
    },
    /// A number.
    Number {
        /// The smallest allowed value.
        low: f64,
        /// The largest allowed value.
        high: f64,
    },
    /// One word of a closed list.
    Word(fn() -> Vec<Word>),
    /// Any words of a closed list, at least one.
    Words(fn() -> Vec<Word>),
    /// A list of numbers of fixed length.
    Numbers {
        /// The length.
        count: usize,
        /// The smallest allowed value.
        low: f64,
        /// The largest allowed value.
        high: f64,
    },
    /// A list of days.
    Dates,
    /// A list of numbers of any length.
    Series {
        /// The smallest allowed value.
        low: f64,
        /// The largest allowed value.
        high: f64,
    },
    /// A number, or a list of numbers of fixed length, with its unit, kind and source.
    Stated {
        /// How many numbers.
        count: usize,
        /// The smallest allowed value.
        low: f64,
        /// The largest allowed value.
        high: f64,
    },
    /// A list of tables.
    Rows(&'static [Field]),
    /// A list of changes; their keys are checked one by one.
    Changes,
    /// A list of trials; their keys are checked one by one.
    Trials,
}

/// A key of a scenario file.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The key, with `*` for the id of a district.
    pub key: &'static str,
    /// Type and range.
    pub shape: Shape,
    /// The unit, empty where there is none.
    pub unit: &'static str,
    /// The name in English.
    pub english: &'static str,
    /// The name in German.
    pub german: &'static str,
    /// What it creates or decides, in English.
    pub creates: &'static str,
    /// What it creates or decides, in German.
    pub creates_german: &'static str,
}

/// Returns the words of a closed list.
pub fn words<C: Concept>() -> Vec<Word> {
    C::ALL
        .iter()
        .map(|member| Word {
            key: member.key(),
            german_key: member.german_key(),
            english: member.english(),
            german: member.german(),
        })
        .collect()
}

/// Returns the words that `approach` understands: the forms, the two comparators and the yardstick.
pub fn approach_words() -> Vec<Word> {
    let comparators = words::<Support>().into_iter().filter(|word| word.key != Support::Intermediary.key());
    words::<Approach>().into_iter().chain(comparators).collect()
}

/// Returns the words that `content` understands: fields of action and tasks.
pub fn content_words() -> Vec<Word> {
    words::<Theme>().into_iter().chain(words::<Task>()).collect()
}

/// What a path of keys leads to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Node {
    /// A table of further keys.
    Table,
    /// A value.
    Field(&'static Field),
    /// A value, or a table of further keys.
    Either(&'static Field),
    /// A parameter of the model.
    Parameter,
    /// Nothing.
    Unknown,
}

/// Returns what a path leads to.
pub(crate) fn node(path: &str) -> Node {
    if path == "parameters" {
        return Node::Table;
    }
    if path.starts_with("parameters.") {
        return Node::Parameter;
    }
    let pattern = pattern(path);
    let field = FIELDS.iter().find(|field| field.key == pattern);
    let is_table = pattern == "district"
        || pattern == "district.*"
        || pattern == "district.*.intermediary"
        || FIELDS.iter().any(|field| is_below(field.key, &pattern));
    match (field, is_table) {
        (Some(field), true) => Node::Either(field),
        (Some(field), false) => Node::Field(field),
        (None, true) => Node::Table,
        (None, false) => Node::Unknown,
    }
}

/// Returns a path as written in the table: `district.sb5.name` as `district.*.name`, a district's option as everybody's.
pub(crate) fn pattern(path: &str) -> String {
    let Some(rest) = path.strip_prefix("district.") else { return path.to_owned() };
    match rest.split_once('.') {
        Some((_, inner)) if inner.starts_with("intermediary.") => inner.to_owned(),
        Some((_, inner)) => format!("district.*.{inner}"),
        None => "district.*".to_owned(),
    }
}

fn is_below(key: &str, table: &str) -> bool {
    key.strip_prefix(table).is_some_and(|rest| rest.starts_with('.'))
}

/// Returns the names that are known beside the last step of a path.
pub(crate) fn siblings(path: &str) -> Vec<&'static str> {
    let pattern = pattern(path);
    let parent = pattern.rsplit_once('.').map_or("", |(parent, _)| parent);
    let mut names: Vec<&'static str> = Vec::new();
    for field in FIELDS {
        let rest = if parent.is_empty() {
            Some(field.key)
        } else {
            field.key.strip_prefix(parent).and_then(|rest| rest.strip_prefix('.'))
        };
        if let Some(name) = rest.and_then(|rest| rest.split('.').next())
            && name != "*"
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    if parent.is_empty() {
        names.push("parameters");
    }
    if parent == "district.*" {
        names.push("intermediary");
    }
    names
}

/// Returns the known key that lies nearest to an unknown path: beside it first, then anywhere by its last step.
pub(crate) fn nearest_key(path: &str) -> Option<String> {
    let last = path.rsplit('.').next().unwrap_or(path);
    if let Some(sibling) = nearest(last, siblings(path)) {
        return Some(match path.rsplit_once('.') {
            Some((parent, _)) => format!("{parent}.{sibling}"),
            None => sibling.to_owned(),
        });
    }
    let elsewhere = FIELDS.iter().filter(|field| !field.key.contains('*'));
    let lasts = elsewhere.clone().map(|field| field.key.rsplit('.').next().unwrap_or(field.key));
    let found = faults::nearest(last, lasts)?;
    elsewhere
        .into_iter()
        .find(|field| field.key.rsplit('.').next() == Some(found))
        .map(|field| field.key.to_owned())
}

/// Says that there is no such key.
pub(crate) fn unknown_key(path: &str) -> Phrase {
    phrase!("unknown key `{path}`", "unbekannter Schlüssel `{path}`")
}

/// Says what a shape allows.
pub fn allowance(shape: &Shape) -> Phrase {
    match shape {
        Shape::Text => phrase!("a text", "ein Text"),
        Shape::Texts => phrase!("a list of texts", "eine Liste von Texten"),
        Shape::Boolean => phrase!("true or false", "true oder false"),
        Shape::Date => phrase!("a date such as 2015-09-02", "ein Tag wie 2015-09-02"),
        Shape::Integer { low, high } => {
            phrase!("a whole number from {low} to {high}", "eine ganze Zahl von {low} bis {high}")
        }
        Shape::Number { low, high } => {
            phrase!("a number from {low} to {high}", "eine Zahl von {low} bis {high}")
        }
        Shape::Word(list) => {
            let keys = keys(*list);
            phrase!("one of {keys}", "eines von {keys}"; keys = keys)
        }
        Shape::Words(list) => {
            let keys = keys(*list);
            phrase!("a list of any of {keys}", "eine Liste aus {keys}"; keys = keys)
        }
        Shape::Numbers { count, low, high } => {
            phrase!("a list of {count} numbers from {low} to {high}", "{count} Zahlen von {low} bis {high}")
        }
        Shape::Dates => phrase!(
            "a list of dates such as 2015-09-02, in order",
            "eine Liste von Tagen wie 2015-09-02, geordnet"
        ),
        Shape::Series { low, high } => {
            phrase!("a list of numbers from {low} to {high}", "eine Liste von Zahlen von {low} bis {high}")
        }
        Shape::Stated { count, low, high } => stated_allowance(*count, *low, *high),
        Shape::Rows(fields) => {
            let names: Vec<&str> = fields.iter().map(|field| field.key).collect();
            let names = names.join(", ");
            phrase!("a list of tables with {names}", "eine Liste von Tabellen mit {names}")
        }
        Shape::Changes => phrase!(
            "a list of tables with from (a date) and set (a table of options)",
            "eine Liste von Tabellen mit from (Tag) und set (Optionen)"
        ),
        Shape::Trials => phrase!(
            "a list of tables with name, lever, enrol, arms, outcomes and horizon_weeks",
            "eine Liste von Tabellen mit name, lever, enrol, arms, outcomes und horizon_weeks"
        ),
    }
}

/// Returns the words of a list, in German the German ones.
fn keys(list: fn() -> Vec<Word>) -> Phrase {
    let words: Vec<Phrase> =
        list().iter().map(|word| Phrase::new(word.key.to_owned(), word.german_key.to_owned())).collect();
    Phrase::join(&words, ", ")
}

/// Checks a value against a shape; pushes every fault and returns whether there was none.
pub(crate) fn check(key: &str, shape: &Shape, value: &Value, faults: &mut Vec<Fault>) -> bool {
    let before = faults.len();
    let wrong = |value: &Value| Fault::at(&value.place, value.found(key)).allowed(advised(key, shape, value));
    let in_range = |number: f64, low: f64, high: f64| low <= number && number <= high;
    match (shape, &value.data) {
        (Shape::Integer { .. } | Shape::Number { .. }, _)
            if misread(value, is_whole(key, shape)).is_some() =>
        {
            faults.extend(misread(value, true));
        }
        (Shape::Text, Data::Text(_)) | (Shape::Boolean, Data::Boolean(_)) => {}
        (Shape::Integer { low, high }, Data::Integer(number)) if (low..=high).contains(&number) => {}
        (Shape::Number { low, high }, _) if value.number().is_some_and(|n| in_range(n, *low, *high)) => {}
        (Shape::Date, _) if value.date().is_some() => {}
        (Shape::Word(list), Data::Text(word)) => check_word(key, *list, word, value, faults),
        (Shape::Words(list), Data::Array(items)) if !items.is_empty() => {
            for item in items {
                match &item.data {
                    Data::Text(word) => check_word(key, *list, word, item, faults),
                    _ => faults.push(wrong(item)),
                }
            }
        }
        (Shape::Words(_), Data::Array(items)) if items.is_empty() => {
            let allowed =
                phrase!("at least one: {list}", "mindestens eines: {list}"; list = allowance(shape));
            let found = phrase!("`{key}` is an empty list", "`{key}` ist eine leere Liste");
            faults.push(Fault::at(&value.place, found).allowed(allowed));
        }
        (Shape::Texts, Data::Array(items)) => {
            faults.extend(items.iter().filter(|item| !matches!(item.data, Data::Text(_))).map(wrong));
        }
        (Shape::Numbers { count, .. }, Data::Array(items)) if items.len() != *count => {
            let count = items.len();
            let found = phrase!("`{key}` is a list of {count}", "`{key}` ist eine Liste von {count}");
            faults.push(Fault::at(&value.place, found).allowed(allowance(shape)));
        }
        (Shape::Numbers { low, high, .. } | Shape::Series { low, high }, Data::Array(items)) => {
            let outside = |item: &&Value| !item.number().is_some_and(|number| in_range(number, *low, *high));
            faults.extend(items.iter().filter(outside).map(wrong));
        }
        (Shape::Dates, Data::Array(items)) => {
            faults.extend(items.iter().filter(|item| item.date().is_none()).map(wrong));
        }
        (Shape::Stated { count, low, high }, Data::Table(entries)) => {
            check_stated(key, (*count, *low, *high), value, entries, faults);
        }
        (Shape::Rows(fields), Data::Array(rows)) => {
            for row in rows {
                check_row(key, shape, fields, row, faults);
            }
        }
        (Shape::Changes | Shape::Trials, Data::Array(rows)) => {
            faults.extend(rows.iter().filter(|row| !matches!(row.data, Data::Table(_))).map(wrong));
        }
        _ => faults.push(wrong(value)),
    }
    faults.len() == before
}

/// Returns whether a number is one of euros or a whole one, which nobody writes with three decimals.
fn is_whole(key: &str, shape: &Shape) -> bool {
    matches!(shape, Shape::Integer { .. }) || key.contains("_eur_") || key.ends_with("_eur")
}

/// Returns the fault of a number such as `100.000` that is meant as thousands and would be read as one hundred.
pub(crate) fn misread(value: &Value, is_whole: bool) -> Option<Fault> {
    let Data::Number(read) = value.data else { return None };
    let typed = value.place.written();
    if !(is_whole && numbers::is_grouped(typed)) {
        return None;
    }
    let found = phrase!(
        "`{typed}` is {read} with three decimals in TOML",
        "`{typed}` heißt in TOML {read} mit drei Nachkommastellen"
    );
    let allowed = phrase!(
        "digits without a point between thousands: {advice}; for {read} write {read}",
        "Ziffern ohne Punkt zwischen den Tausendern: {advice}; für {read} einfach {read}";
        read = Phrase::same(read.to_string()), advice = numbers::advice(typed, true)?
    );
    Some(Fault::at(&value.place, found).allowed(allowed))
}

/// Says what a shape allows, and how a number is to be written that was typed in another way.
fn advised(key: &str, shape: &Shape, value: &Value) -> Phrase {
    let allowed = allowance(shape);
    let takes_numbers = matches!(
        shape,
        Shape::Integer { .. } | Shape::Number { .. } | Shape::Numbers { .. } | Shape::Series { .. }
    );
    match value.word().filter(|_| takes_numbers).and_then(|typed| advice(typed, is_whole(key, shape))) {
        Some(advice) => {
            phrase!("{allowed}; {advice}", "{allowed}; {advice}"; allowed = allowed, advice = advice)
        }
        None => allowed,
    }
}

/// Says how a number is to be written that was typed as a text.
pub(crate) fn advice(typed: &str, is_whole: bool) -> Option<Phrase> {
    if typed.parse::<f64>().is_ok_and(f64::is_finite) && !numbers::is_grouped(typed) {
        return Some(phrase!(
            "write {typed} without quotation marks",
            "{typed} ohne Anführungszeichen schreiben"
        ));
    }
    numbers::advice(typed, is_whole)
}

fn check_word(key: &str, list: fn() -> Vec<Word>, word: &str, value: &Value, faults: &mut Vec<Fault>) {
    let known = list();
    if !known.iter().any(|known| known.key == word || known.german_key == word) {
        let names = known.iter().flat_map(|known| [known.key, known.german_key]);
        let found =
            phrase!("`{key}` does not know {word}", "`{key}` kennt {word} nicht"; word = value.description());
        faults.push(
            Fault::at(&value.place, found)
                .allowed(allowance(&Shape::Word(list)))
                .nearest(faults::nearest(word, names)),
        );
    }
}

fn check_row(key: &str, shape: &Shape, fields: &'static [Field], row: &Value, faults: &mut Vec<Fault>) {
    let Data::Table(entries) = &row.data else {
        faults.push(Fault::at(&row.place, row.held_by(key)).allowed(allowance(shape)));
        return;
    };
    for entry in entries {
        if let Some(field) = fields.iter().find(|field| field.key == entry.key) {
            check(&format!("{key}.{}", entry.key), &field.shape, &entry.value, faults);
        } else {
            faults.push(
                Fault::at(&entry.place, unknown_key(&format!("{key}.{}", entry.key)))
                    .allowed(allowance(shape))
                    .nearest(faults::nearest(&entry.key, fields.iter().map(|field| field.key))),
            );
        }
    }
    for field in fields {
        // A neighbourhood is settled in whole unless the file says otherwise.
        if field.key != "settled" && !entries.iter().any(|entry| entry.key == field.key) {
            let name = field.key;
            let found = phrase!("`{key}` lacks `{name}`", "`{key}` fehlt `{name}`");
            faults.push(Fault::at(&row.place, found).allowed(allowance(shape)));
        }
    }
}

/// How well a number is known, as in the evidence.
const STATED_KINDS: [&str; 5] = ["measured", "estimated", "calibrated", "assumed", "chosen"];
/// All of them are needed.
const STATED_KEYS: [&str; 4] = ["value", "unit", "kind", "source"];

/// Returns the shape of the number or numbers alone.
fn stated_value(count: usize, low: f64, high: f64) -> Shape {
    if count == 1 { Shape::Number { low, high } } else { Shape::Numbers { count, low, high } }
}

/// Says what is allowed.
fn stated_allowance(count: usize, low: f64, high: f64) -> Phrase {
    let value = allowance(&stated_value(count, low, high));
    phrase!(
        "{{ value = …, unit = \"…\", kind = \"assumed\", source = \"…\" }}, where value is {value}",
        "{{ value = …, unit = \"…\", kind = \"assumed\", source = \"…\" }} mit value: {value}";
        value = value
    )
}

/// Checks all keys of a stated number.
fn check_stated(
    key: &str,
    (count, low, high): (usize, f64, f64),
    value: &Value,
    entries: &[Entry],
    faults: &mut Vec<Fault>,
) {
    let before = faults.len();
    for entry in entries {
        let path = format!("{key}.{}", entry.key);
        match entry.key.as_str() {
            "value" => {
                check(&path, &stated_value(count, low, high), &entry.value, faults);
            }
            "unit" | "source" if entry.value.word().is_some_and(|word| !word.trim().is_empty()) => {}
            "unit" | "source" => faults.push(
                Fault::at(&entry.value.place, entry.value.found(&path))
                    .allowed(phrase!("a text that says something", "ein Text, der etwas sagt")),
            ),
            "kind" if entry.value.word().is_some_and(|word| STATED_KINDS.contains(&word)) => {}
            "kind" => faults.push(
                Fault::at(&entry.value.place, entry.value.found(&path))
                    .allowed(Phrase::same(STATED_KINDS.join(", ")))
                    .nearest(faults::nearest(entry.value.word().unwrap_or_default(), STATED_KINDS)),
            ),
            _ => faults.push(
                Fault::at(&entry.place, unknown_key(&path))
                    .allowed(Phrase::same(STATED_KEYS.join(", ")))
                    .nearest(faults::nearest(&entry.key, STATED_KEYS)),
            ),
        }
    }
    for needed in STATED_KEYS.into_iter().filter(|needed| value.entry(needed).is_none()) {
        let found = phrase!("`{key}` lacks `{needed}`", "`{key}` fehlt `{needed}`");
        faults.push(Fault::at(&value.place, found).allowed(stated_allowance(count, low, high)));
    }
    // The two ends of a range stand in order.
    if faults.len() == before
        && count == 2
        && let [low, high] = value.entry("value").map_or(&[][..], Value::items)
        && low.number() > high.number()
    {
        let found = phrase!("`{key}` runs backwards", "`{key}` läuft rückwärts");
        faults.push(
            Fault::at(&high.place, found).allowed(phrase!("the lower end first", "das untere Ende zuerst")),
        );
    }
}

impl Value {
    /// Returns the value as a number, unless it is something else.
    pub(crate) fn number(&self) -> Option<f64> {
        match self.data {
            Data::Integer(number) => Some(number as f64),
            Data::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Returns the value as a whole number, unless it is something else.
    pub(crate) fn integer(&self) -> Option<i64> {
        match self.data {
            Data::Integer(number) => Some(number),
            _ => None,
        }
    }

    /// Returns the value as a text, unless it is something else.
    pub(crate) fn word(&self) -> Option<&str> {
        match &self.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the items of a list, none for anything else.
    pub(crate) fn items(&self) -> &[Self] {
        match &self.data {
            Data::Array(items) => items,
            _ => &[],
        }
    }

    /// Returns a value of a table by its key.
    pub(crate) fn entry(&self, key: &str) -> Option<&Self> {
        match &self.data {
            Data::Table(entries) => entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value),
            _ => None,
        }
    }

    /// Returns the value as a day between 1990 and 2100, written as a date, a text, or a number such as 20150902.
    pub(crate) fn date(&self) -> Option<jiff::civil::Date> {
        match &self.data {
            Data::Date(text) | Data::Text(text) => parse_date(text),
            Data::Integer(number) if (19_900_101..=21_001_231).contains(number) => {
                parse_date(&format!("{}-{:02}-{:02}", number / 10_000, number / 100 % 100, number % 100))
            }
            _ => None,
        }
    }
}

/// Parses a day between 1990 and 2100 in the form 2015-09-02.
pub(crate) fn parse_date(text: &str) -> Option<jiff::civil::Date> {
    let is_plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let date: jiff::civil::Date = text.parse().ok().filter(|_| is_plain)?;
    (1990..=2100).contains(&date.year()).then_some(date)
}
