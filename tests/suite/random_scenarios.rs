//! Whatever valid scenario is drawn: no panic, nobody is lost, every hour is spent once, shares are shares.

use inteso::observation::{MEASURES, Role};
use inteso::run::Model;
use inteso::scenario::{Source, load};
use proptest::prelude::*;

use crate::accounts::{self as hold, Faults};
use crate::stage::{Town, district, record};

/// Returns one of some words, quoted.
fn one_of(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(words).prop_map(|word| format!("\"{word}\""))
}

fn approach() -> impl Strategy<Value = String> {
    let one = || one_of(&["refer", "guide", "host", "provide"]);
    prop_oneof![
        3 => one(),
        1 => one_of(&["none", "existing_services"]),
        2 => (one(), one(), one(), one()).prop_map(|(housing, education, work, civil)| {
            format!("{{ housing = {housing}, education = {education}, work = {work}, civil_society = {civil} }}")
        }),
    ]
}

/// Returns shares of working time in tenths that sum to 1.
fn methods() -> impl Strategy<Value = String> {
    (0_u32..=10, 0_u32..=10, 0_u32..=10).prop_map(|(a, b, c)| {
        let mut cuts = [a, b, c];
        cuts.sort_unstable();
        let [a, b, c] = cuts;
        let parts = [a, b - a, c - b, 10 - c].map(|part| f64::from(part) / 10.0);
        format!(
            "casework = {:.1}\ngroupwork = {:.1}\nnetworking = {:.1}\nsocial_space = {:.1}",
            parts[0], parts[1], parts[2], parts[3]
        )
    })
}

fn intermediary() -> impl Strategy<Value = String> {
    let place = (
        one_of(&["central", "decentral"]),
        2_u32..5,
        one_of(&["standalone", "attached", "integrated"]),
        one_of(&["childcare", "school", "club", "parish", "job_centre", "advice_service", "family_centre"]),
        one_of(&["municipal", "independent", "unattached"]),
        one_of(&["target_group", "open", "place"]),
    );
    let size = (0_u32..80, 1_u32..9, 0_u32..=10, 0_u32..=10, 1_u32..60, 1_u32..60);
    let audience = prop::sample::subsequence(
        vec!["present", "residents", "institutions", "newcomers", "migration_history", "fled", "city"],
        1..=7,
    );
    let networks = (1_u32..60, any::<[bool; 6]>(), 0_u32..=10);
    (approach(), place, size, audience, methods(), networks).prop_map(
        |(approach, place, size, audience, methods, networks)| {
            let (siting, sites, attachment, anchor, sponsorship, naming) = place;
            let (volunteers, rooms, accompaniment, own_offers, tenths, hours) = size;
            let (interval, flags, share) = networks;
            let share_of = |tenths: u32| f64::from(tenths) / 10.0;
            format!(
                "[intermediary]\nopens = 2015-03-02\napproach = {approach}\nsiting = {siting}\nsites = {sites}\n\
                 attachment = {attachment}\nanchor = {anchor}\nsponsorship = {sponsorship}\nnaming = {naming}\n\
                 volunteers = {volunteers}\nrooms = {rooms}\naccompaniment = {:.1}\nown_offers = {:.1}\n\
                 staff_fte = {:.1}\nopening_hours_per_week = {hours}\naudience = {audience:?}\n\
                 [intermediary.methods]\n{methods}\n\
                 [intermediary.principles]\nparticipation = {:.1}\ninclusion = {:.1}\n\
                 [intermediary.local_network]\ninterval_weeks = {interval}\nearly_goals = {}\nperson_independent = {}\n\
                 open_place = {}\nworking_groups = {}\nmerging = {}\n\
                 [intermediary.city_network]\nshare = {:.1}\nreporting = {}\n",
                share_of(accompaniment),
                share_of(own_offers),
                f64::from(tenths + 1) / 10.0,
                share_of(accompaniment),
                share_of(own_offers),
                flags[0],
                flags[1],
                flags[2],
                flags[3],
                flags[4],
                share_of(share),
                flags[5],
            )
        },
    )
}

/// Returns a change that falls into the run, or none.
fn change() -> impl Strategy<Value = String> {
    prop_oneof![
        1 => Just(String::new()),
        2 => (approach(), 1_u32..60, one_of(&["central", "decentral"])).prop_map(|(approach, tenths, siting)| {
            format!(
                "[[change]]\nfrom = 2015-07-06\nset = {{ \"intermediary.approach\" = {approach}, \
                 \"intermediary.staff_fte\" = {:.1}, \"intermediary.siting\" = {siting} }}\n",
                f64::from(tenths + 1) / 10.0
            )
        }),
    ]
}

fn scenario() -> impl Strategy<Value = String> {
    (any::<u32>(), 200_u32..9_000, 0.0_f64..0.08, 0_u32..150, 1_u32..7, intermediary(), change()).prop_map(
        |(seed, inhabitants, share, stock, every, intermediary, change)| {
            let town = district("toy", inhabitants, share, stock);
            format!(
                "seed = {seed}\nweeks = 45\nevery = {every}\ndistricts = [\"toy\"]\n{town}\n{intermediary}{change}"
            )
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_valid_scenario_runs_and_loses_nobody(text in scenario()) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("drawn.toml");
        std::fs::write(&path, &text).unwrap();
        // What cannot be, and what cannot be paid for, is refused before it runs.
        let Ok(mut loaded) = load(&Source::File(path), &[]) else { return Ok(()) };
        // Terms so short that money is late, or ends, within the run.
        assert!(loaded.scenario.evidence.set("account.grant_weeks.unattached", 6.0));
        prop_assume!(Model::new(&loaded.scenario).is_ok());
        let mut town = Town::found(loaded.scenario, 1);
        let mut faults = Faults::new();
        while !town.is_over() && faults.is_empty() {
            let before = town.first().ledger.clone();
            town.step();
            hold::hours(&before, town.first(), &mut faults);
            hold::costs(&before, town.first(), &mut faults);
            hold::people(town.first(), &mut faults);
            hold::places(town.first(), &mut faults);
        }
        let week = town.world.week;
        hold::cases(town.first(), week, &mut faults);
        hold::ranges(town.first(), week, &mut faults);
        prop_assert!(faults.is_empty(), "week {}: {:?}\n{text}", week.0, &faults[..faults.len().min(5)]);

        let record = record(&town.scenario);
        for row in &record.series {
            for (measure, value) in MEASURES.iter().zip(row.values.iter()) {
                let is_share = matches!(measure.role, Role::Share | Role::Index(_));
                prop_assert!(!value.is_infinite(), "{}", measure.name);
                prop_assert!(value.is_nan() || !is_share || (0.0..=1.0).contains(value), "{} {value}", measure.name);
            }
        }
    }
}

#[test]
fn most_drawn_scenarios_are_valid() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("drawn.toml");
    let mut valid = 0;
    let mut complaint = String::new();
    for _ in 0..40 {
        std::fs::write(&path, scenario().new_tree(&mut runner).unwrap().current()).unwrap();
        match load(&Source::File(path.clone()), &[]) {
            Ok(loaded) => match Model::new(&loaded.scenario) {
                Ok(_) => valid += 1,
                Err(faults) => complaint = format!("{faults:?}"),
            },
            Err(faults) => complaint = faults.to_string(),
        }
    }
    assert!(valid >= 20, "{valid} of 40 are valid; the last fault: {complaint}");
}
