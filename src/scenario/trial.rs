//! Trials: a lever is given by lot to a share of those who are eligible. German: *Versuche*.
//!
//! A trial says who is eligible, when people are enrolled, into which arms, and what of them is looked at when.

use std::collections::BTreeMap;

use super::condition::{ANY, Conditions, Holds, Test};
use super::faults::{self, Fault};
use super::lever::{Declaration, Form, LEVERS, Lever};
use super::options::{plain, quoted};
use super::schema::{self, unknown_key};
use super::source::{Data, Entry, Value};
use crate::phrase::{Phrase, phrase};
use crate::time::Week;
use crate::vocabulary::{Concept, Need};

pub mod columns;
mod unit;
mod words;

pub use self::unit::Unit;

/// More trials than this in one scenario are a slip of the pen.
const MOST: usize = 100;
/// The keys of a trial; those from the seventh on may be left out.
pub const KEYS: [&str; 10] = [
    "name",
    "lever",
    "enrol",
    "arms",
    "outcomes",
    "horizon_weeks",
    "unit",
    "eligible",
    "capacity",
    "blocked",
];
/// How many of them are needed.
const NEEDED: usize = 6;
/// The keys of the enrolment.
pub const ENROL: [&str; 3] = ["from", "to", "max"];
/// The keys of an arm.
pub const ARM: [&str; 3] = ["name", "share", "dose"];

/// A trial.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// The name; draws depend on it.
    pub name: String,
    /// What is changed.
    pub lever: Lever,
    /// Whom the lot falls on.
    pub unit: Unit,
    /// When people are enrolled, and how many.
    pub enrol: Enrolment,
    /// Whom the trial is open to.
    pub eligible: Conditions,
    /// The arms, in the order of the file.
    pub arms: Vec<Arm>,
    /// Columns that are looked at, of whom the lot falls on or of trials alone.
    pub outcomes: Vec<&'static str>,
    /// Weeks after the assignment at which they are, in rising order.
    pub horizon_weeks: Vec<u32>,
    /// Whose hours the lever takes.
    pub capacity: Capacity,
    /// Kinds of need for which nobody who takes part gets other help from the assignment on.
    pub blocked: Vec<Need>,
}

/// Whose hours a lever takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capacity {
    /// Nobody's in the district.
    Outside,
    /// Those of the district's staff and volunteers.
    Own,
}

/// When people are enrolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Enrolment {
    /// The first week.
    pub from: Week,
    /// The last week.
    pub to: Week,
    /// The most units that are enrolled in a run; nothing where there is no limit.
    pub max: Option<u32>,
}

/// An arm.
#[derive(Debug, Clone, PartialEq)]
pub struct Arm {
    /// The name.
    pub name: String,
    /// Its share of those who are eligible.
    pub share: f64,
    /// The dose: a number for each that the lever declares.
    pub dose: Vec<f64>,
}

impl Capacity {
    const fn key(self) -> &'static str {
        match self {
            Self::Outside => "outside",
            Self::Own => "own",
        }
    }
}

impl Arm {
    /// Returns how much it offers: the first number of the dose.
    pub fn amount(&self) -> f64 {
        self.dose.first().copied().unwrap_or_default()
    }
}

