//! Follow-up: a desk with hours to spare goes on with people whom it has seen, one worker over months.
//! German: *Fallbegleitung*.

use super::{Casework, Parameters, People, leave_traces};
use crate::index::{CaseId, Column, DeskId, PersonId};
use crate::intermediary::{Desk, DeskOwner, Followed};
use crate::ledger::{CostItem, Ledger};
use crate::population::{Case, Cases, OwnDesk, Presence, Working};
use crate::time::Week;
use crate::today::Today;
use crate::vocabulary::{CaseEnd, Need, WorkState};

/// What somebody who follows people up sees of their lives.
#[derive(Debug)]
pub(super) struct Lives<'a> {
    pub(super) presence: &'a Column<PersonId, Presence>,
    pub(super) working: &'a Column<PersonId, Working>,
}

impl Lives<'_> {
    /// Returns the hours of talks in a week that the first months of somebody's work ask for.
    fn talks(&self, parameters: &Parameters, week: Week, id: PersonId) -> f64 {
        let Working { state, since, .. } = self.working[id];
        let is_new = f64::from(week.since(since)) < parameters.follow_up.in_work_weeks.get();
        let has_colleagues = matches!(state, WorkState::Employed | WorkState::Training);
        if is_new && has_colleagues { parameters.follow_up.in_work_hours.get() } else { 0.0 }
    }
}

/// Returns whether calls, papers and ways together at a desk do what a need asks for; a course, a doctor or company they cannot be.
pub(super) const fn can_be_worked_on(need: Need) -> bool {
    matches!(need, Need::Authorities | Need::Housing | Need::Education | Need::Job)
}

/// Returns the desks whose workers follow people up together: all sites of the intermediary, else each desk by itself.
fn teams(desk: &Column<DeskId, Desk>) -> Vec<Vec<DeskId>> {
    let is_own = |id: &DeskId| desk[*id].owner == DeskOwner::Intermediary;
    let (sites, others): (Vec<DeskId>, Vec<DeskId>) = desk.ids().partition(is_own);
    std::iter::once(sites).chain(others.into_iter().map(|id| vec![id])).collect()
}

/// Takes somebody on who has just been seen, if nobody follows them up and the hours of the team suffice for one more.
pub(super) fn take_on(
    week: Week,
    parameters: &Parameters,
    (person, instant): (PersonId, f64),
    at: DeskId,
    desk: &mut Column<DeskId, Desk>,
    cases: &mut Cases,
) {
    let is_own = desk[at].owner == DeskOwner::Intermediary;
    let team = desk.rows().filter(|(id, row)| *id == at || is_own && row.owner == DeskOwner::Intermediary);
    let (followed, spare) = team.fold((0, 0.0), |(followed, spare), (_, row)| {
        (followed + row.caseload.len(), spare + row.spare_hours)
    });
    let hours = (followed + 1) as f64 * parameters.follow_up.hours_per_week.get();
    if hours <= spare && cases.followed.insert(person) {
        desk[at].caseload.push(Followed { person, since: week, instant });
    }
}

