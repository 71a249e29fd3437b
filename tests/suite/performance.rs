//! A week costs what happens in it: among ten times as many residents the same happens. How long that takes is a matter of the
//! bench `year_among_residents`, since a test of times would fail on a busy machine.

use inteso::world::DistrictWorld;

use crate::stage::Town;

#[path = "../../benches/shared/residents.rs"]
mod residents;

/// Everything of whose number the cost of a week is made: people present, meetings, needs, visits, beginnings of helpers, residents
/// met for the first time, institutions and their ties.
fn what_happens(times: u32) -> [(&'static str, f64); 8] {
    let scenario = residents::scenario_with_residents(times);
    let mut town = Town::found(scenario, 1);
    town.run_to(60);
    let sum =
        |count: &dyn Fn(&DistrictWorld) -> u64| town.world.districts.iter().map(count).sum::<u64>() as f64;
    [
        ("people present", sum(&|district| district.refugees.present.len() as u64)),
        ("meetings", sum(&|district| district.ledger.meetings)),
        ("needs", sum(&|district| district.ledger.needs_arisen.values().iter().sum())),
        ("visits", sum(&|district| district.ledger.visits)),
        ("helpers", sum(&|district| district.volunteers.begun)),
        ("residents met", sum(&|district| district.residents.attitudes.touched.len() as u64)),
        ("institutions", sum(&|district| district.network.founded() as u64)),
        ("ties", sum(&|district| district.network.ties.len() as u64)),
    ]
}

#[test]
fn among_ten_times_as_many_residents_the_same_happens() {
    let (few, many) = (what_happens(1), what_happens(10));
    for ((name, few), (_, many)) in few.into_iter().zip(many) {
        // Each count has a standard error below that of as many independent events times three, since one person's events
        // hang together; five of them, and a tenth for residents who are met twice among few and by different people among many.
        let tolerance = 5.0 * 3.0 * (few + many).sqrt() + 0.1 * few;
        assert!(
            (many - few).abs() < tolerance,
            "{name}: {few} among as many as there are, {many} among ten times as many"
        );
        // The negative twin: if it grew with the residents, it would not be overlooked.
        assert!(9.0 * few > tolerance, "{name}");
    }
}
