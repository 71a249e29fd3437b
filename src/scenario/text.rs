//! A scenario as text that stands alone: complete, with districts, forcings and parameters in place.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::draft::option_of;
use super::options::{plain, quoted, written};
use super::{DistrictPlan, Scenario, Trial, synthetic, trial};
use crate::configuration::Configuration;
use crate::district::{Accommodation, District, Neighbourhood};
use crate::evidence::{Evidence, Parameter};
use crate::forcing::{Forcings, LAYOUT};
use crate::time::Week;
use crate::vocabulary::{Attachment, Concept, Field, Siting, Support};

/// A key in which two scenarios differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Divergence {
    /// The key as in a scenario file.
    pub key: String,
    /// The value in the first, `None` where it has none.
    pub a: Option<String>,
    /// The value in the second.
    pub b: Option<String>,
}

impl Scenario {
    /// Returns the scenario as a text that stands alone: loading it gives an equal scenario.
    pub fn to_toml(&self) -> String {
        format!("name = {}\n{}", quoted(&self.name), self.body())
    }

    fn body(&self) -> String {
        sections(self).iter().map(Section::written_out).collect()
    }

    /// Returns the districts that are described one by one: none of those that are drawn from a table.
    pub(super) fn described(&self) -> &[DistrictPlan] {
        if self.synthetic.is_some() { &[] } else { &self.districts }
    }

    /// Returns what the scenario says at a key, for reading, from its beginning on.
    ///
    /// `None` where it has no such key or ignores it, as comparators do with most options.
    pub fn shown(&self, key: &str) -> Option<String> {
        let line = |lines: Vec<(String, String)>, key: &str| {
            lines.into_iter().find(|(known, _)| known == key).map(|(_, value)| unquoted(value))
        };
        if let Some((prefix, option)) = option_of(key) {
            let id = prefix.trim_start_matches("district.").trim_end_matches('.');
            let plans = self.districts.iter().filter(|plan| id.is_empty() || plan.id == id);
            let each: Vec<(&str, Option<String>)> = plans
                .map(|plan| {
                    (
                        plan.id.as_str(),
                        plan.configurations.first().and_then(|(_, first)| option_at(first, option)),
                    )
                })
                .collect();
            let (_, first) = each.first()?;
            if each.iter().all(|(_, value)| value == first) {
                return first.clone();
            }
            let parts = each.iter().filter_map(|(id, value)| Some(format!("{id}: {}", value.as_ref()?)));
            return Some(parts.collect::<Vec<_>>().join(", "));
        }
        if key == "trial" && !self.trials.is_empty() {
            let names: Vec<&str> = self.trials.iter().map(|trial| trial.name.as_str()).collect();
            return Some(names.join(", "));
        }
        if let Some(parameter) = key.strip_prefix("parameters.") {
            return self.evidence.get(parameter).map(|parameter| plain(parameter.value));
        }
        if let Some(forcing) = key.strip_prefix("forcings.") {
            let file = forcing.strip_suffix(".scale")?;
            let (_, columns) = LAYOUT.iter().find(|(name, _)| *name == file)?;
            return self.forcings.get(file, columns.first()?).map(|series| plain(series.scale()));
        }
        if let Some(inner) = key.strip_prefix("synthetic.") {
            return line(synthetic::written(self.synthetic.as_ref()?), inner);
        }
        if let Some((id, inner)) = key.strip_prefix("district.").and_then(|rest| rest.split_once('.')) {
            let plan = self.districts.iter().find(|plan| plan.id == id)?;
            return line(described(&plan.district), inner);
        }
        line(settings(self), key)
    }
}

/// Returns an option of a configuration as a word or number, nothing where it is ignored.
fn option_at(configuration: &Configuration, option: &str) -> Option<String> {
    let field = option.strip_prefix("approach.").and_then(Field::parse);
    if let Some(field) = field {
        let is_own = configuration.support == Support::Intermediary;
        return is_own.then(|| configuration.approach[field].key().to_owned());
    }
    // One site needs no number, and who stands alone no anchor.
    let is_ignored = match option {
        "sites" => configuration.siting == Siting::Central,
        "anchor" => configuration.attachment == Attachment::Standalone,
        _ => false,
    };
    let said = written(configuration).into_iter().find(|(key, _)| key == option);
    said.filter(|_| !is_ignored).map(|(_, value)| unquoted(value))
}

