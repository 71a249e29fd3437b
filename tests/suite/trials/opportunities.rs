//! Appointments, reminders, one house, places that are kept, an early start, introductions: each is used as far as it is offered, and
//! leaves everything else to the rules that hold for all.

use inteso::index::PersonId;
use inteso::network::Institution;
use inteso::numeric::exp;
use inteso::population::trials::Participant;
use inteso::population::{Episode, EpisodeStage, Issuer, Presence, Schooling};
use inteso::run::Model;
use inteso::scenario::Scenario;
use inteso::time::Week;
use inteso::vocabulary::{EpisodeEnd, Mode, Need, Status};
use inteso::world::DistrictWorld;

use super::levers::HALF_YEAR;
use super::of_adults;
use crate::accounts;
use crate::stage::{self, scenario, town};
use crate::tolerance;
use crate::toy::constant;

const WEEKS: u32 = 60;

/// Returns a town with a trial, and with parameters that hold for all.
fn town_of(trial: &str, parameters: &[(&str, f64)]) -> Scenario {
    let set = |(key, value): &(&str, f64)| {
        format!("\"{key}\" = {{ value = {value:?}, range = [-1e9, 1e9], source = \"A\" }}\n")
    };
    let parameters: String = parameters.iter().map(set).collect();
    scenario(&town(WEEKS, &format!("approach = \"refer\"\n[parameters]\n{parameters}{trial}")))
}

/// Returns a town in which half of the adults are offered something.
fn town_with(lever: &str, dose: &str, parameters: &[(&str, f64)]) -> Scenario {
    town_of(&of_adults("one", lever, dose, HALF_YEAR), parameters)
}

/// Returns the district of a town at the end, after places have been counted in each week.
fn end_of(scenario: &Scenario) -> DistrictWorld {
    let model = Model::new(scenario).unwrap();
    let mut walk = model.walk(1);
    let mut faults = Vec::new();
    while walk.step().is_some() {
        accounts::places(walk.districts().next().unwrap().district(), &mut faults);
    }
    assert!(faults.is_empty(), "{faults:#?}");
    walk.districts().next().unwrap().district().clone()
}

/// Returns the week of assignment of somebody to whom something was offered.
fn offered(district: &DistrictWorld, id: PersonId) -> Option<Week> {
    let part = district.refugees.trials.first_of(id)?;
    (&*part.arm == "offer").then_some(part.assigned)
}

/// Returns who was offered something, and how much of it each has had.
fn received(district: &DistrictWorld) -> Vec<(PersonId, u32)> {
    let trials = &district.refugees.trials;
    let parts = trials.part.iter().filter(|(_, part)| &*part.arm == "offer");
    let of_person = |(who, part)| match who {
        Participant::Person(id) => Some((id, trials.received(part, who))),
        Participant::Resident(_) => None,
    };
    parts.map(|((who, _), part)| (*who, part)).filter_map(of_person).collect()
}

fn sum(received: &[(PersonId, u32)]) -> u32 {
    received.iter().map(|(_, times)| times).sum()
}

/// Asserts that a larger dose is never used less, and that none is used where none is offered.
fn assert_dose_response(used: &[u32]) {
    assert!(used.is_sorted() && used[0] == 0 && used[1] > 0 && used.first() < used.last(), "{used:?}");
}

/// Returns the episodes of people to whom something was offered, from then on.
fn episodes(district: &DistrictWorld) -> impl Iterator<Item = (&Episode, &Institution)> {
    let later =
        |episode: &&Episode| offered(district, episode.person).is_some_and(|from| from <= episode.issued);
    let institution = |episode| (episode, &district.network.institution[at(episode)]);
    district.episodes.episode.iter().filter(later).map(institution)
}

fn at(episode: &Episode) -> inteso::index::InstitutionId {
    episode.institution
}

fn leads_out(episode: &Episode) -> bool {
    !matches!(episode.mode, Mode::Colocated | Mode::InHouse)
}

fn is_desk(episode: &Episode) -> bool {
    matches!(episode.issuer, Issuer::Intermediary(_) | Issuer::Service(_))
}

