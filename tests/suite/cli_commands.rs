//! The commands and their exit codes.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

/// Returns the program in a folder of its own.
pub(crate) fn inteso(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("inteso").unwrap();
    command.current_dir(folder).env("LC_ALL", "C.UTF-8");
    command
}

/// Runs the program and returns its exit code, standard output and standard error.
pub(crate) fn call(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = inteso(folder).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

const SHORT: [&str; 4] = ["--weeks", "6", "--replicates", "1"];

#[test]
fn wrong_usage_ends_with_two() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["run", "--threads", "0"][..],
        &["run", "--replicates", "0"],
        &["run", "--weeks", "0"],
        &["run", "--weeks", "701"],
        &["run", "--every", "0"],
        &["run", "--set", "no-equals-sign"],
        &["run", "--panel-weeks", "soon"],
        &["run", "--residents", "0"],
        &["run", "--residents", "-1"],
        &["run", "--residents", "many"],
        &["run", "--unknown"],
        &["compare", "--dialect", "latin"],
        &["check"],
        &["conquer"],
        &[],
    ] {
        let (code, output, _) = call(folder.path(), arguments);
        assert_eq!(code, 2, "{arguments:?}");
        assert_eq!(output, "", "{arguments:?}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn help_and_version_end_with_zero() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["--help"][..], &["--version"], &["run", "--help"], &["compare", "--help"]] {
        let (code, output, _) = call(folder.path(), arguments);
        assert_eq!(code, 0, "{arguments:?}");
        assert!(!output.is_empty());
    }
}

#[test]
fn faulty_input_ends_with_three_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("empty.toml"), "").unwrap();
    fs::write(folder.path().join("broken.toml"), "name = ").unwrap();
    let before = fs::read_dir(folder.path()).unwrap().count();
    for arguments in [
        &["run", "empty.toml"][..],
        &["run", "broken.toml"],
        &["run", "missing.toml"],
        &["run", "no_such_name"],
        &["run", "--set", "intermediarx.siting=central"],
        &["run", "--set", "weeks=0"],
        &["compare", "missing.toml"],
        &["compare", "--set", "nonsense=1"],
        &["check", "default", "empty.toml"],
        &["explain", "no.such.key"],
        &["diff", "default", "missing.toml"],
        &["report", "nowhere"],
    ] {
        let (code, _, complaint) = call(folder.path(), arguments);
        assert_eq!(code, 3, "{arguments:?}: {complaint}");
        assert!(!complaint.is_empty(), "{arguments:?}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), before);
}

#[test]
fn check_says_all_faults_of_all_files() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.toml"), "").unwrap();
    fs::write(folder.path().join("b.toml"), "nmae = \"x\"").unwrap();
    let (code, _, complaint) = call(folder.path(), &["check", "a.toml", "b.toml"]);
    assert_eq!(code, 3);
    assert!(complaint.contains("a.toml"), "{complaint}");
    assert!(complaint.contains("nmae"), "{complaint}");
}

#[test]
fn check_tells_runs_and_time_of_what_is_valid() {
    let folder = tempfile::tempdir().unwrap();
    let (code, output, complaint) =
        call(folder.path(), &["check", "default", "headline", "--json", "--weeks", "6"]);
    assert_eq!(code, 0, "{complaint}");
    let checked: serde_json::Value = serde_json::from_str(&output).unwrap();
    assert_eq!(checked[0]["runs"], checked[0]["replicates"]);
    assert!(checked[1]["runs"].as_u64() > checked[1]["replicates"].as_u64());
    assert!(checked[1]["estimated_seconds"].as_f64().unwrap() >= 0.0);
    assert_eq!(checked[1]["every"], 13);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn check_warns_of_volunteers_whom_nobody_can_coordinate() {
    let folder = tempfile::tempdir().unwrap();
    let said = |volunteers: &str| {
        let setting = format!("intermediary.volunteers={volunteers}");
        let (code, output, complaint) = call(folder.path(), &["check", "default", "--set", &setting]);
        assert_eq!(code, 0, "{complaint}");
        output
    };
    assert!(said("500").contains("of 500 volunteers"), "{}", said("500"));
    assert!(!said("5").contains("volunteers asked for"), "{}", said("5"));
}

#[test]
fn list_explain_and_diff_answer_on_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let (code, output, _) = call(folder.path(), &["list"]);
    assert_eq!(code, 0);
    assert!(output.contains("default") && output.contains("headline"), "{output}");
    let (code, output, _) = call(folder.path(), &["explain", "seed"]);
    assert_eq!(code, 0);
    assert!(output.contains("seed"));
    let (code, output, _) = call(folder.path(), &["diff", "default", "default"]);
    assert_eq!((code, output.as_str()), (0, "no difference\n"));
    fs::write(folder.path().join("other.toml"), "seed = 77\n").unwrap();
    let (code, output, _) = call(folder.path(), &["diff", "default", "other.toml"]);
    assert_eq!(code, 0);
    assert!(output.contains("seed") && output.contains("77"), "{output}");
}

#[test]
fn new_writes_a_starter_once_that_checks_without_fault() {
    let folder = tempfile::tempdir().unwrap();
    let (code, output, _) = call(folder.path(), &["new", "plans/mine"]);
    assert_eq!(code, 0);
    assert_eq!(Path::new(output.trim()), Path::new("plans/mine.toml"));
    let (code, _, complaint) = call(folder.path(), &["check", "plans/mine.toml", "--weeks", "2"]);
    assert_eq!(code, 0, "{complaint}");
    assert_eq!(call(folder.path(), &["new", "plans/mine"]).0, 4);
    assert_eq!(call(folder.path(), &["new", "plans/mine", "--force"]).0, 0);
}

