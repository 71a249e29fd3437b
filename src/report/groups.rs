//! Who gains: person-years more or fewer by group, for each hundred people of it, one picture for each outcome and district.

use super::axis::{Scale, Ticks};
use super::data::Data;
use super::drawing::{Anchor, Drawing, FAINT_INK, GRID, HEADING, INK, Lettering, PLAIN, Stroke, TICK};
use super::forest::{BETTER, WORSE};
use super::notation::{capital, concept, configuration, district, number, outcome_years, signed};
use super::words::{Words, fill, words};
use super::{Material, PointNote, PopulationNote};
use crate::observation::Outcome;
use crate::vocabulary::{Concept, Education, Language, Sex, Status};

const WIDTH: f64 = 1_000.0;
const LABELS: f64 = 300.0;
const GAP: f64 = 14.0;
const ROW: f64 = 22.0;
/// A group with fewer people says nothing that is worth a line.
const FEWEST: f64 = 30.0;

/// Returns the outcomes for which there are figures by group, in their order.
pub(super) fn outcomes(material: &Material) -> Vec<Outcome> {
    let by_group = |outcome: &Outcome| {
        let mut notes = material.populations.iter();
        notes.any(|note| note.outcome == *outcome && note.attribute != EVERYBODY && note.attribute != SEEN)
    };
    Outcome::ALL.into_iter().filter(by_group).collect()
}

const EVERYBODY: &str = "everybody";
const SEEN: &str = "seen";

/// Returns the configurations in these pictures.
fn columns(material: &Material) -> Vec<&PointNote> {
    let has_groups = |point: &&PointNote| material.populations.iter().any(|note| note.point == point.number);
    let drawn = material.drawn().into_iter().filter(|point| !point.is_yardstick());
    drawn.filter(has_groups).collect()
}

/// Draws an outcome in a district; nothing where there are no figures by group.
pub(super) fn picture(
    material: &Material,
    place: usize,
    outcome: Outcome,
    language: Language,
) -> Option<(String, Data)> {
    let words = words(language);
    let points = columns(material);
    let notes: Vec<&PopulationNote> = material
        .populations
        .iter()
        .filter(|note| note.district == place && note.outcome == outcome && note.persons >= FEWEST)
        .filter(|note| {
            let mut own = points.iter().filter(|point| point.number == note.point);
            // Where nobody could be seen, never to have been is to be somebody.
            own.any(|point| note.attribute != SEEN || !point.is_comparator())
        })
        .filter(|note| note.difference != 0.0 || note.interval.is_some_and(|ends| ends != (0.0, 0.0)))
        .collect();
    let mut groups: Vec<(&str, &str)> = Vec::new();
    for note in &notes {
        let group = (note.attribute.as_str(), note.group.as_str());
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    if groups.len() < 2 {
        return None;
    }
    let each = |years: f64, note: &PopulationNote| 100.0 * years / note.persons;
    let ends = notes.iter().flat_map(|note| {
        let (low, high) = note.interval.unwrap_or((note.difference, note.difference));
        [each(low, note), each(high, note)]
    });
    let (low, high) = ends.fold((0.0, 0.0), |(low, high), end| (f64::min(low, end), f64::max(high, end)));
    let ticks = Ticks::around(low, high, 3);
    let width = (WIDTH - LABELS - GAP * points.len() as f64) / points.len() as f64;
    let mut drawing = Drawing::new(WIDTH);
    let grid = Stroke { colour: GRID, width: 1.0, dashes: "" };
    let top = 48.0;
    let scales: Vec<Scale> = (0..points.len())
        .map(|position| {
            let left = LABELS + GAP + (width + GAP) * position as f64;
            Scale::new(ticks.range(), (left, left + width))
        })
        .collect();
    for (position, point) in points.iter().enumerate() {
        let left = LABELS + GAP + (width + GAP) * position as f64;
        let heading = Lettering { anchor: Anchor::Middle, size: 13.0, ..HEADING };
        drawing.label(left + width / 2.0, 22.0, &configuration(point, language), width, heading);
    }
    let mut y = top;
    let mut attribute = "";
    let mut spoken = Vec::new();
    for group in &groups {
        if group.0 != attribute {
            attribute = group.0;
            if attribute != EVERYBODY {
                y += 6.0;
                let heading = Lettering { weight: 600, ..PLAIN };
                drawing.text(0.0, y + 15.0, &capital(attribute_label(attribute, words)), heading);
                y += ROW;
            }
        }
        let label = group_label(group.0, group.1, language);
        let own: Vec<&&PopulationNote> =
            notes.iter().filter(|note| (note.attribute.as_str(), note.group.as_str()) == *group).collect();
        // Who was never seen is another number under each configuration.
        let persons = own.first().filter(|_| attribute != SEEN).map(|note| number(note.persons, 0, language));
        let indent = if attribute == EVERYBODY { 0.0 } else { 12.0 };
        drawing.text(indent, y + 15.0, &label, PLAIN);
        let count = Lettering { anchor: Anchor::End, ..TICK };
        drawing.text(LABELS, y + 15.0, &persons.unwrap_or_default(), count);
        drawing.line((0.0, y + ROW), (WIDTH, y + ROW), grid);
        let mut values = Vec::new();
        for (point, scale) in points.iter().zip(&scales) {
            let Some(note) = own.iter().find(|note| note.point == point.number) else { continue };
            let name = configuration(point, language);
            let text =
                mark(&mut drawing, note, scale, (y + ROW / 2.0, &format!("{label}, {name}")), language);
            values.push(format!("{name} {text}"));
        }
        spoken.push(format!("{label}: {}", values.join("; ")));
        y += ROW;
    }
    for scale in &scales {
        drawing.line((scale.at(0.0), top), (scale.at(0.0), y), Stroke { colour: INK, ..grid });
        let (first, last) = ticks.range();
        // Labels at the ends keep to their column.
        for (tick, anchor) in [(first, Anchor::Start), (0.0, Anchor::Middle), (last, Anchor::End)] {
            drawing.line(
                (scale.at(tick), y),
                (scale.at(tick), y + 4.0),
                Stroke { colour: FAINT_INK, ..grid },
            );
            if tick != 0.0 || anchor == Anchor::Middle {
                let label = number(tick, ticks.decimals, language);
                drawing.text(scale.at(tick), y + 17.0, &label, Lettering { anchor, ..TICK });
            }
        }
    }
    let values = [
        ("outcome", outcome_years(outcome, words).to_owned()),
        ("district", district(material, place, language).to_owned()),
    ];
    let id = format!("who-gains-{}-{place}", outcome.key().replace('_', "-"));
    let svg = drawing.finish(y + 26.0, &id, &fill(words.groups_title, &values), &spoken.join(". "));
    Some((svg, data(material, &notes)))
}

/// Returns the colour of an interval, faint where it holds 0 or is none.
///
/// Intervals of people hold one by one, so that colour tells a direction and no verdict.
pub(super) fn direction((low, high): (f64, f64)) -> &'static str {
    if low > 0.0 {
        BETTER
    } else if high < 0.0 {
        WORSE
    } else {
        FAINT_INK
    }
}

