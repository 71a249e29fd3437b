//! Trials: arms by lot, levers that change an opportunity and nothing else, and what is written of them.

use std::collections::BTreeMap;

use inteso::observation::trial::{Cell, TrialRow};
use inteso::observation::{Kind, PanelRow, ResidentRow, Row, Table, TableColumn, Trace};
use inteso::run::{Model, Record};
use inteso::scenario::Scenario;
use inteso::scenario::condition::Holds;
use inteso::scenario::trial::columns::{PANEL, RESIDENTS};
use inteso::vocabulary::Concept;

use crate::stage::{scenario, town};
use crate::tolerance;

mod form;
mod levers;
mod opportunities;
mod residents;

/// Returns the table of a trial of adults with two arms, `dose` going to the second of them.
pub(crate) fn of_adults(name: &str, lever: &str, dose: &str, more: &str) -> String {
    format!(
        r#"
[[trial]]
name = "{name}"
lever = "{lever}"
eligible = {{ age = {{ min = 18 }} }}
arms = [{{ name = "control", share = 0.5 }}, {{ name = "offer", share = 0.5, dose = {dose} }}]
{more}
"#
    )
}

/// Outcomes and enrolment of a trial that begins with the run.
pub(crate) const AT_ONCE: &str = r#"
enrol = { from = "2015-01-05", to = "2015-01-05" }
outcomes = ["age", "sex", "work", "course_hours", "aware_service", "meetings_per_week"]
horizon_weeks = [0, 20]
"#;

/// Runs a small town with trials.
pub(crate) fn run(weeks: u32, trials: &str, replicate: u32) -> Record {
    Model::new(&scenario(&town(weeks, trials))).unwrap().run(replicate)
}

/// Returns the arm of each person in a trial.
fn arms(record: &Record, trial: &str) -> BTreeMap<String, String> {
    let of_trial = record.trials.iter().filter(|row| row.of.trial == trial);
    of_trial.map(|row| (row.of.person.to_string(), row.of.arm.clone())).collect()
}

/// Returns series, groups, costs and facts of a run, and residents and the panel at its end without the columns of trials, to the last bit.
fn all_but_trials(scenario: &Scenario) -> (String, Vec<PanelRow<'static>>) {
    let model = Model::new(scenario).unwrap();
    let (mut rows, mut residents) = (Vec::new(), Vec::new());
    let mut walk = model.walk(1);
    while walk.step().is_some() {}
    for district in walk.districts() {
        residents.push(format!("{:?}", district.district().residents.attitudes));
        let mut panel = Table::default();
        district.append(Trace::Panel, 0, &mut panel);
        rows.extend(panel.rows::<PanelRow<'static>>().unwrap());
    }
    for state in rows.iter_mut().filter_map(|row| row.state.as_mut()) {
        (state.trial, state.arm) = (None, None);
        (state.assigned_week, state.taken_up) = (None, None);
    }
    let record = walk.record();
    let tables = format!("{:?}{:?}{:?}{:?}", record.series, record.groups, record.costs, record.facts);
    (tables + &residents.concat(), rows)
}

#[test]
fn the_lists_of_columns_are_those_of_panel_and_residents() {
    let check = |columns: &[TableColumn], list: &[(&str, Holds)]| {
        assert_eq!(columns.len(), list.len());
        for (TableColumn { name, kind }, (listed, holds)) in columns.iter().zip(list) {
            assert_eq!(name, listed);
            let fits = match holds {
                Holds::Flag => *kind == Kind::Boolean,
                Holds::Word => *kind == Kind::Text,
                Holds::Week => *kind == Kind::Integer,
                Holds::Number => matches!(kind, Kind::Integer | Kind::Number),
            };
            assert!(fits, "{name}: {holds:?} is no {kind:?}");
        }
    };
    let [panel, residents] = [PanelRow::columns(), ResidentRow::columns()];
    check(&panel, PANEL);
    check(&residents, RESIDENTS);
    // In `trials.csv` a name is one column, of whichever table it is.
    for column in &residents {
        assert!(
            panel.iter().all(|known| known.name != column.name || known.kind == column.kind),
            "{column:?}"
        );
    }
}

#[test]
fn whoever_meets_the_conditions_in_the_panel_takes_part_and_nobody_else() {
    let conditions = "age = { min = 18, below = 50 }, sex = \"male\", course_state = [\"never\", \"waiting\"], \
                      arrival_week = { max = -4 }, weeks_since_arrival = { max = 90 }, \
                      any = [{ status = \"in_procedure\" }, { work = \"seeking\", good_german = false }]";
    let trial = of_adults("some", "letters", "{}", AT_ONCE).replace("age = { min = 18 }", conditions);
    let model = Model::new(&scenario(&town(21, &trial))).unwrap();
    let mut walk = model.walk(1);
    let mut expected = Vec::new();
    while let Some(week) = walk.step() {
        if week.0 == 0 {
            let mut panel = Table::default();
            walk.districts().for_each(|district| district.append(Trace::Panel, 0, &mut panel));
            for PanelRow { of, state } in panel.rows::<PanelRow<'static>>().unwrap() {
                let Some(state) = state else { continue };
                let is_eligible = (18..50).contains(&state.age)
                    && state.sex.0.key() == "male"
                    && ["never", "waiting"].contains(&&*state.course_state)
                    && (-90..=-4).contains(&state.arrival_week.0)
                    && (state.status.0.key() == "in_procedure"
                        || state.work.0.key() == "seeking" && !state.good_german.0);
                if is_eligible {
                    expected.push(of.person.to_string());
                }
            }
        }
    }
    let found: Vec<String> = arms(&walk.record(), "some").into_keys().collect();
    expected.sort_unstable();
    assert!(expected.len() > 10, "{expected:?}");
    assert_eq!(found, expected);
}

