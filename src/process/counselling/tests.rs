//! Tests of the queue at desks.

use super::*;
use crate::dice::{Dice, Stream};
use crate::district::Place;
use crate::index::{Id, ResidentId};
use crate::intermediary::Coming;
use crate::population::Case;
use crate::quantity::Share;
use crate::time::Week;
use crate::world::toy;

fn desk(opening_hours: f64, staff_hours: f64) -> Desk {
    Desk {
        staff_hours,
        ..Desk::new(Entity(7), DeskOwner::Intermediary, Place::default(), Week::START, opening_hours, 1.0)
    }
}

/// Returns the mean wait in hours of a desk with Poisson arrivals and exponential service, week after week.
fn mean_wait(
    replicate: u32,
    colleagues: usize,
    per_hour: f64,
    minutes: f64,
    patience_hours: f64,
) -> (f64, usize) {
    const OPEN: f64 = 40.0;
    const WEEKS: i32 = 400;
    let mut desk = desk(OPEN, OPEN * colleagues as f64);
    let dice = Dice::new(11, replicate);
    let (mut waited, mut served, mut reneged) = (0.0, 0, 0);
    for week in 0..WEEKS {
        let mut stream: Stream = dice.stream(Purpose::VisitInstant, Week(week), Entity(1));
        desk.open_door(OPEN);
        let sitting = desk.colleagues();
        assert_eq!(sitting, colleagues);
        let mut came = desk.clock + stream.exponential(per_hour);
        while came < desk.clock + OPEN {
            desk.queue.push_back(Queued {
                client: Client::Resident(ResidentId::at(0)),
                came,
                patience_ends: came + stream.exponential(1.0 / patience_hours),
                minutes: stream.gamma(minutes, 1.0),
                help: 0.0,
            });
            came += stream.exponential(per_hour);
        }
        let open = desk.open_hours;
        for seen in serve(&mut desk, open, sitting) {
            match seen.waited {
                Some(hours) if week >= 20 => {
                    waited += hours;
                    served += 1;
                }
                Some(_) => {}
                None => reneged += 1,
            }
        }
    }
    (waited / f64::from(served), reneged)
}

/// Returns the mean wait by Erlang's formula, in units of the mean service.
fn erlang_c(colleagues: usize, load: f64) -> f64 {
    let mut term = 1.0;
    let mut sum = 1.0;
    for k in 1..colleagues {
        term *= load / k as f64;
        sum += term;
    }
    let last = term * load / colleagues as f64;
    let queue = last * colleagues as f64 / (colleagues as f64 - load);
    queue / (sum + queue) / (colleagues as f64 - load)
}

#[test]
fn the_desk_waits_as_erlang_c_says_in_its_limit() {
    const REPLICATES: u32 = 30;
    for (colleagues, load) in [(1, 0.6), (2, 1.5)] {
        let minutes = 30.0;
        let per_hour = load * 60.0 / minutes;
        let waits: Vec<f64> = (0..REPLICATES)
            .map(|replicate| mean_wait(replicate, colleagues, per_hour, minutes, 1e12).0)
            .collect();
        let mean = waits.iter().sum::<f64>() / f64::from(REPLICATES);
        let variance =
            waits.iter().map(|wait| (wait - mean) * (wait - mean)).sum::<f64>() / f64::from(REPLICATES - 1);
        let expected = erlang_c(colleagues, load) * minutes / 60.0;
        // Replicates are independent: five standard errors of their mean are exceeded once in a million runs or so.
        let bound = 5.0 * (variance / f64::from(REPLICATES)).sqrt();
        assert!(
            (mean - expected).abs() < bound,
            "{colleagues} at {load}: {mean} against {expected} ± {bound}"
        );
        // The twin: the bound is tight enough to tell a wait that is a quarter longer.
        assert!((mean - expected * 1.25).abs() > bound, "the test cannot fail");
    }
}

