//! Ties, meetings and feelings of people who fled. German: *Bindungen*, *Begegnungen*, *Zugehörigkeit*.

use crate::index::{PersonId, ResidentId};
use crate::numeric::pow;
use crate::quantity::Share;
use crate::time::Week;

/// Strength of a tie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TieStrength {
    /// One knows each other.
    Weak,
    /// A friend.
    Strong,
}

/// A tie to a long-standing resident.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tie {
    /// The resident.
    pub resident: ResidentId,
    /// Weak or strong.
    pub strength: TieStrength,
    /// Friendly meetings so far.
    pub meetings: u16,
    /// The week of the last meeting.
    pub last: Week,
}

impl Tie {
    /// Stands for a resident of the rest of the city; never a row of a column.
    pub const ELSEWHERE: ResidentId = ResidentId(u32::MAX);
}

/// A familiar face: a long-standing resident met before, with whom there is no tie. German: *bekanntes Gesicht*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Face {
    /// The resident; [`Tie::ELSEWHERE`] for somebody of the rest of the city, of whom nothing else is known.
    pub resident: ResidentId,
    /// Friendly meetings so far.
    pub meetings: u16,
    /// The week of the last of them.
    pub last: Week,
}

/// Familiar faces at one kind of place, as many as are remembered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faces(Vec<Face>);

impl Faces {
    /// Returns how many are remembered.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether none is remembered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the position of a resident among them.
    pub fn position(&self, resident: ResidentId) -> Option<usize> {
        self.0.iter().position(|face| face.resident == resident)
    }

    /// Returns a face.
    #[inline]
    pub fn at(&self, position: usize) -> Face {
        self.0[position]
    }

    /// Forgets a face, and returns it.
    pub fn forget(&mut self, position: usize) -> Face {
        self.0.swap_remove(position)
    }

    /// Counts a friendly meeting with a face.
    #[inline]
    pub fn count(&mut self, position: usize, week: Week) {
        let face = &mut self.0[position];
        face.meetings = face.meetings.saturating_add(1);
        face.last = week;
    }

    /// Remembers somebody from a first meeting on. Where too many are, whoever was met least often, and of these longest ago, is forgotten.
    pub fn remember(&mut self, resident: ResidentId, week: Week, most: usize) {
        let face = Face { resident, meetings: 1, last: week };
        if self.0.len() < most {
            self.0.push(face);
        } else if let Some(least) = self.0.iter_mut().min_by_key(|one| (one.meetings, one.last)) {
            *least = face;
        }
    }
}

/// Ties.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Social {
    /// Ties to long-standing residents of the district.
    pub ties: Vec<Tie>,
    /// Ties to long-standing residents elsewhere in the city, of whom nothing else is known: [`Tie::ELSEWHERE`].
    pub ties_elsewhere: Vec<Tie>,
    /// Friends among people who fled, of the district.
    pub peers: Vec<PersonId>,
    /// Familiar faces: at work, in the neighbourhood, elsewhere.
    pub faces: [Faces; 3],
    /// Confidants: the other adults of the household, friends among residents, and of friends who fled a share.
    pub confidants: u8,
    /// Of these, friends who fled.
    pub confidants_fled: u8,
}

impl Social {
    /// Returns all ties to residents, in the district and elsewhere.
    pub fn to_residents(&self) -> impl Iterator<Item = &Tie> {
        self.ties.iter().chain(&self.ties_elsewhere)
    }

    /// Forgets the face of a resident wherever it is remembered.
    pub fn forget_face(&mut self, resident: ResidentId) {
        for faces in &mut self.faces {
            if let Some(at) = faces.position(resident) {
                faces.forget(at);
            }
        }
    }

    /// Returns whether there is a strong tie to a resident.
    pub fn has_friend(&self) -> bool {
        self.to_residents().any(|tie| tie.strength == TieStrength::Strong)
    }

    /// Returns the number of strong ties to residents.
    pub fn strong(&self) -> usize {
        self.to_residents().filter(|tie| tie.strength == TieStrength::Strong).count()
    }
}

/// Discouragement of a search by refusals, 0 to 1. German: *Entmutigung*.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Discouragement(f32);

