//! Figures beside where they were published: each on a scale of its own, since they are of different kinds.

use super::axis::Scale;
use super::drawing::{Anchor, Drawing, FAINT_INK, GRID, INK, Lettering, PLAIN, Stroke, TICK, broken};
use super::notation::number;
use crate::analysis::targets::Band;
use crate::phrase::phrase;
use crate::vocabulary::Language;

const WIDTH: f64 = 1_000.0;
const LABELS: f64 = 420.0;
const GAP: f64 = 20.0;
/// Pixels for the numbers behind a row.
const NUMBERS: f64 = 190.0;
/// Figures of this size and more are of people or hours, and need few decimals.
const MANY: f64 = 20.0;
const MET: &str = "#00588a";
const MISSED: &str = "#a84300";
const SHADE: &str = "#c9d6df";

/// A figure with where it was published.
#[derive(Debug, Clone)]
pub(super) struct Figure {
    /// What it is.
    pub(super) label: String,
    /// What runs say; nothing where it was not computed.
    pub(super) value: Option<f64>,
    /// Its 95 % interval.
    pub(super) interval: Option<[f64; 2]>,
    /// Where it was published, if it was.
    pub(super) band: Option<Band>,
    /// Whether it lies there; nothing where that is open.
    pub(super) is_met: Option<bool>,
}

impl Figure {
    fn decimals(&self) -> usize {
        let band = self.band.map(|band| [band.low, band.high]);
        let ends = band.into_iter().flatten().chain(self.value).filter(|end| end.is_finite());
        let largest = ends.map(f64::abs).fold(0.0, f64::max);
        if largest > MANY { 0 } else { 3 }
    }

    /// Returns the value with its interval.
    pub(super) fn here(&self, language: Language) -> String {
        let shown = |value: f64| number(value, self.decimals(), language);
        match (self.value, self.interval) {
            (Some(value), Some([low, high])) => {
                format!("{} ({} … {})", shown(value), shown(low), shown(high))
            }
            (Some(value), None) => shown(value),
            (None, _) => "–".to_owned(),
        }
    }

    /// Returns the band, or the end that it has.
    pub(super) fn published(&self, language: Language) -> String {
        let shown = |value: f64| number(value, self.decimals(), language);
        match self.band {
            None => "–".to_owned(),
            Some(Band { low, high }) if high.is_infinite() => format!("≥ {}", shown(low)),
            Some(Band { low, high }) if low.is_infinite() => format!("≤ {}", shown(high)),
            Some(Band { low, high }) => format!("{} … {}", shown(low), shown(high)),
        }
    }
}

/// Returns what is said below such a picture.
pub(super) fn legend(language: Language) -> String {
    let words = phrase!(
        "Shaded: published. Each row has a scale of its own; the dashed line is zero. Disc: lies in the band; square: does not; open disc: open.",
        "Grau: veröffentlicht. Jede Zeile hat ihren eigenen Maßstab; die gestrichelte Linie ist null. Punkt: liegt im veröffentlichten Bereich; Quadrat: liegt außerhalb; offener Punkt: offen."
    );
    words.in_language(language).to_owned()
}

/// Draws figures that were computed, a row each; nothing where there is none.
pub(super) fn picture(
    figures: &[Figure],
    id: &str,
    [title, description]: [&str; 2],
    language: Language,
) -> Option<String> {
    let figures: Vec<&Figure> = figures.iter().filter(|figure| figure.value.is_some()).collect();
    if figures.is_empty() {
        return None;
    }
    let is_long = figures.iter().any(|figure| broken(&figure.label, PLAIN.size, LABELS, 2).len() > 1);
    let height = if is_long { 38.0 } else { 28.0 };
    let mut drawing = Drawing::new(WIDTH);
    let grid = Stroke { colour: GRID, width: 1.0, dashes: "" };
    for (place, figure) in figures.iter().enumerate() {
        let (top, middle) = (height * place as f64, height * (place as f64 + 0.5));
        drawing.line((0.0, top + height), (WIDTH, top + height), grid);
        drawing.label(0.0, middle, &figure.label, LABELS, PLAIN);
        row(&mut drawing, figure, (top, height), language);
        let numbers = Lettering { anchor: Anchor::End, ..TICK };
        drawing.text(WIDTH, middle + 4.0, &figure.here(language), numbers);
    }
    Some(drawing.finish(height * figures.len() as f64 + 4.0, id, title, description))
}

/// Draws the band, where zero lies if it is near, and the value with its interval.
fn row(drawing: &mut Drawing, figure: &Figure, (top, height): (f64, f64), language: Language) {
    let middle = top + height / 2.0;
    let (left, right) = (LABELS + GAP, WIDTH - NUMBERS - GAP);
    let band = figure.band.map(|band| [band.low, band.high]);
    let ends: Vec<f64> = [figure.interval, band]
        .into_iter()
        .flatten()
        .flatten()
        .chain(figure.value)
        .filter(|end| end.is_finite())
        .collect();
    let low = ends.iter().copied().fold(f64::INFINITY, f64::min);
    let high = ends.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // Zero is shown where it is no farther away than the row is wide.
    let (low, high) = if low > 0.0 && low < high - low {
        (0.0, high)
    } else if high < 0.0 && -high < high - low {
        (low, 0.0)
    } else {
        (low, high)
    };
    let room = ((high - low) * 0.08).max(high.abs().max(1e-9) * 1e-3);
    let scale = Scale::new((low - room, high + room), (left, right));
    if let Some(Band { low, high }) = figure.band {
        let at = |end: f64, open: f64| if end.is_finite() { scale.at(end) } else { open };
        let (from, to) = (at(low, left), at(high, right));
        drawing.rectangle(from, top + 5.0, to - from, height - 10.0, SHADE, &figure.published(language));
    }
    if low <= 0.0 && high >= 0.0 {
        let zero = scale.at(0.0);
        drawing.line(
            (zero, top + 2.0),
            (zero, top + height - 2.0),
            Stroke { colour: FAINT_INK, width: 1.0, dashes: "2 2" },
        );
    }
    let colour = match figure.is_met {
        Some(true) => MET,
        Some(false) => MISSED,
        None => INK,
    };
    let note = figure.here(language);
    if let Some([low, high]) = figure.interval {
        let ends = [(scale.within(low), middle), (scale.within(high), middle)];
        drawing.path(&ends, Stroke { colour, width: 2.0, dashes: "" }, &note);
    }
    if let Some(value) = figure.value {
        let x = scale.within(value);
        // Form tells as well as colour whether it lies in the band.
        match figure.is_met {
            Some(true) => drawing.disc(x, middle, 5.0, colour, colour, &note),
            Some(false) => drawing.rectangle(x - 4.5, middle - 4.5, 9.0, 9.0, colour, &note),
            None => drawing.disc(x, middle, 4.5, "#ffffff", colour, &note),
        }
    }
}
