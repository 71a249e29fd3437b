//! Volunteering: residents, and a few people who fled, begin to help, are matched, and stop again.
//! German: *Ehrenamt*; *haupt-/ehrenamtlich* (INTESO).
//!
//! # Rule
//! 1. A resident begins to help at a waiting time with the hazard *willingness of the time* (forced) × a factor of the
//!    resident's own attitude; it is drawn once, so a week costs its events alone. First contact with somebody who fled adds a
//!    hazard of its own from then on.
//! 2. A spell is short-term or lasting; its end is drawn when it begins. Hours a week are log-normal.
//! 3. Part of those who help want to help one person regularly. They choose among a few people they come across who have no
//!    such partner, by distance and by whether something is open, however readily these speak with others; a pair meets in most
//!    weeks, which is an occasion for encounter, and gives hours of language practice. The two know each other from the first
//!    meeting on.
//! 4. While the intermediary seeks volunteers, part of its outreach hours goes into asking people: first those of a year who
//!    belong to the sponsor and take less time to reach, then strangers; who is asked accepts by attitude and contact. Some who help already come by themselves. It gives them roles: coming along only where it comes along.
//! 5. Attached volunteers need hours of coordination, and nobody is attached for whom none are set aside. Motivation moves towards a level that rises with the coordination they
//!    get and falls with the open needs of the person they are matched with; low motivation adds a hazard of leaving, and who is
//!    motivated when the spell ends may stay on.
//! 6. People who fled begin to help after some time and with some German. So many hours of their help bring them together with
//!    residents once, at a common task and on an equal footing.
//! 7. So many hours of attached volunteers for encounter make a gathering a week, by the same helpers, of people who know the
//!    intermediary and come of themselves and, where it is open to them, residents; residents who reject newcomers stay away.
//! 8. Partners who come from elsewhere, as a trial brings them together with somebody, meet as other pairs do, at a pace of their own.
//! 9. Groups that a trial brings together meet once a week, on an equal footing with a common task. Residents come as to a gathering,
//!    and whoever the group is of has as many talks as a guest at one.
//!
//! # Evidence
//! `scenarios/evidence/volunteering.toml` (V1–V20); the path of willingness is the forcing `volunteering.recruitment`, whose value 1
//! stands for autumn 2015.
//!
//! # Limits
//! Adults stand for people of 16 and more, which leaves out a fiftieth of the pool. Age, sex and schooling do not change who begins
//! (V12 is left out), so helpers resemble their neighbours too much. Who stopped begins again only when asked or after a first
//! contact. The motivation of those who help on their own is constant; their frustration is part of the rate of leaving.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;

use self::attachment::{attach, coordinate, open_companion_hours};
use self::gatherings::{Host, gather, help_in_public};
use crate::dice::{Entity, Purpose, Stream};
use crate::forcing::Series;
use crate::index::{Column, DeskId, NeighbourhoodId, PersonId, ResidentId, VolunteerId};
use crate::intermediary::{Desk, Establishment, Intermediary};
use crate::ledger::{CostItem, Ledger};
use crate::numeric::{chance_within, exp};
use crate::population::trials::{ContactGroup, Participant, Partner};
use crate::population::{
    Attitudes, Awareness, Housing, Language, Occasions, Person, Presence, Refugees, Residence, Resident,
    Residents, Service, Visits, Volunteer, Volunteers,
};
use crate::quantity::{Effect, Hours, Rate, Share, Weeks};
use crate::time::Week;
use crate::today::Today;
use crate::vocabulary::{Concept, Role};
use crate::world::DistrictWorld;

mod attachment;
mod contact_groups;
mod gatherings;
mod tandems;

/// One weight for each role.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleWeights {
    /// Coming along.
    pub accompaniment: Share,
    /// Practising German.
    pub language: Share,
    /// Mentoring.
    pub mentoring: Share,
    /// Encounter.
    pub encounter: Share,
}

