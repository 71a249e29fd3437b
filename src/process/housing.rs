//! Housing: households look for a dwelling of their own, and move.
//! German: *Wohnungssuche*, *Auszug aus der Unterkunft*.
//!
//! # Rule
//! 1. A household in shared accommodation searches once in four weeks. The number of dwellings it gets to see is in proportion to the
//!    dwellings that are open; before protection is granted few are permitted to move, and none in the first months. While
//!    its benefits have stopped after a missed letter (`letters`) its papers are incomplete, and it gets to see none.
//! 2. Hours of help with a dwelling, whoever gives them, become viewings: so many hours for each, more where fewer dwellings are open.
//!    They come behind the household's own, and somebody vouches for it there. Hours that have become nothing lose half of their
//!    worth within some months.
//! 3. At each dwelling the landlord decides. The log-odds fall with the size of the household and rise with the German of its
//!    best speaker, with somebody in work, with a friend among residents, with somebody who vouches. A refusal is a counted event
//!    and is felt by every adult of the household; it discourages, so that the household looks at fewer dwellings by itself, until time
//!    or a move takes that away.
//! 4. The first acceptance ends the search: the whole household moves in the same week, if a dwelling is left. Dwellings come with a
//!    forced flow, of which each district has its share, and go to others if nobody here takes them; each that is taken is one fewer for
//!    all who search. Those accepted in one week come in the order of a keyed instant.
//! 5. The dwelling lies in the district with the share that the district has of the city's inhabitants, weighted by the wish
//!    to stay near; within the district by inhabitants; else in the rest of the city.
//! 6. Households in private dwellings move again now and then, under the same rule of place.
//!
//! # Evidence
//! `scenarios/evidence/housing.toml`.
//!
//! # Limits
//! Rents, quality, sizes and losing a dwelling are left out: all dwellings are alike, so a large family competes with everybody. Others
//! who search are a constant pull; those whom people here displace are not followed. Leaving parents' homes is left out.

use serde::Deserialize;

use crate::city::openings::Flow;
use crate::city::{Assignment, CityInDistrict, Openings, Shared};
use crate::dice::{ACTING_EVERY, Purpose, Stream};
use crate::district::Place;
use crate::index::{AccommodationId, Column, HouseholdId, NeighbourhoodId, PersonId};
use crate::ledger::Ledger;
use crate::numeric::{chance_within, logistic, pow, sin_cos};
use crate::population::{
    Discouragement, Dwelling, Household, Housing, Language, Legal, Letters, Mind, Person, Presence, Refugees,
    Residence, Social, Working,
};
use crate::quantity::{Effect, Hours, Rate, Share, Weeks};
use crate::time::{WEEKS_PER_YEAR, Week};
use crate::today::Today;
use crate::vocabulary::Status;
use crate::world::{DistrictWorld, Ground};

/// Parameters of housing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Dwellings seen in four weeks by a household with settled status and without help, if as many are open as in 2016–2019 when nobody
    /// of the district takes any.
    pub viewings: Rate,
    /// Share of these that households without settled status get to see: few are permitted to move.
    pub unsettled: Share,
    /// Weeks after arrival in which nobody without settled status may move.
    pub first_weeks: Weeks,
    /// Hours of help that make a viewing, if as many dwellings are open as in 2016–2019 when nobody of the district takes any.
    pub hours_per_viewing: Hours,
    /// Weeks in which hours of help that have become nothing lose half of their worth.
    pub help_half_life: Weeks,
    /// Share of the viewings left that a refusal takes away.
    pub discouraged: Share,
    /// Weeks in which half of that comes back.
    pub discouragement_half_life: Weeks,
    /// The landlord's decision.
    pub landlord: Landlord,
    /// Dwellings that come onto the market.
    pub market: Flow,
    /// Inhabitants of the whole city.
    pub city_inhabitants: Rate,
    /// How much more likely a dwelling in the own district is looked at than another of the city.
    pub stay_near: Rate,
    /// Moves a year between private dwellings.
    pub moves_per_year: Rate,
}

