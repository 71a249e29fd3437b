//! Awareness: who knows that the intermediary, or an advice service, exists.
//! German: *Bekanntheit*.
//!
//! # Rule
//! 1. Outreach reaches so many people an hour, any of those who live in the district; a share remembers it, of those who
//!    see that the name means them.
//! 2. New users pass on once with a chance; who knows talks about it at waiting times by the number of friends.
//! 3. Institutions that know the intermediary mention it at some of their contacts.
//! 4. People who live near a site pass by; where it shares a house with childcare or school, so do parents.
//! 5. An opening comes with letters and house meetings, counted as hours of outreach done by others.
//! 6. Who has heard nothing for half a year forgets at a waiting time.
//!
//! # Reads, writes
//! Reads `Intermediary`, `LocalNetwork`, `Refugees::{person, housing, social, household, schooling}`. Writes `Refugees::awareness`, `talk`, `memory`,
//! and empties `new_users` and `pointed`.
//!
//! # Evidence
//! Keys in `scenarios/evidence/awareness.toml`.
//!
//! # Limits
//! Children know nothing of services. Media, social networks on the telephone, and signs in the street are in the name alone.

use serde::Deserialize;

use crate::dice::{Dice, Purpose, Stream};
use crate::district::Point;
use crate::index::PersonId;
use crate::intermediary::{DeskOwner, Intermediary};
use crate::network::{Belonging, Institution, LocalNetwork};
use crate::population::{Awareness, Dwelling, Housing, Known, Refugees, Residence, Schooling};
use crate::quantity::{Hours, Rate, Share, Weeks};
use crate::time::Week;
use crate::vocabulary::InstitutionKind;

/// Parameters of awareness.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is documented by the parameter of its name")]
pub struct Parameters {
    pub known_on_arrival: Share,
    pub people_per_outreach_hour: Rate,
    pub remembers: Share,
    pub pass_on_new_user: Share,
    pub pass_on_per_friend_and_week: Rate,
    pub pointing: Share,
    pub footfall_per_week: Share,
    pub near_km: Rate,
    pub idle_weeks: Weeks,
    pub forgetting_per_week: Share,
    pub opening_hours_reached: Hours,
    pub opening_weeks: Weeks,
}

/// Returns what a newcomer knows.
pub fn on_arrival(
    id: PersonId,
    is_adult: bool,
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    refugees: &mut Refugees,
) {
    refugees.awareness.push(Awareness { intermediary: None, advice_service: None });
    let entity = refugees.person[id].entity;
    if is_adult && dice.stream(Purpose::Outreach, week, entity).chance(parameters.known_on_arrival.get()) {
        hear(id, Known::AdviceService, week, dice, parameters, refugees);
    }
}

/// Spreads and forgets knowledge for a week.
pub fn step(
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    intermediary: &Intermediary,
    network: &LocalNetwork,
    refugees: &mut Refugees,
) {
    forget(week, dice, parameters, refugees);
    talk(week, dice, parameters, refugees);
    let Some(establishment) = &intermediary.establishment else {
        refugees.new_users.clear();
        refugees.pointed.clear();
        return;
    };
    let known = if establishment.at_existing_services { Known::AdviceService } else { Known::Intermediary };
    let recognised = establishment.recognised_by_fled;

    let opening = week.since(establishment.opens) < parameters.opening_weeks.get() as i32;
    let letters = if opening && !establishment.at_existing_services {
        parameters.opening_hours_reached.get() / parameters.opening_weeks.get()
    } else {
        0.0
    };
    let mut stream = dice.stream(Purpose::Outreach, week, intermediary.entity);
    let reached =
        stream.poisson((intermediary.outreach_hours + letters) * parameters.people_per_outreach_hour.get());
    for _ in 0..reached {
        if let Some(id) = somebody_in_the_district(&mut stream, refugees)
            && stream.chance(parameters.remembers.get())
            && refugees.person[id].is_adult(week)
            && recognises(id, recognised, dice, refugees)
        {
            hear(id, known, week, dice, parameters, refugees);
        }
    }
    if known == Known::Intermediary {
        pass_by(week, dice, parameters, intermediary, network, refugees);
    }

    // Keyed draws make the order of these lists immaterial, each person decides alone.
    for id in std::mem::take(&mut refugees.new_users) {
        let mut stream = dice.stream(Purpose::WordOfMouth, week, refugees.person[id].entity);
        if stream.chance(parameters.pass_on_new_user.get())
            && let Some(other) = somebody_known(id, week, &mut stream, refugees)
        {
            hear(other, known, week, dice, parameters, refugees);
        }
    }
    for id in std::mem::take(&mut refugees.pointed) {
        if dice.stream(Purpose::Pointing, week, refugees.person[id].entity).chance(parameters.pointing.get())
        {
            hear(id, known, week, dice, parameters, refugees);
        }
    }
}

