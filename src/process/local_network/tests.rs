//! Tests of the local network in a small district.

use super::directory::{checked, unknown};
use super::meetings::{Scene, cost, hold};
use super::*;
use crate::intermediary::{DeskOwner, Directory};
use crate::network::Capacity;
use crate::time::WEEKS_PER_YEAR;
use crate::world::toy;

mod growth;
mod joining;
mod levers;

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
    assert!(network.ties.iter().is_sorted_by_key(|tie| (tie.a, tie.b)));
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
    desk.directory =
        network.institution.iter().map(|row| checked(Week(0), dice, &parameters, desk.entity, row)).collect();
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
        network.institution.iter().map(|_| unknown(Week(34))).collect();
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
