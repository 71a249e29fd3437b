//! Faults of syntax: what is no TOML, in words where it is something that people often type.

use std::collections::BTreeSet;
use std::sync::Arc;

use toml::de::Error;

use super::faults::Fault;
use super::numbers;
use super::position::{Position, Text};
use crate::phrase::{Phrase, phrase};

/// A text that is not TOML at all has an error in every line.
const MOST_ERRORS: usize = 20;

/// Returns the faults that the parser's errors stand for.
///
/// A key with umlauts is none. An error of a line with a number as people type it is said once, whatever follows from it.
pub(super) fn faults(text: &Arc<Text>, errors: &[Error]) -> Vec<Fault> {
    let mut explained: BTreeSet<usize> = BTreeSet::new();
    let mut others: Vec<(usize, Fault)> = Vec::new();
    let mut found = Vec::new();
    for error in errors.iter().filter(|error| !is_umlaut(text, error)) {
        let span = error.span().unwrap_or(0..0);
        let place = Position::new(text, span.start, span.end);
        let (line, start) = place.whole_line();
        let near = |typed: &&(usize, usize)| {
            let (from, to) = (start + typed.0, start + typed.1);
            from <= span.end + 1 && span.start <= to + 2
        };
        if let Some((from, to)) = numbers::mistyped(line).iter().find(near) {
            explained.insert(start);
            found.extend(mistyped(text, start + from, start + to));
        } else {
            others.push((start, other(&place, error.message().trim())));
        }
    }
    found.extend(others.into_iter().filter(|(line, _)| !explained.contains(line)).map(|(_, fault)| fault));
    found.truncate(MOST_ERRORS);
    found
}

/// TOML knows keys of plain letters alone unless they are quoted; the parser reads them all the same.
fn is_umlaut(text: &Text, error: &Error) -> bool {
    let signs = error.span().and_then(|span| text.content.get(span)).unwrap_or_default();
    let is_of_key = error.message().starts_with("invalid unquoted key");
    is_of_key && !signs.is_empty() && signs.chars().all(|sign| "äöüÄÖÜß".contains(sign))
}

fn mistyped(text: &Arc<Text>, start: usize, end: usize) -> Option<Fault> {
    let place = Position::new(text, start, end);
    let typed = place.written();
    let found = phrase!("`{typed}` is no number in TOML", "`{typed}` ist in TOML keine Zahl");
    let allowed = phrase!(
        "digits, with a decimal point: {advice}",
        "Ziffern, mit Dezimalpunkt: {advice}";
        advice = numbers::advice(typed, false)?
    );
    Some(Fault::at(&place, found).allowed(allowed))
}

fn other(place: &Position, message: &str) -> Fault {
    let word = place.written();
    let is_word = word.starts_with(char::is_alphabetic)
        && word.chars().all(|sign| sign.is_alphanumeric() || "_- ".contains(sign));
    if is_word
        && ["string values must be quoted", "invalid boolean"].iter().any(|own| message.starts_with(own))
    {
        let found =
            phrase!("`{word}` stands without quotation marks", "`{word}` steht ohne Anführungszeichen");
        return Fault::at(place, found).allowed(Phrase::same(format!("\"{word}\"")));
    }
    Fault::at(place, phrase!("no TOML: {message}", "kein TOML: {message}"))
}
