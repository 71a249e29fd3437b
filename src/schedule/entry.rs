//! What opens a week: changes of the configuration, events in people's lives, and those who arrive.

use crate::dice::Dice;
use crate::forcing::Forcings;
use crate::index::{HouseholdId, PersonId};
use crate::intermediary::{DeskOwner, Intermediary};
use crate::network::LocalNetwork;
use crate::population::{
    Cases, Dwelling, Housing, Issuer, Legal, Person, Presence, Refugees, Residence, SettingOut, Visits,
};
use crate::process::{
    arrival, attendance, awareness, encounter, identification, learning, local_network, needs, schooling,
    staff, status, work,
};
use crate::time::{Agenda, Week};
use crate::vocabulary::{CaseEnd, Education};
use crate::world::{DistrictWorld, LifeEvent};

use super::{Parameters, Plan};

/// Opens, changes, or closes the intermediary when this is the week for it.
pub(super) fn change_configuration(
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    plan: &Plan,
    district: &mut DistrictWorld,
) {
    if district.intermediary.grant.ended {
        return;
    }
    if district.intermediary.choose_offers_anew(week, &parameters.account, &mut district.network) {
        district.network.index_services(week);
    }
    let mut held = plan.configurations.iter().rev().filter(|(from, _)| *from <= week);
    let Some((from, configuration)) = held.next() else { return };
    let opens = configuration.opens.max(*from);
    if opens != week {
        return;
    }
    let is_change = district.intermediary.establishment.is_some();
    if is_change && held.next().is_some_and(|(_, before)| before.creates_the_same_as(configuration)) {
        return;
    }
    district
        .intermediary
        .establish(week, configuration, &parameters.account, &plan.location, &mut district.network, dice)
        .expect("the budget pays for the configuration because the run checked it before it began");
    if is_change {
        district.intermediary.reorganised_until =
            week.plus(parameters.account.reorganisation_weeks.get() as i32);
    }
    district.network.index_services(week);
    for desk in &mut district.intermediary.desk {
        if desk.directory.entry.is_empty() {
            desk.directory = local_network::new_directory(
                week,
                *dice,
                &parameters.local_network,
                desk.entity,
                desk.place,
                desk.owner,
                &district.network,
            );
        }
    }
}

/// Begins and ends terms of granted money; what has lost it for good closes.
pub(super) fn renew_grant(
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    network: &mut LocalNetwork,
    intermediary: &mut Intermediary,
) {
    if staff::renew(week, dice, &parameters.staff, intermediary) {
        intermediary.end(week, network);
        network.index_services(week);
    }
}

/// Lets directories and ties lose what members of staff knew who have been replaced.
pub(super) fn lose_directories(
    week: Week,
    dice: &Dice,
    parameters: &local_network::Parameters,
    replaced: f64,
    network: &mut LocalNetwork,
    intermediary: &mut Intermediary,
) {
    if replaced <= 0.0 {
        return;
    }
    let keeps_records =
        intermediary.establishment.as_ref().is_some_and(|establishment| establishment.person_independent);
    local_network::lose_brokered_ties(week, *dice, parameters, replaced, keeps_records, network);
    for desk in &mut intermediary.desk {
        if desk.owner == DeskOwner::Intermediary {
            local_network::lose_directory(
                week,
                *dice,
                desk.entity,
                &mut desk.directory,
                network,
                replaced,
                keeps_records,
            );
        }
    }
}

