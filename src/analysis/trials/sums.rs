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

/// Returns where those stand who are of a household of somebody who was eligible, and were not themselves.
pub(super) const fn beside(arms: usize) -> usize {
    outside(arms) + 2
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

/// Returns the sums of an effect: for each arm those of its groups, then those of people outside the trial, then those of others in
/// the households of who takes part.
pub(super) fn sums(
    effect: &Effect,
    trial: &Trial,
    rows: &[TrialRow],
    twins: &[TrialRow],
    outside: &Outside,
) -> Vec<f64> {
    let is_meant = |row: &&TrialRow| {
        row.of.trial == trial.name && row.of.horizon_week == effect.horizon && row.of.present.0
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
    let everybody = rows.iter().filter(is_meant).filter_map(seen);
    let (seen, of_household): (Vec<Seen<'_>>, Vec<Seen<'_>>) =
        everybody.partition(|one| one.row.of.eligible.0);
    let control = match effect.contrast {
        Contrast::Arms { than, .. } => than,
        Contrast::Slope { .. } => 0,
    };
    let yardstick = Yardstick::of(effect, seen.iter().filter(|one| one.arm == control).map(|one| &one.parts));
    let mut sums = vec![0.0; beside(trial.arms.len()) + 2];
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
    for one in of_household {
        if let Some(twin) = &one.twin {
            add(beside(trial.arms.len()), yardstick.value(&one.parts) - yardstick.value(twin));
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

#[cfg(test)]
mod tests {
    use super::super::published::{Estimate, Scale};
    use super::*;
    use crate::observation::key::{Key, ParticipantKey};
    use crate::observation::row::Flag;
    use crate::observation::trial::{Cell, TrialOf};
    use crate::scenario::Scenario;
    use crate::scenario::condition::{Conditions, Test};
    use crate::time::Week;

    /// Returns a trial of two arms.
    fn trial() -> Trial {
        let text = "[{ name = \"t\", lever = \"letters\", enrol = { from = \"2015-01-05\", to = \"2015-01-05\" }, \
                    arms = [{ name = \"control\", share = 0.5 }, { name = \"offer\", share = 0.5, dose = { letters = 1 } }], \
                    outcomes = [\"visits\", \"ties_residents\", \"received\"], horizon_weeks = [4] }]";
        Scenario::default().with("trial", text).unwrap().trials.remove(0)
    }

    fn effect(of: Outcome) -> Effect {
        Effect {
            trial: 0,
            of,
            among: Conditions::default(),
            horizon: 4,
            contrast: Contrast::Arms { arm: 1, than: 0 },
            scale: Scale::Difference,
            estimate: Estimate::IntentionToTreat,
            intense: None,
        }
    }

    fn visits() -> Outcome {
        Outcome::Column("visits".to_owned())
    }

    /// Returns the row of somebody with visits, ties and what was received.
    fn row(number: i64, arm: &str, [visits, ties, received]: [i64; 3]) -> TrialRow {
        let cells = [("visits", visits), ("ties_residents", ties), ("received", received)];
        TrialRow {
            of: TrialOf {
                trial: "t".to_owned(),
                person: ParticipantKey::Person(Key { district: "sb5".into(), numbers: [0, number] }),
                arm: arm.to_owned(),
                eligible: Flag(true),
                assigned_week: Week(0),
                taken_up: Flag(received > 0),
                dose: 0.0,
                horizon_week: 4,
                present: Flag(true),
            },
            outcomes: cells.map(|(name, value)| (name.into(), Cell::Integer(value))).to_vec(),
        }
    }

    fn found(sums: &[f64], arm: usize, group: Group) -> [f64; 2] {
        [sums[place(arm, group)], sums[place(arm, group) + 1]]
    }

    #[test]
    fn people_are_counted_in_the_groups_that_they_belong_to() {
        let rows = [row(1, "control", [1, 0, 0]), row(2, "offer", [5, 0, 3]), row(3, "offer", [2, 0, 0])];
        let twins = [row(1, "control", [2, 0, 0]), row(2, "offer", [1, 0, 0])];
        let outside = vec![[vec![4.0], vec![3.5]]];
        let sums = sums(&effect(visits()), &trial(), &rows, &twins, &outside);
        assert_eq!(found(&sums, 0, Group::Arm), [1.0, 1.0]);
        assert_eq!(found(&sums, 1, Group::Arm), [2.0, 7.0]);
        assert_eq!(found(&sums, 1, Group::Taken), [1.0, 5.0]);
        assert_eq!(found(&sums, 0, Group::Paired), [1.0, -1.0]);
        // Whoever is not found in the other world has no difference.
        assert_eq!(found(&sums, 1, Group::Paired), [1.0, 4.0]);
        assert_eq!(found(&sums, 1, Group::PairedTaken), [1.0, 4.0]);
        assert_eq!(sums[self::outside(2)..][..2], [1.0, 0.5]);
    }

    #[test]
    fn who_has_left_is_out_and_who_was_not_eligible_stands_beside() {
        let mut rows = [row(1, "offer", [9, 0, 1]), row(2, "offer", [5, 0, 1]), row(3, "offer", [2, 0, 1])];
        rows[0].of.present = Flag(false);
        rows[1].of.eligible = Flag(false);
        let twins = [row(2, "offer", [4, 0, 0]), row(3, "offer", [2, 0, 0])];
        let sums = sums(&effect(visits()), &trial(), &rows, &twins, &Outside::new());
        assert_eq!(found(&sums, 1, Group::Arm), [1.0, 2.0]);
        assert_eq!(sums[beside(2)..], [1.0, 1.0]);
    }

    #[test]
    fn only_those_are_counted_who_are_asked_for() {
        let rows = [row(1, "offer", [9, 3, 1]), row(2, "offer", [5, 0, 1])];
        let with_ties = Test::Within { min: 1.0, max: f64::INFINITY, below: f64::INFINITY };
        let among = Conditions { all: vec![("ties_residents".to_owned(), with_ties)], any: Vec::new() };
        let sums = sums(&Effect { among, ..effect(visits()) }, &trial(), &rows, &[], &Outside::new());
        assert_eq!(found(&sums, 1, Group::Arm), [1.0, 9.0]);
    }

    #[test]
    fn who_received_most_is_intense() {
        let rows = [[1, 0, 2], [2, 0, 9], [3, 0, 4], [4, 0, 0]];
        let of = |world: i64| -> Vec<TrialRow> {
            let people = (1..).zip(rows);
            people
                .map(|(number, [visits, ties, received])| {
                    row(number, "offer", [world * visits, ties, received])
                })
                .collect()
        };
        // Of three who made use of it a third, rounded, is one: the second.
        let effect = Effect { intense: Some(0.34), ..effect(visits()) };
        let sums = sums(&effect, &trial(), &of(2), &of(1), &Outside::new());
        assert_eq!(found(&sums, 1, Group::PairedIntense), [1.0, 2.0]);
        assert_eq!(found(&sums, 1, Group::PairedTaken), [3.0, 6.0]);
    }

    #[test]
    fn an_index_is_in_standard_deviations_of_the_control_arm() {
        let index = Outcome::Index(vec![visits(), Outcome::Column("ties_residents".to_owned())]);
        // Visits of the control arm: mean 2, deviation √2; in ties all of it are alike, so they say nothing.
        let rows = [row(1, "control", [1, 7, 0]), row(2, "control", [3, 7, 0]), row(3, "offer", [5, 9, 1])];
        let sums = sums(&effect(index), &trial(), &rows, &[], &Outside::new());
        let [count, sum] = found(&sums, 1, Group::Arm);
        assert_eq!(count, 1.0);
        assert!((sum - 3.0 / 2.0_f64.sqrt() / 2.0).abs() < 1e-12, "{sum}");
        assert!(found(&sums, 0, Group::Arm)[1].abs() < 1e-12);
    }
}
