//! Lives: in how many weeks each person who fled was in work, had German at B1, a dwelling, a friend, or felt at home.
//!
//! A last cross-section hides what happened on the way, so weeks are counted as they go by. A row of `people.csv` holds what a person
//! has had of each outcome by year and since arrival, beside facts that are fixed before two worlds differ.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::ops::{AddAssign, Sub};

use serde::{Deserialize, Serialize};

use super::groups::{household_group, household_key};
use super::key::{Key, PersonKey, numbered};
use super::row::{Listed, Row, Text, Values, Word};
use super::{Table, WEEKS_OF_YEAR};
use crate::index::{Column, PersonId};
use crate::population::{CaseStage, Dwelling, EpisodeStage, Person, Presence, Refugees, Schooling};
use crate::time::Week;
use crate::vocabulary::{CaseEnd, Concept, Education, Need, Sex, Status};
use crate::world::DistrictWorld;

/// What a life can have more or fewer years of. German: *Ergebnis*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// In work or training, from 18 to 64 years.
    Work,
    /// German at B1 or better, from 6 years on.
    B1,
    /// In a private dwelling.
    PrivateDwelling,
    /// With a friend among long-standing residents, from 18 years on.
    Friend,
    /// Feeling at home, from 18 years on.
    AtHome,
}

impl Outcome {
    /// All of them, in the order of the columns.
    pub const ALL: [Self; OUTCOMES] =
        [Self::Work, Self::B1, Self::PrivateDwelling, Self::Friend, Self::AtHome];

    /// Returns the word in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Work => "work",
            Self::B1 => "b1",
            Self::PrivateDwelling => "private_dwelling",
            Self::Friend => "friend",
            Self::AtHome => "at_home",
        }
    }

    /// Returns the name of the measure that counts its person-years.
    pub const fn measure(self) -> &'static str {
        match self {
            Self::Work => "person_years_work",
            Self::B1 => "person_years_b1",
            Self::PrivateDwelling => "person_years_private_dwelling",
            Self::Friend => "person_years_friend",
            Self::AtHome => "person_years_at_home",
        }
    }

    /// Returns the outcome of which a measure counts the person-years, if it does.
    pub fn of_measure(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.measure() == name)
    }

    /// Returns the outcome of a word in files.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.key() == word)
    }

    /// Returns whether access to help can be expected to move it: friendship and belonging are no one's to grant.
    pub const fn is_of_access(self) -> bool {
        matches!(self, Self::Work | Self::B1 | Self::PrivateDwelling)
    }
}

/// How many outcomes there are.
const OUTCOMES: usize = 5;

/// The language level from which on German counts as B1.
const B1: f32 = 3.0;

/// Years of the longest run.
pub const MOST_YEARS: usize = 14;

/// Years since arrival that are followed.
pub const FIRST_YEARS: usize = 5;

/// Person-weeks by outcome.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct PersonWeeks([u64; OUTCOMES]);

impl PersonWeeks {
    /// Returns the person-years of an outcome.
    pub fn years(&self, outcome: Outcome) -> f64 {
        self.0[outcome as usize] as f64 / f64::from(WEEKS_OF_YEAR)
    }
}

impl AddAssign<&Self> for PersonWeeks {
    fn add_assign(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(own, more)| *own += more);
    }
}

impl Sub for PersonWeeks {
    type Output = Self;

    fn sub(mut self, other: Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(own, less)| *own -= less);
        self
    }
}

/// One count for each outcome, side by side in the bytes of a word, so that one addition counts them all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Counts(u64);

impl Counts {
    /// Additions after which a byte may be full.
    const MOST: usize = u8::MAX as usize;

    fn of(has: [bool; OUTCOMES]) -> Self {
        let bits = has.into_iter().enumerate().map(|(place, has)| u64::from(has) << (8 * place));
        Self(bits.fold(0, |all, bit| all | bit))
    }

