//! Help seeking: whether somebody seeks help with a need, and where.
//! German: *Inanspruchnahme*.
//!
//! # Rule
//! 1. A person with an open need thinks about it when it arises and again at waiting times, until it lapses. Where a trial blocks help with
//!    that kind of need, nobody seeks any.
//! 2. First whether: log-odds of urgency, trust, discouragement, and of the best alternative, damped by the nest parameter.
//! 3. Then which kind of service, in proportion to the exponentials of their values: the intermediary and advice services, if known
//!    and open; social work where one lives; an institution directly, if one knows which helps with the need, and the intermediary's own
//!    and hosted offers for whoever knows it, the own ones if it is there for the person; a volunteer one is matched with; friends. What
//!    each is worth is one function of facts, whoever helps: the way, the hours in which one can turn there, how far one understands
//!    each other, whether one knows somebody there, and whether a small child has to be taken along. A kind is worth what its best open
//!    door is worth. Last the door: the best one, or one of those that are exactly alike. So a second like door draws nobody, and no door
//!    more makes a kind worth less. Whoever is to come again to a door that is shut seeks anew.
//! 4. Friends and volunteers solve some kinds of need; where they do not, the attempt fails, and a volunteer comes along to an institution.
//! 5. The intermediary's sites are an alternative for those whom they serve: by where a person lives, as somebody who attends
//!    something in the district, or as a newcomer to the city.
//! 6. Residents' own needs arise at a rate by kind, German only with a migration history. They are taken to the services that are
//!    there anyway, or to the best site one knows, with log-odds of its attraction, opening hours and distance, if it serves
//!    the field and the resident. One knows it by a name that means people like oneself, or because one takes a child to the house
//!    of children to which it is tied, which is then no extra way.
//! 7. Residents of other districts come where the whole city is served, fewer the longer the way. Where people present in the
//!    district are served, those from elsewhere who spend the day there come too, with the way from within it. People who begin to help bring donations.
//!    Institutions that know the intermediary ask it something where it is there for them. All take the desk's time.
//!
//! # Evidence
//! Keys in `scenarios/evidence/help_seeking.toml`.
//!
//! # Limits
//! Whoever was seen at a desk is known there for good, though workers leave. An institution is met at any of its hours, which are the same
//! for all; friends are all of the person's language. Whoever knows a service knows its place and hours. The hours of several doors are not
//! laid out over the week, so nobody who finds one shut goes on to the next that is open, which errs against many sites. What residents know is not followed week by week but held for
//! good, and their needs are dealt with in one visit; services meet a share of them whatever else they have to do, which leaves out
//! that places are shared with people who fled. Who lives elsewhere is present in the district by what they attend there; where they
//! work is not known, and clubs have members of the district alone, so fewer are present than would be. Visitors of other
//! anchors than houses of children are not known
//! among residents.

use std::collections::BTreeMap;

use crate::dice::{Entity, LogOfFailure, Purpose};
use crate::index::{CaseId, Column, DeskId, HouseholdId, InstitutionId, PersonId, VolunteerId};
use crate::intermediary::{Client, Coming, Desk, DeskOwner, Establishment, Intermediary, Reach};
use crate::ledger::{CostItem, Ledger};
use crate::network::{Institution, LocalNetwork};
use crate::numeric::{exp, logistic};
use crate::population::{
    Awareness, Case, CaseStage, Cases, Enrolment, Household, Housing, Issuer, Language, Mind, Person,
    Presence, Refugees, Schooling, Service, SettingOut, Social, Travel, Visits, is_tied_by_care,
};
use crate::quantity::Level;
use crate::today::Today;
use crate::vocabulary::{CaseEnd, PerNeed, Route};
use crate::world::DistrictWorld;

use self::alternatives::{Alternative, Open, Seeker, gather};
pub use self::others::{donors_come, institutions_ask, people_elsewhere_come, residents_come};
pub use self::parameters::Parameters;

mod alternatives;
mod others;
mod parameters;

