//! Ties fade, and friendships among people who fled come and go.

use super::parameters::{Parameters, Ties};
use crate::dice::{Purpose, Stream};
use crate::index::{Column, PersonId};
use crate::population::{Person, Presence, Social, Tie, TieStrength};
use crate::time::Week;
use crate::today::Today;

/// Lets ties fade and friendships among people who fled come and go, once in four weeks.
pub(super) fn fade(
    today: &Today,
    parameters: &Parameters,
    id: PersonId,
    present: &[PersonId],
    person: &Column<PersonId, Person>,
    presence: &Column<PersonId, Presence>,
    social: &mut Column<PersonId, Social>,
) {
    let week = today.week;
    let (who, peer) = (&person[id], &parameters.peer);
    let mut stream = today.stream(Purpose::TieFate, who.entity);
    let own = &mut social[id];
    fade_ties(week, &parameters.tie, &mut stream, own);
    let mut stream = today.stream(Purpose::PeerTie, who.entity);
    own.peers.retain(|&one| presence[one] == Presence::Present && !stream.chance(peer.lost.get()));
    let fled = (own.peers.len() as f64 * peer.confidants.get()) as usize;
    let at_most = |count: usize| count.min(usize::from(u8::MAX)) as u8;
    (own.confidants, own.confidants_fled) = (at_most(own.strong() + fled), at_most(fled));
    let meets = peer.made.get() * f64::from(who.sociability);
    if (own.peers.len() as f64) < peer.most.get() && stream.chance(meets / (1.0 + meets)) {
        let candidates = [0; 4].map(|_: u8| present[stream.below(present.len())]);
        let suits = |&one: &PersonId| {
            one != id
                && person[one].is_adult(week)
                && person[one].household != who.household
                && !social[id].peers.contains(&one)
                && (person[one].origin == who.origin || stream.chance(peer.other_origin.get()))
        };
        if let Some(other) = candidates.into_iter().find(suits) {
            social[id].peers.push(other);
            if (social[other].peers.len() as f64) < peer.most.get() && !social[other].peers.contains(&id) {
                social[other].peers.push(id);
            }
        }
    }
}

/// Adds the other adults of the household to the confidants.
pub(super) fn confide_at_home(adults: usize, own: &mut Social) {
    own.confidants = own.confidants.saturating_add(adults.min(usize::from(u8::MAX)) as u8);
}

/// Lets ties to residents weaken and end, for four weeks.
pub(super) fn fade_ties(week: Week, ties: &Ties, stream: &mut Stream, own: &mut Social) {
    let mut stays = |tie: &mut Tie| {
        let unseen = f64::from(week.since(tie.last)) > ties.long_unseen.get();
        let factor = if unseen { ties.unseen_factor.get() } else { 1.0 };
        match tie.strength {
            TieStrength::Strong => {
                if stream.chance(factor * ties.strong_weakened.get()) {
                    tie.strength = TieStrength::Weak;
                }
                true
            }
            TieStrength::Weak => !stream.chance(factor * ties.weak_lost.get()),
        }
    };
    own.ties.retain_mut(&mut stays);
    own.ties_elsewhere.retain_mut(&mut stays);
}
