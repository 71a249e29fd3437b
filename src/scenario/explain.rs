//! Explanations of options and parameters, from the table of keys and from the evidence.

use std::fmt::Write;

use super::draft::{BUDGET, Draft, FUNDING, Leaf, STAFF};
use super::faults;
use super::lever::{Declaration, Form, LEVERS, Lever};
use super::schema::{self, Field, Node, Shape, Word, unknown_key};
use super::source::{Data, Value};
use super::{meanings, names};
use crate::evidence::{Distribution, Evidence, Kind, Parameter};
use crate::phrase::{Phrase, phrase};
use crate::vocabulary::Language;

/// A key that is neither an option nor a parameter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.phrase())]
pub struct UnknownKey {
    /// The key asked for.
    pub key: String,
    /// The nearest known keys, best first.
    pub nearest: Vec<String>,
}

impl UnknownKey {
    /// Returns the fault in words.
    pub fn phrase(&self) -> Phrase {
        let found = unknown_key(&self.key);
        match self.nearest.first() {
            Some(name) => phrase!(
                "{found}; did you mean `{name}`?",
                "{found}; ist `{name}` gemeint?";
                found = found
            ),
            None => found,
        }
    }
}

/// Explains an option (`intermediary.siting`, or its last steps), a word of one (`guide`), a table of keys (`intermediary`), a parameter
/// (`counselling.minutes_first_contact`) or a lever of trials (`work_bar`). German words serve, too.
///
/// # Errors
/// Returns the nearest known keys when there is none of this name.
pub fn explain(key: &str, language: Language) -> Result<String, UnknownKey> {
    let evidence: Vec<_> = [Evidence::embedded(), Evidence::of_sketches()].into_iter().flatten().collect();
    let bare = key.strip_prefix("parameters.").unwrap_or(key);
    if let Some(parameter) = evidence.iter().find_map(|evidence| evidence.get(bare)) {
        return Ok(explain_parameter(bare, parameter, language));
    }
    let wanted = names::in_english(key);
    let node = schema::node(&wanted);
    let found = match node {
        Node::Field(field) | Node::Either(field) => Some(field),
        _ => {
            let ending = format!(".{wanted}");
            let mut ends = schema::FIELDS.iter().filter(|field| field.key.ends_with(&ending));
            // The last steps suffice where they are not ambiguous.
            ends.next().filter(|_| ends.next().is_none())
        }
    };
    let lever = Lever::parse(key.strip_prefix("trial.").unwrap_or(key)).map(Lever::declared);
    let table = matches!(node, Node::Table).then(|| explain_table(&wanted, language));
    let texts = [
        found.map(|field| explain_field(field, language)),
        table,
        lever.map(|declared| explain_lever(declared, language)),
    ];
    let texts: Vec<String> = texts.into_iter().flatten().chain(meanings::explain(key, language)).collect();
    if !texts.is_empty() {
        return Ok(texts.join("\n\n"));
    }
    let options = schema::FIELDS.iter().map(|field| field.key);
    let parameters = evidence.iter().flat_map(Evidence::iter).map(|(key, _)| key);
    let levers = LEVERS.iter().map(|declared| declared.key);
    let words: Vec<[&str; 2]> = meanings::words().map(|(_, word)| [word.key, word.german_key]).collect();
    let known = options.chain(parameters).chain(levers).chain(words.iter().flatten().copied());
    let mut nearest: Vec<String> = schema::nearest_key(key)
        .into_iter()
        .chain(faults::nearest(key, known).map(ToOwned::to_owned))
        .collect();
    let likeness = |name: &String| strsim::normalized_damerau_levenshtein(key, name);
    nearest.sort_by(|a, b| likeness(b).total_cmp(&likeness(a)));
    nearest.dedup();
    Err(UnknownKey { key: key.to_owned(), nearest })
}

fn line(text: &mut String, language: Language, english: &str, german: &str, value: &str) {
    if !value.is_empty() {
        let label = pick(language, english, german);
        let _ = write!(text, "\n  {label}: {value}");
    }
}

const fn pick<'a>(language: Language, english: &'a str, german: &'a str) -> &'a str {
    match language {
        Language::English => english,
        Language::German => german,
    }
}

