//! Counselling: people take a need to a desk, wait, and are seen.
//! German: *Beratung*, *Einzelfallhilfe* (INTESO, "Methodisches Handeln").
//!
//! # Rule
//! 1. Within the week's opening hours people come at keyed instants and are seen first come, first served, by the next free colleague.
//!    The door is open as long as somebody is there; when the week's hours for people are used up, the others wait for the next.
//! 2. A contact gives minutes of help of a gamma distribution: more the first time, fewer after it. It takes as many minutes, or fewer
//!    where files of authorities are quick; the help is the same.
//! 3. People in the queue give up after a drawn time, which discourages; those still there at the end of the week keep their place.
//! 4. A need that yields to advice ends when its hours have been given, in as many contacts as that takes; any other leads to a referral.
//! 5. A contact takes away discouragement, raises trust, and leaves local knowledge.
//! 6. Hours that the queue leaves go into follow-up, at every desk alike; sites of one intermediary are one team. Whoever was seen with a
//!    need that advice does not meet is taken on, in the order of being seen, if the hours that were left in recent weeks suffice for one more. Each week a worker then works on the
//!    needs of authorities, housing, education and work that are open, whether others help with them too, in the order of onset; where more
//!    hours are free everybody gets more. In the first months of work there are talks. No need gets more hours than its dose: what is left
//!    then is idle.
//! 7. Of those who are seen with another matter some are told of groups, which takes some minutes of the contact; `needs` says who goes.
//! 8. A resident's need is met where advice suffices; else the resident is sent to the services that are there anyway. Whoever
//!    gives up waiting has missed the chance.
//! 9. After a talk with an institution what the desk knows of it is right and fresh (`local_network` enters it).
//! 10. In a trial hours from outside are worked on open needs as follow-up is, and help can be blocked for a kind of need: then nobody is
//!     called with it, and follow-up passes over it.
//!
//! # Evidence
//! Keys in `scenarios/evidence/counselling.toml`.
//!
//! # Limits
//! Nobody makes appointments at the desk; nobody is sent home because a colleague is not competent.

use crate::dice::{Entity, Purpose};
use crate::index::{CaseId, Column, DeskId, InstitutionId, PersonId};
use crate::intermediary::{Client, Desk, DeskOwner, Intermediary, Queued, ResidentNeed};
use crate::ledger::{CostItem, Ledger};
use crate::network::Institution;
use crate::population::{
    Awareness, CaseStage, Cases, Invitation, Issuer, Language, Mind, OwnDesk, Person, Refugees, Residents,
    SettingOut, Trials, Visits,
};
use crate::quantity::Minutes;
use crate::time::Week;
use crate::today::Today;
use crate::vocabulary::{CaseEnd, Need};
use crate::world::DistrictWorld;

pub use self::parameters::Parameters;
use follow_up::{Lives, follow_up, take_on};
use from_outside::advise_from_outside;
pub use full_access::give_full_access;

mod follow_up;
mod from_outside;
mod full_access;
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
    /// Minutes of help.
    pub help: f64,
}

/// What counselling reads, and what it writes.
#[derive(Debug)]
pub struct Scene<'a> {
    /// Minutes for files of authorities at the intermediary's desks, relative to others.
    paperwork: f64,
    /// Whether the intermediary has no money this week.
    is_unpaid: bool,
    /// Since when every need is taken up at once, where the yardstick holds.
    full_access_since: Option<Week>,
    /// The entity from which those of residents are made.
    residents: Entity,
    institution: &'a Column<InstitutionId, Institution>,
    person: &'a Column<PersonId, Person>,
    lives: Lives<'a>,
    desk: &'a mut Column<DeskId, Desk>,
    users: &'a mut Vec<(PersonId, Need)>,
    talks: &'a mut Vec<(DeskId, InstitutionId)>,
    trials: &'a mut Trials,
    people: People<'a>,
    casework: Casework<'a>,
}

