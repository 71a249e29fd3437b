//! Populations: person-years of every outcome under two configurations, of everybody, by group, by who was seen, by who waited longer.

use serde::{Deserialize, Serialize};

use super::frame::Frame;
use super::running::Running;
use super::world::{ATTRIBUTES, Life, OUTCOMES, World, groups, pairs};
use crate::observation::row::{Row, Text};
use crate::observation::{Outcome, WEEKS_OF_YEAR};

/// What a population is made by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// By a fact that is fixed before the worlds differ: a difference is an effect.
    Group,
    /// By who was seen by the intermediary of which world, which is luck in part: a difference describes.
    Seen,
    /// By who waited longer in which world: a difference describes.
    Waited,
}

/// What stands beside the outcomes: person-years on waiting lists.
pub const WAITING: &str = "waiting";

/// By which world's intermediary somebody was seen.
const SEEN: [&str; 4] = ["first", "second", "both", "neither"];

/// In which world somebody waited longer, of people who are in both.
const WAITED: [&str; 3] = ["longer", "shorter", "same"];

/// Outcomes, and waiting behind them.
const FIGURES: usize = OUTCOMES + 1;

/// A row of `populations.csv`: a population under two configurations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PopulationRow {
    /// The number of the point.
    pub point: u32,
    /// The number of the point it is compared with.
    pub against: u32,
    /// The district of arrival, or that of all together.
    pub district: String,
    /// What the population is made by.
    pub kind: Kind,
    /// The attribute; `everybody` for all.
    pub attribute: Text,
    /// The group; `everybody` for all.
    pub group: Text,
    /// The outcome, or [`WAITING`].
    pub outcome: Text,
    /// Mean person-years under the point, from the year of the first opening on; those of waiting over the whole run.
    pub years: Option<f64>,
    /// The same under the point it is compared with.
    pub years_against: Option<f64>,
    /// Mean paired difference.
    pub difference: Option<f64>,
    /// Lower end of the 95 % interval.
    pub low: Option<f64>,
    /// Upper end of the 95 % interval.
    pub high: Option<f64>,
    /// Replicates.
    pub n: u32,
    /// Mean number of people under the point.
    pub persons: f64,
    /// The same under the point it is compared with.
    pub persons_against: f64,
}

impl Row for PopulationRow {}

impl PopulationRow {
    /// Returns weeks a person under both points, such as those on waiting lists; nothing where nobody is.
    pub fn weeks_each(&self) -> [Option<f64>; 2] {
        let each = |years: Option<f64>, persons: f64| {
            years.filter(|_| persons > 0.0).map(|years| years * f64::from(WEEKS_OF_YEAR) / persons)
        };
        [each(self.years, self.persons), each(self.years_against, self.persons_against)]
    }
}

/// Returns kind, attribute and group of each population, in their order.
fn populations() -> Vec<(Kind, &'static str, &'static str)> {
    let mut all = vec![(Kind::Group, "everybody", "everybody")];
    for (position, attribute) in ATTRIBUTES.into_iter().enumerate() {
        all.extend(groups(position).into_iter().map(|group| (Kind::Group, attribute, group)));
    }
    all.extend(SEEN.map(|group| (Kind::Seen, "seen", group)));
    all.extend(WAITED.map(|group| (Kind::Waited, "waited", group)));
    all
}

/// People and person-weeks of a population in two worlds of a replicate.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    persons: [u32; 2],
    weeks: [[u32; 2]; FIGURES],
}

/// The sums of a population.
#[derive(Debug, Clone, PartialEq, Default)]
struct Sums {
    persons: [u64; 2],
    years: [Running; FIGURES],
}

/// All populations of a contrast, district by district.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Populations {
    replicates: u32,
    /// By district, then population.
    sums: Vec<Sums>,
    /// Where the groups of each attribute begin, then where those by who was seen and who waited do.
    begins: [usize; ATTRIBUTES.len()],
    seen: usize,
    count: usize,
}

