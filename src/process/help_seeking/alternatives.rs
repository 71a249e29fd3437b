//! Where somebody can turn to with a need, and what each way is worth.

use super::Parameters;
use crate::dice::Stream;
use crate::district::Place;
use crate::index::{Column, DeskId, Id, InstitutionId};
use crate::intermediary::{Desk, DeskOwner};
use crate::network::{Belonging, Institution};
use crate::numeric::ln;
use crate::population::{Awareness, Dwelling, Housing, Residence, Travel, best_door};
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

/// A place at which one is received, as it is for everybody in a week.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Door {
    place: Place,
    /// What its hours are worth in log-odds.
    by_hours: f64,
    /// Share of those who come who find somebody who speaks their language.
    languages: f64,
    /// Whether children are looked after meanwhile.
    childcare: bool,
}

/// What an alternative is like for a person: all on which its value depends, whoever helps there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts {
    /// What its hours are worth in log-odds.
    pub(super) by_hours: f64,
    pub(super) km: f64,
    /// How far one understands each other, 0 to 1.
    pub(super) understood: f64,
    /// Whether the person knows somebody there.
    pub(super) is_known: bool,
    /// Whether a small child has to be taken along.
    pub(super) takes_child: bool,
}

/// Returns what an alternative is worth in log-odds: one function of facts for all.
pub(super) fn worth(parameters: &Parameters, facts: &Facts) -> f64 {
    let known = if facts.is_known { parameters.known_personally.get() } else { 0.0 };
    let care = if facts.takes_child { parameters.care.get() } else { 0.0 };
    facts.by_hours + parameters.languages.get() * (facts.understood - 0.5)
        - parameters.per_km.get() * facts.km
        + known
        - care
}

/// Returns what so many hours a week in which one can turn to somebody are worth in log-odds.
fn worth_of_hours(parameters: &Parameters, hours: f64) -> f64 {
    parameters.opening_elasticity.get() * ln(hours / parameters.reference_hours.get())
}

/// Where one can turn to in a week.
#[derive(Debug, Default)]
pub(super) struct Open {
    intermediary: Vec<(DeskId, Door)>,
    advice: Vec<(DeskId, Door)>,
    /// By accommodation.
    social_work: Vec<Option<(DeskId, Door)>>,
    institutions: PerNeed<Vec<Door>>,
    /// Own and hosted offers of the intermediary, and whether each is for those alone for whom it is there.
    offers: PerNeed<Vec<(Door, bool)>>,
    /// What the hours are worth in which one is with friends.
    friends_by_hours: f64,
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
        let mut open = Self {
            friends_by_hours: worth_of_hours(parameters, parameters.friends_hours.get()),
            ..Self::default()
        };
        for (id, desk) in desk.rows() {
            if !desk.is_open(week) {
                continue;
            }
            // Whose desk it is plays no part.
            let by_hours = worth_of_hours(parameters, desk.open_hours);
            let door = Door { place: desk.place, by_hours, languages: desk.languages, childcare: false };
            match desk.owner {
                DeskOwner::Intermediary => open.intermediary.push((id, door)),
                DeskOwner::AdviceService(_) => open.advice.push((id, door)),
                DeskOwner::SocialWork(accommodation) => {
                    let position = accommodation.position();
                    if open.social_work.len() <= position {
                        open.social_work.resize(position + 1, None);
                    }
                    open.social_work[position] = Some((id, door));
                }
            }
        }
        let by_hours = worth_of_hours(parameters, parameters.counter_hours.get());
        for &need in Need::ALL {
            let helping = services[need].iter().map(|&id| &institution[id]);
            for institution in helping.filter(|institution| institution.helps_with(need, week)) {
                let door = |place: Place| Door {
                    place,
                    by_hours,
                    languages: f64::from(u8::from(institution.speaks_languages)),
                    childcare: institution.childcare,
                };
                match institution.belonging {
                    Belonging::External => open.institutions[need].extend(institution.places().map(door)),
                    Belonging::Hosted(_) => open.offers[need].push((door(institution.place), false)),
                    Belonging::Own(_) => open.offers[need].push((door(institution.place), true)),
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
    /// How far the person is understood in German, 0 to 1.
    pub(super) german: f64,
    pub(super) is_tied_by_care: bool,
    pub(super) knows: &'a Awareness,
    /// Whether the person knows which institutions help with the need.
    pub(super) knows_where: bool,
    /// Whether the person has been helped at such an institution.
    pub(super) has_been_there: bool,
    /// At which desks the person has been seen.
    pub(super) seen_at: &'a [DeskId],
    /// Whether the intermediary is known, and there for the person.
    pub(super) is_included: bool,
    /// Whether it is also there for the need.
    pub(super) is_served: bool,
    /// Hours a week of the volunteer with whom the person is matched.
    pub(super) mentor_hours: Option<f64>,
    pub(super) has_friends: bool,
}

impl Seeker<'_> {
    /// Returns what a door is like for the person who has so many kilometres to it.
    fn at(&self, door: &Door, km: f64, is_known: bool) -> Facts {
        Facts {
            by_hours: door.by_hours,
            km,
            // Own German makes up for languages that are missing there.
            understood: door.languages.max(self.german),
            is_known,
            takes_child: self.is_tied_by_care && !door.childcare,
        }
    }
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
    let &Seeker { need, home, german, knows, is_served, mentor_hours, has_friends, .. } = seeker;
    let mut add = |route: Route, desks: &[(DeskId, Door)]| {
        let at_door = |&(desk, ref door): &(DeskId, Door)| {
            let facts = seeker.at(door, travel.km(home, door.place), seeker.seen_at.contains(&desk));
            (Alternative::Desk(desk, route), worth(parameters, &facts))
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

    let value = best_institution(parameters, travel, open, seeker);
    if value > f64::NEG_INFINITY {
        alternatives.push((Alternative::Institution, value));
    }
    // One meets those whom one knows without going anywhere, and a child is no hindrance.
    let known = |by_hours: f64, understood: f64| {
        worth(parameters, &Facts { by_hours, km: 0.0, understood, is_known: true, takes_child: false })
    };
    if let Some(hours) = mentor_hours {
        alternatives.push((Alternative::Volunteer, known(worth_of_hours(parameters, hours), german)));
    }
    if has_friends && parameters.friends_solve[need].get() > 0.0 {
        // Friends are of the same origin for the most part.
        alternatives.push((Alternative::Friends, known(open.friends_by_hours, 1.0)));
    }
}

/// Returns what the best institution or offer is worth that somebody knows; negative infinity where there is none.
fn best_institution(parameters: &Parameters, travel: &Travel, open: &Open, seeker: &Seeker) -> f64 {
    let &Seeker { need, home, knows, knows_where, has_been_there, is_included, .. } = seeker;
    let mut best = f64::NEG_INFINITY;
    let mut look = |door: &Door, km: f64| {
        best = best.max(worth(parameters, &seeker.at(door, km, has_been_there)));
    };
    if knows_where {
        for door in &open.institutions[need] {
            let km = match home.residence {
                Residence::District(_) => home.home.km_to(door.place),
                // Those of the district stand for the like of them elsewhere.
                Residence::RestOfCity => travel.average_km.get(),
            };
            look(door, km);
        }
    }
    if knows.intermediary.is_some() {
        for (door, _) in open.offers[need].iter().filter(|(_, is_own)| is_included || !is_own) {
            look(door, travel.km(home, door.place));
        }
    }
    best
}
