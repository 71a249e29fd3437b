//! Referral: from the desk, or on one's own, to an institution, hop by hop.
//! German: *Verweisen*, *Lotsen* (INTESO, "Organisationsformen").
//!
//! # Rule
//! 1. Whoever sends chooses, among institutions that its directory knows and that the status entitles to, the one with the least wait and way,
//!    or one of equals; an offer under the same roof has no way. Own and hosted offers of the intermediary count like any other: desks
//!    of services know them as they know institutions, and who goes alone knows them by knowing the intermediary, and external ones as one who knows where to turn. Own ones are for
//!    those for whom it is there. So a long wait inside sends people outward. Where whoever sends makes the
//!    appointment, they call first: a wrong entry is found out at once, and the next is chosen.
//! 2. Somebody comes along when hours for that are left, of staff or of a volunteer who is free at the date; or because a trial offers
//!    it, as often as it does.
//! 3. Hops: is it the right institution (directory entry correct)? Got there (weeks until the date, minutes of travel, knowledge of the city,
//!    papers)? Understood at the counter (language, languages spoken there)? Admitted (entitled, slots or places, waiting list)? Kept the appointment?
//!    A way that is explained is as one that is known; a date that is reminded of is forgotten over one week at most.
//! 4. A companion takes away part of getting lost, of forgetting, of missing papers, and of failing for language. Under the same roof one goes
//!    the same day; for some, by lot, what a desk refers to sits there.
//! 5. A failed hop costs urgency, trust, and weeks.
//! 6. At a course provider people register first: they are on its list until a class begins, and until what a missed letter has put off
//!    (`letters`). Whoever has finished the integration course may take a further one, from the year on in which there are such.
//! 7. Who has a place in an integration course that is kept waits for none and takes nobody else's. Some may begin one so many weeks
//!    before the procedure ends; all else about entitlement is as ever.
//!
//! # Evidence
//! Keys in `scenarios/evidence/referral.toml`.
//!
//! # Limits
//! An institution serves all its needs from one capacity. Nobody is on two waiting lists for one need.

use serde::Deserialize;

use crate::dice::{Entity, Purpose};
use crate::index::{Column, DeskId, EpisodeId, InstitutionId, PersonId};
use crate::intermediary::{Desk, Intermediary, Reach};
use crate::ledger::Ledger;
use crate::network::{Capacity, Helped, Institution, LocalNetwork};
use crate::numeric::exp;
use crate::population::trials::{Allowances, Trials};
use crate::population::{
    Awareness, Case, CaseStage, Cases, Course, Enrolment, Episode, EpisodeStage, Episodes, Housing, Issuer,
    Language, Legal, Mind, Person, Presence, Refugees, SettingOut, Travel, Visits,
};
use crate::quantity::{Hours, Level, Minutes, Rate, Share, Weeks};
use crate::time::Week;
use crate::today::Today;
use crate::vocabulary::{EpisodeEnd, InstitutionKind, Mode, Need, PerField, PerNeed};
use crate::world::DistrictWorld;

use self::choice::{Choice, Request, choose};
use self::ends::{admit, fail, finish};
use self::journey::arrive;
use self::offered::Offered;

mod choice;
mod ends;
mod journey;
mod offered;

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
    /// From registering at a course provider until a class begins, on average. Unit: weeks.
    pub class_weeks: Weeks,
    /// Length of a course after the integration course. Unit: hours.
    pub further_course_hours: Hours,
    /// Until a first appointment, on average, beyond the next week. Unit: weeks.
    pub appointment_weeks: Weeks,
    /// Sent on to the right place by a wrong one. Unit: share.
    pub redirected: Share,
    /// Somebody who goes without advice and knows where to turn, or is with a volunteer who does, finds the right place. Unit: share.
    pub own_finding: Share,
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

/// What referral reads, and what it writes.
#[derive(Debug)]
pub struct Scene<'a> {
    services: &'a PerNeed<Vec<InstitutionId>>,
    institution: &'a mut Column<InstitutionId, Institution>,
    reach: Reach,
    people: People<'a>,
    companions: Companions<'a>,
    casework: Casework<'a>,
}

