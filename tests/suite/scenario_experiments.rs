//! The experiments that come with the program, and how they declare what is compared.

use std::collections::BTreeSet;
use std::fs;

use inteso::experiment::contrasts::Contrast;
use inteso::experiment::contrasts::Pattern;
use inteso::experiment::design::{Experiment, load};
use inteso::experiment::point::{Comparator, Point};
use inteso::scenario::{Faults, Source, embedded};
use inteso::time::Week;
use inteso::vocabulary::Support;

fn embedded_experiment(name: &str) -> Experiment {
    load(&Source::Embedded(name.to_owned()), &[]).unwrap_or_else(|faults| panic!("{name}:\n{faults}"))
}

fn design(text: &str) -> Result<Experiment, Faults> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    fs::write(&path, text).unwrap();
    load(&Source::File(path), &[])
}

#[test]
fn each_experiment_has_the_points_that_its_comment_states_both_comparators_and_the_yardstick() {
    for (name, points, replicates) in [
        ("organisation", 77, 30),
        ("dose", 27, 20),
        ("doors", 20, 20),
        ("overload", 28, 20),
        ("distance", 33, 20),
        ("staffing", 13, 20),
        ("methods", 8, 20),
        ("networking", 27, 20),
        ("sponsorship_and_naming", 21, 20),
        ("audience", 11, 20),
        ("participation", 19, 20),
    ] {
        let experiment = embedded_experiment(name);
        assert_eq!((experiment.points.len(), experiment.replicates), (points, replicates), "{name}");
        assert_eq!((experiment.base.weeks, experiment.base.every), (416, 13), "{name}");
        assert!(experiment.points.iter().all(|point| point.aliases.is_empty()), "{name}");
        for support in [Support::Nobody, Support::ExistingServices, Support::FullAccess] {
            let has = experiment.points.iter().any(|point| {
                point.scenario.districts.iter().all(|plan| plan.configurations[0].1.support == support)
            });
            assert!(has, "{name} lacks {support}");
        }
        for plan in experiment.points.iter().flat_map(|point| &point.scenario.districts) {
            let first = &plan.configurations[0].1;
            assert!(first.support == Support::Nobody || first.opens == Week(34), "{name}");
        }
        assert!(!experiment.question.english().is_empty() && !experiment.contrasts.is_empty(), "{name}");
        // Rows of differences.csv: contrasts × three districts × measures × years.
        let measures = if experiment.declaration.measures.is_empty() {
            90
        } else {
            experiment.declaration.measures.len()
        };
        let years =
            if experiment.declaration.years.is_empty() { 8 } else { experiment.declaration.years.len() + 1 };
        let rows = experiment.contrasts.len() * 3 * measures * years;
        assert!(rows < 50_000, "{name}: {rows} rows");
        let text = embedded::file(&format!("experiments/{name}.toml")).unwrap();
        assert!(text.contains("# Design:") && text.contains("# Contrasts:"), "{name}");
    }
}

#[test]
fn the_organisation_compares_forms_that_differ_in_one_thing_at_the_same_budget() {
    let experiment = embedded_experiment("organisation");
    // Within a budget: 36 pairs by approach, 12 by site, 24 by attachment; 24 forms against existing services; each of the 25 against none.
    // Full access against none once.
    assert_eq!(experiment.contrasts.len(), 3 * (36 + 12 + 24 + 24 + 25) + 1);
    let labelled = |label: &str| experiment.points.iter().find(|point| point.label == label).unwrap().number;
    let none = labelled("none");
    assert!(experiment.contrasts.iter().all(|contrast| contrast.better != none));
    let form = labelled("host · central · standalone · 70 000 €");
    for other in ["none", "existing_services · 70 000 €", "guide · central · standalone · 70 000 €"] {
        let pair = (form, labelled(other));
        assert!(experiment.contrasts.contains(&Contrast { better: pair.0, than: pair.1 }), "{other}");
    }
    let far = labelled("guide · decentral · standalone · 70 000 €");
    assert!(!experiment.contrasts.iter().any(|c| (c.better, c.than) == (form, far)));
}

#[test]
fn points_are_compared_only_in_the_same_circumstances() {
    let experiment = embedded_experiment("overload");
    assert_eq!(experiment.declaration.pattern, Some(Pattern::EqualBudget));
    // Of six points at each of four loads: 15 pairs, and full access against none.
    assert_eq!(experiment.contrasts.len(), 4 * (15 + 1));
    for contrast in &experiment.contrasts {
        let [a, b] =
            [contrast.better, contrast.than].map(|number| &experiment.points[number - 1].scenario.forcings);
        assert_eq!(a, b);
    }
}

