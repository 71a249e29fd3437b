//! The yearly account of an intermediary: what its euros pay for, and which hours they buy.
//!
//! Sites, rooms, the sponsor's overhead, and volunteers' expenses are paid first, fees for as many hours of own offers as rooms hold
//! and the staff left can give, with interpreters and carers for those that are open to all; the rest is staff. Hours that go into coordinating volunteers are an item of their own, and there are
//! no more volunteers than these hours suffice for. Items sum to the budget, and their hours to the hours paid.

use serde::Deserialize;

use super::parts::{PaidOffer, largest, paid_offers};
use crate::configuration::{Configuration, Funding};
use crate::ledger::CostItem;
use crate::phrase::{Phrase, phrase};
use crate::quantity::{Euro, Hours, Rate, Share, Weeks};
use crate::time::WEEKS_PER_YEAR;
use crate::vocabulary::{
    Approach, Attachment, Field, Language, Method, Naming, NamingScope, PerKind, PerMethod, Siting,
    Sponsorship, Support, Task,
};

/// One item of the account.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Item {
    /// What is paid for.
    pub item: CostItem,
    /// The same, as a word that stays the same in files.
    pub name: &'static str,
    /// Euros a year.
    pub euros: f64,
    /// Staff hours a year.
    pub hours: f64,
}

impl Item {
    const fn new(item: CostItem, euros: f64, hours: f64) -> Self {
        Self { item, name: item.name(), euros, hours }
    }
}

/// One value for each sponsor.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerSponsor<T> {
    municipal: T,
    independent: T,
    unattached: T,
}

impl<T: Copy> PerSponsor<T> {
    /// Returns the value of a sponsor.
    pub const fn of(&self, sponsorship: Sponsorship) -> T {
        match sponsorship {
            Sponsorship::Municipal => self.municipal,
            Sponsorship::Independent => self.independent,
            Sponsorship::Unattached => self.unattached,
        }
    }
}

/// Rents by attachment, in euros a year and site.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rents {
    standalone: Euro,
    attached: Euro,
    integrated: Euro,
}

/// Shares of people who see that a name means them.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameRecognition {
    fled: Share,
    residents: Share,
}

/// Recognition by kind of name.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recognitions {
    target_group: NameRecognition,
    open: NameRecognition,
    place: NameRecognition,
    uniform: Share,
}

impl Recognitions {
    /// Returns the shares of people who fled and of residents who see that the name means them.
    pub fn of(&self, naming: Naming, scope: NamingScope) -> (f64, f64) {
        let name = match naming {
            Naming::TargetGroup => self.target_group,
            Naming::Open => self.open,
            Naming::Place => self.place,
        };
        // Some of the others know a uniform name from another district.
        let carried_over = match scope {
            NamingScope::Local => 0.0,
            NamingScope::Uniform => self.uniform.get(),
        };
        let with = |share: Share| share.get() + carried_over * (1.0 - share.get());
        (with(name.fled), with(name.residents))
    }
}