/// Names the keys below a table.
fn explain_table(path: &str, language: Language) -> String {
    let keys = schema::siblings(&format!("{path}._"));
    let below = pick(language, "a table of keys", "eine Tabelle von Schlüsseln");
    let mut text = format!("{path}: {below}");
    for key in keys {
        let german = schema::german(key).unwrap_or(key);
        let _ = write!(text, "\n    {key} ({german})");
    }
    text
}

fn explain_field(field: &Field, language: Language) -> String {
    let mut text = format!("{}: {}", field.key, pick(language, field.english, field.german));
    text.push_str("\n  ");
    text.push_str(pick(language, field.creates, field.creates_german));
    match field.shape {
        Shape::Word(list) | Shape::Words(list) => {
            for Word { key, german_key, english, german } in list() {
                let label = pick(language, english, german);
                let _ = write!(text, "\n    {key} ({german_key}): {label}");
            }
        }
        Shape::Trials => {
            let allowed = schema::allowance(&field.shape);
            line(&mut text, language, "allowed", "erlaubt", allowed.in_language(language));
            let _ = write!(text, "\n  {}:", pick(language, "levers", "Hebel"));
            for declared in LEVERS {
                let name = pick(language, declared.english, declared.german);
                let _ = write!(text, "\n    {}: {name}", declared.key);
            }
        }
        shape => {
            let allowed = schema::allowance(&shape);
            line(&mut text, language, "allowed", "erlaubt", allowed.in_language(language));
        }
    }
    line(&mut text, language, "unit", "Einheit", pick(language, field.unit, german_unit(field.unit)));
    let default = default_value(field.key);
    line(&mut text, language, "default", "Vorgabe", &default.unwrap_or_default());
    line(&mut text, language, "German key", "deutscher Schlüssel", &schema::in_german(field.key));
    if let Some(background) = schema::background(field.key) {
        let evidence = pick(language, background.evidence, background.evidence_german);
        line(
            &mut text,
            language,
            "evidence (an expectation, no term)",
            "Belege (Erwartung, kein Term)",
            evidence,
        );
        let parameters = if background.parameters.is_empty() {
            pick(language, "none: a share of hours", "keine: ein Anteil der Stunden").to_owned()
        } else {
            let prefixes: Vec<String> =
                background.parameters.iter().map(|prefix| shown_prefix(prefix)).collect();
            prefixes.join(", ")
        };
        line(&mut text, language, "parameters", "Parameter", &parameters);
    }
    text
}

/// Explains what a trial can offer, with the numbers of its dose.
fn explain_lever(declared: &Declaration, language: Language) -> String {
    let Declaration { key, german_key, english, german, changes, changes_german, doses, form, .. } = declared;
    let mut text = format!("{key} ({german_key}): {}", pick(language, english, german));
    text.push_str("\n  ");
    text.push_str(pick(language, changes, changes_german));
    for dose in *doses {
        let [low, high, otherwise] = [dose.low, dose.high, dose.otherwise].map(super::options::plain);
        let unit = pick(language, dose.unit, dose.unit_german);
        let what = pick(language, dose.english, dose.german);
        let _ = match language {
            Language::English => write!(
                text,
                "\n    {}: {what} ({low} … {high} {unit}; {otherwise} unless an arm says otherwise)",
                dose.key
            ),
            Language::German => write!(
                text,
                "\n    {}: {what} ({low} … {high} {unit}; {otherwise}, wo eine Gruppe nichts sagt)",
                dose.key
            ),
        };
    }
    let acts = match form {
        Form::Acts => phrase!("acts; takes nobody's hours", "wirkt; nimmt niemandes Stunden"),
        Form::ActsOnHours => phrase!(
            "acts; with `capacity = \"own\"` it takes hours of the district's staff and volunteers",
            "wirkt; mit `capacity = \"own\"` nimmt er Stunden von Personal und Ehrenamtlichen des Bezirks"
        ),
    };
    line(&mut text, language, "in the model", "im Modell", acts.in_language(language));
    text
}

/// Shows a prefix of keys: `account.sponsor_` as `account.sponsor_*`, a whole key as it is.
fn shown_prefix(prefix: &str) -> String {
    let is_whole = Evidence::embedded().is_ok_and(|evidence| evidence.get(prefix).is_some());
    if is_whole { prefix.to_owned() } else { format!("{prefix}*") }
}

