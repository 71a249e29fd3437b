//! What a person orders of a cluster: the options of `submit` beside those of a sweep.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// How a sweep is handed to a cluster.
#[derive(Debug, Clone, Args)]
pub(crate) struct Order {
    /// The scheduler that runs the shards.
    #[arg(long, value_name = "ENGINE")]
    pub(crate) engine: Engine,
    /// Folder of the results, which every node must see; parents are created [default: out/<name>].
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Number of shards [default: as many as make one last --minutes].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=MOST_SHARDS), conflicts_with = "minutes")]
    pub(super) shards: Option<u32>,
    /// Minutes that a shard should last.
    #[arg(long, value_name = "MINUTES", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(super) minutes: u32,
    /// Processors of a shard, each of which runs a thread.
    #[arg(long, value_name = "C", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1_024))]
    pub(super) cpus: u16,
    /// Partition of the cluster [default: the cluster's own].
    #[arg(long, value_name = "NAME", value_parser = one_line)]
    pub(super) partition: Option<String>,
    /// Account that the time is charged to [default: the user's own].
    #[arg(long, value_name = "NAME", value_parser = one_line)]
    pub(super) account: Option<String>,
    /// Memory of a shard as Slurm writes it, such as 2G [default: from a probe run].
    #[arg(long, value_name = "SIZE", value_parser = one_line)]
    pub(super) memory: Option<String>,
    /// Time limit of a shard as Slurm writes it, such as 2:00:00 [default: from a probe run].
    #[arg(long, value_name = "TIME", value_parser = one_line)]
    pub(super) time: Option<String>,
    /// Any further option of sbatch, such as --sbatch=--nice=100; may be given several times.
    #[arg(long, value_name = "OPTION", allow_hyphen_values = true, value_parser = option_of_sbatch)]
    pub(super) sbatch: Vec<String>,
    /// Prints the job script and submits nothing; needs no cluster.
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Submits and returns; the same call without it takes the job up.
    #[arg(long)]
    pub(super) no_wait: bool,
}

/// More shards than any cluster takes in one array.
const MOST_SHARDS: i64 = 1_000_000;

/// A scheduler.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    /// Slurm, through sbatch and squeue.
    Slurm,
}

fn one_line(text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        return Err("it is empty".to_owned());
    }
    // What stands in a line of the script must not begin another one.
    if text.chars().any(char::is_control) {
        return Err("it holds a line break or another control character".to_owned());
    }
    Ok(text.to_owned())
}

fn option_of_sbatch(text: &str) -> Result<String, String> {
    let text = one_line(text)?;
    if !text.starts_with('-') {
        return Err(format!("an option of sbatch begins with a hyphen, such as --{text}"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_begin_a_line_of_its_own_in_the_script_is_refused() {
        assert!(one_line("main\nrm -r").is_err());
        assert!(one_line("  ").is_err());
        assert_eq!(one_line("main").as_deref(), Ok("main"));
        assert_eq!(option_of_sbatch("--nice=100").as_deref(), Ok("--nice=100"));
        assert!(option_of_sbatch("nice").is_err());
    }
}