/// Prices and hours; keys in `scenarios/evidence/account.toml`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// One full-time post with all its costs. Unit: EUR a year.
    pub euros_per_post: Euro,
    /// Paid hours of a full-time post. Unit: hours a year.
    pub hours_per_post: Hours,
    /// What is left after administration, training and leave. Unit: share of paid hours.
    pub direct_share: Share,
    /// Rent and running of a site, by attachment. Unit: EUR a year and site.
    pub rent: Rents,
    /// A room for hosting. Unit: EUR a year and room.
    pub room: Euro,
    /// Institutions whose weekly hours fit into one room. Unit: institutions a week.
    pub hosted_per_room: Rate,
    /// Weekly hours of a hosted institution. Unit: hours.
    pub hosted_hours_per_week: Hours,
    /// Hours that keep up the tie to a hosted institution. Unit: networking hours a week.
    pub hosted_upkeep_hours: Hours,
    /// How much of its capacity an institution can move into the rooms at most: hours are moved, not made. Unit: share.
    pub hosted_share_moved: Share,
    /// Fee and material for an hour of one of its own offers. Unit: EUR an hour.
    pub offer_fee: Euro,
    /// Preparation for an hour of one of its own offers. Unit: hours an hour.
    pub offer_preparation: Rate,
    /// Weekly hours of one of its own offers. Unit: hours a week.
    pub offer_hours_per_week: Hours,
    /// Places in one of its own offers. Unit: people.
    pub offer_places: Rate,
    /// Below this an offer of its own, hours in a room or a group do not come about. Unit: hours a week.
    pub offer_least_hours: Hours,
    /// Somebody who looks after children while one of its own offers goes on. Unit: EUR an hour.
    pub childcare_fee: Euro,
    /// People seen in an hour of consultation that it offers itself. Unit: people an hour.
    pub offer_cases_per_hour: Rate,
    /// Weekly offers of its own that fit into one room, mostly in afternoons and evenings. Unit: offers a week and room.
    pub offers_per_room: Rate,
    /// How long one of its own offers goes on once it is no longer chosen, so that people in it can finish. Unit: weeks.
    pub offer_term_weeks: Weeks,
    /// Below this a course or group of its own does not meet. Unit: people enrolled.
    pub least_group: Rate,
    /// Staff hours for one weekly group of people who fled and residents. Unit: staff hours a week.
    pub group_hours_per_week: Hours,
    /// Places of a group for people who fled. Unit: people.
    pub group_places: Rate,
    /// Expenses, insurance and recognition of a volunteer. Unit: EUR a year and volunteer.
    pub volunteer_expenses: Euro,
    /// Coordination of an attached volunteer. Unit: hours a week.
    pub coordination_hours_per_volunteer: Hours,
    /// Coordination of volunteers takes at most this of the hours for people. Unit: share of direct hours.
    pub coordination_at_most: Share,
    /// Administration of the sponsor. Unit: share of the budget.
    pub sponsor_overhead: PerSponsor<Share>,
    /// From opening to full work, by sponsor. Unit: weeks.
    pub start_up_weeks: PerSponsor<Weeks>,
    /// Hours that reach people during the start; the rest goes into setting up. Unit: share of hours.
    pub start_up_share: Share,
    /// Minutes for files of authorities, relative to an independent sponsor's. Unit: factor.
    pub paperwork_factor: PerSponsor<Rate>,
    /// Hours lost after a change of the configuration. Unit: share of hours.
    pub reorganisation_loss: Share,
    /// How long hours are lost after a change. Unit: weeks.
    pub reorganisation_weeks: Weeks,
    /// Below this an intermediary cannot be staffed and its budget does not pay for it. Unit: full-time posts.
    pub least_post: Rate,
    /// People who see that a name means people like them, by naming. Unit: share.
    pub recognition: Recognitions,
    /// People who belong to the sponsor and whom it can ask to help. Unit: people a year.
    pub sponsor_circle: PerSponsor<Rate>,
    /// Weeks for which money is granted at a time, by sponsor; 0 where it is not granted for a time. Unit: weeks.
    pub grant_weeks: PerSponsor<Weeks>,
    /// How far rooms beside an institution are from its door. Unit: km.
    pub beside_km: Rate,
    /// Opening hours of each kind of institution; a desk in its house is open no longer. Unit: hours a week.
    pub house_hours: PerKind<Hours>,
    /// Asking users and planning with them, at full participation. Unit: staff hours a week.
    pub participation_hours: Hours,
    /// Arranging language mediation and keeping offers open to all, at full inclusion. Unit: staff hours a week.
    pub mediation_hours: Hours,
    /// Conversations with an interpreter, at full inclusion. Unit: interpreters' hours a week.
    pub interpreting_hours: Hours,
    /// Fee and travel of an interpreter of a municipal pool; sworn interpreters are at the upper end. Unit: euros per hour.
    pub interpreter_fee: Rate,
    /// Share of those who come who find somebody at the desk speaking a language of theirs. Unit: share.
    pub languages_of_staff: Share,
    /// The same where language mediation is at hand in full. Unit: share.
    pub languages_with_mediation: Share,
}

