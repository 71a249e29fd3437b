//! Status: asylum procedures run and end; work and courses become permitted; a residence rule binds.
//! German: *Asylverfahren*, *Arbeitserlaubnis*, *Wohnsitzauflage*.
//!
//! # Rule
//! 1. On arrival the length of the procedure is drawn for the household (gamma distribution with forced mean and deviation;
//!    without deviation all take the mean).
//! 2. At the decision protection is granted with the forced rate of the year, by origin; else the household is tolerated.
//! 3. Work is permitted after the legal wait; after a refusal it has to be permitted anew. A bar that holds whatever the status, as a
//!    trial sets one, ends before anything permits work.
//! 4. Courses are open to people who are protected, and to those in procedure while the law gives early access to origins with good
//!    prospects, whenever they came. Whoever has been given this right keeps it until the decision.
//! 5. Authorities and job centres oblige entitled adults with little German by letter to begin a course, and write again as long as the right
//!    to one lasts; how long they take is forced. A letter obliges nobody who waits, attends or has finished, works, or looks after a small child without childcare.
//! 6. While the forcing says that a residence rule holds, protection binds to the city for `residence_rule_weeks`: a household of
//!    which nobody is employed or in training does not leave it (`arrival`).
//!
//! # Evidence
//! Keys in `scenarios/evidence/status.toml`.
//!
//! # Limits
//! Appeals and the Dublin procedure are left out, so decisions come somewhat early; naturalisation is left out.

use serde::Deserialize;

use crate::dice::Purpose;
use crate::index::{Column, HouseholdId, PersonId};
use crate::population::{
    Course, CourseState, Household, Language, Legal, Person, Presence, Refugees, Schooling, Working,
    is_tied_by_care,
};
use crate::quantity::{Level, Rate, Share, Weeks};
use crate::time::{Agenda, WEEKS_PER_MONTH, Week};
use crate::today::Today;
use crate::vocabulary::{Concept, Origin, Status};
use crate::world::{DistrictWorld, LifeEvent};

/// Parameters of the status.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Protection of people from Syria relative to all. Unit: factor of the protection rate.
    pub protected_syria: Rate,
    /// The same for Afghanistan. Unit: factor of the protection rate.
    pub protected_afghanistan: Rate,
    /// The same for Iraq. Unit: factor of the protection rate.
    pub protected_iraq: Rate,
    /// The same for Iran. Unit: factor of the protection rate.
    pub protected_iran: Rate,
    /// The same for Eritrea. Unit: factor of the protection rate.
    pub protected_eritrea: Rate,
    /// The same for all others. Unit: factor of the protection rate.
    pub protected_other: Rate,
    /// How long the residence rule binds after protection. Unit: weeks.
    pub residence_rule_weeks: Weeks,
    /// After a refusal, work has to be permitted anew: weeks until it is. Unit: weeks.
    pub work_after_refusal: Weeks,
    /// From this protection rate on an origin has early access to courses, when the law gives it. Unit: protection rate.
    pub good_prospects: Share,
    /// From the right to a course to a letter that obliges, and from one letter to the next, on average in 2016. Unit: weeks.
    pub letter_weeks: Weeks,
    /// Authorities oblige people who speak less German than this. Unit: level.
    pub obliged_below: Level,
}

impl Parameters {
    fn protection(&self, origin: Origin, week: Week, today: &Today) -> f64 {
        let factor = match origin {
            Origin::Syria => self.protected_syria,
            Origin::Afghanistan => self.protected_afghanistan,
            Origin::Iraq => self.protected_iraq,
            Origin::Iran => self.protected_iran,
            Origin::Eritrea => self.protected_eritrea,
            Origin::Other => self.protected_other,
        };
        // A rate above 1 is a certainty: the factor is relative to the mean of all origins.
        (today.forcings.procedure.protection_rate.at(week) * factor.get()).min(1.0)
    }

    /// Returns whether people of an origin may take integration courses while their procedure runs, in a week.
    fn opens_courses_early(&self, origin: Origin, week: Week, today: &Today) -> bool {
        today.forcings.law.early_course_access.at(week) > 0.5
            && self.protection(origin, week, today) >= self.good_prospects.get()
    }
}

/// What status reads, and what it writes.
#[derive(Debug)]
pub struct Scene<'a> {
    present: &'a [PersonId],
    person: &'a Column<PersonId, Person>,
    presence: &'a Column<PersonId, Presence>,
    household: &'a Column<HouseholdId, Household>,
    schooling: &'a Column<PersonId, Schooling>,
    working: &'a Column<PersonId, Working>,
    language: &'a Column<PersonId, Language>,
    course: &'a Column<PersonId, Course>,
    legal: &'a mut Column<PersonId, Legal>,
    life: &'a mut Agenda<LifeEvent>,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { refugees, life, .. } = district;
        let Refugees { present, person, presence, household, schooling, working, language, .. } = refugees;
        let Refugees { course, legal, .. } = refugees;
        Self { present, person, presence, household, schooling, working, language, course, legal, life }
    }
}

