//! Columns: names and kinds, asked of the type of a row, so that they are known before there is a row and where all cells are missing.

use std::any::type_name;
use std::borrow::Cow;
use std::fmt;

use jiff::civil::Date;
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, IntoDeserializer, MapAccess, Visitor};
use serde::{Deserializer, de, forward_to_deserialize_any};

/// What the cells of a column are, unless they are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A text.
    Text,
    /// A day.
    Date,
    /// A yes or no.
    Boolean,
}

impl Kind {
    /// Returns the word for it in the codebook.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Text => "text",
            Self::Date => "date",
            Self::Boolean => "boolean",
        }
    }

    /// Returns the narrowest kind that a text can be read as.
    pub fn of(text: &str) -> Self {
        if text.parse::<i64>().is_ok() {
            Self::Integer
        } else if text.parse::<f64>().is_ok_and(f64::is_finite) {
            Self::Number
        } else if text.parse::<bool>().is_ok() {
            Self::Boolean
        } else if text.parse::<Date>().is_ok() {
            Self::Date
        } else {
            Self::Text
        }
    }

    /// Returns the narrowest kind that holds what is of either.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        match (self, other) {
            _ if self == other => self,
            (Self::Integer, Self::Number) | (Self::Number, Self::Integer) => Self::Number,
            _ => Self::Text,
        }
    }
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableColumn {
    /// The name.
    pub name: Cow<'static, str>,
    /// What its cells are.
    pub kind: Kind,
}

impl TableColumn {
    /// Makes a column.
    pub fn new(name: impl Into<Cow<'static, str>>, kind: Kind) -> Self {
        Self { name: name.into(), kind }
    }
}

/// Returns the columns of a struct: one for each of its fields, those of a struct in it in the field's place.
///
/// A field that holds a map counts as one column of texts.
///
/// # Panics
/// When the type is no struct, or a field of it no cell.
pub fn columns<T: DeserializeOwned>() -> Vec<TableColumn> {
    let mut columns = Vec::new();
    append::<T>(&mut Vec::new(), &mut columns);
    columns
}

fn append<T: DeserializeOwned>(path: &mut Vec<&'static str>, columns: &mut Vec<TableColumn>) {
    match (T::deserialize(Asked { path }), path.last()) {
        (Err(Answer::Fields(fields)), _) => {
            for field in fields {
                path.push(field);
                append::<T>(path, columns);
                path.pop();
            }
        }
        (Err(Answer::Kind(kind)), Some(name)) => columns.push(TableColumn::new(*name, kind)),
        _ => panic!("a row is a struct whose fields are cells, unlike {path:?} of {}", type_name::<T>()),
    }
}

/// Is asked for what stands at a path of fields, and answers with what it was asked for instead of giving it.
struct Asked<'a> {
    path: &'a [&'static str],
}

/// What was asked for, as the error with which [`Asked`] answers.
#[derive(Debug)]
enum Answer {
    /// A struct with these fields.
    Fields(&'static [&'static str]),
    /// A cell.
    Kind(Kind),
    /// Nothing that a row can hold.
    Unfit,
}

impl fmt::Display for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("asked for its fields")
    }
}

impl std::error::Error for Answer {}

impl de::Error for Answer {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Unfit
    }
}

macro_rules! kinds {
    ($($name:ident: $kind:ident),*) => {$(
        fn $name<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Answer> {
            Err(Answer::Kind(Kind::$kind))
        }
    )*};
}

