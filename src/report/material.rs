//! Gathering: rows of all replicates become means, intervals and quantiles; questions that pictures and tables ask.

use std::collections::{BTreeMap, BTreeSet};

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::{Difference, DistrictName, Material, Moment, Place, PointNote, Spread};
use crate::observation::{MEASURES, Measure, Observation, Role};
use crate::run::Record;
use crate::scenario::Scenario;
use crate::time::Week;
use crate::vocabulary::{Concept, Dimension};

/// The id of all districts together.
pub(super) const ALL: &str = "all";
/// Weeks in a year of the tables.
pub(super) const WEEKS_OF_YEAR: i32 = 52;
/// Lines that can be told apart in one picture.
const LINES: usize = 8;

/// Values of a measure by point, district, week and replicate, until they are summed up.
#[derive(Debug, Clone, Default)]
pub struct Gathering {
    districts: Vec<DistrictName>,
    rows: BTreeMap<Key, BTreeMap<i32, Vec<f64>>>,
}

/// Point, district and replicate.
type Key = (u32, usize, u32);

impl Gathering {
    /// Begins with the districts of the scenario, in its order, without `all`.
    pub fn new(districts: &[DistrictName]) -> Self {
        let mut districts = districts.to_vec();
        // With one district, `all` would say everything twice.
        if districts.len() > 1 {
            districts.push(DistrictName {
                id: ALL.to_owned(),
                english: "All districts".to_owned(),
                german: "Alle Bezirke".to_owned(),
            });
        }
        Self { districts, rows: BTreeMap::new() }
    }

    /// Begins with the districts of scenarios, each once.
    pub fn of<'a>(scenarios: impl Iterator<Item = &'a Scenario>) -> Self {
        let mut names: Vec<DistrictName> = Vec::new();
        for plan in scenarios.flat_map(|scenario| &scenario.districts) {
            if names.iter().all(|known| known.id != plan.id) {
                names.push(DistrictName {
                    id: plan.id.clone(),
                    english: plan.district.name.clone(),
                    german: plan.district.name_de.clone(),
                });
            }
        }
        Self::new(&names)
    }

    /// Adds the observations of a run of a point whose scenario has these districts.
    pub fn add_observations(
        &mut self,
        point: u32,
        replicate: u32,
        scenario: &Scenario,
        series: &[Observation],
    ) {
        for row in series {
            let id = row.district.map_or(ALL, |position| scenario.districts[position].id.as_str());
            if let Some(district) = self.district(id) {
                self.add(point, replicate, district, row.week, row.values.clone());
            }
        }
    }

    /// Returns the position of a district by its id.
    pub fn district(&self, id: &str) -> Option<usize> {
        self.districts.iter().position(|district| district.id == id)
    }

    /// Adds a row of `series.csv`: values in the order of [`MEASURES`], not a number where there is none.
    pub fn add(&mut self, point: u32, replicate: u32, district: usize, week: Week, values: Vec<f64>) {
        self.rows.entry((point, district, replicate)).or_default().insert(week.0, values);
    }

    /// Adds the rows of a run.
    pub fn add_record(&mut self, point: u32, record: &Record) {
        for row in &record.series {
            let all = self.districts.len() - 1;
            let district = row.district.or_else(|| (all > 0).then_some(all));
            if let Some(district) = district {
                self.add(point, record.replicate, district, row.week, row.values.clone());
            }
        }
    }

    /// Sums up and enters districts, curves, gaps, years, weeks and replicates into the material.
    ///
    /// The material's points must be there already: they say which one is the reference.
    pub fn finish(self, material: &mut Material) {
        material.gaps = self.gaps(material);
        let mut replicates = BTreeSet::new();
        let mut last = 0;
        let mut runs: BTreeMap<(u32, usize), Vec<Rows<'_>>> = BTreeMap::new();
        for (&(point, district, replicate), rows) in &self.rows {
            replicates.insert(replicate);
            last = last.max(rows.keys().next_back().copied().unwrap_or(0));
            let rows = rows.iter().map(|(&week, values)| (week, values.as_slice())).collect();
            runs.entry((point, district)).or_default().push(rows);
        }
        material.curves.clear();
        material.years.clear();
        for ((point, district), runs) in runs {
            for (measure, entry) in MEASURES.iter().enumerate() {
                let place = Place { point, district, measure };
                if !matches!(entry.role, Role::Flow) {
                    let all = runs.iter().flatten().map(|&(week, values)| (week, value(values, measure)));
                    let curve = curve(all.filter(|(_, value)| value.is_finite()).collect());
                    if !curve.is_empty() {
                        material.curves.insert(place, curve);
                    }
                }
                let years = runs.iter().flat_map(|rows| years_of(rows, measure, entry)).collect();
                material
                    .years
                    .extend(spreads(years).into_iter().map(|(year, spread)| ((place, year), spread)));
            }
        }
        material.districts = self.districts;
        material.weeks = last.unsigned_abs();
        material.replicates = replicates.len() as u32;
    }
}

