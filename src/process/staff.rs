//! Staff: who is there this week, and for what their hours are planned; at the end, into what they went.
//! German: *Personelle Ressourcen*, *Haupt- und Ehrenamt*.
//!
//! # Rule
//! 1. Money that is granted for a time must be renewed at the end of each term. When it comes late, nothing accrues and nobody works
//!    until it is there, and posts stay vacant for a while; now and then it ends for good, and the desks close. The chances are the
//!    same for all: a sponsor makes terms, not chances.
//! 2. Members of staff fall ill and leave at chances a week; overload of the desks, on average, makes them leave more. A vacant post is filled after a
//!    time, and unless knowledge is kept in records the desk's directory begins anew. New members learn the job for some weeks.
//! 3. Hours paid less hours absent are planned by the establishment's shares. During the start, after a reorganisation, and while new
//!    members learn, part of them goes into that.
//! 4. Casework is divided into coming along, own offers, and the desks.
//! 5. Advice services and social work have hours of their own; bought hours are added to them in proportion.
//! 6. Hours of participation go into asking people seen at the desks which needs they have; what they stated fades.
//! 7. At the end of the week every paid hour has gone into exactly one use. Hours with people that found none, at the desk, for coming
//!    along, for own offers and for groups, are idle: a share of them is put to outreach and networking, for all configurations alike,
//!    where they count from the next week on. Each item of the account accrues, and so do the hours and rents that others give.
//!
//! # Evidence
//! Keys in `scenarios/evidence/staff.toml` and `account.toml`.
//!
//! # Limits
//! Members of staff are alike; posts of other services are never vacant. A sponsor without a grant never runs out of money, and a grant
//! that has ended is never followed by another, which errs against granted money. Whoever waits at a desk that loses its money goes home.

use serde::Deserialize;

use crate::city::{ByPhase, CityInDistrict, Shared};
use crate::dice::Purpose;
use crate::index::{AccommodationId, Column, DeskId, VolunteerId};
use crate::intermediary::establishment::member_entity;
use crate::intermediary::{Desk, DeskOwner, Establishment, Intermediary, Plan, WeekPlan, account};
use crate::ledger::{CostItem, Ledger};
use crate::network::LocalNetwork;
use crate::quantity::{Hours, Rate, Share, Weeks};
use crate::time::{WEEKS_PER_YEAR, Week};
use crate::today::Today;
use crate::vocabulary::{PerUse, Phase, Use};
use crate::world::DistrictWorld;

pub use self::asking::ask_users;
pub use self::grants::renew;

mod asking;
mod grants;
#[cfg(test)]
mod tests;

/// Parameters of staff.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Hours for people who fled at an advice service of a district. Unit: hours a week and advice service.
    pub advice_hours_per_week: Hours,
    /// Opening hours of an advice service. Unit: hours a week.
    pub advice_opening_hours: Hours,
    /// People in accommodation for one post of social work, by phase. Unit: people a post.
    pub social_work_people_per_post: ByPhase<Rate>,
    /// Hours of a post of social work a year. Unit: hours a year.
    pub social_work_hours_per_post: Hours,
    /// Of social work: casework with single people. Unit: share of hours.
    pub social_work_casework: Share,
    /// Presence in an accommodation. Unit: hours a week.
    pub social_work_opening_hours: Hours,
    /// Of those who come to other services: find somebody who speaks their language. Unit: share.
    pub service_languages: Share,
    /// A member of staff falls ill. Unit: per week.
    pub ill_per_week: Share,
    /// How long an illness lasts, on average. Unit: weeks.
    pub ill_weeks: Weeks,
    /// A member of staff leaves (a fifth in a year). Unit: per week.
    pub leaving_per_week: Share,
    /// How far overload makes staff leave. Unit: factor per unit of load above 1.
    pub leaving_under_load: Rate,
    /// Load above 1 beyond which more of it does not make more of the staff leave: a desk serves one at a time. Unit: load
    /// above 1.
    pub overload_felt_at_most: Rate,
    /// Until a vacant post is filled. Unit: weeks.
    pub vacancy_weeks: Weeks,
    /// Of idle hours with people, whatever they were planned for: put to outreach and networking. Unit: share.
    pub idle_put_to_use: Share,
    /// Into networking; the rest goes into outreach. One rule for all configurations. Unit: share of the idle hours put to use.
    pub idle_to_networking: Share,
    /// Outreach hours that go into asking while volunteers are sought. Unit: share.
    pub asking: Share,
    /// Grants that are renewed in time at the end of a term, whoever the sponsor is. Unit: share of terms.
    pub renewal: Share,
    /// Grants that are not renewed at all: the desks close. Unit: share of terms.
    pub renewal_final: Share,
    /// Mean delay of money that comes late, in which nothing accrues and nobody is paid. Unit: weeks.
    pub renewal_delay: Weeks,
    /// Hours of a new member of staff that reach people; the rest goes into learning the job. Unit: share of hours.
    pub new_member_share: Share,
    /// How long a new member of staff learns the job. Unit: weeks.
    pub new_member_weeks: Weeks,
    /// Users who are asked what they need in an hour of participation. Unit: people an hour.
    pub asked_per_hour: Rate,
    /// How fast what users stated loses its weight. Unit: per week.
    pub stated_fading: Share,
}

