//! People's lives: what was fixed for this week happens, and who arrives is entered into every column.
//!
//! An event belongs to a process, and so does the beginning of a column; this file hands them out in the order in which they fall due.

use super::parameters::Parameters;
use crate::index::PersonId;
use crate::population::{Housing, Legal, Newcomer, Person, Presence};
use crate::process::{
    arrival, attendance, awareness, encounter, identification, learning, needs, schooling, status, work,
};
use crate::today::Today;
use crate::world::{DistrictWorld, LifeEvent};

/// Lets happen what was fixed for this week, one event after another.
pub(super) fn live(today: &Today, parameters: &Parameters, district: &mut DistrictWorld) {
    for id in status::follow_law(today, &parameters.status, district.into()) {
        status::fix_letter(today, &parameters.status, id, district.into());
    }
    let due = district.life.take(today.week);
    let may_take_leave = |event: &LifeEvent| matches!(event, LifeEvent::Departure(_) | LifeEvent::Death(_));
    let some_may_be_gone = due.iter().any(may_take_leave);
    for event in due {
        happen(today, parameters, event, district);
    }
    if some_may_be_gone {
        let presence = &district.refugees.presence;
        let is_there = |id: PersonId| presence[id] == Presence::Present;
        district.refugees.present.retain(|&id| is_there(id));
        district.city.childcare.keep(is_there);
    }
}

fn happen(today: &Today, parameters: &Parameters, event: LifeEvent, district: &mut DistrictWorld) {
    match event {
        LifeEvent::Departure(head) => arrival::leave(today, &parameters.arrival, head, district.into()),
        LifeEvent::Death(id) => arrival::die(today, id, district.into()),
        LifeEvent::Decision(head) => {
            let newly = status::decide(today, &parameters.status, head, district.into());
            if newly.is_some() {
                arrival::fix_departure(today, &parameters.arrival, head, district.into());
            }
            for member in newly.into_iter().flatten() {
                status::fix_letter(today, &parameters.status, member, district.into());
            }
        }
        _ if district.refugees.presence[event.person()] != Presence::Present => {}
        LifeEvent::Birth(mother) => {
            let (child, housing) = arrival::bear(today, mother, district.into());
            let legal = status::at_birth(mother, district.into());
            let id = enter(today, parameters, child, legal, housing, district);
            arrival::fix_life(today, &parameters.arrival, id, district.into());
            arrival::fix_birth(today, &parameters.arrival, mother, district.into());
        }
        LifeEvent::CourseLetter(id) => {
            let from = district.cases.letters.course_begins(id, today.week);
            if from > today.week {
                district.life.enter(from, event);
                return;
            }
            if status::is_obliged(today, &parameters.status, id, district.into()) {
                needs::oblige(today, &parameters.needs, id, district.into());
            }
            status::fix_letter(today, &parameters.status, id, district.into());
        }
        LifeEvent::Birthday(id) => {
            schooling::on_birthday(today, &parameters.schooling, id, district.into());
            work::on_birthday(today, id, district.into());
            if district.refugees.person[id].age(today.week) == Person::OF_AGE {
                needs::begin(today, &parameters.needs, id, district.into());
                status::fix_letter(today, &parameters.status, id, district.into());
            }
        }
        LifeEvent::SpellEnds(id, _) => work::on_spell_ends(today, &parameters.work, id, district.into()),
        LifeEvent::Recognition(id) => {
            schooling::on_recognition(today, &parameters.schooling, id, district.into());
        }
        LifeEvent::SchoolPlace(id) => {
            schooling::on_school_place(today, &parameters.schooling, id, district.into());
        }
    }
}

/// Takes in who arrives, and lists who acts this week.
pub(super) fn arrive(today: &Today, parameters: &Parameters, district: &mut DistrictWorld) {
    for newcomers in arrival::step(today, &parameters.arrival, district.into()) {
        let head = &newcomers.members[0];
        let enter_one = |person: &Person| {
            let legal = status::on_arrival(today, &parameters.status, person, head);
            enter(today, parameters, *person, legal, newcomers.housing, district)
        };
        let members: Vec<PersonId> = newcomers.members.iter().map(enter_one).collect();
        district.refugees.household[newcomers.household].carer =
            newcomers.carer.map(|position| members[position]);
        for &member in &members {
            status::fix_letter(today, &parameters.status, member, district.into());
            arrival::fix_life(today, &parameters.arrival, member, district.into());
        }
        status::await_decision(members[0], district.into());
        arrival::fix_departure(today, &parameters.arrival, members[0], district.into());
    }
    district.refugees.call(today.week);
}

/// Enters a person into every column; each process says how its own begins.
fn enter(
    today: &Today,
    parameters: &Parameters,
    person: Person,
    legal: Legal,
    housing: Housing,
    district: &mut DistrictWorld,
) -> PersonId {
    let sociability = encounter::sociability(today, &parameters.encounter, person.entity);
    let (social, meetings) = encounter::on_arrival();
    let id = district.refugees.enter(Newcomer {
        legal,
        housing,
        language: learning::on_arrival(today, &parameters.learning, &person),
        course: attendance::on_arrival(today, &parameters.attendance, &person),
        schooling: schooling::on_arrival(),
        working: work::on_arrival(today, &parameters.work, &person),
        social,
        meetings,
        mind: identification::on_arrival(today, &parameters.identification, &person),
        person: Person { sociability, ..person },
    });
    district.cases.open.push(Vec::new());
    district.cases.seen_at.push(Vec::new());
    awareness::on_arrival(today, &parameters.awareness, id, district.into());
    if person.is_adult(today.week) {
        needs::begin(today, &parameters.needs, id, district.into());
    }
    id
}
