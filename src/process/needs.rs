//! Needs: life situations bring needs about, each a case with a dose of help.
//! German: *Bedarfe*.
//!
//! # Rule
//! 1. For each adult and kind of need the week of the next onset is a waiting time, with one rate in the first year after arrival and
//!    another later (exact: the rate is constant between).
//! 2. An onset counts only if the life situation has the need: German is sought below a level, housing in shared accommodation once
//!    the procedure is over, work by who is permitted, of age, and without work, company by who has few ties. Else nothing arises.
//! 3. A need that is open is not doubled.
//! 4. A need has a dose in hours and either yields to advice and forms or needs an institution. It lapses after a time.
//!
//! # Reads, writes
//! Reads `Refugees::{person, legal, housing, language, working, social, household}`. Writes `Cases::{case, onsets, decisions, open}`,
//! `Refugees::visits` (which needs were there), and the ledger's needs.
//!
//! # Evidence
//! Keys in `scenarios/evidence/needs.toml`.
//!
//! # Limits
//! Needs are independent of each other; a hidden frailty that makes some people need everything is left out, so that needs are spread
//! too evenly over people. Children's needs are those of their parents.

use serde::Deserialize;

use crate::dice::{Dice, Purpose};
use crate::index::{CaseId, PersonId};
use crate::ledger::Ledger;
use crate::population::{Case, CaseStage, Cases, Dwelling, Refugees};
use crate::quantity::{Effect, Hours, Level, Rate, Share, Weeks};
use crate::time::{WEEKS_PER_YEAR, Week};
use crate::vocabulary::{Concept, Need, PerNeed, Status, WorkState};

/// Parameters of needs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Needs of each kind in the first year after arrival. Unit: per adult and year.
    pub first_year: PerNeed<Rate>,
    /// Needs of each kind after the first year. Unit: per adult and year.
    pub later: PerNeed<Rate>,
    /// Hours of help that a need of each kind asks for, on average. Unit: hours.
    pub dose_hours: PerNeed<Hours>,
    /// Hours of advice that a need asks for where advice and forms suffice. Unit: hours.
    pub advice_hours: Hours,
    /// Spread of the hours. Unit: coefficient of variation.
    pub dose_variation: Rate,
    /// Needs of each kind that advice and forms alone can meet. Unit: share of needs.
    pub advice_suffices: PerNeed<Share>,
    /// How pressing a need of each kind is. Unit: log-odds.
    pub urgency: PerNeed<Effect>,
    /// Spread of urgency between needs. Unit: log-odds.
    pub urgency_variation: Rate,
    /// After this a need without success goes away or is given up. Unit: weeks.
    pub lapses_weeks: Weeks,
    /// Somebody who speaks better seeks no German course. Unit: level.
    pub language_sought_below: Level,
    /// Somebody with more ties to residents and friends together seeks no company. Unit: ties.
    pub company_sought_below: Rate,
}

/// Fixes the first onset of each kind of need of somebody who arrives as an adult or comes of age.
pub fn begin(
    id: PersonId,
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    refugees: &Refugees,
    cases: &mut Cases,
) {
    for &need in Need::ALL {
        fix_onset(id, need, week, dice, parameters, refugees, cases);
    }
}

fn fix_onset(
    id: PersonId,
    need: Need,
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    refugees: &Refugees,
    cases: &mut Cases,
) {
    let person = &refugees.person[id];
    let mut stream = dice.stream(Purpose::NeedOnset, week, person.entity.part(0, need as u64));
    let first_year_ends = person.arrived.plus(WEEKS_PER_YEAR as i32);
    let mut onset = week.plus(1).plus(if week < first_year_ends {
        stream.weeks_until(parameters.first_year[need].get() / WEEKS_PER_YEAR)
    } else {
        stream.weeks_until(parameters.later[need].get() / WEEKS_PER_YEAR)
    });
    if week < first_year_ends && onset > first_year_ends {
        // Waiting times have no memory: from the end of the first year the other rate holds.
        onset =
            first_year_ends.plus(1).plus(stream.weeks_until(parameters.later[need].get() / WEEKS_PER_YEAR));
    }
    cases.onsets.enter(onset, (id, need));
}

