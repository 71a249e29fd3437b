//! The primary family: on which verdicts are passed. Everything else is description with plain intervals.
//!
//! It holds the total person-years of each outcome since the opening, of everybody, all districts together and each, for every declared
//! contrast. Its intervals hold together (max-t over paired replicates). A difference matters if it exceeds a share of what the point
//! compared with has of that outcome; better and worse are only said where the whole interval lies beyond that.

use super::compare::{ALL_YEARS, DifferenceRow, Family, Paired, Verdict};
use super::{PointYears, Results, Window};
use crate::experiment::point::Comparator;
use crate::experiment::selection::Selection;
use crate::observation::{Direction, Measure, Outcome};
use crate::statistics::needed::{Needed, Plan};
use crate::statistics::{mean, simultaneous, standard_deviation};

/// The level at which all intervals of the family hold together.
pub const TOGETHER: f64 = 0.95;

/// More replicates than this are not proposed.
pub const MOST_REPLICATES: u32 = 100_000;

/// Returns what must be held of replicates for the family.
pub fn window() -> Window {
    let position = |outcome: Outcome| Measure::position(outcome.measure());
    let first = Outcome::ALL.into_iter().filter_map(position).min().unwrap_or_default();
    Window { district: None, measures: first..first + Outcome::ALL.len() }
}

/// The total person-years of an outcome, of everybody in a district, under one point against another.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged<'a> {
    /// The point.
    pub point: &'a PointYears,
    /// The point that it is compared with.
    pub than: &'a PointYears,
    /// The district's id, or that of all together.
    pub district: &'a str,
    /// The outcome.
    pub outcome: Outcome,
    /// Mean person-years under the point compared with.
    pub level: f64,
    /// The difference with its plain interval.
    pub paired: Paired,
    /// The interval that holds together with all others; nothing with fewer than two replicates.
    pub simultaneous: Option<(f64, f64)>,
    /// The difference in person-years from which on it matters.
    pub relevant: f64,
    /// The verdict; nothing where one of the two never opens, where both are the same, or where there is nothing to compare.
    pub verdict: Option<Verdict>,
    /// Replicates after which a verdict other than *not decidable* is to be expected, if mean and spread stay what they are; nothing
    /// where that is beyond all reason, or decided already.
    pub to_decide: Option<Needed>,
}

impl Judged<'_> {
    /// Returns how wide the simultaneous interval is from end to end, as a share of what the point compared with has.
    pub fn relative_width(&self) -> Option<f64> {
        let (low, high) = self.simultaneous?;
        (self.level > 0.0).then(|| (high - low) / self.level)
    }
}

/// The whole family.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Primary<'a> {
    /// One for each contrast, district and outcome, in the order of the contrasts, districts and outcomes.
    pub judged: Vec<Judged<'a>>,
    /// Standard errors from a mean to either end of its interval; nothing with fewer than two replicates.
    pub critical: Option<f64>,
}

impl Primary<'_> {
    /// Returns how many replicates make every simultaneous interval no wider than a share of what the point compared with has, from
    /// end to end; nothing where that is beyond all reason or cannot be said.
    pub fn for_width(&self, width: f64) -> Option<Needed> {
        let plan = self.plan()?;
        let needed = self.judged.iter().filter(|one| one.verdict.is_some() && one.level > 0.0).map(|one| {
            let error = one.deviation(self.critical?)?;
            plan.for_width(Some(error), width * one.level)
        });
        needed.collect::<Option<Vec<_>>>()?.into_iter().max()
    }

    /// Returns the widest simultaneous interval as a share of what the point compared with has, from end to end.
    pub fn width(&self) -> Option<f64> {
        let judged = self.judged.iter().filter(|one| one.verdict.is_some());
        judged.filter_map(Judged::relative_width).max_by(f64::total_cmp)
    }

    fn plan(&self) -> Option<Plan> {
        let seen = self.judged.iter().map(|one| one.paired.n).max()?;
        Plan::new(self.critical?, seen as u32, MOST_REPLICATES)
    }
}

impl Judged<'_> {
    /// Returns the standard deviation of the paired differences, from the width of their interval.
    fn deviation(&self, critical: f64) -> Option<f64> {
        let (low, high) = self.simultaneous?;
        Some((high - low) / 2.0 / critical * (self.paired.n as f64).sqrt())
    }
}

impl Results {
    /// Returns the rows of `differences.csv` on which verdicts are passed; none where their measures are not all kept.
    pub fn primary_rows(&self, selection: &Selection) -> Vec<DifferenceRow> {
        let mut measures =
            Outcome::ALL.into_iter().filter_map(|outcome| Measure::position(outcome.measure()));
        if measures.all(|measure| selection.has_measure(measure)) {
            self.primary().judged.iter().map(Judged::row).collect()
        } else {
            Vec::new()
        }
    }