/// People who fled: how they find their way, and what it leaves with them.
#[derive(Debug)]
struct People<'a> {
    person: &'a Column<PersonId, Person>,
    presence: &'a Column<PersonId, Presence>,
    legal: &'a Column<PersonId, Legal>,
    housing: &'a Column<PersonId, Housing>,
    language: &'a Column<PersonId, Language>,
    awareness: &'a Column<PersonId, Awareness>,
    course: &'a mut Column<PersonId, Course>,
    mind: &'a mut Column<PersonId, Mind>,
    visits: &'a mut Column<PersonId, Visits>,
    enrolments: &'a mut Vec<Enrolment>,
    called_at: &'a mut Vec<(PersonId, InstitutionId)>,
    pointed: &'a mut Vec<PersonId>,
    offered: Offered<'a>,
}

/// Who can come along: hours that are left of staff at desks, and of volunteers.
#[derive(Debug)]
struct Companions<'a> {
    /// Fields in which the intermediary comes along; nothing without one.
    accompanies: Option<&'a PerField<bool>>,
    desk: &'a mut Column<DeskId, Desk>,
    volunteer_hours: &'a mut f64,
    /// Whom somebody accompanies beside them.
    offered: &'a mut Allowances,
    /// The same, as far as the district's staff and volunteers have the hours.
    own_offered: &'a mut Allowances,
}

/// Cases and their episodes, what institutions learn of each other by them, and what is counted.
#[derive(Debug)]
struct Casework<'a> {
    cases: &'a mut Cases,
    episodes: &'a mut Episodes,
    helped: &'a mut Vec<Helped>,
    cases_in_common: &'a mut Vec<(InstitutionId, InstitutionId)>,
    ledger: &'a mut Ledger,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { refugees, cases, episodes, volunteers, network, intermediary, ledger, .. } =
            district;
        let Refugees { person, presence, legal, housing, language, awareness, course, mind, .. } = refugees;
        let Refugees { visits, .. } = refugees;
        let Refugees { enrolments, called_at, pointed, trials, .. } = refugees;
        let Trials {
            companions,
            own_companions,
            appointments,
            same_house,
            reminders,
            course_places,
            early_start,
            ..
        } = trials;
        let LocalNetwork { services, institution, helped, cases_in_common, .. } = network;
        let Intermediary { establishment, desk, .. } = intermediary;
        Self {
            services,
            institution,
            reach: Reach::of(establishment.as_ref(), enrolments),
            people: People {
                person,
                presence,
                legal,
                housing,
                language,
                awareness,
                course,
                mind,
                visits,
                enrolments,
                called_at,
                pointed,
                offered: Offered { appointments, same_house, reminders, course_places, early_start },
            },
            companions: Companions {
                accompanies: establishment.as_ref().map(|facts| &facts.accompanies),
                desk,
                volunteer_hours: &mut volunteers.companion_hours,
                offered: companions,
                own_offered: own_companions,
            },
            casework: Casework { cases, episodes, helped, cases_in_common, ledger },
        }
    }
}

