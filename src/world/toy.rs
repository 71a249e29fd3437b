//! A small district for the tests of processes.

use super::{DistrictWorld, Ground};
use crate::city::CityInDistrict;
use crate::dice::{Dice, Entity};
use crate::district::{District, Place};
use crate::evidence::Evidence;
use crate::forcing::{Forcings, Series};
use crate::index::{Column, HouseholdId, NeighbourhoodId};
use crate::intermediary::{CityWork, Desk, DeskOwner, Establishment, Intermediary, MeetingRules, Served};
use crate::network::{LocalNetwork, founding};
use crate::population::{
    Course, CourseState, Discouragement, Dwelling, Household, Housing, Language, Legal, Meetings, Mind,
    Newcomer, Person, Recognition, Refugees, Residence, Residents, Schooling, Social, Volunteers, Working,
    settlement,
};
use crate::time::Week;
use crate::vocabulary::{Education, Origin, PerField, PerUse, Sex, Status, WorkState};

/// Returns a district of three neighbourhoods in which there is nobody, no institution and no desk.
pub(crate) fn district_world() -> DistrictWorld {
    let ground = District::toy(30_000).settled_areas().into_iter().map(|area| Ground {
        centre: area.centre,
        radius: area.radius,
        inhabitants: area.inhabitants,
        residents: 0..0,
    });
    let (residents, volunteers) = (residents(Dice::new(1, 0), 0), Volunteers::new(Week::SPIN_UP, 0));
    let city = CityInDistrict::before_planning(Column::new());
    DistrictWorld::new(
        "toy",
        ground.collect(),
        residents,
        volunteers,
        LocalNetwork::default(),
        nobody(),
        city,
    )
}

/// Returns the parameters of a section.
pub(crate) fn parameters<T: for<'de> serde::Deserialize<'de>>(section: &str) -> T {
    Evidence::embedded().unwrap().section(section).unwrap()
}

/// Returns the residents of a district.
pub(crate) fn residents(dice: Dice, inhabitants: u32) -> Residents {
    let of: settlement::Parameters = parameters("residents");
    Residents::settle(dice, Entity::named("toy"), &District::toy(inhabitants), &of)
}

/// Returns the institutions of a district.
pub(crate) fn network(dice: Dice, inhabitants: u32) -> LocalNetwork {
    let of: founding::Parameters = parameters("institutions.founding");
    let mut network = LocalNetwork::found(dice, Entity::named("toy"), &District::toy(inhabitants), &of);
    network.index_services(Week::SPIN_UP);
    network
}

/// Returns the centres of the neighbourhoods.
pub(crate) fn centres() -> Vec<Place> {
    District::toy(30_000).settled_areas().iter().map(|area| area.centre).collect()
}

/// Returns so many adults who fled, at home in the first neighbourhood, with some German.
pub(crate) fn refugees(count: u64) -> Refugees {
    let mut all = Refugees::default();
    for number in 0..count {
        let household = HouseholdId(number as u32);
        all.household.push(Household { members: Vec::new(), carer: None, departs: Week::NEVER });
        all.enter(Newcomer {
            person: Person {
                entity: Entity::named("toy").part(Refugees::KIND, number),
                household,
                arrived: Week(-60),
                born: Week(-1_500),
                sex: Sex::Female,
                origin: Origin::Syria,
                education: Education::High,
                latin_script: false,
                sociability: 1.0,
            },
            legal: Legal {
                status: Status::Settled,
                decision: Week(-30),
                decided: Some(Week(-30)),
                work_from: Week(-30),
                barred_until: Week(i32::MIN),
                course_entitled: true,
                bound_until: Week(i32::MIN),
            },
            housing: Housing {
                dwelling: Dwelling::Private,
                residence: Residence::District(NeighbourhoodId(0)),
                home: Place::of_degrees(51.26, 6.78),
                since: Week(-30),
                help: 0.0,
                refusals: 0,
                discouragement: Discouragement::default(),
            },
            language: Language {
                level: 3.2,
                best: 3.2,
                rate: 1.0,
                local_knowledge: 0.3,
                units: 0.0,
                weeks_taught: 0,
                practice: 0.0,
                test: None,
            },
            course: Course {
                state: CourseState::Never,
                units: 0.0,
                length: 600.0,
                finished: None,
                beside: 0.0,
            },
            schooling: Schooling::None,
            working: Working {
                state: WorkState::Seeking,
                since: Week(-30),
                until: Week::NEVER,
                is_apprentice: false,
                skill: 1.0,
                idleness: 0.0,
                experience: 0.0,
                help: 0.0,
                talks: 0.0,
                refusals: 0,
                discouragement: Discouragement::default(),
                recognition: Recognition::None,
            },
            social: Social::default(),
            meetings: Meetings::default(),
            mind: Mind {
                belonging: 0.5,
                welcome: 0.7,
                worry: 0.2,
                trust: 0.6,
                discouragement: 0.0,
                refusals_this_week: 0,
                friendly_this_week: 0,
                hostile_this_week: 0,
            },
        });
    }
    all
}

