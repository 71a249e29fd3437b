//! Estimates: how long an experiment takes on this machine, how many bytes its files take, and how much memory.

use std::time::Duration;

use super::options::has_few_runs;
use super::terminal::{StopWatch, threads_of_machine};
use crate::analysis::FOLLOWED;
use crate::experiment::roster::Entry;
use crate::experiment::span::Span;
use crate::forcing::Series;
use crate::observation::{MEASURES, WEEKS_OF_YEAR};
use crate::phrase::{Phrase, phrase};
use crate::run::Model;
use crate::scenario::{DistrictPlan, Scenario};
use crate::time::Week;
use crate::vocabulary::{Concept, Need};

/// How long an estimate may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// Bytes of a row of the series, once in the file of the run and once in the table.
const SERIES_ROW: f64 = 2_200.0;
/// Bytes of a year of groups, costs and facts in a district, twice as well.
const YEAR: f64 = 16_000.0;
/// Bytes of a row of the chain of access, twice as well.
const CHAIN_ROW: f64 = 90.0;
/// Bytes of a person who was assigned to a district, where people are recorded, twice as well.
const PERSON: f64 = 480.0;
/// Bytes of the resolved scenario of a point.
const POINT: f64 = 43_000.0;
/// Bytes of the places of a district of a point: some 180 rows of 60.
const PLACES: f64 = 11_000.0;
/// Bytes of a row of differences.
const DIFFERENCE: f64 = 140.0;
/// Bytes of what the people of a district say about two points.
const FOR_WHOM: f64 = 26_000.0;
/// Bytes of a row of the summary.
const SUMMARY: f64 = 100.0;
/// Bytes that the program takes whatever it runs, with two runs at once.
pub(super) const PROGRAM: f64 = 45e6;
/// Inhabitants of a district that the program's bytes allow for, and bytes of each beyond them, with those who fled.
const INHABITANTS: u32 = 100_000;
const INHABITANT: f64 = 130.0;
/// Bytes of a point in memory: its scenario, what it sets, and what the report takes over.
const POINT_IN_MEMORY: f64 = 20_000.0;
/// Bytes of a person in memory: those of all points are held together, one replicate after the other.
const PERSON_IN_MEMORY: f64 = 340.0;

/// How much there is to run, summed up over points.
#[derive(Debug, Default)]
pub(super) struct Extent {
    /// Points that are run.
    feasible: usize,
    /// Weeks of all districts.
    weeks: f64,
    /// Rows of the series.
    rows: f64,
    /// Years of all districts and of all together.
    years: f64,
    /// Districts of all points.
    plans: f64,
    /// People whom the series of arrivals assigns to the districts; 0 where points are known by what they cost alone.
    assigned: f64,
    /// Districts, and all together.
    districts: usize,
    /// Weeks of a run.
    pub(super) length: Span,
    /// Weeks between two observations.
    pub(super) interval: Span,
    /// Seeds.
    pub(super) seed: Span,
}

impl Extent {
    /// Takes what was added for a part of the whole.
    pub(super) fn multiply(&mut self, share: f64) {
        self.feasible = (self.feasible as f64 * share).round() as usize;
        self.weeks *= share;
        self.rows *= share;
        self.years *= share;
        self.plans *= share;
        self.assigned *= share;
    }

    /// Adds a replicate of a point.
    pub(super) fn add(&mut self, scenario: &Scenario) {
        self.add_run(scenario.weeks, scenario.districts.len(), scenario.every);
        self.seed.add(scenario.seed);
        self.assigned += assigned(scenario);
    }

    /// Adds a replicate of a point of a roster.
    pub(super) fn add_point(&mut self, entry: &Entry) {
        self.add_run(entry.weeks, entry.districts as usize, entry.every);
    }

    fn add_run(&mut self, weeks: u32, districts: usize, every: u32) {
        self.feasible += 1;
        self.weeks += f64::from(weeks) * districts as f64;
        let between = if WEEKS_OF_YEAR.is_multiple_of(every) { 0 } else { weeks / WEEKS_OF_YEAR };
        let moments = weeks.div_ceil(every) + between + 1;
        let with_all = districts + 1;
        self.plans += districts as f64;
        self.rows += f64::from(moments) * with_all as f64;
        self.years += f64::from(weeks.div_ceil(WEEKS_OF_YEAR)) * with_all as f64;
        self.districts = self.districts.max(with_all);
        self.length.add(u64::from(weeks));
        self.interval.add(u64::from(every));
    }

    /// Returns the weeks of all districts of one replicate.
    pub(super) const fn weeks(&self) -> f64 {
        self.weeks
    }
}

