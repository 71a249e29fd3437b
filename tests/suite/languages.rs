//! Everything that is said is said in both languages, and keeps to the width of the terminal.

use std::path::Path;

use inteso::scenario::embedded;
use serde_json::Value;

use crate::cli_commands::{call, inteso};

const WIDTHS: [usize; 3] = [60, 80, 200];

fn json(arguments: &[&str]) -> Value {
    let (code, output, complaint) = call(Path::new("."), arguments);
    assert_eq!((code, complaint.as_str()), (0, ""), "{arguments:?}");
    serde_json::from_str(&output).unwrap()
}

/// Runs the program at a width and returns both of its outputs.
fn at_width(folder: &Path, width: usize, arguments: &[&str]) -> String {
    let output = inteso(folder).env("COLUMNS", width.to_string()).args(arguments).output().unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

fn assert_kept(width: usize, text: &str, of: &[&str]) {
    assert!(!text.is_empty(), "{of:?} says nothing");
    for line in text.lines() {
        assert!(line.chars().count() <= width, "{of:?} at {width} columns: {line}");
    }
}

#[test]
fn every_experiment_asks_in_german_and_its_points_have_german_names() {
    for (name, path) in embedded::EXPERIMENTS.iter().chain(embedded::LESSONS) {
        let text = embedded::file(path).unwrap();
        assert!(text.contains("question_de = "), "{name}");
        assert!(text.lines().any(|line| line.starts_with("# de: ")), "{name} is described in German");
        let checked = json(&["check", name, "--json"]);
        for point in checked[0]["points"].as_array().unwrap() {
            let (label, german) = (point["label"].as_str().unwrap(), point["label_de"].as_str().unwrap());
            // Labels are words for configurations, and none of them is the same in both languages.
            assert_ne!(label, german, "{name}");
        }
    }
}

#[test]
fn the_list_is_german_in_german() {
    let list = |language: &str| json(&["list", "--json", "--language", language]);
    let (english, german) = (list("en"), list("de"));
    let about = |list: &Value| -> Vec<String> {
        let lines = list.as_array().unwrap().iter();
        lines.map(|line| line["about"].as_str().unwrap().to_owned()).collect()
    };
    let (english, german) = (about(&english), about(&german));
    assert_eq!(english.len(), german.len());
    for (english, german) in english.iter().zip(&german) {
        assert!(!german.is_empty() && english != german, "{english}");
    }
}

#[test]
fn the_sizes_in_the_list_are_those_of_the_resolved_experiments() {
    for line in json(&["list", "--json"]).as_array().unwrap() {
        let name = line["name"].as_str().unwrap();
        let Some(points) = line["points"].as_u64() else { continue };
        let checked = json(&["check", name, "--json"]);
        assert_eq!(checked[0]["points"].as_array().unwrap().len() as u64, points, "{name}");
    }
}

#[test]
fn what_is_checked_listed_and_explained_keeps_to_the_width() {
    let folder = tempfile::tempdir().unwrap();
    for width in WIDTHS {
        for language in ["en", "de"] {
            let calls = [
                &["check", "default"][..],
                &["check", "headline"],
                &["check", "overload"],
                &["list"],
                &["explain", "intermediary.approach"],
                &["explain", "counselling.minutes_first_contact"],
            ];
            for arguments in calls {
                let arguments = [arguments, &["--language", language]].concat();
                assert_kept(width, &at_width(folder.path(), width, &arguments), &arguments);
            }
        }
    }
}

#[test]
fn the_answer_of_a_comparison_keeps_to_the_width() {
    let folder = tempfile::tempdir().unwrap();
    let small = ["compare", "overload", "--weeks", "4", "--replicates", "2", "--no-report", "--quiet"];
    call(folder.path(), &small);
    for width in WIDTHS {
        for language in ["en", "de"] {
            let arguments = [&small[..], &["--language", language]].concat();
            assert_kept(width, &at_width(folder.path(), width, &arguments), &arguments);
        }
    }
}

#[test]
fn every_column_has_a_label_and_a_definition_in_both_languages_or_in_none() {
    let folder = tempfile::tempdir().unwrap();
    call(folder.path(), &["run", "default", "--weeks", "1", "--out", "out", "--no-report", "--quiet"]);
    let mut codebook = csv::Reader::from_path(folder.path().join("out/codebook.csv")).unwrap();
    let head = codebook.headers().unwrap().clone();
    let at = |name: &str| head.iter().position(|column| column == name).unwrap();
    let [english, german, definition, definition_de] =
        ["english", "german", "definition", "definition_de"].map(at);
    let mut columns = 0;
    for row in codebook.records().map(Result::unwrap) {
        assert!(!row[english].is_empty() && !row[german].is_empty(), "{row:?}");
        assert_eq!(row[definition].is_empty(), row[definition_de].is_empty(), "{row:?}");
        columns += 1;
    }
    assert!(columns > 200, "{columns} columns");
}
