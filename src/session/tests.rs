//! The session as a page uses it.

use std::collections::BTreeMap;

use serde_json::Value;

#[cfg(feature = "store")]
use super::Glimpse;
use super::{Courses, Findings, Inquiry, Moments, Part};
use crate::run::{Gathering, Record};
use crate::scenario::Document;

const SHORT: &str = r#"{
    "language": "en", "districts": ["sb6"], "weeks": 60, "replicates": 2,
    "common": { "intermediary.opens": "2015-03-02" },
    "forms": [{ "intermediary.approach": "refer" }, { "intermediary.approach": "provide", "intermediary.siting": "decentral" }]
}"#;

fn read(line: &str) -> Value {
    serde_json::from_str(line).unwrap()
}

/// Runs a configuration in parts, the last one first, and returns its lines and what each part leaves behind.
fn run_in_parts(inquiry: &Inquiry, form: usize, replicate: u32, of: usize) -> (Vec<String>, Vec<Courses>) {
    let mut moments = Moments::default();
    let mut lines = Vec::new();
    let ended = (0..of).rev().map(|place| {
        let mut passage = inquiry.begin(form, replicate, Part { place, of });
        while let Some(seen) = passage.step() {
            lines.extend(seen.into_iter().filter_map(|glimpse| moments.take(inquiry, glimpse)));
        }
        passage.finish()
    });
    let ended = ended.collect();
    (lines, ended)
}

/// Runs a configuration and returns its lines and what it leaves behind.
fn run(inquiry: &Inquiry, form: usize, replicate: u32) -> (Vec<String>, Courses) {
    let (lines, mut ended) = run_in_parts(inquiry, form, replicate, 1);
    (lines, ended.remove(0))
}

fn all(inquiry: &Inquiry, order: impl Iterator<Item = (usize, u32)>) -> (Findings, Vec<String>) {
    let mut findings = inquiry.findings();
    let lines = order.filter_map(|(form, replicate)| findings.take(inquiry, run(inquiry, form, replicate).1));
    let lines = lines.collect();
    (findings, lines)
}

