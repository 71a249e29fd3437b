//! How many replicates a question to paired differences needs.
//!
//! The answer takes the standard deviation, and for a decision the mean, as seen so far for the true ones; a plan from few replicates is
//! rough, and one may be made again with more.

use super::{t_quantile, t_two_sided};

/// A number of paired replicates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Needed {
    /// Replicates in all, those seen so far among them; at least two.
    pub replicates: u32,
}

/// What a plan knows of the family that the question belongs to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    /// The probability with which a mean alone, at the family's critical value, would miss.
    miss: f64,
    /// The most replicates worth running.
    cap: u32,
}

impl Plan {
    /// Makes a plan from the critical value that a family has with the replicates seen.
    ///
    /// With more replicates the critical value is taken to be that of Student's t at the level to which it belongs now: it falls as the
    /// tails of t do, and what the family adds to a single mean stays. For the sixty hypotheses in the table of
    /// [`simultaneous`](super::simultaneous), seen eight times, this foretells 3.51 for forty replicates, where 3.45 is found; the ratio to
    /// Student's quantile, were it kept, 4.53. Nothing with fewer than two replicates.
    pub fn new(critical: f64, seen: u32, cap: u32) -> Option<Self> {
        (seen >= 2).then(|| Self { miss: t_two_sided(critical, seen as usize - 1), cap })
    }

    /// Returns how many replicates make an interval no wider, from end to end, than `width`.
    ///
    /// Nothing beyond the cap, and where the deviation is unknown.
    pub fn for_width(&self, deviation: Option<f64>, width: f64) -> Option<Needed> {
        let deviation = deviation?;
        self.first(|replicates| 2.0 * self.half(deviation, replicates) <= width)
    }

    /// Returns how many replicates put the interval around a mean wholly beyond `relevant` on one side of zero, or wholly within it on both.
    ///
    /// Nothing beyond the cap, which is where the mean lies close to the threshold, and where mean or deviation is unknown.
    pub fn to_decide(&self, mean: Option<f64>, deviation: Option<f64>, relevant: f64) -> Option<Needed> {
        let (distance, deviation) = (mean?.abs(), deviation?);
        self.first(|replicates| {
            let half = self.half(deviation, replicates);
            distance - half > relevant || distance + half <= relevant
        })
    }

    /// Returns half the width of an interval.
    fn half(&self, deviation: f64, replicates: u32) -> f64 {
        if deviation == 0.0 {
            return 0.0;
        }
        let critical = t_quantile(1.0 - self.miss / 2.0, replicates as usize - 1);
        critical * deviation / f64::from(replicates).sqrt()
    }

    /// Returns the first number of replicates that is enough, by halving: whatever is enough stays so with more.
    fn first(&self, is_enough: impl Fn(u32) -> bool) -> Option<Needed> {
        let (mut low, mut high) = (2, self.cap);
        if high < low || !is_enough(high) {
            return None;
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if is_enough(middle) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Some(Needed { replicates: low })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAP: u32 = 10_000;

    fn alone() -> Plan {
        Plan::new(t_quantile(0.975, 9), 10, CAP).unwrap()
    }

    #[test]
    fn a_width_needs_what_the_printed_tables_say() {
        // 2 · 2.2622 / √10 = 1.4307 and 2 · 2.3060 / √9 = 1.5373 standard deviations.
        assert_eq!(alone().for_width(Some(1.0), 1.44), Some(Needed { replicates: 10 }));
        assert_eq!(alone().for_width(Some(1.0), 1.43), Some(Needed { replicates: 11 }));
        assert_eq!(alone().for_width(Some(3.0), 3.0 * 1.54), Some(Needed { replicates: 9 }));
    }

    #[test]
    fn a_decision_needs_what_puts_the_interval_on_one_side_of_the_threshold() {
        // With ten replicates half the width is 0.7153, so means of 1.72 and of 0.28 are just decided against a threshold of 1.
        for mean in [1.72, -1.72, 0.28, -0.28] {
            assert_eq!(
                alone().to_decide(Some(mean), Some(1.0), 1.0),
                Some(Needed { replicates: 10 }),
                "{mean}"
            );
        }
        for mean in [1.71, -1.71, 0.29, -0.29] {
            assert_eq!(
                alone().to_decide(Some(mean), Some(1.0), 1.0),
                Some(Needed { replicates: 11 }),
                "{mean}"
            );
        }
    }

    #[test]
    fn what_is_narrower_closer_or_noisier_needs_no_fewer() {
        let widths = [2.0, 1.0, 0.5, 0.25, 0.1].map(|width| alone().for_width(Some(1.0), width));
        let means = [2.0, 1.5, 1.3, 1.2, 1.1].map(|mean| alone().to_decide(Some(mean), Some(1.0), 1.0));
        let noises = [0.2, 0.5, 1.0, 2.0].map(|noise| alone().to_decide(Some(0.5), Some(noise), 1.0));
        for answers in [&widths[..], &means[..], &noises[..]] {
            assert!(answers.iter().all(Option::is_some), "{answers:?}");
            assert!(answers.is_sorted_by(|fewer, more| fewer < more), "{answers:?}");
        }
    }

    #[test]
    fn a_family_needs_more_than_a_mean_alone_and_the_replicates_seen_when_they_are_enough() {
        let family = Plan::new(3.95, 10, CAP).unwrap();
        let width = 2.0 * 3.95 / 10.0_f64.sqrt();
        // The probability of a miss is rounded to ten places.
        assert_eq!(family.for_width(Some(1.0), width + 1e-6), Some(Needed { replicates: 10 }));
        assert!(family.for_width(Some(1.0), 0.5) > alone().for_width(Some(1.0), 0.5));
    }

    #[test]
    fn fifteen_means_seen_five_times_are_not_held_to_the_tails_of_five() {
        // Bonferroni's quantile for fifteen means is 6.25 with five replicates and 3.13 with forty: 2 · 3.13 / √40 = 0.990.
        let family = Plan::new(t_quantile(1.0 - 0.025 / 15.0, 4), 5, CAP).unwrap();
        let expected =
            (2..CAP).find(|&n| 2.0 * t_quantile(1.0 - 0.025 / 15.0, n as usize - 1) <= f64::from(n).sqrt());
        assert_eq!(family.for_width(Some(1.0), 1.0), expected.map(|replicates| Needed { replicates }));
    }

    #[test]
    fn the_threshold_itself_and_the_cap_are_never_reached() {
        assert_eq!(alone().to_decide(Some(1.0), Some(0.1), 1.0), None);
        assert_eq!(alone().for_width(Some(1.0), 0.01), None);
        assert_eq!(Plan::new(2.0, 10, 1).unwrap().for_width(Some(1.0), 10.0), None);
    }

    #[test]
    fn what_never_varies_needs_two_and_what_is_unknown_says_nothing() {
        assert_eq!(alone().for_width(Some(0.0), 0.1), Some(Needed { replicates: 2 }));
        assert_eq!(alone().to_decide(Some(3.0), Some(0.0), 1.0), Some(Needed { replicates: 2 }));
        assert_eq!(alone().for_width(None, 0.1), None);
        assert_eq!(alone().to_decide(None, Some(1.0), 1.0), None);
        assert_eq!(Plan::new(12.7, 1, CAP), None);
    }
}