impl Trial {
    /// Returns the columns that are looked at, with what they hold.
    pub fn columns(&self) -> impl Iterator<Item = (&'static str, Holds)> + Clone + use<'_> {
        self.outcomes.iter().map(|column| (*column, self.unit.holds(column)))
    }

    /// Returns whether it looks at a column, for who is eligible or as an outcome.
    pub fn looks_at(&self, column: &str) -> bool {
        self.outcomes.contains(&column) || self.eligible.columns().contains(&column)
    }
}

/// Checks a list of trials, each by itself.
pub(super) fn check(list: &Value, faults: &mut Vec<Fault>) {
    let rows = list.items();
    let mut names: Vec<&str> = Vec::new();
    for row in rows.iter().take(MOST) {
        read(row, faults);
        let Some(name) = row.entry("name") else { continue };
        let word = name.word().unwrap_or_default();
        if names.contains(&word) {
            let found = phrase!("two trials are named `{word}`", "zwei Versuche heißen `{word}`");
            faults.push(
                Fault::at(&name.place, found).allowed(phrase!(
                    "a name of its own for each trial",
                    "ein eigener Name für jeden Versuch"
                )),
            );
        }
        names.push(word);
    }
    if let Some(row) = rows.get(MOST) {
        let count = rows.len();
        let found = phrase!("there are {count} trials", "es gibt {count} Versuche");
        faults.push(Fault::at(&row.place, found).allowed(phrase!("at most {MOST}", "höchstens {MOST}")));
    }
}

/// Returns the trials of a run of so many weeks; what is wrong with each by itself was found when they were checked.
pub(super) fn of_run(list: &Value, weeks: u32, faults: &mut Vec<Fault>) -> Vec<Trial> {
    let mut trials = Vec::new();
    for row in list.items().iter().take(MOST) {
        let Some(trial) = read(row, &mut Vec::new()) else { continue };
        let horizon = trial.horizon_weeks.last().copied().unwrap_or_default() as i32;
        let last = Week(weeks as i32).plus(-horizon);
        if trial.enrol.to >= Week(weeks as i32) {
            let found = phrase!(
                "the run of {weeks} weeks ends before the enrolment does",
                "der Lauf von {weeks} Wochen endet vor der Aufnahme"
            );
            faults.push(Fault::at(&place_of(row, "enrol").place, found).allowed(phrase!(
                "an enrolment within the run, or more `weeks`",
                "eine Aufnahme innerhalb des Laufs, oder mehr `weeks`"
            )));
        } else if trial.enrol.to > last {
            let monday = trial.enrol.to.monday();
            let found = phrase!(
                "who is enrolled in the week of {monday} is not seen {horizon} weeks later: the run has {weeks} weeks",
                "wer in der Woche vom {monday} aufgenommen wird, ist {horizon} Wochen später nicht zu sehen: der Lauf hat {weeks} Wochen"
            );
            faults.push(Fault::at(&place_of(row, "horizon_weeks").place, found).allowed(phrase!(
                "shorter horizons, an earlier end of the enrolment, or more `weeks`",
                "kürzere Horizonte, ein früheres Ende der Aufnahme oder mehr `weeks`"
            )));
        }
        trials.push(trial);
    }
    trials
}

/// Returns where a key of a trial stands, the trial itself where it lacks it.
fn place_of<'a>(row: &'a Value, key: &str) -> &'a Value {
    row.entry(key).unwrap_or(row)
}

/// Reads a trial; nothing where anything is wrong with it.
fn read(row: &Value, faults: &mut Vec<Fault>) -> Option<Trial> {
    let before = faults.len();
    let entries = table("trial", row, &KEYS, NEEDED, faults)?;
    let word = row.entry("unit");
    let unit = word.and_then(|word| one_of("trial.unit", word, Unit::ALL, Unit::key, faults));
    let unit = unit.unwrap_or(Unit::Person);
    let (mut trial_lever, mut capacity) = (None, Capacity::Outside);
    let (mut enrol, mut eligible) = (None, Conditions::default());
    let (mut outcomes, mut horizon_weeks, mut blocked) = (Vec::new(), Vec::new(), Vec::new());
    for Entry { key, value, .. } in entries {
        match key.as_str() {
            "name" => plain_name("trial.name", value, faults),
            "lever" => trial_lever = lever(value, faults),
            "capacity" => {
                let known = [Capacity::Outside, Capacity::Own];
                capacity = one_of("trial.capacity", value, known, Capacity::key, faults).unwrap_or(capacity);
            }
            "enrol" => enrol = enrolment(value, faults),
            "eligible" => eligible = conditions(unit, value, faults),
            "outcomes" => outcomes = chosen_outcomes(unit, value, faults),
            "horizon_weeks" => horizon_weeks = horizons(value, faults),
            "blocked" => blocked = needs(value, faults),
            _ => {}
        }
    }
    let declared = trial_lever.map(Lever::declared);
    let arms = row.entry("arms").map(|value| arms(value, declared, faults)).unwrap_or_default();
    if let (Some(Declaration { form: Form::Acts, key, .. }), Capacity::Own) = (declared, capacity) {
        let found = phrase!(
            "`{key}` takes no hours of the district's own",
            "`{key}` nimmt keine Stunden des Bezirks in Anspruch"
        );
        faults.push(
            Fault::at(&place_of(row, "capacity").place, found).allowed(Phrase::same(Capacity::Outside.key())),
        );
    }
    if let Some(Declaration { lever, key, .. }) = declared
        && unit == Unit::Resident
        && !lever.reaches_residents()
    {
        let found = phrase!("`{key}` offers nothing to residents", "`{key}` bietet Ansässigen nichts");
        let others = LEVERS.iter().filter(|other| other.lever.reaches_residents()).map(|other| other.key);
        let others = others.collect::<Vec<_>>().join(", ");
        faults.push(Fault::at(&place_of(row, "unit").place, found).allowed(phrase!(
            "another unit, or one of the levers: {others}",
            "eine andere Einheit oder einer der Hebel: {others}"
        )));
    }
    if unit == Unit::Resident && !blocked.is_empty() {
        let found = phrase!("residents seek none of this help", "Ansässige suchen diese Hilfe nicht");
        let allowed = phrase!("nothing, or another unit", "nichts oder eine andere Einheit");
        faults.push(Fault::at(&place_of(row, "blocked").place, found).allowed(allowed));
    }
    let name = row.entry("name").and_then(Value::word).unwrap_or_default().to_owned();
    let (lever, enrol) = (trial_lever?, enrol?);
    let trial =
        Trial { name, lever, unit, enrol, eligible, arms, outcomes, horizon_weeks, capacity, blocked };
    (faults.len() == before).then_some(trial)
}

