//! Outlines: the points of an experiment as they are written, before any of them is resolved.
//!
//! Those that are listed come first, then every combination of the factors' levels, made one at a time, the last factor turning
//! fastest.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::keys::{flatten, is_same};
use super::labels;
use crate::phrase::{Phrase, one_line, phrase};
use crate::scenario::draft::Layer;
use crate::scenario::faults::nearest;
use crate::scenario::position::Text;
use crate::scenario::schema::{self, Shape, unknown_key};
use crate::scenario::source::{Data, Entry, Value};
use crate::scenario::{Fault, Position, literal};

/// A point before it is resolved.
#[derive(Debug, Clone)]
pub(super) struct Outline {
    /// The label, as written in files.
    pub(super) label: String,
    /// The label for reading.
    pub(super) shown: Phrase,
    /// Where the point is written.
    pub(super) place: Position,
    /// The keys that it sets, flat.
    pub(super) settings: Vec<Entry>,
}

/// A factor with its levels.
#[derive(Debug, Clone)]
struct Factor {
    key: String,
    place: Position,
    levels: Vec<Value>,
}

/// All points of an experiment as they are written.
#[derive(Debug, Clone)]
pub(super) struct Outlines {
    listed: Vec<Outline>,
    factors: Vec<Factor>,
    combinations: usize,
}

impl Outlines {
    /// Reads `[[point]]` and `[[factor]]`.
    pub(super) fn read(
        point: Option<&Entry>,
        factor: Option<&Entry>,
        text: &Arc<Text>,
        faults: &mut Vec<Fault>,
    ) -> Self {
        let before = faults.len();
        let factors = factors(factor, faults);
        let mut outlines = Self { listed: listed(point, faults), combinations: 0, factors };
        if let Some(first) = outlines.factors.first() {
            let count = outlines
                .factors
                .iter()
                .try_fold(1_usize, |count, factor| count.checked_mul(factor.levels.len()));
            outlines.combinations = count.unwrap_or_else(|| {
                let found = phrase!(
                    "the factors have more combinations than can be numbered",
                    "die Faktoren haben mehr Kombinationen, als sich nummerieren lassen"
                );
                let allowed = phrase!("fewer factors or levels", "weniger Faktoren oder Stufen");
                faults.push(Fault::at(&first.place, found).allowed(allowed));
                0
            });
        }
        if outlines.len() == 0 && faults.len() == before {
            let found = phrase!("the experiment has no points", "das Experiment hat keine Punkte");
            faults.push(Fault::at(&Position::new(text, 0, 0), found).allowed(phrase!(
                "[[point]] with name and set, [[factor]] with key and levels, or both",
                "[[point]] mit name und set, [[factor]] mit key und levels, oder beides"
            )));
        }
        outlines
    }

    /// Returns the number of points.
    pub(super) fn len(&self) -> usize {
        self.listed.len() + self.combinations
    }

    /// Returns the point at a position.
    pub(super) fn get(&self, position: usize) -> Outline {
        let Some(mut number) = position.checked_sub(self.listed.len()) else {
            return self.listed[position].clone();
        };
        let mut chosen: Vec<(&Factor, &Value)> = Vec::with_capacity(self.factors.len());
        for factor in self.factors.iter().rev() {
            chosen.push((factor, &factor.levels[number % factor.levels.len()]));
            number /= factor.levels.len();
        }
        chosen.reverse();
        let parts: Vec<String> =
            chosen.iter().map(|(factor, value)| labels::level(&factor.key, value)).collect();
        let shown: Vec<Phrase> =
            chosen.iter().map(|(factor, value)| labels::spoken_level(&factor.key, value)).collect();
        Outline {
            label: parts.join(" · "),
            shown: Phrase::join(&shown, ", "),
            place: chosen[0].1.place.clone(),
            settings: chosen
                .into_iter()
                .map(|(factor, value)| Entry {
                    key: factor.key.clone(),
                    place: factor.place.clone(),
                    value: value.clone(),
                })
                .collect(),
        }
    }

    /// Finds faults of single settings, each level of a factor once.
    pub(super) fn check(&self, faults: &mut Vec<Fault>) {
        for outline in &self.listed {
            let mut layer = Layer::default();
            for entry in &outline.settings {
                layer.put(&entry.key, &entry.place, &entry.value, faults);
            }
        }
        for factor in &self.factors {
            for level in &factor.levels {
                Layer::default().put(&factor.key, &factor.place, level, faults);
            }
        }
    }

    /// Returns the keys that points or factors set, each once.
    pub(super) fn keys(&self) -> Vec<&str> {
        let listed = self.listed.iter().flat_map(|outline| &outline.settings).map(|entry| entry.key.as_str());
        let mut keys: Vec<&str> = Vec::new();
        let mut seen = BTreeSet::new();
        for key in listed.chain(self.factors.iter().map(|factor| factor.key.as_str())) {
            if seen.insert(key) {
                keys.push(key);
            }
        }
        keys
    }

    /// Names the points and factors that set a key for which `is_meant` holds.
    pub(super) fn setters(&self, is_meant: impl Fn(&str) -> bool) -> Vec<Phrase> {
        let points = self
            .listed
            .iter()
            .filter(|outline| outline.settings.iter().any(|entry| is_meant(&entry.key)))
            .map(|outline| Phrase::same(format!("`{}`", outline.label)));
        let factors = self.factors.iter().map(|factor| &factor.key).filter(|key| is_meant(key));
        points.chain(factors.map(|key| phrase!("the factor `{key}`", "der Faktor `{key}`"))).collect()
    }
}

