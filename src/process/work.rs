//! Work: people seek work, are refused or hired, and lose work again.
//! German: *Arbeitssuche*, *Ausbildung*, *Beschäftigung*, *Arbeitsverbot*.
//!
//! # Rule
//! 1. While work is not permitted an adult is barred: nothing is sought. Idleness under a bar discourages, the faster the longer
//!    the bar has lasted, and skills fade; after the bar discouragement wears off over years, and work restores skills.
//! 2. People who are permitted to work seek it, unless tied by the care of a child without a place in childcare.
//! 3. Somebody who seeks acts once in four weeks: sends a number of applications, fewer beside a course and with children to look after.
//!    Each is decided by the employer, in log-odds: German, education, recognition, local knowledge, skills, discouragement,
//!    experience, ties to residents who work, friends who work (their number as such does nothing), status, age, and whether somebody
//!    vouches.
//!    Hours of help with work, whoever gives them, become applications: a part of them is written together, and for the rest somebody
//!    calls an employer and vouches. They come behind the person's own, and take more hours where fewer vacancies are open. Hours
//!    that have become nothing lose half of their worth within some months.
//!    The number of applications that meet a vacancy is in proportion to the vacancies that are open, and differs by sex as the demand
//!    for labour does. Who is introduced to an employer has one
//!    application more, behind all others and in any week, one a week; the employer decides on it as on all.
//!    Who is young enough and speaks enough German sends a share of all applications for apprenticeships, so that as many of these meet
//!    one as there are open.
//! 4. A refusal is a counted event, and discourages: somebody who has been refused often sends fewer applications, until time or a success
//!    takes that away. Who helps is not discouraged. The first success ends the search, if a vacancy or an apprenticeship, whichever it was
//!    for, is left; work begins weeks later. Both come with forced flows, of vacancies as the demand, of apprenticeships with a season; of
//!    each a district has its share, and they go to others if nobody here takes them; each that is taken is one fewer for all who seek. Those
//!    accepted in one week come in the order of a keyed instant.
//! 5. The kind of work: with an apprenticeship training, else full or part time, marginal or a paid internship (with little German, beside
//!    a course, with children).
//! 6. A spell ends after a waiting time fixed at its beginning: employment is for a short term or lasting; training leads to
//!    employment or is broken off; marginal work and internships lead to employment or back to seeking. Where somebody has talked with both
//!    sides since the work began, trouble that would end employment or training may be settled.
//! 7. Somebody who carries the care of a newborn child stops working until the child has a place.
//!
//! # Evidence
//! `scenarios/evidence/work.toml`.
//!
//! # Limits
//! Training begins some weeks after it was promised, and not with the training year; the season of what is offered brings most of it into
//! the autumn. An apprenticeship asks for nothing beyond what all employers ask for. No wages, hours or occupations, no self-employment, no studies. Sex enters through care, work before arrival and demand
//! alone; what women are refused for elsewhere is missing, which overstates their entry. Discouragement lessens the search and nothing
//! else: nobody gives it up.

use crate::city::{Assignment, CityInDistrict, Openings};
use crate::dice::{Purpose, Stream};
use crate::index::{Column, HouseholdId, PersonId, ResidentId};
use crate::ledger::Ledger;
use crate::numeric::{exp, logistic, pow};
use crate::population::trials::Trials;
use crate::population::{
    Course, CourseState, Discouragement, Household, Housing, Language, Legal, Mind, Person, Presence,
    Recognition, Refugees, Resident, Schooling, Social, Working, is_tied_by_care,
};
use crate::quantity::{Rate, Share, Weeks};
use crate::time::{Agenda, WEEKS_PER_YEAR, Week};
use crate::today::Today;
use crate::vocabulary::{Sex, WorkState};
use crate::world::{DistrictWorld, LifeEvent};

mod applications;
mod kinds;
pub mod parameters;

use applications::{WithHelp, effort, log_odds, log_odds_of_ties};
use kinds::Market;
pub use parameters::Parameters;
use parameters::Spells;

