//! The first picture: person-years more or fewer than under the reference, by configuration and outcome, with intervals.

use super::axis::{Scale, Ticks};
use super::data::Data;
use super::drawing::{
    Anchor, Drawing, FAINT_INK, GRID, HEADING, INK, Lettering, PLAIN, Stroke, TICK, text_width,
};
use super::forest::whisker;
use super::notation::{configuration, district, mark, number, outcome_short, signed, verdict};
use super::words::{Words, fill, words};
use super::{ContrastNote, Material, PointNote};
use crate::observation::Outcome;
use crate::vocabulary::Language;

const WIDTH: f64 = 1_000.0;
const LABELS: f64 = 240.0;
/// Pixels of a column for the number behind the mark.
const NUMBER: f64 = 54.0;
const GAP: f64 = 10.0;
const ROW: f64 = 32.0;

/// A configuration in the picture, with its contrasts to the reference by outcome.
struct Line<'a> {
    point: &'a PointNote,
    rows: [Option<ContrastNote>; Outcome::ALL.len()],
}

/// Draws a district; nothing where no verdict is passed there.
pub(super) fn picture(material: &Material, place: usize, language: Language) -> Option<(String, Data)> {
    let words = words(language);
    let reference = material.reference()?;
    let lines: Vec<Line> = material
        .drawn()
        .into_iter()
        .filter(|point| point.number != reference.number && !point.is_yardstick())
        .map(|point| Line {
            point,
            rows: Outcome::ALL
                .map(|outcome| material.contrast(point.number, reference.number, place, outcome)),
        })
        .filter(|line| line.rows.iter().any(Option::is_some))
        .collect();
    if lines.is_empty() {
        return None;
    }
    let yardstick = material.drawn().into_iter().find(|point| point.is_yardstick());
    let level = |outcome| material.total(reference.number, place, outcome);
    let ticks = ticks(material, &lines, Outcome::ALL.map(level));
    let top = 62.0;
    let bottom = top + ROW * lines.len() as f64;
    let mut drawing = Drawing::new(WIDTH);
    let grid = Stroke { colour: GRID, width: 1.0, dashes: "" };
    let faint = Lettering { anchor: Anchor::Start, ..TICK };
    drawing.label(0.0, 36.0, &configuration(reference, language), LABELS, Lettering { size: 13.0, ..faint });
    for (position, line) in lines.iter().enumerate() {
        let y = top + ROW * position as f64;
        drawing.line((0.0, y), (WIDTH, y), grid);
        drawing.label(0.0, y + ROW / 2.0, &configuration(line.point, language), LABELS - 12.0, PLAIN);
    }
    drawing.line((0.0, bottom), (WIDTH, bottom), grid);
    let column = (WIDTH - LABELS) / Outcome::ALL.len() as f64;
    for (position, outcome) in Outcome::ALL.into_iter().enumerate() {
        let left = LABELS + column * position as f64;
        let scale = Scale::new(ticks.range(), (left + GAP, left + column - NUMBER));
        let right = left + column - 2.0;
        let middle = Lettering { anchor: Anchor::End, ..HEADING };
        drawing.text(right, 16.0, outcome_short(outcome, words), middle);
        let all = Lettering { anchor: Anchor::End, size: 13.0, ..TICK };
        drawing.text(right, 40.0, &number(level(outcome), 0, language), all);
        let relevant = material.relevant_difference * level(outcome);
        let (from, to) = (scale.within(-relevant), scale.within(relevant));
        drawing.rectangle(from, top, to - from, bottom - top, "#e9ecf0", "");
        axis(&mut drawing, &scale, &ticks, bottom, language);
        drawing.line((scale.at(0.0), top), (scale.at(0.0), bottom), Stroke { colour: INK, ..grid });
        for (position, row) in lines
            .iter()
            .map(|line| line.rows[outcome as usize])
            .enumerate()
            .filter_map(|(at, row)| Some((at, row?)))
        {
            let middle = top + ROW * (position as f64 + 0.5);
            let name = configuration(lines[position].point, language);
            whisker(
                &mut drawing,
                &row,
                &scale,
                middle,
                &format!("{name}, {}", spoken(&row, words, language)),
            );
            let bold = if row.verdict.is_decided() { 600 } else { 400 };
            let value = Lettering { anchor: Anchor::End, weight: bold, ..PLAIN };
            drawing.text(right, middle + 4.5, &signed(row.difference, 0, language), value);
        }
    }
    let mut end = bottom + 26.0;
    if let Some(yardstick) = yardstick {
        end += 8.0;
        drawing.label(0.0, end + 12.0, &configuration(yardstick, language), LABELS - 12.0, PLAIN);
        for (position, outcome) in Outcome::ALL.into_iter().enumerate() {
            let gained = material.total(yardstick.number, place, outcome) - level(outcome);
            let right = LABELS + column * (position as f64 + 1.0) - 2.0;
            let value = Lettering { anchor: Anchor::End, ..PLAIN };
            drawing.text(right, end + 16.5, &signed(gained, 0, language), value);
        }
        end += 30.0;
    }
    let name = district(material, place, language).to_owned();
    let title =
        fill(words.years_title, &[("district", name), ("reference", configuration(reference, language))]);
    let description = described(&lines, words, language);
    let svg = drawing.finish(end, &format!("person-years-{place}"), &title, &description);
    Some((svg, data(material, place, &lines, yardstick)))
}

