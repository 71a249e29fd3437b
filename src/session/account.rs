//! The account: what forms cost a year before anything is run.

use serde_json::{Value, json};

use super::inquiry::Inquiry;
use crate::experiment::point::{Comparator, Point};
use crate::report::stage;
use crate::run::Dated;
use crate::scenario::schema::{FIELDS, Shape};
use crate::vocabulary::{Concept, Language, Support};

/// Options of which the account says whether a form could have them.
const OPTIONS: [&str; 4] =
    ["intermediary.approach", "intermediary.siting", "intermediary.attachment", "intermediary.sponsorship"];

/// Returns the words of an option, comparators left out.
fn words_of(key: &str) -> Vec<&'static str> {
    let field = FIELDS.iter().find(|field| field.key == key);
    let words = match field.map(|field| field.shape) {
        Some(Shape::Word(list)) => list(),
        _ => Vec::new(),
    };
    let is_form = |word: &&str| Support::parse(word).is_none_or(|support| support == Support::Intermediary);
    words.into_iter().map(|word| word.key).filter(is_form).collect()
}

impl Inquiry {
    /// Returns what is paid for and what is not, as a line.
    pub fn account(&self) -> String {
        line(self).to_string()
    }
}

/// Says what each point costs, or why it cannot be paid.
fn line(inquiry: &Inquiry) -> Value {
    let language = inquiry.language();
    let experiment = inquiry.experiment();
    let comparators = inquiry.comparators();
    let colours = stage::colours(&comparators);
    let mut runs = 0;
    let points: Vec<Value> = experiment
        .points
        .iter()
        .zip(inquiry.models())
        .map(|(point, model)| {
            // Those that are run are counted as passages count them.
            let form = model.is_ok().then_some(runs);
            runs += usize::from(model.is_ok());
            json!({
                "form": form,
                "name": point.shown.in_language(language),
                "aliases": point.aliases.iter().map(|alias| alias_name(alias)).collect::<Vec<_>>(),
                "role": role(point),
                "colour": form.map(|form| colours[form]),
                "reason": model.as_ref().err().map(|reason| reason.in_language(language)),
                "items": model.as_ref().map_or_else(|_| Vec::new(), |model| items(model.accounts(), language)),
            })
        })
        .collect();
    let districts: Vec<Value> = experiment
        .base
        .districts
        .iter()
        .map(|plan| {
            let name = plan.district.called(language);
            json!({ "id": plan.id, "name": name, "guesses": plan.district.guesses })
        })
        .collect();
    let options: Vec<(&str, &str)> =
        OPTIONS.iter().flat_map(|key| words_of(key).into_iter().map(move |word| (*key, word))).collect();
    let closed: Vec<Value> = inquiry
        .closed(&options)
        .into_iter()
        .map(|(form, key, value, reason)| {
            json!({ "form": form, "key": key, "value": value, "reason": reason.in_language(language) })
        })
        .collect();
    json!({
        "kind": "account",
        "closed": closed,
        "version": env!("CARGO_PKG_VERSION"),
        "points": points,
        "districts": districts,
        "own": inquiry.own().map_or_else(Vec::new, |own| own.numbers(language)),
        "weeks": experiment.base.weeks,
        "seed": experiment.base.seed.to_string(),
        "replicates": experiment.replicates,
        "frame": stage::frame(&comparators, experiment.base.weeks, language),
    })
}

/// A form that is the same as an earlier one is called by its letter.
fn alias_name(label: &str) -> &str {
    label.split(':').next().unwrap_or(label)
}

fn role(point: &Point) -> &'static str {
    match point.comparator() {
        None => "form",
        Some(Comparator::Nobody) => "none",
        Some(Comparator::ExistingServices) => "existing_services",
        Some(Comparator::FullAccess) => "full_access",
    }
}

fn items(accounts: &[Dated], language: Language) -> Vec<Value> {
    let each = accounts.iter().flat_map(|(district, from, account)| {
        account.items.iter().map(move |item| {
            json!({
                "district": district,
                "from": from.monday().to_string(),
                "item": item.item.label(language),
                "euros": item.euros,
                "hours": item.hours,
            })
        })
    });
    each.collect()
}
