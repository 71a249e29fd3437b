//! How an answer of residents goes with the distance to something, what else they differ in held equal.

use std::collections::BTreeSet;

use super::published::Regression;
use crate::analysis::targets::sieve::{Cell, Picked};
use crate::numeric::ln;
use crate::observation::Trace;
use crate::observation::residents::ResidentRow;
use crate::statistics::linear::least_squares;
use crate::statistics::{mean, standard_deviation};

/// Kilometres that are added, so that who lives next door is not infinitely near.
const DOORSTEP_KM: f64 = 0.1;

/// What residents have been asked.
#[derive(Debug, Clone)]
pub(super) struct Answers {
    picked: Picked,
    rows: Vec<Answer>,
}

/// What a resident has said.
#[derive(Debug, Clone)]
struct Answer {
    said: f64,
    proximity: f64,
    /// What is held equal.
    with: Vec<Cell>,
}

impl Answers {
    /// Begins without any.
    pub(super) fn new(regression: &Regression) -> Self {
        let Regression { of, near, with, .. } = regression;
        let names = [of, near].into_iter().chain(with).map(String::as_str);
        Self { picked: Picked::of(Trace::Residents, names), rows: Vec::new() }
    }

    /// Takes a resident; who has nothing at any distance is left out.
    pub(super) fn take(&mut self, regression: &Regression, row: &ResidentRow<'_>) {
        self.picked.take(row);
        let (answer, km) = (self.picked.number(&regression.of), self.picked.number(&regression.near));
        if answer.is_finite() && km.is_finite() {
            let with = regression.with.iter();
            let with = with.map(|name| self.picked.at(self.picked.position(name)).clone()).collect();
            self.rows.push(Answer { said: answer, proximity: -ln(DOORSTEP_KM + km), with });
        }
    }

    /// Returns the coefficient of proximity, in standard deviations of the answer for each of proximity; nothing where it cannot be told.
    pub(super) fn slope(&self) -> Option<f64> {
        let column = |of: fn(&Answer) -> f64| standardised(&self.rows.iter().map(of).collect::<Vec<_>>());
        let (answers, proximity) = (column(|row| row.said)?, column(|row| row.proximity)?);
        let width = self.rows.first()?.with.len();
        let words: Vec<Vec<&str>> = (0..width).map(|place| self.words(place)).collect();
        let given = |(row, near): (&Answer, f64)| {
            let mut given = vec![1.0, near];
            for (cell, words) in row.with.iter().zip(&words) {
                match cell {
                    // The first word is what the others are compared with.
                    Cell::Word(word) => {
                        given.extend(words.iter().skip(1).map(|known| f64::from(u8::from(known == word))));
                    }
                    other => given.push(other.number().unwrap_or_default()),
                }
            }
            given
        };
        let given: Vec<Vec<f64>> = self.rows.iter().zip(proximity).map(given).collect();
        least_squares(&given, &answers)?.get(1).copied()
    }

    /// Returns the words in a column of what is held equal.
    fn words(&self, place: usize) -> Vec<&str> {
        let mut words = BTreeSet::new();
        for row in &self.rows {
            words.extend(match &row.with[place] {
                Cell::Word(word) => Some(word.as_str()),
                _ => None,
            });
        }
        words.into_iter().collect()
    }
}

/// Returns values as standard deviations from their mean; nothing where all are alike.
fn standardised(values: &[f64]) -> Option<Vec<f64>> {
    let (mean, deviation) = (mean(values)?, standard_deviation(values).filter(|deviation| *deviation > 0.0)?);
    Some(values.iter().map(|value| (value - mean) / deviation).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::{Dice, Entity, Purpose};
    use crate::time::Week;

    /// Returns residents of two districts whose attitude depends on age and on nearness as much as is said.
    fn answers(nearness: f64) -> Answers {
        let regression = Regression {
            of: "attitude".to_owned(),
            near: "accommodation_km".to_owned(),
            with: vec!["age_group".to_owned(), "works".to_owned()],
            week: Week(195),
            residents: 2_500,
        };
        let mut answers = Answers::new(&regression);
        let root = Entity::named("residents");
        for number in 0..5_000 {
            let dice = Dice::new(1, 1);
            let mut stream = dice.stream(Purpose::ResidentSample, Week(0), root.part(0, number));
            let (proximity, noise) = (stream.normal(0.0, 1.0), stream.normal(0.0, 1.0));
            let is_old = stream.chance(0.3);
            // Who is old lives farther away.
            let proximity = proximity - f64::from(u8::from(is_old));
            let said = 0.5 * f64::from(u8::from(is_old)) + nearness * proximity + noise;
            let age = Cell::Word(if is_old { "65_plus" } else { "18_64" }.to_owned());
            answers.rows.push(Answer {
                said,
                proximity,
                with: vec![age, Cell::Number(f64::from(u8::from(number % 2 == 0)))],
            });
        }
        answers
    }

    #[test]
    fn what_goes_with_age_is_not_taken_for_nearness_and_what_acts_directly_is_found() {
        // The error of a coefficient of 5 000 people is about 1/√5 000, 0.014; four of them are 0.06.
        let nothing = answers(0.0).slope().unwrap();
        assert!(nothing.abs() < 0.06, "{nothing}");
        // The negative twin: nearness that acts by itself, by −0.2 a standard deviation less the same error, leaves the band of ± 0.03.
        let direct = answers(-0.2).slope().unwrap();
        assert!(direct < -0.12, "{direct}");
    }

    #[test]
    fn who_are_all_alike_say_nothing() {
        let mut answers = answers(0.0);
        answers.rows.truncate(1);
        assert_eq!(answers.slope(), None);
        answers.rows.clear();
        assert_eq!(answers.slope(), None);
    }
}
