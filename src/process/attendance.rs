//! Attendance: people go to courses, groups, and offers, week by week.
//! German: *Inanspruchnahme*, *Kursteilnahme*.
//!
//! # Rule
//! 1. Each week somebody enrolled attends, unless something gets in the way: illness and the like, the distance, a small
//!    child without childcare. The way to the integration course may be longer for somebody by lot, in a trial.
//! 2. Some drop out. People who have found work leave the course with some chance each week.
//! 3. Hours attended are what help consists of: units of German, hours of help with flats and work, company, and some
//!    knowledge of the city.
//! 4. An integration course goes on until its units have been attended; everything else, a further course included, until the need's hours
//!    have been given. Institutions that give appointments give first ones to all who come, and further ones as far as they go, in the
//!    order of coming; who is given no date any more when the need lapses gives up.
//! 5. Whoever leaves frees the place, unless it was kept for the person alone. Who has had the hours of company that the need asked for stays in
//!    the group as a regular, with some chance each week to come no more; regulars make room for people with a need, those first who
//!    have come for longest.
//! 6. Groups bring residents and people who fled together. To groups of the intermediary come residents whom its audience includes:
//!    as many as to any other where they are open to all with language mediation, fewer where they are not.
//!    Whoever is at a group asks a friend who fled now and then to come along (`needs`).
//! 7. In the weeks of the forced series places in entry courses are filled by lot with people of origins with good prospects who have not
//!    begun an integration course, whatever their status. Of these a share attends, and nothing comes of it but units.
//! 8. Of the groups at a site as many meet as people fill. An own offer of the intermediary takes place as far as its staff hours suffice,
//!    a course or group only in weeks in which enough are enrolled; else nobody gets an hour, and its hours are idle. In hours of consultation, who was admitted first is seen
//!    first, until the hours are used up; what is left is free for new people. Hours of preparation that were not used keep until the next week.
//!    In rooms without money nothing takes place, and nobody uses a date up there.
//!
//! # Evidence
//! Keys in `scenarios/evidence/attendance.toml`.
//!
//! # Limits
//! Courses begin when a place is free, not in classes; evening courses are left out.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::dice::Purpose;
use crate::index::{Column, HouseholdId, InstitutionId, PersonId, ResidentId};
use crate::intermediary::{Establishment, Intermediary, OwnOffer, Served};
use crate::ledger::{CostItem, Costs, Ledger};
use crate::network::{Belonging, Capacity, Helped, Institution, LocalNetwork};
use crate::numeric::exp;
use crate::population::trials::{FurtherWay, Trials};
use crate::population::{
    Case, Cases, Course, CourseState, Enrolment, Gathering, Household, Housing, Invitation, Issuer, Language,
    Person, Presence, Refugees, Residence, Resident, Residents, Schooling, Social, Travel, Visits, Working,
    is_tied_by_care,
};
use crate::quantity::{Hours, Rate, Share};
use crate::time::Week;
use crate::today::Today;
use crate::vocabulary::{CaseEnd, Education, Need, WorkState};
use crate::world::DistrictWorld;

mod entry_courses;
mod own_offers;
mod programmes;
mod regulars;

pub use entry_courses::{EntryCourses, hold_entry_courses};
pub use programmes::use_hours_from_outside;

use self::regulars::Regulars;

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
    /// No longer coming to a group whose need for company has been met. Unit: per week.
    pub regular_leaves: Share,
    /// Weeks missed by somebody who looks after a small child, where there is no childcare. Unit: share of weeks.
    pub care_conflict: Share,
    /// Leaving a course for work that has been found. Unit: per week.
    pub work_conflict: Share,
    /// Language part of an integration course. Unit: units.
    pub course_units: Rate,
    /// The same with literacy. Unit: units.
    pub literacy_units: Rate,
    /// Entry courses.
    pub entry: EntryCourses,
    /// A unit has 45 minutes. Unit: units an hour.
    pub units_per_hour: Rate,
    /// Local knowledge gained in courses, groups, and offers. Unit: share of what is left an hour.
    pub local_knowledge_per_hour: Share,
    /// Residents at a weekly meeting of a club, parish, or group. Unit: people.
    pub residents_in_group: Rate,
    /// Residents at a weekly meeting of a group of the intermediary without language mediation; with it more, in proportion, up to
    /// `residents_in_group`. Unit: people.
    pub residents_by_invitation: Rate,
    /// With how many residents one gets to talk in an hour. Unit: talks a person and hour.
    pub talks_in_group: Rate,
    /// Of the hours in a group: conversation in German. Unit: share of hours.
    pub practice_share: Share,
    /// Somebody who is at a group asks a friend to come along. Unit: per week.
    pub brings_friend: Share,
    /// Hours of supervised practice that count as a week of work. Unit: hours.
    pub week_of_work: Hours,
    /// Hours a week in which an adviser of a programme has time for people. Unit: hours a week and post.
    pub adviser_hours: Hours,
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

