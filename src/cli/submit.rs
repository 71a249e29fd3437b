//! `submit`: hands a sweep to a cluster, watches it, makes up for what was lost, and merges.
//!
//! A job is an array with an element a shard. What is finished is known from the folders alone, so that a call that was interrupted, on
//! whatever machine, is taken up by the same call.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

mod allotment;
pub(super) mod order;
mod prepare;
mod record;
mod script;
mod slurm;
mod watch;

use order::{Engine, Order};

use allotment::{Allotment, Need, Wanted};
use prepare::{as_called, freeze, is_done, probe, recorded};
use record::{Record, SubmittedJob, ranges};
use script::Job;
use watch::{Outcome, Shards, manifest_of};

use super::estimate::of_seconds;
use super::failure::Failure;
use super::options::{Keeping, Merging, Recording, Settings};
use super::study::{self, Subject, default_folder};
use super::sweep;
use super::terminal::{self, Terminal, threads_of_machine};
use crate::experiment::batch::Batch;
use crate::experiment::manifest::{Circumstances, Manifest};
use crate::experiment::new_file::{StoreFault, write_file};
use crate::experiment::shard::Shard;
use crate::experiment::store::{Busy, SUBMISSION, Store};
use crate::phrase::{Phrase, phrase};

/// How often a call submits again what is missing.
const RESUBMISSIONS: usize = 3;

/// Hands a sweep to a cluster.
///
/// # Errors
/// Returns why there is no result.
pub(super) fn submit(
    terminal: &Terminal,
    name: &str,
    settings: &Settings,
    recording: &Recording,
    keeping: &Keeping,
    order: &Order,
) -> Result<(), Failure> {
    let Engine::Slurm = order.engine;
    let (subject, read) = sweep::open(name, settings)?;
    sweep::refuse_open_end(&subject)?;
    let supply = subject.supply();
    let roster = study::look_through(&supply, threads_of_machine())?;
    subject.check_contrasts(&roster)?;
    let batch = study::batch(&subject, &supply, &roster, recording, keeping.selection(), Shard::WHOLE);
    let circumstances =
        Circumstances { inputs: vec![read], format: recording.format()?, ..Circumstances::default() };
    let manifest = Manifest::new(&subject.name(), subject.base(), &batch, circumstances);
    let folder = order.out.clone().unwrap_or_else(|| default_folder(&manifest.name));
    let folder = std::path::absolute(&folder).map_err(|error| StoreFault::unwritable(&folder, error))?;
    let submission = Submission {
        terminal,
        subject: &subject,
        batch: &batch,
        manifest,
        need: probe(&batch),
        folder,
        order,
        called: as_called(name, settings),
    };
    // What no script can say is known before anything is written.
    submission.script(&submission.called, submission.allotment(slurm::USUAL_ARRAY))?;
    if order.dry_run {
        return submission.print();
    }
    if manifest_of(&submission.folder).is_some_and(|found| is_done(&found, &submission.manifest)) {
        return submission.say_is_there();
    }
    submission.carry_out()
}

/// A submission on its way.
#[derive(Debug)]
struct Submission<'a> {
    terminal: &'a Terminal,
    subject: &'a Subject,
    batch: &'a Batch<'a>,
    /// What the whole will say of itself.
    manifest: Manifest,
    need: Need,
    folder: PathBuf,
    order: &'a Order,
    /// What `sweep` is told where the files of the experiment are read as they are.
    called: Vec<String>,
}

