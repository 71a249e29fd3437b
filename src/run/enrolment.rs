//! Enrolment: who takes part in a trial, by lot, and what the arm offers.
//!
//! People are looked at once a week, before anything else happens, in the weeks in which a trial enrols. Whoever is eligible then is
//! taken in the order of a keyed draw until the trial is full; the arm is drawn for the person or household and the trial alone, so that it
//! is the same whatever else the scenario says.

use std::sync::Arc;

use crate::dice::{Dice, Entity, Purpose};
use crate::index::PersonId;
use crate::observation::measurement::Survey;
use crate::observation::trial::Look;
use crate::population::Refugees;
use crate::population::trials::Part;
use crate::scenario::trial::{Arm, Trial, Unit};
use crate::scenario::{DistrictPlan, Scenario};
use crate::time::Week;
use crate::today::Today;
use crate::world::DistrictWorld;

use super::levers;

/// How many units each district may enrol in each trial, by number of the trial and position of the district.
///
/// Districts run on their own, so what a run may enrol is divided beforehand: by their shares of those who arrive as the enrolment
/// begins, to the largest remainder.
pub(super) fn places(scenario: &Scenario) -> Vec<Vec<u32>> {
    let of_trial = |trial: &Trial| match trial.enrol.max {
        None => vec![u32::MAX; scenario.districts.len()],
        Some(max) => {
            let share = |plan: &DistrictPlan| arrivals(plan, trial.enrol.from);
            divide(max, &scenario.districts.iter().map(share).collect::<Vec<_>>())
        }
    };
    scenario.trials.iter().map(of_trial).collect()
}

/// Returns the share of those who arrive in the city that a district takes in in a week.
fn arrivals(plan: &DistrictPlan, week: Week) -> f64 {
    let begun = plan.district.arrival_share.iter().filter(|dated| dated.week() <= week);
    begun.max_by_key(|dated| dated.week()).map_or(0.0, |dated| dated.share)
}

/// Divides a number by shares, equally where all are 0; what rounding leaves goes to the largest remainders.
fn divide(number: u32, shares: &[f64]) -> Vec<u32> {
    let sum: f64 = shares.iter().sum();
    let exact: Vec<f64> = shares
        .iter()
        .map(|share| f64::from(number) * if sum > 0.0 { share / sum } else { 1.0 / shares.len() as f64 })
        .collect();
    let mut parts: Vec<u32> = exact.iter().map(|part| part.floor() as u32).collect();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by(|a, b| exact[*b].fract().total_cmp(&exact[*a].fract()).then(a.cmp(b)));
    let left = number.saturating_sub(parts.iter().sum());
    for position in order.into_iter().take(left as usize) {
        parts[position] += 1;
    }
    parts
}

/// Somebody who can be enrolled.
struct Candidate {
    /// When in the week the lot falls, so that nobody is first for good.
    instant: f64,
    unit: Entity,
    id: PersonId,
    arm: usize,
}

/// Enrols who is eligible in a week, in each trial so many units at most; returns whether anybody was.
pub(super) fn enrol(
    today: &Today,
    trials: &[Trial],
    places: &[Vec<u32>],
    position: usize,
    survey: &Survey,
    district: &mut DistrictWorld,
) -> bool {
    let mut is_anybody = false;
    for (number, trial) in trials.iter().enumerate() {
        let enrolled = district.refugees.trials.units.get(&number).copied().unwrap_or_default();
        let mut left = places[number][position].saturating_sub(enrolled);
        if left == 0 || !(trial.enrol.from..=trial.enrol.to).contains(&today.week) {
            continue;
        }
        let candidates = candidates(today, trial, number, survey, district);
        for unit in candidates.chunk_by(|one, next| one.unit == next.unit) {
            if left == 0 {
                break;
            }
            left -= 1;
            is_anybody = true;
            *district.refugees.trials.units.entry(number).or_default() += 1;
            assign(today, trial, number, unit, district);
        }
    }
    is_anybody
}

