//! Two forms of the intermediary with the same money, replicate by replicate: the same dice fall for both, so pairs can be compared.

#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use inteso::observation::Measure;
use inteso::run::Model;
use inteso::scenario::Scenario;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let visits = Measure::position("visits").ok_or("no measure of this name")?;
    let scenario = Scenario::default().with("intermediary.budget_eur_per_year", "140000")?;
    for approach in ["refer", "guide"] {
        let model = Model::new(&scenario.with("intermediary.approach", approach)?.with("weeks", "52")?)?;
        for replicate in 1..=2 {
            // The last row of a run holds all districts together.
            let last = model.run(replicate).series.pop().ok_or("a run has rows")?;
            println!("{approach}, replicate {replicate}: {} visits", last.values[visits]);
        }
    }
    Ok(())
}
