//! Sweeps and their folder: the same bytes whatever the threads, the interruption, or the company of a point.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use inteso::experiment::design::{Experiment, load};
use inteso::experiment::manifest::{Circumstances, Manifest};
use inteso::experiment::results::{write_inputs, write_tables};
use inteso::experiment::store::{Occupied, Store, StoreFault};
use inteso::experiment::sweep::{Batch, Ending, Progress, Watch, execute};
use inteso::experiment::table_file::Format;
use inteso::phrase::Phrase;
use inteso::run::{Model, Models, Record};
use inteso::scenario::{Scenario, Source};

fn experiment() -> Experiment {
    let settings = [("weeks", "10"), ("every", "4")].map(|(key, value)| (key.to_owned(), value.to_owned()));
    let mut experiment = load(&Source::Embedded("headline".to_owned()), &settings).unwrap();
    experiment.replicates = 2;
    // Three points are enough to tell points, replicates and threads apart.
    experiment.points.truncate(3);
    experiment
}

fn plan(experiment: &Experiment) -> Batch<'_> {
    let mut models = Models::default();
    Batch {
        experiment,
        models: experiment.points.iter().map(|point| Ok(models.model(&point.scenario).unwrap())).collect(),
        replicates: experiment.replicates,
        // Three waves, the first one before the first week and the last one in the last.
        panel_weeks: vec![0, 3, 10],
    }
}

fn open(folder: &Path, experiment: &Experiment, occupied: Occupied) -> Result<Store, StoreFault> {
    let mut manifest = Manifest::new(experiment, experiment.replicates, Circumstances::default());
    Store::open(folder, &mut manifest, experiment, occupied)
}

/// Runs an experiment whole and returns its tables by name.
fn tables(folder: &Path, experiment: &Experiment, threads: usize) -> BTreeMap<String, String> {
    let plan = plan(experiment);
    let store = open(folder, experiment, Occupied::Refuse).unwrap();
    write_inputs(&store, &plan, Format::default()).unwrap();
    let stop = AtomicBool::new(false);
    let ending = execute(&store, &plan, threads, Watch { stop: &stop, progress: &|_| () }).unwrap();
    assert_eq!(ending, Ending::Complete);
    write_tables(&store, &plan, Format::default(), &mut |_, _| ()).unwrap();
    read_tables(folder)
}

fn read_tables(folder: &Path) -> BTreeMap<String, String> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_file() && entry.file_name() != "manifest.json")
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read_to_string(entry.path()).unwrap()))
        .collect()
}

#[test]
fn a_run_is_the_courses_of_its_districts_whichever_runs_first() {
    // Long enough for the sites to open, so that there are costs.
    let scenario = &Scenario { weeks: 45, ..experiment().points[2].scenario.clone() };
    let model = Model::new(scenario).unwrap();
    let [second, first] = [1, 0].map(|position| {
        let mut walk = model.walk_district(position, 1);
        while walk.step().is_some() {}
        walk.into_course()
    });
    let whole = model.run(1);
    assert!(!whole.costs.is_empty());
    // As text, in which what is no number equals itself.
    let text = |record: &Record| format!("{record:?}");
    assert!(text(&Record::of(scenario, 1, [&first, &second])) == text(&whole));
    // The twin: exchanged, they give another record.
    assert!(text(&Record::of(scenario, 1, [&second, &first])) != text(&whole));
}

#[test]
fn one_two_and_eight_threads_give_the_same_bytes() {
    let experiment = experiment();
    let folder = tempfile::tempdir().unwrap();
    let one = tables(&folder.path().join("1"), &experiment, 1);
    assert!(one["series.csv"].lines().count() > 2 * experiment.points.len());
    let districts = ["sb5", "sb6"];
    for (wave, week, district) in districts.iter().flat_map(|one| [(0, 0, one), (1, 3, one), (2, 10, one)]) {
        assert!(
            one["panel.csv"].contains(&format!(",{wave},{week},1,{district},")),
            "{district}, week {week}"
        );
    }
    for threads in [2, 8] {
        assert_eq!(tables(&folder.path().join(threads.to_string()), &experiment, threads), one);
    }
}

