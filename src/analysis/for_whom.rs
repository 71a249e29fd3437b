//! For whom it makes a difference: what results say of the people of their runs.

use super::people::{DeadweightRow, FirstYearsRow, Frame, People, Place, PopulationRow, ReachRow};
use super::{PointYears, Results};
use crate::experiment::point::Comparator;
use crate::observation::{PersonRow, WEEKS_OF_YEAR};
use crate::time::Week;

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
        let mut people = self.people.take().unwrap_or_else(|| People::of(self.frame()));
        let pushed = people.push(position, replicate, rows);
        self.people = Some(people);
        pushed
    }

    /// Returns the rows of `populations.csv`, in the order of contrast, district, population and outcome; none without people.
    pub fn population_rows(&self) -> Vec<PopulationRow> {
        self.people.as_ref().map_or_else(Vec::new, People::population_rows)
    }

    /// Returns the rows of `first_years.csv`, in the order of contrast, district, exits and outcome; none without people.
    pub fn first_years_rows(&self) -> Vec<FirstYearsRow> {
        self.people.as_ref().map_or_else(Vec::new, People::first_years_rows)
    }

    /// Returns the rows of `deadweight.csv`, in the order of point, district and need; none where no point is without an
    /// intermediary.
    pub fn deadweight_rows(&self) -> Vec<DeadweightRow> {
        self.people.as_ref().map_or_else(Vec::new, People::deadweight_rows)
    }

    /// Returns the rows of `reach.csv`, in the order of point, outcome and quarter; none where no point is without an intermediary.
    pub fn reach_rows(&self) -> Vec<ReachRow> {
        self.people.as_ref().map_or_else(Vec::new, People::reach_rows)
    }

    /// Returns what is known before the runs.
    fn frame(&self) -> Frame {
        let points = &self.points;
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
        Frame {
            districts: self.districts().into_iter().map(ToOwned::to_owned).collect(),
            points: points.iter().map(place).collect(),
            contrasts: self.contrasts.iter().copied().filter(|&(a, b)| is_run(a) && is_run(b)).collect(),
            opening: self.opening,
            from: Week((self.first_year as i32 - 1) * WEEKS_OF_YEAR as i32),
        }
    }
}
