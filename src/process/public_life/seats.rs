//! Seats: once a year those for people concerned are renewed.

use super::Parameters;
use super::people::People;
use crate::dice::{Entity, Purpose};
use crate::index::{Column, PersonId, VolunteerId};
use crate::network::{Bodies, Seat};
use crate::population::{Language, Service, Volunteer};
use crate::time::Week;
use crate::today::Today;

/// Who helps, of whom residents may sit in a body.
#[derive(Debug, Clone, Copy)]
pub(super) struct Helpers<'a> {
    pub(super) service: &'a Column<VolunteerId, Service>,
    pub(super) active: &'a [VolunteerId],
    /// How many of the active are residents.
    pub(super) residents: u32,
}

/// Weeks between renewals of the seats.
const TERM: i32 = Week::YEAR;
/// Kind number of seats in entities; the body is added.
const SEAT: u32 = 0x380;

/// Returns the entity of a seat.
pub(super) fn seat_entity(district: Entity, body: usize, number: usize) -> Entity {
    district.part(SEAT + body as u32, number as u64)
}

/// Returns whether the year of the seats is over.
pub(super) const fn are_renewed(week: Week) -> bool {
    week.0.rem_euclid(TERM) == 0
}

/// Renews the seats; candidates come with their weights.
pub(super) fn renew(
    today: &Today,
    parameters: &Parameters,
    district: Entity,
    asked: f64,
    helpers: &Helpers,
    candidates: (Vec<PersonId>, Vec<f64>),
    seats: &mut [Vec<Seat>; Bodies::COUNT],
) {
    let (people, mut weights) = candidates;
    let raised = 1.0 + parameters.candidate_asked.get() * asked;
    let residents = parameters.resident.get() * f64::from(helpers.residents);
    for (body, seats) in seats.iter_mut().enumerate() {
        seats.clear();
        seats.extend((0..parameters.institutions.at(body).get() as usize).map(|_| Seat::Institution));
        for number in 0..parameters.concerned.at(body).get() as usize {
            let entity = seat_entity(district, body, number);
            let whole: f64 = weights.iter().sum();
            let fled = whole * raised * parameters.open_to_fled.at(body).get();
            let mut holder = today.stream(Purpose::SeatHolder, entity);
            // A seat that nobody seeks stays empty: weight 1.
            let seat = match today.stream(Purpose::SeatRenewal, entity).weighted(&[1.0, residents, fled]) {
                Some(1) => {
                    let active = helpers.active;
                    // People who fled are few among those who help, and have a weight of their own.
                    (0..8)
                        .map(|_| active[holder.below(active.len())])
                        .find(|&id| matches!(helpers.service[id].who, Volunteer::Resident(_)))
                        .map_or(Seat::Empty, Seat::Resident)
                }
                Some(2) => holder.weighted(&weights).map_or(Seat::Empty, |position| {
                    // Nobody sits twice.
                    weights[position] = 0.0;
                    Seat::Fled(people[position])
                }),
                _ => Seat::Empty,
            };
            seats.push(seat);
        }
    }
}

/// Returns who of the people who fled could sit in a body, with their weights.
pub(super) fn candidates(
    week: Week,
    parameters: &Parameters,
    people: &People,
    language: &Column<PersonId, Language>,
) -> (Vec<PersonId>, Vec<f64>) {
    people
        .present
        .iter()
        .filter(|&&id| {
            let person = &people.person[id];
            person.is_adult(week)
                && f64::from(week.since(person.arrived)) >= parameters.seat_after.get()
                && f64::from(language[id].level) >= parameters.seat_level.get()
        })
        .map(|&id| {
            let is_tied = people.social[id].strong() > 0;
            let tied = if is_tied { parameters.candidate_tied.get() } else { 1.0 };
            (id, parameters.candidate.get() * tied)
        })
        .unzip()
}
