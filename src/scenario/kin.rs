//! Kin: a scenario from whose draft others differ in little, so that they take over what both say alike and nothing is read twice.

use std::sync::Arc;

use super::draft::{Draft, scale_of};
use super::{Scenario, Synthetic};
use crate::district::District;
use crate::forcing::{Forcings, Series};

/// A draft with its scenario.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kin<'a> {
    pub(crate) draft: &'a Draft,
    pub(crate) scenario: &'a Scenario,
}

impl Kin<'_> {
    /// Returns a district that another draft describes alike.
    pub(super) fn district(&self, draft: &Draft, id: &str) -> Option<Arc<District>> {
        let plan = self.scenario.districts.iter().find(|plan| plan.id == id)?;
        draft.is_alike(self.draft, &format!("district.{id}.")).then(|| Arc::clone(&plan.district))
    }

    /// Returns the table from which another draft draws the same districts.
    pub(super) fn synthetic(&self, draft: &Draft) -> Option<Synthetic> {
        draft.is_alike(self.draft, "synthetic.").then(|| self.scenario.synthetic.clone())?
    }

    /// Returns all forcings, where another draft says the same of them.
    pub(super) fn forcings(&self, draft: &Draft) -> Option<&Forcings> {
        draft.is_alike(self.draft, "forcings.").then_some(&self.scenario.forcings)
    }

    /// Returns the series of one forcing, where another draft says the same of it but for its scale.
    pub(super) fn series(&self, draft: &Draft, file: &str, columns: &[&str]) -> Option<Vec<Series>> {
        let (name, scale) = (format!("forcings.{file}"), scale_of(file));
        let is_other = |path: &str| path[name.len()..].starts_with(|first| first != '.');
        let changes = draft.changes_from(self.draft, &name);
        let is_alike = changes.into_iter().all(|(path, _)| path == scale || is_other(path));
        let given =
            || columns.iter().map(|column| self.scenario.forcings.get(file, column).cloned()).collect();
        is_alike.then(given).flatten()
    }
}
