//! Synthetic districts of a scenario: the table is read, checked and written out; the districts are drawn from it.

use std::fmt::Write;
use std::sync::Arc;

use super::draft::{Draft, Layer, SYNTHETIC, is_synthetic};
use super::explain::literal;
use super::faults::Fault;
use super::names;
use super::options::{plain, quoted};
use super::source::{self, Value};
use crate::district::synthetic::{Class, Stated, Synthetic, Table, id};
use crate::evidence::Kind;
use crate::phrase::{one_line, phrase};

/// The keys of the table, in the order in which they are written.
const KEYS: [&str; 4] = ["seed", "arrivals_of_series", "stock_of_series", "class"];

/// Reads how many synthetic districts there are and their table; nothing where the scenario has none, or where they are faulty.
pub(super) fn read(draft: &Draft, faults: &mut Vec<Fault>) -> Option<Synthetic> {
    let before = faults.len();
    let (_, first) = draft.leaves.iter().find(|(path, _)| is_synthetic(path))?;
    if let Some(list) = draft.value("districts") {
        let found = phrase!(
            "both `districts` and `synthetic` say which districts there are",
            "`districts` und `synthetic` sagen beide, welche Bezirke es gibt"
        );
        faults.push(Fault::at(&list.place, found).allowed(phrase!("one of the two", "eines von beiden")));
    }
    let count = draft.value("synthetic.count").and_then(Value::integer);
    let lacks = |key: &str| phrase!("`synthetic` lacks `{key}`", "`synthetic` fehlt `{key}`");
    if count.is_none() && !draft.has_failed("synthetic.count") {
        let allowed = phrase!("how many districts are drawn", "wie viele Bezirke gezogen werden");
        faults.push(Fault::at(&first.place, lacks("count")).allowed(allowed));
    }
    let layer = from_file(draft, faults)?;
    let mut text = String::new();
    let mut is_complete = true;
    for key in KEYS {
        let path = format!("{SYNTHETIC}.{key}");
        match draft.leaves.get(path.as_str()).or_else(|| layer.leaves.get(path.as_str())) {
            Some(leaf) => {
                if key == "class" {
                    check_classes(&leaf.value, faults);
                }
                let _ = writeln!(text, "{key} = {}", literal(&leaf.value));
            }
            // Its fault was found when it was taken in.
            None if draft.has_failed(&path) => is_complete = false,
            None => faults.push(
                Fault::at(&first.place, lacks(key))
                    .allowed(phrase!("the whole table, or `file`", "die ganze Tabelle, oder `file`")),
            ),
        }
    }
    if faults.len() > before || !is_complete {
        return None;
    }
    let mut table: Table = toml::from_str(&text).expect("a table can be read because its keys were checked");
    for class in &mut table.class {
        for name in [&mut class.name, &mut class.name_de] {
            *name = one_line(name);
        }
    }
    check_shares(&table, draft, &layer, faults);
    let count = u32::try_from(count?).ok()?;
    (faults.len() == before && count > 0).then(|| Synthetic { count, table: table.into() })
}

/// Reads the file of the table, if there is one; nothing where it is faulty.
fn from_file(draft: &Draft, faults: &mut Vec<Fault>) -> Option<Layer> {
    let before = faults.len();
    let mut layer = Layer::default();
    if let Some(reference) = draft.value("synthetic.file") {
        match source::follow(reference.word().unwrap_or_default(), &reference.place) {
            Ok(text) => match names::read(&text, SYNTHETIC, faults) {
                Ok(entries) => layer.gather(SYNTHETIC, &entries, faults),
                Err(errors) => faults.extend(errors),
            },
            Err(fault) => faults.push(fault),
        }
        let foreign = ["count", "file"].map(|key| format!("{SYNTHETIC}.{key}"));
        for leaf in foreign.iter().filter_map(|path| layer.leaves.get(path.as_str())) {
            let key = &leaf.key;
            let found = phrase!("`{key}` in the file of a table", "`{key}` in der Datei einer Tabelle");
            let allowed = phrase!("the table alone", "nur die Tabelle");
            faults.push(Fault::at(&leaf.place, found).allowed(allowed));
        }
    }
    (faults.len() == before).then_some(layer)
}

/// Checks what the numbers of a class say together.
fn check_classes(classes: &Value, faults: &mut Vec<Fault>) {
    let value = |class: &Value, key: &str| class.entry(key).and_then(|stated| stated.entry("value")).cloned();
    let mut block = 0.0;
    for class in classes.items() {
        if let Some(count) = value(class, "in_block") {
            block += count.number().unwrap_or_default();
            if count.integer().is_none_or(|count| count % 2 != 0) {
                let found = count.found("synthetic.class.in_block.value");
                faults.push(Fault::at(&count.place, found).allowed(phrase!(
                    "an even number, since districts are drawn in pairs",
                    "eine gerade Zahl, denn Bezirke werden paarweise gezogen"
                )));
            }
        }
        for end in value(class, "inhabitants").iter().flat_map(Value::items) {
            if end.integer().is_none() {
                let found = end.found("synthetic.class.inhabitants.value");
                faults.push(Fault::at(&end.place, found).allowed(phrase!("whole numbers", "ganze Zahlen")));
            }
        }
        for key in ["youngest", "oldest"] {
            let Some(ages) = value(class, key) else { continue };
            let sum: f64 = ages.items().iter().filter_map(Value::number).sum();
            if (sum - 1.0).abs() > 0.005 {
                let found = phrase!(
                    "the ages of `{key}` sum to {sum:.3}",
                    "die Altersgruppen von `{key}` ergeben zusammen {sum:.3}"
                );
                faults.push(
                    Fault::at(&ages.place, found)
                        .allowed(phrase!("shares with the sum 1", "Anteile mit der Summe 1")),
                );
            }
        }
    }
    if block < 1.0 {
        let found = phrase!("`synthetic.class` has no districts", "`synthetic.class` enthält keine Bezirke");
        let allowed = phrase!("at least one class with districts", "mindestens eine Art mit Bezirken");
        faults.push(Fault::at(&classes.place, found).allowed(allowed));
    }
}

