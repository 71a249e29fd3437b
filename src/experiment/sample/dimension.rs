//! Dimensions of a sample: a key that is varied, and how a place between 0 and 1 becomes its value.

use std::collections::BTreeSet;

use crate::evidence::{Distribution, Evidence, Parameter};
use crate::phrase::{Phrase, phrase};
use crate::scenario::draft::Layer;
use crate::scenario::faults::nearest;
use crate::scenario::schema::{self, Field, Node, Shape};
use crate::scenario::source::{Data, Entry, Value};
use crate::scenario::{Fault, Position, is_money, literal, quoted};

/// What the path of a parameter begins with.
const PARAMETERS: &str = "parameters.";

/// The distributions that vary a key.
const VARYING: [Distribution; 3] =
    [Distribution::Uniform, Distribution::LogUniform, Distribution::Triangular];

/// A key that is varied.
#[derive(Debug, Clone)]
pub(crate) struct Dimension {
    /// The key as in a scenario, parameters with `parameters.` in front.
    pub(crate) path: String,
    /// Where it is written.
    pub(crate) place: Position,
    values: Values,
}

#[derive(Debug, Clone)]
enum Values {
    /// One of these, each as likely as the others.
    Levels(Vec<Value>),
    /// A number.
    Range {
        ends: [f64; 2],
        distribution: Distribution,
        most_plausible: f64,
        is_whole: bool,
        own: Option<Own>,
    },
}

/// Range and source of a parameter for which the scenario has evidence of its own.
pub(super) type Own = ([f64; 2], String);

/// What a key of a sample names.
#[derive(Debug, Clone)]
pub(super) struct Named<'a> {
    pub(super) path: String,
    pub(super) place: Position,
    meaning: Meaning<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Meaning<'a> {
    Parameter(&'a Parameter),
    Key(&'static Field),
}

/// What can be varied: the parameters of a scenario, beside those that are embedded, and the keys of scenarios.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) evidence: &'a Evidence,
    pub(super) embedded: &'a Evidence,
}

impl<'a> Known<'a> {
    /// Returns what a word names, with or without `parameters.` in front of a parameter.
    pub(super) fn named(&self, word: &str, place: &Position, faults: &mut Vec<Fault>) -> Option<Named<'a>> {
        let key = word.strip_prefix(PARAMETERS).unwrap_or(word);
        if let Some(parameter) = self.evidence.get(key) {
            if parameter.distribution == Distribution::Fixed {
                let found = phrase!(
                    "the parameter `{key}` is fixed and never varied",
                    "der Parameter `{key}` steht fest und wird nie variiert"
                );
                faults.push(Fault::at(place, found).allowed(phrase!(
                    "parameters with another distribution; `inteso explain {key}` shows this one",
                    "Parameter mit einer anderen Verteilung; `inteso explain {key}` zeigt diesen"
                )));
                return None;
            }
            let meaning = Meaning::Parameter(parameter);
            return Some(Named { path: format!("{PARAMETERS}{key}"), place: place.clone(), meaning });
        }
        if !word.starts_with(PARAMETERS)
            && let Node::Field(field) | Node::Either(field) = schema::node(word)
        {
            return Some(Named { path: word.to_owned(), place: place.clone(), meaning: Meaning::Key(field) });
        }
        let found = phrase!("unknown key `{word}`", "unbekannter Schlüssel `{word}`");
        let near = nearest(key, self.evidence.iter().map(|(key, _)| key)).map(str::to_owned);
        faults.push(
            Fault::at(place, found)
                .allowed(phrase!(
                    "a parameter of scenarios/evidence, or a key of a scenario",
                    "ein Parameter aus scenarios/evidence, oder ein Schlüssel eines Szenarios"
                ))
                .nearest(near.or_else(|| schema::nearest_key(word))),
        );
        None
    }

    /// Returns the parameters that a pattern such as `encounter.*` means: all below it that are not fixed.
    pub(super) fn matching(&self, stem: &str, place: &Position, faults: &mut Vec<Fault>) -> Vec<Named<'a>> {
        let stem = stem.strip_prefix(PARAMETERS).unwrap_or(stem);
        let found: Vec<Named<'a>> = self
            .evidence
            .iter()
            .filter(|(key, found)| key.starts_with(stem) && found.distribution != Distribution::Fixed)
            .map(|(key, found)| Named {
                path: format!("{PARAMETERS}{key}"),
                place: place.clone(),
                meaning: Meaning::Parameter(found),
            })
            .collect();
        if found.is_empty() {
            let sections: BTreeSet<&str> =
                self.evidence.iter().filter_map(|(key, _)| key.split('.').next()).collect();
            let near = nearest(stem.trim_end_matches('.'), sections.iter().copied());
            let near = near.map(|section| format!("{section}.*"));
            let list = sections.iter().map(|section| format!("{section}.*")).collect::<Vec<_>>().join(", ");
            let found = phrase!(
                "no parameter below `{stem}*` is varied",
                "kein Parameter unter `{stem}*` wird variiert"
            );
            faults.push(Fault::at(place, found).allowed(phrase!("*, {list}", "*, {list}")).nearest(near));
        }
        found
    }

    /// Returns range and source of a parameter where they are not the embedded ones, so that a value keeps them.
    pub(super) fn own(&self, path: &str) -> Option<Own> {
        let key = path.strip_prefix(PARAMETERS)?;
        let found = self.evidence.get(key)?;
        let is_embedded = self
            .embedded
            .get(key)
            .is_some_and(|known| (known.range, &known.source) == (found.range, &found.source));
        (!is_embedded).then(|| (found.range, found.source.clone()))
    }

    /// Checks a value at a path against schema and evidence.
    pub(super) fn check(&self, path: &str, place: &Position, value: &Value, faults: &mut Vec<Fault>) {
        let before = faults.len();
        Layer::default().put(path, place, value, faults);
        let parameter = path.strip_prefix(PARAMETERS).and_then(|key| self.evidence.get(key));
        faults.extend(parameter.and_then(|found| schema::misread(value, is_money(&found.unit))));
        if let Some(parameter) = parameter.filter(|_| faults.len() == before) {
            let [low, high] = parameter.range;
            if !value.number().is_some_and(|number| low <= number && number <= high) {
                let allowed = between(low, high, &parameter.unit);
                faults.push(Fault::at(&value.place, value.found(path)).allowed(allowed));
            }
        }
    }
}

