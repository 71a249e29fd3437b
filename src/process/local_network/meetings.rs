//! Meetings: who calls and pays, who is invited, what is on the agenda, who comes.

use super::actions::{Matter, act_on};
use super::directory::checked;
use super::{Parameters, gaps_by_need, groups, serves_any, upkeep};
use crate::dice::{Dice, Entity, Purpose};
use crate::district::Point;
use crate::forcing::Forcings;
use crate::index::{Column, DeskId, Id, InstitutionId};
use crate::intermediary::{Desk, DeskOwner, Establishment};
use crate::network::LocalNetwork;
use crate::numeric::logistic;
use crate::time::Week;
use crate::vocabulary::{Concept, Need, PerNeed};

/// What meetings and groups of a week have in common.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) week: Week,
    pub(super) dice: Dice,
    pub(super) parameters: &'a Parameters,
    /// Whose draws decide on what is the meeting's as a whole; the same whoever pays for it.
    pub(super) caller: Entity,
    pub(super) centres: &'a [Point],
    pub(super) establishment: &'a Establishment,
}

/// Returns the hours that a meeting of so many members costs its caller.
pub(super) fn cost(parameters: &Parameters, members: usize) -> f64 {
    parameters.meeting_hours.get() + parameters.hours_per_member.get() * members as f64
}

/// Sets hours aside for the next meeting and holds it when it is due; returns whether one was held.
pub(super) fn call(
    scene: &Scene<'_>,
    interval: u32,
    forcings: &Forcings,
    network: &mut LocalNetwork,
    desks: &mut Column<DeskId, Desk>,
    hours: &mut f64,
) -> bool {
    let &Scene { week, dice, parameters, caller, .. } = scene;
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
    let is_open = forcings.closures.meetings.steps().is_empty()
        || dice.stream(Purpose::NetworkMeeting, week, caller).chance(forcings.closures.meetings.at(week));
    is_open && hold(scene, network, desks)
}

/// Holds a meeting with as many members as the hours suffice for; returns whether anybody was invited.
pub(super) fn hold(scene: &Scene<'_>, network: &mut LocalNetwork, desks: &mut Column<DeskId, Desk>) -> bool {
    let &Scene { week, dice, parameters, caller, centres, establishment } = scene;
    let rules = establishment.meetings;
    draw_in(week, dice, parameters, rules.open_place, network);
    let mut invited: Vec<(u64, InstitutionId)> = network
        .members
        .iter()
        .map(|&id| {
            let entity = network.institution[id].entity;
            (dice.stream(Purpose::ArrivalInstant, week, entity).bits(), id)
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
        drawn_topics(week, dice, parameters, caller)
    };
    let came = who_comes(scene, network, &invited, &topics);
    for &id in &came {
        network.institution[id].knows_intermediary = Some(week);
        network.spent[id.position()] += parameters.attending_hours.get();
        let institution = &network.institution[id];
        for desk in desks.iter_mut().filter(|desk| hears_of_meeting(desk, &came)) {
            let mut stream = dice.pair(Purpose::DirectoryStart, week, institution.entity, desk.entity);
            if stream.chance(parameters.refreshed_at_meeting.get()) {
                desk.directory.write(id, checked(week, dice, parameters, desk.entity, institution));
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
    act_on(scene, network, &matter);
    if rules.working_groups {
        groups::found(scene, network, &came, &topics);
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
    scene: &Scene<'_>,
    network: &mut LocalNetwork,
    invited: &[(u64, InstitutionId)],
    topics: &[Need],
) -> Vec<InstitutionId> {
    let &Scene { week, dice, parameters, caller, .. } = scene;
    let fading = parameters.tie_fading.get();
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
        let topic = if serves_any(network, id, topics, week) { parameters.attend_topic.get() } else { 0.0 };
        let log_odds = parameters.attend.get()
            + parameters.attend_ties.get() * tied[id.position()] / others
            + parameters.attend_commitment.get() * network.commitment[id.position()]
            + topic;
        let mut stream = dice.pair(Purpose::NetworkMeeting, week, network.institution[id].entity, caller);
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
fn drawn_topics(week: Week, dice: Dice, parameters: &Parameters, caller: Entity) -> Vec<Need> {
    let mut stream = dice.stream(Purpose::NetworkAgenda, week, caller);
    let mut left: Vec<Need> = Need::ALL.to_vec();
    let count = (parameters.topics.get() as usize).min(left.len());
    (0..count).map(|_| left.remove(stream.below(left.len()))).collect()
}

/// Returns the needs with most duplicate offers, gaps, and needs stated by guests; each of the three counts as a share, and their sum
/// as often as meetings have been held since the need was a topic.
fn most_wanting(week: Week, parameters: &Parameters, centres: &[Point], network: &LocalNetwork) -> Vec<Need> {
    let (duplicates, _) =
        network.duplication_by_need(week, parameters.duplicate_km.get(), parameters.reach_km.get());
    let (gaps, _) = gaps_by_need(week, parameters, centres, network);
    let stated: f64 = network.stated_by_guests.values().iter().sum();
    let wanting = PerNeed::from_fn(|need| {
        let of_guests = if stated > 0.0 { network.stated_by_guests[need] / stated } else { 0.0 };
        // What could not be solved makes room for other topics and comes back the sooner, the more is wanting.
        let since = network.meetings - network.dealt_with[need].min(network.meetings);
        (duplicates[need] + gaps[need] + of_guests) * f64::from(since)
    });
    let mut needs: Vec<Need> = Need::ALL.iter().copied().filter(|&need| wanting[need] > 0.0).collect();
    needs.sort_by(|&one, &other| wanting[other].total_cmp(&wanting[one]));
    needs.truncate(parameters.topics.get() as usize);
    needs
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
fn draw_in(week: Week, dice: Dice, parameters: &Parameters, is_seen: bool, network: &mut LocalNetwork) {
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
        if dice.stream(Purpose::NetworkJoining, week, institution.entity).chance(chance) {
            let place = network.members.partition_point(|&member| member < id);
            network.members.insert(place, id);
        }
    }
}
