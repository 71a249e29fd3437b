//! A value for each member of a closed list.

use std::ops::{AddAssign, Index, IndexMut};

use super::Concept;

/// One value for each member of a closed list of `N` concepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Each<C, T, const N: usize> {
    values: [T; N],
    concept: std::marker::PhantomData<fn(C) -> C>,
}

impl<C: Concept, T, const N: usize> Each<C, T, N> {
    /// Makes the values one by one.
    pub fn from_fn(mut value: impl FnMut(C) -> T) -> Self {
        Self {
            values: std::array::from_fn(|position| value(C::ALL[position])),
            concept: std::marker::PhantomData,
        }
    }

    /// Returns members and values in the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = (C, &T)> {
        C::ALL.iter().copied().zip(&self.values)
    }

    /// Returns the values in the order of the list.
    pub const fn values(&self) -> &[T; N] {
        &self.values
    }
}

/// Adds other values, member by member.
impl<C: Concept, T: for<'a> AddAssign<&'a T>, const N: usize> AddAssign<&Self> for Each<C, T, N> {
    fn add_assign(&mut self, other: &Self) {
        for (own, more) in self.values.iter_mut().zip(&other.values) {
            *own += more;
        }
    }
}

impl<C: Concept, T: Default, const N: usize> Default for Each<C, T, N> {
    fn default() -> Self {
        Self::from_fn(|_| T::default())
    }
}

impl<C: Concept, T, const N: usize> Index<C> for Each<C, T, N> {
    type Output = T;
    #[inline]
    fn index(&self, concept: C) -> &T {
        &self.values[concept.position()]
    }
}

impl<C: Concept, T, const N: usize> IndexMut<C> for Each<C, T, N> {
    #[inline]
    fn index_mut(&mut self, concept: C) -> &mut T {
        &mut self.values[concept.position()]
    }
}

impl<C: Concept, T: serde::Serialize, const N: usize> serde::Serialize for Each<C, T, N> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(concept, value)| (concept.key(), value)))
    }
}

impl<'de, C: Concept, T: serde::Deserialize<'de>, const N: usize> serde::Deserialize<'de> for Each<C, T, N> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let mut given = std::collections::BTreeMap::<String, T>::deserialize(deserializer)?;
        let mut values = Vec::with_capacity(N);
        for concept in C::ALL {
            values.push(
                given
                    .remove(concept.key())
                    .ok_or_else(|| D::Error::custom(format!("`{}` is missing", concept.key())))?,
            );
        }
        if let Some(extra) = given.keys().next() {
            return Err(D::Error::custom(format!("`{extra}` is not a known {}", C::NAME)));
        }
        let values = values
            .try_into()
            .map_err(|_| D::Error::custom(format!("{} does not have {N} members", C::NAME)))?;
        Ok(Self { values, concept: std::marker::PhantomData })
    }
}
