//! The design of an experiment: points, factors and contrasts, read from a file.
//!
//! `set` holds what all points have in common; `contrasts` or `[[contrast]]` says what is compared.
//! A point is a scenario; points of the factorial stand behind those that are listed. Points that resolve to the same
//! scenario run once.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use super::contrasts::{self, Declaration};
use crate::evidence::Evidence;
use crate::scenario::draft::{BUDGET, Draft, Layer, STAFF, option_of, settings};
use crate::scenario::faults::nearest;
use crate::scenario::schema::{self, Field, Node, Shape};
use crate::scenario::source::{self, Data, Entry, Text, Value};
use crate::scenario::{Fault, Faults, Place, Places, Scenario, Source, literal, quoted, resolve};

/// More points than this are a slip of the pen.
const MOST_POINTS: usize = 5_000;

/// Keys of an experiment that are settings of the run.
const SETTINGS: &[&str] = &["replicates", "weeks", "every", "seed"];

/// Keys of an experiment.
const KEYS: &[&str] = &[
    "name",
    "question",
    "base",
    "set",
    "replicates",
    "weeks",
    "every",
    "seed",
    "contrasts",
    "point",
    "factor",
    "contrast",
];

/// Weeks between observations where an experiment says nothing.
const EVERY: &str = "13";

/// An experiment: scenarios to be run and compared.
#[derive(Debug, Clone)]
pub struct Experiment {
    /// The name.
    pub name: String,
    /// What it asks, in a sentence.
    pub question: String,
    /// The scenario in which the points differ, settings of the experiment included.
    pub base: Scenario,
    /// Where the keys of the base were set.
    pub places: Places,
    /// Number of replicates.
    pub replicates: u32,
    /// The points, numbered from 1.
    pub points: Vec<Point>,
    /// Which points are compared.
    pub contrasts: Vec<Contrast>,
    /// Whether the contrasts were listed one by one; otherwise they follow from a pattern.
    pub declared: bool,
    /// The pattern, and which measures and years are compared.
    pub declaration: Declaration,
}

/// One scenario of an experiment.
#[derive(Debug, Clone)]
pub struct Point {
    /// The number, from 1.
    pub number: usize,
    /// The label.
    pub label: String,
    /// Further labels of points that resolve to the same scenario.
    pub aliases: Vec<String>,
    /// Keys that the point sets, with values for reading.
    pub factors: Vec<(String, String)>,
    /// Keys that the point sets, with values as in a file.
    pub set: Vec<(String, String)>,
    /// The scenario.
    pub scenario: Scenario,
    /// Where its keys were set.
    pub places: Places,
}

/// A comparison of two points, by their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contrast {
    /// The point that may be better.
    pub better: usize,
    /// The point with which it is compared.
    pub than: usize,
}

/// A point before it is resolved.
struct Outline {
    label: String,
    place: Place,
    settings: Vec<Entry>,
}

/// A factor with its levels.
struct Factor<'a> {
    key: &'a str,
    place: &'a Place,
    levels: &'a [Value],
}

