//! Every line says what is so: labels, columns and sentences follow from the scenarios that were run, and what merged, never opened,
//! was not counted or left out is said wherever an experiment is shown.

use std::fs;
use std::path::Path;

use crate::cli_commands::call;
use crate::stage::town;

/// Writes a small town as `town.toml` and an experiment on it as `mine.toml`.
fn place(folder: &Path, weeks: u32, experiment: &str) {
    fs::write(folder.join("town.toml"), town(weeks, "budget_eur_per_year = 140_000\n")).unwrap();
    fs::write(folder.join("mine.toml"), format!("base = \"town.toml\"\nevery = 4\n{experiment}")).unwrap();
}

/// Runs `mine.toml` and returns what stands on standard output.
fn compared(folder: &Path, more: &[&str]) -> String {
    let arguments = [&["compare", "mine.toml", "--out", "out", "--quiet"][..], more].concat();
    let (code, output, complaint) = call(folder, &arguments);
    assert_eq!((code, complaint.as_str()), (0, ""));
    output
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join("out").join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Returns a text with all white space as single blanks, as lines are broken by the width.
fn flowing(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_budget_from_the_command_line_is_the_budget_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let set = ["--set", "intermediary.budget_eur_per_year=100000", "--weeks", "2", "--replicates", "1"];
    let arguments = [&["compare", "headline", "--out", "out", "--quiet"][..], &set].concat();
    let (code, output, complaint) = call(folder.path(), &arguments);
    assert_eq!((code, complaint.as_str()), (0, ""));
    let points = read(folder.path(), "points.csv");
    assert!(points.lines().next().unwrap().contains(",intermediary.budget_eur_per_year,"), "{points}");
    assert_eq!(points.matches(",100000,").count(), 5, "{points}");
    let report = read(folder.path(), "report.html");
    assert!(report.contains("At an equal budget of 100 000 € per district"), "the question has the budget");
    for name in ["points.csv", "experiment.toml", "report.html"] {
        let text = read(folder.path(), name);
        assert!(!text.contains("140000") && !text.contains("140 000") && !text.contains("140_000"), "{name}");
    }
    assert!(!output.contains("140"), "{output}");
    let (_, checked, _) = call(folder.path(), &[&["check", "headline", "--json"][..], &set].concat());
    let checked: serde_json::Value = serde_json::from_str(&checked).unwrap();
    let account = checked[0]["points"][3]["account"].as_array().unwrap();
    let sum: f64 = account.iter().map(|item| item["euros"].as_f64().unwrap()).sum();
    // Two districts.
    assert!((sum - 200_000.0).abs() < 1e-6, "{sum}");
}

#[test]
fn a_setting_on_what_points_set_is_refused_and_names_them() {
    let folder = tempfile::tempdir().unwrap();
    for (experiment, set, names) in [
        ("headline", "intermediary.approach=lotsen", "`refer · central`"),
        ("headline", "district.sb5.intermediary.siting=central", "`refer · decentral`"),
        ("overload", "forcings.arrivals.scale=2", "`guide · arrivals × 0.5`"),
        ("organisation", "intermediary.staff_fte=2", "the factor `intermediary.budget_eur_per_year`"),
    ] {
        for command in ["compare", "check"] {
            let (code, output, complaint) = call(folder.path(), &[command, experiment, "--set", set]);
            assert_eq!((code, output.as_str()), (3, ""), "{command} {set}");
            assert!(complaint.contains("is set by the points"), "{complaint}");
            assert!(complaint.contains(names), "{set}: {complaint}");
        }
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    // A change that sets such a key later would make the label wrong as well.
    let change = "change=[{ from = 2017-01-02, set = { \"intermediary.siting\" = \"central\" } }]";
    let (code, _, complaint) = call(folder.path(), &["check", "headline", "--set", change]);
    assert_eq!(code, 3, "{complaint}");
    let (code, ..) =
        call(folder.path(), &["check", "headline", "--set", "intermediary.rooms=4", "--weeks", "2"]);
    assert_eq!(code, 0);
}

#[test]
fn columns_say_what_the_resolved_scenario_says() {
    let folder = tempfile::tempdir().unwrap();
    place(
        folder.path(),
        4,
        "[[point]]\nname = \"none\"\nset = { \"intermediary.approach\" = \"keine\" }\n\
         [[point]]\nname = \"plain\"\nset = { \"intermediary.rooms\" = 5 }\n\
         [[point]]\nname = \"two\"\nset = { \"intermediary.siting\" = \"dezentral\", \"intermediary.sites\" = 2 }\n",
    );
    compared(folder.path(), &["--replicates", "1"]);
    let points = read(folder.path(), "points.csv");
    let mut rows = csv::Reader::from_reader(points.as_bytes());
    let head = rows.headers().unwrap().clone();
    let column = |name: &str| head.iter().position(|column| column == name).unwrap();
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let cell = |row: usize, key: &str| rows[row][column(key)].to_owned();
    let keys = ["intermediary.approach", "intermediary.rooms", "intermediary.siting", "intermediary.sites"];
    let of = |row: usize| keys.map(|key| cell(row, key));
    // A comparator ignores all options but its own; one site has no number of sites.
    assert_eq!(of(0), ["none", "", "", ""]);
    assert_eq!(of(1), ["guide", "5", "central", ""]);
    assert_eq!(of(2)[2..], ["decentral", "2"]);
}

const MERGED: &str = "[[point]]\nname = \"a\"\nset = { \"intermediary.rooms\" = 3 }\n\
                      [[point]]\nname = \"the twin\"\nset = { \"intermediary.rooms\" = 3 }\n\
                      [[point]]\nname = \"c\"\nset = { \"intermediary.rooms\" = 4 }\n";

#[test]
fn what_merged_is_said_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    place(folder.path(), 4, MERGED);
    let said = "`the twin` is the same scenario as point 1 (a)";
    let (_, checked, _) = call(folder.path(), &["check", "mine.toml"]);
    assert!(flowing(&checked).contains(said), "{checked}");
    let output = compared(folder.path(), &["--replicates", "1"]);
    assert!(flowing(&output).contains(said), "{output}");
    assert!(read(folder.path(), "report.html").contains("`the twin` is the same scenario as point 1"));
    assert!(read(folder.path(), "points.csv").contains(",the twin,"));
    let output = compared(folder.path(), &["--replicates", "1", "--json"]);
    let summary: serde_json::Value = serde_json::from_str(&output).unwrap();
    assert!(summary["notes"][0].as_str().unwrap().contains(said), "{output}");
    assert_eq!(summary["points"][0]["merged"][0], "the twin");
}

#[test]
fn comparators_are_known_by_configuration_whatever_their_label() {
    let folder = tempfile::tempdir().unwrap();
    place(
        folder.path(),
        60,
        "replicates = 2\nset = { \"intermediary.opens\" = 2015-04-06 }\n\
         [[point]]\nname = \"guide\"\nset = { \"intermediary.rooms\" = 3 }\n\
         [[point]]\nname = \"ohne Welcome Point\"\nset = { \"intermediary.approach\" = \"none\" }\n\
         [[point]]\nname = \"Dienste\"\nset = { \"intermediary.approach\" = \"existing_services\" }\n",
    );
    let output = compared(folder.path(), &[]);
    assert!(output.contains("Marks against “ohne Welcome Point”"), "{output}");
    let report = read(folder.path(), "report.html");
    assert!(report.contains("Difference to “ohne Welcome Point” over time"), "the reference is known");
    assert!(report.contains("Present here: no intermediary, existing services"), "both are known");
    // What existing services take of others is not counted, and no zero says so.
    let others = report.split("<caption>What it takes of others").nth(1).unwrap();
    let row = others.split("<th scope=\"row\">Dienste</th>").nth(1).unwrap().split("</tr>").next().unwrap();
    assert!(row.contains("<td>–</td>") && !row.contains("<td>0</td>"), "{row}");
    assert!(others.contains("is not counted (–)"));
}

#[test]
fn pictures_and_marks_keep_to_matched_circumstances_and_say_what_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let point = |name: &str, approach: &str, scale: u32| {
        format!(
            "[[point]]\nname = \"{name}\"\nset = {{ \"intermediary.approach\" = \"{approach}\", \"forcings.arrivals.scale\" = {scale} }}\n"
        )
    };
    let points = [
        ("none", "none", 1),
        ("guide", "guide", 1),
        ("none · much", "none", 3),
        ("guide · much", "guide", 3),
    ];
    let text: String = points.iter().map(|(name, approach, scale)| point(name, approach, *scale)).collect();
    place(folder.path(), 60, &format!("replicates = 2\n{text}"));
    let output = compared(folder.path(), &[]);
    assert!(
        flowing(&output).contains("Marks against the comparator under the same circumstances"),
        "{output}"
    );
    let report = read(folder.path(), "report.html");
    assert!(
        report.contains("The pictures are of the 2 configurations with one budget"),
        "what is left out is said"
    );
    // In each of two tables (one district has no table of all) both forms are marked, each against its own comparator.
    for name in ["guide", "guide · much"] {
        let row = report.split("<caption>Person-years since the first opening").nth(1).unwrap();
        let row = row.split(&format!("<th scope=\"row\">{name}</th>")).nth(1).unwrap();
        assert_eq!(row.split("</tr>").next().unwrap().matches("class=\"against").count(), 5, "{name}");
    }
}

