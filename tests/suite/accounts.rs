//! What must hold of a district in any week, as lists of what does not: people, cases, places, hours, ranges.

use std::collections::BTreeMap;

use inteso::experiment::design;
use inteso::index::{CaseId, InstitutionId};
use inteso::intermediary::DeskOwner;
use inteso::ledger::{CostItem, Ledger, Payer};
use inteso::network::{Belonging, Capacity};
use inteso::population::{CaseStage, CourseState, Dwelling, EpisodeStage, Issuer, Presence, SettingOut};
use inteso::process::referral;
use inteso::run::{Model, Models};
use inteso::scenario::Source;
use inteso::time::Week;
use inteso::vocabulary::{CaseEnd, Concept, Need, PerNeed, Status, Use};
use inteso::world::DistrictWorld;

use crate::stage::{Town, scenario, town};

/// Faults found so far; each check appends its own.
pub(crate) type Faults = Vec<String>;

fn check(faults: &mut Faults, holds: bool, what: impl FnOnce() -> String) {
    if !holds {
        faults.push(what());
    }
}

/// Nobody is lost and nobody is counted twice.
pub(crate) fn people(district: &DistrictWorld, faults: &mut Faults) {
    let (refugees, ledger) = (&district.refugees, &district.ledger);
    let count = |wanted: fn(&Presence) -> bool| refugees.presence.iter().filter(|row| wanted(row)).count();
    let present = count(|row| *row == Presence::Present);
    let left = count(|row| matches!(row, Presence::Left(_)));
    let died = count(|row| matches!(row, Presence::Died(_)));
    let [came, born, gone, dead] =
        [ledger.arrived, ledger.born, ledger.left, ledger.died].map(|n| n as usize);
    check(faults, came + born == present + gone + dead, || {
        format!("{came} arrived, {born} born, {present} present, {gone} left, {dead} died")
    });
    check(faults, came + born == refugees.person.len(), || "a row is no person".to_owned());
    check(faults, (left, died) == (gone, dead), || {
        format!("states say {left} left and {died} died, the ledger {gone} and {dead}")
    });
    let mut listed = refugees.present.clone();
    listed.sort_unstable();
    listed.dedup();
    check(
        faults,
        listed.len() == refugees.present.len()
            && listed.len() == present
            && listed.iter().all(|&id| refugees.is_present(id)),
        || format!("{} listed, {present} present", refugees.present.len()),
    );
    let mut members: Vec<_> = refugees.household.iter().flat_map(|row| row.members.clone()).collect();
    members.sort_unstable();
    check(faults, members.into_iter().eq(refugees.person.ids()), || {
        "a person lives in no household or in two".to_owned()
    });
    let mut housed = vec![0_u32; district.city.accommodation.len()];
    for &id in &refugees.present {
        if let Dwelling::Shared(accommodation) = refugees.housing[id].dwelling {
            housed[accommodation.0 as usize] += 1;
        }
    }
    let counted: Vec<u32> = district.city.accommodation.iter().map(|shared| shared.people).collect();
    check(faults, housed == counted, || {
        format!("people live in accommodations as {housed:?}, counted as {counted:?}")
    });
}

