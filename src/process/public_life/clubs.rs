//! Clubs: who joins, how long it lasts, and the evenings at which members and residents meet.

use super::Clubs;
use crate::dice::{ACTING_EVERY, Dice, Purpose};
use crate::index::{InstitutionId, PersonId, ResidentId};
use crate::network::{Belonging, LocalNetwork};
use crate::numeric::{chance_within, exp};
use crate::population::{
    AgeGroup, Gathering, Membership, Memberships, Occasions, Refugees, Residence, Residents,
};
use crate::time::{WEEKS_PER_YEAR, Week};
use crate::vocabulary::{InstitutionKind, Need};

/// Weeks for which joining is drawn at a time.
const QUARTER: i32 = Week::QUARTER;
/// Weeks whose evenings come at once.
const SPAN: f64 = ACTING_EVERY as f64;

/// Runs a week of clubs; `open` is the share of meetings that may take place.
pub(super) fn step(
    week: Week,
    dice: Dice,
    parameters: &Clubs,
    open: f64,
    network: &LocalNetwork,
    residents: &Residents,
    refugees: &mut Refugees,
    occasions: &mut Occasions,
) {
    let mut memberships = std::mem::take(&mut refugees.memberships);
    leave(week, parameters, network, refugees, &mut memberships);
    if week.0.rem_euclid(QUARTER) == 0 {
        join(week, dice, parameters, network, refugees, &mut memberships);
    }
    meet(week, dice, parameters, open, network, residents, refugees, &mut memberships, occasions);
    refugees.memberships = memberships;
}

fn is_young(week: Week, parameters: &Clubs, born: Week) -> bool {
    f64::from(week.since(born)) < parameters.young_until.get() * WEEKS_PER_YEAR
}

/// Returns whether one joins a club of a kind at an age.
const fn suits(kind: InstitutionKind, is_adult: bool, is_young: bool) -> bool {
    match kind {
        InstitutionKind::Club => true,
        InstitutionKind::YouthClub => is_young,
        InstitutionKind::Parish | InstitutionKind::MigrantOrganisation => is_adult,
        _ => false,
    }
}

fn leave(
    week: Week,
    parameters: &Clubs,
    network: &LocalNetwork,
    refugees: &Refugees,
    memberships: &mut Memberships,
) {
    memberships.end_unless(|one| {
        let club = &network.institution[one.institution];
        week < one.until
            && week < club.closes
            && refugees.is_present(one.person)
            && matches!(refugees.housing[one.person].residence, Residence::District(_))
            && (club.kind != InstitutionKind::YouthClub
                || is_young(week, parameters, refugees.person[one.person].born))
    });
}

/// Draws who joins in a quarter, and lets them join in the order in which they come.
fn join(
    week: Week,
    dice: Dice,
    parameters: &Clubs,
    network: &LocalNetwork,
    refugees: &Refugees,
    memberships: &mut Memberships,
) {
    let clubs: Vec<InstitutionId> = network
        .institution
        .rows()
        .filter(|(_, row)| {
            row.belonging == Belonging::External
                && row.opens <= week
                && week < row.closes
                && suits(row.kind, true, true)
        })
        .map(|(id, _)| id)
        .collect();
    let mut attending: Vec<(PersonId, InstitutionId)> = refugees
        .enrolments
        .iter()
        .filter(|enrolment| enrolment.need == Need::Company)
        .map(|enrolment| (enrolment.person, enrolment.institution))
        .collect();
    attending.sort_unstable();
    let mut joining: Vec<(u64, PersonId, Membership)> = Vec::new();
    let mut weights = Vec::with_capacity(clubs.len());
    for &id in &refugees.present {
        let who = &refugees.person[id];
        if memberships.club_of(id).is_some()
            || !who.has_school_age(week)
            || !matches!(refugees.housing[id].residence, Residence::District(_))
        {
            continue;
        }
        let (adult, young) = (who.is_adult(week), is_young(week, parameters, who.born));
        let social = &refugees.social[id];
        let friends_in = |club: InstitutionId| {
            social.peers.iter().filter(|&&one| memberships.club_of(one) == Some(club)).count() as f64
        };
        let friends = social.peers.iter().filter(|&&one| memberships.club_of(one).is_some()).count() as f64
            + social.ties.len() as f64 * parameters.residents.get();
        let from = attending.partition_point(|&(person, _)| person < id);
        let groups = attending[from..].iter().take_while(|&&(person, _)| person == id);
        let attends = |club: InstitutionId| groups.clone().any(|&(_, there)| there == club);
        let own = if young { parameters.join_young } else { parameters.join }.get()
            * (1.0 + parameters.friend.get() * friends);
        let most = if groups.clone().next().is_some() { parameters.attends.get().max(1.0) } else { 1.0 };
        let mut stream = dice.stream(Purpose::ClubJoining, week, who.entity);
        let luck = stream.unit();
        // Most draws are settled before any way is measured: near and German only lower the rate.
        // A chance is at most its rate times the weeks, which spares the exact one for nearly everybody.
        let rate = own * most;
        if luck >= rate * f64::from(QUARTER) || luck >= chance_within(rate, f64::from(QUARTER)) {
            continue;
        }
        let level = f64::from(refugees.language[id].level);
        let without = parameters.without_german.get();
        let speaks =
            without + (1.0 - without) * level / (level + parameters.half_level.get().max(f64::EPSILON));
        weights.clear();
        let mut nearest = 0.0_f64;
        for &club in &clubs {
            let row = &network.institution[club];
            if !suits(row.kind, adult, young) {
                weights.push(0.0);
                continue;
            }
            let language = if row.kind == InstitutionKind::MigrantOrganisation { 1.0 } else { speaks };
            let there = if attends(club) { parameters.attends.get() } else { 1.0 };
            let km = refugees.housing[id].home.km_to(row.place);
            let drawn = exp(parameters.distance.get() * km) * language * there;
            nearest = nearest.max(drawn);
            weights.push(drawn * (1.0 + parameters.friend.get() * friends_in(club)));
        }
        if luck >= chance_within(own * nearest, f64::from(QUARTER)) {
            continue;
        }
        if let Some(position) = stream.weighted(&weights) {
            let lasts = stream.geometric(chance_within(parameters.leave.get(), 1.0)).min(10_000);
            let instant = dice.stream(Purpose::ArrivalInstant, week, who.entity).bits();
            let until = week.plus(1).plus(lasts);
            joining.push((
                instant,
                id,
                Membership { person: id, institution: clubs[position], since: week, until },
            ));
        }
    }
    joining.sort_unstable_by_key(|&(instant, person, _)| (instant, person));
    for (_, _, membership) in joining {
        let club = membership.institution;
        let is_full = network.institution[club].kind == InstitutionKind::YouthClub
            && f64::from(memberships.members_of(club)) >= parameters.youth_places.get();
        if !is_full {
            memberships.join(membership);
        }
    }
}

