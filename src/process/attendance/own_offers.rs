//! Which own offers of the intermediary take place in a week, and how many of their hours are used.

use super::regulars::Regulars;
use crate::index::{Column, InstitutionId};
use crate::intermediary::OwnOffer;
use crate::network::{Belonging, Capacity, Institution};
use crate::population::Gathering;
use crate::today::Today;

/// An own offer in a week.
#[derive(Debug, Clone, Copy)]
struct Session {
    offer: OwnOffer,
    /// Whether it takes place.
    takes_place: bool,
    /// Groups that meet.
    groups: u32,
    /// Hours with people that are left; endless in a course or group, which all attend at once.
    left: f64,
}

/// The week of the intermediary's own offers.
#[derive(Debug)]
pub(super) struct OfferWeek {
    session: Vec<Session>,
    /// Staff hours for own offers that are left.
    staff_hours: f64,
    /// Whether there is money for rooms.
    is_paid: bool,
}

impl OfferWeek {
    /// Says which own offers take place: as far as staff hours suffice, in an order that goes round from week to week.
    ///
    /// `staff_hours` are for courses and consultation; groups go with those of groupwork, of which what is left stays.
    pub(super) fn open(
        today: &Today,
        (offers, is_paid): (&[OwnOffer], bool),
        (mut staff_hours, groupwork_hours): (f64, &mut f64),
        institution: &Column<InstitutionId, Institution>,
        regulars: &Regulars,
    ) -> Self {
        let week = today.week;
        let mut session: Vec<Session> = offers
            .iter()
            .filter(|offer| {
                let row = &institution[offer.institution];
                row.opens <= week && week < row.closes
            })
            .map(|&offer| Session { offer, takes_place: false, groups: 0, left: 0.0 })
            .collect();
        let count = session.len().max(1);
        session.rotate_left(week.0.rem_euclid(count as i32) as usize);
        for session in session.iter_mut().filter(|_| is_paid) {
            let offer = session.offer;
            match institution[offer.institution].capacity {
                Capacity::Places { places, taken } => {
                    let hours = if offer.of_groupwork { &mut *groupwork_hours } else { &mut staff_hours };
                    // A group goes with the groupwork that there is; a course needs all of its hours.
                    let needed = if offer.of_groupwork { 0.0 } else { offer.staff_hours };
                    let taken = (taken + regulars.at(offer.institution)).min(places.max(taken));
                    session.takes_place = taken >= offer.least && *hours > 0.0 && *hours + 1e-9 >= needed;
                    if session.takes_place {
                        // No more groups meet than people fill.
                        let size = (places / offer.groups.max(1)).max(1);
                        session.groups = taken.div_ceil(size).clamp(1, offer.groups.max(1));
                        let part = f64::from(session.groups) / f64::from(offer.groups.max(1));
                        *hours = (*hours - offer.staff_hours * part).max(0.0);
                        session.left = f64::INFINITY;
                    }
                }
                Capacity::Slots { .. } => {
                    let part = (staff_hours / offer.staff_hours.max(1e-9)).min(1.0);
                    session.takes_place = part > 0.0;
                    session.left = offer.contact_hours * part;
                    staff_hours -= offer.staff_hours * part;
                }
            }
        }
        Self { session, staff_hours, is_paid }
    }

    /// Returns whether weekly hours of others do not take place this week, since there is no money for the room.
    pub(super) const fn is_shut(&self, belonging: Belonging) -> bool {
        matches!(belonging, Belonging::Hosted(_)) && !self.is_paid
    }

    /// Gives somebody who has come as many hours as are left; none where nothing takes place.
    pub(super) fn give(&mut self, institution: InstitutionId, belonging: Belonging, hours: f64) -> f64 {
        match belonging {
            Belonging::External | Belonging::Hosted(_) => hours,
            Belonging::Own(_) => {
                let is_this = |session: &&mut Session| session.offer.institution == institution;
                let Some(session) = self.session.iter_mut().find(is_this) else { return 0.0 };
                let given = if session.takes_place { hours.min(session.left) } else { 0.0 };
                session.left -= given;
                given
            }
        }
    }

