//! A district as found: neighbourhoods, shares, accommodation, institutions. German: *Stadtbezirk*, *Stadtteil*.

use serde::{Deserialize, Serialize};

use crate::dice::Stream;
use crate::numeric::{apportion, sin_cos};
use crate::time::Week;
use crate::vocabulary::Language;

pub mod sketch;
pub mod synthetic;

/// The id of all districts together, which no district may bear.
pub const ALL_DISTRICTS: &str = "all";

/// A place in kilometres east and north of the city's point of reference.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Place {
    /// Kilometres to the east.
    pub east: f32,
    /// Kilometres to the north.
    pub north: f32,
}

impl Place {
    /// The point of reference, near the middle of Düsseldorf.
    const REFERENCE: (f64, f64) = (51.25, 6.78);
    /// Kilometres for a degree of latitude.
    const KM_PER_LATITUDE: f64 = 111.2;
    /// Kilometres for a degree of longitude at 51.25° north: the above times the cosine of the latitude.
    const KM_PER_LONGITUDE: f64 = 69.6;

    /// Returns the place of a geographic coordinate in degrees (WGS 84).
    pub fn of_degrees(latitude: f64, longitude: f64) -> Self {
        let (reference_latitude, reference_longitude) = Self::REFERENCE;
        Self {
            east: ((longitude - reference_longitude) * Self::KM_PER_LONGITUDE) as f32,
            north: ((latitude - reference_latitude) * Self::KM_PER_LATITUDE) as f32,
        }
    }

    /// Returns the straight-line distance to the nearest of some places in kilometres; infinite when there is none.
    #[inline]
    pub fn km_to_nearest(self, places: &[Self]) -> f64 {
        let square = |place: &Self| {
            let east = f64::from(self.east - place.east);
            let north = f64::from(self.north - place.north);
            east * east + north * north
        };
        places.iter().map(square).fold(f64::INFINITY, f64::min).sqrt()
    }

    /// Returns the straight-line distance in kilometres.
    #[inline]
    pub fn km_to(self, other: Self) -> f64 {
        let east = f64::from(self.east - other.east);
        let north = f64::from(self.north - other.north);
        (east * east + north * north).sqrt()
    }
}

/// A district: what is known of it before anybody lives there.
///
/// Lists that are not known (institutions, accommodation) are left out of the file and made by a stated rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct District {
    /// The name in English.
    pub name: String,
    /// The name in German.
    pub name_de: String,
    /// Long-standing inhabitants; the neighbourhoods are scaled to this sum.
    pub inhabitants: u32,
    /// Share of the inhabitants with a migration history.
    pub migration_history: f64,
    /// Share who receive basic income support.
    pub welfare: f64,
    /// Shares of the inhabitants by age group: under 6, 6–17, 18–44, 45–59, 60–74, 75 and more.
    pub ages: [f64; 6],
    /// Where an intermediary's first site stands unless the scenario says otherwise: latitude and longitude.
    pub welcome_point: [f64; 2],
    /// Where the district's administration sits: latitude and longitude.
    pub administration: [f64; 2],
    /// From a date on: the share of the city's arrivals who are accommodated in the district.
    pub arrival_share: Vec<DatedShare>,
    /// People in shared accommodation on 2015-01-05, as far as the initial stock should yield them.
    pub initial_stock: u32,
    /// The neighbourhoods.
    pub neighbourhood: Vec<Neighbourhood>,
    /// Shared accommodations of the city, as far as known.
    #[serde(default)]
    pub accommodation: Vec<Accommodation>,
    /// Where the numbers come from.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Keys of this description whose values nobody has counted.
    #[serde(default)]
    pub guesses: Vec<String>,
}

/// Returns how many institutions of a kind a district has by the rule of founding: so many inhabitants to one, at least so many.
pub fn founded_by_rule(inhabitants: u32, inhabitants_per: f64, at_least: f64) -> u64 {
    let by_size = (f64::from(inhabitants) / inhabitants_per.max(1.0) + 0.5).floor();
    by_size.max(at_least.floor()) as u64
}

/// A share that holds from a date on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatedShare {
    /// The first day, as year, month and day in one number, such as 20151105.
    pub from: u32,
    /// The share.
    pub share: f64,
}

impl DatedShare {
    /// Returns the week from which the share holds; a day that does not exist holds from the beginning.
    pub fn week(&self) -> Week {
        let (year, month, day) = (self.from / 10_000, self.from / 100 % 100, self.from % 100);
        jiff::civil::Date::new(year as i16, month as i8, day as i8).map_or(Week::SPIN_UP, Week::of)
    }
}

