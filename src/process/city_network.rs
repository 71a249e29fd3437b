//! City network: tiers give programmes, hear what is needed, and pass information back through those who attend their bodies.
//! German: *stadtweite und (über-)regionale Vernetzung*; *Eingangs-, Interims-, Steuerungsphase*.
//!
//! # Rule
//! 1. The municipality's work passes from the arrival phase to the interim phase and to the steering phase at given weeks, whoever is
//!    there. Each phase says how many programme slots a head each tier has, how far planning follows reports, how much of the
//!    municipality's own planning gives each field a programme first, which slots public offices have, and how many hours
//!    the municipality has for calling local meetings. From a given week on public offices are reorganised: for some weeks
//!    they have fewer slots.
//! 2. Once in a cycle programmes are planned for the district from the number of people who fled living there: a programme has a size,
//!    and so many whole programmes as the slots suffice for are divided among the kinds of need by the tier's own key, and
//!    as far as the phase says by reported needs where the tier heard of a report. The municipality's programmes come anyway.
//! 3. Programmes of tiers beyond the municipality are on call for some weeks before a planning. Institutions fetch a share by themselves.
//!    Of what is left, each programme of an attended tier is known with a chance equal to the information about
//!    that tier; what is known is applied for, most wanting needs first, as far as hours suffice. What was fetched runs in the next cycle.
//! 4. Where programmes are coordinated and the hours for it were there, those of the attended tiers are spread jointly: a need
//!    without a programme comes first, then the need with the fewest for its weight.
//! 5. Slots of a programme go to the institutions that serve the need, in proportion to what they take in without programmes.
//! 6. Hours of city work go into a report when one is due, into coordination, into applications for known calls, and what is left in
//!    equal parts into bodies of each attended tier and into meetings with intermediaries of other districts. Hours for
//!    which there is nothing to do stay unspent. A report counts the cases of the last year that were brought to a desk of the
//!    district and are open or lapsed; it goes to the municipality, and to another tier when its body is attended.
//! 7. Each body attended brings information about its tier, which goes stale. A meeting with other intermediaries brings some about all
//!    tiers, and puts entries about institutions for the whole city right. At a meeting of the local network members learn what is known.
//! 8. When programmes change or offices are reorganised, what desks know of the institutions concerned becomes wrong unless the
//!    information arrived: at the intermediary's own desks what it knows, at advice services what they learnt as members of the network.
//!
//! # Evidence
//! `scenarios/evidence/city_network.toml` (D21, D23–D25 and N9 for the phases, A39 for the reorganisation; all sizes are assumed).
//!
//! # Limits
//! A district is planned on its own: districts do not compete for programmes or calls, which overstates what a report or an
//! application gains for the city as a whole. Applications are never refused, which errs the same way. Money is not modelled
//! beside slots. Intermediaries of other districts are a share of what they know. First form: a tier's key is not revised by experience.

use serde::Deserialize;

use self::entries::Directories;
use crate::city::{ByPhase, CityInDistrict};
use crate::dice::Entity;
use crate::index::{CaseId, Column, DeskId, Id, InstitutionId, PersonId};
use crate::intermediary::{Desk, Establishment, Intermediary};
use crate::ledger::Ledger;
use crate::network::founding::need_of;
use crate::network::{Capacity, Institution, LocalNetwork};
use crate::numeric::exp;
use crate::population::{Case, Housing, Refugees, Residence};
use crate::quantity::{Hours, Rate, Share, Weeks};
use crate::time::Week;
use crate::today::Today;
use crate::vocabulary::{Concept, InstitutionKind, Need, PerNeed, PerTier, Phase};
use crate::world::DistrictWorld;

mod coverage;
mod entries;
mod planning;
mod work;