/// What help seeking reads, and what it writes.
#[derive(Debug)]
pub struct Scene<'a> {
    establishment: Option<&'a Establishment>,
    institution: &'a Column<InstitutionId, Institution>,
    services: &'a PerNeed<Vec<InstitutionId>>,
    partner: &'a BTreeMap<PersonId, VolunteerId>,
    service: &'a Column<VolunteerId, Service>,
    person: &'a Column<PersonId, Person>,
    presence: &'a Column<PersonId, Presence>,
    household: &'a Column<HouseholdId, Household>,
    housing: &'a Column<PersonId, Housing>,
    schooling: &'a Column<PersonId, Schooling>,
    language: &'a Column<PersonId, Language>,
    social: &'a Column<PersonId, Social>,
    mind: &'a Column<PersonId, Mind>,
    awareness: &'a Column<PersonId, Awareness>,
    enrolments: &'a [Enrolment],
    desk: &'a mut Column<DeskId, Desk>,
    visits: &'a mut Column<PersonId, Visits>,
    cases: &'a mut Cases,
    setting_out: &'a mut Vec<SettingOut>,
    ledger: &'a mut Ledger,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { refugees, cases, episodes, volunteers, network, intermediary, ledger, .. } =
            district;
        let Refugees { person, presence, household, housing, schooling, language, .. } = refugees;
        let Refugees { social, mind, awareness, enrolments, visits, .. } = refugees;
        let LocalNetwork { institution, services, .. } = network;
        let Intermediary { establishment, desk, .. } = intermediary;
        Self {
            establishment: establishment.as_ref(),
            institution,
            services,
            partner: &volunteers.partner,
            service: &volunteers.service,
            person,
            presence,
            household,
            housing,
            schooling,
            language,
            social,
            mind,
            awareness,
            enrolments,
            desk,
            visits,
            cases,
            setting_out: &mut episodes.setting_out,
            ledger,
        }
    }
}