/// Loads an experiment and lays settings of the command line on top of every point.
///
/// # Errors
/// Returns every fault of every file involved.
pub fn load(source: &Source, overrides: &[(String, String)]) -> Result<Experiment, Faults> {
    let text = source::open(source)?;
    let entries = source::parse(&text).map_err(Faults::from)?;
    let mut faults = Vec::new();
    let evidence = Evidence::embedded().map_err(|fault| Fault::new(fault.to_string()))?;
    check_keys(&entries, &mut faults);
    let get = |key: &str| entries.iter().find(|entry| entry.key == key);
    let mut base = base(get("base"), &mut faults);
    base.add(settings(&[("every".to_owned(), EVERY.to_owned())], &mut faults));
    let mut own = Layer::default();
    for entry in entries.iter().filter(|entry| SETTINGS.contains(&entry.key.as_str())) {
        own.put(&entry.key, &entry.place, &entry.value, &mut faults);
    }
    base.add(own);
    base.add(common(get("set"), &mut faults));
    let declaration = Declaration::read(get("contrasts"), &mut faults);
    if let (Some(listed), Some(_)) = (get("contrast"), declaration.pattern) {
        faults.push(
            Fault::at(&listed.place, "both a pattern of contrasts and a list of them")
                .allowed("`contrasts` or [[contrast]]"),
        );
    }
    let outlines = outlines(get("point"), get("factor"), &text, &mut faults);
    let on_top = settings(overrides, &mut faults);
    let mut drafts = Vec::new();
    for outline in &outlines {
        let mut layer = Layer::default();
        for entry in &outline.settings {
            layer.put(&entry.key, &entry.place, &entry.value, &mut faults);
        }
        let mut draft = base.clone();
        draft.add(layer);
        draft.add(on_top.clone());
        drafts.push(draft);
    }
    base.add(on_top);
    if !faults.is_empty() {
        // Each point would only repeat what is wrong; the whole is checked once in the base.
        resolve(&base, &evidence, &mut faults);
        return Err(faults.into());
    }
    let places = Places::of(&base);
    let base = resolve(&base, &evidence, &mut faults);
    let mut points: Vec<Point> = Vec::new();
    let mut by_hash: BTreeMap<String, usize> = BTreeMap::new();
    for (outline, draft) in outlines.iter().zip(&drafts) {
        let Some(mut scenario) = resolve(draft, &evidence, &mut faults) else { continue };
        scenario.name.clone_from(&outline.label);
        if let Some(same) = by_hash.get(&scenario.hash()) {
            points[*same].aliases.push(outline.label.clone());
            continue;
        }
        by_hash.insert(scenario.hash(), points.len());
        points.push(Point {
            number: points.len() + 1,
            label: outline.label.clone(),
            aliases: Vec::new(),
            factors: outline
                .settings
                .iter()
                .map(|entry| (entry.key.clone(), readable(&entry.key, &entry.value)))
                .collect(),
            set: kept(&outline.settings, overrides),
            scenario,
            places: Places::of(draft),
        });
    }
    let contrasts = match get("contrast") {
        Some(declared) => {
            let rows = tables(Some(declared), &["better", "than"], &mut faults);
            if faults.is_empty() { contrasts::listed(&rows, &points, &mut faults) } else { Vec::new() }
        }
        None => contrasts::of_pattern(&points, declaration.pattern.unwrap_or_default()),
    };
    let words = |key: &str| get(key).and_then(|entry| entry.value.word()).map(ToOwned::to_owned);
    match base {
        Some(base) if faults.is_empty() => Ok(Experiment {
            name: words("name").unwrap_or_else(|| stem(&text)),
            question: words("question").unwrap_or_default(),
            replicates: base.replicates,
            base,
            places,
            points,
            contrasts,
            declared: get("contrast").is_some(),
            declaration,
        }),
        _ => {
            if faults.is_empty() {
                faults.push(Fault::new(format!("`{}` is incomplete", text.name)));
            }
            Err(faults.into())
        }
    }
}

impl Experiment {
    /// Returns the experiment as text that stands beside its resolved base, `scenario.toml`.
    pub fn to_toml(&self) -> String {
        let mut text = format!(
            "name = {}\nquestion = {}\nbase = \"scenario.toml\"\nreplicates = {}\nweeks = {}\nevery = {}\nseed = {}\n",
            quoted(&self.name),
            quoted(&self.question),
            self.replicates,
            self.base.weeks,
            self.base.every,
            self.base.seed
        );
        text.push_str(&self.declaration.to_toml());
        for point in &self.points {
            let set: Vec<String> =
                point.set.iter().map(|(key, value)| format!("{} = {value}", quoted(key))).collect();
            let _ = write!(
                text,
                "\n[[point]]\nname = {}\nset = {{ {} }}\n",
                quoted(&point.label),
                set.join(", ")
            );
        }
        for contrast in self.contrasts.iter().filter(|_| self.declared) {
            let label = |number: usize| quoted(self.points.get(number - 1).map_or("", |point| &point.label));
            let _ = write!(
                text,
                "\n[[contrast]]\nbetter = {}\nthan = {}\n",
                label(contrast.better),
                label(contrast.than)
            );
        }
        text
    }
}

fn stem(text: &Text) -> String {
    let file = text.name.rsplit(['/', '\\']).next().unwrap_or(&text.name);
    file.trim_end_matches(".toml").to_owned()
}

/// Checks names and types of the experiment's own keys.
fn check_keys(entries: &[Entry], faults: &mut Vec<Fault>) {
    for entry in entries {
        let key = entry.key.as_str();
        if !KEYS.contains(&key) {
            let hint = if schema::siblings("_").contains(&key) {
                "; keys of a scenario belong into the base or a point's set"
            } else {
                ""
            };
            faults.push(
                Fault::at(&entry.place, format!("unknown key `{key}` in an experiment{hint}"))
                    .allowed(KEYS.join(", "))
                    .nearest(nearest(key, KEYS.iter().copied())),
            );
        }
        if ["name", "question", "base"].contains(&key) {
            schema::check(key, &Shape::Text, &entry.value, faults);
        }
    }
}

