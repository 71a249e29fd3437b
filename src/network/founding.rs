//! Founding: the institutions of a district by a stated rule from its inhabitants.
//!
//! No list of institutions is known in readable form (D39): so many inhabitants per institution of a kind, at least so many;
//! placed in the neighbourhoods by inhabitants. What a kind can take in for people who fled is stated per 1 000 adults of a
//! reference number and divided evenly among the institutions of the kind.

use std::collections::VecDeque;

use serde::Deserialize;

use super::{Belonging, Capacity, Institution, LocalNetwork};
use crate::dice::{Dice, Entity, Purpose};
use crate::district::{District, SettledArea, founded_by_rule};
use crate::quantity::{Rate, Share};
use crate::time::Week;
use crate::vocabulary::{Concept, InstitutionKind, Need};

/// The rule for one kind of institution.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Inhabitants per institution.
    pub inhabitants_per: Rate,
    /// The smallest number in a district.
    pub at_least: Rate,
    /// Slots a week, or places, of all institutions of the kind per 1 000 adults of the reference number.
    pub capacity: Rate,
    /// Hours of help that an appointment or a week of attendance gives.
    pub hours_per_week: Rate,
    /// Share that speaks the languages of people who fled.
    pub speaks_languages: Share,
    /// Share that looks after children meanwhile.
    pub childcare: Share,
}

