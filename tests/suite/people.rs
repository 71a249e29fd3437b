//! For whom it makes a difference: what is summed up of people agrees with the series, with itself and with what is read back.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use inteso::analysis::people::{DeadweightRow, Exits, FirstYearsRow, Kind, PopulationRow, ReachRow};
use inteso::analysis::{Results, folder};
use inteso::experiment::table_reader::TableReader;
use inteso::observation::{Measure, Outcome, Row};

use crate::cli_commands::call;
use crate::stage::town;

const POINTS: &str = "replicates = 2\n\
    [[point]]\nname = \"none\"\nset = { \"intermediary.approach\" = \"none\" }\n\
    [[point]]\nname = \"guide\"\nset = { \"intermediary.approach\" = \"guide\" }\n\
    [[point]]\nname = \"provide\"\nset = { \"intermediary.approach\" = \"provide\" }\n";

/// Runs three points of a small town and reads the folder back.
fn compared(folder: &Path) -> Results {
    fs::write(folder.join("town.toml"), town(170, "budget_eur_per_year = 140_000\n")).unwrap();
    fs::write(folder.join("mine.toml"), format!("base = \"town.toml\"\nevery = 13\n{POINTS}")).unwrap();
    let (code, _, complaint) =
        call(folder, &["compare", "mine.toml", "--out", "out", "--quiet", "--no-report"]);
    assert_eq!((code, complaint.as_str()), (0, ""));
    folder::read(&folder.join("out")).unwrap().results
}

fn written<R: Row>(folder: &Path, name: &str) -> Vec<R> {
    TableReader::<R>::open(&folder.join("out").join(name)).unwrap().collect::<Result<_, _>>().unwrap()
}

/// Person-years and people by contrast, district and outcome, and by what a row is told apart further.
type Sums = BTreeMap<(u32, u32, String, String, String), [f64; 4]>;

fn sums(rows: &[PopulationRow], of: impl Fn(&PopulationRow) -> Option<String>) -> Sums {
    let mut sums = Sums::new();
    for row in rows {
        let Some(further) = of(row) else { continue };
        let key = (row.point, row.against, row.district.clone(), row.outcome.to_string(), further);
        let values = [row.years.unwrap(), row.years_against.unwrap(), row.persons, row.persons_against];
        sums.entry(key).or_default().iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
    }
    sums
}

fn assert_alike(one: &Sums, other: &Sums) {
    assert!(!one.is_empty() && one.keys().eq(other.keys()));
    for (key, values) in one {
        // Whole weeks over 52 and means over two replicates, a dozen additions each: a few roundings of thousands.
        let is_near = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-6;
        assert!(values.iter().zip(&other[key]).all(is_near), "{key:?}: {values:?}, {:?}", other[key]);
    }
}

#[test]
fn populations_agree_with_the_series_and_add_up_and_are_read_back_as_written() {
    let folder = tempfile::tempdir().unwrap();
    let results = compared(folder.path());
    let rows = results.population_rows();
    assert_eq!(rows, written::<PopulationRow>(folder.path(), "populations"));
    assert_eq!(results.first_years_rows(), written::<FirstYearsRow>(folder.path(), "first_years"));
    assert_eq!(results.deadweight_rows(), written::<DeadweightRow>(folder.path(), "deadweight"));
    assert_eq!(results.reach_rows(), written::<ReachRow>(folder.path(), "reach"));

    // Everybody has the person-years of the series.
    let everybody: Vec<_> = rows.iter().filter(|row| row.attribute == "everybody").collect();
    for row in everybody.iter().filter(|row| row.outcome != "waiting") {
        let outcome = Outcome::parse(&row.outcome).unwrap();
        let measure = Measure::position(outcome.measure()).unwrap();
        for (number, years) in [(row.point, row.years), (row.against, row.years_against)] {
            let point = results.points.iter().find(|point| point.number == number).unwrap();
            let totals = point.totals(point.district(&row.district).unwrap(), measure, results.first_year);
            let mean = totals.iter().sum::<f64>() / totals.len() as f64;
            // The series says years in thirteen sums a year, each rounded to its last bit.
            assert!(totals.len() == 2 && (years.unwrap() - mean).abs() < 1e-6, "{row:?}: {totals:?}");
        }
    }

    // Groups of each attribute make up everybody, and so do those by who was seen.
    let whole = sums(&rows, |row| (row.attribute == "everybody").then(String::new));
    for attribute in ["sex", "age", "education", "household", "status", "arrived", "seen"] {
        assert_alike(&whole, &sums(&rows, |row| (row.attribute == attribute).then(String::new)));
    }
    // Districts make up all together; there is one.
    let of_all = sums(&rows, |row| (row.district == "all").then(|| row.group.to_string()));
    let of_toy = sums(&rows, |row| (row.district == "toy").then(|| row.group.to_string()));
    assert!(of_all.values().eq(of_toy.values()) && !of_all.is_empty());
    assert!(rows.iter().all(|row| (row.kind == Kind::Seen) == (row.attribute == "seen")));
    assert!(rows.iter().any(|row| row.kind == Kind::Seen && row.group == "both" && row.persons > 0.0));

    // With two replicates there is an interval around each difference.
    assert!(rows.iter().all(|row| row.low <= row.difference && row.difference <= row.high));
}

