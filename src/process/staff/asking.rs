//! Asking users what they need. German: *Partizipation* as a working principle.

use super::Parameters;
use crate::dice::{Dice, Purpose};
use crate::index::PersonId;
use crate::intermediary::Intermediary;
use crate::population::Refugees;
use crate::time::Week;
use crate::vocabulary::{Concept, Need};

/// Asks some of those who were seen at the intermediary's desks this week; what was stated before fades.
pub fn ask_users(
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    refugees: &Refugees,
    intermediary: &mut Intermediary,
) {
    let users = std::mem::take(&mut intermediary.users);
    for &need in Need::ALL {
        intermediary.stated[need] *= 1.0 - parameters.stated_fading.get();
    }
    let hours = intermediary.participation_hours;
    if hours <= 0.0 || users.is_empty() {
        return;
    }
    let mut number = dice.stream(Purpose::AskingUsers, week, intermediary.entity);
    let asked = number.rounded(hours * parameters.asked_per_hour.get()) as usize;
    // Whom one happens to ask is drawn for each person, never by the order at the desk.
    let mut drawn: Vec<(u64, PersonId, Need)> = users
        .into_iter()
        .map(|(person, need)| {
            let mut stream = dice.stream(Purpose::AskingUsers, week, refugees.person[person].entity);
            (stream.bits(), person, need)
        })
        .collect();
    drawn.sort_unstable_by_key(|&(bits, person, need)| (bits, person, need as u8));
    drawn.dedup_by_key(|row| row.1);
    for (_, person, came_for) in drawn.into_iter().take(asked) {
        // The need that brought somebody may have been met just now.
        let open = refugees.visits[person].open_need | 1 << came_for as u8;
        for &need in Need::ALL {
            if open & (1 << need as u8) != 0 {
                intermediary.stated[need] += 1.0;
            }
        }
    }
}
