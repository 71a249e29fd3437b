//! Reading: texts from files or from what is embedded, and TOML values with their places.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::faults::Fault;
use super::position::{Home, Position, Text};
use super::{embedded, syntax};
use crate::phrase::{Phrase, phrase, printable};

/// Larger files are refused before they are read.
pub const LARGEST_FILE: u64 = 1_000_000;

/// Larger lists of parameter sets are refused before they are read.
pub(crate) const LARGEST_LIST: u64 = 100_000_000;

/// Where a scenario or experiment comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// One of the embedded files, by its short name (`default`) or path (`experiments/headline.toml`).
    Embedded(String),
    /// A file.
    File(PathBuf),
}

/// A TOML value with its place.
#[derive(Debug, Clone)]
pub(crate) struct Value {
    pub(crate) data: Data,
    pub(crate) place: Position,
}

/// What a TOML value is.
#[derive(Debug, Clone)]
pub(crate) enum Data {
    Text(String),
    Integer(i64),
    Number(f64),
    Boolean(bool),
    Date(String),
    Array(Vec<Value>),
    Table(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) place: Position,
    pub(crate) value: Value,
}

impl Value {
    /// Returns what the value is, for messages.
    pub(crate) fn description(&self) -> Phrase {
        match &self.data {
            Data::Text(text) if text.chars().count() > 60 => phrase!("a long text", "ein langer Text"),
            Data::Text(text) => phrase!("the text {text:?}", "der Text {text:?}"),
            Data::Integer(number) => phrase!("the number {number}", "die Zahl {number}"),
            Data::Number(number) => phrase!("the number {number}", "die Zahl {number}"),
            Data::Boolean(value) => Phrase::same(format!("`{value}`")),
            Data::Date(date) => phrase!("the date {date}", "der Tag {date}"),
            Data::Array(_) => phrase!("a list", "eine Liste"),
            Data::Table(_) => phrase!("a table", "eine Tabelle"),
        }
    }

    /// Says what was found at a key.
    pub(crate) fn found(&self, key: &str) -> Phrase {
        phrase!("`{key}` is {value}", "`{key}` ist {value}"; value = self.description())
    }

    /// Says what was found in the list at a key.
    pub(crate) fn held_by(&self, key: &str) -> Phrase {
        phrase!("`{key}` holds {value}", "in `{key}` steht: {value}"; value = self.description())
    }
}

/// Opens a source.
pub(crate) fn open(source: &Source) -> Result<Arc<Text>, Fault> {
    match source {
        Source::Embedded(name) => embedded_text(name).ok_or_else(|| {
            let known = embedded::named().map(|(short, _)| *short);
            let list: Vec<&str> = known.clone().collect();
            let list = list.join(", ");
            Fault::new(phrase!(
                "no scenario, experiment or trial of the name `{name}`",
                "kein Szenario, Experiment oder Versuch heißt `{name}`"
            ))
            .allowed(phrase!("{list}, or the path of a file", "{list}, oder der Pfad einer Datei"))
            .nearest(super::faults::nearest(name, known))
        }),
        Source::File(path) => read(path, LARGEST_FILE),
    }
}

fn embedded_text(name: &str) -> Option<Arc<Text>> {
    let path = embedded::named().find(|(short, _)| *short == name).map_or(name, |(_, path)| path);
    let content = embedded::file(path)?;
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    Some(Arc::new(Text::new(path.to_owned(), content.to_owned(), Home::Embedded(folder.to_owned()))))
}

/// Reads a file whole, unless it is too large, a folder, or no text.
fn read(path: &Path, most: u64) -> Result<Arc<Text>, Fault> {
    let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    let home = Home::Folder(folder.canonicalize().unwrap_or(folder));
    let name = path.display().to_string();
    let fault = |found: Phrase, content: String| {
        let text = Arc::new(Text::new(name.clone(), content, home.clone()));
        let end = text.content.len();
        Fault::at(&Position::new(&text, end, end), found)
    };
    let metadata = path.metadata().map_err(|error| fault(cannot_read(&name, &error), String::new()))?;
    if metadata.is_dir() {
        let found = phrase!("`{name}` is a folder, not a file", "`{name}` ist ein Ordner, keine Datei");
        return Err(fault(found, String::new()));
    }
    let allowed = || {
        phrase!(
            "a text file in TOML or, for forcings and lists of parameter sets, CSV",
            "eine Textdatei in TOML oder, für vorgegebene Reihen und Listen von Parametersätzen, CSV"
        )
    };
    if !metadata.is_file() {
        // A pipe or a device may never end, and cannot be read a second time.
        let found = phrase!("`{name}` is not a regular file", "`{name}` ist keine gewöhnliche Datei");
        return Err(fault(found, String::new()).allowed(allowed()));
    }
    let too_large = || {
        let found = phrase!(
            "`{name}` is larger than {most} bytes and was not read",
            "`{name}` ist größer als {most} Byte und wurde nicht gelesen"
        );
        fault(found, String::new()).allowed(allowed())
    };
    if metadata.len() > most {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
        .map_err(|error| fault(cannot_read(&name, &error), String::new()))?;
    if bytes.len() as u64 > most {
        return Err(too_large());
    }
    let content = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let prefix = String::from_utf8_lossy(&error.as_bytes()[..valid]).into_owned();
        let found = phrase!(
            "`{name}` is not UTF-8 text from byte {valid} on",
            "`{name}` ist ab Byte {valid} kein Text in UTF-8"
        );
        fault(found, prefix).allowed(phrase!(
            "a text file in UTF-8; a spreadsheet or editor can save as such",
            "eine Textdatei in UTF-8; Tabellenprogramme und Editoren können so speichern"
        ))
    })?;
    Ok(Arc::new(Text::new(name, content, home)))
}