pub use coverage::{Coverage, coverage};

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
    pub slots_per_1000: PerTier<ByPhase<Rate>>,
    /// Share of programmes that follow reports where there is one.
    pub follows_reports: ByPhase<Share>,
    /// Share of that share which tiers beyond the municipality give to a report that they heard of.
    pub follows_beyond: Share,
    /// Share of the municipality's programmes that are spread so that each field has one first.
    pub coordinated: ByPhase<Share>,
    /// Slots a week of one programme.
    pub programme_size: Rate,
    /// Keys by which tiers divide programmes where there is no report.
    pub key: PerTier<PerNeed<Share>>,
    /// Weeks for which a place of a programme is held.
    pub place_weeks: Weeks,
    /// Hours of a report.
    pub report_hours: Hours,
    /// Weeks between two reports at least.
    pub report_every: Weeks,
    /// Weeks that a report looks back.
    pub reported_weeks: Weeks,
    /// Hours of a meeting of a body of each tier.
    pub body_hours: PerTier<Hours>,
    /// Share of the missing information that one body brings.
    pub information_gain: Share,
    /// Weekly rate at which information goes stale.
    pub information_fading: Rate,
    /// Share of the entries about an institution that become wrong when its programme changes, without information.
    pub change_unknown: Share,
    /// Weeks before a planning in which calls are open.
    pub call_weeks: Weeks,
    /// Share of the programmes on call that institutions fetch by themselves.
    pub fetched_anyway: Share,
    /// Hours of an application.
    pub application_hours: Hours,
    /// Hours of coordinating programmes for one planning.
    pub coordination_hours: Hours,
    /// Hours of a meeting with intermediaries of other districts.
    pub exchange_hours: Hours,
    /// Weeks between two such meetings at least.
    pub exchange_every: Weeks,
    /// Share of the missing information about each tier that such a meeting brings.
    pub sisters_know: PerTier<Share>,
    /// Share of the entries about institutions for the whole city that it puts right.
    pub sisters_right: Share,
    /// Hours a week that the municipality has for calling meetings of local networks.
    pub meeting_hours: ByPhase<Rate>,
    /// Slots of public offices relative to those founded.
    pub office_slots: ByPhase<Rate>,
    /// The reorganisation of the administration.
    pub reorganisation: Reorganisation,
}

/// The parameters of the reorganisation of the administration.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reorganisation {
    /// Its first week.
    pub from: Weeks,
    /// Weeks for which public offices lose slots.
    pub weeks: Weeks,
    /// Share of the slots lost.
    pub loss: Share,
    /// Share of the entries about public offices and job centres that become wrong, without information.
    pub entries: Share,
}

/// What the city network reads, and what it writes.
#[derive(Debug)]
pub struct Scene<'a> {
    present: &'a [PersonId],
    housing: &'a Column<PersonId, Housing>,
    case: &'a Column<CaseId, Case>,
    intermediary: Entity,
    establishment: Option<&'a Establishment>,
    city_hours: &'a mut f64,
    desk: &'a mut Column<DeskId, Desk>,
    institution: &'a mut Column<InstitutionId, Institution>,
    base: &'a [f64],
    lent: &'a [f64],
    members: &'a [InstitutionId],
    meetings: u32,
    city: &'a mut CityInDistrict,
    ledger: &'a mut Ledger,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { refugees, cases, intermediary, network, city, ledger, .. } = district;
        let Refugees { present, housing, .. } = refugees;
        let Intermediary { entity, establishment, city_hours, desk, .. } = intermediary;
        let LocalNetwork { institution, base, lent, members, meetings, .. } = network;
        Self {
            present,
            housing,
            case: &cases.case,
            intermediary: *entity,
            establishment: establishment.as_ref(),
            city_hours,
            desk,
            institution,
            base,
            lent,
            members,
            meetings: *meetings,
            city,
            ledger,
        }
    }
}

