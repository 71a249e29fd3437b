//! Designs beyond the full factorial: fractions, one at a time, and parameter sets crossed with policies.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use inteso::evidence::{Distribution, Evidence};
use inteso::experiment::contrasts::Contrast;
use inteso::experiment::design::{Design, Experiment, read};
use inteso::experiment::point::Point;
use inteso::scenario::{Document, Source};

use crate::cli_commands::call;

/// Opens an experiment with files beside it.
fn document(text: &str, files: &[(&str, &str)]) -> (Document, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    fs::write(&path, text).unwrap();
    for (name, content) in files {
        fs::write(folder.path().join(name), content).unwrap();
    }
    (Document::open(&Source::File(path)).unwrap(), folder)
}

fn design(text: &str) -> Design {
    let (document, _folder) = document(text, &[]);
    Design::open(&document, &[]).unwrap_or_else(|faults| panic!("{faults}"))
}

fn experiment(text: &str, files: &[(&str, &str)]) -> Experiment {
    let (document, _folder) = document(text, files);
    read(&document, &[]).unwrap_or_else(|faults| panic!("{faults}"))
}

fn labels(experiment: &Experiment) -> Vec<&str> {
    experiment.points.iter().map(|point| point.label.as_str()).collect()
}

fn number(point: &Point, key: &str) -> f64 {
    let said = point.factors.iter().find(|(known, _)| known == key);
    said.unwrap_or_else(|| panic!("{key}")).1.parse().unwrap()
}

const POLICIES: &str = r#"
[[point]]
name = "none"
set = { "intermediary.approach" = "none" }
[[point]]
name = "guide"
set = { "intermediary.approach" = "guide" }
"#;

fn sampled(sample: &str) -> String {
    format!("{POLICIES}\n[sample]\n{sample}\n")
}

#[test]
fn one_at_a_time_changes_one_factor_of_the_first_levels() {
    let experiment = experiment(
        r#"
        combine = "one_at_a_time"
        [[factor]]
        key = "intermediary.approach"
        levels = ["guide", "refer", "host"]
        [[factor]]
        key = "intermediary.siting"
        levels = ["central", "decentral"]
        "#,
        &[],
    );
    let expected = ["guide · central", "refer · central", "host · central", "guide · decentral"];
    assert_eq!(labels(&experiment), expected);
}

#[test]
fn a_fraction_runs_part_of_the_factorial_and_says_which() {
    let factor = |(key, one, other): (&str, &str, &str)| {
        format!("[[factor]]\nkey = \"intermediary.{key}\"\nlevels = [{one}, {other}]\n")
    };
    let factors: String = [
        ("approach", "\"refer\"", "\"guide\""),
        ("siting", "\"central\"", "\"decentral\""),
        ("sponsorship", "\"municipal\"", "\"independent\""),
        ("naming", "\"target_group\"", "\"open\""),
        ("volunteers", "0", "20"),
    ]
    .map(factor)
    .concat();
    let of = |combine: &str| design(&format!("combine = {combine}\n{factors}"));
    assert_eq!(of("\"full\"").written(), 32);
    assert_eq!(of("{ resolution = 3 }").written(), 8);
    assert_eq!(of("{ resolution = 5 }").written(), 16);
    insta::assert_snapshot!(
        of("{ resolution = 5 }").summary()[0].english(),
        @"1/2 of the factorial, 16 combinations, resolution V: volunteers = approach × siting × sponsorship × naming"
    );
    insta::assert_snapshot!(
        of("{ resolution = 3 }").summary()[0].german(),
        @"1/4 des faktoriellen Designs, 8 Kombinationen, Auflösung III: naming = approach × siting, volunteers = approach × sponsorship"
    );
    let fraction = of("{ resolution = 3 }");
    let points: Vec<Point> = (0..8).map(|position| fraction.point_at(position).unwrap()).collect();
    assert_eq!(points.iter().map(|point| &point.hash).collect::<BTreeSet<_>>().len(), 8);
    let volunteers = |wanted: &str| {
        points
            .iter()
            .filter(|point| number(point, "intermediary.volunteers") == wanted.parse::<f64>().unwrap())
            .count()
    };
    assert_eq!((volunteers("0"), volunteers("20")), (4, 4));
}

