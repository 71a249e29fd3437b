//! Contrasts: which points of an experiment are compared, one by one or by a pattern, and in which measures and years.
//!
//! `[[contrast]]` names pairs. `contrasts` names a pattern, or a table of it: `{ between = "one_change", measures = […], years =
//! […] }`, where `measures` and `years` say what `differences.csv` holds. Without either, points of equal budget are compared.
//! Full access is a yardstick and no policy: it is compared with `none` alone.

use std::collections::{BTreeMap, BTreeSet};

use super::point::{Comparator, Money, Point};
use crate::observation::{MEASURES, Measure};
use crate::phrase::{Phrase, phrase};
use crate::scenario::faults::nearest;
use crate::scenario::schema::{self, Shape, unknown_key};
use crate::scenario::source::{Data, Entry, Value};
use crate::scenario::{Fault, quoted};

/// Among more points than this, pairs are compared only where the experiment says so.
pub const MOST_COMPARED: usize = 50;

/// A comparison of two points, by their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contrast {
    /// The point that may be better.
    pub better: usize,
    /// The point with which it is compared.
    pub than: usize,
}

/// Which points are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pattern {
    /// Points of equal budget with each other, and with `none`, under the same circumstances; in this and the other patterns full
    /// access with `none` alone.
    #[default]
    EqualBudget,
    /// Of these, points that differ in one option, and each point against `none` and `existing_services`.
    OneChange,
    /// Of these, each point against `none` and `existing_services`.
    Comparators,
}

impl Pattern {
    const ALL: [Self; 3] = [Self::EqualBudget, Self::OneChange, Self::Comparators];

    /// Returns the word in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::EqualBudget => "equal_budget",
            Self::OneChange => "one_change",
            Self::Comparators => "comparators",
        }
    }
}

/// What an experiment says about its contrasts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Declaration {
    /// The pattern, where one was named.
    pub pattern: Option<Pattern>,
    /// Names of the measures that are compared; empty for all.
    pub measures: Vec<&'static str>,
    /// Years that are compared, from 1; empty for all.
    pub years: Vec<u32>,
}

/// The keys of the table.
pub(super) const KEYS: [&str; 3] = ["between", "measures", "years"];

impl Declaration {
    /// Reads the key `contrasts`.
    pub(super) fn read(entry: Option<&Entry>, faults: &mut Vec<Fault>) -> Self {
        let mut declaration = Self::default();
        let Some(Entry { value, .. }) = entry else { return declaration };
        let Data::Table(entries) = &value.data else {
            declaration.pattern = pattern(value, faults);
            return declaration;
        };
        for Entry { key, place, value } in entries {
            match key.as_str() {
                "between" => declaration.pattern = pattern(value, faults),
                "measures" => declaration.measures = measures(value, faults),
                "years" => declaration.years = years(value, faults),
                other => faults.push(
                    Fault::at(place, unknown_key(&format!("contrasts.{other}")))
                        .allowed(Phrase::same(KEYS.join(", ")))
                        .nearest(schema::nearest(other, KEYS)),
                ),
            }
        }
        declaration
    }

    /// Returns the declaration as a line of an experiment, empty where nothing was declared.
    pub(super) fn to_toml(&self) -> String {
        let mut parts = Vec::new();
        if let Some(pattern) = self.pattern {
            parts.push(format!("between = {}", quoted(pattern.key())));
        }
        if !self.measures.is_empty() {
            let names: Vec<String> = self.measures.iter().map(|name| quoted(name)).collect();
            parts.push(format!("measures = [{}]", names.join(", ")));
        }
        if !self.years.is_empty() {
            let years: Vec<String> = self.years.iter().map(ToString::to_string).collect();
            parts.push(format!("years = [{}]", years.join(", ")));
        }
        if parts.is_empty() { String::new() } else { format!("contrasts = {{ {} }}\n", parts.join(", ")) }
    }
}

fn pattern(value: &Value, faults: &mut Vec<Fault>) -> Option<Pattern> {
    let keys = Pattern::ALL.map(Pattern::key);
    // An older word for points of equal budget, which are compared under the same circumstances only.
    let word = value.word().map(|word| if word == "same_circumstances" { "equal_budget" } else { word });
    let found = Pattern::ALL.into_iter().find(|pattern| word == Some(pattern.key()));
    if found.is_none() {
        let list = keys.join(", ");
        faults.push(
            Fault::at(&value.place, value.found("contrasts"))
                .allowed(phrase!(
                    "one of {list}; single pairs stand in [[contrast]]",
                    "eines von {list}; einzelne Paare stehen in [[contrast]]"
                ))
                .nearest(nearest(value.word().unwrap_or_default(), keys)),
        );
    }
    found
}

