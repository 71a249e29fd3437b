//! Schooling: children get places in childcare and school, degrees are recognised.
//! German: *Kita*, *Schule*, *Vorbereitungsklasse*, *Anerkennung*.
//!
//! # Rule
//! 1. A child without a place is signed up once its household knows how: each month with a chance by age that grows with the
//!    local knowledge of the best-informed adult; help with education makes the household sign up at once.
//! 2. Places in childcare become free with a flow of the city, of which each district has its share, by age: under three, and three to five.
//!    They go to children in the order in which they were signed up, those of residents included, so that a place that one has is one
//!    fewer for those behind; of one week residents' children come first, then the others by a keyed instant. How long a child waits
//!    is what comes of it. A place comes back when the child goes to school or leaves; a child who turns three in childcare stays there, one
//!    who turns three on the list keeps its date. Where a place in childcare is kept for a household, beyond the flow, its next child
//!    from one to five takes it in its turn, signed up or not.
//! 3. From six a child goes to school, after a wait: into a preparatory class while its German is below a level, then into a class with
//!    residents' children. In childcare a child stays until the school place is there. With 18 school ends.
//! 4. Who holds a degree applies for recognition once informed (local knowledge, help) and able to speak a little; the
//!    procedure takes months, and its outcome is known at the end.
//!
//! # Evidence
//! `scenarios/evidence/schooling.toml`.
//!
//! # Limits
//! School years, kinds of school and the way from school to training are left out: with 18 a pupil seeks work or training like
//! others, which overstates the labour force at 18 to 20. School is compulsory, so the wait for it is a series and not a list. Places in
//! childcare have no year: they become free evenly, where most do in August. Residents' children are a number, sign up at a constant
//! rate, and are not followed further: those whom a child here displaces wait longer, which acts on the next ones here. Youth clubs
//! (informal education) stand in `public_life`.

use serde::Deserialize;

use crate::city::childcare::{self, Childcare};
use crate::city::{Assignment, CityInDistrict};
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
    /// Places in childcare.
    pub childcare: childcare::ByAge,
    /// Mean wait for a place at school under the places of 2017.
    pub school_wait: Weeks,
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
    assignment: &'a Assignment,
    places: Places<'a>,
    working: &'a mut Column<PersonId, Working>,
    kept_places: &'a mut Allowances,
}

/// Who goes where, waits for which place, and until when.
#[derive(Debug)]
struct Places<'a> {
    schooling: &'a mut Column<PersonId, Schooling>,
    childcare: &'a mut Childcare,
    life: &'a mut Agenda<LifeEvent>,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { refugees, cases, city, life, .. } = district;
        let Refugees { acting, person, presence, household, language, schooling, working, trials, .. } =
            refugees;
        let education_met = &mut cases.education_met;
        let kept_places = &mut trials.childcare_places;
        let CityInDistrict { assignment, childcare, .. } = city;
        Self {
            acting,
            person,
            presence,
            household,
            language,
            education_met,
            assignment,
            places: Places { schooling, childcare, life },
            working,
            kept_places,
        }
    }
}

/// Signs children up, moves them out of preparatory classes, gives places in childcare, and has degrees applied for.
pub fn step(today: &Today, parameters: &Parameters, city_inhabitants: &Rate, scene: Scene) {
    let week = today.week;
    let Scene { acting, person, presence, household, language, assignment, working, .. } = scene;
    let Scene { mut places, kept_places, .. } = scene;
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
                    apply_for_recognition(today, procedure, id, who, working, places.life);
                }
            }
            continue;
        }
        let age = who.age(week);
        match places.schooling[id] {
            Schooling::None | Schooling::Waiting(_)
                if (1..Person::SCHOOL_AGE).contains(&age)
                    && take_kept_place(week, &household[who.household], kept_places) =>
            {
                places.schooling[id] = Schooling::Childcare;
            }
            Schooling::None if age >= 1 => {
                let informed = best_informed(week, &household[who.household], person, presence, language);
                let unaided = parameters.sign_up_unaided.get();
                let chance = parameters.sign_up.at(age).get() * (unaided + (1.0 - unaided) * informed);
                let mut stream = today.stream(Purpose::SchoolApplication, who.entity);
                if stream.chance(chance) {
                    sign_up(today, parameters, id, who, &mut stream, &mut places);
                }
            }
            Schooling::PreparatoryClass
                if level >= parameters.preparatory.level.get()
                    && today
                        .stream(Purpose::Schooling, who.entity)
                        .chance(parameters.preparatory.change.get()) =>
            {
                places.schooling[id] = Schooling::School;
            }
            _ => {}
        }
    }
    give_places_in_childcare(today, parameters, city_inhabitants, assignment, (person, presence), places);
}

