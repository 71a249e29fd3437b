//! Coverage: which needs of a field have a programme or an offer with capacity in the district, and how programmes fit needs.

use crate::city::CityInDistrict;
use crate::network::LocalNetwork;
use crate::time::Week;
use crate::vocabulary::{Concept, Need, PerField, PerNeed};

/// A district's row of the coverage matrix.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coverage {
    /// Programme slots by field.
    pub slots: PerField<f64>,
    /// Whether an offer with free capacity is there, by kind of need.
    pub is_free: PerNeed<bool>,
    /// Open needs by field.
    pub open: PerField<f64>,
    /// Share of the open needs of each field that have a programme or an offer with capacity; of kinds of need where none is open.
    pub covered: PerField<f64>,
    /// 1 less half the sum of absolute differences between the shares of kinds of need in programme slots and in open needs; not a
    /// number where there are no programmes or no open needs.
    pub fit: f64,
}

/// Returns the coverage of a district with these open needs.
pub fn coverage(week: Week, network: &LocalNetwork, city: &CityInDistrict, open: &PerNeed<f64>) -> Coverage {
    let is_free = PerNeed::from_fn(|need| {
        network.serving(need).iter().any(|&id| {
            let row = &network.institution[id];
            row.helps_with(need, week) && row.is_reachable()
        })
    });
    let slots = &city.programme_slots;
    let of_field = |field, of: &PerNeed<f64>| {
        Need::ALL.iter().filter(|need| need.field() == field).map(|&need| of[need]).sum::<f64>()
    };
    let covered = PerField::from_fn(|field| {
        let any_open = of_field(field, open) > 0.0;
        let weight = |need: Need| if any_open { open[need] } else { 1.0 };
        let (mut with, mut all) = (0.0, 0.0);
        for &need in Need::ALL.iter().filter(|need| need.field() == field) {
            all += weight(need);
            with += if slots[need] > 0.0 || is_free[need] { weight(need) } else { 0.0 };
        }
        with / all
    });
    let (all_slots, all_open) = (slots.values().iter().sum::<f64>(), open.values().iter().sum::<f64>());
    let apart: f64 =
        Need::ALL.iter().map(|&need| (slots[need] / all_slots - open[need] / all_open).abs()).sum();
    Coverage {
        slots: PerField::from_fn(|field| of_field(field, slots)),
        is_free,
        open: PerField::from_fn(|field| of_field(field, open)),
        covered,
        fit: 1.0 - 0.5 * apart,
    }
}