/// A budget that cannot pay for what it is meant to.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}", self.phrase())]
pub struct Unaffordable {
    /// The budget in euros a year.
    pub budget: f64,
    /// What is left for staff.
    pub left: f64,
    /// What the least post costs.
    pub needed: f64,
    /// The least post, in full-time equivalents.
    pub least_post: f64,
    /// The budget that would pay for the least post, in euros a year.
    pub least_budget: f64,
    /// What is paid first.
    pub items: Vec<Item>,
}

impl Unaffordable {
    /// Returns the fault in words.
    pub fn phrase(&self) -> Phrase {
        let Self { budget, left, needed, least_post, .. } = self;
        let items: Vec<_> = self
            .items
            .iter()
            .map(|Item { item, euros, .. }| {
                let words = [Language::English, Language::German].map(|language| item.label(language));
                Phrase::new(format!("{} {euros:.0} €", words[0]), format!("{} {euros:.0} €", words[1]))
            })
            .collect();
        let post = least_post.to_string().replace('.', ",");
        let items = if items.is_empty() { phrase!("nothing", "nichts") } else { Phrase::join(&items, ", ") };
        let left = if *left < 0.0 {
            let missing = -left;
            phrase!(
                "is {missing:.0} € short before any staff is paid",
                "reicht schon ohne Personal nicht: Es fehlen {missing:.0} €"
            )
        } else {
            phrase!("leaves {left:.0} € for staff", "lässt {left:.0} € für Personal")
        };
        phrase!(
            "the budget of {budget:.0} € a year {left}, and the least post of {least_post} needs {needed:.0} €; before staff it pays: {items}",
            "das Budget von {budget:.0} € im Jahr {left}, und die kleinste Stelle von {post} braucht {needed:.0} €. Vor dem Personal bezahlt es: {items}";
            left = left,
            items = items
        )
    }
}

/// What own offers cost in euros a year, beside the hours of staff.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct OfferCosts {
    /// Fees and material.
    fees: f64,
    /// Interpreters.
    interpreters: f64,
    /// Carers for children.
    childcare: f64,
}

impl OfferCosts {
    /// Returns the sum.
    fn sum(&self) -> f64 {
        self.fees + self.interpreters + self.childcare
    }
}

/// A yearly account.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// Paid staff in full-time equivalents.
    pub posts: f64,
    /// Euros a year.
    pub budget: f64,
    /// The items; they sum to the budget.
    pub items: Vec<Item>,
    /// Own offers for which there are rooms, hours and fees.
    pub own_offers: Vec<PaidOffer>,
    /// Places for volunteers that were asked for.
    pub volunteers_wished: u32,
    /// Places for volunteers whom its staff can coordinate.
    pub volunteers: u32,
    /// Rent in euros a year that anchors do not charge.
    pub anchor_rent: f64,
}

impl Account {
    /// Draws up the account of a configuration.
    ///
    /// # Errors
    /// Returns [`Unaffordable`] when what must be paid first leaves less than the least post.
    pub fn draw_up(configuration: &Configuration, prices: &Parameters) -> Result<Self, Unaffordable> {
        Self::of(configuration, prices).map_err(|shortfall| {
            let funding = Funding::Staff(shortfall.least_post);
            let least = Self::of(&Configuration { funding, ..configuration.clone() }, prices);
            Unaffordable { least_budget: least.map_or(f64::NAN, |account| account.budget), ..shortfall }
        })
    }

    fn of(configuration: &Configuration, prices: &Parameters) -> Result<Self, Unaffordable> {
        match configuration.support {
            Support::Nobody | Support::FullAccess => Ok(Self {
                posts: 0.0,
                budget: 0.0,
                items: Vec::new(),
                own_offers: Vec::new(),
                volunteers_wished: 0,
                volunteers: 0,
                anchor_rent: 0.0,
            }),
            Support::ExistingServices => Self::of_hours_bought(configuration, prices),
            Support::Intermediary => Self::of_intermediary(configuration, prices),
        }
    }

