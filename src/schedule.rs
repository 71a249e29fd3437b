//! One week, in order: the model's table of contents.
//!
//! Each line of [`WEEK`] names a process. The process's file says what it does; its `Scene` names the columns that it reads and writes.

use crate::process::{
    attendance, awareness, city_network, counselling, encounter, help_seeking, housing, identification,
    learning, letters, local_network, needs, public_life, referral, schooling, staff, volunteering, work,
};
use crate::today::Today;
use crate::world::DistrictWorld;

mod lives;
mod parameters;

pub use parameters::Parameters;

/// A step of the week.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// The process to which it belongs.
    pub process: &'static str,
    run: fn(&Today, &Parameters, &mut DistrictWorld),
}

/// Makes the step `process::function`, which is given the parameters of its process, then those named behind it, and its scene.
macro_rules! step {
    ($process:ident :: $function:ident $(, $($further:ident).+)*) => {
        Step {
            process: stringify!($process),
            run: |today, parameters, district| {
                $process::$function(today, &parameters.$process, $(&parameters.$($further).+,)* district.into());
            },
        }
    };
}

/// The week, in order; the one list from which it is run, timed and printed.
pub const WEEK: &[Step] = &[
    // The intermediary opens, changes or closes as planned; events in people's lives; who comes.
    step!(staff::change, account),
    step!(local_network::draw_up_directories),
    Step { process: "lives", run: lives::live },
    Step { process: "arrival", run: lives::arrive },
    step!(needs::step),
    step!(needs::take_invitations),
    step!(counselling::give_full_access),
    // Whether there is money, who is there, and for what.
    step!(staff::renew),
    step!(staff::plan, account),
    step!(local_network::lose_colleagues),
    // Who hears of what, seeks help, is seen, is sent, and attends.
    step!(awareness::step),
    step!(help_seeking::step, travel, referral.counter_level),
    step!(help_seeking::residents_come),
    step!(help_seeking::people_elsewhere_come, travel),
    step!(help_seeking::donors_come),
    step!(help_seeking::institutions_ask),
    step!(counselling::step),
    step!(local_network::after_talks),
    step!(staff::ask_users),
    step!(referral::step, travel, help_seeking.newcomer_weeks),
    step!(attendance::hold_entry_courses),
    step!(attendance::use_hours_from_outside),
    step!(attendance::step, travel),
    step!(letters::step, status.obliged_below),
    // The four dimensions of people's lives.
    step!(schooling::help),
    step!(learning::step),
    step!(schooling::step, housing.city_inhabitants),
    step!(housing::step),
    step!(work::step, housing.city_inhabitants),
    step!(encounter::step),
    step!(volunteering::step),
    // Networks of the district and of the city.
    step!(local_network::step),
    step!(local_network::receive_guests),
    step!(local_network::hand_over),
    step!(city_network::step, local_network.stale_per_year),
    step!(identification::step),
    step!(public_life::meet_in_clubs),
    step!(public_life::decide, local_network.tie_fading),
    // Every paid hour goes into one use.
    step!(staff::settle),
];

/// Runs one week in one district.
pub fn week(today: &Today, parameters: &Parameters, district: &mut DistrictWorld) {
    week_with(today, parameters, district, &mut |_| {});
}

/// Runs one week in one district and says after each step to which process it belongs, so that a bench can tell what each costs.
pub fn week_with(
    today: &Today,
    parameters: &Parameters,
    district: &mut DistrictWorld,
    after: &mut dyn FnMut(&'static str),
) {
    for step in WEEK {
        (step.run)(today, parameters, district);
        after(step.process);
    }
}
