//! Encounter: people who fled and long-standing residents meet, get to know each other, or fail to.
//! German: *Begegnung*, *Kontakt zu Alteingesessenen*.
//!
//! # Rule
//! 1. Once in four weeks the meetings of an adult in these weeks are drawn: a Poisson number. Their mean adds up over places: work, training and courses; friends;
//!    the neighbourhood; elsewhere (gates of childcare and school, clubs, groups attended). It grows with the own
//!    sociability, which is spread widely between people, and with German; care without a place in childcare lessens it, and
//!    time limits it.
//! 2. Each meeting has a place. Among friends it is with the partner of a tie; at other places with a familiar face or somebody
//!    new, who is drawn among the residents of the place: of the neighbourhood, who work, who have children, all adults.
//!    Residents who reject newcomers avoid meetings: then somebody else is drawn (selection into contact).
//! 3. The attitude of the other decides whether a meeting is friendly or hostile. A friendly one moves the resident's attitude up
//!    a little, a hostile one down by more, more in an encounter on an equal footing.
//! 4. A friendly meeting makes a tie with a chance that needs a common language; meetings strengthen ties; ties that are not
//!    renewed weaken and end.
//! 5. Gatherings and pairs entered by other processes become meetings elsewhere; then the list is empty.
//! 6. Outside the district meetings and ties count for the person but touch no resident of the district.
//! 7. Once a quarter people get to know others who fled, mostly of the same origin.
//! 8. Schoolchildren meet residents' children in class; children under six are left out.
//!
//! Proximity has no term: only meetings act.
//!
//! # Reads, writes
//! Reads `person`, `presence`, `household`, `schooling`, `working`, `housing`, `language`, `enrolments`; writes `social`,
//! `meetings`, `mind` (meetings of the week), residents' contact, `occasions`, `ledger`.
//!
//! # Evidence
//! `scenarios/evidence/encounter.toml`.
//!
//! # Limits
//! Familiar faces without a tie are not remembered one by one, so their attitudes do not move again; that understates the
//! effect of long acquaintance without friendship. Residents' talk among each other carries no attitude on.

use crate::dice::{Dice, Entity, Purpose, Stream};
use crate::forcing::Forcings;
use crate::index::{Column, HouseholdId, NeighbourhoodId, PersonId, ResidentId};
use crate::ledger::Ledger;
use crate::population::{
    AgeGroup, Dwelling, Enrolment, Household, Housing, Language, Meetings, Mind, Occasions, Person, Presence,
    Residence, Residents, Schooling, Social, Tie, TieStrength, Working,
};
use crate::time::Week;
use crate::vocabulary::{Concept, Meeting, Need, WorkState};

pub mod parameters;

pub use parameters::Parameters;
use parameters::{Rates, Ties};

/// Draws how readily a person speaks with others, mean 1.
pub fn sociability(parameters: &Parameters, dice: &Dice, person: Entity) -> f32 {
    let shape = parameters.sociability_shape.get().max(0.05);
    dice.stream(Purpose::Sociability, Week::NEVER, person).gamma(1.0, shape) as f32
}

/// Returns the ties and meetings of a person on arrival: none.
pub fn on_arrival() -> (Social, Meetings) {
    (Social::default(), Meetings::default())
}

/// Where somebody is in a week, apart from work and home.
#[derive(Debug, Clone, Copy, Default)]
struct Whereabouts {
    course: f32,
    group: f32,
    gates: f32,
    tied: bool,
}

