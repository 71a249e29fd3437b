//! One run: a scenario and a replicate give a record.
//!
//! People of one district never meet those of another, so a run is the courses of its districts, which need nothing of each other
//! and may run at once; [`Record::of`] puts together what they leave behind.

use crate::district::ALL_DISTRICTS;
use crate::ledger::{CostItem, Costs};
use crate::observation::groups::Groups;
use crate::observation::series::Tally;
use crate::observation::{Observation, Table, facts, groups};
use crate::scenario::Scenario;
use crate::time::Week;

mod accounts;
mod founding;
mod model;
mod walk;

pub use accounts::{Dated, Infeasible, Obstacles};
pub use model::{Model, Models};
pub use walk::{Course, DistrictWalk, Walk};

pub use crate::observation::WEEKS_OF_YEAR;

/// What a run leaves behind.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Record {
    /// The replicate.
    pub replicate: u32,
    /// Rows of `series.csv`: by week, within a week by district in the order of the scenario, then all together.
    pub series: Vec<Observation>,
    /// Rows of `groups.csv` behind `point` and `replicate`, yearly.
    pub groups: Table,
    /// Rows of `costs.csv` behind `point` and `replicate`.
    pub costs: Table,
    /// Rows of `facts.csv` behind `point` and `replicate`.
    pub facts: Table,
}

/// Returns the table of costs without rows.
pub fn no_costs() -> Table {
    Table::new(vec!["district", "year", "item", "payer", "euros", "hours"])
}

impl Record {
    /// Puts together what the districts of a run leave behind, in the order of the scenario.
    pub fn of<'a>(
        scenario: &Scenario,
        replicate: u32,
        courses: impl IntoIterator<Item = &'a Course>,
    ) -> Self {
        let courses: Vec<&Course> = courses.into_iter().collect();
        let mut record = Self {
            replicate,
            series: Vec::new(),
            groups: groups::empty(),
            costs: no_costs(),
            facts: facts::empty(),
        };
        let Some(first) = courses.first() else { return record };
        for moment in 0..first.observed.len() {
            record.add_observations(&courses, moment);
        }
        for year in 0..first.groups.len() {
            let mut all = Groups::default();
            for (plan, course) in scenario.districts.iter().zip(&courses) {
                let (week, groups) = &course.groups[year];
                groups.append(&plan.id, *week, &mut record.groups);
                all.add(groups);
            }
            all.append(ALL_DISTRICTS, first.groups[year].0, &mut record.groups);
        }
        for course in &courses {
            record.costs.append(&course.costs);
        }
        let stocks =
            (0..first.stocks.len()).flat_map(|count| courses.iter().map(move |one| &one.stocks[count]));
        let of_facts = stocks.chain(courses.iter().map(|course| &course.completion));
        of_facts.for_each(|table| record.facts.append(table));
        record
    }

    /// Adds the rows of one observation: each district, then all together.
    fn add_observations(&mut self, courses: &[&Course], moment: usize) {
        let mut all: Option<(Week, bool, Tally)> = None;
        for (position, course) in courses.iter().enumerate() {
            let (week, complete, tally) = &course.observed[moment];
            let (district, values) = (Some(position), tally.values());
            self.series.push(Observation { district, week: *week, complete: *complete, values });
            match &mut all {
                Some((.., all)) => all.add(tally),
                None => all = Some((*week, *complete, tally.clone())),
            }
        }
        if let Some((week, complete, all)) = all {
            self.series.push(Observation { district: None, week, complete, values: all.values() });
        }
    }
}

/// Appends what a year has cost by item: what the ledger counted since the year before.
fn record_costs(district: &str, week: Week, now: &Costs, before: &Costs, rows: &mut Table) {
    let year = (week.0 as u32).div_ceil(WEEKS_OF_YEAR);
    for item in CostItem::ALL {
        let euros = now.of(item).euros - before.of(item).euros;
        let hours = now.of(item).hours - before.of(item).hours;
        if euros == 0.0 && hours == 0.0 {
            continue;
        }
        rows.text(district);
        rows.integer(year);
        rows.text(item.name());
        rows.text(item.payer());
        rows.number(euros);
        rows.number(hours);
        rows.end_row();
    }
}
