//! Memberships of people who fled in clubs, youth clubs, parishes and migrant organisations. German: *Mitgliedschaften*.

use std::collections::BTreeMap;

use crate::index::{Id, InstitutionId, PersonId, ResidentId};
use crate::time::Week;

/// Somebody belongs to a club for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Membership {
    /// Who.
    pub person: PersonId,
    /// Where.
    pub institution: InstitutionId,
    /// Since when.
    pub since: Week,
    /// The week in which it ends at the latest, fixed when it began.
    pub until: Week,
}

/// The memberships of a district: at most one per person.
#[derive(Debug, Clone, Default)]
pub struct Memberships {
    active: Vec<Membership>,
    /// Where each person belongs, one row per person as far as anybody ever joined.
    club_of: Vec<Option<InstitutionId>>,
    /// Members of each institution, one row per institution as far as anybody ever joined.
    members: Vec<u32>,
    /// Memberships begun so far.
    pub joined: u64,
    /// Memberships ended so far.
    pub ended: u64,
    /// Residents who are regularly at each club, as drawn in the week given.
    pub regulars: BTreeMap<InstitutionId, (Week, Vec<ResidentId>)>,
}

impl Memberships {
    /// Returns all memberships, in order of joining.
    pub fn active(&self) -> &[Membership] {
        &self.active
    }

    /// Returns where a person belongs.
    #[inline]
    pub fn club_of(&self, person: PersonId) -> Option<InstitutionId> {
        self.club_of.get(person.position()).copied().flatten()
    }

    /// Returns how many people who fled belong to an institution.
    #[inline]
    pub fn members_of(&self, institution: InstitutionId) -> u32 {
        self.members.get(institution.position()).copied().unwrap_or(0)
    }

    /// Begins a membership.
    ///
    /// # Panics
    /// When the person belongs to a club already: one membership per person.
    pub fn join(&mut self, membership: Membership) {
        let (person, institution) = (membership.person.position(), membership.institution.position());
        if self.club_of.len() <= person {
            self.club_of.resize(person + 1, None);
        }
        if self.members.len() <= institution {
            self.members.resize(institution + 1, 0);
        }
        assert!(self.club_of[person].is_none(), "somebody belongs to one club at most");
        self.club_of[person] = Some(membership.institution);
        self.members[institution] += 1;
        self.active.push(membership);
        self.joined += 1;
    }

    /// Ends the memberships that do not go on.
    pub fn end_unless(&mut self, mut goes_on: impl FnMut(&Membership) -> bool) {
        let Self { active, club_of, members, ended, .. } = self;
        active.retain(|membership| {
            let stays = goes_on(membership);
            if !stays {
                club_of[membership.person.position()] = None;
                members[membership.institution.position()] -= 1;
                *ended += 1;
            }
            stays
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn membership(person: u32, institution: u16) -> Membership {
        Membership {
            person: PersonId(person),
            institution: InstitutionId(institution),
            since: Week(3),
            until: Week(60),
        }
    }

    #[test]
    fn who_leaves_a_club_leaves_no_trace_but_the_count() {
        let mut all = Memberships::default();
        all.join(membership(4, 7));
        all.join(membership(1, 7));
        all.join(membership(2, 3));
        all.end_unless(|one| one.person != PersonId(4));
        assert_eq!((all.joined, all.ended, all.active().len()), (3, 1, 2));
        assert_eq!(all.club_of(PersonId(4)), None);
        assert_eq!(all.club_of(PersonId(1)), Some(InstitutionId(7)));
        assert_eq!(all.members_of(InstitutionId(7)), 1);
        all.join(membership(4, 3));
        assert_eq!(all.members_of(InstitutionId(3)), 2);
        assert_eq!(all.club_of(PersonId(99)), None);
    }
}
