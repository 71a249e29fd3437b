//! People who fled: one column per aspect of life. German: *Geflüchtete*.

use super::{Discouragement, Enrolment, Meetings, Memberships, Mind, Social, Trials};
use crate::dice::{Dice, Entity, Purpose};
use crate::district::Place;
use crate::index::{AccommodationId, Column, HouseholdId, InstitutionId, NeighbourhoodId, PersonId};
use crate::quantity::Level;
use crate::time::{Agenda, WEEKS_IN_A_HUNDRED_YEARS, Week, weeks_of_life};
use crate::vocabulary::{Channel, Education, Need, Origin, Route, Sex, Status, WorkState};

/// What does not change about a person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Person {
    /// The entity of the person's draws, made from district, week of arrival and place in that week.
    pub entity: Entity,
    /// The household.
    pub household: HouseholdId,
    /// The week of arrival in the city, or of birth.
    pub arrived: Week,
    /// The week of birth.
    pub born: Week,
    /// Sex.
    pub sex: Sex,
    /// Group of origin.
    pub origin: Origin,
    /// Schooling and degrees on arrival; of children, of the household.
    pub education: Education,
    /// Whether the person reads Latin script on arrival.
    pub latin_script: bool,
    /// How readily the person speaks with others, around 1.
    pub sociability: f32,
}

impl Person {
    /// Age in years from which on a child's place in childcare is one for the older children.
    pub const KINDERGARTEN_AGE: i32 = 3;
    /// Age in years at which a child belongs in school and can join a club.
    pub const SCHOOL_AGE: i32 = 6;
    /// Age in years at which somebody comes of age.
    pub const OF_AGE: i32 = 18;
    /// Age in years at which working life ends.
    pub const RETIREMENT_AGE: i32 = 65;

    /// Returns the age in whole years.
    #[inline]
    pub fn age(&self, week: Week) -> i32 {
        (100 * week.since(self.born)).div_euclid(WEEKS_IN_A_HUNDRED_YEARS)
    }

    /// Returns whether the person is 18 or older.
    #[inline]
    pub fn is_adult(&self, week: Week) -> bool {
        week.since(self.born) >= const { weeks_of_life(Self::OF_AGE) }
    }

    /// Returns whether the person is six or older.
    #[inline]
    pub fn has_school_age(&self, week: Week) -> bool {
        week.since(self.born) >= const { weeks_of_life(Self::SCHOOL_AGE) }
    }

    /// Returns whether the person is of age and below the age of retirement.
    #[inline]
    pub fn is_of_working_age(&self, week: Week) -> bool {
        (Self::OF_AGE..Self::RETIREMENT_AGE).contains(&self.age(week))
    }

    /// Returns the week from which on the person is so many years old.
    pub const fn birthday(&self, years: i32) -> Week {
        self.born.plus(weeks_of_life(years))
    }
}

/// Whether a person is still in the city.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Lives in the city.
    Present,
    /// Left the city in a week.
    Left(Week),
    /// Died in a week.
    Died(Week),
}

/// Status and what it permits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Legal {
    /// Residence status.
    pub status: Status,
    /// The week in which the procedure ends, fixed on arrival; missed letters put it off.
    pub decision: Week,
    /// The week of the decision once it has been taken.
    pub decided: Option<Week>,
    /// The week from which work is permitted.
    pub work_from: Week,
    /// The week before which nothing permits work, whatever the status.
    pub barred_until: Week,
    /// Whether the person may take an integration course.
    pub course_entitled: bool,
    /// Until when the person must live in the municipality; `Week(i32::MIN)` for no rule.
    pub bound_until: Week,
}

/// Where a person sleeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dwelling {
    /// A shared accommodation of the city.
    Shared(AccommodationId),
    /// A private dwelling.
    Private,
}

/// Where a person lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Residence {
    /// In a neighbourhood of the district of arrival.
    District(NeighbourhoodId),
    /// Elsewhere in the city: city averages hold for offers and meetings.
    RestOfCity,
}

/// Dwelling and residence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Housing {
    /// Shared or private.
    pub dwelling: Dwelling,
    /// District or rest of the city.
    pub residence: Residence,
    /// The place; without meaning in the rest of the city.
    pub home: Place,
    /// The week of the last move.
    pub since: Week,
    /// Hours of help with finding a dwelling so far, fading as help ages.
    pub help: f32,
    /// Landlords' refusals so far.
    pub refusals: u16,
    /// Discouragement from searching that they have left.
    pub discouragement: Discouragement,
}

/// Language and local knowledge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Language {
    /// Level on the scale of the Common European Framework, 0 to 6.
    pub level: f32,
    /// The highest level so far.
    pub best: f32,
    /// How fast the person learns, around 1: by age, schooling and script.
    pub rate: f32,
    /// Knowledge of offices, ways and rules in the city, 0 to 1.
    pub local_knowledge: f32,
    /// Course units (45 minutes each) taken since `learning` consumed them last.
    pub units: f32,
    /// Weeks in which there were any.
    pub weeks_taught: u8,
    /// Hours in conversation practice, tandems and groups since `learning` consumed them last.
    pub practice: f32,
    /// First course test: the week, and the level tested with its error.
    pub test: Option<(Week, f32)>,
}

