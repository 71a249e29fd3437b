//! Local network: institutions of the district meet, get to know each other, and keep what they know up to date.
//! German: *Vernetzung vor Ort*.
//!
//! # Rule
//! 1. Each institution has some hours of its own for contacts with others, whoever calls meetings. Once a quarter its ties are gone
//!    through, the strongest first: a pair for which both have the hours is kept up and grows, the others fade. New pairs begin where two
//!    institutions find a case in common, or at meetings. So ties stay few where hours are few, however many institutions there are (`upkeep`).
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
//! 8. When a contact person leaves, ties weaken and commitment begins anew. When a colleague of the caller's staff leaves, the
//!    ties that ran through them weaken too. Both less where knowledge is kept in records.
//! 9. Hours that are left go into visits to institutions that do not know the intermediary, and into checking the directory, what
//!    was checked longest ago first (`directory`). Who comes to a meeting brings the entries up to date.
//! 10. An institution that has helped somebody who has another open need in another field hands the person over to the
//!     best-tied institution that serves it, if one is well tied (`hand_over`).
//!
//! # Evidence
//! `scenarios/evidence/local_network.toml` (N1–N11); the size at which a broker is needed (N4, N6), density, duplication and gaps
//! (N11) and the number of hand-overs are results.
//!
//! # Limits
//! Who is invited when hours are short is drawn, while a coordinator would choose; that errs against coordination. Whoever comes to a
//! meeting gets to know all others there, which errs towards it. A merged offer is gone at its place at once. Where there is no
//! intermediary nobody calls meetings, not even the municipality. Institutions do not choose with whom they keep up ties by what they need.
//! Hours at a second place are there whenever somebody comes, and last, which errs towards joint projects.

pub use self::directory::{after_talks, directory_correct_share, draw_up_directories, new_directory};
pub use self::guests::receive_guests;
pub use self::hand_over::hand_over;
pub use self::parameters::Parameters;
pub use self::turnover::lose_colleagues;

use self::convener::Convener;
use self::directory::{check_entries, let_entries_go_stale};
use self::wanting::gaps_by_need;
use crate::dice::{Entity, Purpose};
use crate::district::Place;
use crate::index::{Column, DeskId, Id, InstitutionId, NeighbourhoodId};
use crate::intermediary::{Desk, Establishment, Intermediary, OwnOffer};
use crate::ledger::{CostItem, Ledger};
use crate::network::LocalNetwork;
use crate::time::Week;
use crate::today::Today;
use crate::world::{DistrictWorld, Ground};

mod actions;
mod convener;
mod directory;
mod groups;
mod guests;
mod hand_over;
mod meetings;
pub mod parameters;
mod turnover;
mod upkeep;
mod wanting;

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

/// What a week of the network reads, and what it writes.
#[derive(Debug)]
pub struct Scene<'a> {
    ground: &'a Column<NeighbourhoodId, Ground>,
    municipal_hours: f64,
    intermediary: Entity,
    establishment: Option<&'a Establishment>,
    desk: &'a mut Column<DeskId, Desk>,
    networking_hours: &'a mut f64,
    offers: &'a mut Vec<OwnOffer>,
    network: &'a mut LocalNetwork,
    ledger: &'a mut Ledger,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { ground, city, intermediary, network, ledger, .. } = district;
        let Intermediary { entity, establishment, desk, networking_hours, offers, .. } = intermediary;
        Self {
            ground,
            municipal_hours: city.meeting_hours,
            intermediary: *entity,
            establishment: establishment.as_ref(),
            desk,
            networking_hours,
            offers,
            network,
            ledger,
        }
    }
}

/// Runs one week: ties, meetings and groups, visits, directories.
pub fn step(today: &Today, parameters: &Parameters, scene: Scene) {
    let week = today.week;
    let Scene { ground, municipal_hours, intermediary, establishment, desk, networking_hours, .. } = scene;
    let Scene { offers, network, ledger, .. } = scene;
    let keeps_records = establishment.is_some_and(|facts| facts.person_independent);
    turnover::lose_contacts(today, parameters, keeps_records, network);
    upkeep::meet_over_cases(today, parameters, network);
    let is_quarter = week.0.rem_euclid(QUARTER) == 0;
    if is_quarter {
        upkeep::keep_up(today, parameters, network);
    }
    guests::forget(parameters, network);
    let_entries_go_stale(today, parameters, network, desk);
    let centres: Vec<Place> = ground.iter().map(|ground| ground.centre).collect();
    let mut was_held = false;
    if let Some(establishment) = establishment.filter(|facts| week >= facts.opens) {
        if let Some(interval) = establishment.network_interval {
            let mut municipal = municipal_hours;
            // The municipality calls in hours of its own, and those of the intermediary are left for visits and the directory.
            let hours = if establishment.meetings.called_by_municipality {
                &mut municipal
            } else {
                &mut *networking_hours
            };
            let convener =
                Convener { today, parameters, entity: intermediary, centres: &centres, establishment };
            let held = meetings::call(&convener, interval.max(1), network, desk, hours);
            ledger.network_meetings += u64::from(held);
            let in_groups = groups::meet(&convener, network, hours);
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
        visit(today, parameters, intermediary, establishment.opens, network, networking_hours);
        let own = &establishment.desks;
        check_entries(today, parameters, keeps_records, network, own, desk, networking_hours);
    } else {
        dissolve(network);
    }
    if was_held || is_quarter {
        count_offers(week, parameters, &centres, network);
    }
}

/// Ends the network as one that meets; ties stay as far as they are kept up.
fn dissolve(network: &mut LocalNetwork) {
    network.next_meeting = None;
    network.members.clear();
    network.groups.clear();
}

fn count_offers(week: Week, parameters: &Parameters, centres: &[Place], network: &mut LocalNetwork) {
    let (_, duplication) =
        network.duplication_by_need(week, parameters.duplicate_km.get(), parameters.reach_km.get());
    network.duplication = duplication;
    let (_, gaps) = gaps_by_need(week, parameters, centres, network);
    network.gaps = gaps;
}

/// Visits institutions that do not know the intermediary, in a drawn order.
fn visit(
    today: &Today,
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
        (today.dice.pair(Purpose::Introduction, opened, entity, visitor).bits(), id)
    });
    for id in unaware {
        if network.visiting < cost {
            break;
        }
        network.visiting -= cost;
        network.institution[id].knows_intermediary = Some(today.week);
    }
}

#[cfg(test)]
mod tests;
