//! A stand-in for the engine of the page: two forms, whose runs count weeks.

use crate::run::Record;
use serde_json::{Value, json};

/// What a page asks.
#[derive(Debug)]
pub struct Inquiry {
    replicates: u32,
    weeks: u32,
}

impl Inquiry {
    /// Reads what the page asks.
    ///
    /// # Errors
    /// Returns the JSON line that says what is wrong.
    pub fn open(ask: &str) -> Result<Self, String> {
        let asked: Value = serde_json::from_str(ask).map_err(|error| {
            json!({ "kind": "fault", "en": error.to_string(), "de": error.to_string() }).to_string()
        })?;
        let number = |key: &str, usual| asked[key].as_u64().unwrap_or(usual) as u32;
        Ok(Self { replicates: number("replicates", 3).clamp(1, 200), weeks: number("weeks", 6).min(700) })
    }

    /// Returns the account before any run.
    pub fn account(&self) -> String {
        json!({ "kind": "account", "forms": self.forms(), "replicates": self.replicates }).to_string()
    }

    /// Returns the number of configurations that are run.
    pub fn forms(&self) -> usize {
        2
    }

    /// Returns the number of replicates.
    pub fn replicates(&self) -> u32 {
        self.replicates
    }

    /// Begins a run.
    pub fn begin(&self, form: usize, replicate: u32) -> Passage<'_> {
        Passage { inquiry: self, form, replicate, week: 0 }
    }

    /// Returns what has been taken so far: nothing.
    pub fn findings(&self) -> Findings {
        Findings { taken: Vec::new() }
    }
}

/// A run on its way.
#[derive(Debug)]
pub struct Passage<'a> {
    inquiry: &'a Inquiry,
    form: usize,
    replicate: u32,
    week: u32,
}

impl Passage<'_> {
    /// Runs a week.
    pub fn step(&mut self) -> Option<Option<String>> {
        std::thread::sleep(std::time::Duration::from_millis(1));
        self.week += 1;
        let line =
            json!({ "kind": "week", "form": self.form, "replicate": self.replicate, "week": self.week });
        let said = self.week.is_multiple_of(2).then(|| line.to_string());
        (self.week <= self.inquiry.weeks).then_some(said)
    }

    /// Ends it.
    pub fn finish(self) -> Record {
        Record { replicate: self.replicate, ..Record::default() }
    }
}

/// What has been taken so far.
#[derive(Debug)]
pub struct Findings {
    taken: Vec<(usize, u32)>,
}

impl Findings {
    /// Takes a finished run.
    #[expect(clippy::needless_pass_by_value, reason = "findings keep what they take")]
    pub fn take(&mut self, inquiry: &Inquiry, form: usize, record: Record) -> Option<String> {
        self.taken.push((form, record.replicate));
        let drawn = json!({ "kind": "drawn", "of": inquiry.replicates, "taken": self.taken });
        Some(drawn.to_string())
    }

    /// Returns a file to download.
    pub fn file(&self, inquiry: &Inquiry, name: &str) -> Option<(&'static str, Vec<u8>)> {
        (name == "experiment.toml")
            .then(|| ("application/toml", format!("replicates = {}\n", inquiry.replicates).into_bytes()))
    }
}
