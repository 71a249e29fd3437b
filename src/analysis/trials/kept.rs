//! Replicates that have been run, kept in a folder, so that a call that was interrupted goes on where it stopped.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use super::published::Study;
use crate::experiment::new_file::StoreFault;
use crate::scenario::Prints;

/// The file.
const FILE: &str = "replicates.jsonl";

/// A line of the file: a replicate of a study. Numbers stand as their bits, which every program reads back as they were.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    study: String,
    replicate: u32,
    sums: Vec<Vec<u64>>,
}

/// The replicates of a study in a folder.
#[derive(Debug)]
pub struct Kept {
    path: PathBuf,
    study: String,
    found: BTreeMap<(String, u32), Vec<Vec<f64>>>,
    file: Mutex<File>,
    fault: Mutex<Option<StoreFault>>,
}

impl Kept {
    /// Opens the file of a folder and reads what is there of a study; a line that was not finished is as none.
    ///
    /// # Errors
    /// Returns that the file cannot be read or written.
    pub fn open(folder: &Path, study: &Study) -> Result<Self, StoreFault> {
        Self::open_all(folder, hash(study))
    }

    /// Opens the file of a folder and reads what is there of all studies.
    ///
    /// # Errors
    /// Returns that the file cannot be read or written.
    pub fn open_all(folder: &Path, study: String) -> Result<Self, StoreFault> {
        let path = folder.join(FILE);
        let unwritable = |source| StoreFault::unwritable(&path, source);
        let options = OpenOptions::new().read(true).append(true).create(true).open(&path);
        let mut file = options.map_err(unwritable)?;
        let mut found = BTreeMap::new();
        let mut is_torn = false;
        for line in BufReader::new(&file).split(b'\n') {
            let line = line.map_err(unwritable)?;
            let read = serde_json::from_slice::<Line>(&line);
            is_torn = read.is_err();
            if let Ok(Line { study, replicate, sums }) = read {
                let numbers = |bits: Vec<u64>| bits.into_iter().map(f64::from_bits).collect();
                found.insert((study, replicate), sums.into_iter().map(numbers).collect());
            }
        }
        if is_torn {
            file.write_all(b"\n").map_err(unwritable)?;
        }
        Ok(Self { path, study, found, file: Mutex::new(file), fault: Mutex::new(None) })
    }

    /// Returns the sums of a replicate, if it has been run.
    pub(super) fn of(&self, replicate: u32) -> Option<&Vec<Vec<f64>>> {
        self.found(&self.study, replicate)
    }

    /// Returns the sums of a replicate of a study of one's own name, if it has been run.
    pub(super) fn found(&self, study: &str, replicate: u32) -> Option<&Vec<Vec<f64>>> {
        self.found.get(&(study.to_owned(), replicate))
    }

    /// Keeps the sums of a replicate; what hinders that is told by [`Kept::close`].
    pub(super) fn note(&self, replicate: u32, sums: &[Vec<f64>]) {
        self.note_of(&self.study, replicate, sums);
    }

    /// Keeps the sums of a replicate of a study of one's own name.
    pub(super) fn note_of(&self, study: &str, replicate: u32, sums: &[Vec<f64>]) {
        let sums = sums.iter().map(|sums| sums.iter().map(|sum| sum.to_bits()).collect()).collect();
        let line = Line { study: study.to_owned(), replicate, sums };
        let text = serde_json::to_string(&line).expect("numbers and texts can be written");
        let mut file = self.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Err(source) = file.write_all(format!("{text}\n").as_bytes()) {
            let mut fault = self.fault.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            fault.get_or_insert_with(|| StoreFault::unwritable(&self.path, source));
        }
    }

    /// Ends the keeping.
    ///
    /// # Errors
    /// Returns that a replicate could not be kept.
    pub fn close(self) -> Result<(), StoreFault> {
        let fault = self.fault.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        fault.map_or(Ok(()), Err)
    }
}

/// Returns by what the sums of a study are known: the scenario, the figures, and the version of the program.
fn hash(study: &Study) -> String {
    let (scenario, _) = Prints::near(&study.scenario).of(&study.scenario);
    let text = format!("{}\n{scenario}\n{:?}", env!("CARGO_PKG_VERSION"), study.lines);
    blake3::hash(text.as_bytes()).to_hex().to_string()
}
