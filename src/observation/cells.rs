//! From a typed row to its cells, whatever they are written to.

use std::fmt::{self, Display};

use serde::ser::{
    Impossible, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, SerializeTupleStruct,
};
use serde::{Serialize, Serializer, ser};

/// Takes cells one by one.
pub(crate) trait Cells {
    /// Takes a cell that holds nothing.
    fn missing(&mut self);
    /// Takes a text.
    fn text(&mut self, text: &str);
    /// Takes what displays as a text that is no formula.
    fn display(&mut self, value: &(impl Display + ?Sized));
    /// Takes a whole number.
    fn integer(&mut self, value: i64);
    /// Takes a number; nothing is written for what is not finite.
    fn number(&mut self, value: f64);
}

/// Writes the cells of a row.
///
/// # Panics
/// When the row holds what is no cell, which no row of the program does.
#[inline]
pub(crate) fn put(cells: &mut impl Cells, row: &impl Serialize) {
    let Ok(()) = row.serialize(Writer(cells));
}

/// What no cell can hold. There is none of it: a row that held some would be a fault of the program, and a check a cell costs.
#[derive(Debug)]
enum Unfit {}

/// Ends the program for what is no cell.
fn unfit<T>(what: impl Display) -> Result<T, Unfit> {
    panic!("a row consists of cells because its fields are words and numbers: {what}")
}

impl Display for Unfit {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl std::error::Error for Unfit {}

impl ser::Error for Unfit {
    fn custom<T: Display>(message: T) -> Self {
        match unfit::<Self>(message) {
            Ok(never) | Err(never) => never,
        }
    }
}

struct Writer<'a, C>(&'a mut C);

macro_rules! integers {
    ($($name:ident: $type:ty),*) => {$(
        #[inline]
        fn $name(self, value: $type) -> Result<(), Unfit> {
            self.0.integer(i64::try_from(value).or_else(unfit)?);
            Ok(())
        }
    )*};
}

impl<'a, C: Cells> Serializer for Writer<'a, C> {
    type Ok = ();
    type Error = Unfit;
    type SerializeSeq = Writer<'a, C>;
    type SerializeTuple = Writer<'a, C>;
    type SerializeTupleStruct = Writer<'a, C>;
    type SerializeTupleVariant = Impossible<(), Unfit>;
    type SerializeMap = Writer<'a, C>;
    type SerializeStruct = Writer<'a, C>;
    type SerializeStructVariant = Impossible<(), Unfit>;

    integers!(serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64);
    integers!(serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64);

    fn serialize_bool(self, value: bool) -> Result<(), Unfit> {
        self.0.text(if value { "true" } else { "false" });
        Ok(())
    }

    #[inline]
    fn serialize_f32(self, value: f32) -> Result<(), Unfit> {
        self.0.number(f64::from(value));
        Ok(())
    }

    #[inline]
    fn serialize_f64(self, value: f64) -> Result<(), Unfit> {
        self.0.number(value);
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), Unfit> {
        self.0.text(value.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    #[inline]
    fn serialize_str(self, value: &str) -> Result<(), Unfit> {
        self.0.text(value);
        Ok(())
    }

    #[inline]
    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<(), Unfit> {
        self.0.display(value);
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Unfit> {
        unfit("nested values")
    }

    #[inline]
    fn serialize_none(self) -> Result<(), Unfit> {
        self.serialize_unit()
    }

    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unfit> {
        value.serialize(self)
    }

    #[inline]
    fn serialize_unit(self) -> Result<(), Unfit> {
        self.0.missing();
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Unfit> {
        self.serialize_unit()
    }

    #[inline]
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Unfit> {
        self.serialize_str(variant)
    }

    #[inline]
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Unfit> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Unfit> {
        unfit("nested values")
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Unfit> {
        Ok(self)
    }

    #[inline]
    fn serialize_tuple(self, _: usize) -> Result<Self, Unfit> {
        Ok(self)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, Unfit> {
        Ok(self)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unfit> {
        unfit("nested values")
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, Unfit> {
        Ok(self)
    }

    #[inline]
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Unfit> {
        Ok(self)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Unfit> {
        unfit("nested values")
    }
}

macro_rules! parts {
    ($($kind:ident: $method:ident),*) => {$(
        impl<C: Cells> $kind for Writer<'_, C> {
            type Ok = ();
            type Error = Unfit;

            #[inline]
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unfit> {
                value.serialize(Writer(&mut *self.0))
            }

            #[inline]
            fn end(self) -> Result<(), Unfit> {
                Ok(())
            }
        }
    )*};
}

parts!(SerializeSeq: serialize_element, SerializeTuple: serialize_element, SerializeTupleStruct: serialize_field);

impl<C: Cells> SerializeMap for Writer<'_, C> {
    type Ok = ();
    type Error = Unfit;

    /// Keys stand in the head of the table.
    fn serialize_key<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), Unfit> {
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unfit> {
        value.serialize(Writer(&mut *self.0))
    }

    fn end(self) -> Result<(), Unfit> {
        Ok(())
    }
}

impl<C: Cells> SerializeStruct for Writer<'_, C> {
    type Ok = ();
    type Error = Unfit;

    #[inline]
    fn serialize_field<T: Serialize + ?Sized>(&mut self, _: &'static str, value: &T) -> Result<(), Unfit> {
        value.serialize(Writer(&mut *self.0))
    }

    #[inline]
    fn end(self) -> Result<(), Unfit> {
        Ok(())
    }
}
