//! Institutions of a district, what they offer, and how they are tied to each other.

use std::collections::VecDeque;

use crate::dice::Entity;
use crate::district::Place;
use crate::index::{Column, DeskId, EpisodeId, Id, InstitutionId, PersonId};
use crate::time::Week;
use crate::vocabulary::{Concept, InstitutionKind, Need, PerNeed};

pub mod bodies;
pub mod founding;
pub mod gaps;
pub mod offers;
pub mod ties;

pub use bodies::{Award, Bodies, Seat};
pub use ties::{NetworkTie, Ties};

/// What an institution can take in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Capacity {
    /// So many appointments a week: first ones for all who come, then further ones as far as they go.
    Slots {
        /// Appointments a week.
        per_week: f64,
        /// What is left of earlier weeks and of this one.
        left: f64,
    },
    /// So many places, each held for weeks.
    Places {
        /// Places.
        places: u32,
        /// Places taken.
        taken: u32,
    },
}

/// How an institution stands to the intermediary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belonging {
    /// External.
    External,
    /// External, with weekly hours in the rooms of this desk.
    Hosted(DeskId),
    /// An offer of the intermediary itself at this desk.
    Own(DeskId),
}

/// An institution, or a weekly presence of one, or one of the intermediary's own offers.
#[derive(Debug, Clone, PartialEq)]
pub struct Institution {
    /// The entity of its draws.
    pub entity: Entity,
    /// The kind.
    pub kind: InstitutionKind,
    /// Where it is.
    pub place: Place,
    /// Where else it is met, in rooms of partners, with the same staff. German: *Außensprechstunden*.
    pub second_places: Vec<Place>,
    /// Whether it belongs to the intermediary or is hosted by it.
    pub belonging: Belonging,
    /// The needs it serves, one bit per kind.
    pub serves: u8,
    /// What it can take in for people who fled.
    pub capacity: Capacity,
    /// Who waits for a place, first come, first served.
    pub waiting: VecDeque<EpisodeId>,
    /// From when on it works.
    pub opens: Week,
    /// Until when it works.
    pub closes: Week,
    /// Whether it speaks the languages of people who fled.
    pub speaks_languages: bool,
    /// Whether children are looked after meanwhile.
    pub childcare: bool,
    /// Hours of help that one appointment or one week of attendance gives.
    pub hours_per_week: f64,
    /// Since when it knows the intermediary.
    pub knows_intermediary: Option<Week>,
}

impl Institution {
    /// Kind number of institutions in entities, to which the kind of institution is added.
    pub const KIND: u32 = 0x100;

    /// Returns whether the institution serves a kind of need in a week.
    #[inline]
    pub fn helps_with(&self, need: Need, week: Week) -> bool {
        self.helps_with_any(1 << need as u8, week)
    }

    /// Returns whether the institution serves any of some kinds of need in a week, one bit per kind.
    #[inline]
    pub fn helps_with_any(&self, needs: u8, week: Week) -> bool {
        self.serves & needs != 0 && self.opens <= week && week < self.closes
    }

    /// Returns whether its German courses are integration courses, to which the status has to entitle.
    #[inline]
    pub const fn holds_integration_courses(&self) -> bool {
        matches!(self.kind, InstitutionKind::LanguageSchool) && !matches!(self.belonging, Belonging::Own(_))
    }

    /// Returns the places at which it is met: its own first.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        std::iter::once(self.place).chain(self.second_places.iter().copied())
    }

    /// Returns the place of its own that is nearest to a point.
    #[inline]
    pub fn nearest_place(&self, to: Place) -> Place {
        self.second_places.iter().fold(self.place, |nearest, &second| {
            if second.km_to(to) < nearest.km_to(to) { second } else { nearest }
        })
    }

    /// Returns the kilometres from a point to the nearest of its places.
    #[inline]
    pub fn km_from(&self, point: Place) -> f64 {
        self.nearest_place(point).km_to(point)
    }

    /// Returns whether it is met at a place.
    #[inline]
    pub fn is_at(&self, place: Place) -> bool {
        self.place == place || self.second_places.contains(&place)
    }
}

/// A group of institutions that works on one topic in between meetings. German: *Arbeitsgruppe*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingGroup {
    /// The topic.
    pub need: Need,
    /// Who works in it, in order of id.
    pub members: Vec<InstitutionId>,
    /// When it meets next.
    pub next: Week,
    /// When it ends though its task is not done.
    pub ends: Week,
}

/// Somebody whom an institution has helped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Helped {
    /// Which institution.
    pub by: InstitutionId,
    /// Whom.
    pub person: PersonId,
    /// What for.
    pub need: Need,
}

