//! The panel: one row per person who fled and wave, with states and the answers of a survey.

use std::borrow::Cow;
use std::fmt;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::Table;
use super::key::{HouseholdKey, Key, PersonKey, numbered};
use super::measurement::{ContactFrequency, SelfRating, Survey};
use super::row::{Flag, Row, Text, Word};
use super::table_column::{TableColumn, columns};
use crate::index::{HouseholdId, PersonId};
use crate::population::trials::Participant;
use crate::population::{
    CourseState, Dwelling, Household, Known, Presence, Recognition, Refugees, Residence, Schooling,
    youngest_child,
};
use crate::time::Week;
use crate::vocabulary::{Channel, Education, Meeting, Need, Origin, Route, Sex, Status, WorkState};
use crate::world::DistrictWorld;

/// Hours of 60 minutes in a course unit.
const HOURS_PER_UNIT: f64 = 0.75;

/// A row of `panel.csv`: somebody who fled, at a wave.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelRow<'a> {
    /// Who it is, and when.
    pub of: PanelOf<'a>,
    /// How it goes with the person; nothing for who has left.
    pub state: Option<PanelState<'a>>,
}

/// Who a row of the panel is of, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PanelOf<'a> {
    /// The person.
    pub person: PersonKey<'a>,
    /// The number of the wave, from 0.
    pub wave: u32,
    /// Weeks run.
    pub week: Week,
    /// Whether the person is still in the city.
    pub present: Flag,
    /// The district of arrival.
    pub district: Cow<'a, str>,
}