/// What staff reads, and what it writes.
#[derive(Debug)]
pub struct Scene<'a> {
    plan: &'a Plan,
    accommodation: &'a Column<AccommodationId, Shared>,
    phase: Phase,
    attached: &'a [VolunteerId],
    intermediary: &'a mut Intermediary,
    network: &'a mut LocalNetwork,
    ledger: &'a mut Ledger,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { plan, city, volunteers, intermediary, network, ledger, .. } = district;
        let CityInDistrict { accommodation, phase, .. } = city;
        let attached = &volunteers.attached;
        Self { plan, accommodation, phase: *phase, attached, intermediary, network, ledger }
    }
}

/// Opens, changes or closes the intermediary as planned for this week.
pub fn change(today: &Today, _: &Parameters, prices: &account::Parameters, scene: Scene) {
    let Scene { plan, intermediary, network, .. } = scene;
    intermediary.follow(plan, today.week, prices, network);
}

/// Plans the week: sets the hours of every desk and of every kind of work.
pub fn plan(today: &Today, parameters: &Parameters, prices: &account::Parameters, scene: Scene) {
    let (week, forcings) = (today.week, today.forcings);
    let Scene { accommodation, phase, attached, intermediary, .. } = scene;
    staff_services(today, parameters, accommodation, phase, &mut intermediary.desk);
    intermediary.replaced = 0.0;
    let Some(establishment) = intermediary.establishment.clone().filter(|_| !intermediary.grant.interrupted)
    else {
        intermediary.rest();
        return;
    };
    let Absences { absent, replaced, learning } = absences(today, parameters, intermediary);
    let paid = establishment.paid_hours;
    let there = (paid - absent).max(0.0);
    let open = forcings.closures.desks.at(week);
    let lost = if week < establishment.start_up_until {
        1.0 - prices.start_up_share.get()
    } else if week < intermediary.reorganised_until {
        prices.reorganisation_loss.get()
    } else {
        0.0
    };
    let lost = 1.0 - (1.0 - lost) * (1.0 - if there > 0.0 { (learning / there).min(1.0) } else { 0.0 });
    let mut planned = PerUse::from_fn(|planned| there * establishment.shares[planned]);
    for direct in [Use::Casework, Use::Groupwork, Use::Networking, Use::SocialSpace] {
        let gone = planned[direct] * lost;
        planned[direct] -= gone;
        planned[Use::Overhead] += gone;
    }
    planned[Use::Absent] = paid - there;

    let accompaniment = planned[Use::Casework] * establishment.accompaniment;
    let own_offers = planned[Use::Casework] * establishment.own_offers;
    let at_desks = (planned[Use::Casework] - accompaniment - own_offers) * open;
    let desks = establishment.desks;
    let each = 1.0 / desks.len().max(1) as f64;
    // Bought hours go to services in proportion to the hours they have.
    let base: f64 = desks.iter().map(|&desk| intermediary.desk[desk].staff_hours).sum();
    let at_services = establishment.at_existing_services;
    for &desk in &desks {
        let desk = &mut intermediary.desk[desk];
        let share = if at_services && base > 0.0 { desk.staff_hours / base } else { each };
        desk.staff_hours += at_desks * share;
        desk.companion_hours = accompaniment * each;
        if !at_services {
            desk.open_door(there * each * open);
        }
    }
    let city_share = establishment.city_share;
    let participation = establishment.participation_hours.min(planned[Use::SocialSpace]);
    let local = planned[Use::Networking] * (1.0 - city_share);
    // Ties to those whom the rooms are given are kept up first.
    let to_networking = parameters.idle_to_networking.get();
    intermediary.networking_hours =
        (local - establishment.upkeep_hours).max(0.0) + intermediary.idle_carried * to_networking;
    intermediary.city_hours = planned[Use::Networking] * city_share;
    let mediation = establishment.mediation_hours.min(planned[Use::SocialSpace] - participation);
    let outreach = planned[Use::SocialSpace] - participation - mediation
        + intermediary.idle_carried * (1.0 - to_networking);
    let seeks_volunteers = attached.len() < establishment.volunteers_sought as usize;
    intermediary.asking_hours = if seeks_volunteers { outreach * parameters.asking.get() } else { 0.0 };
    intermediary.outreach_hours = outreach - intermediary.asking_hours;
    intermediary.groupwork_hours = planned[Use::Groupwork];
    intermediary.coordination_hours = planned[Use::Coordination];
    intermediary.participation_hours = participation;
    intermediary.offer_hours_left = 0.0;
    intermediary.plan = WeekPlan {
        paid,
        planned,
        own_offers,
        accompaniment,
        at_desks,
        base_at_desks: if at_services { base } else { 0.0 },
    };
    intermediary.replaced = replaced;
}

