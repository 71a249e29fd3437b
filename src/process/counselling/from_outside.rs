//! Hours of advice from outside, as a trial gives them: work on open needs as at a desk that follows people up.

use super::follow_up::work_on;
use super::{Casework, Lives, Parameters, People, leave_traces};
use crate::population::Presence;
use crate::population::trials::{OutsideHours, Purpose, Trials};
use crate::time::Week;

/// Every kind of need.
const ALL: u8 = u8::MAX;

/// Lets everybody who is given hours of advice from outside use those of the week, as far as there are open needs that ask for them.
pub(super) fn advise_from_outside(
    week: Week,
    parameters: &Parameters,
    lives: &Lives,
    trials: &mut Trials,
    people: &mut People,
    casework: &mut Casework,
) {
    for (&id, own) in &mut trials.support {
        let advice = own.iter_mut().filter(|one| one.purpose == Purpose::Advice && one.until > week);
        for OutsideHours { hours, used, .. } in advice {
            if lives.presence[id] != Presence::Present {
                continue;
            }
            let spent = work_on(week, id, (*hours, ALL), false, people, casework);
            if spent > 0.0 {
                *used += spent;
                leave_traces(parameters, week, id, spent, false, people);
            }
        }
    }
}
