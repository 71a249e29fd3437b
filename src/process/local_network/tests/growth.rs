//! Tests that what is looked at grows with what happens, and that looking at less finds the same.

use std::collections::BTreeSet;

use super::super::directory::checked;
use super::super::*;
use super::today;
use crate::dice::Dice;
use crate::forcing::Forcings;
use crate::intermediary::Directory;
use crate::network::offers::Duplicate;
use crate::network::{Capacity, NetworkTie, Ties};
use crate::vocabulary::{Concept, Need};
use crate::world::toy;

#[test]
fn a_week_looks_at_the_entries_that_go_stale_in_it_and_at_no_others() {
    let dice = Dice::new(9, 0);
    let network = toy::network(dice, 600_000);
    let parameters: Parameters = toy::parameters("local_network");
    let forcings = Forcings::default();
    let entry = |week: i32, id| {
        let today = today(week, dice, &forcings);
        checked(&today, &parameters, Entity::named("desk"), &network.institution[id])
    };
    let mut directory: Directory = network.institution.ids().map(|id| entry(0, id)).collect();
    // A third is checked again before, twice in one week.
    for id in network.institution.ids().step_by(3) {
        directory.write(id, entry(1, id));
        directory.write(id, entry(1, id));
    }
    let mut looked_at = 0;
    for week in (1..=520).map(Week) {
        let due = directory.take_stale(week);
        assert!(due.iter().all(|&id| directory.entry[id].stale == week));
        looked_at += due.len();
    }
    let stale = directory.entry.iter().filter(|entry| entry.stale <= Week(520)).count();
    assert_eq!(looked_at, stale);
    assert!(10 * stale > 9 * network.founded(), "nearly all go stale in ten years: {stale}");
}

/// Returns ties among some institutions, of all strengths; every third pair does not know each other.
fn some_ties(count: usize) -> Ties {
    let mut ties = Ties::default();
    for a in 0..count {
        let others: Vec<InstitutionId> =
            (a + 1..count).filter(|b| (a + b) % 3 > 0).map(InstitutionId::at).collect();
        ties.change(InstitutionId::at(a), &others, Week(0), |tie| {
            tie.strength = f64::from((tie.a.0 * 37 + tie.b.0 * 11) % 100) / 100.0;
        });
    }
    ties
}

#[test]
fn ties_of_some_are_those_that_a_walk_through_all_finds() {
    let count = 40;
    let mut ties = some_ties(count);
    let all: Vec<_> = ties.iter().copied().collect();
    assert!(all.is_sorted_by_key(|tie| (tie.a, tie.b)) && all.len() == ties.len());
    let is_in: Vec<bool> = (0..count).map(|position| position % 4 == 1).collect();
    let is_among = |tie: &&NetworkTie| is_in[tie.a.position()] && is_in[tie.b.position()];
    assert!(ties.among(&is_in).eq(all.iter().filter(is_among)));
    for id in (0..count).map(InstitutionId::at) {
        let of_it = |tie: &&NetworkTie| tie.a == id || tie.b == id;
        assert!(ties.of_mut(id).map(|tie| *tie).eq(all.iter().filter(of_it).copied()), "{id:?}");
    }
    for tie in &all {
        assert_eq!(ties.between(tie.b, tie.a), Some(tie));
    }
    assert_eq!(ties.between(InstitutionId(0), InstitutionId(3)), None);
}

#[test]
fn the_strongest_ties_are_kept_up_first_however_many_there_are() {
    let dice = Dice::new(2, 0);
    let parameters: Parameters = toy::parameters("local_network");
    let mut network = toy::network(dice, 50_000);
    network.ties = some_ties(network.founded());
    let week = Week(13);
    // Going through all in one order is the rule; that it is done in parts must not show.
    let (fading, cost) = (parameters.tie_fading.get(), parameters.hours_per_pair.get());
    let mut order: Vec<_> = network
        .ties
        .iter()
        .map(|tie| (tie.strength_in(week, fading), *tie))
        .filter(|(strength, _)| *strength >= parameters.tie_gone.get())
        .collect();
    let turn = |a, b| {
        let (one, other) = (network.institution[a].entity, network.institution[b].entity);
        dice.pair(Purpose::TieUpkeep, week, one, other).bits()
    };
    order.sort_by(|(one, a), (other, b)| {
        other.total_cmp(one).then_with(|| turn(a.a, a.b).cmp(&turn(b.a, b.b)))
    });
    let mut left = vec![parameters.own_hours.get() * f64::from(QUARTER); network.founded()];
    let mut expected = BTreeSet::new();
    for (_, tie) in &order {
        let (a, b) = (tie.a.position(), tie.b.position());
        if left[a] >= cost && left[b] >= cost {
            left[a] -= cost;
            left[b] -= cost;
            expected.insert((tie.a, tie.b));
        }
    }
    assert!(order.len() > 10 * network.founded(), "{} ties", order.len());
    upkeep::keep_up(&today(week.0, dice, &Forcings::default()), &parameters, &mut network);
    let kept: BTreeSet<_> =
        network.ties.iter().filter(|tie| tie.since > week).map(|tie| (tie.a, tie.b)).collect();
    assert_eq!(kept, expected);
}

#[test]
fn duplicates_found_from_west_to_east_are_those_among_all_pairs() {
    let mut network = toy::network(Dice::new(1, 0), 300_000);
    // Offers are used to different degrees, none of them fully by itself.
    for (number, row) in network.institution.iter_mut().enumerate() {
        row.capacity = Capacity::Places { places: 10, taken: number as u32 % 7 };
    }
    let (week, km) = (Week(40), 0.5);
    let rows: Vec<_> = network.institution.rows().collect();
    let mut expected = Vec::new();
    for (position, &(id, one)) in rows.iter().enumerate() {
        for &(other_id, other) in &rows[position + 1..] {
            let (used, other_used) = (one.use_share(), other.use_share());
            if one.kind != other.kind || used + other_used > 1.0 || one.place.km_to(other.place) > km {
                continue;
            }
            let (less_used, more_used) = if used <= other_used { (id, other_id) } else { (other_id, id) };
            let both = |&&need: &&Need| one.helps_with(need, week) && other.helps_with(need, week);
            if network.institution[more_used].serves_audience_of(&network.institution[less_used]) {
                let needs = Need::ALL.iter().filter(both);
                expected.extend(needs.map(|&need| Duplicate { less_used, more_used, need }));
            }
        }
    }
    let mut found = network.find_duplicates(week, km);
    for of in [&mut expected, &mut found] {
        of.sort_unstable_by_key(|found| (found.less_used, found.more_used, found.need));
    }
    assert!(expected.len() > 100, "{}", expected.len());
    assert_eq!(found, expected);
}
