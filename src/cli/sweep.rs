//! `sweep` and `merge`: designs of any size into a folder, whole or in parts that are joined later.
//!
//! Nothing here grows with the number of runs: tables are written run by run, summaries by points that are compared.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use serde::Serialize;
use serde_json::json;

use super::estimate::{Estimate, Extent};
use super::failure::Failure;
use super::input;
use super::options::{self, Merging, Output, Settings, Sweeping};
use super::study::{self, Place, Study, Subject, default_folder};
use super::terminal::{self, Terminal, threads_of_machine};
use crate::analysis::compare::DifferenceRow;
use crate::analysis::summary::SummaryRow;
use crate::analysis::{Results, Window, primary};
use crate::district::ALL_DISTRICTS;
use crate::experiment::batch::Batch;
use crate::experiment::csv_writer::Dialect;
use crate::experiment::design::{Design, Experiment};
use crate::experiment::manifest::{Input, Manifest};
use crate::experiment::merge;
use crate::experiment::new_file::StoreFault;
use crate::experiment::point::Point;
use crate::experiment::results::write_tables;
use crate::experiment::selection::Kept;
use crate::experiment::shard::Shard;
use crate::experiment::store::{Busy, SHARDS};
use crate::experiment::supply::Supply;
use crate::experiment::table_file::{Format, TableFile, remove_table};
use crate::observation::{MEASURES, Row, TableColumn, WEEKS_OF_YEAR};
use crate::phrase::{Phrase, phrase};
use crate::scenario::Scenario;

/// Seconds beyond which it asks first.
const LONG: f64 = 3_600.0;

/// Bytes beyond which it asks first.
const LARGE: f64 = 10e9;

/// Values of runs that are held at once to sum them up, eight bytes each.
const VALUES_HELD: usize = 1_000_000;

/// Points beyond which one of them stands for all before they are looked through.
const MANY: usize = 20_000;

/// Weeks of all districts that no machine takes long for, so that no estimate is needed.
const SHORT: f64 = 100_000.0;

/// Runs a design, or one part of it.
///
/// # Errors
/// Returns why there is no result.
pub(super) fn sweep(
    terminal: &Terminal,
    name: &str,
    settings: &Settings,
    output: &Output,
    sweeping: &Sweeping,
) -> Result<(), Failure> {
    let (subject, read) = open(name, settings)?;
    let threads = output.threads();
    let shard = sweeping.shard.unwrap_or(Shard::WHOLE);
    if !shard.is_whole() {
        refuse_open_end(&subject)?;
    }
    let supply = subject.supply();
    // Looking through so many takes minutes; whoever does not want that much is told at once.
    let is_many = supply.points().written() > MANY;
    let asks = !sweeping.yes;
    if asks && is_many {
        let estimate = estimated_by_one(&supply, subject.base().replicates, shard);
        estimate.map_or(Ok(()), |estimate| agree(terminal, &estimate))?;
    }
    let roster = study::look_through(&supply, threads)?;
    subject.check_contrasts(&roster)?;
    let batch =
        study::batch(&subject, &supply, &roster, &output.recording, sweeping.keeping.selection(), shard);
    let replicates = batch.replicates;
    if asks && !is_many {
        estimated(&supply, &batch).map_or(Ok(()), |estimate| agree(terminal, &estimate))?;
    }
    let whole = output.folder(&subject.name());
    let folder = if shard.is_whole() { whole } else { whole.join(SHARDS).join(shard.folder()) };
    let busy = if sweeping.wait { Busy::Wait } else { Busy::Refuse };
    let place = Place { busy, ..output.place(folder)? };
    let mut study = Study::begin(terminal, &subject, batch, vec![read], &subject.texts(replicates), place)?;
    study.run_enough(terminal, &subject, threads)?;
    if shard.is_whole() {
        write_all(terminal, &study, &subject)?;
    }
    study.complete()?;
    say_done(terminal, &subject, &study)
}

