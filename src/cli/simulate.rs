//! `compare`, `run` and `report`: from an input to a folder of results and a table.

use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::feasibility::model;
use super::options::{Output, Settings};
use super::terminal::{self, Terminal};
use super::{input, summary};
use crate::analysis::digest::{self, DigestFault};
use crate::analysis::{Results, codebook, folder};
use crate::experiment::design::Experiment;
use crate::experiment::manifest::{Circumstances, Input, Manifest};
use crate::experiment::results::{write_inputs, write_tables};
use crate::experiment::store::{Occupied, Store, write_file};
use crate::experiment::sweep::{Batch, Ending, Watch, execute};
use crate::experiment::table_file::{remove_table, write_table};
use crate::phrase::{Phrase, phrase};
use crate::report::{self, Material};
use crate::run::{Model, Models};
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
    let name = name.unwrap_or("headline");
    let document = input::open(name)?;
    let experiment = input::experiment(&document, settings)?;
    let mut all = Models::default();
    let models: Vec<_> =
        experiment.points.iter().map(|point| model(&mut all, &point.scenario, &point.places)).collect();
    if models.iter().all(Result::is_err) {
        let unpaid = models.into_iter().filter_map(Result::err);
        let faults: Vec<_> = unpaid.flat_map(|unpaid| unpaid.faults).collect();
        return Err(Faults::from(faults).into());
    }
    let models = models.into_iter().map(|model| model.map_err(|unpaid| unpaid.sentence)).collect();
    simulate(terminal, &experiment, models, input::manifest_input(name, &document), output)
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
    let name = name.unwrap_or("default");
    let document = input::open(name)?;
    if document.is_experiment() {
        return Err(Failure::Input(phrase!(
            "`{name}` is an experiment; `inteso compare` runs it",
            "`{name}` ist ein Experiment; `inteso compare` rechnet es"
        )));
    }
    let loaded = input::scenario(&document, settings)?;
    let model = model(&mut Models::default(), &loaded.scenario, &loaded.places)
        .map_err(|unpaid| Faults::from(unpaid.faults))?;
    let experiment = input::single(loaded);
    simulate(terminal, &experiment, vec![Ok(model)], input::manifest_input(name, &document), output)
}

/// Makes the report of a folder.
///
/// # Errors
/// Returns why there is none.
pub(super) fn report(terminal: &Terminal, folder: &Path) -> Result<(), Failure> {
    let read = folder::read(folder)?;
    let material = Material::of(&read.experiment, &read.infeasible, &read.results);
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
        other => Failure::Input(other.phrase()),
    })?;
    if terminal.is_json() {
        return terminal.json(&serde_json::json!({ "digest": out.display().to_string(), "table": table }));
    }
    terminal.result(&table)
}

fn simulate(
    terminal: &Terminal,
    experiment: &Experiment,
    models: Vec<Result<Model, Phrase>>,
    read: Input,
    output: &Output,
) -> Result<(), Failure> {
    let panel_weeks = output.waves_until(experiment.base.weeks);
    let plan =
        Batch { experiment, models, replicates: experiment.replicates, panel_weeks: panel_weeks.clone() };
    let format = output.format()?;
    let threads = output.threads.map_or_else(terminal::threads_of_machine, usize::from);
    let folder = output.out.clone().unwrap_or_else(|| default_folder(&experiment.name));
    let circumstances = Circumstances {
        inputs: vec![read],
        threads,
        panel_weeks,
        format: format.key().to_owned(),
        dialect: format.dialect().key().to_owned(),
        started: terminal::now(),
    };
    let mut manifest = Manifest::new(experiment, plan.replicates, circumstances);
    let stop = terminal::stop_flag();
    let occupied = if output.force { Occupied::Replace } else { Occupied::Refuse };
    let store = Store::open(&folder, &mut manifest, experiment, occupied)?;
    write_inputs(&store, &plan, format)?;

    let bar = terminal.progress();
    let ending = execute(&store, &plan, threads, Watch { stop, progress: &|progress| bar.show(progress) })?;
    drop(bar);
    if let Ending::Interrupted { finished, runs } = ending {
        let folder = folder.display();
        return Err(Failure::Interrupted(phrase!(
            "interrupted: {finished} of {runs} runs are finished and kept in `{folder}`; the same call resumes",
            "unterbrochen: {finished} von {runs} Läufen sind fertig und bleiben in `{folder}`; derselbe Aufruf setzt fort"
        )));
    }

    let mut results = Results::new(experiment, |position| plan.is_feasible(position));
    write_tables(&store, &plan, format, &mut |position, run| results.push(position, run))?;
    codebook::write(experiment, &store, format)?;
    write_table(&store.path("summary"), format, results.summary_rows())?;
    if results.contrasts.is_empty() {
        remove_table(&store.path("differences"))?;
    } else {
        write_table(&store.path("differences"), format, results.difference_rows())?;
    }
    if results.has_conditions() {
        write_table(&store.path("turning"), format, results.turning_rows())?;
    } else {
        remove_table(&store.path("turning"))?;
    }
    let material = Material::of(experiment, &plan.infeasible(), &results);
    if output.no_report {
        // An older one would not belong to these tables.
        store.remove_report()?;
    } else {
        write_report(&material, &folder, terminal)?;
    }
    manifest.ended = Some(terminal::now());
    manifest.complete = true;
    store.write_manifest(&manifest)?;

    if terminal.is_json() {
        terminal.json(&summary::json(experiment, &results, &material, terminal.language(), &folder))?;
    } else {
        let table = if experiment.points.len() == 1 {
            report::run_table(&material, terminal.language(), Terminal::width())
        } else {
            report::terminal_table(&material, terminal.language(), Terminal::width())
        };
        let line = terminal.say(&summary::line(experiment));
        terminal.result(&format!("{}\n{line}\n", table.trim_end()))?;
    }
    let folder = folder.display();
    terminal.note(&phrase!("written to {folder}", "geschrieben nach {folder}"));
    Ok(())
}

fn write_report(material: &Material, folder: &Path, terminal: &Terminal) -> Result<(), Failure> {
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
    let end = (0..=plain.len().min(LONGEST)).rev().find(|&end| plain.is_char_boundary(end));
    let plain = &plain[..end.unwrap_or(0)];
    Path::new("out").join(if plain.is_empty() { "unnamed" } else { plain })
}

/// Bytes in the name of a folder; file systems take 255, and paths in it must be written too.
const LONGEST: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_lead_out_of_the_folder_of_results() {
        assert_eq!(default_folder("headline"), Path::new("out/headline"));
        assert_eq!(default_folder("../../etc"), Path::new("out/-..-etc"));
        assert_eq!(default_folder(".."), Path::new("out/unnamed"));
        assert_eq!(default_folder("a b/ü"), Path::new("out/a-b-ü"));
        assert_eq!(default_folder(&"ü".repeat(300)), Path::new("out").join("ü".repeat(50)));
    }
}
