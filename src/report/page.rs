//! The picture book: one page with words first, then tables and pictures, that needs nothing from elsewhere.

use std::fmt::Write;

use super::costs::cost_tables;
use super::markup::{cell, table, text_cell};
use super::material::{PointNote, index_of, measure};
use super::notation::{
    capital, configuration, dimension, district, escape, fact, facts_caption, goals_note, mark, marks,
    number, outcome_short, percent, signed, span, value, verdict, when,
};
use super::pictures::{Part, Picture, pictures};
use super::sentences::{Verdicts, assumptions, caveat, what_comes_out};
use super::turning;
use super::words::{fill, words};
use super::{ContrastNote, Material};
use crate::analysis::Spread;
use crate::analysis::compare::Verdict;
use crate::evidence::Kind;
use crate::experiment::point::Comparator;
use crate::observation::Outcome;
use crate::phrase::Phrase;
use crate::vocabulary::{Concept, Dimension, Language};

pub(super) const STYLE: &str = include_str!("page.css");

/// Writes the page.
pub(super) fn html(material: &Material, language: Language) -> String {
    let words = words(language);
    let pictures = pictures(material, language);
    let figures = |part: Part| -> String {
        pictures.iter().filter(|picture| picture.part == part).map(figure).collect()
    };
    let paragraph = |text: &str| format!("<p>{}</p>\n", escape(text));
    let note = |text: &str| format!("<p class=\"note\">{}</p>\n", escape(text));
    let relevant = percent(material.relevant_difference, language);
    let districts = 0..material.districts.len();
    let is_run = !material.feasible().is_empty();

    let answer: String = what_comes_out(material, language).iter().map(|text| paragraph(text)).collect();
    let answer = format!("<div class=\"answer\">\n{answer}</div>\n{}", note(&caveat(material, language)));
    let mut sections = vec![("answer", words.what_comes_out, answer)];
    sections.push(("compared", words.what_was_compared, points(material, language)));
    if is_run {
        let mut tables: String =
            districts.clone().map(|place| years_table(material, place, language)).collect();
        if !material.differences.is_empty() {
            tables.push_str(&note(&marks(material, language)));
        }
        tables.push_str(&note(&fill(words.years_note, &[("year", material.first_year.to_string())])));
        tables.extend(districts.clone().map(|place| dimension_table(material, place, language)));
        tables.push_str(&note(&goals_note(material, language)));
        tables.push_str(&note(words.index_note));
        sections.push(("districts", words.by_district, tables));
        sections.push(("time", words.over_time, figures(Part::Dimensions)));
        sections.push(("components", words.behind_the_indices, figures(Part::Components)));
        let differences = figures(Part::Differences);
        let differences = if differences.is_empty() {
            paragraph(words.no_differences)
        } else {
            note(&fill(words.forest_note, &[("relevant", relevant)])) + &differences
        };
        sections.push(("differences", words.differences, differences));
        let turning = turning::section(material, language);
        if !turning.is_empty() {
            sections.push(("turning", words.turning, turning));
        }
        let mut counts = paragraph(words.counts_note);
        counts.extend(districts.map(|place| count_table(material, place, language)));
        counts.push_str(&figures(Part::Counts));
        counts.push_str(&cost_tables(material, language));
        counts.push_str(&fact_table(material, language));
        sections.push(("counts", words.counts, counts));
    }
    sections.push(("caution", words.caution, caution(material, language)));

    let contents: Vec<_> = sections
        .iter()
        .map(|(id, title, _)| format!("<li><a href=\"#{id}\">{}</a></li>\n", escape(title)))
        .collect();
    let body: Vec<_> = sections
        .iter()
        .map(|(id, title, content)| {
            format!("<section id=\"{id}\">\n<h2>{}</h2>\n{content}</section>\n", escape(title))
        })
        .collect();
    let name = if material.name.is_empty() { "INTESO" } else { &material.name };
    let question = material.question.in_language(language);
    let question = if question.is_empty() {
        String::new()
    } else {
        format!("<p class=\"question\">{}</p>\n", escape(question))
    };
    let facts = format!(
        "{} {} · {} {} · {} · {} {}",
        material.feasible().len(),
        if material.feasible().len() == 1 { words.configuration } else { words.configurations },
        material.replicates,
        words.replicates,
        span(material, language),
        words.seed,
        material.seed.in_language(language)
    );
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <title>{name} – INTESO</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header>\n<p class=\"subtitle\">INTESO · {}</p>\n<h1>{name}</h1>\n{question}\
         <p class=\"facts\">{}</p>\n</header>\n\
         <nav aria-label=\"{}\">\n<ul>\n{}</ul>\n</nav>\n<main>\n{}</main>\n</body>\n</html>\n",
        words.language_code,
        escape(words.subtitle),
        escape(&facts),
        escape(words.contents),
        contents.concat(),
        body.concat(),
        name = escape(name),
    )
}