/// Lets everybody who thinks about a need this week decide; from `counter_level` on German suffices wherever one goes.
///
/// # Panics
/// Never: of the alternatives that there are, the best has weight 1.
pub fn step(today: &Today, parameters: &Parameters, travel: &Travel, counter_level: &Level, scene: Scene) {
    let week = today.week;
    let Scene { establishment, institution, services, partner, service, person, presence, household, .. } =
        scene;
    let Scene { housing, schooling, language, social, mind, awareness, enrolments, .. } = scene;
    let Scene { desk, visits, cases, setting_out, ledger, .. } = scene;
    let reach = Reach::of(establishment, enrolments);
    let open = Open::of(today, parameters, desk, institution, services);
    let mut alternatives: Vec<(Alternative, f64)> = Vec::new();
    let mut weights: Vec<f64> = Vec::new();
    let not_again = LogOfFailure::of(parameters.think_again.get());
    for id in cases.thought_of(week) {
        let case = cases.case[id];
        if !matches!(case.stage, CaseStage::Open | CaseStage::AtDesk(_)) {
            continue;
        }
        if week >= case.lapses {
            cases.close(id, CaseEnd::Lapsed, week, visits, ledger);
            continue;
        }
        if cases.is_blocked(case.person, case.need) {
            // In a trial that gives no other help; a place that is kept may end that, so it is thought of again every week.
            cases.think_in(week.plus(1), id);
            continue;
        }
        let (who, home) = (&person[case.person], &housing[case.person]);
        let entity = case.entity(who.entity);
        let is_included = || reach.includes(week, parameters.newcomer_weeks, case.person, (who, home));
        if let CaseStage::AtDesk(at) = case.stage {
            let at = &mut desk[at];
            if at.is_open(week) && (at.owner != DeskOwner::Intermediary || is_included()) {
                come(today, travel, (id, entity), home, at, ledger);
                continue;
            }
            // Who finds the door shut, or is no longer among those whom the desk is for, looks for help anew.
            cases.case[id].stage = CaseStage::Open;
        }
        let knows = &awareness[case.person];
        let is_included = knows.intermediary.is_some() && is_included();
        let seeker = Seeker {
            need: case.need,
            home,
            german: language[case.person].share_of(*counter_level),
            is_tied_by_care: is_tied_by_care(case.person, week, person, presence, household, schooling),
            knows,
            knows_where: visits[case.person].knows_where(today.dice, who, &language[case.person], case.need),
            has_been_there: visits[case.person].has_been_at(case.need),
            seen_at: &cases.seen_at[case.person],
            is_included,
            is_served: is_included && reach.serves(case.need),
            mentor_hours: partner.get(&case.person).map(|&id| f64::from(service[id].hours_per_week)),
            has_friends: !social[case.person].peers.is_empty(),
        };
        alternatives.clear();
        let tie = |route: Route| today.stream(Purpose::Door, entity.part(route as u32, 0));
        gather(parameters, travel, &open, &seeker, tie, &mut alternatives);
        let best = alternatives.iter().map(|(_, value)| *value).fold(f64::NEG_INFINITY, f64::max);
        let mut stream = today.stream(Purpose::Seeking, entity);
        let seeks = best > f64::NEG_INFINITY
            && stream.chance(logistic(urge(parameters, &case, &mind[case.person], best)));
        let mut again = || week.plus(1).plus(stream.first_success(not_again).min(case.lapses.since(week)));
        if !seeks {
            cases.think_in(again(), id);
            continue;
        }
        weights.clear();
        weights.extend(alternatives.iter().map(|(_, value)| exp(value - best)));
        let mut route_stream = today.stream(Purpose::Route, entity);
        let choice = route_stream.weighted(&weights).expect("the best alternative weighs 1");
        let (alternative, _) = alternatives[choice];
        visits[case.person].first_route.get_or_insert(alternative.route());
        let mut set_out = |with_volunteer: bool| {
            setting_out.push(SettingOut { case: id, issuer: Issuer::Nobody, with_volunteer });
            CaseStage::SettingOut
        };
        match alternative {
            Alternative::Desk(at, _) => {
                cases.case[id].stage = CaseStage::AtDesk(at);
                come(today, travel, (id, entity), home, &mut desk[at], ledger);
            }
            Alternative::Institution => cases.case[id].stage = set_out(false),
            Alternative::Friends => {
                if route_stream.chance(parameters.friends_solve[case.need].get()) {
                    help_as_lay_people(parameters, cases, id);
                    cases.close(id, CaseEnd::ByFriends, week, visits, ledger);
                } else {
                    cases.return_open(id, again(), parameters.failure_loss.get());
                }
            }
            Alternative::Volunteer => {
                if route_stream.chance(parameters.volunteer_solves[case.need].get()) {
                    help_as_lay_people(parameters, cases, id);
                    cases.close(id, CaseEnd::ByVolunteer, week, visits, ledger);
                } else {
                    cases.case[id].stage = set_out(true);
                }
            }
        }
    }
}

/// Returns the log-odds of seeking help at all where the best alternative has a value.
fn urge(parameters: &Parameters, case: &Case, mind: &Mind, best: f64) -> f64 {
    parameters.seek.get() + f64::from(case.urgency) + parameters.trust.get() * (f64::from(mind.trust) - 0.5)
        - parameters.discouragement.get() * f64::from(mind.discouragement)
        + parameters.nest.get() * best
}

/// Lets friends or a volunteer give the hours that a need still asks for, as far as they have them.
fn help_as_lay_people(parameters: &Parameters, cases: &mut Cases, id: CaseId) {
    let hours = f64::from(std::mem::take(&mut cases.case[id].hours_left));
    cases.help(id, hours.min(parameters.lay_hours_at_most.get()), parameters.lay_hour.get());
}

/// Enters a case among those who come to a desk this week, at a keyed instant.
fn come(
    today: &Today,
    travel: &Travel,
    (id, entity): (CaseId, Entity),
    home: &Housing,
    desk: &mut Desk,
    ledger: &mut Ledger,
) {
    if desk.owner == DeskOwner::Intermediary {
        let minutes = travel.minutes(travel.km(home, desk.place));
        ledger.costs.add_hours(CostItem::UsersOnTheWay, 2.0 * minutes / 60.0);
    }
    let instant = today.stream(Purpose::VisitInstant, entity).unit();
    desk.coming.push(Coming { client: Client::Case(id), instant });
}

#[cfg(test)]
mod tests;
