//! Material: what a report is made of, taken over from results, and the questions that pictures and tables ask of it.
//!
//! Nothing is computed here that a table holds: years, spreads, intervals and verdicts come from the analysis.

use std::collections::BTreeMap;

use super::burdens::{self, BurdenNote, ShareNote};
use super::gains::{self, ChainNote, FirstYearsNote, PopulationNote, PriceNote, YearNote};
use super::ground::{self, PlaceNote};
use super::notes::{ContrastNote, DistrictName, PointNote, Ranked, ValueKey};
use crate::analysis::facts::Beside;
use crate::analysis::turning::{self, Turning};
use crate::analysis::{self, Cost, FOLLOWED, Moment, Results, Spread};
use crate::district::ALL_DISTRICTS;
use crate::evidence::{Evidence, Kind};
use crate::experiment::design::Experiment;
use crate::experiment::labels::{name_of, setting_of, spoken, value_of};
use crate::experiment::point::Point;
use crate::experiment::remarks::remarks;
use crate::experiment::span::Span;
use crate::observation::{MEASURES, Measure, Outcome, Role, WEEKS_OF_YEAR};
use crate::phrase::{Phrase, phrase};
use crate::vocabulary::{Concept, Dimension};

/// Lines that can be told apart in one picture.
const LINES: usize = 8;

/// Configurations that a table lists; more fill no page that anybody reads.
const LISTED: usize = 200;

/// Counts for which the report says whether a ranking turns, beside the person-years on which verdicts are passed.
const RANKED: [&str; 2] = ["needs_met", "referrals_completed"];

/// Returns the positions of the measures for which the report says whether a ranking turns.
pub(super) fn ranked_measures() -> impl Iterator<Item = usize> {
    Outcome::ALL.map(years_of).into_iter().chain(RANKED.map(measure))
}

/// What a report is made of.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Material {
    /// The name of the experiment or scenario.
    pub name: String,
    /// The question that the experiment asks; empty where none is stated.
    pub question: Phrase,
    /// The seed, or from which to which.
    pub seed: Phrase,
    /// Replicates of each point.
    pub replicates: usize,
    /// Weeks of a run.
    pub weeks: u32,
    /// The year that tables show, from 1.
    pub year: u32,
    /// The smallest difference that matters: a share of the person-years compared with, and the difference of an index.
    pub relevant_difference: f64,
    /// The year from which on person-years are summed up: that of the first opening.
    pub first_year: u32,
    /// Weights of the four dimensions by the scenario's goals, in their order; all zero where none are stated.
    pub goals: [f64; 4],
    /// Number of parameters by kind.
    pub kinds: BTreeMap<Kind, usize>,
    /// The configurations compared, by number.
    pub points: Vec<PointNote>,
    /// What a reader must know: what merged, was left out, never opens, has no effect.
    pub remarks: Vec<Phrase>,
    /// The districts; all together stand last where there are several.
    pub districts: Vec<DistrictName>,
    /// Followed measures from observation to observation.
    pub curves: BTreeMap<ValueKey, Vec<Moment>>,
    /// Paired differences of the indices to the reference of each point, from observation to observation.
    pub gaps: BTreeMap<ValueKey, Vec<Moment>>,
    /// Values at the beginning.
    pub beginnings: BTreeMap<ValueKey, Spread>,
    /// Values of the year that tables show.
    pub values: BTreeMap<ValueKey, Spread>,
    /// Person-years of each outcome since the first opening, by the position of their measure.
    pub totals: BTreeMap<ValueKey, Spread>,
    /// Declared contrasts of these, on which a verdict is passed.
    pub differences: Vec<ContrastNote>,
    /// Shares of what full access would change.
    pub shares: Vec<ShareNote>,
    /// What points cost others.
    pub burdens: Vec<BurdenNote>,
    /// What a person-year gained costs, all districts together.
    pub prices: Vec<PriceNote>,
    /// Person-years gained year by year by the points in pictures.
    pub by_year: Vec<YearNote>,
    /// Person-years gained by group, each point against the one that it is marked against.
    pub populations: Vec<PopulationNote>,
    /// Mean years over the first five since arrival, each point against the one that it is marked against.
    pub first_years: Vec<FirstYearsNote>,
    /// What became of needs under each point.
    pub chains: Vec<ChainNote>,
    /// Where things are, of points in pictures.
    pub places: Vec<PlaceNote>,
    /// Years of the run that the experiment asks for, from 1; empty where it asks for none in particular.
    pub years_asked: Vec<u32>,
    /// Contrasts of policies side by side under several conditions.
    pub rankings: Vec<Ranked>,
    /// Costs by item in that year.
    pub costs: Vec<Cost>,
    /// Published figures beside what the runs under the circumstances of the base give.
    pub facts: Vec<Beside>,
    /// The points of which these figures come.
    pub of_base: Vec<u32>,
}

