//! The committed results belong to the program that ships, or say of which older version they are. Of those of this version the hashes
//! are those of its scenarios, and one small point of each is computed again; every figure of all pages stands in their tables.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use inteso::experiment::design::{Experiment, load};
use inteso::observation::MEASURES;
use inteso::run::Model;
use inteso::scenario::{Source, embedded};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("results").join(name)
}

fn embedded_experiment(name: &str) -> Experiment {
    load(&Source::Embedded(name.to_owned()), &[]).unwrap_or_else(|faults| panic!("{name}: {faults}"))
}

/// Returns the rows of a table, each by the names of its columns.
fn table(name: &str, file: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader =
        csv::Reader::from_path(folder(name).join(file)).unwrap_or_else(|e| panic!("{name}: {e}"));
    let head = reader.headers().unwrap().clone();
    let row =
        |row: csv::StringRecord| head.iter().zip(&row).map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn manifest(name: &str) -> serde_json::Value {
    serde_json::from_str(&fs::read_to_string(folder(name).join("manifest.json")).unwrap()).unwrap()
}

/// Returns the experiments whose results were computed with this version.
fn of_this_version() -> Vec<&'static str> {
    let names = embedded::EXPERIMENTS.iter().map(|(name, _)| *name);
    names.filter(|name| manifest(name)["version"] == env!("CARGO_PKG_VERSION")).collect()
}

#[test]
fn the_page_of_an_older_result_says_of_which_version_it_is_and_no_other_does() {
    for (name, _) in embedded::EXPERIMENTS {
        let manifest = manifest(name);
        let version = manifest["version"].as_str().unwrap();
        let page = fs::read_to_string(folder(name).join("README.md")).unwrap();
        let is_of_another = version != env!("CARGO_PKG_VERSION");
        assert_eq!(page.contains(&format!("Computed with version {version}")), is_of_another, "{name}");
        assert_eq!(page.contains("Computed with version"), is_of_another, "{name}");
    }
}

#[test]
fn every_experiment_has_its_result_and_hashes_are_those_of_its_scenarios() {
    for name in of_this_version() {
        let experiment = embedded_experiment(name);
        let points = table(name, "points.csv");
        assert_eq!(points.len(), experiment.points.len(), "{name}");
        let manifest = manifest(name);
        assert_eq!(manifest["complete"], true, "{name}");
        assert_eq!(manifest["replicates"], experiment.replicates, "{name}");
        for ((point, row), noted) in
            experiment.points.iter().zip(&points).zip(manifest["points"].as_array().unwrap())
        {
            assert_eq!((&row["label"], &row["hash"]), (&point.label, &point.hash), "{name}");
            assert_eq!(noted["hash"], point.hash, "{name}: {}", point.label);
            for (key, value) in &point.factors {
                assert_eq!(&row[key], value, "{name}: {}", point.label);
            }
        }
        let written = fs::read_to_string(folder(name).join("experiment.toml")).unwrap();
        assert_eq!(written, experiment.to_toml(), "{name}");
    }
}

#[test]
fn one_small_point_of_each_result_is_computed_again_to_the_bit() {
    let names = of_this_version();
    // Two at a time, as each takes some seconds in this profile.
    std::thread::scope(|scope| {
        for half in names.chunks(names.len().div_ceil(2).max(1)) {
            scope.spawn(move || half.iter().for_each(|name| compute_again(name)));
        }
    });
}

fn compute_again(name: &str) {
    let kept = table(name, "sample.csv");
    let experiment = embedded_experiment(name);
    let number = |row: &BTreeMap<String, String>, key: &str| row[key].parse::<usize>().unwrap();
    let (point, replicate) = (number(&kept[0], "point"), number(&kept[0], "replicate"));
    let scenario = &experiment.points[point - 1].scenario;
    let record = Model::new(scenario).unwrap().run(replicate as u32);
    let last = record.series.last().unwrap().week;
    let rows: Vec<_> = record.series.iter().filter(|row| row.week == last).collect();
    assert_eq!(rows.len(), kept.len(), "{name}");
    for (row, kept) in rows.into_iter().zip(&kept) {
        assert_eq!(
            (row.district.as_str(), last.0 as usize),
            (kept["district"].as_str(), number(kept, "week")),
            "{name}"
        );
        for (measure, value) in MEASURES.iter().zip(row.values.iter()) {
            // The shortest text that reads back to the same number says all of its bits; nothing stands for no number.
            let expected = kept[measure.name].parse::<f64>().unwrap_or(f64::NAN);
            assert!(expected == *value || expected.is_nan() && value.is_nan(), "{name}: {}", measure.name);
        }
    }
}

/// The measures behind the heads of tables.
const HEADS: &[(&str, &str)] = &[
    ("years in work", "person_years_work"),
    ("years with B1", "person_years_b1"),
    ("years in a private dwelling", "person_years_private_dwelling"),
    ("years with a friend", "person_years_friend"),
    ("years at home", "person_years_at_home"),
    ("interaction", "interaction"),
    ("identification", "identification"),
    ("in work", "employed_share"),
    ("private dwelling", "private_housing_share"),
    ("good German", "good_german_share"),
    ("friend", "strong_tie_share"),
    ("hours paid", "staff_hours_paid"),
    ("hours of casework", "hours_casework"),
    ("hours of follow-up", "hours_followed"),
    ("hours idle", "hours_idle"),
    ("needs arisen", "needs_arisen"),
    ("needs met", "needs_met"),
    ("residents' needs met", "resident_needs_met"),
    ("visits", "visits"),
    ("first visits", "first_visits"),
    ("gave up waiting", "reneged"),
    ("wait, days", "waiting_mean"),
    ("load", "offered_load"),
    ("referrals", "referrals_issued"),
    ("referrals completed", "referrals_completed"),
    ("places of others", "external_places"),
    ("volunteers", "volunteers_attached"),
    ("hours of all volunteers", "volunteer_hours"),
    ("pairs tied", "network_density"),
    ("directory right", "directory_correct_share"),
    ("gaps", "gaps"),
    ("hand-overs", "hand_overs"),
    ("decisions that follow stated needs", "public_life_share"),
    ("€ a year", "cost_eur"),
];