/// What contacts at a desk change about people who fled.
#[derive(Debug)]
struct People<'a> {
    language: &'a mut Column<PersonId, Language>,
    mind: &'a mut Column<PersonId, Mind>,
    awareness: &'a mut Column<PersonId, Awareness>,
    visits: &'a mut Column<PersonId, Visits>,
    new_users: &'a mut Vec<PersonId>,
}

/// Cases, who sets out with one, and what is counted.
#[derive(Debug)]
struct Casework<'a> {
    cases: &'a mut Cases,
    setting_out: &'a mut Vec<SettingOut>,
    ledger: &'a mut Ledger,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { residents, refugees, cases, episodes, network, intermediary, ledger, .. } =
            district;
        let Refugees {
            person, presence, working, language, mind, awareness, visits, new_users, trials, ..
        } = refugees;
        let Intermediary { establishment, grant, desk, users, talks, full_access_since, .. } = intermediary;
        Self {
            paperwork: establishment.as_ref().map_or(1.0, |facts| facts.paperwork_factor),
            is_unpaid: grant.interrupted,
            full_access_since: *full_access_since,
            residents: residents.root,
            institution: &network.institution,
            person,
            lives: Lives { presence, working },
            desk,
            users,
            talks,
            trials,
            people: People { language, mind, awareness, visits, new_users },
            casework: Casework { cases, setting_out: &mut episodes.setting_out, ledger },
        }
    }
}

/// Runs all desks for a week and lets what was done take effect.
pub fn step(today: &Today, parameters: &Parameters, scene: Scene) {
    let Scene { paperwork, is_unpaid, residents, institution, person, lives, desk, users, .. } = scene;
    let Scene { talks, trials, mut people, mut casework, .. } = scene;
    let mut seen: Vec<(DeskId, Seen)> = Vec::new();
    for id in desk.ids() {
        let Casework { cases, ledger, .. } = &mut casework;
        let visitors = Visitors { residents, institution, person, cases };
        let desk = &mut desk[id];
        desk.coming.retain(|visit| visitors.still_come(visit.client));
        desk.queue.retain(|queued| visitors.still_come(queued.client));
        if desk.coming.is_empty() && desk.queue.is_empty() && desk.staff_hours <= 0.0 {
            continue;
        }
        let asked = queue_up(today, parameters, paperwork, &visitors, desk);
        note_coming(desk, cases);
        follow_load(parameters, asked, desk);
        let (open, colleagues) = (desk.open_hours, desk.colleagues());
        seen.extend(serve(desk, open, colleagues).into_iter().map(|seen| (id, seen)));
        let is_own = desk.owner == DeskOwner::Intermediary;
        if is_own {
            ledger.hours_asked += asked;
            ledger.opening_hours += open;
            ledger.desk_hours += desk.staff_hours;
            ledger.desk_busy_hours += desk.busy_hours;
        }
        if desk.closes <= today.week.plus(1) || is_own && is_unpaid {
            // A desk that closes for good or has no money sends everybody home.
            for queued in std::mem::take(&mut desk.queue) {
                let gone =
                    Seen { client: queued.client, instant: 1.0, waited: None, minutes: 0.0, help: 0.0 };
                seen.push((id, gone));
            }
        }
    }
    seen.sort_by(|a, b| a.1.instant.total_cmp(&b.1.instant).then(a.0.cmp(&b.0)));
    for (id, seen) in seen {
        let is_own = desk[id].owner == DeskOwner::Intermediary;
        let is_served = seen.waited.is_some();
        if is_own {
            count(parameters, &seen, desk[id].open_hours, casework.ledger);
        }
        match seen.client {
            Client::Case(case) => {
                casework.ledger.visits += u64::from(is_own);
                if is_served {
                    if is_own {
                        let row = &casework.cases.case[case];
                        users.push((row.person, row.need));
                    }
                    let by = if is_own { Issuer::Intermediary(id) } else { Issuer::Service(id) };
                    let minutes = tell_of_groups(today, parameters, (case, by), person, casework.cases);
                    let hours = (seen.help - minutes).max(0.0) / 60.0;
                    let contact = Contact { case, desk: id, is_own, hours };
                    if talk(today, parameters, contact, &mut people, &mut casework) {
                        let person = casework.cases.case[case].person;
                        let who = (person, seen.instant);
                        take_on(today.week, parameters, who, id, desk, casework.cases);
                    }
                } else {
                    give_up(today, parameters, case, people.mind, casework.cases);
                }
            }
            Client::Resident(_) | Client::Elsewhere(_) => casework.ledger.resident_visits += 1,
            Client::ResidentNeed(need) => {
                casework.ledger.resident_visits += 1;
                advise(&need, is_served, casework.ledger);
            }
            Client::Institution(institution) => {
                casework.ledger.institution_visits += 1;
                if is_served {
                    talks.push((id, institution));
                }
            }
        }
    }
    follow_up(today, parameters, &lives, desk, &mut people, &mut casework);
    advise_from_outside(today.week, parameters, &lives, trials, &mut people, &mut casework);
    count_services(today.week, desk, casework.ledger);
}