#[test]
fn starters_in_both_languages_are_valid_and_say_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let mut checked = Vec::new();
    for (language, next) in [("en", "next: inteso check"), ("de", "weiter: inteso check")] {
        for (kind, then) in [(&["--experiment"][..], "inteso compare"), (&[], "inteso run")] {
            let name = format!("{language}/{}", if kind.is_empty() { "scenario" } else { "experiment" });
            let arguments = ["new", &name, "--language", language];
            let (code, _, notes) = call(folder.path(), &[&arguments[..], kind].concat());
            assert_eq!(code, 0, "{notes}");
            assert!(notes.contains(next) && notes.contains(then) && notes.lines().count() == 2, "{notes}");
            let quiet = [&arguments[..], kind, &["--force", "--quiet"]].concat();
            assert_eq!(call(folder.path(), &quiet).2, "");
            assert!(
                !fs::read_to_string(folder.path().join(format!("{name}.toml"))).unwrap().contains("NAME")
            );
        }
        let file = format!("{language}/experiment.toml");
        let (code, output, complaint) = call(folder.path(), &["check", &file, "--json"]);
        assert_eq!(code, 0, "{complaint}");
        let mut value: serde_json::Value = serde_json::from_str(&output).unwrap();
        assert_eq!(value[0]["notes"], serde_json::json!([]));
        assert_eq!(value[0]["number_of_points"], 22);
        checked.push(value[0]["points"].take());
    }
    assert_eq!(checked[0], checked[1]);
    let (code, output, _) = call(folder.path(), &["diff", "en/scenario.toml", "de/scenario.toml"]);
    assert_eq!((code, output.as_str()), (0, "no difference\n"));
}

#[test]
fn a_starter_of_an_experiment_runs_as_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(call(folder.path(), &["new", "frage", "--experiment", "--language", "de"]).0, 0);
    let arguments = ["compare", "frage.toml", "--weeks", "36", "--replicates", "1", "--no-report"];
    let (code, _, complaint) = call(folder.path(), &arguments);
    assert_eq!(code, 0, "{complaint}");
    let points = fs::read_to_string(folder.path().join("out/frage/points.csv")).unwrap();
    assert_eq!(points.lines().count(), 23, "{points}");
    assert!(points.contains("refer · central · arrivals × 2"), "{points}");
}

#[test]
fn run_writes_to_the_folder_of_its_name_and_prints_only_the_result() {
    let folder = tempfile::tempdir().unwrap();
    let (code, output, notes) = call(folder.path(), &[&["run"][..], &SHORT].concat());
    assert_eq!(code, 0, "{notes}");
    assert!(output.contains("seed"), "the seed is printed: {output}");
    assert!(notes.contains("written to"));
    let results = folder.path().join("out").join("default");
    for file in ["manifest.json", "scenario.toml", "points.csv", "series.csv", "summary.csv", "codebook.csv"]
    {
        assert!(results.join(file).is_file(), "{file}");
    }
    assert!(results.join("points").join("1.toml").is_file());
    assert!(!results.join("differences.csv").exists());
    let (code, _, notes) = call(folder.path(), &[&["run", "--quiet"][..], &SHORT].concat());
    assert_eq!((code, notes.as_str()), (0, ""));
}

#[test]
fn the_resolved_scenario_gives_the_same_bytes_again() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(call(folder.path(), &[&["run", "--seed", "5", "--out", "a"][..], &SHORT].concat()).0, 0);
    let (code, _, complaint) = call(folder.path(), &["run", "a/scenario.toml", "--out", "b"]);
    assert_eq!(code, 0, "{complaint}");
    for file in ["series.csv", "summary.csv", "scenario.toml", "points.csv"] {
        let read = |place: &str| fs::read(folder.path().join(place).join(file)).unwrap();
        assert!(read("a") == read("b"), "{file}");
    }
}

#[test]
fn an_experiment_is_no_scenario() {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, complaint) = call(folder.path(), &["run", "headline"]);
    assert_eq!(code, 3);
    assert!(complaint.contains("compare"), "{complaint}");
}

#[test]
fn compare_gives_a_machine_readable_summary() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["compare", "--weeks", "60", "--replicates", "2", "--json", "--quiet"];
    let (code, output, complaint) = call(folder.path(), &arguments);
    assert_eq!((code, complaint.as_str()), (0, ""));
    let summary: serde_json::Value = serde_json::from_str(&output).unwrap();
    assert_eq!(summary["year"], 1);
    assert_eq!(summary["points"][0]["districts"]["all"]["culturation"]["n"], 2);
    assert!(summary["differences"].as_array().unwrap().len() >= 4);
    let manifest = fs::read_to_string(folder.path().join("out/headline/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["complete"], true);
    assert!(folder.path().join("out/headline/differences.csv").is_file());
    assert!(folder.path().join("out/headline/report.html").is_file());
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_format_that_this_build_cannot_write_ends_with_two_and_says_how_to_build_it() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["run", "--weeks", "3", "--format", "parquet", "--out", "o"];
    let (code, output, complaint) = call(folder.path(), &arguments);
    assert_eq!((code, output.as_str()), (2, ""));
    assert!(complaint.contains("--features parquet"), "{complaint}");
    assert!(!folder.path().join("o").exists());
}