impl Language {
    /// Returns how far the person is understood in German where a level suffices, 0 to 1.
    #[inline]
    pub fn share_of(&self, enough: Level) -> f64 {
        (f64::from(self.level) / enough.get()).min(1.0)
    }
}

/// Where a person stands with the integration course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CourseState {
    /// Never attended.
    Never,
    /// Waits for a place.
    Waiting,
    /// Attends.
    Attending,
    /// Interrupted before the end.
    Interrupted,
    /// Finished.
    Finished,
}

/// The integration course.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Course {
    /// Where the person stands.
    pub state: CourseState,
    /// Units attended so far.
    pub units: f32,
    /// Units of the course: 600, with literacy 900.
    pub length: f32,
    /// The week in which the course ended.
    pub finished: Option<Week>,
    /// Units attended so far in courses beside it: entry courses, further courses, those of other providers.
    pub beside: f32,
}

/// Childcare, school, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schooling {
    /// Not of age or without a place.
    None,
    /// Waits for a place since a week.
    Waiting(Week),
    /// In childcare.
    Childcare,
    /// In school, with residents' children.
    School,
    /// In a preparatory class, apart from residents' children.
    PreparatoryClass,
}

/// Recognition of a degree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recognition {
    /// No degree, or not applied for.
    None,
    /// Applied for; decided in a week.
    Pending(Week),
    /// Recognised.
    Recognised,
    /// Refused.
    Refused,
}

/// Working life.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Working {
    /// The state.
    pub state: WorkState,
    /// Since when.
    pub since: Week,
    /// The week in which a fixed-term state ends; `Week::NEVER` when open.
    pub until: Week,
    /// Whether the work that is promised is an apprenticeship.
    pub is_apprentice: bool,
    /// Usable skills relative to arrival: fade when idle, recover over years.
    pub skill: f32,
    /// Discouragement by idleness under a bar, 0 to 1, recovering over years.
    pub idleness: f32,
    /// Weeks worked in the country.
    pub experience: f32,
    /// Hours of help with finding work that have become nothing yet, fading.
    pub help: f32,
    /// Hours of talks since work began that have settled nothing yet, fading.
    pub talks: f32,
    /// Refusals of applications so far.
    pub refusals: u16,
    /// Discouragement from seeking work that they have left.
    pub discouragement: Discouragement,
    /// Recognition of a degree.
    pub recognition: Recognition,
}

/// Who knows what exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Awareness {
    /// Knows the intermediary; refreshed last in this week.
    pub intermediary: Option<Week>,
    /// Knows an advice service; refreshed last in this week.
    pub advice_service: Option<Week>,
    /// How and when the person first heard of each, by [`Known`], also if it is forgotten.
    pub first: [Option<Heard>; 2],
}

/// How and when somebody first heard of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    /// By which way.
    pub by: Channel,
    /// When.
    pub week: Week,
}

/// What one may have heard of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// The intermediary.
    Intermediary,
    /// An advice service.
    AdviceService,
}

/// Use of services so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Visits {
    /// First route to help.
    pub first_route: Option<Route>,
    /// First visit to the intermediary.
    pub first_visit: Option<Week>,
    /// Visits to the intermediary.
    pub count: u16,
    /// Whether each kind of need ever arose, one bit per kind.
    pub had_need: u8,
    /// Open needs by kind, one bit per kind.
    pub open_need: u8,
    /// Kinds of need that ended without any help, one bit per kind.
    pub unmet_need: u8,
    /// Kinds of need with which the person has been at an institution that helps with them, one bit per kind.
    pub been_at: u8,
}

impl Visits {
    /// Returns whether the person has been at an institution that helps with a kind of need.
    #[inline]
    pub const fn has_been_at(&self, need: Need) -> bool {
        self.been_at & (1 << need as u8) != 0
    }

    /// Returns whether the person knows which institutions help with a kind of need: from having been there, or as one of so many as
    /// know what there is in the city.
    ///
    /// One draw holds for a person and kind of need for good, so whoever knows, goes on knowing as local knowledge grows.
    pub fn knows_where(&self, dice: Dice, person: &Person, language: &Language, need: Need) -> bool {
        let mut stream = dice.stream(Purpose::KnowsWhere, Week::START, person.entity.part(0, need as u64));
        self.has_been_at(need) || stream.chance(f64::from(language.local_knowledge))
    }
}

/// A household.
#[derive(Debug, Clone, PartialEq)]
pub struct Household {
    /// Members in order of arrival.
    pub members: Vec<PersonId>,
    /// Who carries most of the care, if anybody does; a couple that shares has none.
    pub carer: Option<PersonId>,
    /// The week in which the household leaves the city, as fixed last.
    pub departs: Week,
}

/// A person who arrives or is born: what each column begins with.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the row of the column of its name")]
pub struct Newcomer {
    pub person: Person,
    pub legal: Legal,
    pub housing: Housing,
    pub language: Language,
    pub course: Course,
    pub schooling: Schooling,
    pub working: Working,
    pub social: Social,
    pub meetings: Meetings,
    pub mind: Mind,
}