#[test]
fn an_account_names_every_form_and_comparator_with_its_euros() {
    let inquiry = Inquiry::open(SHORT).unwrap();
    let account = read(&inquiry.account());
    let points = account["points"].as_array().unwrap();
    let roles: Vec<&str> = points.iter().map(|point| point["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["form", "form", "none", "existing_services", "full_access"]);
    let euros = |point: &Value| -> f64 {
        point["items"].as_array().unwrap().iter().map(|item| item["euros"].as_f64().unwrap()).sum()
    };
    for form in [0, 1, 3] {
        assert!((euros(&points[form]) - 140_000.0).abs() < 1.0, "{}", points[form]);
    }
    assert_eq!(points[1]["name"], "B: provide, decentral");
    assert_eq!((inquiry.forms(), inquiry.replicates()), (5, 2));
}

#[test]
fn a_form_is_called_by_what_sets_it_apart() {
    let names = |forms: &str| -> Vec<String> {
        let ask = format!(r#"{{ "language": "de", "weeks": 8, "replicates": 1, "forms": [{forms}] }}"#);
        let account = read(&Inquiry::open(&ask).unwrap().account());
        let points = account["points"].as_array().unwrap().iter();
        points
            .filter_map(|point| point["name"].as_str().map(str::to_owned))
            .filter(|name| name.contains(": "))
            .collect()
    };
    let twice = r#"{ "forcings.arrivals.scale": 2.5 }, { "forcings.arrivals.scale": 1 }"#;
    assert_eq!(names(twice), ["A: Verweisen, zentral, Ankünfte × 2,5", "B: Verweisen, zentral"]);
    assert_eq!(names(r#"{ "intermediary.approach": "none" }"#), ["A: keine Instanz"]);
}

#[test]
fn what_cannot_be_paid_is_said_and_not_run() {
    let ask =
        SHORT.replace(r#""intermediary.approach": "refer""#, r#""intermediary.budget_eur_per_year": 1000"#);
    let inquiry = Inquiry::open(&ask).unwrap();
    let account = read(&inquiry.account());
    assert!(account["points"][0]["reason"].as_str().unwrap().contains('€'), "{account}");
    assert_eq!(account["points"][0]["form"], Value::Null);
    assert_eq!(account["points"][1]["form"], 0);
    // Existing services get the money of the first form, which does not suffice there either.
    assert_eq!(inquiry.forms(), 3);
}

#[test]
fn faults_are_said_in_the_language_of_the_page_with_the_nearest_key() {
    let ask = SHORT.replace(r#""intermediary.approach": "refer""#, r#""intermediary.aproach": "refer""#);
    let line = read(&Inquiry::open(&ask).unwrap_err());
    assert_eq!(line["kind"], "fault");
    assert_eq!(line["faults"][0]["nearest"], "intermediary.approach");
    let german = read(&Inquiry::open(&ask.replace("\"en\"", "\"de\"")).unwrap_err());
    assert!(german["faults"][0]["found"].as_str().unwrap().contains("unbekannt"));
}

#[test]
fn a_run_is_seen_on_its_way_and_leaves_what_the_model_leaves() {
    let inquiry = Inquiry::open(SHORT).unwrap();
    let (lines, courses) = run(&inquiry, 1, 1);
    let moments: Vec<Value> = lines.iter().map(|line| read(line)).collect();
    // At the beginning, each eighth week, at the end of the year and of the run.
    let weeks: Vec<i64> = moments.iter().map(|line| line["week"].as_i64().unwrap()).collect();
    assert_eq!(weeks, [0, 8, 16, 24, 32, 40, 48, 52, 56, 60]);
    let last = moments.last().unwrap();
    for part in ["maps", "chains", "points"] {
        assert!(last[part]["sb6"].is_string() || last[part]["sb6"].is_array(), "{part}");
    }
    assert!(last["maps"]["sb6"].as_str().unwrap().matches("#00588a").count() > 0);
    let again = inquiry.model(inquiry.position(1)).run(1);
    assert!(format!("{:?}", record(&inquiry, vec![courses])) == format!("{again:?}"), "another record");
    // Only the first replicate is watched.
    assert!(run(&inquiry, 1, 2).0.is_empty());
}

/// Returns the record of a run whose parts have ended.
fn record(inquiry: &Inquiry, ended: Vec<Courses>) -> Record {
    let mut gathering = Gathering::new(&inquiry.experiment().base, ended[0].replicate);
    for (district, course) in ended.into_iter().flat_map(|courses| courses.each) {
        gathering.add(district, course);
    }
    gathering.finish()
}

#[test]
fn districts_that_run_apart_say_what_they_say_together() {
    let ask = SHORT.replace(r#"["sb6"]"#, r#"["sb5", "sb6"]"#);
    let inquiry = Inquiry::open(&ask).unwrap();
    assert_eq!([1, 2, 3, 4, 8].map(|workers| inquiry.parts(workers)), [1, 1, 1, 2, 2]);
    let (together, whole) = run_in_parts(&inquiry, 0, 1, 1);
    let (apart, parts) = run_in_parts(&inquiry, 0, 1, 2);
    assert_eq!((together.len(), parts.len()), (10, 2));
    assert_eq!(apart, together);
    let own = format!("{:?}", record(&inquiry, parts));
    assert!(own == format!("{:?}", record(&inquiry, whole)), "the record is another");
    assert!(own.contains("\"sb5\"") && own.contains("\"all\""));
}

#[cfg(feature = "store")]
#[test]
fn what_workers_hand_on_goes_through_bytes_unharmed() {
    let inquiry = Inquiry::open(SHORT).unwrap();
    let mut passage = inquiry.begin(0, 1, Part::WHOLE);
    let mut seen = Vec::new();
    while let Some(more) = passage.step() {
        seen.extend(more);
    }
    let courses = passage.finish();
    let again: Vec<Glimpse> = postcard::from_bytes(&postcard::to_allocvec(&seen).unwrap()).unwrap();
    assert!(format!("{again:?}") == format!("{seen:?}"), "what was seen is something else");
    let again: Courses = postcard::from_bytes(&postcard::to_allocvec(&courses).unwrap()).unwrap();
    assert!(format!("{again:?}") == format!("{courses:?}"), "what was left behind is something else");
}

#[test]
fn findings_say_the_same_in_whatever_order_runs_end() {
    let inquiry = Inquiry::open(SHORT).unwrap();
    let straight = || (1..=2).flat_map(|replicate| (0..5).map(move |form| (form, replicate)));
    let (findings, lines) = all(&inquiry, straight());
    let (others, crossed) = all(&inquiry, (0..5).rev().flat_map(|form| [(form, 1), (form, 2)]));
    assert_eq!(lines.len(), 2);
    assert_eq!(crossed.join("\n"), lines.join("\n"));
    let last = read(lines.last().unwrap());
    assert_eq!((last["replicates"].as_u64(), last["of"].as_u64()), (Some(2), Some(2)));
    let ids: Vec<&str> =
        last["parts"].as_array().unwrap().iter().map(|part| part["id"].as_str().unwrap()).collect();
    assert!(ids.starts_with(&["answer", "why"]), "{ids:?}");
    assert!(last["strands"]["sb6"].as_str().unwrap().contains("stroke-opacity"));
    for name in ["experiment.toml", "scenario.toml", "series.csv", "differences.csv", "report.html"] {
        let file = findings.file(&inquiry, name).unwrap();
        assert_eq!(Some(&file), others.file(&inquiry, name).as_ref(), "{name}");
        assert!(!file.1.is_empty(), "{name}");
    }
    assert_eq!(findings.file(&inquiry, "../Cargo.toml"), None);
}

/// A question about a district of one's own, with its name and its numbers in JSON.
fn own(language: &str, name: &str, numbers: &str) -> String {
    let name = Value::from(name);
    format!(
        r#"{{ "language": "{language}", "weeks": 16, "replicates": 1, "forms": [{{ "intermediary.opens": "2015-02-02" }}],
              "district": {{ "name": {name}, "numbers": {numbers} }} }}"#
    )
}

const NUMBERS: &str = r#"{ "inhabitants": "8 000", "fled": "600", "migration-history": "38 %", "budget": "150.000 €", "city": " " }"#;

#[test]
fn a_district_of_ones_own_runs_and_says_what_was_guessed() {
    let inquiry = Inquiry::open(&own("de", "Nordstadt", NUMBERS)).unwrap();
    let account = read(&inquiry.account());
    assert_eq!(account["districts"][0]["id"], "nordstadt");
    assert_eq!(account["districts"].as_array().unwrap().len(), 1);
    let numbers = account["own"].as_array().unwrap();
    assert_eq!(numbers.len(), 10);
    let of = |key: &str| numbers.iter().find(|number| number["key"] == key).unwrap();
    assert_eq!((&of("inhabitants")["shown"], &of("inhabitants")["guess"]), (&"8.000".into(), &Value::Null));
    assert_eq!(of("migration-history")["label"], "mit Migrationsgeschichte");
    assert_eq!(of("migration-history")["shown"], "38 %");
    assert!(of("welfare")["guess"].as_str().unwrap().contains("Stadtbezirk 6"));
    // A blank is no number.
    assert!(of("city")["guess"].is_string());
    let items = account["points"][0]["items"].as_array().unwrap();
    let euros: f64 = items.iter().map(|item| item["euros"].as_f64().unwrap()).sum();
    assert!((euros - 150_000.0).abs() < 1.0, "{euros}");
    let (lines, courses) = run(&inquiry, 0, 1);
    let last = read(lines.last().unwrap());
    assert_eq!(last["week"], 16);
    assert!(last["points"]["nordstadt"].is_array() && last["maps"]["nordstadt"].is_string(), "{last}");
    assert!(
        record(&inquiry, vec![courses])
            .series
            .iter()
            .all(|row| ["all", "nordstadt"].contains(&row.district.as_str()))
    );
    // Files to take along need none beside them.
    let (_, scenario) = inquiry.findings().file(&inquiry, "scenario.toml").unwrap();
    let document =
        Document::given("scenario.toml", &String::from_utf8(scenario).unwrap(), BTreeMap::new()).unwrap();
    let scenario = crate::scenario::read(&document, &[]).unwrap().scenario;
    assert_eq!(*scenario.districts[0].district, *inquiry.experiment().base.districts[0].district);
}

#[test]
fn settings_of_forms_go_before_the_budget_among_the_numbers() {
    let euros = |common: &str, form: &str| -> f64 {
        let ask = own("de", "Nordstadt", NUMBERS)
            .replace(r#""forms": [{"#, &format!(r#"{common} "forms": [{{ {form} "#));
        let account = read(&Inquiry::open(&ask).unwrap().account());
        let items = account["points"][0]["items"].as_array().unwrap().clone();
        items.iter().map(|item| item["euros"].as_f64().unwrap()).sum()
    };
    let of_form = r#""intermediary.budget_eur_per_year": 200000,"#;
    let of_all = r#""common": { "intermediary.budget_eur_per_year": 180000 },"#;
    for (common, form, expected) in
        [("", "", 150_000.0), (of_all, "", 180_000.0), (of_all, of_form, 200_000.0)]
    {
        assert!((euros(common, form) - expected).abs() < 1.0, "{expected}");
    }
}

#[test]
fn a_budget_among_the_numbers_that_pays_for_nothing_is_said_with_what_it_closes() {
    let asking = |numbers: &str| own("de", "Nordstadt", numbers).replacen('{', r#"{ "options": true, "#, 1);
    let inquiry = Inquiry::open(&asking(r#"{ "budget": "100" }"#)).unwrap();
    let account = read(&inquiry.account());
    assert!(account["points"][0]["reason"].as_str().unwrap().contains('€'), "{account}");
    let closed = account["closed"].as_array().unwrap();
    assert!(closed.iter().any(|option| option["value"] == "decentral"), "{account}");
    let enough = Inquiry::open(&asking(r#"{ "budget": "900.000" }"#)).unwrap();
    assert_eq!(read(&enough.account())["closed"], Value::Array(Vec::new()));
}

#[test]
fn nonsense_among_the_numbers_is_refused_in_words_all_at_once_in_both_languages() {
    let numbers = r#"{ "inhabitants": "-5", "area": "0", "welfare": "lots", "fleed": "3", "city": "LONG" }"#
        .replace("LONG", &"9".repeat(101));
    for (language, said) in [
        (
            "en",
            [
                "the district has no name",
                "`city` is a long text",
                "no number of a district is `fleed`",
                "“inhabitants” is `-5`: it is below zero",
                "“area” is 0 km²; allowed: 0.1 km² to 3 000 km²",
                "“with basic income support” is `lots`: this is no number",
            ],
        ),
        (
            "de",
            [
                "der Bezirk hat keinen Namen",
                "`city` ist ein langer Text",
                "keine Zahl eines Bezirks heißt `fleed`",
                "„Einwohner*innen“ ist `-5`: die Zahl ist kleiner als null",
                "„Fläche“ ist 0 km²; erlaubt: 0,1 km² bis 3.000 km²",
                "„mit Grundsicherung“ ist `lots`: das ist keine Zahl",
            ],
        ),
    ] {
        let ask = own(language, " \n", &numbers);
        let line = read(&Inquiry::open(&ask).unwrap_err());
        let faults = line["faults"].as_array().unwrap();
        let found: Vec<&str> = faults.iter().map(|fault| fault["found"].as_str().unwrap()).collect();
        assert_eq!(found, said);
        assert_eq!(faults[2]["nearest"], "fled");
        let about: Vec<Option<&str>> = faults.iter().map(|fault| fault["about"].as_str()).collect();
        let fields = [Some("name"), Some("city"), None, Some("inhabitants"), Some("area"), Some("welfare")];
        assert_eq!(about, fields);
        // What is too much besides is said with it, in the same language.
        let more = read(&Inquiry::open(&ask.replace("16", "9000")).unwrap_err());
        assert_eq!(more["faults"].as_array().unwrap().len(), 7, "{more}");
    }
    let together = r#"{ "inhabitants": "1000", "fled": "1001", "area": "0.5 km²", "city": "900" }"#;
    let line = Inquiry::open(&own("en", "North", together)).unwrap_err();
    let faults = read(&line)["faults"].clone();
    assert_eq!(faults.as_array().unwrap().len(), 2, "{line}");
    assert_eq!((&faults[0]["about"], &faults[1]["about"]), (&"fled".into(), &"inhabitants".into()));
    assert!(
        line.contains("more than “inhabitants”, 1 000")
            && line.contains("more than “inhabitants of the city”, 900"),
        "{line}"
    );
}

#[test]
fn no_text_of_a_file_comes_from_a_page() {
    let ask = SHORT.replacen('{', r#"{ "own": { "scenario.toml": "name = 1" },"#, 1);
    assert!(Inquiry::open(&ask).unwrap_err().contains("own"));
}

#[test]
fn names_of_all_signs_do_no_harm() {
    for (name, shown, id) in [
        ("Köln-Süd & Groß \"Höhe\"", "Köln-Süd & Groß \"Höhe\"", "koeln_sued_gross_hoehe"),
        ("{budget} `x` \\ {0}", "{budget} `x` \\ {0}", "budget_x_0"),
        (
            "a\r\nb = 1\u{2028}[district.x]\u{202e}",
            "a\u{fffd} b = 1 [district.x]\u{fffd}",
            "a_b_1_district_x",
        ),
        ("'''\"\"\"#", "'''\"\"\"#", "own"),
        ("../../etc/passwd", "../../etc/passwd", "etc_passwd"),
        ("explorer", "explorer", "explorer"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>", "script_alert_1_script"),
        ("SB6", "SB6", "own_sb6"),
    ] {
        for language in ["de", "en"] {
            let inquiry = Inquiry::open(&own(language, name, NUMBERS))
                .unwrap_or_else(|fault| panic!("{name:?}: {fault}"));
            let account = read(&inquiry.account());
            assert_eq!(account["districts"][0]["name"], shown);
            assert_eq!(account["districts"][0]["id"], id);
        }
    }
    let inquiry = Inquiry::open(&own("de", "<script>alert(1)</script>", NUMBERS)).unwrap();
    let (findings, lines) = all(&inquiry, (0..inquiry.forms()).map(|form| (form, 1)));
    let (_, page) = findings.file(&inquiry, "report.html").unwrap();
    for text in [lines.join("\n"), String::from_utf8(page).unwrap(), run(&inquiry, 0, 1).0.join("\n")] {
        assert!(text.contains("&lt;script&gt;alert(1)") && !text.contains("<script>alert(1)"));
    }
}
