//! Pure statistics on slices: moments, quantiles, Student's t, Holm's adjustment; figures of pooled sums,
//! simultaneous intervals, ratios of means, replicates needed, and least squares.
//!
//! Sums run in the order of the slice, so equal slices give equal bits.

use statrs::distribution::{ContinuousCDF, StudentsT};

pub mod linear;
pub mod needed;
pub mod pooled;
pub mod ratio;
pub mod simultaneous;
pub mod tolerance;

/// Decimal places to which quantiles and probabilities of Student's t are rounded.
///
/// The library computes them with the platform's logarithm, whose last bits differ between machines.
const PLACES: f64 = 1e10;

/// Returns the mean; `None` without values.
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Returns the unbiased sample variance; `None` with fewer than two values.
pub fn variance(values: &[f64]) -> Option<f64> {
    if values.len() < 2 {
        return None;
    }
    // Equal values have no variance, although their mean may be off by a rounding.
    if values.iter().all(|value| *value == values[0]) {
        return Some(0.0);
    }
    let centre = mean(values)?;
    let squares: f64 = values.iter().map(|value| (value - centre) * (value - centre)).sum();
    Some(squares / (values.len() - 1) as f64)
}

/// Returns the sample standard deviation; `None` with fewer than two values.
pub fn standard_deviation(values: &[f64]) -> Option<f64> {
    variance(values).map(f64::sqrt)
}

/// Returns the standard error of the mean; `None` with fewer than two values.
pub fn standard_error(values: &[f64]) -> Option<f64> {
    variance(values).map(|variance| (variance / values.len() as f64).sqrt())
}

/// Returns the quantile at a share, interpolated linearly between order statistics (type 7 of Hyndman and Fan).
///
/// `None` without values.
pub fn quantile(values: &[f64], share: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let position = share.clamp(0.0, 1.0) * sorted.len().checked_sub(1)? as f64;
    let below = position.floor();
    let low = sorted[below as usize];
    let high = sorted[position.ceil() as usize];
    Some(low + (high - low) * (position - below))
}

/// Returns the quantile of Student's t with whole degrees of freedom, to ten decimal places.
///
/// # Panics
/// When the degrees of freedom are 0.
pub fn t_quantile(share: f64, degrees_of_freedom: usize) -> f64 {
    let value = student(degrees_of_freedom).inverse_cdf(share);
    (value * PLACES).round() / PLACES
}

/// Returns the two-sided probability of a t at least as far from zero, to ten decimal places.
///
/// # Panics
/// When the degrees of freedom are 0.
pub fn t_two_sided(t: f64, degrees_of_freedom: usize) -> f64 {
    if t.is_infinite() {
        return 0.0;
    }
    let probability = 2.0 * student(degrees_of_freedom).cdf(-t.abs());
    (probability.min(1.0) * PLACES).round() / PLACES
}

fn student(degrees_of_freedom: usize) -> StudentsT {
    StudentsT::new(0.0, 1.0, degrees_of_freedom as f64)
        .expect("the distribution exists because there is at least one degree of freedom")
}

/// Returns Holm's adjustment of probabilities, in the order given.
///
/// Each adjusted value says at which familywise level the hypothesis would just be rejected.
pub fn holm(probabilities: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    // The sort is stable, so ties keep their order.
    order.sort_by(|left, right| probabilities[*left].total_cmp(&probabilities[*right]));
    let mut adjusted = vec![0.0; probabilities.len()];
    let mut largest = 0.0_f64;
    for (rank, position) in order.into_iter().enumerate() {
        let remaining = (probabilities.len() - rank) as f64;
        largest = largest.max((remaining * probabilities[position]).min(1.0));
        adjusted[position] = largest;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_those_computed_by_hand() {
        // Deviations from 5: -3, -1, -1, -1, 0, 0, 2, 4; squares sum to 32.
        let values = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
        assert_eq!(mean(&values), Some(5.0));
        assert_eq!(variance(&values), Some(32.0 / 7.0));
        assert_eq!(standard_error(&values), Some((32.0_f64 / 7.0 / 8.0).sqrt()));
    }

    #[test]
    fn one_value_has_a_mean_and_no_variance_and_none_has_neither() {
        assert_eq!(mean(&[3.0]), Some(3.0));
        assert_eq!(variance(&[3.0]), None);
        assert_eq!(mean(&[]), None);
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn equal_values_have_exactly_no_variance() {
        assert_eq!(variance(&[0.1; 7]), Some(0.0));
    }

    #[test]
    fn quantiles_interpolate_between_neighbours() {
        let values = [40.0, 10.0, 30.0, 20.0];
        assert_eq!(quantile(&values, 0.0), Some(10.0));
        assert_eq!(quantile(&values, 0.5), Some(25.0));
        assert_eq!(quantile(&values, 1.0), Some(40.0));
        // Position 0.3: three tenths of the way from 10 to 20.
        assert!((quantile(&values, 0.1).unwrap() - 13.0).abs() < 1e-12);
    }

    #[test]
    fn quantiles_of_t_are_those_of_the_printed_tables() {
        // Tables print three decimal places.
        for (degrees_of_freedom, printed) in [(1, 12.706), (2, 4.303), (4, 2.776), (9, 2.262), (49, 2.010)] {
            let value = t_quantile(0.975, degrees_of_freedom);
            assert!((value - printed).abs() < 5.1e-4, "{degrees_of_freedom}: {value}");
        }
    }

    #[test]
    fn the_probability_of_a_quantile_is_what_it_was_asked_for() {
        for degrees_of_freedom in [1, 3, 9, 49] {
            let p = t_two_sided(t_quantile(0.975, degrees_of_freedom), degrees_of_freedom);
            // Both are rounded to ten places.
            assert!((p - 0.05).abs() < 1e-8, "{degrees_of_freedom}: {p}");
        }
        assert_eq!(t_two_sided(0.0, 5), 1.0);
        assert_eq!(t_two_sided(f64::INFINITY, 5), 0.0);
    }

    #[test]
    fn holm_multiplies_by_what_is_left_and_never_falls() {
        // Sorted: 0.01 × 4, 0.02 × 3, 0.03 × 2 (below 0.06, so 0.06), 0.5 × 1.
        let adjusted = holm(&[0.03, 0.01, 0.5, 0.02]);
        for (value, by_hand) in adjusted.iter().zip([0.06, 0.04, 0.5, 0.06]) {
            assert!((value - by_hand).abs() < 1e-15, "{adjusted:?}");
        }
        assert_eq!(holm(&[0.9, 0.8]), [1.0, 1.0]);
        assert!(holm(&[]).is_empty());
    }
}
