//! Forest plots: paired differences in person-years as shares of what is compared with, the zero line and the band of what is too small
//! to matter.

use super::axis::{Scale, Ticks};
use super::data::Data;
use super::drawing::{
    Anchor, Drawing, FAINT_INK, GRID, HEADING, INK, Lettering, PLAIN, Stroke, TICK, broken, text_width,
};
use super::notation::{district, mark, number, outcome_short, point_label, signed, verdict};
use super::sentences::Verdicts;
use super::words::{fill, words};
use super::{ContrastNote, Material};
use crate::analysis::compare::Verdict;
use crate::observation::Outcome;
use crate::vocabulary::Language;

const WIDTH: f64 = 1_000.0;
const LABELS: f64 = 322.0;
const GAP: f64 = 20.0;
/// The colour of what is better.
pub(super) const BETTER: &str = "#00588a";
/// The colour of what is worse.
pub(super) const WORSE: &str = "#a84300";
/// Contrasts that one picture can bear.
const MOST: usize = 36;

/// Contrasts drawn, and how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shown {
    /// Contrasts drawn.
    pub(super) drawn: usize,
    /// Contrasts declared.
    pub(super) declared: usize,
}

/// Draws the contrasts of a district; `None` where there are none.
pub(super) fn forest(material: &Material, place: usize, language: Language) -> Option<(String, Data, Shown)> {
    let words = words(language);
    let rows = material.contrasts().into_iter().filter(|row| row.district == place && row.level > 0.0);
    let rows: Vec<_> = rows.map(|row| in_percent(&row)).collect();
    let pairs = pairs(material, &rows);
    if pairs.is_empty() {
        return None;
    }
    let shown = Shown { drawn: pairs.len().min(MOST), declared: pairs.len() };
    let pairs = &pairs[..shown.drawn];
    let relevant = 100.0 * material.relevant_difference;
    let ends = rows.iter().flat_map(|row| [row.low, row.high, row.difference]).filter(|end| end.is_finite());
    let (low, high) =
        ends.fold((-1.5 * relevant, 1.5 * relevant), |(low, high), end| (low.min(end), high.max(end)));
    let room = (high - low) * 0.06;
    let range = (low - room, high + room);
    let mut ticks = Ticks::around(low, high, 5);
    // The axis ends where the values do; ticks beyond it are left out.
    ticks.values.retain(|tick| range.0 <= *tick && *tick <= range.1);
    let label = |pair: &(u32, u32)| {
        let (one, other) = (point_label(material, pair.0, language), point_label(material, pair.1, language));
        format!("{one} {} {other}", words.against)
    };
    let is_long = pairs.iter().any(|pair| broken(&label(pair), PLAIN.size, LABELS, 2).len() > 1);
    let height = if is_long { 36.0 } else { 26.0 };
    let mut drawing = Drawing::new(WIDTH);
    let columns = Outcome::ALL.len() as f64;
    let width = (WIDTH - LABELS - GAP * (columns + 0.5)) / columns;
    let top = 34.0;
    let bottom = top + height * pairs.len() as f64;
    let grid = Stroke { colour: GRID, width: 1.0, dashes: "" };
    for (number, pair) in pairs.iter().enumerate() {
        let middle = top + height * (number as f64 + 0.5);
        let line = top + height * (number as f64 + 1.0);
        drawing.line((0.0, line), (WIDTH, line), grid);
        drawing.label(0.0, middle, &label(pair), LABELS, PLAIN);
    }
    for (column, outcome) in Outcome::ALL.into_iter().enumerate() {
        let left = LABELS + GAP + (width + GAP) * column as f64;
        let scale = Scale::new(range, (left, left + width));
        drawing.text(
            left + width / 2.0,
            18.0,
            outcome_short(outcome, words),
            Lettering { anchor: Anchor::Middle, ..HEADING },
        );
        let (from, to) = (scale.within(-relevant), scale.within(relevant));
        drawing.rectangle(from, top, to - from, bottom - top, "#e9ecf0", "");
        let spacing = ticks.values.windows(2).map(|pair| scale.at(pair[1]) - scale.at(pair[0])).next();
        let room = text_width(&number(-10.0, ticks.decimals, language), TICK.size) + 8.0;
        let every = spacing.map_or(1, |spacing| (room / spacing).ceil().max(1.0) as usize);
        // Ticks are counted from zero so that zero always has its label.
        let zero = ticks.values.iter().position(|tick| tick.abs() < 1e-12).unwrap_or(0);
        for (position, tick) in ticks.values.iter().enumerate() {
            let x = scale.at(*tick);
            drawing.line((x, bottom), (x, bottom + 5.0), Stroke { colour: FAINT_INK, ..grid });
            if position.abs_diff(zero) % every == 0 {
                drawing.text(x, bottom + 19.0, &number(*tick, ticks.decimals, language), TICK);
            }
        }
        let zero = scale.at(0.0);
        drawing.line((zero, top), (zero, bottom), Stroke { colour: INK, width: 1.0, dashes: "" });
        for (number, pair) in pairs.iter().enumerate() {
            let middle = top + height * (number as f64 + 0.5);
            if let Some(row) =
                rows.iter().find(|row| (row.point, row.against) == *pair && row.outcome == outcome)
            {
                whisker(&mut drawing, row, &scale, middle, &spoken(row, language));
            }
        }
    }
    let tally = Verdicts::of(rows.iter().filter(|row| pairs.contains(&(row.point, row.against))));
    let title = fill(words.forest_title, &[("district", district(material, place, language).to_owned())]);
    let description = fill(
        words.forest_description,
        &[
            ("count", pairs.len().to_string()),
            ("decided", tally.decided.to_string()),
            ("equal", tally.equal.to_string()),
            ("open", tally.open.to_string()),
        ],
    );
    let id = format!("differences-{place}");
    let drawn = rows.iter().filter(|row| pairs.contains(&(row.point, row.against)));
    let data = data(material, place, drawn);
    Some((drawing.finish(bottom + 32.0, &id, &title, &description), data, shown))
}

