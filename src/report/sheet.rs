//! A page of one subject: a title, what comes out of it, and what is below.

use super::notation::escape;
use super::page::STYLE;
use crate::vocabulary::Language;

/// Writes a page that needs nothing from elsewhere; the body is markup, all else text.
pub(super) fn sheet(title: &str, outcome: &str, body: &str, language: Language) -> String {
    let code = if language == Language::German { "de" } else { "en" };
    let (title, outcome) = (escape(title), escape(outcome));
    format!(
        "<!DOCTYPE html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <title>{title} – INTESO</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header>\n<p class=\"subtitle\">INTESO</p>\n<h1>{title}</h1>\n<p class=\"question\">{outcome}</p>\n</header>\n\
         <main>\n{body}</main>\n</body>\n</html>\n"
    )
}
