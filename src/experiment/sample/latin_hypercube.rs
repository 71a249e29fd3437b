//! Latin hypercubes: each key has one set in each of as many strata as there are sets.
//!
//! Every number depends on the seed of the design, the key, the set and the size alone, so sets are made in any order and none of
//! the others is held. The strata of a key are its own permutation of the sets: a Feistel network keyed by the dice, walked
//! until it falls below the size.
//!
//! Sources: `McKay`, Beckman and Conover (1979); Luby and Rackoff (1988); Black and Rogaway (2002), Ciphers with arbitrary finite
//! domains.

use crate::dice::{Dice, Entity, Purpose};
use crate::time::Week;

/// Rounds of the network; with four it is as good as a random permutation where its halves are long, and here they are short.
const ROUNDS: i32 = 8;

/// Returns where a set lies on the axis of a key, from 0 to 1: at a random place within its stratum.
pub(super) fn share(dice: &Dice, key: Entity, set: usize, size: usize) -> f64 {
    let jitter = dice.stream(Purpose::DesignJitter, Week(0), key.part(0, set as u64)).unit();
    (stratum(dice, key, set, size) as f64 + jitter) / size as f64
}

/// Returns the stratum of a set: over all sets, each stratum once.
fn stratum(dice: &Dice, key: Entity, set: usize, size: usize) -> usize {
    let half = (usize::BITS - (size - 1).leading_zeros()).div_ceil(2).max(1);
    let mask = (1_u64 << half) - 1;
    let mut position = set as u64;
    loop {
        let (mut left, mut right) = (position >> half, position & mask);
        for round in 0..ROUNDS {
            let drawn = dice.stream(Purpose::DesignStratum, Week(round), key.part(1, right)).bits();
            (left, right) = (right, left ^ (drawn & mask));
        }
        position = left << half | right;
        if position < size as u64 {
            return position as usize;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strata(size: usize, mut share: impl FnMut(usize) -> f64) -> Vec<usize> {
        let mut counts = vec![0; size];
        (0..size).for_each(|set| counts[(share(set) * size as f64) as usize] += 1);
        counts
    }

    #[test]
    fn each_stratum_of_each_key_holds_one_set() {
        let dice = Dice::new(3, 0);
        for size in [1, 2, 3, 5, 16, 17, 64, 65, 1_000, 4_097] {
            for key in ["a", "b", "encounter.strangers"] {
                let counts = strata(size, |set| share(&dice, Entity::named(key), set, size));
                assert!(counts.iter().all(|count| *count == 1), "{size} {key}");
            }
        }
        // Plain random draws leave a third of the strata empty.
        let mut stream = dice.stream(Purpose::DesignJitter, Week(1), Entity(0));
        assert!(strata(1_000, |_| stream.unit()).iter().any(|count| *count != 1));
    }

    #[test]
    fn every_stratum_is_as_likely_as_any_other_and_two_keys_do_not_go_together() {
        const SIZE: usize = 5;
        const SEEDS: usize = 4_000;
        // Each place of the first set, and that two keys agree in it, has a chance of 1 in 5.
        let (mut first, mut agreements) = ([0_u64; SIZE], 0_u64);
        for seed in 0..SEEDS {
            let dice = Dice::new(seed as u64, 0);
            let [a, b] = ["a", "b"].map(|key| stratum(&dice, Entity::named(key), 0, SIZE));
            first[a] += 1;
            agreements += u64::from(a == b);
        }
        for count in first.into_iter().chain([agreements]) {
            let share = count as f64 / SEEDS as f64;
            // Five standard errors of a share of 0.2 among 4 000.
            assert!((share - 0.2).abs() < 5.0 * (0.2 * 0.8 / SEEDS as f64).sqrt(), "{share}");
        }
    }
}
