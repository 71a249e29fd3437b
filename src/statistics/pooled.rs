//! Figures from the sums of all replicates together, with the error that replicates say they have.

use super::{t_quantile, variance};

/// A figure with its error between replicates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pooled {
    /// The figure over all replicates together.
    pub value: f64,
    /// Its standard error; nothing with fewer than two replicates.
    pub error: Option<f64>,
    /// Its 95 % interval; nothing with fewer than two replicates.
    pub interval: Option<[f64; 2]>,
}

/// Computes a figure from the sums of replicates; nothing where they say nothing.
///
/// The error is found by leaving out one replicate after the other, since one alone may hold too few to say anything. For a mean it is
/// the usual one.
pub fn pool(runs: &[Vec<f64>], of: impl Fn(&[f64]) -> Option<f64>) -> Option<Pooled> {
    let width = runs.first()?.len();
    let pooled: Vec<f64> = (0..width).map(|place| runs.iter().map(|run| run[place]).sum()).collect();
    let value = of(&pooled)?;
    let without = |run: &Vec<f64>| {
        let rest: Vec<f64> = pooled.iter().zip(run).map(|(all, own)| all - own).collect();
        of(&rest)
    };
    let others: Option<Vec<f64>> = runs.iter().map(without).collect();
    let count = runs.len() as f64;
    let spread = others.and_then(|others| variance(&others));
    let error = spread.map(|spread| (spread * (count - 1.0) * (count - 1.0) / count).sqrt());
    let interval = error.map(|error| {
        let half = t_quantile(0.975, runs.len() - 1) * error;
        [value - half, value + half]
    });
    Some(Pooled { value, error, interval })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::standard_error;

    #[test]
    fn the_error_of_a_mean_is_the_usual_one() {
        let values = [0.04, 0.06, 0.05, 0.09];
        let runs = values.map(|value| vec![1_000.0 * value, 1_000.0]);
        let found = pool(&runs, |sums| Some(sums[0] / sums[1])).unwrap();
        assert!((found.value - 0.06).abs() < 1e-12);
        assert!((found.error.unwrap() - standard_error(&values).unwrap()).abs() < 1e-9);
    }

    #[test]
    fn one_replicate_has_no_error_and_nobody_says_nothing() {
        let found = pool(&[vec![3.0, 10.0]], |sums| (sums[1] > 0.0).then(|| sums[0] / sums[1])).unwrap();
        assert_eq!(found, Pooled { value: 0.3, error: None, interval: None });
        assert_eq!(pool(&[vec![0.0, 0.0]], |sums| (sums[1] > 0.0).then(|| sums[0] / sums[1])), None);
        assert_eq!(pool(&[], |_| Some(1.0)), None);
    }
}
