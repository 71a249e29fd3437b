//! The report: every number in it and on the terminal is one of the tables beside it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::cli_commands::inteso;
use crate::stage::town;

const EXPERIMENT: &str = "base = \"town.toml\"\nevery = 13\nreplicates = 3\nweeks = 156\n\
    contrasts = { between = \"equal_budget\", years = [2] }\n\
    [[point]]\nname = \"none\"\nset = { \"intermediary.approach\" = \"none\" }\n\
    [[point]]\nname = \"full_access\"\nset = { \"intermediary.approach\" = \"full_access\" }\n\
    [[factor]]\nkey = \"intermediary.approach\"\nlevels = [\"refer\", \"provide\"]\n";

/// Runs a comparison in a small town; returns what stands on the terminal, and the page.
fn compared(folder: &Path, language: &str) -> (String, String) {
    fs::write(folder.join("town.toml"), town(156, "budget_eur_per_year = 140_000\n")).unwrap();
    fs::write(folder.join("mine.toml"), EXPERIMENT).unwrap();
    let arguments = ["compare", "mine.toml", "--out", "out", "--quiet", "--force", "--language", language];
    let output = inteso(folder).env("COLUMNS", "80").args(arguments).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
    let output = String::from_utf8(output.stdout).unwrap();
    (output, fs::read_to_string(folder.join("out/report.html")).unwrap())
}

type Row = BTreeMap<String, String>;

fn rows(mut reader: csv::Reader<impl std::io::Read>) -> Vec<Row> {
    reader.deserialize().map(Result::unwrap).collect()
}

fn table(folder: &Path, name: &str) -> Vec<Row> {
    rows(csv::Reader::from_path(folder.join("out").join(name)).unwrap())
}

/// Returns the data of the page's pictures by the file of the picture.
fn data(page: &str) -> BTreeMap<String, Vec<Row>> {
    let figures = page.split("<figure data-file=\"").skip(1);
    let one = |figure: &str| {
        let name = figure.split('"').next().unwrap().to_owned();
        let text = figure.split("</figure>").next().unwrap();
        let text = text.split("<pre class=\"data\" hidden>").nth(1)?.split("</pre>").next().unwrap();
        let text =
            text.replace("&quot;", "\"").replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">");
        Some((name, rows(csv::Reader::from_reader(text.as_bytes()))))
    };
    figures.filter_map(one).collect()
}

fn value(row: &Row, name: &str) -> f64 {
    row[name].parse().unwrap_or(f64::NAN)
}

#[test]
fn numbers_of_the_pictures_stand_in_the_tables_to_the_last_digit() {
    let folder = tempfile::tempdir().unwrap();
    let (_, page) = compared(folder.path(), "de");
    let data = data(&page);
    let differences = table(folder.path(), "differences.csv");
    let first = &data["person-years-toy.svg"];
    let judged: Vec<&Row> = first.iter().filter(|row| !row["verdict"].is_empty()).collect();
    assert_eq!(judged.len(), 10, "two forms and five outcomes");
    for row in judged {
        let is_same = |other: &&Row| {
            other["family"] == "primary"
                && (&other["point"], &other["against"]) == (&row["point"], &row["against"])
                && other["measure"] == format!("person_years_{}", row["outcome"])
        };
        let other = differences.iter().find(is_same).unwrap_or_else(|| panic!("{row:?}"));
        for name in ["difference", "low_simultaneous", "high_simultaneous", "verdict"] {
            assert_eq!(row[name], other[name], "{name} of {row:?}");
        }
    }
    let populations = table(folder.path(), "populations.csv");
    let groups = &data["who-gains-work-toy.svg"];
    assert!(groups.len() > 5);
    for row in groups {
        let is_same = |other: &&Row| {
            ["point", "attribute", "group", "outcome"].iter().all(|name| row[*name] == other[*name])
                && other["against"] == "1"
        };
        let other = populations.iter().find(is_same).unwrap_or_else(|| panic!("{row:?}"));
        assert_eq!((&row["difference"], &row["low"]), (&other["difference"], &other["low"]), "{row:?}");
    }
    // Differences of a year, not of all years.
    let by_year = &data["person-years-by-year.svg"];
    assert!(!by_year.is_empty());
    for row in by_year {
        let is_same = |other: &&Row| {
            other["family"] == "description"
                && (&other["point"], other["against"].as_str(), &other["year"])
                    == (&row["point"], "1", &row["year"])
                && other["measure"] == format!("person_years_{}", row["outcome"])
        };
        // The file holds the years that the experiment asks for.
        match differences.iter().find(is_same) {
            Some(other) => assert_eq!(row["difference"], other["difference"], "{row:?}"),
            None => assert_ne!(row["year"], "2", "{row:?}"),
        }
    }
}

