//! Entries: what desks know of institutions becomes wrong when the city changes, unless the information arrived.

use super::Parameters;
use crate::city::CityInDistrict;
use crate::dice::{Dice, Purpose};
use crate::index::{Column, DeskId, Id, InstitutionId};
use crate::intermediary::{Desk, DeskOwner, Entry, Intermediary};
use crate::network::LocalNetwork;
use crate::numeric::chance_within;
use crate::time::{WEEKS_PER_YEAR, Week};
use crate::vocabulary::{Concept, InstitutionKind, Need, PerNeed, PerTier, Tier};

/// Passes what is known on to the members when a meeting of the local network was held.
pub(super) fn pass_on(network: &LocalNetwork, city: &mut CityInDistrict) {
    if network.meetings != city.meetings_seen {
        city.meetings_seen = network.meetings;
        city.passed_on = PerTier::from_fn(|tier| city.passed_on[tier].max(city.information[tier]));
    }
}

/// Returns what a desk has heard of each tier: at the desks for which city work is done what it brings, elsewhere what members
/// of the local network were told.
fn heard(
    id: DeskId,
    owner: DeskOwner,
    own: &[DeskId],
    members: &[InstitutionId],
    city: &CityInDistrict,
) -> PerTier<f64> {
    if own.contains(&id) {
        return city.information;
    }
    match owner {
        DeskOwner::AdviceService(service) if members.binary_search(&service).is_ok() => city.passed_on,
        DeskOwner::AdviceService(_) | DeskOwner::Intermediary | DeskOwner::SocialWork(_) => {
            PerTier::default()
        }
    }
}

/// Makes entries about founded institutions wrong, each with the chance that `chance` gives for what the desk has heard.
fn make_wrong(
    week: Week,
    dice: Dice,
    purpose: Purpose,
    network: &LocalNetwork,
    intermediary: &mut Intermediary,
    city: &CityInDistrict,
    chance: impl Fn(InstitutionId, &PerTier<f64>) -> f64,
) {
    let Intermediary { establishment, desk, .. } = intermediary;
    let own = establishment
        .as_ref()
        .filter(|established| week >= established.opens)
        .map_or(&[][..], |established| &established.desks);
    for (id, desk) in (0..).map(DeskId::at).zip(desk) {
        let heard = heard(id, desk.owner, own, &network.members, city);
        for (institution, row) in network.institution.rows().take(network.founded()) {
            let chance = chance(institution, &heard);
            if chance > 0.0
                && institution.position() < desk.directory.entry.len()
                && dice.pair(purpose, week, row.entity, desk.entity).chance(chance)
            {
                desk.directory.entry[institution].correct = false;
            }
        }
    }
}

/// Makes what desks know of institutions with a changed programme wrong.
pub(super) fn change_programmes(
    week: Week,
    dice: Dice,
    parameters: &Parameters,
    before: &PerTier<PerNeed<u32>>,
    network: &LocalNetwork,
    intermediary: &mut Intermediary,
    city: &CityInDistrict,
) {
    let changed = PerTier::from_fn(|tier| {
        Need::ALL
            .iter()
            .filter(|&&need| before[tier][need] != city.running[tier][need])
            .fold(0, |bits, &need| bits | (1 << need as u8))
    });
    make_wrong(week, dice, Purpose::Programme, network, intermediary, city, |id, heard| {
        // Of several changes the one that is least heard of counts.
        Tier::ALL
            .iter()
            .filter(|&&tier| network.institution[id].helps_with_any(changed[tier], week))
            .map(|&tier| parameters.change_unknown.get() * (1.0 - heard[tier]))
            .fold(0.0, f64::max)
    });
}

/// Makes what desks know of public offices and job centres wrong when the administration is reorganised.
pub(super) fn reorganise(
    week: Week,
    dice: Dice,
    parameters: &Parameters,
    network: &LocalNetwork,
    intermediary: &mut Intermediary,
    city: &CityInDistrict,
) {
    make_wrong(week, dice, Purpose::Reorganisation, network, intermediary, city, |id, heard| {
        match network.institution[id].kind {
            InstitutionKind::PublicOffice | InstitutionKind::JobCentre => {
                parameters.reorganisation.entries.get() * (1.0 - heard[Tier::Municipality])
            }
            _ => 0.0,
        }
    });
}

/// Returns whether a kind of institution works for the whole city, so that other intermediaries know it too.
const fn is_city_wide(kind: InstitutionKind) -> bool {
    matches!(
        kind,
        InstitutionKind::JobCentre
            | InstitutionKind::PublicOffice
            | InstitutionKind::HousingCompany
            | InstitutionKind::AdultEducation
            | InstitutionKind::HealthService
    )
}

/// Puts entries about institutions for the whole city right at the desks for which city work is done.
pub(super) fn learn_from_sisters(
    week: Week,
    dice: Dice,
    parameters: &Parameters,
    stale_per_year: f64,
    network: &LocalNetwork,
    own: &[DeskId],
    desks: &mut Column<DeskId, Desk>,
) {
    let stale = chance_within(stale_per_year / WEEKS_PER_YEAR, 1.0);
    for &id in own {
        let desk = &mut desks[id];
        for (institution, row) in network.institution.rows().take(network.founded()) {
            if !is_city_wide(row.kind) || institution.position() >= desk.directory.entry.len() {
                continue;
            }
            let entry = desk.directory.entry[institution];
            let mut stream = dice.pair(Purpose::SisterKnows, week, row.entity, desk.entity);
            if !(entry.known && entry.correct) && stream.chance(parameters.sisters_right.get()) {
                let weeks = stream.geometric(stale);
                let stale = week.plus(1).plus(weeks);
                desk.directory.write(institution, Entry { known: true, correct: true, checked: week, stale });
            }
        }
    }
}
