//! Running sums: a figure of two worlds over replicates, of which no replicate has to be kept.

use crate::analysis::spread::LEVEL;
use crate::statistics::t_quantile;

/// A figure of two worlds: the sums of both, and the spread of the difference.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Running {
    /// Replicates with both values.
    n: u32,
    sums: [f64; 2],
    /// Mean of the difference.
    centre: f64,
    /// Sum of squared distances from it.
    squares: f64,
}

impl Running {
    /// Adds a replicate, if it has both values.
    pub(super) fn add(&mut self, one: f64, other: f64) {
        if !(one.is_finite() && other.is_finite()) {
            return;
        }
        self.n += 1;
        self.sums[0] += one;
        self.sums[1] += other;
        let (difference, before) = (one - other, self.centre);
        self.centre += (difference - before) / f64::from(self.n);
        self.squares += (difference - before) * (difference - self.centre);
    }

    /// Returns the number of replicates.
    pub(super) const fn n(&self) -> u32 {
        self.n
    }

    /// Returns the means of both worlds; nothing without replicates.
    pub(super) fn means(&self) -> [Option<f64>; 2] {
        self.sums.map(|sum| (self.n > 0).then(|| sum / f64::from(self.n)))
    }

    /// Returns the mean difference; nothing without replicates.
    pub(super) fn difference(&self) -> Option<f64> {
        (self.n > 0).then_some(self.centre)
    }

    /// Returns the ends of the 95 % interval of the difference; nothing of both with fewer than two replicates.
    pub(super) fn interval(&self) -> [Option<f64>; 2] {
        let n = f64::from(self.n);
        let reach = (self.n > 1).then(|| {
            let error = (self.squares / (n - 1.0) / n).sqrt();
            t_quantile(1.0 - LEVEL / 2.0, self.n as usize - 1) * error
        });
        [-1.0, 1.0].map(|sign| reach.map(|reach| self.centre + sign * reach))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::compare::Paired;

    #[test]
    fn a_running_interval_is_that_of_the_paired_values() {
        let (one, other) = ([2.0, 4.5, 6.0, f64::NAN, 7.25], [1.0, 2.0, 3.5, 4.0, 9.0]);
        let mut running = Running::default();
        one.iter().zip(&other).for_each(|(one, other)| running.add(*one, *other));
        let paired = Paired::new(&one, &other);
        let (low, high) = paired.interval.unwrap();
        assert_eq!(running.n() as usize, paired.n);
        // Both sum four numbers below ten, so they differ by a few roundings.
        assert!((running.difference().unwrap() - paired.difference.unwrap()).abs() < 1e-12);
        assert!((running.interval()[0].unwrap() - low).abs() < 1e-9);
        assert!((running.interval()[1].unwrap() - high).abs() < 1e-9);
    }

    #[test]
    fn one_replicate_has_no_interval_and_equal_differences_one_without_width() {
        let mut running = Running::default();
        running.add(0.3, 0.1);
        assert_eq!(running.interval(), [None, None]);
        running.add(0.3, 0.1);
        assert_eq!(running.interval(), [running.difference(); 2]);
        assert_eq!(Running::default().means(), [None, None]);
    }
}