    /// The whole budget buys hours at services that have their rooms already.
    fn of_hours_bought(configuration: &Configuration, prices: &Parameters) -> Result<Self, Unaffordable> {
        let posts = match configuration.funding {
            Funding::Budget(budget) => budget.get() / prices.euros_per_post.get(),
            Funding::Staff(posts) => posts,
        };
        let budget = posts * prices.euros_per_post.get();
        Self::with_staff(Vec::new(), Staff { posts, volunteers: 0 }, budget, prices)
    }

    fn of_intermediary(configuration: &Configuration, prices: &Parameters) -> Result<Self, Unaffordable> {
        let sites = f64::from(sites(configuration));
        let rent = match configuration.attachment {
            Attachment::Standalone => prices.rent.standalone,
            Attachment::Attached => prices.rent.attached,
            Attachment::Integrated => prices.rent.integrated,
        };
        let rooms = if needs_rooms(configuration) { f64::from(configuration.rooms) } else { 0.0 };
        let overhead_share = prices.sponsor_overhead.of(configuration.sponsorship).get();
        let post = prices.euros_per_post.get();

        let mut items = vec![
            Item::new(CostItem::Sites, sites * rent.get(), 0.0),
            Item::new(CostItem::Rooms, rooms * prices.room.get(), 0.0),
            Item::new(
                CostItem::Interpreters,
                configuration.inclusion.get()
                    * prices.interpreting_hours.get()
                    * WEEKS_PER_YEAR
                    * prices.interpreter_fee.get(),
                0.0,
            ),
        ];
        let first: f64 = items.iter().map(|item| item.euros).sum();
        let expenses = |staff: Staff| f64::from(staff.volunteers) * prices.volunteer_expenses.get();
        let staff_beside = |offers: &[PaidOffer]| match configuration.funding {
            Funding::Budget(budget) => {
                let left = budget.get() * (1.0 - overhead_share) - first - costs(offers, prices).sum();
                Staff::for_euros(left, configuration, prices)
            }
            Funding::Staff(posts) => Staff::of_posts(posts, configuration, prices),
        };
        // As many hours of own offers as rooms hold, as the staff that their fees leave can give.
        let each = prices.offer_hours_per_week.get();
        let paid = |hours: f64, least: f64| paid_offers(hours, each, least, configuration.inclusion);
        let hours = largest(most_offer_hours(configuration, prices), |hours| {
            given_by(staff_beside(&paid(hours, 0.0)), configuration, prices) >= hours
        });
        let offers = paid(hours, prices.offer_least_hours.get());
        let of_offers = costs(&offers, prices);
        let staff = staff_beside(&offers);
        let budget = match configuration.funding {
            Funding::Budget(budget) => budget.get(),
            Funding::Staff(posts) => {
                let paid = first + expenses(staff) + posts * post + of_offers.sum();
                paid / (1.0 - overhead_share)
            }
        };
        items.push(Item::new(CostItem::Volunteers, expenses(staff), 0.0));
        items.push(Item::new(CostItem::Sponsor, budget * overhead_share, 0.0));
        items.push(Item::new(CostItem::OwnOffers, of_offers.fees, 0.0));
        items.push(Item::new(CostItem::Childcare, of_offers.childcare, 0.0));
        for item in items.iter_mut().filter(|item| item.item == CostItem::Interpreters) {
            item.euros += of_offers.interpreters;
        }
        items.retain(|item| item.euros > 0.0);
        let account = Self::with_staff(items, staff, budget, prices)?;
        let anchor_rent = sites * (prices.rent.standalone.get() - rent.get()).max(0.0);
        let volunteers_wished = volunteers_wished(configuration);
        Ok(Self { own_offers: offers, volunteers_wished, anchor_rent, ..account })
    }

