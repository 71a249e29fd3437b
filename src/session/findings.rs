//! Findings: what the runs say together, drawn as replicates become complete.

use std::collections::VecDeque;

use serde_json::{Value, json};

use super::files;
use super::inquiry::Inquiry;
use crate::analysis::Results;
use crate::observation::SeriesRow;
use crate::report::{self, Material};
use crate::run::Record;

/// What runs that have ended say.
#[derive(Debug)]
pub struct Findings {
    results: Results,
    /// Rows of each run: the number of the point and the replicate.
    series: Vec<(u32, u32, Vec<SeriesRow>)>,
    /// Runs that wait for those of other configurations, by configuration, in the order of replicates.
    waiting: Vec<VecDeque<Record>>,
    /// Replicates that all configurations have run.
    complete: u32,
}

impl Inquiry {
    /// Returns findings without runs.
    pub fn findings(&self) -> Findings {
        Findings::new(self)
    }
}

impl Findings {
    fn new(inquiry: &Inquiry) -> Self {
        Self {
            results: inquiry.results(),
            series: Vec::new(),
            waiting: vec![VecDeque::new(); inquiry.forms()],
            complete: 0,
        }
    }

    /// Takes a run that has ended, of each configuration in the order of replicates. Returns the lines that are due, one for each
    /// number of replicates that all configurations have now run and that is worth a picture.
    pub fn take(&mut self, inquiry: &Inquiry, form: usize, record: Record) -> Option<String> {
        self.waiting[form].push_back(record);
        let mut lines = Vec::new();
        while self.waiting.iter().all(|runs| !runs.is_empty()) {
            for (form, runs) in self.waiting.iter_mut().enumerate() {
                let Some(record) = runs.pop_front() else { continue };
                let position = inquiry.position(form);
                self.results.push(position, &record);
                let number = inquiry.experiment().points[position].number as u32;
                self.series.push((number, record.replicate, record.series));
            }
            self.complete += 1;
            if is_due(self.complete, inquiry.replicates()) {
                lines.push(self.drawn(inquiry).to_string());
            }
        }
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// Returns a file to download: its type and content; nothing for a name that is none of theirs, or before anything was run.
    pub fn file(&self, inquiry: &Inquiry, name: &str) -> Option<(&'static str, Vec<u8>)> {
        files::file(inquiry, (&self.results, &self.series), name)
    }

    /// Says what has come out so far.
    fn drawn(&self, inquiry: &Inquiry) -> Value {
        let language = inquiry.language();
        let material = Material::of(inquiry.experiment(), &inquiry.infeasible(), &self.results);
        let is_last = self.complete == inquiry.replicates();
        let parts = report::parts(&material, language);
        // The whole of it is worth its size at the end alone.
        let shown = parts.iter().filter(|part| is_last || part.id == "answer");
        let parts: Vec<Value> =
            shown.map(|part| json!({ "id": part.id, "title": part.title, "html": part.html })).collect();
        let strands: serde_json::Map<String, Value> = material
            .districts
            .iter()
            .enumerate()
            .filter_map(|(place, name)| {
                let svg = report::strands(&material, &self.results, place, language)?;
                Some((name.id.clone(), Value::String(svg)))
            })
            .collect();
        json!({
            "kind": "drawn",
            "replicates": self.complete,
            "of": inquiry.replicates(),
            "parts": parts,
            "strands": strands,
        })
    }
}

/// Returns whether a number of replicates is worth a new picture: the first ones, each fifth, and the last.
const fn is_due(replicates: u32, of: u32) -> bool {
    replicates <= 3 || replicates.is_multiple_of(5) || replicates == of
}
