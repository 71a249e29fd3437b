//! Schooling: children get places in childcare and school, degrees are recognised.
//! German: *Kita*, *Schule*, *Vorbereitungsklasse*, *Anerkennung*.
//!
//! # Rule
//! 1. A child without a place is signed up once its household knows how: each month with a chance by age that grows with the
//!    local knowledge of the best-informed adult; help with education makes the household sign up at once.
//! 2. The place comes after a waiting time whose mean shrinks with the places there are. Where a place in childcare is kept for
//!    a household, its next child from one to five takes it in its turn, signed up or not.
//! 3. From six a child goes to school: into a preparatory class while its German is below a level, then into a class with
//!    residents' children. In childcare a child stays until the school place is there. With 18 school ends.
//! 4. Who holds a degree applies for recognition once informed (local knowledge, help) and able to speak a little; the
//!    procedure takes months, and its outcome is known at the end.
//!
//! # Evidence
//! `scenarios/evidence/schooling.toml`.
//!
//! # Limits
//! School years, kinds of school and the way from school to training are left out: with 18 a pupil seeks work or training like
//! others, which overstates the labour force at 18 to 20. Places are a relative series and do not compete by district. Youth
//! clubs (informal education) stand in `public_life`.

use serde::Deserialize;

use crate::dice::{ACTING_EVERY, Purpose, Stream};
use crate::index::{Column, HouseholdId, PersonId};
use crate::numeric::chance_within;
use crate::population::trials::Allowances;
use crate::population::{Household, Language, Person, Presence, Recognition, Refugees, Schooling, Working};
use crate::quantity::{Level, Rate, Share, Weeks};
use crate::time::{Agenda, WEEKS_PER_YEAR, Week};
use crate::today::Today;
use crate::vocabulary::Education;
use crate::world::{DistrictWorld, LifeEvent};

/// Parameters of schooling.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Chance within four weeks that a child is signed up by somebody who knows everything, by age.
    pub sign_up: ByAge<Share>,
    /// Share of that chance which is left without any local knowledge.
    pub sign_up_unaided: Share,
    /// Mean wait for a place under the places of 2017, by age.
    pub wait: ByAge<Weeks>,
    /// Preparatory classes.
    pub preparatory: Preparatory,
    /// Recognition of degrees.
    pub recognition: Procedure,
}

/// One value for each age at which places differ.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByAge<T> {
    /// One and two years.
    pub under_three: T,
    /// Three to five years.
    pub under_six: T,
    /// Six to seventeen years.
    pub school: T,
}

impl<T: Copy> ByAge<T> {
    const fn at(&self, age: i32) -> T {
        match age {
            ..=2 => self.under_three,
            3..=5 => self.under_six,
            _ => self.school,
        }
    }
}

/// Parameters of preparatory classes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preparatory {
    /// The level from which a child follows lessons with residents' children.
    pub level: Level,
    /// Chance within four weeks of changing class once that level is reached.
    pub change: Share,
}

/// Parameters of the recognition of degrees.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// Applications a year by somebody with full local knowledge.
    pub applications_per_year: Rate,
    /// The level needed to apply.
    pub level: Level,
    /// Mean duration of the procedure.
    pub duration: Weeks,
    /// Coefficient of variation of the duration.
    pub variation: Rate,
    /// Share recognised, fully or in part.
    pub recognised: Share,
}

/// Returns the schooling of a person on arrival: none; a place is sought from then on.
pub const fn on_arrival() -> Schooling {
    Schooling::None
}

/// What schooling reads, and what it writes.
#[derive(Debug)]
pub struct Scene<'a> {
    acting: &'a [PersonId],
    person: &'a Column<PersonId, Person>,
    presence: &'a Column<PersonId, Presence>,
    household: &'a Column<HouseholdId, Household>,
    language: &'a Column<PersonId, Language>,
    education_met: &'a mut Vec<PersonId>,
    schooling: &'a mut Column<PersonId, Schooling>,
    working: &'a mut Column<PersonId, Working>,
    life: &'a mut Agenda<LifeEvent>,
    kept_places: &'a mut Allowances,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { refugees, cases, life, .. } = district;
        let Refugees { acting, person, presence, household, language, schooling, working, trials, .. } =
            refugees;
        let education_met = &mut cases.education_met;
        let kept_places = &mut trials.childcare_places;
        Self {
            acting,
            person,
            presence,
            household,
            language,
            education_met,
            schooling,
            working,
            life,
            kept_places,
        }
    }
}

