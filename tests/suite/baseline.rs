//! The yearly baseline of the default scenario: a dozen measures for each district, to six significant digits.
//!
//! A change of these numbers is a commit of its own and a line under "Changed results" in the changelog. To renew them:
//! `INSTA_UPDATE=always cargo test --test suite baseline`, then read the difference.

use std::fmt::Write;

use inteso::observation::Measure;
use inteso::scenario::Scenario;

use crate::stage;

/// What is shown: the four dimensions, access, work, dwelling, the host society, and the money.
const SHOWN: [&str; 12] = [
    "present",
    "in_accommodation",
    "culturation",
    "placement",
    "interaction",
    "identification",
    "employed_share",
    "knows_intermediary_share",
    "volunteers_active",
    "resident_attitude",
    "network_density",
    "directory_correct_share",
];

/// Flows over the year beside them.
const SUMMED: [&str; 4] = ["visits", "referrals_completed", "needs_met", "cost_eur"];

/// Returns a number with six significant digits.
fn six(value: f64) -> String {
    if value.is_nan() {
        return "-".to_owned();
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    let text = format!("{value:.5e}");
    // Scientific notation rounds once; what is read back is written plainly.
    text.parse::<f64>().map_or(text, |rounded| format!("{rounded}"))
}

#[test]
fn six_digits_are_six() {
    assert_eq!(six(123_456.7), "123457");
    assert_eq!(six(0.012_345_678), "0.0123457");
    assert_eq!((six(0.0), six(f64::NAN)), ("0".to_owned(), "-".to_owned()));
}

#[test]
fn the_yearly_baseline_of_the_default_scenario() {
    let scenario = Scenario::default();
    let record = stage::record(&scenario);
    let mut text = String::new();
    for plan in &scenario.districts {
        let rows: Vec<_> = record.series.iter().filter(|row| row.district == plan.id).collect();
        for year in 0..=scenario.weeks / 52 {
            let week = (year * 52) as i32;
            let _ = writeln!(text, "{} after {year} years", plan.id);
            let row = rows.iter().find(|row| row.week.0 == week).expect("every week is observed");
            for name in SHOWN {
                let value = row.values[Measure::position(name).unwrap()];
                let _ = writeln!(text, "  {name:28} {}", six(value));
            }
            if year > 0 {
                let in_year = rows.iter().filter(|row| row.week.0 > week - 52 && row.week.0 <= week);
                for name in SUMMED {
                    let column = Measure::position(name).unwrap();
                    let sum: f64 = in_year.clone().map(|row| row.values[column]).sum();
                    let _ = writeln!(text, "  {name:28} {}", six(sum));
                }
            }
        }
    }
    insta::assert_snapshot!("default_by_year", text);
}
