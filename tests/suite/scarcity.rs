//! What is scarce: dwellings and vacancies come with a flow, and who takes one leaves one fewer.

use inteso::population::{Dwelling, Presence};
use inteso::quantity::{Effect, Rate};
use inteso::scenario::Scenario;
use inteso::time::Week;

use crate::stage::Town;

/// What became of the people of both districts after three years.
#[derive(Debug, Clone, Copy)]
struct Found {
    /// Households that took a dwelling of their own.
    households: f64,
    /// People who work.
    working: f64,
}

/// Runs three years with so many times the dwellings and vacancies, and landlords and employers who are so much readier.
fn found(dwellings: f64, vacancies: f64, readier: f64) -> Found {
    let mut town = Town::found(Scenario::default(), 1);
    let (housing, work) = (&mut town.parameters.housing, &mut town.parameters.work);
    let times = |rate: Rate, times: f64| Rate::new(rate.get() * times).unwrap();
    housing.market.per_thousand = times(housing.market.per_thousand, dwellings);
    work.market.per_thousand = times(work.market.per_thousand, vacancies);
    housing.landlord.base = Effect::new(housing.landlord.base.get() + readier).unwrap();
    work.employer.base = Effect::new(work.employer.base.get() + readier).unwrap();
    town.run_to(156);
    let mut found = Found { households: 0.0, working: 0.0 };
    for district in &town.world.districts {
        let refugees = &district.refugees;
        for id in refugees.person.ids() {
            let home = &refugees.household[refugees.person[id].household];
            // Newborns are entered behind the others, so the first member tells how often the household moved.
            let is_private = refugees.housing[id].dwelling == Dwelling::Private;
            found.households += f64::from(u8::from(is_private && home.members.first() == Some(&id)));
            let is_here = refugees.presence[id] == Presence::Present;
            found.working += f64::from(u8::from(is_here && refugees.working[id].state.is_employment()));
        }
    }
    found
}

/// Dwellings that came within reach of both districts in three years and the spin-up, those open at the beginning included.
fn dwellings_within_reach() -> f64 {
    let town = Town::found(Scenario::default(), 1);
    let (housing, forcings) = (&town.parameters.housing, &town.scenario.forcings);
    let per_week = housing.market.per_thousand.get() * housing.city_inhabitants.get() / 1_000.0;
    let mut all = 0.0;
    for district in &town.world.districts {
        let (mut city, mut here) = (0.0, 0.0);
        for week in (Week::SPIN_UP.0..156).map(Week) {
            let people = forcings.arrivals.per_week.at(week);
            city += people;
            here += people * district.city.assignment.share.at(week);
            let weeks = if week == Week::SPIN_UP { 1.0 + housing.market.weeks_open.get() } else { 1.0 };
            all += weeks * per_week * here / city * forcings.dwellings.vacancies.at(week);
        }
    }
    all
}

#[test]
fn where_nothing_is_open_nobody_finds_anything_and_plenty_is_never_too_little() {
    let doses = [0.0, 0.1, 1.0, 10.0, 1_000.0];
    let all = doses.map(|dose| found(dose, dose, 0.0));
    assert_eq!((all[0].households, all[0].working), (0.0, 0.0));
    for pair in all.windows(2).take(3) {
        assert!(pair[1].households > pair[0].households && pair[1].working > pair[0].working, "{all:?}");
    }
    // Of ten times of what there is people here take a few in a hundred, so that as many fewer are open; a twentieth has room for that.
    let (many, more) = (all[3], all[4]);
    assert!((more.households / many.households - 1.0).abs() < 0.05, "{all:?}");
    assert!((more.working / many.working - 1.0).abs() < 0.05, "{all:?}");
}

#[test]
fn nobody_gets_a_dwelling_that_has_not_come_onto_the_market() {
    let (as_it_is, readier) = (found(0.1, 1.0, 0.0), found(0.1, 1.0, 20.0));
    let there = 0.1 * dwellings_within_reach();
    // One may be owed in each district, and more households than that have left again or never searched.
    assert!(readier.households <= there + 2.0, "{readier:?} of {there}");
    // Landlords who refuse nobody let what would have gone to others, no more. The margins are far beyond luck: two hundred
    // households have a standard deviation of a fourteenth.
    assert!(readier.households > 1.2 * as_it_is.households, "{as_it_is:?} {readier:?}");
    // The twin: with plenty of dwellings the same landlords make room for far more.
    assert!(found(100.0, 1.0, 20.0).households > 2.0 * readier.households);
}
