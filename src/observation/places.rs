//! Where things are: what a map of a district needs, read once at the end of a run.
//!
//! Own and hosted offers stand at the site in whose rooms they are, and an institution's further places, which change, are left out.

use super::row::Text;
use super::rows::MapRow;
use crate::district::{District, Place};
use crate::index::Id;
use crate::intermediary::{Desk, DeskOwner};
use crate::network::{Belonging, Capacity};
use crate::time::Week;
use crate::vocabulary::Concept;
use crate::world::{DistrictWorld, Ground};

/// Returns the neighbourhoods of a district as found, its administration, accommodations in which anybody has lived, institutions, and
/// sites of the intermediary that have opened by the end of a run.
pub fn rows(district: &DistrictWorld, found: &District, end: Week) -> Vec<MapRow> {
    let row = |kind: Text, place: Place, first_week: Week| MapRow {
        district: district.id.clone(),
        kind,
        name: String::new(),
        east_km: to_the_metre(place.east),
        north_km: to_the_metre(place.north),
        neighbourhood: found.neighbourhood[Ground::nearest(&district.ground, place).position()].name.clone(),
        capacity: None,
        hours_per_week: None,
        area_km2: None,
        first_week,
        last_week: None,
    };
    let neighbourhoods = found.neighbourhood.iter().zip(&district.ground).map(|(area, ground)| MapRow {
        name: area.name.clone(),
        neighbourhood: area.name.clone(),
        area_km2: Some(area.area_km2),
        ..row("neighbourhood".into(), ground.centre, Week::SPIN_UP)
    });
    let [latitude, longitude] = found.administration;
    let administration = row("administration".into(), Place::of_degrees(latitude, longitude), Week::SPIN_UP);
    let inhabited = district.city.accommodation.rows().filter(|(_, shared)| shared.opened != Week::NEVER);
    let accommodations = inhabited.map(|(id, shared)| MapRow {
        name: found.accommodation.get(id.position()).map(|listed| listed.name.clone()).unwrap_or_default(),
        capacity: Some(shared.places.into()),
        hours_per_week: hours(district, DeskOwner::SocialWork(id)),
        ..row("accommodation".into(), shared.place, shared.opened)
    });
    let external =
        district.network.institution.rows().filter(|(_, place)| place.belonging == Belonging::External);
    let institutions = external.map(|(id, institution)| MapRow {
        capacity: Some(match institution.capacity {
            Capacity::Slots { per_week, .. } => per_week,
            Capacity::Places { places, .. } => places.into(),
        }),
        hours_per_week: hours(district, DeskOwner::AdviceService(id)),
        last_week: last(institution.closes),
        ..row(institution.kind.key().into(), institution.place, institution.opens)
    });
    let is_site = |desk: &&Desk| desk.owner == DeskOwner::Intermediary && desk.opens < end;
    let sites = district.intermediary.desk.iter().filter(is_site).map(|desk| MapRow {
        hours_per_week: Some(desk.opening_hours),
        last_week: last(desk.closes),
        ..row("site".into(), desk.place, desk.opens)
    });
    neighbourhoods.chain([administration]).chain(accommodations).chain(institutions).chain(sites).collect()
}

/// Returns the opening hours of the desk that somebody has, if they have one.
fn hours(district: &DistrictWorld, owner: DeskOwner) -> Option<f64> {
    district.intermediary.desk.iter().find(|desk| desk.owner == owner).map(|desk| desk.opening_hours)
}

fn last(closes: Week) -> Option<Week> {
    (closes != Week::NEVER).then(|| closes.plus(-1))
}

fn to_the_metre(km: f32) -> f64 {
    (f64::from(km) * 1_000.0).round() / 1_000.0
}
