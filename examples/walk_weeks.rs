//! A run a week at a time: how many people are there in each district, once the weeks of the spin-up are over.

#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use inteso::run::Model;
use inteso::scenario::Scenario;
use inteso::time::Week;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let model = Model::new(&Scenario::default().with("weeks", "13")?)?;
    let mut walk = model.walk(1);
    while let Some(week) = walk.step() {
        if week >= Week::START {
            let present = walk.districts().map(|walk| walk.district().refugees.present.len());
            println!("{}: {:?}", week.monday(), present.collect::<Vec<_>>());
        }
    }
    Ok(())
}
