//! A district of one's own from ten numbers: what is written is valid, each number acts, and faulty ones are refused in words.

use std::fs;
use std::path::Path;

use inteso::own_district::{self, ASKED, Asked, Figures};
use inteso::population::Residence;
use inteso::scenario::{Scenario, Source, load};
use inteso::session::Inquiry;
use inteso::time::Week;
use inteso::vocabulary::Language;
use proptest::prelude::*;

use crate::cli_commands::call;
use crate::stage::Town;

const FILES: [&str; 3] = ["north-end-experiment.toml", "north-end-scenario.toml", "north-end.toml"];

/// Calls `new --district` with options and returns exit code, standard output and standard error.
fn new(folder: &Path, options: &[&str]) -> (i32, String, String) {
    call(folder, &[&["new", "--district", "north-end"][..], options].concat())
}

/// Returns the names of the files in a folder, in order.
fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Loads the scenario that these options write.
fn scenario(options: &[&str]) -> Scenario {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, complaint) = new(folder.path(), options);
    assert_eq!(code, 0, "{options:?}: {complaint}");
    let path = folder.path().join("north-end-scenario.toml");
    load(&Source::File(path), &[]).unwrap_or_else(|faults| panic!("{options:?}: {faults}")).scenario
}

/// Runs the district that these options write until a week.
fn town(options: &[&str], week: i32) -> Town {
    let mut town = Town::found(scenario(options), 1);
    town.run_to(week);
    town
}

/// Returns how many people who fled live in the district.
fn living_there(town: &Town) -> usize {
    let refugees = &town.first().refugees;
    let lives_there = |id| matches!(refugees.housing[id].residence, Residence::District(_));
    refugees.present.iter().filter(|&&id| lives_there(id)).count()
}

#[test]
fn without_any_number_all_are_guessed_and_marked_in_both_languages_and_the_files_run() {
    for (language, mark, remark) in [
        (
            "en",
            "# guess: 66 595 inhabitants, those of district 6",
            "10 of 10 figures of this district are guesses",
        ),
        (
            "de",
            "# Schätzung: 66.595 Einwohner*innen, die von Stadtbezirk 6",
            "10 von 10 Angaben zu diesem Bezirk sind geschätzt",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let (code, output, notes) = new(folder.path(), &["--language", language]);
        assert_eq!(code, 0, "{notes}");
        assert_eq!(output, "north-end.toml\nnorth-end-scenario.toml\nnorth-end-experiment.toml\n");
        assert!(notes.contains("--migration-history") && notes.contains("inteso compare"), "{notes}");
        let text = fs::read_to_string(folder.path().join("north-end.toml")).unwrap();
        assert!(text.contains(mark), "{text}");
        let checked =
            ["check", "north-end-scenario.toml", "north-end-experiment.toml", "--language", language];
        let (code, output, complaint) = call(folder.path(), &checked);
        assert_eq!(code, 0, "{complaint}");
        let output = output.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(output.matches(remark).count(), 2, "{output}");
        // The description alone is easily taken for the scenario.
        let (code, _, complaint) = call(folder.path(), &["check", "north-end.toml", "--language", "en"]);
        assert_eq!((code, complaint.contains("describes a district")), (3, true), "{complaint}");
        let run = ["run", "north-end-scenario.toml", "--weeks", "30", "--replicates", "1", "--no-report"];
        let (code, _, complaint) = call(folder.path(), &run);
        assert_eq!(code, 0, "{complaint}");
        let series = fs::read_to_string(folder.path().join("out/north-end/series.csv")).unwrap();
        assert!(series.lines().any(|line| line.contains(",north_end,30,")), "{}", &series[..300]);
    }
}

#[test]
fn faulty_numbers_are_refused_in_words_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    for (options, said) in [
        (&["--inhabitants", "-5"][..], "--inhabitants is `-5`: it is below zero"),
        (&["--inhabitants", "50"], "--inhabitants is 50; allowed: 100 to 2 000 000"),
        (&["--inhabitants", "34.5"], "34.584"),
        (&["--area", "0"], "--area is 0 km²; allowed: 0.1 km² to 3 000 km²"),
        (&["--area", "1.234"], "1234 or as 1.234"),
        (&["--area", "0.5"], "than anywhere on earth; --area from 1.5 km² on"),
        (&["--migration-history", "380"], "at most 100 %"),
        (&["--migration-history", "1"], "1 % or 100 %"),
        (&["--welfare", "lots"], "no number"),
        (&["--inhabitants", "1000", "--fled", "1001"], "--fled is 1 001: more than --inhabitants, 1 000"),
        (&["--inhabitants", "1000", "--arrivals", "2000"], "--arrivals is 2 000: more than --inhabitants"),
        (&["--fled", "0", "--arrivals", "0"], "nobody would ever come"),
        (&["--accommodations", "0"], "allowed: 1 to 500"),
        (&["--inhabitants", "1000", "--accommodations", "400"], "at most as many accommodations"),
        (&["--distance", "0.2"], "allowed: 1 km to 100 km"),
        (&["--inhabitants", "30000", "--city", "20000"], "more than --city, 20 000"),
        (&["--budget", "100"], "--budget: "),
    ] {
        let (code, output, complaint) = new(folder.path(), options);
        assert_eq!((code, output.as_str()), (3, ""), "{options:?}: {complaint}");
        assert!(complaint.contains(said), "{options:?}: {complaint}");
    }
    // All at once, in German as well.
    let many = ["--language", "de", "--area", "-1", "--fled", "viele", "--welfare", "200 %"];
    let (code, _, complaint) = new(folder.path(), &many);
    assert_eq!(code, 3);
    assert_eq!(complaint.matches("Fehler: --").count(), 3, "{complaint}");
    // A number without the flag that it belongs to is a slip.
    assert_eq!(call(folder.path(), &["new", "north-end", "--area", "5"]).0, 2);
    assert_eq!(call(folder.path(), &["new", "--district", "a{b}"]).0, 2);
    assert!(files(folder.path()).is_empty(), "{:?}", files(folder.path()));
}

