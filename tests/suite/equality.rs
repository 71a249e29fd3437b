//! What must change nothing: names, services without capacity, later decisions, other districts, next to no hours.

use inteso::index::{Id, InstitutionId};
use inteso::intermediary::{Desk, DeskOwner};
use inteso::network::{Belonging, Capacity};
use inteso::observation::{MEASURES, Role};
use inteso::quantity::Rate;
use inteso::run::{Model, Record};
use inteso::scenario::Scenario;
use inteso::statistics::tolerance;
use inteso::time::Week;
use inteso::world::DistrictWorld;

use crate::conservation::{CONFIGURATIONS, column};
use crate::stage::{Town, district, lives, record, scenario, town};

/// Returns the series of a district, a row a line; a number is written so that it is read back the same.
fn series(record: &Record, district: &str) -> Vec<String> {
    let rows = record.series.iter().filter(|row| row.district == district);
    rows.map(|row| format!("{} {:?}", row.week.0, row.values)).collect()
}

/// Returns the sum of a flow over a run; a flow has a value in each week, so that none is left out unseen.
fn sum(record: &Record, name: &str) -> f64 {
    assert!(matches!(MEASURES[column(name)].role, Role::Flow | Role::State), "{name} adds up over weeks");
    let rows = record.series.iter().filter(|row| row.is_of_all());
    let values: Vec<f64> = rows.map(|row| row.values[column(name)]).collect();
    assert!(!values.is_empty() && values.iter().all(|value| value.is_finite()), "{name}: {values:?}");
    values.iter().sum()
}

/// Returns a measure at the end of a run.
fn last(record: &Record, name: &str) -> f64 {
    record.series.iter().rev().find(|row| row.is_of_all()).unwrap().values[column(name)]
}

#[test]
fn two_scenarios_that_differ_in_their_name_give_the_same_numbers() {
    let one = scenario(&town(40, "approach = \"host\""));
    let other = Scenario { name: "another name".to_owned(), ..one.clone() };
    let (one, other) = (record(&one), record(&other));
    assert_eq!(format!("{one:?}"), format!("{other:?}"));
    // The twin: another seed gives other numbers.
    let seed = record(&scenario(&format!("seed = 2\n{}", town(40, "approach = \"host\""))));
    assert_ne!(format!("{one:?}"), format!("{seed:?}"));
}

#[test]
fn without_an_intermediary_nobody_visits_nothing_is_referred_and_nothing_is_paid() {
    let nobody = record(&scenario(&town(78, "approach = \"none\"")));
    let somebody = record(&scenario(&town(78, "approach = \"guide\"")));
    for name in [
        "visits",
        "first_visits",
        "resident_visits",
        "served",
        "reneged",
        "opening_hours",
        "referrals_issued",
        "referrals_reached",
        "referrals_admitted",
        "referrals_completed",
        "staff_hours_paid",
        "hours_casework",
        "hours_networking",
        "hours_idle",
        "hours_unspent",
        "cost_eur",
    ] {
        assert_eq!(sum(&nobody, name), 0.0, "{name}");
    }
    assert_eq!(last(&nobody, "knows_intermediary_share"), 0.0);
    assert!(nobody.costs.is_empty());
    for name in ["visits", "served", "referrals_completed", "staff_hours_paid", "cost_eur"] {
        assert!(sum(&somebody, name) > 0.0, "{name}");
    }
    // Needs arise all the same, and other services meet some of them.
    assert!(sum(&nobody, "needs_met") > 0.0);
}

/// Returns a town to which nobody comes.
fn deserted(options: &str) -> Scenario {
    let text = town(78, options).replace("initial_stock = 80", "initial_stock = 0");
    let mut scenario = scenario(&text);
    scenario.forcings.arrivals.per_week = inteso::forcing::Series::new(vec![(Week::SPIN_UP, 0.0)]);
    scenario
}

#[test]
fn without_arrivals_there_is_no_casework() {
    for approach in ["refer", "guide", "host", "provide"] {
        let options = format!("approach = \"{approach}\"\naudience = [\"fled\"]\nown_offers = 0");
        let record = record(&deserted(&options));
        for name in [
            "present",
            "refugees",
            "needs_arisen",
            "needs_met",
            "visits",
            "referrals_issued",
            "referrals_completed",
            "external_places",
            "refusals_housing",
            "refusals_job_search",
            "refusals_work",
            "hand_overs",
        ] {
            assert_eq!(sum(&record, name), 0.0, "{approach}: {name}");
        }
        assert!(sum(&record, "staff_hours_paid") > 0.0);
        let casework = sum(&record, "hours_casework");
        let residents = sum(&record, "resident_visits");
        // Donors and people who want to help may come; each takes a quarter of an hour on average, with exponential spread. A talk of
        // casework takes twice that at least.
        let minutes = 60.0 * casework / residents;
        let tolerance = tolerance::mean(15.0, residents as usize);
        assert!(
            tolerance < 15.0 && (minutes - 15.0).abs() < tolerance,
            "{approach}: {minutes} minutes for {residents}"
        );
    }
}