/// Runs a week of referrals: new slots, waiting lists, new episodes, and steps that are due.
pub fn step(today: &Today, parameters: &Parameters, travel: &Travel, newcomer_weeks: &Weeks, scene: Scene) {
    let week = today.week;
    let Scene { services, institution, reach, mut people, mut companions, mut casework } = scene;
    renew_slots(parameters, institution, casework.ledger);
    admit_from_lists(today, parameters, institution, &mut people, &mut casework);
    let mut due: Vec<EpisodeId> = casework.episodes.steps.take(week);
    for setting_out in std::mem::take(&mut casework.episodes.setting_out) {
        let case = &casework.cases.case[setting_out.case];
        let is_handed_over = matches!(setting_out.issuer, Issuer::Institution { .. });
        // Whoever is handed over may have gone elsewhere meanwhile.
        if case.ended.is_some() || (is_handed_over && case.stage != CaseStage::Open) {
            continue;
        }
        let mut request = request(today, &setting_out, case, &people, companions.desk);
        let (who, home) = (&people.person[case.person], &people.housing[case.person]);
        request.is_included = reach.includes(week, *newcomer_weeks, case.person, (who, home));
        if let Some(mut choice) =
            choose(today, parameters, travel, &request, &services[case.need], institution)
        {
            people.offered.ease(case.person, setting_out.issuer, week, travel, &mut choice);
            let id = issue(today, parameters, setting_out, &choice, &mut companions, &mut casework);
            let episode = &casework.episodes.episode[id];
            if matches!(episode.mode, Mode::Colocated | Mode::InHouse) {
                due.push(id);
            } else {
                let entity = entity_of(episode, casework.cases, people.person);
                let wait = today
                    .stream(Purpose::ReferralChoice, entity)
                    .geometric(1.0 / (1.0 + parameters.appointment_weeks.get()));
                casework.episodes.steps.enter(week.plus(1).plus(wait), id);
            }
        } else if !is_handed_over {
            let again = week.plus(parameters.failure_weeks.get() as i32).max(week.plus(1));
            casework.cases.return_open(setting_out.case, again, 0.0);
        }
    }
    // Whoever comes first within the week is first; the instant is drawn, never an id.
    let mut ordered: Vec<(f64, EpisodeId)> = due
        .into_iter()
        .map(|id| {
            let entity = entity_of(&casework.episodes.episode[id], casework.cases, people.person);
            (today.stream(Purpose::ArrivalInstant, entity).unit(), id)
        })
        .collect();
    ordered.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    for (_, id) in ordered {
        let episode = &casework.episodes.episode[id];
        match episode.stage {
            EpisodeStage::OnTheWay => {
                let institution = &mut institution[episode.institution];
                arrive(today, parameters, id, institution, &mut people, &mut casework);
            }
            EpisodeStage::Waiting => {
                fail(today, parameters, id, EpisodeEnd::Full, &mut people, &mut casework);
            }
            EpisodeStage::Ended(_) => {}
        }
    }
}

/// Returns the entity of an episode: that of its case, the institution, and the week of issue.
fn entity_of(episode: &Episode, cases: &Cases, person: &Column<PersonId, Person>) -> Entity {
    let case = &cases.case[episode.case];
    case.entity(person[episode.person].entity).part(0x40, episode.issued.0 as u32 as u64)
}

/// Returns what the choice of an institution for a case depends on.
fn request<'a>(
    today: &Today,
    setting_out: &SettingOut,
    case: &Case,
    people: &'a People,
    desk: &'a Column<DeskId, Desk>,
) -> Request<'a> {
    let (week, id) = (today.week, case.person);
    let issuer = setting_out.issuer;
    let (who, language) = (&people.person[id], &people.language[id]);
    Request {
        need: case.need,
        entity: case.entity(who.entity),
        issuer,
        // A volunteer who comes along knows the city.
        knows_where: setting_out.with_volunteer
            || issuer == Issuer::Nobody
                && people.visits[id].knows_where(today.dice, who, language, case.need),
        knows_intermediary: people.awareness[id].intermediary.is_some(),
        is_included: false,
        desk: match issuer {
            Issuer::Intermediary(from) | Issuer::Service(from) => Some(&desk[from]),
            Issuer::Authority
            | Issuer::Institution { .. }
            | Issuer::Friend { .. }
            | Issuer::FullAccess
            | Issuer::Nobody => None,
        },
        housing: &people.housing[id],
        legal: &people.legal[id],
        course: people.course[id].state,
        has_further_courses: today.forcings.courses.further.at(week) > 0.5,
        may_take_course: people.offered.permits_course(id, week, &people.legal[id]),
        is_announced: people.offered.is_announced(id, issuer, week),
        has_course_place: people.offered.has_course_place(id, week, case.need),
    }
}