/// Returns a word without its quotation marks; anything but a plain word stays as it is.
fn unquoted(value: String) -> String {
    let inner = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(word) if !word.contains(['"', '\\']) => word.to_owned(),
        _ => value,
    }
}

/// Returns in which keys two scenarios differ, names aside.
pub fn differences(a: &Scenario, b: &Scenario) -> Vec<Divergence> {
    let [a, b] = [a, b].map(|scenario| flat(scenario).into_iter().collect::<BTreeMap<_, _>>());
    let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    keys.into_iter()
        .map(|key| Divergence { key: key.clone(), a: a.get(key).cloned(), b: b.get(key).cloned() })
        .filter(|difference| difference.a != difference.b)
        .collect()
}

/// Returns all keys with values, options by district.
fn flat(scenario: &Scenario) -> Vec<(String, String)> {
    let mut lines = settings(scenario);
    for trial in &scenario.trials {
        let own = trial::written(trial).into_iter().filter(|(key, _)| *key != "name");
        lines.extend(own.map(|(key, value)| (format!("trial.{}.{key}", trial.name), value)));
    }
    let table = scenario.synthetic.iter().flat_map(synthetic::written);
    lines.extend(table.map(|(key, value)| (format!("synthetic.{key}"), value)));
    for plan in &scenario.districts {
        for (position, (week, configuration)) in plan.configurations.iter().enumerate() {
            let since = if position == 0 { String::new() } else { format!(" from {}", week.monday()) };
            for (key, value) in written(configuration) {
                lines.push((format!("district.{}.intermediary.{key}{since}", plan.id), value));
            }
        }
    }
    for plan in scenario.described() {
        for (key, value) in described(&plan.district) {
            lines.push((format!("district.{}.{key}", plan.id), value));
        }
    }
    for (file, columns) in LAYOUT {
        let section = forcing(&scenario.forcings, file, columns);
        let name = section.heading.trim_matches(['[', ']']).to_owned();
        lines.extend(section.lines.into_iter().map(|(key, value)| (format!("{name}.{key}"), value)));
    }
    lines.extend(
        parameters(&scenario.evidence).into_iter().map(|(key, value)| (format!("parameters.{key}"), value)),
    );
    lines
}

/// Returns the options from the beginning; an opening that only a later configuration uses stands there as well.
fn beginning(plan: &DistrictPlan) -> Vec<(String, String)> {
    let mut lines = plan.configurations.first().map(|(_, first)| written(first)).unwrap_or_default();
    let mut later = plan.configurations.iter().skip(1);
    if !lines.iter().any(|(key, _)| key == "opens")
        && let Some((_, next)) = later.find(|(_, next)| next.support != Support::Nobody)
    {
        lines.push(("opens".to_owned(), next.opens.monday().to_string()));
    }
    lines
}

/// Returns the lines that stand in every district.
fn shared(each: &[Vec<(String, String)>]) -> Vec<(String, String)> {
    let is_shared = |line: &&(String, String)| each.iter().all(|lines| lines.contains(line));
    each.first().map(|lines| lines.iter().filter(is_shared).cloned().collect()).unwrap_or_default()
}

/// Returns the lines that stand in more than half of the districts: an option of one of hundreds is told of it alone.
///
/// Who lacks such a line ignores the option.
fn usual(each: &[Vec<(String, String)>]) -> Vec<(String, String)> {
    let mut counts: BTreeMap<&(String, String), usize> = BTreeMap::new();
    for line in each.iter().flatten() {
        *counts.entry(line).or_default() += 1;
    }
    let mut usual: Vec<(String, String)> = Vec::new();
    for line in each.iter().flatten().filter(|line| 2 * counts[line] > each.len()) {
        if !usual.contains(line) {
            usual.push(line.clone());
        }
    }
    usual
}

/// Keys with their values below a heading, which the topmost lack.
pub(super) struct Section {
    heading: String,
    lines: Vec<(String, String)>,
}

impl Section {
    pub(super) fn written_out(&self) -> String {
        let mut text = String::new();
        if !self.heading.is_empty() {
            let _ = writeln!(text, "\n{}", self.heading);
        }
        for (key, value) in &self.lines {
            let _ = writeln!(text, "{key} = {value}");
        }
        text
    }
}