/// Sets the hours of advice services and social work, which need no intermediary.
fn staff_services(
    today: &Today,
    parameters: &Parameters,
    accommodation: &Column<AccommodationId, Shared>,
    phase: Phase,
    desks: &mut Column<DeskId, Desk>,
) {
    let open = today.forcings.closures.desks.at(today.week);
    for desk in desks {
        desk.companion_hours = 0.0;
        desk.busy_hours = 0.0;
        let (casework, attended) = match desk.owner {
            DeskOwner::Intermediary => (0.0, 0.0),
            DeskOwner::AdviceService(_) => (parameters.advice_hours_per_week.get(), desk.opening_hours),
            DeskOwner::SocialWork(house) => {
                let posts = f64::from(accommodation[house].people)
                    / parameters.social_work_people_per_post.of(phase).get();
                let hours = posts * parameters.social_work_hours_per_post.get() / WEEKS_PER_YEAR;
                (hours * parameters.social_work_casework.get(), hours)
            }
        };
        desk.staff_hours = casework * open;
        desk.open_door(attended * open);
    }
}

/// Hours of a week in which members of staff do not reach people.
#[derive(Debug, Clone, Copy, Default)]
struct Absences {
    /// Hours of who is ill and of vacant posts.
    absent: f64,
    /// Share of posts that a new member takes up this week.
    replaced: f64,
    /// Hours in which new members learn the job.
    learning: f64,
}

/// Lets members of staff fall ill, leave, and be replaced.
fn absences(today: &Today, parameters: &Parameters, intermediary: &mut Intermediary) -> Absences {
    let week = today.week;
    let Some(establishment) = &intermediary.establishment else { return Absences::default() };
    let learning_share = 1.0 - parameters.new_member_share.get();
    let mut learning = 0.0;
    let felt = felt_overload(parameters, establishment, &intermediary.desk);
    let leaving =
        (parameters.leaving_per_week.get() * (1.0 + parameters.leaving_under_load.get() * felt)).min(1.0);
    let mut absent = 0.0;
    let mut new_members = 0_usize;
    let count = intermediary.staff.len();
    for number in 0..count {
        let entity = member_entity(intermediary.entity, number);
        let member = &mut intermediary.staff[number];
        if week < member.vacant_until {
            absent += member.hours;
            continue;
        }
        if week == member.vacant_until && week > member.since {
            member.since = week;
            new_members += 1;
        }
        let mut stream = today.stream(Purpose::Turnover, entity);
        if stream.chance(leaving) {
            member.vacant_until = week.plus(1 + stream.poisson(parameters.vacancy_weeks.get()) as i32);
            absent += member.hours;
            continue;
        }
        let mut illness = today.stream(Purpose::Illness, entity);
        if member.next_illness == Week::NEVER {
            member.next_illness = week.plus(illness.geometric(parameters.ill_per_week.get()));
        }
        if week >= member.next_illness {
            let length = 1 + illness.geometric(1.0 / parameters.ill_weeks.get());
            member.ill_until = week.plus(length);
            member.next_illness = member.ill_until.plus(illness.geometric(parameters.ill_per_week.get()));
        }
        if week < member.ill_until {
            absent += member.hours;
        } else if member.since > establishment.opens
            && f64::from(week.since(member.since)) < parameters.new_member_weeks.get()
        {
            learning += learning_share * member.hours;
        }
    }
    let replaced = if count > 0 { new_members as f64 / count as f64 } else { 0.0 };
    Absences { absent, replaced, learning }
}

