//! Synthetic districts: drawn from a stated table, the same whoever asks, and as good as written ones.

use std::fs;
use std::sync::Arc;

use inteso::district::District;
use inteso::evidence::Kind;
use inteso::forcing::Series;
use inteso::run::{Gathering, Model, Record};
use inteso::scenario::{Scenario, Source, differences, explain, load};
use inteso::time::Week;
use inteso::vocabulary::Language;

use crate::cli_commands::call;
use crate::stage::scenario as scenario_of;

fn country(settings: &[(&str, &str)]) -> Scenario {
    let settings: Vec<_> =
        settings.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    load(&Source::Embedded("country".to_owned()), &settings)
        .unwrap_or_else(|faults| panic!("{faults}"))
        .scenario
}

fn districts(scenario: &Scenario) -> Vec<Arc<District>> {
    scenario.districts.iter().map(|plan| Arc::clone(&plan.district)).collect()
}

/// Returns the people whom a series assigns in eight years.
fn assigned(series: &Series) -> f64 {
    (0..416).map(|week| series.at(Week(week))).sum()
}

#[test]
fn the_country_has_the_inhabitants_and_the_arrivals_that_its_table_says() {
    let scenario = country(&[]);
    let table = &scenario.synthetic.as_ref().unwrap().table;
    assert_eq!(table.inhabitants_of_block(), 4_200_000.0);
    // Sums of a few products of decimals: far less than one person off.
    assert!((table.arrivals_of_block() - 95_000.0).abs() < 1e-6);
    // What the table says of the series is what the series says.
    assert_eq!(assigned(&scenario.forcings.arrivals.per_week), table.arrivals_of_series.value);

    let all = districts(&scenario);
    assert_eq!(all.len(), 400);
    assert_eq!(all.iter().map(|district| u64::from(district.inhabitants)).sum::<u64>(), 84_000_000);
    let arrivals: f64 =
        all.iter().map(|district| district.largest_arrival_share() * table.arrivals_of_series.value).sum();
    assert!((arrivals - 1_900_000.0).abs() < 1e-3, "{arrivals}");
    // Whole blocks have these sums whatever the design seed; a part of a block has not, by chance alone.
    let other = districts(&country(&[("synthetic.seed", "77"), ("synthetic.count", "45")]));
    let sum =
        |count: usize| other[..count].iter().map(|district| u64::from(district.inhabitants)).sum::<u64>();
    assert_eq!((sum(20), sum(40)), (4_200_000, 8_400_000));
    assert_ne!(sum(45), 45 * 210_000);
}

#[test]
fn a_further_district_changes_none_and_another_design_seed_changes_all() {
    let all = districts(&country(&[]));
    assert_eq!(districts(&country(&[("synthetic.count", "401")]))[..400], all);
    assert_eq!(districts(&country(&[("synthetic.count", "7")])), all[..7]);
    // Seed and replicates of the run draw what happens, not where.
    assert_eq!(districts(&country(&[("seed", "5"), ("replicates", "9")])), all);
    let other = districts(&country(&[("synthetic.seed", "2")]));
    assert!(all.iter().zip(&other).all(|(one, other)| one.neighbourhood != other.neighbourhood));
}

#[test]
fn classes_are_as_frequent_as_the_table_says_and_their_ranges_are_used_in_full() {
    let scenario = country(&[("synthetic.count", "2000")]);
    let all = districts(&scenario);
    let table = &scenario.synthetic.as_ref().unwrap().table;
    let of_class = |name: &str| -> Vec<&District> {
        all.iter()
            .map(Arc::as_ref)
            .filter(|district| district.name.starts_with(&format!("{name} ")))
            .collect()
    };
    for class in &table.class {
        let own = of_class(&class.name);
        assert_eq!(own.len() as u32, class.in_block.value * 100, "{}", class.name);
        let [low, high] = class.inhabitants.value.map(f64::from);
        let place = |district: &District| (f64::from(district.inhabitants) - low) / (high - low);
        assert!(own.iter().all(|district| (0.0..=1.0).contains(&place(district))), "{}", class.name);
        // Pairs mirror each other, so half of the draws are free: of a uniform draw each quarter holds a quarter. Five standard
        // errors of a share among them.
        let free = own.len() as f64 / 2.0;
        let error = 5.0 * (0.25 * 0.75 / free).sqrt();
        for quarter in 0..4 {
            let within =
                |district: &&&District| (place(district) * 4.0).floor().min(3.0) == f64::from(quarter);
            let share = own.iter().filter(within).count() as f64 / own.len() as f64;
            assert!((share - 0.25).abs() < error, "{}, quarter {quarter}: {share}", class.name);
        }
        let [least, most] = class.migration_history.value;
        let mean = own.iter().map(|district| district.migration_history).sum::<f64>() / own.len() as f64;
        let error = 5.0 * (most - least) / 12_f64.sqrt() / (own.len() as f64).sqrt();
        assert!((mean - 0.5 * (least + most)).abs() < error, "{}: {mean}", class.name);
        // The twin: a mean a quarter of the range away would have been noticed.
        assert!((mean - (0.75 * least + 0.25 * most)).abs() > error, "{}", class.name);
    }
}

