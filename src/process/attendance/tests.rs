//! What attending leaves, by hand.

use super::*;
use crate::dice::Dice;
use crate::index::{CaseId, Id};
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
