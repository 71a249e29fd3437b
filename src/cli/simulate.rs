//! `compare`, `run` and `report`: from an input to a folder of results and a table.

use std::path::Path;

use super::failure::Failure;
use super::options::{Output, People, Precision, Settings, has_few_runs};
use super::study::{self, Study, Subject};
use super::terminal::{self, Terminal};
use super::{input, summary};
use crate::analysis::digest::{self, DigestFault};
use crate::analysis::{Results, folder};
use crate::experiment::design::Experiment;
use crate::experiment::manifest::Input;
use crate::experiment::new_file::write_file;
use crate::experiment::results::write_tables;
use crate::experiment::selection::Selection;
use crate::experiment::shard::Shard;
use crate::experiment::store;
use crate::experiment::table_file::{remove_table, write_any, write_table};
use crate::experiment::until::Until;
use crate::observation::{Table, Trace};
use crate::phrase::{Phrase, phrase};
use crate::report::{self, Material};

/// Runs an experiment.
///
/// # Errors
/// Returns why there is no result.
pub(super) fn compare(
    terminal: &Terminal,
    name: Option<&str>,
    settings: &Settings,
    precision: &Precision,
    output: &Output,
    with_report: bool,
) -> Result<(), Failure> {
    let name = name.unwrap_or("headline");
    let document = input::open(name)?;
    let mut experiment = input::experiment(&document, settings)?;
    if let Some(width) = precision.until {
        let at_least = experiment.replicates.max(2);
        experiment.until = Some(Until::of_all(width, at_least, precision.at_most.max(at_least)));
    }
    simulate(terminal, experiment, input::manifest_input(name, &document), output, with_report)
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
    with_report: bool,
) -> Result<(), Failure> {
    let name = name.unwrap_or("default");
    let document = input::open(name)?;
    if document.is_experiment() {
        return Err(Failure::Input(phrase!(
            "`{name}` is an experiment; `inteso compare` runs it",
            "`{name}` ist ein Experiment; `inteso compare` rechnet es"
        )));
    }
    let experiment = input::single(input::scenario(&document, settings)?);
    simulate(terminal, experiment, input::manifest_input(name, &document), output, with_report)
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
    experiment: Experiment,
    read: Input,
    output: &Output,
    with_report: bool,
) -> Result<(), Failure> {
    let subject = Subject::AtHand(Box::new(experiment));
    let Subject::AtHand(experiment) = &subject else { unreachable!("it has just been put there") };
    let threads = output.threads();
    let supply = subject.supply();
    let roster = study::look_through(&supply, threads)?;
    let mut batch =
        study::batch(&subject, &supply, &roster, &output.recording, Selection::default(), Shard::WHOLE);
    let folder = output.folder(&experiment.name);
    if output.recording.people == People::WhereCompared && !experiment.contrasts.is_empty() {
        // What a folder records of its runs it records of those that are added, however many they become.
        let goes_on = || {
            !output.force
                && store::recorded(&folder, &experiment.name).is_some_and(|traces| traces.has(Trace::People))
        };
        if has_few_runs(experiment.points.len(), experiment.replicates) || goes_on() {
            batch.traces.people = Some(experiment.opening().0 as u32);
        }
    }
    let place = output.place(folder.clone())?;
    let mut study =
        Study::begin(terminal, &subject, batch, vec![read], &subject.texts(experiment.replicates), place)?;
    study.run_enough(terminal, &subject, threads)?;
    let experiment = &Experiment { replicates: study.batch.replicates, ..(**experiment).clone() };

    let Study { store, batch, factors, format, .. } = &study;
    let mut results = Results::new(experiment, |position| roster.entries()[position].is_feasible);
    let notes = write_tables(store, batch, factors, *format, &mut |position, run, people| {
        results.push(position, run);
        if !people.is_empty() {
            let rows = people.iter().flat_map(Table::each);
            let read = results.push_people(position, run.replicate, rows);
            read.expect("rows are read as they were packed, since their checksum is right");
        }
    })?;
    for note in &notes {
        terminal.note(note);
    }
    study.write_codebook()?;
    let all = Selection::default();
    let path = |name: &str| store.path(name);
    write_table(&path("summary"), *format, results.summary_rows(&all))?;
    if results.contrasts.is_empty() {
        remove_table(&path("differences"))?;
    } else {
        let rows = results.primary_rows(&all).into_iter().chain(results.described_rows(&all));
        write_table(&path("differences"), *format, rows)?;
    }
    if results.has_conditions() {
        write_table(&path("turning"), *format, results.turning_rows())?;
    } else {
        remove_table(&path("turning"))?;
    }
    write_any(&path("access"), *format, results.access_rows())?;
    write_any(&path("prices"), *format, results.price_rows())?;
    write_any(&path("worth"), *format, results.worth_rows())?;
    write_any(&path("populations"), *format, results.population_rows())?;
    write_any(&path("first_years"), *format, results.first_years_rows())?;
    write_any(&path("deadweight"), *format, results.deadweight_rows())?;
    write_any(&path("reach"), *format, results.reach_rows())?;
    let mut infeasible: Vec<Option<Phrase>> = vec![None; experiment.points.len()];
    for (number, obstacles, _) in &roster.infeasible {
        infeasible[number - 1] = Some(obstacles.phrase());
    }
    let material = Material::of(experiment, &infeasible, &results);
    if with_report {
        write_report(&material, &folder, terminal)?;
    } else {
        // An older one would not belong to these tables.
        store.remove_report()?;
    }
    study.complete()?;

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
    terminal::written_to(terminal, &folder);
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