impl Gathering {
    /// Returns paired differences of the indices to the reference: replicate by replicate, week by week.
    fn gaps(&self, material: &Material) -> BTreeMap<Place, Vec<Moment>> {
        let Some(reference) = material.reference().map(|point| point.number) else { return BTreeMap::new() };
        let mut pairs: BTreeMap<Place, Vec<(i32, f64)>> = BTreeMap::new();
        for ((point, district, replicate), rows) in &self.rows {
            let Some(others) = self.rows.get(&(reference, *district, *replicate)) else { continue };
            for (week, values) in rows.iter().filter(|_| *point != reference) {
                for measure in Dimension::ALL.iter().map(|dimension| index_of(*dimension)) {
                    let place = Place { point: *point, district: *district, measure };
                    let other = others.get(week).map_or(f64::NAN, |row| value(row, measure));
                    let gap = value(values, measure) - other;
                    if gap.is_finite() {
                        pairs.entry(place).or_default().push((*week, gap));
                    }
                }
            }
        }
        pairs.into_iter().map(|(place, gaps)| (place, curve(gaps))).collect()
    }
}

/// The rows of a run in a district, in the order of weeks.
type Rows<'a> = Vec<(i32, &'a [f64])>;

/// Returns the value of a measure in a row; not a number where there is none.
fn value(row: &[f64], measure: usize) -> f64 {
    row.get(measure).copied().unwrap_or(f64::NAN)
}

/// Sums up the values of weeks over replicates to a line over time.
fn curve(values: Vec<(i32, f64)>) -> Vec<Moment> {
    spreads(values).into_iter().map(|(week, spread)| Moment { week, spread }).collect()
}

/// Sums up values over replicates, moment by moment.
fn spreads<M: Copy + Ord>(mut values: Vec<(M, f64)>) -> Vec<(M, Spread)> {
    values.sort_unstable_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
    let mut of_moment = Vec::new();
    let mut spreads = Vec::with_capacity(values.len());
    for same in values.chunk_by(|one, other| one.0 == other.0) {
        of_moment.clear();
        of_moment.extend(same.iter().map(|(_, value)| *value));
        spreads.push((same[0].0, spread(&of_moment)));
    }
    spreads
}

/// Returns the value of each year of one run.
fn years_of(rows: &Rows<'_>, measure: usize, entry: &Measure) -> Vec<(u32, f64)> {
    let weights = match entry.name {
        "waiting_mean" => Measure::position("served"),
        _ => None,
    };
    let mut years: Vec<(u32, f64, f64)> = Vec::new();
    for &(week, values) in rows {
        let value = value(values, measure);
        if week < 1 || !value.is_finite() {
            continue;
        }
        let year = ((week - 1) / WEEKS_OF_YEAR + 1).unsigned_abs();
        if years.last().is_none_or(|(last, ..)| *last != year) {
            years.push((year, 0.0, 0.0));
        }
        let Some((_, sum, weight)) = years.last_mut() else { continue };
        match entry.role {
            Role::Flow => (*sum, *weight) = (*sum + value, 1.0),
            Role::Ratio => {
                let share = weights.and_then(|served| values.get(served)).copied().unwrap_or(1.0);
                (*sum, *weight) = (*sum + share * value, *weight + share);
            }
            Role::Index(_) | Role::Share | Role::State => (*sum, *weight) = (value, 1.0),
        }
    }
    years
        .into_iter()
        .filter(|(_, _, weight)| *weight > 0.0)
        .map(|(year, sum, weight)| (year, sum / weight))
        .collect()
}

/// Returns mean, interval and quantiles of sorted values over replicates.
fn spread(values: &[f64]) -> Spread {
    let count = values.len();
    let mean = values.iter().sum::<f64>() / count as f64;
    let margin = if count < 2 {
        f64::NAN
    } else {
        let freedom = (count - 1) as f64;
        let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / freedom;
        let t = StudentsT::new(0.0, 1.0, freedom)
            .expect("the distribution exists because its freedom is at least 1")
            .inverse_cdf(0.975);
        t * (variance / count as f64).sqrt()
    };
    Spread { mean, margin, low: quantile(values, 0.1), high: quantile(values, 0.9), count }
}

/// Returns a quantile of sorted values, interpolated between neighbours.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = share * last as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    sorted[below] + (place - place.floor()) * (sorted[above] - sorted[below])
}

/// Returns the position of the measure that is the index of a dimension.
pub(super) fn index_of(dimension: Dimension) -> usize {
    MEASURES
        .iter()
        .position(|measure| measure.role == Role::Index(dimension))
        .expect("each dimension has an index because the list of measures holds all four")
}

/// Returns the position of a measure by a name that the report uses.
pub(super) fn measure(name: &str) -> usize {
    Measure::position(name).expect("the report asks only for measures of the list")
}

impl Material {
    /// Returns the year that tables show: the last complete one, else the first.
    pub fn last_year(&self) -> u32 {
        (self.weeks / WEEKS_OF_YEAR.unsigned_abs()).max(1)
    }

