//! Turns a configuration into sites, desks, hours, rooms and offers: the one place where options are matched.
//!
//! What comes out are facts: so many hours, at these places, for these needs. Processes read facts alone.

use crate::configuration::{Configuration, Coordinator};
use crate::dice::{Dice, Entity, Purpose};
use crate::district::Point;
use crate::index::{DeskId, Id, InstitutionId};
use crate::network::{Belonging, Capacity, Institution, LocalNetwork};
use crate::time::{WEEKS_PER_YEAR, Week};
use crate::vocabulary::{
    Approach, Attachment, Audience, Concept, InstitutionKind, Method, Need, PerField, PerNeed, PerUse,
    Support, Use,
};

use super::account::{Account, Parameters, Unaffordable, share_worked_as, sites, works_as};
use super::{Desk, DeskOwner, Directory, Establishment, Intermediary, Member};

/// Kind number of sites in entities.
const SITE: u32 = 0x30;
/// Kind number of own and hosted offers in entities.
const OFFER: u32 = 0x31;
/// Kind number of members of staff in entities.
pub const MEMBER: u32 = 0x32;

/// Needs in the order in which rooms and own offers are given to them, unless users are asked.
const OFFER_ORDER: [Need; 6] =
    [Need::Language, Need::Job, Need::Housing, Need::Education, Need::Health, Need::Company];

/// The ground on which sites are chosen.
#[derive(Debug, Clone)]
pub struct Location {
    /// Where a single site stands.
    pub welcome_point: Point,
    /// Centres of neighbourhoods with their inhabitants.
    pub centres: Vec<(Point, u32)>,
}

