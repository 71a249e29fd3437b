//! Offers of an intermediary: hosted hours of external institutions, own offers, and groups.
//!
//! Hosted capacity is moved, not made; own offers are as many as rooms, hours and fees allow, the last of them in part. Which needs they serve follows
//! from what users stated where they are asked, and else from a fixed order.

use crate::configuration::Configuration;
use crate::index::{DeskId, Id, InstitutionId};
use crate::network::{Belonging, Capacity, Institution, LocalNetwork};
use crate::time::Week;
use crate::vocabulary::{Approach, Concept, InstitutionKind, Need, PerNeed, Use};

use super::super::account::{Parameters, hours_of_offer, rooms_for};
use super::super::parts::{PaidOffer, parts};
use super::super::{Establishment, HostedOffer, Intermediary, OwnOffer};

/// Kind number of own and hosted offers in entities.
const OFFER: u32 = 0x31;

/// Needs in the order in which rooms and own offers are given to them, unless users are asked.
const OFFER_ORDER: [Need; 7] = [
    Need::Language,
    Need::Job,
    Need::Housing,
    Need::Education,
    Need::Authorities,
    Need::Health,
    Need::Company,
];

/// Returns the needs of the fields in which the intermediary works in this way, in the fixed order.
///
/// Its own staff can go through letters and forms of authorities with people, but no doctor is among it: health is for those hosted alone.
pub(super) fn needs_served_as(configuration: &Configuration, approach: Approach) -> Vec<Need> {
    OFFER_ORDER
        .into_iter()
        .filter(|need| configuration.fields[need.field()] && configuration.approach[need.field()] == approach)
        .filter(|&need| approach != Approach::Provide || need != Need::Health)
        .collect()
}

/// Chooses the needs of so many offers: each goes to the need that was stated most often for each offer that it would then have.
///
/// Without statements all needs weigh the same, so that offers go round in the order of the needs.
fn choose_needs(needs: &[Need], stated: Option<&PerNeed<f64>>, count: usize) -> Vec<Need> {
    let told = stated.filter(|stated| needs.iter().any(|&need| stated[need] > 0.0));
    let weight = |need: Need| told.map_or(1.0, |stated| stated[need]);
    let mut given = PerNeed::<f64>::default();
    let mut chosen = Vec::with_capacity(count);
    for _ in 0..count {
        let mut best: Option<(f64, Need)> = None;
        for &need in needs {
            let claim = weight(need) / (given[need] + 1.0);
            if best.is_none_or(|(most, _)| claim > most) {
                best = Some((claim, need));
            }
        }
        let Some((_, need)) = best else { break };
        given[need] += 1.0;
        chosen.push(need);
    }
    chosen
}

/// Returns the weekly hours of each external institution for which there is a room, as far as networking keeps up the tie.
pub(super) fn hosted_hours(
    configuration: &Configuration,
    prices: &Parameters,
    facts: &Establishment,
) -> Vec<f64> {
    let networking_hours = facts.paid_hours * facts.shares[Use::Networking] * (1.0 - facts.city_share);
    let fitting = rooms_for(configuration, Approach::Host) * prices.hosted_per_room.get();
    // Each hosted tie costs hours to keep up, so networking bounds their number.
    let kept_up = networking_hours / prices.hosted_upkeep_hours.get().max(1e-9);
    let each = prices.hosted_hours_per_week.get();
    parts(fitting.min(kept_up) * each, each, prices.offer_least_hours.get())
}

impl Intermediary {
    /// Gives rooms to external institutions: hours of theirs are moved under this roof, none are made. Returns how many, parts included.
    pub(super) fn host(
        &mut self,
        week: Week,
        configuration: &Configuration,
        prices: &Parameters,
        facts: &Establishment,
        network: &mut LocalNetwork,
    ) -> f64 {
        let hours = hosted_hours(configuration, prices, facts);
        let mut hosted = 0;
        let mut needs = facts.hosts_for.clone();
        if facts.participation_hours > 0.0 {
            // The sort keeps the fixed order among equals.
            needs.sort_by(|&a, &b| self.stated[b].total_cmp(&self.stated[a]));
        }
        for need in needs {
            let Some(&hours) = hours.get(hosted) else { break };
            let desk = facts.desks[hosted % facts.desks.len()];
            hosted += usize::from(self.lend_room(week, need, (desk, hours), prices, network));
        }
        hours[..hosted].iter().sum::<f64>() / prices.hosted_hours_per_week.get()
    }

