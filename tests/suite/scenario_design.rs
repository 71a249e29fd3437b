//! Designs of experiments: order and labels of points, what runs once, and what is compared.

use std::fs;

use inteso::experiment::contrasts::Contrast;
use inteso::experiment::design::{Experiment, load};
use inteso::scenario::{Faults, Source};

fn design(text: &str, overrides: &[(&str, &str)]) -> Result<Experiment, Faults> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    fs::write(&path, text).unwrap();
    let overrides: Vec<(String, String)> =
        overrides.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    load(&Source::File(path), &overrides)
}

fn labels(experiment: &Experiment) -> Vec<&str> {
    experiment.points.iter().map(|point| point.label.as_str()).collect()
}

#[test]
fn the_headline_has_its_seven_points_in_order() {
    let headline = load(&Source::Embedded("headline".to_owned()), &[]).unwrap();
    assert_eq!(
        labels(&headline),
        [
            "none",
            "existing_services",
            "full_access",
            "refer · central",
            "refer · decentral",
            "provide · central",
            "provide · decentral"
        ]
    );
    assert_eq!((headline.replicates, headline.base.weeks, headline.base.every), (20, 416, 13));
    // Five points of equal budget with each other, and each of them and full access with `none`.
    assert_eq!(headline.contrasts.len(), 10 + 5 + 1);
    assert!(headline.contrasts.contains(&Contrast { better: 6, than: 4 }));
    assert!(headline.contrasts.contains(&Contrast { better: 4, than: 1 }));
    assert!(headline.contrasts.contains(&Contrast { better: 3, than: 1 }));
    for point in &headline.points[1..] {
        for plan in &point.scenario.districts {
            assert_eq!(plan.configurations[0].1.opens, inteso::time::Week(34));
        }
    }
}

const FACTORIAL: &str = r#"
question = "?"
[[point]]
name = "none"
set = { "intermediary.approach" = "none" }
[[factor]]
key = "intermediary.approach"
levels = ["refer", "lotsen"]
[[factor]]
key = "intermediary.siting"
levels = ["central", "decentral"]
[[factor]]
key = "intermediary.budget_eur_per_year"
levels = [70_000, 140_000]
"#;

#[test]
fn factors_are_crossed_and_points_stand_beside() {
    let experiment = design(FACTORIAL, &[]).unwrap();
    insta::assert_snapshot!(labels(&experiment).join("\n"), @r#"
    none
    refer · central · 70 000 €
    refer · central · 140 000 €
    refer · decentral · 70 000 €
    refer · decentral · 140 000 €
    guide · central · 70 000 €
    guide · central · 140 000 €
    guide · decentral · 70 000 €
    guide · decentral · 140 000 €
    "#);
    assert_eq!(experiment.points[3].number, 4);
    assert_eq!(experiment.points[1].factors[1], ("intermediary.siting".to_owned(), "central".to_owned()));
    // Within each of two budgets 4 points give 6 pairs; 8 points stand against `none`.
    assert_eq!(experiment.contrasts.len(), 6 + 6 + 8);
    assert_eq!(experiment.base.every, 13);
}

#[test]
fn points_that_resolve_to_the_same_scenario_run_once() {
    let text = r#"
        [[point]]
        name = "a"
        set = { "intermediary.approach" = "none" }
        [[point]]
        name = "b"
        set = { "intermediary.approach" = "keine", "intermediary.rooms" = 9 }
        [[point]]
        name = "c"
        set = { intermediary = { rooms = 9 } }
        [[contrast]]
        better = "c"
        than = "b"
    "#;
    let experiment = design(text, &[]).unwrap();
    assert_eq!(labels(&experiment), ["a", "c"]);
    assert_eq!(experiment.points[0].aliases, ["b"]);
    assert_eq!(experiment.contrasts, [Contrast { better: 2, than: 1 }]);
    assert_eq!(experiment.name, "mine");
}

#[test]
fn a_resolved_experiment_gives_the_same_points() {
    let first = design(FACTORIAL, &[("intermediary.rooms", "5"), ("weeks", "20")]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("scenario.toml"), first.base.to_toml()).unwrap();
    fs::write(folder.path().join("experiment.toml"), first.to_toml()).unwrap();
    let second =
        load(&Source::File(folder.path().join("experiment.toml")), &[]).unwrap_or_else(|f| panic!("{f}"));
    assert_eq!(labels(&first), labels(&second));
    for (a, b) in first.points.iter().zip(&second.points) {
        assert_eq!(a.scenario, b.scenario, "{}", a.label);
        assert_eq!(a.factors, b.factors);
    }
    assert_eq!(first.contrasts, second.contrasts);
    assert_eq!(first.to_toml(), second.to_toml());
}

#[test]
fn faults_of_a_design_are_all_found() {
    let text = r#"
replicats = 3
weeks = 9000
[[point]]
name = "a"
set = { "intermediary.sitting" = "central" }
[[point]]
name = "a"
set = { "intermediary.siting" = "middle" }
[[factor]]
key = "intermediary.rooms"
levels = []
"#;
    let faults = design(text, &[]).unwrap_err().to_string();
    for expected in [
        "unknown key `replicats`",
        "did you mean `replicates`?",
        "`weeks` is the number 9000",
        "unknown key `intermediary.sitting`",
        "did you mean `intermediary.siting`?",
        "does not know the text \"middle\"",
        "two points are named `a`",
        "`factor.levels` is a list",
    ] {
        assert!(faults.contains(expected), "{expected} is missing in\n{faults}");
    }
}

#[test]
fn a_contrast_of_an_unknown_point_is_a_fault() {
    let text = "[[point]]\nname = \"none\"\nset = { \"intermediary.approach\" = \"none\" }\n[[contrast]]\nbetter = \"non\"\nthan = \"none\"\n";
    let faults = design(text, &[]).unwrap_err().to_string();
    assert!(faults.contains("no point is named `non`"), "{faults}");
    assert!(faults.contains("did you mean `none`?"), "{faults}");
}

#[test]
fn an_experiment_without_points_is_a_fault() {
    let faults = design("replicates = 2\n", &[]).unwrap_err().to_string();
    assert!(faults.contains("the experiment has no points"), "{faults}");
}

#[test]
fn too_many_combinations_are_a_fault() {
    let keys = ["rooms", "volunteers", "sites", "own_offers", "accompaniment", "principles.inclusion"];
    let levels: Vec<String> = (0..5_000).map(|level| format!("{}", f64::from(level) / 5_000.0)).collect();
    let factor =
        |key: &&str| format!("[[factor]]\nkey = \"intermediary.{key}\"\nlevels = [{}]\n", levels.join(","));
    let faults = design(&keys.iter().map(factor).collect::<String>(), &[]).unwrap_err().to_string();
    // 5 000⁶ is more than 2⁶⁴.
    assert!(faults.contains("more combinations than can be numbered"), "{faults}");
    let twice = "[[factor]]\nkey = \"intermediary.rooms\"\nlevels = [1, 2]\n".repeat(2);
    assert!(design(&twice, &[]).unwrap_err().to_string().contains("a second factor"));
}
