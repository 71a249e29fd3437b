//! Options whose creations show only in the weeks of a run: goals, changes, planned hours, and residents at groups.

use inteso::index::{Id, ResidentId};
use inteso::intermediary::{HostedOffer, Intermediary, Served};
use inteso::network::{Belonging, Capacity, LocalNetwork};
use inteso::population::{CaseStage, Enrolment, Occasions};
use inteso::process::{attendance, staff};
use inteso::quantity::Share;
use inteso::time::Week;
use inteso::today::Today;
use inteso::vocabulary::{Need, PerNeed, Use};

use crate::stage::{Town, lives, scenario, town};

fn run(weeks: u32, options: &str) -> Town {
    let mut town = Town::found(scenario(&town(weeks, options)), 1);
    town.run_to(weeks as i32);
    town
}

const ONE_GOAL: &str = "{ culturation = 1, placement = 0, interaction = 0, identification = 0 }";

#[test]
fn goals_change_no_number() {
    let without = lives(run(50, "").first());
    assert!(lives(run(50, &format!("goals = {ONE_GOAL}")).first()) == without);
    // Nor do goals that change on a date, as nothing is reorganised for them.
    let goals = ["culturation = 1", "placement = 0", "interaction = 0", "identification = 0"]
        .map(|goal| format!("\"intermediary.goals.{}", goal.replacen(" =", "\" =", 1)));
    let change = format!("[[change]]\nfrom = 2015-06-01\nset = {{ {} }}", goals.join(", "));
    assert!(lives(run(50, &change).first()) == without);
    // The twin: another change is a reorganisation.
    let change = "[[change]]\nfrom = 2015-06-01\nset = { \"intermediary.opening_hours_per_week\" = 43 }";
    assert!(lives(run(50, change).first()) != without);
}

#[test]
fn a_change_costs_hours_of_reorganisation_for_a_year() {
    // 2015-10-05 is week 39; the town opens in week 13.
    let change = "[[change]]\nfrom = 2015-10-05\nset = { \"intermediary.opening_hours_per_week\" = 40 }";
    let (mut changed, mut twin) = (run(39, change), run(39, ""));
    assert!(lives(changed.first()) == lives(twin.first()), "nothing happens before its date");
    changed.step();
    twin.step();
    let (after, as_before) = (&changed.first().intermediary, &twin.first().intermediary);
    let kept = 1.0 - changed.parameters.account.reorganisation_loss.get();
    for direct in [Use::Casework, Use::Groupwork, Use::Networking, Use::SocialSpace] {
        let (planned, before) = (after.plan.planned[direct], as_before.plan.planned[direct]);
        assert!(before > 0.0 && (planned - kept * before).abs() < 1e-9, "{direct:?}: {planned}, {before}");
    }
    assert_eq!(after.plan.paid, as_before.plan.paid, "lost hours are paid all the same");
    assert_eq!(after.reorganised_until, Week(39 + 52));
    // It is no second opening: neither its anniversaries nor the start of the sponsor begin anew.
    let dates =
        |all: &Intermediary| all.establishment.as_ref().map(|facts| (facts.opens, facts.start_up_until));
    assert_eq!(dates(after), dates(as_before));
    // The twin: a new sponsor sets up.
    let sponsor = "[[change]]\nfrom = 2015-10-05\nset = { \"intermediary.sponsorship\" = \"municipal\" }";
    let sponsored = run(40, sponsor);
    assert!(dates(&sponsored.first().intermediary).unwrap().1 > Week(39));
}

/// Plans a week long after the opening under some options.
fn planned(options: &str) -> Intermediary {
    let town = run(14, options);
    planned_in(&town, Week(30), |_| ()).0
}

