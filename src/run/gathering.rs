//! Gathers what the districts of a run leave behind, whichever ends first, without keeping any of them.

use std::collections::BTreeMap;

use super::{Course, Record};
use crate::district::ALL_DISTRICTS;
use crate::observation::groups::Groups;
use crate::observation::series::Tally;
use crate::observation::{CostRow, FactRow, GroupRow, MapRow, NeedRow, SeriesRow, TrialRow};
use crate::scenario::Scenario;
use crate::time::Week;

/// The replicate whose places are kept: a map shows one of them.
const MAPPED: u32 = 1;

/// A record on its way.
///
/// A course becomes rows and is forgotten once those of all districts before it have; until then it waits. So sums over all districts
/// are the same to the last bit whichever district ends first, and memory holds rows and the few courses that wait.
#[derive(Debug, Clone, Default)]
pub struct Gathering {
    replicate: u32,
    /// The ids of the districts, in the order of the scenario.
    ids: Vec<String>,
    /// Courses taken in so far.
    taken: usize,
    waiting: BTreeMap<usize, Course>,
    /// What all districts together have counted at each observation, and at the end of each year.
    observed: Vec<(Week, bool, Tally)>,
    groups: Vec<(Week, Groups)>,
    series: Vec<SeriesRow>,
    /// By year.
    group_rows: Vec<Vec<GroupRow>>,
    costs: Vec<CostRow>,
    chain: Vec<NeedRow>,
    places: Vec<MapRow>,
    /// By week of counting.
    stocks: Vec<Vec<FactRow>>,
    completion: Vec<FactRow>,
    /// By trial, named in the order of the scenario.
    trials: Vec<(String, Vec<TrialRow>)>,
}

impl Gathering {
    /// Begins the record of a replicate.
    pub fn new(scenario: &Scenario, replicate: u32) -> Self {
        let ids = scenario.districts.iter().map(|plan| plan.id.clone()).collect();
        let trials = scenario.trials.iter().map(|trial| (trial.name.clone(), Vec::new())).collect();
        Self { replicate, ids, trials, ..Self::default() }
    }

    /// Takes in the course of a district by its position in the scenario; returns whether those of all districts are there.
    pub fn add(&mut self, position: usize, course: Course) -> bool {
        self.waiting.insert(position, course);
        while let Some(course) = self.waiting.remove(&self.taken) {
            self.take(&course);
        }
        self.taken == self.ids.len()
    }

    /// Takes in the course of the next district.
    pub(super) fn take(&mut self, course: &Course) {
        let Some(id) = self.ids.get(self.taken) else { return };
        self.series.extend(rows(id, &course.observed));
        if self.taken == 0 {
            self.observed.clone_from(&course.observed);
            self.groups = course.groups.iter().map(|(week, _)| (*week, Groups::default())).collect();
            self.group_rows = vec![Vec::new(); course.groups.len()];
            self.stocks = vec![Vec::new(); course.stocks.len()];
        } else {
            self.observed.iter_mut().zip(&course.observed).for_each(|((.., all), (.., own))| *all += own);
        }
        for (((week, own), rows), (_, all)) in
            course.groups.iter().zip(&mut self.group_rows).zip(&mut self.groups)
        {
            rows.extend(own.rows(id, *week));
            all.add(own);
        }
        self.costs.extend_from_slice(&course.costs);
        self.chain.extend_from_slice(&course.chain);
        if self.replicate == MAPPED {
            self.places.extend_from_slice(&course.places);
        }
        for (rows, row) in self.stocks.iter_mut().zip(&course.stocks) {
            rows.push(row.clone());
        }
        self.completion.extend_from_slice(&course.completion);
        for (name, rows) in &mut self.trials {
            let mut own: Vec<&TrialRow> = course.trials.iter().filter(|row| row.of.trial == *name).collect();
            own.sort_by(|a, b| (&a.of.person, a.of.horizon_week).cmp(&(&b.of.person, b.of.horizon_week)));
            rows.extend(own.into_iter().cloned());
        }
        self.taken += 1;
    }

    /// Returns the record of the districts taken in so far.
    pub fn finish(self) -> Record {
        let Self { replicate, observed, groups, mut series, group_rows, costs, stocks, .. } = self;
        let Self { chain, places, completion, trials, .. } = self;
        series.extend(rows(ALL_DISTRICTS, &observed));
        let of_year = |(mut rows, (week, all)): (Vec<GroupRow>, (Week, Groups))| {
            rows.extend(all.rows(ALL_DISTRICTS, week));
            rows
        };
        let groups = group_rows.into_iter().zip(groups).flat_map(of_year).collect();
        let facts = stocks.into_iter().flatten().chain(completion).collect();
        let trials = trials.into_iter().flat_map(|(_, rows)| rows).collect();
        Record { replicate, series, groups, costs, chain, places, facts, trials }
    }
}

fn rows<'a>(id: &'a str, observed: &'a [(Week, bool, Tally)]) -> impl Iterator<Item = SeriesRow> + use<'a> {
    observed.iter().map(move |(week, complete, tally)| SeriesRow::new(id, *week, *complete, tally.values()))
}
