//! What a page knows before it asks: levers with their words and evidence, and limits.

use serde_json::{Value, json};

use super::ask::{FORM, LIMITS};
use super::own;
use crate::scenario::schema::{FIELDS, Field, Shape};
use crate::scenario::{explain, german_unit};
use crate::vocabulary::Language;

/// Levers that stand first; all others are behind “more”.
const FIRST: [&str; 5] = [
    "intermediary.approach",
    "intermediary.siting",
    "intermediary.sites",
    "intermediary.budget_eur_per_year",
    "intermediary.opening_hours_per_week",
];

/// Options of the intermediary that are no levers of a page: weights that change no run, fields of action one by one, and staff, which
/// follows from the budget.
const LEFT_OUT: [&str; 3] = ["intermediary.goals.", "intermediary.approach.", "intermediary.staff_fte"];

/// Returns what a page says and asks, in a language.
pub fn about(language: Language) -> Value {
    let is_lever = |field: &&Field| {
        field.key.starts_with("intermediary.") && !LEFT_OUT.iter().any(|left| field.key.starts_with(left))
    };
    let place = |key: &str| FIRST.iter().position(|first| *first == key).unwrap_or(FIRST.len());
    let mut fields: Vec<&Field> = FIELDS.iter().filter(is_lever).collect();
    fields.sort_by_key(|field| place(field.key));
    let levers: Vec<Value> = fields.into_iter().filter_map(|field| lever(field, language)).collect();
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "levers": levers,
        "own": own::asked(language),
        "limits": { "weeks": LIMITS.weeks, "replicates": LIMITS.replicates },
    })
}

fn lever(field: &Field, language: Language) -> Option<Value> {
    let pick = |english: &str, german: &str| match language {
        Language::English => english.to_owned(),
        Language::German => german.to_owned(),
    };
    let words = |list: fn() -> Vec<crate::scenario::schema::Word>| -> Vec<Value> {
        // Comparators run beside every form and are none themselves.
        let comparators = ["none", "existing_services", "full_access"];
        list()
            .into_iter()
            .filter(|word| !comparators.contains(&word.key))
            .map(|word| json!({ "value": word.key, "label": pick(word.english, word.german) }))
            .collect()
    };
    let shape = match field.shape {
        Shape::Word(list) => json!({ "kind": "word", "options": words(list) }),
        Shape::Words(list) => json!({ "kind": "words", "options": words(list) }),
        Shape::Boolean => json!({ "kind": "truth" }),
        Shape::Date => json!({ "kind": "date" }),
        Shape::Integer { low, high } => json!({ "kind": "number", "low": low, "high": high, "step": 1 }),
        Shape::Number { low, high } if (low, high) == (0.0, 1.0) => json!({ "kind": "share" }),
        Shape::Number { low, high } => json!({ "kind": "number", "low": low, "high": high, "step": "any" }),
        _ => return None,
    };
    let form = FORM.iter().find(|(key, _)| *key == field.key).map(|(_, value)| (*value).to_owned());
    Some(json!({
        "key": field.key,
        "label": pick(field.english, field.german),
        "unit": pick(field.unit, german_unit(field.unit)),
        "about": pick(field.creates, field.creates_german),
        "explanation": explain(field.key, language).unwrap_or_default(),
        "default": form.or_else(|| crate::scenario::default_value(field.key)),
        "is_first": FIRST.contains(&field.key),
        "shape": shape,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lever_has_its_words_in_both_languages_and_a_default() {
        for language in [Language::English, Language::German] {
            let about = about(language);
            let levers = about["levers"].as_array().unwrap();
            assert!(levers.len() > 25, "{}", levers.len());
            assert_eq!(levers[0]["key"], FIRST[0]);
            for lever in levers {
                assert!(!lever["label"].as_str().unwrap().is_empty(), "{lever}");
                assert!(lever["explanation"].as_str().unwrap().len() > 40, "{lever}");
            }
        }
        let german = about(Language::German);
        assert_eq!(german["own"].as_array().unwrap().len(), 10);
        assert_eq!(german["own"][1]["label"], "Fläche");
        assert_eq!((&german["own"][1]["key"], &german["own"][1]["unit"]), (&json!("area"), &json!("km²")));
        assert_eq!(german["levers"][2]["unit"], "Standorte");
        assert_eq!(german["levers"][0]["shape"]["options"][0]["label"], "Verweisen");
    }
}
