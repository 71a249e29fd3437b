//! First years: mean years of every outcome over the first five since arrival, of cohorts that the end of the run cuts off nowhere.

use serde::{Deserialize, Serialize};

use super::frame::Frame;
use super::running::Running;
use super::world::{Life, OUTCOMES, World, pairs};
use crate::observation::lives::FIRST_YEARS;
use crate::observation::row::{Row, Text};
use crate::observation::{Outcome, WEEKS_OF_YEAR};
use crate::time::Week;

/// Until when people are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Exits {
    /// Until they leave.
    Actual,
    /// In both worlds until they leave the first of them, those alone who are in both.
    Equal,
}

impl Exits {
    /// Returns the word in tables.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Actual => "actual",
            Self::Equal => "equal",
        }
    }
}

/// The weeks of arrival that are followed: 2013 to 2017.
const ARRIVALS: [i32; 2] = [-104, 155];

/// The weeks for which each is followed.
const FOLLOWED: i32 = FIRST_YEARS as i32 * Week::YEAR;

/// A row of `first_years.csv`: mean years of an outcome over the first five years since arrival under two configurations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FirstYearsRow {
    /// The number of the point.
    pub point: u32,
    /// The number of the point it is compared with.
    pub against: u32,
    /// The district of arrival, or that of all together.
    pub district: String,
    /// Until when people are followed.
    pub exits: Exits,
    /// The outcome.
    pub outcome: Text,
    /// The first week of arrival.
    pub first_arrival: Week,
    /// The last week of arrival; earlier than the end of 2017 where a run is too short for five years from there.
    pub last_arrival: Week,
    /// Mean years a person under the point.
    pub years: Option<f64>,
    /// The same under the point it is compared with.
    pub years_against: Option<f64>,
    /// Mean paired difference.
    pub difference: Option<f64>,
    /// Lower end of the 95 % interval.
    pub low: Option<f64>,
    /// Upper end of the 95 % interval.
    pub high: Option<f64>,
    /// Replicates with a value.
    pub n: u32,
    /// Mean number of people under the point.
    pub persons: f64,
    /// The same under the point it is compared with.
    pub persons_against: f64,
}

impl Row for FirstYearsRow {}

/// People and person-weeks in two worlds of a replicate.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    persons: [u32; 2],
    weeks: [[f64; OUTCOMES]; 2],
}

impl Tally {
    fn count(&mut self, side: usize, weeks: [f64; OUTCOMES]) {
        self.persons[side] += 1;
        self.weeks[side].iter_mut().zip(weeks).for_each(|(sum, more)| *sum += more);
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
struct Sums {
    persons: [u64; 2],
    years: [Running; OUTCOMES],
}

/// The first years of a contrast, district by district.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FirstYears {
    replicates: u32,
    last_arrival: i32,
    /// By district, then with actual and with equal exits.
    sums: Vec<[Sums; 2]>,
}

impl FirstYears {
    /// Begins without replicates; of runs of so many weeks.
    pub(super) fn new(districts: usize, weeks: i32) -> Self {
        let last_arrival = ARRIVALS[1].min(weeks - FOLLOWED);
        Self { replicates: 0, last_arrival, sums: vec![Default::default(); districts] }
    }

    fn is_followed(&self, life: &Life) -> bool {
        (ARRIVALS[0]..=self.last_arrival).contains(&i32::from(life.who.arrived))
    }

    /// Adds a replicate.
    pub(super) fn add(&mut self, one: &World, other: &World) {
        let everywhere = self.sums.len() - 1;
        let mut tallies = vec![[Tally::default(); 2]; self.sums.len()];
        for pair in pairs(one, other) {
            let Some(any) = pair[0].or(pair[1]).filter(|life| self.is_followed(life)) else { continue };
            for district in [usize::from(any.who.district), everywhere] {
                let [actual, equal] = &mut tallies[district];
                for (side, life) in pair.into_iter().enumerate() {
                    let Some(life) = life else { continue };
                    actual.count(side, weeks_until(life, life.exit));
                    if let [Some(one), Some(other)] = pair {
                        equal.count(side, weeks_until(life, one.exit.min(other.exit)));
                    }
                }
            }
        }
        self.replicates += 1;
        for (sums, tally) in self.sums.as_flattened_mut().iter_mut().zip(tallies.as_flattened()) {
            sums.persons.iter_mut().zip(tally.persons).for_each(|(sum, more)| *sum += u64::from(more));
            for (outcome, years) in sums.years.iter_mut().enumerate() {
                let mean = |side: usize| {
                    tally.weeks[side][outcome] / f64::from(WEEKS_OF_YEAR) / f64::from(tally.persons[side])
                };
                years.add(mean(0), mean(1));
            }
        }
    }

    /// Returns the rows; none where a run is too short for any cohort.
    pub(super) fn rows(&self, frame: &Frame, (one, other): (usize, usize)) -> Vec<FirstYearsRow> {
        let mut rows = Vec::new();
        if self.last_arrival < ARRIVALS[0] {
            return rows;
        }
        for (district, sums) in frame.districts.iter().zip(&self.sums) {
            for (exits, sums) in [Exits::Actual, Exits::Equal].into_iter().zip(sums) {
                let [persons, persons_against] =
                    sums.persons.map(|persons| persons as f64 / f64::from(self.replicates.max(1)));
                rows.extend(Outcome::ALL.iter().zip(&sums.years).map(|(outcome, sums)| {
                    let ([years, years_against], [low, high]) = (sums.means(), sums.interval());
                    FirstYearsRow {
                        point: frame.points[one].number,
                        against: frame.points[other].number,
                        district: district.clone(),
                        exits,
                        outcome: outcome.key().into(),
                        first_arrival: Week(ARRIVALS[0]),
                        last_arrival: Week(self.last_arrival),
                        years,
                        years_against,
                        difference: sums.difference(),
                        low,
                        high,
                        n: sums.n(),
                        persons,
                        persons_against,
                    }
                }));
            }
        }
        rows
    }
}

/// Returns the weeks of each outcome over the first five years if the person had left in a week, not later than in truth.
///
/// When in a year the weeks were is not known, so that they are shared out evenly over the weeks that the person was there.
fn weeks_until(life: &Life, exit: Week) -> [f64; OUTCOMES] {
    let mut sums = [0.0; OUTCOMES];
    for (year, weeks) in (0..).zip(&life.since_arrival) {
        let begin = i32::from(life.who.arrived) + year * Week::YEAR;
        let there = |until: Week| until.0.saturating_sub(begin).clamp(0, Week::YEAR);
        let (own, common) = (there(life.exit), there(exit));
        if common > 0 {
            let share = f64::from(common) / f64::from(own);
            sums.iter_mut().zip(weeks).for_each(|(sum, weeks)| *sum += f64::from(*weeks) * share);
        }
    }
    sums
}