    const fn get(self, outcome: usize) -> u8 {
        (self.0 >> (8 * outcome)) as u8
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

/// What is counted of one person.
#[derive(Debug, Clone, Copy)]
struct Life {
    age: i32,
    household: usize,
    status: Status,
    /// Weeks by year of the run and outcome.
    by_year: [Counts; MOST_YEARS],
    /// Weeks by year since arrival and outcome.
    since_arrival: [Counts; FIRST_YEARS],
    /// Weeks on the waiting list for a childcare or school place.
    waited: u16,
}

/// The lives of a district so far.
#[derive(Debug, Clone)]
pub struct Lives {
    /// The belonging from which on somebody feels at home.
    at_home: f32,
    /// The week in which the groups of those who are there already are fixed.
    fixed: Week,
    life: Column<PersonId, Life>,
    total: PersonWeeks,
}

impl Lives {
    /// Begins before anybody has come; somebody feels at home from so much belonging on.
    pub const fn new(at_home: f64) -> Self {
        Self {
            at_home: at_home as f32,
            fixed: Week::START,
            life: Column::new(),
            total: PersonWeeks([0; OUTCOMES]),
        }
    }

    /// Fixes the groups of those who are there already in a week instead of at the start.
    pub const fn fix_groups_in(&mut self, week: Week) {
        self.fixed = week;
    }

    /// Returns the person-weeks of the district so far, from the start on.
    pub const fn total(&self) -> PersonWeeks {
        self.total
    }

    /// Counts the week that has just been run, after which so many have been.
    pub fn note(&mut self, refugees: &Refugees, week: Week) {
        for id in refugees.person.ids().skip(self.life.len()) {
            let (age, household, status) = facts(refugees, id, week);
            let by_year = [Counts::default(); MOST_YEARS];
            let since_arrival = [Counts::default(); FIRST_YEARS];
            self.life.push(Life { age, household, status, by_year, since_arrival, waited: 0 });
        }
        if week == self.fixed {
            for &id in &refugees.present {
                let life = &mut self.life[id];
                (life.age, life.household, life.status) = facts(refugees, id, week);
            }
        }
        let year = (week > Week::START).then(|| (week.0 as usize - 1) / WEEKS_OF_YEAR as usize);
        for people in refugees.present.chunks(Counts::MOST) {
            let mut all = Counts::default();
            for &id in people {
                let person = &refugees.person[id];
                let has = self.has(refugees, id, person, week);
                let life = &mut self.life[id];
                if let Some(year) = year {
                    life.by_year[year] += has;
                    all += has;
                }
                let since = (week.since(person.arrived) - 1).max(0) as usize / WEEKS_OF_YEAR as usize;
                if let Some(weeks) = life.since_arrival.get_mut(since) {
                    *weeks += has;
                }
                life.waited += u16::from(matches!(refugees.schooling[id], Schooling::Waiting(_)));
            }
            let total = self.total.0.iter_mut().enumerate();
            total.for_each(|(outcome, weeks)| *weeks += u64::from(all.get(outcome)));
        }
    }

    /// Returns which outcomes somebody has, 1 or 0 each.
    #[inline]
    fn has(&self, refugees: &Refugees, id: PersonId, person: &Person, week: Week) -> Counts {
        let private = refugees.housing[id].dwelling == Dwelling::Private;
        let speaks = || refugees.language[id].level >= B1;
        Counts::of(if person.is_adult(week) {
            let works =
                refugees.working[id].state.is_employment() && week < person.birthday(Person::RETIREMENT_AGE);
            let friend = refugees.social[id].has_friend();
            let at_home = refugees.mind[id].belonging >= self.at_home;
            [works, speaks(), private, friend, at_home]
        } else {
            [false, person.has_school_age(week) && speaks(), private, false, false]
        })
    }

    /// Appends the rows of a district, in the order in which people came.
    pub fn append(&self, district: &DistrictWorld, week: Week, rows: &mut Table) {
        let refugees = &district.refugees;
        let own = district.id.as_str();
        let waits = weeks_on_lists(district, week);
        let mut met = needs_met(district);
        for (id, numbers) in numbered(refugees) {
            let life = &self.life[id];
            let person = &refugees.person[id];
            let exit = match refugees.presence[id] {
                Presence::Present => None,
                Presence::Left(week) | Presence::Died(week) => Some(week),
            };
            // Whoever had gone before the first week is part of no comparison.
            if exit.is_some_and(|week| week < Week::START) {
                continue;
            }
            rows.push(&PersonRow {
                person: Key { district: own.into(), numbers },
                district: own.into(),
                arrival_week: person.arrived,
                exit_week: exit,
                sex: Word(person.sex),
                age: life.age,
                education: Word(person.education),
                household: household_key(life.household).into(),
                status: Word(life.status),
                first_visit_week: refugees.visits[id].first_visit,
                weeks_waited: u32::from(life.waited) + waits.get(&id).copied().unwrap_or_default(),
                needs_met: met.remove(&id).unwrap_or_default(),
                by_year: by_year(life, person.arrived, exit, week),
                since_arrival: since_arrival(life, person.arrived, exit, week),
            });
        }
    }
}

fn facts(refugees: &Refugees, id: PersonId, week: Week) -> (i32, usize, Status) {
    (refugees.person[id].age(week), household_group(refugees, id, week), refugees.legal[id].status)
}

/// Returns weeks on waiting lists of institutions by person, those on several lists at once counted for each.
fn weeks_on_lists(district: &DistrictWorld, week: Week) -> BTreeMap<PersonId, u32> {
    let mut weeks = BTreeMap::new();
    for episode in &district.episodes.episode {
        let Some(reached) = episode.reached else { continue };
        let until = match episode.stage {
            EpisodeStage::Waiting => Some(week),
            _ => episode.admitted.or(episode.ended),
        };
        let waited = until.map_or(0, |until| until.since(reached).max(0)) as u32;
        if waited > 0 {
            *weeks.entry(episode.person).or_default() += waited;
        }
    }
    weeks
}

/// Returns the needs that were met, by person, in words.
fn needs_met(district: &DistrictWorld) -> BTreeMap<PersonId, String> {
    let mut met: BTreeMap<PersonId, String> = BTreeMap::new();
    for case in &district.cases.case {
        let is_met =
            matches!(case.stage, CaseStage::Ended(end) if !matches!(end, CaseEnd::Lapsed | CaseEnd::Gone));
        let Some(ended) = case.ended.filter(|_| is_met) else { continue };
        let text = met.entry(case.person).or_default();
        let space = if text.is_empty() { "" } else { " " };
        let met = Met { need: case.need, onset: case.onset, weeks: ended.since(case.onset) };
        write!(text, "{space}{met}").expect("memory takes every text");
    }
    met
}

/// A need that was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Met {
    /// What for.
    pub need: Need,
    /// When it arose.
    pub onset: Week,
    /// How many weeks later it was met.
    pub weeks: i32,
}

impl fmt::Display for Met {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}@{}+{}", self.need.key(), self.onset.0, self.weeks)
    }
}

