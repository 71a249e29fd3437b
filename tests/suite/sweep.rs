//! Sweeps and their folder: the same bytes whatever the threads, the interruption, or the company of a point.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use inteso::analysis::{Results, Window, primary};
use inteso::experiment::batch::Batch;
use inteso::experiment::design::{Experiment, load};
use inteso::experiment::manifest::{Circumstances, Manifest};
use inteso::experiment::new_file::StoreFault;
use inteso::experiment::results::{Texts, factor_columns, factors, write_inputs, write_tables};
use inteso::experiment::roster::Roster;
use inteso::experiment::selection::{Kept, Selection};
use inteso::experiment::shard::Shard;
use inteso::experiment::store::{Busy, Occupied, Store};
use inteso::experiment::supply::{Points, Supply};
use inteso::experiment::sweep::{Ending, Progress, Watch, execute};
use inteso::experiment::table_file::Format;
use inteso::experiment::traces::Traces;
use inteso::experiment::{journal, merge};
use inteso::observation::{MEASURES, Measure, Trace};
use inteso::run::{Model, Record};
use inteso::scenario::{Scenario, Source};

fn experiment() -> Experiment {
    let settings = [("weeks", "10"), ("every", "4")].map(|(key, value)| (key.to_owned(), value.to_owned()));
    let mut experiment = load(&Source::Embedded("headline".to_owned()), &settings).unwrap();
    experiment.replicates = 2;
    // Three points are enough to tell points, replicates and threads apart: both comparators and a form.
    experiment.points.remove(2);
    experiment.points.truncate(3);
    experiment.points[2].number = 3;
    experiment
}

/// Looks through an experiment and shows its batch.
fn with_batch<T>(experiment: &Experiment, show: impl FnOnce(&Batch<'_>) -> T) -> T {
    let supply = Supply::new(Points::AtHand(experiment));
    let roster = Roster::of(&supply, 2).unwrap();
    show(&Batch {
        supply: &supply,
        roster: &roster,
        replicates: experiment.replicates,
        // Three waves, the first one before the first week and the last one in the last.
        traces: Traces {
            panel_weeks: vec![0, 3, 10],
            residents_weeks: vec![0, 3, 10],
            residents: 40,
            episodes: true,
            people: Some(3),
        },
        selection: Selection::default(),
        shard: Shard::WHOLE,
    })
}

fn open(
    folder: &Path,
    experiment: &Experiment,
    batch: &Batch<'_>,
    occupied: Occupied,
) -> Result<Store, StoreFault> {
    let mut manifest = Manifest::new(&experiment.name, &experiment.base, batch, Circumstances::default());
    // A child that another test is just beginning may hold a copy of the lock for a moment.
    Store::open(folder, &mut manifest, batch, occupied, Busy::Wait)
}

fn begin(store: &Store, experiment: &Experiment, batch: &Batch<'_>) {
    let texts = Texts {
        files: vec![("scenario.toml", experiment.base.to_toml()), ("experiment.toml", experiment.to_toml())],
    };
    write_inputs(
        store,
        batch,
        &texts,
        &factor_columns(factors(&experiment.points), batch),
        Format::default(),
    )
    .unwrap();
}

/// Runs an experiment whole and returns its tables by name.
fn tables(folder: &Path, experiment: &Experiment, threads: usize) -> BTreeMap<String, String> {
    with_batch(experiment, |batch| {
        let store = open(folder, experiment, batch, Occupied::Refuse).unwrap();
        begin(&store, experiment, batch);
        let stop = AtomicBool::new(false);
        let ending = execute(&store, batch, threads, Watch { stop: &stop, progress: &|_| () }).unwrap();
        assert_eq!(ending, Ending::Complete);
        write_tables(&store, batch, &[], Format::default(), &mut |_, _, _| ()).unwrap();
    });
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
        let residents = one["residents.csv"].matches(&format!(",{wave},{week},{district},")).count();
        assert_eq!(residents, 40 * 2 * experiment.points.len(), "{district}, week {week}");
    }
    assert!(one["episodes.csv"].lines().count() > 100);
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
    with_batch(&experiment, |batch| {
        let store = open(&broken, &experiment, batch, Occupied::Refuse).unwrap();
        begin(&store, &experiment, batch);
        let ending = execute(&store, batch, 2, Watch { stop: &stop, progress: &stop_after_three }).unwrap();
        let Ending::Interrupted { finished, runs } = ending else { panic!("{ending:?}") };
        assert!((3..runs).contains(&finished), "{finished} of {runs}");
        assert!(!broken.join("series.csv").exists());
        assert_eq!(journal::finished(&broken.join("runs")).unwrap(), finished);
        drop(store);

        let began_with = Mutex::new(None);
        let first_progress = |progress: Progress| {
            began_with.lock().unwrap().get_or_insert(progress.runs_done);
        };
        let store = open(&broken, &experiment, batch, Occupied::Refuse).unwrap();
        let going_on = AtomicBool::new(false);
        execute(&store, batch, 1, Watch { stop: &going_on, progress: &first_progress }).unwrap();
        assert_eq!(*began_with.lock().unwrap(), Some(finished));
        write_tables(&store, batch, &[], Format::default(), &mut |_, _, _| ()).unwrap();
    });
    assert_eq!(read_tables(&broken), whole);
}

