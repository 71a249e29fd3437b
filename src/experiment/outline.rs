//! Outlines: the policies of an experiment as they are written, before any of them is resolved.
//!
//! Those that are listed come first, then combinations of the factors' levels, made one at a time, the last factor turning
//! fastest: every one, or those in which one factor at a time leaves its first level, or a regular fraction.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::fraction::{Fraction, MOST_FACTORS};
use super::keys::{flatten, is_same};
use super::labels;
use crate::phrase::{Phrase, one_line, phrase};
use crate::scenario::draft::Layer;
use crate::scenario::faults::nearest;
use crate::scenario::schema::{self, Shape, unknown_key};
use crate::scenario::source::{Data, Entry, Value};
use crate::scenario::{Fault, Position, literal, quoted};

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

/// Which levels of the factors meet.
#[derive(Debug, Clone)]
enum Combinations {
    /// Every level of each factor with every level of the others.
    Full,
    /// Every factor at its first level, then each other level alone.
    OneAtATime,
    /// A regular fraction of the factorial.
    Fraction(Fraction),
}

/// All policies of an experiment as they are written.
#[derive(Debug, Clone)]
pub(super) struct Outlines {
    listed: Vec<Outline>,
    factors: Vec<Factor>,
    combinations: Combinations,
    /// Number of combinations.
    combined: usize,
}

impl Outlines {
    /// Reads `[[point]]`, `[[factor]]` and `combine`.
    pub(super) fn read(
        point: Option<&Entry>,
        factor: Option<&Entry>,
        combine: Option<&Entry>,
        faults: &mut Vec<Fault>,
    ) -> Self {
        let factors = factors(factor, faults);
        let combinations = combinations(combine, &factors, faults);
        let mut outlines = Self { listed: listed(point, faults), combined: 0, combinations, factors };
        if let Some(first) = outlines.factors.first() {
            let levels = outlines.factors.iter().map(|factor| factor.levels.len());
            let count = match &outlines.combinations {
                Combinations::Full => levels.into_iter().try_fold(1_usize, usize::checked_mul),
                Combinations::OneAtATime => Some(1 + levels.map(|count| count - 1).sum::<usize>()),
                Combinations::Fraction(fraction) => Some(fraction.runs()),
            };
            outlines.combined = count.unwrap_or_else(|| {
                let found = phrase!(
                    "the factors have more combinations than can be numbered",
                    "die Faktoren haben mehr Kombinationen, als sich nummerieren lassen"
                );
                let allowed = phrase!("fewer factors or levels", "weniger Faktoren oder Stufen");
                faults.push(Fault::at(&first.place, found).allowed(allowed));
                0
            });
        }
        outlines
    }

    /// Makes the base the one policy, where none is written.
    pub(super) fn or_base(mut self, place: &Position) -> Self {
        if self.len() == 0 {
            let shown = phrase!("base", "Basis");
            let label = shown.english().to_owned();
            self.listed.push(Outline { label, shown, place: place.clone(), settings: Vec::new() });
        }
        self
    }

    /// Returns the number of policies.
    pub(super) fn len(&self) -> usize {
        self.listed.len() + self.combined
    }

    /// Says which fraction of the factorial is taken; nothing where it is none.
    pub(super) fn summary(&self) -> Option<Phrase> {
        let Combinations::Fraction(fraction) = &self.combinations else { return None };
        let runs = fraction.runs();
        let Some(resolution) = fraction.resolution() else {
            return Some(phrase!(
                "the whole factorial of {runs} combinations: no fraction has that resolution",
                "das ganze faktorielle Design mit {runs} Kombinationen: kein Teil hat diese Auflösung"
            ));
        };
        let roman = ["III", "IV", "V", "VI"]
            .get(resolution - 3)
            .map_or_else(|| resolution.to_string(), |word| (*word).to_owned());
        let parts = 1_usize << fraction.halvings();
        let name = |factor: usize| {
            let key = &self.factors[factor].key;
            key.rsplit('.').next().unwrap_or(key).to_owned()
        };
        let generators: Vec<String> = fraction
            .generators()
            .map(|(factor, basic)| {
                let product: Vec<String> = basic.into_iter().map(name).collect();
                format!("{} = {}", name(factor), product.join(" × "))
            })
            .collect();
        let generators = generators.join(", ");
        Some(phrase!(
            "1/{parts} of the factorial, {runs} combinations, resolution {roman}: {generators}",
            "1/{parts} des faktoriellen Designs, {runs} Kombinationen, Auflösung {roman}: {generators}"
        ))
    }

    /// Returns the levels of a combination, by factor.
    fn levels(&self, mut number: usize) -> Vec<usize> {
        let mut chosen = vec![0; self.factors.len()];
        match &self.combinations {
            Combinations::Full => {
                for (level, factor) in chosen.iter_mut().zip(&self.factors).rev() {
                    *level = number % factor.levels.len();
                    number /= factor.levels.len();
                }
            }
            Combinations::OneAtATime => {
                for (level, factor) in chosen.iter_mut().zip(&self.factors) {
                    let others = factor.levels.len() - 1;
                    if number <= others {
                        *level = number;
                        break;
                    }
                    number -= others;
                }
            }
            Combinations::Fraction(fraction) => {
                for (factor, level) in chosen.iter_mut().enumerate() {
                    *level = fraction.level(number, factor);
                }
            }
        }
        chosen
    }

