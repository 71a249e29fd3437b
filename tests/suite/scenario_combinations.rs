//! Options that are right one by one and wrong together: every fault at its place, with what is allowed.

use std::fs;

use inteso::scenario::{Faults, Source, load};

use crate::cli_commands::call;
use crate::stage::district;

fn faults(text: &str) -> Faults {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    fs::write(&path, text).unwrap();
    load(&Source::File(path), &[]).map(|_| ()).unwrap_err()
}

/// Checks that a text has one fault at a line and column, with words of what was found and what is allowed.
fn has(text: &str, at: (usize, usize), found: &str, allowed: &str) {
    let faults = faults(text);
    assert_eq!(faults.len(), 1, "{faults}");
    let fault = faults.iter().next().unwrap();
    let place = fault.place.as_ref().unwrap();
    assert_eq!((place.line(), place.column()), at, "{faults}");
    assert!(fault.found.english().contains(found), "{found}\n{faults}");
    assert!(
        fault.allowed.as_ref().is_some_and(|text| text.english().contains(allowed)),
        "{allowed}\n{faults}"
    );
}

#[test]
fn an_anchor_that_comes_with_accommodations_is_no_house_to_be_attached_to() {
    let text = "[intermediary]\nattachment = \"integrated\"\nanchor = \"accommodation_social_work\"\n";
    let faults = faults(text);
    // Each of the two districts lacks it.
    assert_eq!(faults.len(), 2, "{faults}");
    let shown = faults.to_string();
    assert!(shown.contains("mine.toml:3:10") && shown.contains("family_centre"), "{shown}");
    assert!(
        shown.contains("`sb6` is integrated but the district has no accommodation_social_work"),
        "{shown}"
    );
    // Standing alone, the anchor has no effect.
    assert!(load_text("[intermediary]\nanchor = \"accommodation_social_work\"\n"));
}

fn load_text(text: &str) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    fs::write(&path, text).unwrap();
    load(&Source::File(path), &[]).is_ok()
}

#[test]
fn an_anchor_that_a_small_district_does_not_have_is_a_fault_there_alone() {
    let town = |inhabitants: u32| {
        format!(
            "districts = [\"toy\"]\n{}\n[intermediary]\nattachment = \"attached\"\nanchor = \"job_centre\"\n\
             [parameters]\n\"institutions.founding.kind.job_centre.at_least\" = 0\n",
            district("toy", inhabitants, 0.04, 80)
        )
    };
    let shown = faults(&town(900)).to_string();
    assert!(shown.contains("`toy` is attached but the district has no job_centre"), "{shown}");
    assert!(!shown.contains("health_service, job_centre"), "{shown}");
    assert!(load_text(&town(90_000)));
}

#[test]
fn offers_without_rooms_are_a_fault_where_a_served_field_needs_them() {
    has(
        "[intermediary]\napproach = \"host\"\nrooms = 0\n",
        (3, 9),
        "`intermediary.rooms` is 0, but offers need rooms (housing: host",
        "rooms from 1 on",
    );
    has(
        "[intermediary]\nrooms = 0\napproach = { work = \"provide\" }\n",
        (3, 21),
        "work: provide",
        "rooms from 1 on",
    );
    assert!(load_text("[intermediary]\nrooms = 0\napproach = \"refer\"\n"));
    assert!(load_text(
        "[intermediary]\nrooms = 0\napproach = { work = \"host\" }\ncontent = [\"housing\"]\n"
    ));
    assert!(load_text("[intermediary]\nrooms = 0\napproach = \"none\"\n"));
}

#[test]
fn content_without_a_field_and_an_empty_audience_are_faults() {
    has(
        "[intermediary]\ncontent = [\"networking\"]\n",
        (2, 11),
        "holds no field of action",
        "housing, education",
    );
    has(
        "[intermediary]\naudience = []\n",
        (2, 12),
        "`intermediary.audience` is an empty list",
        "at least one",
    );
    has("[intermediary]\ncontent = []\n", (2, 11), "`intermediary.content` is an empty list", "at least one");
}

#[test]
fn goals_need_a_weight_and_methods_the_sum_one() {
    let none = "[intermediary.goals]\nculturation = 0\nplacement = 0\ninteraction = 0\nidentification = 0\n";
    has(none, (5, 18), "`intermediary.goals` sums to 0", "at least one above 0");
    has(
        "[intermediary.methods]\ncasework = 0.5\n",
        (2, 12),
        "`intermediary.methods` sums to 0.85",
        "the sum 1",
    );
}

#[test]
fn amounts_below_zero_and_one_site_among_several_are_out_of_range() {
    for (option, value, allowed) in [
        ("opening_hours_per_week", "-4", "from 1 to 100"),
        ("staff_fte", "-1", "from 0 to 500"),
        ("budget_eur_per_year", "-1", "from 0"),
        ("accompaniment", "-0.1", "from 0 to 1"),
        ("principles.inclusion", "1.5", "from 0 to 1"),
        ("city_network.share", "-0.2", "from 0 to 1"),
        ("volunteers", "-3", "from 0 to 5000"),
    ] {
        let text = format!("[intermediary]\n{option} = {value}\n");
        has(&text, (2, option.len() + 4), &format!("`intermediary.{option}` is the number {value}"), allowed);
    }
    has(
        "[intermediary]\nsiting = \"decentral\"\nsites = 1\n",
        (3, 9),
        "`intermediary.sites`",
        "from 2 to 12",
    );
}

