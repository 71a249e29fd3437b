//! The tables of an experiment, put together from its finished runs in one fixed order.
//!
//! Rows are ordered by replicate, point, district and week, so that more replicates append.

use std::fmt;
use std::path::PathBuf;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::experiment::batch::{Batch, Run};
use crate::experiment::layout::Layout;
use crate::experiment::new_file::{StoreFault, write_file};
use crate::experiment::point::Point;
use crate::experiment::selection::Kept;
use crate::experiment::store::Store;
use crate::experiment::table_file::{Format, TableFile, remove_table};
use crate::experiment::trace_file::Waves;
use crate::experiment::trial_table::TrialTable;
use crate::observation::table_column::columns;
use crate::observation::{
    CostRow, FactRow, GroupRow, Keyed, Kind, MEASURES, MapRow, NeedRow, Row, SeriesRow, Table, TableColumn,
    Trace,
};
use crate::phrase::Phrase;
use crate::run::Record;

/// A row of `points.csv`: what a point is, and whether it is run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PointRow {
    /// The number, from 1.
    pub point: u32,
    /// The label.
    pub label: String,
    /// The label in German.
    pub label_de: String,
    /// The keys in which points differ or which all of them set.
    pub factors: Factors,
    /// The hash of everything that its numbers depend on.
    pub hash: String,
    /// Whether the budget can pay for it.
    pub feasible: bool,
    /// Why it cannot.
    pub reason: Option<String>,
    /// Labels of further points that are the same scenario.
    pub merged: Option<String>,
    /// Districts in which it never opens within the run.
    pub unopened: Option<String>,
}

impl PointRow {
    /// Returns the columns, where points have these factors.
    pub fn columns(factors: &[TableColumn]) -> Vec<TableColumn> {
        let own = |own: TableColumn| if own.name == "factors" { factors.to_vec() } else { vec![own] };
        columns::<Self>().into_iter().flat_map(own).collect()
    }
}

/// Keys and what a point says at them, a column each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Factors(pub Vec<(String, Option<String>)>);

impl Factors {
    /// Returns the columns, all as texts.
    pub fn columns(&self) -> Vec<TableColumn> {
        self.0.iter().map(|(key, _)| TableColumn::new(key.clone(), Kind::Text)).collect()
    }

    /// Returns what the point says at a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == key)?.1.as_deref()
    }
}

impl Serialize for Factors {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

impl<'de> Deserialize<'de> for Factors {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(OfFactors)
    }
}

struct OfFactors;

impl<'de> Visitor<'de> for OfFactors {
    type Value = Factors;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("keys and values")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Factors, A::Error> {
        let mut factors = Vec::new();
        while let Some((key, value)) = entries.next_entry::<String, String>()? {
            factors.push((key, (!value.is_empty()).then_some(value)));
        }
        Ok(Factors(factors))
    }
}

/// The texts from which an experiment can be run again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Texts {
    /// Names and contents of files.
    pub files: Vec<(&'static str, String)>,
}

/// Writes what is known before any run: the resolved scenarios, the experiment and the list of points.
///
/// # Errors
/// Returns what could not be written.
///
/// # Panics
/// When a point is not sound: all have been looked through.
pub fn write_inputs(
    store: &Store,
    batch: &Batch<'_>,
    texts: &Texts,
    factors: &[TableColumn],
    format: Format,
) -> Result<(), StoreFault> {
    for (name, text) in &texts.files {
        write_file(&store.path(name), text.as_bytes())?;
    }
    let entries = batch.roster.entries();
    let merged = batch.roster.merged();
    let mut table = TableFile::create(&store.path("points"), format, PointRow::columns(factors))?;
    for (number, entry) in (1..).zip(entries) {
        let point_at = |position| {
            batch.supply.points().get(position).expect("a point is sound because all were looked through")
        };
        let point = point_at(entry.position);
        if entries.len() <= WRITTEN_OUT {
            write_file(&store.point_path(number), point.scenario.to_toml().as_bytes())?;
        }
        let reason = (!entry.is_feasible).then(|| batch.supply.make(entry.position, &point).err()).flatten();
        let further =
            merged.get(&number).into_iter().flatten().map(|position| point_at(*position).label.clone());
        let aliases: Vec<String> = point.aliases.iter().cloned().chain(further).collect();
        table.row(&row(number, &point, factors, reason.map(|reason| reason.to_string()), &aliases))?;
    }
    table.finish()
}

/// Points of which the resolved scenarios are written out, some forty kilobytes each.
const WRITTEN_OUT: usize = 50;

