//! What one run says to published figures: sums that add up over replicates.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::sieve::{Picked, Sieve};
use super::{Estimator, Others, Response, Span, Target};
use crate::district::ALL_DISTRICTS;
use crate::observation::{SeriesRow, Trace};
use crate::run::Record;
use crate::scenario::condition::{Conditions, Test};
use crate::time::{WEEKS_PER_MONTH, Week};
use crate::vocabulary::{Concept, Education, Field, Sex, Status};

/// Columns of a table that some estimators look at beside those of their conditions.
const fn further(table: Trace) -> &'static [&'static str] {
    match table {
        Trace::Panel => &[
            "person",
            "week",
            "district",
            "age",
            "sex",
            "education",
            "status",
            "language",
            "years_since_arrival",
            "arrival_week",
            "first_visit_week",
        ],
        Trace::Residents => &["week"],
        Trace::Episodes => {
            &["issued_week", "completed_week", "left_city_week", "field", "status", "travel_minutes"]
        }
        // No published line is about a whole life.
        Trace::People => &[],
    }
}

/// Weeks within which a first visit counts as one of the first year.
const FIRST_YEAR: f64 = 52.0;

/// Years since arrival between which gains in German are taken: the early ones and the late ones, from and to.
const GAINS: [[[f64; 2]; 2]; 2] = [[[0.5, 1.5], [1.5, 2.5]], [[2.5, 3.5], [3.5, 4.5]]];

/// Youngest ages of the groups in which odds are compared.
const AGES: [f64; 2] = [30.0, 40.0];

/// Weeks within which a referral is to be completed, and after which its person is to be in the city still.
const HALF_A_YEAR: f64 = 26.0;

/// Minutes of travel that count as equally far, and how many such steps are told apart.
const STEP_MINUTES: f64 = 5.0;
pub(super) const STEPS: usize = 24;

/// Kinds of referrals that are alike in field and status.
pub(super) const KINDS: usize = Field::ALL.len() * Status::ALL.len();

/// Steps between hours a week that are told apart for a median, and how many there are.
pub(super) const STEP_HOURS: f64 = 0.1;
const HOUR_STEPS: usize = 600;

/// Ways to be alike in sex, age, education and status.
pub(super) const ALIKE: usize = Sex::ALL.len() * (AGES.len() + 1) * Education::ALL.len() * Status::ALL.len();

/// What a run says to the figures that are computed from it.
#[derive(Debug, Clone)]
pub struct Tally {
    /// The rows of each table.
    picked: BTreeMap<Trace, Picked>,
    lines: Vec<Line>,
}

/// What a run says to one figure.
#[derive(Debug, Clone)]
struct Line {
    target: &'static Target,
    population: Sieve,
    sieves: Vec<Sieve>,
    sums: Vec<f64>,
    /// What was seen of a person at the waves, for figures about the same people at several.
    followed: BTreeMap<String, Vec<Vec<f64>>>,
}

impl Tally {
    /// Returns the tally of a point of the experiment of runs, before its run.
    pub fn of_point(point: &str, targets: &'static [Target]) -> Self {
        let of_point: Vec<(&'static Target, Conditions)> =
            targets.iter().filter_map(|target| Some((target, population(target, point)?))).collect();
        let picked = Trace::ALL.map(|table| {
            let own = of_point.iter().filter(|(target, _)| target.table == table);
            let columns = own.flat_map(|(target, population)| columns(population, &target.estimator));
            (table, Picked::of(table, columns.chain(further(table).iter().copied())))
        });
        let picked = BTreeMap::from(picked);
        let line = |(target, population): (&'static Target, Conditions)| {
            let rows = &picked[&target.table];
            let sieves = conditions(&target.estimator).into_iter();
            Line {
                target,
                population: Sieve::new(&population, rows),
                sieves: sieves.map(|other| Sieve::new(other, rows)).collect(),
                sums: vec![0.0; width(&target.estimator)],
                followed: BTreeMap::new(),
            }
        };
        let lines = of_point.into_iter().map(line).collect();
        Self { picked, lines }
    }

    /// Returns the weeks in which a table is looked at.
    pub fn weeks(&self, table: Trace) -> BTreeSet<Week> {
        let of_table = self.lines.iter().filter(|line| line.target.table == table);
        of_table.flat_map(|line| line.target.waves.iter().copied()).collect()
    }

    /// Takes a row of a table: of the panel and of residents at each of its waves, of episodes at the end.
    ///
    /// # Panics
    /// When the row is of another table.
    pub fn take(&mut self, table: Trace, row: &impl Serialize) {
        let picked = self.picked.get_mut(&table).expect("there is a place for the rows of each table");
        picked.take(row);
        for line in self.lines.iter_mut().filter(|line| line.target.table == table) {
            let is_due = table == Trace::Episodes || line.is_due(picked.number("week"));
            if is_due && line.population.passes(picked) {
                line.take(picked);
            }
        }
    }

    /// Returns the sums by the id of their line, with those of the other tables of the run.
    pub fn finish(mut self, record: &Record) -> BTreeMap<&'static str, Vec<f64>> {
        self.lines.iter_mut().for_each(|line| line.finish(record));
        self.lines.into_iter().map(|line| (line.target.id.as_str(), line.sums)).collect()
    }
}

