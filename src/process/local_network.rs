//! Local network: institutions of the district meet, get to know each other, and keep what they know up to date.
//! German: *Vernetzung vor Ort*.
//!
//! # Rule
//! 1. Each institution has some hours of its own for contacts with others, whoever calls meetings. Once a quarter its ties are gone
//!    through, the strongest first: a pair for which both have the hours is kept up and grows, the others fade. New pairs begin where two
//!    institutions find a case in common, or at meetings. So n institutions have the ties that n − 1 pairs each cost them (`upkeep`).
//! 2. Meetings take place at an interval if the intermediary or the municipality calls them. A meeting costs its caller hours for itself
//!    and for each member, set aside week by week; when they do not suffice, only so many are invited as they suffice for. A member
//!    spends the hours of one meeting and need not keep up pairs with those whom it meets there (`meetings`).
//! 3. A meeting has topics: kinds of need, drawn as long as goals are not clarified. Where they are clarified, the first meetings do nothing
//!    else, and later topics are the needs with most duplicates, gaps, and needs stated by guests, times the meetings since they were
//!    topics last. Only topics are acted upon.
//! 4. Members come with log-odds of their ties, of a topic that they serve, and of their contact person's commitment; newcomers and new
//!    institutions are drawn in, more where the place is open and they see it. Who stays away may drop out.
//! 5. Acting: own offers of the intermediary that an existing one makes needless give their hours to the largest gap, well-tied
//!    members merge duplicate offers (both only where structures are merged), and joint projects close gaps: an institution where
//!    something is free holds hours at its partner's place too, or one lends the other its languages or its childcare (`actions`).
//!    Hours at a second place are for the same appointments and places, less a share that getting there takes.
//! 6. A group for a topic meets in between, on hours of the caller for its pairs, until its task is done or its time is over (`groups`).
//! 7. At a place open to all, guests come, state their needs, and meet the institutions' people (`guests`).
//! 8. When a contact person leaves, ties weaken and commitment begins anew; when a colleague of the caller's staff leaves, so do the ties
//!    that went through this colleague. Both less where knowledge is kept in records.
//! 9. Hours that are left go into visits to institutions that do not know the intermediary, and into checking the directory, what
//!    was checked longest ago first (`directory`). Who comes to a meeting brings the entries up to date.
//! 10. An institution that has helped somebody who has another open need in another field hands the person over to the
//!     best-tied institution that serves it, if one is well tied (`hand_over`).
//!
//! # Reads, writes
//! Reads `Intermediary.establishment`, neighbourhoods' centres, `CityInDistrict.meeting_hours`, `Cases`, `Refugees`, `Residents`.
//! Writes `LocalNetwork` (ties, members, groups, offers of institutions), `Desk.directory` of all desks,
//! `Institution.knows_intermediary`, `Intermediary.networking_hours` (what is left), `Episodes.setting_out`, `Occasions`,
//! `Ledger.{network_meetings, costs}`.
//!
//! # Evidence
//! `scenarios/evidence/local_network.toml` (N1–N11); the size at which a broker is needed (N4, N6), density, duplication and gaps
//! (N11) and the number of hand-overs are results.
//!
//! # Limits
//! Who is invited when hours are short is drawn, while a coordinator would choose; that errs against coordination. Whoever comes to a
//! meeting gets to know all others there, which errs towards it. A merged offer is gone at its place at once. Where there is no
//! intermediary nobody calls meetings, the municipality neither. Institutions do not choose with whom they keep up ties by what they need.
//! Hours at a second place are there whenever somebody comes, and last, which errs towards joint projects.

use serde::Deserialize;

pub use self::directory::{after_talks, directory_correct_share, lose_directory, new_directory};
pub use self::guests::receive_guests;
pub use self::hand_over::hand_over;
pub use self::upkeep::lose_brokered_ties;

use self::directory::{check_entries, let_entries_go_stale};
use crate::dice::{Dice, Entity, Purpose};
use crate::district::Point;
use crate::forcing::Forcings;
use crate::index::{Id, InstitutionId};
use crate::intermediary::{Intermediary, OwnOffer};
use crate::ledger::{CostItem, Ledger};
use crate::network::{LocalNetwork, gaps};
use crate::quantity::{Effect, Hours, Level, Rate, Share, Weeks};
use crate::time::Week;
use crate::vocabulary::{Concept, Need, PerNeed};

