//! The processes of a life course in a toy district: they stay in range, and yield roughly what surveys found.

use inteso::index::{AccommodationId, PersonId};
use inteso::observation::measurement::Survey;
use inteso::observation::{PanelRow, Table, groups, panel};
use inteso::population::{Dwelling, Gathering};
use inteso::vocabulary::{Sex, WorkState};
use inteso::world::LifeEvent;

use crate::stage::{Town, scenario, town};
use crate::toy::{SETTING, Setting, Toy, constant};

fn in_range(toy: &Toy) {
    let unit = |value: f32| (0.0..=1.0).contains(&value);
    for &id in &toy.refugees.present {
        let r = &toy.refugees;
        let (language, mind, working) = (&r.language[id], &r.mind[id], &r.working[id]);
        assert!((0.0..6.0).contains(&language.level), "{language:?}");
        assert!(
            unit(language.local_knowledge) && unit(working.idleness) && unit(working.skill),
            "{working:?}"
        );
        assert!(unit(mind.belonging) && unit(mind.welcome) && unit(mind.worry), "{mind:?}");
    }
    for id in toy.residents.adults.iter().step_by(50) {
        assert!((-1.0..=1.0).contains(&toy.residents.attitudes.of(*id, toy.week, 0.0)));
    }
}

#[test]
fn states_stay_in_range_and_people_in_accommodation_are_counted() {
    let mut toy = Toy::new(Setting { persons: 400, ..SETTING }, 3);
    for _ in 0..6 {
        toy.run(50);
        in_range(&toy);
        let shared = |&&id: &&PersonId| toy.refugees.housing[id].dwelling != Dwelling::Private;
        let counted = toy.refugees.present.iter().filter(shared).count();
        assert_eq!(toy.city.accommodation[AccommodationId(0)].people as usize, counted);
    }
    assert!(toy.ledger.refusals_housing > 0 && toy.ledger.refusals_job_search > 0);
    assert!(toy.ledger.hostile_meetings < toy.ledger.meetings / 10, "few meetings are hostile");
}

#[test]
fn employment_rises_over_the_years_and_more_for_men_than_for_women() {
    let mut toy = Toy::new(Setting { persons: 1_500, ..SETTING }, 5);
    toy.run(90);
    let first = toy.employed(None);
    toy.run(210);
    // Bounds far wider than the surveys' bands: the toy has no arrivals after the first year and no counselling.
    assert!(first < 0.15, "{first}");
    assert!((0.2..0.65).contains(&toy.employed(None)), "{}", toy.employed(None));
    assert!(toy.employed(Some(Sex::Male)) > toy.employed(Some(Sex::Female)) + 0.1);
}

#[test]
fn more_course_hours_give_more_language() {
    let level = |units_per_week| {
        let mut toy = Toy::new(Setting { units_per_week, ..SETTING }, 7);
        toy.run(150);
        toy.mean_level()
    };
    let (few, many) = (level(8.0), level(20.0));
    assert!(many > few + 0.1, "{few} {many}");
}

#[test]
fn seven_more_months_of_bar_lower_employment_for_years() {
    let employed = |bar_weeks, weeks| {
        let mut toy = Toy::new(Setting { persons: 1_500, bar_weeks, ..SETTING }, 9);
        toy.run(weeks);
        toy.employed(None)
    };
    // Five years after the mean arrival; the same draws in both arms, and a tenth is five standard errors of a share.
    let (short, long) = (employed(52, 292), employed(82, 292));
    assert!(short - long > 0.06, "{short} {long}");
    // The twin: one week more does next to nothing.
    let same = employed(53, 292);
    assert!((short - same).abs() < 0.04, "{short} {same}");
}

#[test]
fn who_lives_near_but_meets_nobody_changes_nobodys_attitude() {
    let mut toy = Toy::new(SETTING, 13);
    toy.forcings.closures.meetings = constant(0.0);
    toy.run(150);
    assert!(toy.residents.attitudes.touched.is_empty());
    assert_eq!(toy.ledger.meetings, 0);
    // The twin: a gathering does.
    let before = toy.residents.attitudes.mean(toy.week, 0.0);
    for _ in 0..10 {
        let persons = toy.adults().take(40).collect();
        let residents = toy.residents.adults.iter().copied().take(40).collect();
        let gathering = Gathering { persons, residents, talks_each: 2, equal_footing: true };
        toy.occasions.gatherings.push(gathering);
        toy.step();
    }
    assert!(toy.occasions.gatherings.is_empty());
    assert!(toy.residents.attitudes.mean(toy.week, 0.0) > before);
}