/// Log-odds of being accepted by a landlord.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Landlord {
    /// Of one person without work or friend, for whom nobody vouches, with German at B1.
    pub base: Effect,
    /// Per further person of the household.
    pub per_person: Effect,
    /// Per level of German above B1 of the best speaker.
    pub language: Effect,
    /// With somebody in work.
    pub work: Effect,
    /// With somebody who vouches and comes along.
    pub vouched: Effect,
    /// With a friend among residents.
    pub friend: Effect,
}

/// What a landlord and the office see of a household.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Appearance {
    size: usize,
    level: f64,
    works: bool,
    friend: bool,
    settled: bool,
    stayed: i32,
    papers: bool,
}

/// What housing reads, and what it writes.
#[derive(Debug)]
pub struct Scene<'a> {
    acting: &'a [PersonId],
    person: &'a Column<PersonId, Person>,
    presence: &'a Column<PersonId, Presence>,
    household: &'a Column<HouseholdId, Household>,
    legal: &'a Column<PersonId, Legal>,
    language: &'a Column<PersonId, Language>,
    working: &'a Column<PersonId, Working>,
    social: &'a Column<PersonId, Social>,
    ground: &'a Column<NeighbourhoodId, Ground>,
    assignment: &'a Assignment,
    dwellings: &'a mut Openings,
    accommodation: &'a mut Column<AccommodationId, Shared>,
    housing: &'a mut Column<PersonId, Housing>,
    mind: &'a mut Column<PersonId, Mind>,
    help_given: &'a mut Vec<(PersonId, f32)>,
    letters: &'a Letters,
    ledger: &'a mut Ledger,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { ground, refugees, cases, city, ledger, .. } = district;
        let Refugees { acting, person, presence, household, legal, .. } = refugees;
        let Refugees { language, working, social, housing, mind, .. } = refugees;
        let CityInDistrict { assignment, dwellings, accommodation, .. } = city;
        Self {
            acting,
            person,
            presence,
            household,
            legal,
            language,
            working,
            social,
            ground,
            assignment,
            dwellings,
            accommodation,
            housing,
            mind,
            help_given: &mut cases.help_with_housing,
            letters: &cases.letters,
            ledger,
        }
    }
}