impl Intermediary {
    /// Establishes a configuration in a week: opens desks and offers, closes those of the one before, hires staff.
    ///
    /// `stated` are the needs that people stated so far, by kind; they count where users are asked.
    ///
    /// # Errors
    /// Returns [`Unaffordable`] when the budget does not pay for the configuration; nothing is changed then.
    pub fn establish(
        &mut self,
        week: Week,
        configuration: &Configuration,
        prices: &Parameters,
        location: &Location,
        stated: &PerNeed<u64>,
        network: &mut LocalNetwork,
        dice: &Dice,
    ) -> Result<(), Unaffordable> {
        let account = Account::draw_up(configuration, prices)?;
        self.close(week, network);
        match configuration.support {
            Support::Nobody => self.establishment = None,
            Support::ExistingServices => self.extend_services(week, configuration, prices, &account),
            Support::Intermediary => {
                self.open(week, configuration, prices, &account, location, stated, network, dice);
            }
        }
        Ok(())
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
        self.hire(week, account.posts, prices);
        self.establishment = Some(Establishment {
            at_existing_services: true,
            accompaniment: 0.0,
            own_offers: 0.0,
            accompanies: PerField::from_fn(|_| false),
            serves: PerField::from_fn(|_| true),
            volunteers_sought: 0,
            recognised_by_fled: 1.0,
            recognised_by_residents: 1.0,
            serves_residents: false,
            participation_hours: 0.0,
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
        stated: &PerNeed<u64>,
        network: &mut LocalNetwork,
        dice: &Dice,
    ) {
        let count = sites(configuration);
        let opening_hours = configuration.opening_hours_per_week.get() / f64::from(count);
        let mut desks = Vec::new();
        for number in 0..count {
            let place = site_place(number, count, configuration, location, network);
            desks.push(self.open_desk(
                week,
                number,
                place,
                opening_hours,
                language_share(configuration, prices),
            ));
        }
        let facts = common_facts(week, configuration, prices, account, desks.clone());
        let weekly = |planned: Use| facts.paid_hours * facts.shares[planned];

        let hosting = share_worked_as(configuration, Approach::Host);
        if hosting > 0.0 {
            self.host(week, configuration, prices, &desks, weekly(Use::Networking), network);
        }
        let own_hours = weekly(Use::Casework) * facts.own_offers / (1.0 + prices.offer_preparation.get());
        self.provide(week, configuration, prices, &desks, own_hours, stated, network);
        self.gather_groups(week, prices, &desks, weekly(Use::Groupwork), network);

        self.hire(week, account.posts, prices);
        let entity = self.entity;
        for (number, member) in self.staff.iter_mut().enumerate() {
            // The first illness of a member is due after a keyed waiting time, fixed by `staff`.
            let mut stream = dice.stream(Purpose::Illness, week, entity.part(MEMBER, number as u64));
            member.next_illness = week.plus(stream.below(13) as i32);
        }
        self.establishment = Some(facts);
    }

    /// Opens a desk at a place, or keeps the one that stands there.
    fn open_desk(
        &mut self,
        week: Week,
        number: u8,
        place: Point,
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
            return id;
        }
        self.desk.push(Desk {
            entity: self.entity.part(SITE, u64::from(number)),
            owner: DeskOwner::Intermediary,
            place,
            opens: week,
            closes: Week::NEVER,
            opening_hours,
            staff_hours: 0.0,
            open_hours: 0.0,
            clock: 0.0,
            free_at: Vec::new(),
            coming: Vec::new(),
            queue: std::collections::VecDeque::new(),
            directory: Directory::default(),
            companion_hours: 0.0,
            busy_hours: 0.0,
            load: 0.0,
            languages,
        })
    }

    /// Gives rooms to external institutions: hours of theirs are moved under this roof, none are made.
    fn host(
        &mut self,
        week: Week,
        configuration: &Configuration,
        prices: &Parameters,
        desks: &[DeskId],
        networking_hours: f64,
        network: &mut LocalNetwork,
    ) {
        let fitting = (f64::from(configuration.rooms) * prices.hosted_per_room.get()).floor();
        // Each hosted tie costs hours to keep up, so networking bounds their number.
        let kept_up = (networking_hours / prices.hosted_upkeep_hours.get().max(1e-9)).floor();
        let mut left = fitting.min(kept_up) as usize;
        let mut turn = 0;
        for need in OFFER_ORDER {
            let field = need.field();
            if left == 0 || !configuration.fields[field] || configuration.approach[field] != Approach::Host {
                continue;
            }
            let desk = desks[turn % desks.len()];
            let place = self.desk[desk].place;
            let Some(home) = nearest(network, place, |institution| {
                institution.belonging == Belonging::External && institution.helps_with(need, week)
            }) else {
                continue;
            };
            let host = &mut network.institution[home];
            let moved = match &mut host.capacity {
                Capacity::Slots { per_week, .. } => {
                    let wanted = prices.hosted_hours_per_week.get() * prices.hosted_cases_per_hour.get();
                    let moved = wanted.min(*per_week * prices.hosted_share_moved.get());
                    *per_week -= moved;
                    Capacity::Slots { per_week: moved, left: 0.0 }
                }
                Capacity::Places { places, taken } => {
                    let wanted = prices.offer_places.get();
                    let moved =
                        wanted.min(f64::from(*places) * prices.hosted_share_moved.get()).floor() as u32;
                    // Nobody is put out of a place for the sake of a room.
                    let moved = moved.min(places.saturating_sub(*taken));
                    *places -= moved;
                    Capacity::Places { places: moved, taken: 0 }
                }
            };
            let branch = Institution {
                entity: host.entity.part(OFFER, need.position() as u64),
                place,
                belonging: Belonging::Hosted(desk),
                capacity: moved,
                waiting: std::collections::VecDeque::new(),
                opens: week,
                closes: Week::NEVER,
                serves: 1 << need as u8,
                knows_intermediary: Some(week),
                ..host.clone()
            };
            network.lent[home.position()] += match moved {
                Capacity::Slots { per_week, .. } => per_week,
                Capacity::Places { places, .. } => f64::from(places),
            };
            network.institution.push(branch);
            left -= 1;
            turn += 1;
        }
    }

    /// Founds own offers as far as the hours reach.
    fn provide(
        &mut self,
        week: Week,
        configuration: &Configuration,
        prices: &Parameters,
        desks: &[DeskId],
        weekly_hours: f64,
        stated: &PerNeed<u64>,
        network: &mut LocalNetwork,
    ) {
        let each = prices.offer_hours_per_week.get();
        let count = (weekly_hours / each).floor() as usize;
        let mut needs: Vec<Need> = OFFER_ORDER
            .into_iter()
            .filter(|need| {
                configuration.fields[need.field()]
                    && configuration.approach[need.field()] == Approach::Provide
            })
            .collect();
        if configuration.participation.get() > 0.0 {
            // Whoever asks its users offers first what most of them ask for; the sort keeps the order among equals.
            needs.sort_by_key(|&need| std::cmp::Reverse(stated[need]));
        }
        if needs.is_empty() {
            return;
        }
        for number in 0..count {
            let need = needs[number % needs.len()];
            let desk = desks[number % desks.len()];
            let capacity = match need {
                Need::Language | Need::Education | Need::Company => {
                    Capacity::Places { places: prices.offer_places.get() as u32, taken: 0 }
                }
                _ => Capacity::Slots { per_week: each * prices.offer_cases_per_hour.get(), left: 0.0 },
            };
            self.found_offer(week, number as u64, need, desk, capacity, each, network);
        }
    }

    /// Founds weekly groups of people who fled and residents.
    fn gather_groups(
        &mut self,
        week: Week,
        prices: &Parameters,
        desks: &[DeskId],
        weekly_hours: f64,
        network: &mut LocalNetwork,
    ) {
        let each = prices.group_hours_per_week.get();
        // Shared rooms and part-time groups exist: places follow the hours.
        let places = (weekly_hours / each * prices.group_places.get() / desks.len() as f64).floor() as u32;
        if places == 0 {
            return;
        }
        for (number, &desk) in desks.iter().enumerate() {
            let capacity = Capacity::Places { places, taken: 0 };
            self.found_offer(week, 0x100 + number as u64, Need::Company, desk, capacity, each, network);
        }
    }

    fn found_offer(
        &self,
        week: Week,
        number: u64,
        need: Need,
        desk: DeskId,
        capacity: Capacity,
        hours_per_week: f64,
        network: &mut LocalNetwork,
    ) {
        let kind = match need {
            Need::Language => InstitutionKind::LanguageSchool,
            Need::Housing => InstitutionKind::HousingCompany,
            Need::Job => InstitutionKind::JobCentre,
            Need::Education => InstitutionKind::AdultEducation,
            Need::Health => InstitutionKind::HealthService,
            Need::Authorities => InstitutionKind::PublicOffice,
            Need::Company => InstitutionKind::FamilyCentre,
        };
        network.institution.push(Institution {
            entity: self.entity.part(OFFER, (u64::from(week.0 as u32) << 16) | number),
            kind,
            place: self.desk[desk].place,
            belonging: Belonging::Own(desk),
            serves: 1 << need as u8,
            capacity,
            waiting: std::collections::VecDeque::new(),
            opens: week,
            closes: Week::NEVER,
            speaks_languages: true,
            childcare: need == Need::Language,
            hours_per_week,
            knows_intermediary: Some(week),
        });
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
                next_illness: week,
                leaves: Week::NEVER,
                vacant_until: week,
                since: week,
            });
        }
    }
}

