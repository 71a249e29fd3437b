//! `trials.csv`: everybody who takes part in a trial, with the outcomes that the trials of the experiment look at.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::experiment::batch::Batch;
use crate::experiment::layout::Layout;
use crate::experiment::new_file::StoreFault;
use crate::experiment::remarks::few;
use crate::experiment::store::Store;
use crate::experiment::table_file::{Format, TableFile, remove_table};
use crate::observation::trial::{Cell, Plain, TrialOf, TrialRow, columns_of};
use crate::observation::{Keyed, Kind, Row, TableColumn};
use crate::phrase::{Phrase, phrase};
use crate::scenario::trial::Unit;
use crate::scenario::trial::columns::OF_TRIALS;

/// The name of the table.
const NAME: &str = "trials";

/// The table in the making; an experiment without trials has none.
pub(super) struct TrialTable {
    table: Option<TableFile>,
    outcomes: Vec<TableColumn>,
    /// The trials of a point by its number, and whether anybody took part in a run of it.
    enrolled: BTreeMap<u32, BTreeMap<String, bool>>,
    /// Numbers of points that have been run.
    run: BTreeSet<u32>,
}

/// Returns the columns of the outcomes of some trials, in the order of panel and residents, and behind them those of trials alone.
fn outcome_columns(chosen: &BTreeSet<&'static str>) -> Vec<TableColumn> {
    let mut all: Vec<TableColumn> = Vec::new();
    for column in [Unit::Person, Unit::Resident].into_iter().flat_map(columns_of) {
        // What both tables have is of the same kind, and one column here.
        if all.iter().all(|known| known.name != column.name) {
            all.push(column);
        }
    }
    all.extend(OF_TRIALS.map(|name| TableColumn::new(name, Kind::Integer)));
    all.retain(|column| chosen.contains(&*column.name));
    all
}

/// Returns all columns that a table of trials can have, for whoever explains them.
pub fn all_columns() -> Vec<TableColumn> {
    let chosen = Unit::ALL.into_iter().flat_map(Unit::outcomes).collect();
    [Keyed::<TrialOf>::columns(), outcome_columns(&chosen)].concat()
}

impl TrialTable {
    /// Begins the table.
    pub(super) fn create(
        store: &Store,
        batch: &Batch<'_>,
        beside: &[TableColumn],
        format: Format,
    ) -> Result<Self, StoreFault> {
        let mut chosen = BTreeSet::new();
        let mut enrolled: BTreeMap<u32, BTreeMap<String, bool>> = BTreeMap::new();
        let with_trials = (1..).zip(batch.roster.entries()).filter(|(_, entry)| entry.has_trials);
        for (number, entry) in with_trials {
            let point = batch.supply.points().get(entry.position);
            let point = point.expect("a point is sound because all were looked through");
            for trial in &point.scenario.trials {
                chosen.extend(&trial.outcomes);
                enrolled.entry(number).or_default().insert(trial.name.clone(), false);
            }
        }
        let outcomes = outcome_columns(&chosen);
        let path = store.path(NAME);
        let table = if enrolled.is_empty() {
            // One of a former call would not belong to the others.
            remove_table(&path)?;
            None
        } else {
            let layout = Layout::of::<Keyed<TrialOf>>().followed_by(outcomes.iter().cloned());
            Some(TableFile::create(&path, format, layout.followed_by(beside.iter().cloned()))?)
        };
        Ok(Self { table, outcomes, enrolled, run: BTreeSet::new() })
    }

    /// Appends the rows of a run, by the number of its point and the replicate, with further cells behind each.
    pub(super) fn append(
        &mut self,
        (point, replicate): (u32, u32),
        rows: &[TrialRow],
        behind: &impl Serialize,
    ) -> Result<(), StoreFault> {
        let Some(table) = &mut self.table else { return Ok(()) };
        self.run.insert(point);
        let trials = self.enrolled.entry(point).or_default();
        let nothing = Cell::Missing;
        for row in rows {
            if let Some(is_anybody) = trials.get_mut(&row.of.trial) {
                *is_anybody = true;
            }
            let cell = |column: &TableColumn| Plain(row.outcome(&column.name).unwrap_or(&nothing));
            let cells: Vec<Plain<'_>> = self.outcomes.iter().map(cell).collect();
            table.row(&(Keyed { point, replicate, row: &row.of }, cells, behind))?;
        }
        Ok(())
    }

    /// Puts the table in its place; returns in which trials nobody took part.
    pub(super) fn finish(self) -> Result<Vec<Phrase>, StoreFault> {
        let Self { table, enrolled, run, .. } = self;
        let Some(table) = table else { return Ok(Vec::new()) };
        table.finish()?;
        let is_single = enrolled.len() == 1;
        let of_run = enrolled.iter().filter(|(point, _)| run.contains(point));
        let empty = of_run.flat_map(|(point, trials)| {
            trials.iter().filter(|(_, is_anybody)| !**is_anybody).map(|(name, _)| (*point, name))
        });
        let said = empty.map(|(point, name)| {
            let nobody = phrase!(
                "nobody took part in the trial `{name}`: nobody was eligible in the weeks of its enrolment",
                "am Versuch `{name}` nahm niemand teil: in den Wochen der Aufnahme kam niemand in Frage"
            );
            if is_single {
                nobody
            } else {
                phrase!("point {point}: {nobody}", "Punkt {point}: {nobody}"; nobody = nobody)
            }
        });
        Ok(few(said.collect()))
    }
}
