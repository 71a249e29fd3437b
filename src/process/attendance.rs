//! Attendance: people go to courses, groups, and offers, week by week.
//! German: *Inanspruchnahme*, *Kursteilnahme*.
//!
//! # Rule
//! 1. Each week somebody enrolled attends, unless something comes between: anything at all, the way, a small child where
//!    there is no childcare.
//! 2. Some drop out; who has found work leaves courses at a chance a week.
//! 3. Hours attended are what help consists of: units of German, hours of help with flats and work, company, and some
//!    knowledge of the city.
//! 4. An integration course goes on until its units have been attended; everything else until the need's hours have been given.
//! 5. Who leaves frees the place.
//! 6. Groups bring residents and people who fled together. To groups of the intermediary come residents whom its audience includes:
//!    as many as to any other where they are open to all with language mediation, fewer where they are not.
//! 7. An own offer of the intermediary takes place as far as its staff hours suffice, a course or group only in weeks in which enough
//!    are enrolled; else nobody gets an hour, and its hours are unspent. In hours of consultation, who was admitted first is seen
//!    first, until the hours are used up; what is left is free for new people. Hours that were prepared with keep until the next week.
//!    In rooms without money nothing takes place.
//!
//! # Reads, writes
//! Reads `Refugees::{housing, working, household, schooling}`, `Institution`,
//! `Establishment::{open_to_residents, serves_whom}`. Writes `Refugees::{enrolments, course, language, housing.help, working.help}`,
//! `Cases`, `Institution::capacity`, `Intermediary::{groupwork_hours, offer_hours_kept, offer_hours_left}`, `Occasions`, and the ledger.
//!
//! # Evidence
//! Keys in `scenarios/evidence/attendance.toml`.
//!
//! # Limits
//! Courses begin when a place is free, not in classes; evening courses are left out.

use serde::Deserialize;

use crate::dice::{Dice, Purpose};
use crate::forcing::Forcings;
use crate::index::InstitutionId;
use crate::intermediary::{Intermediary, Served};
use crate::ledger::{CostItem, Ledger};
use crate::network::{Belonging, Capacity, Helped, LocalNetwork};
use crate::numeric::exp;
use crate::population::{
    Cases, CourseState, Enrolment, Gathering, Occasions, Refugees, Residence, Residents, Travel,
};
use crate::quantity::{Rate, Share};
use crate::time::Week;
use crate::vocabulary::{CaseEnd, InstitutionKind, Need, WorkState};

mod own_offers;

/// Parameters of attendance.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Weeks missed for illness, appointments, and all else. Unit: share of weeks.
    pub missed_per_week: Share,
    /// Staying at home because of the way, for each minute one way. Unit: hazard per minute of travel.
    pub missed_per_minute: Rate,
    /// Giving up a course or group for good. Unit: per week.
    pub drop_out_per_week: Share,
    /// Weeks missed by somebody who looks after a small child, where there is no childcare. Unit: share of weeks.
    pub care_conflict: Share,
    /// Leaving a course for work that has been found. Unit: per week.
    pub work_conflict: Share,
    /// Units a week of an integration course. Unit: units of 45 minutes.
    pub units_per_week: Rate,
    /// Language part of an integration course. Unit: units.
    pub course_units: Rate,
    /// The same with literacy. Unit: units.
    pub literacy_units: Rate,
    /// A unit has 45 minutes. Unit: units an hour.
    pub units_per_hour: Rate,
    /// Local knowledge gained in courses, groups, and offers. Unit: share of what is left an hour.
    pub local_knowledge_per_hour: Share,
    /// Residents at a weekly meeting of a club, parish, or group. Unit: people.
    pub residents_in_group: Rate,
    /// Residents at a weekly meeting of a group of the intermediary that is not open to all with language mediation. Unit:
    /// people.
    pub residents_by_invitation: Rate,
    /// With how many residents one gets to talk at a meeting. Unit: talks a person.
    pub talks_in_group: Rate,
    /// Of the hours in a group: conversation in German. Unit: share of hours.
    pub practice_share: Share,
    /// People who share an hour of an external course or group; only for counting the hours that others give. Unit: people.
    pub people_per_course: Rate,
}

/// Residents of either kind, as groups of others have them.
const EVERYBODY: Served = Served {
    fled_in_district: true,
    fled_elsewhere: true,
    fled_attending: true,
    newcomers: true,
    residents_with_history: true,
    residents_without_history: true,
    institutions: true,
    people_elsewhere: true,
    people_by_day: true,
};

/// What became of an enrolment in a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    GoesOn,
    Helped,
    DroppedOut,
    Gone,
}