/// Reads what is to be swept: an experiment, or a scenario as one of a single point.
///
/// # Errors
/// Returns all faults of the input.
pub(super) fn open(name: &str, settings: &Settings) -> Result<(Subject, Input), Failure> {
    let document = input::open(name)?;
    let subject = if document.is_experiment() {
        Subject::OneByOne(Box::new(Design::open(&document, &settings.assignments())?))
    } else {
        Subject::AtHand(Box::new(input::single(input::scenario(&document, settings)?)))
    };
    Ok((subject, input::manifest_input(name, &document)))
}

/// Refuses an experiment of which no shard can tell when it ends.
///
/// # Errors
/// Returns that it has no number of replicates.
pub(super) fn refuse_open_end(subject: &Subject) -> Result<(), Failure> {
    if subject.until().is_none() {
        return Ok(());
    }
    Err(Failure::Usage(phrase!(
        "the experiment ends when a difference is known well enough, which no shard can tell; --replicates gives a number",
        "das Experiment endet, wenn ein Unterschied genau genug bekannt ist, was kein Teil allein weiß; --replicates gibt eine Zahl vor"
    )))
}

/// Joins parts of a sweep.
///
/// # Errors
/// Returns which parts do not belong together or which runs are missing.
pub(super) fn merge(terminal: &Terminal, merging: &Merging, busy: Busy) -> Result<(), Failure> {
    let parts = merge::find(&merging.folders)?;
    let first = merge::common(&parts)?;
    let experiment = first.folder.join("experiment.toml");
    let replicates = [("replicates".to_owned(), first.manifest.replicates.to_string())];
    let document = input::open(&experiment.display().to_string())?;
    let subject = Subject::OneByOne(Box::new(Design::open(&document, &replicates)?));
    let threads = threads_of_machine();
    let supply = subject.supply();
    let roster = study::look_through(&supply, threads)?;
    let batch = Batch {
        supply: &supply,
        roster: &roster,
        replicates: first.manifest.replicates,
        traces: first.manifest.traces.clone(),
        selection: first.selection(),
        shard: Shard::WHOLE,
    };
    let place = Place {
        folder: merging.folder(&subject.name()),
        format: format_of(&first.manifest)?,
        threads,
        force: merging.force,
        busy,
    };
    let inputs = first.manifest.inputs.clone();
    let mut study = Study::begin(terminal, &subject, batch, inputs, &first.texts()?, place)?;
    let notes = merge::gather(&study.store, &study.batch, &parts, busy)?;
    for note in &notes {
        terminal.note(note);
    }
    write_all(terminal, &study, &subject)?;
    study.complete()?;
    say_done(terminal, &subject, &study)
}

/// Returns what the parts say that tables are written as.
fn format_of(manifest: &Manifest) -> Result<Format, Failure> {
    let dialect = Dialect::parse(&manifest.dialect).unwrap_or_default();
    Format::of(&manifest.format, dialect).ok_or_else(options::no_parquet)
}

impl Merging {
    /// Joins the parts of a folder in that folder.
    pub(super) fn within(folder: PathBuf) -> Self {
        Self { folders: vec![folder], out: None, force: false }
    }

    /// Returns the folder of the whole, by the name of the experiment.
    pub(super) fn folder(&self, name: &str) -> PathBuf {
        let holds_parts = |folder: &&PathBuf| self.folders.len() == 1 && folder.join(SHARDS).is_dir();
        let given = self.out.as_ref().or_else(|| self.folders.first().filter(holds_parts));
        given.cloned().unwrap_or_else(|| default_folder(name))
    }
}