/// The parameters of `volunteering.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Weekly hazard of beginning when willingness is 1 and the attitude neutral.
    pub begin_per_week: Rate,
    /// Log hazard per unit of attitude.
    pub attitude: Effect,
    /// Hazard that first contact adds, relative to the own hazard.
    pub contact: Rate,
    /// Share of spells that are short-term.
    pub short_term: Share,
    /// Weekly chance that a short-term spell ends.
    pub leave_short: Share,
    /// Weekly chance that a lasting spell ends.
    pub leave_lasting: Share,
    /// Mean hours a week.
    pub hours: Hours,
    /// Coefficient of variation of the hours.
    pub hours_variation: Rate,
    /// Weights of the roles.
    pub role: RoleWeights,
    /// Share who want to help one person regularly.
    pub one_person: Share,
    /// The same among attached volunteers for language practice and mentoring.
    pub one_person_attached: Share,
    /// People a seeker comes across at one time.
    pub come_across: Rate,
    /// Weeks between two times of looking for somebody.
    pub look_every: Weeks,
    /// Log weight of a candidate per kilometre.
    pub distance: Effect,
    /// Factor of the weight of somebody with an open need.
    pub open_need: Rate,
    /// Chance that a pair meets in a week.
    pub pair_meets: Share,
    /// Share of the hours of language helpers and mentors that are practice.
    pub practice: Share,
    /// Weekly chance that a pair parts although both are there.
    pub pair_parts: Share,
    /// People asked in an hour.
    pub asked_per_hour: Rate,
    /// People asked in an hour among those who belong to the sponsor.
    pub asked_per_hour_in_circle: Rate,
    /// Hours of attached volunteers for encounter that make a gathering.
    pub gathering_hours: Hours,
    /// Median over gatherings of the people who fled for whom there is room.
    pub gathering_guests: Rate,
    /// Standard deviation of the logarithm of that number.
    pub gathering_guests_spread: Rate,
    /// Chance a week that somebody of average sociability goes to a gathering next door.
    pub gathering_comes: Share,
    /// Log chance of going to a gathering per kilometre.
    pub gathering_way: Effect,
    /// Residents at a gathering that is open to them, besides who gives it.
    pub gathering_residents: Rate,
    /// Residents with whom each of the guests talks.
    pub gathering_talks: Rate,
    /// Hours of help by somebody who fled that bring the helper together with residents once.
    pub fled_gathering_hours: Hours,
    /// Residents who are there then.
    pub fled_residents: Rate,
    /// Log-odds of accepting when asked, attitude neutral and without contact.
    pub accept: Effect,
    /// Log-odds of accepting per unit of attitude.
    pub accept_attitude: Effect,
    /// Log-odds of accepting after any friendly contact.
    pub accept_contact: Effect,
    /// Share a week of the free places that those who help already fill by coming themselves.
    pub come_by_themselves: Share,
    /// Share by which motivation moves a week towards its level.
    pub motivation_speed: Share,
    /// Level of motivation without any coordination.
    pub motivation_low: Share,
    /// Level of motivation with all coordination needed.
    pub motivation_high: Share,
    /// Lowering of the level when every kind of need of the matched person is open.
    pub burden: Share,
    /// Motivation below which frustration makes leave.
    pub frustration_below: Share,
    /// Weekly chance of leaving at motivation 0.
    pub frustration: Share,
    /// Chance that a fully motivated attached volunteer stays on when the spell ends.
    pub stay: Share,
    /// Share of attached volunteers for coming along who can make the dates of a week.
    pub fits_a_date: Share,
    /// Weekly hazard of beginning of people who fled, once they can.
    pub fled_begin: Rate,
    /// Language level from which people who fled begin to help.
    pub fled_level: crate::quantity::Level,
    /// Weeks after arrival from which people who fled begin to help.
    pub fled_after: Weeks,
}

/// Weeks for which beginnings of people who fled are drawn at a time.
const QUARTER: i32 = Week::QUARTER;

/// Founds the volunteers of a district: nobody helps yet, and every adult resident's beginning is drawn.
pub fn found(today: &Today, parameters: &Parameters, residents: &Residents) -> Volunteers {
    let first = today.week;
    let mut volunteers = Volunteers::new(first, residents.resident.len());
    let path = Path::of(&today.forcings.volunteering.recruitment, first);
    for &id in &residents.adults {
        let own = hazard(parameters, &residents.attitudes, id);
        let mut stream = today.stream(Purpose::Recruitment, residents.entity(id));
        if let Some(week) = path.reaches(stream.exponential(own)) {
            volunteers.beginnings.enter(week, id);
        }
    }
    volunteers
}

/// What volunteering reads, and what it writes.
#[derive(Debug)]
pub struct Scene<'a> {
    people: People<'a>,
    intermediary: Entity,
    establishment: Option<&'a Establishment>,
    desks: &'a Column<DeskId, Desk>,
    asking_hours: &'a mut f64,
    coordination_hours: &'a mut f64,
    language: &'a mut Column<PersonId, Language>,
    volunteers: &'a mut Volunteers,
    partners: &'a mut [Partner],
    groups: &'a mut BTreeMap<Participant, Vec<ContactGroup>>,
    occasions: &'a mut Occasions,
    ledger: &'a mut Ledger,
}

