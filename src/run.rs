//! One run: a scenario and a replicate give a record.

use std::ops::ControlFlow;

use crate::evidence::EvidenceFault;
use crate::intermediary::account::{Account, Unaffordable};
use crate::ledger::{CostItem, Costs, Ledger};
use crate::observation::groups::Groups;
use crate::observation::measurement::Survey;
use crate::observation::{Cell, Observation, Table, facts, groups, panel, series};
use crate::scenario::Scenario;
use crate::schedule::{self, Parameters, Plan};
use crate::time::Week;
use crate::world::World;

mod founding;

pub use founding::found;

/// Weeks of a year of observation.
pub const WEEKS_OF_YEAR: u32 = 52;

/// What a run leaves behind.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Record {
    /// The replicate.
    pub replicate: u32,
    /// Rows of `series.csv`: by week, within a week by district in the order of the scenario, then all together.
    pub series: Vec<Observation>,
    /// Rows of `groups.csv` behind `point` and `replicate`, yearly.
    pub groups: Table,
    /// Rows of `panel.csv` behind `point` and `replicate`; empty unless asked for.
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

/// A scenario that cannot be run.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Infeasible {
    /// A district's budget does not pay for its configuration.
    #[error("district {district}: {shortfall}")]
    Unaffordable {
        /// The district's id.
        district: String,
        /// Whether a change asks for it, not the configuration of the beginning.
        by_change: bool,
        /// What is missing.
        shortfall: Unaffordable,
    },
    /// A parameter does not fit its process.
    #[error(transparent)]
    Evidence(#[from] EvidenceFault),
}

/// Returns the yearly account of each district's configurations, from the beginning on.
///
/// # Errors
/// Returns every district whose budget does not pay for what it is meant to, and parameters that do not fit.
pub fn accounts(scenario: &Scenario) -> Result<Vec<(String, Week, Account)>, Vec<Infeasible>> {
    let parameters =
        Parameters::read(&scenario.evidence).map_err(|fault| vec![Infeasible::Evidence(fault)])?;
    let mut accounts = Vec::new();
    let mut faults = Vec::new();
    for plan in &scenario.districts {
        for (position, (from, configuration)) in plan.configurations.iter().enumerate() {
            match Account::draw_up(configuration, &parameters.account) {
                Ok(account) => accounts.push((plan.id.clone(), (*from).max(configuration.opens), account)),
                Err(shortfall) => {
                    faults.push(Infeasible::Unaffordable {
                        district: plan.id.clone(),
                        by_change: position > 0,
                        shortfall,
                    });
                }
            }
        }
    }
    if faults.is_empty() { Ok(accounts) } else { Err(faults) }
}