/// Returns the course of somebody who arrives: its length by script and schooling.
pub fn on_arrival(_: &Today, parameters: &Parameters, person: &Person) -> Course {
    let needs_literacy = !person.latin_script && person.education == Education::Low;
    let length = if needs_literacy { parameters.literacy_units } else { parameters.course_units };
    Course { state: CourseState::Never, units: 0.0, length: length.get() as f32, finished: None, beside: 0.0 }
}

/// What attendance reads, and what it writes.
#[derive(Debug)]
pub struct Scene<'a> {
    establishment: Option<&'a Establishment>,
    /// Whether the intermediary has no money this week.
    is_unpaid: bool,
    /// Staff hours that are planned for own offers this week.
    planned_hours: f64,
    offers: &'a [OwnOffer],
    resident: &'a Column<ResidentId, Resident>,
    adults: &'a [ResidentId],
    people: People<'a>,
    enrolments: &'a mut Vec<Enrolment>,
    visits: &'a mut Column<PersonId, Visits>,
    cases: &'a mut Cases,
    institution: &'a mut Column<InstitutionId, Institution>,
    helped: &'a mut Vec<Helped>,
    groupwork_hours: &'a mut f64,
    offer_hours_kept: &'a mut f64,
    offer_hours_left: &'a mut f64,
    gatherings: &'a mut Vec<Gathering>,
    ledger: &'a mut Ledger,
}

/// People who fled: what keeps them from going, and what going there gives them.
#[derive(Debug)]
struct People<'a> {
    person: &'a Column<PersonId, Person>,
    presence: &'a Column<PersonId, Presence>,
    household: &'a Column<HouseholdId, Household>,
    schooling: &'a Column<PersonId, Schooling>,
    housing: &'a Column<PersonId, Housing>,
    working: &'a Column<PersonId, Working>,
    social: &'a Column<PersonId, Social>,
    course: &'a mut Column<PersonId, Course>,
    language: &'a mut Column<PersonId, Language>,
    further_way: &'a mut BTreeMap<PersonId, FurtherWay>,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { residents, refugees, cases, occasions, network, intermediary, ledger, .. } =
            district;
        let Residents { resident, adults, .. } = residents;
        let Refugees { person, presence, household, schooling, housing, working, social, .. } = refugees;
        let Refugees { course, language, enrolments, visits, trials, .. } = refugees;
        let Trials { further_way, .. } = trials;
        let LocalNetwork { institution, helped, .. } = network;
        let Intermediary { establishment, grant, plan, offers, .. } = intermediary;
        Self {
            establishment: establishment.as_ref(),
            is_unpaid: grant.interrupted,
            planned_hours: plan.own_offers,
            offers,
            resident,
            adults,
            people: People {
                person,
                presence,
                household,
                schooling,
                housing,
                working,
                social,
                course,
                language,
                further_way,
            },
            enrolments,
            visits,
            cases,
            institution,
            helped,
            groupwork_hours: &mut intermediary.groupwork_hours,
            offer_hours_kept: &mut intermediary.offer_hours_kept,
            offer_hours_left: &mut intermediary.offer_hours_left,
            gatherings: &mut occasions.gatherings,
            ledger,
        }
    }
}

/// What became of an enrolment in a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    GoesOn,
    Helped,
    DroppedOut,
    Gone,
}

/// What somebody enrolled sets out to do in a week.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Decision {
    /// Comes no more.
    Leaves(Outcome),
    /// Misses the week.
    Misses,
    /// Goes there.
    Goes {
        /// Minutes of travel, one way.
        minutes: f64,
    },
}

