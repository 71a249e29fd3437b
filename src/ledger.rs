//! What has happened so far, counted once and never reset: flows between two observations are differences.

use serde::{Deserialize, Serialize};

use crate::vocabulary::{CaseEnd, Each, Language, Need, PerMode, PerNeed, PerUse};

/// Euros and hours.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Amount {
    /// Euros.
    pub euros: f64,
    /// Hours.
    pub hours: f64,
}

/// Who pays for an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payer {
    /// The intermediary, out of its budget.
    Intermediary,
    /// Institutions, anchors, volunteers, users.
    Others,
}

/// An item of `costs.csv`: what the budget pays for, then what others give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CostItem {
    /// Rent and running of sites.
    Sites,
    /// Rooms for hosting and own offers.
    Rooms,
    /// Expenses of volunteers.
    Volunteers,
    /// The sponsor's overhead.
    Sponsor,
    /// Fees and material of own offers.
    OwnOffers,
    /// Interpreters' fees.
    Interpreters,
    /// Paid staff that coordinates volunteers.
    Coordination,
    /// All other paid staff.
    Staff,
    /// Hours of external institutions after a referral of the intermediary.
    ExternalPlaces,
    /// Rent that anchors do not charge.
    AnchorRent,
    /// Hours of institutions at meetings of the local network that somebody calls, and in its groups.
    InstitutionsMeeting,
    /// Hours of the municipality for calling those meetings.
    MunicipalityCalling,
    /// Hours of attached volunteers.
    VolunteerHours,
    /// Hours of users in the queue.
    UsersWaiting,
    /// Hours of users at the desk.
    UsersAtDesk,
    /// Hours of users on the way.
    UsersOnTheWay,
    /// Hours of users in courses, groups and offers.
    UsersAttending,
}

impl CostItem {
    /// All items, in the order of the rows.
    pub const ALL: [Self; 17] = [
        Self::Sites,
        Self::Rooms,
        Self::Volunteers,
        Self::Sponsor,
        Self::OwnOffers,
        Self::Interpreters,
        Self::Coordination,
        Self::Staff,
        Self::ExternalPlaces,
        Self::AnchorRent,
        Self::InstitutionsMeeting,
        Self::MunicipalityCalling,
        Self::VolunteerHours,
        Self::UsersWaiting,
        Self::UsersAtDesk,
        Self::UsersOnTheWay,
        Self::UsersAttending,
    ];

    /// Returns the word in files, and the labels in English and in German.
    const fn words(self) -> [&'static str; 3] {
        match self {
            Self::Sites => ["sites", "sites", "Standorte"],
            Self::Rooms => ["rooms", "rooms", "Räume"],
            Self::Volunteers => ["volunteers", "volunteers' expenses", "Auslagen Ehrenamtlicher"],
            Self::Sponsor => ["sponsor", "sponsor's overhead", "Verwaltung des Trägers"],
            Self::OwnOffers => ["own_offers", "own offers", "eigene Angebote"],
            Self::Interpreters => ["interpreters", "interpreters", "Sprachmittlung"],
            Self::Coordination => ["coordination", "coordination of volunteers", "Koordination Ehrenamt"],
            Self::Staff => ["staff", "staff", "Personal"],
            Self::ExternalPlaces => ["external_places", "external institutions", "externe Institutionen"],
            Self::AnchorRent => ["anchor_rent", "rent", "Miete"],
            Self::InstitutionsMeeting => {
                ["institutions_meeting", "institutions: network meetings", "Institutionen: Netzwerktreffen"]
            }
            Self::MunicipalityCalling => {
                ["municipality_calling", "municipality: calling meetings", "Kommune: Einberufung der Treffen"]
            }
            Self::VolunteerHours => ["volunteer_hours", "attached volunteers", "Ehrenamtliche"],
            Self::UsersWaiting => ["users_waiting", "users: waiting", "Nutzende: Warten"],
            Self::UsersAtDesk => ["users_at_desk", "users: at the desk", "Nutzende: Beratung"],
            Self::UsersOnTheWay => ["users_on_the_way", "users: on the way", "Nutzende: Wege"],
            Self::UsersAttending => ["users_attending", "users: attending", "Nutzende: Teilnahme"],
        }
    }

