//! `submit` with a stand-in for Slurm: a few lines of shell that run an array in the background.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

use crate::cli_commands::{call, inteso};

/// Three points of a few weeks.
const EXPERIMENT: &str = "name = \"short\"\nweeks = 4\nevery = 4\nreplicates = 4\n\
    [[point]]\nname = \"none\"\nset = { \"intermediary.approach\" = \"none\" }\n\
    [[factor]]\nkey = \"intermediary.approach\"\nlevels = [\"refer\", \"guide\"]\n";

/// A folder with an experiment, and a Slurm that only the calls of this stage see.
struct Stage {
    folder: TempDir,
}

impl Stage {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let commands = folder.path().join("commands");
        for path in [&commands, &folder.path().join("queue")] {
            fs::create_dir(path).unwrap();
        }
        for (name, text) in [
            ("sbatch", include_str!("../slurm/stand_in/sbatch")),
            ("squeue", include_str!("../slurm/stand_in/squeue")),
            ("scontrol", include_str!("../slurm/stand_in/scontrol")),
        ] {
            fs::write(commands.join(name), text).unwrap();
            fs::set_permissions(commands.join(name), fs::Permissions::from_mode(0o755)).unwrap();
        }
        fs::write(folder.path().join("short.toml"), EXPERIMENT).unwrap();
        Self { folder }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn queue(&self, name: &str) -> PathBuf {
        self.path().join("queue").join(name)
    }

    /// Makes a shard vanish with its node, once or for good.
    fn lose(&self, shard: u32, for_good: bool) {
        fs::write(self.queue(&format!("lose-{shard}")), if for_good { "x" } else { "" }).unwrap();
    }

    /// Returns the jobs, each with its shards.
    fn history(&self) -> Vec<String> {
        let text = fs::read_to_string(self.queue("history")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = inteso(self.path());
        let commands = self.path().join("commands").display().to_string();
        let usual = std::env::var("PATH").unwrap();
        command.env("PATH", format!("{commands}:{usual}")).env("QUEUE", self.path().join("queue"));
        command.args(["submit", "short.toml", "--engine", "slurm"]).args(arguments);
        command
    }

    fn submit(&self, arguments: &[&str]) -> (i32, String, String) {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }
}

/// Returns the files of a folder that do not depend on how it came about.
fn results(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().unwrap().is_file())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .filter(|(name, _)| name != "manifest.json" && !name.contains("submit"))
        .collect();
    found.sort();
    found
}

#[test]
fn a_job_is_submitted_watched_made_up_for_and_merged_to_the_bytes_of_one_call() {
    let stage = Stage::new();
    stage.lose(2, false);
    // A name that the shell must be told with care.
    let name = "it's 50 % $HOME";
    let traces = ["--residents", "30", "--panel-weeks", "2", "--episodes"];
    let (code, output, notes) = stage.submit(&[&["--shards", "3", "--out", name][..], &traces].concat());
    assert_eq!(code, 0, "{notes}");
    let folder = stage.path().join(name);
    assert!(output.contains("short: 12 runs") && notes.contains(folder.to_str().unwrap()), "{output}{notes}");
    assert_eq!(stage.history(), ["101 1-3", "102 2"]);
    assert!(notes.contains("without shards 2") && notes.contains("the node of 2 is lost"), "{notes}");
    let (code, _, complaint) =
        call(stage.path(), &[&["sweep", "short.toml", "--out", "whole"][..], &traces].concat());
    assert_eq!(code, 0, "{complaint}");
    let (ours, theirs) = (results(&folder), results(&stage.path().join("whole")));
    assert_eq!(
        ours.iter().map(|(name, _)| name).collect::<Vec<_>>(),
        theirs.iter().map(|(name, _)| name).collect::<Vec<_>>()
    );
    for ((name, ours), (_, theirs)) in ours.iter().zip(&theirs) {
        assert!(ours == theirs, "{name} differs");
    }
    // A further call finds all there, and no Slurm is asked.
    let again = ["submit", "short.toml", "--engine", "slurm", "--out", name];
    let (code, output, notes) = call(stage.path(), &[&again[..], &traces].concat());
    assert_eq!(code, 0, "{notes}");
    assert!(output.contains("all 12 runs are in"), "{output}{notes}");
}

#[test]
fn a_job_that_goes_on_is_taken_up_and_never_submitted_twice() {
    let stage = Stage::new();
    let (code, output, notes) = stage.submit(&["--shards", "2", "--no-wait"]);
    assert_eq!((code, output.as_str()), (0, "101\n"), "{notes}");
    let (code, _, notes) = stage.submit(&[]);
    assert_eq!(code, 0, "{notes}");
    assert!(notes.contains("taking up job 101"), "{notes}");
    assert_eq!(stage.history(), ["101 1-2"]);
    // More replicates are a new job of the same shards, which keep what they have.
    let (code, _, notes) = stage.submit(&["--replicates", "6"]);
    assert_eq!(code, 0, "{notes}");
    assert_eq!(stage.history(), ["101 1-2", "102 1-2"]);
    assert_eq!(call(stage.path(), &["sweep", "short.toml", "--replicates", "6", "--out", "whole"]).0, 0);
    assert!(results(&stage.path().join("out/short")) == results(&stage.path().join("whole")));
}

