//! Arrival: people are assigned to the city, put into accommodation, leave, are born and die.
//! German: *Zuweisung*, *Unterbringung*, *Fortzug*.
//!
//! # Rule
//! 1. The forced number of people a week times the district's share arrive, as households: single adults, couples and single
//!    parents with children. The share of families follows from the forced share of people under 18.
//! 2. A household is put into the accommodation with the most free places; when none has room, into the least crowded.
//! 3. When a household leaves the city is a waiting time drawn on arrival and again when the status changes; it leaves
//!    as a whole. While a residence rule binds it and nobody of it works or is in training, it does not leave; the waiting time
//!    begins anew when the rule ends for it. Births and deaths are waiting times too.
//! 4. Who came before 2013 enters in the first week of the spin-up.
//!
//! # Reads, writes
//! Reads the forcings `arrivals`, `composition` and `departures`, `Refugees::{legal, working}`. Writes `Refugees::{person,
//! household, presence, present}`,
//! `CityInDistrict::accommodation`, the agenda of life events, and the ledger's counts of people.
//!
//! # Evidence
//! Keys in `scenarios/evidence/arrival.toml`.
//!
//! # Limits
//! Unaccompanied minors and people who move in from other cities are left out, and so is family reunification to a person
//! who is here already: families arrive as families. What else frees from the residence rule, studies or family elsewhere, is
//! not known. Crowding has no effect but on the choice of the accommodation.

use serde::Deserialize;

use crate::city::CityInDistrict;
use crate::dice::{Dice, Entity, Purpose, Stream};
use crate::forcing::Forcings;
use crate::index::{AccommodationId, HouseholdId, PersonId};
use crate::ledger::Ledger;
use crate::population::{Household, Person, Presence, Refugees};
use crate::quantity::{Rate, Share, Weeks};
use crate::time::{Agenda, WEEKS_PER_YEAR, Week};
use crate::vocabulary::{Concept, Education, Origin, Sex, Status, WorkState};
use crate::world::LifeEvent;

/// Kind number of households in entities.
const HOUSEHOLD: u32 = 0x20;

/// Parameters of arrival.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Families that arrive with two adults; the others come with one, mostly the mother. Unit: share of families.
    pub couple_share: Share,
    /// One-adult families led by the mother. Unit: share of one-adult families.
    pub mother_share: Share,
    /// Mean number of children beyond the first, in families. Unit: children.
    pub children_beyond_first: Rate,
    /// Couples who share the care of children; in the others one carries more. Unit: share of couples.
    pub shares_care: Share,
    /// Where one carries more: that it is the mother. Unit: share.
    pub mother_carries: Share,
    /// Aged 18 to 34. Unit: share of adults who come without family.
    pub young_adult_share: Share,
    /// Ages between which people arrive and have children.
    pub ages: Ages,
    /// Schooling and degrees of those who arrive. Unit: share of adults.
    pub education: EducationShares,
    /// Reads Latin script on arrival, by learning English or by origin; less often with low education. Unit: share of adults.
    pub latin_script: Share,
    /// How often people with no or primary school read Latin script on arrival, relative to others. Unit: factor.
    pub latin_script_low: Share,
    /// Leaving the city during the procedure, for other cities or countries. Unit: per week.
    pub leaves_in_procedure: Share,
    /// Leaving the city with a settled status. Unit: per week.
    pub leaves_settled: Share,
    /// Leaving after a refusal, return and deportation included. Unit: per week.
    pub leaves_tolerated: Share,
    /// Leaving of those without a family, relative. Unit: factor.
    pub leaving_alone: Rate,
    /// Children born to a couple with a woman of 18 to 42 years. Unit: per year.
    pub births_per_couple: Rate,
    /// Deaths; most are young. Unit: per year.
    pub deaths: Rate,
    /// Of those in accommodation at the beginning: came before 2013. Unit: share of the initial stock.
    pub earlier_share: Share,
    /// Of those who entered before 2013: still in accommodation at the beginning of 2015; sizes their entry in the first week
    /// of the spin-up. Unit: share.
    pub earlier_survival: Share,
}