/// The institutions of a district and their ties. German: *Vernetzung vor Ort*.
#[derive(Debug, Clone, Default)]
pub struct LocalNetwork {
    /// One row for each institution; own and hosted offers of the intermediary have rows too.
    pub institution: Column<InstitutionId, Institution>,
    /// Institutions that serve each kind of need, in order of id; brought up to date by [`LocalNetwork::index_services`].
    pub services: PerNeed<Vec<InstitutionId>>,
    /// Who is tied to whom.
    pub ties: Ties,
    /// Members of the network.
    pub members: Vec<InstitutionId>,
    /// The week of the next meeting, if one is planned.
    pub next_meeting: Option<Week>,
    /// Meetings held so far.
    pub meetings: u32,
    /// Share of offers that duplicate another, as found last.
    pub duplication: f64,
    /// Share of kinds of need without a reachable offer, as found last.
    pub gaps: f64,
    /// Joint projects so far.
    pub projects: u32,
    /// Local bodies, their seats and decisions.
    pub bodies: Bodies,
    /// Capacity of the founded institutions without programmes: slots a week or places, one row per institution.
    pub base: Vec<f64>,
    /// Capacity that each founded institution gives in the intermediary's rooms instead of its own.
    pub lent: Vec<f64>,
    /// When the contact person of each founded institution leaves next.
    pub turnover: Vec<Week>,
    /// Hours set aside for the next meeting.
    pub set_aside: f64,
    /// Hours spent on checking directories and not yet enough for one more entry.
    pub checking: f64,
    /// Hours spent on visits and not yet enough for one more.
    pub visiting: f64,
    /// Pairs of offers that were merged so far.
    pub merged: u32,
    /// Gaps that joint projects have closed so far.
    pub gaps_closed: u32,
    /// Own offers whose hours have turned to another need since the last week, each with the new one.
    pub turned: Vec<(InstitutionId, InstitutionId)>,
    /// Topics of the meeting held last.
    pub topics: Vec<Need>,
    /// How many meetings had been held when each kind of need was a topic last.
    pub dealt_with: PerNeed<u32>,
    /// Meetings used for clarifying goals so far.
    pub clarified: u32,
    /// Who came to the meeting held last, in order of id, and when that was.
    pub came: Vec<InstitutionId>,
    /// The week of the meeting held last.
    pub met: Option<Week>,
    /// Groups that work on a topic.
    pub groups: Vec<WorkingGroup>,
    /// Open needs that guests of meetings have stated, by kind, fading.
    pub stated_by_guests: PerNeed<f64>,
    /// Guests of meetings so far.
    pub guests: u32,
    /// How committed the contact person of each founded institution is, in standard deviations.
    pub commitment: Vec<f64>,
    /// Hours that each founded institution has spent on meetings since its ties were looked at last.
    pub spent: Vec<f64>,
    /// Pairs of institutions that have found a case in common since the last week.
    pub cases_in_common: Vec<(InstitutionId, InstitutionId)>,
    /// Whom institutions have helped since the last week.
    pub helped: Vec<Helped>,
}

impl LocalNetwork {
    /// Lists the institutions that serve each kind of need; to be called when institutions open or close.
    pub fn index_services(&mut self, week: Week) {
        for &need in Need::ALL {
            self.services[need] = self
                .institution
                .rows()
                .filter(|(_, institution)| {
                    institution.serves & (1 << need as u8) != 0 && institution.closes > week
                })
                .map(|(id, _)| id)
                .collect();
        }
    }

    /// Returns the institutions that serve a kind of need.
    #[inline]
    pub fn serving(&self, need: Need) -> &[InstitutionId] {
        &self.services[need]
    }

    /// Returns the nearest institution that fits; among equals the first.
    pub fn nearest(&self, place: Place, fits: impl Fn(&Institution) -> bool) -> Option<InstitutionId> {
        self.institution
            .rows()
            .filter(|(_, institution)| fits(institution))
            .min_by(|a, b| a.1.place.km_to(place).total_cmp(&b.1.place.km_to(place)).then(a.0.cmp(&b.0)))
            .map(|(id, _)| id)
    }

    /// Returns for each institution whether it is among some.
    pub fn marked(&self, some: &[InstitutionId]) -> Vec<bool> {
        marked(some, self.institution.len())
    }
}

/// Returns for each of so many institutions whether it is among some.
pub fn marked(some: &[InstitutionId], count: usize) -> Vec<bool> {
    let mut is_in = vec![false; count];
    for &id in some {
        is_in[id.position()] = true;
    }
    is_in
}
