//! What becomes of given cases that are put to a desk: facts of the episode change it, and nothing else.

use inteso::index::{CaseId, Id};
use inteso::intermediary::{Client, Coming};
use inteso::population::{CaseStage, Episode, Issuer};
use inteso::process::{counselling, referral};
use inteso::vocabulary::{Mode, PerMode};
use inteso::world::DistrictWorld;

use crate::options_desk::{own_desks, town_after};
use crate::stage::Town;

/// Puts all open cases of a district to its desk, ten a week, after a change, with so many hours of coming along.
fn put_to_the_desk(stage: &Town, companions: f64, change: impl FnOnce(&mut DistrictWorld)) -> DistrictWorld {
    let mut district = stage.first().clone();
    change(&mut district);
    let desk = own_desks(&district)[0];
    district.intermediary.desk[desk].queue.clear();
    let first = stage.world.week;
    let cases: Vec<CaseId> = (0..district.cases.case.len())
        .map(CaseId::at)
        .filter(|&id| {
            district.cases.case[id].ended.is_none() && district.cases.case[id].stage == CaseStage::Open
        })
        .collect();
    assert!(cases.len() > 20, "{}", cases.len());
    for (turn, cases) in cases.chunks(10).enumerate() {
        let week = first.plus(turn as i32);
        let row = &mut district.intermediary.desk[desk];
        (row.staff_hours, row.open_hours, row.busy_hours) = (30.0, 30.0, 0.0);
        row.companion_hours = companions;
        row.coming = cases
            .iter()
            .enumerate()
            .map(|(place, &id)| Coming { client: Client::Case(id), instant: place as f64 / 10.0 })
            .collect();
        for &id in cases {
            district.cases.case[id].stage = CaseStage::AtDesk(desk);
        }
        counselling::step(&stage.on(week), &stage.parameters.counselling, (&mut district).into());
        let parameters = &stage.parameters;
        let today = stage.on(week);
        let newcomer_weeks = &parameters.help_seeking.newcomer_weeks;
        referral::step(
            &today,
            &parameters.referral,
            &parameters.travel,
            newcomer_weeks,
            (&mut district).into(),
        );
    }
    district
}

/// Returns the episodes of those cases and all that was counted, by a recognition of the name and hours of coming along.
fn episodes(stage: &Town, recognised: f64, companions: f64) -> String {
    let district = put_to_the_desk(stage, companions, |district| {
        let establishment = district.intermediary.establishment.as_mut().unwrap();
        (establishment.recognised_by_fled, establishment.recognised_by_residents) = (recognised, recognised);
    });
    format!("{:?} {:?}", district.episodes.episode, district.ledger)
}

#[test]
fn for_given_cases_at_fixed_load_a_new_name_leaves_referrals_as_they_are() {
    let stage = town_after(80, "approach = \"guide\"");
    let one = episodes(&stage, 0.9, 8.0);
    assert_eq!(one, episodes(&stage, 0.2, 8.0));
    // The twin: hours of coming along are a fact of the episode and change it.
    assert_ne!(one, episodes(&stage, 0.9, 0.0));
}

#[test]
fn who_is_sent_to_hours_at_a_second_place_in_the_desks_house_stays_under_one_roof() {
    let stage = town_after(80, "approach = \"refer\"");
    let before = stage.first().episodes.episode.len();
    let sent = |district: &DistrictWorld| {
        let mut modes = PerMode::<usize>::default();
        let is_new = |one: &&Episode| matches!(one.issuer, Issuer::Intermediary(_));
        district.episodes.episode.iter().skip(before).filter(is_new).for_each(|one| modes[one.mode] += 1);
        (modes[Mode::Alone], modes[Mode::Colocated])
    };
    let (alone, together) = sent(&put_to_the_desk(&stage, 0.0, |_| ()));
    assert!(alone > 10 && together == 0, "{alone} {together}");
    let moved = put_to_the_desk(&stage, 0.0, |district| {
        let house = district.intermediary.desk[own_desks(district)[0]].place;
        district.network.institution.iter_mut().for_each(|row| row.second_places.push(house));
    });
    let (alone, together) = sent(&moved);
    assert!(together > 10 && alone == 0, "{alone} {together}");
}