/// Runs what is missing in a folder; returns how many runs were, and what was found damaged.
fn mended(folder: &Path, experiment: &Experiment) -> (usize, Vec<String>) {
    with_batch(experiment, |batch| {
        let store = open(folder, experiment, batch, Occupied::Refuse).unwrap();
        let missing = Mutex::new(None);
        let first_progress = |progress: Progress| {
            missing.lock().unwrap().get_or_insert(progress.runs - progress.runs_done);
        };
        let stop = AtomicBool::new(false);
        execute(&store, batch, 1, Watch { stop: &stop, progress: &first_progress }).unwrap();
        let notes = store.notes().iter().map(|note| note.english().to_owned()).collect();
        let missing = missing.lock().unwrap().unwrap();
        (missing, notes)
    })
}

#[test]
fn a_journal_that_is_cut_or_altered_anywhere_is_noticed_and_mended() {
    let experiment = experiment();
    let folder = tempfile::tempdir().unwrap();
    let whole = tables(folder.path(), &experiment, 1);
    let file = folder.path().join("runs/0001.runs");
    let sound = fs::read(&file).unwrap();
    let runs = 2 * experiment.points.len();
    for step in 0..40 {
        let place = sound.len() * step / 40;
        fs::write(&file, &sound[..place]).unwrap();
        fs::remove_file(folder.path().join("runs/0002.runs")).ok();
        let (missing, notes) = mended(folder.path(), &experiment);
        assert!((1..=runs).contains(&missing) && notes.len() <= 1, "cut to {place}: {missing} {notes:?}");
        let mut altered = sound.clone();
        altered[place] ^= 1;
        fs::write(&file, &altered).unwrap();
        fs::remove_file(folder.path().join("runs/0002.runs")).ok();
        let (missing, notes) = mended(folder.path(), &experiment);
        assert!((1..=runs).contains(&missing) && notes.len() == 1, "altered at {place}: {missing} {notes:?}");
        assert!(notes[0].contains("0001.runs"), "{notes:?}");
        // What was mended is sound, but for a file that was none of the program's any more and was left alone.
        let is_foreign = notes[0].contains("left alone");
        assert_eq!(mended(folder.path(), &experiment), (0, if is_foreign { notes } else { Vec::new() }));
    }
    assert_eq!(tables(folder.path(), &experiment, 2), whole);
}

