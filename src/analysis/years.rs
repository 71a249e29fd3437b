//! Values of the replicates of a point: of every measure by year, and of some week by week.

use std::ops::Range;

use super::spread::{Moment, Spread};
use crate::district::ALL_DISTRICTS;
use crate::experiment::design::Experiment;
use crate::experiment::point::{Comparator, Money, Point};
use crate::observation::{MEASURES, Measure, Role, SeriesRow, WEEKS_OF_YEAR};
use crate::phrase::Phrase;

/// Measures that are followed from observation to observation: the indices and what stands behind them.
pub const FOLLOWED: [&str; 15] = [
    "culturation",
    "placement",
    "interaction",
    "identification",
    "language_mean",
    "local_knowledge_mean",
    "employed_share",
    "private_housing_share",
    "in_education_share",
    "frequent_contact_share",
    "strong_tie_share",
    "belonging_mean",
    "welcome_share",
    "offered_load",
    "waiting_mean",
];

/// A part of what is held of replicates where all of it would be too much: some measures, in one district or in each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// The id of the district, or that of all together; nothing for each of them.
    pub district: Option<String>,
    /// Positions of measures.
    pub measures: Range<usize>,
}

/// A point with the values of its replicates.
#[derive(Debug, Clone, PartialEq)]
pub struct PointYears {
    /// The number of the point.
    pub number: u32,
    /// Its label, as written in files.
    pub label: String,
    /// Its label for reading.
    pub shown: Phrase,
    /// Whether it was run.
    pub feasible: bool,
    /// Which comparator it is, if any.
    pub comparator: Option<Comparator>,
    /// Points with the same number stand under the same circumstances: series, parameters, districts, length.
    pub circumstances: usize,
    /// What each district may spend at the beginning.
    pub money: Money,
    /// Whether circumstances, budget and kind of support are those of the base.
    pub is_of_base: bool,
    /// Ids of districts in which it never opens within the run.
    pub unopened: Vec<String>,
    /// District ids, then [`ALL_DISTRICTS`].
    pub districts: Vec<String>,
    /// Keys in which the points differ, with what the scenario says at them.
    pub factors: Vec<(String, String)>,
    /// Weeks run.
    pub weeks: u32,
    /// What is held of replicates; nothing for all of it.
    window: Option<Window>,
    /// For each replicate: values by district, then measure, then year.
    replicates: Vec<Vec<f64>>,
    /// Weeks of observation.
    moments: Vec<i32>,
    /// For each replicate: values by district, then followed measure, then moment.
    courses: Vec<Vec<f64>>,
    /// All measures at the beginning: for each replicate values by district, then measure.
    beginnings: Vec<Vec<f64>>,
}

impl PointYears {
    /// Makes a point without replicates; `districts` are the ids without that of all together.
    pub fn new(number: u32, label: &str, districts: impl IntoIterator<Item = String>, weeks: u32) -> Self {
        let districts = districts.into_iter().chain([ALL_DISTRICTS.to_owned()]).collect();
        Self {
            number,
            label: label.to_owned(),
            shown: Phrase::same(label),
            feasible: true,
            comparator: None,
            circumstances: 0,
            money: Money::new(),
            is_of_base: true,
            unopened: Vec::new(),
            districts,
            factors: Vec::new(),
            weeks,
            window: None,
            replicates: Vec::new(),
            moments: Vec::new(),
            courses: Vec::new(),
            beginnings: Vec::new(),
        }
    }

    /// Makes a point of an experiment with a base; `factors` are the keys in which its points differ.
    pub(super) fn of(experiment: &Experiment, base: &Point, point: &Point, factors: &[&str]) -> Self {
        let districts = point.scenario.districts.iter().map(|plan| plan.id.clone());
        let circumstances =
            experiment.points.iter().position(|other| other.circumstances == point.circumstances);
        Self {
            shown: point.shown.clone(),
            comparator: point.comparator(),
            circumstances: circumstances.unwrap_or(0),
            money: point.money(),
            is_of_base: point.is_alike(base),
            unopened: point.unopened().into_iter().map(ToOwned::to_owned).collect(),
            factors: point
                .factors
                .iter()
                .filter(|(key, _)| factors.contains(&key.as_str()))
                .cloned()
                .collect(),
            ..Self::new(point.number as u32, &point.label, districts, point.scenario.weeks)
        }
    }

    /// Returns the number of years, a shorter last one included.
    pub fn years(&self) -> u32 {
        self.weeks.div_ceil(WEEKS_OF_YEAR)
    }

