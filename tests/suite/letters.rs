//! Letters of the authorities: what is answered in time, by whomever, and what missed ones cost.

use inteso::population::Presence;
use inteso::quantity::{Effect, Share, Weeks};
use inteso::scenario::Scenario;

use crate::stage::Town;

/// What became of the people of both districts after three years.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Found {
    /// Letters answered with help, of those that arrived.
    helped: f64,
    /// Letters that were missed, of those that arrived.
    missed: f64,
    /// Weeks without benefits, a person and year.
    gap: f64,
    /// Weeks from arrival to the decision, in the mean of those who have one.
    procedure: f64,
}

/// Runs three years; `alone` shifts the log-odds of answering alone, so that it says whether letters are answered at all.
fn town(alone: f64, missed: f64, deadline: f64) -> Town {
    let mut town = Town::found(Scenario::default(), 1);
    let letters = &mut town.parameters.letters;
    letters.alone.base = Effect::new(alone).unwrap();
    letters.missed = Share::new(missed).unwrap();
    letters.deadline_weeks = Weeks::new(deadline).unwrap();
    town.run_to(156);
    town
}

fn found(town: &Town) -> Found {
    let [mut letters, mut helped, mut missed, mut gap] = [0.0; 4];
    let [mut decided, mut weeks, mut present] = [0.0; 3];
    for district in &town.world.districts {
        letters += district.ledger.letters_arrived as f64;
        helped += district.ledger.letters_answered_helped as f64;
        missed += district.ledger.letters_missed as f64;
        gap += district.ledger.benefit_gap_weeks as f64;
        let refugees = &district.refugees;
        for id in refugees.person.ids() {
            if let Some(week) = refugees.legal[id].decided {
                decided += 1.0;
                weeks += f64::from(week.since(refugees.person[id].arrived));
            }
            if refugees.presence[id] == Presence::Present {
                present += 1.0;
            }
        }
    }
    Found {
        helped: helped / letters,
        missed: missed / letters,
        gap: gap / present / 3.0,
        procedure: weeks / decided,
    }
}

#[test]
fn the_more_letters_are_answered_the_sooner_decisions_come_and_the_fewer_benefits_stop() {
    let all = found(&town(50.0, 1.0, 4.0));
    let some = found(&town(-50.0, 0.3, 4.0));
    let none = found(&town(-50.0, 1.0, 4.0));
    let usual = found(&town(-0.5, 0.3, 4.0));
    println!("{all:?}\n{usual:?}\n{some:?}\n{none:?}");
    assert!(0.0 < usual.missed && usual.missed < some.missed && usual.gap < some.gap, "{usual:?} {some:?}");
    assert_eq!((all.missed, all.gap), (0.0, 0.0));
    assert!(0.0 < some.missed && some.missed < none.missed, "{some:?} {none:?}");
    assert!(0.0 < some.gap && some.gap < none.gap, "{some:?} {none:?}");
    // The same people come with the same procedures, so that these differ by missed letters alone; who has missed most is not yet
    // decided at the end, so the whole difference is larger still.
    assert!(
        all.procedure + 0.5 < some.procedure && some.procedure + 0.5 < none.procedure,
        "{all:?} {some:?} {none:?}"
    );
}

#[test]
fn where_no_letter_is_missed_nobody_lives_otherwise_whether_anybody_answers_or_not() {
    let lives = |town: &Town| {
        let of = |district: &inteso::world::DistrictWorld| {
            let refugees = &district.refugees;
            let (legal, housing) = (&refugees.legal, &refugees.housing);
            format!("{legal:?} {housing:?} {:?} {:?}", refugees.working, refugees.language)
        };
        town.world.districts.iter().map(of).collect::<String>()
    };
    let (all, none) = (town(50.0, 0.0, 4.0), town(-50.0, 0.0, 4.0));
    assert!(found(&none).helped > 0.0 && found(&none).missed == 0.0);
    assert!(lives(&all) == lives(&none));
    // Nor when there is more time; the twin: where letters can be missed it matters who answers.
    assert!(lives(&all) == lives(&town(50.0, 0.0, 8.0)));
    assert!(lives(&all) != lives(&town(-50.0, 0.3, 4.0)));
}

#[test]
fn twice_the_time_lets_help_answer_more_letters() {
    let (short, long) = (found(&town(-50.0, 0.3, 4.0)), found(&town(-50.0, 0.3, 8.0)));
    println!("{short:?}\n{long:?}");
    // Some ten thousand letters: five standard errors of a share are about 0.02.
    assert!(long.helped > short.helped + 0.02 && long.missed < short.missed, "{short:?} {long:?}");
}