/// Writes all tables of a sweep whose runs are there.
fn write_all(terminal: &Terminal, study: &Study<'_>, subject: &Subject) -> Result<(), Failure> {
    let Study { store, batch, factors, format, .. } = study;
    let notes = write_tables(store, batch, factors, *format, &mut |_, _, _| ())?;
    for note in &notes {
        terminal.note(note);
    }
    study.write_codebook()?;
    let selection = &batch.selection;
    let mut summary = Late::new(study, Kept::Summary, SummaryRow::columns());
    let mut differences = Late::new(study, Kept::Differences, DifferenceRow::columns());
    let mut summed_up = 0;
    if selection.has(Kept::Summary) || selection.has(Kept::Differences) {
        subject.by_comparison(batch, &mut |experiment, positions| {
            let mut sum_up = |results: &Results| {
                for row in results.summary_rows(selection) {
                    // A point that several sets share is summed up with the first of them.
                    if row.point > summed_up {
                        summary.row(&row)?;
                    }
                }
                Ok::<(), Failure>(())
            };
            let windows = windows(experiment, batch.replicates);
            if windows.is_empty() {
                let results = study.read_back(experiment, positions, None)?;
                sum_up(&results)?;
                if !results.contrasts.is_empty() {
                    let rows = results.primary_rows(selection).into_iter();
                    rows.chain(results.described_rows(selection))
                        .try_for_each(|row| differences.row(&row))?;
                }
            } else {
                for (point, position) in experiment.points.iter().zip(positions) {
                    let (points, contrasts) = (vec![point.clone()], Vec::new());
                    let alone = Experiment { points, contrasts, ..experiment.clone() };
                    for window in windows_of(&alone, batch.replicates) {
                        sum_up(&study.read_back(&alone, &[*position], Some(&window))?)?;
                    }
                }
                if !experiment.contrasts.is_empty() {
                    let results = study.read_back(experiment, positions, Some(&primary::window()))?;
                    let mut rows = results.primary_rows(selection).into_iter();
                    rows.try_for_each(|row| differences.row(&row))?;
                    for window in &windows {
                        let results = study.read_back(experiment, positions, Some(window))?;
                        results.described_rows(selection).try_for_each(|row| differences.row(&row))?;
                    }
                }
            }
            summed_up = summed_up.max(positions.iter().max().map_or(0, |last| *last as u32 + 1));
            Ok(())
        })?;
    }
    summary.finish()?;
    Ok(differences.finish()?)
}

/// Returns the windows through which the runs of an experiment are looked at one after the other; none where all of them fit into
/// memory at once.
fn windows(experiment: &Experiment, replicates: u32) -> Vec<Window> {
    let of_point = |point: &Point| {
        let Scenario { weeks, districts, .. } = &point.scenario;
        weeks.div_ceil(WEEKS_OF_YEAR) as usize * (districts.len() + 1) * MEASURES.len()
    };
    let values: usize = experiment.points.iter().map(of_point).sum();
    if values * replicates as usize <= VALUES_HELD {
        return Vec::new();
    }
    windows_of(experiment, replicates)
}

fn windows_of(experiment: &Experiment, replicates: u32) -> Vec<Window> {
    let years = experiment.points.iter().map(|point| point.scenario.weeks.div_ceil(WEEKS_OF_YEAR)).max();
    let of_measure = years.unwrap_or(1) as usize * experiment.points.len() * replicates as usize;
    let at_once = (VALUES_HELD / of_measure.max(1)).clamp(1, MEASURES.len());
    let mut districts: Vec<&str> = Vec::new();
    for plan in experiment.points.iter().flat_map(|point| &point.scenario.districts) {
        if !districts.contains(&plan.id.as_str()) {
            districts.push(&plan.id);
        }
    }
    districts.push(ALL_DISTRICTS);
    let of_district = |district: &str| {
        let firsts = (0..MEASURES.len()).step_by(at_once);
        let window = |first: usize| Window {
            district: Some(district.to_owned()),
            measures: first..MEASURES.len().min(first + at_once),
        };
        firsts.map(window).collect::<Vec<_>>()
    };
    districts.into_iter().flat_map(of_district).collect()
}

/// A table that is begun with its first row; without any there is none.
struct Late<'a> {
    study: &'a Study<'a>,
    kept: Kept,
    columns: Vec<TableColumn>,
    table: Option<TableFile>,
}

impl<'a> Late<'a> {
    const fn new(study: &'a Study<'a>, kept: Kept, columns: Vec<TableColumn>) -> Self {
        Self { study, kept, columns, table: None }
    }

    fn path(&self) -> PathBuf {
        self.study.store.path(self.kept.key())
    }

