//! Cases (one need of one person) and referral episodes (one way to one institution).

use std::collections::{BTreeMap, BTreeSet};

use crate::dice::Entity;
use crate::index::{CaseId, Column, DeskId, EpisodeId, InstitutionId, PersonId};
use crate::ledger::Ledger;
use crate::population::{Letters, Visits};
use crate::time::{Agenda, Week};
use crate::vocabulary::{CaseEnd, EpisodeEnd, Mode, Need, Status};

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseStage {
    /// Nobody has been asked, or the last attempt failed.
    Open,
    /// Waits at a desk or comes back to it.
    AtDesk(DeskId),
    /// Sets out for an institution this week; `referral` begins the episode.
    SettingOut,
    /// On the way to an institution.
    Underway(EpisodeId),
    /// Being helped at an institution, week by week.
    Attending(InstitutionId),
    /// Ended.
    Ended(CaseEnd),
}

/// How far a need has come at the intermediary's own desks; each step holds those before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OwnDesk {
    /// It was never there.
    Never,
    /// Somebody came with it.
    Came,
    /// It was looked at, in the queue's turn or in follow-up.
    Served,
    /// It was met there.
    Met,
}

/// One need of one person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Case {
    /// Whose.
    pub person: PersonId,
    /// What for.
    pub need: Need,
    /// When it arose.
    pub onset: Week,
    /// When the person thinks about it next.
    pub thinks: Week,
    /// When it goes away if nothing comes of it.
    pub lapses: Week,
    /// Whether advice and forms suffice, or an institution is needed.
    pub advice_suffices: bool,
    /// Hours of help that are still needed.
    pub hours_left: f32,
    /// Hours of help that it asked for as it arose.
    pub hours_asked: f32,
    /// Hours of help received.
    pub hours_received: f32,
    /// The same, those of others counted as what they are worth of an hour of paid staff.
    pub hours_worth: f32,
    /// Urgency as log-odds, lowered by failures.
    pub urgency: f32,
    /// Contacts at desks so far.
    pub contacts: u8,
    /// How far it has come at the intermediary's own desks.
    pub own_desk: OwnDesk,
    /// Where it stands.
    pub stage: CaseStage,
    /// When it ended.
    pub ended: Option<Week>,
}

impl Case {
    /// Returns the entity of the case's draws: person, kind of need and onset.
    pub fn entity(&self, person: Entity) -> Entity {
        person.part(0x10 + self.need as u32, self.onset.0 as u32 as u64)
    }

    /// Notes that the need has come so far at one of the intermediary's own desks.
    pub fn reach(&mut self, step: OwnDesk) {
        self.own_desk = self.own_desk.max(step);
    }

    /// Returns which share of the hours of help that it asked for has been given, whoever gave them.
    pub fn share_given(&self) -> f64 {
        if self.hours_worth < self.hours_asked {
            f64::from(self.hours_worth) / f64::from(self.hours_asked)
        } else {
            1.0
        }
    }
}

/// The cases of a district.
#[derive(Debug, Clone)]
pub struct Cases {
    /// One row a case.
    pub case: Column<CaseId, Case>,
    /// Needs that arise in a week: person and kind.
    pub onsets: Agenda<(PersonId, Need)>,
    /// Cases whose person thinks in a week about seeking help.
    pub decisions: Agenda<CaseId>,
    /// Open cases of each person, in order of onset.
    pub open: Column<PersonId, Vec<CaseId>>,
    /// At which desks each person has been seen.
    pub seen_at: Column<PersonId, Vec<DeskId>>,
    /// Who has been told of a group since `needs` was told last.
    pub invited: Vec<Invitation>,
    /// Whose need for education was met since `schooling` was told last.
    pub education_met: Vec<PersonId>,
    /// Hours of help with a dwelling since `housing` was told last, whoever gave them.
    pub help_with_housing: Vec<(PersonId, f32)>,
    /// The same for work.
    pub help_with_work: Vec<(PersonId, f32)>,
    /// Hours of talks in the first months of work since `work` was told last.
    pub talks_in_work: Vec<(PersonId, f32)>,
    /// Weeks of supervised practice at work since `work` was told last.
    pub practised: Vec<(PersonId, f32)>,
    /// Whom a desk follows up; nobody is followed up by two.
    pub followed: BTreeSet<PersonId>,
    /// Letters of the authorities, and what those that were missed have put off.
    pub letters: Letters,
    /// For which kinds of need somebody gets no help for the time being, a bit each; empty but in trials that say so.
    pub blocked: BTreeMap<PersonId, u8>,
}