/// Returns no intermediary and no desk.
pub(crate) fn nobody() -> Intermediary {
    Intermediary::absent(Entity::named("toy").part(0x400, 0), Column::new())
}

/// Returns an intermediary that opens in week 34 with one desk whose directory is empty.
pub(crate) fn intermediary() -> Intermediary {
    let mut all = nobody();
    let (entity, place) = (all.entity.part(0x401, 0), Place::of_degrees(51.26, 6.78));
    let desk = all.desk.push(Desk {
        staff_hours: 40.0,
        free_at: vec![0.0],
        ..Desk::new(entity, DeskOwner::Intermediary, place, Week(34), 40.0, 0.5)
    });
    all.establishment = Some(Establishment {
        opens: Week(34),
        desks: vec![desk],
        at_existing_services: false,
        paid_hours: 70.0,
        shares: PerUse::default(),
        accompaniment: 0.3,
        accompanies: PerField::from_fn(|_| true),
        own_offers: 0.0,
        paid_offers: Vec::new(),
        provides_for: Vec::new(),
        hosts_for: Vec::new(),
        anchor_rent: 0.0,
        serves: PerField::from_fn(|_| true),
        euros_per_year: 140_000.0,
        account: Vec::new(),
        volunteers_sought: 20,
        hours_per_volunteer: 0.1,
        recognised_by_fled: 1.0,
        recognised_by_residents: 1.0,
        serves_whom: Served {
            fled_in_district: true,
            fled_elsewhere: true,
            residents_with_history: true,
            residents_without_history: true,
            ..Served::default()
        },
        openness: 1.0,
        meetings: MeetingRules::default(),
        city: CityWork::default(),
        circle: 0.0,
        grant_weeks: 0,
        participation_hours: 2.0,
        person_independent: true,
        mediation_hours: 0.0,
        upkeep_hours: 0.0,
        network_interval: Some(13),
        city_share: 0.2,
        start_up_until: Week::START,
        reports_needs: true,
        paperwork_factor: 1.0,
    });
    all
}

/// Opens a week: the hours of staff are there again.
pub(crate) fn open_week(all: &mut Intermediary, week: Week) {
    let is_open = all.establishment.as_ref().is_some_and(|established| week >= established.opens);
    let hours = if is_open { 1.0 } else { 0.0 };
    all.networking_hours = 8.0 * hours;
    all.city_hours = 2.0 * hours;
    all.asking_hours = 1.6 * hours;
    all.outreach_hours = 6.4 * hours;
    all.coordination_hours = 2.5 * hours;
}

/// Returns forcings with the path of willingness on which the evidence rests.
pub(crate) fn forcings() -> Forcings {
    let steps = [
        (-104, 0.02),
        (0, 0.03),
        (26, 0.25),
        (33, 1.0),
        (43, 0.42),
        (52, 0.28),
        (65, 0.24),
        (78, 0.22),
        (104, 0.20),
        (117, 0.05),
        (156, 0.025),
        (208, 0.02),
    ];
    let mut forcings = Forcings::default();
    forcings.volunteering.recruitment =
        Series::new(steps.iter().map(|&(week, value)| (Week(week), value)).collect());
    forcings.closures.meetings = Series::new(vec![(Week::SPIN_UP, 1.0)]);
    forcings.closures.courses = Series::new(vec![(Week::SPIN_UP, 1.0)]);
    forcings
}
