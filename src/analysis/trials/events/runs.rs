//! The runs of events: each point with the event, beside the same people without it.
//!
//! What happens before anybody is enrolled happens once for all points of a replicate. Without the event, points that differ in it alone
//! share one run as well; where other help is blocked there is one for each event.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::super::kept::Kept;
use super::{Deviation, Experiment, HELPED, HORIZONS, Point, RECEIVED, YEARS, outcomes};
use crate::analysis::targets::sieve::Picked;
use crate::analysis::trials::published::Outcome;
use crate::experiment::roster::threads_of;
use crate::experiment::sweep::{Progress, Watch};
use crate::observation::panel::PanelState;
use crate::observation::{Trace, TrialRow};
use crate::run::{DistrictWalk, Model, Models, Obstacles};
use crate::scenario::Prints;
use crate::scenario::condition::Held;
use crate::time::Week;
use crate::vocabulary::Markets;

/// Of people outside the trial adults are looked at.
const ADULT: i32 = 18;

/// What is kept of a point, an outcome and a horizon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sum {
    /// How many of the helped are compared with themselves.
    Helped,
    /// What they have without the event, added up.
    Without,
    /// By how much more that is with it, added up.
    Gain,
    /// How many of them have any of it with the event.
    Any,
    /// How many of those who were eligible and not helped are compared.
    Control,
    /// What they gain.
    ControlGain,
    /// How many adults outside the trial are compared.
    Outside,
    /// What they gain.
    OutsideGain,
}

/// How many numbers that are.
pub const SUMS: usize = 8;

/// Sums of a point, by replicate, then by outcome and horizon.
pub type Sums = Vec<Vec<Vec<f64>>>;

/// Returns the place of an outcome at a horizon among the sums of a point.
///
/// # Panics
/// When nobody is looked at then.
pub fn place(outcome: usize, horizon: u32) -> usize {
    let at = HORIZONS.iter().position(|known| *known == horizon).expect("a horizon is one of the list");
    outcome * HORIZONS.len() + at
}

/// How many replicates each point has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replicates {
    /// The centre of each event.
    pub centre: u32,
    /// The others.
    pub others: u32,
}

impl Replicates {
    /// Twenty for the centre, as other experiments have, and six for what only differs from it.
    pub const USUAL: Self = Self { centre: 20, others: 6 };

    const fn of(self, deviation: Deviation) -> u32 {
        match deviation {
            Deviation::Centre => self.centre,
            // Where nothing is given no byte differs, so that two say as much as many.
            Deviation::Nothing => {
                if self.others < 2 {
                    self.others
                } else {
                    2
                }
            }
            _ => self.others,
        }
    }
}