/// Begins an episode with an institution that was chosen.
fn issue(
    today: &Today,
    parameters: &Parameters,
    setting_out: SettingOut,
    choice: &Choice,
    companions: &mut Companions,
    casework: &mut Casework,
) -> EpisodeId {
    let SettingOut { case: id, issuer, with_volunteer } = setting_out;
    let Casework { cases, episodes, ledger, .. } = casework;
    let case = &mut cases.case[id];
    let hours = (parameters.together_minutes.get() + 2.0 * choice.travel_minutes) / 60.0;
    let mode = if choice.is_in_house {
        if choice.is_own { Mode::InHouse } else { Mode::Colocated }
    } else if with_volunteer
        || companions.come_along(issuer, case.need, hours, ledger)
        || companions.come_as_offered(today.week, case.person, issuer, hours, ledger)
    {
        Mode::Accompanied
    } else {
        Mode::Alone
    };
    let episode = episodes.episode.push(Episode {
        case: id,
        person: case.person,
        need: case.need,
        institution: choice.institution,
        issuer,
        mode,
        right: choice.is_right,
        status: choice.status,
        entitled: choice.is_entitled,
        travel_minutes: choice.travel_minutes as f32,
        is_way_explained: choice.is_way_explained,
        drawn: choice.is_drawn,
        issued: today.week,
        told: today.week,
        reached: None,
        admitted: None,
        completed: None,
        ended: None,
        stage: EpisodeStage::OnTheWay,
    });
    case.stage = CaseStage::Underway(episode);
    if matches!(issuer, Issuer::Intermediary(_)) {
        ledger.referrals_issued[mode] += 1;
    }
    ledger.hand_overs += u64::from(matches!(issuer, Issuer::Institution { .. }));
    episode
}

impl Companions<'_> {
    /// Takes hours for coming along where the intermediary does that; returns whether there were enough.
    fn come_along(&mut self, issuer: Issuer, need: Need, hours: f64, ledger: &mut Ledger) -> bool {
        matches!(issuer, Issuer::Intermediary(_))
            && self.accompanies.is_some_and(|fields| fields[need.field()])
            && self.take(issuer, hours, ledger)
    }

    /// Takes hours of paid staff first, then of volunteers who are free at the date; returns whether there were enough.
    fn take(&mut self, issuer: Issuer, hours: f64, ledger: &mut Ledger) -> bool {
        if let Issuer::Intermediary(desk) = issuer
            && self.desk[desk].companion_hours >= hours
        {
            self.desk[desk].companion_hours -= hours;
            true
        } else if *self.volunteer_hours >= hours {
            *self.volunteer_hours -= hours;
            ledger.companion_hours += hours;
            true
        } else {
            false
        }
    }

    /// Lets somebody come along who was offered; returns whether that was so.
    fn come_as_offered(
        &mut self,
        week: Week,
        id: PersonId,
        issuer: Issuer,
        hours: f64,
        ledger: &mut Ledger,
    ) -> bool {
        if self.offered.take(id, week) {
            return true;
        }
        let is_there = self.own_offered.is_there(id, week) && self.take(issuer, hours, ledger);
        is_there && self.own_offered.take(id, week)
    }
}

/// Makes the appointments of a week, and counts those of job centres; what is not lost unused counts as given.
fn renew_slots(
    parameters: &Parameters,
    institution: &mut Column<InstitutionId, Institution>,
    ledger: &mut Ledger,
) {
    for institution in institution {
        if let Capacity::Slots { per_week, left } = &mut institution.capacity {
            let before = *left;
            *left = (*left + *per_week).min((*per_week * parameters.slots_kept_weeks.get()).max(1.0));
            if institution.kind == InstitutionKind::JobCentre {
                ledger.job_centre_hours += *per_week * institution.hours_per_week;
                ledger.job_centre_busy_hours += (*left - before).max(0.0) * institution.hours_per_week;
            }
        }
    }
}

