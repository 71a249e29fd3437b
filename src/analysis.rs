//! What the runs of an experiment say: yearly values, spreads over replicates, comparisons, costs and published figures.
//!
//! It is computed here and nowhere else, from runs in memory; the report draws it, and tables write it down.

use std::collections::BTreeMap;

use crate::experiment::contrasts::Declaration;
use crate::experiment::design::Experiment;
use crate::experiment::point::Comparator;
use crate::observation::{FactRow, Keyed, MapRow, WEEKS_OF_YEAR};
use crate::run::Record;
use crate::time::Week;

pub mod access;
mod chain;
#[cfg(feature = "store")]
pub mod codebook;
#[cfg(feature = "store")]
mod columns;
pub mod compare;
mod costs;
#[cfg(feature = "store")]
pub mod digest;
pub mod facts;
#[cfg(feature = "store")]
pub mod folder;
mod for_whom;
pub mod outlook;
pub mod people;
mod places;
pub mod primary;
mod spread;
pub mod summary;
pub mod targets;
#[cfg(feature = "store")]
pub mod trials;
pub mod turning;
pub mod worth;
mod years;

pub use chain::ChainRow;
pub use costs::{Cost, Spent};
pub use places::PlaceRow;
pub use spread::{Moment, Spread};
pub use years::{FOLLOWED, PointYears, Window};

/// Results of an experiment.
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    /// The points, in their order.
    pub points: Vec<PointYears>,
    /// Positions of declared contrasts: the one, and what it is compared with.
    pub contrasts: Vec<(usize, usize)>,
    /// The smallest difference of an index or share that matters.
    pub relevant_difference: f64,
    /// Measures and years in which they are compared; all where it says nothing.
    pub declaration: Declaration,
    /// The year from which on person-years are summed up: that of the first opening.
    pub first_year: u32,
    /// What the people of the runs say, where they are recorded.
    pub people: Option<people::People>,
    /// The week of the first opening.
    opening: Week,
    costs: costs::Sums,
    /// What each run cost; nothing where that is not kept.
    books: Option<costs::Books>,
    chain: chain::Sums,
    /// The places of the first replicate by the number of the point.
    places: BTreeMap<u32, Vec<MapRow>>,
    counts: Vec<Keyed<FactRow>>,
}

impl Results {
    /// Makes results without replicates; runs are pushed in the order of replicates.
    ///
    /// Of each point is known whether it is run.
    pub fn new(experiment: &Experiment, is_feasible: impl Fn(usize) -> bool) -> Self {
        let factors = varying(experiment);
        let opening = experiment.opening();
        let base = experiment.base_point();
        let points = experiment
            .points
            .iter()
            .enumerate()
            .map(|(position, point)| {
                let mut years = PointYears::of(experiment, &base, point, &factors);
                years.feasible = is_feasible(position);
                years
            })
            .collect();
        Self {
            contrasts: positions(experiment),
            relevant_difference: experiment.base.relevant_difference,
            declaration: experiment.declaration.clone(),
            first_year: opening.0 as u32 / WEEKS_OF_YEAR + 1,
            opening,
            ..Self::of_points(points)
        }
    }

    /// Makes results of points that are compared with nothing.
    pub fn of_points(points: Vec<PointYears>) -> Self {
        Self {
            points,
            contrasts: Vec::new(),
            relevant_difference: 0.0,
            declaration: Declaration::default(),
            first_year: 1,
            people: None,
            opening: Week::START,
            costs: costs::Sums::default(),
            books: Some(costs::Books::default()),
            chain: chain::Sums::default(),
            places: BTreeMap::new(),
            counts: Vec::new(),
        }
    }

    /// Holds no more of the runs to come than what a window says, so that any number of them fits into memory.
    pub fn narrow(&mut self, window: &Window) {
        self.points.iter_mut().for_each(|point| point.narrow(window.clone()));
        self.forget_costs();
    }

    /// Keeps no costs of single runs, as where nothing is known of them.
    pub fn forget_costs(&mut self) {
        self.books = None;
    }

    /// Appends a run to a point.
    pub fn push(&mut self, position: usize, run: &Record) {
        let point = &mut self.points[position];
        point.push(&run.series);
        self.costs.add(point.number, &run.costs);
        if let Some(books) = &mut self.books {
            books.add(point, &run.costs, self.first_year);
        }
        self.chain.add(point, &run.chain, self.first_year);
        if !run.places.is_empty() {
            self.places.insert(point.number, run.places.clone());
        }
        // Published figures describe the world of the base, not what might have been.
        if point.is_of_base {
            let (point, replicate) = (point.number, run.replicate);
            self.counts.extend(run.facts.iter().map(|row| Keyed { point, replicate, row: row.clone() }));
        }
    }

    /// Returns the number of replicates of the point that has most.
    pub fn replicates(&self) -> usize {
        self.points.iter().map(PointYears::replicates).max().unwrap_or(0)
    }

    /// Returns the year that tables show.
    pub fn shown_year(&self) -> u32 {
        self.points.iter().map(PointYears::shown_year).min().unwrap_or(1)
    }

