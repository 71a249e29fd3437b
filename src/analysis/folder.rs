//! A folder of results read back: the experiment from its resolved files, its runs from the tables.

use std::collections::BTreeMap;
use std::path::Path;

use serde::de::DeserializeOwned;

use super::Results;
use super::years::PointYears;
use crate::experiment::design::{self, Experiment};
use crate::experiment::table_file::find_table;
use crate::experiment::table_reader::{TableFault, TableReader};
use crate::observation::{Keyed, PersonRow, Row, SeriesRow};
use crate::phrase::{Phrase, phrase};
use crate::run::{Models, Record};
use crate::scenario::{Faults, Source};
use crate::vocabulary::Language;

/// A folder that holds no results that can be read.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.in_language(Language::English))]
pub enum FolderFault {
    /// The experiment cannot be loaded.
    Experiment(Faults),
    /// A table is missing, or it or a row of it is not what it should be.
    Table(TableFault),
}

impl From<TableFault> for FolderFault {
    fn from(fault: TableFault) -> Self {
        Self::Table(fault)
    }
}

impl FolderFault {
    /// Returns the fault in words.
    pub fn in_language(&self, language: Language) -> String {
        match self {
            Self::Experiment(faults) => faults.in_language(language),
            Self::Table(fault) => fault.phrase().in_language(language).to_owned(),
        }
    }
}

/// An experiment with its results.
#[derive(Debug)]
pub struct Folder {
    /// The experiment.
    pub experiment: Experiment,
    /// For each point, why its budget cannot pay for it.
    pub infeasible: Vec<Option<Phrase>>,
    /// What came out.
    pub results: Results,
}

/// Reads a folder: `experiment.toml` beside `scenario.toml`, `series`, and `costs`, `chain`, `places`, `facts` and `people` where they are, whatever they
/// are written as.
///
/// # Errors
/// Returns the first file or row that cannot be understood.
pub fn read(folder: &Path) -> Result<Folder, FolderFault> {
    let file = folder.join("experiment.toml");
    let experiment = design::load(&Source::File(file), &[]).map_err(FolderFault::Experiment)?;
    let mut models = Models::default();
    let infeasible: Vec<Option<Phrase>> = experiment
        .points
        .iter()
        .map(|point| models.model(&point.scenario).err().map(|obstacles| obstacles.phrase()))
        .collect();
    let mut results = Results::new(&experiment, |position| infeasible[position].is_none());
    let mut costs = by_run(&folder.join("costs"))?;
    if !find_table(&folder.join("costs")).exists() {
        // What was not written down has not cost nothing.
        results.forget_costs();
    }
    let mut chain = by_run(&folder.join("chain"))?;
    let mut places = by_run(&folder.join("places"))?;
    let mut facts = by_run(&folder.join("facts"))?;
    series(folder, &experiment, &mut |position, mut run| {
        let key = (experiment.points[position].number as u32, run.replicate);
        run.costs = costs.remove(&key).unwrap_or_default();
        run.chain = chain.remove(&key).unwrap_or_default();
        run.places = places.remove(&key).unwrap_or_default();
        run.facts = facts.remove(&key).unwrap_or_default();
        results.push(position, &run);
    })?;
    let is_whole = |row: &PointYears| row.replicates() == experiment.replicates as usize;
    if let Some(point) = results.points.iter().find(|point| !is_whole(point)) {
        let (number, found, needed) = (point.number, point.replicates(), experiment.replicates);
        let message = phrase!(
            "point {number} has {found} replicates instead of {needed}",
            "Punkt {number} hat {found} Wiederholungen statt {needed}"
        );
        return Err(TableFault { file: find_table(&folder.join("series")), line: None, message }.into());
    }
    people(folder, &experiment, &mut results)?;
    Ok(Folder { experiment, infeasible, results })
}

/// Reads the people of the runs in their order, if they were recorded.
fn people(folder: &Path, experiment: &Experiment, results: &mut Results) -> Result<(), FolderFault> {
    let file = folder.join("people");
    if !find_table(&file).exists() {
        return Ok(());
    }
    let mut table = TableReader::<Keyed<PersonRow<'static>>>::open(&file)?;
    let mut next = table.next_row()?;
    while let Some((number, replicate)) = next.as_ref().map(|row| (row.point, row.replicate)) {
        let position = position(&table, experiment, number)?;
        let of_run = std::iter::from_fn(|| {
            let Keyed { row, .. } = next.take_if(|row| (row.point, row.replicate) == (number, replicate))?;
            let known = is_known(&table, experiment, position, &row.district);
            Some(known.and_then(|()| {
                next = table.next_row()?;
                Ok(row)
            }))
        });
        results.push_people(position, replicate, of_run)?;
    }
    Ok(())
}

/// Returns the position of the point of the row that was read last.
fn position<R: DeserializeOwned>(
    table: &TableReader<R>,
    experiment: &Experiment,
    number: u32,
) -> Result<usize, TableFault> {
    let position = experiment.points.iter().position(|point| point.number == number as usize);
    position
        .ok_or_else(|| table.fault(phrase!("there is no point {number}", "es gibt keinen Punkt {number}")))
}

/// Looks whether a point has the district of the row that was read last.
fn is_known<R: DeserializeOwned>(
    table: &TableReader<R>,
    experiment: &Experiment,
    position: usize,
    id: &str,
) -> Result<(), TableFault> {
    if experiment.points[position].scenario.districts.iter().any(|plan| plan.id == *id) {
        return Ok(());
    }
    Err(table.fault(phrase!("there is no district `{id}`", "es gibt keinen Bezirk `{id}`")))
}

/// Reads the runs of a series in their order.
fn series(
    folder: &Path,
    experiment: &Experiment,
    push: &mut dyn FnMut(usize, Record),
) -> Result<(), FolderFault> {
    let mut table = TableReader::<Keyed<SeriesRow>>::open(&folder.join("series"))?;
    let mut run: Option<(usize, Record)> = None;
    while let Some(Keyed { point: number, replicate, row }) = table.next_row()? {
        let position = position(&table, experiment, number)?;
        if !row.is_of_all() {
            is_known(&table, experiment, position, &row.district)?;
        }
        let (week, weeks) = (row.week.0, experiment.points[position].scenario.weeks);
        if !(0..=weeks as i32).contains(&week) {
            return Err(table
                .fault(phrase!(
                    "week {week} is beyond the {weeks} weeks of the run",
                    "Woche {week} liegt hinter den {weeks} Wochen des Laufs"
                ))
                .into());
        }
        match &mut run {
            Some((here, run)) if (*here, run.replicate) == (position, replicate) => run.series.push(row),
            _ => {
                let begun = Record { replicate, series: vec![row], ..Record::default() };
                if let Some((position, run)) = run.replace((position, begun)) {
                    push(position, run);
                }
            }
        }
    }
    if let Some((position, run)) = run {
        push(position, run);
    }
    Ok(())
}

/// Reads what a table says of each run, by point and replicate; nothing where there is no such table.
fn by_run<R: Row>(file: &Path) -> Result<BTreeMap<(u32, u32), Vec<R>>, FolderFault> {
    let mut all: BTreeMap<(u32, u32), Vec<R>> = BTreeMap::new();
    if find_table(file).exists() {
        for keyed in TableReader::<Keyed<R>>::open(file)? {
            let Keyed { point, replicate, row } = keyed?;
            all.entry((point, replicate)).or_default().push(row);
        }
    }
    Ok(all)
}