impl Populations {
    pub(super) fn new(districts: usize) -> Self {
        let (mut begins, mut next) = ([0; ATTRIBUTES.len()], 1);
        for (attribute, begin) in begins.iter_mut().enumerate() {
            *begin = next;
            next += groups(attribute).len();
        }
        let count = next + SEEN.len() + WAITED.len();
        Self { replicates: 0, sums: vec![Sums::default(); districts * count], begins, seen: next, count }
    }

    /// Adds a replicate.
    pub(super) fn add(&mut self, one: &World, other: &World) {
        let mut tallies = vec![Tally::default(); self.sums.len()];
        let everywhere = self.sums.len() / self.count - 1;
        for pair in pairs(one, other) {
            let described = self.described(pair);
            for (side, life) in pair.into_iter().enumerate() {
                let Some(life) = life.filter(|life| life.is_counted) else { continue };
                let own = (0..ATTRIBUTES.len()).map(|of| self.begins[of] + usize::from(life.groups[of]));
                let own = own.chain([0]).chain(described.into_iter().flatten());
                for population in own {
                    for district in [usize::from(life.who.district), everywhere] {
                        tallies[district * self.count + population].count(life, side);
                    }
                }
            }
        }
        self.replicates += 1;
        for (sums, tally) in self.sums.iter_mut().zip(tallies) {
            sums.persons.iter_mut().zip(tally.persons).for_each(|(sum, more)| *sum += u64::from(more));
            for (years, weeks) in sums.years.iter_mut().zip(tally.weeks) {
                let [one, other] = weeks.map(|weeks| f64::from(weeks) / f64::from(WEEKS_OF_YEAR));
                years.add(one, other);
            }
        }
    }

    /// Returns the populations of somebody by who was seen and who waited longer; who lives in one world waits in no other.
    fn described(&self, [one, other]: [Option<&Life>; 2]) -> [Option<usize>; 2] {
        let is_seen = |life: Option<&Life>| life.is_some_and(|life| life.is_seen);
        let seen = match (is_seen(one), is_seen(other)) {
            (true, false) => 0,
            (false, true) => 1,
            (true, true) => 2,
            (false, false) => 3,
        };
        let waited = one.zip(other).map(|(one, other)| match one.waited.cmp(&other.waited) {
            std::cmp::Ordering::Greater => 0,
            std::cmp::Ordering::Less => 1,
            std::cmp::Ordering::Equal => 2,
        });
        [Some(self.seen + seen), waited.map(|waited| self.seen + SEEN.len() + waited)]
    }

    pub(super) fn rows(&self, frame: &Frame, (one, other): (usize, usize)) -> Vec<PopulationRow> {
        let populations = populations();
        let mut rows = Vec::new();
        for (district, sums) in frame.districts.iter().zip(self.sums.chunks(self.count)) {
            for ((kind, attribute, group), sums) in populations.iter().zip(sums) {
                let [persons, persons_against] =
                    sums.persons.map(|persons| persons as f64 / f64::from(self.replicates.max(1)));
                let names = Outcome::ALL.iter().map(|outcome| outcome.key()).chain([WAITING]);
                rows.extend(names.zip(&sums.years).map(|(outcome, sums)| {
                    let ([years, years_against], [low, high]) = (sums.means(), sums.interval());
                    PopulationRow {
                        point: frame.points[one].number,
                        against: frame.points[other].number,
                        district: district.clone(),
                        kind: *kind,
                        attribute: (*attribute).into(),
                        group: (*group).into(),
                        outcome: outcome.into(),
                        years,
                        years_against,
                        difference: sums.difference(),
                        low,
                        high,
                        n: sums.n(),
                        persons,
                        persons_against,
                    }
                }));
            }
        }
        rows
    }
}

impl Tally {
    fn count(&mut self, life: &Life, side: usize) {
        self.persons[side] += 1;
        for (tally, weeks) in self.weeks.iter_mut().zip(life.weeks) {
            tally[side] += u32::from(weeks);
        }
        self.weeks[OUTCOMES][side] += life.waited;
    }
}
