//! Samples: parameter sets that a design draws, crossed with the policies of an experiment.
//!
//! `[sample]` names a method, the keys that are varied, and where they range otherwise than the evidence says. A set is made
//! when it is asked for, and depends on the seed of the design and its own number alone; for a Latin hypercube on the size as well.

use std::collections::BTreeSet;

use super::keys::is_same;
use super::outline::tables;
use crate::dice::{Dice, Entity};
use crate::evidence::Evidence;
use crate::phrase::{Phrase, phrase};
use crate::scenario::faults::nearest;
use crate::scenario::schema::{self, Shape, unknown_key};
use crate::scenario::source::{self, Data, Entry, Value};
use crate::scenario::{Fault, Position, quoted};

mod dimension;
mod latin_hypercube;
mod list;
mod morris;

use dimension::{Dimension, Known, Named, twice};
use list::List;

/// The name that the list of parameter sets has beside a resolved experiment.
pub const SETS_FILE: &str = "sets.csv";

/// What stands for the points of an experiment with parameter sets in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sampled {
    /// Policies, contrasts and the sample.
    pub(super) text: String,
    /// The list of parameter sets, which lies beside that file as [`SETS_FILE`]; nothing where they are drawn.
    pub list: Option<String>,
}

/// Sets or trajectories that a design may have.
const MOST_SETS: usize = 1_000_000;

/// Sets that the Sobol sequence has.
const MOST_OF_SOBOL: usize = 1 << 16;

/// A method with the keys of `[sample]` that it takes beside `method`.
const METHODS: [(&str, &[&str]); 4] = [
    ("latin_hypercube", &["size", "seed", "keys", "except", "over"]),
    ("sobol", &["size", "seed", "keys", "except", "over"]),
    ("morris", &["size", "levels", "seed", "keys", "except", "over"]),
    ("list", &["file"]),
];

/// Returns the paths of all keys below the table.
#[cfg(test)]
pub(super) fn keys() -> Vec<String> {
    let own = METHODS.iter().flat_map(|(_, keys)| *keys).map(|key| format!("sample.{key}"));
    own.chain(Dimension::keys().iter().map(|key| format!("sample.over.{key}"))).collect()
}

/// A design over parameter sets.
#[derive(Debug, Clone)]
pub(super) enum Sample {
    /// Sets that are drawn.
    Drawn(Drawn),
    /// Sets that are listed.
    Listed(List),
}

/// How sets are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    LatinHypercube,
    Sobol,
    Morris { levels: u32 },
}

/// Sets that are drawn.
#[derive(Debug, Clone)]
pub(super) struct Drawn {
    method: Method,
    /// Number of sets, or of trajectories.
    size: usize,
    seed: u32,
    dimensions: Vec<Dimension>,
    /// The keys for the dice.
    entities: Vec<Entity>,
}

impl Sample {
    /// Reads `[sample]` over the evidence of the base; what is embedded says which of it is the base's own.
    pub(super) fn read(
        entry: &Entry,
        evidence: &Evidence,
        embedded: &Evidence,
        faults: &mut Vec<Fault>,
    ) -> Option<Self> {
        let before = faults.len();
        let known = Known { evidence, embedded };
        let method = method(&entry.value, faults)?;
        let table = &entry.value;
        let sample = if method == "list" {
            Self::Listed(list(entry, known, faults)?)
        } else {
            let get = |name: &str| table.entry(name);
            let size = whole("size", get("size"), 1..=MOST_SETS as i64, None, &entry.place, faults);
            let seed = whole("seed", get("seed"), 0..=i64::from(u32::MAX), Some(1), &entry.place, faults);
            let dimensions = dimensions(entry, known, faults);
            let method = match method {
                "sobol" => Method::Sobol,
                "morris" => Method::Morris { levels: levels(get("levels"), &entry.place, faults) },
                _ => Method::LatinHypercube,
            };
            let entities = dimensions.iter().map(|dimension| Entity::named(&dimension.path)).collect();
            let (size, seed) = (size? as usize, seed? as u32);
            let drawn = Drawn { method, size, seed, dimensions, entities };
            drawn.check(entry, faults);
            Self::Drawn(drawn)
        };
        (faults.len() == before).then_some(sample)
    }

    /// Returns the number of sets.
    pub(super) fn sets(&self) -> usize {
        match self {
            Self::Drawn(drawn) => drawn.sets(),
            Self::Listed(list) => list.len(),
        }
    }

    /// Returns the keys that are varied, with the places at which they are written.
    pub(super) fn keys(&self) -> Vec<(&str, &Position)> {
        match self {
            Self::Drawn(drawn) => {
                drawn.dimensions.iter().map(|dimension| (dimension.path.as_str(), &dimension.place)).collect()
            }
            Self::Listed(list) => list.keys().collect(),
        }
    }

