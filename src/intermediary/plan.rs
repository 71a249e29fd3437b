//! What is planned for the intermediary of a district: which configuration holds from when on, and where it may stand.

use super::Intermediary;
use super::account::Parameters;
use super::establishment::Location;
use crate::configuration::Configuration;
use crate::dice::Dice;
use crate::network::LocalNetwork;
use crate::time::Week;

/// The configurations of a district's intermediary, and the ground on which its sites are chosen.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The ground.
    pub location: Location,
    /// Configurations with the week from which they hold, in order.
    pub configurations: Vec<(Week, Configuration)>,
}

impl Plan {
    /// Returns the configuration that is to be put into effect in a week; nothing when what is there would stay as it is.
    fn due(&self, week: Week, is_change: bool) -> Option<&Configuration> {
        let mut held = self.configurations.iter().rev().filter(|(from, _)| *from <= week);
        let (from, configuration) = held.next()?;
        if configuration.opens.max(*from) != week {
            return None;
        }
        let stays = is_change && held.next().is_some_and(|(_, old)| old.creates_the_same_as(configuration));
        (!stays).then_some(configuration)
    }
}

impl Intermediary {
    /// Opens, changes or closes what the plan says for this week, and where users are asked chooses offers anew.
    ///
    /// # Panics
    /// When the budget does not pay for a configuration, which the accounts of a run exclude before it begins.
    pub fn follow(
        &mut self,
        plan: &Plan,
        week: Week,
        prices: &Parameters,
        network: &mut LocalNetwork,
        dice: &Dice,
    ) {
        if self.grant.ended {
            return;
        }
        if self.choose_offers_anew(week, prices, network) {
            network.index_services(week);
        }
        let is_change = self.establishment.is_some();
        let Some(configuration) = plan.due(week, is_change) else { return };
        self.establish(week, configuration, prices, &plan.location, network, dice)
            .expect("the budget pays for the configuration because the run checked it before it began");
        if is_change {
            self.reorganised_until = week.plus(prices.reorganisation_weeks.get() as i32);
        }
        network.index_services(week);
    }
}
