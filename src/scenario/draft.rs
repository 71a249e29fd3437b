//! A draft: what was written, layer upon layer, with its places in the files.
//!
//! Keys are held as flat paths. Tables merge and arrays replace by this alone; a layer that sets an option of the
//! intermediary replaces it in every district, unless it sets it for a district itself.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use super::faults::Fault;
use super::names;
use super::position::{Position, Text};
use super::schema::{self, Node, unknown_key};
use super::source::{self, Data, Entry, Value};
use crate::district::ALL_DISTRICTS;
use crate::phrase::{Phrase, phrase};
use crate::vocabulary::{Concept, Field, Support};

/// The path of what `approach` says about the comparators.
pub(crate) const SUPPORT: &str = "support";
/// The path of what `staff_fte` or `budget_eur_per_year` says, whichever was set last.
pub(crate) const FUNDING: &str = "funding";
/// The key of paid staff.
pub(crate) const STAFF: &str = "staff_fte";
/// The key of the budget.
pub(crate) const BUDGET: &str = "budget_eur_per_year";

/// The key of what was published on the trials of a scenario: whoever replays them reads it, and no run depends on it.
pub(crate) const PUBLISHED: &str = "published";

/// The key of events that are injected from outside, which only the command that runs trials reads.
pub(crate) const EVENT: &str = "event";

/// More files that extend each other than this are no way to say something.
const LONGEST_CHAIN: usize = 32;

/// A value that was written.
#[derive(Debug, Clone)]
pub(crate) struct Leaf {
    /// The last step of the key as it was written.
    pub(crate) key: String,
    /// The place of the key.
    pub(crate) place: Position,
    pub(crate) value: Value,
}

/// Values by their paths; copies share them, since the points of an experiment differ in few.
pub(crate) type Leaves = BTreeMap<Arc<str>, Arc<Leaf>>;

/// What one file, point or command line says.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layer {
    pub(crate) leaves: Leaves,
    failed: BTreeSet<String>,
}

/// All layers on top of each other.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    pub(crate) leaves: Leaves,
    /// Options of the intermediary in the default scenario, by their path within the intermediary.
    pub(crate) defaults: Arc<Leaves>,
    failed: BTreeSet<String>,
}

/// Returns the path of the factor by which a forcing is multiplied.
pub(crate) fn scale_of(forcing: &str) -> String {
    format!("forcings.{forcing}.scale")
}

/// A scale leaves the file or the lists that it multiplies where they are.
fn is_scale(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(forcing, last)| last == "scale" && forcing.starts_with("forcings."))
}

/// Where all that is said of synthetic districts stands.
pub(crate) const SYNTHETIC: &str = "synthetic";

/// Returns whether a path belongs to the synthetic districts.
pub(crate) fn is_synthetic(path: &str) -> bool {
    path.strip_prefix(SYNTHETIC).is_some_and(|rest| rest.starts_with('.'))
}

/// Returns whether a path belongs to the table of the synthetic districts and not to their number.
fn is_of_table(path: &str) -> bool {
    is_synthetic(path) && path != "synthetic.count"
}

/// Splits a path of an option into the part before and within the intermediary.
pub(crate) fn option_of(path: &str) -> Option<(&str, &str)> {
    if let Some(rest) = path.strip_prefix("intermediary.") {
        return Some(("", rest));
    }
    let rest = path.strip_prefix("district.")?;
    let (id, inner) = rest.split_once('.')?;
    let option = inner.strip_prefix("intermediary.")?;
    Some((&path[..="district.".len() + id.len()], option))
}

impl Layer {
    /// Takes in the keys of a table.
    pub(crate) fn gather(&mut self, prefix: &str, entries: &[Entry], faults: &mut Vec<Fault>) {
        for entry in entries {
            let path = if prefix.is_empty() { entry.key.clone() } else { format!("{prefix}.{}", entry.key) };
            self.put(&path, &entry.place, &entry.value, faults);
        }
    }