/// Plans a week of a town in which nobody falls ill, after a change of the intermediary; returns also the share of posts taken up anew.
fn planned_in(town: &Town, week: Week, change: impl FnOnce(&mut Intermediary)) -> (Intermediary, f64) {
    let mut district = town.first().clone();
    district.intermediary.idle_carried = 0.0;
    for member in &mut district.intermediary.staff {
        member.next_illness = Week::NEVER;
    }
    change(&mut district.intermediary);
    let today = Today { week, dice: town.world.dice, forcings: &town.scenario.forcings };
    staff::plan(&today, &town.parameters.staff, &town.parameters.account, (&mut district).into());
    let replaced = district.intermediary.replaced;
    (district.intermediary, replaced)
}

#[test]
fn a_new_member_of_staff_learns_the_job_for_some_weeks_and_the_first_staff_does_not() {
    let mut town = run(14, "");
    town.parameters.staff.leaving_per_week = Share::new(0.0).unwrap();
    let week = Week(150);
    let (as_before, replaced) = planned_in(&town, week, |_| ());
    assert_eq!(replaced, 0.0);
    let long = town.parameters.staff.new_member_weeks.get() as i32;
    let learns = |began: Week| planned_in(&town, week, |all| all.staff[0].vacant_until = began);
    let began_before = |weeks: i32| planned_in(&town, week, |all| all.staff[0].since = week.plus(-weeks)).0;
    let (fresh, replaced) = learns(week);
    assert!((replaced - 1.0 / fresh.staff.len() as f64).abs() < 1e-12 && fresh.staff[0].since == week);
    let learning = (1.0 - town.parameters.staff.new_member_share.get()) * fresh.staff[0].hours;
    let kept = 1.0 - learning / fresh.plan.paid;
    assert!(kept < 1.0);
    for after in [fresh, began_before(1), began_before(long - 1)] {
        let mut gone = 0.0;
        for direct in [Use::Casework, Use::Groupwork, Use::Networking, Use::SocialSpace] {
            let (planned, before) = (after.plan.planned[direct], as_before.plan.planned[direct]);
            // A product of two shares of the same hours.
            assert!(
                before > 0.0 && (planned - kept * before).abs() < 1e-9,
                "{direct:?}: {planned}, {before}"
            );
            gone += before - planned;
        }
        let overhead = after.plan.planned[Use::Overhead] - as_before.plan.planned[Use::Overhead];
        assert!((overhead - gone).abs() < 1e-9, "learning is no direct work: {overhead}, {gone}");
        assert_eq!(after.plan.paid, as_before.plan.paid);
    }
    // The twins: who has learned the job, and whoever began with the intermediary and was set up with it.
    assert_eq!(began_before(long).plan, as_before.plan);
    let opened = as_before.establishment.as_ref().unwrap().opens;
    assert!(as_before.staff.iter().all(|member| member.since <= opened));
    let (first_weeks, _) = planned_in(&town, opened.plus(1), |_| ());
    let (without, _) = planned_in(&town, opened.plus(1), |all| {
        for member in &mut all.staff {
            member.since = Week::SPIN_UP;
        }
    });
    assert_eq!(first_weeks.plan, without.plan);
}

