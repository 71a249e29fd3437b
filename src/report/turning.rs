//! Where the ranking turns: pairs of policies side by side under several budgets, loads or other conditions.

use super::markup::table;
use super::material::ranked_measures;
use super::notation::{capital, district, escape, signed};
use super::words::{fill, words};
use super::{Material, Ranked};
use crate::analysis::turning::Side;
use crate::observation::MEASURES;
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
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        let mut count = Self::default();
        for row in rows {
            let pair = (row.policy.as_str(), row.against.as_str());
            if pairs.contains(&pair) {
                continue;
            }
            pairs.push(pair);
            let sides: Vec<Side> = rows
                .iter()
                .filter(|other| (other.policy.as_str(), other.against.as_str()) == pair)
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

/// Writes the section; empty where nothing was compared under several conditions.
pub(super) fn section(material: &Material, language: Language) -> String {
    let words = words(language);
    if material.rankings.is_empty() {
        return String::new();
    }
    let mut text = format!("<p>{}</p>\n", escape(words.turning_note));
    let head = [
        words.measure,
        words.turning_pairs,
        words.turning_same,
        words.turning_equal,
        words.turning_open,
        words.turning_turns,
    ]
    .map(|label| (label.to_owned(), false));
    for place in 0..material.districts.len() {
        let rows = ranked_measures().map(|position| {
            let rows: Vec<&Ranked> = material
                .rankings
                .iter()
                .filter(|row| row.district == place && row.measure == position)
                .collect();
            let count = Count::of(&rows);
            let cells = [count.pairs, count.same, count.equal, count.open, count.turns];
            let cells = cells.iter().map(|number| format!("<td>{number}</td>")).collect();
            (capital(label(position, language)), false, cells)
        });
        text.push_str(&table(district(material, place, language), &head, &rows.collect::<Vec<_>>()));
    }
    text + &named(material, language)
}

/// Lists pairs whose ranking turns, one line each.
fn named(material: &Material, language: Language) -> String {
    let words = words(language);
    let mut lines: Vec<String> = Vec::new();
    let mut known: Vec<(usize, usize, &str, &str)> = Vec::new();
    for row in material.rankings.iter().filter(|row| row.turns) {
        let pair = (row.district, row.measure, row.policy.as_str(), row.against.as_str());
        if known.contains(&pair) {
            continue;
        }
        known.push(pair);
        let steps: Vec<String> = material
            .rankings
            .iter()
            .filter(|step| (step.district, step.measure, step.policy.as_str(), step.against.as_str()) == pair)
            .map(|step| {
                let digits = if MEASURES[step.measure].unit == "index" { 3 } else { 0 };
                format!("{}: {}", step.condition, signed(step.difference, digits, language))
            })
            .collect();
        lines.push(format!(
            "<li>{}, {}: {} {} {} – {}</li>\n",
            escape(district(material, row.district, language)),
            escape(label(row.measure, language)),
            escape(&row.policy),
            escape(words.against),
            escape(&row.against),
            escape(&steps.join("; "))
        ));
    }
    if lines.is_empty() {
        return format!("<p>{}</p>\n", escape(words.turning_none));
    }
    let more = lines.len().saturating_sub(NAMED);
    lines.truncate(NAMED);
    let rest = if more == 0 {
        String::new()
    } else {
        format!(
            "<p class=\"note\">{}</p>\n",
            escape(&fill(words.turning_more, &[("count", more.to_string())]))
        )
    };
    format!("<ul>\n{}</ul>\n{rest}", lines.concat())
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
            policy: policy.to_owned(),
            against: "refer".to_owned(),
            condition: condition.to_owned(),
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
        let text = section(&material, Language::German);
        assert!(text.contains("provide gegen refer – a: "), "{text}");
        assert!(!text.contains("host gegen refer –"), "{text}");
    }

    #[test]
    fn nothing_is_said_where_nothing_was_compared_under_several_conditions() {
        assert!(section(&fixture::comparison(), Language::English).is_empty());
    }
}