fn figure(picture: &Picture) -> String {
    let optional = |tag: &str, text: &str| {
        if text.is_empty() { String::new() } else { format!("<{tag}>{}</{tag}>\n", escape(text)) }
    };
    format!(
        "{}<figure>\n<div class=\"scroll\">\n{}</div>\n{}</figure>\n",
        optional("h3", &picture.heading),
        picture.svg,
        optional("figcaption", &picture.caption)
    )
}

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

fn points(material: &Material, language: Language) -> String {
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
    let mut text = table(caption, &head, &rows);
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
                let note = fill(words, &[("list", parts.join("; "))]);
                let _ = writeln!(text, "<p class=\"note\">{}</p>", escape(&note));
            }
        }
    }
    let more = material.feasible().len() - listed.len();
    let remarks = material.remarks.iter().map(|remark| capital(remark.in_language(language)) + ".");
    let cut = (more > 0).then(|| fill(words.more_listed, &[("count", more.to_string())]));
    let lines: Vec<String> =
        remarks.chain(cut).map(|remark| format!("<li>{}</li>\n", escape(&remark))).collect();
    if !lines.is_empty() {
        let _ = writeln!(text, "<ul class=\"remarks\">\n{}</ul>", lines.concat());
    }
    text
}

/// Writes the table of person-years in a district: those of the reference, and how many more or fewer under the others.
fn years_table(material: &Material, place: usize, language: Language) -> String {
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
                let against = reference
                    .and_then(|reference| material.contrast(point.number, reference.number, place, outcome))
                    .map_or_else(String::new, |row| against(&row, language));
                format!("<td>{total}{against}</td>")
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
fn against(row: &ContrastNote, language: Language) -> String {
    let words = words(language);
    let class = match row.verdict {
        Verdict::Better => "against better",
        Verdict::Worse => "against worse",
        Verdict::PracticallyEqual | Verdict::NotDecidable => "against",
    };
    let [low, high] = [row.low, row.high].map(|end| signed(end, 0, language));
    format!(
        "<span class=\"{class}\" title=\"{}, {low} … {high}\">{} {}</span>",
        verdict(row.verdict, words),
        mark(row.verdict),
        signed(row.difference, 0, language)
    )
}

/// Writes the table of the four dimensions in a district.
fn dimension_table(material: &Material, place: usize, language: Language) -> String {
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
                    format!("<td>{}</td>", with_margin(spread, language))
                })
                .chain([format!("<td>{}</td>", by_goals(material, point, place, language))])
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

fn with_margin(spread: Option<&Spread>, language: Language) -> String {
    let Some(spread) = spread else { return "–".to_owned() };
    let mean = number(spread.mean.unwrap_or(f64::NAN), 3, language);
    match spread.margin() {
        Some(margin) => format!("{mean} <span class=\"spread\">± {}</span>", number(margin, 3, language)),
        None => mean,
    }
}

