//! Awareness: who knows that the intermediary, or an advice service, exists.
//! German: *Bekanntheit*.
//!
//! # Rule
//! 1. Outreach reaches so many people an hour, any of those who live in the district; a share remembers it, of those who
//!    see that the name means them.
//! 2. New users pass on once with a chance; people who know of it talk about it after waiting times that
//!    shorten with the number of friends.
//! 3. Institutions that know the intermediary mention it at some of their contacts.
//! 4. People who live near a site pass by and may notice it, if they see that the name means them. So may,
//!    whatever its name, visitors of the institution to which it is tied, the anchor, more of them in its house than beside it:
//!    parents whose child goes to such a house of children and for whom it is the nearest; at other anchors people who attend
//!    something there or were there this week.
//! 5. Social work introduces some of those who have come to a shared accommodation within their first weeks: it names an advice service, and the
//!    intermediary once it is open, which as many remember as remember outreach.
//! 6. An opening comes with letters and house meetings, counted as hours of outreach done by others.
//! 7. A message that names the services, as a trial sends one, is remembered by as many as remember outreach; a reminder goes to adults
//!    with an open need.
//! 8. Somebody who has heard nothing for half a year forgets after a drawn time.
//!
//! # Evidence
//! Keys in `scenarios/evidence/awareness.toml`.
//!
//! # Limits
//! Children know nothing of services. Which house a child goes to is not known: the nearest of its class stands for it, which
//! makes the anchor's visitors neighbours more than they are. Media, social networks on the telephone, and signs in the street
//! are in the name alone.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::dice::{Entity, Purpose, Stream};
use crate::index::{Column, DeskId, HouseholdId, InstitutionId, PersonId};
use crate::intermediary::{Anchor, Desk, Establishment, Intermediary};
use crate::network::Institution;
use crate::population::{
    Awareness, Dwelling, Enrolment, Heard, Household, Housing, Known, Person, Presence, Refugees, Residence,
    Schooling, Social, Trials, Visits,
};
use crate::quantity::{Hours, Rate, Share, Weeks};
use crate::time::{Agenda, Week};
use crate::today::Today;
use crate::vocabulary::Channel;
use crate::world::DistrictWorld;

mod passing;

/// Parameters of awareness.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Adults who know an advice service when they arrive. Unit: share.
    pub known_on_arrival: Share,
    /// People who fled reached by an hour of outreach in accommodations and streets. Unit: people an hour.
    pub people_per_outreach_hour: Rate,
    /// Of those reached: the share who remember. Unit: share.
    pub remembers: Share,
    /// New users who pass on what they found, once. Unit: share.
    pub pass_on_new_user: Share,
    /// Talking about a service among friends. Unit: per friend and week.
    pub pass_on_per_friend_and_week: Rate,
    /// Contacts at an institution that knows the intermediary at which it is mentioned. Unit: share of contacts.
    pub pointing: Share,
    /// People who live near a site and notice it in a week. Unit: per week.
    pub footfall_per_week: Share,
    /// Visitors of an institution who notice a desk tied to it, and what it is for. Unit: per week.
    pub anchor_visitor: AnchorVisitor,
    /// How near one has to live to pass by. Unit: km.
    pub near_km: Rate,
    /// After so many weeks without use or hearing of it, forgetting begins. Unit: weeks.
    pub idle_weeks: Weeks,
    /// Forgetting then. Unit: per week.
    pub forgetting_per_week: Share,
    /// Newcomers to a shared accommodation whom social work introduces. Unit: share.
    pub introduced: Share,
    /// Within how many weeks. Unit: weeks.
    pub introduced_weeks: Weeks,
    /// Letters and house meetings at an opening, as hours of outreach done by others in the first weeks. Unit: hours of
    /// outreach.
    pub opening_hours_reached: Hours,
    /// For how long. Unit: weeks.
    pub opening_weeks: Weeks,
}

/// Chances a week that a visitor of an institution notices a site tied to it.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnchorVisitor {
    /// In its house.
    pub in_house: Share,
    /// Beside it.
    pub beside: Share,
}

impl AnchorVisitor {
    /// Returns the chance by where the site is.
    const fn of(&self, anchor: Anchor) -> f64 {
        if anchor.same_house { self.in_house.get() } else { self.beside.get() }
    }
}

