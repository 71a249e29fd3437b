//! Markup: tables of the page and their cells.

use super::notation::escape;

/// Writes a table: the first column and the columns marked as text stand left.
pub(super) fn table(caption: &str, head: &[(String, bool)], rows: &[(String, bool, Vec<String>)]) -> String {
    let wide = if head.len() > 7 { " class=\"wide\"" } else { "" };
    let head: Vec<_> = head
        .iter()
        .map(|(label, is_text)| {
            let class = if *is_text { " class=\"text\"" } else { "" };
            format!("<th scope=\"col\"{class}>{}</th>", escape(label))
        })
        .collect();
    let rows: Vec<_> = rows
        .iter()
        .map(|(label, is_reference, cells)| {
            let class = if *is_reference { " class=\"reference\"" } else { "" };
            format!("<tr{class}><th scope=\"row\">{}</th>{}</tr>\n", escape(label), cells.concat())
        })
        .collect();
    format!(
        "<div class=\"scroll\">\n<table{wide}>\n<caption>{}</caption>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody>\n</table>\n</div>\n",
        escape(caption),
        head.concat(),
        rows.concat()
    )
}

/// Writes a cell of a number.
pub(super) fn cell(text: &str) -> String {
    format!("<td>{}</td>", escape(text))
}

/// Writes a cell of words, which stand left.
pub(super) fn text_cell(text: &str) -> String {
    // Amounts and dates are not broken.
    let is_figure = text.starts_with(|sign: char| sign.is_ascii_digit());
    let class = if is_figure { "text figure" } else { "text" };
    format!("<td class=\"{class}\">{}</td>", escape(text))
}

/// Writes a cell of figures that belong together and are not broken.
pub(super) fn figure_cell(text: &str) -> String {
    format!("<td class=\"figure\">{}</td>", escape(text))
}

/// Writes a picture with what is said below it.
pub(super) fn framed(picture: &str, caption: &str) -> String {
    if picture.is_empty() {
        return String::new();
    }
    format!(
        "<figure>\n<div class=\"scroll\">\n{picture}</div>\n<figcaption>{}</figcaption>\n</figure>\n",
        escape(caption)
    )
}
