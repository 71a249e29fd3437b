//! A sketch: a whole description of a district, made of the few numbers that somebody who knows it can give. German: *Skizze*.
//!
//! Neighbourhoods are alike and lie evenly over the area; where they lie on earth does not matter, only how far apart. The district
//! takes its arrivals from the series of a city: a city of another size has the same course in time, larger or smaller.

use super::synthetic::{on_spiral, rounded};
use super::{Accommodation, DatedShare, District, Neighbourhood, Place};
use crate::numeric::apportion;
use crate::quantity::Rate;
use serde::Deserialize;

/// The first day of the spin-up and that of the run.
const BEGINNINGS: [u32; 2] = [20_130_107, 20_150_105];

/// What a sketch takes as given. Keys in `scenarios/evidence/sketch.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// People who fled and live in a district on 2015-01-05 if it took all that the series assigns before.
    pub living_at_start: Rate,
    /// People in the city's shared accommodation on 2015-01-05 who belong to the series.
    pub stock: Rate,
    /// Places for the people at the beginning, relative to them, where later there are never more of them.
    pub reserve: Rate,
    /// Inhabitants whom a settled square kilometre holds.
    pub settled_per_km2: Rate,
}

/// What is known of a district and its city.
#[derive(Debug, Clone, PartialEq)]
pub struct Sketch {
    /// The name.
    pub name: String,
    /// Long-standing inhabitants.
    pub inhabitants: u32,
    /// Area in square kilometres.
    pub area_km2: f64,
    /// Number of neighbourhoods.
    pub neighbourhoods: u32,
    /// Share of the inhabitants with a migration history.
    pub migration_history: f64,
    /// Share who receive basic income support.
    pub welfare: f64,
    /// Shares of the inhabitants by age group, as in [`District::ages`].
    pub ages: [f64; 6],
    /// People who fled and live there on 2015-01-05.
    pub fled: f64,
    /// People assigned to the district in a year, the mean of the eight years from then on.
    pub arrivals_per_year: f64,
    /// Number of shared accommodations; `None` leaves them to the rule of founding.
    pub accommodations: Option<u32>,
    /// Kilometres to the city's centre.
    pub km_to_centre: f64,
    /// Inhabitants of the whole city.
    pub city_inhabitants: f64,
}

/// The city that series and parameters describe.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reference {
    /// Its inhabitants.
    pub inhabitants: f64,
    /// People assigned to it in a year, the mean of eight years from 2015-01-05 on.
    pub arrivals_per_year: f64,
    /// People in its shared accommodation at the peak.
    pub peak: f64,
    /// Share of the places in use then.
    pub occupancy: f64,
    /// What a sketch takes as given.
    pub parameters: Parameters,
}

/// The city around a sketched district, beside the reference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct City {
    /// By what the series of arrivals is multiplied.
    pub scale: f64,
    /// The district's shares of the city's arrivals: before 2015-01-05, and from then on.
    pub shares: [f64; 2],
    /// People in the city's shared accommodation at the peak.
    pub peak: f64,
    /// Places in the district's shared accommodations.
    pub places: u32,
}

impl Sketch {
    /// Returns the city that assigns to the district as many people as the sketch says.
    ///
    /// It takes as many per inhabitant as the reference does, or at least those of the district.
    pub fn city(&self, reference: &Reference) -> City {
        let Parameters { living_at_start, stock, reserve, .. } = reference.parameters;
        let of_series =
            [self.fled / living_at_start.get(), self.arrivals_per_year / reference.arrivals_per_year];
        let own = self.city_inhabitants / reference.inhabitants;
        let scale = (of_series.into_iter().fold(own, f64::max) * 1e4).ceil() / 1e4;
        let shares = of_series.map(|part| (part / scale * 1e6).round() / 1e6);
        let largest = shares[0].max(shares[1]);
        // Where most came before 2015, accommodations need hold no more than these.
        let of_peak = (reference.peak * shares[1]).max(reserve.get() * stock.get() * shares[0]);
        let peak = if largest > 0.0 { scale * of_peak / largest } else { scale * reference.peak };
        let peak = peak.ceil();
        City { scale, shares, peak, places: (peak * largest / reference.occupancy).ceil() as u32 }
    }

    /// Returns the description of the district within its city.
    pub fn district(&self, city: &City, parameters: &Parameters) -> District {
        let neighbourhood = self.parts(parameters.settled_per_km2);
        let (latitude, longitude) = Place::REFERENCE;
        let arrival_share =
            BEGINNINGS.iter().zip(city.shares).map(|(&from, share)| DatedShare { from, share });
        let stock = parameters.stock.get() * self.fled / parameters.living_at_start.get();
        District {
            name: self.name.clone(),
            name_de: self.name.clone(),
            inhabitants: self.inhabitants,
            migration_history: self.migration_history,
            welfare: self.welfare,
            ages: self.ages,
            welcome_point: neighbourhood[0].centre,
            administration: [rounded(latitude + self.km_to_centre / Place::KM_PER_LATITUDE), longitude],
            arrival_share: arrival_share.collect(),
            initial_stock: stock.round() as u32,
            accommodation: self.sites(city, &neighbourhood),
            neighbourhood,
            sources: Vec::new(),
            guesses: Vec::new(),
        }
    }

