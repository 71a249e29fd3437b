//! Who comes, and what the law opens to them: as many as the forcing says, and courses from the week in which they open.

use inteso::population::Presence;
use inteso::scenario::Scenario;
use inteso::time::Week;
use inteso::vocabulary::{Origin, Status};
use inteso::world::DistrictWorld;

use crate::stage::Town;

/// People who should have arrived in a district up to a week, this one included.
fn due(town: &Town, district: &DistrictWorld, until: Week) -> f64 {
    let assignment = &district.city.assignment;
    let weeks = (Week::SPIN_UP.0..=until.0).map(Week);
    let per_week = |week| town.scenario.forcings.arrivals.per_week.at(week) * assignment.share.at(week);
    let arrival = &town.parameters.arrival;
    let earlier = arrival.earlier_share.get() / arrival.earlier_survival.get();
    f64::from(assignment.initial_stock) * earlier + weeks.map(per_week).sum::<f64>()
}

fn largest_household(district: &DistrictWorld) -> f64 {
    district.refugees.household.iter().map(|home| home.members.len()).max().unwrap_or(0) as f64
}

fn with_arrivals(scale: &str) -> Town {
    Town::found(Scenario::default().with("forcings.arrivals.scale", scale).unwrap(), 1)
}

#[test]
fn all_who_have_arrived_never_differ_from_all_who_should_have_by_more_than_one_household() {
    for scale in ["0.5", "1", "2"] {
        let mut town = with_arrivals(scale);
        while town.world.week < Week(60) {
            let week = town.world.week;
            town.step();
            for district in &town.world.districts {
                let (arrived, due) = (district.ledger.arrived as f64, due(&town, district, week));
                let room = largest_household(district);
                assert!((arrived - due).abs() < room, "{scale}, {week:?}: {arrived} instead of {due}");
            }
        }
        // The negative twin: a tenth of a person too many in each week would not be overlooked.
        for district in &town.world.districts {
            let weeks = f64::from(town.world.week.since(Week::SPIN_UP));
            assert!(district.ledger.arrived > 100 && 0.1 * weeks > largest_household(district));
        }
    }
}

#[test]
fn half_and_twice_the_arrivals_are_half_and_twice_as_many_people() {
    let arrived = |scale: &str| {
        let mut town = with_arrivals(scale);
        town.run_to(60);
        let room: f64 = town.world.districts.iter().map(largest_household).sum();
        let all: f64 = town.world.districts.iter().map(|one| one.ledger.arrived as f64).sum();
        let initial: f64 =
            town.world.districts.iter().map(|one| due(&town, one, Week(Week::SPIN_UP.0 - 1))).sum();
        (all - initial, room)
    };
    let (once, room) = arrived("1");
    for (scale, factor) in [("0.5", 0.5), ("2", 2.0)] {
        let (scaled, own) = arrived(scale);
        assert!((scaled - factor * once).abs() <= own + factor * room, "{scale}: {scaled} of {once}");
    }
}

/// People from Syria in procedure who came in the first half of 2015, and how many of them may take a course.
fn entitled(town: &Town) -> (usize, usize) {
    let refugees = &town.first().refugees;
    let in_procedure: Vec<_> = refugees
        .person
        .ids()
        .filter(|&id| {
            let person = &refugees.person[id];
            (0..26).contains(&person.arrived.0)
                && person.origin == Origin::Syria
                && refugees.presence[id] == Presence::Present
                && refugees.legal[id].status == Status::InProcedure
        })
        .collect();
    let entitled = in_procedure.iter().filter(|&&id| refugees.legal[id].course_entitled).count();
    (in_procedure.len(), entitled)
}

#[test]
fn courses_open_to_those_who_are_here_already_when_the_law_opens_them() {
    let mut town = with_arrivals("1");
    let opening = Week(
        (0..80).find(|&week| town.scenario.forcings.law.early_course_access.at(Week(week)) > 0.5).unwrap(),
    );
    town.run_to(opening.0);
    let (before, entitled_before) = entitled(&town);
    assert!(before > 10 && entitled_before == 0, "{entitled_before} of {before}");
    town.step();
    let (after, entitled_after) = entitled(&town);
    assert!(after > 10 && entitled_after == after, "{entitled_after} of {after}");
    // A year on, all who are still in procedure have it.
    town.run_to(opening.0 + 52);
    let (still, still_entitled) = entitled(&town);
    assert_eq!(still, still_entitled, "whoever has the right keeps it until the decision");
}