#[test]
fn what_never_opens_is_said_and_not_judged() {
    let folder = tempfile::tempdir().unwrap();
    place(
        folder.path(),
        60,
        "replicates = 2\n[[point]]\nname = \"none\"\nset = { \"intermediary.approach\" = \"none\" }\n\
         [[point]]\nname = \"guide\"\nset = { \"intermediary.rooms\" = 3 }\n\
         [[point]]\nname = \"late\"\nset = { \"intermediary.opens\" = 2030-01-07 }\n",
    );
    let said = "oint 3 never opens in toy within the 60 weeks";
    let (_, checked, _) = call(folder.path(), &["check", "mine.toml"]);
    assert!(flowing(&checked).contains(said), "{checked}");
    let output = compared(folder.path(), &[]);
    assert!(flowing(&output).contains(said), "{output}");
    let differences = read(folder.path(), "differences.csv");
    let judged = |pair: &str| {
        let rows = differences.lines().filter(|line| line.starts_with(pair) && line.contains(",primary,"));
        let verdicts = ["better", "worse", "practically equal", "not decidable"];
        rows.filter(|line| verdicts.iter().any(|verdict| line.contains(&format!(",{verdict},")))).count()
    };
    // Five outcomes, one district and all of them together.
    assert_eq!((judged("2,1,"), judged("3,1,"), judged("3,2,")), (10, 0, 0), "{differences}");
}

