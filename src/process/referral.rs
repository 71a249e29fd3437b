//! Referral: from the desk, or on one's own, to an institution, hop by hop.
//! German: *Verweisen*, *Lotsen* (INTESO, "Organisationsformen").
//!
//! # Rule
//! 1. Whoever sends chooses, among institutions that its directory knows and that the status entitles to, the one with the least wait and way;
//!    an offer under the same roof has no way. So a long wait inside sends people outward.
//! 2. Somebody comes along when hours for that are left, of staff or of a volunteer who is free at the date.
//! 3. Hops: is it the right institution (directory entry correct)? Got there (weeks until the date, minutes of travel, knowledge of the city,
//!    papers)? Understood at the counter (language, languages spoken there)? Admitted (entitled, slots or places, waiting list)? Kept the appointment?
//! 4. A companion takes away part of getting lost, of forgetting, of missing papers, and of failing for language. Under the same roof one goes
//!    the same day.
//! 5. A failed hop costs urgency, trust, and weeks.
//!
//! # Reads, writes
//! Reads `Refugees::{person, legal, housing, language, course}`, `Intermediary::desk` (directory). Writes `Episodes`, `Cases`, `Institution::{capacity, waiting}`,
//! `Desk::companion_hours`, `Volunteers::companion_hours`, `Refugees::{mind, enrolments, pointed, course}`, and the ledger.
//!
//! # Evidence
//! Keys in `scenarios/evidence/referral.toml`.
//!
//! # Limits
//! An institution serves all its needs from one capacity. Nobody is on two waiting lists for one need.

use serde::Deserialize;

use crate::dice::{Dice, Purpose};
use crate::forcing::Forcings;
use crate::index::EpisodeId;
use crate::intermediary::Intermediary;
use crate::ledger::{CostItem, Ledger};
use crate::network::{Belonging, Capacity, Helped, LocalNetwork};
use crate::numeric::exp;
use crate::population::{
    CaseStage, Cases, CourseState, Enrolment, Episode, EpisodeStage, Episodes, Issuer, Refugees, Residence,
    Travel, Volunteers,
};
use crate::quantity::{Level, Minutes, Rate, Share, Weeks};
use crate::time::Week;
use crate::vocabulary::{CaseEnd, EpisodeEnd, Mode, Need};

use self::choice::issue;

mod choice;

/// Parameters of referral.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Forgetting or missing a date, for each week until it. Unit: per week.
    pub forgets_per_week: Rate,
    /// Not getting there, on a way one does not know. Unit: hazard per minute of travel.
    pub lost_per_minute: Rate,
    /// Of that hazard: left when one knows the city well. Unit: share.
    pub known_way: Share,
    /// Papers are missing and the appointment is lost. Unit: share.
    pub papers_missing: Share,
    /// What going to the same house leaves of missing papers, since they can be brought the next day. Unit: share left.
    pub same_house_papers: Share,
    /// Failing at the counter without any German, where nobody speaks one's language. Unit: share.
    pub counter_language: Share,
    /// From this level on the counter is no obstacle. Unit: level.
    pub counter_level: Level,
    /// What a companion leaves of forgetting and of getting lost. Unit: share left.
    pub companion_forgetting: Share,
    /// What a companion leaves of missing papers. Unit: share left.
    pub companion_papers: Share,
    /// What a companion leaves of failing for language. Unit: share left.
    pub companion_language: Share,
    /// A visit together, travel apart. Unit: minutes.
    pub together_minutes: Minutes,
    /// Until a first appointment, on average, beyond the next week. Unit: weeks.
    pub appointment_weeks: Weeks,
    /// Sent on to the right place by a wrong one. Unit: share.
    pub redirected: Share,
    /// Somebody who goes without advice and knows nothing of the city finds the right place. Unit: share.
    pub own_finding: Share,
    /// The same for somebody who knows the city. Unit: share.
    pub own_finding_known: Share,
    /// How many weeks of waiting a kilometre is worth to whoever chooses an institution. Unit: weeks a km.
    pub weeks_per_km: Rate,
    /// Losing a place on a waiting list. Unit: per week.
    pub gives_up_waiting: Share,
    /// Unused slots are lost after so many weeks. Unit: weeks.
    pub slots_kept_weeks: Weeks,
    /// How long a place is held, as whoever refers reckons when judging a waiting list. Unit: weeks.
    pub place_held_weeks: Weeks,
    /// Of the weekly forgetting: what is left while on a waiting list that ends with a letter. Unit: share.
    pub letter_share: Share,
    /// Urgency lost by an attempt that failed. Unit: log-odds.
    pub failure_loss: Rate,
    /// Until one thinks again after a failure. Unit: weeks.
    pub failure_weeks: Weeks,
    /// Trust lost by a failure. Unit: share of what is there.
    pub failure_trust: Share,
    /// How far a failure discourages. Unit: share of what is left.
    pub failure_discouragement: Share,
    /// Trust gained by somebody coming along. Unit: share of what is left.
    pub companion_trust: Share,
}