fn measures(value: &Value, faults: &mut Vec<Fault>) -> Vec<&'static str> {
    schema::check("contrasts.measures", &Shape::Texts, value, faults);
    let mut names = Vec::new();
    for item in value.items() {
        let Some(word) = item.word() else { continue };
        if let Some(position) = Measure::position(word) {
            names.push(MEASURES[position].name);
        } else {
            faults.push(
                Fault::at(
                    &item.place,
                    phrase!("no measure is named `{word}`", "keine Kennzahl heißt `{word}`"),
                )
                .allowed(phrase!(
                    "columns of series.csv that codebook.csv explains",
                    "Spalten von series.csv, die codebook.csv erklärt"
                ))
                .nearest(nearest(word, MEASURES.iter().map(|measure| measure.name))),
            );
        }
    }
    names
}

fn years(value: &Value, faults: &mut Vec<Fault>) -> Vec<u32> {
    let mut years = Vec::new();
    let is_list = matches!(value.data, Data::Array(_));
    for item in if is_list { value.items() } else { std::slice::from_ref(value) } {
        match item.integer().and_then(|year| u32::try_from(year).ok()).filter(|year| (1..=14).contains(year))
        {
            Some(year) => years.push(year),
            None => faults.push(
                Fault::at(&item.place, item.held_by("contrasts.years"))
                    .allowed(phrase!("years of the run, counted from 1", "Jahre des Laufs, ab 1 gezählt")),
            ),
        }
    }
    years
}

/// Returns the contrasts that `[[contrast]]` lists.
pub(super) fn listed(rows: &[&Value], points: &[Point], faults: &mut Vec<Fault>) -> Vec<Contrast> {
    // In the order of the points; a policy stands under each parameter set, and is named once.
    let mut seen = BTreeSet::new();
    let named = points.iter().flat_map(|point| {
        let of_point = point.aliases.iter().chain([&point.label]).filter(|_| point.cells.is_empty());
        of_point.chain(point.cells.iter().map(|cell| &cell.policy))
    });
    let labels: Vec<&str> = named.map(String::as_str).filter(|label| seen.insert(*label)).collect();
    let mut contrasts = Vec::new();
    for row in rows {
        // A point, or where there are parameter sets a policy under each of them.
        let mut side = |name: &str| -> Option<Vec<(usize, usize)>> {
            let value = row.entry(name)?;
            let label = value.word().unwrap_or_default();
            let is_meant = |point: &&Point| {
                point.cells.is_empty() && (point.label == label || point.aliases.iter().any(|a| a == label))
            };
            let mut found: Vec<(usize, usize)> =
                points.iter().find(is_meant).map(|point| (0, point.number)).into_iter().collect();
            if found.is_empty() {
                let cells =
                    points.iter().flat_map(|point| point.cells.iter().map(move |cell| (cell, point.number)));
                found.extend(
                    cells.filter(|(cell, _)| cell.policy == label).map(|(cell, number)| (cell.set, number)),
                );
                found.sort_unstable();
            }
            if found.is_empty() {
                let known: Vec<&str> = labels.iter().take(20).copied().collect();
                faults.push(
                    Fault::at(
                        &value.place,
                        phrase!("no point is named `{label}`", "kein Punkt heißt `{label}`"),
                    )
                    .allowed(Phrase::same(known.join(", ")))
                    .nearest(nearest(label, labels.iter().copied())),
                );
            }
            Some(found)
        };
        let (Some(better), Some(than)) = (side("better"), side("than")) else { continue };
        for (set, better) in better {
            let Ok(at) = than.binary_search_by_key(&set, |(set, _)| *set) else { continue };
            let (_, than) = than[at];
            if better == than {
                let found = phrase!(
                    "a contrast of a scenario with itself",
                    "ein Vergleich eines Szenarios mit sich selbst"
                );
                faults.push(
                    Fault::at(&row.place, found)
                        .allowed(phrase!("two points that differ", "zwei Punkte, die sich unterscheiden")),
                );
            }
            faults.extend(misused_yardstick(row, points, [better, than]));
            contrasts.push(Contrast { better, than });
        }
    }
    contrasts
}

/// Refuses a contrast of full access with anything but no intermediary.
fn misused_yardstick(row: &Value, points: &[Point], sides: [usize; 2]) -> Option<Fault> {
    let [one, other] =
        sides.map(|number| points.iter().find(|point| point.number == number).and_then(Point::comparator));
    let is_misused = one != other && !is_measurable(one, other);
    is_misused.then(|| {
        let found = phrase!(
            "full access is a yardstick, not a policy that anybody could choose",
            "voller Zugang ist ein Maßstab und nichts, was jemand wählen könnte"
        );
        Fault::at(&row.place, found).allowed(phrase!(
            "a contrast of `full_access` with `none`",
            "ein Vergleich von `full_access` mit `none`"
        ))
    })
}

