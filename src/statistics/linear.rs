//! Linear equations and least squares.

/// Solves linear equations, each with its right side behind it, by elimination; nothing where they have no single solution.
pub fn solve(mut equations: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let width = equations.len();
    for column in 0..width {
        let pivot = (column..width)
            .max_by(|&a, &b| equations[a][column].abs().total_cmp(&equations[b][column].abs()))?;
        equations.swap(column, pivot);
        let first = equations[column].clone();
        if first[column].abs() < 1e-9 {
            return None;
        }
        for (_, row) in equations.iter_mut().enumerate().filter(|(place, _)| *place != column) {
            let factor = row[column] / first[column];
            row.iter_mut().zip(&first).for_each(|(cell, first)| *cell -= factor * first);
        }
    }
    Some((0..width).map(|place| equations[place][width] / equations[place][place]).collect())
}

/// Returns the coefficients with which given values explain others with the least squares; nothing where they cannot be told apart.
///
/// A constant is given like any other value.
pub fn least_squares(given: &[Vec<f64>], explained: &[f64]) -> Option<Vec<f64>> {
    let width = given.first()?.len();
    let mut equations = vec![vec![0.0; width + 1]; width];
    for (given, explained) in given.iter().zip(explained) {
        for (row, left) in equations.iter_mut().zip(given) {
            for (cell, right) in row.iter_mut().zip(given) {
                *cell += left * right;
            }
            row[width] += left * explained;
        }
    }
    solve(equations)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plane_is_found_again() {
        let given: Vec<Vec<f64>> =
            (0..20).map(|number| vec![1.0, f64::from(number), f64::from(number % 3)]).collect();
        let explained: Vec<f64> = given.iter().map(|row| 2.0 - 0.5 * row[1] + 4.0 * row[2]).collect();
        let found = least_squares(&given, &explained).unwrap();
        for (found, expected) in found.iter().zip([2.0, -0.5, 4.0]) {
            assert!((found - expected).abs() < 1e-9, "{found} {expected}");
        }
    }

    #[test]
    fn what_always_goes_together_has_no_coefficients_of_its_own() {
        let given = [1.0, 2.0, 3.0].map(|number| vec![1.0, number, 2.0 * number]);
        assert_eq!(least_squares(&given, &[1.0, 2.0, 3.0]), None);
        assert_eq!(least_squares(&[], &[]), None);
    }
}
