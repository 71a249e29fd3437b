//! A sweep: every replicate of every point, on as many threads as given, district by district.
//!
//! Runs are begun by replicate, then by point, so that one that is interrupted is a balanced smaller one. Points that differ in
//! configurations alone are run together until they part: founding and common weeks are computed once. Each run is written when
//! its districts are finished, the traces of each district while it runs; a later call leaves out what is there.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::experiment::batch::{Batch, Run};
use crate::experiment::journal::RunId;
use crate::experiment::new_file::StoreFault;
use crate::experiment::roster::threads_of;
use crate::experiment::shard::Shard;
use crate::experiment::store::Store;
use crate::experiment::trace_file::{self, TraceFile};
use crate::observation::{Table, Trace};
use crate::run::{Course, DistrictWalk, Gathering, Model};
use crate::time::Week;

/// Tasks for each thread, so that none waits long for the others at the end.
const TASKS_EACH: usize = 8;

impl Batch<'_> {
    /// Returns where a trace of the districts of a run is kept.
    pub(super) fn paths_of(&self, store: &Store, run: Run, trace: Trace) -> Vec<PathBuf> {
        let districts = 0..self.entry(run.point).districts;
        districts.map(|district| store.trace_path(run.id, district as usize, trace)).collect()
    }

    /// Returns where all that are recorded are kept.
    pub(super) fn trace_paths(&self, store: &Store, run: Run) -> Vec<PathBuf> {
        self.traces.recorded().flat_map(|trace| self.paths_of(store, run, trace)).collect()
    }

    /// Returns whether a run is finished: it is in the journal, and its traces are there and sound.
    fn is_finished(&self, store: &Store, run: Run) -> bool {
        store.journal().contains(run.id)
            && self.trace_paths(store, run).iter().all(|path| trace_file::is_sound(path))
    }

    /// Returns for each run that is missing the shard that it is in, of so many.
    pub(super) fn missing(&self, store: &Store, of: u32) -> Vec<Shard> {
        let blocks = (0_u64..).zip(self.blocks());
        let missing = blocks.flat_map(|(number, block)| {
            let shard = Shard::new((number % u64::from(of)) as u32 + 1, of);
            let runs = block.into_iter().filter(|run| !self.is_finished(store, *run));
            runs.filter_map(move |_| shard.clone().ok()).collect::<Vec<_>>()
        });
        missing.collect()
    }
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
    batch: &Batch<'_>,
    threads: usize,
    watch: Watch<'_>,
) -> Result<Ending, StoreFault> {
    let mut all = Progress::default();
    let mut missing = 0;
    for run in batch.runs() {
        let weeks = batch.weeks(run);
        (all.runs, all.weeks) = (all.runs + 1, all.weeks + weeks);
        if batch.is_finished(store, run) {
            (all.runs_done, all.weeks_done) = (all.runs_done + 1, all.weeks_done + weeks);
        } else {
            missing += 1;
        }
    }
    let most = (missing / (TASKS_EACH * threads.max(1))).max(1);
    let hands = Hands {
        store,
        batch,
        watch,
        all,
        weeks_done: AtomicUsize::new(all.weeks_done),
        runs_done: AtomicUsize::new(all.runs_done),
        tasks: Mutex::new(Box::new(tasks(store, batch, most))),
        waiting: Mutex::new(BTreeMap::new()),
        fault: Mutex::new(None),
        has_failed: AtomicBool::new(false),
    };
    hands.report();
    // Taking what comes next from one list keeps the order of runs, so that an interruption leaves whole replicates.
    threads_of(threads).broadcast(|_| hands.work());
    let Hands { runs_done, fault, .. } = hands;
    if let Some(error) = fault.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    store.journal().sync()?;
    let (finished, runs) = (runs_done.into_inner(), all.runs);
    Ok(if finished == runs { Ending::Complete } else { Ending::Interrupted { finished, runs } })
}

/// A district of runs that begin together.
#[derive(Debug)]
struct Task {
    runs: Arc<[Run]>,
    district: usize,
}

/// Returns what is missing in tasks of at most so many runs, in the order in which they are begun.
fn tasks<'a>(
    store: &'a Store,
    batch: &'a Batch<'a>,
    most: usize,
) -> impl Iterator<Item = Task> + Send + use<'a> {
    let missing = |run: &Run| !batch.is_finished(store, *run);
    let pieces = batch.blocks().flat_map(move |block| {
        let block: Vec<Run> = block.into_iter().filter(missing).collect();
        block.chunks(most).map(Arc::<[Run]>::from).collect::<Vec<_>>()
    });
    pieces.flat_map(|runs| {
        let districts = runs.iter().map(|run| batch.entry(run.point).districts).max().unwrap_or(0);
        (0..districts as usize).map(move |district| Task { runs: Arc::clone(&runs), district })
    })
}

/// The traces of a district of a run in the making.
#[derive(Debug, Default)]
struct Traced(Vec<(Trace, TraceFile)>);

impl Traced {
    fn create(batch: &Batch<'_>, store: &Store, run: Run, district: usize) -> Result<Self, StoreFault> {
        let create = |trace| {
            let file = TraceFile::create(&store.trace_path(run.id, district, trace));
            file.map(|file| (trace, file))
        };
        batch.traces.recorded().map(create).collect::<Result<_, _>>().map(Self)
    }

    fn append(&mut self, trace: Trace, rows: &Table) -> Result<(), StoreFault> {
        let own = self.0.iter_mut().find(|(own, _)| *own == trace);
        own.map_or(Ok(()), |(_, file)| file.append(rows))
    }

