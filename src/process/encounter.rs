//! Encounter: people who fled and long-standing residents meet, get to know each other, or fail to.
//! German: *Begegnung*, *Kontakt zu Alteingesessenen*.
//!
//! # Rule
//! 1. Once in four weeks the meetings of an adult in these weeks are drawn: Poisson numbers, one for each tie and one for all other
//!    meetings. The mean of these adds up over places: work, training and courses, these by the hours attended; the neighbourhood;
//!    elsewhere (gates of childcare and school, clubs). It grows with the person's sociability, which is spread widely between
//!    people, and with German; care without a place in childcare lessens it, and time limits it.
//! 2. Each meeting that is not of a tie has a place, and is there with a familiar face, one of those whom the person has met there
//!    before, or with somebody new, who is drawn among the residents of the place: of the neighbourhood, who work, who have children,
//!    all adults. Residents who reject newcomers avoid meetings: then somebody else is drawn (selection into contact). A few familiar
//!    faces are remembered at each kind of place, with the number of meetings; who has not been seen for long, has moved away or belongs
//!    to a former place of work is forgotten.
//! 3. The attitude of the other decides whether a meeting is friendly or hostile. A friendly one moves the resident's attitude up
//!    a little, a hostile one down by more, more in an encounter on an equal footing.
//! 4. A friendly meeting makes a tie with a chance that needs a common language and rises with the earlier meetings of the two;
//!    meetings strengthen ties; ties that are not renewed weaken and end.
//! 5. Gatherings and pairs entered by other processes become meetings elsewhere; then the list is empty. Whoever meets as a pair
//!    is an acquaintance from the first meeting on: meeting one and the same person by appointment is what a tie is.
//! 6. Outside the district meetings and ties count for the person but touch no resident of the district.
//! 7. Once in four weeks people may get to know others who fled, mostly of the same origin. Confidants are the other adults of the
//!    household, friends among residents, and a share of friends who fled.
//! 8. Schoolchildren meet residents' children in class; children under six are left out. Ties from youth clubs fade like others.
//! 9. At the end of the week the norm of the district moves a little towards what meetings have left with its adults on
//!    average, and with the norm the attitude of everybody, also of those who meet nobody.
//!
//! Proximity has no term: only meetings act.
//!
//! # Evidence
//! `scenarios/evidence/encounter.toml`; the norm: `residents.norm_weight`, `residents.norm_per_week` (C4 gives the sign).
//!
//! # Limits
//! The attitude of a familiar face does not move again before there is a tie; that understates the
//! effect of long acquaintance without friendship. Residents' talk among each other carries an attitude on by way of the norm
//! alone, which is one for the whole district: it reaches those who live among people in contact no more than others.

use std::ops::Range;

use self::gatherings::{Company, hold_gatherings};
use self::room::{Among, Room, Speaker};
use self::ties::{confide_at_home, fade, fade_ties};
use crate::dice::{ACTING_EVERY, Entity, Purpose, Stream};
use crate::index::{Column, HouseholdId, NeighbourhoodId, PersonId, ResidentId};
use crate::ledger::Ledger;
use crate::population::{
    Attitudes, Dwelling, Enrolment, Household, Housing, Language, Meetings, Mind, Occasions, Person,
    Presence, Refugees, Residence, Residents, Schooling, Social, Working,
};
use crate::time::Week;
use crate::today::Today;
use crate::vocabulary::{Meeting, Need, WorkState};
use crate::world::DistrictWorld;

mod gatherings;
pub mod parameters;
mod room;
mod ties;

pub use parameters::Parameters;

/// Draws how readily a person speaks with others, mean 1.
pub fn sociability(today: &Today, parameters: &Parameters, person: Entity) -> f32 {
    let shape = parameters.sociability_shape.get().max(0.05);
    today.dice.stream(Purpose::Sociability, Week::NEVER, person).gamma(1.0, shape) as f32
}

/// Returns the ties and meetings of a person on arrival: none.
pub fn on_arrival() -> (Social, Meetings) {
    (Social::default(), Meetings::default())
}

