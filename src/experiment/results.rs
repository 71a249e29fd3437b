//! The tables of an experiment, put together from its finished runs in one fixed order.
//!
//! Rows are ordered by replicate, point, district and week, so that more replicates append.

use std::fmt;
use std::path::PathBuf;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::experiment::design::Experiment;
use crate::experiment::panel_file::Waves;
use crate::experiment::run_file;
use crate::experiment::store::{Store, StoreFault, write_file};
use crate::experiment::sweep::Batch;
use crate::experiment::table_file::{Format, TableFile};
use crate::observation::table_column::columns;
use crate::observation::{CostRow, FactRow, GroupRow, Keyed, Kind, PanelRow, Row, SeriesRow, TableColumn};
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

/// Writes what is known before any run: the resolved scenarios, the experiment and the list of points.
///
/// # Errors
/// Returns what could not be written.
pub fn write_inputs(store: &Store, plan: &Batch<'_>, format: Format) -> Result<(), StoreFault> {
    let experiment = plan.experiment;
    write_file(&store.path("scenario.toml"), experiment.base.to_toml().as_bytes())?;
    write_file(&store.path("experiment.toml"), experiment.to_toml().as_bytes())?;
    for point in &experiment.points {
        write_file(&store.point_path(point.number), point.scenario.to_toml().as_bytes())?;
    }
    let factors = factors(experiment);
    let mut table = TableFile::create(&store.path("points"), format, PointRow::columns(&factors))?;
    for (point, model) in experiment.points.iter().zip(&plan.models) {
        let level = |factor: &TableColumn| {
            let said = point.factors.iter().find(|(known, _)| *known == factor.name);
            (factor.name.clone().into_owned(), said.map(|(_, value)| value.clone()))
        };
        let filled = |text: String| (!text.is_empty()).then_some(text);
        table.row(&PointRow {
            point: point.number as u32,
            label: point.label.clone(),
            label_de: point.shown.german().to_owned(),
            factors: Factors(factors.iter().map(level).collect()),
            hash: point.hash.clone(),
            feasible: model.is_ok(),
            reason: model.as_ref().err().map(ToString::to_string).and_then(filled),
            merged: filled(point.aliases.join("; ")),
            unopened: filled(point.unopened().join("; ")),
        })?;
    }
    table.finish()
}

/// Returns the columns of the keys in which points differ or which all of them set; each of the kind of what points say at it.
pub fn factors(experiment: &Experiment) -> Vec<TableColumn> {
    let said = || experiment.points.iter().flat_map(|point| &point.factors);
    let mut keys: Vec<&str> = Vec::new();
    for (key, _) in said() {
        if !keys.contains(&key.as_str()) {
            keys.push(key);
        }
    }
    let column = |key: &str| {
        let levels = said().filter(|(known, _)| known == key).map(|(_, value)| value.as_str());
        TableColumn::new(key.to_owned(), Kind::of(&levels.collect::<Vec<_>>()))
    };
    keys.into_iter().map(column).collect()
}

/// Writes the tables of all runs and shows each run with the position of its point, in the order of the rows.
///
/// # Errors
/// Returns what could not be written.
///
/// # Panics
/// When a run is missing: the sweep must be complete.
pub fn write_tables(
    store: &Store,
    plan: &Batch<'_>,
    format: Format,
    visit: &mut dyn FnMut(usize, &Record),
) -> Result<(), StoreFault> {
    let mut series = create::<SeriesRow>(store, "series", format)?;
    let mut groups = create::<GroupRow>(store, "groups", format)?;
    let mut panel = create::<PanelRow<'_>>(store, "panel", format)?;
    let mut costs = create::<CostRow>(store, "costs", format)?;
    let mut facts = create::<FactRow>(store, "facts", format)?;
    let points = &plan.experiment.points;
    let keys: Vec<String> = (0..points.len()).map(|position| plan.run_key(position)).collect();
    for replicate in 1..=plan.replicates {
        for position in (0..points.len()).filter(|position| plan.is_feasible(*position)) {
            let number = points[position].number as u32;
            let run = run_file::read(&store.run_path(&keys[position], replicate))
                .expect("a finished run is readable because the sweep has just checked or written it");
            let key = (number, replicate);
            append(&mut series, key, &run.series)?;
            append(&mut groups, key, &run.groups)?;
            let of_districts = plan.panel_paths(store, position, &keys[position], replicate);
            append_panel(&mut panel, key, &of_districts)?;
            append(&mut costs, key, &run.costs)?;
            append(&mut facts, key, &run.facts)?;
            visit(position, &run);
        }
    }
    [series, groups, panel, costs, facts].into_iter().try_for_each(TableFile::finish)
}

/// Begins a table whose rows stand behind point and replicate.
fn create<R: Row>(store: &Store, name: &str, format: Format) -> Result<TableFile, StoreFault> {
    TableFile::create(&store.path(name), format, Keyed::<R>::columns())
}

/// Appends the rows of a run.
fn append<R: Serialize>(
    table: &mut TableFile,
    (point, replicate): (u32, u32),
    rows: &[R],
) -> Result<(), StoreFault> {
    rows.iter().try_for_each(|row| table.row(&Keyed { point, replicate, row }))
}

/// Appends the panel of a run from those of its districts, by wave and within a wave by district.
fn append_panel(
    table: &mut TableFile,
    (point, replicate): (u32, u32),
    of_districts: &[PathBuf],
) -> Result<(), StoreFault> {
    let opened = |path: &PathBuf| Waves::open(path).map_err(|error| StoreFault::unwritable(path, error));
    let mut panels: Vec<Waves> = of_districts.iter().map(opened).collect::<Result<_, _>>()?;
    let mut is_more = !panels.is_empty();
    while is_more {
        for (panel, path) in panels.iter_mut().zip(of_districts) {
            match panel.next_wave().map_err(|error| StoreFault::unwritable(path, error))? {
                Some(wave) => table.rows(&(point, replicate), &wave, &[(); 0])?,
                None => is_more = false,
            }
        }
    }
    Ok(())
}
