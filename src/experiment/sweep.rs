//! A sweep: every replicate of every point, on as many threads as given, district by district.
//!
//! Each run is written when its districts are finished, the panel of each district while it runs; a later call leaves out what is
//! there. Points that resolve to the same scenario share their runs.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::experiment::design::Experiment;
use crate::experiment::panel_file::{self, PanelFile};
use crate::experiment::run_file;
use crate::experiment::store::{Store, StoreFault};
use crate::observation::Table;
use crate::phrase::Phrase;
use crate::run::{Course, Gathering, Model, Record};
use crate::time::Week;

/// What is to be run.
#[derive(Debug, Clone)]
pub struct Batch<'a> {
    /// The experiment.
    pub experiment: &'a Experiment,
    /// For each point what is run, or why its budget cannot pay for it.
    pub models: Vec<Result<Model, Phrase>>,
    /// Number of replicates of each point, numbered from 1.
    pub replicates: u32,
    /// Weeks of the panel's waves; empty for no panel.
    pub panel_weeks: Vec<u32>,
}

impl Batch<'_> {
    /// Returns whether a point is run.
    pub fn is_feasible(&self, position: usize) -> bool {
        self.models[position].is_ok()
    }

    /// Returns for each point why its budget cannot pay for it, nothing where it can.
    pub fn infeasible(&self) -> Vec<Option<Phrase>> {
        self.models.iter().map(|model| model.as_ref().err().cloned()).collect()
    }

    /// Returns the name under which the runs of a point are kept.
    pub fn run_key(&self, position: usize) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.experiment.points[position].hash.as_bytes());
        for week in &self.panel_weeks {
            hasher.update(&week.to_le_bytes());
        }
        hasher.finalize().to_hex()[..24].to_owned()
    }

    /// Returns where the panels of the districts of a run are kept; nowhere unless one is recorded.
    pub(super) fn panel_paths(
        &self,
        store: &Store,
        position: usize,
        key: &str,
        replicate: u32,
    ) -> Vec<PathBuf> {
        let is_recorded = !self.panel_weeks.is_empty();
        let districts =
            if is_recorded { self.experiment.points[position].scenario.districts.len() } else { 0 };
        (0..districts).map(|district| store.panel_path(key, replicate, district)).collect()
    }

    /// Returns whether a run is finished: its file and its panels are there and sound.
    fn is_finished(&self, store: &Store, job: &Job<'_>) -> bool {
        run_file::read(&store.run_path(&job.key, job.replicate)).is_some()
            && self
                .panel_paths(store, job.position, &job.key, job.replicate)
                .iter()
                .all(|path| panel_file::is_sound(path))
    }

    /// Returns the distinct runs in the order in which they are begun: by replicate, then by point.
    fn jobs(&self) -> Vec<Job<'_>> {
        let mut distinct = BTreeSet::new();
        let runnable = self.models.iter().enumerate().filter_map(|(position, model)| {
            let model = model.as_ref().ok()?;
            Some((position, model, self.run_key(position)))
        });
        let points: Vec<_> = runnable.filter(|(.., key)| distinct.insert(key.clone())).collect();
        let of_replicate = |replicate| {
            points.iter().map(move |(position, model, key)| Job {
                position: *position,
                model,
                key: key.clone(),
                replicate,
            })
        };
        (1..=self.replicates).flat_map(of_replicate).collect()
    }

    /// Returns the number of distinct runs.
    pub fn runs(&self) -> usize {
        self.jobs().len()
    }
}

#[derive(Debug)]
struct Job<'a> {
    position: usize,
    model: &'a Model,
    key: String,
    replicate: u32,
}

/// How far a sweep has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Weeks run, each district's for itself, those of runs kept from a former call included.
    pub weeks_done: usize,
    /// Weeks to run altogether.
    pub weeks: usize,
    /// Runs finished.
    pub runs_done: usize,
    /// Runs altogether.
    pub runs: usize,
}

/// How a sweep is watched and stopped.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// Once set, no run is begun and none is continued.
    pub stop: &'a AtomicBool,
    /// Is told after each week, from any thread.
    pub progress: &'a (dyn Fn(Progress) + Sync),
}

impl std::fmt::Debug for Watch<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Watch").field("stop", &self.stop).finish_non_exhaustive()
    }
}

/// How a sweep ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// All runs are there.
    Complete,
    /// It was stopped; finished runs are kept.
    Interrupted {
        /// Runs that are there.
        finished: usize,
        /// Runs altogether.
        runs: usize,
    },
}

