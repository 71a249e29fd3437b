//! What a planned configuration creates wherever it is established, for telling whether two forms are one.

use super::facts::common_facts;
use super::offers::hosted_hours;
use crate::configuration::Configuration;
use crate::intermediary::account::{Parameters, sites};
use crate::intermediary::{Establishment, Planned};
use crate::quantity::Hours;
use crate::time::Week;
use crate::vocabulary::{Attachment, InstitutionKind, Support};

/// What is created from a week on, before places and institutions are known: two that are equal create the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Blueprint {
    from: Week,
    support: Support,
    /// Nothing where nobody is paid.
    paid: Option<Box<Paid>>,
}

/// What is paid for.
#[derive(Debug, Clone, PartialEq)]
struct Paid {
    facts: Establishment,
    hosted_hours: Vec<f64>,
    sites: u8,
    opening_hours: Hours,
    attachment: Attachment,
    /// Where a site is tied to an institution.
    anchor: Option<InstitutionKind>,
}

impl Blueprint {
    /// Draws it up for a planned configuration.
    pub fn of(planned: &Planned, prices: &Parameters) -> Self {
        let Planned { from, configuration, account } = planned;
        let from = configuration.opens.max(*from);
        let is_paid = matches!(configuration.support, Support::Intermediary | Support::ExistingServices);
        let paid = || {
            let mut facts = common_facts(from, configuration, prices, account, Vec::new());
            let hosted_hours = hosted_hours(configuration, prices, &facts);
            // For what there is no hour nothing is offered.
            if facts.paid_offers.is_empty() {
                facts.provides_for.clear();
            }
            if hosted_hours.is_empty() {
                facts.hosts_for.clear();
            }
            let Configuration { attachment, anchor, opening_hours_per_week, .. } = *configuration;
            let anchor = (attachment != Attachment::Standalone).then_some(anchor);
            let opening_hours = opening_hours_per_week;
            Box::new(Paid {
                facts,
                hosted_hours,
                sites: sites(configuration),
                opening_hours,
                attachment,
                anchor,
            })
        };
        Self { from, support: configuration.support, paid: is_paid.then(paid) }
    }
}
