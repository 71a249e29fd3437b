//! Arrival: people are assigned to the city, put into accommodation, leave, are born and die.
//! German: *Zuweisung*, *Unterbringung*, *Fortzug*.
//!
//! # Rule
//! 1. The forced number of people a week times the district's share arrive, as households: single adults, couples and single
//!    parents with children. Households come whole; people above the number are carried over and come off the weeks that follow, so that
//!    all who have arrived never differ from all who should have by more than one household. The share of families follows from the
//!    forced share of people under 18.
//! 2. A household is put into the accommodation with the most free places; when none has room, into the least crowded.
//! 3. When a household leaves the city is a waiting time drawn on arrival and again when the status changes; it leaves
//!    as a whole. While a residence rule binds it and none of its members is employed or in training, it does not leave; the waiting time
//!    begins anew when the rule ends for it. Births and deaths are waiting times too.
//! 4. People who came before 2013 enter in the first week of the spin-up.
//!
//! # Evidence
//! Keys in `scenarios/evidence/arrival.toml`.
//!
//! # Limits
//! Unaccompanied minors and people who move in from other cities are left out, and so is family reunification to a person
//! who is here already: families arrive as families. What else frees from the residence rule, studies or family elsewhere, is
//! not known. Crowding has no effect but on the choice of the accommodation.

use serde::Deserialize;

use crate::city::{Assignment, CityInDistrict, Shared};
use crate::dice::{Entity, Purpose, Stream};
use crate::index::{AccommodationId, Column, HouseholdId, Id, NeighbourhoodId, PersonId};
use crate::ledger::Ledger;
use crate::population::{
    Cases, Discouragement, Dwelling, Household, Housing, Legal, Person, Presence, Refugees, Residence,
    Visits, Working,
};
use crate::quantity::{Rate, Share, Weeks};
use crate::time::{Agenda, WEEKS_PER_YEAR, Week};
use crate::today::Today;
use crate::vocabulary::{CaseEnd, Concept, Education, Origin, Sex, Status, WorkState};
use crate::world::{DistrictWorld, Ground, LifeEvent};

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
    /// The oldest of those from 65 years on. Unit: years.
    pub oldest: Rate,
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

/// Ends of the age groups of adults in the series of composition, in years.
const AGE_GROUPS: [f64; 2] = [35.0, 65.0];

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

/// What arrival reads, and what it writes.
#[derive(Debug)]
pub struct Scene<'a> {
    district: Entity,
    ground: &'a Column<NeighbourhoodId, Ground>,
    assignment: &'a mut Assignment,
    person: &'a Column<PersonId, Person>,
    legal: &'a Column<PersonId, Legal>,
    housing: &'a Column<PersonId, Housing>,
    working: &'a Column<PersonId, Working>,
    presence: &'a mut Column<PersonId, Presence>,
    household: &'a mut Column<HouseholdId, Household>,
    visits: &'a mut Column<PersonId, Visits>,
    cases: &'a mut Cases,
    accommodation: &'a mut Column<AccommodationId, Shared>,
    life: &'a mut Agenda<LifeEvent>,
    ledger: &'a mut Ledger,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(world: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { ground, refugees, cases, city, life, ledger, .. } = world;
        let Refugees { person, legal, housing, working, presence, household, visits, .. } = refugees;
        let CityInDistrict { assignment, accommodation, .. } = city;
        let district = world.entity;
        Self {
            district,
            ground,
            assignment,
            person,
            legal,
            housing,
            working,
            presence,
            household,
            visits,
            cases,
            accommodation,
            life,
            ledger,
        }
    }
}

/// A household that arrives: its members, not yet entered into the columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Newcomers {
    /// The household, still without members.
    pub household: HouseholdId,
    /// Where they are put.
    pub housing: Housing,
    /// The members; adults first.
    pub members: Vec<Person>,
    /// Who of them carries most of the care, by position.
    pub carer: Option<usize>,
}

