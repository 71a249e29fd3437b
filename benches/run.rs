//! What a run, its founding, and each process cost. `cargo bench` prints the times; `docs/performance.md` says how to read them.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::ops::Range;
use std::time::Duration;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use inteso::run::Model;
use inteso::scenario::Scenario;
use inteso::schedule;
use inteso::time::Week;
use inteso::world::DistrictWorld;

#[path = "shared/residents.rs"]
mod residents;

use residents::scenario_with_residents;

fn default_model() -> Model {
    let scenario = Scenario::default().with("every", "13").expect("observing every quarter is valid");
    Model::new(&scenario).expect("the embedded default scenario is feasible because the tests run it")
}

fn whole_run(criterion: &mut Criterion) {
    let model = default_model();
    criterion.bench_function("run", |bencher| bencher.iter(|| black_box(&model).run(1)));
}

fn founding(criterion: &mut Criterion) {
    let model = default_model();
    criterion.bench_function("founding", |bencher| bencher.iter(|| found(black_box(&model))));
}

fn found(model: &Model) -> Vec<DistrictWorld> {
    (0..model.plans().len()).map(|position| model.found(position, 1)).collect()
}

/// Founds the districts and runs them until 2017, when most people are there.
fn until_2017(model: &Model) -> Vec<DistrictWorld> {
    let mut districts = found(model);
    let Scenario { forcings, .. } = model.scenario();
    for (district, plan) in districts.iter_mut().zip(model.plans()) {
        for week in Week::SPIN_UP.0..YEAR.start {
            schedule::week(Week(week), model.dice(1), forcings, model.parameters(), plan, district);
        }
    }
    districts
}

/// The weeks of 2017.
const YEAR: Range<i32> = 104..156;

/// Benches each process over the weeks of 2017.
fn processes(criterion: &mut Criterion) {
    let model = default_model();
    let start = until_2017(&model);
    let mut group = criterion.benchmark_group("year_of");
    group.sample_size(10);
    for process in schedule::ORDER {
        group.bench_function(process, |bencher| {
            bencher.iter_custom(|iterations| {
                let mut spent = Duration::ZERO;
                for _ in 0..iterations {
                    spent += year(&mut start.clone(), &model).remove(process).unwrap_or_default();
                }
                spent
            });
        });
    }
    group.bench_function("all", |bencher| {
        bencher.iter_batched_ref(
            || start.clone(),
            |districts| year(districts, &model),
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

/// Benches the weeks of 2017 among the residents as they are and among ten times as many: a week costs what happens in it.
fn growth(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("year_among_residents");
    group.sample_size(10);
    for times in [1, 10] {
        let model = Model::new(&scenario_with_residents(times)).expect("the scaled parameters fit");
        let start = until_2017(&model);
        group.bench_function(format!("times_{times}"), |bencher| {
            bencher.iter_batched_ref(
                || start.clone(),
                |districts| year(districts, &model),
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

/// Runs a year and returns what each process took of it.
#[expect(clippy::disallowed_methods, reason = "a bench looks at the clock")]
fn year(districts: &mut [DistrictWorld], model: &Model) -> BTreeMap<&'static str, Duration> {
    let mut spent = BTreeMap::new();
    let (dice, forcings, parameters) = (model.dice(1), &model.scenario().forcings, model.parameters());
    let mut last = std::time::Instant::now();
    let mut after = |process| {
        let now = std::time::Instant::now();
        *spent.entry(process).or_default() += now - last;
        last = now;
    };
    for week in YEAR {
        for (district, plan) in districts.iter_mut().zip(model.plans()) {
            schedule::week_with(Week(week), dice, forcings, parameters, plan, district, &mut after);
        }
    }
    spent
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = whole_run, founding, processes, growth
}
criterion_main!(benches);
