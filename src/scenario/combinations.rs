//! Faults of options that are right one by one and wrong together.
//!
//! Comparators ignore the options, so only an intermediary is checked. What no district could build is a fault here;
//! what its budget cannot pay is found by the account.

use super::draft::{Draft, Leaf, SUPPORT};
use super::faults::Fault;
use super::options::{self, Options};
use super::position::Home;
use super::source::Value;
use crate::district::{District, founded_by_rule};
use crate::evidence::Evidence;
use crate::phrase::{Phrase, phrase};
use crate::vocabulary::{Approach, Attachment, Concept, Field, InstitutionKind, Support};

/// Checks what the options of a district say together; the district is missing where its description is faulty.
pub(super) fn check(
    draft: &Draft,
    id: &str,
    district: Option<&District>,
    evidence: &Evidence,
    options: &Options<'_>,
    faults: &mut Vec<Fault>,
) {
    if word::<Support>(options, SUPPORT) != Some(Support::Intermediary) {
        return;
    }
    shares(draft, options, faults);
    content(options, faults);
    rooms(options, faults);
    if let Some(district) = district {
        anchor(id, district, evidence, options, faults);
    }
}

fn word<C: Concept>(options: &Options<'_>, path: &str) -> Option<C> {
    options.get(path).and_then(|leaf| leaf.value.word()).and_then(C::parse)
}

/// Returns the option that the user wrote last: the likeliest slip, not one of the default scenario.
fn last_written<'a>(leaves: impl Iterator<Item = &'a Leaf>) -> Option<&'a Leaf> {
    let written = |leaf: &Leaf| !matches!(leaf.place.text().home, Home::Embedded(_));
    leaves.max_by_key(|leaf| (written(leaf), leaf.place.start()))
}

fn shares(draft: &Draft, options: &Options<'_>, faults: &mut Vec<Fault>) {
    let mut check = |part: &str, is_right: &dyn Fn(f64) -> bool, allowed: Phrase| {
        let parts: Vec<(&&str, &&Leaf)> = options.iter().filter(|(path, _)| path.starts_with(part)).collect();
        let sum: f64 = parts.iter().filter_map(|(_, leaf)| leaf.value.number()).sum();
        if is_right(sum) || draft.has_failed(part) {
            return;
        }
        let name = part.trim_end_matches('.');
        let shares: Vec<String> = parts
            .iter()
            .map(|(path, leaf)| {
                let last = path.rsplit('.').next().unwrap_or(path);
                format!("{last} {}", options::plain(leaf.value.number().unwrap_or_default()))
            })
            .collect();
        if let Some(leaf) = last_written(parts.iter().map(|(_, leaf)| **leaf)) {
            let (sum, shares) = (rounded(sum), shares.join(", "));
            let found = phrase!(
                "`intermediary.{name}` sums to {sum}: {shares}",
                "`intermediary.{name}` ergibt zusammen {sum}: {shares}"
            );
            faults.push(Fault::at(&leaf.value.place, found).allowed(allowed));
        }
    };
    check(
        "methods.",
        &|sum| (sum - 1.0).abs() < 1e-6,
        phrase!("four shares with the sum 1", "vier Anteile mit der Summe 1"),
    );
    check(
        "goals.",
        &|sum| sum > 0.0,
        phrase!("four weights, at least one above 0", "vier Gewichte, mindestens eines über 0"),
    );
    let share = |option: &str| options.get(option).and_then(|leaf| leaf.value.number()).unwrap_or_default();
    let sum = share("accompaniment") + share("own_offers");
    if sum > 1.0 + 1e-6 {
        let sum = rounded(sum);
        let found = phrase!(
            "`accompaniment` and `own_offers` take {sum} of the hours of casework",
            "`accompaniment` und `own_offers` nehmen {sum} der Stunden der Einzelfallhilfe"
        );
        if let Some(leaf) = options.get("own_offers") {
            faults.push(
                Fault::at(&leaf.value.place, found)
                    .allowed(phrase!("at most 1 together", "zusammen höchstens 1")),
            );
        }
    }
}

fn rounded(sum: f64) -> String {
    options::plain((sum * 1e6).round() / 1e6)
}