fn listed(point: Option<&Entry>, faults: &mut Vec<Fault>) -> Vec<Outline> {
    let mut listed: Vec<Outline> = Vec::new();
    let mut labels_seen = BTreeSet::new();
    for row in tables(point, &["name", "set"], &["name_de"], faults) {
        let (Some(name), Some(set)) = (row.entry("name"), row.entry("set")) else { continue };
        schema::check("point.name", &Shape::Text, name, faults);
        let german = row.entry("name_de");
        if let Some(german) = german {
            schema::check("point.name_de", &Shape::Text, german, faults);
        }
        let Data::Table(entries) = &set.data else {
            let allowed =
                phrase!("a table of keys of a scenario", "eine Tabelle mit Schlüsseln eines Szenarios");
            faults.push(Fault::at(&set.place, set.found("point.set")).allowed(allowed));
            continue;
        };
        let mut settings = Vec::new();
        flatten("", entries, &mut settings);
        let label = one_line(name.word().unwrap_or_default());
        if !labels_seen.insert(label.clone()) {
            faults.push(same_name(&label, &name.place));
        }
        let german = german.and_then(Value::word).map(one_line);
        let shown = labels::spoken(&label, german.as_deref());
        listed.push(Outline { label, shown, place: name.place.clone(), settings });
    }
    listed
}

/// Returns the fault of two points with one name.
pub(super) fn same_name(label: &str, place: &Position) -> Fault {
    let found = phrase!("two points are named `{label}`", "zwei Punkte heißen `{label}`");
    Fault::at(place, found)
        .allowed(phrase!("a name of its own for each point", "ein eigener Name für jeden Punkt"))
}

fn factors(factor: Option<&Entry>, faults: &mut Vec<Fault>) -> Vec<Factor> {
    let mut factors: Vec<Factor> = Vec::new();
    for row in tables(factor, &["key", "levels"], &[], faults) {
        let (Some(key), Some(levels)) = (row.entry("key"), row.entry("levels")) else { continue };
        match (&key.data, &levels.data) {
            (Data::Text(name), Data::Array(items)) if !items.is_empty() => {
                if factors.iter().any(|factor| is_same(&factor.key, name)) {
                    let found = phrase!(
                        "a second factor sets what `{name}` sets",
                        "ein zweiter Faktor setzt, was `{name}` setzt"
                    );
                    faults.push(Fault::at(&key.place, found).allowed(phrase!(
                        "one factor for each key, with all of its levels",
                        "ein Faktor für jeden Schlüssel, mit all seinen Stufen"
                    )));
                }
                let mut seen = BTreeSet::new();
                for item in items {
                    let label = literal(item);
                    if !seen.insert(label.clone()) {
                        let found =
                            phrase!("the level {label} stands twice", "die Stufe {label} steht zweimal da");
                        faults.push(
                            Fault::at(&item.place, found)
                                .allowed(phrase!("each level once", "jede Stufe einmal")),
                        );
                    }
                }
                factors.push(Factor { key: name.clone(), place: key.place.clone(), levels: items.clone() });
            }
            (Data::Text(_), _) => {
                let allowed =
                    phrase!("a list with at least one value", "eine Liste mit mindestens einem Wert");
                faults.push(Fault::at(&levels.place, levels.found("factor.levels")).allowed(allowed));
            }
            _ => {
                let allowed = phrase!("a key of a scenario", "ein Schlüssel eines Szenarios");
                faults.push(Fault::at(&key.place, key.found("factor.key")).allowed(allowed));
            }
        }
    }
    factors
}

/// Returns a list of tables whose keys are known, with a fault for everything else.
pub(super) fn tables<'a>(
    entry: Option<&'a Entry>,
    needed: &[&str],
    optional: &[&str],
    faults: &mut Vec<Fault>,
) -> Vec<&'a Value> {
    let Some(entry) = entry else { return Vec::new() };
    let key = &entry.key;
    let allowed = || {
        let (english, german) = (needed.join(" and "), needed.join(" und "));
        Phrase::new(format!("[[{key}]] with {english}"), format!("[[{key}]] mit {german}"))
    };
    let Data::Array(rows) = &entry.value.data else {
        faults.push(Fault::at(&entry.value.place, entry.value.found(key)).allowed(allowed()));
        return Vec::new();
    };
    let known: Vec<&str> = needed.iter().chain(optional).copied().collect();
    let mut tables = Vec::new();
    for row in rows {
        let before = faults.len();
        let Data::Table(cells) = &row.data else {
            faults.push(Fault::at(&row.place, row.held_by(key)).allowed(allowed()));
            continue;
        };
        for cell in cells.iter().filter(|cell| !known.contains(&cell.key.as_str())) {
            faults.push(
                Fault::at(&cell.place, unknown_key(&format!("{key}.{}", cell.key)))
                    .allowed(Phrase::same(known.join(", ")))
                    .nearest(nearest(&cell.key, known.iter().copied())),
            );
        }
        for name in needed.iter().filter(|name| row.entry(name).is_none()) {
            let found = phrase!("[[{key}]] lacks `{name}`", "in [[{key}]] fehlt `{name}`");
            faults.push(Fault::at(&row.place, found).allowed(allowed()));
        }
        if faults.len() == before {
            tables.push(row);
        }
    }
    tables
}
