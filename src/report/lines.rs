//! Small line charts with bands: rows are measures, columns districts, one line for each configuration.

use super::axis::{Scale, Ticks, new_years};
use super::data::Data;
use super::drawing::{
    Anchor, COMPARATOR, Drawing, FAINT_INK, GRID, HEADING, INK, Lettering, PLAIN, REFERENCE, Stroke, TICK,
    broken, stroke,
};
use super::notation::{capital, configuration, district, measure_label, number, signed, value};
use super::words::{fill, words};
use super::{Material, PointNote, ValueKey};
use crate::analysis::{Moment, Spread};
use crate::experiment::point::Comparator;
use crate::observation::{MEASURES, Role, WEEKS_OF_YEAR};
use crate::vocabulary::Language;

const WIDTH: f64 = 1_000.0;
const LEFT: f64 = 48.0;
/// Pixels behind the last panel, where lines have their names.
const RIGHT: f64 = 234.0;
const GAP: f64 = 30.0;
const ROW: f64 = 120.0;
const SPACE: f64 = 66.0;
/// Moments drawn of a line; more cannot be seen at this width.
const MOMENTS: usize = 110;

/// What the lines show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
    /// The measures themselves.
    Values,
    /// Their paired differences to the reference.
    Gaps,
}

/// Draws the given measures over time for all districts.
pub(super) fn small_multiples(
    material: &Material,
    lines: Lines,
    measures: &[usize],
    id: &str,
    title: &str,
    language: Language,
) -> (String, Data) {
    let (points, strokes): (Vec<_>, Vec<_>) = strokes(material)
        .into_iter()
        .filter(|(_, stroke)| lines == Lines::Values || *stroke != REFERENCE)
        .unzip();
    let mut drawing = Drawing::new(WIDTH);
    let columns = material.districts.len().max(1);
    let width = (WIDTH - LEFT - RIGHT - GAP * (columns as f64 - 1.0)) / columns as f64;
    let left = |column: usize| LEFT + (width + GAP) * column as f64;
    for column in 0..columns {
        drawing.label(left(column), 12.0, district(material, column, language), width, HEADING);
    }
    let top = 58.0;
    for (row, measure) in measures.iter().enumerate() {
        let y = top + row as f64 * (ROW + SPACE);
        let label = capital(measure_label(*measure, language));
        drawing.text(0.0, y - 14.0, &label, Lettering { weight: 600, ..PLAIN });
        let ticks = value_ticks(material, lines, &points, *measure);
        for column in 0..columns {
            let frame = Frame { left: left(column), top: y, width, is_first: column == 0 };
            let place = (lines, *measure, column);
            let labels = panel(&mut drawing, material, (&points, &strokes), place, &frame, &ticks, language);
            if column + 1 == columns {
                ends(&mut drawing, WIDTH - RIGHT + 10.0, (y - 8.0, y + ROW + 8.0), labels, RIGHT - 10.0);
            }
        }
    }
    let height = top + measures.len() as f64 * (ROW + SPACE) - SPACE + 30.0;
    let svg = drawing.finish(height, id, title, &description(material, lines, &points, measures, language));
    (svg, data(material, lines, &points, measures))
}

/// Returns what the lines show: each moment that is drawn.
fn data(material: &Material, lines: Lines, points: &[&PointNote], measures: &[usize]) -> Data {
    let mut data = Data::new(&["point", "label", "district", "measure", "week", "mean", "q10", "q90"]);
    for &measure in measures {
        for (district, name) in material.districts.iter().enumerate() {
            for point in points {
                for moment in thinned(curve(material, lines, point.number, district, measure)) {
                    data.push()
                        .number(point.number)
                        .text(point.label.english())
                        .text(&name.id)
                        .text(MEASURES[measure].name)
                        .number(moment.week as u32)
                        .value(mean(&moment.spread))
                        .value(lower(&moment.spread))
                        .value(upper(&moment.spread));
                }
            }
        }
    }
    data
}

