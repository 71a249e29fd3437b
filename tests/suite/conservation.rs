//! People, cases, places and hours are conserved in every week of small towns under many configurations.

use std::sync::LazyLock;

use inteso::ledger::Payer;
use inteso::observation::{MEASURES, Measure, Role};
use inteso::population::{CaseStage, Presence};
use inteso::run::Model;
use inteso::time::Week;
use inteso::vocabulary::CaseEnd;

use crate::accounts::{self as hold, Faults};
use crate::stage::{Town, record, scenario, town};

const CHANGES: &str = r#"
approach = "host"
siting = "decentral"
sites = 2
rooms = 4
volunteers = 12
[[change]]
from = 2015-07-06
set = { "intermediary.approach" = "refer", "intermediary.siting" = "central", "intermediary.staff_fte" = 1.25 }
[[change]]
from = 2015-10-05
set = { "intermediary.approach" = "provide", "intermediary.own_offers" = 0.6, "intermediary.staff_fte" = 4 }
[[change]]
from = 2016-01-04
set = { "intermediary.approach" = "guide", "intermediary.methods.casework" = 0.4, "intermediary.methods.networking" = 0.4 }
"#;

/// Configurations under which everything must hold.
pub(crate) const CONFIGURATIONS: [(&str, &str); 8] = [
    ("none", "approach = \"none\""),
    ("existing services", "approach = \"existing_services\"\nbudget_eur_per_year = 90_000"),
    ("refer", "approach = \"refer\"\nvolunteers = 0"),
    ("guide", "approach = \"guide\"\nattachment = \"integrated\"\nsiting = \"decentral\"\nsites = 2"),
    ("host", "approach = \"host\"\nrooms = 6\nattachment = \"attached\"\nanchor = \"school\""),
    ("provide", "approach = \"provide\"\nown_offers = 0.6\nsiting = \"decentral\"\nsites = 2"),
    (
        "mixed, for everybody",
        "approach = { housing = \"refer\", education = \"provide\", work = \"host\", civil_society = \"guide\" }\n\
         audience = [\"present\", \"city\", \"fled\"]\nstaff_fte = 0.6\nvolunteers = 3",
    ),
    ("changes", CHANGES),
];

/// Weeks of a run: long enough for the changes, courses that end, and needs that lapse.
const WEEKS: u32 = 78;

/// What did not hold in any week of any configuration, by theme.
#[derive(Default)]
struct Seen {
    people: Faults,
    cases: Faults,
    places: Faults,
    ranges: Faults,
    hours: Faults,
    again: Faults,
    activity: Vec<(u64, f64)>,
}

static SEEN: LazyLock<Seen> = LazyLock::new(|| {
    let mut seen = Seen::default();
    for (name, options) in CONFIGURATIONS {
        let mut town = Town::found(scenario(&town(WEEKS, options)), 1);
        let mut ended: Vec<Option<Week>> = Vec::new();
        let mut ways: Vec<Option<Week>> = Vec::new();
        let mut paid = 0.0;
        while !town.is_over() {
            let before = town.first().ledger.clone();
            town.step();
            let (district, week) = (town.first(), town.world.week);
            let label = |into: &mut Faults, check: &mut dyn FnMut(&mut Faults)| {
                let mut found = Faults::new();
                check(&mut found);
                into.extend(
                    found.into_iter().take(3).map(|fault| format!("{name}, week {}: {fault}", week.0)),
                );
            };
            label(&mut seen.people, &mut |faults| hold::people(district, faults));
            label(&mut seen.places, &mut |faults| hold::places(district, faults));
            label(&mut seen.hours, &mut |faults| paid += hold::hours(&before, district, faults));
            label(&mut seen.hours, &mut |faults| hold::costs(&before, district, faults));
            // What costs more is looked at every second week.
            if week.0 % 2 == 0 {
                label(&mut seen.cases, &mut |faults| hold::cases(district, week, faults));
                label(&mut seen.ranges, &mut |faults| hold::ranges(district, week, faults));
            }
            label(&mut seen.again, &mut |faults| {
                for (position, (case, before)) in district.cases.case.iter().zip(&ended).enumerate() {
                    if before.is_some() && case.ended != *before {
                        faults.push(format!("case {position} ended in {before:?} and in {:?}", case.ended));
                    }
                }
                for (position, (way, before)) in district.episodes.episode.iter().zip(&ways).enumerate() {
                    if before.is_some() && way.ended != *before {
                        faults.push(format!("episode {position} ended in {before:?} and in {:?}", way.ended));
                    }
                }
            });
            ended = district.cases.case.iter().map(|case| case.ended).collect();
            ways = district.episodes.episode.iter().map(|episode| episode.ended).collect();
        }
        let ledger = &town.first().ledger;
        seen.activity.push((ledger.needs_arisen.values().iter().sum(), paid));
    }
    seen
});