fn sections(scenario: &Scenario) -> Vec<Section> {
    let mut top = settings(scenario);
    top.push(("change".to_owned(), changes(scenario)));
    if !scenario.trials.is_empty() {
        top.push(("trial".to_owned(), rows(scenario.trials.iter().map(in_line))));
    }
    let mut sections = vec![Section { heading: String::new(), lines: top }];
    let first: Vec<Vec<(String, String)>> = scenario.districts.iter().map(beginning).collect();
    let common = if scenario.synthetic.is_some() { usual(&first) } else { shared(&first) };
    sections.push(Section { heading: "[intermediary]".to_owned(), lines: common.clone() });
    for (plan, lines) in scenario.districts.iter().zip(&first) {
        let own: Vec<(String, String)> =
            lines.iter().filter(|line| !common.contains(line)).cloned().collect();
        if !own.is_empty() {
            sections.push(Section { heading: format!("[district.{}.intermediary]", plan.id), lines: own });
        }
    }
    sections.extend(scenario.synthetic.iter().map(|synthetic| Section {
        heading: "[synthetic]".to_owned(),
        lines: synthetic::written(synthetic),
    }));
    for plan in scenario.described() {
        sections
            .push(Section { heading: format!("[district.{}]", plan.id), lines: described(&plan.district) });
    }
    sections.extend(LAYOUT.iter().map(|(file, columns)| forcing(&scenario.forcings, file, columns)));
    let lines = parameters(&scenario.evidence)
        .into_iter()
        .map(|(key, value)| (format!("\"{key}\""), value))
        .collect();
    sections.push(Section { heading: "[parameters]".to_owned(), lines });
    sections
}

/// Writes all parameters.
fn parameters(evidence: &Evidence) -> Vec<(String, String)> {
    evidence.iter().map(|(key, found)| (key.to_owned(), parameter(key, found))).collect()
}

/// Writes a parameter, with range and source where the scenario has evidence of its own for it.
pub(super) fn parameter(key: &str, parameter: &Parameter) -> String {
    let value = plain(parameter.value);
    let embedded = Evidence::embedded().ok();
    let found = embedded.as_ref().and_then(|evidence| evidence.get(key));
    if found.is_none_or(|found| (found.range, &found.source) == (parameter.range, &parameter.source)) {
        return value;
    }
    let [low, high] = parameter.range.map(plain);
    let source = quoted(&parameter.source);
    format!("{{ value = {value}, range = [{low}, {high}], source = {source} }}")
}

pub(super) fn settings(scenario: &Scenario) -> Vec<(String, String)> {
    let ids: Vec<String> = scenario.districts.iter().map(|plan| quoted(&plan.id)).collect();
    let districts = ("districts", format!("[{}]", ids.join(", ")));
    [
        ("seed", scenario.seed.to_string()),
        ("replicates", scenario.replicates.to_string()),
        ("weeks", scenario.weeks.to_string()),
        ("every", scenario.every.to_string()),
        ("relevant_difference", plain(scenario.relevant_difference)),
        ("markets", quoted(scenario.markets.key())),
    ]
    .into_iter()
    .chain(scenario.synthetic.is_none().then_some(districts))
    .map(|(key, value)| (key.to_owned(), value))
    .collect()
}

/// Writes a trial as a table in one line.
fn in_line(trial: &Trial) -> String {
    let entries: Vec<String> =
        trial::written(trial).into_iter().map(|(key, value)| format!("{key} = {value}")).collect();
    format!("{{ {} }}", entries.join(", "))
}

/// Writes what changes in each district from a week on, as one list.
fn changes(scenario: &Scenario) -> String {
    let mut weeks: Vec<Week> = Vec::new();
    for plan in &scenario.districts {
        weeks.extend(plan.configurations.iter().skip(1).map(|(week, _)| *week));
    }
    weeks.sort_unstable();
    weeks.dedup();
    let rows: Vec<String> = weeks
        .into_iter()
        .map(|week| {
            let set: Vec<String> = scenario.districts.iter().flat_map(|plan| set_in(plan, week)).collect();
            format!("{{ from = {}, set = {{ {} }} }}", week.monday(), set.join(", "))
        })
        .collect();
    format!("[{}]", rows.join(", "))
}