/// Writes the names of lines behind their ends, from the top, as near to them as those above allow.
pub(super) fn ends(
    drawing: &mut Drawing,
    x: f64,
    (top, bottom): (f64, f64),
    mut labels: Vec<(f64, String, &'static str)>,
    room: f64,
) {
    const HEIGHT: f64 = 14.0;
    labels.sort_by(|one, other| one.0.total_cmp(&other.0));
    let count = labels.len();
    let mut places: Vec<f64> = Vec::with_capacity(count);
    for (end, ..) in &labels {
        let free = places.last().map_or(top, |above| above + HEIGHT);
        places.push(end.max(free));
    }
    // What would stand too low moves up, and pushes those above it.
    let mut lowest = bottom;
    for place in places.iter_mut().rev() {
        *place = place.min(lowest);
        lowest = *place - HEIGHT;
    }
    for ((end, name, colour), y) in labels.into_iter().zip(places) {
        drawing.line((x - 8.0, end), (x - 2.0, y), Stroke { colour, width: 1.0, dashes: "" });
        let lettering = Lettering { size: 12.0, fill: colour, ..PLAIN };
        let shown = broken(&name, lettering.size, room, 1).concat();
        drawing.text(x, y + 4.0, &shown, lettering);
    }
}

/// Returns the points drawn and their strokes: colours go to configurations in their order, grey to the reference.
pub(super) fn strokes(material: &Material) -> Vec<(&PointNote, Stroke)> {
    let reference = material.reference().map(|point| point.number);
    let mut next = 0;
    let mut strokes = Vec::new();
    for point in material.drawn() {
        let found = if Some(point.number) == reference {
            REFERENCE
        } else if point.comparator == Some(Comparator::ExistingServices) {
            COMPARATOR
        } else {
            next += 1;
            stroke(next - 1)
        };
        strokes.push((point, found));
    }
    strokes
}

struct Frame {
    left: f64,
    top: f64,
    width: f64,
    is_first: bool,
}

fn curve(material: &Material, lines: Lines, point: u32, district: usize, measure: usize) -> &[Moment] {
    let curves = match lines {
        Lines::Values => &material.curves,
        Lines::Gaps => &material.gaps,
    };
    curves.get(&ValueKey { point, district, measure }).map_or(&[], Vec::as_slice)
}

/// Returns the ticks of a row, the same for all districts.
fn value_ticks(material: &Material, lines: Lines, points: &[&PointNote], measure: usize) -> Ticks {
    let mut low = f64::INFINITY;
    let mut high = f64::NEG_INFINITY;
    for point in points {
        for district in 0..material.districts.len() {
            for moment in curve(material, lines, point.number, district, measure) {
                low = low.min(lower(&moment.spread));
                high = high.max(upper(&moment.spread));
            }
        }
    }
    if low > high {
        (low, high) = (0.0, 1.0);
    }
    if lines == Lines::Gaps {
        let relevant = 1.5 * material.relevant_difference;
        (low, high) = (low.min(-relevant), high.max(relevant));
    }
    // Noise must not look like a movement.
    let least = if lines == Lines::Gaps {
        0.0
    } else if is_percent(measure) || matches!(MEASURES[measure].role, Role::Index(_)) {
        0.04
    } else {
        0.2
    };
    if high - low < least {
        let middle = f64::midpoint(low, high);
        (low, high) = (middle - least / 2.0, middle + least / 2.0);
    }
    Ticks::around(low, high, 4)
}

fn is_percent(measure: usize) -> bool {
    MEASURES[measure].unit == "share"
}

fn panel(
    drawing: &mut Drawing,
    material: &Material,
    (points, strokes): (&[&PointNote], &[Stroke]),
    (lines, measure, district): (Lines, usize, usize),
    frame: &Frame,
    ticks: &Ticks,
    language: Language,
) -> Vec<(f64, String, &'static str)> {
    let grid = Stroke { colour: GRID, width: 1.0, dashes: "" };
    let bottom = frame.top + ROW;
    let right = frame.left + frame.width;
    let vertical = Scale::new(ticks.range(), (bottom, frame.top));
    if lines == Lines::Gaps {
        let (from, to) =
            (vertical.within(material.relevant_difference), vertical.within(-material.relevant_difference));
        drawing.rectangle(frame.left, from, frame.width, to - from, "#e9ecf0", "");
    }
    for tick in &ticks.values {
        let y = vertical.at(*tick);
        drawing.line((frame.left, y), (right, y), grid);
        if frame.is_first {
            let label = if is_percent(measure) {
                format!("{} %", number(tick * 100.0, ticks.decimals.saturating_sub(2), language))
            } else if lines == Lines::Gaps {
                signed(*tick, ticks.decimals, language)
            } else {
                number(*tick, ticks.decimals, language)
            };
            drawing.text(frame.left - 7.0, y + 4.0, &label, Lettering { anchor: Anchor::End, ..TICK });
        }
    }
    let weeks = material.weeks.max(1) as i32;
    let horizontal = Scale::new((0.0, f64::from(weeks)), (frame.left, right));
    let years = new_years(weeks);
    let every = (years.len() as f64 * 38.0 / frame.width).ceil().max(1.0) as usize;
    for (position, (year, week)) in years.iter().enumerate() {
        let x = horizontal.within(f64::from(*week));
        drawing.line((x, bottom), (x, bottom + 4.0), Stroke { colour: FAINT_INK, ..grid });
        if position % every == 0 {
            drawing.text(x, bottom + 17.0, &year.to_string(), TICK);
        }
    }
    for year in &material.years_asked {
        let x = horizontal.within(f64::from(year * WEEKS_OF_YEAR));
        drawing.line((x, frame.top), (x, bottom), Stroke { colour: INK, width: 1.0, dashes: "2 3" });
    }
    if lines == Lines::Gaps {
        let zero = vertical.within(0.0);
        drawing.line((frame.left, zero), (right, zero), Stroke { colour: REFERENCE.colour, ..grid });
    }
    let mut labels = Vec::new();
    for (point, stroke) in points.iter().zip(strokes) {
        let moments = thinned(curve(material, lines, point.number, district, measure));
        let at = |value: fn(&Spread) -> f64| -> Vec<(f64, f64)> {
            moments
                .iter()
                .map(|moment| (horizontal.at(f64::from(moment.week)), vertical.within(value(&moment.spread))))
                .collect()
        };
        if moments.iter().any(|moment| moment.spread.n > 1) {
            drawing.band(&at(lower), &at(upper), stroke.colour);
        }
        let line = at(mean);
        if let Some((_, end)) = line.last() {
            labels.push((*end, configuration(point, language), stroke.colour));
        }
        match line.as_slice() {
            [] => {}
            [(x, y)] => drawing.disc(*x, *y, 3.0, stroke.colour, stroke.colour, ""),
            _ => drawing.path(&line, *stroke, &configuration(point, language)),
        }
    }
    if labels.is_empty() {
        let middle = Lettering { anchor: Anchor::Middle, fill: FAINT_INK, ..PLAIN };
        drawing.text(
            f64::midpoint(frame.left, right),
            frame.top + ROW / 2.0,
            words(language).no_values,
            middle,
        );
    }
    labels
}

/// A moment that is drawn has a value.
fn mean(spread: &Spread) -> f64 {
    spread.mean.unwrap_or(f64::NAN)
}

fn lower(spread: &Spread) -> f64 {
    spread.q10.unwrap_or(f64::NAN)
}

fn upper(spread: &Spread) -> f64 {
    spread.q90.unwrap_or(f64::NAN)
}

/// Leaves out moments that could not be seen; first and last stay.
fn thinned(moments: &[Moment]) -> Vec<Moment> {
    let step = moments.len().div_ceil(MOMENTS).max(1);
    let last = moments.len().saturating_sub(1);
    moments
        .iter()
        .enumerate()
        .filter(|(position, _)| position % step == 0 || *position == last)
        .map(|(_, moment)| *moment)
        .collect()
}

fn description(
    material: &Material,
    lines: Lines,
    points: &[&PointNote],
    measures: &[usize],
    language: Language,
) -> String {
    let words = words(language);
    let rows: Vec<_> = measures.iter().map(|measure| measure_label(*measure, language)).collect();
    let whole = material.districts.len().saturating_sub(1);
    let ends: Vec<_> = points
        .iter()
        .map(|point| {
            let values: Vec<_> = measures
                .iter()
                .map(|measure| {
                    let last = curve(material, lines, point.number, whole, *measure).last();
                    value(*measure, last.map_or(f64::NAN, |moment| mean(&moment.spread)), language)
                })
                .collect();
            format!("{}: {}", configuration(point, language), values.join(" / "))
        })
        .collect();
    fill(
        words.lines_description,
        &[("rows", rows.join(" / ")), ("count", points.len().to_string()), ("ends", ends.join("; "))],
    )
}