    /// Returns the primary family.
    pub fn primary(&self) -> Primary<'_> {
        let mut judged = Vec::new();
        let mut differences = Vec::new();
        for &(one, other) in &self.contrasts {
            let (point, than) = (&self.points[one], &self.points[other]);
            if !point.feasible || !than.feasible {
                continue;
            }
            let is_same = self.is_same(point, than);
            for district in self.districts() {
                let (Some(here), Some(there)) = (point.district(district), than.district(district)) else {
                    continue;
                };
                for outcome in Outcome::ALL {
                    let Some(measure) = Measure::position(outcome.measure()) else { continue };
                    let values = point.totals(here, measure, self.first_year);
                    let others = than.totals(there, measure, self.first_year);
                    let level = mean(&others).unwrap_or(f64::NAN);
                    let is_judged = !is_same
                        && level > 0.0
                        && !point.is_unopened(district)
                        && !than.is_unopened(district)
                        && ![point, than]
                            .iter()
                            .any(|point| point.comparator == Some(Comparator::FullAccess));
                    let paired = Paired::new(&values, &others);
                    let pairs = values.iter().zip(&others).map(|(value, other)| value - other);
                    differences.push(is_judged.then(|| pairs.collect::<Vec<f64>>()));
                    let relevant = self.relevant_difference * level;
                    judged.push(Judged {
                        point,
                        than,
                        district,
                        outcome,
                        level,
                        paired,
                        simultaneous: None,
                        relevant,
                        verdict: None,
                        to_decide: None,
                    });
                }
            }
        }
        let family: Vec<Vec<f64>> = differences.iter().flatten().cloned().collect();
        let Some(intervals) = common(&family).and_then(|()| simultaneous::intervals(&family, TOGETHER))
        else {
            for (one, _) in judged.iter_mut().zip(&differences).filter(|(_, values)| values.is_some()) {
                one.verdict = Some(Verdict::NotDecidable);
            }
            return Primary { judged, critical: None };
        };
        let seen = family[0].len() as u32;
        let plan = Plan::new(intervals.critical, seen, MOST_REPLICATES);
        let members =
            judged.iter_mut().zip(&differences).filter_map(|(one, values)| Some((one, values.as_ref()?)));
        for ((one, values), interval) in members.zip(&intervals.intervals) {
            let [low, high] = interval.simultaneous;
            one.simultaneous = Some((low, high));
            let verdict = Verdict::of((low, high), one.relevant);
            one.verdict = Some(verdict);
            let deviation = standard_deviation(values);
            one.to_decide = plan
                .filter(|_| verdict == Verdict::NotDecidable)
                .and_then(|plan| plan.to_decide(Some(interval.mean), deviation, one.relevant));
        }
        Primary { judged, critical: Some(intervals.critical) }
    }

    /// Returns whether two points have the same person-years in all replicates, districts and outcomes: then they are one configuration
    /// in other words.
    fn is_same(&self, one: &PointYears, other: &PointYears) -> bool {
        let measures = || Outcome::ALL.into_iter().filter_map(|outcome| Measure::position(outcome.measure()));
        one.replicates() > 0
            && one.districts == other.districts
            && (0..one.districts.len()).all(|district| {
                measures().all(|measure| {
                    let [own, others] =
                        [one, other].map(|point| point.totals(district, measure, self.first_year));
                    own == others
                })
            })
    }
}

impl Judged<'_> {
    fn row(&self) -> DifferenceRow {
        let Paired { n, difference, interval, .. } = self.paired;
        DifferenceRow {
            point: self.point.number,
            against: self.than.number,
            point_label: self.point.label.clone(),
            against_label: self.than.label.clone(),
            district: self.district.to_owned(),
            measure: self.outcome.measure().into(),
            year: ALL_YEARS,
            complete: self.point.is_complete(self.point.years()) && self.than.is_complete(self.than.years()),
            family: Family::Primary,
            difference,
            low: interval.map(|(low, _)| low),
            high: interval.map(|(_, high)| high),
            low_simultaneous: self.simultaneous.map(|(low, _)| low),
            high_simultaneous: self.simultaneous.map(|(_, high)| high),
            relevant: self.relevant.is_finite().then_some(self.relevant),
            n: n as u32,
            share_better: self.paired.share_better(Direction::Up),
            verdict: self.verdict,
            replicates_to_decide: self.to_decide.map(|needed| needed.replicates),
        }
    }
}

