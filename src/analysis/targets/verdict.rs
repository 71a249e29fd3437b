//! Whether what runs say lies where published figures do: by line, then by fact.

use std::collections::BTreeMap;

use super::logistic::{self, Group};
use super::tally::{ALIKE, STEP_HOURS, by_thirds, indicators};
use super::{Estimator, Others, Role, Target};
use crate::numeric::exp;
use crate::statistics::pooled::{Pooled, pool};
use crate::statistics::t_two_sided;

/// Fewer people than this in a denominator say nothing.
pub const LEAST: f64 = 200.0;

/// How sure a sign has to be.
const SURE: f64 = 0.95;

/// How sure the sign of a difference between districts has to be.
const SURE_OF_DISTRICTS: f64 = 0.90;

/// Where a figure lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Outside the band.
    Out,
    /// Only its interval meets the band.
    Marginal,
    /// Too few people are counted.
    TooFew,
    /// The tables of a run do not say it yet.
    NotYet,
    /// In the band.
    In,
}

impl Standing {
    /// Returns the word in results.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Out => "out",
            Self::Marginal => "marginal",
            Self::TooFew => "too few",
            Self::NotYet => "not computed",
            Self::In => "in",
        }
    }

    /// Returns whether it lies in the band; nothing where that is not known.
    pub const fn is_inside(self) -> Option<bool> {
        match self {
            Self::In => Some(true),
            Self::Out | Self::Marginal => Some(false),
            Self::TooFew | Self::NotYet => None,
        }
    }
}

/// What runs say to a published figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The figure.
    pub target: &'static Target,
    /// Over all replicates together; nothing where it is not computed, or nobody is counted.
    pub value: Option<f64>,
    /// Its 95 % interval between replicates; nothing with fewer than two.
    pub interval: Option<[f64; 2]>,
    /// Distance from the middle of the band, in standard deviations of all that may be off; nothing where the band is open.
    pub implausibility: Option<f64>,
    /// Where it lies.
    pub standing: Standing,
    /// What the run says in which it has to come out as well, if any.
    pub without: Option<Without>,
}

/// What a run without intermediary says to a published figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Without {
    /// Over all replicates together.
    pub value: Option<f64>,
    /// Its 95 % interval between replicates.
    pub interval: Option<[f64; 2]>,
    /// Where it lies.
    pub standing: Standing,
}

/// A fact: all of its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactFinding {
    /// The fact.
    pub fact: &'static str,
    /// Whether it counts.
    pub is_counted: bool,
    /// Whether all lines lie in their bands, or all but one and that one is marginal, also under the run in which they have to come
    /// out as well; nothing where that is not known.
    pub inside: Option<bool>,
}

/// The sums of runs: by point, then by replicate, for each line.
pub type Sums<'a> = BTreeMap<&'a str, Vec<BTreeMap<&'static str, Vec<f64>>>>;

/// Holds the sums of runs against all published figures.
pub fn find(targets: &'static [Target], sums: &Sums<'_>) -> Vec<Finding> {
    targets.iter().map(|target| of_line(target, sums)).collect()
}

fn of_line(target: &'static Target, sums: &Sums<'_>) -> Finding {
    let without = target.also_under.as_deref().map(|point| {
        let Finding { value, interval, standing, .. } = under(target, point, sums);
        Without { value, interval, standing }
    });
    Finding { without, ..under(target, &target.scenario, sums) }
}

/// Holds the sums of the runs of a point against a figure.
fn under(target: &'static Target, point: &str, sums: &Sums<'_>) -> Finding {
    let none = Finding {
        target,
        value: None,
        interval: None,
        implausibility: None,
        standing: Standing::NotYet,
        without: None,
    };
    let of_point = |point: &str| -> Option<Vec<&Vec<f64>>> {
        sums.get(point)?.iter().map(|run| run.get(target.id.as_str())).collect()
    };
    let than = match &target.estimator {
        Estimator::DifferenceOfDistricts { than, .. }
        | Estimator::Completion { than: Some(Others { scenario: than, .. }) } => of_point(than),
        _ => Some(Vec::new()),
    };
    let (Some(own), Some(than)) = (of_point(point), than) else { return none };
    // Both sides of a difference behind each other, so that there is one list of sums for each replicate.
    let runs: Vec<Vec<f64>> = own
        .iter()
        .enumerate()
        .map(|(place, run)| {
            run.iter().chain(than.get(place).copied().into_iter().flatten()).copied().collect()
        })
        .collect();
    let Some(width) = runs.first().map(Vec::len) else { return none };
    let pooled: Vec<f64> = (0..width).map(|place| runs.iter().map(|run| run[place]).sum()).collect();
    let found = pool(&runs, |sums| value(&target.estimator, sums));
    let few = Finding { value: found.map(|found| found.value), standing: Standing::TooFew, ..none.clone() };
    let Some(Pooled { value, error, interval }) =
        found.filter(|_| weight(&target.estimator, &pooled) >= LEAST)
    else {
        return few;
    };
    Finding {
        value: Some(value),
        interval,
        implausibility: implausibility(target, value, error.unwrap_or(0.0)),
        standing: standing(target, value, interval, error, runs.len()),
        ..none
    }
}

