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
    let seconds = estimate(&experiment.base).as_secs_f64() * runs as f64 / threads.min(runs).max(1) as f64;

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

/// Returns about how long one run takes, from its first weeks on this machine.
fn estimate(scenario: &Scenario) -> Duration {
    let watch = StopWatch::start();
    let mut first = None;
    let mut last = (0, Duration::ZERO);
    let ran = run(scenario, 1, &Recording::default(), &mut |week| {
        let elapsed = watch.elapsed();
        first.get_or_insert((week.0, elapsed));
        last = (week.0, elapsed);
        if elapsed > PATIENCE { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    let Some((first_week, first_elapsed)) = first.filter(|_| ran.is_err()) else {
        return watch.elapsed();
    };
    let measured = f64::from((last.0 - first_week).max(1));
    let left = f64::from(scenario.weeks as i32 - last.0).max(0.0);
    last.1 + (last.1.saturating_sub(first_elapsed)).mul_f64(left / measured)
}

fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

fn in_words(seconds: f64) -> String {
    if seconds < 1.0 {
        "less than a second".to_owned()
    } else if seconds < 120.0 {
        format!("about {seconds:.0} seconds")
    } else if seconds < 7_200.0 {
        format!("about {:.0} minutes", seconds / 60.0)
    } else {
        format!("about {:.1} hours", seconds / 3_600.0)
    }
}
