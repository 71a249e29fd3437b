//! The design of an experiment: points, factors and contrasts, read from a file.
//!
//! `set` holds what all points have in common; `contrasts` or `[[contrast]]` says what is compared.
//! A point is a scenario: a policy, of those that are listed or of the factorial behind them, under a parameter set where the
//! experiment draws some; all policies under the first set come first. Points that resolve to the same scenario run once. They
//! are resolved one at a time, so that looking at a design needs no memory for all of them.

use std::collections::{BTreeMap, BTreeSet};

use super::contrasts::{self, Contrast, Declaration};
use super::labels::SET;
use super::outline::{self, Outline, Outlines};
use super::point::{Cell, Point};
use super::sample::Sample;
pub use super::sample::{SETS_FILE, Sampled};
use super::until::Until;
use super::{head, labels, overlap};
use crate::configuration::Funding;
use crate::evidence::Evidence;
use crate::phrase::{Phrase, one_line, phrase};
use crate::scenario::draft::{Draft, Layer, option_of, settings};
use crate::scenario::names;
use crate::scenario::source::Entry;
use crate::scenario::{
    Document, Fault, Faults, Kin, Places, Position, Prints, Scenario, Source, incomplete, literal, resolve,
};
use crate::time::Week;

/// What a question may leave open, to be filled in with the budgets of the points.
const BUDGETS: &str = "{budget}";

/// An experiment: scenarios to be run and compared.
#[derive(Debug, Clone)]
pub struct Experiment {
    /// The name.
    pub name: String,
    /// What it asks, in a sentence.
    pub question: Phrase,
    /// The scenario in which the points differ, settings of the experiment included.
    pub base: Scenario,
    /// Number of replicates.
    pub replicates: u32,
    /// Keys that the experiment or the command line sets for all points, with values as in a file.
    pub common: Vec<(String, String)>,
    /// The points, numbered from 1.
    pub points: Vec<Point>,
    /// Which points are compared.
    pub contrasts: Vec<Contrast>,
    /// Whether the contrasts were listed one by one; otherwise they follow from a pattern.
    pub declared: bool,
    /// The pattern, and which measures and years are compared.
    pub declaration: Declaration,
    /// What stands for the points in the file of an experiment with parameter sets.
    pub sampled: Option<Sampled>,
    /// When there are enough replicates; nothing where their number is fixed.
    pub until: Option<Until>,
}

/// A point as it was found.
#[derive(Debug)]
pub enum Found {
    /// A scenario of its own.
    New(Box<Point>),
    /// A scenario that an earlier point is already.
    Same {
        /// The label.
        label: String,
        /// The number of the earlier point.
        number: usize,
        /// Where it stands in a design with parameter sets.
        cell: Option<Cell>,
    },
}

impl Found {
    /// Enters the point among those that were found before, itself or as a further label of one of them.
    pub fn enter(self, points: &mut Vec<Point>) {
        match self {
            Self::New(point) => points.push(*point),
            Self::Same { label, number, cell } => {
                points[number - 1].aliases.push(label);
                points[number - 1].cells.extend(cell);
            }
        }
    }
}

/// An experiment whose points are resolved one at a time.
#[derive(Debug)]
pub struct Design {
    document: Document,
    evidence: Evidence,
    draft: Draft,
    /// Settings of the command line, which lie on top of every point.
    on_top: Layer,
    /// The base with the settings on top, and its scenario.
    whole: Draft,
    base: Scenario,
    common: Vec<(String, String)>,
    declaration: Declaration,
    until: Option<Until>,
    pub(super) outlines: Outlines,
    pub(super) sample: Option<Sample>,
    /// Keys of the columns that say in what points differ.
    columns: Vec<String>,
    prints: Prints,
    numbers: BTreeMap<[u8; 32], usize>,
    labels: BTreeSet<[u8; 32]>,
    next: usize,
}

/// Loads an experiment and lays settings of the command line on top of every point.
///
/// # Errors
/// Returns every fault of every file involved.
pub fn load(source: &Source, overrides: &[(String, String)]) -> Result<Experiment, Faults> {
    read(&Document::open(source)?, overrides)
}

