//! What `compare`, `run`, `sweep` and `merge` have in common: from what is to be run to a folder with finished runs.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::feasibility;
use super::options::{Output, People, Recording};
use super::terminal::{self, Terminal};
use crate::analysis::{Results, Window, codebook, primary};
use crate::experiment::batch::Batch;
use crate::experiment::design::{Design, Experiment};
use crate::experiment::manifest::{Circumstances, Input, Manifest};
use crate::experiment::new_file::write_file;
use crate::experiment::point::Point;
use crate::experiment::results::{Texts, factor_columns, factors, write_inputs};
use crate::experiment::roster::Roster;
use crate::experiment::selection::Selection;
use crate::experiment::shard::Shard;
use crate::experiment::store::{Busy, Occupied, Store};
use crate::experiment::supply::{Points, Supply};
use crate::experiment::sweep::{Ending, Watch, execute};
use crate::experiment::table_file::Format;
use crate::experiment::traces::Traces;
use crate::experiment::until::Until;
use crate::observation::TableColumn;
use crate::phrase::phrase;
use crate::run::Record;
use crate::scenario::{Places, Scenario};
use crate::time::Week;

/// Is shown an experiment and the positions of its points in the roster.
type Show<'a> = dyn FnMut(&Experiment, &[usize]) -> Result<(), Failure> + 'a;

/// What is run: an experiment with all of its points at hand, or a design whose points are resolved one at a time.
#[derive(Debug)]
pub(super) enum Subject {
    AtHand(Box<Experiment>),
    OneByOne(Box<Design>),
}

impl Subject {
    /// Returns its points and their models.
    pub(super) fn supply(&self) -> Supply<'_> {
        Supply::new(match self {
            Self::AtHand(experiment) => Points::AtHand(experiment),
            Self::OneByOne(design) => Points::OneByOne(design),
        })
    }

    /// Returns its name.
    pub(super) fn name(&self) -> String {
        match self {
            Self::AtHand(experiment) => experiment.name.clone(),
            Self::OneByOne(design) => design.name(),
        }
    }

    /// Returns the scenario in which the points differ.
    pub(super) const fn base(&self) -> &Scenario {
        match self {
            Self::AtHand(experiment) => &experiment.base,
            Self::OneByOne(design) => design.base(),
        }
    }

    /// Returns the keys in which points differ or which all of them set.
    fn factors(&self) -> Vec<String> {
        match self {
            Self::AtHand(experiment) => factors(&experiment.points),
            Self::OneByOne(design) => design.columns().to_vec(),
        }
    }

    /// Shows the points that are compared with each other, those that are not one by one: as an experiment of their own, with their
    /// positions in the roster.
    ///
    /// # Errors
    /// Returns what could not be compared or written.
    pub(super) fn by_comparison(&self, batch: &Batch<'_>, show: &mut Show<'_>) -> Result<(), Failure> {
        let entries = batch.roster.entries();
        let design = match self {
            Self::AtHand(experiment) => {
                return show(experiment, &(0..entries.len()).collect::<Vec<_>>());
            }
            Self::OneByOne(design) => design,
        };
        // Points that are the same scenario under several sets are compared once.
        let mut compared = BTreeSet::new();
        for first in (0..design.written()).step_by(design.together()) {
            let points = together(design, batch.roster, first)?;
            let places: Vec<usize> = points.iter().map(|point| point.number - 1).collect();
            let mut part = design.part(points)?;
            if batch.roster.has_merged() {
                part.contrasts.retain(|contrast| compared.insert((contrast.better, contrast.than)));
            }
            show(&part, &places)?;
        }
        Ok(())
    }

    /// Looks whether the contrasts that are listed name points, before anything is run.
    ///
    /// # Errors
    /// Returns those that name none.
    pub(super) fn check_contrasts(&self, roster: &Roster) -> Result<(), Failure> {
        if let Self::OneByOne(design) = self
            && design.declares_contrasts()
        {
            design.contrasts(&together(design, roster, 0)?)?;
        }
        Ok(())
    }

    /// Returns the files from which it can be run again.
    pub(super) fn texts(&self, replicates: u32) -> Texts {
        let base = Scenario { replicates, ..self.base().clone() }.to_toml();
        let (experiment, list) = match self {
            Self::AtHand(experiment) => {
                let list = experiment.sampled.as_ref().and_then(|sampled| sampled.list.clone());
                let experiment = Experiment { replicates, ..(**experiment).clone() };
                (experiment.to_toml(), list)
            }
            Self::OneByOne(design) => (design.text(replicates), design.list().map(str::to_owned)),
        };
        let list = list.map(|list| ("sets.csv", list));
        let files = [("scenario.toml", base), ("experiment.toml", experiment)].into_iter().chain(list);
        Texts { files: files.collect() }
    }

    /// Returns the first week in which the worlds of two points may differ; of a design whose points are resolved one at a time that of
    /// its base.
    pub(super) fn opening(&self) -> Week {
        match self {
            Self::AtHand(experiment) => experiment.opening(),
            Self::OneByOne(design) => Experiment::of_one(design.base().clone(), Places::default()).opening(),
        }
    }

    /// Returns when there are enough replicates; nothing where their number is fixed.
    pub(super) fn until(&self) -> Option<&Until> {
        match self {
            Self::AtHand(experiment) => experiment.until.as_ref(),
            Self::OneByOne(design) => design.until(),
        }
    }

    /// Returns the point of a label with its position in the roster.
    fn labelled(&self, label: &str, roster: &Roster) -> Result<Point, Failure> {
        let position = match self {
            Self::AtHand(experiment) => experiment.points.iter().position(|point| point.label == label),
            Self::OneByOne(design) => design.labelled(label),
        };
        let Some(position) = position else {
            return Err(Failure::Input(phrase!(
                "[until] names `{label}`, but no point has that name",
                "[until] nennt `{label}`, aber kein Punkt heißt so"
            )));
        };
        let number = roster.number_at(position);
        if !roster.entries()[number - 1].is_feasible {
            return Err(Failure::Input(phrase!(
                "[until] names `{label}`, which its budget cannot pay for",
                "[until] nennt `{label}`, was sein Budget nicht bezahlen kann"
            )));
        }
        match self {
            Self::AtHand(experiment) => Ok(experiment.points[position].clone()),
            Self::OneByOne(design) => Ok(Point { number, ..design.point_at(position)? }),
        }
    }
}

