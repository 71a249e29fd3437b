//! `list`, `explain` and `diff`.

use std::fmt::Write;

use serde_json::{Value, json};

use super::options::Settings;
use super::terminal::{self, Terminal};
use super::{Failure, input};
use crate::scenario::{self, embedded};

/// Lists what is embedded.
///
/// # Errors
/// Returns why nothing can be written.
pub(super) fn list(terminal: &Terminal) -> Result<(), Failure> {
    let groups = [("scenario", embedded::SCENARIOS), ("experiment", embedded::EXPERIMENTS)];
    let rows: Vec<_> = groups
        .iter()
        .flat_map(|(kind, list)| {
            list.iter().map(move |(name, path)| (*kind, *name, size(kind, name), first_comment(path)))
        })
        .collect();
    if terminal.is_json() {
        let values: Vec<Value> = rows
            .iter()
            .map(|(kind, name, size, about)| {
                let (points, runs) = size.unzip();
                json!({ "kind": kind, "name": name, "points": points, "runs": runs, "about": about })
            })
            .collect();
        return terminal.json(&Value::Array(values));
    }
    let mut text = String::new();
    for (kind, name, size, about) in rows {
        let size = size.map_or_else(String::new, |(points, runs)| format!("{points} points, {runs} runs"));
        let _ = writeln!(text, "{kind:<11} {name:<23} {size:<21} {about}");
    }
    terminal.result(&text)
}

/// Returns the number of points and of runs of an experiment.
fn size(kind: &str, name: &str) -> Option<(usize, usize)> {
    let experiment = (kind == "experiment")
        .then(|| input::experiment(&input::source(name), &Settings::default()).ok())
        .flatten()?;
    let points = experiment.points.len();
    Some((points, points * experiment.replicates as usize))
}

/// Returns the first line of comment of an embedded file.
fn first_comment(path: &str) -> &'static str {
    embedded::file(path)
        .and_then(|text| text.lines().next())
        .and_then(|line| line.strip_prefix('#'))
        .map_or("", str::trim)
}

/// Explains a parameter or an option.
///
/// # Errors
/// Returns the nearest known keys where there is none of this name.
pub(super) fn explain(terminal: &Terminal, key: &str) -> Result<(), Failure> {
    let text =
        scenario::explain(key, terminal.language()).map_err(|error| Failure::Input(error.to_string()))?;
    if terminal.is_json() {
        return terminal.json(&json!({ "key": key, "text": text }));
    }
    terminal.result(&format!("{}\n", text.trim_end()))
}

/// Says in what two scenarios differ.
///
/// # Errors
/// Returns all faults of the two.
pub(super) fn diff(terminal: &Terminal, a: &str, b: &str) -> Result<(), Failure> {
    let settings = Settings::default();
    let left = input::scenario(&input::source(a), &settings)?;
    let right = input::scenario(&input::source(b), &settings)?;
    let differences = scenario::differences(&left.scenario, &right.scenario);
    if terminal.is_json() {
        let values: Vec<Value> = differences
            .iter()
            .map(|difference| json!({ "key": difference.key, "a": difference.a, "b": difference.b }))
            .collect();
        return terminal.json(&Value::Array(values));
    }
    if differences.is_empty() {
        return terminal.result("no difference\n");
    }
    let mut table = terminal::table();
    let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
    table.set_header(["key", a, b]);
    for difference in &differences {
        table.add_row([difference.key.clone(), value(&difference.a), value(&difference.b)]);
    }
    terminal.result(&format!("{table}\n"))
}
