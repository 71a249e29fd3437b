//! The city network in whole runs: phases hold in all scenarios, hours are spent once, measures are what they say.

use inteso::observation::Measure;
use inteso::time::Week;
use inteso::vocabulary::Phase;

use super::stage::{Town, record, scenario, town};

/// Options of an intermediary with much time for the city, which attends these tiers.
fn busy(tiers: &str, more: &str) -> String {
    format!(
        "staff_fte = 3\nvolunteers = 10\n[intermediary.methods]\ncasework = 0.3\ngroupwork = 0.1\nnetworking = 0.5\nsocial_space = 0.1\n\
         [intermediary.city_network]\nshare = 0.8\ntiers = [{tiers}]\n{more}\n"
    )
}

#[test]
fn phases_and_the_reorganisation_hold_in_all_scenarios_alike() {
    let mut none = Town::found(scenario(&town(220, "approach = \"none\"")), 1);
    let mut with = Town::found(scenario(&town(220, &busy("\"municipality\"", ""))), 1);
    let mut seen = Vec::new();
    while !none.is_over() {
        none.step();
        with.step();
        let (one, other) = (&none.first().city, &with.first().city);
        assert_eq!((one.phase, one.office_supply), (other.phase, other.office_supply));
        assert_eq!(one.meeting_hours, other.meeting_hours);
        assert!(one.calls.iter().all(|call| !call.known));
        seen.push(one.phase);
    }
    seen.dedup();
    assert_eq!(seen, [Phase::Arrival, Phase::Interim, Phase::Steering]);
    assert_eq!(none.first().city.spent.sum(), 0.0);
}

#[test]
fn hours_of_city_work_never_exceed_the_hours_of_networking() {
    let all = busy(
        "\"municipality\", \"regional_district\", \"land\", \"federation\"",
        "programme_coordination = true\nexchange = true",
    );
    let mut town = Town::found(scenario(&town(260, &all)), 1);
    while !town.is_over() {
        town.step();
    }
    let district = town.first();
    let city = &district.city;
    assert!(city.applications > 0 && city.coordinated > 0 && city.exchanges > 0);
    assert!(city.bodies_attended.values().iter().all(|&bodies| bodies > 0));
    let spent = city.spent.sum() + city.set_aside.sum();
    let networking = district.ledger.hours[inteso::vocabulary::Use::Networking];
    assert!(spent <= networking + 1e-6, "{spent} of {networking}");
}

#[test]
fn measures_of_the_city_network_are_shares_and_counts() {
    let record = record(&scenario(&town(156, &busy("\"municipality\", \"land\"", ""))));
    let last = record.series.iter().rfind(|row| row.week == Week(156)).unwrap();
    let value = |name: &str| last.values[Measure::position(name).unwrap()];
    for name in
        ["coverage_housing", "coverage_education", "coverage_work", "coverage_civil_society", "programme_fit"]
    {
        assert!((0.0..=1.0).contains(&value(name)), "{name} {}", value(name));
    }
    let sum = |name: &str| {
        let position = Measure::position(name).unwrap();
        record.series.iter().filter(|row| row.is_of_all()).map(|row| row.values[position]).sum::<f64>()
    };
    assert!(sum("bodies_attended") > 0.0 && sum("needs_reported") > 0.0);
    assert!(sum("programmes_missing") <= 7.0 * 4.0 && sum("programmes_doubled") <= 7.0 * 4.0);
}