#[test]
fn every_synthetic_district_passes_the_checks_of_a_written_one() {
    let scenario = country(&[("synthetic.count", "60")]);
    let ids: Vec<&str> = scenario.districts.iter().map(|plan| plan.id.as_str()).collect();
    assert_eq!((ids[0], ids[59]), ("d001", "d060"));
    // The same districts described one by one.
    let listed = Scenario { synthetic: None, ..scenario.clone() };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("listed.toml");
    fs::write(&path, listed.to_toml().replace("weeks = 416", "weeks = 3")).unwrap();
    let read = load(&Source::File(path), &[]);
    // Sixty districts have more inhabitants than a city, which is the one thing that is refused.
    let faults = read.unwrap_err();
    assert_eq!(faults.len(), 1, "{faults}");
    assert!(faults.to_string().contains("the districts have 12600000 inhabitants together"), "{faults}");

    let few = country(&[("synthetic.count", "20"), ("weeks", "3")]);
    let listed = Scenario { synthetic: None, ..few.clone() };
    let path = folder.path().join("few.toml");
    fs::write(&path, listed.to_toml()).unwrap();
    let read = load(&Source::File(path), &[]).unwrap_or_else(|faults| panic!("{faults}")).scenario;
    assert_eq!(read, listed);
    assert_eq!(districts(&read), districts(&few));
    for district in districts(&few) {
        assert!((3..=60).contains(&district.neighbourhood.len()), "{}", district.name);
        let counted: u32 = district.neighbourhood.iter().map(|part| part.inhabitants).sum();
        assert_eq!(counted, district.inhabitants);
        assert!((district.ages.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }
}

#[test]
fn the_resolved_text_holds_the_table_and_gives_an_equal_scenario() {
    let scenario = country(&[("district.d007.intermediary.siting", "decentral")]);
    let text = scenario.to_toml();
    // Nine tenths of it are parameters; 400 descriptions would be a megabyte.
    assert!(text.len() < 50_000, "{}", text.len());
    assert!(!text.contains("[district.d001]"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scenario.toml");
    fs::write(&path, &text).unwrap();
    let again = load(&Source::File(path.clone()), &[]).unwrap_or_else(|faults| panic!("{faults}")).scenario;
    assert_eq!(again, scenario);
    assert_eq!((again.to_toml(), again.hash()), (text, scenario.hash()));
    assert_eq!(differences(&again, &scenario), []);
    // A comparator in one of them, which ignores what the others say, is told of it alone as well.
    let one = country(&[
        ("district.d007.intermediary.approach", "none"),
        ("district.d009.intermediary.budget_eur_per_year", "200000"),
    ]);
    fs::write(&path, one.to_toml()).unwrap();
    assert!(one.to_toml().len() < 50_000);
    assert_eq!(load(&Source::File(path), &[]).unwrap_or_else(|faults| panic!("{faults}")).scenario, one);
    // What is drawn from another table, or more of it, is another scenario.
    for other in [("synthetic.seed", "2"), ("synthetic.count", "401")] {
        let other = country(&[("district.d007.intermediary.siting", "decentral"), other]);
        assert_ne!(other.hash(), scenario.hash());
        assert!(differences(&other, &scenario).iter().any(|found| found.key.starts_with("synthetic.")));
    }
    // A layer that lists districts takes the table back, and the other way round.
    assert_eq!(country(&[("districts", "[\"sb5\"]")]).synthetic, None);
    assert_eq!(scenario.with("synthetic.count", "7").unwrap().districts, scenario.districts[..7]);
    // The twin: with fewer of them, there is none of whom the option could be.
    let unknown = scenario.with("synthetic.count", "6").unwrap_err().to_string();
    assert!(unknown.contains("unknown district `d007`"), "{unknown}");
}

#[test]
fn every_number_of_the_table_has_a_unit_a_kind_and_a_source() {
    let scenario = country(&[]);
    let table = &scenario.synthetic.as_ref().unwrap().table;
    for class in &table.class {
        for (unit, kind, source) in [
            (&class.in_block.unit, class.in_block.kind, &class.in_block.source),
            (&class.inhabitants.unit, class.inhabitants.kind, &class.inhabitants.source),
            (&class.welfare.unit, class.welfare.kind, &class.welfare.source),
        ] {
            assert!(!unit.is_empty() && !source.is_empty());
            // Nothing of it is counted.
            assert_eq!(kind, Kind::Assumed);
        }
    }
    let told = explain("synthetic.class", Language::German).unwrap();
    assert!(told.starts_with("synthetic.class: Arten künstlicher Bezirke"), "{told}");
}

/// A table of one class of small districts, in place.
const SMALL: &str = r#"
[synthetic]
count = 6
seed = 3
arrivals_of_series = { value = 20370, unit = "people", kind = "measured", source = "arrivals.csv" }
stock_of_series = { value = 2255, unit = "people", kind = "measured", source = "D21" }
[[synthetic.class]]
name = "Village"
name_de = "Dorf"
in_block = { value = 4, unit = "districts", kind = "assumed", source = "A" }
inhabitants = { value = [2000, 4000], unit = "people", kind = "assumed", source = "A" }
arrivals_per_1000 = { value = 40, unit = "people", kind = "assumed", source = "A" }
migration_history = { value = [0.1, 0.3], unit = "share", kind = "assumed", source = "A" }
welfare = { value = [0.05, 0.1], unit = "share", kind = "assumed", source = "A" }
inhabitants_per_km2 = { value = [100, 200], unit = "inhabitants", kind = "assumed", source = "A" }
settled_share = { value = [0.1, 0.2], unit = "share", kind = "assumed", source = "A" }
inhabitants_per_neighbourhood = { value = 1000, unit = "inhabitants", kind = "assumed", source = "A" }
neighbourhood_spread = { value = 0.5, unit = "share", kind = "assumed", source = "A" }
youngest = { value = [0.06, 0.11, 0.40, 0.19, 0.15, 0.09], unit = "shares", kind = "assumed", source = "A" }
oldest = { value = [0.05, 0.10, 0.30, 0.22, 0.20, 0.13], unit = "shares", kind = "assumed", source = "A" }
"#;

fn faults(text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    fs::write(&path, text).unwrap();
    let faults = load(&Source::File(path), &[]).unwrap_err().to_string();
    faults.replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn one_two_and_eight_threads_write_the_same_files_of_synthetic_districts() {
    let folder = tempfile::tempdir().unwrap();
    let text =
        format!("name = \"villages\"\nweeks = 60\nevery = 26\n{SMALL}\n[intermediary]\nopens = 2015-03-02\n");
    fs::write(folder.path().join("villages.toml"), text).unwrap();
    let tables = |threads: &str| -> Vec<String> {
        let arguments = ["run", "villages.toml", "--threads", threads, "--out", threads];
        let (code, _, complaint) = call(folder.path(), &arguments);
        assert_eq!(code, 0, "{complaint}");
        ["series", "groups", "costs", "chain", "places", "facts", "summary"]
            .map(|name| fs::read_to_string(folder.path().join(threads).join(format!("{name}.csv"))).unwrap())
            .to_vec()
    };
    let one = tables("1");
    assert!(one[0].contains(",d006,") && one[0].contains(",all,"));
    assert!(tables("2") == one && tables("8") == one);
    // What a folder holds runs again to the same bytes.
    let (code, _, complaint) = call(folder.path(), &["run", "1/scenario.toml", "--out", "again"]);
    assert_eq!(code, 0, "{complaint}");
    assert!(fs::read_to_string(folder.path().join("again/series.csv")).unwrap() == one[0]);
}

#[test]
fn a_record_is_gathered_in_any_order_to_the_same_bytes() {
    let scenario =
        scenario_of(&format!("weeks = 55\nevery = 20\n{SMALL}\n[intermediary]\nopens = 2015-03-02\n"));
    let model = Model::new(&scenario).unwrap();
    let course = |position: usize| {
        let mut walk = model.walk_district(position, 1);
        while walk.step().is_some() {}
        walk.into_course()
    };
    let gathered = |order: [usize; 6]| {
        let mut gathering = Gathering::new(&scenario, 1);
        let ends = order.map(|position| gathering.add(position, course(position)));
        assert_eq!(ends, [false, false, false, false, false, true]);
        gathering.finish()
    };
    // As text, in which what is no number equals itself.
    let text = |record: &Record| format!("{record:?}");
    let whole = text(&model.run(1));
    for order in [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [2, 0, 5, 1, 4, 3]] {
        assert!(text(&gathered(order)) == whole, "{order:?}");
    }
    // The twin: courses at each other's places give another record.
    let mut exchanged = Gathering::new(&scenario, 1);
    for (position, taken) in [1, 0, 2, 3, 4, 5].into_iter().enumerate() {
        exchanged.add(position, course(taken));
    }
    assert!(text(&exchanged.finish()) != whole);
}

/// Checks that a text has these faults and no others, each with what is allowed.
fn has_faults(text: &str, expected: &[&str]) {
    let shown = faults(text);
    for found in expected {
        assert!(shown.contains(found), "{found}\n\n{shown}");
    }
    assert_eq!(shown.matches("error: ").count(), expected.len(), "{shown}");
    assert_eq!(shown.matches("= note: allowed: ").count(), expected.len(), "{shown}");
}

#[test]
fn a_number_of_districts_that_no_country_has_is_refused() {
    insta::assert_snapshot!(faults("[synthetic]\ncount = 1_000_000\nfil = \"synthetic/districts.toml\"\n"), @r#"
    error: `synthetic.count` is the number 1000000
     --> mine.toml:2:9
      |
    2 | count = 1_000_000
      |         ^^^^^^^^^
      |
      = note: allowed: a whole number from 1 to 10000

    error: unknown key `synthetic.fil`
     --> mine.toml:3:1
      |
    3 | fil = "synthetic/districts.toml"
      | ^^^
      |
      = note: allowed: arrivals_of_series, class, count, file, seed, stock_of_series
      = help: did you mean `synthetic.file`?
    "#);
    let file = "file = \"synthetic/districts.toml\"";
    has_faults(&format!("[synthetic]\ncount = 0\n{file}\n"), &["`synthetic.count` is the number 0"]);
    has_faults(
        &format!("districts = [\"sb5\"]\n[synthetic]\ncount = 3\n{file}\n"),
        &["both `districts` and `synthetic` say which districts there are"],
    );
    // The twin: one of the two is right.
    assert_eq!(scenario_of(&format!("[synthetic]\ncount = 3\n{file}\n")).districts.len(), 3);
}

#[test]
fn faults_of_a_table_are_found_at_once_each_at_its_place() {
    has_faults(
        "[synthetic]\nfile = \"synthetic/districts.toml\"\nseed = -1\n[district.d900.intermediary]\nrooms = 1\n",
        &["`synthetic` lacks `count`", "`synthetic.seed` is the number -1", "unknown district `d900`"],
    );
    has_faults(
        "[synthetic]\ncount = 3\n",
        &["lacks `seed`", "lacks `arrivals_of_series`", "lacks `stock_of_series`", "lacks `class`"],
    );
    has_faults(
        &format!("{SMALL}\n[district.d002]\ninhabitants = 300\n"),
        &["`district.d002.inhabitants`: the district `d002` is drawn from the table"],
    );
    let wrong = SMALL
        .replace("in_block = { value = 4", "in_blocks = { value = 4")
        .replace("value = [2000, 4000]", "value = [4000, 2000]")
        .replace("welfare = { value = [0.05, 0.1], unit", "welfare = { value = [0.05, 1.1], units")
        .replace("kind = \"measured\", source = \"D21\"", "kind = \"guessed\", source = \" \"");
    has_faults(
        &wrong,
        &[
            "unknown key `synthetic.class.in_blocks`",
            "`synthetic.class` lacks `in_block`",
            "`synthetic.class.inhabitants` runs backwards",
            "`synthetic.class.welfare.value` is the number 1.1",
            "unknown key `synthetic.class.welfare.units`",
            "`synthetic.class.welfare` lacks `unit`",
            "`synthetic.stock_of_series.kind` is the text \"guessed\"",
            "`synthetic.stock_of_series.source` is the text \" \"",
        ],
    );
    let odd = SMALL
        .replace("in_block = { value = 4", "in_block = { value = 3")
        .replace("0.19, 0.15, 0.09]", "0.19, 0.15, 0.19]");
    has_faults(
        &odd,
        &["`synthetic.class.in_block.value` is the number 3", "the ages of `youngest` sum to 1.100"],
    );
    has_faults(&SMALL.replace("value = 4,", "value = 0,"), &["`synthetic.class` has no districts"]);
    let large = SMALL.replace("[2000, 4000]", "[1_000_000, 2_000_000]");
    has_faults(&large, &["the largest district of `Village` takes 3.93 times the arrivals of the series"]);
    // The twin: of a larger series it takes a part; more inhabitants than a city may have are right for a country.
    let text = large.replace("value = 20370", "value = 1e6");
    assert_eq!(scenario_of(&text).districts.len(), 6);
}
