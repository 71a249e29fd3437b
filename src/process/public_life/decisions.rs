//! Decisions: what has been stated, who votes for what, and what the decision gives.

use super::Parameters;
use super::seats::seat_entity;
use crate::dice::{Dice, Entity, Purpose};
use crate::index::{Id, InstitutionId, PersonId, VolunteerId};
use crate::ledger::Ledger;
use crate::network::{Belonging, Bodies, Capacity, Grant, LocalNetwork, Seat};
use crate::numeric::{chance_within, exp};
use crate::population::{Refugees, Volunteers};
use crate::time::{WEEKS_PER_YEAR, Week};
use crate::vocabulary::{Concept, Need, PerNeed};

/// Kind number of bodies in entities.
const BODY: u32 = 0x390;

/// Lets users state their needs in the hours of asking of a week; older statements are forgotten.
pub(super) fn take_statements(
    week: Week,
    dice: Dice,
    parameters: &Parameters,
    hours: f64,
    intermediary: Entity,
    refugees: &Refugees,
    network: &mut LocalNetwork,
) {
    /// Draws for one answer before the hour goes by without one.
    const TRIES: usize = 12;
    let left = exp(-parameters.forgetting.get());
    let stated = &mut network.bodies.stated;
    *stated = PerNeed::from_fn(|need| stated[need] * left);
    if hours <= 0.0 || refugees.present.is_empty() {
        return;
    }
    let mut stream = dice.stream(Purpose::Statement, week, intermediary);
    for _ in 0..stream.rounded(hours * parameters.asked_per_hour.get()) {
        let user = (0..TRIES)
            .map(|_| refugees.present[stream.below(refugees.present.len())])
            .find(|&id| refugees.visits[id].count > 0 && refugees.person[id].is_adult(week));
        if let Some(id) = user {
            add_needs(refugees, id, stated);
        }
    }
}

/// Adds a person's open needs to counts by kind.
fn add_needs(refugees: &Refugees, id: PersonId, to: &mut PerNeed<f64>) {
    for &need in Need::ALL {
        if refugees.visits[id].open_need & (1 << need as u8) != 0 {
            to[need] += 1.0;
        }
    }
}

/// Returns the open needs of somebody and of the friends.
pub(super) fn needs_around(refugees: &Refugees, id: PersonId) -> PerNeed<f64> {
    let mut needs = PerNeed::default();
    add_needs(refugees, id, &mut needs);
    for &friend in refugees.social[id].peers.iter().filter(|&&friend| refugees.is_present(friend)) {
        add_needs(refugees, friend, &mut needs);
    }
    needs
}

/// What those who vote know.
pub(super) struct Chamber<'a> {
    pub(super) week: Week,
    pub(super) dice: Dice,
    pub(super) parameters: &'a Parameters,
    pub(super) refugees: &'a Refugees,
    pub(super) volunteers: &'a Volunteers,
    /// What users stated, by kind of need.
    pub(super) stated: PerNeed<f64>,
    /// Share of institutions that serve each kind of need.
    pub(super) serving: PerNeed<f64>,
    /// Mean strength of ties among members of the network.
    pub(super) tied: f64,
}

