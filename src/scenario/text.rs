//! A scenario as text that stands alone: complete, with districts, forcings and parameters in place.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::options::{plain, written};
use super::{DistrictPlan, Scenario};
use crate::district::{Accommodation, District, Neighbourhood};
use crate::evidence::Evidence;
use crate::forcing::LAYOUT;
use crate::time::Week;
use crate::vocabulary::Support;

/// A key in which two scenarios differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
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

    /// Returns a fingerprint of everything but the name, as 64 hexadecimal digits.
    pub fn hash(&self) -> String {
        blake3::hash(self.body().as_bytes()).to_hex().to_string()
    }

    fn body(&self) -> String {
        let mut table = String::new();
        for section in sections(self) {
            if !section.heading.is_empty() {
                let _ = writeln!(table, "\n{}", section.heading);
            }
            for (key, value) in section.lines {
                let _ = writeln!(table, "{key} = {value}");
            }
        }
        table
    }
}

/// Returns in which keys two scenarios differ, names aside.
pub fn differences(a: &Scenario, b: &Scenario) -> Vec<Difference> {
    let (a, b) = (flat(a), flat(b));
    let keys: BTreeSet<&String> = a.iter().chain(&b).map(|(key, _)| key).collect();
    let find = |lines: &[(String, String)], key: &str| {
        lines.iter().find(|(other, _)| other == key).map(|(_, value)| value.clone())
    };
    keys.into_iter()
        .map(|key| Difference { key: key.clone(), a: find(&a, key), b: find(&b, key) })
        .filter(|difference| difference.a != difference.b)
        .collect()
}

/// Returns all keys with values, options by district.
fn flat(scenario: &Scenario) -> Vec<(String, String)> {
    let mut lines = settings(scenario);
    for plan in &scenario.districts {
        for (position, (week, configuration)) in plan.configurations.iter().enumerate() {
            let since = if position == 0 { String::new() } else { format!(" from {}", week.monday()) };
            for (key, value) in written(configuration) {
                lines.push((format!("district.{}.intermediary.{key}{since}", plan.id), value));
            }
        }
        for (key, value) in described(&plan.district) {
            lines.push((format!("district.{}.{key}", plan.id), value));
        }
    }
    for section in forcings(scenario) {
        let name = section.heading.trim_matches(['[', ']']).to_owned();
        lines.extend(section.lines.into_iter().map(|(key, value)| (format!("{name}.{key}"), value)));
    }
    lines.extend(parameters(scenario).into_iter().map(|(key, value)| (format!("parameters.{key}"), value)));
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

struct Section {
    heading: String,
    lines: Vec<(String, String)>,
}

fn sections(scenario: &Scenario) -> Vec<Section> {
    let mut top = settings(scenario);
    top.push(("change".to_owned(), changes(scenario)));
    let mut sections = vec![Section { heading: String::new(), lines: top }];
    let first: Vec<Vec<(String, String)>> = scenario.districts.iter().map(beginning).collect();
    let is_common = |line: &(String, String)| first.iter().all(|lines| lines.contains(line));
    let common: Vec<(String, String)> = first
        .first()
        .map(|lines| lines.iter().filter(|line| is_common(line)).cloned().collect())
        .unwrap_or_default();
    sections.push(Section { heading: "[intermediary]".to_owned(), lines: common });
    for (plan, lines) in scenario.districts.iter().zip(&first) {
        let own: Vec<(String, String)> = lines.iter().filter(|line| !is_common(line)).cloned().collect();
        if !own.is_empty() {
            sections.push(Section { heading: format!("[district.{}.intermediary]", plan.id), lines: own });
        }
    }
    for plan in &scenario.districts {
        sections
            .push(Section { heading: format!("[district.{}]", plan.id), lines: described(&plan.district) });
    }
    sections.extend(forcings(scenario));
    let lines = parameters(scenario).into_iter().map(|(key, value)| (format!("\"{key}\""), value)).collect();
    sections.push(Section { heading: "[parameters]".to_owned(), lines });
    sections
}

/// Writes all parameters; those for which the scenario has evidence of its own with range and source.
fn parameters(scenario: &Scenario) -> Vec<(String, String)> {
    let embedded = Evidence::embedded().ok();
    scenario
        .evidence
        .iter()
        .map(|(key, parameter)| {
            let value = plain(parameter.value);
            let found = embedded.as_ref().and_then(|evidence| evidence.get(key));
            let is_own = found
                .is_some_and(|found| (found.range, &found.source) != (parameter.range, &parameter.source));
            let [low, high] = parameter.range.map(plain);
            let value = if is_own {
                let source = quoted(&parameter.source);
                format!("{{ value = {value}, range = [{low}, {high}], source = {source} }}")
            } else {
                value
            };
            (key.to_owned(), value)
        })
        .collect()
}

fn settings(scenario: &Scenario) -> Vec<(String, String)> {
    let ids: Vec<String> = scenario.districts.iter().map(|plan| quoted(&plan.id)).collect();
    [
        ("seed", scenario.seed.to_string()),
        ("replicates", scenario.replicates.to_string()),
        ("weeks", scenario.weeks.to_string()),
        ("every", scenario.every.to_string()),
        ("relevant_difference", plain(scenario.relevant_difference)),
        ("districts", format!("[{}]", ids.join(", "))),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect()
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

fn described(district: &District) -> Vec<(String, String)> {
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
    ];
    lines.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn rows(rows: impl Iterator<Item = String>) -> String {
    let rows: String = rows.fold(String::new(), |text, row| text + "    " + &row + ",\n");
    if rows.is_empty() { "[]".to_owned() } else { format!("[\n{rows}]") }
}

fn forcings(scenario: &Scenario) -> Vec<Section> {
    LAYOUT
        .iter()
        .map(|(file, columns)| {
            let series: Vec<_> =
                columns.iter().filter_map(|column| scenario.forcings.get(file, column)).collect();
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
        })
        .collect()
}

/// Writes a text so that TOML reads the same text.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            other if other.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(other));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
