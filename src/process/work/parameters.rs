//! Parameters of work, as `scenarios/evidence/work.toml` holds them.

use serde::Deserialize;

use crate::city::openings::Flow;
use crate::quantity::{Effect, Hours, Level, Rate, Share, Weeks};

/// Parameters of work.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Vacancies that people who fled can fill.
    pub market: Flow,
    /// Apprenticeships that people who fled can begin.
    pub apprenticeships: Flow,
    /// Work before arrival.
    pub before: Before,
    /// The search.
    pub search: Search,
    /// The employer's decision, in log-odds.
    pub employer: Employer,
    /// What a bar does to people.
    pub bar: Bar,
    /// Skills.
    pub skill: Skill,
    /// Kinds of work at entry.
    pub kind: Kinds,
    /// Spells of work.
    pub spell: Spells,
}

/// Work before arrival.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Before {
    /// Share of men who had worked.
    pub men: Share,
    /// Share of women who had worked.
    pub women: Share,
    /// Usable skill of somebody who had not, relative to one who had.
    pub skill_without: Share,
}

/// The search for work.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// Applications in four weeks by somebody with all time, if as many vacancies are open as in 2016–2019 when nobody of the district
    /// fills any.
    pub applications: Rate,
    /// Share of these beside a course.
    pub beside_course: Share,
    /// Hours a week from which on a programme takes as much of the time to search as a course.
    pub like_a_course: Hours,
    /// Share of these by who carries the care of children with places in childcare.
    pub with_small_children: Share,
    /// Share of these by who carries the care of schoolchildren.
    pub with_schoolchildren: Share,
    /// Weeks between success and the first day.
    pub start: Weeks,
    /// Hours of help that make an application written together, if as many vacancies are open as applications are reckoned with.
    pub hours_per_application: Hours,
    /// Hours of help that make an introduction to an employer, likewise.
    pub hours_per_introduction: Hours,
    /// Share of hours of help that goes into introductions.
    pub brokered: Share,
    /// Weeks in which hours of help that have become nothing lose half of their worth.
    pub help_half_life: Weeks,
    /// Share of the applications left that a refusal takes away.
    pub discouraged: Share,
    /// Weeks in which half of that comes back.
    pub discouragement_half_life: Weeks,
}

/// Log-odds of one application's success.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Employer {
    /// Of a settled young adult with upper secondary school, German at A2, full skill and nothing else.
    pub base: Effect,
    /// Per level of German above A2.
    pub language: Effect,
    /// With no or primary schooling.
    pub low: Effect,
    /// With middle school.
    pub middle: Effect,
    /// With a degree that is not recognised.
    pub degree: Effect,
    /// With a recognised degree, beyond that.
    pub recognised: Effect,
    /// By full local knowledge.
    pub local_knowledge: Effect,
    /// By full skill against none.
    pub skill: Effect,
    /// By complete discouragement.
    pub idleness: Effect,
    /// By years of experience in the country, saturating.
    pub experience: Effect,
    /// Weeks of experience at which half of its effect is reached.
    pub experience_half: Weeks,
    /// Somebody vouches.
    pub vouched: Effect,
    /// By many ties to residents who work, saturating.
    pub working_residents: Effect,
    /// Ties at which half of that effect is reached.
    pub working_residents_half: Rate,
    /// Share of residents elsewhere in the city who work.
    pub residents_elsewhere_work: Share,
    /// By friends who fled all of whom work, against none of whom works.
    pub working_peers: Effect,
    /// Share of working friends at which they neither help nor harm.
    pub working_peers_neutral: Share,
    /// While the procedure runs.
    pub in_procedure: Effect,
    /// When tolerated.
    pub tolerated: Effect,
    /// From shared accommodation.
    pub shared_accommodation: Effect,
    /// Per year of age beyond 35.
    pub per_year_beyond_35: Effect,
}

/// What a bar does to people.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bar {
    /// Yearly rate of discouragement gained per year that the bar has lasted.
    pub discouragement: Rate,
    /// Years in which discouragement falls to 1/e after the bar.
    pub recovery_years: Rate,
}

/// Skills.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Skill {
    /// Share of the skill lost in a year without work.
    pub fading_per_year: Share,
    /// Share of what is missing that comes back in a year of work.
    pub recovery_per_year: Share,
}

/// Weights of kinds of work at entry, and of applications for training among all; employment in full or part time having weight 1.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kinds {
    /// Marginal work with German at A2.
    pub marginal: Rate,
    /// Log-weight of marginal work and internships per level of German above A2.
    pub marginal_by_language: Effect,
    /// Factor of marginal work beside a course or with children to look after.
    pub marginal_beside: Rate,
    /// A paid internship with German at A2.
    pub internship: Rate,
    /// Vocational training under 25, if as many apprenticeships are open as vacancies, each relative to 2016–2019.
    pub training: Rate,
    /// The same from 25 to 34, relative.
    pub training_older: Share,
    /// German needed for training.
    pub training_level: Level,
}

/// Spells of work.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spells {
    /// Share of employment that is short.
    pub short: Share,
    /// Mean length of short employment.
    pub short_weeks: Weeks,
    /// Mean length of lasting employment.
    pub lasting_weeks: Weeks,
    /// Mean length of marginal work.
    pub marginal_weeks: Weeks,
    /// Share of marginal work that leads to employment.
    pub marginal_leads_on: Share,
    /// Mean length of a paid internship.
    pub internship_weeks: Weeks,
    /// Share of internships that lead to employment.
    pub internship_leads_on: Share,
    /// Length of training.
    pub training_weeks: Weeks,
    /// Share of training that is broken off a year.
    pub training_broken_off: Share,
    /// Share of finished training that leads to employment at once.
    pub training_leads_on: Share,
    /// Hours of talks with both sides that it takes to deal with trouble at work.
    pub hours_per_talk: Hours,
    /// Share of troubles dealt with that are settled, so that the work goes on.
    pub settled_by_talk: Share,
}
