//! Levers: what an arm of a trial offers becomes facts of the person, which the processes read wherever the opportunity arises.
//!
//! Processes cannot tell one lever from another; only here, and where the state says what has been taken up, are they told apart.

use crate::dice::{Entity, Purpose, Stream};
use crate::index::PersonId;
use crate::population::trials::Purpose as For;
use crate::population::trials::{ContactGroup, OutsideHours, Participant, Partner};
use crate::population::{Refugees, Residence, Trials};
use crate::scenario::lever::Lever;
use crate::scenario::trial::{Arm, Capacity, Trial};
use crate::time::{WEEKS_PER_MONTH, Week};
use crate::today::Today;
use crate::world::DistrictWorld;

/// Offers somebody what an arm offers.
pub(super) fn offer(today: &Today, trial: &Trial, arm: &Arm, who: Participant, district: &mut DistrictWorld) {
    match (trial.lever, arm.dose.as_slice(), who) {
        (Lever::GroupContact, &[meetings, people], _) => {
            form_group(today, trial, [meetings, people], who, district);
        }
        (_, dose, Participant::Person(id)) => offer_person(today, trial, dose, id, district),
        // No other lever has anything for residents.
        (_, _, Participant::Resident(_)) => {}
    }
}

/// Offers somebody who fled what an arm offers to people who fled alone.
fn offer_person(today: &Today, trial: &Trial, dose: &[f64], id: PersonId, district: &mut DistrictWorld) {
    let week = today.week;
    let trials = &mut district.refugees.trials;
    match (trial.lever, dose) {
        (Lever::WorkBar, &[months]) => bar_work(months, id, &mut district.refugees),
        (Lever::CourseTravel, &[minutes]) => trials.further_way.entry(id).or_default().minutes += minutes,
        (Lever::Information, &[messages, reminders, every]) => {
            let post = Post { messages: messages as i32, reminders: reminders as i32, every: every as i32 };
            send(week, post, id, trials);
        }
        (Lever::TandemOffer, dose) => bring_together(today, trial, dose, id, district),
        (Lever::Accompaniment, &[ways, weeks]) => {
            let companions = match trial.capacity {
                Capacity::Outside => &mut trials.companions,
                Capacity::Own => &mut trials.own_companions,
            };
            companions.grant(id, week, ways as u32, weeks as i32);
        }
        (Lever::Appointment, &[times, weeks]) => {
            trials.appointments.grant(id, week, times as u32, weeks as i32);
        }
        (Lever::SameHouse, &[times, weeks]) => trials.same_house.grant(id, week, times as u32, weeks as i32),
        (Lever::CoursePlaces, &[places, weeks]) => {
            trials.course_places.grant(id, week, places as u32, weeks as i32);
        }
        (Lever::ChildcarePlace, &[places, weeks]) => {
            trials.childcare_places.grant(id, week, places as u32, weeks as i32);
        }
        (Lever::EmployerMatching, &[times, weeks]) => {
            trials.introductions.grant(id, week, times as u32, weeks as i32);
        }
        (Lever::Reminder, &[each, weeks]) => remind(week, each as u32, weeks as i32, id, trials),
        (Lever::EarlyStart, &[weeks]) => trials.early_start.entry(id).or_default().weeks += weeks as i32,
        (Lever::Letters, &[letters, weeks]) => trials.letters.grant(id, week, letters as u32, weeks as i32),
        (Lever::HousingSupport, &[hours, weeks]) => {
            support(week, &[(For::Dwelling, hours)], weeks, id, trials);
        }
        (Lever::JobSupport, &[hours, weeks]) => support(week, &[(For::Work, hours)], weeks, id, trials),
        (Lever::Advice, &[hours, weeks]) => support(week, &[(For::Advice, hours)], weeks, id, trials),
        (Lever::IntensiveProgramme, &[language, practice, caseload, weeks]) if language > 0.0 => {
            let parts = [(For::Class, language), (For::Practice, practice), (For::Adviser, 1.0 / caseload)];
            support(week, &parts, weeks, id, trials);
        }
        // A programme without a class is none, and residents have groups alone.
        _ => {}
    }
}

/// Gives somebody hours from outside each week for some weeks; of an adviser a share of a post.
fn support(week: Week, parts: &[(For, f64)], weeks: f64, id: PersonId, trials: &mut Trials) {
    let until = week.plus(weeks as i32);
    let parts = parts.iter().filter(|(_, hours)| *hours > 0.0);
    let new = parts.map(|&(purpose, hours)| OutsideHours { purpose, hours, until, used: 0.0 });
    trials.support.entry(id).or_default().extend(new);
}

