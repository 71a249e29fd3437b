//! `list`, `explain` and `diff`.

use std::fmt::Write;

use serde_json::{Value, json};

use super::failure::Failure;
use super::input;
use super::options::Settings;
use super::terminal::{self, Terminal};
use crate::experiment::{design, terms};
use crate::phrase::{phrase, wrapped};
use crate::report::text;
use crate::scenario::{self, Document, Source, embedded};
use crate::vocabulary::Language;

/// What is embedded, for a line of the list.
struct Line {
    kind: &'static str,
    name: &'static str,
    /// Points and runs of an experiment.
    size: Option<(usize, usize)>,
    about: &'static str,
}

/// Lists what is embedded.
///
/// # Errors
/// Returns why nothing can be written.
pub(super) fn list(terminal: &Terminal) -> Result<(), Failure> {
    let groups = [
        ("scenario", embedded::SCENARIOS),
        ("experiment", embedded::EXPERIMENTS),
        ("trial", embedded::TRIALS),
        ("events", embedded::EVENTS),
        ("lesson", embedded::LESSONS),
    ];
    let lines: Vec<Line> = groups
        .iter()
        .flat_map(|(kind, list)| {
            list.iter().map(|(name, path)| Line {
                kind,
                name,
                size: matches!(*kind, "experiment" | "lesson").then(|| size(name)).flatten(),
                about: about(path, terminal.language()),
            })
        })
        .collect();
    if terminal.is_json() {
        let values: Vec<Value> = lines
            .iter()
            .map(|Line { kind, name, size, about }| {
                let (points, runs) = size.unzip();
                json!({ "kind": kind, "name": name, "points": points, "runs": runs, "about": about })
            })
            .collect();
        return terminal.json(&Value::Array(values));
    }
    let mut text = String::new();
    for Line { kind, name, size, about } in lines {
        if name == embedded::LESSONS[0].0 {
            let _ = writeln!(
                text,
                "\n{}\n",
                terminal.say(&phrase!(
                    "Lessons to teach with, see docs/teaching",
                    "Lektionen für den Unterricht, siehe docs/teaching"
                ))
            );
        }
        let kind = terminal.say(&match kind {
            "scenario" => phrase!("scenario", "Szenario"),
            "experiment" => phrase!("experiment", "Experiment"),
            "lesson" => phrase!("lesson", "Lektion"),
            _ => phrase!("trial", "Versuch"),
        });
        let size = size.map_or_else(String::new, |(points, runs)| {
            terminal.say(&phrase!("{points} points, {runs} runs", "{points} Punkte, {runs} Läufe"))
        });
        let head = format!("{kind:<10} {name:<22} {size}");
        let _ = writeln!(text, "{}", head.trim_end());
        for line in wrapped(about, Terminal::width() - 4).lines() {
            let _ = writeln!(text, "    {line}");
        }
    }
    terminal.result(&text)
}

/// Returns the number of points of an experiment and of runs, as they are written; a test holds that none of them merge.
fn size(name: &str) -> Option<(usize, usize)> {
    let document = Document::open(&Source::Embedded(name.to_owned())).ok()?;
    design::extent(&document)
}

/// Returns what an embedded file is about: its first line of comment, in German the one that begins with `de:`.
fn about(path: &str, language: Language) -> &'static str {
    let comments = || {
        let lines = embedded::file(path).unwrap_or_default().lines();
        lines.map_while(|line| line.strip_prefix('#')).map(str::trim)
    };
    let german = comments().find_map(|line| line.strip_prefix("de:")).map(str::trim);
    match (language, german) {
        (Language::German, Some(german)) => german,
        _ => comments().next().unwrap_or_default(),
    }
}

/// Explains a key, a word of an option, a parameter or a lever.
///
/// # Errors
/// Returns the nearest known keys where there is none of this name.
pub(super) fn explain(terminal: &Terminal, key: &str) -> Result<(), Failure> {
    let text = terms::explain(key, terminal.language()).map_err(|error| Failure::Input(error.phrase()))?;
    if terminal.is_json() {
        return terminal.json(&json!({ "key": key, "text": text }));
    }
    let mut broken = String::new();
    for line in text.trim_end().lines() {
        let indent = &line[..line.len() - line.trim_start().len()];
        let room = Terminal::width().saturating_sub(indent.len()).max(1);
        for part in wrapped(line.trim_start(), room).lines() {
            let _ = writeln!(broken, "{indent}{part}");
        }
    }
    terminal.result(&broken)
}

/// Says in what two scenarios differ.
///
/// # Errors
/// Returns all faults of the two.
pub(super) fn diff(terminal: &Terminal, a: &str, b: &str) -> Result<(), Failure> {
    let settings = Settings::default();
    let left = input::scenario(&input::open(a)?, &settings)?;
    let right = input::scenario(&input::open(b)?, &settings)?;
    let differences = scenario::differences(&left.scenario, &right.scenario);
    if terminal.is_json() {
        let values: Vec<Value> = differences
            .iter()
            .map(|difference| json!({ "key": difference.key, "a": difference.a, "b": difference.b }))
            .collect();
        return terminal.json(&Value::Array(values));
    }
    if differences.is_empty() {
        return terminal
            .result(&format!("{}\n", terminal.say(&phrase!("no difference", "kein Unterschied"))));
    }
    let mut table = terminal::table();
    let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
    let key = terminal.say(&phrase!("key", "Schlüssel"));
    table.set_header([key.as_str(), a, b]);
    for difference in &differences {
        table.add_row([difference.key.clone(), value(&difference.a), value(&difference.b)]);
    }
    terminal.result(&text::trimmed(&table))
}
