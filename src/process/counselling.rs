//! Counselling: people take a need to a desk, wait, and are seen.
//! German: *Beratung*, *Einzelfallhilfe* (INTESO, "Methodisches Handeln").
//!
//! # Rule
//! 1. Within the week's opening hours people come at keyed instants and are seen first come, first served, by the next free colleague.
//!    The door is open as long as somebody is there; when the week's hours for people are used up, the others wait for the next.
//! 2. A contact takes minutes of a gamma distribution: more for the first, fewer after it.
//! 3. Who waits gives up at a waiting time; that discourages. Who still waits when the week ends waits on.
//! 4. A need that yields to advice ends when its hours have been given, in as many contacts as that takes; any other leads to a referral.
//! 5. A contact takes away discouragement, raises trust, and leaves local knowledge.
//! 6. A resident's need is met where advice suffices; else the resident is sent to the services that are there anyway. Who gives up
//!    waiting has let the occasion go by.
//! 7. After a talk with an institution what the desk knows of it is right and fresh (`local_network` enters it).
//!
//! # Reads, writes
//! Reads `Desk::coming`, entities of `Residents` and `LocalNetwork`. Writes `Desk::{queue, free_at, clock, load, busy_hours}`, `Cases`, `Episodes::setting_out`, `Refugees::{mind, language, awareness, visits, new_users}`, and the ledger.
//!
//! # Evidence
//! Keys in `scenarios/evidence/counselling.toml`.
//!
//! # Limits
//! Nobody makes appointments at the desk; nobody is sent home because a colleague is not competent.

use crate::dice::{Dice, Purpose};
use crate::index::{CaseId, DeskId, InstitutionId};
use crate::intermediary::{Client, Desk, DeskOwner, Intermediary, Queued, ResidentNeed};
use crate::ledger::{CostItem, Ledger};
use crate::network::LocalNetwork;
use crate::population::{CaseStage, Cases, Episodes, Issuer, Refugees, Residents, SettingOut};
use crate::quantity::Minutes;
use crate::time::Week;
use crate::vocabulary::{CaseEnd, Need};

pub use self::parameters::Parameters;

mod parameters;

/// Somebody who was seen at a desk, or gave up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seen {
    /// Who.
    pub client: Client,
    /// When, as a share of the week's opening hours; orders what follows.
    pub instant: f64,
    /// Opening hours of waiting; `None` for who gave up.
    pub waited: Option<f64>,
    /// Minutes at the desk.
    pub minutes: f64,
}

