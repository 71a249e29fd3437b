//! What has happened so far, counted once and never reset: flows between two observations are differences.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::vocabulary::{CaseEnd, Each, Language, Need, PerMode, PerNeed, PerUse};

/// Euros and hours.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
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
    /// Carers for children during own offers.
    Childcare,
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
    pub const ALL: [Self; 18] = [
        Self::Sites,
        Self::Rooms,
        Self::Volunteers,
        Self::Sponsor,
        Self::OwnOffers,
        Self::Interpreters,
        Self::Childcare,
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
            Self::Childcare => ["childcare", "childcare at own offers", "Kinderbetreuung bei Angeboten"],
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
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Costs([Amount; CostItem::ALL.len()]);

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

impl AddAssign<&Self> for Costs {
    fn add_assign(&mut self, other: &Self) {
        for (own, more) in self.0.iter_mut().zip(&other.0) {
            own.euros += more.euros;
            own.hours += more.hours;
        }
    }
}

/// Defines a struct of totals: `+=` adds another one field by field, so that no field can be forgotten.
macro_rules! totals {
    ($(#[$of_all:meta])* pub struct $name:ident {
        $($(#[$of_one:meta])* $seen:vis $field:ident: $kind:ty,)+
    }) => {
        $(#[$of_all])*
        pub struct $name {
            $($(#[$of_one])* $seen $field: $kind,)+
        }

        impl std::ops::AddAssign<&Self> for $name {
            fn add_assign(&mut self, other: &Self) {
                $(self.$field += &other.$field;)+
            }
        }
    };
}
pub(crate) use totals;

totals! {
    /// Running totals of a district since the first week.
    #[derive(Debug, Clone, Default, Serialize, Deserialize)]
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
        /// Letters of the authorities that arrived.
        pub letters_arrived: u64,
        /// Letters that were answered in time with help, whoever gave it.
        pub letters_answered_helped: u64,
        /// Letters that people answered in time alone.
        pub letters_answered_alone: u64,
        /// Letters that were missed.
        pub letters_missed: u64,
        /// Weeks without benefits, summed over the people of the households.
        pub benefit_gap_weeks: u64,
        /// People who registered for a course at a provider of integration courses.
        pub courses_registered: u64,
        /// Those of them whom somebody sent who had talked with them, or accompanied.
        pub courses_registered_helped: u64,
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
        /// Waiting times of the served.
        pub waits: Waits,
        /// Sum of waiting times in days.
        pub waiting_days: f64,
        /// Opening hours offered by sites of the intermediary.
        pub opening_hours: f64,
        /// Desk hours staffed.
        pub desk_hours: f64,
        /// Desk hours spent with people.
        pub desk_busy_hours: f64,
        /// Hours for people at desks of advice services.
        pub advice_hours: f64,
        /// Hours of them spent with people.
        pub advice_busy_hours: f64,
        /// Hours for single people at desks of social work.
        pub social_work_hours: f64,
        /// Hours of them spent with people.
        pub social_work_busy_hours: f64,
        /// Hours of appointments that job centres offer.
        pub job_centre_hours: f64,
        /// Hours of them given to people.
        pub job_centre_busy_hours: f64,
        /// Hours of the intermediary's desks with people whom it follows up.
        pub follow_up_hours: f64,
        /// Weeks in which somebody was followed up by the intermediary, of all people together.
        pub followed_weeks: u64,
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
        /// People who took a place in the intermediary's own offers though an external one was free within reach.
        pub participants_drawn: u64,
        /// Volunteers who came to the intermediary by themselves from other service.
        pub volunteers_drawn: u64,
        /// Weeks in which the intermediary had no money because its grant was not renewed in time.
        pub weeks_without_grant: u64,
    }
}

impl Ledger {
    /// Returns a ledger without entries.
    pub fn new() -> Self {
        Self::default()
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
        self.waits.count(days);
    }
}

/// Waiting times: how many of each length.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Waits(Vec<u32>);

impl Waits {
    /// Width of a step, in days.
    const STEP_DAYS: f64 = 0.1;
    /// Number of steps; longer waits fall into the last.
    const STEPS: usize = 2_000;

    fn count(&mut self, days: f64) {
        let step = ((days / Self::STEP_DAYS) as usize).min(Self::STEPS - 1);
        self.0[step] += 1;
    }

    /// Returns the wait in days that a number of those counted since `earlier` stayed below; `None` where there are fewer.
    pub fn below(&self, earlier: &Self, number: f64) -> Option<f64> {
        let mut below = 0.0;
        let step = self.0.iter().zip(&earlier.0).position(|(now, before)| {
            below += f64::from(now - before);
            below >= number
        })?;
        Some((step + 1) as f64 * Self::STEP_DAYS)
    }
}

impl Default for Waits {
    fn default() -> Self {
        Self(vec![0; Self::STEPS])
    }
}

impl AddAssign<&Self> for Waits {
    fn add_assign(&mut self, other: &Self) {
        for (own, more) in self.0.iter_mut().zip(&other.0) {
            *own += more;
        }
    }
}
