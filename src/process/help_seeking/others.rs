//! Who comes to the intermediary's desks besides people who fled: residents, people of other districts, donors, institutions.

use super::Parameters;
use crate::dice::{Entity, Purpose, Stream};
use crate::district::Place;
use crate::index::{Column, DeskId, InstitutionId, ResidentId};
use crate::intermediary::{Client, Coming, Desk, Establishment, Intermediary, ResidentNeed, Served};
use crate::ledger::Ledger;
use crate::network::{Belonging, Institution};
use crate::numeric::{exp, ln, logistic};
use crate::population::{Resident, Residents, Travel, best_door};
use crate::time::{WEEKS_PER_YEAR, Week};
use crate::today::Today;
use crate::vocabulary::{Concept, InstitutionKind, Need};
use crate::world::DistrictWorld;

/// What the coming of others reads, and what it writes.
#[derive(Debug)]
pub struct Scene<'a> {
    intermediary: Entity,
    establishment: Option<&'a Establishment>,
    /// The entity from which those of residents are made.
    residents: Entity,
    resident: &'a Column<ResidentId, Resident>,
    adults: &'a [ResidentId],
    institution: &'a Column<InstitutionId, Institution>,
    /// How many of the institutions were there from the beginning.
    founded: usize,
    /// Beginnings of volunteering so far.
    begun: u64,
    helpers_seen: &'a mut u64,
    desk: &'a mut Column<DeskId, Desk>,
    ledger: &'a mut Ledger,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { residents, volunteers, network, intermediary, helpers_seen, ledger, .. } =
            district;
        let Residents { root, resident, adults, .. } = residents;
        let Intermediary { entity, establishment, desk, .. } = intermediary;
        Self {
            intermediary: *entity,
            establishment: establishment.as_ref(),
            residents: *root,
            resident,
            adults,
            institution: &network.institution,
            founded: network.founded(),
            begun: volunteers.begun,
            helpers_seen,
            desk,
            ledger,
        }
    }
}

/// A site to which others than people who fled can turn this week.
struct Site {
    desk: DeskId,
    place: Place,
    /// Attraction in log-odds at its door.
    value: f64,
    /// Share of the visitors of the house of children to which it is tied who know what it is for, and whether it is in it.
    notice: Option<(InstitutionId, f64, bool)>,
}

/// Lets residents' own needs arise and be taken to the intermediary or elsewhere.
///
/// # Panics
/// Never: some kind of need has a rate where needs arise at all.
pub fn residents_come(today: &Today, parameters: &Parameters, scene: Scene) {
    let Scene { establishment, residents, resident, adults, institution, desk, ledger, .. } = scene;
    if adults.is_empty() {
        return;
    }
    let sites = sites(today, parameters, establishment, desk, institution);
    let houses = Houses::of(&sites, institution);
    let rates: [f64; 7] = std::array::from_fn(|kind| parameters.resident_needs.values()[kind].get());
    let expected = adults.len() as f64 * rates.iter().sum::<f64>() / WEEKS_PER_YEAR;
    let mut stream = today.stream(Purpose::ResidentNeed, residents);
    for _ in 0..stream.poisson(expected) {
        let id = adults[stream.below(adults.len())];
        let need = Need::ALL[stream.weighted(&rates).expect("a need that arises has a rate")];
        let who = &resident[id];
        if need == Need::Language && !who.migration_history {
            continue;
        }
        ledger.resident_needs_arisen[need] += 1;
        let entity = Residents::entity_of(residents, id);
        let own = entity.part(0, need as u64);
        let mut help = today.stream(Purpose::ResidentHelp, own);
        let need = ResidentNeed {
            resident: id,
            need,
            advice_suffices: help.chance(parameters.resident_advice_suffices[need].get()),
            met_by_services: help.chance(parameters.services_meet.get()),
        };
        let known = establishment
            .filter(|establishment| establishment.serves[need.need.field()])
            .map(|of| known_sites(today, parameters, (entity, who), of, &sites, &houses));
        let site = best(parameters, known.into_iter().flatten(), || today.stream(Purpose::Door, own));
        let mut route = today.stream(Purpose::ResidentRoute, own);
        match site {
            Some((site, value)) if route.chance(logistic(value)) => {
                let client = Client::ResidentNeed(need);
                desk[site.desk].coming.push(Coming { client, instant: route.unit() });
            }
            _ => ledger.end_resident_need(need.need, need.met_by_services),
        }
    }
}

