//! Founds the world of a district: who and what is there before the first week of the spin-up.

use crate::city::{AccommodationParameters, CityInDistrict};
use crate::dice::{Dice, Entity};
use crate::evidence::{Evidence, EvidenceFault};
use crate::forcing::Forcings;
use crate::index::{Column, DeskId};
use crate::intermediary::{Desk, DeskOwner, Intermediary};
use crate::ledger::Ledger;
use crate::network::{LocalNetwork, founding};
use crate::population::{Cases, Episodes, Occasions, Refugees, Residents, settlement};
use crate::process::{local_network, volunteering};
use crate::scenario::DistrictPlan;
use crate::schedule::Parameters;
use crate::time::{Agenda, Week};
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
    forcings: &Forcings,
    parameters: &Parameters,
    founding: &Founding,
) -> DistrictWorld {
    let entity = Entity::named(&plan.id);
    let Founding { settlement, institutions, accommodation } = founding;
    let residents = Residents::settle(dice, entity, &plan.district, settlement);
    let mut network = LocalNetwork::found(dice, entity, &plan.district, institutions);
    network.index_services(Week::SPIN_UP);
    let city = CityInDistrict::found(dice, entity, &plan.district, accommodation);
    let volunteers = volunteering::found(dice, &parameters.volunteering, forcings, &residents, Week::SPIN_UP);
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
    let desk = found_desks(dice, entity, parameters, &network, &city);
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
        network,
        intermediary: Intermediary::absent(entity.part(INTERMEDIARY, 0), desk),
        city,
        life: Agenda::from(Week::SPIN_UP),
        helpers_seen: 0,
        ledger: Ledger::new(),
    }
}

/// Opens the desks that are there without an intermediary: advice services, and social work in accommodations.
fn found_desks(
    dice: Dice,
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
                Week::SPIN_UP,
                dice,
                &parameters.local_network,
                entity,
                place,
                owner,
                network,
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
