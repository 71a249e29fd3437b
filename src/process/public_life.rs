//! Public life: seats in local bodies, and decisions that follow the needs that people state.
//! German: *Demokratisierung*, *Teilhabe*.
//!
//! # Rule
//! 1. Local bodies of the district decide now and then; each decision comes after a drawn waiting time.
//! 2. Seats for people concerned are renewed once a year. A seat goes to somebody who fled with a chance that rises with the
//!    number of people who could sit there (German, years of residence), with their ties to residents, and with the hours in which the
//!    intermediary asks people; else to a resident who helps or is in contact; else it stays empty.
//! 3. Needs are stated through hours of asking, remembered for a time, through seats, and through institutions that are tied
//!    to each other. A decision follows stated needs with a chance made of these three ways, none of which needs the others.
//!
//! # Reads, writes
//! Reads `Refugees` (presence, language, ties), `Volunteers.active`, `Intermediary.establishment`, ties of institutions. Writes
//! `LocalNetwork.{seats, decisions, stated, next_decision}`.
//!
//! # Evidence
//! `scenarios/evidence/public_life.toml`: no figure informs it; everything is assumed and reported as such.
//!
//! # Limits
//! First form. What is decided changes nothing else in the model. Elections to councils are left out, since most of
//! the people concerned may not vote; clubs are counted among institutions, not as memberships.

use serde::Deserialize;

use crate::dice::{Dice, Entity, Purpose};
use crate::intermediary::Intermediary;
use crate::network::LocalNetwork;
use crate::numeric::{chance_within, exp};
use crate::population::{Refugees, Volunteers};
use crate::quantity::{Level, Rate, Share, Weeks};
use crate::time::{WEEKS_PER_YEAR, Week};

/// The parameters of `public_life.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Decisions a year that concern people who fled.
    pub decisions_per_year: Rate,
    /// Seats for people concerned in local bodies of a district.
    pub seats: Rate,
    /// Language level from which somebody can sit in a body.
    pub seat_level: Level,
    /// Weeks after arrival from which somebody can sit in a body.
    pub seat_after: Weeks,
    /// Weight of one person who could sit, for one seat.
    pub candidate: Rate,
    /// Factor of that weight for somebody with a friend among residents.
    pub candidate_tied: Rate,
    /// Factor of all weights per hour a week of asking.
    pub candidate_asked: Rate,
    /// Weight of one resident who helps, for one seat.
    pub resident: Rate,
    /// Chance that a decision follows stated needs though nobody states them.
    pub unasked: Share,
    /// Rate by which an hour of asking that is remembered opens a decision.
    pub asking: Rate,
    /// Weekly rate at which hours of asking are forgotten.
    pub forgetting: Rate,
    /// Rate by which the share of seats held by people who fled opens a decision.
    pub seat_fled: Rate,
    /// Rate by which the share of seats held by residents concerned opens a decision.
    pub seat_resident: Rate,
    /// Rate by which mean tie strength among members of the network opens a decision.
    pub network: Rate,
}

/// Weeks between renewals of the seats.
const TERM: i32 = 52;

/// Runs one week for the district whose entity is `district`.
///
/// `tie_fading` is the weekly rate at which ties among institutions fade, a parameter of the local network.
pub fn step(
    week: Week,
    dice: Dice,
    parameters: &Parameters,
    tie_fading: f64,
    district: Entity,
    refugees: &Refugees,
    volunteers: &Volunteers,
    intermediary: &Intermediary,
    network: &mut LocalNetwork,
) {
    let asked = intermediary
        .establishment
        .as_ref()
        .filter(|established| week >= established.opens)
        .map_or(0.0, |established| established.participation_hours);
    network.stated = network.stated * exp(-parameters.forgetting.get()) + asked;
    if week.0.rem_euclid(TERM) == 0 {
        renew_seats(week, dice, parameters, district, refugees, volunteers, asked, network);
    }
    let chance = chance_within(parameters.decisions_per_year.get() / WEEKS_PER_YEAR, 1.0);
    let due = *network.next_decision.get_or_insert_with(|| {
        week.plus(dice.stream(Purpose::LocalDecision, week, district).geometric(chance).min(10_000))
    });
    if week < due {
        return;
    }
    let mut stream = dice.stream(Purpose::LocalDecision, week.plus(1), district);
    network.next_decision = Some(week.plus(1).plus(stream.geometric(chance).min(10_000)));
    network.decisions.0 += 1;
    if dice.stream(Purpose::PublicLife, week, district).chance(follows(week, parameters, tie_fading, network))
    {
        network.decisions.1 += 1;
    }
}

/// Returns the chance that a decision of this week follows stated needs.
pub fn follows(week: Week, parameters: &Parameters, tie_fading: f64, network: &LocalNetwork) -> f64 {
    let seats = parameters.seats.get().max(1.0);
    let members = network.members.len();
    let tied = if members < 2 {
        0.0
    } else {
        let sum: f64 = network
            .ties
            .iter()
            .filter(|tie| {
                network.members.binary_search(&tie.a).is_ok() && network.members.binary_search(&tie.b).is_ok()
            })
            .map(|tie| tie.strength_in(week, tie_fading))
            .sum();
        sum / (members * (members - 1) / 2) as f64
    };
    let (residents, fled) = network.seats;
    let openness = parameters.asking.get() * network.stated
        + parameters.seat_fled.get() * f64::from(fled) / seats
        + parameters.seat_resident.get() * f64::from(residents) / seats
        + parameters.network.get() * tied;
    // Each way opens the decision on its own: the chance that all of them fail is the product.
    1.0 - (1.0 - parameters.unasked.get()) * exp(-openness)
}

fn renew_seats(
    week: Week,
    dice: Dice,
    parameters: &Parameters,
    district: Entity,
    refugees: &Refugees,
    volunteers: &Volunteers,
    asked: f64,
    network: &mut LocalNetwork,
) {
    let mut fled = 0.0;
    for &id in &refugees.present {
        let person = &refugees.person[id];
        if person.is_adult(week)
            && f64::from(week.since(person.arrived)) >= parameters.seat_after.get()
            && f64::from(refugees.language[id].level) >= parameters.seat_level.get()
        {
            let tied = if refugees.social[id].strong() > 0 { parameters.candidate_tied.get() } else { 1.0 };
            fled += parameters.candidate.get() * tied;
        }
    }
    fled *= 1.0 + parameters.candidate_asked.get() * asked;
    let residents = parameters.resident.get() * f64::from(volunteers.active_residents);
    let mut seats = (0, 0);
    for number in 0..parameters.seats.get() as u64 {
        let seat = district.part(SEAT, number);
        // A seat that nobody seeks stays empty: weight 1.
        match dice.stream(Purpose::SeatRenewal, week, seat).weighted(&[1.0, residents, fled]) {
            Some(1) => seats.0 += 1,
            Some(2) => seats.1 += 1,
            _ => {}
        }
    }
    network.seats = seats;
}

/// Kind number of seats in entities.
const SEAT: u32 = 0x300;

#[cfg(test)]
#[path = "public_life_tests.rs"]
mod tests;
