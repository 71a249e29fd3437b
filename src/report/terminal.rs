//! The policymaker's table: the answer on a terminal, within a given number of columns.

use comfy_table::{Cell, CellAlignment, ColumnConstraint, Width};

use super::material::measure;
use super::notation::{
    capital, configuration, district, fact, facts_caption, goals_note, mark, marks, number, outcome_short,
    signed, value, when, with_unit,
};
use super::sentences::{caveat, what_comes_out};
use super::text::{table, trimmed};
use super::words::{fill, words};
use super::{Material, PointNote, ValueKey, answer, others};
use crate::analysis::FOLLOWED;
use crate::observation::{MEASURES, Outcome, Role};
use crate::phrase::wrapped;
use crate::vocabulary::Language;

/// Below so many columns heads are broken at blanks and a single blank stands between columns, so that names need not be broken.
const NARROW: usize = 100;

/// Columns that names of configurations have at least, so that words are not broken.
const NAMES: u16 = 16;

/// Returns the answer as a table: person-years of each outcome more or fewer than under the reference, verdicts, needs met and cost by
/// configuration and district.
///
/// No line is longer than `width` characters, unless that is less than 60.
pub fn terminal_table(material: &Material, language: Language, width: usize) -> String {
    let words = words(language);
    let width = width.max(60);
    let mut text = heading(material, language, width);
    for part in answer::parts(material, language) {
        text.push_str(&wrapped(&format!("{} {}", part.lead, part.text), width));
        text.push('\n');
    }
    for place in 0..material.districts.len() {
        let mut table = table(width);
        let mut head = vec![Cell::new(capital(district(material, place, language)))];
        let outcomes = Outcome::ALL.map(|outcome| outcome_short(outcome, words));
        let others = [words.short_met, words.terminal_load, words.terminal_cost];
        head.extend(outcomes.into_iter().chain(others).map(|name| {
            // Narrow tables break heads at blanks, so that the names of configurations need not be broken.
            right(&if width < NARROW { name.replace(' ', "\n") } else { name.to_owned() })
        }));
        table.set_header(head);
        for point in material.listed() {
            let mut cells = vec![Cell::new(configuration(point, language))];
            cells
                .extend(Outcome::ALL.map(|outcome| right(&years(material, point, place, outcome, language))));
            let needs = material.mean(point.number, place, measure("needs_met"));
            cells.push(right(&number(needs, 0, language)));
            // Without an intermediary there is no desk that could be overloaded.
            let load = material.mean(point.number, place, measure("offered_load"));
            let load = if point.is_comparator() { f64::NAN } else { load };
            cells.push(right(&number(load, 2, language)));
            let cost = material.mean(point.number, place, measure("cost_eur"));
            cells.push(right(&number(cost, 0, language)));
            table.add_row(cells);
        }
        if width < NARROW {
            table.column_iter_mut().for_each(|column| _ = column.set_padding((0, 1)));
        }
        if let Some(names) = table.column_mut(0) {
            names.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(NAMES)));
        }
        text.push_str(&trimmed(&table));
        text.push('\n');
    }
    let since = [("year", material.first_year.to_string()), ("when", when(material, language))];
    if !material.feasible().is_empty() {
        text.push_str(&wrapped(&fill(words.terminal_note, &since), width));
    }
    if !material.differences.is_empty() {
        text.push_str(&wrapped(&marks(material, language), width));
    }
    text.push('\n');
    text.push_str(&remarks(material, language, width));
    if !material.feasible().is_empty() {
        text.push_str(&goals_table(material, language, width));
        text.push_str(&wrapped(&goals_note(material, language), width));
        text.push('\n');
    }
    text.push_str(&closing(material, language, width));
    text
}