/// How it goes with somebody, and what somebody answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PanelState<'a> {
    /// The district of residence, or the rest of the city.
    pub residence: Cow<'a, str>,
    /// Sex as registered.
    pub sex: Word<Sex>,
    /// Age in years.
    pub age: i32,
    /// Group of origin.
    pub origin: Word<Origin>,
    /// Schooling and degrees on arrival.
    pub education: Word<Education>,
    /// The household.
    pub household: HouseholdKey<'a>,
    /// Age of the youngest child in years.
    pub youngest_child: Option<i32>,
    /// Whether the person looks after a small child.
    pub carries_care: Flag,
    /// Week of arrival.
    pub arrival_week: Week,
    /// Residence status.
    pub status: Word<Status>,
    /// Years since arrival.
    pub years_since_arrival: f64,
    /// Working life.
    pub work: Word<WorkState>,
    /// Whether in employment.
    pub employed: Flag,
    /// Weeks of work so far.
    pub weeks_of_work: f64,
    /// State of the recognition of a degree.
    pub recognition: Text,
    /// Childcare or school.
    pub in_education: Text,
    /// State of the course.
    pub course_state: Text,
    /// Course units of 45 minutes so far.
    pub course_units: f32,
    /// Units of courses beside the integration course so far.
    pub course_units_beside: f32,
    /// Course hours so far.
    pub course_hours: f64,
    /// Week of the first language test.
    pub first_test_week: Option<Week>,
    /// Level at the first language test.
    pub first_test_level: Option<f32>,
    /// Result of the first language test.
    pub first_test_class: Option<Text>,
    /// Language level, 0 to 6.
    pub language: f32,
    /// Own rating of German.
    pub self_rating: Text,
    /// Whether German is good by own rating.
    pub good_german: Flag,
    /// Knowledge of places and rules here.
    pub local_knowledge: f32,
    /// Kind of dwelling.
    pub dwelling: Text,
    /// Week of the last move.
    pub dwelling_since: Week,
    /// Refusals by landlords.
    pub refusals_housing: u16,
    /// Refused applications.
    pub refusals_job_search: u16,
    /// Meetings with long-standing residents.
    pub meetings_per_week: f64,
    /// Of these at work or in training.
    pub meetings_work: f64,
    /// Of these with friends.
    pub meetings_friends: f64,
    /// Of these in the neighbourhood.
    pub meetings_neighbourhood: f64,
    /// Of these elsewhere.
    pub meetings_elsewhere: f64,
    /// Whether contact is frequent.
    pub frequent_contact: Flag,
    /// Whether there is none.
    pub no_contact: Flag,
    /// Ties to long-standing residents.
    pub ties_residents: u32,
    /// Strong ones among them.
    pub strong_ties_residents: u32,
    /// Ties to people of the same origin.
    pub ties_same_origin: u32,
    /// Confidants, with the other adults of the household.
    pub confidants: u8,
    /// How welcome the person feels.
    pub perceived_welcome: f32,
    /// Whether the person says so.
    pub welcome: Flag,
    /// Worry about hostility.
    pub worries_about_hostility: f32,
    /// Belonging.
    pub belonging: f32,
    /// Trust in services.
    pub trust: f32,
    /// Whether the person knows the intermediary.
    pub aware: Flag,
    /// Whether the person knows an advice service.
    pub aware_service: Flag,
    /// Where help was sought first.
    pub first_route: Option<Word<Route>>,
    /// Week of the first visit.
    pub first_visit_week: Option<Week>,
    /// Visits so far.
    pub visits: u16,
    /// Whether there was a need: language.
    pub need_language: Flag,
    /// Whether there was a need: authorities.
    pub need_authorities: Flag,
    /// Whether there was a need: health.
    pub need_health: Flag,
    /// Whether there was a need: housing.
    pub need_housing: Flag,
    /// Whether there was a need: education.
    pub need_education: Flag,
    /// Whether there was a need: job.
    pub need_job: Flag,
    /// Whether there was a need: company.
    pub need_company: Flag,
    /// Whether a need is unmet: language.
    pub unmet_language: Flag,
    /// Whether a need is unmet: authorities.
    pub unmet_authorities: Flag,
    /// Whether a need is unmet: health.
    pub unmet_health: Flag,
    /// Whether a need is unmet: housing.
    pub unmet_housing: Flag,
    /// Whether a need is unmet: education.
    pub unmet_education: Flag,
    /// Whether a need is unmet: job.
    pub unmet_job: Flag,
    /// Whether a need is unmet: company.
    pub unmet_company: Flag,
    /// The trial in which the person takes part, the first of the scenario where it is several; so the next three.
    pub trial: Option<Text>,
    /// The arm.
    pub arm: Option<Text>,
    /// Week of assignment.
    pub assigned_week: Option<Week>,
    /// Whether what was offered was taken up.
    pub taken_up: Option<Flag>,
    /// Whether the person says to be worried about hostility.
    pub worried: Flag,
    /// Confidants of the same origin, at most: friendships among people who fled have no strength.
    pub strong_ties_same_origin: u32,
    /// How the person first heard of the intermediary.
    pub first_heard: Option<Word<Channel>>,
    /// How the person first heard of an advice service.
    pub first_heard_service: Option<Word<Channel>>,
}

/// Columns of rows of people who have left that hold nothing.
const LEFT_EMPTY: usize = 74;

impl Row for PanelRow<'static> {
    fn columns() -> Vec<TableColumn> {
        [columns::<PanelOf<'_>>(), columns::<PanelState<'_>>()].concat()
    }
}

impl Serialize for PanelRow<'_> {
    #[inline]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_struct("PanelRow", 2)?;
        row.serialize_field("of", &self.of)?;
        match &self.state {
            Some(state) => row.serialize_field("state", state)?,
            None => row.serialize_field("state", &[(); LEFT_EMPTY].as_slice())?,
        }
        row.end()
    }
}

impl<'de> Deserialize<'de> for PanelRow<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct("PanelRow", &["of", "state"], OfPanel)
    }
}

struct OfPanel;