fn standing(
    target: &Target,
    value: f64,
    interval: Option<[f64; 2]>,
    error: Option<f64>,
    replicates: usize,
) -> Standing {
    let band = target.band;
    if !band.is_sign() {
        let meets = |[low, high]: [f64; 2]| low <= band.high && high >= band.low;
        return match interval {
            _ if band.holds(value) => Standing::In,
            Some(interval) if meets(interval) => Standing::Marginal,
            _ => Standing::Out,
        };
    }
    let is_of_districts = matches!(target.estimator, Estimator::DifferenceOfDistricts { .. });
    let sure = if is_of_districts { SURE_OF_DISTRICTS } else { SURE };
    // How probable the sign is that the value has.
    let probability = match error {
        Some(error) if error > 0.0 => 1.0 - t_two_sided(value / error, replicates - 1) / 2.0,
        _ => 1.0,
    };
    let is_right = value != 0.0 && band.holds(value);
    if is_right && probability >= sure { Standing::In } else { Standing::Out }
}

/// Returns how far off a value is, in standard deviations of replicates, observation and discrepancy.
fn implausibility(target: &Target, value: f64, error: f64) -> Option<f64> {
    let discrepancy = target.discrepancy?;
    let observed = (target.band.high - target.band.low) / 4.0;
    // A band that is open has no middle.
    if !observed.is_finite() {
        return None;
    }
    let middle = f64::midpoint(target.band.low, target.band.high);
    Some((value - middle).abs() / (error * error + observed * observed + discrepancy * discrepancy).sqrt())
}

fn share(sums: &[f64]) -> f64 {
    sums[0] / sums[1]
}

/// Returns what sums say; nothing where they say nothing.
fn value(estimator: &Estimator, sums: &[f64]) -> Option<f64> {
    let value = match estimator {
        Estimator::Share(_)
        | Estimator::TrialEffect
        | Estimator::LeaversPerPersonMonth(_)
        | Estimator::InAccommodation { .. }
        | Estimator::VisitsPerOpeningHour { .. }
        | Estimator::ActiveRatio { .. }
        | Estimator::Mean(_) => share(sums),
        Estimator::DifferenceOfGroups { .. } | Estimator::DeclineOfGains => {
            share(&sums[..2]) - share(&sums[2..])
        }
        Estimator::MeanLessMedian(_) => share(&sums[..2]) - median(&sums[2..]),
        Estimator::Correlation(_) => correlation(sums),
        Estimator::Completion { than: None } => {
            let [completed, of] = totals(sums);
            completed / of
        }
        Estimator::Completion { than: Some(_) } => standardised_ratio(sums),
        Estimator::FallWhileOthersRise { .. } => {
            let changes: Vec<f64> = sums[1..].chunks(2).map(|pair| (pair[1] - pair[0]) / sums[0]).collect();
            let fallen = changes[1..].iter().map(|change| -change);
            fallen.fold(changes[0], f64::max)
        }
        Estimator::AdjustedOddsRatio { .. } => odds_ratio(sums)?,
        Estimator::DifferenceOfDistricts { .. } => {
            let [own, less, than_own, than_less] = [0, 2, 4, 6].map(|place| share(&sums[place..]));
            (own - than_own) - (less - than_less)
        }
    };
    value.is_finite().then_some(value)
}