/// Returns the German word of a unit; a unit without one stands as it is.
pub(crate) fn german_unit(unit: &str) -> &str {
    match unit {
        "runs" => "Läufe",
        "weeks" => "Wochen",
        "months" => "Monate",
        "people" => "Menschen",
        "people a week" => "Menschen je Woche",
        "rooms" => "Räume",
        "districts" => "Bezirke",
        "sites" => "Standorte",
        "shares" => "Anteile",
        "share" => "Anteil",
        "share open" => "Anteil, der offen bleibt",
        "share of hours" => "Anteil der Stunden",
        "share of working time" => "Anteil der Arbeitszeit",
        "share of the hours of casework" => "Anteil der Stunden der Einzelfallhilfe",
        "share of the hours of networking" => "Anteil der Stunden der Vernetzung",
        "weight" => "Gewicht",
        "factor" => "Faktor",
        "degrees" => "Grad",
        "index points" => "Indexpunkte",
        "full-time equivalents" => "Vollzeitstellen",
        "hours a week" => "Stunden je Woche",
        "euros a year and district" => "Euro je Jahr und Stadtbezirk",
        "relative to 2016–2019" => "im Verhältnis zu 2016–2019",
        "relative to 2017" => "im Verhältnis zu 2017",
        "relative" => "im Verhältnis",
        "0 or 1" => "0 oder 1",
        "−1 to 1" => "−1 bis 1",
        other => other,
    }
}

/// Returns what the default scenario says.
pub(crate) fn default_value(key: &str) -> Option<String> {
    let draft = Draft::embedded_default(&mut Vec::new());
    let funding = |wanted: &str| {
        draft.leaf(&format!("intermediary.{FUNDING}")).filter(|leaf| leaf.key == wanted).map(shown)
    };
    match key.strip_prefix("intermediary.") {
        Some("approach") => draft.leaf("intermediary.approach.housing").map(shown),
        Some(STAFF) => funding(STAFF),
        Some(BUDGET) => funding(BUDGET),
        _ => draft.leaf(key).map(shown),
    }
}

fn shown(leaf: &Leaf) -> String {
    literal(&leaf.value)
}

/// Writes a value as it could stand in a file.
pub(crate) fn literal(value: &Value) -> String {
    match &value.data {
        Data::Text(text) => super::options::quoted(text),
        Data::Integer(number) => number.to_string(),
        Data::Number(number) => super::options::plain(*number),
        Data::Boolean(value) => value.to_string(),
        Data::Date(date) => date.clone(),
        Data::Array(items) => format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        Data::Table(entries) => {
            let parts: Vec<String> = entries
                .iter()
                .map(|entry| format!("{} = {}", super::options::quoted(&entry.key), literal(&entry.value)))
                .collect();
            format!("{{ {} }}", parts.join(", "))
        }
    }
}

fn explain_parameter(key: &str, parameter: &Parameter, language: Language) -> String {
    let kind = match parameter.kind {
        Kind::Measured => ["measured", "gemessen"],
        Kind::Estimated => ["estimated", "geschätzt"],
        Kind::Calibrated => ["calibrated", "kalibriert"],
        Kind::Assumed => ["assumed", "angenommen"],
        Kind::Chosen => ["chosen", "gewählt"],
    };
    let distribution = match parameter.distribution {
        Distribution::Fixed => ["fixed", "fest"],
        Distribution::Uniform => ["uniform", "gleichverteilt"],
        Distribution::LogUniform => ["log-uniform", "log-gleichverteilt"],
        Distribution::Triangular => ["triangular", "dreieckig"],
    };
    let [low, high] = parameter.range.map(super::options::plain);
    let mut text = format!("{key}: {} {}", super::options::plain(parameter.value), parameter.unit);
    if !parameter.note.is_empty() {
        text.push_str("\n  ");
        text.push_str(&parameter.note);
    }
    let distribution = pick(language, distribution[0], distribution[1]);
    line(&mut text, language, "range", "Spanne", &format!("{low} … {high}, {distribution}"));
    line(&mut text, language, "kind", "Art", pick(language, kind[0], kind[1]));
    line(&mut text, language, "source", "Quelle", &parameter.source);
    text
}