/// Founds the households that arrive this week and puts each into an accommodation.
pub fn step(today: &Today, parameters: &Parameters, scene: Scene) -> Vec<Newcomers> {
    let week = today.week;
    let Scene { district, ground, assignment, household, accommodation, ledger, .. } = scene;
    let share = assignment.share.at(week);
    assignment.assign(today.forcings.arrivals.per_week.at(week), share);
    if week == Week::SPIN_UP && share > 0.0 {
        let stock = f64::from(assignment.initial_stock);
        let earlier = stock * parameters.earlier_share.get() / parameters.earlier_survival.get();
        assignment.assign(earlier / share, share);
    }
    let composition = Composition::of(today, parameters);
    let mut arriving = Vec::new();
    let mut number = 0;
    // Households come whole; people above the number come off what is owed in the weeks that follow.
    while assignment.owed > 0.0 {
        let entity = district.part(HOUSEHOLD, (u64::from(week.0 as u32) << 16) | number);
        let id = HouseholdId::at(household.len());
        let (members, carer) = compose(today, parameters, &composition, entity, id);
        let Some(chosen) = roomiest(accommodation) else { break };
        let shared = &mut accommodation[chosen];
        if shared.people == 0 && shared.opened == Week::NEVER {
            shared.opened = week;
        }
        shared.people += members.len() as u32;
        assignment.owed -= members.len() as f64;
        ledger.arrived += members.len() as u64;
        household.push(Household { members: Vec::new(), carer: None, departs: Week::NEVER });
        let housing = Housing {
            dwelling: Dwelling::Shared(chosen),
            residence: Residence::District(Ground::nearest(ground, shared.place)),
            home: shared.place,
            since: week,
            help: 0.0,
            refusals: 0,
            discouragement: Discouragement::default(),
        };
        arriving.push(Newcomers { household: id, housing, members, carer });
        number += 1;
    }
    arriving
}

/// Who is expected to arrive in a week.
struct Composition {
    family_share: f64,
    male_among_singles: f64,
    /// Shares of those who come alone by age group: 18 to 34, 35 to 64, from 65 on.
    ages_of_singles: [f64; 3],
    origins: [f64; 6],
}

impl Composition {
    /// Solves the forced shares of children, men and ages for the share of families, and of men and ages among those who come alone.
    fn of(today: &Today, parameters: &Parameters) -> Self {
        let week = today.week;
        let composition = &today.forcings.composition;
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
        let young_parents = ages_below(&parameters.ages, AGE_GROUPS[0], 0.0)
            + parameters.couple_share.get()
                * ages_below(&parameters.ages, AGE_GROUPS[0], parameters.ages.father_older.get());
        let parents = [young_parents, adults - young_parents, 0.0];
        let all = [&composition.age_18_34, &composition.age_35_64, &composition.age_65_plus];
        let of_age = |group: usize| (all[group].at(week) * people - family_share * parents[group]).max(0.0);
        let ages_of_singles = [of_age(0), of_age(1), of_age(2)];
        let origins = [
            composition.syria.at(week),
            composition.afghanistan.at(week),
            composition.iraq.at(week),
            composition.iran.at(week),
            composition.eritrea.at(week),
            composition.other.at(week),
        ];
        Self { family_share, male_among_singles, ages_of_singles, origins }
    }
}

/// Returns the chance that a parent is younger than `limit` who is as old as a mother, or up to `older` years older.
fn ages_below(ages: &Ages, limit: f64, older: f64) -> f64 {
    let (from, until) = (ages.parent_from.get(), ages.parent_until.get().max(ages.parent_from.get() + 0.1));
    // The mean over mothers of the chance that a uniform number up to `older` stays below what is left to the limit.
    let older = older.max(1e-6);
    let area = |left: f64| {
        let within = left.clamp(0.0, older);
        0.5 * within * within + older * (left - older).max(0.0)
    };
    (area(limit - from) - area(limit - until)) / (older * (until - from))
}

