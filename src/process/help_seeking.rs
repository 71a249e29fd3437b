//! Help seeking: whether somebody seeks help with a need, and where.
//! German: *Inanspruchnahme*.
//!
//! # Rule
//! 1. A person with an open need thinks about it when it arises and again at waiting times, until it lapses.
//! 2. First whether: log-odds of urgency, trust, discouragement, and of the best alternative, damped by the nest parameter. A second door
//!    of the same kind does not make anybody seek who would not, only a better one does.
//! 3. Then where: in proportion to the exponentials of the alternatives' values: the intermediary's sites and advice services, if
//!    known and open; social work where one lives; an institution directly; a volunteer one is matched with; friends.
//! 4. Friends and volunteers solve some kinds of need; where they do not, the attempt fails, and a volunteer comes along to an institution.
//! 5. The intermediary's sites are an alternative for whom they are there: by where a person lives, as somebody who attends
//!    something in the district, or as a newcomer to the city.
//! 6. Residents' own needs arise at a rate by kind, German only with a migration history. They are taken to the services that are
//!    there anyway, or to the nearest site one knows, with log-odds of its attraction, opening hours and distance, if it serves
//!    the field and the resident. One knows it by a name that means people like oneself, or because one takes a child to the house
//!    of children to which it is tied; who takes a child to the same house makes no way for it.
//! 7. Residents of other districts come where the whole city is served, fewer the longer the way; where people present in the
//!    district are, those of them who are there by day, with the way from within it. People who begin to help bring donations.
//!    Institutions that know the intermediary ask it something where it is there for them. All take the desk's time.
//!
//! # Reads, writes
//! Reads `Refugees`, `Residents`, `Intermediary`, `LocalNetwork`, `Volunteers`, beginnings of helping. Writes `Cases`,
//! `Episodes::setting_out`, `Desk::coming`, `Refugees::visits`, and the ledger.
//!
//! # Evidence
//! Keys in `scenarios/evidence/help_seeking.toml`.
//!
//! # Limits
//! People know the way and the opening hours of what they know at all. What residents know is not followed week by week but held for
//! good, and their needs are dealt with in one visit; services meet a share of them whatever else they have to do, which leaves out
//! that places are shared with people who fled. Who lives elsewhere is present in the district by what they attend there; where they
//! work is not known, and clubs have members of the district alone, so fewer are present than would be. Visitors of other
//! anchors than houses of children are not known
//! among residents.

use crate::dice::{Dice, LogOfFailure, Purpose};
use crate::district::Point;
use crate::index::{CaseId, DeskId, Id, PersonId};
use crate::intermediary::{Client, Coming, DeskOwner, Intermediary, Served};
use crate::ledger::{CostItem, Ledger};
use crate::network::{Belonging, Institution, LocalNetwork};
use crate::numeric::{exp, ln, logistic};
use crate::population::{
    Case, CaseStage, Cases, Dwelling, Episodes, Issuer, Refugees, Residence, SettingOut, Travel, Volunteers,
};
use crate::time::Week;
use crate::vocabulary::{CaseEnd, Concept, Need, PerField, PerNeed, Route};

pub use self::others::{donors_come, institutions_ask, people_elsewhere_come, residents_come};
pub use self::parameters::Parameters;

mod others;
mod parameters;

/// A place to turn to.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Alternative {
    Desk(DeskId, Route),
    Institution,
    Volunteer,
    Friends,
}

