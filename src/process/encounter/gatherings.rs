//! Gatherings and pairs that other processes have entered become meetings.

use super::room::{Other, Room};
use super::speaks;
use crate::dice::{Dice, Entity, Purpose, Stream};
use crate::index::{Column, PersonId, ResidentId};
use crate::population::{Language, Meetings, Mind, Occasions, Person, Presence, Social};
use crate::time::Week;
use crate::vocabulary::Meeting;

/// Turns gatherings and pairs into meetings, and empties the list.
pub(super) fn hold_gatherings(
    week: Week,
    dice: Dice,
    person: &Column<PersonId, Person>,
    presence: &Column<PersonId, Presence>,
    language: &Column<PersonId, Language>,
    room: &mut Room<'_>,
    occasions: &mut Occasions,
    social: &mut Column<PersonId, Social>,
    meetings: &mut Column<PersonId, Meetings>,
    mind: &mut Column<PersonId, Mind>,
) {
    let equal_footing = room.parameters.attitude.equal_footing.get();
    let ordinary = room.parameters.attitude.friendly.get();
    let mut talk = |id: PersonId, one: ResidentId, effect: f64, stream: &mut Stream| {
        let speaks = speaks(room.parameters, f64::from(language[id].level));
        meetings[id].count(week, Meeting::Elsewhere);
        let with = social[id]
            .ties
            .iter()
            .position(|tie| tie.resident == one)
            .map_or(Other::Resident(one), Other::Friend);
        room.ledger.meetings += 1;
        mind[id].friendly_this_week = mind[id].friendly_this_week.saturating_add(1);
        // Who comes to meet people who fled does not come to be hostile.
        room.befriend(stream, with, speaks, effect, &mut social[id]);
    };
    for gathering in &occasions.gatherings {
        let Some(first) = gathering.residents.first() else { continue };
        let effect = if gathering.equal_footing { equal_footing } else { ordinary };
        for &id in gathering.persons.iter().filter(|&&one| presence[one] == Presence::Present) {
            // Who is there names the gathering, so that another one elsewhere moves no draw.
            let occasion = Entity(u64::from(first.0));
            let mut stream = dice.pair(Purpose::Gathering, week, person[id].entity, occasion);
            for _ in 0..gathering.talks_each {
                let one = gathering.residents[stream.below(gathering.residents.len())];
                talk(id, one, effect, &mut stream);
            }
        }
    }
    for &(id, one) in occasions.pairs.iter().filter(|(id, _)| presence[*id] == Presence::Present) {
        let counterpart = Entity(u64::from(one.0));
        let mut stream = dice.pair(Purpose::Contact, week, person[id].entity, counterpart);
        talk(id, one, equal_footing, &mut stream);
    }
    occasions.gatherings.clear();
    occasions.pairs.clear();
}
