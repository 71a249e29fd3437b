//! Replicates until a difference is known as precisely as asked, instead of a fixed number of them.
//!
//! After every step of replicates intervals are looked at: that of one named difference, or those of all differences on which verdicts
//! are passed. When that happens depends on results alone, so an interrupted sweep stops where the whole one does.

use crate::district::ALL_DISTRICTS;
use crate::observation::{MEASURES, Measure};
use crate::phrase::{Phrase, phrase};
use crate::scenario::Fault;
use crate::scenario::faults::nearest;
use crate::scenario::schema::{self, unknown_key};
use crate::scenario::source::{Data, Entry, Value};

/// The keys.
pub(super) const KEYS: [&str; 8] =
    ["better", "than", "measure", "year", "district", "width", "at_least", "at_most"];

/// Those that name a difference.
const KEYS_OF_ONE: [&str; 5] = ["better", "than", "measure", "year", "district"];

/// The most replicates of a point.
const MOST: u32 = 100_000;

/// When there are enough replicates.
#[derive(Debug, Clone, PartialEq)]
pub struct Until {
    /// Of which difference the interval is looked at; nothing for all on which verdicts are passed.
    pub named: Option<Named>,
    /// How wide the 95 % interval may be, from end to end: of a named difference as its measure, of all verdicts as a share of the
    /// person-years compared with, while they hold together.
    pub width: f64,
    /// Replicates before it is looked at; half as many are added each time.
    pub at_least: u32,
    /// Replicates at which it ends, however wide the interval is.
    pub at_most: u32,
}

/// A difference between two points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The label of a point.
    pub better: String,
    /// The label of the point that it is compared with.
    pub than: String,
    /// The name of the measure.
    pub measure: &'static str,
    /// The year, from 1.
    pub year: u32,
    /// The id of a district, or that of all together.
    pub district: String,
}

impl Until {
    /// Looks at all verdicts: from so many replicates on, up to so many.
    pub const fn of_all(width: f64, at_least: u32, at_most: u32) -> Self {
        Self { named: None, width, at_least, at_most }
    }

    /// Returns the number of replicates after so many were not enough, given how many seem needed; nothing at the cap.
    ///
    /// A plan from few replicates is rough, so at most as many are added as there are.
    pub fn after(&self, replicates: u32, needed: Option<u32>) -> Option<u32> {
        let step = (self.at_least / 2).max(1);
        let next = replicates.saturating_add(step);
        let planned = needed.unwrap_or(next).clamp(next, replicates.saturating_mul(2).max(next));
        (replicates < self.at_most).then(|| planned.min(self.at_most))
    }

    /// Reads `[until]`, beside which no number of replicates stands.
    pub(super) fn read(
        entry: Option<&Entry>,
        replicates: Option<&Entry>,
        faults: &mut Vec<Fault>,
    ) -> Option<Self> {
        let entry = entry?;
        if let Some(replicates) = replicates {
            let found = phrase!(
                "a number of replicates beside [until]",
                "eine Zahl von Wiederholungen neben [until]"
            );
            faults.push(Fault::at(&replicates.place, found).allowed(phrase!(
                "one of the two; `at_least` and `at_most` bound what [until] adds",
                "eines von beiden; `at_least` und `at_most` begrenzen, was [until] hinzufügt"
            )));
        }
        let before = faults.len();
        let Data::Table(cells) = &entry.value.data else {
            faults.push(Fault::at(&entry.value.place, entry.value.found("until")).allowed(phrase!(
                "a table such as [until] with width, or with better, than, measure, year and width",
                "eine Tabelle wie [until] mit width oder mit better, than, measure, year und width"
            )));
            return None;
        };
        for cell in cells.iter().filter(|cell| !KEYS.contains(&cell.key.as_str())) {
            faults.push(
                Fault::at(&cell.place, unknown_key(&format!("until.{}", cell.key)))
                    .allowed(Phrase::same(KEYS.join(", ")))
                    .nearest(schema::nearest(&cell.key, KEYS)),
            );
        }
        let mut reader = Reader { entry, faults };
        let is_named = KEYS_OF_ONE.iter().any(|key| entry.value.entry(key).is_some());
        let named = is_named.then(|| {
            let (better, than) = (reader.text("better"), reader.text("than"));
            let measure = reader.measure();
            let year = reader.whole("year", 1, 14, None);
            let district = entry.value.entry("district").map(|_| reader.text("district"));
            let district = district.unwrap_or_else(|| ALL_DISTRICTS.to_owned());
            Named { better, than, measure, year, district }
        });
        let width = reader.width();
        let at_least = reader.whole("at_least", 2, MOST, Some(10));
        let at_most = reader.whole("at_most", 2, MOST, Some(at_least.max(200)));
        if at_most < at_least {
            let place = entry.value.entry("at_most").map_or(&entry.place, |value| &value.place);
            let found = phrase!(
                "at most {at_most} replicates and at least {at_least}",
                "höchstens {at_most} und mindestens {at_least} Wiederholungen"
            );
            faults.push(
                Fault::at(place, found)
                    .allowed(phrase!("`at_most` from `at_least` on", "`at_most` ab `at_least`")),
            );
        }
        let all = Self { named, width, at_least, at_most };
        (faults.len() == before).then_some(all)
    }

