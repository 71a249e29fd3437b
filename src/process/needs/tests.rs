//! Who sets out for a group of which they were told.

use super::*;
use crate::dice::Dice;
use crate::index::{CaseId, Id, InstitutionId};
use crate::world::toy;

const PEOPLE: u64 = 400;
const GROUP: Issuer = Issuer::Friend { to: InstitutionId(3) };

/// Returns a district in which everybody has so many friends and is told of a group by a friend.
fn told(friends: usize) -> DistrictWorld {
    let mut district = toy::district_world();
    district.refugees = toy::refugees(PEOPLE);
    for person in district.refugees.person.ids().collect::<Vec<_>>() {
        district.refugees.social[person].peers = (0..friends).map(PersonId::at).collect();
        district.cases.open.push(Vec::new());
        district.cases.seen_at.push(Vec::new());
        district.cases.invited.push(Invitation { person, by: GROUP });
    }
    district
}

fn take(district: &mut DistrictWorld, share: f64) -> Vec<SettingOut> {
    let mut parameters: Parameters = toy::parameters("needs");
    parameters.takes_invitation = Share::new(share).unwrap();
    let forcings = toy::forcings();
    let today = Today { week: Week(60), dice: Dice::new(3, 1), forcings: &forcings };
    take_invitations(&today, &parameters, (&mut *district).into());
    std::mem::take(&mut district.episodes.setting_out)
}

#[test]
fn some_of_those_with_few_ties_who_are_told_of_a_group_set_out_with_who_told_them() {
    let mut district = told(2);
    let out = take(&mut district, 0.3);
    // A binomial number of 400 with 0.3: 120, within four standard deviations of 9.2.
    assert!((84..=156).contains(&out.len()), "{}", out.len());
    assert!(out.iter().all(|one| one.issuer == GROUP && one.with_volunteer));
    assert!(district.cases.case.iter().all(|case| case.need == Need::Company && !case.advice_suffices));
    assert_eq!(district.ledger.needs_arisen[Need::Company], out.len() as u64);
    assert!(district.cases.invited.is_empty());
    // The twins: whoever has ties enough stays, and so does everybody where nobody wants to.
    assert!(take(&mut told(3), 1.0).is_empty());
    let mut unwilling = told(2);
    assert!(take(&mut unwilling, 0.0).is_empty() && unwilling.cases.case.is_empty());
}

#[test]
fn the_need_for_company_that_is_open_goes_to_the_group_and_none_that_is_dealt_with() {
    let mut district = told(0);
    take(&mut district, 1.0);
    let count = district.cases.case.len();
    for (position, case) in district.cases.case.iter_mut().enumerate() {
        case.stage = if position % 2 == 0 { CaseStage::Open } else { CaseStage::Attending(InstitutionId(3)) };
    }
    district.cases.invited =
        district.refugees.present.iter().map(|&person| Invitation { person, by: GROUP }).collect();
    let out = take(&mut district, 1.0);
    assert_eq!((district.cases.case.len(), count), (PEOPLE as usize, PEOPLE as usize));
    let again: Vec<CaseId> = out.iter().map(|one| one.case).collect();
    assert_eq!(again, (0..PEOPLE as usize).step_by(2).map(CaseId::at).collect::<Vec<_>>());
}
