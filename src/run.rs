//! One run: a scenario and a replicate give a record.
//!
//! People of one district never meet those of another, so a run is the courses of its districts, which need nothing of each other
//! and may run at once; [`Record::of`] puts together what they leave behind.

use std::ops::ControlFlow;

use crate::district::ALL_DISTRICTS;
use crate::ledger::{CostItem, Costs, Ledger};
use crate::observation::groups::Groups;
use crate::observation::measurement::Survey;
use crate::observation::series::Tally;
use crate::observation::{Observation, Table, facts, groups, panel};
use crate::scenario::Scenario;
use crate::schedule::{self, Parameters, Plan};
use crate::time::Week;
use crate::world::{DistrictWorld, World};

mod accounts;
mod founding;

pub use accounts::{Accounts, Infeasible, accounts};
pub use founding::found;

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
    /// Rows of `panel.csv` behind `point` and `replicate`; empty unless [`run`] was asked for them.
    pub panel: Table,
    /// Rows of `costs.csv` behind `point` and `replicate`.
    pub costs: Table,
    /// Rows of `facts.csv` behind `point` and `replicate`.
    pub facts: Table,
}

/// What to record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recording {
    /// Weeks of the panel's waves; empty for no panel.
    pub panel_weeks: Vec<u32>,
}

/// The run was asked to stop before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("interrupted in week {}", .0.0)]
pub struct Interrupted(pub Week);

/// What one district of a run leaves behind.
#[derive(Debug, Clone, Default)]
pub struct Course {
    /// At each observation the week, whether the interval before it is whole, and what was counted.
    observed: Vec<(Week, bool, Tally)>,
    /// At the end of each year of observation.
    groups: Vec<(Week, Groups)>,
    costs: Table,
    /// People in accommodation, a table for each week of counting.
    stocks: Vec<Table>,
    completion: Table,
}

/// Returns the table of costs without rows.
pub fn no_costs() -> Table {
    Table::new(vec!["district", "year", "item", "payer", "euros", "hours"])
}

/// Runs one replicate of a scenario, one district after the other, and keeps the whole panel in memory.
///
/// `after_week` is called after each week of each district and may ask to stop.
///
/// # Errors
/// Returns [`Interrupted`] when `after_week` asks to stop.
///
/// # Panics
/// When the scenario is infeasible: [`accounts`] says so beforehand.
pub fn run(
    scenario: &Scenario,
    replicate: u32,
    recording: &Recording,
    after_week: &mut dyn FnMut(Week) -> ControlFlow<()>,
) -> Result<Record, Interrupted> {
    let mut courses = Vec::new();
    let mut waves = Vec::new();
    for position in 0..scenario.districts.len() {
        let mut own = Vec::new();
        let mut keep = |rows: &Table| {
            own.push(rows.clone());
            ControlFlow::Continue(())
        };
        courses.push(course(scenario, position, replicate, recording, after_week, &mut keep)?);
        waves.push(own);
    }
    let mut record = Record::of(scenario, replicate, &courses);
    for wave in 0..waves.first().map_or(0, Vec::len) {
        for own in &waves {
            record.panel.append(&own[wave]);
        }
    }
    Ok(record)
}

