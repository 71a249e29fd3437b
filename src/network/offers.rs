//! What is found from offers, places, fields and use: strength of ties, density, duplicate offers, gaps, hand-over.
//!
//! German: *Doppelstrukturen*, *Lücken*, *Übergabe*.

use super::{Belonging, Capacity, Institution, LocalNetwork, NetworkTie};
use crate::district::Point;
use crate::index::{Id, InstitutionId};
use crate::numeric::exp;
use crate::time::Week;
use crate::vocabulary::{Concept, Need};

impl NetworkTie {
    /// Returns the strength in a week: what was there, faded since.
    #[inline]
    pub fn strength_in(&self, week: Week, fading_per_week: f64) -> f64 {
        self.strength * exp(-fading_per_week * f64::from(week.since(self.since)))
    }
}

impl Institution {
    /// Returns the share of the capacity that is in use, 0 to 1.
    pub fn use_share(&self) -> f64 {
        match self.capacity {
            Capacity::Slots { per_week, left } if per_week > 0.0 => 1.0 - (left / per_week).clamp(0.0, 1.0),
            Capacity::Places { places, taken } if places > 0 => {
                (f64::from(taken) / f64::from(places)).min(1.0)
            }
            Capacity::Slots { .. } | Capacity::Places { .. } => 1.0,
        }
    }

    /// Returns whether somebody who comes now need not wait long: something is free and the list is short.
    pub fn is_reachable(&self) -> bool {
        match self.capacity {
            Capacity::Slots { per_week, left } => left >= 1.0 || (self.waiting.len() as f64) < 4.0 * per_week,
            Capacity::Places { places, taken } => taken < places,
        }
    }
}

/// Two offers of which one would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duplicate {
    /// The offer that is used less.
    pub less_used: InstitutionId,
    /// The offer that could take in the users of both.
    pub more_used: InstitutionId,
    /// The need they serve.
    pub need: Need,
}

impl LocalNetwork {
    /// Returns the strength of the tie between two institutions in a week; 0 without a tie.
    pub fn tie_strength(&self, one: InstitutionId, other: InstitutionId, week: Week, fading: f64) -> f64 {
        let (a, b) = (one.min(other), one.max(other));
        self.ties
            .binary_search_by_key(&(a, b), |tie| (tie.a, tie.b))
            .map_or(0.0, |position| self.ties[position].strength_in(week, fading))
    }

    /// Returns the share of all pairs of founded institutions whose tie is at least as strong as `threshold`.
    pub fn density(&self, week: Week, fading: f64, threshold: f64) -> f64 {
        let count = self.founded();
        if count < 2 {
            return f64::NAN;
        }
        let tied = self.ties.iter().filter(|tie| tie.strength_in(week, fading) >= threshold).count();
        tied as f64 / (count * (count - 1) / 2) as f64
    }

    /// Returns the institution to which another hands somebody over: the best tied that serves the need, if any is tied
    /// well enough.
    pub fn hand_over_to(
        &self,
        from: InstitutionId,
        need: Need,
        week: Week,
        fading: f64,
        threshold: f64,
    ) -> Option<InstitutionId> {
        self.ties
            .iter()
            .filter(|tie| tie.a == from || tie.b == from)
            .map(|tie| (if tie.a == from { tie.b } else { tie.a }, tie.strength_in(week, fading)))
            .filter(|&(to, strength)| strength >= threshold && self.institution[to].helps_with(need, week))
            .max_by(|(_, one), (_, other)| one.total_cmp(other))
            .map(|(to, _)| to)
    }

