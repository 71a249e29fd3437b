//! The page on files says what the program knows: each key with its German word, type and default, and examples that hold.

use std::fs;

use inteso::experiment::design;
use inteso::experiment::terms::TERMS;
use inteso::scenario::schema::{FIELDS, Field, Shape, allowance, in_german};
use inteso::scenario::{Document, Source, explain, read, trial};
use inteso::vocabulary::Language;

const PAGE: &str = include_str!("../../docs/format.md");

/// Tells of a key, its German word, what it takes, its default and what it says.
fn row(key: &str, field: &Field) -> String {
    let known = explain(key, Language::English).unwrap_or_default();
    let default = known.lines().find_map(|line| line.strip_prefix("  default: "));
    let default = default.map_or_else(|| "–".to_owned(), |value| format!("`{value}`"));
    let (german, takes, says) = (in_german(key), allowance(&field.shape), field.creates);
    format!("| `{key}` | `{german}` | {takes} | {default} | {says} |")
}

/// Returns the rows of keys that begin with a prefix, and of the columns of those that are lists of tables.
fn rows(is_meant: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for field in FIELDS.iter().filter(|field| is_meant(field.key)) {
        found.push(row(field.key, field));
        if let Shape::Rows(columns) = field.shape {
            found.extend(columns.iter().map(|column| row(&format!("{}.{}", field.key, column.key), column)));
        }
    }
    found
}

/// Returns a row for each forcing, with the lists that it consists of.
fn forcings() -> Vec<String> {
    let files = FIELDS
        .iter()
        .filter(|field| field.key.starts_with("forcings.") && field.key.matches('.').count() == 1);
    let columns = |file: &str| -> String {
        let below = format!("{file}.");
        let columns = FIELDS.iter().filter_map(|field| Some((field, field.key.strip_prefix(&below)?)));
        let each = columns.map(|(field, column)| {
            let range = match field.shape {
                Shape::Series { low, high } | Shape::Number { low, high } => format!(", {low} to {high}"),
                _ => String::new(),
            };
            format!("`{column}` (`{}`{range})", in_german(column))
        });
        each.collect::<Vec<_>>().join(", ")
    };
    files
        .map(|field| format!("| `{}` | `{}` | {} |", field.key, in_german(field.key), columns(field.key)))
        .collect()
}

fn trials() -> Vec<String> {
    let below = |table: &str, keys: &[&str]| -> Vec<String> {
        keys.iter().map(|key| format!("{table}.{key}")).collect()
    };
    let keys =
        [below("trial", &trial::KEYS), below("trial.enrol", &trial::ENROL), below("trial.arms", &trial::ARM)];
    keys.concat().iter().map(|key| format!("| `{key}` | `{}` |", in_german(key))).collect()
}

fn experiments() -> Vec<String> {
    let told = |term: &inteso::experiment::terms::Term| {
        let default = if term.default.is_empty() { "has to be said" } else { term.default };
        let [takes, says] = [term.takes[0], term.says[0]];
        format!("| `{}` | `{}` | {takes} | {default} | {says} |", term.key, in_german(term.key))
    };
    TERMS.iter().map(told).collect()
}

/// Returns the rows of each table of the page.
fn tables() -> [Vec<String>; 7] {
    [
        rows(|key| !key.contains('.')),
        rows(|key| key.starts_with("intermediary.")),
        rows(|key| key.starts_with("district.")),
        rows(|key| key.starts_with("synthetic.")),
        forcings(),
        trials(),
        experiments(),
    ]
}

#[test]
fn the_page_on_files_tells_of_every_key_and_of_no_other() {
    let written: Vec<&str> = PAGE.lines().filter(|line| line.starts_with("| `")).collect();
    let known = tables().concat();
    for row in &known {
        assert!(written.contains(&row.as_str()), "docs/format.md lacks this row:\n{row}");
    }
    for row in &written {
        assert!(known.iter().any(|known| known == row), "docs/format.md has a row that nobody knows:\n{row}");
    }
    assert_eq!(written.len(), known.len(), "a row stands twice");
}

/// Returns the blocks of TOML of the page, and whether each is one that is refused.
fn blocks() -> Vec<(bool, String)> {
    let mut found = Vec::new();
    let mut parts = PAGE.split("```");
    parts.next();
    while let (Some(block), Some(_)) = (parts.next(), parts.next()) {
        let (head, text) = block.split_once('\n').unwrap();
        if head.starts_with("toml") {
            found.push((head.ends_with(" refused"), text.to_owned()));
        }
    }
    found
}

#[test]
fn the_examples_of_the_page_on_files_hold() {
    let blocks = blocks();
    assert!(blocks.len() > 8 && blocks.iter().any(|(is_refused, _)| *is_refused));
    for (is_refused, text) in blocks {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("example.toml");
        fs::write(&path, &text).unwrap();
        let faults = Document::open(&Source::File(path)).and_then(|document| {
            if document.is_experiment() {
                design::read(&document, &[]).map(|_| ())
            } else {
                read(&document, &[]).map(|_| ())
            }
        });
        let faults = faults.err().map(|faults| faults.to_string());
        assert_eq!(faults.is_some(), is_refused, "{text}\n{}", faults.unwrap_or_default());
    }
}

#[test]
#[ignore = "prints the tables of docs/format.md, for whoever adds a key"]
fn the_tables_of_the_page_on_files() {
    for table in tables() {
        eprintln!("{}\n", table.join("\n"));
    }
}
