//! What is wanting in the offers of a district: gaps, duplicates, needs stated by guests.

use super::Parameters;
use crate::district::Place;
use crate::network::{LocalNetwork, gaps};
use crate::time::Week;
use crate::vocabulary::{Concept, Need, PerNeed};

/// Returns which share of the gaps that there can be there is, by kind of need and of all.
pub(super) fn gaps_by_need(
    week: Week,
    parameters: &Parameters,
    centres: &[Place],
    network: &LocalNetwork,
) -> (PerNeed<f64>, f64) {
    let mut found = PerNeed::<f64>::default();
    for gap in network.find_gaps(week, Need::ALL, centres, parameters.reach_km.get()) {
        found[gap.need] += 1.0;
    }
    let possible = PerNeed::from_fn(|need| (gaps::possible(need) * centres.len()) as f64);
    let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    let all = share(found.values().iter().sum(), possible.values().iter().sum());
    (PerNeed::from_fn(|need| share(found[need], possible[need])), all)
}

/// Returns the needs with most duplicate offers, gaps, and needs stated by guests; each of the three counts as a share, and their sum
/// as often as meetings have been held since the need was a topic.
pub(super) fn most_wanting(
    week: Week,
    parameters: &Parameters,
    centres: &[Place],
    network: &LocalNetwork,
) -> Vec<Need> {
    let (duplicates, _) =
        network.duplication_by_need(week, parameters.duplicate_km.get(), parameters.reach_km.get());
    let (gaps, _) = gaps_by_need(week, parameters, centres, network);
    let stated: f64 = network.stated_by_guests.values().iter().sum();
    let wanting = PerNeed::from_fn(|need| {
        let of_guests = if stated > 0.0 { network.stated_by_guests[need] / stated } else { 0.0 };
        // What could not be solved makes room for other topics and comes back the sooner, the more is wanting.
        let since = network.meetings - network.dealt_with[need].min(network.meetings);
        (duplicates[need] + gaps[need] + of_guests) * f64::from(since)
    });
    let mut needs: Vec<Need> = Need::ALL.iter().copied().filter(|&need| wanting[need] > 0.0).collect();
    needs.sort_by(|&one, &other| wanting[other].total_cmp(&wanting[one]));
    needs.truncate(parameters.topics.get() as usize);
    needs
}