    /// Returns what a set says, counted from 0.
    pub(super) fn set(&self, number: usize) -> Vec<Entry> {
        match self {
            Self::Drawn(drawn) => drawn.set(number),
            Self::Listed(list) => list.set(number),
        }
    }

    /// Returns the list of sets as it stands in its file; nothing where they are drawn.
    pub(super) fn list(&self) -> Option<&str> {
        match self {
            Self::Drawn(_) => None,
            Self::Listed(list) => Some(list.text()),
        }
    }

    /// Says what is sampled, in a line.
    pub(super) fn summary(&self) -> Phrase {
        let keys = match self.keys().len() {
            1 => phrase!("1 key", "1 Schlüssel"),
            many => phrase!("{many} keys", "{many} Schlüssel"),
        };
        match self {
            Self::Listed(_) => phrase!("a list over {keys}", "eine Liste über {keys}"; keys = keys),
            Self::Drawn(Drawn { method, size, seed, .. }) => match method {
                Method::LatinHypercube => phrase!(
                    "a Latin hypercube over {keys}, seed {seed}",
                    "ein Latin Hypercube über {keys}, Startwert {seed}";
                    keys = keys
                ),
                Method::Sobol => phrase!(
                    "scrambled Sobol points over {keys}, seed {seed}",
                    "verwürfelte Sobol-Punkte über {keys}, Startwert {seed}";
                    keys = keys
                ),
                Method::Morris { levels } => phrase!(
                    "{size} Morris trajectories over {keys} on {levels} levels, seed {seed}",
                    "{size} Morris-Pfade über {keys} auf {levels} Stufen, Startwert {seed}";
                    keys = keys
                ),
            },
        }
    }

    /// Returns the sample as part of an experiment that lies beside its base and its list, every range written out.
    pub(super) fn to_toml(&self) -> String {
        let Self::Drawn(Drawn { method, size, seed, dimensions, .. }) = self else {
            return format!("\n[sample]\nmethod = \"list\"\nfile = {}\n", quoted(SETS_FILE));
        };
        let (method, levels) = match method {
            Method::LatinHypercube => ("latin_hypercube", String::new()),
            Method::Sobol => ("sobol", String::new()),
            Method::Morris { levels } => ("morris", format!("levels = {levels}\n")),
        };
        let rows = dimensions
            .iter()
            .fold(String::new(), |rows, dimension| rows + "    " + &dimension.to_toml() + ",\n");
        format!(
            "\n[sample]\nmethod = \"{method}\"\nsize = {size}\n{levels}seed = {seed}\nover = [\n{rows}]\n"
        )
    }
}

impl Drawn {
    fn sets(&self) -> usize {
        match self.method {
            Method::Morris { .. } => self.size * (self.dimensions.len() + 1),
            Method::LatinHypercube | Method::Sobol => self.size,
        }
    }

    fn set(&self, number: usize) -> Vec<Entry> {
        let shares = self.shares(number);
        let entry = |(dimension, share): (&Dimension, f64)| Entry {
            key: dimension.path.clone(),
            place: dimension.place.clone(),
            value: dimension.value(share),
        };
        self.dimensions.iter().zip(shares).map(entry).collect()
    }

    /// Returns where a set lies on the axis of each key, from 0 to 1.
    fn shares(&self, number: usize) -> Vec<f64> {
        let dice = Dice::new(u64::from(self.seed), 0);
        match self.method {
            Method::LatinHypercube => {
                let share = |key: &Entity| latin_hypercube::share(&dice, *key, number, self.size);
                self.entities.iter().map(share).collect()
            }
            Method::Sobol => (0..self.dimensions.len())
                .map(|at| f64::from(sobol_burley::sample(number as u32, at as u32, self.seed)))
                .collect(),
            Method::Morris { levels } => morris::shares(&dice, &self.entities, levels, number),
        }
    }

