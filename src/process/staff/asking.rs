//! Asking users what they need. German: *Partizipation* as a working principle.

use super::Parameters;
use crate::dice::{Entity, Purpose};
use crate::index::{Column, PersonId};
use crate::population::{Person, Refugees, Visits};
use crate::today::Today;
use crate::vocabulary::{Concept, Need, PerNeed};
use crate::world::DistrictWorld;

/// What asking reads, and what it writes.
#[derive(Debug)]
pub struct Scene<'a> {
    intermediary: Entity,
    participation_hours: f64,
    person: &'a Column<PersonId, Person>,
    visits: &'a Column<PersonId, Visits>,
    users: &'a mut Vec<(PersonId, Need)>,
    stated: &'a mut PerNeed<f64>,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { refugees, intermediary, .. } = district;
        let Refugees { person, visits, .. } = refugees;
        Self {
            intermediary: intermediary.entity,
            participation_hours: intermediary.participation_hours,
            person,
            visits,
            users: &mut intermediary.users,
            stated: &mut intermediary.stated,
        }
    }
}

/// Asks some of those who were seen at the intermediary's desks this week; what was stated before fades.
pub fn ask_users(today: &Today, parameters: &Parameters, scene: Scene) {
    let Scene { intermediary, participation_hours: hours, person, visits, users, stated } = scene;
    let users = std::mem::take(users);
    for &need in Need::ALL {
        stated[need] *= 1.0 - parameters.stated_fading.get();
    }
    if hours <= 0.0 || users.is_empty() {
        return;
    }
    let mut number = today.stream(Purpose::AskingUsers, intermediary);
    let asked = number.rounded(hours * parameters.asked_per_hour.get()) as usize;
    // Whom one happens to ask is drawn for each person, never by the order at the desk.
    let mut drawn: Vec<(u64, PersonId, Need)> = users
        .into_iter()
        .map(|(id, need)| {
            let bits = today.stream(Purpose::AskingUsers, person[id].entity).bits();
            (bits, id, need)
        })
        .collect();
    drawn.sort_unstable_by_key(|&(bits, id, need)| (bits, id, need as u8));
    drawn.dedup_by_key(|row| row.1);
    for (_, id, came_for) in drawn.into_iter().take(asked) {
        // The need that brought somebody may have been met just now.
        let open = visits[id].open_need | 1 << came_for as u8;
        for &need in Need::ALL {
            if open & (1 << need as u8) != 0 {
                stated[need] += 1.0;
            }
        }
    }
}