/// What a referral touches besides its own parameters.
#[derive(Debug)]
pub struct Scene<'a> {
    /// The intermediary and other desks.
    pub intermediary: &'a mut Intermediary,
    /// Institutions.
    pub network: &'a mut LocalNetwork,
    /// Volunteers, for coming along.
    pub volunteers: &'a mut Volunteers,
    /// People who fled.
    pub refugees: &'a mut Refugees,
    /// Cases.
    pub cases: &'a mut Cases,
    /// Episodes.
    pub episodes: &'a mut Episodes,
    /// Counts.
    pub ledger: &'a mut Ledger,
}

/// Runs a week of referrals: new slots, waiting lists, new episodes, and steps that are due.
pub fn step(
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    travel: &Travel,
    forcings: &Forcings,
    mut scene: Scene<'_>,
) {
    renew_slots(parameters, scene.network);
    admit_from_lists(week, dice, parameters, forcings, &mut scene);
    let mut due: Vec<EpisodeId> = scene.episodes.steps.take(week);
    for setting_out in std::mem::take(&mut scene.episodes.setting_out) {
        let case = &scene.cases.case[setting_out.case];
        let is_handed_over = matches!(setting_out.issuer, Issuer::Institution { .. });
        // Whoever is handed over may have gone elsewhere meanwhile.
        if case.ended.is_some() || (is_handed_over && case.stage != CaseStage::Open) {
            continue;
        }
        if let Some(id) = issue(setting_out, week, dice, parameters, travel, forcings, &mut scene) {
            let mode = scene.episodes.episode[id].mode;
            if matches!(mode, Mode::Colocated | Mode::InHouse) {
                due.push(id);
            } else {
                let entity = entity_of(&scene.episodes.episode[id], &scene);
                let wait = dice
                    .stream(Purpose::ReferralChoice, week, entity)
                    .geometric(1.0 / (1.0 + parameters.appointment_weeks.get()));
                scene.episodes.steps.enter(week.plus(1).plus(wait), id);
            }
        } else if !is_handed_over {
            let again = week.plus(parameters.failure_weeks.get() as i32).max(week.plus(1));
            scene.cases.return_open(setting_out.case, again, 0.0);
        }
    }
    // Whoever comes first within the week is first; the instant is drawn, never an id.
    let mut ordered: Vec<(f64, EpisodeId)> = due
        .into_iter()
        .map(|id| {
            let entity = entity_of(&scene.episodes.episode[id], &scene);
            (dice.stream(Purpose::ArrivalInstant, week, entity).unit(), id)
        })
        .collect();
    ordered.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    for (_, id) in ordered {
        match scene.episodes.episode[id].stage {
            EpisodeStage::OnTheWay => arrive(id, week, dice, parameters, forcings, &mut scene),
            EpisodeStage::Waiting => fail(id, EpisodeEnd::Full, week, parameters, &mut scene),
            EpisodeStage::Ended(_) => {}
        }
    }
}

/// Returns the entity of an episode: that of its case, the institution, and the week of issue.
fn entity_of(episode: &Episode, scene: &Scene<'_>) -> crate::dice::Entity {
    let case = &scene.cases.case[episode.case];
    case.entity(scene.refugees.person[episode.person].entity).part(0x40, episode.issued.0 as u32 as u64)
}

fn renew_slots(parameters: &Parameters, network: &mut LocalNetwork) {
    for institution in &mut network.institution {
        if let Capacity::Slots { per_week, left } = &mut institution.capacity {
            *left = (*left + *per_week).min((*per_week * parameters.slots_kept_weeks.get()).max(1.0));
        }
    }
}

