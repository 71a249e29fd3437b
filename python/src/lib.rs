//! INTESO for Python: what the package `inteso` calls, with texts and folders alone at the border.
//!
//! Tables cross it as Parquet files in a folder, which is what a run leaves behind anyway; `inteso/__init__.py` reads them.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use inteso::analysis::{Results, codebook};
use inteso::evidence::{Distribution, Kind, Parameter};
use inteso::experiment::batch::Batch;
use inteso::experiment::design::{self, Experiment};
use inteso::experiment::manifest::{Circumstances, Input, Manifest};
use inteso::experiment::new_file::StoreFault;
use inteso::experiment::results::{Texts, factor_columns, factors, write_inputs, write_tables};
use inteso::experiment::roster::Roster;
use inteso::experiment::selection::Selection;
use inteso::experiment::shard::Shard;
use inteso::experiment::store::{Busy, Occupied, Store};
use inteso::experiment::supply::{Points, Supply};
use inteso::experiment::sweep::{Ending, Watch, execute};
use inteso::experiment::table_file::{Format, remove_table, write_any, write_table};
use inteso::experiment::traces::Traces;
use inteso::phrase::Phrase;
use inteso::scenario::{self, Document, Faults, Source};
use inteso::vocabulary::Language;
use pyo3::prelude::*;

/// How often a run looks whether it is to be interrupted.
const BLINK: Duration = Duration::from_millis(50);

/// Keys and values, as `--set` takes them.
type Settings = Vec<(String, String)>;

/// A row of the table of parameters: key, value, low, high, distribution, unit, kind, source, note.
type ParameterRow = (String, f64, f64, f64, String, String, String, String, String);

/// The name of an experiment, replicates, weeks, and for each point its label and what its budget cannot pay.
type Checked = (String, u32, u32, Vec<(String, Option<String>)>);

/// What went wrong, of which Python makes an exception of the same words.
enum Failure {
    Input(Phrase),
    Output(Phrase),
    Interrupted,
}

impl From<Faults> for Failure {
    fn from(faults: Faults) -> Self {
        let [english, german] =
            [Language::English, Language::German].map(|language| faults.in_language(language));
        Self::Input(Phrase::new(english, german))
    }
}

impl From<StoreFault> for Failure {
    fn from(fault: StoreFault) -> Self {
        Self::Output(fault.phrase())
    }
}

impl Failure {
    fn raise(self, py: Python<'_>) -> PyErr {
        let (class, words) = match self {
            Self::Input(words) => ("InputError", words),
            Self::Output(words) => ("OutputError", words),
            Self::Interrupted => return pyo3::exceptions::PyKeyboardInterrupt::new_err(()),
        };
        let made = py.import("inteso").and_then(|module| {
            module.getattr(class)?.call1((words.english().trim_end(), words.german().trim_end()))
        });
        made.map_or_else(|error| error, PyErr::from_value)
    }
}

/// Reads what a name means: a file that is there, else an embedded name, else a path.
fn open(name: &str) -> Result<Document, Failure> {
    let looks_like_a_path = Path::new(name).extension().is_some() || name.contains(['/', '\\']);
    let source = if Path::new(name).is_file() || looks_like_a_path {
        Source::File(PathBuf::from(name))
    } else {
        Source::Embedded(name.to_owned())
    };
    Ok(Document::open(&source)?)
}

/// Makes an experiment of what a name means; a scenario is an experiment of one point.
fn experiment(document: &Document, settings: &Settings) -> Result<Experiment, Failure> {
    if document.is_experiment() {
        Ok(design::read(document, settings)?)
    } else {
        let loaded = scenario::read(document, settings)?;
        Ok(Experiment::of_one(loaded.scenario, loaded.places))
    }
}

/// Looks through the points of an experiment; a budget that cannot pay is a fault only where it is so for all of them.
fn look_through(supply: &Supply<'_>, threads: usize) -> Result<Roster, Failure> {
    let roster = Roster::of(supply, threads)?;
    match roster.infeasible.first() {
        Some((_, obstacles, _)) if roster.feasible() == 0 => Err(Failure::Input(obstacles.phrase())),
        _ => Ok(roster),
    }
}

/// What a run is told beside the experiment and its settings.
struct Wishes {
    out: PathBuf,
    threads: usize,
    traces: Traces,
    force: bool,
    /// The time of beginning.
    now: String,
}

