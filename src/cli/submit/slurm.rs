//! Slurm: the commands `sbatch`, `squeue` and `scontrol`, and what their answers mean.

use std::io;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::cli::failure::Failure;
use crate::phrase::{Phrase, phrase};

/// The largest array where Slurm says nothing of it: its own default less one, for indices begin with 0.
pub(super) const USUAL_ARRAY: u32 = 1_000;

/// What Slurm says of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// Some of it runs or waits.
    Queued(Queue),
    /// Nothing of it is left.
    Ended,
    /// Slurm does not answer, which passes when its controller is restarted.
    Unknown(String),
}

/// What of a job is left.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Queue {
    /// Elements that run.
    pub(super) running: usize,
    /// Elements that wait.
    pub(super) waiting: usize,
    /// Why they wait, in Slurm's words, where it is not for their turn.
    pub(super) reason: Option<String>,
}

/// Returns the largest number of elements that an array may have.
///
/// # Errors
/// Returns that there is no Slurm.
pub(super) fn largest_array() -> Result<u32, Failure> {
    let output = call("scontrol", |command| command.args(["show", "config"]))?;
    Ok(of_configuration(&words(&output.stdout)).unwrap_or(USUAL_ARRAY))
}

/// Submits a script, or some elements of its array, and returns the job's number.
///
/// # Errors
/// Returns that there is no Slurm, or why it refuses.
pub(super) fn submit(script: &Path, elements: Option<&str>) -> Result<String, Failure> {
    let output = call("sbatch", |command| {
        command.arg("--parsable");
        if let Some(elements) = elements {
            command.arg(format!("--array={elements}"));
        }
        command.arg(script)
    })?;
    let answer = words(&output.stdout);
    // The name of a cluster may stand behind the number.
    let job = answer.trim().split(';').next().unwrap_or_default().to_owned();
    if output.status.success() && !job.is_empty() && job.chars().all(|sign| sign.is_ascii_digit()) {
        return Ok(job);
    }
    let complaint = words(&output.stderr);
    let complaint = complaint.trim();
    let script = script.display();
    Err(Failure::Output(phrase!(
        "Slurm does not take `{script}`: {complaint}",
        "Slurm nimmt `{script}` nicht an: {complaint}"
    )))
}

/// Returns what is left of a job.
///
/// # Errors
/// Returns that there is no Slurm.
pub(super) fn state(job: &str) -> Result<State, Failure> {
    let jobs = format!("--jobs={job}");
    let output = call("squeue", |command| command.args(["--noheader", "--array", &jobs, "--format=%T|%r"]))?;
    if output.status.success() {
        return Ok(of_queue(&words(&output.stdout)));
    }
    let complaint = words(&output.stderr).trim().to_owned();
    // A job that ended some minutes ago is forgotten.
    Ok(if complaint.contains("Invalid job id") { State::Ended } else { State::Unknown(complaint) })
}

fn call(name: &str, complete: impl FnOnce(&mut Command) -> &mut Command) -> Result<Output, Failure> {
    let mut command = Command::new(name);
    // An interruption from the keyboard is for this program alone; what it calls is short.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    complete(&mut command).stdin(Stdio::null()).output().map_err(|error| missing(name, &error))
}

fn missing(name: &str, error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::NotFound {
        return Failure::Output(phrase!(
            "there is no Slurm on this machine: `{name}` is not found; call this on the cluster's login node, or print the \
             job script with --dry-run; docs/cluster.md says how to go on by hand or with another engine",
            "auf diesem Rechner gibt es kein Slurm: `{name}` ist nicht zu finden; der Aufruf gehört auf den Anmelderechner des \
             Clusters, oder --dry-run gibt das Jobskript aus; docs/cluster.md sagt, wie es von Hand oder mit einem anderen \
             Programm weitergeht"
        ));
    }
    Failure::Output(phrase!("cannot call `{name}`: {error}", "`{name}` lässt sich nicht aufrufen: {error}"))
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn of_configuration(text: &str) -> Option<u32> {
    let line = text.lines().find(|line| line.trim_start().starts_with("MaxArraySize"))?;
    let size: u32 = line.split('=').nth(1)?.trim().parse().ok()?;
    // The largest index is one less, and ours begin with 1.
    Some(size.saturating_sub(1).max(1))
}

fn of_queue(text: &str) -> State {
    /// What every job waits for at some time.
    const USUAL: [&str; 6] = ["None", "Priority", "Resources", "BeginTime", "JobArrayTaskLimit", ""];
    let mut queue = Queue::default();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let (state, reason) = line.trim().split_once('|').unwrap_or((line.trim(), ""));
        match state {
            "PENDING" | "REQUEUED" | "REQUEUE_HOLD" | "REQUEUE_FED" | "SPECIAL_EXIT" | "SUSPENDED" => {
                queue.waiting += 1;
                if !USUAL.contains(&reason) {
                    queue.reason.get_or_insert_with(|| reason.to_owned());
                }
            }
            "RUNNING" | "COMPLETING" | "CONFIGURING" | "RESIZING" | "SIGNALING" | "STAGE_OUT" | "STOPPED" => {
                queue.running += 1;
            }
            // What has ended is shown for a while.
            _ => {}
        }
    }
    if queue.running + queue.waiting == 0 { State::Ended } else { State::Queued(queue) }
}

impl Queue {
    /// Says what is left of a job.
    pub(super) fn phrase(&self) -> Phrase {
        let Self { running, waiting, reason } = self;
        match reason {
            None => phrase!("{running} running, {waiting} waiting", "{running} laufen, {waiting} warten"),
            Some(reason) => phrase!(
                "{running} running, {waiting} waiting ({reason})",
                "{running} laufen, {waiting} warten ({reason})"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_array_is_read_from_the_configuration() {
        let text = "MaxArraySize            = 10001\nMaxDBDMsgs = 20004\n";
        assert_eq!(of_configuration(text), Some(10_000));
        assert_eq!(of_configuration("MaxArraySize = 0"), Some(1));
        assert_eq!(of_configuration("ClusterName = local"), None);
    }

    #[test]
    fn a_queue_tells_what_runs_and_waits_and_why() {
        let State::Queued(queue) =
            of_queue("RUNNING|None\nPENDING|Priority\nPENDING|ReqNodeNotAvail\nCOMPLETED|None\n")
        else {
            panic!("something is left");
        };
        assert_eq!((queue.running, queue.waiting), (1, 2));
        assert_eq!(queue.reason.as_deref(), Some("ReqNodeNotAvail"));
        assert_eq!(queue.phrase().english(), "1 running, 2 waiting (ReqNodeNotAvail)");
        assert_eq!(of_queue(""), State::Ended);
        assert_eq!(of_queue("COMPLETED|None\nNODE_FAIL|None\n"), State::Ended);
    }
}