/// Returns how many person-years more or fewer than under the reference, with the mark of the verdict; of the reference, and where
/// there is none, how many in all.
fn years(
    material: &Material,
    point: &PointNote,
    place: usize,
    outcome: Outcome,
    language: Language,
) -> String {
    let total = material.total(point.number, place, outcome);
    let Some(reference) = material.reference_of(point) else {
        return format!("{}  ", number(total, 0, language));
    };
    match material.contrast(point.number, reference.number, place, outcome) {
        Some(row) => format!("{} {}", signed(row.difference, 0, language), mark(row.verdict)),
        // Such as the yardstick, on which no verdict is passed.
        None => {
            format!("{}  ", signed(total - material.total(reference.number, place, outcome), 0, language))
        }
    }
}

/// Returns the index by goals as a small table of its own: configurations by district.
fn goals_table(material: &Material, language: Language, width: usize) -> String {
    let mut table = table(width);
    let mut head = vec![Cell::new(capital(words(language).by_goals))];
    let districts = 0..material.districts.len();
    head.extend(districts.clone().map(|place| right(&capital(district(material, place, language)))));
    table.set_header(head);
    for point in material.listed().into_iter().filter(|point| !point.is_yardstick()) {
        let mut cells = vec![Cell::new(configuration(point, language))];
        cells.extend(
            districts
                .clone()
                .map(|place| right(&number(material.by_goals(point.number, place), 3, language))),
        );
        table.add_row(cells);
    }
    trimmed(&table) + "\n"
}

/// Sentences below a table.
const SENTENCES: usize = 8;

/// Measures shown for a single scenario beside people and what is followed over time.
const RUN_MEASURES: [&str; 12] = [
    "knows_intermediary_share",
    "needs_arisen",
    "needs_met",
    "visits",
    "reneged",
    "waiting_mean",
    "offered_load",
    "referrals_issued",
    "referrals_completed",
    "volunteers_active",
    "staff_hours_paid",
    "cost_eur",
];

/// Returns a single scenario as a table: measures by district, from the start to the last complete year.
///
/// Flows are sums of that year. No line is longer than `width` characters, unless that is less than 60.
pub fn run_table(material: &Material, language: Language, width: usize) -> String {
    let words = words(language);
    let width = width.max(60);
    let mut text = heading(material, language, width);
    let feasible = material.feasible();
    let Some(point) = feasible.first() else {
        text.push_str(&closing(material, language, width));
        return text;
    };
    let mut table = table(width);
    let mut head = vec![Cell::new(capital(words.measure))];
    head.extend(
        (0..material.districts.len()).map(|place| right(&capital(district(material, place, language)))),
    );
    table.set_header(head);
    let followed = FOLLOWED.into_iter().filter(|name| !RUN_MEASURES.contains(name));
    for name in ["refugees"].into_iter().chain(followed).chain(RUN_MEASURES) {
        let position = measure(name);
        let mut cells = vec![Cell::new(capital(&with_unit(position, language)))];
        for place in 0..material.districts.len() {
            let end = value(position, material.mean(point.number, place, position), language);
            let key = ValueKey { point: point.number, district: place, measure: position };
            let start = material.beginnings.get(&key).and_then(|spread| spread.mean);
            let is_state = !matches!(MEASURES[position].role, Role::Flow | Role::Ratio);
            cells.push(right(&match start.filter(|_| is_state) {
                Some(first) => format!("{} → {end}", value(position, first, language)),
                None => end,
            }));
        }
        table.add_row(cells);
    }
    text.push_str(&trimmed(&table));
    text.push('\n');
    text.push_str(&remarks(material, language, width));
    text.push_str(&closing(material, language, width));
    text
}

