//! Options whose creations show only in the weeks of a run: goals, changes, hours of the city, groups, own places.

use inteso::vocabulary::{Method, Use};

use crate::stage::{Town, lives, scenario, town};

fn run(weeks: u32, options: &str) -> Town {
    let mut town = Town::found(scenario(&town(weeks, options)), 1);
    town.run_to(weeks as i32);
    town
}
