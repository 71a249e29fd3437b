//! Estimates of an effect from its sums.

use super::published::{Contrast, Effect, Estimate, Scale};
use super::sums::{Group, beside, outside, place};

/// Returns an estimate of an effect from its sums, given how much each arm was offered; nothing where nobody is counted, or the estimate
/// says nothing in this form.
pub(super) fn estimate(effect: &Effect, kind: Estimate, amounts: &[f64], sums: &[f64]) -> Option<f64> {
    let value = match effect.contrast {
        Contrast::Arms { arm, than } => of_arms(effect, kind, (arm, than), amounts, sums),
        Contrast::Slope { per } => of_slope(effect, kind, per, amounts, sums),
    };
    value.filter(|value| value.is_finite())
}

/// Returns how many a group of an arm is, and its sum.
fn group(sums: &[f64], arm: usize, group: Group) -> [f64; 2] {
    [sums[place(arm, group)], sums[place(arm, group) + 1]]
}

fn mean([count, sum]: [f64; 2]) -> Option<f64> {
    (count > 0.0).then(|| sum / count)
}

fn of_arms(
    effect: &Effect,
    kind: Estimate,
    (arm, than): (usize, usize),
    amounts: &[f64],
    sums: &[f64],
) -> Option<f64> {
    let of = |arm: usize, kind: Group| group(sums, arm, kind);
    let control = || mean(of(than, Group::Arm));
    if kind == Estimate::IntentionToTreat {
        let own = mean(of(arm, Group::Arm))?;
        let odds = |share: f64| share / (1.0 - share);
        return Some(match effect.scale {
            Scale::Level => own,
            Scale::Difference => own - control()?,
            Scale::Relative => (own - control()?) / control()?,
            Scale::OddsRatio => odds(own) / odds(control()?),
        });
    }
    let in_form = |difference: f64| match effect.scale {
        Scale::Difference => Some(difference),
        Scale::Relative => Some(difference / control()?),
        Scale::Level | Scale::OddsRatio => None,
    };
    // In the other world everybody is given what the first arm is given.
    let is_paired = than == 0;
    let paired = |arm: usize, kind: Group| mean(of(arm, kind)).filter(|_| is_paired);
    let difference = match kind {
        Estimate::IntentionToTreat => None,
        Estimate::AsTreated => {
            let taken = of(arm, Group::Taken);
            let rest = [0, 1].map(|place| {
                of(arm, Group::Arm)[place] - taken[place] + of(than, Group::Arm)[place]
                    - of(than, Group::Taken)[place]
            });
            Some(mean(taken)? - mean(rest)?)
        }
        Estimate::Paired => paired(arm, Group::Paired),
        Estimate::PairedTaken => paired(arm, Group::PairedTaken),
        Estimate::PairedIntense => paired(arm, Group::PairedIntense),
        Estimate::SpilloverControl => paired(than, Group::Paired),
        Estimate::SpilloverOutside => {
            let place = outside(amounts.len());
            mean([sums[place], sums[place + 1]])
        }
        Estimate::Total => {
            let offered = (1..amounts.len()).filter(|arm| amounts[*arm] != amounts[0]);
            let offered: f64 = offered.map(|arm| of(arm, Group::Paired)[0]).sum();
            let gained: f64 = (0..amounts.len()).map(|arm| of(arm, Group::Paired)[1]).sum();
            let gained = gained + sums[outside(amounts.len()) + 1] + sums[beside(amounts.len()) + 1];
            (is_paired && offered > 0.0).then(|| gained / offered)
        }
    };
    in_form(difference?)
}

