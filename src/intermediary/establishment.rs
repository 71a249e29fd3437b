//! Turns a configuration into sites, desks, hours, rooms and offers: the one place where options are matched.
//!
//! What comes out are facts: so many hours, at these places, for these needs. Processes read facts alone.

use crate::configuration::Configuration;
use crate::dice::Entity;
use crate::district::Place;
use crate::index::{DeskId, Id, InstitutionId};
use crate::network::{Belonging, Capacity, LocalNetwork};
use crate::time::{WEEKS_PER_YEAR, Week};
use crate::vocabulary::{Attachment, Naming, NamingScope, PerField, Support, Use};

pub use self::blueprint::Blueprint;
use self::facts::{common_facts, language_share};
use super::account::{Account, Parameters, sites};
use super::plan::{Location, Planned};
use super::{Anchor, Desk, DeskOwner, Establishment, Intermediary, Member, Served};

mod blueprint;
mod facts;
mod offers;

/// Kind number of sites in entities.
const SITE: u32 = 0x30;
/// Kind number of members of staff in entities.
pub const MEMBER: u32 = 0x32;

impl Intermediary {
    /// Establishes a configuration in a week: opens desks and offers, closes those of the one before, hires staff.
    ///
    /// Where users are asked, rooms and own offers are given to the needs that they stated so far.
    pub fn establish(
        &mut self,
        week: Week,
        planned: &Planned,
        prices: &Parameters,
        location: &Location,
        network: &mut LocalNetwork,
    ) {
        let Planned { configuration, account, .. } = planned;
        self.close(week, network);
        self.full_access_since = None;
        match configuration.support {
            Support::Nobody => self.establishment = None,
            Support::FullAccess => {
                self.establishment = None;
                self.full_access_since = Some(week);
            }
            Support::ExistingServices => self.extend_services(week, configuration, prices, account),
            Support::Intermediary => self.open(week, configuration, prices, account, location, network),
        }
    }

    /// Ends the intermediary for good, as when its money ends: desks and offers close, and staff leaves.
    pub fn end(&mut self, week: Week, network: &mut LocalNetwork) {
        self.close(week, network);
        self.establishment = None;
        self.staff.clear();
        self.rest();
    }

    /// Ends offers and desks of the configuration before; desks that stay are opened again at once.
    fn close(&mut self, week: Week, network: &mut LocalNetwork) {
        for desk in &mut self.desk {
            if desk.owner == DeskOwner::Intermediary && desk.closes > week {
                desk.closes = week;
            }
        }
        for institution in &mut network.institution {
            if institution.belonging != Belonging::External && institution.closes > week {
                institution.closes = week;
            }
        }
        // Capacity that was moved into the intermediary's rooms goes home.
        for (position, lent) in network.lent.iter_mut().enumerate() {
            match &mut network.institution[InstitutionId::at(position)].capacity {
                Capacity::Slots { per_week, .. } => *per_week += *lent,
                Capacity::Places { places, .. } => *places += *lent as u32,
            }
            *lent = 0.0;
        }
        self.offers.clear();
        self.hosting.clear();
        self.offer_hours_kept = 0.0;
    }

    fn extend_services(
        &mut self,
        week: Week,
        configuration: &Configuration,
        prices: &Parameters,
        account: &Account,
    ) {
        let desks = self
            .desk
            .rows()
            .filter(|(_, desk)| desk.owner != DeskOwner::Intermediary)
            .map(|(id, _)| id)
            .collect();
        let facts = common_facts(week, configuration, prices, account, desks);
        // Services for migrants say by their names for whom they are, each by its own.
        let (recognised_by_fled, recognised_by_residents) =
            prices.recognition.of(Naming::TargetGroup, NamingScope::Local);
        self.hire(week, account.posts, prices);
        self.establishment = Some(Establishment {
            at_existing_services: true,
            accompaniment: 0.0,
            own_offers: 0.0,
            paid_offers: Vec::new(),
            provides_for: Vec::new(),
            hosts_for: Vec::new(),
            accompanies: PerField::from_fn(|_| false),
            serves: PerField::from_fn(|_| true),
            volunteers_sought: 0,
            recognised_by_fled,
            recognised_by_residents,
            serves_whom: Served { fled_in_district: true, fled_elsewhere: true, ..Served::default() },
            openness: 0.0,
            circle: 0.0,
            grant_weeks: 0,
            participation_hours: 0.0,
            mediation_hours: 0.0,
            network_interval: None,
            ..facts
        });
    }

    fn open(
        &mut self,
        week: Week,
        configuration: &Configuration,
        prices: &Parameters,
        account: &Account,
        location: &Location,
        network: &mut LocalNetwork,
    ) {
        let mut facts = common_facts(week, configuration, prices, account, Vec::new());
        let languages = language_share(facts.openness, prices);
        let count = sites(configuration);
        let opening_hours = configuration.opening_hours_per_week.get() / f64::from(count);
        let mut desks = Vec::new();
        for (number, (place, anchor)) in
            places_of_sites(count, configuration, prices, location, network).into_iter().enumerate()
        {
            // Rooms in another's house are open no longer than the house.
            let house = anchor.filter(|anchor| anchor.same_house);
            let open = house.map_or(opening_hours, |anchor| {
                opening_hours.min(prices.house_hours[network.institution[anchor.institution].kind].get())
            });
            desks.push(self.open_desk(week, number as u64, place, anchor, open, languages));
        }
        facts.desks.clone_from(&desks);
        // What changes is not opened a second time, and a sponsor that stays does not set up anew.
        if let Some(before) = self.establishment.as_ref().filter(|before| !before.at_existing_services) {
            facts.opens = before.opens;
            let sponsor = |facts: &Establishment| (facts.circle, facts.grant_weeks, facts.paperwork_factor);
            if sponsor(before) == sponsor(&facts) {
                facts.start_up_until = before.start_up_until;
            }
        }
        let groupwork = facts.paid_hours * facts.shares[Use::Groupwork];

        let hosted = self.host(week, configuration, prices, &facts, network);
        facts.upkeep_hours = hosted * prices.hosted_upkeep_hours.get();
        self.provide(week, prices, &facts, network);
        self.gather_groups(week, prices, &desks, groupwork, network);

        self.hire(week, account.posts, prices);
        self.establishment = Some(facts);
    }

