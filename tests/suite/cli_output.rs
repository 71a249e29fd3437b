//! What happens to the output: refused, unwritable, interrupted, punctuated.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::cli_commands::call;

const SHORT: [&str; 6] = ["--weeks", "6", "--replicates", "2", "--out", "results"];

/// Returns the tables in a folder of results, one after the other; traces only where they were asked for.
fn tables(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let of_runs = ["series.csv", "groups.csv", "costs.csv", "chain.csv", "places.csv", "facts.csv"];
    let traces = TRACES.into_iter().filter(|name| folder.join(name).exists());
    ["points.csv", "summary.csv", "codebook.csv", "scenario.toml", "points/1.toml"]
        .into_iter()
        .chain(of_runs)
        .chain(traces)
        .map(|name| (name.to_owned(), fs::read(folder.join(name)).unwrap()))
        .collect()
}

const TRACES: [&str; 3] = ["panel.csv", "residents.csv", "episodes.csv"];

#[test]
fn a_file_in_the_place_of_the_folder_ends_with_four() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("results"), "a file").unwrap();
    let (code, output, complaint) = call(folder.path(), &[&["run"][..], &SHORT].concat());
    assert_eq!((code, output.as_str()), (4, ""));
    assert!(complaint.contains("results"), "{complaint}");
    let (code, ..) = call(folder.path(), &["run", "--weeks", "6", "--out", "results/within"]);
    assert_eq!(code, 4);
    assert_eq!(fs::read_to_string(folder.path().join("results")).unwrap(), "a file");
}

#[test]
fn parents_are_created() {
    let folder = tempfile::tempdir().unwrap();
    let (code, ..) = call(folder.path(), &["run", "--weeks", "3", "--out", "a/b/c"]);
    assert_eq!(code, 0);
    assert!(folder.path().join("a/b/c/series.csv").is_file());
}

#[test]
fn foreign_folders_are_refused_and_replaced_by_force() {
    let folder = tempfile::tempdir().unwrap();
    let results = folder.path().join("results");
    fs::create_dir(&results).unwrap();
    fs::write(results.join("thesis.txt"), "years of work").unwrap();
    let arguments = [&["run"][..], &SHORT].concat();
    let (code, _, complaint) = call(folder.path(), &arguments);
    assert_eq!(code, 4);
    assert!(complaint.contains("--force"), "{complaint}");
    assert_eq!(fs::read_dir(&results).unwrap().count(), 1);
    assert_eq!(call(folder.path(), &[&arguments[..], &["--force"]].concat()).0, 0);
    assert_eq!(fs::read_to_string(results.join("thesis.txt")).unwrap(), "years of work");

    let other_seed = [&arguments[..], &["--seed", "99"]].concat();
    let before = tables(&results);
    assert_eq!(call(folder.path(), &other_seed).0, 4);
    assert_eq!(tables(&results), before);
    assert_eq!(call(folder.path(), &[&other_seed[..], &["--force"]].concat()).0, 0);
    assert_ne!(tables(&results), before);
}

#[test]
fn a_second_call_changes_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [&["run", "--threads", "2"][..], &SHORT].concat();
    assert_eq!(call(folder.path(), &arguments).0, 0);
    let before = tables(&folder.path().join("results"));
    assert_eq!(call(folder.path(), &arguments).0, 0);
    assert_eq!(tables(&folder.path().join("results")), before);
}

#[test]
fn the_german_dialect_has_semicolons_and_decimal_commas() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [&["run", "--dialect", "excel-de"][..], &SHORT].concat();
    assert_eq!(call(folder.path(), &arguments).0, 0);
    let series = fs::read_to_string(folder.path().join("results/series.csv")).unwrap();
    let mut lines = series.lines();
    assert!(lines.next().unwrap().starts_with("point;replicate;district;week;date;complete;present;"));
    let row = lines.next().unwrap();
    assert!(row.starts_with("1;1;"), "{row}");
    assert!(!row.contains('.'), "{row}");
}

#[test]
fn rows_are_ordered_and_the_last_week_is_always_observed() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [&["run", "--every", "4"][..], &SHORT].concat();
    assert_eq!(call(folder.path(), &arguments).0, 0);
    let series = fs::read_to_string(folder.path().join("results/series.csv")).unwrap();
    let weeks: Vec<&str> = series
        .lines()
        .filter(|line| line.starts_with("1,1,all,"))
        .map(|line| line.split(',').nth(3).unwrap())
        .collect();
    assert_eq!(weeks, ["0", "4", "6"]);
    let replicates: Vec<&str> = series.lines().skip(1).map(|line| line.split(',').nth(1).unwrap()).collect();
    assert!(replicates.is_sorted());
    assert!(!series.contains("NaN") && !series.contains(",-0,"));
}