/// No district can take more than the whole series.
fn check_shares(table: &Table, draft: &Draft, layer: &Layer, faults: &mut Vec<Fault>) {
    let path = format!("{SYNTHETIC}.class");
    let rows = draft.value(&path).or_else(|| layer.leaves.get(path.as_str()).map(|leaf| &leaf.value));
    for (class, row) in table.class.iter().zip(rows.map_or(&[][..], Value::items)) {
        let share = class.largest_share(table);
        if share > 1.0 {
            let name = &class.name;
            let found = phrase!(
                "the largest district of `{name}` takes {share:.2} times the arrivals of the series",
                "der größte Bezirk von `{name}` nimmt das {share:.2}-Fache der Ankünfte der Reihe"
            );
            faults.push(Fault::at(&row.place, found).allowed(phrase!(
                "at most the whole: fewer inhabitants or arrivals, or a longer series",
                "höchstens alle: weniger Ansässige oder Ankünfte, oder eine größere Reihe"
            )));
        }
    }
}

/// Finds descriptions of districts that the table makes.
pub(super) fn refuse_descriptions(draft: &Draft, synthetic: &Synthetic, faults: &mut Vec<Fault>) {
    for (path, leaf) in draft.leaves.range(Arc::<str>::from("district.")..) {
        let Some((of, inner)) = path.strip_prefix("district.").and_then(|rest| rest.split_once('.')) else {
            break;
        };
        if synthetic.number(of).is_some() && !inner.starts_with("intermediary.") {
            let found = phrase!(
                "`{path}`: the district `{of}` is drawn from the table",
                "`{path}`: der Bezirk `{of}` wird aus der Tabelle gezogen"
            );
            faults.push(
                Fault::at(&leaf.place, found)
                    .allowed(phrase!("options of its intermediary alone", "nur Optionen seiner Instanz")),
            );
        }
    }
}

/// Returns the ids of all synthetic districts.
pub(super) fn ids(synthetic: &Synthetic) -> Vec<String> {
    (1..=synthetic.count).map(id).collect()
}

/// Writes keys and values so that they are read back as they are.
pub(super) fn written(synthetic: &Synthetic) -> Vec<(String, String)> {
    let Synthetic { count, table } = synthetic;
    let classes: String =
        table.class.iter().fold(String::new(), |text, class| text + "    " + &row(class) + ",\n");
    let lines = [
        ("count", count.to_string()),
        ("seed", table.seed.to_string()),
        ("arrivals_of_series", number(&table.arrivals_of_series)),
        ("stock_of_series", number(&table.stock_of_series)),
        ("class", format!("[\n{classes}]")),
    ];
    lines.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn row(class: &Class) -> String {
    let whole = |range: &[u32; 2]| list(&range.map(f64::from));
    let parts = [
        ("name", quoted(&class.name)),
        ("name_de", quoted(&class.name_de)),
        ("in_block", stated(&class.in_block, u32::to_string)),
        ("inhabitants", stated(&class.inhabitants, whole)),
        ("arrivals_per_1000", number(&class.arrivals_per_1000)),
        ("migration_history", numbers(&class.migration_history)),
        ("welfare", numbers(&class.welfare)),
        ("inhabitants_per_km2", numbers(&class.inhabitants_per_km2)),
        ("settled_share", numbers(&class.settled_share)),
        ("inhabitants_per_neighbourhood", number(&class.inhabitants_per_neighbourhood)),
        ("neighbourhood_spread", number(&class.neighbourhood_spread)),
        ("youngest", numbers(&class.youngest)),
        ("oldest", numbers(&class.oldest)),
    ];
    let parts: Vec<String> = parts.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    format!("{{ {} }}", parts.join(", "))
}

fn list(numbers: &[f64]) -> String {
    let numbers: Vec<String> = numbers.iter().copied().map(plain).collect();
    format!("[{}]", numbers.join(", "))
}

fn number(stated_number: &Stated<f64>) -> String {
    stated(stated_number, |number| plain(*number))
}

fn numbers<const N: usize>(stated_numbers: &Stated<[f64; N]>) -> String {
    stated(stated_numbers, |numbers| list(numbers))
}

fn stated<T>(stated: &Stated<T>, value: impl Fn(&T) -> String) -> String {
    let kind = match stated.kind {
        Kind::Measured => "measured",
        Kind::Estimated => "estimated",
        Kind::Calibrated => "calibrated",
        Kind::Assumed => "assumed",
        Kind::Chosen => "chosen",
    };
    let [unit, source] = [&stated.unit, &stated.source].map(|text| quoted(text));
    format!("{{ value = {}, unit = {unit}, kind = \"{kind}\", source = {source} }}", value(&stated.value))
}
