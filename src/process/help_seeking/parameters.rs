//! Parameters of help seeking, as `scenarios/evidence/help_seeking.toml` holds them.

use serde::Deserialize;

use crate::intermediary::Anchor;
use crate::quantity::{Effect, Hours, Rate, Share, Weeks};
use crate::vocabulary::PerNeed;

/// Parameters of help seeking.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Seeking help at all in a decision, all else zero. Unit: log-odds.
    pub seek: Effect,
    /// How far the best alternative moves the decision to seek at all. Unit: share.
    pub nest: Share,
    /// Full trust in services against none. Unit: log-odds.
    pub trust: Rate,
    /// Full discouragement against none. Unit: log-odds.
    pub discouragement: Rate,
    /// Cost of distance for a voluntary visit. Unit: log-odds per km.
    pub per_km: Rate,
    /// Elasticity to opening hours. Unit: log-odds per log hour.
    pub opening_elasticity: Rate,
    /// Opening hours at which the elasticity has no effect. Unit: hours a week.
    pub reference_hours: Hours,
    /// Understanding each other against not at all. Unit: log-odds.
    pub languages: Rate,
    /// Having a small child to look after, at places without childcare. Unit: log-odds.
    pub care: Rate,
    /// Somebody there whom one knows: a friend, the volunteer one is matched with, a place where one has been helped. Unit: log-odds.
    pub known_personally: Rate,
    /// In which one can turn to an institution, at its counter or by telephone. Unit: hours a week.
    pub counter_hours: Hours,
    /// In which one is with friends and can ask them. Unit: hours a week.
    pub friends_hours: Hours,
    /// Needs of each kind that friends can solve. Unit: share.
    pub friends_solve: PerNeed<Share>,
    /// Needs of each kind that a volunteer solves alone. Unit: share.
    pub volunteer_solves: PerNeed<Share>,
    /// What an hour of help by friends or volunteers is worth against one of paid staff. Unit: share.
    pub lay_hour: Share,
    /// Hours that friends or a volunteer have for one need at most. Unit: hours.
    pub lay_hours_at_most: Hours,
    /// Chance a week that somebody who did not seek, or failed, thinks again. Unit: per week.
    pub think_again: Share,
    /// Urgency lost by an attempt that failed. Unit: log-odds.
    pub failure_loss: Rate,
    /// Needs of long-standing residents for which help outside the family is sought. Unit: per adult and year.
    pub resident_needs: PerNeed<Rate>,
    /// Needs of residents that advice alone meets. Unit: share of needs.
    pub resident_advice_suffices: PerNeed<Share>,
    /// Needs of residents that the services that are there anyway meet, whoever sends. Unit: share of needs.
    pub services_meet: Share,
    /// A resident with a need who may come and sees that the name means people like them: attraction of the intermediary
    /// against the services that are there anyway. Unit: log-odds.
    pub pull_resident: Effect,
    /// Residents with children in a house of children who know what a desk tied to it is for. Unit: share.
    pub notice: Notice,
    /// For how long somebody is a newcomer to the city. Unit: weeks.
    pub newcomer_weeks: Weeks,
    /// Residents who came to the city within that time, from wherever. Unit: share.
    pub residents_newly_in_city: Share,
    /// Adults of other districts who have a way to the desk as long as `travel.outside_km`. Unit: adults.
    pub people_in_reach: Rate,
    /// Adults of other districts and from outside the city who are in the district by day, to work, learn or visit: few in
    /// residential districts, as many as live there where there are many jobs. No count was found. Unit: adults per adult
    /// resident.
    pub present_by_day: Rate,
    /// Questions to the intermediary of an institution that knows it. Unit: per institution and week.
    pub questions_per_institution: Share,
    /// People who begin to help and bring donations or ask what to do, at the intermediary. Unit: visits per beginning helper.
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
