//! Hand-over between fields: who has helped somebody passes the person on to an institution that it knows well.
//! German: *Übergabe*.

use super::Parameters;
use crate::dice::{Dice, Purpose};
use crate::index::Id;
use crate::network::LocalNetwork;
use crate::population::{CaseStage, Cases, Episodes, Issuer, Refugees, SettingOut};
use crate::time::Week;

/// Lets institutions hand over whom they have helped since the last week; `referral` takes it up in the next.
///
/// Whoever has an open need in another field, about which nobody does anything, is handed over to the best-tied institution that serves it.
pub fn hand_over(
    week: Week,
    dice: Dice,
    parameters: &Parameters,
    refugees: &Refugees,
    cases: &Cases,
    network: &mut LocalNetwork,
    episodes: &mut Episodes,
) {
    let (fading, threshold) = (parameters.tie_fading.get(), parameters.tie_threshold.get());
    for helped in std::mem::take(&mut network.helped) {
        if helped.by.position() >= network.founded() || !refugees.is_present(helped.person) {
            continue;
        }
        for &id in &cases.open[helped.person] {
            let case = &cases.case[id];
            if case.stage != CaseStage::Open || case.need.field() == helped.need.field() {
                continue;
            }
            let entity = case.entity(refugees.person[helped.person].entity);
            let by = network.institution[helped.by].entity;
            if !dice.pair(Purpose::HandOver, week, entity, by).chance(parameters.hand_over.get()) {
                continue;
            }
            if let Some(to) = network.hand_over_to(helped.by, case.need, week, fading, threshold) {
                let issuer = Issuer::Institution { from: helped.by, to };
                episodes.setting_out.push(SettingOut { case: id, issuer, with_volunteer: false });
            }
        }
    }
}