/// Returns the draft of the base, the default scenario where none is named.
fn base(entry: Option<&Entry>, faults: &mut Vec<Fault>) -> Draft {
    let mut draft = Draft::embedded_default(faults);
    if let Some((reference, place)) = entry.and_then(|entry| Some((entry.value.word()?, &entry.value.place)))
    {
        match source::follow(reference, place) {
            Ok(text) => draft.stack(&text, &mut Vec::new(), faults),
            Err(fault) => faults.push(fault),
        }
    }
    draft
}

/// Returns a list of tables whose keys are known, with a fault for everything else.
fn tables<'a>(entry: Option<&'a Entry>, known: &[&str], faults: &mut Vec<Fault>) -> Vec<&'a Value> {
    let Some(entry) = entry else { return Vec::new() };
    let allowed = format!("[[{}]] with {}", entry.key, known.join(" and "));
    let Data::Array(rows) = &entry.value.data else {
        faults.push(
            Fault::at(&entry.value.place, format!("`{}` is {}", entry.key, entry.value.description()))
                .allowed(allowed),
        );
        return Vec::new();
    };
    let mut tables = Vec::new();
    for row in rows {
        let before = faults.len();
        let Data::Table(cells) = &row.data else {
            faults.push(
                Fault::at(&row.place, format!("`{}` holds {}", entry.key, row.description()))
                    .allowed(allowed.clone()),
            );
            continue;
        };
        for cell in cells.iter().filter(|cell| !known.contains(&cell.key.as_str())) {
            faults.push(
                Fault::at(&cell.place, format!("unknown key `{}.{}`", entry.key, cell.key))
                    .allowed(known.join(", "))
                    .nearest(nearest(&cell.key, known.iter().copied())),
            );
        }
        for name in known.iter().filter(|name| row.entry(name).is_none()) {
            faults.push(
                Fault::at(&row.place, format!("a {} lacks `{name}`", entry.key)).allowed(allowed.clone()),
            );
        }
        if faults.len() == before {
            tables.push(row);
        }
    }
    tables
}

fn outlines(
    point: Option<&Entry>,
    factor: Option<&Entry>,
    text: &Arc<Text>,
    faults: &mut Vec<Fault>,
) -> Vec<Outline> {
    let mut outlines = Vec::new();
    for row in tables(point, &["name", "set"], faults) {
        let (Some(name), Some(set)) = (row.entry("name"), row.entry("set")) else { continue };
        schema::check("point.name", &Shape::Text, name, faults);
        let Data::Table(entries) = &set.data else {
            faults.push(
                Fault::at(&set.place, format!("`point.set` is {}", set.description()))
                    .allowed("a table of keys of a scenario"),
            );
            continue;
        };
        let mut settings = Vec::new();
        flatten("", entries, &mut settings);
        let label = name.word().unwrap_or_default().to_owned();
        outlines.push(Outline { label, place: name.place.clone(), settings });
    }
    factorial(factor, &mut outlines, faults);
    let mut labels: BTreeMap<&str, &Place> = BTreeMap::new();
    for outline in &outlines {
        if labels.insert(&outline.label, &outline.place).is_some() {
            faults.push(
                Fault::at(&outline.place, format!("two points are named `{}`", outline.label))
                    .allowed("a name of its own for each point"),
            );
        }
    }
    if outlines.is_empty() && faults.is_empty() {
        faults.push(
            Fault::at(&Place::new(text, 0, 0), "the experiment has no points")
                .allowed("[[point]] with name and set, [[factor]] with key and levels, or both"),
        );
    }
    outlines
}

/// Returns what all points have in common, laid on the base.
fn common(entry: Option<&Entry>, faults: &mut Vec<Fault>) -> Layer {
    let mut layer = Layer::default();
    match entry.map(|entry| &entry.value) {
        Some(Value { data: Data::Table(entries), .. }) => layer.gather("", entries, faults),
        Some(value) => faults.push(
            Fault::at(&value.place, format!("`set` is {}", value.description()))
                .allowed("a table of keys of a scenario that all points have in common"),
        ),
        None => {}
    }
    layer
}

/// Writes nested tables of a point as flat keys, the form in which factors stand in results.
fn flatten(prefix: &str, entries: &[Entry], into: &mut Vec<Entry>) {
    for entry in entries {
        let key = if prefix.is_empty() { entry.key.clone() } else { format!("{prefix}.{}", entry.key) };
        match &entry.value.data {
            Data::Table(inner) if !is_whole(&key, &entry.value) => flatten(&key, inner, into),
            _ => into.push(Entry { key, place: entry.place.clone(), value: entry.value.clone() }),
        }
    }
}

