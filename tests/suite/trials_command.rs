//! The command that replays published trials.

use std::fs;
use std::path::Path;

use inteso::analysis::trials::published::Judged;
use inteso::analysis::trials::study;
use inteso::scenario::{Document, Source, embedded};
use serde_json::Value;

use crate::cli_commands::call;
use crate::stage::town;

/// A trial of a small town, of which two figures were published, and a third stands beside them.
const TANDEM: &str = r#"
[[trial]]
name = "tandem"
lever = "tandem_offer"
enrol = { from = "2015-01-05", to = "2015-02-01" }
eligible = { age = { min = 18 } }
arms = [{ name = "control", share = 0.5 }, { name = "offer", share = 0.5, dose = { offers = OFFERS, within_weeks = 1 } }]
outcomes = ["meetings_per_week", "ties_residents", "employed", "received"]
horizon_weeks = [0, 20]

[[published]]
name = "meetings"
english = "meetings a week"
german = "Treffen je Woche"
arm = "offer"
than = "control"
of = "meetings_per_week"
horizon_week = 20
band = { min = 0 }
intense = 0.3
source = "nobody"

[[published]]
name = "before"
arm = "offer"
than = "control"
of = ["meetings_per_week", { ties_residents = { min = 1 } }]
horizon_week = 0
band = { min = -100, max = 100 }
judged = "interval"

[[published]]
name = "beside"
arm = "offer"
than = "control"
of = "employed"
horizon_week = 20
"#;

/// Writes the trial with as many offers into a file of a folder.
fn write(folder: &Path, offers: u32, more: &str) {
    let text = town(30, &format!("{}{more}", TANDEM.replace("OFFERS", &offers.to_string())));
    fs::write(folder.join("study.toml"), text).unwrap();
}

/// Returns the exit code and what is said as JSON of the trial.
fn trials(folder: &Path, arguments: &[&str]) -> (i32, Value, String) {
    let common = ["trials", "study.toml", "--json", "--quiet", "--replicates", "3"];
    let (code, output, complaint) = call(folder, &[&common, arguments].concat());
    (code, serde_json::from_str(&output).unwrap_or_default(), format!("{output}{complaint}"))
}

#[test]
fn every_embedded_trial_is_read_and_its_main_figure_is_judged() {
    for (name, path) in embedded::TRIALS {
        let document = Document::open(&Source::Embedded((*name).to_owned())).unwrap();
        let study = study(&document, &[]).unwrap_or_else(|faults| panic!("{name}:\n{faults}"));
        assert_eq!(study.name, *name);
        let main = &study.lines[0];
        assert!(main.band.is_some() && main.judged != Judged::No, "{name}");
        assert!(study.lines.iter().all(|line| !line.source.is_empty()), "{name}");
        let text = embedded::file(path).unwrap();
        for word in ["# Published: ", "# Here: ", "# de: "] {
            assert!(text.contains(word), "{name} lacks {word}");
        }
    }
}

#[test]
fn an_offer_that_acts_is_found_between_arms_and_in_the_same_people() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), 3, "");
    let (code, found, output) = trials(folder.path(), &["--threads", "1"]);
    assert_eq!(code, 0, "{output}");
    let trial = &found["trials"][0];
    assert_eq!(trial["verdict"], "pass");
    assert_eq!(trial["band"], serde_json::json!([0.0, null]));
    let line = |place: usize| &trial["lines"][place];
    let estimate = |kind: &str| line(0)["estimates"][kind]["estimate"].as_f64().unwrap();
    assert_eq!(line(0)["estimate"], trial["estimate"]);
    for kind in ["intention_to_treat", "as_treated", "paired", "paired_taken", "paired_intense", "total"] {
        // Three partners meet three times a week on average; others who are met less for it weigh little against that.
        assert!(estimate(kind) > 0.5, "{kind} {}", estimate(kind));
    }
    assert!(estimate("paired_intense") > estimate("paired_taken"));
    // At the assignment nothing has happened: the same people are the same to the last bit.
    assert_eq!(line(1)["estimates"]["paired"]["estimate"], 0.0);
    assert_eq!(line(1)["verdict"], "pass");
    assert_eq!(line(2)["verdict"], "described");
    // No number depends on threads.
    assert_eq!(output, trials(folder.path(), &["--threads", "2"]).2);
}

