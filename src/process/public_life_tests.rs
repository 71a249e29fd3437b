//! Tests of public life in a small district.

use super::super::toy;
use super::*;

fn run(intermediary: &Intermediary, refugees: u64) -> LocalNetwork {
    let dice = Dice::new(2, 0);
    let parameters: Parameters = toy::parameters("public_life");
    let mut network = toy::network(dice, 50_000);
    let refugees = toy::refugees(refugees);
    let volunteers = Volunteers::new(Week::SPIN_UP, 10);
    for week in (-104..2_000).map(Week) {
        step(
            week,
            dice,
            &parameters,
            0.013,
            Entity::named("toy"),
            &refugees,
            &volunteers,
            intermediary,
            &mut network,
        );
    }
    network
}

#[test]
fn decisions_come_at_their_rate_and_follow_needs_more_often_where_needs_are_stated() {
    let silent = run(&toy::nobody(), 0);
    let asked = run(&toy::intermediary(), 600);
    // 2 104 weeks at 24 a year are about 780 weeks with a decision; five standard deviations of that number are 111.
    let decisions = f64::from(silent.decisions.0);
    assert!((decisions - 2_104.0 * chance_within(24.0 / WEEKS_PER_YEAR, 1.0)).abs() < 111.0, "{decisions}");
    assert_eq!(silent.decisions.0, asked.decisions.0);
    let share = |network: &LocalNetwork| f64::from(network.decisions.1) / f64::from(network.decisions.0);
    // Five standard errors of one tenth among as many decisions.
    assert!((share(&silent) - 0.1).abs() < 5.0 * (0.09 / decisions).sqrt(), "{}", share(&silent));
    assert!(share(&asked) > share(&silent) + 0.15, "{}", share(&asked));
    assert_eq!(silent.seats, (0, 0));
    println!("share {:.2} against {:.2}, seats {:?}", share(&silent), share(&asked), asked.seats);
}
