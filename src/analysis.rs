//! What the runs of an experiment say: yearly values, their summary over replicates, and comparisons.

use crate::experiment::contrasts::Declaration;
use crate::experiment::run_file::StoredRun;
use crate::experiment::store::{Store, StoreFault};
use crate::experiment::sweep::Plan;
use crate::experiment::table_file::{Dialect, TableFile};
use crate::observation::{Cell, MEASURES, Measure, Observation, Role};

pub mod compare;
pub mod digest;
pub mod facts;
mod summary;
pub mod turning;

pub use summary::SummaryRow;

/// Weeks in a year of the tables.
const WEEKS_A_YEAR: u32 = 52;

/// The name of all districts together.
pub const ALL_DISTRICTS: &str = "all";

/// Columns of `summary.csv`.
const SUMMARY: [&str; 11] =
    ["point", "district", "measure", "year", "complete", "mean", "sd", "se", "n", "q10", "q90"];

/// Yearly values of every replicate of a point.
#[derive(Debug, Clone, PartialEq)]
pub struct PointYears {
    /// The number of the point.
    pub number: u32,
    /// Its label.
    pub label: String,
    /// Whether it was run.
    pub feasible: bool,
    /// District ids, then [`ALL_DISTRICTS`].
    pub districts: Vec<String>,
    /// Keys that the point sets, with values for reading.
    pub factors: Vec<(String, String)>,
    /// Weeks run.
    pub weeks: u32,
    /// For each replicate: values by district, then measure, then year.
    replicates: Vec<Vec<f64>>,
}

impl PointYears {
    /// Makes a point without replicates; `districts` are the ids without that of all together.
    pub fn new(number: u32, label: &str, districts: impl IntoIterator<Item = String>, weeks: u32) -> Self {
        let districts = districts.into_iter().chain([ALL_DISTRICTS.to_owned()]).collect();
        Self {
            number,
            label: label.to_owned(),
            feasible: true,
            districts,
            factors: Vec::new(),
            weeks,
            replicates: Vec::new(),
        }
    }

    /// Returns the number of years, a shorter last one included.
    pub fn years(&self) -> u32 {
        self.weeks.div_ceil(WEEKS_A_YEAR)
    }

    /// Returns whether a year, counted from 1, has all of its weeks.
    pub fn is_complete(&self, year: u32) -> bool {
        year * WEEKS_A_YEAR <= self.weeks
    }

    /// Returns the year that tables show: the last complete one, else the last.
    pub fn shown_year(&self) -> u32 {
        (self.weeks / WEEKS_A_YEAR).max(1)
    }

    /// Appends a replicate from the rows of its series.
    pub fn push(&mut self, series: &[Observation]) {
        let years = self.years() as usize;
        let districts = self.districts.len();
        let mut blocks: Vec<Vec<&Observation>> = vec![Vec::new(); districts * years];
        for row in series.iter().filter(|row| row.week.0 > 0) {
            let year = (row.week.0 as usize - 1) / WEEKS_A_YEAR as usize;
            let district = row.district.unwrap_or(districts - 1);
            blocks[district * years + year].push(row);
        }
        let mut values = Vec::with_capacity(districts * MEASURES.len() * years);
        for district in 0..districts {
            for (position, measure) in MEASURES.iter().enumerate() {
                for year in 0..years {
                    values.push(year_value(measure, position, &blocks[district * years + year]));
                }
            }
        }
        self.replicates.push(values);
    }

    /// Returns the values of all replicates, not a number where one has none.
    ///
    /// # Panics
    /// When the year lies beyond the run.
    pub fn values(&self, district: usize, measure: usize, year: u32) -> Vec<f64> {
        let years = self.years() as usize;
        assert!((1..=years).contains(&(year as usize)), "a year lies within the run");
        let position = (district * MEASURES.len() + measure) * years + year as usize - 1;
        self.replicates.iter().map(|values| values[position]).collect()
    }

    /// Returns the position of a district by its name.
    pub fn district(&self, name: &str) -> Option<usize> {
        self.districts.iter().position(|district| district == name)
    }
}

/// Returns the value of a year: the sum of a flow, the last of a state, the mean of a ratio.
///
/// The mean of a wait weighs each interval by the visits served in it.
fn year_value(measure: &Measure, position: usize, rows: &[&Observation]) -> f64 {
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

/// Yearly values of an experiment.
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    /// The points, in their order.
    pub points: Vec<PointYears>,
    /// Positions of declared contrasts: the one, and what it is compared with.
    pub contrasts: Vec<(usize, usize)>,
    /// The smallest difference of an index or share that matters.
    pub relevant_difference: f64,
    /// Measures and years in which they are compared; all where it says nothing.
    pub declaration: Declaration,
}