impl Material {
    /// Takes over the results of an experiment; for each point stands why its budget cannot pay for it.
    pub fn of(experiment: &Experiment, infeasible: &[Option<Phrase>], results: &Results) -> Self {
        let (varying, districts) = (varying(experiment), districts(experiment));
        let mut material = Self {
            name: experiment.name.clone(),
            question: experiment.question.clone(),
            seed: Span::of(experiment.points.iter().map(|point| point.scenario.seed)).number(),
            goals: goals(experiment),
            kinds: kinds(&experiment.base.evidence),
            remarks: remarks(experiment, infeasible),
            points: experiment
                .points
                .iter()
                .zip(infeasible)
                .map(|(point, reason)| note(point, reason.as_ref(), &varying, &districts))
                .collect(),
            districts,
            ..Self::default()
        };
        material.fill(results);
        material
    }

    /// Takes over values, contrasts, costs and figures; districts and points must be there already.
    pub(super) fn fill(&mut self, results: &Results) {
        self.replicates = results.replicates();
        self.weeks = results.points.iter().map(|point| point.weeks).max().unwrap_or(0);
        self.year = results.shown_year();
        self.relevant_difference = results.relevant_difference;
        self.first_year = results.first_year;
        let listed: Vec<u32> = self.listed().into_iter().map(|point| point.number).collect();
        let pictured = results.together();
        let numbers: Vec<u32> = results.points.iter().map(|point| point.number).collect();
        for (position, note) in
            self.points.iter_mut().enumerate().filter(|(_, note)| listed.contains(&note.number))
        {
            note.reference = results.reference(position).map(|other| numbers[other]);
            note.is_pictured = pictured.contains(&position);
        }
        for (position, point) in
            results.points.iter().enumerate().filter(|(_, point)| listed.contains(&point.number))
        {
            let reference = results.reference(position).filter(|other| *other != position);
            for (district, name) in self.districts.iter().enumerate() {
                let Some(there) = point.district(&name.id) else { continue };
                for measure in 0..MEASURES.len() {
                    let place = ValueKey { point: point.number, district, measure };
                    self.values.insert(place, point.spread(there, measure, self.year));
                    self.beginnings.insert(place, point.beginning(there, measure));
                }
                for measure in Outcome::ALL.map(years_of) {
                    let place = ValueKey { point: point.number, district, measure };
                    self.totals.insert(place, Spread::of(point.totals(there, measure, self.first_year)));
                }
                for measure in FOLLOWED.map(measure) {
                    let place = ValueKey { point: point.number, district, measure };
                    self.curves.insert(place, point.course(there, measure));
                    if let Some(other) =
                        reference.filter(|_| matches!(MEASURES[measure].role, Role::Index(_)))
                    {
                        self.gaps.insert(place, point.gap(&results.points[other], there, measure));
                    }
                }
            }
        }
        self.compare(results);
        self.shares = burdens::shares(results);
        let marked = |point: &PointNote| Some((point.number, self.reference_of(point)?.number));
        let listed = self.listed().into_iter().filter(|point| !point.is_yardstick());
        let pairs: Vec<(u32, u32)> = listed.filter_map(marked).collect();
        self.burdens = burdens::burdens(&pairs, results);
        self.prices = gains::prices(&pairs, results);
        let drawn: Vec<u32> = self.drawn().into_iter().map(|point| point.number).collect();
        let drawn: Vec<(u32, u32)> = pairs.into_iter().filter(|(point, _)| drawn.contains(point)).collect();
        let ids: Vec<&str> = self.districts.iter().map(|name| name.id.as_str()).collect();
        self.by_year = gains::by_year(&drawn, &ids, results);
        self.populations = gains::populations(&drawn, &ids, results);
        self.first_years = gains::first_years(&drawn, &ids, results);
        self.chains = gains::chains(&ids, results);
        let forms = self.drawn().into_iter().filter(|point| !point.is_comparator());
        let forms: Vec<u32> = forms.map(|point| point.number).collect();
        self.places = ground::places(&forms, &ids, results);
        self.years_asked.clone_from(&results.declaration.years);
        self.costs = results.costs().into_iter().filter(|cost| cost.year == self.year).collect();
        self.facts = results.facts();
        self.of_base = results.of_base();
    }