/// Lets people who begin to help bring donations or ask what to do.
pub fn donors_come(today: &Today, parameters: &Parameters, scene: Scene) {
    let Scene { establishment, residents, resident, adults, begun, helpers_seen, desk, .. } = scene;
    let beginning = begun - std::mem::replace(helpers_seen, begun);
    let Some(establishment) = establishment else { return };
    if establishment.at_existing_services || adults.is_empty() {
        return;
    }
    let mut stream = today.stream(Purpose::Donor, residents);
    for _ in 0..stream.poisson(beginning as f64 * parameters.donors_per_beginning.get()) {
        let id = adults[stream.below(adults.len())];
        let (instant, keeps) = (stream.unit(), stream.unit());
        let home = resident[id].home;
        let tie = || today.stream(Purpose::Door, Residents::entity_of(residents, id));
        let Some((at, km)) = nearest(today.week, &establishment.desks, desk, home, tie) else { return };
        // The price of distance is the one that everybody pays.
        if keeps < exp(-parameters.per_km.get() * km) {
            desk[at].coming.push(Coming { client: Client::Resident(id), instant });
        }
    }
}

/// Lets residents of other districts come where they are served: all of the city, or those who are in the district by day.
pub fn people_elsewhere_come(today: &Today, parameters: &Parameters, travel: &Travel, scene: Scene) {
    let Scene { intermediary, establishment, resident, adults, institution, desk, .. } = scene;
    let Some(establishment) = establishment else { return };
    let served = establishment.serves_whom;
    if !served.people_elsewhere && !served.people_by_day {
        return;
    }
    let sites = sites(today, parameters, Some(establishment), desk, institution);
    if sites.is_empty() {
        return;
    }
    // German courses are looked for in one's own district.
    let rate: f64 = parameters
        .resident_needs
        .iter()
        .filter(|(need, _)| *need != Need::Language && establishment.serves[need.field()])
        .map(|(_, rate)| rate.get())
        .sum();
    let rate = rate / WEEKS_PER_YEAR * establishment.recognised_by_residents;
    if !served.people_elsewhere {
        let by_day = parameters.present_by_day.get() * adults.len() as f64;
        let mut stream = today.stream(Purpose::PeopleByDay, intermediary);
        for _ in 0..stream.poisson(by_day * rate) {
            // Where people live stands for where others work, learn and visit.
            let place = resident[adults[stream.below(adults.len())]].home;
            let (instant, takes, visit) = (stream.unit(), stream.unit(), Entity(stream.bits()));
            let ways = sites.iter().map(|site| (site, site.place.km_to(place)));
            let site = best(parameters, ways, || today.stream(Purpose::Door, visit));
            if let Some((site, value)) = site
                && takes < logistic(value)
            {
                desk[site.desk].coming.push(Coming { client: Client::Elsewhere(visit), instant });
            }
        }
        return;
    }
    // Who has a way to the desk may be in the district by day or not: both are among them.
    let mut stream = today.stream(Purpose::PeopleElsewhere, intermediary);
    let expected = parameters.people_in_reach.get() * rate;
    let best_for = |visit: Entity| {
        let ways = sites.iter().map(|site| (site, travel.outside_km.get()));
        best(parameters, ways, || today.stream(Purpose::Door, visit))
    };
    // All have the same way, and so the same best door or doors.
    let takes = best_for(intermediary).map_or(0.0, |(_, value)| logistic(value));
    for _ in 0..stream.poisson(expected * takes) {
        // Nothing is known of the visitor: the visit is its own entity.
        let (instant, visit) = (stream.unit(), Entity(stream.bits()));
        if let Some((site, _)) = best_for(visit) {
            desk[site.desk].coming.push(Coming { client: Client::Elsewhere(visit), instant });
        }
    }
}

/// Lets institutions that know the intermediary ask it something, where it is there for them.
pub fn institutions_ask(today: &Today, parameters: &Parameters, scene: Scene) {
    let Scene { intermediary, establishment, institution, founded, desk, .. } = scene;
    let Some(establishment) = establishment else { return };
    if !establishment.serves_whom.institutions || establishment.at_existing_services {
        return;
    }
    let mut stream = today.stream(Purpose::InstitutionQuestion, intermediary);
    for _ in 0..stream.poisson(founded as f64 * parameters.questions_per_institution.get()) {
        // Any has a question; who does not know the intermediary does not think of it.
        let id = InstitutionId(stream.below(founded) as u16);
        let instant = stream.unit();
        let institution = &institution[id];
        if institution.knows_intermediary.is_none()
            || institution.belonging != Belonging::External
            || institution.closes <= today.week
        {
            continue;
        }
        let tie = || today.stream(Purpose::Door, institution.entity);
        let Some((at, _)) = nearest(today.week, &establishment.desks, desk, institution.place, tie) else {
            return;
        };
        desk[at].coming.push(Coming { client: Client::Institution(id), instant });
    }
}