#[test]
fn nobody_gives_up_with_endless_patience_and_some_do_with_little() {
    assert_eq!(mean_wait(1, 1, 1.8, 30.0, 1e12).1, 0);
    assert!(mean_wait(1, 1, 1.8, 30.0, 1.0).1 > 100);
}

#[test]
fn a_second_colleague_lengthens_no_wait_for_given_arrivals() {
    for replicate in 0..5 {
        let (one, _) = mean_wait(replicate, 1, 1.6, 30.0, 1e12);
        let (two, _) = mean_wait(replicate, 2, 1.6, 30.0, 1e12);
        assert!(two <= one, "{two} against {one}");
    }
}

/// Returns the waits of all who come to some sites with one colleague each, by the order of coming; everybody has a site for good.
fn waits_at(sites: usize, replicate: u32) -> Vec<f64> {
    const OPEN: f64 = 40.0;
    const PEOPLE: usize = 400;
    let mut stream = Dice::new(5, replicate).stream(Purpose::VisitInstant, Week(0), Entity(1));
    let mut desks: Vec<Desk> = (0..sites).map(|_| desk(OPEN, OPEN)).collect();
    let mut waits = vec![f64::NAN; PEOPLE];
    let mut came = 0.0;
    for number in 0..PEOPLE {
        came += stream.exponential(1.7);
        let at = stream.below(2) % sites;
        desks[at].queue.push_back(Queued {
            client: Client::Resident(ResidentId::at(number)),
            came,
            patience_ends: f64::INFINITY,
            minutes: stream.gamma(30.0, 2.0),
            help: 0.0,
        });
    }
    for _ in 0..20 {
        for desk in &mut desks {
            desk.open_door(OPEN);
            desk.busy_hours = 0.0;
            for seen in serve(desk, OPEN, 1) {
                let Client::Resident(id) = seen.client else { unreachable!("only residents come") };
                waits[id.position()] = seen.waited.expect("patience has no end");
            }
        }
    }
    waits
}

#[test]
fn with_arrivals_fixed_a_second_site_lengthens_no_wait() {
    for replicate in 0..5 {
        let (one, two) = (waits_at(1, replicate), waits_at(2, replicate));
        assert!(one.iter().chain(&two).all(|wait| wait.is_finite()), "everybody is served in the end");
        // Each site has a part of the arrivals of the one, in the same order: nobody is begun with later.
        assert!(one.iter().zip(&two).all(|(one, two)| *two <= one + 1e-9));
        // The twin: some waits are shorter, so that the comparison could have failed the other way round.
        assert!(one.iter().zip(&two).any(|(one, two)| *two < one - 0.1));
    }
}

#[test]
fn a_door_is_open_while_somebody_is_there() {
    let mut desk = desk(44.0, 22.0);
    desk.open_door(60.0);
    assert_eq!((desk.open_hours, desk.colleagues()), (44.0, 1));
    desk.open_door(30.0);
    assert_eq!((desk.open_hours, desk.colleagues()), (30.0, 1));
    desk.staff_hours = 66.0;
    desk.open_door(90.0);
    assert_eq!((desk.open_hours, desk.colleagues()), (44.0, 2));
}

#[test]
fn hours_with_people_end_when_the_hours_for_people_are_used_up() {
    let mut desk = desk(40.0, 2.0);
    desk.open_door(40.0);
    for number in 0..10 {
        desk.queue.push_back(Queued {
            client: Client::Resident(ResidentId::at(0)),
            came: f64::from(number),
            patience_ends: f64::INFINITY,
            minutes: 60.0,
            help: 0.0,
        });
    }
    assert_eq!(serve(&mut desk, 40.0, 1).len(), 2);
    assert_eq!(desk.queue.len(), 8);
}

/// Returns how the cases of twenty people with letters of authorities stand after ten weeks with so much time for each minute of
/// paperwork, and the hours that they took at the desk.
fn after_letters(paperwork: f64) -> (Vec<Case>, f64) {
    let (cases, hours, _) = after_letters_telling(paperwork, 0.0);
    (cases, hours)
}

