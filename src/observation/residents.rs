//! Long-standing residents: a sample of adults that is drawn once and looked at wave by wave.
//!
//! Whoever is drawn stays in the sample. A larger sample holds the smaller one, and none depends on what anybody does.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::Table;
use super::key::{Key, ResidentKey};
use super::row::{Flag, Row, Text, Word};
use crate::dice::{Dice, Purpose};
use crate::district::{District, Place};
use crate::index::{Id, ResidentId};
use crate::population::{AgeGroup, Residents, Volunteer, Volunteers};
use crate::time::Week;
use crate::vocabulary::Sex;
use crate::world::DistrictWorld;

/// Weeks over which recent meetings are counted.
const MEETING_WEEKS: usize = Week::QUARTER as usize;

/// Weeks over which recent hours of help are counted.
const HELP_WEEKS: i32 = 4;

/// Weeks after which an accommodation has been there for long.
const LONG_OPEN: i32 = 26;

/// A row of `residents.csv`: somebody of the sample, at a wave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResidentRow<'a> {
    /// The resident.
    pub person: ResidentKey<'a>,
    /// The number of the wave, from 0.
    pub wave: u32,
    /// Weeks run.
    pub week: Week,
    /// The district of residence.
    pub district: Cow<'a, str>,
    /// The neighbourhood.
    pub neighbourhood: Cow<'a, str>,
    /// Kilometres to the east of the point of reference.
    pub x_km: f32,
    /// Kilometres to the north of it.
    pub y_km: f32,
    /// Age group, held constant.
    pub age_group: Text,
    /// Sex.
    pub sex: Word<Sex>,
    /// Whether the resident has a migration history.
    pub migration_history: Flag,
    /// Whether the resident works.
    pub works: Flag,
    /// Whether the resident has children at home.
    pub children: Flag,
    /// Kilometres to the nearest shared accommodation that opened at least 26 weeks ago and in which people live.
    pub accommodation_km: Option<f64>,
    /// Kilometres to the nearest shared accommodation in which people live.
    pub new_accommodation_km: Option<f64>,
    /// Attitude towards newcomers.
    pub attitude: f64,
    /// The same before any contact and climate.
    pub attitude_baseline: f32,
    /// Whether the resident has ever met somebody who fled.
    pub contact_ever: Flag,
    /// Friendly meetings so far.
    pub meetings_positive: u16,
    /// Hostile meetings so far.
    pub meetings_negative: u16,
    /// Friendly meetings in the last 13 weeks.
    pub meetings_positive_13_weeks: u16,
    /// Hostile meetings in the last 13 weeks.
    pub meetings_negative_13_weeks: u16,
    /// Whether the resident helps as a volunteer, has helped, or never has.
    pub volunteer_state: Text,
    /// Whether the resident has helped at any time since week 0.
    pub ever_helped: Flag,
    /// Hours a week that the resident helps now.
    pub hours_per_week: f64,
    /// Hours that the resident helped in the last four weeks.
    pub hours_last_four_weeks: f64,
}

impl Row for ResidentRow<'static> {}

/// Friendly and hostile meetings so far.
pub(super) type Met = [u16; 2];

/// Residents of a district who are looked at wave by wave.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Who, in order.
    ids: Vec<ResidentId>,
    /// What they had met with at the end of this week and of as many before it as are counted over, the oldest first.
    met: VecDeque<Vec<Met>>,
}

impl Sample {
    /// Draws so many adults of a district, or takes all if there are no more.
    pub fn of(dice: Dice, residents: &Residents, count: u32) -> Self {
        let draw = |&id: &ResidentId| {
            let bits = dice.stream(Purpose::ResidentSample, Week::START, residents.entity(id)).bits();
            (bits, id)
        };
        // The draw of each resident is its own, so that it does not matter how many others are asked for.
        let mut drawn: Vec<(u64, ResidentId)> = residents.adults.iter().map(draw).collect();
        let count = (count as usize).min(drawn.len());
        drawn.sort_unstable();
        let mut ids: Vec<ResidentId> = drawn[..count].iter().map(|(_, id)| *id).collect();
        ids.sort_unstable();
        let met = VecDeque::from([vec![[0; 2]; count]]);
        Self { ids, met }
    }

    /// Returns who is in it, in order.
    pub fn ids(&self) -> &[ResidentId] {
        &self.ids
    }

    /// Notes what the residents have met with by the end of another week.
    pub fn note(&mut self, residents: &Residents) {
        let oldest = (self.met.len() > MEETING_WEEKS).then(|| self.met.pop_front()).flatten();
        let mut now = oldest.unwrap_or_default();
        now.clear();
        now.extend(self.ids.iter().map(|&id| {
            let contact = &residents.attitudes.contact[id];
            [contact.positive, contact.negative]
        }));
        self.met.push_back(now);
    }

    /// Returns what somebody had met with before the weeks over which meetings are counted; nothing for who is not in it.
    pub(super) fn before(&self, id: ResidentId) -> Met {
        let place = self.ids.binary_search(&id).ok();
        place.zip(self.met.front()).map_or([0; 2], |(place, met)| met[place])
    }

