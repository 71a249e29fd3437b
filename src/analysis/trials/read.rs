//! Published figures as they stand in the file of a trial.

use super::super::codebook::label;
use super::published::{
    Contrast, Effect, Estimate, Judged, Line, Measure, Outcome, Regression, Scale, Study,
};
use crate::analysis::targets::{Band, columns_of};
use crate::observation::Trace;
use crate::phrase::{Phrase, phrase};
use crate::scenario::condition::{Conditions, Holds};
use crate::scenario::draft::PUBLISHED;
use crate::scenario::faults::nearest;
use crate::scenario::source::{Data, Entry, Value};
use crate::scenario::trial::columns::{OF_TRIALS, RECEIVED};
use crate::scenario::trial::{Arm, Trial, Unit, unknown_words};
use crate::scenario::{self, Document, Fault, Faults, Scenario};
use crate::time::Week;

/// The keys of a figure.
const KEYS: [&str; 19] = [
    "name",
    "english",
    "german",
    "source",
    "of",
    "horizon_week",
    "band",
    "judged",
    "trial",
    "arm",
    "than",
    "per",
    "among",
    "scale",
    "estimate",
    "intense",
    "near",
    "with",
    "residents",
];

/// More adults than this are not asked in a district.
const MOST_RESIDENTS: i64 = 1_000_000;

/// Returns whether a document says what was published.
pub fn has_figures(document: &Document) -> bool {
    document.entries.iter().any(|entry| entry.key == PUBLISHED)
}

/// Reads a scenario with its trials and what was published on them, with settings of the command line on top.
///
/// Where nothing was published, every number that a trial looks at is described, at its last horizon.
///
/// # Errors
/// Returns every fault of the scenario, or of the figures.
pub fn study(document: &Document, overrides: &[(String, String)]) -> Result<Study, Faults> {
    let scenario = scenario::read(document, overrides)?.scenario;
    let mut faults = Vec::new();
    let entry = document.entries.iter().find(|entry| entry.key == PUBLISHED);
    let lines = match entry {
        Some(Entry { value, .. }) => lines(value, &scenario, &mut faults),
        None => described(&scenario),
    };
    if faults.is_empty() && lines.is_empty() {
        let name = document.name();
        let (found, allowed) = if scenario.trials.is_empty() {
            (
                phrase!(
                    "{name} has neither a trial nor anything published",
                    "{name} enthält weder einen Versuch noch etwas Veröffentlichtes"
                ),
                phrase!("[[trial]], or [[published]]", "[[trial]] oder [[published]]"),
            )
        } else {
            (
                phrase!("in {name} there is nothing to compare", "in {name} gibt es nichts zu vergleichen"),
                phrase!(
                    "a second arm, and an outcome that is a number",
                    "eine zweite Gruppe und eine Zielgröße, die eine Zahl ist"
                ),
            )
        };
        faults.push(Fault::new(found).allowed(allowed));
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    Ok(Study { name: scenario.name.clone(), scenario, lines })
}

fn lines(value: &Value, scenario: &Scenario, faults: &mut Vec<Fault>) -> Vec<Line> {
    if value.items().is_empty() {
        let allowed = phrase!("tables [[published]]", "Tabellen [[published]]");
        faults.push(Fault::at(&value.place, value.found(PUBLISHED)).allowed(allowed));
    }
    let mut lines: Vec<Line> = Vec::new();
    for row in value.items() {
        let Some(line) = (Reader { row, scenario, faults }).line() else { continue };
        let asked = |line: &Line| match &line.measure {
            Measure::Regression(asked) => Some(asked.residents),
            Measure::Effect(_) => None,
        };
        let others = lines.iter().find_map(asked);
        if let (Some(own), Some(others)) = (asked(&line), others)
            && own != others
        {
            let found = phrase!(
                "of {own} residents a figure asks, of {others} another",
                "eine Zahl fragt {own} Ansässige, eine andere {others}"
            );
            let allowed = phrase!("as many for all figures", "gleich viele für alle Zahlen");
            faults.push(Fault::at(&row.place, found).allowed(allowed));
        }
        if lines.iter().any(|other| other.name == line.name) {
            let name = &line.name;
            let found = phrase!("two figures are named `{name}`", "zwei Zahlen heißen `{name}`");
            let allowed = phrase!("a name of its own for each", "ein eigener Name für jede");
            faults.push(Fault::at(&row.place, found).allowed(allowed));
        }
        lines.push(line);
    }
    lines
}

/// Describes every number that trials look at, at their last horizon, each arm against the first.
fn described(scenario: &Scenario) -> Vec<Line> {
    let mut lines = Vec::new();
    for (place, trial) in scenario.trials.iter().enumerate() {
        let numbers = trial.columns().filter(|(_, holds)| matches!(holds, Holds::Flag | Holds::Number));
        for (column, _) in numbers {
            for (arm, offered) in trial.arms.iter().enumerate().skip(1) {
                let (of, name, first) = (&trial.name, &offered.name, &trial.arms[0].name);
                let horizon = trial.horizon_weeks.last().copied().unwrap_or_default();
                let label = label("trials", column);
                let words = phrase!(
                    "{label} after {horizon} weeks, {name} against {first}",
                    "{label} nach {horizon} Wochen, {name} gegen {first}";
                    label = label
                );
                // Where there is one trial, it is the study.
                let words = if scenario.trials.len() == 1 {
                    words
                } else {
                    phrase!("{of}, {words}", "{of}, {words}"; words = words)
                };
                let effect = Effect {
                    trial: place,
                    of: Outcome::Column(column.to_owned()),
                    among: Conditions::default(),
                    horizon,
                    contrast: Contrast::Arms { arm, than: 0 },
                    scale: Scale::Difference,
                    estimate: Estimate::IntentionToTreat,
                    intense: None,
                };
                lines.push(Line {
                    name: format!("{}.{column}.{name}", trial.name),
                    words,
                    measure: Measure::Effect(effect),
                    band: None,
                    judged: Judged::No,
                    source: String::new(),
                });
            }
        }
    }
    lines
}

/// A figure as it was written.
struct Reader<'a> {
    row: &'a Value,
    scenario: &'a Scenario,
    faults: &'a mut Vec<Fault>,
}

