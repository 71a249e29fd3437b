//! Help seeking in a small district: what facts of an alternative do, and that nothing else does anything.

use super::alternatives::{Facts, worth};
use super::*;
use crate::dice::Dice;
use crate::district::Place;
use crate::index::{AccommodationId, Id};
use crate::intermediary::DeskOwner;
use crate::network::Capacity;
use crate::population::OwnDesk;
use crate::quantity::Level;
use crate::time::Week;
use crate::vocabulary::Need;
use crate::world::toy;

const PEOPLE: u64 = 400;
const WEEK: Week = Week(60);

/// Returns people with a need for help with their search for work, who know nobody and nothing, and an intermediary that nobody knows.
fn district() -> DistrictWorld {
    let mut district = toy::district_world();
    district.refugees = toy::refugees(PEOPLE);
    district.intermediary = toy::intermediary();
    district.network = toy::network(Dice::new(1, 0), 30_000);
    for desk in &mut district.intermediary.desk {
        desk.open_door(40.0);
    }
    for person in district.refugees.person.ids().collect::<Vec<_>>() {
        district.refugees.language[person].local_knowledge = 0.0;
        let case = district.cases.case.push(Case {
            person,
            need: Need::Job,
            onset: WEEK,
            thinks: Week::NEVER,
            lapses: Week(100),
            advice_suffices: false,
            hours_left: 4.0,
            hours_asked: 4.0,
            hours_received: 0.0,
            hours_worth: 0.0,
            urgency: 0.0,
            contacts: 0,
            own_desk: OwnDesk::Never,
            stage: CaseStage::Open,
            ended: None,
        });
        district.cases.open.push(vec![case]);
        district.cases.seen_at.push(Vec::new());
        district.cases.think_in(WEEK, case);
    }
    district
}

/// Lets everybody decide; returns who comes to the desk and who sets out for an institution.
fn decide(mut district: DistrictWorld) -> (Vec<CaseId>, Vec<CaseId>) {
    let forcings = toy::forcings();
    let today = Today { week: WEEK, dice: Dice::new(3, 1), forcings: &forcings };
    let parameters: Parameters = toy::parameters("help_seeking");
    let counter_level = Level::new(3.0).unwrap();
    step(&today, &parameters, &toy::parameters("travel"), &counter_level, (&mut district).into());
    let at = |wanted: fn(CaseStage) -> bool| {
        district.cases.case.rows().filter(|(_, case)| wanted(case.stage)).map(|(id, _)| id).collect()
    };
    (at(|stage| matches!(stage, CaseStage::AtDesk(_))), at(|stage| stage == CaseStage::SettingOut))
}

/// The same where everybody knows the intermediary.
fn all_know(mut district: DistrictWorld) -> DistrictWorld {
    for known in &mut district.refugees.awareness {
        known.intermediary = Some(WEEK);
    }
    district
}

#[test]
fn who_knows_nothing_of_the_city_goes_to_no_institution_and_who_knows_more_goes_on_going() {
    let go = |knowledge: f32| {
        let mut district = district();
        for language in &mut district.refugees.language {
            language.local_knowledge = knowledge;
        }
        decide(district).1
    };
    assert!(go(0.0).is_empty());
    let [some, more, all] = [0.3, 0.6, 1.0].map(go);
    // Nothing else is open to them, so whoever goes at a lower knowledge goes at a higher one.
    assert!(some.len() > 20 && some.len() < more.len() && more.len() < all.len());
    assert!(some.iter().all(|id| more.contains(id)) && more.iter().all(|id| all.contains(id)));
}

#[test]
fn whoever_has_been_there_knows_where_to_turn() {
    let mut district = district();
    for visits in &mut district.refugees.visits {
        visits.been_at |= 1 << Need::Job as u8;
    }
    assert!(decide(district).1.len() > 100);
    // The twin: having been somewhere with another need helps nobody.
    let mut other = self::district();
    for visits in &mut other.refugees.visits {
        visits.been_at |= 1 << Need::Housing as u8;
    }
    assert!(decide(other).1.is_empty());
}