/// Returns the entries of a table, with faults for keys that it has and should not, or the other way round.
fn table<'a>(
    path: &str,
    value: &'a Value,
    keys: &[&'static str],
    needed: usize,
    faults: &mut Vec<Fault>,
) -> Option<&'a [Entry]> {
    let list = keys.join(", ");
    let Data::Table(entries) = &value.data else {
        let allowed = phrase!("a table of {list}", "eine Tabelle aus {list}");
        faults.push(Fault::at(&value.place, value.found(path)).allowed(allowed));
        return None;
    };
    for entry in entries.iter().filter(|entry| !keys.contains(&entry.key.as_str())) {
        let found = unknown_key(&format!("{path}.{}", entry.key));
        let nearest = schema::nearest(&entry.key, keys.iter().copied());
        faults.push(Fault::at(&entry.place, found).allowed(Phrase::same(list.clone())).nearest(nearest));
    }
    for key in keys[..needed].iter().filter(|key| value.entry(key).is_none()) {
        let found = phrase!("`{path}` lacks `{key}`", "`{path}` fehlt `{key}`");
        faults.push(Fault::at(&value.place, found).allowed(Phrase::same(list.clone())));
    }
    Some(entries)
}

/// Names stand in tables and keys, hence plain signs.
fn plain_name(path: &str, value: &Value, faults: &mut Vec<Fault>) {
    let is_sign = |sign: char| sign.is_alphanumeric() || sign == '_' || sign == '-';
    let is_plain = |name: &str| (1..=40).contains(&name.chars().count()) && name.chars().all(is_sign);
    if !value.word().is_some_and(is_plain) {
        faults.push(Fault::at(&value.place, value.found(path)).allowed(phrase!(
            "letters, digits, _ and -, at most 40",
            "Buchstaben, Ziffern, _ und -, höchstens 40"
        )));
    }
}

fn lever(value: &Value, faults: &mut Vec<Fault>) -> Option<Lever> {
    let word = value.word().unwrap_or_default();
    let found = Lever::parse(word);
    if found.is_none() {
        let keys = || LEVERS.iter().map(|declared| declared.key);
        let known = keys().chain(LEVERS.iter().map(|declared| declared.german_key));
        faults.push(
            Fault::at(&value.place, value.found("trial.lever"))
                .allowed(Phrase::same(keys().collect::<Vec<_>>().join(", ")))
                .nearest(faults::nearest(word, known)),
        );
    }
    found
}

