//! City network: the municipality plans programmes, hears what is needed, and passes information back.
//! German: *stadtweite und (über-)regionale Vernetzung*; *Eingangs-, Interims-, Steuerungsphase*.
//!
//! # Rule
//! 1. The municipality's work passes from the arrival phase to the interim phase and to the steering phase at given weeks. Each phase
//!    says how many programme slots a head there are, how far planning follows reports, and from when on each field gets a programme first.
//! 2. Once in a cycle programmes are planned for the district from the number of people who fled living there: a programme has
//!    a size, and so many whole programmes as the slots suffice for are divided among the kinds of need, by a standard
//!    key where there is no report, and as far as the phase says by reported needs where there is one.
//! 3. Slots of a programme go to the institutions that serve the need, in proportion to what they take in without programmes.
//! 4. Hours of city work go into reports, if needs are reported, and into city bodies. A report counts the cases of the last year
//!    that were brought to a desk of the district and are open or lapsed. Each body attended brings information, which goes stale.
//! 5. When programmes change, what desks know of the institutions concerned becomes wrong unless the information arrived.
//!
//! # Reads, writes
//! Reads `Cases`, `Intermediary.establishment`, the number of people who fled in the district. Writes `CityInDistrict`, capacities of founded
//! institutions, `Directory` entries, `Intermediary.city_hours` (what is left), `Ledger.needs_reported`.
//!
//! # Evidence
//! `scenarios/evidence/city_network.toml` (N9 for the phases; all sizes are assumed).
//!
//! # Limits
//! A district is planned on its own: districts do not compete for programmes, which overstates what a report can gain for
//! the city as a whole. Money is not modelled beside slots. *Regierungsbezirk*, *Land* and *Bund* are bodies like any other.

use serde::Deserialize;

use crate::city::CityInDistrict;
use crate::dice::{Dice, Purpose};
use crate::forcing::Forcings;
use crate::index::{Id, InstitutionId};
use crate::intermediary::Intermediary;
use crate::ledger::Ledger;
use crate::network::{Capacity, LocalNetwork};
use crate::numeric::{apportion, exp};
use crate::population::{CaseStage, Cases};
use crate::quantity::{Hours, Rate, Share, Weeks};
use crate::time::Week;
use crate::vocabulary::{CaseEnd, Concept, Field, InstitutionKind, Need, PerNeed, Phase};

/// One value for each phase.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByPhase<T> {
    /// Arrival.
    pub arrival: T,
    /// Interim.
    pub interim: T,
    /// Steering.
    pub steering: T,
}

impl<T: Copy> ByPhase<T> {
    /// Returns the value of a phase.
    pub const fn of(&self, phase: Phase) -> T {
        match phase {
            Phase::Arrival => self.arrival,
            Phase::Interim => self.interim,
            Phase::Steering => self.steering,
        }
    }
}

/// The parameters of `city_network.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// First week of the interim phase.
    pub interim_from: Weeks,
    /// First week of the steering phase.
    pub steering_from: Weeks,
    /// Weeks from planning to planning.
    pub cycle: Weeks,
    /// Programme slots a week and 1 000 people who fled.
    pub slots_per_1000: ByPhase<Rate>,
    /// Share of programmes that follow reports where there is one.
    pub follows_reports: ByPhase<Share>,
    /// Share of programmes that are spread so that each field has one first.
    pub coordinated: ByPhase<Share>,
    /// Slots a week of one programme.
    pub programme_size: Rate,
    /// Key by which programmes are divided where there is no report.
    pub standard: PerNeed<Share>,
    /// Weeks for which a place of a programme is held.
    pub place_weeks: Weeks,
    /// Hours of a report.
    pub report_hours: Hours,
    /// Hours of a meeting of a city body.
    pub body_hours: Hours,
    /// Share of the missing information that one body brings.
    pub information_gain: Share,
    /// Weekly rate at which information goes stale.
    pub information_fading: Rate,
    /// Share of the entries about an institution that become wrong when its programme changes, without information.
    pub change_unknown: Share,
}