impl<'a> Reader<'a> {
    fn line(&mut self) -> Option<Line> {
        let before = self.faults.len();
        let Data::Table(entries) = &self.row.data else {
            let allowed = phrase!("a table", "eine Tabelle");
            self.faults.push(Fault::at(&self.row.place, self.row.found(PUBLISHED)).allowed(allowed));
            return None;
        };
        for Entry { key, place, .. } in entries.iter().filter(|entry| !KEYS.contains(&entry.key.as_str())) {
            let found =
                phrase!("unknown key `{PUBLISHED}.{key}`", "unbekannter Schlüssel `{PUBLISHED}.{key}`");
            self.faults.push(
                Fault::at(place, found).allowed(Phrase::same(KEYS.join(", "))).nearest(nearest(key, KEYS)),
            );
        }
        let name = self.needed("name").and_then(|value| self.text("name", value));
        let english = self.optional_text("english");
        let german = self.optional_text("german");
        let source = self.optional_text("source").unwrap_or_default();
        let band = self.row.entry("band").and_then(|value| self.band(value));
        let judged = self.word("judged", Judged::ALL, Judged::key).unwrap_or(Judged::Estimate);
        let judged = if band.is_some() { judged } else { Judged::No };
        let measure = if self.row.entry("near").is_some() {
            self.regression().map(Measure::Regression)
        } else {
            self.effect().map(Measure::Effect)
        };
        let (name, measure) = (name?, measure?);
        let words = Phrase::new(
            english.clone().or_else(|| german.clone()).unwrap_or_else(|| name.clone()),
            german.or(english).unwrap_or_else(|| name.clone()),
        );
        (self.faults.len() == before).then_some(Line { name, words, measure, band, judged, source })
    }

    /// Says what is wrong with the value of a key.
    fn wrong<T>(&mut self, key: &str, value: &Value, allowed: Phrase) -> Option<T> {
        self.faults
            .push(Fault::at(&value.place, value.found(&format!("{PUBLISHED}.{key}"))).allowed(allowed));
        None
    }

