//! People: for whom configurations make a difference, from what became of each person who fled.
//!
//! Worlds of one replicate are laid side by side, matched person by person by the keys they have in all tables, and after that no
//! more than sums are kept: memory does not grow with replicates. Groups are made by facts fixed before worlds differ, one attribute
//! at a time and never by origin. Who is seen by an intermediary depends on luck once worlds differ, so that figures by who was seen
//! describe: no effect "on users" is claimed.

use super::{PointYears, Results};
use crate::experiment::point::Comparator;
use crate::observation::{PersonRow, WEEKS_OF_YEAR};
use crate::time::Week;

mod deadweight;
mod first_years;
mod populations;
mod reach;
mod running;
mod world;

pub use deadweight::DeadweightRow;
pub use first_years::{Exits, FirstYearsRow};
pub use populations::{Kind, PopulationRow, WAITING};
pub use reach::ReachRow;

use deadweight::Deadweight;
use first_years::FirstYears;
use populations::Populations;
use reach::Reach;
use world::World;

/// What the people of the runs of an experiment say, summed up over replicates.
#[derive(Debug, Clone, PartialEq)]
pub struct People {
    frame: Frame,
    /// The replicate whose worlds are held.
    replicate: u32,
    /// For each point its world in that replicate, until those of all points are there.
    worlds: Vec<Option<World>>,
    /// For each contrast.
    populations: Vec<Populations>,
    /// For each contrast.
    first_years: Vec<FirstYears>,
    /// For each point.
    deadweight: Vec<Deadweight>,
    /// For each point.
    reach: Vec<Reach>,
}

/// What is known of an experiment before its runs.
#[derive(Debug, Clone, PartialEq)]
struct Frame {
    /// Ids of districts, each once, that of all together last.
    districts: Vec<String>,
    points: Vec<Place>,
    /// Positions of the contrasts of points that are run.
    contrasts: Vec<(usize, usize)>,
    /// The week of the first opening.
    opening: Week,
    /// The week from which on weeks are counted: the beginning of the year of the first opening.
    from: Week,
}

/// What is known of a point.
#[derive(Debug, Clone, PartialEq)]
struct Place {
    number: u32,
    /// Weeks run.
    weeks: i32,
    is_run: bool,
    /// Whether it is a form of the intermediary and not a comparator.
    is_form: bool,
    /// The position of the point without an intermediary under the same circumstances.
    nobody: Option<usize>,
}

impl Frame {
    fn of(results: &Results) -> Self {
        let points = &results.points;
        let nobody = |own: &PointYears| {
            let is_nobody = |other: &PointYears| {
                other.feasible && other.comparator == Some(Comparator::Nobody) && own.is_matched(other)
            };
            points.iter().position(is_nobody)
        };
        let place = |point: &PointYears| Place {
            number: point.number,
            weeks: point.weeks as i32,
            is_run: point.feasible,
            is_form: point.comparator.is_none(),
            nobody: nobody(point).filter(|_| point.comparator != Some(Comparator::Nobody)),
        };
        let is_run = |position: usize| points[position].feasible;
        Self {
            districts: results.districts().into_iter().map(ToOwned::to_owned).collect(),
            points: points.iter().map(place).collect(),
            contrasts: results.contrasts.iter().copied().filter(|&(a, b)| is_run(a) && is_run(b)).collect(),
            opening: results.opening,
            from: Week((results.first_year as i32 - 1) * WEEKS_OF_YEAR as i32),
        }
    }
}

impl People {
    /// Makes figures of no replicate yet.
    fn of(results: &Results) -> Self {
        let frame = Frame::of(results);
        let weeks = |&(one, other): &(usize, usize)| frame.points[one].weeks.min(frame.points[other].weeks);
        let districts = frame.districts.len();
        Self {
            replicate: 0,
            worlds: vec![None; frame.points.len()],
            populations: frame.contrasts.iter().map(|_| Populations::new(districts)).collect(),
            first_years: frame.contrasts.iter().map(|pair| FirstYears::new(districts, weeks(pair))).collect(),
            deadweight: frame.points.iter().map(|point| Deadweight::new(districts, point.weeks)).collect(),
            reach: vec![Reach::default(); frame.points.len()],
            frame,
        }
    }