fn simulate(name: &str, settings: &Settings, wishes: Wishes, stop: &AtomicBool) -> Result<(), Failure> {
    let Wishes { out, threads, traces, force, now } = wishes;
    let document = open(name)?;
    let experiment = experiment(&document, settings)?;
    if experiment.until.is_some() {
        return Err(Failure::Input(Phrase::new(
            "the experiment goes on until a difference is known precisely enough, which `inteso sweep` alone does".to_owned(),
            "das Experiment geht weiter, bis ein Unterschied genau genug bekannt ist; das macht nur `inteso sweep`".to_owned()
        )));
    }
    let supply = Supply::new(Points::AtHand(&experiment));
    let roster = look_through(&supply, threads)?;
    let selection = Selection::default();
    let (replicates, shard) = (experiment.replicates, Shard::WHOLE);
    let batch = Batch { supply: &supply, roster: &roster, replicates, traces, selection, shard };
    let inputs = vec![Input { file: name.to_owned(), hash: document.hash() }];
    let format = Format::Parquet;
    let circumstances = Circumstances { inputs, threads, format, started: now.clone() };
    let mut manifest = Manifest::new(&experiment.name, &experiment.base, &batch, circumstances);
    let occupied = if force { Occupied::Replace } else { Occupied::Refuse };
    let store = Store::open(&out, &mut manifest, &batch, occupied, Busy::Refuse)?;
    let texts = [("scenario.toml", experiment.base.to_toml()), ("experiment.toml", experiment.to_toml())];
    let list = experiment.sampled.as_ref().and_then(|sampled| sampled.list.clone());
    let files = texts.into_iter().chain(list.map(|list| ("sets.csv", list))).collect();
    let columns = factor_columns(factors(&experiment.points), &batch);
    write_inputs(&store, &batch, &Texts { files }, &columns, format)?;
    if execute(&store, &batch, threads, Watch { stop, progress: &|_| () })? != Ending::Complete {
        return Err(Failure::Interrupted);
    }
    let mut results = Results::new(&experiment, |position| roster.entries()[position].is_feasible);
    write_tables(&store, &batch, &columns, format, &mut |position, run, _| results.push(position, run))?;
    codebook::write(&columns, &store, format)?;
    let path = |name: &str| store.path(name);
    write_table(&path("summary"), format, results.summary_rows(&batch.selection))?;
    if results.contrasts.is_empty() {
        remove_table(&path("differences"))?;
    } else {
        let rows = results.primary_rows(&batch.selection).into_iter();
        write_table(&path("differences"), format, rows.chain(results.described_rows(&batch.selection)))?;
    }
    if results.has_conditions() {
        write_table(&path("turning"), format, results.turning_rows())?;
    } else {
        remove_table(&path("turning"))?;
    }
    write_any(&path("access"), format, results.access_rows())?;
    write_any(&path("prices"), format, results.price_rows())?;
    write_any(&path("worth"), format, results.worth_rows())?;
    store.remove_report()?;
    manifest.ended = Some(now);
    manifest.complete = true;
    Ok(store.write_manifest(&manifest)?)
}

const fn distribution(distribution: Distribution) -> &'static str {
    match distribution {
        Distribution::Fixed => "fixed",
        Distribution::Uniform => "uniform",
        Distribution::LogUniform => "log_uniform",
        Distribution::Triangular => "triangular",
    }
}

const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Measured => "measured",
        Kind::Estimated => "estimated",
        Kind::Calibrated => "calibrated",
        Kind::Assumed => "assumed",
        Kind::Chosen => "chosen",
    }
}

/// Runs an experiment or a scenario into a folder; other threads of Python go on meanwhile, and Ctrl-C stops it.
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "the package alone calls it, by name")]
fn sweep(
    py: Python<'_>,
    name: String,
    settings: Settings,
    out: PathBuf,
    threads: usize,
    panel_weeks: Vec<u32>,
    residents: u32,
    episodes: bool,
    force: bool,
    now: String,
) -> PyResult<()> {
    let stop = &AtomicBool::new(false);
    let residents_weeks = if residents > 0 { panel_weeks.clone() } else { Vec::new() };
    let traces = Traces { panel_weeks, residents_weeks, residents, episodes, people: None };
    let wishes = Wishes { out, threads, traces, force, now };
    std::thread::scope(|scope| {
        let here = std::thread::current();
        let running = scope.spawn(move || {
            let ending = simulate(&name, &settings, wishes, stop);
            here.unpark();
            ending
        });
        let mut interruption = None;
        while !running.is_finished() {
            py.detach(|| std::thread::park_timeout(BLINK));
            if let Err(signal) = py.check_signals() {
                stop.store(true, Ordering::Relaxed);
                interruption.get_or_insert(signal);
            }
        }
        match (running.join(), interruption) {
            (_, Some(signal)) => Err(signal),
            (Ok(ending), None) => ending.map_err(|failure| failure.raise(py)),
            (Err(panic), None) => std::panic::resume_unwind(panic),
        }
    })
}

/// Returns what a name resolves to.
#[pyfunction]
#[expect(clippy::needless_pass_by_value, reason = "what comes from Python is made for the call")]
fn check(py: Python<'_>, name: &str, settings: Settings) -> PyResult<Checked> {
    let checked = || {
        let experiment = experiment(&open(name)?, &settings)?;
        let roster = look_through(&Supply::new(Points::AtHand(&experiment)), 1)?;
        let mut points: Vec<(String, Option<String>)> =
            experiment.points.iter().map(|point| (point.label.clone(), None)).collect();
        for (number, obstacles, _) in &roster.infeasible {
            points[number - 1].1 = Some(obstacles.phrase().english().to_owned());
        }
        Ok((experiment.name.clone(), experiment.replicates, experiment.base.weeks, points))
    };
    checked().map_err(|failure: Failure| failure.raise(py))
}

/// Returns the parameters of a scenario, or of the base of an experiment, in the order of their keys.
#[pyfunction]
#[expect(clippy::needless_pass_by_value, reason = "what comes from Python is made for the call")]
fn parameters(py: Python<'_>, name: &str, settings: Settings) -> PyResult<Vec<ParameterRow>> {
    let read = || Ok(experiment(&open(name)?, &settings)?.base);
    let base = read().map_err(|failure: Failure| failure.raise(py))?;
    let row = |(key, parameter): (&str, &Parameter)| {
        let [low, high] = parameter.range;
        (
            key.to_owned(),
            parameter.value,
            low,
            high,
            distribution(parameter.distribution).to_owned(),
            parameter.unit.clone(),
            kind(parameter.kind).to_owned(),
            parameter.source.clone(),
            parameter.note.clone(),
        )
    };
    Ok(base.evidence.iter().map(row).collect())
}

/// What the package calls.
#[pymodule]
mod _inteso {
    #[pymodule_export]
    use super::{check, parameters, sweep};
}