/// Lets somebody try to get to an institution and be admitted.
fn arrive(
    id: EpisodeId,
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    forcings: &Forcings,
    scene: &mut Scene<'_>,
) {
    let episode = scene.episodes.episode[id];
    if scene.cases.case[episode.case].ended.is_some() || !scene.refugees.is_present(episode.person) {
        finish(id, EpisodeEnd::Moved, week, scene.episodes);
        return;
    }
    let entity = entity_of(&episode, scene);
    let language = scene.refugees.language[episode.person];
    let accompanied = episode.mode == Mode::Accompanied;
    let same_house = matches!(episode.mode, Mode::Colocated | Mode::InHouse);
    let share = |left: Share| if accompanied { left.get() } else { 1.0 };

    // Got there? Each obstacle is a hazard of its own; together they multiply.
    let mut stream = dice.stream(Purpose::ReferralJourney, week, entity);
    let weeks = f64::from(week.since(episode.issued));
    let way = if same_house {
        0.0
    } else {
        let known_way = parameters.known_way.get();
        let unknown = known_way + (1.0 - known_way) * (1.0 - f64::from(language.local_knowledge));
        parameters.lost_per_minute.get() * f64::from(episode.travel_minutes) * unknown
    };
    let hazard = (way + parameters.forgets_per_week.get() * weeks) * share(parameters.companion_forgetting);
    let papers = parameters.papers_missing.get() * share(parameters.companion_papers);
    // Under the same roof missing papers can be brought the next day.
    let papers = if same_house { papers * parameters.same_house_papers.get() } else { papers };
    if !stream.chance(exp(-hazard) * (1.0 - papers)) {
        fail(id, EpisodeEnd::GaveUp, week, parameters, scene);
        return;
    }
    if scene.network.institution[episode.institution].closes <= week {
        // Weekly hours in rooms and own offers may have ended while somebody was on the way.
        fail(id, EpisodeEnd::Full, week, parameters, scene);
        return;
    }
    if !episode.right {
        let mut stream = dice.stream(Purpose::ReferralRedirect, week, entity);
        if stream.chance(parameters.redirected.get()) {
            scene.episodes.episode[id].right = true;
            let wait = stream.geometric(1.0 / (1.0 + parameters.appointment_weeks.get()));
            scene.episodes.steps.enter(week.plus(1).plus(wait), id);
        } else {
            fail(id, EpisodeEnd::Wrong, week, parameters, scene);
        }
        return;
    }
    scene.episodes.episode[id].reached = Some(week);
    let counts = matches!(episode.issuer, Issuer::Intermediary(_));
    if counts {
        scene.ledger.referrals_reached[episode.mode] += 1;
        let way = 2.0 * f64::from(episode.travel_minutes) / 60.0;
        if !same_house {
            scene.ledger.costs.add_hours(CostItem::UsersOnTheWay, way);
        }
    }
    scene.refugees.called_at.push((episode.person, episode.institution));
    let institution = &scene.network.institution[episode.institution];
    if institution.knows_intermediary.is_some() && institution.belonging == Belonging::External {
        scene.refugees.pointed.push(episode.person);
    }

    // At the counter.
    let lacks = (1.0 - f64::from(language.level) / parameters.counter_level.get()).max(0.0);
    let misunderstood = if institution.speaks_languages {
        0.0
    } else {
        parameters.counter_language.get() * lacks * share(parameters.companion_language)
    };
    let mut stream = dice.stream(Purpose::ReferralCounter, week, entity);
    if !episode.entitled || stream.chance(misunderstood) {
        let mind = &mut scene.refugees.mind[episode.person];
        mind.refusals_this_week = mind.refusals_this_week.saturating_add(1);
        fail(id, EpisodeEnd::Refused, week, parameters, scene);
        return;
    }
    if accompanied {
        let mind = &mut scene.refugees.mind[episode.person];
        mind.trust += parameters.companion_trust.get() as f32 * (1.0 - mind.trust);
    }
    let open = forcings.closures.courses.at(week);
    let institution = &mut scene.network.institution[episode.institution];
    if institution.waiting.is_empty() && takes_in(&mut institution.capacity, open) {
        admit(id, week, scene);
    } else {
        scene.episodes.episode[id].stage = EpisodeStage::Waiting;
        institution.waiting.push_back(id);
        if episode.need == Need::Language {
            let course = &mut scene.refugees.course[episode.person];
            if course.state == CourseState::Never {
                course.state = CourseState::Waiting;
            }
        }
        let patience = stream.geometric(parameters.gives_up_waiting.get());
        scene.episodes.steps.enter(week.plus(1).plus(patience), id);
    }
}

/// Takes one slot or place if there is one.
fn takes_in(capacity: &mut Capacity, open: f64) -> bool {
    match capacity {
        Capacity::Slots { left, .. } if *left >= 1.0 => {
            *left -= 1.0;
            true
        }
        Capacity::Places { places, taken } if f64::from(*taken) + 1.0 <= f64::from(*places) * open => {
            *taken += 1;
            true
        }
        _ => false,
    }
}