/// Returns whether a person sees that the name is meant for people like them.
///
/// One draw holds for a person for good, so a name that fewer recognise is recognised by some of those who would recognise the other.
fn recognises(id: PersonId, share: f64, dice: &Dice, refugees: &Refugees) -> bool {
    dice.stream(Purpose::NameRecognition, Week::START, refugees.person[id].entity).chance(share)
}

/// Lets somebody hear of a service: knowledge is new or refreshed, and talking about it is fixed.
fn hear(
    id: PersonId,
    known: Known,
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    refugees: &mut Refugees,
) {
    let slot = slot(&mut refugees.awareness[id], known);
    let is_new = slot.is_none();
    *slot = Some(week);
    if is_new {
        let entity = refugees.person[id].entity.part(0, known as u64);
        let mut stream = dice.stream(Purpose::Forgetting, week, entity);
        fix_forgetting(id, known, week, &mut stream, parameters, refugees);
        fix_talk(id, known, week, &mut stream, parameters, refugees);
    }
}

fn slot(awareness: &mut Awareness, known: Known) -> &mut Option<Week> {
    match known {
        Known::Intermediary => &mut awareness.intermediary,
        Known::AdviceService => &mut awareness.advice_service,
    }
}

fn fix_forgetting(
    id: PersonId,
    known: Known,
    last: Week,
    stream: &mut Stream,
    parameters: &Parameters,
    refugees: &mut Refugees,
) {
    let wait = stream.geometric(parameters.forgetting_per_week.get());
    refugees.memory.enter(last.plus(1 + parameters.idle_weeks.get() as i32).plus(wait), (id, known));
}

fn fix_talk(
    id: PersonId,
    known: Known,
    week: Week,
    stream: &mut Stream,
    parameters: &Parameters,
    refugees: &mut Refugees,
) {
    // The circle is that of the moment; it is looked at again when the talk is over.
    let friends = refugees.social[id].peers.len().max(1) as f64;
    let wait = stream.weeks_until(parameters.pass_on_per_friend_and_week.get() * friends);
    refugees.talk.enter(week.plus(1).plus(wait), (id, known));
}

fn forget(week: Week, dice: &Dice, parameters: &Parameters, refugees: &mut Refugees) {
    for (id, known) in refugees.memory.take(week) {
        let Some(last) = *slot(&mut refugees.awareness[id], known) else { continue };
        let entity = refugees.person[id].entity.part(1, known as u64);
        if week.since(last) > parameters.idle_weeks.get() as i32 {
            *slot(&mut refugees.awareness[id], known) = None;
        } else if refugees.is_present(id) {
            let mut stream = dice.stream(Purpose::Forgetting, week, entity);
            fix_forgetting(
                id,
                known,
                last.max(week.plus(-(parameters.idle_weeks.get() as i32))),
                &mut stream,
                parameters,
                refugees,
            );
        }
    }
}

fn talk(week: Week, dice: &Dice, parameters: &Parameters, refugees: &mut Refugees) {
    for (id, known) in refugees.talk.take(week) {
        if !refugees.is_present(id) || slot(&mut refugees.awareness[id], known).is_none() {
            continue;
        }
        let entity = refugees.person[id].entity.part(0, known as u64);
        let mut stream = dice.stream(Purpose::WordOfMouth, week, entity);
        if let Some(other) = somebody_known(id, week, &mut stream, refugees) {
            hear(other, known, week, dice, parameters, refugees);
        }
        fix_talk(id, known, week, &mut stream, parameters, refugees);
    }
}

