//! Tests of public life in a small district.

use super::*;
use crate::dice::{Dice, Purpose};
use crate::district::Place;
use crate::index::Id;
use crate::population::{Occasions, Residence};
use crate::vocabulary::{Concept, InstitutionKind, Need, PerNeed};
use crate::world::toy;

fn parameters() -> Parameters {
    toy::parameters("public_life")
}

/// Returns a district in which so many adults who fled have been at a desk for a dwelling.
fn town(refugees: u64) -> DistrictWorld {
    let dice = Dice::new(2, 0);
    let mut refugees = toy::refugees(refugees);
    for id in refugees.present.clone() {
        refugees.visits[id].count = 1;
        refugees.visits[id].open_need = 1 << Need::Housing as u8;
    }
    let (network, residents) = (toy::network(dice, 50_000), toy::residents(dice, 5_000));
    DistrictWorld { residents, refugees, network, ..toy::district_world() }
}

fn run(town: &mut DistrictWorld, parameters: &Parameters, weeks: std::ops::Range<i32>) {
    let (forcings, fading) = (toy::forcings(), Rate::new(0.013).unwrap());
    for week in weeks.map(Week) {
        town.occasions = Occasions::default();
        let today = Today { week, dice: Dice::new(2, 0), forcings: &forcings };
        meet_in_clubs(&today, parameters, (&mut *town).into());
        decide(&today, parameters, &fading, (&mut *town).into());
    }
}

/// Returns the kind of need that most institutions serve.
fn category(network: &LocalNetwork) -> Need {
    let counts = PerNeed::from_fn(|need| {
        network.institution.iter().filter(|row| row.helps_with(need, Week::START)).count() as f64
    });
    Bodies::most(&counts).unwrap()
}

#[test]
fn without_hours_of_asking_and_without_seats_decisions_follow_the_institutions() {
    let mut silent = town(400);
    let mut parameters = parameters();
    parameters.open_to_fled = ByBody {
        council: Share::new(0.0).unwrap(),
        committee: Share::new(0.0).unwrap(),
        advisory_board: Share::new(0.0).unwrap(),
    };
    run(&mut silent, &parameters, -104..416);
    let own = category(&silent.network);
    let decided = silent.network.bodies.decided;
    assert!(decided[own] > 20, "{decided:?}");
    assert!(Need::ALL.iter().all(|&need| need == own || decided[need] == 0), "{decided:?}");
    assert_eq!(silent.ledger.decisions_followed, 0);
    // The twin: the same people are asked for two hours a week, or sit there too.
    let mut asked = town(400);
    parameters.statement = Rate::new(0.15).unwrap();
    asked.intermediary = toy::intermediary();
    run(&mut asked, &parameters, -104..416);
    assert!(asked.network.bodies.decided[Need::Housing] > 5, "{:?}", asked.network.bodies.decided);
    assert!(asked.ledger.decisions_followed > 5);
    // Votes change what is decided, never how often: both worlds draw the same waiting times.
    assert_eq!(asked.ledger.decisions, silent.ledger.decisions);
}

#[test]
fn a_seat_more_for_people_who_fled_never_lowers_the_votes_for_what_they_need() {
    let mut town = town(60);
    let dice = Dice::new(9, 0);
    let parameters = parameters();
    for (position, id) in town.refugees.present.clone().into_iter().enumerate() {
        let mut stream = dice.stream(Purpose::NeedOnset, Week(1), town.refugees.person[id].entity);
        town.refugees.visits[id].open_need = 1 << stream.below(7);
        if position > 2 {
            town.refugees.social[id].peers.push(PersonId::at(position - 2));
        }
    }
    let forcings = toy::forcings();
    let Refugees { present, person, presence, social, visits, .. } = &town.refugees;
    let people = People { present, person, presence, social, visits };
    let chamber = Chamber {
        today: &Today { week: Week(10), dice, forcings: &forcings },
        parameters: &parameters,
        people,
        service: &Column::new(),
        stated: PerNeed::default(),
        serving: PerNeed::from_fn(|need| if need == Need::Company { 0.6 } else { 0.1 }),
        tied: 0.2,
    };
    let entity = |position: usize| Entity::named("seat").part(1, position as u64);
    let mut seats = vec![Seat::Institution; 4];
    for &id in present {
        let needed = people.needs_around(id);
        let before = chamber.votes(&seats, entity);
        seats.push(Seat::Fled(id));
        let after = chamber.votes(&seats, entity);
        for &need in Need::ALL {
            assert!(after[need] >= before[need]);
        }
        // The vote goes to something that the person or a friend needs.
        let gained: Vec<Need> =
            Need::ALL.iter().copied().filter(|&need| after[need] > before[need]).collect();
        assert_eq!(gained.len(), 1);
        assert!(needed[gained[0]] > 0.0);
    }
}

