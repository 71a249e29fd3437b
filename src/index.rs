//! Typed positions: a number that counts residents never picks a case.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// A position in a [`Column`].
pub trait Id: Copy + Ord + std::fmt::Debug {
    /// Wraps a position.
    fn at(position: usize) -> Self;
    /// Returns the position.
    fn position(self) -> usize;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident($inner:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $inner);

        impl Id for $name {
            #[inline]
            fn at(position: usize) -> Self {
                Self(<$inner>::try_from(position).expect("a column holds no more rows than its id can count"))
            }
            #[inline]
            fn position(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// A long-standing resident of a district.
    ResidentId(u32);
    /// A person who fled, living or having lived in a district.
    PersonId(u32);
    /// A household of people who fled.
    HouseholdId(u32);
    /// A neighbourhood of a district. German: *Stadtteil*.
    NeighbourhoodId(u8);
    /// A shared accommodation of the city.
    AccommodationId(u8);
    /// An institution.
    InstitutionId(u16);
    /// A place where counselling happens: a desk with a queue.
    DeskId(u16);
    /// A case: one need of one person.
    CaseId(u32);
    /// A referral episode.
    EpisodeId(u32);
    /// A spell of volunteering.
    VolunteerId(u32);
}

/// Values of one attribute, one row per entity, reached by its own id alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Column<I, T> {
    rows: Vec<T>,
    id: PhantomData<fn(I) -> I>,
}

impl<I: Id, T> Column<I, T> {
    /// Returns a column without rows.
    pub const fn new() -> Self {
        Self { rows: Vec::new(), id: PhantomData }
    }

    /// Appends a row and returns its id.
    pub fn push(&mut self, value: T) -> I {
        self.rows.push(value);
        I::at(self.rows.len() - 1)
    }

    /// Returns the number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Returns whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Returns the ids in order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + use<I, T> {
        (0..self.rows.len()).map(I::at)
    }

    /// Returns the rows in order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.rows.iter()
    }

    /// Returns the rows in order, to be changed.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.rows.iter_mut()
    }

    /// Returns ids and rows in order.
    pub fn rows(&self) -> impl Iterator<Item = (I, &T)> {
        self.rows.iter().enumerate().map(|(position, row)| (I::at(position), row))
    }
}

impl<I: Id, T> Default for Column<I, T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<I: Id, T> FromIterator<T> for Column<I, T> {
    fn from_iter<S: IntoIterator<Item = T>>(rows: S) -> Self {
        Self { rows: rows.into_iter().collect(), id: PhantomData }
    }
}

impl<'a, I: Id, T> IntoIterator for &'a Column<I, T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.rows.iter()
    }
}

impl<'a, I: Id, T> IntoIterator for &'a mut Column<I, T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.rows.iter_mut()
    }
}

impl<I: Id, T> Index<I> for Column<I, T> {
    type Output = T;
    #[inline]
    fn index(&self, id: I) -> &T {
        &self.rows[id.position()]
    }
}

impl<I: Id, T> IndexMut<I> for Column<I, T> {
    #[inline]
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.rows[id.position()]
    }
}
