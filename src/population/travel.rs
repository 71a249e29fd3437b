//! Ways from home to a place.

use serde::Deserialize;

use super::{Housing, Residence};
use crate::district::Place;
use crate::quantity::Rate;

/// How long ways take; keys in `scenarios/evidence/travel.toml`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Travel {
    /// To the stop, waiting, from the stop; also the least of any way. Unit: minutes.
    pub minutes_per_trip: Rate,
    /// On foot, by bicycle, by bus and tram, mixed. Unit: minutes a km.
    pub minutes_per_km: Rate,
    /// From the rest of the city to a place in the district. Unit: km.
    pub outside_km: Rate,
    /// From the rest of the city to the nearest institution there. Unit: km.
    pub average_km: Rate,
}

impl Travel {
    /// Returns the kilometres from a home to a place in the district.
    #[inline]
    pub fn km(&self, home: &Housing, place: Place) -> f64 {
        match home.residence {
            Residence::District(_) => home.home.km_to(place),
            Residence::RestOfCity => self.outside_km.get(),
        }
    }

    /// Returns the minutes that a way takes, one way.
    #[inline]
    pub fn minutes(&self, km: f64) -> f64 {
        self.minutes_per_trip.get() + self.minutes_per_km.get() * km
    }
}
