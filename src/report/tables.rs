//! Tables of the page: what was compared, person-years, dimensions, counts, residents.

use maud::{Markup, html};

use super::markup::{Row, cell, list, note, table, text_cell};
use super::material::{index_of, measure};
use super::notation::{
    capital, configuration, dimension, district, mark, number, outcome_short, signed, value, verdict, when,
};
use super::words::{fill, words};
use super::{ContrastNote, Material, PointNote};
use crate::analysis::Spread;
use crate::analysis::compare::Verdict;
use crate::observation::{MEASURES, Outcome};
use crate::phrase::Phrase;
use crate::vocabulary::{Concept, Dimension, Language};

/// Returns what a point says on a factor.
fn level<'a>(point: &'a PointNote, name: &Phrase) -> Option<&'a Phrase> {
    point.factors.iter().find(|(factor, _)| factor == name).map(|(_, level)| level)
}

/// Returns what the points say on a factor; comparators say nothing on what they ignore.
fn said<'a>(material: &'a Material, name: &Phrase) -> Vec<Option<&'a Phrase>> {
    let levels = material.points.iter().map(|point| (point.comparator, level(point, name)));
    levels
        .filter(|(comparator, level)| comparator.is_none() || level.is_some())
        .map(|(_, level)| level)
        .collect()
}

/// Writes what was compared, and what a reader must know of it.
pub(super) fn points(material: &Material, language: Language) -> Markup {
    let words = words(language);
    let mut factors: Vec<&Phrase> = Vec::new();
    for (name, _) in material.points.iter().flat_map(|point| &point.factors) {
        if !factors.contains(&name) {
            factors.push(name);
        }
    }
    // A key at which all points say the same needs no column.
    let varies = |name: &&Phrase| said(material, name).windows(2).any(|pair| pair[0] != pair[1]);
    let (varying, common): (Vec<&Phrase>, Vec<&Phrase>) = factors.into_iter().partition(varies);
    let mut head = vec![(words.configuration.to_owned(), true)];
    head.extend(varying.iter().map(|name| (name.in_language(language).to_owned(), true)));
    let all_were_run = material.points.iter().all(PointNote::is_feasible);
    if !all_were_run {
        head.push((words.state.to_owned(), true));
    }
    let listed: Vec<u32> = material.listed().into_iter().map(|point| point.number).collect();
    let rows: Vec<_> = material
        .points
        .iter()
        .filter(|point| !point.is_feasible() || listed.contains(&point.number))
        .map(|point| {
            let shown = |name: &&Phrase| level(point, name).map_or("", |level| level.in_language(language));
            let mut cells: Vec<_> = varying.iter().map(|name| text_cell(shown(name))).collect();
            if !all_were_run {
                cells.push(text_cell(&point.infeasible.as_ref().map_or_else(
                    || words.was_run.to_owned(),
                    |reason| fill(words.infeasible, &[("reason", reason.in_language(language).to_owned())]),
                )));
            }
            (configuration(point, language), false, cells)
        })
        .collect();
    let caption = if all_were_run { words.points_caption_all } else { words.points_caption };
    let mut said_of_all = Vec::new();
    if !common.is_empty() && material.points.len() > 1 {
        let (ignored, everywhere): (Vec<&Phrase>, Vec<&Phrase>) =
            common.into_iter().partition(|name| said(material, name).len() < material.points.len());
        for (names, words) in [(everywhere, words.common), (ignored, words.common_but)] {
            let parts: Vec<String> = names
                .iter()
                .filter_map(|name| {
                    let level = (*said(material, name).first()?)?.in_language(language);
                    Some(format!("{}: {level}", name.in_language(language)))
                })
                .collect();
            if !parts.is_empty() {
                said_of_all.push(fill(words, &[("list", parts.join("; "))]));
            }
        }
    }
    let more = material.feasible().len() - listed.len();
    let remarks = material.remarks.iter().map(|remark| capital(remark.in_language(language)) + ".");
    let cut = (more > 0).then(|| fill(words.more_listed, &[("count", more.to_string())]));
    let lines: Vec<String> = remarks.chain(cut).collect();
    html! {
        (table(caption, &head, &rows))
        @for text in &said_of_all { (note(text)) }
        (list(&lines))
    }
}

/// Writes the table of person-years in a district: those of the reference, and how many more or fewer under the others.
pub(super) fn years_table(material: &Material, place: usize, language: Language) -> Markup {
    let words = words(language);
    let references: Vec<u32> = material.references().into_iter().map(|point| point.number).collect();
    let mut head = vec![(words.configuration.to_owned(), true)];
    head.extend(Outcome::ALL.map(|outcome| (outcome_short(outcome, words).to_owned(), false)));
    let rows: Vec<_> = material
        .listed()
        .iter()
        .map(|point| {
            let is_reference = references.contains(&point.number);
            let reference = material.reference_of(point);
            let cells = Outcome::ALL.map(|outcome| {
                let total = number(material.total(point.number, place, outcome), 0, language);
                let contrast = reference
                    .and_then(|reference| material.contrast(point.number, reference.number, place, outcome));
                html! { td { (total) @if let Some(row) = contrast { (against(&row, language)) } } }
            });
            let label = configuration(point, language);
            let label = if is_reference { format!("{label} ({})", words.reference) } else { label };
            (label, is_reference, cells.to_vec())
        })
        .collect();
    let values = [("district", district(material, place, language).to_owned())];
    table(&fill(words.years_caption, &values), &head, &rows)
}

