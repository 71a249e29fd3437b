//! Comparison of points, paired by replicate: differences, intervals, adjusted probabilities and verdicts.
//!
//! Within a district, a measure and a year the declared contrasts are one family for Holm's adjustment.

use serde::{Deserialize, Serialize};

use super::spread::LEVEL;
use super::{PointYears, Results};
use crate::district::ALL_DISTRICTS;
use crate::experiment::selection::Selection;
use crate::experiment::until::Until;
use crate::observation::row::{Row, Text};
use crate::observation::{Direction, MEASURES, Measure, Role};
use crate::statistics::{holm, mean, standard_error, t_quantile, t_two_sided};

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
    /// Two-sided probability of the t-test; `None` with fewer than two pairs.
    pub p: Option<f64>,
    /// Share of pairs in which the first is higher.
    pub share_higher: Option<f64>,
    /// Share of pairs in which the first is lower.
    pub share_lower: Option<f64>,
}

impl Paired {
    /// Returns the same pairs seen from the other point.
    fn reversed(self) -> Self {
        Self {
            // No negative zero.
            difference: self.difference.map(|difference| 0.0 - difference),
            interval: self.interval.map(|(low, high)| (0.0 - high, 0.0 - low)),
            share_higher: self.share_lower,
            share_lower: self.share_higher,
            ..self
        }
    }

    /// Returns the share of pairs in which the first is better; `None` where neither direction is.
    const fn share_better(&self, direction: Direction) -> Option<f64> {
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
            p: spread.map(|(centre, error)| match (centre == 0.0, error == 0.0) {
                (true, _) => 1.0,
                // Without variance a difference is certain as far as the replicates can tell.
                (false, true) => 0.0,
                (false, false) => t_two_sided(centre / error, n - 1),
            }),
            share_higher: share(|value| value > 0.0),
            share_lower: share(|value| value < 0.0),
        }
    }

    /// Returns the verdict; `adjusted` is the probability after Holm's adjustment.
    pub fn verdict(&self, adjusted: Option<f64>, direction: Direction, relevant: f64) -> Option<Verdict> {
        let sign = match direction {
            Direction::Up => 1.0,
            Direction::Down => -1.0,
            Direction::Neutral => return None,
        };
        let (Some(difference), Some((low, high)), Some(adjusted)) =
            (self.difference, self.interval, adjusted)
        else {
            return Some(Verdict::NotDecidable);
        };
        Some(if low >= -relevant && high <= relevant {
            Verdict::PracticallyEqual
        } else if adjusted < LEVEL && difference * sign > relevant {
            Verdict::Better
        } else if adjusted < LEVEL && difference * sign < -relevant {
            Verdict::Worse
        } else {
            Verdict::NotDecidable
        })
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
    /// Probability after Holm's adjustment.
    pub p_adjusted: Option<f64>,
    /// The verdict; `None` for what is neither index nor share, or good in neither direction, and where one of the two never opens.
    pub verdict: Option<Verdict>,
}

impl Difference<'_> {
    /// Returns the same contrast seen from the other point.
    pub(super) fn reversed(self) -> Self {
        let paired = self.paired.reversed();
        Self {
            point: self.than,
            than: self.point,
            paired,
            share_better: paired.share_better(self.measure.direction),
            verdict: self.verdict.map(Verdict::reversed),
            ..self
        }
    }
}

