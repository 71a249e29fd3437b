//! Comparison of points, paired by replicate: differences with their intervals, and the rows of `differences.csv`.
//!
//! A verdict is passed on the [primary family](super::primary) alone. All else describes, with plain intervals.

use serde::{Deserialize, Serialize};

use super::spread::LEVEL;
use super::{PointYears, Results};
use crate::district::ALL_DISTRICTS;
use crate::experiment::selection::Selection;
use crate::experiment::until::Named;
use crate::observation::row::{Row, Text};
use crate::observation::{Direction, MEASURES, Measure};
use crate::statistics::{mean, standard_error, t_quantile};

/// What a comparison says, given the parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Better by more than the relevant difference.
    Better,
    /// Worse by more than the relevant difference.
    Worse,
    /// The interval lies within the relevant difference.
    #[serde(rename = "practically equal")]
    PracticallyEqual,
    /// Neither can be said.
    #[serde(rename = "not decidable")]
    NotDecidable,
}

impl Verdict {
    /// Returns the word in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::PracticallyEqual => "practically equal",
            Self::NotDecidable => "not decidable",
        }
    }

    /// Returns whether it says which of the two is ahead.
    pub const fn is_decided(self) -> bool {
        matches!(self, Self::Better | Self::Worse)
    }

    /// Returns what an interval says of a difference of which more is better, where one up to `relevant` does not matter.
    pub fn of((low, high): (f64, f64), relevant: f64) -> Self {
        if low > relevant {
            Self::Better
        } else if high < -relevant {
            Self::Worse
        } else if low >= -relevant && high <= relevant {
            Self::PracticallyEqual
        } else {
            Self::NotDecidable
        }
    }

    /// Returns the verdict seen from the other side.
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::Better => Self::Worse,
            Self::Worse => Self::Better,
            other => other,
        }
    }
}

/// A paired difference over replicates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paired {
    /// Pairs with both values.
    pub n: usize,
    /// Mean difference; `None` without pairs.
    pub difference: Option<f64>,
    /// 95 % interval; `None` with fewer than two pairs.
    pub interval: Option<(f64, f64)>,
    /// Share of pairs in which the first is higher.
    pub share_higher: Option<f64>,
    /// Share of pairs in which the first is lower.
    pub share_lower: Option<f64>,
}

impl Paired {
    /// Returns the share of pairs in which the first is better; `None` where neither direction is.
    pub(super) const fn share_better(&self, direction: Direction) -> Option<f64> {
        match direction {
            Direction::Up => self.share_higher,
            Direction::Down => self.share_lower,
            Direction::Neutral => None,
        }
    }

    /// Compares values with those of another point, replicate by replicate; pairs with a missing value are left out.
    pub fn new(values: &[f64], others: &[f64]) -> Self {
        let differences: Vec<f64> = values
            .iter()
            .zip(others)
            .filter(|(value, other)| value.is_finite() && other.is_finite())
            .map(|(value, other)| value - other)
            .collect();
        let n = differences.len();
        let difference = mean(&differences);
        let share = |is_counted: fn(f64) -> bool| {
            (n > 0).then(|| differences.iter().filter(|value| is_counted(**value)).count() as f64 / n as f64)
        };
        let spread = difference.zip(standard_error(&differences));
        Self {
            n,
            difference,
            interval: spread.map(|(centre, error)| {
                let reach = t_quantile(1.0 - LEVEL / 2.0, n - 1) * error;
                (centre - reach, centre + reach)
            }),
            share_higher: share(|value| value > 0.0),
            share_lower: share(|value| value < 0.0),
        }
    }
}

/// Two points compared in a district, a measure and a year.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference<'a> {
    /// The point.
    pub point: &'a PointYears,
    /// The point it is compared with.
    pub than: &'a PointYears,
    /// The district.
    pub district: &'a str,
    /// The measure.
    pub measure: &'static Measure,
    /// The year, from 1.
    pub year: u32,
    /// Whether the year has all of its weeks.
    pub complete: bool,
    /// The difference.
    pub paired: Paired,
    /// Share of replicates in which the point is better; `None` where neither direction is.
    pub share_better: Option<f64>,
}

