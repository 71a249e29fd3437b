//! The panel: one row per person who fled and wave, with states and the answers of a survey.

use std::collections::BTreeMap;

use super::measurement::{self, Answers, SelfRating, Survey};
use super::{Cell, Table};
use crate::index::PersonId;
use crate::population::{
    CourseState, Dwelling, Household, Presence, Refugees, Residence, Schooling, TieStrength,
};
use crate::time::Week;
use crate::vocabulary::{Concept, Meeting, Need};
use crate::world::DistrictWorld;

/// Hours of 60 minutes in a course unit.
const HOURS_PER_UNIT: f64 = 0.75;

/// The columns of `panel.csv` behind `point` and `replicate`.
pub const COLUMNS: &[&str] = &[
    "person",
    "wave",
    "week",
    "present",
    "district",
    "residence",
    "sex",
    "age",
    "origin",
    "education",
    "household",
    "youngest_child",
    "carries_care",
    "arrival_week",
    "status",
    "years_since_arrival",
    "work",
    "employed",
    "weeks_of_work",
    "recognition",
    "in_education",
    "course_state",
    "course_units",
    "course_hours",
    "first_test_week",
    "first_test_level",
    "first_test_class",
    "language",
    "self_rating",
    "good_german",
    "local_knowledge",
    "dwelling",
    "dwelling_since",
    "refusals_housing",
    "refusals_job_search",
    "meetings_per_week",
    "meetings_work",
    "meetings_friends",
    "meetings_neighbourhood",
    "meetings_elsewhere",
    "frequent_contact",
    "no_contact",
    "ties_residents",
    "strong_ties_residents",
    "ties_same_origin",
    "confidants",
    "perceived_welcome",
    "welcome",
    "worries_about_hostility",
    "belonging",
    "trust",
    "aware",
    "aware_service",
    "first_route",
    "first_visit_week",
    "visits",
    "need_language",
    "need_authorities",
    "need_health",
    "need_housing",
    "need_education",
    "need_job",
    "need_company",
    "unmet_language",
    "unmet_authorities",
    "unmet_health",
    "unmet_housing",
    "unmet_education",
    "unmet_job",
    "unmet_company",
    "trial",
    "arm",
    "assigned_week",
    "taken_up",
];

/// Columns up to which rows of people who have left are filled.
const KNOWN_OF_ABSENT: usize = 5;

/// Returns a panel without rows.
pub fn empty() -> Table {
    Table { columns: COLUMNS.to_vec(), rows: Vec::new() }
}

/// Appends the rows of a wave: everybody of a district who has arrived by then, also who has left since.
pub fn append(survey: &Survey, district: &DistrictWorld, wave: usize, week: Week, panel: &mut Table) {
    let refugees = &district.refugees;
    let mut of_week = BTreeMap::<Week, u32>::new();
    for (id, person) in refugees.person.rows() {
        let number = of_week.entry(person.arrived).or_default();
        *number += 1;
        if person.arrived > week {
            continue;
        }
        let key = format!("{}-{}-{number}", district.id, person.arrived.0);
        let mut row = vec![
            Cell::Text(key),
            Cell::Integer(wave as i64),
            Cell::Integer(i64::from(week.0)),
            flag(refugees.presence[id] == Presence::Present),
            Cell::Text(district.id.clone()),
        ];
        debug_assert_eq!(row.len(), KNOWN_OF_ABSENT, "rows of people who have left are filled so far");
        if refugees.is_present(id) {
            about(refugees, id, week, &district.id, &mut row);
            let answers = survey.answers(refugees, id, week);
            states(refugees, id, week, answers, &mut row);
            needs_and_trials(refugees, id, &mut row);
        }
        row.resize(COLUMNS.len(), Cell::Missing);
        panel.rows.push(row);
    }
}

/// Returns who somebody is: residence to years since arrival.
fn about(refugees: &Refugees, id: PersonId, week: Week, district: &str, row: &mut Vec<Cell>) {
    let person = &refugees.person[id];
    let household: &Household = &refugees.household[person.household];
    row.extend([
        match refugees.housing[id].residence {
            Residence::District(_) => Cell::Text(district.to_owned()),
            Residence::RestOfCity => Cell::Word("rest_of_city"),
        },
        Cell::Word(person.sex.key()),
        Cell::Integer(i64::from(person.age(week))),
        Cell::Word(person.origin.key()),
        Cell::Word(person.education.key()),
        Cell::Text(format!("{district}-{}", person.household.0)),
        refugees.youngest_child(id, week).map_or(Cell::Missing, |age| Cell::Integer(i64::from(age))),
        flag(household.carer == Some(id)),
        Cell::Integer(i64::from(person.arrived.0)),
        Cell::Word(refugees.legal[id].status.key()),
        Cell::Number(week.years_since(person.arrived)),
    ]);
}