/// Returns of how many people the least counted share speaks.
fn weight(estimator: &Estimator, sums: &[f64]) -> f64 {
    match estimator {
        Estimator::Share(_) | Estimator::TrialEffect | Estimator::Mean(_) | Estimator::MeanLessMedian(_) => {
            sums[1]
        }
        Estimator::DifferenceOfGroups { .. } | Estimator::DeclineOfGains => sums[1].min(sums[3]),
        Estimator::Completion { than: None } => totals(sums)[1],
        Estimator::Completion { than: Some(_) } => {
            let (own, than) = sums.split_at(sums.len() / 2);
            totals(own)[1].min(totals(than)[1])
        }
        Estimator::Correlation(_) | Estimator::FallWhileOthersRise { .. } => sums[0],
        Estimator::AdjustedOddsRatio { .. } => {
            let of = |group: usize| (0..ALIKE).map(|alike| sums[2 * (2 * alike + group) + 1]).sum::<f64>();
            of(0).min(of(1))
        }
        Estimator::DifferenceOfDistricts { .. } => {
            [1, 3, 5, 7].map(|place| sums[place]).into_iter().fold(f64::MAX, f64::min)
        }
        // They count no persons.
        _ => f64::MAX,
    }
}

/// Returns how many have something and how many there are, over all cells.
fn totals(sums: &[f64]) -> [f64; 2] {
    sums.chunks(2).fold([0.0, 0.0], |[have, of], cell| [have + cell[0], of + cell[1]])
}

/// Returns the median of what was counted in steps: the middle of the step that holds it.
fn median(counts: &[f64]) -> f64 {
    let half = counts.iter().sum::<f64>() / 2.0;
    let mut before = 0.0;
    let step = counts.iter().position(|count| {
        before += count;
        before >= half
    });
    step.map_or(f64::NAN, |step| STEP_HOURS * (step as f64 + 0.5))
}

/// Returns the correlation from the number, both sums, both sums of squares and the sum of products.
fn correlation(sums: &[f64]) -> f64 {
    let [n, a, b, aa, bb, ab] = [0, 1, 2, 3, 4, 5].map(|place| sums[place]);
    let (of_a, of_b) = (aa - a * a / n, bb - b * b / n);
    (ab - a * b / n) / (of_a * of_b).sqrt()
}

/// Returns the share of one side in relation to that of the other, both with the mix that they have together, where both have any.
fn standardised_ratio(sums: &[f64]) -> f64 {
    let (own, than) = sums.split_at(sums.len() / 2);
    let [own, than] = by_thirds([own, than]);
    let mut shares = [0.0, 0.0];
    for (own, than) in own.iter().zip(&than).filter(|(own, than)| own[1] > 0.0 && than[1] > 0.0) {
        let weight = own[1] + than[1];
        shares = [shares[0] + weight * share(own), shares[1] + weight * share(than)];
    }
    shares[0] / shares[1]
}

/// Returns the odds of a group as a multiple of the others', by logistic regression with what people are alike in.
fn odds_ratio(sums: &[f64]) -> Option<f64> {
    let mut groups = Vec::new();
    for alike in 0..ALIKE {
        for member in 0..2 {
            let place = 2 * (2 * alike + member);
            let (have, of) = (sums[place], sums[place + 1]);
            if of > 0.0 {
                let given = [1.0, member as f64].into_iter().chain(indicators(alike)).collect();
                groups.push(Group { given, have, of });
            }
        }
    }
    logistic::fit(&groups).map(|found| exp(found[1]))
}

/// Says of each fact whether it is met, in the order of the lines.
pub fn facts(findings: &[Finding]) -> Vec<FactFinding> {
    let mut facts: Vec<FactFinding> = Vec::new();
    for finding in findings {
        let fact = finding.target.fact.as_str();
        if facts.iter().all(|known| known.fact != fact) {
            let lines: Vec<&Finding> = findings.iter().filter(|other| other.target.fact == fact).collect();
            let is_counted = lines.iter().all(|line| line.target.role != Role::Forcing);
            let own = lines.iter().map(|line| line.standing);
            let without: Vec<Standing> =
                lines.iter().filter_map(|line| Some(line.without?.standing)).collect();
            let inside = match (inside(own), inside(without)) {
                (Some(true), without) => without,
                (own, Some(true)) => own,
                (own, without) => (own == Some(false) || without == Some(false)).then_some(false),
            };
            facts.push(FactFinding { fact, is_counted, inside });
        }
    }
    facts
}

