//! The page: the answer first, then why, for whom, when, where it turns, and how sure; it needs nothing from elsewhere.

use maud::{Markup, PreEscaped, html};

use super::Material;
use super::answer;
use super::caution::{caution, fact_table, glossary, reproduce};
use super::costs::cost_tables;
use super::markup::{Variant, cell, document, list, note, paragraph, switch, table};
use super::notation::{capital, goals_note, marks, percent, span};
use super::others;
use super::pictures::{Part, Picture, pictures};
use super::sentences::{caveat, what_comes_out};
use super::tables::{count_table, dimension_table, points, residents_table, years_table};
use super::turning;
use super::words::{fill, words};
use crate::vocabulary::Language;

/// How the page looks.
pub const STYLE: &str = include_str!("page.css");
/// A function of a script, `enliven`: choices, values under the pointer and by keyboard, and things to take along.
pub const ENLIVEN: &str = include_str!("enliven.js");
const SCRIPT: &str = concat!(
    "\"use strict\";\n",
    include_str!("enliven.js"),
    "enliven(document, document.getElementById(\"said\").dataset);\n"
);

/// A part of the page.
struct Section {
    id: &'static str,
    title: &'static str,
    content: Markup,
}

/// Writes the page.
pub(super) fn html(material: &Material, language: Language) -> String {
    let words = words(language);
    let pictures = pictures(material, language);
    let sections =
        if material.feasible().is_empty() { Vec::new() } else { sections(material, &pictures, language) };
    let name = if material.name.is_empty() { "INTESO" } else { &material.name };
    let body = html! {
        a.skip href="#content" { (words.skip) }
        header {
            @let question = material.question.in_language(language);
            p.subtitle {
                "INTESO · " (words.subtitle)
                @if !question.is_empty() { " · " (name) }
            }
            h1 { @if question.is_empty() { (name) } @else { (question) } }
            p.facts { (facts(material, language)) }
        }
        main id="content" {
            section id="answer" {
                h2 { (words.what_comes_out) }
                (first(material, &pictures, language))
            }
            nav aria-label=(words.contents) {
                ul { @for section in &sections { li { a href={ "#" (section.id) } { (section.title) } } } }
            }
            @for section in &sections {
                section id=(section.id) {
                    h2 { (section.title) }
                    (section.content)
                }
            }
        }
        // What the script says, in the language of the page.
        div hidden id="said" data-picture=(words.save_picture) data-data=(words.save_data) data-keys=(words.keys) {}
    };
    document(name, STYLE, SCRIPT, &body, language)
}

/// Returns the answer and what follows it, each by itself: a short name, what stands above it, and the markup.
pub(super) fn parts(material: &Material, language: Language) -> Vec<(&'static str, &'static str, String)> {
    if material.feasible().is_empty() {
        return Vec::new();
    }
    let pictures = pictures(material, language);
    let answer = Section {
        id: "answer",
        title: words(language).what_comes_out,
        content: first(material, &pictures, language),
    };
    let all = [answer].into_iter().chain(sections(material, &pictures, language));
    all.map(|Section { id, title, content }| (id, title, content.into_string())).collect()
}

/// Says how many configurations were run how often and for how long.
fn facts(material: &Material, language: Language) -> String {
    let words = words(language);
    let count = material.feasible().len();
    format!(
        "{count} {} · {} {} · {} · {} {}",
        if count == 1 { words.configuration } else { words.configurations },
        material.replicates,
        words.replicates,
        span(material, language),
        words.seed,
        material.seed.in_language(language)
    )
}

