//! What is planned for the intermediary of a district: which configuration holds from when on, and where it may stand.

use super::Intermediary;
use super::account::{Account, Parameters};
use crate::configuration::Configuration;
use crate::district::Place;
use crate::network::LocalNetwork;
use crate::time::Week;

/// The ground on which sites are chosen.
#[derive(Debug, Clone, Default)]
pub struct Location {
    /// Where a single site stands.
    pub welcome_point: Place,
    /// Centres of neighbourhoods with their inhabitants.
    pub centres: Vec<(Place, u32)>,
}

/// The configurations of a district's intermediary, and the ground on which its sites are chosen.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The ground.
    pub location: Location,
    /// Configurations in the order of the weeks from which they hold.
    pub steps: Vec<Planned>,
}

/// A configuration that is planned, with what its budget pays for.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// From when on it holds.
    pub from: Week,
    /// The configuration.
    pub configuration: Configuration,
    /// Its yearly account.
    pub account: Account,
}

impl Plan {
    /// Returns the first week in which another plan for the same ground may bring about something else; nothing where it never
    /// does.
    pub fn parts_from(&self, other: &Self) -> Option<Week> {
        let (own, others) = (self.put_into_effect(), other.put_into_effect());
        let common = own.iter().zip(&others).take_while(|(own, other)| own == other).count();
        let next = |steps: &[(Week, &Planned, Option<&Planned>)]| steps.get(common).map(|(week, ..)| *week);
        next(&own).into_iter().chain(next(&others)).min()
    }

    /// Returns what is put into effect in which week, each with the configuration planned before it.
    fn put_into_effect(&self) -> Vec<(Week, &Planned, Option<&Planned>)> {
        let steps = self.steps.iter().enumerate().filter_map(|(position, planned)| {
            let week = planned.configuration.opens.max(planned.from);
            let is_overtaken = self.steps.get(position + 1).is_some_and(|next| next.from <= week);
            let before = position.checked_sub(1).map(|before| &self.steps[before]);
            (!is_overtaken).then_some((week, planned, before))
        });
        steps.collect()
    }

    /// Returns the configuration that is to be put into effect in a week; nothing when what is there would stay as it is.
    fn due(&self, week: Week, is_change: bool) -> Option<&Planned> {
        let mut held = self.steps.iter().rev().filter(|planned| planned.from <= week);
        let planned = held.next()?;
        let configuration = &planned.configuration;
        if configuration.opens.max(planned.from) != week {
            return None;
        }
        let is_kept = |before: &Planned| before.configuration.creates_the_same_as(configuration);
        let stays = is_change && held.next().is_some_and(is_kept);
        (!stays).then_some(planned)
    }
}

impl Intermediary {
    /// Opens, changes or closes what the plan says for this week, and where users are asked chooses offers anew.
    pub fn follow(&mut self, plan: &Plan, week: Week, prices: &Parameters, network: &mut LocalNetwork) {
        if self.grant.ended {
            return;
        }
        if self.choose_offers_anew(week, prices, network) {
            network.index_services(week);
        }
        let is_change = self.establishment.is_some();
        let Some(planned) = plan.due(week, is_change) else { return };
        self.establish(week, planned, prices, &plan.location, network);
        if is_change {
            self.reorganised_until = week.plus(prices.reorganisation_weeks.get() as i32);
        }
        network.index_services(week);
    }
}
