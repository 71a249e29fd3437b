//! The roster of a sweep: its distinct points in their order, some eighty bytes each, whatever a scenario weighs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::experiment::journal::PointKey;
use crate::experiment::new_file::{StoreFault, write_file};
use crate::experiment::outline;
use crate::experiment::point::Point;
use crate::experiment::selection::Selection;
use crate::experiment::supply::{Points, Supply};
use crate::experiment::traces::Traces;
use crate::run::Obstacles;
use crate::scenario::{Fault, Faults, Places};

/// A fingerprint.
pub type Print = [u8; blake3::OUT_LEN];

/// The first bytes of the file; the number is that of the layout.
const MAGIC: &[u8] = b"INTESO points 1\n";

/// Points that are resolved at once before they are entered in their order.
const AT_ONCE: usize = 256;

/// After so many faults the rest of the points is not looked at.
const ENOUGH: usize = 1_000;

/// Infeasible points of which the reason is kept.
const REASONS: usize = 1_000;

/// Weeks that runs share out among threads in one piece: some seconds.
const WEEKS_TOGETHER: u64 = 6_656;

/// Runs of one replicate that are begun together.
const TOGETHER: usize = 8;

/// A distinct point.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The position of the first point as written that resolves to it.
    pub position: usize,
    /// The fingerprint of what its numbers depend on.
    pub print: Print,
    /// The same for points that differ in configurations alone, and so have founding and first weeks in common.
    family: u64,
    /// Whether its budget can pay for it.
    pub is_feasible: bool,
    /// Weeks of a run.
    pub weeks: u32,
    /// Weeks between two observations.
    pub every: u32,
    /// Districts of a run.
    pub districts: u32,
    /// Whether its runs have trials.
    pub has_trials: bool,
}

/// The distinct points of a sweep; point 1 is the first of them.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    entries: Vec<Entry>,
    /// Positions of further points that resolve to the same scenario as one before them, with its number.
    merged: BTreeMap<usize, usize>,
    seeds: Vec<u64>,
    identity: blake3::Hasher,
    /// Of the first points that no budget can pay for: the number, why, and where their budgets were set.
    pub infeasible: Vec<(usize, Obstacles, Places)>,
}

/// A point as it was looked at.
struct Looked {
    point: Entry,
    identity: Print,
    label: [u8; 16],
    seed: u64,
    place: Option<Fault>,
    obstacles: Option<(Obstacles, Places)>,
}

impl Roster {
    /// Looks through all points, and makes the models of the first.
    ///
    /// # Errors
    /// Returns the faults of all points, up to a thousand.
    ///
    /// # Panics
    /// When no threads can be started.
    pub fn of(supply: &Supply<'_>, threads: usize) -> Result<Self, Faults> {
        threads_of(threads).install(|| Self::look_through(supply))
    }

    fn look_through(supply: &Supply<'_>) -> Result<Self, Faults> {
        let points = supply.points();
        let mut roster = Self::default();
        let mut faults: Vec<Fault> = Vec::new();
        let mut numbers: BTreeMap<Print, usize> = BTreeMap::new();
        let mut labels = BTreeSet::new();
        for first in (0..points.written()).step_by(AT_ONCE) {
            let until = points.written().min(first + AT_ONCE);
            let looked: Vec<Result<Looked, Faults>> =
                (first..until).into_par_iter().map(|position| look(supply, position)).collect();
            for one in looked {
                match one {
                    Ok(one) => {
                        let is_new = labels.insert(one.label);
                        faults.extend(one.place.clone().filter(|_| !is_new));
                        roster.enter(one, &mut numbers);
                    }
                    Err(more) => faults.extend(more.iter().cloned()),
                }
            }
            if faults.len() > ENOUGH {
                break;
            }
        }
        if faults.is_empty() { Ok(roster) } else { Err(faults.into()) }
    }

    fn enter(&mut self, looked: Looked, numbers: &mut BTreeMap<Print, usize>) {
        let Looked { point, identity, seed, obstacles, .. } = looked;
        self.identity.update(&identity);
        if let Some(&number) = numbers.get(&point.print) {
            self.merged.insert(point.position, number);
            return;
        }
        self.entries.push(point);
        let number = self.entries.len();
        numbers.insert(point.print, number);
        if self.seeds.last() != Some(&seed) {
            self.seeds.push(seed);
        }
        if let Some((obstacles, places)) = obstacles.filter(|_| self.infeasible.len() < REASONS) {
            self.infeasible.push((number, obstacles, places));
        }
    }

    /// Returns the points in the order of their numbers.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns the positions of further points that resolve to the same scenario as one before them, by its number.
    pub fn merged(&self) -> BTreeMap<usize, Vec<usize>> {
        let mut merged: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (&position, &number) in &self.merged {
            merged.entry(number).or_default().push(position);
        }
        merged
    }

    /// Returns whether some points resolve to the same scenario as others.
    pub fn has_merged(&self) -> bool {
        !self.merged.is_empty()
    }

    /// Returns the number of the point to which the one at a position resolves.
    ///
    /// # Panics
    /// When there is no such position.
    pub fn number_at(&self, position: usize) -> usize {
        let first =
            || self.entries.binary_search_by_key(&position, |entry| entry.position).map(|place| place + 1);
        let number = self.merged.get(&position).copied().map_or_else(first, Ok);
        number.expect("a position has a number because all were looked through")
    }

