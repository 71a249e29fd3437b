//! Tests of who joins the local network and who comes to its meetings.

use super::super::directory::unknown;
use super::super::meetings::{cost, hold};
use super::super::*;
use super::{institutions, run, today, town};
use crate::dice::Dice;
use crate::forcing::Forcings;
use crate::numeric::logistic;
use crate::quantity::{Effect, Share};
use crate::world::toy;

/// Holds a meeting of all members in each of so many weeks, each time from the same state; returns the network after each.
fn meetings_of(
    weeks: std::ops::Range<i32>,
    parameters: &Parameters,
    network: &LocalNetwork,
) -> Vec<LocalNetwork> {
    let intermediary = toy::intermediary();
    let establishment = intermediary.establishment.as_ref().unwrap();
    let forcings = Forcings::default();
    weeks
        .map(|week| {
            let mut network = LocalNetwork { set_aside: 10_000.0, ..network.clone() };
            let mut desks = intermediary.desk.clone();
            desks[DeskId(0)].directory = network.institution.iter().map(|_| unknown(Week(34))).collect();
            let convener = Convener {
                today: &today(week, Dice::new(1, 0), &forcings),
                parameters,
                entity: Entity::named("caller"),
                centres: &toy::centres(),
                establishment,
            };
            assert!(hold(&convener, &mut network, &mut desks));
            network
        })
        .collect()
}

/// Asserts that of so many as many as a chance says have done something, within five standard errors.
fn assert_share(done: usize, of: usize, chance: f64) {
    let (share, error) = (done as f64 / of as f64, 5.0 * (chance * (1.0 - chance) / of as f64).sqrt());
    assert!((share - chance).abs() < error, "{share} of {of}, expected {chance} within {error}");
}

#[test]
fn contact_persons_who_are_more_committed_come_more_often() {
    let mut parameters: Parameters = toy::parameters("local_network");
    parameters.attend_topic = Effect::new(0.0).unwrap();
    let mut network = institutions();
    network.members = network.institution.ids().take(60).collect();
    // Every other one is committed beyond the mean, nobody is tied.
    let is_keen = |id: InstitutionId| id.position().is_multiple_of(2);
    network.commitment = network.institution.ids().map(|id| if is_keen(id) { 1.0 } else { -1.0 }).collect();
    let came = |parameters: &Parameters| {
        let held = meetings_of(40..80, parameters, &network);
        let keen = |network: &LocalNetwork| network.came.iter().filter(|&&id| is_keen(id)).count();
        let all: usize = held.iter().map(|network| network.came.len()).sum();
        let keen: usize = held.iter().map(keen).sum();
        (keen, all - keen)
    };
    let chance = |commitment: f64| logistic(parameters.attend.get() + commitment);
    let slope = parameters.attend_commitment.get();
    let (keen, others) = came(&parameters);
    assert_share(keen, 30 * 40, chance(slope));
    assert_share(others, 30 * 40, chance(-slope));
    assert!(keen > others);
    // The twin: where commitment did not count, all would come as often as a person of mean commitment.
    let indifferent = Parameters { attend_commitment: Effect::new(0.0).unwrap(), ..parameters.clone() };
    let (keen, others) = came(&indifferent);
    assert_share(keen, 30 * 40, chance(0.0));
    assert_share(others, 30 * 40, chance(0.0));
}

#[test]
fn institutions_that_did_not_know_the_intermediary_or_opened_later_are_drawn_in() {
    let mut parameters: Parameters = toy::parameters("local_network");
    parameters.drop_out = Share::new(0.0).unwrap();
    let mut network = institutions();
    network.met = Some(Week(30));
    let ids: Vec<InstitutionId> = network.institution.ids().take(91).collect();
    network.members = vec![ids[0]];
    let outside: Vec<InstitutionId> = network.institution.ids().skip(91).collect();
    for id in outside {
        network.institution[id].closes = Week(35);
    }
    let (knowing, unaware, new) = (&ids[1..31], &ids[31..61], &ids[61..91]);
    for &id in &ids {
        let row = &mut network.institution[id];
        row.knows_intermediary = knowing.contains(&id).then_some(Week(20));
        (row.opens, row.closes) = (Week(if new.contains(&id) { 36 } else { -104 }), Week::NEVER);
    }
    let weeks = 40..140;
    let held = meetings_of(weeks.clone(), &parameters, &network);
    let joined = |held: &[LocalNetwork], ids: &[InstitutionId]| {
        let of = |network: &LocalNetwork| ids.iter().filter(|id| network.members.contains(id)).count();
        held.iter().map(of).sum::<usize>()
    };
    let count = 30 * weeks.len();
    assert_share(joined(&held, knowing), count, parameters.join.get());
    assert_share(joined(&held, unaware), count, parameters.join_unaware.get());
    assert_share(joined(&held, new), count, parameters.join_new.get());
    assert!(joined(&held, knowing) > joined(&held, unaware) && joined(&held, unaware) > 0);
    // Who opened since the meeting before is invited and knows the intermediary then; of the others only who came does.
    for network in &held {
        let knows = |id: &&InstitutionId| network.institution[**id].knows_intermediary.is_some();
        assert_eq!(new.iter().filter(knows).count(), new.len());
        assert!(unaware.iter().filter(knows).all(|id| network.came.contains(id)));
    }
    // The twin: who opened before the last meeting is no newcomer to it.
    network.met = Some(Week(36));
    let held = meetings_of(weeks, &parameters, &network);
    assert_share(joined(&held, new), count, parameters.join_unaware.get());
}

#[test]
fn meetings_cost_institutions_the_hours_of_who_came_and_the_municipality_those_of_calling() {
    let parameters: Parameters = toy::parameters("local_network");
    for by_municipality in [false, true] {
        let mut town = town(institutions(), toy::intermediary());
        town.intermediary.establishment.as_mut().unwrap().meetings.called_by_municipality = by_municipality;
        let (mut came, mut held) = (0_usize, 0.0);
        let (from, until) = (34, 34 + 104);
        for week in from..until {
            run(Dice::new(3, 0), &parameters, &mut town, week..week + 1);
            let network = &town.network;
            if network.met == Some(Week(week)) {
                came += network.came.len();
                held += cost(&parameters, network.came.len());
            }
        }
        let DistrictWorld { network, ledger, .. } = &town;
        assert!(came > 0 && network.groups.is_empty());
        let attended = ledger.costs.of(CostItem::InstitutionsMeeting).hours;
        assert!((attended - came as f64 * parameters.attending_hours.get()).abs() < 1e-9, "{attended}");
        let calling = ledger.costs.of(CostItem::MunicipalityCalling).hours;
        if by_municipality {
            // Who was invited and did not come costs the caller as well, and what is set aside waits for the next meeting.
            assert!(calling - network.set_aside >= held - 1e-9, "{calling} {held}");
            assert!(calling <= 2.0 * f64::from(until - from), "{calling}");
        } else {
            assert_eq!(calling, 0.0);
        }
    }
}
