//! Made-up results for the tests of the report.

use std::collections::BTreeMap;

use super::material::together;
use super::{
    ChainNote, DistrictName, FirstYearsNote, Material, PlaceKind, PlaceNote, PointNote, PopulationNote,
};
use crate::analysis::people::Exits;
use crate::analysis::{PointYears, Results};
use crate::dice::{Dice, Entity, Purpose};
use crate::evidence::Kind;
use crate::experiment::labels::{name_of, value_of};
use crate::experiment::point::Comparator;
use crate::ledger::CostItem;
use crate::observation::{CostRow, MEASURES, Outcome, Role, SeriesRow};
use crate::phrase::{Phrase, phrase};
use crate::run::Record;
use crate::time::Week;
use crate::vocabulary::{Concept, Dimension};

const NONE: Option<Comparator> = Some(Comparator::Nobody);
const EXISTING: Option<Comparator> = Some(Comparator::ExistingServices);

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
        Role::Flow if entry.unit == "person-years" => size * (100.0 + 10.0 * strength) + noise,
        _ if point <= 2 => 0.0,
        Role::Flow if entry.name == "cost_eur" => 35_000.0 * [1.0, 1.0, 2.0][district],
        Role::Flow => (size * (40.0 + 30.0 * strength) + 5.0 * noise).max(0.0),
        Role::Ratio => (0.7 * size * (0.6 + strength) + 0.05 * noise).max(0.0),
    }
}

/// Returns the rows of a run: no flow before the first week.
fn series(point: u32, replicate: u32, weeks: i32) -> Vec<SeriesRow> {
    let observed = (0..=weeks).filter(|week| week % 13 == 0 || *week == weeks);
    let each = observed.flat_map(|week| (0..3).map(move |district| (week, district)));
    each.map(|(week, district)| {
        let is_missing =
            |measure: usize| week == 0 && matches!(MEASURES[measure].role, Role::Flow | Role::Ratio);
        let values = (0..MEASURES.len())
            .map(|at| if is_missing(at) { f64::NAN } else { value(point, replicate, district, week, at) });
        SeriesRow::new(["sb5", "sb6", "all"][district], Week(week), true, values.collect())
    })
    .collect()
}

/// Returns results of points given by label, support and whether they can be paid; each is compared with all before it.
fn results(points: &[(&str, Option<Comparator>, bool)], replicates: u32, weeks: u32) -> Results {
    let names = || ["sb5".to_owned(), "sb6".to_owned()];
    let years = points.iter().enumerate().map(|(position, (label, comparator, feasible))| {
        let mut point = PointYears::new(position as u32 + 1, label, names(), weeks);
        point.comparator = *comparator;
        point.feasible = *feasible;
        point.money = if *comparator == NONE { Vec::new() } else { vec![None] };
        point
    });
    let mut results = Results::of_points(years.collect());
    for (position, (_, comparator, _)) in points.iter().enumerate().filter(|(_, (_, _, feasible))| *feasible)
    {
        for replicate in 0..replicates {
            let cost = |item: CostItem, euros| CostRow {
                district: "sb5".to_owned(),
                year: weeks.div_ceil(52),
                item,
                payer: item.payer(),
                euros,
                hours: 10.0,
            };
            let costs = if *comparator == NONE {
                Vec::new()
            } else {
                vec![
                    cost(CostItem::Staff, 202_000.0),
                    cost(CostItem::Sites, 60_000.0),
                    cost(CostItem::Volunteers, 18_000.0),
                    cost(CostItem::UsersAtDesk, 0.0),
                ]
            };
            let series = series(position as u32 + 1, replicate, weeks as i32);
            results.push(position, &Record { replicate, series, costs, ..Record::default() });
        }
    }
    let pairs = (1..points.len()).flat_map(|later| (0..later).map(move |earlier| (later, earlier)));
    results.contrasts = pairs.collect();
    results.relevant_difference = 0.01;
    results
}

fn material(points: &[(&str, Option<Comparator>, bool)], replicates: u32, weeks: u32) -> Material {
    let district = |(id, number): &(&str, u32)| DistrictName {
        id: (*id).to_owned(),
        name: Phrase::new(format!("District {number}"), format!("Stadtbezirk {number}")),
    };
    let notes = points.iter().enumerate().map(|(position, (label, comparator, feasible))| PointNote {
        number: position as u32 + 1,
        label: crate::experiment::labels::spoken(label, None),
        factors: vec![(
            name_of("intermediary.budget_eur_per_year"),
            value_of("intermediary.budget_eur_per_year", "140000"),
        )],
        infeasible: (!feasible).then(|| Phrase::same("rent exceeds the budget <by far>")),
        comparator: *comparator,
        reference: None,
        is_pictured: false,
        policy: crate::experiment::labels::spoken(label, None),
        condition: Phrase::same(""),
        size: None,
    });
    let mut material = Material {
        name: "Headline & more".to_owned(),
        question: Phrase::new(
            "Which form helps whom, at an equal budget?".to_owned(),
            "Welche Form hilft wem, bei gleichem Budget?".to_owned(),
        ),
        seed: Phrase::same("20150902"),
        kinds: BTreeMap::from([
            (Kind::Measured, 60),
            (Kind::Estimated, 80),
            (Kind::Calibrated, 20),
            (Kind::Assumed, 120),
            (Kind::Chosen, 12),
        ]),
        points: notes.collect(),
        districts: together([("sb5", 5), ("sb6", 6)].iter().map(district).collect()),
        ..Material::default()
    };
    material.fill(&results(points, replicates, weeks));
    material
}