    /// Checks what the parts say together.
    fn check(&self, entry: &Entry, faults: &mut Vec<Fault>) {
        let most = sobol_burley::NUM_DIMENSIONS as usize;
        let place = entry.value.entry("keys").or_else(|| entry.value.entry("over")).map(|value| &value.place);
        let place = place.unwrap_or(&entry.place);
        let count = self.dimensions.len();
        if count == 0 && faults.is_empty() {
            let found = phrase!("the sample varies no key", "die Stichprobe variiert keinen Schlüssel");
            faults.push(Fault::at(place, found).allowed(phrase!(
                "`keys`, `[[sample.over]]`, or both, with at least one key",
                "`keys`, `[[sample.over]]`, oder beides, mit mindestens einem Schlüssel"
            )));
        }
        if self.method != Method::Sobol {
            return;
        }
        if count > most {
            let found = phrase!(
                "the Sobol sequence is asked for {count} keys",
                "von der Sobol-Folge werden {count} Schlüssel verlangt"
            );
            faults.push(Fault::at(place, found).allowed(phrase!(
                "at most {most} keys, or latin_hypercube, which takes any number",
                "höchstens {most} Schlüssel, oder latin_hypercube, das beliebig viele nimmt"
            )));
        }
        if self.size > MOST_OF_SOBOL {
            let size = self.size;
            let place = entry.value.entry("size").map_or(&entry.place, |size| &size.place);
            let found = phrase!(
                "the Sobol sequence is asked for {size} sets",
                "von der Sobol-Folge werden {size} Sätze verlangt"
            );
            faults.push(Fault::at(place, found).allowed(phrase!(
                "at most {MOST_OF_SOBOL} sets, or latin_hypercube, which makes more",
                "höchstens {MOST_OF_SOBOL} Sätze, oder latin_hypercube, das mehr macht"
            )));
        }
    }
}

/// Returns the word of the method, once all keys of the table are known to be its own.
fn method(table: &Value, faults: &mut Vec<Fault>) -> Option<&'static str> {
    let words = METHODS.map(|(word, _)| word);
    let list = words.join(", ");
    let allowed = || phrase!("[sample] with method, one of {list}", "[sample] mit method, eines von {list}");
    let Data::Table(entries) = &table.data else {
        faults.push(Fault::at(&table.place, table.found("sample")).allowed(allowed()));
        return None;
    };
    let Some(written) = table.entry("method") else {
        let found = phrase!("[sample] lacks `method`", "in [sample] fehlt `method`");
        faults.push(Fault::at(&table.place, found).allowed(allowed()));
        return None;
    };
    let Some((method, own)) = METHODS.into_iter().find(|(word, _)| written.word() == Some(word)) else {
        faults.push(
            Fault::at(&written.place, written.found("sample.method"))
                .allowed(phrase!("one of {list}", "eines von {list}"))
                .nearest(nearest(written.word().unwrap_or_default(), words)),
        );
        return None;
    };
    for entry in entries.iter().filter(|entry| entry.key != "method" && !own.contains(&entry.key.as_str())) {
        let key = &entry.key;
        let is_of_another = METHODS.iter().any(|(_, keys)| keys.contains(&key.as_str()));
        let found = if is_of_another {
            phrase!("`{method}` takes no `{key}`", "`{method}` kennt kein `{key}`")
        } else {
            unknown_key(&format!("sample.{key}"))
        };
        let near = schema::nearest(key, own.iter().copied()).filter(|_| !is_of_another);
        let own = own.join(", ");
        faults.push(
            Fault::at(&entry.place, found).allowed(Phrase::same(format!("method, {own}"))).nearest(near),
        );
    }
    Some(method)
}

/// Reads a whole number within bounds; what is missing has a usual value, or is a fault.
fn whole(
    name: &str,
    written: Option<&Value>,
    bounds: std::ops::RangeInclusive<i64>,
    usual: Option<i64>,
    place: &Position,
    faults: &mut Vec<Fault>,
) -> Option<i64> {
    let shape = Shape::Integer { low: *bounds.start(), high: *bounds.end() };
    match written {
        Some(value) => {
            schema::check(&format!("sample.{name}"), &shape, value, faults).then(|| value.integer())?
        }
        None if usual.is_some() => usual,
        None => {
            let found = phrase!("[sample] lacks `{name}`", "in [sample] fehlt `{name}`");
            faults.push(Fault::at(place, found).allowed(schema::allowance(&shape)));
            None
        }
    }
}

/// Returns the number of levels of the grid of Morris; half of them must be whole.
fn levels(written: Option<&Value>, place: &Position, faults: &mut Vec<Fault>) -> u32 {
    const USUAL: i64 = 4;
    let Some(levels) = whole("levels", written, 2..=100, Some(USUAL), place, faults) else {
        return USUAL as u32;
    };
    if let Some(value) = written.filter(|_| levels % 2 == 1) {
        faults.push(
            Fault::at(&value.place, value.found("sample.levels"))
                .allowed(phrase!("an even number from 2 to 100", "eine gerade Zahl von 2 bis 100")),
        );
    }
    levels as u32
}

