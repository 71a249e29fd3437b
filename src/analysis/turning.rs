//! Turning: whether a ranking of two policies turns from one condition to another, such as budgets or numbers of arrivals.
//!
//! A policy is what a point sets of the intermediary, a condition is its budget and whatever it sets beside the intermediary.
//! Contrasts of the same two policies under several conditions are laid side by side.

use serde::{Deserialize, Serialize};

use super::compare::{ALL_YEARS, Difference, Family, Verdict};
use super::primary::{Judged, Primary};
use super::{PointYears, Results};
use crate::district::ALL_DISTRICTS;
use crate::experiment::point::Comparator;
use crate::observation::row::{Row, Text};
use crate::observation::{Direction, MEASURES, Outcome, Role};

/// Keys of the intermediary that are conditions rather than policies.
const BUDGETS: [&str; 2] = ["intermediary.budget_eur_per_year", "intermediary.staff_fte"];

/// Which of two policies is ahead under a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The first, by more than matters.
    First,
    /// The second, by more than matters.
    Second,
    /// Neither: they are practically equal.
    #[serde(rename = "practically equal")]
    Equal,
    /// It cannot be said.
    #[serde(rename = "not decidable")]
    Undecided,
}

impl Side {
    /// Returns the word in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
            Self::Equal => "practically equal",
            Self::Undecided => "not decidable",
        }
    }

    /// Returns the side seen from the other policy.
    const fn reversed(self) -> Self {
        match self {
            Self::First => Self::Second,
            Self::Second => Self::First,
            other => other,
        }
    }

    /// Returns the side of a verdict; undecided where none is passed.
    const fn of(verdict: Option<Verdict>) -> Self {
        match verdict {
            Some(Verdict::Better) => Self::First,
            Some(Verdict::Worse) => Self::Second,
            Some(Verdict::PracticallyEqual) => Self::Equal,
            Some(Verdict::NotDecidable) | None => Self::Undecided,
        }
    }

    /// Returns the side that an interval of its own shows: of an index or a share beyond what matters, of anything else beyond zero.
    ///
    /// Where neither direction is good, the greater value is ahead.
    fn described(row: &Difference<'_>, relevant: f64) -> Self {
        let Some((low, high)) = row.paired.interval else { return Self::Undecided };
        let is_down = row.measure.direction == Direction::Down;
        let interval = if is_down { (0.0 - high, 0.0 - low) } else { (low, high) };
        let has_threshold = matches!(row.measure.role, Role::Index(_) | Role::Share);
        match Verdict::of(interval, if has_threshold { relevant } else { 0.0 }) {
            // Without a threshold nothing is too small to matter but what is nothing at all.
            Verdict::PracticallyEqual if !has_threshold => Self::Undecided,
            verdict => Self::of(Some(verdict)),
        }
    }
}

/// A row of `turning.csv`: two policies under one condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TurningRow {
    /// The district's id, or that of all together.
    pub district: String,
    /// The name of the measure.
    pub measure: Text,
    /// The first policy.
    pub policy: String,
    /// The second.
    pub against: String,
    /// The condition.
    pub condition: String,
    /// The year, from 1; 0 for the sum of person-years over all years from that of the first opening on.
    pub year: u32,
    /// Whether the side is a verdict.
    pub family: Family,
    /// Mean paired difference, first minus second.
    pub difference: Option<f64>,
    /// Lower end of the 95 % interval, of a verdict that which holds together with all others.
    pub low: Option<f64>,
    /// Upper end of the same.
    pub high: Option<f64>,
    /// Who is ahead.
    pub side: Side,
    /// Whether each of the two is ahead under some condition.
    pub turns: bool,
}

impl Row for TurningRow {}

/// Two policies under several conditions, in one district and measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Turning {
    /// The first policy.
    pub policy: String,
    /// The second.
    pub against: String,
    /// One step a condition, in the order of the points.
    pub steps: Vec<Step>,
}

/// Two policies under one condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The condition.
    pub condition: String,
    /// Of what it is made: keys, and what the scenario says at them.
    pub parts: Vec<(String, String)>,
    /// Mean paired difference, first minus second.
    pub difference: Option<f64>,
    /// The interval on which the side rests.
    pub interval: Option<(f64, f64)>,
    /// Who is ahead.
    pub side: Side,
}

impl Step {
    /// Returns the same seen from the other policy.
    fn reversed(self) -> Self {
        Self {
            // No negative zero.
            difference: self.difference.map(|difference| 0.0 - difference),
            interval: self.interval.map(|(low, high)| (0.0 - high, 0.0 - low)),
            side: self.side.reversed(),
            ..self
        }
    }
}