/// Runs a week of courses, groups, and offers.
pub fn step(
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    travel: &Travel,
    forcings: &Forcings,
    network: &mut LocalNetwork,
    intermediary: &mut Intermediary,
    residents: &Residents,
    refugees: &mut Refugees,
    cases: &mut Cases,
    occasions: &mut Occasions,
    ledger: &mut Ledger,
) {
    let mut own = own_offers::Week::open(week, network, intermediary);
    let mut enrolments = std::mem::take(&mut refugees.enrolments);
    let mut groups: Vec<(InstitutionId, Gathering)> = Vec::new();
    enrolments.retain_mut(|enrolment| {
        let outcome = attend(
            enrolment,
            week,
            dice,
            parameters,
            travel,
            forcings,
            network,
            refugees,
            cases,
            &mut own,
            &mut groups,
            ledger,
        );
        if outcome == Outcome::GoesOn {
            return true;
        }
        if let Capacity::Places { taken, .. } = &mut network.institution[enrolment.institution].capacity {
            *taken -= 1;
        }
        if is_integration_course(enrolment, network) {
            leave_course(enrolment, week, refugees);
        }
        match outcome {
            Outcome::Helped => {
                let end = if enrolment.directly { CaseEnd::Directly } else { CaseEnd::ByReferral };
                cases.close(enrolment.case, end, week, &mut refugees.visits, ledger);
                network.helped.push(Helped {
                    by: enrolment.institution,
                    person: enrolment.person,
                    need: enrolment.need,
                });
            }
            Outcome::DroppedOut if week >= cases.case[enrolment.case].lapses => {
                cases.close(enrolment.case, CaseEnd::Lapsed, week, &mut refugees.visits, ledger);
            }
            Outcome::DroppedOut => cases.return_open(enrolment.case, week.plus(1), 0.0),
            Outcome::Gone | Outcome::GoesOn => {}
        }
        false
    });
    refugees.enrolments = enrolments;
    own.close(network, intermediary);
    bring_residents(week, dice, parameters, network, intermediary, residents, groups, occasions);
}

fn is_integration_course(enrolment: &Enrolment, network: &LocalNetwork) -> bool {
    let institution = &network.institution[enrolment.institution];
    enrolment.need == Need::Language
        && institution.kind == InstitutionKind::LanguageSchool
        && !matches!(institution.belonging, Belonging::Own(_))
}

/// Lets one person attend for a week.
fn attend(
    enrolment: &mut Enrolment,
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    travel: &Travel,
    forcings: &Forcings,
    network: &LocalNetwork,
    refugees: &mut Refugees,
    cases: &mut Cases,
    own: &mut own_offers::Week,
    groups: &mut Vec<(InstitutionId, Gathering)>,
    ledger: &mut Ledger,
) -> Outcome {
    let id = enrolment.person;
    if !refugees.is_present(id) || cases.case[enrolment.case].ended.is_some() {
        return Outcome::Gone;
    }
    let institution = &network.institution[enrolment.institution];
    if institution.closes <= week {
        return Outcome::DroppedOut;
    }
    let course = is_integration_course(enrolment, network);
    let entity = refugees.person[id].entity.part(0x50, enrolment.need as u64);
    let mut stream = dice.stream(Purpose::AttendanceWeek, week, entity);
    if stream.chance(parameters.drop_out_per_week.get()) {
        return Outcome::DroppedOut;
    }
    let working = matches!(refugees.working[id].state, WorkState::Employed | WorkState::Training);
    let found_work = working && refugees.working[id].since > enrolment.since;
    if course && found_work && stream.chance(parameters.work_conflict.get()) {
        return Outcome::DroppedOut;
    }
    let housing = &refugees.housing[id];
    let km = match housing.residence {
        Residence::District(_) => travel.km(housing, institution.nearest_place(housing.home)),
        // An external institution stands for the like of it elsewhere, unless the person began there.
        Residence::RestOfCity if institution.belonging == Belonging::External && !enrolment.in_district => {
            travel.average_km.get()
        }
        Residence::RestOfCity => travel.outside_km.get(),
    };
    let minutes = travel.minutes(km);
    let mut comes = (1.0 - parameters.missed_per_week.get())
        * exp(-parameters.missed_per_minute.get() * minutes)
        * forcings.closures.courses.at(week);
    if enrolment.by_intermediary && !matches!(institution.belonging, Belonging::Own(_)) {
        keep_place(enrolment, institution.capacity, course, parameters, ledger);
    }
    if !own.takes_place(enrolment.institution, institution.belonging) {
        return Outcome::GoesOn;
    }
    if !enrolment.childcare && refugees.is_tied_by_care(id, week) {
        comes *= 1.0 - parameters.care_conflict.get();
    }
    if !stream.chance(comes) {
        return Outcome::GoesOn;
    }

    let units = if course { parameters.units_per_week.get() } else { 0.0 };
    let hours =
        if course { units / parameters.units_per_hour.get() } else { f64::from(enrolment.hours_per_week) };
    let hours = own.give(enrolment.institution, hours);
    if hours <= 0.0 {
        return Outcome::GoesOn;
    }
    if enrolment.by_intermediary {
        ledger.costs.add_hours(CostItem::UsersAttending, hours);
        ledger.costs.add_hours(CostItem::UsersOnTheWay, 2.0 * minutes / 60.0);
        let is_own = matches!(institution.belonging, Belonging::Own(_));
        if !is_own && matches!(institution.capacity, Capacity::Slots { .. }) {
            ledger.costs.add_hours(CostItem::ExternalPlaces, hours);
        }
    }
    enrolment.hours_left -= hours as f32;
    let case = &mut cases.case[enrolment.case];
    case.hours_received += hours as f32;
    case.hours_left = enrolment.hours_left.max(0.0);

    let language = &mut refugees.language[id];
    let gain = 1.0 - exp(-parameters.local_knowledge_per_hour.get() * hours);
    language.local_knowledge += gain as f32 * (1.0 - language.local_knowledge);
    match enrolment.need {
        Need::Language => {
            let taught = if course { units } else { hours * parameters.units_per_hour.get() };
            language.units += taught as f32;
            language.weeks_taught = language.weeks_taught.saturating_add(1);
            if course {
                let state = &mut refugees.course[id];
                state.state = CourseState::Attending;
                state.units += units as f32;
                let goes_on = state.units < state.length;
                return if goes_on { Outcome::GoesOn } else { Outcome::Helped };
            }
        }
        Need::Company => {
            language.practice += (hours * parameters.practice_share.get()) as f32;
            match groups.iter_mut().find(|(institution, _)| *institution == enrolment.institution) {
                Some((_, group)) => group.persons.push(id),
                None => groups.push((
                    enrolment.institution,
                    Gathering {
                        persons: vec![id],
                        residents: Vec::new(),
                        talks_each: parameters.talks_in_group.get().round() as u8,
                        equal_footing: true,
                    },
                )),
            }
        }
        Need::Housing => refugees.housing[id].help += hours as f32,
        Need::Job => refugees.working[id].help += hours as f32,
        // What help with these leads to begins when the need is met.
        Need::Education | Need::Authorities | Need::Health => {}
    }
    if enrolment.hours_left <= 0.0 { Outcome::Helped } else { Outcome::GoesOn }
}

