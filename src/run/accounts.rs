//! The accounts of a scenario, drawn up before anything is run: what its budgets pay for, or what they cannot.

use crate::evidence::EvidenceFault;
use crate::intermediary::account::{Account, Parameters as Prices, Unaffordable};
use crate::phrase::{Phrase, phrase};
use crate::scenario::Scenario;
use crate::time::Week;

/// Why a scenario cannot be run.
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

/// All that keeps a scenario from being run.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}", self.phrase())]
pub struct Obstacles(pub Vec<Infeasible>);

impl Obstacles {
    /// Returns all of it in one line.
    pub fn phrase(&self) -> Phrase {
        Phrase::join(&self.0.iter().map(Infeasible::phrase).collect::<Vec<_>>(), "; ")
    }
}

impl From<EvidenceFault> for Obstacles {
    fn from(fault: EvidenceFault) -> Self {
        Self(vec![Infeasible::Evidence(fault)])
    }
}

/// The yearly account of a configuration, with the district's id and the week from which it holds.
pub type Dated = (String, Week, Account);

/// Returns the yearly account of each district's configurations, from the beginning on.
///
/// # Errors
/// Returns every district whose budget does not pay for what it is meant to.
pub(super) fn draw_up(scenario: &Scenario, prices: &Prices) -> Result<Vec<Dated>, Obstacles> {
    let mut accounts = Vec::new();
    let mut faults = Vec::new();
    for plan in &scenario.districts {
        for (position, (from, configuration)) in plan.configurations.iter().enumerate() {
            match Account::draw_up(configuration, prices) {
                Ok(account) => accounts.push((plan.id.clone(), (*from).max(configuration.opens), account)),
                Err(shortfall) => {
                    let (district, by_change) = (plan.id.clone(), position > 0);
                    faults.push(Infeasible::Unaffordable { district, by_change, shortfall });
                }
            }
        }
    }
    if faults.is_empty() { Ok(accounts) } else { Err(Obstacles(faults)) }
}