    /// Returns whether a whole year was run.
    pub fn has_complete_year(&self) -> bool {
        self.weeks >= WEEKS_OF_YEAR.unsigned_abs()
    }

    /// Returns a value of the last complete year.
    pub(super) fn last(&self, point: u32, district: usize, measure: usize) -> Option<&Spread> {
        self.years.get(&(Place { point, district, measure }, self.last_year()))
    }

    /// Returns the mean of the last complete year; not a number where there is none.
    pub(super) fn mean(&self, point: u32, district: usize, measure: usize) -> f64 {
        self.last(point, district, measure).map_or(f64::NAN, |spread| spread.mean)
    }

    /// Returns the weights of the dimensions by the goals, with the sum 1; all alike where none are stated.
    pub(super) fn weights(&self) -> [f64; 4] {
        let sum: f64 = self.goals.iter().sum();
        self.goals.map(|goal| if sum > 0.0 { goal / sum } else { 0.25 })
    }

    /// Returns the mean of the four indices in the last complete year, weighted by the goals.
    pub(super) fn by_goals(&self, point: u32, district: usize) -> f64 {
        let indices = Dimension::ALL.iter().map(|dimension| self.mean(point, district, index_of(*dimension)));
        // A dimension without weight does not count even where it has no value.
        indices
            .zip(self.weights())
            .filter(|(_, weight)| *weight > 0.0)
            .map(|(index, weight)| index * weight)
            .sum()
    }

    /// Returns the points that were run.
    pub(super) fn feasible(&self) -> Vec<&PointNote> {
        self.points.iter().filter(|point| point.feasible).collect()
    }

    /// Returns a point by its number.
    pub(super) fn point(&self, number: u32) -> Option<&PointNote> {
        self.points.iter().find(|point| point.number == number)
    }

    /// Returns the feasible point with a label.
    pub(super) fn labelled(&self, label: &str) -> Option<&PointNote> {
        self.points.iter().find(|point| point.feasible && point.label == label)
    }

    /// Returns the point against which others are marked: no intermediary, else existing services, else the first.
    pub fn reference(&self) -> Option<&PointNote> {
        let feasible = self.feasible();
        if feasible.len() < 2 {
            return None;
        }
        self.labelled("none")
            .or_else(|| self.labelled("existing_services"))
            .or_else(|| feasible.first().copied())
    }

    /// Returns the contrast of two points at the last complete year, turned round where it was declared the other way.
    pub(super) fn contrast(
        &self,
        point: u32,
        against: u32,
        district: usize,
        measure: usize,
    ) -> Option<Difference> {
        let year = self.last_year();
        self.differences
            .iter()
            .filter(|row| row.district == district && row.measure == measure && row.year == year)
            .find_map(|row| {
                if (row.point, row.against) == (point, against) {
                    Some(*row)
                } else if (row.point, row.against) == (against, point) {
                    Some(row.reversed())
                } else {
                    None
                }
            })
    }

    /// Returns the contrasts of dimensions at the last complete year, none against the reference the wrong way round.
    pub(super) fn contrasts(&self) -> Vec<Difference> {
        let year = self.last_year();
        let reference = self.reference().map(|point| point.number);
        self.differences
            .iter()
            .filter(|row| row.year == year && matches!(MEASURES[row.measure].role, Role::Index(_)))
            .map(|row| if Some(row.point) == reference { row.reversed() } else { *row })
            .collect()
    }

    /// Returns the points whose lines are shown: all, or the reference and those that lie furthest from it.
    pub(super) fn shown(&self) -> Vec<&PointNote> {
        let feasible = self.feasible();
        if feasible.len() <= LINES {
            return feasible;
        }
        let reference = self.reference().unwrap_or(feasible[0]).number;
        let comparator = self.labelled("existing_services").map(|point| point.number);
        let district = self.districts.len().saturating_sub(1);
        let distance = |point: u32| {
            Dimension::ALL
                .iter()
                .map(|dimension| index_of(*dimension))
                .map(|index| {
                    (self.mean(point, district, index) - self.mean(reference, district, index)).abs()
                })
                .filter(|distance| distance.is_finite())
                .fold(0.0, f64::max)
        };
        let mut ranked: Vec<_> = feasible
            .iter()
            .map(|point| {
                let first = point.number == reference || Some(point.number) == comparator;
                (if first { f64::INFINITY } else { distance(point.number) }, point.number)
            })
            .collect();
        ranked.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        ranked.truncate(LINES);
        feasible
            .into_iter()
            .filter(|point| ranked.iter().any(|(_, number)| *number == point.number))
            .collect()
    }
}

impl Difference {
    /// Returns the same contrast seen from the other point.
    pub(super) fn reversed(&self) -> Self {
        use super::Verdict;
        Self {
            point: self.against,
            against: self.point,
            difference: -self.difference,
            low: -self.high,
            high: -self.low,
            better_share: 1.0 - self.better_share,
            verdict: match self.verdict {
                Verdict::Better => Verdict::Worse,
                Verdict::Worse => Verdict::Better,
                other => other,
            },
            ..*self
        }
    }
}
