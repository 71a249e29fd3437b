//! Where the ranking turns: pairs of policies side by side under several budgets, loads or other conditions.

use maud::{Markup, html};

use super::markup::{Variant, cell, list, note, paragraph, switch, table};
use super::material::ranked_measures;
use super::notation::{capital, district, number, signed};
use super::words::{fill, words};
use super::{Material, Ranked};
use crate::analysis::turning::Side;
use crate::observation::MEASURES;
use crate::phrase::Phrase;
use crate::vocabulary::Language;

/// Pairs named one by one; the rest is in the file.
const NAMED: usize = 12;

/// How often what is the case among pairs of policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Count {
    pairs: usize,
    same: usize,
    equal: usize,
    open: usize,
    turns: usize,
}

impl Count {
    fn of(rows: &[&Ranked]) -> Self {
        let mut pairs: Vec<(&Phrase, &Phrase)> = Vec::new();
        let mut count = Self::default();
        for row in rows {
            let pair = (&row.policy, &row.against);
            if pairs.contains(&pair) {
                continue;
            }
            pairs.push(pair);
            let sides: Vec<Side> = rows
                .iter()
                .filter(|other| (&other.policy, &other.against) == pair)
                .map(|other| other.side)
                .collect();
            let all = |side: Side| sides.iter().all(|found| *found == side);
            count.pairs += 1;
            if row.turns {
                count.turns += 1;
            } else if all(Side::First) || all(Side::Second) {
                count.same += 1;
            } else if all(Side::Equal) {
                count.equal += 1;
            } else {
                count.open += 1;
            }
        }
        count
    }
}

/// Writes the tables and the list of pairs that turn; nothing where nothing was compared under several conditions.
pub(super) fn section(material: &Material, language: Language) -> Markup {
    let words = words(language);
    if material.rankings.is_empty() {
        return html! {};
    }
    let head = [
        words.measure,
        words.turning_pairs,
        words.turning_same,
        words.turning_equal,
        words.turning_open,
        words.turning_turns,
    ]
    .map(|label| (label.to_owned(), false));
    let tables = (0..material.districts.len()).map(|place| {
        let rows = ranked_measures().map(|position| {
            let rows: Vec<&Ranked> = material
                .rankings
                .iter()
                .filter(|row| row.district == place && row.measure == position)
                .collect();
            let count = Count::of(&rows);
            let cells = [count.pairs, count.same, count.equal, count.open, count.turns];
            let cells = cells.iter().map(|number| cell(&number.to_string())).collect();
            (capital(label(position, language)), false, cells)
        });
        let name = district(material, place, language);
        Variant { name: name.to_owned(), content: table(name, &head, &rows.collect::<Vec<_>>()) }
    });
    html! {
        (paragraph(words.turning_note))
        (pairs(material, language))
        (switch(words.district, tables.collect()))
    }
}

/// Lists pairs whose ranking turns, one line each, with where.
fn pairs(material: &Material, language: Language) -> Markup {
    let words = words(language);
    let mut lines: Vec<String> = Vec::new();
    let mut known: Vec<(usize, usize, &Phrase, &Phrase)> = Vec::new();
    for row in material.rankings.iter().filter(|row| row.turns) {
        let pair = (row.district, row.measure, &row.policy, &row.against);
        if known.contains(&pair) {
            continue;
        }
        known.push(pair);
        let steps: Vec<&Ranked> = material
            .rankings
            .iter()
            .filter(|step| (step.district, step.measure, &step.policy, &step.against) == pair)
            .collect();
        let shown = steps.iter().map(|step| {
            let digits = if MEASURES[step.measure].unit == "index" { 3 } else { 0 };
            format!("{}: {}", step.condition.in_language(language), signed(step.difference, digits, language))
        });
        let where_to = between(&steps, language).map_or_else(String::new, |text| format!(" ({text})"));
        lines.push(format!(
            "{}, {}: {} {} {} – {}{where_to}",
            district(material, row.district, language),
            label(row.measure, language),
            row.policy.in_language(language),
            words.against,
            row.against.in_language(language),
            shown.collect::<Vec<_>>().join("; ")
        ));
    }
    if lines.is_empty() {
        return paragraph(words.turning_none);
    }
    let more = lines.len().saturating_sub(NAMED);
    lines.truncate(NAMED);
    html! {
        (list(&lines))
        @if more > 0 { (note(&fill(words.turning_more, &[("count", more.to_string())]))) }
    }
}

