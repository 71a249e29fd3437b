//! What a run contributes beside its series: costs by item, and counts to be held against published figures.

use super::costs::CostRow;
use super::facts::Count;
use crate::experiment::run_file::{StoredRun, StoredTable};
use crate::ledger::CostItem;
use crate::observation::Cell;

/// Costs and counts of one run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Counted {
    /// Costs by item.
    pub costs: Vec<CostRow>,
    /// Counts to be held against published figures.
    pub counts: Vec<Count>,
}

impl Counted {
    /// Takes them from a run of a point.
    ///
    /// # Panics
    /// When a column or an item is unknown: the run was recorded by this program.
    pub fn of(point: u32, replicate: u32, run: &StoredRun) -> Self {
        let costs =
            cells(&run.costs, ["year", "item", "euros", "hours"]).map(|[year, item, euros, hours]| CostRow {
                year: whole(year) as u32,
                item: CostItem::parse(&text(item)).expect("the item is known because the ledger wrote it"),
                euros: amount(euros),
                hours: amount(hours),
            });
        let columns = ["district", "line", "week", "count", "of"];
        let counts = cells(&run.facts, columns).map(|[district, line, week, count, of]| Count {
            point,
            replicate,
            district: text(district),
            line: text(line),
            week: whole(week),
            count: whole(count) as u64,
            of: (*of != Cell::Missing).then(|| whole(of) as u64),
        });
        Self { costs: costs.collect(), counts: counts.collect() }
    }
}

/// Returns the named cells of each row.
fn cells<'a, const N: usize>(
    table: &'a StoredTable,
    names: [&str; N],
) -> impl Iterator<Item = [&'a Cell; N]> {
    let places = names.map(|name| table.columns.iter().position(|column| column == name));
    let places = places.map(|place| place.unwrap_or(usize::MAX));
    table.rows.iter().map(move |row| places.map(|place| row.get(place).unwrap_or(&Cell::Missing)))
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Word(word) => (*word).to_owned(),
        Cell::Text(text) => text.clone(),
        _ => String::new(),
    }
}

fn whole(cell: &Cell) -> i64 {
    match cell {
        Cell::Integer(number) => *number,
        _ => 0,
    }
}

fn amount(cell: &Cell) -> f64 {
    match cell {
        Cell::Number(number) => *number,
        Cell::Integer(number) => *number as f64,
        _ => 0.0,
    }
}
