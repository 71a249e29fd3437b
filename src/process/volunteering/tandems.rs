//! Tandems: pairs that were brought together from outside the district's volunteers, and meet at a pace of their own.

use super::{Parameters, People};
use crate::dice::Purpose;
use crate::index::{Column, PersonId};
use crate::population::trials::Partner;
use crate::population::{Language, Occasions, Volunteer};
use crate::today::Today;

/// Lets pairs meet, which is an occasion for encounter and practice.
pub(super) fn meet(
    today: &Today,
    parameters: &Parameters,
    people: &People,
    language: &mut Column<PersonId, Language>,
    partners: &mut [Partner],
    occasions: &mut Occasions,
) {
    let week = today.week;
    let is_on = |one: &&mut Partner| (one.from..one.until).contains(&week) && people.is_present(one.person);
    for one in partners.iter_mut().filter(is_on) {
        let (person, resident) = (one.person, one.resident);
        let other = people.entity(Volunteer::Resident(resident));
        let mut stream = today.dice.pair(Purpose::TandemWeek, week, people.person[person].entity, other);
        let meetings = stream.poisson(one.per_week);
        for _ in 0..meetings {
            occasions.pairs.push((person, resident));
        }
        let hours = parameters.practice.get() * one.hours * f64::from(meetings);
        language[person].practice += hours as f32;
        one.met += meetings;
    }
}