    /// Finds duplicate offers: of the same kind for the same need within `km`, of which one could take in the users of both.
    pub fn find_duplicates(&self, week: Week, km: f64) -> Vec<Duplicate> {
        let mut found = Vec::new();
        let founded: Vec<(InstitutionId, &Institution, f64)> = self
            .institution
            .rows()
            .take(self.founded())
            .map(|(id, institution)| (id, institution, institution.use_share()))
            .collect();
        for (position, &(id, one, used)) in founded.iter().enumerate() {
            // Institutions of a kind stand together, so that the search ends where the kind does.
            for &(other_id, other, other_used) in
                founded[position + 1..].iter().take_while(|(_, other, _)| other.kind == one.kind)
            {
                if used + other_used > 1.0 || one.place.km_to(other.place) > km {
                    continue;
                }
                for &need in Need::ALL {
                    if one.helps_with(need, week) && other.helps_with(need, week) {
                        let (less_used, more_used) =
                            if used <= other_used { (id, other_id) } else { (other_id, id) };
                        found.push(Duplicate { less_used, more_used, need });
                    }
                }
            }
        }
        found
    }

    /// Returns the share of founded offers that duplicate another.
    pub fn duplication_in(&self, week: Week, km: f64) -> f64 {
        let mut needless = vec![0_u8; self.founded()];
        for duplicate in self.find_duplicates(week, km) {
            needless[duplicate.less_used.position()] |= 1 << duplicate.need as u8;
        }
        let offers: u32 = self
            .institution
            .iter()
            .take(self.founded())
            .filter(|row| row.opens <= week && week < row.closes)
            .map(|row| row.serves.count_ones())
            .sum();
        let duplicates: u32 = needless.iter().map(|bits| bits.count_ones()).sum();
        if offers == 0 { 0.0 } else { f64::from(duplicates) / f64::from(offers) }
    }

    /// Finds gaps: places and needs without a reachable offer within `km`, by position of the place.
    pub fn find_gaps(&self, week: Week, places: &[Point], km: f64) -> Vec<(usize, Need)> {
        let mut gaps = Vec::new();
        for (position, &place) in places.iter().enumerate() {
            for &need in Need::ALL {
                let is_served = self.institution.iter().any(|row| {
                    row.helps_with(need, week) && row.is_reachable() && row.place.km_to(place) <= km
                });
                if !is_served {
                    gaps.push((position, need));
                }
            }
        }
        gaps
    }

    /// Merges two offers: the less used one ends, and its capacity goes to the other.
    ///
    /// Nothing happens when they do not give the same kind of capacity, or while somebody waits at the less used one.
    pub fn merge(&mut self, duplicate: Duplicate) {
        let (from, to) = (duplicate.less_used, duplicate.more_used);
        // Who serves several needs keeps its capacity for the others.
        let is_last = self.institution[from].serves == 1 << duplicate.need as u8;
        if self.institution[from].belonging != Belonging::External
            || !self.institution[from].waiting.is_empty()
        {
            return;
        }
        match (self.institution[from].capacity, self.institution[to].capacity) {
            (Capacity::Slots { per_week, left }, Capacity::Slots { per_week: more, left: kept })
                if is_last =>
            {
                self.institution[to].capacity =
                    Capacity::Slots { per_week: more + per_week, left: kept + left };
                self.institution[from].capacity = Capacity::Slots { per_week: 0.0, left: 0.0 };
            }
            (Capacity::Places { places, taken }, Capacity::Places { places: more, taken: kept })
                if is_last =>
            {
                // Places that are taken stay until they are given back; the rest moves.
                self.institution[to].capacity =
                    Capacity::Places { places: more + (places - taken.min(places)), taken: kept };
                self.institution[from].capacity = Capacity::Places { places: taken.min(places), taken };
            }
            (Capacity::Slots { .. }, Capacity::Slots { .. })
            | (Capacity::Places { .. }, Capacity::Places { .. }) => {}
            _ => return,
        }
        if is_last {
            let moved = self.base[from.position()];
            self.base[from.position()] = 0.0;
            self.base[to.position()] += moved;
        }
        self.institution[from].serves &= !(1 << duplicate.need as u8);
        self.merged += 1;
    }
}
