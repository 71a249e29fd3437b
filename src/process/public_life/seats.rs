//! Seats: once a year those for people concerned are renewed.

use super::Parameters;
use crate::dice::{Dice, Entity, Purpose};
use crate::index::PersonId;
use crate::network::{Bodies, LocalNetwork, Seat};
use crate::population::{Refugees, Volunteer, Volunteers};
use crate::time::Week;

/// Weeks between renewals of the seats.
const TERM: i32 = Week::YEAR;
/// Kind number of seats in entities; the body is added.
const SEAT: u32 = 0x380;

/// Returns the entity of a seat.
pub(super) fn seat_entity(district: Entity, body: usize, number: usize) -> Entity {
    district.part(SEAT + body as u32, number as u64)
}

/// Renews the seats when their year is over.
pub(super) fn renew(
    week: Week,
    dice: Dice,
    parameters: &Parameters,
    district: Entity,
    refugees: &Refugees,
    volunteers: &Volunteers,
    asked: f64,
    network: &mut LocalNetwork,
) {
    if week.0.rem_euclid(TERM) != 0 {
        return;
    }
    let (people, mut weights) = candidates(week, parameters, refugees);
    let raised = 1.0 + parameters.candidate_asked.get() * asked;
    let residents = parameters.resident.get() * f64::from(volunteers.active_residents);
    for body in 0..Bodies::COUNT {
        let seats = &mut network.bodies.seats[body];
        seats.clear();
        seats.extend((0..parameters.institutions.at(body).get() as usize).map(|_| Seat::Institution));
        for number in 0..parameters.concerned.at(body).get() as usize {
            let entity = seat_entity(district, body, number);
            let whole: f64 = weights.iter().sum();
            let fled = whole * raised * parameters.open_to_fled.at(body).get();
            let mut holder = dice.stream(Purpose::SeatHolder, week, entity);
            // A seat that nobody seeks stays empty: weight 1.
            let seat = match dice.stream(Purpose::SeatRenewal, week, entity).weighted(&[1.0, residents, fled])
            {
                Some(1) => {
                    let active = &volunteers.active;
                    // People who fled are few among those who help, and have a weight of their own.
                    (0..8)
                        .map(|_| active[holder.below(active.len())])
                        .find(|&id| matches!(volunteers.service[id].who, Volunteer::Resident(_)))
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
fn candidates(week: Week, parameters: &Parameters, refugees: &Refugees) -> (Vec<PersonId>, Vec<f64>) {
    refugees
        .present
        .iter()
        .filter(|&&id| {
            let person = &refugees.person[id];
            person.is_adult(week)
                && f64::from(week.since(person.arrived)) >= parameters.seat_after.get()
                && f64::from(refugees.language[id].level) >= parameters.seat_level.get()
        })
        .map(|&id| {
            let is_tied = refugees.social[id].strong() > 0;
            let tied = if is_tied { parameters.candidate_tied.get() } else { 1.0 };
            (id, parameters.candidate.get() * tied)
        })
        .unzip()
}
