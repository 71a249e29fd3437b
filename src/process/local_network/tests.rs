//! Tests of the local network in a small district.

use super::directory::{checked, unknown};
use super::meetings::{cost, hold};
use super::*;
use crate::dice::Dice;
use crate::forcing::Forcings;
use crate::intermediary::{DeskOwner, Directory};
use crate::network::Capacity;
use crate::time::WEEKS_PER_YEAR;
use crate::world::toy;

mod growth;
mod joining;
mod levers;

/// Returns the institutions of 50 000 inhabitants.
fn institutions() -> LocalNetwork {
    toy::network(Dice::new(1, 0), 50_000)
}

/// Returns a district in which the municipality has two hours a week for calling meetings.
fn town(network: LocalNetwork, intermediary: Intermediary) -> DistrictWorld {
    let mut town = DistrictWorld { network, intermediary, ..toy::district_world() };
    town.city.meeting_hours = 2.0;
    town
}

/// Runs weeks of the network alone.
fn run(dice: Dice, parameters: &Parameters, town: &mut DistrictWorld, weeks: std::ops::Range<i32>) {
    let forcings = Forcings::default();
    for week in weeks.map(Week) {
        toy::open_week(&mut town.intermediary, week);
        step(&Today { week, dice, forcings: &forcings }, parameters, town.into());
    }
}

/// Returns a week in which nothing is taken as given.
fn today(week: i32, dice: Dice, forcings: &Forcings) -> Today<'_> {
    Today { week: Week(week), dice, forcings }
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
    let mut town = town(institutions(), toy::nobody());
    run(Dice::new(3, 0), &toy::parameters("local_network"), &mut town, -104..200);
    let network = &town.network;
    assert_eq!(network.meetings, 0);
    assert!(network.ties.is_empty() && network.members.is_empty());
}

#[test]
fn meetings_make_ties_and_keep_the_directory_right() {
    let mut town = town(institutions(), toy::intermediary());
    let before = capacity(&town.network);
    town.intermediary.establishment.as_mut().unwrap().meetings.merges = true;
    let parameters: Parameters = toy::parameters("local_network");
    run(Dice::new(3, 0), &parameters, &mut town, 0..34 + 3 * 52);
    let DistrictWorld { network, intermediary, .. } = &town;
    assert!((10..=12).contains(&network.meetings), "{}", network.meetings);
    let tied = density(network, Week(190), &parameters);
    assert!(tied > 0.0 && tied < 0.5, "{tied}");
    assert!(network.ties.iter().is_sorted_by_key(|tie| (tie.a, tie.b)));
    let right = directory_correct_share(intermediary.desk.iter(), network);
    assert!(right > 0.4, "{right}");
    assert!((capacity(network) - before).abs() < 1e-6, "mergers keep capacity");
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
    let forcings = Forcings::default();
    let founding = today(0, dice, &forcings);
    let desk = &mut intermediary.desk[DeskId(0)];
    desk.directory =
        network.institution.iter().map(|row| checked(&founding, &parameters, desk.entity, row)).collect();
    for week in 1..=52 {
        let_entries_go_stale(&today(week, dice, &forcings), &parameters, &network, &mut intermediary.desk);
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
    let mut network = institutions();
    network.members = network.institution.ids().take(60).collect();
    let parameters: Parameters = toy::parameters("local_network");
    network.set_aside = cost(&parameters, 20);
    let mut desks = toy::intermediary().desk;
    desks[DeskId(0)].directory = network.institution.iter().map(|_| unknown(Week(34))).collect();
    let establishment = toy::intermediary().establishment.unwrap();
    let forcings = Forcings::default();
    let convener = Convener {
        today: &today(40, Dice::new(1, 0), &forcings),
        parameters: &parameters,
        entity: Entity::named("caller"),
        centres: &toy::centres(),
        establishment: &establishment,
    };
    hold(&convener, &mut network, &mut desks);
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
    let forcings = Forcings::default();
    let (institution, founded) = (&network.institution, network.founded());
    let opening = today(34, dice, &forcings);
    let owner = DeskOwner::Intermediary;
    let fresh = new_directory(&opening, &parameters, desk, toy::centres()[0], owner, institution, founded);
    let known = |directory: &Directory| directory.entry.iter().filter(|entry| entry.known).count();
    assert!(known(&fresh) > 0 && known(&fresh) < founded);
    let after = |keeps_records: bool| {
        let mut town = town(network.clone(), toy::intermediary());
        let row = &mut town.intermediary.desk[DeskId(0)];
        (row.entity, row.directory) = (desk, fresh.clone());
        town.intermediary.replaced = 1.0;
        town.intermediary.establishment.as_mut().unwrap().person_independent = keeps_records;
        lose_colleagues(&today(60, dice, &forcings), &parameters, (&mut town).into());
        town.intermediary.desk[DeskId(0)].directory.clone()
    };
    assert_eq!(after(true), fresh);
    assert_eq!(known(&after(false)), 0);
}