impl Met {
    /// Reads one such as `housing@120+8`: arisen in week 120, met eight weeks later.
    pub fn parse(text: &str) -> Option<Self> {
        let (need, when) = text.split_once('@')?;
        let (onset, weeks) = when.split_once('+')?;
        let (need, onset) = (Need::parse(need)?, Week(onset.parse().ok()?));
        Some(Self { need, onset, weeks: weeks.parse().ok()? })
    }
}

fn by_year(life: &Life, arrived: Week, exit: Option<Week>, week: Week) -> Values<WeeksByYear> {
    let until = exit.unwrap_or(week).0.min(week.0);
    let first = arrived.0.max(0) / WEEKS_OF_YEAR as i32;
    let last = (until - 1).div_euclid(WEEKS_OF_YEAR as i32);
    Values::new(spread(&life.by_year, |year| (first..=last).contains(&year)))
}

fn since_arrival(life: &Life, arrived: Week, exit: Option<Week>, week: Week) -> Values<WeeksSinceArrival> {
    let last = (exit.unwrap_or(week).since(arrived) - 1).div_euclid(WEEKS_OF_YEAR as i32);
    Values::new(spread(&life.since_arrival, |year| (0..=last).contains(&year)))
}

/// Returns weeks by outcome and then by year, not a number for years in which the person was not there.
fn spread<const N: usize>(weeks: &[Counts; N], is_there: impl Fn(i32) -> bool) -> Vec<f64> {
    let each = (0..OUTCOMES).flat_map(|outcome| (0..N).map(move |year| (outcome, year)));
    each.map(|(outcome, year)| {
        let weeks = weeks[year].get(outcome);
        if weeks > 0 || is_there(year as i32) { f64::from(weeks) } else { f64::NAN }
    })
    .collect()
}

