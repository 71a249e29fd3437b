//! Outcomes by group: one attribute at a time, once a year. Nothing is reported by origin.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::measurement::{ContactFrequency, SelfRating, Survey};
use super::row::Values;
use super::rows::{GroupRow, OUTCOMES};
use crate::index::PersonId;
use crate::population::{Dwelling, Person, Refugees, Schooling};
use crate::quantity::Level;
use crate::time::Week;
use crate::vocabulary::{Concept, Education, Sex, Status};

/// The outcomes of a person in the order of [`OUTCOMES`]: value and weight, both 0 where one does not apply.
pub type OfPerson = [[f64; 2]; OUTCOMES.len()];

/// Sums of outcomes over people, each over those whom it applies to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Outcomes {
    /// Number of people.
    pub persons: u32,
    /// Sums of values and of weights.
    sums: OfPerson,
}

impl Outcomes {
    /// Counts in the outcomes of a person; what does not apply is missing.
    pub fn count(&mut self, outcomes: &OfPerson) {
        self.persons += 1;
        self.sum(outcomes);
    }

    fn sum(&mut self, more: &OfPerson) {
        for (own, more) in self.sums.as_flattened_mut().iter_mut().zip(more.as_flattened()) {
            *own += more;
        }
    }

    /// Returns the mean of an outcome by its position in [`OUTCOMES`], over those whom it applies to.
    pub fn mean(&self, position: usize) -> Option<f64> {
        let [sum, weight] = self.sums[position];
        (weight > 0.0).then(|| sum / weight)
    }

    /// Returns the mean of an outcome by its name.
    pub fn mean_of(&self, name: &str) -> Option<f64> {
        OUTCOMES.iter().position(|outcome| *outcome == name).and_then(|position| self.mean(position))
    }
}

impl AddAssign<&Self> for Outcomes {
    fn add_assign(&mut self, other: &Self) {
        self.persons += other.persons;
        self.sum(&other.sums);
    }
}

/// An outcome that applies.
const fn of_all(value: f64) -> [f64; 2] {
    [value, 1.0]
}

/// An outcome that applies to some.
const fn of_those(applies: bool, value: f64) -> [f64; 2] {
    if applies { of_all(value) } else { OF_NONE }
}

/// An outcome that does not apply.
const OF_NONE: [f64; 2] = [0.0, 0.0];

const fn share(is_so: bool) -> f64 {
    if is_so { 1.0 } else { 0.0 }
}

/// Returns the outcomes of a person whom the survey knows.
#[inline]
pub fn of_person(survey: &Survey, refugees: &Refugees, id: PersonId, week: Week) -> OfPerson {
    let age = refugees.person[id].age(week);
    if age >= Person::OF_AGE {
        of_adult(survey, refugees, id, week, age)
    } else {
        of_child(refugees, id, age)
    }
}

fn of_adult(survey: &Survey, refugees: &Refugees, id: PersonId, week: Week, age: i32) -> OfPerson {
    // Only adults are asked, and asking is what costs.
    let answers = survey.answers(refugees, id, week);
    let language = &refugees.language[id];
    let (level, known) = (f64::from(language.level), f64::from(language.local_knowledge));
    let private = share(refugees.housing[id].dwelling == Dwelling::Private);
    let employed = share(refugees.working[id].state.is_employment());
    let often = share(answers.contact == ContactFrequency::Often);
    let friend = share(refugees.social[id].has_friend());
    let belonging = f64::from(refugees.mind[id].belonging);
    let of_working_age = age < Person::RETIREMENT_AGE;
    [
        of_all(0.5 * (level / Level::HIGH + known)),
        of_all(if of_working_age { 0.5 * (employed + private) } else { private }),
        of_all(0.5 * (often + friend)),
        of_all(belonging),
        of_all(level),
        of_all(known),
        of_those(of_working_age, employed),
        of_all(share(answers.self_rating == SelfRating::Good)),
        of_all(private),
        of_all(often),
        of_all(share(answers.contact == ContactFrequency::Never)),
        of_all(friend),
        of_all(belonging),
        of_all(share(answers.feels_welcome)),
        OF_NONE,
    ]
}

fn of_child(refugees: &Refugees, id: PersonId, age: i32) -> OfPerson {
    let language = &refugees.language[id];
    let (level, known) = (f64::from(language.level), f64::from(language.local_knowledge));
    let private = share(refugees.housing[id].dwelling == Dwelling::Private);
    let schooling = refugees.schooling[id];
    let among_residents = share(matches!(schooling, Schooling::Childcare | Schooling::School));
    let in_class =
        share(matches!(schooling, Schooling::Childcare | Schooling::School | Schooling::PreparatoryClass));
    let (from_three, from_six) = (age >= 3, age >= Person::SCHOOL_AGE);
    [
        of_those(from_six, 0.5 * (level / Level::HIGH + known)),
        // A child under three is placed by its dwelling alone: few are in childcare anywhere.
        of_all(if from_three { 0.5 * (in_class + private) } else { private }),
        of_those(from_three, among_residents),
        OF_NONE,
        of_those(from_six, level),
        of_those(from_six, known),
        OF_NONE,
        OF_NONE,
        OF_NONE,
        OF_NONE,
        OF_NONE,
        OF_NONE,
        OF_NONE,
        OF_NONE,
        of_those(from_three, in_class),
    ]
}