impl Results {
    /// Compares the declared contrasts in a district, measure and year; they are one family.
    pub fn family<'a>(&'a self, district: &'a str, measure: usize, year: u32) -> Vec<Difference<'a>> {
        let pairs: Vec<_> = self
            .contrasts
            .iter()
            .map(|(point, than)| (&self.points[*point], &self.points[*than]))
            .filter(|(point, than)| point.feasible && than.feasible)
            .filter(|(point, than)| year <= point.years().min(than.years()))
            .filter_map(|(point, than)| {
                let values = point.values(point.district(district)?, measure, year);
                let others = than.values(than.district(district)?, measure, year);
                Some((point, than, Paired::new(&values, &others)))
            })
            .collect();
        let probabilities: Vec<f64> = pairs.iter().filter_map(|(.., paired)| paired.p).collect();
        let mut adjusted = holm(&probabilities).into_iter();
        let described = &MEASURES[measure];
        let is_judged = matches!(described.role, Role::Index(_) | Role::Share);
        pairs
            .into_iter()
            .map(|(point, than, paired)| {
                let p_adjusted = paired.p.and_then(|_| adjusted.next());
                Difference {
                    point,
                    than,
                    district,
                    measure: described,
                    year,
                    complete: point.is_complete(year) && than.is_complete(year),
                    paired,
                    share_better: paired.share_better(described.direction),
                    p_adjusted,
                    verdict: if is_judged && !point.is_unopened(district) && !than.is_unopened(district) {
                        paired.verdict(p_adjusted, described.direction, self.relevant_difference)
                    } else {
                        None
                    },
                }
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
    pub fn width(&self, point: usize, than: usize, until: &Until) -> Option<f64> {
        let measure = Measure::position(until.measure)?;
        let values = |place: usize| {
            let point = &self.points[place];
            Some(point.values(point.district(&until.district)?, measure, until.year))
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

    /// Returns the rows of `differences.csv`, in the order of district, measure, year and contrast, for the measures that are
    /// compared and kept.
    pub fn difference_rows<'a>(
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
                    let family = self.family(district, measure, year);
                    family.iter().map(Difference::row).collect::<Vec<_>>()
                })
            })
        })
    }
}

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
    /// The year, from 1.
    pub year: u32,
    /// Whether the year has all of its weeks.
    pub complete: bool,
    /// Mean paired difference, point minus the other.
    pub difference: Option<f64>,
    /// Lower end of the 95 % interval.
    pub low: Option<f64>,
    /// Upper end of the 95 % interval.
    pub high: Option<f64>,
    /// Pairs with both values.
    pub n: u32,
    /// Share of replicates in which the point is better.
    pub share_better: Option<f64>,
    /// Two-sided probability of the paired t-test.
    pub p: Option<f64>,
    /// The same after Holm's adjustment.
    pub p_adjusted: Option<f64>,
    /// The verdict.
    pub verdict: Option<Verdict>,
}

impl Row for DifferenceRow {}

