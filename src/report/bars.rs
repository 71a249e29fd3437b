//! Stacked horizontal bars: staff hours by use, referrals by step and mode.

use super::Material;
use super::axis::{Scale, Ticks};
use super::data::Data;
use super::drawing::{Anchor, Drawing, FAINT_INK, GRID, HEADING, Lettering, PLAIN, Stroke, TICK, text_width};
use super::material::measure;
use super::notation::{concept, configuration, district, number, when};
use super::words::{fill, words};
use crate::observation::MEASURES;
use crate::vocabulary::{Concept, Language, Mode, Use};

const WIDTH: f64 = 1_000.0;
const LABELS: f64 = 250.0;
/// Room for the total behind the longest bar.
const TOTALS: f64 = 80.0;

/// A bar: what stands before it, and each part with its measure.
struct Bar {
    point: u32,
    label: String,
    is_first: bool,
    parts: Vec<(usize, f64)>,
}

/// What belongs to one picture of bars.
struct Layout {
    id: &'static str,
    title: String,
    axis: String,
    legend: Vec<(String, &'static str)>,
    /// Bars of each district, by its position.
    groups: Vec<(usize, Vec<Bar>)>,
    height: f64,
    labels: f64,
}

/// Colours of uses: work with people and institutions in colour, the rest in greys and pale tones.
const USES: [&str; 9] =
    ["#0072b2", "#56b4e9", "#009e73", "#e69f00", "#9aa3ae", "#cc79a7", "#d9dde2", "#6b7280", "#f0e442"];
/// Colours of the modes of a referral.
const MODES: [&str; 4] = ["#9aa3ae", "#e69f00", "#56b4e9", "#0072b2"];

/// Draws paid staff hours by use; `None` where no hours were paid.
pub(super) fn hours(material: &Material, language: Language) -> Option<(String, Data)> {
    let words = words(language);
    let groups = groups(material, language, |point, label, district| {
        let measures = Use::ALL.iter().map(|member| measure(&format!("hours_{}", member.key())));
        let parts = measures.map(|measure| (measure, material.mean(point, district, measure))).collect();
        vec![Bar { point, label, is_first: true, parts }]
    });
    let legend = Use::ALL.iter().zip(USES).map(|(member, ink)| (concept(*member, language).to_owned(), ink));
    draw(
        material,
        &Layout {
            id: "hours",
            title: words.hours_title.to_owned(),
            axis: fill(words.hours_axis, &[("when", when(material, language))]),
            legend: legend.collect(),
            groups,
            height: 22.0,
            labels: LABELS,
        },
        language,
    )
}

/// Draws referrals from issue to completion by mode; `None` where none was issued.
pub(super) fn referrals(material: &Material, language: Language) -> Option<(String, Data)> {
    let words = words(language);
    let steps = [
        ("issued", words.step_issued),
        ("reached", words.step_reached),
        ("admitted", words.step_admitted),
        ("completed", words.step_completed),
    ];
    let groups = groups(material, language, |point, label, district| {
        steps
            .iter()
            .enumerate()
            .map(|(number, (step, word))| {
                let measures =
                    Mode::ALL.iter().map(|mode| measure(&format!("referrals_{step}_{}", mode.key())));
                Bar {
                    point,
                    label: if number == 0 { format!("{label}\n{word}") } else { format!("\n{word}") },
                    is_first: number == 0,
                    parts: measures
                        .map(|measure| (measure, material.mean(point, district, measure)))
                        .collect(),
                }
            })
            .collect()
    });
    let legend =
        Mode::ALL.iter().zip(MODES).map(|(member, ink)| (concept(*member, language).to_owned(), ink));
    draw(
        material,
        &Layout {
            id: "referrals",
            title: words.referrals_title.to_owned(),
            axis: fill(words.referrals_axis, &[("when", when(material, language))]),
            legend: legend.collect(),
            groups,
            height: 13.0,
            labels: LABELS + 130.0,
        },
        language,
    )
}

/// Makes the bars of each district but `all`, leaving out configurations without any value.
fn groups(
    material: &Material,
    language: Language,
    bars: impl Fn(u32, String, usize) -> Vec<Bar>,
) -> Vec<(usize, Vec<Bar>)> {
    let districts = material.districts.len();
    let single = if districts > 1 { districts - 1 } else { districts };
    (0..single)
        .map(|place| {
            let group = material
                .drawn()
                .into_iter()
                .map(|point| bars(point.number, configuration(point, language), place))
                .filter(|bars| bars.iter().any(|bar| total(bar) > 0.0))
                .flatten()
                .collect();
            (place, group)
        })
        .collect()
}

fn total(bar: &Bar) -> f64 {
    bar.parts.iter().map(|(_, part)| part).filter(|part| part.is_finite()).sum()
}

fn draw(material: &Material, plan: &Layout, language: Language) -> Option<(String, Data)> {
    let words = words(language);
    let most = plan.groups.iter().flat_map(|(_, bars)| bars).map(total).fold(0.0, f64::max);
    if most <= 0.0 {
        return None;
    }
    let ticks = Ticks::around(0.0, most, 5);
    let scale = Scale::new(ticks.range(), (plan.labels, WIDTH - TOTALS));
    let mut drawing = Drawing::new(WIDTH);
    let mut y = drawing.legend(4.0, &plan.legend) + 22.0;
    let grid = Stroke { colour: GRID, width: 1.0, dashes: "" };
    let mut totals = Vec::new();
    for (place, bars) in &plan.groups {
        let name = district(material, *place, language);
        drawing.text(0.0, y, name, HEADING);
        y += 12.0;
        let top = y;
        let height: f64 = bars.iter().map(|bar| step(plan, bar)).sum();
        for tick in &ticks.values {
            drawing.line((scale.at(*tick), top), (scale.at(*tick), top + height), grid);
        }
        for (position, bar) in bars.iter().enumerate() {
            if bar.is_first && position > 0 {
                y += step(plan, bar) - plan.height - 4.0;
            }
            bar_at(&mut drawing, plan, bar, &scale, y, language);
            let label = bar.label.replace('\n', " ");
            totals.push(format!("{name} {}: {}", label.trim(), number(total(bar), 0, language)));
            y += plan.height + 4.0;
        }
        y = top + height + 4.0;
        for tick in &ticks.values {
            drawing.text(scale.at(*tick), y + 13.0, &number(*tick, ticks.decimals, language), TICK);
        }
        y += 44.0;
    }
    drawing.text(plan.labels, y - 12.0, &plan.axis, Lettering { anchor: Anchor::Start, ..TICK });
    let description = fill(words.bars_description, &[("totals", totals.join("; "))]);
    Some((drawing.finish(y, plan.id, &plan.title, &description), data(material, plan)))
}

/// Returns what the bars show, a row for each part that is not empty.
fn data(material: &Material, plan: &Layout) -> Data {
    let mut data = Data::new(&["point", "label", "district", "measure", "mean"]);
    for (place, bars) in &plan.groups {
        let district = &material.districts[*place].id;
        for bar in bars {
            let label = material.point(bar.point).map_or("", |point| point.label.english());
            for (measure, part) in bar.parts.iter().filter(|(_, part)| *part > 0.0) {
                let name = MEASURES[*measure].name;
                data.push().number(bar.point).text(label).text(district).text(name).value(*part);
            }
        }
    }
    data
}

/// Returns the height that a bar takes; the first of several has some air above.
fn step(plan: &Layout, bar: &Bar) -> f64 {
    let air = if bar.is_first && bar.label.contains('\n') { 10.0 } else { 0.0 };
    plan.height + 4.0 + air
}

fn bar_at(drawing: &mut Drawing, plan: &Layout, bar: &Bar, scale: &Scale, y: f64, language: Language) {
    let middle = y + plan.height / 2.0;
    match bar.label.split_once('\n') {
        Some((label, step)) => {
            let small = Lettering { size: 12.0, fill: FAINT_INK, anchor: Anchor::End, ..PLAIN };
            // The configuration's name may take two lines beside its four bars.
            drawing.label(
                0.0,
                middle + if label.is_empty() { 0.0 } else { 8.0 },
                label,
                plan.labels - 170.0,
                PLAIN,
            );
            drawing.text(plan.labels - 8.0, middle + 4.0, step, small);
        }
        None => drawing.label(0.0, middle, &bar.label, plan.labels - 14.0, PLAIN),
    }
    let mut sum = 0.0;
    for ((_, part), (label, ink)) in bar.parts.iter().zip(&plan.legend) {
        if !part.is_finite() || *part <= 0.0 {
            continue;
        }
        let (from, to) = (scale.at(sum), scale.at(sum + part));
        let note = format!("{label}: {}", number(*part, 0, language));
        drawing.rectangle(from, y, to - from, plan.height, ink, &note);
        sum += part;
    }
    let written = number(sum, 0, language);
    let room = text_width(&written, 12.0);
    let x = (scale.at(sum) + 6.0).min(WIDTH - room);
    drawing.text(x, middle + 4.0, &written, Lettering { anchor: Anchor::Start, ..TICK });
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn data_of_bars_have_the_names_of_the_codebook_in_every_language() {
        let material = fixture::comparison();
        for bars in [hours, referrals] {
            let [english, german] =
                [Language::English, Language::German].map(|language| bars(&material, language).unwrap().1);
            assert_eq!(english, german);
            let table = english.to_csv();
            assert!(table.starts_with("point,label,district,measure,mean\n"), "{table}");
            let named = table.lines().skip(1).map(|line| line.rsplit(',').nth(1).unwrap());
            assert!(named.clone().count() > 4);
            assert!(named.clone().all(|name| MEASURES.iter().any(|known| known.name == name)), "{table}");
        }
    }
}
