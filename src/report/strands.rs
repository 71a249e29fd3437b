//! Strands: one thin line for each run, so that chance is seen before it is summed up; the mean is thick.

use super::axis::{Scale, Ticks, new_years};
use super::drawing::{Anchor, Drawing, FAINT_INK, GRID, Lettering, PLAIN, Stroke, TICK};
use super::lines::{ends, strokes};
use super::material::index_of;
use super::notation::{capital, configuration, dimension, number};
use super::words::words;
use super::{Material, PointNote};
use crate::analysis::{PointYears, Results};
use crate::vocabulary::{Concept, Dimension, Language};

const WIDTH: f64 = 1_000.0;
const COLUMNS: usize = 2;
const LEFT: f64 = 44.0;
const RIGHT: f64 = 150.0;
const GAP: f64 = 200.0;
const TOP: f64 = 30.0;
const HEIGHT: f64 = 150.0;
const SPACE: f64 = 60.0;

/// A line from observation to observation.
type Line = Vec<(i32, f64)>;

/// Draws the four indices of a district, run by run; nothing where nothing was run.
pub(super) fn picture(
    material: &Material,
    results: &Results,
    place: usize,
    language: Language,
) -> Option<String> {
    let words = words(language);
    let id = &material.districts.get(place)?.id;
    let found = |point: &PointNote| {
        let own: &PointYears = results.points.iter().find(|own| own.number == point.number)?;
        Some((own, own.district(id)?))
    };
    let drawn: Vec<_> = strokes(material)
        .into_iter()
        .filter_map(|(point, stroke)| Some((point, stroke, found(point)?)))
        .collect();
    let width = (WIDTH - LEFT - RIGHT - GAP) / COLUMNS as f64;
    let mut drawing = Drawing::new(WIDTH);
    let grid = Stroke { colour: GRID, width: 1.0, dashes: "" };
    let weeks = material.weeks.max(1);
    for (panel, member) in Dimension::ALL.iter().enumerate() {
        let left = LEFT + (width + GAP) * (panel % COLUMNS) as f64;
        let top = TOP + (HEIGHT + SPACE) * (panel / COLUMNS) as f64;
        let (right, bottom) = (left + width, top + HEIGHT);
        let measure = index_of(*member);
        let runs: Vec<Vec<Line>> =
            drawn.iter().map(|(.., (own, district))| own.runs(*district, measure)).collect();
        let values = || runs.iter().flatten().flatten().map(|(_, value)| *value);
        let (low, high) =
            (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
        if low > high {
            return None;
        }
        let middle = f64::midpoint(low, high);
        let half = ((high - low) / 2.0).max(0.02);
        let ticks = Ticks::around(middle - half, middle + half, 4);
        let vertical = Scale::new(ticks.range(), (bottom, top));
        let horizontal = Scale::new((0.0, f64::from(weeks)), (left, right));
        drawing.text(
            left,
            top - 12.0,
            &capital(&dimension(*member, language)),
            Lettering { weight: 600, ..PLAIN },
        );
        for tick in &ticks.values {
            let y = vertical.at(*tick);
            drawing.line((left, y), (right, y), grid);
            let lettering = Lettering { anchor: Anchor::End, ..TICK };
            drawing.text(left - 6.0, y + 4.0, &number(*tick, ticks.decimals, language), lettering);
        }
        for (year, week) in new_years(weeks as i32).into_iter().step_by(2) {
            let x = horizontal.within(f64::from(week));
            drawing.line((x, bottom), (x, bottom + 4.0), Stroke { colour: FAINT_INK, ..grid });
            drawing.text(x, bottom + 17.0, &year.to_string(), TICK);
        }
        let to = |line: &Line| -> Vec<(f64, f64)> {
            line.iter().map(|(week, value)| (horizontal.at(f64::from(*week)), vertical.at(*value))).collect()
        };
        for ((_, stroke, _), runs) in drawn.iter().zip(&runs) {
            for run in runs {
                drawing.strand(&to(run), stroke.colour);
            }
        }
        let mut labels = Vec::new();
        for (point, stroke, (own, district)) in &drawn {
            let moments = own.course(*district, measure);
            let mean: Line =
                moments.iter().map(|moment| (moment.week, moment.spread.mean.unwrap_or(f64::NAN))).collect();
            let path = to(&mean);
            if let Some((_, end)) = path.last() {
                labels.push((*end, configuration(point, language), stroke.colour));
            }
            drawing.path(&path, *stroke, &configuration(point, language));
        }
        ends(&mut drawing, right + 10.0, (top - 6.0, bottom + 6.0), labels, RIGHT - 16.0);
    }
    let rows = Dimension::ALL.len().div_ceil(COLUMNS) as f64;
    let height = TOP + rows * (HEIGHT + SPACE) - SPACE + 26.0;
    Some(drawing.finish(height, "strands", words.strands_title, words.strands_note))
}
