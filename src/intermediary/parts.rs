//! Offers in parts: hours that money buys, in whole offers and one part.

use crate::quantity::Share;

/// An own offer for which there is a room, staff and a fee.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PaidOffer {
    /// Weekly hours with people.
    pub hours: f64,
    /// Whether an interpreter and somebody who looks after children are paid for as well.
    pub is_open_to_all: bool,
}

/// Divides weekly hours into offers of `each` hours and one part, if it has at least `least`.
pub(super) fn parts(hours: f64, each: f64, least: f64) -> Vec<f64> {
    // What divides without remainder must not be lost to rounding.
    let whole = (hours / each.max(1e-9) + 1e-9).floor();
    let rest = hours - whole * each;
    let mut parts = vec![each; whole as usize];
    parts.extend((rest > 1e-6 && rest >= least).then_some(rest));
    parts
}

/// Divides weekly hours of own offers, of which a share is open to all: of n offers ⌊n × inclusion⌋, spread evenly.
pub(super) fn paid_offers(hours: f64, each: f64, least: f64, inclusion: Share) -> Vec<PaidOffer> {
    let open = |count: usize| (count as f64 * inclusion.get() + 1e-9).floor();
    let parts = parts(hours, each, least).into_iter().enumerate();
    parts
        .map(|(number, hours)| PaidOffer { hours, is_open_to_all: open(number + 1) > open(number) })
        .collect()
}

/// Returns the largest amount up to `most` that suffices, where less of it always does; 0 if none does.
pub(super) fn largest(most: f64, suffices: impl Fn(f64) -> bool) -> f64 {
    if most <= 0.0 || suffices(most) {
        return most.max(0.0);
    }
    let (mut low, mut high) = (0.0, most);
    // So many halvings leave less than a minute a year of any number of hours.
    for _ in 0..48 {
        let middle = f64::midpoint(low, high);
        if suffices(middle) { low = middle } else { high = middle }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_come_in_whole_offers_and_one_part_that_is_not_too_small() {
        assert_eq!(parts(7.5, 3.0, 1.0), [3.0, 3.0, 1.5]);
        assert_eq!(parts(6.5, 3.0, 1.0), [3.0, 3.0], "half an hour is no offer");
        assert_eq!(parts(6.0 - 1e-12, 3.0, 1.0), [3.0, 3.0]);
        assert_eq!(parts(0.9, 3.0, 1.0), [0.0; 0]);
    }

    #[test]
    fn a_share_of_offers_is_open_to_all() {
        let open = |inclusion| {
            let offers = paid_offers(12.0, 3.0, 1.0, Share::new(inclusion).unwrap());
            offers.iter().filter(|offer| offer.is_open_to_all).count()
        };
        assert_eq!([0.0, 0.2, 0.25, 0.5, 1.0].map(open), [0, 0, 1, 2, 4]);
    }

    #[test]
    fn the_largest_amount_that_suffices_is_found_to_the_minute() {
        assert!((largest(10.0, |hours| hours <= 4.2) - 4.2).abs() < 1e-6);
        assert_eq!([largest(10.0, |_| true), largest(10.0, |hours| hours <= 0.0)], [10.0, 0.0]);
    }
}