#[test]
fn an_interrupted_sweep_resumes_with_what_is_there_and_gives_the_same_bytes() {
    let experiment = experiment();
    let folder = tempfile::tempdir().unwrap();
    let whole = tables(&folder.path().join("whole"), &experiment, 2);

    let broken = folder.path().join("broken");
    let stop = AtomicBool::new(false);
    let stop_after_three = |progress: Progress| {
        if progress.runs_done >= 3 {
            stop.store(true, Ordering::Relaxed);
        }
    };
    let plan = plan(&experiment);
    let store = open(&broken, &experiment, Occupied::Refuse).unwrap();
    write_inputs(&store, &plan, Format::default()).unwrap();
    let ending = execute(&store, &plan, 2, Watch { stop: &stop, progress: &stop_after_three }).unwrap();
    let Ending::Interrupted { finished, runs } = ending else { panic!("{ending:?}") };
    assert!((3..runs).contains(&finished), "{finished} of {runs}");
    assert!(!broken.join("series.csv").exists());
    drop(store);

    let began_with = std::sync::Mutex::new(None);
    let first_progress = |progress: Progress| {
        began_with.lock().unwrap().get_or_insert(progress.runs_done);
    };
    let store = open(&broken, &experiment, Occupied::Refuse).unwrap();
    let going_on = AtomicBool::new(false);
    execute(&store, &plan, 1, Watch { stop: &going_on, progress: &first_progress }).unwrap();
    assert_eq!(*began_with.lock().unwrap(), Some(finished));
    write_tables(&store, &plan, Format::default(), &mut |_, _| ()).unwrap();
    assert_eq!(read_tables(&broken), whole);
}

#[test]
fn a_run_of_which_a_file_is_damaged_or_missing_is_run_again() {
    let experiment = experiment();
    let folder = tempfile::tempdir().unwrap();
    let whole = tables(folder.path(), &experiment, 2);
    let mut files: Vec<_> = fs::read_dir(folder.path().join("runs"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "run" || ending == "panel"))
        .collect();
    files.sort();
    // Each run has a file of its own and one for the panel of each of two districts, one behind the other.
    assert_eq!(files.len(), 3 * 2 * experiment.points.len());
    for (number, file) in files.iter().take(3).enumerate() {
        let sound = fs::read(file).unwrap();
        let mut flipped = sound.clone();
        flipped[sound.len() / 2] ^= 1;
        for damaged in [None, Some(&sound[..sound.len() - 1]), Some(&flipped[..]), Some(&[])] {
            match damaged {
                Some(bytes) => fs::write(file, bytes).unwrap(),
                None => fs::remove_file(file).unwrap(),
            }
            let store = open(folder.path(), &experiment, Occupied::Refuse).unwrap();
            let found = std::sync::Mutex::new(None);
            let first_progress = |progress: Progress| {
                found.lock().unwrap().get_or_insert(progress.runs - progress.runs_done);
            };
            let stop = AtomicBool::new(false);
            execute(&store, &plan(&experiment), 1, Watch { stop: &stop, progress: &first_progress }).unwrap();
            assert_eq!(*found.lock().unwrap(), Some(1), "file {number}");
            assert_eq!(fs::read(file).unwrap(), sound, "file {number}");
        }
    }
    assert_eq!(tables(folder.path(), &experiment, 2), whole);
}

#[test]
fn a_point_alone_gives_the_rows_that_it_has_in_company() {
    let together = experiment();
    let folder = tempfile::tempdir().unwrap();
    let rows = |table: &str, point: &str| -> Vec<String> {
        table
            .lines()
            .filter_map(|line| line.split_once(',').filter(|(number, _)| *number == point))
            .map(|(_, rest)| rest.to_owned())
            .collect()
    };
    let all = tables(&folder.path().join("all"), &together, 2);
    let mut alone = together.clone();
    alone.points = vec![together.points[2].clone()];
    alone.points[0].number = 1;
    alone.points[0].scenario.name = "another name".to_owned();
    alone.contrasts = Vec::new();
    let single = tables(&folder.path().join("alone"), &alone, 1);
    let expected = rows(&all["series.csv"], &together.points[2].number.to_string());
    assert!(!expected.is_empty());
    assert_eq!(rows(&single["series.csv"], "1"), expected);
}