/// What an experiment is estimated to take.
#[derive(Debug)]
pub(super) struct Estimate {
    /// Distinct runs.
    pub(super) runs: usize,
    /// Seconds on this machine.
    pub(super) seconds: f64,
    /// Bytes of files.
    pub(super) bytes: f64,
    /// Bytes of memory.
    pub(super) memory_bytes: f64,
}

impl Estimate {
    /// Estimates from the first weeks of a point that can be run and the extent of all points.
    pub(super) fn of(
        measured: &Model,
        extent: &Extent,
        points: usize,
        replicates: u32,
        contrasts: usize,
    ) -> Self {
        let scenario = measured.scenario();
        let runs = extent.feasible.saturating_mul(replicates as usize);
        // Districts are handed to threads one by one.
        let at_once = threads_of_machine().min(runs.saturating_mul(scenario.districts.len())).max(1);
        let seconds = seconds(measured, extent, replicates) / at_once as f64;
        let has_people = contrasts > 0 && has_few_runs(points, replicates);
        let people = if has_people { extent.assigned } else { 0.0 };
        let said = if has_people { contrasts as f64 * extent.districts as f64 * FOR_WHOM } else { 0.0 };
        // A row for each kind of need and year; what is older stands in one more.
        let chain = Need::ALL.len() as f64 * (extent.weeks / f64::from(WEEKS_OF_YEAR) + extent.plans);
        let replicates = f64::from(replicates);
        let measures = MEASURES.len() as f64;
        let compared = contrasts as f64 * extent.districts as f64 * measures;
        let years_each = extent.years / (extent.feasible.max(1) as f64 * extent.districts.max(1) as f64);
        let of_runs = extent.rows * SERIES_ROW + extent.years * YEAR + chain * CHAIN_ROW + people * PERSON;
        let bytes = replicates * of_runs
            + points as f64 * POINT
            + extent.plans * PLACES
            + said
            + extent.years * measures * SUMMARY
            + compared * years_each * DIFFERENCE;
        let kept =
            extent.years * measures + extent.rows * FOLLOWED.len() as f64 + extent.feasible as f64 * measures;
        // A district's world is there only while it runs.
        let largest = scenario.districts.iter().map(|plan| plan.district.inhabitants).max().unwrap_or(0);
        let worlds = at_once as f64 * INHABITANT * f64::from(largest.saturating_sub(INHABITANTS));
        let memory_bytes = PROGRAM
            + worlds
            + 8.0 * kept * replicates
            + points as f64 * POINT_IN_MEMORY
            + people * PERSON_IN_MEMORY;
        Self { runs, seconds, bytes, memory_bytes }
    }

    /// Returns what one of so many parts takes.
    pub(super) fn part(self, of: u32) -> Self {
        let share = 1.0 / f64::from(of);
        Self {
            runs: self.runs.div_ceil(of as usize),
            seconds: self.seconds * share,
            bytes: self.bytes * share,
            memory_bytes: self.memory_bytes,
        }
    }

    /// Returns the time in words.
    pub(super) fn time(&self) -> Phrase {
        of_seconds(self.seconds)
    }

    /// Returns the size of the files in words.
    pub(super) fn size(&self) -> Phrase {
        of_bytes(self.bytes)
    }

    /// Returns the memory in words.
    pub(super) fn memory(&self) -> Phrase {
        of_bytes(self.memory_bytes)
    }
}

/// Returns how many people the series assigns to the districts of a scenario until its last week.
fn assigned(scenario: &Scenario) -> f64 {
    let arrivals = &scenario.forcings.arrivals.per_week;
    let share = |plan: &DistrictPlan| {
        let dated = plan.district.arrival_share.iter().map(|dated| (dated.week(), dated.share));
        Series::new(dated.collect())
    };
    let shares: Vec<Series> = scenario.districts.iter().map(share).collect();
    let weeks = (Week::SPIN_UP.0..scenario.weeks as i32).map(Week);
    weeks.map(|week| arrivals.at(week) * shares.iter().map(|share| share.at(week)).sum::<f64>()).sum()
}

/// Returns a time in words.
pub(super) fn of_seconds(seconds: f64) -> Phrase {
    if seconds < 1.0 {
        return phrase!("less than a second", "weniger als eine Sekunde");
    }
    if seconds < 1.5 {
        return phrase!("about a second", "etwa eine Sekunde");
    }
    if seconds < 120.0 {
        return phrase!("about {seconds:.0} seconds", "etwa {seconds:.0} Sekunden");
    }
    let (minutes, hours, days) = (seconds / 60.0, seconds / 3_600.0, seconds / 86_400.0);
    if seconds < 7_200.0 {
        phrase!("about {minutes:.0} minutes", "etwa {minutes:.0} Minuten")
    } else if seconds < 172_800.0 {
        let german = format!("{hours:.1}").replace('.', ",");
        phrase!("about {hours:.1} hours", "etwa {german} Stunden")
    } else {
        phrase!("about {days:.0} days", "etwa {days:.0} Tage")
    }
}

