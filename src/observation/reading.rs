//! From the cells of a table back to a typed row, by the names of the columns.

use std::cell::Cell;
use std::fmt::{self, Display};

use serde::de::value::{StrDeserializer, StringDeserializer};
use serde::de::{DeserializeOwned, DeserializeSeed, IntoDeserializer, MapAccess, Visitor};
use serde::{Deserializer, de, forward_to_deserialize_any};

use crate::phrase::{Phrase, phrase};

/// Reads a row from its cells, which stand in the order of the columns; a column that no field names is passed over.
///
/// # Errors
/// Returns which cell holds what does not fit its field, or which column is missing.
pub(crate) fn row<R: DeserializeOwned>(
    columns: &[String],
    cells: &csv::StringRecord,
    has_decimal_comma: bool,
) -> Result<R, Misread> {
    R::deserialize(Reader { columns, cells, has_decimal_comma, next: &Cell::new(0) })
}

/// A cell that does not fit its field.
#[derive(Debug, Clone, PartialEq)]
pub struct Misread(pub Phrase);

impl Display for Misread {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.english())
    }
}

impl std::error::Error for Misread {}

impl de::Error for Misread {
    fn custom<T: Display>(message: T) -> Self {
        Self(Phrase::same(message.to_string()))
    }
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    columns: &'a [String],
    cells: &'a csv::StringRecord,
    has_decimal_comma: bool,
    /// Where the next column is most likely, since fields are read in their order.
    next: &'a Cell<usize>,
}

impl<'a> Reader<'a> {
    fn cell(&self, name: &str) -> Option<&'a str> {
        let likely = self.next.get();
        let position = if self.columns.get(likely).is_some_and(|column| column == name) {
            likely
        } else {
            self.columns.iter().position(|column| column == name)?
        };
        self.next.set(position + 1);
        Some(self.cells.get(position).unwrap_or_default())
    }
}

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = Misread;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Misread> {
        Err(de::Error::custom("a row is a struct"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misread> {
        visitor.visit_map(Fields { reader: self, names: fields, position: 0 })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct seq tuple
        tuple_struct map enum identifier ignored_any
    }
}

/// The fields of a struct, each with its cell.
struct Fields<'a> {
    reader: Reader<'a>,
    names: &'static [&'static str],
    position: usize,
}

impl<'de> MapAccess<'de> for Fields<'_> {
    type Error = Misread;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Misread> {
        let Some(name) = self.names.get(self.position) else { return Ok(None) };
        let name: StrDeserializer<'_, Misread> = (*name).into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misread> {
        let name = self.names[self.position];
        self.position += 1;
        seed.deserialize(Field { reader: self.reader, name, fields: self.names })
    }
}

/// One field of a struct: a cell, or as many as the struct in it has fields.
struct Field<'a> {
    reader: Reader<'a>,
    name: &'static str,
    /// All fields of the struct.
    fields: &'static [&'static str],
}

impl<'a> Field<'a> {
    fn text(&self) -> Result<&'a str, Misread> {
        let name = self.name;
        self.reader
            .cell(name)
            .ok_or_else(|| Misread(phrase!("there is no column `{name}`", "es gibt keine Spalte `{name}`")))
    }

    fn whole(&self) -> Result<i64, Misread> {
        let cell = self.text()?;
        let fault = || Misread(phrase!("`{cell}` is not a whole number", "`{cell}` ist keine ganze Zahl"));
        cell.parse().map_err(|_| fault())
    }

    /// Returns the number in the cell; not a number where it is empty.
    fn number(&self) -> Result<f64, Misread> {
        let cell = self.text()?;
        if cell.is_empty() {
            return Ok(f64::NAN);
        }
        let parsed =
            if self.reader.has_decimal_comma { cell.replace(',', ".").parse() } else { cell.parse() };
        parsed.map_err(|_| Misread(phrase!("`{cell}` is not a number", "`{cell}` ist keine Zahl")))
    }
}

macro_rules! integers {
    ($($name:ident),*) => {$(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
            visitor.visit_i64(self.whole()?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Field<'_> {
    type Error = Misread;

    integers!(deserialize_i8, deserialize_i16, deserialize_i32, deserialize_i64);
    integers!(deserialize_u8, deserialize_u16, deserialize_u32, deserialize_u64);

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        visitor.visit_str(self.text()?)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        let cell = self.text()?;
        let fault = || {
            Misread(phrase!(
                "`{cell}` is neither `true` nor `false`",
                "`{cell}` ist weder `true` noch `false`"
            ))
        };
        visitor.visit_bool(match cell {
            "true" | "1" => true,
            "false" | "0" => false,
            _ => return Err(fault()),
        })
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        visitor.visit_f64(self.number()?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        visitor.visit_f64(self.number()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        let next = self.reader.next.get();
        let is_filled = self.reader.cell(self.name).is_some_and(|cell| !cell.is_empty());
        if !is_filled {
            return visitor.visit_none();
        }
        // The same cell is read once more, and stands where it stood.
        self.reader.next.set(next);
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misread> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misread> {
        let word: StrDeserializer<'_, Misread> = self.text()?.into_deserializer();
        visitor.visit_enum(word)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misread> {
        visitor.visit_map(Fields { reader: self.reader, names: fields, position: 0 })
    }

    /// A map holds what no field of the struct names.
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        visitor.visit_map(Others { reader: self.reader, fields: self.fields, position: 0 })
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct seq tuple tuple_struct identifier
    }
}

/// Columns that no field of a struct names, each with its cell.
struct Others<'a> {
    reader: Reader<'a>,
    fields: &'static [&'static str],
    position: usize,
}

impl<'de> MapAccess<'de> for Others<'_> {
    type Error = Misread;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Misread> {
        let is_named = |column: &String| self.fields.contains(&column.as_str());
        while self.reader.columns.get(self.position).is_some_and(is_named) {
            self.position += 1;
        }
        let Some(column) = self.reader.columns.get(self.position) else { return Ok(None) };
        let column: StringDeserializer<Misread> = column.clone().into_deserializer();
        seed.deserialize(column).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misread> {
        let cell = self.reader.cells.get(self.position).unwrap_or_default();
        self.position += 1;
        let cell: StrDeserializer<'_, Misread> = cell.into_deserializer();
        seed.deserialize(cell)
    }
}
