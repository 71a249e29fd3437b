//! Gatherings and pairs that other processes have entered become meetings.

use super::parameters::Attitude;
use crate::dice::{Entity, Purpose, Stream};
use crate::index::{Column, PersonId, ResidentId};
use crate::population::{Occasions, Person, Presence};
use crate::today::Today;

/// How two people come to talk with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Company {
    /// Among others at a gathering.
    Gathering,
    /// As a pair, who know each other from the first meeting on.
    Pair,
}

/// Draws who talks with whom at gatherings and in pairs, and empties the list; `talk` is told by how much a talk moves the attitude.
pub(super) fn hold_gatherings(
    today: &Today,
    attitude: &Attitude,
    person: &Column<PersonId, Person>,
    presence: &Column<PersonId, Presence>,
    occasions: &mut Occasions,
    mut talk: impl FnMut(PersonId, ResidentId, Company, f64, &mut Stream),
) {
    let (week, dice) = (today.week, today.dice);
    let equal_footing = attitude.equal_footing.get();
    let ordinary = attitude.friendly.get();
    for gathering in &occasions.gatherings {
        let Some(first) = gathering.residents.first() else { continue };
        let effect = if gathering.equal_footing { equal_footing } else { ordinary };
        for &id in gathering.persons.iter().filter(|&&one| presence[one] == Presence::Present) {
            // Who is there names the gathering, so that another one elsewhere moves no draw.
            let occasion = Entity(u64::from(first.0));
            let mut stream = dice.pair(Purpose::Gathering, week, person[id].entity, occasion);
            for _ in 0..gathering.talks_each {
                let one = gathering.residents[stream.below(gathering.residents.len())];
                talk(id, one, Company::Gathering, effect, &mut stream);
            }
        }
    }
    // Meetings of one pair stand behind each other and draw on from one stream.
    for meetings in occasions.pairs.chunk_by(|one, next| one == next) {
        let (id, one) = meetings[0];
        if presence[id] != Presence::Present {
            continue;
        }
        let counterpart = Entity(u64::from(one.0));
        let mut stream = dice.pair(Purpose::Contact, week, person[id].entity, counterpart);
        for _ in meetings {
            talk(id, one, Company::Pair, equal_footing, &mut stream);
        }
    }
    occasions.gatherings.clear();
    occasions.pairs.clear();
}

#[cfg(test)]
mod tests {
    use super::super::{Parameters, step};
    use super::*;
    use crate::dice::Dice;
    use crate::population::{Gathering, TieStrength};
    use crate::time::Week;
    use crate::world::toy;

    /// Lets people meet a resident each, every week, and returns the shares with an acquaintance and with a friend by week.
    fn meet(weeks: i32, as_pairs: Company) -> Vec<(f64, f64)> {
        let (dice, forcings) = (Dice::new(3, 0), toy::forcings());
        let parameters: Parameters = toy::parameters("encounter");
        let mut district = toy::district_world();
        district.residents = toy::residents(dice, 3_000);
        district.refugees = toy::refugees(200);
        let people = district.refugees.present.clone();
        let adults = district.residents.adults.clone();
        let shares = |district: &crate::world::DistrictWorld| {
            let mut all = [0.0; 2];
            for (&id, one) in people.iter().zip(&adults) {
                let tie = district.refugees.social[id].ties.iter().find(|tie| tie.resident == *one);
                all[0] += f64::from(u8::from(tie.is_some())) / people.len() as f64;
                let is_friend = tie.is_some_and(|tie| tie.strength == TieStrength::Strong);
                all[1] += f64::from(u8::from(is_friend)) / people.len() as f64;
            }
            (all[0], all[1])
        };
        (0..weeks)
            .map(|week| {
                for (&id, &one) in people.iter().zip(&adults) {
                    match as_pairs {
                        Company::Pair => district.occasions.pairs.push((id, one)),
                        Company::Gathering => district.occasions.gatherings.push(Gathering {
                            persons: vec![id],
                            residents: vec![one],
                            talks_each: 1,
                            equal_footing: true,
                        }),
                    }
                }
                let today = Today { week: Week(week), dice, forcings: &forcings };
                step(&today, &parameters, (&mut district).into());
                shares(&district)
            })
            .collect()
    }

    #[test]
    fn a_pair_is_a_tie_from_its_first_meeting_and_a_talk_at_a_gathering_seldom_is() {
        let pairs = meet(12, Company::Pair);
        // A tie can be lost and begins again at the next meeting; nobody is a friend before the third.
        assert!(pairs.iter().all(|&(acquainted, _)| acquainted > 0.97), "{pairs:?}");
        assert_eq!([pairs[0].1, pairs[1].1], [0.0; 2]);
        assert!(pairs[11].1 > 0.4, "{pairs:?}");
        // The twin: the same talks at gatherings make a tie with a chance.
        let talks = meet(2, Company::Gathering);
        assert!(talks[0].0 < 0.1 && talks[1].0 < 0.15, "{talks:?}");
    }
}
