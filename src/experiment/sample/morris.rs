//! Morris trajectories: a random start on a grid, then each key moved once by the same step, in random order.
//!
//! Each key moves half of the levels up or down, so that every level is reached as often as any other. A trajectory depends on
//! the seed of the design and its own number, so that more of them append.
//!
//! Source: Morris (1991), Factorial sampling plans for preliminary computational experiments.

use crate::dice::{Dice, Entity, Purpose};
use crate::time::Week;

/// Returns where a set lies on the axis of each key, from 0 to 1; a trajectory has one set more than keys.
pub(super) fn shares(dice: &Dice, keys: &[Entity], levels: u32, set: usize) -> Vec<f64> {
    let (trajectory, step) = (set / (keys.len() + 1), set % (keys.len() + 1));
    let when = Week(trajectory as i32);
    let mut order: Vec<(u64, usize)> = keys
        .iter()
        .enumerate()
        .map(|(at, key)| (dice.stream(Purpose::DesignOrder, when, *key).bits(), at))
        .collect();
    order.sort_unstable();
    let mut has_moved = vec![false; keys.len()];
    order.iter().take(step).for_each(|(_, at)| has_moved[*at] = true);
    let half = levels / 2;
    let place = |(key, has_moved): (&Entity, bool)| {
        let mut stream = dice.stream(Purpose::DesignStart, when, *key);
        let low = stream.below(half as usize) as u32;
        let goes_up = stream.chance(0.5);
        let level = if goes_up == has_moved { low + half } else { low };
        f64::from(level) / f64::from(levels - 1)
    };
    keys.iter().zip(has_moved).map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(count: usize) -> Vec<Entity> {
        (0..count).map(|key| Entity::named(&format!("key {key}"))).collect()
    }

    #[test]
    fn each_trajectory_moves_each_key_once_by_the_same_step_and_stays_within_the_range() {
        for (count, levels) in [(1, 4), (2, 2), (7, 4), (30, 10)] {
            let (dice, keys) = (Dice::new(1, 0), keys(count));
            let step = f64::from(levels / 2) / f64::from(levels - 1);
            for trajectory in 0..20 {
                let sets: Vec<Vec<f64>> = (0..=count)
                    .map(|set| shares(&dice, &keys, levels, trajectory * (count + 1) + set))
                    .collect();
                let mut moved = vec![0; count];
                for pair in sets.windows(2) {
                    let changed: Vec<usize> =
                        (0..count).filter(|key| pair[0][*key] != pair[1][*key]).collect();
                    assert_eq!(changed.len(), 1);
                    moved[changed[0]] += 1;
                    assert!(((pair[0][changed[0]] - pair[1][changed[0]]).abs() - step).abs() < 1e-12);
                }
                assert!(moved.iter().all(|times| *times == 1), "{moved:?}");
                assert!(sets.iter().flatten().all(|share| (0.0..=1.0).contains(share)));
            }
        }
    }

    #[test]
    fn every_level_is_reached_and_orders_and_directions_differ_between_trajectories() {
        let (dice, keys) = (Dice::new(1, 0), keys(3));
        let at = |set| shares(&dice, &keys, 4, set);
        let mut counts = [0; 4];
        let (mut up, mut first) = (0, [0; 3]);
        for trajectory in 0..600 {
            let (start, end) = (at(trajectory * 4), at(trajectory * 4 + 3));
            counts[(start[0] * 3.0).round() as usize] += 1;
            up += u32::from(end[0] > start[0]);
            let next = at(trajectory * 4 + 1);
            first[(0..3).position(|key| next[key] != start[key]).expect("one key moves")] += 1;
        }
        // Of 600, five standard deviations around 150, 300 and 200.
        assert!(counts.iter().all(|count| (97..=203).contains(count)), "{counts:?}");
        assert!((239..=361).contains(&up), "{up}");
        assert!(first.iter().all(|count| (142..=258).contains(count)), "{first:?}");
    }
}
