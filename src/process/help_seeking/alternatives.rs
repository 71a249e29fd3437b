//! Where somebody can turn to with a need, and what each way is worth.

use super::Parameters;
use crate::dice::Stream;
use crate::district::Place;
use crate::index::{Column, DeskId, Id, InstitutionId};
use crate::intermediary::{Desk, DeskOwner};
use crate::network::{Belonging, Institution};
use crate::numeric::ln;
use crate::population::{Awareness, Dwelling, Housing, Language, Residence, Travel, best_door};
use crate::today::Today;
use crate::vocabulary::{Concept, Need, PerNeed, Route};

/// A place to turn to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Alternative {
    Desk(DeskId, Route),
    Institution,
    Volunteer,
    Friends,
}

impl Alternative {
    /// Returns the route that it stands for.
    pub(super) const fn route(self) -> Route {
        match self {
            Self::Desk(_, route) => route,
            Self::Institution => Route::Institution,
            Self::Volunteer => Route::Volunteer,
            Self::Friends => Route::Friends,
        }
    }
}

/// Where one can turn to in a week, with the part of each value that is the same for everybody.
#[derive(Debug, Default)]
pub(super) struct Open {
    intermediary: Vec<(DeskId, Place, f64)>,
    advice: Vec<(DeskId, Place, f64)>,
    /// By accommodation.
    social_work: Vec<Option<(DeskId, Place, f64)>>,
    institutions: PerNeed<Vec<Place>>,
    /// Own and hosted offers of the intermediary, and whether each is for those alone for whom it is there.
    offers: PerNeed<Vec<(Place, bool)>>,
}

impl Open {
    pub(super) fn of(
        today: &Today,
        parameters: &Parameters,
        desk: &Column<DeskId, Desk>,
        institution: &Column<InstitutionId, Institution>,
        services: &PerNeed<Vec<InstitutionId>>,
    ) -> Self {
        let week = today.week;
        let mut open = Self::default();
        for (id, desk) in desk.rows() {
            if !desk.is_open(week) {
                continue;
            }
            // Whose desk it is plays no part.
            let value = parameters.pull.desk.get()
                + parameters.opening_elasticity.get()
                    * ln(desk.open_hours / parameters.reference_hours.get())
                + parameters.languages.get() * (desk.languages - 0.5);
            match desk.owner {
                DeskOwner::Intermediary => open.intermediary.push((id, desk.place, value)),
                DeskOwner::AdviceService(_) => open.advice.push((id, desk.place, value)),
                DeskOwner::SocialWork(accommodation) => {
                    let position = accommodation.position();
                    if open.social_work.len() <= position {
                        open.social_work.resize(position + 1, None);
                    }
                    open.social_work[position] = Some((id, desk.place, value));
                }
            }
        }
        for &need in Need::ALL {
            let helping = services[need].iter().map(|&id| &institution[id]);
            for institution in helping.filter(|institution| institution.helps_with(need, week)) {
                match institution.belonging {
                    Belonging::External => open.institutions[need].extend(institution.places()),
                    Belonging::Hosted(_) => open.offers[need].push((institution.place, false)),
                    Belonging::Own(_) => open.offers[need].push((institution.place, true)),
                }
            }
            // Whoever looks for a way sees the house and not how many offers it has.
            open.offers[need].dedup();
        }
        open
    }
}

/// Somebody who thinks about a need, as far as the alternatives depend on it.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Seeker<'a> {
    pub(super) need: Need,
    pub(super) home: &'a Housing,
    pub(super) language: &'a Language,
    /// What looking after a small child adds in log-odds: 0 or less.
    pub(super) care: f64,
    pub(super) knows: &'a Awareness,
    /// Whether the intermediary is known, and there for the person.
    pub(super) is_included: bool,
    /// Whether it is also there for the need.
    pub(super) is_served: bool,
    pub(super) has_mentor: bool,
    pub(super) has_friends: bool,
}

/// Collects the kinds of service to which somebody can turn with their values in log-odds: of each the best door that is known.
///
/// `tie` draws between doors of a kind that are exactly alike.
pub(super) fn gather(
    parameters: &Parameters,
    travel: &Travel,
    open: &Open,
    seeker: &Seeker,
    tie: impl Fn(Route) -> Stream,
    alternatives: &mut Vec<(Alternative, f64)>,
) {
    let &Seeker { need, home, language, care, knows, is_served, has_mentor, has_friends, .. } = seeker;
    let mut add = |route: Route, desks: &[(DeskId, Place, f64)]| {
        let at_door = |&(desk, place, value): &(DeskId, Place, f64)| {
            let way = parameters.per_km.get() * travel.km(home, place);
            (Alternative::Desk(desk, route), value - way + care)
        };
        alternatives.extend(best_door(desks.iter().map(at_door), || tie(route)));
    };
    if is_served {
        add(Route::Intermediary, &open.intermediary);
    }
    if knows.advice_service.is_some() {
        add(Route::AdviceService, &open.advice);
    }
    if let Dwelling::Shared(accommodation) = home.dwelling
        && let Some(Some(desk)) = open.social_work.get(accommodation.position())
    {
        add(Route::SocialWork, std::slice::from_ref(desk));
    }

    let km = km_to_nearest(travel, open, seeker);
    if km < f64::INFINITY {
        let value = parameters.pull.institution.get() - parameters.per_km.get() * km
            + parameters.institution_knowledge.get() * f64::from(language.local_knowledge)
            + parameters.institution_language.get() * f64::from(language.level)
            + care;
        alternatives.push((Alternative::Institution, value));
    }
    if has_mentor {
        alternatives.push((Alternative::Volunteer, parameters.pull.volunteer.get()));
    }
    if has_friends && parameters.friends_solve[need].get() > 0.0 {
        alternatives.push((Alternative::Friends, parameters.pull.friends.get()));
    }
}

/// Returns the kilometres to the nearest institution or offer that somebody knows; infinite where there is none.
fn km_to_nearest(travel: &Travel, open: &Open, seeker: &Seeker) -> f64 {
    let &Seeker { need, home, knows, is_included, .. } = seeker;
    let institutions = &open.institutions[need];
    let external = match home.residence {
        Residence::District(_) => home.home.km_to_nearest(institutions),
        Residence::RestOfCity if institutions.is_empty() => f64::INFINITY,
        Residence::RestOfCity => travel.average_km.get(),
    };
    if knows.intermediary.is_none() {
        return external;
    }
    let offers = open.offers[need].iter().filter(|&&(_, is_own)| is_included || !is_own);
    offers.map(|&(place, _)| travel.km(home, place)).fold(external, f64::min)
}