#[test]
fn beyond_fifty_points_only_declared_contrasts_are_made_and_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let levels = |count: u32| (0..count).map(|level| level.to_string()).collect::<Vec<_>>().join(", ");
    let factor =
        |count: u32| format!("[[factor]]\nkey = \"intermediary.volunteers\"\nlevels = [{}]\n", levels(count));
    let contrasts = |experiment: &str| {
        place(folder.path(), 2, experiment);
        let (code, output, complaint) = call(folder.path(), &["check", "mine.toml", "--json"]);
        assert_eq!(code, 0, "{complaint}");
        let checked: serde_json::Value = serde_json::from_str(&output).unwrap();
        (checked[0]["contrasts"].as_u64().unwrap(), checked[0]["notes"].to_string())
    };
    assert_eq!(contrasts(&factor(50)).0, 50 * 49 / 2);
    let (made, notes) = contrasts(&factor(51));
    assert!(made == 0 && notes.contains("nothing is compared"), "{notes}");
    let (made, notes) = contrasts(&format!("contrasts = \"equal_budget\"\n{}", factor(51)));
    assert!(made == 51 * 50 / 2 && !notes.contains("nothing is compared"), "{notes}");
}

#[test]
fn a_folder_is_read_back_into_the_same_report() {
    let folder = tempfile::tempdir().unwrap();
    place(folder.path(), 60, &format!("replicates = 2\nquestion = \"Which?\"\n{MERGED}"));
    for dialect in ["plain", "excel-de"] {
        compared(folder.path(), &["--dialect", dialect, "--force"]);
        let pictures = ["report.html", "dimensions.svg", "differences-all.svg", "differences-toy.svg"];
        let texts = |name: &&str| fs::read_to_string(folder.path().join("out").join(name)).ok();
        let before: Vec<_> = pictures.iter().map(texts).collect();
        let (code, _, complaint) = call(folder.path(), &["report", "out"]);
        assert_eq!(code, 0, "{complaint}");
        let after: Vec<_> = pictures.iter().map(texts).collect();
        assert!(before[0].is_some() && before == after, "{dialect}");
    }
}