/// Returns points of a design that are compared with each other, from a position on, with their numbers in the roster.
fn together(design: &Design, roster: &Roster, first: usize) -> Result<Vec<Point>, Failure> {
    let mut points: Vec<Point> = Vec::new();
    for position in first..first + design.together() {
        let number = roster.number_at(position);
        // One that resolves to the same scenario under another set is compared here too.
        let point = Point { number, ..design.point_at(position)? };
        match points.iter_mut().find(|other| other.number == number) {
            Some(known) => {
                known.aliases.push(point.label);
                known.cells.extend(point.cells);
            }
            None => points.push(point),
        }
    }
    Ok(points)
}

/// Looks through all points.
///
/// # Errors
/// Returns the faults of points, or of budgets where none can pay for its point.
pub(super) fn look_through(supply: &Supply<'_>, threads: usize) -> Result<Roster, Failure> {
    let roster = Roster::of(supply, threads)?;
    if roster.feasible() == 0 {
        return Err(feasibility::faults(&roster).into());
    }
    Ok(roster)
}

/// Makes the batch of a subject.
pub(super) fn batch<'a>(
    subject: &Subject,
    supply: &'a Supply<'a>,
    roster: &'a Roster,
    recording: &Recording,
    selection: Selection,
    shard: Shard,
) -> Batch<'a> {
    let base = subject.base();
    let people = (recording.people == People::Recorded).then(|| subject.opening().0 as u32);
    let traces = Traces { people, ..recording.traces_until(base.weeks) };
    Batch { supply, roster, replicates: base.replicates, traces, selection, shard }
}

/// Where and how results are written.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) folder: PathBuf,
    pub(super) format: Format,
    pub(super) threads: usize,
    /// Whether what another experiment left is replaced.
    pub(super) force: bool,
    pub(super) busy: Busy,
}

