//! Waiting times and the spread of knowledge against their closed forms.

use inteso::dice::Dice;
use inteso::district::Place;
use inteso::forcing::{Forcings, Series};
use inteso::index::{HouseholdId, NeighbourhoodId, PersonId};
use inteso::intermediary::DeskOwner;
use inteso::numeric::exp;
use inteso::population::{Awareness, Presence, Refugees, Residence, Schooling};
use inteso::process::{arrival, awareness, needs};
use inteso::quantity::Share;
use inteso::statistics::tolerance;
use inteso::time::{WEEKS_PER_YEAR, Week};
use inteso::today::Today;
use inteso::vocabulary::{Concept, Need, Sex, Status};
use inteso::world::{DistrictWorld, LifeEvent};

use crate::stage::{Town, scenario, town};
use crate::toy::{SETTING, Setting, Toy};

/// Returns adults alone in their households, all present in one accommodation.
fn adults(persons: usize) -> Refugees {
    let mut refugees = Toy::new(Setting { persons, residents: 10, ..SETTING }, 4).district.refugees;
    let ids: Vec<PersonId> = refugees.person.ids().collect();
    refugees.present.clear();
    for id in ids {
        refugees.presence[id] = Presence::Left(Week(0));
        if refugees.person[id].is_adult(Week(0)) {
            refugees.presence[id] = Presence::Present;
            refugees.present.push(id);
        }
        refugees.schooling[id] = Schooling::None;
    }
    refugees
}

/// Returns a district of these people alone.
fn of(refugees: Refugees) -> DistrictWorld {
    DistrictWorld { refugees, ..Toy::new(Setting { persons: 0, residents: 10, ..SETTING }, 4).district }
}

/// Returns the parameters of awareness by which nothing happens.
fn silence() -> awareness::Parameters {
    let mut parameters: awareness::Parameters =
        inteso::evidence::Evidence::embedded().unwrap().section("awareness").unwrap();
    let nothing = Share::new(0.0).unwrap();
    parameters.known_on_arrival = nothing;
    parameters.remembers = nothing;
    parameters.pass_on_new_user = nothing;
    parameters.pass_on_per_friend_and_week = inteso::quantity::Rate::new(0.0).unwrap();
    parameters.pointing = nothing;
    parameters.footfall_per_week = nothing;
    parameters.forgetting_per_week = nothing;
    parameters
}

/// Lets a share of people know an advice service on arrival, in week 0.
fn inform(district: &mut DistrictWorld, share: f64, dice: Dice, parameters: &awareness::Parameters) {
    let parameters =
        awareness::Parameters { known_on_arrival: Share::new(share).unwrap(), ..parameters.clone() };
    let forcings = Forcings::default();
    let today = Today { week: Week(0), dice, forcings: &forcings };
    district.refugees.awareness = district.refugees.person.ids().map(|_| Awareness::default()).collect();
    for id in district.refugees.person.ids() {
        awareness::on_arrival(&today, &parameters, id, district.into());
    }
}

fn knowing(refugees: &Refugees, known: fn(&Awareness) -> bool) -> f64 {
    let count = refugees.present.iter().filter(|&&id| known(&refugees.awareness[id])).count();
    count as f64 / refugees.present.len() as f64
}

/// Returns the share of those to whom something with a chance a week has not happened after so many weeks.
fn after(chance: f64, weeks: i32) -> f64 {
    (0..weeks).fold(1.0, |left, _| left * (1.0 - chance))
}

fn know_service(row: &Awareness) -> bool {
    row.advice_service.is_some()
}

