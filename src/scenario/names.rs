//! Names: keys and words of options in German or in another spelling become the English ones, the only ones that all else knows.
//!
//! What was written is remembered beside the text, so that faults name it. Ids of districts, keys of parameters, and what a trial
//! says of columns and doses stay as they are.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use super::faults::Fault;
use super::position::{Position, Renamed, Text};
use super::schema::{self, Field, Node, STEPS, Shape, WORDS, folded};
use super::source::{self, Data, Entry, Value};
use crate::phrase::phrase;

/// Tables of keys of a scenario within an experiment or a change.
const SETS: [&str; 3] = ["set", "point.set", "change.set"];

/// Below these, keys are no words of files.
const FOREIGN: [&str; 6] =
    ["parameters", "trial.eligible", "trial.arms.dose", "published", "event", "district"];

/// The steps of keys by their spelling, German and English.
static KNOWN: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| {
    STEPS.iter().flat_map(|(english, german)| [(*german, *english), (*english, *english)]).collect()
});

/// Reads a text as TOML whose keys stand below a key of a scenario, none for a scenario or experiment itself.
///
/// A key that stands in a table in two languages is a fault beside what is read.
///
/// # Errors
/// Returns every place where it is not TOML.
pub(super) fn read(text: &Arc<Text>, home: &str, faults: &mut Vec<Fault>) -> Result<Vec<Entry>, Vec<Fault>> {
    let mut reader = Reader::default();
    let home = Path { known: home.to_owned(), written: home.to_owned() };
    let entries = reader.table(&home, source::parse(text)?);
    text.rename(reader.renamed);
    faults.extend(reader.faults);
    Ok(entries)
}

/// Reads a key and a value of the command line.
pub(crate) fn setting(key: &str, value: &str) -> Entry {
    let (place, value) = source::parse_setting(key, value);
    let text = Arc::clone(place.text());
    let mut reader = Reader::default();
    let entry = Entry { key: key.to_owned(), place, value };
    let entry = reader.entry(&Path::default(), entry);
    text.rename(reader.renamed);
    entry
}

/// Returns a key of a scenario as it is known; what is none stays as it is.
pub(crate) fn key(written: &str) -> String {
    let known = Path::default().down(written).known;
    let first = known.split('.').next().unwrap_or_default();
    let is_key = first == "parameters" || schema::siblings("_").contains(&first);
    if is_key { known } else { written.to_owned() }
}

/// Returns a key in English, step by step, wherever it stands; what is no word of a key stays as it is.
pub(crate) fn in_english(written: &str) -> String {
    Path::default().down(written).known
}

/// Returns the step of a key that a word means, in either language; nothing where it is none.
pub(crate) fn step(word: &str) -> Option<&'static str> {
    KNOWN.get(word).or_else(|| KNOWN.get(folded(word).as_str())).copied()
}

/// Makes a word of an option the English one.
pub(crate) fn word(path: &str, value: &mut Value) {
    match &mut value.data {
        Data::Text(word) => {
            if let Some(known) = known_word(path, word) {
                known.clone_into(word);
            }
        }
        Data::Array(items) => items.iter_mut().for_each(|item| word(path, item)),
        _ => {}
    }
}

fn known_word(path: &str, word: &str) -> Option<&'static str> {
    let wanted = folded(word);
    let is_meant = |(english, german): (&str, &str)| folded(english) == wanted || folded(german) == wanted;
    if let Some((_, words)) = WORDS.iter().find(|(key, _)| *key == path) {
        return words.iter().find(|pair| is_meant(**pair)).map(|(english, _)| *english);
    }
    let (Node::Field(Field { shape, .. }) | Node::Either(Field { shape, .. })) = schema::node(path) else {
        return None;
    };
    let (Shape::Word(list) | Shape::Words(list)) = shape else { return None };
    list().into_iter().find(|known| is_meant((known.key, known.german_key))).map(|known| known.key)
}

/// The path of a key from the topmost table on.
#[derive(Debug, Clone, Default)]
struct Path {
    known: String,
    written: String,
}

impl Path {
    /// Returns the path one key further, which may be several steps in one.
    fn down(&self, key: &str) -> Self {
        let mut path = self.clone();
        for written in key.split('.') {
            let is_foreign = FOREIGN.contains(&path.known.as_str()) || path.known.starts_with("parameters.");
            let known = if is_foreign { None } else { step(written) };
            for (path, step) in [(&mut path.known, known.unwrap_or(written)), (&mut path.written, written)] {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(step);
            }
        }
        path
    }

    fn is_foreign(&self) -> bool {
        let is_below =
            |foreign: &str| self.known.strip_prefix(foreign).is_some_and(|rest| rest.starts_with('.'));
        FOREIGN.iter().any(|foreign| *foreign != "district" && is_below(foreign))
    }
}

#[derive(Debug, Default)]
struct Reader {
    renamed: Vec<Renamed>,
    faults: Vec<Fault>,
}

