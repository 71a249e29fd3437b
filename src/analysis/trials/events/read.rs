//! Events as they stand in a file.

use std::fmt::Write;

use super::{Amounts, COLUMNS, Deviation, ENROL, Event, Experiment, HELPED, HORIZONS, outcomes};
use crate::phrase::{Phrase, phrase};
use crate::scenario::condition::{Conditions, Holds, Test};
use crate::scenario::draft::EVENT;
use crate::scenario::faults::nearest;
use crate::scenario::source::{Data, Entry, Value};
use crate::scenario::trial::Unit;
use crate::scenario::{self, Document, Fault, Faults, Scenario, quoted};
use crate::vocabulary::{Concept, Need};

/// The keys of an event; the last two go together, and may be left out.
const KEYS: [&str; 10] =
    ["name", "english", "german", "lever", "dose", "need", "main", "eligible", "hours", "hours_each"];
/// How many of them are needed.
const NEEDED: usize = 8;

/// Returns whether a document holds events.
pub fn has_events(document: &Document) -> bool {
    document.entries.iter().any(|entry| entry.key == EVENT)
}

/// Reads an experiment of events, with settings of the command line on top.
///
/// # Errors
/// Returns every fault of the scenario, or of the events.
pub fn events(document: &Document, overrides: &[(String, String)]) -> Result<Experiment, Faults> {
    let scenario = scenario::read(document, overrides)?.scenario;
    let mut faults = Vec::new();
    let rows = document.entries.iter().filter(|entry| entry.key == EVENT);
    let rows: Vec<&Value> = rows.flat_map(|entry| entry.value.items()).collect();
    let mut events: Vec<Event> = Vec::new();
    for row in rows {
        let Some(event) = event(row, &scenario, &mut faults) else { continue };
        if events.iter().any(|other| other.name == event.name) {
            let name = &event.name;
            let found = phrase!("two events are named `{name}`", "zwei Ereignisse heißen `{name}`");
            let allowed = phrase!("a name of its own for each", "ein eigener Name für jedes");
            faults.push(Fault::at(&row.place, found).allowed(allowed));
        }
        events.push(event);
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    Ok(Experiment { name: scenario.name.clone(), scenario, events })
}

/// Says that a value is none of a list of words.
fn unknown(key: &str, value: &Value, known: &[&str], faults: &mut Vec<Fault>) {
    let found = value.found(&format!("{EVENT}.{key}"));
    let nearest = nearest(value.word().unwrap_or_default(), known.iter().copied());
    faults.push(Fault::at(&value.place, found).allowed(Phrase::same(known.join(", "))).nearest(nearest));
}

fn event(row: &Value, scenario: &Scenario, faults: &mut Vec<Fault>) -> Option<Event> {
    let before = faults.len();
    let Data::Table(entries) = &row.data else {
        let allowed = phrase!("a table", "eine Tabelle");
        faults.push(Fault::at(&row.place, row.found(EVENT)).allowed(allowed));
        return None;
    };
    for Entry { key, place, .. } in entries.iter().filter(|entry| !KEYS.contains(&entry.key.as_str())) {
        let found = phrase!("unknown key `{EVENT}.{key}`", "unbekannter Schlüssel `{EVENT}.{key}`");
        let allowed = Phrase::same(KEYS.join(", "));
        faults.push(Fault::at(place, found).allowed(allowed).nearest(nearest(key, KEYS)));
    }
    for key in KEYS[..NEEDED].iter().filter(|key| row.entry(key).is_none()) {
        let found = phrase!("`{EVENT}` lacks `{key}`", "`{EVENT}` fehlt `{key}`");
        faults.push(Fault::at(&row.place, found).allowed(Phrase::same(KEYS.join(", "))));
    }
    let word = |key: &str| row.entry(key).and_then(Value::word).unwrap_or_default().to_owned();
    let [name, english, german, main] = ["name", "english", "german", "main"].map(word);
    let names: Vec<&str> = outcomes().iter().map(|(name, _)| *name).collect();
    if let Some(value) = row.entry("main").filter(|_| !names.contains(&main.as_str())) {
        unknown("main", value, &names, faults);
    }
    let need = row.entry("need").and_then(|value| {
        let found = value.word().and_then(Need::parse);
        if found.is_none() {
            let keys: Vec<&str> = Need::ALL.iter().map(|need| need.key()).collect();
            unknown("need", value, &keys, faults);
        }
        found
    });
    let known: Vec<(&str, Holds)> = Unit::Person.conditional().collect();
    let eligible = Conditions::read(row.entry("eligible")?, &known, faults);
    let made = made(row, scenario, faults);
    if faults.len() > before {
        return None;
    }
    let trials = trials(row, &name, &eligible, scenario, faults)?;
    let first = trials.first()?.1.arms.first()?.amount();
    let amounts = made.unwrap_or(Amounts::Each(first));
    Some(Event { name, words: Phrase::new(english, german), need: need?, main, amounts, trials })
}

/// Reads how many hours make the dose, and the parameter that says how many make one.
fn made(row: &Value, scenario: &Scenario, faults: &mut Vec<Fault>) -> Option<Amounts> {
    let each = row.entry("hours_each")?;
    let parameter = each.word().and_then(|key| scenario.evidence.get(key)).map(|found| found.value);
    let hours = row.entry("hours").and_then(Value::number);
    let (Some(hours), Some(each)) = (hours, parameter.filter(|value| *value > 0.0)) else {
        let allowed = phrase!(
            "a number in `hours`, and the key of a parameter in `hours_each`",
            "eine Zahl in `hours` und der Schlüssel eines Parameters in `hours_each`"
        );
        faults.push(Fault::at(&each.place, each.found("event.hours_each")).allowed(allowed));
        return None;
    };
    Some(Amounts::Made { hours, each })
}

/// Returns the trial of each kind of people, in which everybody is helped; what is wrong with it is said where the event stands.
fn trials(
    row: &Value,
    name: &str,
    eligible: &Conditions,
    scenario: &Scenario,
    faults: &mut Vec<Fault>,
) -> Option<Vec<(Deviation, scenario::Trial)>> {
    let kinds = [Deviation::Centre, Deviation::Served, Deviation::TwoYears, Deviation::FourYears];
    let mut text = String::from("[");
    for kind in kinds {
        let eligible = among(eligible, kind).written();
        let lever = quoted(row.entry("lever").and_then(Value::word).unwrap_or_default());
        let dose = numbers(row.entry("dose")?);
        let name = quoted(&format!("{name}-{}", kind.key()));
        let [from, to] = ENROL.map(quoted);
        let outcomes: Vec<String> = COLUMNS.iter().map(|column| quoted(column)).collect();
        let _ = write!(
            text,
            "{{ name = {name}, lever = {lever}, enrol = {{ from = {from}, to = {to} }}, eligible = {eligible}, \
             arms = [{{ name = \"{HELPED}\", share = 1, dose = {dose} }}], outcomes = [{}], horizon_weeks = {HORIZONS:?} }}, ",
            outcomes.join(", ")
        );
    }
    text.push(']');
    match scenario.with("trial", &text) {
        Ok(with) => Some(kinds.into_iter().zip(with.trials).collect()),
        Err(wrong) => {
            // They stand in a text that nobody has written.
            for fault in &wrong {
                faults.push(Fault { place: Some(row.place.clone()), ..fault.clone() });
            }
            None
        }
    }
}

/// Writes the numbers of a dose as a table.
fn numbers(dose: &Value) -> String {
    let Data::Table(entries) = &dose.data else { return "{}".to_owned() };
    let said = entries.iter().map(|Entry { key, value, .. }| {
        let number = value.number().map_or_else(|| "\"\"".to_owned(), |number| number.to_string());
        format!("{key} = {number}")
    });
    format!("{{ {} }}", said.collect::<Vec<_>>().join(", "))
}

/// Returns the conditions of an event for one kind of people: half a year around a time since arrival, and who has been to the desk.
fn among(eligible: &Conditions, kind: Deviation) -> Conditions {
    let from = match kind {
        Deviation::TwoYears => 104.0,
        Deviation::FourYears => 208.0,
        _ => 26.0,
    };
    let mut all = vec![("weeks_since_arrival".to_owned(), within(from, from + 26.0))];
    all.extend(eligible.all.iter().cloned());
    if kind == Deviation::Served {
        all.push(("visits".to_owned(), within(1.0, f64::INFINITY)));
    }
    Conditions { all, any: eligible.any.clone() }
}

const fn within(min: f64, below: f64) -> Test {
    Test::Within { min, max: f64::INFINITY, below }
}
