//! From a draft to a scenario that is complete and valid.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::draft::{self, Draft, Layer, Leaves, option_of};
use super::faults::{self, Fault};
use super::kin::Kin;
use super::options::{self, Options};
use super::position::Position;
use super::source::Value;
use super::{
    DistrictPlan, Scenario, Synthetic, Trial, combinations, description, schema, series, synthetic, trial,
};
use crate::configuration::Configuration;
use crate::evidence::Evidence;
use crate::phrase::{Phrase, one_line, phrase};
use crate::time::Week;
use crate::vocabulary::{Concept, Markets};

/// What the paths of parameters begin with.
const PARAMETERS: &str = "parameters.";

/// A change of configuration as written.
struct Change<'a> {
    week: Week,
    from: &'a Value,
    layer: Layer,
}

/// Makes the scenario; returns `None` when anything is missing, with the reason among the faults.
pub(crate) fn scenario(
    draft: &Draft,
    evidence: &Evidence,
    kin: Option<Kin<'_>>,
    faults: &mut Vec<Fault>,
) -> Option<Scenario> {
    let before = faults.len();
    let changes = changes(draft);
    let mut districts = Vec::new();
    let mut opened = BTreeMap::new();
    let evidence = parameters(draft, evidence, kin, faults);
    let drawn = kin.and_then(|kin| kin.synthetic(draft));
    // Districts can be taken over where they are drawn from the same table, or from none.
    let kin_of_districts = kin.filter(|kin| drawn.is_some() || kin.scenario.synthetic.is_none());
    let synthetic = drawn.or_else(|| synthetic::read(draft, faults));
    let ids = match &synthetic {
        Some(synthetic) => {
            synthetic::refuse_descriptions(draft, synthetic, faults);
            synthetic::ids(synthetic)
        }
        None => simulated(draft, faults),
    };
    for id in ids {
        let district =
            kin_of_districts.and_then(|kin| kin.district(draft, &id)).or_else(|| match &synthetic {
                Some(synthetic) => synthetic.district(&id).map(Arc::new),
                None => description::read(draft, &id, faults).map(Arc::new),
            });
        let mut check = |options: &Options<'_>, faults: &mut Vec<Fault>| {
            combinations::check(draft, &id, district.as_deref(), &evidence, options, faults);
        };
        let configurations = configurations(draft, &id, &changes, &mut opened, &mut check, faults);
        if let (Some(district), Some(configurations)) = (district, configurations) {
            districts.push(DistrictPlan { id, district, configurations });
        }
    }
    too_many(draft, &districts, faults);
    too_early(&changes, &opened, faults);
    described(draft, synthetic.as_ref(), &changes, faults);
    let forcings = series::read(draft, kin, faults);
    let number = |key: &str| draft.value(key).and_then(Value::integer);
    let weeks = number("weeks")? as u32;
    let trials = trials(draft, weeks, faults);
    let scenario = Scenario {
        name: one_line(draft.value("name")?.word()?),
        seed: number("seed")? as u64,
        replicates: number("replicates")? as u32,
        weeks,
        every: number("every")? as u32,
        relevant_difference: draft.value("relevant_difference")?.number()?,
        markets: Markets::parse(draft.value("markets")?.word()?)?,
        synthetic,
        districts,
        forcings: forcings?,
        evidence,
        trials,
    };
    (faults.len() == before).then_some(scenario)
}

/// Returns the trials, which lie within the run.
fn trials(draft: &Draft, weeks: u32, faults: &mut Vec<Fault>) -> Vec<Trial> {
    let Some(list) = draft.value("trial") else { return Vec::new() };
    trial::check(list, faults);
    // Where the length is faulty nobody knows what lies within it.
    let mut beyond = Vec::new();
    let trials = trial::of_run(list, weeks, &mut beyond);
    faults.extend(beyond.into_iter().filter(|_| !draft.has_failed("weeks")));
    trials
}