/// Runs a week of courses, groups, and offers.
pub fn step(today: &Today, parameters: &Parameters, travel: &Travel, scene: Scene) {
    let week = today.week;
    let Scene { establishment, is_unpaid, planned_hours, offers, resident, adults, .. } = scene;
    let Scene { mut people, enrolments, visits, cases, institution, helped, .. } = scene;
    let Scene { groupwork_hours, offer_hours_kept, offer_hours_left, gatherings, ledger, .. } = scene;
    let is_paid = establishment.is_some() && !is_unpaid;
    let staff_hours = planned_hours + *offer_hours_kept;
    let mut regulars = Regulars::of(enrolments);
    let mut own = own_offers::OfferWeek::open(
        today,
        (offers, is_paid),
        (staff_hours, &mut *groupwork_hours),
        institution,
        &regulars,
    );
    let mut groups: Vec<(InstitutionId, Gathering)> = Vec::new();
    enrolments.retain_mut(|enrolment| {
        let place = &institution[enrolment.institution];
        if enrolment.is_regular && regulars.makes_room(enrolment, place, cases) {
            return false;
        }
        let case = &cases.case[enrolment.case];
        let hours = f64::from(enrolment.hours_per_week);
        let decision = decide(today, parameters, travel, enrolment, place, case, &people);
        if !matches!(decision, Decision::Leaves(_)) {
            keep_place(parameters, enrolment, place, hours, &mut ledger.costs);
        }
        let outcome = match decision {
            Decision::Leaves(outcome) => outcome,
            Decision::Misses => Outcome::GoesOn,
            Decision::Goes { .. }
                if own.is_shut(institution[enrolment.institution].belonging)
                    || !has_appointment(week, enrolment, &mut institution[enrolment.institution]) =>
            {
                // Who is given no date any more gives up in time.
                if week >= case.lapses { Outcome::DroppedOut } else { Outcome::GoesOn }
            }
            Decision::Goes { minutes } => {
                let place = &institution[enrolment.institution];
                let hours = own.give(enrolment.institution, place.belonging, hours);
                if hours > 0.0 {
                    charge(enrolment, place, minutes, hours, &mut ledger.costs);
                    join(parameters, enrolment, hours, &mut groups);
                    let is_enough = !enrolment.is_regular && cases.attend(enrolment.case, hours);
                    take_part(parameters, enrolment, place, (hours, is_enough), &mut people)
                } else {
                    Outcome::GoesOn
                }
            }
        };
        if outcome == Outcome::GoesOn {
            return true;
        }
        if enrolment.is_regular {
            regulars.leave(enrolment);
            return false;
        }
        let place = &mut institution[enrolment.institution];
        let course = &people.course[enrolment.person];
        if is_integration_course(enrolment, place) && course.finished.is_none() {
            leave_course(week, &mut people.course[enrolment.person]);
        }
        if !enrolment.is_kept && matches!(place.capacity, Capacity::Places { .. }) {
            place.give_back();
        }
        match outcome {
            Outcome::Helped => {
                let end = if enrolment.directly { CaseEnd::Directly } else { CaseEnd::ByReferral };
                cases.close(enrolment.case, end, week, visits, ledger);
                helped.push(Helped {
                    by: enrolment.institution,
                    person: enrolment.person,
                    need: enrolment.need,
                });
                return regulars::stay(enrolment, institution);
            }
            Outcome::DroppedOut if week >= cases.case[enrolment.case].lapses => {
                cases.close(enrolment.case, CaseEnd::Lapsed, week, visits, ledger);
            }
            Outcome::DroppedOut => cases.return_open(enrolment.case, week.plus(1), 0.0),
            Outcome::Gone | Outcome::GoesOn => {}
        }
        false
    });
    bring_friends(today, parameters, &people, &groups, cases);
    let groups = own.divide(groups);
    own.close(institution, offer_hours_kept, offer_hours_left);
    if adults.is_empty() {
        return;
    }
    let mut before = None;
    let mut number = 0;
    for (id, mut group) in groups {
        number = if before == Some(id) { number + 1 } else { 0 };
        before = Some(id);
        let place = (&institution[id], number);
        group.residents = bring_residents(today, parameters, establishment, place, resident, adults);
        gatherings.push(group);
    }
}

/// Returns whether somebody attends an integration course, or a further one at a provider of such.
fn is_integration_course(enrolment: &Enrolment, institution: &Institution) -> bool {
    enrolment.need == Need::Language && institution.holds_integration_courses()
}

/// Returns whether there is a place or a date for somebody this week: the first appointment comes with admission, further ones come of
/// what those who are new leave, in the order of coming. Own offers see to their hours themselves.
fn has_appointment(week: Week, enrolment: &Enrolment, institution: &mut Institution) -> bool {
    let is_further = enrolment.since < week
        && matches!(institution.capacity, Capacity::Slots { .. })
        && !matches!(institution.belonging, Belonging::Own(_));
    !is_further || institution.takes_appointment()
}

