//! Local network: institutions of the district meet, get to know each other, and keep what they know up to date.
//! German: *Vernetzung vor Ort*.
//!
//! # Rule
//! 1. Meetings take place at an interval if somebody calls them, and only then. A meeting costs hours: some for itself, some for
//!    each member, some for each pair of members; the hours are set aside week by week. When they do not suffice, only so many
//!    members are invited as they suffice for, so that from some size on a network needs more hours than there are.
//! 2. Members come with a chance that rises with their ties; newcomers are drawn in at each meeting, more of them when they know
//!    the intermediary. Who stays away may drop out.
//! 3. Those who meet strengthen their ties, which fade between meetings; brought up to date when touched. When an institution's
//!    contact person leaves, its ties weaken, less where knowledge is kept in records.
//! 4. Hours that are left go into visits to institutions that do not know the intermediary, and into checking the directory, what
//!    was checked longest ago first. An entry goes stale at a waiting time drawn when it is checked. Where records are shared, a
//!    check serves all sites, else one. Who comes to a meeting brings the entries up to date.
//! 5. At a meeting, well-tied members merge duplicate offers, and joint projects begin; a project brings an offer to a gap when
//!    one of its members can give it.
//!
//! # Reads, writes
//! Reads `Intermediary.establishment`, neighbourhoods' centres, `Institution.{place, serves, capacity}`.
//! Writes `LocalNetwork`, `Desk.directory` of all desks, `Institution.knows_intermediary`, `Intermediary.networking_hours` (what is left).
//!
//! # Evidence
//! `scenarios/evidence/local_network.toml` (N1–N11); the size at which a broker is needed (N4, N6), duplication and gaps (N11) are
//! results.
//!
//! # Limits
//! Who is invited when hours are short is drawn, while a coordinator would choose; that errs against coordination. A merged offer
//! is gone at its place at once, without a time of transition. Networks that meet without the intermediary are left out, which
//! overstates what the intermediary adds. First form: working groups and meeting places are not modelled as such.

use serde::Deserialize;

pub use self::directory::{after_talks, directory_correct_share, lose_directory, new_directory};
use self::directory::{check_entries, checked, let_entries_go_stale};

use crate::dice::{Dice, Entity, Purpose};
use crate::district::Point;
use crate::forcing::Forcings;
use crate::index::{Column, Id, InstitutionId};
use crate::intermediary::{Desk, DeskOwner, Intermediary};
use crate::network::{LocalNetwork, NetworkTie};
use crate::numeric::{chance_within, logistic};
use crate::quantity::{Effect, Hours, Rate, Share};
use crate::time::{WEEKS_PER_YEAR, Week};

mod directory;

/// The parameters of `local_network.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Hours that a meeting costs whatever its size.
    pub meeting_hours: Hours,
    /// Hours that each member costs between two meetings.
    pub hours_per_member: Hours,
    /// Hours that each pair of members costs between two meetings.
    pub hours_per_pair: Hours,
    /// Log-odds of coming for a member without ties.
    pub attend: Effect,
    /// Log-odds of coming per unit of mean tie strength to the other members.
    pub attend_ties: Effect,
    /// Chance that an institution that knows the intermediary joins at a meeting.
    pub join: Share,
    /// The same for one that does not know it.
    pub join_unaware: Share,
    /// Chance that a member who stays away drops out.
    pub drop_out: Share,
    /// Share of the way to full strength that a tie grows at a meeting.
    pub tie_growth: Share,
    /// Weekly rate at which ties fade.
    pub tie_fading: Rate,
    /// Strength from which a tie counts as one.
    pub tie_threshold: Share,
    /// Yearly rate at which contact persons leave.
    pub turnover_per_year: Rate,
    /// Share of a tie that goes with the contact person where knowledge is personal.
    pub turnover_loss: Share,
    /// The same where knowledge is kept in records.
    pub turnover_loss_recorded: Share,
    /// Share of the hours left that goes into visits.
    pub visiting: Share,
    /// Hours of a visit.
    pub visit_hours: Hours,
    /// Entries checked in an hour.
    pub checked_per_hour: Rate,
    /// Chance that whoever comes to a meeting brings the own entry up to date.
    pub refreshed_at_meeting: Share,
    /// Yearly rate at which an entry goes stale.
    pub stale_per_year: Rate,
    /// Yearly rate at which services that are there anyway find out that an entry is wrong.
    pub services_check_per_year: Rate,
    /// Chance that a new desk knows an institution next door.
    pub known_near: Share,
    /// Kilometres over which that chance halves.
    pub known_halves_km: Rate,
    /// Chance that a desk of another service knows an institution, whatever the distance.
    pub known_to_services: Share,
    /// Kilometres within which offers can duplicate each other.
    pub duplicate_km: Rate,
    /// Kilometres within which an offer is there.
    pub reach_km: Rate,
    /// Chance a meeting that two well-tied members merge duplicate offers.
    pub merge: Share,
    /// Joint projects a meeting and well-tied pair among those who came.
    pub project: Rate,
}