mod actions;
mod directory;
mod groups;
mod guests;
mod hand_over;
mod meetings;
mod upkeep;

/// The parameters of `local_network.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Hours that a meeting costs whatever its size.
    pub meeting_hours: Hours,
    /// Hours that each member costs between two meetings.
    pub hours_per_member: Hours,
    /// Hours a week that each institution has for contacts with others.
    pub own_hours: Hours,
    /// Hours a quarter that a pair costs each of the two who keep it up.
    pub hours_per_pair: Hours,
    /// Hours that a meeting costs each institution that comes.
    pub attending_hours: Hours,
    /// Share of the way to full strength that a tie grows in a quarter in which it is kept up.
    pub upkeep_growth: Share,
    /// Strength below which nothing is left of a tie.
    pub tie_gone: Share,
    /// Chance that two institutions that find a case in common get to know each other.
    pub encounter: Share,
    /// Log-odds of coming for a member without ties.
    pub attend: Effect,
    /// Log-odds of coming per unit of mean tie strength to the other members.
    pub attend_ties: Effect,
    /// Log-odds of coming for a member who serves a need that is a topic.
    pub attend_topic: Effect,
    /// Log-odds of coming per standard deviation of the contact person's commitment.
    pub attend_commitment: Effect,
    /// Topics of a meeting.
    pub topics: Rate,
    /// Meetings that clarify goals, where goals are clarified.
    pub clarifying_meetings: Rate,
    /// Chance that an institution that knows the intermediary joins at a meeting.
    pub join: Share,
    /// The same for one that does not know it.
    pub join_unaware: Share,
    /// Chance that an institution joins because it sees the meeting at an open place.
    pub join_seen: Share,
    /// Chance that an institution that opened since the meeting before joins, being invited.
    pub join_new: Share,
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
    /// Chance a meeting that an own offer of the intermediary that an existing one makes needless is closed.
    pub dissolve: Share,
    /// Weeks of notice before it closes.
    pub notice: Weeks,
    /// Joint projects a meeting and well-tied pair among those who came.
    pub project: Rate,
    /// Share of an institution's capacity that hours at a second place take for the way and for setting up.
    pub second_place: Share,
    /// Weeks between two meetings of a working group.
    pub group_interval: Weeks,
    /// Weeks after which a working group ends though its task is not done.
    pub group_weeks: Weeks,
    /// Members of a working group at most.
    pub group_size: Rate,
    /// Hours of the caller for each pair of a working group that meets.
    pub group_hours_per_pair: Hours,
    /// Chance that somebody who fled, knows the intermediary and has some German comes as a guest.
    pub guest_fled: Share,
    /// Language level from which somebody comes as a guest.
    pub guest_level: Level,
    /// Chance that a resident who is in contact with people who fled comes as a guest.
    pub guest_resident: Share,
    /// Guests of each kind at most.
    pub guest_places: Rate,
    /// With how many residents and institutions' people each guest who fled gets to talk.
    pub guest_talks: Rate,
    /// Weekly rate at which what guests stated is forgotten.
    pub stated_forgotten: Rate,
    /// Chance that an institution that has helped somebody learns of another need and takes it up.
    pub hand_over: Share,
}

/// Weeks of a quarter, in which ties and offers are gone through once.
const QUARTER: i32 = Week::QUARTER;

/// Returns the share of all pairs of institutions that are tied.
pub fn density(network: &LocalNetwork, week: Week, parameters: &Parameters) -> f64 {
    network.density(week, parameters.tie_fading.get(), parameters.tie_threshold.get())
}

/// Returns the share of institutions that are members of the network.
pub fn core_share(network: &LocalNetwork) -> f64 {
    network.members.len() as f64 / network.founded() as f64
}

