//! Reading of forcings: dated values from a CSV file or from lists in the scenario.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::draft::{self, Draft};
use super::faults::{self, Fault};
use super::kin::Kin;
use super::position::{Position, Text};
use super::schema::{self, MOST_ARRIVALS, Node, Shape};
use super::source;
use crate::forcing::{Forcings, LAYOUT, Series};
use crate::phrase::{Phrase, phrase};
use crate::time::Week;

/// A forcing as read: one row per date.
struct Rows {
    weeks: Vec<Week>,
    places: Vec<Position>,
    /// By row, then by column.
    values: Vec<Vec<f64>>,
}

/// Groups of columns whose shares sum to 1.
const WHOLES: &[(&str, &[&str])] = &[
    ("composition", &["under_18", "age_18_34", "age_35_64", "age_65_plus"]),
    ("composition", &["syria", "afghanistan", "iraq", "iran", "eritrea", "other"]),
];

/// Reads the forcings of a draft, those that its kin does not have already.
pub(crate) fn read(draft: &Draft, kin: Option<Kin<'_>>, faults: &mut Vec<Fault>) -> Option<Forcings> {
    if let Some(known) = kin.as_ref().and_then(|kin| kin.forcings(draft)) {
        return Some(known.clone());
    }
    let mut series = BTreeMap::new();
    for (file, columns) in LAYOUT {
        let known = kin.and_then(|kin| kin.series(draft, file, columns));
        let Some(given) = known.or_else(|| given(draft, file, columns, faults)) else { continue };
        let scale = scale(draft, file, &given, faults);
        for (column, given) in columns.iter().zip(given) {
            series.insert(((*file).to_owned(), (*column).to_owned()), given.scaled(scale));
        }
    }
    Forcings::assemble(series)
}

/// Reads the series of a forcing from its file or its lists, not scaled.
fn given(draft: &Draft, file: &str, columns: &[&str], faults: &mut Vec<Fault>) -> Option<Vec<Series>> {
    let rows = match draft.value(&format!("forcings.{file}")) {
        Some(reference) => {
            let name = reference.word().unwrap_or_default();
            match source::follow(name, &reference.place) {
                Ok(text) => read_csv(&text, file, columns, faults),
                Err(fault) => {
                    faults.push(fault);
                    None
                }
            }
        }
        None => read_inline(draft, file, columns, faults),
    }?;
    let steps = |position: usize| {
        rows.weeks.iter().zip(&rows.values).map(|(week, row)| (*week, row[position])).collect()
    };
    check(&rows, file, columns, faults)
        .then(|| (0..columns.len()).map(|position| Series::new(steps(position))).collect())
}

/// Returns the factor of a forcing; scaled arrivals keep to the limit of arrivals.
fn scale(draft: &Draft, file: &str, given: &[Series], faults: &mut Vec<Fault>) -> f64 {
    let Some(written) = draft.value(&draft::scale_of(file)) else { return 1.0 };
    let scale = written.number().unwrap_or(1.0);
    let most = given.iter().flat_map(Series::steps).map(|(_, value)| *value).fold(0.0, f64::max);
    if most * scale > MOST_ARRIVALS {
        // Down to a tenth: what is named as allowed is allowed.
        let (scaled, limit) = (most * scale, (MOST_ARRIVALS / most * 10.0).floor() / 10.0);
        let found = phrase!(
            "`forcings.{file}.scale` is {scale}, which makes up to {scaled:.0} a week",
            "`forcings.{file}.scale` ist {scale}, das macht bis zu {scaled:.0} je Woche"
        );
        let allowed = phrase!(
            "at most {MOST_ARRIVALS} a week, here a factor up to {limit}",
            "höchstens {MOST_ARRIVALS} je Woche, hier also ein Faktor bis {limit}";
            limit = Phrase::new(limit.to_string(), limit.to_string().replace('.', ","))
        );
        faults.push(Fault::at(&written.place, found).allowed(allowed));
    }
    scale
}