impl<'de> Visitor<'de> for OfPanel {
    type Value = PanelRow<'static>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a row of the panel")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut parts: A) -> Result<Self::Value, A::Error> {
        let missing = || de::Error::custom("a row of the panel is of somebody");
        let (_, of) = parts.next_entry::<IgnoredAny, PanelOf<'static>>()?.ok_or_else(missing)?;
        let state = if of.present.0 {
            parts.next_entry::<IgnoredAny, PanelState<'static>>()?.map(|(_, state)| state)
        } else {
            parts.next_entry::<IgnoredAny, IgnoredAny>()?;
            None
        };
        Ok(PanelRow { of, state })
    }
}

/// Appends the rows of a wave: everybody of a district who has arrived by then, also who has left since.
pub fn append(survey: &Survey, district: &DistrictWorld, wave: usize, week: Week, panel: &mut Table) {
    visit(survey, district, wave, week, |row| panel.push(row));
}

/// Shows the rows of a wave one by one.
pub fn visit(
    survey: &Survey,
    district: &DistrictWorld,
    wave: usize,
    week: Week,
    mut show: impl FnMut(&PanelRow<'_>),
) {
    let (refugees, own) = (&district.refugees, district.id.as_str());
    for (id, numbers) in numbered(refugees) {
        if refugees.person[id].arrived > week {
            continue;
        }
        show(&PanelRow {
            of: PanelOf {
                person: Key { district: own.into(), numbers },
                wave: wave as u32,
                week,
                present: Flag(refugees.presence[id] == Presence::Present),
                district: own.into(),
            },
            state: refugees.is_present(id).then(|| state(survey, refugees, id, week, own)),
        });
    }
}

/// Returns who somebody is in all tables.
pub(super) fn key_of(district: &str, refugees: &Refugees, id: PersonId) -> PersonKey<'static> {
    let arrived = refugees.person[id].arrived;
    let until = refugees.person.rows().take_while(|(other, _)| *other <= id);
    let number = until.filter(|(_, person)| person.arrived == arrived).count();
    Key { district: Cow::Owned(district.to_owned()), numbers: [i64::from(arrived.0), number as i64] }
}