/// Every case and every episode stands in one place, and ends once.
pub(crate) fn cases(district: &DistrictWorld, week: Week, faults: &mut Faults) {
    let (cases, episodes, ledger) = (&district.cases, &district.episodes, &district.ledger);
    let mut ends = vec![0_u64; CaseEnd::ALL.len()];
    let mut open = 0_u64;
    for (id, case) in cases.case.rows() {
        let listed = cases.open[case.person].iter().filter(|&&other| other == id).count();
        match case.stage {
            CaseStage::Ended(end) => {
                ends[end.position()] += 1;
                check(faults, case.ended.is_some() && listed == 0, || format!("{id:?} ended: {case:?}"));
            }
            stage => {
                open += 1;
                check(faults, case.ended.is_none() && listed == 1, || format!("{id:?} open: {case:?}"));
                check(faults, district.refugees.is_present(case.person), || {
                    format!("{id:?} is open, the person is gone: {case:?}")
                });
                let is_with_its_person = matches!(stage, CaseStage::Open | CaseStage::AtDesk(_));
                // Who stands in a queue or was asked to come again may come once more after the need would have lapsed.
                check(faults, !is_with_its_person || week.since(case.lapses) <= 26, || {
                    format!("{id:?} is forgotten: {case:?}")
                });
                if let CaseStage::Underway(episode) = stage {
                    let row = &episodes.episode[episode];
                    check(faults, row.case == id && row.ended.is_none(), || {
                        format!("{id:?} is on a way that is over: {row:?}")
                    });
                }
            }
        }
    }
    let arisen: u64 = ledger.needs_arisen.values().iter().sum();
    let ended: u64 = ends.iter().sum();
    check(faults, arisen == ended + open && arisen == cases.case.len() as u64, || {
        format!("{arisen} needs arose, {ended} ended, {open} are open")
    });
    check(faults, ends == ledger.case_ends.values(), || {
        format!("ends {ends:?}, in the ledger {:?}", ledger.case_ends)
    });
    let met: u64 = ledger.needs_met.values().iter().sum();
    let unmet = ends[CaseEnd::Lapsed.position()] + ends[CaseEnd::Gone.position()];
    check(faults, met == ended - unmet, || format!("{met} met, {ended} ended, {unmet} without help"));

    let mut waiting = vec![0_u32; episodes.episode.len()];
    for id in district.network.institution.iter().flat_map(|row| &row.waiting) {
        waiting[id.0 as usize] += 1;
    }
    for ((id, episode), &lists) in episodes.episode.rows().zip(&waiting) {
        check(faults, episode.ended.is_some() == matches!(episode.stage, EpisodeStage::Ended(_)), || {
            format!("{id:?}: {episode:?}")
        });
        let steps =
            [Some(episode.issued), episode.reached, episode.admitted, episode.completed, episode.ended];
        check(faults, steps.iter().flatten().is_sorted(), || {
            format!("{id:?} goes back in time: {episode:?}")
        });
        check(faults, lists <= 1 && (episode.stage != EpisodeStage::Waiting || lists == 1), || {
            format!("{id:?} stands on {lists} lists: {episode:?}")
        });
        let live = cases.case[episode.case].ended.is_none();
        check(
            faults,
            episode.ended.is_some() || !live || cases.case[episode.case].stage == CaseStage::Underway(id),
            || format!("{id:?} is on its way, its case is not: {:?}", cases.case[episode.case]),
        );
        let closes = district.network.institution[episode.institution].closes;
        check(faults, episode.completed.is_none_or(|completed| completed < closes), || {
            format!("{id:?} is completed where doors closed in {closes:?}: {episode:?}")
        });
        check(faults, episode.ended.is_none_or(|ended| ended < week), || format!("{id:?} ends later"));
    }
}

/// Places are taken by those who attend and by nobody else.
pub(crate) fn places(district: &DistrictWorld, faults: &mut Faults) {
    let mut attending = vec![0_u32; district.network.institution.len()];
    let mut regulars = attending.clone();
    for enrolment in &district.refugees.enrolments {
        // A place that is kept for somebody is none of those that all share, and regulars have none.
        let has_place = !enrolment.is_kept && !enrolment.is_regular;
        attending[enrolment.institution.0 as usize] += u32::from(has_place);
        regulars[enrolment.institution.0 as usize] += u32::from(enrolment.is_regular);
        let case = &district.cases.case[enrolment.case];
        check(
            faults,
            case.ended.is_some() || case.stage == CaseStage::Attending(enrolment.institution),
            || format!("somebody attends for a case that is elsewhere: {case:?}"),
        );
    }
    let counted = attending.iter().zip(&regulars);
    for ((id, row), (&attend, &regular)) in district.network.institution.rows().zip(counted) {
        match row.capacity {
            Capacity::Places { places, taken } => {
                check(faults, taken <= places, || format!("{id:?}: {taken} of {places} places are taken"));
                check(faults, taken == attend, || format!("{id:?}: {taken} places taken, {attend} attend"));
            }
            Capacity::Slots { per_week, left } => {
                check(faults, regular == 0, || format!("{id:?}: {regular} regulars where there is no group"));
                // Hours that are taken in pieces may leave a rounding of the last digit.
                check(faults, per_week >= 0.0 && left >= -1e-12, || format!("{id:?}: {left} of {per_week}"));
            }
        }
    }
}

