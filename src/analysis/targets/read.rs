//! Published figures as they stand in their files.

use super::target::{Band, Counts, Estimator, Others, Response, Role, Span, Target, columns_of};
use crate::observation::Trace;
use crate::phrase::{Phrase, phrase};
use crate::scenario::condition::{Conditions, Holds};
use crate::scenario::source::{Entry, Value};
use crate::scenario::{Document, Fault, Faults, Source};
use crate::time::Week;

/// The files, in the order of the report.
const FILES: [&str; 7] = ["help", "housing", "work", "language", "contact", "welcome", "volunteering"];

/// Reads all of them.
pub(super) fn all() -> Result<Vec<Target>, Faults> {
    let (mut targets, mut faults) = (Vec::new(), Vec::new());
    for file in FILES {
        let document = Document::open(&Source::Embedded(format!("targets/{file}.toml")))?;
        for Entry { key, place, value } in &document.entries {
            if key != "target" {
                faults.push(Fault::at(place, phrase!("`{key}` is no line", "`{key}` ist keine Zeile")));
            }
            for row in value.items() {
                let table = table(row);
                let columns = columns_of(table);
                let columns: Vec<(&str, Holds)> =
                    columns.iter().map(|(name, holds)| (name.as_str(), *holds)).collect();
                let mut line = Line { row, table, columns: &columns, faults: &mut faults };
                targets.extend(line.target());
            }
        }
    }
    if faults.is_empty() { Ok(targets) } else { Err(faults.into()) }
}

/// Returns the table that the conditions of a line are about: its estimator says so.
fn table(row: &Value) -> Trace {
    match row.entry("estimator").and_then(Value::word) {
        Some("completion") => Trace::Episodes,
        Some(name) if name.starts_with("residents_") => Trace::Residents,
        _ => Trace::Panel,
    }
}

/// A line as it was written.
struct Line<'a> {
    row: &'a Value,
    table: Trace,
    columns: &'a [(&'a str, Holds)],
    faults: &'a mut Vec<Fault>,
}