/// Lets somebody enrolled drop out, or decide whether to go this week.
fn decide(
    today: &Today,
    parameters: &Parameters,
    travel: &Travel,
    enrolment: &Enrolment,
    institution: &Institution,
    case: &Case,
    people: &People,
) -> Decision {
    let week = today.week;
    let People { person, presence, household, schooling, housing, working, .. } = people;
    let id = enrolment.person;
    if presence[id] != Presence::Present || (case.ended.is_some() && !enrolment.is_regular) {
        return Decision::Leaves(Outcome::Gone);
    }
    if institution.closes <= week {
        return Decision::Leaves(Outcome::DroppedOut);
    }
    let entity = person[id].entity.part(0x50, enrolment.need as u64);
    let mut stream = today.stream(Purpose::AttendanceWeek, entity);
    let leaves = if enrolment.is_regular { parameters.regular_leaves } else { parameters.drop_out_per_week };
    if stream.chance(leaves.get()) {
        return Decision::Leaves(Outcome::DroppedOut);
    }
    let working = &working[id];
    let found_work =
        matches!(working.state, WorkState::Employed | WorkState::Training) && working.since > enrolment.since;
    if found_work
        && is_integration_course(enrolment, institution)
        && stream.chance(parameters.work_conflict.get())
    {
        return Decision::Leaves(Outcome::DroppedOut);
    }
    let further = people.further_way.get(&id).filter(|_| is_integration_course(enrolment, institution));
    let minutes = travel.minutes(way(travel, enrolment, institution, &housing[id]))
        + further.map_or(0.0, |way| way.minutes);
    let mut comes = (1.0 - parameters.missed_per_week.get())
        * exp(-parameters.missed_per_minute.get() * minutes)
        * today.forcings.closures.courses.at(week);
    if !enrolment.childcare && is_tied_by_care(id, week, person, presence, household, schooling) {
        comes *= 1.0 - parameters.care_conflict.get();
    }
    if stream.chance(comes) { Decision::Goes { minutes } } else { Decision::Misses }
}

/// Returns the kilometres from a home to where somebody is enrolled.
fn way(travel: &Travel, enrolment: &Enrolment, institution: &Institution, home: &Housing) -> f64 {
    match home.residence {
        Residence::District(_) => travel.km(home, institution.nearest_place(home.home)),
        // An external institution stands for the like of it elsewhere, unless the person began there.
        Residence::RestOfCity if institution.belonging == Belonging::External && !enrolment.in_district => {
            travel.average_km.get()
        }
        Residence::RestOfCity => travel.outside_km.get(),
    }
}

/// Counts the hours in which an external institution keeps a place for somebody whom the intermediary sent, missed weeks included.
fn keep_place(
    parameters: &Parameters,
    enrolment: &Enrolment,
    institution: &Institution,
    hours: f64,
    costs: &mut Costs,
) {
    if enrolment.by_intermediary
        && !matches!(institution.belonging, Belonging::Own(_))
        && let Capacity::Places { places, .. } = institution.capacity
    {
        let together = parameters.people_per_course.get().min(f64::from(places.max(1)));
        costs.add_hours(CostItem::ExternalPlaces, hours / together);
    }
}

/// Counts the hours that people sent by the intermediary spend there and on the way, and those of the staff who see them one by one.
fn charge(enrolment: &Enrolment, institution: &Institution, minutes: f64, hours: f64, costs: &mut Costs) {
    if !enrolment.by_intermediary {
        return;
    }
    costs.add_hours(CostItem::UsersAttending, hours);
    costs.add_hours(CostItem::UsersOnTheWay, 2.0 * minutes / 60.0);
    let is_own = matches!(institution.belonging, Belonging::Own(_));
    if !is_own && matches!(institution.capacity, Capacity::Slots { .. }) {
        costs.add_hours(CostItem::ExternalPlaces, hours);
    }
}