/// Weeks between two counts of duplication and gaps.
const COUNT_EVERY: i32 = 13;

/// Returns the hours that a meeting of so many members costs.
fn cost(parameters: &Parameters, members: usize) -> f64 {
    let members = members as f64;
    parameters.meeting_hours.get()
        + parameters.hours_per_member.get() * members
        + parameters.hours_per_pair.get() * members * (members - 1.0) / 2.0
}

/// Returns the share of all pairs of institutions that are tied.
pub fn density(network: &LocalNetwork, week: Week, parameters: &Parameters) -> f64 {
    network.density(week, parameters.tie_fading.get(), parameters.tie_threshold.get())
}

/// Runs one week.
pub fn step(
    week: Week,
    dice: Dice,
    parameters: &Parameters,
    forcings: &Forcings,
    centres: &[Point],
    network: &mut LocalNetwork,
    intermediary: &mut Intermediary,
) {
    let changed_staff = lose_contacts(week, dice, parameters, intermediary, network);
    let_entries_go_stale(week, dice, parameters, network, intermediary);
    let Intermediary { entity, establishment, desk, networking_hours, .. } = intermediary;
    let mut changed = changed_staff;
    if let Some(establishment) = establishment.as_ref().filter(|established| week >= established.opens) {
        if let Some(interval) = establishment.network_interval {
            let interval = interval.max(1);
            let due = *network.next_meeting.get_or_insert_with(|| week.plus(interval as i32));
            // Newcomers are expected, so that some hours beyond those for the members are set aside.
            let wished = (cost(parameters, network.members.len() + 2) - network.set_aside).max(0.0);
            let weeks = f64::from(due.since(week).max(0) + 1);
            let given = (wished / weeks).min(*networking_hours);
            network.set_aside += given;
            *networking_hours -= given;
            if week >= due {
                network.next_meeting = Some(week.plus(interval as i32));
                let is_open = forcings.closures.meetings.steps().is_empty()
                    || dice
                        .stream(Purpose::NetworkMeeting, week, *entity)
                        .chance(forcings.closures.meetings.at(week));
                if is_open {
                    hold_meeting(week, dice, parameters, *entity, centres, network, desk);
                    changed = true;
                }
            }
        } else {
            network.next_meeting = None;
            network.members.clear();
        }
        visit(week, dice, parameters, *entity, establishment.opens, network, networking_hours);
        check_entries(
            week,
            dice,
            parameters,
            establishment.person_independent,
            network,
            &establishment.desks,
            desk,
            networking_hours,
        );
    } else {
        network.next_meeting = None;
        network.members.clear();
    }
    if changed || week.0.rem_euclid(COUNT_EVERY) == 0 {
        count_offers(week, parameters, centres, network);
    }
}

fn count_offers(week: Week, parameters: &Parameters, centres: &[Point], network: &mut LocalNetwork) {
    network.duplication = network.duplication_in(week, parameters.duplicate_km.get());
    let gaps = network.find_gaps(week, centres, parameters.reach_km.get()).len();
    let all = centres.len() * 7;
    network.gaps = if all == 0 { 0.0 } else { gaps as f64 / all as f64 };
}