fn none(faults: &Faults) {
    let shown = faults.iter().take(12).cloned().collect::<Vec<_>>().join("\n");
    assert!(faults.is_empty(), "{} faults:\n{shown}", faults.len());
}

#[test]
fn the_small_towns_are_busy() {
    for ((name, _), (needs, paid)) in CONFIGURATIONS.iter().zip(&SEEN.activity) {
        assert!(*needs > 500, "{name}: {needs} needs");
        assert_eq!(*paid > 0.0, *name != "none", "{name}: {paid} hours");
    }
}

#[test]
fn people_are_conserved_in_every_week() {
    none(&SEEN.people);
}

#[test]
fn every_need_is_a_case_that_is_open_or_ended_in_one_way() {
    none(&SEEN.cases);
    none(&SEEN.again);
}

#[test]
fn places_are_taken_by_those_who_attend() {
    none(&SEEN.places);
}

#[test]
fn levels_and_shares_stay_in_range() {
    none(&SEEN.ranges);
}

#[test]
fn hours_by_use_sum_to_the_hours_paid_in_every_week() {
    none(&SEEN.hours);
}

#[test]
fn the_default_scenario_keeps_its_books_for_eight_years() {
    let source = inteso::scenario::Source::Embedded("default".to_owned());
    let mut town = Town::found(inteso::scenario::load(&source, &[]).unwrap().scenario, 1);
    let mut before: Vec<_> = town.world.districts.iter().map(|district| district.ledger.clone()).collect();
    while !town.is_over() {
        town.step();
        let week = town.world.week;
        let mut faults = Faults::new();
        for (district, before) in town.world.districts.iter().zip(&mut before) {
            hold::hours(before, district, &mut faults);
            before.clone_from(&district.ledger);
            if week.0 % 52 == 0 {
                hold::people(district, &mut faults);
                hold::cases(district, week, &mut faults);
                hold::places(district, &mut faults);
                hold::ranges(district, week, &mut faults);
            }
        }
        none(&faults.iter().map(|fault| format!("week {}: {fault}", week.0)).collect());
    }
}

#[test]
fn the_checks_find_what_is_lost() {
    let mut town = Town::found(scenario(&town(30, "approach = \"provide\"")), 1);
    town.run_to(30);
    let week = town.world.week;
    let sound = town.first().clone();
    let faults = |spoil: &dyn Fn(&mut inteso::world::DistrictWorld)| {
        let mut district = sound.clone();
        spoil(&mut district);
        let mut faults = Faults::new();
        hold::people(&district, &mut faults);
        hold::cases(&district, week, &mut faults);
        hold::places(&district, &mut faults);
        hold::ranges(&district, week, &mut faults);
        hold::hours(&sound.ledger, &district, &mut faults);
        faults.retain(|fault| !fault.contains("are due"));
        faults.len()
    };
    let id = sound.refugees.present[0];
    assert_eq!(faults(&|_| ()), 0);
    assert!(faults(&|district| district.ledger.arrived += 1) > 0);
    assert!(faults(&|district| district.refugees.presence[id] = Presence::Left(week)) > 0);
    assert!(faults(&|district| district.refugees.present[1] = id) > 0);
    assert!(
        faults(&|district| district.city.accommodation[inteso::index::AccommodationId(0)].people += 1) > 0
    );
    assert!(faults(&|district| district.refugees.language[id].level = 6.5) > 0);
    assert!(faults(&|district| district.refugees.mind[id].trust = -0.1) > 0);
    assert!(faults(&|district| district.ledger.hours_paid += 1.0) > 0);
    assert!(faults(&|district| district.ledger.case_ends[CaseEnd::Lapsed] += 1) > 0);
    let (case, _) = sound.cases.case.rows().find(|(_, case)| case.ended.is_none()).unwrap();
    assert!(faults(&|district| district.cases.case[case].stage = CaseStage::Ended(CaseEnd::Gone)) > 0);
    let enrolments = sound.refugees.enrolments.iter();
    let in_a_place = enrolments.clone().position(|enrolment| {
        // A regular has no place.
        !enrolment.is_regular
            && matches!(
                sound.network.institution[enrolment.institution].capacity,
                inteso::network::Capacity::Places { .. }
            )
    });
    let in_a_place = in_a_place.expect("somebody attends a course");
    assert!(
        faults(&|district| {
            let _ = district.refugees.enrolments.remove(in_a_place);
        }) > 0
    );
}

