//! Hand-over between fields: who has helped somebody passes the person on to an institution that it knows well.
//! German: *Übergabe*.

use super::Parameters;
use crate::dice::Purpose;
use crate::index::{Column, Id, InstitutionId, PersonId};
use crate::network::{Helped, Institution, LocalNetwork, Ties};
use crate::population::{CaseStage, Cases, Issuer, Person, Presence, Refugees, SettingOut};
use crate::today::Today;
use crate::vocabulary::{Need, PerNeed};
use crate::world::DistrictWorld;

/// What hand-over reads, and what it writes.
#[derive(Debug)]
pub struct Scene<'a> {
    person: &'a Column<PersonId, Person>,
    presence: &'a Column<PersonId, Presence>,
    cases: &'a Cases,
    institution: &'a Column<InstitutionId, Institution>,
    founded: usize,
    services: &'a PerNeed<Vec<InstitutionId>>,
    ties: &'a Ties,
    helped: &'a mut Vec<Helped>,
    setting_out: &'a mut Vec<SettingOut>,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { refugees, cases, network, episodes, .. } = district;
        let founded = network.founded();
        let LocalNetwork { institution, services, ties, helped, .. } = network;
        let Refugees { person, presence, .. } = refugees;
        let setting_out = &mut episodes.setting_out;
        Self { person, presence, cases, institution, founded, services, ties, helped, setting_out }
    }
}

/// Lets institutions hand over whom they have helped since the last week; `referral` takes it up in the next.
///
/// Whoever has an open need in another field, about which nobody does anything, is handed over to the best-tied institution that serves it.
pub fn hand_over(today: &Today, parameters: &Parameters, scene: Scene) {
    let Scene { person, presence, cases, institution, founded, services, ties, helped, setting_out } = scene;
    for helped in std::mem::take(helped) {
        if helped.by.position() >= founded || presence[helped.person] != Presence::Present {
            continue;
        }
        for &id in &cases.open[helped.person] {
            let case = &cases.case[id];
            if case.stage != CaseStage::Open || case.need.field() == helped.need.field() {
                continue;
            }
            if cases.is_blocked(case.person, case.need) {
                continue;
            }
            let entity = case.entity(person[helped.person].entity);
            let by = institution[helped.by].entity;
            let mut stream = today.dice.pair(Purpose::HandOver, today.week, entity, by);
            if !stream.chance(parameters.hand_over.get()) {
                continue;
            }
            let serving = &services[case.need];
            if let Some(to) = best_tied(today, parameters, helped.by, case.need, serving, ties, institution) {
                let issuer = Issuer::Institution { from: helped.by, to };
                setting_out.push(SettingOut { case: id, issuer, with_volunteer: false });
            }
        }
    }
}

/// Returns the institution to which another hands somebody over: the best tied of those that serve a need, if any is tied well
/// enough.
fn best_tied(
    today: &Today,
    parameters: &Parameters,
    from: InstitutionId,
    need: Need,
    serving: &[InstitutionId],
    ties: &Ties,
    institution: &Column<InstitutionId, Institution>,
) -> Option<InstitutionId> {
    let (week, fading, threshold) = (today.week, parameters.tie_fading.get(), parameters.tie_threshold.get());
    serving
        .iter()
        .filter_map(|&to| {
            let tie = ties.between(from, to)?;
            // What was too weak when it was touched last is too weak now.
            (tie.strength >= threshold).then(|| (to, tie.strength_in(week, fading)))
        })
        .filter(|&(to, strength)| strength >= threshold && institution[to].helps_with(need, week))
        .max_by(|(_, one), (_, other)| one.total_cmp(other))
        .map(|(to, _)| to)
}