#[test]
fn whoever_makes_an_appointment_has_called_there_and_explains_the_way() {
    // Who does not know the way is lost; nothing else keeps anybody from arriving.
    let way = [
        ("referral.lost_per_minute", 1e6),
        ("referral.known_way", 0.0),
        ("referral.forgets_per_week", 0.0),
        ("referral.papers_missing", 0.0),
        ("referral.redirected", 0.0),
        ("referral.companion_forgetting", 1.0),
    ];
    let with = |times| {
        let district =
            end_of(&town_with("appointment", &format!("{{ appointments = {times}, weeks = 100 }}"), &way));
        let (mut explained, mut wrong, mut reached) = (0, 0, 0);
        for (episode, _) in episodes(&district).filter(|(episode, _)| leads_out(episode)) {
            if episode.is_way_explained {
                assert!(episode.right && episode.issuer != Issuer::Nobody, "{episode:?}");
                assert!(episode.issuer != Issuer::Authority, "a letter explains nothing: {episode:?}");
                explained += 1;
            } else {
                assert_eq!(episode.reached, None, "{episode:?}");
                wrong += u32::from(is_desk(episode) && !episode.right);
            }
            reached += u32::from(episode.reached.is_some());
        }
        let made = received(&district);
        assert!(made.iter().all(|(_, made)| *made <= times));
        assert_eq!(sum(&made), explained);
        (explained, reached, wrong)
    };
    let [none, one, two, many] = [0, 1, 2, 100].map(with);
    assert_dose_response(&[none.0, one.0, two.0, many.0]);
    assert_dose_response(&[none.1, one.1, two.1, many.1]);
    // The negative twin: without a call desks send to wrong places.
    assert!(none.2 > 0 && many.2 == 0, "{none:?} {many:?}");
}

#[test]
fn a_reminder_leaves_a_week_to_forget_a_date_however_far_off_it_was() {
    let dates = |forgets| {
        [
            ("referral.forgets_per_week", forgets),
            ("referral.appointment_weeks", 10.0),
            ("referral.lost_per_minute", 0.0),
            ("referral.papers_missing", 0.0),
            ("referral.companion_forgetting", 1.0),
        ]
    };
    let with = |each, forgets| {
        end_of(&town_with("reminder", &format!("{{ reminders = {each}, weeks = 100 }}"), &dates(forgets)))
    };
    let [none, one, two] = [0, 1, 2].map(|each| with(each, 0.5));
    let reached = |district: &DistrictWorld| {
        let due = |episode: &&Episode| {
            let is_missed = episode.stage == EpisodeStage::Ended(EpisodeEnd::GaveUp);
            leads_out(episode) && (episode.reached.is_some() || is_missed)
        };
        let own: Vec<&Episode> = episodes(district).map(|(episode, _)| episode).filter(due).collect();
        let reached = own.iter().filter(|episode| episode.reached.is_some()).count();
        (reached, own.len())
    };
    let [(of_none, due), (of_one, due_with_one)] = [reached(&none), reached(&one)];
    // After a reminder a week of forgetting is left, at half a hazard; without one it is eleven weeks on average.
    let a_week = exp(-0.5);
    let share = of_one as f64 / due_with_one as f64;
    assert!((share - a_week).abs() < tolerance::mean(0.5, due_with_one), "{of_one} of {due_with_one}");
    let share = of_none as f64 / due as f64;
    assert!(share < a_week - tolerance::mean(0.5, due), "{of_none} of {due}");
    // The last reminder is the one that counts; all of them arrive.
    assert_eq!(stage::lives(&one), stage::lives(&two));
    let arrived = [&none, &one, &two].map(|district| sum(&received(district)));
    assert_dose_response(&arrived);
    assert_eq!(2 * arrived[1], arrived[2]);
    // The negative twin: where nobody forgets, a reminder changes nothing.
    assert_eq!(stage::lives(&with(0, 0.0)), stage::lives(&with(1, 0.0)));
}

#[test]
fn what_a_desk_refers_to_is_in_its_house_as_often_as_was_offered() {
    let with = |times| {
        let dose = format!("{{ referrals = {times}, weeks = 100 }}");
        let district = end_of(&town_with("same_house", &dose, &[("referral.redirected", 0.0)]));
        let mut moved = 0;
        for (episode, institution) in episodes(&district) {
            let place = match episode.issuer {
                Issuer::Intermediary(desk) | Issuer::Service(desk) => district.intermediary.desk[desk].place,
                _ => {
                    assert!(leads_out(episode), "nobody but a desk has a house: {episode:?}");
                    continue;
                }
            };
            if episode.mode == Mode::Colocated && !institution.is_at(place) {
                // One goes at once, and is let in by the rules for all.
                assert_eq!(episode.reached.or(episode.ended), Some(episode.issued), "{episode:?}");
                moved += 1;
            }
        }
        let used = received(&district);
        assert!(used.iter().all(|(_, used)| *used <= times));
        assert_eq!(sum(&used), moved);
        moved
    };
    assert_dose_response(&[0, 1, 2, 100].map(with));
}