#[test]
fn nothing_offered_makes_no_difference_to_anybody() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), 0, "");
    let (_, found, _) = trials(folder.path(), &[]);
    let trial = &found["trials"][0];
    for kind in ["paired", "spillover_control", "spillover_outside"] {
        assert_eq!(trial["lines"][0]["estimates"][kind]["estimate"], 0.0, "{kind}");
    }
    assert_eq!(trial["lines"][0]["estimates"]["paired_taken"], Value::Null, "nobody took anything up");
}

#[test]
fn a_figure_out_of_its_band_is_told_by_the_exit_code_first_in_the_table_and_on_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let missed = "[[published]]\nname = \"far\"\nenglish = \"far away\"\narm = \"offer\"\nthan = \"control\"\nof = \"meetings_per_week\"\n\
                  horizon_week = 20\nband = { min = 100, max = 200 }\n";
    write(folder.path(), 3, missed);
    let common = ["trials", "study.toml", "--replicates", "3", "--out", "a/b"];
    let (code, output, complaint) = call(folder.path(), &common);
    assert_eq!(code, 1, "{complaint}");
    let first = output.lines().nth(2).unwrap();
    assert!(first.contains("Far away") && first.contains("fail"), "{output}");
    assert!(output.contains("Trials: 0 pass, 1 fail, 0 not decidable."), "{output}");
    let page = fs::read_to_string(folder.path().join("a/b/trials.html")).unwrap();
    assert!(page.contains("<svg") && page.contains("Far away") && page.contains("spillover"));
    let (_, german, _) = call(folder.path(), &[&common[..], &["--language", "de"]].concat());
    assert!(german.contains("verfehlt"), "{german}");
}

#[test]
fn what_has_been_run_is_kept_whatever_is_left_of_its_last_line() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), 3, "");
    let kept = |folder: &Path| trials(folder, &["--out", "kept"]).1;
    let (_, whole, _) = trials(folder.path(), &[]);
    assert_eq!(whole, kept(folder.path()));
    let path = folder.path().join("kept/replicates.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3);
    // A kill amid a line leaves part of it.
    fs::write(&path, &text[..text.len() - lines[2].len() / 2]).unwrap();
    assert_eq!(whole, kept(folder.path()));
    let count = fs::read_to_string(&path).unwrap().lines().count();
    assert_eq!(count, 4, "the torn one and three whole ones");
    // What is kept is used: with the sums of one replicate in the place of all the result is another.
    let number = |line: &str| line.split("\"replicate\":").nth(1).unwrap()[..1].to_owned();
    let replicate = |line: &str, of: &str| {
        let old = format!("\"replicate\":{}", number(line));
        line.replacen(&old, &format!("\"replicate\":{of}"), 1)
    };
    let same: String = ["1", "2", "3"].map(|of| replicate(lines[0], of) + "\n").concat();
    fs::write(&path, same).unwrap();
    assert_ne!(whole, kept(folder.path()));
    // Another trial takes nothing of it.
    write(folder.path(), 2, "");
    assert_eq!(trials(folder.path(), &[]).1, kept(folder.path()));
}

#[test]
fn a_study_of_which_nothing_was_published_is_described() {
    let folder = tempfile::tempdir().unwrap();
    let (trial, _) = TANDEM.split_once("[[published]]").unwrap();
    let text = town(30, &trial.replace("OFFERS", "1"));
    fs::write(folder.path().join("study.toml"), text).unwrap();
    let (code, found, output) = trials(folder.path(), &[]);
    assert_eq!(code, 0, "{output}");
    let names: Vec<&str> = found["trials"][0]["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["name"].as_str().unwrap())
        .collect();
    let expected = ["meetings_per_week", "ties_residents", "employed", "received"];
    assert_eq!(names, expected.map(|column| format!("tandem.{column}.offer")));
    assert_eq!(found["trials"][0]["verdict"], "described");
}

#[test]
fn all_that_is_wrong_with_what_was_published_is_said_at_once_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let faulty = "[[published]]\nname = \"wrong\"\narm = \"ofer\"\nthan = \"control\"\nof = \"meetings_per_wek\"\nhorizon_week = 21\n\
                  band = { min = 2, max = 1 }\njudged = \"interva\"\nscale = \"odds\"\nweight = 3\n";
    write(folder.path(), 1, faulty);
    let arguments = ["trials", "study.toml", "work_bar", "--out", "pages", "--language", "en"];
    let (code, output, complaint) = call(folder.path(), &arguments);
    assert!(code == 3 && output.is_empty(), "{complaint}");
    for said in [
        "`offer`",
        "`meetings_per_week`",
        "0, 20",
        "bounds such as",
        "`interval`",
        "odds_ratio",
        "published.weight",
    ] {
        assert!(complaint.contains(said), "{said}: {complaint}");
    }
    assert!(!folder.path().join("pages").exists());
    // A scenario without trials has nothing to say, and a name that nobody knows is met with those that there are.
    let (code, _, complaint) = call(folder.path(), &["trials", "default", "--language", "en"]);
    assert!(code == 3 && complaint.contains("neither a trial"), "{complaint}");
    let (code, _, complaint) = call(folder.path(), &["trials", "work_ban", "--language", "en"]);
    assert!(code == 3 && complaint.contains("work_bar"), "{complaint}");
}