/// Returns the status of a newcomer; the household's procedure is drawn by its first member's entity.
pub fn on_arrival(today: &Today, parameters: &Parameters, person: &Person, head: &Person) -> Legal {
    let (week, forcings) = (today.week, today.forcings);
    let mean = forcings.procedure.months_mean.at(week) * WEEKS_PER_MONTH;
    let deviation = forcings.procedure.months_deviation.at(week) * WEEKS_PER_MONTH;
    // Without a deviation every procedure takes as long as the mean.
    let weeks = if deviation > 0.0 {
        let shape = (mean / deviation) * (mean / deviation);
        today.stream(Purpose::Decision, head.entity).gamma(mean, shape)
    } else {
        mean
    };
    Legal {
        status: Status::InProcedure,
        decision: week.plus(1 + weeks as i32),
        decided: None,
        work_from: week.plus(forcings.law.work_wait_weeks.at(week) as i32),
        barred_until: Week(i32::MIN),
        course_entitled: parameters.opens_courses_early(person.origin, week, today),
        bound_until: Week(i32::MIN),
    }
}

/// Opens courses to those in procedure whose origin the law gives early access from this week on, and returns who they are.
pub fn follow_law(today: &Today, parameters: &Parameters, scene: Scene) -> Vec<PersonId> {
    let Scene { present, person, legal, .. } = scene;
    let opens = |origin: Origin, week: Week| parameters.opens_courses_early(origin, week, today);
    let begins = |origin: &Origin| opens(*origin, today.week) && !opens(*origin, today.week.plus(-1));
    let origins: Vec<Origin> = Origin::ALL.iter().copied().filter(begins).collect();
    if origins.is_empty() {
        return Vec::new();
    }
    let gains = |id: &PersonId| {
        let own = &legal[*id];
        own.status == Status::InProcedure && !own.course_entitled && origins.contains(&person[*id].origin)
    };
    let newly: Vec<PersonId> = present.iter().copied().filter(gains).collect();
    for &id in &newly {
        legal[id].course_entitled = true;
    }
    newly
}

/// Returns the status of a newborn child: that of its mother.
pub fn at_birth(mother: PersonId, scene: Scene) -> Legal {
    let Scene { legal, .. } = scene;
    legal[mother]
}

/// Enters the end of the procedure of a household that has arrived, by its first member.
pub fn await_decision(head: PersonId, scene: Scene) {
    let Scene { legal, life, .. } = scene;
    life.enter(legal[head].decision, LifeEvent::Decision(head));
}

/// Handles [`LifeEvent::Decision`]: the procedure of the household ends, for the others too when its first member is gone.
///
/// Returns who of them may take a course now and might not before; nothing when nobody is here, the procedure was over or goes on.
pub fn decide(today: &Today, parameters: &Parameters, head: PersonId, scene: Scene) -> Option<Vec<PersonId>> {
    let Scene { person, presence, household, legal, life, .. } = scene;
    let members = &household[person[head].household].members;
    let open = members.iter().filter(|&&id| legal[id].status == Status::InProcedure);
    // A missed letter may have put the decision off since it was fixed (`letters`).
    if let Some(later) = open.map(|&id| legal[id].decision).max().filter(|&decision| decision > today.week) {
        life.enter(later, LifeEvent::Decision(head));
        return None;
    }
    let is_here = |member: &PersonId| presence[*member] == Presence::Present;
    // Who was entitled before has been written to before.
    let newly: Vec<PersonId> =
        members.iter().copied().filter(|id| is_here(id) && !legal[*id].course_entitled).collect();
    if !members.iter().any(is_here) {
        return None;
    }
    let week = today.week;
    let first = &person[*members.first()?];
    let granted = today.stream(Purpose::DecisionOutcome, first.entity).chance(parameters.protection(
        first.origin,
        week,
        today,
    ));
    let mut changed = false;
    for &member in members {
        let legal = &mut legal[member];
        if legal.status != Status::InProcedure {
            continue;
        }
        changed = true;
        legal.decided = Some(week);
        if granted {
            legal.status = Status::Settled;
            legal.work_from = legal.work_from.min(week).max(legal.barred_until);
            legal.course_entitled = true;
            if today.forcings.law.residence_rule.at(week) > 0.5 {
                legal.bound_until = week.plus(parameters.residence_rule_weeks.get() as i32);
            }
        } else {
            legal.status = Status::Tolerated;
            legal.course_entitled = false;
            legal.work_from = legal.work_from.max(week.plus(parameters.work_after_refusal.get() as i32));
        }
    }
    changed.then_some(newly)
}

/// Enters when the authorities write to an adult who may take a course; they write again as long as this lasts.
pub fn fix_letter(today: &Today, parameters: &Parameters, id: PersonId, scene: Scene) {
    let Scene { person, legal, life, .. } = scene;
    let (week, person) = (today.week, &person[id]);
    if legal[id].course_entitled && person.is_of_working_age(week) {
        let mean = parameters.letter_weeks.get() * today.forcings.courses.letters.at(week);
        let wait = today.stream(Purpose::CourseLetter, person.entity).weeks_until(1.0 / mean);
        life.enter(week.plus(1).plus(wait), LifeEvent::CourseLetter(id));
    }
}

/// Returns whether the authorities oblige somebody to a course now: who is entitled, has not begun, speaks too little German, and is
/// not excused by work or by the care of a small child.
pub fn is_obliged(today: &Today, parameters: &Parameters, id: PersonId, scene: Scene) -> bool {
    let Scene { person, presence, household, schooling, working, language, course, legal, .. } = scene;
    legal[id].course_entitled
        && matches!(course[id].state, CourseState::Never | CourseState::Interrupted)
        && f64::from(language[id].level) < parameters.obliged_below.get()
        && !working[id].state.is_employment()
        && !is_tied_by_care(id, today.week, person, presence, household, schooling)
}
