//! Numbers as people type them: with a decimal comma, a point between thousands, a blank, a sign for euros.
//!
//! TOML knows decimal points alone and reads `100.000` as one hundred. None of this is read as anything: it is explained.

use crate::phrase::{Phrase, phrase};

/// A number as it was meant, in the form that files understand.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Meant {
    /// The number, such as `100000` or `0.5`.
    plain: String,
    /// With a mark between thousands, where it has any.
    marked: Option<String>,
    /// What else it may mean, where its one point or comma may be a decimal one.
    otherwise: Option<String>,
}

/// Says how a number that somebody typed is to be written; nothing where it is a number already, or none at all.
///
/// A whole number, or one of euros, has no three decimals.
pub(super) fn advice(typed: &str, is_whole: bool) -> Option<Phrase> {
    let is_number = typed.parse::<f64>().is_ok() && !is_grouped(typed);
    let Meant { plain, marked, otherwise } = meant(typed).filter(|_| !is_number)?;
    let write = match marked {
        Some(marked) => phrase!("write {plain} or {marked}", "{plain} oder {marked} schreiben"),
        None => phrase!("write {plain}", "{plain} schreiben"),
    };
    Some(match otherwise.filter(|_| !is_whole) {
        Some(decimal) => phrase!(
            "{write}; with decimals {decimal}",
            "{write}; mit Nachkommastellen {decimal}";
            write = write
        ),
        None => write,
    })
}

/// Returns whether a number as it stands in a text has one point and three digits behind it, as if that parted thousands.
pub(super) fn is_grouped(typed: &str) -> bool {
    let unsigned = typed.trim_start_matches(['-', '+']);
    unsigned.split_once('.').is_some_and(|(first, rest)| is_first(first) && is_group(rest))
}

/// Finds the numbers of a line of TOML that are typed otherwise than TOML knows them, each with its beginning and end.
pub(super) fn mistyped(line: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut run: Option<usize> = None;
    let mut quoted: Option<char> = None;
    let mut before = ' ';
    for (at, sign) in line.char_indices().chain([(line.len(), '\n')]) {
        let is_of_word = before.is_alphanumeric() || matches!(before, '_' | '-' | '.' | '"' | '\'');
        match (run, quoted) {
            (_, Some(mark)) if sign == mark => quoted = None,
            (None, None) if sign == '#' => break,
            (None, None) if matches!(sign, '"' | '\'') => quoted = Some(sign),
            (None, None) if sign.is_ascii_digit() && (!is_of_word || before == '-') => {
                run = Some(if before == '-' { at - 1 } else { at });
            }
            (Some(start), None) if !is_of_number(sign) => {
                found.extend(pieces(line, start, at));
                run = None;
            }
            _ => {}
        }
        before = sign;
    }
    found
}

/// Splits a run of signs of numbers at commas with a blank behind them, and keeps what is a number as people type it.
fn pieces(line: &str, start: usize, end: usize) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut from = start;
    for piece in line[start..end].split_inclusive(", ") {
        let typed = piece.trim_end_matches([' ', ',', '\r']);
        if advice(typed, false).is_some() && !is_grouped(typed) {
            found.push((from, from + typed.len()));
        }
        from += piece.len();
    }
    found
}

fn is_of_number(sign: char) -> bool {
    sign.is_ascii_digit()
        || is_blank(sign)
        || matches!(sign, '.' | ',' | '€' | 'E' | 'U' | 'R' | 'u' | 'r' | 'o')
}

