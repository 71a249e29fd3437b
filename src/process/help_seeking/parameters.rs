//! Parameters of help seeking, as `scenarios/evidence/help_seeking.toml` holds them.

use serde::Deserialize;

use crate::intermediary::Anchor;
use crate::quantity::{Effect, Hours, Rate, Share, Weeks};
use crate::vocabulary::{PerNeed, PerRoute};

/// Parameters of help seeking.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is documented by the parameter of its name")]
pub struct Parameters {
    pub seek: Effect,
    pub nest: Share,
    pub trust: Rate,
    pub discouragement: Rate,
    pub per_km: Rate,
    pub opening_elasticity: Rate,
    pub reference_hours: Hours,
    pub languages: Rate,
    pub care: Rate,
    pub pull: PerRoute<Effect>,
    pub institution_knowledge: Rate,
    pub institution_language: Rate,
    pub friends_solve: PerNeed<Share>,
    pub volunteer_solves: PerNeed<Share>,
    pub think_again: Share,
    pub failure_loss: Rate,
    pub resident_needs: PerNeed<Rate>,
    pub resident_advice_suffices: PerNeed<Share>,
    pub services_meet: Share,
    pub pull_resident: Effect,
    pub notice: Notice,
    pub newcomer_weeks: Weeks,
    pub residents_newly_in_city: Share,
    pub people_in_reach: Rate,
    pub present_by_day: Rate,
    pub questions_per_institution: Share,
    pub donors_per_beginning: Share,
}

/// Shares of residents with children in a house of children who know what a desk tied to it is for.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// In its house.
    pub in_house: Share,
    /// Beside it.
    pub beside: Share,
}

impl Notice {
    /// Returns the share by where the desk is.
    pub const fn of(&self, anchor: Anchor) -> f64 {
        if anchor.same_house { self.in_house.get() } else { self.beside.get() }
    }
}
