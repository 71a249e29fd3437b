//! Files to take along: the same bytes as the command line writes.

use super::inquiry::Inquiry;
use crate::analysis::Results;
use crate::experiment::csv_writer::{CsvWriter, Dialect};
use crate::experiment::selection::Selection;
use crate::observation::{Keyed, Row, SeriesRow};
use crate::report::{self, Material};

/// Rows of runs: the number of the point, the replicate, and its series.
pub(super) type Runs = [(u32, u32, Vec<SeriesRow>)];

/// Returns the file of a name: its type and content.
pub(super) fn file(
    inquiry: &Inquiry,
    (results, series): (&Results, &Runs),
    name: &str,
) -> Option<(&'static str, Vec<u8>)> {
    let table = "text/csv; charset=utf-8";
    Some(match name {
        "experiment.toml" => ("application/toml; charset=utf-8", inquiry.written().into_bytes()),
        "scenario.toml" => {
            ("application/toml; charset=utf-8", inquiry.experiment().base.to_toml().into_bytes())
        }
        "series.csv" => (table, rows(series)?),
        "differences.csv" => {
            let all = Selection::default();
            let rows = results.primary_rows(&all).into_iter().chain(results.described_rows(&all));
            (table, csv(rows)?)
        }
        "report.html" => {
            let material = Material::of(inquiry.experiment(), &inquiry.infeasible(), results);
            ("text/html; charset=utf-8", report::html(&material, inquiry.language()).into_bytes())
        }
        _ => return None,
    })
}

/// Writes the series in the order of all tables: replicate, point, district, week.
fn rows(series: &Runs) -> Option<Vec<u8>> {
    let mut order: Vec<&(u32, u32, Vec<SeriesRow>)> = series.iter().collect();
    order.sort_by_key(|(point, replicate, _)| (*replicate, *point));
    let keyed = order.into_iter().flat_map(|(point, replicate, rows)| {
        rows.iter().map(move |row| Keyed { point: *point, replicate: *replicate, row: row.clone() })
    });
    csv(keyed)
}

/// Writes rows; memory takes every byte, so nothing is left out.
fn csv<R: Row>(rows: impl IntoIterator<Item = R>) -> Option<Vec<u8>> {
    let columns = R::columns();
    let names = columns.iter().map(|column| &*column.name);
    let mut csv = CsvWriter::new(Vec::new(), Dialect::Plain, names).ok()?;
    for row in rows {
        csv.row(&row).ok()?;
    }
    csv.finish().ok()
}
