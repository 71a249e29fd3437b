//! The rows of `series.csv` as text, the same bytes wherever a run was made.

use std::io::{self, Write};

use crate::district::ALL_DISTRICTS;
use crate::experiment::csv_writer::{CsvWriter, truth};
use crate::observation::{MEASURES, Observation};
use crate::scenario::Scenario;

/// Columns before the measures.
const KEYS: [&str; 6] = ["point", "replicate", "district", "week", "date", "complete"];

/// Returns the columns.
pub fn columns() -> Vec<&'static str> {
    KEYS.into_iter().chain(MEASURES.iter().map(|measure| measure.name)).collect()
}

/// Writes the rows of a run: by district, all together last, and within a district by week.
///
/// # Errors
/// Returns why they cannot be written.
pub fn write(
    csv: &mut CsvWriter<impl Write>,
    scenario: &Scenario,
    point: usize,
    replicate: u32,
    series: &[Observation],
) -> io::Result<()> {
    let mut rows: Vec<_> = series.iter().collect();
    rows.sort_by_key(|row| (row.district.unwrap_or(usize::MAX), row.week));
    for row in rows {
        csv.integer(point as i64);
        csv.integer(i64::from(replicate));
        csv.text(row.district.map_or(ALL_DISTRICTS, |position| &scenario.districts[position].id));
        csv.integer(i64::from(row.week.0));
        csv.text(&row.week.monday().to_string());
        csv.text(truth(row.complete));
        row.values.iter().for_each(|value| csv.number(*value));
        csv.end_row()?;
    }
    Ok(())
}