    /// Returns neighbourhoods of one size, evenly over the area.
    fn parts(&self, settled_per_km2: Rate) -> Vec<Neighbourhood> {
        let count = self.neighbourhoods.max(1) as usize;
        let edge = (self.area_km2 / std::f64::consts::PI).sqrt();
        let settled = f64::from(self.inhabitants) / settled_per_km2.get() / self.area_km2;
        let parts = apportion(u64::from(self.inhabitants), &vec![1.0; count]);
        let part = |(position, inhabitants): (usize, u64)| Neighbourhood {
            name: format!("Stadtteil {}", position + 1),
            centre: on_spiral(position, count as f64, 0.0, edge),
            area_km2: rounded(self.area_km2 / count as f64).max(0.01),
            settled: rounded(settled.clamp(0.001, 1.0)),
            inhabitants: inhabitants.max(1) as u32,
            mark: "A".to_owned(),
        };
        parts.into_iter().enumerate().map(part).collect()
    }

    /// Returns the accommodations, if their number is known: of one size, one neighbourhood after the other.
    fn sites(&self, city: &City, parts: &[Neighbourhood]) -> Vec<Accommodation> {
        let count = self.accommodations.unwrap_or_default() as usize;
        let places = apportion(u64::from(city.places), &vec![1.0; count]);
        let site = |(position, places): (usize, u64)| Accommodation {
            name: format!("Unterkunft {}", position + 1),
            place: parts[position % parts.len()].centre,
            places: places as u32,
            mark: "A".to_owned(),
        };
        places.into_iter().enumerate().filter(|(_, places)| *places > 0).map(site).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reference() -> Reference {
        let rate = |value| Rate::new(value).unwrap();
        Reference {
            inhabitants: 640_000.0,
            arrivals_per_year: 2_500.0,
            peak: 8_000.0,
            occupancy: 0.9,
            parameters: Parameters {
                living_at_start: rate(2_000.0),
                stock: rate(2_200.0),
                reserve: rate(1.1),
                settled_per_km2: rate(2_500.0),
            },
        }
    }

    fn sketch() -> Sketch {
        Sketch {
            name: "North".to_owned(),
            inhabitants: 30_000,
            area_km2: 12.0,
            neighbourhoods: 5,
            migration_history: 0.3,
            welfare: 0.1,
            ages: [0.056, 0.112, 0.348, 0.221, 0.172, 0.091],
            fled: 150.0,
            arrivals_per_year: 100.0,
            accommodations: Some(4),
            km_to_centre: 4.0,
            city_inhabitants: 160_000.0,
        }
    }

    #[test]
    fn shares_of_the_city_give_back_the_numbers_of_the_district() {
        for fled in [0.0, 150.0, 9_000.0] {
            for arrivals_per_year in [0.0, 100.0, 7_000.0] {
                let city = Sketch { fled, arrivals_per_year, ..sketch() }.city(&reference());
                let [before, later] = city.shares;
                assert!(before <= 1.0 && later <= 1.0, "{city:?}");
                let again = [city.scale * before * 2_000.0, city.scale * later * 2_500.0];
                assert!(
                    (again[0] - fled).abs() < 0.5 && (again[1] - arrivals_per_year).abs() < 0.5,
                    "{again:?}"
                );
                let at_start = city.scale * before * 2_200.0;
                assert!(f64::from(city.places) >= at_start, "{at_start} in {city:?}");
            }
        }
    }

    #[test]
    fn a_district_has_the_inhabitants_the_area_and_the_accommodations_of_its_sketch() {
        let sketch = sketch();
        let city = sketch.city(&reference());
        let district = sketch.district(&city, &reference().parameters);
        let areas = district.settled_areas();
        assert_eq!(areas.iter().map(|area| area.inhabitants).sum::<u32>(), 30_000);
        let area: f64 = district.neighbourhood.iter().map(|part| part.area_km2).sum();
        assert!((area - 12.0).abs() < 0.01, "{area}");
        assert_eq!(district.accommodation.len(), 4);
        assert_eq!(district.accommodation.iter().map(|site| site.places).sum::<u32>(), city.places);
        let [latitude, longitude] = district.administration;
        let centre = Place::of_degrees(latitude, longitude);
        assert!((centre.km_to(Place::default()) - 4.0).abs() < 0.02);
    }

    #[test]
    fn a_larger_area_lengthens_the_ways_and_leaves_more_of_it_unsettled() {
        let of = |area_km2: f64| {
            let sketch = Sketch { area_km2, ..sketch() };
            let district = sketch.district(&sketch.city(&reference()), &reference().parameters);
            let site = Place::of_degrees(district.welcome_point[0], district.welcome_point[1]);
            let ways: f64 = district.settled_areas().iter().map(|area| area.centre.km_to(site)).sum();
            (ways, district.neighbourhood[0].settled)
        };
        let [(near, dense), (far, sparse)] = [of(12.0), of(48.0)];
        assert!((far / near - 2.0).abs() < 0.02, "{near} {far}");
        assert!(sparse < dense, "{sparse} {dense}");
    }
}