#[test]
fn a_run_of_which_a_trace_is_damaged_or_missing_is_run_again() {
    let experiment = experiment();
    let folder = tempfile::tempdir().unwrap();
    let whole = tables(folder.path(), &experiment, 2);
    let mut files: Vec<_> = fs::read_dir(folder.path().join("runs"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            Trace::ALL.iter().any(|trace| path.extension().is_some_and(|ending| ending == trace.key()))
        })
        .collect();
    files.sort();
    // Each run has a file for each of three traces of each of two districts.
    assert_eq!(files.len(), 4 * 2 * 2 * experiment.points.len());
    for (number, file) in files.iter().take(4).enumerate() {
        let sound = fs::read(file).unwrap();
        let mut flipped = sound.clone();
        flipped[sound.len() / 2] ^= 1;
        for damaged in [None, Some(&sound[..sound.len() - 1]), Some(&flipped[..]), Some(&[])] {
            match damaged {
                Some(bytes) => fs::write(file, bytes).unwrap(),
                None => fs::remove_file(file).unwrap(),
            }
            assert_eq!(mended(folder.path(), &experiment).0, 1, "file {number}");
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
    with_batch(&experiment, |batch| {
        assert_eq!(batch.roster.entries().len(), experiment.points.len() - 1);
        assert_eq!(batch.roster.merged(), BTreeMap::from([(1, vec![1])]));
        assert_eq!(batch.count(), 2 * (experiment.points.len() - 1));
    });
}

#[test]
fn points_that_are_added_are_run_and_nothing_else_is() {
    let mut more = experiment();
    let mut few = more.clone();
    // Added at the end, and in the middle.
    few.points.remove(1);
    few.points[1].number = 2;
    let folder = tempfile::tempdir().unwrap();
    tables(folder.path(), &few, 2);
    assert_eq!(mended(folder.path(), &more).0, 2);
    let expected = tables(&folder.path().join("fresh"), &more, 2);
    let found = tables(folder.path(), &more, 2);
    assert_eq!(found, expected);
    // A point that is taken away would leave runs of which no table says anything.
    more.points.pop();
    with_batch(&more, |batch| {
        let refused = open(folder.path(), &more, batch, Occupied::Refuse).unwrap_err();
        assert!(refused.to_string().contains("3 points instead of 2"), "{refused}");
    });
}

#[test]
fn shards_in_any_order_and_twice_give_what_the_whole_gives() {
    let experiment = experiment();
    let folder = tempfile::tempdir().unwrap();
    let whole = tables(&folder.path().join("whole"), &experiment, 2);
    let shard = |number, of, out: &str| {
        with_batch(&experiment, |batch| {
            let batch = Batch { shard: Shard::new(number, of).unwrap(), ..batch.clone() };
            let folder = folder.path().join(out).join("shards").join(batch.shard.folder());
            let store = open(&folder, &experiment, &batch, Occupied::Refuse).unwrap();
            begin(&store, &experiment, &batch);
            let stop = AtomicBool::new(false);
            execute(&store, &batch, 1, Watch { stop: &stop, progress: &|_| () }).unwrap();
        });
    };
    let merged = |out: &str| {
        let folder = folder.path().join(out);
        let parts = merge::find(std::slice::from_ref(&folder)).unwrap();
        merge::common(&parts).unwrap();
        with_batch(&experiment, |batch| {
            let store = open(&folder, &experiment, batch, Occupied::Refuse).unwrap();
            begin(&store, &experiment, batch);
            let missing = merge::gather(&store, batch, &parts, Busy::Refuse).err();
            if missing.is_none() {
                write_tables(&store, batch, &[], Format::default(), &mut |_, _, _| ()).unwrap();
            }
            missing.map(|fault| fault.to_string())
        })
    };
    for (out, of, order) in [("one", 1, &[1][..]), ("seven", 7, &[5, 3, 7, 1, 2, 6, 4, 3, 5])] {
        for (done, number) in order.iter().enumerate() {
            if done == 3 {
                let fault = merged(out).unwrap();
                assert!(fault.contains("runs are missing"), "{fault}");
            }
            shard(*number, of, out);
        }
        assert_eq!(merged(out), None);
        assert_eq!(read_tables(&folder.path().join(out)), whole, "{of} shards");
    }
}

#[test]
fn shards_of_two_experiments_or_builds_are_not_joined() {
    let folder = tempfile::tempdir().unwrap();
    let one = experiment();
    let mut other = one.clone();
    other.points.pop();
    let parts = [("one", &one), ("other", &other)].map(|(out, experiment)| {
        tables(&folder.path().join(out), experiment, 2);
        folder.path().join(out)
    });
    let fault = |parts: &[_]| merge::common(&merge::find(parts).unwrap()).unwrap_err().to_string();
    assert!(fault(&parts).contains("points, seeds or lengths differ"), "{}", fault(&parts));
    fs::remove_dir_all(&parts[1]).unwrap();
    tables(&parts[1], &one, 2);
    assert!(merge::common(&merge::find(&parts).unwrap()).is_ok());
    let path = parts[1].join("manifest.json");
    let manifest = fs::read_to_string(&path).unwrap();
    fs::write(&path, manifest.replace("\"sources\": \"", "\"sources\": \"0")).unwrap();
    assert!(fault(&parts).contains("two builds"), "{}", fault(&parts));
    fs::write(&path, "{").unwrap();
    let fault = merge::find(&parts).unwrap_err().to_string();
    assert!(fault.contains("holds no shard"), "{fault}");
}

#[test]
fn infeasible_points_are_listed_and_not_run() {
    let mut experiment = experiment();
    let dear = experiment.points[2].scenario.clone();
    experiment.points[0].scenario = dear.with("intermediary.budget_eur_per_year", "1000").unwrap();
    experiment.points[0].hash = experiment.points[0].scenario.hash();
    let folder = tempfile::tempdir().unwrap();
    let tables = tables(folder.path(), &experiment, 2);
    let first = tables["points.csv"].lines().nth(1).unwrap();
    assert!(first.contains(",false,") && first.contains("the budget of 1000 € a year is"), "{first}");
    assert!(!tables["series.csv"].contains("\n1,"));
    assert!(tables["series.csv"].contains("\n2,"));
}

#[test]
fn what_was_selected_alone_is_kept_and_is_as_in_the_whole() {
    let experiment = experiment();
    let folder = tempfile::tempdir().unwrap();
    let whole = tables(&folder.path().join("whole"), &experiment, 2);
    let measure = Measure::position("employed_share").unwrap();
    let selection = Selection::new(vec![Kept::Series, Kept::Costs], vec![measure]);
    let out = folder.path().join("some");
    with_batch(&experiment, |batch| {
        let batch = Batch { selection, ..batch.clone() };
        let store = open(&out, &experiment, &batch, Occupied::Refuse).unwrap();
        begin(&store, &experiment, &batch);
        let stop = AtomicBool::new(false);
        execute(&store, &batch, 2, Watch { stop: &stop, progress: &|_| () }).unwrap();
        write_tables(&store, &batch, &[], Format::default(), &mut |_, _, _| ()).unwrap();
    });
    let some = read_tables(&out);
    assert!(
        ["groups.csv", "chain.csv", "places.csv", "facts.csv"].iter().all(|name| !some.contains_key(*name))
    );
    assert_eq!(some["costs.csv"], whole["costs.csv"]);
    let column = |text: &str| -> Vec<String> {
        let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
        let place = lines.next().unwrap().iter().position(|name| name == "employed_share").unwrap();
        lines.map(|cells| cells[place].clone()).collect()
    };
    assert_eq!(column(&some["series.csv"]), column(&whole["series.csv"]));
    let size = |out: &str| fs::metadata(folder.path().join(out).join("runs/0001.runs")).unwrap().len();
    assert!(3 * size("some") < size("whole"), "{} {}", size("some"), size("whole"));
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
    let opened = |experiment: &Experiment, occupied| {
        with_batch(experiment, |batch| open(folder.path(), experiment, batch, occupied))
    };
    let refused = opened(&other, Occupied::Refuse).unwrap_err();
    assert!(matches!(refused, StoreFault::Refused { .. }), "{refused}");
    assert_eq!(read_tables(folder.path()), before);

    let path = folder.path().join("manifest.json");
    let manifest = fs::read_to_string(&path).unwrap();
    fs::write(&path, manifest.replace("\"sources\": \"", "\"sources\": \"0")).unwrap();
    let refused = opened(&experiment, Occupied::Refuse).unwrap_err();
    assert!(refused.to_string().contains("another build"), "{refused}");

    opened(&other, Occupied::Replace).unwrap();
    let left: Vec<_> = read_tables(folder.path()).into_keys().collect();
    assert_eq!(left, ["notes.txt"]);
    let runs = fs::read_dir(folder.path().join("runs")).unwrap();
    assert!(runs.map(|entry| entry.unwrap().file_name()).all(|name| name == ".lock" || name == "points"));
}

#[test]
fn a_folder_in_use_is_refused_or_waited_for() {
    let experiment = &experiment();
    let folder = tempfile::tempdir().unwrap();
    with_batch(experiment, |batch| {
        let held = open(folder.path(), experiment, batch, Occupied::Refuse).unwrap();
        let again = |busy| {
            let mut manifest =
                Manifest::new(&experiment.name, &experiment.base, batch, Circumstances::default());
            Store::open(folder.path(), &mut manifest, batch, Occupied::Refuse, busy)
        };
        let refused = again(Busy::Refuse).unwrap_err();
        assert!(refused.to_string().contains("in use"), "{refused}");
        let is_free = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| {
                again(Busy::Wait).unwrap();
                assert!(is_free.load(Ordering::SeqCst), "it waited for the other");
            });
            std::thread::sleep(std::time::Duration::from_millis(50));
            is_free.store(true, Ordering::SeqCst);
            drop(held);
            waiting.join().unwrap();
        });
    });
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

