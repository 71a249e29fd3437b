//! Estimates of what an event does: on those to whom it happened, on others, in total, and the weeks of work that are lost at first.

use std::fmt::Write;

use super::runs::{Sum, Sums, place};
use super::{Deviation, Event, Experiment, HORIZONS, Point, WEEKS_OF_WORK, YEARS, outcomes, position_of};
use crate::statistics::pooled::{Pooled, pool};

/// What a point says of an outcome at a horizon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// How many of the helped are compared with themselves, in all replicates.
    pub helped: f64,
    /// The share of the helped who have any of it.
    pub any: f64,
    /// What the helped have without the event, on average.
    pub without: f64,
    /// What they gain by it.
    pub on_them: Option<Pooled>,
    /// What those gain who were eligible and not helped.
    pub on_control: Option<Pooled>,
    /// What adults outside the trial gain, for each person helped; one who has left in either world is left out.
    pub on_outside: Option<Pooled>,
    /// All of it together, for each person helped.
    pub total: Option<Pooled>,
}

/// Returns what a point says of an outcome at a horizon.
pub fn effect(sums: &Sums, outcome: usize, horizon: u32) -> Effect {
    let runs: Vec<Vec<f64>> = sums.iter().map(|run| run[place(outcome, horizon)].clone()).collect();
    let all = |sum: Sum| runs.iter().map(|run| run[sum as usize]).sum::<f64>();
    let helped = all(Sum::Helped);
    let per = |sum: Sum, count: Sum| {
        pool(&runs, |sums| (sums[count as usize] > 0.0).then(|| sums[sum as usize] / sums[count as usize]))
    };
    let has_others = YEARS.contains(&horizon);
    let total = |sums: &[f64]| {
        let gained = [Sum::Gain, Sum::ControlGain, Sum::OutsideGain].map(|sum| sums[sum as usize]);
        (sums[Sum::Helped as usize] > 0.0).then(|| gained.iter().sum::<f64>() / sums[Sum::Helped as usize])
    };
    Effect {
        helped,
        any: if helped > 0.0 { all(Sum::Any) / helped } else { 0.0 },
        without: if helped > 0.0 { all(Sum::Without) / helped } else { 0.0 },
        on_them: per(Sum::Gain, Sum::Helped),
        on_control: per(Sum::ControlGain, Sum::Control),
        on_outside: per(Sum::OutsideGain, Sum::Helped).filter(|_| has_others),
        total: pool(&runs, total).filter(|_| has_others),
    }
}

/// What is lost later than this is no lock-in. Unit: weeks after the event.
const AT_FIRST: u32 = 104;

/// Weeks of work that the helped lose at first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LockIn {
    /// The most weeks of work that they are behind themselves without the event, on average, at any horizon within two years; 0 where they
    /// never are.
    pub lost: f64,
    /// Its standard error by replicate, at that horizon.
    pub error: Option<f64>,
    /// Weeks after the event at which that is so.
    pub deepest: u32,
    /// The first horizon from then on at which it is made up; nothing where it never is.
    pub made_up: Option<u32>,
}

/// Returns the weeks of work that are lost at first.
pub fn lock_in(sums: &Sums) -> LockIn {
    let outcome = position_of(WEEKS_OF_WORK);
    let gains: Vec<(u32, Option<Pooled>)> =
        HORIZONS.iter().map(|horizon| (*horizon, effect(sums, outcome, *horizon).on_them)).collect();
    let value = |found: &Option<Pooled>| found.map_or(0.0, |found| found.value);
    let mut lock_in = LockIn { lost: 0.0, error: None, deepest: 0, made_up: Some(0) };
    for (horizon, found) in &gains {
        if *horizon <= AT_FIRST && -value(found) > lock_in.lost {
            let made_up = gains.iter().find(|(later, found)| later > horizon && value(found) >= 0.0);
            lock_in = LockIn {
                lost: -value(found),
                error: found.and_then(|found| found.error),
                deepest: *horizon,
                made_up: made_up.map(|(later, _)| *later),
            };
        }
    }
    lock_in
}

/// What a point has shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding<'a> {
    /// The event.
    pub event: &'a Event,
    /// In what the point differs from the centre.
    pub deviation: Deviation,
    /// The replicates.
    pub replicates: usize,
    /// By outcome and horizon: after one, three and eight years, of weeks of work at every horizon.
    pub effects: Vec<(&'static str, u32, Effect)>,
    /// Weeks of work that are lost at first.
    pub lock_in: LockIn,
}

