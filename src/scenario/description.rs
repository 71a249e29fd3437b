//! Reading of districts: a description from its file, with what the scenario says in place on top.

use super::draft::{Draft, Layer};
use super::faults::{self, Fault};
use super::names;
use super::schema::{self, Field};
use super::source::{self, Value};
use crate::district::{Accommodation, DatedShare, District, Neighbourhood};
use crate::phrase::{Phrase, one_line, phrase};

/// Keys that a description may leave out.
const OPTIONAL: &[&str] = &["file", "accommodation", "sources", "guesses"];

/// Keys that say nothing that could be counted.
const WORDS: &[&str] = &["file", "name", "name_de", "sources", "guesses"];

/// What the keys of a description begin with in the table of keys.
const PREFIX: &str = "district.*.";

/// Returns the keys of a description that say something that could be counted, and may be guesses.
pub(crate) fn figures() -> impl Iterator<Item = (&'static str, &'static Field)> {
    let keys = schema::FIELDS.iter().filter_map(|field| Some((field.key.strip_prefix(PREFIX)?, field)));
    keys.filter(|(key, _)| !WORDS.contains(key))
}

/// Reads the description of a district.
pub(crate) fn read(draft: &Draft, id: &str, faults: &mut Vec<Fault>) -> Option<District> {
    let before = faults.len();
    let mut layer = Layer::default();
    if let Some(reference) = draft.value(&format!("district.{id}.file")) {
        match source::follow(reference.word().unwrap_or_default(), &reference.place) {
            Ok(text) => match names::read(&text, &format!("district.{id}"), faults) {
                Ok(entries) => layer.gather(&format!("district.{id}"), &entries, faults),
                Err(errors) => faults.extend(errors),
            },
            Err(fault) => faults.push(fault),
        }
        let nested =
            layer.leaves.iter().find(|(path, leaf)| path.contains(".intermediary.") || leaf.key == "file");
        if let Some((path, leaf)) = nested {
            faults.push(
                Fault::at(
                    &leaf.place,
                    phrase!("`{path}` in the file of a district", "`{path}` in der Datei eines Bezirks"),
                )
                .allowed(phrase!(
                    "the description alone; options belong in the scenario",
                    "nur die Beschreibung; Optionen gehören ins Szenario"
                )),
            );
        }
    }
    if faults.len() > before {
        return None;
    }
    let get = |key: &str| {
        let path = format!("district.{id}.{key}");
        draft.value(&path).or_else(|| layer.leaves.get(path.as_str()).map(|leaf| &leaf.value))
    };
    let prefix = format!("district.{id}.");
    let anywhere = draft
        .leaves
        .iter()
        .find(|(path, _)| path.starts_with(&prefix))
        .map(|(_, leaf)| leaf.place.clone())
        .or_else(|| layer.leaves.values().next().map(|leaf| leaf.place.clone()));
    for name in schema::siblings(&format!("district.{id}._")) {
        let is_needed = !OPTIONAL.contains(&name) && name != "intermediary";
        if is_needed && get(name).is_none() && !draft.has_failed(&format!("district.{id}.{name}")) {
            let fault =
                Fault::new(phrase!("the district `{id}` lacks `{name}`", "dem Bezirk `{id}` fehlt `{name}`"));
            faults.push(Fault { place: anywhere.clone(), ..fault }.allowed(phrase!(
                "a complete description, or `file`",
                "eine vollständige Beschreibung, oder `file`"
            )));
        }
    }
    if let Some(ages) = get("ages") {
        let sum: f64 = ages.items().iter().filter_map(Value::number).sum();
        if (sum - 1.0).abs() > 0.005 {
            let found = phrase!(
                "the ages of `{id}` sum to {sum:.3}",
                "die Altersgruppen von `{id}` ergeben zusammen {sum:.3}"
            );
            faults.push(
                Fault::at(&ages.place, found)
                    .allowed(phrase!("shares with the sum 1", "Anteile mit der Summe 1")),
            );
        }
    }
    for list in ["neighbourhood", "arrival_share"] {
        if let Some(value) = get(list)
            && value.items().is_empty()
        {
            faults.push(
                Fault::at(
                    &value.place,
                    phrase!("`{list}` of `{id}` is empty", "`{list}` von `{id}` ist leer"),
                )
                .allowed(phrase!("at least one row", "mindestens eine Zeile")),
            );
        }
    }
    check_guesses(id, get("guesses"), faults);
    if faults.len() > before {
        return None;
    }
    Some(District {
        name: text(get("name")?)?,
        name_de: text(get("name_de")?)?,
        inhabitants: whole(get("inhabitants")?)?,
        migration_history: get("migration_history")?.number()?,
        welfare: get("welfare")?.number()?,
        ages: numbers(get("ages")?)?,
        welcome_point: numbers(get("welcome_point")?)?,
        administration: numbers(get("administration")?)?,
        arrival_share: dated_shares(get("arrival_share")?)?,
        initial_stock: whole(get("initial_stock")?)?,
        neighbourhood: get("neighbourhood")?.items().iter().map(neighbourhood).collect::<Option<_>>()?,
        accommodation: get("accommodation")
            .map_or(Some(Vec::new()), |rows| rows.items().iter().map(accommodation).collect())?,
        sources: texts(get("sources"))?,
        guesses: texts(get("guesses"))?,
    })
}