#[test]
fn the_longer_the_way_the_fewer_come_and_more_where_somebody_is_known() {
    let come = |north: f64, is_seen: bool| {
        let mut district = all_know(district());
        for housing in &mut district.refugees.housing {
            housing.home = Place::of_degrees(51.26 + north, 6.78);
        }
        for seen_at in &mut district.cases.seen_at {
            seen_at.extend(is_seen.then_some(DeskId(0)));
        }
        decide(district).0
    };
    let [near, far, twice] = [0.0, 0.02, 0.04].map(|north| come(north, false));
    assert!(near.len() > far.len() && far.len() > twice.len() && twice.len() > 20);
    // The same draws decide, so nobody comes because of a longer way.
    assert!(twice.iter().all(|id| far.contains(id)) && far.iter().all(|id| near.contains(id)));
    assert!(come(0.02, true).len() > far.len());
    // The twin: where nobody knows of the desk, nobody comes, however near.
    assert!(decide(district()).0.is_empty());
}

#[test]
fn an_institution_that_equals_a_desk_in_every_fact_is_worth_as_much_and_languages_count_less_for_who_speaks_german()
 {
    let parameters: Parameters = toy::parameters("help_seeking");
    let district = district();
    let value = |owner: DeskOwner, level: f32, speaks: bool| {
        let (mut desks, mut network) = (Column::new(), toy::network(Dice::new(1, 0), 30_000));
        let here = Place::of_degrees(51.26, 6.78);
        let hours = parameters.counter_hours.get();
        let entity = Entity::named("here");
        let languages = if speaks { 1.0 } else { 0.0 };
        desks.push(Desk { open_hours: hours, ..Desk::new(entity, owner, here, Week(0), hours, languages) });
        for institution in &mut network.institution {
            institution.place = here;
            institution.second_places.clear();
            institution.speaks_languages = speaks;
            institution.childcare = false;
            institution.capacity = Capacity::Slots { per_week: 1.0, left: 1.0 };
        }
        let forcings = toy::forcings();
        let today = Today { week: WEEK, dice: Dice::new(3, 1), forcings: &forcings };
        let open = Open::of(&today, &parameters, &desks, &network.institution, &network.services);
        let mut home = *district.refugees.housing.iter().next().unwrap();
        home.home = Place::of_degrees(51.28, 6.78);
        home.dwelling = crate::population::Dwelling::Shared(AccommodationId::at(0));
        let mut language = *district.refugees.language.iter().next().unwrap();
        language.level = level;
        let knows =
            Awareness { intermediary: Some(WEEK), advice_service: Some(WEEK), ..Awareness::default() };
        let seeker = Seeker {
            need: Need::Job,
            home: &home,
            german: language.share_of(Level::new(3.0).unwrap()),
            is_tied_by_care: true,
            knows: &knows,
            knows_where: true,
            has_been_there: false,
            seen_at: &[],
            is_included: true,
            is_served: true,
            mentor_hours: None,
            has_friends: false,
        };
        let mut alternatives = Vec::new();
        let tie = |_: Route| today.stream(Purpose::Door, entity);
        gather(&parameters, &toy::parameters("travel"), &open, &seeker, tie, &mut alternatives);
        assert_eq!(alternatives.len(), 2, "the desk and the institutions");
        assert_eq!(alternatives[0].1, alternatives[1].1, "{owner:?}");
        alternatives[0].1
    };
    let owners = [
        DeskOwner::Intermediary,
        DeskOwner::AdviceService(InstitutionId::at(0)),
        DeskOwner::SocialWork(AccommodationId::at(0)),
    ];
    let values = owners.map(|owner| value(owner, 0.0, true));
    assert!(values[0] == values[1] && values[1] == values[2], "{values:?}");
    let without = |level: f32| value(owners[0], level, true) - value(owners[0], level, false);
    // Somebody who speaks none gains all of it by languages there, who speaks some the rest, who speaks well nothing.
    assert!((without(0.0) - 0.5).abs() < 1e-12 && (without(1.5) - 0.25).abs() < 1e-7 && without(3.0) == 0.0);
}

#[test]
fn a_small_child_and_strangers_make_an_alternative_worth_less() {
    let parameters: Parameters = toy::parameters("help_seeking");
    let plain = Facts { by_hours: 0.0, km: 1.0, understood: 0.5, is_known: false, takes_child: false };
    let value = |facts: Facts| worth(&parameters, &facts);
    assert!(value(Facts { takes_child: true, ..plain }) < value(plain));
    assert!(value(Facts { is_known: true, ..plain }) > value(plain));
    assert!(value(Facts { km: 2.0, ..plain }) < value(plain));
}