/// The same where so large a share of those who are seen is told of groups; returns how many were, too.
fn after_letters_telling(paperwork: f64, told: f64) -> (Vec<Case>, f64, usize) {
    const PEOPLE: u64 = 20;
    let mut district = toy::district_world();
    district.refugees = toy::refugees(PEOPLE);
    district.intermediary = toy::intermediary();
    if let Some(facts) = &mut district.intermediary.establishment {
        facts.paperwork_factor = paperwork;
    }
    let desk = DeskId::at(0);
    for person in district.refugees.person.ids().collect::<Vec<_>>() {
        let case = district.cases.case.push(Case {
            person,
            need: Need::Authorities,
            onset: Week(34),
            thinks: Week::NEVER,
            lapses: Week(200),
            advice_suffices: person.position() % 4 != 0,
            hours_left: 1.5,
            hours_asked: 1.5,
            hours_received: 0.0,
            hours_worth: 0.0,
            urgency: 0.0,
            contacts: 0,
            own_desk: OwnDesk::Never,
            stage: CaseStage::AtDesk(desk),
            ended: None,
        });
        district.cases.open.push(vec![case]);
        district.cases.seen_at.push(Vec::new());
    }
    let mut parameters: Parameters = toy::parameters("counselling");
    parameters.tells_of_groups = Share::new(told).unwrap();
    let (forcings, mut hours) = (toy::forcings(), 0.0);
    for week in 34..44 {
        let today = Today { week: Week(week), dice: Dice::new(3, 1), forcings: &forcings };
        let at = &mut district.intermediary.desk[desk];
        (at.staff_hours, at.busy_hours) = (100.0, 0.0);
        at.open_door(100.0);
        // The door is open for 40 hours, so two hours lie between one and the next: nobody waits.
        let waiting = district.cases.case.rows().filter(|(_, case)| case.stage == CaseStage::AtDesk(desk));
        at.coming = waiting
            .map(|(id, _)| Coming { client: Client::Case(id), instant: id.position() as f64 / PEOPLE as f64 })
            .collect();
        step(&today, &parameters, (&mut district).into());
        hours += district.intermediary.desk[desk].busy_hours;
    }
    let invited = district.cases.invited.len();
    (district.cases.case.iter().copied().collect(), hours, invited)
}

#[test]
fn paperwork_in_half_the_time_takes_half_the_minutes_and_helps_as_much() {
    let ((long, hours), (short, fewer)) = (after_letters(1.0), after_letters(0.5));
    assert_eq!(long, short);
    assert!(long.iter().any(|case| matches!(case.stage, CaseStage::Ended(CaseEnd::AtDesk))));
    assert!((fewer - 0.5 * hours).abs() < 1e-9, "{fewer} of {hours} hours");
}

#[test]
fn telling_somebody_of_a_group_takes_minutes_of_the_contact_and_no_more_of_the_desk() {
    let sum = |cases: &[Case]| cases.iter().map(|case| f64::from(case.hours_received)).sum::<f64>();
    let contacts = |cases: &[Case]| cases.iter().map(|case| u64::from(case.contacts)).sum::<u64>();
    let (all, _, invited) = after_letters_telling(1.0, 1.0);
    assert_eq!(invited as u64, contacts(&all), "one a contact");
    let (none, _, nobody) = after_letters_telling(1.0, 0.0);
    assert_eq!(nobody, 0);
    // Needs that advice meets take more contacts now; per contact five minutes of help are fewer, or all of a short one.
    let fewer = sum(&none) / contacts(&none) as f64 - sum(&all) / contacts(&all) as f64;
    assert!((0.03..0.12).contains(&fewer), "{fewer} hours a contact");
}