/// Runs what is missing.
///
/// # Errors
/// Returns the first run that could not be written.
///
/// # Panics
/// When no threads can be started, or when a run panics.
pub fn execute(
    store: &Store,
    plan: &Batch<'_>,
    threads: usize,
    watch: Watch<'_>,
) -> Result<Ending, StoreFault> {
    let mut jobs = plan.jobs();
    let runs = jobs.len();
    let districts_of = |job: &Job<'_>| job.model.scenario().districts.len();
    let weeks_of = |job: &Job<'_>| job.model.scenario().weeks as usize * districts_of(job);
    let weeks = jobs.iter().map(weeks_of).sum();
    jobs.retain(|job| !plan.is_finished(store, job));
    let weeks_done = AtomicUsize::new(weeks - jobs.iter().map(weeks_of).sum::<usize>());
    let runs_done = AtomicUsize::new(runs - jobs.len());
    let report = || {
        (watch.progress)(Progress {
            weeks_done: weeks_done.load(Ordering::Relaxed),
            weeks,
            runs_done: runs_done.load(Ordering::Relaxed),
            runs,
        });
    };
    report();

    let tasks: Vec<(usize, usize)> = (0..jobs.len())
        .flat_map(|job| (0..districts_of(&jobs[job])).map(move |district| (job, district)))
        .collect();
    let gatherings: Vec<Mutex<Option<Box<Gathering>>>> = jobs.iter().map(|_| Mutex::new(None)).collect();
    let next = AtomicUsize::new(0);
    let fault = Mutex::new(None);
    let failed = AtomicBool::new(false);
    let is_stopped = || watch.stop.load(Ordering::Relaxed) || failed.load(Ordering::Relaxed);
    let work = || {
        while !is_stopped() {
            let Some(&(number, district)) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
            let job = &jobs[number];
            let goes_on = |week: Week| {
                if week > Week::START {
                    weeks_done.fetch_add(1, Ordering::Relaxed);
                    report();
                }
                !is_stopped()
            };
            let finished =
                run_district(store, &plan.panel_weeks, job, district, &goes_on).and_then(|course| {
                    let Some(record) =
                        course.and_then(|course| last_of(&gatherings[number], job, district, course))
                    else {
                        return Ok(false);
                    };
                    run_file::write(&store.run_path(&job.key, job.replicate), &record)?;
                    Ok(true)
                });
            match finished {
                Ok(true) => {
                    runs_done.fetch_add(1, Ordering::Relaxed);
                    report();
                }
                Ok(false) => {}
                Err(error) => {
                    failed.store(true, Ordering::Relaxed);
                    fault.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                }
            }
        }
    };
    // Taking what comes next from one counter keeps the order of runs, so that an interruption leaves whole replicates.
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads.max(1))
        .build()
        .expect("threads can be started because their number is bounded by the caller")
        .broadcast(|_| work());

    if let Some(error) = fault.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    let finished = runs_done.into_inner();
    Ok(if finished == runs { Ending::Complete } else { Ending::Interrupted { finished, runs } })
}

/// Runs a district of a run and writes its panel, if one is recorded, wave by wave; returns nothing when it was stopped.
fn run_district(
    store: &Store,
    panel_weeks: &[u32],
    job: &Job<'_>,
    district: usize,
    goes_on: &dyn Fn(Week) -> bool,
) -> Result<Option<Course>, StoreFault> {
    let mut file = if panel_weeks.is_empty() {
        None
    } else {
        Some(PanelFile::create(&store.panel_path(&job.key, job.replicate, district))?)
    };
    let mut wave = Table::default();
    let mut walk = job.model.walk_district(district, job.replicate);
    while let Some(week) = walk.step() {
        if !goes_on(week) {
            return Ok(None);
        }
        let number = panel_weeks.iter().position(|&wave| wave as i32 == week.0);
        if let (Some(number), Some(file)) = (number, &mut file) {
            wave.clear();
            walk.append_wave(number, &mut wave);
            file.append(&wave)?;
        }
    }
    file.map_or(Ok(()), PanelFile::finish)?;
    Ok(Some(walk.into_course()))
}

/// Lays down the course of a district; returns the record when it was the last.
fn last_of(
    gathering: &Mutex<Option<Box<Gathering>>>,
    job: &Job<'_>,
    district: usize,
    course: Course,
) -> Option<Record> {
    let mut gathering = gathering.lock().unwrap_or_else(PoisonError::into_inner);
    let own = gathering.get_or_insert_with(|| Box::new(Gathering::new(job.model.scenario(), job.replicate)));
    own.add(district, course).then(|| gathering.take())?.map(|whole| whole.finish())
}