#[test]
fn places_that_are_taken_are_not_lent() {
    // Twenty times the arrivals fill the courses before rooms are offered to them, and again before they go back.
    let options = "approach = \"host\"\nrooms = 8\nstaff_fte = 8\n\
                   [[change]]\nfrom = 2016-05-02\nset = { \"intermediary.approach\" = \"refer\" }\n";
    let text = town(90, options).replace("share = 0.04", "share = 0.8").replace("2015-04-06", "2015-11-02");
    let mut town = Town::found(scenario(&text), 1);
    let mut full = 0;
    while !town.is_over() {
        town.step();
        let mut faults = Faults::new();
        hold::places(town.first(), &mut faults);
        hold::people(town.first(), &mut faults);
        assert!(faults.is_empty(), "week {}: {faults:?}", town.world.week.0);
        full += town
            .first()
            .network
            .institution
            .iter()
            .filter(|row| matches!(row.capacity, inteso::network::Capacity::Places { places, taken } if places > 0 && taken == places))
            .count();
    }
    assert!(full > 0, "no institution was ever full");
    let mut faults = Faults::new();
    hold::cases(town.first(), town.world.week, &mut faults);
    none(&faults);
}

/// Returns the column of a measure.
pub(crate) fn column(name: &str) -> usize {
    Measure::position(name).unwrap()
}

#[test]
fn costs_sum_to_the_budget_that_accrued_and_shares_lie_between_zero_and_one() {
    for (name, options) in CONFIGURATIONS {
        let scenario = scenario(&town(WEEKS, options));
        let record = record(&scenario);
        let model = Model::new(&scenario).unwrap();
        let budget = |week: u32| {
            let held = model.accounts().iter().rev().find(|(_, from, _)| *from <= Week(week as i32));
            held.map_or(0.0, |(_, _, account)| account.budget)
        };
        for year in 1..=WEEKS.div_ceil(52) {
            let weeks = (year - 1) * 52..(year * 52).min(WEEKS);
            let due: f64 = weeks.clone().map(|week| budget(week) / inteso::time::WEEKS_PER_YEAR).sum();
            let items: f64 = record
                .costs
                .iter()
                .filter(|row| row.year == year && row.payer == Payer::Intermediary)
                .map(|row| row.euros)
                .sum();
            let spent: f64 = record
                .series
                .iter()
                .filter(|row| row.is_of_all() && weeks.contains(&(row.week.0 as u32).wrapping_sub(1)))
                .map(|row| row.values[column("cost_eur")])
                .sum();
            // Sums of at most a hundred terms of some thousand euros, in double precision.
            assert!((items - due).abs() < 1e-6, "{name}, year {year}: items {items}, due {due}");
            assert!((spent - due).abs() < 1e-6, "{name}, year {year}: spent {spent}, due {due}");
        }
        for row in &record.series {
            for (measure, &value) in MEASURES.iter().zip(row.values.iter()) {
                let is_share = matches!(measure.role, Role::Share | Role::Index(_));
                assert!(
                    value.is_nan() || !is_share || (0.0..=1.0).contains(&value),
                    "{name}, week {}: {} is {value}",
                    row.week.0,
                    measure.name
                );
                let may_be_negative = matches!(measure.name, "resident_attitude" | "public_life_gap");
                assert!(
                    value.is_nan() || may_be_negative || value >= -1e-8,
                    "{name}: {} is {value}",
                    measure.name
                );
                assert!(!value.is_infinite(), "{name}: {} is infinite", measure.name);
            }
        }
    }
}
