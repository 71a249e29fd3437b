//! Terms of money that is granted for a time: renewal, delay, and the end.

use super::{Parameters, Scene};
use crate::dice::{Dice, Purpose};
use crate::intermediary::establishment::member_entity;
use crate::intermediary::{Grant, Intermediary};
use crate::time::Week;
use crate::today::Today;

/// Kind number of terms of grants in entities.
const TERM: u32 = 0x33;

/// Begins and ends terms of the grant, and says whether there is money this week; what has lost it for good closes.
pub fn renew(today: &Today, parameters: &Parameters, scene: Scene) {
    let Scene { intermediary, network, .. } = scene;
    if has_ended(today.week, &today.dice, parameters, intermediary) {
        intermediary.end(today.week, network);
        network.index_services(today.week);
    }
}

/// Goes on with the terms of the grant; returns whether the money has ended for good.
///
/// Whether a grant is renewed depends on nothing but the term's own draw; the sponsor has made the terms.
fn has_ended(week: Week, dice: &Dice, parameters: &Parameters, intermediary: &mut Intermediary) -> bool {
    let Some(establishment) = &intermediary.establishment else { return false };
    let weeks = establishment.grant_weeks;
    let grant = &mut intermediary.grant;
    if grant.weeks != weeks {
        // Another sponsor, or the first: its money is there from this week on.
        let ends = if weeks == 0 { Week::NEVER } else { week.plus(weeks as i32) };
        *grant = Grant { weeks, ends, resumes: week, ..*grant };
    }
    if week == grant.ends {
        grant.terms += 1;
        // A term's fate does not depend on its date, so a longer term meets the same fates later.
        let term = intermediary.entity.part(TERM, u64::from(grant.terms));
        let mut stream = dice.stream(Purpose::GrantRenewal, Week::START, term);
        let lasts = !stream.chance(parameters.renewal_final.get());
        let in_time = stream.chance(parameters.renewal.get());
        let delay = 1 + stream.geometric(1.0 / parameters.renewal_delay.get().max(1.0));
        if !lasts {
            grant.ended = true;
            return true;
        }
        grant.resumes = if in_time { week } else { week.plus(delay) };
        grant.ends = grant.resumes.plus(weeks as i32);
        if !in_time {
            let resumes = grant.resumes;
            for (number, member) in intermediary.staff.iter_mut().enumerate() {
                let entity = member_entity(intermediary.entity, number);
                let mut stream = dice.stream(Purpose::Rehiring, week, entity);
                member.vacant_until = resumes.plus(stream.poisson(parameters.vacancy_weeks.get()) as i32);
            }
        }
    }
    grant.interrupted = week < grant.resumes;
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Evidence;
    use crate::world::toy;

    /// Returns the weeks without money and the week in which it ended, if it did, within ten years.
    fn history(grant_weeks: u32, replicate: u32, change: impl Fn(&mut Parameters)) -> (u32, Option<i32>) {
        let mut parameters: Parameters = Evidence::embedded().unwrap().section("staff").unwrap();
        change(&mut parameters);
        let dice = Dice::new(3, replicate);
        let mut intermediary = toy::intermediary();
        if let Some(facts) = &mut intermediary.establishment {
            facts.grant_weeks = grant_weeks;
        }
        let mut without = 0;
        for week in 34..554 {
            if has_ended(Week(week), &dice, &parameters, &mut intermediary) {
                return (without, Some(week));
            }
            without += u32::from(intermediary.grant.interrupted);
        }
        (without, None)
    }

    #[test]
    fn a_longer_grant_term_never_adds_gaps() {
        let mut fewer = 0;
        for replicate in 0..200 {
            let runs = [26, 52, 104, 260].map(|weeks| history(weeks, replicate, |_| {}));
            for pair in runs.windows(2) {
                let ([short, long], lasts) = ([pair[0], pair[1]], Some(i32::MAX));
                // Money that has ended for good leaves no gaps, so gaps are compared where it lasts with the short term.
                if short.1.is_none() {
                    assert!(long.0 <= short.0, "{replicate}: {runs:?}");
                }
                assert!(long.1.or(lasts) >= short.1.or(lasts), "{replicate}: {runs:?}");
                fewer += u32::from(long.0 < short.0);
            }
        }
        // The twin: terms matter at all.
        assert!(fewer > 100, "{fewer}");
    }

    #[test]
    fn money_of_the_sponsors_own_is_never_interrupted() {
        for replicate in 0..50 {
            assert_eq!(history(0, replicate, |_| {}), (0, None));
        }
    }

    #[test]
    fn what_is_always_renewed_has_no_gap_and_what_never_is_has_one_a_term() {
        let share = |value: f64| crate::quantity::Share::new(value).unwrap();
        for replicate in 0..20 {
            let always = history(52, replicate, |parameters| {
                parameters.renewal = share(1.0);
                parameters.renewal_final = share(0.0);
            });
            assert_eq!(always, (0, None));
            let (without, end) = history(52, replicate, |parameters| {
                parameters.renewal = share(0.0);
                parameters.renewal_final = share(0.0);
            });
            assert!(without >= 4 && end.is_none(), "{without} weeks without money");
            let (without, end) = history(52, replicate, |parameters| parameters.renewal_final = share(1.0));
            assert_eq!((without, end), (0, Some(34 + 52)));
        }
    }
}
