//! The session as a page uses it.

use serde_json::Value;

use super::{Findings, Inquiry};
use crate::run::Record;

const SHORT: &str = r#"{
    "language": "en", "districts": ["sb6"], "weeks": 60, "replicates": 2,
    "common": { "intermediary.opens": "2015-03-02" },
    "forms": [{ "intermediary.approach": "refer" }, { "intermediary.approach": "provide", "intermediary.siting": "decentral" }]
}"#;

fn read(line: &str) -> Value {
    serde_json::from_str(line).unwrap()
}

/// Runs a configuration and returns its lines and what it leaves behind.
fn run(inquiry: &Inquiry, form: usize, replicate: u32) -> (Vec<String>, Record) {
    let mut passage = inquiry.begin(form, replicate);
    let mut lines = Vec::new();
    while let Some(line) = passage.step() {
        lines.extend(line);
    }
    (lines, passage.finish())
}

fn all(inquiry: &Inquiry, order: impl Iterator<Item = (usize, u32)>) -> (Findings, Vec<String>) {
    let mut findings = inquiry.findings();
    let lines =
        order.filter_map(|(form, replicate)| findings.take(inquiry, form, run(inquiry, form, replicate).1));
    let lines = lines.collect();
    (findings, lines)
}

#[test]
fn an_account_names_every_form_and_comparator_with_its_euros() {
    let inquiry = Inquiry::open(SHORT).unwrap();
    let account = read(&inquiry.account());
    let points = account["points"].as_array().unwrap();
    let roles: Vec<&str> = points.iter().map(|point| point["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["form", "form", "none", "existing_services", "full_access"]);
    let euros = |point: &Value| -> f64 {
        point["items"].as_array().unwrap().iter().map(|item| item["euros"].as_f64().unwrap()).sum()
    };
    for form in [0, 1, 3] {
        assert!((euros(&points[form]) - 140_000.0).abs() < 1.0, "{}", points[form]);
    }
    assert_eq!(points[1]["name"], "B: provide, decentral");
    assert_eq!((inquiry.forms(), inquiry.replicates()), (5, 2));
}

#[test]
fn what_cannot_be_paid_is_said_and_not_run() {
    let ask =
        SHORT.replace(r#""intermediary.approach": "refer""#, r#""intermediary.budget_eur_per_year": 1000"#);
    let inquiry = Inquiry::open(&ask).unwrap();
    let account = read(&inquiry.account());
    assert!(account["points"][0]["reason"].as_str().unwrap().contains('€'), "{account}");
    assert_eq!(account["points"][0]["form"], Value::Null);
    assert_eq!(account["points"][1]["form"], 0);
    // Existing services get the money of the first form, which does not suffice there either.
    assert_eq!(inquiry.forms(), 3);
}

#[test]
fn faults_are_said_in_the_language_of_the_page_with_the_nearest_key() {
    let ask = SHORT.replace(r#""intermediary.approach": "refer""#, r#""intermediary.aproach": "refer""#);
    let line = read(&Inquiry::open(&ask).unwrap_err());
    assert_eq!(line["kind"], "fault");
    assert_eq!(line["faults"][0]["nearest"], "intermediary.approach");
    let german = read(&Inquiry::open(&ask.replace("\"en\"", "\"de\"")).unwrap_err());
    assert!(german["faults"][0]["found"].as_str().unwrap().contains("unbekannt"));
}

#[test]
fn a_run_is_seen_on_its_way_and_leaves_what_the_model_leaves() {
    let inquiry = Inquiry::open(SHORT).unwrap();
    let (lines, record) = run(&inquiry, 1, 1);
    let moments: Vec<Value> = lines.iter().map(|line| read(line)).collect();
    // At the beginning, each eighth week, at the end of the year and of the run.
    let weeks: Vec<i64> = moments.iter().map(|line| line["week"].as_i64().unwrap()).collect();
    assert_eq!(weeks, [0, 8, 16, 24, 32, 40, 48, 52, 56, 60]);
    let last = moments.last().unwrap();
    for part in ["maps", "chains", "points"] {
        assert!(last[part]["sb6"].is_string() || last[part]["sb6"].is_array(), "{part}");
    }
    assert!(last["maps"]["sb6"].as_str().unwrap().matches("#00588a").count() > 0);
    let again = inquiry.model(inquiry.position(1)).run(1);
    assert_eq!(format!("{record:?}"), format!("{again:?}"));
    // Only the first replicate is watched.
    assert!(run(&inquiry, 1, 2).0.is_empty());
}

#[test]
fn findings_say_the_same_in_whatever_order_runs_end() {
    let inquiry = Inquiry::open(SHORT).unwrap();
    let straight = || (1..=2).flat_map(|replicate| (0..5).map(move |form| (form, replicate)));
    let (findings, lines) = all(&inquiry, straight());
    let (others, crossed) = all(&inquiry, (0..5).rev().flat_map(|form| [(form, 1), (form, 2)]));
    assert_eq!(lines.len(), 2);
    assert_eq!(crossed.join("\n"), lines.join("\n"));
    let last = read(lines.last().unwrap());
    assert_eq!((last["replicates"].as_u64(), last["of"].as_u64()), (Some(2), Some(2)));
    let ids: Vec<&str> =
        last["parts"].as_array().unwrap().iter().map(|part| part["id"].as_str().unwrap()).collect();
    assert!(ids.starts_with(&["answer", "why"]), "{ids:?}");
    assert!(last["strands"]["sb6"].as_str().unwrap().contains("stroke-opacity"));
    for name in ["experiment.toml", "scenario.toml", "series.csv", "differences.csv", "report.html"] {
        let file = findings.file(&inquiry, name).unwrap();
        assert_eq!(Some(&file), others.file(&inquiry, name).as_ref(), "{name}");
        assert!(!file.1.is_empty(), "{name}");
    }
    assert_eq!(findings.file(&inquiry, "../Cargo.toml"), None);
}
