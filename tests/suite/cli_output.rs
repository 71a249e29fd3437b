//! What happens to the output: refused, unwritable, interrupted, punctuated.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::cli_commands::call;

const SHORT: [&str; 6] = ["--weeks", "6", "--replicates", "2", "--out", "results"];

/// Returns the tables in a folder of results, one after the other.
fn tables(folder: &Path) -> Vec<(String, Vec<u8>)> {
    ["points.csv", "series.csv", "summary.csv", "codebook.csv", "scenario.toml", "points/1.toml"]
        .into_iter()
        .map(|name| (name.to_owned(), fs::read(folder.join(name)).unwrap()))
        .collect()
}

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

#[cfg(unix)]
#[test]
fn an_interruption_ends_with_five_and_the_next_call_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let runs = folder.path().join("results/runs");
    let common = ["run", "--out", "results", "--weeks", "20"];
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("inteso"))
        .args(common)
        .args(["--replicates", "100000"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let finished = || {
        let entries = fs::read_dir(&runs).into_iter().flatten().flatten();
        entries.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "run")).count()
    };
    // Waiting on the file system, not on the clock: the first run may take any time.
    while finished() < 2 {
        assert_eq!(child.try_wait().unwrap(), None, "the program goes on until it is interrupted");
        std::thread::sleep(Duration::from_millis(5));
    }
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(5));
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8(output.stderr).unwrap().contains("resumes"));
    let manifest = fs::read_to_string(folder.path().join("results/manifest.json")).unwrap();
    assert!(manifest.contains("\"complete\": false"));
    assert!(!folder.path().join("results/series.csv").exists());

    let few = ["--replicates", "3"];
    assert_eq!(call(folder.path(), &[&common[..], &few].concat()).0, 0);
    let fresh = ["run", "--out", "fresh", "--weeks", "20", "--replicates", "3"];
    assert_eq!(call(folder.path(), &fresh).0, 0);
    assert_eq!(tables(&folder.path().join("results")), tables(&folder.path().join("fresh")));
}
