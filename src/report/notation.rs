//! Notation: how numbers, dates, labels and special signs are written in each language.

use super::words::{Words, fill, words};
use super::{Material, PointNote};
use crate::analysis::compare::Verdict;
use crate::analysis::facts::{Beside, Standing};
use crate::analysis::targets::Band;
use crate::observation::{MEASURES, Outcome, Role, WEEKS_OF_YEAR};
use crate::phrase::is_printable;
use crate::time::Week;
use crate::vocabulary::{Concept, Dimension, Language};

/// Replaces the signs that mean something to HTML and SVG.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // Other control signs are not allowed in SVG at all.
            other if !is_printable(other) => {}
            other => escaped.push(other),
        }
    }
    escaped
}

/// Writes a number with a fixed number of decimals, grouped in thousands; a dash where there is none.
pub(super) fn number(value: f64, decimals: usize, language: Language) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let plain = format!("{:.decimals$}", value.abs());
    let is_negative = value < 0.0 && plain.chars().any(|sign| matches!(sign, '1'..='9'));
    let (whole, rest) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut grouped = String::new();
    for (position, digit) in whole.chars().enumerate() {
        // Four digits need no group.
        if position > 0 && (whole.len() - position).is_multiple_of(3) && whole.len() > 4 {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    let sign = if is_negative { "−" } else { "" };
    let comma = match language {
        Language::English => '.',
        Language::German => ',',
    };
    if rest.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped}{comma}{rest}") }
}

/// Writes a difference with its sign.
pub(super) fn signed(value: f64, decimals: usize, language: Language) -> String {
    let written = number(value, decimals, language);
    let is_zero = !written.chars().any(|sign| matches!(sign, '1'..='9'));
    if is_zero || value < 0.0 { written } else { format!("+{written}") }
}

/// Writes a relevant difference with the decimals it needs.
pub(super) fn threshold(value: f64, language: Language) -> String {
    let plain = format!("{value}");
    let decimals = plain.split_once('.').map_or(0, |(_, rest)| rest.len());
    number(value, decimals, language)
}

/// Writes a share as per cent with as many decimals as it has.
pub(super) fn percent(value: f64, language: Language) -> String {
    // Two decimals of a share are none of its per cent; anything finer is rounded away with the error of a product.
    let rounded = (value * 1e8).round() / 1e6;
    format!("{} %", threshold(rounded, language))
}

/// Writes a value of a measure in its unit.
pub(super) fn value(measure: usize, value: f64, language: Language) -> String {
    let entry = &MEASURES[measure];
    match (entry.role, entry.unit) {
        _ if !value.is_finite() => number(value, 0, language),
        (Role::Index(_), _) => number(value, 3, language),
        (_, "share") => format!("{} %", number(value * 100.0, 1, language)),
        (_, "index" | "level 0-6" | "ratio" | "-1 to 1") => number(value, 2, language),
        (_, "days") => number(value, 1, language),
        (_, "EUR") => number(value, 0, language),
        _ if value.abs() < 10.0 && value != value.round() => number(value, 1, language),
        _ => number(value, 0, language),
    }
}

/// Returns the label of a measure.
pub(super) fn measure_label(measure: usize, language: Language) -> &'static str {
    match language {
        Language::English => MEASURES[measure].english,
        Language::German => MEASURES[measure].german,
    }
}

/// Returns the label of a measure with its unit where the label alone leaves it open.
pub(super) fn with_unit(measure: usize, language: Language) -> String {
    let label = measure_label(measure, language);
    let words = words(language);
    match MEASURES[measure].unit {
        "days" => format!("{label} ({})", words.unit_days),
        "EUR" => format!("{label} (€)"),
        "hours" if !label.contains(words.unit_hours) && !label.contains("stunden") => {
            format!("{label} ({})", words.unit_hours)
        }
        _ => label.to_owned(),
    }
}

/// Returns the label of a concept.
pub(super) fn concept<C: Concept>(member: C, language: Language) -> &'static str {
    match language {
        Language::English => member.english(),
        Language::German => member.german(),
    }
}

/// Explains the marks: against which reference they stand.
pub(super) fn marks(material: &Material, language: Language) -> String {
    let words = words(language);
    let relevant = ("relevant", percent(material.relevant_difference, language));
    match material.references().as_slice() {
        [reference] => fill(words.marks, &[("reference", configuration(reference, language)), relevant]),
        _ => fill(words.marks_matched, &[relevant]),
    }
}

/// Says which runs the published figures stand beside.
pub(super) fn facts_caption(material: &Material, language: Language) -> String {
    let words = words(language);
    let points: Vec<String> =
        material.of_base.iter().map(|number| point_label(material, *number, language)).collect();
    fill(words.facts_caption, &[("points", points.join("; "))])
}

/// Says that the weights of the goals are a value choice, and which they are.
pub(super) fn goals_note(material: &Material, language: Language) -> String {
    let weights: Vec<String> = Dimension::ALL
        .iter()
        .zip(material.weights())
        .map(|(member, weight)| {
            format!("{} {} %", dimension(*member, language), number(weight * 100.0, 0, language))
        })
        .collect();
    fill(words(language).goals_note, &[("weights", weights.join(", "))])
}

