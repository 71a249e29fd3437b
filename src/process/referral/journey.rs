//! The way to an institution: getting there, being understood at the counter, and being let in.

use super::{Casework, Parameters, People, admit, entity_of, fail, finish, takes_in};
use crate::dice::Purpose;
use crate::index::EpisodeId;
use crate::ledger::CostItem;
use crate::network::{Belonging, Institution};
use crate::numeric::exp;
use crate::population::{CourseState, Episode, EpisodeStage, Issuer, Language, Presence};
use crate::quantity::Share;
use crate::today::Today;
use crate::vocabulary::{EpisodeEnd, Mode, Need};

/// Lets somebody try to get to an institution and be admitted.
pub(super) fn arrive(
    today: &Today,
    parameters: &Parameters,
    id: EpisodeId,
    institution: &mut Institution,
    people: &mut People,
    casework: &mut Casework,
) {
    let week = today.week;
    let episode = casework.episodes.episode[id];
    if casework.cases.case[episode.case].ended.is_some()
        || people.presence[episode.person] != Presence::Present
    {
        finish(today, id, EpisodeEnd::Moved, casework.episodes);
        return;
    }
    let entity = entity_of(&episode, casework.cases, people.person);
    let language = &people.language[episode.person];
    let weeks = people.offered.weeks_since_told(episode.person, week, week.since(episode.issued));
    if !today
        .stream(Purpose::ReferralJourney, entity)
        .chance(chance_to_get_there(parameters, &episode, language, weeks))
    {
        fail(today, parameters, id, EpisodeEnd::GaveUp, people, casework);
        return;
    }
    if institution.closes <= week {
        // Weekly hours in rooms and own offers may have ended while somebody was on the way.
        fail(today, parameters, id, EpisodeEnd::Full, people, casework);
        return;
    }
    if !episode.right {
        let mut stream = today.stream(Purpose::ReferralRedirect, entity);
        if stream.chance(parameters.redirected.get()) {
            casework.episodes.episode[id].right = true;
            let wait = stream.geometric(1.0 / (1.0 + parameters.appointment_weeks.get()));
            casework.episodes.steps.enter(week.plus(1).plus(wait), id);
        } else {
            fail(today, parameters, id, EpisodeEnd::Wrong, people, casework);
        }
        return;
    }
    casework.episodes.episode[id].reached = Some(week);
    if matches!(episode.issuer, Issuer::Intermediary(_)) {
        casework.ledger.referrals_reached[episode.mode] += 1;
        let way = 2.0 * f64::from(episode.travel_minutes) / 60.0;
        if !matches!(episode.mode, Mode::Colocated | Mode::InHouse) {
            casework.ledger.costs.add_hours(CostItem::UsersOnTheWay, way);
        }
    }
    people.called_at.push((episode.person, episode.institution));
    if institution.knows_intermediary.is_some() && institution.belonging == Belonging::External {
        people.pointed.push(episode.person);
    }

    // At the counter.
    let is_accompanied = episode.mode == Mode::Accompanied;
    let misunderstood = if institution.speaks_languages {
        0.0
    } else {
        let lacks = (1.0 - f64::from(language.level) / parameters.counter_level.get()).max(0.0);
        let left = if is_accompanied { parameters.companion_language.get() } else { 1.0 };
        parameters.counter_language.get() * lacks * left
    };
    let mut stream = today.stream(Purpose::ReferralCounter, entity);
    let mind = &mut people.mind[episode.person];
    if !episode.entitled || stream.chance(misunderstood) {
        mind.refusals_this_week = mind.refusals_this_week.saturating_add(1);
        fail(today, parameters, id, EpisodeEnd::Refused, people, casework);
        return;
    }
    if is_accompanied {
        mind.trust += parameters.companion_trust.get() as f32 * (1.0 - mind.trust);
    }
    let open = today.forcings.closures.courses.at(week);
    let has_place = institution.holds_integration_courses()
        && people.offered.has_course_place(episode.person, week, episode.need);
    if has_place || institution.waiting.is_empty() && takes_in(&mut institution.capacity, open) {
        admit(today, id, institution, people, casework);
    } else {
        casework.episodes.episode[id].stage = EpisodeStage::Waiting;
        institution.waiting.push_back(id);
        let course = &mut people.course[episode.person];
        if episode.need == Need::Language && course.state == CourseState::Never {
            course.state = CourseState::Waiting;
        }
        let patience = stream.geometric(parameters.gives_up_waiting.get());
        casework.episodes.steps.enter(week.plus(1).plus(patience), id);
    }
}

/// Returns the chance to get to an institution, in time and with all papers, `weeks` after one was told of the date; each obstacle is a
/// hazard of its own, and together they multiply.
fn chance_to_get_there(parameters: &Parameters, episode: &Episode, language: &Language, weeks: f64) -> f64 {
    let is_in_house = matches!(episode.mode, Mode::Colocated | Mode::InHouse);
    let share = |left: Share| if episode.mode == Mode::Accompanied { left.get() } else { 1.0 };
    let way = if is_in_house {
        0.0
    } else {
        let known_way = parameters.known_way.get();
        let known = if episode.is_way_explained { 1.0 } else { f64::from(language.local_knowledge) };
        let unknown = known_way + (1.0 - known_way) * (1.0 - known);
        parameters.lost_per_minute.get() * f64::from(episode.travel_minutes) * unknown
    };
    let hazard = (way + parameters.forgets_per_week.get() * weeks) * share(parameters.companion_forgetting);
    let papers = parameters.papers_missing.get() * share(parameters.companion_papers);
    // Under the same roof missing papers can be brought the next day.
    let papers = if is_in_house { papers * parameters.same_house_papers.get() } else { papers };
    exp(-hazard) * (1.0 - papers)
}