/// Returns the fields in which it works.
fn fields(options: &Options<'_>) -> Vec<Field> {
    let items = options.get("content").map_or(&[][..], |leaf| leaf.value.items());
    items.iter().filter_map(Value::word).filter_map(Field::parse).collect()
}

/// An intermediary without a field has nobody to help.
fn content(options: &Options<'_>, faults: &mut Vec<Fault>) {
    if let Some(leaf) = options.get("content").filter(|_| fields(options).is_empty()) {
        let all: Vec<&str> = Field::ALL.iter().map(|field| field.key()).collect();
        let all = all.join(", ");
        let found = phrase!(
            "`intermediary.content` holds no field of action",
            "`intermediary.content` enthält kein Handlungsfeld"
        );
        faults.push(Fault::at(&leaf.value.place, found).allowed(phrase!(
            "at least one of {all}, beside the tasks",
            "mindestens eines von {all}, neben den Aufgaben"
        )));
    }
}

/// Hosting and own offers happen in rooms.
fn rooms(options: &Options<'_>, faults: &mut Vec<Fault>) {
    let Some(rooms) = options.get("rooms").filter(|leaf| leaf.value.integer() == Some(0)) else { return };
    let in_rooms: Vec<String> = fields(options)
        .into_iter()
        .filter_map(|field| {
            let approach = word::<Approach>(options, &format!("approach.{}", field.key()))?;
            matches!(approach, Approach::Host | Approach::Provide).then(|| format!("{field}: {approach}"))
        })
        .collect();
    let approaches = options.iter().filter(|(path, _)| path.starts_with("approach.")).map(|(_, leaf)| *leaf);
    if !in_rooms.is_empty()
        && let Some(leaf) = last_written(approaches.chain([*rooms]))
    {
        let in_rooms = in_rooms.join(", ");
        let found = phrase!(
            "`intermediary.rooms` is 0, but offers need rooms ({in_rooms})",
            "`intermediary.rooms` ist 0, aber Angebote brauchen Räume ({in_rooms})"
        );
        faults.push(
            Fault::at(&leaf.value.place, found).allowed(phrase!(
                "rooms from 1 on, or refer or guide",
                "ab 1 Raum, oder verweisen oder lotsen"
            )),
        );
    }
}

/// Who is attached to an institution needs one in the district.
fn anchor(
    id: &str,
    district: &District,
    evidence: &Evidence,
    options: &Options<'_>,
    faults: &mut Vec<Fault>,
) {
    let attachment = word::<Attachment>(options, "attachment").unwrap_or(Attachment::Standalone);
    let Some(kind) = word::<InstitutionKind>(options, "anchor") else { return };
    if attachment == Attachment::Standalone || institutions(district, evidence, kind) != Some(0) {
        return;
    }
    let there: Vec<&str> = InstitutionKind::ALL
        .iter()
        .filter(|kind| institutions(district, evidence, **kind).is_some_and(|count| count > 0))
        .map(|kind| kind.key())
        .collect();
    let leaves = ["anchor", "attachment"].into_iter().filter_map(|option| options.get(option)).copied();
    if let Some(leaf) = last_written(leaves) {
        let there = there.join(", ");
        let found = phrase!(
            "the intermediary of `{id}` is {attachment} but the district has no {kind}",
            "die Instanz von `{id}` ist {attachment}, aber im Bezirk gibt es kein {kind}"
        );
        faults.push(Fault::at(&leaf.value.place, found).allowed(phrase!(
            "standalone, or an anchor that is there: {there}",
            "standalone, oder ein Haus, das es dort gibt: {there}"
        )));
    }
}

/// Returns how many institutions of a kind are founded in a district; `None` where no evidence says how.
///
/// Social work in accommodations comes with those and is no house of its own.
fn institutions(district: &District, evidence: &Evidence, kind: InstitutionKind) -> Option<u64> {
    if kind == InstitutionKind::AccommodationSocialWork {
        return Some(0);
    }
    let value = |name: &str| {
        evidence.get(&format!("institutions.founding.kind.{kind}.{name}")).map(|parameter| parameter.value)
    };
    Some(founded_by_rule(district.inhabitants, value("inhabitants_per")?, value("at_least")?))
}
