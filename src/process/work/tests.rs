//! Tests of the search for work under refusals.

use super::*;
use crate::dice::{ACTING_EVERY, Dice};
use crate::forcing::Series;
use crate::quantity::Effect;
use crate::world::toy;

/// People who seek.
const PEOPLE: u64 = 400;

/// Lets people seek who are refused or accepted for sure, and returns them.
fn seek(weeks: i32, discouraged: f64, base: f64) -> Refugees {
    let (dice, mut forcings) = (Dice::new(5, 0), toy::forcings());
    for demand in [&mut forcings.labour.men, &mut forcings.labour.women] {
        *demand = Series::new(vec![(Week::SPIN_UP, 1.0)]);
    }
    let mut parameters: Parameters = toy::parameters("work");
    parameters.search.discouraged = Share::new(discouraged).unwrap();
    let mut district = toy::district_world();
    district.refugees = toy::refugees(PEOPLE);
    district.city.assignment.assign(1_000.0, 0.1);
    let inhabitants = Rate::new(640_000.0).unwrap();
    for week in 0..weeks {
        // Refused while they seek, and with their luck from the last turn on.
        parameters.employer.base =
            Effect::new(if week < weeks - ACTING_EVERY { -60.0 } else { base }).unwrap();
        let today = Today { week: Week(week), dice, forcings: &forcings };
        district.refugees.call(today.week);
        step(&today, &parameters, &inhabitants, (&mut district).into());
    }
    district.refugees
}

/// Returns the refusals of all together.
fn refusals(people: &Refugees) -> f64 {
    people.working.iter().map(|own| f64::from(own.refusals)).sum()
}

#[test]
fn who_is_refused_applies_less_until_the_loss_by_refusals_equals_what_time_brings_back() {
    let parameters: Parameters = toy::parameters("work");
    let weeks = 26 * ACTING_EVERY;
    let [without, with, strongly] = [0.0, 0.03, 0.1].map(|each| refusals(&seek(weeks, each, -60.0)));
    let turns = 26.0 * PEOPLE as f64;
    // Applications a turn, if nothing discourages.
    let each = without / turns;
    assert!(each > 0.1, "{each}");
    // With means in place of Poisson numbers, which errs by less than a tenth of the loss for so few a turn.
    let expected = |share: f64| {
        let kept = pow(0.5, SPAN / parameters.search.discouragement_half_life.get());
        let (mut lost, mut sum) = (0.0, 0.0);
        for _ in 0..26 {
            lost *= kept;
            let sent = each * (1.0 - lost);
            sum += sent;
            lost = 1.0 - (1.0 - lost) * pow(1.0 - share, sent);
        }
        sum * PEOPLE as f64
    };
    for (share, refused) in [(0.03, with), (0.1, strongly)] {
        let expected = expected(share);
        // Four standard errors of a Poisson number, and a tenth of the loss.
        let tolerance = 4.0 * expected.sqrt() + 0.1 * (without - expected);
        assert!(
            (refused - expected).abs() < tolerance,
            "{share}: {refused}, expected {expected} of {without}"
        );
        // The twin: not as many as if nothing discouraged.
        assert!(without - refused > tolerance, "{share}: {refused} of {without}");
    }
    assert!(strongly < with);
}

#[test]
fn a_success_gives_back_the_will_to_apply() {
    let hired = |own: &&Working| own.until != Week::NEVER;
    let people = seek(60, 0.1, 60.0);
    let (some, others): (Vec<&Working>, Vec<&Working>) = people.working.iter().partition(hired);
    assert!(!some.is_empty() && some.iter().all(|own| own.discouragement.effort() == 1.0));
    // The twin: who has no work yet has been refused and feels it.
    assert!(others.iter().any(|own| own.discouragement.effort() < 0.95));
}