/// The attributes by which people are grouped.
pub const ATTRIBUTES: [&str; 7] =
    ["sex", "age", "education", "household", "status", "arrival_cohort", "years_since_arrival"];

/// The groups of age, in years.
pub const AGES: [&str; 5] = ["0-5", "06-17", "18-34", "35-64", "65+"];
/// The groups of households: the age of the youngest child, or none.
pub const HOUSEHOLDS: [&str; 5] = ["child_under_3", "child_3_to_5", "child_6_to_17", "single", "adults"];
/// The year from which cohorts of arrival are counted.
const FIRST_COHORT: i32 = 2000;

/// Outcomes by attribute and group, of a district or of several together.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Groups([Vec<Outcomes>; ATTRIBUTES.len()]);

impl Groups {
    /// Counts everybody present.
    pub fn of(survey: &Survey, refugees: &Refugees, week: Week) -> Self {
        let mut groups = Self::default();
        for &id in &refugees.present {
            let outcomes = of_person(survey, refugees, id, week);
            for (own, group) in groups.0.iter_mut().zip(memberships(refugees, id, week)) {
                if own.len() <= group {
                    own.resize(group + 1, Outcomes::default());
                }
                own[group].count(&outcomes);
            }
        }
        groups
    }

    /// Adds another district's groups.
    pub fn add(&mut self, other: &Self) {
        for (own, more) in self.0.iter_mut().zip(&other.0) {
            own.resize(own.len().max(more.len()), Outcomes::default());
            own.iter_mut().zip(more).for_each(|(own, more)| *own += more);
        }
    }

    /// Returns the rows of a week, by attribute and group; `label` names the districts in the column `district`.
    pub fn rows(&self, label: &str, week: Week) -> Vec<GroupRow> {
        let mut rows = Vec::new();
        for (attribute, groups) in self.0.iter().enumerate() {
            let mut named: Vec<(String, &Outcomes)> = groups
                .iter()
                .enumerate()
                .filter(|(_, outcomes)| outcomes.persons > 0)
                .map(|(group, outcomes)| (name(attribute, group), outcomes))
                .collect();
            named.sort_by(|(a, _), (b, _)| a.cmp(b));
            for (group, outcomes) in named {
                let means = (0..OUTCOMES.len()).map(|outcome| outcomes.mean(outcome).unwrap_or(f64::NAN));
                rows.push(GroupRow {
                    district: label.to_owned(),
                    week,
                    date: week.monday(),
                    attribute: ATTRIBUTES[attribute].into(),
                    group,
                    persons: outcomes.persons,
                    outcomes: Values::new(means.collect()),
                });
            }
        }
        rows
    }
}

/// Returns the name of a group of an attribute, by their positions.
fn name(attribute: usize, group: usize) -> String {
    match attribute {
        0 => Sex::ALL[group].key().to_owned(),
        1 => AGES[group].to_owned(),
        2 => Education::ALL[group].key().to_owned(),
        3 => HOUSEHOLDS[group].to_owned(),
        4 => Status::ALL[group].key().to_owned(),
        5 => (FIRST_COHORT + group as i32).to_string(),
        _ => group.to_string(),
    }
}

/// Returns the group of a person for each attribute, by its position.
fn memberships(refugees: &Refugees, id: PersonId, week: Week) -> [usize; ATTRIBUTES.len()] {
    let person = &refugees.person[id];
    let household = household_group(refugees, id, week);
    // Longer stays are few before the last years of a run.
    let years = (week.years_since(person.arrived).floor() as i32).clamp(0, 9);
    [
        person.sex as usize,
        age_group(person.age(week)),
        person.education as usize,
        household,
        refugees.legal[id].status as usize,
        (person.arrived.year() - FIRST_COHORT).max(0) as usize,
        years as usize,
    ]
}

/// Returns the position in [`AGES`] of an age in years.
pub const fn age_group(age: i32) -> usize {
    match age {
        ..Person::SCHOOL_AGE => 0,
        Person::SCHOOL_AGE..Person::OF_AGE => 1,
        Person::OF_AGE..35 => 2,
        35..Person::RETIREMENT_AGE => 3,
        Person::RETIREMENT_AGE.. => 4,
    }
}

/// Returns the group of a person's household by its position: the age of the youngest child who is present, or none.
pub(super) fn household_group(refugees: &Refugees, id: PersonId, week: Week) -> usize {
    let members = &refugees.household[refugees.person[id].household].members;
    let present = members.iter().filter(|&&one| refugees.is_present(one));
    let youngest = present.clone().map(|&one| refugees.person[one].age(week)).min().unwrap_or(Person::OF_AGE);
    match (youngest, present.count()) {
        (..3, _) => 0,
        (3..Person::SCHOOL_AGE, _) => 1,
        (Person::SCHOOL_AGE..Person::OF_AGE, _) => 2,
        (_, ..=1) => 3,
        _ => 4,
    }
}

/// Returns the name of a group of households, by its position.
pub(super) const fn household_key(group: usize) -> &'static str {
    HOUSEHOLDS[group]
}
