//! What has happened so far, counted once and never reset: flows between two observations are differences.

use crate::vocabulary::{CaseEnd, Each, PerMode, PerNeed, PerUse};

/// Running totals of a district since the first week.
#[derive(Debug, Clone)]
pub struct Ledger {
    /// People who arrived, the initial stock included.
    pub arrived: u64,
    /// Children born to people who fled.
    pub born: u64,
    /// People who left the city.
    pub left: u64,
    /// People who died.
    pub died: u64,
    /// People who left shared accommodation, by any cause.
    pub left_accommodation: u64,
    /// Needs that arose, by kind.
    pub needs_arisen: PerNeed<u64>,
    /// Needs that got the help they asked for, by kind.
    pub needs_met: PerNeed<u64>,
    /// Ended cases by end.
    pub case_ends: Each<CaseEnd, u64, 7>,
    /// Visits to the intermediary by people who fled.
    pub visits: u64,
    /// First visits.
    pub first_visits: u64,
    /// Visits to the intermediary by residents.
    pub resident_visits: u64,
    /// Visits that were served.
    pub served: u64,
    /// Visits given up in the queue.
    pub reneged: u64,
    /// Waiting times of the served: counts in steps of [`Ledger::WAIT_STEP_DAYS`].
    pub waits: Vec<u32>,
    /// Sum of waiting times in days.
    pub waiting_days: f64,
    /// Opening hours offered by sites of the intermediary.
    pub opening_hours: f64,
    /// Desk hours staffed.
    pub desk_hours: f64,
    /// Desk hours spent with people.
    pub desk_busy_hours: f64,
    /// Hours asked for by cases brought to the intermediary.
    pub hours_asked: f64,
    /// Direct hours available for casework.
    pub hours_direct: f64,
    /// Referrals issued by the intermediary, by mode.
    pub referrals_issued: PerMode<u64>,
    /// Referrals that got there.
    pub referrals_reached: PerMode<u64>,
    /// Referrals that were admitted.
    pub referrals_admitted: PerMode<u64>,
    /// Referrals completed.
    pub referrals_completed: PerMode<u64>,
    /// Paid staff hours by use.
    pub hours: PerUse<f64>,
    /// Paid staff hours.
    pub hours_paid: f64,
    /// Hours of active volunteers.
    pub volunteer_hours: f64,
    /// Hours of coming along by volunteers, which paid staff would have given else.
    pub companion_hours: f64,
    /// Refusals by landlords.
    pub refusals_housing: u64,
    /// Refusals of applications.
    pub refusals_job_search: u64,
    /// Refusals and hostility at work.
    pub refusals_work: u64,
    /// Meetings with residents.
    pub meetings: u64,
    /// Hostile meetings with residents.
    pub hostile_meetings: u64,
    /// Places of external institutions used after a referral.
    pub external_places: u64,
    /// Needs reported to the municipality.
    pub needs_reported: u64,
    /// Residents' own needs that arose and that were met at the intermediary.
    pub resident_needs_met: u64,
    /// Decisions of local bodies that concern people who fled.
    pub decisions: u64,
    /// Those that follow the need stated most.
    pub decisions_followed: u64,
    /// Euros spent.
    pub euros: f64,
}

impl Ledger {
    /// Width of a step of the waiting-time counts, in days.
    pub const WAIT_STEP_DAYS: f64 = 0.1;
    /// Number of steps; longer waits fall into the last.
    pub const WAIT_STEPS: usize = 2_000;

    /// Returns a ledger without entries.
    pub fn new() -> Self {
        Self {
            arrived: 0,
            born: 0,
            left: 0,
            died: 0,
            left_accommodation: 0,
            needs_arisen: PerNeed::default(),
            needs_met: PerNeed::default(),
            case_ends: Each::default(),
            visits: 0,
            first_visits: 0,
            resident_visits: 0,
            served: 0,
            reneged: 0,
            waits: vec![0; Self::WAIT_STEPS],
            waiting_days: 0.0,
            opening_hours: 0.0,
            desk_hours: 0.0,
            desk_busy_hours: 0.0,
            hours_asked: 0.0,
            hours_direct: 0.0,
            referrals_issued: PerMode::default(),
            referrals_reached: PerMode::default(),
            referrals_admitted: PerMode::default(),
            referrals_completed: PerMode::default(),
            hours: PerUse::default(),
            hours_paid: 0.0,
            volunteer_hours: 0.0,
            companion_hours: 0.0,
            refusals_housing: 0,
            refusals_job_search: 0,
            refusals_work: 0,
            meetings: 0,
            hostile_meetings: 0,
            external_places: 0,
            needs_reported: 0,
            resident_needs_met: 0,
            decisions: 0,
            decisions_followed: 0,
            euros: 0.0,
        }
    }

    /// Adds another district's totals.
    pub fn add(&mut self, other: &Self) {
        self.arrived += other.arrived;
        self.born += other.born;
        self.left += other.left;
        self.died += other.died;
        self.left_accommodation += other.left_accommodation;
        self.visits += other.visits;
        self.first_visits += other.first_visits;
        self.resident_visits += other.resident_visits;
        self.served += other.served;
        self.reneged += other.reneged;
        self.waiting_days += other.waiting_days;
        self.opening_hours += other.opening_hours;
        self.desk_hours += other.desk_hours;
        self.desk_busy_hours += other.desk_busy_hours;
        self.hours_asked += other.hours_asked;
        self.hours_direct += other.hours_direct;
        self.hours_paid += other.hours_paid;
        self.volunteer_hours += other.volunteer_hours;
        self.companion_hours += other.companion_hours;
        self.refusals_housing += other.refusals_housing;
        self.refusals_job_search += other.refusals_job_search;
        self.refusals_work += other.refusals_work;
        self.meetings += other.meetings;
        self.hostile_meetings += other.hostile_meetings;
        self.external_places += other.external_places;
        self.needs_reported += other.needs_reported;
        self.resident_needs_met += other.resident_needs_met;
        self.decisions += other.decisions;
        self.decisions_followed += other.decisions_followed;
        self.euros += other.euros;
        self.needs_arisen.add(&other.needs_arisen);
        self.needs_met.add(&other.needs_met);
        self.case_ends.add(&other.case_ends);
        self.referrals_issued.add(&other.referrals_issued);
        self.referrals_reached.add(&other.referrals_reached);
        self.referrals_admitted.add(&other.referrals_admitted);
        self.referrals_completed.add(&other.referrals_completed);
        self.hours.add(&other.hours);
        for (own, more) in self.waits.iter_mut().zip(&other.waits) {
            *own += more;
        }
    }

    /// Counts a visit that was served after a wait.
    pub fn count_wait(&mut self, days: f64) {
        self.served += 1;
        self.waiting_days += days;
        let step = ((days / Self::WAIT_STEP_DAYS) as usize).min(Self::WAIT_STEPS - 1);
        self.waits[step] += 1;
    }
}

impl Default for Ledger {
    fn default() -> Self {
        Self::new()
    }
}
