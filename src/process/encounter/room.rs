//! A meeting takes its course: with whom it is, whether it is friendly, and what it leaves.

use std::ops::Range;

use super::parameters::{Parameters, Ties};
use crate::dice::{Entity, MeanCount, Stream};
use crate::index::{Column, NeighbourhoodId, ResidentId};
use crate::ledger::Ledger;
use crate::population::{Attitudes, Faces, Mind, Social, Tie, TieStrength};
use crate::time::Week;

/// Among whom the other is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Among {
    Work,
    Neighbourhood(NeighbourhoodId),
    Gate,
    Anywhere,
}

impl Among {
    /// The position in [`Social::faces`] of faces met at gatherings and wherever else.
    const ELSEWHERE: usize = 2;

    /// Returns the position of the faces of this ground in [`Social::faces`].
    #[inline]
    const fn faces(self) -> usize {
        match self {
            Self::Work => 0,
            Self::Neighbourhood(_) => 1,
            Self::Gate | Self::Anywhere => Self::ELSEWHERE,
        }
    }
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
        let faces = &mut social.faces[ground.faces()];
        let familiar = if fate < new { None } else { self.familiar(stream, ground, person, faces) };
        let is_hostile = match familiar {
            // Who knows nobody here by sight can only meet somebody new.
            None => self.meet_new(stream, ground, person, unknown, social),
            Some(at) => {
                let fate = (fate - new) / (1.0 - new);
                let is_hostile = fate < unknown;
                if !is_hostile {
                    let chance = self.chance_of_tie(person.speaks, faces.at(at).meetings);
                    faces.count(at, self.week);
                    if fate < unknown + chance {
                        let face = faces.forget(at);
                        let ties = if face.resident == Tie::ELSEWHERE {
                            &mut social.ties_elsewhere
                        } else {
                            social.forget_face(face.resident);
                            &mut social.ties
                        };
                        add(ties, face.resident, self.week, face.meetings, &self.parameters.tie);
                    }
                }
                is_hostile
            }
        };
        if is_hostile {
            self.ledger.hostile_meetings += 1;
            self.ledger.refusals_work += u64::from(ground == Among::Work);
            mind.hostile_this_week = mind.hostile_this_week.saturating_add(1);
        } else {
            mind.note_friendly(1);
        }
    }

    /// Draws which of the familiar faces of a place is met; whoever is there no longer or has not been seen for long is forgotten.
    #[inline]
    fn familiar(
        &self,
        stream: &mut Stream,
        ground: Among,
        person: &Speaker,
        faces: &mut Faces,
    ) -> Option<usize> {
        if faces.is_empty() {
            return None;
        }
        let at = stream.below(faces.len());
        let face = faces.at(at);
        let is_there = match ground {
            // A new place of work has other colleagues.
            Among::Work => face.last >= person.works_since,
            Among::Neighbourhood(here) => {
                face.resident == Tie::ELSEWHERE || self.of_neighbourhood[here].contains(&face.resident.0)
            }
            Among::Gate | Among::Anywhere => true,
        };
        let unseen = f64::from(self.week.since(face.last));
        if is_there && unseen <= self.parameters.tie.long_unseen.get() {
            return Some(at);
        }
        faces.forget(at);
        None
    }

    /// Returns the chance that a friendly meeting makes a tie after so many earlier ones of the two.
    #[inline]
    fn chance_of_tie(&self, speaks: f64, earlier: u16) -> f64 {
        let ties = &self.parameters.tie;
        (ties.made.get() * speaks * (1.0 + ties.deepening.get() * f64::from(earlier))).min(1.0)
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
            if !is_hostile {
                if stream.chance(self.chance_of_tie(person.speaks, 0)) {
                    add(&mut social.ties_elsewhere, Tie::ELSEWHERE, week, 1, &parameters.tie);
                } else {
                    let most = self.most_faces();
                    social.faces[ground.faces()].remember(Tie::ELSEWHERE, week, most);
                }
            }
            return is_hostile;
        };
        let distance = 0.5 * (1.0 - attitude);
        let is_hostile = stream.chance(parameters.hostile.most.get() * distance * distance * distance);
        if is_hostile {
            self.attitudes.meet(one, week, parameters.attitude.hostile.get(), false, 1);
        } else {
            let effect = parameters.attitude.friendly.get();
            self.get_to_know(stream, one, person.speaks, effect, ground.faces(), social);
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
        social.forget_face(one);
        add(&mut social.ties, one, self.week, 1, &self.parameters.tie);
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
            self.get_to_know(stream, one, speaks, effect, Among::ELSEWHERE, social);
        }
    }

    /// Applies a friendly meeting with a resident drawn by name: it moves the attitude, and may make a tie, more readily if the two have
    /// met here before; otherwise the face is remembered.
    fn get_to_know(
        &mut self,
        stream: &mut Stream,
        one: ResidentId,
        speaks: f64,
        effect: f64,
        place: usize,
        social: &mut Social,
    ) {
        let week = self.week;
        self.attitudes.meet(one, week, effect, true, 1);
        let faces = &mut social.faces[place];
        let familiar = faces.position(one);
        let earlier = familiar.map_or(0, |at| faces.at(at).meetings);
        if stream.chance(self.chance_of_tie(speaks, earlier)) {
            social.forget_face(one);
            add(&mut social.ties, one, week, earlier.saturating_add(1), &self.parameters.tie);
        } else if let Some(at) = familiar {
            faces.count(at, week);
        } else if social.ties.iter().all(|tie| tie.resident != one) {
            faces.remember(one, week, self.most_faces());
        }
    }

    /// Returns how many faces are remembered at a kind of place.
    fn most_faces(&self) -> usize {
        self.parameters.tie.faces.get() as usize
    }
}

