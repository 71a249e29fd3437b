//! Trials of long-standing residents, and groups in which they meet people who fled.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use inteso::index::ResidentId;
use inteso::observation::trial::{Cell, TrialRow};
use inteso::observation::{ResidentRow, Table, Trace};
use inteso::population::trials::Participant;
use inteso::run::{DistrictWalk, Model};
use inteso::time::Week;

use super::form::faults;
use super::{AT_ONCE, all_but_trials, of_adults, run};
use crate::cli_commands::call;
use crate::stage::{district, scenario, town};

/// Returns a trial of residents in which an arm is offered groups; `more` says when, how many and what is looked at.
fn of_residents(name: &str, dose: &str, more: &str) -> String {
    let trial = of_adults(name, "group_contact", dose, more);
    trial.replace("eligible = { age = { min = 18 } }", "unit = \"resident\"")
}

/// Some hundred residents are enrolled at once and looked at for half a year.
const AT_ONCE_FOR_LONG: &str = r#"
enrol = { from = "2015-01-05", to = "2015-01-05", max = 300 }
outcomes = ["attitude", "meetings_positive", "received"]
horizon_weeks = [0, 13, 26]
"#;

/// Returns the number in an outcome.
fn number(row: &TrialRow, column: &str) -> f64 {
    row.outcome(column).and_then(Cell::number).unwrap_or_else(|| panic!("{column}: {row:?}"))
}

/// Returns the rows of all adult residents as of now, by key.
fn table(walk: &DistrictWalk<'_>) -> BTreeMap<String, ResidentRow<'static>> {
    let mut rows = Table::default();
    walk.append(Trace::Residents, 0, &mut rows);
    let rows = rows.rows::<ResidentRow<'static>>().unwrap();
    rows.into_iter().map(|row| (row.person.to_string(), row)).collect()
}

#[test]
fn residents_take_part_who_meet_the_conditions_in_their_table_and_are_found_as_it_finds_them() {
    let trial = of_residents(
        "neighbours",
        "{}",
        r#"
eligible = { age_group = ["18-44", "45-59"], attitude = { min = -0.5 }, accommodation_km = { max = 3 }, any = [{ volunteer_state = ["former", "on_their_own"] }, { meetings_positive_13_weeks = { min = 1 }, works = true }] }
enrol = { from = "2015-01-05", to = "2015-01-05" }
outcomes = ["attitude", "meetings_positive_13_weeks", "hours_last_four_weeks", "neighbourhood", "contact_ever", "received"]
horizon_weeks = [0, 20]
"#,
    );
    let model = Model::new(&scenario(&town(21, &trial))).unwrap();
    let mut walk = model.walk_district(0, 1);
    walk.sample_residents(u32::MAX);
    let mut tables = BTreeMap::new();
    loop {
        tables.insert(walk.week().0, table(&walk));
        if walk.step().is_none() {
            break;
        }
    }
    let is_eligible = |row: &&ResidentRow<'_>| {
        ["18-44", "45-59"].contains(&&*row.age_group)
            && row.attitude >= -0.5
            && row.accommodation_km.is_some_and(|km| km <= 3.0)
            && (["former", "on_their_own"].contains(&&*row.volunteer_state)
                || row.meetings_positive_13_weeks > 0 && row.works.0)
    };
    let expected: BTreeSet<String> =
        tables[&0].values().filter(is_eligible).map(|row| row.person.to_string()).collect();
    // The run has no sample of residents.
    let rows = model.run(1).trials;
    let found: BTreeSet<String> = rows.iter().map(|row| row.of.person.to_string()).collect();
    assert!(expected.len() > 100, "{}", expected.len());
    assert_eq!(found, expected);
    assert_eq!(rows.len(), 2 * expected.len());
    for row in &rows {
        let known = &tables[&(row.of.horizon_week as i32)][&row.of.person.to_string()];
        assert_eq!(number(row, "attitude"), known.attitude);
        assert_eq!(number(row, "meetings_positive_13_weeks"), f64::from(known.meetings_positive_13_weeks));
        assert_eq!(number(row, "hours_last_four_weeks"), known.hours_last_four_weeks);
        assert_eq!(row.outcome("neighbourhood"), Some(&Cell::Text(known.neighbourhood.to_string())));
        assert_eq!(number(row, "contact_ever"), f64::from(u8::from(known.contact_ever.0)));
        assert!(row.of.present.0 && row.of.eligible.0 && !row.of.taken_up.0);
    }
}