impl<'de> Deserializer<'de> for Asked<'_> {
    type Error = Answer;

    kinds!(deserialize_i8: Integer, deserialize_i16: Integer, deserialize_i32: Integer, deserialize_i64: Integer);
    kinds!(deserialize_u8: Integer, deserialize_u16: Integer, deserialize_u32: Integer, deserialize_u64: Integer);
    kinds!(deserialize_f32: Number, deserialize_f64: Number, deserialize_bool: Boolean);
    kinds!(deserialize_char: Text, deserialize_string: Text, deserialize_map: Text);

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Answer> {
        Err(Answer::Unfit)
    }

    /// A date asks for a text, too; what it makes of it tells the two apart.
    fn deserialize_str<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Answer> {
        let is_date = type_name::<V::Value>() == type_name::<Date>();
        Err(Answer::Kind(if is_date { Kind::Date } else { Kind::Text }))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Answer> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Answer> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Answer> {
        Err(Answer::Kind(Kind::Text))
    }

    /// Fields come in any order, so that one of them can be asked for without those before it.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Answer> {
        match self.path {
            [] => Err(Answer::Fields(fields)),
            [name, rest @ ..] => visitor.visit_map(Field { name, rest }),
        }
    }

    forward_to_deserialize_any! {
        bytes byte_buf unit unit_struct seq tuple tuple_struct identifier ignored_any
    }
}

/// The only field of a struct that is told.
struct Field<'a> {
    name: &'static str,
    rest: &'a [&'static str],
}

impl<'de> MapAccess<'de> for Field<'_> {
    type Error = Answer;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Answer> {
        let name: StrDeserializer<'_, Answer> = self.name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Answer> {
        seed.deserialize(Asked { path: self.rest })
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::observation::row::{Flag, Row, Values};
    use crate::observation::rows::{GroupOutcomes, OUTCOMES};
    use crate::observation::{Keyed, PanelRow, SeriesRow};
    use crate::time::Week;

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only its type is asked")]
    struct Sample {
        week: Week,
        date: Option<Date>,
        word: crate::ledger::Payer,
        level: Option<f32>,
        outcomes: Values<GroupOutcomes>,
        flag: Option<Flag>,
        text: String,
    }

    #[test]
    fn columns_are_the_fields_of_a_row_with_what_they_hold() {
        let mut expected = vec![
            ("week", Kind::Integer),
            ("date", Kind::Date),
            ("word", Kind::Text),
            ("level", Kind::Number),
        ];
        expected.extend(OUTCOMES.iter().map(|name| (*name, Kind::Number)));
        expected.extend([("flag", Kind::Boolean), ("text", Kind::Text)]);
        let expected: Vec<TableColumn> =
            expected.into_iter().map(|(name, kind)| TableColumn::new(name, kind)).collect();
        assert_eq!(columns::<Sample>(), expected);
    }

    #[test]
    fn the_columns_of_series_and_panel_are_of_all_kinds() {
        let kind =
            |columns: &[TableColumn], name: &str| columns.iter().find(|c| c.name == name).map(|c| c.kind);
        let series = Keyed::<SeriesRow>::columns();
        assert_eq!(kind(&series, "point"), Some(Kind::Integer));
        assert_eq!(kind(&series, "date"), Some(Kind::Date));
        assert_eq!(kind(&series, "complete"), Some(Kind::Boolean));
        assert_eq!(kind(&series, "culturation"), Some(Kind::Number));
        let panel = Keyed::<PanelRow<'_>>::columns();
        for (name, expected) in [
            ("person", Kind::Text),
            ("sex", Kind::Text),
            ("present", Kind::Boolean),
            ("youngest_child", Kind::Integer),
            ("first_test_level", Kind::Number),
            ("first_route", Kind::Text),
            ("arm", Kind::Text),
            ("taken_up", Kind::Boolean),
        ] {
            assert_eq!(kind(&panel, name), Some(expected), "{name}");
        }
    }

    #[test]
    fn texts_are_of_the_narrowest_kind_that_fits_all_of_them() {
        let of = |texts: &[&str]| texts.iter().map(|text| Kind::of(text)).reduce(Kind::join);
        assert_eq!(of(&["1", "-2"]), Some(Kind::Integer));
        assert_eq!(of(&["1", "-2.5e3", "4"]), Some(Kind::Number));
        assert_eq!(of(&["true", "false"]), Some(Kind::Boolean));
        assert_eq!(of(&["2015-09-02", "2015-09-03"]), Some(Kind::Date));
        assert_eq!(of(&["1", "refer", "2"]), Some(Kind::Text));
        assert_eq!(of(&["true", "1"]), Some(Kind::Text));
        assert_eq!(of(&["inf"]), Some(Kind::Text));
    }
}