    /// Takes in one key.
    pub(crate) fn put(&mut self, path: &str, place: &Position, value: &Value, faults: &mut Vec<Fault>) {
        let before = faults.len();
        let node = schema::node(path);
        match (node, &value.data) {
            (Node::Unknown, _) => faults.push(unknown(path, place)),
            (Node::Parameter, Data::Table(entries)) if value.entry("value").is_some() => {
                if check_replacement(path, entries, faults) {
                    self.insert(path, place, value, faults);
                }
            }
            (Node::Table | Node::Either(_) | Node::Parameter, Data::Table(entries)) => {
                if district_id(path).is_none_or(|id| check_id(id, place, faults)) {
                    self.gather(path, entries, faults);
                }
                return;
            }
            (Node::Table, _) => {
                let keys = children(path);
                let allowed = phrase!("a table of {keys}", "eine Tabelle aus {keys}"; keys = keys);
                faults.push(Fault::at(&value.place, value.found(path)).allowed(allowed));
            }
            (Node::Parameter, _) => match value.number() {
                Some(number) if number.is_finite() => self.insert(path, place, value, faults),
                _ => {
                    let number = phrase!("a number", "eine Zahl");
                    let advice = value.word().and_then(|typed| schema::advice(typed, false));
                    let parts: Vec<Phrase> = [number].into_iter().chain(advice).collect();
                    let allowed = Phrase::join(&parts, "; ");
                    faults.push(Fault::at(&value.place, value.found(path)).allowed(allowed));
                }
            },
            (Node::Field(field) | Node::Either(field), _) => {
                if schema::check(path, &field.shape, value, faults) {
                    if matches!(field.shape, schema::Shape::Changes) {
                        for row in value.items() {
                            change(row, faults);
                        }
                    }
                    self.insert(path, place, value, faults);
                }
            }
        }
        if faults.len() > before {
            self.failed.insert(path.to_owned());
        }
    }

    fn insert(&mut self, path: &str, place: &Position, value: &Value, faults: &mut Vec<Fault>) {
        let key = path.rsplit('.').next().unwrap_or(path).to_owned();
        let leaf = |data: Data| Leaf {
            key: key.clone(),
            place: place.clone(),
            value: Value { data, place: value.place.clone() },
        };
        let text = |word: &str| leaf(Data::Text(word.to_owned()));
        let Some((prefix, option)) = option_of(path) else {
            self.set(path, leaf(value.data.clone()));
            return;
        };
        let within = |option: &str| format!("{prefix}intermediary.{option}");
        match option {
            "approach" => {
                let word = value.word().unwrap_or_default();
                let support = Support::parse(word).unwrap_or(Support::Intermediary);
                self.set(&within(SUPPORT), text(support.key()));
                if support == Support::Intermediary {
                    for field in Field::ALL {
                        self.set(&within(&format!("approach.{}", field.key())), text(word));
                    }
                }
            }
            STAFF | BUDGET => {
                let funding = within(FUNDING);
                match self.leaves.get(funding.as_str()) {
                    Some(other) if other.key != key => {
                        let other = &other.key;
                        let found = phrase!(
                            "both `{other}` and `{key}` are set",
                            "`{other}` und `{key}` sind beide gesetzt"
                        );
                        faults.push(Fault::at(place, found).allowed(phrase!(
                            "one of the two: the other follows from it",
                            "eines von beiden: das andere folgt daraus"
                        )));
                    }
                    _ => {
                        self.set(&funding, leaf(value.data.clone()));
                    }
                }
            }
            _ => {
                if option.starts_with("approach.") {
                    self.set(&within(SUPPORT), text(Support::Intermediary.key()));
                }
                self.set(path, leaf(value.data.clone()));
            }
        }
    }

    fn set(&mut self, path: &str, leaf: Leaf) {
        self.leaves.insert(path.into(), Arc::new(leaf));
    }
}

