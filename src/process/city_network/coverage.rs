//! Coverage: which open needs of a field have a programme or an offer with capacity near, and how programmes fit needs.

use crate::district::Place;
use crate::network::LocalNetwork;
use crate::time::Week;
use crate::vocabulary::{Concept, Need, PerField, PerNeed};

/// A district's row of the coverage matrix.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coverage {
    /// Programme slots by field.
    pub slots: PerField<f64>,
    /// Open needs by field.
    pub open: PerField<f64>,
    /// Share of the open needs of each field that have an offer with free capacity or with a programme near; of pairs of place and
    /// kind of need where none is open.
    pub covered: PerField<f64>,
    /// 1 less half the sum of absolute differences between the shares of kinds of need in programme slots and in open needs; not a
    /// number where there are no programmes or no open needs.
    pub fit: f64,
}

/// Returns the coverage of a district with programme slots and with these open needs at places, for which an offer is near within
/// `reach_km`.
pub fn coverage(
    week: Week,
    network: &LocalNetwork,
    slots: &PerNeed<f64>,
    places: &[(Place, PerNeed<f64>)],
    reach_km: f64,
) -> Coverage {
    let mut open = PerNeed::<f64>::default();
    for (_, here) in places {
        open += here;
    }
    let of_field = |field, of: &PerNeed<f64>| {
        Need::ALL.iter().filter(|need| need.field() == field).map(|&need| of[need]).sum::<f64>()
    };
    // A programme is wherever its need is served, so that it helps who lives near such a place.
    let is_near = |need: Need, place: Place| {
        network.serving(need).iter().any(|&id| {
            let row = &network.institution[id];
            row.helps_with(need, week)
                && (slots[need] > 0.0 || row.is_reachable())
                && row.km_from(place) <= reach_km
        })
    };
    let covered = PerField::from_fn(|field| {
        let any_open = of_field(field, &open) > 0.0;
        let (mut with, mut all) = (0.0, 0.0);
        for &(place, here) in places {
            for &need in Need::ALL.iter().filter(|need| need.field() == field) {
                let weight = if any_open { here[need] } else { 1.0 };
                all += weight;
                with += if weight > 0.0 && is_near(need, place) { weight } else { 0.0 };
            }
        }
        with / all
    });
    let (all_slots, all_open) = (slots.values().iter().sum::<f64>(), open.values().iter().sum::<f64>());
    let apart: f64 =
        Need::ALL.iter().map(|&need| (slots[need] / all_slots - open[need] / all_open).abs()).sum();
    Coverage {
        slots: PerField::from_fn(|field| of_field(field, slots)),
        open: PerField::from_fn(|field| of_field(field, &open)),
        covered,
        fit: 1.0 - 0.5 * apart,
    }
}