#[test]
fn rooms_pass_to_what_users_stated_a_term_later_and_lent_capacity_goes_home() {
    let run_on = |participation: f64| {
        let options = format!(
            "approach = \"host\"\nrooms = 1\nprinciples = {{ participation = {participation}, inclusion = 0.05 }}"
        );
        // It opens in week 13, so that its first anniversary is week 65.
        let town = run(65, &options);
        let (mut intermediary, mut network) =
            (town.first().intermediary.clone(), town.first().network.clone());
        let whole = |network: &LocalNetwork| {
            let rows = network.institution.rows().filter(|(_, row)| row.belonging == Belonging::External);
            let capacities = rows.map(|(id, row)| {
                let there = match row.capacity {
                    Capacity::Slots { per_week, .. } => per_week,
                    Capacity::Places { places, .. } => f64::from(places),
                };
                there + network.lent[id.position()]
            });
            capacities.collect::<Vec<f64>>()
        };
        let lent = |network: &LocalNetwork, all: &Intermediary| {
            let moved: f64 = all.hosting.iter().map(|hosted| hosted.moved).sum();
            // Whatever is missing at home is in the rooms.
            assert!((network.lent.iter().sum::<f64>() - moved).abs() < 1e-9);
            all.hosting.iter().map(|hosted| hosted.need).collect::<Vec<Need>>()
        };
        let before = lent(&network, &intermediary);
        let facts = intermediary.establishment.clone().unwrap();
        let other = *facts.hosts_for.iter().rev().find(|need| !before.contains(need)).unwrap();
        intermediary.stated = PerNeed::default();
        intermediary.stated[other] = 1_000.0;
        let wholes = whole(&network);
        let term = town.parameters.account.offer_term_weeks.get() as i32;
        for week in (65..65 + term).map(Week) {
            intermediary.choose_offers_anew(week, &town.parameters.account, &mut network);
            assert_eq!(lent(&network, &intermediary), before, "{week:?}: what was begun goes on for a term");
        }
        let passing: Vec<HostedOffer> =
            intermediary.hosting.iter().copied().filter(|hosted| hosted.next.is_some()).collect();
        let branches = network.institution.len();
        intermediary.choose_offers_anew(Week(65 + term), &town.parameters.account, &mut network);
        let after = lent(&network, &intermediary);
        for (one, two) in wholes.iter().zip(whole(&network)) {
            assert!((one - two).abs() < 1e-9, "{one} {two}");
        }
        for old in &passing {
            assert!(intermediary.hosting.iter().all(|hosted| hosted.branch != old.branch), "{old:?}");
            assert!(network.institution[old.branch].closes <= Week(65 + term), "{old:?}");
        }
        // For each room that is passed on, hours of another institution are in it instead.
        assert_eq!(network.institution.len(), branches + passing.len());
        (before, after, other, passing)
    };
    let (before, after, other, passing) = run_on(0.5);
    assert_eq!(before.len(), after.len(), "as many rooms as before");
    assert!(after.contains(&other) && !before.contains(&other), "{before:?} {after:?}");
    assert!(passing.iter().any(|old| old.next == Some(other) && old.moved > 0.0), "{passing:?}");
    // The twin: where nobody is asked, rooms stay with whom they were given to.
    let (before, after, _, passing) = run_on(0.0);
    assert_eq!((before, passing), (after, Vec::new()));
}

#[test]
fn hours_of_the_city_come_out_of_those_of_the_district() {
    let [little, much, whole] =
        [0.25, 0.75, 1.0].map(|share| planned(&format!("city_network.share = {share}")));
    let sum = |all: &Intermediary| all.networking_hours + all.city_hours;
    // A sum of two products.
    assert!((sum(&little) - sum(&much)).abs() < 1e-9 && (sum(&little) - sum(&whole)).abs() < 1e-9);
    assert!(little.city_hours > 1.0 && (much.city_hours - 3.0 * little.city_hours).abs() < 1e-9);
    assert!(whole.networking_hours.abs() < 1e-9);
    assert_eq!(little.plan, much.plan, "and of nothing else");
}

#[test]
fn a_shorter_door_leaves_the_hours_of_staff_as_they_are() {
    let [long, short] = [40, 20].map(|hours| planned(&format!("opening_hours_per_week = {hours}")));
    assert_eq!(long.plan, short.plan);
    let door = |all: &Intermediary| {
        let facts = all.establishment.as_ref().unwrap();
        (all.desk[facts.desks[0]].open_hours, all.desk[facts.desks[0]].staff_hours)
    };
    assert_eq!((door(&short).0, door(&short).1), (20.0, door(&long).1));
    assert!(door(&long).0 > 20.0 && door(&long).1 > 0.0);
}