/// Writes the first screen: the answer, one picture, whom it costs what, and the load where circumstances differ.
fn first(material: &Material, pictures: &[Picture], language: Language) -> Markup {
    let words = words(language);
    let parts = answer::parts(material, language);
    let burdens: Vec<String> = [others::waits(material, language), others::costs(material, language)]
        .into_iter()
        .flatten()
        .collect();
    html! {
        div.answer {
            @if parts.is_empty() {
                @for sentence in what_comes_out(material, language) { (paragraph(&sentence)) }
            }
            @for part in &parts { p { strong { (part.lead) } " " (part.text) } }
        }
        (arranged(&of(pictures, Part::Answer), 0))
        @if !parts.is_empty() {
            (note(&fill(words.years_note, &[("year", material.first_year.to_string())])))
        }
        @if !burdens.is_empty() {
            h3 { (words.burdens) }
            @for burden in &burdens { (paragraph(burden)) }
        }
        (load_table(material, language))
        (note(&caveat(material, language)))
    }
}

fn load_table(material: &Material, language: Language) -> Markup {
    let words = words(language);
    let Some(answer::Loads { conditions, rows }) = answer::loads(material, language) else { return html! {} };
    let head: Vec<(String, bool)> = [(words.configuration.to_owned(), true)]
        .into_iter()
        .chain(conditions.into_iter().map(|condition| (condition, false)))
        .collect();
    let row = |(name, cells): (String, Vec<String>)| {
        (capital(&name), false, cells.iter().map(|text| cell(text)).collect())
    };
    let rows: Vec<_> = rows.into_iter().map(row).collect();
    html! {
        h3 { (words.loads) }
        (table(words.loads_caption, &head, &rows))
    }
}

fn sections(material: &Material, pictures: &[Picture], language: Language) -> Vec<Section> {
    let words = words(language);
    let figures = |part: Part| arranged(&of(pictures, part), 0);
    let has = |part: Part| pictures.iter().any(|picture| picture.part == part);
    let district = |make: fn(&Material, usize, Language) -> Markup| by_district(material, make, language);
    let mut sections = Vec::new();
    let mut push = |id, title, content| sections.push(Section { id, title, content });
    let why = html! {
        (paragraph(words.counts_note))
        (district(count_table))
        (figures(Part::Why))
        (cost_tables(material, language))
    };
    push("why", words.why, why);
    let gains = html! {
        @if has(Part::WhoGains) {
            (paragraph(words.who_gains_note))
            (figures(Part::WhoGains))
        } @else {
            (paragraph(words.who_gains_none))
        }
        (residents_table(material, language))
    };
    push("gains", words.who_gains, gains);
    let time = html! {
        (figures(Part::Time))
        (district(years_table))
        @if !material.differences.is_empty() { (note(&marks(material, language))) }
    };
    push("time", words.over_time, time);
    let indices = html! {
        (district(dimension_table))
        (note(&goals_note(material, language)))
        (note(words.index_note))
        (figures(Part::Components))
    };
    push("components", words.behind_the_indices, indices);
    if has(Part::Turning) || !material.rankings.is_empty() {
        let content = html! { (figures(Part::Turning)) (turning::section(material, language)) };
        push("turning", words.turning, content);
    }
    if has(Part::Map) {
        push("map", words.map, figures(Part::Map));
    }
    let relevant = percent(material.relevant_difference, language);
    let sure = html! {
        @if has(Part::HowSure) {
            (list(&what_comes_out(material, language)))
            (figures(Part::HowSure))
        } @else {
            (paragraph(words.no_differences))
            (note(&fill(words.relevant_note, &[("relevant", relevant)])))
        }
        (fact_table(material, language))
        (caution(material, language))
    };
    push("sure", words.how_sure_title, sure);
    push("compared", words.what_was_compared, points(material, language));
    push("words", words.glossary, glossary(words));
    push("again", words.again, reproduce(material, language));
    sections
}

/// Writes a table of each district, of which one is seen at a time.
fn by_district(
    material: &Material,
    make: fn(&Material, usize, Language) -> Markup,
    language: Language,
) -> Markup {
    let count = material.districts.len();
    let places = (0..count).rev().take(1).chain(0..count.saturating_sub(1));
    let variants = places.map(|place| Variant {
        name: material.districts[place].name.in_language(language).to_owned(),
        content: make(material, place, language),
    });
    switch(words(language).district, variants.collect())
}