/// Returns person-years since the opening by point and measure, as the table has them.
fn totals(folder: &Path) -> BTreeMap<(String, String), f64> {
    let rows = table(folder, "summary.csv").into_iter();
    rows.filter(|row| row["year"] == "0" && row["district"] == "toy")
        .map(|row| ((row["point"].clone(), row["measure"].clone()), value(&row, "mean")))
        .collect()
}

#[test]
fn person_years_of_page_and_terminal_are_those_of_the_summary() {
    let folder = tempfile::tempdir().unwrap();
    let (terminal, page) = compared(folder.path(), "en");
    let totals = totals(folder.path());
    let measures =
        ["work", "b1", "private_dwelling", "friend", "at_home"].map(|name| format!("person_years_{name}"));
    let table = page.split("<caption>Person-years since the first opening").nth(1).unwrap();
    let table = table.split("</table>").next().unwrap();
    for (row, point) in table.split("<tr").skip(2).zip(["1", "2", "3", "4"]) {
        let cells: Vec<&str> = row.split("<td>").skip(1).collect();
        assert_eq!(cells.len(), measures.len());
        for (cell, measure) in cells.iter().zip(&measures) {
            let shown: String = cell.chars().take_while(|sign| *sign != '<').collect();
            let shown = shown.replace('\u{202f}', "");
            let whole = totals[&(point.to_owned(), measure.clone())];
            assert_eq!(shown, format!("{whole:.0}"), "{measure} of point {point}");
        }
    }
    let line = terminal.lines().find(|line| line.trim_start().starts_with("refer")).unwrap();
    let shown: Vec<f64> = line
        .split_whitespace()
        .filter(|word| word.starts_with('+') || word.starts_with('−') || *word == "0")
        .map(|word| word.replace('−', "-").parse().unwrap())
        .collect();
    for (shown, measure) in shown.iter().zip(&measures) {
        let gain = totals[&("3".to_owned(), measure.clone())] - totals[&("1".to_owned(), measure.clone())];
        assert!((shown - gain).abs() <= 0.5, "{measure}: {shown} and {gain} in {line}");
    }
    assert_eq!(shown.len(), measures.len(), "{line}");
}

#[test]
fn the_terminal_says_the_answer_first_within_eighty_columns() {
    let folder = tempfile::tempdir().unwrap();
    for (language, leads) in
        [("en", ["Which form?", "What does it bring?"]), ("de", ["Welche Form?", "Was bringt es?"])]
    {
        let (terminal, page) = compared(folder.path(), language);
        let first = terminal.lines().position(|line| line.starts_with(leads[0])).unwrap();
        assert!(first < 4, "{terminal}");
        for line in terminal.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
        let flowing = terminal.split_whitespace().collect::<Vec<_>>().join(" ");
        for lead in leads {
            assert!(page.contains(&format!("<strong>{lead}</strong>")), "{lead}");
            let said = flowing.split(lead).nth(1).unwrap().split(". ").next().unwrap().trim().to_owned();
            let page = page.replace("&quot;", "\"");
            assert!(page.contains(&said), "{said}");
        }
    }
}