#[test]
fn an_arm_is_the_same_whatever_else_is_in_the_scenario() {
    let trial = |name| of_adults(name, "course_travel", "{ minutes = 0 }", AT_ONCE);
    let alone = arms(&run(21, &trial("ways"), 1), "ways");
    let other = format!("approach = \"none\"\n{}{}", trial("others"), trial("ways"));
    let beside = run(21, &other, 1);
    assert!(alone.len() > 40, "{}", alone.len());
    assert_eq!(arms(&beside, "ways"), alone);
    // The negative twin: the lot of a trial of another name falls otherwise.
    assert_ne!(arms(&beside, "others"), alone);
}

#[test]
fn a_dose_of_nothing_changes_no_byte_apart_from_the_columns_of_trials() {
    let plain = all_but_trials(&scenario(&town(60, "")));
    let of_none = [
        ("work_bar", "{ months = 0 }"),
        ("course_travel", "{ minutes = 0 }"),
        ("information", "{ messages = 0, reminders = 0 }"),
        ("tandem_offer", "{ offers = 0, matched_share = 1 }"),
        ("accompaniment", "{ ways = 0 }"),
        ("group_contact", "{ meetings = 0 }"),
        ("appointment", "{ appointments = 0 }"),
        ("reminder", "{ reminders = 0 }"),
        ("same_house", "{ referrals = 0 }"),
        ("course_places", "{ places = 0 }"),
        ("childcare_place", "{ places = 0 }"),
        ("early_start", "{ weeks_sooner = 0 }"),
        ("employer_matching", "{ introductions = 0 }"),
        ("letters", "{ letters = 0 }"),
        ("housing_support", "{ hours = 0 }"),
        ("job_support", "{ hours = 0 }"),
        ("advice", "{ hours = 0 }"),
        ("intensive_programme", "{ language_hours = 0, practice_hours = 20, caseload = 20 }"),
    ];
    let trials: String = of_none.iter().map(|(lever, dose)| of_adults(lever, lever, dose, AT_ONCE)).collect();
    let of_all = scenario(&town(60, &trials));
    let rows = Model::new(&of_all).unwrap().run(1).trials.len();
    assert!(rows > 100 && rows.is_multiple_of(of_none.len() * 2), "{rows}");
    assert!(all_but_trials(&of_all) == plain, "a trial without a dose changes the run");
    // The negative twin: with a dose it does.
    let bar = of_adults("bar", "work_bar", "{ months = 60 }", AT_ONCE);
    assert!(all_but_trials(&scenario(&town(60, &bar))) != plain);
}

