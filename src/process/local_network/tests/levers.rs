//! Tests of who calls meetings, what they deal with, and what comes of it.

use super::super::*;
use super::{institutions, run, today, town};
use crate::dice::Dice;
use crate::forcing::Forcings;
use crate::index::{EpisodeId, PersonId};
use crate::intermediary::MeetingRules;
use crate::network::gaps::{Gap, Lacking};
use crate::network::offers::Duplicate;
use crate::network::{Belonging, Capacity, Helped, Institution, Ties};
use crate::population::{Case, CaseStage, Cases, Issuer, OwnDesk, Refugees};
use crate::quantity::{Hours, Rate, Share};
use crate::vocabulary::Need;
use crate::world::toy;

/// Returns a network of so many institutions of all kinds in which everybody knows everybody.
fn tied(count: usize, strength: f64) -> LocalNetwork {
    let all = institutions();
    let apart = all.founded() / count;
    let institution: Column<InstitutionId, Institution> =
        all.institution.iter().step_by(apart).take(count).cloned().collect();
    let mut network = LocalNetwork {
        members: institution.ids().collect(),
        base: vec![1.0; count],
        lent: vec![0.0; count],
        turnover: vec![Week::NEVER; count],
        institution,
        ..LocalNetwork::default()
    };
    network.index_services(Week(34));
    for a in 0..count {
        for b in a + 1..count {
            let (a, b) = (InstitutionId::at(a), InstitutionId::at(b));
            network.ties.change(a, &[b], Week(34), |tie| tie.strength = strength);
        }
    }
    network
}

/// Returns an intermediary whose establishment has been changed.
fn with(change: impl FnOnce(&mut Establishment)) -> Intermediary {
    let mut intermediary = toy::intermediary();
    change(intermediary.establishment.as_mut().unwrap());
    intermediary
}

#[test]
fn beyond_some_size_pairs_cost_more_than_institutions_have_and_a_broker_holds_longer() {
    let parameters: Parameters = toy::parameters("local_network");
    let share = |count: usize, interval: Option<u32>| {
        let seeds = 1..=4;
        let sum: f64 = seeds
            .clone()
            .map(|seed| {
                let mut town = town(tied(count, 0.8), with(|facts| facts.network_interval = interval));
                // Three years, long enough for a tie that nobody keeps up to fade from 0.8 below the threshold (75 weeks).
                run(Dice::new(seed, 0), &parameters, &mut town, 34..34 + 156);
                density(&town.network, Week(190), &parameters)
            })
            .sum();
        sum / seeds.count() as f64
    };
    let sizes = [4, 6, 8, 10, 12, 16, 20, 30, 40];
    let shares = sizes.map(|count| (count, share(count, None), share(count, Some(13))));
    for (count, alone, called) in shares {
        println!("{count:2} institutions: {alone:.2} of pairs tied without a caller, {called:.2} with one");
    }
    let of = |count| *shares.iter().find(|row| row.0 == count).unwrap();
    assert!(of(4).1 > 0.9 && of(6).1 > 0.9, "few institutions need no broker: {shares:?}");
    assert!(of(20).1 < 0.6 && of(40).1 < 0.35, "many do: {shares:?}");
    // An institution has the ties that it can pay for, whatever the size: as a share of all pairs they fall as 1 / (n - 1).
    let payable = (parameters.own_hours.get() * 13.0 / parameters.hours_per_pair.get()).floor();
    assert!(of(40).1 <= payable / 39.0 + 0.05, "{shares:?}");
    assert!(
        of(20).2 > 1.5 * of(20).1 && of(40).2 > 1.5 * of(40).1,
        "with a caller it holds longer: {shares:?}"
    );
}

