//! The scenario files that come with the program.

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        /// All embedded files but the evidence: path below `scenarios/` and content.
        pub const FILES: &[(&str, &str)] = &[$(($path, include_str!(concat!("../../scenarios/", $path)))),*];
    };
}

files![
    "default.toml",
    "duesseldorf/newcomers_from_eu.toml",
    "duesseldorf/newcomers_from_eu/arrivals.csv",
    "duesseldorf/newcomers_from_eu/composition.csv",
    "duesseldorf/newcomers_from_eu/law.csv",
    "duesseldorf/newcomers_from_eu/procedure.csv",
    "duesseldorf/welcome_points.toml",
    "districts/sb5.toml",
    "districts/sb6.toml",
    "experiments/audience.toml",
    "experiments/distance.toml",
    "experiments/headline.toml",
    "experiments/methods.toml",
    "experiments/networking.toml",
    "experiments/organisation.toml",
    "experiments/dose.toml",
    "experiments/doors.toml",
    "experiments/overload.toml",
    "experiments/participation.toml",
    "experiments/referral_completion.toml",
    "experiments/sponsorship_and_naming.toml",
    "experiments/staffing.toml",
    "forcings/apprenticeships.csv",
    "forcings/arrivals.csv",
    "forcings/climate.csv",
    "forcings/closures.csv",
    "forcings/composition.csv",
    "forcings/courses.csv",
    "forcings/departures.csv",
    "forcings/dwellings.csv",
    "forcings/labour.csv",
    "forcings/law.csv",
    "forcings/pandemic.csv",
    "forcings/places.csv",
    "forcings/procedure.csv",
    "forcings/volunteering.csv",
    "other_municipality/auenfurt.toml",
    "other_municipality/districts/altstadt.toml",
    "other_municipality/districts/doerfer.toml",
    "other_municipality/districts/nordring.toml",
    "other_municipality/forcings/arrivals.csv",
    "other_municipality/forcings/dwellings.csv",
    "other_municipality/forcings/labour.csv",
    "other_municipality/forcings/places.csv",
    "other_municipality/forcings/volunteering.csv",
    "synthetic/country.toml",
    "synthetic/districts.toml",
    "targets/contact.toml",
    "targets/help.toml",
    "targets/housing.toml",
    "targets/language.toml",
    "targets/runs.toml",
    "targets/volunteering.toml",
    "targets/welcome.toml",
    "targets/work.toml",
    "teaching/contact.toml",
    "teaching/distance.toml",
    "teaching/equal_cost.toml",
    "teaching/networks.toml",
    "teaching/overload.toml",
    "teaching/referral.toml",
    "teaching/uncertainty.toml",
    "teaching/volunteers.toml",
    "trials/base.toml",
    "trials/co_location.toml",
    "trials/course_travel.toml",
    "trials/group_contact.toml",
    "trials/information.toml",
    "trials/one_event.toml",
    "trials/proximity.toml",
    "trials/tandem.toml",
    "trials/work_bar.toml",
];

/// Scenarios: short name and path.
pub const SCENARIOS: &[(&str, &str)] = &[
    ("default", "default.toml"),
    ("welcome_points", "duesseldorf/welcome_points.toml"),
    ("newcomers_from_eu", "duesseldorf/newcomers_from_eu.toml"),
    ("auenfurt", "other_municipality/auenfurt.toml"),
    ("country", "synthetic/country.toml"),
];

/// Experiments: short name and path.
pub const EXPERIMENTS: &[(&str, &str)] = &[
    ("headline", "experiments/headline.toml"),
    ("organisation", "experiments/organisation.toml"),
    ("dose", "experiments/dose.toml"),
    ("doors", "experiments/doors.toml"),
    ("overload", "experiments/overload.toml"),
    ("distance", "experiments/distance.toml"),
    ("staffing", "experiments/staffing.toml"),
    ("methods", "experiments/methods.toml"),
    ("networking", "experiments/networking.toml"),
    ("sponsorship_and_naming", "experiments/sponsorship_and_naming.toml"),
    ("audience", "experiments/audience.toml"),
    ("participation", "experiments/participation.toml"),
    ("referral_completion", "experiments/referral_completion.toml"),
];

/// Trials that replay what was published: short name and path.
pub const TRIALS: &[(&str, &str)] = &[
    ("work_bar", "trials/work_bar.toml"),
    ("tandem", "trials/tandem.toml"),
    ("course_travel", "trials/course_travel.toml"),
    ("proximity", "trials/proximity.toml"),
    ("co_location", "trials/co_location.toml"),
    ("information", "trials/information.toml"),
];

/// Experiments of single events injected from outside, which `inteso trials` runs by name: short name and path.
pub const EVENTS: &[(&str, &str)] = &[("one_event", "trials/one_event.toml")];

/// Small experiments to teach with: short name and path.
pub const LESSONS: &[(&str, &str)] = &[
    ("lesson-distance", "teaching/distance.toml"),
    ("lesson-referral", "teaching/referral.toml"),
    ("lesson-overload", "teaching/overload.toml"),
    ("lesson-volunteers", "teaching/volunteers.toml"),
    ("lesson-networks", "teaching/networks.toml"),
    ("lesson-contact", "teaching/contact.toml"),
    ("lesson-equal_cost", "teaching/equal_cost.toml"),
    ("lesson-uncertainty", "teaching/uncertainty.toml"),
];

/// Returns all that has a short name, with its path.
pub fn named() -> impl Iterator<Item = &'static (&'static str, &'static str)> + Clone {
    SCENARIOS.iter().chain(EXPERIMENTS).chain(LESSONS).chain(TRIALS).chain(EVENTS)
}

/// Returns the content of an embedded file by its path below `scenarios/`.
pub fn file(path: &str) -> Option<&'static str> {
    FILES.iter().find(|(name, _)| *name == path).map(|(_, content)| *content)
}