/// Gives the places in childcare that are free this week.
fn give_places_in_childcare(
    today: &Today,
    parameters: &Parameters,
    city_inhabitants: &Rate,
    assignment: &Assignment,
    (person, presence): (&Column<PersonId, Person>, &Column<PersonId, Presence>),
    places: Places,
) {
    let week = today.week;
    let Places { schooling, childcare, .. } = places;
    let reach = city_inhabitants.get() / 1_000.0 * assignment.share_so_far();
    let still_waits = |id: PersonId, since: Week| {
        presence[id] == Presence::Present
            && schooling[id] == Schooling::Waiting(since)
            && !person[id].has_school_age(week)
    };
    let relative = today.forcings.places.childcare.at(week);
    for id in childcare.renew(week, &parameters.childcare, reach, relative, still_waits) {
        schooling[id] = Schooling::Childcare;
    }
}

/// Handles [`LifeEvent::SchoolPlace`]: the child gets its place at school, and leaves the one in childcare.
pub fn on_school_place(today: &Today, parameters: &Parameters, id: PersonId, scene: Scene) {
    let Scene { person, presence, language, places, .. } = scene;
    let Places { schooling, childcare, .. } = places;
    if presence[id] != Presence::Present || person[id].is_adult(today.week) {
        return;
    }
    let understands = f64::from(language[id].level) >= parameters.preparatory.level.get();
    childcare.leave(id);
    schooling[id] = match (person[id].age(today.week), schooling[id]) {
        // First-graders learn to read with all others.
        (..=Person::SCHOOL_AGE, _) => Schooling::School,
        (_, in_class @ (Schooling::School | Schooling::PreparatoryClass)) => in_class,
        _ if understands => Schooling::School,
        _ => Schooling::PreparatoryClass,
    };
}

/// Handles [`LifeEvent::Birthday`]: with three a child is one of the older ones in childcare, with six the way to school begins, with 18
/// it ends.
pub fn on_birthday(today: &Today, parameters: &Parameters, id: PersonId, scene: Scene) {
    let Scene { person, presence, mut places, .. } = scene;
    if presence[id] != Presence::Present {
        return;
    }
    let who = &person[id];
    let before = places.schooling[id];
    if who.is_adult(today.week) {
        places.schooling[id] = Schooling::None;
    } else if who.age(today.week) == Person::KINDERGARTEN_AGE {
        places.childcare.turn_three(id);
    } else if who.age(today.week) == Person::SCHOOL_AGE
        && matches!(before, Schooling::Childcare | Schooling::Waiting(_))
    {
        // Childcare and the school office know the child, so it is signed up without the parents' doing.
        let mut stream = today.stream(Purpose::SchoolApplication, who.entity);
        sign_up(today, parameters, id, who, &mut stream, &mut places);
        if before == Schooling::Childcare {
            places.schooling[id] = before;
        }
    }
}

/// Helps those whose need for education has been met: their children without a place are signed up, and a degree is submitted.
pub fn help(today: &Today, parameters: &Parameters, scene: Scene) {
    let Scene { person, presence, household, education_met, working, mut places, .. } = scene;
    for id in std::mem::take(education_met) {
        if presence[id] != Presence::Present {
            continue;
        }
        for &member in &household[person[id].household].members {
            let child = &person[member];
            if presence[member] == Presence::Present
                && !child.is_adult(today.week)
                && child.age(today.week) >= 1
                && places.schooling[member] == Schooling::None
            {
                let mut stream = today.stream(Purpose::SchoolApplication, child.entity);
                sign_up(today, parameters, member, child, &mut stream, &mut places);
            }
        }
        if person[id].is_adult(today.week)
            && person[id].education == Education::Degree
            && working[id].recognition == Recognition::None
        {
            apply_for_recognition(today, &parameters.recognition, id, &person[id], working, places.life);
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

/// Takes a place that is kept for a child of a household; it is the same place for all of the household who are offered one.
fn take_kept_place(week: Week, household: &Household, kept_places: &mut Allowances) -> bool {
    household.members.iter().filter(|&&member| kept_places.take(member, week)).count() > 0
}

/// Puts a child on the list for a place: in childcare on that of its age, at school for some weeks.
fn sign_up(
    today: &Today,
    parameters: &Parameters,
    id: PersonId,
    who: &Person,
    stream: &mut Stream,
    places: &mut Places,
) {
    let week = today.week;
    places.schooling[id] = Schooling::Waiting(week);
    let instant = || today.stream(Purpose::ChildcareInstant, who.entity).bits();
    match who.age(week) {
        ..Person::KINDERGARTEN_AGE => {
            places.childcare.sign_up(childcare::Age::UnderThree, week, instant(), id);
        }
        Person::KINDERGARTEN_AGE..Person::SCHOOL_AGE => {
            places.childcare.sign_up(childcare::Age::UnderSix, week, instant(), id);
        }
        _ => {
            let school = today.forcings.places.school.at(week);
            let wait = stream.exponential(school / parameters.school_wait.get().max(f64::EPSILON));
            // Where there are no places none comes.
            if wait.is_finite() {
                places.life.enter(week.plus(1 + wait as i32), LifeEvent::SchoolPlace(id));
            }
        }
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
