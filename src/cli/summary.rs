//! The machine-readable summary, and the line under a table that says what was run.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::analysis::Results;
use crate::analysis::compare::Verdict;
use crate::experiment::design::Experiment;
use crate::experiment::span::Span;
use crate::observation::MEASURES;
use crate::phrase::{Phrase, phrase};
use crate::report::Material;
use crate::vocabulary::Language;

/// Returns the line that repeats the numbers a result can be reproduced with.
pub(super) fn line(experiment: &Experiment) -> Phrase {
    let points = || experiment.points.iter().map(|point| &point.scenario);
    let seed = Span::of(points().map(|scenario| scenario.seed)).number();
    let weeks = Span::of(points().map(|scenario| u64::from(scenario.weeks))).number();
    let replicates = experiment.replicates;
    phrase!(
        "seed {seed} · replicates {replicates} · weeks {weeks}",
        "Startwert {seed} · Wiederholungen {replicates} · Wochen {weeks}";
        seed = seed,
        weeks = weeks
    )
}

/// Returns the summary: every measure of every point in the shown year, and the verdicts on person-years.
pub(super) fn json(
    experiment: &Experiment,
    results: &Results,
    material: &Material,
    language: Language,
    folder: &Path,
) -> Value {
    let year = results.shown_year();
    let points: Vec<Value> = results
        .points
        .iter()
        .zip(&experiment.points)
        .map(|(point, planned)| {
            let mut districts = Map::new();
            for (position, district) in point.districts.iter().enumerate().filter(|_| point.feasible) {
                let measures: Map<String, Value> = MEASURES
                    .iter()
                    .enumerate()
                    .map(|(measure, described)| {
                        let spread = point.spread(position, measure, year);
                        let value = json!({ "mean": spread.mean, "se": spread.se, "n": spread.n });
                        (described.name.to_owned(), value)
                    })
                    .collect();
                districts.insert(district.clone(), Value::Object(measures));
            }
            let factors: Map<String, Value> =
                planned.factors.iter().map(|(key, value)| (key.clone(), json!(value))).collect();
            json!({
                "point": point.number,
                "label": point.label,
                "shown": point.shown.in_language(language),
                "factors": factors,
                "hash": planned.hash,
                "feasible": point.feasible,
                "merged": planned.aliases,
                "unopened": point.unopened,
                "districts": districts,
            })
        })
        .collect();
    let primary = results.primary();
    let differences: Vec<Value> = primary
        .judged
        .iter()
        .map(|one| {
            json!({
                "point": one.point.number,
                "against": one.than.number,
                "district": one.district,
                "outcome": one.outcome.key(),
                "measure": one.outcome.measure(),
                "person_years": one.paired.difference,
                "low": one.simultaneous.map(|(low, _)| low),
                "high": one.simultaneous.map(|(_, high)| high),
                "relevant": one.relevant,
                "verdict": one.verdict.map(Verdict::key),
                "replicates_to_decide": one.to_decide.map(|needed| needed.replicates),
            })
        })
        .collect();
    let notes: Vec<&str> = material.remarks.iter().map(|remark| remark.in_language(language)).collect();
    json!({
        "name": experiment.name,
        "question": experiment.question.in_language(language),
        "folder": folder.display().to_string(),
        "seed": experiment.base.seed,
        "replicates": experiment.replicates,
        "weeks": experiment.base.weeks,
        "year": year,
        "notes": notes,
        "points": points,
        "differences": differences,
    })
}