/// Searches and moves the households whose week it is.
pub fn step(today: &Today, parameters: &Parameters, scene: Scene) {
    /// Weeks from one turn of a person to the next.
    const SPAN: f64 = ACTING_EVERY as f64;
    let week = today.week;
    let Scene { acting, person, presence, household, legal, language, working, .. } = scene;
    let Scene { social, ground, assignment, dwellings, accommodation, housing, mind, .. } = scene;
    let Scene { help_given, letters, ledger, .. } = scene;
    for (id, hours) in help_given.drain(..) {
        housing[id].help += hours;
    }
    let supply = today.forcings.dwellings.vacancies.at(week);
    dwellings.renew(&parameters.market, parameters.city_inhabitants.get(), assignment.share_so_far(), supply);
    let open = dwellings.relative();
    let move_chance = chance_within(parameters.moves_per_year.get() / WEEKS_PER_YEAR, SPAN);
    let kept = |half_life: Weeks| pow(0.5, SPAN / half_life.get().max(1.0)) as f32;
    let help_kept = kept(parameters.help_half_life);
    let discouragement_kept = kept(parameters.discouragement_half_life);
    let mut members = Vec::new();
    let mut accepted_at = Vec::new();
    for &id in acting {
        let who = &person[id];
        housing[id].help *= help_kept;
        housing[id].discouragement.fade(discouragement_kept);
        let mut stream = today.stream(Purpose::Flat, who.entity);
        let is_private = housing[id].dwelling == Dwelling::Private;
        // Most of those with a dwelling stay, whoever of the household acts: no need to look at the others.
        if is_private && !stream.chance(move_chance) {
            continue;
        }
        members.clear();
        members.extend(
            household[who.household].members.iter().filter(|&&one| presence[one] == Presence::Present),
        );
        // The household acts in the week of its first member who is still there.
        if members.first() != Some(&id) {
            continue;
        }
        if is_private {
            let place = private_place(parameters, ground, housing[id].residence, &mut stream);
            relocate(week, &members, place, accommodation, housing, ledger);
            continue;
        }
        let adults = || members.iter().copied().filter(|&one| person[one].is_adult(week));
        let seen = Appearance {
            size: members.len(),
            level: adults().map(|one| f64::from(language[one].level)).fold(0.0, f64::max),
            works: adults().any(|one| working[one].state.is_employment()),
            friend: adults().any(|one| social[one].strong() > 0),
            settled: adults().any(|one| legal[one].status == Status::Settled),
            stayed: week.since(who.arrived),
            papers: letters.has_papers(who.household, week),
        };
        if !may_move(parameters, &seen) {
            continue;
        }
        // Viewings that help has made stand behind the household's own, so that they are added to the same draws.
        // Refusals are felt alike by all who search together; whoever has been there for fewer of them searches for all.
        let effort = adults().map(|one| housing[one].discouragement.effort()).reduce(f64::max).unwrap_or(1.0);
        let own = stream.poisson(viewings(parameters, &seen, open) * effort);
        let accepted = acceptance(parameters, &seen, false);
        let mut refusals = (0..own).take_while(|_| !stream.chance(accepted)).count() as u32;
        let mut is_accepted = refusals < own;
        let hours = parameters.hours_per_viewing.get().max(0.1) / open;
        let vouched = acceptance(parameters, &seen, true);
        while !is_accepted && take_hours(hours, adults(), housing) {
            is_accepted = stream.chance(vouched);
            refusals += u32::from(!is_accepted);
        }
        if refusals > 0 {
            ledger.refusals_housing += u64::from(refusals);
            for one in adults() {
                housing[one].refusals = housing[one].refusals.saturating_add(refusals as u16);
                housing[one].discouragement.add(refusals, parameters.discouraged);
                mind[one].note_refusals(refusals);
            }
        }
        if is_accepted {
            let instant = today.stream(Purpose::DwellingInstant, who.entity).bits();
            accepted_at.push((instant, id, stream));
        }
    }
    accepted_at.sort_unstable_by_key(|&(instant, id, _)| (instant, id));
    for (_, id, mut stream) in accepted_at {
        if !dwellings.take() {
            break;
        }
        let of_household = household[person[id].household].members.iter();
        members.clear();
        members.extend(of_household.filter(|&&one| presence[one] == Presence::Present));
        let place = private_place(parameters, ground, housing[id].residence, &mut stream);
        relocate(week, &members, place, accommodation, housing, ledger);
    }
}

/// Takes hours of help that members of a household have been given, if there are as many; returns whether there were.
fn take_hours(
    hours: f64,
    members: impl Iterator<Item = PersonId> + Clone,
    housing: &mut Column<PersonId, Housing>,
) -> bool {
    let given: f64 = members.clone().map(|one| f64::from(housing[one].help)).sum();
    // Where no dwelling is open no hours suffice.
    if given <= 0.0 || given < hours {
        return false;
    }
    let left = (1.0 - hours / given) as f32;
    members.for_each(|one| housing[one].help *= left);
    true
}

/// Returns whether a household may move out of the accommodation, and has the papers that say who pays the rent.
fn may_move(parameters: &Parameters, seen: &Appearance) -> bool {
    seen.papers && (seen.settled || f64::from(seen.stayed) >= parameters.first_weeks.get())
}

/// Returns the mean number of dwellings that a household which may move sees in four weeks by itself.
fn viewings(parameters: &Parameters, seen: &Appearance, open: f64) -> f64 {
    let permitted = if seen.settled { 1.0 } else { parameters.unsettled.get() };
    parameters.viewings.get() * open * permitted
}

/// Returns the chance of being accepted at one viewing.
fn acceptance(parameters: &Parameters, seen: &Appearance, somebody_vouches: bool) -> f64 {
    let landlord = &parameters.landlord;
    let mut log_odds = landlord.base.get()
        + landlord.per_person.get() * (seen.size.max(1) - 1) as f64
        + landlord.language.get() * (seen.level - 3.0);
    if seen.works {
        log_odds += landlord.work.get();
    }
    if seen.friend {
        log_odds += landlord.friend.get();
    }
    if somebody_vouches {
        log_odds += landlord.vouched.get();
    }
    logistic(log_odds)
}

