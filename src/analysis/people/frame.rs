//! Frame: what is known of an experiment before its runs.

use crate::time::Week;

/// What is known of an experiment before its runs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Frame {
    /// Ids of districts, each once, that of all together last.
    pub(crate) districts: Vec<String>,
    pub(crate) points: Vec<Place>,
    /// Positions of the contrasts of points that are run.
    pub(crate) contrasts: Vec<(usize, usize)>,
    /// The week of the first opening.
    pub(crate) opening: Week,
    /// The week from which on weeks are counted: the beginning of the year of the first opening.
    pub(crate) from: Week,
}

/// What is known of a point.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Place {
    pub(crate) number: u32,
    /// Weeks run.
    pub(crate) weeks: i32,
    pub(crate) is_run: bool,
    /// Whether it is a form of the intermediary and not a comparator.
    pub(crate) is_form: bool,
    /// The position of the point without an intermediary under the same circumstances.
    pub(crate) nobody: Option<usize>,
}