    /// Takes the people of a run, all of them; runs come replicate by replicate.
    fn push<E>(
        &mut self,
        position: usize,
        replicate: u32,
        rows: impl Iterator<Item = Result<PersonRow<'static>, E>>,
    ) -> Result<(), E> {
        if replicate != self.replicate {
            // A replicate that lacks a point is compared with nothing.
            self.worlds.fill(None);
            self.replicate = replicate;
        }
        self.worlds[position] = Some(World::of(rows, &self.frame)?);
        let mut each = self.worlds.iter().zip(&self.frame.points);
        if each.all(|(world, point)| world.is_some() || !point.is_run) {
            self.sum_up();
        }
        Ok(())
    }

    /// Adds the replicate whose worlds are there to the sums.
    fn sum_up(&mut self) {
        let Self { frame, worlds, populations, first_years, deadweight, reach, .. } = self;
        let world = |position: usize| worlds[position].as_ref().expect("the worlds of all points are there");
        for (number, &(one, other)) in frame.contrasts.iter().enumerate() {
            populations[number].add(world(one), world(other));
            first_years[number].add(world(one), world(other));
        }
        for (position, point) in frame.points.iter().enumerate().filter(|(_, point)| point.is_run) {
            reach[position].add(world(position));
            if let Some(nobody) = point.nobody {
                deadweight[position].add(world(position), world(nobody));
            }
        }
        worlds.fill(None);
    }
}

impl Results {
    /// Takes the people of a run, all of them, in the order of replicates and within each in any order of points.
    ///
    /// A replicate counts as soon as the people of all points that are run are there.
    ///
    /// # Errors
    /// Returns the first row that could not be read.
    pub fn push_people<E>(
        &mut self,
        position: usize,
        replicate: u32,
        rows: impl Iterator<Item = Result<PersonRow<'static>, E>>,
    ) -> Result<(), E> {
        let mut people = self.people.take().unwrap_or_else(|| People::of(self));
        let pushed = people.push(position, replicate, rows);
        self.people = Some(people);
        pushed
    }

    /// Returns the rows of `populations.csv`, in the order of contrast, district, population and outcome; none without people.
    pub fn population_rows(&self) -> Vec<PopulationRow> {
        let Some(People { frame, populations, .. }) = &self.people else { return Vec::new() };
        frame.contrasts.iter().zip(populations).flat_map(|(pair, sums)| sums.rows(frame, *pair)).collect()
    }

    /// Returns the rows of `first_years.csv`, in the order of contrast, district, exits and outcome; none without people.
    pub fn first_years_rows(&self) -> Vec<FirstYearsRow> {
        let Some(People { frame, first_years, .. }) = &self.people else { return Vec::new() };
        frame.contrasts.iter().zip(first_years).flat_map(|(pair, sums)| sums.rows(frame, *pair)).collect()
    }

    /// Returns the rows of `deadweight.csv`, in the order of point, district and need; none where no point is without an
    /// intermediary.
    pub fn deadweight_rows(&self) -> Vec<DeadweightRow> {
        let Some(People { frame, deadweight, .. }) = &self.people else { return Vec::new() };
        let each = frame.points.iter().zip(deadweight);
        each.filter_map(|(point, sums)| Some(sums.rows(frame, point, &frame.points[point.nobody?])))
            .flatten()
            .collect()
    }

    /// Returns the rows of `reach.csv`, in the order of point, outcome and quarter; none where no point is without an intermediary.
    pub fn reach_rows(&self) -> Vec<ReachRow> {
        let Some(People { frame, reach, .. }) = &self.people else { return Vec::new() };
        let forms = frame.points.iter().zip(reach).filter(|(point, _)| point.is_form);
        forms
            .filter_map(|(point, sums)| {
                let nobody = point.nobody?;
                Some(sums.rows(&reach[nobody], [point.number, frame.points[nobody].number]))
            })
            .flatten()
            .collect()
    }
}

#[cfg(test)]
mod tests;
