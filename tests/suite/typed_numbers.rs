//! Numbers as people type them are explained where they stand, and never read as something else.

use std::fs;

use inteso::experiment::design;
use inteso::scenario::{Document, Source, load, read};

/// Returns the faults of a file, which must have some.
fn faults(text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file.toml");
    fs::write(&path, text).unwrap();
    let found = Document::open(&Source::File(path)).and_then(|document| {
        if document.is_experiment() {
            design::read(&document, &[]).map(|_| ())
        } else {
            read(&document, &[]).map(|_| ())
        }
    });
    found.err().unwrap_or_else(|| panic!("this was read as something:\n{text}")).to_string()
}

fn explains(text: &str, place: &str, advice: &str) {
    let faults = faults(text);
    assert!(
        faults.contains(place) && faults.contains(advice),
        "{text}\nlacks `{place}` or `{advice}`:\n{faults}"
    );
    assert_eq!(faults.matches("error").count(), 1, "{text}\nis more than one fault:\n{faults}");
}

#[test]
fn thousands_with_a_mark_are_explained() {
    let set = "write 100000 or 100_000";
    for typed in [
        "100.000",
        "100,000",
        "\"100.000 €\"",
        "\"100 000\"",
        "100 000",
        "100.000 €",
        "100000 €",
        "\"100.000,00\"",
    ] {
        let text = format!("[intermediary]\nbudget_eur_per_year = {typed}\n");
        let advice = if typed.contains("100000") {
            "write 100000"
        } else if typed.contains(",00\"") {
            "write 100000.00"
        } else {
            set
        };
        explains(&text, "file.toml:2:", advice);
    }
    explains(
        "[intermediary]\nbudget_eur_per_year = 1.000.000\n",
        "file.toml:2:23",
        "write 1000000 or 1_000_000",
    );
    explains("[intermediary]\nvolunteers = 1.000\n", "file.toml:2:14", "write 1000 or 1_000");
    explains("[intermediary]\nbudget_eur_per_year = \"100000\"\n", "file.toml:2:", "without quotation marks");
}

#[test]
fn a_decimal_comma_is_explained() {
    explains("[intermediary]\nstaff_fte = 2,5\n", "file.toml:2:13", "write 2.5");
    explains("[intermediary.methods]\ncasework = 0,5 # half\n", "file.toml:2:12", "write 0.5");
    explains(
        "[[change]]\nfrom = 2016-01-04\nset = { \"intermediary.accompaniment\" = 0,5 }\n",
        "file.toml:3:",
        "write 0.5",
    );
    explains("[intermediary]\nstaff_fte = \"2,5\"\n", "file.toml:2:", "write 2.5");
}

#[test]
fn numbers_in_lists_of_an_experiment_are_explained() {
    let with = |key: &str, levels: &str| format!("[[factor]]\nkey = \"{key}\"\nlevels = {levels}\n");
    let budget = "intermediary.budget_eur_per_year";
    assert!(faults(&with(budget, "[100,000, 140,000]")).contains("write 140000 or 140_000"));
    assert!(faults(&with(budget, "[100.000, 140.000]")).contains("write 140000 or 140_000"));
    assert!(faults(&with("forcings.arrivals.scale", "[0,5, 1, 2]")).contains("one number 0.5"));
    let point =
        format!("[[point]]\nname = \"a\"\nset = {{ \"{budget}\" = 100,000, \"intermediary.sites\" = 2 }}\n");
    explains(&point, "file.toml:3:", "write 100000 or 100_000");
    let sample = format!(
        "[sample]\nmethod = \"sobol\"\nsize = 4\n[[sample.over]]\nkey = \"{budget}\"\nlow = 100.000\nhigh = 200_000\n"
    );
    assert!(faults(&sample).contains("write 100000 or 100_000"));
}

#[test]
fn numbers_of_the_command_line_are_explained() {
    for (key, typed, advice) in [
        ("intermediary.budget_eur_per_year", "100.000", "write 100000 or 100_000"),
        ("intermediary.budget_eur_per_year", "100,000", "write 100000 or 100_000"),
        ("intermediary.budget_eur_per_year", "100.000 €", "write 100000 or 100_000"),
        ("instanz.budget_eur_je_jahr", "100.000", "write 100000 or 100_000"),
        ("intermediary.staff_fte", "2,5", "write 2.5"),
        ("intermediary.methods.casework", "0,5", "write 0.5"),
        ("parameters.counselling.minutes_first_contact", "42,5", "write 42.5"),
        ("parameters.account.euros_per_post", "57.000", "write 57000 or 57_000"),
    ] {
        let set = [(key.to_owned(), typed.to_owned())];
        let faults = load(&Source::Embedded("default".to_owned()), &set).unwrap_err().to_string();
        assert!(faults.contains(advice) && faults.contains("--set:1:"), "{key}={typed}:\n{faults}");
    }
}

#[test]
fn numbers_that_are_right_stay_right() {
    let loads = |key: &str, value: &str| {
        let set = [(key.to_owned(), value.to_owned())];
        load(&Source::Embedded("default".to_owned()), &set)
            .unwrap_or_else(|faults| panic!("{key}={value}: {faults}"))
    };
    loads("intermediary.budget_eur_per_year", "250_000");
    loads("intermediary.budget_eur_per_year", "250000.50");
    loads("intermediary.staff_fte", "2.125");
    loads("intermediary.accompaniment", "0.125");
}

#[test]
fn words_without_quotation_marks_are_explained() {
    explains("[intermediary]\napproach = guide\n", "file.toml:2:12", "\"guide\"");
}