/// Returns something if all hypotheses hold the same number of replicates.
fn common(family: &[Vec<f64>]) -> Option<()> {
    let first = family.first()?;
    family.iter().all(|values| values.len() == first.len()).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::district::ALL_DISTRICTS;
    use crate::observation::{MEASURES, SeriesRow};
    use crate::time::Week;

    /// Returns a point of two years whose outcomes have so many person-years in each replicate and year, more of each from one to the
    /// next.
    fn point(number: u32, years: &[f64]) -> PointYears {
        let mut point = PointYears::new(number, &format!("p{number}"), ["sb5".to_owned()], 104);
        for value in years {
            let row = |week| {
                let mut values = vec![0.0; MEASURES.len()];
                for (place, outcome) in (1..).zip(Outcome::ALL) {
                    values[Measure::position(outcome.measure()).unwrap()] = f64::from(place) * value;
                }
                ["sb5", ALL_DISTRICTS].map(|id| SeriesRow::new(id, Week(week), true, values.clone()))
            };
            point.push(&[row(52), row(104)].concat());
        }
        point
    }

    fn results(points: Vec<PointYears>, contrasts: &[(usize, usize)]) -> Results {
        let mut results = Results::of_points(points);
        results.contrasts = contrasts.to_vec();
        results.relevant_difference = 0.01;
        results
    }

    const NOISE: [f64; 10] = [0.3, -0.1, 0.2, -0.4, 0.1, 0.0, -0.2, 0.4, -0.3, 0.0];

    fn around(middle: f64, noise: f64) -> Vec<f64> {
        NOISE.map(|one| middle + noise * one).to_vec()
    }

    #[test]
    fn years_are_summed_up_from_the_first_opening_on() {
        let mut results =
            results(vec![point(1, &around(100.0, 1.0)), point(2, &around(110.0, 0.0))], &[(1, 0)]);
        let first = |results: &Results| {
            let primary = results.primary();
            (primary.judged[0].level.round(), primary.judged[0].paired.difference.unwrap().round())
        };
        assert_eq!(first(&results), (200.0, 20.0));
        results.first_year = 2;
        assert_eq!(first(&results), (100.0, 10.0));
    }

    #[test]
    fn what_matters_is_a_share_of_what_is_compared_with() {
        let results = results(
            vec![
                point(1, &around(100.0, 1.0)),
                point(2, &around(102.0, 0.5)),
                point(3, &around(100.5, 0.5)),
                point(4, &around(100.9, 20.0)),
            ],
            &[(1, 0), (2, 0), (3, 0), (0, 1)],
        );
        let primary = results.primary();
        let verdicts = |contrast: usize| {
            let of_contrast = &primary.judged[contrast * 10..][..10];
            assert!(of_contrast.iter().all(|one| one.verdict == of_contrast[0].verdict), "{of_contrast:?}");
            of_contrast[0].verdict
        };
        assert_eq!(verdicts(0), Some(Verdict::Better));
        assert_eq!(verdicts(1), Some(Verdict::PracticallyEqual));
        assert_eq!(verdicts(2), Some(Verdict::NotDecidable));
        assert_eq!(verdicts(3), Some(Verdict::Worse));
        // Only what is open says after how many replicates it would be decided, and that is more than were run.
        assert!(primary.judged.iter().all(|one| {
            (one.verdict == Some(Verdict::NotDecidable)) == one.to_decide.is_some()
                && one.to_decide.is_none_or(|needed| needed.replicates > 10)
        }));
        let one = &primary.judged[0];
        assert!((one.relevant - 0.01 * one.level).abs() < 1e-12);
        // An interval that holds together with all others is wider than one of its own.
        let (low, high) = one.paired.interval.unwrap();
        assert!(one.simultaneous.is_some_and(|(wide_low, wide_high)| wide_low < low && wide_high > high));
    }

    #[test]
    fn a_width_that_is_asked_for_needs_more_replicates_the_narrower_it_is() {
        let results = results(vec![point(1, &around(100.0, 1.0)), point(2, &around(101.0, 9.0))], &[(1, 0)]);
        let primary = results.primary();
        let widest = primary.width().unwrap();
        let needed = |width: f64| primary.for_width(width).unwrap().replicates;
        // What has been reached with ten needs ten, and half of it about four times as many.
        assert_eq!(needed(widest * 1.000_001), 10);
        assert!((30..=40).contains(&needed(widest / 2.0)), "{}", needed(widest / 2.0));
    }

    #[test]
    fn no_verdict_is_passed_where_there_is_nothing_to_judge() {
        let verdicts = |change: &dyn Fn(&mut Results)| {
            let mut results =
                results(vec![point(1, &around(100.0, 1.0)), point(2, &around(110.0, 0.0))], &[(1, 0)]);
            change(&mut results);
            results.primary().judged.iter().map(|one| one.verdict).collect::<Vec<_>>()
        };
        let judged = vec![Some(Verdict::Better); 10];
        assert_eq!(verdicts(&|_| ()), judged);
        // One that opens in no district, one that is the same, a yardstick, and one compared with nobody at all.
        assert_eq!(verdicts(&|results| results.points[1].unopened = vec!["sb5".to_owned()]), vec![None; 10]);
        assert_eq!(verdicts(&|results| results.points[1] = results.points[0].clone()), vec![None; 10]);
        let yardstick = |results: &mut Results| results.points[1].comparator = Some(Comparator::FullAccess);
        assert_eq!(verdicts(&yardstick), vec![None; 10]);
        assert_eq!(verdicts(&|results| results.points[0] = point(1, &[0.0; 10])), vec![None; 10]);
        // With one replicate nothing can be decided.
        let single = |results: &mut Results| {
            results.points = vec![point(1, &[100.0]), point(2, &[110.0])];
        };
        assert_eq!(verdicts(&single), vec![Some(Verdict::NotDecidable); 10]);
    }
}