/// What encounter reads, and what it writes.
#[derive(Debug)]
pub struct Scene<'a> {
    present: &'a [PersonId],
    acting: &'a [PersonId],
    person: &'a Column<PersonId, Person>,
    presence: &'a Column<PersonId, Presence>,
    household: &'a Column<HouseholdId, Household>,
    schooling: &'a Column<PersonId, Schooling>,
    working: &'a Column<PersonId, Working>,
    housing: &'a Column<PersonId, Housing>,
    language: &'a Column<PersonId, Language>,
    enrolments: &'a [Enrolment],
    adults: &'a [ResidentId],
    colleagues: &'a [ResidentId],
    parents: &'a [ResidentId],
    of_neighbourhood: &'a Column<NeighbourhoodId, Range<u32>>,
    attitudes: &'a mut Attitudes,
    occasions: &'a mut Occasions,
    social: &'a mut Column<PersonId, Social>,
    meetings: &'a mut Column<PersonId, Meetings>,
    mind: &'a mut Column<PersonId, Mind>,
    ledger: &'a mut Ledger,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { refugees, residents, occasions, ledger, .. } = district;
        let Refugees { present, acting, person, presence, household, schooling, working, housing, .. } =
            refugees;
        let Refugees { language, enrolments, social, meetings, mind, .. } = refugees;
        let Residents { adults, working: colleagues, parents, of_neighbourhood, attitudes, .. } = residents;
        Self {
            present,
            acting,
            person,
            presence,
            household,
            schooling,
            working,
            housing,
            language,
            enrolments,
            adults,
            colleagues,
            parents,
            of_neighbourhood,
            attitudes,
            occasions,
            social,
            meetings,
            mind,
            ledger,
        }
    }
}

/// Weeks whose meetings are drawn at once; the remembered window then holds the weeks to come among its 13.
const SPAN: i32 = ACTING_EVERY;

/// Places of meetings other than with the partners of ties.
const PLACES: [Meeting; 3] = [Meeting::Work, Meeting::Neighbourhood, Meeting::Elsewhere];

/// Where somebody is in a week, apart from work and home.
#[derive(Debug, Clone, Copy, Default)]
struct Whereabouts {
    /// Hours a week in courses and appointments.
    hours: f32,
    gates: f32,
    tied: bool,
}

/// Lets the people whose week it is meet, for this and the next three.
pub fn step(today: &Today, parameters: &Parameters, scene: Scene) {
    let week = today.week;
    let Scene { present, acting, person, presence, household, schooling, working, housing, .. } = scene;
    let Scene { language, enrolments, occasions, social, meetings, mind, .. } = scene;
    let open = f64::from(SPAN) * today.forcings.closures.meetings.at(week);
    let mut room = Room {
        week,
        parameters,
        climate: today.forcings.climate.national.at(week),
        adults: scene.adults,
        colleagues: scene.colleagues,
        parents: scene.parents,
        of_neighbourhood: scene.of_neighbourhood,
        attitudes: scene.attitudes,
        ledger: scene.ledger,
    };
    let enrolled = enrolled(enrolments);
    for &id in acting {
        let who = &person[id];
        if !who.has_school_age(week) {
            continue;
        }
        for later in 0..SPAN {
            meetings[id].open(week.plus(later));
        }
        let sociability = f64::from(who.sociability);
        if !who.is_adult(week) {
            if schooling[id] == Schooling::School {
                let mean = parameters.meetings.class.get() * sociability.sqrt() * open;
                let mut stream = today.stream(Purpose::Meeting, who.entity);
                let number = stream.poisson(mean);
                spread(&mut stream, week, Meeting::Elsewhere, number, &mut meetings[id]);
                room.ledger.meetings += u64::from(number);
            }
            // Youth clubs make ties before 18, and these fade like any other.
            if !social[id].ties.is_empty() {
                let mut stream = today.stream(Purpose::TieFate, who.entity);
                fade_ties(week, &parameters.tie, &mut stream, &mut social[id]);
            }
            continue;
        }
        let mut here = enrolled
            .binary_search_by_key(&id, |(person, _)| *person)
            .map_or_else(|_| Whereabouts::default(), |at| enrolled[at].1);
        look_after(week, id, person, presence, household, schooling, &mut here);
        let speaks = speaks(parameters, f64::from(language[id].level));
        let rates =
            rates(parameters, sociability, speaks, working[id].state, &housing[id], &social[id], here);
        let (social_of, meetings_of, mind_of) = (&mut social[id], &mut meetings[id], &mut mind[id]);
        let residence = housing[id].residence;
        let is_near = residence != Residence::RestOfCity;
        let speaker = Speaker { speaks, is_near, works_since: working[id].since };
        room.meet_friends(
            |partner| today.dice.pair(Purpose::Meeting, week, who.entity, partner),
            rates.with_tie.map(|rate| rate * open),
            social_of,
            mind_of,
            |stream, times| spread(stream, week, Meeting::Friends, times, meetings_of),
        );
        let total: f64 = rates.at.iter().sum();
        let mut stream = today.stream(Purpose::Meeting, who.entity);
        for _ in 0..stream.poisson(total * open) {
            // One draw says in which week, where, and with what fate.
            let (mut rest, later) = stream.unit_and_part::<{ SPAN as u64 }>();
            rest *= total;
            let mut at = 0;
            // Rounding can leave a remainder behind the last place.
            while at + 1 < PLACES.len() && rest >= rates.at[at] {
                rest -= rates.at[at];
                at += 1;
            }
            let (place, fate) = (PLACES[at], rest / rates.at[at]);
            meetings_of.count(week.plus(later as i32), place);
            let ground = match residence {
                _ if place == Meeting::Work => Among::Work,
                Residence::District(here) if place == Meeting::Neighbourhood => Among::Neighbourhood(here),
                _ if here.gates > 0.0 => Among::Gate,
                _ => Among::Anywhere,
            };
            room.meet(&mut stream, fate, ground, &speaker, social_of, mind_of);
        }
        fade(today, parameters, id, present, person, presence, social);
        let home = household[who.household].members.iter().filter(|&&one| one != id);
        let adults = home.filter(|&&one| presence[one] == Presence::Present && person[one].is_adult(week));
        confide_at_home(adults.count(), &mut social[id]);
    }
    hold_gatherings(
        today,
        &parameters.attitude,
        person,
        presence,
        occasions,
        |id, one, company, effect, stream| {
            let speaks = speaks(parameters, f64::from(language[id].level));
            meetings[id].count(week, Meeting::Elsewhere);
            if company == Company::Pair {
                room.acquaint(one, &mut social[id]);
            }
            room.talk(stream, one, speaks, effect, &mut social[id], &mut mind[id]);
        },
    );
    room.attitudes.settle_norm(week);
}