#[test]
fn the_same_seed_gives_the_same_lives() {
    let lives = || {
        let mut toy = Toy::new(Setting { persons: 200, ..SETTING }, 17);
        toy.run(120);
        let states: Vec<_> =
            toy.refugees.working.iter().map(|working| (working.state, working.refusals)).collect();
        (toy.mean_level().to_bits(), toy.ledger.meetings, states)
    };
    assert_eq!(lives(), lives());
}

#[test]
fn panel_and_groups_hold_a_cell_a_column_and_agree() {
    let mut toy = Toy::new(Setting { persons: 300, ..SETTING }, 19);
    toy.run(143);
    let (dice, week) = (toy.dice, toy.week);
    let employed = toy.employed(None);
    let adults = toy.adults().count();
    let parameters = toy.parameters.measurement.clone();
    let district = toy.district;
    let mut table = Table::default();
    let mut survey = Survey::new(parameters, dice);
    survey.include(&district.refugees);
    panel::append(&survey, &district, 2, week, &mut table);
    let rows: Vec<PanelRow<'_>> = table.rows().expect("rows are read as they were written");
    let again = rows.iter().fold(Table::default(), |mut table, row| {
        table.push(row);
        table
    });
    assert_eq!(again, table);
    assert_eq!(rows.len(), district.refugees.person.len());
    let keys: std::collections::BTreeSet<_> = rows.iter().map(|row| &row.of.person).collect();
    assert_eq!(keys.len(), rows.len(), "no two persons share a key");
    let states = rows.iter().filter_map(|row| row.state.as_ref());
    let working = states.filter(|state| state.employed.0 && state.age >= 18);
    // The same share, from counts: rounding alone.
    assert!((working.count() as f64 / adults as f64 - employed).abs() < 1e-9);

    let rows = groups::Groups::of(&survey, &district.refugees, week).rows("all", week);
    for attribute in groups::ATTRIBUTES {
        let persons: u32 = rows.iter().filter(|row| row.attribute == attribute).map(|row| row.persons).sum();
        assert_eq!(persons as usize, district.refugees.present.len(), "{attribute}");
    }
}

/// Returns how many of the households whose week to leave has come leave, with some people's work and the rule's end changed.
fn leaving(stage: &Town, bound_weeks: i32, working: WorkState) -> (u64, usize) {
    let mut stage = Town {
        scenario: stage.scenario.clone(),
        world: stage.world.clone(),
        ..Town::found(stage.scenario.clone(), 1)
    };
    let week = stage.world.week;
    let district = &mut stage.world.districts[0];
    let refugees = &mut district.refugees;
    // Nothing else happens in that week: a decision would fix another week to leave.
    district.life.take(week);
    for id in refugees.present.clone() {
        refugees.working[id].state = working;
        refugees.legal[id].bound_until = week.plus(bound_weeks);
        let household = refugees.person[id].household;
        refugees.household[household].departs = week;
        district.life.enter(week, LifeEvent::Departure(id));
    }
    let before = district.ledger.left;
    stage.step();
    let district = stage.first();
    let held = &district.refugees.household;
    let later = held.iter().filter(|household| household.departs > week.plus(bound_weeks)).count();
    (district.ledger.left - before, later)
}

#[test]
fn a_household_bound_by_the_residence_rule_stays_until_it_ends_unless_somebody_works() {
    let mut stage = Town::found(scenario(&town(80, "approach = \"none\"")), 1);
    stage.run_to(60);
    let people = stage.first().refugees.present.len() as u64;
    let (left, later) = leaving(&stage, 50, WorkState::Seeking);
    assert!(left == 0 && later > 0, "{left} left, {later} leave later");
    // The twins: who works is free, and so is everybody when the rule has ended.
    assert_eq!(leaving(&stage, 50, WorkState::Employed).0, people);
    assert_eq!(leaving(&stage, 0, WorkState::Seeking).0, people);
}