/// Counts the hours in which an external institution keeps a place, also for who misses a week.
fn keep_place(
    enrolment: &Enrolment,
    capacity: Capacity,
    course: bool,
    parameters: &Parameters,
    ledger: &mut Ledger,
) {
    let Capacity::Places { places, .. } = capacity else { return };
    let hours = if course {
        parameters.units_per_week.get() / parameters.units_per_hour.get()
    } else {
        f64::from(enrolment.hours_per_week)
    };
    let together = parameters.people_per_course.get().min(f64::from(places.max(1)));
    ledger.costs.add_hours(CostItem::ExternalPlaces, hours / together);
}

/// Ends somebody's attendance of the integration course, finished or not.
fn leave_course(enrolment: &Enrolment, week: Week, refugees: &mut Refugees) {
    let course = &mut refugees.course[enrolment.person];
    if course.units >= course.length {
        course.state = CourseState::Finished;
        course.finished = Some(week);
    } else if course.units > 0.0 {
        course.state = CourseState::Interrupted;
    } else {
        course.state = CourseState::Never;
    }
}

/// Draws which residents are at the groups' meetings, and enters the meetings among the week's occasions.
fn bring_residents(
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    network: &LocalNetwork,
    intermediary: &Intermediary,
    residents: &Residents,
    groups: Vec<(InstitutionId, Gathering)>,
    occasions: &mut Occasions,
) {
    if residents.adults.is_empty() {
        return;
    }
    for (institution, mut group) in groups {
        // The regulars of a place are always the same for a year, so that ties can grow.
        let year = week.block();
        let institution = &network.institution[institution];
        let mut stream = dice.stream(Purpose::Contact, year, institution.entity);
        let (count, addressed) = match (institution.belonging, &intermediary.establishment) {
            (Belonging::Own(_), None) => (parameters.residents_by_invitation, Served::default()),
            (Belonging::Own(_), Some(facts)) if facts.open_to_residents => {
                (parameters.residents_in_group, facts.serves_whom)
            }
            (Belonging::Own(_), Some(facts)) => (parameters.residents_by_invitation, facts.serves_whom),
            (Belonging::External | Belonging::Hosted(_), _) => (parameters.residents_in_group, EVERYBODY),
        };
        let drawn =
            (0..count.get().round() as usize).map(|_| residents.adults[stream.below(residents.adults.len())]);
        group.residents = drawn
            .filter(|&id| {
                if residents.resident[id].migration_history {
                    addressed.residents_with_history
                } else {
                    addressed.residents_without_history
                }
            })
            .collect();
        occasions.gatherings.push(group);
    }
}

/// Returns the course of a newcomer: its length by script and schooling.
pub fn on_arrival(parameters: &Parameters, needs_literacy: bool) -> crate::population::Course {
    let length = if needs_literacy { parameters.literacy_units } else { parameters.course_units };
    crate::population::Course {
        state: CourseState::Never,
        units: 0.0,
        length: length.get() as f32,
        finished: None,
    }
}
