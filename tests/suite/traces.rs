//! Traces of single people and referrals: they say what the tables of counts say, and hold what can be computed otherwise.

use std::collections::BTreeMap;

use inteso::index::ResidentId;
use inteso::observation::panel::PanelState;
use inteso::observation::residents::Sample;
use inteso::observation::rows::OUTCOMES;
use inteso::observation::{EpisodeRow, PanelRow, ResidentRow, Row, Table, Trace, facts};
use inteso::population::Volunteer;
use inteso::run::{DistrictWalk, Gathering, Model, Record};
use inteso::scenario::Scenario;
use inteso::time::Week;
use inteso::vocabulary::{Concept, EpisodeEnd, Mode, Status};

/// The waves: before the first week, on the way, and in the last week.
const WAVES: [i32; 3] = [0, 26, 52];

fn model() -> Model {
    model_of("52")
}

/// Returns the default scenario with so many weeks.
fn model_of(weeks: &str) -> Model {
    let with = |scenario: Scenario, key: &str, value: &str| scenario.with(key, value).unwrap();
    Model::new(&with(with(Scenario::default(), "weeks", weeks), "every", "26")).unwrap()
}

fn rows<R: Row>(walk: &DistrictWalk<'_>, trace: Trace) -> Vec<R> {
    let mut table = Table::default();
    walk.append(trace, 0, &mut table);
    table.rows().expect("rows are read as they were written")
}

/// The states of everybody present in a district at the waves.
type Panel = Vec<Vec<PanelState<'static>>>;

/// Runs the default scenario and returns the panels of its districts, and the record.
fn run() -> (BTreeMap<String, Panel>, Record) {
    let model = model();
    let mut gathering = Gathering::new(model.scenario(), 1);
    let mut panels = BTreeMap::new();
    for (position, plan) in model.scenario().districts.iter().enumerate() {
        let mut walk = model.walk_district(position, 1);
        let mut panel = Vec::new();
        while let Some(week) = walk.step() {
            if WAVES.contains(&week.0) {
                let rows: Vec<PanelRow<'_>> = rows(&walk, Trace::Panel);
                panel.push(rows.into_iter().filter_map(|row| row.state).collect());
            }
        }
        panels.insert(plan.id.clone(), panel);
        gathering.add(position, walk.into_course());
    }
    (panels, gathering.finish())
}

