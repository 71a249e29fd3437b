//! The intermediary (*intermediäre Instanz*, *Welcome Place*) and other services with a desk: sites, staff, hours, directory.

use std::collections::VecDeque;

use crate::dice::Entity;
use crate::district::Place;
use crate::index::{AccommodationId, CaseId, Column, DeskId, Id, InstitutionId, PersonId, ResidentId};
use crate::time::{Agenda, Week};
use crate::vocabulary::{Each, Need, PerField, PerNeed, PerUse, Tier};

pub mod account;
pub mod establishment;
mod parts;
pub mod plan;
mod reach;

pub use parts::PaidOffer;
pub use plan::{Plan, Planned};
pub use reach::Reach;

/// Whose desk it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeskOwner {
    /// A site of the intermediary.
    Intermediary,
    /// An advice service for migrants.
    AdviceService(InstitutionId),
    /// Social work in an accommodation.
    SocialWork(AccommodationId),
}

/// Who stands in a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Client {
    /// A person who fled, with a case.
    Case(CaseId),
    /// A long-standing resident with a donation or an offer to help.
    Resident(ResidentId),
    /// A long-standing resident with a need.
    ResidentNeed(ResidentNeed),
    /// A resident of another district with a need, by the entity of the visit.
    Elsewhere(Entity),
    /// An institution with a question.
    Institution(InstitutionId),
}

/// A need of a long-standing resident; what becomes of it is fixed when it arises, whoever deals with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResidentNeed {
    /// Whose.
    pub resident: ResidentId,
    /// What for.
    pub need: Need,
    /// Whether advice suffices.
    pub advice_suffices: bool,
    /// Whether the services that are there anyway meet it.
    pub met_by_services: bool,
}

impl ResidentNeed {
    /// Returns the entity of the need's draws.
    pub fn entity(&self, resident: Entity) -> Entity {
        resident.part(0x10 + self.need as u32, 0)
    }
}

/// Somebody in a queue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Queued {
    /// Who.
    pub client: Client,
    /// When the person came, in opening hours since the desk's first.
    pub came: f64,
    /// When the person leaves unserved, in opening hours since the desk's first.
    pub patience_ends: f64,
    /// Minutes that the contact takes.
    pub minutes: f64,
    /// Minutes of help that it gives, however long the paperwork takes.
    pub help: f64,
}

/// Somebody who comes to a desk in the current week.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coming {
    /// Who.
    pub client: Client,
    /// When, as a share of the week's opening hours.
    pub instant: f64,
}

/// Somebody whom one worker of a desk follows up over months.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Followed {
    /// Who.
    pub person: PersonId,
    /// Since when.
    pub since: Week,
    /// When in that week, as a share of the opening hours.
    pub instant: f64,
}

/// The institution to which a site is tied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    /// Which it is.
    pub institution: InstitutionId,
    /// Whether the site is in its house and not beside it.
    pub same_house: bool,
}

/// Who is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each group is served or not, whatever the others")]
pub struct Served {
    /// People who fled and live in the district.
    pub fled_in_district: bool,
    /// People who fled and live elsewhere in the city.
    pub fled_elsewhere: bool,
    /// People who fled, live elsewhere in the city, and attend something in the district.
    pub fled_attending: bool,
    /// Whoever came to the city lately, wherever from.
    pub newcomers: bool,
    /// Long-standing residents with a migration history.
    pub residents_with_history: bool,
    /// Long-standing residents without one.
    pub residents_without_history: bool,
    /// Institutions with questions.
    pub institutions: bool,
    /// Long-standing residents of other districts.
    pub people_elsewhere: bool,
    /// Those of them who are in the district by day.
    pub people_by_day: bool,
}

