//! Single events injected from outside: other help that is blocked, markets without end, doses, and the command that runs them.

use std::fs;

use inteso::analysis::trials::events::{Deviation, Experiment, Point, events};
use inteso::population::trials::Participant;
use inteso::population::{CaseStage, Dwelling};
use inteso::run::Model;
use inteso::scenario::{Document, Source, embedded};
use inteso::vocabulary::{CaseEnd, Need};
use inteso::world::DistrictWorld;

use crate::cli_commands::call;
use crate::stage::{district, scenario, town};
use crate::trials::of_adults;

/// Everybody is enrolled as the run begins.
const AT_ONCE: &str = r#"
enrol = { from = "2015-01-05", to = "2015-01-05" }
outcomes = ["received"]
horizon_weeks = [0, 20]
"#;

/// Returns the district of a town at the end of a run.
fn end_of(text: &str) -> DistrictWorld {
    let model = Model::new(&scenario(text)).unwrap();
    let mut walk = model.walk(1);
    while walk.step().is_some() {}
    walk.districts().next().unwrap().district().clone()
}

/// Returns the hours of help with needs of some kinds that arose in people of a trial after their assignment, how many of these needs
/// were ended otherwise than by lapsing or leaving, and how many there were.
fn helped(district: &DistrictWorld, needs: &[Need], arm: &str) -> (f64, usize, usize) {
    let (mut hours, mut met, mut all) = (0.0, 0, 0);
    for case in &district.cases.case {
        let part = district.refugees.trials.part.get(&(Participant::Person(case.person), 0));
        let is_meant = |assigned| needs.contains(&case.need) && case.onset >= assigned;
        if part.is_some_and(|part| &*part.arm == arm && is_meant(part.assigned)) {
            all += 1;
            hours += f64::from(case.hours_received);
            let is_idle =
                matches!(case.stage, CaseStage::Open | CaseStage::Ended(CaseEnd::Lapsed | CaseEnd::Gone));
            met += usize::from(!is_idle);
        }
    }
    (hours, met, all)
}

#[test]
fn who_is_blocked_gets_no_other_help_for_that_need_and_who_is_not_does() {
    let of = |blocked: &str| {
        let trial =
            of_adults("one", "letters", "{ letters = 1 }", &format!("{AT_ONCE}blocked = {blocked}\n"));
        end_of(&town(100, &trial))
    };
    let kinds = [Need::Job, Need::Authorities, Need::Language, Need::Housing];
    let with = of("[\"job\", \"authorities\", \"language\", \"housing\"]");
    let without = of("[]");
    for arm in ["control", "offer"] {
        let (hours, met, all) = helped(&with, &kinds, arm);
        assert!(all > 50, "{all}");
        assert_eq!((hours, met), (0.0, 0), "{arm}");
        // The twin: with other help as usual there is some.
        let (hours, met, _) = helped(&without, &kinds, arm);
        assert!(hours > 10.0 && met > 10, "{arm} {hours} {met}");
        // Needs of other kinds are helped with either way.
        let (hours, ..) = helped(&with, &[Need::Health, Need::Education, Need::Company], arm);
        assert!(hours > 0.0, "{arm}");
    }
}

#[test]
fn what_a_trial_keeps_is_had_though_other_help_is_blocked() {
    let of = |places: u32| {
        let dose = format!("{{ places = {places}, weeks = 100 }}");
        let trial = of_adults("one", "course_places", &dose, &format!("{AT_ONCE}blocked = [\"language\"]\n"));
        let district = end_of(&town(100, &trial));
        let parts = district.refugees.trials.part.iter();
        let offered = parts.filter(|(_, part)| &*part.arm == "offer");
        offered.map(|((who, _), part)| district.refugees.trials.received(part, *who)).sum::<u32>()
    };
    assert_eq!(of(0), 0);
    assert!(of(1) > 5, "{}", of(1));
}

#[test]
fn hours_of_advice_are_help_with_what_is_open_and_twice_as_many_are_never_less() {
    let used = |hours: u32| {
        let dose = format!("{{ hours = {hours}, weeks = 20 }}");
        let needs = "[\"authorities\", \"housing\", \"education\", \"job\"]";
        let trial = of_adults("one", "advice", &dose, &format!("{AT_ONCE}blocked = {needs}\n"));
        let district = end_of(&town(60, &trial));
        let trials = &district.refugees.trials;
        let kinds = [Need::Authorities, Need::Housing, Need::Education, Need::Job];
        let given: f64 = trials.support.values().flatten().map(|own| own.used).sum();
        (given, helped(&district, &kinds, "offer").0, helped(&district, &kinds, "control").0)
    };
    let [none, one, two] = [0, 1, 2].map(used);
    assert_eq!(none, (0.0, 0.0, 0.0));
    // Other help is blocked, so that all hours are those of the trial; needs that were open before it are helped with as well.
    assert!(one.1 > 10.0 && one.1 <= one.0 + 1e-3, "{one:?}");
    assert!(two.0 > one.0 && two.0 <= 2.0 * one.0 + 1e-3, "{one:?} {two:?}");
    assert_eq!((one.2, two.2), (0.0, 0.0));
}