#[test]
fn policies_are_crossed_with_sets_set_by_set() {
    let experiment = experiment(
        &sampled(
            "method = \"sobol\"\nsize = 3\nkeys = [\"counselling.minutes_first_contact\", \"encounter.*\"]",
        ),
        &[],
    );
    let expected =
        ["none · set 1", "guide · set 1", "none · set 2", "guide · set 2", "none · set 3", "guide · set 3"];
    assert_eq!(labels(&experiment), expected);
    let third = &experiment.points[2];
    assert_eq!(
        (third.shown.english(), third.shown.german()),
        ("no intermediary, set 2", "keine Instanz, Satz 2")
    );
    assert_eq!(third.factors[1], ("set".to_owned(), "2".to_owned()));
    let key = "parameters.counselling.minutes_first_contact";
    assert_eq!(number(third, key), number(&experiment.points[3], key));
    assert_ne!(number(third, key), number(&experiment.points[0], key));
    // Compared are policies under the same set.
    let pair = |set: usize| Contrast { better: 2 * set, than: 2 * set - 1 };
    assert_eq!(experiment.contrasts, [pair(1), pair(2), pair(3)]);
}

#[test]
fn without_policies_the_base_is_the_one_policy() {
    let experiment = experiment(
        "[sample]\nmethod = \"latin_hypercube\"\nsize = 2\nkeys = [\"counselling.minutes_first_contact\"]\n",
        &[],
    );
    assert_eq!(labels(&experiment), ["base · set 1", "base · set 2"]);
    assert_eq!(experiment.points[0].shown.german(), "Basis, Satz 1");
    assert_eq!(experiment.contrasts, []);
}

#[test]
fn a_star_means_all_parameters_that_are_not_fixed_and_values_keep_to_their_ranges() {
    let evidence = Evidence::embedded().unwrap();
    let varied: Vec<_> =
        evidence.iter().filter(|(_, parameter)| parameter.distribution != Distribution::Fixed).collect();
    for method in ["method = \"latin_hypercube\"\nsize = 40", "method = \"morris\"\nsize = 2\nlevels = 6"] {
        let design = design(&format!("[sample]\n{method}\nkeys = [\"*\"]\n"));
        for position in [0, 1, 7, design.written() - 1] {
            let point = design.point_at(position).unwrap();
            for (key, parameter) in &varied {
                let value = point.scenario.evidence.get(key).unwrap().value;
                let [low, high] = parameter.range;
                assert!(low <= value && value <= high, "{key}: {value}");
            }
        }
    }
    assert!(varied.len() > 256);
}

#[test]
fn a_latin_hypercube_puts_one_set_in_each_stratum_of_a_distribution() {
    const SIZE: usize = 25;
    let keys =
        ["counselling.minutes_first_contact", "counselling.minutes_follow_up", "encounter.sociability_shape"];
    let list = keys.map(|key| format!("{key:?}")).join(", ");
    let design = design(&format!("[sample]\nmethod = \"latin_hypercube\"\nsize = {SIZE}\nkeys = [{list}]\n"));
    let evidence = Evidence::embedded().unwrap();
    for key in keys {
        let parameter = evidence.get(key).unwrap();
        let end = |stratum: usize| {
            let share = stratum as f64 / SIZE as f64;
            parameter.distribution.quantile(parameter.range, parameter.value, share)
        };
        let mut counts = vec![0; SIZE];
        for position in 0..SIZE {
            let value = design.point_at(position).unwrap().scenario.evidence.get(key).unwrap().value;
            counts[(1..SIZE).take_while(|stratum| end(*stratum) <= value).count()] += 1;
        }
        assert!(counts.iter().all(|count| *count == 1), "{key} {counts:?}");
    }
}

#[test]
fn sobol_sets_are_those_of_the_sequence_and_more_of_them_append() {
    let of = |size: usize, seed: u32| {
        design(&format!(
            "[sample]\nmethod = \"sobol\"\nsize = {size}\nseed = {seed}\n\
             over = [{{ key = \"intermediary.budget_eur_per_year\", low = 100_000, high = 200_000 }}, {{ key = \"forcings.arrivals.scale\", low = 0, high = 1 }}]\n"
        ))
    };
    let (few, many) = (of(8, 5), of(64, 5));
    for set in 0..8 {
        let point = few.point_at(set).unwrap();
        let budget = 100_000.0 + 100_000.0 * f64::from(sobol_burley::sample(set as u32, 0, 5));
        assert_eq!(number(&point, "intermediary.budget_eur_per_year"), budget);
        let scale = f64::from(sobol_burley::sample(set as u32, 1, 5));
        assert_eq!(number(&point, "forcings.arrivals.scale"), scale);
        assert_eq!(point.hash, many.point_at(set).unwrap().hash);
    }
    assert_ne!(few.point_at(0).unwrap().hash, of(8, 6).point_at(0).unwrap().hash);
}