impl Finding<'_> {
    /// Returns what it says of an outcome at a horizon, if that is among them.
    pub fn of(&self, outcome: &str, horizon: u32) -> Option<&Effect> {
        let found = self.effects.iter().find(|(name, at, _)| *name == outcome && *at == horizon);
        found.map(|(.., effect)| effect)
    }
}

/// Returns what all points have shown, in their order.
pub fn find<'a>(experiment: &'a Experiment, all: &[Sums]) -> Vec<Finding<'a>> {
    let of_point = |(point, sums): (Point, &Sums)| {
        let of_outcome = |(outcome, name): (usize, &'static str)| {
            let is_told = move |horizon: &u32| name == WEEKS_OF_WORK || YEARS.contains(horizon);
            let at = move |horizon: u32| (name, horizon, effect(sums, outcome, horizon));
            HORIZONS.into_iter().filter(is_told).map(at)
        };
        let names = outcomes().into_iter().map(|(name, _)| name).enumerate();
        Finding {
            event: &experiment.events[point.event],
            deviation: point.deviation,
            replicates: sums.len(),
            effects: names.flat_map(of_outcome).collect(),
            lock_in: lock_in(sums),
        }
    };
    experiment.points().into_iter().zip(all).map(of_point).collect()
}

/// The columns of `effects.csv`.
const COLUMNS: &str = "event,point,outcome,horizon_week,replicates,helped,any,without,on_them,on_them_error,on_control,on_control_error,\
                       on_outside,on_outside_error,total,total_error\n";

/// Writes all effects as a table, a row for each point, outcome and horizon.
pub fn csv(findings: &[Finding<'_>]) -> String {
    let mut text = COLUMNS.to_owned();
    for Finding { event, deviation, replicates, effects, .. } in findings {
        for (outcome, horizon, effect) in effects {
            let (name, point) = (&event.name, deviation.key());
            let Effect { helped, any, without, .. } = effect;
            let _ = write!(text, "{name},{point},{outcome},{horizon},{replicates},{helped},{any},{without}");
            for found in [effect.on_them, effect.on_control, effect.on_outside, effect.total] {
                let number =
                    |number: Option<f64>| number.map_or_else(String::new, |number| number.to_string());
                let (value, error) = (found.map(|found| found.value), found.and_then(|found| found.error));
                let _ = write!(text, ",{},{}", number(value), number(error));
            }
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::runs::SUMS;
    use super::*;

    /// Returns sums of replicates in which ten people are helped, with what they gain together at each horizon.
    fn sums(gains: &[(u32, f64)], replicates: usize) -> Sums {
        let mut run = vec![vec![0.0; SUMS]; outcomes().len() * HORIZONS.len()];
        for (horizon, gain) in gains {
            let own = &mut run[place(position_of(WEEKS_OF_WORK), *horizon)];
            own[Sum::Helped as usize] = 10.0;
            own[Sum::Without as usize] = 50.0;
            own[Sum::Gain as usize] = *gain;
            own[Sum::Control as usize] = 20.0;
            own[Sum::ControlGain as usize] = -4.0;
            own[Sum::OutsideGain as usize] = -3.0;
        }
        vec![run; replicates]
    }

    #[test]
    fn what_others_lose_is_part_of_the_total() {
        let found = effect(&sums(&[(52, 10.0)], 3), position_of(WEEKS_OF_WORK), 52);
        let value = |found: Option<Pooled>| found.unwrap().value;
        assert_eq!((found.helped, found.without, value(found.on_them)), (30.0, 5.0, 1.0));
        assert!((value(found.on_control) + 0.2).abs() < 1e-12);
        assert!((value(found.on_outside) + 0.3).abs() < 1e-12);
        assert!((value(found.total) - 0.3).abs() < 1e-12);
    }

    #[test]
    fn lock_in_is_the_deepest_loss_and_ends_when_it_is_made_up() {
        let found = lock_in(&sums(&[(4, -2.0), (13, -8.0), (26, -5.0), (52, 1.0), (104, 9.0)], 2));
        assert_eq!((found.lost, found.deepest, found.made_up), (0.8, 13, Some(17)));
        // At horizons at which nobody was looked at nothing is lost; those above are all there are.
        let never = lock_in(&sums(&HORIZONS.map(|horizon| (horizon, -f64::from(horizon))), 2));
        assert_eq!((never.deepest, never.made_up), (104, None));
        let none = lock_in(&sums(&HORIZONS.map(|horizon| (horizon, f64::from(horizon))), 2));
        assert_eq!((none.lost, none.deepest, none.made_up), (0.0, 0, Some(0)));
    }
}
