//! What is found from offers, places, fields and use: strength of ties, density, duplicate offers. German: *Doppelstrukturen*.

use super::{Belonging, Capacity, Institution, LocalNetwork, NetworkTie};
use crate::dice::Entity;
use crate::index::{Id, InstitutionId};
use crate::time::Week;
use crate::vocabulary::{Concept, Need, PerNeed};

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

    /// Returns whether the free capacity would take in the users of another offer.
    fn has_room_for(&self, other: &Self) -> bool {
        match (self.capacity, other.capacity) {
            (Capacity::Places { places, taken }, Capacity::Places { taken: users, .. }) => {
                taken < places && places - taken >= users
            }
            (Capacity::Slots { per_week, .. }, Capacity::Slots { per_week: users, .. }) => {
                self.is_reachable() && per_week * (1.0 - self.use_share()) >= users * other.use_share()
            }
            _ => false,
        }
    }

    /// Takes an appointment, if one is left, and returns whether there was.
    pub fn takes_appointment(&mut self) -> bool {
        match &mut self.capacity {
            Capacity::Slots { left, .. } if *left >= 1.0 => {
                *left -= 1.0;
                true
            }
            _ => false,
        }
    }

    /// Gives back the place or appointment of somebody who does not come.
    pub fn give_back(&mut self) {
        match &mut self.capacity {
            Capacity::Slots { left, .. } => *left += 1.0,
            Capacity::Places { taken, .. } => *taken -= 1,
        }
    }

    /// Returns whether who needs children looked after or their own language finds here what another institution has of both.
    pub const fn serves_audience_of(&self, other: &Self) -> bool {
        (self.childcare || !other.childcare) && (self.speaks_languages || !other.speaks_languages)
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
        self.ties.between(one, other).map_or(0.0, |tie| tie.strength_in(week, fading))
    }

    /// Returns the share of all pairs of founded institutions whose tie is at least as strong as `threshold`.
    pub fn density(&self, week: Week, fading: f64, threshold: f64) -> f64 {
        let count = self.founded();
        if count < 2 {
            return f64::NAN;
        }
        // What was too weak when it was touched last is too weak now.
        let is_tied =
            |tie: &&NetworkTie| tie.strength >= threshold && tie.strength_in(week, fading) >= threshold;
        let tied = self.ties.iter().filter(is_tied).count();
        tied as f64 / (count * (count - 1) / 2) as f64
    }

    /// Finds duplicate offers, in no order that means anything: of the same kind for the same need and audience within `km`, of which
    /// one could take in the users of both.
    pub fn find_duplicates(&self, week: Week, km: f64) -> Vec<Duplicate> {
        let mut found = Vec::new();
        let mut open: Vec<(InstitutionId, &Institution, f64)> = self
            .institution
            .rows()
            .take(self.founded())
            .filter(|(_, row)| row.helps_with_any(u8::MAX, week))
            .map(|(id, row)| (id, row, row.use_share()))
            .collect();
        // Institutions of a kind stand together.
        for kind in open.chunk_by_mut(|(_, one, _), (_, other, _)| one.kind == other.kind) {
            // From west to east the search ends where the way east alone is too far, so that it does not go through all pairs.
            kind.sort_unstable_by(|(_, one, _), (_, other, _)| one.place.east.total_cmp(&other.place.east));
            for (position, &(id, one, used)) in kind.iter().enumerate() {
                let is_near = |other: &Institution| f64::from(other.place.east - one.place.east) <= km;
                for &(other_id, other, other_used) in
                    kind[position + 1..].iter().take_while(|(_, other, _)| is_near(other))
                {
                    if used + other_used > 1.0 || one.place.km_to(other.place) > km {
                        continue;
                    }
                    // Of those used as much as each other the first founded is the one that is not needed.
                    let (less_used, more_used) =
                        if (used, id) < (other_used, other_id) { (id, other_id) } else { (other_id, id) };
                    if !self.institution[more_used].serves_audience_of(&self.institution[less_used]) {
                        continue;
                    }
                    let both = one.serves & other.serves;
                    let needs = Need::ALL.iter().copied().filter(|&need| both & (1 << need as u8) != 0);
                    found.extend(needs.map(|need| Duplicate { less_used, more_used, need }));
                }
            }
        }
        found
    }

    /// Finds own offers of the intermediary that duplicate an external one within `km` which has free places for their users.
    ///
    /// Groups for company are none: they bring together whom no other offer does.
    pub fn find_special_structures(&self, week: Week, km: f64) -> Vec<Duplicate> {
        let mut found = Vec::new();
        for (own_id, own) in self.institution.rows().skip(self.founded()) {
            let is_lasting = own.opens <= week && own.closes == Week::NEVER;
            if !matches!(own.belonging, Belonging::Own(_)) || !is_lasting {
                continue;
            }
            for &need in Need::ALL {
                if need == Need::Company || !own.helps_with(need, week) {
                    continue;
                }
                let existing = self.institution.rows().take(self.founded()).filter(|(_, row)| {
                    row.belonging == Belonging::External
                        && row.helps_with(need, week)
                        && row.km_from(own.place) <= km
                        && row.serves_audience_of(own)
                        && row.has_room_for(own)
                });
                if let Some((id, _)) = existing
                    .min_by(|one, other| one.1.km_from(own.place).total_cmp(&other.1.km_from(own.place)))
                {
                    found.push(Duplicate { less_used: own_id, more_used: id, need });
                }
            }
        }
        found
    }

    /// Returns which share of the offers duplicates another, by kind of need, and of all offers.
    pub fn duplication_by_need(&self, week: Week, km: f64, special_km: f64) -> (PerNeed<f64>, f64) {
        let mut needless = vec![0_u8; self.institution.len()];
        let special = self.find_special_structures(week, special_km);
        for duplicate in self.find_duplicates(week, km).iter().chain(&special) {
            needless[duplicate.less_used.position()] |= 1 << duplicate.need as u8;
        }
        let is_offer = |row: &Institution| !matches!(row.belonging, Belonging::Hosted(_));
        let counted = |need: Need| {
            let offers =
                self.institution.iter().filter(|row| is_offer(row) && row.helps_with(need, week)).count();
            let duplicates = needless.iter().filter(|&&bits| bits & (1 << need as u8) != 0).count();
            (duplicates as f64, offers as f64)
        };
        let by_need = PerNeed::from_fn(counted);
        let (duplicates, offers) = by_need
            .values()
            .iter()
            .fold((0.0, 0.0), |(duplicates, offers), &(more, of)| (duplicates + more, offers + of));
        let share = |(part, whole): (f64, f64)| if whole > 0.0 { part / whole } else { 0.0 };
        (PerNeed::from_fn(|need| share(by_need[need])), share((duplicates, offers)))
    }

    /// Closes one of the intermediary's own offers after a time of notice and gives its hours to another need; returns the new offer.
    ///
    /// Who is there stays until the end; `entity` is that of the new offer's draws.
    pub fn turn_to(&mut self, own: InstitutionId, need: Need, from: Week, entity: Entity) -> InstitutionId {
        // The law on courses does not ask for the kind of an offer of its own; that of who serves the need already names it.
        let kind =
            self.serving(need).first().map_or(self.institution[own].kind, |&id| self.institution[id].kind);
        let closing = &mut self.institution[own];
        closing.closes = from;
        let capacity = match closing.capacity {
            Capacity::Slots { per_week, .. } => Capacity::Slots { per_week, left: 0.0 },
            Capacity::Places { places, .. } => Capacity::Places { places, taken: 0 },
        };
        let opening = Institution {
            entity,
            kind,
            serves: 1 << need as u8,
            capacity,
            waiting: std::collections::VecDeque::new(),
            opens: from,
            closes: Week::NEVER,
            ..closing.clone()
        };
        let opened = self.institution.push(opening);
        self.turned.push((own, opened));
        opened
    }

    /// Merges two offers: the less used one ends, and its capacity goes to the other.
    ///
    /// Nothing happens when they do not give the same kind of capacity, or while somebody waits at the less used one.
    pub fn merge(&mut self, duplicate: Duplicate) {
        let (from, to) = (duplicate.less_used, duplicate.more_used);
        if self.institution[from].belonging != Belonging::External
            || !self.institution[from].waiting.is_empty()
        {
            return;
        }
        match (self.institution[from].capacity, self.institution[to].capacity) {
            (Capacity::Slots { per_week, left }, Capacity::Slots { per_week: more, left: kept }) => {
                self.institution[to].capacity =
                    Capacity::Slots { per_week: more + per_week, left: kept + left };
                self.institution[from].capacity = Capacity::Slots { per_week: 0.0, left: 0.0 };
            }
            (Capacity::Places { places, taken }, Capacity::Places { places: more, taken: kept }) => {
                // Places that are taken stay until they are given back; the rest moves.
                self.institution[to].capacity =
                    Capacity::Places { places: more + (places - taken.min(places)), taken: kept };
                self.institution[from].capacity = Capacity::Places { places: taken.min(places), taken };
            }
            _ => return,
        }
        for grant in self.bodies.grants.iter_mut().filter(|grant| grant.institution == from) {
            grant.institution = to;
        }
        // Who came to a second place of the one finds the other there.
        for second in std::mem::take(&mut self.institution[from].second_places) {
            if !self.institution[to].is_at(second) {
                self.institution[to].second_places.push(second);
            }
        }
        // What is lent to the intermediary's rooms comes home to who serves the need from now on.
        for of in [&mut self.base, &mut self.lent] {
            let moved = std::mem::take(&mut of[from.position()]);
            of[to.position()] += moved;
        }
        self.institution[from].serves &= !(1 << duplicate.need as u8);
        self.merged += 1;
    }
}