#[test]
fn a_trial_of_residents_without_a_dose_changes_no_byte() {
    let plain = all_but_trials(&scenario(&town(60, "")));
    let with =
        |dose: &str| all_but_trials(&scenario(&town(60, &of_residents("groups", dose, AT_ONCE_FOR_LONG))));
    assert!(with("{ people = 20 }") == plain, "a trial without a dose changes the run");
    // The negative twin: with a dose it does.
    assert!(with("{ meetings = 1 }") != plain);
}

#[test]
fn no_more_residents_are_enrolled_than_the_trial_takes_each_once_and_by_adults_of_the_districts() {
    let trial = of_residents(
        "few",
        "{ meetings = 1 }",
        r#"
enrol = { from = "2015-01-05", to = "2015-02-15", max = 40 }
outcomes = ["age_group"]
horizon_weeks = [0]
"#,
    );
    // Of those who arrive the smaller district takes more.
    let two = town(12, &trial).replace("[\"toy\"]", "[\"toy\", \"small\"]");
    let two =
        two.replace("\n[intermediary]", &format!("{}\n[intermediary]", district("small", 2_000, 0.08, 20)));
    let model = Model::new(&scenario(&two)).unwrap();
    let people = |replicate| -> Vec<String> {
        model.run(replicate).trials.iter().map(|row| row.of.person.to_string()).collect()
    };
    let [one, two] = [people(1), people(2)];
    assert_eq!(one.iter().filter(|key| key.starts_with("toy-")).count(), 30);
    assert_eq!(one.iter().filter(|key| key.starts_with("small-")).count(), 10);
    assert_eq!(one.iter().collect::<BTreeSet<_>>().len(), 40, "nobody is enrolled twice");
    assert_ne!(one, two);
}

#[test]
fn more_meetings_of_a_group_never_mean_fewer_received_nor_less_friendly_contact() {
    let by_dose = [0, 5, 10, 20].map(|meetings| {
        let trial = of_residents("groups", &format!("{{ meetings = {meetings} }}"), AT_ONCE_FOR_LONG);
        let rows: Vec<TrialRow> = (1..=3).flat_map(|replicate| run(30, &trial, replicate).trials).collect();
        let last = rows.into_iter().filter(|row| row.of.arm == "offer" && row.of.horizon_week == 26);
        last.map(|row| {
            assert!(number(&row, "received") <= f64::from(meetings), "{row:?}");
            assert_eq!(row.of.taken_up.0, number(&row, "received") > 0.0);
            (number(&row, "received"), number(&row, "meetings_positive"), number(&row, "attitude"))
        })
        .collect::<Vec<_>>()
    });
    for (fewer, more) in by_dose.iter().zip(&by_dose[1..]) {
        assert_eq!(fewer.len(), more.len());
        assert!(fewer.iter().zip(more).all(|(fewer, more)| fewer.0 <= more.0));
        let contact = |rows: &[(f64, f64, f64)]| rows.iter().map(|row| row.1).sum::<f64>();
        assert!(contact(fewer) < contact(more), "{} {}", contact(fewer), contact(more));
    }
    // What meetings leave follows from the rules for all: nobody's attitude is set, and the mean of all moves.
    let attitude = |rows: &[(f64, f64, f64)]| rows.iter().map(|row| row.2).sum::<f64>();
    assert!(attitude(&by_dose[0]) < attitude(&by_dose[3]));
}

#[test]
fn a_first_meeting_reaches_those_of_the_groups_and_no_other_resident() {
    let contacts = |dose: &str| {
        let model =
            Model::new(&scenario(&town(30, &of_residents("groups", dose, AT_ONCE_FOR_LONG)))).unwrap();
        let mut walk = model.walk_district(0, 1);
        // Groups that meet in week 0 become meetings in week 1.
        while walk.week() < Week(2) {
            walk.step();
        }
        let district = walk.district();
        let attended = |id: ResidentId| {
            let groups = district.refugees.trials.groups.get(&Participant::Resident(id));
            groups.is_some_and(|groups| groups.iter().any(|group| group.attended > 0))
        };
        let attitudes = &district.residents.attitudes;
        attitudes.contact.ids().map(|id| (attended(id), attitudes.contact[id])).collect::<Vec<_>>()
    };
    let [without, with] = ["{}", "{ meetings = 10 }"].map(contacts);
    let changed = |is_in: bool| {
        with.iter().zip(&without).filter(|(one, other)| one.0 == is_in && one.1 != other.1).count()
    };
    assert!(changed(true) > 50, "{}", changed(true));
    assert_eq!(changed(false), 0);
}