/// Contact persons of institutions leave, and ties weaken; returns whether anybody left.
fn lose_contacts(
    week: Week,
    dice: Dice,
    parameters: &Parameters,
    intermediary: &Intermediary,
    network: &mut LocalNetwork,
) -> bool {
    let chance = chance_within(parameters.turnover_per_year.get() / WEEKS_PER_YEAR, 1.0);
    let is_recorded =
        intermediary.establishment.as_ref().is_some_and(|established| established.person_independent);
    let loss =
        if is_recorded { parameters.turnover_loss_recorded.get() } else { parameters.turnover_loss.get() };
    let mut any = false;
    for position in 0..network.founded() {
        let due = network.turnover[position];
        if due > week && due != Week::NEVER {
            continue;
        }
        let id = InstitutionId::at(position);
        let weeks =
            dice.stream(Purpose::NetworkTurnover, week, network.institution[id].entity).geometric(chance);
        network.turnover[position] = week.plus(1).plus(weeks.min(10_000));
        if due == Week::NEVER {
            // The first waiting time, not a departure.
            continue;
        }
        any = true;
        for tie in network.ties.iter_mut().filter(|tie| tie.a == id || tie.b == id) {
            tie.strength *= 1.0 - loss;
        }
    }
    any
}

/// Holds a meeting with as many members as the hours suffice for.
fn hold_meeting(
    week: Week,
    dice: Dice,
    parameters: &Parameters,
    caller: Entity,
    centres: &[Point],
    network: &mut LocalNetwork,
    desks: &mut Column<crate::index::DeskId, Desk>,
) {
    draw_in(week, dice, parameters, network);
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
        return;
    }
    network.set_aside -= cost(parameters, invited.len());
    network.meetings += 1;
    let fading = parameters.tie_fading.get();
    let mut came = Vec::new();
    let mut dropped = Vec::new();
    for &(_, id) in &invited {
        let others = (invited.len() - 1).max(1) as f64;
        let ties: f64 = invited
            .iter()
            .filter(|&&(_, other)| other != id)
            .map(|&(_, other)| network.tie_strength(id, other, week, fading))
            .sum();
        let chance = logistic(parameters.attend.get() + parameters.attend_ties.get() * ties / others);
        let mut stream = dice.pair(Purpose::NetworkMeeting, week, network.institution[id].entity, caller);
        if stream.chance(chance) {
            came.push(id);
        } else if stream.chance(parameters.drop_out.get()) {
            dropped.push(id);
        }
    }
    network.members.retain(|id| !dropped.contains(id));
    came.sort_unstable();
    for &id in &came {
        network.institution[id].knows_intermediary = Some(week);
        let institution = &network.institution[id];
        for desk in desks.iter_mut().filter(|desk| hears_of_meeting(desk, &came)) {
            let mut stream = dice.pair(Purpose::DirectoryStart, week, institution.entity, desk.entity);
            if stream.chance(parameters.refreshed_at_meeting.get()) {
                desk.directory.entry[id] = checked(week, dice, parameters, desk.entity, institution);
            }
        }
    }
    strengthen(week, parameters, network, &came);
    merge_duplicates(week, dice, parameters, network, &came);
    begin_projects(week, dice, parameters, caller, centres, network, &came);
}

/// Returns whether a desk hears what is said at a meeting: the intermediary's always, an advice service's when it came.
fn hears_of_meeting(desk: &Desk, came: &[InstitutionId]) -> bool {
    match desk.owner {
        DeskOwner::Intermediary => true,
        DeskOwner::AdviceService(id) => came.binary_search(&id).is_ok(),
        DeskOwner::SocialWork(_) => false,
    }
}

fn draw_in(week: Week, dice: Dice, parameters: &Parameters, network: &mut LocalNetwork) {
    for position in 0..network.founded() {
        let id = InstitutionId::at(position);
        if network.members.binary_search(&id).is_ok() {
            continue;
        }
        let institution = &network.institution[id];
        let chance =
            if institution.knows_intermediary.is_some() { parameters.join } else { parameters.join_unaware };
        if dice.stream(Purpose::NetworkJoining, week, institution.entity).chance(chance.get()) {
            let place = network.members.partition_point(|&member| member < id);
            network.members.insert(place, id);
        }
    }
}

/// Strengthens the ties among those who came, in one pass over ties in order.
fn strengthen(week: Week, parameters: &Parameters, network: &mut LocalNetwork, came: &[InstitutionId]) {
    let fading = parameters.tie_fading.get();
    let mut new = Vec::new();
    for (position, &a) in came.iter().enumerate() {
        for &b in &came[position + 1..] {
            match network.ties.binary_search_by_key(&(a, b), |tie| (tie.a, tie.b)) {
                Ok(place) => {
                    let tie = &mut network.ties[place];
                    let strength = tie.strength_in(week, fading);
                    tie.strength = strength + parameters.tie_growth.get() * (1.0 - strength);
                    tie.since = week;
                }
                Err(_) => {
                    new.push(NetworkTie { a, b, strength: parameters.tie_growth.get(), since: week });
                }
            }
        }
    }
    network.ties.extend(new);
    network.ties.sort_unstable_by_key(|tie| (tie.a, tie.b));
}

