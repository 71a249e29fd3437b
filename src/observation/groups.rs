//! Outcomes by group: one attribute at a time, once a year. Origin is no attribute of reports.

use super::measurement::{Answers, ContactFrequency, SelfRating, Survey};
use super::{Cell, Table};
use crate::index::PersonId;
use crate::population::{Dwelling, Refugees, Schooling};
use crate::quantity::Level;
use crate::time::Week;
use crate::vocabulary::{Concept, Education, Sex, Status};

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

/// The outcomes of a person in the order of [`OUTCOMES`]: value and weight, both 0 where one does not apply.
pub type OfPerson = [[f64; 2]; OUTCOMES.len()];

/// Sums of outcomes over people, each over those whom it applies to.
#[derive(Debug, Clone, Default, PartialEq)]
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

    /// Adds another group.
    pub fn add(&mut self, other: &Self) {
        self.persons += other.persons;
        self.sum(&other.sums);
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

/// Returns the outcomes of a person whom the survey knows.
#[inline]
pub fn of_person(survey: &Survey, refugees: &Refugees, id: PersonId, week: Week) -> OfPerson {
    let person = &refugees.person[id];
    let age = person.age(week);
    let is_adult = age >= 18;
    let language = &refugees.language[id];
    let schooling = refugees.schooling[id];
    let share = |is_so: bool| if is_so { 1.0 } else { 0.0 };
    let counted = |value: f64, applies: bool| if applies { [value, 1.0] } else { [0.0, 0.0] };
    // Only adults are asked, and asking is what costs.
    let answers = is_adult.then(|| survey.answers(refugees, id, week));
    let answer = |is_so: fn(&Answers) -> bool| share(answers.as_ref().is_some_and(is_so));
    let from_six = |value: f64| counted(value, age >= 6);
    let adult = |value: f64| counted(value, is_adult);
    let level = f64::from(language.level);
    let known = f64::from(language.local_knowledge);
    let private = share(refugees.housing[id].dwelling == Dwelling::Private);
    let employed = share(refugees.working[id].state.is_employment());
    let in_class =
        share(matches!(schooling, Schooling::Childcare | Schooling::School | Schooling::PreparatoryClass));
    let often = answer(|answers| answers.contact == ContactFrequency::Often);
    let friend = share(is_adult && refugees.social[id].has_friend());
    let belonging = f64::from(refugees.mind[id].belonging);
    let placement = match age {
        // A child under three is placed by its dwelling alone: few are in childcare anywhere.
        ..3 | 65.. => private,
        3..18 => 0.5 * (in_class + private),
        18..65 => 0.5 * (employed + private),
    };
    let interaction = if is_adult {
        0.5 * (often + friend)
    } else {
        share(matches!(schooling, Schooling::Childcare | Schooling::School))
    };
    [
        from_six(0.5 * (level / Level::HIGH + known)),
        counted(placement, true),
        counted(interaction, age >= 3),
        adult(belonging),
        from_six(level),
        from_six(known),
        counted(employed, (18..65).contains(&age)),
        adult(answer(|answers| answers.self_rating == SelfRating::Good)),
        adult(private),
        adult(often),
        adult(answer(|answers| answers.contact == ContactFrequency::Never)),
        adult(friend),
        adult(belonging),
        adult(answer(|answers| answers.feels_welcome)),
        counted(in_class, (3..18).contains(&age)),
    ]
}

/// The attributes by which people are grouped.
pub const ATTRIBUTES: [&str; 7] =
    ["sex", "age", "education", "household", "status", "arrival_cohort", "years_since_arrival"];

const AGES: [&str; 5] = ["0-5", "06-17", "18-34", "35-64", "65+"];
const HOUSEHOLDS: [&str; 5] = ["child_under_3", "child_3_to_5", "child_6_to_17", "single", "adults"];
/// The year from which cohorts of arrival are counted.
const FIRST_COHORT: i32 = 2000;

/// Outcomes by attribute and group, of a district or of several together.
#[derive(Debug, Clone, Default)]
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
            own.iter_mut().zip(more).for_each(|(own, more)| own.add(more));
        }
    }

    /// Appends the rows of a week, by attribute and group; `label` names the districts in the column `district`.
    pub fn append(&self, label: &str, week: Week, table: &mut Table) {
        for (attribute, groups) in self.0.iter().enumerate() {
            let mut named: Vec<(String, &Outcomes)> = groups
                .iter()
                .enumerate()
                .filter(|(_, outcomes)| outcomes.persons > 0)
                .map(|(group, outcomes)| (name(attribute, group), outcomes))
                .collect();
            named.sort_by(|(a, _), (b, _)| a.cmp(b));
            for (group, outcomes) in named {
                let mut row = vec![
                    Cell::Text(label.to_owned()),
                    Cell::Integer(i64::from(week.0)),
                    Cell::Text(week.monday().to_string()),
                    Cell::Word(ATTRIBUTES[attribute]),
                    Cell::Text(group),
                    Cell::Integer(i64::from(outcomes.persons)),
                ];
                row.extend(
                    (0..OUTCOMES.len()).map(|one| outcomes.mean(one).map_or(Cell::Missing, Cell::Number)),
                );
                table.rows.push(row);
            }
        }
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
    let age = match person.age(week) {
        ..6 => 0,
        6..18 => 1,
        18..35 => 2,
        35..65 => 3,
        65.. => 4,
    };
    let members = &refugees.household[person.household].members;
    let present = members.iter().filter(|&&one| refugees.is_present(one));
    let youngest = present.clone().map(|&one| refugees.person[one].age(week)).min().unwrap_or(18);
    let household = match (youngest, present.count()) {
        (..3, _) => 0,
        (3..6, _) => 1,
        (6..18, _) => 2,
        (_, ..=1) => 3,
        _ => 4,
    };
    // Longer stays are few before the last years of a run.
    let years = (week.years_since(person.arrived).floor() as i32).clamp(0, 9);
    [
        person.sex as usize,
        age,
        person.education as usize,
        household,
        refugees.legal[id].status as usize,
        (person.arrived.year() - FIRST_COHORT).max(0) as usize,
        years as usize,
    ]
}
