//! A small town that is founded from a scenario file, and whose weeks can be looked at one by one.

use std::fs;

use inteso::dice::Dice;
use inteso::run::Model;
use inteso::scenario::{Scenario, Source, load};
use inteso::schedule::{self, Parameters};
use inteso::time::Week;
use inteso::today::Today;
use inteso::world::DistrictWorld;

/// Returns the table of a small district of some thousand inhabitants in two neighbourhoods.
pub(crate) fn district(id: &str, inhabitants: u32, arrival_share: f64, initial_stock: u32) -> String {
    let half = inhabitants / 2;
    format!(
        r#"
[district.{id}]
name = "Town {id}"
name_de = "Stadt {id}"
inhabitants = {inhabitants}
migration_history = 0.4
welfare = 0.1
ages = [0.056, 0.112, 0.348, 0.221, 0.172, 0.091]
welcome_point = [51.262, 6.811]
administration = [51.262, 6.811]
initial_stock = {initial_stock}
arrival_share = [{{ from = 20130107, share = {arrival_share} }}]
sources = ["A"]

[[district.{id}.neighbourhood]]
name = "North"
centre = [51.283, 6.803]
area_km2 = 3.0
inhabitants = {half}
mark = "A"

[[district.{id}.neighbourhood]]
name = "South"
centre = [51.262, 6.811]
area_km2 = 3.0
inhabitants = {half}
mark = "A"
"#
    )
}

/// Returns the text of a scenario of one small town; `options` are further tables and keys below `[intermediary]`.
///
/// The intermediary opens half a year after the start, so that a run of a year has both halves.
pub(crate) fn town(weeks: u32, options: &str) -> String {
    format!(
        "name = \"town\"\nweeks = {weeks}\ndistricts = [\"toy\"]\n{}\n[intermediary]\nopens = 2015-04-06\n{options}\n",
        district("toy", 6_000, 0.04, 80)
    )
}

/// Loads a scenario from its text.
pub(crate) fn scenario(text: &str) -> Scenario {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("town.toml");
    fs::write(&path, text).unwrap();
    match load(&Source::File(path), &[]) {
        Ok(loaded) => loaded.scenario,
        Err(faults) => panic!("{faults}\n{text}"),
    }
}

/// All districts of a run, for looking into their weeks.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) dice: Dice,
    pub(crate) districts: Vec<DistrictWorld>,
    pub(crate) week: Week,
}

/// A world with what its weeks need.
pub(crate) struct Town {
    pub(crate) scenario: Scenario,
    pub(crate) parameters: Parameters,
    pub(crate) world: World,
}

impl Town {
    /// Founds the world of a scenario, before its spin-up.
    pub(crate) fn found(scenario: Scenario, replicate: u32) -> Self {
        let model = Model::new(&scenario).unwrap();
        let districts = (0..scenario.districts.len()).map(|position| model.found(position, replicate));
        let world =
            World { dice: model.dice(replicate), districts: districts.collect(), week: Week::SPIN_UP };
        let parameters = model.parameters().clone();
        Self { scenario, parameters, world }
    }

    /// Runs one week.
    pub(crate) fn step(&mut self) {
        let World { dice, districts, week } = &mut self.world;
        let today = Today { week: *week, dice: *dice, forcings: &self.scenario.forcings };
        for district in districts {
            schedule::week(&today, &self.parameters, district);
        }
        *week = week.plus(1);
    }

    /// Runs until a week has been reached.
    pub(crate) fn run_to(&mut self, week: i32) {
        while self.world.week < Week(week) {
            self.step();
        }
    }

    /// Returns a week as the processes see it.
    pub(crate) fn on(&self, week: Week) -> Today<'_> {
        Today { week, dice: self.world.dice, forcings: &self.scenario.forcings }
    }

    /// Returns the first district.
    pub(crate) fn first(&self) -> &DistrictWorld {
        &self.world.districts[0]
    }

    /// Returns whether the last week has been reached.
    pub(crate) fn is_over(&self) -> bool {
        self.world.week >= Week(self.scenario.weeks as i32)
    }
}

/// Runs a scenario and returns the record.
pub(crate) fn record(scenario: &Scenario) -> inteso::run::Record {
    Model::new(scenario).unwrap().run(1)
}

/// Returns all that people are and did, to the last bit: a number is written so that it is read back the same.
pub(crate) fn lives(district: &DistrictWorld) -> String {
    let refugees = &district.refugees;
    format!(
        "{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}",
        district.ledger,
        refugees.presence,
        refugees.language,
        refugees.housing,
        refugees.working,
        refugees.mind,
        refugees.social,
        refugees.awareness,
        refugees.visits,
    )
}
