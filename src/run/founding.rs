//! Founds the world of a run: who and what is there before the first week of the spin-up.

use crate::city::CityInDistrict;
use crate::dice::{Dice, Entity};
use crate::district::Point;
use crate::index::{Column, DeskId};
use crate::intermediary::establishment::Location;
use crate::intermediary::{Desk, DeskOwner, Intermediary, Plan};
use crate::ledger::Ledger;
use crate::network::LocalNetwork;
use crate::population::{Cases, Episodes, Occasions, Refugees, Residents};
use crate::process::{local_network, volunteering};
use crate::scenario::{DistrictPlan, Scenario};
use crate::schedule::Parameters;
use crate::time::{Agenda, Week};
use crate::today::Today;
use crate::vocabulary::InstitutionKind;
use crate::world::{DistrictWorld, Ground, World};

/// Kind number of intermediaries in entities.
const INTERMEDIARY: u32 = 0x300;
/// Kind number of desks of other services in entities.
const DESK: u32 = 0x301;

/// Founds the world of one replicate, one week before anybody arrives.
///
/// # Panics
/// When the parameters do not fit the processes, which a checked scenario excludes.
pub fn found(scenario: &Scenario, parameters: &Parameters, replicate: u32) -> World {
    let dice = Dice::new(scenario.seed, replicate);
    let districts =
        scenario.districts.iter().map(|plan| found_district(scenario, plan, parameters, &dice)).collect();
    World { dice, districts, week: Week::SPIN_UP }
}

/// Founds the world of one replicate with one of its districts alone.
///
/// # Panics
/// When the parameters do not fit the processes, which a checked scenario excludes.
pub(super) fn found_alone(
    scenario: &Scenario,
    plan: &DistrictPlan,
    parameters: &Parameters,
    replicate: u32,
) -> World {
    let dice = Dice::new(scenario.seed, replicate);
    let districts = vec![found_district(scenario, plan, parameters, &dice)];
    World { dice, districts, week: Week::SPIN_UP }
}

fn found_district(
    scenario: &Scenario,
    plan: &DistrictPlan,
    parameters: &Parameters,
    dice: &Dice,
) -> DistrictWorld {
    let entity = Entity::named(&plan.id);
    let today = Today { week: Week::SPIN_UP, dice: *dice, forcings: &scenario.forcings };
    let read = "parameters fit because the scenario was checked";
    let settlement = scenario.evidence.section("residents").expect(read);
    let founding = scenario.evidence.section("institutions.founding").expect(read);
    let accommodation = scenario.evidence.section("institutions.accommodation").expect(read);
    let residents = Residents::settle(*dice, entity, &plan.district, &settlement);
    let mut network = LocalNetwork::found(*dice, entity, &plan.district, &founding);
    network.index_services(Week::SPIN_UP);
    let city = CityInDistrict::found(*dice, entity, &plan.district, &accommodation);
    let volunteers = volunteering::found(&today, &parameters.volunteering, &residents);
    let ground = plan
        .district
        .settled_areas()
        .iter()
        .zip(&residents.of_neighbourhood)
        .map(|(area, rows)| Ground {
            centre: area.centre,
            radius: area.radius,
            inhabitants: area.inhabitants,
            residents: rows.clone(),
        })
        .collect();
    let desk = found_desks(&today, entity, parameters, &network, &city);
    DistrictWorld {
        id: plan.id.clone(),
        entity,
        ground,
        residents,
        refugees: Refugees::default(),
        cases: Cases::new(Week::SPIN_UP),
        episodes: Episodes::new(Week::SPIN_UP),
        volunteers,
        occasions: Occasions::default(),
        plan: planned(plan),
        network,
        intermediary: Intermediary::absent(entity.part(INTERMEDIARY, 0), desk),
        city,
        life: Agenda::from(Week::SPIN_UP),
        helpers_seen: 0,
        ledger: Ledger::new(),
    }
}

/// Returns what a scenario plans for a district's intermediary, and the ground on which its sites are chosen.
fn planned(plan: &DistrictPlan) -> Plan {
    let district = &plan.district;
    let [latitude, longitude] = district.welcome_point;
    let location = Location {
        welcome_point: Point::of_degrees(latitude, longitude),
        centres: district.settled_areas().iter().map(|area| (area.centre, area.inhabitants)).collect(),
    };
    Plan { location, configurations: plan.configurations.clone() }
}

/// Opens the desks that are there without an intermediary: advice services, and social work in accommodations.
fn found_desks(
    today: &Today,
    district: Entity,
    parameters: &Parameters,
    network: &LocalNetwork,
    city: &CityInDistrict,
) -> Column<DeskId, Desk> {
    let staff = &parameters.staff;
    let advice = network
        .institution
        .rows()
        .filter(|(_, institution)| institution.kind == InstitutionKind::AdviceService)
        .map(|(id, institution)| {
            (DeskOwner::AdviceService(id), institution.place, staff.advice_opening_hours.get())
        });
    let social_work = city
        .accommodation
        .rows()
        .map(|(id, shared)| (DeskOwner::SocialWork(id), shared.place, staff.social_work_opening_hours.get()));
    advice
        .chain(social_work)
        .enumerate()
        .map(|(number, (owner, place, opening_hours))| {
            let entity = district.part(DESK, number as u64);
            let directory = local_network::new_directory(
                today,
                &parameters.local_network,
                entity,
                place,
                owner,
                &network.institution,
                network.founded(),
            );
            Desk {
                entity,
                owner,
                place,
                anchor: None,
                opens: Week::SPIN_UP,
                closes: Week::NEVER,
                opening_hours,
                staff_hours: 0.0,
                open_hours: 0.0,
                clock: 0.0,
                free_at: Vec::new(),
                coming: Vec::new(),
                queue: std::collections::VecDeque::new(),
                directory,
                companion_hours: 0.0,
                busy_hours: 0.0,
                load: 0.0,
                languages: staff.service_languages.get(),
            }
        })
        .collect::<Column<DeskId, Desk>>()
}
