//! Everything that comes with the program loads, and resolved texts give back what they were made of.

use inteso::configuration::Funding;
use inteso::scenario::{Source, differences, embedded, explain, load, schema};
use inteso::time::Week;
use inteso::vocabulary::{Approach, Language, Sponsorship, Support};

fn embedded(name: &str) -> Source {
    Source::Embedded(name.to_owned())
}

fn set(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn every_embedded_scenario_and_experiment_loads() {
    for (name, _) in embedded::SCENARIOS {
        if let Err(faults) = load(&embedded(name), &[]) {
            panic!("{name}:\n{faults}");
        }
    }
    for (name, _) in embedded::EXPERIMENTS.iter().chain(embedded::LESSONS) {
        if let Err(faults) = inteso::experiment::design::load(&embedded(name), &[]) {
            panic!("{name}:\n{faults}");
        }
    }
}

#[test]
fn every_data_file_is_embedded() {
    fn walk(folder: &std::path::Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else {
                found.push(path.to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    let mut found = Vec::new();
    for folder in
        ["districts", "forcings", "duesseldorf", "experiments", "other_municipality", "synthetic", "teaching"]
    {
        walk(&std::path::Path::new("scenarios").join(folder), &mut found);
    }
    for path in found {
        let path = path.trim_start_matches("scenarios/");
        assert!(embedded::file(path).is_some(), "{path} is not embedded");
    }
}

#[test]
fn the_default_scenario_is_the_historical_configuration() {
    let scenario = load(&embedded("default"), &[]).unwrap().scenario;
    let ids: Vec<&str> = scenario.districts.iter().map(|plan| plan.id.as_str()).collect();
    assert_eq!(ids, ["sb5", "sb6"]);
    assert_eq!((scenario.weeks, scenario.every, scenario.relevant_difference), (416, 1, 0.01));
    let [sb5, sb6] = [0, 1].map(|district| &scenario.districts[district].configurations[0].1);
    assert_eq!(sb5.support, Support::Intermediary);
    assert!(sb5.approach.values().iter().all(|approach| *approach == Approach::Guide));
    assert_eq!(sb5.sponsorship, Sponsorship::Independent);
    assert_eq!((sb5.opens, sb6.opens), (Week(34), Week(77)));
    assert_eq!((sb5.funding, sb6.funding), (Funding::Staff(3.0), Funding::Staff(1.5)));
    assert_eq!(sb5.opening_hours_per_week.get(), 44.0);
}

#[test]
fn the_default_scenario_says_every_key_that_is_known() {
    let text = embedded::file("default.toml").unwrap();
    // The budget excludes staff; a per-field approach, inline or synthetic districts and inline series are other forms of what is there.
    for field in schema::FIELDS {
        let is_other_form = field.key.starts_with("district.*")
            || field.key.starts_with("synthetic.")
            || field.key.starts_with("intermediary.approach.")
            || field.key.matches('.').count() == 2 && field.key.starts_with("forcings.")
            || ["extends", "trial"].contains(&field.key);
        let last = field.key.rsplit('.').next().unwrap();
        assert!(is_other_form || text.contains(last), "{} is not mentioned", field.key);
    }
}

#[test]
fn the_neighbourhoods_are_scaled_to_the_districts() {
    let scenario = load(&embedded("default"), &[]).unwrap().scenario;
    for (plan, inhabitants) in scenario.districts.iter().zip([34_584, 66_595]) {
        let areas = plan.district.settled_areas();
        assert_eq!(areas.iter().map(|area| area.inhabitants).sum::<u32>(), inhabitants);
    }
}

#[test]
fn a_resolved_text_gives_an_equal_scenario_that_stands_alone() {
    let variants: &[&[(&str, &str)]] = &[
        &[],
        &[("intermediary.approach", "none")],
        &[("intermediary.approach", "existing_services"), ("intermediary.budget_eur_per_year", "70000")],
        &[("intermediary.approach", "{ housing = \"host\", work = \"verweisen\" }")],
        &[("district.sb6.intermediary.approach", "none"), ("name", "a \"quoted\" name")],
        &[(
            "change",
            "[{ from = 2018-03-05, set = { \"intermediary.siting\" = \"decentral\", \"district.sb6.intermediary.staff_fte\" = 2 } }, { from = 2019-03-04, set = { intermediary.approach = \"keine\" } }]",
        )],
        &[
            ("intermediary.approach", "none"),
            ("change", "[{ from = 2018-03-05, set = { \"intermediary.approach\" = \"host\" } }]"),
        ],
        &[("forcings.closures", "forcings/pandemic.csv"), ("seed", "7"), ("districts", "[\"sb6\"]")],
    ];
    for pairs in variants {
        let first = load(&embedded("default"), &set(pairs))
            .unwrap_or_else(|faults| panic!("{pairs:?}\n{faults}"))
            .scenario;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("scenario.toml");
        std::fs::write(&path, first.to_toml()).unwrap();
        let second =
            load(&Source::File(path), &[]).unwrap_or_else(|faults| panic!("{pairs:?}\n{faults}")).scenario;
        assert_eq!(differences(&first, &second), [], "{pairs:?}");
        assert_eq!(first, second, "{pairs:?}");
        assert_eq!(first.to_toml(), second.to_toml());
    }
}

#[test]
fn a_name_changes_no_hash_and_everything_else_does() {
    let hash = |pairs: &[(&str, &str)]| load(&embedded("default"), &set(pairs)).unwrap().scenario.hash();
    let plain = hash(&[]);
    assert_eq!(hash(&[("name", "another")]), plain);
    for pair in [
        ("seed", "1"),
        ("every", "13"),
        ("intermediary.rooms", "3"),
        ("district.sb5.inhabitants", "34585"),
        ("forcings.closures", "forcings/pandemic.csv"),
    ] {
        assert_ne!(hash(&[pair]), plain, "{pair:?}");
    }
}

#[test]
fn every_single_change_of_a_word_is_valid() {
    for field in schema::FIELDS.iter().filter(|field| field.key.starts_with("intermediary.")) {
        if let schema::Shape::Word(list) = field.shape {
            for word in list() {
                for spelling in [word.key, word.german_key] {
                    let result = load(&embedded("default"), &set(&[(field.key, spelling)]));
                    assert!(result.is_ok(), "{} = {spelling}:\n{}", field.key, result.unwrap_err());
                }
            }
        }
    }
}

#[test]
fn differences_name_the_keys_and_nothing_else() {
    let a = load(&embedded("default"), &[]).unwrap().scenario;
    let b =
        load(&embedded("welcome_points"), &set(&[("intermediary.siting", "dezentral")])).unwrap().scenario;
    let found: Vec<String> = differences(&a, &b)
        .into_iter()
        .map(|d| format!("{}: {} → {}", d.key, d.a.unwrap_or_default(), d.b.unwrap_or_default()))
        .collect();
    assert_eq!(
        found,
        [
            "district.sb5.intermediary.siting: \"central\" → \"decentral\"",
            "district.sb6.intermediary.siting: \"central\" → \"decentral\"",
        ]
    );
}

#[test]
fn explanations_speak_both_languages_and_propose_the_nearest_key() {
    insta::assert_snapshot!(explain("intermediary.siting", Language::English).unwrap(), @r#"
    intermediary.siting: siting
      One place or several; hours, staff and rent are divided by site.
        central (zentral): central
        decentral (dezentral): decentral
      default: "central"
      German key: instanz.standort
      evidence (an expectation, no term): Each kilometre lowers the odds of a voluntary visit by perhaps 10–30 % (A23, A24); the first site of a second place began with four hours a week (D30).
      parameters: account.rent.*, travel.*, help_seeking.per_km, help_seeking.opening_elasticity, help_seeking.reference_hours
    "#);
    insta::assert_snapshot!(explain("staff_fte", Language::German).unwrap(), @r#"
    intermediary.staff_fte: Hauptamtliche
      Bezahlte Stunden; das Budget folgt daraus. Entweder dies oder das Budget.
      erlaubt: eine Zahl von 0 bis 500
      Einheit: Vollzeitstellen
      Vorgabe: 3
      deutscher Schlüssel: instanz.vollzeitstellen
      Belege (Erwartung, kein Term): Eine Stelle kostet etwa 57 000 € (A29) und hat 1 550–1 650 Stunden im Jahr; wirkliche Budgets liegen bei 36–70 Tausend € je Standort und Jahr (D33).
      Parameter: account.euros_per_post, account.hours_per_post, account.direct_share, account.least_post, staff.*
    "#);
    let unknown = explain("intermediary.sitting", Language::English).unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "unknown key `intermediary.sitting`; did you mean `intermediary.siting`?"
    );
}

#[test]
fn every_option_says_what_it_creates_its_evidence_and_its_parameters() {
    let evidence = inteso::evidence::Evidence::embedded().unwrap();
    for field in schema::FIELDS.iter().filter(|field| field.key.starts_with("intermediary.")) {
        let background =
            schema::background(field.key).unwrap_or_else(|| panic!("{} has no background", field.key));
        let texts = [field.creates, field.creates_german, background.evidence, background.evidence_german];
        assert!(texts.iter().all(|text| text.ends_with('.')), "{}", field.key);
        for prefix in background.parameters {
            assert!(evidence.iter().any(|(key, _)| key.starts_with(prefix)), "{}: `{prefix}`", field.key);
        }
        for (language, none) in
            [(Language::English, "none: a share"), (Language::German, "keine: ein Anteil")]
        {
            let text = explain(field.key, language).unwrap();
            assert_eq!(text.contains(none), background.parameters.is_empty(), "{text}");
        }
    }
    for background in schema::BACKGROUND {
        for key in background.keys {
            assert!(schema::FIELDS.iter().any(|field| field.key == *key), "{key}");
        }
    }
}
