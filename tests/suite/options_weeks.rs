//! Options whose creations show only in the weeks of a run: goals, changes, planned hours, and residents at groups.

use inteso::index::ResidentId;
use inteso::intermediary::{Intermediary, Served};
use inteso::network::Capacity;
use inteso::population::{CaseStage, Enrolment, Occasions};
use inteso::process::{attendance, staff};
use inteso::time::Week;
use inteso::vocabulary::{Need, Use};

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
    let mut district = town.first().clone();
    district.intermediary.idle_carried = 0.0;
    for member in &mut district.intermediary.staff {
        member.next_illness = Week::NEVER;
    }
    staff::plan(
        Week(30),
        &town.world.dice,
        &town.parameters.staff,
        &town.parameters.account,
        &town.scenario.forcings,
        &district.city,
        &district.volunteers,
        &mut district.intermediary,
    );
    district.intermediary
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
fn residents_at_the_group(stage: &Town, is_open: bool, serves_whom: Served) -> Vec<ResidentId> {
    let mut district = stage.first().clone();
    let facts = district.intermediary.establishment.as_mut().unwrap();
    (facts.open_to_residents, facts.serves_whom) = (is_open, serves_whom);
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
            hours_left: 50.0,
            childcare: true,
            since: stage.world.week,
            directly: false,
            by_intermediary: true,
            in_district: true,
        });
    }
    district.network.institution[group].capacity = Capacity::Places { places: 12, taken: cases.len() as u32 };
    district.intermediary.groupwork_hours = 5.0;
    let mut occasions = Occasions::default();
    attendance::step(
        stage.world.week,
        &stage.world.dice,
        &stage.parameters.attendance,
        &stage.parameters.travel,
        &stage.scenario.forcings,
        &mut district.network,
        &mut district.intermediary,
        &district.residents,
        &mut district.refugees,
        &mut district.cases,
        &mut occasions,
        &mut district.ledger,
    );
    let [gathering] = &occasions.gatherings[..] else { panic!("one group meets: {occasions:?}") };
    assert!(gathering.persons.len() >= 2, "{gathering:?}");
    gathering.residents.clone()
}

#[test]
fn groups_bring_residents_of_the_audience_and_more_where_they_are_open_to_all() {
    let mut stage = run(40, "");
    // So many that both kinds of residents are among them.
    stage.parameters.attendance.residents_in_group = inteso::quantity::Rate::new(30.0).unwrap();
    let whom = |with: bool, without: bool| Served {
        residents_with_history: with,
        residents_without_history: without,
        ..Served::default()
    };
    let open = residents_at_the_group(&stage, true, whom(true, true));
    assert_eq!(open.len(), 30);
    let invited = residents_at_the_group(&stage, false, whom(true, true));
    let few = stage.parameters.attendance.residents_by_invitation.get() as usize;
    assert_eq!(invited, open[..few], "who comes by invitation comes where it is open too");
    let history = |id: &&ResidentId| stage.first().residents.resident[**id].migration_history;
    let with: Vec<_> = open.iter().filter(history).copied().collect();
    assert!(!with.is_empty() && with.len() < open.len());
    assert_eq!(residents_at_the_group(&stage, true, whom(true, false)), with);
    for is_open in [true, false] {
        assert!(residents_at_the_group(&stage, is_open, whom(false, false)).is_empty());
    }
}
