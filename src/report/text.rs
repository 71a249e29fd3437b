//! Tables within a given number of columns.

use comfy_table::{ContentArrangement, ContentLineStyle, LineStyle, Table, TableStyle};

/// Returns an empty table of at most so many columns, with a line below its header and none elsewhere.
pub fn table(width: usize) -> Table {
    let mut table = Table::new();
    table
        .load_style(style())
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(width).unwrap_or(u16::MAX));
    table
}

const fn style() -> TableStyle {
    TableStyle::new()
        .header_lines(ContentLineStyle::none())
        .header_separator(LineStyle::none().fill('─').junction('─'))
        .content_lines(ContentLineStyle::none())
}

/// Returns a table as text without blanks at the ends of its lines.
pub fn trimmed(table: &Table) -> String {
    let mut text = String::new();
    for line in table.trim_fmt().lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
