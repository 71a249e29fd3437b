//! One run: a scenario and a replicate give a record.
//!
//! People of one district never meet those of another, so a run is the courses of its districts, which need nothing of each other
//! and may run at once; a [`Gathering`] puts together what they leave behind, whichever ends first.

use serde::{Deserialize, Serialize};

use crate::observation::groups::Groups;
use crate::observation::series::Tally;
use crate::observation::{CostRow, FactRow, GroupRow, MapRow, NeedRow, SeriesRow, TrialRow};
use crate::scenario::Scenario;
use crate::time::Week;

mod accounts;
mod enrolment;
mod founding;
mod gathering;
mod levers;
mod model;
mod walk;

pub use accounts::{Dated, Infeasible, Obstacles};
pub use gathering::Gathering;
pub use model::{Creation, Model, Models};
pub use walk::{DistrictWalk, Walk};

pub use crate::observation::WEEKS_OF_YEAR;

/// What a run leaves behind: the rows of its tables.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Record {
    /// The replicate.
    pub replicate: u32,
    /// Rows of `series.csv`: by district in the order of the scenario, then all together; for each of them by week.
    pub series: Vec<SeriesRow>,
    /// Rows of `groups.csv`: by year, then as those of the series.
    pub groups: Vec<GroupRow>,
    /// Rows of `costs.csv`.
    pub costs: Vec<CostRow>,
    /// Rows of `chain.csv`, when the run has ended.
    pub chain: Vec<NeedRow>,
    /// Rows of `places.csv`, when the first replicate has ended; none of the others.
    pub places: Vec<MapRow>,
    /// Rows of `facts.csv`.
    pub facts: Vec<FactRow>,
    /// Rows of `trials.csv`: by trial in the order of the scenario, then by district, person and horizon.
    pub trials: Vec<TrialRow>,
}

/// What one district of a run leaves behind.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Course {
    /// At each observation the week, whether the interval before it is whole, and what was counted.
    observed: Vec<(Week, bool, Tally)>,
    /// At the end of each year of observation.
    groups: Vec<(Week, Groups)>,
    costs: Vec<CostRow>,
    /// What became of its needs, when the run has ended.
    chain: Vec<NeedRow>,
    /// Where things are, when the run has ended.
    places: Vec<MapRow>,
    /// People in accommodation, one row for each week of counting.
    stocks: Vec<FactRow>,
    completion: Vec<FactRow>,
    /// Of people who take part in trials, as they are looked at week by week.
    trials: Vec<TrialRow>,
}

impl Course {
    /// Returns the week of the last observation and what was counted; nothing before the first.
    pub fn last_observed(&self) -> Option<(Week, &Tally)> {
        self.observed.last().map(|(week, _, tally)| (*week, tally))
    }

    /// Returns the rows of people who take part in trials, by week.
    pub fn trials(&self) -> &[TrialRow] {
        &self.trials
    }
}

impl Record {
    /// Puts together what the districts of a run leave behind, in the order of the scenario.
    pub fn of<'a>(
        scenario: &Scenario,
        replicate: u32,
        courses: impl IntoIterator<Item = &'a Course>,
    ) -> Self {
        let mut gathering = Gathering::new(scenario, replicate);
        courses.into_iter().for_each(|course| gathering.take(course));
        gathering.finish()
    }
}
