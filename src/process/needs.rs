//! Needs: life situations bring needs about, each a case with a dose of help.
//! German: *Bedarfe*.
//!
//! # Rule
//! 1. For each adult and kind of need the week of the next onset is a waiting time, with one rate in the first year after arrival and
//!    another later (exact: the rate is constant between).
//! 2. An onset counts only if the life situation has the need: German is sought below a level, housing in shared accommodation once
//!    the procedure is over, work by people who seek it, are inactive or in marginal work, education by people with children, under 30 or at level 2, company
//!    by people with few ties. Else nothing arises.
//! 3. A need that is open is not doubled.
//! 4. Somebody with few ties who is told of a group, at a desk with another matter or by a friend who goes there, sets out with some
//!    chance, the same whoever tells; the friend comes along. The need for company that is open goes there, or a new one.
//! 5. A need has a dose in hours and either yields to advice and forms or needs an institution. It lapses after a time.
//!
//! # Evidence
//! Keys in `scenarios/evidence/needs.toml`.
//!
//! # Limits
//! Needs are independent of each other; a hidden frailty that makes some people need everything is left out, so that needs are spread
//! too evenly over people. Children's needs are those of their parents.

use serde::Deserialize;

use crate::dice::Purpose;
use crate::index::{CaseId, Column, HouseholdId, PersonId};
use crate::ledger::Ledger;
use crate::population::{
    Case, CaseStage, Cases, Course, Dwelling, Household, Housing, Invitation, Issuer, Language, Legal,
    OwnDesk, Person, Presence, Refugees, SettingOut, Social, Visits, Working, youngest_child,
};
use crate::quantity::{Effect, Hours, Level, Rate, Share, Weeks};
use crate::time::{WEEKS_PER_YEAR, Week};
use crate::today::Today;
use crate::vocabulary::{Concept, Need, PerNeed, Status, WorkState};
use crate::world::DistrictWorld;

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
    /// Hours of advice that a need of each kind asks for where advice and forms suffice. Unit: hours.
    pub advice_hours: PerNeed<Hours>,
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
    /// The same for somebody who has finished the integration course, while there are further courses. Unit: level.
    pub further_sought_below: Level,
    /// Somebody with more ties to residents and friends together seeks no company. Unit: ties.
    pub company_sought_below: Rate,
    /// Of people with few ties who are told of a group: who set out, whoever tells them. Unit: share.
    pub takes_invitation: Share,
}

/// What needs read, and what they write.
#[derive(Debug)]
pub struct Scene<'a> {
    person: &'a Column<PersonId, Person>,
    presence: &'a Column<PersonId, Presence>,
    household: &'a Column<HouseholdId, Household>,
    legal: &'a Column<PersonId, Legal>,
    housing: &'a Column<PersonId, Housing>,
    language: &'a Column<PersonId, Language>,
    course: &'a Column<PersonId, Course>,
    working: &'a Column<PersonId, Working>,
    social: &'a Column<PersonId, Social>,
    visits: &'a mut Column<PersonId, Visits>,
    cases: &'a mut Cases,
    setting_out: &'a mut Vec<SettingOut>,
    ledger: &'a mut Ledger,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { refugees, cases, episodes, ledger, .. } = district;
        let Refugees {
            person,
            presence,
            household,
            legal,
            housing,
            language,
            course,
            working,
            social,
            visits,
            ..
        } = refugees;
        let setting_out = &mut episodes.setting_out;
        Self {
            person,
            presence,
            household,
            legal,
            housing,
            language,
            course,
            working,
            social,
            visits,
            cases,
            setting_out,
            ledger,
        }
    }
}

/// Fixes the first onset of each kind of need of somebody who arrives as an adult or comes of age.
pub fn begin(today: &Today, parameters: &Parameters, id: PersonId, scene: Scene) {
    let Scene { person, cases, .. } = scene;
    for &need in Need::ALL {
        let onset = next_onset(today, parameters, need, &person[id]);
        cases.onsets.enter(onset, (id, need));
    }
}

/// Draws the week in which a kind of need next arises.
fn next_onset(today: &Today, parameters: &Parameters, need: Need, person: &Person) -> Week {
    let week = today.week;
    let mut stream = today.stream(Purpose::NeedOnset, person.entity.part(0, need as u64));
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
    onset
}

/// Lets the needs of the week arise.
pub fn step(today: &Today, parameters: &Parameters, scene: Scene) {
    let Scene { person, presence, household, legal, housing, language, course, working, .. } = scene;
    let Scene { social, visits, cases, ledger, .. } = scene;
    let has_further_courses = today.forcings.courses.further.at(today.week) > 0.5;
    for (id, need) in cases.onsets.take(today.week) {
        if presence[id] != Presence::Present {
            continue;
        }
        cases.onsets.enter(next_onset(today, parameters, need, &person[id]), (id, need));
        let life_has_it = || match need {
            Need::Authorities | Need::Health => true,
            Need::Language => {
                let has_finished = course[id].finished.is_some() && has_further_courses;
                let below = if has_finished {
                    parameters.further_sought_below
                } else {
                    parameters.language_sought_below
                };
                f64::from(language[id].level) < below.get()
            }
            Need::Housing => {
                matches!(housing[id].dwelling, Dwelling::Shared(_)) && legal[id].status != Status::InProcedure
            }
            Need::Education => {
                youngest_child(id, today.week, person, presence, household).is_some()
                    || person[id].age(today.week) < 30
                    || language[id].level >= 2.0
            }
            Need::Job => {
                matches!(working[id].state, WorkState::Seeking | WorkState::Inactive | WorkState::Marginal)
            }
            Need::Company => has_few_ties(parameters, &social[id]),
        };
        if visits[id].open_need & (1 << need as u8) == 0 && life_has_it() {
            let case = arisen(today, parameters, id, need, &person[id]);
            open(case, visits, cases, ledger);
        }
    }
}