/// Reads the options that a change sets; anything else is a fault.
pub(crate) fn change(row: &Value, faults: &mut Vec<Fault>) -> Layer {
    let mut layer = Layer::default();
    let Data::Table(entries) = &row.data else { return layer };
    for name in ["from", "set"] {
        if row.entry(name).is_none() {
            let found = phrase!("a change lacks `{name}`", "einer Änderung fehlt `{name}`");
            faults.push(Fault::at(&row.place, found).allowed(phrase!("from and set", "from und set")));
        }
    }
    for entry in entries {
        match entry.key.as_str() {
            "from" => {
                schema::check("change.from", &schema::Shape::Date, &entry.value, faults);
            }
            "set" => match &entry.value.data {
                Data::Table(options) => layer.gather("", options, faults),
                _ => faults.push(Fault::at(&entry.value.place, entry.value.found("change.set")).allowed(
                    phrase!(
                        "a table of options such as {{ \"intermediary.siting\" = \"decentral\" }}",
                        "eine Tabelle von Optionen wie {{ \"intermediary.siting\" = \"dezentral\" }}"
                    ),
                )),
            },
            other => faults.push(
                Fault::at(&entry.place, unknown_key(&format!("change.{other}")))
                    .allowed(phrase!("from and set", "from und set"))
                    .nearest(schema::nearest(other, ["from", "set"])),
            ),
        }
    }
    for (path, leaf) in &layer.leaves {
        match option_of(path) {
            Some((_, option)) if option != "opens" => {}
            _ => faults.push(
                Fault::at(
                    &leaf.place,
                    phrase!(
                        "`{path}` cannot change during a run",
                        "`{path}` kann sich während eines Laufs nicht ändern"
                    ),
                )
                .allowed(phrase!(
                    "options of the intermediary other than its opening",
                    "Optionen der Instanz, außer der Eröffnung"
                )),
            ),
        }
    }
    layer
}

impl Draft {
    /// Returns the draft of the default scenario.
    pub(crate) fn embedded_default(faults: &mut Vec<Fault>) -> Self {
        let mut draft = Self::default();
        match source::open(&source::Source::Embedded("default".to_owned())) {
            Ok(text) => draft.stack(&text, &mut Vec::new(), faults),
            Err(fault) => faults.push(fault),
        }
        let options = draft.leaves.iter();
        let options = options
            .filter_map(|(path, leaf)| Some((path.strip_prefix("intermediary.")?.into(), Arc::clone(leaf))));
        draft.defaults = Arc::new(options.collect());
        draft
    }

    /// Lays a file on top, after the files that it extends.
    pub(crate) fn stack(&mut self, text: &Arc<Text>, trail: &mut Vec<Arc<Text>>, faults: &mut Vec<Fault>) {
        let entries = match names::read(text, "", faults) {
            Ok(entries) => entries,
            Err(errors) => {
                faults.extend(errors);
                return;
            }
        };
        trail.push(Arc::clone(text));
        let (extends, rest): (Vec<Entry>, Vec<Entry>) = entries
            .into_iter()
            .filter(|entry| entry.key != PUBLISHED && entry.key != EVENT)
            .partition(|entry| entry.key == "extends");
        for entry in &extends {
            let place = &entry.value.place;
            if let Some(reference) = entry.value.word() {
                match source::follow(reference, place) {
                    Ok(base) if trail.iter().any(|seen| seen.is_same_file(&base)) => {
                        let names: Vec<&str> =
                            trail.iter().chain([&base]).map(|text| text.name.as_str()).collect();
                        let circle = names.join(" → ");
                        let found = phrase!(
                            "`extends` runs in a circle: {circle}",
                            "`extends` läuft im Kreis: {circle}"
                        );
                        faults.push(Fault::at(place, found).allowed(phrase!(
                            "a file that does not lead back to this one",
                            "eine Datei, die nicht zu dieser zurückführt"
                        )));
                    }
                    Ok(_) if trail.len() >= LONGEST_CHAIN => {
                        let found = phrase!(
                            "more than {LONGEST_CHAIN} files extend each other",
                            "mehr als {LONGEST_CHAIN} Dateien erweitern einander"
                        );
                        faults.push(Fault::at(place, found).allowed(phrase!(
                            "a shorter chain of `extends`",
                            "eine kürzere Kette von `extends`"
                        )));
                    }
                    Ok(base) => self.stack(&base, trail, faults),
                    Err(fault) => faults.push(fault),
                }
            } else {
                faults.push(
                    Fault::at(place, entry.value.found("extends"))
                        .allowed(phrase!("the path of a file", "der Pfad einer Datei")),
                );
            }
        }
        trail.pop();
        let mut layer = Layer::default();
        layer.gather("", &rest, faults);
        self.add(layer);
    }

