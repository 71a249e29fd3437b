//! Public life: clubs with members, bodies with seats and votes, and decisions that follow stated needs or do not.
//! German: *Demokratisierung*, *Teilhabe*.
//!
//! # Rule
//! 1. *Clubs.* Once a quarter whoever fled, is six or older, and lives in the district may join a club, parish, youth club or migrant
//!    organisation. The rate is higher for young people, falls with the way to the nearest that suits the age, rises with
//!    German (not for migrant organisations), with friends who are members, with ties to residents (of whom a share are members somewhere),
//!    and where the person attends a group there already. Youth clubs have places. A membership lasts a drawn time; it ends before
//!    with a move out of the district, with the age limit of youth clubs, or with the club.
//! 2. Members meet the regulars of their club, residents drawn once a year from around it, evening by evening; the evenings of four
//!    weeks come in the week of the member's own. Part of the hours is practice of German; youth clubs teach some local knowledge.
//! 3. *Seats.* The district council, the committee of the local network (while the network has members) and the advisory
//!    board have seats of institutions and seats for people concerned. The latter are renewed once a year: each goes to somebody who fled,
//!    to a resident who helps, or stays empty, by weights: those who could sit, their ties, hours of asking, residents who help.
//! 4. *Statements.* In hours of asking users state the needs they have; what was stated is forgotten with time.
//! 5. *Votes.* Decisions come after drawn waiting times; each is for a kind of need, and each seat has a vote. Who fled votes for what
//!    the own friends and the person need, a resident concerned for what the people helped need, a seat of institutions for the kind
//!    with the most institutions, unless what it has heard stated outweighs it. Institutions that are tied hear more. The kind with the most
//!    votes wins.
//! 6. A decision follows stated needs when it is for the kind stated most, by those asked and by holders of seats. It gives an
//!    institution that serves the kind some slots or places for a year.
//!
//! # Evidence
//! `scenarios/evidence/public_life.toml`: next to no figure informs it; it is reported, and ranked nowhere by default.
//!
//! # Limits
//! First form. One membership a person. Residents' memberships are a share, not rows, and do not change. Elections are left out:
//! most of the people concerned may not vote, so no seat of the council is theirs. Parties do not differ. Who fled and lives in the rest of the city
//! joins nothing, which understates memberships there.

use serde::Deserialize;

use self::decisions::Chamber;
use self::people::People;
use self::seats::Helpers;
use crate::dice::Entity;
use crate::index::{Column, InstitutionId, PersonId};
use crate::intermediary::Establishment;
use crate::ledger::Ledger;
use crate::network::{Bodies, Institution, LocalNetwork, Seat, Ties};
use crate::population::{Language, Refugees, Volunteers};
use crate::quantity::{Effect, Hours, Level, Rate, Share, Weeks};
use crate::time::Week;
use crate::today::Today;
use crate::world::DistrictWorld;

pub use self::clubs::meet_in_clubs;

mod clubs;
mod decisions;
mod people;
mod seats;

/// The parameters of `public_life.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Clubs and their members.
    pub clubs: Clubs,
    /// Decisions a year that concern people who fled, by body.
    pub decisions_per_year: ByBody<Rate>,
    /// Seats for people concerned, by body.
    pub concerned: ByBody<Rate>,
    /// Seats of institutions, parties and administration, by body.
    pub institutions: ByBody<Rate>,
    /// Share of the weight of people who fled that counts, by body: 0 where the law keeps them out.
    pub open_to_fled: ByBody<Share>,
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
    /// Users who state their needs in an hour of asking.
    pub asked_per_hour: Rate,
    /// Weekly rate at which statements are forgotten.
    pub forgetting: Rate,
    /// What a statement that was heard counts against the share of institutions that serve a kind of need.
    pub statement: Rate,
    /// Share of statements that institutions hear without ties to each other.
    pub heard_untied: Share,
    /// People of whom a resident who helps many knows the needs.
    pub known_by_resident: Rate,
    /// Weight of the last decision in the share of those that follow stated needs.
    pub recent: Share,
    /// Slots a week that a decision gives.
    pub grant_slots: Rate,
    /// Places that a decision gives.
    pub grant_places: Rate,
    /// For how long it gives them.
    pub grant_weeks: Weeks,
}

/// One value for each body.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByBody<T> {
    /// The district council.
    pub council: T,
    /// The committee of the local network.
    pub committee: T,
    /// The advisory board for integration.
    pub advisory_board: T,
}

impl<T: Copy> ByBody<T> {
    const fn at(&self, body: usize) -> T {
        match body {
            Bodies::COUNCIL => self.council,
            Bodies::COMMITTEE => self.committee,
            _ => self.advisory_board,
        }
    }
}