impl Chamber<'_> {
    /// Counts the votes of seats by kind of need; `entity` names the seat at a position.
    pub(super) fn votes(&self, seats: &[Seat], entity: impl Fn(usize) -> Entity) -> PerNeed<f64> {
        let mut votes = PerNeed::default();
        for (position, &seat) in seats.iter().enumerate() {
            let vote = match seat {
                Seat::Empty => None,
                Seat::Fled(id) if !self.refugees.is_present(id) => None,
                Seat::Fled(id) => Bodies::most(&needs_around(self.refugees, id)),
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
        match self.volunteers.service[id].matched {
            Some(person) => add_needs(self.refugees, person, &mut needs),
            None if self.refugees.present.is_empty() => {}
            None => {
                let mut stream = self.dice.stream(Purpose::SeatVote, self.week, seat);
                for _ in 0..self.parameters.known_by_resident.get() as usize {
                    let present = &self.refugees.present;
                    add_needs(self.refugees, present[stream.below(present.len())], &mut needs);
                }
            }
        }
        Bodies::most(&needs)
    }

    /// Returns what a seat of institutions votes for: the kind that most institutions serve, unless what it heard
    /// outweighs that. Some listen better than others, and always do.
    fn institution_votes(&self, seat: Entity) -> Option<Need> {
        let untied = self.parameters.heard_untied.get();
        let heard = self.dice.stream(Purpose::SeatVote, Week::NEVER, seat).unit()
            * (untied + (1.0 - untied) * self.tied);
        let weight = self.parameters.statement.get() * heard;
        Bodies::most(&PerNeed::from_fn(|need| self.serving[need] + weight * self.stated[need]))
    }
}

/// Lets each body decide whose week it is.
pub(super) fn decide(
    week: Week,
    dice: Dice,
    parameters: &Parameters,
    tie_fading: f64,
    district: Entity,
    refugees: &Refugees,
    volunteers: &Volunteers,
    network: &mut LocalNetwork,
    ledger: &mut Ledger,
) {
    for body in 0..Bodies::COUNT {
        let entity = district.part(BODY, body as u64);
        let chance = chance_within(parameters.decisions_per_year.at(body).get() / WEEKS_PER_YEAR, 1.0);
        let wait =
            |from: Week| dice.stream(Purpose::LocalDecision, from, entity).geometric(chance).min(10_000);
        let due = *network.bodies.next_decision[body].get_or_insert_with(|| week.plus(wait(week)));
        if week < due {
            continue;
        }
        network.bodies.next_decision[body] = Some(week.plus(1).plus(wait(week.plus(1))));
        if body == Bodies::COMMITTEE && network.members.is_empty() {
            continue;
        }
        let chamber = Chamber {
            week,
            dice,
            parameters,
            refugees,
            volunteers,
            stated: network.bodies.stated,
            serving: serving(week, network),
            tied: tied(week, tie_fading, network),
        };
        let concerned = parameters.institutions.at(body).get() as usize;
        let votes = chamber.votes(&network.bodies.seats[body], |position| {
            // Seats for people concerned stand behind those of institutions and are counted from 0.
            if position < concerned {
                seat_entity(entity, body, position)
            } else {
                seat_entity(district, body, position - concerned)
            }
        });
        let Some(won) = winner(&votes, week, dice, entity) else { continue };
        let mut stated = network.bodies.stated;
        for seat in network.bodies.all_seats() {
            if let Seat::Fled(id) = seat
                && refugees.is_present(id)
            {
                stated += &needs_around(refugees, id);
            }
        }
        let follows = Bodies::most(&stated) == Some(won);
        ledger.decisions += 1;
        ledger.decisions_followed += u64::from(follows);
        let bodies = &mut network.bodies;
        bodies.decided[won] += 1;
        let now = if follows { 1.0 } else { 0.0 };
        let before = bodies.follows.unwrap_or(now);
        bodies.follows = Some(before + parameters.recent.get() * (now - before));
        grant(week, dice, parameters, entity, won, network);
    }
}

/// Returns the kind of need with the most votes; a draw decides between equals.
fn winner(votes: &PerNeed<f64>, week: Week, dice: Dice, body: Entity) -> Option<Need> {
    let most = Bodies::most(votes)?;
    let equal: Vec<Need> = Need::ALL.iter().copied().filter(|&need| votes[need] >= votes[most]).collect();
    Some(equal[dice.stream(Purpose::DecisionTopic, week, body).below(equal.len())])
}

/// Returns the share of institutions that serve each kind of need, among those founded here and open.
fn serving(week: Week, network: &LocalNetwork) -> PerNeed<f64> {
    let counts: PerNeed<f64> = PerNeed::from_fn(|need| candidates(week, need, network).count() as f64);
    let whole: f64 = counts.values().iter().sum();
    PerNeed::from_fn(|need| counts[need] / whole.max(1.0))
}

fn candidates(week: Week, need: Need, network: &LocalNetwork) -> impl Iterator<Item = InstitutionId> {
    network
        .institution
        .rows()
        .take(network.founded())
        .filter(move |(_, row)| row.belonging == Belonging::External && row.helps_with(need, week))
        .map(|(id, _)| id)
}

/// Returns the mean strength of ties among members of the network.
fn tied(week: Week, tie_fading: f64, network: &LocalNetwork) -> f64 {
    let members = network.members.len();
    if members < 2 {
        return 0.0;
    }
    let is_member = network.marked(&network.members);
    let sum: f64 = network.ties.among(&is_member).map(|tie| tie.strength_in(week, tie_fading)).sum();
    sum / (members * (members - 1) / 2) as f64
}

/// Gives an institution that serves a kind of need more slots or places for a time.
fn grant(
    week: Week,
    dice: Dice,
    parameters: &Parameters,
    body: Entity,
    need: Need,
    network: &mut LocalNetwork,
) {
    let serving: Vec<InstitutionId> = candidates(week, need, network).collect();
    if serving.is_empty() {
        return;
    }
    let institution = serving[dice.stream(Purpose::DecisionGrant, week, body).below(serving.len())];
    let amount = match &mut network.institution[institution].capacity {
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
    network.base[institution.position()] += amount;
    let ends = week.plus(parameters.grant_weeks.get() as i32);
    network.bodies.grants.push(Grant { institution, amount, ends });
}

/// Ends the grants whose time is over; nobody is put out of a place.
pub(super) fn end_grants(week: Week, network: &mut LocalNetwork) {
    let LocalNetwork { bodies, institution, base, .. } = network;
    bodies.grants.retain(|grant| {
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