#[test]
fn asking_users_comes_out_of_the_hours_in_the_social_space() {
    let hours = |participation: f64| {
        let options = format!("principles = {{ participation = {participation}, inclusion = 0.05 }}");
        let all = planned(&options);
        (all.participation_hours, all.outreach_hours + all.asking_hours, all.plan)
    };
    let (none, some) = (hours(0.0), hours(0.5));
    assert!(none.0 == 0.0 && some.0 > 0.0);
    assert!((none.1 - some.1 - some.0).abs() < 1e-9);
    assert_eq!(none.2, some.2);
}

/// Returns the residents who come to a meeting of the intermediary's group of six people who fled.
fn residents_at_the_group(stage: &Town, openness: f64, serves_whom: Served) -> Vec<ResidentId> {
    let mut district = stage.first().clone();
    let facts = district.intermediary.establishment.as_mut().unwrap();
    (facts.openness, facts.serves_whom) = (openness, serves_whom);
    let group = district.intermediary.offers.iter().find(|offer| offer.of_groupwork).unwrap().institution;
    district.refugees.enrolments.clear();
    let cases = district.refugees.present.iter().filter_map(|&person| {
        let case = *district.cases.open[person].first()?;
        Some((person, case))
    });
    let cases: Vec<_> = cases.take(6).collect();
    for &(person, case) in &cases {
        district.cases.case[case].need = Need::Company;
        district.cases.case[case].stage = CaseStage::Attending(group);
        district.refugees.enrolments.push(Enrolment {
            person,
            institution: group,
            need: Need::Company,
            case,
            hours_per_week: 2.0,
            childcare: true,
            since: stage.world.week,
            directly: false,
            by_intermediary: true,
            in_district: true,
            is_kept: false,
            is_regular: false,
        });
    }
    district.network.institution[group].capacity = Capacity::Places { places: 12, taken: cases.len() as u32 };
    district.intermediary.groupwork_hours = 5.0;
    district.occasions = Occasions::default();
    let parameters = &stage.parameters;
    let today = stage.on(stage.world.week);
    attendance::step(&today, &parameters.attendance, &parameters.travel, (&mut district).into());
    let occasions = &district.occasions;
    let [gathering] = &occasions.gatherings[..] else { panic!("one group meets: {occasions:?}") };
    assert!(gathering.persons.len() >= 2, "{gathering:?}");
    gathering.residents.clone()
}

#[test]
fn groups_bring_residents_of_the_audience_and_more_the_more_is_done_for_openness() {
    let mut stage = run(40, "");
    // So many that both kinds of residents are among them.
    stage.parameters.attendance.residents_in_group = inteso::quantity::Rate::new(30.0).unwrap();
    let whom = |with: bool, without: bool| Served {
        residents_with_history: with,
        residents_without_history: without,
        ..Served::default()
    };
    let open = residents_at_the_group(&stage, 1.0, whom(true, true));
    assert_eq!(open.len(), 30);
    let invited = residents_at_the_group(&stage, 0.0, whom(true, true));
    let few = stage.parameters.attendance.residents_by_invitation.get() as usize;
    assert_eq!(invited, open[..few], "who comes by invitation comes where it is open too");
    // Of 28 others a quarter comes to a quarter of the openness, and next to none to next to none.
    assert_eq!(residents_at_the_group(&stage, 0.25, whom(true, true)), open[..few + 7]);
    assert!(residents_at_the_group(&stage, 1e-6, whom(true, true)).len() <= few + 1);
    let history = |id: &&ResidentId| stage.first().residents.resident[**id].migration_history;
    let with: Vec<_> = open.iter().filter(history).copied().collect();
    assert!(!with.is_empty() && with.len() < open.len());
    assert_eq!(residents_at_the_group(&stage, 1.0, whom(true, false)), with);
    for openness in [1.0, 0.0] {
        assert!(residents_at_the_group(&stage, openness, whom(false, false)).is_empty());
    }
}