/// Runs one replicate of one district, by its position in the scenario.
///
/// `after_wave` is given the rows of each wave of the panel when it is over, and may ask to stop as `after_week` may.
///
/// # Errors
/// Returns [`Interrupted`] when one of the two asks to stop.
///
/// # Panics
/// When the scenario is infeasible: [`accounts`] says so beforehand.
pub fn course(
    scenario: &Scenario,
    position: usize,
    replicate: u32,
    recording: &Recording,
    after_week: &mut dyn FnMut(Week) -> ControlFlow<()>,
    after_wave: &mut dyn FnMut(&Table) -> ControlFlow<()>,
) -> Result<Course, Interrupted> {
    let read = "parameters fit because the scenario was checked";
    let parameters = Parameters::read(&scenario.evidence).expect(read);
    let plan = &scenario.districts[position];
    let plans = [Plan::of(plan)];
    let mut world = founding::found_alone(scenario, plan, &parameters, replicate);
    let mut survey = Survey::new(scenario.evidence.section("measurement").expect(read), world.dice);
    let mut course = Course { costs: no_costs(), completion: facts::empty(), ..Course::default() };
    let mut wave = panel::empty();
    let end = Week(scenario.weeks as i32);
    while world.week < Week::START {
        advance(scenario, &parameters, &plans, &mut world, after_week)?;
    }
    let district = &world.districts[0];
    survey.include(&district.refugees);
    let mut before = district.ledger.clone();
    let mut costs_before = before.costs;
    let mut seen = world.week;
    let tally = |week: Week, district: &DistrictWorld, survey: &Survey, before: &Ledger| {
        Tally::of(week, &parameters, &scenario.forcings, district, survey, before)
    };
    course.observed.push((seen, true, tally(seen, district, &survey, &before)));
    while world.week < end {
        advance(scenario, &parameters, &plans, &mut world, after_week)?;
        let (week, district) = (world.week, &world.districts[0]);
        let weeks = week.0 as u32;
        let is_last = week == end;
        survey.include(&district.refugees);
        if facts::STOCK_WEEKS.contains(&week.0) {
            let mut stock = facts::empty();
            facts::append_stock(district, week, &mut stock);
            course.stocks.push(stock);
        }
        // A row at the end of each year, so that its sums are of that year whatever the interval.
        if weeks.is_multiple_of(scenario.every) || weeks.is_multiple_of(WEEKS_OF_YEAR) || is_last {
            let complete = week.since(seen) == scenario.every as i32;
            course.observed.push((week, complete, tally(week, district, &survey, &before)));
            before = district.ledger.clone();
            seen = week;
        }
        if weeks.is_multiple_of(WEEKS_OF_YEAR) || is_last {
            course.groups.push((week, Groups::of(&survey, &district.refugees, week)));
            record_costs(&plan.id, week, &district.ledger.costs, &costs_before, &mut course.costs);
            costs_before = district.ledger.costs;
        }
        if let Some(number) = recording.panel_weeks.iter().position(|&wave| wave == weeks) {
            wave.clear();
            panel::append(&survey, district, number, week, &mut wave);
            if after_wave(&wave).is_break() {
                return Err(Interrupted(week));
            }
        }
    }
    facts::append_completion(&world.districts[0], world.week, &mut course.completion);
    Ok(course)
}

/// Runs a week, unless asked to stop behind it.
fn advance(
    scenario: &Scenario,
    parameters: &Parameters,
    plans: &[Plan],
    world: &mut World,
    after_week: &mut dyn FnMut(Week) -> ControlFlow<()>,
) -> Result<(), Interrupted> {
    schedule::week(world, parameters, &scenario.forcings, plans);
    if after_week(world.week).is_break() { Err(Interrupted(world.week)) } else { Ok(()) }
}

impl Record {
    /// Puts together what the districts of a run leave behind, in the order of the scenario.
    pub fn of(scenario: &Scenario, replicate: u32, courses: &[Course]) -> Self {
        let mut record = Self {
            replicate,
            series: Vec::new(),
            groups: groups::empty(),
            panel: panel::empty(),
            costs: no_costs(),
            facts: facts::empty(),
        };
        let Some(first) = courses.first() else { return record };
        for moment in 0..first.observed.len() {
            record.add_observations(courses, moment);
        }
        for year in 0..first.groups.len() {
            let mut all = Groups::default();
            for (plan, course) in scenario.districts.iter().zip(courses) {
                let (week, groups) = &course.groups[year];
                groups.append(&plan.id, *week, &mut record.groups);
                all.add(groups);
            }
            all.append(ALL_DISTRICTS, first.groups[year].0, &mut record.groups);
        }
        for course in courses {
            record.costs.append(&course.costs);
        }
        let stocks =
            (0..first.stocks.len()).flat_map(|count| courses.iter().map(move |one| &one.stocks[count]));
        let of_facts = stocks.chain(courses.iter().map(|course| &course.completion));
        of_facts.for_each(|table| record.facts.append(table));
        record
    }

    /// Adds the rows of one observation: each district, then all together.
    fn add_observations(&mut self, courses: &[Course], moment: usize) {
        let mut all: Option<(Week, bool, Tally)> = None;
        for (position, course) in courses.iter().enumerate() {
            let (week, complete, tally) = &course.observed[moment];
            let (district, values) = (Some(position), tally.values());
            self.series.push(Observation { district, week: *week, complete: *complete, values });
            match &mut all {
                Some((.., all)) => *all += tally,
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
