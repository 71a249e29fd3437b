//! Numbers that stand with their unit, how well they are known, and their source.

use super::{Fault, Shape, unknown_key};
use crate::phrase::{Phrase, phrase};
use crate::scenario::faults;
use crate::scenario::source::{Entry, Value};

/// How well a number is known, as in the evidence.
const KINDS: [&str; 5] = ["measured", "estimated", "calibrated", "assumed", "chosen"];
/// All of them are needed.
const KEYS: [&str; 4] = ["value", "unit", "kind", "source"];

/// Returns the shape of the number or numbers alone.
fn of_value(count: usize, low: f64, high: f64) -> Shape {
    if count == 1 { Shape::Number { low, high } } else { Shape::Numbers { count, low, high } }
}

/// Says what is allowed.
pub(super) fn allowance(count: usize, low: f64, high: f64) -> Phrase {
    let value = super::allowance(&of_value(count, low, high));
    phrase!(
        "{{ value = …, unit = \"…\", kind = \"assumed\", source = \"…\" }}, where value is {value}",
        "{{ value = …, unit = \"…\", kind = \"assumed\", source = \"…\" }} mit value: {value}";
        value = value
    )
}

/// Checks all keys of a stated number.
pub(super) fn check(
    key: &str,
    (count, low, high): (usize, f64, f64),
    value: &Value,
    entries: &[Entry],
    faults: &mut Vec<Fault>,
) {
    let before = faults.len();
    for entry in entries {
        let path = format!("{key}.{}", entry.key);
        match entry.key.as_str() {
            "value" => {
                super::check(&path, &of_value(count, low, high), &entry.value, faults);
            }
            "unit" | "source" if entry.value.word().is_some_and(|word| !word.trim().is_empty()) => {}
            "unit" | "source" => faults.push(
                Fault::at(&entry.value.place, entry.value.found(&path))
                    .allowed(phrase!("a text that says something", "ein Text, der etwas sagt")),
            ),
            "kind" if entry.value.word().is_some_and(|word| KINDS.contains(&word)) => {}
            "kind" => faults.push(
                Fault::at(&entry.value.place, entry.value.found(&path))
                    .allowed(Phrase::same(KINDS.join(", ")))
                    .nearest(faults::nearest(entry.value.word().unwrap_or_default(), KINDS)),
            ),
            _ => faults.push(
                Fault::at(&entry.place, unknown_key(&path))
                    .allowed(Phrase::same(KEYS.join(", ")))
                    .nearest(faults::nearest(&entry.key, KEYS)),
            ),
        }
    }
    for needed in KEYS.into_iter().filter(|needed| value.entry(needed).is_none()) {
        let found = phrase!("`{key}` lacks `{needed}`", "`{key}` fehlt `{needed}`");
        faults.push(Fault::at(&value.place, found).allowed(allowance(count, low, high)));
    }
    // The two ends of a range stand in order.
    if faults.len() == before
        && count == 2
        && let [low, high] = value.entry("value").map_or(&[][..], Value::items)
        && low.number() > high.number()
    {
        let found = phrase!("`{key}` runs backwards", "`{key}` läuft rückwärts");
        faults.push(
            Fault::at(&high.place, found).allowed(phrase!("the lower end first", "das untere Ende zuerst")),
        );
    }
}
