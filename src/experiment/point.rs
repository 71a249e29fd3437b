//! A point: one scenario of an experiment, and what decides with which others it can be compared.

use crate::configuration::Funding;
use crate::phrase::Phrase;
use crate::scenario::{Places, Scenario};
use crate::time::Week;
use crate::vocabulary::{Concept, Language, Support};

/// What forms of the intermediary are compared with, known by configuration whatever its label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Comparator {
    /// No intermediary in any district.
    Nobody,
    /// The same euros at services that exist.
    ExistingServices,
    /// Every need taken up at once: a yardstick, and no reference.
    FullAccess,
}

impl Comparator {
    /// Those that are taken as reference, the first before the second.
    pub const REFERENCES: [Self; 2] = [Self::Nobody, Self::ExistingServices];

    /// Returns the label in reports.
    pub fn label(self, language: Language) -> &'static str {
        let support = match self {
            Self::Nobody => Support::Nobody,
            Self::ExistingServices => Support::ExistingServices,
            Self::FullAccess => Support::FullAccess,
        };
        match language {
            Language::English => support.english(),
            Language::German => support.german(),
        }
    }
}

/// What each district may spend at the beginning; nothing at all where nobody spends anything.
pub type Money = Vec<Option<Funding>>;

/// A policy under a parameter set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The label of the policy.
    pub policy: String,
    /// The number of the parameter set, from 1.
    pub set: usize,
}

/// One scenario of an experiment.
#[derive(Debug, Clone)]
pub struct Point {
    /// The number, from 1.
    pub number: usize,
    /// The label, as written in files.
    pub label: String,
    /// The label for reading.
    pub shown: Phrase,
    /// Labels of further points that resolve to the same scenario.
    pub aliases: Vec<String>,
    /// Where it stands in a design with parameter sets, then where its aliases stand; empty in one without.
    pub cells: Vec<Cell>,
    /// Keys that points, factors, parameter sets, the experiment or the command line set, with what the resolved scenario says at them.
    pub factors: Vec<(String, String)>,
    /// Keys that the point sets, without those of its parameter set, with values as in a file.
    pub set: Vec<(String, String)>,
    /// The scenario.
    pub scenario: Scenario,
    /// The fingerprint of what its numbers depend on.
    pub hash: String,
    /// The fingerprint of everything but the options: beginning and length, districts, series and evidence.
    pub circumstances: blake3::Hash,
    /// Where its budget was set.
    pub places: Places,
}

impl Point {
    /// Returns which comparator it is; nothing where some district has an intermediary at some time.
    pub fn comparator(&self) -> Option<Comparator> {
        let supports =
            || self.scenario.districts.iter().flat_map(|plan| &plan.configurations).map(|(_, c)| c.support);
        if supports().any(|support| support == Support::Intermediary) {
            None
        } else if supports().any(|support| support == Support::ExistingServices) {
            Some(Comparator::ExistingServices)
        } else if supports().any(|support| support == Support::FullAccess) {
            Some(Comparator::FullAccess)
        } else {
            Some(Comparator::Nobody)
        }
    }

    /// Returns what each district may spend at the beginning; nothing where there is nobody to spend it anywhere.
    pub fn money(&self) -> Money {
        let plans = &self.scenario.districts;
        let each: Money = plans
            .iter()
            .map(|plan| {
                let (_, first) = plan.configurations.iter().find(|(_, c)| c.support.has_money())?;
                Some(first.funding)
            })
            .collect();
        if each.iter().all(Option::is_none) { Vec::new() } else { each }
    }

    /// Returns whether another point stands under the same circumstances, with the same kind of support and the same money.
    pub fn is_alike(&self, other: &Self) -> bool {
        self.circumstances == other.circumstances
            && self.comparator() == other.comparator()
            && self.money() == other.money()
    }

    /// Returns the week in which the intermediary, or what the budget buys instead, opens first in any district; nothing where it
    /// never does.
    pub fn opening(&self) -> Option<Week> {
        let configurations = self.scenario.districts.iter().flat_map(|plan| &plan.configurations);
        let helped = configurations.filter(|(_, c)| c.support != Support::Nobody);
        let opening = helped.map(|(from, c)| c.opens.max(*from)).min();
        opening.filter(|week| *week < Week(self.scenario.weeks as i32))
    }

    /// Returns the ids of districts in which the intermediary, or what the budget buys instead, never opens within the run.
    pub fn unopened(&self) -> Vec<&str> {
        let end = Week(self.scenario.weeks as i32);
        let plans = self.scenario.districts.iter().filter(|plan| {
            let mut helped =
                plan.configurations.iter().filter(|(_, c)| c.support != Support::Nobody).peekable();
            helped.peek().is_some() && helped.all(|(from, c)| (*from).max(c.opens) >= end)
        });
        plans.map(|plan| plan.id.as_str()).collect()
    }
}