impl Output {
    /// Returns the number of threads.
    pub(super) fn threads(&self) -> usize {
        self.threads.map_or_else(terminal::threads_of_machine, usize::from)
    }

    /// Returns the folder of results of a name.
    pub(super) fn folder(&self, name: &str) -> PathBuf {
        self.out.clone().unwrap_or_else(|| default_folder(name))
    }

    /// Returns where and how results are written.
    ///
    /// # Errors
    /// Returns that this build cannot write them so.
    pub(super) fn place(&self, folder: PathBuf) -> Result<Place, Failure> {
        let (format, threads) = (self.recording.format()?, self.threads());
        Ok(Place { folder, format, threads, force: self.force, busy: Busy::Refuse })
    }
}

/// A batch in its folder.
#[derive(Debug)]
pub(super) struct Study<'a> {
    pub(super) store: Store,
    pub(super) batch: Batch<'a>,
    pub(super) format: Format,
    pub(super) factors: Vec<TableColumn>,
    manifest: Manifest,
}

impl<'a> Study<'a> {
    /// Opens the folder and writes what is known before any run.
    ///
    /// # Errors
    /// Returns why the folder cannot be used.
    pub(super) fn begin(
        terminal: &Terminal,
        subject: &Subject,
        batch: Batch<'a>,
        inputs: Vec<Input>,
        texts: &Texts,
        place: Place,
    ) -> Result<Self, Failure> {
        let Place { folder, format, threads, force, busy } = place;
        let circumstances = Circumstances { inputs, threads, format, started: terminal::now() };
        // A signal that comes now is heeded by the first run.
        terminal::stop_flag();
        let mut manifest = Manifest::new(&subject.name(), subject.base(), &batch, circumstances);
        let occupied = if force { Occupied::Replace } else { Occupied::Refuse };
        let store = Store::open(&folder, &mut manifest, &batch, occupied, busy)?;
        store.notes().iter().for_each(|note| terminal.note(note));
        let factors = factor_columns(subject.factors(), &batch);
        write_inputs(&store, &batch, texts, &factors, format)?;
        Ok(Self { store, batch, format, factors, manifest })
    }

    /// Runs what is missing.
    ///
    /// # Errors
    /// Returns that it was interrupted, or what could not be written.
    pub(super) fn run(&self, terminal: &Terminal, threads: usize) -> Result<(), Failure> {
        let bar = terminal.progress();
        let watch = Watch { stop: terminal::stop_flag(), progress: &|progress| bar.show(progress) };
        let ending = execute(&self.store, &self.batch, threads, watch)?;
        drop(bar);
        if let Ending::Interrupted { finished, runs } = ending {
            let folder = self.store.folder().display();
            return Err(Failure::Interrupted(phrase!(
                "interrupted: {finished} of {runs} runs are finished and kept in `{folder}`; the same call resumes",
                "unterbrochen: {finished} von {runs} Läufen sind fertig und bleiben in `{folder}`; derselbe Aufruf setzt fort"
            )));
        }
        Ok(())
    }

    /// Runs what is missing, and replicates until there are enough where the experiment says when that is.
    ///
    /// # Errors
    /// Returns that it was interrupted, or what could not be written.
    pub(super) fn run_enough(
        &mut self,
        terminal: &Terminal,
        subject: &Subject,
        threads: usize,
    ) -> Result<(), Failure> {
        let Some(until) = subject.until() else { return self.run(terminal, threads) };
        let watched = Watched::of(until, subject, self.batch.roster)?;
        loop {
            self.run(terminal, threads)?;
            let replicates = self.batch.replicates;
            let (width, needed) = watched.width(self)?;
            if let Some(width) = width {
                let german = format!("{width:.4}").replace('.', ",");
                terminal.note(&phrase!(
                    "{replicates} replicates: the interval is {width:.4} wide",
                    "{replicates} Wiederholungen: das Intervall ist {german} breit"
                ));
            }
            let more =
                until.after(replicates, needed).filter(|_| width.is_none_or(|width| width > until.width));
            let Some(more) = more else { break };
            self.batch.replicates = more;
        }
        self.manifest.replicates = self.batch.replicates;
        for (name, text) in subject.texts(self.batch.replicates).files {
            write_file(&self.store.path(name), text.as_bytes())?;
        }
        Ok(())
    }

