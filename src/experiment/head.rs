//! The head of an experiment: its own keys, the base, and what all points have in common.

use super::keys;
use crate::phrase::phrase;
use crate::scenario::draft::{Draft, Layer, listed, settings};
use crate::scenario::names;
use crate::scenario::schema::{self, Shape, unknown_key};
use crate::scenario::source::{self, Data, Entry, Value};
use crate::scenario::{Fault, literal};

/// Keys of an experiment that are settings of the run.
const SETTINGS: &[&str] = &["replicates", "weeks", "every", "seed"];

/// Keys of an experiment.
pub(super) const KEYS: &[&str] = &[
    "name",
    "question",
    "question_de",
    "base",
    "set",
    "replicates",
    "until",
    "weeks",
    "every",
    "seed",
    "contrasts",
    "point",
    "factor",
    "combine",
    "sample",
    "contrast",
];

/// Weeks between observations where an experiment says nothing.
const EVERY: &str = "13";

/// Checks names and types of the experiment's own keys.
pub(super) fn check_keys(entries: &[Entry], faults: &mut Vec<Fault>) {
    for entry in entries {
        let key = entry.key.as_str();
        if !KEYS.contains(&key) {
            let found = if schema::siblings("_").contains(&key) {
                phrase!(
                    "unknown key `{key}` in an experiment; keys of a scenario belong in the base, `set` or a point's set",
                    "unbekannter Schlüssel `{key}` in einem Experiment; Schlüssel eines Szenarios gehören in die Basis, in `set` oder in das set eines Punkts"
                )
            } else {
                unknown_key(key)
            };
            faults.push(
                Fault::at(&entry.place, found)
                    .allowed(listed(KEYS, &entry.place))
                    .nearest(schema::nearest(key, KEYS.iter().copied())),
            );
        }
        if ["name", "question", "question_de", "base"].contains(&key) {
            schema::check(key, &Shape::Text, &entry.value, faults);
        }
    }
}

/// Returns the draft of the base, the default scenario where none is named, with the experiment's settings of the run.
pub(super) fn base(entries: &[Entry], faults: &mut Vec<Fault>) -> Draft {
    let mut draft = Draft::embedded_default(faults);
    let entry = entries.iter().find(|entry| entry.key == "base");
    if let Some((reference, place)) = entry.and_then(|entry| Some((entry.value.word()?, &entry.value.place)))
    {
        match source::follow(reference, place) {
            Ok(text) => draft.stack(&text, &mut Vec::new(), faults),
            Err(fault) => faults.push(fault),
        }
    }
    draft.add(settings(&[("every".to_owned(), EVERY.to_owned())], faults));
    let mut own = Layer::default();
    for entry in entries.iter().filter(|entry| SETTINGS.contains(&entry.key.as_str())) {
        own.put(&entry.key, &entry.place, &entry.value, faults);
    }
    draft.add(own);
    draft
}

/// Returns the keys that all points have in common, flat.
pub(super) fn shared(entry: Option<&Entry>, faults: &mut Vec<Fault>) -> Vec<Entry> {
    let mut entries = Vec::new();
    match entry.map(|entry| &entry.value) {
        Some(Value { data: Data::Table(table), .. }) => keys::flatten("", table, &mut entries),
        Some(value) => faults.push(Fault::at(&value.place, value.found("set")).allowed(phrase!(
            "a table of keys of a scenario that all points have in common",
            "eine Tabelle mit Schlüsseln eines Szenarios, die alle Punkte gemeinsam haben"
        ))),
        None => {}
    }
    entries
}

/// Returns the keys that hold for all points with their values: of the experiment, then of the command line.
pub(super) fn common(shared: &[Entry], overrides: &[(String, String)]) -> Vec<(String, String)> {
    let mut common: Vec<(String, String)> =
        shared.iter().map(|entry| (entry.key.clone(), literal(&entry.value))).collect();
    for (key, value) in overrides.iter().filter(|(key, _)| !SETTINGS.contains(&names::key(key).as_str())) {
        let Entry { key, value, .. } = names::setting(key, value);
        common.retain(|(known, _)| !keys::is_same(known, &key));
        common.push((key, literal(&value)));
    }
    common
}
