//! Faults of designs: each names what was found and what is allowed, in both languages, before anything is run.

use std::fs;

use inteso::experiment::design::{Design, extent};
use inteso::scenario::{Document, Faults, Source};
use inteso::vocabulary::Language;

/// Opens an experiment with a list beside it, and returns its faults.
fn faults(text: &str, list: &str, overrides: &[(&str, &str)]) -> Faults {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    fs::write(&path, text).unwrap();
    fs::write(folder.path().join("list.csv"), list).unwrap();
    let document = Document::open(&Source::File(path)).unwrap();
    let overrides: Vec<(String, String)> =
        overrides.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Design::open(&document, &overrides).err().unwrap_or_else(|| panic!("no fault in\n{text}"))
}

/// Returns what was found, and what is allowed, in a language: a line each.
fn sentences(faults: &Faults, language: Language) -> String {
    let line = |fault: &inteso::scenario::Fault| {
        let place = fault.place.as_ref().map_or((0, 0), |place| (place.line(), place.column()));
        let allowed = fault.allowed.as_ref().map_or("", |allowed| allowed.in_language(language));
        let nearest = fault.nearest.as_ref().map_or_else(String::new, |nearest| format!(" ({nearest}?)"));
        format!("{}:{} {}: {allowed}{nearest}", place.0, place.1, fault.found.in_language(language))
    };
    faults.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn of_sample(sample: &str) -> Faults {
    faults(&format!("[sample]\n{sample}\n"), "", &[])
}

fn english(sample: &str) -> String {
    sentences(&of_sample(sample), Language::English)
}

#[test]
fn methods_and_their_keys_are_known() {
    insta::assert_snapshot!(english("size = 3"), @"");
    insta::assert_snapshot!(english("method = \"soboll\""), @"");
    insta::assert_snapshot!(english("method = \"sobol\"\nlevels = 4\nsiez = 3\nkeys = [\"counselling.*\"]"), @"");
    insta::assert_snapshot!(english("method = \"list\"\nsize = 4"), @"");
    insta::assert_snapshot!(english("method = \"morris\"\nsize = 0\nlevels = 5\nseed = -1\nkeys = [\"counselling.*\"]"), @"");
    insta::assert_snapshot!(english("method = \"latin_hypercube\"\nsize = 3"), @"");
}

#[test]
fn keys_are_known_varied_and_named_once() {
    let keys = |keys: &str| english(&format!("method = \"sobol\"\nsize = 8\nkeys = [{keys}]"));
    insta::assert_snapshot!(keys("\"counselling.minutes_first_kontakt\""), @"");
    insta::assert_snapshot!(keys("\"counceling.*\", \"travel.minutes_per_km\", \"parameters.travel.minutes_per_km\""), @"");
    insta::assert_snapshot!(keys("\"status.residence_rule_weeks\", \"intermediary.siting\", \"intermediary.rooms\""), @"");
    insta::assert_snapshot!(keys("\"*\""), @"");
}

#[test]
fn ranges_lie_within_what_is_allowed() {
    let over = |rows: &str| english(&format!("method = \"latin_hypercube\"\nsize = 8\nover = [{rows}]"));
    insta::assert_snapshot!(over("{ key = \"counselling.minutes_follow_up\", low = 5, high = 100 }"), @"");
    insta::assert_snapshot!(over("{ key = \"counselling.minutes_follow_up\", low = 21, high = 25 }"), @"");
    insta::assert_snapshot!(over("{ key = \"intermediary.rooms\", low = 3, high = 2 }, { key = \"intermediary.accompaniment\", low = 0, high = 1, distribution = \"log_uniform\" }"), @"");
    insta::assert_snapshot!(over("{ key = \"intermediary.rooms\", low = 1.5, high = 2, distribution = \"normal\" }"), @"");
    insta::assert_snapshot!(over("{ key = \"intermediary.siting\", levels = [\"central\", \"middle\", \"central\"] }, { key = \"intermediary.rooms\", levels = [1], low = 1 }"), @"");
    insta::assert_snapshot!(over("{ low = 1 }, { key = \"intermediary.rooms\", hihg = 2 }"), @"");
    insta::assert_snapshot!(over("{ key = \"intermediary.staff_fte\", low = 1, high = 2 }, { key = \"intermediary.budget_eur_per_year\", low = 1, high = 2 }"), @"");
}

#[test]
fn what_is_sampled_is_set_by_nobody_else() {
    let text = "[[factor]]\nkey = \"intermediary.rooms\"\nlevels = [1, 2]\n[[point]]\nname = \"a\"\nset = { \"parameters.travel.minutes_per_km\" = 3 }\n\
                [sample]\nmethod = \"sobol\"\nsize = 2\nkeys = [\"travel.minutes_per_km\"]\nover = [{ key = \"district.sb5.intermediary.rooms\", low = 1, high = 2 }]\n";
    let faults =
        faults(text, "", &[("parameters.travel.minutes_per_km", "4"), ("intermediary.volunteers", "4")]);
    insta::assert_snapshot!(sentences(&faults, Language::English), @"");
    insta::assert_snapshot!(sentences(&faults, Language::German), @"");
}

#[test]
fn lists_are_faulty_at_their_cells() {
    let list = |list: &str| {
        sentences(&faults("[sample]\nmethod = \"list\"\nfile = \"list.csv\"\n", list, &[]), Language::English)
    };
    insta::assert_snapshot!(list(""), @"");
    insta::assert_snapshot!(list("travel.minutes_per_km\n"), @"");
    insta::assert_snapshot!(list("travel.minutes_per_km,parameters.travel.minutes_per_km,travel.minutes\n1,2,3\n"), @"");
    insta::assert_snapshot!(list("travel.minutes_per_km,intermediary.siting\n=1+1,central\n4,middle,x\n1000,central\n4,\n"), @"");
    let missing = faults("[sample]\nmethod = \"list\"\nfile = \"none.csv\"\n", "", &[]);
    insta::assert_snapshot!(sentences(&missing, Language::German).split(", von").next().unwrap(), @"");
}

#[test]
fn combinations_are_known_and_fractions_have_two_levels() {
    let factors = "[[factor]]\nkey = \"intermediary.rooms\"\nlevels = [1, 2, 3]\n";
    let of = |text: &str| sentences(&faults(text, "", &[]), Language::English);
    insta::assert_snapshot!(of("combine = \"full\"\n[[point]]\nname = \"a\"\nset = {}\n"), @"");
    insta::assert_snapshot!(of(&format!("combine = \"one_at_time\"\n{factors}")), @"");
    insta::assert_snapshot!(of(&format!("combine = {{ resolution = 6 }}\n{factors}")), @"");
    insta::assert_snapshot!(of(&format!("combine = {{ resolution = 3 }}\n{factors}")), @"");
}

#[test]
fn designs_of_any_size_are_opened_in_a_moment() {
    let levels = |count: usize| (0..count).map(|level| level.to_string()).collect::<Vec<_>>().join(", ");
    let text = format!(
        "replicates = 3\n[[factor]]\nkey = \"intermediary.rooms\"\nlevels = [{}]\n[[factor]]\nkey = \"intermediary.volunteers\"\nlevels = [{}]\n\
         [sample]\nmethod = \"latin_hypercube\"\nsize = 1_000_000\nkeys = [\"*\"]\n",
        levels(50),
        levels(200)
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    fs::write(&path, text).unwrap();
    let document = Document::open(&Source::File(path)).unwrap();
    assert_eq!(extent(&document), Some((10_000_000_000, 30_000_000_000)));
    let design = Design::open(&document, &[]).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(
        (design.policies(), design.sets(), design.written()),
        (10_000, Some(1_000_000), 10_000_000_000)
    );
    let last = design.point_at(design.written() - 1).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(last.label, "rooms 49 · volunteers 199 · set 1000000");
    let many = (0..30_000).map(|level| format!("0.{level:05}")).collect::<Vec<_>>().join(",");
    let factors = ["own_offers", "accompaniment", "principles.inclusion"];
    let factors = factors.map(|key| format!("[[factor]]\nkey = \"intermediary.{key}\"\nlevels = [{many}]\n"));
    let sample =
        "[sample]\nmethod = \"latin_hypercube\"\nsize = 1_000_000\nkeys = [\"travel.minutes_per_km\"]\n";
    let faults = faults(&(factors.concat() + sample), "", &[]);
    insta::assert_snapshot!(sentences(&faults, Language::English), @"");
}