    /// Moves hours of the nearest external institution for a need under the roof of a desk; returns whether it has any to lend.
    fn lend_room(
        &mut self,
        week: Week,
        need: Need,
        (desk, hours): (DeskId, f64),
        prices: &Parameters,
        network: &mut LocalNetwork,
    ) -> bool {
        let place = self.desk[desk].place;
        let Some(home) = network.nearest(place, |institution| {
            institution.belonging == Belonging::External && institution.helps_with(need, week)
        }) else {
            return false;
        };
        let host = &mut network.institution[home];
        let mut hours_per_week = host.hours_per_week;
        let (moved, capacity) = match &mut host.capacity {
            Capacity::Slots { per_week, .. } => {
                let wanted = hours / hours_per_week.max(1e-9);
                let moved = wanted.min(*per_week * prices.hosted_share_moved.get());
                *per_week -= moved;
                (moved, Capacity::Slots { per_week: moved, left: 0.0 })
            }
            Capacity::Places { places, taken } => {
                // A place in the room has no more hours than the room; so much of a place at home it takes.
                hours_per_week = hours_per_week.min(hours);
                let of_place = hours_per_week / host.hours_per_week.max(1e-9);
                let wanted = (prices.offer_places.get() * of_place).ceil();
                let moved = wanted.min(f64::from(*places) * prices.hosted_share_moved.get()).floor() as u32;
                // Nobody is put out of a place for the sake of a room.
                let moved = moved.min(places.saturating_sub(*taken));
                if moved == 0 {
                    return false;
                }
                *places -= moved;
                let here = prices.offer_places.get().min(f64::from(moved) / of_place) as u32;
                (f64::from(moved), Capacity::Places { places: here, taken: 0 })
            }
        };
        let branch = Institution {
            entity: host.entity.part(OFFER, need.position() as u64),
            place,
            second_places: Vec::new(),
            belonging: Belonging::Hosted(desk),
            capacity,
            hours_per_week,
            waiting: std::collections::VecDeque::new(),
            opens: week,
            closes: Week::NEVER,
            serves: 1 << need as u8,
            knows_intermediary: Some(week),
            ..host.clone()
        };
        network.lent[home.position()] += moved;
        let branch = network.institution.push(branch);
        self.hosting.push(HostedOffer { branch, home, need, hours, moved, next: None });
        true
    }

    /// Founds the own offers for which there are rooms, hours and fees.
    pub(super) fn provide(
        &mut self,
        week: Week,
        prices: &Parameters,
        facts: &Establishment,
        network: &mut LocalNetwork,
    ) {
        let stated = (facts.participation_hours > 0.0).then_some(&self.stated);
        let needs = choose_needs(&facts.provides_for, stated, facts.paid_offers.len());
        for (number, (need, &paid)) in needs.into_iter().zip(&facts.paid_offers).enumerate() {
            let desk = facts.desks[number % facts.desks.len()];
            self.found_own_offer(week, number as u64, (need, paid), desk, prices, network);
        }
    }