/// Facts that both an intermediary and hours bought at services share.
fn common_facts(
    week: Week,
    configuration: &Configuration,
    prices: &Parameters,
    account: &Account,
    desks: Vec<DeskId>,
) -> Establishment {
    let paid_hours = account.posts * prices.hours_per_post.get() / WEEKS_PER_YEAR;
    let intermediary = configuration.support == Support::Intermediary;
    let direct = prices.direct_share.get();
    let volunteers = if intermediary { configuration.volunteers } else { 0 };
    let coordination = (f64::from(volunteers) * prices.coordination_hours_per_volunteer.get() / paid_hours)
        .min(0.5 * direct);
    let methods = |method: Method| configuration.methods[method].get() * (direct - coordination);
    let shares = PerUse::from_fn(|planned| match planned {
        Use::Casework => methods(Method::Casework),
        Use::Groupwork if intermediary => methods(Method::Groupwork),
        Use::Networking => methods(Method::Networking),
        Use::SocialSpace => methods(Method::SocialSpace),
        Use::Overhead => 1.0 - direct,
        Use::Coordination => coordination,
        // Services that exist already run no groups for the intermediary's money: those hours stay unspent and are shown.
        Use::Unspent if !intermediary => methods(Method::Groupwork),
        _ => 0.0,
    });
    let guiding = share_worked_as(configuration, Approach::Guide);
    let providing = share_worked_as(configuration, Approach::Provide);
    let (recognised_by_fled, recognised_by_residents) =
        prices.recognition.of(configuration.naming, configuration.naming_scope);
    let everyone = [Audience::Present, Audience::Residents, Audience::City];
    Establishment {
        opens: week,
        desks,
        at_existing_services: false,
        paid_hours,
        shares,
        accompaniment: configuration.accompaniment.get() * guiding,
        accompanies: PerField::from_fn(|field| {
            configuration.fields[field] && configuration.approach[field] == Approach::Guide
        }),
        own_offers: configuration.own_offers.get() * providing,
        serves: configuration.fields,
        euros_per_year: account.budget,
        account: account.items.clone(),
        volunteers_sought: volunteers,
        recognised_by_fled,
        recognised_by_residents,
        serves_residents: everyone.iter().any(|&audience| configuration.audience[audience]),
        participation_hours: configuration.participation.get() * prices.participation_hours.get(),
        language_mediation: configuration.inclusion.get() > 0.0,
        person_independent: configuration.local_network.person_independent,
        network_interval: (configuration.local_network.coordinator == Coordinator::Intermediary)
            .then_some(configuration.local_network.interval_weeks),
        city_share: configuration.city_network.share.get(),
        reports_needs: configuration.city_network.reporting,
        paperwork_factor: prices.paperwork_factor.of(configuration.sponsorship).get(),
        start_up_until: week.plus(prices.start_up_weeks.of(configuration.sponsorship).get() as i32),
        hosts: works_as(configuration, Approach::Host),
    }
}