/// Returns whom a figure counts in the run of a point; nothing where it is not computed from that.
fn population(target: &Target, point: &str) -> Option<Conditions> {
    let is_own = target.scenario == point || target.also_under.as_deref() == Some(point);
    match &target.estimator {
        // A study of its own says it.
        Estimator::TrialEffect => None,
        Estimator::DifferenceOfDistricts { than, .. } if than == point => Some(target.population.clone()),
        Estimator::Completion { than: Some(Others { scenario, mode }) } if scenario == point && !is_own => {
            let mut others = target.population.clone();
            others.all.retain(|(column, _)| column != "mode");
            others.all.push(("mode".to_owned(), Test::Among(vec![mode.clone()])));
            Some(others)
        }
        _ => is_own.then(|| target.population.clone()),
    }
}

/// Returns the columns that a figure looks at.
fn columns<'a>(population: &'a Conditions, estimator: &'a Estimator) -> Vec<&'a str> {
    let conditions = conditions(estimator).into_iter().flat_map(Conditions::columns);
    let named: Vec<&str> = match estimator {
        Estimator::Mean(column) | Estimator::MeanLessMedian(column) => vec![column],
        Estimator::Correlation(both) => both.iter().map(String::as_str).collect(),
        _ => Vec::new(),
    };
    population.columns().into_iter().chain(conditions).chain(named).collect()
}

/// Returns all conditions of an estimator, in the order in which [`Line::take`] expects them.
fn conditions(estimator: &Estimator) -> Vec<&Conditions> {
    match estimator {
        Estimator::Share(of) => vec![of],
        Estimator::DifferenceOfGroups { of, group, than } => vec![of, group, than],
        Estimator::FallWhileOthersRise { of, rising } => std::iter::once(of).chain(rising).collect(),
        Estimator::AdjustedOddsRatio { of, group } => vec![of, group],
        _ => Vec::new(),
    }
}

/// Returns how many sums an estimator needs.
fn width(estimator: &Estimator) -> usize {
    match estimator {
        Estimator::Share(_)
        | Estimator::LeaversPerPersonMonth(_)
        | Estimator::InAccommodation { .. }
        | Estimator::VisitsPerOpeningHour { .. }
        | Estimator::ActiveRatio { .. }
        | Estimator::Mean(_) => 2,
        Estimator::MeanLessMedian(_) => 2 + HOUR_STEPS,
        Estimator::Correlation(_) => 6,
        Estimator::Completion { .. } => 2 * KINDS * STEPS,
        Estimator::DifferenceOfGroups { .. }
        | Estimator::DeclineOfGains
        | Estimator::DifferenceOfDistricts { .. } => 4,
        Estimator::FallWhileOthersRise { rising, .. } => 3 + 2 * rising.len(),
        Estimator::AdjustedOddsRatio { .. } => 4 * ALIKE,
        Estimator::TrialEffect => 0,
    }
}

impl Line {
    fn count(&mut self, place: usize, has_it: bool) {
        self.sums[place] += f64::from(u8::from(has_it));
        self.sums[place + 1] += 1.0;
    }

    fn is_due(&self, week: f64) -> bool {
        self.target.waves.iter().any(|wave| f64::from(wave.0) == week)
    }

