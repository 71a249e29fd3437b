//! What volunteers do where others are: gatherings of those attached for encounter, and help by people who fled.
//!
//! # Gatherings
//! 1. Those attached for encounter form teams: who is new joins the first that lacks hours for a gathering, or begins one more, and
//!    stays there. So the same helpers are at the same gathering week by week, and so, for a year, are the
//!    other residents there, who are the more the more is done for openness.
//! 2. Guests come of themselves: whoever knows the intermediary goes in a week with a chance that grows with how readily the person
//!    speaks with others, which is lasting, and falls with the way to the nearest gathering. Nobody is fetched to fill a room.
//! 3. One goes always to the same of the gatherings that are nearest. A further one draws away some of the guests of each.
//! 4. A gathering has room for a number of guests of its own; of more than that some find no room this week.
//!
//! More helpers therefore make more room, for people who would come, but nobody who would not, and somebody who comes often meets
//! those whom the person knows from there. So contacts grow less than hours: by who comes, and by how often the same people meet.

use std::collections::BTreeSet;

use super::{Parameters, People};
use crate::dice::{ACTING_EVERY, Entity, Purpose, Stream};
use crate::district::Place;
use crate::index::{Column, PersonId, ResidentId, VolunteerId};
use crate::numeric::exp;
use crate::population::{Gathering, Occasions, Residence, Service, Volunteer, Volunteers};
use crate::time::Week;
use crate::today::Today;
use crate::vocabulary::Role;

/// Kind number of gatherings in entities.
const GATHERING: u32 = 0x421;

/// Kind number of the places of residents at a gathering in entities.
const PLACE: u32 = 0x422;

/// Draws for one place at a gathering before it stays empty.
const TRIES: usize = 8;

/// Who invites to gatherings, and where.
#[derive(Debug)]
pub(super) struct Host {
    /// The intermediary.
    pub(super) entity: Entity,
    /// Where it can be held.
    pub(super) sites: Vec<Place>,
    /// How far residents are invited, too, 0 to 1.
    pub(super) openness: f64,
}

/// A gathering that recurs.
#[derive(Debug)]
struct Recurring<'a> {
    entity: Entity,
    place: Place,
    /// Who holds it.
    team: &'a [VolunteerId],
    /// Who comes this week, with a draw that says who finds room first.
    coming: Vec<(f64, PersonId)>,
}

/// Lets teams of attached volunteers for encounter hold their gatherings of the week.
pub(super) fn gather(
    today: &Today,
    parameters: &Parameters,
    people: &People,
    host: &Host,
    volunteers: &mut Volunteers,
    occasions: &mut Occasions,
) {
    let needed = parameters.gathering_hours.get().max(f64::EPSILON);
    form_teams(needed, volunteers);
    if host.sites.is_empty() || volunteers.teams.iter().all(Vec::is_empty) {
        return;
    }
    let Volunteers { teams, service, .. } = volunteers;
    let mut recurring: Vec<Recurring> = (0..)
        .zip(&*teams)
        .filter(|(_, team)| !team.is_empty())
        .map(|(number, team)| Recurring {
            entity: host.entity.part(GATHERING, number as u64),
            place: host.sites[number % host.sites.len()],
            team,
            coming: Vec::new(),
        })
        .collect();
    invite(today, parameters, people, &mut recurring);
    let open = today.forcings.closures.meetings.at(today.week);
    for mut one in recurring {
        // A team that lacks hours meets in some weeks.
        let chance = open * (hours(one.team, service) / needed).min(1.0);
        if !today.stream(Purpose::EncounterEvening, one.entity).chance(chance) {
            continue;
        }
        let mut gathering = Gathering {
            talks_each: parameters.gathering_talks.get() as u8,
            equal_footing: true,
            ..Gathering::default()
        };
        for &helper in one.team {
            match service[helper].who {
                Volunteer::Resident(id) => gathering.residents.push(id),
                Volunteer::Refugee(id) => gathering.persons.push(id),
            }
        }
        one.coming.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        one.coming.truncate(room(today, parameters, one.entity));
        for (_, id) in one.coming {
            if !gathering.persons.contains(&id) {
                gathering.persons.push(id);
            }
        }
        let places = 0..places_of_residents(today, parameters, host, one.entity);
        gathering.residents.extend(places.filter_map(|place| regular(today, people, one.entity, place)));
        occasions.gatherings.push(gathering);
    }
}

/// Brings those attached for encounter into teams: who is in one stays there, and who is new joins the first that lacks hours.
fn form_teams(needed: f64, volunteers: &mut Volunteers) {
    let Volunteers { teams, attached, service, .. } = volunteers;
    let for_encounter = attached.iter().copied().filter(|&id| service[id].role == Role::Encounter);
    let mut new: BTreeSet<VolunteerId> = for_encounter.collect();
    for team in &mut *teams {
        team.retain(|id| new.remove(id));
    }
    for id in new {
        match teams.iter_mut().find(|team| hours(team, service) < needed) {
            Some(team) => team.push(id),
            None => teams.push(vec![id]),
        }
    }
}

/// Returns the hours a week of a team.
fn hours(team: &[VolunteerId], service: &Column<VolunteerId, Service>) -> f64 {
    team.iter().map(|&id| f64::from(service[id].hours_per_week)).sum()
}

