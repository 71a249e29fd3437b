//! The report: tables, pictures and words in German and English, made from results and nothing else.
//!
//! [`Material`] is what a report is made of. It is gathered in memory ([`Gathering`]) or read back from an output
//! directory ([`read`]). The same material gives the same bytes: no clock, no random ids.

mod axis;
mod bars;
mod costs;
mod drawing;
mod files;
#[cfg(test)]
mod fixture;
mod forest;
mod lines;
mod material;
mod notation;
mod page;
mod pictures;
mod sentences;
mod terminal;
mod turning;
mod words;

use std::collections::BTreeMap;

pub use files::{ReportFault, read, read_gathered};
pub use material::Gathering;
pub use sentences::what_comes_out;
pub use terminal::{run_table, terminal_table};

use crate::analysis::facts::Beside;
use crate::evidence::{Evidence, Kind};
use crate::vocabulary::{Concept, Language, Support};

/// What a report is made of.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Material {
    /// The name of the experiment or scenario.
    pub name: String,
    /// The question that the experiment asks; empty where none is stated.
    pub question: String,
    /// The seed.
    pub seed: u64,
    /// Replicates of each point.
    pub replicates: u32,
    /// Weeks of a run.
    pub weeks: u32,
    /// The smallest difference of an index that matters.
    pub relevant_difference: f64,
    /// Weights of the four dimensions by the scenario's goals, in their order; all zero where none are stated.
    pub goals: [f64; 4],
    /// Whether parameter sets of an ensemble were used instead of one set.
    pub used_ensemble: bool,
    /// Number of parameters by kind.
    pub kinds: BTreeMap<Kind, usize>,
    /// The configurations compared, by number.
    pub points: Vec<PointNote>,
    /// The districts; `all` stands last where there are several.
    pub districts: Vec<DistrictName>,
    /// Values over time.
    pub curves: BTreeMap<Place, Vec<Moment>>,
    /// Paired differences of the indices to the reference over time.
    pub gaps: BTreeMap<Place, Vec<Moment>>,
    /// Values of years: flows are summed, ratios averaged, states those at the end.
    pub years: BTreeMap<(Place, u32), Spread>,
    /// Declared contrasts.
    pub differences: Vec<Difference>,
    /// Contrasts of policies side by side under several conditions.
    pub rankings: Vec<Ranked>,
    /// Costs by item, averaged over replicates.
    pub costs: Vec<Cost>,
    /// Published figures beside what the runs give.
    pub facts: Vec<Beside>,
}

/// A configuration of an experiment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PointNote {
    /// The number, from 1.
    pub number: u32,
    /// The label.
    pub label: String,
    /// Factors and their levels.
    pub factors: Vec<(String, String)>,
    /// Whether its budget can pay it.
    pub feasible: bool,
    /// Why it is not feasible; empty where it is.
    pub reason: String,
}

impl PointNote {
    /// Returns whether it is one of the two comparators, whatever its label.
    pub fn is_comparator(&self) -> bool {
        let is_one = |word: &str| [Support::Nobody.key(), Support::ExistingServices.key()].contains(&word);
        is_one(&self.label)
            || self.factors.iter().any(|(key, value)| key.ends_with("intermediary.approach") && is_one(value))
    }
}

/// A district's id and names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DistrictName {
    /// The id in files.
    pub id: String,
    /// The English name.
    pub english: String,
    /// The German name.
    pub german: String,
}

/// To which point, district and measure a value belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The point's number.
    pub point: u32,
    /// The district's position in [`Material::districts`].
    pub district: usize,
    /// The measure's position in [`crate::observation::MEASURES`].
    pub measure: usize,
}

/// A value over replicates in an observed week.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// Weeks run.
    pub week: i32,
    /// The value over replicates.
    pub spread: Spread,
}

/// A value over replicates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// The mean.
    pub mean: f64,
    /// Half the 95 % interval of the mean; not a number for fewer than two replicates.
    pub margin: f64,
    /// The 10 % quantile.
    pub low: f64,
    /// The 90 % quantile.
    pub high: f64,
    /// Replicates that have a value.
    pub count: usize,
}

