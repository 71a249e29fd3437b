//! Working groups: members who serve a topic meet in between and act on it until it is done or their time is over.

use super::actions::{Matter, act_on};
use super::convener::Convener;
use super::upkeep;
use crate::dice::Purpose;
use crate::index::{Id, InstitutionId};
use crate::network::{LocalNetwork, WorkingGroup};
use crate::vocabulary::Need;

/// Kind number of groups in entities.
const GROUP: u32 = 0x34;

/// Founds a group for each topic that has none, of those who came and serve it.
pub(super) fn found(
    convener: &Convener<'_>,
    network: &mut LocalNetwork,
    came: &[InstitutionId],
    topics: &[Need],
) {
    let &Convener { today, parameters, entity: caller, .. } = convener;
    let week = today.week;
    for &need in topics {
        if network.groups.iter().any(|group| group.need == need) || is_done(convener, network, need) {
            continue;
        }
        // Where more would come than a group holds, a drawn order decides.
        let body = caller.part(GROUP, need as u64);
        let mut serving: Vec<(u64, InstitutionId)> = came
            .iter()
            .filter(|&&id| network.institution[id].helps_with(need, week))
            .map(|&id| {
                let entity = network.institution[id].entity;
                (today.dice.pair(Purpose::GroupAgreement, week, entity, body).bits(), id)
            })
            .collect();
        serving.sort_unstable();
        serving.truncate(parameters.group_size.get() as usize);
        if serving.len() < 2 {
            continue;
        }
        let mut members: Vec<InstitutionId> = serving.into_iter().map(|(_, id)| id).collect();
        members.sort_unstable();
        network.groups.push(WorkingGroup {
            need,
            members,
            next: convener.after(parameters.group_interval),
            ends: convener.after(parameters.group_weeks),
        });
    }
}

/// Lets groups that are due meet as far as the caller's hours suffice, and ends those that are done; returns the hours of those who
/// met.
pub(super) fn meet(convener: &Convener<'_>, network: &mut LocalNetwork, hours: &mut f64) -> f64 {
    let &Convener { today, parameters, entity: caller, .. } = convener;
    let week = today.week;
    if network.groups.iter().all(|group| week < group.next) {
        return 0.0;
    }
    let mut spent = 0.0;
    let mut groups = std::mem::take(&mut network.groups);
    for group in &mut groups {
        let size = group.members.len() as f64;
        let cost = parameters.group_hours_per_pair.get() * size * (size - 1.0) / 2.0;
        // Where hours are short a group meets as soon as there are some.
        if week < group.next || *hours < cost {
            continue;
        }
        *hours -= cost;
        spent += size * parameters.attending_hours.get();
        group.next = convener.after(parameters.group_interval);
        network.spent.resize(network.founded(), 0.0);
        for &id in &group.members {
            network.spent[id.position()] += parameters.attending_hours.get();
        }
        upkeep::strengthen(week, parameters, network, &group.members);
        let matter = Matter {
            topics: &[group.need],
            came: &group.members,
            agreement: Purpose::GroupAgreement,
            project: Purpose::GroupProject,
            body: caller.part(GROUP, group.need as u64),
        };
        act_on(convener, network, &matter);
    }
    groups.retain(|group| week < group.ends && !is_done(convener, network, group.need));
    network.groups = groups;
    spent
}

/// Returns whether nothing is left to do about a topic: no gap, and no duplicate where structures are merged.
fn is_done(convener: &Convener<'_>, network: &LocalNetwork, need: Need) -> bool {
    let &Convener { today, parameters, centres, establishment, .. } = convener;
    let week = today.week;
    let has_gap = !network.find_gaps(week, &[need], centres, parameters.reach_km.get()).is_empty();
    let is_duplicate = |found: crate::network::offers::Duplicate| found.need == need;
    let has_duplicate = establishment.meetings.merges
        && (network.find_duplicates(week, parameters.duplicate_km.get()).into_iter().any(is_duplicate)
            || network
                .find_special_structures(week, parameters.reach_km.get())
                .into_iter()
                .any(is_duplicate));
    !has_gap && !has_duplicate
}
