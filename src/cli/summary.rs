//! The machine-readable summary, and the line under a table that says what was run.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::analysis::{Results, SummaryRow};
use crate::experiment::design::Experiment;
use crate::observation::{MEASURES, Role};

/// Returns the line that repeats the numbers a result can be reproduced with.
pub(super) fn line(experiment: &Experiment) -> String {
    format!(
        "seed {} · replicates {} · weeks {}",
        experiment.base.seed, experiment.replicates, experiment.base.weeks
    )
}

/// Returns the summary of the shown year: every measure of every point, and the contrasts of the four indices.
pub(super) fn json(experiment: &Experiment, results: &Results, folder: &Path) -> Value {
    let year = results.shown_year();
    let points: Vec<Value> = results
        .points
        .iter()
        .map(|point| {
            let mut districts = Map::new();
            for (position, district) in point.districts.iter().enumerate().filter(|_| point.feasible) {
                let measures: Map<String, Value> = (0..MEASURES.len())
                    .map(|measure| {
                        let row = SummaryRow::new(point, position, measure, year);
                        (row.measure.name.to_owned(), json!({ "mean": row.mean, "se": row.se, "n": row.n }))
                    })
                    .collect();
                districts.insert(district.clone(), Value::Object(measures));
            }
            json!({
                "point": point.number, "label": point.label, "feasible": point.feasible, "districts": districts,
            })
        })
        .collect();
    let indices = (0..MEASURES.len()).filter(|position| matches!(MEASURES[*position].role, Role::Index(_)));
    let mut differences = Vec::new();
    for measure in indices {
        for district in results.districts() {
            differences.extend(results.family(district, measure, year).iter().map(|row| {
                json!({
                    "point": row.point.number,
                    "against": row.than.number,
                    "district": row.district,
                    "measure": row.measure.name,
                    "difference": row.paired.difference,
                    "low": row.paired.interval.map(|(low, _)| low),
                    "high": row.paired.interval.map(|(_, high)| high),
                    "p_adjusted": row.p_adjusted,
                    "verdict": row.verdict.map(crate::analysis::compare::Verdict::key),
                })
            }));
        }
    }
    json!({
        "name": experiment.name,
        "question": experiment.question,
        "folder": folder.display().to_string(),
        "seed": experiment.base.seed,
        "replicates": experiment.replicates,
        "weeks": experiment.base.weeks,
        "year": year,
        "points": points,
        "differences": differences,
    })
}