impl Reader {
    fn table(&mut self, above: &Path, entries: Vec<Entry>) -> Vec<Entry> {
        let mut read: Vec<Entry> = Vec::with_capacity(entries.len());
        let mut places: BTreeMap<String, (String, Position)> = BTreeMap::new();
        for entry in entries {
            let written = (entry.key.clone(), entry.place.clone());
            let entry = self.entry(above, entry);
            if let Some((first, at)) = places.get(&entry.key) {
                self.faults.push(twice(&written.0, &written.1, first, at));
            } else {
                places.insert(entry.key.clone(), written);
                read.push(entry);
            }
        }
        read
    }

    fn entry(&mut self, above: &Path, entry: Entry) -> Entry {
        let Entry { key, place, value } = entry;
        let path = above.down(&key);
        self.remember(&place, &path);
        let known = match above.known.as_str() {
            "" => path.known.clone(),
            above => path.known[above.len() + 1..].to_owned(),
        };
        Entry { key: known, value: self.value(&path, value), place }
    }

    fn value(&mut self, path: &Path, value: Value) -> Value {
        let Value { data, place } = value;
        let mut value = match data {
            Data::Table(entries) if !path.is_foreign() => {
                let below = if SETS.contains(&path.known.as_str()) { Path::default() } else { path.clone() };
                Value { data: Data::Table(self.table(&below, entries)), place }
            }
            Data::Array(items) => {
                self.faults.extend(split_number(&items));
                let items = items.into_iter().map(|item| self.value(path, item)).collect();
                Value { data: Data::Array(items), place }
            }
            data => Value { data, place },
        };
        match (path.known.as_str(), &mut value.data) {
            ("factor" | "sample.over", Data::Table(row)) => self.named_key(row),
            ("sample.keys" | "sample.except", Data::Text(key)) => self.key_in_text(key, &value.place),
            _ => word(&path.known, &mut value),
        }
        value
    }

    /// Makes the key that a row names, and the levels of it, the known ones.
    fn named_key(&mut self, row: &mut [Entry]) {
        let mut path = None;
        if let Some(Value { data: Data::Text(key), place }) =
            row.iter_mut().find(|entry| entry.key == "key").map(|entry| &mut entry.value)
        {
            self.key_in_text(key, place);
            path = Some(key.clone());
        }
        let levels = row.iter_mut().find(|entry| entry.key == "levels");
        if let (Some(path), Some(levels)) = (path, levels) {
            word(&path, &mut levels.value);
        }
    }

    fn key_in_text(&mut self, text: &mut String, place: &Position) {
        let known = key(text);
        self.remember(place, &Path { known: known.clone(), written: text.clone() });
        *text = known;
    }

    /// Remembers how a key is written, and its last step, by which faults may name it.
    fn remember(&mut self, place: &Position, Path { known, written }: &Path) {
        let last = |path: &str| path.rsplit('.').next().unwrap_or(path).to_owned();
        let whole = (known.clone(), written.clone());
        for (known, written) in [whole, (last(known), last(written))] {
            self.renamed.push(Renamed { start: place.start(), known, written });
        }
    }
}

/// Returns the fault of a list in which a comma without a blank stands beside commas with one: `[0,5, 1]` is three numbers in TOML.
fn split_number(items: &[Value]) -> Option<Fault> {
    let is_number = |item: &Value| matches!(item.data, Data::Integer(_) | Data::Number(_));
    if !items.iter().all(is_number) {
        return None;
    }
    let between = |pair: &[Value]| {
        let [from, to] = [&pair[0].place, &pair[1].place];
        let end = from.start() + from.written().len();
        from.text().content.get(end..to.start()).unwrap_or_default().to_owned()
    };
    let is_tight = |pair: &&[Value]| between(pair) == ",";
    let tight = items.windows(2).find(is_tight)?;
    if items.windows(2).all(|pair| is_tight(&pair)) {
        return None;
    }
    let [from, to] = [&tight[0].place, &tight[1].place];
    let place = Position::new(from.text(), from.start(), to.start() + to.written().len());
    let typed = place.written();
    let found = phrase!("`{typed}` is two numbers in a list", "`{typed}` sind in einer Liste zwei Zahlen");
    let decimal = typed.replace(',', ".");
    Some(Fault::at(&place, found).allowed(phrase!(
        "one number {decimal}, or a blank behind every comma",
        "eine Zahl {decimal}, oder ein Leerzeichen nach jedem Komma"
    )))
}

/// Returns the fault of a key that stands in a table in two spellings.
fn twice(written: &str, place: &Position, first: &str, at: &Position) -> Fault {
    let found = phrase!(
        "`{written}` is the same key as {first} at {at}",
        "`{written}` ist derselbe Schlüssel wie {first} in {at}"
    );
    Fault::at(place, found).allowed(phrase!("one of the two", "eines von beiden"))
}
