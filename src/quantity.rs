//! Numbers that cannot be wrong: each kind checks its range when it is read.

use serde::{Deserialize, Deserializer, Serialize};

macro_rules! quantities {
    ($($(#[$doc:meta])* $name:ident as $words:literal in $low:expr, $high:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default, Serialize)]
        #[serde(transparent)]
        pub struct $name(f64);

        impl $name {
            /// The smallest allowed value.
            pub const LOW: f64 = $low;
            /// The largest allowed value.
            pub const HIGH: f64 = $high;

            /// Wraps a number.
            ///
            /// # Errors
            /// Returns what is allowed when the number lies outside the range or is not a number.
            pub fn new(value: f64) -> Result<Self, OutOfRange> {
                if (Self::LOW..=Self::HIGH).contains(&value) {
                    Ok(Self(value))
                } else {
                    Err(OutOfRange { kind: $words, value, low: Self::LOW, high: Self::HIGH })
                }
            }

            /// Returns the number.
            #[inline]
            pub const fn get(self) -> f64 {
                self.0
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::new(f64::deserialize(deserializer)?).map_err(serde::de::Error::custom)
            }
        }
    )*};
}

quantities! {
    /// A share or probability, 0 to 1.
    Share as "a share" in 0.0, 1.0;
    /// A rate or factor that is not negative; the documentation of the field gives the unit.
    Rate as "a rate" in 0.0, 1e12;
    /// A duration in hours.
    Hours as "a number of hours" in 0.0, 1e9;
    /// A duration in minutes.
    Minutes as "a number of minutes" in 0.0, 1e7;
    /// A duration in weeks.
    Weeks as "a number of weeks" in 0.0, 1e5;
    /// An amount in euros.
    Euro as "an amount in euros" in 0.0, 1e12;
    /// A language level on the scale of the Common European Framework: 0 none, k reached at k, 6 is C2.
    Level as "a language level" in 0.0, 6.0;
    /// A coefficient of log-odds or a shift of a state; may be negative.
    Effect as "an effect" in -1e3, 1e3;
}

/// A number outside the range of its kind.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{value} is not {kind}: it must lie between {low} and {high}")]
pub struct OutOfRange {
    kind: &'static str,
    value: f64,
    low: f64,
    high: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_above_one_is_refused_in_words() {
        let fault = Share::new(1.5).unwrap_err().to_string();
        assert_eq!(fault, "1.5 is not a share: it must lie between 0 and 1");
    }

    #[test]
    fn not_a_number_is_refused() {
        assert!(Hours::new(f64::NAN).is_err());
    }
}