    fn finish(self) -> Result<(), StoreFault> {
        self.0.into_iter().try_for_each(|(_, file)| file.finish())
    }
}

/// What the threads of a sweep share.
struct Hands<'a> {
    store: &'a Store,
    batch: &'a Batch<'a>,
    watch: Watch<'a>,
    all: Progress,
    weeks_done: AtomicUsize,
    runs_done: AtomicUsize,
    tasks: Mutex<Box<dyn Iterator<Item = Task> + Send + 'a>>,
    /// Records of runs of which districts are missing.
    waiting: Mutex<BTreeMap<RunId, Gathering>>,
    fault: Mutex<Option<StoreFault>>,
    has_failed: AtomicBool,
}

impl Hands<'_> {
    fn report(&self) {
        (self.watch.progress)(Progress {
            weeks_done: self.weeks_done.load(Ordering::Relaxed),
            runs_done: self.runs_done.load(Ordering::Relaxed),
            ..self.all
        });
    }

    fn is_stopped(&self) -> bool {
        self.watch.stop.load(Ordering::Relaxed) || self.has_failed.load(Ordering::Relaxed)
    }

    /// Takes one task after the other.
    fn work(&self) {
        while !self.is_stopped() {
            let next = self.tasks.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some(task) = next else { return };
            if let Err(error) = self.carry_out(&task) {
                self.has_failed.store(true, Ordering::Relaxed);
                self.fault.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            }
        }
    }

    /// Runs a district of all runs of a task, each from where it parts from the others.
    fn carry_out(&self, task: &Task) -> Result<(), StoreFault> {
        let supply = self.batch.supply;
        let models: Vec<Arc<Model>> =
            task.runs.iter().map(|run| supply.model(self.batch.entry(run.point).position)).collect();
        let Some(first) = models.first() else { return Ok(()) };
        let traced = task.runs.iter().map(|run| Traced::create(self.batch, self.store, *run, task.district));
        let mut traced: Vec<Traced> = traced.collect::<Result<_, _>>()?;
        let replicate = task.runs[0].id.replicate;
        let mut trunk = first.walk_district(task.district, replicate);
        if self.batch.traces.has(Trace::Residents) {
            trunk.sample_residents(self.batch.traces.residents);
        }
        if let Some(week) = self.batch.traces.people {
            trunk.fix_groups_in(Week(week as i32));
        }
        let mut branches: Vec<(DistrictWalk<'_>, Vec<usize>)> = vec![(trunk, (0..models.len()).collect())];
        while let Some((walk, members)) = branches.pop() {
            let next = self.follow(walk, members, task, &models, &mut traced, &mut branches)?;
            let Some((member, course)) = next else { return Ok(()) };
            std::mem::take(&mut traced[member]).finish()?;
            self.lay_down(task, member, &models[member], course)?;
        }
        Ok(())
    }

    /// Runs a branch to its end for one of its members and leaves branches for the others; returns nothing when it was stopped.
    fn follow<'m>(
        &self,
        mut walk: DistrictWalk<'m>,
        mut members: Vec<usize>,
        task: &Task,
        models: &'m [Arc<Model>],
        traced: &mut [Traced],
        branches: &mut Vec<(DistrictWalk<'m>, Vec<usize>)>,
    ) -> Result<Option<(usize, Course)>, StoreFault> {
        let own = members[0];
        let parting = |other: usize| models[own].parts_from(&models[other], task.district);
        let traces = &self.batch.traces;
        let mut rows = Table::default();
        loop {
            let goes_now = |other: &usize| parting(*other).is_some_and(|week| week <= walk.week());
            let (others, stay): (Vec<usize>, Vec<usize>) = members.iter().partition(|other| goes_now(other));
            if let Some(&first) = others.first() {
                branches.push((walk.branch(&models[first]), others));
            }
            members = stay;
            let until = members.iter().filter_map(|other| parting(*other)).min();
            while until.is_none_or(|week| walk.week() < week) {
                let Some(week) = walk.step() else { break };
                if week > Week::START {
                    self.weeks_done.fetch_add(members.len(), Ordering::Relaxed);
                    self.report();
                }
                if self.is_stopped() {
                    return Ok(None);
                }
                for (trace, wave) in traces.due(week) {
                    rows.clear();
                    walk.append(trace, wave, &mut rows);
                    members.iter().try_for_each(|&member| traced[member].append(trace, &rows))?;
                }
            }
            if until.is_none_or(|week| walk.week() < week) {
                // What never parted, or only after the end, is the same in this district.
                if members.len() > 1 {
                    let others = members.split_off(1);
                    branches.push((walk.branch(&models[others[0]]), others));
                }
                for trace in Trace::OF_WHOLE_RUNS.into_iter().filter(|trace| traces.has(*trace)) {
                    rows.clear();
                    walk.append(trace, 0, &mut rows);
                    traced[own].append(trace, &rows)?;
                }
                return Ok(Some((own, walk.into_course())));
            }
        }
    }

    /// Lays down the course of a district; writes the run when it was the last.
    fn lay_down(&self, task: &Task, member: usize, model: &Model, course: Course) -> Result<(), StoreFault> {
        let Run { id, .. } = task.runs[member];
        let whole = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            let gathering =
                waiting.entry(id).or_insert_with(|| Gathering::new(model.scenario(), id.replicate));
            if gathering.add(task.district, course) { waiting.remove(&id) } else { None }
        };
        let Some(gathering) = whole else { return Ok(()) };
        let mut record = gathering.finish();
        self.batch.selection.reduce(&mut record);
        self.store.journal().append(id, &record)?;
        self.runs_done.fetch_add(1, Ordering::Relaxed);
        self.report();
        Ok(())
    }
}