/// Lets everybody who thinks about a need this week decide.
///
/// # Panics
/// Never: of the alternatives that there are, the best has weight 1.
pub fn step(
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    travel: &Travel,
    intermediary: &mut Intermediary,
    network: &LocalNetwork,
    volunteers: &Volunteers,
    refugees: &mut Refugees,
    cases: &mut Cases,
    episodes: &mut Episodes,
    ledger: &mut Ledger,
) {
    let open = Open::of(week, parameters, intermediary, network, refugees);
    let mut alternatives: Vec<(Alternative, f64)> = Vec::new();
    let mut weights: Vec<f64> = Vec::new();
    let not_again = LogOfFailure::of(parameters.think_again.get());
    for id in cases.thought_of(week) {
        let case = cases.case[id];
        if !matches!(case.stage, CaseStage::Open | CaseStage::AtDesk(_)) {
            continue;
        }
        if week >= case.lapses {
            cases.close(id, CaseEnd::Lapsed, week, &mut refugees.visits, ledger);
            continue;
        }
        if let CaseStage::AtDesk(desk) = case.stage {
            if intermediary.desk[desk].owner != DeskOwner::Intermediary
                || open.is_for(case.person, week, parameters, refugees)
            {
                come(id, desk, week, dice, travel, refugees, &case, intermediary, ledger);
                continue;
            }
            // Who is no longer among those whom the desk is for looks for help anew.
            cases.case[id].stage = CaseStage::Open;
        }
        let has_mentor = volunteers.partner_of(case.person).is_some();
        alternatives.clear();
        gather(&case, week, parameters, travel, &open, refugees, has_mentor, &mut alternatives);
        let best = alternatives.iter().map(|(_, value)| *value).fold(f64::NEG_INFINITY, f64::max);
        let entity = case.entity(refugees.person[case.person].entity);
        let mut stream = dice.stream(Purpose::Seeking, week, entity);
        let mind = &refugees.mind[case.person];
        let seeks = best > f64::NEG_INFINITY && {
            let log_odds = parameters.seek.get()
                + f64::from(case.urgency)
                + parameters.trust.get() * (f64::from(mind.trust) - 0.5)
                - parameters.discouragement.get() * f64::from(mind.discouragement)
                + parameters.nest.get() * best;
            stream.chance(logistic(log_odds))
        };
        let mut again = || week.plus(1).plus(stream.first_success(not_again).min(case.lapses.since(week)));
        if !seeks {
            cases.think_in(again(), id);
            continue;
        }
        weights.clear();
        weights.extend(alternatives.iter().map(|(_, value)| exp(value - best)));
        let mut route_stream = dice.stream(Purpose::Route, week, entity);
        let choice = route_stream.weighted(&weights).expect("the best alternative weighs 1");
        let (alternative, _) = alternatives[choice];
        let visits = &mut refugees.visits[case.person];
        visits.first_route.get_or_insert(route(alternative));
        match alternative {
            Alternative::Desk(desk, _) => {
                cases.case[id].stage = CaseStage::AtDesk(desk);
                come(id, desk, week, dice, travel, refugees, &case, intermediary, ledger);
            }
            Alternative::Institution => {
                cases.case[id].stage = CaseStage::SettingOut;
                episodes.setting_out.push(SettingOut {
                    case: id,
                    issuer: Issuer::Nobody,
                    with_volunteer: false,
                });
            }
            Alternative::Friends => {
                if route_stream.chance(parameters.friends_solve[case.need].get()) {
                    help_fully(&mut cases.case[id]);
                    cases.close(id, CaseEnd::ByFriends, week, &mut refugees.visits, ledger);
                } else {
                    cases.return_open(id, again(), parameters.failure_loss.get());
                }
            }
            Alternative::Volunteer => {
                if route_stream.chance(parameters.volunteer_solves[case.need].get()) {
                    help_fully(&mut cases.case[id]);
                    cases.close(id, CaseEnd::ByVolunteer, week, &mut refugees.visits, ledger);
                } else {
                    cases.case[id].stage = CaseStage::SettingOut;
                    episodes.setting_out.push(SettingOut {
                        case: id,
                        issuer: Issuer::Nobody,
                        with_volunteer: true,
                    });
                }
            }
        }
    }
}

const fn route(alternative: Alternative) -> Route {
    match alternative {
        Alternative::Desk(_, route) => route,
        Alternative::Institution => Route::Institution,
        Alternative::Volunteer => Route::Volunteer,
        Alternative::Friends => Route::Friends,
    }
}

const fn help_fully(case: &mut Case) {
    case.hours_received += case.hours_left;
    case.hours_left = 0.0;
}

/// Enters a case among those who come to a desk this week, at a keyed instant.
fn come(
    id: CaseId,
    desk: DeskId,
    week: Week,
    dice: &Dice,
    travel: &Travel,
    refugees: &Refugees,
    case: &Case,
    intermediary: &mut Intermediary,
    ledger: &mut Ledger,
) {
    if intermediary.desk[desk].owner == DeskOwner::Intermediary {
        let km = travel.km(&refugees.housing[case.person], intermediary.desk[desk].place);
        ledger.costs.add_hours(CostItem::UsersOnTheWay, 2.0 * travel.minutes(km) / 60.0);
    }
    let entity = case.entity(refugees.person[case.person].entity);
    let instant = dice.stream(Purpose::VisitInstant, week, entity).unit();
    intermediary.desk[desk].coming.push(Coming { client: Client::Case(id), instant });
}

/// Where one can turn to in a week, with the part of each value that is the same for everybody.
#[derive(Debug, Default)]
struct Open {
    intermediary: Vec<(DeskId, Point, f64)>,
    advice: Vec<(DeskId, Point, f64)>,
    /// By accommodation.
    social_work: Vec<Option<(DeskId, Point, f64)>>,
    serves: PerField<bool>,
    serves_whom: Served,
    /// Who attends something in the district, in order of id, where that is needed to know whom the intermediary is for.
    attending: Vec<PersonId>,
    institutions: PerNeed<Vec<Point>>,
}

