//! Overlaps: a setting of the command line must not touch what points or factors set, or labels would say what is not so.

use super::keys::{flatten, is_same};
use super::outline::Outlines;
use super::sample::Sample;
use crate::phrase::{Phrase, phrase};
use crate::scenario::Fault;
use crate::scenario::names;
use crate::scenario::source::{Data, Entry};

/// Refuses settings on keys that points or factors set, naming those.
pub(super) fn refuse(
    overrides: &[(String, String)],
    outlines: &Outlines,
    sample: Option<&Sample>,
    faults: &mut Vec<Fault>,
) {
    let mut own = outlines.keys();
    let sampled: Vec<&str> = sample.iter().flat_map(|sample| sample.keys()).map(|(key, _)| key).collect();
    own.extend(&sampled);
    for (key, value) in overrides {
        let touched = touched(key, value);
        let is_meant = |own: &str| touched.iter().any(|key| is_same(own, key));
        if !own.iter().any(|own| is_meant(own)) {
            continue;
        }
        let mut names = outlines.setters(is_meant);
        if sampled.iter().any(|own| is_meant(own)) {
            names.push(phrase!("the sample", "die Stichprobe"));
        }
        let names = few(names);
        let place = names::setting(key, value).place;
        let found = phrase!(
            "`{key}` is set by the points of the experiment: {names}",
            "`{key}` setzen die Punkte des Experiments: {names}";
            names = names
        );
        faults.push(Fault::at(&place, found).allowed(phrase!(
            "keys in which the points do not differ; what all have in common belongs in `set` of the experiment",
            "Schlüssel, in denen sich die Punkte nicht unterscheiden; was alle gemeinsam haben, gehört in `set` des Experiments"
        )));
    }
}

/// Refuses keys that are sampled although points or factors set them, naming those.
pub(super) fn refuse_sampled(sample: &Sample, outlines: &Outlines, faults: &mut Vec<Fault>) {
    let own = outlines.keys();
    for (key, place) in sample.keys() {
        if !own.iter().any(|own| is_same(own, key)) {
            continue;
        }
        let names = few(outlines.setters(|own| is_same(own, key)));
        let found = phrase!(
            "`{key}` is sampled and set by {names} as well",
            "`{key}` wird variiert und auch gesetzt von: {names}";
            names = names
        );
        faults.push(Fault::at(place, found).allowed(phrase!(
            "keys in which the policies do not differ; `except` leaves keys out",
            "Schlüssel, in denen sich die Punkte nicht unterscheiden; `except` lässt Schlüssel aus"
        )));
    }
}

/// Returns names one by one, and the number of those that are too many.
fn few(mut names: Vec<Phrase>) -> Phrase {
    /// Points named one by one.
    const NAMED: usize = 6;
    let more = names.len().saturating_sub(NAMED);
    names.truncate(NAMED);
    if more > 0 {
        names.push(phrase!("{more} more", "{more} weitere"));
    }
    Phrase::join(&names, ", ")
}

/// Returns the keys that a setting touches: itself, those within a table, or the options of its changes.
fn touched(key: &str, value: &str) -> Vec<String> {
    let Entry { key, value, .. } = names::setting(key, value);
    let mut entries = Vec::new();
    if let Data::Table(table) = &value.data {
        flatten(&key, table, &mut entries);
        return entries.into_iter().map(|entry| entry.key).collect();
    }
    let mut keys = vec![key.clone()];
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_touch_the_options_that_they_set() {
        let keys =
            touched("change", "[{ from = 2017-01-02, set = { \"intermediary.siting\" = \"central\" } }]");
        assert_eq!(keys, ["change", "intermediary.siting"]);
    }
}