/// Ages in years.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ages {
    /// The oldest who come without family. Unit: years.
    pub single_until: Rate,
    /// Until when adults count as young; the share of the young is a parameter of its own. Unit: years.
    pub young_until: Rate,
    /// The youngest parents who come with children. Unit: years.
    pub parent_from: Rate,
    /// The oldest parents who come with children. Unit: years.
    pub parent_until: Rate,
    /// By how much a father is older than the mother at most. Unit: years.
    pub father_older: Rate,
    /// Until when women give birth. Unit: years.
    pub last_birth: Rate,
    /// The least time between two births, or between arrival and a birth. Unit: weeks.
    pub weeks_between_births: Weeks,
}

/// Of age, in years, by law.
const OF_AGE: f64 = Person::OF_AGE as f64;

/// Shares of adults by education.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EducationShares {
    /// No school or primary school. Unit: share of adults.
    pub low: Share,
    /// Middle school. Unit: share of adults.
    pub middle: Share,
    /// Upper secondary school without a degree. Unit: share of adults.
    pub high: Share,
    /// Vocational or academic degree. Unit: share of adults.
    pub degree: Share,
}

/// A household that arrives: its members, not yet entered into the columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Newcomers {
    /// The accommodation they are put into.
    pub accommodation: AccommodationId,
    /// The members; adults first.
    pub members: Vec<Person>,
    /// Who of them carries most of the care, by position.
    pub carer: Option<usize>,
}

/// Returns the households that arrive in a district in a week, with their accommodation.
pub fn arrivals(
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    forcings: &Forcings,
    district: Entity,
    share_of_city: f64,
    initial_stock: u32,
    next_household: usize,
    city: &mut CityInDistrict,
) -> Vec<Newcomers> {
    let mut expected = forcings.arrivals.per_week.at(week) * share_of_city;
    if week == Week::SPIN_UP {
        expected +=
            f64::from(initial_stock) * parameters.earlier_share.get() / parameters.earlier_survival.get();
    }
    let people = dice.stream(Purpose::ArrivalCount, week, district).rounded(expected);
    let composition = Composition::of(week, parameters, forcings);
    let mut households = Vec::new();
    let mut arrived = 0;
    let mut number = 0;
    while arrived < people {
        let entity = district.part(HOUSEHOLD, (u64::from(week.0 as u32) << 16) | number);
        let household = crate::index::Id::at(next_household + households.len());
        let (members, carer) = compose(week, dice, parameters, &composition, entity, household);
        arrived += members.len() as u32;
        let Some(accommodation) = roomiest(city) else { break };
        let shared = &mut city.accommodation[accommodation];
        if shared.people == 0 && shared.opened == Week::NEVER {
            shared.opened = week;
        }
        shared.people += members.len() as u32;
        households.push(Newcomers { accommodation, members, carer });
        number += 1;
    }
    households
}

/// Who is expected to arrive in a week.
struct Composition {
    family_share: f64,
    male_among_singles: f64,
    origins: [f64; 6],
}