    /// Returns costs by item, all districts together, averaged over replicates.
    pub fn costs(&self) -> Vec<Cost> {
        let replicates = |number| {
            let point = self.points.iter().find(|point| point.number == number);
            point.map_or(0, PointYears::replicates)
        };
        self.costs.means(replicates)
    }

    /// Returns the euros of all replicates of a point in a district, from the year of the first opening on; hours that others give
    /// have no price. Nothing where costs were not kept.
    pub fn spent(&self, position: usize, district: &str) -> Option<Vec<Spent>> {
        let point = &self.points[position];
        self.books.as_ref()?.of(point.number, point.district(district)?)
    }

    /// Returns what became of needs that arose from the year of the first opening on, by point, district (all together where there are
    /// several) and kind of need, averaged over replicates; nothing of points of which no needs were kept.
    pub fn chain_rows(&self) -> Vec<ChainRow> {
        self.chain.rows(&self.points)
    }

    /// Returns published figures beside what the points under the circumstances of the base give.
    pub fn facts(&self) -> Vec<facts::Beside> {
        facts::beside(&self.counts)
    }

    /// Returns the numbers of the points whose counts are held against published figures.
    pub fn of_base(&self) -> Vec<u32> {
        self.points
            .iter()
            .filter(|point| point.feasible && point.is_of_base)
            .map(|point| point.number)
            .collect()
    }

    /// Returns the point with which another is compared first: no intermediary under the same circumstances, else existing
    /// services with the same money, else the first point that is matched. Full access is nothing that others are compared with, and is
    /// itself compared with no intermediary alone.
    pub fn reference(&self, position: usize) -> Option<usize> {
        let point = &self.points[position];
        let matched = |other: &usize| {
            let other = &self.points[*other];
            other.feasible && point.is_matched(other)
        };
        let find = |comparator: Comparator| {
            (0..self.points.len())
                .filter(matched)
                .find(|other| self.points[*other].comparator == Some(comparator))
        };
        let is_yardstick = |position: usize| self.points[position].comparator == Some(Comparator::FullAccess);
        if is_yardstick(position) {
            return find(Comparator::Nobody).or(Some(position)).filter(|_| point.feasible);
        }
        find(Comparator::Nobody)
            .or_else(|| find(Comparator::ExistingServices))
            .or_else(|| (0..self.points.len()).find(|other| matched(other) && !is_yardstick(*other)))
    }

    /// Returns the positions of points that stand together under one circumstance: that of the base, else that of most points.
    pub fn together(&self) -> Vec<usize> {
        let forms: Vec<usize> = (0..self.points.len())
            .filter(|position| self.points[*position].feasible)
            .filter(|position| self.points[*position].comparator.is_none())
            .collect();
        let matched = |own: usize| -> Vec<usize> {
            let all = 0..self.points.len();
            all.filter(|other| {
                self.points[*other].feasible && self.points[own].is_matched(&self.points[*other])
            })
            .collect()
        };
        let first = forms.iter().copied().find(|position| self.points[*position].is_of_base);
        // Of equals the first is taken, hence the reversed order.
        let chosen =
            first.or_else(|| forms.iter().rev().copied().max_by_key(|position| matched(*position).len()));
        let chosen = chosen.or_else(|| self.points.iter().position(|point| point.feasible));
        chosen.map_or_else(Vec::new, matched)
    }
}

/// Returns the positions of the declared contrasts: the point, and the one it is compared with.
fn positions(experiment: &Experiment) -> Vec<(usize, usize)> {
    let position = |number: usize| experiment.points.iter().position(|point| point.number == number);
    experiment
        .contrasts
        .iter()
        .filter_map(|contrast| Some((position(contrast.better)?, position(contrast.than)?)))
        .collect()
}

/// Returns the keys in which the points of an experiment differ.
fn varying(experiment: &Experiment) -> Vec<&str> {
    let mut keys: Vec<&str> = Vec::new();
    for (key, _) in experiment.points.iter().flat_map(|point| &point.factors) {
        if !keys.contains(&key.as_str()) {
            keys.push(key);
        }
    }
    let value = |position: usize, key: &str| {
        experiment.points[position].factors.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    };
    keys.retain(|key| (1..experiment.points.len()).any(|position| value(position, key) != value(0, key)));
    keys
}

/// Returns weights of the dimensions from goals, with the sum 1; all alike where none are stated.
pub fn weights(goals: [f64; 4]) -> [f64; 4] {
    let sum: f64 = goals.iter().sum();
    goals.map(|goal| if sum > 0.0 { goal / sum } else { 0.25 })
}