/// Reads a word of a short list.
fn one_of<T: Copy, const N: usize>(
    path: &str,
    value: &Value,
    known: [T; N],
    key: fn(T) -> &'static str,
    faults: &mut Vec<Fault>,
) -> Option<T> {
    let word = value.word().unwrap_or_default();
    let found = known.into_iter().find(|one| key(*one) == word);
    if found.is_none() {
        let keys = known.map(key);
        faults.push(
            Fault::at(&value.place, value.found(path))
                .allowed(Phrase::same(keys.join(", ")))
                .nearest(faults::nearest(word, keys)),
        );
    }
    found
}

fn enrolment(value: &Value, faults: &mut Vec<Fault>) -> Option<Enrolment> {
    let before = faults.len();
    let entries = table("trial.enrol", value, &ENROL, 2, faults)?;
    let mut max = None;
    for Entry { key, value, .. } in entries {
        let path = format!("trial.enrol.{key}");
        match key.as_str() {
            "from" | "to" if value.date().is_none() => {
                let allowed = phrase!("a date such as 2017-01-02", "ein Tag wie 2017-01-02");
                faults.push(Fault::at(&value.place, value.found(&path)).allowed(allowed));
            }
            "max" => {
                max = value.integer().filter(|max| (1..=1_000_000).contains(max)).map(|max| max as u32);
                if max.is_none() {
                    let allowed =
                        phrase!("a whole number from 1 to 1000000", "eine ganze Zahl von 1 bis 1000000");
                    faults.push(Fault::at(&value.place, value.found(&path)).allowed(allowed));
                }
            }
            _ => {}
        }
    }
    let day = |key: &str| value.entry(key).and_then(Value::date);
    let (from, to) = (Week::of(day("from")?), Week::of(day("to")?));
    if from < Week::START {
        let found = phrase!("the enrolment begins before the run", "die Aufnahme beginnt vor dem Lauf");
        let allowed = phrase!("a day from 2015-01-05 on", "ein Tag ab 2015-01-05");
        faults.push(Fault::at(&place_of(value, "from").place, found).allowed(allowed));
    }
    if to < from {
        let found = phrase!("the enrolment runs backwards", "die Aufnahme läuft rückwärts");
        let allowed = phrase!("a day from `from` on", "ein Tag ab `from`");
        faults.push(Fault::at(&place_of(value, "to").place, found).allowed(allowed));
    }
    (faults.len() == before).then_some(Enrolment { from, to, max })
}

/// Reads who is eligible.
fn conditions(unit: Unit, value: &Value, faults: &mut Vec<Fault>) -> Conditions {
    let before = faults.len();
    let known: Vec<(&str, Holds)> = unit.conditional().collect();
    let conditions = Conditions::read(value, &known, faults);
    let mut of_others = BTreeMap::new();
    known_of_others(unit, value, &mut of_others);
    for fault in &mut faults[before..] {
        let knowing = fault.place.as_ref().and_then(|place| of_others.get(&place.start()));
        fault.nearest = knowing.map(|knowing| (*knowing).to_owned()).or_else(|| fault.nearest.take());
    }
    unknown_words(&conditions, value, faults);
    conditions
}

/// Finds columns that are known of others than the lot falls on: where they stand, and of whom they are known.
fn known_of_others(unit: Unit, value: &Value, found: &mut BTreeMap<usize, &'static str>) {
    let Data::Table(entries) = &value.data else { return };
    for Entry { key, place, value } in entries {
        if let Some(knowing) = unit.knowing(key) {
            found.insert(place.start(), knowing);
        } else if key == ANY {
            value.items().iter().for_each(|item| known_of_others(unit, item, found));
        }
    }
}

/// Finds words that a column never holds, by which a condition would be met by nobody.
pub(crate) fn unknown_words(conditions: &Conditions, value: &Value, faults: &mut Vec<Fault>) {
    for (column, test) in &conditions.all {
        let (Test::Among(words), Some(known)) = (test, words::of(column)) else { continue };
        for word in words.iter().filter(|word| !known.contains(&word.as_str())) {
            let found = phrase!("`{column}` is never {word:?}", "`{column}` ist niemals {word:?}");
            faults.push(
                Fault::at(&place_of(value, column).place, found)
                    .allowed(Phrase::same(known.join(", ")))
                    .nearest(faults::nearest(word, known.iter().copied())),
            );
        }
    }
    conditions.any.iter().for_each(|one| unknown_words(one, value, faults));
}