#[test]
fn a_summary_through_windows_is_that_of_the_whole() {
    let mut experiment = experiment();
    experiment.contrasts.retain(|contrast| contrast.better.max(contrast.than) <= experiment.points.len());
    assert!(!experiment.contrasts.is_empty());
    let run = |replicate| {
        let models = experiment.points.iter().map(|point| Model::new(&point.scenario).unwrap());
        models.map(move |model| model.run(replicate)).collect::<Vec<_>>()
    };
    let runs: Vec<Record> = [1, 2].into_iter().flat_map(run).collect();
    let all = Selection::default();
    let rows = |window: Option<Window>| {
        let mut results = Results::new(&experiment, |_| true);
        if let Some(window) = &window {
            results.narrow(window);
        }
        for (number, record) in runs.iter().enumerate() {
            results.push(number % experiment.points.len(), record);
        }
        let differences: Vec<_> = results.described_rows(&all).collect();
        (results.summary_rows(&all).collect::<Vec<_>>(), differences, results)
    };
    let (summary, differences, whole) = rows(None);
    // Verdicts ask for the measures of their family in all districts at once, and for nothing else.
    let (.., seen) = rows(Some(primary::window()));
    assert_eq!(seen.primary_rows(&all), whole.primary_rows(&all));
    let (mut through_windows, mut compared) = (Vec::new(), Vec::new());
    for district in ["sb5", "sb6", "all"] {
        for first in (0..MEASURES.len()).step_by(50) {
            let measures = first..MEASURES.len().min(first + 50);
            let (summed_up, paired, _) = rows(Some(Window { district: Some(district.to_owned()), measures }));
            through_windows.extend(summed_up);
            compared.extend(paired);
        }
    }
    // The windows go through all points; the summary goes through one after the other.
    through_windows.sort_by_key(|row| row.point);
    assert_eq!(through_windows, summary);
    assert_eq!(compared, differences);
}
