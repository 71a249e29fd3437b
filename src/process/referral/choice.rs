//! The choice of an institution: who sends takes, among those it knows, the one with the least wait and way.

use crate::dice::{Dice, Purpose};
use crate::forcing::Forcings;
use crate::index::{DeskId, EpisodeId, InstitutionId};
use crate::intermediary::{Desk, Intermediary};
use crate::ledger::Ledger;
use crate::network::{Belonging, Capacity, Institution};
use crate::population::{
    CaseStage, CourseState, Episode, EpisodeStage, Issuer, Legal, Residence, SettingOut, Travel, Volunteers,
};
use crate::time::Week;
use crate::vocabulary::{InstitutionKind, Mode, Need, Status};

use super::{Parameters, Scene};

/// Returns whether the status entitles to what an institution offers for a need.
fn is_entitled(
    need: Need,
    institution: &Institution,
    legal: &Legal,
    course: CourseState,
    week: Week,
) -> bool {
    match (need, institution.belonging) {
        // Own offers are open to all.
        (_, Belonging::Own(_)) => true,
        (Need::Language, _) if institution.kind == InstitutionKind::LanguageSchool => {
            legal.course_entitled && course != CourseState::Finished
        }
        (Need::Housing, _) => legal.status != Status::InProcedure,
        (Need::Job, _) => legal.work_from <= week,
        _ => true,
    }
}

/// Returns the weeks that somebody who comes now would wait.
fn expected_wait(institution: &Institution, open: f64, parameters: &Parameters) -> f64 {
    let ahead = institution.waiting.len() as f64;
    match institution.capacity {
        Capacity::Slots { per_week, left } => ((ahead + 1.0 - left).max(0.0) / per_week.max(1e-6)).min(104.0),
        Capacity::Places { places, taken } => {
            let free = f64::from(places) * open - f64::from(taken);
            if free > ahead {
                0.0
            } else {
                ((ahead + 1.0 - free) * parameters.place_held_weeks.get() / f64::from(places.max(1)))
                    .min(104.0)
            }
        }
    }
}