/// Returns the ids of the simulated districts.
fn simulated(draft: &Draft, faults: &mut Vec<Fault>) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    let Some(list) = draft.value("districts") else { return ids };
    let known: Vec<&str> = known_districts(draft);
    for item in list.items() {
        let id = item.word().unwrap_or_default();
        if !known.contains(&id) {
            let list = known.join(", ");
            faults.push(unknown_district(id, &item.place, &known).allowed(phrase!(
                "{list}, or another one described by `[district.{id}]` with `file` or in place",
                "{list}, oder ein anderer, den `[district.{id}]` mit `file` oder an Ort und Stelle beschreibt"
            )));
        } else if ids.iter().any(|seen| seen == id) {
            faults.push(
                Fault::at(
                    &item.place,
                    phrase!("the district `{id}` is listed twice", "der Bezirk `{id}` steht zweimal da"),
                )
                .allowed(phrase!("each district once", "jeder Bezirk einmal")),
            );
        } else {
            ids.push(id.to_owned());
        }
    }
    if list.items().is_empty() {
        faults.push(
            Fault::at(&list.place, phrase!("`districts` is empty", "`districts` ist leer"))
                .allowed(phrase!("at least one district", "mindestens ein Bezirk")),
        );
    }
    ids
}

/// Together the districts may be as large as a very large city.
fn too_many(draft: &Draft, districts: &[DistrictPlan], faults: &mut Vec<Fault>) {
    /// More inhabitants than this are a slip of the pen, and would not fit into memory.
    const MOST: u64 = 10_000_000;
    let sum: u64 = districts.iter().map(|plan| u64::from(plan.district.inhabitants)).sum();
    if let Some(list) = draft.value("districts").filter(|_| sum > MOST) {
        let found = phrase!(
            "the districts have {sum} inhabitants together",
            "die Bezirke haben zusammen {sum} Einwohner*innen"
        );
        faults.push(Fault::at(&list.place, found).allowed(phrase!("at most {MOST}", "höchstens {MOST}")));
    }
}

/// Returns the ids of all districts that are described, not only configured.
fn known_districts(draft: &Draft) -> Vec<&str> {
    let mut known: Vec<&str> = draft
        .leaves
        .keys()
        .filter(|path| option_of(path).is_none())
        .filter_map(|path| path.strip_prefix("district.")?.split_once('.').map(|(id, _)| id))
        .collect();
    known.dedup();
    known
}

/// Options for a district that nobody describes are a slip of the pen.
fn described(draft: &Draft, synthetic: Option<&Synthetic>, changes: &[Change<'_>], faults: &mut Vec<Fault>) {
    let known = known_districts(draft);
    let is_drawn = |id: &str| synthetic.is_some_and(|synthetic| synthetic.number(id).is_some());
    let mut seen: Vec<&str> = Vec::new();
    for (path, leaf) in draft.leaves.iter().chain(changes.iter().flat_map(|change| &change.layer.leaves)) {
        let Some(id) = path.strip_prefix("district.").and_then(|rest| rest.split('.').next()) else {
            continue;
        };
        if !known.contains(&id) && !is_drawn(id) && !seen.contains(&id) {
            seen.push(id);
            faults.push(unknown_district(id, &leaf.place, &known));
        }
    }
}

fn unknown_district(id: &str, place: &Position, known: &[&str]) -> Fault {
    Fault::at(place, phrase!("unknown district `{id}`", "unbekannter Bezirk `{id}`"))
        .allowed(Phrase::same(known.join(", ")))
        .nearest(faults::nearest(id, known.iter().copied()))
}

/// Returns the changes in the order of time; their faults were found when they were taken in.
fn changes(draft: &Draft) -> Vec<Change<'_>> {
    let rows = draft.value("change").map_or(&[][..], Value::items);
    let mut changes: Vec<Change<'_>> = rows
        .iter()
        .filter_map(|row| {
            let from = row.entry("from")?;
            Some(Change { week: Week::of(from.date()?), from, layer: draft::change(row, &mut Vec::new()) })
        })
        .collect();
    changes.sort_by_key(|change| change.week);
    changes
}

