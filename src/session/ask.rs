//! What a page asks, read from JSON and written as an experiment in TOML.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Deserialize;
use serde_json::{Value, json};

use super::own::{Made, Own};
use crate::experiment::labels::value_of;
use crate::phrase::{Phrase, phrase};
use crate::scenario::{Fault, Faults, quoted};
use crate::vocabulary::Language;

/// The most that a page may ask for, so that no question takes a machine's memory or a day.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Weeks of a run.
    pub weeks: u32,
    /// Replicates of each form.
    pub replicates: u32,
    /// Forms beside the comparators.
    pub forms: usize,
    /// Settings of a form, or of all.
    pub settings: usize,
    /// Bytes of a value.
    pub value: usize,
}

/// The limits of this program.
pub const LIMITS: Limits = Limits { weeks: 520, replicates: 60, forms: 2, settings: 100, value: 2_000 };

/// Settings by their keys, as in a scenario file.
pub type Settings = BTreeMap<String, Value>;

/// What a page asks.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ask {
    /// The language of all answers: `de` or `en`.
    pub language: String,
    /// Ids of the districts.
    pub districts: Vec<String>,
    /// Weeks of a run, from Monday 2015-01-05 on.
    pub weeks: u32,
    /// Runs of each form that differ in chance alone.
    pub replicates: u32,
    /// The beginning of all draws, as digits: numbers of a page hold no 64 bits.
    pub seed: Option<String>,
    /// What holds for all forms.
    pub common: Settings,
    /// One form, or two that are compared.
    pub forms: Vec<Settings>,
    /// A district of one's own, in place of [`Ask::districts`].
    pub district: Option<Own>,
    /// Whether the account says which options could not be chosen, which takes longer than the rest of it.
    pub options: bool,
}

impl Default for Ask {
    fn default() -> Self {
        Self {
            language: "de".to_owned(),
            districts: vec!["sb5".to_owned(), "sb6".to_owned()],
            weeks: 416,
            replicates: 20,
            seed: None,
            common: Settings::new(),
            forms: vec![Settings::new()],
            district: None,
            options: false,
        }
    }
}

/// What holds where a form says nothing: the forms of the headline experiment.
pub(super) const FORM: [(&str, &str); 4] = [
    ("intermediary.approach", "\"refer\""),
    ("intermediary.siting", "\"central\""),
    (BUDGET, "140000"),
    ("intermediary.opens", "2015-09-02"),
];

/// The letters by which forms are called.
pub(super) const LETTERS: [&str; 2] = ["A", "B"];

impl Ask {
    /// Reads a question.
    ///
    /// # Errors
    /// Returns why it is none.
    pub fn read(text: &str) -> Result<Self, Faults> {
        let no_question = |error: serde_json::Error| {
            Fault::new(phrase!("this is no question: {error}", "das ist keine Frage: {error}"))
        };
        Ok(serde_json::from_str(text).map_err(no_question)?)
    }

    /// Returns the language of the answers; English for any other word.
    pub fn language(&self) -> Language {
        if self.language == "de" { Language::German } else { Language::English }
    }

