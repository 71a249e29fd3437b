//! What an intermediary is meant to be: its configuration as data, without behaviour.
//!
//! Options are matched where things are created (`intermediary::establishment`) and nowhere else.

use crate::quantity::{Euro, Hours, Share};
use crate::time::Week;
use crate::vocabulary::{
    Approach, Attachment, Audience, Each, InstitutionKind, Naming, NamingScope, PerDimension, PerField,
    PerMethod, Siting, Sponsorship, Support, Task, Tier,
};

pub use crate::vocabulary::Coordinator;

/// The configuration of one district's intermediary from a date on.
#[derive(Debug, Clone, PartialEq)]
pub struct Configuration {
    /// The intermediary, or one of the two comparators.
    pub support: Support,
    /// The week in which it opens.
    pub opens: Week,
    /// How it works with needs, by field.
    pub approach: PerField<Approach>,
    /// One site or several.
    pub siting: Siting,
    /// Number of sites when decentral.
    pub sites: u8,
    /// How its sites stand to existing institutions.
    pub attachment: Attachment,
    /// The institution it is attached to or integrated into.
    pub anchor: InstitutionKind,
    /// Who carries it.
    pub sponsorship: Sponsorship,
    /// What it is called.
    pub naming: Naming,
    /// Whether its name is the same in the whole city.
    pub naming_scope: NamingScope,
    /// What it may cost.
    pub funding: Funding,
    /// Hours a week in which a site is open.
    pub opening_hours_per_week: Hours,
    /// Volunteers it seeks to attach.
    pub volunteers: u32,
    /// Rooms for hosting, each with one external institution at a time.
    pub rooms: u8,
    /// Share of direct hours given to accompaniment where it guides.
    pub accompaniment: Share,
    /// Share of direct hours given to own offers where it provides.
    pub own_offers: Share,
    /// Shares of working time.
    pub methods: PerMethod<Share>,
    /// Share of hours for asking users and choosing offers from the needs they state.
    pub participation: Share,
    /// Share of hours for offers open to all with language mediation.
    pub inclusion: Share,
    /// For whom it is there.
    pub audience: Each<Audience, bool, 7>,
    /// Weights of the dimensions, for ranking alone.
    pub goals: PerDimension<Share>,
    /// Fields in which it works.
    pub fields: PerField<bool>,
    /// Tasks that it takes on.
    pub tasks: Each<Task, bool, 4>,
    /// Its work with institutions in the district.
    pub local_network: LocalNetworking,
    /// Its work with the city and beyond.
    pub city_network: CityNetworking,
}

impl Configuration {
    /// Returns whether another configuration creates the same: goals rank results and create nothing.
    pub fn creates_the_same_as(&self, other: &Self) -> bool {
        Self { goals: other.goals, ..self.clone() } == *other
    }
}

/// What an intermediary may cost: one of the two is given, the other follows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Funding {
    /// Euros a year in the district; paid staff is what they leave.
    Budget(Euro),
    /// Paid staff in full-time equivalents; the budget follows.
    Staff(f64),
}

/// Networking in the district. German: *Vernetzung vor Ort*.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own that is on or off")]
pub struct LocalNetworking {
    /// Who coordinates.
    pub coordinator: Coordinator,
    /// Weeks between meetings.
    pub interval_weeks: u32,
    /// Goals are clarified early.
    pub early_goals: bool,
    /// Knowledge is kept in records that outlive a person.
    pub person_independent: bool,
    /// Meetings are at a place open to all.
    pub open_place: bool,
    /// Groups that end when their task is done.
    pub working_groups: bool,
    /// Special structures are merged into existing ones.
    pub merging: bool,
}

/// Networking in the city and beyond. German: *stadtweite und (über-)regionale Vernetzung*.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CityNetworking {
    /// Share of networking hours spent on city bodies.
    pub share: Share,
    /// Needs are reported to the municipality.
    pub reporting: bool,
    /// Tiers whose bodies are attended.
    pub tiers: Each<Tier, bool, 4>,
    /// Programmes and their money are coordinated with others.
    pub programme_coordination: bool,
    /// Experience is exchanged with intermediaries of other districts.
    pub exchange: bool,
}
