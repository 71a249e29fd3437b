//! What a run contributes beside its series: costs by item, and counts to be held against published figures.

use std::str::FromStr;

use super::costs::CostRow;
use super::facts::Count;
use crate::ledger::CostItem;
use crate::observation::Table;

/// Costs and counts of one run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Counted {
    /// Costs by item.
    pub costs: Vec<CostRow>,
    /// Counts to be held against published figures.
    pub counts: Vec<Count>,
}

impl Counted {
    /// Takes them from the tables of a run of a point: `costs` and `facts`.
    ///
    /// # Panics
    /// When a column or an item is unknown: the run was recorded by this program.
    pub fn of(point: u32, replicate: u32, costs: &Table, facts: &Table) -> Self {
        let columns = ["year", "item", "euros", "hours"];
        let costs = cells(costs, columns).map(|[year, item, euros, hours]| CostRow {
            year: number(&year),
            item: CostItem::parse(&item).expect("the item is known because the ledger wrote it"),
            euros: number(&euros),
            hours: number(&hours),
        });
        let columns = ["district", "line", "week", "count", "of"];
        let counts = cells(facts, columns).map(|[district, line, week, count, of]| Count {
            point,
            replicate,
            district,
            line,
            week: number(&week),
            count: number(&count),
            of: (!of.is_empty()).then(|| number(&of)),
        });
        Self { costs: costs.collect(), counts: counts.collect() }
    }
}

/// Returns the named cells of each row.
fn cells<'a, const N: usize>(
    table: &'a Table,
    names: [&str; N],
) -> impl Iterator<Item = [String; N]> + use<'a, N> {
    let places = names.map(|name| {
        let place = table.columns.iter().position(|column| *column == name);
        place.expect("the column is there because the program wrote it")
    });
    table.rows().map(move |mut row| places.map(|place| std::mem::take(&mut row[place])))
}

/// Reads a number back as it was written.
fn number<T: FromStr>(cell: &str) -> T {
    cell.parse().ok().expect("the number is readable because the program wrote it")
}
