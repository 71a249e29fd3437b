//! The places of a map, as they are written.

use super::Results;
use crate::observation::MapRow;
use crate::observation::row::Text;

/// A place on the map of a district under a point, as at the end of the first replicate.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceRow {
    /// The point's number.
    pub point: u32,
    /// The district's id.
    pub district: String,
    /// A kind of institution by its key, or `site` (of the intermediary), `accommodation`, `administration`, `neighbourhood`.
    pub kind: Text,
    /// The name, which stays German; empty where none is known.
    pub name: String,
    /// Kilometres to the east of 6.78° E.
    pub east_km: f64,
    /// Kilometres to the north of 51.25° N.
    pub north_km: f64,
    /// The neighbourhood whose centre is nearest.
    pub neighbourhood: String,
    /// Places, or first appointments a week for people who fled.
    pub capacity: Option<f64>,
    /// Opening hours of the desk there, if there is one.
    pub hours_per_week: Option<f64>,
    /// Area of a neighbourhood in square kilometres.
    pub area_km2: Option<f64>,
    /// The week from which on it is there; that in which the spin-up begins for what was there before.
    pub first_week: i32,
    /// The last week, if it has one.
    pub last_week: Option<i32>,
}

impl PlaceRow {
    fn of(point: u32, row: &MapRow) -> Self {
        let MapRow { district, kind, name, east_km, north_km, neighbourhood, .. } = row.clone();
        let MapRow { capacity, hours_per_week, area_km2, first_week, last_week, .. } = *row;
        let (first_week, last_week) = (first_week.0, last_week.map(|week| week.0));
        Self {
            point,
            district,
            kind,
            name,
            east_km,
            north_km,
            neighbourhood,
            capacity,
            hours_per_week,
            area_km2,
            first_week,
            last_week,
        }
    }
}

impl Results {
    /// Returns the places of the points in the first replicate, by district; nothing where they were not kept.
    pub fn place_rows(&self) -> Vec<PlaceRow> {
        let of_point = |point: u32| self.places.get(&point).into_iter().flatten();
        let each = self.points.iter().flat_map(|point| of_point(point.number).map(|row| (point.number, row)));
        each.map(|(point, row)| PlaceRow::of(point, row)).collect()
    }
}