fn of_bytes(bytes: f64) -> Phrase {
    let (mega, giga) = (bytes / 1e6, bytes / 1e9);
    if mega < 1.0 {
        phrase!("less than 1 MB", "weniger als 1 MB")
    } else if giga < 1.0 {
        phrase!("about {mega:.0} MB", "etwa {mega:.0} MB")
    } else {
        let german = format!("{giga:.1}").replace('.', ",");
        phrase!("about {giga:.1} GB", "etwa {german} GB")
    }
}

/// Returns about how many seconds all runs take on one thread, from the first weeks of one on this machine.
pub(super) fn seconds(measured: &Model, extent: &Extent, replicates: u32) -> f64 {
    let scenario = measured.scenario();
    let own = f64::from(scenario.weeks) * scenario.districts.len() as f64;
    one_run(measured).as_secs_f64() * extent.weeks / own * f64::from(replicates)
}

/// Returns about how long one run takes on one thread, from its first weeks on this machine.
fn one_run(model: &Model) -> Duration {
    let watch = StopWatch::start();
    let mut weeks = 0_u32;
    let mut first = Duration::ZERO;
    for position in 0..model.scenario().districts.len() {
        let mut walk = model.walk_district(position, 1);
        while walk.step().is_some() {
            weeks += 1;
            let elapsed = watch.elapsed();
            if weeks == 1 {
                first = elapsed;
            }
            if elapsed > PATIENCE {
                return extrapolated(model.scenario(), weeks, first, elapsed);
            }
        }
    }
    watch.elapsed()
}

/// Returns how long a run takes of which so many weeks, each district's for itself, were done when time was up.
fn extrapolated(scenario: &Scenario, weeks: u32, first: Duration, elapsed: Duration) -> Duration {
    let each = (scenario.weeks as i32 - Week::SPIN_UP.0) as u32;
    let left = (each * scenario.districts.len() as u32).saturating_sub(weeks);
    let a_week = elapsed.saturating_sub(first).div_f64(f64::from(weeks.saturating_sub(1).max(1)));
    elapsed + a_week.mul_f64(f64::from(left))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Source, load};

    #[test]
    fn an_estimate_counts_the_weeks_of_every_district() {
        let scenario = load(&Source::Embedded("default".to_owned()), &[]).unwrap().scenario;
        let weeks = (scenario.weeks + 104) * scenario.districts.len() as u32;
        let [first, until] = [1, 10].map(Duration::from_secs);
        assert_eq!(extrapolated(&scenario, weeks, first, until), until);
        // After half of the weeks nine seconds have gone by since the first week, and as many are to come.
        let half = extrapolated(&scenario, weeks / 2, first, until).as_secs_f64();
        assert!((half - 19.0).abs() < 0.1, "{half}");
        // A quarter leaves three times as many.
        let quarter = extrapolated(&scenario, weeks / 4, first, until).as_secs_f64();
        assert!((quarter - 37.0).abs() < 0.2, "{quarter}");
    }

    #[test]
    fn people_are_counted_where_they_are_recorded_and_as_many_as_arrive() {
        let load = |scale: &str| {
            let set = [("forcings.arrivals.scale".to_owned(), scale.to_owned())];
            load(&Source::Embedded("default".to_owned()), &set).unwrap().scenario
        };
        // 24 thousand came to the city, 13 % and 25 % of them to the two districts.
        assert!((assigned(&load("1")) - 9_081.0).abs() < 1.0, "{}", assigned(&load("1")));
        assert!((assigned(&load("2")) / assigned(&load("1")) - 2.0).abs() < 1e-9);
        let scenario = Scenario { weeks: 8, ..load("1") };
        let mut extent = Extent::default();
        extent.add(&scenario);
        let people = extent.assigned;
        let model = Model::new(&scenario).unwrap();
        let bytes = |points: usize, contrasts: usize| {
            let estimate = Estimate::of(&model, &extent, points, 20, contrasts);
            [estimate.bytes, estimate.memory_bytes]
        };
        let [few, many, alone] = [bytes(13, 1), bytes(14, 1), bytes(13, 0)];
        assert!(few[0] - many[0] > 20.0 * people * PERSON - POINT, "{few:?} {many:?}");
        assert!((few[1] - alone[1] - people * PERSON_IN_MEMORY).abs() < 1.0, "{few:?} {alone:?}");
    }
}