    /// Returns the word in files.
    pub const fn name(self) -> &'static str {
        self.words()[0]
    }

    /// Returns the label in reports.
    pub const fn label(self, language: Language) -> &'static str {
        match language {
            Language::English => self.words()[1],
            Language::German => self.words()[2],
        }
    }

    /// Finds an item by its word in files.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|item| item.name() == word)
    }

    /// Returns who pays.
    pub const fn payer(self) -> Payer {
        if (self as usize) <= (Self::Staff as usize) { Payer::Intermediary } else { Payer::Others }
    }
}

/// What each item has cost.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Costs([Amount; 17]);

impl Costs {
    /// Returns what an item has cost.
    pub const fn of(&self, item: CostItem) -> Amount {
        self.0[item as usize]
    }

    /// Adds euros and hours to an item.
    pub fn add(&mut self, item: CostItem, euros: f64, hours: f64) {
        let amount = &mut self.0[item as usize];
        amount.euros += euros;
        amount.hours += hours;
    }

    /// Adds hours to an item.
    #[inline]
    pub fn add_hours(&mut self, item: CostItem, hours: f64) {
        self.0[item as usize].hours += hours;
    }
}

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
    /// Calls and visits to the intermediary by institutions with questions.
    pub institution_visits: u64,
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
    /// People whom an institution that helped them handed over to another.
    pub hand_overs: u64,
    /// Meetings of the local network.
    pub network_meetings: u64,
    /// Needs reported to the municipality.
    pub needs_reported: u64,
    /// Meetings of city bodies attended.
    pub bodies_attended: u64,
    /// Needs with programmes of several tiers while another has none, counted at each planning.
    pub programmes_doubled: u64,
    /// Needs without a programme, counted at each planning.
    pub programmes_missing: u64,
    /// Residents' own needs for which help was sought, by kind.
    pub resident_needs_arisen: PerNeed<u64>,
    /// Residents' own needs that were met, at the intermediary or elsewhere, by kind.
    pub resident_needs_met: PerNeed<u64>,
    /// Residents' own needs that were not met.
    pub resident_needs_unmet: u64,
    /// Residents' own needs that the intermediary referred on.
    pub resident_needs_referred: u64,
    /// Decisions of local bodies that concern people who fled.
    pub decisions: u64,
    /// Those that follow the need stated most.
    pub decisions_followed: u64,
    /// Euros spent.
    pub euros: f64,
    /// Euros and hours by item, those of others included.
    pub costs: Costs,
    /// People who took an own place of the intermediary though an external one was free within reach.
    pub participants_drawn: u64,
    /// Volunteers who came to the intermediary by themselves from other service.
    pub volunteers_drawn: u64,
    /// Weeks in which the intermediary had no money because its grant was not renewed in time.
    pub weeks_without_grant: u64,
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
            institution_visits: 0,
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
            hand_overs: 0,
            network_meetings: 0,
            needs_reported: 0,
            bodies_attended: 0,
            programmes_doubled: 0,
            programmes_missing: 0,
            resident_needs_arisen: PerNeed::default(),
            resident_needs_met: PerNeed::default(),
            resident_needs_unmet: 0,
            resident_needs_referred: 0,
            decisions: 0,
            decisions_followed: 0,
            euros: 0.0,
            costs: Costs::default(),
            participants_drawn: 0,
            volunteers_drawn: 0,
            weeks_without_grant: 0,
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
        self.institution_visits += other.institution_visits;
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
        self.hand_overs += other.hand_overs;
        self.network_meetings += other.network_meetings;
        self.needs_reported += other.needs_reported;
        self.bodies_attended += other.bodies_attended;
        self.programmes_doubled += other.programmes_doubled;
        self.programmes_missing += other.programmes_missing;
        self.resident_needs_arisen.add(&other.resident_needs_arisen);
        self.resident_needs_met.add(&other.resident_needs_met);
        self.resident_needs_unmet += other.resident_needs_unmet;
        self.resident_needs_referred += other.resident_needs_referred;
        self.decisions += other.decisions;
        self.decisions_followed += other.decisions_followed;
        self.euros += other.euros;
        for item in CostItem::ALL {
            let amount = other.costs.of(item);
            self.costs.add(item, amount.euros, amount.hours);
        }
        self.participants_drawn += other.participants_drawn;
        self.volunteers_drawn += other.volunteers_drawn;
        self.weeks_without_grant += other.weeks_without_grant;
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

    /// Counts the end of a resident's own need.
    pub fn end_resident_need(&mut self, need: Need, is_met: bool) {
        if is_met {
            self.resident_needs_met[need] += 1;
        } else {
            self.resident_needs_unmet += 1;
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
