//! How a sweep is cut into shards, and how much time and memory each asks for.

/// Shares of time and memory asked for beyond what the probe run took: the nodes are other machines than this one.
const TIMES_SLOWER: f64 = 3.0;
const TIMES_LARGER: f64 = 1.5;
/// Minutes beside the runs: starting up, a slow file system, waiting for another process on the same shard.
const AROUND: f64 = 10.0;
/// Megabytes below which nothing is asked for; schedulers count in larger pieces anyway.
const LEAST_MEGABYTES: u64 = 200;
/// Memory is asked for in steps, so that the script does not change with every call.
const STEP: u64 = 100;

/// What a probe run says of a sweep.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Need {
    /// Distinct runs.
    pub(super) runs: usize,
    /// Pieces of runs that cannot be cut further.
    pub(super) pieces: usize,
    /// Seconds of all of them on one thread.
    pub(super) seconds: f64,
    /// Bytes of a process with one thread.
    pub(super) bytes: f64,
    /// Bytes that each further thread adds.
    pub(super) bytes_of_thread: f64,
}

/// How a sweep is cut, and what a shard asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Allotment {
    /// Number of shards.
    pub(super) shards: u32,
    /// Minutes that a shard is expected to last.
    pub(super) expected: f64,
    /// Minutes after which the scheduler may end it.
    pub(super) limit: u64,
    /// Megabytes of memory.
    pub(super) megabytes: u64,
}

/// How many shards are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A number.
    Shards(u32),
    /// As many as make one last so many minutes.
    Minutes(u32),
}

impl Allotment {
    /// Cuts a sweep for so many processors a shard, in at most so many shards.
    pub(super) fn of(need: Need, wanted: Wanted, cpus: u16, most: u32) -> Self {
        let minutes = need.seconds / 60.0 / f64::from(cpus);
        let shards = match wanted {
            Wanted::Shards(shards) => f64::from(shards),
            Wanted::Minutes(each) => (minutes / f64::from(each)).ceil(),
        };
        let most = (need.pieces as f64).min(f64::from(most)).max(1.0);
        let shards = shards.clamp(1.0, most) as u32;
        // A shard is not done before its last run, on however many threads.
        let pieces = need.pieces.div_ceil(shards as usize) as f64;
        let runs = (pieces * need.runs as f64 / need.pieces.max(1) as f64 / f64::from(cpus)).max(1.0);
        let expected = runs * need.seconds / need.runs.max(1) as f64 / 60.0;
        let bytes = need.bytes + f64::from(cpus - 1) * need.bytes_of_thread;
        let megabytes = (bytes * TIMES_LARGER / 1e6).ceil() as u64;
        Self {
            shards,
            expected,
            limit: (expected * TIMES_SLOWER + AROUND).ceil() as u64,
            megabytes: megabytes.div_ceil(STEP).saturating_mul(STEP).max(LEAST_MEGABYTES),
        }
    }
}

/// Writes minutes as Slurm reads them: days-hours:minutes:seconds.
pub(super) fn of_slurm(minutes: u64) -> String {
    let (days, hours, minutes) = (minutes / 1_440, minutes / 60 % 24, minutes % 60);
    format!("{days}-{hours:02}:{minutes:02}:00")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEED: Need = Need { runs: 600, pieces: 600, seconds: 6_000.0, bytes: 100e6, bytes_of_thread: 20e6 };

    #[test]
    fn a_shard_lasts_the_minutes_that_are_wanted() {
        let cut = Allotment::of(NEED, Wanted::Minutes(10), 1, 1_000);
        assert_eq!((cut.shards, cut.expected, cut.limit), (10, 10.0, 40));
        assert_eq!(Allotment::of(NEED, Wanted::Minutes(10), 2, 1_000).shards, 5);
        assert_eq!(Allotment::of(NEED, Wanted::Minutes(1), 1, 1_000).shards, 100);
    }

    #[test]
    fn there_are_never_more_shards_than_runs_or_than_the_scheduler_takes() {
        assert_eq!(Allotment::of(NEED, Wanted::Shards(5_000), 1, 10_000).shards, 600);
        let cut = Allotment::of(NEED, Wanted::Shards(5_000), 1, 100);
        assert_eq!((cut.shards, cut.expected), (100, 1.0));
        let coarse = Need { pieces: 100, ..NEED };
        assert_eq!(Allotment::of(coarse, Wanted::Shards(5_000), 1, 10_000).shards, 100);
        assert_eq!(Allotment::of(Need { seconds: 0.0, ..NEED }, Wanted::Minutes(10), 1, 100).shards, 1);
    }

    #[test]
    fn a_shard_of_one_run_needs_the_time_of_a_run_on_however_many_threads() {
        let cut = Allotment::of(NEED, Wanted::Shards(600), 8, 1_000);
        assert_eq!(cut.expected, 1.0 / 6.0);
    }

    #[test]
    fn memory_grows_with_threads_and_is_asked_for_in_steps() {
        assert_eq!(Allotment::of(NEED, Wanted::Minutes(10), 1, 1_000).megabytes, 200);
        // (100 + 7 × 20) × 1.5 = 360.
        assert_eq!(Allotment::of(NEED, Wanted::Minutes(10), 8, 1_000).megabytes, 400);
        let small = Need { bytes: 1e6, ..NEED };
        assert_eq!(Allotment::of(small, Wanted::Minutes(10), 1, 1_000).megabytes, LEAST_MEGABYTES);
    }

    #[test]
    fn times_are_written_as_slurm_reads_them() {
        assert_eq!(of_slurm(40), "0-00:40:00");
        assert_eq!(of_slurm(1_440 * 3 + 60 * 5 + 7), "3-05:07:00");
    }
}