/// How meetings of the local network are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each rule holds or not, whatever the others")]
pub struct MeetingRules {
    /// The municipality calls them, in hours of its own.
    pub called_by_municipality: bool,
    /// The first meetings clarify goals.
    pub clarifies_goals: bool,
    /// They take place where everybody may come.
    pub open_place: bool,
    /// Groups for one question meet in between and end with it.
    pub working_groups: bool,
    /// Special structures are merged into existing ones.
    pub merges: bool,
}

/// What is done in the city and beyond.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CityWork {
    /// Tiers whose bodies are attended.
    pub tiers: Each<Tier, bool, 4>,
    /// Programmes and their money are coordinated with others.
    pub coordinates_programmes: bool,
    /// Experience is exchanged with intermediaries of other districts.
    pub exchanges: bool,
}

/// A place where counselling happens.
#[derive(Debug, Clone, PartialEq)]
pub struct Desk {
    /// The entity of its draws.
    pub entity: Entity,
    /// Whose it is.
    pub owner: DeskOwner,
    /// Where it is.
    pub place: Place,
    /// The institution to which it is tied, if any.
    pub anchor: Option<Anchor>,
    /// From when on it is open.
    pub opens: Week,
    /// Until when it is open.
    pub closes: Week,
    /// Hours a week in which its door is open.
    pub opening_hours: f64,
    /// Staff hours for people at the desk in the current week.
    pub staff_hours: f64,
    /// Hours in which the door is open in the current week.
    pub open_hours: f64,
    /// Opening hours so far: the desk's clock.
    pub clock: f64,
    /// When each colleague at the desk is free again, on the desk's clock.
    pub free_at: Vec<f64>,
    /// Who comes in the current week.
    pub coming: Vec<Coming>,
    /// Who waits, first come, first served.
    pub queue: VecDeque<Queued>,
    /// What the desk knows of institutions.
    pub directory: Directory,
    /// Hours for coming along that are left in the current week, of paid staff.
    pub companion_hours: f64,
    /// Hours spent with people in the current week.
    pub busy_hours: f64,
    /// Hours asked for in recent weeks relative to hours there were, smoothed.
    pub load: f64,
    /// Hours that the queue has left in recent weeks, smoothed.
    pub spare_hours: f64,
    /// Who is followed up, in the order in which they were taken on.
    pub caseload: Vec<Followed>,
    /// Languages spoken: share of those who come who find somebody speaking theirs.
    pub languages: f64,
}

/// What is written about an institution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// Whether it is known at all.
    pub known: bool,
    /// Whether what is known is still right.
    pub correct: bool,
    /// When it was checked last.
    pub checked: Week,
    /// When it will go stale, fixed at the check.
    pub stale: Week,
}

/// A directory of institutions; goes stale and is refreshed by networking.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Directory {
    /// One row an institution; when an entry goes stale is changed by [`Directory::push`] and [`Directory::write`] alone.
    pub entry: Column<InstitutionId, Entry>,
    /// When entries go stale, so that a week costs those that do in it.
    stale: Agenda<InstitutionId>,
}

impl FromIterator<Entry> for Directory {
    fn from_iter<S: IntoIterator<Item = Entry>>(entries: S) -> Self {
        let mut directory = Self::default();
        entries.into_iter().for_each(|entry| directory.push(entry));
        directory
    }
}

/// A member of paid staff.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Member {
    /// Hours a week.
    pub hours: f64,
    /// Ill until this week.
    pub ill_until: Week,
    /// When the next illness begins; never until it has been drawn.
    pub next_illness: Week,
    /// When the member leaves.
    pub leaves: Week,
    /// When a vacant post is filled again; in the past when filled.
    pub vacant_until: Week,
    /// When the present holder of the post began.
    pub since: Week,
}

/// An offer of the intermediary itself: a course, a group, or hours of consultation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OwnOffer {
    /// Its row among the institutions.
    pub institution: InstitutionId,
    /// The need it serves.
    pub need: Need,
    /// Weekly staff hours when it takes place, preparation included.
    pub staff_hours: f64,
    /// Weekly hours with people.
    pub contact_hours: f64,
    /// People who must be enrolled for it to take place; 0 for consultation.
    pub least: u32,
    /// Whether its hours are those of groupwork.
    pub of_groupwork: bool,
    /// Groups of equal size that meet there, as many of them as people fill; 1 but for groups.
    pub groups: u32,
}