/// Names a column for each outcome and each of some endings, outcome by outcome.
macro_rules! columns {
    ($($ending:literal)+) => {
        columns!(@each "work" $($ending)+; "b1" $($ending)+; "private_dwelling" $($ending)+; "friend" $($ending)+; "at_home" $($ending)+)
    };
    (@each $($outcome:literal $($ending:literal)+);+) => {
        &[$($(concat!($outcome, $ending),)+)+]
    };
}

/// Weeks of each outcome by year of the run, outcome by outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct WeeksByYear;

impl Listed for WeeksByYear {
    const NAME: &'static str = "WeeksByYear";
    const NAMES: &'static [&'static str] = columns!(
        "_year_1" "_year_2" "_year_3" "_year_4" "_year_5" "_year_6" "_year_7" "_year_8" "_year_9" "_year_10" "_year_11" "_year_12"
        "_year_13" "_year_14"
    );
}

/// Weeks of each outcome by year since arrival, outcome by outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct WeeksSinceArrival;

impl Listed for WeeksSinceArrival {
    const NAME: &'static str = "WeeksSinceArrival";
    const NAMES: &'static [&'static str] = columns!(
        "_since_arrival_1" "_since_arrival_2" "_since_arrival_3" "_since_arrival_4" "_since_arrival_5"
    );
}

/// A row of `people.csv`: what became of somebody who fled, over a whole run.
///
/// Age, household and status are those of the later of two weeks, that of arrival and that of the first opening of an experiment:
/// they make groups that no configuration can have changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PersonRow<'a> {
    /// The person, as in the panel.
    pub person: PersonKey<'a>,
    /// The district of arrival.
    pub district: Cow<'a, str>,
    /// Week of arrival, or of birth.
    pub arrival_week: Week,
    /// Week in which the person left the city or died; nothing for who is still there.
    pub exit_week: Option<Week>,
    /// Sex as registered.
    pub sex: Word<Sex>,
    /// Age in years.
    pub age: i32,
    /// Schooling and degrees on arrival.
    pub education: Word<Education>,
    /// The household: the age of its youngest child, or none.
    pub household: Text,
    /// Residence status.
    pub status: Word<Status>,
    /// Week of the first visit to the intermediary.
    pub first_visit_week: Option<Week>,
    /// Weeks on waiting lists, those of several at once counted for each.
    pub weeks_waited: u32,
    /// Needs that were met, in words that [`Met`] reads, with a space between them.
    pub needs_met: String,
    /// Weeks by year of the run; not a number for years in which the person was not there.
    pub by_year: Values<WeeksByYear>,
    /// Weeks by year since arrival; not a number for those that the person did not reach.
    pub since_arrival: Values<WeeksSinceArrival>,
}

impl Row for PersonRow<'static> {}

impl PersonRow<'_> {
    /// Returns weeks of an outcome in a year of the run, counted from 1; none for years in which the person was not there.
    pub fn weeks_in_year(&self, outcome: Outcome, year: usize) -> f64 {
        whole(self.by_year[outcome as usize * MOST_YEARS + year - 1])
    }

    /// Returns weeks of an outcome in a year since arrival, counted from 1; none for those that the person did not reach.
    pub fn weeks_since_arrival(&self, outcome: Outcome, year: usize) -> f64 {
        whole(self.since_arrival[outcome as usize * FIRST_YEARS + year - 1])
    }

    /// Returns the needs that were met.
    pub fn met(&self) -> impl Iterator<Item = Met> {
        self.needs_met.split_whitespace().filter_map(Met::parse)
    }
}

