//! Gains: person-years gained year by year and group by group, what one of them costs, and what becomes of needs, taken over from
//! results.

use crate::analysis::Results;
use crate::analysis::compare::Paired;
use crate::analysis::people::{Exits, Kind, PopulationRow};
use crate::district::ALL_DISTRICTS;
use crate::observation::{Measure, Outcome};
use crate::time::Week;

/// What a person-year that a point gains costs, all districts together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PriceNote {
    /// The number of the point.
    pub point: u32,
    /// The outcome.
    pub outcome: Outcome,
    /// Euros that the budget pays more, over all years.
    pub spent: f64,
    /// Euros per person-year with the ends of their interval; nothing where that of the person-years contains 0.
    pub price: Option<[f64; 3]>,
}

/// Person-years that a point gains in a year against the one that it is marked against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct YearNote {
    /// The number of the point.
    pub point: u32,
    /// The district's position.
    pub district: usize,
    /// The outcome.
    pub outcome: Outcome,
    /// The year, from 1.
    pub year: u32,
    /// The paired mean difference.
    pub difference: f64,
    /// Its 95 % interval; nothing with a single replicate.
    pub interval: Option<(f64, f64)>,
}

/// Person-years that a group gains under a point against the one that it is marked against.
#[derive(Debug, Clone, PartialEq)]
pub struct PopulationNote {
    /// The number of the point.
    pub point: u32,
    /// The district's position.
    pub district: usize,
    /// The attribute.
    pub attribute: String,
    /// The group.
    pub group: String,
    /// The outcome.
    pub outcome: Outcome,
    /// The paired mean difference in person-years.
    pub difference: f64,
    /// Its 95 % interval; nothing with a single replicate.
    pub interval: Option<(f64, f64)>,
    /// How many people the group has.
    pub persons: f64,
}

/// Takes over what person-years cost.
pub(super) fn prices(pairs: &[(u32, u32)], results: &Results) -> Vec<PriceNote> {
    let rows = results.price_rows().filter(|row| row.district == ALL_DISTRICTS);
    rows.filter(|row| pairs.contains(&(row.point, row.against)))
        .filter_map(|row| {
            Some(PriceNote {
                point: row.point,
                outcome: Outcome::of_measure(&row.measure)?,
                spent: row.cost_own,
                price: row
                    .price
                    .zip(row.price_low)
                    .zip(row.price_high)
                    .map(|((price, low), high)| [price, low, high]),
            })
        })
        .collect()
}

/// Takes over person-years gained year by year.
pub(super) fn by_year(pairs: &[(u32, u32)], districts: &[&str], results: &Results) -> Vec<YearNote> {
    let point = |number: u32| results.points.iter().find(|point| point.number == number);
    let mut notes = Vec::new();
    for (one, other) in pairs.iter().filter_map(|(one, other)| Some((point(*one)?, point(*other)?))) {
        for (district, id) in districts.iter().enumerate() {
            let (Some(here), Some(there)) = (one.district(id), other.district(id)) else { continue };
            for outcome in Outcome::ALL {
                let measure = Measure::position(outcome.measure()).expect("person-years are measured");
                for year in (results.first_year..=one.years()).filter(|year| one.is_complete(*year)) {
                    let values = one.values(here, measure, year);
                    let paired = Paired::new(&values, &other.values(there, measure, year));
                    let Some(difference) = paired.difference else { continue };
                    let (point, interval) = (one.number, paired.interval);
                    notes.push(YearNote { point, district, outcome, year, difference, interval });
                }
            }
        }
    }
    notes
}

/// Takes over person-years gained by group: those that are fixed before worlds differ, and those never seen.
pub(super) fn populations(
    pairs: &[(u32, u32)],
    districts: &[&str],
    results: &Results,
) -> Vec<PopulationNote> {
    let is_shown = |row: &PopulationRow| match row.kind {
        Kind::Group => true,
        Kind::Seen => &*row.group == "neither",
        Kind::Waited => false,
    };
    let rows = results.population_rows().into_iter().filter(is_shown);
    rows.filter(|row| pairs.contains(&(row.point, row.against)))
        .filter_map(|row| {
            Some(PopulationNote {
                point: row.point,
                district: districts.iter().position(|id| *id == row.district)?,
                outcome: Outcome::parse(&row.outcome)?,
                difference: row.difference?,
                interval: row.low.zip(row.high),
                persons: row.persons_against,
                attribute: row.attribute.to_string(),
                group: row.group.to_string(),
            })
        })
        .collect()
}

/// Mean years with an outcome over the first five since arrival, under a point and the one that it is marked against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FirstYearsNote {
    /// The number of the point.
    pub point: u32,
    /// The number of the point that it is marked against.
    pub against: u32,
    /// The district's position.
    pub district: usize,
    /// Until when people are followed.
    pub exits: Exits,
    /// The outcome.
    pub outcome: Outcome,
    /// The first and the last week of arrival.
    pub arrivals: [Week; 2],
    /// Mean years a person under the point.
    pub years: f64,
    /// The same under the other.
    pub years_against: f64,
    /// The paired mean difference.
    pub difference: f64,
    /// Its 95 % interval; nothing with a single replicate.
    pub interval: Option<(f64, f64)>,
}

/// Takes over mean years over the first five since arrival.
pub(super) fn first_years(
    pairs: &[(u32, u32)],
    districts: &[&str],
    results: &Results,
) -> Vec<FirstYearsNote> {
    let rows = results.first_years_rows().into_iter();
    rows.filter(|row| pairs.contains(&(row.point, row.against)))
        .filter_map(|row| {
            Some(FirstYearsNote {
                point: row.point,
                against: row.against,
                district: districts.iter().position(|id| *id == row.district)?,
                exits: row.exits,
                outcome: Outcome::parse(&row.outcome)?,
                arrivals: [row.first_arrival, row.last_arrival],
                years: row.years?,
                years_against: row.years_against?,
                difference: row.difference?,
                interval: row.low.zip(row.high),
            })
        })
        .collect()
}

/// Steps of a need from arising to being admitted.
const STEPS: usize = 7;

/// Needs of all kinds under a point, from the year of the first opening on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChainNote {
    /// The number of the point.
    pub point: u32,
    /// The district's position.
    pub district: usize,
    /// Arisen, known, came, served, sent, arrived, admitted.
    pub steps: [f64; STEPS],
    /// Met after the intermediary had served it.
    pub met_through: f64,
    /// Met by whomever.
    pub met: f64,
}

/// Takes over the chains of all points, kinds of need added up.
pub(super) fn chains(districts: &[&str], results: &Results) -> Vec<ChainNote> {
    let mut notes: Vec<ChainNote> = Vec::new();
    for row in results.chain_rows() {
        let Some(district) = districts.iter().position(|id| *id == row.district) else { continue };
        let known = notes.iter().position(|note| (note.point, note.district) == (row.point, district));
        let position = known.unwrap_or_else(|| {
            let (point, steps) = (row.point, [0.0; STEPS]);
            notes.push(ChainNote { point, district, steps, met_through: 0.0, met: 0.0 });
            notes.len() - 1
        });
        let note = &mut notes[position];
        note.steps.iter_mut().zip(row.steps).for_each(|(sum, more)| *sum += more);
        note.met_through += row.met_through;
        note.met += row.met;
    }
    notes
}
