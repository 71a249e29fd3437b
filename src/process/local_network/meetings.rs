//! Meetings: who calls and pays, who is invited, what is on the agenda, who comes.

use super::actions::{Matter, act_on};
use super::convener::Convener;
use super::directory::checked;
use super::wanting::most_wanting;
use super::{Parameters, groups, upkeep};
use crate::dice::{Entity, Purpose};
use crate::index::{Column, DeskId, Id, InstitutionId};
use crate::intermediary::{Desk, DeskOwner};
use crate::network::LocalNetwork;
use crate::numeric::logistic;
use crate::today::Today;
use crate::vocabulary::{Concept, Need};

/// Returns the hours that a meeting of so many members costs its caller.
pub(super) fn cost(parameters: &Parameters, members: usize) -> f64 {
    parameters.meeting_hours.get() + parameters.hours_per_member.get() * members as f64
}

/// Sets hours aside for the next meeting and holds it when it is due; returns whether one was held.
pub(super) fn call(
    convener: &Convener<'_>,
    interval: u32,
    network: &mut LocalNetwork,
    desks: &mut Column<DeskId, Desk>,
    hours: &mut f64,
) -> bool {
    let &Convener { today, parameters, entity: caller, .. } = convener;
    let week = today.week;
    let due = *network.next_meeting.get_or_insert_with(|| week.plus(interval as i32));
    // Newcomers are expected, so that some hours beyond those for the members are set aside.
    let wished = (cost(parameters, network.members.len() + 2) - network.set_aside).max(0.0);
    let weeks = f64::from(due.since(week).max(0) + 1);
    let given = (wished / weeks).min(*hours);
    network.set_aside += given;
    *hours -= given;
    if week < due {
        return false;
    }
    network.next_meeting = Some(week.plus(interval as i32));
    let open = &today.forcings.closures.meetings;
    let is_open =
        open.steps().is_empty() || today.stream(Purpose::NetworkMeeting, caller).chance(open.at(week));
    is_open && hold(convener, network, desks)
}

/// Holds a meeting with as many members as the hours suffice for; returns whether anybody was invited.
pub(super) fn hold(
    convener: &Convener<'_>,
    network: &mut LocalNetwork,
    desks: &mut Column<DeskId, Desk>,
) -> bool {
    let &Convener { today, parameters, entity: caller, centres, establishment } = convener;
    let week = today.week;
    let rules = establishment.meetings;
    draw_in(today, parameters, rules.open_place, network);
    let mut invited: Vec<(u64, InstitutionId)> = network
        .members
        .iter()
        .map(|&id| {
            let entity = network.institution[id].entity;
            (today.stream(Purpose::ArrivalInstant, entity).bits(), id)
        })
        .collect();
    invited.sort_unstable();
    while !invited.is_empty() && cost(parameters, invited.len()) > network.set_aside {
        invited.pop();
    }
    if invited.is_empty() {
        return false;
    }
    network.set_aside -= cost(parameters, invited.len());
    network.meetings += 1;
    let clarifies =
        rules.clarifies_goals && f64::from(network.clarified) < parameters.clarifying_meetings.get();
    let topics = if clarifies {
        network.clarified += 1;
        Vec::new()
    } else if rules.clarifies_goals {
        most_wanting(week, parameters, centres, network)
    } else {
        drawn_topics(today, parameters, caller)
    };
    let came = who_comes(convener, network, &invited, &topics);
    for &id in &came {
        network.institution[id].knows_intermediary = Some(week);
        network.spent[id.position()] += parameters.attending_hours.get();
        let institution = &network.institution[id];
        for desk in desks.iter_mut().filter(|desk| hears_of_meeting(desk, &came)) {
            let mut stream = today.dice.pair(Purpose::DirectoryStart, week, institution.entity, desk.entity);
            if stream.chance(parameters.refreshed_at_meeting.get()) {
                desk.directory.write(id, checked(today, parameters, desk.entity, institution));
            }
        }
    }
    upkeep::strengthen(week, parameters, network, &came);
    let matter = Matter {
        topics: &topics,
        came: &came,
        agreement: Purpose::NetworkAgreement,
        project: Purpose::JointProject,
        body: caller,
    };
    act_on(convener, network, &matter);
    if rules.working_groups {
        groups::found(convener, network, &came, &topics);
    }
    for &need in &topics {
        network.dealt_with[need] = network.meetings;
    }
    network.topics = topics;
    network.came = came;
    network.met = Some(week);
    true
}