/// Levels and shares stay where they belong.
pub(crate) fn ranges(district: &DistrictWorld, week: Week, faults: &mut Faults) {
    let refugees = &district.refugees;
    let unit = |value: f32| (0.0..=1.0).contains(&value);
    for &id in &refugees.present {
        let (language, mind, working) = (&refugees.language[id], &refugees.mind[id], &refugees.working[id]);
        check(faults, (0.0..=6.0).contains(&language.level) && unit(language.local_knowledge), || {
            format!("{language:?}")
        });
        check(faults, unit(working.skill) && unit(working.idleness) && working.help >= 0.0, || {
            format!("{working:?}")
        });
        check(
            faults,
            [mind.belonging, mind.welcome, mind.worry, mind.trust, mind.discouragement].into_iter().all(unit),
            || format!("{mind:?}"),
        );
        let legal = &refugees.legal[id];
        check(faults, legal.status != Status::InProcedure || legal.decision >= week, || {
            format!("{id:?} was forgotten in the procedure: {legal:?}")
        });
        check(faults, refugees.housing[id].help >= 0.0, || "help is owed".to_owned());
    }
    let residents = &district.residents;
    for &id in &residents.adults {
        let attitude = residents.attitudes.of(id, week, 0.0);
        check(faults, (-1.0..=1.0).contains(&attitude), || format!("attitude {attitude}"));
    }
    for service in &district.volunteers.active {
        let motivation = district.volunteers.service[*service].motivation;
        check(faults, unit(motivation), || format!("motivation {motivation}"));
    }
    for tie in &district.network.ties {
        check(faults, (0.0..=1.0).contains(&tie.strength), || format!("{tie:?}"));
    }
}

/// Every paid hour of the week went into one use; returns the hours paid.
pub(crate) fn hours(before: &Ledger, district: &DistrictWorld, faults: &mut Faults) -> f64 {
    let now = &district.ledger;
    let paid = now.hours_paid - before.hours_paid;
    let mut sum = 0.0;
    for (purpose, &hours) in now.hours.iter() {
        let used = hours - before.hours[purpose];
        sum += used;
        // Differences of running sums of at most some ten thousand hours: thirteen digits are left of them.
        check(faults, used >= -1e-8, || format!("{used} hours of {purpose:?}"));
    }
    check(faults, (sum - paid).abs() < 1e-7, || format!("{sum} hours used, {paid} paid"));
    let funded =
        district.intermediary.establishment.as_ref().filter(|_| !district.intermediary.grant.interrupted);
    let due = funded.map_or(0.0, |facts| facts.paid_hours);
    check(faults, (paid - due).abs() < 1e-7, || format!("{paid} hours paid, {due} are due"));
    paid
}

/// What the budget pays for by item sums to what accrued in the week, in euros and in hours; while a grant is late, nothing does.
pub(crate) fn costs(before: &Ledger, district: &DistrictWorld, faults: &mut Faults) {
    let now = &district.ledger;
    let (mut euros, mut hours) = (0.0, 0.0);
    for item in CostItem::ALL {
        let (new, old) = (now.costs.of(item), before.costs.of(item));
        check(faults, new.euros - old.euros >= -1e-8 && new.hours - old.hours >= -1e-8, || {
            format!("{}: {new:?} after {old:?}", item.name())
        });
        if item.payer() == Payer::Intermediary {
            euros += new.euros - old.euros;
            hours += new.hours - old.hours;
        }
    }
    let accrued = now.euros - before.euros;
    let paid = now.hours_paid - before.hours_paid;
    let funded =
        district.intermediary.establishment.as_ref().filter(|_| !district.intermediary.grant.interrupted);
    let due = funded.map_or(0.0, |facts| facts.euros_per_year / inteso::time::WEEKS_PER_YEAR);
    // Differences of running sums of some hundred thousand euros: ten digits are left of them.
    check(faults, (euros - accrued).abs() < 1e-5 && (accrued - due).abs() < 1e-5, || {
        format!("items sum to {euros} €, {accrued} € accrued, {due} € are due")
    });
    check(faults, (hours - paid).abs() < 1e-6, || format!("items sum to {hours} hours, {paid} were paid"));
}

/// Returns every committed experiment with some settings changed.
fn experiments(settings: &[(&str, &str)]) -> Vec<design::Experiment> {
    let settings: Vec<_> = settings.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/experiments");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| design::load(&Source::File(path), &settings).unwrap()).collect()
}

