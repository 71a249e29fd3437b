//! The stage: a run while it is on its way. Curves grow within a frame that is drawn once; map and chain are drawn anew.
//!
//! The frame's scales are fixed beforehand, since nobody knows yet where the curves will lead.

use super::axis::{Scale, Ticks, new_years};
use super::chain::steps;
use super::drawing::{
    Anchor, COMPARATOR, Drawing, FAINT_INK, GRID, INK, Lettering, PLAIN, REFERENCE, Stroke, TICK, stroke,
};
use super::material::measure;
use super::notation::{capital, measure_label, number};
use super::words::{fill, words};
use crate::experiment::point::Comparator;
use crate::observation::{MEASURES, Role};
use crate::vocabulary::Language;

/// What the curves of the stage show.
pub const SHOWN: [&str; 6] =
    ["culturation", "placement", "interaction", "identification", "offered_load", "waiting_mean"];

/// The top of the scale of each, beyond which a curve stays at the edge.
const TOPS: [f64; 6] = [1.0, 1.0, 1.0, 1.0, 4.0, 120.0];

const WIDTH: f64 = 1_000.0;
const COLUMNS: usize = 2;
const LEFT: f64 = 44.0;
const RIGHT: f64 = 20.0;
const GAP: f64 = 56.0;
const TOP: f64 = 30.0;
const HEIGHT: f64 = 110.0;
const SPACE: f64 = 56.0;

fn width() -> f64 {
    (WIDTH - LEFT - RIGHT - GAP * (COLUMNS - 1) as f64) / COLUMNS as f64
}

fn corner(panel: usize) -> (f64, f64) {
    let (row, column) = (panel / COLUMNS, panel % COLUMNS);
    (LEFT + (width() + GAP) * column as f64, TOP + (HEIGHT + SPACE) * row as f64)
}

/// Returns where a value of a curve lies in the frame, by the position of what it shows; nothing for no value.
pub fn at(panel: usize, weeks: u32, week: i32, value: f64) -> Option<[f64; 2]> {
    let (left, top) = corner(panel);
    let x = Scale::new((0.0, f64::from(weeks)), (left, left + width())).within(f64::from(week));
    let y = Scale::new((0.0, TOPS[panel]), (top + HEIGHT, top)).within(value);
    let tenth = |pixels: f64| (pixels * 10.0).round() / 10.0;
    value.is_finite().then(|| [tenth(x), tenth(y)])
}

/// Returns the strokes of configurations in their order, as in all pictures of the report.
fn strokes(points: &[Option<Comparator>]) -> Vec<Stroke> {
    let mut next = 0;
    let each = points.iter().map(|comparator| match comparator {
        Some(Comparator::Nobody) => REFERENCE,
        Some(Comparator::ExistingServices) => COMPARATOR,
        _ => {
            next += 1;
            stroke(next - 1)
        }
    });
    each.collect()
}

/// Returns the colours of configurations in their order, as in all pictures of the report.
pub fn colours(points: &[Option<Comparator>]) -> Vec<&'static str> {
    strokes(points).into_iter().map(|stroke| stroke.colour).collect()
}

/// Draws the frame for so many weeks, with a curve without points for each panel and configuration.
pub fn frame(points: &[Option<Comparator>], weeks: u32, language: Language) -> String {
    let words = words(language);
    let mut drawing = Drawing::new(WIDTH);
    let grid = Stroke { colour: GRID, width: 1.0, dashes: "" };
    let strokes = strokes(points);
    for (panel, name) in SHOWN.iter().enumerate() {
        let (left, top) = corner(panel);
        let (right, bottom) = (left + width(), top + HEIGHT);
        let position = measure(name);
        let unit = match MEASURES[position].role {
            Role::Index(_) => words.stage_index,
            _ if *name == "waiting_mean" => words.stage_days,
            _ => words.stage_load,
        };
        let label = format!("{} ({unit})", capital(measure_label(position, language)));
        drawing.text(left, top - 12.0, &label, Lettering { weight: 600, ..PLAIN });
        for tick in Ticks::around(0.0, TOPS[panel], 2).values.into_iter().filter(|tick| *tick <= TOPS[panel])
        {
            let y = Scale::new((0.0, TOPS[panel]), (bottom, top)).within(tick);
            drawing.line((left, y), (right, y), grid);
            let lettering = Lettering { anchor: Anchor::End, ..TICK };
            let decimals = usize::from(tick.fract() != 0.0);
            drawing.text(left - 6.0, y + 4.0, &number(tick, decimals, language), lettering);
        }
        let horizontal = Scale::new((0.0, f64::from(weeks)), (left, right));
        for (year, week) in new_years(weeks as i32).into_iter().step_by(if weeks > 160 { 2 } else { 1 }) {
            let x = horizontal.within(f64::from(week));
            drawing.line((x, bottom), (x, bottom + 4.0), Stroke { colour: FAINT_INK, ..grid });
            drawing.text(x, bottom + 17.0, &year.to_string(), TICK);
        }
        for (point, stroke) in strokes.iter().enumerate() {
            drawing.curve(panel, point, *stroke);
        }
    }
    let rows = SHOWN.len().div_ceil(COLUMNS) as f64;
    let height = TOP + rows * (HEIGHT + SPACE) - SPACE + 26.0;
    drawing.finish(height, "stage", words.stage_title, words.stage_description)
}

