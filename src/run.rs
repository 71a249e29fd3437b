//! One run: a scenario and a replicate give a record.

use std::ops::ControlFlow;

use crate::observation::{Observation, Table};
use crate::scenario::Scenario;
use crate::time::Week;

/// What a run leaves behind.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Record {
    /// The replicate.
    pub replicate: u32,
    /// Rows of `series.csv`: by week, within a week by district in the order of the scenario.
    pub series: Vec<Observation>,
    /// Rows of `groups.csv` behind `point` and `replicate`, yearly.
    pub groups: Table,
    /// Rows of `panel.csv` behind `point` and `replicate`; empty unless asked for.
    pub panel: Table,
    /// Rows of `costs.csv` behind `point` and `replicate`.
    pub costs: Table,
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

/// Runs one replicate of a scenario.
///
/// `after_week` is called after each week and may ask to stop.
///
/// # Errors
/// Returns [`Interrupted`] when `after_week` asks to stop.
pub fn run(
    scenario: &Scenario,
    replicate: u32,
    _recording: &Recording,
    after_week: &mut dyn FnMut(Week) -> ControlFlow<()>,
) -> Result<Record, Interrupted> {
    let mut record = Record { replicate, ..Record::default() };
    for week in 0..=scenario.weeks {
        let now = Week(week as i32);
        if after_week(now).is_break() {
            return Err(Interrupted(now));
        }
        if week % scenario.every == 0 || week == scenario.weeks {
            for district in (0..scenario.districts.len()).map(Some).chain([None]) {
                let values = crate::observation::MEASURES
                    .iter()
                    .enumerate()
                    .map(|(position, _)| {
                        let entity = crate::dice::Entity(position as u64);
                        let dice = crate::dice::Dice::new(scenario.seed, replicate);
                        let noise = dice.stream(crate::dice::Purpose::Mind, now, entity).normal(0.0, 0.01);
                        (0.2 + f64::from(week) / 1_000.0 + noise).max(0.0)
                    })
                    .collect();
                record.series.push(Observation {
                    district,
                    week: now,
                    complete: week == 0 || week % scenario.every == 0,
                    values,
                });
            }
        }
    }
    Ok(record)
}
