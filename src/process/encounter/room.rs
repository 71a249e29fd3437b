//! A meeting takes its course: with whom it is, whether it is friendly, and what it leaves.

use std::ops::Range;

use super::parameters::{Parameters, Ties};
use crate::dice::{Entity, MeanCount, Stream};
use crate::index::{Column, NeighbourhoodId, ResidentId};
use crate::ledger::Ledger;
use crate::population::{Attitudes, Mind, Social, Tie, TieStrength};
use crate::time::Week;

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

    /// Lets a meeting with somebody who is no friend take its course; one uniform draw, `fate`, settles most of them.
    #[inline]
    pub(super) fn meet(
        &mut self,
        stream: &mut Stream,
        fate: f64,
        ground: Among,
        person: &Speaker,
        social: &mut Social,
        mind: &mut Mind,
    ) {
        self.ledger.meetings += 1;
        let partner = &self.parameters.partner;
        let new = match ground {
            Among::Work => partner.new_at_work,
            Among::Neighbourhood(_) | Among::Gate | Among::Anywhere => partner.new_elsewhere,
        }
        .get();
        let unknown = self.parameters.hostile.unknown.get() * (1.0 - self.climate);
        let is_hostile = if fate < new {
            self.meet_new(stream, ground, person, unknown, social)
        } else {
            // A familiar face: who it is matters only when a tie comes of it.
            let fate = (fate - new) / (1.0 - new);
            if fate >= unknown && fate < unknown + self.parameters.tie.made.get() * person.speaks {
                match self.draw(stream, ground, person.is_near) {
                    Some((one, _)) => add(&mut social.ties, one, self.week, &self.parameters.tie),
                    None => add(&mut social.ties_elsewhere, Tie::ELSEWHERE, self.week, &self.parameters.tie),
                }
            }
            fate < unknown
        };
        if is_hostile {
            self.ledger.hostile_meetings += 1;
            self.ledger.refusals_work += u64::from(ground == Among::Work);
            mind.hostile_this_week = mind.hostile_this_week.saturating_add(1);
        } else {
            mind.note_friendly(1);
        }
    }

    /// Lets a meeting with somebody new take its course, and returns whether it is hostile.
    fn meet_new(
        &mut self,
        stream: &mut Stream,
        ground: Among,
        person: &Speaker,
        unknown: f64,
        social: &mut Social,
    ) -> bool {
        let (parameters, week) = (self.parameters, self.week);
        let Some((one, attitude)) = self.draw(stream, ground, person.is_near) else {
            let is_hostile = stream.chance(unknown);
            if !is_hostile && stream.chance(parameters.tie.made.get() * person.speaks) {
                add(&mut social.ties_elsewhere, Tie::ELSEWHERE, week, &parameters.tie);
            }
            return is_hostile;
        };
        let distance = 0.5 * (1.0 - attitude);
        let is_hostile = stream.chance(parameters.hostile.most.get() * distance * distance * distance);
        if is_hostile {
            self.attitudes.meet(one, week, parameters.attitude.hostile.get(), false, 1);
        } else {
            self.get_to_know(stream, one, person.speaks, parameters.attitude.friendly.get(), social);
        }
        is_hostile
    }

    /// Lets the meetings of these weeks with the partners of ties take their course; they are friendly. `spread` is told of how many
    /// meetings it is to find the weeks.
    ///
    /// How often two meet is a Poisson number of its own, drawn for the pair: another tie moves no draw. What so many meetings
    /// leave is told in closed form.
    pub(super) fn meet_friends(
        &mut self,
        draws: impl Fn(Entity) -> Stream,
        [weak, strong]: [f64; 2],
        social: &mut Social,
        mind: &mut Mind,
        mut spread: impl FnMut(&mut Stream, u32),
    ) {
        /// Entities of ties outside the district, of whose partners nothing is known: their numbers lie above those of residents.
        const ELSEWHERE: u64 = 1 << 32;
        let (week, ties) = (self.week, &self.parameters.tie);
        let counts = [MeanCount::of(weak), MeanCount::of(strong)];
        let effect = self.parameters.attitude.friendly.get();
        let elsewhere = (ELSEWHERE..).zip(&mut social.ties_elsewhere);
        for (partner, tie) in
            social.ties.iter_mut().map(|tie| (u64::from(tie.resident.0), tie)).chain(elsewhere)
        {
            let mut stream = draws(Entity(partner));
            let times = stream.count(&counts[tie.strength as usize]);
            if times == 0 {
                continue;
            }
            self.ledger.meetings += u64::from(times);
            mind.note_friendly(times);
            if tie.resident != Tie::ELSEWHERE {
                self.attitudes.meet(tie.resident, week, effect, true, times);
            }
            strengthen(&mut stream, tie, week, ties, times);
            spread(&mut stream, times);
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
        self.ledger.meetings += 1;
        mind.note_friendly(1);
        // Who comes to meet people who fled does not come to be hostile.
        if let Some(known) = social.ties.iter_mut().find(|tie| tie.resident == one) {
            self.attitudes.meet(one, self.week, effect, true, 1);
            strengthen(stream, known, self.week, &self.parameters.tie, 1);
        } else {
            self.get_to_know(stream, one, speaks, effect, social);
        }
    }

    /// Applies a friendly meeting with a resident who is no acquaintance yet: it moves the attitude, and may make a tie.
    fn get_to_know(
        &mut self,
        stream: &mut Stream,
        one: ResidentId,
        speaks: f64,
        effect: f64,
        social: &mut Social,
    ) {
        let ties = &self.parameters.tie;
        self.attitudes.meet(one, self.week, effect, true, 1);
        if stream.chance(ties.made.get() * speaks) {
            add(&mut social.ties, one, self.week, ties);
        }
    }
}

/// What a meeting asks of the person who fled.
pub(super) struct Speaker {
    /// Share of meetings in which the two have a common language.
    pub(super) speaks: f64,
    /// Whether the person lives in the district.
    pub(super) is_near: bool,
}

fn one_of(stream: &mut Stream, residents: &[ResidentId]) -> Option<ResidentId> {
    (!residents.is_empty()).then(|| residents[stream.below(residents.len())])
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

/// Counts meetings of a tie; after enough of them an acquaintance may become a friend at each.
fn strengthen(stream: &mut Stream, tie: &mut Tie, week: Week, ties: &Ties, times: u32) {
    let after = u32::from(tie.meetings) + times;
    tie.meetings = after.min(u32::from(u16::MAX)) as u16;
    tie.last = week;
    if tie.strength == TieStrength::Strong {
        return;
    }
    // Of so many meetings those count that come when there have been enough, the last of them included.
    let enough = ties.meetings_to_strengthen.get().ceil() as u32;
    let tries = (after + 1).saturating_sub(enough).min(times);
    let stays = (0..tries).fold(1.0, |stays, _| stays * (1.0 - ties.strengthened.get()));
    if tries > 0 && stream.chance(1.0 - stays) {
        tie.strength = TieStrength::Strong;
    }
}