    /// Reads the runs of points, by position in the roster, that are an experiment of their own, or what a window says of them.
    ///
    /// # Errors
    /// Returns a run that cannot be read.
    pub(super) fn read_back(
        &self,
        experiment: &Experiment,
        positions: &[usize],
        window: Option<&Window>,
    ) -> Result<Results, Failure> {
        let Self { store, batch, .. } = self;
        let is_feasible = |place: usize| batch.roster.entries()[positions[place]].is_feasible;
        let mut results = Results::new(experiment, is_feasible);
        if let Some(window) = window {
            results.narrow(window);
        }
        for replicate in 1..=batch.replicates {
            for place in (0..positions.len()).filter(|place| is_feasible(*place)) {
                let record = store.journal().read(batch.id(positions[place], replicate))?;
                let record = record.expect("a run is there because the sweep has just checked or made it");
                // Costs and counts of all runs would be held, and no table of a sweep needs anything but the series.
                let Record { replicate, series, .. } = record;
                let record = Record { replicate, series, ..Record::default() };
                results.push(place, &record);
            }
        }
        Ok(results)
    }

    /// Writes what explains the columns.
    ///
    /// # Errors
    /// Returns why it cannot be written.
    pub(super) fn write_codebook(&self) -> Result<(), Failure> {
        Ok(codebook::write(&self.factors, &self.store, self.format)?)
    }

    /// Says in the manifest that all files are there and belong together.
    ///
    /// # Errors
    /// Returns why it cannot be written.
    pub(super) fn complete(&mut self) -> Result<(), Failure> {
        self.manifest.ended = Some(terminal::now());
        self.manifest.complete = true;
        Ok(self.store.write_manifest(&self.manifest)?)
    }
}

/// What is looked at to know whether there are enough replicates.
struct Watched<'a> {
    until: &'a Until,
    /// The points that are looked at, with their positions in the roster.
    experiment: Experiment,
    positions: Vec<usize>,
}

impl<'a> Watched<'a> {
    fn of(until: &'a Until, subject: &Subject, roster: &Roster) -> Result<Self, Failure> {
        let Some(named) = &until.named else {
            let Subject::AtHand(experiment) = subject else {
                return Err(Failure::Input(phrase!(
                    "[until] names no difference, and only `compare` looks at all verdicts at once",
                    "[until] nennt keinen Unterschied; alle Urteile zugleich betrachtet nur `compare`"
                )));
            };
            let positions = (0..experiment.points.len()).collect();
            return Ok(Self { until, experiment: (**experiment).clone(), positions });
        };
        let sides = [&named.better, &named.than].map(|label| subject.labelled(label, roster));
        let [better, than] = sides;
        let points = vec![better?, than?];
        let positions: Vec<usize> = points.iter().map(|point| point.number - 1).collect();
        let of_one = Experiment::of_one(subject.base().clone(), Places::default());
        Ok(Self { until, experiment: Experiment { points, ..of_one }, positions })
    }

    /// Returns how wide the widest interval is, and how many replicates would do, as far as that can be said.
    fn width(&self, study: &Study<'_>) -> Result<(Option<f64>, Option<u32>), Failure> {
        let window = self.until.named.is_none().then(primary::window);
        let results = study.read_back(&self.experiment, &self.positions, window.as_ref())?;
        Ok(if let Some(named) = &self.until.named {
            (results.width(0, 1, named), None)
        } else {
            let family = results.primary();
            let needed = family.for_width(self.until.width);
            (family.width(), needed.map(|needed| needed.replicates))
        })
    }
}

/// Returns the folder of results of a name, in which anything but letters, digits, `.`, `_` and `-` becomes `-`.
pub(super) fn default_folder(name: &str) -> PathBuf {
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
