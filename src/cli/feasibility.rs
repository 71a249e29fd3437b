//! What a configuration costs, and whether its budget can pay for it.

use crate::configuration::Funding;
use crate::scenario::Scenario;
use crate::vocabulary::Support;

/// One item of a yearly account.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct AccountItem {
    /// The district's id.
    pub(super) district: String,
    /// What is paid for.
    pub(super) item: String,
    /// Euros a year.
    pub(super) euros: f64,
    /// Staff hours a year.
    pub(super) hours: f64,
}

/// Returns the yearly account of a scenario, item by item and district by district.
///
/// # Errors
/// Returns what the budget of a district cannot pay, in words.
// Stand-in: replaced at the merge by the account of `intermediary::account`.
pub(super) fn account(scenario: &Scenario) -> Result<Vec<AccountItem>, String> {
    let mut items = Vec::new();
    for plan in &scenario.districts {
        for (_, configuration) in &plan.configurations {
            let euros = match configuration.funding {
                _ if configuration.support == Support::Nobody => continue,
                Funding::Budget(euros) => euros.get(),
                Funding::Staff(full_time) => full_time * 57_000.0,
            };
            if euros <= 0.0 {
                return Err(format!("{}: a budget of {euros} EUR a year pays nobody", plan.id));
            }
            let hours = euros / 57_000.0 * 1_600.0;
            items.push(AccountItem { district: plan.id.clone(), item: "staff".to_owned(), euros, hours });
        }
    }
    Ok(items)
}
