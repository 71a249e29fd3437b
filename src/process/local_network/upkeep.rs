//! Ties that institutions keep up in their own hours, and how they begin over cases in common.

use super::{Parameters, QUARTER};
use crate::dice::Purpose;
use crate::index::{Id, InstitutionId};
use crate::network::{LocalNetwork, NetworkTie};
use crate::time::Week;
use crate::today::Today;

/// Goes through all ties once a quarter: pairs for which both have hours left are kept up, the strongest first; the others fade.
pub(super) fn keep_up(today: &Today, parameters: &Parameters, network: &mut LocalNetwork) {
    let week = today.week;
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
            let turn = today
                .dice
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
pub(super) fn meet_over_cases(today: &Today, parameters: &Parameters, network: &mut LocalNetwork) {
    let (week, founded) = (today.week, network.founded());
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
        today.dice.pair(Purpose::ChanceEncounter, week, one, other).chance(parameters.encounter.get())
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