/// Lets people who live near a site, or whose children go to its house, notice it.
fn pass_by(
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    intermediary: &Intermediary,
    network: &LocalNetwork,
    refugees: &mut Refugees,
) {
    let chance = parameters.footfall_per_week.get();
    if chance <= 0.0 {
        return;
    }
    for desk in
        intermediary.desk.iter().filter(|desk| desk.owner == DeskOwner::Intermediary && desk.closes > week)
    {
        // Everybody is looked at once a quarter, in four-weekly shares, with the exact chance of the weeks between.
        let chance = crate::numeric::chance_within(-crate::numeric::ln_1p(-chance), f64::from(ROUND));
        let house = child_house(desk.place, network);
        for position in 0..refugees.present.len() {
            let id = refugees.present[position];
            if (refugees.person[id].entity.0 % ROUND as u64) as i32 != week.0.rem_euclid(ROUND) {
                continue;
            }
            let passes = is_near(desk.place, &refugees.housing[id], parameters.near_km.get())
                || house.is_some_and(|house| has_child_in(house, desk.place, id, refugees, network));
            if !passes || !refugees.person[id].is_adult(week) {
                continue;
            }
            let entity = refugees.person[id].entity;
            if dice.pair(Purpose::Footfall, week, entity, desk.entity).chance(chance) {
                hear(id, Known::Intermediary, week, dice, parameters, refugees);
            }
        }
    }
}

/// Weeks in which everybody is looked at once for passing by.
const ROUND: i32 = 13;

fn is_near(place: Point, housing: &Housing, km: f64) -> bool {
    matches!(housing.residence, Residence::District(_)) && housing.home.km_to(place) <= km
}

/// Returns whether childcare or school is in the house, and which.
fn child_house(place: Point, network: &LocalNetwork) -> Option<Schooling> {
    network
        .institution
        .iter()
        .find(|institution| is_house_of_children(institution) && institution.place == place)
        .map(|institution| {
            if institution.kind == InstitutionKind::School { Schooling::School } else { Schooling::Childcare }
        })
}

fn is_house_of_children(institution: &Institution) -> bool {
    institution.belonging == Belonging::External
        && matches!(
            institution.kind,
            InstitutionKind::Childcare | InstitutionKind::FamilyCentre | InstitutionKind::School
        )
}

/// Returns whether somebody has a child in a house of this kind and this house is the nearest.
fn has_child_in(
    house: Schooling,
    place: Point,
    id: PersonId,
    refugees: &Refugees,
    network: &LocalNetwork,
) -> bool {
    let housing = &refugees.housing[id];
    let has_child = refugees.household[refugees.person[id].household]
        .members
        .iter()
        .any(|&member| member != id && refugees.is_present(member) && refugees.schooling[member] == house);
    if !has_child || !matches!(housing.residence, Residence::District(_)) {
        return false;
    }
    let own_way = housing.home.km_to(place);
    network
        .institution
        .iter()
        .filter(|institution| {
            is_house_of_children(institution)
                && (institution.kind == InstitutionKind::School) == (house == Schooling::School)
        })
        .all(|institution| institution.place.km_to(housing.home) >= own_way)
}

fn somebody_in_the_district(stream: &mut Stream, refugees: &Refugees) -> Option<PersonId> {
    if refugees.present.is_empty() {
        return None;
    }
    let id = refugees.present[stream.below(refugees.present.len())];
    matches!(refugees.housing[id].residence, Residence::District(_)).then_some(id)
}

/// Returns a friend, or else a housemate in the accommodation.
fn somebody_known(id: PersonId, week: Week, stream: &mut Stream, refugees: &Refugees) -> Option<PersonId> {
    let peers = &refugees.social[id].peers;
    let candidate =
        if peers.is_empty() { housemate(id, stream, refugees)? } else { peers[stream.below(peers.len())] };
    (candidate != id && refugees.is_present(candidate) && refugees.person[candidate].is_adult(week))
        .then_some(candidate)
}

fn housemate(id: PersonId, stream: &mut Stream, refugees: &Refugees) -> Option<PersonId> {
    let Dwelling::Shared(_) = refugees.housing[id].dwelling else { return None };
    // A few tries find a housemate in all but the smallest accommodations.
    (0..8)
        .map(|_| refugees.present[stream.below(refugees.present.len())])
        .find(|&other| refugees.housing[other].dwelling == refugees.housing[id].dwelling)
}
