//! Learning: people learn German and get to know the city.
//! German: *Spracherwerb*, *Orientierung*.
//!
//! # Rule
//! 1. The exposure of a week, from the age on at which children begin to speak, is a sum of what somebody does in it: units of courses,
//!    hours of practice, meetings with residents, work and school, each with its own gain, and the few hours of German in shops,
//!    offices and on the way, which count as practice.
//! 2. The level moves by exposure times the person's rate of learning, as a fraction of what is left to the level up to which the
//!    source teaches: gains add up, and growth is concave in the hours. Routine exchanges teach routine (A2), everything else more.
//! 3. Disuse lets a part of the level fade, the less the more German was used in the week, and never below a share of the best level so
//!    far: most of what has been learnt stays.
//! 4. The rate of learning follows from age, schooling and script on arrival, times a factor of the person's own.
//! 5. People who have finished the integration course take the first test within 13 weeks, or never: level plus an error.
//! 6. Local knowledge grows as a fraction of what is missing: with courses, meetings, ties (counselling adds elsewhere); living in
//!    the city teaches its ways, and so a part of it only. It does not fade.
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
use crate::quantity::{Hours, Level, Rate, Share, Weeks};
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
    /// German in shops, offices and on the way.
    pub everyday: Everyday,
    /// The level that growth approaches: hardly anybody gets beyond by these ways.
    pub ceiling: Level,
    /// Share of what can fade that is lost in a week without any German.
    pub fading: Share,
    /// Share of the best level so far that does not fade.
    pub lasting: Share,
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

