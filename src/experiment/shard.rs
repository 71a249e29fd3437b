//! Shards: a sweep in parts that need nothing of each other.

use std::fmt;
use std::str::FromStr;

use crate::phrase::{Phrase, phrase};

/// One of so many parts of a sweep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shard {
    number: u32,
    of: u32,
}

impl Shard {
    /// All of a sweep.
    pub const WHOLE: Self = Self { number: 1, of: 1 };

    /// More parts than any scheduler hands out.
    const MOST: u32 = 1_000_000;

    /// Makes the part of a number, from 1.
    ///
    /// # Errors
    /// Returns that there is no such part.
    pub fn new(number: u32, of: u32) -> Result<Self, NoShard> {
        if of == 0 || of > Self::MOST || number == 0 || number > of {
            return Err(NoShard { text: format!("{number}/{of}") });
        }
        Ok(Self { number, of })
    }

    /// Returns its number, from 1.
    pub const fn number(self) -> u32 {
        self.number
    }

    /// Returns how many parts there are.
    pub const fn of(self) -> u32 {
        self.of
    }

    /// Returns whether it is all of the sweep.
    pub fn is_whole(self) -> bool {
        self.of == 1
    }

    /// Returns the name of its folder.
    pub fn folder(self) -> String {
        format!("{}-of-{}", self.number, self.of)
    }

    /// Returns whether a block of runs, by its place in the order of the sweep, is in this part.
    pub(super) fn takes(self, block: u64) -> bool {
        block % u64::from(self.of) == u64::from(self.number - 1)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.number, self.of)
    }
}

/// What names no part of a sweep.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.phrase())]
pub struct NoShard {
    text: String,
}

impl NoShard {
    /// Returns the fault in words.
    pub fn phrase(&self) -> Phrase {
        let (text, most) = (&self.text, Shard::MOST);
        phrase!(
            "`{text}` is no shard: expected I/N with I from 1 to N, such as 3/7, and N up to {most}",
            "`{text}` ist kein Teil: erwartet wird I/N mit I von 1 bis N, etwa 3/7, und N bis {most}"
        )
    }
}

impl FromStr for Shard {
    type Err = NoShard;

    fn from_str(text: &str) -> Result<Self, NoShard> {
        let fault = || NoShard { text: text.to_owned() };
        let (number, of) = text.split_once('/').ok_or_else(fault)?;
        let [number, of] = [number, of].map(|part| part.trim().parse::<u32>().ok());
        Self::new(number.ok_or_else(fault)?, of.ok_or_else(fault)?).map_err(|_| fault())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_share_out_every_block_once() {
        for of in [1, 2, 7, 100] {
            let shards: Vec<Shard> = (1..=of).map(|number| Shard::new(number, of).unwrap()).collect();
            for block in 0..250 {
                assert_eq!(shards.iter().filter(|shard| shard.takes(block)).count(), 1);
            }
        }
    }

    #[test]
    fn what_is_no_shard_is_refused() {
        assert_eq!("3/7".parse(), Shard::new(3, 7));
        assert_eq!("1/1".parse(), Ok(Shard::WHOLE));
        for text in ["8/7", "0/7", "1/0", "7", "a/b", "", "1/2/3", "-1/3", "1/99999999999", "1/1000001"] {
            let fault = text.parse::<Shard>().unwrap_err();
            assert!(fault.to_string().contains(&format!("`{text}`")), "{fault}");
        }
    }
}
