//! The panel: one row per person who fled and wave, with states and the answers of a survey.

use std::collections::BTreeMap;

use super::Table;
use super::measurement::{self, Answers, SelfRating, Survey};
use crate::index::PersonId;
use crate::population::{
    CourseState, Dwelling, Household, Presence, Refugees, Residence, Schooling, TieStrength, youngest_child,
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
    Table::new(COLUMNS.to_vec())
}

/// Appends the rows of a wave: everybody of a district who has arrived by then, also who has left since.
pub fn append(survey: &Survey, district: &DistrictWorld, wave: usize, week: Week, panel: &mut Table) {
    let refugees = &district.refugees;
    let mut of_week = BTreeMap::<Week, i64>::new();
    let (mut arrived, mut number) = (Week::NEVER, 0);
    for (id, person) in refugees.person.rows() {
        // Those of one week stand together for the most part, so that few of them have to be looked up.
        if person.arrived != arrived {
            of_week.insert(arrived, number);
            arrived = person.arrived;
            number = of_week.get(&arrived).copied().unwrap_or_default();
        }
        number += 1;
        if person.arrived > week {
            continue;
        }
        panel.key(&district.id, &[i64::from(person.arrived.0), number]);
        panel.integer(wave as i64);
        panel.integer(week.0);
        panel.integer(refugees.presence[id] == Presence::Present);
        panel.text(&district.id);
        if refugees.is_present(id) {
            about(refugees, id, week, &district.id, panel);
            let answers = survey.answers(refugees, id, week);
            states(refugees, id, week, answers, panel);
            needs_and_trials(refugees, id, panel);
        } else {
            panel.missing(COLUMNS.len() - KNOWN_OF_ABSENT);
        }
        panel.end_row();
    }
}

/// Appends who somebody is: residence to years since arrival.
fn about(refugees: &Refugees, id: PersonId, week: Week, district: &str, row: &mut Table) {
    let person = &refugees.person[id];
    let household: &Household = &refugees.household[person.household];
    row.text(match refugees.housing[id].residence {
        Residence::District(_) => district,
        Residence::RestOfCity => "rest_of_city",
    });
    row.text(person.sex.key());
    row.integer(person.age(week));
    row.text(person.origin.key());
    row.text(person.education.key());
    row.key(district, &[i64::from(person.household.0)]);
    let Refugees { person: all, presence, household: households, .. } = refugees;
    row.optional(youngest_child(id, week, all, presence, households), Table::integer);
    row.integer(household.carer == Some(id));
    row.integer(person.arrived.0);
    row.text(refugees.legal[id].status.key());
    row.number(week.years_since(person.arrived));
}

/// Appends how somebody lives and what somebody answers: work to visits.
fn states(refugees: &Refugees, id: PersonId, week: Week, answers: Answers, row: &mut Table) {
    let working = &refugees.working[id];
    let course = &refugees.course[id];
    let language = &refugees.language[id];
    let housing = &refugees.housing[id];
    let meetings = &refugees.meetings[id];
    let social = &refugees.social[id];
    let mind = &refugees.mind[id];
    let visits = &refugees.visits[id];
    let origin = refugees.person[id].origin;
    let worked = if working.state.is_employment() { week.since(working.since) } else { 0 };
    row.text(working.state.key());
    row.integer(working.state.is_employment());
    row.number(f64::from(working.experience) + f64::from(worked));
    row.text(match working.recognition {
        crate::population::Recognition::None => "none",
        crate::population::Recognition::Pending(_) => "pending",
        crate::population::Recognition::Recognised => "recognised",
        crate::population::Recognition::Refused => "refused",
    });
    row.text(schooling_key(refugees.schooling[id]));
    row.text(course_key(course.state));
    row.number(course.units);
    row.number(HOURS_PER_UNIT * f64::from(course.units));
    row.optional(language.test.map(|(tested, _)| tested.0), Table::integer);
    row.optional(language.test.map(|(_, level)| level), Table::number);
    row.optional(language.test.map(|(_, level)| test_class(level)), Table::text);
    row.number(language.level);
    row.text(answers.self_rating.key());
    row.integer(answers.self_rating == SelfRating::Good);
    row.number(language.local_knowledge);
    row.text(match housing.dwelling {
        Dwelling::Shared(_) => "shared",
        Dwelling::Private => "private",
    });
    row.integer(housing.since.0);
    row.integer(housing.refusals);
    row.integer(working.refusals);
    row.number(meetings.per_week());
    for place in [Meeting::Work, Meeting::Friends, Meeting::Neighbourhood, Meeting::Elsewhere] {
        row.number(meetings.per_week_at(place));
    }
    row.integer(answers.contact == measurement::ContactFrequency::Often);
    row.integer(answers.contact == measurement::ContactFrequency::Never);
    row.integer(social.to_residents().count() as i64);
    row.integer(social.to_residents().filter(|tie| tie.strength == TieStrength::Strong).count() as i64);
    row.integer(social.peers.iter().filter(|&&peer| refugees.person[peer].origin == origin).count() as i64);
    row.integer(social.confidants);
    row.number(mind.welcome);
    row.integer(answers.feels_welcome);
    row.number(mind.worry);
    row.number(mind.belonging);
    row.number(mind.trust);
    row.integer(refugees.awareness[id].intermediary.is_some());
    row.integer(refugees.awareness[id].advice_service.is_some());
    row.optional(visits.first_route.map(Concept::key), Table::text);
    row.optional(visits.first_visit.map(|first| first.0), Table::integer);
    row.integer(visits.count);
}

/// Appends needs by kind, and the trial's columns, which whoever runs a trial fills in.
fn needs_and_trials(refugees: &Refugees, id: PersonId, row: &mut Table) {
    let visits = &refugees.visits[id];
    for bits in [visits.had_need, visits.unmet_need] {
        for &need in Need::ALL {
            row.integer(bits & (1 << need as u8) != 0);
        }
    }
    row.missing(4);
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