    fn compare(&mut self, results: &Results) {
        let places: Vec<(usize, &str)> =
            self.districts.iter().enumerate().map(|(place, name)| (place, name.id.as_str())).collect();
        let primary = results.primary();
        for row in &primary.judged {
            let place = places.iter().find(|(_, id)| *id == row.district);
            let (Some(&(district, _)), Some(verdict)) = (place, row.verdict) else { continue };
            let (low, high) = row.simultaneous.unwrap_or((f64::NAN, f64::NAN));
            self.differences.push(ContrastNote {
                point: row.point.number,
                against: row.than.number,
                district,
                outcome: row.outcome,
                difference: row.paired.difference.unwrap_or(f64::NAN),
                low,
                high,
                level: row.level,
                verdict,
                to_decide: row.to_decide.map(|needed| needed.replicates),
            });
        }
        if !results.has_conditions() {
            return;
        }
        for (district, id) in places {
            for outcome in Outcome::ALL {
                let turnings = primary.turnings(id, outcome);
                self.rankings.extend(
                    turnings.iter().flat_map(|one| ranked(&self.districts, district, years_of(outcome), one)),
                );
            }
            for measure in RANKED.map(measure) {
                let turnings = results.turnings(id, measure, self.year);
                self.rankings
                    .extend(turnings.iter().flat_map(|one| ranked(&self.districts, district, measure, one)));
            }
        }
    }

    /// Returns whether a whole year was run.
    pub fn has_complete_year(&self) -> bool {
        self.weeks >= WEEKS_OF_YEAR
    }

    /// Returns a value of the year that tables show.
    pub(super) fn last(&self, point: u32, district: usize, measure: usize) -> Option<&Spread> {
        self.values.get(&ValueKey { point, district, measure }).filter(|spread| spread.n > 0)
    }

    /// Returns the mean in the year that tables show; not a number where there is none.
    pub(super) fn mean(&self, point: u32, district: usize, measure: usize) -> f64 {
        self.last(point, district, measure).and_then(|spread| spread.mean).unwrap_or(f64::NAN)
    }

    /// Returns the mean person-years of an outcome since the first opening; not a number where there are none.
    pub(super) fn total(&self, point: u32, district: usize, outcome: Outcome) -> f64 {
        let key = ValueKey { point, district, measure: years_of(outcome) };
        self.totals.get(&key).and_then(|spread| spread.mean).unwrap_or(f64::NAN)
    }

    /// Returns the weights of the dimensions by the goals.
    pub(super) fn weights(&self) -> [f64; 4] {
        analysis::weights(self.goals)
    }

    /// Returns the mean of the four indices in the year that tables show, weighted by the goals.
    pub(super) fn by_goals(&self, point: u32, district: usize) -> f64 {
        let indices = Dimension::ALL.iter().map(|dimension| self.mean(point, district, index_of(*dimension)));
        analysis::by_goals(indices, self.weights())
    }

    /// Returns the points that were run.
    pub(super) fn feasible(&self) -> Vec<&PointNote> {
        self.points.iter().filter(|point| point.is_feasible()).collect()
    }

    /// Returns the points that tables list: those that were run, of very many the first.
    pub(super) fn listed(&self) -> Vec<&PointNote> {
        let mut listed = self.feasible();
        listed.truncate(LISTED);
        listed
    }

    /// Returns a point by its number.
    pub(super) fn point(&self, number: u32) -> Option<&PointNote> {
        self.points.iter().find(|point| point.number == number)
    }

    /// Returns the point against which another is marked, unless it is that point itself.
    pub(super) fn reference_of(&self, point: &PointNote) -> Option<&PointNote> {
        self.point(point.reference?).filter(|reference| reference.number != point.number)
    }

    /// Returns the points against which others are marked, each once.
    pub(super) fn references(&self) -> Vec<&PointNote> {
        let marked: Vec<u32> =
            self.feasible().into_iter().filter_map(|point| Some(self.reference_of(point)?.number)).collect();
        self.points.iter().filter(|point| marked.contains(&point.number)).collect()
    }

    /// Returns the point against which those in the pictures are marked.
    pub(super) fn reference(&self) -> Option<&PointNote> {
        self.points.iter().filter(|point| point.is_pictured).find_map(|point| self.reference_of(point))
    }

