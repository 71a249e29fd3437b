//! Overlaps: a setting of the command line must not touch what points or factors set, or labels would say what is not so.

use super::outline::{Outlines, flatten};
use crate::phrase::{Phrase, phrase};
use crate::scenario::Fault;
use crate::scenario::draft::{BUDGET, STAFF, option_of};
use crate::scenario::source::{self, Data};

/// Refuses settings on keys that points or factors set, naming those.
pub(super) fn refuse(overrides: &[(String, String)], outlines: &Outlines, faults: &mut Vec<Fault>) {
    /// Points named one by one.
    const NAMED: usize = 6;
    let own = outlines.keys();
    for (key, value) in overrides {
        let touched = touched(key, value);
        let is_meant = |own: &str| touched.iter().any(|key| is_same(own, key));
        if !own.iter().any(|own| is_meant(own)) {
            continue;
        }
        let mut names = outlines.setters(is_meant);
        let more = names.len().saturating_sub(NAMED);
        names.truncate(NAMED);
        if more > 0 {
            names.push(phrase!("{more} more", "{more} weitere"));
        }
        let (place, _) = source::parse_setting(key, value);
        let found = phrase!(
            "`{key}` is set by the points of the experiment: {names}",
            "`{key}` setzen die Punkte des Experiments: {names}";
            names = Phrase::join(&names, ", ")
        );
        faults.push(Fault::at(&place, found).allowed(phrase!(
            "keys in which the points do not differ; what all have in common belongs in `set` of the experiment",
            "Schlüssel, in denen sich die Punkte nicht unterscheiden; was alle gemeinsam haben, gehört in `set` des Experiments"
        )));
    }
}

/// Returns the keys that a setting touches: itself, those within a table, or the options of its changes.
fn touched(key: &str, value: &str) -> Vec<String> {
    let (_, value) = source::parse_setting(key, value);
    let mut entries = Vec::new();
    if let Data::Table(table) = &value.data {
        flatten(key, table, &mut entries);
        return entries.into_iter().map(|entry| entry.key).collect();
    }
    let mut keys = vec![key.to_owned()];
    if key == "change" {
        let rows = value;
        for set in rows.items().iter().filter_map(|row| row.entry("set")) {
            if let Data::Table(table) = &set.data {
                flatten("", table, &mut entries);
            }
        }
        keys.extend(entries.into_iter().map(|entry| entry.key));
    }
    keys
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

    #[test]
    fn changes_touch_the_options_that_they_set() {
        let keys =
            touched("change", "[{ from = 2017-01-02, set = { \"intermediary.siting\" = \"central\" } }]");
        assert_eq!(keys, ["change", "intermediary.siting"]);
    }
}
