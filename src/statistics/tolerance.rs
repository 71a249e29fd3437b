//! How far a statistic of random draws may lie from its expectation before a test calls it wrong.
//!
//! A right program fails such a test with a probability of at most [`ALPHA`]; a test that uses one has a negative
//! twin, which shows that a wrong program fails it.

use crate::numeric::ln;

/// The probability with which a right program fails a test.
pub const ALPHA: f64 = 1e-6;

/// Returns the tolerance of a mean of `n` independent values with standard deviation `sd`: 5σ/√n.
///
/// A normal value lies further than five standard deviations away with a probability of 5.7e-7.
pub fn mean(sd: f64, n: usize) -> f64 {
    5.0 * sd / (n as f64).sqrt()
}

/// Returns the tolerance of a share observed in `n` independent trials with probability `p`.
///
/// By Chernoff's bound a share lies at `q` or beyond with probability exp(−n·KL(q‖p)); the tolerance is the larger of the
/// distances at which n·KL = ln(2/[`ALPHA`]) above and below.
pub fn proportion(p: f64, n: usize) -> f64 {
    if p <= 0.0 || p >= 1.0 {
        return 0.0;
    }
    let bound = ln(2.0 / ALPHA) / n as f64;
    reach(p, 1.0 - p, bound).max(reach(1.0 - p, p, bound))
}

/// Returns how far above `p` a share may lie, by halving the span, which is at most `room`.
fn reach(p: f64, room: f64, bound: f64) -> f64 {
    let (mut near, mut far) = (0.0, room);
    if divergence(p + far, p) <= bound {
        return far;
    }
    for _ in 0..60 {
        let middle = f64::midpoint(near, far);
        if divergence(p + middle, p) <= bound {
            near = middle;
        } else {
            far = middle;
        }
    }
    far
}

/// Returns the Kullback–Leibler divergence of two coins.
fn divergence(q: f64, p: f64) -> f64 {
    let term = |share: f64, of: f64| if share <= 0.0 { 0.0 } else { share * ln(share / of) };
    term(q, p) + term(1.0 - q, 1.0 - p)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_may_stray_five_standard_errors() {
        assert_eq!(mean(2.0, 100), 1.0);
    }

    #[test]
    fn a_share_may_stray_at_least_as_far_as_a_normal_one() {
        // Near one half the divergence is 2d², so d = √(ln(2/α) / 2n) = √(14.5087 / 20000).
        assert!((proportion(0.5, 10_000) - 0.026_933).abs() < 1e-4);
        // A rare share is skewed: what the bound allows above exceeds the normal five standard errors.
        assert!(proportion(0.001, 1_000) > 5.0 * (0.001_f64 * 0.999 / 1_000.0).sqrt());
    }

    #[test]
    fn what_is_certain_may_not_stray() {
        assert_eq!(proportion(0.0, 100), 0.0);
        assert_eq!(proportion(1.0, 100), 0.0);
    }
}