/// Decides who comes, and who drops out; returns those who come in order of id.
fn who_comes(
    convener: &Convener<'_>,
    network: &mut LocalNetwork,
    invited: &[(u64, InstitutionId)],
    topics: &[Need],
) -> Vec<InstitutionId> {
    let &Convener { today, parameters, entity: caller, .. } = convener;
    let (week, fading) = (today.week, parameters.tie_fading.get());
    network.spent.resize(network.founded(), 0.0);
    network.commitment.resize(network.founded(), 0.0);
    let others = (invited.len() - 1).max(1) as f64;
    let is_invited = network.marked(&invited.iter().map(|&(_, id)| id).collect::<Vec<_>>());
    let mut tied = vec![0.0; network.founded()];
    for tie in network.ties.among(&is_invited) {
        let strength = tie.strength_in(week, fading);
        tied[tie.a.position()] += strength;
        tied[tie.b.position()] += strength;
    }
    let mut came = Vec::new();
    let mut dropped = Vec::new();
    for &(_, id) in invited {
        let institution = &network.institution[id];
        let serves_a_topic = topics.iter().any(|&need| institution.helps_with(need, week));
        let topic = if serves_a_topic { parameters.attend_topic.get() } else { 0.0 };
        let log_odds = parameters.attend.get()
            + parameters.attend_ties.get() * tied[id.position()] / others
            + parameters.attend_commitment.get() * network.commitment[id.position()]
            + topic;
        let mut stream = today.dice.pair(Purpose::NetworkMeeting, week, institution.entity, caller);
        if stream.chance(logistic(log_odds)) {
            came.push(id);
        } else if stream.chance(parameters.drop_out.get()) {
            dropped.push(id);
        }
    }
    network.members.retain(|id| !dropped.contains(id));
    came.sort_unstable();
    came
}

/// Draws topics among all kinds of need, each at most once.
fn drawn_topics(today: &Today, parameters: &Parameters, caller: Entity) -> Vec<Need> {
    let mut stream = today.stream(Purpose::NetworkAgenda, caller);
    let mut left: Vec<Need> = Need::ALL.to_vec();
    let count = (parameters.topics.get() as usize).min(left.len());
    (0..count).map(|_| left.remove(stream.below(left.len()))).collect()
}

/// Returns whether a desk hears what is said at a meeting: the intermediary's always, an advice service's when it came.
fn hears_of_meeting(desk: &Desk, came: &[InstitutionId]) -> bool {
    match desk.owner {
        DeskOwner::Intermediary => true,
        DeskOwner::AdviceService(id) => came.binary_search(&id).is_ok(),
        DeskOwner::SocialWork(_) => false,
    }
}

/// Lets institutions join; those that opened since the meeting before are invited.
fn draw_in(today: &Today, parameters: &Parameters, is_seen: bool, network: &mut LocalNetwork) {
    let week = today.week;
    for position in 0..network.founded() {
        let id = InstitutionId::at(position);
        let is_new = network.met.is_some_and(|met| network.institution[id].opens > met);
        let institution = &mut network.institution[id];
        if institution.opens > week || institution.closes <= week {
            continue;
        }
        if network.members.binary_search(&id).is_ok() {
            continue;
        }
        let asked = if is_new {
            institution.knows_intermediary.get_or_insert(week);
            parameters.join_new
        } else if institution.knows_intermediary.is_some() {
            parameters.join
        } else {
            parameters.join_unaware
        };
        let seen = if is_seen { parameters.join_seen.get() } else { 0.0 };
        // Two ways in, of which one suffices.
        let chance = 1.0 - (1.0 - asked.get()) * (1.0 - seen);
        if today.stream(Purpose::NetworkJoining, institution.entity).chance(chance) {
            let place = network.members.partition_point(|&member| member < id);
            network.members.insert(place, id);
        }
    }
}