/// Returns who somebody is, how somebody lives and what somebody answers.
pub(super) fn state<'a>(
    survey: &Survey,
    refugees: &Refugees,
    id: PersonId,
    week: Week,
    district: &'a str,
) -> PanelState<'a> {
    let person = &refugees.person[id];
    let household: &Household = &refugees.household[person.household];
    let answers = survey.answers(refugees, id, week);
    let working = &refugees.working[id];
    let course = &refugees.course[id];
    let language = &refugees.language[id];
    let housing = &refugees.housing[id];
    let meetings = &refugees.meetings[id];
    let social = &refugees.social[id];
    let mind = &refugees.mind[id];
    let awareness = &refugees.awareness[id];
    let visits = &refugees.visits[id];
    let worked = if working.state.is_employment() { week.since(working.since) } else { 0 };
    let had = |need: Need| Flag(visits.had_need & (1 << need as u8) != 0);
    let unmet = |need: Need| Flag(visits.unmet_need & (1 << need as u8) != 0);
    let is_alike = |peer: &&PersonId| refugees.person[**peer].origin == person.origin;
    let ties_same_origin = social.peers.iter().filter(is_alike).count() as u32;
    let HouseholdId(number) = person.household;
    let part = refugees.trials.first_of(id);
    PanelState {
        residence: match housing.residence {
            Residence::District(_) => district.into(),
            Residence::RestOfCity => "rest_of_city".into(),
        },
        sex: Word(person.sex),
        age: person.age(week),
        origin: Word(person.origin),
        education: Word(person.education),
        household: Key { district: district.into(), numbers: [i64::from(number)] },
        youngest_child: youngest_child(id, week, &refugees.person, &refugees.presence, &refugees.household),
        carries_care: Flag(household.carer == Some(id)),
        arrival_week: person.arrived,
        status: Word(refugees.legal[id].status),
        years_since_arrival: week.years_since(person.arrived),
        work: Word(working.state),
        employed: Flag(working.state.is_employment()),
        weeks_of_work: f64::from(working.experience) + f64::from(worked),
        recognition: recognition_key(working.recognition).into(),
        in_education: schooling_key(refugees.schooling[id]).into(),
        course_state: course_key(course.state).into(),
        course_units: course.units,
        course_units_beside: course.beside,
        course_hours: HOURS_PER_UNIT * f64::from(course.units),
        first_test_week: language.test.map(|(tested, _)| tested),
        first_test_level: language.test.map(|(_, level)| level),
        first_test_class: language.test.map(|(_, level)| test_class(level).into()),
        language: language.level,
        self_rating: answers.self_rating.key().into(),
        good_german: Flag(answers.self_rating == SelfRating::Good),
        local_knowledge: language.local_knowledge,
        dwelling: dwelling_key(housing.dwelling).into(),
        dwelling_since: housing.since,
        refusals_housing: housing.refusals,
        refusals_job_search: working.refusals,
        meetings_per_week: meetings.per_week(),
        meetings_work: meetings.per_week_at(Meeting::Work),
        meetings_friends: meetings.per_week_at(Meeting::Friends),
        meetings_neighbourhood: meetings.per_week_at(Meeting::Neighbourhood),
        meetings_elsewhere: meetings.per_week_at(Meeting::Elsewhere),
        frequent_contact: Flag(answers.contact == ContactFrequency::Often),
        no_contact: Flag(answers.contact == ContactFrequency::Never),
        ties_residents: social.to_residents().count() as u32,
        strong_ties_residents: social.strong() as u32,
        ties_same_origin,
        confidants: social.confidants,
        perceived_welcome: mind.welcome,
        welcome: Flag(answers.feels_welcome),
        worries_about_hostility: mind.worry,
        belonging: mind.belonging,
        trust: mind.trust,
        aware: Flag(awareness.intermediary.is_some()),
        aware_service: Flag(awareness.advice_service.is_some()),
        first_route: visits.first_route.map(Word),
        first_visit_week: visits.first_visit,
        visits: visits.count,
        need_language: had(Need::Language),
        need_authorities: had(Need::Authorities),
        need_health: had(Need::Health),
        need_housing: had(Need::Housing),
        need_education: had(Need::Education),
        need_job: had(Need::Job),
        need_company: had(Need::Company),
        unmet_language: unmet(Need::Language),
        unmet_authorities: unmet(Need::Authorities),
        unmet_health: unmet(Need::Health),
        unmet_housing: unmet(Need::Housing),
        unmet_education: unmet(Need::Education),
        unmet_job: unmet(Need::Job),
        unmet_company: unmet(Need::Company),
        trial: part.map(|part| Cow::Owned(part.trial.to_string())),
        arm: part.map(|part| Cow::Owned(part.arm.to_string())),
        assigned_week: part.map(|part| part.assigned),
        taken_up: part.map(|part| Flag(refugees.trials.is_taken_up(part, Participant::Person(id)))),
        worried: Flag(survey.is_worried(refugees, id, week)),
        strong_ties_same_origin: ties_same_origin.min(social.confidants_fled.into()),
        first_heard: awareness.first[Known::Intermediary as usize].map(|heard| Word(heard.by)),
        first_heard_service: awareness.first[Known::AdviceService as usize].map(|heard| Word(heard.by)),
    }
}

fn recognition_key(recognition: Recognition) -> &'static str {
    match recognition {
        Recognition::None => "none",
        Recognition::Pending(_) => "pending",
        Recognition::Recognised => "recognised",
        Recognition::Refused => "refused",
    }
}

fn dwelling_key(dwelling: Dwelling) -> &'static str {
    match dwelling {
        Dwelling::Shared(_) => "shared",
        Dwelling::Private => "private",
    }
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

pub(super) fn course_key(state: CourseState) -> &'static str {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_people_who_have_left_have_as_many_cells_as_all_others() {
        assert_eq!(columns::<PanelState<'_>>().len(), LEFT_EMPTY);
    }
}