/// Returns how many people have a dwelling of their own after three years if everybody gets so many hours a week with finding one.
fn housed(markets: &str, hours: u32) -> u32 {
    let trial = format!(
        "[[trial]]\nname = \"flats\"\nlever = \"housing_support\"\nenrol = {{ from = \"2015-01-05\", to = \"2016-12-31\" }}\n\
         arms = [{{ name = \"all\", share = 1, dose = {{ hours = {hours}, weeks = 100 }} }}]\noutcomes = [\"received\"]\nhorizon_weeks = [0]\n"
    );
    let few = "[parameters]\n\"housing.market.per_thousand\" = { value = 0.0005, range = [0, 1], source = \"A\" }\n";
    let district = end_of(&format!("markets = \"{markets}\"\n{}", town(156, &format!("{few}{trial}"))));
    let refugees = &district.refugees;
    let lives = |id: &&_| refugees.housing[**id].dwelling == Dwelling::Private;
    refugees.present.iter().filter(lives).count() as u32
}

#[test]
fn with_places_fixed_totals_rise_only_through_what_would_have_stayed_empty_and_without_end_they_rise() {
    let scarce = [0, 4].map(|hours| housed("scarce", hours));
    let unlimited = [0, 4].map(|hours| housed("unlimited", hours));
    // All that comes is taken without help as well, so that help moves nobody in total; households differ in size by a few people.
    assert!(scarce[1].abs_diff(scarce[0]) <= 6, "{scarce:?}");
    assert!(unlimited[1] > unlimited[0] + 20, "{unlimited:?}");
    assert!(unlimited[0] > scarce[0], "{scarce:?} {unlimited:?}");
}

#[test]
fn an_unlimited_market_is_said_by_whoever_checks_it() {
    let folder = tempfile::tempdir().unwrap();
    let check = |set: &[&str]| {
        call(folder.path(), &[&["check", "default", "--language", "en"], set].concat()).1.replace('\n', " ")
    };
    assert!(check(&["--set", "markets=unlimited"]).contains("markets are unlimited"));
    assert!(!check(&[]).contains("unlimited"));
    let (code, _, complaint) =
        call(folder.path(), &["check", "default", "--set", "markets=endless", "--language", "en"]);
    assert_eq!(code, 3);
    assert!(complaint.contains("scarce") && complaint.contains("unlimited"), "{complaint}");
}

/// Returns the embedded experiment.
fn one_event() -> Experiment {
    let document = Document::open(&Source::Embedded("one_event".to_owned())).unwrap();
    events(&document, &[]).unwrap_or_else(|faults| panic!("{faults}"))
}

#[test]
fn each_point_differs_from_its_centre_in_one_thing_and_twice_the_dose_is_twice() {
    let experiment = one_event();
    for (event, of) in experiment.events.iter().enumerate() {
        let scenario = |deviation| experiment.scenario_of(Point { event, deviation }, true);
        let centre = scenario(Deviation::Centre);
        let dose = |deviation| scenario(deviation).trials[0].arms[0].dose.clone();
        let [once, twice, none] =
            [Deviation::Centre, Deviation::Twice, Deviation::Nothing].map(|deviation| dose(deviation)[0]);
        assert_eq!(none, 0.0, "{}", of.name);
        // Ten hours make two introductions and two hours, twenty make five.
        let expected = if of.name == "brokering" { 5.0 } else { 2.0 * once };
        assert_eq!(twice, expected, "{}", of.name);
        for deviation in Deviation::ALL {
            let mut other = scenario(deviation);
            let (trial, mine) = (&mut other.trials[0], &centre.trials[0]);
            let lists = [
                trial.arms != mine.arms,
                trial.eligible != mine.eligible,
                trial.blocked != mine.blocked,
                other.markets != centre.markets,
            ];
            let count = lists.iter().filter(|differs| **differs).count();
            assert_eq!(count, usize::from(deviation != Deviation::Centre), "{} {deviation:?}", of.name);
        }
        // The same people fall among the helped, and with a larger share more beside them.
        let names = [Deviation::OnePercent, Deviation::Half, Deviation::All, Deviation::Gross]
            .map(|deviation| scenario(deviation).trials[0].name.clone());
        assert!(names.iter().all(|name| *name == centre.trials[0].name));
    }
    assert_eq!(experiment.points().len(), 11 * experiment.events.len());
}

