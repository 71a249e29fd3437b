//! Guests of meetings at a place open to all: who comes, what they state, whom they meet.

use super::Parameters;
use crate::dice::{Dice, Purpose};
use crate::index::{PersonId, ResidentId};
use crate::intermediary::Intermediary;
use crate::network::LocalNetwork;
use crate::numeric::exp;
use crate::population::{Cases, Gathering, Occasions, Refugees, Residents};
use crate::time::Week;
use crate::vocabulary::{Concept, Need};

/// Lets what guests stated be forgotten, week by week.
pub(super) fn forget(parameters: &Parameters, network: &mut LocalNetwork) {
    if network.guests > 0 {
        let left = exp(-parameters.stated_forgotten.get());
        for &need in Need::ALL {
            network.stated_by_guests[need] *= left;
        }
    }
}

/// Lets guests come to this week's meeting if there was one at an open place: they state their open needs, and meet residents and the
/// institutions' people.
pub fn receive_guests(
    week: Week,
    dice: Dice,
    parameters: &Parameters,
    intermediary: &Intermediary,
    residents: &Residents,
    refugees: &Refugees,
    cases: &Cases,
    network: &mut LocalNetwork,
    occasions: &mut Occasions,
) {
    let is_open = intermediary.establishment.as_ref().is_some_and(|facts| facts.meetings.open_place);
    if !is_open || network.met != Some(week) {
        return;
    }
    let places = parameters.guest_places.get() as usize;
    let fled: Vec<PersonId> = refugees
        .present
        .iter()
        .copied()
        .filter(|&id| {
            refugees.awareness[id].intermediary.is_some()
                && f64::from(refugees.language[id].level) >= parameters.guest_level.get()
                && refugees.person[id].is_adult(week)
                && dice
                    .stream(Purpose::MeetingGuest, week, refugees.person[id].entity)
                    .chance(parameters.guest_fled.get())
        })
        .collect();
    let fled = first_by(fled, places, |&id| {
        dice.stream(Purpose::ArrivalInstant, week, refugees.person[id].entity).bits()
    });
    // As many residents look in as one in so many would; who has met nobody who fled goes on.
    let mut stream = dice.stream(Purpose::ResidentGuest, week, intermediary.entity);
    let looking_in = stream.poisson(parameters.guest_resident.get() * residents.adults.len() as f64);
    let mut present: Vec<ResidentId> = (0..looking_in)
        .map(|_| residents.adults[stream.below(residents.adults.len())])
        .filter(|&id| residents.attitudes.contact[id].positive > 0)
        .take(places)
        .collect();
    present.sort_unstable();
    present.dedup();
    network.guests += (fled.len() + present.len()) as u32;
    for &id in &fled {
        for &case in &cases.open[id] {
            network.stated_by_guests[cases.case[case].need] += 1.0;
        }
    }
    if fled.is_empty() || residents.adults.is_empty() {
        return;
    }
    // Who comes for an institution is the same person for a year, so that ties can grow.
    let year = Week(week.0.div_euclid(52) * 52);
    present.extend(network.came.iter().map(|&id| {
        let mut stream = dice.stream(Purpose::MeetingPeople, year, network.institution[id].entity);
        residents.adults[stream.below(residents.adults.len())]
    }));
    occasions.gatherings.push(Gathering {
        persons: fled,
        residents: present,
        talks_each: parameters.guest_talks.get() as u8,
        equal_footing: true,
    });
}

/// Returns the first of some in a keyed order.
fn first_by<T>(mut all: Vec<T>, places: usize, key: impl Fn(&T) -> u64) -> Vec<T> {
    all.sort_by_cached_key(key);
    all.truncate(places);
    all
}
