//! First years: days more or fewer with each outcome in the first five years since arrival, one picture for each district.

use super::axis::{Scale, Ticks};
use super::data::Data;
use super::drawing::{Anchor, Drawing, FAINT_INK, GRID, HEADING, INK, Lettering, PLAIN, Stroke, TICK};
use super::gains::FirstYearsNote;
use super::groups::direction;
use super::notation::{capital, configuration, district, number, outcome_short, signed};
use super::words::{Words, fill, words};
use super::{Material, PointNote};
use crate::analysis::people::Exits;
use crate::observation::{Outcome, WEEKS_OF_YEAR};
use crate::time::Week;
use crate::vocabulary::Language;

const WIDTH: f64 = 1_000.0;
const LABELS: f64 = 210.0;
const GAP: f64 = 16.0;
const TOP: f64 = 58.0;
const ROW: f64 = 38.0;
/// Days of a year of 52 weeks.
const DAYS: f64 = 7.0 * WEEKS_OF_YEAR as f64;

/// The outcomes, each with where its differences lie.
struct Columns {
    outcomes: Vec<(Outcome, Ticks, Scale)>,
    width: f64,
}

/// Draws a district; nothing where nobody's first five years lie within the runs.
pub(super) fn picture(material: &Material, place: usize, language: Language) -> Option<(String, Data)> {
    let words = words(language);
    let notes: Vec<&FirstYearsNote> =
        material.first_years.iter().filter(|note| note.district == place).collect();
    let is_noted = |point: &PointNote| notes.iter().any(|note| note.point == point.number);
    let points: Vec<&PointNote> =
        material.drawn().into_iter().filter(|point| !point.is_yardstick() && is_noted(point)).collect();
    if points.is_empty() {
        return None;
    }
    let columns = Columns::of(&notes);
    let mut drawing = Drawing::new(WIDTH);
    columns.heads(&mut drawing, &notes, language);
    let grid = Stroke { colour: GRID, width: 1.0, dashes: "" };
    let mut spoken = Vec::new();
    let mut y = TOP;
    for point in &points {
        let name = configuration(point, language);
        drawing.label(0.0, y + ROW / 2.0, &capital(&name), LABELS - 10.0, PLAIN);
        drawing.line((0.0, y + ROW), (WIDTH, y + ROW), grid);
        let mut values = Vec::new();
        for (outcome, _, scale) in &columns.outcomes {
            let own = notes.iter().filter(|note| (note.point, note.outcome) == (point.number, *outcome));
            for note in own {
                let whose = format!("{}, {name}", outcome_short(*outcome, words));
                let text = mark(&mut drawing, note, scale, (y, &whose), language);
                if note.exits == Exits::Actual {
                    values.push(format!("{} {text}", outcome_short(*outcome, words)));
                }
            }
        }
        spoken.push(format!("{name}: {}", values.join("; ")));
        y += ROW;
    }
    columns.feet(&mut drawing, y, language);
    let title =
        fill(words.first_years_title, &[("district", district(material, place, language).to_owned())]);
    let svg = drawing.finish(y + 26.0, &format!("first-years-{place}"), &title, &spoken.join(". "));
    Some((svg, data(material, &notes)))
}

/// Says whose years these are: from when to when they came.
pub(super) fn caption(material: &Material, place: usize, language: Language) -> String {
    let mut arrivals = material.first_years.iter().filter(|note| note.district == place);
    let [from, until] = arrivals.next().map_or([Week(0); 2], |note| note.arrivals);
    let month = |day: jiff::civil::Date| match language {
        Language::English => format!("{:04}-{:02}", day.year(), day.month()),
        Language::German => format!("{:02}/{:04}", day.month(), day.year()),
    };
    let values = [("from", month(from.monday())), ("until", month(until.monday()))];
    fill(words(language).first_years_note, &values)
}

impl Columns {
    fn of(notes: &[&FirstYearsNote]) -> Self {
        let outcomes: Vec<Outcome> = Outcome::ALL
            .into_iter()
            .filter(|outcome| notes.iter().any(|note| note.outcome == *outcome))
            .collect();
        let count = outcomes.len() as f64;
        let width = (WIDTH - LABELS - GAP * (count - 1.0)) / count;
        let column = |(position, outcome): (usize, Outcome)| {
            let own = notes.iter().filter(|note| note.outcome == outcome);
            let ends = own.flat_map(|note| {
                let (low, high) = note.interval.unwrap_or((note.difference, note.difference));
                [low * DAYS, high * DAYS]
            });
            let (low, high) =
                ends.fold((0.0, 0.0), |(low, high), end| (f64::min(low, end), f64::max(high, end)));
            let ticks = Ticks::around(low, high, 3);
            let left = LABELS + (width + GAP) * position as f64;
            let scale = Scale::new(ticks.range(), (left, left + width));
            (outcome, ticks, scale)
        };
        Self { outcomes: outcomes.into_iter().enumerate().map(column).collect(), width }
    }