impl Cases {
    /// Returns no cases, with agendas from a week on.
    pub const fn new(first: Week) -> Self {
        Self {
            case: Column::new(),
            onsets: Agenda::from(first),
            decisions: Agenda::from(first),
            open: Column::new(),
            seen_at: Column::new(),
            invited: Vec::new(),
            education_met: Vec::new(),
            help_with_housing: Vec::new(),
            help_with_work: Vec::new(),
            talks_in_work: Vec::new(),
            practised: Vec::new(),
            followed: BTreeSet::new(),
            letters: Letters::new(first),
            blocked: BTreeMap::new(),
        }
    }

    /// Returns whether somebody gets no help for a kind of need for the time being: they seek none, nobody sends or obliges them, and no
    /// desk works on it.
    pub fn is_blocked(&self, id: PersonId, need: Need) -> bool {
        self.blocked.get(&id).is_some_and(|kinds| kinds & (1 << need as u8) != 0)
    }

    /// Lets somebody get no help for kinds of need from now on, a bit each; what is with nobody yet, or at a desk, is left until it lapses
    /// or help is there again.
    pub fn block(&mut self, id: PersonId, kinds: u8) {
        self.blocked.insert(id, kinds);
        for case in self.open[id].clone() {
            let row = &mut self.case[case];
            let is_at_desk = matches!(row.stage, CaseStage::AtDesk(_));
            if kinds & (1 << row.need as u8) != 0 && is_at_desk {
                row.stage = CaseStage::Open;
                let lapses = row.lapses;
                self.think_in(lapses, case);
            }
        }
    }

    /// Counts hours of help with a case, whoever gives them; `worth` of them as those of paid staff.
    pub fn help(&mut self, case: CaseId, hours: f64, worth: f64) {
        let row = &mut self.case[case];
        row.hours_received += hours as f32;
        let given = (row.person, (hours * worth) as f32);
        row.hours_worth += given.1;
        match row.need {
            Need::Housing => self.help_with_housing.push(given),
            Need::Job => self.help_with_work.push(given),
            // What help with authorities has answered is looked at on the letter's date; what help with the others leads to begins in
            // other ways, or when the need is met. Help with health changes nothing in life: no study says how much it would (H8).
            Need::Language | Need::Authorities | Need::Health | Need::Education | Need::Company => {}
        }
    }

    /// Counts hours of attendance; returns whether they are as many as the need asked for.
    pub fn attend(&mut self, case: CaseId, hours: f64) -> bool {
        self.help(case, hours, 1.0);
        let left = &mut self.case[case].hours_left;
        *left = (*left - hours as f32).max(0.0);
        *left <= 0.0
    }

    /// Ends a case in one way and for good.
    ///
    /// # Panics
    /// When the case has ended before: a case ends exactly once.
    pub fn close(
        &mut self,
        case: CaseId,
        end: CaseEnd,
        week: Week,
        visits: &mut Column<PersonId, Visits>,
        ledger: &mut Ledger,
    ) {
        let row = &mut self.case[case];
        assert!(row.ended.is_none(), "a case ends exactly once");
        row.stage = CaseStage::Ended(end);
        row.ended = Some(week);
        let (id, need) = (row.person, row.need);
        ledger.case_ends[end] += 1;
        if !matches!(end, CaseEnd::Lapsed | CaseEnd::Gone) {
            ledger.needs_met[need] += 1;
            if need == Need::Education {
                self.education_met.push(id);
            }
        }
        self.open[id].retain(|&other| other != case);
        visits[id].open_need &= !(1 << need as u8);
        if end == CaseEnd::Lapsed && self.case[case].hours_received == 0.0 {
            visits[id].unmet_need |= 1 << need as u8;
        }
    }

    /// Takes a case back to its person after a failed attempt: urgency falls, and a later week is fixed to think again.
    pub fn return_open(&mut self, case: CaseId, again: Week, urgency_loss: f64) {
        let row = &mut self.case[case];
        row.stage = CaseStage::Open;
        row.urgency -= urgency_loss as f32;
        self.think_in(again, case);
    }