const fn whole(weeks: f64) -> f64 {
    if weeks.is_nan() { 0.0 } else { weeks }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Model;
    use crate::scenario::Scenario;

    #[test]
    fn the_names_of_columns_stand_outcome_by_outcome() {
        for (outcome, first) in Outcome::ALL.into_iter().zip((0..).step_by(MOST_YEARS)) {
            assert_eq!(WeeksByYear::NAMES[first], format!("{}_year_1", outcome.key()));
            assert_eq!(WeeksByYear::NAMES[first + MOST_YEARS - 1], format!("{}_year_14", outcome.key()));
            assert_eq!(Outcome::of_measure(outcome.measure()), Some(outcome));
        }
        assert_eq!(WeeksSinceArrival::NAMES.len(), Outcome::ALL.len() * FIRST_YEARS);
        assert_eq!(WeeksSinceArrival::NAMES[FIRST_YEARS], "b1_since_arrival_1");
    }

    #[test]
    fn counts_side_by_side_do_not_run_into_each_other() {
        let mut all = Counts::default();
        (0..Counts::MOST).for_each(|_| all += Counts::of([true, false, true, false, true]));
        assert_eq!([0, 1, 2, 3, 4].map(|outcome| all.get(outcome)), [255, 0, 255, 0, 255]);
    }

    #[test]
    fn a_need_that_was_met_is_read_as_written() {
        let met = Met { need: Need::Housing, onset: Week(-12), weeks: 8 };
        assert_eq!(met.to_string(), "housing@-12+8");
        assert_eq!(Met::parse(&met.to_string()), Some(met));
        assert_eq!(Met::parse("housing@x+8"), None);
    }

    /// Runs the default for so many weeks and returns what the people of its first district leave behind, and the sums of its series.
    fn lives(weeks: u32) -> (Vec<PersonRow<'static>>, Vec<(Outcome, f64)>) {
        let scenario =
            Scenario::default().with("weeks", &weeks.to_string()).unwrap().with("every", "13").unwrap();
        let model = Model::new(&scenario).unwrap();
        let mut walk = model.walk_district(0, 1);
        while walk.step().is_some() {}
        let mut rows = Table::default();
        walk.append(crate::observation::Trace::People, 0, &mut rows);
        let record = model.run(1);
        let district = &scenario.districts[0].id;
        let series = record.series.iter().filter(|row| row.district == *district && row.week > Week::START);
        let series: Vec<_> = series.collect();
        let sum = |outcome: Outcome| {
            let years = series.iter().map(|row| row.values.get(outcome.measure()).unwrap());
            (outcome, years.sum())
        };
        (rows.rows().unwrap(), Outcome::ALL.map(sum).to_vec())
    }

    #[test]
    fn weeks_of_people_add_up_to_the_person_years_of_the_series() {
        let (people, series) = lives(78);
        for (outcome, years) in series {
            let weeks: f64 = people
                .iter()
                .map(|row| (1..=MOST_YEARS).map(|year| row.weeks_in_year(outcome, year)).sum::<f64>())
                .sum();
            assert!(weeks > 0.0, "{outcome:?}");
            // Both count the same whole weeks.
            assert!((weeks / 52.0 - years).abs() < 1e-6, "{outcome:?}: {weeks} weeks, {years} years");
        }
    }

    #[test]
    fn nobody_has_more_weeks_than_the_person_was_there() {
        let (people, _) = lives(78);
        for row in &people {
            let until = row.exit_week.unwrap_or(Week(78));
            let there = f64::from(until.0 - row.arrival_week.0.max(0));
            for outcome in Outcome::ALL {
                let weeks: f64 = (1..=MOST_YEARS).map(|year| row.weeks_in_year(outcome, year)).sum();
                assert!(weeks <= there, "{row:?}");
                assert!(
                    row.weeks_in_year(outcome, 2) <= 26.0
                        && row.by_year[outcome as usize * MOST_YEARS + 2].is_nan()
                );
            }
        }
        assert!(people.iter().any(|row| row.met().next().is_some() && row.weeks_waited > 0));
    }
}