/// Returns the cells of a line of a table in Markdown.
fn cells(line: &str) -> Vec<&str> {
    line.trim().trim_matches('|').split('|').map(str::trim).collect()
}

/// Checks the tables of a page against `summary.csv` and returns how many figures were compared.
fn compared(name: &str, page: &str) -> usize {
    let summary = table(name, "summary.csv");
    let labels: BTreeMap<String, String> = table(name, "points.csv")
        .into_iter()
        .map(|row| (row["label"].clone(), row["point"].clone()))
        .collect();
    let mut count = 0;
    let mut head: Vec<&str> = Vec::new();
    for line in page.lines() {
        if !line.starts_with('|') {
            head.clear();
            continue;
        }
        let row = cells(line);
        if head.is_empty() {
            head = row;
            continue;
        }
        let district = match head[0] {
            "District 5" => "sb5",
            "District 6" => "sb6",
            _ => "all",
        };
        let Some(point) = labels.get(row[0]) else { continue };
        for (column, shown) in head.iter().zip(&row).skip(1) {
            let Some((_, measure)) = HEADS.iter().find(|(head, _)| head == column) else {
                panic!("results/{name}/README.md: `{column}` is the head of no known measure");
            };
            if *shown == "–" {
                continue;
            }
            let value = summary
                .iter()
                .find(|row| {
                    (&row["point"], row["district"].as_str(), row["measure"].as_str())
                        == (point, district, measure)
                })
                .unwrap_or_else(|| panic!("results/{name}: no {measure} of {} in {district}", row[0]));
            let figure = shown.replace([' ', '\u{202f}'], "");
            let decimals = figure.split_once('.').map_or(0, |(_, rest)| rest.len());
            let mean: f64 = value["mean"].parse().unwrap();
            // Half a unit of the last place, and a hair for figures in the middle between two.
            let unit: f64 = format!("1e-{decimals}").parse().unwrap();
            let room = 0.5 * unit * (1.0 + 1e-9);
            assert!(
                (figure.parse::<f64>().unwrap() - mean).abs() <= room,
                "results/{name}/README.md: {column} of {} in {district} is {mean}, not {figure}",
                row[0]
            );
            count += 1;
        }
    }
    count
}

#[test]
fn figures_of_the_pages_stand_in_the_tables() {
    for (name, _) in embedded::EXPERIMENTS.iter().filter(|(name, _)| *name != "referral_completion") {
        let page = fs::read_to_string(folder(name).join("README.md")).unwrap();
        let points = table(name, "points.csv").len();
        let count = compared(name, &page);
        assert!(count >= 2 * points.min(20), "{name}: only {count} figures");
    }
    // The negative twin: a figure that is off by one is found.
    let wrong = "| configuration | needs met |\n|---|---|\n| none | 3 554 |\n";
    assert!(std::panic::catch_unwind(|| compared("headline", wrong)).is_err());
    assert_eq!(compared("headline", &wrong.replace("3 554", "3 553")), 1);
}

#[test]
fn figures_of_the_readme_are_those_of_the_headline() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let readme = readme.split_whitespace().collect::<Vec<_>>().join(" ");
    let summary = table("headline", "summary.csv");
    let met = |point: &str| {
        let row = summary.iter().find(|row| {
            (row["point"].as_str(), row["district"].as_str(), row["measure"].as_str())
                == (point, "all", "needs_met")
        });
        let digits = format!("{:.0}", row.unwrap()["mean"].parse::<f64>().unwrap());
        format!("{} {}", &digits[..1], &digits[1..])
    };
    for said in [
        format!("rise from {} with no intermediary", met("1")),
        format!("to {} when it refers", met("4")),
        format!("and {} when it provides at one site each", met("6")),
        format!("and to {} with the same euros at existing services", met("2")),
    ] {
        assert!(readme.contains(&said), "README.md does not say `{said}`");
    }
    // Person-years gained against none by existing services and by the forms, in the order of the sentence.
    let gained = |point: u32, measure: &str| -> f64 {
        let rows = table("headline", "differences.csv");
        let row = rows.iter().find(|row| {
            let key = ["point", "against", "district", "measure", "year"].map(|key| row[key].as_str());
            key == [&point.to_string(), "1", "all", measure, "0"]
        });
        row.unwrap()["difference"].parse::<f64>().unwrap().round()
    };
    let of_services = |measure| format!("{:.0}", gained(2, measure));
    let of_forms = |measure| {
        let each = [4, 5, 6, 7].map(|point| gained(point, measure));
        let (low, high) =
            each.iter().fold((f64::MAX, f64::MIN), |(low, high), one| (low.min(*one), high.max(*one)));
        format!("{low:.0} to {high:.0}").replace('-', "−")
    };
    let [work, b1, dwelling] = ["person_years_work", "person_years_b1", "person_years_private_dwelling"];
    for said in [
        format!("about {} person-years more in work", of_services(work)),
        format!(
            "{} more with German at B1 and {} more in a private dwelling",
            of_services(b1),
            of_services(dwelling)
        ),
        format!("bring {}, {} and {}", of_forms(work), of_forms(b1), of_forms(dwelling)),
        format!("one site refers, {:.0} person-years more", gained(4, "person_years_friend")),
    ] {
        assert!(readme.contains(&said), "README.md does not say `{said}`");
    }
}
