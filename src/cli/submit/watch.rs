//! Watching a job: what is finished is read from the folders of the shards, what is left from the scheduler.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::prepare::is_done;
use super::record::Record;
use super::slurm::{self, State};
use crate::cli::failure::Failure;
use crate::cli::terminal::{self, StopWatch, Terminal};
use crate::experiment::journal;
use crate::experiment::manifest::Manifest;
use crate::experiment::shard::Shard;
use crate::experiment::store::{MANIFEST, SHARDS, SUBMISSION};
use crate::experiment::sweep::Progress;
use crate::phrase::{Phrase, one_line, phrase};

/// The first pause between two looks, and the longest one.
const PAUSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(15)];

/// How often a stop is looked for while nothing else happens.
const BLINK: Duration = Duration::from_millis(100);

/// Shards whose logs are quoted.
const QUOTED: usize = 3;

/// The shards of a sweep in their folders.
#[derive(Debug)]
pub(super) struct Shards<'a> {
    folder: &'a Path,
    of: u32,
    /// What each of them says when all that is wanted is there.
    wanted: &'a Manifest,
    /// For each shard that is finished, its runs; what is finished once stays so.
    finished: BTreeMap<u32, usize>,
}

/// How watching ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// All shards are finished.
    Complete,
    /// The job has ended without these shards.
    Missing(Vec<u32>),
    /// The user has stopped watching.
    Stopped,
}

impl<'a> Shards<'a> {
    /// Knows nothing yet of so many shards.
    pub(super) fn new(folder: &'a Path, of: u32, wanted: &'a Manifest) -> Self {
        Self { folder, of, wanted, finished: BTreeMap::new() }
    }

    /// Returns the folder of a shard; one alone is the whole.
    pub(super) fn folder(&self, number: u32) -> PathBuf {
        match Shard::new(number, self.of) {
            Ok(shard) if !shard.is_whole() => self.folder.join(SHARDS).join(shard.folder()),
            _ => self.folder.to_owned(),
        }
    }

    /// Returns the shards that are not finished, and how many runs are.
    pub(super) fn look(&mut self) -> (Vec<u32>, usize) {
        let mut missing = Vec::new();
        let mut runs = 0;
        for number in 1..=self.of {
            if let Some(known) = self.finished.get(&number) {
                runs += known;
                continue;
            }
            let folder = self.folder(number);
            // While a shard is written, a look may fail; the next one will not.
            let own = journal::finished(&folder.join("runs")).unwrap_or_default();
            runs += own;
            if manifest_of(&folder).is_some_and(|found| is_done(&found, self.wanted)) {
                self.finished.insert(number, own);
            } else {
                missing.push(number);
            }
        }
        (missing, runs)
    }
}

/// Returns what a folder says that it holds.
pub(super) fn manifest_of(folder: &Path) -> Option<Manifest> {
    serde_json::from_slice(&fs::read(folder.join(MANIFEST)).ok()?).ok()
}

/// Watches the latest job until all shards are there or nothing of it is left.
///
/// # Errors
/// Returns that there is no Slurm any more.
pub(super) fn watch(
    terminal: &Terminal,
    mut shards: Shards<'_>,
    record: &Record,
) -> Result<Outcome, Failure> {
    let stop = terminal::stop_flag();
    let bar = terminal.progress();
    let mut said: Option<Phrase> = None;
    let mut say = |text: Phrase| {
        if said.as_ref() != Some(&text) {
            bar.suspend(|| terminal.note(&text));
            said = Some(text);
        }
    };
    let [mut pause, longest] = PAUSES;
    let mut is_over = false;
    loop {
        let (missing, runs_done) = shards.look();
        let runs = record.runs;
        bar.show(Progress {
            weeks_done: runs_done.min(runs),
            weeks: runs,
            runs_done: runs_done.min(runs),
            runs,
        });
        if missing.is_empty() {
            return Ok(Outcome::Complete);
        }
        // What a node wrote last may reach this one after the scheduler's word that it has ended, hence another look.
        if is_over {
            return Ok(Outcome::Missing(missing));
        }
        let Some(latest) = record.jobs.last() else { return Ok(Outcome::Missing(missing)) };
        match slurm::state(&latest.job)? {
            State::Ended => is_over = true,
            State::Queued(queue) if queue.reason.is_some() => {
                let job = &latest.job;
                say(phrase!("job {job}: {queue}", "Job {job}: {queue}"; queue = queue.phrase()));
            }
            State::Queued(_) => {}
            State::Unknown(complaint) => say(phrase!(
                "Slurm does not answer, which may pass: {complaint}",
                "Slurm antwortet nicht, was vorübergehen kann: {complaint}"
            )),
        }
        if !sleep(pause, stop) {
            return Ok(Outcome::Stopped);
        }
        pause = pause.mul_f64(1.5).min(longest);
    }
}

/// Sleeps; returns whether it was let to.
fn sleep(pause: Duration, stop: &AtomicBool) -> bool {
    let watch = StopWatch::start();
    while !stop.load(Ordering::Relaxed) {
        let left = pause.saturating_sub(watch.elapsed());
        if left.is_zero() {
            return true;
        }
        std::thread::sleep(left.min(BLINK));
    }
    false
}

/// Returns the log of a shard.
pub(super) fn log(folder: &Path, shard: u32) -> PathBuf {
    folder.join(SUBMISSION.logs).join(format!("{shard}.log"))
}

/// Returns how the logs of the first of some shards end, a line each.
pub(super) fn endings(folder: &Path, shards: &[u32]) -> Phrase {
    let lines: Vec<Phrase> = shards
        .iter()
        .take(QUOTED)
        .map(|&shard| {
            let path = log(folder, shard);
            let last = last_line(&path);
            let path = path.display();
            match last {
                Some(last) => phrase!("\n  {path}: {last}", "\n  {path}: {last}"),
                None => phrase!(
                    "\n  {path}: says nothing; the node may have been lost",
                    "\n  {path}: sagt nichts; vielleicht ist der Knoten ausgefallen"
                ),
            }
        })
        .collect();
    Phrase::join(&lines, "")
}

/// Returns the last line of a file that says something.
fn last_line(path: &Path) -> Option<String> {
    /// Bytes at the end of a log in which its last line is looked for.
    const END: u64 = 4_096;
    let mut file = fs::File::open(path).ok()?;
    let length = file.metadata().ok().filter(fs::Metadata::is_file)?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(END))).ok()?;
    let mut bytes = Vec::new();
    file.take(END).read_to_end(&mut bytes).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    text.lines().rev().map(one_line).find(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_of_a_log_says_why() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("logs")).unwrap();
        fs::write(log(folder.path(), 3), "one\nout of  memory\n\n").unwrap();
        fs::write(log(folder.path(), 4), "x".repeat(10_000)).unwrap();
        assert_eq!(last_line(&log(folder.path(), 3)).as_deref(), Some("out of memory"));
        assert_eq!(last_line(&log(folder.path(), 4)).map(|line| line.len()), Some(4_096));
        assert_eq!(last_line(&log(folder.path(), 5)), None);
        let said = endings(folder.path(), &[3, 5]);
        assert!(said.english().contains("3.log: out of memory"), "{said}");
        assert!(said.english().contains("5.log: says nothing"), "{said}");
    }

    #[test]
    fn a_stop_ends_a_pause() {
        assert!(sleep(Duration::ZERO, &AtomicBool::new(false)));
        assert!(!sleep(Duration::from_hours(1), &AtomicBool::new(true)));
    }
}
