//! Attitudes of long-standing residents towards newcomers, and what meetings have left.
//!
//! An attitude is a baseline, shifted by the national climate, plus what the resident's own meetings have left, which fades. It is brought up
//! to date when somebody meets the resident or when it is asked for, so a week costs nothing for those who meet nobody.

use crate::index::{Column, ResidentId};
use crate::numeric::exp;
use crate::time::Week;

/// What meetings with people who fled have left, in one row with what a meeting asks for.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Contact {
    /// Attitude towards newcomers before any contact and climate, between −1 and 1.
    pub baseline: f32,
    /// Whether the resident is an adult.
    pub is_adult: bool,
    /// Shift of the attitude by the resident's own meetings as of `since`, fading.
    pub effect: f32,
    /// The week up to which `effect` has been brought up to date.
    pub since: Week,
    /// Friendly meetings so far.
    pub positive: u16,
    /// Hostile meetings so far.
    pub negative: u16,
    /// Friendly meetings, fading with a half-life of a quarter of a year.
    pub recent: f32,
}

/// What is left of something that fades at a constant rate, by whole weeks.
#[derive(Debug, Clone)]
struct Fading {
    per_week: f64,
    left: Vec<f64>,
}

impl Fading {
    /// Weeks for which the share is kept: about those of the longest run.
    const KEPT: i32 = 1_024;

    /// Returns the fading at a weekly rate.
    fn at(per_week: f64) -> Self {
        let left = (0..Self::KEPT).map(|weeks| exp(-per_week * f64::from(weeks))).collect();
        Self { per_week, left }
    }

    /// Returns the share left after a number of weeks.
    #[inline]
    fn left_after(&self, weeks: i32) -> f64 {
        match usize::try_from(weeks).ok().and_then(|weeks| self.left.get(weeks)) {
            Some(&left) => left,
            None => exp(-self.per_week * f64::from(weeks)),
        }
    }
}

/// What meetings have left with all adults together, kept up to date at each meeting.
///
/// An effect e moves an attitude a = b + k (1 − b²), with baseline b and climate k, by e (1 − a), or e (1 + a) when it is negative:
/// by e ∓ e b minus |e| (1 − b²) × k. Both parts fade alike, so two sums over residents do.
#[derive(Debug, Clone, Default)]
struct Mark {
    /// The week up to which the sums have been brought up to date.
    since: Week,
    /// Sum of e (1 ∓ b).
    without_climate: f64,
    /// Sum of |e| (1 − b²).
    by_climate: f64,
    /// How many met somebody last in a week, from the first week of the spin-up on.
    met_last: Vec<u32>,
}

impl Mark {
    fn position(week: Week) -> usize {
        usize::try_from(week.since(Week::SPIN_UP)).unwrap_or(0)
    }

    /// Counts a resident who meets somebody in a week and had met somebody last in another, if at all.
    fn count(&mut self, week: Week, before: Option<Week>) {
        if let Some(before) = before {
            self.met_last[Self::position(before)] -= 1;
        }
        let position = Self::position(week);
        if self.met_last.len() <= position {
            self.met_last.resize(position + 1, 0);
        }
        self.met_last[position] += 1;
    }

    /// Accounts for a change of the effect on a resident.
    fn change(&mut self, week: Week, fading: &Fading, baseline: f64, before: f64, after: f64) {
        let left = fading.left_after(week.since(self.since));
        let part = |effect: f64| effect - effect.abs() * baseline;
        self.without_climate = self.without_climate * left + part(after) - part(before);
        self.by_climate = self.by_climate * left + (after.abs() - before.abs()) * (1.0 - baseline * baseline);
        self.since = week;
    }

    /// Returns the sum over residents by which meetings have moved attitudes.
    fn shift(&self, week: Week, fading: &Fading, climate: f64) -> f64 {
        fading.left_after(week.since(self.since)) * (self.without_climate - climate * self.by_climate)
    }

    /// Returns how many have met somebody since a week.
    fn met_since(&self, week: Week) -> u32 {
        self.met_last.iter().skip(Self::position(week)).sum()
    }
}

/// What is usual in a district: what meetings have left with its adults on average, as people notice it, slowly.
///
/// It moves everybody's attitude as a climate of the district would: most in the middle of the scale, least at its ends.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Norm {
    /// What is noticed, -1 to 1.
    pub level: f64,
    /// Share by which it moves a week towards what is there.
    pub per_week: f64,
    /// Shift of the attitudes' middle per unit of the level.
    pub weight: f64,
}