impl Discouragement {
    /// Lets refusals discourage, each by a share of what is left.
    pub fn add(&mut self, refusals: u32, by: Share) {
        self.0 = 1.0 - (1.0 - self.0) * pow(1.0 - by.get(), f64::from(refusals)) as f32;
    }

    /// Lets discouragement fade to a share of itself.
    pub fn fade(&mut self, kept: f32) {
        self.0 *= kept;
    }

    /// Returns the share of the effort that is left.
    #[inline]
    pub fn effort(self) -> f64 {
        f64::from(1.0 - self.0)
    }
}

/// What a person feels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mind {
    /// Own attachment, 0 to 1.
    pub belonging: f32,
    /// Reception by others as perceived, 0 to 1.
    pub welcome: f32,
    /// Worry about hostility, 0 to 1.
    pub worry: f32,
    /// Trust in services, 0 to 1.
    pub trust: f32,
    /// Discouragement from seeking help, 0 to 1, fading.
    pub discouragement: f32,
    /// Refusals by landlords, employers and offices, not yet felt; `identification` consumes them once in four weeks.
    pub refusals_this_week: u16,
    /// Friendly meetings, not yet felt.
    pub friendly_this_week: u16,
    /// Hostile meetings, not yet felt.
    pub hostile_this_week: u16,
}

impl Mind {
    /// Notes refusals that are still to be felt.
    pub fn note_refusals(&mut self, number: u32) {
        self.refusals_this_week = more(self.refusals_this_week, number);
    }

    /// Notes friendly meetings that are still to be felt.
    #[inline]
    pub fn note_friendly(&mut self, number: u32) {
        self.friendly_this_week = more(self.friendly_this_week, number);
    }
}

/// Adds to a count; four weeks hold some hundred events at most, so its end is never reached.
#[inline]
fn more(count: u16, number: u32) -> u16 {
    count.saturating_add(number.min(u32::from(u16::MAX)) as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_discourage_by_a_share_of_what_is_left_and_without_an_end_of_the_scale() {
        let by = Share::new(0.03).unwrap();
        let mut one = Discouragement::default();
        one.add(10, by);
        // 0.97^10 = 0.737: ten refusals in a row take a quarter; in one go or one by one.
        assert!((one.effort() - 0.737_42).abs() < 1e-4, "{one:?}");
        let mut other = Discouragement::default();
        (0..10).for_each(|_| other.add(1, by));
        assert!((one.effort() - other.effort()).abs() < 1e-6);
        one.add(1_000_000, by);
        assert!((0.0..1e-6).contains(&one.effort()));
        one.fade(0.5);
        assert!((one.effort() - 0.5).abs() < 1e-6);
        // The twin: refusals of no weight leave nothing.
        let mut unmoved = Discouragement::default();
        unmoved.add(1_000_000, Share::new(0.0).unwrap());
        assert_eq!(unmoved, Discouragement::default());
    }

    #[test]
    fn where_too_many_faces_are_known_those_met_least_and_longest_ago_are_forgotten() {
        let mut faces = Faces::default();
        for one in 0..3 {
            faces.remember(ResidentId(one), Week(one as i32), 3);
        }
        faces.count(0, Week(5));
        faces.remember(ResidentId(3), Week(6), 3);
        let known = |faces: &Faces| [0, 1, 2, 3].map(|one| faces.position(ResidentId(one)).is_some());
        assert_eq!(known(&faces), [true, false, true, true]);
        assert_eq!((faces.len(), faces.at(0).meetings, faces.at(0).last), (3, 2, Week(5)));
        // The twin: with room for one more nobody is forgotten.
        faces.remember(ResidentId(1), Week(7), 4);
        assert_eq!(known(&faces), [true; 4]);
    }

    #[test]
    fn counts_of_what_is_still_to_be_felt_hold_more_than_a_person_can_meet_in_four_weeks() {
        assert_eq!(more(0, 300), 300);
        assert_eq!(more(u16::MAX - 1, 5), u16::MAX);
        assert_eq!(more(1, u32::MAX), u16::MAX);
    }
}