/// Weeks that a report looks back.
const REPORTED_WEEKS: i32 = 52;
/// Weeks between two reports at most.
const REPORT_EVERY: f64 = 13.0;

/// Runs one week.
///
/// `people` is the number of people who fled living in the district.
pub fn step(
    week: Week,
    dice: Dice,
    parameters: &Parameters,
    forcings: &Forcings,
    people: usize,
    cases: &Cases,
    network: &mut LocalNetwork,
    intermediary: &mut Intermediary,
    city: &mut CityInDistrict,
    ledger: &mut Ledger,
) {
    city.phase = phase(week, parameters);
    city.information *= exp(-parameters.information_fading.get());
    spend_hours(week, parameters, cases, intermediary, city, ledger);
    let is_planning = week.0.rem_euclid((parameters.cycle.get() as i32).max(1)) == 0;
    if is_planning {
        let before = city.programme_slots;
        plan(parameters, people, city);
        make_entries_wrong(week, dice, parameters, &before, network, intermediary, city);
    }
    let supply = &forcings.places.language_courses;
    let supply = if supply.steps().is_empty() { 1.0 } else { supply.at(week) };
    if is_planning || supply != city.course_supply {
        city.course_supply = supply;
        apply(parameters, supply, network, city);
    }
}

fn phase(week: Week, parameters: &Parameters) -> Phase {
    let now = f64::from(week.0);
    if now >= parameters.steering_from.get() {
        Phase::Steering
    } else if now >= parameters.interim_from.get() {
        Phase::Interim
    } else {
        Phase::Arrival
    }
}

/// Spends hours of city work: the report first, as far as one is due, then bodies.
fn spend_hours(
    week: Week,
    parameters: &Parameters,
    cases: &Cases,
    intermediary: &mut Intermediary,
    city: &mut CityInDistrict,
    ledger: &mut Ledger,
) {
    let Some(establishment) =
        intermediary.establishment.as_ref().filter(|established| week >= established.opens)
    else {
        return;
    };
    if establishment.reports_needs {
        let given = (parameters.report_hours.get() / REPORT_EVERY).min(intermediary.city_hours);
        city.report_hours += given;
        intermediary.city_hours -= given;
        if city.report_hours >= parameters.report_hours.get() - 1e-9 {
            city.report_hours = 0.0;
            report(week, cases, city, ledger);
        }
    }
    city.body_hours += std::mem::take(&mut intermediary.city_hours);
    let each = parameters.body_hours.get().max(1e-9);
    while city.body_hours >= each {
        city.body_hours -= each;
        city.bodies_attended += 1;
        city.information += parameters.information_gain.get() * (1.0 - city.information);
    }
}

fn report(week: Week, cases: &Cases, city: &mut CityInDistrict, ledger: &mut Ledger) {
    for case in cases.case.iter().rev().take_while(|case| week.since(case.onset) <= REPORTED_WEEKS) {
        let is_wanting = match case.stage {
            CaseStage::Ended(end) => end == CaseEnd::Lapsed,
            CaseStage::Open
            | CaseStage::AtDesk(_)
            | CaseStage::SettingOut
            | CaseStage::Underway(_)
            | CaseStage::Attending(_) => true,
        };
        if case.contacts > 0 && is_wanting {
            city.reported[case.need] += 1.0;
            ledger.needs_reported += 1;
        }
    }
    city.has_report = true;
}

