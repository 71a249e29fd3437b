//! Letters: authorities ask for an answer by a date; what nobody answers can be missed, and then something comes later.
//! German: *Behördenschreiben*, *Fristen*, *Leistungslücken*.
//!
//! # Rule
//! 1. Each need of authorities has a letter with a date, so many weeks after it arose.
//! 2. On the date the hours of help given so far, whoever gave them, are a share of those that it asks for: this is the chance that the
//!    answer is complete. Where somebody answers letters with a person from outside, as in a trial, it is complete. Else the person may have answered alone, with a chance by German and local knowledge and nothing else.
//! 3. Of the letters that nobody has answered some are missed. What is put off then follows from where the person stands, the first that
//!    holds: in procedure, the decision for the household; tolerated and not yet permitted to work, the permission; waiting for a course,
//!    with some chance, its start; nobody of the household employed or in training, its benefits stop for some weeks.
//! 4. While a household has no benefits its papers are incomplete, and it gets no dwelling (`housing`).
//!
//! # Evidence
//! Keys in `scenarios/evidence/letters.toml`.
//!
//! # Limits
//! One letter a need, and one date a letter. Sanctions, debts and evictions are left out. Help in time can also be wrong advice, which is
//! left out too. A decision that comes later is one that refuses as often as one that protects.

use serde::Deserialize;

use crate::dice::Purpose;
use crate::index::{Column, HouseholdId, PersonId};
use crate::ledger::Ledger;
use crate::numeric::logistic;
use crate::population::trials::Allowances;
use crate::population::{
    Cases, Course, CourseState, Household, Language, Legal, Person, Presence, Refugees, Working,
};
use crate::quantity::{Effect, Level, Share, Weeks};
use crate::time::Week;
use crate::today::Today;
use crate::vocabulary::{Status, WorkState};
use crate::world::DistrictWorld;

/// Parameters of letters.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// From the arrival of a letter to its date. Unit: weeks.
    pub deadline_weeks: Weeks,
    /// Answering in time without help.
    pub alone: Alone,
    /// Of the letters not answered in time: missed. Unit: share of letters.
    pub missed: Share,
    /// Of the letters to somebody who waits for a course: about the course. Unit: share of letters.
    pub about_course: Share,
    /// By how much a decision, a permission or a course comes later. Unit: weeks.
    pub weeks_lost: Weeks,
    /// For how long benefits stop. Unit: weeks.
    pub gap_weeks: Weeks,
}

/// Log-odds of answering a letter alone.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alone {
    /// With German at B1 and half of what there is to know locally.
    pub base: Effect,
    /// Per level of German above B1.
    pub language: Effect,
    /// From knowing nothing of offices, ways and rules to knowing all.
    pub knowledge: Effect,
}

/// What letters read, and what they write.
#[derive(Debug)]
pub struct Scene<'a> {
    person: &'a Column<PersonId, Person>,
    presence: &'a Column<PersonId, Presence>,
    household: &'a Column<HouseholdId, Household>,
    language: &'a Column<PersonId, Language>,
    course: &'a Column<PersonId, Course>,
    working: &'a Column<PersonId, Working>,
    legal: &'a mut Column<PersonId, Legal>,
    cases: &'a mut Cases,
    ledger: &'a mut Ledger,
    helped: &'a mut Allowances,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { refugees, cases, ledger, .. } = district;
        let Refugees { person, presence, household, language, course, working, legal, trials, .. } = refugees;
        let helped = &mut trials.letters;
        Self { person, presence, household, language, course, working, legal, cases, ledger, helped }
    }
}

/// What a letter is about, as far as missing it puts something off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Matter {
    Decision,
    Permission,
    Course,
    Benefits,
    Nothing,
}

/// Notes the letters of the week, and looks at those whose date it is.
pub fn step(today: &Today, parameters: &Parameters, obliged_below: &Level, mut scene: Scene) {
    let week = today.week;
    let date = week.plus(parameters.deadline_weeks.get() as i32);
    for id in std::mem::take(&mut scene.cases.letters.arrived) {
        scene.ledger.letters_arrived += 1;
        scene.cases.letters.due.enter(date, id);
    }
    for id in scene.cases.letters.due.take(week) {
        let case = &scene.cases.case[id];
        let person = case.person;
        if scene.presence[person] != Presence::Present {
            continue;
        }
        // The luck is that of the letter, whenever its date is; each chance has a draw of its own, so that help moves no other.
        let entity = case.entity(scene.person[person].entity);
        let mut luck = today.dice.stream(Purpose::Letter, case.onset, entity);
        let [complete, alone, kept, about] = [(); 4].map(|()| luck.unit());
        if complete < case.share_given() || scene.helped.take(person, week) {
            scene.ledger.letters_answered_helped += 1;
        } else if alone < alone_chance(&parameters.alone, &scene.language[person]) {
            scene.ledger.letters_answered_alone += 1;
        } else if kept < parameters.missed.get() {
            scene.ledger.letters_missed += 1;
            let may_concern_course = about < parameters.about_course.get();
            let matter = matter(week, person, may_concern_course, obliged_below.get(), &scene);
            put_off(week, parameters, person, matter, &mut scene);
        }
    }
}