/// What work reads, and what it writes.
#[derive(Debug)]
pub struct Scene<'a> {
    resident: &'a Column<ResidentId, Resident>,
    assignment: &'a Assignment,
    vacancies: &'a mut Openings,
    apprenticeships: &'a mut Openings,
    present: &'a [PersonId],
    person: &'a Column<PersonId, Person>,
    presence: &'a Column<PersonId, Presence>,
    household: &'a Column<HouseholdId, Household>,
    legal: &'a Column<PersonId, Legal>,
    schooling: &'a Column<PersonId, Schooling>,
    language: &'a Column<PersonId, Language>,
    course: &'a Column<PersonId, Course>,
    housing: &'a Column<PersonId, Housing>,
    social: &'a Column<PersonId, Social>,
    working: &'a mut Column<PersonId, Working>,
    mind: &'a mut Column<PersonId, Mind>,
    life: &'a mut Agenda<LifeEvent>,
    ledger: &'a mut Ledger,
    trials: &'a mut Trials,
    practised: &'a mut Vec<(PersonId, f32)>,
    help_given: &'a mut Vec<(PersonId, f32)>,
    talks_held: &'a mut Vec<(PersonId, f32)>,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { residents, refugees, cases, city, life, ledger, .. } = district;
        let Refugees { present, person, presence, household, legal, schooling, .. } = refugees;
        let Refugees { language, course, housing, social, working, mind, trials, .. } = refugees;
        let resident = &residents.resident;
        let CityInDistrict { assignment, vacancies, apprenticeships, .. } = city;
        Self {
            resident,
            assignment,
            vacancies,
            apprenticeships,
            present,
            person,
            presence,
            household,
            legal,
            schooling,
            language,
            course,
            housing,
            social,
            working,
            mind,
            life,
            ledger,
            trials,
            practised: &mut cases.practised,
            help_given: &mut cases.help_with_work,
            talks_held: &mut cases.talks_in_work,
        }
    }
}

/// Returns the working life of a person on arrival.
pub fn on_arrival(today: &Today, parameters: &Parameters, person: &Person) -> Working {
    let before = &parameters.before;
    let share = if person.sex == Sex::Male { before.men } else { before.women };
    let had_worked = today.dice.stream(Purpose::WorkHistory, Week::NEVER, person.entity).chance(share.get());
    Working {
        state: if in_age(person, today.week) { WorkState::Barred } else { WorkState::OutsideAge },
        since: today.week,
        until: Week::NEVER,
        is_apprentice: false,
        skill: if had_worked { 1.0 } else { before.skill_without.get() as f32 },
        idleness: 0.0,
        experience: 0.0,
        help: 0.0,
        talks: 0.0,
        refusals: 0,
        discouragement: Discouragement::default(),
        recognition: Recognition::None,
    }
}

/// Handles [`LifeEvent::Birthday`]: with 18 working life begins, with 65 it ends.
pub fn on_birthday(today: &Today, id: PersonId, scene: Scene) {
    let week = today.week;
    let Scene { person, legal, working, .. } = scene;
    let row = &mut working[id];
    let is_in_age = in_age(&person[id], week);
    if is_in_age && row.state == WorkState::OutsideAge {
        let state = if week < legal[id].work_from { WorkState::Barred } else { WorkState::Seeking };
        enter_state(row, state, week);
    } else if !is_in_age && row.state != WorkState::OutsideAge {
        enter_state(row, WorkState::OutsideAge, week);
    }
}

