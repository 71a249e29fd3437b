//! Access: the share of what access could change that a form brings about.
//!
//! Full access is the yardstick: every need is taken up at once, while rights, vacancies, dwellings and places stay scarce as they
//! are. The share is (form − none) / (full access − none) of total person-years under the same circumstances, paired by replicate, with
//! Fieller's interval. Where the interval of full access − none contains 0 there is nothing to take a share of, and no row; nor is there
//! one for friendship and feeling at home, of which access is no bound.

use serde::{Deserialize, Serialize};

use super::Results;
use super::spread::{LEVEL, Spread};
use crate::experiment::point::Comparator;
use crate::observation::row::{Row, Text};
use crate::observation::{Measure, Outcome};
use crate::statistics::ratio;

/// A row of `access.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccessRow {
    /// The number of the point.
    pub point: u32,
    /// The number of the point without intermediary under the same circumstances.
    pub against: u32,
    /// The number of the point of full access under the same circumstances.
    pub yardstick: u32,
    /// The label of the point.
    pub point_label: String,
    /// The district's id, or that of all together.
    pub district: String,
    /// The name of the measure.
    pub measure: Text,
    /// Mean paired difference in person-years, point minus none.
    pub difference: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end of its 95 % interval.
    pub high: f64,
    /// Mean paired difference in person-years, full access minus none.
    pub yardstick_difference: f64,
    /// Lower end of its 95 % interval.
    pub yardstick_low: f64,
    /// Upper end of its 95 % interval.
    pub yardstick_high: f64,
    /// The first difference as a share of the second.
    pub share: f64,
    /// Lower end of the share's 95 % interval.
    pub share_low: f64,
    /// Upper end of the share's 95 % interval.
    pub share_high: f64,
    /// Replicates with all three values.
    pub n: u32,
}

impl Row for AccessRow {}

/// Returns the outcomes that access can be expected to move.
pub(super) fn outcomes_of_access() -> impl Iterator<Item = Outcome> {
    Outcome::ALL.into_iter().filter(|outcome| outcome.is_of_access())
}

impl Results {
    /// Returns the rows of `access.csv`, in the order of point, district and outcome.
    pub fn access_rows(&self) -> Vec<AccessRow> {
        let mut rows = Vec::new();
        let positions = (0..self.points.len()).filter(|position| self.points[*position].feasible);
        for position in positions {
            if !matches!(self.points[position].comparator, None | Some(Comparator::ExistingServices)) {
                continue;
            }
            let [nobody, full] =
                [Comparator::Nobody, Comparator::FullAccess].map(|kind| self.beside(position, kind));
            let (Some(nobody), Some(full)) = (nobody, full) else { continue };
            for district in &self.points[position].districts {
                let each = outcomes_of_access();
                rows.extend(
                    each.filter_map(|outcome| self.access_row([position, nobody, full], district, outcome)),
                );
            }
        }
        rows
    }

    /// Returns the comparator of a kind under the circumstances of a point.
    fn beside(&self, position: usize, kind: Comparator) -> Option<usize> {
        let circumstances = self.points[position].circumstances;
        self.points.iter().position(|other| {
            other.feasible && other.circumstances == circumstances && other.comparator == Some(kind)
        })
    }

    fn access_row(&self, places: [usize; 3], district: &str, outcome: Outcome) -> Option<AccessRow> {
        let [own, nobody, full] = places.map(|position| self.person_years(position, district, outcome));
        let pairs: Vec<[f64; 2]> = own?
            .into_iter()
            .zip(nobody?)
            .zip(full?)
            .map(|((own, nobody), full)| [own - nobody, full - nobody])
            .filter(|pair| pair.iter().all(|value| value.is_finite()))
            .collect();
        let share = ratio::of_means(&pairs, 1.0 - LEVEL)?;
        let [of_point, of_full] =
            [0, 1].map(|side| Interval::of(pairs.iter().map(|pair| pair[side]).collect()));
        let (of_point, of_full) = (of_point?, of_full?);
        let [point, nobody, full] = places.map(|position| &self.points[position]);
        Some(AccessRow {
            point: point.number,
            against: nobody.number,
            yardstick: full.number,
            point_label: point.label.clone(),
            district: district.to_owned(),
            measure: outcome.measure().into(),
            difference: of_point.mean,
            low: of_point.low,
            high: of_point.high,
            yardstick_difference: of_full.mean,
            yardstick_low: of_full.low,
            yardstick_high: of_full.high,
            share: unsigned(share.value),
            share_low: unsigned(share.interval[0]),
            share_high: unsigned(share.interval[1]),
            n: pairs.len() as u32,
        })
    }

    /// Returns the person-years of an outcome in a district since the year of the first opening, of all replicates; nothing where
    /// they are not held, and where the point never opens there.
    pub(super) fn person_years(&self, position: usize, district: &str, outcome: Outcome) -> Option<Vec<f64>> {
        let point = &self.points[position];
        let (place, measure) = (point.district(district)?, Measure::position(outcome.measure())?);
        let is_told = point.holds(place, measure) && !point.is_unopened(district);
        is_told.then(|| point.totals(place, measure, self.first_year))
    }
}

