//! Frame: what is known of an experiment before its runs.

use crate::time::Week;

/// What is known of an experiment before its runs.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::analysis) struct Frame {
    /// Ids of districts, each once, that of all together last.
    pub(in crate::analysis) districts: Vec<String>,
    pub(in crate::analysis) points: Vec<Place>,
    /// Positions of the contrasts of points that are run.
    pub(in crate::analysis) contrasts: Vec<(usize, usize)>,
    /// The week of the first opening.
    pub(in crate::analysis) opening: Week,
    /// The week from which on weeks are counted: the beginning of the year of the first opening.
    pub(in crate::analysis) from: Week,
}

/// What is known of a point.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::analysis) struct Place {
    pub(in crate::analysis) number: u32,
    /// Weeks run.
    pub(in crate::analysis) weeks: i32,
    pub(in crate::analysis) is_run: bool,
    /// Whether it is a form of the intermediary and not a comparator.
    pub(in crate::analysis) is_form: bool,
    /// The position of the point without an intermediary under the same circumstances.
    pub(in crate::analysis) nobody: Option<usize>,
}