/// Who can help and be helped.
#[derive(Debug, Clone, Copy)]
struct People<'a> {
    root: Entity,
    resident: &'a Column<ResidentId, Resident>,
    attitudes: &'a Attitudes,
    adults: &'a [ResidentId],
    of_neighbourhood: &'a Column<NeighbourhoodId, Range<u32>>,
    present: &'a [PersonId],
    person: &'a Column<PersonId, Person>,
    presence: &'a Column<PersonId, Presence>,
    housing: &'a Column<PersonId, Housing>,
    visits: &'a Column<PersonId, Visits>,
    awareness: &'a Column<PersonId, Awareness>,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { residents, refugees, intermediary, volunteers, occasions, ledger, .. } = district;
        let Residents { root, resident, attitudes, adults, of_neighbourhood, .. } = residents;
        let Refugees { present, person, presence, housing, visits, awareness, language, trials, .. } =
            refugees;
        let Intermediary { entity, establishment, desk, asking_hours, coordination_hours, .. } = intermediary;
        let people = People {
            root: *root,
            resident,
            attitudes,
            adults,
            of_neighbourhood,
            present,
            person,
            presence,
            housing,
            visits,
            awareness,
        };
        Self {
            people,
            intermediary: *entity,
            establishment: establishment.as_ref(),
            desks: desk,
            asking_hours,
            coordination_hours,
            language,
            volunteers,
            partners: &mut trials.partners,
            groups: &mut trials.groups,
            occasions,
            ledger,
        }
    }
}

/// Runs one week; pairs and practice hours are there for the processes that come next.
pub fn step(today: &Today, parameters: &Parameters, scene: Scene) {
    let Scene { people, intermediary, establishment, desks, asking_hours, coordination_hours, .. } = scene;
    let Scene { language, volunteers, partners, groups, occasions, ledger, .. } = scene;
    let (people, week) = (&people, today.week);
    if week == Week::START {
        for position in 0..volunteers.active.len() {
            if let Volunteer::Resident(resident) = volunteers.service[volunteers.active[position]].who {
                volunteers.mark_ever(resident);
            }
        }
    }
    end_spells(today, parameters, people, volunteers);
    begin_spells(today, parameters, people, volunteers);
    draw_after_contact(today, parameters, people, volunteers);
    draw_refugees(today, parameters, people, language, volunteers);
    if let Some(facts) = establishment.filter(|facts| week >= facts.opens) {
        ledger.volunteers_drawn +=
            attach(today, parameters, people, intermediary, facts, asking_hours, volunteers);
        coordinate(today, parameters, people, facts.hours_per_volunteer, coordination_hours, volunteers);
    } else {
        volunteers.detach_beyond(0);
    }
    find_partners(today, parameters, people, volunteers);
    meet_partners(today, parameters, people, language, volunteers, occasions);
    tandems::meet(today, parameters, people, language, partners, occasions);
    contact_groups::meet(today, parameters, people, groups, occasions);
    open_companion_hours(today, parameters, people, volunteers);
    if let Some(facts) = establishment {
        let sites = facts.desks.iter().map(|&desk| desks[desk].place).collect();
        let host = Host { entity: intermediary, sites, openness: facts.openness };
        gather(today, parameters, people, &host, volunteers, occasions);
    }
    help_in_public(today, parameters, people, volunteers, occasions);
    ledger.volunteer_hours += volunteers.hours();
    let attached = volunteers.attached.iter().map(|&id| f64::from(volunteers.service[id].hours_per_week));
    ledger.costs.add_hours(CostItem::VolunteerHours, attached.sum());
}

impl People<'_> {
    fn entity(&self, who: Volunteer) -> Entity {
        match who {
            Volunteer::Resident(id) => Residents::entity_of(self.root, id),
            Volunteer::Refugee(id) => self.person[id].entity,
        }
    }

    fn stream(&self, today: &Today, purpose: Purpose, who: Volunteer) -> Stream {
        today.stream(purpose, self.entity(who))
    }

    fn is_present(&self, id: PersonId) -> bool {
        self.presence[id] == Presence::Present
    }
}

/// Returns the hazard of beginning at willingness 1.
fn hazard(parameters: &Parameters, attitudes: &Attitudes, id: ResidentId) -> f64 {
    parameters.begin_per_week.get()
        * exp(parameters.attitude.get() * f64::from(attitudes.contact[id].baseline))
}

/// The steps of a series from a week on: from when, the value, and for how many weeks.
struct Path(Vec<(Week, f64, f64)>);