/// Lets the week's events in people's lives happen.
#[expect(clippy::too_many_lines, reason = "one arm an event, and each is short")]
pub(super) fn live(
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    forcings: &Forcings,
    district: &mut DistrictWorld,
) {
    let mut somebody_gone = false;
    for event in district.life.take(week) {
        let refugees = &mut district.refugees;
        match event {
            LifeEvent::Departure(head) => {
                if let Some(free) = arrival::held_until(head, week, refugees) {
                    let household = refugees.person[head].household;
                    let (arrival, life) = (&parameters.arrival, &mut district.life);
                    arrival::fix_departure(household, free, dice, arrival, forcings, refugees, life);
                    continue;
                }
                let gone = arrival::depart(head, week, refugees, &mut district.city, &mut district.ledger);
                somebody_gone |= !gone.is_empty();
                for id in gone {
                    close_cases(id, week, district);
                }
            }
            LifeEvent::Death(id) => {
                if arrival::die(id, week, refugees, &mut district.city, &mut district.ledger) {
                    somebody_gone = true;
                    close_cases(id, week, district);
                }
            }
            // The procedure is that of the household: it ends for the others when its first member has died.
            LifeEvent::Decision(head) => {
                let household = refugees.person[head].household;
                let life = &mut district.life;
                let here: Vec<PersonId> = refugees.household[household]
                    .members
                    .iter()
                    .copied()
                    .filter(|&member| refugees.is_present(member))
                    .collect();
                // Who was entitled before has been written to before.
                let newly: Vec<PersonId> =
                    here.iter().copied().filter(|&member| !refugees.legal[member].course_entitled).collect();
                if !here.is_empty()
                    && status::decide(household, week, dice, &parameters.status, forcings, refugees)
                {
                    arrival::fix_departure(
                        household,
                        week,
                        dice,
                        &parameters.arrival,
                        forcings,
                        refugees,
                        life,
                    );
                    for member in newly {
                        status::fix_letter(member, week, dice, &parameters.status, refugees, life);
                    }
                }
            }
            _ if !refugees.is_present(event.person()) => {}
            LifeEvent::Birth(mother) => {
                if let Some(child) = arrival::bear(mother, week, dice, refugees) {
                    let housing = refugees.housing[mother];
                    let legal = status::at_birth(&refugees.legal[mother]);
                    if let Dwelling::Shared(accommodation) = housing.dwelling {
                        district.city.accommodation[accommodation].people += 1;
                    }
                    district.ledger.born += 1;
                    let id = enter(week, dice, parameters, child, legal, housing, district);
                    district.refugees.present.push(id);
                    arrival::fix_life(
                        id,
                        week,
                        dice,
                        &parameters.arrival,
                        &district.refugees,
                        &mut district.life,
                    );
                    arrival::fix_birth(
                        mother,
                        week,
                        dice,
                        &parameters.arrival,
                        &district.refugees,
                        &mut district.life,
                    );
                }
            }
            LifeEvent::CourseLetter(id) => {
                if status::is_obliged(id, week, &parameters.status, refugees)
                    && let Some(case) = needs::oblige(
                        id,
                        week,
                        dice,
                        &parameters.needs,
                        refugees,
                        &mut district.cases,
                        &mut district.ledger,
                    )
                {
                    let letter = SettingOut { case, issuer: Issuer::Authority, with_volunteer: false };
                    district.episodes.setting_out.push(letter);
                }
                status::fix_letter(id, week, dice, &parameters.status, refugees, &mut district.life);
            }
            LifeEvent::Birthday(id) => come_of_age(id, week, dice, parameters, forcings, district),
            LifeEvent::SpellEnds(id, _) => {
                work::on_spell_ends(
                    week,
                    dice,
                    &parameters.work,
                    id,
                    &refugees.person,
                    &refugees.presence,
                    &refugees.household,
                    &refugees.legal,
                    &refugees.language,
                    &refugees.course,
                    &mut refugees.working,
                    &mut district.life,
                );
            }
            LifeEvent::Recognition(id) => schooling::on_recognition(
                week,
                dice,
                &parameters.schooling,
                id,
                &refugees.person,
                &mut refugees.working,
            ),
            LifeEvent::SchoolPlace(id) => schooling::on_school_place(
                week,
                &parameters.schooling,
                id,
                &refugees.person,
                &refugees.presence,
                &refugees.language,
                &mut refugees.schooling,
            ),
        }
    }
    if somebody_gone {
        let presence = &district.refugees.presence;
        district.refugees.present.retain(|&id| presence[id] == Presence::Present);
    }
}

/// Lets somebody reach an age at which something changes.
fn come_of_age(
    id: PersonId,
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    forcings: &Forcings,
    district: &mut DistrictWorld,
) {
    let refugees = &mut district.refugees;
    schooling::on_birthday(
        week,
        dice,
        &parameters.schooling,
        forcings,
        id,
        &refugees.person,
        &refugees.presence,
        &mut refugees.schooling,
        &mut district.life,
    );
    work::on_birthday(week, id, &refugees.person, &refugees.legal, &mut refugees.working);
    if refugees.person[id].age(week) == 18 {
        needs::begin(id, week, dice, &parameters.needs, refugees, &mut district.cases);
        status::fix_letter(id, week, dice, &parameters.status, refugees, &mut district.life);
        arrival::fix_birth(id, week, dice, &parameters.arrival, refugees, &mut district.life);
    }
}

