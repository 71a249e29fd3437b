//! Ties that institutions keep up in their own hours, how they begin over cases in common, and how they are lost with people.

use super::{Parameters, QUARTER};
use crate::dice::{Dice, Purpose};
use crate::index::{Id, InstitutionId};
use crate::intermediary::Intermediary;
use crate::network::{LocalNetwork, NetworkTie};
use crate::numeric::chance_within;
use crate::time::{WEEKS_PER_YEAR, Week};

/// Goes through all ties once a quarter: pairs for which both have hours left are kept up, the strongest first; the others fade.
pub(super) fn keep_up(week: Week, dice: Dice, parameters: &Parameters, network: &mut LocalNetwork) {
    let founded = network.founded();
    network.spent.resize(founded, 0.0);
    let own = parameters.own_hours.get() * f64::from(QUARTER);
    let mut left: Vec<f64> = network.spent.iter().map(|spent| own - spent).collect();
    network.spent.fill(0.0);
    let fading = parameters.tie_fading.get();
    network.ties.retain(|tie| tie.strength_in(week, fading) >= parameters.tie_gone.get());
    let meet_anyway = network.met.is_some_and(|met| week.since(met) <= QUARTER);
    let came = if meet_anyway { network.marked(&network.came) } else { vec![false; founded] };
    let cost = parameters.hours_per_pair.get();
    let can =
        |left: &[f64], tie: &NetworkTie| left[tie.a.position()] >= cost && left[tie.b.position()] >= cost;
    let LocalNetwork { ties, institution, .. } = network;
    let mut rest: Vec<(f64, u64, &mut NetworkTie)> = ties
        .iter_mut()
        // Those who meet at meetings know of each other without further hours.
        .filter(|tie| !(came[tie.a.position()] && came[tie.b.position()]) && can(&left, tie))
        .map(|tie| {
            // Of ties as strong as each other a drawn one comes first.
            let turn = dice
                .pair(Purpose::TieUpkeep, week, institution[tie.a].entity, institution[tie.b].entity)
                .bits();
            (tie.strength_in(week, fading), turn, tie)
        })
        .collect();
    let strongest_first = |one: &(f64, u64, &mut NetworkTie), other: &(f64, u64, &mut NetworkTie)| {
        other.0.total_cmp(&one.0).then(one.1.cmp(&other.1))
    };
    // So many at a time are put in order, since few have hours left when the strongest have been gone through.
    while !rest.is_empty() {
        let mut order = rest;
        let count = order.len().min(founded);
        if count < order.len() {
            order.select_nth_unstable_by(count, strongest_first);
        }
        rest = order.split_off(count);
        order.sort_unstable_by(strongest_first);
        for (strength, _, tie) in order {
            if can(&left, tie) {
                left[tie.a.position()] -= cost;
                left[tie.b.position()] -= cost;
                tie.strength = strength + parameters.upkeep_growth.get() * (1.0 - strength);
                tie.since = week.plus(QUARTER);
            }
        }
        rest.retain(|(_, _, tie)| can(&left, tie));
    }
}

/// Lets institutions that have found a case in common since the last week get to know each other.
pub(super) fn meet_over_cases(week: Week, dice: Dice, parameters: &Parameters, network: &mut LocalNetwork) {
    let founded = network.founded();
    let mut pairs: Vec<(InstitutionId, InstitutionId)> = std::mem::take(&mut network.cases_in_common)
        .into_iter()
        .map(|(one, other)| (one.min(other), one.max(other)))
        .filter(|&(one, other)| one != other && other.position() < founded)
        .collect();
    pairs.sort_unstable();
    // Two cases in a week are two occasions for one conversation.
    pairs.dedup();
    pairs.retain(|&(one, other)| {
        let (one, other) = (network.institution[one].entity, network.institution[other].entity);
        dice.pair(Purpose::ChanceEncounter, week, one, other).chance(parameters.encounter.get())
    });
    for (one, other) in pairs {
        strengthen_with(week, parameters, network, one, &[other]);
    }
}

/// Strengthens the ties among those who met, given in order of id.
pub(super) fn strengthen(
    week: Week,
    parameters: &Parameters,
    network: &mut LocalNetwork,
    came: &[InstitutionId],
) {
    for (position, &one) in came.iter().enumerate() {
        strengthen_with(week, parameters, network, one, &came[position + 1..]);
    }
}

/// Strengthens the ties of an institution with others that have greater ids, given in order.
fn strengthen_with(
    week: Week,
    parameters: &Parameters,
    network: &mut LocalNetwork,
    one: InstitutionId,
    others: &[InstitutionId],
) {
    let (fading, growth) = (parameters.tie_fading.get(), parameters.tie_growth.get());
    network.ties.change(one, others, week, |tie| {
        let strength = tie.strength_in(week, fading);
        tie.strength = strength + growth * (1.0 - strength);
        tie.since = tie.since.max(week);
    });
}

/// Contact persons of institutions leave: ties weaken, and the commitment is that of whoever comes next.
pub(super) fn lose_contacts(
    week: Week,
    dice: Dice,
    parameters: &Parameters,
    intermediary: &Intermediary,
    network: &mut LocalNetwork,
) {
    let chance = chance_within(parameters.turnover_per_year.get() / WEEKS_PER_YEAR, 1.0);
    let loss = loss(parameters, keeps_records(intermediary));
    let founded = network.founded();
    network.turnover.resize(founded, Week::NEVER);
    network.commitment.resize(founded, 0.0);
    for position in 0..founded {
        let due = network.turnover[position];
        if due > week && due != Week::NEVER {
            continue;
        }
        let id = InstitutionId::at(position);
        let entity = network.institution[id].entity;
        let weeks = dice.stream(Purpose::NetworkTurnover, week, entity).geometric(chance);
        network.turnover[position] = week.plus(1).plus(weeks.min(10_000));
        network.commitment[position] = dice.stream(Purpose::Commitment, week, entity).normal(0.0, 1.0);
        if due == Week::NEVER {
            // The first waiting time, not a departure.
            continue;
        }
        for tie in network.ties.of_mut(id) {
            tie.strength *= 1.0 - loss;
        }
    }
}

/// Takes up a change of staff at the intermediary: ties among members that went through the colleague who left, a share of all,
/// weaken, less where knowledge is kept in records.
pub fn lose_brokered_ties(
    week: Week,
    dice: Dice,
    parameters: &Parameters,
    share_of_member: f64,
    person_independent: bool,
    network: &mut LocalNetwork,
) {
    let loss = loss(parameters, person_independent);
    let is_member = network.marked(&network.members);
    let LocalNetwork { ties, institution, .. } = network;
    for tie in ties.among_mut(&is_member) {
        let (one, other) = (institution[tie.a].entity, institution[tie.b].entity);
        if dice.pair(Purpose::BrokeredTie, week, one, other).chance(share_of_member) {
            tie.strength *= 1.0 - loss;
        }
    }
}

fn keeps_records(intermediary: &Intermediary) -> bool {
    intermediary.establishment.as_ref().is_some_and(|established| established.person_independent)
}

const fn loss(parameters: &Parameters, is_recorded: bool) -> f64 {
    if is_recorded { parameters.turnover_loss_recorded.get() } else { parameters.turnover_loss.get() }
}