/// What residents of a district think of newcomers, and what meetings have left.
#[derive(Debug, Clone)]
pub struct Attitudes {
    /// One row a resident.
    pub contact: Column<ResidentId, Contact>,
    /// Who has met somebody who fled at least once, in the order of the first meeting.
    pub touched: Vec<ResidentId>,
    /// Number of adults.
    adults: u32,
    /// How the effect of meetings fades.
    fading: Fading,
    /// How `Contact::recent` fades.
    recent_fading: Fading,
    /// Sums over adults of baseline and of squared baseline, so that the mean attitude costs no walk.
    baseline_sums: (f64, f64),
    /// What meetings have left with adults, so that observing them costs no walk either.
    mark: Mark,
    /// What is usual in the district.
    norm: Norm,
}

impl Attitudes {
    /// Weekly rate at which `Contact::recent` fades: half is left after 13 weeks.
    const RECENT_FADING: f64 = 0.053_319;

    /// Returns the attitudes of residents who have met nobody yet; what meetings leave fades at a weekly rate.
    pub fn new(contact: Column<ResidentId, Contact>, fades_per_week: f64, norm: Norm) -> Self {
        let (mut adults, mut baseline_sums) = (0, (0.0, 0.0));
        for row in contact.iter().filter(|row| row.is_adult) {
            let baseline = f64::from(row.baseline);
            adults += 1;
            baseline_sums.0 += baseline;
            baseline_sums.1 += baseline * baseline;
        }
        Self {
            contact,
            touched: Vec::new(),
            adults,
            fading: Fading::at(fades_per_week),
            recent_fading: Fading::at(Self::RECENT_FADING),
            baseline_sums,
            mark: Mark::default(),
            norm,
        }
    }

    /// Returns a baseline under a national climate: shifted by up to the climate, least at the ends of the scale.
    #[inline]
    fn under_climate(baseline: f64, climate: f64) -> f64 {
        // Monotone in the baseline and within −1…1 for every climate within −0.5…0.5.
        baseline + climate * (1.0 - baseline * baseline)
    }

    /// Returns what is left of meetings in a week.
    #[inline]
    fn effect(&self, id: ResidentId, week: Week) -> f64 {
        let contact = &self.contact[id];
        if contact.effect == 0.0 {
            return 0.0;
        }
        f64::from(contact.effect) * self.fading.left_after(week.since(contact.since))
    }

    /// Returns the attitude of a resident in a week, −1 to 1.
    #[inline]
    pub fn of(&self, id: ResidentId, week: Week, climate: f64) -> f64 {
        let climate = self.with_norm(climate);
        let before = Self::under_climate(f64::from(self.contact[id].baseline), climate);
        shifted(before, self.effect(id, week))
    }

    /// Returns the national climate together with the district's norm, within the limits of a climate.
    #[inline]
    fn with_norm(&self, climate: f64) -> f64 {
        (climate + self.norm.weight * self.norm.level).clamp(-0.5, 0.5)
    }

    /// Moves the norm towards what meetings have left with adults on average; costs no walk.
    pub fn settle_norm(&mut self, week: Week) {
        if self.adults == 0 {
            return;
        }
        let mean = self.mark.shift(week, &self.fading, 0.0) / f64::from(self.adults);
        self.norm.level += self.norm.per_week * (mean - self.norm.level);
    }

    /// Applies meetings of a week: friendly ones move the attitude up, hostile ones down, each by `step` of the way that is left.
    pub fn meet(&mut self, id: ResidentId, week: Week, step: f64, friendly: bool, times: u32) {
        let effect = self.effect(id, week);
        let contact = &mut self.contact[id];
        if contact.positive == 0 && contact.negative == 0 {
            self.touched.push(id);
        }
        let recent = if contact.recent > 0.0 {
            f64::from(contact.recent) * self.recent_fading.left_after(week.since(contact.since))
        } else {
            0.0
        };
        if contact.is_adult {
            let before = (contact.positive > 0 || contact.negative > 0).then_some(contact.since);
            self.mark.count(week, before);
        }
        let target = if friendly { 1.0 } else { -1.0 };
        let left = (0..times).fold(1.0, |left, _| left * (1.0 - step));
        contact.effect = (target + (effect - target) * left) as f32;
        contact.since = week;
        if contact.is_adult {
            let baseline = f64::from(contact.baseline);
            let left = f64::from(contact.effect);
            self.mark.change(week, &self.fading, baseline, effect, left);
        }
        let counted = times.min(u32::from(u16::MAX)) as u16;
        if friendly {
            contact.positive = contact.positive.saturating_add(counted);
            contact.recent = (recent + f64::from(times)) as f32;
        } else {
            contact.negative = contact.negative.saturating_add(counted);
            contact.recent = recent as f32;
        }
    }