/// Counts the hours of services that need no intermediary, bought hours included, and how many of them found a use.
fn count_services(week: Week, desk: &Column<DeskId, Desk>, ledger: &mut Ledger) {
    for desk in desk.iter().filter(|desk| desk.is_open(week)) {
        let (offered, used) = match desk.owner {
            DeskOwner::Intermediary => continue,
            DeskOwner::AdviceService(_) => (&mut ledger.advice_hours, &mut ledger.advice_busy_hours),
            DeskOwner::SocialWork(_) => (&mut ledger.social_work_hours, &mut ledger.social_work_busy_hours),
        };
        *offered += desk.staff_hours;
        *used += desk.busy_hours;
    }
}

/// Who may come to a desk, as far as the time for them depends on it.
#[derive(Debug)]
struct Visitors<'a> {
    residents: Entity,
    institution: &'a Column<InstitutionId, Institution>,
    person: &'a Column<PersonId, Person>,
    cases: &'a Cases,
}

/// The time that a visitor asks for.
#[derive(Debug)]
struct Request {
    /// The entity of the visit's draws.
    entity: Entity,
    /// Minutes of help in one contact on average.
    help: f64,
    /// Minutes that it takes for each minute of help.
    pace: f64,
    /// Hours of help asked for in all, counted at the first contact.
    hours: f64,
}

impl Visitors<'_> {
    /// Returns whether somebody still has a reason to come.
    fn still_come(&self, client: Client) -> bool {
        match client {
            Client::Case(case) => {
                let case = &self.cases.case[case];
                case.ended.is_none() && !self.cases.is_blocked(case.person, case.need)
            }
            _ => true,
        }
    }

    /// Returns the time that somebody asks for at a desk, where files of authorities take so many times as long.
    fn request(&self, parameters: &Parameters, paperwork: f64, owner: DeskOwner, client: Client) -> Request {
        let once = |entity, minutes: Minutes| {
            let help = minutes.get();
            Request { entity, help, pace: 1.0, hours: help / 60.0 }
        };
        let resident = |id| Residents::entity_of(self.residents, id);
        match client {
            Client::Resident(id) => once(resident(id), parameters.minutes_resident),
            Client::ResidentNeed(need) => {
                once(need.entity(resident(need.resident)), parameters.minutes_resident_need)
            }
            Client::Elsewhere(entity) => once(entity, parameters.minutes_resident_need),
            Client::Institution(id) => once(self.institution[id].entity, parameters.minutes_institution),
            Client::Case(case) => {
                let row = &self.cases.case[case];
                let is_own = owner == DeskOwner::Intermediary;
                let is_first = row.contacts == 0;
                let mean =
                    if is_first { parameters.minutes_first_contact } else { parameters.minutes_follow_up };
                let hours = match (is_first, row.advice_suffices) {
                    (false, _) => 0.0,
                    (true, true) => f64::from(row.hours_left),
                    (true, false) => mean.get() / 60.0,
                };
                let pace = if is_own && row.need == Need::Authorities { paperwork } else { 1.0 };
                let entity = row.entity(self.person[row.person].entity);
                Request { entity, help: mean.get(), pace, hours }
            }
        }
    }
}

