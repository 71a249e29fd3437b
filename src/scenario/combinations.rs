//! Faults of options that are right one by one and wrong together.
//!
//! Comparators ignore the options, so only an intermediary is checked. What no district could build is a fault here;
//! what its budget cannot pay is found by the account.

use super::draft::{Draft, Leaf, SUPPORT};
use super::faults::Fault;
use super::options::{self, Options};
use super::source::{Home, Value};
use crate::district::{District, founded_by_rule};
use crate::evidence::Evidence;
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
    let mut check = |part: &str, is_right: &dyn Fn(f64) -> bool, allowed: &str| {
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
            let found = format!("`intermediary.{name}` sums to {}: {}", rounded(sum), shares.join(", "));
            faults.push(Fault::at(&leaf.value.place, found).allowed(allowed));
        }
    };
    check("methods.", &|sum| (sum - 1.0).abs() < 1e-6, "four shares with the sum 1");
    check("goals.", &|sum| sum > 0.0, "four weights, at least one above 0");
    let share = |option: &str| options.get(option).and_then(|leaf| leaf.value.number()).unwrap_or_default();
    let sum = share("accompaniment") + share("own_offers");
    if sum > 1.0 + 1e-6 {
        let found =
            format!("`accompaniment` and `own_offers` take {} of the hours of casework", rounded(sum));
        if let Some(leaf) = options.get("own_offers") {
            faults.push(Fault::at(&leaf.value.place, found).allowed("at most 1 together"));
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
        faults.push(
            Fault::at(&leaf.value.place, "`intermediary.content` holds no field of action")
                .allowed(format!("at least one of {}, beside the tasks", all.join(", "))),
        );
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
        let found = format!("`intermediary.rooms` is 0, but offers need rooms ({})", in_rooms.join(", "));
        faults.push(Fault::at(&leaf.value.place, found).allowed("rooms from 1 on, or refer or guide"));
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
        let found = format!("the intermediary of `{id}` is {attachment} but the district has no {kind}");
        faults.push(
            Fault::at(&leaf.value.place, found)
                .allowed(format!("standalone, or an anchor that is there: {}", there.join(", "))),
        );
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