fn text(value: &Value) -> Option<String> {
    value.word().map(one_line)
}

/// What is called a guess is a figure of the description.
fn check_guesses(id: &str, guesses: Option<&Value>, faults: &mut Vec<Fault>) {
    for guess in guesses.map_or(&[][..], Value::items) {
        let key = guess.word().unwrap_or_default();
        let known = || figures().map(|(known, _)| known);
        if !known().any(|known| known == key) {
            let found = phrase!(
                "`{key}` among the `guesses` of `{id}` is no figure of a district",
                "`{key}` unter den `guesses` von `{id}` ist keine Angabe eines Bezirks"
            );
            let allowed = Phrase::same(known().collect::<Vec<_>>().join(", "));
            faults
                .push(Fault::at(&guess.place, found).allowed(allowed).nearest(faults::nearest(key, known())));
        }
    }
}

fn texts(list: Option<&Value>) -> Option<Vec<String>> {
    list.map_or(&[][..], Value::items).iter().map(text).collect()
}

fn whole(value: &Value) -> Option<u32> {
    u32::try_from(value.integer()?).ok()
}

fn numbers<const N: usize>(value: &Value) -> Option<[f64; N]> {
    let numbers: Vec<f64> = value.items().iter().filter_map(Value::number).collect();
    numbers.try_into().ok()
}

fn dated_shares(rows: &Value) -> Option<Vec<DatedShare>> {
    let mut shares: Vec<DatedShare> = rows
        .items()
        .iter()
        .map(|row| {
            let date = row.entry("from")?.date()?;
            let from = u32::from(date.year().unsigned_abs()) * 10_000
                + u32::from(date.month().unsigned_abs()) * 100
                + u32::from(date.day().unsigned_abs());
            Some(DatedShare { from, share: row.entry("share")?.number()? })
        })
        .collect::<Option<_>>()?;
    shares.sort_by_key(|share| share.from);
    Some(shares)
}

fn neighbourhood(row: &Value) -> Option<Neighbourhood> {
    Some(Neighbourhood {
        name: text(row.entry("name")?)?,
        centre: numbers(row.entry("centre")?)?,
        area_km2: row.entry("area_km2")?.number()?,
        settled: row.entry("settled").map_or(Some(1.0), Value::number)?,
        inhabitants: whole(row.entry("inhabitants")?)?,
        mark: text(row.entry("mark")?)?,
    })
}

fn accommodation(row: &Value) -> Option<Accommodation> {
    Some(Accommodation {
        name: text(row.entry("name")?)?,
        place: numbers(row.entry("place")?)?,
        places: whole(row.entry("places")?)?,
        mark: text(row.entry("mark")?)?,
    })
}
