//! Decisions: what has been stated, who votes for what, and what the decision gives.

use super::Parameters;
use super::people::People;
use super::seats::seat_entity;
use crate::dice::{Entity, Purpose};
use crate::index::{Column, Id, InstitutionId, VolunteerId};
use crate::network::{Award, Belonging, Bodies, Capacity, Institution, Seat, Ties, marked};
use crate::numeric::{chance_within, exp};
use crate::population::Service;
use crate::time::{WEEKS_PER_YEAR, Week};
use crate::today::Today;
use crate::vocabulary::{Concept, Need, PerNeed};

/// Kind number of bodies in entities.
const BODY: u32 = 0x390;

/// Returns the entity of a body.
pub(super) fn body_entity(district: Entity, body: usize) -> Entity {
    district.part(BODY, body as u64)
}

/// Lets users state their needs in the hours of asking of a week; older statements are forgotten.
pub(super) fn take_statements(
    today: &Today,
    parameters: &Parameters,
    hours: f64,
    intermediary: Entity,
    people: &People,
    stated: &mut PerNeed<f64>,
) {
    /// Draws for one answer before the hour goes by without one.
    const TRIES: usize = 12;
    let left = exp(-parameters.forgetting.get());
    *stated = PerNeed::from_fn(|need| stated[need] * left);
    if hours <= 0.0 || people.present.is_empty() {
        return;
    }
    let mut stream = today.stream(Purpose::Statement, intermediary);
    for _ in 0..stream.rounded(hours * parameters.asked_per_hour.get()) {
        let user = (0..TRIES)
            .map(|_| people.present[stream.below(people.present.len())])
            .find(|&id| people.visits[id].count > 0 && people.person[id].is_adult(today.week));
        if let Some(id) = user {
            people.add_needs(id, stated);
        }
    }
}

/// What those who vote know.
pub(super) struct Chamber<'a> {
    pub(super) today: &'a Today<'a>,
    pub(super) parameters: &'a Parameters,
    pub(super) people: People<'a>,
    pub(super) service: &'a Column<VolunteerId, Service>,
    /// What users stated, by kind of need.
    pub(super) stated: PerNeed<f64>,
    /// Share of institutions that serve each kind of need.
    pub(super) serving: PerNeed<f64>,
    /// Mean strength of ties among members of the network.
    pub(super) tied: f64,
}

impl Chamber<'_> {
    /// Returns the kind of need for which a body decides, if there is any vote; a draw decides between equals.
    pub(super) fn decide(&self, district: Entity, body: usize, seats: &[Seat]) -> Option<Need> {
        let entity = body_entity(district, body);
        let institutions = self.parameters.institutions.at(body).get() as usize;
        let votes = self.votes(seats, |position| {
            // Seats for people concerned stand behind those of institutions and are counted from 0.
            if position < institutions {
                seat_entity(entity, body, position)
            } else {
                seat_entity(district, body, position - institutions)
            }
        });
        let most = Bodies::most(&votes)?;
        let equal: Vec<Need> = Need::ALL.iter().copied().filter(|&need| votes[need] >= votes[most]).collect();
        Some(equal[self.today.stream(Purpose::DecisionTopic, entity).below(equal.len())])
    }

    /// Counts the votes of seats by kind of need; `entity` names the seat at a position.
    pub(super) fn votes(&self, seats: &[Seat], entity: impl Fn(usize) -> Entity) -> PerNeed<f64> {
        let mut votes = PerNeed::default();
        for (position, &seat) in seats.iter().enumerate() {
            let vote = match seat {
                Seat::Empty => None,
                Seat::Fled(id) if !self.people.is_present(id) => None,
                Seat::Fled(id) => Bodies::most(&self.people.needs_around(id)),
                Seat::Resident(id) => self.resident_votes(id, entity(position)),
                Seat::Institution => self.institution_votes(entity(position)),
            };
            if let Some(need) = vote {
                votes[need] += 1.0;
            }
        }
        votes
    }

    /// Returns what a resident concerned votes for: what the person helped needs, or people come across.
    fn resident_votes(&self, id: VolunteerId, seat: Entity) -> Option<Need> {
        let mut needs = PerNeed::default();
        match self.service[id].matched {
            Some(person) => self.people.add_needs(person, &mut needs),
            None if self.people.present.is_empty() => {}
            None => {
                let mut stream = self.today.stream(Purpose::SeatVote, seat);
                for _ in 0..self.parameters.known_by_resident.get() as usize {
                    let present = self.people.present;
                    self.people.add_needs(present[stream.below(present.len())], &mut needs);
                }
            }
        }
        Bodies::most(&needs)
    }

    /// Returns what a seat of institutions votes for: the kind that most institutions serve, unless what it heard
    /// outweighs that. Some listen better than others, and always do.
    fn institution_votes(&self, seat: Entity) -> Option<Need> {
        let untied = self.parameters.heard_untied.get();
        let heard = self.today.dice.stream(Purpose::SeatVote, Week::NEVER, seat).unit()
            * (untied + (1.0 - untied) * self.tied);
        let weight = self.parameters.statement.get() * heard;
        Bodies::most(&PerNeed::from_fn(|need| self.serving[need] + weight * self.stated[need]))
    }
}

