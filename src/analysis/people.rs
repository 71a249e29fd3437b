//! People: for whom configurations make a difference, from what became of each person who fled.
//!
//! Worlds of one replicate are laid side by side, matched person by person by the keys they have in all tables, and after that no
//! more than sums are kept: memory does not grow with replicates. Groups are made by facts fixed before worlds differ, one attribute
//! at a time and never by origin. Who is seen by an intermediary depends on luck once worlds differ, so that figures by who was seen
//! describe: no effect "on users" is claimed.

use crate::observation::PersonRow;

mod deadweight;
mod first_years;
mod frame;
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
pub(super) use frame::{Frame, Place};
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

impl People {
    /// Makes figures of no replicate yet.
    pub(super) fn of(frame: Frame) -> Self {
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
    pub(super) fn push<E>(
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

impl People {
    /// Returns the rows of `populations.csv`.
    pub(super) fn population_rows(&self) -> Vec<PopulationRow> {
        let Self { frame, populations, .. } = self;
        frame.contrasts.iter().zip(populations).flat_map(|(pair, sums)| sums.rows(frame, *pair)).collect()
    }

    /// Returns the rows of `first_years.csv`.
    pub(super) fn first_years_rows(&self) -> Vec<FirstYearsRow> {
        let Self { frame, first_years, .. } = self;
        frame.contrasts.iter().zip(first_years).flat_map(|(pair, sums)| sums.rows(frame, *pair)).collect()
    }

    /// Returns the rows of `deadweight.csv`.
    pub(super) fn deadweight_rows(&self) -> Vec<DeadweightRow> {
        let Self { frame, deadweight, .. } = self;
        let each = frame.points.iter().zip(deadweight);
        each.filter_map(|(point, sums)| Some(sums.rows(frame, point, &frame.points[point.nobody?])))
            .flatten()
            .collect()
    }

    /// Returns the rows of `reach.csv`.
    pub(super) fn reach_rows(&self) -> Vec<ReachRow> {
        let Self { frame, reach, .. } = self;
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