/// Writes the table of counts in a district.
fn count_table(material: &Material, place: usize, language: Language) -> String {
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

/// Writes the published figures beside what came out, or nothing where none were counted.
fn fact_table(material: &Material, language: Language) -> String {
    let words = words(language);
    if material.facts.is_empty() && !material.of_base.is_empty() {
        return String::new();
    }
    if material.facts.is_empty() {
        return format!("<p class=\"note\">{}</p>\n", escape(words.facts_none));
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
fn caution(material: &Material, language: Language) -> String {
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
    let list: Vec<_> = points.iter().map(|text| format!("<li>{}</li>\n", escape(text))).collect();
    let mut section = format!("<ul>\n{}</ul>\n", list.concat());
    if total > 0 {
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
        section.push_str(&table(words.kinds_caption, &head, &rows));
    }
    section
}

#[cfg(test)]
mod tests {
    use super::super::{fixture, html, pictures};
    use super::*;

    /// Returns the first fault of a text's tags: one that is not closed, or an attribute without quotation marks.
    fn fault(text: &str) -> Option<String> {
        let mut open: Vec<&str> = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find('<') {
            let end = start + rest[start..].find('>')?;
            let tag = &rest[start + 1..end];
            rest = &rest[end + 1..];
            if tag.contains('<') {
                return Some(format!("`{tag}` holds another tag"));
            }
            if tag.starts_with('!') || tag.ends_with('/') {
                continue;
            }
            if let Some(name) = tag.strip_prefix('/') {
                if open.pop() != Some(name) {
                    return Some(format!("`{name}` is closed but was not open"));
                }
                continue;
            }
            open.push(tag.split_whitespace().next()?);
            if open.last() == Some(&"style") {
                rest = &rest[rest.find("</style>")?..];
            }
            if tag.matches('"').count() % 2 == 1 {
                return Some(format!("`{tag}` has an odd quotation mark"));
            }
        }
        open.pop().map(|name| format!("`{name}` stays open"))
    }

    #[test]
    fn the_checker_sees_what_is_not_closed() {
        assert_eq!(fault("<p><b/>x</p>"), None);
        assert!(fault("<p><b>x</p>").is_some());
        assert!(fault("<p>").is_some());
    }

    #[test]
    fn every_tag_is_closed_whatever_is_missing() {
        let mut without = fixture::comparison();
        without.differences.clear();
        without.values.clear();
        without.curves.clear();
        let mut infeasible = fixture::comparison();
        for point in &mut infeasible.points {
            point.infeasible = Some(Phrase::same("too dear"));
        }
        let materials = [
            fixture::comparison(),
            fixture::single(1),
            fixture::single(3),
            fixture::short(),
            without,
            infeasible,
            Material::default(),
        ];
        for (number, material) in materials.iter().enumerate() {
            for language in [Language::English, Language::German] {
                let page = html(material, language);
                assert_eq!(fault(&page), None, "material {number}");
                assert!(!page.contains("NaN") && !page.contains("inf,"), "material {number}");
                assert!(!page.contains('{') || page.matches('{').count() == STYLE.matches('{').count());
                for (file, svg) in pictures(material, language) {
                    assert_eq!(fault(&svg), None, "{file} of material {number}");
                    assert!(page.contains(&svg), "{file} of material {number}");
                }
            }
        }
    }

    #[test]
    fn nothing_comes_from_elsewhere() {
        let page = html(&fixture::comparison(), Language::English);
        for word in ["<script", "<link", "<img", "@import", "url(", "https:"] {
            assert!(!page.contains(word), "{word}");
        }
        let namespaces = page.matches("http:").count();
        assert_eq!(namespaces, page.matches("xmlns=\"http://www.w3.org/2000/svg\"").count());
    }

    #[test]
    fn the_same_material_gives_the_same_page_and_ids_are_unique() {
        let page = html(&fixture::comparison(), Language::German);
        assert_eq!(page, html(&fixture::comparison(), Language::German));
        let mut ids: Vec<_> =
            page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }

    #[test]
    fn a_page_has_its_pictures_marks_and_words_of_caution() {
        let page = html(&fixture::comparison(), Language::English);
        for word in [
            "Headline &amp; more",
            "class=\"against better\"",
            "Person-years since the first opening",
            "not feasible: rent exceeds the budget &lt;by far&gt;",
            "140\u{202f}000",
            "41 %",
            "built without the people concerned",
            "Present here: no intermediary, existing services",
        ] {
            assert!(page.contains(word), "{word}");
        }
        let files: Vec<_> =
            pictures(&fixture::comparison(), Language::English).into_iter().map(|(file, _)| file).collect();
        for file in [
            "dimensions.svg",
            "culturation.svg",
            "differences-sb5.svg",
            "differences-all.svg",
            "gaps.svg",
            "referrals.svg",
            "hours.svg",
        ] {
            assert!(files.iter().any(|name| name == file), "{file}");
        }
    }
}
