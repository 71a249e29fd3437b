//! From the rows of a replicate to sums, from which every estimate of an effect is computed.

use std::collections::BTreeMap;

use super::published::{Contrast, Effect, Outcome};
use crate::observation::TrialRow;
use crate::scenario::condition::Held;
use crate::scenario::trial::Trial;
use crate::scenario::trial::columns::RECEIVED;
use crate::statistics::{mean, standard_deviation};

/// What one group of people says: how many they are, and the sum of what is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    /// Everybody of an arm.
    Arm,
    /// Of them who made use of the offer.
    Taken,
    /// Everybody of an arm, less what they are without the offer.
    Paired,
    /// Of them who made use of it.
    PairedTaken,
    /// Of them who received most.
    PairedIntense,
}

/// Groups of an arm.
const GROUPS: usize = 5;

/// Returns where the number of a group of an arm stands, with the sum behind it.
pub(super) const fn place(arm: usize, group: Group) -> usize {
    2 * (GROUPS * arm + group as usize)
}

/// Returns where those outside the trial stand, in a trial of so many arms.
pub(super) const fn outside(arms: usize) -> usize {
    place(arms, Group::Arm)
}

/// What was found of people outside the trial in both worlds: their parts of the outcome with the trial and without it.
pub(super) type Outside = Vec<[Vec<f64>; 2]>;

/// Somebody who takes part.
struct Seen<'a> {
    arm: usize,
    row: &'a TrialRow,
    parts: Vec<f64>,
    /// The same without the offer.
    twin: Option<Vec<f64>>,
}

/// Returns the sums of an effect: for each arm those of its groups, then those of people outside the trial.
pub(super) fn sums(
    effect: &Effect,
    trial: &Trial,
    rows: &[TrialRow],
    twins: &[TrialRow],
    outside: &Outside,
) -> Vec<f64> {
    let is_meant = |row: &&TrialRow| {
        row.of.trial == trial.name
            && row.of.horizon_week == effect.horizon
            && row.of.eligible.0
            && row.of.present.0
    };
    let parts = |row: &TrialRow| effect.of.of(&|column: &str| held_of(row, column));
    let twins: BTreeMap<_, &TrialRow> =
        twins.iter().filter(is_meant).map(|row| ((&row.of.person, row.of.assigned_week), row)).collect();
    let seen = |row| -> Option<Seen<'_>> {
        let row: &TrialRow = row;
        let is_counted = effect.among.are_met(&|column: &str| Some(held_of(row, column)));
        let arm = trial.arms.iter().position(|arm| arm.name == row.of.arm).filter(|_| is_counted)?;
        let twin = twins.get(&(&row.of.person, row.of.assigned_week));
        Some(Seen { arm, row, parts: parts(row)?, twin: twin.and_then(|twin| parts(twin)) })
    };
    let seen: Vec<Seen<'_>> = rows.iter().filter(is_meant).filter_map(seen).collect();
    let control = match effect.contrast {
        Contrast::Arms { than, .. } => than,
        Contrast::Slope { .. } => 0,
    };
    let yardstick = Yardstick::of(effect, seen.iter().filter(|one| one.arm == control).map(|one| &one.parts));
    let mut sums = vec![0.0; self::outside(trial.arms.len()) + 2];
    let mut add = |place: usize, value: f64| {
        sums[place] += 1.0;
        sums[place + 1] += value;
    };
    for one in &seen {
        let value = yardstick.value(&one.parts);
        add(place(one.arm, Group::Arm), value);
        if one.row.of.taken_up.0 {
            add(place(one.arm, Group::Taken), value);
        }
        if let Some(twin) = &one.twin {
            let difference = value - yardstick.value(twin);
            add(place(one.arm, Group::Paired), difference);
            if one.row.of.taken_up.0 {
                add(place(one.arm, Group::PairedTaken), difference);
            }
        }
    }
    if let Some(share) = effect.intense {
        for arm in 0..trial.arms.len() {
            for one in intense(&seen, arm, share) {
                if let Some(twin) = &one.twin {
                    add(
                        place(arm, Group::PairedIntense),
                        yardstick.value(&one.parts) - yardstick.value(twin),
                    );
                }
            }
        }
    }
    for [with, without] in outside {
        add(self::outside(trial.arms.len()), yardstick.value(with) - yardstick.value(without));
    }
    sums
}

fn held_of<'a>(row: &'a TrialRow, column: &str) -> Held<'a> {
    row.outcome(column).map_or(Held::Nothing, |cell| cell.held())
}

/// Returns the share of those in an arm who made use of the offer that received most.
fn intense<'s, 'a>(seen: &'s [Seen<'a>], arm: usize, share: f64) -> Vec<&'s Seen<'a>> {
    let received = |one: &Seen<'_>| match held_of(one.row, RECEIVED) {
        Held::Number(number) => number,
        _ => 0.0,
    };
    let mut taken: Vec<&Seen<'_>> =
        seen.iter().filter(|one| one.arm == arm && one.row.of.taken_up.0).collect();
    taken.sort_by(|a, b| {
        received(b).total_cmp(&received(a)).then_with(|| a.row.of.person.cmp(&b.row.of.person))
    });
    let most = (share * taken.len() as f64).round() as usize;
    taken.truncate(most);
    taken
}

/// By what parts are made one number: an index takes each in standard deviations of the control arm from its mean.
struct Yardstick {
    /// Mean and standard deviation of each part; empty where the outcome is a number by itself.
    scales: Vec<(f64, f64)>,
}

impl Yardstick {
    fn of<'a>(effect: &Effect, control: impl Iterator<Item = &'a Vec<f64>>) -> Self {
        let Outcome::Index(parts) = &effect.of else { return Self { scales: Vec::new() } };
        let control: Vec<&Vec<f64>> = control.collect();
        let scale = |place: usize| {
            let values: Vec<f64> = control.iter().map(|parts| parts[place]).collect();
            (mean(&values).unwrap_or_default(), standard_deviation(&values).unwrap_or_default())
        };
        Self { scales: (0..parts.len()).map(scale).collect() }
    }

    fn value(&self, parts: &[f64]) -> f64 {
        if self.scales.is_empty() {
            return parts[0];
        }
        // In what all of the control arm are alike nobody is a number of standard deviations away.
        let z = |(part, (mean, deviation)): (&f64, &(f64, f64))| {
            if *deviation > 0.0 { (part - mean) / deviation } else { 0.0 }
        };
        parts.iter().zip(&self.scales).map(z).sum::<f64>() / self.scales.len() as f64
    }
}