/// Returns the slope over all arms by their doses, with the least squares over their people.
fn of_slope(effect: &Effect, kind: Estimate, per: f64, amounts: &[f64], sums: &[f64]) -> Option<f64> {
    let people = match kind {
        Estimate::IntentionToTreat => Group::Arm,
        Estimate::Paired => Group::Paired,
        _ => return None,
    };
    let arms: Vec<[f64; 2]> = (0..amounts.len()).map(|arm| group(sums, arm, people)).collect();
    let count: f64 = arms.iter().map(|[count, _]| count).sum();
    let centre = arms.iter().zip(amounts).map(|([count, _], amount)| count * amount).sum::<f64>() / count;
    let slope = arms.iter().zip(amounts).map(|([_, sum], amount)| sum * (amount - centre)).sum::<f64>()
        / arms
            .iter()
            .zip(amounts)
            .map(|([count, _], amount)| count * (amount - centre) * (amount - centre))
            .sum::<f64>();
    let control = || mean(group(sums, 0, Group::Arm));
    match effect.scale {
        Scale::Difference => Some(per * slope),
        Scale::Relative => Some(per * slope / control()?),
        Scale::Level | Scale::OddsRatio => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::published::Outcome;
    use super::*;
    use crate::scenario::condition::Conditions;

    fn effect(contrast: Contrast, scale: Scale) -> Effect {
        Effect {
            trial: 0,
            of: Outcome::Column("employed".to_owned()),
            among: Conditions::default(),
            horizon: 52,
            contrast,
            scale,
            estimate: Estimate::IntentionToTreat,
            intense: None,
        }
    }

    /// Returns sums of as many arms as there are, each with groups that have so many people and such a sum.
    fn sums(arms: &[&[(Group, [f64; 2])]], outside_of_it: [f64; 2]) -> Vec<f64> {
        let mut sums = vec![0.0; beside(arms.len()) + 2];
        for (arm, groups) in arms.iter().enumerate() {
            for (group, of) in *groups {
                sums[place(arm, *group)..][..2].copy_from_slice(of);
            }
        }
        sums[outside(arms.len())..][..2].copy_from_slice(&outside_of_it);
        sums
    }

    #[test]
    fn arms_are_compared_in_the_form_that_is_asked_for() {
        let sums = sums(&[&[(Group::Arm, [100.0, 20.0])], &[(Group::Arm, [50.0, 20.0])]], [0.0, 0.0]);
        let of = |scale| {
            let effect = effect(Contrast::Arms { arm: 1, than: 0 }, scale);
            estimate(&effect, Estimate::IntentionToTreat, &[0.0, 1.0], &sums).unwrap()
        };
        assert!((of(Scale::Difference) - 0.2).abs() < 1e-12);
        assert!((of(Scale::Relative) - 1.0).abs() < 1e-12);
        assert!((of(Scale::Level) - 0.4).abs() < 1e-12);
        assert!((of(Scale::OddsRatio) - (0.4 / 0.6) / (0.2 / 0.8)).abs() < 1e-12);
    }

    #[test]
    fn who_made_use_of_it_is_compared_with_everybody_who_did_not() {
        let control = [(Group::Arm, [100.0, 10.0])];
        let offered = [(Group::Arm, [100.0, 40.0]), (Group::Taken, [40.0, 30.0])];
        let sums = sums(&[&control, &offered], [0.0, 0.0]);
        let effect = effect(Contrast::Arms { arm: 1, than: 0 }, Scale::Difference);
        let found = estimate(&effect, Estimate::AsTreated, &[0.0, 1.0], &sums).unwrap();
        assert!((found - (30.0 / 40.0 - 20.0 / 160.0)).abs() < 1e-12);
        assert_eq!(estimate(&effect, Estimate::PairedTaken, &[0.0, 1.0], &sums), None);
    }

    #[test]
    fn what_others_lose_is_part_of_the_total() {
        // Ten gain one each; ten of the control arm lose half of it, and so do twenty outside.
        let control = [(Group::Arm, [10.0, 0.0]), (Group::Paired, [10.0, -5.0])];
        let offered = [(Group::Arm, [10.0, 10.0]), (Group::Paired, [10.0, 10.0])];
        let sums = sums(&[&control, &offered], [20.0, -4.0]);
        let arms = effect(Contrast::Arms { arm: 1, than: 0 }, Scale::Difference);
        let of = |kind| estimate(&arms, kind, &[0.0, 1.0], &sums).unwrap();
        assert_eq!(of(Estimate::Paired), 1.0);
        assert_eq!(of(Estimate::SpilloverControl), -0.5);
        assert_eq!(of(Estimate::SpilloverOutside), -0.2);
        assert_eq!(of(Estimate::Total), 0.1);
        // Against another arm than the first nobody has a twin.
        let other = effect(Contrast::Arms { arm: 0, than: 1 }, Scale::Difference);
        assert_eq!(estimate(&other, Estimate::Paired, &[0.0, 1.0], &sums), None);
    }

    #[test]
    fn the_slope_is_that_of_the_doses() {
        let arm = |people: f64, mean: f64| [(Group::Arm, [people, people * mean])];
        let sums = sums(&[&arm(30.0, 400.0), &arm(50.0, 370.0), &arm(20.0, 340.0)], [0.0, 0.0]);
        let of = |scale| {
            let effect = effect(Contrast::Slope { per: 60.0 }, scale);
            estimate(&effect, Estimate::IntentionToTreat, &[0.0, 30.0, 60.0], &sums)
        };
        assert!((of(Scale::Difference).unwrap() + 60.0).abs() < 1e-9);
        assert!((of(Scale::Relative).unwrap() + 0.15).abs() < 1e-12);
        assert_eq!(of(Scale::OddsRatio), None);
    }
}