    /// Returns the number of replicates.
    pub fn replicates(&self) -> usize {
        self.replicates.len()
    }

    /// Returns whether a year, counted from 1, has all of its weeks.
    pub fn is_complete(&self, year: u32) -> bool {
        year * WEEKS_OF_YEAR <= self.weeks
    }

    /// Returns the year that tables show: the last complete one, else the last.
    pub fn shown_year(&self) -> u32 {
        (self.weeks / WEEKS_OF_YEAR).max(1)
    }

    /// Returns whether it never opens in a district, or in none of them where all are meant.
    pub fn is_unopened(&self, district: &str) -> bool {
        if district == ALL_DISTRICTS {
            !self.unopened.is_empty() && self.unopened.len() + 1 == self.districts.len()
        } else {
            self.unopened.iter().any(|id| id == district)
        }
    }

    /// Returns whether another point stands under the same circumstances with the same money, or one of them with none.
    pub fn is_matched(&self, other: &Self) -> bool {
        self.circumstances == other.circumstances
            && (self.money == other.money || self.money.is_empty() || other.money.is_empty())
    }

    /// Appends a replicate from the rows of its series.
    pub fn push(&mut self, series: &[SeriesRow]) {
        let years = self.years() as usize;
        let districts = self.districts.len();
        let mut blocks: Vec<Vec<&SeriesRow>> = vec![Vec::new(); districts * years];
        for row in series.iter().filter(|row| row.week.0 > 0) {
            let year = (row.week.0 as usize - 1) / WEEKS_OF_YEAR as usize;
            let Some(district) = self.district(&row.district) else { continue };
            blocks[district * years + year].push(row);
        }
        let mut values = Vec::with_capacity(districts * MEASURES.len() * years);
        for district in 0..districts {
            for (position, measure) in MEASURES.iter().enumerate().filter(|(at, _)| self.holds(district, *at))
            {
                for year in 0..years {
                    values.push(year_value(measure, position, &blocks[district * years + year]));
                }
            }
        }
        values.shrink_to_fit();
        self.replicates.push(values);
        if self.window.is_none() {
            self.follow(series);
        }
    }

    /// Holds no more of the replicates to come than a window.
    pub(super) fn narrow(&mut self, window: Window) {
        self.window = Some(window);
    }

    /// Returns whether the values of a measure in a district are held.
    pub(super) fn holds(&self, district: usize, measure: usize) -> bool {
        self.window.as_ref().is_none_or(|window| {
            let is_seen = window.district.as_ref().is_none_or(|seen| self.districts[district] == *seen);
            is_seen && window.measures.contains(&measure)
        })
    }

    fn follow(&mut self, series: &[SeriesRow]) {
        let districts = self.districts.len();
        if self.moments.is_empty() {
            self.moments = series.iter().map(|row| row.week.0).collect();
            self.moments.sort_unstable();
            self.moments.dedup();
        }
        let moments = self.moments.len();
        let followed: Vec<usize> = FOLLOWED.iter().filter_map(|name| Measure::position(name)).collect();
        let mut course = vec![f64::NAN; districts * followed.len() * moments];
        let mut beginning = vec![f64::NAN; districts * MEASURES.len()];
        for row in series {
            let Some(district) = self.district(&row.district) else { continue };
            let Ok(moment) = self.moments.binary_search(&row.week.0) else { continue };
            for (position, measure) in followed.iter().enumerate() {
                course[(district * followed.len() + position) * moments + moment] = row.values[*measure];
            }
            if moment == 0 {
                beginning[district * MEASURES.len()..][..MEASURES.len()].copy_from_slice(&row.values);
            }
        }
        self.courses.push(course);
        self.beginnings.push(beginning);
    }

    /// Returns the values of all replicates, not a number where one has none.
    ///
    /// # Panics
    /// When the year lies beyond the run.
    pub fn values(&self, district: usize, measure: usize, year: u32) -> Vec<f64> {
        let years = self.years() as usize;
        assert!((1..=years).contains(&(year as usize)), "a year lies within the run");
        assert!(self.holds(district, measure), "what is asked for lies within the window");
        let place = match &self.window {
            Some(window) => {
                let before = if window.district.is_some() { 0 } else { district * window.measures.len() };
                before + measure - window.measures.start
            }
            None => district * MEASURES.len() + measure,
        };
        let position = place * years + year as usize - 1;
        self.replicates.iter().map(|values| values[position]).collect()
    }