/// Enters somebody who has come for company among those who meet in a group this week.
fn join(
    parameters: &Parameters,
    enrolment: &Enrolment,
    hours: f64,
    groups: &mut Vec<(InstitutionId, Gathering)>,
) {
    let &Enrolment { person, institution, need, .. } = enrolment;
    if need != Need::Company {
        return;
    }
    match groups.iter_mut().find(|(at, _)| *at == institution) {
        Some((_, group)) => group.persons.push(person),
        None => groups.push((
            institution,
            Gathering {
                persons: vec![person],
                residents: Vec::new(),
                talks_each: (parameters.talks_in_group.get() * hours).round() as u8,
                equal_footing: true,
            },
        )),
    }
}

/// Lets those who are at a group ask a friend now and then to come along next time.
fn bring_friends(
    today: &Today,
    parameters: &Parameters,
    people: &People,
    groups: &[(InstitutionId, Gathering)],
    cases: &mut Cases,
) {
    for (to, group) in groups {
        for &id in &group.persons {
            let friends = &people.social[id].peers;
            let mut stream = today.stream(Purpose::BringsFriend, people.person[id].entity);
            if stream.chance(parameters.brings_friend.get()) && !friends.is_empty() {
                let person = friends[stream.below(friends.len())];
                cases.invited.push(Invitation { person, by: Issuer::Friend { to: *to } });
            }
        }
    }
}

/// Gives somebody who has come the hours of a week, and what they leave.
fn take_part(
    parameters: &Parameters,
    enrolment: &Enrolment,
    institution: &Institution,
    (hours, is_enough): (f64, bool),
    people: &mut People,
) -> Outcome {
    let id = enrolment.person;
    let language = &mut people.language[id];
    let gain = 1.0 - exp(-parameters.local_knowledge_per_hour.get() * hours);
    language.local_knowledge += gain as f32 * (1.0 - language.local_knowledge);
    match enrolment.need {
        Need::Language => {
            let units = hours * parameters.units_per_hour.get();
            language.units += units as f32;
            language.weeks_taught = language.weeks_taught.saturating_add(1);
            let course = &mut people.course[id];
            // Whoever has finished the integration course attends a further one.
            if is_integration_course(enrolment, institution) && course.finished.is_none() {
                course.state = CourseState::Attending;
                course.units += units as f32;
                if let Some(way) = people.further_way.get_mut(&id) {
                    way.gone += 1;
                }
                let goes_on = course.units < course.length;
                return if goes_on { Outcome::GoesOn } else { Outcome::Helped };
            }
            course.beside += units as f32;
        }
        Need::Company => language.practice += (hours * parameters.practice_share.get()) as f32,
        // Hours of help with these become events elsewhere, or what they lead to begins when the need is met.
        Need::Housing | Need::Job | Need::Education | Need::Authorities | Need::Health => {}
    }
    if is_enough { Outcome::Helped } else { Outcome::GoesOn }
}

/// Ends somebody's attendance of the integration course, finished or not.
fn leave_course(week: Week, course: &mut Course) {
    if course.units >= course.length {
        course.state = CourseState::Finished;
        course.finished = Some(week);
    } else if course.units > 0.0 {
        course.state = CourseState::Interrupted;
    } else {
        course.state = CourseState::Never;
    }
}

/// Draws which residents are at a group's meeting.
fn bring_residents(
    today: &Today,
    parameters: &Parameters,
    establishment: Option<&Establishment>,
    (institution, number): (&Institution, u64),
    resident: &Column<ResidentId, Resident>,
    adults: &[ResidentId],
) -> Vec<ResidentId> {
    // The regulars of a place are always the same for a year, so that ties can grow.
    let year = today.week.block();
    // The first group at a place has the institution's own draws.
    let entity = if number == 0 { institution.entity } else { institution.entity.part(0x51, number) };
    let mut stream = today.dice.stream(Purpose::Contact, year, entity);
    let (openness, addressed) = match (institution.belonging, establishment) {
        (Belonging::Own(_), None) => (0.0, Served::default()),
        (Belonging::Own(_), Some(facts)) => (facts.openness, facts.serves_whom),
        (Belonging::External | Belonging::Hosted(_), _) => (1.0, EVERYBODY),
    };
    // The more is done for openness, the more come beside those who are invited.
    let invited = parameters.residents_by_invitation.get();
    let count = stream.rounded(invited + openness * (parameters.residents_in_group.get() - invited));
    let is_addressed = |id: &ResidentId| {
        if resident[*id].migration_history {
            addressed.residents_with_history
        } else {
            addressed.residents_without_history
        }
    };
    let drawn = (0..count).map(|_| adults[stream.below(adults.len())]);
    drawn.filter(is_addressed).collect()
}

#[cfg(test)]
mod tests;