/// Makes an experiment of a document and settings of the command line on top of every point.
///
/// # Errors
/// Returns every fault of every file involved.
pub fn read(document: &Document, overrides: &[(String, String)]) -> Result<Experiment, Faults> {
    /// After so many faults the rest of the points is not looked at.
    const ENOUGH: usize = 1_000;
    let mut design = Design::open(document, overrides)?;
    let mut points: Vec<Point> = Vec::new();
    let mut faults: Vec<Fault> = Vec::new();
    while let Some(found) = design.next_point() {
        match found {
            Ok(found) => found.enter(&mut points),
            Err(more) => faults.extend(more.iter().cloned()),
        }
        if faults.len() > ENOUGH {
            break;
        }
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    design.finish(points)
}

/// Returns the number of points of an experiment and of runs as they are written, before anything is resolved; nothing where it
/// is faulty.
pub fn extent(document: &Document) -> Option<(usize, usize)> {
    let get = |key: &str| document.entries.iter().find(|entry| entry.key == key);
    let mut faults = Vec::new();
    let outlines = Outlines::read(get("point"), get("factor"), get("combine"), &mut faults);
    let evidence = Evidence::embedded().ok()?;
    let sample = get("sample").and_then(|entry| Sample::read(entry, &evidence, &evidence, &mut faults));
    let outlines =
        if sample.is_some() { outlines.or_base(&Position::new(&document.text, 0, 0)) } else { outlines };
    let points =
        outlines.len().checked_mul(sample.as_ref().map_or(1, Sample::sets)).filter(|points| *points > 0)?;
    let replicates = get("replicates").map_or(Some(1), |entry| entry.value.integer())?;
    let replicates = usize::try_from(replicates).ok()?;
    Some((points, points.checked_mul(replicates)?)).filter(|_| faults.is_empty())
}

impl Design {
    /// Reads all that holds for every point.
    ///
    /// # Errors
    /// Returns every fault that can be found without combining levels.
    pub fn open(document: &Document, overrides: &[(String, String)]) -> Result<Self, Faults> {
        let entries = &document.entries;
        let mut faults = document.twice.clone();
        let evidence = Evidence::embedded().map_err(|fault| Fault::new(Phrase::same(fault.to_string())))?;
        head::check_keys(entries, &mut faults);
        let get = |key: &str| entries.iter().find(|entry| entry.key == key);
        let mut draft = head::base(entries, &mut faults);
        let shared = head::shared(get("set"), &mut faults);
        let mut layer = Layer::default();
        layer.gather("", &shared, &mut faults);
        draft.add(layer);
        let declaration = Declaration::read(get("contrasts"), &mut faults);
        let until = Until::read(get("until"), get("replicates"), &mut faults);
        // A number that the command line gives is a number.
        let until = until.filter(|_| !overrides.iter().any(|(key, _)| names::key(key) == "replicates"));
        if let (Some(listed), Some(_)) = (get("contrast"), declaration.pattern) {
            let found = phrase!(
                "both a pattern of contrasts and a list of them",
                "ein Muster von Vergleichen und zugleich eine Liste"
            );
            faults.push(
                Fault::at(&listed.place, found)
                    .allowed(phrase!("`contrasts` or [[contrast]]", "`contrasts` oder [[contrast]]")),
            );
        }
        let mut outlines = Outlines::read(get("point"), get("factor"), get("combine"), &mut faults);
        outlines.check(&mut faults);
        let on_top = settings(overrides, &mut faults);
        let mut whole = draft.clone();
        whole.add(on_top.clone());
        let base = resolve(&whole, &evidence, None, &mut faults);
        let found = base.as_ref().map_or(&evidence, |base| &base.evidence);
        let sample = get("sample").and_then(|entry| Sample::read(entry, found, &evidence, &mut faults));
        let top = Position::new(&document.text, 0, 0);
        overlap::refuse(overrides, &outlines, sample.as_ref(), &mut faults);
        if let Some(sample) = &sample {
            overlap::refuse_sampled(sample, &outlines, &mut faults);
            outlines = outlines.or_base(&top);
            if outlines.len().checked_mul(sample.sets()).is_none() {
                faults.push(too_many(&top));
            }
        } else if outlines.len() == 0 && faults.is_empty() {
            faults.push(no_points(&top));
        }
        let Some(mut base) = base.filter(|_| faults.is_empty()) else {
            if faults.is_empty() {
                faults.push(incomplete(document.name()));
            }
            return Err(faults.into());
        };
        if let Some(until) = &until {
            base.replicates = until.at_least;
        }
        let common = head::common(&shared, overrides);
        let prints = Prints::near(&base);
        let sampled = sample
            .iter()
            .flat_map(|sample| [SET].into_iter().chain(sample.keys().into_iter().map(|(key, _)| key)));
        let shared = common.iter().map(|(key, _)| key.as_str());
        let columns = columns(outlines.keys().into_iter().chain(sampled).chain(shared));
        Ok(Self {
            document: document.clone(),
            evidence,
            draft,
            on_top,
            whole,
            base,
            common,
            declaration,
            until,
            outlines,
            sample,
            columns,
            prints,
            numbers: BTreeMap::new(),
            labels: BTreeSet::new(),
            next: 0,
        })
    }

    /// Returns the number of points as written, those that resolve to the same scenario included.
    pub fn written(&self) -> usize {
        self.policies() * self.sets().unwrap_or(1)
    }

    /// Returns the number of policies: points that are listed, and combinations of factors.
    pub fn policies(&self) -> usize {
        self.outlines.len()
    }

    /// Returns the number of parameter sets, under each of which every policy is run; nothing where none are drawn or listed.
    pub fn sets(&self) -> Option<usize> {
        self.sample.as_ref().map(Sample::sets)
    }

    /// Says which fraction of a factorial is taken, and how parameter sets are drawn, a line each.
    pub fn summary(&self) -> Vec<Phrase> {
        let sampled = self.sample.as_ref().map(|sample| {
            let policies = match self.policies() {
                1 => phrase!("1 policy", "1 Konfiguration"),
                many => phrase!("{many} policies", "{many} Konfigurationen"),
            };
            let sets = match sample.sets() {
                1 => phrase!("1 set", "1 Satz"),
                many => phrase!("{many} sets", "{many} Sätze"),
            };
            phrase!(
                "{policies} × {sets}: {summary}",
                "{policies} × {sets}: {summary}";
                policies = policies, sets = sets, summary = sample.summary()
            )
        });
        self.outlines.summary().into_iter().chain(sampled).collect()
    }

    /// Returns the name of the experiment.
    pub fn name(&self) -> String {
        self.word("name").unwrap_or_else(|| stem(self.document.name()))
    }

    /// Returns the keys that hold for all points, with values as in a file.
    pub fn common(&self) -> &[(String, String)] {
        &self.common
    }

    /// Returns the pattern of contrasts, and which measures and years are compared.
    pub const fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    /// Returns whether the experiment says which points are compared.
    pub fn declares_contrasts(&self) -> bool {
        self.declaration.pattern.is_some() || self.entry("contrast").is_some()
    }

    pub(super) fn entry(&self, key: &str) -> Option<&Entry> {
        self.document.entries.iter().find(|entry| entry.key == key)
    }

    pub(super) fn word(&self, key: &str) -> Option<String> {
        self.entry(key).and_then(|entry| entry.value.word()).map(one_line)
    }

    /// Returns the scenario in which the points differ.
    pub const fn base(&self) -> &Scenario {
        &self.base
    }

    /// Resolves the next point; `None` behind the last one.
    ///
    /// # Errors
    /// Returns the faults of this point; the next call goes on with the one behind it.
    pub fn next_point(&mut self) -> Option<Result<Found, Faults>> {
        if self.next == self.written() {
            return None;
        }
        let (outline, set) = self.outline(self.next);
        self.next += 1;
        let label = labelled(&outline.label, set);
        let is_new = self.labels.insert(*blake3::hash(label.as_bytes()).as_bytes());
        let twice = (!is_new).then(|| outline::same_name(&label, &outline.place));
        Some(match (self.resolve(outline, set), twice) {
            (Ok(point), None) => Ok(self.find(point)),
            (Ok(_), Some(twice)) => Err(twice.into()),
            (Err(faults), twice) => Err(faults.iter().cloned().chain(twice).collect::<Vec<Fault>>().into()),
        })
    }

    /// Numbers a point that no earlier one is already.
    fn find(&mut self, mut point: Point) -> Found {
        let print = *blake3::hash(point.hash.as_bytes()).as_bytes();
        if let Some(&number) = self.numbers.get(&print) {
            return Found::Same { label: point.label, number, cell: point.cells.pop() };
        }
        point.number = self.numbers.len() + 1;
        self.numbers.insert(print, point.number);
        Found::New(Box::new(point))
    }

    /// Resolves the point at a position, from 0 in the order in which points are written, whatever the others are.
    ///
    /// Its number is the position from 1; an earlier point may be the same scenario, or bear the same label.
    ///
    /// # Errors
    /// Returns the faults of this point.
    ///
    /// # Panics
    /// When the position lies behind the last point.
    pub fn point_at(&self, position: usize) -> Result<Point, Faults> {
        assert!(position < self.written(), "a point is one of those that are written");
        let (outline, set) = self.outline(position);
        Ok(Point { number: position + 1, ..self.resolve(outline, set)? })
    }

    /// Returns the policy at a position, and the number of its parameter set, from 1.
    pub(super) fn outline(&self, position: usize) -> (Outline, Option<usize>) {
        let set = self.sample.is_some().then(|| position / self.policies() + 1);
        (self.outlines.get(position % self.policies()), set)
    }

    fn resolve(&self, outline: Outline, set: Option<usize>) -> Result<Point, Faults> {
        let mut faults = Vec::new();
        let mut layer = Layer::default();
        let drawn = set.and_then(|set| Some(self.sample.as_ref()?.set(set - 1))).unwrap_or_default();
        for entry in outline.settings.iter().chain(&drawn) {
            layer.put(&entry.key, &entry.place, &entry.value, &mut faults);
        }
        let mut draft = self.draft.clone();
        draft.add(layer);
        draft.add(self.on_top.clone());
        let kin = Kin { draft: &self.whole, scenario: &self.base };
        let resolved = resolve(&draft, &self.evidence, Some(kin), &mut faults);
        let Some(mut scenario) = resolved.filter(|_| faults.is_empty()) else {
            if faults.is_empty() {
                faults.push(incomplete(&labelled(&outline.label, set)));
            }
            return Err(faults.into());
        };
        scenario.name = labelled(&outline.label, set);
        scenario.replicates = self.base.replicates;
        let (hash, circumstances) = self.prints.of(&scenario);
        let said = |key: &str| match set {
            Some(set) if key == SET => Some(set.to_string()),
            _ => shown(&scenario, &draft, key),
        };
        let factors = self.columns.iter().filter_map(|key| Some((key.clone(), said(key)?)));
        let shown_label = if labels::is_true_of(&outline.label, &scenario) {
            outline.shown
        } else {
            labels::unspoken(&outline.label, &outline.shown)
        };
        Ok(Point {
            number: 0,
            factors: factors.collect(),
            set: outline.settings.iter().map(|entry| (entry.key.clone(), literal(&entry.value))).collect(),
            circumstances,
            places: Places::of(&draft),
            label: labelled(&outline.label, set),
            shown: match set {
                Some(set) => phrase!("{label}, set {set}", "{label}, Satz {set}"; label = shown_label),
                None => shown_label,
            },
            aliases: Vec::new(),
            cells: set.map(|set| Cell { policy: outline.label, set }).into_iter().collect(),
            scenario,
            hash,
        })
    }

    /// Returns the contrasts among some points, such as all policies under one parameter set, by the numbers that they bear.
    ///
    /// # Errors
    /// Returns contrasts that name no two points.
    pub fn contrasts(&self, points: &[Point]) -> Result<Vec<Contrast>, Faults> {
        let mut faults = Vec::new();
        let contrasts = match self.entry("contrast") {
            Some(declared) => {
                let rows = outline::tables(Some(declared), "contrast", &["better", "than"], &[], &mut faults);
                if faults.is_empty() { contrasts::listed(&rows, points, &mut faults) } else { Vec::new() }
            }
            None => contrasts::of_pattern(points, self.declaration.pattern),
        };
        if faults.is_empty() { Ok(contrasts) } else { Err(faults.into()) }
    }

    /// Puts the experiment together from its points.
    ///
    /// # Errors
    /// Returns contrasts that name no two points.
    pub fn finish(self, points: Vec<Point>) -> Result<Experiment, Faults> {
        self.part(points)
    }
}

/// What a sweep needs of a design of which it never holds all points.
impl Design {
    /// Returns the keys of the columns that say in what points differ.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Returns when there are enough replicates; nothing where their number is fixed.
    pub const fn until(&self) -> Option<&Until> {
        self.until.as_ref()
    }

    /// Returns some of its points as an experiment, compared as the design says.
    ///
    /// # Errors
    /// Returns contrasts that name no two points.
    pub fn part(&self, points: Vec<Point>) -> Result<Experiment, Faults> {
        let contrasts = self.contrasts(&points)?;
        let english = self.word("question").unwrap_or_default();
        let german = self.word("question_de").unwrap_or_else(|| english.clone());
        let budgets = budgets(&points);
        let question = Phrase::new(
            english.replace(BUDGETS, &budgets.join(", ")),
            german.replace(BUDGETS, &budgets.join(", ")),
        );
        Ok(Experiment {
            name: self.name(),
            question,
            replicates: self.base.replicates,
            declared: self.entry("contrast").is_some(),
            sampled: self.sample.is_some().then(|| self.sampled()),
            until: self.until.clone(),
            declaration: self.declaration.clone(),
            base: self.base.clone(),
            common: self.common.clone(),
            points,
            contrasts,
        })
    }
}

impl Experiment {
    /// Returns an experiment of one scenario.
    pub fn of_one(scenario: Scenario, places: Places) -> Self {
        let (hash, circumstances) = Prints::default().of(&scenario);
        let point = Point {
            number: 1,
            label: scenario.name.clone(),
            shown: labels::spoken(&scenario.name, None),
            aliases: Vec::new(),
            cells: Vec::new(),
            factors: Vec::new(),
            set: Vec::new(),
            hash,
            circumstances,
            places,
            scenario: scenario.clone(),
        };
        Self {
            name: scenario.name.clone(),
            question: Phrase::default(),
            replicates: scenario.replicates,
            common: Vec::new(),
            points: vec![point],
            contrasts: Vec::new(),
            declared: false,
            declaration: Declaration::default(),
            sampled: None,
            until: None,
            base: scenario,
        }
    }

    /// Returns the first week in which the worlds of two points may differ: that of the first opening, the start where nothing opens.
    pub fn opening(&self) -> Week {
        let openings = self.points.iter().filter_map(Point::opening);
        openings.min().unwrap_or(Week::START).max(Week::START)
    }

    /// Returns the base as if it were a point.
    pub fn base_point(&self) -> Point {
        let mut points = Self::of_one(self.base.clone(), Places::default()).points;
        points.remove(0)
    }
}

/// Returns the label of a policy under a parameter set.
fn labelled(label: &str, set: Option<usize>) -> String {
    set.map_or_else(|| label.to_owned(), |set| format!("{label} · set {set}"))
}

fn too_many(place: &Position) -> Fault {
    let found = phrase!(
        "the experiment has more points than can be numbered",
        "das Experiment hat mehr Punkte, als sich nummerieren lassen"
    );
    Fault::at(place, found).allowed(phrase!("fewer levels or sets", "weniger Stufen oder Sätze"))
}

fn no_points(place: &Position) -> Fault {
    let found = phrase!("the experiment has no points", "das Experiment hat keine Punkte");
    Fault::at(place, found).allowed(phrase!(
        "[[point]] with name and set, [[factor]] with key and levels, [sample] with method, or several of them",
        "[[point]] mit name und set, [[factor]] mit key und levels, [sample] mit method, oder mehreres davon"
    ))
}

/// Returns the budgets with which the points begin, each once.
fn budgets(points: &[Point]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for funding in points.iter().flat_map(Point::money).flatten() {
        let words = match funding {
            Funding::Budget(euros) => labels::grouped(euros.get().round() as i64),
            Funding::Staff(posts) => format!("{posts} FTE"),
        };
        if !found.contains(&words) {
            found.push(words);
        }
    }
    found
}

/// Returns what a scenario says at a key, or what was written where it says nothing of its own.
fn shown(scenario: &Scenario, draft: &Draft, key: &str) -> Option<String> {
    let said = scenario.shown(key);
    if option_of(key).is_some() {
        return said;
    }
    said.or_else(|| draft.value(key).map(literal))
}

/// Returns the columns for keys, each once; an option of one district shows in the column of that for all.
fn columns<'a>(keys: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    for key in keys {
        let column =
            option_of(key).map_or_else(|| key.to_owned(), |(_, option)| format!("intermediary.{option}"));
        if seen.insert(column.clone()) {
            columns.push(column);
        }
    }
    columns
}

fn stem(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.trim_end_matches(".toml").to_owned()
}