/// Queues this week's visitors in the order in which they come; returns the hours asked for.
fn queue_up(
    today: &Today,
    parameters: &Parameters,
    paperwork: f64,
    visitors: &Visitors,
    desk: &mut Desk,
) -> f64 {
    let open = desk.open_hours;
    let mut asked = 0.0;
    desk.coming.sort_by(|a, b| a.instant.total_cmp(&b.instant));
    for visit in desk.coming.drain(..) {
        let request = visitors.request(parameters, paperwork, desk.owner, visit.client);
        asked += request.hours * request.pace;
        let mut time = today.stream(Purpose::ServiceTime, request.entity);
        let mut patience = today.stream(Purpose::Patience, request.entity);
        let came = desk.clock + visit.instant * open;
        let help = time.gamma(request.help, parameters.minutes_shape.get());
        desk.queue.push_back(Queued {
            client: visit.client,
            came,
            patience_ends: came + patience.exponential(parameters.giving_up_per_week.get()) * open,
            minutes: help * request.pace,
            help,
        });
    }
    asked
}

/// Notes the needs with which people have come to a desk, if it is the intermediary's.
fn note_coming(desk: &Desk, cases: &mut Cases) {
    if desk.owner != DeskOwner::Intermediary {
        return;
    }
    for queued in &desk.queue {
        if let Client::Case(case) = queued.client {
            cases.case[case].reach(OwnDesk::Came);
        }
    }
}

/// Lets a desk's load follow the hours asked for this week relative to those there are.
fn follow_load(parameters: &Parameters, asked: f64, desk: &mut Desk) {
    // Where nobody works nobody is overloaded, and who begins anew does not carry what was.
    let load = if desk.staff_hours > 0.0 { asked / desk.staff_hours } else { 0.0 };
    desk.load += parameters.load_memory.get() * (load - desk.load);
}

/// Counts what a visit to the intermediary's desk costs those who come.
fn count(parameters: &Parameters, seen: &Seen, open_hours: f64, ledger: &mut Ledger) {
    let Some(waited) = seen.waited else {
        ledger.reneged += 1;
        return;
    };
    ledger.count_wait(waited / open_hours.max(1e-9) * 7.0);
    // The queue is the desk's; nobody sits in it longer than some hours at a time.
    let sat = waited.min(parameters.wait_at_most.get());
    ledger.costs.add_hours(CostItem::UsersWaiting, sat);
    ledger.costs.add_hours(CostItem::UsersAtDesk, seen.minutes / 60.0);
}

/// Lets a resident's visit with a need take effect: advice, or an address of a service that is there anyway.
///
/// Whoever gives up waiting has missed the chance.
fn advise(need: &ResidentNeed, is_served: bool, ledger: &mut Ledger) {
    let is_referred = is_served && !need.advice_suffices;
    ledger.resident_needs_referred += u64::from(is_referred);
    ledger.end_resident_need(need.need, is_served && (need.advice_suffices || need.met_by_services));
}

/// Serves a desk's queue for the opening hours of a week, first come, first served.
///
/// Anyone not yet called when the week ends stays in the queue; a contact that has begun is finished.
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
            seen.push(Seen { client: head.client, instant, waited: None, minutes: 0.0, help: 0.0 });
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
            help: head.help,
        });
    }
    seen
}

/// A contact about a case at a desk.
#[derive(Debug, Clone, Copy)]
struct Contact {
    case: CaseId,
    desk: DeskId,
    /// Whether the desk is the intermediary's.
    is_own: bool,
    /// Hours of help.
    hours: f64,
}