/// Reads a list of kinds of need.
fn needs(value: &Value, faults: &mut Vec<Fault>) -> Vec<Need> {
    let keys = || Need::ALL.iter().map(|need| need.key());
    let mut found = Vec::new();
    if !matches!(value.data, Data::Array(_)) {
        let list = keys().collect::<Vec<_>>().join(", ");
        let allowed = phrase!("a list of needs: {list}", "eine Liste von Bedarfen: {list}");
        faults.push(Fault::at(&value.place, value.found("trial.blocked")).allowed(allowed));
    }
    for item in value.items() {
        let word = item.word().unwrap_or_default();
        match Need::parse(word) {
            Some(need) if !found.contains(&need) => found.push(need),
            Some(_) => {}
            None => faults.push(
                Fault::at(&item.place, item.held_by("trial.blocked"))
                    .allowed(Phrase::same(keys().collect::<Vec<_>>().join(", ")))
                    .nearest(faults::nearest(word, keys())),
            ),
        }
    }
    found
}

/// Says that a list is empty, or what stands in its place.
fn empty(path: &str, value: &Value) -> Phrase {
    match value.data {
        Data::Array(_) => phrase!("`{path}` is an empty list", "`{path}` ist eine leere Liste"),
        _ => value.found(path),
    }
}

fn chosen_outcomes(unit: Unit, value: &Value, faults: &mut Vec<Fault>) -> Vec<&'static str> {
    let list = || unit.outcomes().collect::<Vec<_>>().join(", ");
    let mut chosen: Vec<&'static str> = Vec::new();
    if value.items().is_empty() {
        let list = list();
        let allowed = phrase!("a list of columns: {list}", "eine Liste von Spalten: {list}");
        faults.push(Fault::at(&value.place, empty("trial.outcomes", value)).allowed(allowed));
    }
    for item in value.items() {
        let word = item.word().unwrap_or_default();
        match unit.outcomes().find(|known| *known == word) {
            Some(known) if !chosen.contains(&known) => chosen.push(known),
            Some(_) => {}
            None => faults.push(
                Fault::at(&item.place, item.held_by("trial.outcomes"))
                    .allowed(Phrase::same(list()))
                    .nearest(unit.knowing(word).or_else(|| faults::nearest(word, unit.outcomes()))),
            ),
        }
    }
    chosen
}

fn horizons(value: &Value, faults: &mut Vec<Fault>) -> Vec<u32> {
    let allowed = || phrase!("a list of weeks from 0 to 700", "eine Liste von Wochen von 0 bis 700");
    let mut weeks: Vec<u32> = Vec::new();
    if value.items().is_empty() {
        faults.push(Fault::at(&value.place, empty("trial.horizon_weeks", value)).allowed(allowed()));
    }
    for item in value.items() {
        match item.integer() {
            Some(number @ 0..=700) => weeks.push(number as u32),
            _ => faults.push(Fault::at(&item.place, item.held_by("trial.horizon_weeks")).allowed(allowed())),
        }
    }
    weeks.sort_unstable();
    weeks.dedup();
    weeks
}

fn arms(value: &Value, declared: Option<&Declaration>, faults: &mut Vec<Fault>) -> Vec<Arm> {
    let mut arms: Vec<Arm> = Vec::new();
    if value.items().is_empty() {
        let list = ARM.join(", ");
        let allowed = phrase!("a list of tables with {list}", "eine Liste von Tabellen mit {list}");
        faults.push(Fault::at(&value.place, empty("trial.arms", value)).allowed(allowed));
    }
    for row in value.items() {
        let Some(entries) = table("trial.arms", row, &ARM, 2, faults) else { continue };
        let mut arm = Arm { name: String::new(), share: 0.0, dose: dose(None, declared, faults) };
        for Entry { key, value, .. } in entries {
            match key.as_str() {
                "name" => {
                    plain_name("trial.arms.name", value, faults);
                    value.word().unwrap_or_default().clone_into(&mut arm.name);
                    if arms.iter().any(|other| other.name == arm.name) {
                        let name = &arm.name;
                        let found = phrase!("two arms are named `{name}`", "zwei Gruppen heißen `{name}`");
                        let allowed = phrase!("a name of its own", "ein eigener Name");
                        faults.push(Fault::at(&value.place, found).allowed(allowed));
                    }
                }
                "share" => match value.number().filter(|share| *share > 0.0 && *share <= 1.0) {
                    Some(share) => arm.share = share,
                    None => faults.push(
                        Fault::at(&value.place, value.found("trial.arms.share"))
                            .allowed(phrase!("a number above 0, at most 1", "eine Zahl über 0, höchstens 1")),
                    ),
                },
                "dose" => arm.dose = dose(Some(value), declared, faults),
                _ => {}
            }
        }
        arms.push(arm);
    }
    let sum: f64 = arms.iter().map(|arm| arm.share).sum();
    // Thirds do not add up to 1 to the last bit.
    if sum > 1.0 + 1e-9 {
        let found =
            phrase!("the shares of the arms add up to {sum}", "die Anteile der Gruppen ergeben {sum}");
        faults.push(Fault::at(&value.place, found).allowed(phrase!("at most 1", "höchstens 1")));
    }
    arms
}