/// Returns the weighted mean of the indices of the dimensions.
pub fn by_goals(indices: impl Iterator<Item = f64>, weights: [f64; 4]) -> f64 {
    // A dimension without weight does not count even where it has no value.
    indices.zip(weights).filter(|(_, weight)| *weight > 0.0).map(|(index, weight)| index * weight).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::configuration::Funding;
    use crate::ledger::CostItem;
    use crate::observation::CostRow;
    use crate::quantity::Euro;

    fn point(
        number: u32,
        comparator: Option<Comparator>,
        circumstances: usize,
        budget: Option<f64>,
    ) -> PointYears {
        let euros = |amount| Funding::Budget(Euro::new(amount).unwrap());
        let mut point = PointYears::new(number, &number.to_string(), [], 52);
        point.comparator = comparator;
        point.circumstances = circumstances;
        point.money = budget.map(|amount| vec![Some(euros(amount))]).unwrap_or_default();
        point.is_of_base = false;
        point
    }

    #[test]
    fn the_reference_is_known_by_configuration_within_matched_circumstances() {
        let results = Results::of_points(vec![
            point(1, None, 0, Some(70_000.0)),
            point(2, Some(Comparator::ExistingServices), 0, Some(70_000.0)),
            point(3, Some(Comparator::Nobody), 0, None),
            point(4, None, 1, Some(70_000.0)),
            point(5, Some(Comparator::ExistingServices), 1, Some(140_000.0)),
            point(6, Some(Comparator::ExistingServices), 1, Some(70_000.0)),
            point(7, None, 2, Some(70_000.0)),
        ]);
        let references: Vec<_> = (0..7).map(|position| results.reference(position)).collect();
        // Under the second circumstances nobody is without help, under the third there is nothing else.
        assert_eq!(references, [Some(2), Some(2), Some(2), Some(5), Some(4), Some(5), Some(6)]);
    }

    #[test]
    fn nothing_is_compared_with_full_access_which_is_compared_with_nobody_alone() {
        let yardstick = Some(Comparator::FullAccess);
        let results = Results::of_points(vec![
            point(1, yardstick, 0, None),
            point(2, None, 0, Some(70_000.0)),
            point(3, yardstick, 1, None),
            point(4, Some(Comparator::ExistingServices), 1, Some(70_000.0)),
            point(5, Some(Comparator::Nobody), 1, None),
        ]);
        let references: Vec<_> = (0..5).map(|position| results.reference(position)).collect();
        // Under the first circumstances each has but itself.
        assert_eq!(references, [Some(0), Some(1), Some(4), Some(4), Some(4)]);
    }

    fn cost(district: &str, year: u32, item: CostItem, euros: f64) -> CostRow {
        CostRow { district: district.to_owned(), year, item, payer: item.payer(), euros, hours: 1.0 }
    }

    #[test]
    fn what_a_run_cost_is_told_by_district_and_payer_from_the_first_year_on() {
        let point = PointYears::new(4, "a", ["sb5", "sb6"].map(str::to_owned), 104);
        let mut results = Results { first_year: 2, ..Results::of_points(vec![point]) };
        let costs = vec![
            cost("sb5", 1, CostItem::Staff, 1_000.0),
            cost("sb5", 2, CostItem::Staff, 100.0),
            cost("sb5", 2, CostItem::Sites, 20.0),
            cost("sb6", 2, CostItem::AnchorRent, 3.0),
            // Hours alone cost no euros.
            cost("sb6", 2, CostItem::ExternalPlaces, 0.0),
        ];
        results.push(0, &Record { replicate: 1, costs, ..Record::default() });
        results.push(0, &Record { replicate: 2, ..Record::default() });
        let nothing = Spent::default();
        let of = |district: &str| results.spent(0, district).unwrap();
        assert_eq!(of("sb5"), [Spent { own: 120.0, others: 0.0 }, nothing]);
        assert_eq!(of("sb6"), [Spent { own: 0.0, others: 3.0 }, nothing]);
        assert_eq!(of("all"), [Spent { own: 120.0, others: 3.0 }, nothing]);
        assert_eq!(results.spent(0, "sb7"), None);
    }

    #[test]
    fn published_figures_are_held_against_points_of_the_base_alone() {
        let run = |count| {
            let (district, line, week) = ("sb5".to_owned(), "completed_alone".into(), Week(260));
            let facts = vec![FactRow { district, line, week, count, of: Some(1_000) }];
            Record { replicate: 1, facts, ..Record::default() }
        };
        let mut results = Results::of_points(vec![point(1, None, 0, None), point(2, None, 1, None)]);
        results.points[0].is_of_base = true;
        for (position, completed) in [(0, 300), (1, 900)] {
            results.push(position, &run(completed));
        }
        assert_eq!((results.of_base(), results.facts()[0].value), (vec![1], 0.3));
        // The negative twin: were both of the base, they would be pooled.
        results.points[1].is_of_base = true;
        results.push(1, &run(900));
        assert!((results.facts()[0].value - 0.6).abs() < 1e-12);
    }

    #[test]
    fn points_of_the_base_are_shown_together_else_those_with_most_beside_them() {
        let mut results = Results::of_points(vec![
            point(1, Some(Comparator::Nobody), 0, None),
            point(2, None, 0, Some(70_000.0)),
            point(3, None, 0, Some(140_000.0)),
            point(4, None, 0, Some(140_000.0)),
            point(5, Some(Comparator::Nobody), 1, None),
        ]);
        assert_eq!(results.together(), [0, 2, 3]);
        results.points[1].is_of_base = true;
        assert_eq!(results.together(), [0, 1]);
    }
}