    /// Chooses own offers and the use of rooms anew from what users stated, once a year since the opening.
    ///
    /// What is no longer chosen ends a term later, so that people in it can finish; what is chosen instead begins then. Returns
    /// whether anything was changed.
    pub fn choose_offers_anew(
        &mut self,
        week: Week,
        prices: &Parameters,
        network: &mut LocalNetwork,
    ) -> bool {
        let passed_on = self.pass_rooms_on(week, prices, network);
        let Some(facts) = &self.establishment else { return passed_on };
        let age = week.since(facts.opens);
        if facts.participation_hours <= 0.0 || age <= 0 || age % Week::YEAR != 0 {
            return passed_on;
        }
        let facts = facts.clone();
        let changes = week.plus((prices.offer_term_weeks.get() as i32).max(1));
        self.choose_hosted_anew(&facts.hosts_for, changes, network);
        let wanted = choose_needs(&facts.provides_for, Some(&self.stated), facts.paid_offers.len());
        self.offers.retain(|offer| network.institution[offer.institution].closes > week);
        let mut ending: Vec<OwnOffer> = self
            .offers
            .iter()
            .copied()
            .filter(|offer| {
                !offer.of_groupwork && network.institution[offer.institution].closes == Week::NEVER
            })
            .collect();
        let mut begun = Vec::new();
        for need in wanted {
            match ending.iter().position(|offer| offer.need == need) {
                Some(position) => {
                    ending.remove(position);
                }
                None => begun.push(need),
            }
        }
        for (number, (old, &need)) in ending.iter().zip(&begun).enumerate() {
            let before = &mut network.institution[old.institution];
            before.closes = changes;
            let Belonging::Own(desk) = before.belonging else { continue };
            // What is chosen instead has the hours of the one before, and what is paid for beside them.
            let paid = PaidOffer { hours: old.contact_hours, is_open_to_all: before.speaks_languages };
            let next = self.found_own_offer(week, number as u64, (need, paid), desk, prices, network);
            network.institution[next].opens = changes;
        }
        passed_on || !begun.is_empty()
    }

    /// Chooses for which needs rooms are lent: those stated most; the others end when it changes.
    fn choose_hosted_anew(&mut self, needs: &[Need], changes: Week, network: &mut LocalNetwork) {
        let mut wanted = needs.to_vec();
        // The sort keeps the fixed order among equals.
        wanted.sort_by(|&a, &b| self.stated[b].total_cmp(&self.stated[a]));
        wanted.truncate(self.hosting.len());
        let hosted: Vec<Need> = self.hosting.iter().map(|hosted| hosted.need).collect();
        let mut begun = wanted.clone().into_iter().filter(|need| !hosted.contains(need));
        for hosted in self.hosting.iter_mut().filter(|hosted| !wanted.contains(&hosted.need)) {
            let Some(next) = begun.next() else { break };
            hosted.next = Some(next);
            network.institution[hosted.branch].closes = changes;
        }
    }

    /// Takes hours that end this week home, and lends the room to the need chosen instead; returns whether there were any.
    fn pass_rooms_on(&mut self, week: Week, prices: &Parameters, network: &mut LocalNetwork) -> bool {
        let ends = |hosted: &HostedOffer, network: &LocalNetwork| {
            hosted.next.is_some() && network.institution[hosted.branch].closes <= week
        };
        let ending: Vec<HostedOffer> =
            self.hosting.iter().copied().filter(|hosted| ends(hosted, network)).collect();
        self.hosting.retain(|hosted| !ends(hosted, network));
        for hosted in &ending {
            match &mut network.institution[hosted.home].capacity {
                Capacity::Slots { per_week, .. } => *per_week += hosted.moved,
                Capacity::Places { places, .. } => *places += hosted.moved as u32,
            }
            network.lent[hosted.home.position()] -= hosted.moved;
            if let (Some(need), Belonging::Hosted(desk)) =
                (hosted.next, network.institution[hosted.branch].belonging)
            {
                self.lend_room(week, need, (desk, hosted.hours), prices, network);
            }
        }
        !ending.is_empty()
    }

