//! A small district for the tests of processes.

use super::{DistrictWorld, Ground};
use crate::city::CityInDistrict;
use crate::dice::{Dice, Entity};
use crate::district::{DatedShare, District, Neighbourhood, Point};
use crate::evidence::Evidence;
use crate::forcing::{Forcings, Series};
use crate::index::{Column, HouseholdId, NeighbourhoodId};
use crate::intermediary::establishment::Location;
use crate::intermediary::{
    CityWork, Desk, DeskOwner, Directory, Establishment, Intermediary, MeetingRules, Plan, Served,
};
use crate::ledger::Ledger;
use crate::network::{LocalNetwork, founding};
use crate::population::{
    Cases, Course, CourseState, Dwelling, Episodes, Household, Housing, Language, Legal, Meetings, Mind,
    Newcomer, Occasions, Person, Recognition, Refugees, Residence, Residents, Schooling, Social, Volunteers,
    Working, settlement,
};
use crate::time::{Agenda, Week};
use crate::vocabulary::{Education, Origin, PerField, PerUse, Sex, Status, WorkState};

/// Returns a district of three neighbourhoods.
pub(crate) fn district(inhabitants: u32) -> District {
    let neighbourhood = |name: &str, latitude: f64| Neighbourhood {
        name: name.to_owned(),
        centre: [latitude, 6.78],
        area_km2: 5.0,
        settled: 0.7,
        inhabitants: 1_000,
        mark: "A".to_owned(),
    };
    District {
        name: "North".to_owned(),
        name_de: "Nord".to_owned(),
        inhabitants,
        migration_history: 0.4,
        welfare: 0.1,
        ages: [0.056, 0.112, 0.348, 0.221, 0.172, 0.091],
        welcome_point: [51.26, 6.78],
        administration: [51.27, 6.79],
        arrival_share: vec![DatedShare { from: 20_150_105, share: 0.135 }],
        initial_stock: 300,
        neighbourhood: vec![neighbourhood("A", 51.26), neighbourhood("B", 51.28), neighbourhood("C", 51.31)],
        accommodation: Vec::new(),
        sources: Vec::new(),
    }
}

/// Returns a district of three neighbourhoods in which there is nobody, no institution and no desk.
pub(crate) fn district_world() -> DistrictWorld {
    let entity = Entity::named("toy");
    let ground = district(30_000).settled_areas().into_iter().map(|area| Ground {
        centre: area.centre,
        radius: area.radius,
        inhabitants: area.inhabitants,
        residents: 0..0,
    });
    DistrictWorld {
        id: "toy".to_owned(),
        entity,
        ground: ground.collect(),
        residents: residents(Dice::new(1, 0), 0),
        refugees: Refugees::default(),
        cases: Cases::new(Week::SPIN_UP),
        episodes: Episodes::new(Week::SPIN_UP),
        volunteers: Volunteers::new(Week::SPIN_UP, 0),
        occasions: Occasions::default(),
        plan: Plan {
            location: Location { welcome_point: Point::default(), centres: Vec::new() },
            configurations: Vec::new(),
        },
        network: LocalNetwork::default(),
        intermediary: nobody(),
        city: CityInDistrict::before_planning(Column::new()),
        life: Agenda::from(Week::SPIN_UP),
        helpers_seen: 0,
        ledger: Ledger::new(),
    }
}

/// Returns the parameters of a section.
pub(crate) fn parameters<T: for<'de> serde::Deserialize<'de>>(section: &str) -> T {
    Evidence::embedded().unwrap().section(section).unwrap()
}

/// Returns the residents of a district.
pub(crate) fn residents(dice: Dice, inhabitants: u32) -> Residents {
    let of: settlement::Parameters = parameters("residents");
    Residents::settle(dice, Entity::named("toy"), &district(inhabitants), &of)
}

/// Returns the institutions of a district.
pub(crate) fn network(dice: Dice, inhabitants: u32) -> LocalNetwork {
    let of: founding::Parameters = parameters("institutions.founding");
    let mut network = LocalNetwork::found(dice, Entity::named("toy"), &district(inhabitants), &of);
    network.index_services(Week::SPIN_UP);
    network
}

/// Returns the centres of the neighbourhoods.
pub(crate) fn centres() -> Vec<Point> {
    district(30_000).settled_areas().iter().map(|area| area.centre).collect()
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
                course_entitled: true,
                bound_until: Week(i32::MIN),
            },
            housing: Housing {
                dwelling: Dwelling::Private,
                residence: Residence::District(NeighbourhoodId(0)),
                home: Point::of_degrees(51.26, 6.78),
                since: Week(-30),
                help: 0.0,
                refusals: 0,
            },
            language: Language {
                level: 3.2,
                rate: 1.0,
                local_knowledge: 0.3,
                units: 0.0,
                weeks_taught: 0,
                practice: 0.0,
                test: None,
            },
            course: Course { state: CourseState::Never, units: 0.0, length: 600.0, finished: None },
            schooling: Schooling::None,
            working: Working {
                state: WorkState::Seeking,
                since: Week(-30),
                until: Week::NEVER,
                skill: 1.0,
                idleness: 0.0,
                experience: 0.0,
                help: 0.0,
                refusals: 0,
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
    let desk = all.desk.push(Desk {
        entity: all.entity.part(0x401, 0),
        owner: DeskOwner::Intermediary,
        place: Point::of_degrees(51.26, 6.78),
        anchor: None,
        opens: Week(34),
        closes: Week::NEVER,
        opening_hours: 40.0,
        staff_hours: 40.0,
        clock: 0.0,
        free_at: vec![0.0],
        busy_hours: 0.0,
        coming: Vec::new(),
        open_hours: 0.0,
        queue: std::collections::VecDeque::new(),
        directory: Directory::default(),
        companion_hours: 0.0,
        load: 0.0,
        languages: 0.5,
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
        own_offer_count: 0,
        provides_for: Vec::new(),
        hosts_for: Vec::new(),
        anchor_rent: 0.0,
        serves: PerField::from_fn(|_| true),
        euros_per_year: 140_000.0,
        account: Vec::new(),
        volunteers_sought: 20,
        recognised_by_fled: 1.0,
        recognised_by_residents: 1.0,
        serves_whom: Served {
            fled_in_district: true,
            fled_elsewhere: true,
            residents_with_history: true,
            residents_without_history: true,
            ..Served::default()
        },
        open_to_residents: true,
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
        hosts: false,
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
    forcings
}