/// What became of people with a need for help with their search for work, at a desk with so many hours a week for a year.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Depth {
    /// People whom the desk follows up in the end.
    followed: usize,
    /// Hours of help that people were given.
    given: f64,
    /// Hours in which the desk was busy.
    busy: f64,
    /// Hours of the needs' doses that were given.
    done: f64,
}

/// Lets so many people come to a desk once, each with a need of a kind that asks for thirty hours.
fn depth(people: u64, need: Need, hours_per_week: f64) -> Depth {
    let mut district = toy::district_world();
    district.refugees = toy::refugees(people);
    district.intermediary = toy::intermediary();
    let desk = DeskId::at(0);
    for person in district.refugees.person.ids().collect::<Vec<_>>() {
        let case = district.cases.case.push(Case {
            person,
            need,
            onset: Week(34),
            thinks: Week::NEVER,
            lapses: Week(400),
            advice_suffices: false,
            hours_asked: 30.0,
            hours_worth: 0.0,
            hours_left: 30.0,
            hours_received: 0.0,
            urgency: 0.0,
            contacts: 0,
            own_desk: OwnDesk::Never,
            stage: CaseStage::AtDesk(desk),
            ended: None,
        });
        district.cases.open.push(vec![case]);
        district.cases.seen_at.push(Vec::new());
    }
    let parameters: Parameters = toy::parameters("counselling");
    let (forcings, mut busy) = (toy::forcings(), 0.0);
    for week in 34..34 + 52 {
        let today = Today { week: Week(week), dice: Dice::new(3, 1), forcings: &forcings };
        let at = &mut district.intermediary.desk[desk];
        (at.staff_hours, at.busy_hours) = (hours_per_week, 0.0);
        at.open_door(40.0);
        // The first weeks are empty, so that the desk knows which hours it has.
        at.coming = Vec::new();
        if week == 44 {
            let ids = district.cases.case.ids();
            let come = |id: CaseId| Coming { client: Client::Case(id), instant: id.position() as f64 / 1e3 };
            at.coming = ids.map(come).collect();
        }
        step(&today, &parameters, (&mut district).into());
        busy += district.intermediary.desk[desk].busy_hours;
    }
    let given = district.cases.case.iter().map(|case| f64::from(case.hours_received)).sum();
    let done = district.cases.case.iter().map(|case| 30.0 - f64::from(case.hours_left)).sum();
    Depth { followed: district.intermediary.desk[desk].caseload.len(), given, busy, done }
}

#[test]
fn who_is_followed_up_is_as_many_as_hours_allow_and_no_need_gets_more_than_its_dose() {
    // One who comes has all hours of the dose beside the first contact, and the rest of the desk's hours stay idle.
    let one = depth(1, Need::Job, 40.0);
    assert_eq!(one.followed, 1);
    assert!((one.done - 30.0).abs() < 1e-3 && one.given > one.done, "{one:?}");
    assert!((one.busy - one.given).abs() < 1e-3, "{one:?}");
    // Ten hours a week suffice for nine at 1.1 hours each.
    let many = depth(30, Need::Job, 10.0);
    assert!((5..=9).contains(&many.followed), "{many:?}");
    let more = depth(30, Need::Job, 20.0);
    assert!(more.followed > many.followed && more.done > many.done, "{many:?} {more:?}");
    // A hundred times as many hours give everybody all that is asked for, and not an hour more.
    let plenty = depth(30, Need::Job, 1_000.0);
    assert_eq!(plenty.followed, 30);
    assert!((plenty.done - 900.0).abs() < 1e-3, "{plenty:?}");
}

#[test]
fn a_desk_without_hours_follows_nobody_up_and_a_course_is_no_work_of_a_desk() {
    let none = depth(10, Need::Job, 0.0);
    assert_eq!((none.followed, none.given), (0, 0.0));
    let course = depth(10, Need::Language, 40.0);
    assert_eq!(course.done, 0.0);
    // The twin: the same people with another need are helped.
    assert!(depth(10, Need::Housing, 40.0).done > 100.0);
}
