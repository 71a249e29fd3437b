//! Outcomes by group: one attribute at a time, once a year. Origin is no attribute of reports.

use super::measurement::{self, ContactFrequency, Parameters, SelfRating};
use super::{Cell, Table};
use crate::dice::Dice;
use crate::index::PersonId;
use crate::population::{Dwelling, Refugees, Schooling};
use crate::quantity::Level;
use crate::time::Week;
use crate::vocabulary::Concept;

/// The outcomes of a group, in the order of the columns.
pub const OUTCOMES: &[&str] = &[
    "culturation",
    "placement",
    "interaction",
    "identification",
    "language_mean",
    "local_knowledge_mean",
    "employed_share",
    "good_german_share",
    "private_housing_share",
    "frequent_contact_share",
    "no_contact_share",
    "strong_tie_share",
    "belonging_mean",
    "welcome_share",
    "in_education_share",
];

/// The columns of `groups.csv` behind `point` and `replicate`.
pub fn columns() -> Vec<&'static str> {
    let first = ["district", "week", "date", "attribute", "group", "persons"];
    first.into_iter().chain(OUTCOMES.iter().copied()).collect()
}

/// Returns a table of groups without rows.
pub fn empty() -> Table {
    Table { columns: columns(), rows: Vec::new() }
}

/// Sums of outcomes over people, each over those whom it applies to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcomes {
    /// Number of people.
    pub persons: u32,
    sums: [(f64, u32); OUTCOMES.len()],
}

impl Outcomes {
    /// Counts in the outcomes of a person; what does not apply is missing.
    pub fn count(&mut self, outcomes: &[Option<f64>; OUTCOMES.len()]) {
        self.persons += 1;
        for ((sum, count), outcome) in self.sums.iter_mut().zip(outcomes) {
            if let Some(outcome) = outcome {
                *sum += outcome;
                *count += 1;
            }
        }
    }

    /// Adds another group.
    pub fn add(&mut self, other: &Self) {
        self.persons += other.persons;
        for ((sum, count), (more, people)) in self.sums.iter_mut().zip(&other.sums) {
            *sum += more;
            *count += people;
        }
    }

    /// Returns the mean of an outcome by its position in [`OUTCOMES`], over those whom it applies to.
    pub fn mean(&self, position: usize) -> Option<f64> {
        let (sum, count) = self.sums[position];
        (count > 0).then(|| sum / f64::from(count))
    }

    /// Returns the mean of an outcome by its name.
    pub fn mean_of(&self, name: &str) -> Option<f64> {
        OUTCOMES.iter().position(|outcome| *outcome == name).and_then(|position| self.mean(position))
    }
}

/// Returns the outcomes of a person in the order of [`OUTCOMES`]; `None` where one does not apply.
pub fn of_person(
    parameters: &Parameters,
    dice: &Dice,
    refugees: &Refugees,
    id: PersonId,
    week: Week,
) -> [Option<f64>; OUTCOMES.len()] {
    let person = &refugees.person[id];
    let age = person.age(week);
    let is_adult = age >= 18;
    let language = &refugees.language[id];
    let social = &refugees.social[id];
    let schooling = refugees.schooling[id];
    let share = |is_so: bool| if is_so { 1.0 } else { 0.0 };
    let answers = measurement::answers(
        parameters,
        dice,
        week,
        person.entity,
        language,
        &refugees.meetings[id],
        &refugees.mind[id],
    );
    let from_six = |value: f64| (age >= 6).then_some(value);
    let adult = |value: f64| is_adult.then_some(value);
    let level = f64::from(language.level);
    let known = f64::from(language.local_knowledge);
    let private = share(refugees.housing[id].dwelling == Dwelling::Private);
    let employed = share(refugees.working[id].state.is_employment());
    let in_class =
        share(matches!(schooling, Schooling::Childcare | Schooling::School | Schooling::PreparatoryClass));
    let often = share(answers.contact == ContactFrequency::Often);
    let friend = share(social.strong() > 0);
    let belonging = f64::from(refugees.mind[id].belonging);
    let placement = match age {
        // A child under three is placed by its dwelling alone: few are in childcare anywhere.
        ..3 | 65.. => private,
        3..18 => 0.5 * (in_class + private),
        18..65 => 0.5 * (employed + private),
    };
    let interaction = if is_adult {
        Some(0.5 * (often + friend))
    } else {
        (age >= 3).then(|| share(matches!(schooling, Schooling::Childcare | Schooling::School)))
    };
    [
        from_six(0.5 * (level / Level::HIGH + known)),
        Some(placement),
        interaction,
        adult(belonging),
        from_six(level),
        from_six(known),
        (18..65).contains(&age).then_some(employed),
        adult(share(answers.self_rating == SelfRating::Good)),
        adult(private),
        adult(often),
        adult(share(answers.contact == ContactFrequency::Never)),
        adult(friend),
        adult(belonging),
        adult(share(answers.feels_welcome)),
        (3..18).contains(&age).then_some(in_class),
    ]
}

/// Appends the rows of a week for the people of some districts; `label` names these in the column `district`.
pub fn append(
    parameters: &Parameters,
    dice: &Dice,
    label: &str,
    districts: &[&Refugees],
    week: Week,
    table: &mut Table,
) {
    // Few groups: a list keeps them in the order of attributes, then of keys.
    let mut groups = std::collections::BTreeMap::<(usize, String), Outcomes>::new();
    for refugees in districts {
        for &id in &refugees.present {
            let outcomes = of_person(parameters, dice, refugees, id, week);
            for (attribute, group) in memberships(refugees, id, week).into_iter().enumerate() {
                groups.entry((attribute, group)).or_default().count(&outcomes);
            }
        }
    }
    for ((attribute, group), outcomes) in groups {
        let mut row = vec![
            Cell::Text(label.to_owned()),
            Cell::Integer(i64::from(week.0)),
            Cell::Text(week.monday().to_string()),
            Cell::Word(ATTRIBUTES[attribute]),
            Cell::Text(group),
            Cell::Integer(i64::from(outcomes.persons)),
        ];
        row.extend((0..OUTCOMES.len()).map(|one| outcomes.mean(one).map_or(Cell::Missing, Cell::Number)));
        table.rows.push(row);
    }
}

/// The attributes by which people are grouped.
pub const ATTRIBUTES: [&str; 7] =
    ["sex", "age", "education", "household", "status", "arrival_cohort", "years_since_arrival"];

/// Returns the group of a person for each attribute.
fn memberships(refugees: &Refugees, id: PersonId, week: Week) -> [String; ATTRIBUTES.len()] {
    let person = &refugees.person[id];
    let age = match person.age(week) {
        ..6 => "0-5",
        6..18 => "06-17",
        18..35 => "18-34",
        35..65 => "35-64",
        65.. => "65+",
    };
    let members = &refugees.household[person.household].members;
    let present = members.iter().filter(|&&one| refugees.is_present(one));
    let youngest = present.clone().map(|&one| refugees.person[one].age(week)).min().unwrap_or(18);
    let household = match (youngest, present.count()) {
        (..3, _) => "child_under_3",
        (3..6, _) => "child_3_to_5",
        (6..18, _) => "child_6_to_17",
        (_, ..=1) => "single",
        _ => "adults",
    };
    // Longer stays are few before the last years of a run.
    let years = (week.years_since(person.arrived).floor() as i32).min(9);
    [
        person.sex.key().to_owned(),
        age.to_owned(),
        person.education.key().to_owned(),
        household.to_owned(),
        refugees.legal[id].status.key().to_owned(),
        person.arrived.year().to_string(),
        years.to_string(),
    ]
}
