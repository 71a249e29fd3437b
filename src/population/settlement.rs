//! Settlement: who lives in a district before anybody who fled arrives; every inhabitant is a person.
//!
//! A resident's traits come from one keyed stream of the resident's own entity, so that a further district or a change in
//! another neighbourhood's size after this one moves no trait. Shares by neighbourhood are not known: those of the district
//! hold everywhere (evidence: D6, D12, D13, D15).

use serde::Deserialize;

use super::{AgeGroup, Attitudes, Contact, Norm, Resident, Residents};
use crate::dice::{Dice, Entity, Purpose};
use crate::district::District;
use crate::index::{Column, Id, NeighbourhoodId, ResidentId};
use crate::numeric::logistic;
use crate::quantity::{Effect, Rate, Share};
use crate::time::Week;
use crate::vocabulary::Sex;

/// One share for each age group of adults below 75.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByAge {
    /// 18 to 44.
    pub from_18: Share,
    /// 45 to 59.
    pub from_45: Share,
    /// 60 to 74.
    pub from_60: Share,
}

impl ByAge {
    /// Returns the share of an age group; 0 for children and from 75 on.
    #[inline]
    pub const fn of(&self, age: AgeGroup) -> f64 {
        match age {
            AgeGroup::From18 => self.from_18.get(),
            AgeGroup::From45 => self.from_45.get(),
            AgeGroup::From60 => self.from_60.get(),
            AgeGroup::Under6 | AgeGroup::From6 | AgeGroup::From75 => 0.0,
        }
    }
}

/// The parameters of `residents.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Share of women below 75.
    pub women: Share,
    /// Share of women from 75 on.
    pub women_from_75: Share,
    /// Share at work among those without income support, by age.
    pub works: ByAge,
    /// Share with children at home, by age.
    pub children: ByAge,
    /// Middle of the attitude's baseline in log-odds: 0 is neither for nor against.
    pub attitude_middle: Effect,
    /// Weekly rate at which what meetings left fades.
    pub contact_fades_per_week: Rate,
    /// Standard deviation of the baseline in log-odds.
    pub attitude_spread: Rate,
    /// Shift of the attitudes' middle by the norm of the district, per unit of what meetings have left on average.
    pub norm_weight: Rate,
    /// Share by which the norm moves a week towards what is there.
    pub norm_per_week: Share,
}