/// Returns the load above 1 that members of staff feel: the mean over desks, each by its part of the hours.
fn felt_overload(parameters: &Parameters, establishment: &Establishment, desk: &Column<DeskId, Desk>) -> f64 {
    let (mut felt, mut parts) = (0.0, 0.0);
    for &id in &establishment.desks {
        let desk = &desk[id];
        // Sites have equal parts; services have bought hours in proportion to their own.
        let part = if establishment.at_existing_services { desk.staff_hours } else { 1.0 };
        // A desk serves one at a time: beyond some load a longer queue outside is not felt inside.
        felt += part * (desk.load - 1.0).clamp(0.0, parameters.overload_felt_at_most.get());
        parts += part;
    }
    if parts > 0.0 { felt / parts } else { 0.0 }
}

/// Closes the week's books: every paid hour goes into one use, euros are spent.
pub fn settle(_: &Today, parameters: &Parameters, scene: Scene) {
    let Scene { intermediary, ledger, .. } = scene;
    let Some(establishment) = &intermediary.establishment else { return };
    if intermediary.grant.interrupted {
        ledger.weeks_without_grant += 1;
        return;
    }
    let plan = intermediary.plan.clone();
    let mut busy = 0.0;
    let mut companion_left = 0.0;
    for &id in &establishment.desks {
        busy += intermediary.desk[id].busy_hours;
        companion_left += intermediary.desk[id].companion_hours;
    }
    // At existing services only what goes beyond their own hours is the budget's.
    let at_desks = (busy - plan.base_at_desks).clamp(0.0, plan.at_desks);
    let planned_at_desks = plan.planned[Use::Casework] - plan.accompaniment - plan.own_offers;
    let accompanied = plan.accompaniment - companion_left;
    let offers_left = intermediary.offer_hours_left.clamp(0.0, plan.own_offers);
    let groupwork_left = intermediary.groupwork_hours.clamp(0.0, plan.planned[Use::Groupwork]);
    // Whoever is to be with people and has nobody to be with is idle, whatever the hours were for.
    let idle = (plan.at_desks - at_desks) + companion_left + offers_left + groupwork_left;
    let put_to_use = idle * parameters.idle_put_to_use.get();

    let mut used = plan.planned;
    used[Use::Casework] = at_desks + accompanied + plan.own_offers - offers_left;
    used[Use::Groupwork] -= groupwork_left;
    used[Use::Idle] = idle - put_to_use;
    used[Use::Unspent] += planned_at_desks - plan.at_desks;
    let to_networking = parameters.idle_to_networking.get();
    used[Use::SocialSpace] += put_to_use * (1.0 - to_networking);
    used[Use::Networking] += put_to_use * to_networking;
    // What networking and coordination found no use for is shown as such; carried hours are counted where they arose.
    let networking_planned = plan.planned[Use::Networking];
    let networking_left = (intermediary.networking_hours + intermediary.city_hours
        - intermediary.idle_carried * to_networking)
        .clamp(0.0, networking_planned);
    used[Use::Networking] -= networking_left;
    used[Use::Unspent] += networking_left;
    let coordination_left = intermediary.coordination_hours.clamp(0.0, plan.planned[Use::Coordination]);
    used[Use::Coordination] -= coordination_left;
    used[Use::Unspent] += coordination_left;
    intermediary.idle_carried = put_to_use;

    for (purpose, hours) in used.iter() {
        ledger.hours[purpose] += hours;
    }
    ledger.hours_paid += plan.paid;
    ledger.hours_direct += plan.at_desks;
    // Money accrues by the same weeks of a year as hours.
    ledger.euros += establishment.euros_per_year / WEEKS_PER_YEAR;
    for item in &establishment.account {
        ledger.costs.add(item.item, item.euros / WEEKS_PER_YEAR, item.hours / WEEKS_PER_YEAR);
    }
    ledger.costs.add(CostItem::AnchorRent, establishment.anchor_rent / WEEKS_PER_YEAR, 0.0);
    debug_assert!(
        (used.values().iter().sum::<f64>() - plan.paid).abs() < 1e-6 * plan.paid.max(1.0),
        "hours by use sum to the hours paid"
    );
}