/// Gives slots and places that are free to those who wait longest.
fn admit_from_lists(
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    forcings: &Forcings,
    scene: &mut Scene<'_>,
) {
    let open = forcings.closures.courses.at(week);
    for id in scene.network.institution.ids() {
        while let Some(&first) = scene.network.institution[id].waiting.front() {
            let episode = scene.episodes.episode[first];
            let gone = episode.stage != EpisodeStage::Waiting
                || scene.cases.case[episode.case].ended.is_some()
                || !scene.refugees.is_present(episode.person);
            let closed = scene.network.institution[id].closes <= week;
            if gone {
                scene.network.institution[id].waiting.pop_front();
                if episode.stage == EpisodeStage::Waiting {
                    finish(first, EpisodeEnd::Moved, week, scene.episodes);
                }
            } else if closed {
                scene.network.institution[id].waiting.pop_front();
                fail(first, EpisodeEnd::Full, week, parameters, scene);
            } else if takes_in(&mut scene.network.institution[id].capacity, open) {
                scene.network.institution[id].waiting.pop_front();
                // The longer the wait, the likelier the letter comes in vain.
                let entity = entity_of(&episode, scene);
                let waited = f64::from(week.since(episode.reached.unwrap_or(week)));
                let keeps = exp(-parameters.forgets_per_week.get() * parameters.letter_share.get() * waited);
                if dice.stream(Purpose::Reception, week, entity).chance(keeps) {
                    admit(first, week, scene);
                } else {
                    give_back(&mut scene.network.institution[id].capacity);
                    fail(first, EpisodeEnd::GaveUp, week, parameters, scene);
                }
            } else {
                break;
            }
        }
    }
}

/// Gives back a slot or place.
fn give_back(capacity: &mut Capacity) {
    match capacity {
        Capacity::Slots { left, .. } => *left += 1.0,
        Capacity::Places { taken, .. } => *taken -= 1,
    }
}

/// Completes an episode: the appointment is kept or the place taken up, and help begins.
fn admit(id: EpisodeId, week: Week, scene: &mut Scene<'_>) {
    let episode = &mut scene.episodes.episode[id];
    episode.admitted = Some(week);
    episode.completed = Some(week);
    episode.ended = Some(week);
    episode.stage = EpisodeStage::Ended(EpisodeEnd::Completed);
    let episode = *episode;
    let institution = &scene.network.institution[episode.institution];
    if matches!(episode.issuer, Issuer::Intermediary(_)) {
        scene.ledger.referrals_admitted[episode.mode] += 1;
        scene.ledger.referrals_completed[episode.mode] += 1;
        if !matches!(institution.belonging, Belonging::Own(_)) {
            scene.ledger.external_places += 1;
        }
        scene.ledger.participants_drawn += u64::from(episode.drawn);
    }
    let (helped, found) = (&mut scene.network.helped, &mut scene.network.cases_in_common);
    helped.push(Helped { by: episode.institution, person: episode.person, need: episode.need });
    for &other in &scene.cases.open[episode.person] {
        if let CaseStage::Attending(at) = scene.cases.case[other].stage {
            found.push((at, episode.institution));
        }
    }
    let institution = &scene.network.institution[episode.institution];
    let case = &mut scene.cases.case[episode.case];
    case.stage = CaseStage::Attending(episode.institution);
    scene.refugees.enrolments.push(Enrolment {
        person: episode.person,
        institution: episode.institution,
        need: episode.need,
        case: episode.case,
        hours_per_week: institution.hours_per_week as f32,
        hours_left: case.hours_left,
        childcare: institution.childcare,
        since: week,
        directly: episode.issuer == Issuer::Nobody,
        by_intermediary: matches!(episode.issuer, Issuer::Intermediary(_)),
        in_district: matches!(episode.issuer, Issuer::Intermediary(_) | Issuer::Service(_))
            || scene.refugees.housing[episode.person].residence != Residence::RestOfCity,
    });
}

/// Ends an episode that failed and takes the case back to its person.
fn fail(id: EpisodeId, end: EpisodeEnd, week: Week, parameters: &Parameters, scene: &mut Scene<'_>) {
    let episode = finish(id, end, week, scene.episodes);
    let course = &mut scene.refugees.course[episode.person];
    if episode.need == Need::Language && course.state == CourseState::Waiting {
        course.state = CourseState::Never;
    }
    if scene.cases.case[episode.case].ended.is_some() {
        return;
    }
    let mind = &mut scene.refugees.mind[episode.person];
    mind.trust *= (1.0 - parameters.failure_trust.get()) as f32;
    mind.discouragement += parameters.failure_discouragement.get() as f32 * (1.0 - mind.discouragement);
    let case = &scene.cases.case[episode.case];
    if week >= case.lapses {
        scene.cases.close(episode.case, CaseEnd::Lapsed, week, &mut scene.refugees.visits, scene.ledger);
    } else {
        let again = week.plus((parameters.failure_weeks.get() as i32).max(1));
        scene.cases.return_open(episode.case, again, parameters.failure_loss.get());
    }
}

fn finish(id: EpisodeId, end: EpisodeEnd, week: Week, episodes: &mut Episodes) -> Episode {
    let episode = &mut episodes.episode[id];
    episode.stage = EpisodeStage::Ended(end);
    episode.ended = Some(week);
    *episode
}
