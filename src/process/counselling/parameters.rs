//! Parameters of counselling, as `scenarios/evidence/counselling.toml` holds them.

use serde::Deserialize;

use crate::quantity::{Hours, Minutes, Rate, Share, Weeks};

/// Parameters of counselling.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is documented by the parameter of its name")]
pub struct Parameters {
    pub minutes_first_contact: Minutes,
    pub minutes_follow_up: Minutes,
    pub minutes_social_work: Minutes,
    pub minutes_resident: Minutes,
    pub minutes_resident_need: Minutes,
    pub minutes_institution: Minutes,
    pub minutes_shape: Rate,
    pub giving_up_per_week: Rate,
    pub return_weeks: Weeks,
    pub discouraged_by_giving_up: Share,
    pub encouraged_by_contact: Share,
    pub trust_by_contact: Share,
    pub local_knowledge_per_hour: Share,
    pub failure_loss: Rate,
    pub load_memory: Share,
    pub wait_at_most: Hours,
}
