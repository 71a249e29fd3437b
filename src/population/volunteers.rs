//! Volunteers: spells of helping by residents, and by people who fled. German: *Ehrenamtliche*.

use std::collections::{BTreeMap, BTreeSet};

use crate::index::{Column, PersonId, ResidentId, VolunteerId};
use crate::time::{Agenda, Week};
use crate::vocabulary::Role;

/// Who helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Volunteer {
    /// A long-standing resident.
    Resident(ResidentId),
    /// Somebody who fled.
    Refugee(PersonId),
}

/// A spell of helping.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Service {
    /// Who helps.
    pub who: Volunteer,
    /// From when on.
    pub since: Week,
    /// The week in which it ends, once that is fixed.
    pub until: Week,
    /// Hours a week.
    pub hours_per_week: f32,
    /// What the volunteer does.
    pub role: Role,
    /// Whether the volunteer stays for years by inclination.
    pub lasting: bool,
    /// Whether the volunteer is attached to the intermediary.
    pub attached: bool,
    /// Whom the volunteer mentors or practises with.
    pub matched: Option<PersonId>,
    /// Motivation, 0 to 1; load and frustration lower it, recognition raises it.
    pub motivation: f32,
    /// Whether the volunteer wants to help one person regularly.
    pub seeks_one: bool,
}

/// The volunteers of a district.
#[derive(Debug, Clone)]
pub struct Volunteers {
    /// One row a spell.
    pub service: Column<VolunteerId, Service>,
    /// Active spells, in no particular order, so that one begins or ends at the same cost among few and many.
    pub active: Vec<VolunteerId>,
    /// Beginnings that are fixed: resident and week.
    pub beginnings: Agenda<ResidentId>,
    /// Beginnings of people who fled that are fixed.
    pub refugee_beginnings: Agenda<PersonId>,
    /// Ends that are fixed.
    pub ends: Agenda<VolunteerId>,
    /// Residents who have helped at any time, one flag per resident.
    pub ever: Vec<bool>,
    /// Number of residents who have helped at any time since week 0.
    pub ever_count: u32,
    /// Hours for coming along that attached volunteers still have in the current week.
    pub companion_hours: f64,
    /// Residents who help now, one flag per resident.
    pub helping: Vec<bool>,
    /// People who fled who help now, and in which spell.
    pub refugees_helping: BTreeMap<PersonId, VolunteerId>,
    /// Active spells attached to the intermediary, in order of their attachment.
    pub attached: Vec<VolunteerId>,
    /// Spells that hold a gathering together, by its number; who is attached no more is taken out before the next one.
    pub teams: Vec<Vec<VolunteerId>>,
    /// Who is helped regularly, and by which spell.
    pub partner: BTreeMap<PersonId, VolunteerId>,
    /// Active spells that seek one person to help and have found nobody.
    pub seeking: BTreeSet<VolunteerId>,
    /// Hours a week of the active, by role.
    pub hours_in_role: [f64; 4],
    /// Residents active now.
    pub active_residents: u32,
    /// Spells begun so far.
    pub begun: u64,
    /// Spells ended so far.
    pub ended: u64,
    /// The year of the circle of the sponsor, counted from the opening, and how many of it have been asked.
    pub circle_asked: (i32, u32),
    /// How many of the residents who met somebody who fled have been looked at.
    pub looked_at: usize,
    /// Where each spell stands among the active ones; `u32::MAX` when it has ended.
    place: Column<VolunteerId, u32>,
}

impl Volunteers {
    /// The place of a spell that is over.
    const OVER: u32 = u32::MAX;

    /// Returns no volunteers among a number of residents, with agendas from a week on.
    pub fn new(first: Week, residents: usize) -> Self {
        Self {
            service: Column::new(),
            active: Vec::new(),
            beginnings: Agenda::from(first),
            refugee_beginnings: Agenda::from(first),
            ends: Agenda::from(first),
            ever: vec![false; residents],
            ever_count: 0,
            companion_hours: 0.0,
            helping: vec![false; residents],
            refugees_helping: BTreeMap::new(),
            attached: Vec::new(),
            teams: Vec::new(),
            partner: BTreeMap::new(),
            seeking: BTreeSet::new(),
            hours_in_role: [0.0; 4],
            active_residents: 0,
            begun: 0,
            ended: 0,
            circle_asked: (0, 0),
            looked_at: 0,
            place: Column::new(),
        }
    }

    /// Returns whether a spell goes on.
    #[inline]
    pub fn is_active(&self, id: VolunteerId) -> bool {
        self.place[id] != Self::OVER
    }

