//! Passing by: who lives near a site and reads the name on its door, and who goes to the institution to which it is tied.

use super::{Parameters, People, recognises};
use crate::dice::Purpose;
use crate::district::Place;
use crate::index::{Column, DeskId, InstitutionId, PersonId};
use crate::intermediary::{Anchor, Desk, DeskOwner, Establishment};
use crate::network::{Belonging, Institution};
use crate::numeric::{chance_within, ln_1p};
use crate::population::{Housing, Presence, Residence, Schooling};
use crate::time::Week;
use crate::today::Today;
use crate::vocabulary::{Channel, InstitutionKind};

/// Weeks in which everybody is looked at once for passing by.
const ROUND: i32 = Week::QUARTER;

/// Returns who notices a site because they live near it or go to its anchor, site by site, and by which of the two.
///
/// `called_at` says who was at which institution since the week before.
pub(super) fn who_notices(
    today: &Today,
    parameters: &Parameters,
    establishment: &Establishment,
    desk: &Column<DeskId, Desk>,
    institution: &Column<InstitutionId, Institution>,
    people: &People,
    called_at: &[(PersonId, InstitutionId)],
) -> Vec<(PersonId, Channel)> {
    let week = today.week;
    let recognised = establishment.recognised_by_fled;
    let mut noticing = Vec::new();
    for desk in desk.iter().filter(|desk| desk.owner == DeskOwner::Intermediary && desk.closes > week) {
        let anchor = desk.anchor.filter(|anchor| institution[anchor.institution].closes > week);
        let visit = anchor.map_or(0.0, |anchor| parameters.anchor_visitor.of(anchor));
        let house = anchor.and_then(|anchor| House::of(anchor, institution));
        let is_for_children = house.is_some();
        let house = house.map(|house| (house, visit));
        noticing.extend(neighbours(today, parameters, desk, recognised, house, people));
        if let Some(anchor) = anchor.filter(|_| !is_for_children && visit > 0.0) {
            let visitors = visitors(today, desk, anchor, visit, people, called_at);
            noticing.extend(visitors.into_iter().map(|id| (id, Channel::Anchor)));
        }
    }
    noticing
}

/// Returns the neighbours of a site whom its name means, and the parents with a child in its house, who notice it.
fn neighbours(
    today: &Today,
    parameters: &Parameters,
    desk: &Desk,
    recognised: f64,
    house: Option<(House, f64)>,
    people: &People,
) -> Vec<(PersonId, Channel)> {
    let week = today.week;
    // Everybody is looked at once a quarter, in weekly shares, with the exact chance of the weeks between.
    let of_round = |chance: f64| chance_within(-ln_1p(-chance), f64::from(ROUND));
    let near = of_round(parameters.footfall_per_week.get());
    let house = house.map(|(house, visit)| (house, of_round(visit))).filter(|(_, visit)| *visit > 0.0);
    if near <= 0.0 && house.is_none() {
        return Vec::new();
    }
    let turn = week.0.rem_euclid(ROUND) as u64;
    let mut noticing = Vec::new();
    for &id in people.present {
        let person = &people.person[id];
        if person.entity.0 % ROUND as u64 != turn {
            continue;
        }
        let is_near = is_near(desk.place, &people.housing[id], parameters.near_km.get());
        let visits = house.as_ref().filter(|(house, _)| house.has_child_of(id, people));
        if (!is_near && visits.is_none()) || !person.is_adult(week) {
            continue;
        }
        let notices =
            |purpose, chance| today.dice.pair(purpose, week, person.entity, desk.entity).chance(chance);
        // Who passes by sees a name and nothing more; in a house one is told what a desk is for.
        if is_near && notices(Purpose::Footfall, near) && recognises(today, person, recognised) {
            noticing.push((id, Channel::Footfall));
        } else if visits.is_some_and(|(_, visit)| notices(Purpose::AnchorVisit, *visit)) {
            noticing.push((id, Channel::Anchor));
        }
    }
    noticing
}

/// Returns the adults who attend something at the anchor, or were there since the week before, and notice the site.
fn visitors(
    today: &Today,
    desk: &Desk,
    anchor: Anchor,
    chance: f64,
    people: &People,
    called_at: &[(PersonId, InstitutionId)],
) -> Vec<PersonId> {
    let week = today.week;
    let mut there: Vec<PersonId> = people
        .enrolments
        .iter()
        .filter(|enrolment| enrolment.institution == anchor.institution)
        .map(|enrolment| enrolment.person)
        .chain(called_at.iter().filter(|(_, at)| *at == anchor.institution).map(|&(person, _)| person))
        .filter(|&id| people.presence[id] == Presence::Present && people.person[id].is_adult(week))
        .collect();
    there.sort_unstable();
    there.dedup();
    there.retain(|&id| {
        let entity = people.person[id].entity;
        today.dice.pair(Purpose::AnchorVisit, week, entity, desk.entity).chance(chance)
    });
    there
}

fn is_near(place: Place, housing: &Housing, km: f64) -> bool {
    matches!(housing.residence, Residence::District(_)) && housing.home.km_to(place) <= km
}

/// A house of children to which a site is tied, with the others of its class.
struct House {
    is_school: bool,
    place: Place,
    others: Vec<Place>,
}

impl House {
    /// Returns the house of an anchor where children go day by day.
    fn of(anchor: Anchor, institution: &Column<InstitutionId, Institution>) -> Option<Self> {
        let house = &institution[anchor.institution];
        let is_school = is_school(house.kind)?;
        let others = institution
            .rows()
            .filter(|(id, other)| {
                *id != anchor.institution
                    && other.belonging == Belonging::External
                    && self::is_school(other.kind) == Some(is_school)
            })
            .map(|(_, other)| other.place)
            .collect();
        Some(Self { is_school, place: house.place, others })
    }

    /// Returns whether somebody has a child in a house of this class, and this is the nearest to the home.
    fn has_child_of(&self, id: PersonId, people: &People) -> bool {
        let goes_there = |schooling: Schooling| match schooling {
            Schooling::Childcare => !self.is_school,
            Schooling::School | Schooling::PreparatoryClass => self.is_school,
            Schooling::None | Schooling::Waiting(_) => false,
        };
        let is_child_there = |&member: &PersonId| {
            member != id
                && goes_there(people.schooling[member])
                && people.presence[member] == Presence::Present
        };
        let housing = &people.housing[id];
        matches!(housing.residence, Residence::District(_))
            && people.household[people.person[id].household].members.iter().any(is_child_there)
            && housing.home.km_to(self.place) <= housing.home.km_to_nearest(&self.others)
    }
}

/// Returns whether a house of children is a school; nothing for other institutions.
const fn is_school(kind: InstitutionKind) -> Option<bool> {
    match kind {
        InstitutionKind::Childcare | InstitutionKind::FamilyCentre => Some(false),
        InstitutionKind::School => Some(true),
        _ => None,
    }
}