#[test]
fn every_committed_experiment_pays_for_its_items_and_for_nothing_else() {
    let (mut points, mut models) = (0, Models::default());
    for experiment in experiments(&[]) {
        for point in &experiment.points {
            // What cannot be paid for is infeasible and names its items.
            let model = match models.model(&point.scenario) {
                Ok(model) => model,
                Err(faults) => {
                    assert!(faults.0.iter().all(|fault| fault.to_string().contains('€')), "{faults:?}");
                    continue;
                }
            };
            for (district, _, account) in model.accounts() {
                let euros: f64 = account.items.iter().map(|item| item.euros).sum();
                let hours: f64 = account.items.iter().map(|item| item.hours).sum();
                let post = point.scenario.evidence.get("account.hours_per_post").unwrap().value;
                let label = format!("{}, {district}: {account:?}", point.label);
                // A dozen terms of some ten thousand, in double precision.
                assert!((euros - account.budget).abs() < 1e-6, "{euros} € in {label}");
                assert!((hours - account.posts * post).abs() < 1e-6, "{hours} hours in {label}");
                assert!(account.items.iter().all(|item| item.euros >= 0.0 && item.hours >= 0.0), "{label}");
                points += 1;
            }
        }
    }
    assert!(points > 10, "{points}");
}

#[test]
fn short_runs_of_committed_experiments_keep_their_books() {
    for mut experiment in experiments(&[("weeks", "44"), ("every", "44")]) {
        experiment.points.retain(|point| Model::new(&point.scenario).is_ok());
        experiment.points.truncate(4);
        for point in experiment.points {
            let mut town = Town::found(point.scenario, 1);
            town.run_to(30);
            let mut faults = Faults::new();
            while !town.is_over() {
                let before: Vec<Ledger> =
                    town.world.districts.iter().map(|district| district.ledger.clone()).collect();
                town.step();
                for (before, district) in before.iter().zip(&town.world.districts) {
                    hours(before, district, &mut faults);
                    costs(before, district, &mut faults);
                }
            }
            assert!(faults.is_empty(), "{}: {faults:?}", point.label);
        }
    }
}

const PROVIDES: &str = "approach = \"provide\"\nsponsorship = \"municipal\"\nrooms = 2";

/// Returns own offers but groups: institution and need.
fn provided(town: &Town) -> Vec<(InstitutionId, Need)> {
    let offers = town.first().intermediary.offers.iter();
    offers.filter(|offer| !offer.of_groupwork).map(|offer| (offer.institution, offer.need)).collect()
}

#[test]
fn without_rooms_nothing_is_provided() {
    let run = |rooms: u8| {
        let mut scenario = scenario(&town(60, PROVIDES));
        for (_, configuration) in &mut scenario.districts[0].configurations {
            configuration.rooms = rooms;
        }
        let mut town = Town::found(scenario, 1);
        town.run_to(60);
        town
    };
    let none = run(0);
    assert!(provided(&none).is_empty());
    assert_eq!(none.first().ledger.costs.of(CostItem::Rooms).euros, 0.0);
    assert_eq!(none.first().ledger.costs.of(CostItem::OwnOffers).euros, 0.0);
    // The twin: with rooms there are offers, and both are paid for.
    let some = run(2);
    assert!(!provided(&some).is_empty());
    assert!(some.first().ledger.costs.of(CostItem::Rooms).euros > 0.0);
    assert!(some.first().ledger.costs.of(CostItem::OwnOffers).euros > 0.0);
}

/// Returns the hours that people who hold a place in an own course or group still need, by case.
fn needed_in_own_groups(town: &Town) -> BTreeMap<CaseId, f32> {
    let district = town.first();
    let enrolments = district.refugees.enrolments.iter();
    enrolments
        .filter(|enrolment| {
            let row = &district.network.institution[enrolment.institution];
            matches!(row.belonging, Belonging::Own(_)) && matches!(row.capacity, Capacity::Places { .. })
        })
        .map(|enrolment| (enrolment.case, district.cases.case[enrolment.case].hours_left))
        .collect()
}