/// Lets the needs of the week arise and those whose time is over lapse.
pub fn step(
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    refugees: &mut Refugees,
    cases: &mut Cases,
    ledger: &mut Ledger,
) {
    for (id, need) in cases.onsets.take(week) {
        if !refugees.is_present(id) {
            continue;
        }
        fix_onset(id, need, week, dice, parameters, refugees, cases);
        if refugees.visits[id].open_need & (1 << need as u8) != 0
            || !life_has(need, id, week, parameters, refugees)
        {
            continue;
        }
        arise(id, need, week, dice, parameters, refugees, cases, ledger);
    }
}

/// Opens a case of language for somebody whom the authorities oblige to a course, unless one is open; returns the case if it is not
/// being dealt with.
pub fn oblige(
    id: PersonId,
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    refugees: &mut Refugees,
    cases: &mut Cases,
    ledger: &mut Ledger,
) -> Option<CaseId> {
    let open = cases.open[id].iter().copied().find(|&case| cases.case[case].need == Need::Language);
    let case =
        open.unwrap_or_else(|| arise(id, Need::Language, week, dice, parameters, refugees, cases, ledger));
    // What the authorities ask for is a course, whatever advice may say.
    cases.case[case].advice_suffices = false;
    let is_free = cases.case[case].stage == CaseStage::Open;
    if is_free {
        cases.case[case].stage = CaseStage::SettingOut;
    }
    is_free.then_some(case)
}

/// Lets a need arise.
fn arise(
    id: PersonId,
    need: Need,
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    refugees: &mut Refugees,
    cases: &mut Cases,
    ledger: &mut Ledger,
) -> CaseId {
    let person = &refugees.person[id];
    let mut stream = dice.stream(Purpose::NeedDose, week, person.entity.part(0, need as u64));
    let advice_suffices = stream.chance(parameters.advice_suffices[need].get());
    let dose = if advice_suffices { parameters.advice_hours } else { parameters.dose_hours[need] };
    let hours = stream.log_normal(dose.get(), parameters.dose_variation.get());
    let urgency = parameters.urgency[need].get() + stream.normal(0.0, parameters.urgency_variation.get());
    let case = cases.case.push(Case {
        person: id,
        need,
        onset: week,
        thinks: Week::NEVER,
        lapses: week.plus(parameters.lapses_weeks.get() as i32),
        advice_suffices,
        hours_left: hours as f32,
        hours_received: 0.0,
        urgency: urgency as f32,
        contacts: 0,
        failures: 0,
        stage: CaseStage::Open,
        ended: None,
    });
    cases.open[id].push(case);
    cases.think_in(week, case);
    ledger.needs_arisen[need] += 1;
    let visits = &mut refugees.visits[id];
    visits.had_need |= 1 << need as u8;
    visits.open_need |= 1 << need as u8;
    case
}

/// Returns whether somebody's life situation can have a kind of need.
fn life_has(need: Need, id: PersonId, week: Week, parameters: &Parameters, refugees: &Refugees) -> bool {
    match need {
        Need::Authorities | Need::Health => true,
        Need::Language => f64::from(refugees.language[id].level) < parameters.language_sought_below.get(),
        Need::Housing => {
            matches!(refugees.housing[id].dwelling, Dwelling::Shared(_))
                && refugees.legal[id].status != Status::InProcedure
        }
        Need::Education => {
            refugees.youngest_child(id, week).is_some()
                || refugees.person[id].age(week) < 30
                || refugees.language[id].level >= 2.0
        }
        Need::Job => matches!(
            refugees.working[id].state,
            WorkState::Seeking | WorkState::Inactive | WorkState::Marginal
        ),
        Need::Company => {
            let social = &refugees.social[id];
            ((social.ties.len() + social.peers.len()) as f64) < parameters.company_sought_below.get()
        }
    }
}
