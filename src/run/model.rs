//! A model: a scenario with its parameters read and its accounts drawn up, once for all of its runs.

use std::sync::Arc;

use super::accounts::{Dated, Obstacles, draw_up};
use super::enrolment::places;
use super::founding::{Founding, found, planned};
use crate::dice::Dice;
use crate::evidence::{Evidence, EvidenceFault};
use crate::intermediary::Plan;
use crate::intermediary::establishment::Blueprint;
use crate::observation::measurement;
use crate::scenario::Scenario;
use crate::schedule::Parameters;
use crate::time::Week;
use crate::today::Today;
use crate::world::DistrictWorld;

/// What the evidence says, each of its parameters in its place.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) parameters: Parameters,
    pub(super) measurement: measurement::Parameters,
    founding: Founding,
}

impl Given {
    fn read(evidence: &Evidence) -> Result<Self, EvidenceFault> {
        Ok(Self {
            parameters: Parameters::read(evidence)?,
            measurement: evidence.section("measurement")?,
            founding: Founding::read(evidence)?,
        })
    }
}

/// A scenario that can be run: any number of replicates, a week at a time if need be. Nothing is read again for any of them.
///
/// ```
/// use inteso::run::Model;
/// use inteso::scenario::Scenario;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let scenario = Scenario::default().with("intermediary.approach", "guide")?.with("weeks", "4")?;
/// let model = Model::new(&scenario)?;
/// for row in model.run(1).series {
///     println!("{} {}", row.week.0, row.values[0]);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Model {
    pub(super) scenario: Scenario,
    pub(super) given: Arc<Given>,
    accounts: Vec<Dated>,
    /// How many each district may enrol in each trial.
    pub(super) places: Vec<Vec<u32>>,
}

impl Model {
    /// Reads the parameters of a scenario and draws up its accounts.
    ///
    /// # Errors
    /// Returns every district whose budget does not pay for what it is meant to, or a parameter that does not fit.
    pub fn new(scenario: &Scenario) -> Result<Self, Obstacles> {
        Models::default().model(scenario)
    }

    /// Returns the scenario.
    pub const fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Returns the parameters of all processes.
    pub fn parameters(&self) -> &Parameters {
        &self.given.parameters
    }

    /// Returns the yearly account of each district's configurations, from the beginning on.
    pub fn accounts(&self) -> &[Dated] {
        &self.accounts
    }

    /// Returns the dice of a replicate.
    pub fn dice(&self, replicate: u32) -> Dice {
        Dice::new(self.scenario.seed, replicate)
    }

    /// Returns a week of a replicate as every process sees it.
    pub fn today(&self, week: Week, replicate: u32) -> Today<'_> {
        Today { week, dice: self.dice(replicate), forcings: &self.scenario.forcings }
    }

    /// Founds a district by its position in the scenario, one week before anybody arrives.
    ///
    /// # Panics
    /// When the scenario has no district there.
    pub fn found(&self, position: usize, replicate: u32) -> DistrictWorld {
        let Scenario { districts, forcings, markets, .. } = &self.scenario;
        let dice = self.dice(replicate);
        let Given { parameters, founding, .. } = &*self.given;
        let mut world = found(dice, &districts[position], &self.accounts, forcings, parameters, founding);
        world.city.open_markets(*markets);
        world
    }

    /// Returns what is planned for the intermediary of a district.
    pub(super) fn plan(&self, position: usize) -> Plan {
        planned(&self.scenario.districts[position], &self.accounts)
    }

    /// Returns what is created in each district, and the circumstances, whatever the words in which both are written.
    pub fn creation(&self) -> Creation {
        let prices = &self.given.parameters.account;
        let blueprints = |position| {
            let steps = self.plan(position).steps;
            steps.iter().map(|planned| Blueprint::of(planned, prices)).collect()
        };
        let blueprints = (0..self.scenario.districts.len()).map(blueprints).collect();
        let mut circumstances = self.scenario.clone();
        circumstances.name.clear();
        circumstances.districts.iter_mut().for_each(|district| district.configurations.clear());
        Creation { circumstances, blueprints }
    }

    /// Returns the first week of a replicate before which a district is the same under another model, to the last bit; nothing
    /// where it is the same to the end.
    ///
    /// Both stand under the same circumstances and are observed in the same weeks: they differ in configurations alone.
    pub fn parts_from(&self, other: &Self, position: usize) -> Option<Week> {
        self.plan(position).parts_from(&other.plan(position))
    }
}