/// What awareness reads, and what it writes.
#[derive(Debug)]
pub struct Scene<'a> {
    intermediary: Entity,
    establishment: Option<&'a Establishment>,
    desk: &'a Column<DeskId, Desk>,
    outreach_hours: f64,
    institution: &'a Column<InstitutionId, Institution>,
    people: People<'a>,
    knowledge: Knowledge<'a>,
    new_users: &'a mut Vec<PersonId>,
    pointed: &'a mut Vec<PersonId>,
    called_at: &'a mut Vec<(PersonId, InstitutionId)>,
    post: Post<'a>,
}

/// Messages that name the services there are.
#[derive(Debug)]
struct Post<'a> {
    visits: &'a Column<PersonId, Visits>,
    messages: &'a mut BTreeMap<Week, Vec<(PersonId, bool)>>,
    informed: &'a mut BTreeMap<PersonId, u32>,
}

/// People among whom word spreads, and where they go day by day.
#[derive(Debug)]
struct People<'a> {
    present: &'a [PersonId],
    person: &'a Column<PersonId, Person>,
    presence: &'a Column<PersonId, Presence>,
    household: &'a Column<HouseholdId, Household>,
    housing: &'a Column<PersonId, Housing>,
    schooling: &'a Column<PersonId, Schooling>,
    social: &'a Column<PersonId, Social>,
    enrolments: &'a [Enrolment],
}

/// Who knows what, and when they talk about it or forget it.
#[derive(Debug)]
struct Knowledge<'a> {
    awareness: &'a mut Column<PersonId, Awareness>,
    talk: &'a mut Agenda<(PersonId, Known)>,
    memory: &'a mut Agenda<(PersonId, Known)>,
    introductions: &'a mut Agenda<PersonId>,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { refugees, network, intermediary, .. } = district;
        let Intermediary { entity, establishment, desk, outreach_hours, .. } = intermediary;
        let Refugees { present, person, presence, household, housing, schooling, social, .. } = refugees;
        let Refugees { enrolments, awareness, talk, memory, introductions, new_users, .. } = refugees;
        let Refugees { pointed, called_at, visits, trials, .. } = refugees;
        let Trials { messages, informed, .. } = trials;
        Self {
            intermediary: *entity,
            establishment: establishment.as_ref(),
            desk,
            outreach_hours: *outreach_hours,
            institution: &network.institution,
            people: People { present, person, presence, household, housing, schooling, social, enrolments },
            knowledge: Knowledge { awareness, talk, memory, introductions },
            new_users,
            pointed,
            called_at,
            post: Post { visits, messages, informed },
        }
    }
}

/// Lets somebody who arrives as an adult know what many have heard of on the way, and fixes when social work introduces those of whom it
/// hears.
pub fn on_arrival(today: &Today, parameters: &Parameters, id: PersonId, scene: Scene) {
    let Scene { people, mut knowledge, .. } = scene;
    let person = &people.person[id];
    let mut stream = today.stream(Purpose::SocialWorkIntroduces, person.entity);
    if person.is_adult(today.week) && stream.chance(parameters.introduced.get()) {
        let wait = stream.below((parameters.introduced_weeks.get() as usize).max(1));
        knowledge.introductions.enter(today.week.plus(wait as i32), id);
    }
    if person.is_adult(today.week)
        && today.stream(Purpose::Outreach, person.entity).chance(parameters.known_on_arrival.get())
    {
        hear(today, parameters, (id, Known::AdviceService), Channel::OnArrival, &people, &mut knowledge);
    }
}

