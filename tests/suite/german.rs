//! German keys and words mean what the English ones mean, and nothing that is written shows in which language a file was.

use std::fs;

use inteso::experiment::design;
use inteso::scenario::{Document, Faults, Scenario, Source, explain, load, schema};
use inteso::vocabulary::Language;

use crate::cli_commands::call;

/// Opens a text as a file.
fn document(text: &str) -> Result<Document, Faults> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file.toml");
    fs::write(&path, text).unwrap();
    Document::open(&Source::File(path))
}

fn scenario(text: &str) -> Result<Scenario, String> {
    let found = document(text).and_then(|document| inteso::scenario::read(&document, &[]));
    found.map(|loaded| loaded.scenario).map_err(|faults| faults.to_string())
}

fn experiment(text: &str) -> Result<design::Experiment, String> {
    document(text).and_then(|document| design::read(&document, &[])).map_err(|faults| faults.to_string())
}

const ENGLISH: &str = r#"
name = "mine"
replicates = 3
weeks = 120

[intermediary]
approach = "guide"
siting = "decentral"
sponsorship = "municipal"
budget_eur_per_year = 250_000
audience = ["fled", "residents"]

[intermediary.methods]
casework = 0.4
groupwork = 0.2
networking = 0.2
social_space = 0.2

[district.sb6]
inhabitants = 70_000

[district.sb6.intermediary]
siting = "central"

[[change]]
from = 2016-05-02
set = { "district.sb5.intermediary.approach" = "host" }

[forcings.arrivals]
scale = 1.5

[parameters]
"counselling.minutes_first_contact" = 45

[[trial]]
name = "tandem"
lever = "tandem_offer"
enrol = { from = "2015-06-01", to = "2015-12-28", max = 100 }
eligible = { sex = "female" }
arms = [{ name = "control", share = 0.5, dose = { offers = 0 } }, { name = "offer", share = 0.5, dose = { offers = 1 } }]
outcomes = ["employed"]
horizon_weeks = [26]
"#;

const GERMAN: &str = r#"
Name = "mine"
wiederholungen = 3
WOCHEN = 120

[instanz]
ansatz = "Lotsen"
standort = "dezentral"
trägerschaft = "Kommunal"
budget_eur_je_jahr = 250_000
zielgruppen = ["fluchterfahrung", "Bewohner"]

[Instanz.methoden]
einzelfallhilfe = 0.4
gruppenarbeit = 0.2
vernetzung = 0.2
sozialraumorientierung = 0.2

[bezirk.sb6]
einwohner = 70_000

[bezirk.sb6.instanz]
standort = "Zentral"

[[änderung]]
ab = 2016-05-02
setzt = { "bezirk.sb5.instanz.ansatz" = "integrativer Ansatz" }

[reihen.ankünfte]
vielfaches = 1.5

[parameter]
"counselling.minutes_first_contact" = 45

[[versuch]]
name = "tandem"
hebel = "tandem_offer"
aufnahme = { ab = "2015-06-01", bis = "2015-12-28", höchstzahl = 100 }
wer = { sex = "female" }
gruppen = [{ name = "control", anteil = 0.5, dosis = { offers = 0 } }, { name = "offer", anteil = 0.5, dosis = { offers = 1 } }]
ergebnisse = ["employed"]
nach_wochen = [26]
"#;

#[test]
fn a_scenario_in_german_is_the_same_scenario() {
    let german = GERMAN.replace("[Instanz.methoden]", "[instanz.methoden]");
    let (english, german) = (scenario(ENGLISH).unwrap(), scenario(&german).unwrap());
    assert_eq!(english, german);
    assert_eq!(english.hash(), german.hash());
    assert_eq!(english.to_toml(), german.to_toml());
    assert!(!german.to_toml().contains("instanz"));
}

#[test]
fn every_key_of_a_scenario_can_be_set_in_german() {
    let default = Scenario::default();
    let mut count = 0;
    for field in schema::FIELDS.iter().filter(|field| !field.key.contains('*')) {
        let text = explain(field.key, Language::English).unwrap();
        let Some(value) = text.lines().find_map(|line| line.strip_prefix("  default: ")) else { continue };
        let german = schema::in_german(field.key);
        for key in [german.clone(), german.to_uppercase().replace("UE", "Ü").replace("AE", "Ä")] {
            // Forcings name files beside the default scenario.
            if !key.to_lowercase().starts_with("reihen") {
                let german =
                    default.with(&key, value).unwrap_or_else(|faults| panic!("{key} = {value}: {faults}"));
                assert!(german == default.with(field.key, value).unwrap(), "{key}");
                count += 1;
            }
        }
    }
    assert!(count > 80, "{count}");
}

