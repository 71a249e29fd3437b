//! Sentences: the verdicts in plain words, with the counts that explain them.

use super::material::{index_of, measure};
use super::notation::{
    capital, concept, configuration, district, list, number, outcome_years, percent, point_label, signed,
    span, value, when, with_unit,
};
use super::words::{Words, fill, words};
use super::{ContrastNote, Material, PointNote, others};
use crate::analysis::compare::Verdict;
use crate::evidence::Kind;
use crate::experiment::point::Comparator;
use crate::observation::Outcome;
use crate::vocabulary::{Concept, Dimension, Language};

/// Labels that one sentence can bear.
const NAMED: usize = 3;

/// How many verdicts there are of each kind.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Verdicts {
    /// Better or worse.
    pub(super) decided: usize,
    /// Practically equal.
    pub(super) equal: usize,
    /// Not decidable.
    pub(super) open: usize,
}

impl Verdicts {
    /// Counts verdicts.
    pub(super) fn of<'a>(rows: impl IntoIterator<Item = &'a ContrastNote>) -> Self {
        let mut tally = Self::default();
        for row in rows {
            match row.verdict {
                Verdict::Better | Verdict::Worse => tally.decided += 1,
                Verdict::PracticallyEqual => tally.equal += 1,
                Verdict::NotDecidable => tally.open += 1,
            }
        }
        tally
    }

    /// Returns the number of verdicts.
    pub(super) const fn total(self) -> usize {
        self.decided + self.equal + self.open
    }

    fn values(self) -> [(&'static str, String); 4] {
        [
            ("decided", self.decided.to_string()),
            ("equal", self.equal.to_string()),
            ("open", self.open.to_string()),
            ("total", self.total().to_string()),
        ]
    }
}

/// Returns the answer in a few sentences, honest where there is none.
pub fn what_comes_out(material: &Material, language: Language) -> Vec<String> {
    let words = words(language);
    let feasible = material.feasible();
    let scope = |template: &str, label: String| {
        let values = [
            ("count", feasible.len().to_string()),
            ("label", label),
            ("replicates", material.replicates.to_string()),
            ("span", span(material, language)),
            ("when", when(material, language)),
        ];
        fill(template, &values)
    };
    match feasible.as_slice() {
        [] => vec![words.scope_none.to_owned()],
        [only] => {
            let mut sentences = vec![scope(words.scope_one, configuration(only, language))];
            sentences.extend(changes(material, only, language));
            sentences.extend(overload(material, language));
            sentences
        }
        _ => {
            let mut sentences = vec![scope(words.scope_many, String::new())];
            let rows = by_district(material);
            if rows.is_empty() {
                sentences.push(words.no_contrasts.to_owned());
                sentences.extend(overload(material, language));
                return sentences;
            }
            for (label, numbers) in comparators(material, language) {
                sentences.extend(gains(material, &rows, &label, &numbers, language));
            }
            let is_form = |number: u32| material.point(number).is_some_and(|point| !point.is_comparator());
            let others: Vec<_> =
                rows.iter().copied().filter(|row| is_form(row.point) && is_form(row.against)).collect();
            if !others.is_empty() {
                let tally = Verdicts::of(&others);
                let template = if tally.decided == 0 { words.ranking_none } else { words.ranking_some };
                sentences.push(fill(template, &tally.values()));
                sentences.extend(bound(&others, language));
            }
            sentences.extend(to_decide(&rows, material.replicates, language));
            sentences.extend(others::sentences(material, language));
            sentences.extend(needs_met(material, language));
            match largest(&others).or_else(|| largest(&rows)) {
                Some(row) => sentences.extend(explained(material, &row, language)),
                None => sentences.extend(overload(material, language)),
            }
            sentences
        }
    }
}