/// Runs all points and returns the sums of each; nothing when it was stopped. What has been kept is not run again.
///
/// # Errors
/// Returns what the budget of the scenario does not pay.
///
/// # Panics
/// When no threads can be started.
pub fn run(
    experiment: &Experiment,
    replicates: Replicates,
    threads: usize,
    watch: Watch<'_>,
    kept: Option<&Kept>,
) -> Result<Option<Vec<Sums>>, Obstacles> {
    let worlds = Worlds::of(experiment)?;
    let districts = experiment.scenario.districts.len();
    let mut stints: Vec<Stint> = Vec::new();
    for replicate in 1..=replicates.centre.max(replicates.others) {
        for district in 0..districts {
            let is_wanted = |place: &usize| {
                replicate <= replicates.of(worlds.points[*place].deviation)
                    && kept
                        .is_none_or(|kept| kept.found(&worlds.known(*place, district), replicate).is_none())
            };
            let wanted = (0..worlds.points.len()).filter(is_wanted).collect();
            stints.push(Stint { district, replicate, wanted });
        }
    }
    let all = Progress {
        weeks: stints.iter().map(|stint| worlds.weeks(stint)).sum(),
        runs: stints.len(),
        ..Progress::default()
    };
    let (weeks_done, runs_done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let after_week = || {
        let weeks_done = weeks_done.fetch_add(1, Ordering::Relaxed) + 1;
        (watch.progress)(Progress { weeks_done, runs_done: runs_done.load(Ordering::Relaxed), ..all });
        watch.stop.load(Ordering::Relaxed)
    };
    let one = |stint: &Stint| -> Option<Vec<(usize, Vec<Vec<f64>>)>> {
        let found = worlds.run(stint, &after_week, kept)?;
        runs_done.fetch_add(1, Ordering::Relaxed);
        Some(found)
    };
    let order = (0..stints.len()).into_par_iter();
    let found: Option<Vec<_>> = threads_of(threads).install(|| order.map(|at| one(&stints[at])).collect());
    let Some(found) = found else { return Ok(None) };
    let mut new: BTreeMap<(usize, u32, usize), Vec<Vec<f64>>> = BTreeMap::new();
    for (stint, found) in stints.iter().zip(found) {
        for (place, sums) in found {
            new.insert((place, stint.replicate, stint.district), sums);
        }
    }
    let of_point = |place: usize| -> Sums {
        let of_district = |replicate: u32, district: usize| {
            let is_new = new.get(&(place, replicate, district)).cloned();
            let known = || kept?.found(&worlds.known(place, district), replicate).cloned();
            is_new.or_else(known).expect("what is neither kept nor wanted has just been run")
        };
        let of_replicate = |replicate: u32| {
            let mut all = of_district(replicate, 0);
            for district in 1..districts {
                for (sum, own) in
                    all.iter_mut().flatten().zip(of_district(replicate, district).iter().flatten())
                {
                    *sum += own;
                }
            }
            all
        };
        (1..=replicates.of(worlds.points[place].deviation)).map(of_replicate).collect()
    };
    Ok(Some((0..worlds.points.len()).map(of_point).collect()))
}

/// A district of a replicate, with the points that are still wanted of it.
struct Stint {
    district: usize,
    replicate: u32,
    wanted: Vec<usize>,
}

/// The models of all points, with the event and without it.
struct Worlds {
    points: Vec<Point>,
    with: Vec<Model>,
    /// By market.
    without: Vec<(Markets, Model)>,
    /// By event, where other help is blocked.
    blocked: Vec<Model>,
    /// By point: the name of its trial.
    trials: Vec<String>,
    /// By point: by what its sums are known.
    known: Vec<String>,
    /// The first week in which anybody is enrolled: until then all are one.
    parting: Week,
    /// The last.
    last: Week,
}

/// What one walk has shown: rows of a trial by person, week of assignment and horizon, and adults at the looks.
struct Seen {
    rows: BTreeMap<(String, String, Week, u32), Vec<Option<f64>>>,
    arms: BTreeMap<(String, String, Week, u32), String>,
    adults: BTreeMap<(u32, String), Vec<Option<f64>>>,
}

impl Worlds {
    fn of(experiment: &Experiment) -> Result<Self, Obstacles> {
        let mut models = Models::default();
        let points = experiment.points();
        let prints = Prints::near(&experiment.scenario);
        let (mut with, mut trials, mut known) = (Vec::new(), Vec::new(), Vec::new());
        for point in &points {
            let scenario = experiment.scenario_of(*point, true);
            known.push(format!("{} {}", env!("CARGO_PKG_VERSION"), prints.of(&scenario).0));
            trials.push(scenario.trials[0].name.clone());
            with.push(models.model(&scenario)?);
        }
        let markets = [Markets::Scarce, Markets::Unlimited];
        let without = markets.map(|markets| Ok((markets, models.model(&experiment.without(markets))?)));
        let without = without.into_iter().collect::<Result<_, Obstacles>>()?;
        let of_event = |event: usize| Point { event, deviation: Deviation::Gross };
        let blocked = (0..experiment.events.len())
            .map(|event| models.model(&experiment.scenario_of(of_event(event), false)))
            .collect::<Result<_, Obstacles>>()?;
        let enrol =
            with.iter().flat_map(|model: &Model| model.scenario().trials.iter().map(|trial| trial.enrol));
        let parting = enrol.clone().map(|enrol| enrol.from).min().unwrap_or(Week::START);
        let last = enrol.map(|enrol| enrol.to).max().unwrap_or(Week::START);
        Ok(Self { points, with, without, blocked, trials, known, parting, last })
    }

    /// Returns by what the sums of a point in a district are known.
    fn known(&self, point: usize, district: usize) -> String {
        format!("{} {district}", self.known[point])
    }

    fn is_blocked(&self, place: usize) -> bool {
        self.points[place].deviation == Deviation::Gross
    }

    /// Returns the weeks that a stint runs.
    fn weeks(&self, stint: &Stint) -> usize {
        let end = self.without.first().map_or(0, |(_, model)| model.scenario().weeks as i32);
        let (before, after) =
            (self.parting.since(Week::SPIN_UP) as usize, Week(end).since(self.parting) as usize);
        let of_market = |(markets, _): &(Markets, Model)| {
            let own = self.wanted(stint, *markets);
            let blocked = own.iter().filter(|place| self.is_blocked(**place)).count();
            if own.is_empty() { 0 } else { before + (1 + own.len() + blocked) * after }
        };
        self.without.iter().map(of_market).sum()
    }

    /// Returns the points of a stint that stand under one kind of markets.
    fn wanted(&self, stint: &Stint, markets: Markets) -> Vec<usize> {
        let is_own = |place: &usize| self.points[*place].deviation.markets() == markets;
        stint.wanted.iter().copied().filter(is_own).collect()
    }

    /// Runs what is wanted of a district in a replicate; nothing when the caller says after a week that it is enough.
    fn run(
        &self,
        stint: &Stint,
        is_stopped: &dyn Fn() -> bool,
        kept: Option<&Kept>,
    ) -> Option<Vec<(usize, Vec<Vec<f64>>)>> {
        let mut found = Vec::new();
        for (markets, without) in &self.without {
            let wanted = self.wanted(stint, *markets);
            if wanted.is_empty() {
                continue;
            }
            let mut walk = without.walk_district(stint.district, stint.replicate);
            while walk.week() < self.parting && walk.step().is_some() {
                if is_stopped() {
                    return None;
                }
            }
            let twins = self.see(walk.branch(without), false, is_stopped)?;
            for place in wanted {
                let blocked = if self.is_blocked(place) {
                    let model = &self.blocked[self.points[place].event];
                    Some(self.see(walk.branch(model), false, is_stopped)?)
                } else {
                    None
                };
                let with = self.see(walk.branch(&self.with[place]), true, is_stopped)?;
                let sums = sums(&self.trials[place], &with, blocked.as_ref().unwrap_or(&twins));
                kept.inspect(|kept| kept.note_of(&self.known(place, stint.district), stint.replicate, &sums));
                found.push((place, sums));
            }
        }
        Some(found)
    }

    /// Walks to the end and looks at whom it concerns; of those outside the trial, or at everybody.
    fn see(
        &self,
        mut walk: DistrictWalk<'_>,
        is_outside_alone: bool,
        is_stopped: &dyn Fn() -> bool,
    ) -> Option<Seen> {
        let outcomes = outcomes();
        let mut seen = Seen { rows: BTreeMap::new(), arms: BTreeMap::new(), adults: BTreeMap::new() };
        while let Some(week) = walk.step() {
            if is_stopped() {
                return None;
            }
            let year = YEARS.into_iter().find(|year| self.last.plus(*year as i32) == week);
            if let Some(year) = year {
                look_at_adults(&walk, year, is_outside_alone, &outcomes, &mut seen);
            }
        }
        for row in walk.course().trials().iter().filter(|row| row.of.present.0) {
            let key =
                (row.of.trial.clone(), row.of.person.to_string(), row.of.assigned_week, row.of.horizon_week);
            seen.arms.insert(key.clone(), row.of.arm.clone());
            seen.rows.insert(key, values(&outcomes, &|column: &str| held_of(row, column)));
        }
        Some(seen)
    }
}

fn held_of<'a>(row: &'a TrialRow, column: &str) -> Held<'a> {
    row.outcome(column).map_or(Held::Nothing, |cell| cell.held())
}