/// Draws where a private dwelling lies.
fn private_place(
    parameters: &Parameters,
    ground: &Column<NeighbourhoodId, Ground>,
    residence: Residence,
    stream: &mut Stream,
) -> (Residence, Place) {
    let inhabitants: f64 = ground.iter().map(|part| f64::from(part.inhabitants)).sum();
    let elsewhere = (parameters.city_inhabitants.get() - inhabitants).max(0.0);
    // Who has left the district has no reason to prefer it.
    let pull = if residence == Residence::RestOfCity { 1.0 } else { parameters.stay_near.get() };
    let near = pull * inhabitants;
    if !stream.chance(near / (near + elsewhere)) {
        return (Residence::RestOfCity, Place::default());
    }
    let mut rest = stream.unit() * inhabitants;
    for (id, part) in ground.rows() {
        rest -= f64::from(part.inhabitants);
        if rest < 0.0 {
            let reach = part.radius * stream.unit().sqrt();
            let (sin, cos) = sin_cos(std::f64::consts::TAU * stream.unit());
            let home = Place {
                east: (f64::from(part.centre.east) + reach * cos) as f32,
                north: (f64::from(part.centre.north) + reach * sin) as f32,
            };
            return (Residence::District(id), home);
        }
    }
    (Residence::RestOfCity, Place::default())
}

/// Moves people who live together into a private dwelling.
fn relocate(
    week: Week,
    members: &[PersonId],
    (residence, home): (Residence, Place),
    accommodation: &mut Column<AccommodationId, Shared>,
    housing: &mut Column<PersonId, Housing>,
    ledger: &mut Ledger,
) {
    for &member in members {
        let row = &mut housing[member];
        if let Dwelling::Shared(left) = row.dwelling {
            let people = &mut accommodation[left].people;
            *people = people
                .checked_sub(1)
                .expect("who leaves is there to be counted out because entry counted in");
            ledger.left_accommodation += 1;
        }
        row.discouragement = Discouragement::default();
        row.dwelling = Dwelling::Private;
        row.residence = residence;
        row.home = home;
        row.since = week;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Evidence;

    fn parameters() -> Parameters {
        Evidence::embedded().expect("evidence is valid").section("housing").expect("it fits the type")
    }

    const SEEN: Appearance = Appearance {
        size: 1,
        level: 2.0,
        works: false,
        friend: false,
        settled: true,
        stayed: 60,
        papers: true,
    };

    #[test]
    fn a_larger_household_is_refused_more_often_and_who_vouches_opens_doors() {
        let parameters = parameters();
        let alone = acceptance(&parameters, &SEEN, false);
        assert!(acceptance(&parameters, &Appearance { size: 5, ..SEEN }, false) < alone);
        assert!(acceptance(&parameters, &SEEN, true) > alone);
    }

    #[test]
    fn nobody_may_move_in_the_first_weeks_of_the_procedure_or_sees_a_dwelling_where_none_is_open() {
        let parameters = parameters();
        let new = Appearance { settled: false, stayed: 1, ..SEEN };
        assert!(!may_move(&parameters, &new) && may_move(&parameters, &SEEN));
        assert!(!may_move(&parameters, &Appearance { papers: false, ..SEEN }));
        assert_eq!(viewings(&parameters, &SEEN, 0.0), 0.0);
    }

    #[test]
    fn hours_of_help_are_used_up_by_what_they_become() {
        let mut refugees = crate::world::toy::refugees(3);
        let ids: Vec<PersonId> = refugees.person.ids().collect();
        for (&id, hours) in ids.iter().zip([6.0, 2.0, 0.0]) {
            refugees.housing[id].help = hours;
        }
        let mut viewings = 0;
        while take_hours(3.0, ids.iter().copied(), &mut refugees.housing) {
            viewings += 1;
        }
        // Eight hours are two viewings of three, and two are left for a third.
        let left: f32 = ids.iter().map(|&id| refugees.housing[id].help).sum();
        assert!(viewings == 2 && (left - 2.0).abs() < 1e-5, "{viewings} {left}");
        assert!(!take_hours(f64::INFINITY, ids.iter().copied(), &mut refugees.housing));
    }
}
