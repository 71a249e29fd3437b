//! Numbers as people type them: with thousands set apart, a decimal comma, per cent, a unit. What can be read in two ways is refused.

use crate::phrase::{Phrase, phrase};

/// What kind of number is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A count.
    Whole,
    /// Any number.
    Decimal,
    /// A share between 0 and 1, which may come as per cent.
    Share,
}

/// Units that may stand behind a number; they change nothing.
const UNITS: [&str; 8] = ["km²", "km2", "qkm", "km", "€", "eur", "euro", "euros"];

/// Words for per cent.
const PER_CENT: [&str; 3] = ["%", "prozent", "percent"];

/// Reads a number.
///
/// # Errors
/// Returns what is wrong with it, and what is allowed.
pub(super) fn read(typed: &str, form: Form) -> Result<f64, Phrase> {
    let text = typed.trim().replace(['\u{a0}', '\u{202f}'], " ").to_lowercase();
    let (text, is_per_cent) = without_unit(&text);
    if is_per_cent && form != Form::Share {
        return Err(phrase!(
            "a number is meant here, not per cent",
            "gemeint ist eine Anzahl, keine Prozentangabe"
        ));
    }
    if text.starts_with(['-', '−']) {
        return Err(phrase!("it is below zero", "die Zahl ist kleiner als null"));
    }
    let is_sign = |sign: char| sign.is_ascii_digit() || MARKS.contains(&sign);
    if !text.contains(|sign: char| sign.is_ascii_digit()) || !text.chars().all(is_sign) {
        return Err(phrase!("this is no number", "das ist keine Zahl"));
    }
    let plain = match form {
        Form::Whole => whole(text)?,
        Form::Decimal | Form::Share => decimal(text)?,
    };
    let number = plain.parse().map_err(|_| phrase!("this is no number", "das ist keine Zahl"))?;
    if form == Form::Share { share(number, is_per_cent) } else { Ok(number) }
}

/// Signs within numbers beside digits: decimal signs and those that set thousands apart.
const MARKS: [char; 6] = ['.', ',', ' ', '_', '\'', '’'];

/// Takes off a unit or a word for per cent, and says whether it was one for per cent.
fn without_unit(text: &str) -> (&str, bool) {
    let without = |words: &[&str]| words.iter().find_map(|word| text.strip_suffix(word)).map(str::trim_end);
    match (without(&PER_CENT), without(&UNITS)) {
        (Some(rest), _) => (rest, true),
        (None, Some(rest)) => (rest, false),
        (None, None) => (text, false),
    }
}

/// Returns the digits of a number whose thousands are set apart by one sign, or by none.
fn grouped(text: &str) -> Option<String> {
    let Some(mark) = text.chars().find(|sign| MARKS.contains(sign)) else { return Some(text.to_owned()) };
    let mut groups = text.split(mark);
    let first = groups.next()?;
    let is_number = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let begins = (1..=3).contains(&first.len()) && is_number(first) && !first.starts_with('0');
    let mut rest = groups.map(|group| group.len() == 3 && is_number(group));
    (begins && rest.all(|is_group| is_group)).then(|| text.replace(mark, ""))
}

fn whole(text: &str) -> Result<String, Phrase> {
    grouped(text).ok_or_else(|| {
        phrase!(
            "a whole number is needed: 34584, or with thousands set apart 34.584, 34 584 or 34_584",
            "gebraucht wird eine ganze Zahl: 34584, oder mit Tausenderpunkt 34.584, auch 34 584 oder 34_584"
        )
    })
}

