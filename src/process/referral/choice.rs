//! The choice of an institution: who sends takes, among those it knows, the one with the least wait and way.

use crate::dice::{Entity, Purpose};
use crate::index::{Column, InstitutionId};
use crate::intermediary::{Desk, DeskOwner};
use crate::network::{Belonging, Capacity, Institution};
use crate::population::{CourseState, Housing, Issuer, Legal, Residence, Travel, best_door};
use crate::time::Week;
use crate::today::Today;
use crate::vocabulary::{Need, Status};

use super::Parameters;

/// Somebody with a need who sets out, and who sends.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Request<'a> {
    pub(super) need: Need,
    /// The entity of the case.
    pub(super) entity: Entity,
    pub(super) issuer: Issuer,
    /// Whether somebody whom nobody sends knows which institutions help.
    pub(super) knows_where: bool,
    /// Whether the person knows the intermediary.
    pub(super) knows_intermediary: bool,
    /// Whether the intermediary is there for the person.
    pub(super) is_included: bool,
    /// The desk that sends, if one does.
    pub(super) desk: Option<&'a Desk>,
    pub(super) housing: &'a Housing,
    pub(super) legal: &'a Legal,
    pub(super) course: CourseState,
    /// Whether there are further courses for who has finished the integration course.
    pub(super) has_further_courses: bool,
    /// Whether the person may take an integration course.
    pub(super) may_take_course: bool,
    /// Whether whoever sends calls before, so that a wrong entry is found out.
    pub(super) is_announced: bool,
    /// Whether a place in an integration course is kept for the person.
    pub(super) has_course_place: bool,
}

/// The institution that was chosen.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Choice {
    pub(super) institution: InstitutionId,
    /// Minutes of travel, one way.
    pub(super) travel_minutes: f64,
    /// Whether it is the right one for the need.
    pub(super) is_right: bool,
    /// Whether the way is explained.
    pub(super) is_way_explained: bool,
    /// The status of who sets out.
    pub(super) status: Status,
    /// Whether the status entitles to the offer.
    pub(super) is_entitled: bool,
    /// Whether it is an own offer of the intermediary.
    pub(super) is_own: bool,
    /// Whether it is under the roof of the desk that sends.
    pub(super) is_in_house: bool,
    /// Whether it is an own place though an external one was free within reach.
    pub(super) is_drawn: bool,
}

impl Request<'_> {
    /// Returns whether the status entitles to what an institution offers for the need.
    fn is_entitled(&self, institution: &Institution, week: Week) -> bool {
        match (self.need, institution.belonging) {
            // Own offers are open to all.
            (_, Belonging::Own(_)) => true,
            (Need::Language, _) if institution.holds_integration_courses() => {
                self.may_take_course && (self.course != CourseState::Finished || self.has_further_courses)
            }
            (Need::Housing, _) => self.legal.status != Status::InProcedure,
            (Need::Job, _) => self.legal.work_from <= week,
            _ => true,
        }
    }

    /// Returns whether an institution is among those between which the sender chooses.
    fn may_lead_to(&self, id: InstitutionId, institution: &Institution, week: Week) -> bool {
        let belonging = institution.belonging;
        let is_external = belonging == Belonging::External;
        let is_entitled = || self.is_entitled(institution, week);
        if self.is_announced && self.desk.is_some_and(|desk| !is_sure(desk, id, belonging)) {
            return false;
        }
        // An own offer is for those for whom the intermediary is there, whoever sends them.
        if matches!(belonging, Belonging::Own(_)) && !self.is_included {
            return false;
        }
        match (self.issuer, self.desk) {
            (Issuer::Institution { to, .. }, _) => to == id && is_external && is_entitled(),
            (Issuer::Friend { to }, _) => to == id,
            // A letter names the providers that have a licence.
            (Issuer::Authority, _) => is_external,
            (Issuer::FullAccess, _) => is_external && is_entitled(),
            (_, Some(desk)) => is_entitled() && desk.directory.knows(id),
            // Whoever goes alone is told at the counter.
            (_, None) => {
                if is_external {
                    self.knows_where
                } else {
                    self.knows_intermediary
                }
            }
        }
    }

    /// Returns the weeks that somebody who comes now would wait, where no place is kept.
    fn wait_at(&self, institution: &Institution, open: f64, parameters: &Parameters) -> f64 {
        if self.has_course_place && institution.holds_integration_courses() {
            0.0
        } else {
            expected_wait(institution, open, parameters)
        }
    }

    /// Returns the kilometres to an institution: none under the roof of the desk, and an average for who lives and looks elsewhere.
    fn km_to(&self, institution: &Institution, travel: &Travel) -> f64 {
        match (self.desk, self.housing.residence) {
            (Some(desk), _) if institution.is_at(desk.place) => 0.0,
            (None, Residence::RestOfCity) if institution.belonging == Belonging::External => {
                travel.average_km.get()
            }
            _ => travel.km(self.housing, institution.nearest_place(self.housing.home)),
        }
    }

    /// Returns whether the institution chosen is the right one for the need.
    fn is_right(
        &self,
        today: &Today,
        parameters: &Parameters,
        id: InstitutionId,
        belonging: Belonging,
    ) -> bool {
        match self.desk {
            Some(desk) => is_sure(desk, id, belonging),
            // Institutions that hand over know each other.
            None if self.issuer != Issuer::Nobody => true,
            None => today.stream(Purpose::OwnFinding, self.entity).chance(parameters.own_finding.get()),
        }
    }
}