impl Line<'_> {
    fn target(&mut self) -> Option<Target> {
        let role = self.text("role")?;
        let role = Role::ALL.into_iter().find(|known| known.key() == role);
        let end = |band: Option<&Value>, key: &str, open: f64| {
            band.and_then(|band| band.entry(key)).and_then(Value::number).unwrap_or(open)
        };
        let band = self.row.entry("band");
        let band = Band { low: end(band, "min", f64::NEG_INFINITY), high: end(band, "max", f64::INFINITY) };
        let Some(role) = role else { return self.lacks("role") };
        Some(Target {
            id: self.text("id")?,
            fact: self.text("fact")?,
            words: Phrase::new(self.text("english")?, self.text("german")?),
            scenario: self.text("scenario")?,
            also_under: self.row.entry("also_under").and_then(Value::word).map(str::to_owned),
            table: self.table,
            population: self.conditions("population"),
            estimator: self.estimator()?,
            waves: self.waves()?,
            band,
            discrepancy: self.row.entry("discrepancy").and_then(Value::number),
            role,
            source: self.text("source")?,
            counts: self.counts(),
        })
    }

    fn lacks<T>(&mut self, key: &str) -> Option<T> {
        let found = phrase!("a line lacks `{key}`", "einer Zeile fehlt `{key}`");
        self.faults.push(Fault::at(&self.row.place, found));
        None
    }

    fn text(&mut self, key: &str) -> Option<String> {
        match self.row.entry(key).and_then(Value::word) {
            Some(word) => Some(word.to_owned()),
            None => self.lacks(key),
        }
    }

    fn conditions(&mut self, key: &str) -> Conditions {
        let read = |value| Conditions::read(value, self.columns, self.faults);
        self.row.entry(key).map(read).unwrap_or_default()
    }

    fn week(&mut self, key: &str) -> Option<Week> {
        match self.row.entry(key).and_then(Value::date) {
            Some(day) => Some(Week::of(day)),
            None => self.lacks(key),
        }
    }

    fn span(&mut self) -> Option<Span> {
        Some(Span { from: self.week("from")?, to: self.week("to")? })
    }

    /// Reads the days of waves, listed or at equal distances.
    fn waves(&mut self) -> Option<Vec<Week>> {
        let Some(waves) = self.row.entry("waves") else { return Some(Vec::new()) };
        let day = |value: &Value, key: &str| value.entry(key).and_then(Value::date).map(Week::of);
        let listed: Option<Vec<Week>> =
            waves.items().iter().map(|value| value.date().map(Week::of)).collect();
        if let (Some(from), Some(to)) = (day(waves, "from"), day(waves, "to")) {
            let every = waves.entry("every").and_then(Value::integer).unwrap_or(1).max(1);
            return Some((from.0..=to.0).step_by(every as usize).map(Week).collect());
        }
        listed.filter(|weeks| !weeks.is_empty()).or_else(|| self.lacks("waves"))
    }

    fn estimator(&mut self) -> Option<Estimator> {
        let name = self.text("estimator")?;
        Some(match name.as_str() {
            "share" | "residents_share" => Estimator::Share(self.conditions("of")),
            "difference_of_groups" => Estimator::DifferenceOfGroups {
                of: self.conditions("of"),
                group: self.conditions("group"),
                than: self.conditions("than"),
            },
            "decline_of_gains" => Estimator::DeclineOfGains,
            "fall_while_others_rise" => {
                let rising = self.row.entry("rising").map(Value::items).unwrap_or_default();
                let rising =
                    rising.iter().map(|item| Conditions::read(item, self.columns, self.faults)).collect();
                Estimator::FallWhileOthersRise { of: self.conditions("of"), rising }
            }
            "adjusted_odds_ratio" => {
                Estimator::AdjustedOddsRatio { of: self.conditions("of"), group: self.conditions("group") }
            }
            "leavers_per_person_month" => Estimator::LeaversPerPersonMonth(self.span()?),
            "in_accommodation" => {
                let district = self.row.entry("district").and_then(Value::word).map(str::to_owned);
                Estimator::InAccommodation { district, at: self.week("at")? }
            }
            "visits_per_opening_hour" => {
                Estimator::VisitsPerOpeningHour { district: self.text("district")?, span: self.span()? }
            }
            "active_ratio" => {
                let peak = self.row.entry("to_peak");
                let day = |key| peak.and_then(|peak| peak.entry(key)).and_then(Value::date).map(Week::of);
                let (Some(from), Some(to)) = (day("from"), day("to")) else { return self.lacks("to_peak") };
                Estimator::ActiveRatio { at: self.week("at")?, to_peak: Span { from, to } }
            }
            "difference_of_districts" => {
                let of = match self.text("of")?.as_str() {
                    "first_visit_within_a_year" => Response::FirstVisitWithinAYear,
                    "referrals_completed_per_need" => Response::ReferralsCompletedPerNeed(self.span()?),
                    _ => return self.lacks("of"),
                };
                Estimator::DifferenceOfDistricts {
                    of,
                    than: self.text("than")?,
                    district: self.text("district")?,
                    less: self.text("less")?,
                }
            }
            "residents_mean" => Estimator::Mean(self.text("of")?),
            "residents_mean_less_median" => Estimator::MeanLessMedian(self.text("of")?),
            "residents_correlation" => Estimator::Correlation([self.text("of")?, self.text("with")?]),
            "completion" => {
                let word =
                    |value: &Value, key: &str| value.entry(key).and_then(Value::word).map(str::to_owned);
                let than = self.row.entry("than").map(|than| {
                    Some(Others { scenario: word(than, "scenario")?, mode: word(than, "mode")? })
                });
                let Some(than) = than.map_or(Some(None), |than| than.map(Some)) else {
                    return self.lacks("than");
                };
                Estimator::Completion { than }
            }
            "trial_effect" => Estimator::TrialEffect,
            other => {
                let found = phrase!("no estimator is named `{other}`", "kein Schätzer heißt `{other}`");
                self.faults.push(Fault::at(&self.row.place, found));
                return None;
            }
        })
    }

    fn counts(&self) -> Option<Counts> {
        let counts = self.row.entry("counts")?;
        let word = |key: &str| counts.entry(key).and_then(Value::word).map(str::to_owned);
        let week = counts.entry("week").and_then(Value::integer).map(|week| Week(week as i32));
        Some(Counts {
            line: word("line")?,
            relative_to: word("relative_to"),
            district: word("district"),
            week,
        })
    }
}
