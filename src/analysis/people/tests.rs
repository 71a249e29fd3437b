//! What two or four people say, computed by hand.

use std::convert::Infallible;

use super::*;
use crate::analysis::{PointYears, Results};
use crate::experiment::point::Comparator;
use crate::observation::Outcome;
use crate::observation::key::Key;
use crate::observation::lives::{FIRST_YEARS, MOST_YEARS};
use crate::observation::row::{Values, Word};
use crate::time::Week;
use crate::vocabulary::{Education, Sex, Status};

const WEEKS: u32 = 312;

/// Returns an experiment of a form of the intermediary, first, and nobody, second.
fn results() -> Results {
    let point = |number, comparator| {
        let mut point = PointYears::new(number, &number.to_string(), ["toy".to_owned()], WEEKS);
        point.comparator = comparator;
        point
    };
    let mut results = Results::of_points(vec![point(1, None), point(2, Some(Comparator::Nobody))]);
    results.contrasts = vec![(0, 1)];
    results
}

/// Returns somebody who came in a week, with weeks of work by year of the run, from the first on, and since arrival.
fn person(arrived: i32, number: i64, work: &[f64]) -> PersonRow<'static> {
    let weeks = |years: usize| {
        let mut weeks = vec![f64::NAN; Outcome::ALL.len() * years];
        weeks.iter_mut().zip(work).take(years).for_each(|(weeks, work)| *weeks = *work);
        weeks
    };
    PersonRow {
        person: Key { district: "toy".into(), numbers: [i64::from(arrived), number] },
        district: "toy".into(),
        arrival_week: Week(arrived),
        exit_week: None,
        sex: Word(Sex::Female),
        age: 30,
        education: Word(Education::Middle),
        household: "single".into(),
        status: Word(Status::Settled),
        first_visit_week: None,
        weeks_waited: 0,
        needs_met: String::new(),
        by_year: Values::new(weeks(MOST_YEARS)),
        since_arrival: Values::new(weeks(FIRST_YEARS)),
    }
}

