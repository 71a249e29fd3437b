//! Text within a given number of columns: tables and broken lines.

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

/// Breaks a text at spaces so that no line is longer than `width` characters; a longer word is broken itself.
pub fn wrapped(text: &str, width: usize) -> String {
    let mut lines = String::new();
    let mut used = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            lines.push('\n');
            used = 0;
        } else if used > 0 {
            lines.push(' ');
            used += 1;
        }
        for sign in word.chars() {
            if used == width {
                lines.push('\n');
                used = 0;
            }
            lines.push(sign);
            used += 1;
        }
    }
    lines.push('\n');
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_to_the_width_whatever_the_words() {
        assert_eq!(wrapped("one two three", 7), "one two\nthree\n");
        assert_eq!(wrapped("a Donaudampfschifffahrt b", 10), "a\nDonaudampf\nschifffahr\nt b\n");
    }
}
