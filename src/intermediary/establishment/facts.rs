//! Facts that a configuration creates beside places: hours by use, whom it serves, what it does with its network.

use crate::configuration::{Configuration, Coordinator};
use crate::index::DeskId;
use crate::time::Week;
use crate::vocabulary::{Approach, Audience, Method, PerField, PerUse, Use};

use super::super::account::{
    Account, Parameters, casework_hours, coordination_share, hours_of_offer, methods_of, share_worked_as,
    weekly_hours,
};
use super::super::{CityWork, Establishment, MeetingRules, Served};
use super::offers::needs_served_as;

/// Facts that both an intermediary and hours bought at services share.
pub(super) fn common_facts(
    week: Week,
    configuration: &Configuration,
    prices: &Parameters,
    account: &Account,
    desks: Vec<DeskId>,
) -> Establishment {
    let paid_hours = weekly_hours(account.posts, prices);
    let direct = prices.direct_share.get();
    let coordination = coordination_share(account.staff(), prices);
    // What rooms and fees do not suffice for stays at the desks.
    let contact_hours: f64 = account.own_offers.iter().map(|offer| offer.hours).sum();
    let of_offers = hours_of_offer(contact_hours, prices)
        / casework_hours(account.staff(), configuration, prices).max(1e-9);
    let of_methods = methods_of(configuration);
    let methods = |method: Method| of_methods[method] * (direct - coordination);
    let shares = PerUse::from_fn(|planned| match planned {
        Use::Casework => methods(Method::Casework),
        Use::Groupwork => methods(Method::Groupwork),
        Use::Networking => methods(Method::Networking),
        Use::SocialSpace => methods(Method::SocialSpace),
        Use::Overhead => 1.0 - direct,
        Use::Coordination => coordination,
        _ => 0.0,
    });
    // Asking users comes first, then mediation, both as far as the hours for the social space suffice.
    let in_social_space = paid_hours * shares[Use::SocialSpace];
    let participation_hours =
        (configuration.participation.get() * prices.participation_hours.get()).min(in_social_space);
    let mediation_hours = (configuration.inclusion.get() * prices.mediation_hours.get())
        .min(in_social_space - participation_hours);
    let guiding = share_worked_as(configuration, Approach::Guide);
    let (recognised_by_fled, recognised_by_residents) =
        prices.recognition.of(configuration.naming, configuration.naming_scope);
    Establishment {
        opens: week,
        desks,
        at_existing_services: false,
        paid_hours,
        shares,
        accompaniment: configuration.accompaniment.get() * guiding,
        accompanies: PerField::from_fn(|field| {
            configuration.fields[field] && configuration.approach[field] == Approach::Guide
        }),
        own_offers: of_offers.min(1.0),
        paid_offers: account.own_offers.clone(),
        provides_for: needs_served_as(configuration, Approach::Provide),
        hosts_for: needs_served_as(configuration, Approach::Host),
        serves: configuration.fields,
        euros_per_year: account.budget,
        account: account.items.clone(),
        anchor_rent: account.anchor_rent,
        volunteers_sought: account.volunteers,
        hours_per_volunteer: prices.coordination_hours_per_volunteer.get(),
        recognised_by_fled,
        recognised_by_residents,
        serves_whom: served(configuration),
        openness: mediation_hours / prices.mediation_hours.get().max(1e-9),
        participation_hours,
        mediation_hours,
        upkeep_hours: 0.0,
        person_independent: configuration.local_network.person_independent,
        network_interval: (configuration.local_network.coordinator != Coordinator::Nobody)
            .then_some(configuration.local_network.interval_weeks),
        meetings: MeetingRules {
            called_by_municipality: configuration.local_network.coordinator == Coordinator::Municipality,
            clarifies_goals: configuration.local_network.early_goals,
            open_place: configuration.local_network.open_place,
            working_groups: configuration.local_network.working_groups,
            merges: configuration.local_network.merging,
        },
        city_share: configuration.city_network.share.get(),
        reports_needs: configuration.city_network.reporting,
        city: CityWork {
            tiers: configuration.city_network.tiers,
            coordinates_programmes: configuration.city_network.programme_coordination,
            exchanges: configuration.city_network.exchange,
        },
        circle: prices.sponsor_circle.of(configuration.sponsorship).get(),
        grant_weeks: prices.grant_weeks.of(configuration.sponsorship).get() as u32,
        paperwork_factor: prices.paperwork_factor.of(configuration.sponsorship).get(),
        start_up_until: week.plus(prices.start_up_weeks.of(configuration.sponsorship).get() as i32),
    }
}

/// Returns the share of those who come to a desk who find somebody speaking their language, by the hours that mediation has.
pub(super) fn language_share(openness: f64, prices: &Parameters) -> f64 {
    let staff = prices.languages_of_staff.get();
    staff + (prices.languages_with_mediation.get() - staff).max(0.0) * openness
}

/// Returns whom an audience includes.
fn served(configuration: &Configuration) -> Served {
    let any = |audiences: &[Audience]| audiences.iter().any(|&audience| configuration.audience[audience]);
    let fled = any(&[Audience::Fled, Audience::MigrationHistory, Audience::City]);
    Served {
        fled_in_district: fled || any(&[Audience::Present, Audience::Residents]),
        fled_elsewhere: fled,
        fled_attending: fled || any(&[Audience::Present]),
        newcomers: any(&[Audience::Newcomers]),
        residents_with_history: any(&[
            Audience::Present,
            Audience::Residents,
            Audience::MigrationHistory,
            Audience::City,
        ]),
        residents_without_history: any(&[Audience::Present, Audience::Residents, Audience::City]),
        institutions: any(&[Audience::Institutions]),
        people_elsewhere: any(&[Audience::City]),
        people_by_day: any(&[Audience::Present, Audience::City]),
    }
}