/// Returns who is eligible in a week and falls into an arm, by unit, in the order of a keyed draw.
fn candidates(
    today: &Today,
    trial: &Trial,
    number: usize,
    survey: &Survey,
    district: &DistrictWorld,
) -> Vec<Candidate> {
    let refugees = &district.refugees;
    let look = Look::new(survey, district, today.week, &trial.eligible.columns());
    let entity = Entity::named(&trial.name);
    let candidate = |&id: &PersonId| {
        let unit = unit_of(trial.unit, refugees, id);
        let arm = arm(today.dice, trial, unit)?;
        let is_new = !members(trial.unit, refugees, id)
            .any(|member| refugees.trials.part.contains_key(&(member, number)));
        let instant = || today.dice.pair(Purpose::TrialOrder, today.week, unit, entity).unit();
        (is_new && look.meets(id, &trial.eligible)).then(|| Candidate { instant: instant(), unit, id, arm })
    };
    let mut candidates: Vec<Candidate> = refugees.present.iter().filter_map(candidate).collect();
    candidates
        .sort_by(|a, b| a.instant.total_cmp(&b.instant).then(a.unit.cmp(&b.unit)).then(a.id.cmp(&b.id)));
    candidates
}

/// Returns the entity of which the arm is drawn: the person's, or that of the first of the household.
fn unit_of(unit: Unit, refugees: &Refugees, id: PersonId) -> Entity {
    let person = &refugees.person[id];
    match unit {
        Unit::Person => person.entity,
        Unit::Household => refugees.household[person.household]
            .members
            .first()
            .map_or(person.entity, |first| refugees.person[*first].entity),
    }
}

/// Returns who is of a unit, present or not.
fn members(unit: Unit, refugees: &Refugees, id: PersonId) -> impl Iterator<Item = PersonId> + use<'_> {
    let household = match unit {
        Unit::Person => None,
        Unit::Household => Some(&refugees.household[refugees.person[id].household].members),
    };
    let alone = household.is_none().then_some(id);
    household.into_iter().flatten().copied().chain(alone)
}

/// Draws the arm of a unit; nothing where the shares leave it out.
fn arm(dice: Dice, trial: &Trial, unit: Entity) -> Option<usize> {
    let mut rest = dice.pair(Purpose::TrialArm, Week::NEVER, unit, Entity::named(&trial.name)).unit();
    let whole = trial.arms.iter().map(|arm| arm.share).sum::<f64>() >= 1.0 - 1e-9;
    let drawn = trial.arms.iter().position(|arm| {
        rest -= arm.share;
        rest < 0.0
    });
    // Thirds that are rounded leave a remainder behind the last arm.
    drawn.or_else(|| whole.then(|| trial.arms.len() - 1))
}

/// Gives a unit its arm.
fn assign(today: &Today, trial: &Trial, number: usize, unit: &[Candidate], district: &mut DistrictWorld) {
    let Some(first) = unit.first() else { return };
    let arm: &Arm = &trial.arms[first.arm];
    let names: [Arc<str>; 2] = [trial.name.as_str().into(), arm.name.as_str().into()];
    let refugees = &district.refugees;
    let present: Vec<PersonId> =
        members(trial.unit, refugees, first.id).filter(|member| refugees.is_present(*member)).collect();
    for id in present {
        let [trial_name, arm_name] = names.clone();
        let part = Part {
            trial: trial_name,
            lever: trial.lever,
            arm: arm_name,
            amount: arm.amount(),
            is_eligible: unit.iter().any(|candidate| candidate.id == id),
            assigned: today.week,
        };
        district.refugees.trials.part.insert((id, number), part);
        if arm.amount() > 0.0 {
            levers::offer(today, trial, arm, id, district);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_run_may_enrol_is_divided_without_remainder() {
        assert_eq!(divide(446, &[0.135, 0.175]), [194, 252]);
        assert_eq!(divide(10, &[0.0, 0.0, 0.0]), [4, 3, 3]);
        assert_eq!(divide(1, &[0.2, 0.8]), [0, 1]);
        assert_eq!(divide(0, &[0.2, 0.8]), [0, 0]);
    }
}