    /// Fixes the week in which a case's person thinks about it next; an earlier fixing no longer holds.
    pub fn think_in(&mut self, week: Week, case: CaseId) {
        self.case[case].thinks = week;
        self.decisions.enter(week, case);
    }

    /// Takes the cases whose person thinks about them in a week, each once.
    pub fn thought_of(&mut self, week: Week) -> Vec<CaseId> {
        let mut due = self.decisions.take(week);
        due.retain(|&id| {
            let case = &mut self.case[id];
            // What was fixed before the last fixing, or fixed twice for this week, is over.
            let holds = case.thinks == week;
            if holds {
                case.thinks = Week::NEVER;
            }
            holds
        });
        due
    }
}

/// Who sends somebody to an institution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issuer {
    /// The intermediary's desk.
    Intermediary(DeskId),
    /// Another service's desk.
    Service(DeskId),
    /// A letter of the authorities that names providers.
    Authority,
    /// An institution that has helped the person hands over to one that it knows well.
    Institution {
        /// Who hands over.
        from: InstitutionId,
        /// Who takes the person on.
        to: InstitutionId,
    },
    /// A friend who goes to a group and takes the person along.
    Friend {
        /// The group's institution.
        to: InstitutionId,
    },
    /// Somebody who knows all entries and comes along, as only the yardstick of full access has it.
    FullAccess,
    /// Nobody: the person goes directly.
    Nobody,
}

impl Issuer {
    /// Returns whether a desk sends.
    pub const fn is_desk(self) -> bool {
        matches!(self, Self::Intermediary(_) | Self::Service(_))
    }

    /// Returns whether somebody sends who has talked with the person, which a letter has not.
    pub const fn has_talked(self) -> bool {
        self.is_desk() || matches!(self, Self::Institution { .. } | Self::FullAccess)
    }
}

/// Somebody who has been told of a group. German: *Einladung*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invitation {
    /// Who.
    pub person: PersonId,
    /// By whom: a desk, or a friend who goes there.
    pub by: Issuer,
}

/// Somebody who sets out for an institution; `referral` turns it into an episode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SettingOut {
    /// The case.
    pub case: CaseId,
    /// Who sends.
    pub issuer: Issuer,
    /// Whether a volunteer whom the person knows, or a friend, comes along.
    pub with_volunteer: bool,
}

/// The next thing to happen in an episode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EpisodeStage {
    /// On the way.
    OnTheWay,
    /// On the waiting list.
    Waiting,
    /// Over.
    Ended(EpisodeEnd),
}

/// One way to one institution: hop by hop.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Episode {
    /// The case.
    pub case: CaseId,
    /// Whose.
    pub person: PersonId,
    /// What for.
    pub need: Need,
    /// Where to.
    pub institution: InstitutionId,
    /// Who sends.
    pub issuer: Issuer,
    /// How the person gets there.
    pub mode: Mode,
    /// Whether the institution is the right one for the need; a stale entry names a wrong one.
    pub right: bool,
    /// The status when it was issued.
    pub status: Status,
    /// Whether the status entitles to the offer.
    pub entitled: bool,
    /// Minutes of travel, one way.
    pub travel_minutes: f32,
    /// Whether the way has been explained, so that it is as for somebody who knows the city.
    pub is_way_explained: bool,
    /// Whether it leads to a place in the intermediary's own offers though an external one was free within reach.
    pub drawn: bool,
    /// When it was issued.
    pub issued: Week,
    /// When the person was told of the date that comes next: at issue, or when sent on.
    pub told: Week,
    /// When the person got there.
    pub reached: Option<Week>,
    /// When a place was promised.
    pub admitted: Option<Week>,
    /// When the first appointment was kept or the place taken up.
    pub completed: Option<Week>,
    /// When it was over.
    pub ended: Option<Week>,
    /// Where it stands.
    pub stage: EpisodeStage,
}

/// The referral episodes of a district.
#[derive(Debug, Clone)]
pub struct Episodes {
    /// One row an episode.
    pub episode: Column<EpisodeId, Episode>,
    /// Episodes with a step due in a week.
    pub steps: Agenda<EpisodeId>,
    /// Who sets out in the current week, in the order in which they did.
    pub setting_out: Vec<SettingOut>,
}

impl Episodes {
    /// Returns no episodes, with an agenda from a week on.
    pub const fn new(first: Week) -> Self {
        Self { episode: Column::new(), steps: Agenda::from(first), setting_out: Vec::new() }
    }
}
