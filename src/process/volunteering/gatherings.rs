//! What volunteers do where others are: gatherings of those attached for encounter, and help by people who fled.

use super::{Parameters, People};
use crate::dice::{ACTING_EVERY, Entity, Purpose, Stream};
use crate::index::{PersonId, ResidentId};
use crate::intermediary::Establishment;
use crate::numeric::exp;
use crate::population::{Gathering, Occasions, Residence, Volunteer, Volunteers};
use crate::time::Week;
use crate::today::Today;
use crate::vocabulary::Role;

/// Kind number of gatherings in entities.
const GATHERING: u32 = 0x421;

/// Draws for one place at a gathering before it stays empty.
const TRIES: usize = 8;

/// Lets the hours of attached volunteers for encounter become gatherings of the week.
pub(super) fn gather(
    today: &Today,
    parameters: &Parameters,
    people: &People,
    intermediary: Entity,
    establishment: Option<&Establishment>,
    volunteers: &Volunteers,
    occasions: &mut Occasions,
) {
    let Some(establishment) = establishment else { return };
    let (week, forcings) = (today.week, today.forcings);
    let of_role = || {
        volunteers
            .attached
            .iter()
            .map(|&id| &volunteers.service[id])
            .filter(|one| one.role == Role::Encounter)
    };
    let hours: f64 = of_role().map(|one| f64::from(one.hours_per_week)).sum();
    if hours <= 0.0 {
        return;
    }
    let givers: Vec<Volunteer> = of_role().map(|one| one.who).collect();
    let mut stream = today.stream(Purpose::EncounterEvening, intermediary);
    let open = forcings.closures.meetings.at(week);
    for number in 0..stream.rounded(hours * open / parameters.gathering_hours.get().max(f64::EPSILON)) {
        let entity = intermediary.part(GATHERING, u64::from(number));
        let mut gathering = Gathering {
            talks_each: parameters.gathering_talks.get() as u8,
            equal_footing: true,
            ..Gathering::default()
        };
        match givers[stream.below(givers.len())] {
            Volunteer::Resident(id) => gathering.residents.push(id),
            Volunteer::Refugee(id) => gathering.persons.push(id),
        }
        for _ in 0..guests(today, parameters, entity) {
            if let Some(id) = guest(week, &mut stream, people)
                && !gathering.persons.contains(&id)
            {
                gathering.persons.push(id);
            }
        }
        if establishment.open_to_residents {
            for _ in 0..parameters.gathering_residents.get() as usize {
                gathering.residents.extend(comer(today, &mut stream, people, |stream| {
                    people.adults[stream.below(people.adults.len())]
                }));
            }
        }
        occasions.gatherings.push(gathering);
    }
}

/// Returns for how many people who fled a gathering has room; most are small, and a few are feasts.
fn guests(today: &Today, parameters: &Parameters, gathering: Entity) -> usize {
    let mut stream = today.dice.stream(Purpose::EncounterEvening, Week::NEVER, gathering);
    let size = exp(stream.normal(0.0, parameters.gathering_guests_spread.get()));
    (parameters.gathering_guests.get() * size).round() as usize
}

/// Draws an adult of the district who fled and knows the intermediary.
fn guest(week: Week, stream: &mut Stream, people: &People) -> Option<PersonId> {
    let present = people.present;
    (0..TRIES).take_while(|_| !present.is_empty()).map(|_| present[stream.below(present.len())]).find(|&id| {
        people.awareness[id].intermediary.is_some()
            && people.person[id].is_adult(week)
            && matches!(people.housing[id].residence, Residence::District(_))
    })
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
