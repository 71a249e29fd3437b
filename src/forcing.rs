//! Series that the model takes as given: arrivals, law, demand for labour, apprenticeships, vacant dwellings, climate.
//!
//! A series is a list of dated values; each holds until the next, the last for ever. A scenario may scale the arrivals.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::time::Week;

/// A series of values, each with the week from which it holds; copies share the steps.
#[derive(Debug, Clone)]
pub struct Series {
    steps: Arc<[(Week, f64)]>,
    scale: f64,
}

impl PartialEq for Series {
    fn eq(&self, other: &Self) -> bool {
        self.scale == other.scale && (Arc::ptr_eq(&self.steps, &other.steps) || self.steps == other.steps)
    }
}

impl Default for Series {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl Series {
    /// Makes a series from steps in the order of their weeks.
    pub fn new(steps: Vec<(Week, f64)>) -> Self {
        Self { steps: steps.into(), scale: 1.0 }
    }

    /// Returns the series with all values multiplied by a factor, which is kept apart from what the file says.
    #[must_use]
    pub fn scaled(self, scale: f64) -> Self {
        Self { scale, ..self }
    }

    /// Returns the factor by which the values are multiplied.
    pub const fn scale(&self) -> f64 {
        self.scale
    }

    /// Returns the value in force; before the first step the first value holds, without steps it is 0.
    pub fn at(&self, week: Week) -> f64 {
        self.given(week) * self.scale
    }

    /// Returns the value in force as the file says it, before it is scaled.
    pub fn given(&self, week: Week) -> f64 {
        let after = self.steps.partition_point(|(from, _)| *from <= week);
        self.steps.get(after.saturating_sub(1)).map_or(0.0, |(_, value)| *value)
    }

    /// Returns the steps as the file says them, before they are scaled.
    pub fn steps(&self) -> &[(Week, f64)] {
        &self.steps
    }
}

macro_rules! forcings {
    ($($(#[$doc:meta])* $file:ident: $($column:ident),*;)*) => {
        /// All forcings, by file and column.
        #[derive(Debug, Clone, PartialEq, Default)]
        pub struct Forcings {
            $($(#[$doc])* pub $file: $file::Columns,)*
        }

        $(
            #[allow(missing_docs, reason = "the columns are described in the file itself and in the documentation of the field")]
            #[allow(clippy::allow_attributes, reason = "some files have one column, some have many")]
            pub mod $file {
                //! Columns of one forcing.
                /// One series for each column.
                #[derive(Debug, Clone, PartialEq, Default)]
                pub struct Columns { $(pub $column: super::Series,)* }
            }
        )*

        /// File names (without `.csv`) and their columns, in order.
        pub const LAYOUT: &[(&str, &[&str])] = &[$((stringify!($file), &[$(stringify!($column)),*])),*];

        impl Forcings {
            /// Puts series together; `None` when a column is missing.
            pub fn assemble(mut series: BTreeMap<(String, String), Series>) -> Option<Self> {
                Some(Self {
                    $($file: $file::Columns {
                        $($column: series.remove(&(stringify!($file).to_owned(), stringify!($column).to_owned()))?,)*
                    },)*
                })
            }

            /// Returns the series of a file and column.
            pub fn get(&self, file: &str, column: &str) -> Option<&Series> {
                $($(if file == stringify!($file) && column == stringify!($column) {
                    return Some(&self.$file.$column);
                })*)*
                None
            }
        }
    };
}

forcings! {
    /// People assigned to the city each week, all ages.
    arrivals: per_week;
    /// Composition of those who arrive: shares of men, of ages, of origins.
    composition: male, under_18, age_18_34, age_35_64, age_65_plus, syria, afghanistan, iraq, iran, eritrea, other;
    /// Asylum procedure: months from arrival to decision (mean, deviation), share protected, share with settled residence on assignment.
    procedure: months_mean, months_deviation, protection_rate;
    /// Law: weeks of waiting before work is allowed, whether a residence rule holds (0 or 1), and whether people in procedure with good prospects may take courses (0 or 1).
    law: work_wait_weeks, residence_rule, early_course_access;
    /// Demand for labour relative to 2016–2019, by sex.
    labour: men, women;
    /// Apprenticeships that come onto the market relative to 2016–2019.
    apprenticeships: offered;
    /// Vacant dwellings relative to 2016–2019.
    dwellings: vacancies;
    /// Places in language courses, childcare and school preparation relative to 2017.
    places: language_courses, childcare, school;
    /// German courses: wait for the letter that obliges to one (relative to 2016), share of the places in entry courses that are filled
    /// in a week, and whether there are further courses (0 or 1).
    courses: letters, entry, further;
    /// National climate towards people who fled, −1 to 1.
    climate: national;
    /// Willingness to begin to help: relative weekly rate of recruitment.
    volunteering: recruitment;
    /// Departures from the city: relative rate.
    departures: factor;
    /// Closures: share that stays open of courses, childcare, desks and meetings.
    closures: courses, childcare, desks, meetings;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_holds_until_the_next_and_the_last_for_ever() {
        let series = Series::new(vec![(Week(0), 1.0), (Week(10), 2.0)]);
        assert_eq!(series.at(Week(-5)), 1.0);
        assert_eq!(series.at(Week(9)), 1.0);
        assert_eq!(series.at(Week(10)), 2.0);
        assert_eq!(series.at(Week(700)), 2.0);
        let scaled = series.scaled(1.5);
        assert_eq!((scaled.at(Week(10)), scaled.given(Week(10)), scaled.scale()), (3.0, 2.0, 1.5));
    }
}
