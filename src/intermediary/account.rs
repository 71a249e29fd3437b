//! The yearly account of an intermediary: what its euros pay for, and which hours they buy.
//!
//! Sites, rooms, the sponsor's overhead, and volunteers' expenses are paid first, fees for own offers with the hours they
//! accompany, the rest is staff. Items sum to the budget.

use serde::Deserialize;

use crate::configuration::{Configuration, Funding};
use crate::quantity::{Euro, Hours, Rate, Share, Weeks};
use crate::vocabulary::{
    Approach, Attachment, Field, Method, Naming, NamingScope, PerKind, Siting, Sponsorship, Support,
};

/// One item of the account.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Item {
    /// What is paid for, as a word that stays the same in files.
    pub name: &'static str,
    /// Euros a year.
    pub euros: f64,
    /// Staff hours a year.
    pub hours: f64,
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
#[expect(missing_docs, reason = "each field is documented by the parameter of its name")]
pub struct Parameters {
    pub euros_per_post: Euro,
    pub hours_per_post: Hours,
    pub direct_share: Share,
    pub rent: Rents,
    pub room: Euro,
    pub hosted_per_room: Rate,
    pub hosted_hours_per_week: Hours,
    pub hosted_cases_per_hour: Rate,
    pub hosted_upkeep_hours: Hours,
    pub hosted_share_moved: Share,
    pub offer_fee: Euro,
    pub offer_preparation: Rate,
    pub offer_hours_per_week: Hours,
    pub offer_places: Rate,
    pub offer_cases_per_hour: Rate,
    pub group_hours_per_week: Hours,
    pub group_places: Rate,
    pub volunteer_expenses: Euro,
    pub coordination_hours_per_volunteer: Hours,
    pub sponsor_overhead: PerSponsor<Share>,
    pub start_up_weeks: PerSponsor<Weeks>,
    pub start_up_share: Share,
    pub paperwork_factor: PerSponsor<Rate>,
    pub reorganisation_loss: Share,
    pub reorganisation_weeks: Weeks,
    pub least_post: Rate,
    pub recognition: Recognitions,
    pub sponsor_circle: PerSponsor<Rate>,
    pub grant_weeks: PerSponsor<Weeks>,
    pub beside_km: Rate,
    pub house_hours: PerKind<Hours>,
    pub participation_hours: Hours,
    pub languages_of_staff: Share,
    pub languages_with_mediation: Share,
}

/// A budget that cannot pay for what it is meant to.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error(
    "the budget of {budget:.0} € a year leaves {left:.0} € for staff, but {needed:.0} € are needed for the least post of {least_post}; before staff it pays: {items}"
)]
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
    /// What is paid first, in words.
    pub items: String,
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
            Support::Nobody => Ok(Self { posts: 0.0, budget: 0.0, items: Vec::new() }),
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
        Self::with_staff(Vec::new(), posts, posts * prices.euros_per_post.get(), prices)
    }

    fn of_intermediary(configuration: &Configuration, prices: &Parameters) -> Result<Self, Unaffordable> {
        let sites = f64::from(sites(configuration));
        let rent = match configuration.attachment {
            Attachment::Standalone => prices.rent.standalone,
            Attachment::Attached => prices.rent.attached,
            Attachment::Integrated => prices.rent.integrated,
        };
        let rooms =
            if works_as(configuration, Approach::Host) { f64::from(configuration.rooms) } else { 0.0 };
        let volunteers = f64::from(configuration.volunteers);
        let overhead_share = prices.sponsor_overhead.of(configuration.sponsorship).get();
        let fees_per_post = offer_hours_per_post(configuration, prices) * prices.offer_fee.get();

        let mut items = vec![
            Item { name: "sites", euros: sites * rent.get(), hours: 0.0 },
            Item { name: "rooms", euros: rooms * prices.room.get(), hours: 0.0 },
            Item { name: "volunteers", euros: volunteers * prices.volunteer_expenses.get(), hours: 0.0 },
        ];
        let first: f64 = items.iter().map(|item| item.euros).sum();
        let per_post = prices.euros_per_post.get() + fees_per_post;
        let (posts, budget) = match configuration.funding {
            Funding::Budget(budget) => {
                let budget = budget.get();
                ((budget * (1.0 - overhead_share) - first) / per_post, budget)
            }
            Funding::Staff(posts) => (posts, (first + posts * per_post) / (1.0 - overhead_share)),
        };
        items.push(Item { name: "sponsor", euros: budget * overhead_share, hours: 0.0 });
        if posts >= prices.least_post.get() {
            items.push(Item { name: "own_offers", euros: posts * fees_per_post, hours: 0.0 });
        }
        items.retain(|item| item.euros > 0.0);
        Self::with_staff(items, posts, budget, prices)
    }

    fn with_staff(
        mut items: Vec<Item>,
        posts: f64,
        budget: f64,
        prices: &Parameters,
    ) -> Result<Self, Unaffordable> {
        let euros = posts * prices.euros_per_post.get();
        let first: f64 = items.iter().map(|item| item.euros).sum();
        if posts < prices.least_post.get() {
            let words: Vec<_> = items
                .iter()
                .map(|item| format!("{} {:.0} €", item.name.replace('_', " "), item.euros))
                .collect();
            return Err(Unaffordable {
                budget,
                left: budget - first,
                needed: prices.least_post.get() * prices.euros_per_post.get(),
                least_post: prices.least_post.get(),
                least_budget: f64::NAN,
                items: if words.is_empty() { "nothing".to_owned() } else { words.join(", ") },
            });
        }
        items.push(Item { name: "staff", euros, hours: posts * prices.hours_per_post.get() });
        Ok(Self { posts, budget: first + euros, items })
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

/// Returns the hours of own offers that a full-time post delivers in a year, preparation done.
fn offer_hours_per_post(configuration: &Configuration, prices: &Parameters) -> f64 {
    let casework = prices.hours_per_post.get()
        * prices.direct_share.get()
        * configuration.methods[Method::Casework].get();
    casework * configuration.own_offers.get() * share_worked_as(configuration, Approach::Provide)
        / (1.0 + prices.offer_preparation.get())
}
