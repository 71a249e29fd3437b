//! Ground: where things are, taken over from results.

use crate::analysis::Results;

/// A place on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceNote {
    /// The number of the point.
    pub point: u32,
    /// The district's position.
    pub district: usize,
    /// What it is.
    pub kind: PlaceKind,
    /// What it is called, where that is known.
    pub name: String,
    /// Kilometres to the east and to the north.
    pub at: (f64, f64),
    /// Square kilometres of a neighbourhood.
    pub area: Option<f64>,
}

/// What a place on the map is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceKind {
    /// A neighbourhood, by its middle.
    Neighbourhood,
    /// A site of the intermediary.
    Site,
    /// Shared accommodation.
    Accommodation,
    /// An institution.
    Institution,
}

/// Takes over the places of points: what stands in all of them of the first, sites of each.
pub(super) fn places(points: &[u32], districts: &[&str], results: &Results) -> Vec<PlaceNote> {
    let rows = results.place_rows();
    let Some(first) = rows.iter().map(|row| row.point).find(|point| points.contains(point)) else {
        return Vec::new();
    };
    rows.iter()
        .filter_map(|row| {
            let kind = match &*row.kind {
                "neighbourhood" => PlaceKind::Neighbourhood,
                "site" => PlaceKind::Site,
                "accommodation" => PlaceKind::Accommodation,
                _ => PlaceKind::Institution,
            };
            let is_shown =
                if kind == PlaceKind::Site { points.contains(&row.point) } else { row.point == first };
            is_shown.then_some(())?;
            Some(PlaceNote {
                point: row.point,
                district: districts.iter().position(|id| *id == row.district)?,
                kind,
                name: row.name.clone(),
                at: (row.east_km, row.north_km),
                area: row.area_km2,
            })
        })
        .collect()
}