fn push(results: &mut Results, replicate: u32, worlds: [Vec<PersonRow<'static>>; 2]) {
    for (position, rows) in worlds.into_iter().enumerate() {
        results.push_people(position, replicate, rows.into_iter().map(Ok::<_, Infallible>)).unwrap();
    }
}

/// Two people of whom the second is born in the first world alone, and the first leaves early in the second.
fn two_people() -> [Vec<PersonRow<'static>>; 2] {
    let mut seen = person(0, 1, &[52.0, 52.0]);
    seen.first_visit_week = Some(Week(30));
    seen.weeks_waited = 3;
    let gone = PersonRow { exit_week: Some(Week(78)), weeks_waited: 5, ..person(0, 1, &[26.0, 13.0]) };
    [vec![seen, person(10, 1, &[0.0])], vec![gone]]
}

#[test]
fn exits_forced_equal_share_out_the_weeks_of_the_year_of_the_earlier_one() {
    let mut results = results();
    push(&mut results, 1, two_people());
    let rows = results.first_years_rows();
    let find = |district: &str, exits| {
        let work = |row: &&FirstYearsRow| {
            row.district == district && row.exits == exits && row.outcome == Outcome::Work.key()
        };
        rows.iter().find(work).unwrap()
    };
    for district in ["toy", "all"] {
        // Two years of one of two people, against 39 weeks of the only one.
        let actual = find(district, Exits::Actual);
        assert_eq!((actual.years, actual.years_against), (Some(1.0), Some(0.75)));
        assert_eq!((actual.persons, actual.persons_against), (2.0, 1.0));
        // Of the second year, in which work took 52 of 52 weeks, the first 26 count; who has no match does not.
        let equal = find(district, Exits::Equal);
        assert_eq!((equal.years, equal.years_against), (Some(1.5), Some(0.75)));
        assert_eq!((equal.persons, equal.persons_against), (1.0, 1.0));
        assert_eq!((equal.difference, equal.low, equal.n), (Some(0.75), None, 1));
    }
    assert_eq!((rows[0].first_arrival, rows[0].last_arrival), (Week(-104), Week(52)));
}

#[test]
fn people_are_told_apart_by_who_was_seen_and_who_waited_longer() {
    let mut results = results();
    push(&mut results, 1, two_people());
    push(&mut results, 2, two_people());
    let rows = results.population_rows();
    let find = |attribute: &str, group: &str, outcome: &str| {
        let is_it = |row: &&PopulationRow| {
            (&*row.district, &*row.attribute, &*row.group, &*row.outcome)
                == ("all", attribute, group, outcome)
        };
        rows.iter().find(is_it).unwrap()
    };
    let everybody = find("everybody", "everybody", "work");
    assert_eq!((everybody.years, everybody.years_against), (Some(2.0), Some(0.75)));
    // Both replicates are alike, so that the interval has no width.
    assert_eq!((everybody.low, everybody.high, everybody.n), (Some(1.25), Some(1.25), 2));
    assert_eq!((everybody.kind, everybody.persons, everybody.persons_against), (Kind::Group, 2.0, 1.0));
    let seen = find("seen", "first", "work");
    assert_eq!((seen.kind, seen.persons, seen.persons_against), (Kind::Seen, 1.0, 1.0));
    assert_eq!((seen.years, seen.years_against), (Some(2.0), Some(0.75)));
    assert_eq!((find("seen", "neither", "b1").persons, find("seen", "both", "b1").persons), (1.0, 0.0));
    let shorter = find("waited", "shorter", WAITING);
    assert_eq!(
        (shorter.kind, shorter.persons, shorter.weeks_each()),
        (Kind::Waited, 1.0, [Some(3.0), Some(5.0)])
    );
    assert_eq!(find("waited", "longer", WAITING).persons, 0.0);
    assert_eq!(find("waited", "longer", WAITING).weeks_each(), [None, None]);
}

#[test]
fn years_before_that_of_the_first_opening_do_not_count_and_who_had_left_by_then_is_nobody() {
    let mut results = results();
    (results.first_year, results.opening) = (2, Week(60));
    let gone = PersonRow { exit_week: Some(Week(52)), ..person(0, 2, &[52.0]) };
    let late = person(60, 1, &[f64::NAN, 26.0]);
    let world = vec![person(0, 1, &[52.0, 52.0]), gone, late];
    push(&mut results, 1, [world.clone(), world]);
    let rows = results.population_rows();
    let of = |group: &str| {
        let row = rows.iter().find(|row| row.group == group && row.outcome == "work").unwrap();
        (row.persons, row.years)
    };
    assert_eq!(of("everybody"), (2.0, Some(1.5)));
    assert_eq!((of("before_opening"), of("after_opening")), ((1.0, Some(1.0)), (1.0, Some(0.5))));
}

#[test]
fn a_need_is_deadweight_if_it_is_met_soon_without_an_intermediary_too() {
    let needs = |needs: &str| PersonRow { needs_met: needs.to_owned(), ..person(-20, 1, &[]) };
    let mut results = results();
    for replicate in [1, 2] {
        // Met before the opening, in both, later than 26 weeks without, not at all without, too late for its 26 weeks.
        let own = needs("job@-20+10 housing@10+5 housing@20+5 health@30+40 job@300+2");
        let nobody = needs("job@-20+10 housing@10+26 housing@20+27 job@300+2 health@31+40");
        push(&mut results, replicate, [vec![own], vec![nobody]]);
    }
    let rows = results.deadweight_rows();
    let of = |need: &str| rows.iter().find(|row| row.district == "all" && row.need == need).unwrap();
    assert_eq!((of("all").needs, of("all").needs_against), (3.0, 1.0));
    // Three times a third is not quite one.
    assert!((of("all").share.unwrap() - 1.0 / 3.0).abs() < 1e-12);
    assert_eq!((of("all").low, of("all").n), (of("all").share, 2));
    assert_eq!((of("housing").share, of("health").share, of("job").share), (Some(0.5), Some(0.0), None));
    assert!(rows.iter().all(|row| (row.point, row.against) == (1, 2)));
}

#[test]
fn quarters_are_cut_by_what_could_be_expected_without_an_intermediary() {
    // Four half-years of arrival, of which the later worked the longer without an intermediary.
    let nobody = (0..4).map(|half: i32| person(26 * half, 1, &[f64::from(13 * half)])).collect();
    let mut own: Vec<_> = (0..4).map(|half| person(26 * half, 1, &[0.0])).collect();
    own[3].first_visit_week = Some(Week(100));
    let mut results = results();
    push(&mut results, 1, [own, nobody]);
    let rows = results.reach_rows();
    let work: Vec<_> = rows.iter().filter(|row| row.outcome == "work").collect();
    assert_eq!(work.iter().map(|row| row.expected).collect::<Vec<_>>(), [0.0, 0.25, 0.5, 0.75]);
    let shares: Vec<_> = work.iter().map(|row| row.share).collect();
    assert_eq!(shares, [Some(0.0), Some(0.0), Some(0.0), Some(1.0)]);
    assert!(work.iter().all(|row| (row.persons, row.point, row.against) == (1.0, 1, 2)));
}

#[test]
fn people_alike_who_lie_across_the_end_of_a_quarter_belong_to_both_in_part() {
    // Eight alike, of whom half are seen, make all four quarters.
    let nobody: Vec<_> = (1..=8).map(|number| person(0, number, &[0.0])).collect();
    let mut own = nobody.clone();
    own[..4].iter_mut().for_each(|person| person.first_visit_week = Some(Week(9)));
    let mut results = results();
    push(&mut results, 1, [own, nobody]);
    for row in results.reach_rows() {
        assert_eq!((row.persons, row.seen, row.share, row.expected), (2.0, 1.0, Some(0.5), 0.0), "{row:?}");
    }
}

#[test]
fn a_replicate_that_lacks_a_point_counts_nowhere() {
    let mut results = results();
    let [own, nobody] = two_people();
    results.push_people(0, 1, own.clone().into_iter().map(Ok::<_, Infallible>)).unwrap();
    assert!(results.population_rows().iter().all(|row| row.n == 0 && row.years.is_none()));
    // The world of another replicate is not its pair.
    results.push_people(1, 2, nobody.clone().into_iter().map(Ok::<_, Infallible>)).unwrap();
    assert!(results.population_rows().iter().all(|row| row.n == 0));
    push(&mut results, 3, [own, nobody]);
    assert!(results.population_rows().iter().all(|row| row.n == 1));
}