/// Returns what happened to people who fled, to the last bit, but for what they know of services and which they used.
fn lives_without_services(district: &DistrictWorld) -> String {
    let refugees = &district.refugees;
    format!(
        "{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}",
        refugees.presence,
        refugees.language,
        refugees.course,
        refugees.housing,
        refugees.working,
        refugees.mind,
        refugees.social,
    )
}

#[test]
fn an_intermediary_that_never_opens_changes_no_life() {
    let run = |opens: &str, options: &str| {
        let text = town(104, options).replace("opens = 2015-04-06", &format!("opens = {opens}"));
        let mut town = Town::found(scenario(&text), 1);
        town.run_to(104);
        lives_without_services(town.first())
    };
    let nobody = run("2015-04-06", "approach = \"none\"");
    assert!(run("2029-01-01", LEAST) == nobody);
    // The twin: the least that can be paid for changes lives once it opens.
    assert!(run("2015-04-06", LEAST) != nobody);
}

/// The least staff that a configuration may have.
const LEAST: &str = "approach = \"guide\"\nvolunteers = 0\nstaff_fte = 0.1\nopening_hours_per_week = 2";

#[test]
fn an_intermediary_with_next_to_no_hours_does_next_to_nothing() {
    let many = "approach = \"guide\"\nvolunteers = 0\nstaff_fte = 4\nopening_hours_per_week = 40";
    // Social work tells whoever comes that there is an intermediary, however few its hours are.
    let unheard =
        "\n[parameters]\n\"awareness.introduced\" = { value = 0, range = [0, 1], source = \"A\" }\n";
    let records = |options: &str| {
        let model = Model::new(&scenario(&town(104, &format!("{options}{unheard}")))).unwrap();
        (1..=4).map(|replicate| model.run(replicate)).collect::<Vec<_>>()
    };
    let [nobody, few, many] = ["approach = \"none\"", LEAST, many].map(records);
    let total = |records: &[Record], name: &str| records.iter().map(|one| sum(one, name)).sum::<f64>();
    let paid = total(&few, "staff_hours_paid");
    assert!(paid > 0.0 && paid < 0.03 * total(&many, "staff_hours_paid"), "{paid}");
    // Nobody can be served without the minutes it takes; a contact has at least a quarter of an hour on average.
    assert!(total(&few, "served") < 4.0 * paid, "{} served in {paid} hours", total(&few, "served"));
    assert!(total(&few, "referrals_completed") < 0.1 * total(&many, "referrals_completed"));
    // What forty times the staff change clearly, these change by less than a quarter of it.
    let mean = |records: &[Record], name: &str| {
        records.iter().map(|one| last(one, name)).sum::<f64>() / records.len() as f64
    };
    let moved = |few: f64, many: f64, name: &str| {
        assert!(many > 0.0 && few.abs() < 0.25 * many, "{name}: {few} of {many}");
    };
    let met = |records: &[Record]| total(records, "needs_met") - total(&nobody, "needs_met");
    moved(met(&few), met(&many), "needs_met");
    for name in ["culturation", "local_knowledge_mean"] {
        moved(mean(&few, name) - mean(&nobody, name), mean(&many, name) - mean(&nobody, name), name);
    }
    moved(mean(&few, "knows_intermediary_share"), mean(&many, "knows_intermediary_share"), "knows");
    // The many move these by less than the runs can tell; the runs share their draws, so that the mean of four differences has a
    // standard error of some two thousandths, of which five are allowed.
    for name in ["placement", "interaction", "identification"] {
        let distance = mean(&few, name) - mean(&nobody, name);
        assert!(distance.abs() < 0.01, "{name}: {distance}");
    }
}

/// Returns from which week on two runs differ; the row of a week holds what happened before it.
fn differ_from(one: &Record, other: &Record) -> Option<usize> {
    series(one, "all").iter().zip(&series(other, "all")).position(|(one, other)| one != other)
}

