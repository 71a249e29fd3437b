//! Regular fractions of two-level factorials: the smallest whose resolution is at least the one asked for.
//!
//! Factors are columns over GF(2). The first ones form a full factorial; each further one is the product of some of them, its
//! generator. A word of the defining relation is a set of factors whose product is constant; the shortest word is the resolution.
//!
//! Source: Box and Hunter (1961), The 2^(k−p) fractional factorial designs.

/// A regular fraction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fraction {
    /// For each factor the basic factors whose product it is, a bit each; the basic ones come first and are themselves.
    columns: Vec<u32>,
    /// Number of basic factors.
    basic: usize,
    /// The resolution that was asked for.
    asked: usize,
    /// The length of the shortest word; nothing for the full factorial.
    resolution: Option<usize>,
}

/// More factors than this are not combined by fractions.
pub(super) const MOST_FACTORS: usize = 24;

/// Columns that are tried for one number of runs before the next one is taken; more matters for none of the known fractions.
const MOST_TRIALS: usize = 10_000;

impl Fraction {
    /// Finds the smallest fraction for a number of factors, of at least this resolution.
    ///
    /// # Panics
    /// When there are no factors or more than [`MOST_FACTORS`], or the resolution is not 3, 4 or 5.
    pub(super) fn find(factors: usize, resolution: usize) -> Self {
        assert!((1..=MOST_FACTORS).contains(&factors) && (3..=5).contains(&resolution));
        let (basic, mut columns) = (1..=factors)
            .find_map(|basic| Some((basic, Search::run(basic, factors, resolution)?)))
            .expect("the full factorial has no word that could be too short");
        // As many runs may be enough for a higher resolution.
        let better = (resolution + 1..=factors).map_while(|higher| Search::run(basic, factors, higher));
        columns = better.last().unwrap_or(columns);
        let shortest = shortest_word(&columns, basic);
        Self { columns, basic, asked: resolution, resolution: shortest }
    }

    /// Returns the resolution that was asked for.
    pub(super) const fn asked(&self) -> usize {
        self.asked
    }

    /// Returns the number of runs.
    pub(super) const fn runs(&self) -> usize {
        1 << self.basic
    }

    /// Returns how often the fraction halves the full factorial.
    pub(super) const fn halvings(&self) -> usize {
        self.columns.len() - self.basic
    }

    /// Returns the length of the shortest word; nothing for the full factorial, which confounds nothing.
    pub(super) const fn resolution(&self) -> Option<usize> {
        self.resolution
    }

    /// Returns each factor that is not basic with the basic ones whose product it is, by position.
    pub(super) fn generators(&self) -> impl Iterator<Item = (usize, Vec<usize>)> {
        self.columns.iter().enumerate().skip(self.basic).map(|(factor, column)| {
            (factor, (0..self.basic).filter(|basic| column >> basic & 1 == 1).collect())
        })
    }

    /// Returns the level of a factor in a run, 0 or 1; the last basic factor turns fastest.
    pub(super) fn level(&self, run: usize, factor: usize) -> usize {
        let column = self.columns[factor];
        let is_high = |basic: &usize| run >> (self.basic - 1 - basic) & 1 == 1;
        let parts = (0..self.basic).filter(|basic| column >> basic & 1 == 1);
        // The product of levels −1 and 1 is 1 where the low ones are even in number.
        let low = parts.filter(|basic| !is_high(basic)).count();
        usize::from(low.is_multiple_of(2))
    }
}

/// The search for columns that are the products of few others nowhere.
struct Search {
    basic: usize,
    factors: usize,
    resolution: usize,
    trials: usize,
}

impl Search {
    fn run(basic: usize, factors: usize, resolution: usize) -> Option<Vec<u32>> {
        let mut search = Self { basic, factors, resolution, trials: 0 };
        search.extend((0..basic).map(|factor| 1 << factor).collect())
    }

    /// Adds columns in ascending order until there are enough, and goes back where none is left.
    fn extend(&mut self, columns: Vec<u32>) -> Option<Vec<u32>> {
        if columns.len() == self.factors {
            return Some(columns);
        }
        let taken = self.products(&columns);
        let last = if columns.len() == self.basic { 0 } else { columns[columns.len() - 1] };
        let free: Vec<u32> = (last + 1..1 << self.basic).filter(|column| !taken[*column as usize]).collect();
        if free.len() < self.factors - columns.len() {
            return None;
        }
        for column in free {
            self.trials += 1;
            if self.trials > MOST_TRIALS {
                return None;
            }
            let more = self.extend(columns.iter().copied().chain([column]).collect());
            if more.is_some() {
                return more;
            }
        }
        None
    }