#[test]
fn a_group_below_its_minimum_gives_nobody_an_hour() {
    let run = |least: u32| {
        let mut town = Town::found(scenario(&town(70, PROVIDES)), 1);
        town.run_to(14);
        let groupwork = town.first().ledger.hours[Use::Groupwork];
        for offer in &mut town.world.districts[0].intermediary.offers {
            offer.least = if offer.least > 0 { least } else { 0 };
        }
        let (mut enrolled, mut given) = (0, 0);
        while !town.is_over() {
            let before = needed_in_own_groups(&town);
            town.step();
            for (case, left) in needed_in_own_groups(&town) {
                enrolled += 1;
                given += usize::from(before.get(&case).is_some_and(|&needed| needed > left));
            }
        }
        (enrolled, given, town.first().ledger.hours[Use::Groupwork] - groupwork)
    };
    let (enrolled, given, groupwork) = run(500);
    assert!(enrolled > 0);
    assert_eq!((given, groupwork), (0, 0.0));
    // The twin: groups for which as many are enough as come meet.
    let (_, given, groupwork) = run(1);
    assert!(given > 0 && groupwork > 0.0, "{given} people were given {groupwork} hours");
}

#[test]
fn users_who_ask_for_housing_get_a_housing_offer_a_term_after_the_anniversary() {
    let run = |participation: &str| {
        let options = format!(
            "{PROVIDES}\n[intermediary.principles]\nparticipation = {participation}\ninclusion = 0.05"
        );
        let mut town = Town::found(scenario(&town(100, &options)), 1);
        // It opens in week 13.
        town.run_to(65);
        let first = provided(&town);
        assert_eq!(first[0].1, Need::Language, "the order's first");
        let intermediary = &mut town.world.districts[0].intermediary;
        intermediary.stated = PerNeed::default();
        intermediary.stated[Need::Housing] = 1_000.0;
        town.run_to(100);
        let network = &town.first().network;
        let needs = provided(&town).into_iter();
        let open = needs.filter(|(id, _)| network.institution[*id].closes > Week(100));
        (first.len(), open.map(|(_, need)| need).collect::<Vec<_>>())
    };
    let (count, needs) = run("0.5");
    assert_eq!(needs, vec![Need::Housing; count]);
    // The twin: who is not asked gets what the order says.
    let (count, needs) = run("0");
    assert!(needs.contains(&Need::Language) && needs.len() == count, "{needs:?}");
}

/// The own language course of a town.
#[derive(Clone, Copy)]
enum OwnCourse {
    Closed,
    WithPlaces,
    Full,
}

/// Lets given cases set out for a language course and go as far as they get in half a year; returns where and when each took a place,
/// and how many were drawn.
///
/// Every second case is sent by the intermediary, the others by a service that knows none of its own offers. Schools have places for all.
fn places_taken(stage: &Town, own: OwnCourse) -> (BTreeMap<CaseId, (InstitutionId, Week)>, u64) {
    let mut district = stage.first().clone();
    let first = stage.world.week;
    for row in &mut district.network.institution {
        if row.serves & (1 << Need::Language as u8) == 0 {
            continue;
        }
        let is_own = matches!(row.belonging, Belonging::Own(_));
        let full = Capacity::Places { places: 1, taken: 1 };
        let ample = Capacity::Places { places: 5_000, taken: 0 };
        row.waiting.clear();
        row.capacity = if is_own && matches!(own, OwnCourse::Full) { full } else { ample };
        if is_own && matches!(own, OwnCourse::Closed) {
            row.closes = first;
        }
    }
    let desk = |wanted: fn(DeskOwner) -> bool| {
        let mut desks = district.intermediary.desk.rows();
        desks.find(|(_, desk)| wanted(desk.owner)).map(|(id, _)| id).unwrap()
    };
    let issuers = [
        Issuer::Intermediary(desk(|owner| owner == DeskOwner::Intermediary)),
        Issuer::Service(desk(|owner| matches!(owner, DeskOwner::AdviceService(_)))),
    ];
    for desk in &mut district.intermediary.desk {
        let is_of_house = desk.owner == DeskOwner::Intermediary;
        for (entry, row) in desk.directory.entry.iter_mut().zip(&district.network.institution) {
            entry.known = is_of_house || row.belonging == Belonging::External;
            entry.correct = true;
        }
    }
    district.episodes.steps = inteso::time::Agenda::from(first);
    district.episodes.setting_out.clear();
    for person in district.refugees.present.clone() {
        let Some(&id) = district.cases.open[person].first() else { continue };
        district.cases.case[id].need = Need::Language;
        district.cases.case[id].stage = CaseStage::Open;
        district.refugees.legal[person].course_entitled = true;
        district.refugees.course[person].state = CourseState::Never;
        let issuer = issuers[usize::from(district.episodes.setting_out.len() % 2 == 1)];
        district.episodes.setting_out.push(SettingOut { case: id, issuer, with_volunteer: false });
    }
    let given = district.episodes.setting_out.clone();
    assert!(given.len() > 40, "{}", given.len());
    let drawn = district.ledger.participants_drawn;
    for week in 0..26 {
        let parameters = &stage.parameters;
        let today = stage.on(first.plus(week));
        let newcomer_weeks = &parameters.help_seeking.newcomer_weeks;
        referral::step(
            &today,
            &parameters.referral,
            &parameters.travel,
            newcomer_weeks,
            (&mut district).into(),
        );
    }
    let is_given = |id: CaseId| given.iter().any(|setting_out| setting_out.case == id);
    let taken = district.episodes.episode.iter().filter(|row| row.issued >= first && is_given(row.case));
    let taken = taken.filter_map(|row| Some((row.case, (row.institution, row.completed?)))).collect();
    (taken, district.ledger.participants_drawn - drawn)
}

