//! What access could change at all, and at whose cost: shares of full access, who waits longer, what others pay.

use super::notation::{configuration, list, number, outcome_years, point_label, signed};
use super::words::{fill, words};
use super::{BurdenNote, Material, ShareNote};
use crate::observation::Outcome;
use crate::vocabulary::Language;

/// More configurations than this are shown in the tables alone.
const MOST: usize = 8;

/// Says what access could change at all, and how much of it the others bring about, who waits, and what others pay.
pub(super) fn sentences(material: &Material, language: Language) -> Vec<String> {
    let each = [access(material, language), waits(material, language), costs(material, language)];
    each.into_iter().flatten().collect()
}

fn access(material: &Material, language: Language) -> Option<String> {
    let words = words(language);
    let parts: Vec<String> = Outcome::ALL
        .into_iter()
        .filter_map(|outcome| {
            let own: Vec<&ShareNote> =
                material.shares.iter().filter(|note| note.outcome == outcome).collect();
            let shares = own.iter().map(|note| 100.0 * note.share[0]);
            let (low, high) = shares.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), share| {
                (low.min(share), high.max(share))
            });
            let values = [
                ("years", number(own.first()?.yardstick, 0, language)),
                ("outcome", outcome_years(outcome, words).to_owned()),
                ("low", number(low, 0, language)),
                ("high", number(high, 0, language)),
            ];
            Some(fill(words.access_part, &values))
        })
        .collect();
    (!parts.is_empty()).then(|| fill(words.access, &[("list", list(&parts, words))]))
}

/// Says who waits longer and who shorter, where that was recorded.
pub(super) fn waits(material: &Material, language: Language) -> Option<String> {
    let words = words(language);
    let part = |note: &BurdenNote| {
        let ([years, ..], [longer, shorter]) = (note.waiting?, note.waited?);
        let values = [
            ("years", signed(years, 0, language)),
            ("longer", number(longer, 0, language)),
            ("shorter", number(shorter, 0, language)),
            ("label", point_label(material, note.point, language)),
        ];
        Some(fill(words.waits_part, &values))
    };
    said(material, words.waits, &part, language)
}

/// Says what others pay or give, if they do.
pub(super) fn costs(material: &Material, language: Language) -> Option<String> {
    let words = words(language);
    let part = |note: &BurdenNote| {
        let values = [
            ("euros", signed(note.euros?, 0, language)),
            ("label", point_label(material, note.point, language)),
        ];
        Some(fill(words.costs_part, &values))
    };
    let costs_anything = material.burdens.iter().any(|note| note.euros.is_some_and(|euros| euros != 0.0));
    if costs_anything { said(material, words.costs, &part, language) } else { None }
}

/// Says something of each point against the one reference that all of them have.
fn said(
    material: &Material,
    sentence: &str,
    part: &dyn Fn(&BurdenNote) -> Option<String>,
    language: Language,
) -> Option<String> {
    let references = material.references();
    let [reference] = references.as_slice() else { return None };
    let parts: Vec<String> = material.burdens.iter().filter_map(part).collect();
    let is_short = !parts.is_empty() && parts.len() <= MOST;
    let values = [("reference", configuration(reference, language)), ("list", list(&parts, words(language)))];
    is_short.then(|| fill(sentence, &values))
}