    /// Lays settings of the command line on top.
    pub(crate) fn set(&mut self, overrides: &[(String, String)], faults: &mut Vec<Fault>) {
        if !overrides.is_empty() {
            self.add(settings(overrides, faults));
        }
    }

    /// Lays a layer on top.
    pub(crate) fn add(&mut self, layer: Layer) {
        let general: BTreeSet<&str> =
            layer.leaves.keys().filter_map(|path| path.strip_prefix("intermediary.")).collect();
        // Which districts there are is said in one of two ways; a later layer that says it takes the other one back.
        let is_drawn = layer.leaves.keys().any(|path| is_synthetic(path));
        let is_listed = layer.leaves.contains_key("districts");
        let has_table = layer.leaves.contains_key("synthetic.file");
        self.leaves.retain(|path, _| {
            !(is_drawn && &**path == "districts"
                || is_listed && is_synthetic(path)
                || has_table && is_of_table(path))
        });
        let described: BTreeSet<&str> = layer
            .leaves
            .keys()
            .filter_map(|path| path.strip_prefix("district.")?.strip_suffix(".file"))
            .collect();
        self.leaves.retain(|path, _| match option_of(path) {
            Some(("", _)) => true,
            Some((_, option)) => !general.contains(option),
            None => path
                .strip_prefix("district.")
                .and_then(|rest| rest.split_once('.'))
                .is_none_or(|(id, _)| !described.contains(id)),
        });
        for (path, leaf) in layer.leaves {
            let mut above = if is_scale(&path) { "" } else { &*path };
            while let Some((parent, _)) = above.rsplit_once('.') {
                self.leaves.remove(parent);
                above = parent;
            }
            let below = format!("{path}.");
            let covered: Vec<Arc<str>> =
                under(&self.leaves, &below).map(|(key, _)| Arc::clone(key)).collect();
            for key in covered {
                self.leaves.remove(&key);
            }
            self.leaves.insert(path, leaf);
        }
        self.failed.extend(layer.failed);
    }

    /// Returns whether a key of this part was faulty, so that checks of the whole would only repeat it.
    pub(crate) fn has_failed(&self, part: &str) -> bool {
        self.failed.iter().any(|path| path.contains(part))
    }

    /// Returns whether another draft says the same below a prefix, written at the same places; options are left aside.
    pub(crate) fn is_alike<'a>(&'a self, other: &'a Self, prefix: &'a str) -> bool {
        let below =
            |draft: &'a Self| under(&draft.leaves, prefix).filter(|(path, _)| option_of(path).is_none());
        let mut others = below(other);
        below(self).all(|(path, leaf)| {
            others.next().is_some_and(|(known, there)| path == known && Arc::ptr_eq(leaf, there))
        }) && others.next().is_none()
    }

    /// Returns the paths below a prefix at which this draft says anything but another one, with what it says there.
    pub(crate) fn changes_from<'a>(
        &'a self,
        other: &'a Self,
        prefix: &'a str,
    ) -> Vec<(&'a str, Option<&'a Leaf>)> {
        let mut changes: Vec<(&str, Option<&Leaf>)> = Vec::new();
        let mut others = under(&other.leaves, prefix).peekable();
        for (path, leaf) in under(&self.leaves, prefix) {
            while let Some((gone, _)) = others.next_if(|(known, _)| *known < path) {
                changes.push((gone, None));
            }
            let known = others.next_if(|(known, _)| *known == path);
            if !known.is_some_and(|(_, there)| Arc::ptr_eq(leaf, there)) {
                changes.push((path, Some(leaf)));
            }
        }
        changes.extend(others.map(|(gone, _)| (&**gone, None)));
        changes
    }

    /// Returns what stands at a path.
    pub(crate) fn leaf(&self, path: &str) -> Option<&Leaf> {
        self.leaves.get(path).map(AsRef::as_ref)
    }

    /// Returns a value by its path.
    pub(crate) fn value(&self, path: &str) -> Option<&Value> {
        self.leaf(path).map(|leaf| &leaf.value)
    }
}

