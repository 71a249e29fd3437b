//! Awareness: who knows that the intermediary, or an advice service, exists.
//! German: *Bekanntheit*.
//!
//! # Rule
//! 1. Outreach reaches so many people an hour, any of those who live in the district; a share remembers it, of those who
//!    see that the name means them.
//! 2. New users pass on once with a chance; who knows talks about it at waiting times by the number of friends.
//! 3. Institutions that know the intermediary mention it at some of their contacts.
//! 4. People who live near a site pass by and may notice it, if they see that the name means them. So may,
//!    whatever its name, visitors of the institution to which it is tied, the anchor, more of them in its house than beside it:
//!    parents whose child goes to such a house of children and for whom it is the nearest, elsewhere who attends something there or
//!    was there this week.
//! 5. An opening comes with letters and house meetings, counted as hours of outreach done by others.
//! 6. Who has heard nothing for half a year forgets at a waiting time.
//!
//! # Reads, writes
//! Reads `Intermediary`, `LocalNetwork`, `Refugees::{person, housing, social, household, schooling, enrolments}`. Writes
//! `Refugees::awareness`, `talk`, `memory`,
//! and empties `new_users`, `pointed` and `called_at`.
//!
//! # Evidence
//! Keys in `scenarios/evidence/awareness.toml`.
//!
//! # Limits
//! Children know nothing of services. Which house a child goes to is not known: the nearest of its class stands for it, which
//! makes the anchor's visitors neighbours more than they are. Media, social networks on the telephone, and signs in the street
//! are in the name alone.

use serde::Deserialize;

use crate::dice::{Dice, Purpose, Stream};
use crate::index::PersonId;
use crate::intermediary::{Anchor, Intermediary};
use crate::network::LocalNetwork;
use crate::population::{Awareness, Dwelling, Known, Refugees, Residence};
use crate::quantity::{Hours, Rate, Share, Weeks};
use crate::time::Week;

mod passing;

/// Parameters of awareness.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Adults who know an advice service when they arrive. Unit: share.
    pub known_on_arrival: Share,
    /// People who fled reached by an hour of outreach in accommodations and streets. Unit: people an hour.
    pub people_per_outreach_hour: Rate,
    /// Of those reached: the share who remember. Unit: share.
    pub remembers: Share,
    /// New users who pass on what they found, once. Unit: share.
    pub pass_on_new_user: Share,
    /// Talking about a service among friends. Unit: per friend and week.
    pub pass_on_per_friend_and_week: Rate,
    /// Contacts at an institution that knows the intermediary at which it is mentioned. Unit: share of contacts.
    pub pointing: Share,
    /// People who live near a site and notice it in a week. Unit: per week.
    pub footfall_per_week: Share,
    /// Visitors of an institution who notice a desk tied to it, and what it is for. Unit: per week.
    pub anchor_visitor: AnchorVisitor,
    /// How near one has to live to pass by. Unit: km.
    pub near_km: Rate,
    /// After so many weeks without use or hearing of it, forgetting begins. Unit: weeks.
    pub idle_weeks: Weeks,
    /// Forgetting then. Unit: per week.
    pub forgetting_per_week: Share,
    /// Letters and house meetings at an opening, as hours of outreach done by others in the first weeks. Unit: hours of
    /// outreach.
    pub opening_hours_reached: Hours,
    /// For how long. Unit: weeks.
    pub opening_weeks: Weeks,
}

/// Chances a week that a visitor of an institution notices a site tied to it.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnchorVisitor {
    /// In its house.
    pub in_house: Share,
    /// Beside it.
    pub beside: Share,
}

impl AnchorVisitor {
    /// Returns the chance by where the site is.
    const fn of(&self, anchor: Anchor) -> f64 {
        if anchor.same_house { self.in_house.get() } else { self.beside.get() }
    }
}

/// Returns what a newcomer knows.
pub fn on_arrival(
    id: PersonId,
    is_adult: bool,
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    refugees: &mut Refugees,
) {
    let entity = refugees.person[id].entity;
    if is_adult && dice.stream(Purpose::Outreach, week, entity).chance(parameters.known_on_arrival.get()) {
        hear(id, Known::AdviceService, week, dice, parameters, refugees);
    }
}

/// Spreads and forgets knowledge for a week.
pub fn step(
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    intermediary: &Intermediary,
    network: &LocalNetwork,
    refugees: &mut Refugees,
) {
    forget(week, dice, parameters, refugees);
    talk(week, dice, parameters, refugees);
    let called_at = std::mem::take(&mut refugees.called_at);
    let Some(establishment) = &intermediary.establishment else {
        refugees.new_users.clear();
        refugees.pointed.clear();
        return;
    };
    let known = if establishment.at_existing_services { Known::AdviceService } else { Known::Intermediary };
    let recognised = establishment.recognised_by_fled;

    let opening = week.since(establishment.opens) < parameters.opening_weeks.get() as i32;
    let letters = if opening && !establishment.at_existing_services {
        parameters.opening_hours_reached.get() / parameters.opening_weeks.get()
    } else {
        0.0
    };
    let mut stream = dice.stream(Purpose::Outreach, week, intermediary.entity);
    let reached =
        stream.poisson((intermediary.outreach_hours + letters) * parameters.people_per_outreach_hour.get());
    for _ in 0..reached {
        if let Some(id) = somebody_in_the_district(&mut stream, refugees)
            && stream.chance(parameters.remembers.get())
            && refugees.person[id].is_adult(week)
            && recognises(id, recognised, dice, refugees)
        {
            hear(id, known, week, dice, parameters, refugees);
        }
    }
    if known == Known::Intermediary {
        passing::pass_by(week, dice, parameters, intermediary, network, &called_at, refugees);
    }

    // Keyed draws make the order of these lists immaterial, each person decides alone.
    for id in std::mem::take(&mut refugees.new_users) {
        let mut stream = dice.stream(Purpose::WordOfMouth, week, refugees.person[id].entity);
        if stream.chance(parameters.pass_on_new_user.get())
            && let Some(other) = somebody_known(id, week, &mut stream, refugees)
        {
            hear(other, known, week, dice, parameters, refugees);
        }
    }
    for id in std::mem::take(&mut refugees.pointed) {
        if dice.stream(Purpose::Pointing, week, refugees.person[id].entity).chance(parameters.pointing.get())
        {
            hear(id, known, week, dice, parameters, refugees);
        }
    }
}