/// Ends the cases of somebody who is no longer here.
fn close_cases(id: PersonId, week: Week, district: &mut DistrictWorld) {
    for case in district.cases.open[id].clone() {
        district.cases.close(case, CaseEnd::Gone, week, &mut district.refugees.visits, &mut district.ledger);
    }
}

/// Takes in the households that arrive this week.
pub(super) fn arrive(
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    forcings: &Forcings,
    plan: &Plan,
    district: &mut DistrictWorld,
) {
    let newcomers = arrival::arrivals(
        week,
        dice,
        &parameters.arrival,
        forcings,
        district.entity,
        plan.arrival_share.at(week),
        plan.initial_stock,
        district.refugees.household.len(),
        &mut district.city,
    );
    for household in newcomers {
        let id: HouseholdId = arrival::found_household(&mut district.refugees);
        let head = household.members[0];
        let place = district.city.accommodation[household.accommodation].place;
        let housing = Housing {
            dwelling: Dwelling::Shared(household.accommodation),
            residence: Residence::District(district.neighbourhood_at(place)),
            home: place,
            since: week,
            help: 0.0,
            refusals: 0,
        };
        let mut members: Vec<PersonId> = Vec::new();
        for person in &household.members {
            let legal = status::on_arrival(week, dice, &parameters.status, forcings, person, &head);
            district.ledger.arrived += 1;
            members.push(enter(week, dice, parameters, *person, legal, housing, district));
        }
        let refugees = &mut district.refugees;
        refugees.household[id].carer = household.carer.map(|position| members[position]);
        refugees.present.extend(&members);
        for &member in &members {
            status::fix_letter(member, week, dice, &parameters.status, refugees, &mut district.life);
            arrival::fix_life(member, week, dice, &parameters.arrival, refugees, &mut district.life);
        }
        let decision = refugees.legal[members[0]].decision;
        district.life.enter(decision, LifeEvent::Decision(members[0]));
        arrival::fix_departure(id, week, dice, &parameters.arrival, forcings, refugees, &mut district.life);
    }
}

/// Enters a person into every column; each process says how its own begins.
fn enter(
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    person: Person,
    legal: Legal,
    housing: Housing,
    district: &mut DistrictWorld,
) -> PersonId {
    let refugees = &mut district.refugees;
    let sociability = encounter::sociability(&parameters.encounter, dice, person.entity);
    let id = refugees.person.push(Person { sociability, ..person });
    refugees.household[person.household].members.push(id);
    refugees.presence.push(Presence::Present);
    refugees.legal.push(legal);
    refugees.housing.push(housing);
    refugees.language.push(learning::on_arrival(&parameters.learning, dice, &person, week));
    let is_adult = person.is_adult(week);
    let needs_literacy = !person.latin_script && person.education == Education::Low;
    refugees.course.push(attendance::on_arrival(&parameters.attendance, needs_literacy));
    refugees.schooling.push(schooling::on_arrival());
    refugees.working.push(work::on_arrival(&parameters.work, dice, &person, week));
    let (social, meetings) = encounter::on_arrival();
    refugees.social.push(social);
    refugees.meetings.push(meetings);
    refugees.mind.push(identification::on_arrival(&parameters.identification, dice, &person, week));
    refugees.visits.push(Visits {
        first_route: None,
        first_visit: None,
        count: 0,
        had_need: 0,
        open_need: 0,
        unmet_need: 0,
    });
    awareness::on_arrival(id, is_adult, week, dice, &parameters.awareness, refugees);
    district.cases.open.push(Vec::new());
    if is_adult {
        needs::begin(id, week, dice, &parameters.needs, refugees, &mut district.cases);
    }
    id
}

/// Tells `schooling` whose need for education was met.
pub(super) fn help_with_education(
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    forcings: &Forcings,
    refugees: &mut Refugees,
    cases: &mut Cases,
    life: &mut Agenda<LifeEvent>,
) {
    for id in std::mem::take(&mut cases.education_met) {
        schooling::on_help(
            week,
            dice,
            &parameters.schooling,
            forcings,
            id,
            &refugees.person,
            &refugees.presence,
            &refugees.household,
            &mut refugees.schooling,
            &mut refugees.working,
            life,
        );
    }
}
