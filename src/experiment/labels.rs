//! Labels: how points, keys and levels are called, in files and for reading.

use crate::phrase::{Phrase, phrase};
use crate::scenario::draft::{BUDGET, STAFF};
use crate::scenario::schema::{self, Field, Node, Shape, Word};
use crate::scenario::source::{Data, Value};
use crate::scenario::{Scenario, literal};
use crate::vocabulary::{Approach, Attachment, Concept, Naming, NamingScope, Siting, Sponsorship, Support};

/// The column of the parameter set, beside those of keys.
pub(super) const SET: &str = "set";

/// Returns a level as part of a label in files: words as they are, numbers with what they count.
pub(super) fn level(key: &str, value: &Value) -> String {
    let last = key.rsplit('.').next().unwrap_or(key);
    let text = readable(key, value);
    match (&value.data, last) {
        (Data::Text(_) | Data::Date(_), _) => text,
        (Data::Integer(euros @ 1_000..), BUDGET) => grouped(*euros),
        (_, BUDGET) => format!("{text} €"),
        (_, STAFF) => format!("{text} FTE"),
        _ => match scaled(key) {
            Some(forcing) => format!("{} × {text}", forcing.replace('_', " ")),
            None => format!("{} {text}", last.replace('_', " ")),
        },
    }
}

/// Returns which forcing a key multiplies, such as `arrivals`.
fn scaled(key: &str) -> Option<&str> {
    key.strip_prefix("forcings.")?.strip_suffix(".scale")
}

/// Returns a level as part of a label for reading.
pub(super) fn spoken_level(key: &str, value: &Value) -> Phrase {
    let label = level(key, value);
    let text = readable(key, value);
    match &value.data {
        Data::Text(word) => {
            words_at(key).into_iter().find(|known| known.key == word || known.german_key == word).map_or_else(
                || Phrase::same(label),
                |known| Phrase::new(known.english.to_owned(), known.german.to_owned()),
            )
        }
        Data::Date(_) => Phrase::same(label),
        _ if key.ends_with(BUDGET) => Phrase::same(label),
        _ => match scaled(key) {
            Some(forcing) => {
                let name = name_of(&format!("forcings.{forcing}"));
                Phrase::new(label, format!("{} × {}", name.german(), in_german(&text)))
            }
            None => Phrase::new(label, format!("{} {text}", name_of(key).german())),
        },
    }
}

/// Returns the label of a point for reading: in the words of the vocabulary where all of its parts are known there.
pub(crate) fn spoken(label: &str, german: Option<&str>) -> Phrase {
    let parts: Option<Vec<Phrase>> =
        label.split(SEPARATORS).filter(|part| !part.is_empty()).map(option_word).collect();
    let known = parts.filter(|parts| !parts.is_empty()).map(|parts| Phrase::join(&parts, ", "));
    let found = known.unwrap_or_else(|| Phrase::same(label.replace('_', " ")));
    match german {
        Some(german) => Phrase::new(found.english().to_owned(), german.to_owned()),
        None => found,
    }
}

/// Says whether the words of a label that name a comparator or an approach name what the scenario has.
pub(super) fn is_true_of(label: &str, scenario: &Scenario) -> bool {
    let configurations =
        || scenario.districts.iter().flat_map(|plan| &plan.configurations).map(|(_, own)| own);
    let is_meant = |word: &str| {
        let is_supported = |support| configurations().any(|own| own.support == support);
        let is_approached =
            |approach| configurations().any(|own| own.approach.iter().any(|(_, own)| *own == approach));
        Support::parse(word).is_none_or(is_supported) && Approach::parse(word).is_none_or(is_approached)
    };
    label.split(SEPARATORS).all(is_meant)
}

/// Returns a label as it is written, since its words would say what is not so; a German name of its own stays.
pub(super) fn unspoken(label: &str, shown: &Phrase) -> Phrase {
    let is_translated = spoken(label, None).german() == shown.german();
    let german = if is_translated { label } else { shown.german() };
    Phrase::new(label.to_owned(), german.to_owned())
}

/// What stands between the words of a label.
const SEPARATORS: [char; 7] = [',', ' ', '·', '+', '/', '-', ';'];

fn option_word(word: &str) -> Option<Phrase> {
    fn of<C: Concept>(word: &str) -> Option<Phrase> {
        C::parse(word).map(|member| Phrase::new(member.english().to_owned(), member.german().to_owned()))
    }
    of::<Support>(word)
        .or_else(|| of::<Approach>(word))
        .or_else(|| of::<Siting>(word))
        .or_else(|| of::<Attachment>(word))
        .or_else(|| of::<Sponsorship>(word))
        .or_else(|| of::<Naming>(word))
        .or_else(|| of::<NamingScope>(word))
}

/// Returns the name of a key for reading; a key that is in no table keeps its last step.
pub fn name_of(key: &str) -> Phrase {
    match schema::node(key) {
        Node::Field(field) | Node::Either(field) => {
            Phrase::new(field.english.to_owned(), field.german.to_owned())
        }
        _ if key == SET => phrase!("parameter set", "Parametersatz"),
        _ => Phrase::same(key.strip_prefix("parameters.").unwrap_or(key)),
    }
}

/// Returns the words that a key understands, none where it takes numbers.
fn words_at(key: &str) -> Vec<Word> {
    match schema::node(key) {
        Node::Field(Field { shape: Shape::Word(list) | Shape::Words(list), .. })
        | Node::Either(Field { shape: Shape::Word(list) | Shape::Words(list), .. }) => list(),
        _ => Vec::new(),
    }
}