/// Returns whether a person sees that the name is meant for people like them.
///
/// One draw holds for a person for good, so a name that fewer recognise is recognised by some of those who would recognise the other.
fn recognises(id: PersonId, share: f64, dice: &Dice, refugees: &Refugees) -> bool {
    dice.stream(Purpose::NameRecognition, Week::START, refugees.person[id].entity).chance(share)
}

/// Lets somebody hear of a service: knowledge is new or refreshed, and talking about it is fixed.
fn hear(
    id: PersonId,
    known: Known,
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    refugees: &mut Refugees,
) {
    let slot = slot(&mut refugees.awareness[id], known);
    let is_new = slot.is_none();
    *slot = Some(week);
    if is_new {
        let entity = refugees.person[id].entity.part(0, known as u64);
        let mut stream = dice.stream(Purpose::Forgetting, week, entity);
        fix_forgetting(id, known, week, &mut stream, parameters, refugees);
        fix_talk(id, known, week, &mut stream, parameters, refugees);
    }
}

fn slot(awareness: &mut Awareness, known: Known) -> &mut Option<Week> {
    match known {
        Known::Intermediary => &mut awareness.intermediary,
        Known::AdviceService => &mut awareness.advice_service,
    }
}

fn fix_forgetting(
    id: PersonId,
    known: Known,
    last: Week,
    stream: &mut Stream,
    parameters: &Parameters,
    refugees: &mut Refugees,
) {
    let wait = stream.geometric(parameters.forgetting_per_week.get());
    refugees.memory.enter(last.plus(1 + parameters.idle_weeks.get() as i32).plus(wait), (id, known));
}

fn fix_talk(
    id: PersonId,
    known: Known,
    week: Week,
    stream: &mut Stream,
    parameters: &Parameters,
    refugees: &mut Refugees,
) {
    // The circle is that of the moment; it is looked at again when the talk is over.
    let friends = refugees.social[id].peers.len().max(1) as f64;
    let wait = stream.weeks_until(parameters.pass_on_per_friend_and_week.get() * friends);
    refugees.talk.enter(week.plus(1).plus(wait), (id, known));
}

fn forget(week: Week, dice: &Dice, parameters: &Parameters, refugees: &mut Refugees) {
    for (id, known) in refugees.memory.take(week) {
        let Some(last) = *slot(&mut refugees.awareness[id], known) else { continue };
        let entity = refugees.person[id].entity.part(1, known as u64);
        if week.since(last) > parameters.idle_weeks.get() as i32 {
            *slot(&mut refugees.awareness[id], known) = None;
        } else if refugees.is_present(id) {
            let mut stream = dice.stream(Purpose::Forgetting, week, entity);
            fix_forgetting(
                id,
                known,
                last.max(week.plus(-(parameters.idle_weeks.get() as i32))),
                &mut stream,
                parameters,
                refugees,
            );
        }
    }
}

fn talk(week: Week, dice: &Dice, parameters: &Parameters, refugees: &mut Refugees) {
    for (id, known) in refugees.talk.take(week) {
        if !refugees.is_present(id) || slot(&mut refugees.awareness[id], known).is_none() {
            continue;
        }
        let entity = refugees.person[id].entity.part(0, known as u64);
        let mut stream = dice.stream(Purpose::WordOfMouth, week, entity);
        if let Some(other) = somebody_known(id, week, &mut stream, refugees) {
            hear(other, known, week, dice, parameters, refugees);
        }
        fix_talk(id, known, week, &mut stream, parameters, refugees);
    }
}

fn somebody_in_the_district(stream: &mut Stream, refugees: &Refugees) -> Option<PersonId> {
    if refugees.present.is_empty() {
        return None;
    }
    let id = refugees.present[stream.below(refugees.present.len())];
    matches!(refugees.housing[id].residence, Residence::District(_)).then_some(id)
}

/// Returns a friend, or else a housemate in the accommodation.
fn somebody_known(id: PersonId, week: Week, stream: &mut Stream, refugees: &Refugees) -> Option<PersonId> {
    let peers = &refugees.social[id].peers;
    let candidate =
        if peers.is_empty() { housemate(id, stream, refugees)? } else { peers[stream.below(peers.len())] };
    (candidate != id && refugees.is_present(candidate) && refugees.person[candidate].is_adult(week))
        .then_some(candidate)
}

fn housemate(id: PersonId, stream: &mut Stream, refugees: &Refugees) -> Option<PersonId> {
    let Dwelling::Shared(_) = refugees.housing[id].dwelling else { return None };
    // A few tries find a housemate in all but the smallest accommodations.
    (0..8)
        .map(|_| refugees.present[stream.below(refugees.present.len())])
        .find(|&other| refugees.housing[other].dwelling == refugees.housing[id].dwelling)
}
