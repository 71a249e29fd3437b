//! One week, in order: the model's table of contents.
//!
//! Each line of [`WEEK`] names a process. The process's file says what it does; its `Scene` names the columns that it reads and writes.

use crate::process::{
    attendance, awareness, city_network, counselling, encounter, help_seeking, housing, identification,
    learning, local_network, needs, public_life, referral, schooling, staff, volunteering, work,
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
    Step {
        process: "local_network",
        run: |today, parameters, district| {
            let DistrictWorld { network, intermediary, .. } = district;
            for desk in &mut intermediary.desk {
                if desk.directory.entry.is_empty() {
                    desk.directory = local_network::new_directory(
                        today.week,
                        today.dice,
                        &parameters.local_network,
                        desk.entity,
                        desk.place,
                        desk.owner,
                        network,
                    );
                }
            }
        },
    },
    Step { process: "arrival", run: lives::live },
    Step { process: "arrival", run: lives::arrive },
    step!(needs::step),
    // Whether there is money, who is there, and for what.
    step!(staff::renew),
    step!(staff::plan, account),
    Step {
        process: "local_network",
        run: |today, parameters, district| {
            let (week, dice, parameters) = (today.week, today.dice, &parameters.local_network);
            let DistrictWorld { network, intermediary, .. } = district;
            let replaced = intermediary.replaced;
            if replaced <= 0.0 {
                return;
            }
            let keeps_records = intermediary
                .establishment
                .as_ref()
                .is_some_and(|establishment| establishment.person_independent);
            local_network::lose_brokered_ties(week, dice, parameters, replaced, keeps_records, network);
            for desk in &mut intermediary.desk {
                if desk.owner == crate::intermediary::DeskOwner::Intermediary {
                    local_network::lose_directory(
                        week,
                        dice,
                        desk.entity,
                        &mut desk.directory,
                        network,
                        replaced,
                        keeps_records,
                    );
                }
            }
        },
    },
    Step {
        process: "awareness",
        run: |today, parameters, district| {
            let (week, dice) = (today.week, &today.dice);
            awareness::step(
                week,
                dice,
                &parameters.awareness,
                &district.intermediary,
                &district.network,
                &mut district.refugees,
            );
        },
    },
    Step {
        process: "help_seeking",
        run: |today, parameters, district| {
            let (week, dice) = (today.week, &today.dice);
            let DistrictWorld {
                residents,
                refugees,
                cases,
                episodes,
                volunteers,
                network,
                intermediary,
                ledger,
                helpers_seen,
                ..
            } = district;
            help_seeking::step(
                week,
                dice,
                &parameters.help_seeking,
                &parameters.travel,
                intermediary,
                network,
                volunteers,
                refugees,
                cases,
                episodes,
                ledger,
            );
            let beginning = volunteers.begun - *helpers_seen;
            *helpers_seen = volunteers.begun;
            let seeking = &parameters.help_seeking;
            help_seeking::residents_come(week, dice, seeking, intermediary, network, residents, ledger);
            let travel = &parameters.travel;
            help_seeking::people_elsewhere_come(
                week,
                dice,
                seeking,
                travel,
                intermediary,
                network,
                residents,
            );
            help_seeking::donors_come(week, dice, seeking, beginning, intermediary, residents);
            help_seeking::institutions_ask(week, dice, seeking, intermediary, network);
        },
    },
    Step {
        process: "counselling",
        run: |today, parameters, district| {
            let (week, dice) = (today.week, &today.dice);
            let DistrictWorld { residents, refugees, cases, episodes, network, intermediary, ledger, .. } =
                district;
            let talks = counselling::step(
                week,
                dice,
                &parameters.counselling,
                intermediary,
                network,
                residents,
                refugees,
                cases,
                episodes,
                ledger,
            );
            local_network::after_talks(week, *dice, &parameters.local_network, &talks, network, intermediary);
        },
    },
    step!(staff::ask_users),
    Step {
        process: "referral",
        run: |today, parameters, district| {
            let (week, dice) = (today.week, &today.dice);
            let DistrictWorld {
                refugees, cases, episodes, volunteers, network, intermediary, ledger, ..
            } = district;
            let scene =
                referral::Scene { intermediary, network, volunteers, refugees, cases, episodes, ledger };
            referral::step(week, dice, &parameters.referral, &parameters.travel, today.forcings, scene);
        },
    },
    Step {
        process: "attendance",
        run: |today, parameters, district| {
            let (week, dice) = (today.week, &today.dice);
            let DistrictWorld {
                residents, refugees, cases, occasions, network, intermediary, ledger, ..
            } = district;
            attendance::step(
                week,
                dice,
                &parameters.attendance,
                &parameters.travel,
                today.forcings,
                network,
                intermediary,
                residents,
                refugees,
                cases,
                occasions,
                ledger,
            );
        },
    },
    step!(schooling::help),
    step!(learning::step),
    step!(schooling::step),
    step!(housing::step),
    step!(work::step),
    step!(encounter::step),
    step!(volunteering::step),
    Step {
        process: "local_network",
        run: |today, parameters, district| {
            let (week, dice) = (today.week, today.dice);
            let DistrictWorld {
                ground,
                residents,
                refugees,
                cases,
                episodes,
                occasions,
                network,
                intermediary,
                city,
                ledger,
                ..
            } = district;
            let centres: Vec<_> = ground.iter().map(|ground| ground.centre).collect();
            let networking = &parameters.local_network;
            local_network::step(
                week,
                dice,
                networking,
                today.forcings,
                &centres,
                city.meeting_hours,
                network,
                intermediary,
                ledger,
            );
            local_network::receive_guests(
                week,
                dice,
                networking,
                intermediary,
                residents,
                refugees,
                cases,
                network,
                occasions,
            );
            local_network::hand_over(week, dice, networking, refugees, cases, network, episodes);
        },
    },
    Step {
        process: "city_network",
        run: |today, parameters, district| {
            let (week, dice) = (today.week, today.dice);
            let DistrictWorld { refugees, cases, network, intermediary, city, ledger, .. } = district;
            let people = refugees
                .present
                .iter()
                .filter(|&&id| {
                    matches!(refugees.housing[id].residence, crate::population::Residence::District(_))
                })
                .count();
            city_network::step(
                week,
                dice,
                &parameters.city_network,
                parameters.local_network.stale_per_year.get(),
                today.forcings,
                people,
                cases,
                network,
                intermediary,
                city,
                ledger,
            );
        },
    },
    step!(identification::step),
    Step {
        process: "public_life",
        run: |today, parameters, district| {
            let DistrictWorld {
                entity,
                residents,
                refugees,
                occasions,
                volunteers,
                network,
                intermediary,
                ledger,
                ..
            } = district;
            public_life::step(
                today.week,
                today.dice,
                &parameters.public_life,
                today.forcings,
                parameters.local_network.tie_fading.get(),
                *entity,
                residents,
                refugees,
                volunteers,
                intermediary,
                network,
                occasions,
                ledger,
            );
        },
    },
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