impl Composition {
    /// Solves the forced shares of children and men for the share of families and of men among those who come alone.
    fn of(week: Week, parameters: &Parameters, forcings: &Forcings) -> Self {
        let composition = &forcings.composition;
        let under_18 = composition.under_18.at(week);
        let male = composition.male.at(week);
        let adults = 1.0 + parameters.couple_share.get();
        let children = 1.0 + parameters.children_beyond_first.get();
        let family_share = (under_18 / (children - under_18 * (adults + children - 1.0))).clamp(0.0, 1.0);
        let people = 1.0 + family_share * (adults + children - 1.0);
        let men_in_family = parameters.couple_share.get()
            + (1.0 - parameters.couple_share.get()) * (1.0 - parameters.mother_share.get())
            + children * 0.5;
        let male_among_singles = if family_share < 1.0 {
            ((male * people - family_share * men_in_family) / (1.0 - family_share)).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let origins = [
            composition.syria.at(week),
            composition.afghanistan.at(week),
            composition.iraq.at(week),
            composition.iran.at(week),
            composition.eritrea.at(week),
            composition.other.at(week),
        ];
        Self { family_share, male_among_singles, origins }
    }
}

/// Draws the members of a household; adults first.
fn compose(
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    composition: &Composition,
    entity: Entity,
    household: HouseholdId,
) -> (Vec<Person>, Option<usize>) {
    let mut stream = dice.stream(Purpose::ArrivalHousehold, week, entity);
    let is_family = stream.chance(composition.family_share);
    let is_couple = stream.chance(parameters.couple_share.get());
    let is_mother = stream.chance(parameters.mother_share.get());
    let is_man = stream.chance(composition.male_among_singles);
    let shares_care = stream.chance(parameters.shares_care.get());
    let mother_carries = stream.chance(parameters.mother_carries.get());
    let children = if is_family { 1 + stream.poisson(parameters.children_beyond_first.get()) } else { 0 };
    let origin = Origin::of_position(stream.weighted(&composition.origins).unwrap_or(Origin::Other as usize));

    let mut members = Vec::new();
    let mut add = |sex: Sex, age: f64, education: Option<Education>| {
        let own = entity.part(Refugees::KIND, members.len() as u64);
        let mut stream = dice.stream(Purpose::ArrivalPerson, week, own);
        let education = education.unwrap_or_else(|| draw_education(&mut stream, parameters));
        let script = parameters.latin_script.get()
            * if education == Education::Low { parameters.latin_script_low.get() } else { 1.0 };
        members.push(Person {
            entity: own,
            household,
            arrived: week,
            born: week.plus(-(age * WEEKS_PER_YEAR) as i32),
            sex,
            origin,
            education,
            latin_script: stream.chance(script),
            sociability: 1.0,
        });
        education
    };
    let ages = &parameters.ages;
    if !is_family {
        let age = if stream.chance(parameters.young_adult_share.get()) {
            stream.between(OF_AGE, ages.young_until.get())
        } else {
            stream.between(ages.young_until.get(), ages.single_until.get())
        };
        add(if is_man { Sex::Male } else { Sex::Female }, age, None);
        return (members, None);
    }
    let mother_age = stream.between(ages.parent_from.get(), ages.parent_until.get());
    let education = if is_couple {
        let education = add(Sex::Female, mother_age, None);
        let father_age = mother_age + stream.between(0.0, ages.father_older.get());
        add(Sex::Male, father_age, None);
        education
    } else {
        add(if is_mother { Sex::Female } else { Sex::Male }, mother_age, None)
    };
    for _ in 0..children {
        // A parent is at least 18 at the birth of a child.
        let oldest = (mother_age - OF_AGE).min(OF_AGE - 0.1);
        let age = stream.between(0.0, oldest.max(0.5));
        let sex = if stream.chance(0.5) { Sex::Male } else { Sex::Female };
        add(sex, age, Some(education));
    }
    let carer = match (is_couple, shares_care) {
        (true, true) => None,
        (true, false) => Some(usize::from(!mother_carries)),
        (false, _) => Some(0),
    };
    (members, carer)
}

fn draw_education(stream: &mut Stream, parameters: &Parameters) -> Education {
    let shares = &parameters.education;
    let weights = [shares.low.get(), shares.middle.get(), shares.high.get(), shares.degree.get()];
    Education::of_position(stream.weighted(&weights).unwrap_or(0))
}

/// Returns the accommodation with the most free places; when all are full, the least crowded.
fn roomiest(city: &CityInDistrict) -> Option<AccommodationId> {
    city.accommodation
        .rows()
        .max_by_key(|(id, shared)| {
            (i64::from(shared.places) - i64::from(shared.people), std::cmp::Reverse(*id))
        })
        .map(|(id, _)| id)
}

/// Fixes what is due in the life of a newcomer: death, and for a mother the next birth.
pub fn fix_life(
    id: PersonId,
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    refugees: &Refugees,
    life: &mut Agenda<LifeEvent>,
) {
    let person = refugees.person[id];
    let death = dice
        .stream(Purpose::Death, week, person.entity)
        .weeks_until(parameters.deaths.get() / WEEKS_PER_YEAR);
    life.enter(week.plus(1).plus(death), LifeEvent::Death(id));
    fix_birth(id, week, dice, parameters, refugees, life);
    for age in [3, Person::SCHOOL_AGE, Person::OF_AGE, Person::RETIREMENT_AGE] {
        let day = person.birthday(age);
        if day > week {
            life.enter(day, LifeEvent::Birthday(id));
        }
    }
}

/// Fixes when a woman who lives in a couple has her next child.
pub fn fix_birth(
    id: PersonId,
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    refugees: &Refugees,
    life: &mut Agenda<LifeEvent>,
) {
    let person = refugees.person[id];
    let age = f64::from(person.age(week));
    if person.sex != Sex::Female || age < OF_AGE || age >= parameters.ages.last_birth.get() {
        return;
    }
    let has_partner = refugees.household[person.household]
        .members
        .iter()
        .any(|&other| refugees.person[other].sex == Sex::Male && refugees.person[other].is_adult(week));
    if has_partner {
        let wait = dice
            .stream(Purpose::Birth, week, person.entity)
            .weeks_until(parameters.births_per_couple.get() / WEEKS_PER_YEAR);
        let week_of_birth = week.plus(parameters.ages.weeks_between_births.get() as i32).plus(wait);
        if f64::from(week_of_birth.since(person.born)) < parameters.ages.last_birth.get() * WEEKS_PER_YEAR {
            life.enter(week_of_birth, LifeEvent::Birth(id));
        }
    }
}

/// Fixes when a household leaves the city, given the status of its first adult.
pub fn fix_departure(
    household: HouseholdId,
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    forcings: &Forcings,
    refugees: &mut Refugees,
    life: &mut Agenda<LifeEvent>,
) {
    let Some(&head) = refugees.household[household].members.first() else { return };
    let rate = match refugees.legal[head].status {
        Status::InProcedure => parameters.leaves_in_procedure,
        Status::Settled => parameters.leaves_settled,
        Status::Tolerated => parameters.leaves_tolerated,
    };
    let alone =
        if refugees.household[household].members.len() == 1 { parameters.leaving_alone.get() } else { 1.0 };
    let chance = (rate.get() * alone * forcings.departures.factor.at(week)).min(1.0);
    let wait = dice.stream(Purpose::Departure, week, refugees.person[head].entity).geometric(chance);
    let departs = week.plus(1).plus(wait);
    refugees.household[household].departs = departs;
    life.enter(departs, LifeEvent::Departure(head));
}

/// Returns until when a household that would leave this week is held by the residence rule, which frees those who work.
pub fn held_until(head: PersonId, week: Week, refugees: &Refugees) -> Option<Week> {
    let household = &refugees.household[refugees.person[head].household];
    let bound_until = refugees.legal[head].bound_until;
    let works = |&member: &PersonId| {
        refugees.is_present(member)
            && matches!(refugees.working[member].state, WorkState::Training | WorkState::Employed)
    };
    (household.departs == week && bound_until > week && !household.members.iter().any(works))
        .then_some(bound_until)
}

/// Lets a household leave if this is still the week fixed for it; returns who left.
pub fn depart(
    head: PersonId,
    week: Week,
    refugees: &mut Refugees,
    city: &mut CityInDistrict,
    ledger: &mut Ledger,
) -> Vec<PersonId> {
    let household = refugees.person[head].household;
    if refugees.household[household].departs != week {
        return Vec::new();
    }
    let leaving: Vec<PersonId> = refugees.household[household]
        .members
        .iter()
        .copied()
        .filter(|&member| refugees.is_present(member))
        .collect();
    for &member in &leaving {
        refugees.presence[member] = Presence::Left(week);
        ledger.left += 1;
        vacate(member, refugees, city, ledger);
    }
    leaving
}

/// Lets a person die; returns whether the person was still here.
pub fn die(
    id: PersonId,
    week: Week,
    refugees: &mut Refugees,
    city: &mut CityInDistrict,
    ledger: &mut Ledger,
) -> bool {
    if !refugees.is_present(id) {
        return false;
    }
    refugees.presence[id] = Presence::Died(week);
    ledger.died += 1;
    vacate(id, refugees, city, ledger);
    true
}

/// Returns the child that is born to a mother, or nothing if she is no longer here.
pub fn bear(mother: PersonId, week: Week, dice: &Dice, refugees: &Refugees) -> Option<Person> {
    if !refugees.is_present(mother) {
        return None;
    }
    let parent = refugees.person[mother];
    let entity = parent.entity.part(Refugees::KIND, week.0 as u32 as u64);
    let mut stream = dice.stream(Purpose::ArrivalPerson, week, entity);
    Some(Person {
        entity,
        arrived: week,
        born: week,
        sex: if stream.chance(0.5) { Sex::Male } else { Sex::Female },
        latin_script: true,
        ..parent
    })
}

/// Enters a household without members; they follow as their columns are filled.
pub fn found_household(refugees: &mut Refugees) -> HouseholdId {
    refugees.household.push(Household { members: Vec::new(), carer: None, departs: Week::NEVER })
}

fn vacate(id: PersonId, refugees: &Refugees, city: &mut CityInDistrict, ledger: &mut Ledger) {
    if let crate::population::Dwelling::Shared(accommodation) = refugees.housing[id].dwelling {
        city.accommodation[accommodation].people -= 1;
        ledger.left_accommodation += 1;
    }
}
