//! What levers change, and what they leave alone.

use inteso::observation::TrialRow;
use inteso::observation::trial::Cell;
use inteso::population::trials::Participant;
use inteso::run::{Model, Record};
use inteso::scenario::Scenario;

use super::{of_adults, run};
use crate::conservation::column;
use crate::stage::{scenario, town};

/// People are enrolled in the first half year and looked at for another.
pub(super) const HALF_YEAR: &str = r#"
enrol = { from = "2015-01-05", to = "2015-07-05" }
outcomes = ["work", "course_hours", "aware_service", "meetings_per_week", "ties_residents"]
horizon_weeks = [0, 4, 8, 13, 17, 21, 26]
"#;

/// Returns the rows of people to whom something was offered.
fn offered(record: &Record) -> impl Iterator<Item = &TrialRow> {
    record.trials.iter().filter(|row| row.of.arm == "offer")
}

/// Returns the sum of a figure over the people to whom something was offered, in two replicates.
fn sum(lever: &str, dose: &str, figure: impl Fn(&TrialRow) -> f64) -> f64 {
    let trial = of_adults("one", lever, dose, HALF_YEAR);
    (1..=8).map(|replicate| offered(&run(60, &trial, replicate)).map(&figure).sum::<f64>()).sum()
}

#[test]
fn a_longer_bar_never_bars_fewer_weeks() {
    let barred =
        |row: &TrialRow| f64::from(u8::from(row.outcome("work") == Some(&Cell::Text("barred".to_owned()))));
    let by_dose = [0, 6, 12, 24].map(|months| sum("work_bar", &format!("{{ months = {months} }}"), barred));
    assert!(by_dose.is_sorted(), "{by_dose:?}");
    assert!(by_dose[0] < by_dose[3], "{by_dose:?}");
}

#[test]
fn a_longer_way_never_means_more_hours_of_class() {
    let hours = |row: &TrialRow| {
        let last = row.of.horizon_week == 26;
        row.outcome("course_hours").and_then(Cell::number).filter(|_| last).unwrap_or_default()
    };
    let by_dose =
        [0, 30, 60, 120].map(|minutes| sum("course_travel", &format!("{{ minutes = {minutes} }}"), hours));
    assert!(by_dose.iter().rev().is_sorted(), "{by_dose:?}");
    assert!(by_dose[3] < by_dose[0], "{by_dose:?}");
}

#[test]
fn a_bar_outlasts_protection_and_is_felt_from_the_week_of_assignment() {
    let bar = of_adults("bar", "work_bar", "{ months = 120 }", HALF_YEAR);
    let record = run(60, &bar, 1);
    let is_later = |row: &&TrialRow| row.of.horizon_week > 4 && row.of.present.0;
    let mut seen = 0;
    for row in offered(&record).filter(is_later) {
        let Some(Cell::Text(work)) = row.outcome("work") else { panic!("{row:?}") };
        assert_ne!(work, "seeking", "{row:?}");
        seen += 1;
    }
    assert!(seen > 100, "{seen}");
}

/// Returns a town without an intermediary in which nobody seeks help, and either all speak of it or nobody does.
fn quiet(passing: bool, dose: &str) -> Scenario {
    let trial = of_adults("told", "information", dose, HALF_YEAR);
    let set = |key: &str, value: i32| {
        format!("\"{key}\" = {{ value = {value}, range = [-100, 10], source = \"A\" }}\n")
    };
    let mut parameters = set("help_seeking.seek", -100);
    for key in ["pass_on_new_user", "pass_on_per_friend_and_week", "pointing"] {
        parameters += &set(&format!("awareness.{key}"), i32::from(passing));
    }
    scenario(&town(60, &format!("approach = \"none\"\n[parameters]\n{parameters}{trial}")))
}

/// Returns what has become of everybody at the end of a run, and whether they were offered anything.
fn lives(scenario: &Scenario) -> Vec<(bool, String)> {
    let model = Model::new(scenario).unwrap();
    let mut walk = model.walk(1);
    while walk.step().is_some() {}
    let refugees = &walk.districts().next().unwrap().district().refugees;
    let life = |id| {
        let is_offered =
            refugees.trials.part.get(&(Participant::Person(id), 0)).is_some_and(|part| &*part.arm == "offer");
        let learnt = (&refugees.language[id], &refugees.course[id], &refugees.working[id]);
        let felt = (&refugees.mind[id], &refugees.social[id], &refugees.housing[id]);
        let known = (&refugees.awareness[id], &refugees.visits[id], &refugees.presence[id]);
        (is_offered, format!("{learnt:?}{felt:?}{known:?}"))
    };
    refugees.person.ids().map(life).collect()
}

#[test]
fn what_one_is_told_in_private_stays_with_those_who_are_told() {
    let told = "{ messages = 3, reminders = 2 }";
    let differences = |passing: bool| {
        let [with, without] = [told, "{}"].map(|dose| lives(&quiet(passing, dose)));
        assert_eq!(with.len(), without.len());
        let differs = |is_told: bool| {
            with.iter().zip(&without).filter(|(one, other)| one.0 == is_told && one.1 != other.1).count()
        };
        (differs(true), differs(false))
    };
    let (inside, outside) = differences(false);
    assert!(inside > 10, "{inside}");
    assert_eq!(outside, 0);
    // The negative twin: where people talk, others hear of it.
    assert!(differences(true).1 > 0);
}