    /// Marks the products of so few columns that another one equal to them would make too short a word.
    fn products(&self, columns: &[u32]) -> Vec<bool> {
        fn mark(product: u32, columns: &[u32], most: usize, taken: &mut [bool]) {
            taken[product as usize] = true;
            if most > 0 {
                for (at, column) in columns.iter().enumerate() {
                    mark(product ^ column, &columns[..at], most - 1, taken);
                }
            }
        }
        let mut taken = vec![false; 1 << self.basic];
        mark(0, columns, self.resolution - 2, &mut taken);
        taken
    }
}

/// Returns the length of the shortest word of the defining relation; nothing where there is none.
fn shortest_word(columns: &[u32], basic: usize) -> Option<usize> {
    // A word holds some of the factors that are not basic, and the basic ones that make its product constant.
    let added = &columns[basic..];
    (1_u32..1 << added.len())
        .map(|chosen| {
            let is_chosen = |at: &usize| chosen >> at & 1 == 1;
            let product = (0..added.len()).filter(is_chosen).fold(0, |product, at| product ^ added[at]);
            (chosen.count_ones() + product.count_ones()) as usize
        })
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the size of the smallest set of factors whose product is the same in all runs, by trying all sets.
    fn shortest_of_all(fraction: &Fraction, factors: usize) -> Option<usize> {
        (1_u32..1 << factors)
            .filter(|word| {
                let sign = |run: usize| {
                    let low = (0..factors)
                        .filter(|factor| word >> factor & 1 == 1 && fraction.level(run, *factor) == 0);
                    low.count() % 2
                };
                (1..fraction.runs()).all(|run| sign(run) == sign(0))
            })
            .map(|word| word.count_ones() as usize)
            .min()
    }

    #[test]
    fn no_word_is_shorter_than_the_resolution() {
        for factors in 1..=9 {
            for asked in 3..=5 {
                let fraction = Fraction::find(factors, asked);
                let shortest = shortest_of_all(&fraction, factors);
                assert_eq!(shortest, fraction.resolution(), "{factors} {asked}");
                assert!(shortest.is_none_or(|shortest| shortest >= asked), "{factors} {asked}");
            }
        }
        let mut wrong = Fraction::find(5, 5);
        wrong.columns[4] = 0b11;
        assert_eq!(shortest_of_all(&wrong, 5), Some(3));
    }

    #[test]
    fn known_fractions_have_their_known_sizes() {
        for (factors, asked, runs, resolution) in [
            (3, 3, 4, Some(3)),
            (4, 3, 8, Some(4)),
            (5, 3, 8, Some(3)),
            (7, 3, 8, Some(3)),
            (15, 3, 16, Some(3)),
            (2, 3, 4, None),
            (7, 4, 16, Some(4)),
            (8, 4, 16, Some(4)),
            (9, 4, 32, Some(4)),
            (16, 4, 32, Some(4)),
            (5, 5, 16, Some(5)),
            (6, 5, 32, Some(6)),
            (8, 5, 64, Some(5)),
            (11, 5, 128, Some(5)),
            (12, 5, 256, Some(6)),
        ] {
            let fraction = Fraction::find(factors, asked);
            assert_eq!((fraction.runs(), fraction.resolution()), (runs, resolution), "{factors} {asked}");
        }
    }

    #[test]
    fn levels_are_balanced_and_any_two_factors_meet_alike() {
        let fraction = Fraction::find(7, 3);
        for one in 0..7 {
            for other in 0..one {
                let both = |run: &usize| fraction.level(*run, one) == 1 && fraction.level(*run, other) == 1;
                assert_eq!((0..fraction.runs()).filter(both).count(), fraction.runs() / 4);
            }
        }
    }

    #[test]
    fn the_largest_fractions_are_found_in_a_moment() {
        for asked in 3..=5 {
            let fraction = Fraction::find(MOST_FACTORS, asked);
            assert!(fraction.resolution().is_some_and(|resolution| resolution >= asked));
            assert!(fraction.runs() <= 1_024, "{}", fraction.runs());
        }
    }
}