    /// Takes a row of somebody whom the figure counts.
    fn take(&mut self, picked: &Picked) {
        let has = |line: &Self, place: usize| line.sieves[place].passes(picked);
        match &self.target.estimator {
            Estimator::Share(_) => self.count(0, has(self, 0)),
            Estimator::DifferenceOfGroups { .. } => {
                for (place, group) in [(0, 1), (2, 2)] {
                    if has(self, group) {
                        self.count(place, has(self, 0));
                    }
                }
            }
            Estimator::DeclineOfGains => {
                let seen = ["years_since_arrival", "language"].map(|name| picked.number(name));
                self.follow(picked, seen.to_vec());
            }
            Estimator::FallWhileOthersRise { .. } => {
                let seen = self.sieves.iter().map(|sieve| f64::from(u8::from(sieve.passes(picked))));
                let seen = seen.collect();
                self.follow(picked, seen);
            }
            Estimator::AdjustedOddsRatio { .. } => {
                if let Some(alike) = alike(picked) {
                    let place = 2 * (2 * alike + usize::from(has(self, 1)));
                    self.count(place, has(self, 0));
                }
            }
            Estimator::DifferenceOfDistricts {
                of: Response::FirstVisitWithinAYear, district, less, ..
            } => {
                let waited = picked.number("first_visit_week") - picked.number("arrival_week");
                let sides = [(0, district), (2, less)];
                if let Some((place, _)) =
                    sides.into_iter().find(|(_, side)| side.as_str() == picked.word("district"))
                {
                    self.count(place, waited <= FIRST_YEAR);
                }
            }
            Estimator::Mean(column) => {
                self.sums[0] += picked.number(column);
                self.sums[1] += 1.0;
            }
            Estimator::MeanLessMedian(column) => {
                let hours = picked.number(column);
                let step = ((hours / STEP_HOURS) as usize).min(HOUR_STEPS - 1);
                self.sums[0] += hours;
                self.sums[1] += 1.0;
                self.sums[2 + step] += 1.0;
            }
            Estimator::Correlation(both) => {
                let [a, b] = both.each_ref().map(|column| picked.number(column));
                for (sum, part) in self.sums.iter_mut().zip([1.0, a, b, a * a, b * b, a * b]) {
                    *sum += part;
                }
            }
            Estimator::Completion { .. } => {
                let issued = picked.number("issued_week");
                // Who has not left has no week of leaving.
                let has_left = picked.number("left_city_week") <= issued + HALF_A_YEAR;
                if let (false, Some(cell)) = (has_left, cell_of_referral(picked)) {
                    self.count(2 * cell, picked.number("completed_week") <= issued + HALF_A_YEAR);
                }
            }
            _ => {}
        }
    }

    fn follow(&mut self, picked: &Picked, seen: Vec<f64>) {
        self.followed.entry(picked.word("person").to_owned()).or_default().push(seen);
    }

    /// Sums up what has to wait for the end of the run.
    fn finish(&mut self, record: &Record) {
        let waves = self.target.waves.len();
        let all = std::mem::take(&mut self.followed);
        for seen in all.values().filter(|seen| seen.len() == waves) {
            self.sum_up(seen);
        }
        let series = |district: &str, name: &str, weeks: Span| sum(&record.series, district, name, weeks);
        // What a row says of the time since the one before belongs to the weeks before its own.
        let during = |span: Span| Span { from: span.from.plus(1), to: span.to.plus(1) };
        let at = |week: Week| Span { from: week, to: week };
        match &self.target.estimator {
            Estimator::LeaversPerPersonMonth(span) => {
                let left = series(ALL_DISTRICTS, "left_accommodation", during(*span));
                let weeks = series(ALL_DISTRICTS, "in_accommodation", during(*span));
                self.sums = vec![left, weeks / WEEKS_PER_MONTH];
            }
            Estimator::InAccommodation { district, at: week } => {
                let district = district.as_deref().unwrap_or(ALL_DISTRICTS);
                self.sums = vec![series(district, "in_accommodation", at(*week)), 1.0];
            }
            Estimator::VisitsPerOpeningHour { district, span } => {
                let of = |name| series(district, name, during(*span));
                self.sums = vec![of("visits") + of("resident_visits"), of("opening_hours")];
            }
            Estimator::ActiveRatio { at: week, to_peak } => {
                let active = |week| series(ALL_DISTRICTS, "volunteers_active", at(week));
                let peak = (to_peak.from.0..=to_peak.to.0).map(|week| active(Week(week)));
                self.sums = vec![active(*week), peak.fold(0.0, f64::max)];
            }
            Estimator::DifferenceOfDistricts {
                of: Response::ReferralsCompletedPerNeed(span),
                district,
                less,
                ..
            } => {
                let of = |district: &str, name| series(district, name, during(*span));
                let both = [district, less]
                    .map(|district| [of(district, "referrals_completed"), of(district, "needs_arisen")]);
                self.sums = both.concat();
            }
            _ => {}
        }
    }

