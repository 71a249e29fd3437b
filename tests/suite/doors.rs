//! Doors: several sites that offer the same are one alternative, so like doors make no demand.

use inteso::run::Model;

use crate::conservation::column;
use crate::stage::{district, scenario};

/// Runs of each number of doors.
const REPLICATES: u32 = 6;

/// Returns how often people who fled come to so many like doors in three years, in the mean of replicates.
///
/// Way and hours have no price and nobody notices a door in passing, so doors differ in nothing; staff are many.
fn visits(doors: u32) -> f64 {
    let siting = match doors {
        1 => "siting = \"central\"".to_owned(),
        _ => format!("siting = \"decentral\"\nsites = {doors}"),
    };
    let text = format!(
        "name = \"town\"\nweeks = 156\ndistricts = [\"toy\"]\n{}\n[intermediary]\nopens = 2015-01-12\napproach = \"refer\"\n\
         staff_fte = 12\nsponsorship = \"municipal\"\naudience = [\"fled\"]\n{siting}\n",
        district("toy", 9_000, 0.2, 2_000)
    );
    let mut scenario = scenario(&text);
    for price in ["help_seeking.per_km", "help_seeking.opening_elasticity", "awareness.footfall_per_week"] {
        assert!(scenario.evidence.set(price, 0.0));
    }
    let model = Model::new(&scenario).unwrap();
    let all: f64 = (1..=REPLICATES)
        .flat_map(|replicate| model.run(replicate).series)
        .filter(|row| row.is_of_all())
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