impl Submission<'_> {
    /// Prints the script that would be submitted, for the files of the experiment as they are.
    fn print(&self) -> Result<(), Failure> {
        // Where there is a Slurm, it is asked; the script is for whichever there will be.
        let most = slurm::largest_array().unwrap_or(slurm::USUAL_ARRAY);
        let script = self.script(&self.called, self.allotment(most))?;
        self.terminal.result(script.in_language(self.terminal.language()))
    }

    fn allotment(&self, most: u32) -> Allotment {
        let wanted = self.order.shards.map_or(Wanted::Minutes(self.order.minutes), Wanted::Shards);
        Allotment::of(self.need, wanted, self.order.cpus, most)
    }

    fn script(&self, words: &[String], allotment: Allotment) -> Result<Phrase, Failure> {
        let program = std::env::current_exe().map_err(|error| {
            Failure::Output(phrase!(
                "cannot tell where this program lies: {error}",
                "es ist nicht festzustellen, wo dieses Programm liegt: {error}"
            ))
        })?;
        let job = Job {
            name: &self.manifest.name,
            program: &program,
            words,
            recorded: &recorded(&self.manifest),
            folder: &self.folder,
            runs: self.need.runs,
            allotment,
            order: self.order,
        };
        job.script().map_err(Failure::Output)
    }

    fn shards<'b>(&'b self, record: &Record) -> Shards<'b> {
        Shards::new(&self.folder, record.shards, &self.manifest)
    }

    fn carry_out(&self) -> Result<(), Failure> {
        let most = slurm::largest_array()?;
        self.check(&self.folder)?;
        let logs = self.folder.join(SUBMISSION.logs);
        fs::create_dir_all(&logs).map_err(|error| StoreFault::unwritable(&logs, error))?;
        let _lock = self.lock()?;
        let mut record = self.record(most)?;
        let mut left = RESUBMISSIONS;
        loop {
            let is_first = record.jobs.is_empty();
            let outcome = if self.order.no_wait && !is_first {
                self.glance(&record)?
            } else {
                watch::watch(self.terminal, self.shards(&record), &record)?
            };
            match outcome {
                Outcome::Complete => break,
                Outcome::Stopped => return self.leave(&record),
                Outcome::Missing(missing) => {
                    if !is_first {
                        if left == 0 {
                            return Err(self.gives_up(&missing));
                        }
                        left -= 1;
                        self.says_why(&missing);
                    }
                    self.hand_over(&mut record, &missing)?;
                    if self.order.no_wait {
                        return self.leave(&record);
                    }
                }
            }
        }
        if record.shards == 1 {
            // One alone is the whole.
            return self.say_is_there();
        }
        // A shard that was begun twice may still be held by the second, which has nothing to do.
        sweep::merge(self.terminal, &Merging::within(self.folder.clone()), Busy::Wait)
    }

    /// Refuses a folder that holds something else; here no option replaces it, for its shards took a cluster to compute.
    fn check(&self, folder: &Path) -> Result<(), StoreFault> {
        Store::check(folder, &self.manifest, self.batch).map_err(|fault| match fault {
            StoreFault::Refused { path, reason } => StoreFault::Unusable { path, reason },
            other => other,
        })
    }

    /// Looks once.
    fn glance(&self, record: &Record) -> Result<Outcome, Failure> {
        let (missing, _) = self.shards(record).look();
        let job = record.jobs.last().map(|latest| slurm::state(&latest.job)).transpose()?;
        Ok(match job {
            _ if missing.is_empty() => Outcome::Complete,
            Some(slurm::State::Ended) | None => Outcome::Missing(missing),
            Some(_) => Outcome::Stopped,
        })
    }

    /// Keeps a second watcher away, where the file system can.
    fn lock(&self) -> Result<File, Failure> {
        let path = self.folder.join(SUBMISSION.lock);
        let file = File::options().write(true).create(true).truncate(false).open(&path);
        let file = file.map_err(|error| StoreFault::unwritable(&path, error))?;
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            let folder = self.folder.display();
            return Err(Failure::Output(phrase!(
                "another call already watches the job of `{folder}`",
                "ein anderer Aufruf beobachtet den Job von `{folder}` bereits"
            )));
        }
        Ok(file)
    }

    /// Takes up what was submitted, or cuts the sweep and writes the script.
    fn record(&self, most: u32) -> Result<Record, Failure> {
        let Some(found) = Record::read(&self.folder)? else {
            let allotment = self.allotment(most);
            self.write_script(allotment)?;
            return Ok(self.record_of(allotment.shards));
        };
        let own = self.record_of(found.shards);
        if own.is_of_same_work(&found) {
            self.tell_taken_up(&found);
            return Ok(found);
        }
        // Not the same: more replicates, more points, other tables, or another experiment, which the shards know best.
        let shards = self.shards(&found);
        let begun = (1..=found.shards).map(|number| shards.folder(number)).find(|folder| folder.is_dir());
        if let Some(folder) = begun {
            self.check(&folder)?;
        }
        if let Some(latest) = found.jobs.last()
            && slurm::state(&latest.job)? != slurm::State::Ended
        {
            let (folder, job) = (self.folder.display(), &latest.job);
            return Err(Failure::Output(phrase!(
                "job {job} of `{folder}` was submitted for something else (another experiment, number of replicates or build of the \
                 program) and has not ended; let it end, or end it with `scancel {job}`, and call again",
                "Job {job} von `{folder}` wurde für etwas anderes eingereicht (ein anderes Experiment, eine andere Zahl von Wiederholungen \
                 oder ein anderer Stand des Programms) und ist nicht zu Ende; nach seinem Ende oder nach `scancel {job}` geht \
                 derselbe Aufruf"
            )));
        }
        let cut = Allotment::of(self.need, Wanted::Shards(found.shards), self.order.cpus, found.shards);
        // The number of shards stays, for it is part of their names.
        self.write_script(Allotment { shards: found.shards, ..cut })?;
        Ok(own)
    }

    /// Returns what is to be remembered of so many shards before any job.
    fn record_of(&self, shards: u32) -> Record {
        let Manifest { name, identity, version, sources, replicates, .. } = self.manifest.clone();
        let (recorded, runs) = (recorded(&self.manifest), self.need.runs);
        Record { name, identity, version, sources, replicates, recorded, runs, shards, jobs: Vec::new() }
    }

    fn tell_taken_up(&self, found: &Record) {
        let Some(SubmittedJob { job, .. }) = found.jobs.last() else { return };
        let shards = found.shards;
        self.terminal.note(&phrase!(
            "taking up job {job} with its {shards} shards",
            "Job {job} mit seinen {shards} Teilen wird aufgenommen"
        ));
    }

    /// Writes the script and the experiment as it is now.
    fn write_script(&self, allotment: Allotment) -> Result<(), Failure> {
        let frozen = freeze(self.subject, self.batch, &self.manifest, &self.folder)?;
        let words = if let Some(path) = frozen {
            vec![path.display().to_string()]
        } else {
            self.terminal.note(&phrase!(
                "the jobs read the files of the experiment where they lie; leave them as they are until all is merged",
                "die Jobs lesen die Dateien des Experiments an ihrem Ort; sie müssen bis zum Zusammenführen so bleiben, wie sie sind"
            ));
            self.called.clone()
        };
        let script = self.script(&words, allotment)?;
        let path = self.folder.join(SUBMISSION.script);
        write_file(&path, script.in_language(self.terminal.language()).as_bytes())?;
        let (runs, shards) = (self.need.runs, allotment.shards);
        self.terminal.note(&phrase!(
            "runs: {runs}, shards: {shards}, each of which takes {time} on this machine",
            "Läufe: {runs}, Teile: {shards}, jeder davon braucht auf diesem Rechner {time}";
            time = of_seconds(allotment.expected * 60.0)
        ));
        Ok(())
    }

    /// Submits shards and remembers the job.
    fn hand_over(&self, record: &mut Record, missing: &[u32]) -> Result<(), Failure> {
        let shards = ranges(missing);
        let is_all = missing.len() == record.shards as usize;
        let job = slurm::submit(&self.folder.join(SUBMISSION.script), (!is_all).then_some(shards.as_str()))?;
        self.terminal.note(&phrase!(
            "submitted as job {job}: shards {shards}",
            "eingereicht als Job {job}: Teile {shards}"
        ));
        record.jobs.push(SubmittedJob { job, shards, submitted: terminal::now() });
        Ok(record.write(&self.folder)?)
    }

    fn says_why(&self, missing: &[u32]) {
        let shards = ranges(missing);
        self.terminal.note(&phrase!(
            "the job ended without shards {shards}, which are submitted again:{why}",
            "der Job ist ohne die Teile {shards} zu Ende gegangen; sie werden noch einmal eingereicht:{why}";
            why = watch::endings(&self.folder, missing)
        ));
    }

    fn gives_up(&self, missing: &[u32]) -> Failure {
        let shards = ranges(missing);
        Failure::Interrupted(phrase!(
            "shards {shards} are not finished, though submitted again {RESUBMISSIONS} times; what they finished is kept, and the same \
             call goes on:{why}",
            "die Teile {shards} sind nicht fertig, obwohl sie {RESUBMISSIONS}-mal noch einmal eingereicht wurden; was davon fertig ist, \
             bleibt, und derselbe Aufruf setzt fort:{why}";
            why = watch::endings(&self.folder, missing)
        ))
    }

    /// Leaves the job to itself.
    fn leave(&self, record: &Record) -> Result<(), Failure> {
        let job = record.jobs.last().map_or("?", |latest| &latest.job);
        let goes_on = phrase!(
            "job {job} goes on; the same call takes it up, watches and merges; `scancel {job}` ends it",
            "Job {job} läuft weiter; derselbe Aufruf nimmt ihn auf, wartet und führt zusammen; `scancel {job}` beendet ihn"
        );
        if !self.order.no_wait {
            return Err(Failure::Interrupted(goes_on));
        }
        if self.terminal.is_json() {
            return self.terminal.json(&serde_json::json!({
                "folder": self.folder.display().to_string(), "job": job, "shards": record.shards, "complete": false,
            }));
        }
        self.terminal.result(&format!("{job}\n"))?;
        self.terminal.note(&goes_on);
        Ok(())
    }

    /// Says that all results are in the folder.
    fn say_is_there(&self) -> Result<(), Failure> {
        let (folder, runs) = (self.folder.display(), self.need.runs);
        if self.terminal.is_json() {
            return self.terminal.json(&serde_json::json!({
                "folder": folder.to_string(), "runs": runs, "complete": true,
            }));
        }
        let said = phrase!("all {runs} runs are in {folder}", "alle {runs} Läufe liegen in {folder}");
        self.terminal.result(&format!("{}\n", self.terminal.say(&said)))
    }
}
