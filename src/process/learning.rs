//! Learning: people learn German and get to know the city.
//! German: *Spracherwerb*, *Orientierung*.
//!
//! # Rule
//! 1. The exposure of a week, from the age on at which children begin to speak, is a sum: units of courses, hours of practice, meetings with residents, work, school, and
//!    everyday life, each with its own gain.
//! 2. The level moves by exposure times the person's rate of learning, as a fraction of what is left to a
//!    ceiling: gains add up, and growth is concave in the hours.
//! 3. A part of the level fades each week, the less the more German was used in it.
//! 4. The rate of learning follows from age, schooling and script on arrival, times a factor of the person's own.
//! 5. People who have finished the integration course take the first test within 13 weeks, or never: level plus an error.
//! 6. Local knowledge grows as a fraction of what is missing: with time, courses, meetings, ties (counselling adds elsewhere).
//! 7. The units and hours are then used up. Everybody is brought up to date once in four weeks, for the weeks in between alike.
//!
//! # Evidence
//! `scenarios/evidence/learning.toml`.
//!
//! # Limits
//! Reading, writing and speaking are one level. A language learnt before arrival counts
//! only through script and schooling. Courses are all alike: spread between courses is missing, so the spread of levels
//! rests on people alone.

use serde::Deserialize;

use crate::dice::{ACTING_EVERY, Purpose};
use crate::index::{Column, PersonId};
use crate::numeric::pow;
use crate::population::{Course, Language, Meetings, Person, Refugees, Schooling, Social, Working};
use crate::quantity::{Level, Rate, Share, Weeks};
use crate::time::{WEEKS_PER_YEAR, Week};
use crate::today::Today;
use crate::vocabulary::{Education, WorkState};
use crate::world::DistrictWorld;

/// Parameters of learning.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Mean level on arrival.
    pub initial_level: Level,
    /// Local knowledge on arrival.
    pub initial_knowledge: Share,
    /// From which age on a child learns German.
    pub speaks_from: Rate,
    /// What a week or an hour of each source gives.
    pub gain: Gain,
    /// The level that growth approaches: hardly anybody gets beyond by these ways.
    pub ceiling: Level,
    /// Share of the level lost in a week without any German.
    pub fading: Share,
    /// Exposure of a week, in levels, at which the loss is halved.
    pub use_that_halves_fading: Level,
    /// What the rate of learning follows from.
    pub rate: RateOfLearning,
    /// The first test.
    pub test: Test,
    /// Growth of local knowledge.
    pub knowledge: Knowledge,
}

/// Levels gained by somebody of rate 1 who knows no German.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gain {
    /// By a course unit of 45 minutes.
    pub unit: Level,
    /// By an hour of practice with somebody who speaks German.
    pub practice_hour: Level,
    /// By a meeting with a resident.
    pub meeting: Level,
    /// By a week of everyday life.
    pub everyday: Level,
    /// By a week of employment.
    pub work: Level,
    /// By a week of marginal employment.
    pub marginal_work: Level,
    /// By a week of vocational training.
    pub training: Level,
    /// By a week in childcare.
    pub childcare: Level,
    /// By a week in a class with residents' children.
    pub school: Level,
    /// By a week in a preparatory class.
    pub preparatory_class: Level,
}

/// Factors of the rate of learning.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateOfLearning {
    /// With no or primary schooling.
    pub low: Rate,
    /// With middle school.
    pub middle: Rate,
    /// With upper secondary school.
    pub high: Rate,
    /// With a degree.
    pub degree: Rate,
    /// On arrival under 18.
    pub child: Rate,
    /// Share of the rate lost with each year of age beyond 25.
    pub loss_per_year: Share,
    /// Without Latin script.
    pub other_script: Rate,
    /// Coefficient of variation of the own factor.
    pub variation: Rate,
}