/// Returns a value that carries the evidence of the scenario, where that has its own for a parameter.
pub(super) fn with_evidence(value: Value, own: Option<&Own>) -> Value {
    let Some(([low, high], source)) = own else { return value };
    let place = value.place.clone();
    let at = |data: Data| Value { data, place: place.clone() };
    let entry = |key: &str, value: Value| Entry { key: key.to_owned(), place: place.clone(), value };
    let range = [low, high].map(|end| at(Data::Number(*end)));
    let table = vec![
        entry("value", value),
        entry("range", at(Data::Array(range.to_vec()))),
        entry("source", at(Data::Text(source.clone()))),
    ];
    at(Data::Table(table))
}

/// Returns the fault of a key that stands twice in a sample.
pub(super) fn twice(key: &str, place: &Position) -> Fault {
    let found = phrase!("`{key}` is sampled twice", "`{key}` wird zweimal variiert");
    Fault::at(place, found).allowed(phrase!(
        "each key once, however it is spelled",
        "jeder Schlüssel einmal, wie auch immer er geschrieben ist"
    ))
}

fn between(low: f64, high: f64, unit: &str) -> Phrase {
    phrase!("{low} to {high} {unit}", "{low} bis {high} {unit}")
}

/// What `[[sample.over]]` says of a key.
const OVER: [&str; 6] = ["key", "low", "high", "distribution", "mode", "levels"];

impl Dimension {
    /// Returns the keys of a table of `over`.
    pub(super) const fn keys() -> [&'static str; 6] {
        OVER
    }