    /// Returns the mean attitude of adults; not a number where there are none.
    pub fn mean(&self, week: Week, climate: f64) -> f64 {
        if self.adults == 0 {
            return f64::NAN;
        }
        let climate = self.with_norm(climate);
        let (sum, squares) = self.baseline_sums;
        let count = f64::from(self.adults);
        (sum + climate * (count - squares) + self.mark.shift(week, &self.fading, climate)) / count
    }

    /// Returns the share of adults who have met somebody who fled within about the last quarter; not a number where there are none.
    pub fn contact_share(&self, week: Week) -> f64 {
        f64::from(self.mark.met_since(week.plus(-Week::QUARTER))) / f64::from(self.adults)
    }
}

/// Moves a state within −1…1 by an effect within −1…1: the more, the farther the end.
#[inline]
fn shifted(state: f64, effect: f64) -> f64 {
    if effect >= 0.0 { state + effect * (1.0 - state) } else { state + effect * (1.0 + state) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a hundred adults with baselines all over the scale, under a norm of a weight.
    fn adults(weight: f64) -> Attitudes {
        let baselines = (0..100_i16).map(|number| f32::from(number - 50) / 51.0);
        let contact = baselines.map(|baseline| Contact { baseline, is_adult: true, ..Contact::default() });
        Attitudes::new(contact.collect(), 0.0067, Norm { level: 0.0, per_week: 0.02, weight })
    }

    #[test]
    fn contact_acts_on_those_who_meet_nobody_by_way_of_the_norm_alone() {
        let run = |weight: f64| {
            let mut all = adults(weight);
            let never_met = ResidentId(60);
            let before = all.of(never_met, Week(0), 0.05);
            for week in (0..100).map(Week) {
                for number in 0..40 {
                    all.meet(ResidentId(number), week, 0.02, number % 10 != 0, 1);
                }
                all.settle_norm(week);
            }
            let week = Week(100);
            // The mean that costs no walk is the mean of a walk; effects are kept in single precision.
            let walked: f64 = all.contact.ids().map(|id| all.of(id, week, 0.05)).sum::<f64>() / 100.0;
            assert!((all.mean(week, 0.05) - walked).abs() < 1e-6, "{walked}");
            all.of(never_met, week, 0.05) - before
        };
        assert_eq!(run(0.0), 0.0);
        assert!(run(1.0) > 0.02, "{}", run(1.0));
        assert!(run(2.0) > run(1.0));
    }

    #[test]
    fn many_meetings_of_a_week_leave_what_they_leave_one_by_one() {
        let (mut together, mut apart) = (adults(1.0), adults(1.0));
        for (week, times, friendly) in [(0, 5, true), (3, 1, false), (9, 12, true)] {
            together.meet(ResidentId(7), Week(week), 0.02, friendly, times);
            (0..times).for_each(|_| apart.meet(ResidentId(7), Week(week), 0.02, friendly, 1));
        }
        let (a, b) = (together.contact[ResidentId(7)], apart.contact[ResidentId(7)]);
        assert_eq!((a.positive, a.negative, a.since), (b.positive, b.negative, b.since));
        // Kept in single precision after each, so they differ by roundings of about twenty.
        assert!((a.effect - b.effect).abs() < 1e-5 && (a.recent - b.recent).abs() < 1e-4);
        assert!((together.mean(Week(20), 0.0) - apart.mean(Week(20), 0.0)).abs() < 1e-6);
    }

    #[test]
    fn climate_and_contact_never_leave_the_scale() {
        for baseline in [-1.0, -0.4, 0.0, 0.9, 1.0] {
            for climate in [-0.5, 0.0, 0.5] {
                for effect in [-1.0, 0.0, 0.7, 1.0] {
                    let attitude = shifted(Attitudes::under_climate(baseline, climate), effect);
                    assert!((-1.0..=1.0).contains(&attitude), "{baseline} {climate} {effect}");
                }
            }
        }
    }
}