/// Lets everybody of working age whose week it is seek, stop seeking, fade and recover.
pub fn step(today: &Today, parameters: &Parameters, city_inhabitants: &Rate, scene: Scene) {
    let week = today.week;
    let Scene { resident, assignment, vacancies, apprenticeships, present, person, presence, .. } = scene;
    let Scene { household, legal, schooling, .. } = scene;
    let Scene { language, course, housing, social, working, mind, life, ledger, trials, .. } = scene;
    scene.help_given.drain(..).for_each(|(id, hours)| working[id].help += hours);
    scene.talks_held.drain(..).for_each(|(id, hours)| working[id].talks += hours);
    scene.practised.drain(..).for_each(|(id, weeks)| working[id].experience += weeks);
    let reach = (city_inhabitants.get(), assignment.share_so_far());
    let market = Market::renew(today, parameters, reach, vacancies, apprenticeships);
    let month = Month::of(parameters);
    let mut searches = Vec::new();
    for &id in present {
        let who = &person[id];
        let own = &mut working[id];
        // A bar takes hold and ends in its own week, everything else moves once in four weeks.
        let is_barred = || week < legal[id].work_from;
        match own.state {
            WorkState::OutsideAge => continue,
            WorkState::Seeking | WorkState::Inactive if is_barred() => {
                enter_state(own, WorkState::Barred, week);
            }
            WorkState::Barred if !is_barred() => enter_state(own, WorkState::Seeking, week),
            _ => {}
        }
        if !who.entity.acts_in(week) {
            // Introductions do not wait for one's turn.
            let seeks = own.state == WorkState::Seeking && own.until == Week::NEVER;
            if seeks && trials.introductions.is_there(id, week) {
                searches.push((id, Turn::OfOthers));
            }
            continue;
        }
        month.pass(parameters, week, own);
        let carer = || household[who.household].carer == Some(id);
        match own.state {
            WorkState::Seeking | WorkState::Inactive if own.until == Week::NEVER => {
                let is_tied = carer() && is_tied_by_care(id, week, person, presence, household, schooling);
                match (is_tied, own.state) {
                    (true, WorkState::Seeking) => enter_state(own, WorkState::Inactive, week),
                    (false, WorkState::Inactive) => enter_state(own, WorkState::Seeking, week),
                    _ => {}
                }
                if !is_tied {
                    searches.push((id, Turn::Own));
                }
            }
            WorkState::Employed | WorkState::Marginal | WorkState::Internship | WorkState::Training
                if carer() && has_newborn(&household[who.household], week, person, presence, schooling) =>
            {
                enter_state(own, WorkState::Inactive, week);
            }
            _ => {}
        }
    }
    // All searches see who worked before any of them succeeded.
    let mut found = Vec::new();
    for (id, turn) in searches {
        let who = &person[id];
        let mut stream = today.stream(Purpose::Application, who.entity);
        let children = children(id, &household[who.household], week, person, presence);
        let is_busy = course[id].state == CourseState::Attending || children != Children::None;
        let level = f64::from(language[id].level);
        let for_training = kinds::for_training(&parameters.kind, who.age(week), level, is_busy);
        let open = market.open(who.sex, for_training);
        let (sent, with_help) = match turn {
            Turn::Own => {
                let has_course = course[id].state == CourseState::Attending
                    || trials.hours_of_programmes(id, week) >= parameters.search.like_a_course.get();
                let (search, own) = (&parameters.search, &working[id]);
                let effort = effort(search, has_course, children) * own.discouragement.effort();
                let sent = stream.poisson(search.applications.get() * open * effort);
                // Who helps is not discouraged.
                (sent, WithHelp::of(search, f64::from(own.help), open))
            }
            Turn::OfOthers => (0, WithHelp::default()),
        };
        let introduced = u32::from(trials.introductions.is_there(id, week));
        let plain = sent + with_help.written;
        if plain + with_help.brokered + introduced == 0 {
            continue;
        }
        let (employer, dwelling) = (&parameters.employer, housing[id].dwelling);
        let log_odds = log_odds(employer, week, who, &legal[id], &language[id], &working[id], dwelling)
            + log_odds_of_ties(employer, &social[id], resident, working);
        let (success, vouched) = (logistic(log_odds), logistic(log_odds + employer.vouched.get()));
        // Own applications first, then those with help, then introductions, so that more are added to the same draws. Whoever introduces
        // somebody to an employer vouches, whoever it is.
        let chance = |number: u32| if number >= plain { vouched } else { success };
        let applications = plain + with_help.brokered + introduced;
        let refusals = (0..applications).take_while(|&number| !stream.chance(chance(number))).count() as u32;
        working[id].help -= with_help.hours(&parameters.search, sent, refusals + 1, open) as f32;
        if refusals >= plain + with_help.brokered {
            trials.introductions.take(id, week);
        }
        if refusals > 0 {
            ledger.refusals_job_search += u64::from(refusals);
            mind[id].note_refusals(refusals);
        }
        let is_accepted = refusals < applications;
        let instant = today.stream(Purpose::VacancyInstant, who.entity).bits();
        let is_for_training = is_accepted && market.is_for_training(today, who, for_training);
        found.push(Found { instant, id, refusals: refusals as u16, is_accepted, is_for_training });
    }
    promise(week, parameters, found, (vacancies, apprenticeships), working, life);
}