/// Returns the configurations of a district over time, and notes when it opens.
fn configurations(
    draft: &Draft,
    id: &str,
    changes: &[Change<'_>],
    opened: &mut BTreeMap<String, Week>,
    check: &mut dyn FnMut(&Options<'_>, &mut Vec<Fault>),
    faults: &mut Vec<Fault>,
) -> Option<Vec<(Week, Configuration)>> {
    let own = format!("district.{id}.");
    let mut options: Options<'_> = BTreeMap::new();
    for prefix in ["", own.as_str()] {
        lay(&mut options, &draft.leaves, prefix);
    }
    if let Some(opens) = options.get("opens")
        && let Some(date) = opens.value.date()
    {
        opened.insert(id.to_owned(), Week::of(date));
        if Week::of(date) < Week::START {
            let found = phrase!("`{id}` opens on {date}", "`{id}` öffnet am {date}");
            faults.push(Fault::at(&opens.value.place, found).allowed(phrase!(
                "a day from 2015-01-05 on, when the run begins",
                "ein Tag ab 2015-01-05, wenn der Lauf beginnt"
            )));
        }
    }
    let mut result: Vec<(Week, Configuration)> = Vec::new();
    let mut add = |week: Week, options: &Options<'_>, faults: &mut Vec<Fault>| -> Option<()> {
        check(options, faults);
        match options::configuration(options, &draft.defaults) {
            Ok(configuration) => {
                let early =
                    week < configuration.opens || result.last().is_some_and(|(last, _)| *last == week);
                match result.last_mut() {
                    Some((_, last)) if early || *last == configuration => *last = configuration,
                    _ => result.push((if result.is_empty() { Week::SPIN_UP } else { week }, configuration)),
                }
                Some(())
            }
            Err(path) => {
                faults.push(Fault::new(phrase!(
                    "`intermediary.{path}` is missing",
                    "`intermediary.{path}` fehlt"
                )));
                None
            }
        }
    };
    add(Week::SPIN_UP, &options, faults)?;
    for change in changes {
        for prefix in ["", own.as_str()] {
            lay(&mut options, &change.layer.leaves, prefix);
        }
        add(change.week, &options, faults)?;
    }
    Some(result)
}

fn lay<'a>(options: &mut Options<'a>, leaves: &'a Leaves, prefix: &str) {
    for (path, leaf) in leaves {
        if let Some((before, option)) = option_of(path)
            && before == prefix
        {
            options.insert(option, leaf);
        }
    }
}