    /// Returns the seeds, each that differs from that of the point before.
    pub fn seeds(&self) -> &[u64] {
        &self.seeds
    }

    /// Returns the fingerprint of all points with their labels and factors.
    pub fn identity(&self) -> Print {
        *self.identity.finalize().as_bytes()
    }

    /// Returns how many points can be run.
    pub fn feasible(&self) -> usize {
        self.entries.iter().filter(|entry| entry.is_feasible).count()
    }

    /// Returns the points that can be run, by position in the roster, in blocks of which each has founding and first weeks in common.
    ///
    /// They depend on the points alone, so that shards on different machines share out the same blocks.
    pub(super) fn blocks(&self) -> Vec<Vec<usize>> {
        let mut blocks: Vec<Vec<usize>> = Vec::new();
        for (position, entry) in self.entries.iter().enumerate().filter(|(_, entry)| entry.is_feasible) {
            let weeks = u64::from(entry.weeks.max(1)) * u64::from(entry.districts.max(1));
            let most = ((WEEKS_TOGETHER / weeks) as usize).clamp(1, TOGETHER);
            match blocks.last_mut() {
                Some(block) if block.len() < most && self.entries[block[0]].family == entry.family => {
                    block.push(position);
                }
                _ => blocks.push(vec![position]),
            }
        }
        blocks
    }

    /// Writes the fingerprints of the points beside their runs.
    ///
    /// # Errors
    /// Returns why they cannot be written.
    pub(super) fn write(&self, path: &Path) -> Result<(), StoreFault> {
        let mut bytes = Vec::with_capacity(MAGIC.len() + self.entries.len() * blake3::OUT_LEN);
        bytes.extend(MAGIC);
        for entry in &self.entries {
            bytes.extend(entry.print);
        }
        let check = blake3::hash(&bytes);
        bytes.extend(check.as_bytes());
        write_file(path, &bytes)
    }

    /// Returns whether all points of a former call are among these; nothing where it left no list of them.
    pub(super) fn holds_all_of(&self, path: &Path) -> Option<bool> {
        let bytes = fs::read(path).ok()?;
        let (body, check) = bytes.split_last_chunk::<{ blake3::OUT_LEN }>()?;
        if blake3::hash(body).as_bytes() != check {
            return None;
        }
        let (former, []) = body.strip_prefix(MAGIC)?.as_chunks::<{ blake3::OUT_LEN }>() else { return None };
        let own: BTreeSet<&Print> = self.entries.iter().map(|entry| &entry.print).collect();
        Some(former.iter().all(|print| own.contains(print)))
    }
}

fn look(supply: &Supply<'_>, position: usize) -> Result<Looked, Faults> {
    let point = supply.points().get(position)?;
    let scenario = &point.scenario;
    let obstacles = supply.make(position, &point).err();
    let mut family = blake3::Hasher::new();
    family.update(point.circumstances.as_bytes()).update(&scenario.every.to_le_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&family.finalize().as_bytes()[..8]);
    let mut label = [0; 16];
    label.copy_from_slice(&blake3::hash(point.label.as_bytes()).as_bytes()[..16]);
    // Points at hand were compared when they were read.
    let place = match supply.points() {
        Points::OneByOne(design) => Some(outline::same_name(&point.label, &design.place_of(position))),
        Points::AtHand(_) => None,
    };
    Ok(Looked {
        point: Entry {
            position,
            print: *blake3::hash(point.hash.as_bytes()).as_bytes(),
            family: u64::from_le_bytes(first),
            is_feasible: obstacles.is_none(),
            weeks: scenario.weeks,
            every: scenario.every,
            districts: scenario.districts.len() as u32,
            has_trials: !scenario.trials.is_empty(),
        },
        identity: identity(&point),
        label,
        seed: scenario.seed,
        place,
        obstacles: obstacles.map(|obstacles| (obstacles, point.places.clone())),
    })
}

/// Returns the fingerprint of what tables say of a point.
fn identity(point: &Point) -> Print {
    let mut hasher = blake3::Hasher::new();
    let mut enter = |text: &str| {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    enter(&point.label);
    enter(&point.hash);
    for (key, value) in &point.factors {
        enter(key);
        enter(value);
    }
    *hasher.finalize().as_bytes()
}

/// Returns the key of the runs of a point, of which traces and a selection are recorded.
pub(super) fn key(print: &Print, traces: &Traces, selection: &Selection) -> PointKey {
    let mut hasher = blake3::Hasher::new();
    hasher.update(print);
    let selected = selection.distinction().into_iter().map(str::to_owned);
    for word in traces.distinction().into_iter().chain(selected) {
        hasher.update(&(word.len() as u64).to_le_bytes()).update(word.as_bytes());
    }
    let mut key = PointKey::default();
    let length = key.len();
    key.copy_from_slice(&hasher.finalize().as_bytes()[..length]);
    key
}

/// Makes so many threads.
///
/// # Panics
/// When they cannot be started.
pub(crate) fn threads_of(threads: usize) -> rayon::ThreadPool {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).build();
    pool.expect("threads can be started because their number is bounded by the caller")
}
