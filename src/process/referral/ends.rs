//! How an episode ends: with help that begins, or back with the person.

use super::{Casework, Parameters, People};
use crate::index::EpisodeId;
use crate::network::{Belonging, Helped, Institution};
use crate::population::{
    CaseStage, CourseState, Enrolment, Episode, EpisodeStage, Episodes, Issuer, Residence,
};
use crate::today::Today;
use crate::vocabulary::{CaseEnd, EpisodeEnd, Need};

/// Completes an episode: the appointment is kept or the place taken up, and help begins.
pub(super) fn admit(
    today: &Today,
    parameters: &Parameters,
    id: EpisodeId,
    institution: &Institution,
    people: &mut People,
    casework: &mut Casework,
) {
    let week = today.week;
    let Casework { cases, episodes, helped, cases_in_common, ledger } = casework;
    episodes.episode[id].admitted = Some(week);
    episodes.episode[id].completed = Some(week);
    let episode = finish(today, id, EpisodeEnd::Completed, episodes);
    let by_intermediary = matches!(episode.issuer, Issuer::Intermediary(_));
    if by_intermediary {
        ledger.referrals_admitted[episode.mode] += 1;
        ledger.referrals_completed[episode.mode] += 1;
        if !matches!(institution.belonging, Belonging::Own(_)) {
            ledger.external_places += 1;
        }
        ledger.participants_drawn += u64::from(episode.drawn);
    }
    helped.push(Helped { by: episode.institution, person: episode.person, need: episode.need });
    for &other in &cases.open[episode.person] {
        if let CaseStage::Attending(at) = cases.case[other].stage {
            cases_in_common.push((at, episode.institution));
        }
    }
    let is_course = episode.need == Need::Language && institution.holds_integration_courses();
    let is_kept =
        is_course && people.offered.begin_course(episode.person, week, &people.legal[episode.person]);
    let is_further = is_course && people.course[episode.person].finished.is_some();
    let case = &mut cases.case[episode.case];
    if is_further {
        case.hours_left = parameters.further_course_hours.get() as f32;
    }
    case.stage = CaseStage::Attending(episode.institution);
    people.enrolments.push(Enrolment {
        person: episode.person,
        institution: episode.institution,
        need: episode.need,
        case: episode.case,
        hours_per_week: institution.hours_per_week as f32,
        childcare: institution.childcare,
        since: week,
        directly: episode.issuer == Issuer::Nobody,
        by_intermediary,
        in_district: by_intermediary
            || matches!(episode.issuer, Issuer::Service(_))
            || people.housing[episode.person].residence != Residence::RestOfCity,
        is_kept,
        is_regular: false,
    });
}

/// Ends an episode that failed and takes the case back to its person.
pub(super) fn fail(
    today: &Today,
    parameters: &Parameters,
    id: EpisodeId,
    end: EpisodeEnd,
    people: &mut People,
    casework: &mut Casework,
) {
    let week = today.week;
    let Casework { cases, episodes, ledger, .. } = casework;
    let episode = finish(today, id, end, episodes);
    let course = &mut people.course[episode.person];
    if episode.need == Need::Language && course.state == CourseState::Waiting {
        course.state = CourseState::Never;
    }
    let case = &cases.case[episode.case];
    if case.ended.is_some() {
        return;
    }
    let mind = &mut people.mind[episode.person];
    mind.trust *= (1.0 - parameters.failure_trust.get()) as f32;
    mind.discouragement += parameters.failure_discouragement.get() as f32 * (1.0 - mind.discouragement);
    if week >= case.lapses {
        cases.close(episode.case, CaseEnd::Lapsed, week, people.visits, ledger);
    } else {
        let again = week.plus((parameters.failure_weeks.get() as i32).max(1));
        cases.return_open(episode.case, again, parameters.failure_loss.get());
    }
}

/// Ends an episode and returns it.
pub(super) fn finish(today: &Today, id: EpisodeId, end: EpisodeEnd, episodes: &mut Episodes) -> Episode {
    let episode = &mut episodes.episode[id];
    episode.stage = EpisodeStage::Ended(end);
    episode.ended = Some(today.week);
    *episode
}