#[test]
fn whoever_takes_an_own_place_takes_none_elsewhere_and_nobody_else_is_moved() {
    let options = format!("{PROVIDES}\n[intermediary.principles]\nparticipation = 0\ninclusion = 0.05");
    let mut stage = Town::found(scenario(&town(60, &options)), 1);
    stage.run_to(60);
    let network = &stage.first().network;
    let is_own = |id: InstitutionId| matches!(network.institution[id].belonging, Belonging::Own(_));
    let (before, none_drawn) = places_taken(&stage, OwnCourse::Closed);
    let (after, drawn) = places_taken(&stage, OwnCourse::WithPlaces);
    let own = after.iter().filter(|(_, (institution, _))| is_own(*institution)).count();
    assert_eq!((none_drawn, own as u64 > 0, drawn), (0, true, own as u64));
    // Draws are keyed by case, so that who is sent elsewhere goes the same way in both worlds. The desk sends all to the course in its
    // house, so that schools lose exactly those whom it would have sent there.
    let external: BTreeMap<_, _> = after.iter().filter(|(_, (id, _))| !is_own(*id)).collect();
    assert!(external.iter().all(|(case, place)| before.get(case) == Some(place)), "nobody else is moved");
    let lost: Vec<_> = before.keys().filter(|case| !external.contains_key(case)).collect();
    let sent_by_desk = places_sent(&stage);
    assert!(!lost.is_empty() && lost.iter().all(|case| sent_by_desk.contains(case)), "{lost:?}");
    assert!(sent_by_desk.iter().all(|case| !external.contains_key(case)), "one person, one place");
    // The twin: a course of which the one place is taken draws nobody.
    assert_eq!(places_taken(&stage, OwnCourse::Full), (before, 0));
}

/// Returns the cases that the intermediary sends out in [`places_taken`].
fn places_sent(stage: &Town) -> Vec<CaseId> {
    let district = stage.first();
    let present = district.refugees.present.iter();
    present.filter_map(|&person| district.cases.open[person].first().copied()).step_by(2).collect()
}

#[test]
fn an_intermediary_whose_grant_ends_closes_its_desks_and_is_paid_no_more() {
    let options = "approach = \"guide\"\nsponsorship = \"unattached\"";
    let mut scenario = scenario(&town(80, options));
    assert!(scenario.evidence.set("account.grant_weeks.unattached", 26.0));
    assert!(scenario.evidence.set("staff.renewal_final", 1.0));
    let mut town = Town::found(scenario, 1);
    // It opens in week 13; the first term ends with week 38.
    town.run_to(39);
    let paid = town.first().ledger.hours_paid;
    assert!(
        (paid / town.first().intermediary.staff.iter().map(|member| member.hours).sum::<f64>() - 26.0).abs()
            < 1e-6
    );
    town.run_to(42);
    let district = town.first();
    assert!(district.intermediary.establishment.is_none() && district.ledger.hours_paid == paid);
    for desk in district.intermediary.desk.iter().filter(|desk| desk.owner == DeskOwner::Intermediary) {
        assert!(desk.closes <= Week(42) && desk.queue.is_empty());
    }
    let visits = district.ledger.served;
    town.run_to(80);
    assert_eq!(town.first().ledger.served, visits);
}