/// Spreads and forgets knowledge for a week.
pub fn step(today: &Today, parameters: &Parameters, scene: Scene) {
    let week = today.week;
    let Scene { intermediary, establishment, desk, outreach_hours, institution, people, .. } = scene;
    let Scene { mut knowledge, new_users, pointed, called_at, mut post, .. } = scene;
    forget(today, parameters, &people, &mut knowledge);
    talk(today, parameters, &people, &mut knowledge);
    introduce(today, parameters, establishment, &people, &mut knowledge);
    deliver(today, parameters, establishment, &people, &mut post, &mut knowledge);
    let Some(establishment) = establishment else {
        new_users.clear();
        pointed.clear();
        called_at.clear();
        return;
    };
    let known = if establishment.at_existing_services { Known::AdviceService } else { Known::Intermediary };

    let opening = week.since(establishment.opens) < parameters.opening_weeks.get() as i32;
    let letters = if opening && !establishment.at_existing_services {
        parameters.opening_hours_reached.get() / parameters.opening_weeks.get()
    } else {
        0.0
    };
    let mut stream = today.stream(Purpose::Outreach, intermediary);
    let reached = stream.poisson((outreach_hours + letters) * parameters.people_per_outreach_hour.get());
    for _ in 0..reached {
        if let Some(id) = somebody_in_the_district(&mut stream, &people)
            && stream.chance(parameters.remembers.get())
            && people.person[id].is_adult(week)
            && recognises(today, &people.person[id], establishment.recognised_by_fled)
        {
            hear(today, parameters, (id, known), Channel::Outreach, &people, &mut knowledge);
        }
    }
    if known == Known::Intermediary {
        let noticing =
            passing::who_notices(today, parameters, establishment, desk, institution, &people, called_at);
        for (id, channel) in noticing {
            hear(today, parameters, (id, known), channel, &people, &mut knowledge);
        }
    }
    called_at.clear();

    // Keyed draws make the order of these lists immaterial, each person decides alone.
    for id in new_users.drain(..) {
        let mut stream = today.stream(Purpose::WordOfMouth, people.person[id].entity);
        if stream.chance(parameters.pass_on_new_user.get())
            && let Some(other) = somebody_known(today, id, &people, &mut stream)
        {
            hear(today, parameters, (other, known), Channel::WordOfMouth, &people, &mut knowledge);
        }
    }
    for id in pointed.drain(..) {
        let mut stream = today.stream(Purpose::Pointing, people.person[id].entity);
        if stream.chance(parameters.pointing.get()) {
            hear(today, parameters, (id, known), Channel::Pointing, &people, &mut knowledge);
        }
    }
}

/// Lets social work introduce those whose week it is, while they live in a shared accommodation.
fn introduce(
    today: &Today,
    parameters: &Parameters,
    establishment: Option<&Establishment>,
    people: &People,
    knowledge: &mut Knowledge,
) {
    let week = today.week;
    let is_open = establishment.is_some_and(|facts| week >= facts.opens && !facts.at_existing_services);
    for id in knowledge.introductions.take(week) {
        let is_there = people.presence[id] == Presence::Present
            && matches!(people.housing[id].dwelling, Dwelling::Shared(_));
        // Who is told in so many words what a service is for need not recognise its name.
        let mut stream = today.stream(Purpose::SocialWorkIntroduces, people.person[id].entity.part(1, 0));
        if is_there && stream.chance(parameters.remembers.get()) {
            hear(today, parameters, (id, Known::AdviceService), Channel::SocialWork, people, knowledge);
            if is_open {
                hear(today, parameters, (id, Known::Intermediary), Channel::SocialWork, people, knowledge);
            }
        }
    }
}

/// Delivers the messages of a week: an advice service, and the intermediary once it is open, are named in the person's language.
fn deliver(
    today: &Today,
    parameters: &Parameters,
    establishment: Option<&Establishment>,
    people: &People,
    post: &mut Post,
    knowledge: &mut Knowledge,
) {
    let week = today.week;
    let is_open = establishment.is_some_and(|facts| week >= facts.opens && !facts.at_existing_services);
    for (id, is_reminder) in post.messages.remove(&week).unwrap_or_default() {
        let person = &people.person[id];
        let is_read = people.presence[id] == Presence::Present
            && person.is_adult(week)
            && (!is_reminder || post.visits[id].open_need != 0);
        // Who is told in so many words what a service is for need not recognise its name.
        if is_read && today.stream(Purpose::Message, person.entity).chance(parameters.remembers.get()) {
            *post.informed.entry(id).or_default() += 1;
            hear(today, parameters, (id, Known::AdviceService), Channel::Message, people, knowledge);
            if is_open {
                hear(today, parameters, (id, Known::Intermediary), Channel::Message, people, knowledge);
            }
        }
    }
}

/// Returns whether a person sees that the name is meant for people like them.
///
/// One draw holds for a person for good, so a name that fewer recognise is recognised by some of those who would recognise the other.
fn recognises(today: &Today, person: &Person, share: f64) -> bool {
    today.dice.stream(Purpose::NameRecognition, Week::START, person.entity).chance(share)
}