#[test]
fn more_replicates_append_rows() {
    let few = experiment();
    let mut more = few.clone();
    more.replicates = 3;
    let folder = tempfile::tempdir().unwrap();
    let first = tables(folder.path(), &few, 2);
    let second = tables(folder.path(), &more, 2);
    assert!(second["series.csv"].starts_with(&first["series.csv"]));
    assert!(second["series.csv"].len() > first["series.csv"].len());
}

#[test]
fn points_that_resolve_to_the_same_scenario_run_once() {
    let mut experiment = experiment();
    experiment.points[1].scenario = experiment.points[0].scenario.clone();
    experiment.points[1].scenario.name = "the same under another name".to_owned();
    experiment.points[1].hash = experiment.points[1].scenario.hash();
    let plan = plan(&experiment);
    assert_eq!(plan.run_key(0), plan.run_key(1));
    assert_eq!(plan.runs(), 2 * (experiment.points.len() - 1));
}

#[test]
fn infeasible_points_are_listed_and_not_run() {
    let experiment = experiment();
    let folder = tempfile::tempdir().unwrap();
    let mut plan = plan(&experiment);
    plan.models[0] = Err(Phrase::same("too dear, by far"));
    let store = open(folder.path(), &experiment, Occupied::Refuse).unwrap();
    write_inputs(&store, &plan, Format::default()).unwrap();
    let stop = AtomicBool::new(false);
    execute(&store, &plan, 2, Watch { stop: &stop, progress: &|_| () }).unwrap();
    write_tables(&store, &plan, Format::default(), &mut |_, _| ()).unwrap();
    let tables = read_tables(folder.path());
    assert!(tables["points.csv"].lines().nth(1).unwrap().ends_with(",false,\"too dear, by far\",,"));
    assert!(!tables["series.csv"].contains("\n1,"));
    assert!(tables["series.csv"].contains("\n2,"));
}

#[test]
fn a_folder_is_refused_for_another_experiment_or_build_and_replaced_by_force() {
    let experiment = experiment();
    let folder = tempfile::tempdir().unwrap();
    tables(folder.path(), &experiment, 2);
    fs::write(folder.path().join("notes.txt"), "mine").unwrap();

    let mut other = experiment.clone();
    for point in &mut other.points {
        point.scenario.seed += 1;
        point.hash = point.scenario.hash();
    }
    let before = read_tables(folder.path());
    let refused = open(folder.path(), &other, Occupied::Refuse).unwrap_err();
    assert!(matches!(refused, StoreFault::Refused { .. }), "{refused}");
    assert_eq!(read_tables(folder.path()), before);

    let path = folder.path().join("manifest.json");
    let manifest = fs::read_to_string(&path).unwrap();
    fs::write(&path, manifest.replace("\"sources\": \"", "\"sources\": \"0")).unwrap();
    let refused = open(folder.path(), &experiment, Occupied::Refuse).unwrap_err();
    assert!(refused.to_string().contains("another build"), "{refused}");

    open(folder.path(), &other, Occupied::Replace).unwrap();
    let left: Vec<_> = read_tables(folder.path()).into_keys().collect();
    assert_eq!(left, ["notes.txt"]);
    let runs = fs::read_dir(folder.path().join("runs")).unwrap();
    assert!(runs.map(|entry| entry.unwrap().file_name()).all(|name| name == ".lock"));
}

#[test]
fn a_folder_in_use_is_refused() {
    let experiment = experiment();
    let folder = tempfile::tempdir().unwrap();
    let _held = open(folder.path(), &experiment, Occupied::Refuse).unwrap();
    let refused = open(folder.path(), &experiment, Occupied::Refuse).unwrap_err();
    assert!(refused.to_string().contains("in use"), "{refused}");
}

#[test]
fn nothing_is_left_half_written_by_a_crash() {
    let experiment = experiment();
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("runs")).unwrap();
    // What a killed process leaves behind.
    fs::write(folder.path().join("runs").join(".abc123.partial"), "half").unwrap();
    tables(folder.path(), &experiment, 2);
    for place in [folder.path().to_owned(), folder.path().join("runs"), folder.path().join("points")] {
        for entry in fs::read_dir(place).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(!name.ends_with(".partial"), "{name}");
        }
    }
}