#[test]
fn first_years_deadweight_and_reach_lie_within_what_can_be() {
    let folder = tempfile::tempdir().unwrap();
    let results = compared(folder.path());
    let first_years = results.first_years_rows();
    // Five years from week -90 on are over in week 170.
    assert!(first_years.iter().all(|row| row.last_arrival.0 == 170 - 260 && row.persons > 0.0));
    assert!(first_years.iter().any(|row| row.exits == Exits::Equal));
    for row in &first_years {
        assert!((0.0..=5.0).contains(&row.years.unwrap()) && row.n == 2, "{row:?}");
        // Whoever is in one world alone came or was born after the worlds differ, and none of these cohorts was.
        assert_eq!(row.persons, row.persons_against, "{row:?}");
    }
    let deadweight = results.deadweight_rows();
    assert!(deadweight.iter().all(|row| row.against == 1 && row.point > 1 && row.needs_against <= row.needs));
    let all: Vec<_> = deadweight.iter().filter(|row| row.need == "all" && row.district == "all").collect();
    assert!(
        all.len() == 2 && all.iter().all(|row| row.share > Some(0.0) && row.share < Some(1.0)),
        "{all:?}"
    );
    let reach = results.reach_rows();
    for point in [2, 3] {
        for outcome in ["work", "private_dwelling"] {
            let rows: Vec<_> =
                reach.iter().filter(|row| row.point == point && row.outcome == outcome).collect();
            assert_eq!(rows.iter().map(|row| row.quarter).collect::<Vec<_>>(), [1, 2, 3, 4]);
            assert!(rows.windows(2).all(|pair| pair[0].expected <= pair[1].expected), "{rows:?}");
            assert!(
                rows.iter().any(|row| row.share > Some(0.0)) && rows.iter().all(|row| row.share <= Some(1.0))
            );
        }
    }
}

#[test]
fn what_is_not_compared_or_not_recorded_leaves_no_table_of_people() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let tables = || {
        let exists = |name: &&str| out.join(format!("{name}.csv")).exists();
        ["populations", "first_years", "deadweight", "reach"].into_iter().filter(exists).collect::<Vec<_>>()
    };
    fs::write(folder.path().join("town.toml"), town(8, "budget_eur_per_year = 140_000\n")).unwrap();
    fs::write(folder.path().join("mine.toml"), format!("base = \"town.toml\"\n{POINTS}")).unwrap();
    let compare = |more: &[&str]| {
        let arguments =
            [&["compare", "mine.toml", "--out", "out", "--quiet", "--no-report"][..], more].concat();
        assert_eq!(call(folder.path(), &arguments).0, 0);
    };
    compare(&[]);
    // A run of eight weeks has nobody's first five years, and no need whose 26 weeks lie within it counts as met.
    assert_eq!(tables(), ["populations", "deadweight", "reach"]);
    compare(&["--people", "no", "--force"]);
    assert!(tables().is_empty());
}

#[test]
fn people_are_recorded_of_many_points_where_runs_are_few() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("town.toml"), town(8, "budget_eur_per_year = 140_000\n")).unwrap();
    let hours: Vec<String> = (20..34).map(|hours| hours.to_string()).collect();
    let factor = format!(
        "[[factor]]\nkey = \"intermediary.opening_hours_per_week\"\nlevels = [{}]\n",
        hours.join(", ")
    );
    fs::write(folder.path().join("mine.toml"), format!("base = \"town.toml\"\nreplicates = 1\n{factor}"))
        .unwrap();
    let (code, _, complaint) =
        call(folder.path(), &["compare", "mine.toml", "--out", "out", "--quiet", "--no-report"]);
    assert_eq!((code, complaint.as_str()), (0, ""));
    let rows = written::<PopulationRow>(folder.path(), "populations");
    assert!(rows.iter().any(|row| row.point == 14), "{}", rows.len());
}

#[test]
fn replicates_that_are_added_record_people_as_the_first_ones_did() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("town.toml"), town(2, "budget_eur_per_year = 140_000\n")).unwrap();
    fs::write(folder.path().join("mine.toml"), format!("base = \"town.toml\"\n{POINTS}")).unwrap();
    let people = |out: &str, more: &[&str]| {
        let arguments =
            [&["compare", "mine.toml", "--out", out, "--quiet", "--no-report"][..], more].concat();
        assert_eq!(call(folder.path(), &arguments).0, 0);
        let runs = fs::read_dir(folder.path().join(out).join("runs")).unwrap();
        let count =
            runs.filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|end| end == "people"));
        (folder.path().join(out).join("people.csv").exists(), count.count())
    };
    // Three points, 87 of each: one run too many to begin with.
    assert_eq!(people("many", &["--replicates", "87"]), (false, 0));
    assert_eq!(people("grown", &[]), (true, 6));
    assert_eq!(people("grown", &["--replicates", "87"]), (true, 261));
    assert_eq!(people("grown", &["--replicates", "87", "--people", "no"]), (false, 261));
}
