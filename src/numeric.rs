//! Elementary functions that give the same bits on every machine.
//!
//! The standard library hands `exp` and its kin to the platform; `libm` computes them in Rust. Square roots,
//! sums, products and rounding are exact by IEEE 754 and need no replacement.

/// Returns e to the power `x`.
#[inline]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// Returns the natural logarithm of `x`.
#[inline]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// Returns the natural logarithm of 1 + `x`, exact for small `x`.
#[inline]
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// Returns `base` to the power `exponent`.
#[inline]
pub fn pow(base: f64, exponent: f64) -> f64 {
    libm::pow(base, exponent)
}

/// Returns sine and cosine of `angle` in radians.
#[inline]
pub fn sin_cos(angle: f64) -> (f64, f64) {
    libm::sincos(angle)
}

/// Returns the cosine of `angle` in radians.
#[inline]
pub fn cos(angle: f64) -> f64 {
    libm::cos(angle)
}

/// Returns the probability that belongs to log-odds.
#[inline]
pub fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + exp(-log_odds))
}

/// Returns the chance that something with the given rate happens at least once within the span.
#[inline]
pub fn chance_within(rate: f64, span: f64) -> f64 {
    -libm::expm1(-rate * span)
}

/// Divides a whole number into whole parts in proportion to weights, by largest remainder; ties go to the first.
///
/// All parts are 0 when no weight is positive.
pub fn apportion(total: u64, weights: &[f64]) -> Vec<u64> {
    let sum: f64 = weights.iter().sum();
    if sum <= 0.0 {
        return vec![0; weights.len()];
    }
    let exact = |weight: f64| total as f64 * weight / sum;
    let mut parts: Vec<u64> = weights.iter().map(|&weight| exact(weight).floor() as u64).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    let remainder = |position: usize| exact(weights[position]) - exact(weights[position]).floor();
    order.sort_by(|&a, &b| remainder(b).total_cmp(&remainder(a)));
    let given: u64 = parts.iter().sum();
    for &position in order.iter().cycle().take(total.saturating_sub(given) as usize) {
        parts[position] += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apportioned_parts_sum_to_the_whole() {
        assert_eq!(apportion(10, &[1.0, 1.0, 1.0]), [4, 3, 3]);
        assert_eq!(apportion(3, &[0.0, 2.0]), [0, 3]);
        assert_eq!(apportion(5, &[0.0]), [0]);
    }

    #[test]
    fn log_odds_undo_logistic() {
        for x in [-8.0, -1.0, 0.0, 0.3, 5.0] {
            let probability = logistic(x);
            // Two roundings of the logistic near 1 cost at most a few thousand units in the last place here.
            assert!((ln(probability / (1.0 - probability)) - x).abs() < 1e-11, "{x}");
        }
    }

    #[test]
    fn a_rate_over_two_spans_is_survived_twice() {
        let once = chance_within(0.03, 1.0);
        let twice = chance_within(0.03, 2.0);
        assert!((twice - (1.0 - (1.0 - once) * (1.0 - once))).abs() < 1e-15);
    }
}