/// The first test after the course.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Test {
    /// Share who never take it.
    pub never_taken: Share,
    /// The longest wait for it.
    pub longest_wait: Weeks,
    /// Standard deviation of the test's error, in levels.
    pub error: Level,
}

/// Weekly growth of local knowledge as a share of what is missing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Knowledge {
    /// By living in the city.
    pub time: Share,
    /// By a week with course units.
    pub course: Share,
    /// By a meeting with a resident.
    pub meeting: Share,
    /// By a tie to a resident.
    pub tie: Share,
}

/// Returns the language of a person on arrival.
pub fn on_arrival(today: &Today, parameters: &Parameters, person: &Person) -> Language {
    let dice = &today.dice;
    let rates = &parameters.rate;
    let age = person.age(today.week);
    let by_schooling = match person.education {
        Education::Low => rates.low,
        Education::Middle => rates.middle,
        Education::High => rates.high,
        Education::Degree => rates.degree,
    };
    let by_age = if age < Person::OF_AGE {
        rates.child.get()
    } else {
        // A share of what is left each year, so that no age has a rate below zero.
        pow(1.0 - rates.loss_per_year.get(), f64::from((age - 25).max(0)))
    };
    let by_script = if person.latin_script { 1.0 } else { rates.other_script.get() };
    let own =
        dice.stream(Purpose::LearningRate, Week::NEVER, person.entity).log_normal(1.0, rates.variation.get());
    let known = dice
        .stream(Purpose::FirstLanguage, Week::NEVER, person.entity)
        .exponential(parameters.ceiling.get() / parameters.initial_level.get().max(f64::EPSILON));
    Language {
        level: if age < 3 { 0.0 } else { (parameters.ceiling.get() * known / (1.0 + known)) as f32 },
        rate: (by_schooling.get() * by_age * by_script * own) as f32,
        local_knowledge: parameters.initial_knowledge.get() as f32,
        units: 0.0,
        practice: 0.0,
        weeks_taught: 0,
        test: None,
    }
}

/// What learning reads, and what it writes.
#[derive(Debug)]
pub struct Scene<'a> {
    acting: &'a [PersonId],
    person: &'a Column<PersonId, Person>,
    course: &'a Column<PersonId, Course>,
    schooling: &'a Column<PersonId, Schooling>,
    working: &'a Column<PersonId, Working>,
    social: &'a Column<PersonId, Social>,
    meetings: &'a Column<PersonId, Meetings>,
    language: &'a mut Column<PersonId, Language>,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let Refugees { acting, person, course, schooling, working, social, meetings, language, .. } =
            &mut district.refugees;
        Self { acting, person, course, schooling, working, social, meetings, language }
    }
}

/// Lets those whose week it is learn for the weeks since they did last, four or those since arrival.
pub fn step(today: &Today, parameters: &Parameters, scene: Scene) {
    let week = today.week;
    let Scene { acting, person, course, schooling, working, social, meetings, language } = scene;
    let knowledge = &parameters.knowledge;
    let speaks_from = (parameters.speaks_from.get() * WEEKS_PER_YEAR) as i32;
    for &id in acting {
        let own = &mut language[id];
        let who = &person[id];
        let weeks = (week.since(who.arrived) + 1).clamp(1, ACTING_EVERY);
        let each = f64::from(weeks);
        let (units, practice) = (f64::from(own.units) / each, f64::from(own.practice) / each);
        let taught = f64::from(own.weeks_taught) / each;
        own.units = 0.0;
        own.practice = 0.0;
        own.weeks_taught = 0;
        if week.since(who.born) < speaks_from {
            continue;
        }
        let met = meetings[id].per_week();
        let exposure = parameters.gain.everyday.get()
            + units * parameters.gain.unit.get()
            + practice * parameters.gain.practice_hour.get()
            + met * parameters.gain.meeting.get()
            + by_place(&parameters.gain, schooling[id], working[id].state);
        let ties = social[id].ties.len() + social[id].ties_elsewhere.len();
        let push = knowledge.time.get()
            + taught * knowledge.course.get()
            + met * knowledge.meeting.get()
            + ties as f64 * knowledge.tie.get();
        let (mut level, mut known) = (f64::from(own.level), f64::from(own.local_knowledge));
        for _ in 0..weeks {
            level = learnt(level, f64::from(own.rate), exposure, parameters);
            known += (1.0 - known) * push / (1.0 + push);
        }
        own.level = level as f32;
        own.local_knowledge = known as f32;
        if own.test.is_none()
            && let Some(finished) = course[id].finished
        {
            own.test = first_test(today, &parameters.test, who, finished, own.level);
        }
    }
}

