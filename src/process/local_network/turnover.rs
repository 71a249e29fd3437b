//! Turnover: what is lost when contact persons of institutions, or colleagues at the intermediary, leave.

use super::Parameters;
use crate::dice::{Entity, Purpose};
use crate::index::{Column, DeskId, Id, InstitutionId};
use crate::intermediary::{Desk, DeskOwner, Directory, Intermediary};
use crate::network::{Institution, LocalNetwork, Ties, marked};
use crate::numeric::chance_within;
use crate::time::{WEEKS_PER_YEAR, Week};
use crate::today::Today;
use crate::world::DistrictWorld;

/// What a change of staff reads, and what it writes.
#[derive(Debug)]
pub struct Scene<'a> {
    replaced: f64,
    keeps_records: bool,
    institution: &'a Column<InstitutionId, Institution>,
    founded: usize,
    members: &'a [InstitutionId],
    ties: &'a mut Ties,
    desk: &'a mut Column<DeskId, Desk>,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { network, intermediary, .. } = district;
        let founded = network.founded();
        let LocalNetwork { institution, members, ties, .. } = network;
        let Intermediary { replaced, establishment, desk, .. } = intermediary;
        let keeps_records = establishment.as_ref().is_some_and(|facts| facts.person_independent);
        Self { replaced: *replaced, keeps_records, institution, founded, members, ties, desk }
    }
}

/// Applies the replacement of a share of the intermediary's colleagues: what was known through those who left is gone, less where
/// knowledge is kept in records.
pub fn lose_colleagues(today: &Today, parameters: &Parameters, scene: Scene) {
    let Scene { replaced, keeps_records, institution, founded, members, ties, desk } = scene;
    if replaced <= 0.0 {
        return;
    }
    let is_member = marked(members, institution.len());
    lose_brokered_ties(today, replaced, loss(parameters, keeps_records), institution, &is_member, ties);
    if keeps_records {
        return;
    }
    for desk in desk.iter_mut().filter(|desk| desk.owner == DeskOwner::Intermediary) {
        lose_entries(today, replaced, institution, founded, desk.entity, &mut desk.directory);
    }
}

/// Weakens ties among members that went through a colleague who left: a share of all.
fn lose_brokered_ties(
    today: &Today,
    share: f64,
    loss: f64,
    institution: &Column<InstitutionId, Institution>,
    is_member: &[bool],
    ties: &mut Ties,
) {
    for tie in ties.among_mut(is_member) {
        let (one, other) = (institution[tie.a].entity, institution[tie.b].entity);
        if today.dice.pair(Purpose::BrokeredTie, today.week, one, other).chance(share) {
            tie.strength *= 1.0 - loss;
        }
    }
}

/// Loses what was in the head of a colleague who left: a share of the entries about founded institutions.
fn lose_entries(
    today: &Today,
    share: f64,
    institution: &Column<InstitutionId, Institution>,
    founded: usize,
    desk: Entity,
    directory: &mut Directory,
) {
    for (id, row) in institution.rows().take(founded) {
        if id.position() < directory.entry.len()
            && today.dice.pair(Purpose::DirectoryLoss, today.week, row.entity, desk).chance(share)
        {
            directory.entry[id].known = false;
            directory.entry[id].correct = false;
        }
    }
}

/// Contact persons of institutions leave: ties weaken, and the commitment is that of whoever comes next.
pub(super) fn lose_contacts(
    today: &Today,
    parameters: &Parameters,
    keeps_records: bool,
    network: &mut LocalNetwork,
) {
    let week = today.week;
    let chance = chance_within(parameters.turnover_per_year.get() / WEEKS_PER_YEAR, 1.0);
    let loss = loss(parameters, keeps_records);
    let founded = network.founded();
    network.turnover.resize(founded, Week::NEVER);
    network.commitment.resize(founded, 0.0);
    for position in 0..founded {
        let due = network.turnover[position];
        if due > week && due != Week::NEVER {
            continue;
        }
        let id = InstitutionId::at(position);
        let entity = network.institution[id].entity;
        let weeks = today.stream(Purpose::NetworkTurnover, entity).geometric(chance);
        network.turnover[position] = week.plus(1).plus(weeks.min(10_000));
        network.commitment[position] = today.stream(Purpose::Commitment, entity).normal(0.0, 1.0);
        if due == Week::NEVER {
            // The first waiting time, not a departure.
            continue;
        }
        for tie in network.ties.of_mut(id) {
            tie.strength *= 1.0 - loss;
        }
    }
}

const fn loss(parameters: &Parameters, is_recorded: bool) -> f64 {
    if is_recorded { parameters.turnover_loss_recorded.get() } else { parameters.turnover_loss.get() }
}
