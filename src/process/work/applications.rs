//! Applications: how many somebody sends, alone and with help, and what an employer makes of one.

use super::Children;
use super::parameters::{Employer, Search};
use crate::index::{Column, PersonId, ResidentId};
use crate::population::{Dwelling, Language, Legal, Person, Recognition, Resident, Social, Working};
use crate::quantity::Hours;
use crate::time::Week;
use crate::vocabulary::{Education, Status};

/// Applications that hours of help make.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct WithHelp {
    /// Written together.
    pub(super) written: u32,
    /// For which somebody called an employer and vouches.
    pub(super) brokered: u32,
}

impl WithHelp {
    /// Returns how many come of hours of help where so many vacancies are open, relative.
    pub(super) fn of(search: &Search, hours: f64, open: f64) -> Self {
        let of_part = |part: f64, each: Hours| (hours * part * open / each.get().max(0.1)) as u32;
        let brokered = search.brokered.get();
        Self {
            written: of_part(1.0 - brokered, search.hours_per_application),
            brokered: of_part(brokered, search.hours_per_introduction),
        }
    }

    /// Returns the hours used up by the first `tried` applications, the person's own `sent` ones included.
    pub(super) fn hours(self, search: &Search, sent: u32, tried: u32, open: f64) -> f64 {
        let written = tried.saturating_sub(sent).min(self.written);
        let brokered = tried.saturating_sub(sent + self.written).min(self.brokered);
        let hours = f64::from(written) * search.hours_per_application.get().max(0.1)
            + f64::from(brokered) * search.hours_per_introduction.get().max(0.1);
        if open > 0.0 { hours / open } else { 0.0 }
    }
}

pub(super) fn effort(search: &Search, has_course: bool, children: Children) -> f64 {
    let by_children = match children {
        Children::None => 1.0,
        Children::Small => search.with_small_children.get(),
        Children::AtSchool => search.with_schoolchildren.get(),
    };
    if has_course { by_children * search.beside_course.get() } else { by_children }
}

/// Returns the log-odds of one application, ties aside.
pub(super) fn log_odds(
    employer: &Employer,
    week: Week,
    who: &Person,
    legal: &Legal,
    language: &Language,
    own: &Working,
    dwelling: Dwelling,
) -> f64 {
    let education = match who.education {
        Education::Low => employer.low.get(),
        Education::Middle => employer.middle.get(),
        Education::High => 0.0,
        Education::Degree if own.recognition == Recognition::Recognised => {
            employer.degree.get() + employer.recognised.get()
        }
        Education::Degree => employer.degree.get(),
    };
    let status = match legal.status {
        Status::InProcedure => employer.in_procedure.get(),
        Status::Settled => 0.0,
        Status::Tolerated => employer.tolerated.get(),
    };
    let shared =
        if matches!(dwelling, Dwelling::Shared(_)) { employer.shared_accommodation.get() } else { 0.0 };
    let experience = f64::from(own.experience);
    employer.base.get()
        + employer.language.get() * (f64::from(language.level) - 2.0)
        + education
        + status
        + shared
        + employer.local_knowledge.get() * f64::from(language.local_knowledge)
        + employer.skill.get() * (f64::from(own.skill) - 1.0)
        + employer.idleness.get() * f64::from(own.idleness)
        + employer.experience.get() * experience / (experience + employer.experience_half.get().max(1.0))
        + employer.per_year_beyond_35.get() * f64::from((who.age(week) - 35).max(0))
}

/// Returns what ties add to the log-odds: residents who work, and friends by the share who work.
pub(super) fn log_odds_of_ties(
    employer: &Employer,
    social: &Social,
    resident: &Column<ResidentId, Resident>,
    working: &Column<PersonId, Working>,
) -> f64 {
    let near = social.ties.iter().filter(|tie| resident[tie.resident].works).count() as f64;
    let elsewhere = social.ties_elsewhere.len() as f64 * employer.residents_elsewhere_work.get();
    let residents = near + elsewhere;
    let by_residents = employer.working_residents.get() * residents
        / (residents + employer.working_residents_half.get().max(f64::EPSILON));
    if social.peers.is_empty() {
        return by_residents;
    }
    let work = social.peers.iter().filter(|&&peer| working[peer].state.is_employment()).count();
    let share = work as f64 / social.peers.len() as f64;
    by_residents + employer.working_peers.get() * (share - employer.working_peers_neutral.get())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::toy;

    #[test]
    fn twice_the_hours_make_twice_the_applications_and_none_are_made_where_nothing_is_open() {
        let parameters: super::super::Parameters = toy::parameters("work");
        let search = &parameters.search;
        let of = |hours: f64, open: f64| {
            let WithHelp { written, brokered } = WithHelp::of(search, hours, open);
            (written, brokered)
        };
        assert_eq!(of(0.0, 1.0), (0, 0));
        // Half of the hours are for introductions, each of which takes twice as long.
        assert_eq!([of(8.0, 1.0), of(16.0, 1.0), of(800.0, 1.0)], [(2, 1), (4, 2), (200, 100)]);
        assert_eq!((of(16.0, 0.5), of(16.0, 0.0)), (of(8.0, 1.0), (0, 0)));
    }

    #[test]
    fn hours_are_used_up_by_the_applications_that_were_tried_and_never_by_more_than_were_given() {
        let parameters: super::super::Parameters = toy::parameters("work");
        let search = &parameters.search;
        let hours = 16.0;
        for open in [0.5, 1.0, 2.0] {
            let with_help = WithHelp::of(search, hours, open);
            let all = with_help.written + with_help.brokered;
            let used: Vec<f64> = (0..=3 + all).map(|tried| with_help.hours(search, 3, tried, open)).collect();
            // The first three are the person's own.
            assert!(used[..4].iter().all(|&used| used == 0.0), "{used:?}");
            assert!(used[3..].windows(2).all(|pair| pair[1] > pair[0]), "{used:?}");
            assert!((used[used.len() - 1] - hours).abs() < 1e-9, "{used:?}");
        }
    }
}