/// Returns whether somebody has so few ties to residents and friends that company is sought.
fn has_few_ties(parameters: &Parameters, social: &Social) -> bool {
    ((social.ties.len() + social.peers.len()) as f64) < parameters.company_sought_below.get()
}

/// Lets those who were told of a group set out if they have few ties and want to: with the need for company that is open, else with a
/// new one, unless it is being dealt with.
pub fn take_invitations(today: &Today, parameters: &Parameters, scene: Scene) {
    let Scene { person, presence, social, visits, cases, setting_out, ledger, .. } = scene;
    for Invitation { person: id, by } in std::mem::take(&mut cases.invited) {
        let is_meant = presence[id] == Presence::Present
            && person[id].is_adult(today.week)
            && has_few_ties(parameters, &social[id]);
        let mut stream = today.stream(Purpose::TakesInvitation, person[id].entity);
        if !is_meant || !stream.chance(parameters.takes_invitation.get()) {
            continue;
        }
        let known = cases.open[id].iter().copied().find(|&case| cases.case[case].need == Need::Company);
        let case = known.unwrap_or_else(|| {
            open(arisen(today, parameters, id, Need::Company, &person[id]), visits, cases, ledger)
        });
        let row = &mut cases.case[case];
        if row.stage == CaseStage::Open {
            // What one is told of is a group, whatever advice may say.
            row.advice_suffices = false;
            row.stage = CaseStage::SettingOut;
            let with_volunteer = matches!(by, Issuer::Friend { .. });
            setting_out.push(SettingOut { case, issuer: by, with_volunteer });
        }
    }
}

/// Sends somebody whom the authorities oblige to a course: with the case of language that is open, else with a new one, unless it is
/// being dealt with.
pub fn oblige(today: &Today, parameters: &Parameters, id: PersonId, scene: Scene) {
    let Scene { person, visits, cases, setting_out, ledger, .. } = scene;
    if cases.is_blocked(id, Need::Language) {
        return;
    }
    let known = cases.open[id].iter().copied().find(|&case| cases.case[case].need == Need::Language);
    let case = known.unwrap_or_else(|| {
        open(arisen(today, parameters, id, Need::Language, &person[id]), visits, cases, ledger)
    });
    let row = &mut cases.case[case];
    // What the authorities ask for is a course, whatever advice may say.
    row.advice_suffices = false;
    if row.stage == CaseStage::Open {
        row.stage = CaseStage::SettingOut;
        setting_out.push(SettingOut { case, issuer: Issuer::Authority, with_volunteer: false });
    }
}

/// Returns a need as it arises, with the dose of help that it takes.
fn arisen(today: &Today, parameters: &Parameters, id: PersonId, need: Need, person: &Person) -> Case {
    let mut stream = today.stream(Purpose::NeedDose, person.entity.part(0, need as u64));
    let advice_suffices = stream.chance(parameters.advice_suffices[need].get());
    let dose = if advice_suffices { parameters.advice_hours[need] } else { parameters.dose_hours[need] };
    let hours = stream.log_normal(dose.get(), parameters.dose_variation.get());
    let urgency = parameters.urgency[need].get() + stream.normal(0.0, parameters.urgency_variation.get());
    Case {
        person: id,
        need,
        onset: today.week,
        thinks: Week::NEVER,
        lapses: today.week.plus(parameters.lapses_weeks.get() as i32),
        advice_suffices,
        hours_left: hours as f32,
        hours_asked: hours as f32,
        hours_received: 0.0,
        hours_worth: 0.0,
        urgency: urgency as f32,
        contacts: 0,
        own_desk: OwnDesk::Never,
        stage: CaseStage::Open,
        ended: None,
    }
}

/// Opens a case; its person thinks about it at once.
fn open(case: Case, visits: &mut Column<PersonId, Visits>, cases: &mut Cases, ledger: &mut Ledger) -> CaseId {
    let Case { person, need, onset, .. } = case;
    let id = cases.case.push(case);
    cases.open[person].push(id);
    cases.think_in(onset, id);
    // A matter of authorities comes with a letter that asks for an answer by a date (`letters`).
    if need == Need::Authorities {
        cases.letters.arrived.push(id);
    }
    ledger.needs_arisen[need] += 1;
    visits[person].had_need |= 1 << need as u8;
    visits[person].open_need |= 1 << need as u8;
    id
}

#[cfg(test)]
mod tests;
