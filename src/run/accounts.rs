//! The accounts of a scenario, drawn up before anything is run: what its budgets pay for, or what they cannot.

use crate::evidence::{Evidence, EvidenceFault};
use crate::intermediary::account::{Account, Parameters as Prices, Unaffordable};
use crate::phrase::{Phrase, phrase};
use crate::scenario::Scenario;
use crate::schedule::Parameters;
use crate::time::Week;

/// A scenario that cannot be run.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Infeasible {
    /// A district's budget does not pay for its configuration.
    #[error("{}", self.phrase())]
    Unaffordable {
        /// The district's id.
        district: String,
        /// Whether a change asks for it, not the configuration of the beginning.
        by_change: bool,
        /// What is missing.
        shortfall: Unaffordable,
    },
    /// A parameter does not fit its process.
    #[error(transparent)]
    Evidence(#[from] EvidenceFault),
}

impl Infeasible {
    /// Returns the fault in words.
    pub fn phrase(&self) -> Phrase {
        match self {
            Self::Unaffordable { district, shortfall, .. } => {
                phrase!("district {district}: {shortfall}", "Bezirk {district}: {shortfall}"; shortfall = shortfall.phrase())
            }
            Self::Evidence(fault) => Phrase::same(fault.to_string()),
        }
    }
}

/// Returns the yearly account of each district's configurations, from the beginning on.
///
/// # Errors
/// Returns every district whose budget does not pay for what it is meant to, and parameters that do not fit.
pub fn accounts(scenario: &Scenario) -> Result<Vec<(String, Week, Account)>, Vec<Infeasible>> {
    Accounts::default().draw_up(scenario)
}

/// Draws up the accounts of many scenarios; parameters that follow each other unchanged are read once.
#[derive(Debug, Default)]
pub struct Accounts {
    last: Option<(Evidence, Result<Prices, EvidenceFault>)>,
}

impl Accounts {
    /// Returns the yearly account of each district's configurations, from the beginning on.
    ///
    /// # Errors
    /// Returns every district whose budget does not pay for what it is meant to, and parameters that do not fit.
    pub fn draw_up(&mut self, scenario: &Scenario) -> Result<Vec<(String, Week, Account)>, Vec<Infeasible>> {
        let prices = match &self.last {
            Some((evidence, prices)) if evidence.is_shared_with(&scenario.evidence) => prices.clone(),
            _ => {
                // All parameters are read, since any that does not fit its process would end the run.
                let prices = Parameters::read(&scenario.evidence).map(|parameters| parameters.account);
                self.last = Some((scenario.evidence.clone(), prices.clone()));
                prices
            }
        };
        let prices = prices.map_err(|fault| vec![Infeasible::Evidence(fault)])?;
        let mut accounts = Vec::new();
        let mut faults = Vec::new();
        for plan in &scenario.districts {
            for (position, (from, configuration)) in plan.configurations.iter().enumerate() {
                match Account::draw_up(configuration, &prices) {
                    Ok(account) => {
                        accounts.push((plan.id.clone(), (*from).max(configuration.opens), account));
                    }
                    Err(shortfall) => {
                        let (district, by_change) = (plan.id.clone(), position > 0);
                        faults.push(Infeasible::Unaffordable { district, by_change, shortfall });
                    }
                }
            }
        }
        if faults.is_empty() { Ok(accounts) } else { Err(faults) }
    }
}
