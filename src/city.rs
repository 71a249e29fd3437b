//! The city: programmes and their places, reports received, phase of the municipality's work.

use crate::district::Point;
use crate::index::{AccommodationId, Column};
use crate::time::Week;
use crate::vocabulary::{PerNeed, Phase};

/// A shared accommodation of the city.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shared {
    /// Where it is.
    pub place: Point,
    /// Places.
    pub places: u32,
    /// People who live there.
    pub people: u32,
    /// When somebody first lived there.
    pub opened: Week,
}

/// What the city does in one district.
#[derive(Debug, Clone)]
pub struct CityInDistrict {
    /// Shared accommodations in the district.
    pub accommodation: Column<AccommodationId, Shared>,
    /// Slots a week that programmes add to institutions, by kind of need.
    pub programme_slots: PerNeed<f64>,
    /// Needs reported since the last planning, by kind.
    pub reported: PerNeed<f64>,
    /// Whether any report came since the last planning.
    pub has_report: bool,
    /// Knowledge of city-wide information among institutions of the district, 0 to 1.
    pub information: f64,
    /// Bodies attended so far.
    pub bodies_attended: u32,
    /// The phase.
    pub phase: Phase,
    /// Coverage by field as planned last: share of fields with a programme in the district.
    pub coverage: f64,
}