/// Lets every team go on with those whom it follows up, with the hours that the queues have left.
pub(super) fn follow_up(
    today: &Today,
    parameters: &Parameters,
    lives: &Lives,
    desk: &mut Column<DeskId, Desk>,
    people: &mut People,
    casework: &mut Casework,
) {
    let week = today.week;
    for team in teams(desk) {
        for &id in &team {
            let desk = &mut desk[id];
            let free = (desk.staff_hours - desk.busy_hours).max(0.0);
            desk.spare_hours += parameters.load_memory.get() * (free - desk.spare_hours);
            let closes = desk.closes <= week.plus(1);
            desk.caseload.retain(|followed| {
                let is_long = f64::from(week.since(followed.since)) >= parameters.follow_up.longest.get();
                let goes_on = !closes && !is_long && lives.presence[followed.person] == Presence::Present;
                if !goes_on {
                    casework.cases.followed.remove(&followed.person);
                }
                goes_on
            });
        }
        let mut followed: Vec<Followed> =
            team.iter().flat_map(|&id| desk[id].caseload.iter().copied()).collect();
        // In the order in which they were taken on, whichever site it was.
        followed
            .sort_by(|one, other| one.since.cmp(&other.since).then(one.instant.total_cmp(&other.instant)));
        let is_own = team.first().is_some_and(|&id| desk[id].owner == DeskOwner::Intermediary);
        if is_own {
            casework.ledger.followed_weeks += followed.len() as u64;
        }
        let wanted = |person: PersonId, cases: &Cases| {
            open_hours(cases, person) + lives.talks(parameters, week, person)
        };
        followed.retain(|followed| wanted(followed.person, casework.cases) > 0.0);
        let free = |desk: &Desk| (desk.staff_hours - desk.busy_hours).max(0.0);
        let of_team: f64 = team.iter().map(|&id| free(&desk[id])).sum();
        // Where more hours are free everybody gets more, up to what a worker and a person can do in a week.
        let least = parameters.follow_up.hours_per_week.get();
        let most = parameters.follow_up.hours_at_most.get().max(least);
        let each = (of_team / followed.len().max(1) as f64).clamp(least, most);
        for Followed { person, .. } in followed {
            let mut asked = each.min(wanted(person, casework.cases));
            let mut hours = 0.0;
            for &id in &team {
                let desk = &mut desk[id];
                let given = asked.min(free(desk));
                desk.busy_hours += given;
                asked -= given;
                hours += given;
            }
            if hours <= 0.0 {
                break;
            }
            let talks = lives.talks(parameters, week, person).min(hours);
            let blocked = casework.cases.blocked.get(&person).copied().unwrap_or_default();
            work_on(week, person, (hours - talks, !blocked), is_own, people, casework);
            if talks > 0.0 {
                casework.cases.talks_in_work.push((person, talks as f32));
            }
            leave_traces(parameters, week, person, hours, is_own, people);
            if is_own {
                count(hours, casework.ledger);
            }
        }
    }
}

/// Counts hours of follow-up at the intermediary's desks.
fn count(hours: f64, ledger: &mut Ledger) {
    ledger.follow_up_hours += hours;
    ledger.desk_busy_hours += hours;
    ledger.costs.add_hours(CostItem::UsersAtDesk, hours);
}

/// Returns the hours that somebody's needs still ask for, as far as a desk can work on them.
fn open_hours(cases: &Cases, person: PersonId) -> f64 {
    let open = cases.open[person].iter().map(|&id| &cases.case[id]);
    let is_meant = |case: &&Case| can_be_worked_on(case.need) && !cases.is_blocked(person, case.need);
    open.filter(is_meant).map(|case| f64::from(case.hours_left)).sum()
}

/// Spends hours on somebody's open needs of some kinds, a bit each, in the order in which they arose; returns the hours spent.
///
/// What the intermediary's own staff works on has been served there, whichever need the person came with.
pub(super) fn work_on(
    week: Week,
    person: PersonId,
    (given, kinds): (f64, u8),
    is_own: bool,
    people: &mut People,
    casework: &mut Casework,
) -> f64 {
    let Casework { cases, ledger, .. } = casework;
    let mut hours = given;
    let open: Vec<CaseId> = cases.open[person].clone();
    for id in open {
        let case = &mut cases.case[id];
        let spent = hours.min(f64::from(case.hours_left));
        if spent <= 0.0 || !can_be_worked_on(case.need) || kinds & (1 << case.need as u8) == 0 {
            continue;
        }
        hours -= spent;
        case.hours_left = (case.hours_left - spent as f32).max(0.0);
        let is_enough = case.hours_left <= 0.0;
        if is_own {
            case.reach(if is_enough { OwnDesk::Met } else { OwnDesk::Served });
        }
        cases.help(id, spent, 1.0);
        if is_enough {
            cases.close(id, CaseEnd::AtDesk, week, people.visits, ledger);
        }
    }
    given - hours
}