    fn with_staff(
        mut items: Vec<Item>,
        staff: Staff,
        budget: f64,
        prices: &Parameters,
    ) -> Result<Self, Unaffordable> {
        let Staff { posts, volunteers } = staff;
        let euros = posts * prices.euros_per_post.get();
        let first: f64 = items.iter().map(|item| item.euros).sum();
        if posts < prices.least_post.get() {
            return Err(Unaffordable {
                budget,
                left: budget - first,
                needed: prices.least_post.get() * prices.euros_per_post.get(),
                least_post: prices.least_post.get(),
                least_budget: f64::NAN,
                items,
            });
        }
        let hours = posts * prices.hours_per_post.get();
        let coordination = coordination_share(staff, prices);
        if coordination > 0.0 {
            items.push(Item::new(CostItem::Coordination, euros * coordination, hours * coordination));
        }
        let rest = 1.0 - coordination;
        items.push(Item::new(CostItem::Staff, euros * rest, hours * rest));
        Ok(Self {
            posts,
            budget: first + euros,
            items,
            own_offers: Vec::new(),
            volunteers_wished: 0,
            volunteers,
            anchor_rent: 0.0,
        })
    }

    /// Returns its posts and the volunteers they coordinate.
    pub const fn staff(&self) -> Staff {
        Staff { posts: self.posts, volunteers: self.volunteers }
    }
}

/// Paid posts, and how many volunteers they coordinate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Staff {
    /// Full-time equivalents.
    pub posts: f64,
    /// Volunteers.
    pub volunteers: u32,
}

impl Staff {
    /// Returns so many posts with the volunteers asked for, as far as hours of coordination suffice.
    fn of_posts(posts: f64, configuration: &Configuration, prices: &Parameters) -> Self {
        let needed = prices.coordination_hours_per_volunteer.get();
        let most = posts.max(0.0) * coordination_of_post(prices) / needed;
        Self { posts, volunteers: whole_volunteers(most, configuration) }
    }

    /// Returns the posts that euros pay for besides the expenses of the volunteers whom these posts coordinate.
    fn for_euros(euros: f64, configuration: &Configuration, prices: &Parameters) -> Self {
        let (post, expenses) = (prices.euros_per_post.get(), prices.volunteer_expenses.get());
        // n volunteers leave (euros - n expenses) / post posts, whose hours of coordination must suffice for n.
        let (of_post, needed) = (coordination_of_post(prices), prices.coordination_hours_per_volunteer.get());
        let most = euros.max(0.0) * of_post / (post * needed + expenses * of_post);
        let volunteers = whole_volunteers(most, configuration);
        Self { posts: (euros - f64::from(volunteers) * expenses) / post, volunteers }
    }
}

/// Returns as many of the volunteers asked for as there can be at most.
fn whole_volunteers(most: f64, configuration: &Configuration) -> u32 {
    // What divides without remainder must not be lost to rounding.
    f64::from(volunteers_wished(configuration)).min(most + 1e-9) as u32
}

/// Returns whether the configuration cannot do what it is meant to without a room.
pub fn needs_rooms(configuration: &Configuration) -> bool {
    works_as(configuration, Approach::Host) || works_as(configuration, Approach::Provide)
}

/// Returns for how many volunteers a configuration asks.
fn volunteers_wished(configuration: &Configuration) -> u32 {
    let seeks = configuration.support == Support::Intermediary && configuration.tasks[Task::VolunteerOffers];
    if seeks { configuration.volunteers } else { 0 }
}

/// Returns the weekly hours of a post that may at most go into coordinating volunteers.
fn coordination_of_post(prices: &Parameters) -> f64 {
    weekly_hours(1.0, prices) * prices.direct_share.get() * prices.coordination_at_most.get()
}

/// Returns the share of paid hours that goes into coordinating volunteers.
pub fn coordination_share(staff: Staff, prices: &Parameters) -> f64 {
    let paid = weekly_hours(staff.posts, prices);
    let needed = f64::from(staff.volunteers) * prices.coordination_hours_per_volunteer.get();
    if paid <= 0.0 { 0.0 } else { needed / paid }
}