#[test]
fn without_person_independent_structures_a_staff_change_costs_directory_entries_and_ties() {
    let parameters: Parameters = toy::parameters("local_network");
    let (dice, forcings) = (Dice::new(2, 0), Forcings::default());
    let strength = |network: &LocalNetwork| network.ties.iter().map(|tie| tie.strength).sum::<f64>();
    let after = |replaced: f64, keeps_records: bool| {
        let mut town = town(tied(30, 0.8), with(|facts| facts.person_independent = keeps_records));
        town.intermediary.replaced = replaced;
        let (opening, rows) = (today(34, dice, &forcings), &town.network.institution);
        let row = &mut town.intermediary.desk[DeskId(0)];
        row.entity = Entity::named("desk");
        row.directory =
            rows.iter().map(|one| directory::checked(&opening, &parameters, row.entity, one)).collect();
        lose_colleagues(&today(60, dice, &forcings), &parameters, (&mut town).into());
        town
    };
    let whole = strength(&tied(30, 0.8));
    let lost = |keeps_records: bool| {
        let town = after(0.5, keeps_records);
        let entries = &town.intermediary.desk[DeskId(0)].directory.entry;
        let unknown = entries.iter().filter(|entry| !entry.known).count();
        (1.0 - strength(&town.network) / whole, unknown)
    };
    let (ties, entries) = lost(false);
    // Half of 435 ties lose their share: five standard errors of that half.
    let tolerance = 5.0 * parameters.turnover_loss.get() * (0.25 / 435.0_f64).sqrt();
    assert!((ties - 0.5 * parameters.turnover_loss.get()).abs() < tolerance, "{ties}");
    assert!(entries > 5, "{entries}");
    let (ties_recorded, entries_recorded) = lost(true);
    assert!(ties_recorded < ties - tolerance && entries_recorded == 0, "{ties_recorded} {entries_recorded}");
    assert_eq!(after(0.0, false).network.ties, tied(30, 0.8).ties, "where nobody left nothing is lost");
}

#[test]
fn ties_begin_over_cases_in_common_and_last_as_long_as_they_are_paid_for() {
    let mut parameters: Parameters = toy::parameters("local_network");
    parameters.encounter = Share::new(1.0).unwrap();
    parameters.turnover_per_year = Rate::new(0.0).unwrap();
    let pair = (InstitutionId(7), InstitutionId(3));
    let after_years = |own_hours: f64| {
        let mut parameters = parameters.clone();
        parameters.own_hours = Hours::new(own_hours).unwrap();
        let mut network = tied(12, 0.0);
        network.ties = Ties::default();
        network.cases_in_common = vec![pair, pair, (pair.0, pair.0)];
        let mut town = town(network, toy::nobody());
        run(Dice::new(1, 0), &parameters, &mut town, 0..260);
        town.network
    };
    let kept = after_years(1.0);
    assert_eq!(kept.ties.len(), 1, "one pair met, and nobody meets oneself");
    let tie = kept.ties.iter().next().unwrap();
    assert_eq!((tie.a, tie.b), (pair.1, pair.0));
    assert!(tie.strength_in(Week(260), parameters.tie_fading.get()) > 0.8);
    let faded = after_years(0.0);
    let left = faded.tie_strength(pair.0, pair.1, Week(260), parameters.tie_fading.get());
    assert!(left < parameters.tie_threshold.get(), "{left}");
}

/// Holds meetings every thirteen weeks and returns topics, and what was merged and begun, of each.
fn held(rules: MeetingRules, count: usize) -> (LocalNetwork, Vec<(Vec<Need>, u32)>) {
    let mut parameters: Parameters = toy::parameters("local_network");
    parameters.merge = Share::new(1.0).unwrap();
    parameters.project = Rate::new(0.0).unwrap();
    let mut network = institutions();
    network.members = network.institution.ids().collect();
    let ids = network.members.clone();
    upkeep::strengthen(Week(34), &parameters, &mut network, &ids);
    for tie in &mut network.ties {
        tie.strength = 0.9;
    }
    let mut town = town(network, with(|facts| facts.meetings = rules));
    let mut meetings = Vec::new();
    for number in 0..count as i32 {
        // The first meeting is due thirteen weeks after week 35.
        let from = if number == 0 { 35 } else { 36 + 13 * number };
        let until = 36 + 13 * (number + 1);
        run(Dice::new(5, 0), &parameters, &mut town, from..until);
        meetings.push((town.network.topics.clone(), town.network.merged));
    }
    (town.network, meetings)
}

