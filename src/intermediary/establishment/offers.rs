//! Offers of an intermediary: hosted hours of external institutions, own offers, and groups.
//!
//! Hosted capacity is moved, not made; own offers are as many as hours and rooms allow.

use crate::configuration::Configuration;
use crate::index::{DeskId, Id};
use crate::network::{Belonging, Capacity, Institution, LocalNetwork};
use crate::time::Week;
use crate::vocabulary::{Approach, Concept, InstitutionKind, Need, PerNeed};

use super::super::Intermediary;
use super::super::account::Parameters;
use super::nearest;

/// Kind number of own and hosted offers in entities.
const OFFER: u32 = 0x31;

/// Needs in the order in which rooms and own offers are given to them, unless users are asked.
const OFFER_ORDER: [Need; 6] =
    [Need::Language, Need::Job, Need::Housing, Need::Education, Need::Health, Need::Company];

impl Intermediary {
    /// Gives rooms to external institutions: hours of theirs are moved under this roof, none are made.
    pub(super) fn host(
        &mut self,
        week: Week,
        configuration: &Configuration,
        prices: &Parameters,
        desks: &[DeskId],
        networking_hours: f64,
        network: &mut LocalNetwork,
    ) {
        let fitting = (f64::from(configuration.rooms) * prices.hosted_per_room.get()).floor();
        // Each hosted tie costs hours to keep up, so networking bounds their number.
        let kept_up = (networking_hours / prices.hosted_upkeep_hours.get().max(1e-9)).floor();
        let mut left = fitting.min(kept_up) as usize;
        let mut turn = 0;
        for need in OFFER_ORDER {
            let field = need.field();
            if left == 0 || !configuration.fields[field] || configuration.approach[field] != Approach::Host {
                continue;
            }
            let desk = desks[turn % desks.len()];
            let place = self.desk[desk].place;
            let Some(home) = nearest(network, place, |institution| {
                institution.belonging == Belonging::External && institution.helps_with(need, week)
            }) else {
                continue;
            };
            let host = &mut network.institution[home];
            let moved = match &mut host.capacity {
                Capacity::Slots { per_week, .. } => {
                    let wanted = prices.hosted_hours_per_week.get() * prices.hosted_cases_per_hour.get();
                    let moved = wanted.min(*per_week * prices.hosted_share_moved.get());
                    *per_week -= moved;
                    Capacity::Slots { per_week: moved, left: 0.0 }
                }
                Capacity::Places { places, taken } => {
                    let wanted = prices.offer_places.get();
                    let moved =
                        wanted.min(f64::from(*places) * prices.hosted_share_moved.get()).floor() as u32;
                    // Nobody is put out of a place for the sake of a room.
                    let moved = moved.min(places.saturating_sub(*taken));
                    *places -= moved;
                    Capacity::Places { places: moved, taken: 0 }
                }
            };
            let branch = Institution {
                entity: host.entity.part(OFFER, need.position() as u64),
                place,
                belonging: Belonging::Hosted(desk),
                capacity: moved,
                waiting: std::collections::VecDeque::new(),
                opens: week,
                closes: Week::NEVER,
                serves: 1 << need as u8,
                knows_intermediary: Some(week),
                ..host.clone()
            };
            network.lent[home.position()] += match moved {
                Capacity::Slots { per_week, .. } => per_week,
                Capacity::Places { places, .. } => f64::from(places),
            };
            network.institution.push(branch);
            left -= 1;
            turn += 1;
        }
    }

    /// Founds own offers as far as the hours reach.
    pub(super) fn provide(
        &mut self,
        week: Week,
        configuration: &Configuration,
        prices: &Parameters,
        desks: &[DeskId],
        weekly_hours: f64,
        stated: &PerNeed<u64>,
        network: &mut LocalNetwork,
    ) {
        let each = prices.offer_hours_per_week.get();
        let count = (weekly_hours / each).floor() as usize;
        let mut needs: Vec<Need> = OFFER_ORDER
            .into_iter()
            .filter(|need| {
                configuration.fields[need.field()]
                    && configuration.approach[need.field()] == Approach::Provide
            })
            .collect();
        if configuration.participation.get() > 0.0 {
            // Whoever asks its users offers first what most of them ask for; the sort keeps the order among equals.
            needs.sort_by_key(|&need| std::cmp::Reverse(stated[need]));
        }
        if needs.is_empty() {
            return;
        }
        for number in 0..count {
            let need = needs[number % needs.len()];
            let desk = desks[number % desks.len()];
            let capacity = match need {
                Need::Language | Need::Education | Need::Company => {
                    Capacity::Places { places: prices.offer_places.get() as u32, taken: 0 }
                }
                _ => Capacity::Slots { per_week: each * prices.offer_cases_per_hour.get(), left: 0.0 },
            };
            self.found_offer(week, number as u64, need, desk, capacity, each, network);
        }
    }

    /// Founds weekly groups of people who fled and residents.
    pub(super) fn gather_groups(
        &mut self,
        week: Week,
        prices: &Parameters,
        desks: &[DeskId],
        weekly_hours: f64,
        network: &mut LocalNetwork,
    ) {
        let each = prices.group_hours_per_week.get();
        // Shared rooms and part-time groups exist: places follow the hours.
        let places = (weekly_hours / each * prices.group_places.get() / desks.len() as f64).floor() as u32;
        if places == 0 {
            return;
        }
        for (number, &desk) in desks.iter().enumerate() {
            let capacity = Capacity::Places { places, taken: 0 };
            self.found_offer(week, 0x100 + number as u64, Need::Company, desk, capacity, each, network);
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
        network: &mut LocalNetwork,
    ) {
        let kind = match need {
            Need::Language => InstitutionKind::LanguageSchool,
            Need::Housing => InstitutionKind::HousingCompany,
            Need::Job => InstitutionKind::JobCentre,
            Need::Education => InstitutionKind::AdultEducation,
            Need::Health => InstitutionKind::HealthService,
            Need::Authorities => InstitutionKind::PublicOffice,
            Need::Company => InstitutionKind::FamilyCentre,
        };
        network.institution.push(Institution {
            entity: self.entity.part(OFFER, (u64::from(week.0 as u32) << 16) | number),
            kind,
            place: self.desk[desk].place,
            belonging: Belonging::Own(desk),
            serves: 1 << need as u8,
            capacity,
            waiting: std::collections::VecDeque::new(),
            opens: week,
            closes: Week::NEVER,
            speaks_languages: true,
            childcare: need == Need::Language,
            hours_per_week,
            knows_intermediary: Some(week),
        });
    }
}
