//! Who comes to the intermediary's desks besides people who fled: residents, people of other districts, donors, institutions.

use super::Parameters;
use crate::dice::{Dice, Entity, Purpose};
use crate::district::Point;
use crate::index::{DeskId, InstitutionId, ResidentId};
use crate::intermediary::{Client, Coming, Establishment, Intermediary, ResidentNeed, Served};
use crate::ledger::Ledger;
use crate::network::{Belonging, LocalNetwork};
use crate::numeric::{exp, ln, logistic};
use crate::population::{Residents, Travel};
use crate::time::{WEEKS_PER_YEAR, Week};
use crate::vocabulary::{Concept, InstitutionKind, Need};

/// A site to which others than people who fled can turn this week.
struct Site {
    desk: DeskId,
    place: Point,
    /// Attraction in log-odds at its door.
    value: f64,
    /// Share of the visitors of the house of children to which it is tied who know what it is for, and whether it is in it.
    notice: Option<(InstitutionId, f64, bool)>,
}

/// Lets residents' own needs arise and be taken to the intermediary or elsewhere.
///
/// # Panics
/// Never: some kind of need has a rate where needs arise at all.
pub fn residents_come(
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    intermediary: &mut Intermediary,
    network: &LocalNetwork,
    residents: &Residents,
    ledger: &mut Ledger,
) {
    if residents.adults.is_empty() {
        return;
    }
    let sites = sites(week, parameters, intermediary, network);
    let houses = Houses::of(&sites, network);
    let rates: [f64; 7] = std::array::from_fn(|kind| parameters.resident_needs.values()[kind].get());
    let expected = residents.adults.len() as f64 * rates.iter().sum::<f64>() / WEEKS_PER_YEAR;
    let mut stream = dice.stream(Purpose::ResidentNeed, week, residents.root);
    for _ in 0..stream.poisson(expected) {
        let id = residents.adults[stream.below(residents.adults.len())];
        let need = Need::ALL[stream.weighted(&rates).expect("a need that arises has a rate")];
        if need == Need::Language && !residents.resident[id].migration_history {
            continue;
        }
        ledger.resident_needs_arisen[need] += 1;
        let own = residents.entity(id).part(0, need as u64);
        let mut help = dice.stream(Purpose::ResidentHelp, week, own);
        let need = ResidentNeed {
            resident: id,
            need,
            advice_suffices: help.chance(parameters.resident_advice_suffices[need].get()),
            met_by_services: help.chance(parameters.services_meet.get()),
        };
        let site = intermediary
            .establishment
            .as_ref()
            .filter(|establishment| establishment.serves[need.need.field()])
            .and_then(|establishment| {
                nearest_known(id, dice, parameters, establishment, residents, &sites, &houses)
            });
        let mut route = dice.stream(Purpose::ResidentRoute, week, own);
        match site {
            Some((site, way)) if route.chance(chosen(site, way, parameters)) => {
                let client = Client::ResidentNeed(need);
                intermediary.desk[site.desk].coming.push(Coming { client, instant: route.unit() });
            }
            _ => ledger.end_resident_need(need.need, need.met_by_services),
        }
    }
}

/// Lets people who begin to help bring donations or ask what to do.
pub fn donors_come(
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    beginning_helpers: u64,
    intermediary: &mut Intermediary,
    residents: &Residents,
) {
    let Some(establishment) = &intermediary.establishment else { return };
    if establishment.at_existing_services || residents.adults.is_empty() {
        return;
    }
    let desks = establishment.desks.clone();
    let mut stream = dice.stream(Purpose::Donor, week, residents.root);
    for _ in 0..stream.poisson(beginning_helpers as f64 * parameters.donors_per_beginning.get()) {
        let id = residents.adults[stream.below(residents.adults.len())];
        let (instant, keeps) = (stream.unit(), stream.unit());
        let home = residents.resident[id].home;
        let Some(desk) = nearest(&desks, intermediary, home) else { return };
        // The price of distance is the one that everybody pays.
        if keeps < exp(-parameters.per_km.get() * intermediary.desk[desk].place.km_to(home)) {
            intermediary.desk[desk].coming.push(Coming { client: Client::Resident(id), instant });
        }
    }
}