/// A neighbourhood at a moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Quarter {
    /// The name.
    pub name: String,
    /// Kilometres to the east and north.
    pub at: (f64, f64),
    /// Radius in kilometres.
    pub radius: f64,
    /// People who fled and live there.
    pub people: usize,
}

/// A site of the intermediary at a moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Desk {
    /// Kilometres to the east and north.
    pub at: (f64, f64),
    /// Who waits.
    pub waiting: usize,
    /// Hours in which its door is open in the week.
    pub open_hours: f64,
}

/// A district at a moment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scene {
    /// Its neighbourhoods.
    pub quarters: Vec<Quarter>,
    /// Where institutions are.
    pub institutions: Vec<(f64, f64)>,
    /// Sites that are open.
    pub desks: Vec<Desk>,
}

/// Pixels of the map and of the chain, which stand side by side.
const MAP: f64 = 480.0;
const TALLEST: f64 = 420.0;

/// One of the two numbers of a place.
type Axis = fn((f64, f64)) -> f64;

/// Draws a district at a moment: who lives where, and who waits at which desk.
pub fn map(scene: &Scene, id: &str, name: &str, language: Language) -> String {
    let words = words(language);
    let all = || scene.quarters.iter().map(|quarter| (quarter.at, quarter.radius));
    let low = |axis: Axis| all().map(|(at, radius)| axis(at) - radius - 0.3).fold(f64::INFINITY, f64::min);
    let high =
        |axis: Axis| all().map(|(at, radius)| axis(at) + radius + 0.3).fold(f64::NEG_INFINITY, f64::max);
    let (east, north): (Axis, Axis) = (|at| at.0, |at| at.1);
    let (west, south) = (low(east), low(north));
    let scale = (MAP / (high(east) - west)).min(TALLEST / (high(north) - south));
    let top = high(north);
    let to = |(x, y): (f64, f64)| ((x - west) * scale, (top - y) * scale);
    let most = scene.quarters.iter().map(|quarter| quarter.people).max().unwrap_or(0).max(1) as f64;
    let mut drawing = Drawing::new(MAP);
    for quarter in &scene.quarters {
        let (x, y) = to(quarter.at);
        drawing.disc(x, y, (quarter.radius * scale * 10.0).round() / 10.0, "#eef1f4", GRID, "");
    }
    for institution in &scene.institutions {
        let (x, y) = to(*institution);
        drawing.disc(x, y, 2.0, "#8a94a0", "#8a94a0", "");
    }
    for quarter in &scene.quarters {
        let (x, y) = to(quarter.at);
        // The area of a disc says how many people, and the largest fills a fixed part of the map.
        let radius = ((quarter.people as f64 / most).sqrt() * 22.0 * 10.0).round() / 10.0;
        let people = number(quarter.people as f64, 0, language);
        let note = format!("{}: {people} {}", quarter.name, words.stage_people);
        drawing.disc(x, y, radius, "#f3c77a", "#b87400", &note);
        let middle = Lettering { anchor: Anchor::Middle, size: 12.0, ..PLAIN };
        if radius > 12.0 {
            drawing.text(x, y + 4.0, &people, middle);
        }
    }
    for desk in &scene.desks {
        let (x, y) = to(desk.at);
        let waiting = number(desk.waiting as f64, 0, language);
        let note = fill(
            words.stage_desk,
            &[("waiting", waiting.clone()), ("hours", number(desk.open_hours, 0, language))],
        );
        drawing.rectangle(x - 9.0, y - 9.0, 18.0, 18.0, "#00588a", &note);
        drawing.text(x + 13.0, y + 5.0, &waiting, Lettering { weight: 700, fill: "#00588a", ..PLAIN });
    }
    let height = (top - south) * scale + 4.0;
    let waiting: usize = scene.desks.iter().map(|desk| desk.waiting).sum();
    let people: usize = scene.quarters.iter().map(|quarter| quarter.people).sum();
    let described = fill(
        words.stage_map_description,
        &[
            ("district", name.to_owned()),
            ("people", number(people as f64, 0, language)),
            ("waiting", number(waiting as f64, 0, language)),
        ],
    );
    drawing.finish(height, id, name, &described)
}

