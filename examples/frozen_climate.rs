//! How much of the fall of those who feel welcome is forced: the climate as it was, and held from 2016 on as at the end of 2015.

#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use inteso::forcing::Series;
use inteso::observation::Measure;
use inteso::run::Model;
use inteso::scenario::Scenario;
use inteso::time::Week;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// The week before which the climate is as it was: the first of 2016.
    const FROZEN_FROM: Week = Week(52);
    const REPLICATES: u32 = 4;
    let measures = ["welcome_share", "belonging_mean", "employed_share"];
    let forced = Scenario::default();
    let mut frozen = forced.clone();
    let climate = &mut frozen.forcings.climate.national;
    *climate = Series::new((-104..FROZEN_FROM.0).map(|week| (Week(week), climate.at(Week(week)))).collect());
    for (name, scenario) in [("forced", forced), ("frozen", frozen)] {
        let model = Model::new(&scenario)?;
        let runs: Vec<_> = (1..=REPLICATES).map(|replicate| model.run(replicate)).collect();
        for measure in measures {
            let position = Measure::position(measure).ok_or("no measure of this name")?;
            let mut by_year = Vec::new();
            for year in 1..=8 {
                let week = Week(52 * year);
                let of_all = |row: &&inteso::observation::SeriesRow| row.is_of_all() && row.week == week;
                let rows = runs.iter().filter_map(|run| run.series.iter().find(of_all));
                let values: Vec<f64> = rows.map(|row| row.values[position]).collect();
                by_year.push(format!("{:.3}", values.iter().sum::<f64>() / values.len().max(1) as f64));
            }
            println!("{name:7} {measure:18} {}", by_year.join("  "));
        }
    }
    Ok(())
}
