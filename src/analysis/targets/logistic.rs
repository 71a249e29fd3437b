//! Logistic regression on counts: whoever is alike stands in one cell.

use crate::statistics::linear::solve;

/// People who are alike in all that explains, and how many of them have what is explained.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Group {
    /// What explains, a constant included.
    pub(super) given: Vec<f64>,
    /// How many have it.
    pub(super) have: f64,
    /// How many there are.
    pub(super) of: f64,
}

/// Steps after which a fit that moves is given up.
const MOST_STEPS: usize = 50;

/// Returns the coefficients of greatest likelihood; nothing where they cannot be told apart or have no end.
pub(super) fn fit(groups: &[Group]) -> Option<Vec<f64>> {
    let width = groups.first()?.given.len();
    let mut found = vec![0.0; width];
    for _ in 0..MOST_STEPS {
        // Newton's step: the information times it is the gradient.
        let mut equations = vec![vec![0.0; width + 1]; width];
        for Group { given, have, of } in groups {
            let score: f64 = given.iter().zip(&found).map(|(given, own)| given * own).sum();
            let chance = crate::numeric::logistic(score);
            for (row, left) in equations.iter_mut().zip(given) {
                for (cell, right) in row.iter_mut().zip(given) {
                    *cell += of * chance * (1.0 - chance) * left * right;
                }
                row[width] += left * (have - of * chance);
            }
        }
        let step = solve(equations)?;
        found.iter_mut().zip(&step).for_each(|(own, step)| *own += step);
        if step.iter().all(|step| step.abs() < 1e-9) {
            return Some(found);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::{exp, ln};

    #[test]
    fn the_odds_ratio_of_a_single_table_is_its_cross_product() {
        let group = |given: f64, have: f64, of: f64| Group { given: vec![1.0, given], have, of };
        let found = fit(&[group(0.0, 20.0, 100.0), group(1.0, 45.0, 90.0)]).unwrap();
        assert!((found[0] - ln(20.0 / 80.0)).abs() < 1e-9);
        assert!((exp(found[1]) - (45.0 / 45.0) / (20.0 / 80.0)).abs() < 1e-9);
    }

    #[test]
    fn what_always_goes_with_the_group_is_adjusted_for() {
        // The group has no odds of its own; who is older has, and the group is older.
        let group =
            |member: f64, older: f64, have: f64, of: f64| Group { given: vec![1.0, member, older], have, of };
        let all = [
            group(0.0, 0.0, 90.0, 900.0),
            group(0.0, 1.0, 50.0, 100.0),
            group(1.0, 0.0, 10.0, 100.0),
            group(1.0, 1.0, 450.0, 900.0),
        ];
        let found = fit(&all).unwrap();
        assert!(found[1].abs() < 1e-9, "{found:?}");
        // The negative twin: without age the group seems to have them.
        let without: Vec<Group> =
            all.iter().map(|group| Group { given: group.given[..2].to_vec(), ..group.clone() }).collect();
        assert!(fit(&without).unwrap()[1] > 1.0);
    }

    #[test]
    fn who_always_has_it_has_no_finite_odds() {
        let group = |given: f64, have: f64| Group { given: vec![1.0, given], have, of: 10.0 };
        assert_eq!(fit(&[group(0.0, 5.0), group(1.0, 10.0)]), None);
        assert_eq!(fit(&[]), None);
    }
}
