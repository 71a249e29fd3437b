//! Tests of what becomes of hours.

use super::*;
use crate::dice::Dice;
use crate::index::Id;
use crate::world::toy;

/// Hours of a week for each of the desk, coming along, own offers and groups.
const EACH: f64 = 10.0;

/// Returns the hours put to other use and the idle ones of a week in which so many were left of each kind of hours with people.
fn settled(left: [f64; 4]) -> (f64, f64) {
    let [at_desk, along, offers, groups] = left;
    let parameters: Parameters = toy::parameters("staff");
    let forcings = toy::forcings();
    let mut district = toy::district_world();
    let mut all = toy::intermediary();
    all.plan = WeekPlan {
        paid: 5.0 * EACH,
        planned: PerUse::from_fn(|planned| match planned {
            Use::Casework => 3.0 * EACH,
            Use::Groupwork | Use::Overhead => EACH,
            _ => 0.0,
        }),
        own_offers: EACH,
        accompaniment: EACH,
        at_desks: EACH,
        base_at_desks: 0.0,
    };
    let desk = &mut all.desk[DeskId::at(0)];
    (desk.busy_hours, desk.companion_hours) = (EACH - at_desk, along);
    (all.offer_hours_left, all.groupwork_hours) = (offers, groups);
    district.intermediary = all;
    let today = Today { week: Week(60), dice: Dice::new(1, 0), forcings: &forcings };
    settle(&today, &parameters, (&mut district).into());
    let hours = &district.ledger.hours;
    assert!((hours.values().iter().sum::<f64>() - district.ledger.hours_paid).abs() < 1e-9);
    assert_eq!(hours[Use::Unspent], 0.0);
    (district.intermediary.idle_carried, hours[Use::Idle])
}

#[test]
fn an_idle_hour_with_people_is_put_to_the_same_use_whatever_it_was_planned_for() {
    let (carried, idle) = settled([4.0, 0.0, 0.0, 0.0]);
    assert!(carried > 0.0 && idle > 0.0 && (carried + idle - 4.0).abs() < 1e-9);
    for left in [[0.0, 4.0, 0.0, 0.0], [0.0, 0.0, 4.0, 0.0], [0.0, 0.0, 0.0, 4.0], [1.0; 4]] {
        let other = settled(left);
        assert!((other.0 - carried).abs() < 1e-9 && (other.1 - idle).abs() < 1e-9, "{left:?}: {other:?}");
    }
    // The twin: where all hours are used none is idle.
    assert_eq!(settled([0.0; 4]), (0.0, 0.0));
}
