//! Parameters of encounter, as `scenarios/evidence/encounter.toml` holds them.

use serde::Deserialize;

use crate::quantity::{Level, Rate, Share, Weeks};

/// Parameters of encounter.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Shape of the gamma distribution of sociability, with mean 1.
    pub sociability_shape: Rate,
    /// Mean meetings a week, by place.
    pub meetings: Rates,
    /// Speaking with each other.
    pub speaking: Speaking,
    /// Who the other is.
    pub partner: Partner,
    /// Hostile meetings.
    pub hostile: Hostile,
    /// What a meeting does to a resident's attitude.
    pub attitude: Attitude,
    /// Ties to residents.
    pub tie: Ties,
    /// Ties among people who fled.
    pub peer: Peers,
}

/// Mean meetings a week of somebody of sociability 1 who speaks German well.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rates {
    /// In full or part time, or an internship.
    pub employed: Rate,
    /// In training.
    pub training: Rate,
    /// In marginal work.
    pub marginal: Rate,
    /// Around an hour of a course or appointment attended.
    pub course: Rate,
    /// Share of meetings at work and in courses that do not depend on sociability.
    pub work_given: Share,
    /// With a friend.
    pub strong_tie: Rate,
    /// With an acquaintance.
    pub weak_tie: Rate,
    /// In the neighbourhood, from a private dwelling.
    pub neighbourhood: Rate,
    /// The same from shared accommodation, relative.
    pub from_accommodation: Share,
    /// At the gate of childcare or school, per child.
    pub gate: Rate,
    /// By chance, at events, and in clubs without a membership.
    pub elsewhere: Rate,
    /// Of a schoolchild in a class with residents' children.
    pub class: Rate,
    /// Factor while tied by care.
    pub tied_by_care: Share,
    /// Meetings a week that are never reached, however many people one knows.
    pub most: Rate,
}

/// Speaking with each other.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Speaking {
    /// Share of meetings that need no German.
    pub without: Share,
    /// Level at which half of the rest takes place.
    pub half_level: Level,
}

/// Who the other is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partner {
    /// Share of meetings at work and in courses with somebody new.
    pub new_at_work: Share,
    /// Share of meetings at other places with somebody new.
    pub new_elsewhere: Share,
    /// Share of colleagues who live in the district.
    pub colleague_from_district: Share,
    /// Chance that a resident of attitude −1 avoids a meeting; falls in proportion towards attitude 1.
    pub avoidance: Share,
}

/// Hostile meetings.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hostile {
    /// Chance that a meeting with a resident of attitude −1 is hostile; falls with the cube towards attitude 1.
    pub most: Share,
    /// Chance that a meeting with a familiar face or outside the district is hostile, under a climate of 0.
    pub unknown: Share,
}

/// What a meeting does to a resident's attitude, as a share of the way that is left.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attitude {
    /// By a friendly meeting.
    pub friendly: Share,
    /// By a friendly meeting on an equal footing.
    pub equal_footing: Share,
    /// By a hostile meeting.
    pub hostile: Share,
}

/// Ties to residents.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ties {
    /// Chance that a friendly meeting makes an acquaintance, with a common language.
    pub made: Share,
    /// By how much each earlier meeting of the two raises that chance, as a share of it.
    pub deepening: Rate,
    /// Familiar faces that somebody remembers at work, in the neighbourhood and elsewhere each.
    pub faces: Rate,
    /// Meetings before an acquaintance can become a friend.
    pub meetings_to_strengthen: Rate,
    /// Chance of becoming a friend at each further meeting.
    pub strengthened: Share,
    /// Chance within four weeks that an acquaintance is lost.
    pub weak_lost: Share,
    /// Chance within four weeks that a friend becomes an acquaintance.
    pub strong_weakened: Share,
    /// Weeks without a meeting after which these chances double.
    pub long_unseen: Weeks,
    /// By how much ties then fade faster.
    pub unseen_factor: Rate,
    /// Most ties that somebody keeps.
    pub most: Rate,
}

/// Ties among people who fled.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peers {
    /// Chance within four weeks of a new friend, at sociability 1.
    pub made: Share,
    /// Chance that somebody of another origin becomes a friend, against the same origin.
    pub other_origin: Share,
    /// Chance within four weeks that a friend is lost.
    pub lost: Share,
    /// Most friends that somebody keeps.
    pub most: Rate,
    /// Share of friends who are confidants.
    pub confidants: Share,
}
