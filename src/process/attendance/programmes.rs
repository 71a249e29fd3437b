//! Hours from outside, as a trial gives them: help with a dwelling or with work, classes, supervised practice at work.

use crate::dice::Purpose;
use crate::index::{Column, PersonId};
use crate::population::trials::{OutsideHours, Purpose as For, Trials};
use crate::population::{Cases, Course, Dwelling, Housing, Language, Person, Presence, Refugees, Working};
use crate::today::Today;
use crate::vocabulary::WorkState;
use crate::world::DistrictWorld;

use super::Parameters;

/// What hours from outside read, and what they write.
#[derive(Debug)]
pub struct Scene<'a> {
    person: &'a Column<PersonId, Person>,
    presence: &'a Column<PersonId, Presence>,
    housing: &'a Column<PersonId, Housing>,
    working: &'a Column<PersonId, Working>,
    course: &'a mut Column<PersonId, Course>,
    language: &'a mut Column<PersonId, Language>,
    trials: &'a mut Trials,
    cases: &'a mut Cases,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { refugees, cases, .. } = district;
        let Refugees { person, presence, housing, working, course, language, trials, .. } = refugees;
        Self { person, presence, housing, working, course, language, trials, cases }
    }
}

/// Lets everybody who is given hours from outside use those of the week, as far as there is something to use them for.
pub fn use_hours_from_outside(today: &Today, parameters: &Parameters, scene: Scene) {
    let week = today.week;
    let Scene { person, presence, housing, working, course, language, trials, cases } = scene;
    for (&id, own) in &mut trials.support {
        if presence[id] != Presence::Present {
            continue;
        }
        let state = working[id].state;
        let mut stream = today.stream(Purpose::ProgrammeWeek, person[id].entity);
        let comes = stream.chance(1.0 - parameters.missed_per_week.get());
        for OutsideHours { purpose, hours, used, .. } in own.iter_mut().filter(|support| support.until > week)
        {
            let is_used = match purpose {
                For::Dwelling => matches!(housing[id].dwelling, Dwelling::Shared(_)),
                For::Work | For::Adviser => {
                    matches!(state, WorkState::Seeking | WorkState::Inactive | WorkState::Marginal)
                }
                // Who has found work leaves the programme, and like in a course weeks are missed.
                For::Class | For::Practice => comes && !state.is_employment(),
                // Used where desks work on needs (`counselling`).
                For::Advice => false,
            };
            if !is_used {
                continue;
            }
            let given = match purpose {
                For::Adviser => *hours * parameters.adviser_hours.get(),
                _ => *hours,
            };
            *used += given;
            match purpose {
                For::Dwelling => cases.help_with_housing.push((id, given as f32)),
                For::Work | For::Adviser => cases.help_with_work.push((id, given as f32)),
                For::Class => {
                    let units = (given * parameters.units_per_hour.get()) as f32;
                    course[id].beside += units;
                    let own = &mut language[id];
                    own.units += units;
                    own.weeks_taught = own.weeks_taught.saturating_add(1);
                }
                For::Advice => {}
                For::Practice => {
                    language[id].practice += (given * parameters.practice_share.get()) as f32;
                    let week_of_work = parameters.week_of_work.get().max(1.0);
                    cases.practised.push((id, (given / week_of_work) as f32));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Dice;
    use crate::time::Week;
    use crate::world::toy;

    /// Returns a hundred people who were given so many hours a week of everything for ten weeks, as they are then.
    fn given(hours: f64) -> DistrictWorld {
        let mut district = toy::district_world();
        district.refugees = toy::refugees(100);
        let people: Vec<PersonId> = district.refugees.person.ids().collect();
        for &id in &people {
            let support = |purpose| OutsideHours { purpose, hours, until: Week(44), used: 0.0 };
            let all = [For::Dwelling, For::Work, For::Class, For::Practice].map(support);
            district.refugees.trials.support.insert(id, all.to_vec());
        }
        let (parameters, forcings): (Parameters, _) = (toy::parameters("attendance"), toy::forcings());
        for week in 34..60 {
            let today = Today { week: Week(week), dice: Dice::new(1, 0), forcings: &forcings };
            use_hours_from_outside(&today, &parameters, (&mut district).into());
        }
        district
    }

    fn sum(given: &[(PersonId, f32)]) -> f64 {
        given.iter().map(|(_, hours)| f64::from(*hours)).sum()
    }

    #[test]
    fn twice_the_hours_from_outside_are_twice_the_help_and_they_end() {
        let [none, one, two] = [0.0, 3.0, 6.0].map(given);
        assert_eq!(sum(&none.cases.help_with_work), 0.0);
        // Everybody seeks work for all of the ten weeks, and nobody lives in shared accommodation.
        assert!((sum(&one.cases.help_with_work) - 100.0 * 10.0 * 3.0).abs() < 1e-6);
        assert!((sum(&two.cases.help_with_work) - 100.0 * 10.0 * 6.0).abs() < 1e-6);
        assert_eq!(sum(&one.cases.help_with_housing), 0.0);
        let units = |district: &DistrictWorld| {
            district.refugees.course.iter().map(|course| f64::from(course.beside)).sum::<f64>()
        };
        assert!(units(&one) > 0.0 && (units(&two) - 2.0 * units(&one)).abs() < 1e-3 * units(&two));
        // Weeks are missed as in any course.
        assert!(sum(&one.cases.practised) < 100.0 * 10.0 * 3.0 / 40.0);
    }
}