    /// Writes above each column what it is and how long that lasts without an intermediary.
    fn heads(&self, drawing: &mut Drawing, notes: &[&FirstYearsNote], language: Language) {
        let words = words(language);
        for (outcome, ticks, scale) in &self.outcomes {
            let middle = f64::midpoint(scale.at(ticks.range().0), scale.at(ticks.range().1));
            let heading = Lettering { anchor: Anchor::Middle, size: 13.0, ..HEADING };
            drawing.label(middle, 18.0, &capital(outcome_short(*outcome, words)), self.width, heading);
            let same = |note: &&&FirstYearsNote| note.outcome == *outcome && note.exits == Exits::Actual;
            if let Some(note) = notes.iter().find(same) {
                let years = number(note.years_against, 2, language);
                let text = fill(words.first_years_level, &[("years", years)]);
                drawing.label(middle, 38.0, &text, self.width, Lettering { anchor: Anchor::Middle, ..TICK });
            }
        }
    }

    /// Draws the zero of each column and its ends below.
    fn feet(&self, drawing: &mut Drawing, bottom: f64, language: Language) {
        let ink = Stroke { colour: INK, width: 1.0, dashes: "" };
        for (_, ticks, scale) in &self.outcomes {
            drawing.line((scale.at(0.0), TOP), (scale.at(0.0), bottom), ink);
            let (first, last) = ticks.range();
            // Labels at the ends keep to their column.
            for (tick, anchor) in [(first, Anchor::Start), (0.0, Anchor::Middle), (last, Anchor::End)] {
                let x = scale.at(tick);
                drawing.line((x, bottom), (x, bottom + 4.0), Stroke { colour: FAINT_INK, ..ink });
                if tick != 0.0 || anchor == Anchor::Middle {
                    let label = signed(tick, ticks.decimals, language);
                    drawing.text(x, bottom + 17.0, &label, Lettering { anchor, ..TICK });
                }
            }
        }
    }
}

/// Draws a difference with its interval: above where people are followed until they leave, smaller below where both worlds end at
/// once. Returns what it says.
fn mark(
    drawing: &mut Drawing,
    note: &FirstYearsNote,
    scale: &Scale,
    (top, whose): (f64, &str),
    language: Language,
) -> String {
    let words = words(language);
    let (y, width, radius) = match note.exits {
        Exits::Actual => (top + 13.0, 2.0, 4.0),
        Exits::Equal => (top + 27.0, 1.0, 2.5),
    };
    let (low, high) = note.interval.unwrap_or((f64::NAN, f64::NAN));
    let colour = direction((low, high));
    let [difference, low, high] = [note.difference, low, high].map(|years| years * DAYS);
    let values = [
        ("difference", signed(difference, 1, language)),
        ("low", signed(low, 1, language)),
        ("high", signed(high, 1, language)),
        ("years", number(note.years, 2, language)),
        ("against", number(note.years_against, 2, language)),
    ];
    let text = fill(words.first_years_value, &values);
    if low.is_finite() {
        let ends = [(scale.within(low), y), (scale.within(high), y)];
        drawing.path(&ends, Stroke { colour, width, dashes: "" }, "");
    }
    let inside = if colour == FAINT_INK { "#ffffff" } else { colour };
    let said = format!("{whose}, {}: {text}", exits(note.exits, words));
    drawing.disc(scale.within(difference), y, radius, inside, colour, &said);
    text
}

const fn exits(exits: Exits, words: &Words) -> &'static str {
    match exits {
        Exits::Actual => words.exits_actual,
        Exits::Equal => words.exits_equal,
    }
}

/// Returns what the marks show, as `first_years.csv` has it.
fn data(material: &Material, notes: &[&FirstYearsNote]) -> Data {
    let mut data = Data::new(&[
        "point",
        "against",
        "label",
        "district",
        "exits",
        "outcome",
        "years",
        "years_against",
        "difference",
        "low",
        "high",
    ]);
    for note in notes {
        let label = material.point(note.point).map_or("", |point| point.label.english());
        let (low, high) = note.interval.unwrap_or((f64::NAN, f64::NAN));
        data.push()
            .number(note.point)
            .number(note.against)
            .text(label)
            .text(&material.districts[note.district].id)
            .text(note.exits.key())
            .text(note.outcome.key())
            .value(note.years)
            .value(note.years_against)
            .value(note.difference)
            .value(low)
            .value(high);
    }
    data
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn both_ways_to_follow_people_are_drawn_and_stand_in_the_data_as_in_the_table() {
        let material = fixture::comparison();
        let (svg, data) = picture(&material, 2, Language::English).unwrap();
        // A form gains 0.02 years, 7.3 days, and nothing is left of them where nobody may stay longer.
        assert!(svg.contains(
            "refer, central, until they leave: +7.3 days (+3.6 … +10.9); 0.32 years instead of 0.30"
        ));
        assert!(
            svg.contains("refer, central, until the earlier of both exits: 0.0 days (−3.6 … +3.6)"),
            "{svg}"
        );
        let rows = data.to_csv();
        assert!(rows.contains("3,1,\"refer, central\",all,actual,work,0.32,0.3,0.02,0.01,0.03"), "{rows}");
        assert_eq!(rows.lines().filter(|line| line.contains(",equal,")).count(), 5);
        let caption = caption(&material, 2, Language::German);
        assert!(caption.contains("von 01/2013 bis 12/2017"), "{caption}");
    }

    #[test]
    fn runs_too_short_for_five_years_have_no_picture() {
        assert!(picture(&fixture::short(), 0, Language::English).is_none());
    }
}