#[test]
fn a_grant_lasts_a_year_and_leaves_the_capacity_as_it_was() {
    let mut town = town(100);
    let before = town.network.base.clone();
    let parameters = parameters();
    run(&mut town, &parameters, -104..0);
    assert!(!town.network.bodies.grants.is_empty());
    let more: f64 = town.network.base.iter().sum::<f64>() - before.iter().sum::<f64>();
    let granted: f64 = town.network.bodies.grants.iter().map(|grant| grant.amount).sum();
    assert!((more - granted).abs() < 1e-9, "{more} {granted}");
    let LocalNetwork { institution, base, bodies, .. } = &mut town.network;
    decisions::end_grants(Week(1_000), institution, base, &mut bodies.grants);
    assert!(town.network.bodies.grants.is_empty());
    // Halves and whole numbers are added and taken away without error worth the name.
    assert!(town.network.base.iter().zip(&before).all(|(now, then)| (now - then).abs() < 1e-9));
}

/// Returns a district whose adults live beside one club, with another at a distance; both have the same luck.
fn beside_a_club(kilometres_apart: f64) -> (DistrictWorld, InstitutionId, InstitutionId) {
    let mut town = town(600);
    let home = town.refugees.housing[PersonId::at(0)].home;
    let clubs: Vec<InstitutionId> = town
        .network
        .institution
        .rows()
        .filter(|(_, row)| row.kind == InstitutionKind::Club)
        .map(|(id, _)| id)
        .collect();
    for id in town.network.institution.ids() {
        let row = &mut town.network.institution[id];
        let is_other = matches!(row.kind, InstitutionKind::Parish | InstitutionKind::MigrantOrganisation);
        if is_other || (row.kind == InstitutionKind::Club && !clubs[..2].contains(&id)) {
            row.closes = Week::SPIN_UP;
        }
    }
    town.network.institution[clubs[0]].place = home;
    // A degree of latitude is 111 kilometres.
    town.network.institution[clubs[1]].place = Place::of_degrees(51.26 + kilometres_apart / 111.0, 6.78);
    (town, clubs[0], clubs[1])
}

#[test]
fn a_club_next_door_has_more_members_who_fled_than_one_far_away() {
    let members = |kilometres: f64| {
        let (mut town, near, far) = beside_a_club(kilometres);
        run(&mut town, &parameters(), 0..156);
        let memberships = &town.refugees.memberships;
        (f64::from(memberships.members_of(near)), f64::from(memberships.members_of(far)))
    };
    let (near, far) = members(4.0);
    assert!(near + far > 40.0, "{near} {far}");
    // Under equal clubs the difference of two counts has a standard deviation of the root of their sum.
    assert!(near - far > 5.0 * (near + far).sqrt(), "{near} {far}");
    // The twin: of two clubs next door none is preferred; friends who join together widen the spread, by less than twice.
    let (one, other) = members(0.0);
    assert!((one - other).abs() < 10.0 * (one + other).sqrt(), "{one} {other}");
}

#[test]
fn youth_clubs_have_room_for_so_many_and_let_go_at_the_age_limit() {
    let mut town = town(400);
    for id in town.refugees.present.clone() {
        // Ten years old at the beginning.
        town.refugees.person[id].born = Week(-522);
    }
    let parameters = parameters();
    run(&mut town, &parameters, 0..200);
    let places = parameters.clubs.youth_places.get();
    let mut in_youth_clubs = 0;
    for (id, row) in town.network.institution.rows() {
        if row.kind == InstitutionKind::YouthClub {
            let members = town.refugees.memberships.members_of(id);
            assert!(f64::from(members) <= places, "{members}");
            in_youth_clubs += members;
        } else if row.kind != InstitutionKind::Club {
            assert_eq!(town.refugees.memberships.members_of(id), 0);
        }
    }
    assert!(in_youth_clubs > 10, "{in_youth_clubs}");
    assert!(town.occasions.gatherings.iter().any(|gathering| {
        gathering.residents.iter().all(|&id| !town.residents.resident[id].age.is_adult())
    }));
    assert!(town.refugees.language.iter().any(|own| own.practice > 0.0));
    // Those who move out of the district belong to no club of it any more.
    for id in town.refugees.present.clone() {
        town.refugees.housing[id].residence = Residence::RestOfCity;
    }
    run(&mut town, &parameters, 200..201);
    assert!(town.refugees.memberships.active().is_empty());
    assert_eq!(town.refugees.memberships.joined, town.refugees.memberships.ended);
}

#[test]
fn the_gap_is_zero_where_both_groups_take_part_alike() {
    let parameters = parameters();
    let members = parameters.clubs.residents.get();
    assert!((gap(&parameters, 1_000, 0, 200.0, 200.0 * members)).abs() < 1e-12);
    assert!(gap(&parameters, 1_000, 100, 200.0, 200.0 * members) > 0.0);
}