/// Returns a comparison of two comparators, four forms and one that its budget cannot pay.
pub(super) fn comparison() -> Material {
    let mut material = material(
        &[
            ("none", NONE, true),
            ("existing_services", EXISTING, true),
            ("refer central", None, true),
            ("refer decentral", None, true),
            ("provide central", None, true),
            ("provide decentral", None, true),
            ("host decentral integrated", None, false),
        ],
        6,
        416,
    );
    material.populations = populations(&material);
    material.first_years = first_years(&material);
    material.chains = chains(&material);
    material.places = places();
    material.remarks = vec![phrase!("point 7 is left out: too dear", "Punkt 7 entfällt: zu teuer")];
    material
}

/// Returns made-up person-years by group of all that are compared with the first.
fn populations(material: &Material) -> Vec<PopulationNote> {
    let groups = [("everybody", "everybody"), ("sex", "female"), ("age", "06-17"), ("household", "single")];
    let mut notes = Vec::new();
    for (point, district) in
        (2..=6).flat_map(|point| (0..material.districts.len()).map(move |at| (point, at)))
    {
        for (attribute, group) in groups {
            let difference = f64::from(point) - 3.5;
            notes.push(PopulationNote {
                point,
                district,
                attribute: attribute.to_owned(),
                group: group.to_owned(),
                outcome: Outcome::Work,
                difference,
                interval: Some((difference - 1.0, difference + 1.0)),
                persons: 400.0,
            });
        }
    }
    notes
}

/// Returns made-up first years: what is gained there is gained by staying longer.
fn first_years(material: &Material) -> Vec<FirstYearsNote> {
    let each = (2..=6).flat_map(|point| (0..material.districts.len()).map(move |at| (point, at)));
    let both = each.flat_map(|place| [(place, Exits::Actual, 0.02), (place, Exits::Equal, 0.0)]);
    both.map(|((point, district), exits, difference)| FirstYearsNote {
        point,
        against: 1,
        district,
        exits,
        outcome: Outcome::Work,
        arrivals: [Week(-104), Week(155)],
        years: 0.3 + difference,
        years_against: 0.3,
        difference,
        interval: Some((difference - 0.01, difference + 0.01)),
    })
    .collect()
}

/// Returns made-up needs, fewer from step to step.
fn chains(material: &Material) -> Vec<ChainNote> {
    let each = (3..=6).flat_map(|point| (0..material.districts.len()).map(move |at| (point, at)));
    each.map(|(point, district)| ChainNote {
        point,
        district,
        steps: [4_000.0, 2_500.0, 600.0, 450.0, 200.0, 120.0, 90.0].map(|count| count + f64::from(point)),
        met_through: 210.0,
        met: 1_900.0,
    })
    .collect()
}

/// Returns a made-up map of the first district.
fn places() -> Vec<PlaceNote> {
    let place = |point, kind, name: &str, at, area| PlaceNote {
        point,
        district: 0,
        kind,
        name: name.to_owned(),
        at,
        area,
    };
    vec![
        place(3, PlaceKind::Neighbourhood, "Oberfeld <west>", (0.0, 0.0), Some(3.0)),
        place(3, PlaceKind::Institution, "school", (0.5, 0.2), None),
        place(3, PlaceKind::Accommodation, "", (-0.4, 0.3), None),
        place(3, PlaceKind::Site, "", (0.1, 0.1), None),
        place(5, PlaceKind::Site, "", (0.1, 0.1), None),
        place(4, PlaceKind::Site, "", (0.6, -0.3), None),
    ]
}

/// Returns four forms and their comparators at two budgets.
pub(super) fn budgets() -> Material {
    let labels = ["none", "refer a", "provide a", "refer b", "provide b"];
    let points: Vec<_> =
        labels.iter().map(|label| (*label, if *label == "none" { NONE } else { None }, true)).collect();
    let mut material = material(&points, 6, 416);
    for point in &mut material.points[1..] {
        let label = point.label.english().to_owned();
        let (policy, budget) = if label.ends_with('a') { (&label, 70_000) } else { (&label, 140_000) };
        point.policy = Phrase::same(policy.trim_end_matches([' ', 'a', 'b']));
        point.condition = Phrase::same(format!("{budget} €"));
        point.size = Some(f64::from(budget));
    }
    material
}

/// Returns the results of one scenario.
pub(super) fn single(replicates: u32) -> Material {
    material(&[("provide decentral", None, true)], replicates, 416)
}

/// Returns results of less than a year.
pub(super) fn short() -> Material {
    material(&[("none", NONE, true), ("guide", None, true)], 1, 30)
}