/// Returns what the picture shows, in per cent of the person-years compared with.
fn data<'a>(material: &Material, place: usize, rows: impl Iterator<Item = &'a ContrastNote>) -> Data {
    let mut data = Data::new(&[
        "point",
        "against",
        "district",
        "outcome",
        "difference_percent",
        "low_percent",
        "high_percent",
        "verdict",
    ]);
    for row in rows {
        data.push()
            .number(row.point)
            .number(row.against)
            .text(&material.districts[place].id)
            .text(row.outcome.key())
            .value(row.difference)
            .value(row.low)
            .value(row.high)
            .text(row.verdict.key());
    }
    data
}

/// Returns a contrast with its difference and interval in per cent of the person-years compared with.
fn in_percent(row: &ContrastNote) -> ContrastNote {
    let share = |years: f64| 100.0 * years / row.level;
    ContrastNote { difference: share(row.difference), low: share(row.low), high: share(row.high), ..*row }
}

/// Returns the pairs of points, those with a reference first.
fn pairs(material: &Material, rows: &[ContrastNote]) -> Vec<(u32, u32)> {
    let references: Vec<u32> = material.references().into_iter().map(|point| point.number).collect();
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        if !pairs.contains(&(row.point, row.against)) {
            pairs.push((row.point, row.against));
        }
    }
    // A stable sort keeps the declared order within both parts.
    pairs.sort_by_key(|(_, against)| !references.contains(against));
    pairs
}

/// Draws a contrast in the units of a scale: its interval, and a mark whose form and colour tell the verdict.
pub(super) fn whisker(drawing: &mut Drawing, row: &ContrastNote, scale: &Scale, middle: f64, note: &str) {
    let colour = match row.verdict {
        Verdict::Better => BETTER,
        Verdict::Worse => WORSE,
        Verdict::PracticallyEqual | Verdict::NotDecidable => FAINT_INK,
    };
    if row.low.is_finite() && row.high.is_finite() {
        let ends = [(scale.within(row.low), middle), (scale.within(row.high), middle)];
        drawing.path(&ends, Stroke { colour, width: 2.0, dashes: "" }, "");
    }
    if row.difference.is_finite() {
        let x = scale.within(row.difference);
        match row.verdict {
            Verdict::Better | Verdict::Worse => drawing.disc(x, middle, 5.0, colour, colour, note),
            Verdict::PracticallyEqual => drawing.rectangle(x - 4.0, middle - 4.0, 8.0, 8.0, colour, note),
            Verdict::NotDecidable => drawing.disc(x, middle, 4.5, "#ffffff", colour, note),
        }
    }
}

/// Returns a contrast in per cent as it is read out.
fn spoken(row: &ContrastNote, language: Language) -> String {
    let words = words(language);
    let [difference, low, high] = [row.difference, row.low, row.high].map(|end| signed(end, 1, language));
    format!("{} {difference} % ({low} … {high}): {}", mark(row.verdict), verdict(row.verdict, words))
}