/// A neighbourhood as found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Neighbourhood {
    /// The name, which stays German.
    pub name: String,
    /// Latitude and longitude of the centre.
    pub centre: [f64; 2],
    /// Area in square kilometres.
    pub area_km2: f64,
    /// Share of the area that is settled, as far as known, else 1.
    #[serde(default = "whole")]
    pub settled: f64,
    /// Inhabitants as counted, before scaling.
    pub inhabitants: u32,
    /// How well the figures are known: S seen, S* derived, K recalled, A assumed.
    pub mark: String,
}

const fn whole() -> f64 {
    1.0
}

/// A shared accommodation as found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accommodation {
    /// The name, which stays German.
    pub name: String,
    /// Latitude and longitude.
    pub place: [f64; 2],
    /// Places.
    pub places: u32,
    /// How well the figures are known.
    pub mark: String,
}

/// The settled part of a neighbourhood as a disc around its centre.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SettledArea {
    /// The centre.
    pub centre: Place,
    /// The radius in kilometres.
    pub radius: f64,
    /// Inhabitants, scaled to the district's sum.
    pub inhabitants: u32,
}

impl SettledArea {
    /// Draws a place, each part of the disc as likely as any other.
    #[inline]
    pub fn place(&self, stream: &mut Stream) -> Place {
        let (sin, cos) = sin_cos(std::f64::consts::TAU * stream.unit());
        let distance = self.radius * stream.unit().sqrt();
        Place {
            east: (f64::from(self.centre.east) + distance * cos) as f32,
            north: (f64::from(self.centre.north) + distance * sin) as f32,
        }
    }
}

impl District {
    /// Returns the name in a language.
    pub fn called(&self, language: Language) -> &str {
        match language {
            Language::English => &self.name,
            Language::German => &self.name_de,
        }
    }

    /// Returns the settled areas of the neighbourhoods, whose inhabitants sum to those of the district.
    pub fn settled_areas(&self) -> Vec<SettledArea> {
        let counted: Vec<f64> =
            self.neighbourhood.iter().map(|neighbourhood| f64::from(neighbourhood.inhabitants)).collect();
        let scaled = apportion(u64::from(self.inhabitants), &counted);
        self.neighbourhood
            .iter()
            .zip(scaled)
            .map(|(neighbourhood, inhabitants)| SettledArea {
                centre: Place::of_degrees(neighbourhood.centre[0], neighbourhood.centre[1]),
                radius: (neighbourhood.area_km2 * neighbourhood.settled / std::f64::consts::PI).sqrt(),
                inhabitants: inhabitants as u32,
            })
            .collect()
    }

    /// Returns the largest share of the city's arrivals that the district ever takes.
    pub fn largest_arrival_share(&self) -> f64 {
        self.arrival_share.iter().map(|dated| dated.share).fold(0.0, f64::max)
    }
}

#[cfg(test)]
impl District {
    /// Returns a district for tests: three neighbourhoods alike, from south to north.
    pub(crate) fn toy(inhabitants: u32) -> Self {
        let neighbourhood = |name: &str, latitude: f64| Neighbourhood {
            name: name.to_owned(),
            centre: [latitude, 6.78],
            area_km2: 5.0,
            settled: 0.7,
            inhabitants: 1_000,
            mark: "A".to_owned(),
        };
        Self {
            name: "North".to_owned(),
            name_de: "Nord".to_owned(),
            inhabitants,
            migration_history: 0.4,
            welfare: 0.1,
            ages: [0.056, 0.112, 0.348, 0.221, 0.172, 0.091],
            welcome_point: [51.26, 6.78],
            administration: [51.27, 6.79],
            arrival_share: vec![DatedShare { from: 20_150_105, share: 0.135 }],
            initial_stock: 300,
            neighbourhood: vec![
                neighbourhood("A", 51.26),
                neighbourhood("B", 51.28),
                neighbourhood("C", 51.31),
            ],
            accommodation: Vec::new(),
            sources: Vec::new(),
            guesses: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_welcome_point_lies_where_the_evidence_says() {
        let desk = Place::of_degrees(51.260, 6.751);
        for (place, km) in [
            (Place::of_degrees(51.266, 6.746), 0.8),
            (Place::of_degrees(51.300, 6.737), 3.8),
            (Place::of_degrees(51.320, 6.742), 6.2),
        ] {
            // D29 gives its own distances to within 0.6 km.
            assert!((desk.km_to(place) - km).abs() <= 0.8, "{} against {km}", desk.km_to(place));
        }
    }
}