/// Returns the name of a district.
pub(super) fn district(material: &Material, position: usize, language: Language) -> &str {
    material.districts.get(position).map_or("", |district| district.name.in_language(language))
}

/// Returns the label of a configuration.
pub(super) fn configuration(point: &PointNote, language: Language) -> String {
    let label = point.label.in_language(language);
    if label.is_empty() { point.number.to_string() } else { label.to_owned() }
}

/// Returns the label of a point by its number.
pub(super) fn point_label(material: &Material, number: u32, language: Language) -> String {
    material.point(number).map_or_else(|| number.to_string(), |point| configuration(point, language))
}

/// Returns the words for the last complete year.
pub(super) fn when(material: &Material, language: Language) -> String {
    let words = words(language);
    if !material.has_complete_year() {
        return fill(words.part_label, &[("weeks", material.weeks.to_string())]);
    }
    let year = material.year;
    let monday = Week((year * WEEKS_OF_YEAR) as i32).monday();
    let date = match language {
        Language::English => format!("{:04}-{:02}", monday.year(), monday.month()),
        Language::German => format!("{:02}/{:04}", monday.month(), monday.year()),
    };
    fill(words.year_label, &[("year", year.to_string()), ("date", date)])
}

/// Returns how long the runs last, in years or weeks.
pub(super) fn span(material: &Material, language: Language) -> String {
    let words = words(language);
    let year = WEEKS_OF_YEAR;
    if material.weeks.is_multiple_of(year) && material.weeks > year {
        format!("{} {}", material.weeks / year, words.years)
    } else {
        format!("{} {}", material.weeks, words.weeks)
    }
}

/// Returns a dimension's label with a capital at the beginning.
pub(super) fn dimension(member: Dimension, language: Language) -> String {
    capital(concept(member, language))
}

/// Begins a text with a capital.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Returns what an outcome is called at the head of a column.
pub(super) const fn outcome_short(outcome: Outcome, words: &Words) -> &'static str {
    match outcome {
        Outcome::Work => words.short_work,
        Outcome::B1 => words.short_b1,
        Outcome::PrivateDwelling => words.short_private_dwelling,
        Outcome::Friend => words.short_friend,
        Outcome::AtHome => words.short_at_home,
    }
}

/// Returns what the person-years of an outcome are called in a sentence.
pub(super) const fn outcome_years(outcome: Outcome, words: &Words) -> &'static str {
    match outcome {
        Outcome::Work => words.years_work,
        Outcome::B1 => words.years_b1,
        Outcome::PrivateDwelling => words.years_private_dwelling,
        Outcome::Friend => words.years_friend,
        Outcome::AtHome => words.years_at_home,
    }
}

/// Returns the mark of a verdict.
pub(super) const fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Better => "▲",
        Verdict::Worse => "▼",
        Verdict::PracticallyEqual => "≈",
        Verdict::NotDecidable => "?",
    }
}

/// Returns the word of a verdict.
pub(super) const fn verdict(verdict: Verdict, words: &Words) -> &'static str {
    match verdict {
        Verdict::Better => words.better,
        Verdict::Worse => words.worse,
        Verdict::PracticallyEqual => words.equal,
        Verdict::NotDecidable => words.undecidable,
    }
}

/// Joins words as a list: `a, b and c`.
pub(super) fn list(parts: &[String], words: &Words) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} {} {last}", head.join("; "), words.and),
    }
}

/// A published figure as cells: what it is, here, the band, and where it stands.
pub(super) fn fact(line: &Beside, language: Language) -> [String; 4] {
    let words = words(language);
    let target = &line.target;
    let Band { low, high } = target.band;
    let decimals = if high > 10.0 { 0 } else { 2 };
    let band = format!("{}–{}", number(low, decimals, language), number(high, decimals, language));
    let standing = match line.standing {
        Standing::In => words.fact_in,
        Standing::Out => words.fact_out,
        Standing::TooFew => words.fact_few,
    };
    // The district and the year of a line stand in its words.
    let id = target.id.split('-').next().unwrap_or(&target.id);
    let label = target.words.in_language(language);
    [format!("{label} ({id})"), number(line.value, decimals, language), band, standing.to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_language() {
        assert_eq!(number(1_234_567.891, 1, Language::German), "1\u{202f}234\u{202f}567,9");
        assert_eq!(number(-0.000_1, 2, Language::English), "0.00");
        assert_eq!(signed(-0.25, 2, Language::German), "−0,25");
        assert_eq!(signed(0.25, 2, Language::English), "+0.25");
        assert_eq!(number(f64::NAN, 2, Language::English), "–");
        assert_eq!(threshold(0.01, Language::German), "0,01");
        assert_eq!(percent(0.01, Language::German), "1 %");
        assert_eq!(percent(0.125, Language::German), "12,5 %");
    }

    #[test]
    fn text_is_safe_in_a_page() {
        assert_eq!(escape("<a href=\"x\">&'\u{7}"), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
    }
}
