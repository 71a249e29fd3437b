//! The runs of a study: as many replicates as its verdicts need.
//!
//! Each replicate is run twice, with the trial and with everybody given what the first arm is given, so that people can be compared with
//! themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::kept::Kept;
use super::published::{Contrast, Effect, Line, Measure, Regression, Study};
use super::regression::Answers;
use super::sums::{Group, Outside, place, sums};
use super::verdict::{StudyFinding, Sums, find, is_settled};
use crate::analysis::targets::sieve::Picked;
use crate::experiment::roster::threads_of;
use crate::experiment::sweep::{Progress, Watch};
use crate::observation::panel::PanelState;
use crate::observation::residents::ResidentRow;
use crate::observation::{Table, Trace, TrialRow};
use crate::run::{DistrictWalk, Model, Obstacles};
use crate::scenario::trial::Unit;
use crate::scenario::trial::columns::OF_TRIALS;
use crate::time::Week;

/// Numbers of replicates at which the verdicts are looked at: not after each, since who looks often finds something by chance.
const LOOKS: [u32; 9] = [8, 12, 18, 27, 40, 60, 90, 135, 200];

/// Of people outside the trial adults are looked at.
const ADULT: i32 = 18;

/// Returns the most replicates of a study, unless it is said otherwise: fewer where there is no verdict to be settled.
pub fn most(study: &Study) -> u32 {
    const DESCRIBED: u32 = 20;
    if study.is_judged() { LOOKS[LOOKS.len() - 1] } else { DESCRIBED }
}

/// Runs a study until its verdicts are settled, with so many replicates at most; returns nothing when it was stopped. What has been
/// kept is not run again.
///
/// # Errors
/// Returns what the budget of the scenario does not pay.
///
/// # Panics
/// When no threads can be started.
pub fn run<'a>(
    study: &'a Study,
    most: u32,
    threads: usize,
    watch: Watch<'_>,
    kept: Option<&Kept>,
) -> Result<Option<StudyFinding<'a>>, Obstacles> {
    let worlds = Worlds::of(study)?;
    let (weeks_done, runs_done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let mut found: Sums = Vec::new();
    for look in LOOKS.into_iter().filter(|look| *look < most).chain([most]) {
        let all =
            Progress { weeks: look as usize * worlds.weeks(), runs: look as usize, ..Progress::default() };
        let after_week = || {
            let weeks_done = weeks_done.fetch_add(1, Ordering::Relaxed) + 1;
            (watch.progress)(Progress { weeks_done, runs_done: runs_done.load(Ordering::Relaxed), ..all });
            watch.stop.load(Ordering::Relaxed)
        };
        let one = |replicate: u32| {
            if let Some(found) = kept.and_then(|kept| kept.of(replicate)) {
                weeks_done.fetch_add(worlds.weeks(), Ordering::Relaxed);
                runs_done.fetch_add(1, Ordering::Relaxed);
                return Some(found.clone());
            }
            let found = worlds.replicate(study, replicate, &after_week)?;
            runs_done.fetch_add(1, Ordering::Relaxed);
            kept.inspect(|kept| kept.note(replicate, &found));
            Some(found)
        };
        let missing = found.len() as u32 + 1..=look;
        let more: Option<Sums> = threads_of(threads).install(|| missing.into_par_iter().map(one).collect());
        let Some(more) = more else { return Ok(None) };
        found.extend(more);
        let finding = find(study, &found);
        if look == most || study.is_judged() && is_settled(&finding) {
            return Ok(Some(finding));
        }
    }
    Ok(None)
}