/// Brings a group together around somebody: half of it are of the other side, drawn among the adults of the district.
fn form_group(
    today: &Today,
    trial: &Trial,
    [meetings, people]: [f64; 2],
    who: Participant,
    district: &mut DistrictWorld,
) {
    let DistrictWorld { refugees, residents, .. } = district;
    let others = (people / 2.0) as usize;
    let entity = match who {
        Participant::Person(id) => refugees.person[id].entity,
        Participant::Resident(id) => residents.entity(id),
    };
    let mut stream = today.dice.pair(Purpose::GroupMembers, Week::NEVER, entity, Entity::named(&trial.name));
    let is_adult = |id: PersonId| refugees.person[id].is_adult(today.week);
    let lives_here = |id: PersonId| matches!(refugees.housing[id].residence, Residence::District(_));
    let (persons, residents) = match who {
        Participant::Person(id) if is_adult(id) => {
            (vec![id], some_of(&mut stream, others, &residents.adults, |_| true))
        }
        Participant::Person(_) => return,
        Participant::Resident(id) => {
            let suits = |id| is_adult(id) && lives_here(id);
            (some_of(&mut stream, others, &refugees.present, suits), vec![id])
        }
    };
    let group = ContactGroup { persons, residents, left: meetings as u32, attended: 0 };
    refugees.trials.groups.entry(who).or_default().push(group);
}

/// Draws some who suit, each of them once; where nobody is found in several tries a place stays empty.
fn some_of<T: Copy + PartialEq>(
    stream: &mut Stream,
    count: usize,
    among: &[T],
    suits: impl Fn(T) -> bool,
) -> Vec<T> {
    /// Tries for each place.
    const TRIES: usize = 8;
    let mut drawn = Vec::with_capacity(count);
    for _ in 0..count * TRIES {
        if drawn.len() == count || among.is_empty() {
            break;
        }
        let one = among[stream.below(among.len())];
        if suits(one) && !drawn.contains(&one) {
            drawn.push(one);
        }
    }
    drawn
}

/// Lets each date be reminded of for some weeks; what is sent from before goes on as long.
fn remind(week: Week, each: u32, weeks: i32, id: PersonId, trials: &mut Trials) {
    let own = trials.reminders.entry(id).or_default();
    if !own.are_sent(week) {
        (own.each, own.until) = (0, week);
    }
    own.each += each;
    own.until = own.until.max(week.plus(weeks));
}

/// Bars work for months from arrival; a bar that lasts longer anyway stays.
fn bar_work(months: f64, id: PersonId, refugees: &mut Refugees) {
    let ends = refugees.person[id].arrived.plus((months * WEEKS_PER_MONTH) as i32);
    let legal = &mut refugees.legal[id];
    legal.barred_until = legal.barred_until.max(ends);
    legal.work_from = legal.work_from.max(legal.barred_until);
}

/// How many messages are sent, and how many weeks lie between them.
#[derive(Clone, Copy)]
struct Post {
    messages: i32,
    reminders: i32,
    every: i32,
}

/// Enters the weeks in which messages and reminders arrive, the first in this one.
fn send(week: Week, post: Post, id: PersonId, trials: &mut Trials) {
    for number in 0..post.messages + post.reminders {
        let arrives = week.plus(number * post.every);
        trials.messages.entry(arrives).or_default().push((id, number >= post.messages));
    }
}

/// Looks for partners among the adults of the district, and fixes when each pair that comes about meets.
fn bring_together(today: &Today, trial: &Trial, dose: &[f64], id: PersonId, district: &mut DistrictWorld) {
    let &[offers, matched_share, within_weeks, per_week, variation, hours, weeks] = dose else { return };
    let adults = &district.residents.adults;
    let person = &district.refugees.person[id];
    if adults.is_empty() || !person.is_adult(today.week) {
        return;
    }
    let mut partners = Vec::new();
    for number in 0..offers as u64 {
        let offer = Entity::named(&trial.name).part(0, number);
        let mut stream = today.dice.pair(Purpose::TandemMatch, Week::NEVER, person.entity, offer);
        if !stream.chance(matched_share) {
            continue;
        }
        let from = today.week.plus(stream.below((within_weeks as usize).max(1)) as i32);
        let resident = adults[stream.below(adults.len())];
        let pace =
            if variation > 0.0 { stream.gamma(per_week, 1.0 / (variation * variation)) } else { per_week };
        let until = from.plus(weeks as i32);
        partners.push(Partner { person: id, resident, from, until, per_week: pace, hours, met: 0 });
    }
    district.refugees.trials.partners.extend(partners);
}