/// Spreads meetings at a place over the weeks that are drawn at once.
fn spread(stream: &mut Stream, week: Week, place: Meeting, number: u32, meetings: &mut Meetings) {
    /// Bits that say in which of the weeks a meeting is.
    const BITS: u32 = (SPAN as u32).ilog2();
    let mut left = number;
    while left > 0 {
        let mut bits = stream.bits();
        let these = left.min(u64::BITS / BITS);
        for _ in 0..these {
            meetings.count(week.plus((bits % SPAN as u64) as i32), place);
            bits >>= BITS;
        }
        left -= these;
    }
}

/// Finds out who attends courses and appointments for so many hours a week, in order of id; a group is a gathering of its own.
fn enrolled(enrolments: &[Enrolment]) -> Vec<(PersonId, Whereabouts)> {
    let mut all: Vec<_> = enrolments
        .iter()
        .map(|enrolment| {
            let hours = match enrolment.need {
                Need::Language | Need::Education | Need::Job => enrolment.hours_per_week,
                Need::Company | Need::Authorities | Need::Health | Need::Housing => 0.0,
            };
            (enrolment.person, Whereabouts { hours, ..Whereabouts::default() })
        })
        .collect();
    all.sort_unstable_by_key(|(person, _)| *person);
    all.dedup_by(|(person, more), (other, here)| {
        let is_same = person == other;
        if is_same {
            here.hours += more.hours;
        }
        is_same
    });
    all
}

/// Finds out to how many gates an adult brings children, and whether care ties the adult.
fn look_after(
    week: Week,
    id: PersonId,
    person: &Column<PersonId, Person>,
    presence: &Column<PersonId, Presence>,
    household: &Column<HouseholdId, Household>,
    schooling: &Column<PersonId, Schooling>,
    here: &mut Whereabouts,
) {
    let home = &household[person[id].household];
    if home.members.len() == 1 {
        return;
    }
    let is_present = |one: PersonId| presence[one] == Presence::Present;
    // Without a carer the first adult of the household stands for the couple that takes turns.
    let brings = home
        .carer
        .filter(|&one| is_present(one))
        .or_else(|| home.members.iter().copied().find(|&one| is_present(one) && person[one].is_adult(week)));
    if brings != Some(id) {
        return;
    }
    for &child in home.members.iter().filter(|&&one| is_present(one) && !person[one].is_adult(week)) {
        let age = person[child].age(week);
        match schooling[child] {
            // Half-grown children go to school by themselves.
            Schooling::Childcare | Schooling::School if age < 11 => here.gates += 1.0,
            Schooling::None | Schooling::Waiting(_) if age < Person::SCHOOL_AGE => {
                here.tied |= home.carer == Some(id);
            }
            _ => {}
        }
    }
}