    /// Makes a dimension of a key, and of what the design says of it.
    pub(super) fn of(
        named: Named<'_>,
        over: Option<&Value>,
        known: Known<'_>,
        faults: &mut Vec<Fault>,
    ) -> Option<Self> {
        let before = faults.len();
        let levels = over.and_then(|over| over.entry("levels"));
        let values = match levels {
            Some(levels) => {
                let range = ["low", "high", "distribution", "mode"];
                if let Some(other) = range.into_iter().find_map(|name| over.and_then(|over| over.entry(name)))
                {
                    let path = &named.path;
                    let found =
                        phrase!("`{path}` has levels and a range", "`{path}` hat Stufen und einen Bereich");
                    faults.push(
                        Fault::at(&other.place, found).allowed(phrase!("one of the two", "eines von beiden")),
                    );
                }
                Values::Levels(self::levels(&named, levels, known, faults))
            }
            None => range(&named, over, known, faults)?,
        };
        let Named { path, place, .. } = named;
        (faults.len() == before).then_some(Self { path, place, values })
    }

    /// Returns the value at a place between 0 and 1.
    pub(super) fn value(&self, share: f64) -> Value {
        match &self.values {
            Values::Levels(levels) => {
                levels[((share * levels.len() as f64) as usize).min(levels.len() - 1)].clone()
            }
            Values::Range { ends: [low, high], distribution, most_plausible, is_whole, own } => {
                let data = if *is_whole {
                    // Half a number at either end, so that the outer ones are as likely as the others.
                    let ends = match distribution {
                        Distribution::Uniform => [low - 0.5, high + 0.5],
                        _ => [*low, *high],
                    };
                    let number = distribution.quantile(ends, *most_plausible, share).round();
                    Data::Integer(number.clamp(*low, *high) as i64)
                } else {
                    Data::Number(distribution.quantile([*low, *high], *most_plausible, share))
                };
                with_evidence(Value { data, place: self.place.clone() }, own.as_ref())
            }
        }
    }

    /// Returns the dimension as a table of `over` in a file.
    pub(super) fn to_toml(&self) -> String {
        let key = quoted(self.path.strip_prefix(PARAMETERS).unwrap_or(&self.path));
        match &self.values {
            Values::Levels(levels) => {
                let levels: Vec<String> = levels.iter().map(literal_of).collect();
                format!("{{ key = {key}, levels = [{}] }}", levels.join(", "))
            }
            Values::Range { ends: [low, high], distribution, most_plausible, .. } => {
                let mode = match distribution {
                    Distribution::Triangular => format!(", mode = {most_plausible}"),
                    _ => String::new(),
                };
                let distribution = quoted(distribution.key());
                format!("{{ key = {key}, low = {low}, high = {high}, distribution = {distribution}{mode} }}")
            }
        }
    }
}

/// Levels with own evidence are written as the numbers that they were read as.
fn literal_of(level: &Value) -> String {
    literal(level.entry("value").unwrap_or(level))
}

fn levels(named: &Named<'_>, levels: &Value, known: Known<'_>, faults: &mut Vec<Fault>) -> Vec<Value> {
    let own = known.own(&named.path);
    let mut seen = BTreeSet::new();
    for level in levels.items() {
        known.check(&named.path, &named.place, level, faults);
        let label = literal(level);
        if !seen.insert(label.clone()) {
            let found = phrase!("the level {label} stands twice", "die Stufe {label} steht zweimal da");
            faults.push(
                Fault::at(&level.place, found).allowed(phrase!("each level once", "jede Stufe einmal")),
            );
        }
    }
    if levels.items().len() < 2 {
        faults.push(
            Fault::at(&levels.place, levels.found("sample.over.levels"))
                .allowed(phrase!("a list of at least two values", "eine Liste mit mindestens zwei Werten")),
        );
    }
    levels.items().iter().map(|level| with_evidence(level.clone(), own.as_ref())).collect()
}