    /// Returns the policy at a position.
    pub(super) fn get(&self, position: usize) -> Outline {
        let Some(number) = position.checked_sub(self.listed.len()) else {
            return self.listed[position].clone();
        };
        let levels = self.levels(number);
        let chosen: Vec<(&Factor, &Value)> =
            self.factors.iter().zip(levels).map(|(factor, level)| (factor, &factor.levels[level])).collect();
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

    /// Returns the policies as part of an experiment's file.
    pub(super) fn to_toml(&self) -> String {
        let mut text = String::new();
        match &self.combinations {
            Combinations::Full => {}
            Combinations::OneAtATime => text.push_str("combine = \"one_at_a_time\"\n"),
            Combinations::Fraction(fraction) => {
                let _ = writeln!(text, "combine = {{ resolution = {} }}", fraction.asked());
            }
        }
        for outline in &self.listed {
            let settings = outline.settings.iter();
            let set: Vec<String> =
                settings.map(|entry| format!("{} = {}", quoted(&entry.key), literal(&entry.value))).collect();
            let _ = write!(
                text,
                "\n[[point]]\nname = {}\nname_de = {}\nset = {{ {} }}\n",
                quoted(&outline.label),
                quoted(outline.shown.german()),
                set.join(", ")
            );
        }
        for factor in &self.factors {
            let levels: Vec<String> = factor.levels.iter().map(literal).collect();
            let _ = write!(
                text,
                "\n[[factor]]\nkey = {}\nlevels = [{}]\n",
                quoted(&factor.key),
                levels.join(", ")
            );
        }
        text
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

/// Reads `combine`, once the factors are known.
fn combinations(entry: Option<&Entry>, factors: &[Factor], faults: &mut Vec<Fault>) -> Combinations {
    let Some(Entry { value, place, .. }) = entry else { return Combinations::Full };
    if factors.is_empty() {
        let found = phrase!("`combine` stands without factors", "`combine` steht ohne Faktoren");
        faults.push(
            Fault::at(place, found)
                .allowed(phrase!("[[factor]] with key and levels", "[[factor]] mit key und levels")),
        );
        return Combinations::Full;
    }
    let resolution = match &value.data {
        Data::Text(word) if word == "full" => return Combinations::Full,
        Data::Text(word) if word == "one_at_a_time" => return Combinations::OneAtATime,
        Data::Table(entries) if entries.len() == 1 => value.entry("resolution").and_then(Value::integer),
        _ => None,
    };
    let Some(resolution) = resolution.filter(|resolution| (3..=5).contains(resolution)) else {
        let words = ["full", "one_at_a_time"];
        faults.push(
            Fault::at(&value.place, value.found("combine"))
                .allowed(phrase!(
                    "\"full\", \"one_at_a_time\" or {{ resolution = 3 }}, 4 or 5",
                    "\"full\", \"one_at_a_time\" oder {{ resolution = 3 }}, 4 oder 5"
                ))
                .nearest(nearest(value.word().unwrap_or_default(), words)),
        );
        return Combinations::Full;
    };
    let before = faults.len();
    for factor in factors.iter().filter(|factor| factor.levels.len() != 2) {
        let (key, count) = (&factor.key, factor.levels.len());
        let found = phrase!(
            "the factor `{key}` of a fraction has {count} levels",
            "der Faktor `{key}` eines Teils hat {count} Stufen"
        );
        faults.push(Fault::at(&factor.place, found).allowed(phrase!(
            "two levels; factors with more need `combine = \"full\"`",
            "zwei Stufen; Faktoren mit mehr brauchen `combine = \"full\"`"
        )));
    }
    if factors.len() > MOST_FACTORS {
        let count = factors.len();
        let found = phrase!("a fraction of {count} factors", "ein Teil aus {count} Faktoren");
        faults.push(
            Fault::at(place, found)
                .allowed(phrase!("at most {MOST_FACTORS} factors", "höchstens {MOST_FACTORS} Faktoren")),
        );
    }
    if faults.len() > before {
        return Combinations::Full;
    }
    Combinations::Fraction(Fraction::find(factors.len(), resolution as usize))
}

fn listed(point: Option<&Entry>, faults: &mut Vec<Fault>) -> Vec<Outline> {
    let mut listed: Vec<Outline> = Vec::new();
    let mut labels_seen = BTreeSet::new();
    for row in tables(point, "point", &["name", "set"], &["name_de"], faults) {
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
    for row in tables(factor, "factor", &["key", "levels"], &[], faults) {
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
    key: &str,
    needed: &[&str],
    optional: &[&str],
    faults: &mut Vec<Fault>,
) -> Vec<&'a Value> {
    let Some(entry) = entry else { return Vec::new() };
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
                    .nearest(schema::nearest(&cell.key, known.iter().copied())),
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