impl Path {
    fn of(series: &Series, from: Week) -> Self {
        let later = || series.steps().iter().map(|step| step.0).filter(|&step| step > from);
        let spans = later().map(Some).chain([None]);
        let steps = std::iter::once(from).chain(later()).zip(spans);
        Self(
            steps
                .map(|(now, until)| {
                    (now, series.at(now), until.map_or(f64::INFINITY, |until| f64::from(until.since(now))))
                })
                .collect(),
        )
    }

    /// Returns the week in which the sum of the path reaches an amount.
    fn reaches(&self, amount: f64) -> Option<Week> {
        let mut left = amount;
        for &(now, value, span) in self.0.iter().filter(|(_, value, _)| *value > 0.0) {
            if left < value * span {
                // Beyond thousands of weeks nothing is ever read.
                let weeks = (left / value).floor();
                return (weeks < 10_000.0).then(|| now.plus(weeks as i32));
            }
            left -= value * span;
        }
        None
    }
}

fn leaving_chance(parameters: &Parameters, lasting: bool) -> f64 {
    if lasting { parameters.leave_lasting.get() } else { parameters.leave_short.get() }
}

fn end_spells(today: &Today, parameters: &Parameters, people: &People, volunteers: &mut Volunteers) {
    for id in volunteers.ends.take(today.week) {
        let service = volunteers.service[id];
        if !volunteers.is_active(id) || service.until != today.week {
            continue;
        }
        let mut stream = people.stream(today, Purpose::Leaving, service.who);
        if service.attached && stream.chance(parameters.stay.get() * f64::from(service.motivation)) {
            let longer = stream.geometric(leaving_chance(parameters, service.lasting));
            fix_end(volunteers, id, today.week.plus(1).plus(longer));
        } else {
            volunteers.end(id, today.week);
        }
    }
}

fn fix_end(volunteers: &mut Volunteers, id: VolunteerId, week: Week) {
    volunteers.service[id].until = week;
    volunteers.ends.enter(week, id);
}

fn begin_spells(today: &Today, parameters: &Parameters, people: &People, volunteers: &mut Volunteers) {
    let mut due: Vec<Volunteer> =
        volunteers.beginnings.take(today.week).into_iter().map(Volunteer::Resident).collect();
    due.extend(volunteers.refugee_beginnings.take(today.week).into_iter().map(Volunteer::Refugee));
    for who in due {
        let is_there = match who {
            Volunteer::Resident(id) => !volunteers.helping[id.0 as usize],
            Volunteer::Refugee(id) => people.is_present(id) && !volunteers.refugees_helping.contains_key(&id),
        };
        if is_there {
            begin(today, parameters, people, volunteers, who);
        }
    }
}

fn begin(
    today: &Today,
    parameters: &Parameters,
    people: &People,
    volunteers: &mut Volunteers,
    who: Volunteer,
) -> VolunteerId {
    let mut stream = people.stream(today, Purpose::Service, who);
    let lasting = !stream.chance(parameters.short_term.get());
    let weeks = stream.geometric(leaving_chance(parameters, lasting));
    let hours = stream.log_normal(parameters.hours.get(), parameters.hours_variation.get());
    let weights = parameters.role;
    let role = stream
        .weighted(&[
            weights.accompaniment.get(),
            weights.language.get(),
            weights.mentoring.get(),
            weights.encounter.get(),
        ])
        .map_or(Role::Encounter, |position| Role::ALL[position]);
    // Only a resident's regular help to one person is contact with long-standing residents.
    let seeks_one = stream.chance(parameters.one_person.get()) && matches!(who, Volunteer::Resident(_));
    let until = today.week.plus(1).plus(weeks);
    let id = volunteers.begin(Service {
        who,
        since: today.week,
        until,
        hours_per_week: hours as f32,
        role,
        lasting,
        attached: false,
        matched: None,
        motivation: parameters.motivation_high.get() as f32,
        seeks_one,
    });
    volunteers.ends.enter(until, id);
    id
}

/// Draws the additional waiting time of residents who met somebody who fled for the first time.
fn draw_after_contact(today: &Today, parameters: &Parameters, people: &People, volunteers: &mut Volunteers) {
    let first = volunteers.looked_at;
    let path = Path::of(&today.forcings.volunteering.recruitment, today.week.plus(1));
    for &id in &people.attitudes.touched[first..] {
        if !people.attitudes.contact[id].is_adult || volunteers.helping[id.0 as usize] {
            continue;
        }
        let added = parameters.contact.get() * hazard(parameters, people.attitudes, id);
        let mut stream = people.stream(today, Purpose::ContactRecruitment, Volunteer::Resident(id));
        let amount = stream.exponential(added);
        if let Some(week) = path.reaches(amount) {
            volunteers.beginnings.enter(week, id);
        }
    }
    volunteers.looked_at = people.attitudes.touched.len();
}

