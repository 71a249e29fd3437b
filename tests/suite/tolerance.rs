//! Bounds of statistical tests, each with its argument.
//!
//! All bounds belong to a false-alarm probability of [`ALPHA`] for one comparison: with some hundreds of comparisons in
//! the suite a fault is found, and luck is not taken for one. Draws are keyed, so a test that passes once always passes.

use inteso::numeric::ln;
use statrs::distribution::{ChiSquared, ContinuousCDF};

/// The probability that one comparison fails although nothing is wrong.
pub(crate) const ALPHA: f64 = 1e-6;

/// Returns how far the mean of `n` draws may lie from the expectation: five standard errors.
///
/// A normal variable lies farther out with probability 6e-7.
pub(crate) fn mean(deviation: f64, n: usize) -> f64 {
    5.0 * deviation / (n as f64).sqrt()
}

/// Returns the largest distance between the distribution of `n` draws and the true one.
///
/// Dvoretzky, Kiefer and Wolfowitz with Massart's constant: P(D > d) ≤ 2 exp(−2 n d²).
pub(crate) fn distance(n: usize) -> f64 {
    (ln(2.0 / ALPHA) / (2.0 * n as f64)).sqrt()
}

/// Returns the largest distance between the distributions of two samples of `n` and `m` draws of the same kind.
///
/// The asymptotic law of Smirnov: P(D > d) ≈ 2 exp(−2 d² n m / (n + m)), an upper bound for large samples.
pub(crate) fn distance_of_two(n: usize, m: usize) -> f64 {
    let (n, m) = (n as f64, m as f64);
    (ln(2.0 / ALPHA) * (n + m) / (2.0 * n * m)).sqrt()
}

/// Returns the largest chi-square that `cells` equally likely cells give.
pub(crate) fn chi_square(cells: usize) -> f64 {
    ChiSquared::new(cells as f64 - 1.0).expect("there is more than one cell").inverse_cdf(1.0 - ALPHA)
}
