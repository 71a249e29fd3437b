//! `compare`, `run` and `report`: from an input to a folder of results and a table.

use std::path::{Path, PathBuf};

use super::feasibility::account;
use super::options::{Output, Settings};
use super::terminal::{self, Terminal};
use super::{Failure, input, summary};
use crate::analysis::Results;
use crate::analysis::digest::{self, DigestFault};
use crate::experiment::design::Experiment;
use crate::experiment::manifest::{Circumstances, Input, Manifest};
use crate::experiment::results::{write_inputs, write_tables};
use crate::experiment::store::{Occupied, Store, write_file};
use crate::experiment::sweep::{Ending, Plan, Watch, execute};
use crate::experiment::table_file::Dialect;
use crate::report;
use crate::run::Recording;
use crate::scenario::Faults;

/// Runs an experiment.
///
/// # Errors
/// Returns why there is no result.
pub(super) fn compare(
    terminal: &Terminal,
    name: Option<&str>,
    settings: &Settings,
    output: &Output,
) -> Result<(), Failure> {
    let source = input::source(name.unwrap_or("headline"));
    let experiment = input::experiment(&source, settings)?;
    for point in &experiment.points {
        for alias in &point.aliases {
            terminal
                .note(&format!("`{alias}` is the same scenario as point {} ({})", point.number, point.label));
        }
    }
    let unpaid: Vec<_> =
        experiment.points.iter().map(|point| account(&point.scenario, &point.places).err()).collect();
    if unpaid.iter().all(Option::is_some) {
        let faults: Vec<_> = unpaid.into_iter().flatten().flat_map(|unpaid| unpaid.faults).collect();
        return Err(Faults::from(faults).into());
    }
    let infeasible: Vec<_> = unpaid.into_iter().map(|unpaid| Some(unpaid?.sentence)).collect();
    for (point, reason) in experiment.points.iter().zip(&infeasible) {
        if let Some(reason) = reason {
            terminal.note(&format!("point {} ({}) is left out: {reason}", point.number, point.label));
        }
    }
    simulate(terminal, &experiment, infeasible, input::manifest_input(&source), output)
}

/// Runs one scenario.
///
/// # Errors
/// Returns why there is no result.
pub(super) fn run(
    terminal: &Terminal,
    name: Option<&str>,
    settings: &Settings,
    output: &Output,
) -> Result<(), Failure> {
    let source = input::source(name.unwrap_or("default"));
    if input::is_experiment(&source) {
        return Err(Failure::Input(format!(
            "`{}` is an experiment; `inteso compare` runs it",
            name.unwrap_or_default()
        )));
    }
    let loaded = input::scenario(&source, settings)?;
    account(&loaded.scenario, &loaded.places).map_err(|unpaid| Faults::from(unpaid.faults))?;
    let experiment = input::single(loaded);
    simulate(terminal, &experiment, vec![None], input::manifest_input(&source), output)
}

/// Makes the report of a folder.
///
/// # Errors
/// Returns why there is none.
pub(super) fn report(terminal: &Terminal, folder: &Path) -> Result<(), Failure> {
    let material = report::read(folder).map_err(|error| Failure::Input(error.to_string()))?;
    write_report(&material, folder, terminal)?;
    let path = folder.join("report.html");
    if terminal.is_json() {
        return terminal.json(&serde_json::json!({ "report": path.display().to_string() }));
    }
    terminal.result(&format!("{}\n", path.display()))
}

/// Makes the short result of a folder.
///
/// # Errors
/// Returns why there is none.
pub(super) fn digest(terminal: &Terminal, folder: &Path, out: &Path) -> Result<(), Failure> {
    let table = digest::digest(folder, out).map_err(|fault| match fault {
        DigestFault::Unwritable(fault) => fault.into(),
        other => Failure::Input(other.to_string()),
    })?;
    if terminal.is_json() {
        return terminal.json(&serde_json::json!({ "digest": out.display().to_string(), "table": table }));
    }
    terminal.result(&table)
}

