//! Clubs, bodies and grants keep their books in every week of a small town.

use inteso::network::Seat;
use inteso::time::Week;

use crate::conservation::column;
use crate::stage::{Town, record, scenario, town};

#[test]
fn memberships_seats_and_grants_are_conserved_in_every_week() {
    let mut town =
        Town::found(scenario(&town(104, "approach = \"guide\"\nprinciples = { participation = 1.0 }")), 1);
    let mut busiest = 0;
    let mut decisions = 0;
    while !town.is_over() {
        town.step();
        let week = town.world.week;
        let district = town.first();
        let memberships = &district.refugees.memberships;
        let active = memberships.active();
        assert_eq!(memberships.joined, memberships.ended + active.len() as u64, "week {}", week.0);
        let by_institution: u32 =
            district.network.institution.ids().map(|id| memberships.members_of(id)).sum();
        assert_eq!(by_institution as usize, active.len());
        for one in active {
            assert_eq!(memberships.club_of(one.person), Some(one.institution));
            assert!(one.since < week && week <= one.until);
        }
        busiest = busiest.max(active.len());
        let bodies = &district.network.bodies;
        let decided: u32 = bodies.decided.values().iter().sum();
        assert_eq!(u64::from(decided), district.ledger.decisions);
        assert!(district.ledger.decisions_followed <= district.ledger.decisions);
        // Each grant lasts a year, so no more are there than decisions within one.
        assert!(bodies.grants.iter().all(|grant| grant.ends >= week && grant.ends <= week.plus(52)));
        decisions = decided;
        for seat in bodies.all_seats() {
            if let Seat::Fled(id) = seat {
                assert!(district.refugees.person[id].is_adult(week));
            }
        }
        let sets: Vec<_> = bodies.all_seats().filter(|seat| matches!(seat, Seat::Fled(_))).collect();
        assert!(sets.iter().enumerate().all(|(position, seat)| !sets[..position].contains(seat)));
    }
    assert!(busiest > 10 && decisions > 5, "{busiest} members, {decisions} decisions");
    assert!(town.world.week > Week(100));
}

#[test]
fn an_hour_of_volunteers_that_replaces_paid_work_is_counted_once() {
    let record = record(&scenario(&town(104, "approach = \"guide\"\nvolunteers = 12")));
    let sum = |name: &str| -> f64 {
        record
            .series
            .iter()
            .filter(|row| row.is_of_all())
            .map(|row| row.values[column(name)])
            .filter(|value| !value.is_nan())
            .sum()
    };
    let (replaced, given) = (sum("hours_replaced"), sum("volunteer_hours"));
    assert!(replaced > 0.0 && replaced <= given, "{replaced} of {given}");
    // The twin: nobody comes along where nobody guides.
    assert_eq!(replaced_where_nobody_comes_along(), 0.0);
}

fn replaced_where_nobody_comes_along() -> f64 {
    record(&scenario(&town(104, "approach = \"refer\"\nvolunteers = 12")))
        .series
        .iter()
        .map(|row| row.values[column("hours_replaced")])
        .filter(|value| !value.is_nan())
        .sum()
}