#[test]
fn morris_trajectories_append_and_move_one_key_at_a_time() {
    let of = |size: usize| {
        design(&format!("[sample]\nmethod = \"morris\"\nsize = {size}\nkeys = [\"counselling.*\"]\n"))
    };
    let (few, many) = (of(2), of(5));
    let keys = (few.written() / 2) - 1;
    assert_eq!((few.written(), many.written()), (2 * (keys + 1), 5 * (keys + 1)));
    let points: Vec<Point> = (0..few.written()).map(|position| few.point_at(position).unwrap()).collect();
    for (position, pair) in points.windows(2).enumerate() {
        let moved = pair[0]
            .factors
            .iter()
            .zip(&pair[1].factors)
            .filter(|((key, one), (_, other))| key != "set" && one != other);
        let within = (position + 1) % (keys + 1) != 0;
        assert!(moved.count() == 1 || !within, "{position}");
        assert_eq!(pair[0].hash, many.point_at(position).unwrap().hash);
    }
}

#[test]
fn a_list_gives_its_rows_and_keys_of_a_scenario_take_part() {
    let list = "\u{feff}# from elsewhere\r\ncounselling.minutes_first_contact, intermediary.siting,\"intermediary.audience\"\r\n\
                50,central,\"[\"\"fled\"\"]\"\r\n\r\n45.5, decentral ,\"[\"\"fled\"\", \"\"residents\"\"]\"\r\n";
    let experiment = experiment(&sampled("method = \"list\"\nfile = \"mine.csv\""), &[("mine.csv", list)]);
    // Without anybody the site does not matter, but the minutes are another scenario all the same.
    assert_eq!(experiment.points.len(), 4);
    let last = &experiment.points[3];
    assert_eq!(number(last, "parameters.counselling.minutes_first_contact"), 45.5);
    let said = |key: &str| last.factors.iter().find(|(known, _)| known == key).unwrap().1.as_str();
    assert_eq!(
        (said("intermediary.siting"), said("intermediary.audience")),
        ("decentral", "[\"residents\", \"fled\"]")
    );
}

#[test]
fn a_policy_that_ignores_what_is_sampled_runs_once_and_is_compared_under_each_set() {
    let sample =
        "method = \"sobol\"\nsize = 3\n[[sample.over]]\nkey = \"intermediary.rooms\"\nlow = 1\nhigh = 40";
    for contrasts in [String::new(), "[[contrast]]\nbetter = \"guide\"\nthan = \"none\"\n".to_owned()] {
        let experiment = experiment(&format!("{}{contrasts}", sampled(sample)), &[]);
        assert_eq!(labels(&experiment), ["none · set 1", "guide · set 1", "guide · set 2", "guide · set 3"]);
        assert_eq!(experiment.points[0].aliases, ["none · set 2", "none · set 3"]);
        let pair = |better: usize| Contrast { better, than: 1 };
        assert_eq!(experiment.contrasts, [pair(2), pair(3), pair(4)]);
    }
}

#[test]
fn levels_are_taken_alike_and_whole_numbers_reach_both_ends() {
    let design = design(
        "[sample]\nmethod = \"latin_hypercube\"\nsize = 60\nkeys = []\n\
         over = [{ key = \"intermediary.siting\", levels = [\"central\", \"decentral\"] }, { key = \"intermediary.rooms\", low = 1, high = 3 }]\n",
    );
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for position in 0..60 {
        for (key, value) in design.point_at(position).unwrap().factors {
            *counts.entry((key, value)).or_default() += 1;
        }
    }
    let count = |key: &str, value: &str| counts[&(format!("intermediary.{key}"), value.to_owned())];
    assert_eq!((count("siting", "central"), count("siting", "decentral")), (30, 30));
    assert_eq!(["1", "2", "3"].map(|rooms| count("rooms", rooms)), [20; 3]);
}