/// Returns the comparators by kind, with their label and the numbers of their points under all circumstances; where there are
/// none, the references.
fn comparators(material: &Material, language: Language) -> Vec<(String, Vec<u32>)> {
    let mut kinds: Vec<(String, Vec<u32>)> = Comparator::REFERENCES
        .iter()
        .map(|kind| {
            let own = material.feasible().into_iter().filter(|point| point.comparator == Some(*kind));
            let own: Vec<_> = own.collect();
            // A single one is called as in the tables.
            let label = match own.as_slice() {
                [only] => configuration(only, language),
                _ => kind.label(language).to_owned(),
            };
            (label, own.into_iter().map(|point| point.number).collect::<Vec<u32>>())
        })
        .filter(|(_, numbers)| !numbers.is_empty())
        .collect();
    if kinds.is_empty() {
        let references = material.references().into_iter();
        kinds.extend(references.map(|point| (configuration(point, language), vec![point.number])));
    }
    kinds
}

/// Says how many needs were met under each configuration in the last year, all districts together.
fn needs_met(material: &Material, language: Language) -> Option<String> {
    /// More configurations than this are shown in the tables alone.
    const MOST: usize = 8;
    let place = material.districts.len().checked_sub(1)?;
    let feasible = material.feasible();
    if feasible.len() > MOST {
        return None;
    }
    let met: Vec<String> = feasible
        .iter()
        .map(|point| {
            let needs = material.mean(point.number, place, measure("needs_met"));
            format!("{} ({})", number(needs, 0, language), configuration(point, language))
        })
        .collect();
    Some(fill(words(language).needs_met, &[("when", when(material, language)), ("list", met.join(", "))]))
}

/// Returns the sentence that says on what all the others rest.
pub(super) fn caveat(material: &Material, language: Language) -> String {
    let words = words(language);
    let (total, _, share) = assumptions(material, language);
    fill(words.given, &[("share", share), ("total", total.to_string())])
}

/// Returns the number of parameters, of those assumed, and the share in per cent.
pub(super) fn assumptions(material: &Material, language: Language) -> (usize, usize, String) {
    let total: usize = material.kinds.values().sum();
    let assumed = material.kinds.get(&Kind::Assumed).copied().unwrap_or(0);
    (total, assumed, number(100.0 * assumed as f64 / total as f64, 0, language))
}

/// Says how large a difference among forms can be at most, as far as the intervals tell.
pub(super) fn bound(rows: &[ContrastNote], language: Language) -> Option<String> {
    let share = |row: &ContrastNote| row.low.abs().max(row.high.abs()) / row.level;
    let widest = rows.iter().map(share).filter(|share| share.is_finite()).max_by(f64::total_cmp)?;
    // Rounded up, so that what is said holds.
    let percent = number((1_000.0 * widest).ceil() / 10.0, 1, language);
    Some(fill(words(language).bound, &[("percent", percent)]))
}

/// Says after how many replicates what is open would be decided.
pub(super) fn to_decide(rows: &[ContrastNote], seen: usize, language: Language) -> Option<String> {
    let words = words(language);
    let mut needed: Vec<Option<u32>> =
        rows.iter().filter(|row| row.verdict == Verdict::NotDecidable).map(|row| row.to_decide).collect();
    if needed.is_empty() || seen < 2 {
        return None;
    }
    // The middle one; what no number of replicates decides counts as more than any.
    needed.sort_by_key(|needed| needed.unwrap_or(u32::MAX));
    let middle = needed[(needed.len() - 1) / 2];
    let values = [("seen", seen.to_string())];
    Some(match middle {
        Some(middle) => {
            let middle = ("needed", number(f64::from(middle), 0, language));
            fill(words.to_decide, &[values.to_vec(), vec![middle]].concat())
        }
        None => fill(words.never_decided, &values),
    })
}

/// Returns the contrasts of single districts; all together would count them twice.
fn by_district(material: &Material) -> Vec<ContrastNote> {
    let rows = material.contrasts();
    let single = districts(material);
    let (parts, whole): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.district < single);
    if parts.is_empty() { whole } else { parts }
}

/// Returns the number of districts without `all`.
fn districts(material: &Material) -> usize {
    let count = material.districts.len();
    if count > 1 { count - 1 } else { count }
}

