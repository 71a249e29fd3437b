//! What access could change at all, and at whose cost: shares of full access, who waits longer, what others pay.

use super::Material;
use super::notation::{configuration, list, number, outcome_years, point_label, signed};
use super::words::{fill, words};
use crate::analysis::Results;
use crate::analysis::people::{Kind, WAITING};
use crate::district::ALL_DISTRICTS;
use crate::observation::Outcome;
use crate::vocabulary::Language;

/// More configurations than this are shown in the tables alone.
const MOST: usize = 8;

/// The share of what full access would change that a point brings about, all districts together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShareNote {
    /// The point's number.
    pub point: u32,
    /// The outcome.
    pub outcome: Outcome,
    /// Person-years that full access adds to those without an intermediary.
    pub yardstick: f64,
    /// The share, with its 95 % interval.
    pub share: [f64; 3],
}

/// What a point costs others, all districts together, against the point that it is marked against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BurdenNote {
    /// The point's number.
    pub point: u32,
    /// The number of the point compared with.
    pub against: u32,
    /// Person-years on waiting lists, with their 95 % interval; nothing where people were not recorded.
    pub waiting: Option<[f64; 3]>,
    /// People who wait longer, and shorter.
    pub waited: Option<[f64; 2]>,
    /// Euros that others pay or do not charge, over all years; nothing where that was not kept.
    pub euros: Option<f64>,
}

/// Takes over the shares of full access.
pub(super) fn shares(results: &Results) -> Vec<ShareNote> {
    let rows = results.access_rows().into_iter().filter(|row| row.district == ALL_DISTRICTS);
    let note = |row: crate::analysis::access::AccessRow| {
        Some(ShareNote {
            point: row.point,
            outcome: Outcome::of_measure(&row.measure)?,
            yardstick: row.yardstick_difference,
            share: [row.share, row.share_low, row.share_high],
        })
    };
    rows.filter_map(note).collect()
}

/// Takes over what points cost others, each against the one that it is marked against.
pub(super) fn burdens(material: &Material, results: &Results) -> Vec<BurdenNote> {
    let people = results.population_rows();
    let prices: Vec<_> = results.price_rows().filter(|row| row.district == ALL_DISTRICTS).collect();
    let of_all = |point: u32, against: u32, kind: Kind, group: &str| {
        let mut own = people.iter().filter(|row| (row.point, row.against) == (point, against));
        own.find(|row| {
            row.district == ALL_DISTRICTS && row.kind == kind && row.group == group && row.outcome == WAITING
        })
    };
    let burden = |point: &super::PointNote| {
        let (point, against) = (point.number, material.reference_of(point)?.number);
        let everybody = of_all(point, against, Kind::Group, "everybody");
        let waited = |group: &str| of_all(point, against, Kind::Waited, group).map(|row| row.persons);
        let price = prices.iter().find(|row| (row.point, row.against) == (point, against));
        Some(BurdenNote {
            point,
            against,
            waiting: everybody.and_then(|row| Some([row.difference?, row.low?, row.high?])),
            waited: waited("longer").zip(waited("shorter")).map(|(longer, shorter)| [longer, shorter]),
            euros: price.map(|row| row.cost_others),
        })
    };
    let listed = material.listed().into_iter().filter(|point| !point.is_yardstick());
    listed.filter_map(burden).filter(|note| note.waiting.is_some() || note.euros.is_some()).collect()
}

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
                ("years", signed(own.first()?.yardstick, 0, language)),
                ("outcome", outcome_years(outcome, words).to_owned()),
                ("low", number(low, 0, language)),
                ("high", number(high, 0, language)),
            ];
            Some(fill(words.access_part, &values))
        })
        .collect();
    (!parts.is_empty()).then(|| fill(words.access, &[("list", list(&parts, words))]))
}

fn waits(material: &Material, language: Language) -> Option<String> {
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

fn costs(material: &Material, language: Language) -> Option<String> {
    let words = words(language);
    let part = |note: &BurdenNote| {
        let values = [
            ("euros", signed(note.euros?, 0, language)),
            ("label", point_label(material, note.point, language)),
        ];
        Some(fill(words.costs_part, &values))
    };
    said(material, words.costs, &part, language)
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
    let values = [("reference", configuration(reference, language)), ("list", parts.join("; "))];
    is_short.then(|| fill(sentence, &values))
}
