//! Remarks: what merged, was left out, never opens or has no effect, said wherever the experiment is shown.

use std::collections::{BTreeMap, BTreeSet};

use super::contrasts::MOST_COMPARED;
use super::design::Experiment;
use super::point::Point;
use crate::configuration::Configuration;
use crate::intermediary::account::sites;
use crate::phrase::{Phrase, phrase};
use crate::scenario::{self, DistrictPlan};
use crate::vocabulary::{Method, Support, Task};

/// Remarks of one kind that are made one by one; the rest is counted.
const NAMED: usize = 8;

/// Returns what a reader of an experiment must know; for each point stands why its budget cannot pay for it.
pub fn remarks(experiment: &Experiment, infeasible: &[Option<Phrase>]) -> Vec<Phrase> {
    let points = &experiment.points;
    let mut remarks = merged(points);
    let mut each = OfPoints::default();
    let mut unpaid = Vec::new();
    for (point, reason) in points.iter().zip(infeasible) {
        match reason {
            Some(reason) => unpaid.push(left_out(point, reason)),
            None => each.add(point),
        }
    }
    remarks.extend(few(unpaid));
    remarks.extend(uncompared(experiment));
    remarks.extend(each.phrases());
    remarks
}

/// Remarks on single points, gathered one after the other.
#[derive(Debug, Default)]
pub struct OfPoints {
    /// Numbers of points that never open, by the districts in which they do not and by the weeks of the run.
    unopened: BTreeMap<(String, u32), Vec<usize>>,
    /// The first of those that say which options have no effect, and all of them.
    without_effect: Vec<Phrase>,
    seen: BTreeSet<Phrase>,
    /// What of the districts nobody has counted.
    guessed: BTreeSet<Phrase>,
}

impl OfPoints {
    /// Adds a point that can be paid.
    pub fn add(&mut self, point: &Point) {
        self.guessed.extend(point.scenario.districts.iter().filter_map(guessed));
        let ids = point.unopened();
        if !ids.is_empty() {
            self.unopened.entry((ids.join(", "), point.scenario.weeks)).or_default().push(point.number);
        }
        for remark in without_effect(point) {
            if self.seen.insert(remark.clone()) && self.without_effect.len() < NAMED {
                self.without_effect.push(remark);
            }
        }
    }

    /// Returns the remarks.
    pub fn phrases(&self) -> Vec<Phrase> {
        let unopened = self.unopened.iter().map(|((ids, weeks), points)| unopened(ids, *weeks, points));
        let mut remarks = few(unopened.collect());
        remarks.extend(self.without_effect.clone());
        remarks.extend(more(self.seen.len() - self.without_effect.len()));
        remarks.extend(few(self.guessed.iter().cloned().collect()));
        remarks
    }
}

/// Says which figures of a district nobody has counted, if there are any.
fn guessed(plan: &DistrictPlan) -> Option<Phrase> {
    let guesses = &plan.district.guesses;
    if guesses.is_empty() {
        return None;
    }
    let figures = scenario::figures().count();
    let guessed = scenario::figures().filter(|(key, _)| guesses.iter().any(|guess| guess == key));
    let labels: Vec<Phrase> =
        guessed.map(|(_, field)| Phrase::new(field.english.to_owned(), field.german.to_owned())).collect();
    let (id, count, list) = (&plan.id, labels.len(), Phrase::join(&labels, ", "));
    Some(phrase!(
        "{id}: {count} of {figures} figures of this district are guesses, not counts: {list}",
        "{id}: {count} von {figures} Angaben zu diesem Bezirk sind geschätzt, nicht gezählt: {list}";
        list = list
    ))
}

/// Says that a point was found to be another one.
pub fn same(label: &str, number: usize, as_label: &Phrase) -> Phrase {
    phrase!(
        "`{label}` is the same scenario as point {number} ({first}) and is run once with it",
        "`{label}` ist dasselbe Szenario wie Punkt {number} ({first}) ; beide werden zusammen nur einmal gerechnet";
        first = *as_label
    )
}

/// Says that a point creates what another one does, though it is written otherwise.
pub fn coincides(shown: &Phrase, number: usize, with: &Phrase) -> Phrase {
    phrase!(
        "`{shown}` creates the same as point {number} ({with}): for what tells them apart there is no hour or no money",
        "`{shown}` schafft dasselbe wie Punkt {number} ({with}): für das, worin sie sich unterscheiden, fehlen Stunden oder Geld";
        shown = *shown,
        with = *with
    )
}

/// Keeps the first remarks of a kind and counts the others.
pub fn few(mut remarks: Vec<Phrase>) -> Vec<Phrase> {
    let mut seen = BTreeSet::new();
    remarks.retain(|remark| seen.insert(remark.clone()));
    let others = more(remarks.len().saturating_sub(NAMED));
    remarks.truncate(NAMED);
    remarks.extend(others);
    remarks
}

