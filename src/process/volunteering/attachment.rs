//! Volunteers attached to the intermediary: asked or coming by themselves, given a role, coordinated.

use super::{Parameters, People, begin};
use crate::dice::{Entity, Purpose};
use crate::index::{ResidentId, VolunteerId};
use crate::intermediary::Establishment;
use crate::numeric::logistic;
use crate::population::{Volunteer, Volunteers};
use crate::time::Week;
use crate::today::Today;
use crate::vocabulary::{Concept, Need, Role};

/// Attaches volunteers to the intermediary: people who are asked, and people who come by themselves; returns how many came so.
pub(super) fn attach(
    today: &Today,
    parameters: &Parameters,
    people: &People,
    intermediary: Entity,
    establishment: &Establishment,
    asking_hours: &mut f64,
    volunteers: &mut Volunteers,
) -> u64 {
    let sought = establishment.volunteers_sought as usize;
    let comes_along = establishment.accompanies.values().iter().any(|&comes| comes);
    let recognised = establishment.recognised_by_residents;
    let circle = establishment.circle as u32;
    let year = today.week.since(establishment.opens) / Week::YEAR;
    // A change of the configuration can leave fewer hours than there are volunteers.
    volunteers.detach_beyond(sought);
    let mut free = sought - volunteers.attached.len();
    let mut drawn = 0;
    if free == 0 {
        return drawn;
    }
    let mut coming = today.stream(Purpose::JoiningHelpers, intermediary);
    let willing = coming.rounded(parameters.come_by_themselves.get() * free as f64 * recognised) as usize;
    for _ in 0..willing.min(free) {
        if volunteers.active.is_empty() {
            break;
        }
        let id = volunteers.active[coming.below(volunteers.active.len())];
        if !volunteers.service[id].attached {
            give_role(today, parameters, people, volunteers, id, comes_along);
            drawn += 1;
            free -= 1;
        }
    }
    if free == 0 || people.adults.is_empty() {
        return drawn;
    }
    let hours = std::mem::take(asking_hours);
    let climate = today.forcings.climate.national.at(today.week);
    if volunteers.circle_asked.0 != year {
        volunteers.circle_asked = (year, 0);
    }
    let already = volunteers.circle_asked.1;
    let mut among = today.stream(Purpose::CircleAsked, intermediary);
    let per_hour = parameters.asked_per_hour_in_circle.get();
    let in_circle = among.rounded(hours * per_hour).min(circle.saturating_sub(already));
    volunteers.circle_asked.1 += in_circle;
    let spent = f64::from(in_circle) / per_hour.max(f64::EPSILON);
    let mut asked: Vec<ResidentId> = (already..already + in_circle)
        .map(|number| circle_member(today, people.adults, intermediary, year, number))
        .collect();
    let mut asking = today.stream(Purpose::AskedToHelp, intermediary);
    let strangers = asking.rounded((hours - spent).max(0.0) * parameters.asked_per_hour.get());
    asked.extend((0..strangers).map(|_| people.adults[asking.below(people.adults.len())]));
    for id in asked {
        let mut answer = people.stream(today, Purpose::AskedToHelp, Volunteer::Resident(id));
        let mut log_odds = parameters.accept.get()
            + parameters.accept_attitude.get() * people.attitudes.of(id, today.week, climate);
        if people.attitudes.contact[id].positive > 0 {
            log_odds += parameters.accept_contact.get();
        }
        // Who helps already is left to come or not: being asked to help again changes nothing.
        if free > 0 && answer.chance(logistic(log_odds)) && !volunteers.helping[id.0 as usize] {
            let spell = begin(today, parameters, people, volunteers, Volunteer::Resident(id));
            give_role(today, parameters, people, volunteers, spell, comes_along);
            free -= 1;
        }
    }
    drawn
}

/// Returns who stands at a place of the circle of the sponsor in a year of the intermediary.
pub(super) fn circle_member(
    today: &Today,
    adults: &[ResidentId],
    intermediary: Entity,
    year: i32,
    number: u32,
) -> ResidentId {
    /// Kind number of places in the circle in entities.
    const PLACE: u32 = 0x420;
    let place = intermediary.part(PLACE, u64::from(number));
    adults[today.dice.stream(Purpose::CircleMember, Week(year), place).below(adults.len())]
}

/// Gives an attached volunteer a role among those for which there is something to do.
fn give_role(
    today: &Today,
    parameters: &Parameters,
    people: &People,
    volunteers: &mut Volunteers,
    id: VolunteerId,
    comes_along: bool,
) {
    let who = volunteers.service[id].who;
    let mut stream = people.stream(today, Purpose::VolunteerRole, who);
    let weights = parameters.role;
    let along = if comes_along { weights.accompaniment.get() } else { 0.0 };
    let role = stream
        .weighted(&[along, weights.language.get(), weights.mentoring.get(), weights.encounter.get()])
        .map_or(Role::Encounter, |position| Role::ALL[position]);
    volunteers.attach(id, role);
    let is_for_one =
        matches!(role, Role::Language | Role::Mentoring) && matches!(who, Volunteer::Resident(_));
    if is_for_one
        && volunteers.service[id].matched.is_none()
        && stream.chance(parameters.one_person_attached.get())
    {
        volunteers.service[id].seeks_one = true;
        volunteers.seeking.insert(id);
    }
}

/// Spends hours of coordination; motivation follows, and who is frustrated may leave.
pub(super) fn coordinate(
    today: &Today,
    parameters: &Parameters,
    people: &People,
    hours_each: f64,
    hours: &mut f64,
    volunteers: &mut Volunteers,
) {
    let needed = hours_each * volunteers.attached.len() as f64;
    if needed <= 0.0 {
        return;
    }
    let spent = needed.min(*hours);
    *hours -= spent;
    let supported = spent / needed;
    let (low, high) = (parameters.motivation_low.get(), parameters.motivation_high.get());
    let mut leaving = Vec::new();
    for &id in &volunteers.attached {
        let service = &mut volunteers.service[id];
        let open = service.matched.map_or(0.0, |person| {
            f64::from(people.visits[person].open_need.count_ones()) / Need::ALL.len() as f64
        });
        let level = (low + (high - low) * supported - parameters.burden.get() * open).max(0.0);
        let before = f64::from(service.motivation);
        let motivation = before + parameters.motivation_speed.get() * (level - before);
        service.motivation = motivation as f32;
        let below = parameters.frustration_below.get();
        if motivation < below {
            let chance = parameters.frustration.get() * (1.0 - motivation / below);
            if people.stream(today, Purpose::VolunteerWeek, service.who).chance(chance) {
                leaving.push(id);
            }
        }
    }
    for id in leaving {
        volunteers.end(id, today.week);
    }
}

/// Opens the hours in which attached volunteers can come along.
pub(super) fn open_companion_hours(
    today: &Today,
    parameters: &Parameters,
    people: &People,
    volunteers: &mut Volunteers,
) {
    let mut hours = 0.0;
    for &id in &volunteers.attached {
        let service = &volunteers.service[id];
        if service.role == Role::Accompaniment
            && people.stream(today, Purpose::CompanionFit, service.who).chance(parameters.fits_a_date.get())
        {
            hours += f64::from(service.hours_per_week);
        }
    }
    volunteers.companion_hours = hours;
}
