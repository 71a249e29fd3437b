//! Spans: from where to where a number reaches over the points of an experiment, usually from itself to itself.

use crate::phrase::{Phrase, phrase};

/// The lowest and the highest of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span(Option<(u64, u64)>);

impl Span {
    /// Returns the span of numbers.
    pub fn of(numbers: impl IntoIterator<Item = u64>) -> Self {
        let mut span = Self::default();
        for number in numbers {
            span.add(number);
        }
        span
    }

    /// Takes in a number.
    pub fn add(&mut self, number: u64) {
        let (low, high) = self.0.unwrap_or((number, number));
        self.0 = Some((low.min(number), high.max(number)));
    }

    /// Returns whether it is one number, this one.
    pub fn is_always(self, number: u64) -> bool {
        self.0 == Some((number, number))
    }

    /// Returns the number, or from where to where it reaches.
    pub fn number(self) -> Phrase {
        match self.0 {
            None => Phrase::same("–"),
            Some((low, high)) if low == high => Phrase::same(low.to_string()),
            Some((low, high)) => phrase!("{low} to {high}", "{low} bis {high}"),
        }
    }

    /// Returns the number with its noun, one or many in both languages.
    pub fn counted(self, [one, many]: [&str; 2], [eins, viele]: [&str; 2]) -> Phrase {
        let number = self.number();
        if self.is_always(1) {
            phrase!("{number} {one}", "{number} {eins}"; number = number)
        } else {
            phrase!("{number} {many}", "{number} {viele}"; number = number)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_of_equal_numbers_is_one_number() {
        let weeks = [["week", "weeks"], ["Woche", "Wochen"]];
        assert_eq!(Span::of([3, 3]).counted(weeks[0], weeks[1]).german(), "3 Wochen");
        assert_eq!(Span::of([1]).counted(weeks[0], weeks[1]).english(), "1 week");
        assert_eq!(Span::of([9, 3, 5]).counted(weeks[0], weeks[1]).english(), "3 to 9 weeks");
        assert_eq!(Span::default().number().english(), "–");
    }
}