    /// Returns in what it goes beyond what a page may ask.
    pub(super) fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut most = |key: &str, found: u64, most: u64| {
            if found > most || found == 0 {
                faults.push(
                    Fault::new(phrase!("`{key}` is {found}", "`{key}` ist {found}"))
                        .allowed(phrase!("1 to {most}", "1 bis {most}")),
                );
            }
        };
        most("weeks", self.weeks.into(), LIMITS.weeks.into());
        most("replicates", self.replicates.into(), LIMITS.replicates.into());
        most("forms", self.forms.len() as u64, LIMITS.forms as u64);
        if let Some(seed) =
            self.seed.as_deref().filter(|seed| !seed.parse::<i64>().is_ok_and(|seed| seed >= 0))
        {
            faults.push(
                Fault::new(phrase!("`seed` is `{seed}`", "`seed` ist `{seed}`"))
                    .allowed(phrase!("a whole number from 0 on", "eine ganze Zahl ab 0")),
            );
        }
        let all = self.forms.iter().chain([&self.common]);
        for (key, value) in all.clone().flatten() {
            if !is_open(key) {
                faults.push(
                    Fault::new(phrase!(
                        "`{key}` cannot be set from a page",
                        "`{key}` lässt sich von einer Seite aus nicht setzen"
                    ))
                    .allowed(Phrase::same(OPEN.join(", "))),
                );
            }
            if value.to_string().len() > LIMITS.value {
                let most = LIMITS.value;
                faults.push(
                    Fault::new(phrase!("`{key}` is a long text", "`{key}` ist ein langer Text"))
                        .allowed(phrase!("up to {most} bytes", "höchstens {most} Byte")),
                );
            }
        }
        if all.map(Settings::len).max().unwrap_or(0) > LIMITS.settings {
            let most = LIMITS.settings;
            faults.push(
                Fault::new(phrase!("too many settings", "zu viele Einstellungen"))
                    .allowed(phrase!("up to {most}", "höchstens {most}")),
            );
        }
        faults
    }

    /// Returns the experiment as text; beside it stand the files of the own district.
    pub(super) fn experiment(&self, own: Option<&Made>) -> String {
        let mut text = self.head(own);
        for (position, form) in self.forms.iter().enumerate() {
            point(&mut text, &self.name(position), &filled(form));
        }
        let money: Vec<(String, String)> =
            self.money().into_iter().chain([(APPROACH.to_owned(), quoted("existing_services"))]).collect();
        let support = |word: &str| vec![(APPROACH.to_owned(), quoted(word))];
        let called = |english: &str, german: &str| Phrase::new(english.to_owned(), german.to_owned());
        point(&mut text, &called("none", "keine Instanz"), &support("none"));
        point(&mut text, &called("existing_services", "bestehende Dienste"), &money);
        point(&mut text, &called("full_access", "voller Zugang"), &support("full_access"));
        text
    }

    /// Returns an experiment whose points are a form with one option changed each, called by their numbers.
    pub(super) fn variants(&self, own: Option<&Made>, form: usize, options: &[(&str, &str)]) -> String {
        let mut text = self.head(own);
        for (number, (key, value)) in options.iter().enumerate() {
            let mut variant = self.forms[form].clone();
            variant.insert((*key).to_owned(), json!(value));
            point(&mut text, &Phrase::same(format!("v{number}")), &filled(&variant));
        }
        text
    }

    /// Returns what holds for all points.
    fn head(&self, own: Option<&Made>) -> String {
        let mut text = String::from("name = \"explorer\"\n");
        let mut common = self.common.clone();
        common.insert("districts".to_owned(), json!(self.districts));
        if let Some(own) = own {
            let _ = writeln!(text, "base = {}", quoted(own.scenario()));
            common.insert("districts".to_owned(), json!([own.id()]));
            // What the common settings say of money goes before the number of the district.
            common.entry(BUDGET.to_owned()).or_insert_with(|| json!(own.budget()));
        }
        let Self { weeks, replicates, .. } = self;
        let _ = writeln!(
            text,
            "weeks = {weeks}\nreplicates = {replicates}\nevery = {EVERY}\ncontrasts = {{ between = \"same_circumstances\" }}"
        );
        if let Some(seed) = &self.seed {
            let _ = writeln!(text, "seed = {seed}");
        }
        let mut set: Vec<(String, String)> =
            FORM.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        for (key, value) in &common {
            set.retain(|(known, _)| known != key);
            set.push((key.clone(), literal(value)));
        }
        let _ = writeln!(text, "set = {}", table(&set));
        text
    }

    /// Returns the budget or staff of the first form, so that existing services have the same money.
    fn money(&self) -> Option<(String, String)> {
        let form = self.forms.first()?;
        let known = form.iter().find(|(key, _)| [BUDGET, "intermediary.staff_fte"].contains(&key.as_str()));
        known.map(|(key, value)| (key.clone(), literal(value)))
    }

    /// Returns what a form is called: its letter and, in words, approach and siting.
    fn name(&self, position: usize) -> Phrase {
        let form = &self.forms[position];
        let value = |place: usize| {
            let (key, default) = FORM[place];
            let of = |settings: &Settings| settings.get(key).and_then(Value::as_str).map(str::to_owned);
            of(form).or_else(|| of(&self.common)).unwrap_or_else(|| default.trim_matches('"').to_owned())
        };
        let word = |place: usize| value_of(FORM[place].0, &value(place));
        let letter = LETTERS.get(position).copied().unwrap_or("?");
        let mut parts = vec![word(0)];
        if value(0) != "none" {
            parts.push(word(1));
        }
        // Circumstances are the same for all but in a lesson that compares them.
        if let Some(scale) = form.get(ARRIVALS).and_then(Value::as_f64).filter(|scale| *scale != 1.0) {
            let german = scale.to_string().replace('.', ",");
            parts.push(phrase!("arrivals × {scale}", "Ankünfte × {german}"));
        }
        phrase!("{letter}: {parts}", "{letter}: {parts}"; parts = Phrase::join(&parts, ", "))
    }
}