impl Difference<'_> {
    fn row(&self) -> DifferenceRow {
        let Paired { n, difference, interval, p, .. } = self.paired;
        DifferenceRow {
            point: self.point.number,
            against: self.than.number,
            point_label: self.point.label.clone(),
            against_label: self.than.label.clone(),
            district: self.district.to_owned(),
            measure: self.measure.name.into(),
            year: self.year,
            complete: self.complete,
            difference,
            low: interval.map(|(low, _)| low),
            high: interval.map(|(_, high)| high),
            n: n as u32,
            share_better: self.share_better,
            p,
            p_adjusted: self.p_adjusted,
            verdict: self.verdict,
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
        // For 2 degrees of freedom p = 1 − t/√(2 + t²), here t² = 12.
        assert!((paired.p.unwrap() - (1.0 - (12.0_f64 / 14.0).sqrt())).abs() < 1e-9);
        assert_eq!(paired.share_higher, Some(1.0));
    }

    #[test]
    fn one_replicate_decides_nothing() {
        let paired = Paired::new(&[1.0], &[0.0]);
        assert_eq!((paired.interval, paired.p, paired.difference), (None, None, Some(1.0)));
        assert_eq!(paired.verdict(None, Direction::Up, 0.01), Some(Verdict::NotDecidable));
    }

    #[test]
    fn pairs_with_a_missing_value_are_left_out() {
        let paired = Paired::new(&[1.0, f64::NAN, 3.0], &[0.0, 0.0, f64::NAN]);
        assert_eq!((paired.n, paired.difference), (1, Some(1.0)));
        let none = Paired::new(&[f64::NAN], &[1.0]);
        assert_eq!((none.n, none.difference, none.share_higher), (0, None, None));
    }

    #[test]
    fn equal_points_are_practically_equal_and_a_constant_difference_is_certain() {
        let same = Paired::new(&[0.3, 0.4], &[0.3, 0.4]);
        assert_eq!((same.p, same.interval), (Some(1.0), Some((0.0, 0.0))));
        assert_eq!(same.verdict(same.p, Direction::Up, 0.01), Some(Verdict::PracticallyEqual));
        let shifted = Paired::new(&[1.5, 2.5, 3.5], &[1.0, 2.0, 3.0]);
        assert_eq!(shifted.p, Some(0.0));
        assert_eq!(shifted.verdict(shifted.p, Direction::Up, 0.01), Some(Verdict::Better));
        assert_eq!(shifted.verdict(shifted.p, Direction::Down, 0.01), Some(Verdict::Worse));
        assert_eq!(shifted.verdict(shifted.p, Direction::Neutral, 0.01), None);
    }

    #[test]
    fn a_certain_but_small_difference_is_not_better() {
        let small = Paired::new(&[0.505, 0.506, 0.504], &[0.5, 0.5, 0.5]);
        assert!(small.p.unwrap() < 0.05);
        assert_eq!(small.verdict(small.p, Direction::Up, 0.01), Some(Verdict::PracticallyEqual));
        // The mean is relevant but the interval reaches below zero.
        let noisy = Paired::new(&[0.9, 0.5, 0.6], &[0.5, 0.6, 0.5]);
        assert_eq!(noisy.verdict(noisy.p, Direction::Up, 0.01), Some(Verdict::NotDecidable));
    }

    fn point(number: u32, values: &[f64]) -> PointYears {
        let mut point = PointYears::new(number, &format!("p{number}"), [], 52);
        for value in values {
            let values = vec![*value; MEASURES.len()];
            point.push(&[SeriesRow::new(ALL_DISTRICTS, Week(52), true, values)]);
        }
        point
    }

    #[test]
    fn contrasts_of_one_measure_are_one_family() {
        let points = vec![point(1, &[1.0, 2.0, 3.0]), point(2, &[2.0, 3.1, 4.2]), point(3, &[1.0, 2.0, 3.0])];
        let mut results = Results::of_points(points);
        results.contrasts = vec![(1, 0), (2, 0), (2, 1)];
        results.relevant_difference = 0.01;
        let culturation = Measure::position("culturation").unwrap();
        let family = results.family("all", culturation, 1);
        let raw: Vec<f64> = family.iter().map(|row| row.paired.p.unwrap()).collect();
        let adjusted: Vec<f64> = family.iter().map(|row| row.p_adjusted.unwrap()).collect();
        assert_eq!(adjusted, holm(&raw));
        assert_eq!(raw[1], 1.0);
        // Both others have the same t, of which the smaller is multiplied by 3 and the other follows.
        assert_eq!(adjusted[0], 3.0 * raw[0]);
        assert_eq!(family[0].verdict, Some(Verdict::Better));
        assert_eq!(family[1].verdict, Some(Verdict::PracticallyEqual));
        assert_eq!(family[2].verdict, Some(Verdict::Worse));
        let visits = results.family("all", Measure::position("visits").unwrap(), 1);
        assert_eq!((visits[0].verdict, visits[0].share_better), (None, None));
    }

    #[test]
    fn what_never_opens_is_not_judged() {
        let of = |number: u32, unopened: &[&str]| {
            let mut point = PointYears::new(number, "a", ["sb5".to_owned(), "sb6".to_owned()], 52);
            point.unopened = unopened.iter().map(|id| (*id).to_owned()).collect();
            for value in [1.0, 2.0, 3.0] {
                let row = |id| SeriesRow::new(id, Week(52), true, vec![value; MEASURES.len()]);
                point.push(&["sb5", "sb6", ALL_DISTRICTS].map(row));
            }
            point
        };
        let verdicts = |unopened: &[&str]| {
            let mut results = Results::of_points(vec![of(1, &[]), of(2, unopened)]);
            results.contrasts = vec![(1, 0)];
            let culturation = Measure::position("culturation").unwrap();
            ["sb5", "sb6", "all"].map(|district| results.family(district, culturation, 1)[0].verdict)
        };
        let equal = Some(Verdict::PracticallyEqual);
        assert_eq!(verdicts(&[]), [equal, equal, equal]);
        assert_eq!(verdicts(&["sb5"]), [None, equal, equal]);
        assert_eq!(verdicts(&["sb5", "sb6"]), [None, None, None]);
    }

    #[test]
    fn infeasible_points_belong_to_no_family() {
        let mut results = Results::of_points(vec![point(1, &[1.0, 2.0]), point(2, &[])]);
        results.contrasts = vec![(1, 0)];
        results.points[1].feasible = false;
        assert!(results.family("all", 0, 1).is_empty());
    }
}