/// Runs one week; entries that are put right go stale at a yearly rate, a parameter of the local network.
pub fn step(today: &Today, parameters: &Parameters, stale_per_year: &Rate, scene: Scene) {
    let week = today.week;
    let Scene { present, housing, case, intermediary, establishment, city_hours, desk, .. } = scene;
    let Scene { institution, base, lent, members, meetings, city, ledger, .. } = scene;
    let establishment = establishment.filter(|facts| week >= facts.opens);
    let people = || people_here(present, housing);
    city.phase = phase(week, parameters);
    city.meeting_hours = parameters.meeting_hours.of(city.phase).get();
    let kept = exp(-parameters.information_fading.get());
    city.information = PerTier::from_fn(|tier| city.information[tier] * kept);
    city.passed_on = PerTier::from_fn(|tier| city.passed_on[tier] * kept);
    let cycle = (parameters.cycle.get() as i32).max(1);
    let into_cycle = week.0.rem_euclid(cycle);
    let open_for = (parameters.call_weeks.get() as i32).clamp(1, cycle - 1);
    let work = establishment.map(|facts| &facts.city);
    if into_cycle == cycle - open_for {
        planning::open_calls(today, parameters, people(), case, intermediary, work, city);
    }
    let own = establishment.map_or(&[][..], |facts| &facts.desks);
    let mut directories = Directories { institution, founded: base.len(), members, own, desk };
    if let Some(facts) = establishment
        && work::spend(today, parameters, facts, case, city_hours, city, ledger)
    {
        entries::learn_from_sisters(today, parameters, *stale_per_year, &mut directories);
    }
    entries::pass_on(meetings, city);
    let is_planning = into_cycle == 0;
    if is_planning {
        let before = city.running;
        planning::plan(parameters, people(), work, city, ledger);
        entries::change_programmes(today, parameters, &before, &mut directories, city);
    }
    if week.0 == parameters.reorganisation.from.get() as i32 {
        entries::reorganise(today, parameters, &mut directories, city);
    }
    let supply = &today.forcings.places.language_courses;
    let supply = if supply.steps().is_empty() { 1.0 } else { supply.at(week) };
    let offices = office_supply(week, parameters, city.phase);
    if is_planning || supply != city.course_supply || offices != city.office_supply {
        city.course_supply = supply;
        city.office_supply = offices;
        apply(parameters, base, lent, institution, city);
    }
}

/// Counts the people who fled and live in the district.
fn people_here(present: &[PersonId], housing: &Column<PersonId, Housing>) -> usize {
    present.iter().filter(|&&id| matches!(housing[id].residence, Residence::District(_))).count()
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

/// Returns the slots of public offices relative to those founded.
fn office_supply(week: Week, parameters: &Parameters, phase: Phase) -> f64 {
    let since = f64::from(week.0) - parameters.reorganisation.from.get();
    let is_reorganised = (0.0..parameters.reorganisation.weeks.get()).contains(&since);
    let lost = if is_reorganised { parameters.reorganisation.loss.get() } else { 0.0 };
    parameters.office_slots.of(phase).get() * (1.0 - lost)
}

/// Sets the capacity of founded institutions: what they have without programmes, and their share of programmes.
fn apply(
    parameters: &Parameters,
    base: &[f64],
    lent: &[f64],
    institution: &mut Column<InstitutionId, Institution>,
    city: &CityInDistrict,
) {
    for &need in Need::ALL {
        let serving: Vec<InstitutionId> = (0..base.len())
            .map(InstitutionId::at)
            .filter(|&id| institution[id].serves != 0 && need_of(institution[id].kind) == Some(need))
            .collect();
        let whole: f64 = serving.iter().map(|id| base[id.position()]).sum();
        let mut sum = 0.0;
        for id in serving {
            let own = base[id.position()];
            let part = if whole > 0.0 { city.programme_slots[need] * own / whole } else { 0.0 };
            let lent = lent[id.position()];
            let row = &mut institution[id];
            let supply = match row.kind {
                InstitutionKind::LanguageSchool => city.course_supply,
                InstitutionKind::PublicOffice => city.office_supply,
                _ => 1.0,
            };
            match &mut row.capacity {
                Capacity::Slots { per_week, .. } => *per_week = (own * supply + part - lent).max(0.0),
                Capacity::Places { places, taken } => {
                    let exact = own * supply + part * parameters.place_weeks.get();
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
mod tests;