/// Weeks between two observations: one of a run of eight years is a fiftieth of it.
const EVERY: u32 = 8;

const BUDGET: &str = "intermediary.budget_eur_per_year";

const ARRIVALS: &str = "forcings.arrivals.scale";

const APPROACH: &str = "intermediary.approach";

/// Beginnings of keys that a page may set: no names of files, no districts, no trials.
const OPEN: [&str; 4] = ["intermediary.", "forcings.", "parameters.", "markets"];

fn is_open(key: &str) -> bool {
    OPEN.iter().any(|open| key.starts_with(open))
}

/// Returns what a form sets; a point that sets nothing would have no label.
fn filled(form: &Settings) -> Vec<(String, String)> {
    let mut set: Vec<(String, String)> =
        form.iter().map(|(key, value)| (key.clone(), literal(value))).collect();
    if set.is_empty() {
        set.push((FORM[0].0.to_owned(), FORM[0].1.to_owned()));
    }
    set
}

fn point(text: &mut String, name: &Phrase, set: &[(String, String)]) {
    let (english, german) = (quoted(name.english()), quoted(name.german()));
    let _ = write!(text, "\n[[point]]\nname = {english}\nname_de = {german}\nset = {}\n", table(set));
}

fn table(set: &[(String, String)]) -> String {
    let set: Vec<String> = set.iter().map(|(key, value)| format!("{} = {value}", quoted(key))).collect();
    format!("{{ {} }}", set.join(", "))
}

/// Writes a value of JSON as one of TOML; what TOML does not have becomes a text, which is refused with its key.
fn literal(value: &Value) -> String {
    match value {
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => quoted(text),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(literal).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Null | Value::Object(_) => quoted(&value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::embedded;

    #[test]
    fn what_cannot_be_set_or_is_too_much_is_refused_in_words_all_at_once() {
        let text = r#"{ "weeks": 9000, "replicates": 0, "seed": "x", "common": { "district.x.file": "/etc/passwd" } }"#;
        let faults = Ask::read(text).unwrap().faults();
        assert_eq!(faults.len(), 4, "{faults:?}");
        assert!(Ask::read("{").is_err() && Ask::read(r#"{ "wekes": 3 }"#).is_err());
        assert_eq!(Ask::read("{}").unwrap(), Ask::default());
    }

    #[test]
    fn a_form_that_says_nothing_has_the_money_and_the_opening_of_the_headline() {
        let headline = embedded::file("experiments/headline.toml").unwrap();
        let headline: toml::Table = headline.parse().unwrap();
        let written = |key: &str| headline["set"][key].to_string();
        for (key, value) in [FORM[2], FORM[3]] {
            assert_eq!(value, written(key), "{key}");
        }
    }

    #[test]
    fn no_value_breaks_out_of_its_place() {
        let evil = "\" }\n[[point]]\nname = \"x\nset = {";
        let mut ask = Ask::default();
        ask.forms[0].insert("intermediary.naming".to_owned(), json!(evil));
        ask.forms[0].insert(format!("intermediary.\"{evil}"), json!([1.5, true, { "a": null }]));
        let text = ask.experiment(None);
        let table: toml::Table = text.parse().unwrap();
        assert_eq!(table["point"].as_array().unwrap().len(), 4, "{text}");
    }
}