/// Weekly hours of an external institution in the intermediary's rooms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HostedOffer {
    /// Its row among the institutions.
    pub branch: InstitutionId,
    /// The institution whose hours they are.
    pub home: InstitutionId,
    /// The need it serves.
    pub need: Need,
    /// Weekly hours of the room.
    pub hours: f64,
    /// Slots a week or places that were moved.
    pub moved: f64,
    /// The need that gets the room when these hours end, if another was chosen.
    pub next: Option<Need>,
}

/// Money that is granted for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// Weeks of a term; 0 where money is not granted for a time.
    pub weeks: u32,
    /// Terms that have ended.
    pub terms: u32,
    /// When the term ends.
    pub ends: Week,
    /// When there is money again; in the past while there is.
    pub resumes: Week,
    /// Whether there is no money in the current week.
    pub interrupted: bool,
    /// Whether there will be no money any more.
    pub ended: bool,
}

impl Default for Grant {
    fn default() -> Self {
        Self {
            weeks: 0,
            terms: 0,
            ends: Week::NEVER,
            resumes: Week::SPIN_UP,
            interrupted: false,
            ended: false,
        }
    }
}

/// Hours of paid staff in one week, by what they are planned for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WeekPlan {
    /// Hours paid.
    pub paid: f64,
    /// Hours planned by use; those at the desk are casework.
    pub planned: PerUse<f64>,
    /// Hours for own offers within casework.
    pub own_offers: f64,
    /// Hours for coming along within casework.
    pub accompaniment: f64,
    /// Hours at desks within casework, while they are open.
    pub at_desks: f64,
    /// Hours that the services' own money pays for at the desks to which hours are added.
    pub base_at_desks: f64,
}

/// What a configuration creates, ready for use by the processes: facts, no options.
#[derive(Debug, Clone, PartialEq)]
pub struct Establishment {
    /// From when on it works.
    pub opens: Week,
    /// Desks of the intermediary, or of the services that its euros extend.
    pub desks: Vec<DeskId>,
    /// Whether hours go to services that exist already.
    pub at_existing_services: bool,
    /// Paid hours a week.
    pub paid_hours: f64,
    /// Shares of paid hours by use, before absences and idle time; sum 1.
    pub shares: PerUse<f64>,
    /// Share of casework hours given to coming along, by field of the need; 0 where nobody comes along.
    pub accompaniment: f64,
    /// Fields in which staff or volunteers come along.
    pub accompanies: PerField<bool>,
    /// Share of casework hours given to own offers.
    pub own_offers: f64,
    /// Own offers for which there are rooms, hours and fees.
    pub paid_offers: Vec<PaidOffer>,
    /// Needs for which it makes own offers, in the order of institutions' categories.
    pub provides_for: Vec<Need>,
    /// Needs for which it gives rooms, in the same order.
    pub hosts_for: Vec<Need>,
    /// Fields whose needs it serves.
    pub serves: PerField<bool>,
    /// Euros a year.
    pub euros_per_year: f64,
    /// The itemised account: item, euros and hours a year.
    pub account: Vec<account::Item>,
    /// Rent in euros a year that anchors do not charge.
    pub anchor_rent: f64,
    /// Volunteers it seeks to attach: no more than it can coordinate.
    pub volunteers_sought: u32,
    /// Hours of coordination that an attached volunteer needs a week.
    pub hours_per_volunteer: f64,
    /// Share of people who fled who see that the name means them.
    pub recognised_by_fled: f64,
    /// Share of residents who do.
    pub recognised_by_residents: f64,
    /// Who is served.
    pub serves_whom: Served,
    /// How far groups and gatherings are open to residents: hours that arrange mediation, relative to those of full inclusion.
    pub openness: f64,
    /// Hours a week for asking users and choosing offers from their answers.
    pub participation_hours: f64,
    /// Whether knowledge is kept in records that outlive a person.
    pub person_independent: bool,
    /// Hours a week for language mediation, taken out of those for the social space.
    pub mediation_hours: f64,
    /// Hours of networking a week that keep up the ties to hosted institutions.
    pub upkeep_hours: f64,
    /// Weeks between meetings of the local network; `None` when nobody calls any.
    pub network_interval: Option<u32>,
    /// How those meetings are held.
    pub meetings: MeetingRules,
    /// Share of networking hours spent on city bodies.
    pub city_share: f64,
    /// Whether needs are reported to the municipality.
    pub reports_needs: bool,
    /// What is done in the city and beyond.
    pub city: CityWork,
    /// People whom the sponsor can ask to help in a year, because they belong to it.
    pub circle: f64,
    /// Weeks for which money is granted at a time; 0 where it is part of the sponsor's own budget.
    pub grant_weeks: u32,
    /// Minutes for files of authorities relative to a desk without data links (facts of the sponsor).
    pub paperwork_factor: f64,
    /// Until when part of the hours goes into setting up.
    pub start_up_until: Week,
}