#[test]
fn figures_that_cannot_be_or_say_nothing_are_refused_by_check_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let figure = |name: &str, more: &str| {
        let band = "horizon_week = 20\nband = { min = 0, max = 1 }\n";
        format!("[[published]]\nname = \"{name}\"\n{band}{more}\n")
    };
    let arms = "arm = \"offer\"\nthan = \"control\"\n";
    let faulty = [
        figure("same_arm", "arm = \"offer\"\nthan = \"offer\"\nof = \"employed\""),
        figure("odds_of_a_number", &format!("{arms}of = \"ties_residents\"\nscale = \"odds_ratio\"")),
        figure(
            "level_of_pairs",
            &format!("{arms}of = \"employed\"\nscale = \"level\"\nestimate = \"paired\""),
        ),
        figure("turned", "arm = \"control\"\nthan = \"offer\"\nof = \"employed\"\nestimate = \"paired\""),
        figure("index", &format!("{arms}of = [\"employed\", \"ties_residents\"]\nscale = \"relative\"")),
        figure("slope", "per = 1\nof = \"employed\"\nestimate = \"total\""),
        figure("outside", &format!("{arms}of = \"received\"\nestimate = \"spillover_outside\"")),
    ];
    write(folder.path(), 1, &faulty.concat());
    let (code, _, complaint) = call(folder.path(), &["check", "study.toml", "--language", "en"]);
    assert_eq!(code, 3);
    assert!(complaint.matches("--> study.toml").count() == faulty.len(), "{complaint}");
    // Without faults of its own each of them would have been judged: the first trial is sound.
    write(folder.path(), 1, "");
    assert_eq!(call(folder.path(), &["check", "study.toml"]).0, 0);
    // Who received most is not known where nobody looks at what was received.
    let text = fs::read_to_string(folder.path().join("study.toml")).unwrap().replace(", \"received\"]", "]");
    fs::write(folder.path().join("study.toml"), text).unwrap();
    let (code, _, complaint) = call(folder.path(), &["trials", "study.toml", "--language", "en"]);
    assert!(code == 3 && complaint.contains("only where `received`"), "{complaint}");
    // A word that a column never holds would make both arms alike.
    let misspelt = figure("misspelt", &format!("{arms}of = {{ work = \"employd\" }}"));
    let text = town(
        30,
        &format!(
            "{}{misspelt}",
            TANDEM.replace("OFFERS", "1").replace("\"employed\", ", "\"employed\", \"work\", ")
        ),
    );
    fs::write(folder.path().join("study.toml"), text).unwrap();
    let (code, _, complaint) = call(folder.path(), &["trials", "study.toml", "--language", "en"]);
    assert!(code == 3 && complaint.contains("employed"), "{complaint}");
}

#[test]
fn a_scenario_runs_the_same_whatever_was_published_on_it() {
    let folder = tempfile::tempdir().unwrap();
    let trial = TANDEM.replace("OFFERS", "1");
    let read = |text: &str| {
        let text = town(30, text);
        let path = folder.path().join("one.toml");
        fs::write(&path, text).unwrap();
        inteso::scenario::load(&Source::File(path), &[])
    };
    let with = read(&trial).unwrap().scenario;
    assert_eq!(with.trials.len(), 1);
    assert_eq!(with, read(trial.split_once("[[published]]").unwrap().0).unwrap().scenario);
    let misspelt = trial.replace("[[published]]", "[[pubished]]");
    assert!(read(&misspelt).is_err(), "only what is named so is left to whoever replays trials");
}
