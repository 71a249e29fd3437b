//! Full access: every need is taken up in the week in which it arises, as no intermediary could.
//! German: *voller Zugang*, a yardstick and no competitor.
//!
//! Rights, vacancies, dwellings, places and slots stay as scarce as they are.

use super::Scene;
use super::follow_up::can_be_worked_on;
use super::{Parameters, leave_traces};
use crate::index::{CaseId, Id};
use crate::population::{CaseStage, Issuer, SettingOut};
use crate::today::Today;
use crate::vocabulary::CaseEnd;

/// Weeks within which a need is taken up: those that are younger when full access begins are taken up then.
const TAKEN_UP_WITHIN: i32 = 4;

/// Gives every need that has just arisen the hours that it asks for, in order of onset; whoever needs a course, a doctor or company is taken
/// to an institution that serves the need.
pub fn give_full_access(today: &Today, parameters: &Parameters, scene: Scene) {
    let week = today.week;
    let Scene { full_access_since: Some(since), mut people, casework, .. } = scene else { return };
    let super::Casework { cases, setting_out, ledger } = casework;
    let oldest = if since == week { week.plus(1 - TAKEN_UP_WITHIN) } else { week };
    // Cases stand in order of onset.
    let arisen = cases.case.iter().rev().take_while(|case| case.onset >= oldest).count();
    for position in cases.case.len() - arisen..cases.case.len() {
        let id = CaseId::at(position);
        let case = &cases.case[id];
        if case.ended.is_some() || !matches!(case.stage, CaseStage::Open | CaseStage::AtDesk(_)) {
            continue;
        }
        let (person, need) = (case.person, case.need);
        if cases.is_blocked(person, need) {
            continue;
        }
        let case = &mut cases.case[id];
        if can_be_worked_on(need) {
            let hours = f64::from(std::mem::take(&mut case.hours_left));
            cases.help(id, hours, 1.0);
            leave_traces(parameters, week, person, hours, false, &mut people);
            cases.close(id, CaseEnd::Directly, week, people.visits, ledger);
        } else {
            case.stage = CaseStage::SettingOut;
            setting_out.push(SettingOut { case: id, issuer: Issuer::FullAccess, with_volunteer: true });
        }
    }
}