#[test]
fn clarified_goals_take_the_first_meetings_and_lead_to_what_is_wanting() {
    let rules = MeetingRules { clarifies_goals: true, merges: true, ..MeetingRules::default() };
    let (network, meetings) = held(rules, 9);
    assert_eq!(network.meetings, 9);
    assert!(meetings[..2].iter().all(|(topics, merged)| topics.is_empty() && *merged == 0), "{meetings:?}");
    assert!(meetings[2..].iter().all(|(topics, _)| topics.len() == 2), "{meetings:?}");
    assert!(meetings[8].1 > 0, "then it is acted upon: {meetings:?}");
    let drawn = MeetingRules { merges: true, ..MeetingRules::default() };
    let (_, meetings) = held(drawn, 8);
    let mut topics: Vec<Need> = meetings.iter().flat_map(|(topics, _)| topics.clone()).collect();
    topics.sort_unstable();
    topics.dedup();
    assert!(topics.len() >= 4, "without goals topics are drawn: {meetings:?}");
    assert!(meetings[0].0.len() == 2, "{meetings:?}");
}

#[test]
fn found_duplicates_stay_unless_structures_are_merged() {
    let without = MeetingRules { clarifies_goals: true, ..MeetingRules::default() };
    let (kept, _) = held(without, 9);
    let (merged, _) = held(MeetingRules { merges: true, ..without }, 9);
    assert_eq!(kept.merged, 0);
    assert!(merged.merged > 0);
    assert!(merged.duplication < kept.duplication, "{} {}", merged.duplication, kept.duplication);
}

#[test]
fn working_groups_meet_on_the_callers_hours_until_their_time_is_over() {
    let rules = MeetingRules { clarifies_goals: true, working_groups: true, ..MeetingRules::default() };
    let (mut network, _) = held(rules, 5);
    let due = network.groups.iter().map(|group| group.next.0).max().unwrap();
    network.groups.retain(|group| group.ends.0 > due);
    assert!(!network.groups.is_empty(), "a topic with gaps has a group that goes on");
    for group in &network.groups {
        assert!((2..=6).contains(&group.members.len()));
        assert!(group.members.iter().all(|&id| network.institution[id].helps_with(group.need, Week(99))));
    }
    let parameters: Parameters = toy::parameters("local_network");
    let establishment = toy::intermediary().establishment.unwrap();
    let centres = toy::centres();
    let forcings = Forcings::default();
    let meet = |week: i32, network: &mut LocalNetwork, hours: &mut f64| {
        let convener = Convener {
            today: &today(week, Dice::new(5, 0), &forcings),
            parameters: &parameters,
            entity: Entity::named("caller"),
            centres: &centres,
            establishment: &establishment,
        };
        groups::meet(&convener, network, hours)
    };
    let mut short = network.clone();
    let mut hours = 0.1;
    assert_eq!(meet(due, &mut short, &mut hours), 0.0, "without hours no group meets");
    assert_eq!(short.groups, network.groups);
    let mut met = network.clone();
    let mut hours = 100.0;
    let members: usize = network.groups.iter().map(|group| group.members.len()).sum();
    let attended = meet(due, &mut met, &mut hours);
    assert!((attended - members as f64 * parameters.attending_hours.get()).abs() < 1e-9);
    let pairs: usize =
        network.groups.iter().map(|group| group.members.len() * (group.members.len() - 1) / 2).sum();
    assert!((100.0 - hours - pairs as f64 * parameters.group_hours_per_pair.get()).abs() < 1e-9);
    let over = network.groups.iter().map(|group| group.ends.0).max().unwrap();
    meet(over, &mut met, &mut hours);
    assert!(met.groups.is_empty(), "groups end");
}

