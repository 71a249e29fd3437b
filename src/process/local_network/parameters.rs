//! Parameters of the local network.

use serde::Deserialize;

use crate::quantity::{Effect, Hours, Level, Rate, Share, Weeks};

/// The parameters of `local_network.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Hours that a meeting costs whatever its size.
    pub meeting_hours: Hours,
    /// Hours that each member costs between two meetings.
    pub hours_per_member: Hours,
    /// Hours a week that each institution has for contacts with others.
    pub own_hours: Hours,
    /// Hours a quarter that a pair costs each of the two who keep it up.
    pub hours_per_pair: Hours,
    /// Hours that a meeting costs each institution that comes.
    pub attending_hours: Hours,
    /// Share of the way to full strength that a tie grows in a quarter in which it is kept up.
    pub upkeep_growth: Share,
    /// Strength below which nothing is left of a tie.
    pub tie_gone: Share,
    /// Chance that two institutions that find a case in common get to know each other.
    pub encounter: Share,
    /// Log-odds of coming for a member without ties.
    pub attend: Effect,
    /// Log-odds of coming per unit of mean tie strength to the other members.
    pub attend_ties: Effect,
    /// Log-odds of coming for a member who serves a need that is a topic.
    pub attend_topic: Effect,
    /// Log-odds of coming per standard deviation of the contact person's commitment.
    pub attend_commitment: Effect,
    /// Topics of a meeting.
    pub topics: Rate,
    /// Meetings that clarify goals, where goals are clarified.
    pub clarifying_meetings: Rate,
    /// Chance that an institution that knows the intermediary joins at a meeting.
    pub join: Share,
    /// The same for one that does not know it.
    pub join_unaware: Share,
    /// Chance that an institution joins because it sees the meeting at an open place.
    pub join_seen: Share,
    /// Chance that an institution that opened since the meeting before joins, being invited.
    pub join_new: Share,
    /// Chance that a member who stays away drops out.
    pub drop_out: Share,
    /// Share of the way to full strength that a tie grows at a meeting.
    pub tie_growth: Share,
    /// Weekly rate at which ties fade.
    pub tie_fading: Rate,
    /// Strength from which a tie counts as one.
    pub tie_threshold: Share,
    /// Yearly rate at which contact persons leave.
    pub turnover_per_year: Rate,
    /// Share of a tie that goes with the contact person where knowledge is personal.
    pub turnover_loss: Share,
    /// The same where knowledge is kept in records.
    pub turnover_loss_recorded: Share,
    /// Share of the hours left that goes into visits.
    pub visiting: Share,
    /// Hours of a visit.
    pub visit_hours: Hours,
    /// Entries checked in an hour.
    pub checked_per_hour: Rate,
    /// Chance that whoever comes to a meeting brings the own entry up to date.
    pub refreshed_at_meeting: Share,
    /// Yearly rate at which an entry goes stale.
    pub stale_per_year: Rate,
    /// Yearly rate at which services that are there anyway find out that an entry is wrong.
    pub services_check_per_year: Rate,
    /// Chance that a new desk knows an institution next door.
    pub known_near: Share,
    /// Kilometres over which that chance halves.
    pub known_halves_km: Rate,
    /// Chance that a desk of another service knows an institution, whatever the distance.
    pub known_to_services: Share,
    /// Kilometres within which offers can duplicate each other.
    pub duplicate_km: Rate,
    /// Kilometres within which an offer is there.
    pub reach_km: Rate,
    /// Chance a meeting that two well-tied members merge duplicate offers.
    pub merge: Share,
    /// Chance a meeting that an own offer of the intermediary that an existing one makes needless is closed.
    pub dissolve: Share,
    /// Weeks of notice before it closes.
    pub notice: Weeks,
    /// Joint projects a meeting and well-tied pair among those who came.
    pub project: Rate,
    /// Share of an institution's capacity that hours at a second place take for the way and for setting up.
    pub second_place: Share,
    /// Weeks between two meetings of a working group.
    pub group_interval: Weeks,
    /// Weeks after which a working group ends though its task is not done.
    pub group_weeks: Weeks,
    /// Members of a working group at most.
    pub group_size: Rate,
    /// Hours of the caller for each pair of a working group that meets.
    pub group_hours_per_pair: Hours,
    /// Chance that somebody who fled, knows the intermediary and has some German comes as a guest.
    pub guest_fled: Share,
    /// Language level from which somebody comes as a guest.
    pub guest_level: Level,
    /// Chance that a resident who is in contact with people who fled comes as a guest.
    pub guest_resident: Share,
    /// Guests of each kind at most.
    pub guest_places: Rate,
    /// With how many residents and institutions' people each guest who fled gets to talk.
    pub guest_talks: Rate,
    /// Weekly rate at which what guests stated is forgotten.
    pub stated_forgotten: Rate,
    /// Chance that an institution that has helped somebody learns of another need and takes it up.
    pub hand_over: Share,
}