    /// Returns the contrast of two points, turned round where it was declared the other way.
    pub(super) fn contrast(
        &self,
        point: u32,
        against: u32,
        district: usize,
        outcome: Outcome,
    ) -> Option<ContrastNote> {
        self.differences.iter().filter(|row| row.district == district && row.outcome == outcome).find_map(
            |row| {
                if (row.point, row.against) == (point, against) {
                    Some(*row)
                } else if (row.point, row.against) == (against, point) {
                    Some(row.reversed())
                } else {
                    None
                }
            },
        )
    }

    /// Returns the contrasts, none of them with a reference standing first against a form.
    pub(super) fn contrasts(&self) -> Vec<ContrastNote> {
        let references: Vec<u32> = self.references().into_iter().map(|point| point.number).collect();
        let is_turned =
            |row: &&ContrastNote| references.contains(&row.point) && !references.contains(&row.against);
        self.differences.iter().map(|row| if is_turned(&row) { row.reversed() } else { *row }).collect()
    }

    /// Returns the points whose lines and bars are drawn: of those in one picture all, or those furthest from the reference.
    pub(super) fn drawn(&self) -> Vec<&PointNote> {
        let pictured: Vec<&PointNote> =
            self.feasible().into_iter().filter(|point| point.is_pictured).collect();
        if pictured.len() <= LINES {
            return pictured;
        }
        let reference = self.reference().unwrap_or(pictured[0]).number;
        let district = self.districts.len().saturating_sub(1);
        let distance = |point: u32| {
            Dimension::ALL
                .iter()
                .map(|dimension| index_of(*dimension))
                .map(|index| {
                    (self.mean(point, district, index) - self.mean(reference, district, index)).abs()
                })
                .filter(|distance| distance.is_finite())
                .fold(0.0, f64::max)
        };
        let mut ranked: Vec<_> = pictured
            .iter()
            .map(|point| {
                let is_first = point.number == reference || point.is_comparator();
                (if is_first { f64::INFINITY } else { distance(point.number) }, point.number)
            })
            .collect();
        ranked.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        ranked.truncate(LINES);
        pictured
            .into_iter()
            .filter(|point| ranked.iter().any(|(_, number)| *number == point.number))
            .collect()
    }
}

/// Takes over what is ahead of what under which condition.
fn ranked(districts: &[DistrictName], district: usize, measure: usize, turning: &Turning) -> Vec<Ranked> {
    let turns = turning.turns();
    let steps = turning.steps.iter().map(|step| Ranked {
        district,
        measure,
        policy: spoken(&turning.policy, None),
        against: spoken(&turning.against, None),
        condition: condition(&step.parts, districts),
        size: size(&step.parts),
        difference: step.difference.unwrap_or(f64::NAN),
        side: step.side,
        turns,
    });
    steps.collect()
}

/// Returns a condition in words.
fn condition(parts: &[(String, String)], districts: &[DistrictName]) -> Phrase {
    let said = |(key, value): &(String, String)| {
        if key == DISTRICTS { said_at(key, value, districts) } else { setting_of(key, value) }
    };
    Phrase::join(&parts.iter().map(said).collect::<Vec<_>>(), ", ")
}

/// The key that says which districts are simulated.
const DISTRICTS: &str = "districts";

/// Returns a value at a key for reading; districts such as `["sb5", "sb6"]` by their names.
fn said_at(key: &str, value: &str, districts: &[DistrictName]) -> Phrase {
    let ids = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).filter(|_| key == DISTRICTS);
    let Some(ids) = ids else { return value_of(key, value) };
    let name = |id: &str| {
        let known = districts.iter().find(|district| district.id == id);
        known.map_or_else(|| Phrase::same(id), |district| district.name.clone())
    };
    Phrase::join(&ids.split(", ").map(|id| name(id.trim_matches('"'))).collect::<Vec<_>>(), ", ")
}

/// Returns a condition as a number, where it is a single one.
fn size(parts: &[(String, String)]) -> Option<f64> {
    match parts {
        [(_, value)] => value.parse().ok(),
        _ => None,
    }
}