macro_rules! rules {
    ($($(#[$doc:meta])* $field:ident $kind:ident;)*) => {
        /// The rules of all kinds that are founded from inhabitants; social work in accommodations comes with those.
        #[derive(Debug, Clone, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct Rules { $($(#[$doc])* pub $field: Rule,)* }

        impl Rules {
            /// Returns the rule of a kind, if the kind is founded from inhabitants.
            pub const fn of(&self, kind: InstitutionKind) -> Option<&Rule> {
                match kind {
                    $(InstitutionKind::$kind => Some(&self.$field),)*
                    InstitutionKind::AccommodationSocialWork => None,
                }
            }
        }
    };
}

rules! {
    /// Day care for children.
    childcare Childcare;
    /// Family centres.
    family_centre FamilyCentre;
    /// Schools.
    school School;
    /// Youth clubs.
    youth_club YouthClub;
    /// Sports and culture clubs.
    club Club;
    /// Advice services for migrants.
    advice_service AdviceService;
    /// Youth migration services.
    youth_migration_service YouthMigrationService;
    /// Parishes.
    parish Parish;
    /// Housing companies.
    housing_company HousingCompany;
    /// Migrant organisations.
    migrant_organisation MigrantOrganisation;
    /// Providers of language courses.
    language_school LanguageSchool;
    /// Job centres.
    job_centre JobCentre;
    /// Adult education.
    adult_education AdultEducation;
    /// Health services.
    health_service HealthService;
    /// The municipality's offices.
    public_office PublicOffice;
}

/// The parameters `institutions.founding`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Adults who fled for whom offers were made, per 1 000 inhabitants.
    pub reference_adults: Rate,
    /// The rules by kind.
    pub kind: Rules,
}

/// Returns the need that a kind of institution serves; advice services help at desks of their own instead.
pub const fn need_of(kind: InstitutionKind) -> Option<Need> {
    match kind {
        InstitutionKind::LanguageSchool => Some(Need::Language),
        InstitutionKind::HousingCompany => Some(Need::Housing),
        InstitutionKind::JobCentre => Some(Need::Job),
        InstitutionKind::School
        | InstitutionKind::Childcare
        | InstitutionKind::AdultEducation
        | InstitutionKind::YouthMigrationService => Some(Need::Education),
        InstitutionKind::HealthService => Some(Need::Health),
        InstitutionKind::PublicOffice => Some(Need::Authorities),
        InstitutionKind::Club
        | InstitutionKind::Parish
        | InstitutionKind::FamilyCentre
        | InstitutionKind::MigrantOrganisation
        | InstitutionKind::YouthClub => Some(Need::Company),
        InstitutionKind::AdviceService | InstitutionKind::AccommodationSocialWork => None,
    }
}

/// Returns whether a kind gives places that are held for weeks; the others give appointments.
pub const fn gives_places(kind: InstitutionKind) -> bool {
    matches!(need_of(kind), Some(Need::Language | Need::Company))
}

impl LocalNetwork {
    /// Founds the institutions of a district whose entity is `root`.
    pub fn found(dice: Dice, root: Entity, district: &District, parameters: &Parameters) -> Self {
        let areas = district.settled_areas();
        let thousands =
            f64::from(district.inhabitants) / 1_000.0 * parameters.reference_adults.get() / 1_000.0;
        let mut network = Self::default();
        for &kind in InstitutionKind::ALL {
            let Some(rule) = parameters.kind.of(kind) else { continue };
            let count =
                founded_by_rule(district.inhabitants, rule.inhabitants_per.get(), rule.at_least.get());
            let whole = rule.capacity.get() * thousands;
            for number in 0..count {
                let entity = root.part(Institution::KIND + kind as u32, number);
                let base = if gives_places(kind) {
                    // Rounding the running sum keeps the sum of the places.
                    let until = |end: u64| (whole * end as f64 / count as f64 + 0.5).floor();
                    until(number + 1) - until(number)
                } else {
                    whole / count as f64
                };
                network.institution.push(institution(dice, entity, kind, rule, base, &areas));
                network.base.push(base);
                network.lent.push(0.0);
            }
        }
        network.turnover = network.institution.iter().map(|_| Week::NEVER).collect();
        network
    }

    /// Returns how many institutions were founded here; rows behind them belong to the intermediary or are hosted by it.
    pub fn founded(&self) -> usize {
        self.base.len()
    }
}

fn institution(
    dice: Dice,
    entity: Entity,
    kind: InstitutionKind,
    rule: &Rule,
    base: f64,
    areas: &[SettledArea],
) -> Institution {
    let weights: Vec<f64> = areas.iter().map(|area| f64::from(area.inhabitants)).collect();
    let mut site = dice.stream(Purpose::InstitutionSite, Week::START, entity);
    let area = site.weighted(&weights).map_or_else(
        || SettledArea { centre: crate::district::Place::default(), radius: 0.0, inhabitants: 0 },
        |position| areas[position],
    );
    let place = area.place(&mut site);
    let mut traits = dice.stream(Purpose::InstitutionTrait, Week::START, entity);
    Institution {
        entity,
        kind,
        place,
        second_places: Vec::new(),
        belonging: Belonging::External,
        serves: need_of(kind).map_or(0, |need| 1 << need as u8),
        capacity: if gives_places(kind) {
            Capacity::Places { places: base as u32, taken: 0 }
        } else {
            Capacity::Slots { per_week: base, left: base }
        },
        waiting: VecDeque::new(),
        opens: Week::SPIN_UP,
        closes: Week::NEVER,
        speaks_languages: traits.chance(rule.speaks_languages.get()),
        childcare: traits.chance(rule.childcare.get()),
        hours_per_week: rule.hours_per_week.get(),
        knows_intermediary: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Evidence;

    fn parameters() -> Parameters {
        Evidence::embedded().unwrap().section("institutions.founding").unwrap()
    }

    #[test]
    fn a_district_is_founded_the_same_way_whatever_else_is_founded() {
        let dice = Dice::new(1, 0);
        let district = District::toy(34_584);
        let alone = LocalNetwork::found(dice, Entity::named("sb5"), &district, &parameters());
        let other = LocalNetwork::found(dice, Entity::named("sb7"), &district, &parameters());
        let again = LocalNetwork::found(dice, Entity::named("sb5"), &district, &parameters());
        assert_eq!(alone.institution, again.institution);
        assert_ne!(alone.institution, other.institution);
    }

    #[test]
    fn every_kind_that_can_be_an_anchor_exists_even_in_a_small_district() {
        let network =
            LocalNetwork::found(Dice::new(1, 0), Entity::named("small"), &District::toy(900), &parameters());
        for &kind in InstitutionKind::ALL {
            if kind != InstitutionKind::AccommodationSocialWork {
                assert!(network.institution.iter().any(|row| row.kind == kind), "{kind}");
            }
        }
        for &need in Need::ALL {
            assert!(network.institution.iter().any(|row| row.helps_with(need, Week::START)), "{need}");
        }
    }

    #[test]
    fn numbers_follow_the_rule_and_capacity_sums_to_the_stated_one() {
        let parameters = parameters();
        let network =
            LocalNetwork::found(Dice::new(1, 0), Entity::named("sb6"), &District::toy(66_595), &parameters);
        let of = |kind| network.institution.iter().filter(move |row| row.kind == kind);
        assert_eq!(of(InstitutionKind::Childcare).count(), 39);
        assert_eq!(of(InstitutionKind::School).count(), 10);
        assert_eq!(of(InstitutionKind::Club).count(), 44);
        let adults = 66.595 * parameters.reference_adults.get() / 1_000.0;
        let slots: f64 = of(InstitutionKind::JobCentre)
            .map(|row| match row.capacity {
                Capacity::Slots { per_week, .. } => per_week,
                Capacity::Places { .. } => f64::NAN,
            })
            .sum();
        assert!((slots - adults * parameters.kind.job_centre.capacity.get()).abs() < 1e-9);
        let places: f64 = of(InstitutionKind::Club)
            .map(|row| match row.capacity {
                Capacity::Places { places, .. } => f64::from(places),
                Capacity::Slots { .. } => f64::NAN,
            })
            .sum();
        // Whole places miss the exact sum by at most one half.
        assert!((places - adults * parameters.kind.club.capacity.get()).abs() <= 0.5);
    }
}