/// German in shops, offices and on the way, which everybody hears and uses.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Everyday {
    /// Hours a week that are worth an hour of practice.
    pub hours: Hours,
    /// The level up to which it teaches.
    pub up_to: Level,
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
    /// By living in the city, of what is missing to what that teaches.
    pub time: Share,
    /// Local knowledge up to which living in the city teaches.
    pub by_time: Share,
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
    let level = if age < 3 { 0.0 } else { (parameters.ceiling.get() * known / (1.0 + known)) as f32 };
    Language {
        level,
        best: level,
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
        let exposure = Exposure {
            routine: parameters.everyday.hours.get() * parameters.gain.practice_hour.get(),
            further: units * parameters.gain.unit.get()
                + practice * parameters.gain.practice_hour.get()
                + met * parameters.gain.meeting.get()
                + by_place(&parameters.gain, schooling[id], working[id].state),
        };
        let ties = social[id].ties.len() + social[id].ties_elsewhere.len();
        let known_by = [
            (knowledge.time.get(), knowledge.by_time.get()),
            (
                taught * knowledge.course.get()
                    + met * knowledge.meeting.get()
                    + ties as f64 * knowledge.tie.get(),
                1.0,
            ),
        ];
        let teaching = exposure.teaching(f64::from(own.rate), parameters);
        let mut german = German { level: f64::from(own.level), best: f64::from(own.best) };
        let mut known = f64::from(own.local_knowledge);
        for _ in 0..weeks {
            german.learn(&teaching, parameters.lasting.get());
            known = towards(known, known_by);
        }
        own.level = german.level as f32;
        own.best = german.best as f32;
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

/// German heard and used in a week, in levels that somebody of rate 1 gains who knows none.
#[derive(Debug, Clone, Copy, Default)]
struct Exposure {
    /// Routine exchanges, which teach up to [`Everyday::up_to`].
    routine: f64,
    /// Everything else, which teaches up to the ceiling.
    further: f64,
}

impl Exposure {
    /// Returns what it does in each week of somebody who learns at a rate.
    fn teaching(self, rate: f64, parameters: &Parameters) -> Teaching {
        let Self { routine, further } = self;
        let half = parameters.use_that_halves_fading.get().max(f64::EPSILON);
        let by = |gain: f64, up_to: Level| (rate * gain / up_to.get().max(f64::EPSILON), up_to.get());
        Teaching {
            forgotten: parameters.fading.get() / (1.0 + (routine + further) / half),
            sources: [by(routine, parameters.everyday.up_to), by(further, parameters.ceiling)],
        }
    }
}

/// What the exposure of a week does to a level.
#[derive(Debug, Clone, Copy)]
struct Teaching {
    /// Share of what can fade that is lost.
    forgotten: f64,
    /// Pushes, each with the level up to which its source teaches.
    sources: [(f64, f64); 2],
}

/// The level of German, and the best one so far.
#[derive(Debug, Clone, Copy)]
struct German {
    level: f64,
    best: f64,
}

impl German {
    /// Lets a week pass: disuse takes from what can fade, exposure adds to what is left.
    #[inline]
    fn learn(&mut self, teaching: &Teaching, lasting: f64) {
        let can_fade = (self.level - lasting * self.best).max(0.0);
        self.level = towards(self.level - teaching.forgotten * can_fade, teaching.sources);
        self.best = self.best.max(self.level);
    }
}

/// Returns a state that sources push, each by a share of what is left to the end up to which it teaches.
#[inline]
fn towards(state: f64, [one, other]: [(f64, f64); 2]) -> f64 {
    // Who is beyond what a source teaches gains nothing from it.
    let counts = |(push, up_to): (f64, f64)| if up_to > state { push } else { 0.0 };
    let (first, second) = (counts(one), counts(other));
    state + (first * (one.1 - state) + second * (other.1 - state)) / (1.0 + first + second)
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

    /// Levels after each week of a life in which `units` are taken from week 20 on, 25 a week, of somebody of rate 1.
    fn life(parameters: &Parameters, units: f64, hours: f64) -> Vec<f64> {
        let mut german = German { level: 0.45, best: 0.45 };
        let routine = hours * parameters.gain.practice_hour.get();
        (0..=415)
            .map(|week| {
                let taken =
                    if week < 20 { 0.0 } else { (units - 25.0 * f64::from(week - 20)).clamp(0.0, 25.0) };
                let exposure = Exposure { routine, further: taken * parameters.gain.unit.get() };
                german.learn(&exposure.teaching(1.0, parameters), parameters.lasting.get());
                german.level
            })
            .collect()
    }

    #[test]
    fn growth_is_concave_in_course_hours_and_never_leaves_the_scale() {
        let parameters = parameters();
        let exposure = Exposure { routine: 0.0, further: 20.0 * parameters.gain.unit.get() };
        let mut german = German { level: 0.0, best: 0.0 };
        let mut levels = vec![0.0];
        for _ in 0..400 {
            german.learn(&exposure.teaching(1.5, &parameters), parameters.lasting.get());
            levels.push(german.level);
        }
        for three in levels.windows(3) {
            // Rounding at the end of the scale costs a few units in the last place.
            assert!(three[2] - three[1] <= three[1] - three[0] + 1e-12 && three[2] >= three[1] - 1e-12);
        }
        assert!(levels[400] < Level::HIGH);
        let mut steep = German { level: 4.9, best: 4.9 };
        let much = Exposure { routine: 1e6, further: 1e6 };
        steep.learn(&much.teaching(1e6, &parameters), parameters.lasting.get());
        assert!(steep.level <= Level::HIGH);
    }

    #[test]
    fn with_none_of_the_sources_nothing_is_learnt_and_what_can_fade_fades_to_the_lasting_share() {
        let parameters = parameters();
        let mut german = German { level: 3.0, best: 3.0 };
        let lasting = 3.0 * parameters.lasting.get();
        for _ in 0..313 {
            let before = german.level;
            german.learn(&Exposure::default().teaching(1.0, &parameters), parameters.lasting.get());
            assert!(german.level < before && german.level > lasting);
        }
        // Six years leave (1 − fading)^313, 4.3 % at 0.01 a week, of what can fade.
        let left = pow(1.0 - parameters.fading.get(), 313.0);
        assert!((german.level - lasting - left * (3.0 - lasting)).abs() < 1e-9, "{german:?}");
        assert!(left < 0.05);
        let nothing = life(&parameters, 0.0, 0.0);
        assert!(nothing.windows(2).all(|two| two[1] <= two[0]) && nothing[415] > 0.0);
    }

    #[test]
    fn everyday_life_alone_leaves_people_below_a2_after_eight_years_and_ever_so_much_of_it_below_b1() {
        let parameters = parameters();
        let years = life(&parameters, 0.0, parameters.everyday.hours.get())[415];
        println!("everyday life alone: {years:.2}");
        assert!((0.45..2.0).contains(&years), "{years}");
        // The ends of the range of hours, and a hundred times as many.
        let [few, many, very_many] = [0.25, 2.0, 75.0].map(|hours| life(&parameters, 0.0, hours)[415]);
        assert!(few < years && years < many && many < very_many, "{few} {years} {many} {very_many}");
        assert!(very_many < parameters.everyday.up_to.get() + 1e-9 && very_many < 3.0);
    }

    #[test]
    fn what_a_course_has_taught_is_still_there_after_eight_years() {
        let parameters = parameters();
        let hours = parameters.everyday.hours.get();
        let [without, with, twice, hundredfold] =
            [0.0, 600.0, 1_200.0, 60_000.0].map(|units| life(&parameters, units, hours));
        let gap = |one: &[f64], week: usize| one[week] - without[week];
        for (name, one) in [("600", &with), ("1200", &twice), ("60000", &hundredfold)] {
            println!(
                "{name} units: gap {:.2} at week 60, {:.2} at 80, {:.2} at 415",
                gap(one, 60),
                gap(one, 80),
                gap(one, 415)
            );
        }
        assert!(gap(&with, 60) > 1.5, "{}", gap(&with, 60));
        // The treated keep the lasting share of their best level at least, and the others catch up by everyday life alone.
        let best = with.iter().copied().fold(0.0, f64::max);
        assert!(with[415] >= parameters.lasting.get() * best);
        assert!(gap(&with, 415) >= parameters.lasting.get() * best - without[415], "{}", gap(&with, 415));
        assert!(gap(&with, 415) > 0.25 * gap(&with, 60), "{} {}", gap(&with, 60), gap(&with, 415));
        // Twice the hours give more, but less than twice as much; a hundred times as many stay on the scale.
        assert!(gap(&twice, 80) > gap(&with, 80) && gap(&twice, 80) < 2.0 * gap(&with, 80));
        assert!(gap(&twice, 415) > gap(&with, 415));
        assert!(hundredfold[415] > twice[415] && hundredfold[415] <= parameters.ceiling.get());
        // The twin: where nothing lasts the gap is smaller.
        let forgetful = Parameters { lasting: Share::new(0.0).unwrap(), ..parameters };
        let [without, with] = [0.0, 600.0].map(|units| life(&forgetful, units, hours)[415]);
        assert!(with - without < 0.2, "{}", with - without);
    }

    #[test]
    fn what_counselling_has_told_beyond_what_living_here_teaches_stays_and_time_alone_teaches_a_part() {
        let parameters = parameters();
        let knowledge = &parameters.knowledge;
        let sources = [(knowledge.time.get(), knowledge.by_time.get()), (0.0, 1.0)];
        let after = |start: f64, weeks: usize| (0..weeks).fold(start, |known, _| towards(known, sources));
        assert!((0.8 * knowledge.by_time.get()..knowledge.by_time.get()).contains(&after(0.05, 415)));
        let told = knowledge.by_time.get() + 0.1;
        assert_eq!(after(told, 415), told);
    }
}