/// Signs children up, moves them out of preparatory classes, and has degrees applied for.
pub fn step(today: &Today, parameters: &Parameters, scene: Scene) {
    let week = today.week;
    let Scene { acting, person, presence, household, language, schooling, working, .. } = scene;
    let Scene { life, kept_places, .. } = scene;
    let procedure = &parameters.recognition;
    for &id in acting {
        let who = &person[id];
        let level = f64::from(language[id].level);
        if who.is_adult(week) {
            if who.education == Education::Degree
                && working[id].recognition == Recognition::None
                && level >= procedure.level.get()
            {
                let known = f64::from(language[id].local_knowledge);
                let rate = procedure.applications_per_year.get() / WEEKS_PER_YEAR * known;
                if today
                    .stream(Purpose::Recognition, who.entity)
                    .chance(chance_within(rate, f64::from(ACTING_EVERY)))
                {
                    apply_for_recognition(today, procedure, id, who, working, life);
                }
            }
            continue;
        }
        let age = who.age(week);
        match schooling[id] {
            Schooling::None | Schooling::Waiting(_)
                if (1..Person::SCHOOL_AGE).contains(&age)
                    && take_kept_place(week, &household[who.household], kept_places) =>
            {
                schooling[id] = Schooling::Childcare;
            }
            Schooling::None if age >= 1 => {
                let informed = best_informed(week, &household[who.household], person, presence, language);
                let unaided = parameters.sign_up_unaided.get();
                let chance = parameters.sign_up.at(age).get() * (unaided + (1.0 - unaided) * informed);
                let mut stream = today.stream(Purpose::SchoolApplication, who.entity);
                if stream.chance(chance) {
                    let wait = wait_for_place(today, parameters, age, &mut stream);
                    sign_up(today, id, wait, schooling, life);
                }
            }
            Schooling::PreparatoryClass
                if level >= parameters.preparatory.level.get()
                    && today
                        .stream(Purpose::Schooling, who.entity)
                        .chance(parameters.preparatory.change.get()) =>
            {
                schooling[id] = Schooling::School;
            }
            _ => {}
        }
    }
}

/// Handles [`LifeEvent::SchoolPlace`]: the child gets its place.
pub fn on_school_place(today: &Today, parameters: &Parameters, id: PersonId, scene: Scene) {
    let Scene { person, presence, language, schooling, .. } = scene;
    if presence[id] != Presence::Present || person[id].is_adult(today.week) {
        return;
    }
    let understands = f64::from(language[id].level) >= parameters.preparatory.level.get();
    schooling[id] = match (person[id].age(today.week), schooling[id]) {
        (..Person::SCHOOL_AGE, _) => Schooling::Childcare,
        // First-graders learn to read with all others.
        (Person::SCHOOL_AGE, _) => Schooling::School,
        (_, in_class @ (Schooling::School | Schooling::PreparatoryClass)) => in_class,
        _ if understands => Schooling::School,
        _ => Schooling::PreparatoryClass,
    };
}

/// Handles [`LifeEvent::Birthday`]: with six the way to school begins, with 18 it ends.
pub fn on_birthday(today: &Today, parameters: &Parameters, id: PersonId, scene: Scene) {
    let Scene { person, presence, schooling, life, .. } = scene;
    if presence[id] != Presence::Present {
        return;
    }
    let who = &person[id];
    let before = schooling[id];
    if who.is_adult(today.week) {
        schooling[id] = Schooling::None;
    } else if who.age(today.week) == Person::SCHOOL_AGE
        && matches!(before, Schooling::Childcare | Schooling::Waiting(_))
    {
        // Childcare and the school office know the child, so it is signed up without the parents' doing.
        let mut stream = today.stream(Purpose::SchoolApplication, who.entity);
        let wait = wait_for_place(today, parameters, Person::SCHOOL_AGE, &mut stream);
        sign_up(today, id, wait, schooling, life);
        if before == Schooling::Childcare {
            schooling[id] = before;
        }
    }
}

