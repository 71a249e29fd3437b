//! The tables of an experiment, put together from its finished runs in one fixed order.
//!
//! Rows are ordered by replicate, point, district and week, so that more replicates append.

use std::path::PathBuf;

use crate::experiment::codebook;
use crate::experiment::csv_writer::{Dialect, truth};
use crate::experiment::panel_file::Waves;
use crate::experiment::run_file::{self, StoredRun};
use crate::experiment::series_rows;
use crate::experiment::store::{Store, StoreFault, write_file};
use crate::experiment::sweep::Plan;
use crate::experiment::table_file::{TableFile, write_table};
use crate::observation::{Cell, facts, groups, panel};
use crate::run::no_costs;

/// Columns of `points.csv` before the factors.
pub const POINT_KEYS: [&str; 3] = ["point", "label", "label_de"];

/// Columns of `points.csv` behind the factors.
pub const POINT_NOTES: [&str; 5] = ["hash", "feasible", "reason", "merged", "unopened"];

/// Columns of the other tables of runs before their own.
const KEYS: [&str; 2] = ["point", "replicate"];

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
    write_table(&store.path("points.csv"), dialect, header, |csv| {
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
            row.push(Cell::Word(truth(plan.is_feasible(position))));
            row.push(text(
                plan.models[position].as_ref().err().map_or_else(String::new, ToString::to_string),
            ));
            row.push(text(point.aliases.join("; ")));
            row.push(text(point.unopened().join("; ")));
            csv.row(&row)?;
        }
        Ok(())
    })
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
    let mut columns = codebook::Columns::default();
    columns.add("points.csv", POINT_KEYS.into_iter().chain(factors(plan)).chain(POINT_NOTES));
    let mut create = |name: &'static str, header: Vec<&'static str>| {
        columns.add(name, header.iter().copied());
        TableFile::create(&store.path(name), dialect, header)
    };
    let keyed = |columns: &[&'static str]| [&KEYS, columns].concat();
    let mut series = create("series.csv", series_rows::columns())?;
    let mut groups = create("groups.csv", keyed(&groups::columns()))?;
    let mut panel = create("panel.csv", keyed(panel::COLUMNS))?;
    let mut costs = create("costs.csv", keyed(&no_costs().columns))?;
    let mut facts = create("facts.csv", keyed(&facts::empty().columns))?;
    let keys: Vec<String> =
        (0..plan.experiment.points.len()).map(|position| plan.run_key(position)).collect();
    for replicate in 1..=plan.replicates {
        for (position, point) in plan.experiment.points.iter().enumerate() {
            if !plan.is_feasible(position) {
                continue;
            }
            let run = run_file::read(&store.run_path(&keys[position], replicate))
                .expect("a finished run is readable because the sweep has just checked or written it");
            series.write(|csv| {
                series_rows::write(csv, &point.scenario, point.number, replicate, &run.series)
            })?;
            groups.write(|csv| csv.rows(point.number, replicate, &run.groups))?;
            let of_districts = plan.panel_paths(store, position, &keys[position], replicate);
            write_panel(&mut panel, point.number, replicate, &of_districts)?;
            costs.write(|csv| csv.rows(point.number, replicate, &run.costs))?;
            facts.write(|csv| csv.rows(point.number, replicate, &run.facts))?;
            visit(position, replicate, &run);
        }
    }
    [series, groups, panel, costs, facts].into_iter().try_for_each(TableFile::finish)?;
    write_table(&store.path("codebook.csv"), dialect, codebook::HEADER, |csv| columns.write(csv))
}

/// Writes the panel of a run from those of its districts, by wave and within a wave by district.
fn write_panel(
    table: &mut TableFile,
    point: usize,
    replicate: u32,
    of_districts: &[PathBuf],
) -> Result<(), StoreFault> {
    let opened = |path: &PathBuf| Waves::open(path).map_err(|error| StoreFault::unwritable(path, error));
    let mut panels: Vec<Waves> = of_districts.iter().map(opened).collect::<Result<_, _>>()?;
    let mut is_more = !panels.is_empty();
    while is_more {
        for (panel, path) in panels.iter_mut().zip(of_districts) {
            match panel.next_wave().map_err(|error| StoreFault::unwritable(path, error))? {
                Some(wave) => table.write(|csv| csv.rows(point, replicate, &wave))?,
                None => is_more = false,
            }
        }
    }
    Ok(())
}