    /// Says when it ends, in a line.
    pub fn summary(&self) -> Phrase {
        let Self { named, width, at_least, at_most } = self;
        let german = width.to_string().replace('.', ",");
        let Some(Named { better, than, measure, year, district }) = named else {
            return phrase!(
                "{at_least} to {at_most} replicates, until no interval of a verdict is wider than {width} of the person-years compared with",
                "{at_least} bis {at_most} Wiederholungen, bis kein Intervall eines Urteils breiter ist als {german} der verglichenen Personenjahre"
            );
        };
        phrase!(
            "{at_least} to {at_most} replicates, until the interval of `{measure}` of `{better}` against `{than}` in year {year} ({district}) is at most {width} wide",
            "{at_least} bis {at_most} Wiederholungen, bis das Intervall von `{measure}` von `{better}` gegenüber `{than}` im Jahr {year} ({district}) höchstens {german} breit ist"
        )
    }
}

/// Reads the values of the table.
struct Reader<'a> {
    entry: &'a Entry,
    faults: &'a mut Vec<Fault>,
}

impl Reader<'_> {
    fn value(&mut self, key: &str) -> Option<Value> {
        let value = self.entry.value.entry(key);
        if value.is_none() {
            let found = phrase!("[until] lacks `{key}`", "in [until] fehlt `{key}`");
            self.faults.push(Fault::at(&self.entry.place, found).allowed(Phrase::same(KEYS.join(", "))));
        }
        value.cloned()
    }

    fn unfit(&mut self, key: &str, value: &Value, allowed: Phrase) {
        self.faults.push(Fault::at(&value.place, value.found(&format!("until.{key}"))).allowed(allowed));
    }

    fn text(&mut self, key: &str) -> String {
        let Some(value) = self.value(key) else { return String::new() };
        let word = value.word().map(str::to_owned);
        word.unwrap_or_else(|| {
            self.unfit(key, &value, phrase!("a text", "ein Text"));
            String::new()
        })
    }

    fn measure(&mut self) -> &'static str {
        let Some(value) = self.value("measure") else { return "" };
        let word = value.word().unwrap_or_default();
        Measure::position(word).map_or_else(
            || {
                let found = phrase!("no measure is named `{word}`", "keine Kennzahl heißt `{word}`");
                let known = MEASURES.iter().map(|measure| measure.name);
                self.faults.push(
                    Fault::at(&value.place, found)
                        .allowed(phrase!(
                            "columns of series.csv that codebook.csv explains",
                            "Spalten von series.csv, die codebook.csv erklärt"
                        ))
                        .nearest(nearest(word, known)),
                );
                ""
            },
            |position| MEASURES[position].name,
        )
    }

    fn whole(&mut self, key: &str, least: u32, most: u32, otherwise: Option<u32>) -> u32 {
        if let (None, Some(otherwise)) = (self.entry.value.entry(key), otherwise) {
            return otherwise;
        }
        let Some(value) = self.value(key) else { return least };
        let number = value.integer().and_then(|number| u32::try_from(number).ok());
        number.filter(|number| (least..=most).contains(number)).unwrap_or_else(|| {
            self.unfit(
                key,
                &value,
                phrase!("a whole number from {least} to {most}", "eine ganze Zahl von {least} bis {most}"),
            );
            least
        })
    }

    fn width(&mut self) -> f64 {
        let Some(value) = self.value("width") else { return 1.0 };
        let number = value.number().filter(|number| *number > 0.0 && number.is_finite());
        number.unwrap_or_else(|| {
            self.unfit("width", &value, phrase!("a number above 0", "eine Zahl über 0"));
            1.0
        })
    }
}