/// Lets somebody hear of a service: knowledge is new or refreshed, and talking about it is fixed.
///
/// The first way of hearing is kept for good and acts on nothing.
fn hear(
    today: &Today,
    parameters: &Parameters,
    (id, known): (PersonId, Known),
    channel: Channel,
    people: &People,
    knowledge: &mut Knowledge,
) {
    let awareness = &mut knowledge.awareness[id];
    awareness.first[known as usize].get_or_insert(Heard { by: channel, week: today.week });
    let slot = slot(awareness, known);
    let is_new = slot.is_none();
    *slot = Some(today.week);
    if is_new {
        let entity = people.person[id].entity.part(0, known as u64);
        let mut stream = today.stream(Purpose::Forgetting, entity);
        knowledge.memory.enter(forgets(parameters, today.week, &mut stream), (id, known));
        let talks = talks(today, parameters, &people.social[id], &mut stream);
        knowledge.talk.enter(talks, (id, known));
    }
}

const fn slot(awareness: &mut Awareness, known: Known) -> &mut Option<Week> {
    match known {
        Known::Intermediary => &mut awareness.intermediary,
        Known::AdviceService => &mut awareness.advice_service,
    }
}

/// Draws when somebody forgets what was heard last in a week.
fn forgets(parameters: &Parameters, last: Week, stream: &mut Stream) -> Week {
    let wait = stream.geometric(parameters.forgetting_per_week.get());
    last.plus(1 + parameters.idle_weeks.get() as i32).plus(wait)
}

/// Draws when somebody talks about what is known, the sooner the more friends there are.
fn talks(today: &Today, parameters: &Parameters, social: &Social, stream: &mut Stream) -> Week {
    // The circle is that of the moment; it is looked at again when the talk is over.
    let friends = social.peers.len().max(1) as f64;
    let wait = stream.weeks_until(parameters.pass_on_per_friend_and_week.get() * friends);
    today.week.plus(1).plus(wait)
}

fn forget(today: &Today, parameters: &Parameters, people: &People, knowledge: &mut Knowledge) {
    let week = today.week;
    let idle_weeks = parameters.idle_weeks.get() as i32;
    for (id, known) in knowledge.memory.take(week) {
        let slot = slot(&mut knowledge.awareness[id], known);
        let Some(last) = *slot else { continue };
        if week.since(last) > idle_weeks {
            *slot = None;
        } else if people.presence[id] == Presence::Present {
            let entity = people.person[id].entity.part(1, known as u64);
            let mut stream = today.stream(Purpose::Forgetting, entity);
            let again = forgets(parameters, last.max(week.plus(-idle_weeks)), &mut stream);
            knowledge.memory.enter(again, (id, known));
        }
    }
}

fn talk(today: &Today, parameters: &Parameters, people: &People, knowledge: &mut Knowledge) {
    for (id, known) in knowledge.talk.take(today.week) {
        let is_forgotten = slot(&mut knowledge.awareness[id], known).is_none();
        if people.presence[id] != Presence::Present || is_forgotten {
            continue;
        }
        let entity = people.person[id].entity.part(0, known as u64);
        let mut stream = today.stream(Purpose::WordOfMouth, entity);
        if let Some(other) = somebody_known(today, id, people, &mut stream) {
            hear(today, parameters, (other, known), Channel::WordOfMouth, people, knowledge);
        }
        let again = talks(today, parameters, &people.social[id], &mut stream);
        knowledge.talk.enter(again, (id, known));
    }
}

fn somebody_in_the_district(stream: &mut Stream, people: &People) -> Option<PersonId> {
    if people.present.is_empty() {
        return None;
    }
    let id = people.present[stream.below(people.present.len())];
    matches!(people.housing[id].residence, Residence::District(_)).then_some(id)
}

/// Returns a friend, or else a housemate in the accommodation.
fn somebody_known(today: &Today, id: PersonId, people: &People, stream: &mut Stream) -> Option<PersonId> {
    let peers = &people.social[id].peers;
    let other =
        if peers.is_empty() { housemate(id, people, stream)? } else { peers[stream.below(peers.len())] };
    let is_listening = other != id
        && people.presence[other] == Presence::Present
        && people.person[other].is_adult(today.week);
    is_listening.then_some(other)
}

fn housemate(id: PersonId, people: &People, stream: &mut Stream) -> Option<PersonId> {
    let home = people.housing[id].dwelling;
    let Dwelling::Shared(_) = home else { return None };
    // A few tries find a housemate in all but the smallest accommodations.
    (0..8)
        .map(|_| people.present[stream.below(people.present.len())])
        .find(|&other| people.housing[other].dwelling == home)
}
