//! Long-standing residents: many, and touched rarely.
//!
//! An attitude is a baseline, shifted by the national climate, plus what the resident's own meetings have left, which fades. It is brought up
//! to date when somebody meets the resident or when it is asked for, so a week costs nothing for those who meet nobody.

use std::ops::Range;

use crate::dice::Entity;
use crate::district::Point;
use crate::index::{Column, NeighbourhoodId, ResidentId};
use crate::numeric::exp;
use crate::time::Week;
use crate::vocabulary::Sex;

/// Age groups of residents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum AgeGroup {
    /// Under 6 years.
    Under6,
    /// 6 to 17.
    From6,
    /// 18 to 44.
    From18,
    /// 45 to 59.
    From45,
    /// 60 to 74.
    From60,
    /// 75 and more.
    From75,
}

impl AgeGroup {
    /// All groups, youngest first.
    pub const ALL: [Self; 6] =
        [Self::Under6, Self::From6, Self::From18, Self::From45, Self::From60, Self::From75];

    /// Returns whether somebody of this group is an adult.
    pub fn is_adult(self) -> bool {
        self >= Self::From18
    }
}

/// What does not change about a resident.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resident {
    /// Where the resident lives.
    pub home: Point,
    /// In which neighbourhood.
    pub neighbourhood: NeighbourhoodId,
    /// Age group, held constant.
    pub age: AgeGroup,
    /// Sex.
    pub sex: Sex,
    /// Whether the resident has a migration history.
    pub migration_history: bool,
    /// Whether the resident works.
    pub works: bool,
    /// Whether the resident has children at home.
    pub children: bool,
}

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
pub struct Fading {
    per_week: f64,
    left: Vec<f64>,
}

impl Fading {
    /// Weeks for which the share is kept: about those of the longest run.
    const KEPT: i32 = 1_024;

    /// Returns the fading at a weekly rate.
    pub fn at(per_week: f64) -> Self {
        let left = (0..Self::KEPT).map(|weeks| exp(-per_week * f64::from(weeks))).collect();
        Self { per_week, left }
    }