/// Reads a dose; what is not said is as the lever declares.
fn dose(value: Option<&Value>, declared: Option<&Declaration>, faults: &mut Vec<Fault>) -> Vec<f64> {
    let Some(declared) = declared else { return Vec::new() };
    let mut numbers: Vec<f64> = declared.doses.iter().map(|dose| dose.otherwise).collect();
    let Some(value) = value else { return numbers };
    let keys: Vec<&str> = declared.doses.iter().map(|dose| dose.key).collect();
    for Entry { key, value, .. } in table("trial.arms.dose", value, &keys, 0, faults).unwrap_or_default() {
        let Some(position) = keys.iter().position(|known| known == key) else { continue };
        let known = &declared.doses[position];
        let (low, high, is_whole) = (known.low, known.high, known.is_whole());
        let fits = |number: &f64| (low..=high).contains(number) && !(is_whole && number.fract() != 0.0);
        if let Some(number) = value.number().filter(fits) {
            numbers[position] = number;
        } else {
            let allowed = if is_whole {
                phrase!("a whole number from {low} to {high}", "eine ganze Zahl von {low} bis {high}")
            } else {
                phrase!("a number from {low} to {high}", "eine Zahl von {low} bis {high}")
            };
            let found = value.found(&format!("trial.arms.dose.{key}"));
            faults.push(Fault::at(&value.place, found).allowed(allowed));
        }
    }
    numbers
}

/// Writes a trial as keys and values.
pub(super) fn written(trial: &Trial) -> Vec<(&'static str, String)> {
    let Trial { name, lever, unit, enrol, eligible, arms, outcomes, horizon_weeks, capacity, blocked } =
        trial;
    let Declaration { key, doses, .. } = lever.declared();
    let arm = |arm: &Arm| {
        let dose: Vec<String> = doses
            .iter()
            .zip(&arm.dose)
            .map(|(declared, number)| format!("{} = {}", declared.key, plain(*number)))
            .collect();
        let (name, share) = (quoted(&arm.name), plain(arm.share));
        format!("{{ name = {name}, share = {share}, dose = {{ {} }} }}", dose.join(", "))
    };
    let Enrolment { from, to, max } = enrol;
    let max = max.map_or_else(String::new, |max| format!(", max = {max}"));
    let outcomes: Vec<String> = outcomes.iter().map(|column| quoted(column)).collect();
    let weeks: Vec<String> = horizon_weeks.iter().map(u32::to_string).collect();
    let blocked: Vec<String> = blocked.iter().map(|need| quoted(need.key())).collect();
    vec![
        ("name", quoted(name)),
        ("lever", quoted(key)),
        ("unit", quoted(unit.key())),
        ("enrol", format!("{{ from = {}, to = {}{max} }}", from.monday(), to.monday())),
        ("eligible", eligible.written()),
        ("arms", format!("[{}]", arms.iter().map(arm).collect::<Vec<_>>().join(", "))),
        ("outcomes", format!("[{}]", outcomes.join(", "))),
        ("horizon_weeks", format!("[{}]", weeks.join(", "))),
        ("capacity", quoted(capacity.key())),
        ("blocked", format!("[{}]", blocked.join(", "))),
    ]
}