fn row(
    number: usize,
    point: &Point,
    factors: &[TableColumn],
    reason: Option<String>,
    merged: &[String],
) -> PointRow {
    let filled = |text: String| (!text.is_empty()).then_some(text);
    PointRow {
        point: number as u32,
        label: point.label.clone(),
        label_de: point.shown.german().to_owned(),
        factors: Factors(levels(point, factors)),
        hash: point.hash.clone(),
        feasible: reason.is_none(),
        reason: reason.and_then(filled),
        merged: filled(merged.join("; ")),
        unopened: filled(point.unopened().join("; ")),
    }
}

/// Returns what a point says at keys.
fn levels(point: &Point, factors: &[TableColumn]) -> Vec<(String, Option<String>)> {
    let level = |factor: &TableColumn| {
        let said = point.factors.iter().find(|(known, _)| *known == factor.name);
        (factor.name.clone().into_owned(), said.map(|(_, value)| value.clone()))
    };
    factors.iter().map(level).collect()
}

/// Returns the columns of keys at which points say something, each of the narrowest kind that holds all that they say.
///
/// # Panics
/// When a point is not sound: all have been looked through.
pub fn factor_columns(keys: Vec<String>, batch: &Batch<'_>) -> Vec<TableColumn> {
    let mut kinds: Vec<Option<Kind>> = vec![None; keys.len()];
    for entry in batch.roster.entries() {
        let point = batch.supply.points().get(entry.position);
        let point = point.expect("a point is sound because all were looked through");
        for (key, text) in &point.factors {
            if let Some(place) = keys.iter().position(|known| known == key) {
                let kind = Kind::of(text);
                kinds[place] = Some(kinds[place].map_or(kind, |known| known.join(kind)));
            }
        }
    }
    let column = |(key, kind): (String, Option<Kind>)| TableColumn::new(key, kind.unwrap_or(Kind::Text));
    keys.into_iter().zip(kinds).map(column).collect()
}

/// Returns the keys in which points differ or which all of them set, in the order of their columns.
pub fn factors(points: &[Point]) -> Vec<String> {
    let mut factors: Vec<String> = Vec::new();
    for (key, _) in points.iter().flat_map(|point| &point.factors) {
        if !factors.contains(key) {
            factors.push(key.clone());
        }
    }
    factors
}

/// A row of `runs.csv`: what a run is known by, whatever experiment it stands in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRow {
    /// The name, made of what the run depends on and the replicate.
    pub run: String,
}

impl Row for RunRow {}

/// Writes the tables of all runs and shows each run with the position of its point, in the order of the rows, and the rows of its
/// people, district by district; none where they are not recorded.
///
/// Returns what a reader must know of the runs.
///
/// # Errors
/// Returns what could not be written.
///
/// # Panics
/// When a run is missing: the sweep must be complete.
pub fn write_tables(
    store: &Store,
    batch: &Batch<'_>,
    factors: &[TableColumn],
    format: Format,
    visit: &mut dyn FnMut(usize, &Record, &[Table]),
) -> Result<Vec<Phrase>, StoreFault> {
    let beside = if batch.selection.has_factors() { factors } else { &[] };
    let layout = Layout::of::<Keyed<RunRow>>().followed_by(beside.iter().cloned());
    let mut runs = TableFile::create(&store.path("runs"), format, layout)?;
    let mut series = Optional::create::<SeriesRow>(store, batch, Kept::Series, beside, format)?;
    let mut groups = Optional::create::<GroupRow>(store, batch, Kept::Groups, beside, format)?;
    let mut costs = Optional::create::<CostRow>(store, batch, Kept::Costs, beside, format)?;
    let mut chain = Optional::create::<NeedRow>(store, batch, Kept::Chain, beside, format)?;
    let mut places = Optional::create::<MapRow>(store, batch, Kept::Places, beside, format)?;
    let mut facts = Optional::create::<FactRow>(store, batch, Kept::Facts, beside, format)?;
    let mut traces = Vec::new();
    for trace in Trace::ALL {
        traces.extend(TraceTable::create(store, batch, trace, beside, format)?);
    }
    let mut trials = TrialTable::create(store, batch, beside, format)?;
    for run in batch.runs() {
        let key = &Key::of(batch, run, beside);
        let record = store.journal().read(run.id)?;
        let record = record.expect("a run is there because the sweep has just checked or made it");
        append(&mut runs, key, &[RunRow { run: run.id.to_string() }])?;
        series.append(key, &record.series)?;
        groups.append(key, &record.groups)?;
        let mut people = Vec::new();
        traces.iter_mut().try_for_each(|trace| trace.append(store, batch, run, key, &mut people))?;
        costs.append(key, &record.costs)?;
        chain.append(key, &record.chain)?;
        places.append(key, &record.places)?;
        facts.append(key, &record.facts)?;
        trials.append((key.point, key.replicate), &record.trials, &key.factors)?;
        visit(run.point, &record, &people);
    }
    [series, groups, costs, chain, places, facts].into_iter().try_for_each(Optional::finish)?;
    traces.into_iter().try_for_each(|trace| trace.table.finish())?;
    runs.finish()?;
    trials.finish()
}