fn changes(material: &Material, point: &PointNote, language: Language) -> Option<String> {
    let words = words(language);
    let place = material.districts.len().checked_sub(1)?;
    let parts: Vec<_> = Dimension::ALL
        .iter()
        .filter_map(|member| {
            let measure = index_of(*member);
            let curve =
                material.curves.get(&super::ValueKey { point: point.number, district: place, measure })?;
            let (first, last) = (curve.first()?, curve.last()?);
            let values = [
                ("dimension", concept(*member, language).to_owned()),
                ("start", number(first.spread.mean.unwrap_or(f64::NAN), 2, language)),
                ("end", number(last.spread.mean.unwrap_or(f64::NAN), 2, language)),
            ];
            Some(fill(words.one_change, &values))
        })
        .collect();
    if parts.is_empty() {
        return None;
    }
    let name = district(material, place, language);
    let name = if districts(material) > 1 { words.every_district } else { name };
    Some(fill(words.one_changes, &[("district", name.to_owned()), ("changes", list(&parts, words))]))
}

/// Returns what differs from comparators of one kind, each under its own circumstances, or that nothing does.
fn gains(
    material: &Material,
    rows: &[ContrastNote],
    label: &str,
    comparators: &[u32],
    language: Language,
) -> Option<String> {
    let words = words(language);
    let is_form = |number: u32| {
        !comparators.contains(&number) && material.point(number).is_some_and(|point| !point.is_comparator())
    };
    let rows: Vec<_> =
        rows.iter().filter_map(|row| seen_from(row, comparators)).filter(|row| is_form(row.point)).collect();
    if rows.is_empty() {
        return None;
    }
    let mut parts = Vec::new();
    for outcome in Outcome::ALL {
        for (verdict, template) in [(Verdict::Better, words.higher), (Verdict::Worse, words.lower)] {
            let decided: Vec<_> =
                rows.iter().filter(|row| row.outcome == outcome && row.verdict == verdict).collect();
            if let Some(list) = named(material, &decided, &rows, words, language) {
                let label = outcome_years(outcome, words).to_owned();
                parts.push(fill(template, &[("outcome", label), ("list", list)]));
            }
        }
    }
    let tally = Verdicts::of(&rows);
    let label = label.to_owned();
    let relevant = percent(material.relevant_difference, language);
    if parts.is_empty() {
        let mut values = tally.values().to_vec();
        values.extend([("reference", label), ("relevant", relevant)]);
        return Some(fill(words.no_gain, &values));
    }
    let sentence = fill(words.gains, &[("reference", label), ("parts", parts.join("; "))]);
    if tally.equal + tally.open == 0 {
        return Some(sentence);
    }
    Some(format!("{sentence} {}", fill(words.rest_of_gains, &tally.values())))
}

/// Returns a contrast with one of the given points as that compared against.
fn seen_from(row: &ContrastNote, comparators: &[u32]) -> Option<ContrastNote> {
    if comparators.contains(&row.against) {
        Some(*row)
    } else if comparators.contains(&row.point) {
        Some(row.reversed())
    } else {
        None
    }
}

/// Names the points of decided contrasts, or counts them where they are many.
fn named(
    material: &Material,
    decided: &[&ContrastNote],
    all: &[ContrastNote],
    words: &Words,
    language: Language,
) -> Option<String> {
    let mut points: Vec<_> = decided.iter().map(|row| row.point).collect();
    points.sort_unstable();
    points.dedup();
    if points.is_empty() {
        return None;
    }
    if points.len() > NAMED {
        let mut total: Vec<_> = all.iter().map(|row| row.point).collect();
        total.sort_unstable();
        total.dedup();
        let values = [("count", points.len().to_string()), ("total", total.len().to_string())];
        let is_everywhere =
            points.len() == total.len() && decided.len() == points.len() * districts(material);
        return Some(fill(if is_everywhere { words.all_of } else { words.many_of }, &values));
    }
    let labels: Vec<_> = points
        .iter()
        .map(|point| {
            let label = quoted(&point_label(material, *point, language), language);
            let places: Vec<_> = decided
                .iter()
                .filter(|row| row.point == *point)
                .map(|row| district(material, row.district, language).to_owned())
                .collect();
            if places.len() >= districts(material) {
                return label;
            }
            fill(words.only_in, &[("label", label), ("district", list(&places, words))])
        })
        .collect();
    Some(list(&labels, words))
}