/// Says how many more there are, if any.
fn more(count: usize) -> Option<Phrase> {
    (count > 0).then(|| phrase!("and {count} more of this kind", "und {count} weitere dieser Art"))
}

fn merged(points: &[Point]) -> Vec<Phrase> {
    let each = points
        .iter()
        .flat_map(|point| point.aliases.iter().map(|alias| same(alias, point.number, &point.shown)));
    few(each.collect())
}

fn left_out(point: &Point, reason: &Phrase) -> Phrase {
    let number = point.number;
    phrase!(
        "point {number} ({label}) is left out: {reason}",
        "Punkt {number} ({label}) entfällt: {reason}";
        label = point.shown,
        reason = *reason
    )
}

fn unopened(ids: &str, weeks: u32, points: &[usize]) -> Phrase {
    let more = points.len().saturating_sub(NAMED);
    let numbers: Vec<String> = points.iter().take(NAMED).map(usize::to_string).collect();
    let mut list = Phrase::same(numbers.join(", "));
    if more > 0 {
        list = phrase!("{list} and {more} more", "{list} und {more} weitere"; list = list);
    }
    if points.len() == 1 {
        phrase!(
            "point {list} never opens in {ids} within the {weeks} weeks, so there is no verdict on it there",
            "Punkt {list} öffnet in {ids} nie innerhalb der {weeks} Wochen, daher gibt es dort kein Urteil über ihn";
            list = list
        )
    } else {
        phrase!(
            "points {list} never open in {ids} within the {weeks} weeks, so there is no verdict on them there",
            "die Punkte {list} öffnen in {ids} nie innerhalb der {weeks} Wochen, daher gibt es dort kein Urteil über sie";
            list = list
        )
    }
}

/// Says why nothing is compared where a reader would expect it.
fn uncompared(experiment: &Experiment) -> Option<Phrase> {
    let points = experiment.points.len();
    if points < 2 || !experiment.contrasts.is_empty() {
        return None;
    }
    if points > MOST_COMPARED && experiment.declaration.pattern.is_none() {
        return Some(too_many_to_compare());
    }
    if experiment.declaration.pattern.is_some() {
        return Some(phrase!(
            "nothing is compared: no two points are as `contrasts` asks; [[contrast]] can name pairs",
            "es wird nichts verglichen: keine zwei Punkte sind so, wie `contrasts` verlangt; [[contrast]] kann Paare nennen"
        ));
    }
    Some(phrase!(
        "nothing is compared: no two points have the same budget under the same circumstances; [[contrast]] can name pairs",
        "es wird nichts verglichen: keine zwei Punkte haben dasselbe Budget unter denselben Umständen; [[contrast]] kann Paare nennen"
    ))
}

/// Says that very many points are compared only on demand.
pub fn too_many_to_compare() -> Phrase {
    phrase!(
        "nothing is compared: among more than {MOST_COMPARED} points only as `contrasts` or [[contrast]] say",
        "es wird nichts verglichen: unter mehr als {MOST_COMPARED} Punkten nur, was `contrasts` oder [[contrast]] angeben"
    )
}

/// Says which options have no effect beside each other.
fn without_effect(point: &Point) -> Vec<Phrase> {
    let mut remarks = Vec::new();
    for plan in &point.scenario.districts {
        let own = plan.configurations.iter().filter(|(_, own)| own.support == Support::Intermediary);
        for (_, configuration) in own {
            remarks.extend(idle_methods(plan, configuration));
            remarks.extend(shared_places(plan, configuration));
        }
    }
    remarks
}

fn idle_methods(plan: &DistrictPlan, configuration: &Configuration) -> Vec<Phrase> {
    [
        (Task::Integration, Method::Casework),
        (Task::Encounter, Method::Groupwork),
        (Task::Networking, Method::Networking),
    ]
    .into_iter()
    .filter_map(|(task, method)| {
        let share = configuration.methods[method].get();
        if share <= 0.0 || configuration.tasks[task] {
            return None;
        }
        let (id, share) = (&plan.id, share * 100.0);
        Some(phrase!(
            "{id}: `{task}` is not a task, so the {share:.0} % of working time for {method} goes to the other methods",
            "{id}: `{task}` ist keine Aufgabe, daher gehen die {share:.0} % Arbeitszeit für {method} an die anderen Methoden"
        ))
    })
    .collect()
}

fn shared_places(plan: &DistrictPlan, configuration: &Configuration) -> Option<Phrase> {
    let (sites, parts) = (usize::from(sites(configuration)), plan.district.neighbourhood.len());
    let id = &plan.id;
    (sites > parts).then(|| {
        phrase!(
            "{id}: {sites} sites but {parts} neighbourhoods: some share a place, as a site stands in the middle of one",
            "{id}: {sites} Standorte, aber {parts} Stadtteile: manche teilen sich einen Ort, denn ein Standort liegt in der Mitte eines Stadtteils"
        )
    })
}