/// Draws how far needs have come by now: arisen, known, came, served, sent, arrived, admitted, and met through the intermediary.
pub fn chain(counts: [f64; 8], id: &str, language: Language) -> String {
    const ROW: f64 = 30.0;
    const LABELS: f64 = 200.0;
    let words = words(language);
    let mut drawing = Drawing::new(MAP);
    // Few needs come to any desk, so bars have a scale of their own from there on.
    let scales = [counts[0].max(1.0), counts[2].max(1.0)];
    let mut said = Vec::new();
    for (step, (label, _)) in steps(words).into_iter().enumerate() {
        let y = 8.0 + ROW * step as f64 + if step >= 2 { 8.0 } else { 0.0 };
        let length = counts[step] / scales[usize::from(step >= 2)] * (MAP - LABELS - 64.0);
        let shown = number(counts[step], 0, language);
        if step == 2 {
            drawing.line((0.0, y - 7.0), (MAP, y - 7.0), Stroke { colour: GRID, width: 1.0, dashes: "" });
        }
        drawing.label(0.0, y + 8.0, label, LABELS - 8.0, Lettering { size: 12.0, ..PLAIN });
        let colour = if step == 7 { "#00588a" } else { "#56b4e9" };
        drawing.rectangle(LABELS, y, length.max(1.0), 16.0, colour, "");
        drawing.text(LABELS + length + 6.0, y + 13.0, &shown, Lettering { fill: INK, ..PLAIN });
        said.push(format!("{label}: {shown}"));
    }
    drawing.finish(16.0 + ROW * 8.0 + 8.0, id, words.stage_chain, &said.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_lie_within_their_panel_and_what_is_none_lies_nowhere() {
        let [x, y] = at(0, 100, 50, 0.5).unwrap();
        let (left, top) = corner(0);
        assert!((x - (left + width() / 2.0)).abs() < 0.1 && (y - (top + HEIGHT / 2.0)).abs() < 0.1);
        assert_eq!(at(4, 100, 100, 99.0).unwrap()[1], corner(4).1);
        assert_eq!(at(0, 100, 50, f64::NAN), None);
    }

    #[test]
    fn a_frame_has_a_curve_for_each_panel_and_configuration() {
        let points = [None, None, Some(Comparator::Nobody)];
        let frame = frame(&points, 208, Language::German);
        assert_eq!(frame.matches("<polyline").count(), SHOWN.len() * points.len());
        // As in the report: grey for nobody, the second colour for the second form.
        assert_eq!(colours(&points), ["#0072b2", "#d55e00", REFERENCE.colour]);
    }

    #[test]
    fn a_map_says_who_waits() {
        let scene = Scene {
            quarters: vec![Quarter { name: "<Nord>".to_owned(), at: (1.0, 2.0), radius: 1.0, people: 40 }],
            institutions: vec![(1.5, 2.0)],
            desks: vec![Desk { at: (1.0, 2.2), waiting: 17, open_hours: 20.0 }],
        };
        let map = map(&scene, "m", "Bezirk 6", Language::German);
        assert!(map.contains("&lt;Nord&gt;: 40") && map.contains(">17</text>"));
        assert!(!map.contains("NaN"));
    }
}
