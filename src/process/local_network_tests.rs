//! Tests of the local network in a small district.

use super::super::toy;
use super::directory::{checked, unknown};
use super::meetings::{Scene, cost, hold};
use super::*;
use crate::intermediary::{DeskOwner, Directory};
use crate::network::Capacity;
use crate::numeric::logistic;
use crate::time::WEEKS_PER_YEAR;

fn run(
    intermediary: &mut Intermediary,
    network: &mut LocalNetwork,
    weeks: std::ops::Range<i32>,
) -> Parameters {
    let dice = Dice::new(3, 0);
    let parameters: Parameters = toy::parameters("local_network");
    let forcings = Forcings::default();
    for week in weeks.map(Week) {
        toy::open_week(intermediary, week);
        step(
            week,
            dice,
            &parameters,
            &forcings,
            &toy::centres(),
            2.0,
            network,
            intermediary,
            &mut Ledger::new(),
        );
    }
    parameters
}

fn capacity(network: &LocalNetwork) -> f64 {
    network
        .institution
        .iter()
        .map(|row| match row.capacity {
            Capacity::Slots { per_week, .. } => per_week,
            Capacity::Places { places, .. } => f64::from(places),
        })
        .sum()
}

#[test]
fn without_an_intermediary_nobody_calls_a_meeting() {
    let mut network = toy::network(Dice::new(1, 0), 50_000);
    run(&mut toy::nobody(), &mut network, -104..200);
    assert_eq!(network.meetings, 0);
    assert!(network.ties.is_empty() && network.members.is_empty());
}

#[test]
fn meetings_make_ties_and_keep_the_directory_right() {
    let mut network = toy::network(Dice::new(1, 0), 50_000);
    let before = capacity(&network);
    let mut intermediary = toy::intermediary();
    intermediary.establishment.as_mut().unwrap().meetings.merges = true;
    let parameters = run(&mut intermediary, &mut network, 0..34 + 3 * 52);
    assert!((10..=12).contains(&network.meetings), "{}", network.meetings);
    let tied = density(&network, Week(190), &parameters);
    assert!(tied > 0.0 && tied < 0.5, "{tied}");
    assert!(network.ties.windows(2).all(|two| (two[0].a, two[0].b) < (two[1].a, two[1].b)));
    let right = directory_correct_share(intermediary.desk.iter(), &network);
    assert!(right > 0.4, "{right}");
    assert!((capacity(&network) - before).abs() < 1e-6, "mergers keep capacity");
    println!(
        "members {} density {tied:.3} right {right:.2} duplication {:.3} gaps {:.3} merged {} projects {} closed {}",
        network.members.len(),
        network.duplication,
        network.gaps,
        network.merged,
        network.projects,
        network.gaps_closed
    );
}

#[test]
fn a_directory_that_nobody_checks_goes_stale_at_the_geometric_waiting_time() {
    let dice = Dice::new(9, 0);
    let network = toy::network(dice, 600_000);
    let mut intermediary = toy::intermediary();
    let parameters: Parameters = toy::parameters("local_network");
    let desk = &mut intermediary.desk[crate::index::DeskId(0)];
    let entry =
        network.institution.iter().map(|row| checked(Week(0), dice, &parameters, desk.entity, row)).collect();
    desk.directory = Directory { entry };
    for week in 1..=52 {
        let_entries_go_stale(Week(week), dice, &parameters, &network, &mut intermediary);
    }
    let right = directory_correct_share(intermediary.desk.iter(), &network);
    let expected = crate::numeric::exp(-0.8 * 52.0 / WEEKS_PER_YEAR);
    // Five standard errors of a share among all institutions.
    let error = 5.0 * (expected * (1.0 - expected) / network.founded() as f64).sqrt();
    assert!((right - expected).abs() < error, "{right} {expected} {error}");
    // The twin: half the rate would have been noticed.
    assert!((right - crate::numeric::exp(-0.4)).abs() > error, "{right} {error}");
}

#[test]
fn hours_that_do_not_suffice_limit_who_is_invited() {
    let mut network = toy::network(Dice::new(1, 0), 50_000);
    network.members = network.institution.ids().take(60).collect();
    let parameters: Parameters = toy::parameters("local_network");
    network.set_aside = cost(&parameters, 20);
    let mut desks = toy::intermediary().desk;
    desks[crate::index::DeskId(0)].directory =
        Directory { entry: network.institution.iter().map(|_| unknown(Week(34))).collect() };
    let establishment = toy::intermediary().establishment.unwrap();
    let scene = Scene {
        week: Week(40),
        dice: Dice::new(1, 0),
        parameters: &parameters,
        caller: Entity::named("caller"),
        centres: &toy::centres(),
        establishment: &establishment,
    };
    hold(&scene, &mut network, &mut desks);
    assert_eq!(network.meetings, 1);
    let met: std::collections::BTreeSet<InstitutionId> =
        network.ties.iter().flat_map(|tie| [tie.a, tie.b]).collect();
    assert!(met.len() <= 20 && met.len() >= 5, "{}", met.len());
    assert!(network.set_aside.abs() < 1e-9);
}

#[test]
fn who_leaves_takes_personal_knowledge_along_but_not_records() {
    let dice = Dice::new(4, 0);
    let network = toy::network(dice, 50_000);
    let parameters: Parameters = toy::parameters("local_network");
    let desk = Entity::named("desk");
    let fresh = new_directory(
        Week(34),
        dice,
        &parameters,
        desk,
        toy::centres()[0],
        DeskOwner::Intermediary,
        &network,
    );
    let known = |directory: &Directory| directory.entry.iter().filter(|entry| entry.known).count();
    assert!(known(&fresh) > 0 && known(&fresh) < network.founded());
    let mut recorded = fresh.clone();
    lose_directory(Week(60), dice, desk, &mut recorded, &network, 1.0, true);
    assert_eq!(recorded, fresh);
    let mut personal = fresh.clone();
    lose_directory(Week(60), dice, desk, &mut personal, &network, 1.0, false);
    assert_eq!(known(&personal), 0);
}

/// Holds a meeting of all members in each of so many weeks, each time from the same state; returns the network after each.
fn meetings_of(
    weeks: std::ops::Range<i32>,
    parameters: &Parameters,
    network: &LocalNetwork,
) -> Vec<LocalNetwork> {
    let intermediary = toy::intermediary();
    let establishment = intermediary.establishment.as_ref().unwrap();
    weeks
        .map(|week| {
            let mut network = LocalNetwork { set_aside: 10_000.0, ..network.clone() };
            let mut desks = intermediary.desk.clone();
            desks[crate::index::DeskId(0)].directory =
                Directory { entry: network.institution.iter().map(|_| unknown(Week(34))).collect() };
            let scene = Scene {
                week: Week(week),
                dice: Dice::new(1, 0),
                parameters,
                caller: Entity::named("caller"),
                centres: &toy::centres(),
                establishment,
            };
            assert!(hold(&scene, &mut network, &mut desks));
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
    let mut network = toy::network(Dice::new(1, 0), 50_000);
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
    let mut network = toy::network(Dice::new(1, 0), 50_000);
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
