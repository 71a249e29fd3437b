//! City work: into what its hours go, and what reports, bodies, applications and exchange bring.

use super::Parameters;
use crate::city::CityInDistrict;
use crate::index::{CaseId, Column};
use crate::intermediary::Establishment;
use crate::ledger::Ledger;
use crate::population::{Case, CaseStage};
use crate::time::Week;
use crate::today::Today;
use crate::vocabulary::{CaseEnd, Concept, PerNeed, Tier};

/// Moves hours from what is left to what is set aside, as many as are wished and there.
fn set_aside(left: &mut f64, aside: &mut f64, wished: f64) {
    let given = wished.min(*left).max(0.0);
    *left -= given;
    *aside += given;
}

/// Takes what something costs from what is set aside; returns whether there was enough.
fn pay(aside: &mut f64, spent: &mut f64, cost: f64) -> bool {
    let is_enough = cost > 0.0 && *aside >= cost - 1e-9;
    if is_enough {
        let paid = cost.min(*aside);
        *aside -= paid;
        *spent += paid;
    }
    is_enough
}

/// Spends the week's hours of city work; returns whether the intermediaries of other districts were met.
pub(super) fn spend(
    today: &Today,
    parameters: &Parameters,
    establishment: &Establishment,
    case: &Column<CaseId, Case>,
    left: &mut f64,
    city: &mut CityInDistrict,
    ledger: &mut Ledger,
) -> bool {
    if establishment.reports_needs {
        let cost = parameters.report_hours.get();
        set_aside(left, &mut city.set_aside.report, cost / parameters.report_every.get().max(1.0));
        if pay(&mut city.set_aside.report, &mut city.spent.report, cost) {
            report(today.week, parameters, case, city, ledger);
        }
    }
    let attended: Vec<Tier> =
        Tier::ALL.iter().copied().filter(|&tier| establishment.city.tiers[tier]).collect();
    if establishment.city.coordinates_programmes && !attended.is_empty() {
        let cost = parameters.coordination_hours.get();
        let wished = (cost - city.set_aside.coordination).min(cost / parameters.cycle.get().max(1.0));
        set_aside(left, &mut city.set_aside.coordination, wished);
    }
    apply_for_programmes(parameters, establishment, city, left);
    let exchanges = establishment.city.exchanges;
    let part = *left / (attended.len() + usize::from(exchanges)).max(1) as f64;
    let mut are_met = false;
    if exchanges {
        let cost = parameters.exchange_hours.get();
        let wished = part.min(cost / parameters.exchange_every.get().max(1.0));
        set_aside(left, &mut city.set_aside.exchange, wished);
        are_met = pay(&mut city.set_aside.exchange, &mut city.spent.exchange, cost);
        if are_met {
            city.exchanges += 1;
            for &tier in Tier::ALL {
                learn(city, tier, parameters.sisters_know[tier].get());
            }
        }
    }
    let each = *left / attended.len().max(1) as f64;
    for tier in attended {
        set_aside(left, &mut city.set_aside.body[tier], each);
        while pay(
            &mut city.set_aside.body[tier],
            &mut city.spent.body[tier],
            parameters.body_hours[tier].get(),
        ) {
            city.bodies_attended[tier] += 1;
            ledger.bodies_attended += 1;
            learn(city, tier, parameters.information_gain.get());
            // What was written for the municipality is told where one sits with the others.
            city.report_heard[tier] |= city.has_report;
        }
    }
    are_met
}

/// Adds a share of the missing information about a tier.
fn learn(city: &mut CityInDistrict, tier: Tier, share: f64) {
    city.information[tier] += share * (1.0 - city.information[tier]);
}

/// Writes applications for open calls that are known and that nobody fetched, in the order of the calls.
fn apply_for_programmes(
    parameters: &Parameters,
    establishment: &Establishment,
    city: &mut CityInDistrict,
    left: &mut f64,
) {
    let cost = parameters.application_hours.get();
    for call in &mut city.calls {
        if !call.known || call.fetched || !establishment.city.tiers[call.tier] {
            continue;
        }
        let missing = cost - city.set_aside.application;
        set_aside(left, &mut city.set_aside.application, missing);
        if !pay(&mut city.set_aside.application, &mut city.spent.application, cost) {
            break;
        }
        call.fetched = true;
        city.applications += 1;
    }
}

/// Counts the cases of late that were brought to a desk and are open or lapsed, by kind of need.
pub(super) fn wanting(week: Week, parameters: &Parameters, case: &Column<CaseId, Case>) -> PerNeed<f64> {
    let mut counts = PerNeed::default();
    let weeks = parameters.reported_weeks.get() as i32;
    for case in case.iter().rev().take_while(|case| week.since(case.onset) <= weeks) {
        let is_wanting = match case.stage {
            CaseStage::Ended(end) => end == CaseEnd::Lapsed,
            CaseStage::Open
            | CaseStage::AtDesk(_)
            | CaseStage::SettingOut
            | CaseStage::Underway(_)
            | CaseStage::Attending(_) => true,
        };
        if case.contacts > 0 && is_wanting {
            counts[case.need] += 1.0;
        }
    }
    counts
}

fn report(
    week: Week,
    parameters: &Parameters,
    case: &Column<CaseId, Case>,
    city: &mut CityInDistrict,
    ledger: &mut Ledger,
) {
    let counts = wanting(week, parameters, case);
    ledger.needs_reported += counts.values().iter().sum::<f64>() as u64;
    city.reported += &counts;
    city.has_report = true;
}