fn merge_duplicates(
    week: Week,
    dice: Dice,
    parameters: &Parameters,
    network: &mut LocalNetwork,
    came: &[InstitutionId],
) {
    let (fading, threshold) = (parameters.tie_fading.get(), parameters.tie_threshold.get());
    for duplicate in network.find_duplicates(week, parameters.duplicate_km.get()) {
        let (from, to) = (duplicate.less_used, duplicate.more_used);
        let are_here = came.binary_search(&from).is_ok() && came.binary_search(&to).is_ok();
        // An earlier merger of this meeting may have taken the offer.
        let still = network.institution[from].helps_with(duplicate.need, week)
            && network.institution[to].helps_with(duplicate.need, week);
        if are_here && still && network.tie_strength(from, to, week, fading) >= threshold {
            let (one, other) = (network.institution[from].entity, network.institution[to].entity);
            if dice.pair(Purpose::NetworkAgreement, week, one, other).chance(parameters.merge.get()) {
                network.merge(duplicate);
            }
        }
    }
}

/// Begins joint projects of well-tied pairs; each brings an offer to one gap where a member can give it.
fn begin_projects(
    week: Week,
    dice: Dice,
    parameters: &Parameters,
    caller: Entity,
    centres: &[Point],
    network: &mut LocalNetwork,
    came: &[InstitutionId],
) {
    let (fading, threshold) = (parameters.tie_fading.get(), parameters.tie_threshold.get());
    let pairs: Vec<(InstitutionId, InstitutionId)> = network
        .ties
        .iter()
        .filter(|tie| tie.since == week && tie.strength_in(week, fading) >= threshold)
        .filter(|tie| came.binary_search(&tie.a).is_ok() && came.binary_search(&tie.b).is_ok())
        .map(|tie| (tie.a, tie.b))
        .collect();
    if pairs.is_empty() {
        return;
    }
    let mut stream = dice.stream(Purpose::JointProject, week, caller);
    for _ in 0..stream.poisson(parameters.project.get() * pairs.len() as f64) {
        network.projects += 1;
        let (a, b) = pairs[stream.below(pairs.len())];
        let reach = parameters.reach_km.get();
        let gaps = network.find_gaps(week, centres, reach);
        // An offer of the one's kind is given at the other's place, which is how a project reaches where one alone does not.
        let helps = |id: InstitutionId, host: InstitutionId| {
            gaps.iter().copied().find(|&(position, need)| {
                network.institution[id].helps_with(need, week)
                    && !network.institution[host].helps_with(need, week)
                    && network.institution[host].place.km_to(centres[position]) <= reach
            })
        };
        let found = helps(a, b).map(|gap| (b, gap.1)).or_else(|| helps(b, a).map(|gap| (a, gap.1)));
        if let Some((host, need)) = found {
            network.institution[host].serves |= 1 << need as u8;
            network.hand_overs += 1;
        }
    }
}

/// Visits institutions that do not know the intermediary, in a drawn order.
fn visit(
    week: Week,
    dice: Dice,
    parameters: &Parameters,
    visitor: Entity,
    opened: Week,
    network: &mut LocalNetwork,
    hours: &mut f64,
) {
    let mut unaware: Vec<(u64, InstitutionId)> = (0..network.founded())
        .map(InstitutionId::at)
        .filter(|&id| network.institution[id].knows_intermediary.is_none())
        .map(|id| {
            // One order for all visits since the opening, so that hours decide how far down the list one gets.
            let entity = network.institution[id].entity;
            (dice.pair(Purpose::Introduction, opened, entity, visitor).bits(), id)
        })
        .collect();
    if unaware.is_empty() {
        return;
    }
    unaware.sort_unstable();
    let given = parameters.visiting.get() * *hours;
    *hours -= given;
    network.visiting += given;
    for (_, id) in unaware {
        if network.visiting < parameters.visit_hours.get() {
            break;
        }
        network.visiting -= parameters.visit_hours.get();
        network.institution[id].knows_intermediary = Some(week);
    }
}

#[cfg(test)]
#[path = "local_network_tests.rs"]
mod tests;
