//! The columns of panel and residents and what their cells hold, for whoever names one before there is a table.
//!
//! The tables stand on a higher floor; a test holds that these lists are those of their columns.

use super::super::condition::Holds;

/// The columns of the panel from `person` on, in their order.
#[rustfmt::skip]
pub const PANEL: &[(&str, Holds)] = &[
    ("person", Holds::Word),
    ("wave", Holds::Number),
    ("week", Holds::Week),
    ("present", Holds::Flag),
    ("district", Holds::Word),
    ("residence", Holds::Word),
    ("sex", Holds::Word),
    ("age", Holds::Number),
    ("origin", Holds::Word),
    ("education", Holds::Word),
    ("household", Holds::Word),
    ("youngest_child", Holds::Number),
    ("carries_care", Holds::Flag),
    ("arrival_week", Holds::Week),
    ("status", Holds::Word),
    ("years_since_arrival", Holds::Number),
    ("work", Holds::Word),
    ("employed", Holds::Flag),
    ("weeks_of_work", Holds::Number),
    ("recognition", Holds::Word),
    ("in_education", Holds::Word),
    ("course_state", Holds::Word),
    ("course_units", Holds::Number),
    ("course_units_beside", Holds::Number),
    ("course_hours", Holds::Number),
    ("first_test_week", Holds::Week),
    ("first_test_level", Holds::Number),
    ("first_test_class", Holds::Word),
    ("language", Holds::Number),
    ("self_rating", Holds::Word),
    ("good_german", Holds::Flag),
    ("local_knowledge", Holds::Number),
    ("dwelling", Holds::Word),
    ("dwelling_since", Holds::Week),
    ("refusals_housing", Holds::Number),
    ("refusals_job_search", Holds::Number),
    ("meetings_per_week", Holds::Number),
    ("meetings_work", Holds::Number),
    ("meetings_friends", Holds::Number),
    ("meetings_neighbourhood", Holds::Number),
    ("meetings_elsewhere", Holds::Number),
    ("frequent_contact", Holds::Flag),
    ("no_contact", Holds::Flag),
    ("ties_residents", Holds::Number),
    ("strong_ties_residents", Holds::Number),
    ("ties_same_origin", Holds::Number),
    ("confidants", Holds::Number),
    ("perceived_welcome", Holds::Number),
    ("welcome", Holds::Flag),
    ("worries_about_hostility", Holds::Number),
    ("belonging", Holds::Number),
    ("trust", Holds::Number),
    ("aware", Holds::Flag),
    ("aware_service", Holds::Flag),
    ("first_route", Holds::Word),
    ("first_visit_week", Holds::Week),
    ("visits", Holds::Number),
    ("need_language", Holds::Flag),
    ("need_authorities", Holds::Flag),
    ("need_health", Holds::Flag),
    ("need_housing", Holds::Flag),
    ("need_education", Holds::Flag),
    ("need_job", Holds::Flag),
    ("need_company", Holds::Flag),
    ("unmet_language", Holds::Flag),
    ("unmet_authorities", Holds::Flag),
    ("unmet_health", Holds::Flag),
    ("unmet_housing", Holds::Flag),
    ("unmet_education", Holds::Flag),
    ("unmet_job", Holds::Flag),
    ("unmet_company", Holds::Flag),
    ("trial", Holds::Word),
    ("arm", Holds::Word),
    ("assigned_week", Holds::Week),
    ("taken_up", Holds::Flag),
    ("worried", Holds::Flag),
    ("strong_ties_same_origin", Holds::Number),
    ("first_heard", Holds::Word),
    ("first_heard_service", Holds::Word),
];

/// The columns of the table of residents from `person` on, in their order.
#[rustfmt::skip]
pub const RESIDENTS: &[(&str, Holds)] = &[
    ("person", Holds::Word),
    ("wave", Holds::Number),
    ("week", Holds::Week),
    ("district", Holds::Word),
    ("neighbourhood", Holds::Word),
    ("x_km", Holds::Number),
    ("y_km", Holds::Number),
    ("age_group", Holds::Word),
    ("sex", Holds::Word),
    ("migration_history", Holds::Flag),
    ("works", Holds::Flag),
    ("children", Holds::Flag),
    ("accommodation_km", Holds::Number),
    ("new_accommodation_km", Holds::Number),
    ("attitude", Holds::Number),
    ("attitude_baseline", Holds::Number),
    ("contact_ever", Holds::Flag),
    ("meetings_positive", Holds::Number),
    ("meetings_negative", Holds::Number),
    ("meetings_positive_13_weeks", Holds::Number),
    ("meetings_negative_13_weeks", Holds::Number),
    ("volunteer_state", Holds::Word),
    ("ever_helped", Holds::Flag),
    ("hours_per_week", Holds::Number),
    ("hours_last_four_weeks", Holds::Number),
];

/// Those of them that look back over some weeks, so that notes have to be taken before anybody asks.
pub const LOOKING_BACK: [&str; 2] = ["meetings_positive_13_weeks", "meetings_negative_13_weeks"];

/// A column beside them that a trial may ask for as an outcome: how much has been had of what an arm offers.
pub const RECEIVED: &str = "received";

/// Another one: first appointments at institutions that have been kept since the assignment, and places taken up.
pub const APPOINTMENTS_KEPT: &str = "appointments_kept";

/// A third one: whole weeks since the first referral by the intermediary since the assignment; empty before it.
pub const WEEKS_SINCE_REFERRAL: &str = "weeks_since_referral";

/// A fourth one: whether, within half a year of that referral, an appointment was kept or a place taken up for the need that it was for.
pub const REFERRAL_KEPT: &str = "referral_kept";

/// The columns that only trials have.
pub const OF_TRIALS: [&str; 4] = [RECEIVED, APPOINTMENTS_KEPT, WEEKS_SINCE_REFERRAL, REFERRAL_KEPT];

/// The column beside them on which a trial may look: whole weeks since arrival.
pub const WEEKS_SINCE_ARRIVAL: &str = "weeks_since_arrival";