/// A mean over replicates with its plain 95 % interval.
#[derive(Debug, Clone, Copy)]
pub(super) struct Interval {
    pub(super) mean: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Interval {
    /// Returns the interval of values; nothing with fewer than two.
    pub(super) fn of(values: Vec<f64>) -> Option<Self> {
        let spread = Spread::of(values);
        let (mean, reach) = (spread.mean?, spread.margin()?);
        Some(Self { mean: unsigned(mean), low: unsigned(mean - reach), high: unsigned(mean + reach) })
    }
}

/// Returns a number that is never a negative zero.
pub(super) fn unsigned(value: f64) -> f64 {
    value + 0.0
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::analysis::PointYears;
    use crate::district::ALL_DISTRICTS;
    use crate::observation::{MEASURES, SeriesRow};
    use crate::time::Week;

    /// Returns a point of one district whose replicates have so many person-years of every outcome.
    pub(in crate::analysis) fn point(
        number: u32,
        comparator: Option<Comparator>,
        years: &[f64],
    ) -> PointYears {
        let mut point = PointYears::new(number, &format!("p{number}"), [], 52);
        point.comparator = comparator;
        for value in years {
            let values = vec![*value; MEASURES.len()];
            point.push(&[SeriesRow::new(ALL_DISTRICTS, Week(52), true, values)]);
        }
        point
    }

    const NONE: Option<Comparator> = Some(Comparator::Nobody);
    const SERVICES: Option<Comparator> = Some(Comparator::ExistingServices);
    const FULL: Option<Comparator> = Some(Comparator::FullAccess);

    fn comparison(full: &[f64]) -> Vec<PointYears> {
        vec![
            point(1, NONE, &[100.0, 110.0, 90.0]),
            point(2, SERVICES, &[101.0, 111.0, 91.0]),
            point(3, FULL, full),
            point(4, None, &[104.0, 115.0, 96.0]),
        ]
    }

    #[test]
    fn the_share_is_the_one_computed_by_hand() {
        let rows = Results::of_points(comparison(&[119.0, 130.0, 111.0])).access_rows();
        // Existing services and the form, three outcomes each; neither nobody nor the yardstick itself.
        assert_eq!(rows.iter().map(|row| row.point).collect::<Vec<_>>(), [2, 2, 2, 4, 4, 4]);
        let outcomes: Vec<_> = rows[..3].iter().map(|row| &*row.measure).collect();
        assert_eq!(outcomes, ["person_years_work", "person_years_b1", "person_years_private_dwelling"]);
        // The yardstick gains 19, 20 and 21, existing services 1 each time and the form 4, 5 and 6.
        let (services, form) = (&rows[0], &rows[3]);
        assert_eq!((form.against, form.yardstick, form.n), (1, 3, 3));
        assert_eq!((form.difference, form.yardstick_difference, form.share), (5.0, 20.0, 0.25));
        assert_eq!((services.difference, services.low, services.high, services.share), (1.0, 1.0, 1.0, 0.05));
        // Both vary alike with standard error 1/√3; squared reach q = 4.302653² / 3. Ends of (400 − q)ρ² − 2(100 − q)ρ + 25 − q = 0.
        let q = 4.302_653 * 4.302_653 / 3.0_f64;
        let (leading, middle, last) = (400.0 - q, 100.0 - q, 25.0 - q);
        let root = (middle * middle - leading * last).sqrt();
        assert!((form.share_low - (middle - root) / leading).abs() < 1e-6, "{form:?}");
        assert!((form.share_high - (middle + root) / leading).abs() < 1e-6, "{form:?}");
        assert!((form.yardstick_low - (20.0 - q.sqrt())).abs() < 1e-6, "{form:?}");
    }

    #[test]
    fn where_full_access_moves_nothing_for_sure_there_is_no_share_and_where_it_does_there_is() {
        // Gains of 20, 0 and −5 are a mean of 5 with an interval far below and above 0.
        assert!(Results::of_points(comparison(&[120.0, 110.0, 85.0])).access_rows().is_empty());
        assert!(Results::of_points(comparison(&[100.0, 110.0, 90.0])).access_rows().is_empty());
        // The same mean, and sure.
        assert_eq!(Results::of_points(comparison(&[105.0, 115.0, 95.0])).access_rows().len(), 6);
    }

    #[test]
    fn a_comparison_without_nobody_or_without_full_access_has_no_shares() {
        let whole = comparison(&[119.0, 130.0, 111.0]);
        for missing in [0, 2] {
            let mut points = whole.clone();
            points.remove(missing);
            assert!(Results::of_points(points).access_rows().is_empty(), "{missing}");
        }
        // Nor has one whose yardstick stands under other circumstances, or cannot be run.
        let mut points = whole.clone();
        points[2].circumstances = 1;
        assert!(Results::of_points(points).access_rows().is_empty());
        let mut points = whole;
        points[2].feasible = false;
        assert!(Results::of_points(points).access_rows().is_empty());
    }

    #[test]
    fn what_never_opens_has_no_share() {
        let mut points = comparison(&[119.0, 130.0, 111.0]);
        for point in &mut points {
            point.districts = vec!["sb5".to_owned()];
        }
        assert_eq!(Results::of_points(points.clone()).access_rows().len(), 6);
        points[3].unopened = vec!["sb5".to_owned()];
        assert!(Results::of_points(points).access_rows().iter().all(|row| row.point == 2));
    }
}