#[test]
fn where_the_municipality_calls_the_intermediarys_hours_go_to_visits_and_the_directory() {
    let parameters: Parameters = toy::parameters("local_network");
    let run_with = |by_municipality: bool| {
        let calling = with(|facts| facts.meetings.called_by_municipality = by_municipality);
        let mut town = town(institutions(), calling);
        run(Dice::new(3, 0), &parameters, &mut town, 0..34 + 52);
        let desk = &town.intermediary.desk[DeskId(0)];
        let checked = desk.directory.entry.iter().map(|entry| entry.checked.0).sum::<i32>();
        (town.network.meetings, checked)
    };
    let (own_meetings, own_checked) = run_with(false);
    let (municipal_meetings, municipal_checked) = run_with(true);
    assert!(own_meetings >= 2 && municipal_meetings >= 2, "{own_meetings} {municipal_meetings}");
    assert!(
        municipal_checked > own_checked,
        "entries are checked more lately: {municipal_checked} {own_checked}"
    );
    let mut nobody_calls = town(institutions(), with(|facts| facts.network_interval = None));
    run(Dice::new(3, 0), &parameters, &mut nobody_calls, 0..34 + 52);
    assert_eq!(nobody_calls.network.meetings, 0);
}

#[test]
fn at_an_open_place_more_institutions_join() {
    let parameters: Parameters = toy::parameters("local_network");
    let joined = |open_place: bool| {
        (1..=8)
            .map(|seed| {
                let mut town = town(institutions(), with(|facts| facts.meetings.open_place = open_place));
                run(Dice::new(seed, 0), &parameters, &mut town, 34..34 + 80);
                town.network.members.len()
            })
            .sum::<usize>()
    };
    // The same draws meet a greater chance, so that the order holds for each institution and needs no tolerance until some drop out.
    assert!(joined(true) > joined(false), "{} {}", joined(true), joined(false));
}

#[test]
fn guests_state_their_needs_only_where_the_place_is_open() {
    let mut parameters: Parameters = toy::parameters("local_network");
    parameters.guest_fled = Share::new(0.1).unwrap();
    let dice = Dice::new(1, 0);
    let mut refugees = toy::refugees(200);
    let mut cases = Cases::new(Week(0));
    for id in refugees.present.clone() {
        refugees.awareness[id].intermediary = Some(Week(0));
        let case = cases.case.push(case(id, Need::Housing));
        cases.open.push(vec![case]);
        cases.seen_at.push(Vec::new());
    }
    let residents = toy::residents(dice, 3_000);
    let receive = |open_place: bool, met: Week| {
        let mut network = tied(10, 0.5);
        network.met = Some(met);
        network.came = network.members.clone();
        let mut town = DistrictWorld {
            residents: residents.clone(),
            refugees: refugees.clone(),
            cases: cases.clone(),
            ..town(network, with(|facts| facts.meetings.open_place = open_place))
        };
        receive_guests(&today(50, dice, &Forcings::default()), &parameters, (&mut town).into());
        (town.network, town.occasions)
    };
    let (network, occasions) = receive(true, Week(50));
    let guests = occasions.gatherings[0].persons.len();
    assert!((1..=12).contains(&guests), "{guests}");
    assert!((network.stated_by_guests[Need::Housing] - guests as f64).abs() < 1e-9);
    assert_eq!(occasions.gatherings[0].residents.len(), 10, "the institutions' people");
    for (open, met) in [(false, Week(50)), (true, Week(49))] {
        let (network, occasions) = receive(open, met);
        assert!(network.guests == 0 && occasions.gatherings.is_empty());
    }
}