fn axis(drawing: &mut Drawing, scale: &Scale, ticks: &Ticks, bottom: f64, language: Language) {
    let spacing = ticks.values.windows(2).map(|pair| scale.at(pair[1]) - scale.at(pair[0])).next();
    let widest = ticks.values.iter().map(|tick| text_width(&number(*tick, 0, language), TICK.size));
    let room = widest.fold(0.0, f64::max) + 8.0;
    let every = spacing.map_or(1, |spacing| (room / spacing).ceil().max(1.0) as usize);
    // Ticks are counted from zero so that zero always has its label.
    let zero = ticks.values.iter().position(|tick| tick.abs() < 1e-12).unwrap_or(0);
    for (position, tick) in ticks.values.iter().enumerate() {
        let x = scale.at(*tick);
        drawing.line((x, bottom), (x, bottom + 4.0), Stroke { colour: FAINT_INK, width: 1.0, dashes: "" });
        if position.abs_diff(zero) % every == 0 {
            drawing.text(x, bottom + 17.0, &number(*tick, ticks.decimals, language), TICK);
        }
    }
}

/// Returns the ticks of all columns, which share a scale so that lengths can be compared.
fn ticks(material: &Material, lines: &[Line], levels: [f64; Outcome::ALL.len()]) -> Ticks {
    let relevant = levels.into_iter().filter(|level| level.is_finite()).fold(0.0, f64::max);
    let relevant = 1.2 * material.relevant_difference * relevant;
    let rows = lines.iter().flat_map(|line| line.rows.iter().flatten());
    let ends = rows.flat_map(|row| [row.low, row.high, row.difference]).filter(|end| end.is_finite());
    let (low, high) =
        ends.fold((-relevant, relevant), |(low, high), end| (f64::min(low, end), f64::max(high, end)));
    Ticks::around(low, high, 4)
}

/// Returns a contrast as it is read out.
fn spoken(row: &ContrastNote, words: &Words, language: Language) -> String {
    let [difference, low, high] = [row.difference, row.low, row.high].map(|end| signed(end, 0, language));
    let what = outcome_short(row.outcome, words);
    format!("{what}: {} {difference} ({low} … {high}), {}", mark(row.verdict), verdict(row.verdict, words))
}

fn described(lines: &[Line], words: &Words, language: Language) -> String {
    let line = |line: &Line| {
        let rows: Vec<String> = line.rows.iter().flatten().map(|row| spoken(row, words, language)).collect();
        format!("{}: {}", configuration(line.point, language), rows.join("; "))
    };
    lines.iter().map(line).collect::<Vec<_>>().join(". ")
}

fn data(material: &Material, place: usize, lines: &[Line], yardstick: Option<&PointNote>) -> Data {
    let mut data = Data::new(&[
        "point",
        "label",
        "against",
        "district",
        "outcome",
        "difference",
        "low_simultaneous",
        "high_simultaneous",
        "verdict",
    ]);
    let id = &material.districts[place].id;
    for line in lines {
        for row in line.rows.iter().flatten() {
            data.push()
                .number(row.point)
                .text(line.point.label.english())
                .number(row.against)
                .text(id)
                .text(row.outcome.key())
                .value(row.difference)
                .value(row.low)
                .value(row.high)
                .text(row.verdict.key());
        }
    }
    let Some((yardstick, reference)) = yardstick.zip(material.reference()) else { return data };
    for outcome in Outcome::ALL {
        let total = |number: u32| material.total(number, place, outcome);
        data.push()
            .number(yardstick.number)
            .text(yardstick.label.english())
            .number(reference.number)
            .text(id)
            .text(outcome.key())
            .value(total(yardstick.number) - total(reference.number));
    }
    data
}
