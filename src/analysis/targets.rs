//! Published figures: whom each counts, how it is computed from a run, and the band that it is held against.
//!
//! They stand in `scenarios/targets/`. A third of the lines is held back: no parameter is ever set by them.

use std::sync::OnceLock;

mod logistic;
mod read;
#[cfg(feature = "store")]
pub mod runs;
pub mod sieve;
pub mod tally;
mod target;
pub mod verdict;

#[cfg(feature = "store")]
pub(crate) use target::columns_of;
pub use target::{Band, Counts, Estimator, Others, Response, Role, Span, Target};

/// The experiment whose points are the runs that figures are computed from.
pub const RUNS: &str = "targets/runs.toml";

/// Returns all published figures, in the order of their files.
///
/// # Panics
/// Never: a test reads the embedded files.
pub fn all() -> &'static [Target] {
    static ALL: OnceLock<Vec<Target>> = OnceLock::new();
    ALL.get_or_init(|| read::all().expect("the embedded figures are sound because a test reads them"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_embedded_line_is_read_and_named_once() {
        let lines = read::all().unwrap();
        assert_eq!(lines.iter().map(|line| &line.id).collect::<BTreeSet<_>>().len(), lines.len());
        let of = |role: Role| lines.iter().filter(|line| line.role == role).count();
        assert_eq!(Role::ALL.map(of), [42, 21, 5]);
        assert!(lines.iter().all(|line| line.band.low < line.band.high));
    }
}
