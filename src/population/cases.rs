//! Cases (one need of one person) and referral episodes (one way to one institution).

use crate::dice::Entity;
use crate::index::{CaseId, Column, DeskId, EpisodeId, InstitutionId, PersonId};
use crate::time::{Agenda, Week};
use crate::vocabulary::{CaseEnd, EpisodeEnd, Mode, Need};

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseStage {
    /// Nobody has been asked, or the last attempt failed.
    Open,
    /// Waits at a desk or comes back to it.
    AtDesk(DeskId),
    /// On the way to an institution.
    Underway(EpisodeId),
    /// Being helped at an institution, week by week.
    Attending(InstitutionId),
    /// Ended.
    Ended(CaseEnd),
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
    /// When it goes away if nothing comes of it.
    pub lapses: Week,
    /// Whether advice and forms suffice, or an institution is needed.
    pub advice_suffices: bool,
    /// Hours of help that are still needed.
    pub hours_left: f32,
    /// Hours of help received.
    pub hours_received: f32,
    /// Urgency as log-odds, lowered by failures.
    pub urgency: f32,
    /// Contacts at desks so far.
    pub contacts: u8,
    /// Failed attempts so far.
    pub failures: u8,
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
}

impl Cases {
    /// Returns no cases, with agendas from a week on.
    pub const fn new(first: Week) -> Self {
        Self { case: Column::new(), onsets: Agenda::from(first), decisions: Agenda::from(first) }
    }
}

/// Who sends somebody to an institution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issuer {
    /// The intermediary's desk.
    Intermediary(DeskId),
    /// Another service's desk.
    Service(DeskId),
    /// Nobody: the person goes directly.
    Nobody,
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
    /// Whether the status entitles to the offer.
    pub entitled: bool,
    /// Minutes of travel, one way.
    pub travel_minutes: f32,
    /// When it was issued.
    pub issued: Week,
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
}

impl Episodes {
    /// Returns no episodes, with an agenda from a week on.
    pub const fn new(first: Week) -> Self {
        Self { episode: Column::new(), steps: Agenda::from(first) }
    }
}
