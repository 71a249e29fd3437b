//! Keys that an experiment sets: flat, as they stand in results, and which of them replace each other.

use crate::scenario::draft::{BUDGET, STAFF, option_of};
use crate::scenario::source::{Data, Entry, Value};

/// Writes nested tables of a point as flat keys, the form in which factors stand in results.
pub(super) fn flatten(prefix: &str, entries: &[Entry], into: &mut Vec<Entry>) {
    for entry in entries {
        let key = if prefix.is_empty() { entry.key.clone() } else { format!("{prefix}.{}", entry.key) };
        match &entry.value.data {
            Data::Table(inner) if !is_whole(&key, &entry.value) => flatten(&key, inner, into),
            _ => into.push(Entry { key, place: entry.place.clone(), value: entry.value.clone() }),
        }
    }
}

/// An approach by field and a parameter with its own evidence are values, though they are written as tables.
fn is_whole(key: &str, value: &Value) -> bool {
    key.ends_with("approach") || key.starts_with("parameters.") && value.entry("value").is_some()
}

/// Returns whether two keys say something about the same thing, so that the later one would replace the earlier, if only in part.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    match (option_of(one), option_of(other)) {
        (Some((here, one)), Some((there, other))) => {
            let is_funding = |option: &str| option == STAFF || option == BUDGET;
            let meets = here == there || here.is_empty() || there.is_empty();
            meets && (is_within(one, other) || is_within(other, one) || is_funding(one) && is_funding(other))
        }
        (None, None) => {
            is_within(one, other) || is_within(other, one) || describes(one, other) || describes(other, one)
        }
        _ => false,
    }
}

fn is_within(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The file of a district replaces everything that was said about it in place.
fn describes(file: &str, key: &str) -> bool {
    file.strip_suffix("file")
        .is_some_and(|district| district.starts_with("district.") && key.starts_with(district))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_replace_each_other_are_the_same() {
        for (one, other) in [
            ("intermediary.siting", "intermediary.siting"),
            ("intermediary.siting", "district.sb5.intermediary.siting"),
            ("intermediary.approach", "intermediary.approach.housing"),
            ("intermediary.staff_fte", "district.sb6.intermediary.budget_eur_per_year"),
            ("forcings.arrivals", "forcings.arrivals.scale"),
            ("district.sb5.file", "district.sb5.inhabitants"),
            ("seed", "seed"),
        ] {
            assert!(is_same(one, other) && is_same(other, one), "{one} {other}");
        }
        for (one, other) in [
            ("intermediary.siting", "intermediary.sites"),
            ("district.sb5.intermediary.siting", "district.sb6.intermediary.siting"),
            ("district.sb5.file", "district.sb5.intermediary.siting"),
            ("forcings.arrivals.scale", "forcings.arrivals.per_week"),
            ("weeks", "intermediary.opens"),
        ] {
            assert!(!is_same(one, other) && !is_same(other, one), "{one} {other}");
        }
    }
}