/// Returns whether an episode leads to an integration course.
fn is_course((episode, institution): &(&Episode, &Institution)) -> bool {
    episode.need == Need::Language && institution.holds_integration_courses()
}

/// Returns a town in which nobody may take a course before the procedure ends, and almost all courses are full.
fn full_courses(lever: &str, dose: &str) -> Scenario {
    let mut scenario = town_with(lever, dose, &[]);
    scenario.forcings.law.early_course_access = constant(0.0);
    scenario.forcings.closures.courses = constant(0.1);
    scenario
}

#[test]
fn whoever_has_a_place_in_a_course_waits_for_none_and_takes_nobody_elses() {
    let with = |places| {
        let dose = format!("{{ places = {places}, weeks = 100 }}");
        let district = end_of(&full_courses("course_places", &dose));
        let waited = |(episode, _): &(&Episode, &Institution)| {
            episode.reached.is_some() && episode.reached != episode.admitted && episode.entitled
        };
        let waited = episodes(&district).filter(is_course).filter(waited);
        let refused = |end| matches!(end, EpisodeStage::Ended(EpisodeEnd::Refused));
        let waited = waited.filter(|(episode, _)| !refused(episode.stage)).count();
        let used = received(&district);
        for (id, used) in &used {
            assert!(*used <= places);
            // A place that is kept permits nothing.
            let status = district.refugees.legal[*id].status;
            assert!(*used == 0 || status == Status::Settled, "{status:?}");
        }
        let kept = district.refugees.enrolments.iter().filter(|enrolment| enrolment.is_kept);
        assert!(kept.clone().all(|enrolment| offered(&district, enrolment.person).is_some()));
        assert_eq!(kept.count() > 0, places > 0);
        (sum(&used), waited)
    };
    let [none, one, two, many] = [0, 1, 2, 10].map(with);
    assert_dose_response(&[none.0, one.0, two.0, many.0]);
    // The negative twin: without a place people wait.
    assert!(none.1 > 0 && many.1 == 0, "{none:?} {one:?} {two:?} {many:?}");
}

/// Returns small children who are present, and whether they are in childcare, by household.
fn small_children(district: &DistrictWorld) -> Vec<Vec<(PersonId, bool)>> {
    let refugees = &district.refugees;
    let last = Week(WEEKS as i32 - 1);
    let small = |id: &PersonId| {
        refugees.presence[*id] == Presence::Present && (1..6).contains(&refugees.person[*id].age(last))
    };
    let of = |members: &Vec<PersonId>| {
        let small = members.iter().copied().filter(small);
        small.map(|id| (id, refugees.schooling[id] == Schooling::Childcare)).collect()
    };
    refugees.household.iter().map(|household| of(&household.members)).collect()
}

/// Places in childcare never come, but for those that are kept.
const NO_CHILDCARE: [(&str, f64); 2] = [
    ("schooling.childcare.under_three.per_thousand", 0.0),
    ("schooling.childcare.under_six.per_thousand", 0.0),
];

#[test]
fn a_place_in_childcare_is_there_for_as_many_children_as_places_were_offered() {
    let with = |places| {
        let dose = format!("{{ places = {places}, weeks = 100 }}");
        let district = end_of(&town_with("childcare_place", &dose, &NO_CHILDCARE));
        let (mut inside, mut outside) = (0, 0);
        for (household, children) in district.refugees.household.iter().zip(small_children(&district)) {
            let is_offered = household.members.iter().any(|id| offered(&district, *id).is_some());
            let placed = children.iter().filter(|(_, is_in)| *is_in).count() as u32;
            assert!(is_offered || placed == 0);
            if is_offered && placed < children.len() as u32 {
                outside += 1;
            }
            inside += placed;
        }
        assert!(received(&district).iter().all(|(_, used)| *used <= places));
        (inside, outside, sum(&received(&district)))
    };
    let [none, one, two, many] = [0, 1, 2, 10].map(with);
    assert_dose_response(&[none.0, one.0, two.0, many.0]);
    assert_dose_response(&[none.2, one.2, two.2, many.2]);
    // The negative twin: where places are fewer than children, some have none.
    assert!(one.1 > 0 && many.1 == 0, "{none:?} {one:?} {two:?} {many:?}");
}