fn cannot_read(name: &str, error: &std::io::Error) -> Phrase {
    if error.kind() == std::io::ErrorKind::NotFound {
        no_file(name)
    } else {
        phrase!("`{name}` cannot be read: {error}", "`{name}` kann nicht gelesen werden: {error}")
    }
}

fn no_file(name: &str) -> Phrase {
    phrase!("there is no file `{name}`", "es gibt keine Datei `{name}`")
}

/// Follows the name of a file in a text: beside the text first, then among the embedded files.
pub(crate) fn follow(reference: &str, from: &Position) -> Result<Arc<Text>, Fault> {
    follow_up_to(LARGEST_FILE, reference, from)
}

/// Follows the name of a file of at most so many bytes.
pub(crate) fn follow_up_to(most: u64, reference: &str, from: &Position) -> Result<Arc<Text>, Fault> {
    let missing = || Fault::at(from, no_file(reference));
    let embedded_as = |folder: &str| embedded_text(&embedded_path(folder, reference));
    match &from.text().home {
        Home::Embedded(folder) => embedded_as(folder).ok_or_else(missing),
        Home::Given(texts) => texts
            .get(reference)
            .map(|content| {
                Arc::new(Text::new(reference.to_owned(), content.clone(), from.text().home.clone()))
            })
            .or_else(|| embedded_as(""))
            .ok_or_else(missing),
        Home::Folder(folder) => {
            let path = folder.join(reference);
            if path.exists() {
                let shown =
                    Path::new(from.file()).parent().map_or_else(|| path.clone(), |p| p.join(reference));
                let shown = if shown.exists() { shown } else { path };
                read(&shown, most).map_err(|fault| Fault { place: Some(from.clone()), ..fault })
            } else {
                embedded_as("").ok_or_else(|| {
                    let folder = folder.display().to_string();
                    let folder = if folder.is_empty() { ".".to_owned() } else { folder };
                    missing().allowed(phrase!(
                        "the path of a file, seen from `{folder}`",
                        "der Pfad einer Datei, von `{folder}` aus gesehen"
                    ))
                })
            }
        }
    }
}

/// Joins an embedded folder and a relative path; steps above the topmost folder are dropped.
fn embedded_path(folder: &str, reference: &str) -> String {
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in reference.split(['/', '\\']) {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            _ => steps.push(step),
        }
    }
    steps.join("/")
}

/// Parses a text as TOML.
pub(crate) fn parse(text: &Arc<Text>) -> Result<Vec<Entry>, Vec<Fault>> {
    let (table, errors) = DeTable::parse_recoverable(&text.content);
    let faults = syntax::faults(text, &errors);
    if !faults.is_empty() {
        return Err(faults);
    }
    let entries = entries(table.get_ref(), text, 0);
    if entries.is_empty() {
        let place = Position::new(text, 0, 0);
        let name = &text.name;
        let fault = Fault::at(&place, phrase!("`{name}` says nothing", "in `{name}` steht nichts"));
        return Err(vec![fault.allowed(phrase!("at least one key", "mindestens ein Schlüssel"))]);
    }
    Ok(entries)
}

/// Parses one value given on the command line; anything that is not a TOML value is a text.
///
/// Names of files within it are seen from the current folder.
pub(crate) fn parse_setting(key: &str, value: &str) -> (Position, Value) {
    let content = format!("{key}={value}");
    let text = Arc::new(Text::new("--set".to_owned(), content, Home::Folder(PathBuf::new())));
    let offset = key.len() + 1;
    let place = Position::new(&text, offset, text.content.len());
    let data = match DeValue::parse(value) {
        Ok(parsed) if value.len() as u64 <= LARGEST_FILE => data(parsed.get_ref(), &text, offset),
        _ => Data::Text(printable(value)),
    };
    (Position::new(&text, 0, key.len()), Value { data, place })
}

fn entries(table: &DeTable<'_>, text: &Arc<Text>, offset: usize) -> Vec<Entry> {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            place: Position::new(text, key.span().start + offset, key.span().end + offset),
            value: convert(value, text, offset),
        })
        .collect();
    entries.sort_by_key(|entry| entry.place.start());
    entries
}

fn convert(value: &Spanned<DeValue<'_>>, text: &Arc<Text>, offset: usize) -> Value {
    let span = value.span();
    Value {
        data: data(value.get_ref(), text, offset),
        place: Position::new(text, span.start + offset, span.end + offset),
    }
}

fn data(value: &DeValue<'_>, text: &Arc<Text>, offset: usize) -> Data {
    match value {
        // No text of a file can command a terminal, wherever it is printed later.
        DeValue::String(word) => Data::Text(printable(word)),
        DeValue::Integer(number) => {
            // What no 64 bits hold is out of every range, so infinity serves.
            i64::from_str_radix(number.as_str(), number.radix())
                .map_or(Data::Number(f64::INFINITY), Data::Integer)
        }
        DeValue::Float(number) => Data::Number(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(value) => Data::Boolean(*value),
        DeValue::Datetime(date) => Data::Date(date.to_string()),
        DeValue::Array(items) => Data::Array(items.iter().map(|item| convert(item, text, offset)).collect()),
        DeValue::Table(table) => Data::Table(entries(table, text, offset)),
    }
}