/// Returns whether what a desk knows of an institution is right: its directory is, or it is an offer of its own house.
fn is_sure(desk: &Desk, id: InstitutionId, belonging: Belonging) -> bool {
    let is_of_house = belonging != Belonging::External && desk.owner == DeskOwner::Intermediary;
    is_of_house || desk.directory.is_right_about(id)
}

/// Returns the weeks that somebody who comes now would wait.
fn expected_wait(institution: &Institution, open: f64, parameters: &Parameters) -> f64 {
    let ahead = institution.waiting.len() as f64;
    match institution.capacity {
        Capacity::Slots { per_week, left } => ((ahead + 1.0 - left).max(0.0) / per_week.max(1e-6)).min(104.0),
        Capacity::Places { places, taken } => {
            let free = f64::from(places) * open - f64::from(taken);
            if free > ahead {
                0.0
            } else {
                ((ahead + 1.0 - free) * parameters.place_held_weeks.get() / f64::from(places.max(1)))
                    .min(104.0)
            }
        }
    }
}

/// Chooses among the institutions that serve the need, of equals any; `None` where none is known that helps.
pub(super) fn choose(
    today: &Today,
    parameters: &Parameters,
    travel: &Travel,
    request: &Request,
    serving: &[InstitutionId],
    institution: &Column<InstitutionId, Institution>,
) -> Option<Choice> {
    let week = today.week;
    let open = today.forcings.closures.courses.at(week);
    // The letter names providers with places; whoever goes alone sees the way, not the waiting list.
    let sees_lists =
        request.desk.is_some() || matches!(request.issuer, Issuer::Authority | Issuer::FullAccess);
    let mut external_is_free = false;
    let open_to = |id: InstitutionId| {
        institution[id].helps_with(request.need, week) && request.may_lead_to(id, &institution[id], week)
    };
    let costs = serving.iter().copied().filter(|&id| open_to(id)).map(|id| {
        let row = &institution[id];
        let km = request.km_to(row, travel);
        let wait = sees_lists.then(|| request.wait_at(row, open, parameters));
        let cost = wait.map_or(km, |wait| wait + parameters.weeks_per_km.get() * km);
        external_is_free |= wait == Some(0.0)
            && row.belonging == Belonging::External
            && matches!(row.capacity, Capacity::Places { .. });
        ((id, km), -cost)
    });
    let ((id, km), _) = best_door(costs, || today.stream(Purpose::Door, request.entity))?;
    let row = &institution[id];
    let is_own = matches!(row.belonging, Belonging::Own(_));
    Some(Choice {
        institution: id,
        travel_minutes: travel.minutes(km),
        is_right: request.is_right(today, parameters, id, row.belonging),
        is_way_explained: false,
        status: request.legal.status,
        is_entitled: request.is_entitled(row, week),
        is_own,
        is_in_house: request.desk.is_some_and(|desk| row.is_at(desk.place)),
        is_drawn: is_own && external_is_free && matches!(row.capacity, Capacity::Places { .. }),
    })
}
