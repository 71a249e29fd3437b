//! Burdens and shares: what access could change at all, and at whose cost, taken over from results.

use crate::analysis::Results;
use crate::analysis::access::AccessRow;
use crate::analysis::people::{Kind, WAITING};
use crate::district::ALL_DISTRICTS;
use crate::observation::Outcome;

/// The share of what full access would change that a point brings about, all districts together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShareNote {
    /// The point's number.
    pub point: u32,
    /// The outcome.
    pub outcome: Outcome,
    /// Person-years that full access adds to those without an intermediary.
    pub yardstick: f64,
    /// The share, with its 95 % interval.
    pub share: [f64; 3],
}

/// What a point costs others, all districts together, against the point that it is marked against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BurdenNote {
    /// The point's number.
    pub point: u32,
    /// The number of the point compared with.
    pub against: u32,
    /// Person-years on waiting lists, with their 95 % interval; nothing where people were not recorded.
    pub waiting: Option<[f64; 3]>,
    /// People who wait longer, and shorter.
    pub waited: Option<[f64; 2]>,
    /// Euros that others pay or do not charge, over all years; nothing where that was not kept.
    pub euros: Option<f64>,
}

/// Takes over the shares of full access.
pub(super) fn shares(results: &Results) -> Vec<ShareNote> {
    let rows = results.access_rows().into_iter().filter(|row| row.district == ALL_DISTRICTS);
    let note = |row: AccessRow| {
        Some(ShareNote {
            point: row.point,
            outcome: Outcome::of_measure(&row.measure)?,
            yardstick: row.yardstick_difference,
            share: [row.share, row.share_low, row.share_high],
        })
    };
    rows.filter_map(note).collect()
}

/// Takes over what points cost others, each against the one that it is marked against.
pub(super) fn burdens(pairs: &[(u32, u32)], results: &Results) -> Vec<BurdenNote> {
    let people = results.population_rows();
    let prices: Vec<_> = results.price_rows().filter(|row| row.district == ALL_DISTRICTS).collect();
    let burden = |&(point, against): &(u32, u32)| {
        let of_all = |kind: Kind, group: &str| {
            let mut own = people.iter().filter(|row| (row.point, row.against) == (point, against));
            own.find(|row| {
                row.district == ALL_DISTRICTS
                    && (row.kind, &*row.group, &*row.outcome) == (kind, group, WAITING)
            })
        };
        let waited = |group: &str| of_all(Kind::Waited, group).map(|row| row.persons);
        let price = prices.iter().find(|row| (row.point, row.against) == (point, against));
        BurdenNote {
            point,
            against,
            waiting: of_all(Kind::Group, "everybody")
                .and_then(|row| Some([row.difference?, row.low?, row.high?])),
            waited: waited("longer").zip(waited("shorter")).map(|(longer, shorter)| [longer, shorter]),
            euros: price.map(|row| row.cost_others),
        }
    };
    pairs.iter().map(burden).filter(|note| note.waiting.is_some() || note.euros.is_some()).collect()
}