/// Lets residents of other districts come where they are served: all of the city, or those who are in the district by day.
pub fn people_elsewhere_come(
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    travel: &Travel,
    intermediary: &mut Intermediary,
    network: &LocalNetwork,
    residents: &Residents,
) {
    let Some(establishment) = &intermediary.establishment else { return };
    let served = establishment.serves_whom;
    if !served.people_elsewhere && !served.people_by_day {
        return;
    }
    let sites = sites(week, parameters, intermediary, network);
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
        people_by_day_come(rate, week, dice, parameters, &sites, intermediary, residents);
        return;
    }
    // Who has a way to the desk may be in the district by day or not: both are among them.
    let mut stream = dice.stream(Purpose::PeopleElsewhere, week, intermediary.entity);
    let expected = parameters.people_in_reach.get() * rate;
    let each = expected / sites.len() as f64;
    for site in &sites {
        for _ in 0..stream.poisson(each * chosen(site, travel.outside_km.get(), parameters)) {
            let instant = stream.unit();
            // Nothing is known of the visitor: the visit is its own entity.
            let client = Client::Elsewhere(Entity(stream.bits()));
            intermediary.desk[site.desk].coming.push(Coming { client, instant });
        }
    }
}

/// Lets those come who live in other districts and are in this one by day, each from a place in it.
fn people_by_day_come(
    rate: f64,
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    sites: &[Site],
    intermediary: &mut Intermediary,
    residents: &Residents,
) {
    if residents.adults.is_empty() {
        return;
    }
    let by_day = parameters.present_by_day.get() * residents.adults.len() as f64;
    let mut stream = dice.stream(Purpose::PeopleByDay, week, intermediary.entity);
    for _ in 0..stream.poisson(by_day * rate) {
        // Where people live stands for where others work, learn and visit.
        let place = residents.resident[residents.adults[stream.below(residents.adults.len())]].home;
        let (instant, takes, visit) = (stream.unit(), stream.unit(), Entity(stream.bits()));
        let ways = sites.iter().map(|site| (site, site.place.km_to(place)));
        if let Some((site, way)) = ways.min_by(|a, b| a.1.total_cmp(&b.1))
            && takes < chosen(site, way, parameters)
        {
            intermediary.desk[site.desk].coming.push(Coming { client: Client::Elsewhere(visit), instant });
        }
    }
}

/// Lets institutions that know the intermediary ask it something, where it is there for them.
pub fn institutions_ask(
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    intermediary: &mut Intermediary,
    network: &LocalNetwork,
) {
    let Some(establishment) = &intermediary.establishment else { return };
    if !establishment.serves_whom.institutions || establishment.at_existing_services {
        return;
    }
    let desks = establishment.desks.clone();
    let founded = network.founded();
    let mut stream = dice.stream(Purpose::InstitutionQuestion, week, intermediary.entity);
    for _ in 0..stream.poisson(founded as f64 * parameters.questions_per_institution.get()) {
        // Any has a question; who does not know the intermediary does not think of it.
        let id = InstitutionId(stream.below(founded) as u16);
        let instant = stream.unit();
        let institution = &network.institution[id];
        if institution.knows_intermediary.is_none()
            || institution.belonging != Belonging::External
            || institution.closes <= week
        {
            continue;
        }
        let Some(desk) = nearest(&desks, intermediary, institution.place) else { return };
        intermediary.desk[desk].coming.push(Coming { client: Client::Institution(id), instant });
    }
}