/// Returns the values whose paths begin with a prefix.
pub(crate) fn under<'a>(
    leaves: &'a Leaves,
    prefix: &'a str,
) -> impl Iterator<Item = (&'a Arc<str>, &'a Arc<Leaf>)> {
    let from = (Bound::Included(prefix), Bound::Unbounded);
    leaves.range::<str, _>(from).take_while(move |(path, _)| path.starts_with(prefix))
}

/// Reads settings of the command line.
pub(crate) fn settings(overrides: &[(String, String)], faults: &mut Vec<Fault>) -> Layer {
    let mut layer = Layer::default();
    for (key, value) in overrides {
        let Entry { key, place, value } = names::setting(key, value);
        if key == "extends" {
            let found = phrase!("`extends` belongs in a file", "`extends` gehört in eine Datei");
            faults.push(Fault::at(&place, found).allowed(phrase!("any other key", "jeder andere Schlüssel")));
        } else {
            layer.put(&key, &place, &value, faults);
        }
    }
    layer
}

fn unknown(path: &str, place: &Position) -> Fault {
    let mut known = schema::siblings(path);
    known.sort_unstable();
    let fault = Fault::at(place, unknown_key(path)).nearest(schema::nearest_key(path));
    if known.is_empty() { fault } else { fault.allowed(listed(&known, place)) }
}

/// Lists keys, in German where the text has German ones.
pub(crate) fn listed(keys: &[&str], place: &Position) -> Phrase {
    let is_german = place.text().is_renamed();
    let word = |key: &&str| if is_german { schema::german(key).unwrap_or(key) } else { key }.to_owned();
    Phrase::same(keys.iter().map(word).collect::<Vec<_>>().join(", "))
}

fn children(path: &str) -> Phrase {
    let names = schema::siblings(&format!("{path}._"));
    if names.is_empty() { phrase!("keys", "Schlüsseln") } else { Phrase::same(names.join(", ")) }
}

fn district_id(path: &str) -> Option<&str> {
    path.strip_prefix("district.").filter(|rest| !rest.contains('.'))
}

/// Checks a parameter that comes with a range and a source of its own.
fn check_replacement(path: &str, entries: &[Entry], faults: &mut Vec<Fault>) -> bool {
    const KNOWN: [&str; 3] = ["value", "range", "source"];
    let before = faults.len();
    let allowed = "{ value = …, range = [low, high], source = \"…\" }";
    for Entry { key, place, value } in entries {
        let is_right = match key.as_str() {
            "value" => value.number().is_some_and(f64::is_finite),
            "range" => value.items().len() == 2 && value.items().iter().all(|end| end.number().is_some()),
            "source" => value.word().is_some_and(|source| !source.trim().is_empty()),
            _ => {
                faults.push(
                    Fault::at(place, unknown_key(&format!("{path}.{key}")))
                        .allowed(Phrase::same(KNOWN.join(", ")))
                        .nearest(super::faults::nearest(key, KNOWN)),
                );
                continue;
            }
        };
        if !is_right {
            let found = value.found(&format!("{path}.{key}"));
            faults.push(Fault::at(&value.place, found).allowed(Phrase::same(allowed)));
        }
    }
    for needed in KNOWN {
        if let Some(first) = entries.first().filter(|_| !entries.iter().any(|entry| entry.key == needed)) {
            let found = phrase!("`{path}` lacks `{needed}`", "`{path}` fehlt `{needed}`");
            faults.push(Fault::at(&first.place, found).allowed(Phrase::same(allowed)));
        }
    }
    faults.len() == before
}

/// Ids stand in paths, columns and files, hence plain letters.
fn check_id(id: &str, place: &Position, faults: &mut Vec<Fault>) -> bool {
    let is_plain = (1..=40).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    let is_free = ![ALL_DISTRICTS, "rest_of_city"].contains(&id);
    if !(is_plain && is_free) {
        let found = phrase!("`{id}` is not the id of a district", "`{id}` ist keine Kennung eines Bezirks");
        faults.push(Fault::at(place, found).allowed(phrase!(
            "small letters, digits and _, at most 40, but not `all` or `rest_of_city`",
            "kleine Buchstaben, Ziffern und _, höchstens 40, aber nicht `all` oder `rest_of_city`"
        )));
    }
    is_plain && is_free
}
