//! A meeting takes its course: with whom it is, whether it is friendly, and what it leaves.

use std::ops::Range;

use super::parameters::{Parameters, Rates, Ties};
use crate::dice::Stream;
use crate::index::{Column, NeighbourhoodId, ResidentId};
use crate::ledger::Ledger;
use crate::population::{Attitudes, Mind, Social, Tie, TieStrength};
use crate::time::Week;

/// The other at a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Other {
    /// A resident of the district.
    Resident(ResidentId),
    /// A resident outside the district.
    Elsewhere,
    /// The partner of a tie, by its position.
    Friend(usize),
    /// The partner of a tie outside the district, by its position.
    FriendElsewhere(usize),
}

/// Among whom the other is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Among {
    Work,
    Neighbourhood(NeighbourhoodId),
    Gate,
    Anywhere,
}

/// Where and when meetings happen, and what they leave with residents.
pub(super) struct Room<'a> {
    pub(super) week: Week,
    pub(super) parameters: &'a Parameters,
    pub(super) climate: f64,
    pub(super) adults: &'a [ResidentId],
    pub(super) colleagues: &'a [ResidentId],
    pub(super) parents: &'a [ResidentId],
    pub(super) of_neighbourhood: &'a Column<NeighbourhoodId, Range<u32>>,
    pub(super) attitudes: &'a mut Attitudes,
    pub(super) ledger: &'a mut Ledger,
}

impl Room<'_> {
    /// After so many residents who avoid a meeting it is with somebody from elsewhere.
    const TRIES: usize = 4;

    /// Draws a resident of the district who does not avoid the meeting, with the attitude.
    fn draw(&self, stream: &mut Stream, ground: Among, is_near: bool) -> Option<(ResidentId, f64)> {
        let partner = &self.parameters.partner;
        // Workplaces are spread over the city for all.
        let is_of_district = match ground {
            Among::Work => stream.chance(partner.colleague_from_district.get()),
            Among::Neighbourhood(_) | Among::Gate | Among::Anywhere => is_near,
        };
        if !is_of_district {
            return None;
        }
        for _ in 0..Self::TRIES {
            let one = match ground {
                Among::Work => one_of(stream, self.colleagues),
                Among::Neighbourhood(here) => self.neighbour(stream, here),
                Among::Gate => one_of(stream, self.parents),
                Among::Anywhere => one_of(stream, self.adults),
            }?;
            let attitude = self.attitudes.of(one, self.week, self.climate);
            if !stream.chance(partner.avoidance.get() * 0.5 * (1.0 - attitude)) {
                return Some((one, attitude));
            }
        }
        None
    }

    /// Draws an adult of a neighbourhood; some tries, since few rows are children.
    fn neighbour(&self, stream: &mut Stream, neighbourhood: NeighbourhoodId) -> Option<ResidentId> {
        let rows = self.of_neighbourhood[neighbourhood].clone();
        let count = rows.end.saturating_sub(rows.start) as usize;
        (0..8)
            .take_while(|_| count > 0)
            .map(|_| ResidentId(rows.start + stream.below(count) as u32))
            .find(|&one| self.attitudes.contact[one].is_adult)
    }

    /// Lets a meeting with somebody who is no friend take its course.
    #[inline]
    pub(super) fn meet(
        &mut self,
        stream: &mut Stream,
        ground: Among,
        is_near: bool,
        speaks: f64,
        social: &mut Social,
        mind: &mut Mind,
    ) {
        let parameters = self.parameters;
        self.ledger.meetings += 1;
        let new = match ground {
            Among::Work => parameters.partner.new_at_work,
            Among::Neighbourhood(_) | Among::Gate | Among::Anywhere => parameters.partner.new_elsewhere,
        };
        let unknown = parameters.hostile.unknown.get() * (1.0 - self.climate);
        let is_hostile = if stream.chance(new.get()) {
            if let Some((one, attitude)) = self.draw(stream, ground, is_near) {
                let distance = 0.5 * (1.0 - attitude);
                let is_hostile =
                    stream.chance(parameters.hostile.most.get() * distance * distance * distance);
                if is_hostile {
                    self.attitudes.meet(one, self.week, parameters.attitude.hostile.get(), false);
                } else {
                    let effect = parameters.attitude.friendly.get();
                    self.befriend(stream, Other::Resident(one), speaks, effect, social);
                }
                is_hostile
            } else {
                let is_hostile = stream.chance(unknown);
                if !is_hostile {
                    self.befriend(stream, Other::Elsewhere, speaks, 0.0, social);
                }
                is_hostile
            }
        } else {
            // A familiar face: who it is matters only when a tie comes of it.
            let fate = stream.unit();
            if fate >= unknown && fate < unknown + parameters.tie.made.get() * speaks {
                match self.draw(stream, ground, is_near) {
                    Some((one, _)) => add(&mut social.ties, one, self.week, &parameters.tie),
                    None => add(&mut social.ties_elsewhere, Tie::ELSEWHERE, self.week, &parameters.tie),
                }
            }
            fate < unknown
        };
        if is_hostile {
            self.ledger.hostile_meetings += 1;
            self.ledger.refusals_work += u64::from(ground == Among::Work);
            mind.hostile_this_week = mind.hostile_this_week.saturating_add(1);
        } else {
            mind.friendly_this_week = mind.friendly_this_week.saturating_add(1);
        }
    }

    /// Lets a meeting with the partner of a tie take its course: it is friendly.
    #[inline]
    pub(super) fn meet_friend(
        &mut self,
        stream: &mut Stream,
        speaks: f64,
        social: &mut Social,
        mind: &mut Mind,
    ) {
        self.ledger.meetings += 1;
        mind.friendly_this_week = mind.friendly_this_week.saturating_add(1);
        if let Some(with) = friend(stream, &self.parameters.meetings, social) {
            self.befriend(stream, with, speaks, self.parameters.attitude.friendly.get(), social);
        }
    }

    /// Makes two people acquaintances who are about to meet as a pair, unless they have a tie.
    pub(super) fn acquaint(&self, one: ResidentId, social: &mut Social) {
        if social.ties.iter().any(|tie| tie.resident == one) {
            return;
        }
        add(&mut social.ties, one, self.week, &self.parameters.tie);
        if let Some(tie) = social.ties.iter_mut().find(|tie| tie.resident == one) {
            // The meeting itself is still to be counted.
            tie.meetings = 0;
        }
    }

    /// Lets somebody talk with a resident at a gathering or as a pair.
    pub(super) fn talk(
        &mut self,
        stream: &mut Stream,
        one: ResidentId,
        speaks: f64,
        effect: f64,
        social: &mut Social,
        mind: &mut Mind,
    ) {
        let known = social.ties.iter().position(|tie| tie.resident == one);
        let with = known.map_or(Other::Resident(one), Other::Friend);
        self.ledger.meetings += 1;
        mind.friendly_this_week = mind.friendly_this_week.saturating_add(1);
        // Who comes to meet people who fled does not come to be hostile.
        self.befriend(stream, with, speaks, effect, social);
    }

    /// Applies a friendly meeting: it moves the attitude, and makes or strengthens a tie.
    fn befriend(&mut self, stream: &mut Stream, with: Other, speaks: f64, effect: f64, social: &mut Social) {
        let week = self.week;
        let ties = &self.parameters.tie;
        match with {
            Other::Resident(one) => {
                self.attitudes.meet(one, week, effect, true);
                if stream.chance(ties.made.get() * speaks) {
                    add(&mut social.ties, one, week, ties);
                }
            }
            Other::Elsewhere => {
                if stream.chance(ties.made.get() * speaks) {
                    add(&mut social.ties_elsewhere, Tie::ELSEWHERE, week, ties);
                }
            }
            Other::Friend(position) => {
                self.attitudes.meet(social.ties[position].resident, week, effect, true);
                strengthen(stream, &mut social.ties[position], week, ties);
            }
            Other::FriendElsewhere(position) => {
                strengthen(stream, &mut social.ties_elsewhere[position], week, ties);
            }
        }
    }
}