fn case(person: PersonId, need: Need) -> Case {
    Case {
        person,
        need,
        onset: Week(10),
        thinks: Week::NEVER,
        lapses: Week(500),
        advice_suffices: false,
        hours_left: 5.0,
        hours_asked: 5.0,
        hours_received: 0.0,
        hours_worth: 0.0,
        urgency: 0.0,
        contacts: 0,
        own_desk: OwnDesk::Never,
        stage: CaseStage::Open,
        ended: None,
    }
}

#[test]
fn who_has_helped_hands_over_to_another_field_where_a_tie_is_strong() {
    let mut parameters: Parameters = toy::parameters("local_network");
    parameters.hand_over = Share::new(1.0).unwrap();
    let refugees: Refugees = toy::refugees(1);
    let person = refugees.present[0];
    let handed = |strength: f64, need: Need, stage: CaseStage| {
        let mut network = institutions();
        let serving = |network: &LocalNetwork, need| {
            network.institution.rows().find(|(_, row)| row.helps_with(need, Week(40))).unwrap().0
        };
        let (by, to) = (serving(&network, Need::Job), serving(&network, need));
        network.ties.change(by.min(to), &[by.max(to)], Week(40), |tie| tie.strength = strength);
        network.helped.push(Helped { by, person, need: Need::Job });
        let mut cases = Cases::new(Week(0));
        let id = cases.case.push(Case { stage, ..case(person, need) });
        cases.open.push(vec![id]);
        cases.seen_at.push(Vec::new());
        let mut town = DistrictWorld { refugees: refugees.clone(), cases, ..town(network, toy::nobody()) };
        let forcings = Forcings::default();
        hand_over(&today(40, Dice::new(1, 0), &forcings), &parameters, (&mut town).into());
        assert!(town.network.helped.is_empty());
        town.episodes
            .setting_out
            .iter()
            .any(|setting_out| setting_out.issuer == Issuer::Institution { from: by, to })
    };
    assert!(handed(0.9, Need::Housing, CaseStage::Open));
    assert!(!handed(0.1, Need::Housing, CaseStage::Open), "not without a strong tie");
    assert!(!handed(0.9, Need::Job, CaseStage::Open), "not within a field");
    assert!(!handed(0.9, Need::Housing, CaseStage::Underway(EpisodeId(0))), "not who is on the way");
}

#[test]
fn lent_capacity_comes_home_to_who_serves_after_a_merger() {
    let mut network = institutions();
    let clubs: Vec<InstitutionId> = network
        .institution
        .rows()
        .filter(|(_, row)| row.kind == crate::vocabulary::InstitutionKind::Club)
        .map(|(id, _)| id)
        .collect();
    let (from, to) = (clubs[0], clubs[1]);
    network.lent[from.position()] = 2.0;
    let partner = Place { east: 40.0, north: 40.0 };
    network.institution[from].second_places.push(partner);
    let whole: f64 = network.base.iter().sum();
    network.merge(Duplicate { less_used: from, more_used: to, need: Need::Company });
    assert_eq!(network.merged, 1);
    assert_eq!((network.lent[from.position()], network.lent[to.position()]), (0.0, 2.0));
    assert!(network.institution[to].is_at(partner) && !network.institution[from].is_at(partner));
    assert!((network.base.iter().sum::<f64>() - whole).abs() < 1e-9);
}

