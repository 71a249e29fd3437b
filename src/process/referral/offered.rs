//! What single people are offered beside what all have, as far as it makes a way shorter, surer, or needless.

use std::collections::BTreeMap;

use super::choice::Choice;
use crate::index::PersonId;
use crate::population::trials::{Allowances, EarlyStart, Reminders};
use crate::population::{Issuer, Legal, Travel};
use crate::time::Week;
use crate::vocabulary::{Need, Status};

/// Opportunities of single people, which they use up.
#[derive(Debug)]
pub(super) struct Offered<'a> {
    /// First appointments that are made by whoever refers.
    pub(super) appointments: &'a mut Allowances,
    /// Referrals of desks that stay in the house.
    pub(super) same_house: &'a mut Allowances,
    /// Reminders of dates.
    pub(super) reminders: &'a mut BTreeMap<PersonId, Reminders>,
    /// Places in integration courses that are kept.
    pub(super) course_places: &'a mut Allowances,
    /// Courses that may begin before the procedure ends.
    pub(super) early_start: &'a mut BTreeMap<PersonId, EarlyStart>,
}

impl Offered<'_> {
    /// Returns whether whoever refers calls before sending somebody, so that wrong entries are found out.
    pub(super) fn is_announced(&self, id: PersonId, issuer: Issuer, week: Week) -> bool {
        issuer.has_talked() && self.appointments.is_there(id, week)
    }

    /// Takes the way away, or has it explained, where it leads out of the house and somebody is offered that.
    pub(super) fn ease(
        &mut self,
        id: PersonId,
        issuer: Issuer,
        week: Week,
        travel: &Travel,
        to: &mut Choice,
    ) {
        if to.is_in_house {
            return;
        }
        if issuer.is_desk() && self.same_house.take(id, week) {
            to.is_in_house = true;
            to.travel_minutes = travel.minutes(0.0);
        } else if issuer.has_talked() {
            to.is_way_explained = self.appointments.take(id, week);
        }
    }

    /// Returns the weeks over which somebody may have forgotten the date of this week, which was made so many weeks before.
    pub(super) fn weeks_since_told(&mut self, id: PersonId, week: Week, weeks: i32) -> f64 {
        let reminders = self.reminders.get_mut(&id).filter(|reminders| reminders.are_sent(week));
        match reminders {
            Some(reminders) if weeks > 0 => {
                reminders.arrived += reminders.each;
                // The last of them comes some days before.
                1.0
            }
            _ => f64::from(weeks),
        }
    }

    /// Returns whether a place in an integration course is kept for somebody who needs German.
    pub(super) fn has_course_place(&self, id: PersonId, week: Week, need: Need) -> bool {
        need == Need::Language && self.course_places.is_there(id, week)
    }

    /// Returns whether somebody may take an integration course.
    pub(super) fn permits_course(&self, id: PersonId, week: Week, legal: &Legal) -> bool {
        let is_early = |start: &EarlyStart| {
            legal.status == Status::InProcedure && week >= legal.decision.plus(-start.weeks)
        };
        legal.course_entitled || self.early_start.get(&id).is_some_and(is_early)
    }

    /// Begins an integration course; returns whether its place is one that was kept.
    pub(super) fn begin_course(&mut self, id: PersonId, week: Week, legal: &Legal) -> bool {
        if !legal.course_entitled
            && let Some(start) = self.early_start.get_mut(&id)
        {
            start.begun += 1;
        }
        self.course_places.take(id, week)
    }
}