#[test]
fn policies_are_the_same_until_the_week_in_which_they_first_differ() {
    let run = |options: &str| record(&scenario(&town(60, options)));
    let refer = run("approach = \"refer\"");
    // 2015-04-06 is week 13.
    for (name, options) in CONFIGURATIONS.iter().filter(|(name, _)| *name != "refer") {
        assert_eq!(differ_from(&refer, &run(options)), Some(14), "{name}");
    }
    for (set, from, week) in [
        ("\"intermediary.approach\" = \"guide\"", "2015-10-05", 39),
        ("\"intermediary.staff_fte\" = 5", "2015-12-28", 51),
        (
            "\"intermediary.methods.casework\" = 0.5, \"intermediary.methods.networking\" = 0.3",
            "2015-10-05",
            39,
        ),
    ] {
        let changed = run(&format!("approach = \"refer\"\n[[change]]\nfrom = {from}\nset = {{ {set} }}\n"));
        assert_eq!(differ_from(&refer, &changed), Some(week + 1), "{set}");
    }
    assert_eq!(differ_from(&refer, &run("approach = \"refer\"")), None);
}

#[test]
fn a_third_district_moves_no_draw_of_the_others() {
    let text = |ids: &[(&str, f64)]| {
        let names: Vec<String> = ids.iter().map(|(id, _)| format!("\"{id}\"")).collect();
        let tables: String = ids.iter().map(|&(id, share)| district(id, 5_000, share, 60)).collect();
        format!(
            "weeks = 40\ndistricts = [{}]\n{tables}\n[intermediary]\nopens = 2015-03-02\n",
            names.join(", ")
        )
    };
    let two = record(&scenario(&text(&[("a", 0.03), ("b", 0.05)])));
    let three = record(&scenario(&text(&[("a", 0.03), ("b", 0.05), ("c", 0.04)])));
    let between = record(&scenario(&text(&[("c", 0.02), ("b", 0.05), ("a", 0.03)])));
    for id in ["a", "b"] {
        assert_eq!(series(&two, id), series(&three, id));
    }
    assert_eq!(series(&two, "a"), series(&between, "a"), "nor does the order of the districts");
    assert_ne!(series(&two, "a"), series(&two, "b"), "two districts are no copies of each other");
    assert_ne!(series(&two, "all"), series(&three, "all"));
}

#[test]
fn a_second_desk_without_hours_changes_nothing() {
    let run = |opening_hours: Option<f64>| {
        let mut town = Town::found(scenario(&town(78, "approach = \"guide\"")), 1);
        if let Some(opening_hours) = opening_hours {
            let district = &mut town.world.districts[0];
            // Social workers have the hours of their house, whatever the desk says.
            let is_of_advice = |desk: &&Desk| matches!(desk.owner, DeskOwner::AdviceService(_));
            let mut desk = district.intermediary.desk.iter().find(is_of_advice).unwrap().clone();
            desk.entity = desk.entity.part(0x99, 1);
            desk.opening_hours = opening_hours;
            district.intermediary.desk.push(desk);
        }
        town.run_to(78);
        lives(town.first())
    };
    let alone = run(None);
    assert!(run(Some(0.0)) == alone);
    // The twin: one that is open for longer than the others is used.
    assert!(run(Some(60.0)) != alone);
}

#[test]
fn an_institution_that_never_opens_changes_nothing() {
    let run = |opens: Option<Week>| {
        let mut town = Town::found(scenario(&town(78, "approach = \"guide\"")), 1);
        if let Some(opens) = opens {
            let network = &mut town.world.districts[0].network;
            let mut copy = network.institution.iter().find(|row| row.serves != 0).unwrap().clone();
            copy.entity = copy.entity.part(0x99, 1);
            copy.opens = opens;
            network.institution.push(copy);
            network.index_services(Week::SPIN_UP);
        }
        town.run_to(78);
        lives(town.first())
    };
    let alone = run(None);
    assert!(run(Some(Week::NEVER)) == alone);
    // The twin: one that is open is used by those who go there directly.
    assert!(run(Some(Week::SPIN_UP)) != alone);
}

/// Returns capacity at home, capacity lent, and capacity of the branches that are open: slots a week and places.
fn capacity(town: &Town) -> [f64; 6] {
    let network = &town.first().network;
    let week = town.world.week;
    let mut sums = [0.0; 6];
    for (id, row) in network.institution.rows() {
        let (shift, size) = match row.capacity {
            Capacity::Slots { per_week, .. } => (0, per_week),
            Capacity::Places { places, .. } => (3, f64::from(places)),
        };
        match row.belonging {
            Belonging::External => {
                // What bodies grant goes to other institutions where others vote.
                let granted: f64 = network
                    .bodies
                    .grants
                    .iter()
                    .filter(|grant| grant.institution == id)
                    .map(|grant| grant.amount)
                    .sum();
                sums[shift] += size - granted;
                sums[shift + 1] += network.lent[id.position()];
            }
            Belonging::Hosted(_) if row.opens < week && week <= row.closes => sums[shift + 2] += size,
            Belonging::Hosted(_) | Belonging::Own(_) => {}
        }
    }
    sums
}