/// Returns how somebody lives and what somebody answers: work to visits.
fn states(refugees: &Refugees, id: PersonId, week: Week, answers: Answers, row: &mut Vec<Cell>) {
    let working = &refugees.working[id];
    let course = &refugees.course[id];
    let language = &refugees.language[id];
    let housing = &refugees.housing[id];
    let meetings = &refugees.meetings[id];
    let social = &refugees.social[id];
    let mind = &refugees.mind[id];
    let origin = refugees.person[id].origin;
    let worked = if working.state.is_employment() { week.since(working.since) } else { 0 };
    row.extend([
        Cell::Word(working.state.key()),
        flag(working.state.is_employment()),
        Cell::Number(f64::from(working.experience) + f64::from(worked)),
        Cell::Word(match working.recognition {
            crate::population::Recognition::None => "none",
            crate::population::Recognition::Pending(_) => "pending",
            crate::population::Recognition::Recognised => "recognised",
            crate::population::Recognition::Refused => "refused",
        }),
        Cell::Word(schooling_key(refugees.schooling[id])),
        Cell::Word(course_key(course.state)),
        Cell::Number(f64::from(course.units)),
        Cell::Number(HOURS_PER_UNIT * f64::from(course.units)),
        language.test.map_or(Cell::Missing, |(tested, _)| Cell::Integer(i64::from(tested.0))),
        language.test.map_or(Cell::Missing, |(_, level)| Cell::Number(f64::from(level))),
        language.test.map_or(Cell::Missing, |(_, level)| Cell::Word(test_class(level))),
        Cell::Number(f64::from(language.level)),
        Cell::Word(answers.self_rating.key()),
        flag(answers.self_rating == SelfRating::Good),
        Cell::Number(f64::from(language.local_knowledge)),
        Cell::Word(match housing.dwelling {
            Dwelling::Shared(_) => "shared",
            Dwelling::Private => "private",
        }),
        Cell::Integer(i64::from(housing.since.0)),
        Cell::Integer(i64::from(housing.refusals)),
        Cell::Integer(i64::from(working.refusals)),
        Cell::Number(meetings.per_week()),
        Cell::Number(meetings.per_week_at(Meeting::Work)),
        Cell::Number(meetings.per_week_at(Meeting::Friends)),
        Cell::Number(meetings.per_week_at(Meeting::Neighbourhood)),
        Cell::Number(meetings.per_week_at(Meeting::Elsewhere)),
        flag(answers.contact == measurement::ContactFrequency::Often),
        flag(answers.contact == measurement::ContactFrequency::Never),
        Cell::Integer(social.to_residents().count() as i64),
        Cell::Integer(social.to_residents().filter(|tie| tie.strength == TieStrength::Strong).count() as i64),
        Cell::Integer(
            social.peers.iter().filter(|&&peer| refugees.person[peer].origin == origin).count() as i64
        ),
        Cell::Integer(i64::from(social.confidants)),
        Cell::Number(f64::from(mind.welcome)),
        flag(answers.feels_welcome),
        Cell::Number(f64::from(mind.worry)),
        Cell::Number(f64::from(mind.belonging)),
        Cell::Number(f64::from(mind.trust)),
        flag(refugees.awareness[id].intermediary.is_some()),
        flag(refugees.awareness[id].advice_service.is_some()),
        refugees.visits[id].first_route.map_or(Cell::Missing, |route| Cell::Word(route.key())),
        refugees.visits[id].first_visit.map_or(Cell::Missing, |first| Cell::Integer(i64::from(first.0))),
        Cell::Integer(i64::from(refugees.visits[id].count)),
    ]);
}

/// Returns needs by kind, and the trial's columns, which whoever runs a trial fills in.
fn needs_and_trials(refugees: &Refugees, id: PersonId, row: &mut Vec<Cell>) {
    let visits = &refugees.visits[id];
    for bits in [visits.had_need, visits.unmet_need] {
        row.extend(Need::ALL.iter().map(|&need| flag(bits & (1 << need as u8) != 0)));
    }
    row.extend([Cell::Missing, Cell::Missing, Cell::Missing, Cell::Missing]);
}

fn flag(is_so: bool) -> Cell {
    Cell::Integer(i64::from(is_so))
}

fn schooling_key(schooling: Schooling) -> &'static str {
    match schooling {
        Schooling::None => "none",
        Schooling::Waiting(_) => "waiting",
        Schooling::Childcare => "childcare",
        Schooling::School => "school",
        Schooling::PreparatoryClass => "preparatory_class",
    }
}

fn course_key(state: CourseState) -> &'static str {
    match state {
        CourseState::Never => "never",
        CourseState::Waiting => "waiting",
        CourseState::Attending => "attending",
        CourseState::Interrupted => "interrupted",
        CourseState::Finished => "finished",
    }
}

fn test_class(level: f32) -> &'static str {
    match level {
        ..2.0 => "below_a2",
        2.0..3.0 => "a2",
        _ => "b1",
    }
}
