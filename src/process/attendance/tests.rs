//! What attending leaves, by hand.

use super::*;
use crate::dice::Dice;
use crate::index::{CaseId, DeskId, Id};
use crate::population::{CaseStage, OwnDesk};
use crate::vocabulary::InstitutionKind;
use crate::world::toy;

/// Attends a course of 20 hours a week at a provider of integration courses, so many hours in all, and returns the course and the end.
fn attend(before: Course, hours: f32) -> (Course, Outcome, f32) {
    let parameters: Parameters = toy::parameters("attendance");
    let mut district = toy::district_world();
    district.network = toy::network(Dice::new(1, 0), 60_000);
    district.refugees = toy::refugees(1);
    let id = PersonId(0);
    district.refugees.course[id] = before;
    let found =
        district.network.institution.rows().find(|(_, row)| row.kind == InstitutionKind::LanguageSchool);
    let at = found.map(|(at, _)| at).expect("a provider of courses is founded");
    let mut scene = Scene::from(&mut district);
    let mut left = hours;
    let enrolment = Enrolment {
        person: id,
        institution: at,
        need: Need::Language,
        case: CaseId::at(0),
        hours_per_week: 20.0,
        childcare: false,
        since: Week(0),
        directly: true,
        by_intermediary: false,
        in_district: true,
        is_kept: false,
        is_regular: false,
    };
    let place = scene.institution[at].clone();
    let mut outcome = Outcome::GoesOn;
    for _ in 0..100 {
        left -= 20.0;
        let is_enough = left <= 0.0;
        outcome = take_part(&parameters, &enrolment, &place, (20.0, is_enough), &mut scene.people);
        if outcome != Outcome::GoesOn {
            break;
        }
    }
    (scene.people.course[id], outcome, scene.people.language[id].units)
}

#[test]
fn a_further_course_ends_with_its_hours_and_counts_beside_the_integration_course() {
    let length = 600.0;
    let finished =
        Course { state: CourseState::Finished, units: length, length, finished: Some(Week(0)), beside: 0.0 };
    let (course, outcome, units) = attend(finished, 300.0);
    assert!((course.beside - 400.0).abs() < 1e-3, "{course:?}");
    assert_eq!((Course { beside: 0.0, ..course }, outcome), (finished, Outcome::Helped));
    assert!((units - 400.0).abs() < 1e-3, "{units}");
    // The twin: who has not finished attends the integration course, to its end, whatever the hours of the need.
    let never = Course { state: CourseState::Never, units: 0.0, finished: None, ..finished };
    let (course, outcome, _) = attend(never, 300.0);
    assert_eq!((course.state, course.beside, outcome), (CourseState::Attending, 0.0, Outcome::Helped));
    assert!(course.units >= length);
}

/// Returns the dates that are left, and the hours given, where three of many dates of hosted hours are asked for in a week.
fn hosted(is_unpaid: bool) -> (f64, f64) {
    let mut parameters: Parameters = toy::parameters("attendance");
    for never in [
        &mut parameters.missed_per_week,
        &mut parameters.drop_out_per_week,
        &mut parameters.care_conflict,
        &mut parameters.work_conflict,
    ] {
        *never = Share::new(0.0).unwrap();
    }
    parameters.missed_per_minute = Rate::new(0.0).unwrap();
    let mut district = toy::district_world();
    district.network = toy::network(Dice::new(1, 0), 30_000);
    district.refugees = toy::refugees(3);
    district.intermediary = toy::intermediary();
    district.intermediary.grant.interrupted = is_unpaid;
    let institution = InstitutionId::at(0);
    let row = &mut district.network.institution[institution];
    row.belonging = Belonging::Hosted(DeskId::at(0));
    row.capacity = Capacity::Slots { per_week: 5.0, left: 5.0 };
    for person in district.refugees.person.ids().collect::<Vec<_>>() {
        let case = district.cases.case.push(Case {
            person,
            need: Need::Job,
            onset: Week(50),
            thinks: Week::NEVER,
            lapses: Week(100),
            advice_suffices: false,
            hours_left: 8.0,
            hours_asked: 8.0,
            hours_received: 0.0,
            hours_worth: 0.0,
            urgency: 0.0,
            contacts: 1,
            own_desk: OwnDesk::Never,
            stage: CaseStage::Attending(institution),
            ended: None,
        });
        district.refugees.enrolments.push(Enrolment {
            person,
            institution,
            need: Need::Job,
            case,
            hours_per_week: 2.0,
            childcare: false,
            since: Week(59),
            directly: false,
            by_intermediary: true,
            in_district: true,
            is_kept: false,
            is_regular: false,
        });
    }
    let forcings = toy::forcings();
    let today = Today { week: Week(60), dice: Dice::new(3, 1), forcings: &forcings };
    step(&today, &parameters, &toy::parameters("travel"), (&mut district).into());
    let Capacity::Slots { left, .. } = district.network.institution[institution].capacity else { panic!() };
    (left, district.cases.case.iter().map(|case| f64::from(case.hours_received)).sum())
}