#[test]
fn who_hears_nothing_more_forgets_after_a_geometric_time() {
    let stage = Town::found(scenario(&town(1, "approach = \"none\"")), 1);
    let mut district = DistrictWorld { refugees: adults(30_000), ..stage.first().clone() };
    let people = district.refugees.present.len();
    let parameters = awareness::Parameters { forgetting_per_week: Share::new(0.04).unwrap(), ..silence() };
    let idle = parameters.idle_weeks.get() as i32;
    let dice = Dice::new(3, 1);
    inform(&mut district, 1.0, dice, &parameters);
    assert_eq!(knowing(&district.refugees, know_service), 1.0);
    let mut is_twin_caught = false;
    for week in 0..idle + 60 {
        let today = Today { week: Week(week), dice, forcings: &stage.scenario.forcings };
        awareness::step(&today, &parameters, (&mut district).into());
        let expected = after(0.04, week - idle);
        let share = knowing(&district.refugees, know_service);
        let allowed = tolerance::proportion(expected, people);
        assert!((share - expected).abs() <= allowed, "week {week}: {share} instead of {expected}");
        // The twin: a quarter more or less forgetting would be seen.
        let other = after(0.03, week - idle);
        is_twin_caught |= (share - other).abs() > tolerance::proportion(other, people);
    }
    assert!(is_twin_caught);
}

/// Lets people pass a site for a year at a chance a week, under a name that a share of them recognise; returns how many there are,
/// which share of them lives near, and after each quarter who knows the site.
fn passing(chance: f64, recognised: f64) -> (usize, f64, Vec<Vec<PersonId>>) {
    let mut stage = Town::found(scenario(&town(20, "approach = \"refer\"\nsiting = \"central\"")), 1);
    stage.run_to(20);
    let mut district = DistrictWorld { refugees: adults(20_000), ..stage.first().clone() };
    let DistrictWorld { refugees, intermediary, .. } = &mut district;
    intermediary.outreach_hours = 0.0;
    intermediary.establishment.as_mut().unwrap().recognised_by_fled = recognised;
    let desk = intermediary.desk.iter().find(|desk| desk.owner == DeskOwner::Intermediary).unwrap().clone();
    let people = refugees.present.len();
    for (position, id) in refugees.person.ids().collect::<Vec<_>>().into_iter().enumerate() {
        let housing = &mut refugees.housing[id];
        housing.residence = Residence::District(NeighbourhoodId(0));
        // Every second person lives ten kilometres away and never passes.
        let away = if position % 2 == 0 { 0.0 } else { 10.0 };
        housing.home = Place { east: desk.place.east + away, north: desk.place.north };
        refugees.awareness[id] = Awareness::default();
    }
    let near = refugees.present.iter().filter(|id| refugees.housing[**id].home == desk.place).count() as f64
        / people as f64;
    let parameters = awareness::Parameters { footfall_per_week: Share::new(chance).unwrap(), ..silence() };
    let dice = Dice::new(5, 1);
    let mut known = Vec::new();
    // Whole rounds of thirteen weeks, long after the opening, whose letters nobody remembers here.
    for week in 200..252 {
        let today = Today { week: Week(week), dice, forcings: &stage.scenario.forcings };
        awareness::step(&today, &parameters, (&mut district).into());
        let refugees = &district.refugees;
        if (week - 199) % 13 == 0 {
            let know = |id: &&PersonId| refugees.awareness[**id].intermediary.is_some();
            known.push(refugees.present.iter().filter(know).copied().collect());
        }
    }
    (people, near, known)
}

#[test]
fn who_passes_a_site_comes_to_know_it_at_the_chance_of_the_weeks_gone_by() {
    let chance = 0.01;
    let (people, near, known) = passing(chance, 1.0);
    for (quarter, known) in (1..).zip(known) {
        let weeks = 13 * quarter;
        let expected = near * (1.0 - after(chance, weeks));
        let share = known.len() as f64 / people as f64;
        let allowed = tolerance::proportion(expected, people);
        assert!((share - expected).abs() <= allowed, "after {weeks}: {share} instead of {expected}");
        let twin = near * (1.0 - after(1.5 * chance, weeks));
        assert!((share - twin).abs() > tolerance::proportion(twin, people));
    }
}

#[test]
fn who_passes_a_site_whose_name_means_others_goes_on_passing() {
    let (chance, recognised) = (0.03, 0.4);
    let (people, near, all) = passing(chance, 1.0);
    let (_, _, some) = passing(chance, recognised);
    for (quarter, (all, some)) in (1..).zip(all.iter().zip(&some)) {
        let expected = near * recognised * (1.0 - after(chance, 13 * quarter));
        let share = some.len() as f64 / people as f64;
        // Recognising is for good, so that the share stays away whatever the time; the chance of noticing is the same.
        let allowed = tolerance::proportion(expected, people);
        assert!((share - expected).abs() <= allowed, "{quarter}: {share} instead of {expected}");
        assert!(some.iter().all(|id| all.contains(id)), "a name that more recognise loses nobody");
        // The twin: as many as if the name did not matter would be seen.
        assert!(all.len() as f64 / people as f64 - share > allowed);
    }
    assert!(passing(chance, 0.0).2.iter().all(Vec::is_empty));
}

