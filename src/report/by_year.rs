//! Over the years: person-years more or fewer than under the reference, year by year, rows outcomes and columns districts.

use super::axis::{Scale, Ticks};
use super::data::Data;
use super::drawing::{Anchor, Drawing, FAINT_INK, GRID, HEADING, INK, Lettering, PLAIN, Stroke, TICK};
use super::lines::{ends, strokes};
use super::notation::{capital, configuration, district, outcome_short, outcome_years, signed};
use super::words::{fill, words};
use super::{Material, PointNote, YearNote};
use crate::observation::{Outcome, WEEKS_OF_YEAR};
use crate::time::Week;
use crate::vocabulary::Language;

const WIDTH: f64 = 1_000.0;
const LEFT: f64 = 48.0;
const RIGHT: f64 = 234.0;
const GAP: f64 = 30.0;
const ROW: f64 = 110.0;
const SPACE: f64 = 62.0;

/// The calendar year in which a year of the run ends, or lies for the most part.
pub(super) fn calendar(year: u32) -> i16 {
    Week((year * WEEKS_OF_YEAR) as i32 - WEEKS_OF_YEAR as i32 / 2).monday().year()
}

/// Draws all districts; nothing where there is no reference or a single year.
pub(super) fn picture(material: &Material, language: Language) -> Option<(String, Data)> {
    let words = words(language);
    let reference = material.reference()?;
    let years: Vec<u32> = {
        let mut years: Vec<u32> = material.by_year.iter().map(|note| note.year).collect();
        years.sort_unstable();
        years.dedup();
        years
    };
    let (first, last) = (*years.first()?, *years.last()?);
    let shown: Vec<(&PointNote, Stroke)> = strokes(material)
        .into_iter()
        .filter(|(point, _)| !point.is_yardstick() && point.number != reference.number)
        .filter(|(point, _)| material.by_year.iter().any(|note| note.point == point.number))
        .collect();
    if first == last || shown.is_empty() {
        return None;
    }
    let columns = material.districts.len();
    let width = (WIDTH - LEFT - RIGHT - GAP * (columns as f64 - 1.0)) / columns as f64;
    let mut drawing = Drawing::new(WIDTH);
    let left = |column: usize| LEFT + (width + GAP) * column as f64;
    for column in 0..columns {
        drawing.label(left(column), 12.0, district(material, column, language), width, HEADING);
    }
    let top = 58.0;
    for (row, outcome) in Outcome::ALL.into_iter().enumerate() {
        let y = top + row as f64 * (ROW + SPACE);
        let label = capital(outcome_years(outcome, words));
        drawing.text(0.0, y - 14.0, &label, Lettering { weight: 600, ..PLAIN });
        let notes: Vec<&YearNote> = material.by_year.iter().filter(|note| note.outcome == outcome).collect();
        let own = notes.iter().filter(|note| shown.iter().any(|(point, _)| point.number == note.point));
        let spread = own.fold((0.0, 0.0), |(low, high), note| {
            let (from, to) = note.interval.unwrap_or((note.difference, note.difference));
            (f64::min(low, from), f64::max(high, to))
        });
        let ticks = Ticks::around(spread.0, spread.1, 4);
        for column in 0..columns {
            let horizontal =
                Scale::new((f64::from(first), f64::from(last)), (left(column), left(column) + width));
            let vertical = Scale::new(ticks.range(), (y + ROW, y));
            frame(&mut drawing, material, (&horizontal, &vertical), &ticks, (column, &years), language);
            let mut labels = Vec::new();
            for (point, stroke) in &shown {
                let own: Vec<&&YearNote> = notes
                    .iter()
                    .filter(|note| note.point == point.number && note.district == column)
                    .collect();
                let at = |of: &dyn Fn(&YearNote) -> f64| -> Vec<(f64, f64)> {
                    own.iter()
                        .map(|note| (horizontal.at(f64::from(note.year)), vertical.within(of(note))))
                        .collect()
                };
                if own.iter().all(|note| note.interval.is_some()) {
                    let low = at(&|note| note.interval.map_or(0.0, |(low, _)| low));
                    let high = at(&|note| note.interval.map_or(0.0, |(_, high)| high));
                    drawing.band(&low, &high, stroke.colour);
                }
                let line = at(&|note| note.difference);
                let name = configuration(point, language);
                drawing.path(&line, *stroke, &name);
                for (note, (x, y)) in own.iter().zip(&line) {
                    let value = signed(note.difference, 1, language);
                    let what = outcome_short(outcome, words);
                    let text = format!("{what}, {name}, {}: {value}", calendar(note.year));
                    drawing.disc(*x, *y, 2.5, stroke.colour, stroke.colour, &text);
                }
                if let Some((_, end)) = line.last() {
                    labels.push((*end, name, stroke.colour));
                }
            }
            if column + 1 == columns {
                ends(&mut drawing, WIDTH - RIGHT + 10.0, (y - 8.0, y + ROW + 8.0), labels, RIGHT - 10.0);
            }
        }
    }
    let height = top + Outcome::ALL.len() as f64 * (ROW + SPACE) - SPACE + 30.0;
    let reference = configuration(reference, language);
    let title = fill(words.by_year_title, &[("reference", reference)]);
    let svg =
        drawing.finish(height, "person-years-by-year", &title, &description(material, &shown, language));
    Some((svg, data(material, &shown)))
}