/// Returns whether two may be compared as far as the yardstick is concerned: it lies beside no intermediary alone.
fn is_measurable(one: Option<Comparator>, other: Option<Comparator>) -> bool {
    const YARDSTICK: Option<Comparator> = Some(Comparator::FullAccess);
    match (one == YARDSTICK, other == YARDSTICK) {
        (false, false) => true,
        (true, true) => false,
        (true, false) => other == Some(Comparator::Nobody),
        (false, true) => one == Some(Comparator::Nobody),
    }
}

/// Returns the contrasts of a pattern: the later point against the earlier one, comparators always on the other side.
///
/// Only points under the same circumstances are compared: same series, parameters, districts and length; where there are parameter
/// sets, points under the same one.
pub fn of_pattern(points: &[Point], declared: Option<Pattern>) -> Vec<Contrast> {
    if declared.is_none() && points.len() > MOST_COMPARED {
        return Vec::new();
    }
    let pattern = declared.unwrap_or_default();
    let mut groups: BTreeMap<(Option<usize>, [u8; 32]), Vec<Side>> = BTreeMap::new();
    for point in points {
        let sets = point.cells.iter().map(|cell| Some(cell.set)).collect::<BTreeSet<_>>();
        let sets = if sets.is_empty() { BTreeSet::from([None]) } else { sets };
        for set in sets {
            groups.entry((set, *point.circumstances.as_bytes())).or_default().push(Side::of(point));
        }
    }
    let mut contrasts: Vec<_> = groups.values().flat_map(|sides| within(sides, pattern)).collect();
    // In the order of the later points, then of the earlier ones, whoever of the two may be better; of several sets once.
    contrasts.sort_unstable_by_key(|Contrast { better, than }| (*better.max(than), *better.min(than)));
    contrasts.dedup();
    contrasts
}

/// Returns the contrasts of a pattern among points under the same circumstances.
fn within(sides: &[Side<'_>], pattern: Pattern) -> Vec<Contrast> {
    let mut contrasts = Vec::new();
    for (position, later) in sides.iter().enumerate() {
        // Where only comparators are wanted, most pairs need no look.
        let is_skipped = |earlier: &&Side<'_>| {
            pattern == Pattern::Comparators && !later.is_comparator() && !earlier.is_comparator()
        };
        for earlier in sides[..position].iter().filter(|earlier| !is_skipped(earlier)) {
            let has_either = later.is_comparator() || earlier.is_comparator();
            let is_chosen = later.is_comparable(earlier)
                && match pattern {
                    Pattern::EqualBudget => true,
                    Pattern::OneChange => has_either || changes(later.point, earlier.point) == 1,
                    Pattern::Comparators => has_either,
                };
            if is_chosen {
                // Where there is no intermediary stands last in the sentence, wherever it stands in the file.
                let is_turned = later.money.is_empty() && !earlier.money.is_empty()
                    || later.is_comparator() && !earlier.is_comparator()
                    || earlier.comparator == Some(Comparator::FullAccess);
                let (better, than) = if is_turned { (earlier, later) } else { (later, earlier) };
                contrasts.push(Contrast { better: better.point.number, than: than.point.number });
            }
        }
    }
    contrasts
}

/// What decides whether a point is compared with another.
struct Side<'a> {
    point: &'a Point,
    money: Money,
    comparator: Option<Comparator>,
}

impl<'a> Side<'a> {
    fn of(point: &'a Point) -> Self {
        Self { point, money: point.money(), comparator: point.comparator() }
    }

    const fn is_comparator(&self) -> bool {
        self.comparator.is_some()
    }

    /// Returns whether two have the same money, or one of them has none; full access is compared with nobody alone.
    fn is_comparable(&self, other: &Self) -> bool {
        is_measurable(self.comparator, other.comparator)
            && (self.money == other.money || self.money.is_empty() || other.money.is_empty())
    }
}

/// Returns in how many of the keys that they set two points differ.
fn changes(one: &Point, other: &Point) -> usize {
    let lacks = |point: &Point, line: &(String, String)| !point.set.contains(line);
    let keys = one.set.iter().filter(|line| lacks(other, line));
    let mut differing: Vec<&str> =
        keys.chain(other.set.iter().filter(|line| lacks(one, line))).map(|(key, _)| key.as_str()).collect();
    differing.sort_unstable();
    differing.dedup();
    differing.len()
}
