//! What is remembered of a submission: `submit.json` in the folder of the results.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::cli::failure::Failure;
use crate::experiment::new_file::{StoreFault, write_file};
use crate::experiment::store::SUBMISSION;
use crate::phrase::phrase;

/// A submission: what was cut how, and the jobs that were made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    /// The name of the experiment.
    pub(super) name: String,
    /// The hash of what the numbers depend on, but for the number of replicates.
    pub(super) identity: String,
    /// The version of the program, and the hash of its sources.
    pub(super) version: String,
    pub(super) sources: String,
    /// Number of replicates of each point.
    pub(super) replicates: u32,
    /// What is recorded and kept, as the command line says it.
    pub(super) recorded: Vec<String>,
    /// Distinct runs.
    pub(super) runs: usize,
    /// Number of shards.
    pub(super) shards: u32,
    /// The jobs, the latest one last.
    pub(super) jobs: Vec<SubmittedJob>,
}

/// A job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SubmittedJob {
    /// Its number with the scheduler.
    pub(super) job: String,
    /// The shards, as the scheduler writes them, such as `1-7,9`.
    pub(super) shards: String,
    /// When it was submitted.
    pub(super) submitted: String,
}

impl Record {
    /// Returns whether another one says the same but for the jobs.
    pub(super) fn is_of_same_work(&self, other: &Self) -> bool {
        Self { jobs: Vec::new(), ..self.clone() } == Self { jobs: Vec::new(), ..other.clone() }
    }

    /// Reads what is remembered in a folder; nothing where nothing was submitted.
    ///
    /// # Errors
    /// Returns why it cannot be read.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>, Failure> {
        let path = folder.join(SUBMISSION.record);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if [io::ErrorKind::NotFound, io::ErrorKind::NotADirectory].contains(&error.kind()) => {
                return Ok(None);
            }
            Err(error) => return Err(StoreFault::unwritable(&path, error).into()),
        };
        serde_json::from_slice(&bytes).map(Some).map_err(|_| {
            let path = path.display();
            Failure::Output(phrase!(
                "`{path}` cannot be read as what this program writes there; it says which job runs, so look with squeue before you remove it",
                "`{path}` ist nicht als das zu lesen, was dieses Programm dorthin schreibt; darin steht, welcher Job läuft: vor dem Löschen hilft ein Blick mit squeue"
            ))
        })
    }

    /// Writes it.
    ///
    /// # Errors
    /// Returns why it cannot be written.
    pub(super) fn write(&self, folder: &Path) -> Result<(), StoreFault> {
        let mut text = serde_json::to_string_pretty(self)
            .expect("a record has a form in JSON because its fields have one");
        text.push('\n');
        write_file(&folder.join(SUBMISSION.record), text.as_bytes())
    }
}

/// Writes numbers, in ascending order, as the scheduler reads them: 1-3,7.
pub(super) fn ranges(numbers: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let words: Vec<String> = runs
        .into_iter()
        .map(|(first, last)| if first == last { first.to_string() } else { format!("{first}-{last}") })
        .collect();
    words.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_submitted_is_found_again() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Record::read(folder.path()).unwrap(), None);
        let job = SubmittedJob {
            job: "17".to_owned(),
            shards: "1-3".to_owned(),
            submitted: "2026-11-26T07:00:00Z".to_owned(),
        };
        let record = Record {
            name: "a".to_owned(),
            identity: "b".to_owned(),
            version: "0.1.0".to_owned(),
            sources: "c".to_owned(),
            replicates: 2,
            recorded: vec!["--panel-weeks".to_owned(), "38".to_owned()],
            runs: 8,
            shards: 3,
            jobs: vec![job],
        };
        record.write(folder.path()).unwrap();
        assert_eq!(Record::read(folder.path()).unwrap(), Some(record));
        fs::write(folder.path().join(SUBMISSION.record), "{").unwrap();
        assert!(Record::read(folder.path()).is_err());
    }

    #[test]
    fn neighbouring_shards_are_written_as_ranges() {
        assert_eq!(ranges(&[1, 2, 3, 7, 9, 10]), "1-3,7,9-10");
        assert_eq!(ranges(&[]), "");
    }
}
