//! The runs from which published figures are computed.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::tally::Tally;
use super::verdict::Sums;
use super::{Estimator, RUNS, all};
use crate::analysis::trials::runs::differences;
use crate::analysis::trials::study;
use crate::experiment::design::{self, Experiment};
use crate::experiment::roster::threads_of;
use crate::experiment::sweep::{Progress, Watch};
use crate::observation::episodes::EpisodeRow;
use crate::observation::residents::ResidentRow;
use crate::observation::{Row, Table, Trace};
use crate::run::{Gathering, Model, Obstacles, Record};
use crate::scenario::{Document, Faults, Source};

/// Reads the experiment whose points are run, with settings of the command line on top.
///
/// # Errors
/// Returns what is wrong with the settings.
pub fn experiment(overrides: &[(String, String)]) -> Result<Experiment, Faults> {
    design::read(&Document::open(&Source::Embedded(RUNS.to_owned()))?, overrides)
}

/// Runs all points, each with so many replicates; returns nothing when it was stopped.
///
/// # Errors
/// Returns what the budget of a point does not pay.
///
/// # Panics
/// When no threads can be started.
pub fn run<'a>(
    experiment: &'a Experiment,
    replicates: u32,
    threads: usize,
    watch: Watch<'_>,
) -> Result<Option<Sums<'a>>, Obstacles> {
    let models = experiment.points.iter().map(|point| Model::new(&point.scenario));
    let models: Vec<Model> = models.collect::<Result<_, _>>()?;
    let weeks_of = |model: &Model| model.scenario().weeks as usize * model.scenario().districts.len();
    let all = Progress {
        weeks: replicates as usize * models.iter().map(weeks_of).sum::<usize>(),
        runs: replicates as usize * models.len(),
        ..Progress::default()
    };
    let (weeks_done, runs_done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let report = || {
        let (weeks_done, runs_done) = (weeks_done.load(Ordering::Relaxed), runs_done.load(Ordering::Relaxed));
        (watch.progress)(Progress { weeks_done, runs_done, ..all });
    };
    let tasks: Vec<(u32, usize)> = (1..=replicates)
        .flat_map(|replicate| (0..models.len()).map(move |point| (replicate, point)))
        .collect();
    let one = |(replicate, point): (u32, usize)| {
        let found = tallied(&experiment.points[point].label, &models[point], replicate, &|| {
            weeks_done.fetch_add(1, Ordering::Relaxed);
            report();
            watch.stop.load(Ordering::Relaxed)
        });
        runs_done.fetch_add(1, Ordering::Relaxed);
        found
    };
    let found: Option<Vec<_>> = threads_of(threads).install(|| tasks.into_par_iter().map(one).collect());
    let Some(found) = found else { return Ok(None) };
    let Some(of_trials) = of_trials(experiment, replicates, threads, watch)? else { return Ok(None) };
    // By replicate, then by point, as the tasks were.
    let mut sums: Sums<'a> = BTreeMap::new();
    for (place, of_run) in found.into_iter().enumerate() {
        sums.entry(&experiment.points[place % models.len()].label).or_default().push(of_run);
    }
    sums.extend(of_trials);
    Ok(Some(sums))
}

/// Settings of the runs that say nothing of a trial, which has its own weeks.
const OF_RUNS: [&str; 4] = ["name", "weeks", "every", "replicates"];

/// Runs the studies of those figures that say what a trial brings about; returns nothing when it was stopped.
///
/// A study that is longer than the runs counts nobody, like waves that they do not reach, and so does one that the settings do not fit.
fn of_trials(
    experiment: &Experiment,
    replicates: u32,
    threads: usize,
    watch: Watch<'_>,
) -> Result<Option<Sums<'static>>, Obstacles> {
    let settings = experiment.common.iter().filter(|(key, _)| !OF_RUNS.contains(&key.as_str()));
    let settings: Vec<_> = settings.cloned().collect();
    let mut sums = Sums::new();
    for target in all().iter().filter(|target| target.estimator == Estimator::TrialEffect) {
        let document = Document::open(&Source::Embedded(target.scenario.clone()));
        let study = document.and_then(|document| study(&document, &settings));
        let fitting = study.ok().filter(|study| study.scenario.weeks <= experiment.base.weeks);
        let differences = match &fitting {
            Some(study) => differences(study, replicates, threads, watch)?,
            None => Some(vec![[0.0; 2]; replicates as usize]),
        };
        let Some(differences) = differences else { return Ok(None) };
        let of_replicate = |sums: [f64; 2]| BTreeMap::from([(target.id.as_str(), sums.to_vec())]);
        sums.insert(&target.scenario, differences.into_iter().map(of_replicate).collect());
    }
    Ok(Some(sums))
}

/// Residents of each district who are looked at, as many as `--residents` takes of itself.
const RESIDENTS: u32 = 2_500;

/// Runs a replicate of a point; returns nothing when the caller says after a week that it is enough.
fn tallied(
    point: &str,
    model: &Model,
    replicate: u32,
    is_stopped: &dyn Fn() -> bool,
) -> Option<BTreeMap<&'static str, Vec<f64>>> {
    let mut tally = Tally::of_point(point, all());
    let waves = [Trace::Panel, Trace::Residents].map(|table| tally.weeks(table));
    let mut rows = Table::default();
    let mut gathering = Gathering::new(model.scenario(), replicate);
    for position in 0..model.scenario().districts.len() {
        let mut walk = model.walk_district(position, replicate);
        if !waves[1].is_empty() {
            walk.sample_residents(RESIDENTS);
        }
        while let Some(week) = walk.step() {
            if week.0 > 0 && is_stopped() {
                return None;
            }
            if waves[0].contains(&week) {
                walk.visit_wave(0, |row| tally.take(Trace::Panel, row));
            }
            if waves[1].contains(&week) {
                rows.clear();
                walk.append(Trace::Residents, 0, &mut rows);
                each::<ResidentRow<'static>>(&rows, |row| tally.take(Trace::Residents, row));
            }
        }
        rows.clear();
        walk.append(Trace::Episodes, 0, &mut rows);
        each::<EpisodeRow<'static>>(&rows, |row| tally.take(Trace::Episodes, row));
        gathering.add(position, walk.into_course());
    }
    let record: Record = gathering.finish();
    Some(tally.finish(&record))
}

fn each<R: Row>(rows: &Table, take: impl FnMut(&R)) {
    let rows: Vec<R> = rows.rows().expect("rows are read as they were written a moment ago");
    rows.iter().for_each(take);
}