#[test]
fn people_who_fled_meet_residents_in_groups_of_their_own() {
    let more = AT_ONCE_FOR_LONG
        .replace(", max = 300", "")
        .replace("\"attitude\", \"meetings_positive\"", "\"ties_residents\"");
    let last = |dose: &str| {
        let trial = of_adults("groups", "group_contact", dose, &more);
        let rows = (1..=3).flat_map(|replicate| run(30, &trial, replicate).trials);
        let sums = rows.filter(|row| row.of.arm == "offer" && row.of.horizon_week == 26 && row.of.present.0);
        sums.fold([0.0; 2], |[met, ties], row| {
            [met + number(&row, "received"), ties + number(&row, "ties_residents")]
        })
    };
    let [none, some, many] = ["{}", "{ meetings = 10 }", "{ meetings = 20 }"].map(last);
    assert!(none[0] == 0.0 && some[0] > 100.0 && many[0] > some[0], "{none:?} {some:?} {many:?}");
    assert!(none[1] < many[1], "{none:?} {many:?}");
}

#[test]
fn what_is_known_of_others_and_what_reaches_no_resident_is_refused() {
    let residents = of_residents("groups", "{}", AT_ONCE)
        .replace("unit = ", "eligible = { language = { min = 2 }, any = [{ age_grup = \"18-44\" }, { volunteer_state = \"soon\" }] }\nunit = ");
    let people = of_adults("people", "group_contact", "{}", AT_ONCE)
        .replace("\"age\", \"sex\"", "\"attitude\"")
        .replace("age = ", "works = true, age = ");
    let letters = of_residents("letters", "{}", AT_ONCE_FOR_LONG).replace("group_contact", "work_bar");
    let said = faults(&town(60, &format!("{residents}{people}{letters}")));
    for part in [
        "no column is named `language`",
        "did you mean `unit = \"person\"`?",
        "did you mean `age_group`?",
        "`volunteer_state` is never \"soon\"",
        "`trial.outcomes` holds the text \"course_hours\"",
        "`trial.outcomes` holds the text \"attitude\"",
        "no column is named `works`",
        "did you mean `unit = \"resident\"`?",
        "`work_bar` offers nothing to residents",
        "or one of the levers: group_contact",
    ] {
        assert!(said.contains(part), "{part}\n\n{said}");
    }
    // Sex is known of both.
    assert!(!said.contains("holds the text \"sex\""), "{said}");
}

#[test]
fn a_resolved_trial_of_residents_is_read_as_the_same() {
    let text = town(60, &of_residents("groups", "{ meetings = 10, people = 8 }", AT_ONCE_FOR_LONG));
    let with = scenario(&text);
    assert!(with.to_toml().contains("unit = \"resident\""));
    assert_eq!(scenario(&with.to_toml()), with);
    assert_ne!(with.hash(), scenario(&text.replace("people = 8", "people = 10")).hash());
}

#[test]
fn residents_and_people_who_fled_stand_in_one_table_of_trials() {
    let folder = tempfile::tempdir().unwrap();
    let people = of_adults("people", "group_contact", "{ meetings = 3 }", AT_ONCE);
    let residents =
        of_residents("residents", "{ meetings = 3 }", AT_ONCE_FOR_LONG).replace("\"received\"", "\"sex\"");
    fs::write(folder.path().join("study.toml"), town(30, &format!("{people}{residents}"))).unwrap();
    let (code, _, complaint) = call(folder.path(), &["run", "study.toml", "--out", "results"]);
    assert_eq!(code, 0, "{complaint}");
    let text = fs::read_to_string(folder.path().join("results/trials.csv")).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let head = lines.next().unwrap();
    let of_residents = ["attitude", "meetings_positive"];
    assert!(of_residents.iter().all(|column| head.iter().filter(|known| *known == column).count() == 1));
    let at = |name: &str| head.iter().position(|known| *known == name).unwrap();
    for line in lines {
        let is_resident = line[at("trial")] == "residents";
        assert_eq!(line.len(), head.len());
        assert_eq!(
            line[at("person")].split('-').filter(|part| !part.is_empty()).count(),
            3 - usize::from(is_resident)
        );
        assert_eq!(line[at("attitude")].is_empty(), !is_resident);
        assert!(!line[at("sex")].is_empty() || line[at("present")] == "0");
    }
}
