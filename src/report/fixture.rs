//! Made-up results for the tests of the report.

use std::collections::BTreeMap;

use super::{Cost, Difference, DistrictName, Gathering, Material, PointNote, Verdict};
use crate::dice::{Dice, Entity, Purpose};
use crate::evidence::Kind;
use crate::observation::{MEASURES, Role};
use crate::time::Week;
use crate::vocabulary::{Concept, Dimension};

fn names() -> Vec<DistrictName> {
    [("sb5", "5"), ("sb6", "6")]
        .iter()
        .map(|(id, number)| DistrictName {
            id: (*id).to_owned(),
            english: format!("District {number}"),
            german: format!("Stadtbezirk {number}"),
        })
        .collect()
}

/// Returns a made-up value of a measure.
fn value(point: u32, replicate: u32, district: usize, week: i32, measure: usize) -> f64 {
    let entry = &MEASURES[measure];
    let dice = Dice::new(7, replicate);
    let key = Entity((u64::from(point) * 10 + district as u64) * 1_000 + measure as u64);
    let noise = dice.stream(Purpose::Mind, Week(week), key).normal(0.0, 1.0);
    let strength = f64::from(point.saturating_sub(2)) / 4.0;
    let years = f64::from(week) / 52.0;
    let size = [0.6, 1.3, 1.9][district];
    match entry.role {
        Role::Index(dimension) => {
            let place = Dimension::ALL.iter().position(|member| *member == dimension).unwrap();
            0.2 + 0.04 * years * (1.0 + 0.15 * strength * (place as f64 - 1.0)) + 0.004 * noise
        }
        Role::Share => (0.1 + 0.06 * years * (1.0 + 0.1 * strength) + 0.01 * noise).clamp(0.0, 1.0),
        Role::State if entry.unit == "persons" => 500.0 * size + 20.0 * noise,
        Role::State => 0.5 + 0.3 * years * (1.0 + 0.1 * strength) + 0.05 * noise,
        _ if point <= 2 => 0.0,
        Role::Flow if entry.name == "cost_eur" => 35_000.0 * [1.0, 1.0, 2.0][district],
        Role::Flow => (size * (40.0 + 30.0 * strength) + 5.0 * noise).max(0.0),
        Role::Ratio => (0.7 * size * (0.6 + strength) + 0.05 * noise).max(0.0),
    }
}

/// Returns results of the given points.
fn material(points: &[(&str, bool)], replicates: u32, weeks: i32) -> Material {
    let mut gathering = Gathering::new(&names());
    for (position, (_, feasible)) in points.iter().enumerate().filter(|(_, (_, feasible))| *feasible) {
        assert!(feasible);
        let point = position as u32 + 1;
        for replicate in 0..replicates {
            for district in 0..3 {
                for week in (0..=weeks).filter(|week| week % 13 == 0 || *week == weeks) {
                    let values = (0..MEASURES.len())
                        .map(|measure| {
                            // No flow before the first week, and a few values that nobody could measure.
                            if week == 0 && matches!(MEASURES[measure].role, Role::Flow | Role::Ratio) {
                                return f64::NAN;
                            }
                            value(point, replicate, district, week, measure)
                        })
                        .collect();
                    gathering.add(point, replicate, district, Week(week), values);
                }
            }
        }
    }
    let points = points
        .iter()
        .enumerate()
        .map(|(position, (label, feasible))| PointNote {
            number: position as u32 + 1,
            label: (*label).to_owned(),
            factors: vec![("intermediary.budget_eur_per_year".to_owned(), "140000".to_owned())],
            feasible: *feasible,
            reason: if *feasible { String::new() } else { "rent exceeds the budget <by far>".to_owned() },
        })
        .collect();
    let mut material = Material {
        name: "Headline & more".to_owned(),
        question: "Which form helps whom, at an equal budget?".to_owned(),
        seed: 20_150_902,
        relevant_difference: 0.01,
        kinds: BTreeMap::from([
            (Kind::Measured, 60),
            (Kind::Estimated, 80),
            (Kind::Calibrated, 20),
            (Kind::Assumed, 120),
            (Kind::Chosen, 12),
        ]),
        points,
        ..Material::default()
    };
    gathering.finish(&mut material);
    material
}

/// Returns a comparison of two comparators, four forms and one that its budget cannot pay.
pub(super) fn comparison() -> Material {
    let mut material = material(
        &[
            ("none", true),
            ("existing_services", true),
            ("refer central", true),
            ("refer decentral", true),
            ("provide central", true),
            ("provide decentral", true),
            ("host decentral integrated", false),
        ],
        6,
        416,
    );
    for point in 2..=6 {
        for against in 1..point {
            for district in 0..3 {
                for dimension in Dimension::ALL {
                    material.differences.push(difference(&material, point, against, district, *dimension));
                }
            }
        }
    }
    for point in 2..=6 {
        for district in 0..2 {
            for (item, euros) in [("staff", 101_000.0), ("rent", 30_000.0), ("volunteer_expenses", 9_000.0)] {
                material.costs.push(Cost {
                    point,
                    district,
                    year: 8,
                    item: item.to_owned(),
                    euros,
                    hours: 0.0,
                    by_others: false,
                });
            }
        }
    }
    material
}

fn difference(
    material: &Material,
    point: u32,
    against: u32,
    district: usize,
    dimension: Dimension,
) -> Difference {
    let measure = super::material::index_of(dimension);
    let difference = material.mean(point, district, measure) - material.mean(against, district, measure);
    let (low, high) = (difference - 0.006, difference + 0.006);
    let relevant = material.relevant_difference;
    let verdict = if low > 0.0 && difference > relevant {
        Verdict::Better
    } else if high < 0.0 && difference < -relevant {
        Verdict::Worse
    } else if low > -relevant && high < relevant {
        Verdict::Equal
    } else {
        Verdict::Undecidable
    };
    Difference {
        point,
        against,
        district,
        measure,
        year: 8,
        difference,
        low,
        high,
        better_share: 0.8,
        p: 0.01,
        verdict,
    }
}

/// Returns the results of one scenario.
pub(super) fn single(replicates: u32) -> Material {
    material(&[("provide decentral", true)], replicates, 416)
}

/// Returns results of less than a year.
pub(super) fn short() -> Material {
    material(&[("none", true), ("guide", true)], 1, 30)
}
