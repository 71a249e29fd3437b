//! Long-standing residents: a sample of adults that is drawn once and looked at wave by wave.
//!
//! Whoever is drawn stays in the sample. A larger sample holds the smaller one, and none depends on what anybody does.

use std::borrow::Cow;
use std::collections::VecDeque;

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
type Met = [u16; 2];

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
        let own = world.id.as_str();
        let [long_open, open] = [LONG_OPEN, 0].map(|weeks| accommodations(world, week.plus(-weeks)));
        let help = self.help(&world.volunteers, week);
        let (Some(before), Some(now)) = (self.met.front(), self.met.back()) else { return };
        for (place, &id) in self.ids.iter().enumerate() {
            let resident = &world.residents.resident[id];
            let attitudes = &world.residents.attitudes;
            let [positive, negative] = now[place];
            let km = |places: &[Place]| (!places.is_empty()).then(|| resident.home.km_to_nearest(places));
            rows.push(&ResidentRow {
                person: Key { district: own.into(), numbers: [i64::from(id.0)] },
                wave: wave as u32,
                week,
                district: own.into(),
                neighbourhood: district.neighbourhood[resident.neighbourhood.position()].name.as_str().into(),
                x_km: resident.home.east,
                y_km: resident.home.north,
                age_group: age_key(resident.age).into(),
                sex: Word(resident.sex),
                migration_history: Flag(resident.migration_history),
                works: Flag(resident.works),
                children: Flag(resident.children),
                accommodation_km: km(&long_open),
                new_accommodation_km: km(&open),
                attitude: attitudes.of(id, week, climate),
                attitude_baseline: attitudes.contact[id].baseline,
                contact_ever: Flag(positive > 0 || negative > 0),
                meetings_positive: positive,
                meetings_negative: negative,
                meetings_positive_13_weeks: positive - before[place][0],
                meetings_negative_13_weeks: negative - before[place][1],
                volunteer_state: help[place].state.into(),
                ever_helped: Flag(world.volunteers.ever[id.position()]),
                hours_per_week: help[place].per_week,
                hours_last_four_weeks: help[place].recently,
            });
        }
    }

    /// Returns how each of the sample helps, from one walk over all spells.
    fn help(&self, volunteers: &Volunteers, week: Week) -> Vec<Help> {
        let mut help = vec![Help { state: "never", per_week: 0.0, recently: 0.0 }; self.ids.len()];
        for (spell, service) in volunteers.service.rows() {
            let Volunteer::Resident(id) = service.who else { continue };
            let Ok(place) = self.ids.binary_search(&id) else { continue };
            let help = &mut help[place];
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
        help
    }
}

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

const fn age_key(age: AgeGroup) -> &'static str {
    match age {
        AgeGroup::Under6 => "0-5",
        AgeGroup::From6 => "06-17",
        AgeGroup::From18 => "18-44",
        AgeGroup::From45 => "45-59",
        AgeGroup::From60 => "60-74",
        AgeGroup::From75 => "75+",
    }
}