#[test]
fn nothing_is_overwritten_without_force_nor_written_in_part() {
    let folder = tempfile::tempdir().unwrap();
    let last = folder.path().join(FILES[0]);
    fs::write(&last, "mine").unwrap();
    let (code, _, complaint) = new(folder.path(), &[]);
    assert_eq!(code, 4);
    assert!(complaint.contains("--force"), "{complaint}");
    assert_eq!(files(folder.path()), [FILES[0]]);
    assert_eq!(fs::read_to_string(&last).unwrap(), "mine");
    assert_eq!(new(folder.path(), &["--force"]).0, 0);
    assert_eq!(files(folder.path()), FILES);
    assert_ne!(fs::read_to_string(&last).unwrap(), "mine");
    fs::remove_file(&last).unwrap();
    fs::create_dir(&last).unwrap();
    fs::remove_file(folder.path().join(FILES[1])).unwrap();
    assert_eq!(new(folder.path(), &["--force"]).0, 4);
    assert_eq!(files(folder.path()), [FILES[0], FILES[2]]);
}

#[test]
fn as_json_each_number_says_whether_it_is_a_guess_and_quiet_says_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let options = ["--json", "--quiet", "--area", "12,5 km²", "--migration-history", "38"];
    let (code, output, complaint) =
        call(folder.path(), &[&["new", "plans/mine", "--district"], &options[..]].concat());
    assert_eq!((code, complaint.as_str()), (0, ""));
    let said: serde_json::Value = serde_json::from_str(&output).unwrap();
    assert_eq!(said["files"].as_array().unwrap().len(), 3);
    let numbers = said["numbers"].as_array().unwrap();
    let of = |option: &str| numbers.iter().find(|number| number["option"] == option).unwrap();
    assert_eq!(
        (of("--area")["value"].as_f64(), of("--area")["is_guess"].as_bool()),
        (Some(12.5), Some(false))
    );
    assert_eq!(of("--migration-history")["value"], 0.38);
    assert!(of("--welfare")["is_guess"].as_bool().unwrap());
    assert_eq!(
        files(&folder.path().join("plans")),
        ["mine-experiment.toml", "mine-scenario.toml", "mine.toml"]
    );
}

#[test]
fn a_guess_that_is_put_right_is_counted_no_more_and_an_unknown_one_is_a_fault() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(new(folder.path(), &["--inhabitants", "8000", "--fled", "60"]).0, 0);
    let path = folder.path().join("north-end.toml");
    let notes = || {
        let (code, output, complaint) = call(folder.path(), &["check", "north-end-scenario.toml", "--json"]);
        if code == 0 { output } else { complaint }
    };
    assert!(notes().contains("8 of 10 figures"), "{}", notes());
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("    \"welfare\",\n", "")).unwrap();
    assert!(notes().contains("7 of 10 figures"), "{}", notes());
    fs::write(&path, text.replace("    \"welfare\",\n", "    \"wellfare\",\n")).unwrap();
    assert!(notes().contains("north-end.toml") && notes().contains("did you mean `welfare`"), "{}", notes());
}

#[test]
fn as_many_people_who_fled_live_there_at_the_beginning_as_were_given() {
    for fled in ["1500", "3000"] {
        let found = living_there(&town(&["--inhabitants", "8000", "--fled", fled], 0)) as f64;
        let given: f64 = fled.parse().unwrap();
        // Some three standard deviations of one run.
        assert!((found / given - 1.0).abs() < 0.06, "{found} of {given}");
    }
}

#[test]
fn twice_the_arrivals_are_twice_the_inflow() {
    let inflow = |arrivals: &str| {
        let options = ["--inhabitants", "8000", "--fled", "100", "--arrivals", arrivals];
        let mut town = town(&options, 0);
        let before = town.first().ledger.arrived;
        town.run_to(52);
        (town.first().ledger.arrived - before) as f64
    };
    let [one, two] = [inflow("100"), inflow("200")];
    assert!((two / one - 2.0).abs() < 0.08, "{one} {two}");
    // The first of the eight years has more than the mean, as in Düsseldorf.
    assert!(one > 200.0, "{one}");
}