#[test]
fn the_embedded_events_say_what_they_are() {
    for (name, path) in embedded::EVENTS {
        let text = embedded::file(path).unwrap();
        assert!(text.contains("# de: "), "{name}");
        for event in one_event().events {
            assert!(!event.words.english().is_empty() && !event.words.german().is_empty(), "{}", event.name);
        }
    }
}

#[test]
fn events_are_run_once_whatever_the_threads_and_nothing_given_moves_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "name = \"few\"\nweeks = 624\nevery = 52\ndistricts = [\"toy\"]\n{}\n[[event]]\nname = \"search\"\nenglish = \"help\"\n\
         german = \"Hilfe\"\nlever = \"job_support\"\ndose = {{ hours = 4, weeks = 10 }}\nneed = \"job\"\nmain = \"employed\"\n\
         eligible = {{ age = {{ min = 18 }} }}\n",
        district("toy", 3_000, 0.02, 40)
    );
    fs::write(folder.path().join("few.toml"), &text).unwrap();
    let run = |out: &str, threads: &str| {
        let arguments =
            ["trials", "few.toml", "--replicates", "2", "--quiet", "--out", out, "--threads", threads];
        let (code, output, complaint) = call(folder.path(), &arguments);
        assert_eq!(code, 0, "{complaint}");
        (output, fs::read_to_string(folder.path().join(out).join("effects.csv")).unwrap())
    };
    let first = run("a", "1");
    assert_eq!(first, run("b", "2"));
    // What is kept is not run again, and says the same.
    assert_eq!(first, run("a", "2"));
    let rows: Vec<Vec<&str>> = first.1.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let nothing = rows.iter().filter(|row| row[1] == "nothing");
    let numbers = nothing.flat_map(|row| [8, 10, 12, 14].map(|at| row[at]));
    assert!(numbers.clone().all(|number| number.is_empty() || number == "0" || number == "-0"));
    assert!(numbers.count() > 50);
    let received = |point: &str| -> f64 {
        let row = rows.iter().find(|row| row[1] == point && row[2] == "received" && row[3] == "52").unwrap();
        row[8].parse().unwrap()
    };
    assert!(received("100_percent") > 0.0 && received("twice") > received("centre"));
    let broken = text.replace("need = \"job\"", "need = \"jobs\"");
    fs::write(folder.path().join("few.toml"), broken).unwrap();
    let (code, _, complaint) = call(folder.path(), &["trials", "few.toml", "--language", "en"]);
    assert!(code == 3 && complaint.contains("did you mean `job`?"), "{complaint}");
}

/// Returns a gain with its standard error as it stands on the page of the results.
fn cell(value: &str, error: &str) -> String {
    let Ok(value) = value.parse::<f64>() else { return "–".to_owned() };
    let error = error.parse::<f64>().ok();
    let digits = if value.abs() < 1.0 && error.is_none_or(|error| error < 1.0) { 3 } else { 1 };
    let value = if value == 0.0 { 0.0 } else { value };
    error
        .map_or_else(|| format!("{value:+.digits$}"), |error| format!("{value:+.digits$} ± {error:.digits$}"))
}

#[test]
fn the_page_of_one_event_has_the_figures_of_its_table() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("results/one_event");
    let page = fs::read_to_string(folder.join("README.md")).unwrap();
    let table = fs::read_to_string(folder.join("effects.csv")).unwrap();
    let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let experiment = one_event();
    let mut seen = 0;
    for of in &experiment.events {
        let section = page.split(&format!("### {}\n", of.name)).nth(1).unwrap();
        let section = section.split("### ").next().unwrap();
        let [main, work] = [0, 1].map(|at| section.split("\nWeeks of work:\n").nth(at).unwrap());
        for deviation in Deviation::ALL {
            let is_own = |row: &&Vec<&str>| row[0] == of.name && row[1] == deviation.key();
            for (part, outcome) in [(main, of.main.as_str()), (work, "weeks_of_work")] {
                let line = part.lines().find(|line| line.starts_with(&format!("| {} |", deviation.key())));
                let line = line.unwrap_or_else(|| panic!("{} {deviation:?}", of.name));
                let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
                let from = if part == main { [5, 11] } else { [1, 4] };
                for (place, horizon) in ["52", "156", "416"].into_iter().enumerate() {
                    let mut own = rows.iter().filter(is_own);
                    let row = own.find(|row| row[2] == outcome && row[3] == horizon).unwrap();
                    let found = [cell(row[8], row[9]), cell(row[14], row[15])];
                    assert_eq!(
                        from.map(|at| cells[at + place]),
                        [found[0].as_str(), found[1].as_str()],
                        "{line}"
                    );
                    seen += 1;
                }
            }
        }
    }
    assert_eq!(seen, experiment.points().len() * 6);
    assert_eq!(
        experiment.points().len() * (7 * 3 + 14),
        rows.len(),
        "a row for each point, outcome and horizon"
    );
}