impl Results {
    /// Makes results without replicates; runs are pushed in the order of replicates.
    pub fn new(plan: &Plan<'_>) -> Self {
        let experiment = plan.experiment;
        let points = experiment
            .points
            .iter()
            .enumerate()
            .map(|(position, point)| {
                let districts = point.scenario.districts.iter().map(|district| district.id.clone());
                let mut years =
                    PointYears::new(point.number as u32, &point.label, districts, point.scenario.weeks);
                years.feasible = plan.is_feasible(position);
                years.factors.clone_from(&point.factors);
                years
            })
            .collect();
        Self {
            points,
            contrasts: compare::positions(experiment),
            relevant_difference: experiment.base.relevant_difference,
            declaration: experiment.declaration.clone(),
        }
    }

    /// Appends a run to a point.
    pub fn push(&mut self, point: usize, run: &StoredRun) {
        self.points[point].push(&run.series);
    }

    /// Returns the summary rows in the order of `summary.csv`: point, district, measure, year.
    pub fn summaries(&self) -> impl Iterator<Item = SummaryRow<'_>> {
        self.points.iter().filter(|point| point.feasible).flat_map(|point| {
            (0..point.districts.len()).flat_map(move |district| {
                (0..MEASURES.len()).flat_map(move |measure| {
                    (1..=point.years()).map(move |year| SummaryRow::new(point, district, measure, year))
                })
            })
        })
    }

    /// Writes `summary.csv`.
    ///
    /// # Errors
    /// Returns why it cannot be written.
    pub fn write_summary(&self, store: &Store, dialect: Dialect) -> Result<(), StoreFault> {
        let mut table = TableFile::create(&store.path("summary.csv"), dialect, SUMMARY)?;
        for row in self.summaries() {
            table.row(&[
                Cell::Integer(i64::from(row.point.number)),
                Cell::Text(row.district.to_owned()),
                Cell::Word(row.measure.name),
                Cell::Integer(i64::from(row.year)),
                Cell::Word(if row.complete { "true" } else { "false" }),
                number(row.mean),
                number(row.sd),
                number(row.se),
                Cell::Integer(row.n as i64),
                number(row.q10),
                number(row.q90),
            ])?;
        }
        table.finish()
    }
}

/// Returns a cell for a number that may be missing.
pub(crate) fn number(value: Option<f64>) -> Cell {
    value.map_or(Cell::Missing, Cell::Number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Week;

    fn row(week: i32, value: f64) -> Observation {
        Observation { district: None, week: Week(week), complete: true, values: vec![value; MEASURES.len()] }
    }

    fn point(weeks: u32, series: &[Observation]) -> PointYears {
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
    }

    #[test]
    fn a_wait_is_weighted_by_the_visits_served() {
        // In each row every measure has the same value, so 1 visit waited 1 day and 3 visits waited 3 days.
        let point = point(52, &[row(26, 1.0), row(52, 3.0)]);
        assert_eq!(value(&point, "waiting_mean", 1), 10.0 / 4.0);
    }

    #[test]
    fn missing_values_leave_a_gap_and_no_zero() {
        let point = point(52, &[row(26, f64::NAN), row(52, f64::NAN)]);
        for measure in ["visits", "refugees", "utilisation"] {
            assert!(value(&point, measure, 1).is_nan(), "{measure}");
        }
        let summary = SummaryRow::new(&point, 0, 0, 1);
        assert_eq!((summary.n, summary.mean, summary.sd), (0, None, None));
    }

    #[test]
    fn a_run_shorter_than_a_year_shows_what_there_is() {
        let point = point(26, &[row(26, 2.0)]);
        assert_eq!((point.years(), point.shown_year()), (1, 1));
        assert!(!point.is_complete(1));
    }

    #[test]
    fn a_summary_is_the_one_computed_by_hand() {
        let mut point = point(52, &[row(52, 1.0)]);
        point.push(&[row(52, 3.0)]);
        let summary = SummaryRow::new(&point, 0, 0, 1);
        // Mean 2; deviations ±1, so the variance is 2 / 1 and the standard error √(2 / 2).
        assert_eq!(summary.mean, Some(2.0));
        assert_eq!(summary.sd, Some(2.0_f64.sqrt()));
        assert_eq!(summary.se, Some(1.0));
        assert_eq!(summary.q10, Some(1.2));
    }
}