/// Plans the programmes of the next cycle for the district alone.
fn plan(parameters: &Parameters, people: usize, city: &mut CityInDistrict) {
    let slots = parameters.slots_per_1000.of(city.phase).get() * people as f64 / 1_000.0;
    let size = parameters.programme_size.get().max(1e-9);
    let programmes = (slots / size + 0.5).floor() as u64;
    let reported: f64 = city.reported.values().iter().sum();
    let follows =
        if city.has_report && reported > 0.0 { parameters.follows_reports.of(city.phase).get() } else { 0.0 };
    let weights: Vec<f64> = Need::ALL
        .iter()
        .map(|&need| {
            let by_report = if reported > 0.0 { city.reported[need] / reported } else { 0.0 };
            (1.0 - follows) * parameters.standard[need].get() + follows * by_report
        })
        .collect();
    let spread = (parameters.coordinated.of(city.phase).get() * programmes as f64 + 0.5).floor() as u64;
    let mut counts = apportion(programmes - spread, &weights);
    for _ in 0..spread {
        // The field with the fewest programmes per weight comes first; within it, the need with the fewest.
        let next = (0..weights.len()).filter(|&position| weights[position] > 0.0).min_by(|&one, &other| {
            let lack = |position: usize| {
                let field = Need::ALL[position].field();
                let in_field: u64 = (0..weights.len())
                    .filter(|&other| Need::ALL[other].field() == field)
                    .map(|other| counts[other])
                    .sum();
                (in_field, (counts[position] as f64 + 0.5) / weights[position])
            };
            let ((a, b), (c, d)) = (lack(one), lack(other));
            a.cmp(&c).then(b.total_cmp(&d))
        });
        let Some(next) = next else { break };
        counts[next] += 1;
    }
    for (&need, &count) in Need::ALL.iter().zip(&counts) {
        city.programme_slots[need] = count as f64 * size;
    }
    city.programmes += counts.iter().sum::<u64>() as u32;
    let covered = Field::ALL
        .iter()
        .filter(|&&field| {
            Need::ALL.iter().zip(&counts).any(|(need, &count)| need.field() == field && count > 0)
        })
        .count();
    city.coverage = covered as f64 / Field::ALL.len() as f64;
    city.reported = PerNeed::default();
    city.has_report = false;
}

/// Makes what desks know of institutions with a changed programme wrong, as far as the information did not arrive.
fn make_entries_wrong(
    week: Week,
    dice: Dice,
    parameters: &Parameters,
    before: &PerNeed<f64>,
    network: &LocalNetwork,
    intermediary: &mut Intermediary,
    city: &CityInDistrict,
) {
    let chance = parameters.change_unknown.get() * (1.0 - city.information);
    for desk in &mut intermediary.desk {
        for (id, institution) in network.institution.rows().take(network.founded()) {
            let is_changed = Need::ALL.iter().any(|&need| {
                before[need] != city.programme_slots[need] && institution.helps_with(need, week)
            });
            if is_changed
                && id.position() < desk.directory.entry.len()
                && dice.pair(Purpose::Programme, week, institution.entity, desk.entity).chance(chance)
            {
                desk.directory.entry[id].correct = false;
            }
        }
    }
}

/// Sets the capacity of founded institutions: what they have without programmes, and their share of programmes.
fn apply(parameters: &Parameters, supply: f64, network: &mut LocalNetwork, city: &CityInDistrict) {
    for &need in Need::ALL {
        let serving: Vec<InstitutionId> = (0..network.founded())
            .map(InstitutionId::at)
            .filter(|&id| {
                // An institution that serves several needs takes programmes for the first, its own.
                network.institution[id].serves != 0
                    && network.institution[id].serves.trailing_zeros() == need as u32
            })
            .collect();
        let whole: f64 = serving.iter().map(|id| network.base[id.position()]).sum();
        let mut sum = 0.0;
        for id in serving {
            let base = network.base[id.position()];
            let part = if whole > 0.0 { city.programme_slots[need] * base / whole } else { 0.0 };
            let lent = network.lent[id.position()];
            let row = &mut network.institution[id];
            match &mut row.capacity {
                Capacity::Slots { per_week, .. } => *per_week = (base + part - lent).max(0.0),
                Capacity::Places { places, taken } => {
                    let factor = if row.kind == InstitutionKind::LanguageSchool { supply } else { 1.0 };
                    let exact = base * factor + part * parameters.place_weeks.get();
                    // Rounding the running sum keeps the sum of the places; nobody is put out of a place.
                    let rounded = (sum + exact + 0.5).floor() - (sum + 0.5).floor();
                    sum += exact;
                    *places = (rounded as u32).saturating_sub(lent as u32).max(*taken);
                }
            }
        }
    }
}

#[cfg(test)]
#[path = "city_network_tests.rs"]
mod tests;