/// Runs all desks for a week and lets what was done take effect; returns which desks talked with which institutions.
#[expect(
    clippy::too_many_lines,
    reason = "a desk's week reads as one: who comes, who is seen, what it leaves"
)]
pub fn step(
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    intermediary: &mut Intermediary,
    network: &LocalNetwork,
    residents: &Residents,
    refugees: &mut Refugees,
    cases: &mut Cases,
    episodes: &mut Episodes,
    ledger: &mut Ledger,
) -> Vec<(DeskId, InstitutionId)> {
    let paperwork = intermediary.establishment.as_ref().map_or(1.0, |facts| facts.paperwork_factor);
    let unpaid = intermediary.grant.interrupted;
    let mut seen: Vec<(DeskId, Seen)> = Vec::new();
    for id in intermediary.desk.ids() {
        let is_own = intermediary.desk[id].owner == DeskOwner::Intermediary;
        let desk = &mut intermediary.desk[id];
        let is_waited_for = |client: &Client| match client {
            Client::Case(case) => cases.case[*case].ended.is_none(),
            _ => true,
        };
        let mut coming = std::mem::take(&mut desk.coming);
        coming.retain(|visit| is_waited_for(&visit.client));
        desk.queue.retain(|queued| is_waited_for(&queued.client));
        if coming.is_empty() && desk.queue.is_empty() && desk.staff_hours <= 0.0 {
            continue;
        }
        coming.sort_by(|a, b| a.instant.total_cmp(&b.instant));
        let colleagues = desk.colleagues();
        let open = desk.open_hours;
        let mut asked = 0.0;
        for visit in coming.drain(..) {
            let short = |entity, minutes: Minutes| (entity, minutes, minutes.get() / 60.0);
            let (entity, mean, hours_asked) = match visit.client {
                Client::Resident(id) => short(residents.entity(id), parameters.minutes_resident),
                Client::ResidentNeed(need) => {
                    short(need.entity(residents.entity(need.resident)), parameters.minutes_resident_need)
                }
                Client::Elsewhere(entity) => short(entity, parameters.minutes_resident_need),
                Client::Institution(id) => {
                    short(network.institution[id].entity, parameters.minutes_institution)
                }
                Client::Case(case) => {
                    let row = &cases.case[case];
                    let first = row.contacts == 0;
                    let mean = match (is_own, first) {
                        (true, true) => parameters.minutes_first_contact,
                        (true, false) => parameters.minutes_follow_up,
                        (false, _) => parameters.minutes_social_work,
                    };
                    let hours = if !first {
                        0.0
                    } else if row.advice_suffices {
                        f64::from(row.hours_left)
                    } else {
                        mean.get() / 60.0
                    };
                    (row.entity(refugees.person[row.person].entity), mean, hours)
                }
            };
            let files = match visit.client {
                Client::Case(case) if is_own && cases.case[case].need == Need::Authorities => paperwork,
                _ => 1.0,
            };
            asked += hours_asked;
            let mut stream = dice.stream(Purpose::ServiceTime, week, entity);
            let minutes = stream.gamma(mean.get() * files, parameters.minutes_shape.get());
            let patience =
                dice.stream(Purpose::Patience, week, entity).exponential(parameters.giving_up_per_week.get())
                    * open;
            let came = desk.clock + visit.instant * open;
            desk.queue.push_back(Queued {
                client: visit.client,
                came,
                patience_ends: came + patience,
                minutes,
            });
        }
        // Empty, and with room for those of the next week.
        desk.coming = coming;
        if desk.staff_hours > 0.0 {
            let load = asked / desk.staff_hours;
            desk.load += parameters.load_memory.get() * (load - desk.load);
        } else {
            // Where nobody works nobody is overloaded, and who begins anew does not carry what was.
            desk.load -= parameters.load_memory.get() * desk.load;
        }
        if is_own {
            ledger.hours_asked += asked;
            ledger.opening_hours += open;
            ledger.desk_hours += desk.staff_hours;
        }
        seen.extend(serve(desk, open, colleagues).into_iter().map(|seen| (id, seen)));
        if is_own {
            ledger.desk_busy_hours += desk.busy_hours;
        }
        if desk.closes <= week.plus(1) || is_own && unpaid {
            // A desk that closes for good or has no money sends everybody home.
            for queued in std::mem::take(&mut desk.queue) {
                let gone = Seen { client: queued.client, instant: 1.0, waited: None, minutes: 0.0 };
                seen.push((id, gone));
            }
        }
    }
    seen.sort_by(|a, b| a.1.instant.total_cmp(&b.1.instant).then(a.0.cmp(&b.0)));
    let mut talks = Vec::new();
    for (desk, seen) in seen {
        let is_own = intermediary.desk[desk].owner == DeskOwner::Intermediary;
        let per_week = intermediary.desk[desk].open_hours.max(1e-9);
        if is_own {
            match seen.waited {
                Some(waited) => {
                    ledger.count_wait(waited / per_week * 7.0);
                    // The queue is the desk's; nobody sits in it longer than some hours at a time.
                    let sat = waited.min(parameters.wait_at_most.get());
                    ledger.costs.add_hours(CostItem::UsersWaiting, sat);
                    ledger.costs.add_hours(CostItem::UsersAtDesk, seen.minutes / 60.0);
                    if let Client::Case(case) = seen.client {
                        intermediary.users.push((cases.case[case].person, cases.case[case].need));
                    }
                }
                None => ledger.reneged += 1,
            }
        }
        match seen.client {
            Client::Case(case) => {
                ledger.visits += u64::from(is_own);
                if seen.waited.is_some() {
                    contact(
                        case,
                        desk,
                        is_own,
                        week,
                        seen.minutes,
                        parameters,
                        refugees,
                        cases,
                        episodes,
                        ledger,
                    );
                } else {
                    give_up(case, week, parameters, refugees, cases);
                }
            }
            Client::Resident(_) | Client::Elsewhere(_) => ledger.resident_visits += 1,
            Client::ResidentNeed(need) => {
                ledger.resident_visits += 1;
                advise(&need, seen.waited.is_some(), ledger);
            }
            Client::Institution(id) => {
                ledger.institution_visits += 1;
                if seen.waited.is_some() {
                    talks.push((desk, id));
                }
            }
        }
    }
    talks
}

/// Lets a resident's visit with a need take effect: advice, or an address of a service that is there anyway.
///
/// Who gives up waiting has let the occasion go by.
fn advise(need: &ResidentNeed, is_served: bool, ledger: &mut Ledger) {
    let is_referred = is_served && !need.advice_suffices;
    ledger.resident_needs_referred += u64::from(is_referred);
    ledger.end_resident_need(need.need, is_served && (need.advice_suffices || need.met_by_services));
}