/// Asserts that each institution has as many places in both towns, at home or lent and without those granted by bodies. Programmes follow the needs
/// of the town, which are not the same once rooms are lent, so that one place may be rounded otherwise; where there are more in one, somebody
/// holds each of them, who is not put out. What is lent are several places.
fn compare_places(lending: &Town, twin: &Town) {
    let places = |town: &Town, id: InstitutionId| {
        let network = &town.first().network;
        let grants = network.bodies.grants.iter().filter(|grant| grant.institution == id);
        match network.institution[id].capacity {
            Capacity::Places { places, taken } => {
                let granted: f64 = grants.map(|grant| grant.amount).sum();
                (f64::from(places) + network.lent[id.position()] - granted, places == taken)
            }
            Capacity::Slots { .. } => (0.0, false),
        }
    };
    for id in (0..lending.first().network.founded()).map(InstitutionId::at) {
        let ((own, is_held), (others, others_are_held)) = (places(lending, id), places(twin, id));
        let is_rounded = (own - others).abs() <= 1.0;
        let is_alike = is_rounded || own > others && is_held || own < others && others_are_held;
        assert!(is_alike, "week {}: {id:?} {own} {others}", lending.world.week.0);
    }
}

/// Lets no joint projects begin: hours at a second place cost capacity, and who begins one differs between configurations.
fn without_projects(mut town: Town) -> Town {
    town.parameters.local_network.project = Rate::new(0.0).unwrap();
    town
}

#[test]
fn what_institutions_lend_to_rooms_is_missing_at_home_until_it_goes_back() {
    let host = "approach = \"host\"\nrooms = 6\nstaff_fte = 6\n\
                methods = { casework = 0.5, groupwork = 0.1, networking = 0.3, social_space = 0.1 }\n";
    let change = "[[change]]\nfrom = 2016-01-04\nset = { \"intermediary.approach\" = \"refer\" }\n";
    // No merging, no reports: then no programme depends on the configuration.
    let still = "[intermediary.city_network]\nreporting = false\n";
    let found = |options: &str| without_projects(Town::found(scenario(&town(120, options)), 1));
    let mut lending = found(&format!("{host}{still}{change}"));
    let mut twin = found(&format!("approach = \"refer\"\n{still}"));
    let mut lent_in_weeks = [0_u32; 2];
    while !lending.is_over() {
        lending.step();
        twin.step();
        let ([slots, lent_slots, branch_slots, _, lent_places, branch_places], reference) =
            (capacity(&lending), capacity(&twin));
        let week = lending.world.week.0;
        let hosting = (14..=52).contains(&week);
        // A place in the room has no more hours than one at home, so that one of these makes one or several of those.
        assert!(
            ((lent_slots - branch_slots).abs() < 1e-9 && lent_places <= branch_places) || !hosting,
            "week {week}"
        );
        assert_eq!(lent_slots + lent_places > 0.0, hosting, "week {week}: {lent_slots} {lent_places}");
        lent_in_weeks[0] += u32::from(lent_slots > 0.0);
        lent_in_weeks[1] += u32::from(lent_places > 0.0);
        // Sums of a hundred capacities in double precision.
        assert!((slots + lent_slots - reference[0]).abs() < 1e-6, "week {week}: {slots} + {lent_slots}");
        compare_places(&lending, &twin);
    }
    assert!(lent_in_weeks[0] > 0 && lent_in_weeks[1] > 0, "{lent_in_weeks:?}");
}

#[test]
fn a_full_course_lends_no_place_that_somebody_holds() {
    // Twenty times the arrivals, so that courses are full when rooms are offered to them.
    let found = |approach: &str| {
        let options = format!("approach = \"{approach}\"\nrooms = 8\nstaff_fte = 8\nvolunteers = 0\n");
        let text =
            town(80, &options).replace("share = 0.04", "share = 0.8").replace("2015-04-06", "2015-11-02");
        without_projects(Town::found(scenario(&text), 1))
    };
    let (mut lending, mut twin) = (found("host"), found("refer"));
    let mut lent = 0.0_f64;
    while !lending.is_over() {
        lending.step();
        twin.step();
        let ([slots, lent_slots, _, _, lent_places, _], reference) = (capacity(&lending), capacity(&twin));
        assert!((slots + lent_slots - reference[0]).abs() < 1e-6);
        lent = lent.max(lent_places);
        compare_places(&lending, &twin);
    }
    assert!(lent > 0.0);
}
