//! What a run, its founding, and each process cost. `cargo bench` prints the times; `docs/performance.md` says how to read them.

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::ops::ControlFlow;
use std::time::Duration;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use inteso::run::{Recording, found, run};
use inteso::scenario::{Scenario, Source, load};
use inteso::schedule::{self, Parameters};
use inteso::time::Week;
use inteso::today::Today;
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

/// Benches each process over the weeks of 2017, when most people are there.
fn processes(criterion: &mut Criterion) {
    let scenario = default_scenario();
    let parameters = Parameters::read(&scenario.evidence).expect("embedded parameters fit");
    let mut start: World = found(&scenario, &parameters, 1);
    while start.week < Week(104) {
        step(&mut start, &parameters, &scenario, &mut |_| {});
    }
    let mut group = criterion.benchmark_group("year_of");
    group.sample_size(10);
    let processes: BTreeSet<&str> = schedule::WEEK.iter().map(|step| step.process).collect();
    for process in processes {
        group.bench_function(process, |bencher| {
            bencher.iter_custom(|iterations| {
                let mut spent = Duration::ZERO;
                for _ in 0..iterations {
                    let mut world = start.clone();
                    spent += year(&mut world, &parameters, &scenario).remove(process).unwrap_or_default();
                }
                spent
            });
        });
    }
    group.bench_function("all", |bencher| {
        bencher.iter_batched_ref(
            || start.clone(),
            |world| year(world, &parameters, &scenario),
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
        let scenario = scenario_with_residents(times);
        let parameters = Parameters::read(&scenario.evidence).expect("the scaled parameters fit");
        let mut start: World = found(&scenario, &parameters, 1);
        while start.week < Week(104) {
            step(&mut start, &parameters, &scenario, &mut |_| {});
        }
        group.bench_function(format!("times_{times}"), |bencher| {
            bencher.iter_batched_ref(
                || start.clone(),
                |world| year(world, &parameters, &scenario),
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

/// Runs a year and returns what each process took of it.
#[expect(clippy::disallowed_methods, reason = "a bench looks at the clock")]
fn year(world: &mut World, parameters: &Parameters, scenario: &Scenario) -> BTreeMap<&'static str, Duration> {
    let mut spent = BTreeMap::new();
    let mut last = std::time::Instant::now();
    for _ in 0..52 {
        step(world, parameters, scenario, &mut |process| {
            let now = std::time::Instant::now();
            *spent.entry(process).or_default() += now - last;
            last = now;
        });
    }
    spent
}

/// Runs a week in all districts and says after each step to which process it belongs.
fn step(
    world: &mut World,
    parameters: &Parameters,
    scenario: &Scenario,
    after: &mut dyn FnMut(&'static str),
) {
    let today = Today { week: world.week, dice: world.dice, forcings: &scenario.forcings };
    for district in &mut world.districts {
        schedule::week_with(&today, parameters, district, after);
    }
    world.week = world.week.plus(1);
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = whole_run, founding, processes, growth
}
criterion_main!(benches);
