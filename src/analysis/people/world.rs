//! Worlds: the people of one run, no more of each than is compared, in the order of their keys.

use std::cmp::Ordering;

use super::frame::Frame;
use crate::observation::groups::{AGES, HOUSEHOLDS, age_group};
use crate::observation::lives::{FIRST_YEARS, MOST_YEARS, Met};
use crate::observation::{Outcome, PersonRow, WEEKS_OF_YEAR};
use crate::time::Week;
use crate::vocabulary::{Concept, Education, Sex, Status};

/// How many outcomes there are.
pub(super) const OUTCOMES: usize = Outcome::ALL.len();

/// The attributes by which people are grouped: facts that are fixed before worlds differ.
pub(super) const ATTRIBUTES: [&str; 6] = ["sex", "age", "education", "household", "status", "arrived"];

/// Where an attribute stands among [`ATTRIBUTES`].
pub(super) const AGE: usize = 1;

/// Whether somebody came before the first opening.
const ARRIVED: [&str; 2] = ["before_opening", "after_opening"];

/// Returns the groups of an attribute by its position.
pub(super) fn groups(attribute: usize) -> Vec<&'static str> {
    fn keys<C: Concept>() -> Vec<&'static str> {
        C::ALL.iter().map(|member| member.key()).collect()
    }
    match attribute {
        0 => keys::<Sex>(),
        AGE => AGES.to_vec(),
        2 => keys::<Education>(),
        3 => HOUSEHOLDS.to_vec(),
        4 => keys::<Status>(),
        _ => ARRIVED.to_vec(),
    }
}

/// Who somebody is in all worlds of a replicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Who {
    /// The position of the district of arrival.
    pub(super) district: u16,
    /// The week of arrival.
    pub(super) arrived: i16,
    /// The number among those who arrived then.
    number: u32,
}

/// What is compared of a person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Life {
    pub(super) who: Who,
    /// The week in which the person left; never for who is still there.
    pub(super) exit: Week,
    /// The position of the group for each attribute.
    pub(super) groups: [u8; ATTRIBUTES.len()],
    /// Whether the person was there in the weeks that are counted.
    pub(super) is_counted: bool,
    /// Whether the intermediary has seen the person.
    pub(super) is_seen: bool,
    /// Weeks on waiting lists.
    pub(super) waited: u32,
    /// Weeks of each outcome, from the beginning of the year of the first opening on.
    pub(super) weeks: [u16; OUTCOMES],
    /// Weeks by year since arrival and outcome.
    pub(super) since_arrival: [[u8; OUTCOMES]; FIRST_YEARS],
}

/// The people of one run.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct World {
    /// In the order of their keys.
    pub(super) lives: Vec<Life>,
    /// Needs met from the first opening on, in their order.
    pub(super) met: Vec<NeedMet>,
}

/// A need that was met: whose, which by its position, when it arose, and after how many weeks.
pub(super) type NeedMet = (Who, u8, Week, i32);

impl World {
    /// Takes the people of a run.
    pub(super) fn of<E>(
        rows: impl Iterator<Item = Result<PersonRow<'static>, E>>,
        frame: &Frame,
    ) -> Result<Self, E> {
        let mut world = Self::default();
        for row in rows {
            world.push(&row?, frame);
        }
        world.lives.sort_unstable_by_key(|life| life.who);
        world.met.sort_unstable();
        Ok(world)
    }

    /// Takes a person; one of a district that the experiment lacks is nobody's.
    fn push(&mut self, row: &PersonRow<'_>, frame: &Frame) {
        let Some(district) = frame.districts.iter().position(|id| *id == row.district) else { return };
        let [arrived, number] = row.person.numbers;
        let who = Who { district: district as u16, arrived: arrived as i16, number: number as u32 };
        let exit = row.exit_week.unwrap_or(Week::NEVER);
        let household = HOUSEHOLDS.iter().position(|key| *key == row.household).unwrap_or_default();
        let groups = [
            row.sex.0.position(),
            age_group(row.age),
            row.education.0.position(),
            household,
            row.status.0.position(),
            usize::from(row.arrival_week >= frame.opening),
        ];
        let (first, last) = (frame.from.0 as usize / WEEKS_OF_YEAR as usize, MOST_YEARS);
        let weeks = |outcome| (first..last).map(|year| row.weeks_in_year(outcome, year + 1) as u16).sum();
        let mut since_arrival = [[0; OUTCOMES]; FIRST_YEARS];
        for (year, weeks) in since_arrival.iter_mut().enumerate() {
            *weeks = Outcome::ALL.map(|outcome| row.weeks_since_arrival(outcome, year + 1) as u8);
        }
        self.lives.push(Life {
            who,
            exit,
            groups: groups.map(|group| group as u8),
            is_counted: exit > frame.from,
            is_seen: row.first_visit_week.is_some(),
            waited: row.weeks_waited,
            weeks: Outcome::ALL.map(weeks),
            since_arrival,
        });
        let since_opening = row.met().filter(|met| met.onset.plus(met.weeks) >= frame.opening);
        self.met.extend(since_opening.map(|Met { need, onset, weeks }| (who, need as u8, onset, weeks)));
    }
}

/// Returns the people of two worlds, those of both matched.
pub(super) fn pairs<'a>(
    one: &'a World,
    other: &'a World,
) -> impl Iterator<Item = [Option<&'a Life>; 2]> + use<'a> {
    let (mut one, mut other) = (one.lives.iter().peekable(), other.lives.iter().peekable());
    std::iter::from_fn(move || {
        let order = match (one.peek(), other.peek()) {
            (None, None) => return None,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(one), Some(other)) => one.who.cmp(&other.who),
        };
        Some([one.next_if(|_| order.is_le()), other.next_if(|_| order.is_ge())])
    })
}