    fn needed(&mut self, key: &str) -> Option<&'a Value> {
        let value = self.row.entry(key);
        if value.is_none() {
            let found = phrase!("`{PUBLISHED}` lacks `{key}`", "`{PUBLISHED}` fehlt `{key}`");
            self.faults.push(Fault::at(&self.row.place, found).allowed(Phrase::same(KEYS.join(", "))));
        }
        value
    }

    fn text(&mut self, key: &str, value: &Value) -> Option<String> {
        match value.word() {
            Some(word) => Some(word.to_owned()),
            None => self.wrong(key, value, phrase!("a text", "ein Text")),
        }
    }

    fn optional_text(&mut self, key: &str) -> Option<String> {
        let value = self.row.entry(key)?;
        self.text(key, value)
    }

    /// Reads one of a list of words; nothing where the key is not there.
    fn word<T: Copy, const N: usize>(
        &mut self,
        key: &str,
        known: [T; N],
        of: fn(T) -> &'static str,
    ) -> Option<T> {
        let value = self.row.entry(key)?;
        let word = value.word().unwrap_or_default();
        let found = known.into_iter().find(|one| of(*one) == word);
        if found.is_none() {
            let keys = known.map(of);
            self.faults.push(
                Fault::at(&value.place, value.found(&format!("{PUBLISHED}.{key}")))
                    .allowed(Phrase::same(keys.join(", ")))
                    .nearest(nearest(word, keys)),
            );
        }
        found
    }

    /// Reads a number within bounds.
    fn number(&mut self, key: &str, value: &Value, low: f64, high: f64) -> Option<f64> {
        let number = value.number().filter(|number| (low..=high).contains(number));
        number.or_else(|| {
            let allowed = phrase!("a number from {low} to {high}", "eine Zahl von {low} bis {high}");
            self.wrong(key, value, allowed)
        })
    }

    fn band(&mut self, value: &Value) -> Option<Band> {
        let allowed = || {
            phrase!(
                "bounds such as {{ min = -0.25, max = -0.12 }}, or one of them for a sign",
                "Grenzen wie {{ min = -0.25, max = -0.12 }}, oder eine davon für ein Vorzeichen"
            )
        };
        let Data::Table(entries) = &value.data else { return self.wrong("band", value, allowed()) };
        let mut band = Band { low: f64::NEG_INFINITY, high: f64::INFINITY };
        for Entry { key, value: end, .. } in entries {
            match (key.as_str(), end.number()) {
                ("min", Some(number)) => band.low = number,
                ("max", Some(number)) => band.high = number,
                _ => return self.wrong("band", value, allowed()),
            }
        }
        let is_band = band.low < band.high && (band.low.is_finite() || band.high.is_finite());
        if is_band { Some(band) } else { self.wrong("band", value, allowed()) }
    }

    /// Reads the name of one of several things; the place is theirs.
    fn named<'n>(
        &mut self,
        key: &str,
        value: &Value,
        names: impl Iterator<Item = &'n str> + Clone,
    ) -> Option<usize> {
        let word = value.word().unwrap_or_default();
        let found = names.clone().position(|name| name == word);
        if found.is_none() {
            let list: Vec<&str> = names.clone().collect();
            self.faults.push(
                Fault::at(&value.place, value.found(&format!("{PUBLISHED}.{key}")))
                    .allowed(Phrase::same(list.join(", ")))
                    .nearest(nearest(word, names)),
            );
        }
        found
    }

    fn effect(&mut self) -> Option<Effect> {
        let scenario = self.scenario;
        for key in ["with", "residents"] {
            if let Some(value) = self.row.entry(key) {
                let allowed = phrase!("only beside `near`", "nur neben `near`");
                self.wrong::<()>(key, value, allowed);
            }
        }
        let trial = match self.row.entry("trial") {
            Some(value) => {
                self.named("trial", value, scenario.trials.iter().map(|trial| trial.name.as_str()))
            }
            None if scenario.trials.len() == 1 => Some(0),
            None => {
                self.needed("trial");
                None
            }
        };
        // What else is wrong is said as well, as far as it does not depend on the trial.
        let scale = self.word("scale", Scale::ALL, Scale::key).unwrap_or(Scale::Difference);
        let estimate =
            self.word("estimate", Estimate::ALL, Estimate::key).unwrap_or(Estimate::IntentionToTreat);
        let intense = self.row.entry("intense");
        let intense = intense.and_then(|value| self.number("intense", value, 0.01, 1.0));
        let place = trial?;
        let trial = &scenario.trials[place];
        let contrast = self.contrast(trial);
        let columns: Vec<(&str, Holds)> = trial.columns().collect();
        let of = self.needed("of").and_then(|value| self.outcome(value, &columns, true));
        let among = self.row.entry("among").map(|value| self.conditions(value, &columns));
        let horizon = self.needed("horizon_week").and_then(|value| {
            let known = |week: &i64| trial.horizon_weeks.iter().any(|known| i64::from(*known) == *week);
            let week = value.integer().filter(known);
            let list: Vec<String> = trial.horizon_weeks.iter().map(u32::to_string).collect();
            week.map(|week| week as u32)
                .or_else(|| self.wrong("horizon_week", value, Phrase::same(list.join(", "))))
        });
        if intense.is_none() && estimate == Estimate::PairedIntense {
            self.needed("intense");
        }
        let horizon = horizon?;
        let among = among.unwrap_or_default();
        let effect =
            Effect { trial: place, of: of?, among, horizon, contrast: contrast?, scale, estimate, intense };
        self.fits(&effect, trial);
        Some(effect)
    }

    /// Finds what does not go together.
    fn fits(&mut self, effect: &Effect, trial: &Trial) {
        let Effect { of, contrast, scale, estimate, intense, .. } = effect;
        let is_slope = matches!(contrast, Contrast::Slope { .. });
        let holds =
            |column: &str| trial.columns().find(|(known, _)| *known == column).map(|(_, holds)| holds);
        let is_share = match of {
            Outcome::Met(_) => true,
            Outcome::Column(column) => holds(column) == Some(Holds::Flag),
            Outcome::Index(_) => false,
        };
        let is_of_panel =
            trial.unit != Unit::Resident && OF_TRIALS.iter().all(|own| !of.columns().contains(own));
        let is_of_twins = !matches!(estimate, Estimate::IntentionToTreat | Estimate::AsTreated);
        let amounts = || trial.arms.iter().map(Arm::amount);
        let clashes: [(bool, &str, Phrase); 8] = [
            (
                matches!(contrast, Contrast::Arms { arm, than } if arm == than),
                "than",
                phrase!("another arm", "eine andere Gruppe"),
            ),
            (
                is_slope && amounts().all(|amount| Some(amount) == amounts().next()),
                "per",
                phrase!("arms of different doses", "Gruppen mit verschiedenen Dosen"),
            ),
            (
                is_slope && !matches!(estimate, Estimate::IntentionToTreat | Estimate::Paired),
                "estimate",
                phrase!(
                    "beside `per`: intention_to_treat, paired",
                    "neben `per`: intention_to_treat, paired"
                ),
            ),
            (
                is_slope && matches!(scale, Scale::Level | Scale::OddsRatio)
                    || matches!(scale, Scale::Level | Scale::OddsRatio)
                        && *estimate != Estimate::IntentionToTreat,
                "scale",
                phrase!(
                    "difference or relative; level and odds_ratio only of arms as they were assigned",
                    "difference oder relative; level und odds_ratio nur für Gruppen nach der Zuteilung"
                ),
            ),
            (
                *scale == Scale::OddsRatio && !is_share,
                "of",
                phrase!("a share, for an odds ratio", "ein Anteil, für ein Chancenverhältnis"),
            ),
            (
                *scale == Scale::Relative && matches!(of, Outcome::Index(_)),
                "scale",
                phrase!(
                    "difference: the mean of an index is nothing",
                    "difference: das Mittel eines Index ist null"
                ),
            ),
            (
                is_of_twins && matches!(contrast, Contrast::Arms { than, .. } if *than != 0)
                    || *estimate == Estimate::SpilloverOutside && !is_of_panel,
                "estimate",
                phrase!(
                    "intention_to_treat or as_treated: the same people are compared with the first arm alone, and people outside the trial by \
                     columns of the panel",
                    "intention_to_treat oder as_treated: dieselben Menschen werden nur mit der ersten Gruppe verglichen, und Menschen außerhalb \
                     des Versuchs nach Spalten des Panels"
                ),
            ),
            (
                intense.is_some() && !trial.outcomes.contains(&RECEIVED),
                "intense",
                phrase!(
                    "only where `received` is among the outcomes of the trial",
                    "nur wo `received` unter den Zielgrößen des Versuchs ist"
                ),
            ),
        ];
        for (_, key, allowed) in clashes.into_iter().filter(|(is_there, ..)| *is_there) {
            let value = self.row.entry(key).unwrap_or(self.row);
            self.wrong::<()>(key, value, allowed);
        }
    }

    fn conditions(&mut self, value: &Value, columns: &[(&str, Holds)]) -> Conditions {
        let conditions = Conditions::read(value, columns, self.faults);
        unknown_words(&conditions, value, self.faults);
        conditions
    }

    fn contrast(&mut self, trial: &Trial) -> Option<Contrast> {
        if let Some(value) = self.row.entry("per") {
            for key in ["arm", "than"] {
                if let Some(value) = self.row.entry(key) {
                    let allowed =
                        phrase!("nothing: `per` is about all arms", "nichts: `per` meint alle Gruppen");
                    self.wrong::<()>(key, value, allowed);
                }
            }
            return self.number("per", value, 1e-9, 1e9).map(|per| Contrast::Slope { per });
        }
        let mut arm = |key: &str| {
            let value = self.needed(key)?;
            self.named(key, value, trial.arms.iter().map(|arm| arm.name.as_str()))
        };
        let (arm, than) = (arm("arm"), arm("than"));
        Some(Contrast::Arms { arm: arm?, than: than? })
    }

    fn outcome(&mut self, value: &Value, columns: &[(&str, Holds)], may_be_index: bool) -> Option<Outcome> {
        match &value.data {
            Data::Table(_) => Some(Outcome::Met(self.conditions(value, columns))),
            Data::Array(items) if may_be_index && !items.is_empty() => {
                let parts: Vec<Option<Outcome>> =
                    items.iter().map(|item| self.outcome(item, columns, false)).collect();
                parts.into_iter().collect::<Option<Vec<_>>>().map(Outcome::Index)
            }
            _ => {
                let numbers = columns.iter().filter(|(_, holds)| !matches!(holds, Holds::Word));
                let numbers = numbers.map(|(column, _)| *column);
                let place = self.named("of", value, numbers.clone())?;
                numbers.clone().nth(place).map(|column| Outcome::Column(column.to_owned()))
            }
        }
    }

    fn regression(&mut self) -> Option<Regression> {
        for key in ["trial", "arm", "than", "per", "among", "scale", "estimate", "intense"] {
            if let Some(value) = self.row.entry(key) {
                let allowed = phrase!("nothing beside `near`", "nichts neben `near`");
                self.wrong::<()>(key, value, allowed);
            }
        }
        let columns = columns_of(Trace::Residents);
        let numbers =
            || columns.iter().filter(|(_, holds)| *holds == Holds::Number).map(|(name, _)| name.as_str());
        let of = self.needed("of").and_then(|value| self.named("of", value, numbers()));
        let near = self.needed("near").and_then(|value| self.named("near", value, numbers()));
        let name = |place: usize| numbers().nth(place).unwrap_or_default().to_owned();
        // Who and when it is, and what is explained, are nothing that people can be alike in.
        let chosen = ["of", "near"].map(|key| self.row.entry(key).and_then(Value::word).unwrap_or_default());
        let is_trait = |name: &&str| !["person", "wave", "week"].contains(name) && !chosen.contains(name);
        let all = || columns.iter().map(|(name, _)| name.as_str()).filter(is_trait);
        let with = self.row.entry("with");
        if let Some(value) = with.filter(|value| !matches!(value.data, Data::Array(_))) {
            self.wrong::<()>("with", value, phrase!("a list of columns", "eine Liste von Spalten"));
        }
        let with: Vec<String> = with
            .map(Value::items)
            .unwrap_or_default()
            .iter()
            .filter_map(|item| self.named("with", item, all()))
            .filter_map(|place| all().nth(place).map(str::to_owned))
            .collect();
        let last = i64::from(self.scenario.weeks);
        let week = self.needed("horizon_week").and_then(|value| {
            let week = value.integer().filter(|week| (0..=last).contains(week));
            week.map(|week| Week(week as i32)).or_else(|| {
                let allowed =
                    phrase!("a week of the run, from 0 to {last}", "eine Woche des Laufs, von 0 bis {last}");
                self.wrong("horizon_week", value, allowed)
            })
        });
        let residents = match self.row.entry("residents") {
            None => Some(2_500),
            Some(value) => {
                let count = value.integer().filter(|count| (1..=MOST_RESIDENTS).contains(count));
                count.map(|count| count as u32).or_else(|| {
                    let allowed = phrase!(
                        "a whole number from 1 to {MOST_RESIDENTS}",
                        "eine ganze Zahl von 1 bis {MOST_RESIDENTS}"
                    );
                    self.wrong("residents", value, allowed)
                })
            }
        };
        Some(Regression { of: name(of?), near: name(near?), with, week: week?, residents: residents? })
    }
}
