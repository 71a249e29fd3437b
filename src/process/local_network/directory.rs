//! Directories of desks: what is known of institutions, how it goes stale, and how it is checked.

use super::Parameters;
use crate::dice::{Entity, Purpose};
use crate::district::Place;
use crate::index::{Column, DeskId, Id, InstitutionId};
use crate::intermediary::{Desk, DeskOwner, Directory, Entry, Intermediary};
use crate::network::{Institution, LocalNetwork};
use crate::numeric::{chance_within, pow};
use crate::time::{WEEKS_PER_YEAR, Week};
use crate::today::Today;
use crate::world::DistrictWorld;

/// What directories are drawn up and mended from, and what is written.
#[derive(Debug)]
pub struct Scene<'a> {
    institution: &'a Column<InstitutionId, Institution>,
    founded: usize,
    talks: &'a mut Vec<(DeskId, InstitutionId)>,
    desk: &'a mut Column<DeskId, Desk>,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { network, intermediary, .. } = district;
        let founded = network.founded();
        let Intermediary { talks, desk, .. } = intermediary;
        Self { institution: &network.institution, founded, talks, desk }
    }
}

/// Draws up the directories of desks that have none.
pub fn draw_up_directories(today: &Today, parameters: &Parameters, scene: Scene) {
    let Scene { institution, founded, desk, .. } = scene;
    for desk in desk.iter_mut().filter(|desk| desk.directory.entry.is_empty()) {
        let Desk { entity, place, owner, .. } = *desk;
        desk.directory = new_directory(today, parameters, entity, place, owner, institution, founded);
    }
}

/// Returns the share of entries about founded institutions, over the given desks, that are known and right.
///
/// Not a number when there is no desk.
pub fn directory_correct_share<'a>(desks: impl Iterator<Item = &'a Desk>, network: &LocalNetwork) -> f64 {
    let (mut right, mut all) = (0_u32, 0_u32);
    for desk in desks {
        all += network.founded() as u32;
        right += desk
            .directory
            .entry
            .iter()
            .take(network.founded())
            .filter(|entry| entry.known && entry.correct)
            .count() as u32;
    }
    f64::from(right) / f64::from(all)
}

/// Returns an entry as it stands after a check in a week.
pub(super) fn checked(
    today: &Today,
    parameters: &Parameters,
    desk: Entity,
    institution: &Institution,
) -> Entry {
    let week = today.week;
    let chance = chance_within(parameters.stale_per_year.get() / WEEKS_PER_YEAR, 1.0);
    let weeks = today.dice.pair(Purpose::Staleness, week, institution.entity, desk).geometric(chance);
    Entry { known: true, correct: true, checked: week, stale: week.plus(1).plus(weeks) }
}

/// Brings up to date what desks know of the institutions with which they have talked: it is right and fresh.
pub fn after_talks(today: &Today, parameters: &Parameters, scene: Scene) {
    let Scene { institution, talks, desk, .. } = scene;
    for (at, id) in std::mem::take(talks) {
        let desk = &mut desk[at];
        if id.position() < desk.directory.entry.len() {
            let entry = checked(today, parameters, desk.entity, &institution[id]);
            desk.directory.write(id, entry);
        }
    }
}

/// Returns the first entry of an institution, which is known with a chance.
fn first_entry(
    today: &Today,
    parameters: &Parameters,
    desk: Entity,
    institution: &Institution,
    chance: f64,
) -> Entry {
    let mut stream = today.dice.pair(Purpose::DirectoryStart, today.week, institution.entity, desk);
    if stream.chance(chance) { checked(today, parameters, desk, institution) } else { unknown(today.week) }
}

/// Returns the entry of an institution of which nothing is known.
pub(super) const fn unknown(week: Week) -> Entry {
    Entry { known: false, correct: false, checked: Week::SPIN_UP, stale: week }
}

/// Returns the directory of a desk that opens: what lies near is known, the rest is not yet.
///
/// Desks of services that exist know institutions whatever the distance; the intermediary's own always know own and hosted offers.
pub fn new_directory(
    today: &Today,
    parameters: &Parameters,
    desk: Entity,
    place: Place,
    owner: DeskOwner,
    institution: &Column<InstitutionId, Institution>,
    founded: usize,
) -> Directory {
    let mut directory = Directory::default();
    for (id, row) in institution.rows() {
        let chance = if owner != DeskOwner::Intermediary {
            parameters.known_to_services.get()
        } else if id.position() >= founded {
            1.0
        } else {
            let halvings = place.km_to(row.place) / parameters.known_halves_km.get().max(1e-6);
            parameters.known_near.get() * pow(0.5, halvings)
        };
        directory.push(first_entry(today, parameters, desk, row, chance));
    }
    directory
}