/// A change that comes before the opening in every district that it touches changes nothing.
fn too_early(changes: &[Change<'_>], opened: &BTreeMap<String, Week>, faults: &mut Vec<Fault>) {
    for change in changes {
        let mut touched: Vec<Week> = Vec::new();
        for path in change.layer.leaves.keys() {
            match option_of(path) {
                Some(("", _)) => touched.extend(opened.values()),
                Some((prefix, _)) => {
                    let id = prefix.trim_start_matches("district.").trim_end_matches('.');
                    touched.extend(opened.get(id));
                }
                None => {}
            }
        }
        if let Some(first) = touched.iter().min()
            && change.week < *first
        {
            let monday = first.monday();
            let found = phrase!("a change before the opening", "eine Änderung vor der Eröffnung");
            faults.push(
                Fault::at(&change.from.place, found).allowed(phrase!(
                    "a day from the week of {monday} on",
                    "ein Tag ab der Woche vom {monday}"
                )),
            );
        }
    }
}

/// Returns the evidence with the overrides of the draft, made of those of its kin.
fn parameters(draft: &Draft, evidence: &Evidence, kin: Option<Kin<'_>>, faults: &mut Vec<Fault>) -> Evidence {
    let nothing = Draft::default();
    let (from, mut result) =
        kin.map_or((&nothing, evidence.clone()), |kin| (kin.draft, kin.scenario.evidence.clone()));
    for (path, leaf) in draft.changes_from(from, PARAMETERS) {
        let key = &path[PARAMETERS.len()..];
        result.restore(key, evidence);
        let Some(leaf) = leaf else { continue };
        let written = leaf.value.entry("value").unwrap_or(&leaf.value);
        let (Some(parameter), Some(value)) = (evidence.get(key), written.number()) else {
            faults.push(
                Fault::at(&leaf.place, phrase!("unknown parameter `{key}`", "unbekannter Parameter `{key}`"))
                    .allowed(phrase!(
                        "the parameters of scenarios/evidence; `inteso explain KEY` shows one",
                        "die Parameter aus scenarios/evidence; `inteso explain KEY` zeigt einen"
                    ))
                    .nearest(faults::nearest(key, evidence.iter().map(|(key, _)| key))),
            );
            continue;
        };
        if let Some(misread) = schema::misread(written, is_money(&parameter.unit)) {
            faults.push(misread);
            continue;
        }
        let own = leaf.value.entry("range").map(|range| {
            let ends: Vec<f64> = range.items().iter().filter_map(Value::number).collect();
            [ends[0], ends[1]]
        });
        let [low, high] = own.unwrap_or(parameter.range);
        if low <= value && value <= high {
            match (own, leaf.value.entry("source").and_then(Value::word)) {
                (Some(range), Some(source)) => result.replace(key, value, range, source),
                _ => result.set(key, value),
            };
        } else {
            let unit = &parameter.unit;
            faults.push(
                Fault::at(
                    &written.place,
                    phrase!("the parameter `{key}` is {value}", "der Parameter `{key}` ist {value}"),
                )
                .allowed(phrase!("{low} to {high} {unit}", "{low} bis {high} {unit}")),
            );
        }
    }
    result
}

/// Returns whether a unit is one of euros.
pub(crate) fn is_money(unit: &str) -> bool {
    unit.starts_with("EUR") || unit.starts_with("euro")
}

#[cfg(test)]
mod tests {
    use super::super::position::{Home, Text};
    use super::*;

    const EVIDENCE: &str = r#"
        [minutes_first_contact]
        value = 40
        unit = "minutes"
        range = [25, 60]
        distribution = "uniform"
        kind = "assumed"
        source = "A"
    "#;

    fn load(text: &str) -> (Option<Scenario>, String) {
        let evidence = Evidence::read(&[("counselling", EVIDENCE)]).unwrap();
        let mut faults = Vec::new();
        let mut draft = Draft::embedded_default(&mut faults);
        let home = Home::Folder(std::path::PathBuf::new());
        let text = Text::new("mine.toml".to_owned(), text.to_owned(), home);
        draft.stack(&Arc::new(text), &mut Vec::new(), &mut faults);
        let scenario = scenario(&draft, &evidence, None, &mut faults);
        (scenario, faults::Faults::from(faults).to_string())
    }

    #[test]
    fn a_parameter_is_replaced_within_its_range() {
        let (scenario, faults) = load("[parameters]\n\"counselling.minutes_first_contact\" = 55\n");
        assert_eq!(faults, "");
        let evidence = scenario.unwrap().evidence;
        assert_eq!(evidence.get("counselling.minutes_first_contact").unwrap().value, 55.0);
    }

    #[test]
    fn a_parameter_outside_its_range_is_refused_with_the_range() {
        let (scenario, faults) = load("[parameters]\n\"counselling.minutes_first_contact\" = 5\n");
        assert!(scenario.is_none());
        insta::assert_snapshot!(faults, @r#"
        error: the parameter `counselling.minutes_first_contact` is 5
         --> mine.toml:2:39
          |
        2 | "counselling.minutes_first_contact" = 5
          |                                       ^
          |
          = note: allowed: 25 to 60 minutes
        "#);
    }

    #[test]
    fn an_unknown_parameter_is_refused_with_the_nearest_one() {
        let (scenario, faults) = load("parameters.counselling.minutes_first_kontakt = 40\n");
        assert!(scenario.is_none());
        insta::assert_snapshot!(faults, @r#"
        error: unknown parameter `counselling.minutes_first_kontakt`
         --> mine.toml:1:24
          |
        1 | parameters.counselling.minutes_first_kontakt = 40
          |                        ^^^^^^^^^^^^^^^^^^^^^
          |
          = note: allowed: the parameters of scenarios/evidence; `inteso explain KEY` shows one
          = help: did you mean `counselling.minutes_first_contact`?
        "#);
    }
}
