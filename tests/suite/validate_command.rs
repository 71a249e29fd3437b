//! The command that holds the model against published figures.

use serde_json::Value;

use crate::cli_commands::call;

/// Returns the exit code and what is said as JSON.
fn validate(arguments: &[&str]) -> (i32, Value, String) {
    let folder = tempfile::tempdir().unwrap();
    let (code, output, _) = call(folder.path(), &[&["validate", "--json", "--quiet"], arguments].concat());
    (code, serde_json::from_str(&output).unwrap(), output)
}

#[test]
fn every_line_and_fact_is_said_with_its_role_and_whether_it_lies_inside() {
    let (code, found, first) = validate(&["--replicates", "2", "--weeks", "110", "--threads", "1"]);
    assert_eq!(code, 1, "some facts are missed");
    let targets = found["targets"].as_array().unwrap();
    let of = |role: &str| targets.iter().filter(|target| target["role"] == role).count();
    assert_eq!(["calibration", "validation", "forcing"].map(of), [42, 21, 5]);
    let line = |id: &str| targets.iter().find(|target| target["id"] == id).unwrap();
    let value = line("F3a")["value"].as_f64().unwrap();
    let band = [0.18, 0.24];
    assert_eq!(line("F3a")["inside"], Value::Bool((band[0]..=band[1]).contains(&value)));
    assert_eq!(line("F3a")["band"], serde_json::json!(band));
    // A wave that the run does not reach counts nobody.
    assert_eq!(line("F3c")["value"], Value::Null);
    assert_eq!(line("F3c")["standing"], "too few");
    let facts = found["facts"].as_array().unwrap();
    let fact = |name: &str| facts.iter().find(|fact| fact["fact"] == name).unwrap();
    assert_eq!(fact("F12")["counted"], false);
    assert_eq!(fact("F3")["counted"], true);
    // No number depends on threads.
    let (_, _, second) = validate(&["--replicates", "2", "--weeks", "110", "--threads", "2"]);
    assert_eq!(first, second);
}

#[test]
fn the_page_is_written_where_it_is_wanted_and_faulty_settings_write_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let common = ["validate", "--replicates", "1", "--weeks", "45", "--out", "v", "--quiet"];
    let faulty = ["--set", "parameters.learning.course_gian=0"];
    let (code, _, complaint) = call(folder.path(), &[&common[..], &faulty].concat());
    assert_eq!(code, 3, "{complaint}");
    assert!(!folder.path().join("v").exists());
    let (_, output, _) = call(folder.path(), &[&common[..], &["--language", "de"]].concat());
    assert!(output.contains("zurückgehalten"), "{output}");
    let page = std::fs::read_to_string(folder.path().join("v/validation.html")).unwrap();
    assert!(page.contains("lang=\"de\"") && page.contains("F12-sb6-2015"));
}