#[test]
fn arms_are_balanced_before_anything_happens() {
    let count = |shares: [f64; 2]| {
        let trial = of_adults("lot", "letters", "{}", AT_ONCE);
        let trial = trial.replacen("share = 0.5", &format!("share = {}", shares[0]), 1);
        let trial = trial.replacen("share = 0.5", &format!("share = {}", shares[1]), 1);
        let rows: Vec<TrialRow> = (1..=20).flat_map(|replicate| run(21, &trial, replicate).trials).collect();
        rows.into_iter().filter(|row| row.of.horizon_week == 0).collect::<Vec<_>>()
    };
    let in_arm = |rows: &[TrialRow]| rows.iter().filter(|row| row.of.arm == "offer").count();
    let rows = count([0.5, 0.5]);
    let (n, offered) = (rows.len(), in_arm(&rows));
    assert!(n > 500, "{n}");
    // A share of one half has a deviation of one half.
    let tolerance = tolerance::mean(0.5, n);
    assert!((offered as f64 / n as f64 - 0.5).abs() < tolerance, "{offered} of {n}");
    // Women among both arms: the difference of two shares, each of half of the people.
    let women = |arm: &str| {
        let own: Vec<_> = rows.iter().filter(|row| row.of.arm == arm).collect();
        let is_woman = |row: &&&TrialRow| row.outcome("sex") == Some(&Cell::Text("female".to_owned()));
        own.iter().filter(is_woman).count() as f64 / own.len() as f64
    };
    assert!((women("offer") - women("control")).abs() < 2.0 * tolerance);
    // The negative twin: unequal shares lie beyond.
    let rows = count([0.65, 0.35]);
    let share = in_arm(&rows) as f64 / rows.len() as f64;
    assert!((share - 0.5).abs() > tolerance, "{share}");
}

#[test]
fn a_household_has_one_arm_and_all_of_it_takes_part() {
    let trial = of_adults("homes", "letters", "{}", AT_ONCE).replace("lever", "unit = \"household\"\nlever");
    let trial = trial.replace("\"age\", \"sex\"", "\"household\", \"age\"");
    let record = run(21, &trial, 1);
    let mut of_home: BTreeMap<String, Vec<&TrialRow>> = BTreeMap::new();
    for row in record.trials.iter().filter(|row| row.of.horizon_week == 0) {
        let Some(Cell::Text(home)) = row.outcome("household") else { panic!("{row:?}") };
        of_home.entry(home.clone()).or_default().push(row);
    }
    assert!(of_home.values().any(|rows| rows.len() > 2));
    for rows in of_home.values() {
        assert!(rows.iter().all(|row| row.of.arm == rows[0].of.arm));
        for row in rows {
            let is_adult = row.outcome("age").and_then(Cell::number).is_some_and(|age| age >= 18.0);
            assert_eq!(row.of.eligible.0, is_adult, "{row:?}");
        }
    }
}

#[test]
fn no_more_are_enrolled_than_the_trial_takes_and_the_lot_says_who() {
    let few = AT_ONCE.replace("to = \"2015-01-05\"", "to = \"2015-03-01\", max = 12");
    let long = few.replace("20]", "10]");
    let people = |replicate| {
        let rows = run(30, &of_adults("few", "letters", "{}", &long), replicate).trials;
        let first = rows.iter().filter(|row| row.of.horizon_week == 0);
        first.map(|row| row.of.person.to_string()).collect::<Vec<_>>()
    };
    let [one, two] = [people(1), people(2)];
    assert_eq!((one.len(), two.len()), (12, 12));
    assert_ne!(one, two);
}
