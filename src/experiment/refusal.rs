//! Refusals: in what the results in a folder differ from what is to be written there.

use std::path::Path;

use super::manifest::Manifest;
use super::supply::Points;
use crate::phrase::{Phrase, phrase};
use crate::scenario::{Divergence, Source, differences, load};

/// Differences named one by one.
const NAMED: usize = 3;

/// Keys that are compared in the manifests already.
const KNOWN: [&str; 3] = ["seed", "weeks", "every"];

/// Says in what a folder's results differ from what is to be written; both were made by the same program, and the resolved scenarios
/// of the results stand in the folder `scenarios`.
pub(super) fn what_differs(
    scenarios: &Path,
    found: &Manifest,
    wanted: &Manifest,
    points: Points<'_>,
) -> Phrase {
    if found.name != wanted.name {
        let (there, here) = (&found.name, &wanted.name);
        return phrase!(
            "holds another experiment, `{there}` and not `{here}`",
            "enthält ein anderes Experiment, `{there}` und nicht `{here}`"
        );
    }
    let mut parts = settings(found, wanted);
    let mut listed = found.points.iter().zip(&wanted.points);
    if let Some((there, here)) = listed.find(|(there, here)| there.hash != here.hash) {
        let file = scenarios.join(format!("{}.toml", there.number));
        // Points of the same number are those at the same place as long as none is merged with another.
        let point = points.get(here.number as usize - 1).ok().filter(|point| point.hash == here.hash);
        if let (Ok(old), Some(point)) = (load(&Source::File(file), &[]), point) {
            let number = there.number;
            parts.extend(
                differences(&old.scenario, &point.scenario)
                    .into_iter()
                    .filter(|difference| !KNOWN.contains(&difference.key.as_str()))
                    .map(|difference| one(number, &difference)),
            );
        }
    }
    let more = parts.len().saturating_sub(NAMED);
    parts.truncate(NAMED);
    if more > 0 {
        parts.push(phrase!("{more} more differences", "{more} weitere Unterschiede"));
    }
    if parts.is_empty() {
        parts.push(phrase!("points that are not among these", "Punkte, die nicht unter diesen sind"));
    }
    phrase!("holds other results of the same name: {parts}", "enthält andere Ergebnisse desselben Namens: {parts}"; parts = Phrase::join(&parts, "; "))
}

fn settings(found: &Manifest, wanted: &Manifest) -> Vec<Phrase> {
    let mut parts = Vec::new();
    if found.weeks != wanted.weeks {
        let (there, here) = (found.weeks, wanted.weeks);
        parts.push(phrase!("{there} weeks instead of {here}", "{there} Wochen statt {here}"));
    }
    if found.every != wanted.every {
        let (there, here) = (found.every, wanted.every);
        parts.push(phrase!(
            "an interval of observation of {there} instead of {here} weeks",
            "Beobachtungsabstand {there} statt {here} Wochen"
        ));
    }
    if found.seeds != wanted.seeds {
        let words =
            |seeds: &[u64]| seeds.iter().take(NAMED).map(u64::to_string).collect::<Vec<_>>().join(", ");
        let (there, here) = (words(&found.seeds), words(&wanted.seeds));
        parts.push(phrase!("seed {there} instead of {here}", "Startwert {there} statt {here}"));
    }
    if found.points_count != wanted.points_count {
        let (there, here) = (found.points_count, wanted.points_count);
        parts.push(phrase!("{there} points instead of {here}", "{there} Punkte statt {here}"));
    }
    parts
}

fn one(number: u32, difference: &Divergence) -> Phrase {
    /// A list of a hundred values says less than that it differs.
    const LONGEST: usize = 60;
    let Divergence { key, a, b } = difference;
    let short = |value: &Option<String>| match value {
        Some(value) if value.chars().count() <= LONGEST => value.clone(),
        Some(_) => "…".to_owned(),
        None => "–".to_owned(),
    };
    let (there, here) = (short(a), short(b));
    phrase!(
        "in point {number} `{key}` is {there} instead of {here}",
        "in Punkt {number} ist `{key}` {there} statt {here}"
    )
}
