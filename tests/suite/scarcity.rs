//! What is scarce: dwellings, vacancies, apprenticeships and places in childcare come with a flow, and who takes one leaves one fewer.

use inteso::population::{Dwelling, Presence, Schooling};
use inteso::quantity::{Effect, Rate, Share};
use inteso::scenario::Scenario;
use inteso::time::Week;
use inteso::vocabulary::WorkState;

use crate::stage::Town;

/// What became of the people of both districts after three years.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Found {
    /// Households that took a dwelling of their own.
    households: f64,
    /// People who work or are in training.
    working: f64,
    /// People in training.
    training: f64,
    /// Children in childcare.
    childcare: f64,
    /// Refused applications.
    refusals: u64,
}

/// How many times as much there is of what.
#[derive(Debug, Clone, Copy)]
struct Times {
    dwellings: f64,
    vacancies: f64,
    apprenticeships: f64,
    childcare: f64,
    /// Share of the apprenticeships for which people speak enough German and are young enough.
    can_train: f64,
    /// How much readier landlords and employers are, in log-odds.
    readier: f64,
    /// Whether every child is signed up at once.
    all_signed_up: bool,
}

const AS_IT_IS: Times = Times {
    dwellings: 1.0,
    vacancies: 1.0,
    apprenticeships: 1.0,
    childcare: 1.0,
    can_train: 1.0,
    readier: 0.0,
    all_signed_up: false,
};

/// Runs three years with so many times the dwellings, vacancies and apprenticeships, and landlords and employers who are so much readier.
fn found(dwellings: f64, vacancies: f64, readier: f64) -> Found {
    found_with(Times { dwellings, vacancies, apprenticeships: vacancies, readier, ..AS_IT_IS })
}

/// Runs three years with so many times of everything.
fn found_with(of: Times) -> Found {
    let Times { dwellings, vacancies, readier, .. } = of;
    let mut town = Town::found(Scenario::default(), 1);
    let schooling = &mut town.parameters.schooling;
    for supply in [&mut schooling.childcare.under_three, &mut schooling.childcare.under_six] {
        supply.per_thousand = Rate::new(supply.per_thousand.get() * of.childcare).unwrap();
    }
    if of.all_signed_up {
        let always = Share::new(1.0).unwrap();
        (schooling.sign_up.under_three, schooling.sign_up.under_six) = (always, always);
        schooling.sign_up_unaided = always;
    }
    let (housing, work) = (&mut town.parameters.housing, &mut town.parameters.work);
    let times = |rate: Rate, times: f64| Rate::new(rate.get() * times).unwrap();
    housing.market.per_thousand = times(housing.market.per_thousand, dwellings);
    work.market.per_thousand = times(work.market.per_thousand, vacancies);
    housing.landlord.base = Effect::new(housing.landlord.base.get() + readier).unwrap();
    work.apprenticeships.per_thousand = times(work.apprenticeships.per_thousand, of.apprenticeships);
    work.kind.training = times(work.kind.training, of.can_train);
    work.employer.base = Effect::new(work.employer.base.get() + readier).unwrap();
    town.run_to(156);
    let mut found = Found { households: 0.0, working: 0.0, training: 0.0, childcare: 0.0, refusals: 0 };
    for district in &town.world.districts {
        found.refusals += district.ledger.refusals_job_search;
        let refugees = &district.refugees;
        for id in refugees.person.ids() {
            let home = &refugees.household[refugees.person[id].household];
            // Newborns are entered behind the others, so the first member tells how often the household moved.
            let is_private = refugees.housing[id].dwelling == Dwelling::Private;
            found.households += f64::from(u8::from(is_private && home.members.first() == Some(&id)));
            let is_here = refugees.presence[id] == Presence::Present;
            let state = refugees.working[id].state;
            found.working += f64::from(u8::from(is_here && state.is_employment()));
            found.training += f64::from(u8::from(is_here && state == WorkState::Training));
            let is_in_childcare = refugees.schooling[id] == Schooling::Childcare;
            found.childcare += f64::from(u8::from(is_here && is_in_childcare));
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

#[test]
fn apprenticeships_that_nobody_can_begin_change_nothing_and_others_do() {
    let nobody = Times { can_train: 0.0, ..AS_IT_IS };
    let doses = [0.0, 1.0, 2.0].map(|apprenticeships| found_with(Times { apprenticeships, ..nobody }));
    assert!(doses[0] == doses[1] && doses[1] == doses[2] && doses[0].training == 0.0, "{doses:?}");
    // The twin: where people can begin them, none means no training. Of a fiftieth, a dozen a year, fewer are left open than people here would
    // take, some twenty a year, so that well below four fifths of the forty are in training.
    let doses = [0.0, 0.02, 1.0].map(|apprenticeships| found_with(Times { apprenticeships, ..AS_IT_IS }));
    println!("apprenticeships none, a fiftieth, as it is: {doses:#?}");
    let [none, few, many] = doses.map(|found| found.training);
    assert!(none == 0.0 && few > 0.0 && few < 0.8 * many, "{doses:?}");
}

#[test]
fn places_in_childcare_that_nobody_needs_change_nothing_and_help_for_all_fills_no_more_than_there_are() {
    let of = |childcare, all_signed_up| found_with(Times { childcare, all_signed_up, ..AS_IT_IS });
    // With a hundred times the places nobody waits, and more are left empty.
    assert_eq!(of(100.0, false), of(110.0, false));
    let doses = [0.0, 0.5, 1.0, 2.0].map(|childcare| (of(childcare, false), of(childcare, true)));
    println!("childcare none, half, as it is, twice; as it is and all signed up: {doses:#?}");
    assert!(doses[0].0.childcare == 0.0 && doses[0].1.childcare == 0.0, "{doses:?}");
    assert!(doses.windows(2).all(|pair| pair[1].0.childcare > pair[0].0.childcare), "{doses:?}");
    // Children who are signed up at once come before residents' children who are signed up later, so a few more places go to them where
    // people wait; where nobody waits all who are signed up have one.
    assert!(doses.iter().skip(1).all(|(some, all)| all.childcare > some.childcare), "{doses:?}");
}