/// People who fled, living or having lived in a district.
#[derive(Debug, Clone, Default)]
pub struct Refugees {
    /// Fixed traits.
    pub person: Column<PersonId, Person>,
    /// Present, left or died.
    pub presence: Column<PersonId, Presence>,
    /// Status and permissions.
    pub legal: Column<PersonId, Legal>,
    /// Dwelling and residence.
    pub housing: Column<PersonId, Housing>,
    /// Language and local knowledge.
    pub language: Column<PersonId, Language>,
    /// The integration course.
    pub course: Column<PersonId, Course>,
    /// Childcare and school.
    pub schooling: Column<PersonId, Schooling>,
    /// Working life.
    pub working: Column<PersonId, Working>,
    /// Ties.
    pub social: Column<PersonId, Social>,
    /// Meetings of the last 13 weeks.
    pub meetings: Column<PersonId, Meetings>,
    /// Feelings.
    pub mind: Column<PersonId, Mind>,
    /// Knowledge of services.
    pub awareness: Column<PersonId, Awareness>,
    /// Use of services.
    pub visits: Column<PersonId, Visits>,
    /// Households.
    pub household: Column<HouseholdId, Household>,
    /// Memberships in clubs.
    pub memberships: Memberships,
    /// Who is present, in order of id.
    pub present: Vec<PersonId>,
    /// Who of them acts in the current week, of what happens once in four.
    pub acting: Vec<PersonId>,
    /// Who attends what, in order of enrolment.
    pub enrolments: Vec<Enrolment>,
    /// Who talks in a week about what they know.
    pub talk: Agenda<(PersonId, Known)>,
    /// Who may forget in a week what they heard 26 weeks or more ago.
    pub memory: Agenda<(PersonId, Known)>,
    /// Whom social work introduces to services in a week.
    pub introductions: Agenda<PersonId>,
    /// Who was served for the first time since `awareness` last ran.
    pub new_users: Vec<PersonId>,
    /// Who was at an institution that knows the intermediary since `awareness` last ran.
    pub pointed: Vec<PersonId>,
    /// Who was at which institution since `awareness` last ran.
    pub called_at: Vec<(PersonId, InstitutionId)>,
    /// Who takes part in trials, and what they have been offered.
    pub trials: Trials,
}

impl Refugees {
    /// Kind number of people who fled in entities.
    pub const KIND: u32 = 2;

    /// Enters somebody into every column and into the household; who is new has heard of nothing and used nothing.
    pub fn enter(&mut self, newcomer: Newcomer) -> PersonId {
        let Newcomer { person, legal, housing, language, course, schooling, working, social, meetings, mind } =
            newcomer;
        let id = self.person.push(person);
        self.household[person.household].members.push(id);
        self.presence.push(Presence::Present);
        self.legal.push(legal);
        self.housing.push(housing);
        self.language.push(language);
        self.course.push(course);
        self.schooling.push(schooling);
        self.working.push(working);
        self.social.push(social);
        self.meetings.push(meetings);
        self.mind.push(mind);
        self.awareness.push(Awareness::default());
        self.visits.push(Visits::default());
        self.present.push(id);
        id
    }

    /// Lists who of those present acts in a week, of what happens once in four.
    pub fn call(&mut self, week: Week) {
        self.acting.clear();
        let person = &self.person;
        self.acting.extend(self.present.iter().filter(|&&id| person[id].entity.acts_in(week)));
    }

    /// Returns whether a person is in the city.
    #[inline]
    pub fn is_present(&self, id: PersonId) -> bool {
        self.presence[id] == Presence::Present
    }

    /// Returns whether a person looks after a child under school age who has no place in childcare.
    pub fn is_tied_by_care(&self, id: PersonId, week: Week) -> bool {
        is_tied_by_care(id, week, &self.person, &self.presence, &self.household, &self.schooling)
    }
}

/// Returns the age of the youngest child in a person's household in years, if there is a child under 18.
pub fn youngest_child(
    id: PersonId,
    week: Week,
    person: &Column<PersonId, Person>,
    presence: &Column<PersonId, Presence>,
    household: &Column<HouseholdId, Household>,
) -> Option<i32> {
    household[person[id].household]
        .members
        .iter()
        .filter(|&&member| {
            member != id && presence[member] == Presence::Present && !person[member].is_adult(week)
        })
        .map(|&member| person[member].age(week))
        .min()
}

/// Returns whether a person looks after a child under school age who has no place in childcare.
pub fn is_tied_by_care(
    id: PersonId,
    week: Week,
    person: &Column<PersonId, Person>,
    presence: &Column<PersonId, Presence>,
    household: &Column<HouseholdId, Household>,
    schooling: &Column<PersonId, Schooling>,
) -> bool {
    let household = &household[person[id].household];
    household.carer == Some(id)
        && household.members.iter().any(|&member| {
            // The age first, since it rules out most.
            !person[member].has_school_age(week)
                && schooling[member] != Schooling::Childcare
                && presence[member] == Presence::Present
        })
}