/// Runs one replicate of a scenario.
///
/// `after_week` is called after each week and may ask to stop.
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
    let parameters =
        Parameters::read(&scenario.evidence).expect("parameters fit because the scenario was checked");
    let plans: Vec<Plan> = scenario.districts.iter().map(Plan::of).collect();
    let mut world = found(scenario, &parameters, replicate);
    let mut record = Record {
        replicate,
        groups: groups::empty(),
        panel: panel::empty(),
        costs: Table {
            columns: vec!["district", "year", "item", "payer", "euros", "hours"],
            rows: Vec::new(),
        },
        facts: facts::empty(),
        ..Record::default()
    };
    let end = Week(scenario.weeks as i32);
    let mut before: Vec<Ledger> = Vec::new();
    let mut seen = Week::START;
    let mut costs_before: Vec<Costs> = Vec::new();
    let measurement =
        scenario.evidence.section("measurement").expect("parameters fit because the scenario was checked");
    let mut surveys = vec![Survey::new(measurement, world.dice); world.districts.len()];
    while world.week < end || before.is_empty() {
        if world.week == Week::START && before.is_empty() {
            before = world.districts.iter().map(|district| district.ledger.clone()).collect();
            costs_before = world.districts.iter().map(|district| district.ledger.costs).collect();
            include(&mut surveys, &world);
            record_week(scenario, &parameters, &surveys, &world, &before, true, &mut record);
            if world.week == end {
                break;
            }
        }
        schedule::week(&mut world, &parameters, &scenario.forcings, &plans);
        if after_week(world.week).is_break() {
            return Err(Interrupted(world.week));
        }
        if world.week <= Week::START {
            continue;
        }
        let is_last = world.week == end;
        if facts::STOCK_WEEKS.contains(&world.week.0) {
            for district in &world.districts {
                facts::append_stock(district, world.week, &mut record.facts);
            }
        }
        let weeks = world.week.0 as u32;
        let is_observed = weeks.is_multiple_of(scenario.every) || is_last;
        let ends_year = weeks.is_multiple_of(WEEKS_OF_YEAR) || is_last;
        include(&mut surveys, &world);
        if is_observed {
            let complete = world.week.since(seen) == scenario.every as i32;
            record_week(scenario, &parameters, &surveys, &world, &before, complete, &mut record);
            before = world.districts.iter().map(|district| district.ledger.clone()).collect();
            seen = world.week;
        }
        if ends_year {
            record_year(scenario, &surveys, &world, &mut record);
            record_costs(scenario, &world, &mut costs_before, &mut record);
        }
        if let Some(wave) = recording.panel_weeks.iter().position(|&wave| wave == weeks) {
            for (survey, district) in surveys.iter().zip(&world.districts) {
                panel::append(survey, district, wave, world.week, &mut record.panel);
            }
        }
    }
    for district in &world.districts {
        facts::append_completion(district, world.week, &mut record.facts);
    }
    // Rows go by district, within a district by year.
    let of_district =
        |row: &Vec<Cell>| scenario.districts.iter().position(|plan| row[0] == Cell::Text(plan.id.clone()));
    record.costs.rows.sort_by_key(of_district);
    Ok(record)
}

/// Lets the survey of each district get to know who has come since.
fn include(surveys: &mut [Survey], world: &World) {
    surveys
        .iter_mut()
        .zip(&world.districts)
        .for_each(|(survey, district)| survey.include(&district.refugees));
}

/// Appends the observations of a week: each district, then all together.
fn record_week(
    scenario: &Scenario,
    parameters: &Parameters,
    surveys: &[Survey],
    world: &World,
    before: &[Ledger],
    complete: bool,
    record: &mut Record,
) {
    let mut all: Option<series::Tally> = None;
    for (position, (district, (survey, before))) in
        world.districts.iter().zip(surveys.iter().zip(before)).enumerate()
    {
        let tally = series::Tally::of(world.week, parameters, &scenario.forcings, district, survey, before);
        record.series.push(Observation {
            district: Some(position),
            week: world.week,
            complete,
            values: tally.values(),
        });
        match &mut all {
            Some(all) => all.add(&tally),
            None => all = Some(tally),
        }
    }
    if let Some(all) = all {
        record.series.push(Observation { district: None, week: world.week, complete, values: all.values() });
    }
}

/// Appends the yearly figures by groups: each district, then all together.
fn record_year(scenario: &Scenario, surveys: &[Survey], world: &World, record: &mut Record) {
    let mut all = Groups::default();
    for ((plan, district), survey) in scenario.districts.iter().zip(&world.districts).zip(surveys) {
        let groups = Groups::of(survey, &district.refugees, world.week);
        groups.append(&plan.id, world.week, &mut record.groups);
        all.add(&groups);
    }
    all.append("all", world.week, &mut record.groups);
}

/// Appends what a year has cost by item: what the ledger counted since the year before.
fn record_costs(scenario: &Scenario, world: &World, before: &mut [Costs], record: &mut Record) {
    let year = (world.week.0 as u32).div_ceil(WEEKS_OF_YEAR);
    for ((plan, district), before) in scenario.districts.iter().zip(&world.districts).zip(before) {
        let now = district.ledger.costs;
        for item in CostItem::ALL {
            let euros = now.of(item).euros - before.of(item).euros;
            let hours = now.of(item).hours - before.of(item).hours;
            if euros == 0.0 && hours == 0.0 {
                continue;
            }
            record.costs.rows.push(vec![
                Cell::Text(plan.id.clone()),
                Cell::Integer(i64::from(year)),
                Cell::Word(item.name()),
                Cell::Word(item.payer()),
                Cell::Number(euros),
                Cell::Number(hours),
            ]);
        }
        *before = now;
    }
}
