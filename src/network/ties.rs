//! Ties between institutions: who knows whom, and how well.

use crate::index::{Id, InstitutionId};
use crate::numeric::exp;
use crate::time::Week;

/// A tie between two institutions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NetworkTie {
    /// One end.
    pub a: InstitutionId,
    /// The other end, with the greater id.
    pub b: InstitutionId,
    /// Strength as of `since`, 0 to 1, fading.
    pub strength: f64,
    /// The week from which the strength fades; in the future while the two keep the tie up.
    pub since: Week,
}

impl NetworkTie {
    /// Returns the strength in a week: what was there, faded since.
    #[inline]
    pub fn strength_in(&self, week: Week, fading_per_week: f64) -> f64 {
        match week.since(self.since) {
            // What begins to fade in this week is whole, and so is what does later.
            ..=0 => self.strength,
            weeks => self.strength * exp(-fading_per_week * f64::from(weeks)),
        }
    }
}

/// The ties of a district: one row per institution, which holds its ties to those with greater ids, in order.
///
/// Pairs grow with the square of the institutions, so that whoever asks for the ties of some should not go through those of all.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ties {
    row: Vec<Vec<NetworkTie>>,
}

impl Ties {
    /// Returns the number of ties.
    pub fn len(&self) -> usize {
        self.row.iter().map(Vec::len).sum()
    }

    /// Returns whether nobody is tied.
    pub fn is_empty(&self) -> bool {
        self.row.iter().all(Vec::is_empty)
    }

    /// Returns all ties in order of (a, b).
    pub fn iter(&self) -> std::iter::Flatten<std::slice::Iter<'_, Vec<NetworkTie>>> {
        self.row.iter().flatten()
    }

    /// Returns all ties in order of (a, b), to be changed.
    pub fn iter_mut(&mut self) -> std::iter::Flatten<std::slice::IterMut<'_, Vec<NetworkTie>>> {
        self.row.iter_mut().flatten()
    }

    /// Returns the tie between two institutions, if there is one.
    #[inline]
    pub fn between(&self, one: InstitutionId, other: InstitutionId) -> Option<&NetworkTie> {
        let (a, b) = (one.min(other), one.max(other));
        let row = self.row.get(a.position())?;
        row.binary_search_by_key(&b, |tie| tie.b).ok().map(|place| &row[place])
    }

    /// Returns the ties among those institutions for which `is_in` says so, in order of (a, b).
    pub fn among<'a>(&'a self, is_in: &'a [bool]) -> impl Iterator<Item = &'a NetworkTie> {
        let rows = self.row.iter().zip(is_in).filter(|(_, is_in)| **is_in);
        rows.flat_map(|(row, _)| row).filter(|tie| is_in[tie.b.position()])
    }

    /// Returns the ties among those institutions for which `is_in` says so, in order of (a, b), to be changed.
    pub fn among_mut<'a>(&'a mut self, is_in: &'a [bool]) -> impl Iterator<Item = &'a mut NetworkTie> {
        let rows = self.row.iter_mut().zip(is_in).filter(|(_, is_in)| **is_in);
        rows.flat_map(|(row, _)| row).filter(|tie| is_in[tie.b.position()])
    }

    /// Returns the ties of an institution in order of (a, b), to be changed.
    pub fn of_mut(&mut self, id: InstitutionId) -> impl Iterator<Item = &mut NetworkTie> {
        let rows_before = id.position().min(self.row.len());
        let (before, from) = self.row.split_at_mut(rows_before);
        let to_it = before.iter_mut().filter_map(move |row| {
            let place = row.binary_search_by_key(&id, |tie| tie.b).ok()?;
            Some(&mut row[place])
        });
        to_it.chain(from.first_mut().into_iter().flatten())
    }

    /// Changes the ties of an institution to others with greater ids, given in order; whoever did not know each other gets a tie
    /// without strength first.
    pub fn change(
        &mut self,
        a: InstitutionId,
        others: &[InstitutionId],
        week: Week,
        mut change: impl FnMut(&mut NetworkTie),
    ) {
        if self.row.len() <= a.position() {
            self.row.resize_with(a.position() + 1, Vec::new);
        }
        let row = &mut self.row[a.position()];
        let mut place = 0;
        for &b in others {
            place += row[place..].iter().take_while(|tie| tie.b < b).count();
            if row.get(place).is_none_or(|tie| tie.b != b) {
                row.insert(place, NetworkTie { a, b, strength: 0.0, since: week });
            }
            change(&mut row[place]);
        }
    }

    /// Forgets the ties for which a condition does not hold.
    pub fn retain(&mut self, is_kept: impl Fn(&NetworkTie) -> bool) {
        for row in &mut self.row {
            row.retain(&is_kept);
        }
    }
}

impl<'a> IntoIterator for &'a Ties {
    type Item = &'a NetworkTie;
    type IntoIter = std::iter::Flatten<std::slice::Iter<'a, Vec<NetworkTie>>>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a> IntoIterator for &'a mut Ties {
    type Item = &'a mut NetworkTie;
    type IntoIter = std::iter::Flatten<std::slice::IterMut<'a, Vec<NetworkTie>>>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}