/// Returns the means of a summary by point, measure and year, all districts together.
fn means(folder: &Path, measure: &str, year: &str) -> Vec<f64> {
    let mut summary = csv::Reader::from_path(folder.join("out/summary.csv")).unwrap();
    let head = summary.headers().unwrap().clone();
    let at = |name: &str| head.iter().position(|column| column == name).unwrap();
    let wanted = [(at("district"), "all"), (at("measure"), measure), (at("year"), year)];
    let rows = summary.records().map(Result::unwrap);
    let rows = rows.filter(|row| wanted.iter().all(|(column, value)| &row[*column] == *value));
    rows.map(|row| row[at("mean")].parse().unwrap()).collect()
}

#[test]
fn sums_of_a_year_do_not_depend_on_how_often_is_observed() {
    let folder = tempfile::tempdir().unwrap();
    let points = "replicates = 1\n\
                  [[point]]\nname = \"often\"\nset = { every = 13 }\n\
                  [[point]]\nname = \"seldom\"\nset = { every = 20 }\n";
    place(folder.path(), 110, points);
    let text = fs::read_to_string(folder.path().join("mine.toml")).unwrap().replace("every = 4\n", "");
    fs::write(folder.path().join("mine.toml"), text).unwrap();
    compared(folder.path(), &[]);
    for measure in ["needs_met", "cost_eur", "visits", "culturation"] {
        for year in ["1", "2"] {
            let pair = means(folder.path(), measure, year);
            assert_eq!(pair.len(), 2, "{measure}");
            // Sums of the same numbers in another order.
            assert!((pair[0] - pair[1]).abs() <= 1e-9 * pair[0].abs(), "{measure} in year {year}: {pair:?}");
        }
    }
}

#[test]
fn a_base_that_cannot_be_paid_is_checked_by_the_points_that_can() {
    let folder = tempfile::tempdir().unwrap();
    let points = "set = { \"intermediary.budget_eur_per_year\" = 2000 }\n\
                  [[point]]\nname = \"nobody\"\nset = { \"intermediary.approach\" = \"none\" }\n\
                  [[point]]\nname = \"too little\"\nset = { \"intermediary.approach\" = \"provide\" }\n";
    place(folder.path(), 20, points);
    let (code, output, complaint) = call(folder.path(), &["check", "mine.toml"]);
    assert_eq!((code, complaint.as_str()), (0, ""));
    assert!(flowing(&output).contains("1 point not feasible"), "{output}");
}

