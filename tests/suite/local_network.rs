//! The local network in a small town: ties and hand-overs with and without anybody who calls meetings.

use inteso::index::{Id, InstitutionId};
use inteso::quantity::Share;

use crate::stage::{Town, scenario, town};

/// Runs two years of a town without an intermediary.
fn without_intermediary(change: impl FnOnce(&mut Town)) -> Town {
    let mut town = Town::found(scenario(&town(104, "approach = \"none\"")), 0);
    change(&mut town);
    town.run_to(104);
    town
}

#[test]
fn a_town_without_an_intermediary_has_the_ties_that_its_institutions_can_pay_for() {
    let town = without_intermediary(|_| ());
    let network = &town.first().network;
    let parameters = &town.parameters.local_network;
    assert_eq!(network.meetings, 0);
    assert!(!network.ties.is_empty(), "institutions meet over cases in common");
    let payable = parameters.own_hours.get() * 13.0 / parameters.hours_per_pair.get();
    for position in 0..network.founded() {
        let id = InstitutionId::at(position);
        let kept = network
            .ties
            .iter()
            .filter(|tie| tie.since > town.world.week && (tie.a == id || tie.b == id))
            .count();
        assert!(kept as f64 <= payable, "{kept} pairs kept up");
    }
    let ledger = &town.first().ledger;
    println!("{} ties, {} hand-overs", network.ties.len(), ledger.hand_overs);
}

#[test]
fn people_are_handed_over_only_where_institutions_know_each_other() {
    let share = |value| Share::new(value).unwrap();
    let known = without_intermediary(|town| {
        town.parameters.local_network.encounter = share(1.0);
        town.parameters.local_network.hand_over = share(1.0);
    });
    assert!(known.first().ledger.hand_overs > 0);
    let strangers = without_intermediary(|town| {
        town.parameters.local_network.encounter = share(0.0);
        town.parameters.local_network.hand_over = share(1.0);
    });
    assert_eq!(strangers.first().ledger.hand_overs, 0);
}