/// Draws who comes to which gathering this week.
fn invite(today: &Today, parameters: &Parameters, people: &People, recurring: &mut [Recurring]) {
    let week = today.week;
    for &id in people.present {
        let (person, housing) = (&people.person[id], &people.housing[id]);
        if people.awareness[id].intermediary.is_none()
            || !person.is_adult(week)
            || !matches!(housing.residence, Residence::District(_))
        {
            continue;
        }
        let km = |one: &Recurring| one.place.km_to(housing.home);
        let nearest = recurring.iter().map(km).fold(f64::INFINITY, f64::min);
        let chance = parameters.gathering_comes.get()
            * f64::from(person.sociability)
            * exp(parameters.gathering_way.get() * nearest);
        let draw = today.stream(Purpose::EncounterEvening, person.entity).unit();
        if draw >= chance {
            continue;
        }
        // The largest of keyed numbers: the choice stays as long as that gathering does.
        let taste = |one: &Recurring| {
            today.dice.pair(Purpose::EncounterEvening, Week::NEVER, person.entity, one.entity).bits()
        };
        let choice = recurring.iter_mut().filter(|one| km(one) <= nearest).max_by_key(|one| taste(one));
        if let Some(one) = choice {
            // Of those who come each is as likely to be first.
            one.coming.push((draw / chance.min(1.0), id));
        }
    }
}

/// Returns for how many people who fled a gathering has room; most are small, and a few are feasts.
fn room(today: &Today, parameters: &Parameters, gathering: Entity) -> usize {
    let mut stream = today.dice.stream(Purpose::EncounterEvening, Week::NEVER, gathering);
    let size = exp(stream.normal(0.0, parameters.gathering_guests_spread.get()));
    (parameters.gathering_guests.get() * size).round() as usize
}

/// Returns how many places a gathering has for residents other than those who hold it, the same for a year.
fn places_of_residents(today: &Today, parameters: &Parameters, host: &Host, gathering: Entity) -> u64 {
    let mut stream = today.dice.stream(Purpose::EncounterEvening, today.week.block(), gathering);
    u64::from(stream.rounded(host.openness * parameters.gathering_residents.get()))
}

/// Returns the resident who has a place at a gathering, the same for a year.
fn regular(today: &Today, people: &People, gathering: Entity, place: u64) -> Option<ResidentId> {
    let mut stream =
        today.dice.stream(Purpose::EncounterEvening, today.week.block(), gathering.part(PLACE, place));
    comer(today, &mut stream, people, |stream| people.adults[stream.below(people.adults.len())])
}

/// Draws whether a resident comes: the more readily, the friendlier the attitude, and never at -1.
pub(super) fn comes(today: &Today, stream: &mut Stream, people: &People, id: ResidentId) -> bool {
    let climate = today.forcings.climate.national.at(today.week);
    stream.chance(0.5 * (1.0 + people.attitudes.of(id, today.week, climate)))
}

/// Draws an adult resident who comes.
fn comer(
    today: &Today,
    stream: &mut Stream,
    people: &People,
    drawn: impl Fn(&mut Stream) -> ResidentId,
) -> Option<ResidentId> {
    if people.adults.is_empty() {
        return None;
    }
    for _ in 0..TRIES {
        let id = drawn(stream);
        if people.attitudes.contact[id].is_adult && comes(today, stream, people, id) {
            return Some(id);
        }
    }
    None
}

/// Brings people who fled and help together with residents of their neighbourhood, in the week of each helper's own.
pub(super) fn help_in_public(
    today: &Today,
    parameters: &Parameters,
    people: &People,
    volunteers: &Volunteers,
    occasions: &mut Occasions,
) {
    /// Weeks whose hours come at once.
    const SPAN: f64 = ACTING_EVERY as f64;
    let (week, forcings) = (today.week, today.forcings);
    let open = forcings.closures.meetings.at(week);
    for (&person, &id) in &volunteers.refugees_helping {
        let service = &volunteers.service[id];
        let entity = people.person[person].entity;
        let Residence::District(neighbourhood) = people.housing[person].residence else { continue };
        // Who is attached for encounter is at gatherings.
        let is_elsewhere = service.attached && service.role == Role::Encounter;
        let rows = people.of_neighbourhood[neighbourhood].clone();
        if is_elsewhere || rows.is_empty() || !entity.acts_in(week) || !people.is_present(person) {
            continue;
        }
        let hours = SPAN * f64::from(service.hours_per_week) * open;
        let mut stream = today.stream(Purpose::FledHelp, entity);
        for _ in 0..stream.rounded(hours / parameters.fled_gathering_hours.get().max(f64::EPSILON)) {
            let there: Vec<ResidentId> = (0..parameters.fled_residents.get() as usize)
                .filter_map(|_| {
                    comer(today, &mut stream, people, |stream| {
                        ResidentId(rows.start + stream.below(rows.len()) as u32)
                    })
                })
                .collect();
            occasions.gatherings.push(Gathering {
                persons: vec![person],
                talks_each: there.len() as u8,
                residents: there,
                equal_footing: true,
            });
        }
    }
}