fn one_of(stream: &mut Stream, residents: &[ResidentId]) -> Option<ResidentId> {
    (!residents.is_empty()).then(|| residents[stream.below(residents.len())])
}

/// Draws a partner among ties, friends more often than acquaintances.
fn friend(stream: &mut Stream, rates: &Rates, social: &Social) -> Option<Other> {
    let by_strength = [rates.weak_tie.get(), rates.strong_tie.get()];
    let rate = |tie: &Tie| by_strength[tie.strength as usize];
    let total: f64 = social.to_residents().map(rate).sum();
    let mut rest = stream.unit() * total;
    let mut is_it = |tie: &Tie| {
        rest -= rate(tie);
        rest < 0.0
    };
    match social.ties.iter().position(&mut is_it) {
        Some(position) => Some(Other::Friend(position)),
        None => social.ties_elsewhere.iter().position(is_it).map(Other::FriendElsewhere),
    }
}

/// Adds an acquaintance; beyond the limit it takes the place of the acquaintance seen longest ago, if there is one.
fn add(own: &mut Vec<Tie>, resident: ResidentId, week: Week, ties: &Ties) {
    if resident != Tie::ELSEWHERE
        && let Some(known) = own.iter_mut().find(|tie| tie.resident == resident)
    {
        known.last = week;
        return;
    }
    let tie = Tie { resident, strength: TieStrength::Weak, meetings: 1, last: week };
    if (own.len() as f64) < ties.most.get() {
        own.push(tie);
    } else if let Some(oldest) =
        own.iter_mut().filter(|known| known.strength == TieStrength::Weak).min_by_key(|known| known.last)
    {
        *oldest = tie;
    }
}

/// Counts a meeting of a tie; after enough of them an acquaintance may become a friend.
fn strengthen(stream: &mut Stream, tie: &mut Tie, week: Week, ties: &Ties) {
    tie.meetings = tie.meetings.saturating_add(1);
    tie.last = week;
    if tie.strength == TieStrength::Weak
        && f64::from(tie.meetings) >= ties.meetings_to_strengthen.get()
        && stream.chance(ties.strengthened.get())
    {
        tie.strength = TieStrength::Strong;
    }
}
