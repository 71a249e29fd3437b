//! `check`: what inputs resolve to, before anything is run.

use std::fmt::Write;
use std::ops::ControlFlow;
use std::time::Duration;

use comfy_table::CellAlignment;
use serde_json::{Value, json};

use super::feasibility::account;
use super::options::Settings;
use super::terminal::{self, StopWatch, Terminal, threads_of_machine};
use super::{Failure, input};
use crate::experiment::design::Experiment;
use crate::experiment::sweep::{Plan, run_hash};
use crate::intermediary::account::sites;
use crate::run::{Recording, run};
use crate::scenario::{Faults, Scenario};
use crate::time::Week;
use crate::vocabulary::{Method, Support, Task};

/// How long an estimate may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// Checks inputs and shows what they resolve to.
///
/// # Errors
/// Returns all faults of all inputs.
pub(super) fn check(terminal: &Terminal, files: &[String], settings: &Settings) -> Result<(), Failure> {
    let mut faults = String::new();
    let mut checked = Vec::new();
    for file in files {
        match resolve(file, settings).and_then(|experiment| describe(file, &experiment)) {
            Ok(description) => checked.push(description),
            Err(failure) => {
                let _ = writeln!(faults, "{}", failure.message().trim_end());
            }
        }
    }
    if terminal.is_json() {
        let values: Vec<Value> = checked.into_iter().map(|description| description.json).collect();
        terminal.json(&Value::Array(values))?;
    } else {
        for description in checked {
            terminal.result(&description.text)?;
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Failure::Input(faults)) }
}

/// Loads an input; a scenario becomes an experiment of one point.
fn resolve(file: &str, settings: &Settings) -> Result<Experiment, Failure> {
    let source = input::source(file);
    if input::is_experiment(&source) {
        input::experiment(&source, settings)
    } else {
        input::scenario(&source, settings).map(input::single)
    }
}

struct Description {
    text: String,
    json: Value,
}

fn describe(file: &str, experiment: &Experiment) -> Result<Description, Failure> {
    let accounts: Vec<_> =
        experiment.points.iter().map(|point| account(&point.scenario, &point.places)).collect();
    if accounts.iter().all(Result::is_err) {
        let unpaid = accounts.into_iter().filter_map(Result::err);
        return Err(Faults::from(unpaid.flat_map(|unpaid| unpaid.faults).collect::<Vec<_>>()).into());
    }
    let accounts: Vec<Result<_, String>> =
        accounts.into_iter().map(|account| account.map_err(|unpaid| unpaid.sentence)).collect();
    let plan = Plan {
        experiment,
        infeasible: accounts.iter().map(|account| account.as_ref().err().cloned()).collect(),
        replicates: experiment.replicates,
        recording: Recording::default(),
    };
    let runs = plan.runs();
    let threads = threads_of_machine();
    // Districts are handed to threads one by one.
    let at_once = threads.min(runs * experiment.base.districts.len()).max(1);
    let seconds = estimate(&experiment.base).as_secs_f64() * runs as f64 / at_once as f64;

    let mut text = format!("{file}: valid\n");
    let _ = writeln!(
        text,
        "  {} × {}: {} of {} from seed {}, observed every {}",
        counted(experiment.points.len(), "point"),
        counted(experiment.replicates as usize, "replicate"),
        counted(runs, "run"),
        counted(experiment.base.weeks as usize, "week"),
        experiment.base.seed,
        counted(experiment.base.every as usize, "week"),
    );
    if experiment.points.len() > 1 {
        let infeasible = accounts.iter().filter(|account| account.is_err()).count();
        let compared = counted(experiment.contrasts.len(), "contrast");
        let _ = writeln!(text, "  {compared}; {} not feasible", counted(infeasible, "point"));
    }
    let _ = writeln!(text, "  estimated time: {} on {}", in_words(seconds), counted(threads, "thread"));
    let notes = notes(experiment);
    for note in &notes {
        let _ = writeln!(text, "  note: {note}");
    }
    let mut table = terminal::table();
    table.set_header(["point", "label", "district", "from", "item", "EUR a year", "hours a year"]);
    let mut points = Vec::new();
    for (point, account) in experiment.points.iter().zip(&accounts) {
        let number = point.number.to_string();
        let items = match account {
            Ok(items) => items.as_slice(),
            Err(reason) => {
                table.add_row([&number, &point.label, "", "", &format!("not feasible: {reason}"), "", ""]);
                &[]
            }
        };
        if items.is_empty() && account.is_ok() {
            table.add_row([&number, &point.label, "", "", "nothing is paid for", "0", "0"]);
        }
        for item in items {
            let (euros, hours) = (format!("{:.0}", item.euros), format!("{:.0}", item.hours));
            table.add_row([&number, &point.label, &item.district, &item.from, &item.item, &euros, &hours]);
        }
        points.push(json!({
            "point": point.number,
            "label": point.label,
            "hash": run_hash(&point.scenario),
            "feasible": account.is_ok(),
            "reason": account.as_ref().err(),
            "account": items.iter().map(|item| json!({
                "district": item.district, "from": item.from, "item": item.item, "euros": item.euros, "hours": item.hours,
            })).collect::<Vec<_>>(),
        }));
    }
    for column in [5, 6] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let _ = writeln!(text, "{table}");
    let json = json!({
        "file": file,
        "name": experiment.name,
        "replicates": experiment.replicates,
        "weeks": experiment.base.weeks,
        "every": experiment.base.every,
        "seed": experiment.base.seed,
        "runs": runs,
        "threads": threads,
        "estimated_seconds": seconds,
        "contrasts": experiment.contrasts.len(),
        "notes": notes,
        "points": points,
    });
    Ok(Description { text, json })
}

