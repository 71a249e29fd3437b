//! Every forcing runs at both ends of its documented range, and what lies beyond is a fault.

use std::fmt::Write;

use inteso::forcing::LAYOUT;
use inteso::scenario::schema::{FIELDS, Shape};
use inteso::scenario::{Source, load};

use crate::stage::{district, record, scenario};

/// Columns of which one takes what the others leave.
const WHOLES: [&[&str]; 2] = [
    &["under_18", "age_18_34", "age_35_64", "age_65_plus"],
    &["syria", "afghanistan", "iraq", "iran", "eritrea", "other"],
];

/// Returns the documented range of a column.
fn range(file: &str, column: &str) -> (f64, f64) {
    let key = format!("forcings.{file}.{column}");
    match FIELDS.iter().find(|field| field.key == key).map(|field| field.shape) {
        Some(Shape::Series { low, high }) => (low, high),
        other => panic!("{key} is {other:?}"),
    }
}

/// Returns a scenario of a small town with one column of one forcing at a value, the others as shipped.
fn text(file: &str, columns: &[&str], column: &str, value: f64) -> String {
    with_share(0.002, file, columns, column, value)
}

/// Returns the same for a town that takes in a share of those who come to the city.
fn with_share(share: f64, file: &str, columns: &[&str], column: &str, value: f64) -> String {
    let shipped = load(&Source::Embedded("default".to_owned()), &[]).unwrap().scenario.forcings;
    let mut text = format!("weeks = 60\ndistricts = [\"toy\"]\n{}\n", district("toy", 3_000, share, 20));
    let _ = writeln!(text, "[forcings.{file}]\nfrom = [2013-01-07]");
    for name in columns {
        let whole = WHOLES.iter().find(|whole| whole.contains(name) && whole.contains(&column));
        let written = match whole {
            _ if *name == column => value,
            // The first of the others takes the rest.
            Some(whole) if whole.iter().find(|other| **other != column) == Some(name) => 1.0 - value,
            Some(_) => 0.0,
            None => shipped.get(file, name).unwrap().given(inteso::time::Week::START),
        };
        let _ = writeln!(text, "{name} = [{written:?}]");
    }
    text
}

#[test]
fn every_forcing_runs_at_both_ends_of_its_range() {
    for (file, columns) in LAYOUT {
        for column in *columns {
            let (low, high) = range(file, column);
            for value in [low, high] {
                let scenario = scenario(&text(file, columns, column, value));
                let series = record(&scenario).series;
                assert!(series.len() > 60, "{file}.{column} = {value}");
            }
        }
    }
}

#[test]
fn a_value_beyond_the_range_of_a_forcing_is_a_fault() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.toml");
    for (file, columns) in LAYOUT {
        for column in *columns {
            let (low, high) = range(file, column);
            for value in [low - 0.001, high + 0.001] {
                std::fs::write(&path, text(file, columns, column, value)).unwrap();
                let faults = load(&Source::File(path.clone()), &[]).unwrap_err().to_string();
                assert!(faults.contains(column), "{file}.{column} = {value}: {faults}");
            }
        }
    }
}

#[test]
fn procedures_without_a_deviation_all_take_the_mean() {
    let (_, columns) = LAYOUT.iter().find(|(file, _)| *file == "procedure").unwrap();
    // A missed letter moves a decision whatever its procedure, so none costs any time here.
    let letters = "\n[parameters]\n\"letters.weeks_lost\" = { value = 0, range = [0, 6], source = \"A\" }\n";
    let text = with_share(0.05, "procedure", columns, "months_deviation", 0.0);
    let mut scenario = scenario(&format!("{text}{letters}"));
    scenario.weeks = 30;
    let mut town = crate::stage::Town::found(scenario, 1);
    while !town.is_over() {
        town.step();
    }
    let refugees = &town.world.districts[0].refugees;
    let weeks: Vec<i32> = refugees
        .person
        .iter()
        .zip(refugees.legal.iter())
        .filter(|(person, _)| person.arrived > inteso::time::Week::START)
        .map(|(person, legal)| legal.decision.since(person.arrived))
        .collect();
    // Children who are born take over their mother's decision, hence most and not all.
    let usual = weeks.iter().filter(|length| **length == weeks[0]).count();
    assert!(usual > 20 && usual * 10 > weeks.len() * 9, "{weeks:?}");
}