/// Returns a key with its value for reading, such as `arrivals × 2`; an amount of money says by itself what it is.
pub fn setting_of(key: &str, value: &str) -> Phrase {
    let value = value_of(key, value);
    match scaled(key) {
        Some(forcing) => Phrase::join(&[name_of(&format!("forcings.{forcing}")), value], " × "),
        None if key.ends_with(BUDGET) => value,
        None => Phrase::join(&[name_of(key), value], " "),
    }
}

/// Returns a value at a key for reading, such as `decentral`, in the words of the vocabulary where it is an option.
pub fn value_of(key: &str, value: &str) -> Phrase {
    let known = words_at(key).into_iter().find(|known| known.key == value);
    let words = known.map(|known| Phrase::new(known.english.to_owned(), known.german.to_owned()));
    if key.ends_with(BUDGET)
        && let Ok(euros) = value.parse()
    {
        return Phrase::same(grouped(euros));
    }
    if key.ends_with("opens")
        && let Ok(monday) = value.parse::<jiff::civil::Date>()
    {
        // The model knows weeks, of which this is the Monday.
        let german = in_german(value);
        return phrase!("in the week of {monday}", "in der Woche ab {german}");
    }
    words.unwrap_or_else(|| match value {
        "true" => Phrase::new("yes".to_owned(), "ja".to_owned()),
        "false" => Phrase::new("no".to_owned(), "nein".to_owned()),
        _ => listed_words(key, value)
            .or_else(|| by_district(key, value))
            .unwrap_or_else(|| Phrase::new(value.to_owned(), in_german(value))),
    })
}

/// Returns values of districts that differ, such as `sb5: guide, sb6: none`, each for reading.
fn by_district(key: &str, value: &str) -> Option<Phrase> {
    let parts = value.split(", ").map(|part| {
        let (id, own) = part.split_once(": ")?;
        Some(Phrase::join(&[Phrase::same(id), value_of(key, own)], ": "))
    });
    let parts: Option<Vec<Phrase>> = parts.collect();
    parts.map(|parts| Phrase::join(&parts, ", "))
}

/// Returns a number or a date as German writes it, anything else as it is.
fn in_german(value: &str) -> String {
    if let Ok(date) = value.parse::<jiff::civil::Date>() {
        return date.strftime("%-d.%-m.%Y").to_string();
    }
    if value.parse::<f64>().is_ok() { value.replace('.', ",") } else { value.to_owned() }
}

/// Returns a list such as `["fled", "residents"]` in the words of the vocabulary.
fn listed_words(key: &str, value: &str) -> Option<Phrase> {
    let inner = value.strip_prefix('[')?.strip_suffix(']')?;
    let words = words_at(key);
    let parts: Option<Vec<Phrase>> = inner
        .split(", ")
        .map(|part| {
            let word = part.trim_matches('"');
            let known = words.iter().find(|known| known.key == word)?;
            Some(Phrase::new(known.english.to_owned(), known.german.to_owned()))
        })
        .collect();
    parts.map(|parts| Phrase::join(&parts, ", "))
}

/// Returns an amount with spaces between its thousands.
pub(super) fn grouped(euros: i64) -> String {
    let digits = euros.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text + " €"
}

/// Returns a value as written in results; German words of options become the English ones.
fn readable(key: &str, value: &Value) -> String {
    let Some(word) = value.word() else { return literal(value) };
    words_at(key)
        .into_iter()
        .find(|known| known.german_key == word)
        .map_or(word, |known| known.key)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_speak_the_words_of_the_vocabulary() {
        assert_eq!(spoken("provide · decentral", None).german(), "Alles unter einem Dach, dezentral");
        assert_eq!(spoken("refer · central", None).english(), "refer, central");
        assert_eq!(spoken("none", None).german(), "keine Instanz");
        assert_eq!(spoken("existing_services", None).english(), "existing services");
        assert_eq!(spoken("my own idea", None).german(), "my own idea");
        assert_eq!(spoken("my own idea", Some("meine Idee")).german(), "meine Idee");
    }

    #[test]
    fn a_scale_is_said_with_what_it_multiplies() {
        let set = crate::scenario::names::setting("forcings.arrivals.scale", "1.5");
        assert_eq!(level(&set.key, &set.value), "arrivals × 1.5");
        assert_eq!(spoken_level(&set.key, &set.value).german(), "Ankünfte × 1,5");
        assert_eq!(setting_of("forcings.arrivals.scale", "2").german(), "Ankünfte × 2");
        assert_eq!(setting_of("intermediary.budget_eur_per_year", "70000").english(), "70 000 €");
    }

    #[test]
    fn keys_and_values_of_options_have_names_in_both_languages() {
        assert_eq!(name_of("intermediary.siting").german(), "Standort");
        assert_eq!(value_of("intermediary.siting", "decentral").german(), "dezentral");
        assert_eq!(
            value_of("intermediary.audience", "[\"fled\", \"residents\"]").german().split(", ").count(),
            2
        );
        let opening = value_of("intermediary.opens", "2015-08-31");
        assert_eq!(opening.english(), "in the week of 2015-08-31");
        assert_eq!(opening.german(), "in der Woche ab 31.8.2015");
        assert_eq!(name_of("parameters.travel.minutes_per_km").german(), "travel.minutes_per_km");
    }
}
