//! What a configuration costs, and whether its budget can pay for it.

use crate::run::accounts;
use crate::scenario::Scenario;

/// One item of a yearly account.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct AccountItem {
    /// The district's id.
    pub(super) district: String,
    /// The day from which it holds.
    pub(super) from: String,
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
pub(super) fn account(scenario: &Scenario) -> Result<Vec<AccountItem>, String> {
    let accounts = accounts(scenario).map_err(|faults| {
        let words: Vec<String> = faults.iter().map(ToString::to_string).collect();
        words.join("; ")
    })?;
    Ok(accounts
        .into_iter()
        .flat_map(|(district, from, account)| {
            account.items.into_iter().map(move |item| AccountItem {
                district: district.clone(),
                from: from.monday().to_string(),
                item: item.name.to_owned(),
                euros: item.euros,
                hours: item.hours,
            })
        })
        .collect())
}