/// Chooses an institution for a case and begins an episode; `None` where none is known that helps.
#[expect(
    clippy::too_many_lines,
    reason = "the choice, its mode and what is written down share what they look up"
)]
pub(super) fn issue(
    setting_out: SettingOut,
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    travel: &Travel,
    forcings: &Forcings,
    scene: &mut Scene<'_>,
) -> Option<EpisodeId> {
    let case = scene.cases.case[setting_out.case];
    let person = case.person;
    let housing = scene.refugees.housing[person];
    let legal = scene.refugees.legal[person];
    let course = scene.refugees.course[person].state;
    let desk: Option<(DeskId, &Desk)> = match setting_out.issuer {
        Issuer::Intermediary(desk) | Issuer::Service(desk) => Some((desk, &scene.intermediary.desk[desk])),
        Issuer::Authority | Issuer::Institution { .. } | Issuer::Nobody => None,
    };
    let open = forcings.closures.courses.at(week);
    let mut external_is_free = false;
    let mut best: Option<(f64, InstitutionId)> = None;
    for &id in scene.network.serving(case.need) {
        let institution = &scene.network.institution[id];
        if !institution.helps_with(case.need, week) {
            continue;
        }
        let entitled = is_entitled(case.need, institution, &legal, course, week);
        if let Issuer::Institution { to, .. } = setting_out.issuer
            && (to != id || !entitled)
        {
            continue;
        }
        let km = match desk {
            Some((_, desk)) => {
                let same_house = institution.is_at(desk.place);
                let known = institution.belonging != Belonging::External || desk.directory.knows(id);
                let reachable = match institution.belonging {
                    Belonging::External => true,
                    Belonging::Own(_) | Belonging::Hosted(_) => {
                        matches!(setting_out.issuer, Issuer::Intermediary(_))
                    }
                };
                if !entitled || !known || !reachable {
                    continue;
                }
                if same_house { 0.0 } else { travel.km(&housing, institution.nearest_place(housing.home)) }
            }
            None if institution.belonging == Belonging::External => match housing.residence {
                Residence::District(_) => travel.km(&housing, institution.nearest_place(housing.home)),
                Residence::RestOfCity => travel.average_km.get(),
            },
            None => continue,
        };
        let cost = match desk {
            Some(_) => expected_wait(institution, open, parameters) + parameters.weeks_per_km.get() * km,
            // The letter names providers with places; whoever goes alone sees the way, not the waiting list.
            None if setting_out.issuer == Issuer::Authority => {
                expected_wait(institution, open, parameters) + parameters.weeks_per_km.get() * km
            }
            None => km,
        };
        if institution.belonging == Belonging::External
            && entitled
            && matches!(institution.capacity, Capacity::Places { .. })
            && expected_wait(institution, open, parameters) == 0.0
        {
            external_is_free = true;
        }
        if best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, id));
        }
    }
    let (_, chosen) = best?;
    let institution = &scene.network.institution[chosen];
    let entitled = is_entitled(case.need, institution, &legal, course, week);
    let km = match (desk, housing.residence) {
        (Some((_, desk)), _) if institution.is_at(desk.place) => 0.0,
        (None, Residence::RestOfCity) => travel.average_km.get(),
        _ => travel.km(&housing, institution.nearest_place(housing.home)),
    };
    let minutes = travel.minutes(km);
    let entity = case.entity(scene.refugees.person[person].entity);
    let finds = dice.stream(Purpose::OwnFinding, week, entity).unit();

    let right = match desk {
        Some((_, desk)) => {
            institution.belonging != Belonging::External || desk.directory.is_right_about(chosen)
        }
        // Institutions that hand over know each other.
        None if setting_out.issuer != Issuer::Nobody => true,
        None => {
            let known = f64::from(scene.refugees.language[person].local_knowledge);
            let finding = parameters.own_finding.get()
                + (parameters.own_finding_known.get() - parameters.own_finding.get()) * known;
            finds < finding
        }
    };
    let hours = (parameters.together_minutes.get() + 2.0 * minutes) / 60.0;
    let same_house = desk.is_some_and(|(_, desk)| institution.is_at(desk.place));
    let mode = if matches!(institution.belonging, Belonging::Own(_)) {
        Mode::InHouse
    } else if same_house {
        Mode::Colocated
    } else if setting_out.with_volunteer
        || comes_along(
            setting_out.issuer,
            case.need,
            hours,
            scene.intermediary,
            scene.volunteers,
            scene.ledger,
        )
    {
        Mode::Accompanied
    } else {
        Mode::Alone
    };
    let id = scene.episodes.episode.push(Episode {
        case: setting_out.case,
        person,
        need: case.need,
        institution: chosen,
        issuer: setting_out.issuer,
        mode,
        right,
        entitled,
        travel_minutes: minutes as f32,
        drawn: external_is_free
            && matches!(institution.belonging, Belonging::Own(_))
            && matches!(institution.capacity, Capacity::Places { .. }),
        issued: week,
        reached: None,
        admitted: None,
        completed: None,
        ended: None,
        stage: EpisodeStage::OnTheWay,
    });
    scene.cases.case[setting_out.case].stage = CaseStage::Underway(id);
    if matches!(setting_out.issuer, Issuer::Intermediary(_)) {
        scene.ledger.referrals_issued[mode] += 1;
    }
    scene.ledger.hand_overs += u64::from(matches!(setting_out.issuer, Issuer::Institution { .. }));
    Some(id)
}

/// Takes hours for coming along, of paid staff first, then of volunteers who are free at the date; returns whether there were enough.
fn comes_along(
    issuer: Issuer,
    need: Need,
    hours: f64,
    intermediary: &mut Intermediary,
    volunteers: &mut Volunteers,
    ledger: &mut Ledger,
) -> bool {
    let Issuer::Intermediary(desk) = issuer else { return false };
    let comes = intermediary.establishment.as_ref().is_some_and(|facts| facts.accompanies[need.field()]);
    if !comes {
        return false;
    }
    let desk = &mut intermediary.desk[desk];
    if desk.companion_hours >= hours {
        desk.companion_hours -= hours;
        true
    } else if volunteers.companion_hours >= hours {
        volunteers.companion_hours -= hours;
        ledger.companion_hours += hours;
        true
    } else {
        false
    }
}
