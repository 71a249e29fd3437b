//! Doors: several sites that offer the same are one alternative, so like doors make no demand; and a desk is a desk, whosever it is.

use inteso::intermediary::DeskOwner;
use inteso::observation::SeriesRow;
use inteso::population::{Case, OwnDesk};
use inteso::process::{counselling, help_seeking, referral};
use inteso::run::Model;
use inteso::world::DistrictWorld;

use crate::conservation::column;
use crate::stage::{Town, district, scenario};

/// Runs of each number of doors.
const REPLICATES: u32 = 6;

/// Returns how often people who fled come to so many like doors in three years, in the mean of replicates.
///
/// Way and hours have no price, nobody notices a door in passing, and no site has a group of its own, so doors differ in nothing;
/// staff are many.
fn visits(doors: u32) -> f64 {
    let siting = match doors {
        1 => "siting = \"central\"".to_owned(),
        _ => format!("siting = \"decentral\"\nsites = {doors}"),
    };
    let text = format!(
        "name = \"town\"\nweeks = 156\ndistricts = [\"toy\"]\n{}\n[intermediary]\nopens = 2015-01-12\napproach = \"refer\"\n\
         staff_fte = 12\nsponsorship = \"municipal\"\naudience = [\"fled\"]\n{siting}\n\
         methods = {{ casework = 0.73, groupwork = 0, networking = 0.15, social_space = 0.12 }}\n",
        district("toy", 9_000, 0.2, 2_000)
    );
    let mut scenario = scenario(&text);
    for price in ["help_seeking.per_km", "help_seeking.opening_elasticity", "awareness.footfall_per_week"] {
        assert!(scenario.evidence.set(price, 0.0));
    }
    let model = Model::new(&scenario).unwrap();
    let all: f64 = (1..=REPLICATES)
        .flat_map(|replicate| model.run(replicate).series)
        .filter(SeriesRow::is_of_all)
        .map(|row| row.values[column("visits")])
        .sum();
    all / f64::from(REPLICATES)
}

#[test]
fn like_doors_are_visited_as_often_as_one() {
    // About 60 000 visits come in contacts of some 15 000 cases, and replicates share their luck until a choice between doors first
    // matters: the ratio of two such sums has a standard error below 1 %. Were each door an alternative of its own, three would be
    // visited half as often again as one.
    let one = visits(1);
    for doors in [3, 6] {
        let many = visits(doors);
        assert!((many / one - 1.0).abs() < 0.03, "{doors} doors: {many} visits against {one}");
    }
}

/// Returns all cases, what people think and know, and who was seen by an intermediary in half a year in which only help happens:
/// people, who all know the advice services, think about their needs, are seen at desks, and go to institutions.
///
/// Services have the hours that they had in the week before; `change` may make them somebody else's.
fn helped(stage: &Town, change: impl FnOnce(&mut DistrictWorld)) -> (Vec<Case>, String, usize) {
    let mut district = stage.first().clone();
    for known in &mut district.refugees.awareness {
        known.advice_service = Some(stage.world.week);
    }
    change(&mut district);
    let hours: Vec<(f64, f64)> =
        district.intermediary.desk.iter().map(|desk| (desk.staff_hours, desk.open_hours)).collect();
    let parameters = &stage.parameters;
    let mut seen = 0;
    for week in 0..26 {
        for (desk, &(staff, open)) in district.intermediary.desk.iter_mut().zip(&hours) {
            (desk.staff_hours, desk.open_hours, desk.busy_hours) = (staff, open, 0.0);
        }
        let today = stage.on(stage.world.week.plus(week));
        let (travel, counter_level) = (&parameters.travel, &parameters.referral.counter_level);
        help_seeking::step(&today, &parameters.help_seeking, travel, counter_level, (&mut district).into());
        counselling::step(&today, &parameters.counselling, (&mut district).into());
        let newcomer_weeks = &parameters.help_seeking.newcomer_weeks;
        referral::step(&today, &parameters.referral, travel, newcomer_weeks, (&mut district).into());
        seen += std::mem::take(&mut district.intermediary.users).len();
    }
    let refugees = &district.refugees;
    let minds = format!("{:?} {:?} {:?}", refugees.mind, refugees.language, refugees.enrolments.len());
    // Whose desk it was is counted, and is the one thing that differs between twins.
    let cases = district.cases.case.iter().map(|case| Case { own_desk: OwnDesk::Never, ..*case });
    (cases.collect(), minds, seen)
}

#[test]
fn a_desk_that_equals_an_advice_service_in_every_fact_is_one() {
    let text = format!(
        "name = \"town\"\nweeks = 120\ndistricts = [\"toy\"]\n{}\n[intermediary]\nopens = 2015-01-12\n\
         approach = \"existing_services\"\nbudget_eur_per_year = 140_000\n",
        district("toy", 9_000, 0.2, 2_000)
    );
    let mut stage = Town::found(scenario(&text), 1);
    stage.run_to(40);
    // From now on the advice services are an intermediary that informs and refers, known by whoever knew them.
    let becomes = |district: &mut DistrictWorld| {
        let facts = district.intermediary.establishment.as_mut().unwrap();
        facts.at_existing_services = false;
        for desk in &mut district.intermediary.desk {
            if matches!(desk.owner, DeskOwner::AdviceService(_)) {
                desk.owner = DeskOwner::Intermediary;
            }
        }
        for known in &mut district.refugees.awareness {
            known.intermediary = known.advice_service.take();
        }
    };
    let (cases, minds, nobody) = helped(&stage, |_| ());
    let (same_cases, same_minds, some) = helped(&stage, becomes);
    assert!(nobody == 0 && some > 50, "{nobody} {some}");
    assert!(cases == same_cases && minds == same_minds);
    // The twin: a fact makes the difference, such as shorter hours.
    let (other_cases, ..) = helped(&stage, |district| {
        becomes(district);
        for desk in &mut district.intermediary.desk {
            desk.open_hours *= 0.5;
        }
    });
    assert!(cases != other_cases);
}