fn read_inline(draft: &Draft, file: &str, columns: &[&str], faults: &mut Vec<Fault>) -> Option<Rows> {
    let mut lists = Vec::new();
    for column in ["from"].iter().chain(columns) {
        if let Some(leaf) = draft.leaf(&format!("forcings.{file}.{column}")) {
            lists.push(leaf);
        } else if !draft.has_failed(&format!("forcings.{file}")) {
            let beside = draft.leaves.iter().find(|(path, _)| path.starts_with(&format!("forcings.{file}.")));
            let found = phrase!("`forcings.{file}` lacks `{column}`", "`forcings.{file}` fehlt `{column}`");
            let fault = Fault { place: beside.map(|(_, leaf)| leaf.place.clone()), ..Fault::new(found) };
            faults.push(fault.allowed(phrase!(
                "the name of a file, or one list of dates and one for each column",
                "der Name einer Datei, oder eine Liste von Tagen und eine für jede Spalte"
            )));
        }
    }
    if lists.len() != columns.len() + 1 {
        return None;
    }
    let count = lists[0].value.items().len();
    for list in &lists {
        if list.value.items().len() != count {
            let (key, values) = (&list.key, list.value.items().len());
            let found = phrase!(
                "`forcings.{file}.{key}` has {values} values for {count} dates",
                "`forcings.{file}.{key}` hat {values} Werte für {count} Tage"
            );
            faults.push(
                Fault::at(&list.place, found)
                    .allowed(phrase!("one value for each date", "ein Wert für jeden Tag")),
            );
            return None;
        }
    }
    let dates = lists[0].value.items();
    Some(Rows {
        weeks: dates.iter().filter_map(|date| date.date().map(Week::of)).collect(),
        places: dates.iter().map(|date| date.place.clone()).collect(),
        values: (0..count)
            .map(|row| lists[1..].iter().filter_map(|list| list.value.items()[row].number()).collect())
            .collect(),
    })
}

fn read_csv(text: &Arc<Text>, file: &str, columns: &[&str], faults: &mut Vec<Fault>) -> Option<Rows> {
    let before = faults.len();
    let mut rows = Rows { weeks: Vec::new(), places: Vec::new(), values: Vec::new() };
    let mut expected: Option<Vec<&str>> = Some(["from"].iter().chain(columns).copied().collect());
    let header = ["from"].iter().chain(columns).copied().collect::<Vec<_>>().join(",");
    let mut start = 0;
    for line in text.content.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        let place = Position::new(text, start, start + content.len());
        let cells = cells(
            content.trim_start_matches('\u{feff}'),
            start + line.len() - line.trim_start_matches('\u{feff}').len(),
        );
        start += line.len();
        if content.trim_start_matches('\u{feff}').starts_with('#') || content.trim().is_empty() {
            continue;
        }
        if let Some(names) = expected.take() {
            check_header(text, &cells, &names, &place, faults);
            if faults.len() > before {
                return None;
            }
            continue;
        }
        if cells.len() != columns.len() + 1 {
            let (found, needed) = (cells.len(), columns.len() + 1);
            let found =
                phrase!("{found} values in a row of `{file}`", "{found} Werte in einer Zeile von `{file}`");
            faults.push(Fault::at(&place, found).allowed(Phrase::same(format!("{needed}: {header}"))));
            continue;
        }
        rows.places.push(place);
        read_row(text, file, columns, &cells, &mut rows, faults);
    }
    if expected.is_some() {
        let place = Position::new(text, text.content.len(), text.content.len());
        faults.push(
            Fault::at(&place, no_values(&text.name))
                .allowed(phrase!("the line {header}, then values", "die Zeile {header}, dann Werte")),
        );
    }
    (faults.len() == before).then_some(rows)
}

/// Splits a line at its commas; returns trimmed cells with their positions.
fn cells(content: &str, start: usize) -> Vec<(&str, usize)> {
    let mut cells = Vec::new();
    let mut position = start;
    for cell in content.split(',') {
        let trimmed = cell.trim();
        cells.push((trimmed, position + cell.len() - cell.trim_start().len()));
        position += cell.len() + 1;
    }
    cells
}

fn check_header(
    text: &Arc<Text>,
    cells: &[(&str, usize)],
    names: &[&str],
    place: &Position,
    faults: &mut Vec<Fault>,
) {
    let header = names.join(",");
    for (position, (cell, at)) in cells.iter().enumerate() {
        if names.get(position) != Some(cell) {
            let found = phrase!("unexpected column `{cell}`", "unerwartete Spalte `{cell}`");
            faults.push(
                Fault::at(&Position::new(text, *at, at + cell.len()), found)
                    .allowed(phrase!("the columns {header}", "die Spalten {header}"))
                    .nearest(faults::nearest(cell, names.iter().copied()).filter(|name| name != cell)),
            );
            return;
        }
    }
    if cells.len() < names.len() {
        let missing = names[cells.len()];
        let found = phrase!("the column `{missing}` is missing", "die Spalte `{missing}` fehlt");
        faults.push(Fault::at(place, found).allowed(phrase!("the columns {header}", "die Spalten {header}")));
    }
}