/// Lets a contact at a desk take effect; returns whether an institution is needed beside it.
fn talk(
    today: &Today,
    parameters: &Parameters,
    contact: Contact,
    people: &mut People,
    casework: &mut Casework,
) -> bool {
    let week = today.week;
    let Contact { case: id, desk, is_own, hours } = contact;
    let Casework { cases, setting_out, ledger } = casework;
    let case = &mut cases.case[id];
    if case.ended.is_some() {
        return false;
    }
    let person = case.person;
    case.contacts = case.contacts.saturating_add(1);
    if is_own {
        case.reach(OwnDesk::Served);
    }
    cases.help(id, hours, 1.0);

    leave_traces(parameters, week, person, hours, is_own, people);
    if !cases.seen_at[person].contains(&desk) {
        cases.seen_at[person].push(desk);
    }
    if is_own {
        let visits = &mut people.visits[person];
        visits.count = visits.count.saturating_add(1);
        if visits.first_visit.is_none() {
            visits.first_visit = Some(week);
            ledger.first_visits += 1;
            people.new_users.push(person);
        }
    }

    let case = &mut cases.case[id];
    if case.advice_suffices {
        case.hours_left -= hours as f32;
        if case.hours_left <= 0.0 {
            case.hours_left = 0.0;
            if is_own {
                case.reach(OwnDesk::Met);
            }
            cases.close(id, CaseEnd::AtDesk, week, people.visits, ledger);
        } else {
            case.stage = CaseStage::AtDesk(desk);
            cases.think_in(week.plus(parameters.return_weeks.get().max(1.0) as i32), id);
        }
    } else {
        let issuer = if is_own { Issuer::Intermediary(desk) } else { Issuer::Service(desk) };
        case.stage = CaseStage::SettingOut;
        setting_out.push(SettingOut { case: id, issuer, with_volunteer: false });
    }
    !cases.case[id].advice_suffices
}

/// Leaves what hours with somebody at a desk leave beside help: less discouragement, more trust, knowledge of the place, and of the desk.
fn leave_traces(
    parameters: &Parameters,
    week: Week,
    person: PersonId,
    hours: f64,
    is_own: bool,
    people: &mut People,
) {
    let mind = &mut people.mind[person];
    mind.discouragement *= (1.0 - parameters.encouraged_by_contact.get()) as f32;
    mind.trust += parameters.trust_by_contact.get() as f32 * (1.0 - mind.trust);
    let language = &mut people.language[person];
    let gain = (parameters.local_knowledge_per_hour.get() * hours).min(1.0) as f32;
    language.local_knowledge += gain * (1.0 - language.local_knowledge);
    let awareness = &mut people.awareness[person];
    let known = if is_own { &mut awareness.intermediary } else { &mut awareness.advice_service };
    *known = known.map(|_| week);
}

/// Tells some of those who are seen with another matter of groups; returns the minutes that it takes of their time.
fn tell_of_groups(
    today: &Today,
    parameters: &Parameters,
    (case, by): (CaseId, Issuer),
    person: &Column<PersonId, Person>,
    cases: &mut Cases,
) -> f64 {
    let row = &cases.case[case];
    let mut stream = today.stream(Purpose::ToldOfGroup, row.entity(person[row.person].entity));
    let is_told =
        row.ended.is_none() && row.need != Need::Company && stream.chance(parameters.tells_of_groups.get());
    if !is_told {
        return 0.0;
    }
    cases.invited.push(Invitation { person: row.person, by });
    parameters.minutes_telling.get()
}

/// Lets giving up in the queue take effect.
fn give_up(
    today: &Today,
    parameters: &Parameters,
    id: CaseId,
    mind: &mut Column<PersonId, Mind>,
    cases: &mut Cases,
) {
    let case = &cases.case[id];
    if case.ended.is_some() {
        return;
    }
    let mind = &mut mind[case.person];
    mind.discouragement += parameters.discouraged_by_giving_up.get() as f32 * (1.0 - mind.discouragement);
    cases.return_open(id, today.week.plus(1), parameters.failure_loss.get());
}

#[cfg(test)]
mod tests;