/// Returns a number with a decimal point; a comma may stand for it.
fn decimal(text: &str) -> Result<String, Phrase> {
    let no_number = || {
        phrase!(
            "this is no number: 1234.5 and 1234,5 are, also 1.234,5 and 1,234.5",
            "das ist keine Zahl: möglich sind 1234,5 und 1234.5, auch 1.234,5 und 1,234.5"
        )
    };
    let Some(last) = text.rfind(['.', ',']) else { return grouped(text).ok_or_else(no_number) };
    let (before, after) = (&text[..last], &text[last + 1..]);
    let mark = &text[last..=last];
    if !after.bytes().all(|byte| byte.is_ascii_digit()) || after.is_empty() {
        return Err(no_number());
    }
    if before.contains(mark) {
        // The same sign twice sets thousands apart.
        return grouped(text).ok_or_else(no_number);
    }
    if let (Some(digits), true) = (grouped(text), before.bytes().all(|byte| byte.is_ascii_digit())) {
        return Err(phrase!(
            "this can be read as {digits} or as {before}.{after}; write {digits}, or {before}.{after}0",
            "das kann {digits} oder {before},{after} heißen; bitte {digits} schreiben, oder {before},{after}0"
        ));
    }
    let before = if before.is_empty() { "0".to_owned() } else { grouped(before).ok_or_else(no_number)? };
    Ok(format!("{before}.{after}"))
}

#[expect(clippy::float_cmp, reason = "only what was typed as 1 can mean one per cent or all")]
fn share(number: f64, is_per_cent: bool) -> Result<f64, Phrase> {
    if !is_per_cent && number == 1.0 {
        return Err(phrase!(
            "this can be one per cent or all; write 1 % or 100 %",
            "das kann ein Prozent oder alle heißen; bitte 1 % oder 100 % schreiben"
        ));
    }
    if number > 100.0 {
        return Err(phrase!("a share is at most 100 %", "ein Anteil ist höchstens 100 %"));
    }
    let per_cent = is_per_cent || number > 1.0;
    // Hundredths of 38 are 0.38, not a little more.
    Ok(if per_cent { (number * 1e6).round() / 1e8 } else { number })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for (typed, form, number) in [
            ("34584", Form::Whole, 34_584.0),
            ("34.584", Form::Whole, 34_584.0),
            ("34,584", Form::Whole, 34_584.0),
            ("1 234 567", Form::Whole, 1_234_567.0),
            ("140_000", Form::Whole, 140_000.0),
            ("140.000 €", Form::Whole, 140_000.0),
            ("140'000 EUR", Form::Whole, 140_000.0),
            ("19.65", Form::Decimal, 19.65),
            ("19,65 km²", Form::Decimal, 19.65),
            (",5", Form::Decimal, 0.5),
            ("1.234,5", Form::Decimal, 1_234.5),
            ("1,234.5", Form::Decimal, 1_234.5),
            ("1.234.567", Form::Decimal, 1_234_567.0),
            ("0.459", Form::Decimal, 0.459),
            ("38", Form::Share, 0.38),
            ("0.38", Form::Share, 0.38),
            ("0,38", Form::Share, 0.38),
            ("38 %", Form::Share, 0.38),
            ("38,5%", Form::Share, 0.385),
            ("1 %", Form::Share, 0.01),
            ("0.5 Prozent", Form::Share, 0.005),
            ("100", Form::Share, 1.0),
            ("0", Form::Share, 0.0),
        ] {
            assert_eq!(read(typed, form), Ok(number), "{typed}");
        }
    }

    #[test]
    fn what_is_no_number_or_could_be_two_is_refused_in_words() {
        for (typed, form, said) in [
            ("", Form::Whole, "no number"),
            ("many", Form::Whole, "no number"),
            ("%", Form::Share, "no number"),
            ("1e9", Form::Whole, "no number"),
            ("-5", Form::Whole, "below zero"),
            ("−5", Form::Decimal, "below zero"),
            ("34.5", Form::Whole, "whole number"),
            ("34.58,4", Form::Whole, "whole number"),
            ("0.584", Form::Whole, "whole number"),
            ("38 %", Form::Whole, "per cent"),
            ("1.234", Form::Decimal, "1234 or as 1.234"),
            ("1,234", Form::Decimal, "1234 or as 1.234"),
            ("1.2.3", Form::Decimal, "no number"),
            ("5,", Form::Decimal, "no number"),
            ("..", Form::Decimal, "no number"),
            ("1", Form::Share, "1 % or 100 %"),
            ("101", Form::Share, "at most 100 %"),
            ("380 %", Form::Share, "at most 100 %"),
        ] {
            let fault = read(typed, form).unwrap_err();
            assert!(fault.english().contains(said), "{typed}: {fault}");
        }
    }
}