/// Serves a desk's queue for the opening hours of a week, first come, first served.
///
/// Who could not be begun with before the week ends stays in the queue; a contact that has begun is finished.
///
/// # Panics
/// Never: a desk without colleagues serves nobody.
pub fn serve(desk: &mut Desk, open: f64, colleagues: usize) -> Vec<Seen> {
    let begin = desk.clock;
    let end = begin + open;
    desk.clock = end;
    // The last of the colleagues come and go first when their number changes.
    desk.free_at.resize(colleagues, begin);
    if colleagues == 0 {
        return Vec::new();
    }
    let mut seen = Vec::with_capacity(desk.queue.len());
    // Where staff fill all the hours in which the door is open, the clock is the only bound.
    let is_full = desk.staff_hours >= open * colleagues as f64;
    while let Some(&head) = desk.queue.front() {
        let (free, free_at) = desk
            .free_at
            .iter()
            .copied()
            .enumerate()
            .min_by(|a, b| a.1.total_cmp(&b.1))
            .expect("somebody sits at the desk because the number of colleagues is positive");
        let start = free_at.max(head.came).max(begin);
        if head.patience_ends < start.min(end) {
            desk.queue.pop_front();
            let instant = ((head.patience_ends - begin) / open).clamp(0.0, 1.0);
            seen.push(Seen { client: head.client, instant, waited: None, minutes: 0.0 });
            continue;
        }
        if start >= end || (!is_full && desk.busy_hours >= desk.staff_hours) {
            break;
        }
        desk.queue.pop_front();
        let hours = head.minutes / 60.0;
        desk.free_at[free] = start + hours;
        desk.busy_hours += hours;
        seen.push(Seen {
            client: head.client,
            instant: (start - begin) / open,
            waited: Some(start - head.came),
            minutes: head.minutes,
        });
    }
    seen
}

/// Lets a contact at a desk take effect.
fn contact(
    id: CaseId,
    desk: DeskId,
    is_own: bool,
    week: Week,
    minutes: f64,
    parameters: &Parameters,
    refugees: &mut Refugees,
    cases: &mut Cases,
    episodes: &mut Episodes,
    ledger: &mut Ledger,
) {
    let hours = minutes / 60.0;
    let case = &mut cases.case[id];
    if case.ended.is_some() {
        return;
    }
    let person = case.person;
    case.contacts = case.contacts.saturating_add(1);
    case.hours_received += hours as f32;

    let mind = &mut refugees.mind[person];
    mind.discouragement *= (1.0 - parameters.encouraged_by_contact.get()) as f32;
    mind.trust += parameters.trust_by_contact.get() as f32 * (1.0 - mind.trust);
    let language = &mut refugees.language[person];
    let gain = (parameters.local_knowledge_per_hour.get() * hours).min(1.0) as f32;
    language.local_knowledge += gain * (1.0 - language.local_knowledge);
    if is_own {
        let visits = &mut refugees.visits[person];
        visits.count = visits.count.saturating_add(1);
        if visits.first_visit.is_none() {
            visits.first_visit = Some(week);
            ledger.first_visits += 1;
            refugees.new_users.push(person);
        }
        if let Some(known) = &mut refugees.awareness[person].intermediary {
            *known = week;
        }
    } else if let Some(known) = &mut refugees.awareness[person].advice_service {
        *known = week;
    }

    if case.advice_suffices {
        case.hours_left -= hours as f32;
        if case.hours_left <= 0.0 {
            case.hours_left = 0.0;
            cases.close(id, CaseEnd::AtDesk, week, &mut refugees.visits, ledger);
        } else {
            case.stage = CaseStage::AtDesk(desk);
            cases.think_in(week.plus(parameters.return_weeks.get().max(1.0) as i32), id);
        }
    } else {
        let issuer = if is_own { Issuer::Intermediary(desk) } else { Issuer::Service(desk) };
        case.stage = CaseStage::SettingOut;
        episodes.setting_out.push(SettingOut { case: id, issuer, with_volunteer: false });
    }
}

/// Lets giving up in the queue take effect.
fn give_up(id: CaseId, week: Week, parameters: &Parameters, refugees: &mut Refugees, cases: &mut Cases) {
    if cases.case[id].ended.is_some() {
        return;
    }
    let mind = &mut refugees.mind[cases.case[id].person];
    mind.discouragement += parameters.discouraged_by_giving_up.get() as f32 * (1.0 - mind.discouragement);
    cases.return_open(id, week.plus(1), parameters.failure_loss.get());
}

#[cfg(test)]
mod tests;
