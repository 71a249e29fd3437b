//! Gatherings and pairs that other processes have entered become meetings.

use super::parameters::Attitude;
use crate::dice::{Entity, Purpose, Stream};
use crate::index::{Column, PersonId, ResidentId};
use crate::population::{Occasions, Person, Presence};
use crate::today::Today;

/// Draws who talks with whom at gatherings and in pairs, and empties the list; `talk` is told by how much a talk moves the attitude.
pub(super) fn hold_gatherings(
    today: &Today,
    attitude: &Attitude,
    person: &Column<PersonId, Person>,
    presence: &Column<PersonId, Presence>,
    occasions: &mut Occasions,
    mut talk: impl FnMut(PersonId, ResidentId, f64, &mut Stream),
) {
    let (week, dice) = (today.week, today.dice);
    let equal_footing = attitude.equal_footing.get();
    let ordinary = attitude.friendly.get();
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
    // Meetings of one pair stand behind each other and draw on from one stream.
    for meetings in occasions.pairs.chunk_by(|one, next| one == next) {
        let (id, one) = meetings[0];
        if presence[id] != Presence::Present {
            continue;
        }
        let counterpart = Entity(u64::from(one.0));
        let mut stream = dice.pair(Purpose::Contact, week, person[id].entity, counterpart);
        for _ in meetings {
            talk(id, one, equal_footing, &mut stream);
        }
    }
    occasions.gatherings.clear();
    occasions.pairs.clear();
}