/// Returns what is allowed but perhaps not meant, each once: what options say beside each other without effect.
fn notes(experiment: &Experiment) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    let plans = experiment.points.iter().flat_map(|point| &point.scenario.districts);
    for (plan, configuration) in
        plans.flat_map(|plan| plan.configurations.iter().map(move |(_, configuration)| (plan, configuration)))
    {
        if configuration.support != Support::Intermediary {
            continue;
        }
        for (task, method) in [
            (Task::Integration, Method::Casework),
            (Task::Encounter, Method::Groupwork),
            (Task::Networking, Method::Networking),
        ] {
            let share = configuration.methods[method].get();
            if share > 0.0 && !configuration.tasks[task] {
                notes.push(format!(
                    "{}: `{task}` is no task, so the {:.0} % of working time for {method} go to the other methods",
                    plan.id,
                    share * 100.0
                ));
            }
        }
        let (sites, parts) = (usize::from(sites(configuration)), plan.district.neighbourhood.len());
        if sites > parts {
            notes.push(format!(
                "{}: {sites} sites in {}: some share a place, as a site stands in the middle of a neighbourhood",
                plan.id,
                counted(parts, "neighbourhood")
            ));
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    notes.retain(|note| seen.insert(note.clone()));
    notes
}

/// Returns about how long one run takes on one thread, from its first weeks on this machine.
fn estimate(scenario: &Scenario) -> Duration {
    let watch = StopWatch::start();
    let mut weeks = 0_u32;
    let mut first = Duration::ZERO;
    let ran = run(scenario, 1, &Recording::default(), &mut |_| {
        weeks += 1;
        if weeks == 1 {
            first = watch.elapsed();
        }
        if watch.elapsed() > PATIENCE { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    let elapsed = watch.elapsed();
    if ran.is_ok() { elapsed } else { extrapolated(scenario, weeks, first, elapsed) }
}

/// Returns how long a run takes of which so many weeks, each district's for itself, were done when time was up.
fn extrapolated(scenario: &Scenario, weeks: u32, first: Duration, elapsed: Duration) -> Duration {
    let each = (scenario.weeks as i32 - Week::SPIN_UP.0) as u32;
    let left = (each * scenario.districts.len() as u32).saturating_sub(weeks);
    let a_week = elapsed.saturating_sub(first).div_f64(f64::from(weeks.saturating_sub(1).max(1)));
    elapsed + a_week.mul_f64(f64::from(left))
}

fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

fn in_words(seconds: f64) -> String {
    if seconds < 1.0 {
        "less than a second".to_owned()
    } else if seconds < 1.5 {
        "about a second".to_owned()
    } else if seconds < 120.0 {
        format!("about {seconds:.0} seconds")
    } else if seconds < 7_200.0 {
        format!("about {:.0} minutes", seconds / 60.0)
    } else {
        format!("about {:.1} hours", seconds / 3_600.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Source, load};

    #[test]
    fn an_estimate_counts_the_weeks_of_every_district() {
        let scenario = load(&Source::Embedded("default".to_owned()), &[]).unwrap().scenario;
        let weeks = (scenario.weeks + 104) * scenario.districts.len() as u32;
        let [first, until] = [1, 10].map(Duration::from_secs);
        assert_eq!(extrapolated(&scenario, weeks, first, until), until);
        // After half of the weeks nine seconds have gone by since the first week, and as many are to come.
        let half = extrapolated(&scenario, weeks / 2, first, until).as_secs_f64();
        assert!((half - 19.0).abs() < 0.1, "{half}");
        // A quarter leaves three times as many.
        let quarter = extrapolated(&scenario, weeks / 4, first, until).as_secs_f64();
        assert!((quarter - 37.0).abs() < 0.2, "{quarter}");
    }
}