    /// Opens a desk at a place, or keeps the one that stands there.
    fn open_desk(
        &mut self,
        week: Week,
        number: u64,
        place: Place,
        anchor: Option<Anchor>,
        opening_hours: f64,
        languages: f64,
    ) -> DeskId {
        let standing =
            self.desk.rows().find(|(_, desk)| desk.owner == DeskOwner::Intermediary && desk.place == place);
        if let Some((id, _)) = standing {
            let desk = &mut self.desk[id];
            desk.closes = Week::NEVER;
            desk.opening_hours = opening_hours;
            desk.languages = languages;
            desk.anchor = anchor;
            return id;
        }
        let (entity, owner) = (self.entity.part(SITE, number), DeskOwner::Intermediary);
        self.desk.push(Desk { anchor, ..Desk::new(entity, owner, place, week, opening_hours, languages) })
    }

    /// Hires as many as the posts allow; who is there stays.
    fn hire(&mut self, week: Week, posts: f64, prices: &Parameters) {
        let count = posts.ceil().max(1.0) as usize;
        let hours = posts * prices.hours_per_post.get() / WEEKS_PER_YEAR / count as f64;
        self.staff.truncate(count);
        for member in &mut self.staff {
            member.hours = hours;
        }
        while self.staff.len() < count {
            self.staff.push(Member {
                hours,
                ill_until: week,
                next_illness: Week::NEVER,
                leaves: Week::NEVER,
                vacant_until: week,
                since: week,
            });
        }
    }
}

/// Chooses the places of sites, each of its own, and the institutions to which they are tied, each with one site.
///
/// Where there are more sites than institutions of the kind, the others stand alone.
fn places_of_sites(
    count: u8,
    configuration: &Configuration,
    prices: &Parameters,
    location: &Location,
    network: &LocalNetwork,
) -> Vec<(Place, Option<Anchor>)> {
    let beside = |place: Place| Place { east: place.east + prices.beside_km.get() as f32, ..place };
    let wanted =
        if count == 1 { vec![location.welcome_point] } else { spread_sites(count, location, beside) };
    let mut sites: Vec<(Place, Option<Anchor>)> = Vec::new();
    for place in wanted {
        let house = network.nearest(place, |institution| {
            let is_taken = |&(site, anchor): &(Place, Option<Anchor>)| {
                anchor
                    .is_some_and(|anchor| network.institution[anchor.institution].place == institution.place)
                    || site == institution.place
            };
            institution.belonging == Belonging::External
                && institution.kind == configuration.anchor
                && !sites.iter().any(is_taken)
        });
        let tied = |same_house| house.map(|institution| Anchor { institution, same_house });
        let there = house.map_or(place, |institution| network.institution[institution].place);
        let (mut site, anchor) = match (configuration.attachment, house) {
            (Attachment::Standalone, _) | (_, None) => (place, None),
            // Rooms next door: its visitors pass by, but one leaves the house to go there.
            (Attachment::Attached, Some(_)) => (beside(there), tied(false)),
            (Attachment::Integrated, Some(_)) => (there, tied(true)),
        };
        while sites.iter().any(|&(other, _)| other == site) {
            site = beside(site);
        }
        sites.push((site, anchor));
    }
    sites
}

/// Spreads sites over the centres of neighbourhoods, and where there are more sites than centres, over the points halfway between.
fn spread_sites(count: u8, location: &Location, beside: impl Fn(Place) -> Place) -> Vec<Place> {
    let nearest_of = |sites: &[Place], home: Place| {
        sites.iter().map(|site| site.km_to(home)).fold(f64::INFINITY, f64::min)
    };
    let mut chosen: Vec<Place> = Vec::new();
    while chosen.len() < usize::from(count) {
        // The centre that shortens most the way of the inhabitants to their nearest site.
        let centres = location.centres.iter().map(|&(candidate, _)| candidate);
        let centre = centres
            .filter(|candidate| !chosen.contains(candidate))
            .map(|candidate| {
                let sites = [&chosen[..], &[candidate]].concat();
                let ways = location
                    .centres
                    .iter()
                    .map(|&(home, people)| nearest_of(&sites, home) * f64::from(people));
                (ways.sum::<f64>(), candidate)
            })
            .min_by(|a, b| a.0.total_cmp(&b.0));
        // Beyond that, the point halfway between two sites that is farthest from all sites.
        let halfway = || {
            let pairs = chosen.iter().flat_map(|one| chosen.iter().map(move |other| (one, other)));
            pairs
                .map(|(one, other)| Place {
                    east: f32::midpoint(one.east, other.east),
                    north: f32::midpoint(one.north, other.north),
                })
                .filter(|point| !chosen.contains(point))
                .map(|point| (-nearest_of(&chosen, point), point))
                .min_by(|a, b| a.0.total_cmp(&b.0))
        };
        let next = centre.or_else(halfway).map(|(_, point)| point);
        chosen
            .push(next.unwrap_or_else(|| chosen.last().map_or(location.welcome_point, |&last| beside(last))));
    }
    chosen
}

/// Returns the entity of a member of staff.
pub fn member_entity(intermediary: Entity, number: usize) -> Entity {
    intermediary.part(MEMBER, number as u64)
}
