//! Contrasts: which points of an experiment are compared, one by one or by a pattern, and in which measures and years.
//!
//! `[[contrast]]` names pairs. `contrasts` names a pattern, or a table of it: `{ between = "one_change", measures = […], years =
//! […] }`, where `measures` and `years` say what `differences.csv` holds. Without either, points of equal budget are compared.

use super::design::{Contrast, Point};
use crate::configuration::Funding;
use crate::observation::{MEASURES, Measure};
use crate::scenario::faults::nearest;
use crate::scenario::schema::{self, Shape};
use crate::scenario::source::{Data, Entry, Value};
use crate::scenario::{Fault, quoted};
use crate::vocabulary::Support;

/// Which points are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pattern {
    /// Points of equal budget with each other, and with `none`.
    #[default]
    EqualBudget,
    /// The same, but only among points with the same forcings, parameters and districts.
    SameCircumstances,
    /// Of these, points that differ in one option, and each point against `none` and `existing_services`.
    OneChange,
    /// Of these, each point against `none` and `existing_services`.
    Comparators,
}

impl Pattern {
    const ALL: [Self; 4] = [Self::EqualBudget, Self::SameCircumstances, Self::OneChange, Self::Comparators];

    /// Returns the word in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::EqualBudget => "equal_budget",
            Self::SameCircumstances => "same_circumstances",
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
                    Fault::at(place, format!("unknown key `contrasts.{other}`"))
                        .allowed("between, measures, years")
                        .nearest(nearest(other, ["between", "measures", "years"])),
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
    let found = Pattern::ALL.into_iter().find(|pattern| value.word() == Some(pattern.key()));
    if found.is_none() {
        faults.push(
            Fault::at(&value.place, format!("`contrasts` is {}", value.description()))
                .allowed(format!("one of {}; single pairs stand in [[contrast]]", keys.join(", ")))
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
                Fault::at(&item.place, format!("no measure is named `{word}`"))
                    .allowed("columns of series.csv that codebook.csv explains")
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
                Fault::at(&item.place, format!("`contrasts.years` holds {}", item.description()))
                    .allowed("years of the run, counted from 1"),
            ),
        }
    }
    years
}

/// Returns the contrasts that `[[contrast]]` lists.
pub(super) fn listed(rows: &[&Value], points: &[Point], faults: &mut Vec<Fault>) -> Vec<Contrast> {
    let labels =
        || points.iter().flat_map(|point| point.aliases.iter().chain([&point.label])).map(String::as_str);
    let mut contrasts = Vec::new();
    for row in rows {
        let mut side = |name: &str| {
            let value = row.entry(name)?;
            let label = value.word().unwrap_or_default();
            let found =
                points.iter().find(|point| point.label == label || point.aliases.iter().any(|a| a == label));
            if found.is_none() {
                let known: Vec<&str> = labels().take(20).collect();
                faults.push(
                    Fault::at(&value.place, format!("no point is named `{label}`"))
                        .allowed(known.join(", "))
                        .nearest(nearest(label, labels())),
                );
            }
            found.map(|point| point.number)
        };
        let (better, than) = (side("better"), side("than"));
        if let (Some(better), Some(than)) = (better, than) {
            if better == than {
                faults.push(
                    Fault::at(&row.place, "a contrast of a scenario with itself")
                        .allowed("two points that differ"),
                );
            }
            contrasts.push(Contrast { better, than });
        }
    }
    contrasts
}

/// Returns the contrasts of a pattern: the later point against the earlier one, comparators always on the other side.
pub(super) fn of_pattern(points: &[Point], pattern: Pattern) -> Vec<Contrast> {
    let mut contrasts = Vec::new();
    for later in points {
        for earlier in &points[..later.number - 1] {
            let (a, b) = (funding(later), funding(earlier));
            let is_comparable = a.is_empty() != b.is_empty() || a == b && !a.is_empty();
            let is_chosen = match pattern {
                Pattern::EqualBudget => is_comparable || a == b,
                Pattern::SameCircumstances => is_comparable && is_in_same_circumstances(later, earlier),
                Pattern::OneChange => {
                    is_comparable
                        && is_in_same_circumstances(later, earlier)
                        && (is_comparator(later) || is_comparator(earlier) || changes(later, earlier) == 1)
                }
                Pattern::Comparators => {
                    is_comparable
                        && is_in_same_circumstances(later, earlier)
                        && (is_comparator(later) || is_comparator(earlier))
                }
            };
            // Where there is no intermediary stands last in the sentence, wherever it stands in the file.
            let is_turned = a.is_empty() && !b.is_empty()
                || pattern != Pattern::EqualBudget && is_comparator(later) && !is_comparator(earlier);
            if is_chosen {
                let (better, than) = if is_turned { (earlier, later) } else { (later, earlier) };
                contrasts.push(Contrast { better: better.number, than: than.number });
            }
        }
    }
    contrasts
}

/// Returns whether all that is no option is the same in two points.
fn is_in_same_circumstances(one: &Point, other: &Point) -> bool {
    let (a, b) = (&one.scenario, &other.scenario);
    let districts = |point: &Point| {
        let plans = point.scenario.districts.iter();
        plans.map(|plan| (plan.id.clone(), plan.district.clone())).collect::<Vec<_>>()
    };
    (a.weeks, a.seed) == (b.weeks, b.seed)
        && a.forcings == b.forcings
        && a.evidence == b.evidence
        && districts(one) == districts(other)
}

/// Returns whether no district has an intermediary.
fn is_comparator(point: &Point) -> bool {
    point
        .scenario
        .districts
        .iter()
        .flat_map(|plan| &plan.configurations)
        .all(|(_, configuration)| configuration.support != Support::Intermediary)
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

/// Returns what each district may spend at the beginning; nothing where there is no intermediary anywhere.
fn funding(point: &Point) -> Vec<Option<Funding>> {
    let plans = &point.scenario.districts;
    let each: Vec<Option<Funding>> = plans
        .iter()
        .map(|plan| {
            let (_, first) = plan.configurations.iter().find(|(_, c)| c.support != Support::Nobody)?;
            Some(first.funding)
        })
        .collect();
    if each.iter().all(Option::is_none) { Vec::new() } else { each }
}
