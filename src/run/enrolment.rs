//! Enrolment: who takes part in a trial, by lot, and what the arm offers.
//!
//! People are looked at once a week, before anything else happens, in the weeks in which a trial enrols. Whoever is eligible then is
//! taken in the order of a keyed draw until the trial is full; the arm is drawn for the person or household and the trial alone, so that it
//! is the same whatever else the scenario says.

use std::sync::Arc;

use crate::dice::{Dice, Entity, Purpose};
use crate::index::{PersonId, ResidentId};
use crate::observation::trial::{Lens, Look};
use crate::population::trials::{Part, Participant};
use crate::population::{AgeGroup, Refugees, SettingOut};
use crate::scenario::trial::{Arm, Trial, Unit};
use crate::scenario::{DistrictPlan, Scenario};
use crate::time::Week;
use crate::today::Today;
use crate::world::DistrictWorld;

use super::levers;

/// How many units each district may enrol in each trial, by number of the trial and position of the district.
///
/// Districts run on their own, so what a run may enrol is divided beforehand: by their adult residents, or by their shares of the people
/// who arrive as the enrolment begins, to the largest remainder.
pub(super) fn places(scenario: &Scenario) -> Vec<Vec<u32>> {
    let of_trial = |trial: &Trial| match trial.enrol.max {
        None => vec![u32::MAX; scenario.districts.len()],
        Some(max) => {
            let share = |plan: &DistrictPlan| match trial.unit {
                Unit::Resident => adults(plan),
                Unit::Person | Unit::Household => arrivals(plan, trial.enrol.from),
            };
            divide(max, &scenario.districts.iter().map(share).collect::<Vec<_>>())
        }
    };
    scenario.trials.iter().map(of_trial).collect()
}

/// Returns how many adults live in a district beside those who fled.
fn adults(plan: &DistrictPlan) -> f64 {
    let shares = AgeGroup::ALL.iter().zip(plan.district.ages).filter(|(age, _)| age.is_adult());
    f64::from(plan.district.inhabitants) * shares.map(|(_, share)| share).sum::<f64>()
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
    who: Participant,
    arm: usize,
}

/// Enrols who is eligible in a week, in each trial so many units at most; returns whether anybody was.
pub(super) fn enrol<'a>(
    today: &Today,
    trials: impl Iterator<Item = (&'a Trial, u32)>,
    lens: Lens,
    district: &mut DistrictWorld,
) -> bool {
    let mut is_anybody = false;
    for (number, (trial, places)) in trials.enumerate() {
        let enrolled = district.refugees.trials.units.get(&number).copied().unwrap_or_default();
        let mut left = places.saturating_sub(enrolled);
        if left == 0 || !(trial.enrol.from..=trial.enrol.to).contains(&today.week) {
            continue;
        }
        let candidates = candidates(today, trial, number, lens, district);
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
    block(today.week, district);
    is_anybody
}

/// Lets who takes part in a trial that says so get no other help for its kinds of need. Who has been offered what is only had by going
/// somewhere goes there as ever until it has been had.
fn block(week: Week, district: &mut DistrictWorld) {
    let trials = &district.refugees.trials;
    for (&id, &kinds) in &trials.blocked {
        if trials.has_way_to_go(id, week) {
            district.cases.blocked.remove(&id);
        } else if !district.cases.blocked.contains_key(&id) {
            district.cases.block(id, kinds);
            // Who was about to be handed over is not.
            let case = &district.cases.case;
            let is_meant = |one: &SettingOut| {
                let case = &case[one.case];
                case.person == id && kinds & (1 << case.need as u8) != 0
            };
            district.episodes.setting_out.retain(|one| !is_meant(one));
        }
    }
}

/// Returns who is eligible in a week and falls into an arm, by unit, in the order of a keyed draw.
fn candidates(
    today: &Today,
    trial: &Trial,
    number: usize,
    lens: Lens,
    district: &DistrictWorld,
) -> Vec<Candidate> {
    let refugees = &district.refugees;
    let look = Look::new(today, lens, district, trial.unit, &trial.eligible.columns());
    let entity = Entity::named(&trial.name);
    let candidate = |who: Participant| {
        let unit = unit_of(trial.unit, district, who);
        let arm = arm(today.dice, trial, unit)?;
        let is_new = !members(trial.unit, refugees, who)
            .any(|member| refugees.trials.part.contains_key(&(member, number)));
        let instant = || today.dice.pair(Purpose::TrialOrder, today.week, unit, entity).unit();
        (is_new && look.meets(who, &trial.eligible)).then(|| Candidate { instant: instant(), unit, who, arm })
    };
    let mut candidates: Vec<Candidate> = there(trial.unit, district).filter_map(candidate).collect();
    candidates
        .sort_by(|a, b| a.instant.total_cmp(&b.instant).then(a.unit.cmp(&b.unit)).then(a.who.cmp(&b.who)));
    candidates
}

/// Returns on whom the lot can fall.
fn there(unit: Unit, district: &DistrictWorld) -> impl Iterator<Item = Participant> {
    let (people, residents): (&[PersonId], &[ResidentId]) = match unit {
        Unit::Person | Unit::Household => (&district.refugees.present, &[]),
        Unit::Resident => (&[], &district.residents.adults),
    };
    let people = people.iter().copied().map(Participant::Person);
    people.chain(residents.iter().copied().map(Participant::Resident))
}

/// Returns the entity of which the arm is drawn: that of who takes part, or of the first of the household.
fn unit_of(unit: Unit, district: &DistrictWorld, who: Participant) -> Entity {
    let DistrictWorld { refugees, residents, .. } = district;
    let id = match who {
        Participant::Person(id) => id,
        Participant::Resident(id) => return residents.entity(id),
    };
    let first = household(unit, refugees, who).and_then(|members| members.first().copied());
    refugees.person[first.unwrap_or(id)].entity
}

/// Returns the household that takes part as a whole, if it does.
fn household(unit: Unit, refugees: &Refugees, who: Participant) -> Option<&[PersonId]> {
    match (unit, who) {
        (Unit::Household, Participant::Person(id)) => {
            Some(&refugees.household[refugees.person[id].household].members)
        }
        _ => None,
    }
}

/// Returns who is of a unit, present or not.
fn members(unit: Unit, refugees: &Refugees, who: Participant) -> impl Iterator<Item = Participant> {
    let household = household(unit, refugees, who);
    let alone = household.is_none().then_some(who);
    household.into_iter().flatten().copied().map(Participant::Person).chain(alone)
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
    let is_present = |who: &Participant| match *who {
        Participant::Person(id) => refugees.is_present(id),
        Participant::Resident(_) => true,
    };
    let present: Vec<Participant> = members(trial.unit, refugees, first.who).filter(is_present).collect();
    for who in present {
        let [trial_name, arm_name] = names.clone();
        let part = Part {
            trial: trial_name,
            lever: trial.lever,
            arm: arm_name,
            amount: arm.amount(),
            is_eligible: unit.iter().any(|candidate| candidate.who == who),
            assigned: today.week,
        };
        district.refugees.trials.part.insert((who, number), part);
        if let (Participant::Person(id), false) = (who, trial.blocked.is_empty()) {
            let kinds = trial.blocked.iter().fold(0, |kinds, need| kinds | 1 << *need as u8);
            *district.refugees.trials.blocked.entry(id).or_default() |= kinds;
        }
        if arm.amount() > 0.0 {
            levers::offer(today, trial, arm, who, district);
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
