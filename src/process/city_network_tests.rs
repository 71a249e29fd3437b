//! Tests of the city network in a small district.

use super::super::toy;
use super::*;
use crate::city::AccommodationParameters;
use crate::dice::Entity;
use crate::index::PersonId;
use crate::population::Case;

fn case(need: Need, onset: Week) -> Case {
    Case {
        person: PersonId(0),
        need,
        onset,
        thinks: Week::NEVER,
        lapses: Week::NEVER,
        advice_suffices: false,
        hours_left: 1.0,
        hours_received: 0.0,
        urgency: 0.0,
        contacts: 1,
        failures: 0,
        stage: CaseStage::Open,
        ended: None,
    }
}

fn city() -> CityInDistrict {
    let of: AccommodationParameters = toy::parameters("institutions.accommodation");
    CityInDistrict::found(Dice::new(1, 0), Entity::named("toy"), &toy::district(50_000), &of)
}

fn run(
    intermediary: &mut Intermediary,
    weeks: std::ops::Range<i32>,
) -> (CityInDistrict, LocalNetwork, Ledger) {
    let dice = Dice::new(1, 0);
    let parameters: Parameters = toy::parameters("city_network");
    let mut network = toy::network(dice, 50_000);
    let (mut city, mut ledger, mut cases) = (city(), Ledger::new(), Cases::new(Week::SPIN_UP));
    for week in weeks.map(Week) {
        for _ in 0..3 {
            cases.case.push(case(Need::Housing, week));
        }
        toy::open_week(intermediary, week);
        step(
            week,
            dice,
            &parameters,
            &Forcings::default(),
            1_000,
            &cases,
            &mut network,
            intermediary,
            &mut city,
            &mut ledger,
        );
    }
    (city, network, ledger)
}

#[test]
fn phases_come_at_their_dates() {
    let parameters: Parameters = toy::parameters("city_network");
    assert_eq!(phase(Week(-104), &parameters), Phase::Arrival);
    assert_eq!(phase(Week(78), &parameters), Phase::Interim);
    assert_eq!(phase(Week(300), &parameters), Phase::Steering);
}

#[test]
fn programmes_follow_reports_and_are_as_many_without_them() {
    let (reported, _, ledger) = run(&mut toy::intermediary(), -104..210);
    let (unreported, _, silent) = run(&mut toy::nobody(), -104..210);
    assert!(ledger.needs_reported > 0 && silent.needs_reported == 0);
    assert!(reported.programme_slots[Need::Housing] > unreported.programme_slots[Need::Housing]);
    let sum = |city: &CityInDistrict| city.programme_slots.values().iter().sum::<f64>();
    assert!((sum(&reported) - sum(&unreported)).abs() < 1e-9);
    assert!((sum(&reported) - 3.0).abs() < 1e-9, "{}", sum(&reported));
    assert!(reported.bodies_attended > 0 && unreported.bodies_attended == 0);
    assert!(reported.information > unreported.information);
    println!(
        "coverage {} {} information {:.2} bodies {} reported {}",
        reported.coverage,
        unreported.coverage,
        reported.information,
        reported.bodies_attended,
        ledger.needs_reported
    );
}

#[test]
fn programme_slots_reach_institutions_once() {
    let (city, network, _) = run(&mut toy::nobody(), -104..1);
    let slots: f64 = network
        .institution
        .rows()
        .filter(|(_, row)| row.helps_with(Need::Job, Week(0)))
        .map(|(id, row)| match row.capacity {
            Capacity::Slots { per_week, .. } => per_week - network.base[id.position()],
            Capacity::Places { .. } => f64::NAN,
        })
        .sum();
    assert!((slots - city.programme_slots[Need::Job]).abs() < 1e-9);
    let places: f64 = network
        .institution
        .rows()
        .filter(|(_, row)| row.helps_with(Need::Language, Week(0)))
        .map(|(id, row)| match row.capacity {
            Capacity::Places { places, .. } => f64::from(places) - network.base[id.position()],
            Capacity::Slots { .. } => f64::NAN,
        })
        .sum();
    // A running sum is rounded, so that at most one half is missed.
    assert!((places - 26.0 * city.programme_slots[Need::Language]).abs() <= 0.5, "{places}");
}