impl Turning {
    /// Returns whether the first is ahead under one condition and the second under another.
    pub fn turns(&self) -> bool {
        let ahead = |side: Side| self.steps.iter().any(|step| step.side == side);
        ahead(Side::First) && ahead(Side::Second)
    }
}

impl PointYears {
    /// Returns what the point is of the intermediary's options, its budget and opening aside.
    fn policy(&self) -> String {
        let words: Vec<&str> =
            self.factors.iter().filter(|(key, _)| is_policy(key)).map(|(_, value)| value.as_str()).collect();
        if words.is_empty() { self.label.clone() } else { words.join(" · ") }
    }

    /// Returns the point's budget and whatever is beside the intermediary.
    fn conditions(&self) -> impl Iterator<Item = &(String, String)> {
        self.factors.iter().filter(|(key, _)| is_condition(key))
    }
}

/// How the keys of the options begin; one that is set for a district alone shows in the value of that for all.
const OPTIONS: &str = "intermediary.";

/// Returns whether a key says under what an intermediary works rather than what it is.
pub(crate) fn is_condition(key: &str) -> bool {
    BUDGETS.contains(&key) || !key.contains(OPTIONS)
}

/// Returns whether a key says what an intermediary is, its opening aside.
pub(crate) fn is_policy(key: &str) -> bool {
    key.starts_with(OPTIONS) && !is_condition(key) && key != "intermediary.opens"
}

/// Returns the condition of two points part by part; `None` where they are compared across conditions.
fn shared_condition(one: &PointYears, other: &PointYears) -> Option<Vec<(String, String)>> {
    let mut parts: Vec<(String, String)> = Vec::new();
    for (key, value) in one.conditions().chain(other.conditions()) {
        let differs = |point: &PointYears| point.conditions().any(|(k, v)| k == key && v != value);
        if differs(one) || differs(other) {
            return None;
        }
        if !parts.iter().any(|(known, _)| known == key) {
            parts.push((key.clone(), value.clone()));
        }
    }
    Some(parts)
}

/// Returns a condition as one text.
fn written(parts: &[(String, String)]) -> String {
    let part =
        |(key, value): &(String, String)| format!("{} = {value}", key.rsplit('.').next().unwrap_or(key));
    parts.iter().map(part).collect::<Vec<_>>().join(", ")
}

/// Lays contrasts side by side: one for each two policies.
fn lay<'a>(contrasts: impl IntoIterator<Item = (&'a PointYears, &'a PointYears, Step)>) -> Vec<Turning> {
    let mut turnings: Vec<Turning> = Vec::new();
    // A yardstick is nothing that could be ranked.
    let is_ranked = |point: &PointYears| point.comparator != Some(Comparator::FullAccess);
    for (point, than, step) in
        contrasts.into_iter().filter(|(one, other, _)| is_ranked(one) && is_ranked(other))
    {
        let Some(parts) = shared_condition(point, than) else { continue };
        let step = Step { condition: written(&parts), parts, ..step };
        let (policy, against) = (point.policy(), than.policy());
        let known = turnings.iter_mut().find(|known| {
            known.policy == policy && known.against == against
                || known.policy == against && known.against == policy
        });
        match known {
            Some(known) if known.policy == policy => known.steps.push(step),
            // Declared the other way round.
            Some(known) => known.steps.push(step.reversed()),
            None => turnings.push(Turning { policy, against, steps: vec![step] }),
        }
    }
    turnings
}

impl Results {
    /// Lays the declared contrasts of a district, measure and year side by side, by what they describe.
    pub fn turnings(&self, district: &str, measure: usize, year: u32) -> Vec<Turning> {
        let step = |row: &Difference<'_>| Step {
            condition: String::new(),
            parts: Vec::new(),
            difference: row.paired.difference,
            interval: row.paired.interval,
            side: Side::described(row, self.relevant_difference),
        };
        lay(self.described(district, measure, year).iter().map(|row| (row.point, row.than, step(row))))
    }

    /// Returns whether any two policies are compared under more than one condition.
    pub fn has_conditions(&self) -> bool {
        self.turnings(ALL_DISTRICTS, 0, self.shown_year()).iter().any(|turning| turning.steps.len() > 1)
    }

    /// Returns the rows of `turning.csv`: verdicts on person-years first, then what the year that tables show says of all measures.
    pub fn turning_rows(&self) -> Vec<TurningRow> {
        let primary = self.primary();
        let mut rows = Vec::new();
        for district in self.districts() {
            for outcome in Outcome::ALL {
                let turnings = primary.turnings(district, outcome);
                rows.extend(turnings.iter().flat_map(|turning| {
                    turning.rows(district, outcome.measure(), ALL_YEARS, Family::Primary)
                }));
            }
        }
        let year = self.shown_year();
        for district in self.districts() {
            for (position, measure) in MEASURES.iter().enumerate() {
                let turnings = self.turnings(district, position, year);
                rows.extend(
                    turnings
                        .iter()
                        .flat_map(|turning| turning.rows(district, measure.name, year, Family::Description)),
                );
            }
        }
        rows
    }
}

