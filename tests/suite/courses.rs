//! German courses: waits for them, and those beside the integration course.

use inteso::forcing::Series;
use inteso::population::Presence;
use inteso::quantity::{Rate, Weeks};
use inteso::scenario::Scenario;
use inteso::time::Week;

use crate::stage::{Town, lives};

/// The first week with entry courses.
const ENTRY: i32 = 42;
/// The first week with further courses.
const FURTHER: i32 = 77;

fn town() -> Town {
    Town::found(Scenario::default(), 1)
}

/// Returns all lives in both districts.
fn all_lives(town: &Town) -> String {
    town.world.districts.iter().map(lives).collect()
}

/// What came of courses in both districts: means over adults who are present.
#[derive(Debug, Clone, Copy)]
struct Taught {
    /// People with units beside the integration course.
    beside: f64,
    /// Of adults, who has units of any kind.
    any: f64,
    /// Mean level of adults.
    level: f64,
    /// Mean level of those who have finished the integration course.
    level_finished: f64,
    /// Registered for a course.
    registered: f64,
    /// People who ever were in an integration course.
    began: f64,
}

fn taught(town: &Town) -> Taught {
    let [mut adults, mut beside, mut any, mut level, mut began] = [0.0; 5];
    let [mut finished, mut level_finished, mut registered] = [0.0; 3];
    for district in &town.world.districts {
        registered += district.ledger.courses_registered as f64;
        let refugees = &district.refugees;
        for id in refugees.person.ids() {
            let (course, spoken) = (&refugees.course[id], f64::from(refugees.language[id].level));
            beside += f64::from(u8::from(course.beside > 0.0));
            began += f64::from(u8::from(course.units > 0.0));
            if refugees.presence[id] != Presence::Present || !refugees.person[id].is_adult(town.world.week) {
                continue;
            }
            adults += 1.0;
            any += f64::from(u8::from(course.beside > 0.0 || course.units > 0.0));
            level += spoken;
            if course.finished.is_some() {
                finished += 1.0;
                level_finished += spoken;
            }
        }
    }
    Taught {
        beside,
        any: any / adults,
        level: level / adults,
        level_finished: level_finished / finished,
        registered,
        began,
    }
}

#[test]
fn entry_courses_change_nothing_before_their_date_and_then_give_units_to_the_stated_number() {
    let (mut with, mut without) = (town(), town());
    without.parameters.attendance.entry.places = Rate::new(0.0).unwrap();
    with.run_to(ENTRY);
    without.run_to(ENTRY);
    assert!(all_lives(&with) == all_lives(&without));
    let share: f64 = with.world.districts.iter().map(|here| here.city.assignment.share_so_far()).sum();
    with.run_to(64);
    without.run_to(64);
    let (more, less) = (taught(&with), taught(&without));
    println!("{more:?}\n{less:?}");
    let entry = &with.parameters.attendance.entry;
    let expected = entry.places.get() * share * entry.attended.get();
    // The share moves by a few in a hundred in ten weeks; five standard deviations of those who attend are about forty.
    assert!(
        (more.beside - less.beside - expected).abs() < 0.1 * expected + 40.0,
        "{more:?} {less:?} {expected}"
    );
    assert!(more.any > less.any && more.level > less.level, "{more:?} {less:?}");
}

#[test]
fn further_courses_change_nothing_before_their_date_and_teach_those_who_have_finished_one() {
    let (mut with, mut without) = (town(), town());
    without.scenario.forcings.courses.further = Series::new(vec![(Week::SPIN_UP, 0.0)]);
    with.run_to(FURTHER);
    without.run_to(FURTHER);
    assert!(all_lives(&with) == all_lives(&without));
    with.run_to(208);
    without.run_to(208);
    let (more, less) = (taught(&with), taught(&without));
    println!("{more:?}\n{less:?}");
    assert!(more.beside > less.beside + 50.0, "{more:?} {less:?}");
    assert!(more.level_finished > less.level_finished, "{more:?} {less:?}");
}

#[test]
fn longer_waits_for_letters_and_classes_let_fewer_begin_and_none_at_all_lets_more() {
    let began = |letters: f64, class: f64| {
        let mut town = town();
        let waits = &mut town.parameters;
        waits.status.letter_weeks = Weeks::new(waits.status.letter_weeks.get() * letters).unwrap();
        waits.referral.class_weeks = Weeks::new(waits.referral.class_weeks.get() * class).unwrap();
        town.run_to(130);
        let all = taught(&town);
        println!("{letters} {class} {all:?}");
        (all.registered, all.began)
    };
    let (usual, slow_letters) = (began(1.0, 1.0), began(4.0, 1.0));
    let (slow_classes, at_once) = (began(1.0, 3.0), began(1.0, 0.0));
    // Hundreds register and begin: three standard errors of such a number are about a tenth of it, and the same people have the same luck.
    assert!(slow_letters.0 < 0.95 * usual.0 && slow_letters.1 < 0.97 * usual.1, "{slow_letters:?} {usual:?}");
    assert!(
        slow_classes.1 < 0.9 * usual.1 && at_once.1 > 1.02 * usual.1,
        "{slow_classes:?} {usual:?} {at_once:?}"
    );
}