#[test]
fn each_number_is_found_again_in_the_district_that_is_founded() {
    let options = [
        "--inhabitants",
        "9000",
        "--area",
        "16",
        "--migration-history",
        "38 %",
        "--welfare",
        "5",
        "--accommodations",
        "7",
        "--arrivals",
        "90",
        "--distance",
        "12,5",
        "--city",
        "70.000",
        "--budget",
        "120000",
    ];
    let own = scenario(&options);
    let plan = &own.districts[0];
    assert_eq!(
        plan.configurations[0].1.funding,
        inteso::configuration::Funding::Budget(inteso::quantity::Euro::new(120_000.0).unwrap())
    );
    let town = Town::found(own, 1);
    let district = town.first();
    let residents = &district.residents.resident;
    assert_eq!(residents.len(), 9_000);
    let share = residents.iter().filter(|resident| resident.migration_history).count() as f64 / 9_000.0;
    assert!((share - 0.38).abs() < 0.026, "{share}");
    assert_eq!(district.city.accommodation.len(), 7);
    let places: u32 = district.city.accommodation.iter().map(|site| site.places).sum();
    assert!((200..500).contains(&places), "{places}");
    // Who has moved elsewhere in the city has as far to go as the city's centre is away.
    let far = town.parameters.travel;
    let near = Town::found(scenario(&["--inhabitants", "9000", "--distance", "2"]), 1).parameters.travel;
    assert!(far.minutes(far.outside_km.get()) > 2.0 * near.minutes(near.outside_km.get()));
}

#[test]
fn a_longer_way_to_the_district_costs_visits() {
    let visits = |distance: &str| {
        let options = ["--inhabitants", "8000", "--fled", "600", "--arrivals", "150", "--distance", distance];
        town(&options, 150).first().ledger.visits
    };
    let [near, far] = [visits("1"), visits("100")];
    assert!(near > far, "{near} {far}");
}

#[test]
fn the_same_numbers_give_the_same_files_and_the_same_district_on_a_page() {
    let options = ["--inhabitants", "8.000", "--fled", "600", "--area", "12,5", "--budget", "150000"];
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(new(folder.path(), &[&options[..], &["--language", "de"]].concat()).0, 0);
    let mut typed = [None; 10];
    for pair in options.chunks(2) {
        typed[ASKED.iter().position(|asked| asked.option == pair[0]).unwrap()] = Some(pair[1]);
    }
    let figures = Figures::read(typed, Asked::label).unwrap();
    for (name, text) in own_district::files("north-end", &figures, Language::German) {
        assert_eq!(fs::read_to_string(folder.path().join(&name)).unwrap(), text, "{name}");
    }
    let ask = r#"{ "weeks": 8, "replicates": 1, "district": { "name": "north-end", "numbers":
        { "inhabitants": "8.000", "fled": "600", "area": "12,5", "budget": "150000" } } }"#;
    let inquiry = Inquiry::open(ask).unwrap();
    let (_, text) = inquiry.findings().file(&inquiry, "scenario.toml").unwrap();
    let taken = folder.path().join("taken.toml");
    fs::write(&taken, text).unwrap();
    let there = load(&Source::File(taken), &[]).unwrap().scenario;
    let here = load(&Source::File(folder.path().join("north-end-scenario.toml")), &[]).unwrap().scenario;
    assert_eq!(there.districts[0].id, here.districts[0].id);
    assert_eq!(there.districts[0].district, here.districts[0].district);
    assert_eq!((&there.forcings, &there.evidence), (&here.forcings, &here.evidence));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_plausible_gives_a_valid_district(
        inhabitants in 1_000_u32..400_000,
        per_km2 in 20_u32..12_000,
        shares in (0_u32..=80, 0_u32..=30),
        people in (0.0_f64..0.08, 0.0001_f64..0.03),
        accommodations in proptest::option::of(1_u32..4),
        distance in 1_u32..40,
        city in 1.0_f64..30.0,
        budget in 80_000_u32..900_000,
    ) {
        let of = |share: f64| (f64::from(inhabitants) * share).ceil() as u32;
        let mut options = vec![
            format!("--inhabitants={inhabitants}"),
            format!("--area={:.2}", (f64::from(inhabitants) / f64::from(per_km2)).clamp(0.1, 3_000.0)),
            format!("--migration-history={}%", shares.0),
            format!("--welfare={}%", shares.1),
            format!("--fled={}", of(people.0)),
            format!("--arrivals={}", of(people.1)),
            format!("--distance={distance}"),
            format!("--city={}", of(city)),
            format!("--budget={budget}"),
        ];
        options.extend(accommodations.map(|count| format!("--accommodations={count}")));
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let own = scenario(&options);
        let district = &own.districts[0].district;
        prop_assert_eq!(district.inhabitants, inhabitants);
        let assigned: f64 = (0..416)
            .map(|week| own.forcings.arrivals.per_week.at(Week(week)) * district.arrival_share[1].share)
            .sum();
        let given = 8.0 * f64::from(of(people.1));
        prop_assert!((assigned - given).abs() < 1.0 + 0.01 * given, "{} of {}", assigned, given);
    }
}