const fn is_blank(sign: char) -> bool {
    matches!(sign, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

/// Reads a number as people type it.
fn meant(typed: &str) -> Option<Meant> {
    let typed = typed.trim_matches(is_blank);
    let bare = ["€", "EUR", "Euro", "euros", "euro"]
        .iter()
        .find_map(|unit| typed.strip_suffix(unit).or_else(|| typed.strip_prefix(unit)))
        .unwrap_or(typed)
        .trim_matches(is_blank);
    let (sign, digits) = bare.strip_prefix('-').map_or(("", bare), |rest| ("-", rest));
    let plain = |text: String| Meant { plain: format!("{sign}{text}"), marked: None, otherwise: None };
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(plain(digits.to_owned()));
    }
    if let Some(parts) = groups(digits) {
        // One point or comma may be a decimal one.
        let otherwise =
            (parts.len() == 2 && digits.contains(['.', ','])).then(|| format!("{sign}{}", parts.join(".")));
        let marked = Some(format!("{sign}{}", parts.join("_")));
        return Some(Meant { marked, otherwise, ..plain(parts.concat()) });
    }
    let last = digits.rfind(['.', ','])?;
    let [whole, decimals] = [&digits[..last], &digits[last + 1..]];
    let mark = &digits[last..=last];
    let is_decimal = !decimals.is_empty() && decimals.bytes().all(|byte| byte.is_ascii_digit());
    let before = if whole.bytes().all(|byte| byte.is_ascii_digit()) {
        Some(whole.to_owned())
    } else {
        groups(whole).filter(|_| !whole.contains(mark)).map(|parts| parts.concat())
    };
    let before = before.filter(|before| is_decimal && !before.is_empty())?;
    Some(plain(format!("{before}.{decimals}")))
}

/// Returns the parts between marks of thousands, where all of them are the same mark.
fn groups(digits: &str) -> Option<Vec<&str>> {
    let mark = digits
        .chars()
        .find(|sign| !sign.is_ascii_digit())
        .filter(|sign| is_blank(*sign) || ".,".contains(*sign))?;
    let parts: Vec<&str> = digits.split(mark).collect();
    (is_first(parts[0]) && parts[1..].iter().all(|part| is_group(part))).then_some(parts)
}

/// One to three digits before the first mark; what begins with a nought is no thousand.
fn is_first(part: &str) -> bool {
    (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()) && !part.starts_with('0')
}

fn is_group(part: &str) -> bool {
    part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_type_them_are_explained() {
        for (typed, expected) in [
            ("100.000", "write 100000 or 100_000; with decimals 100.000"),
            ("100,000", "write 100000 or 100_000; with decimals 100.000"),
            ("100 000", "write 100000 or 100_000"),
            ("100\u{202f}000", "write 100000 or 100_000"),
            ("1.000.000", "write 1000000 or 1_000_000"),
            ("100.000 €", "write 100000 or 100_000; with decimals 100.000"),
            ("€ 100000", "write 100000"),
            ("100000 EUR", "write 100000"),
            ("1.000,50", "write 1000.50"),
            ("1,000.50", "write 1000.50"),
            ("0,5", "write 0.5"),
            ("0,125", "write 0.125"),
            ("-2,5", "write -2.5"),
        ] {
            assert_eq!(
                advice(typed, false).map(|advice| advice.english().to_owned()).as_deref(),
                Some(expected),
                "{typed}"
            );
        }
        for typed in
            ["100000", "0.5", "0.125", "2.5", "many", "", "1,2,3", "1.2.3", "100_000", "1e5", ",5", "€"]
        {
            assert_eq!(advice(typed, false), None, "{typed}");
        }
    }

    #[test]
    fn mistyped_numbers_are_found_in_a_line() {
        let found = |line: &'static str| -> Vec<&str> {
            mistyped(line).into_iter().map(|(start, end)| &line[start..end]).collect()
        };
        assert_eq!(found("a = 100,000"), ["100,000"]);
        assert_eq!(found("a = -0,5 # so viel"), ["-0,5"]);
        assert_eq!(found("a = [100,000, 140,000]"), ["100,000", "140,000"]);
        assert_eq!(found("set = { \"a\" = 100.000 €, b = 2 }"), ["100.000 €"]);
        for line in
            ["a = [1, 2, 3]", "name = \"100,000\"", "a = 2015-09-02", "a2,5 = 3", "a = 0.175", "# 0,5"]
        {
            assert!(found(line).is_empty(), "{line}: {:?}", found(line));
        }
    }
}