fn simulate(
    terminal: &Terminal,
    experiment: &Experiment,
    infeasible: Vec<Option<String>>,
    read: Input,
    output: &Output,
) -> Result<(), Failure> {
    let panel_weeks = output.waves_until(experiment.base.weeks);
    let plan = Plan {
        experiment,
        infeasible,
        replicates: experiment.replicates,
        recording: Recording { panel_weeks: panel_weeks.clone() },
    };
    let dialect = Dialect::from(output.dialect);
    let threads = output.threads.map_or_else(terminal::threads_of_machine, usize::from);
    let folder = output.out.clone().unwrap_or_else(|| default_folder(&experiment.name));
    let circumstances = Circumstances {
        inputs: vec![read],
        threads,
        panel_weeks,
        dialect: dialect.key().to_owned(),
        started: terminal::now(),
    };
    let mut manifest = Manifest::new(experiment, plan.replicates, circumstances);
    let stop = terminal::stop_flag();
    let occupied = if output.force { Occupied::Replace } else { Occupied::Refuse };
    let store = Store::open(&folder, &mut manifest, occupied)?;
    write_inputs(&store, &plan, dialect)?;

    let bar = terminal.progress();
    let ending = execute(&store, &plan, threads, Watch { stop, progress: &|progress| bar.show(progress) })?;
    drop(bar);
    if let Ending::Interrupted { finished, runs } = ending {
        return Err(Failure::Interrupted(format!(
            "interrupted: {finished} of {runs} runs are finished and kept in `{}`; the same call resumes",
            folder.display()
        )));
    }

    let mut results = Results::new(&plan);
    let mut gathering = report::Gathering::of(experiment.points.iter().map(|point| &point.scenario));
    write_tables(&store, &plan, dialect, &mut |position, replicate, run| {
        results.push(position, run);
        let point = &experiment.points[position];
        gathering.add_observations(point.number as u32, replicate, &point.scenario, &run.series);
    })?;
    results.write_summary(&store, dialect)?;
    if results.contrasts.is_empty() {
        store.remove("differences.csv")?;
    } else {
        results.write_differences(&store, dialect)?;
    }
    if results.has_conditions() {
        results.write_turnings(&store, dialect)?;
    } else {
        store.remove("turning.csv")?;
    }
    let material = report::read_gathered(&folder, gathering)
        .map_err(|error| Failure::Output(format!("the results just written cannot be read: {error}")))?;
    if !output.no_report {
        write_report(&material, &folder, terminal)?;
    }
    manifest.ended = Some(terminal::now());
    manifest.complete = true;
    store.write_manifest(&manifest)?;

    if terminal.is_json() {
        terminal.json(&summary::json(experiment, &results, &folder))?;
    } else {
        let table = if experiment.points.len() == 1 {
            report::run_table(&material, terminal.language(), Terminal::width())
        } else {
            report::terminal_table(&material, terminal.language(), Terminal::width())
        };
        terminal.result(&format!("{}\n{}\n", table.trim_end(), summary::line(experiment)))?;
    }
    terminal.note(&format!("written to {}", folder.display()));
    Ok(())
}

fn write_report(material: &report::Material, folder: &Path, terminal: &Terminal) -> Result<(), Failure> {
    let language = terminal.language();
    for (name, picture) in report::pictures(material, language) {
        write_file(&folder.join(name), picture.as_bytes())?;
    }
    write_file(&folder.join("report.html"), report::html(material, language).as_bytes())?;
    Ok(())
}

/// Returns the folder of results of a name, in which anything but letters, digits, `.`, `_` and `-` becomes `-`.
fn default_folder(name: &str) -> PathBuf {
    let plain: String = name
        .chars()
        .map(|sign| if sign.is_alphanumeric() || matches!(sign, '.' | '_' | '-') { sign } else { '-' })
        .collect();
    let plain = plain.trim_matches('.');
    Path::new("out").join(if plain.is_empty() { "unnamed" } else { plain })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_lead_out_of_the_folder_of_results() {
        assert_eq!(default_folder("headline"), Path::new("out/headline"));
        assert_eq!(default_folder("../../etc"), Path::new("out/-..-etc"));
        assert_eq!(default_folder(".."), Path::new("out/unnamed"));
        assert_eq!(default_folder("a b/ü"), Path::new("out/a-b-ü"));
    }
}