    /// Returns hours a week of all who are active.
    pub fn hours(&self) -> f64 {
        self.hours_in_role.iter().sum()
    }

    /// Begins a spell and returns its id.
    pub fn begin(&mut self, service: Service) -> VolunteerId {
        let id = self.service.push(service);
        self.place.push(self.active.len() as u32);
        self.active.push(id);
        self.begun += 1;
        self.hours_in_role[service.role as usize] += f64::from(service.hours_per_week);
        match service.who {
            Volunteer::Resident(resident) => {
                self.helping[resident.0 as usize] = true;
                self.active_residents += 1;
                if service.since >= Week::START {
                    self.mark_ever(resident);
                }
            }
            Volunteer::Refugee(person) => {
                self.refugees_helping.insert(person, id);
            }
        }
        if service.attached {
            self.attached.push(id);
        }
        if service.seeks_one {
            self.seeking.insert(id);
        }
        id
    }

    /// Ends a spell; one that is over stays so.
    pub fn end(&mut self, id: VolunteerId, week: Week) {
        if !self.is_active(id) {
            return;
        }
        let place = self.place[id] as usize;
        self.active.swap_remove(place);
        if let Some(&moved) = self.active.get(place) {
            self.place[moved] = place as u32;
        }
        self.place[id] = Self::OVER;
        self.ended += 1;
        let service = self.service[id];
        self.hours_in_role[service.role as usize] -= f64::from(service.hours_per_week);
        match service.who {
            Volunteer::Resident(resident) => {
                self.helping[resident.0 as usize] = false;
                self.active_residents -= 1;
            }
            Volunteer::Refugee(person) => {
                self.refugees_helping.remove(&person);
            }
        }
        if service.attached {
            self.attached.retain(|&other| other != id);
        }
        self.seeking.remove(&id);
        self.part(id);
        self.service[id].until = week;
    }

    /// Attaches an active spell to the intermediary in a role.
    pub fn attach(&mut self, id: VolunteerId, role: Role) {
        let service = &mut self.service[id];
        let hours = f64::from(service.hours_per_week);
        self.hours_in_role[service.role as usize] -= hours;
        self.hours_in_role[role as usize] += hours;
        service.role = role;
        if !service.attached {
            service.attached = true;
            self.attached.push(id);
        }
    }

    /// Detaches from the intermediary whoever was attached after so many others; they go on helping on their own.
    pub fn detach_beyond(&mut self, places: usize) {
        for id in self.attached.drain(places.min(self.attached.len())..) {
            self.service[id].attached = false;
        }
    }

    /// Brings a spell and a person together; both were alone before.
    pub fn pair(&mut self, id: VolunteerId, person: PersonId) {
        self.service[id].matched = Some(person);
        self.partner.insert(person, id);
        self.seeking.remove(&id);
    }

    /// Parts a spell from the person it was matched with.
    pub fn part(&mut self, id: VolunteerId) {
        if let Some(person) = self.service[id].matched.take() {
            self.partner.remove(&person);
            if self.is_active(id) {
                self.seeking.insert(id);
            }
        }
    }

    /// Counts a resident among those who have helped since week 0.
    pub fn mark_ever(&mut self, resident: ResidentId) {
        let flag = &mut self.ever[resident.0 as usize];
        if !*flag {
            *flag = true;
            self.ever_count += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(who: Volunteer) -> Service {
        Service {
            who,
            since: Week(3),
            until: Week::NEVER,
            hours_per_week: 2.5,
            role: Role::Language,
            lasting: false,
            attached: true,
            matched: None,
            motivation: 0.5,
            seeks_one: true,
        }
    }

    #[test]
    fn who_ends_leaves_no_trace_among_the_active() {
        let mut volunteers = Volunteers::new(Week(0), 3);
        let one = volunteers.begin(service(Volunteer::Resident(ResidentId(0))));
        let two = volunteers.begin(service(Volunteer::Resident(ResidentId(2))));
        volunteers.pair(one, PersonId(7));
        volunteers.end(one, Week(4));
        volunteers.end(one, Week(5));
        assert_eq!(volunteers.active, [two]);
        assert_eq!(volunteers.attached, [two]);
        assert!(!volunteers.partner.contains_key(&PersonId(7)));
        assert_eq!(volunteers.begun, volunteers.active.len() as u64 + volunteers.ended);
        assert_eq!(volunteers.hours(), 2.5);
        assert_eq!(volunteers.ever_count, 2);
        assert!(volunteers.is_active(two) && !volunteers.is_active(one));
    }
}