#[test]
fn a_reader_who_has_gone_is_no_panic() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("inteso"))
        .args(["list"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

/// A run with all traces, and what it is called with besides to give few results.
const WITH_TRACES: [&str; 8] =
    ["run", "--weeks", "20", "--panel-weeks", "every:8", "--episodes", "--residents", "50"];
const FEW: [&str; 2] = ["--replicates", "3"];

/// Begins a run that never ends and sends it a signal when some of it is finished; returns how it ended.
#[cfg(unix)]
fn stopped_by(signal: &str, folder: &Path) -> std::process::Output {
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("inteso"))
        .args(WITH_TRACES)
        .args(["--out", "results", "--replicates", "100000"])
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let finished = || inteso::experiment::journal::finished(&folder.join("results/runs")).unwrap_or(0);
    // Waiting on the file system, not on the clock: the first run may take any time.
    while finished() < 2 {
        assert_eq!(child.try_wait().unwrap(), None, "the program goes on until it is interrupted");
        std::thread::sleep(Duration::from_millis(5));
    }
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    child.wait_with_output().unwrap()
}

/// Goes on with what was stopped and compares it with what was never stopped.
#[cfg(unix)]
fn resumes_with_the_same_bytes(folder: &Path) {
    let manifest = fs::read_to_string(folder.join("results/manifest.json")).unwrap();
    assert!(manifest.contains("\"complete\": false"));
    assert!(!folder.join("results/series.csv").exists());
    for out in ["results", "fresh"] {
        assert_eq!(call(folder, &[&WITH_TRACES[..], &FEW, &["--out", out]].concat()).0, 0);
    }
    let fresh = tables(&folder.join("fresh"));
    assert_eq!(tables(&folder.join("results")), fresh);
    for trace in TRACES {
        let (_, rows) = fresh.iter().find(|(name, _)| name == trace).unwrap();
        assert!(rows.split(|byte| *byte == b'\n').count() > 100, "{trace}");
    }
    for entry in fs::read_dir(folder.join("results/runs")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(!name.ends_with(".partial"), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn an_interruption_ends_with_five_and_the_next_call_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let output = stopped_by("-INT", folder.path());
    assert_eq!(output.status.code(), Some(5));
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8(output.stderr).unwrap().contains("resumes"));
    resumes_with_the_same_bytes(folder.path());
}

#[cfg(unix)]
#[test]
fn after_a_crash_the_next_call_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(stopped_by("-KILL", folder.path()).status.code(), None);
    resumes_with_the_same_bytes(folder.path());
}

#[test]
fn traces_change_no_byte_of_other_tables_and_leave_with_the_option() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["run", "--weeks", "20", "--replicates", "3", "--out", "results"];
    let written = |with: &[&str]| {
        let (code, _, complaint) = call(folder.path(), &[&arguments[..], with].concat());
        assert_eq!(code, 0, "{complaint}");
        tables(&folder.path().join("results"))
    };
    let plain = written(&[]);
    let panel = written(&["--panel-weeks", "every:8"]);
    assert_eq!((&panel[..plain.len()], panel.len()), (&plain[..], plain.len() + 1));
    let all = written(&WITH_TRACES[3..]);
    assert_eq!((&all[..panel.len()], all.len()), (&panel[..], panel.len() + 2));
    assert_eq!(written(&[]), plain);
}

#[test]
fn traces_in_another_dialect_are_made_of_the_same_runs() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [&WITH_TRACES[..], &FEW, &["--out", "results"]].concat();
    assert_eq!(call(folder.path(), &arguments).0, 0);
    let traces = || TRACES.map(|name| fs::read_to_string(folder.path().join("results").join(name)).unwrap());
    let plain = traces();
    assert_eq!(call(folder.path(), &[&arguments[..], &["--dialect", "excel-de"]].concat()).0, 0);
    // No cell of theirs has a comma or a point of its own.
    assert_eq!(traces(), plain.map(|trace| trace.replace(',', ";").replace('.', ",")));
}