#[test]
fn a_week_without_money_for_the_room_uses_no_date_of_those_who_are_hosted() {
    assert_eq!(hosted(true), (5.0, 0.0));
    // The twin: in a week with money three dates give two hours each.
    assert_eq!(hosted(false), (2.0, 6.0));
}

/// Returns who comes to a group of so many places in each of some weeks, of four people with two hours each to go and, from the fifth
/// week on, so many others who take the places of two.
fn group(places: u32, regular_leaves: f64, newcomers: u32) -> Vec<usize> {
    let mut parameters: Parameters = toy::parameters("attendance");
    for never in [
        &mut parameters.missed_per_week,
        &mut parameters.drop_out_per_week,
        &mut parameters.care_conflict,
        &mut parameters.brings_friend,
    ] {
        *never = Share::new(0.0).unwrap();
    }
    parameters.regular_leaves = Share::new(regular_leaves).unwrap();
    parameters.missed_per_minute = Rate::new(0.0).unwrap();
    let mut district = toy::district_world();
    district.network = toy::network(Dice::new(1, 0), 30_000);
    district.residents = toy::residents(Dice::new(3, 1), 1_000);
    district.refugees = toy::refugees(8);
    for _ in 0..8 {
        district.cases.open.push(Vec::new());
    }
    let institution = InstitutionId::at(0);
    let row = &mut district.network.institution[institution];
    row.belonging = Belonging::External;
    row.capacity = Capacity::Places { places, taken: 0 };
    let forcings = toy::forcings();
    let enrol = |district: &mut DistrictWorld, person: PersonId, week: Week, hours: f32| {
        let case = district.cases.case.push(Case {
            person,
            need: Need::Company,
            onset: Week(50),
            thinks: Week::NEVER,
            lapses: Week(200),
            advice_suffices: false,
            hours_left: hours,
            hours_asked: hours,
            hours_received: 0.0,
            hours_worth: 0.0,
            urgency: 0.0,
            contacts: 1,
            own_desk: OwnDesk::Never,
            stage: CaseStage::Attending(institution),
            ended: None,
        });
        district.cases.open[person].push(case);
        if let Capacity::Places { taken, .. } = &mut district.network.institution[institution].capacity {
            *taken += 1;
        }
        district.refugees.enrolments.push(Enrolment {
            person,
            institution,
            need: Need::Company,
            case,
            hours_per_week: 2.0,
            childcare: false,
            since: week,
            directly: false,
            by_intermediary: true,
            in_district: true,
            is_kept: false,
            is_regular: false,
        });
    };
    let mut came = Vec::new();
    for week in (60..70).map(Week) {
        if week == Week(60) {
            (0..4).for_each(|person| enrol(&mut district, PersonId(person), week, 4.0));
        }
        if week == Week(65) {
            (4..4 + newcomers).for_each(|person| enrol(&mut district, PersonId(person), week, 100.0));
        }
        let today = Today { week, dice: Dice::new(3, 1), forcings: &forcings };
        step(&today, &parameters, &toy::parameters("travel"), (&mut district).into());
        let groups = std::mem::take(&mut district.occasions.gatherings);
        came.push(groups.iter().map(|group| group.persons.len()).sum());
    }
    came
}

#[test]
fn whose_need_is_met_goes_on_coming_while_nobody_needs_the_place() {
    assert_eq!(group(12, 0.0, 0), [4; 10]);
    // With room for all nobody makes any.
    assert_eq!(group(12, 0.0, 3), [4, 4, 4, 4, 4, 7, 7, 7, 7, 7]);
    // In a full group as many make room as come.
    assert_eq!(group(4, 0.0, 3), [4; 10]);
    // The twin: where everybody leaves at once, only those come who need it.
    assert_eq!(group(12, 1.0, 3), [4, 4, 0, 0, 0, 3, 3, 3, 3, 3]);
}