/// Takes a place or a first appointment, if one is free.
fn takes_in(institution: &mut Institution, open: f64) -> bool {
    match &mut institution.capacity {
        Capacity::Slots { .. } => institution.takes_appointment(),
        Capacity::Places { places, taken } if f64::from(*taken) + 1.0 <= f64::from(*places) * open => {
            *taken += 1;
            true
        }
        Capacity::Places { .. } => false,
    }
}

/// Gives slots and places that are free to those who wait longest.
fn admit_from_lists(
    today: &Today,
    parameters: &Parameters,
    institution: &mut Column<InstitutionId, Institution>,
    people: &mut People,
    casework: &mut Casework,
) {
    let week = today.week;
    let open = today.forcings.closures.courses.at(week);
    for institution in institution {
        admit_to_kept_places(today, parameters, institution, people, casework);
        // Whose class has not begun stays on the list and is passed over.
        let mut later = Vec::new();
        while let Some(&first) = institution.waiting.front() {
            let episode = casework.episodes.episode[first];
            let is_gone = episode.stage != EpisodeStage::Waiting
                || casework.cases.case[episode.case].ended.is_some()
                || people.presence[episode.person] != Presence::Present;
            if is_gone {
                institution.waiting.pop_front();
                if episode.stage == EpisodeStage::Waiting {
                    finish(today, first, EpisodeEnd::Moved, casework.episodes);
                }
            } else if institution.closes <= week {
                institution.waiting.pop_front();
                fail(today, parameters, first, EpisodeEnd::Full, people, casework);
            } else if episode.need == Need::Language
                && institution.holds_integration_courses()
                && casework.cases.letters.course_begins(episode.person, week) > week
            {
                institution.waiting.pop_front();
                later.push(first);
            } else if takes_in(institution, open) {
                institution.waiting.pop_front();
                if answers_letter(today, parameters, &episode, people, casework) {
                    admit(today, parameters, first, institution, people, casework);
                } else {
                    institution.give_back();
                    fail(today, parameters, first, EpisodeEnd::GaveUp, people, casework);
                }
            } else {
                break;
            }
        }
        later.into_iter().rev().for_each(|id| institution.waiting.push_front(id));
    }
}

/// Gives places that are kept for people on the list to them, whoever stands before them.
fn admit_to_kept_places(
    today: &Today,
    parameters: &Parameters,
    institution: &mut Institution,
    people: &mut People,
    casework: &mut Casework,
) {
    let week = today.week;
    // Lists are long, and nobody has such a place but in a trial.
    if people.offered.course_places.is_empty()
        || institution.closes <= week
        || !institution.holds_integration_courses()
    {
        return;
    }
    let has_place = |id: &EpisodeId| {
        let Episode { person, need, case, stage, .. } = casework.episodes.episode[*id];
        people.offered.has_course_place(person, week, need)
            && stage == EpisodeStage::Waiting
            && casework.cases.case[case].ended.is_none()
            && people.presence[person] == Presence::Present
    };
    let called: Vec<EpisodeId> = institution.waiting.iter().copied().filter(has_place).collect();
    institution.waiting.retain(|id| !called.contains(id));
    for id in called {
        let episode = casework.episodes.episode[id];
        if answers_letter(today, parameters, &episode, people, casework) {
            admit(today, parameters, id, institution, people, casework);
        } else {
            fail(today, parameters, id, EpisodeEnd::GaveUp, people, casework);
        }
    }
}

/// Returns whether somebody on a waiting list comes when called: the longer the wait, the likelier the letter comes in vain.
fn answers_letter(
    today: &Today,
    parameters: &Parameters,
    episode: &Episode,
    people: &People,
    casework: &Casework,
) -> bool {
    let entity = entity_of(episode, casework.cases, people.person);
    let waited = f64::from(today.week.since(episode.reached.unwrap_or(today.week)));
    let keeps = exp(-parameters.forgets_per_week.get() * parameters.letter_share.get() * waited);
    today.stream(Purpose::Reception, entity).chance(keeps)
}