#[test]
fn a_wrong_combination_in_a_change_is_shown_at_the_change() {
    let text = "[intermediary]\nrooms = 0\n[[change]]\nfrom = 2017-01-02\nset = { \"intermediary.approach\" = \"host\" }\n";
    has(text, (5, 35), "offers need rooms", "rooms from 1 on");
}

#[test]
fn all_wrong_combinations_are_found_at_once() {
    let text = "[intermediary]\napproach = \"host\"\nrooms = 0\nattachment = \"attached\"\nanchor = \"accommodation_social_work\"\n\
                sites = 1\naudience = []\n[intermediary.methods]\ncasework = 0.1\n[[change]]\nfrom = 2015-02-02\nset = { \"intermediary.volunteers\" = -1 }\n";
    let shown = faults(text).to_string();
    for expected in [
        "offers need rooms",
        "`sb5` is attached",
        "`intermediary.sites`",
        "`intermediary.audience` is an empty list",
        "sums to 0.45",
        "`intermediary.volunteers` is the number -1",
    ] {
        assert!(shown.contains(expected), "{expected}\n{shown}");
    }
}

#[test]
fn a_parameter_may_come_with_its_own_range_and_source_and_is_read_back() {
    let own =
        "[parameters]\n\"arrival.latin_script\" = { value = 0.85, range = [0.7, 0.95], source = \"mine\" }\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    fs::write(&path, own).unwrap();
    let first = load(&Source::File(path.clone()), &[]).unwrap().scenario;
    let parameter = first.evidence.get("arrival.latin_script").unwrap();
    assert_eq!((parameter.value, parameter.range, parameter.source.as_str()), (0.85, [0.7, 0.95], "mine"));
    fs::write(&path, first.to_toml()).unwrap();
    assert_eq!(load(&Source::File(path), &[]).unwrap().scenario, first);
    for (text, expected) in [
        ("{ value = 2, range = [0.7, 0.95], source = \"mine\" }", "is 2"),
        ("{ value = 0.85, range = [0.7, 0.95] }", "lacks `source`"),
        ("{ value = 0.85, source = \"mine\" }", "lacks `range`"),
        (
            "{ value = 0.85, range = [0.7], source = \"mine\" }",
            "`parameters.arrival.latin_script.range` is a list",
        ),
        ("{ value = 0.85, rang = [0.7, 0.9], source = \"mine\" }", "did you mean `range`?"),
    ] {
        let shown = faults(&format!("[parameters]\n\"arrival.latin_script\" = {text}\n")).to_string();
        assert!(shown.contains(expected), "{expected}\n{shown}");
    }
}

#[test]
fn what_is_allowed_but_perhaps_not_meant_is_a_note() {
    let folder = tempfile::tempdir().unwrap();
    let text = "weeks = 2\ndistricts = [\"sb6\"]\n[intermediary]\ncontent = [\"housing\", \"integration\", \"encounter\"]\nsiting = \"decentral\"\nsites = 6\n";
    fs::write(folder.path().join("mine.toml"), text).unwrap();
    let (code, output, _) = call(folder.path(), &["check", "mine.toml"]);
    assert_eq!(code, 0);
    let output = output.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        output.contains("note: sb6: `networking` is not a task, so the 15 % of working time"),
        "{output}"
    );
    assert!(output.contains("note: sb6: 6 sites but 4 neighbourhoods"), "{output}");
    // Of the default not everybody who is asked for can be coordinated, which is a note of its own.
    let (_, output, _) = call(folder.path(), &["check", "default", "--set", "intermediary.volunteers=15"]);
    assert!(!output.contains("note:"), "{output}");
}

#[test]
fn an_unaffordable_point_is_listed_and_an_unaffordable_run_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let text = "weeks = 2\nset = { \"intermediary.siting\" = \"decentral\" }\n[[factor]]\nkey = \"intermediary.budget_eur_per_year\"\nlevels = [9_000, 140_000]\n";
    fs::write(folder.path().join("mine.toml"), text).unwrap();
    let (code, output, complaint) = call(folder.path(), &["check", "mine.toml"]);
    assert_eq!(code, 0, "{complaint}");
    let output = output.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(output.contains("1 point not feasible"), "{output}");
    assert!(output.contains("is left out: district sb5: the budget of 9000 €"), "{output}");
    let arguments = [
        "run",
        "--weeks",
        "2",
        "--set",
        "intermediary.siting=decentral",
        "--set",
        "intermediary.budget_eur_per_year=9000",
    ];
    let (code, _, complaint) = call(folder.path(), &arguments);
    assert_eq!(code, 3, "{complaint}");
    assert!(complaint.contains("the budget of 9000 €"), "{complaint}");
}
