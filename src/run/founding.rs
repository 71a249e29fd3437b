//! Founds the world of a district: who and what is there before the first week of the spin-up.

use super::accounts::Dated;
use crate::city::{AccommodationParameters, CityInDistrict};
use crate::dice::{Dice, Entity};
use crate::district::Place;
use crate::evidence::{Evidence, EvidenceFault};
use crate::forcing::Forcings;
use crate::index::{Column, DeskId};
use crate::intermediary::plan::Location;
use crate::intermediary::{Desk, DeskOwner, Intermediary, Plan, Planned};
use crate::network::{LocalNetwork, founding};
use crate::population::{Residents, settlement};
use crate::process::{local_network, volunteering};
use crate::scenario::DistrictPlan;
use crate::schedule::Parameters;
use crate::time::Week;
use crate::today::Today;
use crate::vocabulary::InstitutionKind;
use crate::world::{DistrictWorld, Ground};

/// Kind number of intermediaries in entities.
const INTERMEDIARY: u32 = 0x300;
/// Kind number of desks of other services in entities.
const DESK: u32 = 0x301;

/// Parameters that only the founding of a district needs.
#[derive(Debug, Clone)]
pub(super) struct Founding {
    settlement: settlement::Parameters,
    institutions: founding::Parameters,
    accommodation: AccommodationParameters,
}

impl Founding {
    /// Reads the parameters from the evidence.
    ///
    /// # Errors
    /// Returns the first section that does not fit.
    pub(super) fn read(evidence: &Evidence) -> Result<Self, EvidenceFault> {
        Ok(Self {
            settlement: evidence.section("residents")?,
            institutions: evidence.section("institutions.founding")?,
            accommodation: evidence.section("institutions.accommodation")?,
        })
    }
}

/// Founds a district, one week before anybody arrives.
pub(super) fn found(
    dice: Dice,
    plan: &DistrictPlan,
    accounts: &[Dated],
    forcings: &Forcings,
    parameters: &Parameters,
    founding: &Founding,
) -> DistrictWorld {
    let entity = Entity::named(&plan.id);
    let today = &Today { week: Week::SPIN_UP, dice, forcings };
    let Founding { settlement, institutions, accommodation } = founding;
    let residents = Residents::settle(dice, entity, &plan.district, settlement);
    let mut network = LocalNetwork::found(dice, entity, &plan.district, institutions);
    network.index_services(Week::SPIN_UP);
    let city = CityInDistrict::found(dice, entity, &plan.district, accommodation);
    let volunteers = volunteering::found(today, &parameters.volunteering, &residents);
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
    let desk = found_desks(today, entity, parameters, &network, &city);
    let intermediary = Intermediary::absent(entity.part(INTERMEDIARY, 0), desk);
    DistrictWorld {
        plan: planned(plan, accounts),
        ..DistrictWorld::new(&plan.id, ground, residents, volunteers, network, intermediary, city)
    }
}

/// Returns what a scenario plans for a district's intermediary, and the ground on which its sites are chosen.
pub(super) fn planned(plan: &DistrictPlan, accounts: &[Dated]) -> Plan {
    let district = &plan.district;
    let [latitude, longitude] = district.welcome_point;
    let location = Location {
        welcome_point: Place::of_degrees(latitude, longitude),
        centres: district.settled_areas().iter().map(|area| (area.centre, area.inhabitants)).collect(),
    };
    let own = accounts.iter().filter(|(district, ..)| *district == plan.id);
    let steps = plan.configurations.iter().zip(own).map(|((from, configuration), (.., account))| Planned {
        from: *from,
        configuration: configuration.clone(),
        account: account.clone(),
    });
    Plan { location, steps: steps.collect() }
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
            let languages = staff.service_languages.get();
            Desk { directory, ..Desk::new(entity, owner, place, Week::SPIN_UP, opening_hours, languages) }
        })
        .collect::<Column<DeskId, Desk>>()
}