/// The intermediary of a district as it stands.
#[derive(Debug, Clone)]
pub struct Intermediary {
    /// The entity of its draws.
    pub entity: Entity,
    /// What has been created; `None` before opening and for `none`.
    pub establishment: Option<Establishment>,
    /// All desks of the district: the intermediary's sites, advice services, social work in accommodations.
    pub desk: Column<DeskId, Desk>,
    /// Paid staff of the intermediary.
    pub staff: Vec<Member>,
    /// Share of posts that a new member takes up in the current week.
    pub replaced: f64,
    /// Plan of the current week.
    pub plan: WeekPlan,
    /// Idle hours of the week before that were put to outreach and networking.
    pub idle_carried: f64,
    /// Until when hours are lost to a change of the configuration.
    pub reorganised_until: Week,
    /// Hours of networking in the current week for institutions of the district, left.
    pub networking_hours: f64,
    /// Hours of networking in the current week for the city, left.
    pub city_hours: f64,
    /// Hours of asking people to help in the current week, left.
    pub asking_hours: f64,
    /// Hours of outreach in the current week, left.
    pub outreach_hours: f64,
    /// Hours of groupwork in the current week, left.
    pub groupwork_hours: f64,
    /// Hours of coordination of volunteers in the current week, left.
    pub coordination_hours: f64,
    /// Hours of asking users in the current week.
    pub participation_hours: f64,
    /// Own offers, those that are about to begin or end included.
    pub offers: Vec<OwnOffer>,
    /// Weekly hours of others in its rooms.
    pub hosting: Vec<HostedOffer>,
    /// Staff hours of own offers that were prepared with in earlier weeks and are kept for the next.
    pub offer_hours_kept: f64,
    /// Staff hours planned for own offers that found no use in the current week.
    pub offer_hours_left: f64,
    /// Terms of its money.
    pub grant: Grant,
    /// Who was seen at its desks in the current week, and for which need.
    pub users: Vec<(PersonId, Need)>,
    /// Which desks have talked with which institutions, not yet taken up by `local_network`.
    pub talks: Vec<(DeskId, InstitutionId)>,
    /// Needs that users stated when they were asked, by kind, fading.
    pub stated: PerNeed<f64>,
    /// Since when every need is taken up at once, which no intermediary does: a yardstick.
    pub full_access_since: Option<Week>,
}