/// Returns whether all lines lie in their bands, or all but one that is marginal.
fn inside(standings: impl IntoIterator<Item = Standing>) -> Option<bool> {
    let standings: Vec<Standing> = standings.into_iter().collect();
    let of = |standing: Standing| standings.iter().filter(|other| **other == standing).count();
    let marginal = of(Standing::Marginal);
    if of(Standing::Out) > 0 || marginal > 1 {
        return Some(false);
    }
    (of(Standing::In) + marginal == standings.len()).then_some(true)
}

#[cfg(test)]
mod tests {
    use super::super::all;
    use super::super::tally::{KINDS, STEPS};
    use super::Standing::{In, Marginal, NotYet, Out, TooFew};
    use super::*;

    /// Returns what replicates of the historical configuration say to a line, each with sums of its own.
    fn found(id: &'static str, runs: &[&[f64]]) -> Finding {
        let runs = runs.iter().map(|sums| BTreeMap::from([(id, sums.to_vec())])).collect();
        let sums = Sums::from([("historical", runs)]);
        find(all(), &sums).into_iter().find(|finding| finding.target.id == id).unwrap()
    }

    #[test]
    fn people_are_pooled_over_replicates_and_held_against_the_band() {
        // F1a: 3 to 10 percent.
        let finding = found("F1a", &[&[10.0, 100.0], &[10.0, 300.0]]);
        assert_eq!((finding.value, finding.standing), (Some(0.05), In));
        let [low, high] = finding.interval.unwrap();
        assert!(low < 0.05 && high > 0.05);
        assert_eq!(found("F1a", &[&[50.0, 200.0], &[50.0, 200.0]]).standing, Out);
        assert_eq!(found("F1a", &[&[10.0, 100.0]]).standing, TooFew);
        // Out of the band, but replicates differ so much that it may lie in it.
        assert_eq!(found("F1a", &[&[10.0, 200.0], &[34.0, 200.0]]).standing, Marginal);
    }

    #[test]
    fn the_error_of_equally_large_replicates_is_that_of_their_mean() {
        let shares = [0.04, 0.06, 0.05, 0.09];
        let runs = shares.map(|share| [1_000.0 * share, 1_000.0]);
        let finding = found("F1a", &runs.each_ref().map(<[f64; 2]>::as_slice));
        let usual = crate::statistics::standard_error(&shares).unwrap();
        let [low, high] = finding.interval.unwrap();
        assert!((high - low - 2.0 * crate::statistics::t_quantile(0.975, 3) * usual).abs() < 1e-9);
    }

    #[test]
    fn a_sign_has_to_be_sure() {
        // F7c: men less women.
        let run = |men: f64| vec![men, 200.0, 80.0, 200.0];
        let of = |men: [f64; 3]| found("F7c", &men.map(run).each_ref().map(Vec::as_slice)).standing;
        assert_eq!(of([90.0, 91.0, 89.0]), In);
        assert_eq!(of([120.0, 80.0, 70.0]), Out);
        assert_eq!(of([70.0, 71.0, 69.0]), Out);
        assert_eq!(of([80.0, 80.0, 80.0]), Out, "no difference has no sign");
    }

    #[test]
    fn welcome_that_falls_counts_only_while_work_and_german_rise() {
        let run =
            |welcome: f64, work: f64| [500.0, 400.0, 400.0 + welcome, 100.0, 100.0 + work, 150.0, 200.0];
        let of = |welcome, work| found("F9d", &[&run(welcome, work), &run(welcome - 1.0, work + 1.0)]);
        assert_eq!(of(-30.0, 50.0).standing, In);
        assert_eq!(of(30.0, 50.0).standing, Out);
        assert_eq!(of(-30.0, -50.0).standing, Out);
    }

    #[test]
    fn a_mix_of_easier_ways_is_no_help() {
        // Two ways, near and far; each third as often completed with company as without, but company is asked for near ones.
        let side = |near: [f64; 2], far: [f64; 2]| {
            let mut sums = vec![0.0; 2 * KINDS * STEPS];
            for (step, [completed, of]) in [(0, near), (20, far)] {
                (sums[2 * step], sums[2 * step + 1]) = (completed, of);
            }
            sums
        };
        let accompanied = side([90.0, 300.0], [10.0, 100.0]);
        let alone = side([30.0, 100.0], [30.0, 300.0]);
        let both = [&accompanied[..], &alone[..]].concat();
        assert!((standardised_ratio(&both) - 1.0).abs() < 1e-12);
        // The negative twin: without standardising it seems to help.
        let plain = |sums: &[f64]| totals(sums)[0] / totals(sums)[1];
        assert!(plain(&accompanied) / plain(&alone) > 1.5);
    }

