//! Phrases: what is said to a person, in both languages, since only the reader's end knows which one is asked for.

use std::fmt;

use crate::vocabulary::Language;

/// A text in English and in German.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Phrase {
    english: String,
    german: String,
}

impl Phrase {
    /// Makes a phrase of both texts.
    pub const fn new(english: String, german: String) -> Self {
        Self { english, german }
    }

    /// Makes a phrase of what is the same in both languages: names, numbers, lists of keys.
    pub fn same(text: impl Into<String>) -> Self {
        let english: String = text.into();
        Self { german: english.clone(), english }
    }

    /// Returns the text in a language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::English => &self.english,
            Language::German => &self.german,
        }
    }

    /// Returns the English text.
    pub fn english(&self) -> &str {
        &self.english
    }

    /// Returns the German text.
    pub fn german(&self) -> &str {
        &self.german
    }

    /// Returns the phrase with both of its texts changed.
    #[must_use]
    pub fn map(&self, change: impl Fn(&str) -> String) -> Self {
        Self { english: change(&self.english), german: change(&self.german) }
    }

    /// Joins phrases with what stands between them in both languages.
    pub fn join(parts: &[Self], between: &str) -> Self {
        let texts = |of: fn(&Self) -> &str| parts.iter().map(of).collect::<Vec<_>>().join(between);
        Self { english: texts(Self::english), german: texts(Self::german) }
    }
}

/// Shows the English text.
impl fmt::Display for Phrase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.english)
    }
}

/// Makes a phrase of two literals, English first, filled in with variables in scope; behind a semicolon stand parts that are
/// phrases themselves.
macro_rules! phrase {
    ($english:literal, $german:literal $(; $($name:ident = $part:expr),+)? $(,)?) => {{
        $($(let $name = &$part;)+)?
        $crate::phrase::Phrase::new(
            { $($(let $name = $name.english();)+)? format!($english) },
            { $($(let $name = $name.german();)+)? format!($german) },
        )
    }};
}
pub(crate) use phrase;

/// Replaces signs that move the cursor, ring the bell or turn the direction of writing; line ends and tabs stay.
pub fn printable(text: &str) -> String {
    text.chars().map(|sign| if is_printable(sign) { sign } else { char::REPLACEMENT_CHARACTER }).collect()
}

/// Returns a text on one line, for names that stand in tables; what moves the cursor is replaced.
pub fn one_line(text: &str) -> String {
    printable(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns whether a sign may reach a terminal: no control sign but line end and tab, no override of the direction of writing.
pub fn is_printable(sign: char) -> bool {
    matches!(sign, '\n' | '\t')
        || !(sign.is_control() || matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
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
    fn a_phrase_fills_both_languages_and_takes_in_other_phrases() {
        let (key, what) = ("siting", phrase!("a list", "eine Liste"));
        let whole = phrase!("`{key}` is {what}", "`{key}` ist {what}"; what = what);
        assert_eq!(whole.in_language(Language::English), "`siting` is a list");
        assert_eq!(whole.in_language(Language::German), "`siting` ist eine Liste");
        assert_eq!(whole.to_string(), "`siting` is a list");
        assert_eq!(Phrase::join(&[whole, Phrase::same("a")], ", ").german(), "`siting` ist eine Liste, a");
    }

    #[test]
    fn signs_that_command_a_terminal_are_replaced() {
        assert_eq!(
            printable("a\u{1b}[2Jb\u{202e}\u{9b}c\u{7}\n\td"),
            "a\u{fffd}[2Jb\u{fffd}\u{fffd}c\u{fffd}\n\td"
        );
        assert_eq!(printable("Zoë · 10 € − مرحبا"), "Zoë · 10 € − مرحبا");
    }

    #[test]
    fn lines_keep_to_the_width_whatever_the_words() {
        assert_eq!(wrapped("one two three", 7), "one two\nthree\n");
        assert_eq!(wrapped("a Donaudampfschifffahrt b", 10), "a\nDonaudampf\nschifffahr\nt b\n");
    }
}