/// Sets a label in the language's quotation marks.
pub(super) fn quoted(label: &str, language: Language) -> String {
    match language {
        Language::English => format!("“{label}”"),
        Language::German => format!("„{label}“"),
    }
}

/// Returns the decided contrast with the largest difference, as a share of what is compared with.
pub(super) fn largest(rows: &[ContrastNote]) -> Option<ContrastNote> {
    let share = |row: &ContrastNote| (row.difference / row.level).abs();
    rows.iter()
        .filter(|row| matches!(row.verdict, Verdict::Better | Verdict::Worse))
        .max_by(|one, other| share(one).total_cmp(&share(other)))
        .copied()
        .map(|row| if row.difference < 0.0 { row.reversed() } else { row })
}

/// Returns the largest difference and the counts beside it.
fn explained(material: &Material, row: &ContrastNote, language: Language) -> Vec<String> {
    let words = words(language);
    let values = [
        ("outcome", outcome_years(row.outcome, words).to_owned()),
        ("district", district(material, row.district, language).to_owned()),
        ("one", point_label(material, row.point, language)),
        ("other", point_label(material, row.against, language)),
        ("difference", signed(row.difference, 0, language)),
        ("low", signed(row.low, 0, language)),
        ("high", signed(row.high, 0, language)),
        ("level", number(row.level, 0, language)),
    ];
    let mut sentences = vec![fill(words.largest, &values)];
    let is_desk = |number: u32| material.point(number).is_some_and(|point| !point.is_comparator());
    // Where nobody sits at a desk, there is nothing to count at it.
    if !is_desk(row.point) && !is_desk(row.against) {
        return sentences;
    }
    let counts: Vec<_> = ["visits", "waiting_mean", "referrals_completed", "offered_load"]
        .iter()
        .filter_map(|name| {
            let place = measure(name);
            let at = |number: u32| {
                if is_desk(number) { material.mean(number, row.district, place) } else { f64::NAN }
            };
            let (one, other) = (at(row.point), at(row.against));
            let (sentence, one, other) = match (one.is_finite(), other.is_finite()) {
                (false, false) => return None,
                (true, false) => (words.count_of_one, one, other),
                (false, true) => (words.count_of_one, other, one),
                (true, true) => (words.count_pair, one, other),
            };
            let values = [
                ("what", with_unit(place, language)),
                ("one", value(place, one, language)),
                ("other", value(place, other, language)),
            ];
            Some(fill(sentence, &values))
        })
        .collect();
    if !counts.is_empty() {
        sentences.push(fill(words.explanation, &[("counts", counts.join(", "))]));
    }
    sentences
}

/// Names where more is asked for than there is.
fn overload(material: &Material, language: Language) -> Option<String> {
    let words = words(language);
    let load = measure("offered_load");
    let mut over: Vec<(f64, String)> = Vec::new();
    for point in material.feasible().into_iter().filter(|point| !point.is_comparator()) {
        let worst = (0..districts(material))
            .map(|place| (material.mean(point.number, place, load), place))
            .filter(|(value, _)| *value > 1.0)
            .max_by(|one, other| one.0.total_cmp(&other.0));
        if let Some((found, place)) = worst {
            let values = [
                ("label", quoted(&configuration(point, language), language)),
                ("value", value(load, found, language)),
                ("district", district(material, place, language).to_owned()),
            ];
            over.push((found, fill(words.label_and_value, &values)));
        }
    }
    if over.is_empty() {
        return None;
    }
    over.sort_by(|one, other| other.0.total_cmp(&one.0));
    over.truncate(NAMED);
    let labels: Vec<_> = over.into_iter().map(|(_, label)| label).collect();
    Some(capital(&fill(words.overload, &[("list", list(&labels, words))])))
}