    #[test]
    fn median_and_correlation_are_those_of_the_people() {
        let mut counts = vec![0.0; 600];
        for hours in [1.0_f64, 2.0, 2.0, 3.0, 30.0] {
            counts[(hours / STEP_HOURS) as usize] += 1.0;
        }
        assert!((median(&counts) - 2.0).abs() <= STEP_HOURS);
        let of = |pairs: &[[f64; 2]]| {
            let sums = pairs.iter().fold([0.0; 6], |sums, [a, b]| {
                let parts = [1.0, *a, *b, a * a, b * b, a * b];
                [0, 1, 2, 3, 4, 5].map(|place| sums[place] + parts[place])
            });
            correlation(&sums)
        };
        assert!((of(&[[0.0, 1.0], [1.0, 3.0], [2.0, 5.0]]) - 1.0).abs() < 1e-12);
        assert!(of(&[[0.0, 1.0], [0.0, -1.0], [1.0, 1.0], [1.0, -1.0]]).abs() < 1e-12);
    }

    #[test]
    fn a_fact_forgives_one_marginal_line_and_nothing_else() {
        let lines = |standings: &[Standing]| inside(standings.iter().copied());
        assert_eq!(lines(&[In, In, Marginal]), Some(true));
        assert_eq!(lines(&[In, Marginal, Marginal]), Some(false));
        assert_eq!(lines(&[In, Out]), Some(false));
        assert_eq!(lines(&[In, TooFew]), None);
        assert_eq!(lines(&[In, NotYet]), None);
        assert_eq!(lines(&[Out, NotYet]), Some(false));
    }

    #[test]
    fn a_fact_about_lives_that_only_the_intermediary_brings_about_is_missed() {
        let of = |own: Standing, without: Option<Standing>| {
            let target = all().iter().find(|target| target.fact == "F28").unwrap();
            let without = without.map(|standing| Without { value: None, interval: None, standing });
            let none =
                Finding { target, value: None, interval: None, implausibility: None, standing: own, without };
            facts(&[none])[0].inside
        };
        assert_eq!(of(In, Some(In)), Some(true));
        assert_eq!(of(In, Some(Out)), Some(false));
        assert_eq!(of(Out, Some(In)), Some(false));
        assert_eq!(of(In, Some(NotYet)), None);
        assert_eq!(of(Out, Some(NotYet)), Some(false));
        // The twin: a fact about desks is judged where there are any.
        assert_eq!(of(In, None), Some(true));
    }

    #[test]
    fn lines_about_lives_are_computed_without_an_intermediary_as_well() {
        let lives = ["F1", "F2", "F3", "F5", "F6", "F7", "F9", "F23", "F24", "F28"];
        for target in all() {
            let also = lives.contains(&target.fact.as_str()).then_some("none");
            assert_eq!(target.also_under.as_deref(), also, "{}", target.id);
        }
        let sums = |share: f64| vec![BTreeMap::from([("F1a", vec![1_000.0 * share, 1_000.0])]); 2];
        let sums = Sums::from([("historical", sums(0.05)), ("none", sums(0.2))]);
        let finding = find(all(), &sums).into_iter().find(|finding| finding.target.id == "F1a").unwrap();
        assert_eq!((finding.value, finding.standing), (Some(0.05), In));
        let without = finding.without.unwrap();
        assert_eq!((without.value, without.standing), (Some(0.2), Out));
    }

    #[test]
    fn implausibility_is_the_distance_from_the_middle_in_all_that_may_be_off() {
        let finding = found("F1a", &[&[30.0, 300.0], &[30.0, 300.0]]);
        // A quarter of the band for the observation, two points for the model, nothing for replicates.
        let expected = (0.1 - 0.065) / (0.0175_f64 * 0.0175 + 0.02 * 0.02).sqrt();
        assert!((finding.implausibility.unwrap() - expected).abs() < 1e-9);
    }
}