#[test]
fn partners_meet_those_to_whom_they_were_offered() {
    let met = |row: &TrialRow| f64::from(u8::from(row.of.taken_up.0 && row.of.horizon_week == 26));
    let by_dose = ["{}", "{ offers = 1, matched_share = 0.4 }", "{ offers = 1 }", "{ offers = 2 }"]
        .map(|dose| sum("tandem_offer", dose, met));
    assert_eq!(by_dose[0], 0.0);
    assert!(by_dose.is_sorted() && by_dose[1] > 0.0, "{by_dose:?}");
    let meetings = |row: &TrialRow| {
        row.outcome("meetings_per_week")
            .and_then(Cell::number)
            .filter(|_| row.of.horizon_week == 26)
            .unwrap_or(0.0)
    };
    let [none, many] = ["{}", "{ offers = 3, meetings_per_week = 4, within_weeks = 1 }"]
        .map(|dose| sum("tandem_offer", dose, meetings));
    assert!(many > none, "{none} {many}");
}

#[test]
fn somebody_comes_along_as_often_as_was_offered() {
    let used = |outside: u32, own: u32| {
        let along = of_adults("along", "accompaniment", &format!("{{ ways = {outside} }}"), HALF_YEAR);
        let ours = of_adults("ours", "accompaniment", &format!("{{ ways = {own} }}"), HALF_YEAR)
            .replace("lever", "capacity = \"own\"\nlever");
        let scenario = scenario(&town(60, &format!("approach = \"none\"\n{along}{ours}")));
        let model = Model::new(&scenario).unwrap();
        let mut walk = model.walk(1);
        while walk.step().is_some() {}
        let refugees = &walk.districts().next().unwrap().district().refugees;
        let trials = &refugees.trials;
        let of = |id| [trials.companions.used(id), trials.own_companions.used(id)];
        let all: Vec<[u32; 2]> = refugees.person.ids().map(of).collect();
        assert!(all.iter().all(|[out, ours]| *out <= outside && *ours <= own));
        [0, 1].map(|place| all.iter().map(|of| of[place]).sum::<u32>())
    };
    let [once, _] = used(1, 0);
    let [twice, _] = used(2, 0);
    assert!(once > 20 && twice > once, "{once} {twice}");
    assert_eq!(used(0, 0), [0, 0]);
    // Ways from outside come first, and those of the district's own take its hours, of which there are none without an intermediary.
    assert_eq!(used(1, 100), [once, 0]);
}

#[test]
fn more_hours_of_help_from_outside_never_make_fewer_viewings_and_applications() {
    let received = |row: &TrialRow| {
        let last = row.of.horizon_week == 26;
        row.outcome("received").and_then(Cell::number).filter(|_| last).unwrap_or_default()
    };
    let refused = |lever: &str, hours: f64| {
        let trial = of_adults("one", lever, &format!("{{ hours = {hours:?}, weeks = 26 }}"), HALF_YEAR);
        let trial = trial.replace("\"work\",", "\"work\", \"received\",");
        // Where everybody is refused, each viewing and each application is counted as a refusal.
        let nobody = ["housing.landlord.base", "work.employer.base"]
            .map(|key| format!("\"{key}\" = {{ value = -100, range = [-1000, 0], source = \"A\" }}\n"));
        let text = format!("[parameters]\n{}{trial}", nobody.concat());
        let record = run(60, &text, 1);
        let used = offered(&record).map(received).sum::<f64>();
        let refusals = ["refusals_housing", "refusals_job_search"].map(|name| {
            record
                .series
                .iter()
                .filter(|row| row.is_of_all())
                .map(|row| row.values[column(name)])
                .sum::<f64>()
        });
        (used, refusals)
    };
    for (lever, own) in [("housing_support", 0), ("job_support", 1)] {
        let by_dose = [0.0, 4.0, 8.0, 16.0].map(|hours| refused(lever, hours));
        let (used, refusals): (Vec<f64>, Vec<f64>) =
            by_dose.iter().map(|(used, all)| (*used, all[own])).unzip();
        assert!(used[0] == 0.0 && refusals.is_sorted() && refusals[0] < refusals[3], "{lever}: {by_dose:?}");
        // Nobody is hired or housed, so twice the hours are used twice.
        assert!((used[2] - 2.0 * used[1]).abs() < 0.02 * used[2], "{lever}: {by_dose:?}");
    }
}

#[test]
fn letters_that_are_answered_with_help_are_not_missed() {
    let missed = |letters: u32| {
        let trial =
            of_adults("one", "letters", &format!("{{ letters = {letters}, weeks = 100 }}"), HALF_YEAR);
        let record = run(60, &trial, 1);
        record
            .series
            .iter()
            .filter(|row| row.is_of_all())
            .map(|row| row.values[column("letters_missed")])
            .sum::<f64>()
    };
    let by_dose = [0, 1, 2, 100].map(missed);
    assert!(by_dose.iter().rev().is_sorted() && by_dose[3] < by_dose[0], "{by_dose:?}");
}