    /// Appends the rows of a wave: everybody in the sample, under a national climate.
    ///
    /// # Panics
    /// When the sample was drawn in another district.
    pub fn append(
        &self,
        world: &DistrictWorld,
        district: &District,
        climate: f64,
        wave: usize,
        week: Week,
        rows: &mut Table,
    ) {
        let round = Round::new(world, district, climate, week);
        for &id in &self.ids {
            rows.push(&ResidentRow { wave: wave as u32, ..round.row(id, self.before(id)) });
        }
    }
}

/// A round of looking at residents of a district: what is looked up once for all of them.
#[derive(Debug)]
pub(super) struct Round<'a> {
    world: &'a DistrictWorld,
    district: &'a District,
    climate: f64,
    week: Week,
    /// Accommodations that opened long ago, and all of them.
    accommodations: [Vec<Place>; 2],
    /// Who helps or has helped, and how.
    help: BTreeMap<ResidentId, Help>,
}

impl<'a> Round<'a> {
    /// Looks at a district in a week, under a national climate.
    pub(super) fn new(world: &'a DistrictWorld, district: &'a District, climate: f64, week: Week) -> Self {
        let accommodations = [LONG_OPEN, 0].map(|weeks| accommodations(world, week.plus(-weeks)));
        let help = help(&world.volunteers, week);
        Self { world, district, climate, week, accommodations, help }
    }

    /// Returns the row of a resident who had met with so much before, as of the first wave.
    pub(super) fn row(&self, id: ResidentId, before: Met) -> ResidentRow<'a> {
        let Self { world, week, .. } = *self;
        let own = world.id.as_str();
        let resident = &world.residents.resident[id];
        let attitudes = &world.residents.attitudes;
        let contact = &attitudes.contact[id];
        let [accommodation_km, new_accommodation_km] = [0, 1].map(|position| {
            let places = &self.accommodations[position];
            (!places.is_empty()).then(|| resident.home.km_to_nearest(places))
        });
        let help = self.help.get(&id).copied().unwrap_or(NO_HELP);
        ResidentRow {
            person: key_of(own, id),
            wave: 0,
            week,
            district: own.into(),
            neighbourhood: self.district.neighbourhood[resident.neighbourhood.position()]
                .name
                .as_str()
                .into(),
            x_km: resident.home.east,
            y_km: resident.home.north,
            age_group: age_key(resident.age).into(),
            sex: Word(resident.sex),
            migration_history: Flag(resident.migration_history),
            works: Flag(resident.works),
            children: Flag(resident.children),
            accommodation_km,
            new_accommodation_km,
            attitude: attitudes.of(id, week, self.climate),
            attitude_baseline: contact.baseline,
            contact_ever: Flag(contact.positive > 0 || contact.negative > 0),
            meetings_positive: contact.positive,
            meetings_negative: contact.negative,
            meetings_positive_13_weeks: contact.positive - before[0],
            meetings_negative_13_weeks: contact.negative - before[1],
            volunteer_state: help.state.into(),
            ever_helped: Flag(world.volunteers.ever[id.position()]),
            hours_per_week: help.per_week,
            hours_last_four_weeks: help.recently,
        }
    }
}

/// Returns who a resident is in all tables.
pub(super) fn key_of<'a>(district: impl Into<Cow<'a, str>>, id: ResidentId) -> ResidentKey<'a> {
    Key { district: district.into(), numbers: [i64::from(id.0)] }
}

/// Returns how residents help who do or have, from one walk over all spells.
fn help(volunteers: &Volunteers, week: Week) -> BTreeMap<ResidentId, Help> {
    let mut all: BTreeMap<ResidentId, Help> = BTreeMap::new();
    for (spell, service) in volunteers.service.rows() {
        let Volunteer::Resident(id) = service.who else { continue };
        let help = all.entry(id).or_insert(NO_HELP);
        let per_week = f64::from(service.hours_per_week);
        let is_active = volunteers.is_active(spell);
        let until = if is_active { week } else { service.until };
        let from = service.since.max(week.plus(-HELP_WEEKS));
        help.recently += per_week * f64::from(until.since(from).max(0));
        if is_active {
            help.per_week = per_week;
        }
        // Spells of one resident follow each other, so that the last one says how it is now.
        help.state = match (is_active, service.attached) {
            (false, _) => "former",
            (true, false) => "on_their_own",
            (true, true) => "attached",
        };
    }
    all
}

/// How somebody helps who never has.
const NO_HELP: Help = Help { state: "never", per_week: 0.0, recently: 0.0 };

/// How a resident helps.
#[derive(Debug, Clone, Copy)]
struct Help {
    state: &'static str,
    /// Hours a week now.
    per_week: f64,
    /// Hours in the last weeks.
    recently: f64,
}

/// Returns the places of the accommodations in which people live and did so first before or in a week.
fn accommodations(world: &DistrictWorld, opened: Week) -> Vec<Place> {
    let shared = world.city.accommodation.iter();
    shared.filter(|shared| shared.people > 0 && shared.opened <= opened).map(|shared| shared.place).collect()
}

/// Returns the word for an age group.
pub(super) const fn age_key(age: AgeGroup) -> &'static str {
    match age {
        AgeGroup::Under6 => "0-5",
        AgeGroup::From6 => "06-17",
        AgeGroup::From18 => "18-44",
        AgeGroup::From45 => "45-59",
        AgeGroup::From60 => "60-74",
        AgeGroup::From75 => "75+",
    }
}