#[test]
fn a_design_that_was_written_gives_the_same_points() {
    let base = "extends = \"default.toml\"\n[parameters]\n\"travel.minutes_per_km\" = { value = 9, range = [8, 10], source = \"X\" }\n";
    let list = "travel.minutes_per_km,intermediary.siting\n8.5,central\n9.5,decentral\n";
    let keys = "keys = [\"counselling.*\", \"travel.minutes_per_km\"]\nexcept = [\"counselling.minutes_follow_up\"]\n";
    let over = "[[sample.over]]\nkey = \"intermediary.approach\"\nlevels = [\"guide\", \"refer\"]\n\
                [[sample.over]]\nkey = \"counselling.minutes_resident\"\nlow = 10.25\nhigh = 12\ndistribution = \"triangular\"\nmode = 11\n";
    let policies = "base = \"base.toml\"\nset = { \"intermediary.rooms\" = 6 }\ncombine = { resolution = 3 }\ncontrasts = \"comparators\"\n\
                    [[factor]]\nkey = \"intermediary.siting\"\nlevels = [\"central\", \"decentral\"]\n\
                    [[factor]]\nkey = \"intermediary.volunteers\"\nlevels = [0, 10]\n\
                    [[factor]]\nkey = \"intermediary.naming\"\nlevels = [\"target_group\", \"open\"]\n";
    for text in [
        format!("{policies}[sample]\nmethod = \"latin_hypercube\"\nsize = 6\n{keys}{over}"),
        format!("{policies}[sample]\nmethod = \"sobol\"\nsize = 6\nseed = 3\n{keys}{over}"),
        format!("{policies}[sample]\nmethod = \"morris\"\nsize = 1\nlevels = 6\n{keys}{over}"),
        format!("base = \"base.toml\"\n{POLICIES}[sample]\nmethod = \"list\"\nfile = \"my list.csv\"\n"),
        policies.to_owned(),
    ] {
        let (document, _folder) = document(&text, &[("base.toml", base), ("my list.csv", list)]);
        let first = Design::open(&document, &[]).unwrap_or_else(|faults| panic!("{faults}"));
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("scenario.toml"), first.base().to_toml()).unwrap();
        if let Some(list) = first.list() {
            fs::write(folder.path().join("sets.csv"), list).unwrap();
        }
        let path = folder.path().join("experiment.toml");
        fs::write(&path, first.to_toml()).unwrap();
        let second = Document::open(&Source::File(path)).unwrap();
        let second =
            Design::open(&second, &[]).unwrap_or_else(|faults| panic!("{}\n{faults}", first.to_toml()));
        assert_eq!((first.written(), first.to_toml()), (second.written(), second.to_toml()));
        for position in 0..first.written() {
            let [a, b] = [&first, &second].map(|design| design.point_at(position).unwrap());
            assert_eq!((&a.hash, &a.label, &a.shown, a.factors), (&b.hash, &b.label, &b.shown, b.factors));
        }
    }
}

#[test]
fn points_are_the_same_from_several_threads_and_in_any_order() {
    let design = design(&sampled("method = \"latin_hypercube\"\nsize = 20\nkeys = [\"encounter.*\"]"));
    let hashes = |order: &[usize]| -> BTreeMap<usize, String> {
        order.iter().map(|position| (*position, design.point_at(*position).unwrap().hash)).collect()
    };
    let (forth, back): (Vec<usize>, Vec<usize>) = ((0..40).collect(), (0..40).rev().collect());
    let (one, other) = std::thread::scope(|scope| {
        let one = scope.spawn(|| hashes(&forth));
        let other = scope.spawn(|| hashes(&back));
        (one.join().unwrap(), other.join().unwrap())
    });
    assert_eq!(one, other);
    assert_eq!(one.values().collect::<BTreeSet<_>>().len(), 40);
}

/// Checks an experiment on the command line, and returns what is said.
fn checked(text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mine.toml"), text).unwrap();
    let (code, output, complaint) = call(folder.path(), &["check", "mine.toml"]);
    assert_eq!((code, complaint.as_str()), (0, ""), "{output}");
    output
}

#[test]
fn a_check_says_how_points_come_of_policies_and_sets() {
    let drawn = "method = \"sobol\"\nsize = 60\nkeys = [\"counselling.*\"]\nexcept = [\"counselling.minutes_follow_up\"]";
    // Of one key on four levels only four sets differ.
    let on_levels = "method = \"morris\"\nsize = 30\nkeys = [\"counselling.minutes_follow_up\"]";
    for (sample, lines) in [
        (
            drawn,
            [
                "120 points × 2 replicates: 240 runs of 4 weeks",
                "2 policies × 60 sets: scrambled Sobol points over ",
                "60 contrasts; 0 points not feasible",
            ],
        ),
        (
            on_levels,
            [
                "8 points × 2 replicates: 16 runs of 4 weeks",
                "2 policies × 60 sets: 30 Morris trajectories over 1 key on 4 levels, seed 1",
                "4 contrasts; 0 points not feasible",
            ],
        ),
    ] {
        let shown =
            checked(&format!("weeks = 4\nreplicates = 2\ncontrasts = \"comparators\"\n{}", sampled(sample)));
        for line in lines {
            assert!(shown.contains(line), "{line}\n{shown}");
        }
    }
}

#[test]
fn of_very_many_points_a_check_looks_at_some() {
    let levels = (0..200).map(|level| level.to_string()).collect::<Vec<_>>().join(", ");
    let text = format!(
        "weeks = 4\n[[factor]]\nkey = \"intermediary.volunteers\"\nlevels = [{levels}]\n\
         [sample]\nmethod = \"latin_hypercube\"\nsize = 1_000_000\nkeys = [\"counselling.minutes_follow_up\"]\n"
    );
    let shown = checked(&text);
    for line in ["200 policies × 1000000 sets", "200000000 points", "evenly spread, were looked at"] {
        assert!(shown.contains(line), "{line}\n{shown}");
    }
}