fn range(
    named: &Named<'_>,
    over: Option<&Value>,
    known: Known<'_>,
    faults: &mut Vec<Fault>,
) -> Option<Values> {
    let before = faults.len();
    let path = &named.path;
    let (allowed, usual, is_whole) = match named.meaning {
        Meaning::Parameter(found) => (found.range, Some(found), false),
        Meaning::Key(Field { shape: Shape::Number { low, high }, .. }) => ([*low, *high], None, false),
        Meaning::Key(Field { shape: Shape::Integer { low, high }, .. }) => {
            ([*low as f64, *high as f64], None, true)
        }
        Meaning::Key(field) => {
            let found = phrase!("`{path}` has no range", "`{path}` hat keinen Bereich");
            let shape = schema::allowance(&field.shape);
            faults.push(Fault::at(&named.place, found).allowed(phrase!(
                "[[sample.over]] with this key and levels, each of them {shape}",
                "[[sample.over]] mit diesem Schlüssel und levels, jede davon {shape}";
                shape = shape
            )));
            return None;
        }
    };
    let mut end = |name: &str, usual: Option<f64>| {
        let Some(written) = over.and_then(|over| over.entry(name)) else { return usual };
        let is_of_euros = match named.meaning {
            Meaning::Parameter(found) => is_money(&found.unit),
            Meaning::Key(field) => is_money(field.unit),
        };
        if let Some(misread) = schema::misread(written, is_of_euros || is_whole) {
            faults.push(misread);
            return None;
        }
        let number = match (&written.data, is_whole) {
            (Data::Integer(number), _) => Some(*number as f64),
            (Data::Number(number), false) => Some(*number),
            _ => None,
        };
        let number = number.filter(|number| allowed[0] <= *number && *number <= allowed[1]);
        if number.is_none() {
            let found = written.found(&format!("sample.over.{name}"));
            let shape = match named.meaning {
                Meaning::Key(field) => schema::allowance(&field.shape),
                Meaning::Parameter(found) => between(found.range[0], found.range[1], &found.unit),
            };
            faults.push(Fault::at(&written.place, found).allowed(shape));
        }
        number
    };
    let ends =
        [end("low", usual.map(|found| found.range[0])), end("high", usual.map(|found| found.range[1]))];
    let mode = end("mode", usual.map(|found| found.value));
    let usual_distribution = usual.map_or(Distribution::Uniform, |found| found.distribution);
    let distribution = distribution(over, faults).unwrap_or(usual_distribution);
    if faults.len() > before {
        return None;
    }
    let place = over.map_or(&named.place, |over| &over.place);
    let [Some(low), Some(high)] = ends else {
        let found = phrase!("`{path}` has no range of its own", "`{path}` hat keinen eigenen Bereich");
        faults.push(Fault::at(place, found).allowed(phrase!(
            "[[sample.over]] with this key and low and high, or levels",
            "[[sample.over]] mit diesem Schlüssel und low und high, oder levels"
        )));
        return None;
    };
    let mut refuse = |found: Phrase, allowed: Phrase| faults.push(Fault::at(place, found).allowed(allowed));
    if low >= high {
        refuse(
            phrase!(
                "the range of `{path}` is {low} to {high}",
                "der Bereich von `{path}` ist {low} bis {high}"
            ),
            phrase!("a low end below the high one", "ein unteres Ende unter dem oberen"),
        );
    } else if distribution == Distribution::LogUniform && low <= 0.0 {
        refuse(
            phrase!(
                "the orders of magnitude of `{path}` begin at {low}",
                "die Größenordnungen von `{path}` beginnen bei {low}"
            ),
            phrase!(
                "a low end above 0, or another distribution",
                "ein unteres Ende über 0, oder eine andere Verteilung"
            ),
        );
    } else if distribution == Distribution::Triangular
        && !mode.is_some_and(|mode| low <= mode && mode <= high)
    {
        refuse(
            phrase!(
                "`{path}` has no most plausible value from {low} to {high}",
                "`{path}` hat keinen plausibelsten Wert von {low} bis {high}"
            ),
            phrase!(
                "`mode` within the range, or another distribution",
                "`mode` innerhalb des Bereichs, oder eine andere Verteilung"
            ),
        );
    }
    let most_plausible = mode.unwrap_or(low);
    Some(Values::Range { ends: [low, high], distribution, most_plausible, is_whole, own: known.own(path) })
}

/// Returns the distribution that the design asks for.
fn distribution(over: Option<&Value>, faults: &mut Vec<Fault>) -> Option<Distribution> {
    let written = over?.entry("distribution")?;
    let found = VARYING.into_iter().find(|known| written.word() == Some(known.key()));
    if found.is_none() {
        let words = VARYING.map(Distribution::key);
        let near = nearest(written.word().unwrap_or_default(), words);
        let words = words.join(", ");
        faults.push(
            Fault::at(&written.place, written.found("sample.over.distribution"))
                .allowed(phrase!("one of {words}", "eines von {words}"))
                .nearest(near),
        );
    }
    found
}