    /// Returns the sums of a flow over the years from one on, of all replicates; nothing at all where that lies beyond the run.
    pub fn totals(&self, district: usize, measure: usize, first_year: u32) -> Vec<f64> {
        let mut totals = Vec::new();
        for year in first_year..=self.years() {
            let values = self.values(district, measure, year);
            totals.resize(values.len(), 0.0);
            totals.iter_mut().zip(values).for_each(|(total, value)| *total += value);
        }
        totals
    }

    /// Returns a measure in a year over replicates; nothing where the year lies beyond the run.
    pub fn spread(&self, district: usize, measure: usize, year: u32) -> Spread {
        if (1..=self.years()).contains(&year) {
            Spread::of(self.values(district, measure, year))
        } else {
            Spread::default()
        }
    }

    /// Returns a measure at the beginning over replicates.
    pub fn beginning(&self, district: usize, measure: usize) -> Spread {
        let place = district * MEASURES.len() + measure;
        Spread::of(self.beginnings.iter().map(|values| values[place]).collect())
    }

    /// Returns a followed measure from observation to observation over replicates; nothing for other measures.
    pub fn course(&self, district: usize, measure: usize) -> Vec<Moment> {
        let Some(place) = followed(measure) else { return Vec::new() };
        self.line(|moment| self.at(district, place, moment))
    }

    /// Returns a followed measure of each replicate by week of observation, without weeks in which it has no value; nothing for other
    /// measures.
    pub fn runs(&self, district: usize, measure: usize) -> Vec<Vec<(i32, f64)>> {
        let Some(place) = followed(measure) else { return Vec::new() };
        let start = (district * FOLLOWED.len() + place) * self.moments.len();
        let run = |course: &Vec<f64>| {
            let values = self.moments.iter().copied().zip(course[start..].iter().copied());
            values.filter(|(_, value)| value.is_finite()).collect()
        };
        self.courses.iter().map(run).collect()
    }

    /// Returns the paired differences of a followed measure to another point, from observation to observation.
    pub fn gap(&self, other: &Self, district: usize, measure: usize) -> Vec<Moment> {
        let Some(there) = other.district(&self.districts[district]) else { return Vec::new() };
        let (Some(place), true) = (followed(measure), self.moments == other.moments) else {
            return Vec::new();
        };
        self.line(|moment| {
            let own = self.at(district, place, moment);
            own.into_iter().zip(other.at(there, place, moment)).map(|(own, other)| own - other).collect()
        })
    }

    fn at(&self, district: usize, place: usize, moment: usize) -> Vec<f64> {
        let position = (district * FOLLOWED.len() + place) * self.moments.len() + moment;
        self.courses.iter().map(|values| values[position]).collect()
    }

    fn line(&self, values: impl Fn(usize) -> Vec<f64>) -> Vec<Moment> {
        let moments = self.moments.iter().enumerate();
        moments
            .map(|(moment, week)| Moment { week: *week, spread: Spread::of(values(moment)) })
            .filter(|moment| moment.spread.n > 0)
            .collect()
    }

    /// Returns the position of a district by its name.
    pub fn district(&self, name: &str) -> Option<usize> {
        self.districts.iter().position(|district| district == name)
    }
}

/// Returns the place of a measure among those that are followed.
fn followed(measure: usize) -> Option<usize> {
    FOLLOWED.iter().position(|name| *name == MEASURES[measure].name)
}

