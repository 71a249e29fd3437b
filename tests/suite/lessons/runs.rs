//! The runs of all lessons, each once, and what a table reads from them.

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use inteso::analysis::Results;
use inteso::experiment::design::{Experiment, load};
use inteso::experiment::lessons::LESSONS;
use inteso::ledger::{CostItem, Payer};
use inteso::observation::{MEASURES, Measure};
use inteso::run::{Model, Record};
use inteso::scenario::Source;

/// What a table shows of a run.
#[derive(Clone, Copy)]
pub(super) enum Reading {
    /// The sum of a flow.
    Sum(&'static str),
    /// The state at the end.
    Last(&'static str),
    /// The state at the end, in per cent.
    Percent(&'static str),
    /// The mean of what the blocks of weeks say that say something.
    Mean(&'static str),
    /// One flow as a share of another, in per cent.
    Share(&'static str, &'static str),
    /// Hours that others give for these items; nothing where no such hours are counted.
    Others(&'static [CostItem]),
}

/// A lesson with what its runs left behind: by point, then by replicate.
pub(super) struct Taught {
    pub(super) experiment: Experiment,
    runs: Vec<Vec<Record>>,
}

static TAUGHT: LazyLock<BTreeMap<&str, Taught>> = LazyLock::new(teach);

/// Returns a lesson by its id.
pub(super) fn taught(id: &str) -> &'static Taught {
    &TAUGHT[id]
}

/// Returns the experiment of a lesson.
pub(super) fn experiment(id: &str) -> Experiment {
    load(&Source::Embedded(format!("lesson-{id}")), &[]).unwrap_or_else(|faults| panic!("{id}: {faults}"))
}

/// Runs all lessons on two threads; scenarios that lessons share run once.
fn teach() -> BTreeMap<&'static str, Taught> {
    let lessons: Vec<(&str, Experiment)> = LESSONS.iter().map(|one| (one.id, experiment(one.id))).collect();
    let mut scenarios = BTreeMap::new();
    for (_, experiment) in &lessons {
        for point in &experiment.points {
            let (most, _) = scenarios.entry(point.hash.as_str()).or_insert((0, &point.scenario));
            *most = experiment.replicates.max(*most);
        }
    }
    let tasks: Vec<_> = scenarios
        .iter()
        .flat_map(|(hash, (most, scenario))| (1..=*most).map(move |replicate| (*hash, replicate, *scenario)))
        .collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some(&(hash, replicate, scenario)) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push(((hash, replicate), Model::new(scenario).unwrap().run(replicate)));
        }
        done
    };
    let runs: BTreeMap<(&str, u32), Record> = std::thread::scope(|scope| {
        let threads = [scope.spawn(work), scope.spawn(work)];
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let runs: Vec<Vec<Vec<Record>>> = lessons
        .iter()
        .map(|(_, experiment)| {
            let of = |hash: &str| (1..=experiment.replicates).map(|one| runs[&(hash, one)].clone()).collect();
            experiment.points.iter().map(|point| of(&point.hash)).collect()
        })
        .collect();
    lessons.into_iter().zip(runs).map(|((id, experiment), runs)| (id, Taught { experiment, runs })).collect()
}

impl Taught {
    /// Returns what is read from each replicate of a point; nothing where it says nothing.
    pub(super) fn read(&self, point: &str, reading: Reading) -> Vec<Option<f64>> {
        let position = self.experiment.points.iter().position(|one| one.label == point);
        let position = position.unwrap_or_else(|| panic!("there is no point `{point}`"));
        let district = self.experiment.points[position].scenario.districts[0].id.as_str();
        self.runs[position].iter().map(|run| read(run, district, reading)).collect()
    }

    /// Returns what is read from each replicate of a point.
    pub(super) fn values(&self, point: &str, reading: Reading) -> Vec<f64> {
        self.read(point, reading)
            .into_iter()
            .map(|value| value.expect("there is something to read"))
            .collect()
    }

    /// Returns the results, as comparisons see them.
    pub(super) fn results(&self) -> Results {
        let mut results = Results::new(&self.experiment, |_| true);
        for (position, runs) in self.runs.iter().enumerate() {
            for run in runs {
                results.push(position, run);
            }
        }
        results
    }
}

fn read(run: &Record, district: &str, reading: Reading) -> Option<f64> {
    let column = |name: &str| -> Vec<f64> {
        let measure = Measure::position(name).unwrap_or_else(|| panic!("{name} is no measure"));
        assert_eq!(MEASURES[measure].name, name);
        let rows = run.series.iter().filter(|row| row.district == district);
        rows.map(|row| row.values[measure]).filter(|value| !value.is_nan()).collect()
    };
    let sum = |name: &str| column(name).into_iter().sum::<f64>();
    match reading {
        Reading::Sum(name) => Some(sum(name)),
        Reading::Last(name) => column(name).last().copied(),
        Reading::Percent(name) => column(name).last().map(|share| 100.0 * share),
        Reading::Mean(name) => {
            let values = column(name);
            (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
        }
        Reading::Share(part, whole) => {
            let whole = sum(whole);
            (whole > 0.0).then(|| 100.0 * sum(part) / whole)
        }
        Reading::Others(items) => {
            let mut others = run.costs.iter().filter(|row| row.payer == Payer::Others).peekable();
            others.peek()?;
            Some(others.filter(|row| items.contains(&row.item)).map(|row| row.hours).sum())
        }
    }
}