impl Primary<'_> {
    /// Lays the verdicts on an outcome in a district side by side.
    pub fn turnings(&self, district: &str, outcome: Outcome) -> Vec<Turning> {
        let own = self.judged.iter().filter(|one| one.district == district && one.outcome == outcome);
        let step = |one: &Judged<'_>| Step {
            condition: String::new(),
            parts: Vec::new(),
            difference: one.paired.difference,
            interval: one.simultaneous,
            side: Side::of(one.verdict),
        };
        lay(own.map(|one| (one.point, one.than, step(one))))
    }
}

impl Turning {
    fn rows(
        &self,
        district: &str,
        measure: &'static str,
        year: u32,
        family: Family,
    ) -> impl Iterator<Item = TurningRow> {
        let turns = self.turns();
        self.steps.iter().map(move |step| TurningRow {
            district: district.to_owned(),
            measure: measure.into(),
            policy: self.policy.clone(),
            against: self.against.clone(),
            condition: step.condition.clone(),
            year,
            family,
            difference: step.difference,
            low: step.interval.map(|(low, _)| low),
            high: step.interval.map(|(_, high)| high),
            side: step.side,
            turns,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::{Measure, SeriesRow};
    use crate::time::Week;

    fn point(number: u32, approach: &str, budget: &str, values: &[f64]) -> PointYears {
        let mut point = PointYears::new(number, &format!("p{number}"), [], 52);
        point.factors = vec![
            ("intermediary.approach".to_owned(), approach.to_owned()),
            ("intermediary.budget_eur_per_year".to_owned(), budget.to_owned()),
        ];
        for value in values {
            let values = vec![*value; MEASURES.len()];
            point.push(&[SeriesRow::new(ALL_DISTRICTS, Week(52), true, values)]);
        }
        point
    }

    fn results(at_the_greater_budget: &[f64]) -> Results {
        let mut results = Results::of_points(vec![
            point(1, "refer", "70000", &[0.50, 0.51, 0.52]),
            point(2, "provide", "70000", &[0.60, 0.62, 0.61]),
            point(3, "refer", "280000", &[0.50, 0.51, 0.52]),
            point(4, "provide", "280000", at_the_greater_budget),
        ]);
        results.contrasts = vec![(1, 0), (3, 2), (3, 0)];
        results.relevant_difference = 0.01;
        results
    }

    #[test]
    fn contrasts_declared_the_other_way_round_are_the_same_contrasts() {
        let mut results = results(&[0.40, 0.42, 0.41]);
        let culturation = Measure::position("culturation").unwrap();
        let steps = |results: &Results| {
            let turnings = results.turnings("all", culturation, 1);
            assert_eq!(turnings.len(), 1);
            let steps = turnings[0].steps.iter();
            steps.cloned().collect::<Vec<_>>()
        };
        let straight = steps(&results);
        results.contrasts[1] = (2, 3);
        assert_eq!(steps(&results), straight);
    }

    #[test]
    fn a_ranking_turns_when_each_policy_is_ahead_somewhere() {
        let results = results(&[0.40, 0.42, 0.41]);
        let culturation = Measure::position("culturation").unwrap();
        let turnings = results.turnings("all", culturation, 1);
        // The third contrast compares across budgets and belongs to no condition.
        assert_eq!(turnings.len(), 1);
        assert_eq!((turnings[0].policy.as_str(), turnings[0].against.as_str()), ("provide", "refer"));
        let sides: Vec<Side> = turnings[0].steps.iter().map(|step| step.side).collect();
        assert_eq!(sides, [Side::First, Side::Second]);
        assert!(turnings[0].turns() && results.has_conditions());
        assert_eq!(turnings[0].steps[1].condition, "budget_eur_per_year = 280000");
    }

    #[test]
    fn a_ranking_that_is_lost_does_not_turn() {
        let results = results(&[0.501, 0.511, 0.521]);
        let culturation = Measure::position("culturation").unwrap();
        let turnings = results.turnings("all", culturation, 1);
        assert_eq!(turnings[0].steps[1].side, Side::Equal);
        assert!(!turnings[0].turns());
    }

    #[test]
    fn counts_are_ahead_where_more_is_good_and_the_difference_is_sure() {
        let results = results(&[0.40, 0.42, 0.41]);
        let met = Measure::position("needs_met").unwrap();
        let reneged = Measure::position("reneged").unwrap();
        assert_eq!(results.turnings("all", met, 1)[0].steps[0].side, Side::First);
        assert_eq!(results.turnings("all", reneged, 1)[0].steps[0].side, Side::Second);
    }
}
