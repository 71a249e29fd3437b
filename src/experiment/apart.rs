//! A design taken apart: its points by position and label, and which of them belong together.

use super::contrasts::MOST_COMPARED;
use super::design::Design;
use crate::scenario::Position;

impl Design {
    /// Returns where the point at a position is written.
    pub(super) fn place_of(&self, position: usize) -> Position {
        self.outline(position).0.place
    }

    /// Returns how many points as written, one after the other, have to be at hand together because they may be compared.
    ///
    /// Under each parameter set policies are compared with each other and with nothing else.
    pub fn together(&self) -> usize {
        let is_compared = self.written() <= MOST_COMPARED || self.declares_contrasts();
        match self.sets() {
            Some(_) if is_compared => self.policies(),
            None if is_compared => self.written(),
            _ => 1,
        }
    }

    /// Returns the position of the first point of a label.
    pub fn labelled(&self, label: &str) -> Option<usize> {
        (0..self.written()).find(|position| self.outline(*position).0.label == label)
    }
}
