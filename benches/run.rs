//! What a run, its founding, and each process cost. `cargo bench` prints the times; `docs/performance.md` says how to read them.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::ops::ControlFlow;
use std::time::Duration;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use inteso::run::{Recording, found, run};
use inteso::scenario::{Scenario, Source, load};
use inteso::schedule::{self, Parameters, Plan};
use inteso::time::Week;
use inteso::world::World;

#[path = "shared/residents.rs"]
mod residents;

use residents::scenario_with_residents;

fn default_scenario() -> Scenario {
    load(&Source::Embedded("default".to_owned()), &[("every".to_owned(), "13".to_owned())])
        .expect("the embedded default scenario is valid because the tests load it")
        .scenario
}

fn whole_run(criterion: &mut Criterion) {
    let scenario = default_scenario();
    criterion.bench_function("run", |bencher| {
        bencher
            .iter(|| run(black_box(&scenario), 1, &Recording::default(), &mut |_| ControlFlow::Continue(())));
    });
}

fn founding(criterion: &mut Criterion) {
    let scenario = default_scenario();
    let parameters = Parameters::read(&scenario.evidence).expect("embedded parameters fit");
    criterion
        .bench_function("founding", |bencher| bencher.iter(|| found(black_box(&scenario), &parameters, 1)));
}

/// Years that are run to see what each process takes.
const PASSES: usize = 11;

/// Benches the weeks of 2017, when most people are there, and says what each process takes of them.
#[expect(clippy::print_stdout, reason = "a bench says what it has measured")]
fn processes(criterion: &mut Criterion) {
    let scenario = default_scenario();
    let parameters = Parameters::read(&scenario.evidence).expect("embedded parameters fit");
    let plans: Vec<Plan> = scenario.districts.iter().map(Plan::of).collect();
    let mut start: World = found(&scenario, &parameters, 1);
    while start.week < Week(104) {
        schedule::week(&mut start, &parameters, &scenario.forcings, &plans);
    }
    criterion.bench_function("year", |bencher| {
        bencher.iter_batched_ref(
            || start.clone(),
            |world| year(world, &parameters, &scenario, &plans),
            BatchSize::LargeInput,
        );
    });
    // A year gives the times of all processes at once, so they make one table and no benchmark each.
    let passes: Vec<_> =
        (0..PASSES).map(|_| year(&mut start.clone(), &parameters, &scenario, &plans)).collect();
    println!("year_of: median and range of {PASSES} passes in milliseconds");
    for process in schedule::ORDER {
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
        let scenario = scenario_with_residents(times);
        let parameters = Parameters::read(&scenario.evidence).expect("the scaled parameters fit");
        let plans: Vec<Plan> = scenario.districts.iter().map(Plan::of).collect();
        let mut start: World = found(&scenario, &parameters, 1);
        while start.week < Week(104) {
            schedule::week(&mut start, &parameters, &scenario.forcings, &plans);
        }
        group.bench_function(format!("times_{times}"), |bencher| {
            bencher.iter_batched_ref(
                || start.clone(),
                |world| year(world, &parameters, &scenario, &plans),
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

/// Runs a year and returns what each process took of it.
#[expect(clippy::disallowed_methods, reason = "a bench looks at the clock")]
fn year(
    world: &mut World,
    parameters: &Parameters,
    scenario: &Scenario,
    plans: &[Plan],
) -> BTreeMap<&'static str, Duration> {
    let mut spent = BTreeMap::new();
    let mut last = std::time::Instant::now();
    for _ in 0..52 {
        schedule::week_with(world, parameters, &scenario.forcings, plans, &mut |process| {
            let now = std::time::Instant::now();
            *spent.entry(process).or_default() += now - last;
            last = now;
        });
    }
    spent
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = whole_run, founding, processes, growth
}
criterion_main!(benches);
