//! Which sentence tests which option: the list is held against the keys that a scenario knows, and against the tests that exist.

/// Where the test of each option stands, below `[intermediary]`: the file and a name in it.
const TESTS: &[(&str, &str, &str)] = &[
    ("approach", "tests/suite/options.rs", "a_way_of_working_moves_hours_of_coming_along_rooms_and_offers"),
    (
        "approach.housing",
        "tests/suite/options.rs",
        "a_way_of_working_in_one_field_moves_a_quarter_of_the_hours",
    ),
    ("siting", "tests/suite/options_places.rs", "several_sites_divide_the_door_and_multiply_the_rent"),
    ("sites", "tests/suite/options_places.rs", "more_sites_than_neighbourhoods_stand_at_places_of_their_own"),
    ("attachment", "tests/suite/options_places.rs", "an_anchor_moves_the_site_and_lowers_the_rent"),
    (
        "anchor",
        "tests/suite/options_desk.rs",
        "in_a_family_centre_parents_come_to_know_it_and_single_men_do_not",
    ),
    ("sponsorship", "tests/suite/options.rs", "a_sponsor_brings_its_terms_its_circle_and_its_overhead"),
    (
        "naming",
        "tests/suite/options_referrals.rs",
        "for_given_cases_at_fixed_load_a_new_name_leaves_referrals_as_they_are",
    ),
    (
        "naming_scope",
        "tests/suite/options.rs",
        "a_name_changes_who_recognises_it_and_neither_hours_nor_places",
    ),
    ("staff_fte", "tests/suite/options.rs", "more_staff_is_more_hours_and_more_euros"),
    (
        "budget_eur_per_year",
        "tests/suite/options.rs",
        "a_budget_that_pays_for_so_much_staff_creates_the_same",
    ),
    (
        "opening_hours_per_week",
        "tests/suite/options_places.rs",
        "half_the_opening_hours_are_half_the_door_and_all_of_the_staff",
    ),
    ("opens", "tests/suite/options.rs", "a_later_opening_shifts_dates_alone"),
    (
        "volunteers",
        "tests/suite/options.rs",
        "more_volunteers_cost_expenses_and_coordination_and_leave_the_rent",
    ),
    ("rooms", "tests/suite/accounts.rs", "without_rooms_nothing_is_provided"),
    ("accompaniment", "tests/suite/options.rs", "hours_of_coming_along_come_out_of_casework"),
    ("own_offers", "tests/suite/options.rs", "hours_of_own_offers_found_as_many_as_they_staff"),
    (
        "audience",
        "tests/suite/options_desk.rs",
        "an_audience_of_residents_alone_serves_nobody_who_lives_elsewhere",
    ),
    ("content", "tests/suite/options.rs", "tasks_that_are_not_chosen_leave_their_hours_to_the_others"),
    ("methods.casework", "tests/suite/options.rs", "methods_share_the_same_hours_out"),
    ("methods.groupwork", "tests/suite/accounts.rs", "a_group_below_its_minimum_gives_nobody_an_hour"),
    ("methods.networking", "tests/suite/options.rs", "methods_share_the_same_hours_out"),
    ("methods.social_space", "tests/suite/options.rs", "methods_share_the_same_hours_out"),
    (
        "principles.participation",
        "tests/suite/accounts.rs",
        "users_who_ask_for_housing_get_a_housing_offer_a_term_after_the_anniversary",
    ),
    (
        "principles.inclusion",
        "tests/suite/options_weeks.rs",
        "groups_bring_residents_of_the_audience_and_more_the_more_is_done_for_openness",
    ),
    ("goals.culturation", "tests/suite/options_weeks.rs", "goals_change_no_number"),
    ("goals.placement", "tests/suite/options_weeks.rs", "goals_change_no_number"),
    ("goals.interaction", "tests/suite/options_weeks.rs", "goals_change_no_number"),
    ("goals.identification", "tests/suite/options_weeks.rs", "goals_change_no_number"),
    (
        "local_network.coordinator",
        "src/process/local_network/tests/levers.rs",
        "where_the_municipality_calls_the_intermediarys_hours_go_to_visits_and_the_directory",
    ),
    (
        "local_network.interval_weeks",
        "src/process/local_network/tests.rs",
        "hours_that_do_not_suffice_limit_who_is_invited",
    ),
    (
        "local_network.early_goals",
        "src/process/local_network/tests/levers.rs",
        "clarified_goals_take_the_first_meetings_and_lead_to_what_is_wanting",
    ),
    (
        "local_network.person_independent",
        "src/process/local_network/tests/levers.rs",
        "without_person_independent_structures_a_staff_change_costs_directory_entries_and_ties",
    ),
    (
        "local_network.open_place",
        "src/process/local_network/tests/levers.rs",
        "at_an_open_place_more_institutions_join",
    ),
    (
        "local_network.working_groups",
        "src/process/local_network/tests/levers.rs",
        "working_groups_meet_on_the_callers_hours_until_their_time_is_over",
    ),
    (
        "local_network.merging",
        "src/process/local_network/tests/levers.rs",
        "found_duplicates_stay_unless_structures_are_merged",
    ),
    (
        "city_network.share",
        "tests/suite/options_weeks.rs",
        "hours_of_the_city_come_out_of_those_of_the_district",
    ),
    ("city_network.tiers", "src/process/city_network/tests.rs", "no_attended_tier_no_applications"),
    (
        "city_network.reporting",
        "src/process/city_network/tests.rs",
        "without_reports_programmes_follow_heads_not_needs",
    ),
    (
        "city_network.programme_coordination",
        "src/process/city_network/tests.rs",
        "coordination_leaves_no_need_without_a_programme_while_another_is_doubled",
    ),
    (
        "city_network.exchange",
        "src/process/city_network/tests.rs",
        "an_exchange_puts_entries_about_institutions_for_the_whole_city_right",
    ),
    ("change", "tests/suite/options_weeks.rs", "a_change_costs_hours_of_reorganisation_for_a_year"),
];

#[test]
fn every_option_has_a_test_that_exists() {
    let mut keys: Vec<String> = Vec::new();
    for field in inteso::scenario::schema::FIELDS {
        if let Some(key) = field.key.strip_prefix("intermediary.") {
            keys.push(key.to_owned());
        }
    }
    assert!(keys.len() > 35, "{keys:?}");
    for key in keys.iter().map(String::as_str).chain(["change"]) {
        // The four fields are one option.
        let key = if key.starts_with("approach.") { "approach.housing" } else { key };
        assert!(TESTS.iter().any(|(option, ..)| *option == key), "`{key}` has no test");
    }
    for (option, file, name) in TESTS {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.contains(&format!("fn {name}(")), "{option}: {file} has no `{name}`");
        let known = keys.iter().any(|key| key == option || option.starts_with("approach."));
        assert!(known || *option == "change", "{option} is no option");
    }
}
