//! The files of the program are the same bytes for any number of threads, for a point alone, and in any build.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cli_commands::call;
use crate::stage::town;

/// Returns the tables in a folder of results by name.
fn tables(folder: &Path) -> BTreeMap<String, String> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "csv"))
        .map(|path| {
            (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap())
        })
        .collect()
}

/// Writes a small experiment of three points and returns its folder.
fn stage() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("town.toml"), town(30, "approach = \"refer\"")).unwrap();
    fs::write(
        folder.path().join("three.toml"),
        "name = \"three\"\nbase = \"town.toml\"\nreplicates = 2\nevery = 5\n\n\
         [[point]]\nname = \"none\"\nset = { \"intermediary.approach\" = \"none\" }\n\n\
         [[point]]\nname = \"host\"\nset = { \"intermediary.approach\" = \"host\" }\n\n\
         [[point]]\nname = \"provide\"\nset = { \"intermediary.approach\" = \"provide\", \"intermediary.siting\" = \"decentral\" }\n",
    )
    .unwrap();
    folder
}

/// What is recorded one by one: before the intermediary opens, when the points still go together, and after.
const TRACED: [&str; 5] = ["--panel-weeks", "10,30", "--residents", "100", "--episodes"];

#[test]
fn one_two_and_eight_threads_write_the_same_files() {
    let folder = stage();
    let run = |threads: &str| {
        let arguments = ["compare", "three.toml", "--threads", threads, "--out", threads];
        let (code, _, complaint) = call(folder.path(), &[&arguments[..], &TRACED].concat());
        assert_eq!(code, 0, "{complaint}");
        tables(&folder.path().join(threads))
    };
    let one = run("1");
    assert!(one["series.csv"].lines().count() > 30 && one.contains_key("residents.csv"), "{:?}", one.keys());
    for threads in ["2", "8"] {
        let other = run(threads);
        assert_eq!(other.keys().collect::<Vec<_>>(), one.keys().collect::<Vec<_>>());
        for (name, text) in &one {
            assert!(other[name] == *text, "{name} with {threads} threads");
        }
    }
}

/// Returns the lines of a table that belong to a point, without its number.
fn rows(table: &str, point: &str) -> Vec<String> {
    let of_point = |line: &str| {
        line.split_once(',').filter(|(number, _)| *number == point).map(|(_, rest)| rest.to_owned())
    };
    table.lines().filter_map(of_point).collect()
}

#[test]
fn a_point_alone_writes_the_rows_that_it_has_in_company() {
    let folder = stage();
    let arguments = ["compare", "three.toml", "--out", "all"];
    let (code, _, complaint) = call(folder.path(), &[&arguments[..], &TRACED].concat());
    assert_eq!(code, 0, "{complaint}");
    let all = tables(&folder.path().join("all"));
    for point in ["1", "2", "3"] {
        let (file, out) = (format!("all/points/{point}.toml"), format!("alone{point}"));
        let (code, _, complaint) =
            call(folder.path(), &[&["run", &file, "--out", &out], &TRACED[..]].concat());
        assert_eq!(code, 0, "{complaint}");
        let alone = tables(&folder.path().join(out));
        for name in [
            "series.csv",
            "groups.csv",
            "costs.csv",
            "chain.csv",
            "places.csv",
            "panel.csv",
            "residents.csv",
            "episodes.csv",
        ] {
            assert!(rows(&alone[name], "1") == rows(&all[name], point), "{name} of point {point}");
        }
        assert!(!rows(&alone["series.csv"], "1").is_empty());
    }
    for name in ["series.csv", "panel.csv", "residents.csv", "episodes.csv"] {
        assert!(rows(&all[name], "1") != rows(&all[name], "2"), "points are told apart by {name}");
    }
}

/// Returns the hash of the sources that made a folder of results.
fn sources(folder: &Path) -> String {
    let manifest = fs::read_to_string(folder.join("manifest.json")).unwrap();
    let line = manifest.lines().find(|line| line.contains("\"sources\""));
    line.expect("a manifest names the hash of the sources").trim().to_owned()
}

#[test]
fn the_release_build_writes_the_same_files_if_it_is_there() {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join("release").join("inteso");
    let folder = stage();
    let arguments = ["compare", "three.toml", "--out"];
    let (code, _, complaint) = call(folder.path(), &[&arguments[..], &["tested"]].concat());
    assert_eq!(code, 0, "{complaint}");
    if !program.is_file() {
        return;
    }
    let output = Command::new(PathBuf::from(&program))
        .args(arguments)
        .arg("release")
        .current_dir(folder.path())
        .output()
        .unwrap();
    let [tested, release] = ["tested", "release"].map(|name| folder.path().join(name));
    // A build of other sources may know other options and give other numbers.
    if !output.status.success() || sources(&tested) != sources(&release) {
        return;
    }
    assert!(tables(&tested) == tables(&release));
}
