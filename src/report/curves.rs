//! Curves over conditions: person-years more or fewer than under the reference, from budget to budget or load to load.

use super::axis::{Scale, Ticks};
use super::conditions::Field;
use super::data::Data;
use super::drawing::{Anchor, Drawing, FAINT_INK, GRID, HEADING, Lettering, PLAIN, Stroke, TICK, stroke};
use super::lines::ends;
use super::notation::{capital, district, outcome_short, outcome_years, signed};
use super::words::{fill, words};
use super::{ContrastNote, Material, PointNote};
use crate::observation::Outcome;
use crate::vocabulary::Language;

const WIDTH: f64 = 1_000.0;
const LEFT: f64 = 54.0;
const RIGHT: f64 = 234.0;
const GAP: f64 = 34.0;
const ROW: f64 = 120.0;
const SPACE: f64 = 62.0;
/// Lines that can be told apart in one picture.
const MOST: usize = 8;

/// Returns the points that have a contrast to a reference under their own condition.
fn compared(material: &Material) -> Vec<&PointNote> {
    let listed = material.listed().into_iter().filter(|point| !point.is_yardstick());
    listed.filter(|point| material.reference_of(point).is_some()).collect()
}

/// Returns contrasts of a policy to the reference under each condition.
fn contrasts(
    material: &Material,
    own: &[Option<&PointNote>],
    district: usize,
    outcome: Outcome,
) -> Vec<(usize, ContrastNote)> {
    let contrast = |(at, point): (usize, Option<&PointNote>)| {
        let point = point?;
        let reference = material.reference_of(point)?;
        Some((at, material.contrast(point.number, reference.number, district, outcome)?))
    };
    own.iter().copied().enumerate().filter_map(contrast).collect()
}

/// Draws all districts; nothing where points do not stand under several conditions. Says how many policies are drawn, of how many.
pub(super) fn picture(material: &Material, language: Language) -> Option<(String, Data, [usize; 2])> {
    let words = words(language);
    let mut field = Field::of(&compared(material), language)?;
    let all = field.policies.len();
    field.policies.truncate(MOST);
    let columns = material.districts.len();
    let width = (WIDTH - LEFT - RIGHT - GAP * (columns as f64 - 1.0)) / columns as f64;
    let mut drawing = Drawing::new(WIDTH);
    let left = |column: usize| LEFT + (width + GAP) * column as f64;
    for column in 0..columns {
        drawing.label(left(column), 12.0, district(material, column, language), width, HEADING);
    }
    let top = 58.0;
    let mut described = Vec::new();
    let mut data = Data::new(&[
        "policy",
        "condition",
        "point",
        "district",
        "outcome",
        "difference",
        "low_simultaneous",
        "high_simultaneous",
        "verdict",
    ]);
    for (row, outcome) in Outcome::ALL.into_iter().enumerate() {
        let y = top + row as f64 * (ROW + SPACE);
        let label = capital(outcome_years(outcome, words));
        drawing.text(0.0, y - 14.0, &label, Lettering { weight: 600, ..PLAIN });
        let lines: Vec<Vec<Vec<(usize, ContrastNote)>>> = (0..columns)
            .map(|column| {
                let own = field.policies.iter();
                own.map(|(_, own)| contrasts(material, own, column, outcome)).collect()
            })
            .collect();
        let spread = lines.iter().flatten().flatten().fold((0.0, 0.0), |(low, high), (_, row)| {
            (f64::min(low, row.low.min(row.difference)), f64::max(high, row.high.max(row.difference)))
        });
        let ticks = Ticks::around(spread.0, spread.1, 4);
        for (column, lines) in lines.iter().enumerate() {
            let range = (-0.25, field.conditions.len() as f64 - 0.75);
            let horizontal = Scale::new(range, (left(column), left(column) + width));
            let vertical = Scale::new(ticks.range(), (y + ROW, y));
            frame(&mut drawing, (&horizontal, &vertical), &ticks, &field, column == 0, language);
            let mut labels = Vec::new();
            for (position, own) in lines.iter().enumerate() {
                let name = &field.policies[position].0;
                let line = curve(
                    &mut drawing,
                    own,
                    (&horizontal, &vertical),
                    (position, lines.len()),
                    name,
                    language,
                );
                if let Some((_, end)) = line.last() {
                    labels.push((*end, name.clone(), stroke(position).colour));
                }
                for (at, row) in own {
                    let condition = &field.conditions[*at];
                    let point = material.point(row.point);
                    data.push()
                        .text(point.map_or("", |point| point.policy.english()))
                        .text(point.map_or("", |point| point.condition.english()))
                        .number(row.point)
                        .text(&material.districts[column].id)
                        .text(outcome.key())
                        .value(row.difference)
                        .value(row.low)
                        .value(row.high)
                        .text(row.verdict.key());
                    if column + 1 == columns {
                        let value = signed(row.difference, 0, language);
                        described
                            .push(format!("{}, {name}, {condition}: {value}", outcome_short(outcome, words)));
                    }
                }
            }
            if column + 1 == columns {
                ends(&mut drawing, WIDTH - RIGHT + 10.0, (y - 8.0, y + ROW + 8.0), labels, RIGHT - 10.0);
            }
        }
    }
    let height = top + Outcome::ALL.len() as f64 * (ROW + SPACE) - SPACE + 46.0;
    let title = fill(words.curves_title, &[]);
    let svg = drawing.finish(height, "turning", &title, &described.join("; "));
    Some((svg, data, [field.policies.len(), all]))
}