/// What a person counts for in a measure, if it applies.
type Of = fn(&PanelState<'_>) -> Option<f64>;

fn of_adult(person: &PanelState<'_>, is_so: bool) -> Option<f64> {
    (person.age >= 18).then_some(f64::from(u8::from(is_so)))
}

fn is_in_class(person: &PanelState<'_>) -> bool {
    ["childcare", "school", "preparatory_class"].contains(&&*person.in_education)
}

fn private(person: &PanelState<'_>) -> f64 {
    f64::from(u8::from(person.dwelling == "private"))
}

/// The measures that are means over people, each as one would compute it from the panel.
const MEANS: [(&str, Of); 18] = [
    ("employed_share", |one| of_adult(one, one.employed.0).filter(|_| one.age < 65)),
    ("good_german_share", |one| of_adult(one, one.good_german.0)),
    ("private_housing_share", |one| of_adult(one, one.dwelling == "private")),
    ("frequent_contact_share", |one| of_adult(one, one.frequent_contact.0)),
    ("no_contact_share", |one| of_adult(one, one.no_contact.0)),
    ("strong_tie_share", |one| of_adult(one, one.strong_ties_residents > 0)),
    ("welcome_share", |one| of_adult(one, one.welcome.0)),
    ("knows_intermediary_share", |one| of_adult(one, one.aware.0)),
    ("knows_service_share", |one| of_adult(one, one.aware.0 || one.aware_service.0)),
    ("settled_share", |one| Some(f64::from(u8::from(one.status.0 == Status::Settled)))),
    ("in_education_share", |one| (3..18).contains(&one.age).then(|| f64::from(u8::from(is_in_class(one))))),
    ("language_mean", |one| (one.age >= 6).then(|| f64::from(one.language))),
    ("local_knowledge_mean", |one| (one.age >= 6).then(|| f64::from(one.local_knowledge))),
    ("belonging_mean", |one| (one.age >= 18).then(|| f64::from(one.belonging))),
    ("identification", |one| (one.age >= 18).then(|| f64::from(one.belonging))),
    ("culturation", |one| {
        let (level, known) = (f64::from(one.language), f64::from(one.local_knowledge));
        (one.age >= 6).then(|| 0.5 * (level / 6.0 + known))
    }),
    ("placement", |one| {
        let placed = match one.age {
            18..65 => one.employed.0,
            3..18 => is_in_class(one),
            _ => return Some(private(one)),
        };
        Some(0.5 * (f64::from(u8::from(placed)) + private(one)))
    }),
    ("interaction", |one| {
        let among = ["childcare", "school"].contains(&&*one.in_education);
        let halves = [one.frequent_contact.0, one.strong_ties_residents > 0].map(u8::from).map(f64::from);
        match one.age {
            18.. => Some(0.5 * (halves[0] + halves[1])),
            3..18 => Some(f64::from(u8::from(among))),
            _ => None,
        }
    }),
];

/// Returns the sum of what people count for, and for how many of them it applies.
fn sum(of: Of, people: &[PanelState<'_>]) -> [f64; 2] {
    people.iter().filter_map(of).fold([0.0, 0.0], |[sum, count], value| [sum + value, count + 1.0])
}

#[test]
fn every_share_and_mean_over_people_in_the_series_is_that_of_the_panel_to_the_last_bit() {
    let (panels, record) = run();
    assert_eq!(record.series.len(), WAVES.len() * (panels.len() + 1));
    for row in &record.series {
        let wave = WAVES.iter().position(|&week| week == row.week.0).unwrap();
        let of_district = |(id, panel): (&String, &Panel)| {
            (row.district == *id || row.district == "all").then(|| panel[wave].clone())
        };
        let of_districts: Vec<_> = panels.iter().filter_map(of_district).collect();
        let present: usize = of_districts.iter().map(Vec::len).sum();
        assert_eq!(row.values.get("present"), Some(present as f64));
        for (name, of) in MEANS {
            let sums = of_districts.iter().map(|people| sum(of, people));
            let [sum, count] = sums.fold([0.0, 0.0], |[a, b], [sum, count]| [a + sum, b + count]);
            let expected = row.values.get(name).unwrap();
            assert_eq!((sum / count).to_bits(), expected.to_bits(), "{name} {} {:?}", row.district, row.week);
        }
    }
    // All outcomes that groups are described by are among them.
    let is_computed = |name: &&&str| MEANS.iter().any(|(known, _)| known == *name);
    assert_eq!(OUTCOMES.iter().find(|name| !is_computed(name)), None);
}

#[test]
fn what_the_panel_says_of_ties_and_first_hearing_hangs_together() {
    let (panels, _) = run();
    let people = || panels.values().flatten().flatten();
    for one in people() {
        assert!(one.strong_ties_residents <= one.ties_residents);
        assert!(one.strong_ties_same_origin <= one.ties_same_origin);
        assert!(!one.aware.0 || one.first_heard.is_some(), "who knows has heard");
        assert!(!one.aware_service.0 || one.first_heard_service.is_some());
    }
    let heard = people().filter(|one| one.first_heard.is_some()).count();
    let worried = people().filter(|one| one.worried.0).count();
    assert!(heard > 50 && worried > 10, "{heard} heard, {worried} are worried");
}

/// Walks a district to a week with a sample of its residents.
fn sampled(model: &Model, count: u32, week: i32) -> DistrictWalk<'_> {
    let mut walk = model.walk_district(0, 1);
    walk.sample_residents(count);
    while walk.week() < Week(week) {
        walk.step();
    }
    walk
}

#[test]
fn a_larger_sample_of_residents_holds_the_smaller_one_and_there_are_no_more_than_adults() {
    let model = model();
    let district = model.found(0, 1);
    let residents = &district.residents;
    let sample = |count| Sample::of(model.dice(1), residents, count).ids().to_vec();
    let [few, more] = [20, 500].map(sample);
    assert_eq!((few.len(), more.len()), (20, 500));
    assert!(few.iter().all(|id| more.contains(id)) && few.is_sorted());
    assert_eq!(few, sample(20));
    assert_eq!(sample(u32::MAX), residents.adults);
    // Another replicate has other residents, and another sample of them.
    assert_ne!(few, Sample::of(model.dice(2), residents, 20).ids());
}

/// Returns hours a week of all residents who help.
fn hours_of_residents(walk: &DistrictWalk<'_>) -> f64 {
    let volunteers = &walk.district().volunteers;
    let active = volunteers.active.iter().map(|&id| &volunteers.service[id]);
    let of_residents = active.filter(|one| matches!(one.who, Volunteer::Resident(_)));
    of_residents.map(|one| f64::from(one.hours_per_week)).sum()
}

#[test]
fn the_rows_of_all_residents_say_what_the_series_says_of_them() {
    let model = model();
    let mut walk = sampled(&model, u32::MAX, 52 - Week::QUARTER);
    let earlier: Vec<ResidentRow<'_>> = rows(&walk, Trace::Residents);
    let mut of_four_weeks = 0.0;
    while let Some(week) = walk.step() {
        if week > Week(52 - 4) {
            of_four_weeks += hours_of_residents(&walk);
        }
    }
    let now: Vec<ResidentRow<'_>> = rows(&walk, Trace::Residents);
    let district = walk.district();
    let adults = district.residents.adults.len();
    assert_eq!((earlier.len(), now.len()), (adults, adults));
    let record = model.run(1);
    let of_series = |name: &str| {
        let last = record.series.iter().rfind(|row| row.district == district.id);
        last.and_then(|row| row.values.get(name)).unwrap()
    };
    let number = |is_so: &dyn Fn(&ResidentRow<'_>) -> bool| now.iter().filter(|row| is_so(row)).count();

    let met = number(&|row| row.meetings_positive_13_weeks + row.meetings_negative_13_weeks > 0);
    assert_eq!(met as f64 / adults as f64, of_series("resident_contact_share"));
    for (before, now) in earlier.iter().zip(&now) {
        assert_eq!(before.person, now.person);
        assert_eq!(now.meetings_positive - before.meetings_positive, now.meetings_positive_13_weeks);
        assert_eq!(now.meetings_negative - before.meetings_negative, now.meetings_negative_13_weeks);
        assert!(now.contact_ever.0 || now.meetings_positive_13_weeks == 0);
        assert!(now.new_accommodation_km.unwrap() <= now.accommodation_km.unwrap());
    }
    // Effects of meetings are kept in single precision.
    let attitude = now.iter().map(|row| row.attitude).sum::<f64>() / adults as f64;
    assert!((attitude - of_series("resident_attitude")).abs() < 1e-6, "{attitude}");

    assert_eq!(number(&|row| row.ever_helped.0) as f64, of_series("volunteers_ever"));
    let helping = number(&|row| ["on_their_own", "attached"].contains(&&*row.volunteer_state));
    assert_eq!(helping as u32, district.volunteers.active_residents);
    assert!(helping > 20, "{helping}");
    let told = |hours: fn(&ResidentRow<'_>) -> f64| now.iter().map(hours).sum::<f64>();
    // The same numbers in another order.
    let is_same = |one: f64, other: f64| (one - other).abs() < 1e-9 * one;
    assert!(is_same(hours_of_residents(&walk), told(|row| row.hours_per_week)));
    assert!(is_same(of_four_weeks, told(|row| row.hours_last_four_weeks)));
    for row in &now {
        assert_eq!(row.hours_per_week > 0.0, !["never", "former"].contains(&&*row.volunteer_state));
        assert!(row.volunteer_state != "never" || row.hours_last_four_weeks == 0.0);
    }
}

#[test]
fn who_is_in_a_small_sample_has_the_rows_of_a_large_one() {
    let model = model();
    let [few, more] = [30, 900].map(|count| {
        let rows: Vec<ResidentRow<'_>> = rows(&sampled(&model, count, 20), Trace::Residents);
        rows
    });
    let id = |row: &ResidentRow<'_>| ResidentId(row.person.numbers[0] as u32);
    for row in &few {
        let position = more.binary_search_by_key(&id(row), id).unwrap();
        assert_eq!(more[position], *row);
    }
    assert_eq!(few.len(), 30);
}

#[test]
fn episodes_are_those_that_are_counted() {
    let model = model();
    let mut walk = model.walk_district(0, 1);
    while walk.step().is_some() {}
    let episodes: Vec<EpisodeRow<'_>> = rows(&walk, Trace::Episodes);
    let panel: Vec<PanelRow<'_>> = rows(&walk, Trace::Panel);
    let present: BTreeMap<_, _> = panel.iter().map(|row| (row.of.person.clone(), row.of.present.0)).collect();
    let ledger = &walk.district().ledger;
    for &mode in Mode::ALL {
        let own = || episodes.iter().filter(|one| one.issuer == "intermediary" && one.mode.0 == mode);
        assert_eq!(own().count() as u64, ledger.referrals_issued[mode], "{mode}");
        let reached = own().filter(|one| one.reached_week.is_some()).count();
        assert_eq!(reached as u64, ledger.referrals_reached[mode], "{mode}");
        let completed = own().filter(|one| one.completed_week.is_some()).count();
        assert_eq!(completed as u64, ledger.referrals_completed[mode], "{mode}");
    }
    assert!(episodes.iter().any(|one| one.issuer == "intermediary"), "the intermediary has opened");
    assert!(episodes.is_sorted_by_key(|one| one.issued_week));
    for one in &episodes {
        assert_eq!(present[&one.person], one.left_city_week.is_none());
        assert_eq!(one.need.0.field(), one.field.0);
        assert_eq!(one.end.is_some(), one.ended_week.is_some());
        let is_completed = one.end.is_some_and(|end| end.0 == EpisodeEnd::Completed);
        assert_eq!(is_completed, one.completed_week.is_some());
        let steps = [one.reached_week, one.admitted_week, one.completed_week, one.ended_week];
        assert!(steps.into_iter().flatten().is_sorted(), "{one:?}");
    }
}

#[test]
fn completed_referrals_are_counted_from_episodes_as_the_program_counts_them() {
    let model = model_of("130");
    let mut walk = model.walk_district(0, 1);
    while walk.step().is_some() {}
    let episodes: Vec<EpisodeRow<'_>> = rows(&walk, Trace::Episodes);
    let counted = |mode: Mode| {
        let all = episodes.iter().filter(move |one| one.issuer == "intermediary" && one.mode.0 == mode);
        let entitled = all.filter(|one| one.entitled.0 && one.issued_week >= Week(52));
        entitled.filter(|one| one.left_city_week.is_none_or(|gone| gone > one.issued_week.plus(26)))
    };
    let is_in_time = |one: &&EpisodeRow<'_>| {
        one.completed_week.is_some_and(|completed| completed <= one.issued_week.plus(26))
    };
    let facts = facts::completion(walk.district(), walk.week());
    for (&mode, fact) in Mode::ALL.iter().zip(&facts) {
        assert_eq!(Some(counted(mode).count() as u64), fact.of, "{mode}");
        assert_eq!(counted(mode).filter(is_in_time).count() as u64, fact.count, "{mode}");
    }
    assert!(facts.iter().map(|fact| fact.count).sum::<u64>() > 20);
}