/// Lets the people whose week it is meet, for this and the next three.
pub fn step(
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    forcings: &Forcings,
    present: &[PersonId],
    acting: &[PersonId],
    person: &Column<PersonId, Person>,
    presence: &Column<PersonId, Presence>,
    household: &Column<HouseholdId, Household>,
    schooling: &Column<PersonId, Schooling>,
    working: &Column<PersonId, Working>,
    housing: &Column<PersonId, Housing>,
    language: &Column<PersonId, Language>,
    enrolments: &[Enrolment],
    residents: &mut Residents,
    occasions: &mut Occasions,
    social: &mut Column<PersonId, Social>,
    meetings: &mut Column<PersonId, Meetings>,
    mind: &mut Column<PersonId, Mind>,
    ledger: &mut Ledger,
) {
    /// Six years of 52.18 weeks.
    const SCHOOL_AGE: i32 = 313;
    /// Weeks whose meetings are drawn at once; the remembered window then holds the weeks to come among its 13.
    const SPAN: i32 = 4;
    let open = f64::from(SPAN) * forcings.closures.meetings.at(week);
    let mut room = Room { week, parameters, climate: forcings.climate.national.at(week), residents, ledger };
    let enrolled = enrolled(enrolments);
    for &id in acting {
        let who = &person[id];
        if week.since(who.born) < SCHOOL_AGE {
            continue;
        }
        for later in 0..SPAN {
            meetings[id].open(week.plus(later));
        }
        let sociability = f64::from(who.sociability);
        if !who.is_adult(week) {
            if schooling[id] == Schooling::School {
                let mean = parameters.meetings.class.get() * sociability.sqrt() * open;
                let mut stream = dice.stream(Purpose::Meeting, week, who.entity);
                let number = stream.poisson(mean);
                for _ in 0..number {
                    meetings[id].count(day_of(&mut stream, week, SPAN), Meeting::Elsewhere);
                }
                room.ledger.meetings += u64::from(number);
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
        let total = rates[0] + rates[1] + rates[2] + rates[3];
        let mut stream = dice.stream(Purpose::Meeting, week, who.entity);
        let number = stream.poisson(total * open);
        let is_near = housing[id].residence != Residence::RestOfCity;
        for _ in 0..number {
            let mut rest = stream.unit() * total;
            // Rounding can leave a remainder behind the last place.
            let position = rates.iter().position(|rate| {
                rest -= rate;
                rest < 0.0
            });
            let place = Meeting::ALL[position.unwrap_or(Meeting::Elsewhere as usize)];
            meetings[id].count(day_of(&mut stream, week, SPAN), place);
            let ground = match housing[id].residence {
                _ if place == Meeting::Work => Ground::Work,
                Residence::District(here) if place == Meeting::Neighbourhood => Ground::Neighbourhood(here),
                _ if here.gates > 0.0 => Ground::Gate,
                _ => Ground::Anywhere,
            };
            if place == Meeting::Friends {
                room.meet_friend(&mut stream, speaks, &mut social[id], &mut mind[id]);
            } else {
                room.meet(&mut stream, ground, is_near, speaks, &mut social[id], &mut mind[id]);
            }
        }
        fade(week, *dice, parameters, who, person, presence, present, id, social);
    }
    hold_gatherings(week, *dice, person, presence, language, &mut room, occasions, social, meetings, mind);
}

/// Draws the week of a meeting.
#[inline]
fn day_of(stream: &mut Stream, week: Week, span: i32) -> Week {
    week.plus(stream.below(span as usize) as i32)
}

/// Finds out who attends courses and groups, in order of id.
fn enrolled(enrolments: &[Enrolment]) -> Vec<(PersonId, Whereabouts)> {
    let mut all: Vec<_> = enrolments
        .iter()
        .map(|enrolment| {
            let mut here = Whereabouts::default();
            match enrolment.need {
                Need::Language | Need::Education | Need::Job => here.course = 1.0,
                Need::Company => here.group = 1.0,
                Need::Authorities | Need::Health | Need::Housing => {}
            }
            (enrolment.person, here)
        })
        .collect();
    all.sort_unstable_by_key(|(person, _)| *person);
    all.dedup_by(|(person, more), (other, here)| {
        let is_same = person == other;
        if is_same {
            here.course = here.course.max(more.course);
            here.group += more.group;
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
            Schooling::None | Schooling::Waiting(_) if age < 6 => here.tied |= home.carer == Some(id),
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

/// Returns the mean meetings of a week by place.
#[inline]
fn rates(
    parameters: &Parameters,
    sociability: f64,
    speaks: f64,
    work: WorkState,
    housing: &Housing,
    social: &Social,
    here: Whereabouts,
) -> [f64; 4] {
    let rates = &parameters.meetings;
    let readily = sociability * speaks;
    let at_work = match work {
        WorkState::Employed | WorkState::Internship => rates.employed.get(),
        WorkState::Training => rates.training.get(),
        WorkState::Marginal => rates.marginal.get(),
        _ => 0.0,
    };
    let given = rates.work_given.get();
    let with_friends: f64 = social
        .to_residents()
        .map(|tie| if tie.strength == TieStrength::Strong { rates.strong_tie } else { rates.weak_tie }.get())
        .sum();
    let home = if housing.dwelling == Dwelling::Private { 1.0 } else { rates.from_accommodation.get() };
    let care = if here.tied { rates.tied_by_care.get() } else { 1.0 };
    let all = [
        (at_work + rates.course.get() * f64::from(here.course))
            * speaks
            * (given + (1.0 - given) * sociability),
        with_friends * care,
        rates.neighbourhood.get() * home * readily * care,
        (rates.elsewhere.get() * care
            + rates.gate.get() * f64::from(here.gates)
            + rates.group.get() * f64::from(here.group))
            * readily,
    ];
    // Time is short: whoever could meet many meets each less often.
    let time = 1.0 / (1.0 + (all[0] + all[1] + all[2] + all[3]) / rates.most.get().max(f64::EPSILON));
    all.map(|rate| rate * time)
}

/// The other at a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Other {
    /// A resident of the district.
    Resident(ResidentId),
    /// A resident outside the district.
    Elsewhere,
    /// The partner of a tie, by its position.
    Friend(usize),
    /// The partner of a tie outside the district, by its position.
    FriendElsewhere(usize),
}

/// Among whom the other is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    Work,
    Neighbourhood(NeighbourhoodId),
    Gate,
    Anywhere,
}

/// Where and when meetings happen, and what they leave with residents.
struct Room<'a> {
    week: Week,
    parameters: &'a Parameters,
    climate: f64,
    residents: &'a mut Residents,
    ledger: &'a mut Ledger,
}

impl Room<'_> {
    /// After so many residents who avoid a meeting it is with somebody from elsewhere.
    const TRIES: usize = 4;

    /// Draws a resident of the district who does not avoid the meeting, with the attitude.
    fn draw(&self, stream: &mut Stream, ground: Ground, is_near: bool) -> Option<(ResidentId, f64)> {
        let partner = &self.parameters.partner;
        // Workplaces are spread over the city for all.
        let is_of_district = match ground {
            Ground::Work => stream.chance(partner.colleague_from_district.get()),
            Ground::Neighbourhood(_) | Ground::Gate | Ground::Anywhere => is_near,
        };
        if !is_of_district {
            return None;
        }
        for _ in 0..Self::TRIES {
            let one = match ground {
                Ground::Work => one_of(stream, &self.residents.working),
                Ground::Neighbourhood(here) => self.neighbour(stream, here),
                Ground::Gate => one_of(stream, &self.residents.parents),
                Ground::Anywhere => one_of(stream, &self.residents.adults),
            }?;
            let attitude = self.residents.attitude(one, self.week, self.climate);
            if !stream.chance(partner.avoidance.get() * 0.5 * (1.0 - attitude)) {
                return Some((one, attitude));
            }
        }
        None
    }

    /// Draws an adult of a neighbourhood; some tries, since few rows are children.
    fn neighbour(&self, stream: &mut Stream, neighbourhood: NeighbourhoodId) -> Option<ResidentId> {
        let rows = self.residents.of_neighbourhood[neighbourhood].clone();
        let count = rows.end.saturating_sub(rows.start) as usize;
        (0..8)
            .take_while(|_| count > 0)
            .map(|_| ResidentId(rows.start + stream.below(count) as u32))
            .find(|&one| self.residents.resident[one].age >= AgeGroup::From18)
    }

    /// Lets a meeting with somebody who is no friend take its course.
    fn meet(
        &mut self,
        stream: &mut Stream,
        ground: Ground,
        is_near: bool,
        speaks: f64,
        social: &mut Social,
        mind: &mut Mind,
    ) {
        let parameters = self.parameters;
        self.ledger.meetings += 1;
        let new = match ground {
            Ground::Work => parameters.partner.new_at_work,
            Ground::Neighbourhood(_) | Ground::Gate | Ground::Anywhere => parameters.partner.new_elsewhere,
        };
        let unknown = parameters.hostile.unknown.get() * (1.0 - self.climate);
        let is_hostile = if stream.chance(new.get()) {
            if let Some((one, attitude)) = self.draw(stream, ground, is_near) {
                let distance = 0.5 * (1.0 - attitude);
                let is_hostile =
                    stream.chance(parameters.hostile.most.get() * distance * distance * distance);
                if is_hostile {
                    self.residents.meet(one, self.week, parameters.attitude.hostile.get(), false);
                } else {
                    let effect = parameters.attitude.friendly.get();
                    self.befriend(stream, Other::Resident(one), speaks, effect, social);
                }
                is_hostile
            } else {
                let is_hostile = stream.chance(unknown);
                if !is_hostile {
                    self.befriend(stream, Other::Elsewhere, speaks, 0.0, social);
                }
                is_hostile
            }
        } else {
            // A familiar face: who it is matters only when a tie comes of it.
            let fate = stream.unit();
            if fate >= unknown && fate < unknown + parameters.tie.made.get() * speaks {
                match self.draw(stream, ground, is_near) {
                    Some((one, _)) => add(&mut social.ties, one, self.week, &parameters.tie),
                    None => add(&mut social.ties_elsewhere, Tie::ELSEWHERE, self.week, &parameters.tie),
                }
            }
            fate < unknown
        };
        if is_hostile {
            self.ledger.hostile_meetings += 1;
            self.ledger.refusals_work += u64::from(ground == Ground::Work);
            mind.hostile_this_week = mind.hostile_this_week.saturating_add(1);
        } else {
            mind.friendly_this_week = mind.friendly_this_week.saturating_add(1);
        }
    }

    /// Lets a meeting with the partner of a tie take its course: it is friendly.
    fn meet_friend(&mut self, stream: &mut Stream, speaks: f64, social: &mut Social, mind: &mut Mind) {
        self.ledger.meetings += 1;
        mind.friendly_this_week = mind.friendly_this_week.saturating_add(1);
        if let Some(with) = friend(stream, &self.parameters.meetings, social) {
            self.befriend(stream, with, speaks, self.parameters.attitude.friendly.get(), social);
        }
    }

    /// Takes up a friendly meeting: attitude, tie made or strengthened.
    fn befriend(&mut self, stream: &mut Stream, with: Other, speaks: f64, effect: f64, social: &mut Social) {
        let week = self.week;
        let ties = &self.parameters.tie;
        match with {
            Other::Resident(one) => {
                self.residents.meet(one, week, effect, true);
                if stream.chance(ties.made.get() * speaks) {
                    add(&mut social.ties, one, week, ties);
                }
            }
            Other::Elsewhere => {
                if stream.chance(ties.made.get() * speaks) {
                    add(&mut social.ties_elsewhere, Tie::ELSEWHERE, week, ties);
                }
            }
            Other::Friend(position) => {
                self.residents.meet(social.ties[position].resident, week, effect, true);
                strengthen(stream, &mut social.ties[position], week, ties);
            }
            Other::FriendElsewhere(position) => {
                strengthen(stream, &mut social.ties_elsewhere[position], week, ties);
            }
        }
    }
}

fn one_of(stream: &mut Stream, residents: &[ResidentId]) -> Option<ResidentId> {
    (!residents.is_empty()).then(|| residents[stream.below(residents.len())])
}

/// Draws a partner among ties, friends more often than acquaintances.
fn friend(stream: &mut Stream, rates: &Rates, social: &Social) -> Option<Other> {
    let by_strength = [rates.weak_tie.get(), rates.strong_tie.get()];
    let rate = |tie: &Tie| by_strength[tie.strength as usize];
    let total: f64 = social.to_residents().map(rate).sum();
    let mut rest = stream.unit() * total;
    let mut is_it = |tie: &Tie| {
        rest -= rate(tie);
        rest < 0.0
    };
    match social.ties.iter().position(&mut is_it) {
        Some(position) => Some(Other::Friend(position)),
        None => social.ties_elsewhere.iter().position(is_it).map(Other::FriendElsewhere),
    }
}

/// Adds an acquaintance; beyond the limit it takes the place of the acquaintance seen longest ago, if there is one.
fn add(own: &mut Vec<Tie>, resident: ResidentId, week: Week, ties: &Ties) {
    if resident != Tie::ELSEWHERE
        && let Some(known) = own.iter_mut().find(|tie| tie.resident == resident)
    {
        known.last = week;
        return;
    }
    let tie = Tie { resident, strength: TieStrength::Weak, meetings: 1, last: week };
    if (own.len() as f64) < ties.most.get() {
        own.push(tie);
    } else if let Some(oldest) =
        own.iter_mut().filter(|known| known.strength == TieStrength::Weak).min_by_key(|known| known.last)
    {
        *oldest = tie;
    }
}

/// Counts a meeting of a tie; after enough of them an acquaintance may become a friend.
fn strengthen(stream: &mut Stream, tie: &mut Tie, week: Week, ties: &Ties) {
    tie.meetings = tie.meetings.saturating_add(1);
    tie.last = week;
    if tie.strength == TieStrength::Weak
        && f64::from(tie.meetings) >= ties.meetings_to_strengthen.get()
        && stream.chance(ties.strengthened.get())
    {
        tie.strength = TieStrength::Strong;
    }
}

/// Lets ties fade and friendships among people who fled come and go, once in four weeks.
fn fade(
    week: Week,
    dice: Dice,
    parameters: &Parameters,
    who: &Person,
    person: &Column<PersonId, Person>,
    presence: &Column<PersonId, Presence>,
    present: &[PersonId],
    id: PersonId,
    social: &mut Column<PersonId, Social>,
) {
    let ties = &parameters.tie;
    let peer = &parameters.peer;
    let mut stream = dice.stream(Purpose::TieFate, week, who.entity);
    let own = &mut social[id];
    let mut stays = |tie: &mut Tie| {
        let unseen = f64::from(week.since(tie.last)) > ties.long_unseen.get();
        let factor = if unseen { 2.0 } else { 1.0 };
        match tie.strength {
            TieStrength::Strong => {
                if stream.chance(factor * ties.strong_weakened.get()) {
                    tie.strength = TieStrength::Weak;
                }
                true
            }
            TieStrength::Weak => !stream.chance(factor * ties.weak_lost.get()),
        }
    };
    own.ties.retain_mut(&mut stays);
    own.ties_elsewhere.retain_mut(&mut stays);
    let mut stream = dice.stream(Purpose::PeerTie, week, who.entity);
    own.peers.retain(|&one| presence[one] == Presence::Present && !stream.chance(peer.lost.get()));
    let friends = own.strong() + (own.peers.len() as f64 * peer.confidants.get()) as usize;
    own.confidants = friends.min(usize::from(u8::MAX)) as u8;
    let meets = peer.made.get() * f64::from(who.sociability);
    if (own.peers.len() as f64) < peer.most.get() && stream.chance(meets / (1.0 + meets)) {
        let candidates = [0; 4].map(|_: u8| present[stream.below(present.len())]);
        let suits = |&one: &PersonId| {
            one != id
                && person[one].is_adult(week)
                && person[one].household != who.household
                && !social[id].peers.contains(&one)
                && (person[one].origin == who.origin || stream.chance(peer.other_origin.get()))
        };
        if let Some(other) = candidates.into_iter().find(suits) {
            social[id].peers.push(other);
            if (social[other].peers.len() as f64) < peer.most.get() && !social[other].peers.contains(&id) {
                social[other].peers.push(id);
            }
        }
    }
}

/// Turns gatherings and pairs into meetings, and empties the list.
fn hold_gatherings(
    week: Week,
    dice: Dice,
    person: &Column<PersonId, Person>,
    presence: &Column<PersonId, Presence>,
    language: &Column<PersonId, Language>,
    room: &mut Room<'_>,
    occasions: &mut Occasions,
    social: &mut Column<PersonId, Social>,
    meetings: &mut Column<PersonId, Meetings>,
    mind: &mut Column<PersonId, Mind>,
) {
    let equal_footing = room.parameters.attitude.equal_footing.get();
    let ordinary = room.parameters.attitude.friendly.get();
    let mut talk = |id: PersonId, one: ResidentId, effect: f64, stream: &mut Stream| {
        let speaks = speaks(room.parameters, f64::from(language[id].level));
        meetings[id].count(week, Meeting::Elsewhere);
        let with = social[id]
            .ties
            .iter()
            .position(|tie| tie.resident == one)
            .map_or(Other::Resident(one), Other::Friend);
        room.ledger.meetings += 1;
        mind[id].friendly_this_week = mind[id].friendly_this_week.saturating_add(1);
        // Who comes to meet people who fled does not come to be hostile.
        room.befriend(stream, with, speaks, effect, &mut social[id]);
    };
    for gathering in &occasions.gatherings {
        let Some(first) = gathering.residents.first() else { continue };
        let effect = if gathering.equal_footing { equal_footing } else { ordinary };
        for &id in gathering.persons.iter().filter(|&&one| presence[one] == Presence::Present) {
            // Who is there names the gathering, so that another one elsewhere moves no draw.
            let occasion = Entity(u64::from(first.0));
            let mut stream = dice.pair(Purpose::Gathering, week, person[id].entity, occasion);
            for _ in 0..gathering.talks_each {
                let one = gathering.residents[stream.below(gathering.residents.len())];
                talk(id, one, effect, &mut stream);
            }
        }
    }
    for &(id, one) in occasions.pairs.iter().filter(|(id, _)| presence[*id] == Presence::Present) {
        let counterpart = Entity(u64::from(one.0));
        let mut stream = dice.pair(Purpose::Contact, week, person[id].entity, counterpart);
        talk(id, one, equal_footing, &mut stream);
    }
    occasions.gatherings.clear();
    occasions.pairs.clear();
}