    /// Founds an own offer that opens at once.
    fn found_own_offer(
        &mut self,
        week: Week,
        number: u64,
        (need, paid): (Need, PaidOffer),
        desk: DeskId,
        prices: &Parameters,
        network: &mut LocalNetwork,
    ) -> InstitutionId {
        let each = paid.hours;
        let meets = matches!(need, Need::Language | Need::Education | Need::Company);
        let (capacity, hours) = if meets {
            (Capacity::Places { places: prices.offer_places.get() as u32, taken: 0 }, each)
        } else {
            let an_hour = prices.offer_cases_per_hour.get();
            (Capacity::Slots { per_week: each * an_hour, left: 0.0 }, 1.0 / an_hour.max(1e-9))
        };
        let mut institution = self.found_offer(week, number, need, desk, capacity, hours);
        (institution.speaks_languages, institution.childcare) = (paid.is_open_to_all, paid.is_open_to_all);
        let institution = network.institution.push(institution);
        self.offers.push(OwnOffer {
            institution,
            need,
            staff_hours: hours_of_offer(each, prices),
            contact_hours: each,
            least: if meets { prices.least_group.get() as u32 } else { 0 },
            of_groupwork: false,
            groups: 1,
        });
        institution
    }

    /// Founds weekly groups of people who fled and residents: as many as hours fill, all of the same length, spread over the sites.
    pub(super) fn gather_groups(
        &mut self,
        week: Week,
        prices: &Parameters,
        desks: &[DeskId],
        weekly_hours: f64,
        network: &mut LocalNetwork,
    ) {
        if weekly_hours < prices.offer_least_hours.get() {
            return;
        }
        // Hours that make no whole number of groups make all of them shorter, and none smaller.
        let groups = (weekly_hours / prices.group_hours_per_week.get() - 1e-9).ceil().max(1.0) as usize;
        let each = weekly_hours / groups as f64;
        for (number, &desk) in desks.iter().take(groups).enumerate() {
            let here = groups / desks.len() + usize::from(number < groups % desks.len());
            let places = here as u32 * prices.group_places.get() as u32;
            let capacity = Capacity::Places { places, taken: 0 };
            let group = self.found_offer(week, 0x100 + number as u64, Need::Company, desk, capacity, each);
            let institution = network.institution.push(group);
            self.offers.push(OwnOffer {
                institution,
                need: Need::Company,
                staff_hours: here as f64 * each,
                contact_hours: each,
                least: prices.least_group.get() as u32,
                of_groupwork: true,
                groups: here as u32,
            });
        }
    }

    fn found_offer(
        &self,
        week: Week,
        number: u64,
        need: Need,
        desk: DeskId,
        capacity: Capacity,
        hours_per_week: f64,
    ) -> Institution {
        let kind = match need {
            Need::Language => InstitutionKind::LanguageSchool,
            Need::Housing => InstitutionKind::HousingCompany,
            Need::Job => InstitutionKind::JobCentre,
            Need::Education => InstitutionKind::AdultEducation,
            Need::Health => InstitutionKind::HealthService,
            Need::Authorities => InstitutionKind::PublicOffice,
            Need::Company => InstitutionKind::FamilyCentre,
        };
        Institution {
            entity: self.entity.part(OFFER, (u64::from(week.0 as u32) << 16) | number),
            kind,
            place: self.desk[desk].place,
            second_places: Vec::new(),
            belonging: Belonging::Own(desk),
            serves: 1 << need as u8,
            capacity,
            waiting: std::collections::VecDeque::new(),
            opens: week,
            closes: Week::NEVER,
            speaks_languages: false,
            childcare: false,
            hours_per_week,
            knows_intermediary: Some(week),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_who_ask_for_housing_get_a_housing_offer_before_the_first_of_the_order() {
        let needs = [Need::Language, Need::Job, Need::Housing];
        let mut stated = PerNeed::<f64>::default();
        assert_eq!(
            choose_needs(&needs, Some(&stated), 4),
            [Need::Language, Need::Job, Need::Housing, Need::Language]
        );
        stated[Need::Housing] = 5.0;
        stated[Need::Language] = 3.0;
        let chosen = [Need::Housing, Need::Language, Need::Housing];
        assert_eq!(choose_needs(&needs, Some(&stated), 3), chosen);
        // The twin: unasked, the order stays.
        assert_eq!(choose_needs(&needs, None, 2), [Need::Language, Need::Job]);
    }
}