fn note(
    point: &Point,
    infeasible: Option<&Phrase>,
    varying: &[String],
    districts: &[DistrictName],
) -> PointNote {
    let own = || point.factors.iter().filter(|(key, _)| varying.contains(key));
    let conditions: Vec<_> = own().filter(|(key, _)| turning::is_condition(key)).cloned().collect();
    let options = own().filter(|(key, _)| turning::is_policy(key));
    let policy: Vec<Phrase> = options.map(|(key, value)| said_at(key, value, districts)).collect();
    PointNote {
        number: point.number as u32,
        label: point.shown.clone(),
        policy: if policy.is_empty() { point.shown.clone() } else { Phrase::join(&policy, " · ") },
        condition: condition(&conditions, districts),
        size: size(&conditions),
        factors: point
            .factors
            .iter()
            .map(|(key, value)| (name_of(key), said_at(key, value, districts)))
            .collect(),
        infeasible: infeasible.cloned(),
        comparator: point.comparator(),
        reference: None,
        is_pictured: false,
    }
}

/// Returns the keys at which points say different things; comparators say nothing at what they ignore.
fn varying(experiment: &Experiment) -> Vec<String> {
    let mut said: BTreeMap<&str, &str> = BTreeMap::new();
    let mut varying: Vec<String> = Vec::new();
    for (key, value) in experiment.points.iter().flat_map(|point| &point.factors) {
        let first = *said.entry(key).or_insert(value);
        if first != value && !varying.contains(key) {
            varying.push(key.clone());
        }
    }
    varying
}

/// Returns the weights of the dimensions by the goals of the base, in the first district that has some.
fn goals(experiment: &Experiment) -> [f64; 4] {
    let mut configurations = experiment.base.districts.iter().flat_map(|plan| &plan.configurations);
    configurations.next().map_or([0.0; 4], |(_, first)| first.goals.values().map(crate::quantity::Share::get))
}

/// Of more districts than this a report shows all together alone: nobody reads hundreds of pictures, and the tables have each.
const MOST_DISTRICTS: usize = 30;

/// Returns the districts of all points, each once; behind several all of them together, which stand alone where they are very many.
fn districts(experiment: &Experiment) -> Vec<DistrictName> {
    let mut districts: Vec<DistrictName> = Vec::new();
    if experiment.points.iter().any(|point| point.scenario.districts.len() > MOST_DISTRICTS) {
        return vec![all_together()];
    }
    for plan in experiment.points.iter().flat_map(|point| &point.scenario.districts) {
        if districts.iter().all(|known| known.id != plan.id) {
            let name = Phrase::new(plan.district.name.clone(), plan.district.name_de.clone());
            districts.push(DistrictName { id: plan.id.clone(), name });
        }
    }
    together(districts)
}

/// Adds all districts together behind several; with one district they would say everything twice.
pub(super) fn together(mut districts: Vec<DistrictName>) -> Vec<DistrictName> {
    if districts.len() > 1 {
        districts.push(all_together());
    }
    districts
}

fn all_together() -> DistrictName {
    DistrictName { id: ALL_DISTRICTS.to_owned(), name: phrase!("All districts", "Alle Bezirke") }
}

/// Counts parameters by kind.
fn kinds(evidence: &Evidence) -> BTreeMap<Kind, usize> {
    let mut counts = BTreeMap::new();
    for (_, parameter) in evidence.iter() {
        *counts.entry(parameter.kind).or_default() += 1;
    }
    counts
}

/// Returns the position of the measure that is the index of a dimension.
pub(super) fn index_of(dimension: Dimension) -> usize {
    MEASURES
        .iter()
        .position(|measure| measure.role == Role::Index(dimension))
        .expect("each dimension has an index because the list of measures holds all four")
}

/// Returns the position of the measure that counts the person-years of an outcome.
pub(super) fn years_of(outcome: Outcome) -> usize {
    measure(outcome.measure())
}

/// Returns the position of a measure by a name that the report uses.
pub(super) fn measure(name: &str) -> usize {
    Measure::position(name).expect("the report asks only for measures of the list")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn districts_of_a_setting_have_their_names() {
        let name = |id: &str, name: &str| DistrictName { id: id.to_owned(), name: Phrase::same(name) };
        let districts = [name("sb5", "Stadtbezirk 5"), name("sb6", "Stadtbezirk 6")];
        let said = |key, value| said_at(key, value, &districts).german().to_owned();
        assert_eq!(said(DISTRICTS, "[\"sb6\"]"), "Stadtbezirk 6");
        assert_eq!(said(DISTRICTS, "[\"sb5\", \"old\"]"), "Stadtbezirk 5, old");
        assert_eq!(said("intermediary.siting", "central"), "zentral");
        let parts = [(DISTRICTS.to_owned(), "[\"sb5\"]".to_owned())];
        assert_eq!(condition(&parts, &districts).english(), "Stadtbezirk 5");
    }
}
