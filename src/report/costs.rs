//! Costs: what the intermediary's budget pays by item, and what it takes of others.

use maud::{Markup, html};

use super::Material;
use super::markup::{cell, table};
use super::notation::{configuration, number, when};
use super::words::{fill, words};
use crate::analysis::Cost;
use crate::experiment::point::Comparator;
use crate::ledger::{CostItem, Payer};
use crate::vocabulary::Language;

/// Writes what is paid, the hours that others give, and the rent that anchors forgo; tables without a number are left out.
pub(super) fn cost_tables(material: &Material, language: Language) -> Markup {
    let words = words(language);
    let paid = cost_table(material, false, |cost| cost.euros, words.cost_items, language);
    let rent = cost_table(material, true, |cost| cost.euros, words.cost_others_rent, language);
    let hours = cost_table(material, true, |cost| cost.hours, words.cost_others, language);
    html! { (paid) (hours) (rent) }
}

fn cost_table(
    material: &Material,
    by_others: bool,
    amount: impl Fn(&Cost) -> f64,
    caption: &str,
    language: Language,
) -> Markup {
    let words = words(language);
    let is_meant = |cost: &&Cost| (cost.item.payer() == Payer::Others) == by_others && amount(cost) != 0.0;
    let costs: Vec<&Cost> = material.costs.iter().filter(is_meant).collect();
    let mut items: Vec<CostItem> = costs.iter().map(|cost| cost.item).collect();
    items.sort_unstable();
    items.dedup();
    if items.is_empty() {
        return html! {};
    }
    let mut head = vec![(words.configuration.to_owned(), true)];
    head.extend(items.iter().map(|item| (item.label(language).to_owned(), false)));
    if !by_others {
        head.push((words.sum.to_owned(), false));
    }
    let listed = material.listed();
    let rows: Vec<_> = listed
        .iter()
        .map(|point| {
            // What existing services take of others is not counted, which is not the same as nothing.
            let is_counted = !by_others || point.comparator != Some(Comparator::ExistingServices);
            let of = |item: Option<CostItem>| -> f64 {
                let own = costs.iter().filter(|cost| cost.point == point.number);
                own.filter(|cost| item.is_none_or(|item| cost.item == item)).map(|cost| amount(cost)).sum()
            };
            let shown = |amount: f64| cell(&number(if is_counted { amount } else { f64::NAN }, 0, language));
            let mut cells: Vec<_> = items.iter().map(|item| shown(of(Some(*item)))).collect();
            // Hours of institutions, volunteers and users do not add up to anything that means something.
            if !by_others {
                cells.push(shown(of(None)));
            }
            (configuration(point, language), false, cells)
        })
        .collect();
    let is_uncounted =
        by_others && listed.iter().any(|point| point.comparator == Some(Comparator::ExistingServices));
    let caption = fill(caption, &[("when", when(material, language))]);
    let caption = if is_uncounted { format!("{caption}. {}", words.cost_uncounted) } else { caption };
    table(&caption, &head, &rows)
}