/// What a meeting asks of the person who fled.
pub(super) struct Speaker {
    /// Share of meetings in which the two have a common language.
    pub(super) speaks: f64,
    /// Whether the person lives in the district.
    pub(super) is_near: bool,
    /// Since when the person works, or seeks, as now.
    pub(super) works_since: Week,
}

fn one_of(stream: &mut Stream, residents: &[ResidentId]) -> Option<ResidentId> {
    (!residents.is_empty()).then(|| residents[stream.below(residents.len())])
}

/// Adds an acquaintance after so many meetings; beyond the limit it takes the place of the acquaintance seen longest ago, if there is one.
fn add(own: &mut Vec<Tie>, resident: ResidentId, week: Week, meetings: u16, ties: &Ties) {
    if resident != Tie::ELSEWHERE
        && let Some(known) = own.iter_mut().find(|tie| tie.resident == resident)
    {
        known.last = week;
        return;
    }
    let tie = Tie { resident, strength: TieStrength::Weak, meetings, last: week };
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

#[cfg(test)]
mod tests {
    use super::super::{Parameters, speaks, step};
    use super::*;
    use crate::dice::Dice;
    use crate::index::PersonId;
    use crate::population::{Gathering, Housing, Residence};
    use crate::quantity::{Rate, Share};
    use crate::statistics::tolerance;
    use crate::time::Week;
    use crate::today::Today;
    use crate::world::{DistrictWorld, toy};

    /// People who meet.
    const PEOPLE: u64 = 400;

    fn parameters(deepening: f64) -> Parameters {
        let mut parameters: Parameters = toy::parameters("encounter");
        parameters.tie.deepening = Rate::new(deepening).unwrap();
        parameters
    }

    /// Lets weeks pass in a district of people who fled and residents; `before` is done before each.
    fn weeks(
        parameters: &Parameters,
        number: i32,
        mut before: impl FnMut(&mut DistrictWorld, i32),
    ) -> DistrictWorld {
        let (dice, forcings) = (Dice::new(11, 0), toy::forcings());
        let mut district = toy::district_world();
        district.residents = toy::residents(dice, 3_000);
        district.refugees = toy::refugees(PEOPLE);
        for week in 0..number {
            before(&mut district, week);
            let today = Today { week: Week(week), dice, forcings: &forcings };
            district.refugees.call(today.week);
            step(&today, parameters, (&mut district).into());
        }
        district
    }

    /// Returns the share of people acquainted after talks with one and the same resident each, once a week at a gathering.
    fn acquainted(deepening: f64, number: i32) -> f64 {
        let mut parameters = parameters(deepening);
        parameters.tie.weak_lost = Share::new(0.0).unwrap();
        let talk = |district: &mut DistrictWorld, _| {
            let pairs = district.refugees.present.iter().zip(&district.residents.adults);
            let gatherings = pairs.map(|(&id, &one)| Gathering {
                persons: vec![id],
                residents: vec![one],
                talks_each: 1,
                equal_footing: true,
            });
            district.occasions.gatherings.extend(gatherings);
        };
        let district = weeks(&parameters, number, talk);
        let pairs = district.refugees.present.iter().zip(&district.residents.adults);
        let tied = pairs
            .filter(|&(&id, &one)| district.refugees.social[id].ties.iter().any(|tie| tie.resident == one));
        tied.count() as f64 / PEOPLE as f64
    }

    #[test]
    fn who_has_often_met_somebody_becomes_an_acquaintance_more_readily() {
        let parameters = parameters(0.0);
        let at_first = parameters.tie.made.get() * speaks(&parameters, 3.2);
        // Nobody is lost, so after n talks all are acquainted but those for whom each has failed.
        let expected = |deepening: f64, talks: u32| {
            1.0 - (0..talks)
                .map(|earlier| 1.0 - at_first * (1.0 + deepening * f64::from(earlier)))
                .product::<f64>()
        };
        for (deepening, other) in [(0.0, 0.5), (0.5, 0.0)] {
            let (seen, expected_here) = (acquainted(deepening, 12), expected(deepening, 12));
            // A few meet the one elsewhere too: a person has some ten meetings in these weeks, with one of 2 000 adults each.
            let tolerance = tolerance::proportion(expected_here, PEOPLE as usize) + 0.01;
            assert!(
                (seen - expected_here).abs() < tolerance,
                "{deepening}: {seen}, expected {expected_here}"
            );
            // The twin: it is not what the other value says.
            assert!((seen - expected(other, 12)).abs() > tolerance, "{deepening}: {seen}");
        }
    }

    #[test]
    fn faces_are_few_and_of_nobody_with_a_tie_and_those_of_the_old_neighbourhood_are_left_behind() {
        let parameters = parameters(0.1);
        let most = parameters.tie.faces.get() as usize;
        let is_of = |district: &DistrictWorld, housing: &Housing, one: ResidentId| match housing.residence {
            Residence::District(here) => district.residents.of_neighbourhood[here].contains(&one.0),
            Residence::RestOfCity => true,
        };
        let count_strangers = |district: &DistrictWorld| -> usize {
            let refugees = &district.refugees;
            let of_one = |&id: &PersonId| {
                let faces = &refugees.social[id].faces[1];
                let all = (0..faces.len()).map(|at| faces.at(at).resident);
                all.filter(|&one| one != Tie::ELSEWHERE && !is_of(district, &refugees.housing[id], one))
                    .count()
            };
            refugees.present.iter().map(of_one).sum()
        };
        let mut strangers = Vec::new();
        let district = weeks(&parameters, 160, |district, week| {
            if week == 80 {
                for &id in &district.refugees.present {
                    district.refugees.housing[id].residence = Residence::District(NeighbourhoodId(1));
                }
                strangers.push(count_strangers(district));
            }
            if week == 159 {
                strangers.push(count_strangers(district));
            }
        });
        let mut known = 0;
        for social in &district.refugees.social {
            for faces in &social.faces {
                assert!(faces.len() <= most);
                known += faces.len();
            }
            assert!(
                social
                    .ties
                    .iter()
                    .all(|tie| social.faces.iter().all(|own| own.position(tie.resident).is_none()))
            );
        }
        assert!(known > PEOPLE as usize, "{known}");
        // At the move most are of the old one; a year and a half later few are left, and nobody has met these since.
        assert!(strangers[0] > 0 && strangers[1] * 4 < strangers[0], "{strangers:?}");
    }
}