/// Returns the desk nearest to a place.
fn nearest(desks: &[DeskId], intermediary: &Intermediary, place: Point) -> Option<DeskId> {
    let km = |desk: DeskId| intermediary.desk[desk].place.km_to(place);
    desks.iter().copied().min_by(|&a, &b| km(a).total_cmp(&km(b)))
}

/// Returns the intermediary's sites whose door is open this week.
fn sites(
    week: Week,
    parameters: &Parameters,
    intermediary: &Intermediary,
    network: &LocalNetwork,
) -> Vec<Site> {
    let Some(establishment) = &intermediary.establishment else { return Vec::new() };
    if establishment.at_existing_services {
        return Vec::new();
    }
    let is_open = |desk: &DeskId| {
        let desk = &intermediary.desk[*desk];
        desk.opens <= week && desk.closes > week && desk.open_hours > 0.0
    };
    let site = |&id: &DeskId| {
        let desk = &intermediary.desk[id];
        let anchor = desk.anchor.filter(|anchor| {
            let house = &network.institution[anchor.institution];
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
    establishment.desks.iter().filter(|desk| is_open(desk)).map(site).collect()
}

const fn is_for_children(kind: InstitutionKind) -> bool {
    matches!(kind, InstitutionKind::Childcare | InstitutionKind::FamilyCentre | InstitutionKind::School)
}

/// Returns the chance that somebody with a need takes it to a site rather than to the services that are there anyway.
fn chosen(site: &Site, way: f64, parameters: &Parameters) -> f64 {
    logistic(site.value - parameters.per_km.get() * way)
}

/// The houses of children of the district, where some site is tied to one.
struct Houses(Vec<(InstitutionId, bool, Point)>);

impl Houses {
    fn of(sites: &[Site], network: &LocalNetwork) -> Self {
        if sites.iter().all(|site| site.notice.is_none()) {
            return Self(Vec::new());
        }
        let houses = network
            .institution
            .rows()
            .filter(|(_, house)| house.belonging == Belonging::External && is_for_children(house.kind))
            .map(|(id, house)| (id, house.kind == InstitutionKind::School, house.place));
        Self(houses.collect())
    }

    /// Returns whether a house is the nearest of its class to a home.
    fn is_nearest(&self, id: InstitutionId, home: Point) -> bool {
        self.0.iter().find(|(house, ..)| *house == id).is_some_and(|&(_, is_school, place)| {
            let way = home.km_to(place);
            self.0
                .iter()
                .filter(|(other, school, _)| *other != id && *school == is_school)
                .all(|(_, _, other)| home.km_to(*other) >= way)
        })
    }
}

/// Returns the site nearest to a resident who is served and knows it, with the kilometres to go there on purpose.
///
/// One knows a site whose name means people like oneself, or past which one takes one's children.
fn nearest_known<'a>(
    id: ResidentId,
    dice: &Dice,
    parameters: &Parameters,
    establishment: &Establishment,
    residents: &Residents,
    sites: &'a [Site],
    houses: &Houses,
) -> Option<(&'a Site, f64)> {
    if sites.is_empty() {
        return None;
    }
    let resident = &residents.resident[id];
    // What a resident is like in these respects holds for good.
    let mut stream = dice.stream(Purpose::ResidentTrait, Week::START, residents.entity(id));
    let is_newcomer = stream.chance(parameters.residents_newly_in_city.get());
    if !serves_resident(&establishment.serves_whom, resident.migration_history, is_newcomer) {
        return None;
    }
    let recognises = stream.chance(establishment.recognised_by_residents);
    let attention = stream.unit();
    sites
        .iter()
        .filter_map(|site| {
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
        .min_by(|a, b| a.1.total_cmp(&b.1))
}

/// Returns whether an audience includes a resident of the district.
const fn serves_resident(served: &Served, migration_history: bool, is_newcomer: bool) -> bool {
    (served.residents_with_history && migration_history)
        || (served.residents_without_history && !migration_history)
        || (served.newcomers && is_newcomer)
}
