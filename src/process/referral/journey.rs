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
    let weeks = people.offered.weeks_since_told(episode.person, week, week.since(episode.told));
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
            let episode = &mut casework.episodes.episode[id];
            (episode.right, episode.told) = (true, week);
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
    people.visits[episode.person].been_at |= 1 << episode.need as u8;
    if institution.knows_intermediary.is_some() && institution.belonging == Belonging::External {
        people.pointed.push(episode.person);
    }

    // At the counter.
    let is_accompanied = episode.mode == Mode::Accompanied;
    let misunderstood = if institution.speaks_languages {
        0.0
    } else {
        let lacks = 1.0 - language.share_of(parameters.counter_level);
        let left = if is_accompanied { parameters.companion_language.get() } else { 1.0 };
        parameters.counter_language.get() * lacks * left
    };
    let mut stream = today.stream(Purpose::ReferralCounter, entity);
    let mind = &mut people.mind[episode.person];
    if !episode.entitled || stream.chance(misunderstood) {
        mind.note_refusals(1);
        fail(today, parameters, id, EpisodeEnd::Refused, people, casework);
        return;
    }
    if is_accompanied {
        mind.trust += parameters.companion_trust.get() as f32 * (1.0 - mind.trust);
    }
    let open = today.forcings.closures.courses.at(week);
    let is_course = institution.holds_integration_courses() && episode.need == Need::Language;
    let has_place = is_course && people.offered.has_course_place(episode.person, week, episode.need);
    let mut begins = week;
    if is_course {
        let is_helped = is_accompanied || episode.issuer.has_talked();
        casework.ledger.courses_registered += 1;
        casework.ledger.courses_registered_helped += u64::from(is_helped);
        if !has_place {
            // Classes begin at equal distances, and people register at any time between two of them.
            let wait = 2.0 * parameters.class_weeks.get() * today.stream(Purpose::ClassStart, entity).unit();
            let letters = &mut casework.cases.letters;
            letters.put_off_course(episode.person, week.plus(wait as i32));
            begins = letters.course_begins(episode.person, week);
        }
    }
    let may_begin = begins <= week && institution.waiting.is_empty();
    if has_place || may_begin && takes_in(institution, open) {
        admit(today, parameters, id, institution, people, casework);
    } else {
        casework.episodes.episode[id].stage = EpisodeStage::Waiting;
        institution.waiting.push_back(id);
        let course = &mut people.course[episode.person];
        if episode.need == Need::Language && course.state == CourseState::Never {
            course.state = CourseState::Waiting;
        }
        let patience = stream.geometric(parameters.gives_up_waiting.get());
        // Whoever knows when the class begins loses patience from then on.
        casework.episodes.steps.enter(begins.plus(1).plus(patience), id);
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

#[cfg(test)]
mod tests {
    use crate::dice::Dice;
    use crate::index::{Column, EpisodeId, Id, InstitutionId};
    use crate::population::{Case, CaseStage, Episode, EpisodeStage, Issuer, OwnDesk, Presence, Travel};
    use crate::process::referral::{Parameters, step};
    use crate::quantity::{Rate, Share, Weeks};
    use crate::time::Week;
    use crate::today::Today;
    use crate::vocabulary::{Mode, Need, Status};
    use crate::world::toy;

    /// People on the way.
    const PEOPLE: u64 = 400;
    /// The week of their date.
    const DATE: Week = Week(40);

    /// Lets people go whom a referral of ten weeks ago sent to an institution, right or wrong, and who were told of the date in a week.
    fn go(told: Week, right: bool) -> Vec<Episode> {
        let mut parameters: Parameters = toy::parameters("referral");
        let travel: Travel = toy::parameters("travel");
        // Nothing but forgetting keeps anybody away, and every wrong place sends on.
        parameters.papers_missing = Share::new(0.0).unwrap();
        parameters.redirected = Share::new(1.0).unwrap();
        parameters.forgets_per_week = Rate::new(0.2).unwrap();
        let mut district = toy::district_world();
        district.network = toy::network(Dice::new(1, 0), 30_000);
        district.refugees = toy::refugees(PEOPLE);
        for person in district.refugees.person.ids().collect::<Vec<_>>() {
            district.refugees.presence[person] = Presence::Present;
            let id = EpisodeId::at(person.position());
            let (need, institution) = (Need::Company, InstitutionId::at(0));
            let case = district.cases.case.push(Case {
                person,
                need,
                onset: Week(20),
                thinks: Week::NEVER,
                lapses: Week(400),
                advice_suffices: false,
                hours_left: 4.0,
                hours_asked: 4.0,
                hours_received: 0.0,
                hours_worth: 0.0,
                urgency: 0.0,
                contacts: 0,
                own_desk: OwnDesk::Never,
                stage: CaseStage::Underway(id),
                ended: None,
            });
            district.cases.open.push(vec![case]);
            district.cases.seen_at.push(Vec::new());
            district.episodes.episode.push(Episode {
                case,
                person,
                need,
                institution,
                issuer: Issuer::Nobody,
                mode: Mode::Alone,
                right,
                status: Status::Settled,
                entitled: true,
                travel_minutes: 0.0,
                is_way_explained: true,
                drawn: false,
                issued: DATE.plus(-10),
                told,
                reached: None,
                admitted: None,
                completed: None,
                ended: None,
                stage: EpisodeStage::OnTheWay,
            });
            district.episodes.steps.enter(DATE, id);
        }
        let forcings = toy::forcings();
        let today = Today { week: DATE, dice: Dice::new(1, 0), forcings: &forcings };
        step(&today, &parameters, &travel, &Weeks::new(52.0).unwrap(), (&mut district).into());
        let episodes: Column<EpisodeId, Episode> = district.episodes.episode;
        episodes.iter().copied().collect()
    }

    #[test]
    fn who_is_sent_on_is_told_anew_and_forgets_from_then_on() {
        let sent_on = go(DATE.plus(-10), false).into_iter().filter(|episode| episode.right);
        let sent_on: Vec<Episode> = sent_on.collect();
        assert!(!sent_on.is_empty() && sent_on.iter().all(|episode| episode.told == DATE));
        // Who was told a week ago keeps the date with exp(-0.2), whenever it was issued; five standard deviations are 48.
        let reached = |told| go(told, true).iter().filter(|episode| episode.reached.is_some()).count();
        assert!(reached(DATE.plus(-1)).abs_diff(327) < 48, "{}", reached(DATE.plus(-1)));
        // The twin: who was told ten weeks ago keeps it with exp(-2).
        assert!(reached(DATE.plus(-10)).abs_diff(54) < 48);
    }
}