/// Returns the shares of direct hours by method: those whose task is not chosen are left to the others.
pub fn methods_of(configuration: &Configuration) -> PerMethod<f64> {
    let chosen = |method: Method| match method {
        Method::Casework => configuration.tasks[Task::Integration],
        Method::Groupwork => configuration.tasks[Task::Encounter],
        Method::Networking => configuration.tasks[Task::Networking],
        Method::SocialSpace => true,
    };
    let kept =
        PerMethod::from_fn(|method| if chosen(method) { configuration.methods[method].get() } else { 0.0 });
    let sum: f64 = kept.values().iter().sum();
    // Where nothing chosen has hours, all of them go into the social space.
    PerMethod::from_fn(|method| match method {
        _ if sum > 0.0 => kept[method] / sum,
        Method::SocialSpace => 1.0,
        _ => 0.0,
    })
}

/// Returns the hours a week that posts are paid for.
pub fn weekly_hours(posts: f64, prices: &Parameters) -> f64 {
    posts * prices.hours_per_post.get() / WEEKS_PER_YEAR
}

/// Returns the weekly hours of casework of a staff.
pub fn casework_hours(staff: Staff, configuration: &Configuration, prices: &Parameters) -> f64 {
    let direct = prices.direct_share.get() - coordination_share(staff, prices);
    weekly_hours(staff.posts, prices) * direct * methods_of(configuration)[Method::Casework]
}

/// Returns the weekly staff hours of an own offer with so many hours, preparation included.
pub fn hours_of_offer(contact_hours: f64, prices: &Parameters) -> f64 {
    contact_hours * (1.0 + prices.offer_preparation.get())
}

/// Returns the weekly hours of own offers that a staff can give.
fn given_by(staff: Staff, configuration: &Configuration, prices: &Parameters) -> f64 {
    let staff = Staff { posts: staff.posts.max(0.0), ..staff };
    casework_hours(staff, configuration, prices)
        * configuration.own_offers.get()
        * share_worked_as(configuration, Approach::Provide)
        / (1.0 + prices.offer_preparation.get())
}

/// Returns the rooms used in one of the two ways that need them; where it works in both, they are shared by fields.
pub fn rooms_for(configuration: &Configuration, approach: Approach) -> f64 {
    let used = |approach| share_worked_as(configuration, approach);
    let both = used(Approach::Host) + used(Approach::Provide);
    if both > 0.0 { f64::from(configuration.rooms) * used(approach) / both } else { 0.0 }
}

/// Returns how many hours of own offers the rooms hold.
fn most_offer_hours(configuration: &Configuration, prices: &Parameters) -> f64 {
    if works_as(configuration, Approach::Provide) {
        let offers = rooms_for(configuration, Approach::Provide) * prices.offers_per_room.get();
        offers * prices.offer_hours_per_week.get()
    } else {
        0.0
    }
}

/// Returns what own offers cost.
fn costs(offers: &[PaidOffer], prices: &Parameters) -> OfferCosts {
    let hours: f64 = offers.iter().map(|offer| offer.hours).sum();
    let open: f64 = offers.iter().filter(|offer| offer.is_open_to_all).map(|offer| offer.hours).sum();
    OfferCosts {
        fees: hours * WEEKS_PER_YEAR * prices.offer_fee.get(),
        interpreters: open * WEEKS_PER_YEAR * prices.interpreter_fee.get(),
        childcare: open * WEEKS_PER_YEAR * prices.childcare_fee.get(),
    }
}

/// Returns the number of sites.
pub fn sites(configuration: &Configuration) -> u8 {
    match configuration.siting {
        Siting::Central => 1,
        Siting::Decentral => configuration.sites.max(2),
    }
}

/// Returns whether the intermediary works in this way in any of its fields.
pub fn works_as(configuration: &Configuration, approach: Approach) -> bool {
    configuration.fields.iter().any(|(field, &serves)| serves && configuration.approach[field] == approach)
}

/// Returns the share of its fields in which the intermediary works in this way.
pub fn share_worked_as(configuration: &Configuration, approach: Approach) -> f64 {
    let served: Vec<Field> =
        configuration.fields.iter().filter(|&(_, &serves)| serves).map(|(field, _)| field).collect();
    if served.is_empty() {
        return 0.0;
    }
    let such = served.iter().filter(|&&field| configuration.approach[field] == approach).count();
    such as f64 / served.len() as f64
}