/// What a scenario creates under which circumstances: two that are equal give the same numbers, however they are written.
#[derive(Debug, Clone, PartialEq)]
pub struct Creation {
    circumstances: Scenario,
    blueprints: Vec<Vec<Blueprint>>,
}

/// Makes models of many scenarios; evidence that follows itself unchanged is read once for all of them.
#[derive(Debug, Default)]
pub struct Models {
    last: Option<(Evidence, Result<Arc<Given>, EvidenceFault>)>,
}

impl Models {
    /// Makes a model as [`Model::new`] does.
    ///
    /// # Errors
    /// Returns every district whose budget does not pay for what it is meant to, or a parameter that does not fit.
    pub fn model(&mut self, scenario: &Scenario) -> Result<Model, Obstacles> {
        let given = match &self.last {
            Some((evidence, given)) if evidence.is_shared_with(&scenario.evidence) => given.clone(),
            _ => {
                let given = Given::read(&scenario.evidence).map(Arc::new);
                self.last = Some((scenario.evidence.clone(), given.clone()));
                given
            }
        }?;
        let accounts = draw_up(scenario, &given.parameters.account)?;
        let places = places(scenario);
        Ok(Model { scenario: scenario.clone(), given, accounts, places })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario() -> Scenario {
        Scenario::default().with("weeks", "60").and_then(|scenario| scenario.with("every", "26")).unwrap()
    }

    #[test]
    fn models_of_one_evidence_share_what_was_read() {
        let mut models = Models::default();
        let mut scenario = scenario();
        let one = models.model(&scenario).unwrap();
        scenario.weeks = 61;
        let other = models.model(&scenario).unwrap();
        assert!(Arc::ptr_eq(&one.given, &other.given));
        // The negative twin: other evidence is read for itself.
        assert!(scenario.evidence.set("travel.minutes_per_km", 13.0));
        assert!(!Arc::ptr_eq(&one.given, &models.model(&scenario).unwrap().given));
    }

    #[test]
    fn two_forms_that_have_no_hours_for_what_tells_them_apart_create_the_same() {
        let creation = |approach: &str, per_room: f64| {
            let mut form = scenario().with("intermediary.approach", approach).unwrap();
            for key in ["account.hosted_per_room", "account.offers_per_room"] {
                assert!(form.evidence.set(key, per_room));
            }
            Model::new(&form).unwrap().creation()
        };
        assert!(creation("host", 0.0) == creation("provide", 0.0));
        // The twins: with hours in rooms they are two, and under other circumstances one is not the same.
        assert!(creation("host", 3.0) != creation("provide", 3.0));
        assert!(creation("host", 0.0) != creation("host", 3.0));
    }

    #[test]
    fn what_cannot_be_paid_for_is_no_model() {
        let dear = scenario().with("intermediary.budget_eur_per_year", "1000").unwrap();
        let obstacles = Model::new(&dear).unwrap_err();
        assert_eq!(obstacles.0.len(), dear.districts.len());
        assert!(obstacles.to_string().contains("; "), "{obstacles}");
    }

    #[test]
    fn a_walk_gives_the_rows_of_the_run() {
        let model = Model::new(&scenario()).unwrap();
        let mut walk = model.walk(1);
        let mut weeks = Vec::new();
        while let Some(week) = walk.step() {
            weeks.push(week.0);
            assert_eq!(walk.week(), week);
            assert!(walk.districts().all(|district| district.week() == week));
        }
        assert_eq!(weeks, (-103..=60).collect::<Vec<_>>());
        assert_eq!(walk.step(), None);
        // As text, in which what is no number equals itself.
        assert_eq!(format!("{:?}", walk.record()), format!("{:?}", model.run(1)));
        assert_ne!(format!("{:?}", walk.record()), format!("{:?}", model.run(2)));
    }
}