/// Runs so many replicates of a study and returns of each how many differ from themselves without the offer, behind the sum of what they
/// differ by in its main figure; returns nothing when it was stopped.
///
/// # Errors
/// Returns what the budget of the scenario does not pay.
///
/// # Panics
/// When no threads can be started.
pub fn differences(
    study: &Study,
    replicates: u32,
    threads: usize,
    watch: Watch<'_>,
) -> Result<Option<Vec<[f64; 2]>>, Obstacles> {
    let worlds = Worlds::of(study)?;
    let is_stopped = || watch.stop.load(Ordering::Relaxed);
    let main = study.lines.first().map(|line| &line.measure);
    let one = |replicate: u32| {
        let found = worlds.replicate(study, replicate, &is_stopped)?;
        let (Some(Measure::Effect(effect)), Some(sums)) = (main, found.first()) else {
            return Some([0.0; 2]);
        };
        let Contrast::Arms { arm, .. } = effect.contrast else { return Some([0.0; 2]) };
        let place = place(arm, Group::Paired);
        Some([sums[place + 1], sums[place]])
    };
    Ok(threads_of(threads).install(|| (1..=replicates).into_par_iter().map(one).collect()))
}

/// The models that a study runs.
struct Worlds {
    with: Model,
    /// By trial of which figures tell: the same with everybody given what its first arm is given.
    without: BTreeMap<usize, Model>,
    /// The first week in which anybody is enrolled: until then all are one.
    parting: Week,
}

/// What a replicate has shown.
#[derive(Default)]
struct Shown {
    with: Vec<TrialRow>,
    /// By trial.
    without: BTreeMap<usize, Vec<TrialRow>>,
    /// By line: people outside the trial.
    outside: BTreeMap<usize, Outside>,
    /// By line: what residents have said.
    answers: BTreeMap<usize, Answers>,
}

/// What was found of adults at the last look, by line and person.
type Found = BTreeMap<(usize, String), Vec<f64>>;

impl Worlds {
    fn of(study: &Study) -> Result<Self, Obstacles> {
        let of_figures: BTreeSet<usize> = study.lines.iter().filter_map(effect).map(|of| of.trial).collect();
        let twin = |trial: usize| Ok((trial, Model::new(&study.twin(trial))?));
        let without = of_figures.into_iter().map(twin).collect::<Result<_, Obstacles>>()?;
        let parting = study.scenario.trials.iter().map(|trial| trial.enrol.from).min();
        Ok(Self { with: Model::new(&study.scenario)?, without, parting: parting.unwrap_or(Week::START) })
    }

    /// Returns the weeks of all districts that a replicate runs, those before the parting once.
    fn weeks(&self) -> usize {
        let scenario = self.with.scenario();
        let from = |week: Week| Week(scenario.weeks as i32).since(week) as usize;
        scenario.districts.len() * (from(Week::SPIN_UP) + self.without.len() * from(self.parting))
    }

    /// Runs a replicate and returns the sums of each line; nothing when the caller says after a week that it is enough.
    fn replicate(
        &self,
        study: &Study,
        replicate: u32,
        is_stopped: &dyn Fn() -> bool,
    ) -> Option<Vec<Vec<f64>>> {
        let mut shown = Shown::default();
        for position in 0..self.with.scenario().districts.len() {
            self.run_district(study, (position, replicate), is_stopped, &mut shown)?;
        }
        let (no_rows, nobody) = (Vec::new(), Outside::new());
        let of_line = |(place, line): (usize, &Line)| match &line.measure {
            Measure::Effect(effect) => {
                let twins = shown.without.get(&effect.trial).unwrap_or(&no_rows);
                let outside = shown.outside.get(&place).unwrap_or(&nobody);
                sums(effect, study.trial(effect), &shown.with, twins, outside)
            }
            Measure::Regression(_) => {
                let slope = shown.answers.get(&place).and_then(Answers::slope);
                vec![slope.unwrap_or_default(), f64::from(u8::from(slope.is_some()))]
            }
        };
        Some(study.lines.iter().enumerate().map(of_line).collect())
    }