    fn row(&mut self, row: &impl Serialize) -> Result<(), StoreFault> {
        if !self.study.batch.selection.has(self.kept) {
            return Ok(());
        }
        let table = match self.table.take() {
            Some(table) => table,
            None => TableFile::create(&self.path(), self.study.format, self.columns.clone())?,
        };
        self.table.insert(table).row(row)
    }

    fn finish(self) -> Result<(), StoreFault> {
        match self.table {
            Some(table) => table.finish(),
            // One of a former call would not belong to the others.
            None => remove_table(&self.path()),
        }
    }
}

/// Estimates a sweep by its points.
fn estimated(supply: &Supply<'_>, batch: &Batch<'_>) -> Option<Estimate> {
    let mut extent = Extent::default();
    let feasible = batch.roster.entries().iter().filter(|entry| entry.is_feasible);
    feasible.clone().for_each(|entry| extent.add_point(entry));
    if extent.weeks() * f64::from(batch.replicates) < SHORT {
        return None;
    }
    let first = supply.model(feasible.clone().next()?.position);
    let points = batch.roster.entries().len();
    Some(Estimate::of(&first, &extent, points, batch.replicates, 0).part(batch.shard.of()))
}

/// Estimates a sweep by the first of its points that can be run, as if all were like it.
fn estimated_by_one(supply: &Supply<'_>, replicates: u32, shard: Shard) -> Option<Estimate> {
    let written = supply.points().written();
    let mut few = (0..written).step_by(written.div_ceil(16));
    let (point, model) = few.find_map(|position| {
        let point = supply.points().get(position).ok()?;
        let model = supply.make(position, &point).ok()?;
        Some((point, model))
    })?;
    let mut extent = Extent::default();
    extent.add(&point.scenario);
    extent.multiply(written as f64);
    Some(Estimate::of(&model, &extent, written, replicates, 0).part(shard.of()))
}

/// Says what a sweep comes to, and asks where it is long or large.
fn agree(terminal: &Terminal, estimate: &Estimate) -> Result<(), Failure> {
    let (time, size, memory) = (estimate.time(), estimate.size(), estimate.memory());
    let runs = estimate.runs;
    let said = phrase!(
        "{runs} runs: {time}, {size} of files, {memory} of memory",
        "{runs} Läufe: {time}, {size} an Dateien, {memory} Arbeitsspeicher";
        time = time, size = size, memory = memory
    );
    terminal.note(&said);
    if estimate.seconds < LONG && estimate.bytes < LARGE {
        return Ok(());
    }
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return Err(Failure::Usage(phrase!(
            "this takes {time} and {size} of files; --yes agrees to that",
            "das dauert {time} und ergibt {size} an Dateien; --yes stimmt dem zu";
            time = time, size = size
        )));
    }
    if terminal.asks(&phrase!("begin? [y/N] ", "beginnen? [j/N] ")) {
        return Ok(());
    }
    Err(Failure::Usage(phrase!("nothing was begun", "nichts wurde begonnen")))
}

/// Says what was done.
fn say_done(terminal: &Terminal, subject: &Subject, study: &Study<'_>) -> Result<(), Failure> {
    let Study { store, batch, .. } = study;
    let (name, runs) = (subject.name(), batch.count());
    let (points, feasible) = (batch.roster.entries().len(), batch.roster.feasible());
    let (replicates, folder) = (batch.replicates, store.folder());
    if terminal.is_json() {
        let shard = (!batch.shard.is_whole()).then(|| batch.shard.to_string());
        return terminal.json(&json!({
            "name": name, "folder": folder.display().to_string(), "points": points, "feasible": feasible,
            "replicates": replicates, "runs": runs, "shard": shard,
        }));
    }
    let part = if batch.shard.is_whole() {
        Phrase::default()
    } else {
        let shard = batch.shard;
        phrase!(" of shard {shard}", " des Teils {shard}")
    };
    let done = phrase!(
        "{name}: {runs} runs{part}, {feasible} of {points} points × {replicates} replicates",
        "{name}: {runs} Läufe{part}, {feasible} von {points} Punkten × {replicates} Wiederholungen";
        part = part
    );
    terminal.result(&format!("{}\n", terminal.say(&done)))?;
    terminal::written_to(terminal, folder);
    Ok(())
}