#[test]
fn an_experiment_in_german_has_the_same_points_labels_and_text() {
    let english = r#"
question = "Which?"
base = "duesseldorf/welcome_points.toml"
replicates = 2
weeks = 60
contrasts = { between = "one_change", years = [1] }
set = { districts = ["sb6"] }

[[point]]
name = "none"
set = { "intermediary.approach" = "none" }

[[factor]]
key = "intermediary.approach"
levels = ["refer", "provide"]

[[factor]]
key = "intermediary.siting"
levels = ["central", "decentral"]
"#;
    let german = r#"
frage = "Which?"
basis = "duesseldorf/welcome_points.toml"
wiederholungen = 2
wochen = 60
vergleiche = { zwischen = "eine_änderung", jahre = [1] }
setzt = { bezirke = ["sb6"] }

[[punkt]]
name = "none"
setzt = { "instanz.ansatz" = "keine" }

[[faktor]]
schlüssel = "instanz.ansatz"
stufen = ["verweisen", "Alles unter einem Dach"]

[[faktor]]
schlüssel = "instanz.standort"
stufen = ["zentral", "dezentral"]
"#;
    let (english, german) = (experiment(english).unwrap(), experiment(german).unwrap());
    assert_eq!(english.to_toml(), german.to_toml());
    assert_eq!(english.points.len(), 5);
    for (one, other) in english.points.iter().zip(&german.points) {
        assert_eq!((&one.label, &one.hash, &one.factors), (&other.label, &other.hash, &other.factors));
    }
    assert_eq!(english.contrasts, german.contrasts);
}

#[test]
fn results_of_a_run_are_the_same_bytes_in_either_language() {
    let folder = tempfile::tempdir().unwrap();
    let mut written = Vec::new();
    for (name, text, set) in [
        ("english", "[intermediary]\napproach = \"guide\"\n", "intermediary.siting=decentral"),
        ("deutsch", "[instanz]\nansatz = \"lotsen\"\n", "instanz.standort=dezentral"),
    ] {
        fs::write(folder.path().join("mine.toml"), format!("name = \"mine\"\n{text}")).unwrap();
        let arguments =
            ["run", "mine.toml", "--weeks", "4", "--replicates", "1", "--no-report", "--set", set];
        let (code, _, complaint) = call(folder.path(), &[&arguments[..], &["--out", name]].concat());
        assert_eq!(code, 0, "{complaint}");
        written.push(
            ["scenario.toml", "points.csv", "series.csv", "groups.csv"]
                .map(|file| fs::read(folder.path().join(name).join(file)).unwrap()),
        );
    }
    assert!(written[0] == written[1]);
}

#[test]
fn a_key_in_both_languages_is_a_fault_that_names_both_places() {
    for (text, words) in [
        ("[instanz]\nansatz = \"lotsen\"\napproach = \"guide\"\n", ["file.toml:3:1", "file.toml:2:1"]),
        (
            "[intermediary]\nsites = 3\n[instanz]\nstandort = \"zentral\"\n",
            ["file.toml:3:2", "file.toml:1:2"],
        ),
        ("weeks = 3\nWeeks = 4\n", ["file.toml:2:1", "file.toml:1:1"]),
    ] {
        let faults = scenario(text).unwrap_err();
        for word in words {
            assert!(faults.contains(word), "{faults}");
        }
    }
    let text = "[[punkt]]\nname = \"a\"\nsetzt = { \"instanz.ansatz\" = \"lotsen\", \"intermediary.approach\" = \"guide\" }\n";
    let faults = experiment(text).unwrap_err();
    assert!(faults.contains("`intermediary.approach` is the same key as instanz.ansatz"), "{faults}");
}

#[test]
fn faults_name_keys_as_they_are_written() {
    for (text, words) in [
        ("[instanz]\nstandorte = 99\n", &["`instanz.standorte` is the number 99", "file.toml:2:13"][..]),
        ("[instanz]\nansatz = \"losten\"\n", &["`instanz.ansatz` does not know", "did you mean `lotsen`?"]),
        ("[instanz]\nstandrot = \"zentral\"\n", &["`instanz.standrot`", "did you mean `instanz.standort`?"]),
        ("wochn = 3\n", &["unknown key `wochn`", "did you mean `wochen`?"]),
        (
            "[instanz]\nvollzeitstellen = 2\nbudget_eur_je_jahr = 1\n",
            &["`vollzeitstellen`", "`budget_eur_je_jahr`"],
        ),
    ] {
        let faults = scenario(text).unwrap_err();
        for word in words {
            assert!(faults.contains(word), "`{word}` is missing:\n{faults}");
        }
    }
    // Each is named as it is written where it stands, in a file that has both.
    let mixed = "[[punkt]]\nname = \"a\"\nsetzt = { \"instanz.standorte\" = 3 }\n\n\
                 [[punkt]]\nname = \"b\"\nsetzt = { \"intermediary.sites\" = 99 }\n";
    assert!(experiment(mixed).unwrap_err().contains("`intermediary.sites` is the number 99"));
    let faults =
        experiment("[[faktor]]\nschluessel = \"instanz.standort\"\nstufen = [\"überall\"]\n").unwrap_err();
    assert!(faults.contains("`instanz.standort` does not know"), "{faults}");
    let set = [("instanz.standorte".to_owned(), "99".to_owned())];
    let faults = load(&Source::Embedded("default".to_owned()), &set).unwrap_err().to_string();
    assert!(faults.contains("`instanz.standorte` is the number 99"), "{faults}");
}

#[test]
fn what_is_no_word_of_a_key_is_left_alone() {
    // The id of a district may be a German word, and stays what it is.
    let text = "districts = [\"sb6\"]\n[district.standort.intermediary]\nsiting = \"central\"\n";
    assert!(scenario(text).unwrap_err().contains("unknown district `standort`"));
    let faults = scenario("[parameters]\n\"arbeit.name\" = 3\n").unwrap_err();
    assert!(faults.contains("arbeit.name"), "{faults}");
}