#[test]
fn word_of_mouth_alone_spreads_as_a_logistic() {
    let stage = Town::found(scenario(&town(1, "approach = \"none\"")), 1);
    let mut district = DistrictWorld { refugees: adults(30_000), ..stage.first().clone() };
    // Without friends everybody talks to housemates, and all live in one house: complete mixing.
    for social in &mut district.refugees.social {
        social.peers.clear();
    }
    let rate = 0.15;
    let parameters = awareness::Parameters {
        pass_on_per_friend_and_week: inteso::quantity::Rate::new(rate).unwrap(),
        ..silence()
    };
    let dice = Dice::new(7, 1);
    inform(&mut district, 0.05, dice, &parameters);
    let people = district.refugees.present.len();
    let mut expected = knowing(&district.refugees, know_service);
    let seeds = expected * people as f64;
    let talks = 1.0 - exp(-rate);
    let mut other = expected;
    let mut is_twin_caught = false;
    for week in 1..60 {
        let today = Today { week: Week(week), dice, forcings: &stage.scenario.forcings };
        awareness::step(&today, &parameters, (&mut district).into());
        // Each who knows talks with the same chance a week, to anybody: who does not know stays so with exp(−talks a head).
        expected = 1.0 - (1.0 - expected) * exp(-talks * expected);
        other = 1.0 - (1.0 - other) * exp(-1.15 * talks * other);
        let share = knowing(&district.refugees, know_service);
        // A branching process from n seeds has a relative deviation of about 1/√n for good; the share moves by that times
        // s(1 − s), five of which are allowed, and the sampling of the last week on top.
        let allowed =
            |share: f64| 5.0 * share * (1.0 - share) / seeds.sqrt() + tolerance::proportion(share, people);
        assert!((share - expected).abs() <= allowed(expected), "week {week}: {share} instead of {expected}");
        is_twin_caught |= (share - other).abs() > allowed(other);
    }
    assert!(expected > 0.95);
    assert!(is_twin_caught, "15 % more talk would be seen");
}

/// Returns the share of waiting times that are over within so many weeks.
fn within(waits: &[i32], weeks: i32) -> f64 {
    waits.iter().filter(|&&wait| wait <= weeks).count() as f64 / waits.len() as f64
}

#[test]
fn the_first_onset_of_a_need_waits_as_its_two_rates_say() {
    let parameters: needs::Parameters =
        inteso::evidence::Evidence::embedded().unwrap().section("needs").unwrap();
    let mut refugees = adults(120_000);
    for id in refugees.person.ids().collect::<Vec<_>>() {
        refugees.person[id].arrived = Week(0);
    }
    let forcings = Forcings::default();
    let today = Today { week: Week(0), dice: Dice::new(11, 1), forcings: &forcings };
    let mut district = of(refugees);
    for id in district.refugees.present.clone() {
        needs::begin(&today, &parameters, id, (&mut district).into());
    }
    let mut waits = vec![Vec::new(); Need::ALL.len()];
    for week in 0..2_000 {
        for (_, need) in district.cases.onsets.take(Week(week)) {
            waits[need.position()].push(week);
        }
    }
    let people = district.refugees.present.len();
    let (mut twins, mut lates) = (0, 0);
    for &need in Need::ALL {
        let [first, later] =
            [&parameters.first_year, &parameters.later].map(|rates| rates[need].get() / WEEKS_PER_YEAR);
        let found = |weeks: i32| {
            waits[need.position()].iter().filter(|&&wait| wait <= weeks).count() as f64 / people as f64
        };
        for weeks in [1, 13, 26, 52, 78, 104, 208] {
            let expected = |first: f64| {
                1.0 - exp(-first * f64::from(weeks.min(52)) - later * f64::from((weeks - 52).max(0)))
            };
            let share = found(weeks);
            let allowed = tolerance::proportion(expected(first), people);
            assert!((share - expected(first)).abs() <= allowed, "{need:?}: {share} within {weeks} weeks");
            let twin = expected(1.2 * first);
            twins += usize::from((share - twin).abs() > tolerance::proportion(twin, people));
            if weeks == 78 {
                let late = 1.0 - exp(-first * 52.0 - later * 23.0);
                lates += usize::from((share - late).abs() > tolerance::proportion(late, people));
            }
        }
    }
    assert!(twins > 20, "a fifth more needs would be seen");
    assert!(lates > 0, "and so would a second rate that holds three weeks too late");
}