/// How a search of the week went.
struct Found {
    /// When it was decided, by which those who were accepted come in turn.
    instant: u64,
    id: PersonId,
    refusals: u16,
    is_accepted: bool,
    /// Whether what was accepted is an application for an apprenticeship.
    is_for_training: bool,
}

/// Counts refusals, and promises work to those who were accepted as far as vacancies and apprenticeships are left.
fn promise(
    week: Week,
    parameters: &Parameters,
    mut found: Vec<Found>,
    (vacancies, apprenticeships): (&mut Openings, &mut Openings),
    working: &mut Column<PersonId, Working>,
    life: &mut Agenda<LifeEvent>,
) {
    found.sort_unstable_by_key(|one| (one.instant, one.id));
    for Found { id, refusals, is_accepted, is_for_training, .. } in found {
        let own = &mut working[id];
        own.refusals = own.refusals.saturating_add(refusals);
        own.discouragement.add(refusals.into(), parameters.search.discouraged);
        let openings = if is_for_training { &mut *apprenticeships } else { &mut *vacancies };
        if is_accepted && openings.take() {
            own.is_apprentice = is_for_training;
            own.discouragement = Discouragement::default();
            own.until = week.plus(1 + parameters.search.start.get() as i32);
            life.enter(own.until, LifeEvent::SpellEnds(id, own.until));
        }
    }
}

/// Handles [`LifeEvent::SpellEnds`]: promised work begins, or a spell of work ends.
pub fn on_spell_ends(today: &Today, parameters: &Parameters, id: PersonId, scene: Scene) {
    let week = today.week;
    let Scene { person, presence, household, legal, language, course, working, life, .. } = scene;
    // A spell that ended otherwise has left its event behind.
    if presence[id] != Presence::Present || working[id].until != week {
        return;
    }
    let who = &person[id];
    let mut stream = today.stream(Purpose::JobKind, who.entity);
    let spell = &parameters.spell;
    let own = &mut working[id];
    let is_over = own.state == WorkState::Training
        && f64::from(week.since(own.since)) >= spell.training_weeks.get().floor();
    let may_be_settled = matches!(own.state, WorkState::Employed | WorkState::Training) && !is_over;
    if may_be_settled && is_settled(spell, own, &mut stream) {
        // The work goes on under the same employer, for as long as such work lasts.
        fix_end(today, parameters, who, own);
        life.enter(own.until, LifeEvent::SpellEnds(id, own.until));
        return;
    }
    let leads_on = match own.state {
        WorkState::Seeking | WorkState::Inactive => {
            let is_busy = course[id].state == CourseState::Attending
                || children(id, &household[who.household], week, person, presence) != Children::None;
            let level = f64::from(language[id].level);
            let kind = if own.is_apprentice {
                WorkState::Training
            } else {
                kinds::draw(&parameters.kind, level, is_busy, &mut stream)
            };
            enter_state(own, kind, week);
            fix_end(today, parameters, who, own);
            life.enter(own.until, LifeEvent::SpellEnds(id, own.until));
            return;
        }
        WorkState::Marginal => spell.marginal_leads_on,
        WorkState::Internship => spell.internship_leads_on,
        // Broken off when it ends before its time.
        WorkState::Training if is_over => spell.training_leads_on,
        _ => Share::default(),
    };
    if stream.chance(leads_on.get()) {
        enter_state(own, WorkState::Employed, week);
        fix_end(today, parameters, who, own);
        life.enter(own.until, LifeEvent::SpellEnds(id, own.until));
    } else {
        let state = if week < legal[id].work_from { WorkState::Barred } else { WorkState::Seeking };
        enter_state(own, state, week);
    }
}

/// Returns whether trouble at work that would end a spell is settled because somebody talks with both sides.
fn is_settled(spell: &Spells, own: &mut Working, stream: &mut Stream) -> bool {
    let needed = spell.hours_per_talk.get().max(0.01) as f32;
    if own.talks < needed {
        return false;
    }
    own.talks -= needed;
    stream.chance(spell.settled_by_talk.get())
}