#[test]
fn an_own_offer_that_an_existing_one_makes_needless_gives_its_hours_to_another_need() {
    let mut network = institutions();
    let mut parameters: Parameters = toy::parameters("local_network");
    parameters.dissolve = Share::new(1.0).unwrap();
    let school = network
        .institution
        .rows()
        .find(|(_, row)| row.kind == crate::vocabulary::InstitutionKind::LanguageSchool)
        .unwrap()
        .0;
    network.institution[school].childcare = true;
    network.institution[school].speaks_languages = true;
    let own = network.institution.push(Institution {
        entity: Entity::named("own course"),
        belonging: Belonging::Own(DeskId(0)),
        capacity: Capacity::Places { places: 10, taken: 0 },
        ..network.institution[school].clone()
    });
    network.index_services(Week(40));
    let act = |network: &mut LocalNetwork, merges: bool, topics: &[Need]| {
        let establishment = with(|facts| facts.meetings.merges = merges).establishment.unwrap();
        let forcings = Forcings::default();
        let convener = Convener {
            today: &today(40, Dice::new(1, 0), &forcings),
            parameters: &parameters,
            entity: Entity::named("caller"),
            centres: &toy::centres(),
            establishment: &establishment,
        };
        let matter = actions::Matter {
            topics,
            came: &[school],
            agreement: Purpose::NetworkAgreement,
            project: Purpose::JointProject,
            body: convener.entity,
        };
        actions::act_on(&convener, network, &matter);
    };
    act(&mut network, false, &[Need::Language]);
    act(&mut network, true, &[Need::Job]);
    assert_eq!(network.institution[own].closes, Week::NEVER, "neither without merging nor off the agenda");
    act(&mut network, true, &[Need::Language]);
    assert_eq!(network.institution[own].closes, Week(53));
    let turned = network.institution.iter().last().unwrap();
    assert_eq!((turned.opens, turned.closes), (Week(53), Week::NEVER));
    assert!(turned.serves != 1 && turned.serves.is_power_of_two());
    assert_eq!(turned.capacity, Capacity::Places { places: 10, taken: 0 });
}

/// Returns a network, somebody who can give what lacks there, a partner, and the gap at the partner's place.
fn gap_beside_a_partner() -> (LocalNetwork, InstitutionId, InstitutionId, Gap) {
    let network = institutions();
    let find = |need| network.institution.rows().find(|(_, row)| row.helps_with(need, Week(34))).unwrap().0;
    let (giver, partner) = (find(Need::Housing), find(Need::Company));
    (network, giver, partner, Gap { place: 0, need: Need::Housing, lacking: Lacking::Everybody })
}

#[test]
fn hours_at_a_partner_s_place_are_nearer_and_make_no_capacity() {
    let (mut network, giver, partner, gap) = gap_beside_a_partner();
    let there = network.institution[partner].place;
    let capacity = |network: &LocalNetwork| {
        network
            .institution
            .iter()
            .map(|row| match row.capacity {
                Capacity::Slots { per_week, .. } => per_week,
                Capacity::Places { places, .. } => f64::from(places),
            })
            .sum::<f64>()
    };
    let (whole, base) = (capacity(&network), network.base[giver.position()]);
    let serving = network.serving(Need::Housing).to_vec();
    assert!(network.institution[giver].km_from(there) > 0.0);
    assert!(network.close_gap(gap, [partner, giver], there, 1.0, 0.05, Week(34)));
    assert_eq!(network.institution[giver].km_from(there), 0.0);
    assert!(network.institution[giver].is_at(there) && network.institution[giver].places().count() == 2);
    network.index_services(Week(34));
    assert_eq!(network.serving(Need::Housing), serving, "nobody serves what it did not serve before");
    assert_eq!(capacity(&network), whole);
    assert!((network.base[giver.position()] - 0.95 * base).abs() < 1e-12, "the way takes hours");
    assert!(!network.close_gap(gap, [giver, partner], there, 1.0, 0.05, Week(34)), "it is there already");
}

#[test]
fn who_has_nothing_free_brings_nothing_to_a_partner() {
    let (mut network, giver, partner, gap) = gap_beside_a_partner();
    let there = network.institution[partner].place;
    network.institution[giver].capacity = Capacity::Slots { per_week: 1.0, left: 0.0 };
    network.institution[giver].waiting = (0..9).map(EpisodeId::at).collect();
    assert!(!network.close_gap(gap, [giver, partner], there, 1.0, 0.05, Week(34)));
    assert!(network.institution[giver].second_places.is_empty());
}