/// Returns what merged, was left out, never opens or has no effect, a line each.
fn remarks(material: &Material, language: Language, width: usize) -> String {
    let mut text: String = material
        .remarks
        .iter()
        .map(|remark| wrapped(&(capital(remark.in_language(language)) + "."), width))
        .collect();
    let more = material.feasible().len() - material.listed().len();
    if more > 0 {
        text.push_str(&wrapped(&fill(words(language).more_listed, &[("count", more.to_string())]), width));
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn heading(material: &Material, language: Language, width: usize) -> String {
    let words = words(language);
    let name = if material.name.is_empty() { "INTESO" } else { &material.name };
    let values = [("name", name.to_owned()), ("when", when(material, language))];
    wrapped(&fill(words.terminal_title, &values), width) + "\n"
}

fn closing(material: &Material, language: Language, width: usize) -> String {
    let mut text = String::new();
    let sentences = what_comes_out(material, language);
    // What the answer says at the top is not said again, and the report goes on after a few more.
    let is_answered = !answer::parts(material, language).is_empty();
    let details = others::sentences(material, language);
    let skipped = usize::from(material.feasible().len() > 1);
    let rest = if is_answered { details } else { sentences.into_iter().skip(skipped).collect() };
    for sentence in rest.into_iter().take(SENTENCES) {
        text.push_str(&wrapped(&sentence, width));
    }
    if !material.facts.is_empty() {
        let words = words(language);
        text.push_str(&wrapped(&facts_caption(material, language), width));
        let mut table = table(width);
        table.set_header([
            Cell::new(capital(words.fact)),
            right(words.fact_value),
            right(words.fact_band),
            Cell::new(""),
        ]);
        for line in &material.facts {
            let [label, value, band, standing] = fact(line, language);
            table.add_row([Cell::new(label), right(&value), right(&band), Cell::new(standing)]);
        }
        text.push_str(&trimmed(&table));
        text.push('\n');
    }
    text.push_str(&wrapped(&caveat(material, language), width));
    text
}

fn right(text: &str) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}

#[cfg(test)]
mod tests {
    use super::super::material::index_of;
    use super::*;
    use crate::report::fixture;
    use crate::vocabulary::{Concept, Dimension};

    #[test]
    fn the_answer_fits_a_hundred_columns_in_both_languages() {
        let material = fixture::comparison();
        for language in [Language::English, Language::German] {
            let text = terminal_table(&material, language, 100);
            for line in text.lines() {
                assert!(line.chars().count() <= 100, "{line}");
            }
        }
        let text = terminal_table(&material, Language::German, 100);
        for word in ["Alles unter einem", "keine Instanz", "Stadtbezirk 5", "▲", "Last", "entfällt"] {
            assert!(text.contains(word), "{word}\n{text}");
        }
    }

    #[test]
    fn the_goals_weigh_the_four_indices_and_say_that_they_are_a_value_choice() {
        let mut material = fixture::comparison();
        let index = |material: &Material, member| material.mean(3, 0, index_of(member));
        let sum: f64 = Dimension::ALL.iter().map(|member| index(&material, *member)).sum();
        // Without goals all dimensions weigh alike; rounding of a sum of four is far below the tolerance.
        assert!((material.by_goals(3, 0) - sum / 4.0).abs() < 1e-12);
        material.goals = [0.0, 3.0, 0.0, 1.0];
        let expected = 0.75 * index(&material, Dimension::Placement)
            + 0.25 * index(&material, Dimension::Identification);
        assert!((material.by_goals(3, 0) - expected).abs() < 1e-12);
        for (language, words) in [
            (Language::English, ["y goals", "value choice", "Placement 75 %"]),
            (Language::German, ["ach Zielen", "Wertentscheidung", "Platzierung 75 %"]),
        ] {
            let text = terminal_table(&material, language, 100);
            let page = crate::report::html(&material, language);
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            for word in words {
                assert!(text.contains(word), "{word}\n{text}");
                assert!(page.contains(word), "{word}");
            }
        }
    }

    #[test]
    fn one_scenario_is_shown_from_start_to_end() {
        let text = run_table(&fixture::single(1), Language::English, 100);
        assert!(text.contains(" → "), "{text}");
        assert!(text.contains("describes and does not judge"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    }

    #[test]
    fn nothing_is_invented_where_nothing_was_run() {
        let material = Material::default();
        assert!(terminal_table(&material, Language::English, 100).contains("nothing to report"));
        assert!(run_table(&material, Language::German, 100).contains("nichts zu berichten"));
    }
}