/// A table that is written only where it was selected.
struct Optional(Option<TableFile>);

impl Optional {
    fn create<R: Row>(
        store: &Store,
        batch: &Batch<'_>,
        table: Kept,
        beside: &[TableColumn],
        format: Format,
    ) -> Result<Self, StoreFault> {
        let path = store.path(table.key());
        if batch.selection.has(table) {
            let mut layout = Layout::of::<Keyed<R>>();
            if let (Kept::Series, Some(measures)) = (table, batch.selection.measures()) {
                let names: Vec<&str> = measures.iter().map(|position| MEASURES[*position].name).collect();
                layout = layout.with_measures(&names);
            }
            layout = layout.followed_by(beside.iter().cloned());
            return TableFile::create(&path, format, layout).map(|table| Self(Some(table)));
        }
        // One of a former call would not belong to the others.
        remove_table(&path)?;
        Ok(Self(None))
    }

    fn append<R: Serialize>(&mut self, key: &Key, rows: &[R]) -> Result<(), StoreFault> {
        self.0.as_mut().map_or(Ok(()), |table| append(table, key, rows))
    }

    fn finish(self) -> Result<(), StoreFault> {
        self.0.map_or(Ok(()), TableFile::finish)
    }
}

/// What stands before and behind the cells of a row: number of the point, replicate, and what the point is where that is asked for.
struct Key {
    point: u32,
    replicate: u32,
    factors: Factors,
}

impl Key {
    fn of(batch: &Batch<'_>, run: Run, beside: &[TableColumn]) -> Self {
        let position = batch.roster.entries()[run.point].position;
        let factors = if beside.is_empty() {
            Vec::new()
        } else {
            let point = batch.supply.points().get(position);
            levels(&point.expect("a point is sound because all were looked through"), beside)
        };
        Self { point: run.point as u32 + 1, replicate: run.id.replicate, factors: Factors(factors) }
    }
}

/// Appends the rows of a run.
fn append<R: Serialize>(table: &mut TableFile, key: &Key, rows: &[R]) -> Result<(), StoreFault> {
    let Key { point, replicate, factors } = key;
    let (point, replicate) = (*point, *replicate);
    rows.iter().try_for_each(|row| table.row(&(Keyed { point, replicate, row }, factors)))
}

/// The table of a trace.
struct TraceTable {
    trace: Trace,
    table: TableFile,
}

impl TraceTable {
    /// Begins the table, if the trace is recorded.
    fn create(
        store: &Store,
        batch: &Batch<'_>,
        trace: Trace,
        beside: &[TableColumn],
        format: Format,
    ) -> Result<Option<Self>, StoreFault> {
        let path = store.path(trace.key());
        if !batch.traces.has(trace) {
            // One of a former call would not belong to the others.
            remove_table(&path)?;
            return Ok(None);
        }
        let layout = Layout::from(trace.columns()).followed_by(beside.iter().cloned());
        Ok(Some(Self { trace, table: TableFile::create(&path, format, layout)? }))
    }

    /// Appends what was recorded of a run in its districts, by wave and within a wave by district; people are handed on.
    fn append(
        &mut self,
        store: &Store,
        batch: &Batch<'_>,
        run: Run,
        key: &Key,
        people: &mut Vec<Table>,
    ) -> Result<(), StoreFault> {
        let of_districts = batch.paths_of(store, run, self.trace);
        let opened = |path: &PathBuf| Waves::open(path).map_err(|error| StoreFault::unwritable(path, error));
        let mut districts: Vec<Waves> = of_districts.iter().map(opened).collect::<Result<_, _>>()?;
        let mut is_more = !districts.is_empty();
        while is_more {
            for (waves, path) in districts.iter_mut().zip(&of_districts) {
                match waves.next_wave().map_err(|error| StoreFault::unwritable(path, error))? {
                    Some(wave) => {
                        self.table.rows(&(key.point, key.replicate), &wave, &key.factors)?;
                        people.extend((self.trace == Trace::People).then_some(wave));
                    }
                    None => is_more = false,
                }
            }
        }
        Ok(())
    }
}
