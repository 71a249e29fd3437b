//! The tables of an experiment, put together from its finished runs in one fixed order.
//!
//! Rows are ordered by replicate, point, district and week, so that more replicates append.

use crate::district::ALL_DISTRICTS;
use crate::experiment::codebook;
use crate::experiment::run_file::{self, StoredRun, StoredTable};
use crate::experiment::store::{Store, StoreFault, write_file};
use crate::experiment::sweep::Plan;
use crate::experiment::table_file::{Dialect, TableFile};
use crate::observation::{Cell, MEASURES};
use crate::scenario::Scenario;

/// Columns of `points.csv` before the factors.
pub const POINT_KEYS: [&str; 3] = ["point", "label", "label_de"];

/// Columns of `points.csv` behind the factors.
pub const POINT_NOTES: [&str; 5] = ["hash", "feasible", "reason", "merged", "unopened"];

/// Columns of `series.csv` before the measures.
const SERIES_KEYS: [&str; 6] = ["point", "replicate", "district", "week", "date", "complete"];

/// Writes what is known before any run: the resolved scenarios, the experiment and the list of points.
///
/// # Errors
/// Returns what could not be written.
pub fn write_inputs(store: &Store, plan: &Plan<'_>, dialect: Dialect) -> Result<(), StoreFault> {
    let experiment = plan.experiment;
    write_file(&store.path("scenario.toml"), experiment.base.to_toml().as_bytes())?;
    write_file(&store.path("experiment.toml"), experiment.to_toml().as_bytes())?;
    for point in &experiment.points {
        write_file(&store.point_path(point.number), point.scenario.to_toml().as_bytes())?;
    }
    let factors = factors(plan);
    let header = POINT_KEYS.into_iter().chain(factors.iter().copied()).chain(POINT_NOTES);
    let mut table = TableFile::create(&store.path("points.csv"), dialect, header)?;
    for (position, point) in experiment.points.iter().enumerate() {
        let mut row = vec![
            Cell::Integer(point.number as i64),
            Cell::Text(point.label.clone()),
            Cell::Text(point.shown.german().to_owned()),
        ];
        for factor in &factors {
            let level = point.factors.iter().find(|(key, _)| key == factor);
            row.push(level.map_or(Cell::Missing, |(_, value)| Cell::Text(value.clone())));
        }
        let text = |text: String| if text.is_empty() { Cell::Missing } else { Cell::Text(text) };
        row.push(Cell::Text(point.hash.clone()));
        row.push(truth(plan.is_feasible(position)));
        row.push(text(plan.infeasible[position].as_ref().map_or_else(String::new, ToString::to_string)));
        row.push(text(point.aliases.join("; ")));
        row.push(text(point.unopened().join("; ")));
        table.row(&row)?;
    }
    table.finish()
}

/// Returns the keys in which points differ or which all of them set, in the order of their columns.
fn factors<'a>(plan: &Plan<'a>) -> Vec<&'a str> {
    let mut factors: Vec<&str> = Vec::new();
    for (key, _) in plan.experiment.points.iter().flat_map(|point| &point.factors) {
        if !factors.contains(&key.as_str()) {
            factors.push(key);
        }
    }
    factors
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
    plan: &Plan<'_>,
    dialect: Dialect,
    visit: &mut dyn FnMut(usize, u32, &StoredRun),
) -> Result<(), StoreFault> {
    let header = SERIES_KEYS.into_iter().chain(MEASURES.iter().map(|measure| measure.name));
    let mut series = TableFile::create(&store.path("series.csv"), dialect, header)?;
    let mut others =
        ["groups.csv", "panel.csv", "costs.csv", "facts.csv"].map(|name| OtherTable::new(name, dialect));
    let keys: Vec<String> =
        (0..plan.experiment.points.len()).map(|position| plan.run_key(position)).collect();
    for replicate in 1..=plan.replicates {
        for (position, point) in plan.experiment.points.iter().enumerate() {
            if !plan.is_feasible(position) {
                continue;
            }
            let run = run_file::read(&store.run_path(&keys[position], replicate))
                .expect("a finished run is readable because the sweep has just checked or written it");
            write_series(&mut series, &point.scenario, point.number, replicate, &run)?;
            for (other, table) in others.iter_mut().zip([&run.groups, &run.panel, &run.costs, &run.facts]) {
                other.append(store, point.number, replicate, table)?;
            }
            visit(position, replicate, &run);
        }
    }
    series.finish()?;
    let mut columns = codebook::Columns::default();
    columns.add("points.csv", POINT_KEYS.into_iter().chain(factors(plan)).chain(POINT_NOTES));
    columns.add("series.csv", SERIES_KEYS);
    columns.add("series.csv", MEASURES.iter().map(|measure| measure.name));
    for other in others {
        columns.add(other.name, other.columns.iter().map(String::as_str));
        other.finish(store)?;
    }
    columns.write(store, dialect)
}

fn truth(value: bool) -> Cell {
    Cell::Word(if value { "true" } else { "false" })
}

fn write_series(
    table: &mut TableFile,
    scenario: &Scenario,
    point: usize,
    replicate: u32,
    run: &StoredRun,
) -> Result<(), StoreFault> {
    let mut rows: Vec<_> = run.series.iter().collect();
    // All districts together come last.
    rows.sort_by_key(|row| (row.district.unwrap_or(usize::MAX), row.week));
    for row in rows {
        let keys = [
            Cell::Integer(point as i64),
            Cell::Integer(i64::from(replicate)),
            Cell::Text(district_name(scenario, row.district).to_owned()),
            Cell::Integer(i64::from(row.week.0)),
            Cell::Text(row.week.monday().to_string()),
            truth(row.complete),
        ];
        let values: Vec<_> = row.values.iter().map(|value| Cell::Number(*value)).collect();
        table.row(keys.iter().chain(&values))?;
    }
    Ok(())
}

/// Returns the name of a district in tables.
pub fn district_name(scenario: &Scenario, district: Option<usize>) -> &str {
    district.map_or(ALL_DISTRICTS, |position| &scenario.districts[position].id)
}

/// A table that exists only when a run has rows for it.
struct OtherTable {
    name: &'static str,
    dialect: Dialect,
    columns: Vec<String>,
    file: Option<TableFile>,
}

impl OtherTable {
    const fn new(name: &'static str, dialect: Dialect) -> Self {
        Self { name, dialect, columns: Vec::new(), file: None }
    }

    fn append(
        &mut self,
        store: &Store,
        point: usize,
        replicate: u32,
        table: &StoredTable,
    ) -> Result<(), StoreFault> {
        if table.columns.is_empty() {
            return Ok(());
        }
        if self.file.is_none() {
            self.columns = ["point", "replicate"]
                .into_iter()
                .map(str::to_owned)
                .chain(table.columns.iter().cloned())
                .collect();
            let header = self.columns.iter().map(String::as_str);
            self.file = Some(TableFile::create(&store.path(self.name), self.dialect, header)?);
        }
        let file = self.file.as_mut().expect("the table is open because it was opened just now");
        let keys = [Cell::Integer(point as i64), Cell::Integer(i64::from(replicate))];
        table.rows.iter().try_for_each(|row| file.row(keys.iter().chain(row)))
    }

    fn finish(self, store: &Store) -> Result<(), StoreFault> {
        match self.file {
            Some(file) => file.finish(),
            None => store.remove(self.name),
        }
    }
}