/// Returns the value of a year: the sum of a flow, the last of a state, the mean of a ratio.
///
/// The mean of a wait weighs each interval by the visits served in it.
fn year_value(measure: &Measure, position: usize, rows: &[&SeriesRow]) -> f64 {
    let present = rows.iter().filter(|row| row.values[position].is_finite());
    match measure.role {
        Role::Index(_) | Role::Share | Role::State => {
            rows.last().map_or(f64::NAN, |row| row.values[position])
        }
        Role::Flow => {
            present.map(|row| row.values[position]).reduce(|sum, value| sum + value).unwrap_or(f64::NAN)
        }
        Role::Ratio => {
            let served = Measure::position("served").filter(|_| measure.name.starts_with("waiting"));
            let (sum, weights) = present.fold((0.0, 0.0), |(sum, weights), row| {
                let weight = served.map_or(1.0, |served| row.values[served].max(0.0));
                (sum + weight * row.values[position], weights + weight)
            });
            if weights > 0.0 { sum / weights } else { f64::NAN }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Week;

    fn row(week: i32, value: f64) -> SeriesRow {
        SeriesRow::new(ALL_DISTRICTS, Week(week), true, vec![value; MEASURES.len()])
    }

    fn point(weeks: u32, series: &[SeriesRow]) -> PointYears {
        let mut point = PointYears::new(1, "a", [], weeks);
        point.push(series);
        point
    }

    fn value(point: &PointYears, measure: &str, year: u32) -> f64 {
        point.values(0, Measure::position(measure).unwrap(), year)[0]
    }

    #[test]
    fn a_year_sums_flows_takes_the_last_state_and_averages_ratios() {
        let series = [row(0, 100.0), row(26, 1.0), row(52, 2.0), row(78, 4.0)];
        let point = point(78, &series);
        assert_eq!(point.years(), 2);
        assert_eq!(value(&point, "visits", 1), 3.0);
        assert_eq!(value(&point, "refugees", 1), 2.0);
        assert_eq!(value(&point, "utilisation", 1), 1.5);
        assert_eq!(value(&point, "visits", 2), 4.0);
        assert!(point.is_complete(1) && !point.is_complete(2));
        assert_eq!(point.shown_year(), 1);
        assert_eq!(point.beginning(0, Measure::position("visits").unwrap()).mean, Some(100.0));
    }

    #[test]
    fn totals_sum_the_years_from_one_on() {
        let series = [row(0, 100.0), row(26, 1.0), row(52, 2.0), row(78, 4.0)];
        let (point, visits) = (point(78, &series), Measure::position("visits").unwrap());
        assert_eq!([1, 2, 3].map(|first| point.totals(0, visits, first)), [vec![7.0], vec![4.0], vec![]]);
    }

    #[test]
    fn both_figures_of_a_wait_are_weighted_by_the_visits_served() {
        // In each row every measure has the same value, so 1 visit waited 1 day and 3 visits waited 3 days.
        let point = point(52, &[row(26, 1.0), row(52, 3.0)]);
        assert_eq!(value(&point, "waiting_mean", 1), 10.0 / 4.0);
        assert_eq!(value(&point, "waiting_p90", 1), 10.0 / 4.0);
    }

    #[test]
    fn missing_values_leave_a_gap_and_no_zero() {
        let point = point(52, &[row(26, f64::NAN), row(52, f64::NAN)]);
        for measure in ["visits", "refugees", "utilisation"] {
            assert!(value(&point, measure, 1).is_nan(), "{measure}");
        }
        assert_eq!(point.spread(0, 0, 1), Spread::default());
        assert!(point.course(0, Measure::position("culturation").unwrap()).is_empty());
    }

    #[test]
    fn a_run_shorter_than_a_year_shows_what_there_is() {
        let point = point(26, &[row(26, 2.0)]);
        assert_eq!((point.years(), point.shown_year()), (1, 1));
        assert!(!point.is_complete(1));
    }

    #[test]
    fn a_spread_is_the_one_computed_by_hand() {
        let mut point = point(52, &[row(52, 1.0)]);
        point.push(&[row(52, 3.0)]);
        let spread = point.spread(0, 0, 1);
        // Mean 2; deviations ±1, so the variance is 2 / 1 and the standard error √(2 / 2).
        assert_eq!((spread.mean, spread.sd, spread.se), (Some(2.0), Some(2.0_f64.sqrt()), Some(1.0)));
        assert_eq!(spread.q10, Some(1.2));
    }

    #[test]
    fn a_gap_is_paired_replicate_by_replicate() {
        let culturation = Measure::position("culturation").unwrap();
        let mut one = point(52, &[row(0, 1.0), row(52, 5.0)]);
        one.push(&[row(0, 2.0), row(52, 9.0)]);
        let mut other = point(52, &[row(0, 1.0), row(52, 2.0)]);
        other.push(&[row(0, 1.0), row(52, 8.0)]);
        let gap = one.gap(&other, 0, culturation);
        assert_eq!(gap.iter().map(|moment| moment.week).collect::<Vec<_>>(), [0, 52]);
        // Differences 0 and 1, then 3 and 1.
        assert_eq!(gap[0].spread.mean, Some(0.5));
        assert_eq!((gap[1].spread.mean, gap[1].spread.sd), (Some(2.0), Some(2.0_f64.sqrt())));
    }

    #[test]
    fn what_is_followed_exists_and_holds_all_indices() {
        assert!(FOLLOWED.iter().all(|name| Measure::position(name).is_some()));
        let indices = MEASURES.iter().filter(|measure| matches!(measure.role, Role::Index(_)));
        assert!(indices.into_iter().all(|measure| FOLLOWED.contains(&measure.name)));
    }
}