#[test]
fn departures_wait_geometrically_at_the_chance_of_the_status() {
    let stage = Town::found(scenario(&town(1, "approach = \"none\"")), 1);
    let mut forcings = stage.scenario.forcings.clone();
    forcings.departures.factor = Series::new(vec![(Week(-200), 1.0)]);
    let parameters = &stage.parameters.arrival;
    let mut district = of(adults(60_000));
    let mut seen = Vec::new();
    for (status, chance) in [
        (Status::InProcedure, parameters.leaves_in_procedure),
        (Status::Settled, parameters.leaves_settled),
        (Status::Tolerated, parameters.leaves_tolerated),
    ] {
        let today = Today { week: Week(0), dice: Dice::new(13, status as u32), forcings: &forcings };
        let mut waits = Vec::new();
        for position in 0..district.refugees.household.len() {
            let household = HouseholdId(position as u32);
            if district.refugees.household[household].members.len() > 1 {
                let head = district.refugees.household[household].members[0];
                district.refugees.legal[head].status = status;
                arrival::fix_departure(&today, parameters, head, (&mut district).into());
                waits.push(district.refugees.household[household].departs.0);
            }
        }
        assert!(waits.len() > 5_000);
        for weeks in [1, 10, 50, 200, 400] {
            let expected = |chance: f64| 1.0 - after(chance, weeks);
            let share = within(&waits, weeks);
            let allowed = tolerance::proportion(expected(chance.get()), waits.len());
            assert!(
                (share - expected(chance.get())).abs() <= allowed,
                "{status:?}: {share} in {weeks} weeks"
            );
        }
        seen.push((within(&waits, 100), 1.0 - after(chance.get() * 1.25, 100), waits.len()));
    }
    // The twin: a quarter more departures would be seen, whatever the status.
    assert!(
        seen.iter().all(|&(share, twin, people)| (share - twin).abs() > tolerance::proportion(twin, people))
    );
}

#[test]
fn deaths_and_births_wait_exponentially() {
    let stage = Town::found(scenario(&town(1, "approach = \"none\"")), 1);
    let mut parameters = stage.parameters.arrival.clone();
    parameters.deaths = inteso::quantity::Rate::new(0.2).unwrap();
    let mut district = of(adults(30_000));
    let forcings = Forcings::default();
    let today = Today { week: Week(0), dice: Dice::new(17, 1), forcings: &forcings };
    for id in district.refugees.present.clone() {
        arrival::fix_life(&today, &parameters, id, (&mut district).into());
    }
    let mut deaths = Vec::new();
    let mut births = Vec::new();
    for week in 0..2_000 {
        for event in district.life.take(Week(week)) {
            match event {
                LifeEvent::Death(_) => deaths.push(week),
                LifeEvent::Birth(id) => {
                    assert_eq!(district.refugees.person[id].sex, Sex::Female);
                    births.push(week);
                }
                _ => {}
            }
        }
    }
    let people = district.refugees.present.len();
    for weeks in [1, 26, 104, 520] {
        let expected = |rate: f64| 1.0 - exp(-rate / WEEKS_PER_YEAR * f64::from(weeks));
        let share = deaths.iter().filter(|&&week| week <= weeks).count() as f64 / people as f64;
        assert!((share - expected(0.2)).abs() <= tolerance::proportion(expected(0.2), people), "{weeks}");
        assert!((share - expected(0.26)).abs() > tolerance::proportion(expected(0.26), people) || weeks == 1);
    }
    // Nobody is born within three quarters of a year, by whomever.
    assert!(!births.is_empty() && births.iter().all(|&week| week >= 40));
}