/// Fixes the end of a spell at its beginning.
fn fix_end(today: &Today, parameters: &Parameters, who: &Person, own: &mut Working) {
    let spell = &parameters.spell;
    let mut stream = today.stream(Purpose::SpellLength, who.entity);
    let mut mean = |weeks: Weeks| stream.exponential(1.0 / weeks.get().max(1.0));
    let length = match own.state {
        WorkState::Marginal => mean(spell.marginal_weeks),
        WorkState::Internship => mean(spell.internship_weeks),
        WorkState::Training => {
            let rate =
                -crate::numeric::ln_1p(-spell.training_broken_off.get().min(0.999_999)) / WEEKS_PER_YEAR;
            stream.exponential(rate).min(spell.training_weeks.get())
        }
        _ => {
            let is_short = stream.chance(spell.short.get());
            let mean = if is_short { spell.short_weeks } else { spell.lasting_weeks };
            stream.exponential(1.0 / mean.get().max(1.0))
        }
    };
    own.until = today.week.plus((length as i32).max(1));
}

/// Changes the state; weeks worked become experience.
fn enter_state(own: &mut Working, state: WorkState, week: Week) {
    if own.state.is_employment() {
        own.experience += week.since(own.since) as f32;
    }
    own.state = state;
    own.since = week;
    own.until = Week::NEVER;
    own.is_apprentice = false;
}

/// Whose turn to send applications it is in a week in which somebody seeks.
#[derive(Debug, Clone, Copy)]
enum Turn {
    /// That of the person.
    Own,
    /// That of others, so that there can only be an introduction.
    OfOthers,
}

/// Weeks from one turn of a person to the next.
const SPAN: f64 = crate::dice::ACTING_EVERY as f64;

/// What four weeks do to skills and discouragement.
struct Month {
    fading: f32,
    recovery: f32,
    wearing_off: f32,
    help_kept: f32,
    discouragement_kept: f32,
}

impl Month {
    fn of(parameters: &Parameters) -> Self {
        let years = SPAN / WEEKS_PER_YEAR;
        let kept = |half_life: Weeks| pow(0.5, SPAN / half_life.get().max(1.0)) as f32;
        Self {
            fading: pow(1.0 - parameters.skill.fading_per_year.get(), years) as f32,
            recovery: (1.0 - pow(1.0 - parameters.skill.recovery_per_year.get(), years)) as f32,
            wearing_off: exp(-years / parameters.bar.recovery_years.get().max(f64::EPSILON)) as f32,
            help_kept: kept(parameters.search.help_half_life),
            discouragement_kept: kept(parameters.search.discouragement_half_life),
        }
    }

    #[inline]
    fn pass(&self, parameters: &Parameters, week: Week, own: &mut Working) {
        own.help *= self.help_kept;
        own.talks *= self.help_kept;
        own.discouragement.fade(self.discouragement_kept);
        if own.state == WorkState::Barred {
            let rate = parameters.bar.discouragement.get() * week.years_since(own.since);
            let push = rate * SPAN / WEEKS_PER_YEAR;
            own.idleness += (1.0 - own.idleness) * (push / (1.0 + push)) as f32;
        } else if own.idleness > 0.0 {
            own.idleness *= self.wearing_off;
        }
        if own.state.is_employment() {
            own.skill += (1.0 - own.skill) * self.recovery;
        } else {
            own.skill *= self.fading;
        }
    }
}

/// Children whom somebody carries the care of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Children {
    None,
    Small,
    AtSchool,
}

fn children(
    id: PersonId,
    household: &Household,
    week: Week,
    person: &Column<PersonId, Person>,
    presence: &Column<PersonId, Presence>,
) -> Children {
    if household.carer != Some(id) {
        return Children::None;
    }
    let youngest = household
        .members
        .iter()
        .filter(|&&member| presence[member] == Presence::Present && member != id)
        .map(|&member| person[member].age(week))
        .min();
    match youngest {
        Some(..Person::SCHOOL_AGE) => Children::Small,
        // From twelve on a child needs nobody at noon.
        Some(Person::SCHOOL_AGE..=11) => Children::AtSchool,
        _ => Children::None,
    }
}

fn has_newborn(
    household: &Household,
    week: Week,
    person: &Column<PersonId, Person>,
    presence: &Column<PersonId, Presence>,
    schooling: &Column<PersonId, Schooling>,
) -> bool {
    household.members.iter().any(|&member| {
        presence[member] == Presence::Present
            && person[member].age(week) < 1
            && schooling[member] != Schooling::Childcare
    })
}

fn in_age(person: &Person, week: Week) -> bool {
    person.is_of_working_age(week)
}

#[cfg(test)]
mod tests;
