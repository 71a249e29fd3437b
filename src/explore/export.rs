//! The page in one file, which runs the engine as WebAssembly wherever it is opened.

use super::page;
use crate::phrase::{Phrase, phrase};
use crate::vocabulary::Language;

/// Bytes of an engine; a page of more could not be sent around.
pub const LARGEST_ENGINE: usize = 20 << 20;

/// What WebAssembly begins with: its name and its version, 1.
const MAGIC: &[u8] = b"\0asm\x01\0\0\0";

/// Why bytes are no engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.phrase())]
pub enum NoEngine {
    /// They are no WebAssembly.
    Foreign,
    /// There are more than [`LARGEST_ENGINE`].
    TooLarge,
}

impl NoEngine {
    /// Says it in words.
    pub fn phrase(self) -> Phrase {
        let most = LARGEST_ENGINE >> 20;
        match self {
            Self::Foreign => phrase!("is no WebAssembly, version 1", "ist kein WebAssembly der Version 1"),
            Self::TooLarge => phrase!("is larger than {most} MB", "ist größer als {most} MB"),
        }
    }
}

/// Makes the page.
///
/// # Errors
/// Returns why the bytes are no engine.
pub fn page(engine: &[u8], language: Language) -> Result<String, NoEngine> {
    if engine.len() > LARGEST_ENGINE {
        Err(NoEngine::TooLarge)
    } else if engine.starts_with(MAGIC) {
        Ok(page::exported(engine, language))
    } else {
        Err(NoEngine::Foreign)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_webassembly_of_a_sensible_size_is_an_engine() {
        let made = |engine: &[u8]| page(engine, Language::English).map(drop);
        assert_eq!(made(MAGIC), Ok(()));
        assert_eq!(made(b""), Err(NoEngine::Foreign));
        assert_eq!(made(b"\x7fELF"), Err(NoEngine::Foreign));
        assert_eq!(made(&vec![0; LARGEST_ENGINE + 1]), Err(NoEngine::TooLarge));
    }
}