impl Results {
    /// Describes the declared contrasts in a district, measure and year.
    pub fn described<'a>(&'a self, district: &'a str, measure: usize, year: u32) -> Vec<Difference<'a>> {
        let pairs = self.contrasts.iter().map(|(point, than)| (&self.points[*point], &self.points[*than]));
        pairs
            .filter(|(point, than)| point.feasible && than.feasible)
            .filter(|(point, than)| year <= point.years().min(than.years()))
            .filter_map(|(point, than)| {
                let values = point.values(point.district(district)?, measure, year);
                let others = than.values(than.district(district)?, measure, year);
                let (paired, measure) = (Paired::new(&values, &others), &MEASURES[measure]);
                Some(Difference {
                    point,
                    than,
                    district,
                    measure,
                    year,
                    complete: point.is_complete(year) && than.is_complete(year),
                    paired,
                    share_better: paired.share_better(measure.direction),
                })
            })
            .collect()
    }

    /// Returns the districts of all points, each once, all together last.
    pub fn districts(&self) -> Vec<&str> {
        let mut districts: Vec<&str> = Vec::new();
        for district in self.points.iter().flat_map(|point| &point.districts) {
            if district != ALL_DISTRICTS && !districts.contains(&district.as_str()) {
                districts.push(district);
            }
        }
        districts.push(ALL_DISTRICTS);
        districts
    }

    /// Returns how wide the 95 % interval of a difference between two points is, from end to end; nothing without an interval.
    pub fn width(&self, point: usize, than: usize, named: &Named) -> Option<f64> {
        let measure = Measure::position(named.measure)?;
        let values = |place: usize| {
            let point = &self.points[place];
            Some(point.values(point.district(&named.district)?, measure, named.year))
        };
        Paired::new(&values(point)?, &values(than)?).interval.map(|(low, high)| high - low)
    }

    /// Returns whether the values of a measure in a district are held.
    fn holds(&self, district: &str, measure: usize) -> bool {
        let mut points = self.points.iter().filter_map(|point| Some((point, point.district(district)?)));
        points.any(|(point, district)| point.holds(district, measure))
    }

    fn compares_measure(&self, measure: usize) -> bool {
        let chosen = &self.declaration.measures;
        chosen.is_empty() || chosen.contains(&MEASURES[measure].name)
    }

    /// The year that tables show is always compared.
    fn compares_year(&self, year: u32) -> bool {
        let chosen = &self.declaration.years;
        chosen.is_empty() || chosen.contains(&year) || year == self.shown_year()
    }

    /// Returns the other rows of `differences.csv`, in the order of district, measure, year and contrast, for the measures that are
    /// compared and kept.
    pub fn described_rows<'a>(
        &'a self,
        selection: &'a Selection,
    ) -> impl Iterator<Item = DifferenceRow> + 'a {
        let years = self.points.iter().map(PointYears::years).max().unwrap_or(0);
        self.districts().into_iter().flat_map(move |district| {
            let measures = (0..MEASURES.len())
                .filter(|measure| self.compares_measure(*measure) && selection.has_measure(*measure))
                .filter(move |measure| self.holds(district, *measure));
            measures.flat_map(move |measure| {
                let years = (1..=years).filter(|year| self.compares_year(*year));
                years.flat_map(move |year| {
                    let described = self.described(district, measure, year);
                    described.iter().map(Difference::row).collect::<Vec<_>>()
                })
            })
        })
    }
}

/// Whether a verdict is passed on a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// It belongs to the family whose intervals hold together.
    Primary,
    /// It describes, with an interval of its own.
    Description,
}

/// The year of a row that sums up all years since the first opening.
pub const ALL_YEARS: u32 = 0;

/// A row of `differences.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DifferenceRow {
    /// The number of the point.
    pub point: u32,
    /// The number of the point it is compared with.
    pub against: u32,
    /// The label of the point.
    pub point_label: String,
    /// The label of the point it is compared with.
    pub against_label: String,
    /// The district's id, or that of all together.
    pub district: String,
    /// The name of the measure.
    pub measure: Text,
    /// The year, from 1; 0 for the sum of all years from that of the first opening on.
    pub year: u32,
    /// Whether the year has all of its weeks.
    pub complete: bool,
    /// Whether a verdict is passed on it.
    pub family: Family,
    /// Mean paired difference, point minus the other.
    pub difference: Option<f64>,
    /// Lower end of the 95 % interval.
    pub low: Option<f64>,
    /// Upper end of the 95 % interval.
    pub high: Option<f64>,
    /// Lower end of the interval that holds together with all others of the primary family.
    pub low_simultaneous: Option<f64>,
    /// Upper end of the same.
    pub high_simultaneous: Option<f64>,
    /// The difference from which on it matters.
    pub relevant: Option<f64>,
    /// Pairs with both values.
    pub n: u32,
    /// Share of replicates in which the point is better.
    pub share_better: Option<f64>,
    /// The verdict.
    pub verdict: Option<Verdict>,
    /// Replicates after which it is expected to be decided.
    pub replicates_to_decide: Option<u32>,
}

