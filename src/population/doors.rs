//! Doors: the last step of a choice, between places that offer the same.

use std::cmp::Ordering;

use crate::dice::Stream;

/// Returns the best of the doors of one kind with its value; doors that tie exactly have equal chances.
///
/// A kind is worth what its best door is worth, so another like door adds nothing, and no door takes anything away. `stream` is
/// made only where doors tie: one door alone draws nothing.
pub fn best_door<T>(
    doors: impl IntoIterator<Item = (T, f64)>,
    stream: impl Fn() -> Stream,
) -> Option<(T, f64)> {
    let mut best: Option<(T, f64)> = None;
    let mut ties: Option<(Stream, usize)> = None;
    for door in doors {
        match best.as_ref().map(|(_, most)| door.1.total_cmp(most)) {
            Some(Ordering::Less) => {}
            Some(Ordering::Equal) => {
                // Of n like doors the last is taken with chance 1/n, so one door more moves no more people than it takes.
                let (stream, count) = ties.get_or_insert_with(|| (stream(), 1));
                *count += 1;
                if stream.below(*count) == 0 {
                    best = Some(door);
                }
            }
            Some(Ordering::Greater) | None => {
                best = Some(door);
                ties = None;
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::{Dice, Entity, Purpose};
    use crate::time::Week;

    fn chosen(number: u64, values: &[f64]) -> Option<(usize, f64)> {
        let entity = Entity::named("somebody").part(0, number);
        let stream = || Dice::new(1, 0).stream(Purpose::Door, Week::START, entity);
        best_door(values.iter().copied().enumerate(), stream)
    }

    #[test]
    fn like_doors_have_equal_chances_and_are_worth_what_one_is() {
        let mut count = [0_u32; 4];
        for number in 0..30_000 {
            let (door, value) = chosen(number, &[0.3, 0.7, 0.7, 0.7]).unwrap();
            count[door] += 1;
            assert!((value - 0.7).abs() < f64::EPSILON);
        }
        assert_eq!(count[0], 0);
        // A third of 30 000 has a standard deviation of 82.
        assert!(count[1..].iter().all(|&taken| taken.abs_diff(10_000) < 400), "{count:?}");
    }

    #[test]
    fn one_like_door_more_moves_nobody_but_to_itself_and_a_better_one_takes_all() {
        for number in 0..1_000 {
            let (two, _) = chosen(number, &[0.7, 0.7]).unwrap();
            let (three, _) = chosen(number, &[0.7, 0.7, 0.7]).unwrap();
            assert!(three == two || three == 2);
            assert_eq!(chosen(number, &[0.7, 0.7, 0.8]).unwrap().0, 2);
            assert_eq!(chosen(number, &[0.7, 0.7, 0.6]).unwrap().0, two);
        }
        assert_eq!(chosen(0, &[]), None);
    }
}
