//! Parameters of counselling, as `scenarios/evidence/counselling.toml` holds them.

use serde::Deserialize;

use crate::quantity::{Hours, Minutes, Rate, Share, Weeks};

/// Parameters of counselling.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// First contact in a case, at any desk. Unit: minutes.
    pub minutes_first_contact: Minutes,
    /// Every further contact, at any desk. Unit: minutes.
    pub minutes_follow_up: Minutes,
    /// A resident's donation, or offer to help. Unit: minutes.
    pub minutes_resident: Minutes,
    /// A resident with a need: like a further contact, since nobody has to be found who speaks the language. Unit: minutes.
    pub minutes_resident_need: Minutes,
    /// An institution's question, by telephone or at the desk. Unit: minutes.
    pub minutes_institution: Minutes,
    /// Contacts with another matter in which somebody is told of groups, at any desk. Unit: share of contacts.
    pub tells_of_groups: Share,
    /// Telling somebody of a group, within the contact. Unit: minutes.
    pub minutes_telling: Minutes,
    /// Spread of the minutes; 1 is exponential. Unit: shape of a gamma distribution.
    pub minutes_shape: Rate,
    /// Giving up while waiting. Unit: per week of opening.
    pub giving_up_per_week: Rate,
    /// From one contact to the next in the same case. Unit: weeks.
    pub return_weeks: Weeks,
    /// How far giving up discourages. Unit: share of what is left.
    pub discouraged_by_giving_up: Share,
    /// How far a contact takes discouragement away. Unit: share of what is there.
    pub encouraged_by_contact: Share,
    /// How far a contact raises trust. Unit: share of what is left.
    pub trust_by_contact: Share,
    /// Local knowledge gained in an hour of counselling. Unit: share of what is left per hour.
    pub local_knowledge_per_hour: Share,
    /// Urgency lost by giving up in the queue. Unit: log-odds.
    pub failure_loss: Rate,
    /// Weight of the current week in the smoothed load. Unit: per week.
    pub load_memory: Share,
    /// Follow-up of people whom a desk has seen.
    pub follow_up: FollowUp,
    /// Whoever has to wait longer goes and comes back; only for counting the hours that users give. Unit: hours.
    pub wait_at_most: Hours,
}

/// Follow-up of people whom a desk has seen, by one worker over months.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// Hours that a desk reckons with for each of them when it takes somebody on. Unit: hours a week.
    pub hours_per_week: Hours,
    /// Hours that one of them gets at most where hours are free. Unit: hours a week.
    pub hours_at_most: Hours,
    /// How long somebody is followed up at most. Unit: weeks.
    pub longest: Weeks,
    /// Talks with somebody whose work is new, and with the employer. Unit: hours a week.
    pub in_work_hours: Hours,
    /// For how long work is new. Unit: weeks.
    pub in_work_weeks: Weeks,
}