impl Intermediary {
    /// Returns a district without an intermediary, with the desks of other services.
    pub fn absent(entity: Entity, desk: Column<DeskId, Desk>) -> Self {
        Self {
            entity,
            establishment: None,
            desk,
            staff: Vec::new(),
            replaced: 0.0,
            plan: WeekPlan::default(),
            idle_carried: 0.0,
            reorganised_until: Week::SPIN_UP,
            networking_hours: 0.0,
            city_hours: 0.0,
            asking_hours: 0.0,
            outreach_hours: 0.0,
            groupwork_hours: 0.0,
            coordination_hours: 0.0,
            participation_hours: 0.0,
            offers: Vec::new(),
            hosting: Vec::new(),
            offer_hours_kept: 0.0,
            offer_hours_left: 0.0,
            grant: Grant::default(),
            users: Vec::new(),
            talks: Vec::new(),
            stated: PerNeed::default(),
            full_access_since: None,
        }
    }

    /// Takes all hours of the week away.
    pub fn rest(&mut self) {
        self.plan = WeekPlan::default();
        self.idle_carried = 0.0;
        self.networking_hours = 0.0;
        self.city_hours = 0.0;
        self.asking_hours = 0.0;
        self.outreach_hours = 0.0;
        self.groupwork_hours = 0.0;
        self.coordination_hours = 0.0;
        self.participation_hours = 0.0;
        self.offer_hours_left = 0.0;
    }
}

impl Desk {
    /// Returns a desk, open from a week on, that nobody has come to and that knows of no institution.
    pub fn new(
        entity: Entity,
        owner: DeskOwner,
        place: Place,
        opens: Week,
        opening_hours: f64,
        languages: f64,
    ) -> Self {
        Self {
            entity,
            owner,
            place,
            anchor: None,
            opens,
            closes: Week::NEVER,
            opening_hours,
            staff_hours: 0.0,
            open_hours: 0.0,
            clock: 0.0,
            free_at: Vec::new(),
            coming: Vec::new(),
            queue: VecDeque::new(),
            directory: Directory::default(),
            companion_hours: 0.0,
            busy_hours: 0.0,
            load: 0.0,
            spare_hours: 0.0,
            caseload: Vec::new(),
            languages,
        }
    }

    /// Returns whether its door is open in a week, the current one.
    #[inline]
    pub fn is_open(&self, week: Week) -> bool {
        self.opens <= week && self.closes > week && self.open_hours > 0.0
    }

    /// Sets for how long the door is open this week: the opening hours, as far as somebody is there at all.
    ///
    /// Whoever is there does other work while nobody comes; hours with people are bounded by `staff_hours`.
    pub fn open_door(&mut self, attended_hours: f64) {
        self.open_hours =
            if self.staff_hours > 0.0 { self.opening_hours.min(attended_hours).max(0.0) } else { 0.0 };
    }

    /// Returns how many sit at the desk while the door is open.
    pub fn colleagues(&self) -> usize {
        if self.open_hours > 0.0 { (self.staff_hours / self.open_hours).ceil().max(1.0) as usize } else { 0 }
    }
}

impl Directory {
    /// Appends an entry.
    pub fn push(&mut self, entry: Entry) {
        let id = self.entry.push(entry);
        self.write(id, entry);
    }

    /// Writes an entry anew.
    pub fn write(&mut self, id: InstitutionId, entry: Entry) {
        self.entry[id] = entry;
        // What is not known cannot go stale.
        if entry.known {
            self.stale.enter(entry.stale, id);
        }
    }

    /// Takes the institutions whose entries go stale in a week, each once; what was written anew since does so later.
    pub fn take_stale(&mut self, week: Week) -> Vec<InstitutionId> {
        let mut due = self.stale.take(week);
        due.retain(|&id| self.entry[id].stale == week);
        due.sort_unstable();
        due.dedup();
        due
    }

    /// Returns whether an institution is known.
    #[inline]
    pub fn knows(&self, id: InstitutionId) -> bool {
        id.position() < self.entry.len() && self.entry[id].known
    }

    /// Returns whether what is known about an institution is right.
    #[inline]
    pub fn is_right_about(&self, id: InstitutionId) -> bool {
        self.knows(id) && self.entry[id].correct
    }
}