fn list(entry: &Entry, known: Known<'_>, faults: &mut Vec<Fault>) -> Option<List> {
    let Some(file) = entry.value.entry("file") else {
        let found = phrase!("[sample] lacks `file`", "in [sample] fehlt `file`");
        faults.push(Fault::at(&entry.place, found).allowed(phrase!(
            "the path of a CSV file with keys as its header and one set in each row",
            "der Pfad einer CSV-Datei mit Schlüsseln als Kopfzeile und einem Satz je Zeile"
        )));
        return None;
    };
    if !schema::check("sample.file", &Shape::Text, file, faults) {
        return None;
    }
    match source::follow_up_to(source::LARGEST_LIST, file.word()?, &file.place) {
        Ok(text) => Some(List::read(&text, known, faults)),
        Err(fault) => {
            faults.push(fault);
            None
        }
    }
}

/// Reads which keys are varied: those of `keys`, without those of `except`, then those that only `over` names.
fn dimensions(entry: &Entry, known: Known<'_>, faults: &mut Vec<Fault>) -> Vec<Dimension> {
    let over = over(entry, known, faults);
    let mut chosen: Vec<Named<'_>> = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let excluded: BTreeSet<String> = words(entry, "except", faults)
        .into_iter()
        .flat_map(|item| pattern(item, known, faults))
        .map(|named| named.path)
        .collect();
    let mut named_alone: BTreeSet<String> = BTreeSet::new();
    for item in words(entry, "keys", faults) {
        let is_pattern = item.word().is_some_and(|word| word.ends_with('*'));
        for named in pattern(item, known, faults) {
            if !is_pattern && !named_alone.insert(named.path.clone()) {
                faults.push(twice(item.word().unwrap_or_default(), &item.place));
            }
            if !excluded.contains(&named.path) && seen.insert(named.path.clone()) {
                chosen.push(named);
            }
        }
    }
    for (named, _) in &over {
        if seen.insert(named.path.clone()) {
            chosen.push(named.clone());
        }
    }
    refuse_overlaps(&chosen, faults);
    chosen
        .into_iter()
        .filter_map(|named| {
            let row = over.iter().find(|(known, _)| known.path == named.path).map(|(_, row)| *row);
            Dimension::of(named, row, known, faults)
        })
        .collect()
}

/// Keys of a scenario may say something about the same thing though they are not spelled alike.
fn refuse_overlaps(chosen: &[Named<'_>], faults: &mut Vec<Fault>) {
    let keys: Vec<&Named<'_>> =
        chosen.iter().filter(|named| !named.path.starts_with("parameters.")).collect();
    for (at, named) in keys.iter().enumerate() {
        if let Some(other) = keys[..at].iter().find(|other| is_same(&other.path, &named.path)) {
            let (one, other) = (&named.path, &other.path);
            let found = phrase!(
                "`{one}` sets what `{other}` sets, and both are sampled",
                "`{one}` setzt, was `{other}` setzt, und beide werden variiert"
            );
            faults
                .push(Fault::at(&named.place, found).allowed(phrase!("one of the two", "eines von beiden")));
        }
    }
}

/// Returns the tables of `over` with the keys that they name.
fn over<'a>(entry: &'a Entry, known: Known<'a>, faults: &mut Vec<Fault>) -> Vec<(Named<'a>, &'a Value)> {
    let Data::Table(entries) = &entry.value.data else { return Vec::new() };
    let Some(over) = entries.iter().find(|entry| entry.key == "over") else { return Vec::new() };
    let [key, optional @ ..] = Dimension::keys();
    let mut found: Vec<(Named<'_>, &Value)> = Vec::new();
    for row in tables(Some(over), "sample.over", &[key], &optional, faults) {
        let Some(value) = row.entry(key) else { continue };
        if !schema::check("sample.over.key", &Shape::Text, value, faults) {
            continue;
        }
        let Some(named) = known.named(value.word().unwrap_or_default(), &value.place, faults) else {
            continue;
        };
        if found.iter().any(|(other, _)| other.path == named.path) {
            faults.push(twice(value.word().unwrap_or_default(), &value.place));
        } else {
            found.push((named, row));
        }
    }
    found
}

/// Returns the items of a list of keys.
fn words<'a>(entry: &'a Entry, name: &str, faults: &mut Vec<Fault>) -> Vec<&'a Value> {
    let Some(value) = entry.value.entry(name) else { return Vec::new() };
    if schema::check(&format!("sample.{name}"), &Shape::Texts, value, faults) {
        value.items().iter().collect()
    } else {
        Vec::new()
    }
}

/// Returns the keys that an item means: one, or all parameters that a pattern fits.
fn pattern<'a>(item: &Value, known: Known<'a>, faults: &mut Vec<Fault>) -> Vec<Named<'a>> {
    let word = item.word().unwrap_or_default();
    match word.strip_suffix('*') {
        Some(stem) if stem.is_empty() || stem.ends_with('.') => known.matching(stem, &item.place, faults),
        _ => known.named(word, &item.place, faults).into_iter().collect(),
    }
}