/// Chooses the place of a site: the first where the district's stands, the others where most people are far from one.
fn site_place(
    number: u8,
    count: u8,
    configuration: &Configuration,
    location: &Location,
    network: &LocalNetwork,
) -> Point {
    let mut chosen: Vec<Point> = Vec::new();
    for _ in 0..=number {
        let next = if count == 1 {
            location.welcome_point
        } else {
            // The centre that shortens most the way of the inhabitants to their nearest site.
            location
                .centres
                .iter()
                .map(|&(candidate, _)| {
                    let way: f64 = location
                        .centres
                        .iter()
                        .map(|&(home, people)| {
                            let nearest = chosen
                                .iter()
                                .chain([&candidate])
                                .map(|site| site.km_to(home))
                                .fold(f64::INFINITY, f64::min);
                            nearest * f64::from(people)
                        })
                        .sum();
                    (way, candidate)
                })
                .min_by(|a, b| a.0.total_cmp(&b.0))
                .map_or(location.welcome_point, |(_, candidate)| candidate)
        };
        chosen.push(next);
    }
    let wanted = chosen[usize::from(number)];
    match configuration.attachment {
        Attachment::Standalone => wanted,
        Attachment::Attached | Attachment::Integrated => nearest(network, wanted, |institution| {
            institution.belonging == Belonging::External && institution.kind == configuration.anchor
        })
        .map_or(wanted, |anchor| network.institution[anchor].place),
    }
}

/// Returns the nearest institution that fits; among equals the first.
fn nearest(
    network: &LocalNetwork,
    place: Point,
    fits: impl Fn(&Institution) -> bool,
) -> Option<InstitutionId> {
    network
        .institution
        .rows()
        .filter(|(_, institution)| fits(institution))
        .min_by(|a, b| a.1.place.km_to(place).total_cmp(&b.1.place.km_to(place)).then(a.0.cmp(&b.0)))
        .map(|(id, _)| id)
}

/// Returns the share of those who come to a desk who find somebody speaking their language.
fn language_share(configuration: &Configuration, prices: &Parameters) -> f64 {
    let staff = prices.languages_of_staff.get();
    staff + (prices.languages_with_mediation.get() - staff).max(0.0) * configuration.inclusion.get()
}

/// Returns the entity of a member of staff.
pub fn member_entity(intermediary: Entity, number: usize) -> Entity {
    intermediary.part(MEMBER, number as u64)
}
