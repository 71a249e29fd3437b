//! A district with more residents among whom the same happens, for the bench and the test of what a week costs.

use std::sync::Arc;

use inteso::scenario::{Scenario, Source, load};
use inteso::vocabulary::{Concept, Need};

/// Returns the default scenario with so many times the residents, among whom the same happens: as many begin to help, as many
/// institutions stand, as many moves stay in the district.
pub(crate) fn scenario_with_residents(times: u32) -> Scenario {
    let mut scenario =
        load(&Source::Embedded("default".to_owned()), &[("every".to_owned(), "13".to_owned())])
            .expect("the embedded default scenario is valid because the tests load it")
            .scenario;
    let factor = f64::from(times);
    for plan in &mut scenario.districts {
        Arc::make_mut(&mut plan.district).inhabitants *= times;
    }
    let mut scale = |key: &str, by: f64| {
        let value = scenario.evidence.get(key).expect("the key is that of a parameter").value;
        scenario.evidence.set(key, value * by);
    };
    scale("volunteering.begin_per_week", 1.0 / factor);
    // First contact adds a multiple of the own rate of beginning, and as many are met as before.
    scale("volunteering.contact", factor);
    for need in Need::ALL {
        scale(&format!("help_seeking.resident_needs.{}", need.key()), 1.0 / factor);
    }
    scale("institutions.founding.reference_adults", 1.0 / factor);
    scale("housing.city_inhabitants", factor);
    let per: Vec<String> = scenario
        .evidence
        .iter()
        .map(|(key, _)| key.to_owned())
        .filter(|key| key.ends_with(".inhabitants_per"))
        .collect();
    for key in per {
        let value = scenario.evidence.get(&key).expect("the key was just read").value;
        scenario.evidence.set(&key, value * factor);
    }
    scenario
}