    /// Runs a district with the trials and without each of them.
    fn run_district(
        &self,
        study: &Study,
        (position, replicate): (usize, u32),
        is_stopped: &dyn Fn() -> bool,
        shown: &mut Shown,
    ) -> Option<()> {
        let mut walk = self.with.walk_district(position, replicate);
        let asked = study.lines.iter().filter_map(regression).map(|asked| asked.residents);
        if let Some(residents) = asked.max() {
            walk.sample_residents(residents);
        }
        let mut twins = BTreeMap::new();
        let mut with = Found::new();
        loop {
            // A walk is at its parting before the week in which people are enrolled is run.
            if walk.week() == self.parting {
                twins.extend(self.without.iter().map(|(trial, without)| (*trial, walk.branch(without))));
            }
            let Some(week) = walk.step() else { break };
            if is_stopped() {
                return None;
            }
            look_at_adults(study, &walk, week, true, &mut with);
            for (place, line) in study.lines.iter().enumerate() {
                if let Some(asked) = regression(line).filter(|asked| asked.week == week) {
                    let answers = shown.answers.entry(place).or_insert_with(|| Answers::new(asked));
                    ask(asked, &walk, answers);
                }
            }
        }
        shown.with.extend_from_slice(walk.course().trials());
        for (trial, mut twin) in twins {
            let mut without = Found::new();
            while let Some(week) = twin.step() {
                if is_stopped() {
                    return None;
                }
                look_at_adults(study, &twin, week, false, &mut without);
            }
            shown.without.entry(trial).or_default().extend_from_slice(twin.course().trials());
            let is_own =
                |place: usize| effect(&study.lines[place]).is_some_and(|effect| effect.trial == trial);
            for ((place, person), parts) in with.iter().filter(|((place, _), _)| is_own(*place)) {
                if let Some(twin) = without.remove(&(*place, person.clone())) {
                    shown.outside.entry(*place).or_default().push([parts.clone(), twin]);
                }
            }
        }
        Some(())
    }
}

fn effect(line: &Line) -> Option<&Effect> {
    match &line.measure {
        Measure::Effect(effect) => Some(effect),
        Measure::Regression(_) => None,
    }
}

fn regression(line: &Line) -> Option<&Regression> {
    match &line.measure {
        Measure::Regression(regression) => Some(regression),
        Measure::Effect(_) => None,
    }
}

/// Returns the week in which people outside the trial are looked at: when the last who were enrolled have reached the horizon.
fn last_look(study: &Study, effect: &Effect) -> Week {
    study.trial(effect).enrol.to.plus(effect.horizon as i32)
}

/// Looks at the adults of each line whose week it is, at those outside all trials or at everybody.
fn look_at_adults(
    study: &Study,
    walk: &DistrictWalk<'_>,
    week: Week,
    is_outside_alone: bool,
    found: &mut Found,
) {
    for (place, line) in study.lines.iter().enumerate() {
        let Measure::Effect(effect) = &line.measure else { continue };
        let columns = effect.of.columns();
        let is_of_panel =
            study.trial(effect).unit != Unit::Resident && OF_TRIALS.iter().all(|own| !columns.contains(own));
        if last_look(study, effect) != week || !is_of_panel {
            continue;
        }
        let mut picked = Picked::of(Trace::Panel, columns);
        walk.visit_wave(0, |row| {
            let is_meant =
                |state: &PanelState<'_>| state.age >= ADULT && !(is_outside_alone && state.trial.is_some());
            if row.state.as_ref().is_some_and(is_meant) {
                picked.take(row);
                let held = |column: &str| picked.held(column);
                if let Some(parts) = effect.of.of(&held) {
                    found.insert((place, row.of.person.to_string()), parts);
                }
            }
        });
    }
}

/// Asks the residents of a district.
fn ask(regression: &Regression, walk: &DistrictWalk<'_>, answers: &mut Answers) {
    let mut rows = Table::default();
    walk.append(Trace::Residents, 0, &mut rows);
    let rows: Vec<ResidentRow<'static>> =
        rows.rows().expect("rows are read as they were written a moment ago");
    for row in &rows {
        answers.take(regression, row);
    }
}