#[test]
fn a_report_of_earlier_tables_does_not_stay_beside_new_ones() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["run", "--weeks", "3", "--out", "out", "--quiet"];
    assert_eq!(call(folder.path(), &arguments).0, 0);
    assert!(folder.path().join("out/report.html").exists());
    assert_eq!(call(folder.path(), &[&arguments[..], &["--no-report"]].concat()).0, 0);
    let left = fs::read_dir(folder.path().join("out")).unwrap();
    for path in left.map(|entry| entry.unwrap().path()) {
        let is_old = path.extension().is_some_and(|ending| ending == "html" || ending == "svg");
        assert!(!is_old, "{}", path.display());
    }
}

#[test]
fn rows_that_do_not_belong_to_an_experiment_are_faults_of_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    place(folder.path(), 8, "replicates = 1\n[[point]]\nname = \"one\"\nset = {}\n");
    compared(folder.path(), &["--no-report"]);
    let path = folder.path().join("out/series.csv");
    let series = fs::read_to_string(&path).unwrap();
    for (from, to, said) in
        [(",toy,8,", ",elsewhere,8,", "no district `elsewhere`"), (",all,8,", ",all,400,", "week 400")]
    {
        assert!(series.contains(from), "{series}");
        fs::write(&path, series.replacen(from, to, 1)).unwrap();
        let (code, _, complaint) = call(folder.path(), &["report", "out"]);
        assert!(code == 3 && complaint.contains(said), "{code}: {complaint}");
    }
}

#[test]
fn a_table_from_the_command_line_is_refused_like_its_keys() {
    let folder = tempfile::tempdir().unwrap();
    for set in [
        "intermediary={approach=\"guide\",opens=2015-01-12}",
        "district={sb5={intermediary={approach=\"guide\"}}}",
        "district.sb5.intermediary={siting=\"decentral\"}",
    ] {
        let (code, _, complaint) = call(folder.path(), &["check", "headline", "--set", set]);
        assert!(code == 3 && complaint.contains("is set by the points"), "{set}: {complaint}");
    }
    let harmless = ["check", "headline", "--set", "intermediary={budget_eur_per_year=100000}"];
    assert_eq!(call(folder.path(), &harmless).0, 0);
}

#[test]
fn a_name_is_put_into_words_only_where_it_says_what_is_so() {
    let folder = tempfile::tempdir().unwrap();
    let points = "replicates = 1\n[[point]]\nname = \"none\"\nset = { \"intermediary.approach\" = \"refer\" }\n\
                  [[point]]\nname = \"refer\"\nset = { \"intermediary.approach\" = \"none\" }\n\
                  [[point]]\nname = \"provide\"\nset = { \"intermediary.approach\" = \"provide\" }\n";
    place(folder.path(), 8, points);
    compared(folder.path(), &["--no-report"]);
    let rows = read(folder.path(), "points.csv");
    for row in ["1,none,none,", "2,refer,refer,", "3,provide,Alles unter einem Dach,"] {
        assert!(rows.contains(row), "{row}\n{rows}");
    }
}

#[test]
fn a_digest_replaces_no_results_and_a_folder_with_a_run_less_is_no_folder_of_results() {
    let folder = tempfile::tempdir().unwrap();
    place(folder.path(), 8, "replicates = 2\n[[point]]\nname = \"one\"\nset = {}\n");
    compared(folder.path(), &["--no-report"]);
    let summary = read(folder.path(), "summary.csv");
    let (code, _, complaint) = call(folder.path(), &["digest", "out", "--out", "out"]);
    assert!(code == 4 && complaint.contains("would replace"), "{code}: {complaint}");
    assert_eq!(read(folder.path(), "summary.csv"), summary);
    let series = read(folder.path(), "series.csv");
    let less: Vec<&str> = series.lines().filter(|row| !row.starts_with("1,2,")).collect();
    fs::write(folder.path().join("out/series.csv"), less.join("\n") + "\n").unwrap();
    let (code, _, complaint) = call(folder.path(), &["report", "out"]);
    assert!(code == 3 && complaint.contains("1 replicates instead of 2"), "{code}: {complaint}");
}