/// A row of `differences.csv`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The point compared.
    pub point: u32,
    /// The point against which it is compared.
    pub against: u32,
    /// The district's position in [`Material::districts`].
    pub district: usize,
    /// The measure's position in [`crate::observation::MEASURES`].
    pub measure: usize,
    /// The year, from 1.
    pub year: u32,
    /// The paired mean difference, point minus the other.
    pub difference: f64,
    /// The lower end of the 95 % interval.
    pub low: f64,
    /// The upper end of the 95 % interval.
    pub high: f64,
    /// Share of replicates in which the point is better.
    pub better_share: f64,
    /// The adjusted p value.
    pub p: f64,
    /// The verdict.
    pub verdict: Verdict,
}

/// What a contrast says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Secured, and larger than the relevant difference.
    Better,
    /// Secured, and worse by more than the relevant difference.
    Worse,
    /// The interval lies within the relevant difference.
    Equal,
    /// None of these.
    Undecidable,
}

/// A row of `turning.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// The district's position in [`Material::districts`].
    pub district: usize,
    /// The measure's position in [`crate::observation::MEASURES`].
    pub measure: usize,
    /// The policy.
    pub policy: String,
    /// The policy with which it is compared.
    pub against: String,
    /// The budget, load or other condition under which both stand.
    pub condition: String,
    /// The paired mean difference.
    pub difference: f64,
    /// Which of the two is ahead.
    pub side: Ahead,
    /// Whether each of the two is ahead under some condition.
    pub turns: bool,
}

/// Which of two policies is ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ahead {
    /// The first.
    First,
    /// The second.
    Second,
    /// They are practically equal.
    Neither,
    /// It cannot be said.
    Open,
}

/// A cost item of a district and year.
#[derive(Debug, Clone, PartialEq)]
pub struct Cost {
    /// The point.
    pub point: u32,
    /// The district's position in [`Material::districts`].
    pub district: usize,
    /// The year, from 1.
    pub year: u32,
    /// The item.
    pub item: String,
    /// Euros.
    pub euros: f64,
    /// Hours.
    pub hours: f64,
    /// Whether others give it beside the intermediary's budget.
    pub by_others: bool,
}

impl Verdict {
    /// Finds a verdict by its word in `differences.csv`.
    pub fn parse(word: &str) -> Option<Self> {
        match word.trim().replace(['_', '-'], " ").as_str() {
            "better" => Some(Self::Better),
            "worse" => Some(Self::Worse),
            "practically equal" | "equal" => Some(Self::Equal),
            "not decidable" | "undecidable" => Some(Self::Undecidable),
            _ => None,
        }
    }
}

/// Counts parameters by kind.
pub fn kinds(evidence: &Evidence) -> BTreeMap<Kind, usize> {
    let mut counts = BTreeMap::new();
    for (_, parameter) in evidence.iter() {
        *counts.entry(parameter.kind).or_default() += 1;
    }
    counts
}

/// Returns the report as one page that needs nothing from elsewhere.
pub fn html(material: &Material, language: Language) -> String {
    page::html(material, language)
}

/// Returns the main pictures: file names and SVG texts.
pub fn pictures(material: &Material, language: Language) -> Vec<(String, String)> {
    pictures::pictures(material, language).into_iter().map(|picture| (picture.file, picture.svg)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comparator_is_known_by_what_it_sets_whatever_its_label() {
        let point = |label: &str, approach: &str| PointNote {
            label: label.to_owned(),
            factors: vec![("intermediary.approach".to_owned(), approach.to_owned())],
            ..PointNote::default()
        };
        assert!(point("none · arrivals × 4", "none").is_comparator());
        assert!(point("hours for the same euros", "existing_services").is_comparator());
        assert!(!point("refer · arrivals × 4", "refer").is_comparator());
        let labelled = PointNote { label: "none".to_owned(), ..PointNote::default() };
        assert!(labelled.is_comparator());
    }
}