#[test]
fn a_shard_that_is_lost_again_and_again_ends_the_call_and_says_why() {
    let stage = Stage::new();
    stage.lose(1, true);
    let (code, _, notes) = stage.submit(&["--shards", "2", "--out", "a"]);
    assert_eq!(code, 5, "{notes}");
    assert_eq!(stage.history(), ["101 1-2", "102 1", "103 1", "104 1"]);
    assert!(notes.contains("a/logs/1.log: slurmstepd: error"), "{notes}");
    fs::remove_file(stage.queue("lose-1")).unwrap();
    assert_eq!(stage.submit(&["--out", "a"]).0, 0);
}

#[test]
fn what_was_submitted_is_computed_whatever_becomes_of_the_file() {
    let stage = Stage::new();
    let (code, _, notes) = stage.submit(&["--shards", "2", "--no-wait"]);
    assert_eq!(code, 0, "{notes}");
    fs::write(stage.path().join("short.toml"), EXPERIMENT.replace("weeks = 4", "weeks = 5")).unwrap();
    let (code, _, complaint) = stage.submit(&[]);
    assert_eq!(code, 4, "{complaint}");
    assert!(complaint.contains("has not ended") || complaint.contains("another"), "{complaint}");
    fs::write(stage.path().join("short.toml"), EXPERIMENT).unwrap();
    assert_eq!(stage.submit(&[]).0, 0);
    assert_eq!(stage.history().len(), 1);
}

#[test]
fn a_dry_run_prints_the_script_and_writes_nothing() {
    let stage = Stage::new();
    let before = fs::read_dir(stage.path()).unwrap().count();
    let options =
        ["--dry-run", "--out", "x y", "--partition", "long", "--sbatch=--nice=7", "--set", "seed=3"];
    let (code, script, notes) = stage.submit(&options);
    assert_eq!(code, 0, "{notes}");
    for line in ["#SBATCH --array=1-1", "#SBATCH --requeue", "#SBATCH --partition=long", "#SBATCH --nice=7"] {
        assert!(script.lines().any(|found| found == line), "{line} in {script}");
    }
    assert!(script.contains("x y/logs/%a.log\"") && script.contains("--set seed=3"), "{script}");
    // The stand-in takes no array beyond 7.
    let (_, script, _) = stage.submit(&["--dry-run", "--shards", "500", "--replicates", "40"]);
    assert!(script.contains("--array=1-7\n"), "{script}");
    assert_eq!(fs::read_dir(stage.path()).unwrap().count(), before);
    assert!(stage.history().is_empty());
}

#[test]
fn a_printed_script_can_be_submitted_by_hand() {
    let stage = Stage::new();
    let (_, script, _) = stage.submit(&["--dry-run", "--shards", "2", "--out", "it's \"mine\""]);
    fs::write(stage.path().join("job.sh"), script).unwrap();
    for number in ["1", "2"] {
        let mut shell = std::process::Command::new("sh");
        let ended = shell.arg("job.sh").env("SLURM_ARRAY_TASK_ID", number).current_dir(stage.path()).output();
        assert!(ended.as_ref().unwrap().status.success(), "{ended:?}");
    }
    let (code, _, complaint) = call(stage.path(), &["merge", "it's \"mine\""]);
    assert_eq!(code, 0, "{complaint}");
}

#[test]
fn what_cannot_be_submitted_is_said_before_anything_is_written() {
    let stage = Stage::new();
    let before = fs::read_dir(stage.path()).unwrap().count();
    for (arguments, expected, word) in [
        (&["--set", "weeks=0"][..], 3, "weeks"),
        (&["--shards", "0"], 2, "shards"),
        (&["--partition", "a\nb"], 2, "line break"),
        (&["--sbatch", "nice"], 2, "hyphen"),
        (&["--shards", "2", "--minutes", "3"], 2, "minutes"),
        (&["--out", "a\\b"], 4, "backslash"),
    ] {
        let (code, output, complaint) = stage.submit(arguments);
        assert_eq!(code, expected, "{arguments:?}: {complaint}");
        assert!(complaint.contains(word) && output.is_empty(), "{arguments:?}: {complaint}");
    }
    let path = stage.path().join("empty").display().to_string();
    let output = stage.command(&[]).env("PATH", path).output().unwrap();
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(4));
    assert!(complaint.contains("--dry-run") && complaint.contains("docs/cluster.md"), "{complaint}");
    assert_eq!(fs::read_dir(stage.path()).unwrap().count(), before);
}

#[test]
fn what_slurm_refuses_is_said_in_its_words() {
    let stage = Stage::new();
    fs::write(stage.queue("refuses"), "").unwrap();
    let (code, _, complaint) = stage.submit(&["--shards", "2"]);
    assert_eq!(code, 4, "{complaint}");
    assert!(complaint.contains("Invalid account"), "{complaint}");
    fs::remove_file(stage.queue("refuses")).unwrap();
    assert_eq!(stage.submit(&["--shards", "2"]).0, 0);
}