#[test]
fn full_access_stands_beside_each_none_and_is_compared_with_it_alone() {
    for (name, _) in embedded::EXPERIMENTS {
        let experiment = embedded_experiment(name);
        let of = |kind| {
            let points = experiment.points.iter();
            points.filter(move |point| point.comparator() == Some(kind)).collect::<Vec<_>>()
        };
        let (nobody, yardsticks) = (of(Comparator::Nobody), of(Comparator::FullAccess));
        let circumstances = |points: &[&Point]| {
            points.iter().map(|point| *point.circumstances.as_bytes()).collect::<BTreeSet<_>>()
        };
        assert_eq!(circumstances(&nobody), circumstances(&yardsticks), "{name}");
        let number = |point: &&Point| point.number;
        let (nobody, yardsticks): (Vec<_>, Vec<_>) =
            (nobody.iter().map(number).collect(), yardsticks.iter().map(number).collect());
        let is_yardstick = |number: &usize| yardsticks.contains(number);
        assert!(experiment.contrasts.iter().all(|contrast| !is_yardstick(&contrast.than)), "{name}");
        let own: Vec<_> =
            experiment.contrasts.iter().filter(|contrast| is_yardstick(&contrast.better)).collect();
        assert_eq!(own.len(), yardsticks.len(), "{name}");
        assert!(own.iter().all(|contrast| nobody.contains(&contrast.than)), "{name}");
    }
}

#[test]
fn a_listed_contrast_of_full_access_with_a_form_is_a_fault_and_with_none_is_not() {
    let text = |than: &str| {
        format!(
            "weeks = 4\n[[point]]\nname = \"none\"\nset = {{ \"intermediary.approach\" = \"none\" }}\n\
             [[point]]\nname = \"yardstick\"\nset = {{ \"intermediary.approach\" = \"full_access\" }}\n\
             [[point]]\nname = \"form\"\nset = {{ \"intermediary.approach\" = \"refer\" }}\n\
             [[contrast]]\nbetter = \"yardstick\"\nthan = \"{than}\"\n"
        )
    };
    let refused = design(&text("form")).unwrap_err().to_string();
    assert!(refused.contains("full access is a yardstick"), "{refused}");
    assert_eq!(design(&text("none")).unwrap().contrasts, [Contrast { better: 2, than: 1 }]);
}

const LOADS: &str = r#"
set = { "intermediary.budget_eur_per_year" = 140_000 }
contrasts = { between = "comparators", measures = ["placement"], years = 2 }
[[point]]
name = "none"
set = { "intermediary.approach" = "none" }
[[factor]]
key = "forcings.arrivals.scale"
levels = [1, 2.5]
"#;

#[test]
fn a_scale_multiplies_the_arrivals_and_survives_writing_and_reading() {
    let first = design(LOADS).unwrap();
    let arrivals =
        |point: usize, week: i32| first.points[point].scenario.forcings.arrivals.per_week.at(Week(week));
    for week in [-104, 0, 40, 300] {
        assert!((arrivals(2, week) - 2.5 * arrivals(1, week)).abs() < 1e-9, "{week}");
    }
    assert_eq!(arrivals(0, 40), arrivals(1, 40));
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("scenario.toml"), first.base.to_toml()).unwrap();
    fs::write(folder.path().join("experiment.toml"), first.to_toml()).unwrap();
    let second =
        load(&Source::File(folder.path().join("experiment.toml")), &[]).unwrap_or_else(|f| panic!("{f}"));
    for (a, b) in first.points.iter().zip(&second.points) {
        assert_eq!(a.scenario, b.scenario, "{}", a.label);
    }
    assert_eq!((&first.contrasts, &first.declaration), (&second.contrasts, &second.declaration));
    assert_eq!(first.to_toml(), second.to_toml());
    // A base that is scaled itself is not scaled twice.
    let mut scaled = first.points[2].scenario.clone();
    scaled.name = "base".to_owned();
    fs::write(folder.path().join("scenario.toml"), scaled.to_toml()).unwrap();
    let third =
        load(&Source::File(folder.path().join("experiment.toml")), &[]).unwrap_or_else(|f| panic!("{f}"));
    assert_eq!(third.points[1].scenario.forcings, first.points[1].scenario.forcings);
}

#[test]
fn faults_of_contrasts_are_all_found() {
    let text = "set = 3\ncontrasts = { betwen = \"x\", between = \"one_chang\", measures = [\"placment\"], years = [0] }\n\
                [[point]]\nname = \"none\"\nset = { \"intermediary.approach\" = \"none\" }\n";
    let shown = design(text).unwrap_err().to_string();
    for expected in [
        "`set` is the number 3",
        "did you mean `between`?",
        "did you mean `one_change`?",
        "did you mean `placement`?",
        "`contrasts.years` holds the number 0",
    ] {
        assert!(shown.contains(expected), "{expected}\n{shown}");
    }
    let both = "contrasts = \"comparators\"\n[[point]]\nname = \"none\"\nset = { \"intermediary.approach\" = \"none\" }\n\
                [[point]]\nname = \"a\"\nset = { \"intermediary.rooms\" = 1 }\n[[contrast]]\nbetter = \"a\"\nthan = \"none\"\n";
    assert!(design(both).unwrap_err().to_string().contains("both a pattern of contrasts and a list"));
}