#[test]
fn places_for_a_household_are_the_same_for_all_of_it() {
    let trial = of_adults("one", "childcare_place", "{ places = 1, weeks = 100 }", HALF_YEAR);
    let trial = trial.replace("lever", "unit = \"household\"\nlever");
    let district = end_of(&town_of(&trial, &NO_CHILDCARE));
    let mut larger = 0;
    for (household, children) in district.refugees.household.iter().zip(small_children(&district)) {
        let placed = children.iter().filter(|(_, is_in)| *is_in).count();
        assert!(placed <= 1, "{children:?}");
        larger += u32::from(placed == 1 && children.len() > 1);
        let used = household.members.iter().filter(|id| offered(&district, **id).is_some());
        let used: Vec<u32> = used.map(|id| district.refugees.trials.childcare_places.used(*id)).collect();
        assert!(used.iter().all(|one| *one <= 1), "{used:?}");
        assert!(placed == 0 || used.contains(&1), "{used:?}");
    }
    assert!(larger > 0);
}

#[test]
fn a_course_begins_sooner_for_those_in_the_procedure_and_for_nobody_who_was_refused() {
    let with = |weeks: i32| {
        // No missed letter puts a decision off after somebody has begun.
        let in_time = [("letters.missed", 0.0)];
        let mut scenario = town_with("early_start", &format!("{{ weeks_sooner = {weeks} }}"), &in_time);
        scenario.forcings.law.early_course_access = constant(0.0);
        let district = end_of(&scenario);
        let mut early = 0;
        for (episode, _) in episodes(&district).filter(is_course).filter(|(episode, _)| episode.entitled) {
            let legal = &district.refugees.legal[episode.person];
            if legal.decided.is_none_or(|decided| episode.issued < decided) {
                assert!(episode.issued >= legal.decision.plus(-weeks), "{episode:?} {legal:?}");
                early += 1;
            } else {
                assert_eq!(legal.status, Status::Settled, "{episode:?} {legal:?}");
            }
        }
        (sum(&received(&district)), early)
    };
    // Few of a small town are still in the procedure, so that a dose of weeks alone may reach nobody.
    let [none, one, two, five] = [0, 52, 104, 260].map(with);
    assert_dose_response(&[none.0, one.0, two.0, five.0]);
    assert_dose_response(&[none.1, one.1, two.1, five.1]);
}

#[test]
fn an_introduction_is_one_application_more_once_a_week_and_employers_decide() {
    let with = |times: u32, base: f64| {
        let odds = [
            ("work.search.applications", 0.0),
            // So that hours of help make no application.
            ("work.search.hours_per_application", 1e6),
            ("work.search.hours_per_introduction", 1e6),
            ("work.employer.base", base),
            ("work.market.per_thousand", 1e3),
        ];
        let dose = format!("{{ introductions = {times}, weeks = 100 }}");
        let district = end_of(&town_with("employer_matching", &dose, &odds));
        let (refugees, last) = (&district.refugees, Week(WEEKS as i32 - 1));
        let mut hired = 0;
        for (id, used) in received(&district) {
            let (working, legal) = (&refugees.working[id], &refugees.legal[id]);
            let assigned = offered(&district, id).unwrap();
            assert!(used <= times && used <= WEEKS - assigned.0 as u32, "{used} since {assigned:?}");
            let was_permitted = legal.work_from <= last || legal.status == Status::Tolerated;
            assert!(used == 0 || was_permitted, "nobody is introduced while barred: {legal:?}");
            let has_worked =
                working.state.is_employment() || working.experience > 0.0 || working.until != Week::NEVER;
            if base < 0.0 {
                assert_eq!((u32::from(working.refusals), has_worked), (used, false));
            } else {
                assert_eq!(working.refusals, 0);
                // Whoever is refused protection may lose the work that was promised.
                assert!(has_worked == (used > 0) || legal.status == Status::Tolerated, "{working:?}");
            }
            hired += u32::from(has_worked);
        }
        (sum(&received(&district)), hired)
    };
    let refused = [0, 1, 2, 100].map(|times| with(times, -100.0).0);
    assert_dose_response(&refused);
    // The negative twin: where every employer says yes, whoever is introduced works, and nobody else.
    let hired = [0, 1, 2, 100].map(|times| with(times, 100.0));
    assert_dose_response(&hired.map(|(_, hired)| hired));
    assert!(refused[3] > hired[3].0, "{refused:?} {hired:?}");
}
