//! What a configuration costs, and whether its budget can pay for it.

use crate::experiment::roster::Roster;
use crate::ledger::CostItem;
use crate::phrase::{Phrase, phrase};
use crate::run::{Infeasible, Model, Models};
use crate::scenario::{Fault, Faults, Places, Scenario};

/// One item of a yearly account.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct AccountItem {
    /// The district's id.
    pub(super) district: String,
    /// The day from which it holds.
    pub(super) from: String,
    /// What is paid for.
    pub(super) item: CostItem,
    /// Euros a year.
    pub(super) euros: f64,
    /// Staff hours a year.
    pub(super) hours: f64,
}

/// What a budget cannot pay.
#[derive(Debug, Clone)]
pub(super) struct Unpaid {
    /// All of it in one line, for tables and notes.
    pub(super) sentence: Phrase,
    /// Each at the line of its budget.
    pub(super) faults: Vec<Fault>,
}

/// Returns the faults of points that no budget can pay for, each at the line of its budget.
pub(super) fn faults(roster: &Roster) -> Faults {
    let of_points = roster.infeasible.iter().map(|(_, obstacles, places)| (obstacles, places));
    let faults = of_points
        .flat_map(|(obstacles, places)| obstacles.0.iter().map(|infeasible| fault(infeasible, places)));
    faults.collect::<Vec<_>>().into()
}

/// Makes the model of a scenario.
///
/// # Errors
/// Returns what the budget of a district cannot pay.
pub(super) fn model(models: &mut Models, scenario: &Scenario, places: &Places) -> Result<Model, Unpaid> {
    models.model(scenario).map_err(|obstacles| {
        let faults = obstacles.0.iter().map(|infeasible| fault(infeasible, places)).collect();
        Unpaid { sentence: obstacles.phrase(), faults }
    })
}

/// Returns the yearly account of a scenario, item by item and district by district.
pub(super) fn account(model: &Model) -> Vec<AccountItem> {
    model
        .accounts()
        .iter()
        .flat_map(|(district, from, account)| {
            account.items.iter().map(move |item| AccountItem {
                district: district.clone(),
                from: from.monday().to_string(),
                item: item.item,
                euros: item.euros,
                hours: item.hours,
            })
        })
        .collect()
}

/// Says where more volunteers are asked for than the staff can coordinate.
pub(super) fn uncoordinated(model: &Model) -> Vec<Phrase> {
    let beyond =
        model.accounts().iter().filter(|(.., account)| account.volunteers < account.volunteers_wished);
    let each = beyond.map(|(district, _, account)| {
        let (wished, volunteers) = (account.volunteers_wished, account.volunteers);
        phrase!(
            "{district}: of {wished} volunteers asked for the staff hours suffice to coordinate {volunteers}, and no more are attached",
            "{district}: von {wished} gewünschten Ehrenamtlichen können die Personalstunden {volunteers} koordinieren; mehr werden nicht angebunden"
        )
    });
    each.collect()
}

/// Returns the items of an account by district, with its name; of very many districts, neighbours that are alike together.
pub(super) fn alike(items: &[AccountItem]) -> Vec<(String, &[AccountItem])> {
    /// As many accounts are shown one by one.
    const FEW: usize = 30;
    let accounts: Vec<&[AccountItem]> = items.chunk_by(|one, other| one.district == other.district).collect();
    let is_alike = |one: &[AccountItem], other: &[AccountItem]| {
        let same = |(one, other): (&AccountItem, &AccountItem)| {
            AccountItem { district: other.district.clone(), ..one.clone() } == *other
        };
        one.len() == other.len() && one.iter().zip(other).all(same)
    };
    let merged = |one: &&[AccountItem], other: &&[AccountItem]| accounts.len() > FEW && is_alike(one, other);
    accounts
        .chunk_by(merged)
        .map(|group| {
            let (first, last) = (&group[0][0].district, &group[group.len() - 1][0].district);
            (if group.len() == 1 { first.clone() } else { format!("{first}–{last}") }, group[0])
        })
        .collect()
}

/// Shows what is infeasible where the budget was set; what a change makes infeasible, at the changes.
fn fault(infeasible: &Infeasible, places: &Places) -> Fault {
    let found = Fault::new(infeasible.phrase());
    match infeasible {
        Infeasible::Unaffordable { district, by_change, shortfall } => {
            let place = if *by_change { places.change() } else { places.funding(district) };
            let least = shortfall.least_budget.ceil();
            Fault { place: place.cloned(), ..found }.allowed(phrase!(
                "at least {least:.0} € a year, or less that is paid before staff",
                "mindestens {least:.0} € im Jahr, oder geringere Ausgaben, die vor dem Personal abgehen"
            ))
        }
        Infeasible::Evidence(_) => found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_with_the_same_account_stand_together_where_districts_are_very_many() {
        let account = |number: usize, euros: f64| {
            [CostItem::Sites, CostItem::Staff].map(|item| AccountItem {
                district: format!("d{number:03}"),
                from: "2015-08-31".to_owned(),
                item,
                euros,
                hours: 0.0,
            })
        };
        let of = |count: usize| -> Vec<AccountItem> {
            (1..=count).flat_map(|number| account(number, if number == 7 { 2.0 } else { 1.0 })).collect()
        };
        let names = |items: &[AccountItem]| -> Vec<String> {
            alike(items).into_iter().map(|(districts, _)| districts).collect()
        };
        assert_eq!(names(&of(40)), ["d001–d006", "d007", "d008–d040"]);
        assert_eq!(names(&of(30)).len(), 30);
        assert!(names(&[]).is_empty());
    }
}