/// Holds the evenings of those whose week it is.
fn meet(
    week: Week,
    dice: Dice,
    parameters: &Clubs,
    open: f64,
    network: &LocalNetwork,
    residents: &Residents,
    refugees: &mut Refugees,
    memberships: &mut Memberships,
    occasions: &mut Occasions,
) {
    let evenings = SPAN * parameters.comes.get() * open;
    if evenings <= 0.0 {
        return;
    }
    let mut here: Vec<(InstitutionId, PersonId)> = memberships
        .active()
        .iter()
        .filter(|one| refugees.person[one.person].entity.acts_in(week))
        .map(|one| (one.institution, one.person))
        .collect();
    here.sort_unstable();
    for group in here.chunk_by(|one, other| one.0 == other.0) {
        let club = group[0].0;
        let row = &network.institution[club];
        for &(_, id) in group {
            let hours = evenings * parameters.hours.get();
            let language = &mut refugees.language[id];
            language.practice += (hours * parameters.practice.get()) as f32;
            if row.kind == InstitutionKind::YouthClub {
                let gain = 1.0 - exp(-parameters.youth_knowledge.get() * hours);
                language.local_knowledge += gain as f32 * (1.0 - language.local_knowledge);
            }
        }
        let year = week.block();
        let (drawn, regulars) = memberships.regulars.entry(club).or_insert((Week::NEVER, Vec::new()));
        if *drawn != year {
            *drawn = year;
            *regulars = regulars_of(year, dice, parameters, network, residents, club);
        }
        let talks =
            dice.stream(Purpose::ClubEvening, week, row.entity).rounded(evenings * parameters.talks.get());
        if !regulars.is_empty() && talks > 0 {
            occasions.gatherings.push(Gathering {
                persons: group.iter().map(|&(_, id)| id).collect(),
                residents: regulars.clone(),
                talks_each: talks.min(u32::from(u8::MAX)) as u8,
                equal_footing: true,
            });
        }
    }
}

/// Draws the residents who are regularly at a club in a year: from around it, of the age that it is for.
fn regulars_of(
    year: Week,
    dice: Dice,
    parameters: &Clubs,
    network: &LocalNetwork,
    residents: &Residents,
    club: InstitutionId,
) -> Vec<ResidentId> {
    /// Draws for one regular before the place stays empty: one resident in nine is of school age.
    const TRIES: usize = 100;
    let row = &network.institution[club];
    let count = residents.resident.len();
    if count == 0 {
        return Vec::new();
    }
    let mut stream = dice.stream(Purpose::ClubRegulars, year, row.entity);
    let mut regulars = Vec::new();
    for _ in 0..parameters.regulars.get() as usize {
        for _ in 0..TRIES {
            let id = ResidentId(stream.below(count) as u32);
            let one = &residents.resident[id];
            let suits = match row.kind {
                InstitutionKind::YouthClub => one.age == AgeGroup::From6,
                InstitutionKind::MigrantOrganisation => one.age.is_adult() && one.migration_history,
                _ => one.age.is_adult(),
            };
            if suits && stream.chance(exp(parameters.regulars_distance.get() * one.home.km_to(row.place))) {
                regulars.push(id);
                break;
            }
        }
    }
    regulars
}
