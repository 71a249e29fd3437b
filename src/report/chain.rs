//! The chain: of all needs, how many became known, came, were served, sent, arrived, were admitted and met, and where the rest was lost.

use super::axis::Scale;
use super::data::Data;
use super::drawing::{Anchor, Drawing, FAINT_INK, GRID, HEADING, Lettering, PLAIN, Stroke, TICK};
use super::notation::{configuration, district, number};
use super::words::{Words, fill, words};
use super::{ChainNote, Material, PointNote};
use crate::vocabulary::Language;

const WIDTH: f64 = 1_000.0;
const LABELS: f64 = 300.0;
const GAP: f64 = 16.0;
const ROW: f64 = 46.0;
const BAR: f64 = 16.0;
/// Steps from a need to a place, then needs met through the intermediary.
const STEPS: usize = 8;
/// The step from which on bars have a scale of their own: few needs come to any desk.
const AT_THE_DESK: usize = 2;

/// Draws a district; nothing where no form was followed there.
pub(super) fn picture(material: &Material, place: usize, language: Language) -> Option<(String, Data)> {
    let words = words(language);
    let forms: Vec<(&PointNote, ChainNote)> = material
        .drawn()
        .into_iter()
        .filter(|point| !point.is_comparator())
        .filter_map(|point| {
            let own = material.chains.iter();
            let note = own.copied().find(|note| (note.point, note.district) == (point.number, place))?;
            Some((point, note))
        })
        .collect();
    if forms.iter().all(|(_, note)| note.steps[AT_THE_DESK] <= 0.0) {
        return None;
    }
    let width = (WIDTH - LABELS - GAP * forms.len() as f64) / forms.len() as f64;
    let left = |column: usize| LABELS + GAP + (width + GAP) * column as f64;
    let most = |step: usize| forms.iter().map(|(_, note)| note.steps[step]).fold(0.0, f64::max);
    let (all, few) = (most(0), most(AT_THE_DESK));
    let mut drawing = Drawing::new(WIDTH);
    let grid = Stroke { colour: GRID, width: 1.0, dashes: "" };
    for (column, (point, _)) in forms.iter().enumerate() {
        let heading = Lettering { size: 13.0, ..HEADING };
        drawing.label(left(column), 20.0, &configuration(point, language), width, heading);
    }
    let top = 44.0;
    let faint = Lettering { anchor: Anchor::Start, ..TICK };
    let mut spoken: Vec<Vec<String>> = vec![Vec::new(); forms.len()];
    for (step, (label, lost)) in steps(words).into_iter().enumerate() {
        // The scale changes where the desk begins, and what is met stands apart.
        let air = if step >= AT_THE_DESK { 14.0 } else { 0.0 } + if step + 1 == STEPS { 14.0 } else { 0.0 };
        let y = top + ROW * step as f64 + air;
        if step == AT_THE_DESK || step + 1 == STEPS {
            drawing.line((0.0, y - 12.0), (WIDTH, y - 12.0), grid);
        }
        drawing.text(0.0, y + BAR - 3.0, label, PLAIN);
        drawing.text(12.0, y + BAR + 14.0, lost, Lettering { size: 12.0, ..faint });
        for (column, (_, note)) in forms.iter().enumerate() {
            let value = at(note, step);
            let before = if step + 1 == STEPS { note.steps[3] } else { at(note, step.saturating_sub(1)) };
            let scale = if step < AT_THE_DESK { all } else { few };
            let scale = Scale::new((0.0, scale), (left(column), left(column) + width - 58.0));
            let share =
                if before > 0.0 { number(100.0 * value / before, 0, language) } else { "–".to_owned() };
            let values =
                [("label", label.to_owned()), ("value", number(value, 0, language)), ("share", share)];
            let said = match step {
                0 => words.chain_first,
                _ if step + 1 == STEPS => words.chain_last,
                _ => words.chain_value,
            };
            let text = fill(said, &values);
            let colour = if step + 1 == STEPS { "#00588a" } else { "#56b4e9" };
            drawing.rectangle(left(column), y, (scale.at(value) - left(column)).max(1.0), BAR, colour, &text);
            drawing.text(scale.at(value) + 6.0, y + BAR - 3.0, &number(value, 0, language), PLAIN);
            if step > 0 {
                let less = format!("−{}", number(before - value, 0, language));
                drawing.text(left(column), y + BAR + 14.0, &less, Lettering { size: 12.0, ..faint });
            }
            spoken[column].push(text);
        }
    }
    let bottom = top + ROW * STEPS as f64 + 28.0;
    drawing.line((0.0, bottom), (WIDTH, bottom), Stroke { colour: FAINT_INK, ..grid });
    drawing.text(0.0, bottom + 20.0, words.chain_by_whomever, PLAIN);
    for (column, (_, note)) in forms.iter().enumerate() {
        drawing.text(left(column), bottom + 20.0, &number(note.met, 0, language), PLAIN);
    }
    let title = fill(words.chain_title, &[("district", district(material, place, language).to_owned())]);
    let said: Vec<String> = forms
        .iter()
        .zip(&spoken)
        .map(|((point, _), steps)| format!("{}: {}", configuration(point, language), steps.join("; ")))
        .collect();
    let svg = drawing.finish(bottom + 32.0, &format!("chain-{place}"), &title, &said.join(". "));
    Some((svg, data(material, place, &forms)))
}

/// Returns how many needs are at a step.
fn at(note: &ChainNote, step: usize) -> f64 {
    note.steps.get(step).copied().unwrap_or(note.met_through)
}

/// Returns what each step is called, and what became of those lost on the way to it.
pub(super) fn steps(words: &Words) -> [(&'static str, &'static str); STEPS] {
    [
        (words.chain_arisen, ""),
        (words.chain_known, words.chain_unknown),
        (words.chain_came, words.chain_stayed_away),
        (words.chain_served, words.chain_gave_up),
        (words.chain_sent, words.chain_not_sent),
        (words.chain_arrived, words.chain_lost),
        (words.chain_admitted, words.chain_refused),
        (words.chain_met, words.chain_unmet),
    ]
}

fn data(material: &Material, place: usize, forms: &[(&PointNote, ChainNote)]) -> Data {
    let mut data = Data::new(&[
        "point",
        "label",
        "district",
        "arisen",
        "known",
        "came",
        "served",
        "sent",
        "arrived",
        "admitted",
        "met_through",
        "met",
    ]);
    for (point, note) in forms {
        let row = data.push();
        row.number(point.number).text(point.label.english()).text(&material.districts[place].id);
        for value in note.steps.into_iter().chain([note.met_through, note.met]) {
            row.value(value);
        }
    }
    data
}
