//! Offers in parts: hours that money buys, in whole offers and one part, and what they cost.

use super::account::Parameters;
use crate::quantity::Share;
use crate::time::WEEKS_PER_YEAR;

/// An own offer for which there is a room, staff and a fee.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PaidOffer {
    /// Weekly hours with people.
    pub hours: f64,
    /// Whether an interpreter and somebody who looks after children are paid for as well.
    pub is_open_to_all: bool,
}

/// What own offers cost in euros a year, beside the hours of staff.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct OfferCosts {
    /// Fees and material.
    pub(super) fees: f64,
    /// Interpreters.
    pub(super) interpreters: f64,
    /// Carers for children.
    pub(super) childcare: f64,
}

impl OfferCosts {
    /// Returns the sum.
    pub(super) fn sum(&self) -> f64 {
        self.fees + self.interpreters + self.childcare
    }
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
pub(super) fn paid_offers(hours: f64, least: f64, inclusion: Share, prices: &Parameters) -> Vec<PaidOffer> {
    let open = |count: usize| (count as f64 * inclusion.get() + 1e-9).floor();
    let parts = parts(hours, prices.offer_hours_per_week.get(), least).into_iter().enumerate();
    parts
        .map(|(number, hours)| PaidOffer { hours, is_open_to_all: open(number + 1) > open(number) })
        .collect()
}

/// Returns what own offers cost.
pub(super) fn costs(offers: &[PaidOffer], prices: &Parameters) -> OfferCosts {
    let hours: f64 = offers.iter().map(|offer| offer.hours).sum();
    let open: f64 = offers.iter().filter(|offer| offer.is_open_to_all).map(|offer| offer.hours).sum();
    OfferCosts {
        fees: hours * WEEKS_PER_YEAR * prices.offer_fee.get(),
        interpreters: open * WEEKS_PER_YEAR * prices.interpreter_fee.get(),
        childcare: open * WEEKS_PER_YEAR * prices.childcare_fee.get(),
    }
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
    use crate::world::toy;

    #[test]
    fn hours_come_in_whole_offers_and_one_part_that_is_not_too_small() {
        assert_eq!(parts(7.5, 3.0, 1.0), [3.0, 3.0, 1.5]);
        assert_eq!(parts(6.5, 3.0, 1.0), [3.0, 3.0], "half an hour is no offer");
        assert_eq!(parts(6.0 - 1e-12, 3.0, 1.0), [3.0, 3.0]);
        assert_eq!(parts(0.9, 3.0, 1.0), [0.0; 0]);
    }

    #[test]
    fn a_share_of_offers_is_open_to_all_and_costs_an_interpreter_and_a_carer() {
        let prices: Parameters = toy::parameters("account");
        let offers = |inclusion| paid_offers(12.0, 1.0, Share::new(inclusion).unwrap(), &prices);
        let open = |inclusion| offers(inclusion).iter().filter(|offer| offer.is_open_to_all).count();
        assert_eq!([0.0, 0.2, 0.25, 0.5, 1.0].map(open), [0, 0, 1, 2, 4]);
        let [none, half, all] = [0.0, 0.5, 1.0].map(|inclusion| costs(&offers(inclusion), &prices));
        assert_eq!([none.interpreters, none.childcare], [0.0; 2]);
        assert!(none.fees > 0.0 && none.fees == all.fees);
        assert!((all.sum() - none.sum() - 2.0 * (half.sum() - none.sum())).abs() < 1e-9);
    }
}