    /// Returns the share left after a number of weeks.
    #[inline]
    pub fn left_after(&self, weeks: i32) -> f64 {
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
pub struct Mark {
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

/// The long-standing residents of a district.
#[derive(Debug, Clone)]
pub struct Residents {
    /// The entity from which the residents' own are made.
    pub root: Entity,
    /// What does not change, one row per resident; the residents of a neighbourhood stand together.
    pub resident: Column<ResidentId, Resident>,
    /// What meetings have left.
    pub contact: Column<ResidentId, Contact>,
    /// The rows of each neighbourhood.
    pub of_neighbourhood: Column<NeighbourhoodId, Range<u32>>,
    /// Who works, in order.
    pub working: Vec<ResidentId>,
    /// Who has children at home, in order.
    pub parents: Vec<ResidentId>,
    /// Adults, in order.
    pub adults: Vec<ResidentId>,
    /// Who has met somebody who fled at least once, in the order of the first meeting.
    pub touched: Vec<ResidentId>,
    /// How the effect of meetings fades.
    pub fading: Fading,
    /// How `Contact::recent` fades.
    pub recent_fading: Fading,
    /// Sums over adults of baseline and of squared baseline, so that the mean attitude costs no walk.
    pub baseline_sums: (f64, f64),
    /// What meetings have left with adults, so that observing them costs no walk either.
    pub mark: Mark,
    /// What is usual in the district.
    pub norm: Norm,
}

impl Residents {
    /// Kind number of residents in entities.
    pub const KIND: u32 = 1;
    /// Weekly rate at which `Contact::recent` fades: half is left after 13 weeks.
    pub const RECENT_FADING: f64 = 0.053_319;

    /// Returns the entity of a resident.
    #[inline]
    pub fn entity(&self, id: ResidentId) -> Entity {
        resident_entity(self.root, id)
    }

    /// Returns a baseline under a national climate: shifted by up to the climate, least at the ends of the scale.
    #[inline]
    pub fn under_climate(baseline: f64, climate: f64) -> f64 {
        // Monotone in the baseline and within −1…1 for every climate within −0.5…0.5.
        baseline + climate * (1.0 - baseline * baseline)
    }

    /// Returns what is left of meetings in a week.
    #[inline]
    pub fn effect(&self, id: ResidentId, week: Week) -> f64 {
        let contact = &self.contact[id];
        if contact.effect == 0.0 {
            return 0.0;
        }
        f64::from(contact.effect) * self.fading.left_after(week.since(contact.since))
    }

    /// Returns the attitude in a week, −1 to 1.
    #[inline]
    pub fn attitude(&self, id: ResidentId, week: Week, climate: f64) -> f64 {
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
        if self.adults.is_empty() {
            return;
        }
        let mean = self.mark.shift(week, &self.fading, 0.0) / self.adults.len() as f64;
        self.norm.level += self.norm.per_week * (mean - self.norm.level);
    }

    /// Applies a meeting: friendly ones move the attitude up, hostile ones down, by `step` of the way that is left.
    pub fn meet(&mut self, id: ResidentId, week: Week, step: f64, friendly: bool) {
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
        contact.effect = (effect + step * (target - effect)) as f32;
        contact.since = week;
        if contact.is_adult {
            let baseline = f64::from(contact.baseline);
            let left = f64::from(contact.effect);
            self.mark.change(week, &self.fading, baseline, effect, left);
        }
        if friendly {
            contact.positive = contact.positive.saturating_add(1);
            contact.recent = (recent + 1.0) as f32;
        } else {
            contact.negative = contact.negative.saturating_add(1);
            contact.recent = recent as f32;
        }
    }

    /// Returns the mean attitude of adults.
    pub fn mean_attitude(&self, week: Week, climate: f64) -> f64 {
        if self.adults.is_empty() {
            return f64::NAN;
        }
        let climate = self.with_norm(climate);
        let (sum, squares) = self.baseline_sums;
        let count = self.adults.len() as f64;
        (sum + climate * (count - squares) + self.mark.shift(week, &self.fading, climate)) / count
    }

    /// Returns the share of adults who have met somebody who fled within about the last quarter.
    pub fn contact_share(&self, week: Week) -> f64 {
        if self.adults.is_empty() {
            return f64::NAN;
        }
        f64::from(self.mark.met_since(week.plus(-Week::QUARTER))) / self.adults.len() as f64
    }
}

/// Returns the entity of a resident, given the one from which those of the district's residents are made.
#[inline]
pub fn resident_entity(root: Entity, id: ResidentId) -> Entity {
    root.part(Residents::KIND, u64::from(id.0))
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
    fn adults(weight: f64) -> Residents {
        let mut all = Residents {
            root: Entity::named("residents"),
            resident: Column::new(),
            contact: Column::new(),
            of_neighbourhood: std::iter::once(0..100).collect(),
            working: Vec::new(),
            parents: Vec::new(),
            adults: Vec::new(),
            touched: Vec::new(),
            fading: Fading::at(0.0067),
            recent_fading: Fading::at(Residents::RECENT_FADING),
            baseline_sums: (0.0, 0.0),
            mark: Mark::default(),
            norm: Norm { level: 0.0, per_week: 0.02, weight },
        };
        for number in 0..100_i16 {
            let baseline = f32::from(number - 50) / 51.0;
            all.baseline_sums.0 += f64::from(baseline);
            all.baseline_sums.1 += f64::from(baseline) * f64::from(baseline);
            let id = all.resident.push(Resident {
                home: Point::default(),
                neighbourhood: NeighbourhoodId(0),
                age: AgeGroup::From18,
                sex: Sex::Female,
                migration_history: false,
                works: false,
                children: false,
            });
            all.contact.push(Contact { baseline, is_adult: true, ..Contact::default() });
            all.adults.push(id);
        }
        all
    }

    #[test]
    fn contact_acts_on_those_who_meet_nobody_by_way_of_the_norm_alone() {
        let run = |weight: f64| {
            let mut all = adults(weight);
            let never_met = ResidentId(60);
            let before = all.attitude(never_met, Week(0), 0.05);
            for week in (0..100).map(Week) {
                for number in 0..40 {
                    all.meet(ResidentId(number), week, 0.02, number % 10 != 0);
                }
                all.settle_norm(week);
            }
            let week = Week(100);
            // The mean that costs no walk is the mean of a walk; effects are kept in single precision.
            let walked: f64 = all.adults.iter().map(|&id| all.attitude(id, week, 0.05)).sum::<f64>() / 100.0;
            assert!((all.mean_attitude(week, 0.05) - walked).abs() < 1e-6, "{walked}");
            all.attitude(never_met, week, 0.05) - before
        };
        assert_eq!(run(0.0), 0.0);
        assert!(run(1.0) > 0.02, "{}", run(1.0));
        assert!(run(2.0) > run(1.0));
    }

    #[test]
    fn climate_and_contact_never_leave_the_scale() {
        for baseline in [-1.0, -0.4, 0.0, 0.9, 1.0] {
            for climate in [-0.5, 0.0, 0.5] {
                for effect in [-1.0, 0.0, 0.7, 1.0] {
                    let attitude = shifted(Residents::under_climate(baseline, climate), effect);
                    assert!((-1.0..=1.0).contains(&attitude), "{baseline} {climate} {effect}");
                }
            }
        }
    }
}