fn frame(
    drawing: &mut Drawing,
    (horizontal, vertical): (&Scale, &Scale),
    ticks: &Ticks,
    field: &Field,
    is_first: bool,
    language: Language,
) {
    let grid = Stroke { colour: GRID, width: 1.0, dashes: "" };
    let bottom = vertical.at(ticks.range().0);
    let (left, right) = (horizontal.at(-0.25), horizontal.at(field.conditions.len() as f64 - 0.75));
    for tick in &ticks.values {
        drawing.line((left, vertical.at(*tick)), (right, vertical.at(*tick)), grid);
        if is_first {
            let label = signed(*tick, ticks.decimals, language);
            let end = Lettering { anchor: Anchor::End, ..TICK };
            drawing.text(left - 7.0, vertical.at(*tick) + 4.0, &label, end);
        }
    }
    drawing.line((left, vertical.at(0.0)), (right, vertical.at(0.0)), Stroke { colour: FAINT_INK, ..grid });
    let room = (right - left) / field.conditions.len() as f64 - 4.0;
    for (at, name) in field.conditions.iter().enumerate() {
        let small = Lettering { size: 11.0, ..TICK };
        drawing.label(horizontal.at(at as f64), bottom + 20.0, name, room, small);
    }
}

/// Draws a curve with its intervals, a little beside those of others so that they can be told apart; returns where it runs.
fn curve(
    drawing: &mut Drawing,
    own: &[(usize, ContrastNote)],
    (horizontal, vertical): (&Scale, &Scale),
    (position, count): (usize, usize),
    name: &str,
    language: Language,
) -> Vec<(f64, f64)> {
    let aside = 0.3 * ((position as f64 + 0.5) / count as f64 - 0.5);
    let Stroke { colour, .. } = stroke(position);
    let at = |at: usize| horizontal.at(at as f64 + aside);
    let line: Vec<(f64, f64)> =
        own.iter().map(|(place, row)| (at(*place), vertical.within(row.difference))).collect();
    drawing.path(&line, stroke(position), name);
    for ((place, row), (x, y)) in own.iter().zip(&line) {
        if row.low.is_finite() && row.high.is_finite() {
            let ends = [(at(*place), vertical.within(row.low)), (at(*place), vertical.within(row.high))];
            drawing.path(&ends, Stroke { colour, width: 1.0, dashes: "" }, "");
        }
        let fill = if row.verdict.is_decided() { colour } else { "#ffffff" };
        let [difference, low, high] = [row.difference, row.low, row.high].map(|end| signed(end, 0, language));
        let what = outcome_short(row.outcome, words(language));
        let note = format!("{what}, {name}: {difference} ({low} … {high})");
        drawing.disc(*x, *y, 3.5, fill, colour, &note);
    }
    line
}