/// Says between which conditions a ranking turns, and where its mean does; nothing where conditions are no numbers.
///
/// The two conditions are the nearest under which either is ahead for sure: in between it is open who is.
fn between(steps: &[&Ranked], language: Language) -> Option<String> {
    let mut steps: Vec<(f64, &Ranked)> =
        steps.iter().map(|step| Some((step.size?, *step))).collect::<Option<_>>()?;
    steps.sort_by(|one, other| one.0.total_cmp(&other.0));
    let decided: Vec<usize> =
        (0..steps.len()).filter(|at| matches!(steps[*at].1.side, Side::First | Side::Second)).collect();
    let turn = decided.windows(2).find(|pair| steps[pair[0]].1.side != steps[pair[1]].1.side)?;
    let crossing = steps[turn[0]..=turn[1]].windows(2).find_map(|pair| {
        let ((from, one), (to, other)) = (pair[0], pair[1]);
        let is_crossed = one.difference * other.difference < 0.0;
        is_crossed.then(|| from + (to - from) * one.difference / (one.difference - other.difference))
    })?;
    let from = steps[turn[0]].1.condition.in_language(language).to_owned();
    let to = steps[turn[1]].1.condition.in_language(language).to_owned();
    let about = number(crossing, usize::from(crossing < 10.0), language);
    Some(fill(words(language).turning_between, &[("from", from), ("to", to), ("about", about)]))
}

fn label(position: usize, language: Language) -> &'static str {
    match language {
        Language::English => MEASURES[position].english,
        Language::German => MEASURES[position].german,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::report::material::measure;

    fn row(policy: &str, condition: &str, side: Side, turns: bool) -> Ranked {
        Ranked {
            district: 0,
            measure: measure("culturation"),
            policy: Phrase::same(policy),
            against: Phrase::same("refer"),
            condition: Phrase::same(condition),
            size: None,
            difference: 0.02,
            side,
            turns,
        }
    }

    #[test]
    fn pairs_are_counted_once_and_those_that_turn_are_named() {
        let mut material = fixture::comparison();
        material.rankings = vec![
            row("guide", "a", Side::First, false),
            row("guide", "b", Side::First, false),
            row("host", "a", Side::Equal, false),
            row("host", "b", Side::Undecided, false),
            row("provide", "a", Side::First, true),
            row("provide", "b", Side::Second, true),
        ];
        let rows: Vec<&Ranked> = material.rankings.iter().collect();
        assert_eq!(Count::of(&rows), Count { pairs: 3, same: 1, equal: 0, open: 1, turns: 1 });
        let text = section(&material, Language::German).into_string();
        assert!(text.contains("provide gegen refer – a: "), "{text}");
        assert!(!text.contains("host gegen refer –"), "{text}");
    }

    #[test]
    fn where_a_ranking_turns_is_told_between_the_nearest_conditions_that_decide() {
        let step = |size: f64, difference, side| Ranked {
            size: Some(size),
            difference,
            ..row("provide", &format!("{size} €"), side, true)
        };
        let steps = [
            step(400.0, -30.0, Side::Second),
            step(100.0, 20.0, Side::First),
            step(200.0, 10.0, Side::Undecided),
        ];
        let all: Vec<&Ranked> = steps.iter().collect();
        let text = between(&all, Language::English).unwrap();
        // Ten at 200 and thirty less than nothing at 400: the line crosses zero after a quarter of the way.
        assert!(text.contains("100 €") && text.contains("400 €") && text.contains("250"), "{text}");
        let undecided: Vec<&Ranked> = steps[1..].iter().collect();
        assert_eq!(between(&undecided, Language::English), None);
    }

    #[test]
    fn nothing_is_said_where_nothing_was_compared_under_several_conditions() {
        assert!(section(&fixture::comparison(), Language::English).into_string().is_empty());
    }
}
