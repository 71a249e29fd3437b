//! How a trial is written: what is refused, and what a resolved scenario says of it.

use std::fmt::Write;
use std::fs;

use inteso::scenario::lever::LEVERS;
use inteso::scenario::trial::Unit;
use inteso::scenario::{Scenario, Source, differences, explain, load};
use inteso::vocabulary::{Language, Need};

use crate::cli_commands::call;
use crate::stage::{scenario, town};

/// Returns the faults of a text.
pub(super) fn faults(text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("study.toml");
    fs::write(&path, text).unwrap();
    let faults = load(&Source::File(path.clone()), &[]).unwrap_err().to_string();
    faults.replace(&path.display().to_string(), "study.toml")
}

/// A trial that says all that can be said.
const WHOLE: &str = r#"
[[trial]]
name = "tandem"
lever = "tandem"
unit = "household"
enrol = { from = "2017-01-02", to = 2017-12-31, max = 446 }
eligible = { sex = "female", weeks_since_arrival = { max = 52 }, any = [{ language = { below = 2 } }, { no_contact = true, arrival_week = { from = "2016-01-04" } }] }
arms = [{ name = "control", share = 0.5 }, { name = "offer", share = 0.5, dose = { offers = 1, matched_share = 0.38 } }]
outcomes = ["employed", "language"]
horizon_weeks = [52, 26, 26]
blocked = ["company", "kontakt", "language"]
capacity = "own"
"#;

#[test]
fn a_resolved_trial_is_read_as_the_same_and_is_part_of_what_a_run_is_known_by() {
    let text = town(220, WHOLE.trim_end_matches("capacity = \"own\"\n"));
    let (plain, with) = (scenario(&town(220, "")), scenario(&text));
    assert_eq!(with.trials[0].horizon_weeks, [26, 52]);
    assert_eq!(with.trials[0].blocked, [Need::Company, Need::Language]);
    let again = scenario(&with.to_toml());
    assert_eq!(again, with);
    assert_eq!(again.to_toml(), with.to_toml());
    assert_ne!(with.hash(), plain.hash());
    assert!(!plain.to_toml().contains("trial"));
    let other = scenario(&text.replace("0.38", "0.4"));
    assert_ne!(other.hash(), with.hash());
    let found: Vec<String> = differences(&with, &other).into_iter().map(|one| one.key).collect();
    assert_eq!(found, ["trial.tandem.arms"]);
    assert_eq!(differences(&plain, &with).len(), 9);
}

#[test]
fn all_that_is_wrong_with_trials_is_said_at_once_with_its_place() {
    let text = town(
        60,
        r#"
[[trial]]
name = "a trial"
lever = "work_baar"
unit = "city"
enrol = { from = "2014-01-06", to = "2013-01-07", most = 3 }
eligible = { agee = 3, sex = "femal", age = true }
arms = []
outcomes = ["emploied", "arm"]
horizon_weeks = [-1]
blocked = ["jobb"]
capacity = "own"
colour = "red"

[[trial]]
name = "ways"
lever = "course_travel"
enrol = { from = "2015-01-05", to = "2015-12-28" }
arms = [{ name = "a", share = 0.7, dose = { minuts = 30 } }, { name = "a", share = 0.7, dose = { minutes = 1000 } }, { name = "b", share = 1.5 }]
outcomes = ["course_hours"]
horizon_weeks = [52]
capacity = "own"

[[trial]]
name = "ways"
"#,
    );
    let said = faults(&text);
    for part in [
        "`trial.name` is the text \"a trial\"",
        "did you mean `work_bar`?",
        "`trial.unit` is the text \"city\"",
        "unknown key `trial.enrol.most`",
        "no column is named `agee`",
        "`sex` is never \"femal\"",
        "did you mean `female`?",
        "`age` is `true`",
        "`trial.arms` is an empty list",
        "did you mean `employed`?",
        "`trial.outcomes` holds the text \"arm\"",
        "`trial.horizon_weeks` holds the number -1",
        "`trial.blocked` holds the text \"jobb\"",
        "did you mean `job`?",
        "unknown key `trial.colour`",
        "unknown key `trial.arms.dose.minuts`",
        "`trial.arms.dose.minutes` is the number 1000",
        "a number from 0 to 240",
        "two arms are named `a`",
        "`trial.arms.share` is the number 1.5",
        "`course_travel` takes no hours of the district's own",
        "two trials are named `ways`",
        "`trial` lacks `lever`",
        "`trial` lacks `horizon_weeks`",
    ] {
        assert!(said.contains(part), "{part}\n\n{said}");
    }
    assert!(said.contains("--> study.toml:40:14"), "{said}");
}

#[test]
fn enrolment_and_horizon_lie_within_the_run() {
    let trial = |from: &str, to: &str, horizon: u32| {
        super::of_adults(
            "one",
            "letters",
            "{}",
            &format!(
                "enrol = {{ from = \"{from}\", to = \"{to}\" }}\noutcomes = [\"age\"]\nhorizon_weeks = [{horizon}]"
            ),
        )
    };
    for (from, to, horizon, part) in [
        ("2014-12-29", "2015-03-02", 4, "begins before the run"),
        ("2015-03-02", "2015-02-02", 4, "runs backwards"),
        ("2015-03-02", "2018-02-02", 4, "ends before the enrolment does"),
        ("2015-03-02", "2015-06-01", 52, "is not seen 52 weeks later"),
    ] {
        let said = faults(&town(60, &trial(from, to, horizon)));
        assert!(said.contains(part) && said.contains("study.toml:"), "{said}");
    }
    scenario(&town(60, &trial("2015-03-02", "2015-06-01", 39)));
    let timed =
        "enrol = { from = \"2015-03-02\", to = \"2015-06-01\" }\noutcomes = [\"age\"]\nhorizon_weeks = [9]";
    let most = |count: usize| -> String {
        (0..count).map(|number| super::of_adults(&format!("t{number}"), "letters", "{}", timed)).collect()
    };
    assert_eq!(scenario(&town(60, &most(100))).trials.len(), 100);
    assert!(faults(&town(60, &most(101))).contains("there are 101 trials"));
}

