//! A sweep: every replicate of every point, on as many threads as given, district by district.
//!
//! Each run is written when its districts are finished, the panel of each district while it runs; a later call leaves out what is
//! there. Points that resolve to the same scenario share their runs.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::experiment::design::Experiment;
use crate::experiment::panel_file::{self, PanelFile};
use crate::experiment::run_file;
use crate::experiment::store::{Store, StoreFault};
use crate::observation::Table;
use crate::phrase::Phrase;
use crate::run::{Course, Record, Recording, course};
use crate::time::Week;

/// What is to be run.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// The experiment.
    pub experiment: &'a Experiment,
    /// For each point, why its budget cannot pay for it; such a point is not run.
    pub infeasible: Vec<Option<Phrase>>,
    /// Number of replicates of each point, numbered from 1.
    pub replicates: u32,
    /// What is recorded.
    pub recording: Recording,
}

impl Plan<'_> {
    /// Returns whether a point is run.
    pub fn is_feasible(&self, position: usize) -> bool {
        self.infeasible[position].is_none()
    }

    /// Returns the name under which the runs of a point are kept.
    pub fn run_key(&self, position: usize) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.experiment.points[position].hash.as_bytes());
        for week in &self.recording.panel_weeks {
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
        let is_recorded = !self.recording.panel_weeks.is_empty();
        let districts =
            if is_recorded { self.experiment.points[position].scenario.districts.len() } else { 0 };
        (0..districts).map(|district| store.panel_path(key, replicate, district)).collect()
    }

    /// Returns whether a run is finished: its file and its panels are there and sound.
    fn is_finished(&self, store: &Store, job: &Job) -> bool {
        run_file::read(&store.run_path(&job.key, job.replicate)).is_some()
            && self
                .panel_paths(store, job.position, &job.key, job.replicate)
                .iter()
                .all(|path| panel_file::is_sound(path))
    }

    /// Returns the distinct runs in the order in which they are begun: by replicate, then by point.
    fn jobs(&self) -> Vec<Job> {
        let mut distinct = BTreeSet::new();
        let points: Vec<_> = (0..self.experiment.points.len())
            .filter(|position| self.is_feasible(*position))
            .map(|position| (position, self.run_key(position)))
            .filter(|(_, key)| distinct.insert(key.clone()))
            .collect();
        (1..=self.replicates)
            .flat_map(|replicate| {
                points.iter().map(move |(position, key)| Job {
                    position: *position,
                    key: key.clone(),
                    replicate,
                })
            })
            .collect()
    }

    /// Returns the number of distinct runs.
    pub fn runs(&self) -> usize {
        self.jobs().len()
    }
}

#[derive(Debug)]
struct Job {
    position: usize,
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
    plan: &Plan<'_>,
    threads: usize,
    watch: Watch<'_>,
) -> Result<Ending, StoreFault> {
    let mut jobs = plan.jobs();
    let runs = jobs.len();
    let scenario_of = |job: &Job| &plan.experiment.points[job.position].scenario;
    let weeks_of = |job: &Job| scenario_of(job).weeks as usize * scenario_of(job).districts.len();
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
        .flat_map(|job| (0..scenario_of(&jobs[job]).districts.len()).map(move |district| (job, district)))
        .collect();
    let courses: Vec<Mutex<Vec<Option<Course>>>> =
        jobs.iter().map(|job| Mutex::new(vec![None; scenario_of(job).districts.len()])).collect();
    let next = AtomicUsize::new(0);
    let fault = Mutex::new(None);
    let failed = AtomicBool::new(false);
    let is_stopped = || watch.stop.load(Ordering::Relaxed) || failed.load(Ordering::Relaxed);
    let work = || {
        while !is_stopped() {
            let Some(&(number, district)) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
            let job = &jobs[number];
            let mut after_week = |week: Week| {
                if week > Week::START {
                    weeks_done.fetch_add(1, Ordering::Relaxed);
                    report();
                }
                if is_stopped() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            let finished = run_district(store, plan, job, district, &mut after_week).and_then(|course| {
                let Some(courses) = course.and_then(|course| last_of(&courses[number], district, course))
                else {
                    return Ok(false);
                };
                let record = Record::of(scenario_of(job), job.replicate, &courses);
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
    plan: &Plan<'_>,
    job: &Job,
    district: usize,
    after_week: &mut dyn FnMut(Week) -> ControlFlow<()>,
) -> Result<Option<Course>, StoreFault> {
    let scenario = &plan.experiment.points[job.position].scenario;
    let mut panel = if plan.recording.panel_weeks.is_empty() {
        None
    } else {
        Some(PanelFile::create(&store.panel_path(&job.key, job.replicate, district))?)
    };
    let mut written = Ok(());
    let mut after_wave = |wave: &Table| {
        written = panel.as_mut().map_or(Ok(()), |panel| panel.append(wave));
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let course = course(scenario, district, job.replicate, &plan.recording, after_week, &mut after_wave).ok();
    written?;
    if let (Some(panel), Some(_)) = (panel, &course) {
        panel.finish()?;
    }
    Ok(course)
}

/// Lays down the course of a district; returns those of all districts of the run when it was the last.
fn last_of(courses: &Mutex<Vec<Option<Course>>>, district: usize, course: Course) -> Option<Vec<Course>> {
    let mut courses = courses.lock().unwrap_or_else(PoisonError::into_inner);
    courses[district] = Some(course);
    courses.iter().all(Option::is_some).then(|| std::mem::take(&mut *courses).into_iter().flatten().collect())
}