/// Returns the chance that somebody answers a letter in time without help.
fn alone_chance(alone: &Alone, language: &Language) -> f64 {
    logistic(
        alone.base.get()
            + alone.language.get() * (f64::from(language.level) - 3.0)
            + alone.knowledge.get() * (f64::from(language.local_knowledge) - 0.5),
    )
}

/// Returns what a letter to a person is about, from where the person stands.
fn matter(week: Week, id: PersonId, may_concern_course: bool, obliged_below: f64, scene: &Scene) -> Matter {
    let (legal, course) = (&scene.legal[id], &scene.course[id]);
    let waits_for_course = match course.state {
        CourseState::Waiting => true,
        CourseState::Never | CourseState::Interrupted => {
            legal.course_entitled
                && f64::from(scene.language[id].level) < obliged_below
                && !scene.working[id].state.is_employment()
        }
        CourseState::Attending | CourseState::Finished => false,
    };
    let earns = |member: &PersonId| {
        scene.presence[*member] == Presence::Present
            && matches!(scene.working[*member].state, WorkState::Employed | WorkState::Training)
    };
    match legal.status {
        Status::InProcedure => Matter::Decision,
        Status::Tolerated if legal.work_from > week => Matter::Permission,
        _ if waits_for_course && may_concern_course => Matter::Course,
        _ if scene.household[scene.person[id].household].members.iter().any(earns) => Matter::Nothing,
        _ => Matter::Benefits,
    }
}