    /// Sums up what was seen of somebody who was there at all waves.
    fn sum_up(&mut self, seen: &[Vec<f64>]) {
        match &self.target.estimator {
            Estimator::DeclineOfGains => {
                for pair in seen.windows(2) {
                    let [years, levels] = [0, 1].map(|place| [pair[0][place], pair[1][place]]);
                    for (place, bounds) in GAINS.iter().enumerate() {
                        let lies = |side: usize| (bounds[side][0]..bounds[side][1]).contains(&years[side]);
                        if lies(0) && lies(1) {
                            self.sums[2 * place] += (levels[1] - levels[0]) / (years[1] - years[0]);
                            self.sums[2 * place + 1] += 1.0;
                        }
                    }
                }
            }
            Estimator::FallWhileOthersRise { .. } => {
                let (first, last) = (&seen[0], &seen[seen.len() - 1]);
                self.sums[0] += 1.0;
                for place in 0..first.len() {
                    self.sums[1 + 2 * place] += first[place];
                    self.sums[2 + 2 * place] += last[place];
                }
            }
            _ => {}
        }
    }
}

/// Returns in which cell a referral is counted: by field, status and way.
fn cell_of_referral(picked: &Picked) -> Option<usize> {
    let kind = place::<Field>(picked, "field")? * Status::ALL.len() + place::<Status>(picked, "status")?;
    let step = ((picked.number("travel_minutes") / STEP_MINUTES) as usize).min(STEPS - 1);
    Some(kind * STEPS + step)
}

/// Puts the counts of referrals together by field, status and thirds of the way, as the ways of all of them are.
pub(super) fn by_thirds(sides: [&[f64]; 2]) -> [Vec<[f64; 2]>; 2] {
    let of_step = |step: usize| -> f64 {
        let cells =
            sides.iter().flat_map(|side| (0..KINDS).map(move |kind| side[2 * (kind * STEPS + step) + 1]));
        cells.sum()
    };
    let of_steps: Vec<f64> = (0..STEPS).map(of_step).collect();
    let all: f64 = of_steps.iter().sum();
    let mut before = 0.0;
    let thirds: Vec<usize> = of_steps
        .iter()
        .map(|here| {
            // A step lies in the third that holds its middle.
            let third = (3.0 * (before + here / 2.0) / all) as usize;
            before += here;
            third.min(2)
        })
        .collect();
    sides.map(|side| {
        let mut counts = vec![[0.0; 2]; 3 * KINDS];
        for (kind, step) in (0..KINDS).flat_map(|kind| (0..STEPS).map(move |step| (kind, step))) {
            let place = 2 * (kind * STEPS + step);
            let count = &mut counts[3 * kind + thirds[step]];
            *count = [count[0] + side[place], count[1] + side[place + 1]];
        }
        counts
    })
}

/// Returns which people somebody is like in sex, age, education and status.
fn alike(picked: &Picked) -> Option<usize> {
    let age = picked.number("age");
    let age = AGES.iter().filter(|youngest| age >= **youngest).count();
    let sex = place::<Sex>(picked, "sex")?;
    let education = place::<Education>(picked, "education")?;
    let status = place::<Status>(picked, "status")?;
    Some(((sex * (AGES.len() + 1) + age) * Education::ALL.len() + education) * Status::ALL.len() + status)
}

/// Returns the place of the concept in a cell among all of its kind.
fn place<C: Concept>(picked: &Picked, name: &str) -> Option<usize> {
    C::parse(picked.word(name)).map(C::position)
}

/// Returns the indicators of what people of a kind are alike in: all but the first of each.
pub(super) fn indicators(alike: usize) -> Vec<f64> {
    let sizes = [Sex::ALL.len(), AGES.len() + 1, Education::ALL.len(), Status::ALL.len()];
    let mut rest = alike;
    let mut found = Vec::new();
    for size in sizes.into_iter().rev() {
        let own = rest % size;
        rest /= size;
        found.extend((1..size).map(|other| f64::from(u8::from(other == own))));
    }
    found
}

/// Returns the sum of a measure over the rows of weeks.
fn sum(series: &[SeriesRow], district: &str, name: &str, weeks: Span) -> f64 {
    let belongs = |row: &&SeriesRow| row.district == district && (weeks.from..=weeks.to).contains(&row.week);
    series.iter().filter(belongs).filter_map(|row| row.values.get(name)).sum()
}