impl Residents {
    /// Settles a district: draws everybody who lives there, neighbourhood by neighbourhood.
    ///
    /// `root` is the district's entity;
    ///
    /// # Panics
    /// When the district has more neighbourhoods than an id can count.
    pub fn settle(dice: Dice, root: Entity, district: &District, parameters: &Parameters) -> Self {
        let areas = district.settled_areas();
        let count = district.inhabitants as usize;
        let mut rows: Vec<Resident> = Vec::with_capacity(count);
        let mut contact: Vec<Contact> = Vec::with_capacity(count);
        let mut of_neighbourhood = Column::new();
        let (mut working, mut parents, mut adults) = (Vec::new(), Vec::new(), Vec::with_capacity(count));
        for (position, area) in areas.iter().enumerate() {
            let neighbourhood = NeighbourhoodId::at(position);
            let first = rows.len() as u32;
            for number in first..first + area.inhabitants {
                let id = ResidentId(number);
                let entity = root.part(Self::KIND, u64::from(number));
                let mut stream = dice.stream(Purpose::Resident, Week::START, entity);
                let home = area.place(&mut stream);
                let age = AgeGroup::ALL[stream
                    .weighted(&district.ages)
                    .expect("some age has a share because the file was checked")];
                let women = if age == AgeGroup::From75 { parameters.women_from_75 } else { parameters.women };
                let sex = if stream.chance(women.get()) { Sex::Female } else { Sex::Male };
                let migration_history = stream.chance(district.migration_history);
                let works = stream.chance(parameters.works.of(age) * (1.0 - district.welfare));
                let children = stream.chance(parameters.children.of(age));
                let leaning =
                    stream.normal(parameters.attitude_middle.get(), parameters.attitude_spread.get());
                // Bounded by its form, so that no draw has to be cut off.
                let baseline = (2.0 * logistic(leaning) - 1.0) as f32;
                if age.is_adult() {
                    adults.push(id);
                }
                if works {
                    working.push(id);
                }
                if children {
                    parents.push(id);
                }
                rows.push(Resident { home, neighbourhood, age, sex, migration_history, works, children });
                contact.push(Contact { baseline, is_adult: age.is_adult(), ..Contact::default() });
            }
            of_neighbourhood.push(first..rows.len() as u32);
        }
        Self {
            root,
            resident: rows.into_iter().collect(),
            attitudes: Attitudes::new(
                contact.into_iter().collect(),
                parameters.contact_fades_per_week.get(),
                Norm {
                    level: 0.0,
                    per_week: parameters.norm_per_week.get(),
                    weight: parameters.norm_weight.get(),
                },
            ),
            of_neighbourhood,
            working,
            parents,
            adults,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::district::Neighbourhood;
    use crate::evidence::Evidence;

    fn parameters() -> Parameters {
        Evidence::embedded().unwrap().section("residents").unwrap()
    }

    fn district() -> District {
        let neighbourhood = |name: &str, latitude: f64, inhabitants: u32| Neighbourhood {
            name: name.to_owned(),
            centre: [latitude, 6.78],
            area_km2: 6.0,
            settled: 0.5,
            inhabitants,
            mark: "A".to_owned(),
        };
        District {
            neighbourhood: vec![
                neighbourhood("A", 51.26, 9_000),
                neighbourhood("B", 51.28, 11_003),
                neighbourhood("C", 51.30, 7_001),
            ],
            ..District::toy(30_000)
        }
    }

    #[test]
    fn everybody_counted_is_a_person_within_the_own_neighbourhood() {
        let district = district();
        let residents = Residents::settle(Dice::new(1, 0), Entity::named("n"), &district, &parameters());
        assert_eq!(residents.resident.len(), 30_000);
        for (area, rows) in district.settled_areas().iter().zip(&residents.of_neighbourhood) {
            assert_eq!(rows.len() as u32, area.inhabitants);
            for number in rows.clone() {
                // Places are kept in single precision, which errs by less than a metre here.
                assert!(
                    residents.resident[ResidentId(number)].home.km_to(area.centre) <= area.radius + 0.001
                );
            }
        }
    }

    #[test]
    fn shares_are_those_of_the_district() {
        let district = district();
        let residents = Residents::settle(Dice::new(2, 0), Entity::named("n"), &district, &parameters());
        let count = residents.resident.len() as f64;
        let share = |is: &dyn Fn(&Resident) -> bool| {
            residents.resident.iter().filter(|&resident| is(resident)).count() as f64 / count
        };
        // Five standard errors of a share among 30 000.
        let near = |found: f64, expected: f64| {
            (found - expected).abs() < 5.0 * (expected * (1.0 - expected) / count).sqrt()
        };
        for (position, age) in AgeGroup::ALL.into_iter().enumerate() {
            assert!(near(share(&|resident| resident.age == age), district.ages[position]), "{age:?}");
        }
        let migration = share(&|resident| resident.migration_history);
        assert!(near(migration, 0.4));
        // The twin: a share of 0.42 would have been noticed.
        assert!(!near(migration, 0.42));
        let works = 0.9
            * [(AgeGroup::From18, 0.348), (AgeGroup::From45, 0.221), (AgeGroup::From60, 0.172)]
                .iter()
                .map(|&(age, weight)| parameters().works.of(age) * weight)
                .sum::<f64>();
        assert!(near(share(&|resident| resident.works), works));
        assert!(residents.attitudes.contact.iter().all(|contact| contact.baseline.abs() < 1.0));
        let mean = residents.attitudes.mean(Week::START, 0.0);
        assert!(mean.abs() < 0.2, "{mean}");
    }

    #[test]
    fn a_district_is_settled_the_same_way_whatever_else_is_settled() {
        let district = district();
        let dice = Dice::new(3, 1);
        let one = Residents::settle(dice, Entity::named("sb5"), &district, &parameters());
        let other = Residents::settle(dice, Entity::named("sb6"), &district, &parameters());
        let again = Residents::settle(dice, Entity::named("sb5"), &district, &parameters());
        assert_eq!(one.resident, again.resident);
        assert_ne!(one.resident, other.resident);
    }
}
