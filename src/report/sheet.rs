//! A page of one subject: a title, what comes out of it, and what is below.

use maud::{Markup, html};

use super::markup::document;
use super::page::STYLE;
use crate::vocabulary::Language;

/// Writes a page that needs nothing from elsewhere.
pub(super) fn sheet(title: &str, outcome: &str, body: &Markup, language: Language) -> String {
    let body = html! {
        header {
            p.subtitle { "INTESO" }
            h1 { (title) }
            p.question { (outcome) }
        }
        main { (body) }
    };
    document(title, STYLE, "", &body, language)
}
