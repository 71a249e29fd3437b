//! Contact groups: people who fled and residents who were brought together meet once a week with a common task.

use std::collections::BTreeMap;

use super::gatherings::comes;
use super::{Parameters, People};
use crate::dice::{Entity, Purpose};
use crate::population::trials::{ContactGroup, Participant};
use crate::population::{Gathering, Occasions, Residents};
use crate::today::Today;

/// Lets groups meet whose meetings are not through; whoever comes talks as at other gatherings.
pub(super) fn meet(
    today: &Today,
    parameters: &Parameters,
    people: &People,
    groups: &mut BTreeMap<Participant, Vec<ContactGroup>>,
    occasions: &mut Occasions,
) {
    let open = today.forcings.closures.meetings.at(today.week);
    let talks = (parameters.gathering_talks.get() as usize).max(1);
    let of_all = groups.iter_mut().flat_map(|(&who, own)| (0..).zip(own).map(move |one| (who, one)));
    for (who, (number, group)) in of_all.filter(|(_, (_, group))| group.left > 0) {
        let entity = match who {
            Participant::Person(id) => people.person[id].entity,
            Participant::Resident(id) => Residents::entity_of(people.root, id),
        };
        let mut stream = today.dice.pair(Purpose::GroupMeeting, today.week, entity, Entity(number));
        // A meeting that cannot take place is made up for.
        if !stream.chance(open) {
            continue;
        }
        group.left -= 1;
        let mut persons = group.persons.clone();
        persons.retain(|&id| people.is_present(id));
        let mut residents = group.residents.clone();
        residents.retain(|&id| comes(today, &mut stream, people, id));
        if persons.is_empty() || residents.is_empty() {
            continue;
        }
        group.attended += 1;
        // Whoever the group is of has so many talks, be it with one or with several.
        while persons.len() > talks {
            persons.swap_remove(stream.below(persons.len()));
        }
        let talks_each = (talks / persons.len()) as u8;
        occasions.gatherings.push(Gathering { persons, residents, talks_each, equal_footing: true });
    }
}