    /// Divides who has come to the same place for company into the groups that meet there.
    pub(super) fn divide(
        &self,
        together: Vec<(InstitutionId, Gathering)>,
    ) -> Vec<(InstitutionId, Gathering)> {
        let mut groups = Vec::with_capacity(together.len());
        for (id, gathering) in together {
            let here = self.session.iter().find(|session| session.offer.institution == id);
            let count = here.map_or(1, |session| session.groups.max(1)) as usize;
            let each = gathering.persons.len().div_ceil(count).max(1);
            let members = gathering.persons.chunks(each);
            groups.extend(
                members.map(|members| (id, Gathering { persons: members.to_vec(), ..gathering.clone() })),
            );
        }
        groups
    }

    /// Closes the week: hours that nobody used are kept for one offer of the next week or left over.
    pub(super) fn close(
        self,
        institution: &mut Column<InstitutionId, Institution>,
        hours_kept: &mut f64,
        hours_left: &mut f64,
    ) {
        let mut hours = self.staff_hours;
        let mut most_kept = 0.0_f64;
        for session in self.session {
            let offer = session.offer;
            if !offer.of_groupwork {
                most_kept = most_kept.max(offer.staff_hours);
            }
            if session.left.is_finite() {
                let a_contact_hour = offer.staff_hours / offer.contact_hours.max(1e-9);
                hours += session.left * a_contact_hour;
            }
            let row = &mut institution[offer.institution];
            if let Capacity::Slots { per_week, .. } = &mut row.capacity
                && self.is_paid
            {
                // Only hours that nobody used are free for new people.
                *per_week = session.left / row.hours_per_week.max(1e-9);
            }
        }
        let kept = hours.min(most_kept);
        *hours_left = hours - kept;
        *hours_kept = kept;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Dice;
    use crate::index::{DeskId, Id, PersonId};
    use crate::time::Week;
    use crate::vocabulary::Need;
    use crate::world::toy;

    /// Returns the hours of groupwork that are used, and in which numbers who has come meets, where so many are enrolled in four groups
    /// of twelve.
    fn meet(enrolled: u32) -> (f64, Vec<usize>) {
        let mut network = toy::network(Dice::new(1, 0), 30_000);
        let id = InstitutionId::at(0);
        let row = &mut network.institution[id];
        row.belonging = Belonging::Own(DeskId(0));
        row.capacity = Capacity::Places { places: 48, taken: enrolled };
        let offer = OwnOffer {
            institution: id,
            need: Need::Company,
            staff_hours: 8.0,
            contact_hours: 2.0,
            least: 4,
            of_groupwork: true,
            groups: 4,
        };
        let forcings = toy::forcings();
        let today = Today { week: Week(60), dice: Dice::new(1, 0), forcings: &forcings };
        let mut hours = 8.0;
        let week = OfferWeek::open(
            &today,
            (&[offer], true),
            (0.0, &mut hours),
            &network.institution,
            &Regulars::default(),
        );
        let persons = (0..enrolled).map(PersonId).collect();
        let together = Gathering { persons, residents: Vec::new(), talks_each: 2, equal_footing: true };
        let groups = week.divide(vec![(id, together)]);
        (8.0 - hours, groups.iter().map(|(_, group)| group.persons.len()).collect())
    }

    #[test]
    fn as_many_groups_meet_as_people_fill() {
        assert_eq!(meet(12), (2.0, vec![12]));
        assert_eq!(meet(13), (4.0, vec![7, 6]));
        assert_eq!(meet(48), (8.0, vec![12; 4]));
        // The twin: too few for one leave all hours.
        assert_eq!(meet(3).0, 0.0);
    }
}