fn set_in(plan: &DistrictPlan, week: Week) -> Vec<String> {
    let Some(position) = plan.configurations.iter().skip(1).position(|(from, _)| *from == week) else {
        return Vec::new();
    };
    let before = written(&plan.configurations[position].1);
    written(&plan.configurations[position + 1].1)
        .into_iter()
        // The opening never changes; it is written again only after a comparator that ignores it.
        .filter(|line| line.0 != "opens" && !before.contains(line))
        .map(|(key, value)| format!("\"district.{}.intermediary.{key}\" = {value}", plan.id))
        .collect()
}

/// Writes the description of a district, without a heading.
pub(super) fn description(district: &District) -> Section {
    Section { heading: String::new(), lines: described(district) }
}

/// Writes keys and values of the description of a district.
pub(crate) fn described(district: &District) -> Vec<(String, String)> {
    let list = |numbers: &[f64]| {
        let numbers: Vec<String> = numbers.iter().map(|number| plain(*number)).collect();
        format!("[{}]", numbers.join(", "))
    };
    let neighbourhood = |part: &Neighbourhood| {
        format!(
            "{{ name = {}, centre = {}, area_km2 = {}, settled = {}, inhabitants = {}, mark = {} }}",
            quoted(&part.name),
            list(&part.centre),
            plain(part.area_km2),
            plain(part.settled),
            part.inhabitants,
            quoted(&part.mark)
        )
    };
    let accommodation = |site: &Accommodation| {
        format!(
            "{{ name = {}, place = {}, places = {}, mark = {} }}",
            quoted(&site.name),
            list(&site.place),
            site.places,
            quoted(&site.mark)
        )
    };
    let shares = district
        .arrival_share
        .iter()
        .map(|share| format!("{{ from = {}, share = {} }}", share.from, plain(share.share)));
    let lines = [
        ("name", quoted(&district.name)),
        ("name_de", quoted(&district.name_de)),
        ("inhabitants", district.inhabitants.to_string()),
        ("migration_history", plain(district.migration_history)),
        ("welfare", plain(district.welfare)),
        ("ages", list(&district.ages)),
        ("welcome_point", list(&district.welcome_point)),
        ("administration", list(&district.administration)),
        ("initial_stock", district.initial_stock.to_string()),
        ("arrival_share", rows(shares)),
        ("neighbourhood", rows(district.neighbourhood.iter().map(neighbourhood))),
        ("accommodation", rows(district.accommodation.iter().map(accommodation))),
        ("sources", rows(district.sources.iter().map(|source| quoted(source)))),
        ("guesses", rows(district.guesses.iter().map(|key| quoted(key)))),
    ];
    // Who names no guesses says nothing of them, so that descriptions keep their fingerprints.
    let is_said = |(key, _): &(&str, String)| *key != "guesses" || !district.guesses.is_empty();
    lines.into_iter().filter(is_said).map(|(key, value)| (key.to_owned(), value)).collect()
}

fn rows(rows: impl Iterator<Item = String>) -> String {
    let rows: String = rows.fold(String::new(), |text, row| text + "    " + &row + ",\n");
    if rows.is_empty() { "[]".to_owned() } else { format!("[\n{rows}]") }
}

/// Writes the series of a file.
pub(super) fn forcing(given: &Forcings, file: &str, columns: &[&str]) -> Section {
    let series: Vec<_> = columns.iter().filter_map(|column| given.get(file, column)).collect();
    let weeks: BTreeSet<Week> =
        series.iter().flat_map(|series| series.steps().iter().map(|(week, _)| *week)).collect();
    let dates: Vec<String> = weeks.iter().map(|week| week.monday().to_string()).collect();
    let mut lines = vec![("from".to_owned(), format!("[{}]", dates.join(", ")))];
    let scale = series.first().map_or(1.0, |series| series.scale());
    #[expect(clippy::float_cmp, reason = "only a scale that was never set is exactly 1")]
    if scale != 1.0 {
        lines.push(("scale".to_owned(), plain(scale)));
    }
    for (column, series) in columns.iter().zip(series) {
        let values: Vec<String> = weeks.iter().map(|week| plain(series.given(*week))).collect();
        lines.push(((*column).to_owned(), format!("[{}]", values.join(", "))));
    }
    Section { heading: format!("[forcings.{file}]"), lines }
}