fn read_row(
    text: &Arc<Text>,
    file: &str,
    columns: &[&str],
    cells: &[(&str, usize)],
    rows: &mut Rows,
    faults: &mut Vec<Fault>,
) {
    let fault = |(cell, at): (&str, usize), allowed: Phrase| {
        Fault::at(&Position::new(text, at, at + cell.len()), Phrase::same(format!("{cell:?} in `{file}`")))
            .allowed(allowed)
    };
    match schema::parse_date(cells[0].0) {
        Some(date) => rows.weeks.push(Week::of(date)),
        None => faults.push(fault(cells[0], schema::allowance(&Shape::Date))),
    }
    let mut values = Vec::with_capacity(columns.len());
    for (column, cell) in columns.iter().zip(&cells[1..]) {
        let (low, high) = range(file, column);
        match cell.0.parse::<f64>() {
            Ok(value) if low <= value && value <= high => values.push(value),
            _ => {
                let allowed = phrase!(
                    "a number from {low} to {high} for {column}",
                    "eine Zahl von {low} bis {high} für {column}"
                );
                faults.push(fault(*cell, allowed));
            }
        }
    }
    rows.values.push(values);
}

fn no_values(name: &str) -> Phrase {
    phrase!("`{name}` holds no values", "`{name}` enthält keine Werte")
}

fn range(file: &str, column: &str) -> (f64, f64) {
    match schema::node(&format!("forcings.{file}.{column}")) {
        Node::Field(field) => match field.shape {
            Shape::Series { low, high } => (low, high),
            _ => (f64::MIN, f64::MAX),
        },
        _ => (f64::MIN, f64::MAX),
    }
}

/// Checks order, beginning and sums.
fn check(rows: &Rows, file: &str, columns: &[&str], faults: &mut Vec<Fault>) -> bool {
    let before = faults.len();
    match (rows.weeks.first(), rows.places.first()) {
        (Some(first), Some(place)) if *first > Week::SPIN_UP => {
            let monday = first.monday();
            let found = phrase!(
                "`{file}` begins in the week of {monday}",
                "`{file}` beginnt in der Woche vom {monday}"
            );
            faults.push(Fault::at(place, found).allowed(phrase!(
                "a first date at or before 2013-01-07, where the initial stock begins",
                "ein erster Tag bis 2013-01-07, wo der Anfangsbestand beginnt"
            )));
        }
        (Some(_), _) => {}
        (None, _) => {
            faults.push(
                Fault::new(no_values(file)).allowed(phrase!("at least one date", "mindestens ein Tag")),
            );
        }
    }
    for (pair, place) in rows.weeks.windows(2).zip(rows.places.iter().skip(1)) {
        if pair[1] <= pair[0] {
            let found = phrase!(
                "the dates of `{file}` are not in order",
                "die Tage von `{file}` stehen nicht in ihrer Reihenfolge"
            );
            faults.push(Fault::at(place, found).allowed(phrase!(
                "each date in a later week than the one before",
                "jeder Tag in einer späteren Woche als der vorige"
            )));
        }
    }
    for (_, whole) in WHOLES.iter().filter(|(name, _)| *name == file) {
        for (row, place) in rows.values.iter().zip(&rows.places) {
            let sum: f64 = columns
                .iter()
                .zip(row)
                .filter(|(column, _)| whole.contains(column))
                .map(|(_, value)| value)
                .sum();
            // Published shares are rounded to whole percents, at most six of them here.
            if (sum - 1.0).abs() > 0.03 {
                let parts = whole.join(" + ");
                let found = phrase!("{parts} sum to {sum:.3}", "{parts} ergeben zusammen {sum:.3}");
                faults.push(Fault::at(place, found).allowed(phrase!(
                    "shares with the sum 1 (rounding aside)",
                    "Anteile mit der Summe 1 (bis auf Rundung)"
                )));
            }
        }
    }
    faults.len() == before
}