/// Returns the share of possible meetings that take place at a level of German.
#[inline]
fn speaks(parameters: &Parameters, level: f64) -> f64 {
    let speaking = &parameters.speaking;
    let without = speaking.without.get();
    without + (1.0 - without) * level / (level + speaking.half_level.get().max(f64::EPSILON))
}

/// Mean meetings a week.
struct MeanMeetings {
    /// By place, as in [`PLACES`].
    at: [f64; 3],
    /// With the partner of a tie, by strength.
    with_tie: [f64; 2],
}

/// Returns the mean meetings of a week.
#[inline]
fn rates(
    parameters: &Parameters,
    sociability: f64,
    speaks: f64,
    work: WorkState,
    housing: &Housing,
    social: &Social,
    here: Whereabouts,
) -> MeanMeetings {
    let rates = &parameters.meetings;
    let readily = sociability * speaks;
    let at_work = match work {
        WorkState::Employed | WorkState::Internship => rates.employed.get(),
        WorkState::Training => rates.training.get(),
        WorkState::Marginal => rates.marginal.get(),
        _ => 0.0,
    };
    let given = rates.work_given.get();
    let home = if housing.dwelling == Dwelling::Private { 1.0 } else { rates.from_accommodation.get() };
    let care = if here.tied { rates.tied_by_care.get() } else { 1.0 };
    let with_tie = [rates.weak_tie.get() * care, rates.strong_tie.get() * care];
    let with_friends: f64 = social.to_residents().map(|tie| with_tie[tie.strength as usize]).sum();
    let at = [
        (at_work + rates.course.get() * f64::from(here.hours))
            * speaks
            * (given + (1.0 - given) * sociability),
        rates.neighbourhood.get() * home * readily * care,
        (rates.elsewhere.get() * care + rates.gate.get() * f64::from(here.gates)) * readily,
    ];
    // Time is short: whoever could meet many meets each less often.
    let all = at[0] + with_friends + at[1] + at[2];
    let time = 1.0 / (1.0 + all / rates.most.get().max(f64::EPSILON));
    MeanMeetings { at: at.map(|rate| rate * time), with_tie: with_tie.map(|rate| rate * time) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{CaseId, InstitutionId};
    use crate::world::toy;

    fn enrolment(person: u32, need: Need, hours_per_week: f32) -> Enrolment {
        Enrolment {
            person: PersonId(person),
            institution: InstitutionId(0),
            need,
            case: CaseId(0),
            hours_per_week,
            childcare: false,
            since: Week(0),
            directly: true,
            by_intermediary: false,
            in_district: true,
            is_kept: false,
            is_regular: false,
        }
    }

    #[test]
    fn meetings_around_courses_and_appointments_go_by_their_hours() {
        let (course, appointment) = (18.75, 1.0);
        let all = enrolled(&[
            enrolment(2, Need::Job, appointment),
            enrolment(1, Need::Language, course),
            enrolment(2, Need::Education, appointment),
            enrolment(3, Need::Company, 2.0),
            enrolment(3, Need::Language, 3.0),
        ]);
        let hours: Vec<_> = all.iter().map(|(id, here)| (id.0, here.hours)).collect();
        // A group for company is a gathering, and its hours count there.
        assert_eq!(hours, [(1, 18.75), (2, 2.0), (3, 3.0)]);
        let mut parameters: Parameters = toy::parameters("encounter");
        parameters.meetings.most = crate::quantity::Rate::new(1e9).unwrap();
        let person = &toy::refugees(1);
        let at = |hours| {
            let here = Whereabouts { hours, ..Whereabouts::default() };
            let (housing, social) = (&person.housing[PersonId(0)], &person.social[PersonId(0)]);
            rates(&parameters, 1.0, 1.0, WorkState::Seeking, housing, social, here).at[0]
        };
        // Nine meetings a week around a course in full time, and half a meeting around an appointment.
        assert!((at(18.75) - 9.0).abs() < 1e-6 && (at(1.0) - 0.48).abs() < 1e-6, "{} {}", at(18.75), at(1.0));
        assert_eq!(at(0.0), 0.0);
    }
}