/// Draws the members of a household; adults first.
fn compose(
    today: &Today,
    parameters: &Parameters,
    composition: &Composition,
    entity: Entity,
    household: HouseholdId,
) -> (Vec<Person>, Option<usize>) {
    let week = today.week;
    let mut stream = today.stream(Purpose::ArrivalHousehold, entity);
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
        let mut stream = today.stream(Purpose::ArrivalPerson, own);
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
        let [young, old] = AGE_GROUPS;
        let bounds = [(OF_AGE, young), (young, old), (old, ages.oldest.get())];
        let (from, until) = bounds[stream.weighted(&composition.ages_of_singles).unwrap_or(0)];
        let age = stream.between(from, until);
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
fn roomiest(accommodation: &Column<AccommodationId, Shared>) -> Option<AccommodationId> {
    accommodation
        .rows()
        .max_by_key(|(id, shared)| {
            (i64::from(shared.places) - i64::from(shared.people), std::cmp::Reverse(*id))
        })
        .map(|(id, _)| id)
}

/// Fixes what is due in the life of somebody who is new: death, birthdays, and for a mother the next birth.
pub fn fix_life(today: &Today, parameters: &Parameters, id: PersonId, scene: Scene) {
    let week = today.week;
    let Scene { person: all, presence, household, life, .. } = scene;
    let person = &all[id];
    let death =
        today.stream(Purpose::Death, person.entity).weeks_until(parameters.deaths.get() / WEEKS_PER_YEAR);
    life.enter(week.plus(1).plus(death), LifeEvent::Death(id));
    if let Some(birth) = next_birth(today, parameters, id, all, presence, household) {
        life.enter(birth, LifeEvent::Birth(id));
    }
    for age in [Person::KINDERGARTEN_AGE, Person::SCHOOL_AGE, Person::OF_AGE, Person::RETIREMENT_AGE] {
        let day = person.birthday(age);
        if day > week {
            life.enter(day, LifeEvent::Birthday(id));
        }
    }
}

/// Fixes when a woman who lives in a couple has her next child.
pub fn fix_birth(today: &Today, parameters: &Parameters, id: PersonId, scene: Scene) {
    let Scene { person, presence, household, life, .. } = scene;
    if let Some(birth) = next_birth(today, parameters, id, person, presence, household) {
        life.enter(birth, LifeEvent::Birth(id));
    }
}

/// Draws when a woman who lives in a couple has her next child, if she has one.
fn next_birth(
    today: &Today,
    parameters: &Parameters,
    id: PersonId,
    person: &Column<PersonId, Person>,
    presence: &Column<PersonId, Presence>,
    household: &Column<HouseholdId, Household>,
) -> Option<Week> {
    let week = today.week;
    let mother = &person[id];
    let age = f64::from(mother.age(week));
    if mother.sex != Sex::Female || age < OF_AGE || age >= parameters.ages.last_birth.get() {
        return None;
    }
    // A couple comes together: who came as a child is a son or daughter of the house.
    let came_as_adult = |one: &Person| one.is_adult(one.arrived);
    let is_partner = |&other: &PersonId| {
        person[other].sex == Sex::Male
            && came_as_adult(&person[other])
            && presence[other] == Presence::Present
    };
    if !came_as_adult(mother) || !household[mother.household].members.iter().any(is_partner) {
        return None;
    }
    let wait = today
        .stream(Purpose::Birth, mother.entity)
        .weeks_until(parameters.births_per_couple.get() / WEEKS_PER_YEAR);
    let birth = week.plus(parameters.ages.weeks_between_births.get() as i32).plus(wait);
    let is_young = f64::from(birth.since(mother.born)) < parameters.ages.last_birth.get() * WEEKS_PER_YEAR;
    is_young.then_some(birth)
}

/// Fixes when the household of its first member leaves the city, given this member's status.
pub fn fix_departure(today: &Today, parameters: &Parameters, head: PersonId, scene: Scene) {
    let Scene { person, legal, household, life, .. } = scene;
    let row = &mut household[person[head].household];
    row.departs = departure(today, today.week, parameters, &person[head], legal[head].status, row);
    life.enter(row.departs, LifeEvent::Departure(head));
}

/// Draws the week in which a household leaves, from a week on.
fn departure(
    today: &Today,
    from: Week,
    parameters: &Parameters,
    head: &Person,
    status: Status,
    household: &Household,
) -> Week {
    let rate = match status {
        Status::InProcedure => parameters.leaves_in_procedure,
        Status::Settled => parameters.leaves_settled,
        Status::Tolerated => parameters.leaves_tolerated,
    };
    let alone = if household.members.len() == 1 { parameters.leaving_alone.get() } else { 1.0 };
    let chance = (rate.get() * alone * today.forcings.departures.factor.at(from)).min(1.0);
    from.plus(1).plus(today.dice.stream(Purpose::Departure, from, head.entity).geometric(chance))
}

/// Handles [`LifeEvent::Departure`]: the household leaves if this is still the week fixed for it.
///
/// Whom the residence rule holds does not leave, unless somebody works; the waiting time begins anew when the rule ends.
pub fn leave(today: &Today, parameters: &Parameters, head: PersonId, scene: Scene) {
    let week = today.week;
    let Scene { person, legal, housing, working, presence, household, .. } = scene;
    let Scene { visits, cases, accommodation, life, ledger, .. } = scene;
    let household = &mut household[person[head].household];
    if household.departs != week {
        return;
    }
    let leaving: Vec<PersonId> =
        household.members.iter().copied().filter(|&member| presence[member] == Presence::Present).collect();
    let works =
        |&member: &PersonId| matches!(working[member].state, WorkState::Training | WorkState::Employed);
    let bound_until = legal[head].bound_until;
    if bound_until > week && !leaving.iter().any(works) {
        household.departs =
            departure(today, bound_until, parameters, &person[head], legal[head].status, household);
        life.enter(household.departs, LifeEvent::Departure(head));
        return;
    }
    for &member in &leaving {
        presence[member] = Presence::Left(week);
        ledger.left += 1;
        vacate(housing[member].dwelling, accommodation, ledger);
    }
    for member in leaving {
        close_cases(member, week, visits, cases, ledger);
    }
}

/// Handles [`LifeEvent::Death`]: who is still here dies.
pub fn die(today: &Today, id: PersonId, scene: Scene) {
    let Scene { housing, presence, visits, cases, accommodation, ledger, .. } = scene;
    if presence[id] != Presence::Present {
        return;
    }
    presence[id] = Presence::Died(today.week);
    ledger.died += 1;
    vacate(housing[id].dwelling, accommodation, ledger);
    close_cases(id, today.week, visits, cases, ledger);
}

/// Handles [`LifeEvent::Birth`]: returns the child that is born to a mother, and where it lives.
pub fn bear(today: &Today, mother: PersonId, scene: Scene) -> (Person, Housing) {
    let Scene { person, housing, accommodation, ledger, .. } = scene;
    let parent = person[mother];
    let entity = parent.entity.part(Refugees::KIND, today.week.0 as u32 as u64);
    let mut stream = today.stream(Purpose::ArrivalPerson, entity);
    let child = Person {
        entity,
        arrived: today.week,
        born: today.week,
        sex: if stream.chance(0.5) { Sex::Male } else { Sex::Female },
        latin_script: true,
        ..parent
    };
    if let Dwelling::Shared(shared) = housing[mother].dwelling {
        accommodation[shared].people += 1;
    }
    ledger.born += 1;
    (child, housing[mother])
}

/// Counts out of shared accommodation who lived there.
fn vacate(dwelling: Dwelling, accommodation: &mut Column<AccommodationId, Shared>, ledger: &mut Ledger) {
    if let Dwelling::Shared(shared) = dwelling {
        accommodation[shared].people -= 1;
        ledger.left_accommodation += 1;
    }
}

/// Ends the cases of somebody who is no longer here.
fn close_cases(
    id: PersonId,
    week: Week,
    visits: &mut Column<PersonId, Visits>,
    cases: &mut Cases,
    ledger: &mut Ledger,
) {
    for case in cases.open[id].clone() {
        cases.close(case, CaseEnd::Gone, week, visits, ledger);
    }
}
