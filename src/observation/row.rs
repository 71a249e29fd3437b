//! Rows: what a type of rows is, and the values in them that serde has no form for.
//!
//! A row is a struct whose fields are its cells, in the order of the columns; a field that is itself a struct stands for as many
//! cells. One definition serves those who write a table, those who read it, and the codebook.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use serde::de::{DeserializeOwned, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::table_column::{Kind, TableColumn, columns};
use crate::vocabulary::Concept;

/// A word of a closed list, or one read back.
pub type Text = Cow<'static, str>;

/// A row of a table.
pub trait Row: Serialize + DeserializeOwned {
    /// Returns the columns, as serde asks for the fields of the struct.
    fn columns() -> Vec<TableColumn> {
        columns::<Self>()
    }
}

/// A row of one of several runs: behind the number of its point and its replicate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Keyed<R> {
    /// The number of the point, from 1.
    pub point: u32,
    /// The replicate, from 1.
    pub replicate: u32,
    /// The row.
    pub row: R,
}

impl<R: Row> Row for Keyed<R> {
    fn columns() -> Vec<TableColumn> {
        let keys = ["point", "replicate"].map(|name| TableColumn::new(name, Kind::Integer));
        keys.into_iter().chain(R::columns()).collect()
    }
}

/// A yes or no that is written as 1 or 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flag(pub bool);

impl Serialize for Flag {
    #[inline]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.0.into())
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        bool::deserialize(deserializer).map(Self)
    }
}

/// A concept of the vocabulary, written as its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<C>(pub C);

impl<C: Concept> Serialize for Word<C> {
    #[inline]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.key())
    }
}

impl<'de, C: Concept> Deserialize<'de> for Word<C> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = Cow::<'_, str>::deserialize(deserializer)?;
        let unknown = || de::Error::custom(format!("`{word}` is no {}", C::NAME));
        C::parse(&word).map(Self).ok_or_else(unknown)
    }
}

/// A list of names with a number each.
pub trait Listed: fmt::Debug + Clone + PartialEq {
    /// The name of the list.
    const NAME: &'static str;
    /// The names, in the order of the columns.
    const NAMES: &'static [&'static str];
}

/// One number for each name of a list; not a number where there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct Values<L> {
    values: Vec<f64>,
    list: PhantomData<L>,
}

impl<L: Listed> Values<L> {
    /// Takes numbers in the order of the names.
    ///
    /// # Panics
    /// When there are more or less of them than names.
    pub fn new(values: Vec<f64>) -> Self {
        assert_eq!(values.len(), L::NAMES.len(), "there is a number for each name");
        Self { values, list: PhantomData }
    }

    /// Returns the number of a name, none where there is no such name.
    pub fn get(&self, name: &str) -> Option<f64> {
        L::NAMES.iter().position(|known| *known == name).map(|position| self.values[position])
    }
}

impl<L> Deref for Values<L> {
    type Target = [f64];

    fn deref(&self) -> &[f64] {
        &self.values
    }
}

impl<L> DerefMut for Values<L> {
    fn deref_mut(&mut self) -> &mut [f64] {
        &mut self.values
    }
}

impl<L: Listed> Serialize for Values<L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct(L::NAME, L::NAMES.len())?;
        for (name, value) in L::NAMES.iter().zip(&self.values) {
            fields.serialize_field(name, &(!value.is_nan()).then_some(*value))?;
        }
        fields.end()
    }
}

impl<'de, L: Listed> Deserialize<'de> for Values<L> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct(L::NAME, L::NAMES, OfList(PhantomData))
    }
}

struct OfList<L>(PhantomData<L>);

impl<'de, L: Listed> Visitor<'de> for OfList<L> {
    type Value = Values<L>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} numbers", L::NAMES.len())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut numbers: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::with_capacity(L::NAMES.len());
        while let Some(value) = numbers.next_element::<Option<f64>>()? {
            values.push(value.unwrap_or(f64::NAN));
        }
        if values.len() == L::NAMES.len() {
            Ok(Values::new(values))
        } else {
            Err(de::Error::invalid_length(values.len(), &self))
        }
    }

    /// Numbers come in the order of the names, which is the order in which they were asked for.
    fn visit_map<A: MapAccess<'de>>(self, mut numbers: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::with_capacity(L::NAMES.len());
        while let Some((_, value)) = numbers.next_entry::<de::IgnoredAny, Option<f64>>()? {
            values.push(value.unwrap_or(f64::NAN));
        }
        if values.len() == L::NAMES.len() {
            Ok(Values::new(values))
        } else {
            Err(de::Error::invalid_length(values.len(), &self))
        }
    }
}