/// Runs one week; `municipal_hours` are those of the municipality for calling meetings, where it does.
pub fn step(
    week: Week,
    dice: Dice,
    parameters: &Parameters,
    forcings: &Forcings,
    centres: &[Point],
    municipal_hours: f64,
    network: &mut LocalNetwork,
    intermediary: &mut Intermediary,
    ledger: &mut Ledger,
) {
    upkeep::lose_contacts(week, dice, parameters, intermediary, network);
    upkeep::meet_over_cases(week, dice, parameters, network);
    let is_quarter = week.0.rem_euclid(QUARTER) == 0;
    if is_quarter {
        upkeep::keep_up(week, dice, parameters, network);
    }
    guests::forget(parameters, network);
    let_entries_go_stale(week, dice, parameters, network, intermediary);
    let mut was_held = false;
    let Intermediary { entity, establishment, desk, networking_hours, offers, .. } = intermediary;
    if let Some(establishment) = establishment.as_ref().filter(|established| week >= established.opens) {
        if let Some(interval) = establishment.network_interval {
            let mut municipal = municipal_hours;
            // The municipality calls in hours of its own, and those of the intermediary are left for visits and the directory.
            let hours = if establishment.meetings.called_by_municipality {
                &mut municipal
            } else {
                &mut *networking_hours
            };
            let scene = meetings::Scene { week, dice, parameters, caller: *entity, centres, establishment };
            let held = meetings::call(&scene, interval.max(1), forcings, network, desk, hours);
            ledger.network_meetings += u64::from(held);
            let in_groups = groups::meet(&scene, network, hours);
            let at_meeting =
                if held { network.came.len() as f64 * parameters.attending_hours.get() } else { 0.0 };
            ledger.costs.add_hours(CostItem::InstitutionsMeeting, at_meeting + in_groups);
            ledger.costs.add_hours(CostItem::MunicipalityCalling, municipal_hours - municipal);
            was_held = held;
        } else {
            dissolve(network);
        }
        // The hours of an own offer that was closed are those of the one to which they turned.
        for (closed, opened) in std::mem::take(&mut network.turned) {
            if let Some(&offer) = offers.iter().find(|offer| offer.institution == closed) {
                offers.push(OwnOffer { institution: opened, ..offer });
            }
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
        dissolve(network);
    }
    if was_held || is_quarter {
        count_offers(week, parameters, centres, network);
    }
}

/// Ends the network as one that meets; ties stay as far as they are kept up.
fn dissolve(network: &mut LocalNetwork) {
    network.next_meeting = None;
    network.members.clear();
    network.groups.clear();
}

fn count_offers(week: Week, parameters: &Parameters, centres: &[Point], network: &mut LocalNetwork) {
    let (_, duplication) =
        network.duplication_by_need(week, parameters.duplicate_km.get(), parameters.reach_km.get());
    network.duplication = duplication;
    let (_, gaps) = gaps_by_need(week, parameters, centres, network);
    network.gaps = gaps;
}

/// Returns which share of the gaps that there can be there is, by kind of need and of all.
fn gaps_by_need(
    week: Week,
    parameters: &Parameters,
    centres: &[Point],
    network: &LocalNetwork,
) -> (PerNeed<f64>, f64) {
    let mut found = PerNeed::<f64>::default();
    for gap in network.find_gaps(week, Need::ALL, centres, parameters.reach_km.get()) {
        found[gap.need] += 1.0;
    }
    let possible = PerNeed::from_fn(|need| (gaps::possible(need) * centres.len()) as f64);
    let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    let all = share(found.values().iter().sum(), possible.values().iter().sum());
    (PerNeed::from_fn(|need| share(found[need], possible[need])), all)
}

/// Returns a week after so many weeks, at least one.
fn after(week: Week, weeks: Weeks) -> Week {
    week.plus((weeks.get() as i32).max(1))
}

/// Returns whether an institution serves any of some needs.
fn serves_any(network: &LocalNetwork, id: InstitutionId, needs: &[Need], week: Week) -> bool {
    needs.iter().any(|&need| network.institution[id].helps_with(need, week))
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
    let mut unaware: Vec<InstitutionId> = (0..network.founded())
        .map(InstitutionId::at)
        .filter(|&id| network.institution[id].knows_intermediary.is_none())
        .collect();
    if unaware.is_empty() {
        return;
    }
    let given = parameters.visiting.get() * *hours;
    *hours -= given;
    network.visiting += given;
    let cost = parameters.visit_hours.get();
    if network.visiting < cost {
        return;
    }
    // One order for all visits since the opening, so that hours decide how far down the list one gets.
    unaware.sort_by_cached_key(|&id| {
        let entity = network.institution[id].entity;
        (dice.pair(Purpose::Introduction, opened, entity, visitor).bits(), id)
    });
    for id in unaware {
        if network.visiting < cost {
            break;
        }
        network.visiting -= cost;
        network.institution[id].knows_intermediary = Some(week);
    }
}

#[cfg(test)]
mod tests;
