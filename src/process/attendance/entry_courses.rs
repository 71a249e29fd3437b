//! Entry courses: for some weeks everybody of origins with good prospects may take one, whatever the status, before an integration
//! course. German: *Einstiegskurse*.

use serde::Deserialize;

use crate::city::{Assignment, CityInDistrict, EntryCourse};
use crate::dice::{Entity, Purpose};
use crate::index::{Column, PersonId};
use crate::population::{Course, CourseState, Language, Person, Presence, Refugees};
use crate::quantity::{Rate, Share};
use crate::today::Today;
use crate::vocabulary::Origin;
use crate::world::DistrictWorld;

use super::Parameters;

/// Origins to whom the law opened entry courses.
const ORIGINS: [Origin; 4] = [Origin::Syria, Origin::Iraq, Origin::Eritrea, Origin::Iran];

/// Entry courses.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryCourses {
    /// Places in the whole city, all weeks together. Unit: people.
    pub places: Rate,
    /// Places whose holder attends. Unit: share of places.
    pub attended: Share,
    /// Length. Unit: units.
    pub units: Rate,
    /// Units a week. Unit: units.
    pub units_per_week: Rate,
}

/// What entry courses read, and what they write.
#[derive(Debug)]
pub struct Scene<'a> {
    district: Entity,
    present: &'a [PersonId],
    person: &'a Column<PersonId, Person>,
    presence: &'a Column<PersonId, Presence>,
    assignment: &'a Assignment,
    courses: &'a mut Vec<EntryCourse>,
    course: &'a mut Column<PersonId, Course>,
    language: &'a mut Column<PersonId, Language>,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { entity, refugees, city, .. } = district;
        let Refugees { present, person, presence, course, language, .. } = refugees;
        let CityInDistrict { assignment, entry_courses, .. } = city;
        Self {
            district: *entity,
            present,
            person,
            presence,
            assignment,
            courses: entry_courses,
            course,
            language,
        }
    }
}

/// Fills the places of the week, and gives everybody in an entry course the units of a week.
pub fn hold_entry_courses(today: &Today, parameters: &Parameters, scene: Scene) {
    let week = today.week;
    let of = &parameters.entry;
    let Scene { district, present, person, presence, assignment, courses, course, language } = scene;
    let opened = today.forcings.courses.entry.at(week);
    if opened > 0.0 {
        let mean = of.places.get() * opened * assignment.share_so_far();
        let places = today.stream(Purpose::EntryCourse, district).rounded(mean) as usize;
        let may_begin = |id: &PersonId| {
            ORIGINS.contains(&person[*id].origin)
                && person[*id].is_of_working_age(week)
                && matches!(course[*id].state, CourseState::Never | CourseState::Waiting)
                && course[*id].beside == 0.0
        };
        // Places go by lot: the order is drawn, never that of ids.
        let mut luck: Vec<(u64, f64, PersonId)> = present
            .iter()
            .copied()
            .filter(may_begin)
            .map(|id| {
                let mut stream = today.stream(Purpose::EntryCourse, person[id].entity);
                (stream.bits(), stream.unit(), id)
            })
            .collect();
        luck.sort_unstable_by_key(|&(order, _, id)| (order, id));
        for &(_, attends, id) in luck.iter().take(places) {
            if attends < of.attended.get() {
                courses.push(EntryCourse { person: id, units_left: of.units.get() as f32 });
            }
        }
    }
    courses.retain_mut(|attended| {
        let id = attended.person;
        // Whoever has a place in an integration course leaves for it.
        if presence[id] != Presence::Present || course[id].state == CourseState::Attending {
            return false;
        }
        let units = attended.units_left.min(of.units_per_week.get() as f32);
        attended.units_left -= units;
        course[id].beside += units;
        language[id].units += units;
        language[id].weeks_taught = language[id].weeks_taught.saturating_add(1);
        attended.units_left > 0.0
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Dice;
    use crate::forcing::{Forcings, Series};
    use crate::time::Week;
    use crate::world::toy;

    /// The first of two weeks in which half of the places are filled.
    const OPENS: Week = Week(40);

    fn run(people: u64, places: f64, attended: f64, change: impl Fn(&mut DistrictWorld)) -> DistrictWorld {
        let mut parameters: Parameters = toy::parameters("attendance");
        parameters.entry.places = Rate::new(places).unwrap();
        parameters.entry.attended = Share::new(attended).unwrap();
        let mut forcings = Forcings::default();
        forcings.courses.entry = Series::new(vec![(Week::SPIN_UP, 0.0), (OPENS, 0.5), (OPENS.plus(2), 0.0)]);
        let mut district = toy::district_world();
        district.refugees = toy::refugees(people);
        district.city.assignment.assign(1_000.0, 0.5);
        change(&mut district);
        for week in 0..20 {
            let today = Today { week: OPENS.plus(week - 4), dice: Dice::new(1, 0), forcings: &forcings };
            hold_entry_courses(&today, &parameters, (&mut district).into());
            if week < 4 {
                assert!(district.city.entry_courses.is_empty(), "nothing begins before its date");
            }
        }
        assert!(district.city.entry_courses.is_empty(), "every course has ended");
        district
    }

    /// Returns how many have had all units, and how many some.
    fn taught(district: &DistrictWorld) -> [usize; 2] {
        let beside = || district.refugees.course.iter().map(|course| course.beside);
        [beside().filter(|&units| units == 200.0).count(), beside().filter(|&units| units > 0.0).count()]
    }

    #[test]
    fn the_district_has_its_share_of_the_places_and_no_more_people_than_there_are() {
        // Half of 400 places, of which everybody attends, none, or half; five standard deviations of the last are 35.
        assert_eq!(taught(&run(1_000, 400.0, 1.0, |_| {})), [200, 200]);
        assert_eq!(taught(&run(1_000, 400.0, 0.0, |_| {})), [0, 0]);
        let [all, some] = taught(&run(1_000, 400.0, 0.5, |_| {}));
        assert!(all == some && all.abs_diff(100) < 35, "{all} {some}");
        assert_eq!(taught(&run(50, 400.0, 1.0, |_| {})), [50, 50]);
    }

    #[test]
    fn only_adults_of_the_origins_who_have_not_begun_a_course_take_one_and_only_units_come_of_it() {
        let district = run(4, 400.0, 1.0, |district| {
            let refugees = &mut district.refugees;
            refugees.person[PersonId(0)].origin = Origin::Other;
            refugees.person[PersonId(1)].born = Week(-500);
            refugees.course[PersonId(2)].state = CourseState::Interrupted;
        });
        let refugees = &district.refugees;
        let beside: Vec<f32> = refugees.course.iter().map(|course| course.beside).collect();
        assert_eq!(beside, [0.0, 0.0, 0.0, 200.0]);
        let (before, after) = (toy::refugees(4), &refugees.language[PersonId(3)]);
        let same = before.language[PersonId(3)];
        assert_eq!((after.units, after.weeks_taught), (200.0, 8));
        assert_eq!((after.level, after.local_knowledge), (same.level, same.local_knowledge));
        assert_eq!(
            (refugees.course[PersonId(3)].state, refugees.course[PersonId(3)].units),
            (CourseState::Never, 0.0)
        );
    }
}
