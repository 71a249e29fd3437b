//! How far all of this can be trusted: published figures, assumptions, ethics, the words used, and how to compute it again.

use maud::{Markup, html};

use super::Material;
use super::markup::{cell, list, note, table};
use super::notation::{capital, fact, facts_caption, number};
use super::sentences::{Verdicts, assumptions};
use super::words::{Words, fill, words};
use crate::evidence::Kind;
use crate::experiment::point::Comparator;
use crate::vocabulary::Language;

/// Writes the published figures beside what came out, or nothing where none were counted.
pub(super) fn fact_table(material: &Material, language: Language) -> Markup {
    let words = words(language);
    if material.facts.is_empty() && !material.of_base.is_empty() {
        return html! {};
    }
    if material.facts.is_empty() {
        return note(words.facts_none);
    }
    let head = [
        (words.fact.to_owned(), true),
        (words.fact_value.to_owned(), false),
        (words.fact_band.to_owned(), false),
        (words.fact_standing.to_owned(), false),
    ];
    let rows: Vec<_> = material
        .facts
        .iter()
        .map(|line| {
            let [label, value, band, standing] = fact(line, language);
            (label, false, vec![cell(&value), cell(&band), cell(&standing)])
        })
        .collect();
    table(&facts_caption(material, language), &head, &rows)
}

/// Writes what must be known before anything here is used.
pub(super) fn caution(material: &Material, language: Language) -> Markup {
    let words = words(language);
    let (total, assumed, share) = assumptions(material, language);
    let mut points = vec![words.ethics_synthetic.to_owned(), words.ethics_law.to_owned()];
    if total > 0 {
        let values = [("total", total.to_string()), ("assumed", assumed.to_string()), ("share", share)];
        points.push(fill(words.ethics_assumptions, &values));
    }
    points.push(words.ethics_ensemble_no.to_owned());
    let rows = material.contrasts();
    if !rows.is_empty() {
        let tally = Verdicts::of(&rows);
        let values = [("open", tally.open.to_string()), ("total", tally.total().to_string())];
        points.push(fill(words.ethics_undecided, &values));
    }
    points.push(words.ethics_weights.to_owned());
    let present: Vec<&str> = Comparator::REFERENCES
        .iter()
        .filter(|kind| material.feasible().iter().any(|point| point.comparator == Some(**kind)))
        .map(|kind| kind.label(language))
        .collect();
    let present = if present.is_empty() { words.neither.to_owned() } else { present.join(", ") };
    points.push(fill(words.ethics_comparators, &[("present", present)]));
    points.extend([words.ethics_belonging, words.ethics_groups, words.ethics_without].map(str::to_owned));
    html! {
        h3 { (words.caution) }
        (list(&points))
        @if total > 0 { (kinds(material, total, language)) }
    }
}

/// Writes how many parameters are known how well.
fn kinds(material: &Material, total: usize, language: Language) -> Markup {
    let words = words(language);
    let head =
        [(capital(words.kind), true), (words.count.to_owned(), false), (words.share.to_owned(), false)];
    let rows: Vec<_> = material
        .kinds
        .iter()
        .map(|(kind, count)| {
            let label = match kind {
                Kind::Measured => words.kind_measured,
                Kind::Estimated => words.kind_estimated,
                Kind::Calibrated => words.kind_calibrated,
                Kind::Assumed => words.kind_assumed,
                Kind::Chosen => words.kind_chosen,
            };
            let share = number(100.0 * *count as f64 / total as f64, 0, language);
            (label.to_owned(), false, vec![cell(&count.to_string()), cell(&format!("{share} %"))])
        })
        .collect();
    table(words.kinds_caption, &head, &rows)
}

/// Writes what the words of the page mean.
pub(super) fn glossary(words: &Words) -> Markup {
    let glosses = [
        (words.term_person_year, words.gloss_person_year),
        (words.term_form, words.gloss_form),
        (words.term_comparator, words.gloss_comparator),
        (words.term_need, words.gloss_need),
        (words.term_load, words.gloss_load),
        (words.term_verdict, words.gloss_verdict),
        (words.term_replicate, words.gloss_replicate),
        (words.term_dimension, words.gloss_dimension),
    ];
    html! {
        dl { @for (term, meaning) in glosses { dt { (term) } dd { (meaning) } } }
    }
}

/// Says how to compute the page again, and what may be done with it.
pub(super) fn reproduce(material: &Material, language: Language) -> Markup {
    let words = words(language);
    let values = [
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ("replicates", material.replicates.to_string()),
        ("seed", material.seed.in_language(language).to_owned()),
    ];
    html! {
        p { (fill(words.again_text, &values)) }
        p { code { "inteso compare experiment.toml" } }
        (note(words.again_files))
    }
}