/// Puts off what a missed letter is about.
fn put_off(week: Week, parameters: &Parameters, id: PersonId, matter: Matter, scene: &mut Scene) {
    let Scene { person, presence, household, legal, cases, ledger, .. } = scene;
    let lost = parameters.weeks_lost.get() as i32;
    let own = person[id].household;
    let members = &household[own].members;
    match matter {
        Matter::Decision => {
            for &member in members {
                let legal = &mut legal[member];
                if legal.status == Status::InProcedure {
                    legal.decision = legal.decision.plus(lost);
                }
            }
        }
        Matter::Permission => legal[id].work_from = legal[id].work_from.plus(lost),
        Matter::Course => {
            let begins = cases.letters.course_begins(id, week);
            cases.letters.put_off_course(id, begins.plus(lost));
        }
        Matter::Benefits => {
            let gap = parameters.gap_weeks.get() as i32;
            cases.letters.stop_benefits(own, week, gap);
            let persons = members.iter().filter(|&&member| presence[member] == Presence::Present).count();
            ledger.benefit_gap_weeks += persons as u64 * gap.unsigned_abs() as u64;
        }
        Matter::Nothing => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Dice;
    use crate::population::{Case, CaseStage, OwnDesk};
    use crate::vocabulary::Need;
    use crate::world::toy;

    /// The week in which all letters arrive.
    const ARRIVAL: Week = Week(40);
    /// People, each with one letter.
    const PEOPLE: u64 = 2_000;

    fn parameters() -> Parameters {
        toy::parameters("letters")
    }

    /// Returns a district in which everybody has a letter that arrives now, and of whose hours so many have been given.
    fn district(given: f32) -> DistrictWorld {
        let mut district = toy::district_world();
        district.refugees = toy::refugees(PEOPLE);
        for person in district.refugees.person.ids().collect::<Vec<_>>() {
            let case = district.cases.case.push(Case {
                person,
                need: Need::Authorities,
                onset: ARRIVAL,
                thinks: Week::NEVER,
                lapses: Week(400),
                advice_suffices: true,
                hours_left: 2.0,
                hours_asked: 2.0,
                hours_received: 0.0,
                hours_worth: 0.0,
                urgency: 0.0,
                contacts: 0,
                own_desk: OwnDesk::Never,
                stage: CaseStage::Open,
                ended: None,
            });
            district.cases.open.push(vec![case]);
            district.cases.seen_at.push(Vec::new());
            district.cases.letters.arrived.push(case);
            district.cases.help(case, f64::from(given), 1.0);
        }
        district
    }

    /// Lets the letters of a district arrive and come to their date.
    fn run(parameters: &Parameters, district: &mut DistrictWorld) {
        let forcings = toy::forcings();
        for weeks in 0..=12 {
            let today = Today { week: ARRIVAL.plus(weeks), dice: Dice::new(1, 0), forcings: &forcings };
            step(&today, parameters, &Level::new(3.0).unwrap(), district.into());
        }
    }

    /// Returns how many letters were answered with help, answered alone and missed, if so many of two hours have been given.
    fn ends(parameters: &Parameters, given: f32) -> [u64; 3] {
        let mut district = district(given);
        run(parameters, &mut district);
        let ledger = &district.ledger;
        assert_eq!(ledger.letters_arrived, PEOPLE);
        [ledger.letters_answered_helped, ledger.letters_answered_alone, ledger.letters_missed]
    }

    #[test]
    fn letters_are_answered_by_the_hours_given_whoever_gave_them_and_none_is_missed_then() {
        let parameters = parameters();
        assert_eq!(ends(&parameters, 2.0), [PEOPLE, 0, 0]);
        let [none, alone, missed] = ends(&parameters, 0.0);
        let [half, alone_of_half, missed_of_half] = ends(&parameters, 1.0);
        assert_eq!(none, 0);
        // Half of the hours complete half of the answers, within five standard errors of a share of one half: 112 of 2 000.
        assert!(half.abs_diff(PEOPLE / 2) < 112, "{half}");
        assert!(alone_of_half < alone && missed_of_half < missed, "{alone_of_half} {missed_of_half}");
        // An hour of friends is worth less, and so completes fewer.
        let mut by_friends = district(0.0);
        for case in by_friends.cases.case.ids().collect::<Vec<_>>() {
            by_friends.cases.help(case, 1.0, 0.5);
        }
        run(&parameters, &mut by_friends);
        assert!(by_friends.ledger.letters_answered_helped < half);
    }

    #[test]
    fn of_letters_that_nobody_answers_the_stated_share_is_missed() {
        let mut parameters = parameters();
        // Nobody can answer alone.
        parameters.alone.base = Effect::new(-50.0).unwrap();
        for share in [0.0, 0.3, 1.0] {
            parameters.missed = Share::new(share).unwrap();
            let [.., missed] = ends(&parameters, 0.0);
            // Five standard errors of the share, and exactly none and all at its ends.
            let tolerance = 5.0 * (share * (1.0 - share) * PEOPLE as f64).sqrt();
            assert!((missed as f64 - share * PEOPLE as f64).abs() <= tolerance, "{share} {missed}");
        }
    }

    #[test]
    fn who_knows_more_answers_more_letters_alone() {
        let alone = parameters().alone;
        let mut language = toy::refugees(1).language[PersonId(0)];
        let mut chances = Vec::new();
        for level in [0.0, 1.5, 3.0, 4.5] {
            language.level = level;
            chances.push(alone_chance(&alone, &language));
        }
        assert!(chances.is_sorted() && chances[0] < 0.1 && chances[3] > 0.6, "{chances:?}");
        language.local_knowledge = 1.0;
        assert!(alone_chance(&alone, &language) > chances[3]);
    }

    #[test]
    fn help_after_the_date_answers_nothing_and_a_later_date_leaves_time_for_it() {
        let late = |deadline| {
            let parameters = Parameters { deadline_weeks: Weeks::new(deadline).unwrap(), ..parameters() };
            let mut district = district(0.0);
            let forcings = toy::forcings();
            for weeks in 0..=12 {
                if weeks == 6 {
                    for case in district.cases.case.ids().collect::<Vec<_>>() {
                        district.cases.help(case, 2.0, 1.0);
                    }
                }
                let today = Today { week: ARRIVAL.plus(weeks), dice: Dice::new(1, 0), forcings: &forcings };
                step(&today, &parameters, &Level::new(3.0).unwrap(), (&mut district).into());
            }
            district.ledger.letters_answered_helped
        };
        assert_eq!([late(4.0), late(5.0), late(6.0), late(8.0)], [0, 0, PEOPLE, PEOPLE]);
    }

    #[test]
    fn what_a_missed_letter_puts_off_follows_from_where_the_person_stands() {
        let mut parameters = parameters();
        parameters.alone.base = Effect::new(-50.0).unwrap();
        parameters.missed = Share::new(1.0).unwrap();
        parameters.about_course = Share::new(1.0).unwrap();
        let mut district = district(0.0);
        let id = PersonId;
        let refugees = &mut district.refugees;
        for row in &mut refugees.course {
            row.state = CourseState::Finished;
        }
        refugees.legal[id(0)].status = Status::InProcedure;
        refugees.legal[id(0)].decision = Week(60);
        refugees.legal[id(1)].status = Status::Tolerated;
        refugees.legal[id(1)].work_from = Week(70);
        refugees.course[id(2)].state = CourseState::Waiting;
        refugees.working[id(3)].state = WorkState::Employed;
        run(&parameters, &mut district);
        let (legal, letters) = (&district.refugees.legal, &district.cases.letters);
        assert_eq!((legal[id(0)].decision, legal[id(1)].work_from), (Week(66), Week(76)));
        let date = ARRIVAL.plus(4);
        assert_eq!(letters.course_begins(id(2), date), date.plus(6));
        // Who works loses nothing; everybody else, alone in the household, has five weeks without benefits.
        let has_gap = |number: u32| !letters.has_papers(HouseholdId(number), date.plus(4));
        assert_eq!([0, 1, 2, 3, 4].map(has_gap), [false, false, false, false, true]);
        assert!(letters.has_papers(HouseholdId(4), date.plus(5)));
        assert_eq!(district.ledger.benefit_gap_weeks, 5 * (PEOPLE - 4));
    }
}
