//! Moments: what is to be seen of a form after a week, put together of its districts.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::inquiry::Inquiry;
use super::passage::{Glimpse, picture};
use crate::district::ALL_DISTRICTS;
use crate::observation::Measure;
use crate::observation::series::Tally;
use crate::report::stage;
use crate::time::Week;

/// Glimpses of some districts that wait for those of the others.
#[derive(Debug, Default)]
pub struct Moments {
    /// By form and week, then by the position of the district.
    waiting: BTreeMap<(usize, Week), BTreeMap<usize, Glimpse>>,
}

impl Moments {
    /// Takes a glimpse. Returns the line for the page once all districts have been seen.
    pub fn take(&mut self, inquiry: &Inquiry, glimpse: Glimpse) -> Option<String> {
        let key = (glimpse.form, glimpse.week);
        let seen = self.waiting.entry(key).or_default();
        seen.insert(glimpse.district, glimpse);
        if seen.len() < inquiry.experiment().base.districts.len() {
            return None;
        }
        let seen: Vec<Glimpse> = self.waiting.remove(&key)?.into_values().collect();
        Some(line(inquiry, key, &seen).to_string())
    }
}

/// Says where a form is: points of curves and chain for each district and for all, and maps.
fn line(inquiry: &Inquiry, (form, week): (usize, Week), seen: &[Glimpse]) -> Value {
    let language = inquiry.language();
    let base = &inquiry.experiment().base;
    let ids: Vec<&str> = seen.iter().map(|glimpse| base.districts[glimpse.district].id.as_str()).collect();
    let position = inquiry.position(form);
    let is_form = inquiry.experiment().points[position].comparator().is_none();

    let measures = stage::SHOWN.map(|name| Measure::position(name).expect("the stage shows measures"));
    let curves = |tally: &Tally| {
        let values = tally.values();
        let at = |(panel, measure): (usize, usize)| stage::at(panel, base.weeks, week.0, values[measure]);
        json!(measures.into_iter().enumerate().map(at).collect::<Vec<_>>())
    };
    let of_all = sum(seen.iter().map(|glimpse| &glimpse.tally));
    let tallies = seen.iter().map(|glimpse| &glimpse.tally).chain(&of_all);
    let names = || ids.iter().copied().chain([ALL_DISTRICTS]);
    let points: Map<String, Value> = names().map(str::to_owned).zip(tallies.map(curves)).collect();

    let mut all = [0.0; 8];
    for glimpse in seen {
        all.iter_mut().zip(glimpse.needs).for_each(|(sum, more)| *sum += more);
    }
    let needs = seen.iter().map(|glimpse| glimpse.needs).chain([all]);
    let chain = |(id, counts): (&str, [f64; 8])| {
        let svg = stage::chain(counts, &picture("steps", position, id), language);
        (id.to_owned(), Value::String(svg))
    };
    let chains = is_form.then(|| names().zip(needs).map(chain).collect::<Map<_, _>>());

    let maps: Map<String, Value> = ids
        .iter()
        .zip(seen)
        .filter_map(|(id, glimpse)| Some(((*id).to_owned(), Value::String(glimpse.map.clone()?))))
        .collect();
    json!({
        "kind": "moment",
        "form": form,
        "week": week.0,
        "date": week.monday().to_string(),
        "points": points,
        "maps": (!maps.is_empty()).then_some(maps),
        "chains": chains,
    })
}

/// Adds up what several districts have counted, in their order, so that the sum is the same to the last bit.
fn sum<'a>(mut tallies: impl Iterator<Item = &'a Tally>) -> Option<Tally> {
    let first = tallies.next()?.clone();
    Some(tallies.fold(first, |mut all, own| {
        all += own;
        all
    }))
}