/// Parameters of clubs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clubs {
    /// Share of adult residents who are members of a club.
    pub residents: Share,
    /// Rate a week of joining of an adult who speaks German well, with a club next door.
    pub join: Rate,
    /// The same below the age limit of youth clubs.
    pub join_young: Rate,
    /// Age at which youth clubs end, in years.
    pub young_until: Rate,
    /// Share of the rate that is left without German.
    pub without_german: Share,
    /// Level at which half of the rest is there.
    pub half_level: Level,
    /// Log rate per kilometre to the club.
    pub distance: Effect,
    /// Addition to the rate, relative, by each friend who is a member.
    pub friend: Rate,
    /// Factor of the rate for a club where the person attends a group.
    pub attends: Rate,
    /// Rate a week at which memberships end.
    pub leave: Rate,
    /// Places in a youth club.
    pub youth_places: Rate,
    /// Share of weeks in which a member comes.
    pub comes: Share,
    /// Hours of an evening.
    pub hours: Hours,
    /// Share of these hours that is practice of German.
    pub practice: Share,
    /// Share of missing local knowledge gained in an hour at a youth club.
    pub youth_knowledge: Share,
    /// Residents with whom a member talks in an evening.
    pub talks: Rate,
    /// Residents who are regularly there.
    pub regulars: Rate,
    /// Log chance per kilometre that a resident is among them.
    pub regulars_distance: Effect,
}

/// What bodies and their decisions read, and what they write.
#[derive(Debug)]
pub struct Scene<'a> {
    district: Entity,
    intermediary: Entity,
    establishment: Option<&'a Establishment>,
    is_interrupted: bool,
    people: People<'a>,
    language: &'a Column<PersonId, Language>,
    helpers: Helpers<'a>,
    members: &'a [InstitutionId],
    ties: &'a Ties,
    institution: &'a mut Column<InstitutionId, Institution>,
    base: &'a mut [f64],
    bodies: &'a mut Bodies,
    ledger: &'a mut Ledger,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { entity, refugees, volunteers, intermediary, network, ledger, .. } = district;
        let Refugees { present, person, presence, social, visits, language, .. } = refugees;
        let Volunteers { service, active, active_residents, .. } = volunteers;
        let LocalNetwork { members, ties, institution, base, bodies, .. } = network;
        Self {
            district: *entity,
            intermediary: intermediary.entity,
            establishment: intermediary.establishment.as_ref(),
            is_interrupted: intermediary.grant.interrupted,
            people: People { present, person, presence, social, visits },
            language,
            helpers: Helpers { service, active, residents: *active_residents },
            members,
            ties,
            institution,
            base,
            bodies,
            ledger,
        }
    }
}

/// Takes statements, renews seats, and lets each body decide whose week it is; ties among institutions fade at a weekly rate, a
/// parameter of the local network.
pub fn decide(today: &Today, parameters: &Parameters, tie_fading: &Rate, scene: Scene) {
    let week = today.week;
    let Scene { district, intermediary, establishment, is_interrupted, people, language, helpers, .. } =
        scene;
    let Scene { members, ties, institution, base, bodies, ledger, .. } = scene;
    let asked = establishment
        .filter(|facts| week >= facts.opens && !is_interrupted)
        .map_or(0.0, |facts| facts.participation_hours);
    decisions::take_statements(today, parameters, asked, intermediary, &people, &mut bodies.stated);
    if seats::are_renewed(week) {
        let candidates = seats::candidates(week, parameters, &people, language);
        seats::renew(today, parameters, district, asked, &helpers, candidates, &mut bodies.seats);
    }
    decisions::end_grants(week, institution, base, &mut bodies.grants);
    for body in 0..Bodies::COUNT {
        let entity = decisions::body_entity(district, body);
        let is_due = decisions::is_due(today, parameters, body, entity, &mut bodies.next_decision[body]);
        if !is_due || body == Bodies::COMMITTEE && members.is_empty() {
            continue;
        }
        let chamber = Chamber {
            today,
            parameters,
            people,
            service: helpers.service,
            stated: bodies.stated,
            serving: decisions::serving(week, institution, base.len()),
            tied: decisions::tied(week, tie_fading.get(), members, institution.len(), ties),
        };
        let Some(won) = chamber.decide(district, body, &bodies.seats[body]) else { continue };
        let follows = decisions::record(parameters, &people, won, bodies);
        ledger.decisions += 1;
        ledger.decisions_followed += u64::from(follows);
        decisions::grant(today, parameters, entity, won, institution, base, &mut bodies.grants);
    }
}

/// Returns how many adults who fled are members of a club, help, or sit in a body; each counts once.
pub fn taking_part(week: Week, refugees: &Refugees, volunteers: &Volunteers, network: &LocalNetwork) -> u32 {
    let is_there = |id: PersonId| refugees.is_present(id) && refugees.person[id].is_adult(week);
    let is_member = |id: PersonId| refugees.memberships.club_of(id).is_some();
    let helps = |id: PersonId| volunteers.refugees_helping.contains_key(&id);
    let members = refugees.memberships.active().iter().filter(|one| is_there(one.person)).count();
    let helping = volunteers.refugees_helping.keys().filter(|&&id| is_there(id) && !is_member(id)).count();
    let sitting = network
        .bodies
        .all_seats()
        .filter(|&seat| matches!(seat, Seat::Fled(id) if is_there(id) && !is_member(id) && !helps(id)))
        .count();
    (members + helping + sitting) as u32
}

/// Returns how far adult residents take part in public life more often than adults who fled: as members of a club, in a
/// seat, or as volunteers; each counts once.
pub fn gap(
    parameters: &Parameters,
    residents: usize,
    helping: u32,
    adults_who_fled: f64,
    taking_part: f64,
) -> f64 {
    let members = parameters.clubs.residents.get();
    // Who helps is a member as often as others; residents in seats are among those who help.
    let of_residents = members + (1.0 - members) * f64::from(helping) / residents as f64;
    of_residents - taking_part / adults_who_fled
}

#[cfg(test)]
mod tests;