impl Open {
    fn of(
        week: Week,
        parameters: &Parameters,
        intermediary: &Intermediary,
        network: &LocalNetwork,
        refugees: &Refugees,
    ) -> Self {
        let mut open = Self::default();
        if let Some(establishment) = &intermediary.establishment {
            open.serves = establishment.serves;
            open.serves_whom = establishment.serves_whom;
        }
        if open.serves_whom.fled_attending && !open.serves_whom.fled_elsewhere {
            let here = refugees.enrolments.iter().filter(|enrolment| enrolment.in_district);
            open.attending = here.map(|enrolment| enrolment.person).collect();
            open.attending.sort_unstable();
        }
        for (id, desk) in intermediary.desk.rows() {
            if desk.opens > week || desk.closes <= week || desk.open_hours <= 0.0 {
                continue;
            }
            let value = |route: Route| {
                parameters.pull[route].get()
                    + parameters.opening_elasticity.get()
                        * ln(desk.open_hours / parameters.reference_hours.get())
                    + parameters.languages.get() * (desk.languages - 0.5)
            };
            match desk.owner {
                DeskOwner::Intermediary => {
                    open.intermediary.push((id, desk.place, value(Route::Intermediary)));
                }
                DeskOwner::AdviceService(_) => {
                    open.advice.push((id, desk.place, value(Route::AdviceService)));
                }
                DeskOwner::SocialWork(accommodation) => {
                    let position = accommodation.position();
                    if open.social_work.len() <= position {
                        open.social_work.resize(position + 1, None);
                    }
                    open.social_work[position] = Some((id, desk.place, value(Route::SocialWork)));
                }
            }
        }
        for &need in Need::ALL {
            open.institutions[need] = network
                .serving(need)
                .iter()
                .map(|&id| &network.institution[id])
                .filter(|institution| {
                    institution.belonging == Belonging::External && institution.helps_with(need, week)
                })
                .flat_map(Institution::places)
                .collect();
        }
        open
    }

    /// Returns whether the intermediary is there for a person: by where the person lives or attends something, or as a newcomer
    /// to the city.
    fn is_for(&self, id: PersonId, week: Week, parameters: &Parameters, refugees: &Refugees) -> bool {
        let served = &self.serves_whom;
        let is_there = match refugees.housing[id].residence {
            Residence::District(_) => served.fled_in_district,
            Residence::RestOfCity => {
                served.fled_elsewhere || (served.fled_attending && self.attending.binary_search(&id).is_ok())
            }
        };
        let stay = week.since(refugees.person[id].arrived);
        is_there || (served.newcomers && f64::from(stay) < parameters.newcomer_weeks.get())
    }
}

/// Collects the alternatives of a case with their values in log-odds.
fn gather(
    case: &Case,
    week: Week,
    parameters: &Parameters,
    travel: &Travel,
    open: &Open,
    refugees: &Refugees,
    has_mentor: bool,
    alternatives: &mut Vec<(Alternative, f64)>,
) {
    let id = case.person;
    let housing = &refugees.housing[id];
    let awareness = &refugees.awareness[id];
    let care = if refugees.is_tied_by_care(id, week) { -parameters.care.get() } else { 0.0 };
    let mut add = |route: Route, &(desk, place, value): &(DeskId, Point, f64)| {
        let way = parameters.per_km.get() * travel.km(housing, place);
        alternatives.push((Alternative::Desk(desk, route), value - way + care));
    };
    if awareness.intermediary.is_some()
        && open.serves[case.need.field()]
        && open.is_for(id, week, parameters, refugees)
    {
        open.intermediary.iter().for_each(|desk| add(Route::Intermediary, desk));
    }
    if awareness.advice_service.is_some() {
        open.advice.iter().for_each(|desk| add(Route::AdviceService, desk));
    }
    if let Dwelling::Shared(accommodation) = housing.dwelling
        && let Some(Some(desk)) = open.social_work.get(accommodation.position())
    {
        add(Route::SocialWork, desk);
    }

    let institutions = &open.institutions[case.need];
    if !institutions.is_empty() {
        let km = match housing.residence {
            Residence::District(_) => housing.home.km_to_nearest(institutions),
            Residence::RestOfCity => travel.average_km.get(),
        };
        let language = &refugees.language[id];
        let value = parameters.pull[Route::Institution].get() - parameters.per_km.get() * km
            + parameters.institution_knowledge.get() * f64::from(language.local_knowledge)
            + parameters.institution_language.get() * f64::from(language.level)
            + care;
        alternatives.push((Alternative::Institution, value));
    }
    if has_mentor {
        alternatives.push((Alternative::Volunteer, parameters.pull[Route::Volunteer].get()));
    }
    if !refugees.social[id].peers.is_empty() && parameters.friends_solve[case.need].get() > 0.0 {
        alternatives.push((Alternative::Friends, parameters.pull[Route::Friends].get()));
    }
}
