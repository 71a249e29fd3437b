//! What a configuration costs, and whether its budget can pay for it.

use crate::run::{Infeasible, accounts};
use crate::scenario::{Fault, Places, Scenario};

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

/// What a budget cannot pay.
#[derive(Debug, Clone)]
pub(super) struct Unpaid {
    /// All of it in one line, for tables and notes.
    pub(super) sentence: String,
    /// Each at the line of its budget.
    pub(super) faults: Vec<Fault>,
}

/// Returns the yearly account of a scenario, item by item and district by district.
///
/// # Errors
/// Returns what the budget of a district cannot pay.
pub(super) fn account(scenario: &Scenario, places: &Places) -> Result<Vec<AccountItem>, Unpaid> {
    let accounts = accounts(scenario).map_err(|all| {
        let words: Vec<String> = all.iter().map(ToString::to_string).collect();
        let faults = all.iter().map(|infeasible| fault(infeasible, places)).collect();
        Unpaid { sentence: words.join("; "), faults }
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

/// Shows what is infeasible where the budget was set; what a change makes infeasible, at the changes.
fn fault(infeasible: &Infeasible, places: &Places) -> Fault {
    let found = infeasible.to_string();
    match infeasible {
        Infeasible::Unaffordable { district, by_change, shortfall } => {
            let own = format!("district.{district}.intermediary.budget_eur_per_year");
            let key = if *by_change { "change" } else { own.as_str() };
            let least = shortfall.least_budget.ceil();
            places.fault(
                key,
                found,
                format!("at least {least:.0} € a year, or less that is paid before staff"),
            )
        }
        Infeasible::Evidence(_) => Fault::new(found),
    }
}