/// Returns whether a body decides this week; then the week of its next decision is fixed.
pub(super) fn is_due(
    today: &Today,
    parameters: &Parameters,
    body: usize,
    entity: Entity,
    next: &mut Option<Week>,
) -> bool {
    let week = today.week;
    let chance = chance_within(parameters.decisions_per_year.at(body).get() / WEEKS_PER_YEAR, 1.0);
    let wait =
        |from: Week| today.dice.stream(Purpose::LocalDecision, from, entity).geometric(chance).min(10_000);
    let due = *next.get_or_insert_with(|| week.plus(wait(week)));
    let is_due = week >= due;
    if is_due {
        *next = Some(week.plus(1).plus(wait(week.plus(1))));
    }
    is_due
}

/// Enters a decision among those made; returns whether it follows what was stated most, by those asked and by holders of seats.
pub(super) fn record(parameters: &Parameters, people: &People, won: Need, bodies: &mut Bodies) -> bool {
    let mut stated = bodies.stated;
    for seat in bodies.all_seats() {
        if let Seat::Fled(id) = seat
            && people.is_present(id)
        {
            stated += &people.needs_around(id);
        }
    }
    let follows = Bodies::most(&stated) == Some(won);
    bodies.decided[won] += 1;
    let now = if follows { 1.0 } else { 0.0 };
    let before = bodies.follows.unwrap_or(now);
    bodies.follows = Some(before + parameters.recent.get() * (now - before));
    follows
}

/// Returns the share of institutions that serve each kind of need, among those founded here and open.
pub(super) fn serving(
    week: Week,
    institution: &Column<InstitutionId, Institution>,
    founded: usize,
) -> PerNeed<f64> {
    let counts: PerNeed<f64> =
        PerNeed::from_fn(|need| candidates(week, need, institution, founded).count() as f64);
    let whole: f64 = counts.values().iter().sum();
    PerNeed::from_fn(|need| counts[need] / whole.max(1.0))
}

fn candidates(
    week: Week,
    need: Need,
    institution: &Column<InstitutionId, Institution>,
    founded: usize,
) -> impl Iterator<Item = InstitutionId> {
    institution
        .rows()
        .take(founded)
        .filter(move |(_, row)| row.belonging == Belonging::External && row.helps_with(need, week))
        .map(|(id, _)| id)
}

/// Returns the mean strength of ties among members of the network, in a district of so many institutions.
pub(super) fn tied(week: Week, fading: f64, members: &[InstitutionId], count: usize, ties: &Ties) -> f64 {
    let pairs = members.len() * members.len().saturating_sub(1) / 2;
    if pairs == 0 {
        return 0.0;
    }
    let is_member = marked(members, count);
    let sum: f64 = ties.among(&is_member).map(|tie| tie.strength_in(week, fading)).sum();
    sum / pairs as f64
}

/// Gives an institution that serves a kind of need more slots or places for a time.
pub(super) fn grant(
    today: &Today,
    parameters: &Parameters,
    body: Entity,
    need: Need,
    institution: &mut Column<InstitutionId, Institution>,
    base: &mut [f64],
    grants: &mut Vec<Award>,
) {
    let serving: Vec<InstitutionId> = candidates(today.week, need, institution, base.len()).collect();
    if serving.is_empty() {
        return;
    }
    let chosen = serving[today.stream(Purpose::DecisionGrant, body).below(serving.len())];
    let amount = match &mut institution[chosen].capacity {
        Capacity::Slots { per_week, .. } => {
            let slots = parameters.grant_slots.get();
            *per_week += slots;
            slots
        }
        Capacity::Places { places, .. } => {
            let more = parameters.grant_places.get().floor();
            *places += more as u32;
            more
        }
    };
    base[chosen.position()] += amount;
    let ends = today.week.plus(parameters.grant_weeks.get() as i32);
    grants.push(Award { institution: chosen, amount, ends });
}

/// Ends the grants whose time is over; nobody is put out of a place.
pub(super) fn end_grants(
    week: Week,
    institution: &mut Column<InstitutionId, Institution>,
    base: &mut [f64],
    grants: &mut Vec<Award>,
) {
    grants.retain(|grant| {
        if grant.ends > week {
            return true;
        }
        let own = &mut base[grant.institution.position()];
        *own = (*own - grant.amount).max(0.0);
        match &mut institution[grant.institution].capacity {
            Capacity::Slots { per_week, .. } => *per_week = (*per_week - grant.amount).max(0.0),
            Capacity::Places { places, taken } => {
                *places = places.saturating_sub(grant.amount as u32).max(*taken);
            }
        }
        false
    });
}