/// Writes how many person-years more or fewer, with mark and interval.
fn against(row: &ContrastNote, language: Language) -> Markup {
    let words = words(language);
    let [difference, low, high] = [row.difference, row.low, row.high].map(|end| signed(end, 0, language));
    let (is_better, is_worse) = (row.verdict == Verdict::Better, row.verdict == Verdict::Worse);
    html! {
        span.against.better[is_better].worse[is_worse] title=(verdict(row.verdict, words)) {
            (mark(row.verdict)) " " (difference)
        }
        span.spread { (low) " … " (high) }
    }
}

/// Writes the table of the four dimensions in a district.
pub(super) fn dimension_table(material: &Material, place: usize, language: Language) -> Markup {
    let words = words(language);
    let references: Vec<u32> = material.references().into_iter().map(|point| point.number).collect();
    let mut head = vec![(words.configuration.to_owned(), true)];
    head.extend(Dimension::ALL.iter().map(|member| (dimension(*member, language), false)));
    head.push((words.by_goals.to_owned(), false));
    let rows: Vec<_> = material
        .listed()
        .iter()
        .map(|point| {
            let is_reference = references.contains(&point.number);
            let cells = Dimension::ALL
                .iter()
                .map(|member| {
                    let spread = material.last(point.number, place, index_of(*member));
                    with_margin(spread, |end| number(end, 3, language))
                })
                .chain([cell(&by_goals(material, point, place, language))])
                .collect();
            let label = configuration(point, language);
            let label = if is_reference { format!("{label} ({})", words.reference) } else { label };
            (label, is_reference, cells)
        })
        .collect();
    let values =
        [("district", district(material, place, language).to_owned()), ("when", when(material, language))];
    table(&fill(words.dimension_caption, &values), &head, &rows)
}

/// Returns the index by goals; the yardstick, which nobody can choose, has none.
fn by_goals(material: &Material, point: &PointNote, place: usize, language: Language) -> String {
    if point.is_yardstick() {
        "–".to_owned()
    } else {
        number(material.by_goals(point.number, place), 3, language)
    }
}

/// Writes a mean with half of its interval.
fn with_margin(spread: Option<&Spread>, written: impl Fn(f64) -> String) -> Markup {
    let Some(spread) = spread else { return cell("–") };
    html! {
        td {
            (written(spread.mean.unwrap_or(f64::NAN)))
            @if let Some(margin) = spread.margin() { " " span.spread { "± " (written(margin)) } }
        }
    }
}

/// Writes the table of counts in a district.
pub(super) fn count_table(material: &Material, place: usize, language: Language) -> Markup {
    let words = words(language);
    let names = [
        "needs_arisen",
        "needs_met",
        "visits",
        "reneged",
        "waiting_mean",
        "offered_load",
        "referrals_issued",
    ];
    let mut head = vec![(words.configuration.to_owned(), true)];
    let labels = [
        words.short_arisen,
        words.short_met,
        words.short_visits,
        words.short_reneged,
        words.short_wait,
        words.load_short,
        words.short_issued,
        words.short_completed,
        words.cost_short,
        words.cost_per_completed,
    ];
    head.extend(labels.map(|label| (label.to_owned(), false)));
    let rows: Vec<_> = material
        .listed()
        .iter()
        .map(|point| {
            // Without an intermediary there is no desk at which anything of this could be counted.
            let is_counted =
                |name: &str| name.starts_with("needs_") || name == "cost_eur" || !point.is_comparator();
            let mean = |name: &str| {
                if is_counted(name) { material.mean(point.number, place, measure(name)) } else { f64::NAN }
            };
            let mut cells: Vec<_> =
                names.iter().map(|name| cell(&value(measure(name), mean(name), language))).collect();
            let (completed, cost) = (mean("referrals_completed"), mean("cost_eur"));
            cells.push(cell(&value(measure("referrals_completed"), completed, language)));
            cells.push(cell(&number(cost, 0, language)));
            let each = if completed > 0.0 && cost > 0.0 { cost / completed } else { f64::NAN };
            cells.push(cell(&number(each, 0, language)));
            (configuration(point, language), false, cells)
        })
        .collect();
    let values =
        [("district", district(material, place, language).to_owned()), ("when", when(material, language))];
    table(&fill(words.counts_caption, &values), &head, &rows)
}

/// Writes what changes for residents, all districts together.
pub(super) fn residents_table(material: &Material, language: Language) -> Markup {
    let words = words(language);
    let names = ["resident_needs_met", "resident_contact_share", "resident_attitude", "volunteers_active"];
    let place = material.districts.len().saturating_sub(1);
    let mut head = vec![(words.configuration.to_owned(), true)];
    let labels = [words.resident_needs, words.resident_contact, words.resident_attitude, words.volunteers];
    head.extend(labels.map(|label| (label.to_owned(), false)));
    let rows: Vec<Row> = material
        .listed()
        .into_iter()
        .map(|point| {
            let cells = names.map(measure).map(|at| {
                // Attitudes move by thousandths.
                let written = |end: f64| match MEASURES[at].unit {
                    "-1 to 1" => number(end, 3, language),
                    _ => value(at, end, language),
                };
                with_margin(material.last(point.number, place, at), written)
            });
            (configuration(point, language), false, cells.to_vec())
        })
        .collect();
    let values =
        [("district", district(material, place, language).to_owned()), ("when", when(material, language))];
    table(&fill(words.residents_caption, &values), &head, &rows)
}
