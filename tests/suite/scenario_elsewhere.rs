//! Another municipality and another target group are data alone: they load, run and lose nobody.

use inteso::scenario::{Source, load};
use inteso::time::Week;
use inteso::vocabulary::Status;

use crate::accounts as hold;
use crate::stage::Town;

/// Runs an embedded scenario for some weeks and checks in each that nobody is lost.
fn runs_and_loses_nobody(name: &str, weeks: u32) -> Town {
    let mut scenario =
        load(&Source::Embedded(name.to_owned()), &[]).unwrap_or_else(|f| panic!("{f}")).scenario;
    scenario.weeks = weeks;
    let mut town = Town::found(scenario, 1);
    while !town.is_over() {
        town.step();
        for district in &town.world.districts {
            let mut faults = hold::Faults::new();
            hold::people(district, &mut faults);
            assert!(faults.is_empty(), "{name}, {}, week {}: {faults:?}", district.id, town.world.week.0);
        }
    }
    town
}

#[test]
fn another_municipality_with_three_districts_is_only_data() {
    // The first intermediaries open in week 53.
    let town = runs_and_loses_nobody("auenfurt", 70);
    let ids: Vec<&str> = town.world.districts.iter().map(|district| district.id.as_str()).collect();
    assert_eq!(ids, ["altstadt", "nordring", "doerfer"]);
    for district in &town.world.districts {
        let people = district.refugees.present.len();
        assert!((20..1_500).contains(&people), "{}: {people}", district.id);
    }
    // The two that have opened were visited, the villages wait until October.
    let visits: Vec<u64> = town.world.districts.iter().map(|district| district.ledger.visits).collect();
    assert!(visits[0] > 0 && visits[1] > 0, "{visits:?}");
    // Accommodation is that of a town, not of Düsseldorf: about the peak over the occupancy, listed sites included.
    let places: u32 = town
        .world
        .districts
        .iter()
        .flat_map(|district| &district.city.accommodation)
        .map(|site| site.places)
        .sum();
    assert!((1_200..2_200).contains(&places), "{places}");
}

#[test]
fn another_target_group_in_the_same_districts_is_only_data() {
    let town = runs_and_loses_nobody("newcomers_from_eu", 60);
    for district in &town.world.districts {
        let refugees = &district.refugees;
        assert!(!refugees.present.is_empty(), "{}", district.id);
        let long_here = refugees.present.iter().filter(|&&id| refugees.person[id].arrived < Week(50));
        for &id in long_here {
            assert_eq!(refugees.legal[id].status, Status::Settled, "{}", district.id);
            assert!(refugees.legal[id].work_from <= Week(60), "{}", district.id);
        }
    }
}
