//! Guests of meetings at a place open to all: who comes, what they state, whom they meet.

use super::Parameters;
use crate::dice::{Entity, Purpose};
use crate::index::{Column, InstitutionId, PersonId, ResidentId};
use crate::network::{Institution, LocalNetwork};
use crate::numeric::exp;
use crate::population::{Attitudes, Awareness, Cases, Gathering, Language, Person, Refugees, Residents};
use crate::time::Week;
use crate::today::Today;
use crate::vocabulary::{Concept, Need, PerNeed};
use crate::world::DistrictWorld;

/// Lets what guests stated be forgotten, week by week.
pub(super) fn forget(parameters: &Parameters, network: &mut LocalNetwork) {
    if network.guests > 0 {
        let left = exp(-parameters.stated_forgotten.get());
        for &need in Need::ALL {
            network.stated_by_guests[need] *= left;
        }
    }
}

/// What a meeting with guests reads, and what it writes.
#[derive(Debug)]
pub struct Scene<'a> {
    is_open: bool,
    intermediary: Entity,
    met: Option<Week>,
    came: &'a [InstitutionId],
    institution: &'a Column<InstitutionId, Institution>,
    present: &'a [PersonId],
    person: &'a Column<PersonId, Person>,
    language: &'a Column<PersonId, Language>,
    awareness: &'a Column<PersonId, Awareness>,
    cases: &'a Cases,
    adults: &'a [ResidentId],
    attitudes: &'a Attitudes,
    guests: &'a mut u32,
    stated: &'a mut PerNeed<f64>,
    gatherings: &'a mut Vec<Gathering>,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { residents, refugees, cases, occasions, network, intermediary, .. } = district;
        let LocalNetwork { met, came, institution, guests, stated_by_guests: stated, .. } = network;
        let Refugees { present, person, language, awareness, .. } = refugees;
        let Residents { adults, attitudes, .. } = residents;
        let establishment = intermediary.establishment.as_ref();
        Self {
            is_open: establishment.is_some_and(|facts| facts.meetings.open_place),
            intermediary: intermediary.entity,
            met: *met,
            came,
            institution,
            present,
            person,
            language,
            awareness,
            cases,
            adults,
            attitudes,
            guests,
            stated,
            gatherings: &mut occasions.gatherings,
        }
    }
}

/// Lets guests come to this week's meeting if there was one at an open place: they state their open needs, and meet residents and the
/// institutions' people.
pub fn receive_guests(today: &Today, parameters: &Parameters, scene: Scene) {
    let week = today.week;
    let Scene { is_open, met, institution, present, person, cases, adults, attitudes, .. } = scene;
    let Scene { intermediary, came, awareness, language, guests, stated, gatherings, .. } = scene;
    if !is_open || met != Some(week) {
        return;
    }
    let places = parameters.guest_places.get() as usize;
    let fled: Vec<PersonId> = present
        .iter()
        .copied()
        .filter(|&id| {
            awareness[id].intermediary.is_some()
                && f64::from(language[id].level) >= parameters.guest_level.get()
                && person[id].is_adult(week)
                && today.stream(Purpose::MeetingGuest, person[id].entity).chance(parameters.guest_fled.get())
        })
        .collect();
    let fled = first_by(fled, places, |&id| today.stream(Purpose::ArrivalInstant, person[id].entity).bits());
    // As many residents look in as one in so many would; who has met nobody who fled goes on.
    let mut stream = today.stream(Purpose::ResidentGuest, intermediary);
    let looking_in = stream.poisson(parameters.guest_resident.get() * adults.len() as f64);
    let mut present: Vec<ResidentId> = (0..looking_in)
        .map(|_| adults[stream.below(adults.len())])
        .filter(|&id| attitudes.contact[id].positive > 0)
        .take(places)
        .collect();
    present.sort_unstable();
    present.dedup();
    *guests += (fled.len() + present.len()) as u32;
    for &id in &fled {
        for &case in &cases.open[id] {
            stated[cases.case[case].need] += 1.0;
        }
    }
    if fled.is_empty() || adults.is_empty() {
        return;
    }
    // Who comes for an institution is the same person for a year, so that ties can grow.
    let year = week.block();
    present.extend(came.iter().map(|&id| {
        let mut stream = today.dice.stream(Purpose::MeetingPeople, year, institution[id].entity);
        adults[stream.below(adults.len())]
    }));
    gatherings.push(Gathering {
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