fn of(pictures: &[Picture], part: Part) -> Vec<&Picture> {
    pictures.iter().filter(|picture| picture.part == part).collect()
}

/// Writes pictures one after another; those that differ by options, as variants.
fn arranged(pictures: &[&Picture], depth: usize) -> Markup {
    let label = |picture: &Picture| picture.options.get(depth).map(|(label, _)| *label);
    let option = |picture: &Picture| picture.options.get(depth).map(|(_, option)| option.clone());
    let alike = |pictures: &[&Picture]| {
        let variants = pictures.chunk_by(|one, other| option(one) == option(other)).map(|own| Variant {
            name: option(own[0]).unwrap_or_default(),
            content: arranged(own, depth + 1),
        });
        variants.collect()
    };
    html! {
        @for own in pictures.chunk_by(|one, other| label(one) == label(other)) {
            @if let Some(label) = label(own[0]) {
                (switch(label, alike(own)))
            } @else {
                @for picture in own { (figure(picture)) }
            }
        }
    }
}

fn figure(picture: &Picture) -> Markup {
    let label = if picture.heading.is_empty() { &picture.file } else { &picture.heading };
    html! {
        @if !picture.heading.is_empty() { h3 { (picture.heading) } }
        figure data-file=(picture.file) {
            div.scroll.picture tabindex="0" role="group" aria-label=(label) { (PreEscaped(&picture.svg)) }
            @if !picture.caption.is_empty() { figcaption { (picture.caption) } }
            @if !picture.data.is_empty() { pre.data hidden { (picture.data.to_csv()) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{fixture, html, pictures};
    use super::*;
    use crate::phrase::Phrase;

    /// Elements that have no end.
    const VOID: [&str; 1] = ["meta"];

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
            let name = tag.split_whitespace().next()?;
            if VOID.contains(&name) {
                continue;
            }
            open.push(name);
            if ["style", "script"].contains(&name) {
                rest = &rest[rest.find(&format!("</{name}>"))?..];
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
            fixture::budgets(),
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
                let braces = |text: &str| text.matches('{').count();
                assert_eq!(braces(&page), braces(STYLE) + braces(SCRIPT), "material {number}");
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
        for word in
            ["<link", "<img", "src=", "@import", "url(", "https:", "fetch(", "import(", "XMLHttpRequest"]
        {
            assert!(!page.contains(word), "{word}");
        }
        assert_eq!(page.matches("<script").count(), 1);
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
    fn forms_at_several_budgets_have_curves_and_a_table_of_loads() {
        let page = html(&fixture::budgets(), Language::English);
        for word in
            ["id=\"turning-title\"", "70000 €", "How full the desks are", "And under other conditions?"]
        {
            assert!(page.contains(word), "{word}");
        }
        let without = html(&fixture::comparison(), Language::English);
        assert!(!without.contains("id=\"turning-title\"") && !without.contains("How full the desks are"));
    }

    #[test]
    fn data_of_a_picture_stand_beside_it_as_in_the_files() {
        let material = fixture::comparison();
        let page = html(&material, Language::German);
        let row = material.contrast(3, 1, 2, crate::observation::Outcome::Work).unwrap();
        let line = format!(",1,all,work,{},{},{},{}", row.difference, row.low, row.high, row.verdict.key());
        assert!(page.contains(&line), "{line}");
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
            "person-years-all.svg",
            "person-years-by-year.svg",
            "who-gains-work-all.svg",
            "desk.svg",
            "chain-all.svg",
            "map-sb5.svg",
            "gaps.svg",
            "referrals.svg",
            "hours.svg",
        ] {
            assert!(files.iter().any(|name| name == file), "{file}");
        }
    }
}
