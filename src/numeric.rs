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

/// Returns the probability that belongs to log-odds.
#[inline]
pub fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + exp(-log_odds))
}

/// Returns the log-odds of a probability strictly between 0 and 1.
#[inline]
pub fn logit(probability: f64) -> f64 {
    ln(probability / (1.0 - probability))
}

/// Returns the chance that something with the given rate happens at least once within the span.
#[inline]
pub fn chance_within(rate: f64, span: f64) -> f64 {
    -libm::expm1(-rate * span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logit_undoes_logistic() {
        for x in [-8.0, -1.0, 0.0, 0.3, 5.0] {
            // Two roundings of the logistic near 1 cost at most a few thousand units in the last place here.
            assert!((logit(logistic(x)) - x).abs() < 1e-11, "{x}");
        }
    }

    #[test]
    fn a_rate_over_two_spans_is_survived_twice() {
        let once = chance_within(0.03, 1.0);
        let twice = chance_within(0.03, 2.0);
        assert!((twice - (1.0 - (1.0 - once) * (1.0 - once))).abs() < 1e-15);
    }
}