/// Returns what is found of each outcome.
fn values<'a>(outcomes: &[(&'static str, Outcome)], held: &impl Fn(&str) -> Held<'a>) -> Vec<Option<f64>> {
    outcomes.iter().map(|(_, outcome)| outcome.of(held).and_then(|parts| parts.first().copied())).collect()
}

/// Looks at the adults of a district, at those outside the trial or at everybody.
fn look_at_adults(
    walk: &DistrictWalk<'_>,
    year: u32,
    is_outside_alone: bool,
    outcomes: &[(&'static str, Outcome)],
    seen: &mut Seen,
) {
    let columns = outcomes.iter().filter(|(name, _)| *name != RECEIVED).flat_map(|(_, one)| one.columns());
    let mut picked = Picked::of(Trace::Panel, columns);
    walk.visit_wave(0, |row| {
        let is_meant =
            |state: &PanelState<'_>| state.age >= ADULT && !(is_outside_alone && state.trial.is_some());
        if row.state.as_ref().is_some_and(is_meant) {
            picked.take(row);
            let held = |column: &str| if column == RECEIVED { Held::Nothing } else { picked.held(column) };
            seen.adults.insert((year, row.of.person.to_string()), values(outcomes, &held));
        }
    });
}

/// Returns the sums of a point: people with the event beside themselves without it.
fn sums(trial: &str, with: &Seen, without: &Seen) -> Vec<Vec<f64>> {
    let outcomes = outcomes().len();
    let mut sums = vec![vec![0.0; SUMS]; outcomes * HORIZONS.len()];
    for (key, values) in with.rows.iter().filter(|((of, ..), _)| of == trial) {
        let Some(twins) = without.rows.get(key) else { continue };
        let is_helped = with.arms[key] == HELPED;
        for (outcome, pair) in values.iter().zip(twins).enumerate() {
            let (Some(value), Some(twin)) = pair else { continue };
            let own = &mut sums[place(outcome, key.3)];
            if is_helped {
                own[Sum::Helped as usize] += 1.0;
                own[Sum::Without as usize] += twin;
                own[Sum::Gain as usize] += value - twin;
                own[Sum::Any as usize] += f64::from(u8::from(*value > 0.0));
            } else {
                own[Sum::Control as usize] += 1.0;
                own[Sum::ControlGain as usize] += value - twin;
            }
        }
    }
    for (key, values) in &with.adults {
        let Some(twins) = without.adults.get(key) else { continue };
        for (outcome, pair) in values.iter().zip(twins).enumerate() {
            let (Some(value), Some(twin)) = pair else { continue };
            let own = &mut sums[place(outcome, key.0)];
            own[Sum::Outside as usize] += 1.0;
            own[Sum::OutsideGain as usize] += value - twin;
        }
    }
    sums
}