/// Draws the difference of a group with its interval, for each hundred people; returns what it says.
fn mark(
    drawing: &mut Drawing,
    note: &PopulationNote,
    scale: &Scale,
    (y, whose): (f64, &str),
    language: Language,
) -> String {
    let each = |years: f64| 100.0 * years / note.persons;
    let words = words(language);
    let (low, high) = note.interval.unwrap_or((f64::NAN, f64::NAN));
    let colour = direction((low, high));
    let values = [
        ("difference", signed(each(note.difference), 1, language)),
        ("low", signed(each(low), 1, language)),
        ("high", signed(each(high), 1, language)),
        ("all", signed(note.difference, 0, language)),
    ];
    let text = fill(words.groups_value, &values);
    if low.is_finite() {
        let ends = [(scale.within(each(low)), y), (scale.within(each(high)), y)];
        drawing.path(&ends, Stroke { colour, width: 2.0, dashes: "" }, "");
    }
    let fill = if colour == FAINT_INK { "#ffffff" } else { colour };
    drawing.disc(scale.within(each(note.difference)), y, 4.0, fill, colour, &format!("{whose}: {text}"));
    text
}

fn data(material: &Material, notes: &[&PopulationNote]) -> Data {
    let mut data = Data::new(&[
        "point",
        "label",
        "district",
        "attribute",
        "group",
        "outcome",
        "persons",
        "difference",
        "low",
        "high",
    ]);
    for note in notes {
        let label = material.point(note.point).map_or("", |point| point.label.english());
        let (low, high) = note.interval.unwrap_or((f64::NAN, f64::NAN));
        data.push()
            .number(note.point)
            .text(label)
            .text(&material.districts[note.district].id)
            .text(&note.attribute)
            .text(&note.group)
            .text(note.outcome.key())
            .value(note.persons)
            .value(note.difference)
            .value(low)
            .value(high);
    }
    data
}

fn attribute_label(attribute: &str, words: &Words) -> &'static str {
    match attribute {
        "sex" => words.by_sex,
        "age" => words.by_age,
        "education" => words.by_education,
        "household" => words.by_household,
        "status" => words.by_status,
        "arrived" => words.by_arrival,
        _ => words.by_seen,
    }
}

/// Returns what a group is called; one that is not known keeps its word.
fn group_label(attribute: &str, group: &str, language: Language) -> String {
    fn of<C: Concept>(word: &str, language: Language) -> Option<String> {
        C::parse(word).map(|member| concept(member, language).to_owned())
    }
    let words = words(language);
    let found = match (attribute, group) {
        (EVERYBODY, _) => Some(words.everybody.to_owned()),
        ("sex", word) => of::<Sex>(word, language),
        ("education", word) => of::<Education>(word, language),
        ("status", word) => of::<Status>(word, language),
        ("age", "65+") => Some(format!("65+ {}", words.years)),
        ("age", span) => span.split_once('-').map(|(from, to)| {
            let from = from.trim_start_matches('0');
            format!("{}–{to} {}", if from.is_empty() { "0" } else { from }, words.years)
        }),
        ("household", "child_under_3") => Some(words.with_child_under_3.to_owned()),
        ("household", "child_3_to_5") => Some(words.with_child_3_to_5.to_owned()),
        ("household", "child_6_to_17") => Some(words.with_child_6_to_17.to_owned()),
        ("household", "single") => Some(words.alone.to_owned()),
        ("household", "adults") => Some(words.several_adults.to_owned()),
        ("arrived", "before_opening") => Some(words.before_opening.to_owned()),
        ("arrived", "after_opening") => Some(words.after_opening.to_owned()),
        (SEEN, _) => Some(words.never_seen.to_owned()),
        _ => None,
    };
    capital(&found.unwrap_or_else(|| group.replace('_', " ")))
}
