//! Findings: what the runs say together, drawn as replicates become complete.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::files;
use super::inquiry::Inquiry;
use super::passage::Courses;
use crate::analysis::Results;
use crate::observation::SeriesRow;
use crate::report::{self, Material};
use crate::run::Gathering;

/// What runs that have ended say.
#[derive(Debug)]
pub struct Findings {
    results: Results,
    /// Rows of each run: the number of the point and the replicate.
    series: Vec<(u32, u32, Vec<SeriesRow>)>,
    /// Runs of which districts are missing, or which wait for others, by replicate and configuration.
    waiting: BTreeMap<(u32, usize), Waiting>,
    /// Replicates that all configurations have run.
    complete: u32,
}

/// A run of which something has ended.
#[derive(Debug)]
struct Waiting {
    gathering: Gathering,
    is_whole: bool,
}

impl Inquiry {
    /// Returns findings without runs.
    pub fn findings(&self) -> Findings {
        Findings::new(self)
    }
}

impl Findings {
    fn new(inquiry: &Inquiry) -> Self {
        Self { results: inquiry.results(), series: Vec::new(), waiting: BTreeMap::new(), complete: 0 }
    }

    /// Takes districts of a run that have ended, in any order. Returns the lines that are due, one for each number of replicates that
    /// all configurations have now run and that is worth a picture.
    pub fn take(&mut self, inquiry: &Inquiry, courses: Courses) -> Option<String> {
        let Courses { form, replicate, each } = courses;
        let base = &inquiry.experiment().points[inquiry.position(form)].scenario;
        let run = self
            .waiting
            .entry((replicate, form))
            .or_insert_with(|| Waiting { gathering: Gathering::new(base, replicate), is_whole: false });
        for (district, course) in each {
            run.is_whole = run.gathering.add(district, course);
        }
        let mut lines = Vec::new();
        while self.is_complete(inquiry, self.complete + 1) {
            self.complete += 1;
            for form in 0..inquiry.forms() {
                let Some(run) = self.waiting.remove(&(self.complete, form)) else { continue };
                let record = run.gathering.finish();
                let position = inquiry.position(form);
                self.results.push(position, &record);
                let number = inquiry.experiment().points[position].number as u32;
                self.series.push((number, record.replicate, record.series));
            }
            if is_due(self.complete, inquiry.replicates()) {
                lines.push(self.drawn(inquiry).to_string());
            }
        }
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// Returns whether all configurations have run a replicate.
    fn is_complete(&self, inquiry: &Inquiry, replicate: u32) -> bool {
        (0..inquiry.forms()).all(|form| self.waiting.get(&(replicate, form)).is_some_and(|run| run.is_whole))
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
        // The whole of it is worth its size at the end alone; how to run it again the page says in its own way.
        let shown = parts.iter().filter(|part| (is_last && part.id != "again") || part.id == "answer");
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