/// Draws the axes of a panel; the years that the experiment asks for are marked.
fn frame(
    drawing: &mut Drawing,
    material: &Material,
    (horizontal, vertical): (&Scale, &Scale),
    ticks: &Ticks,
    (column, years): (usize, &[u32]),
    language: Language,
) {
    let grid = Stroke { colour: GRID, width: 1.0, dashes: "" };
    let (low, high) = ticks.range();
    let (bottom, top) = (vertical.at(low), vertical.at(high));
    let (left, right) =
        (horizontal.at(f64::from(years[0])), horizontal.at(f64::from(years[years.len() - 1])));
    for tick in &ticks.values {
        drawing.line((left, vertical.at(*tick)), (right, vertical.at(*tick)), grid);
        if column == 0 {
            let label = signed(*tick, ticks.decimals, language);
            let end = Lettering { anchor: Anchor::End, ..TICK };
            drawing.text(left - 7.0, vertical.at(*tick) + 4.0, &label, end);
        }
    }
    drawing.line((left, vertical.at(0.0)), (right, vertical.at(0.0)), Stroke { colour: FAINT_INK, ..grid });
    let every = (years.len() as f64 * 40.0 / (right - left)).ceil().max(1.0) as usize;
    for (position, year) in years.iter().enumerate() {
        let x = horizontal.at(f64::from(*year));
        let is_asked = material.years_asked.contains(year);
        if is_asked {
            drawing.line((x, top), (x, bottom), Stroke { colour: INK, width: 1.0, dashes: "2 3" });
        }
        if position % every == 0 || is_asked {
            let weight = if is_asked { 600 } else { 400 };
            drawing.text(x, bottom + 17.0, &calendar(*year).to_string(), Lettering { weight, ..TICK });
        }
    }
}

fn description(material: &Material, shown: &[(&PointNote, Stroke)], language: Language) -> String {
    let words = words(language);
    let whole = material.districts.len().saturating_sub(1);
    let each = Outcome::ALL.map(|outcome| {
        let points = shown.iter().map(|(point, _)| {
            let own = material
                .by_year
                .iter()
                .filter(|note| (note.point, note.district, note.outcome) == (point.number, whole, outcome));
            let values: Vec<String> = own
                .map(|note| format!("{} {}", calendar(note.year), signed(note.difference, 0, language)))
                .collect();
            format!("{}: {}", configuration(point, language), values.join(", "))
        });
        format!("{}: {}", outcome_short(outcome, words), points.collect::<Vec<_>>().join("; "))
    });
    each.join(". ")
}

fn data(material: &Material, shown: &[(&PointNote, Stroke)]) -> Data {
    let mut data = Data::new(&["point", "label", "district", "outcome", "year", "difference", "low", "high"]);
    for note in &material.by_year {
        let Some((point, _)) = shown.iter().find(|(point, _)| point.number == note.point) else { continue };
        let (low, high) = note.interval.unwrap_or((f64::NAN, f64::NAN));
        data.push()
            .number(note.point)
            .text(point.label.english())
            .text(&material.districts[note.district].id)
            .text(note.outcome.key())
            .number(note.year)
            .value(note.difference)
            .value(low)
            .value(high);
    }
    data
}
