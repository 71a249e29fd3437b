//! What is kept of each run: tables and measures, all of them unless asked otherwise.

use crate::observation::MEASURES;
use crate::run::Record;

/// A table of an experiment that can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// `series.csv`.
    Series,
    /// `groups.csv`.
    Groups,
    /// `costs.csv`.
    Costs,
    /// `chain.csv`.
    Chain,
    /// `places.csv`.
    Places,
    /// `facts.csv`.
    Facts,
    /// `summary.csv`.
    Summary,
    /// `differences.csv`.
    Differences,
}

impl Kept {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Series,
        Self::Groups,
        Self::Costs,
        Self::Chain,
        Self::Places,
        Self::Facts,
        Self::Summary,
        Self::Differences,
    ];

    /// Returns the name, as that of its file without ending.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Series => "series",
            Self::Groups => "groups",
            Self::Costs => "costs",
            Self::Chain => "chain",
            Self::Places => "places",
            Self::Facts => "facts",
            Self::Summary => "summary",
            Self::Differences => "differences",
        }
    }

    /// Returns the table of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.key() == name)
    }
}

/// Which tables are written and which measures stand in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    tables: Vec<Kept>,
    /// Positions of measures, in order; all where it says nothing.
    measures: Option<Vec<usize>>,
    /// Whether what a point is stands beside each of its rows.
    has_factors: bool,
}

impl Default for Selection {
    fn default() -> Self {
        Self { tables: Kept::ALL.to_vec(), measures: None, has_factors: false }
    }
}

impl Selection {
    /// Selects tables, all where none is named, and measures by position, all where none is.
    pub fn new(mut tables: Vec<Kept>, mut measures: Vec<usize>) -> Self {
        tables.sort_unstable();
        tables.dedup();
        measures.sort_unstable();
        measures.dedup();
        Self {
            tables: if tables.is_empty() { Kept::ALL.to_vec() } else { tables },
            measures: (!measures.is_empty() && measures.len() < MEASURES.len()).then_some(measures),
            has_factors: false,
        }
    }

    /// Puts the factors and parameters of a point beside each of its rows, or does not.
    #[must_use]
    pub fn with_factors(self, has_factors: bool) -> Self {
        Self { has_factors, ..self }
    }

    /// Returns whether the factors and parameters of a point stand beside each of its rows.
    pub const fn has_factors(&self) -> bool {
        self.has_factors
    }

    /// Returns whether a table is written.
    pub fn has(&self, table: Kept) -> bool {
        self.tables.contains(&table)
    }

    /// Returns the tables.
    pub fn tables(&self) -> &[Kept] {
        &self.tables
    }

    /// Returns the positions of the measures; nothing where all are kept.
    pub fn measures(&self) -> Option<&[usize]> {
        self.measures.as_deref()
    }

    /// Returns whether a measure is kept, by its position.
    pub fn has_measure(&self, position: usize) -> bool {
        self.measures.as_ref().is_none_or(|measures| measures.binary_search(&position).is_ok())
    }

    /// Removes from a run what no table needs.
    pub fn reduce(&self, record: &mut Record) {
        if !self.keeps_series() {
            record.series.clear();
        }
        for values in record.series.iter_mut().map(|row| &mut row.values).filter(|_| self.measures.is_some())
        {
            let unselected =
                values.iter_mut().enumerate().filter(|(position, _)| !self.has_measure(*position));
            unselected.for_each(|(_, value)| *value = f64::NAN);
        }
        if !self.has(Kept::Groups) {
            record.groups.clear();
        }
        if !self.has(Kept::Costs) {
            record.costs.clear();
        }
        if !self.has(Kept::Chain) {
            record.chain.clear();
        }
        if !self.has(Kept::Places) {
            record.places.clear();
        }
        if !self.has(Kept::Facts) {
            record.facts.clear();
        }
    }

    fn keeps_series(&self) -> bool {
        [Kept::Series, Kept::Summary, Kept::Differences].into_iter().any(|table| self.has(table))
    }

    /// Returns words that tell apart what is kept of a run; none where it is all.
    #[cfg(feature = "store")]
    pub(super) fn distinction(&self) -> Vec<&'static str> {
        if (Self { has_factors: false, ..self.clone() }) == Self::default() {
            return Vec::new();
        }
        let mut words = Vec::new();
        if self.keeps_series() {
            words.push(Kept::Series.key());
            let measures = self.measures.iter().flatten();
            words.extend(measures.map(|position| MEASURES[*position].name));
        }
        let others = [Kept::Groups, Kept::Costs, Kept::Chain, Kept::Places, Kept::Facts].into_iter();
        words.extend(others.filter(|table| self.has(*table)).map(Kept::key));
        words
    }
}

#[cfg(all(test, feature = "store"))]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_decides_what_a_run_is_told_apart_by() {
        let all = Selection::default();
        assert!(all.distinction().is_empty());
        assert_eq!(Selection::new(Vec::new(), Vec::new()), all);
        assert_eq!(Selection::new(Vec::new(), (0..MEASURES.len()).collect()), all);
        let some = |measures: &[usize]| Selection::new(vec![Kept::Summary], measures.to_vec()).distinction();
        assert_eq!(some(&[]), ["series"]);
        assert_eq!(some(&[3, 0, 3]), ["series", MEASURES[0].name, MEASURES[3].name]);
        // Whether the series is written or summed up alone makes no other run.
        assert_eq!(some(&[0]), Selection::new(vec![Kept::Series], vec![0]).distinction());
        assert_ne!(some(&[0]), some(&[1]));
        assert!(all.with_factors(true).distinction().is_empty());
    }
}