/// Entries reach the week in which they go stale; institutions that were added are entered.
pub(super) fn let_entries_go_stale(
    today: &Today,
    parameters: &Parameters,
    network: &LocalNetwork,
    desks: &mut Column<DeskId, Desk>,
) {
    let week = today.week;
    for desk in desks {
        let keeps_up = desk.owner != DeskOwner::Intermediary;
        for id in desk.directory.take_stale(week) {
            let entity = network.institution[id].entity;
            let entry = &mut desk.directory.entry[id];
            if entry.correct {
                entry.correct = false;
                if keeps_up {
                    // Services that are there anyway come across the mistake some day, in their own working time.
                    let chance =
                        chance_within(parameters.services_check_per_year.get() / WEEKS_PER_YEAR, 1.0);
                    let weeks =
                        today.dice.pair(Purpose::Staleness, week, entity, desk.entity).geometric(chance);
                    let found = Entry { stale: week.plus(1).plus(weeks), ..*entry };
                    desk.directory.write(id, found);
                }
            } else if keeps_up && entry.known {
                let fresh = checked(today, parameters, desk.entity, &network.institution[id]);
                desk.directory.write(id, fresh);
            }
        }
        for position in desk.directory.entry.len()..network.institution.len() {
            let institution = &network.institution[InstitutionId::at(position)];
            // Own and hosted offers are known in the house from the first day, and to services like institutions.
            let known = if keeps_up { parameters.known_to_services.get() } else { 1.0 };
            desk.directory.push(if position < network.founded() {
                unknown(week)
            } else {
                first_entry(today, parameters, desk.entity, institution, known)
            });
        }
    }
}

/// Checks entries of the desks for which the hours are paid, what was checked longest ago first, with the hours that are left.
pub(super) fn check_entries(
    today: &Today,
    parameters: &Parameters,
    is_shared: bool,
    network: &mut LocalNetwork,
    own: &[DeskId],
    desks: &mut Column<DeskId, Desk>,
    hours: &mut f64,
) {
    let week = today.week;
    network.checking += std::mem::take(hours);
    let per_entry = 1.0 / parameters.checked_per_hour.get().max(1e-9);
    let sites: Vec<_> =
        own.iter().copied().filter(|&id| desks[id].opens <= week && week < desks[id].closes).collect();
    let entries = (network.checking / per_entry).floor();
    if sites.is_empty() || entries < 1.0 {
        return;
    }
    network.checking -= entries * per_entry;
    let count = (entries as usize).min(network.founded() * sites.len());
    if is_shared {
        // One record for all sites: what any site checked longest ago comes first.
        for id in oldest(network, &desks[sites[0]], count) {
            for &site in &sites {
                let entry = checked(today, parameters, desks[site].entity, &network.institution[id]);
                desks[site].directory.write(id, entry);
            }
        }
    } else {
        for (turn, &site) in sites.iter().enumerate() {
            // Sites divide the entries; the remainder goes around.
            let around = (turn + week.0.rem_euclid(sites.len() as i32) as usize) % sites.len();
            let share = count / sites.len() + usize::from(around < count % sites.len());
            for id in oldest(network, &desks[site], share) {
                let entry = checked(today, parameters, desks[site].entity, &network.institution[id]);
                desks[site].directory.write(id, entry);
            }
        }
    }
}

/// Returns the founded institutions whose entries at a desk were checked longest ago; of equals, the nearest.
pub(super) fn oldest(network: &LocalNetwork, desk: &Desk, count: usize) -> Vec<InstitutionId> {
    let mut by_age: Vec<(Week, f64, InstitutionId)> = network
        .institution
        .rows()
        .take(network.founded())
        .map(|(id, row)| (desk.directory.entry[id].checked, desk.place.km_to(row.place), id))
        .collect();
    let longest_ago = |one: &(Week, f64, InstitutionId), other: &(Week, f64, InstitutionId)| {
        one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)).then(one.2.cmp(&other.2))
    };
    if count < by_age.len() {
        by_age.select_nth_unstable_by(count, longest_ago);
        by_age.truncate(count);
    }
    by_age.sort_unstable_by(longest_ago);
    by_age.into_iter().map(|(_, _, id)| id).collect()
}