/// Returns the open desk nearest to a place, with the kilometres to it.
fn nearest(
    week: Week,
    among: &[DeskId],
    desk: &Column<DeskId, Desk>,
    place: Place,
    tie: impl Fn() -> Stream,
) -> Option<(DeskId, f64)> {
    let open = among.iter().copied().filter(|&id| desk[id].is_open(week));
    best_door(open.map(|id| (id, -desk[id].place.km_to(place))), tie).map(|(id, km)| (id, -km))
}

/// Returns the intermediary's sites whose door is open this week.
fn sites(
    today: &Today,
    parameters: &Parameters,
    establishment: Option<&Establishment>,
    desk: &Column<DeskId, Desk>,
    institution: &Column<InstitutionId, Institution>,
) -> Vec<Site> {
    let week = today.week;
    let Some(establishment) = establishment.filter(|of| !of.at_existing_services) else { return Vec::new() };
    let site = |&id: &DeskId| {
        let desk = &desk[id];
        let anchor = desk.anchor.filter(|anchor| {
            let house = &institution[anchor.institution];
            is_for_children(house.kind) && house.closes > week
        });
        Site {
            desk: id,
            place: desk.place,
            value: parameters.pull_resident.get()
                + parameters.opening_elasticity.get()
                    * ln(desk.open_hours / parameters.reference_hours.get()),
            notice: anchor
                .map(|anchor| (anchor.institution, parameters.notice.of(anchor), anchor.same_house)),
        }
    };
    establishment.desks.iter().filter(|&&id| desk[id].is_open(week)).map(site).collect()
}

const fn is_for_children(kind: InstitutionKind) -> bool {
    matches!(kind, InstitutionKind::Childcare | InstitutionKind::FamilyCentre | InstitutionKind::School)
}

/// Returns the best of some sites, each with the kilometres to it, and the log-odds of taking a need there rather than to the
/// services that are there anyway.
fn best<'a>(
    parameters: &Parameters,
    sites: impl Iterator<Item = (&'a Site, f64)>,
    tie: impl Fn() -> Stream,
) -> Option<(&'a Site, f64)> {
    best_door(sites.map(|(site, way)| (site, site.value - parameters.per_km.get() * way)), tie)
}

/// The houses of children of the district, where some site is tied to one.
struct Houses(Vec<(InstitutionId, bool, Place)>);

impl Houses {
    fn of(sites: &[Site], institution: &Column<InstitutionId, Institution>) -> Self {
        if sites.iter().all(|site| site.notice.is_none()) {
            return Self(Vec::new());
        }
        let houses = institution
            .rows()
            .filter(|(_, house)| house.belonging == Belonging::External && is_for_children(house.kind))
            .map(|(id, house)| (id, house.kind == InstitutionKind::School, house.place));
        Self(houses.collect())
    }

    /// Returns whether a house is the nearest of its class to a home.
    fn is_nearest(&self, id: InstitutionId, home: Place) -> bool {
        self.0.iter().find(|(house, ..)| *house == id).is_some_and(|&(_, is_school, place)| {
            let way = home.km_to(place);
            self.0
                .iter()
                .filter(|(other, school, _)| *other != id && *school == is_school)
                .all(|(_, _, other)| home.km_to(*other) >= way)
        })
    }
}

/// Returns the sites that a resident knows who is served, with the kilometres to go there on purpose.
///
/// One knows a site whose name means people like oneself, or past which one takes one's children.
fn known_sites<'a>(
    today: &Today,
    parameters: &Parameters,
    (entity, resident): (Entity, &'a Resident),
    establishment: &Establishment,
    sites: &'a [Site],
    houses: &'a Houses,
) -> impl Iterator<Item = (&'a Site, f64)> {
    // What a resident is like in these respects holds for good.
    let mut stream = today.dice.stream(Purpose::ResidentTrait, Week::START, entity);
    let is_newcomer = stream.chance(parameters.residents_newly_in_city.get());
    let is_served = serves_resident(&establishment.serves_whom, resident.migration_history, is_newcomer);
    let recognises = stream.chance(establishment.recognised_by_residents);
    let attention = stream.unit();
    sites.iter().filter(move |_| is_served).filter_map(move |site| {
        let visited = site.notice.filter(|(house, share, _)| {
            resident.children && attention < *share && houses.is_nearest(*house, resident.home)
        });
        match visited {
            // Who takes a child there makes no way for it.
            Some((_, _, true)) => Some((site, 0.0)),
            Some(_) => Some((site, site.place.km_to(resident.home))),
            None => recognises.then(|| (site, site.place.km_to(resident.home))),
        }
    })
}

/// Returns whether an audience includes a resident of the district.
const fn serves_resident(served: &Served, migration_history: bool, is_newcomer: bool) -> bool {
    (served.residents_with_history && migration_history)
        || (served.residents_without_history && !migration_history)
        || (served.newcomers && is_newcomer)
}
