//! One run: a scenario and a replicate give a record.
//!
//! People of one district never meet those of another, so a run is the courses of its districts, which need nothing of each other
//! and may run at once; [`Record::of`] puts together what they leave behind.

use serde::{Deserialize, Serialize};

use crate::district::ALL_DISTRICTS;
use crate::observation::groups::Groups;
use crate::observation::series::Tally;
use crate::observation::{CostRow, FactRow, GroupRow, SeriesRow};
use crate::scenario::Scenario;
use crate::time::Week;

mod accounts;
mod founding;
mod model;
mod walk;

pub use accounts::{Dated, Infeasible, Obstacles};
pub use model::{Model, Models};
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
    /// Rows of `facts.csv`.
    pub facts: Vec<FactRow>,
}

/// What one district of a run leaves behind.
#[derive(Debug, Clone, Default)]
pub struct Course {
    /// At each observation the week, whether the interval before it is whole, and what was counted.
    observed: Vec<(Week, bool, Tally)>,
    /// At the end of each year of observation.
    groups: Vec<(Week, Groups)>,
    costs: Vec<CostRow>,
    /// People in accommodation, one row for each week of counting.
    stocks: Vec<FactRow>,
    completion: Vec<FactRow>,
}

impl Record {
    /// Puts together what the districts of a run leave behind, in the order of the scenario.
    pub fn of<'a>(
        scenario: &Scenario,
        replicate: u32,
        courses: impl IntoIterator<Item = &'a Course>,
    ) -> Self {
        let courses: Vec<&Course> = courses.into_iter().collect();
        let Some(first) = courses.first() else { return Self { replicate, ..Self::default() } };
        let mut all = first.observed.clone();
        for course in &courses[1..] {
            all.iter_mut().zip(&course.observed).for_each(|((.., all), (.., own))| all.add(own));
        }
        let mut series = Vec::new();
        let mut groups = Vec::new();
        let named = || scenario.districts.iter().map(|plan| plan.id.as_str()).zip(&courses);
        let observed = named().map(|(id, course)| (id, &course.observed)).chain([(ALL_DISTRICTS, &all)]);
        for (id, observed) in observed {
            let row = |(week, complete, tally): &(Week, bool, Tally)| {
                SeriesRow::new(id, *week, *complete, tally.values())
            };
            series.extend(observed.iter().map(row));
        }
        for (year, (week, _)) in first.groups.iter().enumerate() {
            let mut all = Groups::default();
            for (id, course) in named() {
                let (_, own) = &course.groups[year];
                groups.extend(own.rows(id, *week));
                all.add(own);
            }
            groups.extend(all.rows(ALL_DISTRICTS, *week));
        }
        let costs = courses.iter().flat_map(|course| course.costs.clone()).collect();
        let counts = 0..first.stocks.len();
        let stocks = counts.flat_map(|count| courses.iter().map(move |course| course.stocks[count].clone()));
        let facts = stocks.chain(courses.iter().flat_map(|course| course.completion.clone())).collect();
        Self { replicate, series, groups, costs, facts }
    }
}
