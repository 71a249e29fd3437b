//! Costs: what the intermediary's budget pays by item, and what it takes of others.

use super::material::ALL;
use super::notation::{configuration, number, when};
use super::page::{cell, table};
use super::words::{fill, item, words};
use super::{Cost, Material};
use crate::vocabulary::Language;

/// Writes what is paid, the hours that others give, and the rent that anchors forgo; tables without a number are left out.
pub(super) fn cost_tables(material: &Material, language: Language) -> String {
    let words = words(language);
    let paid = cost_table(material, false, |cost| cost.euros, words.cost_items, language);
    let rent = cost_table(material, true, |cost| cost.euros, words.cost_others_rent, language);
    paid + &cost_table(material, true, |cost| cost.hours, words.cost_others, language) + &rent
}

fn cost_table(
    material: &Material,
    by_others: bool,
    amount: impl Fn(&Cost) -> f64,
    caption: &str,
    language: Language,
) -> String {
    let words = words(language);
    let year = material.last_year();
    let whole = material.districts.iter().position(|name| name.id == ALL);
    let mut costs: Vec<_> = material
        .costs
        .iter()
        .filter(|cost| cost.year == year && cost.by_others == by_others && amount(cost) != 0.0)
        .collect();
    // Where the file holds single districts, their sum is shown; rows of `all` would count them twice.
    if costs.iter().any(|cost| Some(cost.district) != whole) {
        costs.retain(|cost| Some(cost.district) != whole);
    }
    let mut items: Vec<&str> = Vec::new();
    for cost in &costs {
        if !items.contains(&cost.item.as_str()) {
            items.push(&cost.item);
        }
    }
    if items.is_empty() {
        return String::new();
    }
    let mut head = vec![(words.configuration.to_owned(), true)];
    head.extend(items.iter().map(|name| (item(name, words), false)));
    if !by_others {
        head.push((words.sum.to_owned(), false));
    }
    let rows: Vec<_> = material
        .feasible()
        .iter()
        .map(|point| {
            let of = |name: Option<&str>| -> f64 {
                costs
                    .iter()
                    .filter(|cost| cost.point == point.number && name.is_none_or(|name| cost.item == name))
                    .map(|cost| amount(cost))
                    .sum()
            };
            let mut cells: Vec<_> =
                items.iter().map(|name| cell(&number(of(Some(name)), 0, language))).collect();
            // Hours of institutions, volunteers and users are no sum that means anything.
            if !by_others {
                cells.push(cell(&number(of(None), 0, language)));
            }
            (configuration(point, language), false, cells)
        })
        .collect();
    table(&fill(caption, &[("when", when(material, language))]), &head, &rows)
}