/// An approach by field and a parameter with its own evidence are values, though they are written as tables.
fn is_whole(key: &str, value: &Value) -> bool {
    key.ends_with("approach") || key.starts_with("parameters.") && value.entry("value").is_some()
}

/// Adds every combination of levels; the last factor turns fastest.
fn factorial(factor: Option<&Entry>, outlines: &mut Vec<Outline>, faults: &mut Vec<Fault>) {
    let mut factors = Vec::new();
    for row in tables(factor, &["key", "levels"], faults) {
        let (Some(key), Some(levels)) = (row.entry("key"), row.entry("levels")) else { continue };
        match (&key.data, &levels.data) {
            (Data::Text(name), Data::Array(items)) if !items.is_empty() => {
                factors.push(Factor { key: name, place: &key.place, levels: items });
            }
            (Data::Text(_), _) => faults.push(
                Fault::at(&levels.place, format!("`factor.levels` is {}", levels.description()))
                    .allowed("a list with at least one value"),
            ),
            _ => faults.push(
                Fault::at(&key.place, format!("`factor.key` is {}", key.description()))
                    .allowed("a key of a scenario"),
            ),
        }
    }
    let Some(first) = factors.first() else { return };
    let count = factors.iter().try_fold(1_usize, |count, factor| count.checked_mul(factor.levels.len()));
    let Some(count) = count.filter(|count| *count <= MOST_POINTS) else {
        faults.push(
            Fault::at(first.place, "the factors have too many combinations")
                .allowed(format!("at most {MOST_POINTS}")),
        );
        return;
    };
    for number in 0..count {
        let mut rest = number;
        let mut chosen: Vec<(&Factor<'_>, &Value)> = Vec::with_capacity(factors.len());
        for factor in factors.iter().rev() {
            chosen.push((factor, &factor.levels[rest % factor.levels.len()]));
            rest /= factor.levels.len();
        }
        chosen.reverse();
        let parts: Vec<String> = chosen.iter().map(|(factor, value)| label(factor.key, value)).collect();
        let settings = chosen
            .iter()
            .map(|(factor, value)| Entry {
                key: factor.key.to_owned(),
                place: factor.place.clone(),
                value: (*value).clone(),
            })
            .collect();
        let place = chosen.first().map_or(first.place, |(_, value)| &value.place).clone();
        outlines.push(Outline { label: parts.join(" · "), place, settings });
    }
}

/// Returns a level as part of a label: words as they are, numbers with what they count.
fn label(key: &str, value: &Value) -> String {
    let last = key.rsplit('.').next().unwrap_or(key);
    let text = readable(key, value);
    match (&value.data, last) {
        (Data::Text(_) | Data::Date(_), _) => text,
        (Data::Integer(euros @ 1_000..), BUDGET) => grouped(*euros),
        (_, BUDGET) => format!("{text} €"),
        (_, STAFF) => format!("{text} FTE"),
        _ => format!("{} {text}", last.replace('_', " ")),
    }
}

/// Returns an amount with spaces between its thousands.
fn grouped(euros: i64) -> String {
    let digits = euros.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text + " €"
}

/// Returns a value for reading; German words of options become the English ones of results.
fn readable(key: &str, value: &Value) -> String {
    let Some(word) = value.word() else { return literal(value) };
    let known = match schema::node(key) {
        Node::Field(Field { shape: Shape::Word(list), .. })
        | Node::Either(Field { shape: Shape::Word(list), .. }) => {
            list().into_iter().find(|known| known.german_key == word)
        }
        _ => None,
    };
    known.map_or(word, |known| known.key).to_owned()
}

/// Returns what a point sets, without what the command line overrides in every point.
fn kept(settings: &[Entry], overrides: &[(String, String)]) -> Vec<(String, String)> {
    let is_funding = |option: &str| option == STAFF || option == BUDGET;
    let is_overridden = |key: &str| {
        overrides.iter().any(|(over, _)| match (option_of(over), option_of(key)) {
            (Some(("", over)), Some((_, option))) => {
                over == option || (is_funding(over) && is_funding(option))
            }
            _ => over == key,
        })
    };
    settings
        .iter()
        .filter(|entry| !is_overridden(&entry.key))
        .map(|entry| (entry.key.clone(), literal(&entry.value)))
        .collect()
}
