//! What a run, its founding, and each process cost. `cargo bench` prints the times; `docs/performance.md` says how to read them.

use std::collections::{BTreeMap, BTreeSet};
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
    (0..model.scenario().districts.len()).map(|position| model.found(position, 1)).collect()
}

/// Founds the districts and runs them until 2017, when most people are there.
fn until_2017(model: &Model) -> Vec<DistrictWorld> {
    let mut districts = found(model);
    for district in &mut districts {
        for week in Week::SPIN_UP.0..YEAR.start {
            schedule::week(&model.today(Week(week), 1), model.parameters(), district);
        }
    }
    districts
}

/// The weeks of 2017.
const YEAR: Range<i32> = 104..156;

/// Years that are run to see what each process takes.
const PASSES: usize = 11;

/// Benches the weeks of 2017, and says what each process takes of them.
#[expect(clippy::print_stdout, reason = "a bench says what it has measured")]
fn processes(criterion: &mut Criterion) {
    let model = default_model();
    let start = until_2017(&model);
    criterion.bench_function("year", |bencher| {
        bencher.iter_batched_ref(
            || start.clone(),
            |districts| year(districts, &model),
            BatchSize::LargeInput,
        );
    });
    // A year gives the times of all processes at once, so they make one table and no benchmark each.
    let passes: Vec<_> = (0..PASSES).map(|_| year(&mut start.clone(), &model)).collect();
    println!("year_of: median and range of {PASSES} passes in milliseconds");
    let mut told = BTreeSet::new();
    for process in schedule::WEEK.iter().map(|step| step.process).filter(|process| told.insert(*process)) {
        let mut times: Vec<f64> = passes.iter().map(|spent| spent[process].as_secs_f64() * 1e3).collect();
        times.sort_by(f64::total_cmp);
        println!("{process:>20} {:9.3} [{:.3} {:.3}]", times[PASSES / 2], times[0], times[PASSES - 1]);
    }
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
    let mut last = std::time::Instant::now();
    let mut after = |process| {
        let now = std::time::Instant::now();
        *spent.entry(process).or_default() += now - last;
        last = now;
    };
    for week in YEAR {
        let today = model.today(Week(week), 1);
        for district in &mut *districts {
            schedule::week_with(&today, model.parameters(), district, &mut after);
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
