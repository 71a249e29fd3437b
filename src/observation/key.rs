//! Keys: who somebody is in all tables, a district and numbers with hyphens between them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::index::PersonId;
use crate::population::Refugees;
use crate::time::Week;

/// Who a person is in all tables: the district, the week of arrival, and a number among those who arrived then.
pub type PersonKey<'a> = Key<'a, 2>;

/// Which household it is: the district and a number.
pub type HouseholdKey<'a> = Key<'a, 1>;

/// Which long-standing resident it is: the district and a number.
pub type ResidentKey<'a> = Key<'a, 1>;

/// Who takes part in a trial: somebody who fled, or a long-standing resident.
///
/// What is read back is the key of a person wherever it can be: the trial says of whom it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ParticipantKey {
    /// Somebody who fled.
    Person(PersonKey<'static>),
    /// A long-standing resident.
    Resident(ResidentKey<'static>),
}

impl fmt::Display for ParticipantKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(key) => key.fmt(formatter),
            Self::Resident(key) => key.fmt(formatter),
        }
    }
}

impl Serialize for ParticipantKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Person(key) => key.serialize(serializer),
            Self::Resident(key) => key.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for ParticipantKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let key = Key::parse(&text).map(Self::Person).or_else(|| Key::parse(&text).map(Self::Resident));
        key.ok_or_else(|| no_key(&text))
    }
}

/// A key: a district and numbers, written with hyphens between them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key<'a, const N: usize> {
    /// The district's id.
    pub district: Cow<'a, str>,
    /// The numbers.
    pub numbers: [i64; N],
}

impl<const N: usize> fmt::Display for Key<'_, N> {
    #[inline]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.district)?;
        for number in self.numbers {
            formatter.write_str("-")?;
            formatter.write_str(itoa::Buffer::new().format(number))?;
        }
        Ok(())
    }
}

impl<const N: usize> Serialize for Key<'_, N> {
    /// Writes the key on the stack, since each row of the panel has two; an id that is too long for that is written the slow way.
    #[inline]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = [0; 64];
        let end = self.district.len();
        let Some(place) = text.get_mut(..end).filter(|_| end + N * LONGEST < 64) else {
            return serializer.collect_str(self);
        };
        place.copy_from_slice(self.district.as_bytes());
        let mut end = end;
        for number in self.numbers {
            let mut buffer = itoa::Buffer::new();
            let digits = buffer.format(number).as_bytes();
            text[end] = b'-';
            text[end + 1..][..digits.len()].copy_from_slice(digits);
            end += 1 + digits.len();
        }
        let text = std::str::from_utf8(&text[..end]).expect("an id, digits and hyphens are a text");
        serializer.serialize_str(text)
    }
}

/// The most bytes of a number in a key, its hyphen included.
const LONGEST: usize = 21;

impl<const N: usize> Key<'static, N> {
    fn parse(text: &str) -> Option<Self> {
        let (mut rest, mut numbers) = (text, [0; N]);
        for number in numbers.iter_mut().rev() {
            let (before, digits) = rest.rsplit_once('-')?;
            // Of two hyphens the second is a sign.
            let (before, sign) = before.strip_suffix('-').map_or((before, 1), |before| (before, -1));
            *number = sign * digits.parse::<i64>().ok()?;
            rest = before;
        }
        Some(Self { district: Cow::Owned(rest.to_owned()), numbers })
    }
}

fn no_key<E: de::Error>(text: &str) -> E {
    E::custom(format!("`{text}` is no key"))
}

impl<'de, const N: usize> Deserialize<'de> for Key<'_, N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Key::parse(&text).ok_or_else(|| no_key(&text))
    }
}

/// Returns people in the order of their ids with the numbers of their keys: the week of arrival, and which of those who arrived then.
pub(super) fn numbered(refugees: &Refugees) -> impl Iterator<Item = (PersonId, [i64; 2])> {
    let mut of_week = BTreeMap::<Week, i64>::new();
    let (mut arrived, mut number) = (Week::NEVER, 0);
    refugees.person.rows().map(move |(id, person)| {
        // Those of one week stand together for the most part, so that few of them have to be looked up.
        if person.arrived != arrived {
            of_week.insert(arrived, number);
            arrived = person.arrived;
            number = of_week.get(&arrived).copied().unwrap_or_default();
        }
        number += 1;
        (id, [i64::from(arrived.0), number])
    })
}

#[cfg(test)]
mod tests {
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error, StrDeserializer};

    use super::*;

    #[test]
    fn who_takes_part_is_read_back_as_written() {
        let read = |text: &str| {
            let text: StrDeserializer<'_, Error> = text.into_deserializer();
            ParticipantKey::deserialize(text)
        };
        for (text, is_person) in [("toy-17", false), ("sb5--12-3", true), ("old-town-4-1", true)] {
            let key = read(text).unwrap();
            assert_eq!(key.to_string(), text);
            assert_eq!(matches!(key, ParticipantKey::Person(_)), is_person, "{text}");
        }
        assert_eq!(read("toy").unwrap_err().to_string(), "`toy` is no key");
    }
}