/// Returns the exposure of a week in school or at work.
#[inline]
fn by_place(gain: &Gain, schooling: Schooling, work: WorkState) -> f64 {
    match (schooling, work) {
        (Schooling::Childcare, _) => gain.childcare.get(),
        (Schooling::School, _) => gain.school.get(),
        (Schooling::PreparatoryClass, _) => gain.preparatory_class.get(),
        (_, WorkState::Employed | WorkState::Internship) => gain.work.get(),
        (_, WorkState::Marginal) => gain.marginal_work.get(),
        (_, WorkState::Training) => gain.training.get(),
        _ => 0.0,
    }
}

/// Returns the level after a week of the given exposure.
#[inline]
fn learnt(level: f64, rate: f64, exposure: f64, parameters: &Parameters) -> f64 {
    let ceiling = parameters.ceiling.get();
    let push = rate * exposure / ceiling.max(f64::EPSILON);
    let unused = 1.0 / (1.0 + exposure / parameters.use_that_halves_fading.get().max(f64::EPSILON));
    let kept = level * (1.0 - parameters.fading.get() * unused);
    // Who is beyond the ceiling already gains nothing more.
    kept + (ceiling - kept).max(0.0) * push / (1.0 + push)
}

/// Returns the first test once its week has come, which is fixed by the one in which the course ended.
fn first_test(
    today: &Today,
    test: &Test,
    person: &Person,
    finished: Week,
    level: f32,
) -> Option<(Week, f32)> {
    let week = today.week;
    let mut stream = today.dice.stream(Purpose::CourseTest, finished, person.entity);
    let wait = 1 + stream.below(test.longest_wait.get().max(1.0) as usize) as i32;
    let due = finished.plus(wait);
    // Results are looked at in the person's own week; whoever has been through it without a test will have none.
    if stream.chance(test.never_taken.get()) || week < due || week.since(due) >= ACTING_EVERY {
        return None;
    }
    Some((due, (f64::from(level) + stream.normal(0.0, test.error.get())) as f32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Evidence;

    fn parameters() -> Parameters {
        Evidence::embedded().expect("evidence is valid").section("learning").expect("it fits the type")
    }

    #[test]
    fn growth_is_concave_in_course_hours_and_never_leaves_the_scale() {
        let parameters = parameters();
        let exposure = 20.0 * parameters.gain.unit.get();
        let mut levels = vec![0.0];
        for _ in 0..400 {
            levels.push(learnt(levels[levels.len() - 1], 1.5, exposure, &parameters));
        }
        for three in levels.windows(3) {
            // Rounding at the end of the scale costs a few units in the last place.
            assert!(three[2] - three[1] <= three[1] - three[0] + 1e-12 && three[2] >= three[1] - 1e-12);
        }
        assert!(levels[400] < Level::HIGH);
        let steep = learnt(4.9, 1e6, 1e6, &parameters);
        assert!(steep <= Level::HIGH);
    }

    #[test]
    fn without_any_german_the_level_fades_but_stays_above_zero() {
        let parameters = parameters();
        let mut level = 3.0;
        for _ in 0..2_000 {
            let next = learnt(level, 1.0, 0.0, &parameters);
            assert!(next < level && next > 0.0);
            level = next;
        }
    }
}