/// Helps those whose need for education has been met: their children without a place are signed up, and a degree is submitted.
pub fn help(today: &Today, parameters: &Parameters, scene: Scene) {
    let Scene { person, presence, household, education_met, schooling, working, life, .. } = scene;
    for id in std::mem::take(education_met) {
        if presence[id] != Presence::Present {
            continue;
        }
        for &member in &household[person[id].household].members {
            let age = person[member].age(today.week);
            if presence[member] == Presence::Present
                && !person[member].is_adult(today.week)
                && age >= 1
                && schooling[member] == Schooling::None
            {
                let mut stream = today.stream(Purpose::SchoolApplication, person[member].entity);
                let wait = wait_for_place(today, parameters, age, &mut stream);
                sign_up(today, member, wait, schooling, life);
            }
        }
        if person[id].is_adult(today.week)
            && person[id].education == Education::Degree
            && working[id].recognition == Recognition::None
        {
            apply_for_recognition(today, &parameters.recognition, id, &person[id], working, life);
        }
    }
}

/// Handles [`LifeEvent::Recognition`]: the procedure ends.
pub fn on_recognition(today: &Today, parameters: &Parameters, id: PersonId, scene: Scene) {
    let Scene { person, working, .. } = scene;
    if working[id].recognition == Recognition::Pending(today.week) {
        let is_recognised = today
            .stream(Purpose::RecognitionOutcome, person[id].entity)
            .chance(parameters.recognition.recognised.get());
        working[id].recognition = if is_recognised { Recognition::Recognised } else { Recognition::Refused };
    }
}

/// Draws the weeks until there is a place for a child of an age; infinite where there are no places.
fn wait_for_place(today: &Today, parameters: &Parameters, age: i32, stream: &mut Stream) -> f64 {
    let places = &today.forcings.places;
    let places =
        if age < Person::SCHOOL_AGE { places.childcare.at(today.week) } else { places.school.at(today.week) };
    stream.exponential(places / parameters.wait.at(age).get().max(f64::EPSILON))
}

/// Takes a place that is kept for a child of a household; it is the same place for all of the household who are offered one.
fn take_kept_place(week: Week, household: &Household, kept_places: &mut Allowances) -> bool {
    household.members.iter().filter(|&&member| kept_places.take(member, week)).count() > 0
}

/// Puts a child on the list for a place that it gets after some weeks.
fn sign_up(
    today: &Today,
    id: PersonId,
    wait: f64,
    schooling: &mut Column<PersonId, Schooling>,
    life: &mut Agenda<LifeEvent>,
) {
    schooling[id] = Schooling::Waiting(today.week);
    if wait.is_finite() {
        life.enter(today.week.plus(1 + wait as i32), LifeEvent::SchoolPlace(id));
    }
}

fn apply_for_recognition(
    today: &Today,
    procedure: &Procedure,
    id: PersonId,
    who: &Person,
    working: &mut Column<PersonId, Working>,
    life: &mut Agenda<LifeEvent>,
) {
    let duration = today
        .dice
        .stream(Purpose::Recognition, Week::NEVER, who.entity)
        .log_normal(procedure.duration.get(), procedure.variation.get());
    let decided = today.week.plus(1 + duration as i32);
    working[id].recognition = Recognition::Pending(decided);
    life.enter(decided, LifeEvent::Recognition(id));
}

/// Returns the local knowledge of a household's best-informed adult; 0 without one.
fn best_informed(
    week: Week,
    household: &Household,
    person: &Column<PersonId, Person>,
    presence: &Column<PersonId, Presence>,
    language: &Column<PersonId, Language>,
) -> f64 {
    household
        .members
        .iter()
        .filter(|&&member| presence[member] == Presence::Present && person[member].is_adult(week))
        .map(|&member| f64::from(language[member].local_knowledge))
        .fold(0.0, f64::max)
}