#[test]
fn a_megabyte_of_nonsense_is_refused_in_few_words() {
    let mut text = town(60, "");
    while text.len() < 990_000 {
        let number = text.len();
        let _ = write!(
            text,
            "[[trial]]\nname = {number}\nlever = [1, {{ a{number} = 2 }}]\neligible = {{ b{number} = {{}}, any = 1 }}\narms = [[], 1, {{ c = 1 }}]\nd = 1\n"
        );
    }
    let said = faults(&text);
    assert!(said.contains("`trial.lever` is a list") && said.contains(" more"), "{}", said.len());
    assert!(said.len() < 500_000, "{}", said.len());
    let mut one = String::from("eligible = { ");
    for number in 0..60_000 {
        let _ = write!(one, "c{number} = 1, ");
    }
    let one = one + "}";
    let said = faults(&town(60, &format!("[[trial]]\nname = \"t\"\n{one}")));
    assert!(said.contains("no column is named `c0`"));
    text.push_str(&"#".repeat(20_000));
    assert!(faults(&text).contains("is larger than 1000000 bytes"));
}

#[test]
fn every_lever_is_explained_in_both_languages() {
    let form = explain("trial", Language::English).unwrap();
    for declared in LEVERS {
        assert!(form.contains(declared.key), "{}", declared.key);
        let [english, german] =
            [Language::English, Language::German].map(|language| explain(declared.key, language).unwrap());
        assert_ne!(english, german);
        for dose in declared.doses {
            assert!(english.contains(&format!("{}: {}", dose.key, dose.english)), "{english}");
            assert!(german.contains(&format!("{}: {}", dose.key, dose.german)), "{german}");
        }
    }
    assert!(
        explain("accompaniment", Language::English).unwrap().contains("it takes hours of the district's")
    );
    assert_eq!(explain("work_baar", Language::English).unwrap_err().nearest, ["work_bar"]);
}

#[test]
fn a_trial_is_written_and_whom_it_finds_not_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let study = super::of_adults("told", "information", "{ messages = 1 }", super::AT_ONCE);
    let nobody = super::of_adults("nobody", "letters", "{}", super::AT_ONCE).replace("min = 18", "min = 180");
    fs::write(folder.path().join("study.toml"), town(25, &format!("{study}{nobody}"))).unwrap();
    let arguments = ["run", "study.toml", "--replicates", "2", "--out", "results"];
    let (code, _, complaint) = call(folder.path(), &arguments);
    assert_eq!(code, 0, "{complaint}");
    assert!(complaint.contains("nobody took part in the trial `nobody`"), "{complaint}");
    assert!(!complaint.contains("`told`"), "{complaint}");
    let text = fs::read_to_string(folder.path().join("results/trials.csv")).unwrap();
    let mut lines = text.lines();
    assert_eq!(
        lines.next().unwrap(),
        "point,replicate,trial,person,arm,eligible,assigned_week,taken_up,dose,horizon_week,present,sex,age,work,\
         course_hours,meetings_per_week,aware_service"
    );
    assert!(lines.all(|line| line.split(',').count() == 17 && line.contains(",told,toy-")));
    let codebook = fs::read_to_string(folder.path().join("results/codebook.csv")).unwrap();
    assert!(codebook.contains("trials.csv,horizon_week"), "{codebook}");
    // What a folder says of itself runs again, and a run without trials leaves no such table.
    let again = ["run", "results/scenario.toml", "--out", "again"];
    assert_eq!(call(folder.path(), &again).0, 0);
    assert_eq!(fs::read_to_string(folder.path().join("again/trials.csv")).unwrap(), text);
    fs::write(folder.path().join("plain.toml"), town(25, "")).unwrap();
    assert_eq!(call(folder.path(), &["run", "plain.toml", "--out", "results", "--force"]).0, 0);
    assert!(!folder.path().join("results/trials.csv").exists());
    let (code, said, _) = call(folder.path(), &["check", "study.toml"]);
    assert!(code == 0 && said.contains("trial told: information"), "{said}");
}

#[test]
fn the_examples_of_the_manual_are_valid() {
    let manual =
        fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/trials.md")).unwrap();
    let mut examples =
        manual.split("```toml\n").skip(1).map(|rest| scenario(rest.split("```").next().unwrap()));
    let [of_people, of_residents] = [(); 2].map(|()| examples.next().unwrap().trials.remove(0));
    assert_eq!((of_people.arms.len(), of_people.arms[2].amount()), (3, 60.0));
    assert_eq!((of_residents.unit, of_residents.arms[1].amount()), (Unit::Resident, 10.0));
    for declared in LEVERS {
        assert!(manual.contains(&format!("`{}`", declared.key)), "{}", declared.key);
    }
}

#[test]
fn a_trial_can_be_set_on_the_command_line_and_taken_back() {
    let with = scenario(&town(220, WHOLE.trim_end_matches("capacity = \"own\"\n")));
    let without: Scenario = with.with("trial", "[]").unwrap();
    assert!(without.trials.is_empty());
    assert_eq!(without.hash(), scenario(&town(220, "")).hash());
}