/// Draws once a quarter who of the people who fled begins to help in it.
fn draw_refugees(
    today: &Today,
    parameters: &Parameters,
    people: &People,
    language: &Column<PersonId, Language>,
    volunteers: &mut Volunteers,
) {
    if today.week.0.rem_euclid(QUARTER) != 0 {
        return;
    }
    let chance = chance_within(parameters.fled_begin.get(), f64::from(QUARTER));
    for &id in people.present {
        let person = &people.person[id];
        if f64::from(today.week.since(person.arrived)) >= parameters.fled_after.get()
            && f64::from(language[id].level) >= parameters.fled_level.get()
            && person.is_adult(today.week)
        {
            let mut stream = people.stream(today, Purpose::FledVolunteer, Volunteer::Refugee(id));
            if stream.chance(chance) {
                let week = today.week.plus(1 + stream.below(QUARTER as usize) as i32);
                volunteers.refugee_beginnings.enter(week, id);
            }
        }
    }
}

/// Lets those who seek somebody look for one: in the week in which they begin to seek, then at intervals.
fn find_partners(today: &Today, parameters: &Parameters, people: &People, volunteers: &mut Volunteers) {
    let interval = (parameters.look_every.get() as i32).max(1);
    let mut due: Vec<(u64, VolunteerId)> = volunteers
        .seeking
        .iter()
        .filter(|&&id| today.week.since(volunteers.service[id].since).rem_euclid(interval) == 0)
        .map(|&id| (people.stream(today, Purpose::ArrivalInstant, volunteers.service[id].who).bits(), id))
        .collect();
    due.sort_unstable();
    for (_, id) in due {
        if let Some(person) = partner_for(today, parameters, people, volunteers, id) {
            volunteers.pair(id, person);
        }
    }
}

/// Returns whom a volunteer comes to help among a few people come across, or nobody.
fn partner_for(
    today: &Today,
    parameters: &Parameters,
    people: &People,
    volunteers: &Volunteers,
    id: VolunteerId,
) -> Option<PersonId> {
    let Volunteer::Resident(resident) = volunteers.service[id].who else { return None };
    if people.present.is_empty() {
        return None;
    }
    let home = people.resident[resident].home;
    let mut stream = people.stream(today, Purpose::Matching, Volunteer::Resident(resident));
    let across = parameters.come_across.get() as usize;
    let (mut met, mut weights) = (Vec::with_capacity(across), Vec::with_capacity(across));
    for _ in 0..across {
        let person = people.present[stream.below(people.present.len())];
        if people.housing[person].residence == Residence::RestOfCity
            || !people.person[person].is_adult(today.week)
            || volunteers.partner.contains_key(&person)
        {
            continue;
        }
        let open = if people.visits[person].open_need == 0 { 1.0 } else { parameters.open_need.get() };
        let near = exp(parameters.distance.get() * home.km_to(people.housing[person].home));
        met.push(person);
        weights.push(open * near);
    }
    stream.weighted(&weights).map(|position| met[position])
}

/// Lets pairs meet, which is an occasion for encounter and practice; who has gone is missed.
fn meet_partners(
    today: &Today,
    parameters: &Parameters,
    people: &People,
    language: &mut Column<PersonId, Language>,
    volunteers: &mut Volunteers,
    occasions: &mut Occasions,
) {
    let mut parted = Vec::new();
    for (&person, &id) in &volunteers.partner {
        let service = volunteers.service[id];
        let Volunteer::Resident(resident) = service.who else { continue };
        let is_here =
            people.is_present(person) && matches!(people.housing[person].residence, Residence::District(_));
        let (one, other) = (people.entity(service.who), people.person[person].entity);
        let mut stream = today.dice.pair(Purpose::PairWeek, today.week, one, other);
        if !is_here || stream.chance(parameters.pair_parts.get()) {
            parted.push(id);
        } else if stream.chance(parameters.pair_meets.get()) {
            occasions.pairs.push((person, resident));
            if matches!(service.role, Role::Language | Role::Mentoring) {
                let hours = parameters.practice.get() * f64::from(service.hours_per_week);
                language[person].practice += hours as f32;
            }
        }
    }
    for id in parted {
        volunteers.part(id);
    }
}

#[cfg(test)]
mod tests;