impl Row for DifferenceRow {}

impl Difference<'_> {
    fn row(&self) -> DifferenceRow {
        let Paired { n, difference, interval, .. } = self.paired;
        DifferenceRow {
            point: self.point.number,
            against: self.than.number,
            point_label: self.point.label.clone(),
            against_label: self.than.label.clone(),
            district: self.district.to_owned(),
            measure: self.measure.name.into(),
            year: self.year,
            complete: self.complete,
            family: Family::Description,
            difference,
            low: interval.map(|(low, _)| low),
            high: interval.map(|(_, high)| high),
            low_simultaneous: None,
            high_simultaneous: None,
            relevant: None,
            n: n as u32,
            share_better: self.share_better,
            verdict: None,
            replicates_to_decide: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::SeriesRow;
    use crate::time::Week;

    #[test]
    fn a_paired_interval_is_the_one_computed_by_hand() {
        // Differences 1, 2, 3: mean 2, standard error 1/√3, t with 2 degrees of freedom 4.3026527.
        let paired = Paired::new(&[2.0, 4.0, 6.0], &[1.0, 2.0, 3.0]);
        let (low, high) = paired.interval.unwrap();
        assert_eq!((paired.n, paired.difference), (3, Some(2.0)));
        assert!((low - (2.0 - 4.302_652_7 / 3.0_f64.sqrt())).abs() < 1e-6);
        assert!((high - (2.0 + 4.302_652_7 / 3.0_f64.sqrt())).abs() < 1e-6);
        assert_eq!(paired.share_higher, Some(1.0));
    }

    #[test]
    fn one_replicate_has_no_interval() {
        let paired = Paired::new(&[1.0], &[0.0]);
        assert_eq!((paired.interval, paired.difference), (None, Some(1.0)));
    }

    #[test]
    fn pairs_with_a_missing_value_are_left_out() {
        let paired = Paired::new(&[1.0, f64::NAN, 3.0], &[0.0, 0.0, f64::NAN]);
        assert_eq!((paired.n, paired.difference), (1, Some(1.0)));
        let none = Paired::new(&[f64::NAN], &[1.0]);
        assert_eq!((none.n, none.difference, none.share_higher), (0, None, None));
    }

    #[test]
    fn better_and_worse_need_the_whole_interval_beyond_what_matters() {
        for (interval, verdict) in [
            ((0.011, 0.5), Verdict::Better),
            ((0.009, 0.5), Verdict::NotDecidable),
            ((-0.5, -0.011), Verdict::Worse),
            ((-0.5, 0.5), Verdict::NotDecidable),
            // A difference may be beyond chance and yet too small to matter.
            ((0.001, 0.009), Verdict::PracticallyEqual),
            ((-0.01, 0.01), Verdict::PracticallyEqual),
        ] {
            assert_eq!(Verdict::of(interval, 0.01), verdict, "{interval:?}");
            let (low, high) = interval;
            assert_eq!(Verdict::of((-high, -low), 0.01), verdict.reversed(), "{interval:?}");
        }
    }

    #[test]
    fn infeasible_points_are_not_described() {
        let point = |number: u32, values: &[f64]| {
            let mut point = PointYears::new(number, &format!("p{number}"), [], 52);
            for value in values {
                let values = vec![*value; MEASURES.len()];
                point.push(&[SeriesRow::new(ALL_DISTRICTS, Week(52), true, values)]);
            }
            point
        };
        let mut results = Results::of_points(vec![point(1, &[1.0, 2.0]), point(2, &[1.5, 2.5])]);
        results.contrasts = vec![(1, 0)];
        let visits = Measure::position("visits").unwrap();
        let described = results.described("all", visits, 1);
        // Neither direction of a number of visits is better.
        assert_eq!((described[0].paired.difference, described[0].share_better), (Some(0.5), None));
        results.points[1].feasible = false;
        assert!(results.described("all", visits, 1).is_empty() && results.primary().judged.is_empty());
    }
}
