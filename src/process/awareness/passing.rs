//! Passing by: who lives near a site and reads the name on its door, and who goes to the institution to which it is tied.

use super::{Parameters, hear, recognises};
use crate::dice::{Dice, Purpose};
use crate::district::Point;
use crate::index::{InstitutionId, PersonId};
use crate::intermediary::{Anchor, Desk, DeskOwner, Intermediary};
use crate::network::{Belonging, LocalNetwork};
use crate::numeric::{chance_within, ln_1p};
use crate::population::{Housing, Known, Refugees, Residence, Schooling};
use crate::time::Week;
use crate::vocabulary::InstitutionKind;

/// Weeks in which everybody is looked at once for passing by.
const ROUND: i32 = Week::QUARTER;

/// Lets people who live near a site, or who go to its anchor, notice it.
///
/// `called_at` says who was at which institution since the week before.
pub(super) fn pass_by(
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    intermediary: &Intermediary,
    network: &LocalNetwork,
    called_at: &[(PersonId, InstitutionId)],
    refugees: &mut Refugees,
) {
    let Some(establishment) = &intermediary.establishment else { return };
    let recognised = establishment.recognised_by_fled;
    for desk in
        intermediary.desk.iter().filter(|desk| desk.owner == DeskOwner::Intermediary && desk.closes > week)
    {
        let anchor = desk.anchor.filter(|anchor| network.institution[anchor.institution].closes > week);
        let visit = anchor.map_or(0.0, |anchor| parameters.anchor_visitor.of(anchor));
        let house = anchor.and_then(|anchor| House::of(anchor, network));
        let is_for_children = house.is_some();
        walk_around(week, dice, parameters, desk, recognised, house.map(|house| (house, visit)), refugees);
        if let Some(anchor) = anchor.filter(|_| !is_for_children && visit > 0.0) {
            for id in visitors(week, dice, desk, anchor, visit, called_at, refugees) {
                hear(id, Known::Intermediary, week, dice, parameters, refugees);
            }
        }
    }
}

/// Neighbours of a site whom its name means, and parents with a child in its house, notice it.
fn walk_around(
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    desk: &Desk,
    recognised: f64,
    house: Option<(House, f64)>,
    refugees: &mut Refugees,
) {
    // Everybody is looked at once a quarter, in weekly shares, with the exact chance of the weeks between.
    let of_round = |chance: f64| chance_within(-ln_1p(-chance), f64::from(ROUND));
    let near = of_round(parameters.footfall_per_week.get());
    let house = house.map(|(house, visit)| (house, of_round(visit))).filter(|(_, visit)| *visit > 0.0);
    if near <= 0.0 && house.is_none() {
        return;
    }
    for position in 0..refugees.present.len() {
        let id = refugees.present[position];
        if (refugees.person[id].entity.0 % ROUND as u64) as i32 != week.0.rem_euclid(ROUND) {
            continue;
        }
        let is_near = is_near(desk.place, &refugees.housing[id], parameters.near_km.get());
        let visits = house.as_ref().filter(|(house, _)| house.has_child_of(id, refugees));
        if (!is_near && visits.is_none()) || !refugees.person[id].is_adult(week) {
            continue;
        }
        let entity = refugees.person[id].entity;
        let notices = |purpose, chance| dice.pair(purpose, week, entity, desk.entity).chance(chance);
        // Who passes by sees a name and nothing more; in a house one is told what a desk is for.
        if (is_near && notices(Purpose::Footfall, near) && recognises(id, recognised, dice, refugees))
            || visits.is_some_and(|(_, visit)| notices(Purpose::AnchorVisit, *visit))
        {
            hear(id, Known::Intermediary, week, dice, parameters, refugees);
        }
    }
}

/// Returns the adults who attend something at the anchor, or were there since the week before, and notice the site.
fn visitors(
    week: Week,
    dice: &Dice,
    desk: &Desk,
    anchor: Anchor,
    chance: f64,
    called_at: &[(PersonId, InstitutionId)],
    refugees: &Refugees,
) -> Vec<PersonId> {
    let mut there: Vec<PersonId> = refugees
        .enrolments
        .iter()
        .filter(|enrolment| enrolment.institution == anchor.institution)
        .map(|enrolment| enrolment.person)
        .chain(called_at.iter().filter(|(_, at)| *at == anchor.institution).map(|&(person, _)| person))
        .filter(|&id| refugees.is_present(id) && refugees.person[id].is_adult(week))
        .collect();
    there.sort_unstable();
    there.dedup();
    there.retain(|&id| {
        dice.pair(Purpose::AnchorVisit, week, refugees.person[id].entity, desk.entity).chance(chance)
    });
    there
}

fn is_near(place: Point, housing: &Housing, km: f64) -> bool {
    matches!(housing.residence, Residence::District(_)) && housing.home.km_to(place) <= km
}

/// A house of children to which a site is tied, with the others of its class.
struct House {
    is_school: bool,
    place: Point,
    others: Vec<Point>,
}

impl House {
    /// Returns the house of an anchor where children go day by day.
    fn of(anchor: Anchor, network: &LocalNetwork) -> Option<Self> {
        let house = &network.institution[anchor.institution];
        let is_school = is_school(house.kind)?;
        let others = network
            .institution
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
    fn has_child_of(&self, id: PersonId, refugees: &Refugees) -> bool {
        let goes_there = |schooling: Schooling| match schooling {
            Schooling::Childcare => !self.is_school,
            Schooling::School | Schooling::PreparatoryClass => self.is_school,
            Schooling::None | Schooling::Waiting(_) => false,
        };
        let housing = &refugees.housing[id];
        matches!(housing.residence, Residence::District(_))
            && refugees.household[refugees.person[id].household].members.iter().any(|&member| {
                member != id && goes_there(refugees.schooling[member]) && refugees.is_present(member)
            })
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
