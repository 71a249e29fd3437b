//! Markup: tables and pictures of the page.

use maud::{Markup, PreEscaped, html};

use super::words::words;
use crate::vocabulary::Language;

/// A row of a table: what it is of, whether others are compared with it, and its cells.
pub(super) type Row = (String, bool, Vec<Markup>);

/// Writes a table: the first column and the columns marked as text stand left.
pub(super) fn table(caption: &str, head: &[(String, bool)], rows: &[Row]) -> Markup {
    html! {
        // What may be wider than the screen can be reached and moved by keyboard.
        div.scroll tabindex="0" role="group" aria-label=(caption) {
            table.wide[head.len() > 7] {
                caption { (caption) }
                thead { tr { @for (label, is_text) in head { th.text[*is_text] scope="col" { (label) } } } }
                tbody {
                    @for (label, is_reference, cells) in rows {
                        tr.reference[*is_reference] {
                            th scope="row" { (label) }
                            @for cell in cells { (cell) }
                        }
                    }
                }
            }
        }
    }
}

/// Writes a cell of a number.
pub(super) fn cell(text: &str) -> Markup {
    html! { td { (text) } }
}

/// Writes a cell of words, which stand left.
pub(super) fn text_cell(text: &str) -> Markup {
    // Amounts and dates are not broken.
    let is_figure = text.starts_with(|sign: char| sign.is_ascii_digit());
    html! { td.text.figure[is_figure] { (text) } }
}

/// Writes a cell of figures that belong together and are not broken.
pub(super) fn figure_cell(text: &str) -> Markup {
    html! { td.figure { (text) } }
}

/// Writes a paragraph.
pub(super) fn paragraph(text: &str) -> Markup {
    html! { p { (text) } }
}

/// Writes a remark in small letters; nothing for no words.
pub(super) fn note(text: &str) -> Markup {
    html! { @if !text.is_empty() { p.note { (text) } } }
}

/// Writes a list.
pub(super) fn list(lines: &[String]) -> Markup {
    html! { @if !lines.is_empty() { ul { @for line in lines { li { (line) } } } } }
}

/// Writes a picture with what is said below it.
pub(super) fn framed(picture: &str, caption: &str) -> Markup {
    html! {
        @if !picture.is_empty() {
            figure {
                div.scroll tabindex="0" role="group" aria-label=(caption) { (PreEscaped(picture)) }
                figcaption { (caption) }
            }
        }
    }
}

/// A thing in one of several variants, such as a picture of one of several districts.
#[derive(Debug, Clone)]
pub(super) struct Variant {
    /// What it is called among the others.
    pub(super) name: String,
    /// The thing.
    pub(super) content: Markup,
}

/// Writes variants, of which the reader sees one at a time and chooses which; without a script and on paper all follow one another.
pub(super) fn switch(label: &str, variants: Vec<Variant>) -> Markup {
    if variants.len() < 2 {
        return html! { @for variant in variants { (variant.content) } };
    }
    html! {
        div.switch data-label=(label) {
            @for variant in variants {
                div data-option=(variant.name) {
                    p.option { (label) ": " (variant.name) }
                    (variant.content)
                }
            }
        }
    }
}

/// Writes a whole page that needs nothing from elsewhere.
pub(super) fn document(title: &str, style: &str, script: &str, body: &Markup, language: Language) -> String {
    let page = html! {
        (maud::DOCTYPE)
        html lang=(words(language).language_code) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " – INTESO" }
                style { (PreEscaped(style)) }
            }
            body {
                (body)
                @if !script.is_empty() { script { (PreEscaped(script)) } }
            }
        }
    };
    page.into_string()
}
