//! Spreads: a value over replicates, with its mean, interval and quantiles.

use crate::statistics::{self, t_quantile};

/// The level at which intervals miss; they cover 1 minus this.
pub(super) const LEVEL: f64 = 0.05;

/// A value over replicates; `None` where there are too few.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Spread {
    /// Replicates with a value.
    pub n: usize,
    /// Mean.
    pub mean: Option<f64>,
    /// Standard deviation.
    pub sd: Option<f64>,
    /// Standard error of the mean.
    pub se: Option<f64>,
    /// 10 % quantile.
    pub q10: Option<f64>,
    /// 90 % quantile.
    pub q90: Option<f64>,
}

impl Spread {
    /// Sums up values, of which those that are not finite are left out.
    pub fn of(mut values: Vec<f64>) -> Self {
        values.retain(|value| value.is_finite());
        Self {
            n: values.len(),
            mean: statistics::mean(&values),
            sd: statistics::standard_deviation(&values),
            se: statistics::standard_error(&values),
            q10: statistics::quantile(&values, 0.1),
            q90: statistics::quantile(&values, 0.9),
        }
    }

    /// Returns half the 95 % interval of the mean; `None` for fewer than two replicates.
    pub fn margin(&self) -> Option<f64> {
        self.se.map(|error| t_quantile(1.0 - LEVEL / 2.0, self.n - 1) * error)
    }
}

/// A value over replicates in an observed week.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// Weeks run.
    pub week: i32,
    /// The value over replicates.
    pub spread: Spread,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_margin_is_the_one_computed_by_hand() {
        // Standard error 0.01 / √3, t with 2 degrees of freedom 4.3027.
        let spread = Spread::of(vec![0.40, 0.41, 0.42, f64::NAN]);
        assert_eq!(spread.n, 3);
        assert!((spread.mean.unwrap() - 0.41).abs() < 1e-12);
        assert!((spread.margin().unwrap() - 0.024_841).abs() < 1e-5);
        assert_eq!(Spread::of(vec![1.0]).margin(), None);
    }
}
